#include "study/crew.h"

#include <omp.h>
#include <stddef.h>
#include <time.h>

typedef struct {
    const Work *work;
    const char *stage;
    CrewJob *job;
    void *context;
    int32_t count;
    int32_t next, done; /* atomic */
    bool stop;          /* atomic: the user asked */
} Crew;

static int is_stopping(void *user, const char *stage, int64_t done, int64_t total)
{
    (void)stage, (void)done, (void)total;
    bool stop;
    const Crew *c = user;
#pragma omp atomic read
    stop = c->stop;
    return stop;
}

static void ask_to_stop(Crew *c)
{
#pragma omp atomic write
    c->stop = true;
}

/* A thread that is watched asks the crew whether to stop; one that is alone, the caller. */
static int ask_caller(void *user, const char *stage, int64_t done, int64_t total)
{
    Crew *c = user;
    const Work *w = c->work;
    if (w->progress && w->progress(w->user, stage, done, total))
        ask_to_stop(c);
    return is_stopping(c, "", 0, 0);
}

static void work_off(Crew *c, int32_t thread, bool is_alone)
{
    Work w = *c->work;
    w.mem = NULL;
    w.threads = 1;
    w.progress = is_alone ? ask_caller : is_stopping;
    w.user = c;
    for (;;) {
        int32_t k;
#pragma omp atomic capture
        k = c->next++;
        if (k >= c->count || is_stopping(c, "", 0, 0))
            return;
#pragma omp parallel num_threads(1) /* within a job, OpenMP's thread is 0 of 1 */
        c->job(c->context, k, thread, &w);
#pragma omp atomic
        c->done++;
    }
}

static void watch(Crew *c)
{
    const Work *w = c->work;
    for (;;) {
        int32_t done;
#pragma omp atomic read
        done = c->done;
        if (done == c->count)
            return;
        if (w->progress && w->progress(w->user, c->stage, done, c->count)) {
            ask_to_stop(c);
            return;
        }
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
}

bool crew_run(const Work *w, const char *stage, CrewJob *job, void *context, int32_t count)
{
    Crew c = {.work = w, .stage = stage, .job = job, .context = context, .count = count};
    if (count == 0)
        return true;
#pragma omp parallel num_threads(w->threads + 1)
    {
        int32_t thread = omp_get_thread_num();
        bool is_alone = omp_get_num_threads() == 1;
        if (is_alone || thread > 0)
            work_off(&c, is_alone ? 0 : thread - 1, is_alone);
        else
            watch(&c);
    }
    return !c.stop;
}
