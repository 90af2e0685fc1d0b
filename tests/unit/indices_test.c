#include "math/indices.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MOST_INPUTS = 40 };

typedef double Function(const double *x);

/* Rows of answers at the design's points. */
static double *sobol_answers(Mem *M, Function *f, int32_t params, int64_t rows,
                             uint64_t seed)
{
    double *y = make(M, double, (int64_t)(params + 2) * rows);
    double *points = make(M, double, (int64_t)(params + 2) * params);
    for (int64_t r = 0; r < rows; r++) {
        sobol_design(params, (uint32_t)r, seed, points);
        for (int32_t k = 0; k < params + 2; k++)
            y[r * (params + 2) + k] = f(points + k * params);
    }
    return y;
}

static double *morris_answers(Mem *M, Function *f, int32_t params, int64_t trajectories,
                              uint64_t seed)
{
    double *y = make(M, double, (int64_t)(params + 1) * trajectories);
    double *points = make(M, double, (int64_t)(params + 1) * params);
    int32_t *moved = make(M, int32_t, params);
    for (int64_t t = 0; t < trajectories; t++) {
        morris_design(params, (uint32_t)t, seed, points, moved);
        for (int32_t k = 0; k < params + 1; k++)
            y[t * (params + 1) + k] = f(points + k * params);
    }
    return y;
}

/* ------------------------------------------------------------------ functions */

static double ishigami(const double *x)
{
    const double a = M_PI * (2 * x[0] - 1), b = M_PI * (2 * x[1] - 1),
                 c = M_PI * (2 * x[2] - 1);
    return sin(a) + 7 * sin(b) * sin(b) + 0.1 * pow(c, 4) * sin(a);
}

/* Ishigami and Homma 1990: V1 = (1 + b pi^4 / 5)^2 / 2, V2 = a^2 / 8, V13 = 8 b^2 pi^8 /
 * 225 */
static void ishigami_indices(double *first, double *total)
{
    const double a = 7, b = 0.1, pi4 = pow(M_PI, 4);
    const double v1 = 0.5 * pow(1 + b * pi4 / 5, 2), v2 = a * a / 8,
                 v13 = 8 * b * b * pi4 * pi4 / 225, v = v1 + v2 + v13;
    first[0] = v1 / v, first[1] = v2 / v, first[2] = 0;
    total[0] = (v1 + v13) / v, total[1] = v2 / v, total[2] = v13 / v;
}

static const double G_WEIGHTS[] = {0, 1, 4.5, 9, 99, 99, 99, 99};

static double g_function(const double *x)
{
    double product = 1;
    for (int32_t i = 0; i < 8; i++)
        product *= (fabs(4 * x[i] - 2) + G_WEIGHTS[i]) / (1 + G_WEIGHTS[i]);
    return product;
}

/* Saltelli and Sobol 1995: V_i = 1 / (3 (1 + a_i)^2), V = prod (1 + V_i) - 1. */
static void g_indices(double *first, double *total)
{
    double all = 1;
    for (int32_t i = 0; i < 8; i++)
        all *= 1 + 1 / (3 * pow(1 + G_WEIGHTS[i], 2));
    for (int32_t i = 0; i < 8; i++) {
        const double v = 1 / (3 * pow(1 + G_WEIGHTS[i], 2));
        first[i] = v / (all - 1);
        total[i] = v * all / (1 + v) / (all - 1);
    }
}

/* Of variance sum c^2 / 12, without interaction. */
static double linear(const double *x)
{
    double sum = 5;
    for (int32_t i = 0; i < MOST_INPUTS; i++)
        sum += i * x[i];
    return sum;
}

static void linear_indices(double *first, double *total)
{
    double squares = 0;
    for (int32_t i = 0; i < MOST_INPUTS; i++)
        squares += i * i;
    for (int32_t i = 0; i < MOST_INPUTS; i++)
        first[i] = total[i] = i * i / squares;
}

static double constant(const double *x)
{
    return 0.1 + 0 * x[0];
}

static double missing_in_a_corner(const double *x)
{
    return x[0] > 0.9 && x[1] > 0.5 ? NAN : ishigami(x);
}

/* ------------------------------------------------------------------ Sobol's indices */

/* The printed interval is meant to hold the truth in 95 of 100 cases, and more often for
 * these points; three times its width always. */
static void assert_estimates(Function *f, int32_t params, int64_t rows, const double *first,
                             const double *total)
{
    int inside = 0, asked = 0;
    for (uint64_t seed = 0; seed < 10; seed++) {
        Mem M = {0};
        SobolIndex s[MOST_INPUTS];
        sobol_indices(&M, sobol_answers(&M, f, params, rows, seed), rows, params, seed, s);
        for (int32_t i = 0; i < params; i++) {
            assert_int_equal(s[i].rows, rows);
            assert_true(fabs(s[i].S1 - first[i]) <= 3 * s[i].S1_conf + 1e-9);
            assert_true(fabs(s[i].ST - total[i]) <= 3 * s[i].ST_conf + 1e-9);
            inside += fabs(s[i].S1 - first[i]) <= s[i].S1_conf + 1e-9;
            inside += fabs(s[i].ST - total[i]) <= s[i].ST_conf + 1e-9;
            asked += 2;
        }
        mem_close(&M);
    }
    assert_true(inside >= 0.95 * asked);
}

