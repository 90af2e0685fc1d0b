/* belief_duel_branch.h - the branches of duels (belief_duel.h) of two types and two arms on both sides, piece by
 * piece, eight at once (private to src/solve).
 *
 * With x_ik the log odds of arm 1 for side i's type k, at s on the branch (math/climb.h)
 *
 *     x_ik = s lambda_i (Q_ik(1) - Q_ik(0)),   Q_ik(a) = sum_o sum_h b_jh p_jh(o) W_ik(a, o, h),
 *
 * where W is what the profile is worth when the posterior of the other, after its arm o, is moved along its piece to
 * the vertex where its type is h: between two points of the lattice what is worth is linear in the posterior, and
 * the chance of the arm times the posterior is b_jh p_jh(o).  In the own posterior, of log odds y_ia, W is linear
 * in e^y or e^-y (math/signal_branch.h).  So between corners the branch is as smooth as can be.
 */
#pragma once
#include "solve/belief_duel.h"

struct DuelBranch {
    Duel duel; /* given: begun, and small */
    /* Found. */
    double x[4]; /* at the end of the branch */
    int32_t steps;
    bool is_lost;
};

/* Follows `count` branches, of duels of the same step. */
void duel_follow(int32_t count, DuelBranch *branches);
