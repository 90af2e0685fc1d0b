#include "ask/future.h"

#include <string.h>

/* ------------------------------------------------------------------ one period */

/* Everything that carrying mass through a layer reads and adds to.  A memory of one value
 * is the plain distribution. */
typedef struct {
    const Game *game;
    const Layer *layer;
    const double *probability; /* [edge]; lane 0 of `lanes` */
    int32_t lanes, k;
    const int32_t *step; /* [event list][k]; NULL: the memory stays */
    double *mass;        /* [target][k] */
    double *by_list; /* [event list]: mass that passed an edge with these events; or NULL */
} Carry;

static void move_plain(const Carry *c, double mass, Target target, int32_t events)
{
    c->mass[target] += mass;
    if (c->by_list)
        c->by_list[events] += mass;
}

static void move_with_memory(const Carry *c, const double *from, double p, Target target,
                             int32_t events)
{
    double *into = c->mass + (int64_t)target * c->k;
    const int32_t *step = c->step + (int64_t)events * c->k;
    for (int32_t m = 0; m < c->k; m++)
        into[step[m]] += p * from[m];
}

static void carry_node(const Carry *c, int32_t node)
{
    const Layer *l = c->layer;
    const double *from = c->mass + (int64_t)node * c->k;
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++) {
        double p = c->probability[(int64_t)e * c->lanes];
        if (c->step)
            move_with_memory(c, from, p, l->target[e], l->events[e]);
        else
            move_plain(c, p * from[0], l->target[e], l->events[e]);
    }
}

static void carry_nodes(const Carry *c, const uint64_t *reached)
{
    for (int32_t node = 0; node < c->layer->node_count; node++)
        if (!reached || bit_is_set(reached, node))
            carry_node(c, node);
}

static void clear_mass(const Carry *c)
{
    memset(c->mass, 0, sizeof *c->mass * (size_t)(layer_targets(c->game, c->layer) * c->k));
}

/* The mass that arrived at the states after the layer. */
static const double *mass_after(const Carry *c)
{
    return c->mass + (int64_t)c->layer->node_count * c->k;
}

void future_carry(const Future *f, int32_t t, int32_t k, const int32_t *step,
                  const double *mass, double *next, double *work)
{
    const Game *g = f->strategy->game;
    Carry c = {.game = g,
               .layer = game_layer(g, t),
               .probability = f->strategy->probability[t],
               .lanes = f->strategy->lanes,
               .k = k,
               .step = step,
               .mass = work};
    clear_mass(&c);
    for (int32_t s = 0; s < g->state_count; s++)
        if (bit_is_set(g->states_at[t], s))
            move_with_memory(&c, mass + (int64_t)s * k, 1, c.layer->entry[s].target,
                             c.layer->entry[s].events);
    carry_nodes(&c, g->nodes_at[t]);
    memcpy(next, mass_after(&c), sizeof *next * (size_t)g->state_count * (size_t)k);
}

/* ------------------------------------------------------------------ the whole */

static void count_events(const Game *g, const double *by_list, double *happens)
{
    for (int32_t list = 0; list < g->events.count; list++) {
        int32_t length;
        const int32_t *events = intern_words(&g->events, list, &length);
        for (int32_t k = 0; k < length; k++)
            happens[events[k]] += by_list[list];
    }
}

static void carry_period(const Future *f, int32_t t, double *work, double *by_list)
{
    const Game *g = f->strategy->game;
    Carry c = {.game = g,
               .layer = game_layer(g, t),
               .probability = f->strategy->probability[t],
               .lanes = f->strategy->lanes,
               .k = 1,
               .mass = work,
               .by_list = by_list};
    clear_mass(&c);
    memset(by_list, 0, sizeof *by_list * (size_t)g->events.count);
    for (int32_t s = 0; s < g->state_count; s++)
        if (bit_is_set(g->states_at[t], s))
            move_plain(&c, f->at[t][s], c.layer->entry[s].target, c.layer->entry[s].events);
    carry_nodes(&c, g->nodes_at[t]);
    memcpy(f->at[t + 1], mass_after(&c), sizeof *work * (size_t)g->state_count);
    count_events(g, by_list, f->happens[t]);
}

static void carry_start(const Future *f, double *work)
{
    const Game *g = f->strategy->game;
    Carry c = {.game = g,
               .layer = &g->start,
               .probability = f->strategy->start_chance,
               .lanes = f->strategy->lanes,
               .k = 1,
               .mass = work};
    clear_mass(&c);
    move_plain(&c, 1, g->start.entry[0].target, 0);
    carry_nodes(&c, NULL);
    memcpy(f->at[0], mass_after(&c), sizeof *work * (size_t)g->state_count);
}

static int32_t *unpack_states(Mem *M, const Game *g)
{
    int32_t *all = NULL, width = g->model->state_count;
    all = grow(M, all, (int64_t)g->state_count * width);
    for (int64_t s = 0; s < g->state_count; s++)
        key_unpack(&g->state_packing, g->states[s], all + s * width);
    return all;
}

Future *future_make(Mem *M, Work *w, const Strategy *s, const Setup *setup)
{
    const Game *g = s->game;
    Future *f = make(M, Future);
    *f = (Future){.strategy = s, .setup = setup, .vars = unpack_states(M, g)};
    f->at = make(M, double *, g->periods + 1);
    f->happens = make(M, double *, g->periods);
    double *work = NULL, *by_list = NULL;
    work = grow(M, work, game_most_targets(g));
    by_list = grow(M, by_list, g->events.count);
    for (int32_t t = 0; t <= g->periods; t++)
        f->at[t] = grow(M, f->at[t], g->state_count);
    carry_start(f, work);
    for (int32_t t = 0; t < g->periods; t++) {
        work_check(w, N_("looking ahead"), t, g->periods);
        f->happens[t] = make(M, double, g->model->event_count);
        carry_period(f, t, work, by_list);
    }
    mem_drop(M, work);
    mem_drop(M, by_list);
    return f;
}

bool future_values(const Future *f, const Expr *x, int32_t t, double *values, bool *known,
                   Frame *frame)
{
    const Game *g = f->strategy->game;
    int32_t width = g->model->state_count;
    for (int32_t s = 0; s < g->state_count; s++) {
        if (!bit_is_set(g->states_at[t], s) || (known[s] && !x->reads_time))
            continue;
        *frame = (Frame){.vars = f->vars + (int64_t)s * width,
                         .params = f->setup->params,
                         .now = t,
                         .day = model_day(g->model, t)};
        values[s] = expr_value(x, frame);
        if (frame->fault && f->at[t][s] > 0)
            return false;
        known[s] = !frame->fault;
    }
    return true;
}
