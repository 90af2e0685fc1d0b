/* exp and log of the house against the C library's, in long double. */
#include "math/real.h"

#include <float.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

/* How far `found` is from `true_value`, in units of the last place of a double there. */
static double units_off(double found, long double true_value)
{
    if ((long double)found == true_value)
        return 0;
    int power;
    frexpl(true_value, &power);
    if (power < DBL_MIN_EXP)
        power = DBL_MIN_EXP;
    return (double)(fabsl((long double)found - true_value) /
                    ldexpl(1, power - DBL_MANT_DIG));
}

static double draw(uint64_t *seed)
{
    uint64_t x = *seed += 0x9e3779b97f4a7c15u; /* splitmix64 */
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return (double)((x ^ x >> 31) >> 11) * 0x1p-53;
}

enum { DRAWS = 1000000 };

static void exp_is_right_to_the_last_place(void **state)
{
    uint64_t seed = 1;
    double worst = 0;
    for (int k = 0; k < DRAWS; k++) {
        const double spread[] = {1450, 20, 1, 1e-3};
        double x = (draw(&seed) - 0.512) * spread[k % 4];
        worst = fmax(worst, units_off(real_exp(x), expl((long double)x)));
    }
    assert_true(worst < 1);
}

static void exp_near_the_ends_of_its_range(void **state)
{
    assert_true(real_exp(0) == 1 && real_exp(-0.0) == 1);
    assert_true(real_exp(INFINITY) == INFINITY && real_exp(710) == INFINITY);
    assert_true(real_exp(-INFINITY) == 0 && real_exp(-746) == 0);
    assert_true(isnan(real_exp(NAN)));
    assert_true(isfinite(real_exp(709.782712893384)));
    for (double x = -745.13; x < -700; x += 0.0137)
        assert_true(units_off(real_exp(x), expl((long double)x)) <= 1);
}

static void log_is_right_to_the_last_place(void **state)
{
    uint64_t seed = 2;
    double worst = 0;
    for (int k = 0; k < DRAWS; k++) {
        double u = draw(&seed);
        double x = k % 3 == 0   ? ldexp(u + 0.5, (int)(draw(&seed) * 2000) - 1060)
                   : k % 3 == 1 ? u + 0x1p-60
                                : 1 + (u - 0.5) * 0.1;
        worst = fmax(worst, units_off(real_log(x), logl((long double)x)));
    }
    assert_true(worst < 1);
}

static void log_near_the_ends_of_its_range(void **state)
{
    assert_true(real_log(1) == 0);
    assert_true(real_log(0) == -INFINITY && real_log(INFINITY) == INFINITY);
    assert_true(isnan(real_log(-1)) && isnan(real_log(NAN)));
    const double odd[] = {DBL_TRUE_MIN, 3 * DBL_TRUE_MIN, DBL_MIN, DBL_MAX};
    for (int k = 0; k < 4; k++)
        assert_true(units_off(real_log(odd[k]), logl((long double)odd[k])) <= 1);
}

static void log_of_one_and_a_little(void **state)
{
    uint64_t seed = 3;
    double worst = 0;
    for (int k = 0; k < DRAWS / 10; k++) {
        double x = ldexp(draw(&seed), -(k % 70));
        if (x > 0)
            worst = fmax(worst, units_off(real_log_1_plus(x), log1pl((long double)x)));
    }
    assert_true(worst < 2);
    assert_true(real_log_1_plus(0) == 0);
}

ANY_WIDTH static void all_at_once(const double *restrict x, double *restrict exps,
                                  double *restrict logs)
{
    for (int l = 0; l < LANES; l++)
        exps[l] = real_exp(x[l]);
    for (int l = 0; l < LANES; l++)
        logs[l] = real_log(x[l]);
}

static bool same_digits(double a, double b)
{
    return (isnan(a) && isnan(b)) || (a == b && signbit(a) == signbit(b));
}

static void lanes_have_the_digits_of_one(void **state)
{
    uint64_t seed = 4;
    for (int k = 0; k < DRAWS / LANES; k++) {
        double x[LANES], exps[LANES], logs[LANES];
        for (int l = 0; l < LANES; l++)
            x[l] = l == 7 ? (double[]){0, -0.0, NAN, INFINITY, -INFINITY, 1e-310}[k % 6]
                          : (draw(&seed) - 0.5) * (k % 2 ? 1500 : 4);
        all_at_once(x, exps, logs);
        for (int l = 0; l < LANES; l++)
            assert_true(same_digits(exps[l], real_exp(x[l])) &&
                        same_digits(logs[l], real_log(x[l])));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exp_is_right_to_the_last_place),
        cmocka_unit_test(exp_near_the_ends_of_its_range),
        cmocka_unit_test(log_is_right_to_the_last_place),
        cmocka_unit_test(log_near_the_ends_of_its_range),
        cmocka_unit_test(log_of_one_and_a_little),
        cmocka_unit_test(lanes_have_the_digits_of_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
