#include "ask/future.h"

#include <string.h>

#include "ask/forever.h"
#include "lang/eval_lanes.h"

/* ------------------------------------------------------------------ one period */

/* Everything that carrying mass through a layer reads and adds to.  A memory of one value
 * is the plain distribution. */
typedef struct {
    const Game *game;
    const Layer *layer;
    const double *probability; /* [edge][lane] */
    int32_t lanes, k;
    const int32_t *step; /* [event list][k]; NULL: the memory stays */
    double *mass;        /* [target][k][lane]; 0 wherever nothing is on its way */
    double
        *by_list; /* [event list][lane]: mass that passed an edge with these events; or NULL
                      */
} Carry;

/* into += p * from, in all lanes. */
WITHIN void add_product(double *into, const double *p, const double *from, int32_t lanes)
{
    if (lanes == LANES)
        *eight(into) += *eight_of(p) * *eight_of(from);
    else
        for (int32_t l = 0; l < lanes; l++)
            into[l] += p[l] * from[l];
}

WITHIN void move_plain(const Carry *c, const double *p, const double *from, Target target,
                       int32_t events, int32_t lanes)
{
    add_product(c->mass + (int64_t)target * lanes, p, from, lanes);
    if (c->by_list)
        add_product(c->by_list + (int64_t)events * lanes, p, from, lanes);
}

WITHIN void move_with_memory(const Carry *c, const double *p, const double *from,
                             Target target, int32_t events, int32_t lanes)
{
    double *into = c->mass + (int64_t)target * c->k * lanes;
    const int32_t *step = c->step + (int64_t)events * c->k;
    for (int32_t m = 0; m < c->k; m++)
        add_product(into + (int64_t)step[m] * lanes, p, from + (int64_t)m * lanes, lanes);
}

/* Eight lanes leave 0 behind: what is at hand is cleared faster than all of it later. */
WITHIN void carry_node(const Carry *c, int32_t node, int32_t lanes)
{
    const Layer *l = c->layer;
    double *from = c->mass + (int64_t)node * c->k * lanes;
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++) {
        const double *p = c->probability + (int64_t)e * lanes;
        if (c->step)
            move_with_memory(c, p, from, l->target[e], l->events[e], lanes);
        else
            move_plain(c, p, from, l->target[e], l->events[e], lanes);
    }
    for (int64_t m = 0; m < c->k && lanes == LANES; m++)
        *eight(from + m * LANES) = (Lane8){0};
}

WITHIN void carry_some(const Carry *c, const uint64_t *reached, int32_t lanes)
{
    for (int32_t node = 0; node < c->layer->node_count; node++)
        if (!reached || bit_is_set(reached, node))
            carry_node(c, node, lanes);
}

ANY_WIDTH static void carry_eight(const Carry *c, const uint64_t *reached)
{
    carry_some(c, reached, LANES);
}

static void carry_nodes(const Carry *c, const uint64_t *reached)
{
    if (c->lanes == 1)
        carry_some(c, reached, 1);
    else if (c->lanes == LANES)
        carry_eight(c, reached);
    else
        carry_some(c, reached, c->lanes);
}

static const double ONE[LANES] = {1, 1, 1, 1, 1, 1, 1, 1};

/* Takes the mass that arrived at the states after the layer, and clears what is not clear yet. */
static void take_after(const Carry *c, double *into)
{
    const int64_t width = (int64_t)c->k * c->lanes, nodes = c->layer->node_count;
    const int64_t first = c->lanes == LANES ? nodes : 0;
    const int64_t left = layer_targets(c->game, c->layer) - first;
    memcpy(into, c->mass + nodes * width,
           sizeof *into * (size_t)(c->game->state_count * width));
    memset(c->mass + first * width, 0, sizeof *c->mass * (size_t)(left * width));
}

void future_carry(const Future *f, Work *w, int32_t t, int32_t k, const int32_t *step,
                  const double *mass, double *next, double *work)
{
    const Game *g = f->strategy->game;
    if (f->strategy->play) {
        play_carry(f->strategy->play, w, t, k, step, mass, next, work, NULL);
        return;
    }
    Carry c = {.game = g,
               .layer = game_layer(g, t),
               .probability = f->strategy->probability[game_round(g, t)],
               .lanes = f->lanes,
               .k = k,
               .step = step,
               .mass = work};
    int64_t width = (int64_t)k * f->lanes;
    for (int32_t s = 0; s < g->state_count; s++)
        if (bit_is_set(g->states_at[game_round(g, t)], s)) {
            const Way *way = &c.layer->entry[s];
            move_with_memory(&c, ONE, mass + s * width, way->target, way->events, f->lanes);
        }
    carry_nodes(&c, g->nodes_at[game_round(g, t)]);
    take_after(&c, next);
}

