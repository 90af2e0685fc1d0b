#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"

static void what_is_made_is_zero_and_aligned(void **state)
{
    (void)state;
    Mem M = {0};
    for (int64_t n = 1; n < 3000; n += 37) {
        char *at = make(&M, char, n);
        assert_int_equal((uintptr_t)at % 16, 0);
        for (int64_t i = 0; i < n; i++)
            assert_int_equal(at[i], 0);
        memset(at, 0xFF, (size_t)n);
    }
    mem_close(&M);
}

static void an_array_keeps_its_values_and_its_new_part_is_zero(void **state)
{
    (void)state;
    Mem M = {0};
    int *a = NULL;
    int64_t room = 0;
    for (int i = 0; i < 10000; i++) {
        need(&M, a, i, room);
        assert_int_equal(a[i], 0);
        a[i] = i + 1;
    }
    for (int i = 0; i < 10000; i++)
        assert_int_equal(a[i], i + 1);
    mem_close(&M);
}

static void what_is_dropped_is_given_back(void **state)
{
    (void)state;
    Mem M = {0};
    double *a = grow(&M, (double *)NULL, 1000), *b = grow(&M, (double *)NULL, 1000);
    int64_t both = M.used;
    mem_drop(&M, a);
    assert_int_equal(M.used, both / 2);
    mem_drop(&M, NULL);
    mem_drop(&M, b);
    assert_int_equal(M.used, 0);
    assert_int_equal(M.peak, both);
    mem_close(&M);
}

/* What was emptied hands its large arrays out again, as zeros, whatever stood in them. */
static void large_arrays_serve_again(void **state)
{
    (void)state;
    enum { MANY = 2 << 20 };
    Mem M = {.limit = 64 << 20};
    make(&M, char, 100);
    char *small = grow(&M, (char *)NULL, 1000), *large = grow(&M, (char *)NULL, 3 * MANY);
    memset(small, 0xFF, 1000);
    memset(large, 0xFF, 3 * MANY);
    mem_empty(&M);
    const int64_t kept = M.used;
    assert_in_range(kept, 3 * MANY, 3 * MANY + 100);
    char *again = grow(&M, (char *)NULL, 2 * MANY);
    assert_ptr_equal(again, large);
    assert_int_equal(M.used, kept);
    for (int64_t k = 0; k < 2 * MANY; k++)
        assert_int_equal(again[k], 0);
    memset(again, 0xFF, 2 * MANY);
    again = grow(&M, again, 3 * MANY); /* there is room */
    assert_ptr_equal(again, large);
    for (int64_t k = 2 * MANY; k < 3 * MANY; k++)
        assert_int_equal(again[k], 0);
    again = grow(&M, again, 4 * MANY);
    assert_int_equal(again[2 * MANY - 1], (char)0xFF);
    assert_int_equal(again[4 * MANY - 1], 0);
    assert_int_equal(M.used, kept + MANY);
    mem_drop(&M, again);
    assert_int_equal(M.used, 0);
    mem_close(&M);
}

/* They count towards the limit only as long as nobody needs the room. */
static void spare_arrays_give_way(void **state)
{
    (void)state;
    enum { MANY = 2 << 20 };
    Mem M = {.limit = 10 * MANY};
    grow(&M, (char *)NULL, 3 * MANY);
    grow(&M, (char *)NULL, 4 * MANY);
    mem_empty(&M);
    assert_in_range(M.used, 7 * MANY, 7 * MANY + 100);
    jmp_buf trap;
    M.trap = &trap;
    if (setjmp(trap))
        fail_msg("the spare arrays were in the way");
    grow(&M, (char *)NULL, 9 * MANY);
    assert_in_range(M.used, 9 * MANY, 9 * MANY + 100);
    mem_close(&M);
    assert_int_equal(M.used, 0);
}

static Fail fails(Mem *M, int64_t size, int64_t count)
{
    jmp_buf trap;
    M->trap = &trap;
    if (!setjmp(trap)) {
        mem_grow(M, NULL, size, count);
        return FAIL_NONE;
    }
    return M->fail;
}

static void the_limit_is_told(void **state)
{
    (void)state;
    Mem M = {.limit = 1 << 20};
    assert_int_equal(fails(&M, 1, 1 << 10), FAIL_NONE);
    assert_int_equal(fails(&M, 1, 1 << 20), FAIL_TOO_LARGE);
    assert_string_equal(M.detail[LANG_EN], "1 MiB of memory, the limit");
    mem_close(&M);
}

static void sizes_that_overflow_are_refused(void **state)
{
    (void)state;
    Mem M = {0};
    assert_int_equal(fails(&M, 8, INT64_MAX / 4), FAIL_TOO_LARGE);
    assert_int_equal(fails(&M, 8, -1), FAIL_TOO_LARGE);
    mem_close(&M);
}

static void a_closed_memory_is_as_new(void **state)
{
    (void)state;
    Mem M = {.limit = 12345678};
    make(&M, double, 100);
    mem_close(&M);
    assert_int_equal(M.used, 0);
    assert_int_equal(M.limit, 12345678);
    assert_string_equal(mem_text(&M, "abc", 2), "ab");
    mem_close(&M);
}

static int released;

static void release(void *what)
{
    released += *(int *)what;
}

static void what_a_library_made_is_released_once(void **state)
{
    (void)state;
    Mem M = {0};
    int one = 1, ten = 10, hundred = 100;
    released = 0;
    mem_adopt(&M, &one, release);
    mem_adopt(&M, &ten, release);
    mem_release(&M, &one);
    assert_int_equal(released, 1);
    mem_release(&M, &one); /* no longer ours */
    mem_release(&M, NULL);
    assert_int_equal(released, 1);
    mem_adopt(&M, &hundred, release);
    mem_close(&M);
    assert_int_equal(released, 111);
    mem_close(&M);
    assert_int_equal(released, 111);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_made_is_zero_and_aligned),
        cmocka_unit_test(an_array_keeps_its_values_and_its_new_part_is_zero),
        cmocka_unit_test(what_is_dropped_is_given_back),
        cmocka_unit_test(large_arrays_serve_again),
        cmocka_unit_test(spare_arrays_give_way),
        cmocka_unit_test(the_limit_is_told),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(a_closed_memory_is_as_new),
        cmocka_unit_test(what_a_library_made_is_released_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
