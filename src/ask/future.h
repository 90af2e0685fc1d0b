/* future.h - what will happen when everybody plays as they do.
 *
 * The distribution over states is carried forward through the layers: exact but for rounding,
 * nothing is sampled.
 */
#pragma once
#include "game/strategy.h"

typedef struct {
    const Strategy *strategy;
    const Setup *setup;
    double **at;      /* at[t][state], t = 0 .. T: probability of standing in a state */
    double **happens; /* happens[t][event], t = 0 .. T-1: expected number in period t */
    int32_t *vars;    /* [state][state_count of the model]: the states' values */
} Future;

Future *future_make(Mem *M, Work *w, const Strategy *s, const Setup *setup);

/* The value of an expression in each state that can stand at t, into [state_count]; elsewhere
 * it is not touched.  Where x does not read time, states marked in `known` [state_count] keep
 * their value, and the others are marked.  False when x has no value in a state that
 * stands with positive probability, with the frame's fault. */
bool future_values(const Future *f, const Expr *x, int32_t t, double *values, bool *known,
                   Frame *frame);

/* A generalisation that path questions need: `mass` [state][k] is the probability of standing
 * in a state at t with a memory in 0 .. k-1.  Carries it through period t into `next`
 * [state][k]; where an edge has the events of list `l` (Game.events), memory m becomes
 * step[l * k + m].  `work` is [layer_targets][k]. */
void future_carry(const Future *f, int32_t t, int32_t k, const int32_t *step,
                  const double *mass, double *next, double *work);
