/* The reference model: what turns its verdicts, whether its paths look like the record, and whether
 * anything degenerate happens where its parameters may lie.  Runs in the root of the source. */
#include "truce/truce.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MODEL  "models/us-china.truce"
#define UNSEEN "models/us-china-resolve.truce"
enum { MOST_SETS = 10, LONGEST = 1 << 18 };

static void options_of(const char *const *sets, truce_options *options)
{
    *options = (truce_options){.sets = sets, .mechanisms = "mechanisms"};
}

/* ------------------------------------------------------------------ what turns a verdict */

/* A claim, its verdict as the model is written, and a change to what it speaks of with which the verdict
 * is the other one: the mechanism taken out where the claim holds; where it fails, a world in which it
 * would hold, so that none is false by its form alone. */
typedef struct {
    const char *claim;
    bool holds;
    const char *sets[MOST_SETS];
} Turn;

/* A back channel through which no more gets than through officials, and no more quietly. */
#define IDLE_CHANNEL                                                                       \
    {                                                                                      \
        "heard_open=12%", "quiet_retreat=loud_retreat", "drafted_prepared=drafted_broad"   \
    }
#define FIRM                                                                               \
    {                                                                                      \
        "resolute=yes"                                                                     \
    }
#define NEUTRAL_TIME                                                                       \
    {                                                                                      \
        "tide=0", "hardening=0"                                                            \
    }
#define NO_SHOW                                                                            \
    {                                                                                      \
        "announcement=0", "trophy=0", "us_app=0"                                           \
    }

static const Turn turns[] = {
    {"cycle", true, {"us_drift=0", "cn_drift=0", "disputed_vague=0", "disputed_clear=0"}},
    {"poor_channels", true, IDLE_CHANNEL},
    {"kushner", true, IDLE_CHANNEL},
    {"deadlock", true, IDLE_CHANNEL},
    {"strangers", true, {"disputed_vague=0", "disputed_clear=0"}},
    {"burnt", true, {"carrier_burnt=0"}},
    {"fear_of_initiative", true, {"timidity=0", "cn_trouble=0.05", "carrier_lost=0"}},
    {"doors_closed", true, {"carrier_burnt=0", "carrier_lost=0"}},
    {"hollow_staff", true, {"staff=100%", "us_drift=2%", "one_voice=85%"}},
    {"unfixed_words", true, {"disputed_vague=disputed_clear"}},
    {"spooked", true, {"dread=0"}},
    {"who_speaks", true, {"one_voice=100%"}},
    {"transactional", false, {"heard_closed=85%", "one_voice=100%", "timidity=10%"}},
    {"would_unravel",
     false,
     {"us_sunk=0", "hawk_sunk=0", "cn_sunk=0", "us_drift=15%", "cn_drift=8%",
      "disputed_vague=25%", "rapport=0", "heard_closed=0", "heard_open=10%"}},
    {"marginal_talk", true, NEUTRAL_TIME},
    {"hard_line_paid", true, {"cn_follows_through=20%", "in_minerals=0"}},
    {"the_bet", true, FIRM},
    {"time_is_ours", true, NEUTRAL_TIME},
    {"pocketed", true, {"answering=-0.2"}},
    {"their_terms", true, {"leverage=gone", "shelved=no", "backlash=0"}},
    {"unused_levers", false, {"in_minerals=0", "backlash=2"}},
    {"wavering_costs", false, {"hawks_rise=0", "hawks_anger=0"}},
    {"precedent_set", true, {"precedent=no", "norm=3"}},
    {"costless_chip", true, {"us_app=0", "cn_app=0"}},
    {"whack_a_mole", true, {"item_cost=2"}},
    {"eye_catching", true, NO_SHOW},
    {"election_pace", true, {"urgency=0", "trophy=0", "grumbling=0"}},
    {"thin_deal", true, NO_SHOW},
    {"scarcity_given_away", true, {"meeting_prize=0"}},
    {"lulled", true, {"shelved=no", "diversify_calm=diversify_fear"}},
    {"free_hand", true, {"relief_hawk=relief_cost", "hawk_sunk=us_sunk"}},
    {"beijing_is_the_obstacle", false, IDLE_CHANNEL},
    {"not_washington", true, NEUTRAL_TIME},
    {"no_channel_helps", true, {"cn_broad=2"}},
};
enum { TURNS = sizeof turns / sizeof *turns };

static truce_model *opened(const char *path, const char *const *sets)
{
    truce_options options;
    options_of(sets, &options);
    truce_model *model;
    assert_int_equal(truce_read(path, &options, &model), TRUCE_OK);
    return model;
}

