#include "solve/stretch_node.h"

#include <math.h>

int64_t stretch_scratch_room(const Game *g)
{
    const int64_t players = g->model->player_count;
    int64_t most = 0;
    for (int32_t k = 0; k < g->stretch_count; k++) {
        const TreeShape *s = &g->stretches[k].shape;
        const int64_t room = logit_tree_room(s, (int32_t)players) + 4 * players +
                             s->branch_count + (players + 3) * s->leaf_count +
                             2 * (int64_t)s->arm_count + s->node_count;
        most = room > most ? room : most;
    }
    return most;
}

static double *cut(double **work, int64_t n)
{
    double *piece = *work;
    *work += n;
    return piece;
}

StretchGame stretch_game_at(const Board *b, int32_t node, int32_t lane, double *doubles)
{
    const Stretch *stretch = node_stretch(b->game, b->layer, node);
    const TreeShape *s = &stretch->shape;
    double *precision = cut(&doubles, b->players), *taste = cut(&doubles, b->players);
    double *chance = cut(&doubles, s->branch_count);
    double *payoff = cut(&doubles, (int64_t)s->leaf_count * b->players);
    for (int32_t i = 0; i < b->players; i++) {
        precision[i] = precision_of(b, i, lane);
        taste[i] = has_taste(b, i, lane) ? 1 / precision[i] : 0;
    }
    for (int32_t k = 0; k < s->branch_count; k++)
        chance[k] = stretch->slot[k] < 0
                        ? 1
                        : b->prices->chance[(int64_t)stretch->slot[k] * b->lanes + lane];
    const int32_t first = b->layer->first_edge[node];
    for (int32_t k = 0; k < s->leaf_count; k++)
        for (int32_t i = 0; i < b->players; i++)
            payoff[(int64_t)k * b->players + i] = edge_worth(b, first + k, i, lane);
    StretchGame g = {.stretch = stretch,
                     .tree = {.shape = s,
                              .players = b->players,
                              .precision = precision,
                              .taste = taste,
                              .chance = chance,
                              .payoff = payoff}};
    g.p = cut(&doubles, s->arm_count);
    g.work = doubles;
    return g;
}

static double *inner(const Board *b, int32_t node, int32_t lane)
{
    return &b->probability[(int64_t)b->layer->inner[node] * b->lanes + lane];
}

void stretch_load(const Board *b, int32_t node, int32_t lane, StretchGame *g)
{
    const double *from = inner(b, node, lane);
    for (int32_t a = 0; a < g->tree.shape->arm_count; a++)
        g->p[a] = from[(int64_t)a * b->lanes];
}

void stretch_keep(const Board *b, int32_t node, int32_t lane, const double *p)
{
    const int32_t arms = node_stretch(b->game, b->layer, node)->shape.arm_count;
    double *to = inner(b, node, lane);
    for (int32_t a = 0; a < arms; a++)
        to[(int64_t)a * b->lanes] = p[a];
}

void stretch_spread(const Board *b, int32_t node, int32_t lane, const StretchGame *g)
{
    const int64_t first = b->layer->first_edge[node];
    logit_tree_spread(&g->tree, g->p, &b->probability[first * b->lanes + lane], b->lanes,
                      g->work);
}

void stretch_add_tastes(const Board *b, int32_t node, int32_t lane, double *doubles)
{
    StretchGame g = stretch_game_at(b, node, lane, doubles);
    double *added = cut(&g.work, b->players);
    stretch_load(b, node, lane, &g);
    logit_tree_tastes(&g.tree, g.p, added, g.work);
    for (int32_t i = 0; i < b->players; i++)
        if (has_taste(b, i, lane))
            b->value[value_at(b, node, i, lane)] += added[i];
}
