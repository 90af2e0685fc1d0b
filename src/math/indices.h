/* indices.h - which inputs of a function move its answer: designs of points, and estimates
 * from the answers there.  Inputs are spread evenly over 0 .. 1; who calls gives them their
 * ranges.
 *
 * Half widths "_conf" are of 95 per cent: 1.96 standard deviations of the estimate over
 * RESAMPLES resamples of the rows (Efron 1979; names and rule as in SALib).  They count the
 * rows as independent draws; points of a low-discrepancy sequence do better than that.
 *
 * An answer may be nan, where there is none.  What needs it is left out.
 */
#pragma once
#include "base/mem.h"

enum { RESAMPLES = 200 };

/* ------------------------------------------------------------------ Sobol's indices */

/* Of the variance of the answer: the share that goes with the input alone (first order),
 * and the share that is left when all others are known (total): it counts what the input
 * does together with others, once for each of them. */
typedef struct {
    double S1, S1_conf, ST, ST_conf; /* nan where there are no two rows, or no variance */
    int64_t rows;                    /* those that could be used */
} SobolIndex;

/* A row is params + 2 points: A; A with the i-th input from B, for each i; B.  A and B are
 * the halves of one point of the scrambled sequence in 2 params dimensions, so params is at
 * most half of MOST_SOBOL_DIMENSIONS.  points[params + 2][params] */
void sobol_design(int32_t params, uint32_t row, uint64_t seed, double *points);

/* From answers[row][params + 2], with V the variance over A and B:
 *     S1_i = mean( B (AB_i - A) ) / V          (Saltelli et al. 2010, table 2 b)
 *     ST_i = mean( (A - AB_i)^2 ) / 2V         (Jansen 1999; there f)
 * Answers are centred first, which changes the variance of the first estimate and not its
 * mean.  out[params] */
void sobol_indices(Mem *M, const double *answers, int64_t rows, int32_t params,
                   uint64_t seed, SobolIndex *out);

/* ------------------------------------------------------------------ Morris's effects */

/* Of the elementary effects (change of the answer for the whole range of the input, the
 * others anywhere): mean, mean of the sizes, standard deviation. */
typedef struct {
    double mu, mu_star, mu_star_conf, sigma; /* nan where there are too few */
    int64_t effects;                         /* those that could be used */
} MorrisIndex;

/* A trajectory is params + 1 points on the grid 0, 1/3, 2/3, 1: from a random one on, each
 * input is moved by 2/3 once, in random order and direction (Morris 1991).
 * points[params + 1][params]; moved[k] is the input that was moved before point k + 1. */
void morris_design(int32_t params, uint32_t trajectory, uint64_t seed, double *points,
                   int32_t *moved);

/* From answers[trajectory][params + 1] of the first trajectories of the seed (mu_star:
 * Campolongo, Cariboni and Saltelli 2007).  out[params] */
void morris_indices(Mem *M, const double *answers, int64_t trajectories, int32_t params,
                    uint64_t seed, MorrisIndex *out);

/* Does this answer change at all, beyond rounding? */
bool answers_vary(const double *answers, int64_t count);
