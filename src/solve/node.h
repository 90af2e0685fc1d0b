/* node.h - a period's numbers while a pass goes through it (private to src/solve). */
#pragma once
#include "math/logit_game.h"
#include "math/logit_lanes.h"
#include "math/logit_pair.h"
#include "solve/solve.h"

/* One layer at one period.  value[target][player][lane] is the worth of standing at a target:
 * of a node, filled from the last step to the first; of a state after the period, discounted;
 * 0 at the end and at faults. */
typedef struct {
    const Game *game;
    const Layer *layer;
    const Prices *prices;
    int32_t players, lanes;
    const uint64_t *reached; /* bits of nodes; NULL = all */
    double *value;
    double *probability; /* [edge][lane] */
} Board;

static inline int64_t value_at(const Board *b, int64_t target, int32_t player, int32_t lane)
{
    return (target * b->players + player) * b->lanes + lane;
}

/* Q_i(e): what is paid on edge e and what follows. */
static inline double edge_worth(const Board *b, int32_t e, int32_t player, int32_t lane)
{
    return b->prices->pay[value_at(b, b->layer->pay[e], player, lane)] +
           b->value[value_at(b, b->layer->target[e], player, lane)];
}

static inline bool node_is_reached(const Board *b, int32_t node)
{
    return !b->reached || bit_is_set(b->reached, node);
}

/* What threads need besides: a workspace each. */
typedef struct {
    double *doubles; /* [threads][room] */
    int64_t room;
    int32_t *ints; /* [threads][int_room] */
    int64_t int_room;
} Scratch;

Scratch scratch_make(Mem *M, const Game *g, int32_t threads);
void scratch_drop(Mem *M, Scratch *s);

/* What has to be decided at a node. */
typedef enum {
    NODE_CHANCE,
    NODE_ALONE,   /* one agent's choice */
    NODE_MEETING, /* a `together`, or a stretch that comes to the same */
    NODE_STRETCH, /* see stretch_node.h */
} NodeKind;
NodeKind node_kind(const Board *b, const Step *s, int32_t node);

/* A simultaneous choice of one lane as a small game: arms, precisions, payoffs [profile]
 * [agent].  Everything lies in the scratch of this thread; `work` is what is left of it, and
 * `p` has room for all agents' arms. */
typedef struct {
    LogitGame game;
    double *p, *work;
    const int32_t *player; /* [agents] */
} Meeting;
Meeting meeting_at(const Board *b, int32_t node, int32_t lane, const Step *s,
                   double *doubles, int32_t *ints);

/* The one agent with more than one arm open at a node where several choose: it chooses as if
 * alone, and its arms are the profiles.  -1 where there are more; any where there is none. */
int32_t sole_chooser(const Board *b, int32_t node, const Step *s);

/* Two agents with two arms each, of whom logit_pair_lanes can answer in eight lanes. */
bool is_wide_pair(const Board *b, int32_t node, const Step *s);

/* p_i(a), summed from the probabilities of the profiles at the node. */
void meeting_marginals(const Board *b, int32_t node, int32_t lane, Meeting *m);

static inline double precision_of(const Board *b, int32_t player, int32_t lane)
{
    return b->prices->precision[player * b->lanes + lane];
}

/* Eight lanes in which logit_choice_lanes answers for the player. */
static inline bool is_wide_choice(const Board *b, int32_t player)
{
    return b->lanes == LANES && !b->prices->exact[player];
}

/* Does a taste add to the value of this player's own choices, and how much besides H/lambda? */
static inline bool has_taste(const Board *b, int32_t player, int32_t lane)
{
    return b->game->model->players[player].noise == NOISE_TASTE &&
           !lane_is_in(b->prices->exact[player], lane);
}

/* Q_i(e) of all edges of the node, in eight lanes: q [edge][LANES]. */
void node_worths(const Board *b, int32_t node, int32_t player, double *q);

/* Means over the edges for one player, in eight lanes: of what is paid and `paid` after it, into
 * paid of the node, and of `unpaid` likewise; both laid out as Board.value. */
void node_means(const Board *b, int32_t node, int32_t player, double *paid, double *unpaid);

/* Values of the node from the probabilities of its edges, for all players and lanes. */
void node_expect(const Board *b, const Step *s, int32_t node, double *doubles,
                 int32_t *ints);

/* Runs `body(node)` over the reached nodes of each group, from the last to the first, nodes of
 * a group shared out among threads. */
typedef void NodeBody(void *context, const Step *s, int32_t node, double *doubles,
                      int32_t *ints);
void board_sweep(const Board *b, Work *w, const Scratch *scratch, NodeBody *body,
                 void *context);

/* value[nodes + s] = delta * after[s]; the targets beyond are 0. */
void board_after(Board *b, const double *after, bool discount);

/* into[s] = what begins in state s, for the states in `states`; 0 elsewhere. */
void board_enter(const Board *b, const uint64_t *states, double *into);

/* Doubles that a board's values need, for the largest of the game's layers. */
int64_t board_room(const Game *g, int32_t lanes);
