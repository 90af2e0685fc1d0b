#include "math/sample.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void means_and_deviations_are_those_of_the_books(void **state)
{
    const double x[] = {2, 4, 4, 4, 5, 5, 7, 9};
    assert_true(sample_mean(x, 8) == 5);
    assert_true(fabs(sample_deviation(x, 8) - sqrt(32.0 / 7)) < 1e-15);
    assert_true(isnan(sample_mean(x, 0)));
    assert_true(isnan(sample_deviation(x, 1)));
}

/* R: quantile(c(1, 2, 4, 8, 16), c(0, .1, .25, .5, .9, 1)) */
static void quantiles_are_those_of_r(void **state)
{
    double x[] = {16, 1, NAN, 8, 2, 4};
    const double p[] = {0, 0.1, 0.25, 0.5, 0.9, 1}, expected[] = {1, 1.4, 2, 4, 12.8, 16};
    sample_sort(x, 6);
    assert_true(isnan(x[5]));
    for (int k = 0; k < 6; k++)
        assert_true(fabs(sample_quantile(x, 5, p[k]) - expected[k]) < 1e-14);
    assert_true(sample_quantile(x, 1, 0.7) == 1);
    assert_true(isnan(sample_quantile(x, 0, 0.5)));
}

static void the_error_of_a_share_is_that_of_the_binomial(void **state)
{
    assert_true(fabs(share_error(50, 100) - 0.05) < 1e-15);
    assert_true(share_error(0, 10) == 0);
    assert_true(share_error(10, 10) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_and_deviations_are_those_of_the_books),
        cmocka_unit_test(quantiles_are_those_of_r),
        cmocka_unit_test(the_error_of_a_share_is_that_of_the_binomial),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
