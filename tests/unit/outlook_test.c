#include "report/outlook.h"

#include "studied.h"

static const char NEGOTIATION[] =
    "period 1 month for 6  player us { patience 0.9  precision 2 }  player cn { precision "
    "3 }\n"
    "param toll = 1 in 0.5..2  param double = 2 * toll  param odds = 40% in 1 - 9 / "
    "10..toll\n"
    "state a : 0..4 = { 30% : 1  rest : 2 }  state long : 0..20 = 3\n"
    "event up\n"
    "each period {\n"
    "  us chooses x { stay  rise if a < 4 { a += 1 event up } }\n"
    "  if x == rise { cn chooses y { bear  resist { pay cn -1  a -= 1 } } }\n"
    "  chance { odds : { if a > 0 { a -= 1 } } rest : nothing }\n"
    "  us chooses never { one }\n"
    "  pay us a - toll * (x == rise)  pay cn -a / 2\n"
    "}\n"
    "measure height = a  measure high = a > 2\n"
    "claim c { holds V(us) > V(cn) }  claim d { holds V(us) < V(cn) }\n"
    "variant v { toll = 2 }\n";

static const Outlook *look_ahead(const char *text, const int32_t *under, int32_t count)
{
    begin(text);
    const Findings *f = findings_make(&study, under, count);
    assert_clean();
    const Outlook *o = outlook_make(&study, f);
    assert_clean();
    assert_non_null(o);
    return o;
}

static double asked(const char *text)
{
    const char *copy = mem_text(&memory, text, (int64_t)strlen(text));
    double answer = NAN;
    assert_true(study_ask(&study, question(copy), NULL, 0, &answer));
    return answer;
}

static void odds_answer_the_question(void **state)
{
    const Outlook *o = look_ahead(NEGOTIATION, NULL, 0);
    for (int32_t t = 0; t <= 6; t++) {
        double sum = 0;
        for (int32_t v = 0; v <= 4; v++) {
            char question[64];
            snprintf(question, sizeof question, "P(a == %d at %d)", v, t);
            assert_near(o->odds[0][t][v], asked(question), 1e-15);
            sum += o->odds[0][t][v];
        }
        assert_near(sum, 1, 1e-12);
    }
}

static void states_of_many_values_have_no_odds(void **state)
{
    const Outlook *o = look_ahead(NEGOTIATION, NULL, 0);
    assert_non_null(o->odds[0]);
    assert_null(o->odds[1]);
}

/* The median and the ends, found by adding up the odds. */
static void bands_cut_the_odds(void **state)
{
    const Outlook *o = look_ahead(NEGOTIATION, NULL, 0);
    assert_null(o->band[1]); /* a truth */
    for (int32_t t = 0; t <= 6; t++)
        for (int32_t b = 0; b < BAND_COUNT; b++) {
            int32_t v = 0;
            for (double below = o->odds[0][t][0]; below < BANDS[b] - 1e-9;)
                below += o->odds[0][t][++v];
            assert_near(o->band[0][t][b], v, 0);
        }
}

/* p(a) / p(b) = exp(lambda (Q(a) - Q(b))), so prices alone give the odds of options. */
static void prices_explain_the_options_odds(void **state)
{
    const Outlook *o = look_ahead(NEGOTIATION, NULL, 0);
    static const double precision[] = {2, 3};
    assert_int_equal(o->opening_count, 2); /* `never` has one arm */
    for (int32_t k = 0; k < o->opening_count; k++) {
        const Opening *x = &o->openings[k];
        double least = INFINITY, sum = 0;
        for (int32_t a = 0; a < x->arm_count; a++) {
            least = fmin(least, x->arms[a].loss);
            sum += x->arms[a].probability;
            assert_near(log(x->arms[a].probability / x->arms[0].probability),
                        -precision[x->player] * (x->arms[a].loss - x->arms[0].loss), 1e-9);
        }
        assert_near(least, 0, 0);
        assert_near(sum, 1, 1e-12);
    }
}

/* The first choice is made in two situations, for the start is drawn: the likelier is told. */
static void a_choice_is_told_where_it_is_likeliest(void **state)
{
    const Outlook *o = look_ahead(NEGOTIATION, NULL, 0);
    const Opening *x = &o->openings[0];
    assert_near(x->reached, 0.7, 1e-15);
    assert_int_equal(x->where_count, 1);
    assert_int_equal(x->where[0].var, 0);
    assert_int_equal(x->where[0].value, 2);
}

static void what_is_sure_goes_without_saying(void **state)
{
    const Outlook *o =
        look_ahead("period 1 day for 2  player p { precision 1 }  state s : bool = yes\n"
                   "each period { p chooses x { a  b { s := no } }  pay p s }\n",
                   NULL, 0);
    assert_int_equal(o->opening_count, 1);
    assert_int_equal(o->openings[0].where_count, 0);
}

/* A game without an end could begin anywhere; that it does not is no news. */
static void what_is_sure_goes_without_saying_where_there_is_no_end(void **state)
{
    const Outlook *o =
        look_ahead("player p { precision 1  patience 0.5 }  state s : 0..2 = 1\n"
                   "period 1 day\n"
                   "each period { p chooses x { a { s := 0 }  b { s := 2 } }\n"
                   "  pay p s }\n",
                   NULL, 0);
    assert_int_equal(o->opening_count, 1);
    assert_int_equal(o->openings[0].where_count, 0);
    assert_near(o->openings[0].reached, 1, 0);
}

