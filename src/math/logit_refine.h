/* logit_refine.h - from a point near an equilibrium to it, down to rounding.
 *
 * The branch is followed in log odds.  Far out, where those are large, their own rounding
 * shows in the chances; and exact agents are only near to their limit.  Here the unknown
 * are the chances:
 *
 *     log p_i(a) = lambda_i u_i(a, p_-i) - w_i    (finite i, all arms)
 *     u_i(a, p_-i) = v_i                          (exact i, arms in the support)
 */
#pragma once
#include "math/logit_system.h"

/* Doubles of workspace, beside those that logit_game_residual needs. */
int64_t logit_refine_room(int32_t agents, const int32_t *arms);

/* `p`, on entry a point of the branch at which exact agents have the precision lambda[i]
 * and finite ones their own, becomes the solution near by.  Exact agents' arms of
 * vanishing chance get none; where the indifference leaves chances free, they stay.  Of
 * the candidates, the point itself among them, the one with the least logit_game_residual
 * is returned. */
void logit_refine(LogitSystem *S, const double *lambda, double *p, double *work);
