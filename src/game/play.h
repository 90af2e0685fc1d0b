/* play.h - a game with types, solved: how everybody plays in every cell, and what follows.
 *
 * Values are kept for the starts of periods, how people play for a period at a time: it follows
 * from the values after the period, and there would be too much of it.  Small games keep all.
 *
 * `play_carry` is the mirror of the solver: it carries a distribution over states, cells and
 * what is true through a period, by the same landings.  So means of what is paid forward are
 * the values found backward, but for rounding.
 */
#pragma once
#include "base/work.h"
#include "game/news.h"

typedef struct Play Play;
struct Play {
    const Game *game;
    const Setup *setup;
    const Cells *cells;
    CellPrices *prices;
    double **value; /* [T + 1]: [state][cell][role] */
    double *
        *mass; /* [T + 1]: [state][cell][profile], what stands at the start of a period */
    double *prior; /* [state][belief_count]: what is believed at the start in a state */
    int64_t **at;  /* [T]: Scene.at */
    int64_t *room; /* [T]: doubles of a period's play */
    double **kept; /* [T]; NULL where a period's play is not kept */
    double *now;   /* of period `time`, where it is not */
    int32_t time;
    void (*replay)(Play *, Work *, int32_t t); /* finds `now` again */
    void *solver;                              /* for replay */
    /* What a check of the solution found (solve/solve.h, Certificate). */
    double residual, *exploitability, *given_up; /* [players] */
    /* What best replies get from the start on and what is given up along them,
     * [state][cell][role]; NULL unless the play of all periods is kept. */
    double *best, *waste;
};

/* Whether all that does not depend on how types begin is there, so that others who play alike need
 * not find it again. */
static inline bool play_is_whole(const Play *p)
{
    return p->best != NULL;
}

/* Period t with how everybody plays there, and its probabilities but not its payments; good until
 * the next call. */
Scene play_scene(Play *p, Work *w, int32_t t);

/* A distribution over places, cells and profiles, each with a memory in 0 .. k-1:
 * [place][cell][profile][k]. */
static inline int64_t play_width_of(const Play *p, int32_t k)
{
    return (int64_t)p->cells->cells * p->cells->profiles * k;
}

/* The distribution at the start, given how likely each state is then. */
void play_begin(const Play *p, const double *states, int32_t k, double *mass);

/* Carries `mass` [state] through period t into `next` [state]; where an edge has the events of
 * list l, memory m becomes step[l * k + m] (NULL: it stays, k = 1).  `work` is [layer_targets],
 * whatever stands there.  `flow`, unless NULL, receives the mass that passed each edge, [edges] of the layer. */
void play_carry(Play *p, Work *w, int32_t t, int32_t k, const int32_t *step,
                const double *mass, double *next, double *work, double *flow);
