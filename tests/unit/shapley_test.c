#include "math/shapley.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "math/random.h"

enum { MOST_VALUES = 1 << MOST_SWITCHES };

static double uniform(uint64_t seed, uint64_t index)
{
    return (double)(random_bits(seed, 0, index) >> 11) * 0x1p-52 - 1;
}

static double sum_of(int32_t n, const double *x)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++)
        sum += x[i];
    return sum;
}

/* Where switches do not work together, each has what it adds. */
static void what_adds_up_is_told_apart(void **state)
{
    for (int32_t n = 1; n <= MOST_SWITCHES; n++) {
        double values[MOST_VALUES] = {0}, parts[MOST_SWITCHES];
        for (int32_t mask = 0; mask < 1 << n; mask++)
            for (int32_t i = 0; i < n; i++)
                if (mask >> i & 1)
                    values[mask] += ldexp(1, i);
        shapley(n, values, parts);
        for (int32_t i = 0; i < n; i++)
            assert_true(fabs(parts[i] - ldexp(1, i)) <= 1e-12 * ldexp(1, n));
    }
}

/* Where something comes about only when all of a set are on, those of the set share it
 * evenly. */
static void a_unanimous_set_shares_evenly(void **state)
{
    const int32_t n = 6;
    for (int32_t set = 1; set < 1 << n; set++) {
        double values[MOST_VALUES], parts[MOST_SWITCHES];
        for (int32_t mask = 0; mask < 1 << n; mask++)
            values[mask] = (mask & set) == set ? 60 : 0;
        shapley(n, values, parts);
        for (int32_t i = 0; i < n; i++) {
            const double share =
                set >> i & 1 ? 60.0 / __builtin_popcount((unsigned)set) : 0;
            assert_true(fabs(parts[i] - share) < 1e-12);
        }
    }
}

/* The definition: the mean, over all orders, of what i adds to those before it. */
static void add_orders(int32_t n, const double *values, int32_t on, double *sums,
                       int *orders)
{
    if (on == (1 << n) - 1) {
        ++*orders;
        return;
    }
    for (int32_t i = 0; i < n; i++) {
        if (on >> i & 1)
            continue;
        const int before = *orders;
        add_orders(n, values, on | 1 << i, sums, orders);
        sums[i] += (*orders - before) * (values[on | 1 << i] - values[on]);
    }
}

static void random_games_agree_with_all_orders(void **state)
{
    for (uint64_t game = 0; game < 60; game++) {
        const int32_t n = 1 + (int32_t)(game % 7);
        double values[MOST_VALUES], parts[MOST_SWITCHES], sums[MOST_SWITCHES] = {0};
        for (int32_t mask = 0; mask < 1 << n; mask++)
            values[mask] = uniform(game, (uint64_t)mask);
        int orders = 0;
        add_orders(n, values, 0, sums, &orders);
        shapley(n, values, parts);
        for (int32_t i = 0; i < n; i++)
            assert_true(fabs(parts[i] - sums[i] / orders) < 1e-13);
    }
}

static bool sums_to_the_digit(uint64_t seed, int32_t n, double size)
{
    double values[MOST_VALUES], parts[MOST_SWITCHES], sizes = 0;
    for (int32_t mask = 0; mask < 1 << n; mask++)
        values[mask] = size + uniform(seed, (uint64_t)mask);
    shapley(n, values, parts);
    for (int32_t i = 0; i < n; i++)
        sizes += fabs(parts[i]);
    const double left = values[(1 << n) - 1] - values[0] - sum_of(n, parts);
    assert_true(fabs(left) <= nextafter(sizes, INFINITY) - sizes);
    return left == 0;
}

static void parts_sum_to_the_difference(void **state)
{
    int games = 0, to_the_digit = 0;
    for (uint64_t seed = 0; seed < 2000; seed++)
        for (int32_t n = 1; n <= MOST_SWITCHES; n++, games++)
            to_the_digit += sums_to_the_digit(seed, n, seed % 3 ? 0 : 1000);
    assert_true(to_the_digit > games * 0.98);
}

static void a_value_that_is_none_makes_no_endless_search(void **state)
{
    double values[] = {0, NAN, 1, INFINITY}, parts[2];
    shapley(2, values, parts);
    assert_false(isfinite(parts[0]) && isfinite(parts[1]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_adds_up_is_told_apart),
        cmocka_unit_test(a_unanimous_set_shares_evenly),
        cmocka_unit_test(random_games_agree_with_all_orders),
        cmocka_unit_test(parts_sum_to_the_difference),
        cmocka_unit_test(a_value_that_is_none_makes_no_endless_search),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
