/* supports.h - the value of a small matrix game by trying all pairs of supports, beside the engine's
 * way of finding it. */
#pragma once
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { SUPPORTS_MOST = 5 };

/* Gauss and Jordan's, on [n][n + 1]; false where it is singular. */
static inline bool eliminate(int32_t n, double A[SUPPORTS_MOST + 1][SUPPORTS_MOST + 2])
{
    for (int32_t k = 0; k < n; k++) {
        int32_t best = k;
        for (int32_t r = k; r < n; r++)
            best = fabs(A[r][k]) > fabs(A[best][k]) ? r : best;
        if (fabs(A[best][k]) < 1e-9)
            return false;
        for (int32_t c = 0; c <= n; c++) {
            double swap = A[k][c];
            A[k][c] = A[best][c];
            A[best][c] = swap;
        }
        for (int32_t r = 0; r < n; r++) {
            double factor = A[r][k] / A[k][k];
            for (int32_t c = 0; c <= n && r != k; c++)
                A[r][c] -= factor * A[k][c];
        }
    }
    for (int32_t k = 0; k < n; k++)
        A[k][n] /= A[k][k];
    return true;
}

/* Chances over `own` that make the arms in `their` equally good. */
static inline bool equal_against(int32_t n, const int32_t *own, const int32_t *their,
                                 const double *pay, int32_t by_own, int32_t by_their,
                                 double *chance)
{
    double A[SUPPORTS_MOST + 1][SUPPORTS_MOST + 2] = {{0}};
    for (int32_t e = 0; e < n; e++) {
        for (int32_t k = 0; k < n; k++)
            A[e][k] = pay[own[k] * by_own + their[e] * by_their];
        A[e][n] = -1;
        A[n][e] = 1;
    }
    A[n][n + 1] = 1;
    if (!eliminate(n + 1, A))
        return false;
    memset(chance, 0, sizeof *chance * SUPPORTS_MOST);
    for (int32_t k = 0; k < n; k++) {
        if (A[k][n + 1] < -1e-9)
            return false;
        chance[own[k]] = A[k][n + 1];
    }
    return true;
}

static inline int32_t members(int32_t set, int32_t *into)
{
    int32_t n = 0;
    for (int32_t k = 0; k < SUPPORTS_MOST; k++)
        if (set >> k & 1)
            into[n++] = k;
    return n;
}

/* The value at the first pair of supports of one size at which nobody can do better. */
static inline double value_by_supports(int32_t rows, int32_t columns, const double *pay)
{
    for (int32_t one = 1; one < 1 << rows; one++)
        for (int32_t other = 1; other < 1 << columns; other++) {
            int32_t I[SUPPORTS_MOST], J[SUPPORTS_MOST], n = members(one, I);
            double p[SUPPORTS_MOST], q[SUPPORTS_MOST], low = INFINITY, high = -INFINITY;
            if (members(other, J) != n || !equal_against(n, I, J, pay, columns, 1, p) ||
                !equal_against(n, J, I, pay, 1, columns, q))
                continue;
            for (int32_t j = 0; j < columns; j++) {
                double sum = 0;
                for (int32_t i = 0; i < rows; i++)
                    sum += p[i] * pay[i * columns + j];
                low = fmin(low, sum);
            }
            for (int32_t i = 0; i < rows; i++) {
                double sum = 0;
                for (int32_t j = 0; j < columns; j++)
                    sum += q[j] * pay[i * columns + j];
                high = fmax(high, sum);
            }
            if (high - low < 1e-9)
                return 0.5 * (low + high);
        }
    return NAN;
}
