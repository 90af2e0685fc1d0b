/* game.h - a model laid out as a finite stochastic game.
 *
 * A node is a place in the period's program at which somebody chooses or chance draws,
 * together with the values of the variables that anything later still reads.  Two ways
 * through a period that agree on those are one node from there on, so a period's tree
 * becomes a small graph, shared by all the states that pass through it.
 *
 * The structure does not know probabilities, payoffs, patience or precision: these are
 * slots, each a formula with the values of the few variables it reads, which game/price.h
 * gives numbers.  Other numbers for the same structure need no new layout, unless a
 * parameter is `structural`: read by a guard, a condition, an assigned value or a start.
 *
 * Periods in which all structural expressions that read time alone have the same values
 * share one layer.  What can be reached when is kept apart, in bits.
 */
#pragma once
#include "base/intern.h"
#include "base/work.h"
#include "game/pack.h"
#include "program/setup.h"

/* Where an edge of a layer leads: a node of the layer; or nodes + s, state s at the start of
 * the next period; or nodes + states, the end of the game; or one further for each fault. */
typedef int32_t Target;

/* All nodes of one step: nodes first .. first + count - 1 of the layer. */
typedef struct {
    int32_t step, first, count;
} Group;

/* What straight steps do between two nodes. */
typedef struct {
    Target target;
    int32_t pay;    /* pay slot; 0 = nothing */
    int32_t events; /* sequence of Game.events; 0 = none */
} Way;

typedef struct {
    const Routine *routine;
    const Packing *packings; /* [steps]; of nodes and of the end */
    int32_t period;          /* the first period that uses it */
    int32_t node_count, edge_count, group_count;
    Group *groups;       /* in the order of steps; every edge leads forward */
    int32_t *first_edge; /* [node_count + 1] */
    int32_t *shape;      /* [node_count]: open arms, a sequence of Game.shapes */
    Key *keys;           /* [node_count] */
    Target *target;      /* [edge_count] */
    int32_t *pay;        /* [edge_count] */
    int32_t *events;     /* [edge_count] */
    int32_t *chance;     /* [edge_count]: chance slot; -1 on a choice's edges */
    Way *entry;          /* [state_count]: how the period begins in a state; target -1
                                where it never does.  The start's only entry is entry[0] */
} Layer;

/* A number to be: a formula, and the values of the variables it reads. */
typedef struct {
    const Expr *x;
    int32_t player; /* who is paid; -1 for a probability */
    int32_t *reads; /* variables, in order */
    int32_t read_count;
    Packing packing; /* of these variables */
} Formula;

typedef struct {
    Formula *formulas;
    int32_t formula_count;
    Intern slots; /* sequences (formula, value of each variable it reads) */
} Slots;

/* What went wrong on some way, and where; whether it can happen is decided when there are
 * numbers (game/fault.h). */
typedef enum { FAULT_DOMAIN, FAULT_CLOSED, FAULT_VALUE } FaultKind;
typedef struct {
    FaultKind kind;
    Span at;
    const Stmt *stmt; /* what did it; NULL while the states begin, and for FAULT_VALUE */
    int32_t var;      /* FAULT_DOMAIN: the state */
    int32_t player;   /* FAULT_CLOSED */
    double value;     /* FAULT_DOMAIN: what it would have become */
    EvalFault why;    /* FAULT_VALUE */
    const Expr *fault_at;
} Fault;

typedef struct {
    const Model *model;
    const Program *program;
    int32_t periods;

    int32_t state_count;
    Key *states; /* [state_count] */
    Packing state_packing;

    Layer start, finale; /* before the first period, and at the horizon */
    Layer *layers;
    int32_t layer_count;
    int32_t *layer_of;    /* [periods] */
    uint64_t **states_at; /* [periods + 1]: bits of the states that can stand at time t */
    uint64_t **nodes_at;  /* [periods]: bits of the nodes that can be reached in period t */

    Slots chances, pays; /* probabilities; single payments */
    Intern pay_lists;    /* pay slots: sequences of slots of `pays`; 0 is the empty one */
    Intern events;       /* sequences of events; 0 is the empty one */
    Intern shapes;       /* for each agent: how many arms are open, and which */
    Fault *faults;
    int32_t fault_count;

    const Setup *setup;   /* the numbers it was laid out with */
    int64_t nodes, edges; /* over all layers */
    double seconds;
} Game;

/* Lays the model out.  NULL after a diagnostic (E403).  Limits and interruption jump. */
Game *game_make(Mem *M, Diags *D, Work *w, const Program *p, const Setup *setup);

/* Does this game also hold for these numbers: the same starts, the same structural values? */
bool game_fits(const Game *g, const Setup *setup);

/* Edges forward, indices in range, entries where states stand. */
bool game_is_valid(const Game *g);

/* For `truce show --stage game`. */
void game_print(const Game *g, Buf *out);

static inline const Layer *game_layer(const Game *g, int32_t t)
{
    return &g->layers[g->layer_of[t]];
}

/* Indices that a layer's edges may lead to. */
static inline int64_t layer_targets(const Game *g, const Layer *l)
{
    return (int64_t)l->node_count + g->state_count + 1 + g->fault_count;
}

/* The largest layer_targets of all layers, the start and the finale included. */
int64_t game_most_targets(const Game *g);

/* The agents of a node's step, and which of their arms are open there: for each agent a
 * count, then the arms. */
static inline const int32_t *node_shape(const Game *g, const Layer *l, int32_t node)
{
    int32_t length;
    return intern_words(&g->shapes, l->shape[node], &length);
}
