/* sample.h - what a sample says: its mean, how far it spreads, its quantiles.
 *
 * Sums run from left to right.
 */
#pragma once
#include <stdint.h>

/* nan of an empty sample. */
double sample_mean(const double *x, int64_t n);

/* The standard deviation, of n - 1; nan below two. */
double sample_deviation(const double *x, int64_t n);

/* Puts the sample in rising order, nan last. */
void sample_sort(double *x, int64_t n);

/* The quantile of a sample in rising order, 0 <= p <= 1: at p (n - 1), between two
 * neighbours in proportion (type 7 of Hyndman and Fan 1996).  nan of an empty sample. */
double sample_quantile(const double *sorted, int64_t n, double p);

/* Standard error of a share of `hits` among n independent draws: sqrt(p (1 - p) / n). */
double share_error(int64_t hits, int64_t n);
