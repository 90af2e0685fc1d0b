#include "study/batch.h"

#include "studied.h"

static const char NEGOTIATION[] =
    "period 1 month for 8  player us { precision sharp }  player cn { patience 0.9 }\n"
    "param sharp = 2 in 0..9  param toll = 1 in 0..9\n"
    "param gate = 2 in 0..4   param odds = 0.5 in 0.25..0.75\n"
    "param length = 4 in 1..9  param half = toll / 2\n"
    "state a : 0..length = 2\n"
    "each period {\n"
    "  us chooses x { stay  up if a < 4 and gate > 0 { a += 1 } }\n"
    "  chance { odds : { if a > 0 { a -= 1 } } rest : nothing }\n"
    "  pay us a - toll * (x == up)  pay cn -a - half\n"
    "}\n"
    "variant dear { toll = 3 * toll }  variant blunt { sharp = 0.5 }\n"
    "variant shut { gate = 0 }  variant high { a = 4 }  variant more { odds = 2 * odds }\n"
    "claim tolls_hurt { holds V(us) under dear < V(us) }\n"
    "claim both { holds P(a > 2 at 3) < 0.5 and not V(us) > toll + V(us) under shut }\n";

static int32_t source_of(const char *text)
{
    return diag_source(&diags, "--x", text, (int64_t)strlen(text));
}

static Axis axis(const char *text)
{
    Axis a;
    bool is_read = axis_read(&study, source_of(text), NULL, 0, &a);
    assert_clean();
    assert_true(is_read);
    return a;
}

enum { ASKED = 6, AXES = 4 };
static const char *const asked[ASKED] = {"V(us)",
                                         "V(us) under dear",
                                         "P(a > 2 by 5) under dear",
                                         "E(count x.up by end) under shut",
                                         "V(us) under dear",
                                         "E(mean a by 8) under high"};

typedef struct {
    Axis axes[AXES];
    const Question *questions[ASKED];
} Plan;

static Plan plan_made(void)
{
    Plan p = {{axis("toll"), axis("gate"), axis("odds"), axis("cn.patience=0.5..1")},
              {NULL}};
    for (int32_t k = 0; k < ASKED; k++)
        p.questions[k] = question(asked[k]);
    return p;
}

/* The answer at one point by the way of `--set`: another text of the same model. */
static double answer_alone(const double *point, const char *q)
{
    char text[2000];
    const char *rest = strstr(NEGOTIATION, "param length");
    snprintf(text, sizeof text,
             "period 1 month for 8  player us { precision sharp }"
             "  player cn { patience %.17g }\n"
             "param sharp = 2 in 0..9  param toll = %.17g\nparam gate = %.17g\n"
             "param odds = %.17g\n%s",
             point[3], point[0], point[1], point[2], rest);
    begin(text);
    double answer = NAN;
    assert_true(study_ask(&study, question(q), NULL, 0, &answer));
    return answer;
}

static const double points[][AXES] = {
    {0.5, 2, 0.3, 0.7},  {1.5, 0, 0.5, 0.9},  {2.5, 1, 0.7, 1},   {8.5, 3, 0.26, 0.5},
    {3.25, 2, 0.5, 0.6}, {0.1, 4, 0.75, 0.8}, {4, 0, 0.25, 0.99}, {7.5, 1, 0.6, 0.51},
    {1.1, 2, 0.31, 0.7}, {1.2, 2, 0.32, 0.7}, {1.3, 2, 0.33, 0.7}};
enum { POINTS = sizeof points / sizeof *points };

static void a_batch_has_the_digits_of_models_that_are_written_so(void **state)
{
    double found[POINTS][ASKED];
    begin(NEGOTIATION);
    Plan p = plan_made();
    Batch *b = batch_new(&study, p.axes, AXES, p.questions, ASKED, NULL, 0);
    const Answers *a = batch_answer(b, points[0], POINTS);
    assert_clean();
    assert_true(a->met);
    assert_int_equal(a->missing_count, 0);
    assert_int_equal(a->solves, 4 * POINTS);
    for (int32_t k = 0; k < POINTS; k++)
        for (int32_t q = 0; q < ASKED; q++)
            found[k][q] = answers_at(a, k, q);
    for (int32_t k = 0; k < POINTS; k++)
        for (int32_t q = 0; q < ASKED; q++)
            assert_true(found[k][q] == answer_alone(points[k], asked[q]));
}

