/* work.h - how a long task may use the machine, and how it stops.
 *
 * Whoever works long calls work_check from time to time, outside parallel regions: it tells
 * the caller's progress function and jumps out (FAIL_STOPPED) when that asks to stop.
 */
#pragma once
#include "base/mem.h"

typedef struct {
    Mem *mem;           /* where to jump when the user wants to stop */
    int32_t threads;    /* at least 1 */
    int64_t most_nodes; /* 0 = as many as indices allow */
    int (*progress)(void *user, const char *stage, int64_t done,
                    int64_t total); /* or NULL */
    void *user;
    double last_told;  /* seconds */
    const char *stage; /* what work_check last said */
    int64_t done, total;
} Work;

/* `stage` is a text of the catalogue, in English.  Cheap enough for every few thousand
 * nodes: the progress function is called at most fifty times a second. */
void work_check(Work *w, const char *stage, int64_t done, int64_t total);

/* The same without news. */
void work_tick(Work *w);

/* Seconds of a clock that only goes forward. */
double seconds_now(void);
