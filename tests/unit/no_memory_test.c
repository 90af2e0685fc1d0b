/* Every allocation of every public call fails once: the call answers TRUCE_NO_MEMORY, and
 * the handle can still be freed.  Linked with --wrap for calloc and realloc, by which Mem allocates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

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
    "state x : 0..2 = { 50% : 0 rest : 1 }\n"
    "event e\n"
    "each period { together { a chooses u { l r } b chooses v { l r } }\n"
    "  if u == v and x < 2 { x += 1 event e } pay a x pay b -x }\n"
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

static void every_allocation_may_fail(void **state)
{
    long n = 0;
    for (;; n++) {
        until_failure = n;
        int failed = run_all();
        int reached = until_failure < 0;
        until_failure = -1;
        if (!reached)
            break;
        if (!failed)
            continue; /* the diagnostics, which then are empty */
    }
    assert_true(n > 20);
    assert_false(run_all());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
