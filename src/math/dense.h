/* dense.h - small dense linear systems.
 *
 * Gaussian elimination with partial pivoting, for the few equations of a small game: all
 * right-hand sides at once, in the caller's arrays.  Of equal pivots the first is taken.
 */
#pragma once
#include <stdint.h>

/* part * 2^power with 0.5 <= |part| < 1, so that no product of pivots overflows.  part is 0
 * when a pivot was 0, and NaN when one was not a number. */
typedef struct {
    double part;
    int64_t power;
} DenseDet;

/* Solves A X = B.  A is [n][n], row-major, and is destroyed; B is [n][columns] and becomes
 * X.  Returns the determinant of A.  Where that is 0, B is void. */
DenseDet dense_solve(int32_t n, double *restrict A, int32_t columns, double *restrict B);

/* The sum of a[k] b[k], k = 0 .. n - 1, in this order. */
static inline double dense_dot(int32_t n, const double *a, const double *b)
{
    double sum = 0;
    for (int32_t k = 0; k < n; k++)
        sum += a[k] * b[k];
    return sum;
}

/* a / b, for b not 0; infinite or 0 where a double cannot hold it. */
double dense_det_ratio(DenseDet a, DenseDet b);
