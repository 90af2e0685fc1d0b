#include "base/firsts.h"
#include "game/draft.h"

/* Lotteries of a step from which everything goes on alike are one node: their arms have the same
 * chances, pay the same, are the same events, and lead to the same places or to lotteries that are
 * alike.  What still matters at a step (program/live.h) is said for all ways through it at once, so nodes
 * may differ in what only another way would read: this finds them. */

/* A choice is told by its situation, of which all counts; so is a lottery that tells of a type. */
static bool may_merge(const Step *s)
{
    if (s->kind != STEP_CHANCE || step_is_hidden(s) ||
        (s->agents->stmt && s->agents->stmt->changes >= 0))
        return false;
    for (int32_t a = 0; a < s->agents->arm_count; a++)
        if (s->agents->arms[a].probability && s->agents->arms[a].probability->reads_types)
            return false;
    return true;
}

static int32_t first_alike(Firsts *firsts, const Draft *d, int32_t node,
                           const int32_t *alike)
{
    firsts_add(firsts, d->shape[node]);
    for (int64_t e = d->first_edge[node]; e < d->first_edge[node + 1]; e++) {
        const Way *way = &d->ways[e];
        firsts_add(firsts, way->target >= 0 ? alike[way->target] : way->target);
        firsts_add(firsts, way->pay);
        firsts_add(firsts, way->events);
        firsts_add(firsts, d->chance[e]);
    }
    return firsts_find(firsts, node);
}

/* Leaves the step the nodes that are alike to none before them. */
static void merge_step(Mem *M, Draft *d, int32_t step, int32_t *alike)
{
    Firsts firsts;
    int32_t kept = 0;
    firsts_open(&firsts, M);
    for (int32_t k = 0; k < d->of_step_count[step]; k++) {
        int32_t node = d->of_step[step][k];
        alike[node] = first_alike(&firsts, d, node, alike);
        if (alike[node] == node)
            d->of_step[step][kept++] = node;
    }
    d->of_step_count[step] = kept;
    firsts_close(&firsts);
}

int32_t *draft_merge(Laying *y, Draft *d)
{
    const Routine *r = d->plan->routine;
    int32_t *alike = NULL;
    alike = grow(y->mem, alike, d->node_count);
    for (int32_t node = 0; node < d->node_count; node++)
        alike[node] = node;
    for (int32_t step = r->count - 1; step >= 0; step--) /* ways lead forward */
        if (d->of_step_count[step] > 1 && may_merge(&r->steps[step]))
            merge_step(y->mem, d, step, alike);
    return alike;
}