static void ishigami_lies_in_the_intervals(void **state)
{
    double first[3], total[3];
    ishigami_indices(first, total);
    assert_estimates(ishigami, 3, 512, first, total);
}

static void the_g_function_lies_in_the_intervals(void **state)
{
    double first[8], total[8];
    g_indices(first, total);
    assert_estimates(g_function, 8, 512, first, total);
}

static void a_linear_function_of_forty_inputs_lies_in_the_intervals(void **state)
{
    double first[MOST_INPUTS], total[MOST_INPUTS];
    linear_indices(first, total);
    assert_estimates(linear, MOST_INPUTS, 256, first, total);
}

static void intervals_shrink_as_draws_are_added(void **state)
{
    Mem M = {0};
    SobolIndex few[3], many[3];
    const double *y = sobol_answers(&M, ishigami, 3, 4096, 1);
    sobol_indices(&M, y, 256, 3, 1, few);
    sobol_indices(&M, y, 4096, 3, 1, many);
    for (int32_t i = 0; i < 2; i++) {
        assert_true(many[i].S1_conf < 0.4 * few[i].S1_conf);
        assert_true(many[i].ST_conf < 0.4 * few[i].ST_conf);
    }
    mem_close(&M);
}

static void what_is_constant_has_no_indices(void **state)
{
    Mem M = {0};
    SobolIndex s[3];
    sobol_indices(&M, sobol_answers(&M, constant, 3, 64, 1), 64, 3, 1, s);
    for (int32_t i = 0; i < 3; i++)
        assert_true(isnan(s[i].S1) && isnan(s[i].ST) && isnan(s[i].S1_conf));
    mem_close(&M);
}

static void too_few_rows_have_no_indices(void **state)
{
    for (int64_t rows = 0; rows < 2; rows++) {
        Mem M = {0};
        SobolIndex s[3];
        sobol_indices(&M, sobol_answers(&M, ishigami, 3, rows, 1), rows, 3, 1, s);
        for (int32_t i = 0; i < 3; i++)
            assert_true(isnan(s[i].S1) && isnan(s[i].ST));
        mem_close(&M);
    }
}

/* What is missing is left out where it is needed, and nowhere else. */
static void a_missing_answer_takes_only_what_needs_it(void **state)
{
    Mem M = {0};
    SobolIndex s[3], whole[3];
    double *y = sobol_answers(&M, ishigami, 3, 64, 1);
    sobol_indices(&M, y, 64, 3, 1, whole);
    y[5 * 5 + 2] = NAN; /* of row 5, with the second input from B */
    sobol_indices(&M, y, 64, 3, 1, s);
    assert_int_equal(s[0].rows, 64);
    assert_int_equal(s[1].rows, 63);
    assert_int_equal(s[2].rows, 64);
    y[5 * 5] = NAN; /* A */
    sobol_indices(&M, y, 64, 3, 1, s);
    for (int32_t i = 0; i < 3; i++)
        assert_int_equal(s[i].rows, 63);
    assert_true(fabs(s[0].ST - whole[0].ST) < whole[0].ST_conf);

    sobol_indices(&M, sobol_answers(&M, missing_in_a_corner, 3, 256, 1), 256, 3, 1, s);
    for (int32_t i = 0; i < 3; i++)
        assert_true(isfinite(s[i].S1_conf) && isfinite(s[i].ST_conf) && s[i].rows < 256);
    mem_close(&M);
}

/* ------------------------------------------------------------------ Morris's effects */

static void a_trajectory_moves_each_input_once(void **state)
{
    enum { INPUTS = 7 };
    for (uint32_t t = 0; t < 200; t++) {
        double points[(INPUTS + 1) * INPUTS];
        int32_t moved[INPUTS], times[INPUTS] = {0};
        morris_design(INPUTS, t, 3, points, moved);
        for (int32_t k = 0; k < INPUTS; k++) {
            const double *before = points + k * INPUTS, *after = before + INPUTS;
            for (int32_t i = 0; i < INPUTS; i++)
                assert_true(fabs(fabs(after[i] - before[i]) -
                                 (i == moved[k] ? 2.0 / 3 : 0)) < 1e-15);
            times[moved[k]]++;
        }
        for (int32_t i = 0; i < INPUTS; i++)
            assert_int_equal(times[i], 1);
        for (int32_t k = 0; k < (INPUTS + 1) * INPUTS; k++)
            assert_true(points[k] > -1e-12 && points[k] < 1 + 1e-12 &&
                        fabs(3 * points[k] - round(3 * points[k])) < 1e-12);
    }
}

