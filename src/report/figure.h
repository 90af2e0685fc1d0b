/* figure.h - numbers and dates as people read them.
 *
 * Numbers that stand under one another share a Figure, so that their points line up: three
 * to four significant digits of the largest, per cent for probabilities, never "-0".
 */
#pragma once
#include "base/buf.h"
#include "lang/model.h"

typedef struct {
    bool is_share;     /* a probability or a mean of truths: per cent */
    bool has_exponent; /* too small or too large for decimals: as 1.23e-7 */
    int decimals;
} Figure;

/* For these numbers; what is not finite is left out of account. */
Figure figure_for(const double *x, int32_t count, bool is_share);

/* "61.2%", "-1.23"; a dash for what is not a number.  In the arena, as all texts here. */
const char *figure_text(Mem *M, Figure f, double x);

/* A change from one number to another as they are shown: "+12.1" (of per cent: percentage
 * points), "-0.30"; "·" where both are shown alike. */
const char *figure_change(Mem *M, Figure f, double from, double to);

/* A number that stands alone, with three significant digits: "0.0123", "3.1e-14". */
const char *figure_alone(Mem *M, double x);

/* "12,345" */
const char *figure_count(Mem *M, int64_t x);

/* "0.04 ms", "15 ms", "2.34 s", "1 min 40 s" */
const char *figure_seconds(Mem *M, double seconds);

/* "2025-11-01"; `short_date` is "2025-11" where every period begins on the first of a month.
 * Without a calendar, the number of the period. */
const char *date_of_period(Mem *M, const Model *m, int64_t t);
const char *short_date_of_period(Mem *M, const Model *m, int64_t t);

/* x[0 .. count) as blocks ▁▂▃▄▅▆▇█ between lo and hi, each of which stands for `each`
 * neighbours, by their mean; but the first and the last show the first and the last number, since
 * these stand beside them. */
const char *sparkline(Mem *M, const double *x, int32_t count, int32_t each, double lo,
                      double hi);
