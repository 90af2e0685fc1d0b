/* What moves an answer, through the public interface. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "truce/truce.h"

static truce_model *opened_with(const char *text, const truce_options *options)
{
    truce_model *m;
    truce_status status = truce_read_text("test.truce", text, strlen(text), options, &m);
    if (status != TRUCE_OK)
        print_message("%s", truce_diagnostics(m, TRUCE_TEXT, false));
    assert_int_equal(status, TRUCE_OK);
    return m;
}

static truce_model *opened(const char *text)
{
    return opened_with(text, NULL);
}

/* What is found, copied from the handle. */
typedef struct {
    truce_status status;
    int32_t count;
    truce_influence at[8];
} Found;

static Found find(truce_model *m, const truce_sensitivity_plan *plan)
{
    Found found = {.count = -1};
    const truce_influence *all;
    found.status = truce_sensitivity(m, NULL, plan, &all, &found.count);
    for (int32_t k = 0; k < found.count && k < 8; k++)
        found.at[k] = all[k];
    return found;
}

static const truce_influence *called(const Found *found, const char *name)
{
    for (int32_t k = 0; k < found->count; k++)
        if (strcmp(found->at[k].parameter, name) == 0)
            return &found->at[k];
    fail_msg("%s is missing", name);
    return NULL;
}

static bool says(truce_model *m, const char *what)
{
    return strstr(truce_diagnostics(m, TRUCE_TEXT, false), what);
}

#define HEAD "period 1 month for 1 player a each period { pay a 0 }\n"

/* ------------------------------------------------------------------ numbers */

static void the_closed_form_of_ishigami_is_inside(void **state)
{
    const double pi4 = pow(M_PI, 4), v1 = pow(1 + 0.1 * pi4 / 5, 2) / 2, v2 = 49.0 / 8,
                 v13 = 8 * 0.01 * pi4 * pi4 / 225, v = v1 + v2 + v13;
    truce_model *m;
    assert_int_equal(
        truce_read("tests/golden/sensitivity_ishigami/ishigami.truce", NULL, &m), TRUCE_OK);
    for (uint64_t seed = 1; seed <= 5; seed++) {
        const truce_sensitivity_plan plan = {
            .question = "E(ishigami at 0)", .draws = 512, .seed = seed};
        const Found found = find(m, &plan);
        assert_int_equal(found.status, TRUCE_OK);
        assert_int_equal(found.count, 3);
        assert_string_equal(found.at[0].parameter, "x1");
        assert_string_equal(found.at[1].parameter, "x2");
        const double first[] = {v1 / v, v2 / v, 0},
                     total[] = {(v1 + v13) / v, v2 / v, v13 / v};
        for (int k = 0; k < 3; k++) {
            assert_true(fabs(found.at[k].S1 - first[k]) <= found.at[k].S1_conf);
            assert_true(fabs(found.at[k].ST - total[k]) <= found.at[k].ST_conf);
            assert_true(found.at[k].ST_conf < 0.2);
        }
    }
    truce_free(m);
}

/* 3 x - y over x in 0..2, y in -1..1: effects 6 and -2, variances 3 and 1/3. */
#define PLANE HEAD "param x = 1 in 0..2 param y = 0 in -1..1 measure f = 3 * x - y\n"

static void a_plane_has_its_slopes(void **state)
{
    truce_model *m = opened(PLANE);
    const truce_sensitivity_plan plan = {.question = "E(f at end)", .method = TRUCE_MORRIS};
    const Found found = find(m, &plan);
    assert_int_equal(found.status, TRUCE_OK);
    assert_string_equal(found.at[0].parameter, "x");
    assert_true(fabs(found.at[0].mu - 6) < 1e-12 && fabs(found.at[1].mu + 2) < 1e-12);
    assert_true(fabs(found.at[1].mu_star - 2) < 1e-12 && found.at[0].sigma < 1e-12);
    assert_true(found.at[0].low == 0 && found.at[0].high == 2);
    assert_true(found.at[0].answer_low == 0 && found.at[0].answer_high == 6);
    assert_true(found.at[1].answer_low == 4 && found.at[1].answer_high == 2);
    truce_free(m);
}

