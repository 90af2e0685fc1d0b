/* What a change does while everybody plays as before, and which change does how much. */
#include "study/compare.h"

#include "generate.h"
#include "studied.h"

static double ask_held(const char *question, const char *under, const char *played)
{
    int32_t here[] = {under ? variant_named(study.model, under) : 0};
    int32_t there[] = {played ? variant_named(study.model, played) : 0};
    double answer = NAN;
    bool is_answered = study_ask_held(&study, read_question(question), here, under != NULL,
                                      there, played != NULL, &answer);
    assert_clean();
    assert_true(is_answered);
    return answer;
}

/* Going pays `bonus`, and then leads on with a chance. */
static const char STEP[] =
    "period 1 month for 1  player us { precision 1  patience 1 }\n"
    "param bonus = 1 in 0..9  param luck = 0.5 in 0..1\n"
    "state there : bool = no\n"
    "each period { us chooses x { stay  go {\n"
    "  pay us bonus  chance { luck : there := yes  rest : nothing } } } }\n"
    "variant rich { bonus = 3 }  variant lucky { luck = 1 }  variant begun { there = yes "
    "}\n";

static double logit(double x)
{
    return 1 / (1 + exp(-x));
}

static void choices_stay_and_chances_and_payoffs_change(void **state)
{
    begin_with(STEP, 2);
    assert_near(ask_held("P(there at 1)", "lucky", NULL), logit(1), 1e-15);
    assert_near(ask_held("P(there at 1)", "lucky", "rich"), logit(3), 1e-15);
    assert_near(ask_held("P(there at 1)", NULL, "rich"), logit(3) / 2, 1e-15);
    assert_near(ask_held("V(us)", "rich", NULL), 3 * logit(1), 1e-14);
    assert_near(ask_held("V(us)", NULL, "rich"), logit(3), 1e-15);
}

/* In a game that begins elsewhere, everybody plays as there from the same numbers. */
static void strategies_are_held_from_another_start(void **state)
{
    begin_with(
        "period 1 month for 3  player us { precision 2  patience 0.9 }\n"
        "param toll = 1 in 0..9  state a : 0..9 = 0\n"
        "each period { us chooses x { stay  go { a += 1  pay us -toll } }  pay us a }\n"
        "variant ahead { a = 4 }  variant dear { toll = 3 }\n",
        2);
    int32_t ahead_and_dear[] = {variant_named(study.model, "ahead"),
                                variant_named(study.model, "dear")};
    const Question *q = read_question("E(count x.go by end)");
    double own;
    assert_true(study_ask(&study, q, ahead_and_dear, 2, &own));
    assert_near(ask_held("E(count x.go by end)", "ahead", "dear"), own, 1e-14);
}

static void what_can_be_done_must_be_the_same(void **state)
{
    begin_with("period 1 month for 2  player us {}  param gate = 0 in 0..1\n"
               "each period { us chooses x { stay  go if gate == 0 } }\n"
               "variant shut { gate = 1 }\n",
               2);
    int32_t shut[] = {0};
    assert_false(study_can_hold(&study, shut, 1, NULL, 0));
    assert_clean();
    assert_true(study_can_hold(&study, shut, 1, shut, 1));
    assert_null(study_hold(&study, shut, 1, NULL, 0));
    assert_told(DIAG_E620, "`gate`");
    diags.errors = 0;
}

enum { RANDOM_MODELS = 60 };

static void holding_what_is_played_changes_nothing(void **state)
{
    int32_t compared = 0;
    for (int32_t k = 0; k < RANDOM_MODELS; k++) {
        Mem text = {0};
        Generated made = generate_model(&text, (Recipe){.seed = 5, .index = 3 * k});
        begin_with(made.text, 2);
        for (int32_t i = 0; i < made.question_count; i++) {
            double own, held;
            const Question *q = read_question(made.questions[i]);
            if (!q || q->under_count)
                continue;
            Diags quiet = {.mem = &memory};
            study.diags = &quiet;
            bool has_value = study_ask(&study, q, NULL, 0, &own);
            assert_true(study_ask_held(&study, q, NULL, 0, NULL, 0, &held) == has_value);
            study.diags = &diags;
            if (!has_value)
                continue;
            assert_true(own == held || (isnan(own) && isnan(held)));
            compared++;
        }
        mem_close(&text);
    }
    assert_true(compared > 2 * RANDOM_MODELS);
}

/* ------------------------------------------------------------------ which change how much */

static Comparing *compare(const char *first, const char *second, const char *question)
{
    int32_t a[] = {variant_named(study.model, first)};
    int32_t b[] = {second ? variant_named(study.model, second) : 0};
    const int32_t *sets[] = {a, b};
    int32_t counts[] = {1, 1};
    const Question *questions[] = {read_question(question)};
    Comparing *c = compare_make(&study, &(ComparePlan){.sets = sets,
                                                       .counts = counts,
                                                       .set_count = second ? 2 : 1,
                                                       .questions = questions,
                                                       .question_count = 1});
    assert_clean();
    assert_non_null(c);
    return c;
}

static const Switch *switch_named(const Comparing *c, const char *name, int32_t *at)
{
    for (*at = 0; *at < c->switches->count; ++*at)
        if (strcmp(c->switches->at[*at].name, name) == 0)
            return &c->switches->at[*at];
    fail_msg("no switch `%s`", name);
    return NULL;
}

