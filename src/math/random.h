/* random.h - random numbers without a state: each is named by where it stands.
 *
 * random_bits(seed, stream, index) is the index-th number of a stream.  Who needs the k-th
 * draw asks for it, whatever was asked before and in whatever order: the same digits for
 * any number of threads, and work that was broken off goes on where it stopped.  The mixing
 * function is that of SplitMix64 (Steele, Lea and Flood 2014).
 */
#pragma once
#include <stdint.h>

/* 64 bits, as good as independent for different arguments. */
uint64_t random_bits(uint64_t seed, uint64_t stream, uint64_t index);

/* Evenly from 0 .. n - 1, n >= 1 (to within n / 2^32). */
int32_t random_below(uint64_t seed, uint64_t stream, uint64_t index, int32_t n);

/* Evenly from [0, 1). */
double random_unit(uint64_t seed, uint64_t stream, uint64_t index);