static void the_shares_of_a_plane_are_those_of_its_variances(void **state)
{
    truce_model *m = opened(PLANE);
    const Found found = find(m, &(truce_sensitivity_plan){.question = "E(f at end)"});
    const truce_influence *x = called(&found, "x"), *y = called(&found, "y");
    assert_true(fabs(x->S1 - 0.9) <= x->S1_conf && fabs(x->ST - 0.9) <= x->ST_conf);
    assert_true(fabs(y->S1 - 0.1) <= y->S1_conf && fabs(y->ST - 0.1) <= y->ST_conf);
    truce_free(m);
}

static void a_tornado_takes_two_points_for_each(void **state)
{
    truce_model *m = opened(PLANE);
    const truce_sensitivity_plan plan = {
        .question = "E(f at end)", .method = TRUCE_TORNADO, .only = "y,x=0..0.5,y"};
    const Found found = find(m, &plan);
    assert_int_equal(found.count, 2);
    assert_string_equal(found.at[0].parameter, "y");
    assert_true(called(&found, "x")->answer_high == 1.5);
    assert_true(found.at[0].S1 == 0 && found.at[0].mu == 0);
    const char *report;
    assert_int_equal(truce_report_sensitivity(m, NULL, &plan, TRUCE_JSON, NULL, &report),
                     TRUCE_OK);
    assert_non_null(strstr(report, "\"points\":4,"));
    truce_free(m);
}

/* What one gets who reads the model with another number and asks. */
static double answer_with(const char *path, const char *question, const char *name,
                          double x)
{
    char set[64];
    snprintf(set, sizeof set, "%s=%.17g", name, x);
    truce_model *m;
    double answer = NAN;
    const truce_options options = {.sets = (const char *const[]){set, NULL}};
    assert_int_equal(truce_read(path, &options, &m), TRUCE_OK);
    assert_int_equal(truce_ask(m, question, NULL, &answer), TRUCE_OK);
    truce_free(m);
    return answer;
}

static void the_ends_are_what_one_gets_by_asking_there(void **state)
{
    const char *path = "models/first.truce", *question = "E(count collapse by end)";
    truce_model *m;
    assert_int_equal(truce_read(path, NULL, &m), TRUCE_OK);
    const truce_sensitivity_plan plan = {.question = question,
                                         .method = TRUCE_TORNADO,
                                         .only = "clarity,pressure,us.patience=0.5..1"};
    const Found found = find(m, &plan);
    assert_int_equal(found.count, 3);
    for (int k = 0; k < 3; k++) {
        const truce_influence *i = &found.at[k];
        const double low = answer_with(path, question, i->parameter, i->low);
        const double high = answer_with(path, question, i->parameter, i->high);
        assert_true(fabs(i->answer_low - low) <= 1e-12 * fabs(low));
        assert_true(fabs(i->answer_high - high) <= 1e-12 * fabs(high));
    }
    truce_free(m);
}

/* A parameter that reads another is moved on its own, and a range is that of the model's
 * own numbers. */
static void ranges_and_values_may_read_other_parameters(void **state)
{
    truce_model *m = opened(HEAD "param x = 1 in 0..2 param y = x + 1 in 0..4 * x\n"
                                 "param z = 2 * x measure f = x + 10 * y + 100 * z\n");
    const truce_sensitivity_plan plan = {.question = "E(f at end)",
                                         .method = TRUCE_TORNADO};
    const Found found = find(m, &plan);
    assert_int_equal(found.count, 2);
    const truce_influence *x = called(&found, "x"), *y = called(&found, "y");
    assert_true(x->answer_low == 20 && x->answer_high == 2 + 20 + 400);
    assert_true(y->low == 0 && y->high == 4);
    assert_true(y->answer_low == 201 && y->answer_high == 241);
    truce_free(m);
}

/* Variants come after the point: one that halves x halves its draws. */
static void variants_are_applied_to_each_point(void **state)
{
    truce_model *m = opened(PLANE "variant half { x = x / 2 }\n");
    const truce_influence *all;
    int32_t count;
    const truce_sensitivity_plan plan = {.question = "E(f at end)",
                                         .method = TRUCE_TORNADO};
    assert_int_equal(truce_sensitivity(m, "half", &plan, &all, &count), TRUCE_OK);
    assert_true(all[0].answer_low == 0 && all[0].answer_high == 3);
    assert_true(all[1].answer_low == 2.5 && all[1].answer_high == 0.5);
    const truce_sensitivity_plan asked = {.question = "E(f at end) under half",
                                          .method = TRUCE_TORNADO};
    assert_int_equal(truce_sensitivity(m, NULL, &asked, &all, &count), TRUCE_OK);
    assert_true(all[0].answer_high == 3);
    truce_free(m);
}

