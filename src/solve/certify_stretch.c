#include <math.h>

#include "math/tree_reply.h"
#include "solve/checking.h"
#include "solve/stretch_node.h"

/* The edges' chances must be what the sets' arms make them. */
static void check_edges(const Checking *c, int32_t node, int32_t lane, StretchGame *g)
{
    const Board *b = &c->own;
    const int32_t first = b->layer->first_edge[node];
    double *leaf = g->work, *work = leaf + g->tree.shape->leaf_count;
    logit_tree_spread(&g->tree, g->p, leaf, 1, work);
    for (int32_t k = 0; k < g->tree.shape->leaf_count; k++)
        checking_note(
            c, lane,
            fabs(leaf[k] - b->probability[(int64_t)(first + k) * b->lanes + lane]));
}

/* Who does not remember its own moves, between its choices of one `together`, has no reply that
 * is better known than this one. */
static void reply(const Checking *c, int32_t node, int32_t player, int32_t lane,
                  const StretchGame *g, const double *q, double *work)
{
    const Board *b = &c->own;
    const TreeShape *s = g->tree.shape;
    const int32_t first = b->layer->first_edge[node];
    const int64_t at = value_at(b, node, player, lane);
    double *best = work, *waste = best + s->leaf_count;
    if (!tree_has_recall(s, player)) {
        checking_pass(c, node, player);
        c->meets_itself[player] = true;
        return;
    }
    for (int32_t k = 0; k < s->leaf_count; k++) {
        best[k] = checking_best(c, first + k, player, lane);
        waste[k] = checking_waste(c, first + k, player, lane);
    }
    logit_tree_reply(&g->tree, g->p, q, player, best, waste, &c->best[at], &c->waste[at],
                     waste + s->leaf_count);
}

void check_stretch(const Checking *c, int32_t node, int32_t lane, double *doubles)
{
    StretchGame g = stretch_game_at(&c->own, node, lane, doubles);
    stretch_load(&c->own, node, lane, &g);
    check_edges(c, node, lane, &g);
    checking_note(c, lane, logit_tree_residual(&g.tree, g.p, g.work));
    double *q = g.work, *work = q + g.tree.shape->arm_count;
    logit_tree_worth(&g.tree, g.p, q, NULL, work);
    for (int32_t i = 0; i < c->own.players; i++)
        reply(c, node, i, lane, &g, q, work);
}
