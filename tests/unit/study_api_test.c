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

#include "math/sobol_sequence.h"

enum { MOST_NAMES = 8, POINTS = 5 };

/* A model of the house, parameters of it with the ranges tried, and what is asked. */
typedef struct {
    const char *path, *names[MOST_NAMES];
    double lo[MOST_NAMES], hi[MOST_NAMES];
    int32_t count;
    const char *questions[2];
} Case;

static const Case cases[] = {
    {"models/first.truce",
     {"clarity", "pressure", "us.patience", "cn.precision"},
     {0.4, 0.5, 0.8, 0},
     {0.95, 1.5, 1, 8},
     4,
     {"E(count collapse by end) under plain_text", "V(cn)"}},
    {"models/us-china.truce",
     {"cn_broad", "heard_open", "tide", "sharpness", "us_patience", "us_sunk", "us_drift"},
     {0.6, 0.7, 0.1, 4, 0.94, 5, 0.03},
     {1.2, 0.95, 0.6, 8, 0.985, 9, 0.15},
     7,
     {"P(signed_broad by 24) under back_channel",
      "E(mean us_gives by 24) under rule_kept"}},
};

/* The same by the way of `--set`: a model with these numbers written into it. */
static double asked_alone(const Case *c, const double *point, const char *question)
{
    char texts[MOST_NAMES][80];
    const char *sets[MOST_NAMES + 1] = {NULL};
    for (int32_t k = 0; k < c->count; k++) {
        snprintf(texts[k], sizeof texts[k], "%s=%.17g", c->names[k], point[k]);
        sets[k] = texts[k];
    }
    truce_options options = {.sets = sets, .threads = 1};
    truce_model *model;
    double answer = NAN;
    assert_int_equal(truce_read(c->path, &options, &model), TRUCE_OK);
    assert_int_equal(truce_ask(model, question, NULL, &answer), TRUCE_OK);
    truce_free(model);
    return answer;
}

static void many_points_have_the_digits_of_models_alone(void **state)
{
    for (size_t m = 0; m < sizeof cases / sizeof *cases; m++) {
        const Case *c = &cases[m];
        double points[POINTS][MOST_NAMES], answers[POINTS][2], flat[POINTS * MOST_NAMES];
        for (int32_t p = 0; p < POINTS; p++)
            for (int32_t k = 0; k < c->count; k++) {
                double u = sobol_coordinate(k, (uint32_t)p, 5);
                points[p][k] = c->lo[k] + u * (c->hi[k] - c->lo[k]);
                flat[p * c->count + k] = points[p][k];
            }
        truce_options options = {.threads = 2};
        truce_model *model;
        assert_int_equal(truce_read(c->path, &options, &model), TRUCE_OK);
        assert_int_equal(truce_ask_at(model, NULL, c->names, c->count, flat, POINTS,
                                      c->questions, 2, answers[0]),
                         TRUCE_OK);
        truce_free(model);
        for (int32_t p = 0; p < POINTS; p++)
            for (int q = 0; q < 2; q++)
                assert_true(answers[p][q] == asked_alone(c, points[p], c->questions[q]));
    }
}

static truce_model *first(void)
{
    truce_model *model;
    assert_int_equal(truce_read("models/first.truce", NULL, &model), TRUCE_OK);
    return model;
}

static void a_map_is_what_is_asked_at_its_points(void **state)
{
    truce_model *model = first();
    truce_map map;
    truce_map_plan plan = {.x = "clarity",
                           .y = "us.patience=0.8..0.9",
                           .question = "P(collapse by 3)",
                           .x_count = 4,
                           .y_count = 3,
                           .has_level = true,
                           .level = 0.7};
    assert_int_equal(truce_map_answers(model, NULL, &plan, &map), TRUCE_OK);
    assert_int_equal(map.x_count, 4);
    assert_int_equal(map.y_count, 3);
    const char *names[] = {"us.patience", "clarity"};
    for (int32_t y = 0; y < 3; y++)
        for (int32_t x = 0; x < 4; x++) {
            double point[] = {map.y[y], map.x[x]}, answer;
            assert_int_equal(
                truce_ask_at(model, "", names, 2, point, 1, &plan.question, 1, &answer),
                TRUCE_OK);
            assert_true(answer == map.answer[y * 4 + x]);
        }
    /* The question falls as texts get clearer: one line, from bottom to top. */
    assert_int_equal(map.line_count, 1);
    assert_int_equal(map.line_first[1], 3);
    truce_free(model);
}

static void what_is_wrong_is_told(void **state)
{
    static const truce_map_plan wrong[] = {
        {.question = "V(us)"},
        {.x = "clarity"},
        {.x = "clarity", .question = "V(us)", .claim = "words"},
        {.x = "clarty", .question = "V(us)"},
        {.x = "clarity", .y = "clarity", .question = "V(us)"},
        {.x = "clarity", .claim = "word"},
        {.x = "clarity", .question = "V(usa)"},
    };
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        truce_model *model = first();
        truce_map map;
        assert_int_equal(truce_map_answers(model, NULL, &wrong[k], &map), TRUCE_BAD_MODEL);
        assert_true(truce_error_count(model) > 0 || *truce_message(model));
        truce_free(model);
    }
    truce_model *model = first();
    truce_robustness r;
    truce_claims_plan plan = {.draws = 8, .save = "/nonexistent/draws.db"};
    assert_int_equal(truce_claim_over_draws(model, 0, NULL, &plan, &r), TRUCE_NO_FILE);
    assert_non_null(strstr(truce_message(model), "/nonexistent/draws.db"));
    assert_int_equal(truce_claim_over_draws(model, 7, NULL, NULL, &r), TRUCE_BAD_MODEL);
    assert_int_equal(truce_claim_over_draws(model, 0, NULL, NULL, &r), TRUCE_OK);
    assert_true(r.holds && r.margin > 0 && r.draws == 0);
    truce_free(model);
}

static int stop_at_once(void *user, const truce_progress *progress)
{
    return 1;
}

static void a_study_that_is_stopped_says_so(void **state)
{
    truce_options options = {.progress = stop_at_once};
    truce_model *model;
    assert_int_equal(truce_read("models/first.truce", &options, &model), TRUCE_OK);
    truce_robustness r;
    truce_claims_plan plan = {.draws = 1000};
    assert_int_equal(truce_claim_over_draws(model, 0, NULL, &plan, &r), TRUCE_STOPPED);
    assert_int_equal(r.draws, 0);
    truce_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_points_have_the_digits_of_models_alone),
        cmocka_unit_test(a_map_is_what_is_asked_at_its_points),
        cmocka_unit_test(what_is_wrong_is_told),
        cmocka_unit_test(a_study_that_is_stopped_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
