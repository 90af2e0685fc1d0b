#include "solve/loop_rivals.h"

#include <math.h>

#include "math/real.h"

/* Log odds that count as never. */
static const double NEVER = 700;

static bool add_chooser(Loop *L, LoopRivals *r, int32_t player)
{
    for (int32_t k = 0; k < r->count; k++)
        if (r->player[k] == player)
            return true;
    if (r->count == 2 || !isinf(loop_precision(L, player)))
        return false;
    r->player[r->count++] = player;
    return true;
}

static bool add_choosers(Loop *L, LoopRivals *r, int32_t place)
{
    const int32_t agents = loop_agents(L, place);
    if (agents == 0)
        return true;
    const Layer *l = L->board->layer;
    const Agent *agent = layer_step(l, L->places[place])->agents;
    if (agents > 2 || (agents == 2 && agent[0].player == agent[1].player))
        return false;
    r->is_together = r->is_together || agents == 2;
    for (int32_t i = 0; i < agents; i++)
        if (!add_chooser(L, r, agent[i].player))
            return false;
    return true;
}

/* What is paid, and what the loop is left for. */
static bool pays_to_zero(const Loop *L, const LoopRivals *r, int32_t pay, Target target)
{
    const Board *b = L->board;
    double sum = 0, size = 0;
    for (int k = 0; k < 2; k++) {
        const int32_t player = r->player[k];
        sum += b->prices->pay[value_at(b, pay, player, L->lane)];
        if (!L->number[target])
            sum += b->value[value_at(b, target, player, L->lane)];
        size += L->scale[player];
    }
    return fabs(sum) <= 1e-12 * size;
}

static bool is_zero_sum(const Loop *L, const LoopRivals *r)
{
    const Layer *l = L->board->layer;
    const double *patience = L->board->prices->setups[L->lane]->patience;
    if (patience[r->player[0]] != patience[r->player[1]])
        return false;
    for (int32_t k = 0; k < L->count; k++) {
        const int32_t node = L->places[k];
        if (node >= l->node_count) {
            const Way *way = &l->entry[node - l->node_count];
            if (!pays_to_zero(L, r, way->pay, way->target))
                return false;
            continue;
        }
        for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++)
            if (!pays_to_zero(L, r, l->pay[e], l->target[e]))
                return false;
    }
    return true;
}

bool loop_rivals(Loop *L, LoopRivals *rivals)
{
    *rivals = (LoopRivals){0};
    for (int32_t k = 0; k < L->count; k++)
        if (!add_choosers(L, rivals, k))
            return false;
    return rivals->count == 1 || (rivals->count == 2 && is_zero_sum(L, rivals));
}

void loop_odds_of(int32_t arms, const double *p, double *odds)
{
    int32_t most = 0;
    for (int32_t a = 1; a < arms; a++)
        most = p[a] > p[most] ? a : most;
    const int32_t like = p[0] > 0 ? 0 : most;
    const double level = p[0] > 0 ? 0 : NEVER, never = p[0] > 0 ? -NEVER : 0;
    for (int32_t a = 1; a < arms; a++)
        odds[a - 1] = p[a] > 0 ? level + real_log(p[a] / p[like]) : never;
}
