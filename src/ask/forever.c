#include "ask/forever.h"

#include <string.h>

#include "math/components.h"
#include "math/sparse.h"

/* ------------------------------------------------------------------ the chain */

/* Places: the nodes of the layer that repeats, then the states. */
typedef struct {
    const Game *game;
    const Layer *layer;
    const double *probability; /* [edge][lane], from the lane at hand on */
    int32_t lanes, places;
    const uint64_t *states, *nodes; /* bits of those that can be reached */
} Chain;

static Chain chain_of(const Future *f, int32_t lane)
{
    const Game *g = f->strategy->game;
    const Layer *l = game_layer(g, g->periods);
    return (Chain){.game = g,
                   .layer = l,
                   .probability = f->strategy->probability[g->periods] + lane,
                   .lanes = f->strategy->lanes,
                   .places = l->node_count + g->state_count,
                   .states = g->states_at[g->periods],
                   .nodes = g->nodes_at[g->periods]};
}

/* One way on from a place. */
typedef struct {
    double chance;
    Target target;
    int32_t events;
} Onward;

static int32_t ways_from(const Chain *c, int32_t place)
{
    const Layer *l = c->layer;
    if (place < l->node_count)
        return bit_is_set(c->nodes, place) ? l->first_edge[place + 1] - l->first_edge[place]
                                           : 0;
    return bit_is_set(c->states, place - l->node_count) ? 1 : 0;
}

static Onward way_from(const Chain *c, int32_t place, int32_t k)
{
    const Layer *l = c->layer;
    if (place >= l->node_count) {
        const Way *way = &l->entry[place - l->node_count];
        return (Onward){1, way->target, way->events};
    }
    int32_t e = l->first_edge[place] + k;
    return (Onward){c->probability[(int64_t)e * c->lanes], l->target[e], l->events[e]};
}

/* ------------------------------------------------------------------ hunts */

/* Unknowns are (place, memory).  A state's memory is that after its look. */
typedef struct {
    const Hunt *hunt;
    Chain chain;
    int32_t unknowns;
    bool *can_hit; /* [unknown]: with positive probability */
    Sparse *system;
    double *chance, *delay;
} Hunting;

static int32_t unknown_of(const Hunting *x, int32_t place, int32_t memory)
{
    return place * x->hunt->memories + memory;
}

/* Where a way leads: the memory after the edge's events, and after the look where it ends. */
static int32_t follow(const Hunting *x, const Onward *way, int32_t memory)
{
    const Hunt *h = x->hunt;
    const int32_t nodes = x->chain.layer->node_count;
    memory = h->step[(int64_t)way->events * h->memories + memory];
    if (way->target >= nodes)
        memory = h->look[(int64_t)(way->target - nodes) * h->memories + memory];
    return unknown_of(x, way->target, memory);
}

static bool is_end(const Hunting *x, const Onward *way)
{
    return way->target >= x->chain.places;
}

/* Backward from what hits, over the ways with positive probability. */
static void find_hopeful(Mem *M, Hunting *x)
{
    const int32_t m = x->hunt->memories;
    int32_t *first = NULL, *head = NULL, *queue = NULL, waiting = 0;
    first = grow(M, first, x->unknowns + 1);
    queue = grow(M, queue, x->unknowns);
    for (int pass = 0; pass < 2; pass++) {
        for (int32_t u = 0; u < x->unknowns; u++)
            for (int32_t k = 0; k < ways_from(&x->chain, u / m); k++) {
                Onward way = way_from(&x->chain, u / m, k);
                if (!(way.chance > 0) || is_end(x, &way))
                    continue;
                int32_t to = follow(x, &way, u % m);
                if (pass == 0)
                    first[to]++;
                else
                    head[--first[to]] = u;
            }
        for (int32_t u = 0; u < x->unknowns && pass == 0; u++)
            first[u + 1] += first[u];
        if (pass == 0)
            head = grow(M, head, first[x->unknowns]);
    }
    for (int32_t u = 0; u < x->unknowns; u++)
        if (x->hunt->is_hit[u % m]) {
            x->can_hit[u] = true;
            queue[waiting++] = u;
        }
    for (int32_t k = 0; k < waiting; k++)
        for (int32_t j = first[queue[k]]; j < first[queue[k] + 1]; j++)
            if (!x->can_hit[head[j]]) {
                x->can_hit[head[j]] = true;
                queue[waiting++] = head[j];
            }
    mem_drop(M, first);
    mem_drop(M, head);
    mem_drop(M, queue);
}

static bool is_free(const Hunting *x, int32_t unknown)
{
    return x->can_hit[unknown] && !x->hunt->is_hit[unknown % x->hunt->memories];
}

