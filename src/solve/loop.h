/* loop.h - the stationary conditions of one loop of a game without an end (private to
 * src/solve).
 *
 * A loop is a set of nodes and states of the repeating layer that lead back to each other: a
 * strongly connected component.  What it leads out to is solved before.  Unknown are, for
 * each of its places k,
 *
 *     v_ki    what standing there is worth to player i, in units of scale_i
 *     x_ka    the log odds of each agent's arms a >= 1 against its first, at choices
 *
 * and t, on which the precisions depend, lambda_i(t) = base_i + rate_i t:
 *
 *     v_ki = E(pay + what follows),   x_ka = lambda_i(t) (Q(a) - Q(first)),
 *
 * where what follows is worth v of the next node, or patience times v of the next state.  At
 * t = 0 everybody chooses with even odds.  With `noise taste` the tastes' worth keeps the
 * precision that the model gives, also where t makes choice less precise.
 *
 * Every equation reads only what its place leads to, so the system is sparse, and KLU finds
 * the order in which a period is a mere substitution.  In a large loop, one whose factors would
 * fill in too much (math/sparse.h), that substitution is what solves are iterated from.
 */
#pragma once
#include "math/sparse.h"
#include "solve/node.h"

typedef struct {
    const Board *board; /* values of what the loop leads out to */
    Mem *mem;
    int32_t lane;
    int32_t count;
    const int32_t *places; /* [count]: nodes of the layer, or node_count + s, rising */
    const int32_t *number; /* [targets of the layer]: 1 + the index of a place, or 0 */
    int32_t *first_odds;   /* [count + 1]: unknowns; a place's log odds */
    int32_t values,
        size; /* unknowns: count * players values, then the log odds; t is z[size] */
    double *scale, *base, *rate; /* [players] */
    double
        *held; /* [size], or NULL.  Of exact players' log odds: what they are held at; NAN
                       where the arm is to be as good as `like`, whatever its odds */
    int32_t *like;  /* [size]: the unknown of the arm's log odds, -1 = the first arm */
    Sparse *matrix; /* [size + 1]^2: dF/dz; the last row is the caller's */
    Sparse *worths; /* [values]^2: the block of the values alone, of loop_evaluate */
    double *side;   /* [size + 1]: -F, then the solution */
    double *around; /* [size + 1]: a second right-hand side */
    double *axis;   /* [size + 1]: the row that holds t: 0, ..., 0, 1 */
    double *scratch;
    int32_t widest; /* edges of the widest choice */
    int32_t most_arms, most_agents;
    double joint;    /* t at which all finite precisions are reached, once that is known */
    int32_t steps;   /* told of */
    bool has_choice; /* somebody has something to choose in it */
} Loop;

/* INFINITY = exact */
static inline double loop_precision(const Loop *L, int32_t player)
{
    return L->board->prices->setups[L->lane]->precision[player];
}

/* A loop on `board`, whose values outside it are known.  Everything is allocated from M. */
Loop *loop_new(Mem *M, const Board *board, int32_t lane, int32_t count,
               const int32_t *places, const int32_t *number);
void loop_drop(Loop *L);

/* One step of Newton on F = 0 and row . (z - where it began) = 0, as logit_system_step: z moves,
 * and `tangent`, unless it is NULL, is the v with dF/dz v = 0 and row . v = 1 at the point
 * before.  Returns the length, NAN where the system is singular.  `det`, of (dF/dz; row), is left
 * alone where the loop is large. */
double loop_step(Loop *L, const double *row, double *z, double *tangent, DenseDet *det);

/* Of a loop in which a step has been made. */
bool loop_is_large(const Loop *L);

/* What stands in for the determinant where there is none.  After a step that gave `tangent`, of length
 * 1 by now: the u with dF/dz u = b, tangent . u = 0, for one b that is always the same and not
 * symmetric in anything.  Where det (dF/dz; tangent) vanishes and changes its sign, u becomes infinite and comes back
 * with the opposite direction (Govaerts 2000, chapter 3), and nowhere else does it turn fast. */
void loop_turn(Loop *L, const double *tangent, double *turn);

/* From now on some log odds are held, and others made free by indifference: x no longer equals
 * lambda times a gain, which must vanish; lambda only weighs how far the step goes.  Both are
 * [size] and stay the caller's; NULL ends it. */
void loop_hold(Loop *L, double *held, int32_t *like);

/* One agent of a choice at z: its arms' chances, and worth[a * stride] to it against the others.
 * Valid until the next call that takes the loop. */
typedef struct {
    int32_t player, arms, odds; /* odds: the unknown of its second arm */
    const double *p, *worth;
    int32_t stride;
} LoopAgent;
int32_t loop_agents(const Loop *L, int32_t place); /* 0 where nobody chooses */
LoopAgent loop_agent(Loop *L, const double *z, int32_t place, int32_t agent);

/* Largest |F| at z, by a pass that does not change the matrix. */
double loop_residual(Loop *L, const double *z);

/* Writes z into the board: values of its places and probabilities of its edges; and into
 * value_of_state [state][player][lane]. */
void loop_write(const Loop *L, const double *z, double *value_of_state);

/* The block of dF/dz that belongs to the values, at z, factored; dF/dz itself is then L->matrix.
 * NULL where it is singular.  The caller drops it. */
Sparse *loop_values_at(Loop *L, const double *z);

/* Puts into z what the play in it is worth. */
bool loop_evaluate(Loop *L, double *z);

/* The least singular value of dF/d(v, x) at z. */
double loop_least_singular(Loop *L, const double *z);