/* Who looks behind the curtain: the doer knows who is in power, the other sees an incident alone. */
#define HIDDEN(hawkish, drift)                                                             \
    "period 1 month for 1  player a { precision exact }  player b { precision exact }\n"   \
    "each period {\n"                                                                      \
    "  chance power seen by a { " hawkish " : hawks  rest : doves }\n"                     \
    "  a chooses act hidden { hold  push { pay a (if power == hawks then 1 else -1) } }\n" \
    "  chance slip seen by a { " drift " : agency  rest : quiet }\n"                       \
    "  let incident = act == push or slip == agency\n"                                     \
    "  show incident\n"                                                                    \
    "  if incident { b chooses answer { absorb  hit { pay b -1 } } }\n"                    \
    "}\n"

/* The doves' way is the likelier: 0.8.  An incident comes of a hawk, or of an agency under a dove:
 * 0.2 + 0.8 * 0.3. */
static void a_hidden_choice_comes_up_with_the_chance_of_what_its_player_saw(void **state)
{
    const Outlook *o = look_ahead(HIDDEN("20%", "30%"), NULL, 0);
    assert_int_equal(o->opening_count, 2);
    assert_near(o->openings[0].reached, 0.8, 1e-12);
    assert_near(o->openings[0].arms[0].probability, 1, 1e-12); /* doves hold */
    assert_near(o->openings[1].reached, 0.44, 1e-12);
}

static void a_hidden_choice_off_the_path_is_left_out(void **state)
{
    const Outlook *o = look_ahead(HIDDEN("0%", "0%"), NULL, 0);
    assert_int_equal(o->opening_count, 1);
    assert_int_equal(o->seldom_count, 1);
    assert_near(o->openings[0].reached, 1, 1e-12);
}

static void with_types_options_have_no_worth(void **state)
{
    const Outlook *o = look_ahead(
        "period 1 day for 2  player a { precision 1 }  player b { precision 1 }\n"
        "type a.nerve : soft, hard = { 60% : soft  rest : hard }\n"
        "each period { a chooses x { stay  go { pay a (if nerve == hard then 1 else -1) } "
        "}\n"
        "  b chooses y { wait  act { pay b (if x == go then 1 else -1) } } }\n",
        NULL, 0);
    assert_false(o->has_worths);
    assert_true(look_ahead(NEGOTIATION, NULL, 0)->has_worths);
    o = look_ahead("period 1 day for 1  player a { precision 1 }\n"
                   "type a.nerve : soft, hard = { 60% : soft  rest : hard }\n"
                   "each period { a chooses x { stay  go { pay a (if nerve == hard then 1 "
                   "else -1) } } }\n",
                   NULL, 0);
    const Opening *x = &o->openings[0];
    assert_true(isnan(x->arms[0].worth) && isnan(x->arms[0].loss));
    /* over both types: 0.6 / (1 + e) + 0.4 e / (1 + e) */
    assert_near(x->arms[1].probability, (0.6 + 0.4 * exp(1)) / (1 + exp(1)), 1e-9);
}

static void ranges_are_worked_out(void **state)
{
    const Outlook *o = look_ahead(NEGOTIATION, NULL, 0);
    assert_near(o->low[0], 0.5, 0);
    assert_true(isnan(o->low[1]) && isnan(o->high[1]));
    assert_near(o->low[2], 0.1, 1e-15);
    assert_near(o->high[2], 1, 0);
}

static void claims_are_counted_with_their_verdicts(void **state)
{
    const Outlook *o = look_ahead(NEGOTIATION, NULL, 0);
    assert_int_equal(o->summary.claims, 2);
    assert_int_equal(o->summary.claims_held, 1);
    assert_int_equal(o->summary.variants, 1);
}

static void variants_in_force_are_looked_at(void **state)
{
    double plain = look_ahead(NEGOTIATION, NULL, 0)->openings[0].arms[1].probability;
    int32_t under[] = {0};
    const Outlook *o = look_ahead(NEGOTIATION, under, 1);
    assert_true(o->openings[0].arms[1].probability < plain);
    assert_int_equal(o->summary.variants, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(odds_answer_the_question),
        cmocka_unit_test(states_of_many_values_have_no_odds),
        cmocka_unit_test(bands_cut_the_odds),
        cmocka_unit_test(prices_explain_the_options_odds),
        cmocka_unit_test(a_choice_is_told_where_it_is_likeliest),
        cmocka_unit_test(what_is_sure_goes_without_saying),
        cmocka_unit_test(what_is_sure_goes_without_saying_where_there_is_no_end),
        cmocka_unit_test(a_hidden_choice_comes_up_with_the_chance_of_what_its_player_saw),
        cmocka_unit_test(a_hidden_choice_off_the_path_is_left_out),
        cmocka_unit_test(with_types_options_have_no_worth),
        cmocka_unit_test(ranges_are_worked_out),
        cmocka_unit_test(claims_are_counted_with_their_verdicts),
        cmocka_unit_test(variants_in_force_are_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, end);
}
