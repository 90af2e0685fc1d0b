#include "math/sparse.h"

#include <klu.h>
#include <math.h>
#include <string.h>

#include "math/gmres.h"
#include "math/random.h"

double sparse_most_flops = 5e8;

/* Vectors that GMRES keeps, and what it aims at and must reach. */
enum { WIDTH = 50 };
static const double GOAL = 1e-12, LEAST_GOAL = 1e-9;

struct Sparse {
    Mem *mem;
    int32_t n;
    int64_t written, row_room, column_room, value_room;
    int32_t *row, *column;  /* until the pattern is fixed */
    int32_t *slot;          /* [written]: where each entry adds to */
    int32_t *start, *index; /* columns, rows rising in each */
    double *value;
    int64_t loose_room;
    bool *loose; /* [written], later [entries] */
    bool is_fixed, has_loose, is_large;
    bool is_reused;   /* the order of pivots is from other numbers */
    bool is_met;      /* it is large, and factored in full all the same */
    bool is_stubborn; /* iteration did not arrive, but there was room for factors */
    Sparse *core;     /* what is factored where A is large: A without what is loose */
    double *room;     /* of GMRES */
    double *trial;    /* [3][n] */
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
    mem_drop(A->mem, A->loose);
    mem_drop(A->mem, A->room);
    mem_drop(A->mem, A->trial);
    if (A->core)
        sparse_drop(A->core);
    A->row = A->column = A->slot = A->start = A->index = NULL;
    A->value = A->room = A->trial = NULL;
    A->loose = NULL;
    A->core = NULL;
}

/* ------------------------------------------------------------------ the pattern */

void sparse_begin(Sparse *A)
{
    A->written = 0;
    if (A->is_fixed)
        memset(A->value, 0, (size_t)A->start[A->n] * sizeof *A->value);
}

static void add(Sparse *A, int32_t row, int32_t column, double value, bool is_loose)
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
    need(A->mem, A->loose, k, A->loose_room);
    A->row[k] = row;
    A->column[k] = column;
    A->value[k] = value;
    A->loose[k] = is_loose;
    A->has_loose |= is_loose;
}

void sparse_add(Sparse *A, int32_t row, int32_t column, double value)
{
    add(A, row, column, value, false);
}

