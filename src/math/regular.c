#include "math/regular.h"

#include <math.h>

#include "base/lesser.h"
#include "math/dense.h"

/* Far more than rounding takes. */
static const double MARGIN = 1e-3;

MatrixBounds bounds_of_one(void)
{
    MatrixBounds m;
    for (int i = 0; i < BOUNDS_SIZE; i++)
        for (int j = 0; j < BOUNDS_SIZE; j++)
            m.least[i][j] = m.most[i][j] = i == j;
    return m;
}

/* A matrix with nothing below 0 whose spectral radius is below 1: then elimination in 1 less it meets
 * nothing but what is above 0 on its diagonal. */
static bool is_small(double m[BOUNDS_SIZE][BOUNDS_SIZE])
{
    for (int k = 0; k < BOUNDS_SIZE; k++) {
        if (!(m[k][k] < 1 - MARGIN))
            return false;
        for (int i = k + 1; i < BOUNDS_SIZE; i++)
            for (int j = k + 1; j < BOUNDS_SIZE; j++)
                m[i][j] += m[i][k] * m[k][j] / (1 - m[k][k]);
    }
    return true;
}

/* 1 - C A for all A between the bounds, C the inverse of the middle one. */
static bool is_near_middle(const MatrixBounds *m)
{
    double matrix[BOUNDS_SIZE * BOUNDS_SIZE], inverse[BOUNDS_SIZE * BOUNDS_SIZE];
    double product[BOUNDS_SIZE][BOUNDS_SIZE] = {{0}};
    for (int i = 0; i < BOUNDS_SIZE; i++)
        for (int j = 0; j < BOUNDS_SIZE; j++) {
            matrix[i * BOUNDS_SIZE + j] = (m->least[i][j] + m->most[i][j]) / 2;
            inverse[i * BOUNDS_SIZE + j] = i == j;
        }
    if (!(dense_solve(BOUNDS_SIZE, matrix, BOUNDS_SIZE, inverse).part > 0))
        return false;
    for (int i = 0; i < BOUNDS_SIZE; i++)
        for (int j = 0; j < BOUNDS_SIZE; j++)
            for (int k = 0; k < BOUNDS_SIZE; k++)
                product[i][j] += fabs(inverse[i * BOUNDS_SIZE + k]) *
                                 (m->most[k][j] - m->least[k][j]) / 2;
    return is_small(product);
}

/* [a][b] times [c][d] */
static void span_product(const double *a, const double *b, double *range)
{
    double p[4] = {a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1]};
    range[0] = lesser(lesser(p[0], p[1]), lesser(p[2], p[3]));
    range[1] = greater(greater(p[0], p[1]), greater(p[2], p[3]));
}

/* Whether elimination meets nothing but what is above 0 on the diagonal, with intervals. */
static bool is_positive(const MatrixBounds *m)
{
    double a[BOUNDS_SIZE][BOUNDS_SIZE][2];
    for (int i = 0; i < BOUNDS_SIZE; i++)
        for (int j = 0; j < BOUNDS_SIZE; j++) {
            a[i][j][0] = m->least[i][j];
            a[i][j][1] = m->most[i][j];
        }
    for (int k = 0; k < BOUNDS_SIZE; k++) {
        if (!(a[k][k][0] > MARGIN))
            return false;
        double over[2] = {1 / a[k][k][1], 1 / a[k][k][0]};
        for (int i = k + 1; i < BOUNDS_SIZE; i++)
            for (int j = k + 1; j < BOUNDS_SIZE; j++) {
                double both[2], part[2];
                span_product(a[i][k], a[k][j], both);
                span_product(both, over, part);
                a[i][j][0] -= part[1];
                a[i][j][1] -= part[0];
            }
    }
    return true;
}

bool are_regular(const MatrixBounds *m)
{
    return is_near_middle(m) || is_positive(m);
}