static void a_patience_may_be_moved(void **state)
{
    truce_model *m = opened("period 1 month for 3 player a { patience 0.9 }\n"
                            "each period { pay a 1 }\n");
    const truce_sensitivity_plan plan = {
        .question = "V(a)", .only = "a.patience=0.5..1", .method = TRUCE_TORNADO};
    const Found found = find(m, &plan);
    assert_int_equal(found.count, 1);
    assert_true(fabs(found.at[0].answer_low - 1.75) < 1e-12);
    assert_true(fabs(found.at[0].answer_high - 3) < 1e-12);
    truce_free(m);
}

/* ------------------------------------------------------------------ what has no numbers */

static void a_constant_answer_has_no_indices(void **state)
{
    truce_model *m =
        opened(HEAD "param x = 1 in 0..2 param y = 0 in -1..1 measure f = 0.1 + 0.2\n");
    const truce_sensitivity_plan plan = {.question = "E(f at end)", .draws = 16};
    const Found found = find(m, &plan);
    assert_int_equal(found.status, TRUCE_OK);
    assert_true(isnan(found.at[0].S1) && isnan(found.at[0].ST));
    const char *report;
    assert_int_equal(truce_report_sensitivity(m, NULL, &plan, TRUCE_TEXT, NULL, &report),
                     TRUCE_OK);
    assert_non_null(strstr(report, "none of these"));
    truce_free(m);
}

static void one_parameter_makes_all_of_the_variance(void **state)
{
    truce_model *m = opened(HEAD "param x = 1 in 0..2 measure f = x ^ 2\n");
    const Found found = find(m, &(truce_sensitivity_plan){.question = "E(f at end)"});
    assert_int_equal(found.count, 1);
    assert_true(fabs(found.at[0].S1 - 1) <= found.at[0].S1_conf);
    assert_true(fabs(found.at[0].ST - 1) <= found.at[0].ST_conf);
    truce_free(m);
}

static void without_a_range_nothing_can_be_moved(void **state)
{
    truce_model *m = opened(HEAD "param x = 1 measure f = x\n");
    const truce_sensitivity_plan plan = {.question = "E(f at end)"};
    assert_int_equal(find(m, &plan).status, TRUCE_BAD_MODEL);
    assert_true(says(m, "E610"));
    truce_free(m);
}

static void a_wrong_name_or_question_is_told(void **state)
{
    truce_model *m = opened(PLANE);
    truce_sensitivity_plan plan = {.question = "E(f at end)", .only = "x,z"};
    assert_int_equal(find(m, &plan).status, TRUCE_BAD_MODEL);
    assert_true(says(m, "E201"));
    truce_free(m);
    m = opened(PLANE);
    plan = (truce_sensitivity_plan){.question = "E(g at end)"};
    assert_int_equal(find(m, &plan).status, TRUCE_BAD_MODEL);
    truce_free(m);
}

/* In a quarter of the points the two chances sum to more than 1: no model there. */
static void points_without_a_model_are_left_out(void **state)
{
    truce_model *m = opened(
        "period 1 month for 1 player a\n"
        "param p = 20% in 0..75% param q = 20% in 0..75%\n"
        "event e each period { chance { p : event e  q : pay a 1  rest : nothing } }\n");
    const truce_sensitivity_plan plan = {.question = "E(count e by end) + 0 * V(a)"};
    assert_int_equal(find(m, &plan).status, TRUCE_BAD_MODEL);
    const truce_sensitivity_plan right = {.question = "E(count e by end)", .draws = 256};
    const Found found = find(m, &right);
    assert_int_equal(found.status, TRUCE_OK);
    assert_true(called(&found, "p")->ST > 0.8 && isfinite(called(&found, "p")->ST_conf));
    const char *report;
    assert_int_equal(truce_report_sensitivity(m, NULL, &right, TRUCE_TEXT, NULL, &report),
                     TRUCE_OK);
    assert_non_null(strstr(report, "model has no value:"));
    truce_free(m);
}

