#include "solve/lane_node.h"

#include <omp.h>

/* The edges of a node and where the numbers of one player stand. */
typedef struct {
    const int32_t *target, *slot;
    int32_t first, end;
    const double *p; /* of the first edge */
    int64_t width;   /* of all players */
    const double *pays;
    double *own, *best, *waste;
} Edges;

WITHIN Edges edges_of(const Checking *c, int32_t node)
{
    const Board *b = &c->own;
    const int32_t first = b->layer->first_edge[node];
    return (Edges){.target = b->layer->target,
                   .slot = b->layer->pay,
                   .first = first,
                   .end = b->layer->first_edge[node + 1],
                   .p = b->probability + (int64_t)first * LANES,
                   .width = (int64_t)b->players * LANES,
                   .pays = b->prices->pay,
                   .own = b->value,
                   .best = c->best,
                   .waste = c->waste};
}

/* The three values of one player. */
typedef struct {
    Lane8 own, best, waste;
} Three;

WITHIN void add_edge(const Edges *x, int32_t e, int64_t player, const Lane8 *p, Three *sum)
{
    const int64_t to = x->target[e] * x->width + player * LANES;
    const Lane8 pay = *eight_of(x->pays + x->slot[e] * x->width + player * LANES);
    sum->own += *p * (pay + *eight_of(x->own + to));
    sum->best += *p * (pay + *eight_of(x->best + to));
    sum->waste += *p * *eight_of(x->waste + to);
}

WITHIN void keep(const Edges *x, int32_t node, int64_t player, const Three *sum)
{
    const int64_t at = node * x->width + player * LANES;
    *eight(x->own + at) = sum->own;
    *eight(x->best + at) = sum->best;
    *eight(x->waste + at) = sum->waste;
}

/* Of players who do not choose here. */
WITHIN void pass_one(const Edges *x, int32_t node, int64_t player)
{
    Three sum = {0};
    const double *p = x->p;
    for (int32_t e = x->first; e < x->end; e++, p += LANES)
        add_edge(x, e, player, eight_of(p), &sum);
    keep(x, node, player, &sum);
}

WITHIN void pass_two(const Edges *x, int32_t node, int64_t player)
{
    Three one = {0}, two = {0};
    const double *p = x->p;
    for (int32_t e = x->first; e < x->end; e++, p += LANES) {
        add_edge(x, e, player, eight_of(p), &one);
        add_edge(x, e, player + 1, eight_of(p), &two);
    }
    keep(x, node, player, &one);
    keep(x, node, player + 1, &two);
}

/* The best arm, the first of equal ones, and what is given up after it. */
WITHIN void add_arm(const Edges *x, int32_t e, int64_t player, Three *sum)
{
    const int64_t to = x->target[e] * x->width + player * LANES;
    const Lane8 worth = *eight_of(x->pays + x->slot[e] * x->width + player * LANES) +
                        *eight_of(x->best + to);
    const Lane8 wasted = *eight_of(x->waste + to);
    const Truth8 is_better = e == x->first ? LANE_WHOLE(-1) : LANE_LESS(sum->best, worth);
    take_lanes(&is_better, &worth, &sum->best);
    take_lanes(&is_better, &wasted, &sum->waste);
}

/* H / lambda of the choice, before what is given up after its best arm. */
WITHIN void add_own_waste(const Checking *c, const Edges *x, int64_t player, Three *sum)
{
    double h[LANES];
    entropy_lanes(x->end - x->first, x->p, h);
    sum->waste =
        *eight_of(h) / *eight_of(c->own.prices->precision + player * LANES) + sum->waste;
}

ANY_WIDTH static void reply_wide(const Checking *c, int32_t node, int32_t player)
{
    const Edges x = edges_of(c, node);
    const int64_t at = node * x.width + (int64_t)player * LANES;
    Three sum = {0};
    for (int32_t e = x.first; e < x.end; e++)
        add_arm(&x, e, player, &sum);
    add_own_waste(c, &x, player, &sum);
    *eight(x.best + at) = sum.best;
    *eight(x.waste + at) = sum.waste;
}

void lane_node_reply(const Checking *c, int32_t node, int32_t player)
{
    reply_wide(c, node, player);
}

/* ------------------------------------------------------------------ in one go */

bool lane_nodes_fit(const Prices *prices)
{
    const Model *m = prices->game->model;
    if (prices->lanes != LANES)
        return false;
    for (int32_t i = 0; i < m->player_count; i++) {
        if (m->players[i].noise != NOISE_ERROR || prices->exact[i])
            return false;
        for (int32_t l = 0; l < LANES; l++)
            if (!(prices->precision[i * LANES + l] > 0))
                return false;
    }
    return true;
}

ANY_WIDTH static void chance_wide(const Checking *c, int32_t node)
{
    const Board *b = &c->own;
    const Edges x = edges_of(c, node);
    double *p = b->probability + (int64_t)x.first * LANES;
    for (int32_t e = x.first; e < x.end; e++, p += LANES)
        *eight(p) = *eight_of(b->prices->chance + (int64_t)b->layer->chance[e] * LANES);
    for (int32_t i = 0; i < b->players; i += 2)
        if (i + 1 < b->players)
            pass_two(&x, node, i);
        else
            pass_one(&x, node, i);
}

void lane_node_chance(const Checking *c, int32_t node)
{
    chance_wide(c, node);
}

/* The residual is 0: a choice just made of these very worths, asked again, would give the same
 * digits; unless they are no numbers. */
WITHIN void note_choice(const Checking *c, const Edges *x)
{
    Lane8 *most = eight(c->residual + (int64_t)omp_get_thread_num() * LANES);
    const double *p = x->p;
    for (int32_t e = x->first; e < x->end; e++, p += LANES)
        *most += 0 * *eight_of(p); /* 0, or NaN, which stays */
}

WITHIN void choose_one(const Checking *c, const Edges *x, int32_t node, int64_t player)
{
    Three sum = {0};
    const double *p = x->p;
    for (int32_t e = x->first; e < x->end; e++, p += LANES) {
        const int64_t to = x->target[e] * x->width + player * LANES;
        sum.own +=
            *eight_of(p) * (*eight_of(x->pays + x->slot[e] * x->width + player * LANES) +
                            *eight_of(x->own + to));
        add_arm(x, e, player, &sum);
    }
    add_own_waste(c, x, player, &sum);
    keep(x, node, player, &sum);
}

ANY_WIDTH static void choice_wide(const Checking *c, int32_t node, int32_t player)
{
    const Board *b = &c->own;
    const Edges x = edges_of(c, node);
    double *p = b->probability + (int64_t)x.first * LANES, *q = p;
    for (int32_t e = x.first; e < x.end; e++, q += LANES)
        *eight(q) = *eight_of(x.pays + x.slot[e] * x.width + (int64_t)player * LANES) +
                    *eight_of(x.own + x.target[e] * x.width + (int64_t)player * LANES);
    logit_choice_lanes(x.end - x.first, b->prices->precision + (int64_t)player * LANES, p);
    note_choice(c, &x);
    for (int32_t i = 0; i < b->players; i++)
        if (i == player)
            choose_one(c, &x, node, i);
        else
            pass_one(&x, node, i);
}

void lane_node_choice(const Checking *c, int32_t node, int32_t player)
{
    choice_wide(c, node, player);
}
