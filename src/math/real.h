/* real.h - exp and log in plain arithmetic.
 *
 * The C library's are not computed in the same way for one number and for eight in a vector
 * register; these are.  They have no branch and no table, so that a loop over lanes becomes
 * vector instructions, and nothing but operations that IEEE 754 defines to the last digit.  The
 * error is below 1 unit in the last place (real_test).
 *
 * Both polynomials interpolate at the Chebyshev nodes of the interval that the argument is
 * brought to, as is usual (Muller 2016, Elementary Functions, chapters 3 and 11).
 */
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/lanes.h"

/* Added to a double, this rounds it to a whole number, which then stands in the lowest bits. */
#define REAL_ROUNDER 0x1.8p52
/* log 2 in two parts, the first with 42 bits, so that a multiple of it is exact. */
#define REAL_LOG2_HIGH 0x1.62e42fefa38p-1
#define REAL_LOG2_LOW  0x1.ef35793c7673p-45

WITHIN uint64_t real_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

WITHIN double real_of_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* 2^k for a whole k from -1022 to 1023. */
WITHIN double real_power_of_two(double k)
{
    return real_of_bits(real_bits(k + (1023 + REAL_ROUNDER)) << 52);
}

/* e^x, over the whole range: 0 below some -745.1, infinite above 709.78. */
WITHIN double real_exp(double x)
{
    /* beyond these nothing changes, and 2^k stays within reach; NaN stays */
    x = x < -750 ? -750 : x;
    x = x > 710 ? 710 : x;
    /* x = k log 2 + r + what rounding took from r, |r| <= log 2 / 2 */
    const double k = (x * 0x1.71547652b82fep+0 + REAL_ROUNDER) - REAL_ROUNDER;
    const double high = x - k * REAL_LOG2_HIGH, low = k * REAL_LOG2_LOW;
    const double r = high - low, taken = (high - r) - low;
    /* (e^r - 1 - r) / r^2 */
    const double r2 = r * r, r4 = r2 * r2;
    const double first = (0x1p-1 + r * 0x1.5555555555557p-3) +
                         r2 * (0x1.5555555555556p-5 + r * 0x1.11111111100dcp-7);
    const double second = (0x1.6c16c16c162d4p-10 + r * 0x1.a01a01abe7fe1p-13) +
                          r2 * (0x1.a01a01a6d889cp-16 + r * 0x1.71de0231960ebp-19);
    const double third =
        (0x1.27e4db646b17ep-22 + r * 0x1.af4de97ca4194p-26) + r2 * 0x1.1f730349868cep-29;
    const double power = 1 + (r + (r2 * (first + r4 * (second + r4 * third)) + taken));
    /* 2^k in two steps, since the result may be too small for a normal number */
    const double half = (k * 0.5 + REAL_ROUNDER) - REAL_ROUNDER;
    return power * real_power_of_two(half) * real_power_of_two(k - half);
}

/* log x for x > 0; minus infinity at 0, NaN below. */
WITHIN double real_log(double x)
{
    /* x = 2^k (1 + f) with sqrt(1/2) <= 1 + f < sqrt(2), subnormal numbers made larger first */
    const bool is_tiny = x < 0x1p-1022;
    const uint64_t bits = real_bits(is_tiny ? x * 0x1p54 : x);
    const uint64_t raised = bits + (0x3ff0000000000000 - 0x3fe6a09e667f3bcd);
    const double biased =
        real_of_bits((raised >> 52) | real_bits(REAL_ROUNDER)) - REAL_ROUNDER;
    const double k = biased - (is_tiny ? 1023 + 54 : 1023);
    const double f = real_of_bits((raised & 0x000fffffffffffff) + 0x3fe6a09e667f3bcd) - 1;
    /* log(1 + f) = 2 atanh(s) = f - s (f - R), R what the series has after 2 s */
    const double s = f / (2 + f), z = s * s, z2 = z * z;
    const double R = z * ((0x1.5555555555558p-1 + z * 0x1.99999999952ccp-2) +
                          z2 * ((0x1.2492492df3ba9p-2 + z * 0x1.c71c62e26212ep-3) +
                                z2 * ((0x1.7462b58e4403ap-3 + z * 0x1.39fe42e9d4a8ap-3) +
                                      z2 * 0x1.2b59b70eb76c6p-3)));
    const double half_square = 0.5 * f * f;
    const double y = k * REAL_LOG2_HIGH -
                     ((half_square - (s * (half_square + R) + k * REAL_LOG2_LOW)) - f);
    const double special = x < 0 ? NAN : x == 0 ? -INFINITY : x; /* infinite, NaN */
    return x > 0 && x < INFINITY ? y : special;
}

/* log(1 + x) for 0 <= x, also where 1 + x is 1 or nearly so: what rounding took from the sum
 * comes back divided by it. */
WITHIN double real_log_1_plus(double x)
{
    const double sum = 1 + x;
    return real_log(sum) + (x - (sum - 1)) / sum;
}

/* p log p, 0 at 0. */
WITHIN double real_p_log_p(double p)
{
    const double product = p * real_log(p);
    return p > 0 ? product : 0;
}

/* The same in lanes, and square roots. */
WITHIN void real_exps(const Lane8 *x, Lane8 *e)
{
    const double *restrict from = (const double *)x;
    double *restrict to = (double *)e;
    for (int32_t l = 0; l < LANES; l++)
        to[l] = real_exp(from[l]);
}

WITHIN void real_logs(Lane8 *x)
{
    double v[LANES];
    *eight(v) = *x;
    for (int32_t l = 0; l < LANES; l++)
        v[l] = real_log(v[l]);
    *x = *eight(v);
}

WITHIN void real_roots(Lane8 *x)
{
    double v[LANES];
    *eight(v) = *x;
    for (int32_t l = 0; l < LANES; l++)
        v[l] = sqrt(v[l]);
    *x = *eight(v);
}
