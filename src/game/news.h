/* news.h - what happens at a node, and what it tells about the secrets.
 *
 * How likely an edge is depends on what is true through one factor for each secret:
 *
 *     P(edge | profile) = base * like[0][k_0] * like[1][k_1]
 *
 * because a choice depends on its player's own type alone and the chances of a lottery on one
 * player's.  So beliefs about two players stay independent, Bayes' rule moves each by its own
 * factor, and each is rounded to its own lattice (math/lattice.h).
 */
#pragma once
#include "game/cells.h"

/* A layer at one period, with how everybody plays there.  For each node that is no lottery,
 * play + at[node] has, for each cell, each agent's probabilities [arm][own type]. */
typedef struct {
    const Game *game;
    const Layer *layer;
    const Cells *cells;
    const CellPrices *prices;
    const int64_t *at; /* [nodes] */
    double *play;
} Scene;

/* Values of what the agent's player knows; 1 without a secret. */
static inline int32_t types_of_agent(const Cells *c, const Agent *agent)
{
    return c->secret_of[agent->player] < 0 ? 1
                                           : c->lattice[c->secret_of[agent->player]].values;
}

/* Doubles that a node's play takes in each cell. */
int64_t play_width(const Game *g, const Cells *c, const Layer *l, const Step *s,
                   int32_t node);

static inline double *play_row(const Scene *s, int32_t node, int64_t width, int32_t cell)
{
    return s->play + s->at[node] + cell * width;
}

typedef struct {
    double base;
    bool tells[MOST_SECRETS]; /* else like is 1 for all */
    double like[MOST_SECRETS][LATTICE_VALUES];
    uint8_t open[MOST_SECRETS]; /* the types for which it can happen at all */
} News;

/* Of edge `edge` (from the layer's first) of a node, which is no change of a type. */
News news_of(const Scene *s, const Step *step, int32_t node, int32_t edge, int32_t cell);

/* Whose arms an edge is made of, for those who ask in one cell after another. */
enum { MOST_TELLERS = 4 };
typedef struct {
    const double *play; /* of the first cell; NULL: no such edge, ask news_of */
    int64_t width;
    int32_t count;
    struct {
        int32_t at, secret; /* where its probabilities are in a cell's play; -1 = none */
    } teller[MOST_TELLERS];
} Tellers;

Tellers tellers_of(const Scene *s, const Step *step, int32_t node, int32_t edge);

/* Does anything that happens at the node tell of secret k? */
bool node_tells(const Scene *s, const Step *step, int32_t node, int32_t k);

/* A lottery that tells nothing and whose chances are the same in all cells. */
bool node_is_plain(const Scene *s, const Step *step, int32_t node);

/* Where an edge leads to: vertices for each secret, and their probabilities as the public sees
 * them [0] and when the truth is k [1 + k]. */
typedef struct {
    Rounding to[MOST_SECRETS];
    double weight[MOST_SECRETS][1 + LATTICE_VALUES][LATTICE_VALUES];
} Landing;

/* From a belief, [belief_count], that need be no point of the grid. */
Landing landing_of_prior(const Cells *c, const double *beliefs);

Landing landing_of(const Cells *c, int32_t cell, const News *t);

/* The secret that a lottery changes, unseen; -1 when the step is none. */
static inline int32_t step_changes(const Step *s)
{
    return s->kind == STEP_CHANCE && s->agents->stmt ? s->agents->stmt->changes : -1;
}

/* What the types become that were k. */
int32_t arm_changes(const Model *m, int32_t secret, const Step *s, int32_t arm, int32_t k);

/* The belief after a change, and the landing that follows from it. */
Landing landing_of_change(const Scene *s, const Step *step, int32_t secret, int32_t node,
                          int32_t cell);
