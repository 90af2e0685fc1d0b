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
                         int32_t edge, int32_t cell)
{
    const Cells *x = c->scene.cells;
    Landing to = landing_of_change(&c->scene, s, secret, node, cell);
    int32_t arm = edge - c->scene.layer->first_edge[node];
    for (int32_t profile = 0; profile < x->profiles; profile++) {
        const double *from = mass_at(c, node, cell, profile);
        int32_t k = profile_value(x, profile, secret);
        if (total(from, c->k) == 0)
            continue;
        double p = cell_chance(c->scene.prices, c->scene.layer->chance[edge], cell, k);
        int32_t after = arm_changes(x->model, secret, s, arm, k);
        int32_t moved = profile + (after - k) * (secret == 0 ? x->lattice[1].values : 1);
        land(c, edge, &to, p, from, moved);
    }
}

/* What an edge tells when secrets have two values at most (game/news.h). */
typedef struct {
    double base, like[MOST_SECRETS][2];
    bool tells[MOST_SECRETS];
} PairNews;

/* Where it leads: the chances of the lower point and of the upper when the truth is k. */
typedef struct {
    int32_t lower, count;
    double weight[2][2];
} Fork;

static PairNews pair_news(const Tellers *t, int32_t cell)
{
    PairNews news = {.base = 1, .like = {{1, 1}, {1, 1}}};
    const double *p = t->play + cell * t->width;
    for (int32_t i = 0; i < t->count; i++) {
        int32_t at = t->teller[i].at, secret = t->teller[i].secret;
        if (secret < 0) {
            news.base *= p[at];
            continue;
        }
        news.tells[secret] = true;
        news.like[secret][0] *= p[at];
        news.like[secret][1] *= p[at + 1];
    }
    return news;
}

/* False where all who can do it are excluded, or nearly. */
static bool find_fork(const Cells *x, int32_t secret, int32_t cell, const PairNews *t,
                      Fork *f)
{
    static const double LEAST = 1e-290;
    const Lattice *l = &x->lattice[secret];
    int32_t point = cell_point(x, cell, secret);
    *f = (Fork){.lower = point, .count = 1, .weight = {{1}, {1}}};
    if (!t->tells[secret])
        return true;
    const double *belief = l->point + (int64_t)point * 2;
    double share[2] = {belief[0] * t->like[secret][0], belief[1] * t->like[secret][1]};
    bool is_end = point == 0 || point == l->steps; /* and remains there */
    if (is_end && share[point != 0] >= LEAST)
        return true;
    if (share[0] < LEAST || share[1] < LEAST)
        return false;
    PairRounding r = lattice_round_pair(l->steps, share);
    f->lower = r.lower;
    f->count = 2;
    for (int k = 0; k < 2; k++) {
        f->weight[k][0] = 1 - r.up[1 + k];
        f->weight[k][1] = r.up[1 + k];
    }
    return true;
}

static void carry_fork(const Carry *c, int32_t edge, const PairNews *t, const Fork *first,
                       const Fork *second, const double *from)
{
    const Cells *x = c->scene.cells;
    int32_t events = c->scene.layer->events[edge], values = x->lattice[1].values;
    int64_t width = (int64_t)x->profiles * c->k;
    double *into = mass_at(c, c->scene.layer->target[edge],
                           cell_of(x, first->lower, second->lower), 0);
    for (int32_t profile = 0; profile < x->profiles;
         profile++, from += c->k, into += c->k) {
        int32_t u = values == 2 ? profile >> 1 : profile, v = values == 2 ? profile & 1 : 0;
        double p = t->base * t->like[0][u] * t->like[1][v];
        if (c->flow)
            c->flow[edge] += p * total(from, c->k);
        for (int32_t i = 0; i < first->count; i++)
            for (int32_t j = 0; j < second->count; j++) {
                double part = p * first->weight[u][i] * second->weight[v][j];
                if (part > 0)
                    add_mass(c, part, from, into + (i * x->lattice[1].count + j) * width,
                             events);
            }
    }
}

/* carry_cell, where nobody has more than two types; false where this is not for it. */
static bool carry_pair(const Carry *c, const Tellers *t, int32_t edge, int32_t cell,
                       const double *from)
{
    const Cells *x = c->scene.cells;
    Fork first, second;
    if (!t->play || x->lattice[0].values > 2 || x->lattice[1].values > 2)
        return false;
    PairNews news = pair_news(t, cell);
    if (!find_fork(x, 0, cell, &news, &first) || !find_fork(x, 1, cell, &news, &second))
        return false;
    carry_fork(c, edge, &news, &first, &second, from);
    return true;
}

static void carry_cell(const Carry *c, const Step *s, const Tellers *tellers, int32_t node,
                       int32_t edge, int32_t cell)
{
    const Cells *x = c->scene.cells;
    if (carry_pair(c, tellers, edge, cell, mass_at(c, node, cell, 0)))
        return;
    News t = news_of(&c->scene, s, node, edge, cell);
    Landing to = landing_of(x, cell, &t);
    for (int32_t profile = 0; profile < x->profiles; profile++) {
        double p = t.base * t.like[0][profile_value(x, profile, 0)] *
                   t.like[1][profile_value(x, profile, 1)];
        if (p > 0)
            land(c, edge, &to, p, mass_at(c, node, cell, profile), profile);
    }
}

