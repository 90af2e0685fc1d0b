/* forever.h - what becomes of a game without an end.
 *
 * Under a strategy the period that repeats is a Markov chain over the nodes of the layer and the
 * states.  Its recurrent classes are what the play can end up in and never leaves; each has one
 * stationary distribution.
 */
#pragma once
#include "ask/future.h"

/* A closed set of states that lead to each other. */
typedef struct {
    double chance; /* that the play ends up in it */
    int32_t state_count;
} Recurrence;

struct Forever {
    Recurrence *classes; /* those with a chance above 0 */
    int32_t count;
    int32_t *class_of; /* [state]: -1 = left for good sooner or later, or never reached */
    double *share;     /* [state]: of all periods, in the long run */
};

Forever *forever_make(Mem *M, Work *w, const Future *f, int32_t lane);

/* A hunt for what may come at any time from period T on: a memory of the path moves with the
 * events on edges, and at the start of each period, until it is one that hits. */
typedef struct {
    const Future *future;
    int32_t lane;
    int32_t memories;
    const int32_t *step; /* [event list][memories] */
    const int32_t
        *look; /* [state][memories]: where a memory goes when the state is looked at */
    const bool *is_hit; /* [memories]: what counts as caught, and is never left */
} Hunt;

/* From each state at the start of a period, with each memory after its look: the chance of a hit,
 * and, unless `delay` is NULL, E(periods until it; it comes).  Both are [state][memories]. */
void forever_hunt(Mem *M, Work *w, const Hunt *h, double *chance, double *delay);
