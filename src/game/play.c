#include "game/play.h"

#include <string.h>

Scene play_scene(Play *p, Work *w, int32_t t)
{
    const Game *g = p->game;
    if (!p->kept[t] && p->time != t) {
        p->replay(p, w, t);
        p->time = t;
    }
    cell_prices_at(p->prices, t);
    return (Scene){.game = g,
                   .layer = game_layer(g, t),
                   .cells = p->cells,
                   .prices = p->prices,
                   .at = p->at[g->layer_of[t]],
                   .play = p->kept[t] ? p->kept[t] : p->now};
}

/* ------------------------------------------------------------------ carrying */

typedef struct {
    Scene scene;
    int32_t k;
    const int32_t *step;
    double *mass, *flow;
} Carry;

static double *mass_at(const Carry *c, int64_t target, int32_t cell, int32_t profile)
{
    const Cells *x = c->scene.cells;
    return c->mass + ((target * x->cells + cell) * x->profiles + profile) * c->k;
}

static void add_mass(const Carry *c, double p, const double *from, double *into,
                     int32_t events)
{
    if (!c->step) {
        into[0] += p * from[0];
        return;
    }
    const int32_t *step = c->step + (int64_t)events * c->k;
    for (int32_t m = 0; m < c->k; m++)
        into[step[m]] += p * from[m];
}

static double total(const double *mass, int32_t k)
{
    double sum = 0;
    for (int32_t m = 0; m < k; m++)
        sum += mass[m];
    return sum;
}

/* From what is true now, `from`, to the vertices when what is true then is `profile`. */
static void land(const Carry *c, int32_t edge, const Landing *to, double p,
                 const double *from, int32_t profile)
{
    const Cells *x = c->scene.cells;
    const Layer *l = c->scene.layer;
    const double *first = to->weight[0][1 + profile_value(x, profile, 0)],
                 *second = to->weight[1][1 + profile_value(x, profile, 1)];
    if (c->flow)
        c->flow[edge] += p * total(from, c->k);
    for (int32_t i = 0; i < to->to[0].count; i++)
        for (int32_t j = 0; j < to->to[1].count; j++) {
            double part = p * first[i] * second[j];
            if (part > 0)
                add_mass(c, part, from,
                         mass_at(c, l->target[edge],
                                 cell_of(x, to->to[0].at[i], to->to[1].at[j]), profile),
                         l->events[edge]);
        }
}

static void carry_change(const Carry *c, const Step *s, int32_t secret, int32_t node,
                         int32_t cell)
{
    const Cells *x = c->scene.cells;
    Landing to = landing_of_change(&c->scene, s, secret, node, cell);
    int32_t first = c->scene.layer->first_edge[node];
    for (int32_t profile = 0; profile < x->profiles; profile++) {
        const double *from = mass_at(c, node, cell, profile);
        int32_t k = profile_value(x, profile, secret);
        if (total(from, c->k) == 0)
            continue;
        for (int32_t e = first; e < c->scene.layer->first_edge[node + 1]; e++) {
            double p = cell_chance(c->scene.prices, c->scene.layer->chance[e], cell, k);
            int32_t after = arm_changes(x->model, secret, s, e - first, k);
            int32_t moved =
                profile + (after - k) * (secret == 0 ? x->lattice[1].values : 1);
            land(c, e, &to, p, from, moved);
        }
    }
}

static void carry_cell(const Carry *c, const Step *s, int32_t node, int32_t cell)
{
    const Cells *x = c->scene.cells;
    for (int32_t e = c->scene.layer->first_edge[node];
         e < c->scene.layer->first_edge[node + 1]; e++) {
        News t = news_of(&c->scene, s, node, e, cell);
        Landing to = landing_of(x, cell, &t);
        for (int32_t profile = 0; profile < x->profiles; profile++) {
            double p = t.base * t.like[0][profile_value(x, profile, 0)] *
                       t.like[1][profile_value(x, profile, 1)];
            if (p > 0)
                land(c, e, &to, p, mass_at(c, node, cell, profile), profile);
        }
    }
}

