/* loop_rivals.h - who has something to choose in a loop, where all who do are exact (private to
 * src/solve).
 */
#pragma once
#include "solve/loop.h"

typedef struct {
    int32_t player[2], count; /* who chooses; what the one of two wins, the other loses */
    bool is_together;         /* somewhere both at once */
} LoopRivals;

/* False where nobody chooses or more than two do, somebody is not exact or has two choices in one
 * `together`; or where there are two and payments in the loop, or what it is left for, do not
 * sum to zero, or the two do not wait alike. */
bool loop_rivals(Loop *L, LoopRivals *rivals);

/* Log odds that make the arms' chances p, of which those that are 0 count as never: into odds
 * [arms - 1]. */
void loop_odds_of(int32_t arms, const double *p, double *odds);
