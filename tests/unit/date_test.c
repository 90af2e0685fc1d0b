#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/date.h"

static int64_t day(int32_t year, int32_t month, int32_t d)
{
    return days_of((Civil){year, month, d});
}

static void days_are_counted_from_1970(void **state)
{
    (void)state;
    assert_int_equal(day(1970, 1, 1), 0);
    assert_int_equal(day(1969, 12, 31), -1);
    assert_int_equal(day(2000, 3, 1), 11017);
    assert_int_equal(day(2026, 11, 3), 20760);
}

/* The reading that the formulas must agree with: one day after the other. */
static void every_day_follows_the_one_before(void **state)
{
    (void)state;
    Civil c = {1599, 12, 31};
    int64_t n = days_of(c);
    for (int32_t year = 1600; year <= 2400; year++)
        for (int32_t month = 1; month <= 12; month++)
            for (int32_t d = 1; civil_is_valid((Civil){year, month, d}); d++) {
                assert_int_equal(day(year, month, d), ++n);
                Civil back = civil_of(n);
                assert_true(back.year == year && back.month == month && back.day == d);
            }
    assert_int_equal(n, day(2400, 12, 31));
}

static void only_days_of_the_calendar_are_valid(void **state)
{
    (void)state;
    assert_true(civil_is_valid((Civil){2024, 2, 29}));
    assert_true(civil_is_valid((Civil){2000, 2, 29}));
    assert_false(civil_is_valid((Civil){1900, 2, 29}));
    assert_false(civil_is_valid((Civil){2025, 2, 29}));
    assert_false(civil_is_valid((Civil){2025, 13, 1}));
    assert_false(civil_is_valid((Civil){2025, 0, 1}));
    assert_false(civil_is_valid((Civil){2025, 4, 31}));
    assert_false(civil_is_valid((Civil){0, 1, 1}));
}

static void a_short_month_ends_at_its_last_day(void **state)
{
    (void)state;
    int64_t end_of_january = day(2025, 1, 31);
    assert_int_equal(date_add(end_of_january, UNIT_MONTH, 1), day(2025, 2, 28));
    assert_int_equal(date_add(end_of_january, UNIT_MONTH, 2), day(2025, 3, 31));
    assert_int_equal(date_add(end_of_january, UNIT_MONTH, -2), day(2024, 11, 30));
    assert_int_equal(date_add(day(2024, 2, 29), UNIT_YEAR, 1), day(2025, 2, 28));
    assert_int_equal(date_add(end_of_january, UNIT_QUARTER, 1), day(2025, 4, 30));
    assert_int_equal(date_add(end_of_january, UNIT_WEEK, 2), end_of_january + 14);
    assert_int_equal(date_add(end_of_january, UNIT_DAY, -31), day(2024, 12, 31));
}

static void months_between_is_the_largest_that_fits(void **state)
{
    (void)state;
    int64_t a = day(2023, 12, 31);
    for (int64_t b = a - 800; b < a + 800; b++) {
        int64_t n = months_between(a, b);
        assert_true(date_add(a, UNIT_MONTH, n) <= b);
        assert_true(date_add(a, UNIT_MONTH, n + 1) > b);
        assert_int_equal(n < 0, b < a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_counted_from_1970),
        cmocka_unit_test(every_day_follows_the_one_before),
        cmocka_unit_test(only_days_of_the_calendar_are_valid),
        cmocka_unit_test(a_short_month_ends_at_its_last_day),
        cmocka_unit_test(months_between_is_the_largest_that_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
