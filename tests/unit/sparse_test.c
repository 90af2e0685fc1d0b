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

static double length_of(int32_t n, const double *x)
{
    double sum = 0;
    for (int32_t k = 0; k < n; k++)
        sum += x[k] * x[k];
    return sqrt(sum);
}

enum { WIDE = 300 };

/* |b - A x|, or of A', and what rounding may hide of it. */
static double missed(const Sparse *A, int32_t n, bool is_transposed, double size,
                     const double *x, const double *b)
{
    double back[WIDE];
    is_transposed ? sparse_times_transposed(A, x, back) : sparse_times(A, x, back);
    for (int32_t k = 0; k < n; k++)
        back[k] -= b[k];
    return length_of(n, back) + 1e-15 * n * (size * length_of(n, x) + length_of(n, b));
}

/* x solves the system as well as elimination can, and x and y are no further apart than what they
 * miss it by allows, whatever the matrix: |x - y| <= (|b - A x| + |b - A y|) / s, s the least
 * singular value.  `size` is Frobenius' norm of A. */
static void assert_same_solution(const Sparse *A, int32_t n, bool is_transposed,
                                 double size, double least, const double *b,
                                 const double *x, const double *y)
{
    double apart[WIDE];
    const double one = missed(A, n, is_transposed, size, x, b);
    const double other = missed(A, n, is_transposed, size, y, b);
    for (int32_t k = 0; k < n; k++)
        apart[k] = x[k] - y[k];
    assert_true(one <= 1e-12 * n * (size * length_of(n, x) + length_of(n, b)));
    assert_true(length_of(n, apart) <= 1.001 * (one + other) / least);
}

/* Elimination's on A', and the determinant. */
static DenseDet solve_dense(int32_t n, const double *dense, bool is_transposed, double *x)
{
    double copy[MOST * MOST];
    for (int32_t r = 0; r < n; r++)
        for (int32_t c = 0; c < n; c++)
            copy[r * n + c] = is_transposed ? dense[c * n + r] : dense[r * n + c];
    return dense_solve(n, copy, 1, x);
}