/* In other orders, numbers at a time and threads. */
static void the_digits_do_not_depend_on_neighbours_or_threads(void **state)
{
    double found[POINTS][ASKED], turned[POINTS][AXES];
    begin(NEGOTIATION);
    Plan p = plan_made();
    Batch *b = batch_new(&study, p.axes, AXES, p.questions, ASKED, NULL, 0);
    const Answers *a = batch_answer(b, points[0], POINTS);
    for (int32_t k = 0; k < POINTS; k++)
        for (int32_t q = 0; q < ASKED; q++)
            found[k][q] = answers_at(a, k, q);
    for (int32_t k = 0; k < POINTS; k++)
        memcpy(turned[k], points[POINTS - 1 - k], sizeof turned[k]);
    begin(NEGOTIATION);
    p = plan_made();
    work.threads = 3;
    b = batch_new(&study, p.axes, AXES, p.questions, ASKED, NULL, 0);
    for (int32_t first = 0; first < POINTS; first += 4) {
        int32_t count = first + 4 > POINTS ? POINTS - first : 4;
        a = batch_answer(b, turned[first], count);
        for (int32_t k = 0; k < count; k++)
            for (int32_t q = 0; q < ASKED; q++)
                assert_true(answers_at(a, k, q) == found[POINTS - 1 - first - k][q]);
    }
}

/* Models that are solved one at a time, in a room that keeps what the point before left. */
static void what_was_there_before_changes_no_digit(void **state)
{
    static const struct {
        const char *text;
        const char *asked[3];
    } models[] = {
        {"period 1 month for 4  player us { precision 3 }  player cn { precision 3 }\n"
         "param toll = 1 in 0..4  state a : 0..3 = 0  event climbs\n"
         "type us.grit : soft, hard = { 40% : soft  rest : hard }  belief grit steps 4\n"
         "each period {\n"
         "  us chooses x { stay  up if a < 3 { a += 1  event climbs } }\n"
         "  cn chooses y { wait  hit if a > 0 { a -= 1 } }\n"
         "  pay us (if grit == hard then 2 * a else a) - toll * (x == up)\n"
         "  pay cn (x == up) * (y == hit) - a\n"
         "}\n",
         {"P(climbs by 3)", "E(a at 4)", "E(believed(grit == hard) at 3)"}},
        {"period 1 month  player us { precision 3  patience 0.9 }\n"
         "param toll = 1 in 0..4  state a : 0..3 = 0  event climbs\n"
         "each period {\n"
         "  us chooses x { stay { if a > 0 { a -= 1 } }  up if a < 3 { a += 1  event "
         "climbs } }\n"
         "  pay us a - toll * (x == up)\n"
         "}\n",
         {"P(climbs by 3)", "E(a at 4)", "E(a forever)"}},
    };
    static double tolls[] = {0.5, 3, 1, 2, 0.5};
    enum { TOLLS = sizeof tolls / sizeof *tolls };
    for (size_t k = 0; k < sizeof models / sizeof *models; k++) {
        const Question *q[3];
        begin(models[k].text);
        Axis toll = axis("toll");
        for (int32_t j = 0; j < 3; j++)
            q[j] = question(models[k].asked[j]);
        Batch *b = batch_new(&study, &toll, 1, q, 3, NULL, 0);
        const Answers *together = batch_answer(b, tolls, TOLLS);
        for (int32_t p = 0; p < TOLLS; p++) {
            batch_close(b);
            b = batch_new(&study, &toll, 1, q, 3, NULL, 0);
            const Answers *alone = batch_answer(b, &tolls[p], 1);
            for (int32_t j = 0; j < 3; j++)
                assert_true(answers_at(together, p, j) == answers_at(alone, 0, j));
        }
        assert_true(answers_at(together, 0, 0) != answers_at(together, 1, 0));
        batch_close(b);
    }
}