static bool verdict_of(truce_model *model, int32_t claim)
{
    truce_verdict verdict = {false};
    assert_int_equal(truce_claim(model, claim, NULL, &verdict), TRUCE_OK);
    return verdict.holds;
}

/* The table is in the order of the file, as no_claim_is_missing_from_the_table makes sure. */
static void every_claim_turns_with_its_mechanism(void **state)
{
    truce_model *as_written = opened(MODEL, NULL);
    for (int32_t k = 0; k < TURNS; k++) {
        const Turn *t = &turns[k];
        if (verdict_of(as_written, k) != t->holds)
            fail_msg("%s: the verdict is not the one in the table", t->claim);
        truce_model *changed = opened(MODEL, t->sets);
        if (verdict_of(changed, k) == t->holds)
            fail_msg("%s: %s ... does not turn the verdict", t->claim, t->sets[0]);
        truce_free(changed);
    }
    truce_free(as_written);
}

static void no_claim_is_missing_from_the_table(void **state)
{
    truce_model *model = opened(MODEL, NULL);
    assert_int_equal(truce_warning_count(model), 0);
    assert_int_equal(truce_count(model, TRUCE_CLAIMS), TURNS);
    for (int k = 0; k < TURNS; k++)
        assert_string_equal(truce_name(model, TRUCE_CLAIMS, k), turns[k].claim);
    truce_free(model);
}

/* ------------------------------------------------------------------ the record */

/* The quarrel from July 2018 to Phase One and from February to December 2025, month by month: '-' open conflict, '='
 * a truce; capitals 'X' and 'E' are the same with new measures of either side. A month counts as what stood
 * for most of it.  Truces: Buenos Aires (1 December 2018 to 5 May 2019), Osaka (29 June to 1 August 2019),
 * Phase One (agreed 11 October 2019, and kept until 2025), Geneva (12 May to 9 October 2025), Busan (from
 * 30 October 2025).  New measures: 2018 July to September; 2019 May, June, August, September; 2025 February,
 * March, April, May (28th), September (12th, 17th, 29th), October. */
static const char quarrel_of_2018[] = "XXX--=====XX=XX==="; /* to December 2019 */
static const char quarrel_of_2025[] = "XXXE===EX==";        /* from February */
static const int record_truces[] = {5, 1, 5}; /* months; Phase One and Busan go on */

static double months(const char *quarrel, const char *which)
{
    double sum = 0;
    for (const char *c = quarrel; *c; c++)
        sum += strchr(which, *c) != NULL;
    return sum;
}

static double share(const char *quarrel, const char *which)
{
    return months(quarrel, which) / (double)strlen(quarrel);
}

/* The model begun in February 2025, with what stood then: tariffs of both sides in force, no truce, controls
 * never traded, no meeting promised. */
static truce_model *begun_in_february(void)
{
    static const char *const sets[] = {"truce_left=0",
                                       "terms=plain",
                                       "us_curbs=standing",
                                       "cn_curbs=standing",
                                       "precedent=no",
                                       "meeting=in_hand",
                                       NULL};
    static char text[LONGEST];
    FILE *file = fopen(MODEL, "r");
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = '\0';
    char *date = strstr(text, "from 2025-11-01 for");
    assert_non_null(date);
    memcpy(date, "from 2025-02-01 for", strlen("from 2025-02-01 for"));
    truce_options options;
    options_of(sets, &options);
    truce_model *model;
    assert_int_equal(truce_read_text(MODEL, text, length, &options, &model), TRUCE_OK);
    return model;
}

static double answer(truce_model *model, const char *question)
{
    double found = NAN;
    assert_int_equal(truce_ask(model, question, NULL, &found), TRUCE_OK);
    return found;
}

static void assert_between(double low, double found, double high, const char *what)
{
    if (!(low <= found && found <= high))
        fail_msg("%s is %g, not in %g..%g", what, found, low, high);
}

static void paths_from_february_2025_look_like_the_record(void **state)
{
    truce_model *m = begun_in_february();
    /* Time under a truce: between three quarters of the less and 1.25 times the more peaceful quarrel. */
    double calm[] = {share(quarrel_of_2018, "=E"), share(quarrel_of_2025, "=E")};
    double at_truce = 1 - answer(m, "E(mean conflict by 24)");
    assert_between(0.75 * fmin(calm[0], calm[1]), at_truce, 1.25 * fmax(calm[0], calm[1]),
                   "the share of time under a truce");
    /* Escalations a year: acts against what was agreed, and supply lines cut. */
    double busy[] = {12 * share(quarrel_of_2018, "XE"), 12 * share(quarrel_of_2025, "XE")};
    double escalations =
        (answer(m, "E(count incident by 24)") + answer(m, "E(count supply_cut by 24)")) / 2;
    assert_between(0.33 * fmin(busy[0], busy[1]), escalations,
                   1.25 * fmax(busy[0], busy[1]), "escalations a year");
    /* How long a truce lasts: half of the shortest, but a month at least, to twice the longest that ended. */
    double ends =
        answer(m, "E(count collapse by 24)") + answer(m, "E(count truce_lapse by 24)");
    assert_between(fmax(1, record_truces[1] / 2.0), 24 * at_truce / ends,
                   2 * record_truces[0], "the months that a truce lasts");
    truce_free(m);
}