/* chance(u) = sum p chance(to), 1 where it hits and 0 where it cannot. */
static bool find_chances(Hunting *x)
{
    const int32_t m = x->hunt->memories;
    sparse_begin(x->system);
    for (int32_t u = 0; u < x->unknowns; u++) {
        sparse_add(x->system, u, u, 1);
        x->chance[u] = x->hunt->is_hit[u % m];
        for (int32_t k = 0; is_free(x, u) && k < ways_from(&x->chain, u / m); k++) {
            Onward way = way_from(&x->chain, u / m, k);
            if (way.chance > 0 && !is_end(x, &way))
                sparse_add(x->system, u, follow(x, &way, u % m), -way.chance);
        }
    }
    if (!sparse_factor(x->system, NULL))
        return false;
    sparse_solve(x->system, x->chance);
    return true;
}

/* Each way into a next period adds 1 where the hit still comes, or has come within this one:
 * delay(u) = sum p (delay(to) + [to is a state] chance(to)).  A hit at a node is told at the end of
 * its period. */
static void find_delays(Hunting *x)
{
    const int32_t m = x->hunt->memories, nodes = x->chain.layer->node_count;
    for (int32_t u = 0; u < x->unknowns; u++) {
        x->delay[u] = x->hunt->is_hit[u % m] && u / m < nodes;
        for (int32_t k = 0; is_free(x, u) && k < ways_from(&x->chain, u / m); k++) {
            Onward way = way_from(&x->chain, u / m, k);
            if (way.chance > 0 && !is_end(x, &way) && way.target >= nodes)
                x->delay[u] += way.chance * x->chance[follow(x, &way, u % m)];
        }
    }
    sparse_solve(x->system, x->delay);
}

void forever_hunt(Mem *M, Work *w, const Hunt *h, double *chance, double *delay)
{
    Hunting x = {.hunt = h, .chain = chain_of(h->future, h->lane)};
    const int64_t unknowns = (int64_t)x.chain.places * h->memories;
    if (unknowns > INT32_MAX / 4)
        mem_fail(M, FAIL_TOO_LARGE, N_("2^31 numbers in a system of equations"));
    work_tick(w);
    x.unknowns = (int32_t)unknowns;
    x.can_hit = grow(M, x.can_hit, unknowns);
    x.chance = grow(M, x.chance, unknowns);
    x.delay = grow(M, x.delay, delay ? unknowns : 1);
    x.system = sparse_new(M, x.unknowns);
    find_hopeful(M, &x);
    if (!find_chances(&x))
        mem_fail(M, FAIL_BUG, "a chain that leaves for good is singular");
    const int64_t skip = (int64_t)x.chain.layer->node_count * h->memories;
    const size_t bytes = sizeof *chance * (size_t)(unknowns - skip);
    memcpy(chance, x.chance + skip, bytes);
    if (delay) {
        find_delays(&x);
        memcpy(delay, x.delay + skip, bytes);
    }
    sparse_drop(x.system);
    mem_drop(M, x.can_hit);
    mem_drop(M, x.chance);
    mem_drop(M, x.delay);
}

/* ------------------------------------------------------------------ recurrent classes */

static Components parts_of(Mem *M, const Chain *c)
{
    int32_t *first = NULL, *head = NULL, at = 0;
    first = grow(M, first, c->places + 1);
    head = grow(M, head, (int64_t)c->layer->edge_count + c->game->state_count);
    for (int32_t v = 0; v < c->places; v++) {
        for (int32_t k = 0; k < ways_from(c, v); k++) {
            Onward way = way_from(c, v, k);
            if (way.chance > 0 && way.target < c->places)
                head[at++] = way.target;
        }
        first[v + 1] = at;
    }
    Components parts = components_find(M, c->places, first, head);
    mem_drop(M, first);
    mem_drop(M, head);
    return parts;
}

/* Does nothing lead out of it? */
static bool is_closed(const Chain *c, const Components *parts, int32_t part)
{
    for (int32_t j = parts->first[part]; j < parts->first[part + 1]; j++) {
        int32_t v = parts->member[j];
        for (int32_t k = 0; k < ways_from(c, v); k++) {
            Onward way = way_from(c, v, k);
            if (way.chance > 0 &&
                (way.target >= c->places || parts->of[way.target] != part))
                return false;
        }
    }
    return ways_from(c, parts->member[parts->first[part]]) > 0;
}

typedef struct {
    Mem *mem;
    Work *work;
    const Future *future;
    int32_t lane;
    Chain chain;
    Components parts;
    Forever *out;
    int32_t room;
    int32_t *index; /* [place]: within the part at hand */
} Finding;

/* The flow through each place of a closed part: flow(v) = sum flow(u) p(u, v), over its states
 * 1 in all.  The equation of one state gives way to that sum. */