/* With choices at random, payoffs add up and chances multiply: P = luck * nerve. */
static void parts_are_the_ones_of_the_closed_form(void **state)
{
    begin_with(
        "period 1 month for 1  player us { precision 0 }\n"
        "param luck = 0.5 in 0..1  param nerve = 0.5 in 0..1  param idle = 1 in 0..9\n"
        "param twice = 2 * nerve  state there : bool = no\n"
        "each period { chance { luck : { chance { nerve : there := yes  rest : nothing } "
        "}\n"
        "  rest : nothing }  pay us luck + twice }\n"
        "variant all { luck = 1  nerve = 1  idle = 5 }\n",
        2);
    Comparing *c = compare("all", NULL, "P(there at 1)");
    int32_t luck, nerve, idle;
    switch_named(c, "luck", &luck);
    switch_named(c, "nerve", &nerve);
    switch_named(c, "idle", &idle);
    assert_int_equal(c->switches->count, 3);
    assert_true(c->switches->is_attributed);
    const double *of_question = c->switches->part[0], *of_value = c->switches->part[1];
    assert_near(of_question[luck], 0.375, 1e-15); /* (0.25 + 0.5) / 2 */
    assert_near(of_question[nerve], 0.375, 1e-15);
    assert_near(of_question[idle], 0, 1e-15);
    assert_near(of_value[luck], 0.5, 1e-15);
    assert_near(of_value[nerve], 1, 1e-15); /* `twice` follows it */
    for (int32_t k = 0; k < c->count; k++) {
        double sum = 0;
        for (int32_t s = 0; s < 3; s++)
            sum += c->switches->part[k][s];
        assert_near(sum, compare_difference(c, 1, k), 1e-15);
    }
}

static void starts_and_players_are_switches(void **state)
{
    begin_with("period 1 month for 4  player us { precision 2  patience 0.9 }\n"
               "param toll = 1 in 0..9  state a : 0..9 = 0  state b : low, high = low\n"
               "each period { us chooses x { stay  go { a += 1  pay us -toll } }\n"
               "  pay us 0.3 * a + (if b == high then 1 else 0) }\n"
               "variant one { us.precision = exact  a = 2  toll = 2  b = high }\n"
               "variant two { us.patience = 0.5  a = 3  toll = 2  b = high }\n",
               2);
    Comparing *c = compare("one", "two", "E(count x.go by end)");
    int32_t at;
    assert_int_equal(c->from, 1);
    assert_int_equal(c->switches->count, 3); /* toll and b are the same on both */
    assert_true(isinf(switch_named(c, "us.precision", &at)->from));
    assert_near(switch_named(c, "us.patience", &at)->to, 0.5, 0);
    switch_named(c, "a", &at);
    assert_true(c->switches->is_attributed);
    for (int32_t k = 0; k < c->count; k++) {
        double sum = 0;
        for (int32_t s = 0; s < 3; s++)
            sum += c->switches->part[k][s];
        assert_near(sum, c->sides[2].answer[k] - c->sides[1].answer[k], 1e-13);
    }
}

/* Models that are solved in one lane alone: the parts of each add up all the same. */
static void parts_add_up_with_types_and_without_an_end(void **state)
{
    static const struct {
        const char *text, *question;
    } models[] = {
        {"period 1 month for 3  player us { precision 2 }  player cn { precision 2 }\n"
         "param toll = 1 in 0..9  param gain = 1 in 0..9  state a : 0..3 = 0\n"
         "type us.grit : soft, hard = { 40% : soft  rest : hard }  belief grit steps 4\n"
         "each period { us chooses x { stay  go if a < 3 { a += 1 } }\n"
         "  cn chooses y { wait  hit if a > 0 { a -= 1 } }\n"
         "  pay us (if grit == hard then gain else 0) * a - toll * (x == go)  pay cn -a }\n"
         "variant other { toll = 2  gain = 3 }\n",
         "E(believed(grit == hard) at 2)"},
        {"period 1 month  player us { precision 2  patience 0.9 }\n"
         "param toll = 1 in 0..9  param gain = 1 in 0..9  state a : 0..3 = 0\n"
         "each period { us chooses x { stay { if a > 0 { a -= 1 } } go if a < 3 { a += 1 } "
         "}\n"
         "  pay us gain * a - toll * (x == go) }\n"
         "variant other { toll = 2  gain = 3 }\n",
         "E(a forever)"},
    };
    for (size_t m = 0; m < sizeof models / sizeof *models; m++) {
        begin_with(models[m].text, 2);
        Comparing *c = compare("other", NULL, models[m].question);
        assert_int_equal(c->switches->count, 2);
        assert_true(c->switches->is_attributed);
        for (int32_t k = 0; k < c->count; k++)
            assert_near(c->switches->part[k][0] + c->switches->part[k][1],
                        compare_difference(c, 1, k), 1e-12);
    }
}

static void both_parts_are_the_difference(void **state)
{
    begin_with(STEP, 2);
    Comparing *c = compare("rich", "lucky", "P(there at 1)");
    assert_near(compare_mechanical(c, 1, 0), 0, 0);
    assert_near(compare_behavioural(c, 1, 0), (logit(3) - logit(1)) / 2, 1e-15);
    assert_near(compare_mechanical(c, 2, 0), logit(1) / 2, 1e-15);
    assert_near(compare_behavioural(c, 2, 0), 0, 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(choices_stay_and_chances_and_payoffs_change, end),
        cmocka_unit_test_teardown(strategies_are_held_from_another_start, end),
        cmocka_unit_test_teardown(what_can_be_done_must_be_the_same, end),
        cmocka_unit_test_teardown(holding_what_is_played_changes_nothing, end),
        cmocka_unit_test_teardown(parts_are_the_ones_of_the_closed_form, end),
        cmocka_unit_test_teardown(starts_and_players_are_switches, end),
        cmocka_unit_test_teardown(parts_add_up_with_types_and_without_an_end, end),
        cmocka_unit_test_teardown(both_parts_are_the_difference, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
