#include "base/date.h"

static bool is_leap(int32_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int32_t days_in_month(int32_t year, int32_t month)
{
    static const int32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

bool civil_is_valid(Civil c)
{
    return c.year >= 1 && c.year <= 9999 && c.month >= 1 && c.month <= 12 && c.day >= 1 &&
           c.day <= days_in_month(c.year, c.month);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/* Years are counted from March, so that a leap day is the last of its year; 146097 days make
 * the 400 years after which the calendar repeats. */
int64_t days_of(Civil c)
{
    int64_t y = (int64_t)c.year - (c.month <= 2);
    int64_t era = floor_div(y, 400);
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (c.month + (c.month > 2 ? -3 : 9)) + 2) / 5 + c.day - 1;
    int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

Civil civil_of(int64_t days)
{
    int64_t z = days + 719468;
    int64_t era = floor_div(z, 146097);
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int32_t month = (int32_t)(mp < 10 ? mp + 3 : mp - 9);
    return (Civil){.year = (int32_t)(yoe + era * 400 + (month <= 2)),
                   .month = month,
                   .day = (int32_t)(doy - (153 * mp + 2) / 5 + 1)};
}

static int64_t add_months(int64_t start, int64_t count)
{
    Civil c = civil_of(start);
    int64_t months = (int64_t)c.year * 12 + (c.month - 1) + count;
    c.year = (int32_t)floor_div(months, 12);
    c.month = (int32_t)(months - (int64_t)c.year * 12) + 1;
    int32_t last = days_in_month(c.year, c.month);
    if (c.day > last)
        c.day = last;
    return days_of(c);
}

int64_t date_add(int64_t start, TimeUnit unit, int64_t count)
{
    switch (unit) {
    case UNIT_DAY:
        return start + count;
    case UNIT_WEEK:
        return start + 7 * count;
    case UNIT_MONTH:
        return add_months(start, count);
    case UNIT_QUARTER:
        return add_months(start, 3 * count);
    case UNIT_YEAR:
        return add_months(start, 12 * count);
    }
    return start;
}

int64_t months_between(int64_t a, int64_t b)
{
    Civil x = civil_of(a), y = civil_of(b);
    int64_t n = ((int64_t)y.year - x.year) * 12 + (y.month - x.month);
    while (add_months(a, n) > b)
        n--;
    return n;
}