/* ------------------------------------------------------------------ the whole */

static void count_events(const Game *g, const double *by_list, int32_t lanes,
                         double *happens)
{
    memset(happens, 0, sizeof *happens * (size_t)(g->model->event_count * lanes));
    for (int32_t list = 0; list < g->events.count; list++) {
        int32_t length;
        const int32_t *events = intern_words(&g->events, list, &length);
        for (int32_t k = 0; k < length; k++)
            for (int32_t l = 0; l < lanes; l++)
                happens[events[k] * lanes + l] += by_list[list * lanes + l];
    }
}

void future_step(const Future *f, int32_t t, const double *mass, double *next,
                 double *happens, double *work, double *by_list)
{
    const Game *g = f->strategy->game;
    int32_t lanes = f->lanes;
    Carry c = {.game = g,
               .layer = game_layer(g, t),
               .probability = f->strategy->probability[game_round(g, t)],
               .lanes = lanes,
               .k = 1,
               .mass = work,
               .by_list = by_list};
    memset(by_list, 0, sizeof *by_list * (size_t)(g->events.count * lanes));
    for (int32_t s = 0; s < g->state_count; s++)
        if (bit_is_set(g->states_at[game_round(g, t)], s)) {
            const Way *way = &c.layer->entry[s];
            move_plain(&c, ONE, mass + (int64_t)s * lanes, way->target, way->events, lanes);
        }
    carry_nodes(&c, g->nodes_at[game_round(g, t)]);
    take_after(&c, next);
    count_events(g, by_list, lanes, happens);
}

static void carry_start(const Future *f, double *work)
{
    const Game *g = f->strategy->game;
    Carry c = {.game = g,
               .layer = &g->start,
               .probability = f->strategy->start_chance,
               .lanes = f->lanes,
               .k = 1,
               .mass = work};
    move_plain(&c, ONE, ONE, g->start.entry[0].target, 0, f->lanes);
    carry_nodes(&c, NULL);
    take_after(&c, f->at[0]);
}

static int32_t *unpack_states(Mem *M, const Game *g)
{
    int32_t *all = NULL, width = g->model->state_count;
    all = grow(M, all, (int64_t)g->state_count * width);
    for (int64_t s = 0; s < g->state_count; s++)
        key_unpack(&g->state_packing, g->states[s], all + s * width);
    return all;
}

/* With types: what stands where was found when the game was solved. */
static void spread_places(Mem *M, Future *f)
{
    const Game *g = f->strategy->game;
    f->spread = (int32_t)play_width_of(f->strategy->play, 1);
    f->places = (int64_t)g->state_count * f->spread;
    if (!f->place_vars)
        f->place_vars = make(M, int32_t, g->model->state_count + g->model->type_count);
    f->at_place = f->strategy->play->mass;
}

void future_again(Mem *M, Work *w, Future *f, const Setup *const *setups)
{
    const Game *g = f->strategy->game;
    double *work = NULL, *by_list = NULL;
    work = grow(M, work, game_most_targets(g) * f->lanes);
    by_list = grow(M, by_list, (int64_t)g->events.count * f->lanes);
    f->setups = setups;
    for (int32_t k = 0; k < g->model->param_count; k++)
        for (int32_t l = 0; l < f->lanes; l++)
            f->params[k * f->lanes + l] = setups[l]->params[k];
    carry_start(f, work);
    for (int32_t t = 0; t < f->last; t++) {
        work_check(w, N_("looking ahead"), t, f->last);
        future_step(f, t, f->at[t], f->at[t + 1], f->happens[t], work, by_list);
    }
    for (int32_t l = 0; g->is_endless && l < f->lanes; l++)
        f->forever[l] = forever_make(M, w, f, l);
    if (f->strategy->play)
        spread_places(M, f);
    mem_drop(M, work);
    mem_drop(M, by_list);
}

