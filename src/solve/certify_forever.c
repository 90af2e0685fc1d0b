#include "solve/checking.h"

#include <math.h>
#include <string.h>

#include "math/sparse.h"

/* One player's best reply for ever: a plan for each of its nodes, and what the plan is worth,
 * from a linear system over the places of the layer, its nodes and then the states. */
typedef struct {
    Mem *mem;
    Work *work;
    Checking *checking;
    const Scratch *scratch;
    int32_t player, places;
    Sparse *system;
    double *best, *waste;             /* [place] */
    double *state_best, *state_waste; /* [state][player] */
} Replying;

static const Layer *layer_of(const Replying *r)
{
    return r->checking->own.layer;
}

/* Worth of a target at the last pass; that of states is discounted. */
static double at_target(const Replying *r, const double *value, Target target)
{
    return value[value_at(&r->checking->own, target, r->player, 0)];
}

/* Puts what the states are worth after the period, as the last system gave it. */
static void load_states(const Replying *r)
{
    const Board *b = &r->checking->own;
    const double patience = b->prices->setups[0]->patience[r->player];
    for (int32_t s = 0; s < b->game->state_count; s++) {
        int64_t from = (int64_t)s * b->players + r->player;
        int64_t to = value_at(b, layer_of(r)->node_count + s, r->player, 0);
        r->checking->best[to] = patience * r->state_best[from];
        r->checking->waste[to] = patience * r->state_waste[from];
    }
}

static void write_target(const Replying *r, int32_t row, Target target, double factor)
{
    if (target >= r->places)
        return;
    if (target >= layer_of(r)->node_count)
        factor *= r->checking->own.prices->setups[0]->patience[r->player];
    sparse_add(r->system, row, target, -factor);
}

/* The plan's row, and what it is paid there: with tastes or what is given up, which is what the
 * pass found beyond the mean of what follows. */
static void write_node(const Replying *r, int32_t node)
{
    const Layer *l = layer_of(r);
    const Checking *c = r->checking;
    double best = at_target(r, c->best, node), waste = at_target(r, c->waste, node);
    double paid = 0;
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++) {
        double pay = c->own.prices->pay[value_at(&c->own, l->pay[e], r->player, 0)];
        paid += c->reply[e] * pay;
        best -= c->reply[e] * (pay + at_target(r, c->best, l->target[e]));
        waste -= c->reply[e] * at_target(r, c->waste, l->target[e]);
        write_target(r, node, l->target[e], c->reply[e]);
    }
    r->best[node] = paid + best;
    r->waste[node] = waste;
}

static void write_state(const Replying *r, int32_t state)
{
    const Layer *l = layer_of(r);
    const Way *way = &l->entry[state];
    const int32_t row = l->node_count + state;
    r->best[row] = r->waste[row] = 0;
    if (way->target < 0)
        return;
    r->best[row] =
        r->checking->own.prices->pay[value_at(&r->checking->own, way->pay, r->player, 0)];
    write_target(r, row, way->target, 1);
}

/* What the plan in c->reply is worth; the largest change of a state's worth. */
static double evaluate(const Replying *r)
{
    const Layer *l = layer_of(r);
    const Board *b = &r->checking->own;
    sparse_begin(r->system);
    for (int32_t k = 0; k < r->places; k++) {
        sparse_add(r->system, k, k, 1);
        r->best[k] = r->waste[k] = 0;
        if (k >= l->node_count)
            write_state(r, k - l->node_count);
        else if (node_is_reached(b, k))
            write_node(r, k);
    }
    if (!sparse_factor(r->system, NULL))
        return NAN;
    sparse_solve(r->system, r->best);
    sparse_solve(r->system, r->waste);
    double most = 0;
    for (int32_t s = 0; s < b->game->state_count; s++) {
        int64_t at = (int64_t)s * b->players + r->player;
        double now = r->best[l->node_count + s];
        double change = fabs(now - r->state_best[at]) / fmax(1, fabs(now));
        most = change <= most ? most : change;
        r->state_best[at] = now;
        r->state_waste[at] = r->waste[l->node_count + s];
    }
    return most;
}

/* Another pattern for each player: what has chance 0 for one has not for another. */
static void reply(Replying *r)
{
    enum { MOST_ROUNDS = 100 };
    Checking *c = r->checking;
    r->system = sparse_new(r->mem, r->places);
    c->replier = r->player;
    for (int round = 0; round < MOST_ROUNDS; round++) {
        load_states(r);
        board_sweep(&c->own, r->work, r->scratch, check_node, c);
        double change = evaluate(r);
        if (!(change > 1e-13))
            break;
    }
    sparse_drop(r->system);
}

void check_forever(Mem *M, Work *w, Checking *c, const Scratch *scratch, const double *own,
                   double *best, double *waste)
{
    const Board *b = &c->own;
    Replying r = {.mem = M,
                  .work = w,
                  .checking = c,
                  .scratch = scratch,
                  .places = b->layer->node_count + b->game->state_count,
                  .state_best = best,
                  .state_waste = waste};
    const int64_t players = b->players, states = b->game->state_count;
    r.best = grow(M, r.best, r.places);
    r.waste = grow(M, r.waste, r.places);
    c->reply = grow(M, c->reply, b->layer->edge_count);
    memcpy(best, own, sizeof *best * (size_t)(states * players));
    for (int64_t s = 0; s < states; s++)
        for (int32_t i = 0; i < b->players; i++)
            b->value[value_at(b, b->layer->node_count + s, i, 0)] =
                b->prices->setups[0]->patience[i] * own[s * players + i];
    for (r.player = 0; r.player < b->players; r.player++)
        reply(&r);
    mem_drop(M, r.best);
    mem_drop(M, r.waste);
    mem_drop(M, c->reply);
    c->reply = NULL;
}