static void structural_values_are_laid_out_once_each(void **state)
{
    begin(NEGOTIATION);
    Axis gate = axis("gate"), toll = axis("toll");
    assert_true(gate.is_structural && gate.is_whole);
    assert_false(toll.is_structural || toll.is_whole);
    const Question *q = question("V(us)");
    double values[] = {0, 1, 2, 0, 1, 2, 2, 2, 1, 0};
    Batch *b = batch_new(&study, &gate, 1, &q, 1, NULL, 0);
    const Answers *a = batch_answer(b, values, 10);
    assert_int_equal(a->layouts, 3);
    for (int32_t k = 3; k < 10; k++)
        assert_true(answers_at(a, k, 0) == answers_at(a, (int32_t)values[k], 0));
}

/* The chances with which types begin are looked at too, of the point's own and under a variant. */
static void a_type_that_begins_with_no_chance_is_missing(void **state)
{
    begin("period 1 month for 2  player us { precision 2 }  player cn { precision 2 }\n"
          "param likely = 0.5 in 0..2  param base = 0.25\n"
          "type us.hard : bool = { likely : yes  rest : no }  belief hard steps 2\n"
          "each period { us chooses move { go { pay us if hard then 1 else 0 } stay }\n"
          "  cn chooses answer { follow { pay cn if move == go then 1 else 0 } wait } }\n"
          "variant other { likely = 4 * base }\n");
    Axis axes[] = {axis("likely=0..2"), axis("base=0..2")};
    const Question *q[] = {question("V(us)"), question("V(us) under other")};
    double at[][2] = {{0.5, 0.1}, {1.5, 0.1}, {0.5, 0.5}, {0.25, 0.2}};
    Batch *b = batch_new(&study, axes, 2, q, 2, NULL, 0);
    const Answers *a = batch_answer(b, at[0], 4);
    assert_int_equal(a->missing_count, 2);
    assert_null(a->missing[0]);
    assert_null(a->missing[3]);
    assert_string_equal(a->missing[1]->what[LANG_EN], "a probability of 1.5");
    assert_string_equal(a->missing[2]->what[LANG_EN], "a probability of 2");
}

static void a_point_without_a_value_is_missing_and_the_others_are_not(void **state)
{
    begin(NEGOTIATION);
    Axis axes[] = {axis("odds=0..2"), axis("cn.patience=0..2")};
    const Question *q[] = {question("V(us)"), question("V(us) under more")};
    double at[][2] = {{0.5, 0.9}, {0.75, 0.9}, {1.5, 0.9}, {0.25, 1.5}, {0.25, 1}};
    Batch *b = batch_new(&study, axes, 2, q, 2, NULL, 0);
    const Answers *a = batch_answer(b, at[0], 5);
    assert_int_equal(a->missing_count, 3);
    assert_null(a->missing[0]);
    assert_null(a->missing[4]);
    assert_int_equal(a->missing[1]->code, DIAG_E303); /* under `more` alone */
    assert_string_equal(a->missing[1]->what[LANG_EN], "a probability of 1.5");
    assert_int_equal(a->missing[2]->code, DIAG_E303);
    assert_int_equal(a->missing[3]->code, DIAG_E310);
    assert_true(isnan(answers_at(a, 1, 0)) && isnan(answers_at(a, 3, 1)));
    assert_true(isfinite(answers_at(a, 0, 1)) && isfinite(answers_at(a, 4, 0)));
    assert_clean(); /* a missing point is no error of the model */
}

static void claims_are_judged_at_every_point(void **state)
{
    begin(NEGOTIATION);
    Axis toll = axis("toll");
    const Model *m = study.model;
    for (int32_t c = 0; c < m->claim_count; c++) {
        int32_t count;
        const Claim *claim = &m->claims[c];
        const Question **q = claim_all_questions(&memory, claim->holds, &count);
        double at[] = {1, 0, 5};
        Batch *b = batch_new(&study, &toll, 1, q, count, NULL, 0);
        const Answers *a = batch_answer(b, at, 3);
        Verdict alone, v = batch_verdict(b, a, 0, &at[0], claim->holds);
        assert_true(study_claim(&study, claim, NULL, 0, &alone));
        assert_true(v.holds == alone.holds && v.margin == alone.margin);
        assert_true(c == 1 || (v.left == alone.left && v.right == alone.right));
        assert_true(v.holds == (v.margin > 0));
        /* Where there is no toll, three times as much is none either. */
        if (c == 0)
            assert_true(batch_verdict(b, a, 1, &at[1], claim->holds).margin == 0);
    }
}

