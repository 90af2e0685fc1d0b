/* checking.h - the pass that checks a strategy, while it goes on (private to src/solve). */
#pragma once
#include "solve/node.h"
#include "solve/solve.h"

/* Three values of each state, as below. */
typedef struct {
    double *own, *best, *waste; /* [state][player][lane], from a period to the one before */
} Carried;

/* Three values of each target, for each player i:   own    what the strategies are worth
 * to i   best   what i gets when it replies best from here on and the others stay
 * waste  what logit choice gives up along that best reply, E sum delta^t H(p_i) /
 * lambda_i best - own <= waste wherever the strategies are what they should be: at a
 * node of i, max Q - sum p Q <= H(p) / lambda, and the gains add up along the way (the
 * performance-difference identity). */
typedef struct {
    Board own;
    double *best, *waste; /* as own.value */
    double *residual;     /* [threads][lane] */
    bool *meets_itself;   /* [players]: chooses twice in one `together` somewhere */
    double *reply; /* [edge], or NULL: the best reply of `replier`, the others as they are;
                      with one lane alone */
    int32_t replier;
    Carried carried;      /* `own` only where the pass finds it */
    Certificate *found;   /* [lane] */
    bool is_beside_solve; /* which has just made the choices of each node that is checked */
} Checking;

/* One node, for board_sweep; the context is a Checking. */
void check_node(void *context, const Step *s, int32_t node, double *doubles, int32_t *ints);

/* The same beside the sweep that solves, right behind which it comes at each node: the board is
 * the sweep's, `own` included.  What it notes has the digits of a pass of its own, which would
 * find the same `own` from the same probabilities. */
void check_solved_node(const Checking *c, const Step *s, int32_t node, double *doubles,
                       int32_t *ints);

/* Such a check: open; begin with what the states are worth at the horizon; follow into each
 * period before its nodes are solved, and leave it behind them; follow to the start, without
 * discount; conclude while the board stands there; close. */
Checking *checking_open(Mem *M, const Work *w, const Prices *prices, double tolerance);
void checking_begin(const Checking *c, const double *own);
void checking_follow(Checking *c, const Board *own, bool discount);
void checking_leave(const Checking *c, const uint64_t *states);
void checking_conclude(const Checking *c, const Work *w);
Certificate *checking_close(Mem *M, Checking *c);

/* For the largest residual so far. */
void checking_note(const Checking *c, int32_t lane, double residual);

/* Means over all edges, for players who do not choose here. */
void checking_pass(const Checking *c, int32_t node, int32_t player);

/* Each chooses once at the step, without tastes. */
bool checking_is_plain(const Checking *c, const Step *s);

/* A stretch that does not come to a `together`, in one lane (certify_stretch.c). */
void check_stretch(const Checking *c, int32_t node, int32_t lane, double *doubles);

static inline double checking_best(const Checking *c, int32_t e, int32_t player,
                                   int32_t lane)
{
    const Board *b = &c->own;
    return b->prices->pay[value_at(b, b->layer->pay[e], player, lane)] +
           c->best[value_at(b, b->layer->target[e], player, lane)];
}

static inline double checking_waste(const Checking *c, int32_t e, int32_t player,
                                    int32_t lane)
{
    return c->waste[value_at(&c->own, c->own.layer->target[e], player, lane)];
}

/* The three values of the states from which a game without an end goes on: fixed points of the
 * pass through the period that repeats, [state][player] each.  `own` is given; that it is one is
 * checked, and what it misses by is noted as a residual.  Best replies are found by policy
 * iteration (Howard 1960), against strategies that stay as they are. */
void check_forever(Mem *M, Work *w, Checking *c, const Scratch *scratch, const double *own,
                   double *best, double *waste);
