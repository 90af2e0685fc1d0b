/* signal_branch.h - the branch of a signalling game of two types (signal_pair.h), piece by piece.
 *
 * At s on the branch (climb.h) the posteriors y_a, log odds, and c solve
 *
 *     y_a - s (x_a1 - x_a0) = c,    c + z_1 - z_0 = l,    z_k = log sum_a exp(s x_ak),
 *
 * l being those of the prior.  While y_a stays between two points of the lattice, x_a0 and x_a1 are linear
 * in e^y and e^-y, also beyond them: so between corners, where some y_a passes a point, the branch is as
 * smooth as can be.  It is followed along such pieces, from corner to corner, each of which is solved for
 * in the place of the arc's length; beyond it, y_a has the other interval's formulas, and the way on is
 * that with the right orientation (climb.h).
 */
#pragma once
#include "math/signal_pair.h"

/* The solution at the end of the branch of a tame game, at a prior that excludes nothing, which is `point`
 * of the lattice: x as in PairArm.  False where it was lost. */
bool pair_follow(const SignalGame *g, int32_t point, double (*x)[2], int32_t *steps);
