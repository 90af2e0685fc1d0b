/* future.h - what will happen when everybody plays as they do.
 *
 * The distribution over states is carried forward through the layers: exact but for rounding,
 * nothing is sampled.
 */
#pragma once
#include "base/lanes.h"
#include "game/strategy.h"

/* What becomes of a game without an end. */
typedef struct Forever Forever;

typedef struct {
    const Strategy *strategy;
    const Setup *const *setups; /* [lanes] */
    int32_t lanes;              /* the strategy's */
    int32_t last; /* T; in an endless game the last period that reports show */
    double **at; /* at[t][state][lane], t = 0 .. last: probability of standing in a state */
    double *
        *happens; /* happens[t][event][lane], t = 0 .. last - 1: expected number in it */
    Forever **forever; /* [lanes]; NULL where the game ends (ask/forever.h) */
    int32_t *vars;     /* [state][state_count of the model]: the states' values */
    double *params;    /* [param][lane], which questions may read */
    /* A place is what tells two paths apart at the start of a period: a state; in a model with
     * types, which has one lane, a state with what is believed and what is true:
     * [state][cell][profile]. */
    int64_t places;
    int32_t spread;      /* places of one state; 1 without types */
    double **at_place;   /* [t][place][lane]; `at` itself without types */
    int32_t *place_vars; /* of one place: states and types */
} Future;

/* Can a place be stood in at t, as far as its state tells? */
static inline bool place_can_be(const Future *f, int64_t place, int32_t t)
{
    const Game *g = f->strategy->game;
    return bit_is_set(g->states_at[game_round(g, t)], place / f->spread);
}

/* The future of a strategy with one lane. */
Future *future_make(Mem *M, Work *w, const Strategy *s, const Setup *setup);

/* Of one with any number: setups [lanes], which must outlive it. */
Future *future_of_lanes(Mem *M, Work *w, const Strategy *s, const Setup *const *setups);

/* The same in the same room, after solve_again. */
void future_again(Mem *M, Work *w, Future *f, const Setup *const *setups);

/* The value of an expression in each place that can be at t, into [place][lane]; elsewhere it is
 * not touched.  Where x does not read time, places marked in `known` [places] keep their value,
 * and the others are marked.  Returns the lanes in which x has no value in some place that has
 * positive probability in `mass` [place][lane], `frame` with the fault of one of them. */
LaneSet future_values(const Future *f, const Expr *x, int32_t t, const double *mass,
                      double *values, bool *known, Frame *frame);

/* Carries a distribution over states [state][lane] through period t into `next`; `happens`
 * [event][lane] becomes the expected numbers.  `work` is [layer_targets][lane], all 0 and left so, `by_list`
 * [Game.events][lane]. */
void future_step(const Future *f, int32_t t, const double *mass, double *next,
                 double *happens, double *work, double *by_list);

/* A generalisation that path questions need: `mass` [place][k][lane] is the probability of
 * standing in a place at t with a memory in 0 .. k-1.  Carries it through period t into `next`
 * [place][k][lane]; where an edge has the events of list `l` (Game.events), memory m becomes
 * step[l * k + m].  `work` is [layer_targets][spread][k][lane], all 0 and
 * left so where nobody has a type. */
void future_carry(const Future *f, Work *w, int32_t t, int32_t k, const int32_t *step,
                  const double *mass, double *next, double *work);
