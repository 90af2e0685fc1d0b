/* monitor.h - the memory of a path that a question about it needs (private to src/ask).
 *
 * A monitor is a small automaton: it looks at the state at the start of each period up to W,
 * and at the events of the periods before W, and its memory at the end says whether the path
 * is one that was asked for.  Two monitors run side by side are one with pairs as memory.
 */
#pragma once
#include "ask/future.h"

typedef struct {
    const Question *question;
    int32_t memories; /* 0 .. memories - 1; it begins with 0 */
    int32_t last;     /* W: the last start that it looks at */
    int32_t hit;      /* the memory of the paths asked for (Q_COUNT_AT_LEAST: see hits) */
} Monitor;

/* The monitor of one of the P forms, without `given`.  `last` is its W; a Q_MEAN_FIRST is
 * looked at as P(C by T). */
Monitor monitor_of(const Question *q, int32_t periods);

/* Where a memory goes at the start of period t, given the truth of `of` and `until`. */
int32_t monitor_at_start(const Monitor *m, int32_t memory, int32_t t, bool of, bool until);

/* Where it goes on an edge of period t < W with `of` events asked about and `until` events. */
int32_t monitor_on_events(const Monitor *m, int32_t memory, int32_t t, int32_t of,
                          int32_t until);

/* Is a path with this memory at the end one that was asked for? */
bool monitor_hits(const Monitor *m, int32_t memory);
