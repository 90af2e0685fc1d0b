#include "game/fault.h"

#include "played.h"

#define HEAD "period 1 month from 2025-11-01 for 6  player us  player cn\n"

static void what_cannot_happen_is_no_fault(void **state)
{
    assert_false(is_faulty(HEAD "param never = 0 in 0..1\n"
                                "state a : 0..2 = 0\n"
                                "each period {\n"
                                "  chance { never : { a += 1 } rest : nothing }\n"
                                "  chance { 0.1 - 0.1 : { a -= 1 } rest : nothing }\n"
                                "}\n"));
    assert_false(is_faulty(HEAD "param off = 0 in 0..1\n"
                                "state a : 0..2 = 2  state b : bool = no\n"
                                "each period {\n"
                                "  chance { off : { b := yes } rest : nothing }\n"
                                "  if b { a += 1  pay us 1 / (a - 3)\n"
                                "         us chooses x { stay if a > 9 } \n"
                                "         chance { 5 * a : { a := 0 } rest : nothing } }\n"
                                "}\n"));
}

static void a_state_that_leaves_its_domain_is_told_with_the_way(void **state)
{
    assert_true(is_faulty(HEAD "state tariffs : normal, truce, embargo = normal\n"
                               "state calm : bool = yes\n"
                               "each period {\n"
                               "  us chooses move { hold  raise { tariffs += 1 } }\n"
                               "  chance mood { 0 : sour  rest : sweet }\n"
                               "  if mood == sour { calm := no }\n"
                               "}\n"));
    assert_told(DIAG_E301, "`tariffs` goes beyond `embargo`, the last of its names");
    static const char *const parts[] = {
        "it happens in the state tariffs = embargo, calm = yes at the start of period 2 (",
        "a shortest way there:",
        "in period 0 (2025-11-01): move = raise, mood = sweet",
        "in period 1 (2025-12-01): move = raise, mood = sweet",
        "in period 2 (2026-01-01): move = raise",
    };
    const char *at = told();
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
        at = strstr(at, parts[k]);
        if (!at)
            fail_msg("no `%s` in its place in:\n%s", parts[k], told());
    }
}

static void numbers_leave_their_domain_too(void **state)
{
    assert_true(is_faulty(HEAD "state a : 0..2 = 2\n"
                               "each period { a := 2 * a }\n"));
    assert_told(DIAG_E301, "`a` becomes 4, outside its domain 0..2");
    assert_true(is_faulty(HEAD "state a : low, high = low\n"
                               "each period { a -= 1 }\n"));
    assert_told(DIAG_E301, "`a` goes below `low`");
}

static void a_start_outside_the_domain_is_told(void **state)
{
    assert_true(is_faulty(HEAD "param far = 3 in 0..9\n"
                               "state a : 0..9 = floor(far)  state b : 0..2 = a\n"
                               "each period { }\n"));
    assert_told(DIAG_E301, "`b` becomes 3, outside its domain 0..2");
}

static void a_choice_without_an_open_arm_is_told(void **state)
{
    assert_true(is_faulty(HEAD "state a : 0..3 = 0\n"
                               "each period {\n"
                               "  cn chooses x { wait if a < 2  act if a == 1 }\n"
                               "  a := min(a + 1, 3)\n"
                               "}\n"));
    assert_told(DIAG_E304, "`cn` has no arm open to choose");
    assert_non_null(strstr(told(), "in the state a = 2 at the start of period 2"));
}

static void probabilities_must_be_such_and_sum_to_one(void **state)
{
    assert_true(is_faulty(HEAD
                          "param p = 0.5 in 0..1\n"
                          "each period { chance { p : { pay us 1 } p / 2 : nothing } }\n"));
    assert_told(DIAG_E302, "probabilities sum to 0.75, not 1");
    assert_true(is_faulty(HEAD
                          "param p = 0.6 in 0..1\n"
                          "each period { chance { p : { pay us 1 } p : nothing } }\n"));
    assert_told(DIAG_E302, "probabilities sum to 1.2, not 1");
    assert_true(
        is_faulty(HEAD "param p = 0.6 in 0..1\n"
                       "each period { chance { 2 * p : { pay us 1 } rest : nothing } }\n"));
    assert_told(DIAG_E303, "a probability of 1.2");
}