/* Everything stays where it is, and goes the same ways. */
static void carry_plainly(const Carry *c, int32_t node)
{
    const Cells *x = c->scene.cells;
    const Layer *l = c->scene.layer;
    int32_t width = x->cells * x->profiles;
    const double *from = mass_at(c, node, 0, 0);
    double sum = c->flow ? total(from, width * c->k) : 0;
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++) {
        double p = c->scene.prices->plain->chance[l->chance[e]];
        double *into = mass_at(c, l->target[e], 0, 0);
        if (c->flow)
            c->flow[e] += p * sum;
        if (!c->step)
            for (int32_t k = 0; k < width; k++)
                into[k] += p * from[k];
        else
            for (int32_t k = 0; k < width; k++)
                add_mass(c, p, from + (int64_t)k * c->k, into + (int64_t)k * c->k,
                         l->events[e]);
    }
}

static bool has_mass(const Carry *c, int32_t node, int32_t cell)
{
    const double *from = mass_at(c, node, cell, 0);
    for (int32_t k = 0; k < c->scene.cells->profiles * c->k; k++)
        if (from[k] != 0)
            return true;
    return false;
}

static void carry_nodes(const Carry *c, const uint64_t *reached)
{
    const Layer *l = c->scene.layer;
    for (int32_t k = 0; k < l->group_count; k++) {
        const Group *group = &l->groups[k];
        const Step *s = &l->routine->steps[group->step];
        int32_t changes = step_changes(s);
        for (int32_t node = group->first; node < group->first + group->count; node++) {
            if (!bit_is_set(reached, node))
                continue;
            if (node_is_plain(&c->scene, s, node)) {
                carry_plainly(c, node);
                continue;
            }
            for (int32_t cell = 0; cell < c->scene.cells->cells; cell++)
                if (has_mass(c, node, cell)) {
                    if (changes >= 0)
                        carry_change(c, s, changes, node, cell);
                    else
                        carry_cell(c, s, node, cell);
                }
        }
    }
}

void play_carry(Play *p, Work *w, int32_t t, int32_t k, const int32_t *step,
                const double *mass, double *next, double *work, double *flow)
{
    const Game *g = p->game;
    Carry c = {
        .scene = play_scene(p, w, t), .k = k, .step = step, .mass = work, .flow = flow};
    const Layer *l = c.scene.layer;
    int64_t width = play_width_of(p, k);
    memset(work, 0, sizeof *work * (size_t)(layer_targets(g, l) * width));
    if (flow)
        memset(flow, 0, sizeof *flow * (size_t)l->edge_count);
    for (int64_t s = 0; s < g->state_count; s++) {
        if (!bit_is_set(g->states_at[t], s))
            continue;
        const Way *way = &l->entry[s];
        for (int64_t at = 0; at < width; at += k)
            add_mass(&c, 1, mass + s * width + at, work + way->target * width + at,
                     way->events);
    }
    carry_nodes(&c, g->nodes_at[t]);
    memcpy(next, work + l->node_count * width,
           sizeof *next * (size_t)(g->state_count * width));
}

void play_begin(const Play *p, const double *states, int32_t k, double *mass)
{
    const Game *g = p->game;
    const Cells *c = p->cells;
    const Model *m = g->model;
    int64_t width = play_width_of(p, k);
    memset(mass, 0, sizeof *mass * (size_t)(g->state_count * width));
    for (int64_t s = 0; s < g->state_count; s++) {
        if (!(states[s] > 0))
            continue;
        const double *prior = p->prior + s * m->belief_count;
        Landing to = landing_of_prior(c, prior);
        for (int32_t profile = 0; profile < c->profiles; profile++) {
            double truth = states[s];
            for (int32_t k2 = 0; k2 < m->secret_count; k2++)
                truth *= prior[m->secrets[k2].first_belief + profile_value(c, profile, k2)];
            for (int32_t i = 0; i < to.to[0].count; i++)
                for (int32_t j = 0; j < to.to[1].count; j++)
                    mass[s * width + ((int64_t)cell_of(c, to.to[0].at[i], to.to[1].at[j]) *
                                          c->profiles +
                                      profile) *
                                         k] +=
                        truth * to.weight[0][1 + profile_value(c, profile, 0)][i] *
                        to.weight[1][1 + profile_value(c, profile, 1)][j];
        }
    }
}
