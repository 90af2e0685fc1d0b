/* regular.h - whether all matrices between bounds have a determinant above 0.
 *
 * Two sufficient tests, both of interval arithmetic (Neumaier 1990, Interval Methods for Systems of
 * Equations).  1 - C A has a spectral radius below 1 for all A between the bounds, C being the inverse of
 * the middle one: then no A is singular, and none has another sign than the middle one.  Or elimination
 * with intervals for numbers meets nothing but what is above 0 on the diagonal, as that of each A does
 * then.  The first suits narrow bounds, the second wide ones of cycles, a matrix whose a_ij and a_ji have
 * opposite signs.
 */
#pragma once
#include <stdbool.h>

enum { BOUNDS_SIZE = 4 };

typedef struct {
    double least[BOUNDS_SIZE][BOUNDS_SIZE], most[BOUNDS_SIZE][BOUNDS_SIZE];
} MatrixBounds;

/* 1 alone. */
MatrixBounds bounds_of_one(void);

/* True only if they are. */
bool are_regular(const MatrixBounds *m);
