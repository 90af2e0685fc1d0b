/* shapley.h - who of several switches brought about how much (Shapley 1953).
 *
 * values[mask] is what there is when exactly the switches in `mask` are on.  A switch's
 * part is what it adds when it is turned on, in the mean over all orders in which they may
 * be turned on; here exactly, from all 2^n values.
 *
 * The parts sum to values[all] - values[none].  What rounding leaves is put on a part, the
 * last one that takes it, so that adding them up from left to right gives that difference
 * to the digit in nearly all cases, and always to one unit in the last place of the sum of
 * their sizes.
 */
#pragma once
#include <stdint.h>

enum { MOST_SWITCHES = 8 };

/* values[2^n], parts[n]; 1 <= n <= MOST_SWITCHES */
void shapley(int32_t n, const double *values, double *parts);
