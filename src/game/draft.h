/* draft.h - a layer while it is being laid out (private to src/game).
 *
 * Nodes are numbered as they are found, and their edges are written in the same order; when
 * all are there, draft_finish sorts them by step.
 */
#pragma once
#include "game/game.h"

/* Targets in a draft: a node >= 0, else one of these codes. */
static inline Target target_of_state(int32_t s)
{
    return -1 - s;
}
static inline int32_t state_of_target(Target t)
{
    return -1 - t;
}
enum { MOST_FAULTS = 100000, MOST_STATES = INT32_MAX - MOST_FAULTS - 10 };
enum { TARGET_END = INT32_MIN, TARGET_FAULT = INT32_MIN + 1 /* and up: + fault */ };
enum { NO_ENTRY = INT32_MAX };

static inline bool target_is_state(Target t)
{
    return t < 0 && t >= -1 - MOST_STATES;
}

/* What laying out a routine needs to know of each of its steps. */
typedef struct {
    const Routine *routine;
    Packing *packings;  /* of nodes and of the end */
    int32_t *formula;   /* of a payment, or of a lottery's first arm */
    bool *never_forced; /* at least two arms are always open */
} Plan;

/* Keys of one packing known so far.  By open addressing: the hash in an entry's upper half,
 * the index + 1 in its lower; 0 is free.  Once that takes as much memory as an index of all
 * keys that there can be: by that. */
typedef struct {
    int32_t bits; /* of the keys */
    int64_t count;
    uint64_t *entries;
    int64_t slots;   /* a power of 2 */
    int32_t *direct; /* [1 << bits]: index + 1; 0 is free */
} KeyTable;

/* The slots of a formula met so far, by the packed values of what it reads: slot + 1; 0 is free.
 * NULL where that would take too much room: then the slots are found by the sequence (formula,
 * value, ...). */
typedef int32_t *Memo;

typedef struct {
    const Plan *plan;
    int32_t period;
    KeyTable *tables; /* [steps] */
    int32_t node_count, node_room, key_room, shape_room;
    int32_t *step, *shape; /* [node_room] */
    Key *keys;
    int32_t first_room;
    int64_t *first_edge; /* [expanded + 1] */
    int32_t expanded;    /* nodes that have their edges */
    int64_t edge_count, way_room, chance_room;
    Way *ways;
    int32_t *chance;
    Way *entry; /* [entry_room]; NO_ENTRY where there is none */
    int32_t entry_room;
    int32_t **of_step; /* [steps]: nodes of a step, in the order found */
    int32_t *of_step_count, *of_step_room;
    int32_t last_used; /* the last period that used it; -1 = none */
} Draft;

/* A list that a way gathers. */
typedef struct {
    int32_t *at, count, room;
} Gathered;

/* Everything that laying out has at hand. */
typedef struct {
    Mem *mem;
    Work *work;
    Game *game;
    const Setup *setup;
    Plan start, period, finale;
    Frame frame;      /* reads `vars` */
    int32_t *vars;    /* [var_count]: the situation being carried on */
    int32_t *at_node; /* [var_count]: the situation of the node being expanded */
    int32_t *unmade;  /* [var_count]: NOT_MADE, all of it */
    KeyTable state_table;
    int32_t state_room, fault_room;
    Gathered pays, events, shape, words; /* of the way at hand */
    Gathered masks; /* of the open arms of all agents: to which types they are open */
    Memo *pay_memos, *chance_memos; /* [formula] */
    Intern fault_numbers;
    int32_t stretch_room;
} Laying;

Draft *draft_new(Laying *y, const Plan *plan, int32_t period);

/* How the routine begins with the situation in y->vars. */
Way draft_enter(Laying *y, Draft *d);

/* Writes the edges of all nodes that have none yet. */
void draft_expand(Laying *y, Draft *d);

/* Which nodes are reached from the entries of `states`, as bits over the draft's nodes, and
 * which states stand after: `after` has room for all states. */
uint64_t *draft_reach(Laying *y, const Draft *d, const uint64_t *states,
                      int64_t state_words, uint64_t *after);

/* draft_alike.c: takes lotteries that are alike to others out of their steps.  The result, [nodes], says
 * for each node which stands for it. */
int32_t *draft_merge(Laying *y, Draft *d);

/* Sorts the draft by step into a layer and gives the draft's arrays back.  `order` [nodes]
 * receives the new number of each node, or of the one that stands for it. */
void draft_finish(Laying *y, Draft *d, Layer *out, int32_t **order);

/* keys.c: the index of a key among keys[], or -1 with the place where it belongs, which
 * key_add fills. */
int32_t key_find(const KeyTable *t, const Key *keys, Key key, int64_t *place);
void key_add(Mem *M, KeyTable *t, const Key *keys, int64_t place, int32_t index);
void keys_drop(Mem *M, KeyTable *t);

/* The way at hand: what has been gathered, and the situation y->vars.  All these may note a
 * fault, whose way then ends it. */
void way_start(Laying *y);
Way way_end(Laying *y, Target target);
Way way_fault(Laying *y, Fault f);
Way way_value_fault(Laying *y); /* of the expression read last */

/* Carries out a step between nodes and answers where it goes on; -1 with the fault. */
int32_t way_step(Laying *y, const Plan *plan, int32_t step, Way *fault);

/* Carries on from `step` to the next node, the end of the routine, or a fault. */
Way way_run(Laying *y, Draft *d, int32_t step);

void way_take(Laying *y, const Agent *agent, const StepArm *arm);

/* Adds to y->shape how many arms of the agent are open, and which.  A whole-number choice's
 * guard reads the value tried.  False when a guard has no value. */
bool way_find_open(Laying *y, const Agent *agent, uint8_t *passing);
int32_t way_chance_slot(Laying *y, const Draft *d, int32_t step, int32_t arm);

void draft_add_edge(Laying *y, Draft *d, Way way, int32_t chance);

/* stretch.c: writes the edges of a node with which a stretch begins, in the situation
 * y->at_node, and gives it its shape. */
void draft_expand_stretch(Laying *y, Draft *d, int32_t node);

static inline void gather(Mem *M, Gathered *g, int32_t word)
{
    need(M, g->at, g->count, g->room);
    g->at[g->count++] = word;
}
