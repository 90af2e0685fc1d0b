#include "math/sparse.h"

#include <klu.h>
#include <math.h>
#include <string.h>

struct Sparse {
    Mem *mem;
    int32_t n;
    int64_t written, row_room, column_room, value_room;
    int32_t *row, *column;  /* until the pattern is fixed */
    int32_t *slot;          /* [written]: where each entry adds to */
    int32_t *start, *index; /* columns, rows rising in each */
    double *value;
    bool is_fixed;
    klu_common common;
    klu_symbolic *symbolic;
    klu_numeric *numeric;
};

/* KLU needs its settings to free what it made. */
static void release_factors(void *what)
{
    Sparse *A = what;
    if (A->numeric)
        klu_free_numeric(&A->numeric, &A->common);
    if (A->symbolic)
        klu_free_symbolic(&A->symbolic, &A->common);
}

Sparse *sparse_new(Mem *M, int32_t n)
{
    Sparse *A = make(M, Sparse);
    *A = (Sparse){.mem = M, .n = n};
    klu_defaults(&A->common);
    mem_adopt(M, A, release_factors);
    return A;
}

void sparse_drop(Sparse *A)
{
    mem_release(A->mem, A);
    mem_drop(A->mem, A->row);
    mem_drop(A->mem, A->column);
    mem_drop(A->mem, A->slot);
    mem_drop(A->mem, A->start);
    mem_drop(A->mem, A->index);
    mem_drop(A->mem, A->value);
    A->row = A->column = A->slot = A->start = A->index = NULL;
    A->value = NULL;
}

/* ------------------------------------------------------------------ the pattern */

void sparse_begin(Sparse *A)
{
    A->written = 0;
    if (A->is_fixed)
        memset(A->value, 0, (size_t)A->start[A->n] * sizeof *A->value);
}

void sparse_add(Sparse *A, int32_t row, int32_t column, double value)
{
    int64_t k = A->written++;
    if (A->is_fixed) {
        A->value[A->slot[k]] += value;
        return;
    }
    if (k == INT32_MAX)
        mem_fail(A->mem, FAIL_TOO_LARGE, N_("2^31 numbers in a system of equations"));
    need(A->mem, A->row, k, A->row_room);
    need(A->mem, A->column, k, A->column_room);
    need(A->mem, A->value, k, A->value_room);
    A->row[k] = row;
    A->column[k] = column;
    A->value[k] = value;
}

/* The numbers of the entries in the order of `key`, equal keys in the order of `before`
 * (NULL: as written). */
static int32_t *sorted_by(Sparse *A, const int32_t *key, const int32_t *before)
{
    int32_t *at = NULL, *order = NULL;
    at = grow(A->mem, at, A->n + 1);
    order = grow(A->mem, order, A->written);
    for (int64_t k = 0; k < A->written; k++)
        at[key[k] + 1]++;
    for (int32_t i = 0; i < A->n; i++)
        at[i + 1] += at[i];
    for (int64_t k = 0; k < A->written; k++) {
        int32_t entry = before ? before[k] : (int32_t)k;
        order[at[key[entry]]++] = entry;
    }
    mem_drop(A->mem, at);
    return order;
}

/* Entries written down become columns; those at one place share a slot. */
static void fix_pattern(Sparse *A)
{
    int32_t *by_row = sorted_by(A, A->row, NULL);
    int32_t *order = sorted_by(A, A->column, by_row), last_row = -1, last_column = -1;
    double *value = NULL;
    A->slot = grow(A->mem, A->slot, A->written);
    A->start = grow(A->mem, A->start, A->n + 1);
    A->index = grow(A->mem, A->index, A->written);
    value = grow(A->mem, value, A->written);
    int32_t slots = 0;
    for (int64_t k = 0; k < A->written; k++) {
        int32_t entry = order[k], row = A->row[entry], column = A->column[entry];
        if (row != last_row || column != last_column) {
            A->index[slots++] = row;
            A->start[column + 1]++;
            last_row = row;
            last_column = column;
        }
        A->slot[entry] = slots - 1;
        value[slots - 1] += A->value[entry];
    }
    for (int32_t i = 0; i < A->n; i++)
        A->start[i + 1] += A->start[i];
    mem_drop(A->mem, A->value);
    mem_drop(A->mem, by_row);
    mem_drop(A->mem, order);
    mem_drop(A->mem, A->row);
    mem_drop(A->mem, A->column);
    A->row = A->column = NULL;
    A->value = value;
    A->is_fixed = true;
}

/* ------------------------------------------------------------------ factors */

static bool is_odd(int32_t n, const int32_t *permutation, bool *seen)
{
    bool odd = false;
    memset(seen, 0, (size_t)n * sizeof *seen);
    for (int32_t k = 0; k < n; k++)
        for (int32_t at = permutation[k], first = seen[k]; !first && at != k;
             at = permutation[at]) {
            seen[at] = true;
            odd = !odd;
        }
    return odd;
}

