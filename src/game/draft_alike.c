#include "game/draft.h"

/* Lotteries of a step from which everything goes on alike are one node: their arms have the same
 * chances, pay the same, are the same events, and lead to the same places or to lotteries that are
 * alike.  What still matters at a step (program/live.h) is said for all ways through it at once, so nodes
 * may differ in what only another way would read: this finds them. */

typedef struct {
    Mem *mem;
    Draft *draft;
    Intern seen;    /* what lotteries of the step do, in words */
    int32_t *first; /* [seen.count]: which was it first */
    int32_t room;   /* of first */
    int32_t *word;  /* of the node at hand */
    int32_t *alike; /* [nodes]: itself, or the first that it is alike to */
} Alike;

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

static int32_t first_alike(Alike *z, int32_t node)
{
    const Draft *d = z->draft;
    int32_t words = 0, known = z->seen.count;
    z->word[words++] = d->shape[node];
    for (int64_t e = d->first_edge[node]; e < d->first_edge[node + 1]; e++) {
        const Way *way = &d->ways[e];
        z->word[words++] = way->target >= 0 ? z->alike[way->target] : way->target;
        z->word[words++] = way->pay;
        z->word[words++] = way->events;
        z->word[words++] = d->chance[e];
    }
    int32_t k = intern_put(&z->seen, z->word, words);
    if (k < known)
        return z->first[k];
    need(z->mem, z->first, k, z->room);
    return z->first[k] = node;
}

/* Leaves the step the nodes that are alike to none before them. */
static void merge_step(Alike *z, int32_t step)
{
    Draft *d = z->draft;
    int32_t kept = 0;
    intern_open(&z->seen, z->mem);
    for (int32_t k = 0; k < d->of_step_count[step]; k++) {
        int32_t node = d->of_step[step][k];
        z->alike[node] = first_alike(z, node);
        if (z->alike[node] == node)
            d->of_step[step][kept++] = node;
    }
    d->of_step_count[step] = kept;
    intern_close(&z->seen);
}

static int64_t most_words(const Draft *d)
{
    int64_t most = 0;
    for (int32_t node = 0; node < d->node_count; node++)
        if (d->first_edge[node + 1] - d->first_edge[node] > most)
            most = d->first_edge[node + 1] - d->first_edge[node];
    return 1 + 4 * most;
}

int32_t *draft_merge(Laying *y, Draft *d)
{
    const Routine *r = d->plan->routine;
    Alike z = {.mem = y->mem, .draft = d};
    z.alike = grow(y->mem, z.alike, d->node_count);
    z.word = grow(y->mem, z.word, most_words(d));
    for (int32_t node = 0; node < d->node_count; node++)
        z.alike[node] = node;
    for (int32_t step = r->count - 1; step >= 0; step--) /* ways lead forward */
        if (d->of_step_count[step] > 1 && may_merge(&r->steps[step]))
            merge_step(&z, step);
    mem_drop(y->mem, z.first);
    mem_drop(y->mem, z.word);
    return z.alike;
}