/* E(first e) is the mean over the paths on which e happens: none where p is 0. */
static void points_without_an_answer_are_left_out(void **state)
{
    truce_model *m =
        opened("period 1 month for 2 player a event e\n"
               "param p = 20% in -50%..50%\n"
               "each period { chance { max(p, 0) : event e  rest : nothing } }\n");
    const truce_sensitivity_plan plan = {.question = "E(first e)", .draws = 64};
    const Found found = find(m, &plan);
    assert_int_equal(found.status, TRUCE_OK);
    assert_true(isnan(found.at[0].answer_low) && isfinite(found.at[0].answer_high));
    assert_true(found.at[0].ST > 0.5);
    const char *report;
    assert_int_equal(truce_report_sensitivity(m, NULL, &plan, TRUCE_TEXT, NULL, &report),
                     TRUCE_OK);
    assert_non_null(strstr(report, "question has no answer:"));
    truce_free(m);
}

static void a_model_without_a_value_is_told(void **state)
{
    truce_model *m = opened("period 1 month for 1 player a param p = 120% in 0..200%\n"
                            "each period { chance { p : pay a 1  rest : nothing } }\n");
    assert_int_equal(find(m, &(truce_sensitivity_plan){.question = "V(a)"}).status,
                     TRUCE_BAD_MODEL);
    assert_true(says(m, "E302") || truce_error_count(m) > 0);
    truce_free(m);
}

/* ------------------------------------------------------------------ seeds and limits */

/* A guard reads x, so that its values need layouts of their own. */
static const char *const GUARDED =
    "period 1 month for 4 player a { precision 2 }\n"
    "param x = 2 in 0..5 param y = 1 in 0..2 state s : 0..3 = 0\n"
    "each period { a chooses act { stay { pay a y } go if s < x and s < 3 { s += 1 pay a s "
    "} } }\n";

static void the_digits_do_not_depend_on_the_threads(void **state)
{
    const truce_sensitivity_plan plan = {.question = "E(s at end)", .draws = 40, .seed = 3};
    const char *one, *other;
    truce_model *m = opened_with(GUARDED, &(truce_options){.threads = 1});
    truce_model *n = opened_with(GUARDED, &(truce_options){.threads = 4});
    assert_int_equal(truce_report_sensitivity(m, NULL, &plan, TRUCE_CSV, NULL, &one),
                     TRUCE_OK);
    assert_int_equal(truce_report_sensitivity(n, NULL, &plan, TRUCE_CSV, NULL, &other),
                     TRUCE_OK);
    assert_string_equal(one, other);
    assert_non_null(strstr(one, "\nx,1,"));
    assert_non_null(strstr(one, "\ny,0,"));
    truce_free(m);
    truce_free(n);
}

static void another_seed_gives_other_draws(void **state)
{
    truce_model *m = opened(PLANE);
    truce_sensitivity_plan plan = {.question = "E(f at end)", .draws = 32};
    const Found zero = find(m, &plan);
    plan.seed = 1;
    const Found one = find(m, &plan);
    plan.seed = UINT64_MAX;
    const Found other = find(m, &plan);
    assert_true(zero.at[0].ST == one.at[0].ST);
    assert_true(one.at[0].ST != other.at[0].ST);
    truce_free(m);
}

static void one_draw_is_too_few_for_an_estimate(void **state)
{
    truce_model *m = opened(PLANE);
    truce_sensitivity_plan plan = {.question = "E(f at end)", .draws = 1};
    const Found found = find(m, &plan);
    assert_int_equal(found.status, TRUCE_OK);
    assert_true(isnan(found.at[0].ST) && isfinite(found.at[0].answer_high));
    plan.method = TRUCE_MORRIS;
    assert_true(isnan(find(m, &plan).at[0].mu_star_conf));
    truce_free(m);
}

static void draws_that_no_memory_holds_are_refused(void **state)
{
    truce_model *m = opened_with(PLANE, &(truce_options){.max_memory = 64 << 20});
    const truce_sensitivity_plan plan = {.question = "E(f at end)",
                                         .draws = INT64_C(1) << 40};
    assert_int_equal(find(m, &plan).status, TRUCE_TOO_LARGE);
    truce_free(m);
}