/* A truce within months, small deals and no grand one; minerals cut by Beijing more often than supply lines
 * by Washington. */
static void the_first_year_has_the_pattern_of_2025(void **state)
{
    truce_model *m = begun_in_february();
    assert_between(0.8, answer(m, "P(truce_made by 11)"), 1, "a truce within 2025");
    assert_between(1, answer(m, "E(first truce_made)"), 6, "the first truce's month");
    assert_between(0.2, answer(m, "P(collapse by 11)"), 0.9, "a collapse within 2025");
    assert_between(0.05, answer(m, "P(cn_cuts by 11)"), 0.9, "minerals cut within 2025");
    assert_true(answer(m, "P(us_cuts by 11)") < answer(m, "P(cn_cuts by 11)"));
    assert_between(0.2, answer(m, "P(cn_gives at 11)"), 0.9, "purchases at the year's end");
    assert_between(0, answer(m, "P(signed_broad by 11)"), 0.2, "a broad agreement in 2025");
    truce_free(m);
}

/* ------------------------------------------------------------------ nothing degenerate */

static const char degenerate[] =
    "claim no_permanent_embargo { \"-\" holds E(mean conflict by 24) < 75% }\n"
    "claim no_instant_bargain { \"-\" holds P(signed_broad by 3) < 20% }\n"
    "claim washington_acts { \"-\" holds E(count us_move.push by 24) > 0.05\n"
    "  and E(count us_offer by 24) - E(count us_offer.silence by 24) > 1 }\n"
    "claim beijing_acts { \"-\" holds E(count cn_move.push by 24) > 0.05\n"
    "  and E(count cn_offer by 24) - E(count cn_offer.silence by 24) > 1 }\n"
    "claim no_eternal_peace { \"-\" holds P(collapse by 24) > 10% }\n";
enum { DEGENERATE = 5, DRAWS = 40, BULK = 34 };

static void nothing_degenerate_in_the_bulk_of_draws(void **state)
{
    static char text[LONGEST];
    FILE *file = fopen(MODEL, "r");
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof text - sizeof degenerate, file);
    fclose(file);
    strcpy(text + length, degenerate);
    truce_options options;
    options_of(NULL, &options);
    truce_model *model;
    assert_int_equal(truce_read_text(MODEL, text, strlen(text), &options, &model),
                     TRUCE_OK);
    for (int32_t k = 0; k < DEGENERATE; k++) {
        truce_robustness r;
        truce_claims_plan plan = {.draws = DRAWS};
        assert_int_equal(truce_claim_over_draws(model, TURNS + k, NULL, &plan, &r),
                         TRUCE_OK);
        assert_int_equal(r.draws, DRAWS);
        if (!r.holds || r.held < BULK)
            fail_msg("%s holds in %d of %d draws",
                     truce_name(model, TRUCE_CLAIMS, TURNS + k), (int)r.held, DRAWS);
    }
    truce_free(model);
}

/* ------------------------------------------------------------------ wills that are not known */

/* Where all are sure of both wills, the model with types is the one without. */
static void wills_that_all_are_sure_of_are_known(void **state)
{
    static const struct {
        const char *sets[4], *question;
    } sure[] = {
        {{"grain=1", "resolute=no", "forthcoming=no"}, "V(us)"},
        {{"grain=1", "resolute=yes", "forthcoming=yes"}, "V(cn)"},
    };
    for (int k = 0; k < 2; k++) {
        truce_model *unseen = opened(UNSEEN, sure[k].sets),
                    *seen = opened(MODEL, sure[k].sets + 1);
        assert_int_equal(truce_warning_count(unseen), 0);
        double worth = answer(seen, sure[k].question);
        assert_between(worth - 1e-6, answer(unseen, sure[k].question), worth + 1e-6,
                       sure[k].question);
        truce_free(unseen);
        truce_free(seen);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_claim_is_missing_from_the_table),
        cmocka_unit_test(every_claim_turns_with_its_mechanism),
        cmocka_unit_test(paths_from_february_2025_look_like_the_record),
        cmocka_unit_test(the_first_year_has_the_pattern_of_2025),
        cmocka_unit_test(nothing_degenerate_in_the_bulk_of_draws),
        cmocka_unit_test(wills_that_all_are_sure_of_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