static void systems_and_determinants_are_those_of_dense_elimination(void **state)
{
    double dense[MOST * MOST], b[MOST], x[MOST], y[MOST], work[MOST];
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        int32_t n = 1 + (int32_t)(seed * 13 % MOST);
        Sparse *A = sparse_new(&memory, n);
        for (uint64_t again = 0; again < 3; again++) { /* other numbers, the same pattern */
            fill(A, dense, n, seed * 77 + 1, seed * 99 + again + 1);
            DenseDet det, expected = {0};
            assert_true(sparse_factor(A, &det));
            const double size = length_of(n * n, dense);
            const double least = sparse_least_singular(A, work);
            for (int transposed = 0; transposed < 2; transposed++) {
                for (int32_t k = 0; k < n; k++)
                    b[k] = x[k] = y[k] = k + 1;
                expected = solve_dense(n, dense, transposed, y);
                transposed ? sparse_solve_transposed(A, x) : sparse_solve(A, x);
                assert_same_solution(A, n, transposed, size, least, b, x, y);
            }
            /* the determinant moves by no more than A does, times n / s */
            assert_true(fabs(dense_det_ratio(det, expected) - 1) <
                        1e-13 * n * size / least);
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
    enum { MANY = 400 };
    /* an automatic one that changes after setjmp is void after the jump */
    static Mem small;
    small = (Mem){.trap = &trap, .limit = 1 << 20};
    Sparse *A = NULL;
    if (setjmp(trap)) {
        assert_int_equal(small.fail, FAIL_TOO_LARGE);
        mem_close(&small);
        return;
    }
    A = sparse_new(&small, MANY);
    sparse_begin(A);
    uint64_t seed = 1;
    for (int32_t k = 0; k < MANY; k++) {
        sparse_add(A, k, k, 4);
        for (int j = 0; j < 6; j++)
            sparse_add(A, k, (int32_t)(fabs(draw(&seed)) * MANY) % MANY, 0.1);
    }
    sparse_factor(A, NULL);
    fail();
}

/* A chain of blocks that lead on to each other, and loosely back to anywhere. */
static void fill_loop(Sparse *A, int32_t n, uint64_t seed)
{
    sparse_begin(A);
    for (int32_t k = 0; k < n; k++) {
        sparse_add(A, k, k, 1);
        sparse_add(A, k, k + 1 < n ? k + 1 : 0, k + 1 < n ? draw(&seed) : 0);
        for (int j = 0; j < 4; j++) {
            int32_t at = (int32_t)(fabs(draw(&seed)) * n) % n;
            sparse_add_loose(A, k, at, 0.24 * draw(&seed));
        }
        sparse_add(A, n - 1, k, 0.1 * draw(&seed)); /* a full last row, as a branch has */
    }
}

static void solve_both(Sparse *small, Sparse *large, bool is_transposed, double least)
{
    double b[WIDE], x[WIDE], y[WIDE];
    for (int32_t k = 0; k < WIDE; k++)
        b[k] = x[k] = y[k] = (k * 7 % 11) - 5;
    is_transposed ? sparse_solve_transposed(small, x) : sparse_solve(small, x);
    is_transposed ? sparse_solve_transposed(large, y) : sparse_solve(large, y);
    /* 30 bounds Frobenius' norm: no row has more than 6 entries, each of at most 1, but one */
    assert_same_solution(small, WIDE, is_transposed, 30, least, b, x, y);
    assert_same_solution(small, WIDE, is_transposed, 30, least, b, y, x);
}

static void large_systems_have_the_solutions_of_small_ones(void **state)
{
    const double usual = sparse_most_flops;
    double work[WIDE];
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        Sparse *small = sparse_new(&memory, WIDE), *large = sparse_new(&memory, WIDE);
        for (uint64_t again = 0; again < 2; again++) { /* where entries are is drawn, too */
            fill_loop(small, WIDE, seed * 77);
            fill_loop(large, WIDE, seed * 77);
            assert_true(sparse_factor(small, NULL));
            sparse_most_flops = 0;
            assert_true(sparse_factor(large, NULL));
            sparse_most_flops = usual;
            assert_true(sparse_is_large(large) && !sparse_is_large(small));
            const double least = sparse_least_singular(small, work);
            assert_true(fabs(sparse_least_singular(large, work) - least) <= 1e-5 * least);
            for (int transposed = 0; transposed < 2; transposed++)
                solve_both(small, large, transposed, least);
        }
        sparse_drop(small);
        sparse_drop(large);
    }
}

/* Without what is loose, [[0, 1], [0, 2]]; and with nothing loose that is not 0. */
static void a_large_system_whose_core_is_singular_is_factored(void **state)
{
    const double usual = sparse_most_flops;
    double x[] = {3, 4};
    (void)state;
    sparse_most_flops = -1;
    for (int back = 1; back >= 0; back--) {
        Sparse *A = sparse_new(&memory, 2);
        sparse_begin(A);
        sparse_add(A, 0, 1, 1);
        sparse_add(A, 1, 1, 2);
        sparse_add_loose(A, 1, 0, back);
        assert_int_equal(sparse_factor(A, NULL), back);
        assert_true(sparse_is_large(A));
        if (back) /* x1 = 3, x0 + 2 x1 = 4 */
            sparse_solve(A, x);
        assert_true(fabs(x[0] + 2) < 1e-12 && fabs(x[1] - 3) < 1e-12);
    }
    sparse_most_flops = usual;
}

#define test(name) cmocka_unit_test_setup_teardown(name, begin, forget)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(systems_and_determinants_are_those_of_dense_elimination),
        test(what_is_singular_is_refused),
        test(the_least_singular_value_is_found),
        test(factors_keep_to_the_limit),
        test(large_systems_have_the_solutions_of_small_ones),
        test(a_large_system_whose_core_is_singular_is_factored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
