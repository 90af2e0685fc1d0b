/* endless.h - the stationary part of a game without an end (private to src/solve).
 *
 * The nodes and states of the layer that repeats form a graph.  Its strongly connected components
 * are solved in order, what they lead to first: a node that never comes back to itself as in a
 * finite game, a loop (solve/loop.h) by tracing its branch from lambda = 0.
 */
#pragma once
#include "solve/loop_search.h"

/* Which solution each loop takes, where not only the principal one is wanted: a path through the
 * tree of what was found, for what a loop can do depends on what those before it do. */
typedef struct {
    LoopSolutions *found; /* [count], of each loop so far */
    int32_t *choice;      /* [count] */
    int32_t count, room, choice_room;
    int32_t at; /* loops met in this pass */
    bool is_principal;
    double least_singular, reply_radius; /* the least and the largest of all loops */
} Selection;

/* The next path, as an odometer counts; false after the last. */
bool selection_next(Mem *M, Selection *s);

Strategy *solve_selected(Mem *M, Work *w, Prices *prices, Selection *s, BranchTeller *tell,
                         void *teller);

typedef struct {
    Mem *mem;
    Work *work;
    Board *board; /* of the layer that repeats, with its prices */
    const Scratch *scratch;
    NodeBody *solve_node; /* of a node whose targets have their values */
    void *context;        /* of it */
    double *value;        /* [state][player][lane] */
    Selection *selection; /* NULL: the principal branch */
    BranchTeller *tell;   /* is told of every point of every branch; or NULL */
    void *teller;
    int32_t loops; /* met so far */
    int64_t unsolved, traced;
    double reached; /* as Strategy.reached */
} Endless;

/* Fills the board's values and probabilities, and `value`. */
void endless_solve(Endless *x);
