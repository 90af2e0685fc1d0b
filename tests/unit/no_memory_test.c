/* Every allocation of every public call fails once: the call answers TRUCE_NO_MEMORY, and
 * the handle can still be freed.  Linked with --wrap for calloc and realloc, by which Mem allocates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "truce/truce.h"

void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

static long until_failure = -1; /* allocations that still succeed; below 0: all do */

static int is_to_fail(void)
{
    if (until_failure < 0)
        return 0;
    return until_failure-- == 0;
}

void *__wrap_calloc(size_t count, size_t size)
{
    return is_to_fail() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return is_to_fail() ? NULL : __real_realloc(old, size);
}

static const char *const MODEL =
    "period 1 month from 2025-01-01 for 3\n"
    "player a player b\n"
    "param gain = 1 in 0..2\n"
    "state x : 0..2 = { 50% : 0 rest : 1 }\n"
    "event e\n"
    "each period { together { a chooses u { l r } b chooses v { l r } }\n"
    "  if u == v and x < 2 { x += 1 event e } pay a gain * x pay b -x }\n"
    "measure m = x\n"
    "variant w { b.precision = 2 }\n"
    "claim c { holds V(a) > V(a) under w }\n";

/* One run of everything; true when some call said that there was no memory. */
static int run_all(void)
{
    truce_options options = {.threads = 1};
    truce_model *m;
    double x;
    const char *text;
    int failed = 0;
    truce_status status = truce_read_text("t", MODEL, strlen(MODEL), &options, &m);
    failed |= status == TRUCE_NO_MEMORY;
    if (!m)
        return 1;
    if (status == TRUCE_OK) {
        failed |= truce_ask(m, "P(e by 2 given x == 1 at 1)", NULL, &x) == TRUCE_NO_MEMORY;
        failed |= truce_report(m, NULL, TRUCE_TEXT, NULL, &text) == TRUCE_NO_MEMORY;
        failed |= truce_report(m, "w", TRUCE_JSON, NULL, &text) == TRUCE_NO_MEMORY;
        failed |= truce_show(m, "strategy", NULL, &text) == TRUCE_NO_MEMORY;
        failed |= truce_print(m, &text) == TRUCE_NO_MEMORY;
    }
    assert_non_null(truce_diagnostics(m, TRUCE_TEXT, false));
    truce_free(m);
    return failed;
}

/* Packs the model into a folder of its own, which is removed; true when there was no memory. */
static int replicate(void)
{
    char folder[] = "/tmp/no_memory.XXXXXX", command[64];
    truce_options options = {.threads = 1};
    truce_model *m;
    assert_non_null(mkdtemp(folder));
    truce_status status = truce_read_text("t", MODEL, strlen(MODEL), &options, &m);
    if (status == TRUCE_OK)
        status = truce_replicate(m, NULL, folder, false);
    truce_free(m);
    if (status != TRUCE_OK)
        assert_int_equal(rmdir(folder), 0); /* nothing was put there ... */
    snprintf(command, sizeof command, "ls -d %s.* 2>/dev/null", folder);
    until_failure = -1;
    assert_int_not_equal(system(command), 0); /* ... nor beside it */
    snprintf(command, sizeof command, "rm -rf %s", folder);
    assert_int_equal(system(command), 0);
    return status == TRUCE_NO_MEMORY;
}

static void a_package_appears_whole_or_not_at_all(void **state)
{
    for (long n = 0;; n += 1 + n / 2) {
        until_failure = n;
        if (!replicate())
            break;
        assert_true(n < 100000);
    }
}

/* The same of a study, whose batches have memory of their own. */
static int run_study(void)
{
    const truce_sensitivity_plan plan = {.question = "V(a)", .draws = 1};
    truce_options options = {.threads = 1};
    truce_model *m;
    const char *report;
    int failed =
        truce_read_text("t", MODEL, strlen(MODEL), &options, &m) == TRUCE_NO_MEMORY;
    if (!failed)
        failed = truce_report_sensitivity(m, NULL, &plan, TRUCE_TEXT, NULL, &report) ==
                 TRUCE_NO_MEMORY;
    truce_free(m);
    return failed;
}

/* How often it failed until nothing was left to fail. */
static long fail_each(int (*run)(void))
{
    long n = 0;
    for (;; n++) {
        until_failure = n;
        run();
        int reached = until_failure < 0;
        until_failure = -1;
        if (!reached)
            return n;
    }
}

static void every_allocation_may_fail(void **state)
{
    assert_true(fail_each(run_all) > 20);
    assert_false(run_all());
}

static void every_allocation_of_a_study_may_fail(void **state)
{
    assert_true(fail_each(run_study) > 20);
    assert_false(run_study());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(a_package_appears_whole_or_not_at_all),
        cmocka_unit_test(every_allocation_of_a_study_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
