#include "report/ticks.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static int open_mem(void **state)
{
    static Mem mem;
    mem = (Mem){0};
    *state = &mem;
    return 0;
}

static int close_mem(void **state)
{
    mem_close(*state);
    return 0;
}

/* The texts of ticks, "0 20 40"; a second line stands behind a stroke, "Jan/2026". */
static const char *texts(Mem *M, Ticks ticks)
{
    Buf out = {.mem = M};
    for (int32_t k = 0; k < ticks.count; k++) {
        buf_printf(&out, "%s%s", k ? " " : "", ticks.at[k].text);
        if (ticks.at[k].below)
            buf_printf(&out, "/%s", ticks.at[k].below);
    }
    return buf_text(&out);
}

/* ------------------------------------------------------------------ numbers */

static void ticks_are_round_numbers_around_the_range(void **state)
{
    Mem *M = *state;
    assert_string_equal(texts(M, number_ticks(M, 0, 1, 6, true)),
                        "0% 20% 40% 60% 80% 100%");
    assert_string_equal(texts(M, number_ticks(M, 0, 0.013, 5, true)),
                        "0.0% 0.5% 1.0% 1.5%");
    assert_string_equal(texts(M, number_ticks(M, -5.2, 7.9, 6, false)), "-10 -5 0 5 10");
    assert_string_equal(texts(M, number_ticks(M, 3, 3, 5, false)), "1 2 3 4 5");
    assert_string_equal(texts(M, number_ticks(M, 0, 0, 3, false)), "-1 0 1");
}

static void ticks_span_any_range_and_are_not_too_many(void **state)
{
    Mem *M = *state;
    uint64_t seed = 88172645463325252;
    for (int round = 0; round < 2000; round++) {
        double x[2];
        for (int k = 0; k < 2; k++) {
            seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
            double unit = (double)(seed >> 11) / 0x1p53;
            x[k] = (unit - 0.3) * pow(10, (int)(seed % 9) - 4);
        }
        double lo = fmin(x[0], x[1]), hi = fmax(x[0], x[1]);
        int32_t most = 2 + (int32_t)(seed % 8);
        Ticks t = number_ticks(M, lo, hi, most, false);
        double step = t.at[1].at - t.at[0].at, slack = 1e-6 * step;
        assert_true(t.count >= 2 && t.count <= (most < 3 ? 3 : most));
        assert_true(t.at[0].at <= lo + slack && t.at[t.count - 1].at >= hi - slack);
        assert_true(t.at[0].at > lo - step && t.at[t.count - 1].at < hi + step);
        for (int32_t k = 1; k < t.count; k++)
            assert_true(strcmp(t.at[k - 1].text, t.at[k].text) != 0);
    }
}

/* ------------------------------------------------------------------ the calendar */

static Model calendar(TimeUnit unit, int32_t count, int32_t periods, Civil first)
{
    return (Model){.unit = unit,
                   .unit_count = count,
                   .periods = periods,
                   .has_calendar = true,
                   .first_day = days_of(first)};
}

static void months_name_their_year_where_it_begins(void **state)
{
    Mem *M = *state;
    Model m = calendar(UNIT_MONTH, 1, 24, (Civil){2025, 11, 1});
    assert_string_equal(texts(M, time_ticks(M, &m, LANG_EN, 0, 24, 480, 12)),
                        "Jan/2026 Apr Jul Oct Jan/2027 Apr Jul Oct");
    assert_string_equal(texts(M, time_ticks(M, &m, LANG_EN, 0, 24, 100, 12)), "2026 2027");
    Ticks t = time_ticks(M, &m, LANG_EN, 0, 24, 480, 12);
    assert_true(fabs(t.at[0].at - 2) < 1e-12); /* January is two months after November */
}

static void a_year_in_chinese_is_named_as_one(void **state)
{
    Mem *M = *state;
    Model m = calendar(UNIT_YEAR, 1, 4, (Civil){2025, 1, 1});
    assert_string_equal(texts(M, time_ticks(M, &m, LANG_ZH, 0, 4, 600, 12)),
                        "2025年 2026年 2027年 2028年 2029年");
    assert_string_equal(spoken_date(M, &m, LANG_EN, 1), "Jan 2026");
}

static void quarters_and_days_have_marks_of_their_own(void **state)
{
    Mem *M = *state;
    Model quarters = calendar(UNIT_QUARTER, 1, 4, (Civil){2026, 1, 1});
    assert_string_equal(texts(M, time_ticks(M, &quarters, LANG_EN, 0, 4, 600, 12)),
                        "Q1/2026 Q2 Q3 Q4 Q1/2027");
    Model days = calendar(UNIT_DAY, 1, 3, (Civil){2026, 2, 27});
    assert_string_equal(texts(M, time_ticks(M, &days, LANG_EN, 0, 3, 600, 12)),
                        "27 Feb/2026 28 Feb 1 Mar 2 Mar");
    assert_string_equal(spoken_date(M, &days, LANG_EN, 2), "1 Mar 2026");
}

