/* certify_value.h - how far a zero-sum game's values are from its value (private to src/solve).
 *
 * One more backward pass, which looks at the values of a strategy in the repeating period alone
 * and at nothing else of it: lower and upper bounds of the value (Shapley 1953), each `together`
 * bracketed by what its two mixtures prove (math/matrix_game.h).
 */
#pragma once
#include "solve/node.h"

/* The most by which what two exact rivals get at the start may differ from the value of the game;
 * rounding apart.  NAN where it is no such game: others choose too, payments do not cancel, somebody
 * is not exact, waits otherwise, or does not see all. */
double certify_value(Mem *M, Work *w, Prices *prices, const Strategy *s);
