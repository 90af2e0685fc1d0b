#include "math/sobol_sequence.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* In each of 2^m intervals of every coordinate lies exactly one of 2^m points that follow
 * each other from a multiple of 2^m on. */
static void every_coordinate_is_filled_evenly(void **state)
{
    enum { M = 9, POINTS = 1 << M };
    for (int32_t d = 0; d < MOST_SOBOL_DIMENSIONS; d++) {
        int seen[POINTS] = {0};
        for (uint32_t k = 0; k < POINTS; k++)
            seen[(int)(sobol_coordinate(d, POINTS + k, 3) * POINTS)]++;
        for (int cell = 0; cell < POINTS; cell++)
            assert_int_equal(seen[cell], 1);
    }
}

/* The first two dimensions are a (0, 2)-sequence in base 2: in every cut of the square into
 * 2^m equal boxes by halving sides lies one of 2^m points. */
static void every_box_of_the_first_two_dimensions_holds_one_point(void **state)
{
    enum { M = 8, POINTS = 1 << M };
    const uint64_t seeds[] = {0, 1, UINT64_MAX};
    for (int s = 0; s < 3; s++)
        for (int a = 0; a <= M; a++) {
            int seen[POINTS] = {0};
            for (uint32_t k = 0; k < POINTS; k++) {
                double u[2];
                sobol_point(2, k, seeds[s], u);
                const int x = (int)ldexp(u[0], a), y = (int)ldexp(u[1], M - a);
                seen[x << (M - a) | y]++;
            }
            for (int cell = 0; cell < POINTS; cell++)
                assert_int_equal(seen[cell], 1);
        }
}

/* The third dimension makes it a (1, m, 3)-net: two points in each of 2^(m-1) boxes. */
static void every_larger_box_of_three_dimensions_holds_two(void **state)
{
    enum { M = 9, BOXES = 1 << (M - 1) };
    for (int a = 0; a < M; a++)
        for (int b = 0; a + b < M; b++) {
            const int c = M - 1 - a - b;
            int seen[BOXES] = {0};
            for (uint32_t k = 0; k < 2 * BOXES; k++) {
                double u[3];
                sobol_point(3, k, 11, u);
                seen[((int)ldexp(u[0], a) << b | (int)ldexp(u[1], b)) << c |
                     (int)ldexp(u[2], c)]++;
            }
            for (int cell = 0; cell < BOXES; cell++)
                assert_int_equal(seen[cell], 2);
        }
}

/* The mean of a smooth function over 1024 points is far better than 1024 independent draws
 * give (standard error 1 / sqrt(12 * 1024 / 8) = 0.026). */
static void a_mean_is_better_than_that_of_independent_draws(void **state)
{
    for (uint64_t seed = 0; seed < 20; seed++) {
        double sum = 0;
        for (uint32_t k = 0; k < 1024; k++) {
            double u[8];
            sobol_point(8, k, seed, u);
            for (int d = 0; d < 8; d++)
                sum += u[d];
        }
        assert_true(fabs(sum / 1024 - 4) < 0.002);
    }
}

/* Over many seeds a scrambled point lies anywhere: means of u and u^2 are 1/2 and 1/3. */
static void a_point_is_spread_evenly_over_the_seeds(void **state)
{
    enum { SEEDS = 20000 };
    const int32_t dimensions[] = {0, 1, 100, 511};
    for (int k = 0; k < 4; k++) {
        double sum = 0, squares = 0;
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            const double u = sobol_coordinate(dimensions[k], 5, seed);
            assert_true(u > 0 && u < 1);
            sum += u;
            squares += u * u;
        }
        assert_true(fabs(sum / SEEDS - 0.5) < 5 * sqrt(1.0 / 12 / SEEDS));
        assert_true(fabs(squares / SEEDS - 1.0 / 3) < 5 * sqrt(4.0 / 45 / SEEDS));
    }
}

static void seeds_and_dimensions_give_other_points(void **state)
{
    for (int32_t d = 0; d < MOST_SOBOL_DIMENSIONS; d++) {
        assert_true(sobol_coordinate(d, 0, 1) != sobol_coordinate(d, 0, 2));
        for (int32_t e = 0; e < d; e++)
            assert_true(sobol_coordinate(d, 0, 1) != sobol_coordinate(e, 0, 1));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_coordinate_is_filled_evenly),
        cmocka_unit_test(every_box_of_the_first_two_dimensions_holds_one_point),
        cmocka_unit_test(every_larger_box_of_three_dimensions_holds_two),
        cmocka_unit_test(a_mean_is_better_than_that_of_independent_draws),
        cmocka_unit_test(a_point_is_spread_evenly_over_the_seeds),
        cmocka_unit_test(seeds_and_dimensions_give_other_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
