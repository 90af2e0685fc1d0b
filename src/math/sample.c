#include "math/sample.h"

#include <math.h>
#include <stdlib.h>

double sample_mean(const double *x, int64_t n)
{
    double sum = 0;
    for (int64_t k = 0; k < n; k++)
        sum += x[k];
    return n ? sum / (double)n : NAN;
}

double sample_deviation(const double *x, int64_t n)
{
    if (n < 2)
        return NAN;
    const double mean = sample_mean(x, n);
    double sum = 0;
    for (int64_t k = 0; k < n; k++)
        sum += (x[k] - mean) * (x[k] - mean);
    return sqrt(sum / (double)(n - 1));
}

static int rising(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    if (isnan(a) || isnan(b))
        return isnan(a) - isnan(b);
    return (a > b) - (a < b);
}

void sample_sort(double *x, int64_t n)
{
    qsort(x, (size_t)n, sizeof *x, rising);
}

double sample_quantile(const double *sorted, int64_t n, double p)
{
    if (n == 0)
        return NAN;
    const double at = p * (double)(n - 1);
    const int64_t below = (int64_t)at;
    if (below >= n - 1)
        return sorted[n - 1];
    return sorted[below] + (at - (double)below) * (sorted[below + 1] - sorted[below]);
}

double share_error(int64_t hits, int64_t n)
{
    const double p = (double)hits / (double)n;
    return sqrt(p * (1 - p) / (double)n);
}