/* Every level is as likely as the others, and so is every order of two inputs. */
static void trajectories_go_everywhere(void **state)
{
    enum { INPUTS = 3, TRAJECTORIES = 8000 };
    int level[4] = {0}, first[INPUTS] = {0};
    for (uint32_t t = 0; t < TRAJECTORIES; t++) {
        double points[(INPUTS + 1) * INPUTS];
        int32_t moved[INPUTS];
        morris_design(INPUTS, t, 17, points, moved);
        level[(int)lround(3 * points[1])]++;
        first[moved[0]]++;
    }
    for (int k = 0; k < 4; k++)
        assert_true(abs(level[k] - TRAJECTORIES / 4) < 5 * sqrt(TRAJECTORIES * 3 / 16.0));
    for (int k = 0; k < INPUTS; k++)
        assert_true(abs(first[k] - TRAJECTORIES / 3) < 5 * sqrt(TRAJECTORIES * 2 / 9.0));
}

static void a_linear_function_has_its_slopes_as_effects(void **state)
{
    Mem M = {0};
    MorrisIndex s[MOST_INPUTS];
    morris_indices(&M, morris_answers(&M, linear, MOST_INPUTS, 10, 4), 10, MOST_INPUTS, 4,
                   s);
    for (int32_t i = 0; i < MOST_INPUTS; i++) {
        assert_true(fabs(s[i].mu - i) < 1e-9 && fabs(s[i].mu_star - i) < 1e-9);
        assert_true(s[i].sigma < 1e-9 && s[i].mu_star_conf < 1e-9);
        assert_int_equal(s[i].effects, 10);
    }
    mem_close(&M);
}

static double product(const double *x)
{
    return x[0] * x[1];
}

/* The effect of x0 on x0 x1 is x1, evenly one of 0, 1/3, 2/3, 1: mean 1/2, deviation
 * sqrt(5) / 6. */
static void a_product_has_effects_that_spread(void **state)
{
    Mem M = {0};
    MorrisIndex s[2];
    morris_indices(&M, morris_answers(&M, product, 2, 4000, 2), 4000, 2, 2, s);
    for (int32_t i = 0; i < 2; i++) {
        assert_true(fabs(s[i].mu - 0.5) < 5 * sqrt(5) / 6 / sqrt(4000));
        assert_true(fabs(s[i].mu_star - s[i].mu) < 1e-12);
        assert_true(fabs(s[i].sigma - sqrt(5) / 6) < 0.02);
        assert_true(fabs(s[i].mu_star_conf - 1.96 * sqrt(5) / 6 / sqrt(4000)) < 0.003);
    }
    mem_close(&M);
}

static void a_missing_answer_takes_two_effects(void **state)
{
    Mem M = {0};
    MorrisIndex s[3];
    double *y = morris_answers(&M, ishigami, 3, 20, 1);
    y[7 * 4 + 1] = NAN;
    morris_indices(&M, y, 20, 3, 1, s);
    assert_int_equal(s[0].effects + s[1].effects + s[2].effects, 58);
    morris_indices(&M, y, 1, 3, 1, s);
    assert_true(isfinite(s[0].mu) && isnan(s[0].sigma) && isnan(s[0].mu_star_conf));
    morris_indices(&M, y, 0, 3, 1, s);
    assert_true(isnan(s[0].mu));
    mem_close(&M);
}

static void only_what_changes_beyond_rounding_varies(void **state)
{
    const double still[] = {0.3, 0.1 + 0.2, NAN, 0.3}, moving[] = {1, 1 + 1e-9},
                 nothing[] = {NAN, NAN}, zero[] = {0, 1e-300};
    assert_false(answers_vary(still, 4));
    assert_true(answers_vary(moving, 2));
    assert_false(answers_vary(nothing, 2));
    assert_false(answers_vary(nothing, 0));
    assert_true(answers_vary(zero, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ishigami_lies_in_the_intervals),
        cmocka_unit_test(the_g_function_lies_in_the_intervals),
        cmocka_unit_test(a_linear_function_of_forty_inputs_lies_in_the_intervals),
        cmocka_unit_test(intervals_shrink_as_draws_are_added),
        cmocka_unit_test(what_is_constant_has_no_indices),
        cmocka_unit_test(too_few_rows_have_no_indices),
        cmocka_unit_test(a_missing_answer_takes_only_what_needs_it),
        cmocka_unit_test(a_trajectory_moves_each_input_once),
        cmocka_unit_test(trajectories_go_everywhere),
        cmocka_unit_test(a_linear_function_has_its_slopes_as_effects),
        cmocka_unit_test(a_product_has_effects_that_spread),
        cmocka_unit_test(a_missing_answer_takes_two_effects),
        cmocka_unit_test(only_what_changes_beyond_rounding_varies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
