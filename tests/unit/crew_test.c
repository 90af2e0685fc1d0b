#include "study/crew.h"

#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { JOBS = 200, THREADS = 3 };

typedef struct {
    int times[JOBS]; /* each job's own */
    int strays[JOBS];
    int asked, stop_at;
} Seen;

static void note(void *context, int32_t k, int32_t thread, Work *w)
{
    Seen *seen = context;
    seen->times[k]++;
    seen->strays[k] += thread < 0 || thread >= THREADS || omp_get_thread_num() != 0 ||
                       omp_get_num_threads() != 1 || w->threads != 1 || w->mem;
}

static void each_job_is_done_once_and_is_alone_in_its_team(void **state)
{
    (void)state;
    for (int32_t threads = 1; threads <= THREADS; threads++) {
        Seen seen = {0};
        Work w = {.threads = threads};
        assert_true(crew_run(&w, "solving", note, &seen, JOBS));
        for (int k = 0; k < JOBS; k++) {
            assert_int_equal(seen.times[k], 1);
            assert_int_equal(seen.strays[k], 0);
        }
    }
}

static int stop(void *user, const char *stage, int64_t done, int64_t total)
{
    Seen *seen = user;
    (void)stage;
    assert_true(done >= 0 && done <= total);
    return ++seen->asked >= seen->stop_at;
}

static void wait_to_be_stopped(void *context, int32_t k, int32_t thread, Work *w)
{
    Seen *seen = context;
    (void)thread;
    seen->times[k]++;
    while (!w->progress(w->user, "", 0, 0))
        ;
}

static void who_asks_to_stop_ends_the_jobs_under_way_and_no_other_begins(void **state)
{
    (void)state;
    Seen seen = {.stop_at = 3};
    Work w = {.threads = THREADS, .progress = stop, .user = &seen};
    assert_false(crew_run(&w, "solving", wait_to_be_stopped, &seen, JOBS));
    int begun = 0;
    for (int k = 0; k < JOBS; k++)
        begun += seen.times[k];
    assert_true(begun <= THREADS);
}

static void no_jobs_are_done_at_once(void **state)
{
    (void)state;
    Work w = {.threads = THREADS};
    assert_true(crew_run(&w, "solving", note, NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_job_is_done_once_and_is_alone_in_its_team),
        cmocka_unit_test(who_asks_to_stop_ends_the_jobs_under_way_and_no_other_begins),
        cmocka_unit_test(no_jobs_are_done_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