static DenseDet det_of(Sparse *A)
{
    DenseDet det = {.part = 0.5, .power = 1};
    const double *diagonal = A->numeric->Udiag;
    bool *seen = NULL;
    seen = grow(A->mem, seen, A->n);
    if (is_odd(A->n, A->numeric->Pnum, seen) != is_odd(A->n, A->symbolic->Q, seen))
        det.part = -det.part;
    mem_drop(A->mem, seen);
    for (int32_t k = 0; k < A->n; k++) {
        int more = 0;
        det.part = frexp(det.part * diagonal[k], &more);
        det.power += more;
        det.part = frexp(det.part * (A->numeric->Rs ? A->numeric->Rs[k] : 1), &more);
        det.power += more;
    }
    return det;
}

static _Noreturn void no_memory(Sparse *A)
{
    mem_fail(A->mem, FAIL_NO_MEMORY, NULL);
}

/* The factors are not the Mem's own, so that its limit is held by an estimate before they are made. */
static void check_room(const Sparse *A)
{
    const Mem *M = A->mem;
    const double bytes_of_each =
        16; /* a number and its row, and what growing leaves free */
    double bytes = bytes_of_each * (fmax(0, A->symbolic->lnz) + fmax(0, A->symbolic->unz));
    if (M->limit && bytes > (double)(M->limit - M->used))
        mem_fail(A->mem, FAIL_TOO_LARGE,
                 N_("%lld MiB for the factors of a system of equations"),
                 (long long)(bytes / (1 << 20)));
}

bool sparse_factor(Sparse *A, DenseDet *det)
{
    if (!A->is_fixed)
        fix_pattern(A);
    for (int64_t k = 0; k < A->start[A->n]; k++)
        if (!isfinite(A->value[k]))
            return false;
    if (!A->symbolic)
        A->symbolic = klu_analyze(A->n, A->start, A->index, &A->common);
    if (A->symbolic && !A->numeric)
        check_room(A);
    if (!A->symbolic && A->common.status == KLU_OUT_OF_MEMORY)
        no_memory(A);
    if (!A->symbolic) /* singular whatever the numbers */
        return false;
    if (A->numeric)
        klu_free_numeric(&A->numeric, &A->common);
    A->numeric = klu_factor(A->start, A->index, A->value, A->symbolic, &A->common);
    if (!A->numeric && A->common.status == KLU_OUT_OF_MEMORY)
        no_memory(A);
    if (!A->numeric || A->common.status == KLU_SINGULAR)
        return false;
    if (det)
        *det = det_of(A);
    return true;
}

void sparse_solve(Sparse *A, double *x)
{
    klu_solve(A->symbolic, A->numeric, A->n, 1, x, &A->common);
}

void sparse_solve_transposed(Sparse *A, double *x)
{
    klu_tsolve(A->symbolic, A->numeric, A->n, 1, x, &A->common);
}

/* ------------------------------------------------------------------ products */

void sparse_times(const Sparse *A, const double *x, double *into)
{
    memset(into, 0, (size_t)A->n * sizeof *into);
    for (int32_t c = 0; c < A->n; c++)
        for (int32_t k = A->start[c]; k < A->start[c + 1]; k++)
            into[A->index[k]] += A->value[k] * x[c];
}

void sparse_times_transposed(const Sparse *A, const double *x, double *into)
{
    for (int32_t c = 0; c < A->n; c++) {
        double sum = 0;
        for (int32_t k = A->start[c]; k < A->start[c + 1]; k++)
            sum += A->value[k] * x[A->index[k]];
        into[c] = sum;
    }
}

static double length_of(int32_t n, const double *x)
{
    double sum = 0;
    for (int32_t k = 0; k < n; k++)
        sum += x[k] * x[k];
    return sqrt(sum);
}

/* x <- x / |x|, then A' A y = x, until |y|, the inverse square of the value, stands. */
double sparse_least_singular(Sparse *A, double *work)
{
    enum { MOST_ROUNDS = 200 };
    double last = 0;
    for (int32_t k = 0; k < A->n; k++)
        work[k] = 1 + 0.5 * sin(k + 1.0); /* nothing that a symmetric A is likely to kill */
    for (int round = 0; round < MOST_ROUNDS; round++) {
        double length = length_of(A->n, work);
        for (int32_t k = 0; k < A->n; k++)
            work[k] /= length;
        sparse_solve_transposed(A, work);
        sparse_solve(A, work);
        double now = length_of(A->n, work);
        if (!isfinite(now))
            return 0;
        if (fabs(now - last) <= 1e-6 * now)
            return 1 / sqrt(now);
        last = now;
    }
    return 1 / sqrt(last);
}
