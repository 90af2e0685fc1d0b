/* sparse.h - large sparse linear systems A x = b.
 *
 * Whoever has a matrix writes its entries down one after the other, in the same order every
 * time: the first time fixes the pattern, later ones only change the numbers.  Entries at one
 * place add up.
 *
 *     sparse_begin(A);
 *     sparse_add(A, row, column, value);  ...
 *     if (sparse_factor(A, &det))
 *         sparse_solve(A, x);
 *
 * The factors are KLU's (Davis and Palamadai Natarajan 2010, Algorithm 907): the matrix is put
 * into block triangular form and each block is factored with partial pivoting in an order of
 * small fill.  Where the pattern stays, so do the order and the pivots, as long as a trial
 * solve with them is good.  One thread, one order of sums: the same digits every time.
 *
 * Where factors would fill in too much, by `sparse_most_flops`, A is *large*, if some of its
 * entries were called loose.  Then what is factored is the rest of A, and each solve is iterated
 * from that (math/gmres.h) until A itself is met to 1e-12.  Whoever writes A knows what is loose:
 * entries without which it falls into small blocks.  Should the iteration not arrive, A is
 * factored after all.  What the machine has free decides nothing of this, for digits would
 * depend on it; factors beyond the memory's limit are refused.
 */
#pragma once
#include "base/mem.h"
#include "math/dense.h"

typedef struct Sparse Sparse;

/* Above as many sums and products in one factoring a matrix is large.  A test may lower it. */
extern double sparse_most_flops;

/* A matrix of n rows and columns, with nothing in it. */
Sparse *sparse_new(Mem *M, int32_t n);
void sparse_drop(Sparse *A);

/* All entries again, from the first. */
void sparse_begin(Sparse *A);
void sparse_add(Sparse *A, int32_t row, int32_t column, double value);
void sparse_add_loose(Sparse *A, int32_t row, int32_t column, double value);

/* False where A is singular, or some number in it is not finite.  `det` may be NULL; where A is
 * large it is left alone. */
bool sparse_factor(Sparse *A, DenseDet *det);

/* Of an A that has been factored. */
bool sparse_is_large(const Sparse *A);

/* x, on entry the right-hand side, becomes the solution of A x = b; of A' x = b.  NAN where a large
 * A turns out to be singular. */
void sparse_solve(Sparse *A, double *x);
void sparse_solve_transposed(Sparse *A, double *x);

/* into = A x; of A' x. */
void sparse_times(const Sparse *A, const double *x, double *into);
void sparse_times_transposed(const Sparse *A, const double *x, double *into);

/* The least singular value of A, which is factored, by inverse iteration on A'A; `work` is [n]. */
double sparse_least_singular(Sparse *A, double *work);
