#include "math/dense.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void assert_near(double found, double expected, double tolerance)
{
    assert_true(fabs(found - expected) <= tolerance);
}

static double det_value(DenseDet det)
{
    return ldexp(det.part, (int)det.power);
}

/* xorshift; between -1 and 1. */
static double draw(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (double)(*seed >> 11) * 0x1p-52 - 1;
}

static void a_known_system_is_solved(void **state)
{
    (void)state;
    double A[] = {0, 2, 1, /**/ 1, 1, 0, /**/ 3, 0, 1};
    double B[] = {7, 3, 6}; /* x = 1, 2, 3 */
    const DenseDet det = dense_solve(3, A, 1, B);
    assert_near(B[0], 1, 1e-14);
    assert_near(B[1], 2, 1e-14);
    assert_near(B[2], 3, 1e-14);
    assert_near(det_value(det), -5, 1e-13);
}

static void a_solution_times_the_matrix_is_the_right_side(void **state)
{
    (void)state;
    enum { MOST = 12, SIDES = 3 };
    uint64_t seed = 7;
    for (int n = 1; n <= MOST; n++) {
        double A[MOST * MOST], B[MOST * SIDES], kept[MOST * MOST], X[MOST * SIDES];
        for (int k = 0; k < n * n; k++)
            kept[k] = A[k] = draw(&seed);
        for (int k = 0; k < n * SIDES; k++)
            X[k] = B[k] = draw(&seed);
        dense_solve(n, A, SIDES, X);
        for (int r = 0; r < n; r++)
            for (int s = 0; s < SIDES; s++) {
                double sum = 0;
                for (int c = 0; c < n; c++)
                    sum += kept[r * n + c] * X[c * SIDES + s];
                assert_near(sum, B[r * SIDES + s], 1e-11);
            }
    }
}

static void a_singular_matrix_has_determinant_zero(void **state)
{
    (void)state;
    double A[] = {1, 2, 2, 4}, B[] = {1, 1};
    assert_true(dense_solve(2, A, 1, B).part == 0);
}

static void no_equations_have_determinant_one(void **state)
{
    (void)state;
    assert_near(det_value(dense_solve(0, NULL, 1, NULL)), 1, 0);
}

static void a_determinant_beyond_double_is_kept(void **state)
{
    (void)state;
    double A[] = {1e200, 0, 0, 1e200}, B[] = {1, 1};
    double half[] = {1e200, 0, 0, -0.5e200};
    const DenseDet det = dense_solve(2, A, 1, B), other = dense_solve(2, half, 1, B);
    assert_near(dense_det_ratio(other, det), -0.5, 1e-15);
    assert_true(isinf(dense_det_ratio(det, (DenseDet){0.5, -100000})));
    assert_true(dense_det_ratio((DenseDet){0.5, -100000}, det) == 0);
}

static void what_is_not_a_number_shows_in_the_determinant(void **state)
{
    (void)state;
    double A[] = {NAN, 1, 1, 1}, B[] = {1, 1};
    bool is_number = fabs(dense_solve(2, A, 1, B).part) > 0;
    assert_false(is_number);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_known_system_is_solved),
        cmocka_unit_test(a_solution_times_the_matrix_is_the_right_side),
        cmocka_unit_test(a_singular_matrix_has_determinant_zero),
        cmocka_unit_test(no_equations_have_determinant_one),
        cmocka_unit_test(a_determinant_beyond_double_is_kept),
        cmocka_unit_test(what_is_not_a_number_shows_in_the_determinant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