static void what_is_left_of_one_may_miss_zero_by_rounding(void **state)
{
    assert_false(
        is_faulty(HEAD "param p = 0.1 in 0..1\n"
                       "each period { chance { p + 2 * p : { pay us 1 }  7 * p : nothing\n"
                       "                       rest : { pay us 2 } } }\n"));
}

static void probabilities_are_looked_at_in_every_period(void **state)
{
    assert_true(is_faulty(
        HEAD "each period { chance { 0.25 * now : { pay us 1 } rest : nothing } }\n"));
    assert_told(DIAG_E303, "a probability of 1.25");
    assert_non_null(strstr(told(), "at the start of period 5"));
}

static void values_without_a_number_are_told_where_they_are_paid_and_read(void **state)
{
    static const char *const programs[] = {
        "pay us 1 / (2 - a)",                                       /* a payoff */
        "chance { 1 / (2 - a) / 9 : { pay us 1 } rest : nothing }", /* a probability */
        "us chooses x { stay  go if 1 / (2 - a) > 0 }",             /* a guard */
        "if 1 / (2 - a) > 0 { pay us 1 }",                          /* a condition */
        "b := floor(1 / (2 - a))",                                  /* a value */
    };
    for (size_t k = 0; k < sizeof programs / sizeof *programs; k++) {
        char text[512];
        snprintf(text, sizeof text,
                 HEAD "state a : 0..9 = 0  state b : 0..9 = 0\n"
                      "each period { %s  if a < 2 { a += 1 } }\n",
                 programs[k]);
        assert_true(is_faulty(text));
        assert_told(DIAG_E305, "a division by zero");
        assert_non_null(strstr(told(), "in the state a = 2, b = "));
        assert_non_null(strstr(told(), "at the start of period 2 (2026-01-01)"));
    }
    assert_true(is_faulty(HEAD "each period { pay us log(2 - now) }\n"));
    assert_told(DIAG_E306, "no real number");
}

static void payments_at_the_horizon_are_looked_at(void **state)
{
    assert_true(is_faulty(HEAD "state a : 0..6 = 0\n"
                               "each period { us chooses x { stay  go { a += 1 } } }\n"
                               "finally { pay us 1 / (a - 5) }\n"));
    assert_told(DIAG_E305, "a division by zero");
    assert_non_null(strstr(told(), "in the state a = 5 at the start of period 6"));
}

static void each_place_is_told_once(void **state)
{
    assert_true(is_faulty(HEAD
                          "state a : 0..9 = 0\n"
                          "each period {\n"
                          "  us chooses x { stay  go { a += 1 } }\n"
                          "  cn chooses y { stay  go }\n"
                          "  chance { 50% : { pay us 1 / (y * (a - a)) } rest : nothing }\n"
                          "}\n"));
    assert_told(DIAG_E305, "a division by zero");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(what_cannot_happen_is_no_fault, forget),
        cmocka_unit_test_teardown(a_state_that_leaves_its_domain_is_told_with_the_way,
                                  forget),
        cmocka_unit_test_teardown(numbers_leave_their_domain_too, forget),
        cmocka_unit_test_teardown(a_start_outside_the_domain_is_told, forget),
        cmocka_unit_test_teardown(a_choice_without_an_open_arm_is_told, forget),
        cmocka_unit_test_teardown(probabilities_must_be_such_and_sum_to_one, forget),
        cmocka_unit_test_teardown(what_is_left_of_one_may_miss_zero_by_rounding, forget),
        cmocka_unit_test_teardown(probabilities_are_looked_at_in_every_period, forget),
        cmocka_unit_test_teardown(
            values_without_a_number_are_told_where_they_are_paid_and_read, forget),
        cmocka_unit_test_teardown(payments_at_the_horizon_are_looked_at, forget),
        cmocka_unit_test_teardown(each_place_is_told_once, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
