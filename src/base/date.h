/* date.h - days of the Gregorian calendar.
 *
 * A date is a number of days since 1970-01-01, negative before it.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    int32_t year, month, day; /* month and day from 1 */
} Civil;

bool civil_is_valid(Civil c); /* years 1 to 9999 */
int64_t days_of(Civil c);
Civil civil_of(int64_t days);

typedef enum { UNIT_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_QUARTER, UNIT_YEAR } TimeUnit;

/* `start` moved by `count` units.  A month that is too short for the day ends at its last
 * day: 2025-01-31 and one month is 2025-02-28. */
int64_t date_add(int64_t start, TimeUnit unit, int64_t count);

/* Whole months from a to b, rounded down: the largest n with date_add(a, UNIT_MONTH, n) <= b.
 * So it is negative exactly when b lies before a. */
int64_t months_between(int64_t a, int64_t b);
