/* logit_lanes.h - logit choice in eight lanes at once, through the vector registers.
 *
 * Each lane has the digits that logit_choice and entropy give it alone.
 */
#pragma once
#include "base/lanes.h"

/* p [n][LANES], on entry what the arms are worth, becomes the probabilities.  lambda [LANES] is
 * finite and >= 0. */
void logit_choice_lanes(int32_t n, const double *lambda, double *p);

/* h [LANES] = -sum p log p over the arms; p is [n][LANES]. */
void entropy_lanes(int32_t n, const double *p, double *h);
