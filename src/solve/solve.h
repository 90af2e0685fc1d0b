/* solve.h - the logit equilibrium of a game, by backward induction.
 *
 * Layers are gone through backward in time, and a layer's steps backward in the program.  At
 * a node where player i alone chooses, arm a is picked with probability proportional to
 * exp(lambda_i Q_i(a)); where several choose together, by the logit equilibrium on the
 * principal branch (math/logit_game.h).  Values are expectations under these choices: the
 * agent quantal response equilibrium of McKelvey and Palfrey (1998), Markov-perfect.  With
 * NOISE_TASTE a player's own node is worth (log sum exp(lambda Q) + gamma) / lambda to it
 * (Rust 1987).
 *
 * Nodes of one step do not depend on each other and are shared out among threads; each is
 * computed by one thread in one order, so the digits do not depend on how many there are.
 */
#pragma once
#include "game/price.h"
#include "game/strategy.h"

/* How good a strategy is, found by one more backward pass that looks at its probabilities
 * alone (lane 0). */
typedef struct {
    double residual;        /* largest |p(a) - logit(a)| over all choices of all nodes */
    double *exploitability; /* [player]: what best replies to the others, once and for ever
                               after, would gain; with tastes, in the game with tastes */
    double *given_up; /* [player]: the most that logit choice at this precision gives up
                               along those best replies: E sum delta^t H(p) / lambda */
    double tolerance;
    bool met;
} Certificate;

Strategy *solve_game(Mem *M, Work *w, Prices *prices);

Certificate *certify(Mem *M, Work *w, Prices *prices, const Strategy *s, double tolerance);

/* The worth of an edge of period t to a player, lane 0, for printing: what is paid on it and
 * what follows.  `worth` is a workspace filled by worth_at. */
typedef struct Worth Worth;
Worth *worth_new(Mem *M, const Strategy *s, Prices *prices);
void worth_drop(Mem *M, Worth *x);
void worth_at(Worth *x, int32_t t); /* values of all nodes of period t */
double worth_of_edge(const Worth *x, int32_t edge, int32_t player);
