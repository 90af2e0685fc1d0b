#include "math/logit_game.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void assert_near(double found, double expected, double tolerance)
{
    assert_true(fabs(found - expected) <= tolerance);
}

static void chances_are_in_proportion_to_the_exponentials(void **state)
{
    (void)state;
    const double q[] = {0.3, -1.1, 2.0, 0.7}, lambda = 1.7;
    double p[4];
    for (int n = 2; n <= 4; n++) {
        double part = 0;
        for (int a = 0; a < n; a++)
            part += exp(lambda * q[a]);
        const double level = softmax(n, q, lambda, p);
        assert_near(level, log(part) / lambda, 1e-15);
        for (int a = 0; a < n; a++)
            assert_near(p[a], exp(lambda * q[a]) / part, 1e-15);
    }
}

static void one_arm_is_picked_for_sure(void **state)
{
    (void)state;
    double q[] = {-3.5};
    assert_true(softmax(1, q, 2, q) == -3.5);
    assert_true(q[0] == 1);
}

static void the_answer_may_replace_the_worths(void **state)
{
    (void)state;
    const double lambdas[] = {0, 0.8, INFINITY};
    for (int k = 0; k < 3; k++)
        for (int n = 1; n <= 3; n++) {
            const double q[] = {1, 2, 2};
            double p[3], both[] = {1, 2, 2};
            const double level = softmax(n, q, lambdas[k], p);
            assert_true(softmax(n, both, lambdas[k], both) == level);
            for (int a = 0; a < n; a++)
                assert_true(both[a] == p[a]);
        }
}

static void huge_worths_do_not_overflow(void **state)
{
    (void)state;
    const double q[] = {1e308, -1e308, 0};
    double p[3];
    for (int n = 2; n <= 3; n++) {
        assert_near(softmax(n, q, 1e300, p) / 1e308, 1, 1e-15);
        assert_true(p[0] == 1 && p[1] == 0);
    }
    const double far[] = {-1e6, -1e6 - 1};
    assert_near(softmax(2, far, 1, p), -1e6 + log1p(exp(-1)), 1e-9);
}

static void without_precision_all_arms_are_even(void **state)
{
    (void)state;
    const double q[] = {1, 2, 6};
    double p[3];
    assert_near(softmax(3, q, 0, p), 3, 1e-15);
    for (int a = 0; a < 3; a++)
        assert_true(p[a] == 1.0 / 3);
}

static void exact_agents_share_among_equal_best_arms(void **state)
{
    (void)state;
    const double q[] = {2e6, 1, 2e6 - 1e-7, 2e6 - 1e-2};
    double p[4];
    assert_true(softmax(4, q, INFINITY, p) == 2e6);
    assert_true(p[0] == 0.5 && p[1] == 0 && p[2] == 0.5 && p[3] == 0);
    const double small[] = {1e-13, 0, -1};
    assert_true(softmax(3, small, INFINITY, p) == 1e-13);
    assert_true(p[0] == 0.5 && p[1] == 0.5 && p[2] == 0);
}

static void swapping_two_arms_swaps_the_digits(void **state)
{
    (void)state;
    const double q[] = {0.1, 0.7}, swapped[] = {0.7, 0.1};
    double p[2], r[2];
    assert_true(softmax(2, q, 3.3, p) == softmax(2, swapped, 3.3, r));
    assert_true(p[0] == r[1] && p[1] == r[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chances_are_in_proportion_to_the_exponentials),
        cmocka_unit_test(one_arm_is_picked_for_sure),
        cmocka_unit_test(the_answer_may_replace_the_worths),
        cmocka_unit_test(huge_worths_do_not_overflow),
        cmocka_unit_test(without_precision_all_arms_are_even),
        cmocka_unit_test(exact_agents_share_among_equal_best_arms),
        cmocka_unit_test(swapping_two_arms_swaps_the_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
