#include "math/random.h"

static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

uint64_t random_bits(uint64_t seed, uint64_t stream, uint64_t index)
{
    const uint64_t step = UINT64_C(0x9e3779b97f4a7c15);
    uint64_t x = mix(seed + step);
    x = mix(x + (stream + 1) * step);
    return mix(x + (index + 1) * step);
}

int32_t random_below(uint64_t seed, uint64_t stream, uint64_t index, int32_t n)
{
    const uint64_t bits = random_bits(seed, stream, index) >> 32;
    return (int32_t)(bits * (uint64_t)n >> 32);
}

double random_unit(uint64_t seed, uint64_t stream, uint64_t index)
{
    return (double)(random_bits(seed, stream, index) >> 11) * 0x1p-53;
}
