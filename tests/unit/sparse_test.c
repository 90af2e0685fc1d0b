#include "math/sparse.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static Mem memory;
static jmp_buf trap;

static int begin(void **state)
{
    (void)state;
    memory = (Mem){.trap = &trap};
    return setjmp(trap);
}

static int forget(void **state)
{
    (void)state;
    mem_close(&memory);
    return 0;
}

static double draw(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (double)(*seed >> 11) * 0x1p-52 - 1;
}

enum { MOST = 40 };

/* The same numbers as a dense matrix and as a sparse one, some of them in two pieces. */
static void fill(Sparse *A, double dense[MOST * MOST], int32_t n, uint64_t pattern,
                 uint64_t seed)
{
    memset(dense, 0, sizeof *dense * (size_t)(n * n));
    sparse_begin(A);
    for (int32_t r = 0; r < n; r++)
        for (int32_t c = 0; c < n; c++) {
            bool is_pivot = r == (c + 3) % n, stands = draw(&pattern) > 0.7 || is_pivot;
            double a = draw(&seed), b = draw(&seed) + (is_pivot ? 8 : 0);
            if (!stands)
                continue;
            sparse_add(A, r, c, a);
            sparse_add(A, r, c, b);
            dense[r * n + c] = a + b;
        }
}

static void systems_and_determinants_are_those_of_dense_elimination(void **state)
{
    double dense[MOST * MOST], copy[MOST * MOST], x[MOST], y[MOST];
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        int32_t n = 1 + (int32_t)(seed * 13 % MOST);
        Sparse *A = sparse_new(&memory, n);
        for (uint64_t again = 0; again < 3; again++) { /* other numbers, the same pattern */
            fill(A, dense, n, seed * 77 + 1, seed * 99 + again + 1);
            for (int32_t k = 0; k < n; k++)
                x[k] = y[k] = k + 1;
            DenseDet det, expected;
            memcpy(copy, dense, sizeof copy);
            expected = dense_solve(n, copy, 1, y);
            assert_true(sparse_factor(A, &det));
            assert_true(fabs(dense_det_ratio(det, expected) - 1) < 1e-7);
            sparse_solve(A, x);
            double back[MOST];
            sparse_times(A, x, back);
            for (int32_t k = 0; k < n; k++) {
                assert_true(fabs(x[k] - y[k]) <= 1e-7 * fmax(1, fabs(y[k])));
                assert_true(fabs(back[k] - (k + 1)) < 1e-8);
            }
            for (int32_t k = 0; k < n; k++)
                x[k] = k + 1;
            sparse_solve_transposed(A, x);
            sparse_times_transposed(A, x, back);
            for (int32_t k = 0; k < n; k++)
                assert_true(fabs(back[k] - (k + 1)) < 1e-7);
        }
        sparse_drop(A);
    }
}

static void what_is_singular_is_refused(void **state)
{
    (void)state;
    Sparse *A = sparse_new(&memory, 2);
    sparse_begin(A);
    sparse_add(A, 0, 0, 1);
    sparse_add(A, 0, 1, 2);
    sparse_add(A, 1, 0, 2);
    sparse_add(A, 1, 1, 4);
    assert_false(sparse_factor(A, NULL));
    sparse_begin(A);
    sparse_add(A, 0, 0, 1);
    sparse_add(A, 0, 1, NAN);
    sparse_add(A, 1, 0, 2);
    sparse_add(A, 1, 1, 4);
    assert_false(sparse_factor(A, NULL));
    sparse_begin(A);
    sparse_add(A, 0, 0, 1);
    sparse_add(A, 0, 1, 2);
    sparse_add(A, 1, 0, 2);
    sparse_add(A, 1, 1, 5);
    assert_true(sparse_factor(A, NULL));
    Sparse *B = sparse_new(&memory, 2); /* nothing in its second column */
    sparse_begin(B);
    sparse_add(B, 0, 0, 1);
    sparse_add(B, 1, 0, 1);
    assert_false(sparse_factor(B, NULL));
}

/* [[1, t], [0, 1]]: s^2 is the lesser root of s^4 - (2 + t^2) s^2 + 1. */
static void the_least_singular_value_is_found(void **state)
{
    (void)state;
    double work[2];
    for (double t = 0; t < 50; t = 2 * t + 1) {
        Sparse *A = sparse_new(&memory, 2);
        sparse_begin(A);
        sparse_add(A, 0, 0, 1);
        sparse_add(A, 0, 1, t);
        sparse_add(A, 1, 1, 1);
        assert_true(sparse_factor(A, NULL));
        double b = 2 + t * t, expected = sqrt(2 / (b + sqrt(b * b - 4)));
        assert_true(fabs(sparse_least_singular(A, work) - expected) < 1e-5 * expected);
    }
}

/* A cross of a full row and a full column fills in, and the limit is told before that. */
static void factors_keep_to_the_limit(void **state)
{
    (void)state;
    enum { WIDE = 400 };
    /* what changes between setjmp and longjmp must be no automatic variable */
    static Mem small;
    small = (Mem){.trap = &trap, .limit = 1 << 20};
    Sparse *A = NULL;
    if (setjmp(trap)) {
        assert_int_equal(small.fail, FAIL_TOO_LARGE);
        mem_close(&small);
        return;
    }
    A = sparse_new(&small, WIDE);
    sparse_begin(A);
    uint64_t seed = 1;
    for (int32_t k = 0; k < WIDE; k++) {
        sparse_add(A, k, k, 4);
        for (int j = 0; j < 6; j++)
            sparse_add(A, k, (int32_t)(fabs(draw(&seed)) * WIDE) % WIDE, 0.1);
    }
    sparse_factor(A, NULL);
    fail();
}

#define test(name) cmocka_unit_test_setup_teardown(name, begin, forget)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(systems_and_determinants_are_those_of_dense_elimination),
        test(what_is_singular_is_refused),
        test(the_least_singular_value_is_found),
        test(factors_keep_to_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
