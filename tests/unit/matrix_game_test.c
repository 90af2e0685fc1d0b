#include "math/matrix_game.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "supports.h"

enum { MOST = SUPPORTS_MOST, WIDE = 60 };

static double draw(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (double)(*seed >> 11) * 0x1p-52 - 1;
}

static MatrixValue solve(int32_t rows, int32_t columns, const double *pay, double *p,
                         double *q)
{
    const MatrixGame g = {rows, columns, pay};
    double *work = calloc((size_t)matrix_game_room(rows, columns), sizeof *work);
    const MatrixValue v = matrix_game_solve(&g, p, q, work);
    free(work);
    return v;
}

static void assert_chances(int32_t n, const double *p)
{
    double sum = 0;
    for (int32_t k = 0; k < n; k++) {
        assert_true(p[k] >= 0 && p[k] <= 1);
        sum += p[k];
    }
    assert_true(fabs(sum - 1) < 1e-14);
}

static void values_are_those_of_the_supports(void **state)
{
    int found = 0;
    for (uint64_t seed = 1; seed <= 600; seed++) {
        uint64_t at = seed * 7919;
        int32_t rows = 1 + (int32_t)(seed % MOST), columns = 1 + (int32_t)(seed / 5 % MOST);
        double pay[MOST * MOST], p[MOST], q[MOST];
        for (int32_t k = 0; k < rows * columns; k++) /* every other one is full of ties */
            pay[k] = seed % 2 ? 10 * draw(&at) : round(2 * draw(&at));
        const double value = value_by_supports(rows, columns, pay);
        const MatrixValue v = solve(rows, columns, pay, p, q);
        assert_chances(rows, p);
        assert_chances(columns, q);
        assert_true(v.high - v.low <= 1e-13 && v.high >= v.low - 1e-14);
        if (isnan(value)) /* no square supports that are not singular */
            continue;
        assert_true(fabs(v.low - value) <= 1e-8);
        found++;
    }
    assert_true(found > 500);
}

/* ------------------------------------------------------------------ closed forms */

static void small_games_have_their_known_values(void **state)
{
    double p[3], q[3];
    MatrixValue v = solve(2, 2, (double[]){3, 0, 0, 1}, p, q);
    assert_true(fabs(v.low - 0.75) < 1e-15 && fabs(p[0] - 0.25) < 1e-15);
    v = solve(3, 3, (double[]){0, -1, 1, 1, 0, -1, -1, 1, 0}, p, q);
    assert_true(fabs(v.high) < 1e-15);
    for (int k = 0; k < 3; k++)
        assert_true(fabs(p[k] - 1.0 / 3) < 1e-15 && fabs(q[k] - 1.0 / 3) < 1e-15);
    /* the row's second arm is worse everywhere, then the column's first is */
    v = solve(2, 2, (double[]){5, 2, 4, 1}, p, q);
    assert_true(v.low == 2 && v.high == 2 && p[0] == 1 && q[1] == 1);
    v = solve(1, 3, (double[]){4, -7, 2}, p, q);
    assert_true(v.low == -7 && v.high == -7 && q[1] == 1);
    v = solve(3, 1, (double[]){4, -7, 2}, p, q);
    assert_true(v.low == 4 && v.high == 4 && p[0] == 1);
    v = solve(2, 2, (double[]){6, 6, 6, 6}, p, q);
    assert_true(v.low == 6 && v.high == 6 && p[0] == 0.5);
}

/* Whoever is found hiding in place k of n loses a_k: 1 / sum 1 / a_k (diagonal games). */
static void wide_games_have_their_known_values(void **state)
{
    static double pay[WIDE * WIDE];
    double p[WIDE], q[WIDE], inverse = 0;
    for (int32_t k = 0; k < WIDE; k++) {
        pay[k * WIDE + k] = 1 + k % 7;
        inverse += 1 / pay[k * WIDE + k];
    }
    const MatrixValue v = solve(WIDE, WIDE, pay, p, q);
    assert_true(fabs(v.low * inverse - 1) < 1e-13 && fabs(v.high * inverse - 1) < 1e-13);
    for (int32_t k = 0; k < WIDE; k++)
        assert_true(fabs(p[k] - v.low / pay[k * WIDE + k]) < 1e-14);
}

static void the_bracket_is_narrow_in_large_games(void **state)
{
    static double pay[WIDE * WIDE];
    double p[WIDE], q[WIDE];
    for (uint64_t seed = 1; seed <= 20; seed++) {
        uint64_t at = seed;
        for (int32_t k = 0; k < WIDE * WIDE; k++)
            pay[k] = seed % 2 ? 1e6 * draw(&at) : round(3 * draw(&at));
        const MatrixValue v = solve(WIDE, WIDE - (int32_t)seed, pay, p, q);
        assert_true(v.high - v.low <= (seed % 2 ? 1e-7 : 1e-12));
    }
}

static void what_is_no_number_has_no_value(void **state)
{
    double p[2], q[2];
    const MatrixValue v = solve(2, 2, (double[]){1, NAN, 0, 1}, p, q);
    assert_true(isinf(v.low) && isinf(v.high) && p[0] == 0.5 && q[0] == 0.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_those_of_the_supports),
        cmocka_unit_test(small_games_have_their_known_values),
        cmocka_unit_test(wide_games_have_their_known_values),
        cmocka_unit_test(the_bracket_is_narrow_in_large_games),
        cmocka_unit_test(what_is_no_number_has_no_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
