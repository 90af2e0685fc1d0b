/* game.h - a model laid out as a finite stochastic game.
 *
 * A node is a place in the period's program at which somebody chooses or chance draws,
 * together with the values of the variables that anything later still reads.  Two ways
 * through a period that agree on those are one node from there on, so a period's tree
 * becomes a small graph, shared by all the states that pass through it.  So are lotteries from which
 * everything goes on alike, though their situations differ.
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
#include "math/logit_tree.h"
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

/* The edges into each target, in their order, and the nodes that they come from. */
typedef struct {
    int32_t *first;         /* [targets + 1] */
    int32_t *edge, *source; /* [edge_count] */
    int32_t *group;         /* [node_count]: of which a node is one */
} Inflow;

typedef struct {
    const Routine *routine;
    const Packing *packings; /* [steps]; of nodes and of the end */
    int32_t period;          /* the first period that uses it */
    int32_t node_count, edge_count, group_count;
    Group *groups;       /* in the order of steps; every edge leads forward */
    int32_t *first_edge; /* [node_count + 1] */
    int32_t *shape;      /* [node_count]: open arms, a sequence of Game.shapes; of a node
                            with which a stretch begins, one of Game.stretches */
    Key *keys;           /* [node_count] */
    Target *target;      /* [edge_count] */
    int32_t *pay;        /* [edge_count] */
    int32_t *events;     /* [edge_count] */
    int32_t *chance;     /* [edge_count]: chance slot; -1 on a choice's edges */
    /* A stretch's edges are the leaves of its tree.  The chances of its sets' arms stand behind
     * those of all edges: from inner[node] on, edge_count <= inner[node] < chance_count. */
    int32_t *inner; /* [node_count]; NULL where no stretch begins */
    int32_t chance_count;
    Way *entry;    /* [state_count]: how the period begins in a state; target -1
                                where it never does.  The start's only entry is entry[0] */
    Inflow inflow; /* of a period's layer in a model with types (game/play.h) */
} Layer;

/* A stretch: from the first thing that not everyone sees until all that is hidden was shown or no
 * longer matters.  It is a small game of imperfect information, entered with everything else
 * known; stretches that differ in nothing but what they pay and lead to are one. */
typedef struct {
    TreeShape shape;
    const int32_t
        *slot; /* [branch]: chance slot at a lottery; -1 = certain, or a choice's */
    const int32_t *step; /* [node] */
    /* [set]: which agent of that step chooses, and among which of its arms */
    const int32_t *agent;
    const int32_t *const *open;
    /* [set]: what the player has seen since the stretch began: variable, value, ... */
    const int32_t *known_count;
    const int32_t *const *known;
} Stretch;

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
typedef enum {
    FAULT_DOMAIN,
    FAULT_CLOSED,
    FAULT_VALUE,
    FAULT_PUBLIC, /* a state is set or an event happens as something hidden says */
    FAULT_UNSEEN, /* so does a player choose, or among other arms */
    FAULT_LARGE,  /* a stretch with too many ways through it */
} FaultKind;
typedef struct {
    FaultKind kind;
    Span at;
    const Stmt *stmt; /* what did it; NULL while the states begin, and for FAULT_VALUE */
    int32_t var; /* FAULT_DOMAIN: the state; FAULT_PUBLIC, FAULT_UNSEEN: a choice or lottery
                         that is hidden and decides it, or -1 */
    int32_t player; /* FAULT_CLOSED, FAULT_UNSEEN */
    double value;   /* FAULT_DOMAIN: what it would have become */
    EvalFault why;  /* FAULT_VALUE */
    const Expr *fault_at;
} Fault;

typedef struct {
    const Model *model;
    const Program *program;
    int32_t periods;
    bool is_endless; /* period T's layer is then that of all periods from T on */

    int32_t state_count;
    Key *states; /* [state_count] */
    Packing state_packing;

    Layer start, finale; /* before the first period, and at the horizon */
    Layer *layers;
    int32_t layer_count;
    int32_t *layer_of; /* [game_rounds] */
    uint64_t *
        *states_at;      /* [periods + 1]: bits of the states that can stand at time t; at T
                             of an endless game, those that can stand at T or later */
    uint64_t **nodes_at; /* [game_rounds]: bits of the nodes that can be reached in t */
    /* [periods + 1], the last of the finale: of each target the first that is worth the same and, where it
     * is a node, played alike (game/twins.h); NULL in a model without types. */
    int32_t **same_as;

    Slots chances, pays;  /* probabilities; single payments */
    Intern pay_lists;     /* pay slots: sequences of slots of `pays`; 0 is the empty one */
    Intern events;        /* sequences of events; 0 is the empty one */
    Intern shapes;        /* for each agent: how many arms are open, and which */
    Intern stretch_words; /* how stretch k was told from others */
    Stretch *stretches;
    int32_t stretch_count;
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

/* Do two sets of numbers have different structures, as far as this game's program tells? */
bool game_tells_apart(const Game *g, const Setup *a, const Setup *b);

/* Is this game, which fits both, the same with either numbers, but for how types begin?  Then, people
 * play alike wherever they stand. */
bool game_plays_alike(const Game *g, const Setup *a, const Setup *b);

/* Edges forward, indices in range, entries where states stand. */
bool game_is_valid(const Game *g);

/* For `truce show --stage game`. */
void game_print(const Game *g, Buf *out);

/* Periods that have arrays of their own: T, and in an endless game the one that repeats. */
static inline int32_t game_rounds(const Game *g)
{
    return g->periods + g->is_endless;
}

/* Where a time's states and, before the end, its layer and nodes are found. */
static inline int32_t game_round(const Game *g, int32_t t)
{
    return g->is_endless && t > g->periods ? g->periods : t;
}

static inline const Layer *game_layer(const Game *g, int32_t t)
{
    return &g->layers[g->layer_of[game_round(g, t)]];
}

/* Indices that a layer's edges may lead to. */
static inline int64_t layer_targets(const Game *g, const Layer *l)
{
    return (int64_t)l->node_count + g->state_count + 1 + g->fault_count;
}

/* The step of a node. */
const Step *layer_step(const Layer *l, int32_t node);

/* The largest layer_targets of all layers, the start and the finale included. */
int64_t game_most_targets(const Game *g);

/* The stretch that begins at a node of a hidden step. */
static inline const Stretch *node_stretch(const Game *g, const Layer *l, int32_t node)
{
    return &g->stretches[l->shape[node]];
}

/* The step at which a set's player chooses. */
static inline int32_t set_step(const Stretch *s, int32_t set)
{
    int32_t n = 0;
    while (s->shape.nodes[n].set != set)
        n++;
    return s->step[n];
}

/* Some arm of the step is open to some types of its player and closed to others. */
bool step_tells_types(const Step *s);
enum { ALL_TYPES = 15 };

/* The agents of a node's step, and which of their arms are open there: for each agent a
 * count, then the arms.  Where step_tells_types, the types to which each of these arms is open
 * follow, as bits, in the same order. */
static inline const int32_t *node_shape(const Game *g, const Layer *l, int32_t node)
{
    int32_t length;
    return intern_words(&g->shapes, l->shape[node], &length);
}
