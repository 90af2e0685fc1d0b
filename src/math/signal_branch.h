/* signal_branch.h - the branches of signalling games of two types (signal_pair.h), piece by piece, eight at
 * once: through the vector registers.
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
 *
 * Each lane follows a branch of its own at its own pace; one that is done takes the next that waits.  No
 * lane looks at another: a branch has the same digits in any company.
 */
#pragma once
#include "math/signal_pair.h"

typedef struct {
    /* Given: a tame game, of which the prior and the open arms are not read; and the prior, a point of
     * its lattice that excludes no type. */
    const SignalGame *game;
    int32_t point;
    /* Found. */
    bool is_lost;
    int32_t steps;
    double x[PAIR_ARMS][2]; /* at the end of the branch; as in PairArm, to 1e-10 or so */
} PairBranch;

/* Follows `count` branches, of games with equally many arms and the same lattice. */
void pair_follow(int32_t count, PairBranch *const *branches);