static int stop_after(void *user, const char *stage, int64_t done, int64_t total)
{
    int *left = user;
    return (*left)-- <= 0;
}

static void an_interrupt_ends_it_and_leaves_nothing(void **state)
{
    begin(NEGOTIATION);
    Plan p = plan_made();
    int left = 3;
    work.progress = stop_after;
    work.user = &left;
    double many[64][AXES];
    for (int32_t k = 0; k < 64; k++)
        memcpy(many[k], points[k % POINTS], sizeof many[k]);
    jmp_buf trap;
    memory.trap = &trap;
    if (setjmp(trap) == 0) {
        Batch *b = batch_new(&study, p.axes, AXES, p.questions, ASKED, NULL, 0);
        for (;;)
            batch_answer(b, many[0], 64);
    }
    assert_int_equal(memory.fail, FAIL_STOPPED);
    study_close(&study);
    assert_null(study.batches);
    assert_int_equal(study.batch_bytes, 0);
}

static void axes_that_are_none_are_told(void **state)
{
    static const struct {
        const char *text;
        DiagCode code;
        const char *says;
    } wrong[] = {
        {"tol", DIAG_E201, "no parameter is named `tol`"},
        {"length", DIAG_E601, "`length` is fixed"},
        {"half", DIAG_E602, "`half` has no range"},
        {"us.patience", DIAG_E602, "`us.patience` has no range"},
        {"toll=3..3", DIAG_E603, "is empty"},
        {"toll=5..3", DIAG_E603, "is empty"},
        {"toll=3", DIAG_E603, "LO..HI"},
        {"toll=1..x", DIAG_E603, "LO..HI"},
        {"gate=0.2..0.8", DIAG_E603, "whole numbers"},
    };
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        Axis a;
        begin(NEGOTIATION);
        assert_false(axis_read(&study, source_of(wrong[k].text), NULL, 0, &a));
        assert_told(wrong[k].code, wrong[k].says);
    }
}

static void ranges_are_those_declared_or_given(void **state)
{
    begin(NEGOTIATION);
    Axis *all;
    assert_int_equal(axes_with_ranges(&study, NULL, 0, &all), 4); /* not `length`, `half` */
    assert_string_equal(all[0].name, "sharp");
    assert_true(all[3].lo == 0.25 && all[3].hi == 0.75 && all[3].base == 0.5);
    Axis given = axis("odds=10%..0.9");
    assert_true(given.lo == 0.1 && given.hi == 0.9);
}

static void whole_numbers_are_drawn_alike(void **state)
{
    begin(NEGOTIATION);
    Axis gate = axis("gate");
    int32_t hits[5] = {0};
    for (int32_t k = 0; k < 1000; k++) {
        double at = axis_value(&gate, (k + 0.5) / 1000);
        assert_true(at == floor(at) && at >= 0 && at <= 4);
        hits[(int32_t)at]++;
    }
    for (int32_t v = 0; v < 5; v++)
        assert_int_equal(hits[v], 200);
    assert_true(axis_value(&gate, 1) == 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_batch_has_the_digits_of_models_that_are_written_so,
                                  end),
        cmocka_unit_test_teardown(the_digits_do_not_depend_on_neighbours_or_threads, end),
        cmocka_unit_test_teardown(what_was_there_before_changes_no_digit, end),
        cmocka_unit_test_teardown(structural_values_are_laid_out_once_each, end),
        cmocka_unit_test_teardown(a_type_that_begins_with_no_chance_is_missing, end),
        cmocka_unit_test_teardown(a_point_without_a_value_is_missing_and_the_others_are_not,
                                  end),
        cmocka_unit_test_teardown(claims_are_judged_at_every_point, end),
        cmocka_unit_test_teardown(an_interrupt_ends_it_and_leaves_nothing, end),
        cmocka_unit_test_teardown(axes_that_are_none_are_told, end),
        cmocka_unit_test_teardown(ranges_are_those_declared_or_given, end),
        cmocka_unit_test_teardown(whole_numbers_are_drawn_alike, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