static void without_a_calendar_periods_are_counted(void **state)
{
    Mem *M = *state;
    Model m = {.periods = 3};
    assert_string_equal(texts(M, time_ticks(M, &m, LANG_EN, 0, 3, 600, 12)), "0 1 2 3");
    assert_string_equal(spoken_date(M, &m, LANG_ZH, 2), "2");
}

/* A mark within a period would stand for nothing. */
static void marks_stand_at_whole_periods(void **state)
{
    Mem *M = *state;
    Model m = {.periods = 1};
    assert_string_equal(texts(M, time_ticks(M, &m, LANG_EN, 0, 1, 600, 12)), "0 1");
    for (int32_t periods = 1; periods < 3000; periods += 1 + periods / 3)
        for (double room = 20; room < 2000; room *= 3) {
            m.periods = periods;
            Ticks ticks = time_ticks(M, &m, LANG_EN, 0, periods, room, 12);
            assert_true(ticks.count >= 1);
            for (int32_t k = 0; k < ticks.count; k++) {
                assert_true(ticks.at[k].at == floor(ticks.at[k].at));
                assert_true(ticks.at[k].at <= periods);
                assert_string_equal(ticks.at[k].text,
                                    text_format(M, "%d", (int)ticks.at[k].at));
            }
        }
}

/* Whatever the calendar and the room, no two texts touch. */
static void ticks_stand_side_by_side(void **state)
{
    Mem *M = *state;
    for (int unit = UNIT_DAY; unit <= UNIT_YEAR; unit++)
        for (int32_t periods = 1; periods < 400; periods = 2 * periods + 3)
            for (double room = 200; room < 1200; room *= 1.7) {
                Model m = calendar((TimeUnit)unit, 1, periods, (Civil){2024, 2, 1});
                Ticks t = time_ticks(M, &m, LANG_EN, 0, periods, room, 12);
                for (int32_t k = 1; k < t.count; k++) {
                    double apart = (t.at[k].at - t.at[k - 1].at) * room / periods;
                    double wide =
                        3.0 * (double)(strlen(t.at[k].text) + strlen(t.at[k - 1].text));
                    assert_true(apart > wide);
                }
            }
}

/* ------------------------------------------------------------------ labels */

static void labels_that_have_room_stay(void **state)
{
    double y[] = {50, 10, 90};
    const double heights[] = {10, 10, 10};
    labels_spread(*state, y, heights, 3, 0, 100);
    assert_true(y[0] == 50 && y[1] == 10 && y[2] == 90);
}

static void labels_that_overlap_share_the_move(void **state)
{
    double y[] = {50, 54};
    const double heights[] = {10, 10};
    labels_spread(*state, y, heights, 2, 0, 100);
    assert_true(fabs(y[0] - 47) < 1e-9 && fabs(y[1] - 57) < 1e-9);
}

static void labels_keep_their_order_their_distance_and_the_bounds(void **state)
{
    uint64_t seed = 1181783497276652981;
    for (int round = 0; round < 2000; round++) {
        enum { N = 6 };
        double wish[N], y[N], heights[N];
        for (int k = 0; k < N; k++) {
            seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
            wish[k] = y[k] = (double)(seed % 120) - 10;
            heights[k] = 5 + (double)(seed >> 32 & 7);
        }
        labels_spread(*state, y, heights, N, 0, 100);
        for (int a = 0; a < N; a++) {
            assert_true(y[a] - heights[a] / 2 > -1e-9 &&
                        y[a] + heights[a] / 2 < 100 + 1e-9);
            for (int b = 0; b < N; b++)
                if (wish[a] < wish[b] || (a < b && wish[a] <= wish[b]))
                    assert_true(y[b] - y[a] > (heights[a] + heights[b]) / 2 - 1e-9);
        }
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_mem, close_mem)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ticks_are_round_numbers_around_the_range),
        TEST(ticks_span_any_range_and_are_not_too_many),
        TEST(months_name_their_year_where_it_begins),
        TEST(a_year_in_chinese_is_named_as_one),
        TEST(quarters_and_days_have_marks_of_their_own),
        TEST(without_a_calendar_periods_are_counted),
        TEST(marks_stand_at_whole_periods),
        TEST(ticks_stand_side_by_side),
        TEST(labels_that_have_room_stay),
        TEST(labels_that_overlap_share_the_move),
        TEST(labels_keep_their_order_their_distance_and_the_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
