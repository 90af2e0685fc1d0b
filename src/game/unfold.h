/* unfold.h - a stretch while it is unfolded (private to src/game).
 *
 * A stretch is unfolded step by step: every way through it, a *history*, waits at the
 * step where something next happens that somebody may see, and the earliest step's turn
 * comes first.  So all histories that pass a step are there when it is that step's turn,
 * and can be compared.
 *
 * What a player has seen is a sequence: each pick and outcome that it saw, and each
 * value shown; so is what everyone has seen.  Histories of the same sequence are the
 * same to it.  A stretch ends where those that are the same to everyone agree on all
 * that still matters; then nothing is hidden any more that anything later reads. */
#pragma once
#include "game/draft.h"

enum { NOT_WAITING = -1, NONE = -1 };
enum { EVERYONE = -1 };

typedef struct {
    int32_t
        step; /* where it waits, or goes on when the stretch ends for it; NOT_WAITING: */
    int32_t parent;                               /* the history it follows, or NONE */
    int32_t pays, pay_count, events, event_count; /* since then, in the pools */
    int32_t set;                                  /* of a node: the set, or TREE_CHANCE */
    int32_t node_step;
    int32_t first_child, child_count; /* 0 of a leaf */
    int32_t slot; /* the chance of getting here from the parent, or NONE */
    bool is_leaf, is_faulty;
    Way fault;
} History;

/* An information set while it is found. */
typedef struct {
    int32_t player, step, agent, look;
    int32_t *open, open_count;
} Found;

typedef struct {
    Laying *y;
    Draft *d;
    const Routine *routine;
    int32_t players, vars;
    History *at;
    int32_t count, room;
    int32_t *values;       /* [history][var] */
    int32_t *looks;        /* [history][player, then everyone] */
    Gathered pays, events; /* pools */
    Intern
        seen; /* sequences: (the one before, step, agent, value), or (before, step, -1, the
                              halves of a number) */
    Gathered waiting, batch;
    Found *sets;
    int32_t set_count, set_room, arm_count;
    /* by the number of a look: the first in the batch, a history that waits elsewhere,
     * and whether those of the batch differ in what matters */
    int32_t *first, *elsewhere;
    bool *differs;
    int32_t first_room;
    int32_t **blocks; /* scratch */
    int32_t block_count, block_room;
    bool is_too_large;
} Unfolding;

/* Zeros until the stretch is written. */
int32_t *stretch_scratch(Unfolding *u, int64_t count);

void stretch_copy_list(Mem *M, Gathered *to, const int32_t *from, int32_t count);

/* Makes a history the way at hand, with all that it gathered since the root. */
void stretch_load_from_root(const Unfolding *u, int32_t h);

/* stretch_tree.c: gives the node its tree and edges; instead, one certain way to a
 * fault. */
void stretch_write(Unfolding *u, int32_t node);
void stretch_refuse_size(Unfolding *u, int32_t node, const Step *s);
