/* sobol_sequence.h - points that fill a cube evenly, however many are taken.
 *
 * Sobol's sequence (Sobol 1967) with the direction numbers of Joe and Kuo (2008): the first
 * 2^m points have exactly one in each of 2^m intervals of every coordinate, and nearly that
 * in every two and more.  Scrambled after Owen (1995): each digit is turned over or not by
 * a coin of its own for every way of the digits before it.  The evenness stays, every point
 * alone is spread evenly over the cube, and means over the points are unbiased.  The coins
 * are a hash of the seed, the dimension and the digits before (as in Burley 2020).
 *
 * A point depends on its number, its dimensions and the seed alone: more draws are the
 * same draws and further ones.
 */
#pragma once
#include <stdint.h>

enum { MOST_SOBOL_DIMENSIONS = 512 };

/* The digits after the binary point, without scrambling. */
uint32_t sobol_bits(int32_t dimension, uint32_t point);

/* Scrambled by the seed: between 0 and 1, never either. */
double sobol_coordinate(int32_t dimension, uint32_t point, uint64_t seed);

/* u[0 .. dimensions) */
void sobol_point(int32_t dimensions, uint32_t point, uint64_t seed, double *u);
