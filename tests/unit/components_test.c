#include "math/components.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 14 };

static Mem memory;
static jmp_buf trap;

static void find(bool edge[MOST][MOST], int32_t n)
{
    int32_t first[MOST + 1] = {0}, head[MOST * MOST], at = 0;
    bool reaches[MOST][MOST];
    for (int32_t v = 0; v < n; v++) {
        for (int32_t to = 0; to < n; to++) {
            reaches[v][to] = v == to || edge[v][to];
            if (edge[v][to])
                head[at++] = to;
        }
        first[v + 1] = at;
    }
    for (int32_t k = 0; k < n; k++) /* Warshall */
        for (int32_t v = 0; v < n; v++)
            for (int32_t to = 0; to < n; to++)
                reaches[v][to] |= reaches[v][k] && reaches[k][to];
    Components c = components_find(&memory, n, first, head);
    for (int32_t v = 0; v < n; v++)
        for (int32_t to = 0; to < n; to++) {
            assert_int_equal(c.of[v] == c.of[to], reaches[v][to] && reaches[to][v]);
            if (edge[v][to])
                assert_true(c.of[to] <= c.of[v]);
        }
    int32_t seen = 0;
    for (int32_t k = 0; k < c.count; k++)
        for (int32_t j = c.first[k]; j < c.first[k + 1]; j++, seen++) {
            assert_int_equal(c.of[c.member[j]], k);
            assert_true(j == c.first[k] || c.member[j] > c.member[j - 1]);
        }
    assert_int_equal(seen, n);
    components_drop(&memory, &c);
}

static void components_are_what_reaches_each_other(void **state)
{
    (void)state;
    memory = (Mem){.trap = &trap};
    if (setjmp(trap))
        fail();
    uint64_t seed = 1;
    for (int round = 0; round < 2000; round++) {
        bool edge[MOST][MOST] = {0};
        int32_t n = 1 + round % MOST;
        for (int32_t v = 0; v < n; v++)
            for (int32_t to = 0; to < n; to++) {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                edge[v][to] = seed % 100 < 5 + (uint64_t)round % 20;
            }
        find(edge, n);
    }
    mem_close(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(components_are_what_reaches_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
