/* loop_value.h - the value of a loop in which two exact players choose together what one wins and
 * the other loses (private to src/solve).
 *
 * Shapley's (1953) equation: the value of a state is that of the matrix game whose payoffs are what
 * is paid and the discounted values that follow.  One pass over the loop, each `together` solved
 * as a linear program (math/matrix_game.h), is a contraction by the patience; so values that
 * it moves by at most e are within e / (1 - patience) of the true ones.  The passes are sped up by
 * Newton's steps (Pollatschek and Avi-Itzhak 1969): what the mixtures of the last pass are worth
 * for ever is taken where a pass moves that by less than half as much (Filar and Tolwinski 1991).
 * For such a step may lead away; passes never do.
 *
 * Where a `together` has several optimal mixtures, what is played is what is played in a game
 * with an end: the limit of logit choice at that node (math/logit_game.h).  Alone, equal best
 * arms get equal chances.
 */
#pragma once
#include "solve/loop_exact.h"

/* Puts the solution into z; false, with z void, where the loop is no such game, or rounding keeps the
 * play from being an equilibrium. */
bool loop_value(Loop *L, Work *w, double *z);
