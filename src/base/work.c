#include "base/work.h"

#include <time.h>

double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void work_tick(Work *w)
{
    if (!w->progress)
        return;
    double now = seconds_now();
    if (now - w->last_told < 0.02)
        return;
    w->last_told = now;
    if (w->progress(w->user, w->stage, w->done, w->total))
        mem_fail(w->mem, FAIL_STOPPED, NULL);
}

void work_check(Work *w, const char *stage, int64_t done, int64_t total)
{
    w->stage = stage;
    w->done = done;
    w->total = total;
    work_tick(w);
}
