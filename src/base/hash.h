/* hash.h - mixing bits (the finaliser of splitmix64, Steele, Lea and Flood 2014). */
#pragma once
#include <stdint.h>

static inline uint64_t hash_mix(uint64_t x)
{
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9ull;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebull;
    return x ^ x >> 31;
}
