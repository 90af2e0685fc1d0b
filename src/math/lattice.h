/* lattice.h - the points of a simplex on which beliefs are kept, and rounding to them.
 *
 * A belief about a secret of K values is a point of the simplex: b_k >= 0, sum b_k = 1.  The
 * lattice has all points whose coordinates are multiples of 1 / steps.  Freudenthal's
 * triangulation cuts the simplex into small ones with lattice points as vertices (Kuhn 1960;
 * for beliefs, Lovejoy 1991): in y_j = steps (b_j + ... + b_{K-1}), j = 1 .. K-1, the small
 * simplices are those of the cubes' standard triangulation.  A belief is the mean of the
 * vertices of the one it lies in, with weights that are linear there.
 *
 * Who knows that the truth is k is sent to vertex g with probability w_g g_k / b_k, the weights
 * tilted by Bayes' rule: so a public lottery over the vertices tells nobody anything false.
 */
#pragma once
#include <stdbool.h>

#include "base/mem.h"

enum { LATTICE_VALUES = 4 };

typedef struct {
    int32_t values, steps; /* K, at most LATTICE_VALUES */
    int32_t count;         /* of points */
    double *point;         /* [count][values] */
    int32_t
        *index; /* K > 2: of the point by (y_1, ..., y_{K-1}) in base steps + 1; -1 = none.
                       K = 2: NULL, a point's index is y_1 */
} Lattice;

/* How many points there would be; INT32_MAX stands for more. */
int32_t lattice_count(int32_t values, int32_t steps);

Lattice lattice_make(Mem *M, int32_t values, int32_t steps);

/* The vertices around a belief: points `at`, weights that sum to 1. */
typedef struct {
    int32_t count;
    int32_t at[LATTICE_VALUES];
    double weight[LATTICE_VALUES];
    double slope[LATTICE_VALUES][LATTICE_VALUES]; /* d weight[g] / d b_k, for moves along
                                                      the simplex */
} Rounding;

void lattice_round(const Lattice *l, const double *b, Rounding *r);

/* At a lattice point: one vertex, and no slope. */
static inline Rounding lattice_stay(int32_t at)
{
    return (Rounding){.count = 1, .at = {at}, .weight = {1}};
}

/* The probabilities of the vertices when the truth is k: weight[g] g_k / sum of these.  Where
 * that is 0, the belief in k is 0 (the weights as they are) or so near to it that rounding lost
 * it: then the limit, a vertex that does not exclude k.  Returns the sum. */
double lattice_tilt(const Lattice *l, const Rounding *r, int32_t k, double belief,
                    double *tilted);

/* Two values, neither excluded, quickly: the posterior is in the ratio of `share`, between `lower` and
 * the next point, at which it is with chance up[0] as the public sees it and up[1 + k] when the truth is
 * k.  y is steps b. */
typedef struct {
    int32_t lower;
    double y[2], up[3];
} PairRounding;

static inline PairRounding lattice_round_pair(int32_t steps, const double *share)
{
    double scale = steps / (share[0] + share[1]);
    PairRounding r = {.y = {share[0] * scale, share[1] * scale}};
    int32_t j = r.y[1] < steps - 1 ? (int32_t)r.y[1] : steps - 1, left = steps - 1 - j;
    bool from_top = r.y[1] < r.y[0]; /* the smaller keeps its digits */
    double upper = from_top ? r.y[1] - j : 1 - (r.y[0] - left);
    double lower = from_top ? 1 - upper : r.y[0] - left;
    r.lower = j;
    r.up[0] = upper;
    r.up[1] = 1 - lower * (left + 1) / r.y[0];
    r.up[2] = upper * (j + 1) / r.y[1];
    return r;
}

/* How far from a point of the lattice a posterior is that moves at some speed in log odds, by the odds that
 * it has between the point `lower` and the next; INFINITY where it meets none on its way. */
double lattice_corner(int32_t steps, int32_t lower, double odds, double speed);
