/* solve.h - the logit equilibrium of a game, by backward induction.
 *
 * Layers are gone through backward in time, and a layer's steps backward in the program.  At
 * a node where player i alone chooses, arm a is picked with probability proportional to
 * exp(lambda_i Q_i(a)); where several choose together, by the logit equilibrium on the
 * principal branch (math/logit_game.h), and so where not all is seen, for the whole stretch at
 * once (math/logit_tree.h).  Values are expectations under these choices: the
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

/* How good a strategy is in one lane, found by one more backward pass that looks at its
 * probabilities alone. */
typedef struct {
    double residual;        /* largest |p(a) - logit(a)| over all choices of all nodes */
    double *exploitability; /* [player]: what best replies to the others, once and for ever
                               after, would gain; with tastes, in the game with tastes */
    double *given_up;   /* [player]: the most that logit choice at this precision gives up
                               along those best replies: E sum delta^t H(p) / lambda */
    double value_bound; /* in a zero-sum game of two exact players: what they get is within
                           this of its value; NAN in others */
    double tolerance;
    bool met;
} Certificate;

Certificate *certificate_new(Mem *M, int32_t players);
void certificate_copy(Certificate *into, const Certificate *from, int32_t players);

Strategy *solve_game(Mem *M, Work *w, Prices *prices);

/* The same into the room of an earlier strategy for the same game and as many lanes, whose pages
 * the system need not find again. */
void solve_again(Mem *M, Work *w, Prices *prices, Strategy *s);

/* The same choices, with the chances and payoffs of these prices: what the strategies are worth
 * where they were not found.  Those of a game with types are taken only where their play is whole
 * (game/play.h) and people play alike at these prices (game_plays_alike); the strategy is then what
 * solve_game would find, with the same digits, and `played` must stay as long. */
Strategy *strategy_at_prices(Mem *M, Work *w, Prices *prices, const Strategy *played);

/* [lanes]: one for each. */
Certificate *certify(Mem *M, Work *w, Prices *prices, const Strategy *s, double tolerance);

/* Room for a strategy of this game in as many lanes. */
Strategy *strategy_new(Mem *M, const Prices *prices);

/* solve_again and certify in one sweep, with the same digits: each node is checked right after it
 * is solved, while its numbers are at hand.  That saves many lanes a quarter of their time. */
Certificate *solve_and_certify(Mem *M, Work *w, Prices *prices, Strategy *s,
                               double tolerance);

/* One equilibrium of a game without an end, among those that a search found. */
typedef struct {
    Strategy *strategy;
    bool is_principal; /* on the branch traced from lambda = 0 */
    double
        least_singular; /* of the logit conditions, the least of all loops: how close a fold
                              is; NAN in exact play */
    double
        reply_radius; /* spectral radius of best replies, the largest of all loops; NAN in
                              exact play */
} Equilibrium;

typedef struct {
    Equilibrium
        *at; /* the principal one first, then by what they are worth to the first player */
    int32_t count;
} Equilibria;

/* All that are found (solve/loop_search.h); one alone where the game ends. */
Equilibria solve_all(Mem *M, Work *w, Prices *prices);

/* A point of the branch that is traced in one loop of a game without an end. */
typedef struct {
    int32_t loop, step;
    double
        scale; /* how much of the precision of the model is reached; above 1 for exact players */
    const double *precision; /* [player], there */
    int32_t state;           /* one of the loop's */
    const double *value;     /* [player]: of that state */
} BranchPoint;
typedef void BranchTeller(void *context, const BranchPoint *point);

/* Solves lane 0 once more, and tells of every point of every branch. */
void solve_branches(Mem *M, Work *w, Prices *prices, BranchTeller *tell, void *context);

/* The worth of an edge of period t to a player, lane 0, for printing: what is paid on it and
 * what follows.  `worth` is a workspace filled by worth_at. */
typedef struct Worth Worth;
Worth *worth_new(Mem *M, const Strategy *s, Prices *prices);
void worth_drop(Mem *M, Worth *x);
void worth_at(Worth *x, int32_t t); /* values of all nodes of period t */
double worth_of_edge(const Worth *x, int32_t edge, int32_t player);

/* The same within a stretch, whose node was reached: the chances p and worths q of all its sets'
 * arms [arm_count], and how likely each set is to be `reached` [set_count]. */
void worth_in_stretch(const Worth *x, int32_t node, double *p, double *q, double *reached);