void sparse_add_loose(Sparse *A, int32_t row, int32_t column, double value)
{
    add(A, row, column, value, true);
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
    bool *loose = NULL;
    A->slot = grow(A->mem, A->slot, A->written);
    A->start = grow(A->mem, A->start, A->n + 1);
    A->index = grow(A->mem, A->index, A->written);
    value = grow(A->mem, value, A->written);
    loose = grow(A->mem, loose, A->written);
    int32_t slots = 0;
    for (int64_t k = 0; k < A->written; k++) {
        int32_t entry = order[k], row = A->row[entry], column = A->column[entry];
        if (row != last_row || column != last_column) {
            loose[slots] = true;
            A->index[slots++] = row;
            A->start[column + 1]++;
            last_row = row;
            last_column = column;
        }
        A->slot[entry] = slots - 1;
        value[slots - 1] += A->value[entry];
        loose[slots - 1] &= A->loose[entry];
    }
    for (int32_t i = 0; i < A->n; i++)
        A->start[i + 1] += A->start[i];
    mem_drop(A->mem, A->value);
    mem_drop(A->mem, A->loose);
    mem_drop(A->mem, by_row);
    mem_drop(A->mem, order);
    mem_drop(A->mem, A->row);
    mem_drop(A->mem, A->column);
    A->row = A->column = NULL;
    A->value = value;
    A->loose = loose;
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
static double bytes_of_factors(const Sparse *A)
{
    const double bytes_of_each =
        16; /* a number and its row, and what growing leaves free */
    return bytes_of_each * (fmax(0, A->symbolic->lnz) + fmax(0, A->symbolic->unz));
}

static void check_room(const Sparse *A)
{
    const Mem *M = A->mem;
    if (M->limit && bytes_of_factors(A) > (double)(M->limit - M->used))
        mem_fail(A->mem, FAIL_TOO_LARGE,
                 N_("%lld MiB for the factors of a system of equations"),
                 (long long)(bytes_of_factors(A) / (1 << 20)));
}

/* Whether the factors solve a system whose solution is known, row by row so well that one
 * improvement makes it as good as rounding allows. */
static bool stand_a_trial(Sparse *A)
{
    const double most = 1e-9;
    const int32_t n = A->n;
    if (!A->trial)
        A->trial = grow(A->mem, A->trial, 3 * (int64_t)n);
    double *x = A->trial, *b = x + n, *back = b + n, size = 0;
    for (int32_t k = 0; k < n; k++)
        x[k] = 1 + (double)(k * 37LL % 64) / 64;
    sparse_times(A, x, b);
    memcpy(x, b, sizeof *x * (size_t)n);
    klu_solve(A->symbolic, A->numeric, n, 1, x, &A->common);
    sparse_times(A, x, back);
    for (int32_t k = 0; k < n; k++)
        size = fmax(size, fabs(x[k]));
    for (int32_t k = 0; k < n; k++) {
        const int32_t row = A->numeric->Pnum[k]; /* Rs: the largest entry of the row */
        if (!(fabs(back[row] - b[row]) <= most * A->numeric->Rs[k] * size))
            return false;
    }
    return true;
}

/* New numbers in the pivots of old ones. */
static bool refactor(Sparse *A)
{
    return A->numeric && A->numeric->Rs &&
           klu_refactor(A->start, A->index, A->value, A->symbolic, A->numeric,
                        &A->common) &&
           A->common.status == KLU_OK && stand_a_trial(A);
}

static bool factor_in_full(Sparse *A)
{
    A->is_reused = refactor(A);
    if (A->is_reused)
        return true;
    if (!A->numeric)
        check_room(A);
    else
        klu_free_numeric(&A->numeric, &A->common);
    A->numeric = klu_factor(A->start, A->index, A->value, A->symbolic, &A->common);
    if (!A->numeric && A->common.status == KLU_OUT_OF_MEMORY)
        no_memory(A);
    return A->numeric && A->common.status != KLU_SINGULAR;
}

static bool factor_core(Sparse *A)
{
    if (!A->core)
        A->core = sparse_new(A->mem, A->n);
    sparse_begin(A->core);
    for (int32_t c = 0; c < A->n; c++)
        for (int32_t k = A->start[c]; k < A->start[c + 1]; k++)
            if (!A->loose[k])
                sparse_add(A->core, A->index[k], c, A->value[k]);
    return sparse_factor(A->core, NULL);
}

static bool analyze(Sparse *A)
{
    A->symbolic = klu_analyze(A->n, A->start, A->index, &A->common);
    if (!A->symbolic && A->common.status == KLU_OUT_OF_MEMORY)
        no_memory(A);
    if (!A->symbolic) /* singular whatever the numbers */
        return false;
    A->is_large = A->has_loose && A->symbolic->est_flops > sparse_most_flops;
    return true;
}

bool sparse_factor(Sparse *A, DenseDet *det)
{
    if (!A->is_fixed)
        fix_pattern(A);
    for (int64_t k = 0; k < A->start[A->n]; k++)
        if (!isfinite(A->value[k]))
            return false;
    if (!A->symbolic && !analyze(A))
        return false;
    A->is_met = A->is_large && (A->is_stubborn || !factor_core(A));
    if (A->is_large && !A->is_met)
        return true;
    if (!factor_in_full(A))
        return false;
    if (det && !A->is_large)
        *det = det_of(A);
    return true;
}

bool sparse_is_large(const Sparse *A)
{
    return A->is_large;
}

/* ------------------------------------------------------------------ solving */

static void times(Sparse *A, bool is_transposed, const double *x, double *into)
{
    if (is_transposed)
        sparse_times_transposed(A, x, into);
    else
        sparse_times(A, x, into);
}

static void substitute(Sparse *A, bool is_transposed, double *x)
{
    if (is_transposed)
        klu_tsolve(A->symbolic, A->numeric, A->n, 1, x, &A->common);
    else
        klu_solve(A->symbolic, A->numeric, A->n, 1, x, &A->common);
}

static void solve_in_full(Sparse *A, bool is_transposed, double *x)
{
    if (!A->is_reused) {
        substitute(A, is_transposed, x);
        return;
    }
    double *b = A->trial, *missing = b + A->n;
    memcpy(b, x, sizeof *x * (size_t)A->n);
    substitute(A, is_transposed, x);
    times(A, is_transposed, x, missing);
    for (int32_t k = 0; k < A->n; k++)
        missing[k] = b[k] - missing[k];
    substitute(A, is_transposed, missing);
    for (int32_t k = 0; k < A->n; k++)
        x[k] += missing[k];
}

/* What GMRES is told of A or A'. */
typedef struct {
    Sparse *A;
    bool is_transposed;
} Side;

static void side_times(void *side, const double *x, double *into)
{
    const Side *s = side;
    times(s->A, s->is_transposed, x, into);
}

static void side_nearly_solve(void *side, double *x)
{
    const Side *s = side;
    solve_in_full(s->A->core, s->is_transposed, x);
}

/* Whether x, on entry b, could be found by iteration; or else it is b again, and A is factored. */
static bool iterate(Sparse *A, bool is_transposed, double *x)
{
    const int32_t n = A->n;
    const size_t bytes = sizeof *x * (size_t)n;
    Side side = {A, is_transposed};
    if (!A->room)
        A->room = grow(A->mem, A->room, gmres_room(n, WIDTH) + n);
    Gmres g = {.n = n,
               .width = WIDTH,
               .times = side_times,
               .nearly_solve = side_nearly_solve,
               .context = &side,
               .room = A->room + n};
    memcpy(A->room, x, bytes);
    if (gmres_solve(&g, GOAL, x) <= LEAST_GOAL)
        return true;
    memcpy(x, A->room, bytes);
    A->is_stubborn = A->is_met = factor_in_full(A);
    return false;
}

static void solve(Sparse *A, bool is_transposed, double *x)
{
    if (A->is_large && !A->is_met && iterate(A, is_transposed, x))
        return;
    if (!A->is_large || A->is_met)
        solve_in_full(A, is_transposed, x);
    else
        for (int32_t k = 0; k < A->n; k++)
            x[k] = NAN;
}

void sparse_solve(Sparse *A, double *x)
{
    solve(A, false, x);
}

void sparse_solve_transposed(Sparse *A, double *x)
{
    solve(A, true, x);
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
        work[k] = 1 + random_unit(0, 0, (uint64_t)k); /* no symmetry of A kills that */
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