/* Everything stays where it is, and goes the same way. */
static void carry_plainly(const Carry *c, int32_t node, int32_t edge)
{
    const Layer *l = c->scene.layer;
    int32_t width = c->scene.cells->cells * c->scene.cells->profiles;
    const double *restrict from = mass_at(c, node, 0, 0);
    double *restrict into = mass_at(c, l->target[edge], 0, 0);
    double p = c->scene.prices->plain->chance[l->chance[edge]];
    if (c->flow)
        c->flow[edge] += p * total(from, width * c->k);
    if (!c->step)
        for (int32_t k = 0; k < width; k++)
            into[k] += p * from[k];
    else
        for (int32_t k = 0; k < width; k++)
            add_mass(c, p, from + (int64_t)k * c->k, into + (int64_t)k * c->k,
                     l->events[edge]);
}

static bool has_mass(const Carry *c, int32_t node, int32_t cell)
{
    const double *from = mass_at(c, node, cell, 0);
    for (int32_t k = 0; k < c->scene.cells->profiles * c->k; k++)
        if (from[k] != 0)
            return true;
    return false;
}

static void carry_edge(const Carry *c, const Step *s, int32_t node, int32_t edge)
{
    int32_t changes = step_changes(s);
    if (node_is_plain(&c->scene, s, node)) {
        carry_plainly(c, node, edge);
        return;
    }
    Tellers tellers = tellers_of(&c->scene, s, node, edge);
    for (int32_t cell = 0; cell < c->scene.cells->cells; cell++) {
        if (!has_mass(c, node, cell))
            continue;
        if (changes >= 0)
            carry_change(c, s, changes, node, edge, cell);
        else
            carry_cell(c, s, &tellers, node, edge, cell);
    }
}

/* ------------------------------------------------------------------ who gathers */

/* The edges into each target, from nodes that are reached, in the order of the edges.  Each target
 * gathers what comes to it: so threads do not meet, and digits do not depend on them. */
typedef struct {
    int32_t *first; /* [targets + 1] */
    int32_t *edge, *source;
    const Step **step; /* [nodes] */
} Inflow;

static void find_steps(const Layer *l, const Step **step)
{
    for (int32_t k = 0; k < l->group_count; k++)
        for (int32_t i = 0; i < l->groups[k].count; i++)
            step[l->groups[k].first + i] = &l->routine->steps[l->groups[k].step];
}

static Inflow inflow_make(Mem *M, const Layer *l, int64_t targets, const uint64_t *reached)
{
    Inflow in = {0};
    in.first = grow(M, in.first, targets + 1);
    in.edge = grow(M, in.edge, l->edge_count + 1);
    in.source = grow(M, in.source, l->edge_count + 1);
    in.step = grow(M, in.step, l->node_count + 1);
    find_steps(l, in.step);
    for (int32_t node = 0; node < l->node_count; node++)
        for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++)
            in.first[l->target[e]] += bit_is_set(reached, node);
    int32_t sum = 0;
    for (int64_t k = 0; k <= targets; k++) {
        sum += in.first[k];
        in.first[k] = sum;
    }
    for (int32_t node = l->node_count - 1; node >= 0; node--)
        for (int32_t e = l->first_edge[node + 1] - 1; e >= l->first_edge[node]; e--)
            if (bit_is_set(reached, node)) {
                int32_t at = --in.first[l->target[e]];
                in.edge[at] = e;
                in.source[at] = node;
            }
    return in;
}

static void inflow_drop(Mem *M, Inflow *in)
{
    mem_drop(M, in->first);
    mem_drop(M, in->edge);
    mem_drop(M, in->source);
    mem_drop(M, in->step);
}

/* To wake the threads takes longer than to gather so much. */
enum { MASS_WORTH_SHARING = 4000 };

static void gather(const Carry *c, const Inflow *in, int64_t first, int64_t end,
                   int32_t threads)
{
    int64_t mass = (end - first) * c->scene.cells->cells * c->scene.cells->profiles * c->k;
    bool is_shared = threads > 1 && mass > MASS_WORTH_SHARING;
#pragma omp parallel for schedule(dynamic, 4) num_threads(threads) if (is_shared)
    for (int64_t target = first; target < end; target++)
        for (int32_t k = in->first[target]; k < in->first[target + 1]; k++)
            carry_edge(c, in->step[in->source[k]], in->source[k], in->edge[k]);
}

static void enter(const Carry *c, const uint64_t *states, const double *mass, int64_t width)
{
    const Layer *l = c->scene.layer;
    for (int64_t s = 0; s < c->scene.game->state_count; s++) {
        if (!bit_is_set(states, s))
            continue;
        const Way *way = &l->entry[s];
        for (int64_t at = 0; at < width; at += c->k)
            add_mass(c, 1, mass + s * width + at, c->mass + way->target * width + at,
                     way->events);
    }
}

void play_carry(Play *p, Work *w, int32_t t, int32_t k, const int32_t *step,
                const double *mass, double *next, double *work, double *flow)
{
    const Game *g = p->game;
    Carry c = {
        .scene = play_scene(p, w, t), .k = k, .step = step, .mass = work, .flow = flow};
    const Layer *l = c.scene.layer;
    int64_t width = play_width_of(p, k), targets = layer_targets(g, l);
    bool is_shared = w->threads > 1 && targets * width > MASS_WORTH_SHARING;
#pragma omp parallel for num_threads(w->threads) if (is_shared)
    for (int64_t target = 0; target < targets; target++)
        memset(work + target * width, 0, sizeof *work * (size_t)width);
    if (flow)
        memset(flow, 0, sizeof *flow * (size_t)l->edge_count);
    enter(&c, g->states_at[t], mass, width);
    Inflow in = inflow_make(w->mem, l, targets, g->nodes_at[t]);
    for (int32_t i = 0; i < l->group_count; i++)
        gather(&c, &in, l->groups[i].first, l->groups[i].first + l->groups[i].count,
               w->threads);
    gather(&c, &in, l->node_count, targets, w->threads);
    inflow_drop(w->mem, &in);
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