/* The sum of so many parameters. */
static void many_parameters(char *text, size_t room, int count)
{
    size_t length = (size_t)snprintf(text, room, HEAD "measure f = 0");
    for (int k = 0; k < count; k++)
        length += (size_t)snprintf(text + length, room - length, " + p%d", k);
    for (int k = 0; k < count; k++)
        length +=
            (size_t)snprintf(text + length, room - length, "\nparam p%d = 1 in 0..2", k);
}

static void more_parameters_than_dimensions_are_refused(void **state)
{
    char text[32768];
    many_parameters(text, sizeof text, 257);
    truce_model *m = opened(text);
    truce_sensitivity_plan plan = {.question = "V(a)"};
    assert_int_equal(find(m, &plan).status, TRUCE_BAD_MODEL);
    assert_true(says(m, "E611"));
    plan.method = TRUCE_TORNADO;
    assert_int_equal(find(m, &plan).count, 257);
    truce_free(m);
}

/* ------------------------------------------------------------------ stopping */

/* Stops once so many points are done. */
static int stop_after(void *user, const truce_progress *progress)
{
    const int64_t *points = user;
    return progress->total > 1000 && progress->done >= *points;
}

static void what_is_complete_is_kept_when_it_is_stopped(void **state)
{
    int64_t points = 3000;
    truce_model *m = opened_with(
        GUARDED, &(truce_options){.threads = 2, .progress = stop_after, .user = &points});
    const truce_sensitivity_plan plan = {.question = "E(s at end)", .draws = 1000000};
    const char *report;
    assert_int_equal(truce_report_sensitivity(m, NULL, &plan, TRUCE_JSON, NULL, &report),
                     TRUCE_STOPPED);
    assert_non_null(report);
    assert_non_null(strstr(report, "\"interrupted\":true"));
    const char *draws = strstr(report, "\"draws\":");
    assert_non_null(draws);
    assert_in_range(strtol(draws + 8, NULL, 10), 500, 999999);
    assert_null(strstr(report, "\"ST\":null"));
    truce_free(m);
}

static int stop_at_once(void *user, const truce_progress *progress)
{
    (void)user, (void)progress;
    return 1;
}

/* Within the tornado, for its many points: then there is nothing to report. */
static void what_is_stopped_in_the_tornado_leaves_nothing(void **state)
{
    char text[32768];
    many_parameters(text, sizeof text, 250);
    truce_model *m = opened_with(text, &(truce_options){.progress = stop_at_once});
    const truce_sensitivity_plan plan = {.question = "E(f at end)"};
    const char *report = "kept";
    assert_int_equal(truce_report_sensitivity(m, NULL, &plan, TRUCE_TEXT, NULL, &report),
                     TRUCE_STOPPED);
    assert_null(report);
    truce_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_closed_form_of_ishigami_is_inside),
        cmocka_unit_test(a_plane_has_its_slopes),
        cmocka_unit_test(the_shares_of_a_plane_are_those_of_its_variances),
        cmocka_unit_test(a_tornado_takes_two_points_for_each),
        cmocka_unit_test(the_ends_are_what_one_gets_by_asking_there),
        cmocka_unit_test(ranges_and_values_may_read_other_parameters),
        cmocka_unit_test(variants_are_applied_to_each_point),
        cmocka_unit_test(a_patience_may_be_moved),
        cmocka_unit_test(a_constant_answer_has_no_indices),
        cmocka_unit_test(one_parameter_makes_all_of_the_variance),
        cmocka_unit_test(without_a_range_nothing_can_be_moved),
        cmocka_unit_test(a_wrong_name_or_question_is_told),
        cmocka_unit_test(points_without_a_model_are_left_out),
        cmocka_unit_test(points_without_an_answer_are_left_out),
        cmocka_unit_test(a_model_without_a_value_is_told),
        cmocka_unit_test(the_digits_do_not_depend_on_the_threads),
        cmocka_unit_test(another_seed_gives_other_draws),
        cmocka_unit_test(one_draw_is_too_few_for_an_estimate),
        cmocka_unit_test(draws_that_no_memory_holds_are_refused),
        cmocka_unit_test(more_parameters_than_dimensions_are_refused),
        cmocka_unit_test(what_is_complete_is_kept_when_it_is_stopped),
        cmocka_unit_test(what_is_stopped_in_the_tornado_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
