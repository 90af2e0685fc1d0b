/* Matrices between bounds. */
#include "math/regular.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "math/dense.h"

static uint32_t seed = 1;

/* From -1 to 1. */
static double drawn(void)
{
    seed = seed * 1664525 + 1013904223;
    return (double)(seed >> 8) / (1 << 23) - 1;
}

/* The sign of the determinant of some matrix between the bounds, mostly of a corner. */
static double some_determinant(const MatrixBounds *m)
{
    double matrix[BOUNDS_SIZE * BOUNDS_SIZE], none[BOUNDS_SIZE] = {0};
    bool is_corner = drawn() > -0.5;
    for (int i = 0; i < BOUNDS_SIZE; i++)
        for (int j = 0; j < BOUNDS_SIZE; j++) {
            double part = is_corner ? drawn() > 0 : (1 + drawn()) / 2;
            matrix[i * BOUNDS_SIZE + j] =
                m->least[i][j] + part * (m->most[i][j] - m->least[i][j]);
        }
    return dense_solve(BOUNDS_SIZE, matrix, 1, none).part;
}

static void widen(MatrixBounds *m, int i, int j, double middle, double radius)
{
    m->least[i][j] += middle - radius;
    m->most[i][j] += middle + radius;
}

static void what_is_regular_has_no_other_determinant(void **state)
{
    int regular = 0, other = 0, doubtful = 0;
    for (int k = 0; k < 4000; k++) {
        MatrixBounds m = bounds_of_one();
        double far = 1.5 * (1 + drawn()), wide = 0.5 * (1 + drawn());
        bool is_found = false;
        for (int i = 0; i < BOUNDS_SIZE; i++)
            for (int j = 0; j < BOUNDS_SIZE; j++)
                widen(&m, i, j, far * drawn(), wide * (1 + drawn()));
        for (int n = 0; n < 300 && !is_found; n++)
            is_found = !(some_determinant(&m) > 0);
        if (are_regular(&m)) {
            assert_false(is_found);
            regular++;
        } else if (is_found) {
            other++;
        } else {
            doubtful++;
        }
    }
    assert_true(regular > 300 && other > 1000 && doubtful < 300);
}

/* Each pursues what the other flees: however much, there is one way only. */
static void a_cycle_is_regular_however_wide(void **state)
{
    MatrixBounds m = bounds_of_one();
    widen(&m, 0, 2, 20, 20);
    widen(&m, 2, 0, -20, 20);
    assert_true(are_regular(&m));
    widen(&m, 2, 0, 0.05, 0.05); /* from -40 to 0.1: with 40, more than 1 */
    assert_false(are_regular(&m));
}

static void what_touches_singular_ones_is_not_regular(void **state)
{
    MatrixBounds m = bounds_of_one();
    assert_true(are_regular(&m));
    widen(&m, 1, 3, 0, 1);
    widen(&m, 3, 1, 0, 0.9);
    assert_true(are_regular(&m));
    widen(&m, 3, 1, 0, 0.1);
    assert_false(are_regular(&m));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_regular_has_no_other_determinant),
        cmocka_unit_test(a_cycle_is_regular_however_wide),
        cmocka_unit_test(what_touches_singular_ones_is_not_regular),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
