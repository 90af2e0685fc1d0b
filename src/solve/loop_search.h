/* loop_search.h - other solutions of a loop than the one on the principal branch (private to
 * src/solve).
 *
 * Nobody knows how to find all equilibria of a stochastic game.  What is done here finds many:
 * the principal branch is followed on beyond its first arrival at the model's precisions, through
 * its turning points; Newton's method is started from many places; and every branch that a new
 * solution lies on is followed in both directions, for the other solutions on it.
 */
#pragma once
#include "solve/loop_exact.h"

typedef struct {
    double *z; /* [size + 1] */
    bool is_principal;
    double
        least_singular; /* of the logit conditions; small near a fold.  NAN in exact play */
    double
        reply_radius; /* spectral radius of best replies: iterating them comes back to this
                              solution only where it is below 1.  NAN in exact play */
} LoopSolution;

typedef struct {
    LoopSolution *at;
    int32_t count, room;
} LoopSolutions;

/* Follows the principal branch to the model's precisions, or to its limit; false where it is lost.
 * B->z is then the solution. */
bool loop_trace(LoopBranch *B);

/* The principal solution first, where there is one. */
LoopSolutions loop_search(Loop *L, Work *w);
void loop_solutions_drop(Mem *M, LoopSolutions *found);

double loop_reply_radius(Loop *L, const double *z);
