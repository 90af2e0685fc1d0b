#include "math/sobol_sequence.h"

#include <stdbool.h>

#include "math/random.h"

enum { DIGITS = 32 };

static const uint16_t NUMBERS[] = {
#include "math/sobol_list.h"
};

/* How many dimensions have a polynomial of this degree: as many as are primitive. */
static const int32_t OF_DEGREE[] = {0, 1, 1, 2, 2, 6, 6, 18, 16, 48, 60, 176, 144, 630};

/* A dimension's numbers: the polynomial, then m_1 ... m_degree. */
static const uint16_t *numbers_of(int32_t dimension, int32_t *degree)
{
    const uint16_t *at = NUMBERS;
    int32_t first = 1, d = 1;
    for (; dimension >= first + OF_DEGREE[d]; d++) {
        at += (int64_t)OF_DEGREE[d] * (d + 1);
        first += OF_DEGREE[d];
    }
    *degree = d;
    return at + (int64_t)(dimension - first) * (d + 1);
}

/* v[k] = m_(k+1) / 2^(k+1) as digits.  Further ones follow from the polynomial
 * x^d + a_1 x^(d-1) + ... + a_(d-1) x + 1:
 * v_k = a_1 v_(k-1) + ... + a_(d-1) v_(k-d+1) + v_(k-d) + v_(k-d) / 2^d, without carry. */
static void directions_of(int32_t dimension, int32_t count, uint32_t *v)
{
    if (dimension == 0) {
        for (int32_t k = 0; k < count; k++)
            v[k] = UINT32_C(1) << (DIGITS - 1 - k);
        return;
    }
    int32_t degree;
    const uint16_t *numbers = numbers_of(dimension, &degree);
    const uint32_t polynomial = numbers[0];
    for (int32_t k = 0; k < count && k < degree; k++)
        v[k] = (uint32_t)numbers[1 + k] << (DIGITS - 1 - k);
    for (int32_t k = degree; k < count; k++) {
        v[k] = v[k - degree] ^ v[k - degree] >> degree;
        for (int32_t i = 1; i < degree; i++)
            if (polynomial >> (degree - i) & 1)
                v[k] ^= v[k - i];
    }
}

uint32_t sobol_bits(int32_t dimension, uint32_t point)
{
    uint32_t v[DIGITS], bits = 0;
    int32_t count = point ? DIGITS - __builtin_clz(point) : 0;
    directions_of(dimension, count, v);
    for (int32_t k = 0; k < count; k++)
        if (point >> k & 1)
            bits ^= v[k];
    return bits;
}

/* The ways that the digits can begin are the nodes of a tree, numbered from 1 so that 2n
 * and 2n + 1 follow on n.  The coin of a node decides on the digit that comes next. */
static uint32_t scrambled(uint32_t bits, int32_t dimension, uint64_t seed)
{
    uint32_t out = 0;
    uint64_t node = 1;
    for (int32_t k = DIGITS - 1; k >= 0; k--) {
        const uint32_t digit = bits >> k & 1;
        const bool coin = random_bits(seed, (uint64_t)dimension, node) >> 63;
        out |= (digit ^ coin) << k;
        node = 2 * node + digit;
    }
    return out;
}

double sobol_coordinate(int32_t dimension, uint32_t point, uint64_t seed)
{
    const uint32_t bits = scrambled(sobol_bits(dimension, point), dimension, seed);
    return ((double)bits + 0.5) * 0x1p-32;
}

void sobol_point(int32_t dimensions, uint32_t point, uint64_t seed, double *u)
{
    for (int32_t d = 0; d < dimensions; d++)
        u[d] = sobol_coordinate(d, point, seed);
}
