/* ticks.h - where the axes of a figure have their marks, and where labels stand
 * (private to src/report).
 */
#pragma once
#include "base/buf.h"
#include "lang/model.h"
#include "report/figure.h"

typedef struct {
    double at;         /* a number, or a time in periods */
    const char *text;  /* on the first line */
    const char *below; /* on a second line: the year where it begins; NULL = none */
} Tick;

typedef struct {
    Tick *at;
    int32_t count;
} Ticks;

/* Round numbers, 1, 2 or 5 times a power of 10 apart, from at or below lo to at or above hi,
 * at most `most` (at least 3) of them.  lo <= hi, both finite; where they are equal, around them. */
Ticks number_ticks(Mem *M, double lo, double hi, int32_t most, bool is_share);

/* Days, months, quarters or years of the calendar, or numbers of periods where the model has
 * none, between the starts of periods `from` and `to`; as many as stand side by side on `room` pixels in letters of
 * this size. */
Ticks time_ticks(Mem *M, const Model *m, Lang lang, int32_t from, int32_t to, double room,
                 double size);

/* A date of the calendar as people say it ("Nov 2025", "3 Nov 2025"; "2025年11月"), or the
 * period's number. */
const char *spoken_date(Mem *M, const Model *m, Lang lang, int64_t t);

/* Labels of these heights whose middles want to stand at `y`: moves them as little as possible
 * (least squares), so that none overlaps another, their order stays, and all lie between
 * lo and hi where there is room.  Equal wishes stand in the order given. */
void labels_spread(Mem *M, double *y, const double *heights, int32_t count, double lo,
                   double hi);