static void find_shares(Finding *x, int32_t part, double chance)
{
    const int32_t first = x->parts.first[part], nodes = x->chain.layer->node_count;
    const int32_t n = x->parts.first[part + 1] - first;
    const int32_t *member = x->parts.member + first;
    double *flow = NULL;
    flow = grow(x->mem, flow, n);
    for (int32_t k = 0; k < n; k++)
        x->index[member[k]] = k;
    Sparse *system = sparse_new(x->mem, n);
    const int32_t last = n - 1; /* states come after nodes: it is one */
    for (int32_t k = 0; k < n; k++) {
        sparse_add(system, last, k, member[k] >= nodes ? 1 : 0);
        if (k != last)
            sparse_add(system, k, k, 1);
        for (int32_t j = 0; j < ways_from(&x->chain, member[k]); j++) {
            Onward way = way_from(&x->chain, member[k], j);
            if (way.chance > 0 && x->index[way.target] != last)
                sparse_add(system, x->index[way.target], k, -way.chance);
        }
    }
    flow[last] = 1;
    if (!sparse_factor(system, NULL))
        mem_fail(x->mem, FAIL_BUG, "a recurrent class without a stationary distribution");
    sparse_solve(system, flow);
    for (int32_t k = 0; k < n; k++)
        if (member[k] >= nodes)
            x->out->share[member[k] - nodes] = chance * (flow[k] > 0 ? flow[k] : 0);
    sparse_drop(system);
    mem_drop(x->mem, flow);
}

/* The chance to end up in a part, from where the play stands at T. */
static double chance_of(Finding *x, int32_t part)
{
    enum { OUTSIDE, INSIDE, MEMORIES };
    const Game *g = x->chain.game;
    const double *at = x->future->at[g->periods] + x->lane;
    int32_t *step = NULL, *look = NULL;
    double *chance = NULL, sum = 0;
    step = grow(x->mem, step, (int64_t)g->events.count * MEMORIES);
    look = grow(x->mem, look, (int64_t)g->state_count * MEMORIES);
    chance = grow(x->mem, chance, (int64_t)g->state_count * MEMORIES);
    for (int32_t k = 0; k < g->events.count * MEMORIES; k++)
        step[k] = k % MEMORIES;
    for (int64_t s = 0; s < g->state_count; s++) {
        bool is_inside = x->parts.of[x->chain.layer->node_count + s] == part;
        look[s * MEMORIES] = is_inside ? INSIDE : OUTSIDE;
        look[s * MEMORIES + INSIDE] = INSIDE;
    }
    Hunt h = {.future = x->future,
              .lane = x->lane,
              .memories = MEMORIES,
              .step = step,
              .look = look,
              .is_hit = (bool[]){false, true}};
    forever_hunt(x->mem, x->work, &h, chance, NULL);
    for (int64_t s = 0; s < g->state_count; s++)
        if (at[s * x->chain.lanes] > 0)
            sum += at[s * x->chain.lanes] * chance[s * MEMORIES + look[s * MEMORIES]];
    mem_drop(x->mem, step);
    mem_drop(x->mem, look);
    mem_drop(x->mem, chance);
    return sum;
}

static void add_class(Finding *x, int32_t part, double chance)
{
    Forever *out = x->out;
    const int32_t nodes = x->chain.layer->node_count;
    need(x->mem, out->classes, out->count, x->room);
    Recurrence *found = &out->classes[out->count];
    *found = (Recurrence){.chance = chance};
    for (int32_t j = x->parts.first[part]; j < x->parts.first[part + 1]; j++)
        if (x->parts.member[j] >= nodes) {
            found->state_count++;
            out->class_of[x->parts.member[j] - nodes] = out->count;
        }
    out->count++;
}

Forever *forever_make(Mem *M, Work *w, const Future *f, int32_t lane)
{
    Finding x = {
        .mem = M, .work = w, .future = f, .lane = lane, .chain = chain_of(f, lane)};
    const int32_t states = x.chain.game->state_count;
    x.out = make(M, Forever);
    x.out->class_of = grow(M, x.out->class_of, states);
    x.out->share = grow(M, x.out->share, states);
    x.index = grow(M, x.index, x.chain.places);
    for (int32_t s = 0; s < states; s++)
        x.out->class_of[s] = -1;
    x.parts = parts_of(M, &x.chain);
    int32_t closed = 0, only = -1;
    for (int32_t c = 0; c < x.parts.count; c++)
        if (is_closed(&x.chain, &x.parts, c)) {
            closed++;
            only = c;
        }
    for (int32_t c = 0; c < x.parts.count; c++) {
        work_check(w, N_("looking ahead"), c, x.parts.count);
        if (!is_closed(&x.chain, &x.parts, c))
            continue;
        double chance = closed == 1 && c == only ? 1 : chance_of(&x, c);
        if (chance > 0) {
            add_class(&x, c, chance);
            find_shares(&x, c, chance);
        }
    }
    components_drop(M, &x.parts);
    mem_drop(M, x.index);
    return x.out;
}
