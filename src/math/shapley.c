#include "math/shapley.h"

#include <math.h>
#include <stdbool.h>

static double factorial(int32_t n)
{
    return n < 2 ? 1 : n * factorial(n - 1);
}

/* Of n! orders, in s! (n - 1 - s)! exactly the s switches of a given set come before i. */
static double part_of(int32_t i, int32_t n, const double *values)
{
    double sum = 0;
    for (int32_t mask = 0; mask < 1 << n; mask++) {
        if (mask >> i & 1)
            continue;
        const int32_t s = __builtin_popcount((unsigned)mask);
        sum += factorial(s) * factorial(n - 1 - s) * (values[mask | 1 << i] - values[mask]);
    }
    return sum / factorial(n);
}

/* What is missing when the parts are added up. */
static double remainder_of(int32_t n, const double *parts, double whole)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++)
        sum += parts[i];
    return whole - sum;
}

/* Puts what is missing on one part, if less is missing then. */
static bool mend(int32_t n, double *parts, int32_t i, double whole)
{
    const double rest = remainder_of(n, parts, whole), before = parts[i];
    parts[i] += rest;
    if (fabs(remainder_of(n, parts, whole)) < fabs(rest))
        return true;
    parts[i] = before;
    return false;
}

void shapley(int32_t n, const double *values, double *parts)
{
    for (int32_t i = 0; i < n; i++)
        parts[i] = part_of(i, n, values);
    const double whole = values[(1 << n) - 1] - values[0];
    for (int32_t i = n - 1; i >= 0; i--)
        while (mend(n, parts, i, whole))
            ;
}
