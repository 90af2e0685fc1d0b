/* belief_solve.h - the logit equilibrium of a game with types (private to src/solve).
 *
 * Backward induction over states, cells and roles (game/cells.h).  What somebody does tells what
 * it knows; at each choice of a player with types the probabilities and the posteriors to which
 * they lead are found together (math/signal_game.h).  Beliefs between the points of the grid are
 * rounded by a lottery that is tilted by type (math/lattice.h), so that the game that is solved is
 * itself a game with exact beliefs.
 */
#pragma once
#include "game/play.h"
#include "solve/solve.h"

/* Solves, checks, and fills `s`: its probabilities are those that somebody sees who knows states
 * but not beliefs, so that what holds of states and events alone follows from them. */
void solve_with_beliefs(Mem *M, Work *w, Prices *prices, Strategy *s);

/* The same, with the same digits, where people play as in `like`: its play is whole
 * (game/play.h), is read in place, and must stay as long as `s`. */
void play_on_with_beliefs(Mem *M, Work *w, Prices *prices, const Strategy *like,
                          Strategy *s);
