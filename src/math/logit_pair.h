/* logit_pair.h - two agents with two arms each, without a branch to trace.
 *
 * With x and y the log odds of the agents' second arms and sigma(x) = 1 / (1 + exp(-x)),
 *
 *     x = A(0) + (A(1) - A(0)) sigma(y),      y = C(0) + (C(1) - C(0)) sigma(x),
 *
 * A(b) what agent 0 gains by its second arm against arm b, times its precision; C
 * likewise.
 */
#pragma once
#include "base/lanes.h"
#include "math/logit_game.h"

/* Whether the game is such a pair with finite precisions. */
bool logit_pair_fits(const LogitGame *g);

/* Solves the game if one equation in x settles it; false: the branch must be traced, or
 * some number is not finite, and `p` is untouched.  `p` and `info` are as in
 * logit_game_solve. */
bool logit_pair_solve(const LogitGame *g, double *p, LogitInfo *info);

/* Eight such pairs at once: payoff[i] [profile][LANES] are agent i's, precision[i] [LANES]. */
typedef struct {
    const double *payoff[2], *precision[2];
} LogitPairLanes;

/* The same in eight lanes, each with the digits of its own: `second` [LANES] is the guess, of the
 * chance of agent 1's second arm, `p` [4][LANES] the answer.  Returns the lanes that one
 * equation settles (p is void in others); `missed` are those of them that are not solved
 * (LogitInfo). */
LaneSet logit_pair_lanes(const LogitPairLanes *g, const double *second, double *p,
                         LaneSet *missed);