Future *future_of_lanes(Mem *M, Work *w, const Strategy *s, const Setup *const *setups)
{
    const Game *g = s->game;
    Future *f = make(M, Future);
    *f = (Future){.strategy = s,
                  .lanes = s->lanes,
                  .last = g->model->window,
                  .vars = unpack_states(M, g)};
    f->at = make(M, double *, f->last + 1);
    f->happens = make(M, double *, f->last);
    if (g->is_endless)
        f->forever = make(M, Forever *, f->lanes);
    f->params = make(M, double, (int64_t)g->model->param_count * s->lanes);
    for (int32_t t = 0; t <= f->last; t++)
        f->at[t] = grow(M, f->at[t], (int64_t)g->state_count * s->lanes);
    for (int32_t t = 0; t < f->last; t++)
        f->happens[t] = make(M, double, (int64_t)g->model->event_count * s->lanes);
    f->at_place = f->at;
    f->places = g->state_count;
    f->spread = 1;
    future_again(M, w, f, setups);
    return f;
}

Future *future_make(Mem *M, Work *w, const Strategy *s, const Setup *setup)
{
    const Setup **setups = make(M, const Setup *);
    setups[0] = setup;
    return future_of_lanes(M, w, s, setups);
}

/* ------------------------------------------------------------------ expressions */

/* What an expression may read at t anywhere. */
static Frame frame_at(const Future *f, int32_t t)
{
    const Model *m = f->strategy->game->model;
    return (Frame){.now = (int32_t)model_clock(m, t),
                   .day = model_day(m, model_clock(m, t))};
}

/* And in a place. */
static Frame frame_in(const Future *f, Frame frame, int64_t place, int32_t lane)
{
    const Model *m = f->strategy->game->model;
    const int32_t *state = f->vars + place / f->spread * m->state_count;
    frame.vars = state;
    frame.params = f->setups[lane]->params;
    if (!f->strategy->play)
        return frame;
    const Cells *c = f->strategy->play->cells;
    int32_t within = (int32_t)(place % f->spread);
    for (int32_t v = 0; v < m->state_count; v++)
        f->place_vars[v] = state[v];
    for (int32_t k = 0; k < m->secret_count; k++)
        cells_know(m, k, profile_value(c, within % c->profiles, k), f->place_vars);
    frame.vars = f->place_vars;
    frame.beliefs = c->beliefs + (int64_t)(within / c->profiles) * m->belief_count;
    return frame;
}

/* The lanes in which x has no value in place p. */
static LaneSet values_in(const Future *f, const Expr *x, Frame at, int64_t p,
                         double *values)
{
    Frame one = frame_in(f, at, p, 0);
    if (f->lanes == 1) {
        values[0] = expr_value(x, &one);
        return one.fault != EVAL_FINE;
    }
    LaneFrame all = {.vars = one.vars,
                     .params = f->params,
                     .now = one.now,
                     .day = one.day,
                     .lanes = f->lanes};
    expr_values(x, &all, values);
    return all.faulty;
}

static LaneSet lanes_that_stand(const Future *f, const double *mass, int64_t p, LaneSet of)
{
    LaneSet set = 0;
    for (int32_t l = 0; l < f->lanes; l++)
        if (lane_is_in(of, l) && mass[p * f->lanes + l] > 0)
            set |= lane_alone(l);
    return set;
}

LaneSet future_values(const Future *f, const Expr *x, int32_t t, const double *mass,
                      double *values, bool *known, Frame *frame)
{
    LaneSet failed = 0, bad = 0;
    const Frame at = frame_at(f, t);
    const bool is_own = x->reads_types || x->reads_beliefs;
    for (int64_t p = 0, next; p < f->places; p = next) {
        next = p + f->spread; /* a state's places; they are known together */
        if (!place_can_be(f, p, t))
            continue;
        for (int64_t i = p; i < next; i++) {
            if (known[i] && !x->reads_time)
                continue;
            if (i == p || is_own)
                bad = values_in(f, x, at, i, values + i * f->lanes);
            else
                values[i] = values[p]; /* with types, in the one lane */
            known[i] = !bad;
            const LaneSet stand = lanes_that_stand(f, mass, i, bad);
            if (stand && !failed) {
                *frame = frame_in(f, at, i, __builtin_ctz(stand));
                expr_value(x, frame);
            }
            failed |= stand;
        }
    }
    return failed;
}
