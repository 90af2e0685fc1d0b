#include "game/twins.h"

#include <string.h>

#include "base/firsts.h"

typedef struct {
    Mem *mem;
    Game *game;
    int32_t **states; /* [periods + 1]: to which a state is alike when a period begins */
} Twins;

static int32_t node_alike(Firsts *firsts, const Layer *l, int32_t step, int32_t node,
                          const int32_t *as)
{
    firsts_add(firsts, step);
    firsts_add(firsts, l->shape[node]);
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++) {
        firsts_add(firsts, as[l->target[e]]);
        firsts_add(firsts, l->pay[e]);
        firsts_add(firsts, l->chance[e]);
    }
    return firsts_find(firsts, node);
}

static int32_t *all_different(Twins *z, const Layer *l)
{
    const int64_t targets = layer_targets(z->game, l);
    int32_t *as = NULL;
    as = grow(z->mem, as, targets);
    for (int32_t k = 0; k < targets; k++)
        as[k] = k;
    return as;
}

static int32_t *nodes_alike(Twins *z, int32_t t)
{
    const Game *g = z->game;
    const Layer *l = game_layer(g, t);
    int32_t *as = all_different(z, l);
    Firsts firsts;
    for (int32_t s = 0; s < g->state_count; s++)
        as[l->node_count + s] = l->node_count + z->states[t + 1][s];
    firsts_open(&firsts, z->mem);
    for (int32_t k = l->group_count - 1; k >= 0; k--) {
        const Group *group = &l->groups[k];
        for (int32_t node = group->first; node < group->first + group->count; node++)
            if (bit_is_set(g->nodes_at[t], node))
                as[node] = node_alike(&firsts, l, group->step, node, as);
    }
    firsts_close(&firsts);
    return as;
}

/* In which states everything goes on alike from time t. */
static int32_t *states_alike(Twins *z, int32_t t)
{
    const Layer *l = t < z->game->periods ? game_layer(z->game, t) : &z->game->finale;
    const int32_t states = z->game->state_count;
    int32_t *alike = NULL;
    Firsts firsts;
    alike = grow(z->mem, alike, states);
    firsts_open(&firsts, z->mem);
    for (int32_t s = 0; s < states; s++) {
        alike[s] = s;
        if (!bit_is_set(z->game->states_at[t], s))
            continue;
        firsts_add(&firsts, z->game->same_as[t][l->entry[s].target]);
        firsts_add(&firsts, l->entry[s].pay);
        alike[s] = firsts_find(&firsts, s);
    }
    firsts_close(&firsts);
    return alike;
}

/* Is period t as the one after it? */
static bool is_as_the_next(const Twins *z, int32_t t)
{
    const Game *g = z->game;
    return t + 1 < g->periods && g->layer_of[t] == g->layer_of[t + 1] &&
           g->nodes_at[t] == g->nodes_at[t + 1] &&
           memcmp(z->states[t + 1], z->states[t + 2],
                  sizeof(int32_t) * (size_t)g->state_count) == 0;
}

void find_twins(Mem *M, Game *g)
{
    Twins z = {.mem = M, .game = g};
    z.states = make(M, int32_t *, g->periods + 1);
    g->same_as = make(M, int32_t *, g->periods + 1);
    for (int32_t t = g->periods; t >= 0; t--) {
        g->same_as[t] = t == g->periods         ? all_different(&z, &g->finale)
                        : is_as_the_next(&z, t) ? g->same_as[t + 1]
                                                : nodes_alike(&z, t);
        z.states[t] = states_alike(&z, t);
    }
    for (int32_t t = 0; t <= g->periods; t++)
        mem_drop(M, z.states[t]);
}

/* ------------------------------------------------------------------ invariants */

static bool are_twins(const Layer *l, const int32_t *as, int32_t a, int32_t b)
{
    const int32_t first = l->first_edge[a], other = l->first_edge[b],
                  edges = l->first_edge[a + 1] - first;
    if (l->shape[a] != l->shape[b] || l->first_edge[b + 1] - other != edges ||
        layer_step(l, a) != layer_step(l, b))
        return false;
    for (int32_t k = 0; k < edges; k++)
        if (as[l->target[first + k]] != as[l->target[other + k]] ||
            l->pay[first + k] != l->pay[other + k] ||
            l->chance[first + k] != l->chance[other + k])
            return false;
    return true;
}

bool twins_are_valid(const Game *g)
{
    for (int32_t t = 0; g->same_as && t < g->periods; t++) {
        const Layer *l = game_layer(g, t);
        const int32_t *as = g->same_as[t];
        for (int32_t k = 0; k < layer_targets(g, l); k++)
            if (as[k] < 0 || as[k] > k || as[as[k]] != as[k] ||
                (as[k] < l->node_count) != (k < l->node_count))
                return false;
        for (int32_t node = 0; node < l->node_count; node++)
            if (as[node] != node && !are_twins(l, as, as[node], node))
                return false;
    }
    return true;
}
