#include "game/play.h"

#include <string.h>

#include "base/lanes.h"

Scene play_scene(Play *p, Work *w, int32_t t)
{
    const Game *g = p->game;
    if (!p->kept[t] && p->time != t) {
        p->replay(p, w, t);
        p->time = t;
    }
    cell_chances_at(p->prices, t);
    return (Scene){.game = g,
                   .layer = game_layer(g, t),
                   .cells = p->cells,
                   .prices = p->prices,
                   .at = p->at[t],
                   .play = p->kept[t] ? p->kept[t] : p->now};
}

/* ------------------------------------------------------------------ carrying */

/* A period is gathered: each target, in the order of the program, takes what comes to it by its
 * edges.  So threads do not meet, and digits do not depend on them.  Most of a layer is not reached
 * in a period, nor all beliefs where it is: only cells with mass are ever written or read. */
typedef struct {
    Scene scene;
    int32_t k;
    const int32_t *step;
    bool *moves; /* [event list]: some memory does, by `step` */
    double *mass, *flow;
    bool *has_mass; /* [target] */
    bool *cell_has; /* [target][cell]; elsewhere `mass` is anything */
} Carry;

static double *mass_at(const Carry *c, int64_t target, int32_t cell, int32_t profile)
{
    const Cells *x = c->scene.cells;
    return c->mass + ((target * x->cells + cell) * x->profiles + profile) * c->k;
}

static bool cell_has_mass(const Carry *c, int64_t target, int32_t cell)
{
    return c->cell_has[target * c->scene.cells->cells + cell];
}

/* A cell's mass, to add to. */
WITHIN double *opened(const Carry *c, int64_t target, int32_t cell)
{
    bool *is_open = c->cell_has + target * c->scene.cells->cells + cell;
    double *mass = mass_at(c, target, cell, 0);
    if (!*is_open)
        memset(mass, 0, sizeof *mass * (size_t)(c->scene.cells->profiles * c->k));
    *is_open = true;
    return mass;
}

WITHIN bool is_zero(const double *mass, int64_t count)
{
    for (int64_t k = 0; k < count; k++)
        if (mass[k] != 0)
            return false;
    return true;
}

/* What was opened and remained 0 has no mass. */
WITHIN void settle(const Carry *c, int64_t target)
{
    const Cells *x = c->scene.cells;
    bool some = false;
    for (int32_t cell = 0; cell < x->cells; cell++) {
        bool *has = c->cell_has + target * x->cells + cell;
        *has = *has && !is_zero(mass_at(c, target, cell, 0), (int64_t)x->profiles * c->k);
        some |= *has;
    }
    c->has_mass[target] = some;
}

/* into += p * from, which have so many numbers. */
WITHIN void add_row(double p, const double *from, double *into, int64_t count)
{
    int64_t k = 0;
    for (; k + 8 <= count; k += 8)
        *eight(into + k) += p * *eight_of(from + k);
    for (; k + 4 <= count; k += 4)
        *four(into + k) += p * *four_of(from + k);
    for (; k < count; k++)
        into[k] += p * from[k];
}

/* The mass of `profiles` profiles in a row, with their memories. */
WITHIN void add_mass(const Carry *c, double p, const double *from, double *into,
                     int32_t events, int32_t profiles)
{
    if (!c->step || !c->moves[events]) {
        add_row(p, from, into, (int64_t)profiles * c->k);
        return;
    }
    const int32_t *step = c->step + (int64_t)events * c->k;
    for (int32_t i = 0; i < profiles; i++, from += c->k, into += c->k)
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
            if (!(part > 0))
                continue;
            double *into =
                opened(c, l->target[edge], cell_of(x, to->to[0].at[i], to->to[1].at[j]));
            add_mass(c, part, from, into + (int64_t)profile * c->k, l->events[edge], 1);
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
        if (is_zero(from, c->k))
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

WITHIN PairNews pair_news(const Tellers *t, int32_t cell)
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

/* The cells that the forks' prongs lead to: [first's][second's]. */
typedef struct {
    double *into[2][2];
} Prongs;

WITHIN Prongs open_prongs(const Carry *c, int32_t edge, const Fork *first,
                          const Fork *second)
{
    const Cells *x = c->scene.cells;
    Prongs to = {0};
    for (int32_t i = 0; i < first->count; i++)
        for (int32_t j = 0; j < second->count; j++)
            to.into[i][j] = opened(c, c->scene.layer->target[edge],
                                   cell_of(x, first->lower + i, second->lower + j));
    return to;
}

typedef int64_t Truth4 __attribute__((vector_size(32)));

/* Two types on both sides and no memory: the four profiles side by side. */
WITHIN void carry_four(const Carry *c, int32_t edge, const PairNews *t, const Fork *first,
                       const Fork *second, const double *from)
{
    const double(*like)[2] = t->like;
    const Prongs to = open_prongs(c, edge, first, second);
    const Lane4 mass = *four_of(from);
    const Lane4 p = t->base * (Lane4){like[0][0], like[0][0], like[0][1], like[0][1]} *
                    (Lane4){like[1][0], like[1][1], like[1][0], like[1][1]};
    for (int k = 0; c->flow && k < 4; k++)
        c->flow[edge] += p[k] * mass[k];
    for (int32_t i = 0; i < first->count; i++) {
        const double(*u)[2] = first->weight, (*v)[2] = second->weight;
        const Lane4 up = p * (Lane4){u[0][i], u[0][i], u[1][i], u[1][i]};
        for (int32_t j = 0; j < second->count; j++) {
            const Lane4 part = up * (Lane4){v[0][j], v[1][j], v[0][j], v[1][j]};
            const Truth4 is_positive = part > (Lane4){0};
            *four(to.into[i][j]) += (Lane4)((Truth4)part & is_positive) * mass;
        }
    }
}

WITHIN void carry_fork(const Carry *c, int32_t edge, const PairNews *t, const Fork *first,
                       const Fork *second, const double *from)
{
    const Cells *x = c->scene.cells;
    int32_t events = c->scene.layer->events[edge], values = x->lattice[1].values;
    const Prongs to = open_prongs(c, edge, first, second);
    for (int32_t profile = 0; profile < x->profiles; profile++, from += c->k) {
        if (is_zero(from, c->k))
            continue;
        int32_t u = values == 2 ? profile >> 1 : profile, v = values == 2 ? profile & 1 : 0;
        double p = t->base * t->like[0][u] * t->like[1][v];
        if (c->flow)
            c->flow[edge] += p * total(from, c->k);
        for (int32_t i = 0; i < first->count; i++)
            for (int32_t j = 0; j < second->count; j++) {
                double part = p * first->weight[u][i] * second->weight[v][j];
                if (part > 0)
                    add_mass(c, part, from, to.into[i][j] + (int64_t)profile * c->k, events,
                             1);
            }
    }
}

/* carry_cell, where nobody has more than two types; false where this is not for it. */
WITHIN bool carry_pair(const Carry *c, const Tellers *t, int32_t edge, int32_t cell,
                       const double *from)
{
    const Cells *x = c->scene.cells;
    Fork first, second;
    if (!t->play || x->lattice[0].values > 2 || x->lattice[1].values > 2)
        return false;
    PairNews news = pair_news(t, cell);
    if (!find_fork(x, 0, cell, &news, &first) || !find_fork(x, 1, cell, &news, &second))
        return false;
    if (!c->step && x->profiles == 4)
        carry_four(c, edge, &news, &first, &second, from);
    else
        carry_fork(c, edge, &news, &first, &second, from);
    return true;
}

WITHIN void carry_cell(const Carry *c, const Step *s, const Tellers *tellers, int32_t node,
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
WITHIN void carry_plainly(const Carry *c, int32_t node, int32_t edge)
{
    const Cells *x = c->scene.cells;
    const Layer *l = c->scene.layer;
    double p = c->scene.prices->plain->chance[l->chance[edge]], sum = 0;
    for (int32_t cell = 0; cell < x->cells; cell++) {
        if (!cell_has_mass(c, node, cell))
            continue;
        const double *from = mass_at(c, node, cell, 0);
        for (int32_t m = 0; c->flow && m < x->profiles * c->k; m++)
            sum += from[m];
        add_mass(c, p, from, opened(c, l->target[edge], cell), l->events[edge],
                 x->profiles);
    }
    if (c->flow)
        c->flow[edge] += p * sum;
}

WITHIN void carry_edge(const Carry *c, const Step *s, int32_t node, int32_t edge)
{
    int32_t changes = step_changes(s);
    if (node_is_plain(&c->scene, s, node)) {
        carry_plainly(c, node, edge);
        return;
    }
    Tellers tellers = tellers_of(&c->scene, s, node, edge);
    for (int32_t cell = 0; cell < c->scene.cells->cells; cell++) {
        if (!cell_has_mass(c, node, cell))
            continue;
        if (changes >= 0)
            carry_change(c, s, changes, node, edge, cell);
        else
            carry_cell(c, s, &tellers, node, edge, cell);
    }
}

ANY_WIDTH static void gather_at(const Carry *c, int64_t target)
{
    const Layer *l = c->scene.layer;
    const Inflow *in = &l->inflow;
    for (int32_t k = in->first[target]; k < in->first[target + 1]; k++) {
        const int32_t node = in->source[k];
        if (c->has_mass[node])
            carry_edge(c, &l->routine->steps[l->groups[in->group[node]].step], node,
                       in->edge[k]);
    }
    settle(c, target);
}

/* To wake the threads takes longer than to gather so much. */
enum { MASS_WORTH_SHARING = 4000 };

static void gather(const Carry *c, int64_t first, int64_t end, int32_t threads)
{
    int64_t mass = (end - first) * c->scene.cells->cells * c->scene.cells->profiles * c->k;
    bool is_shared = threads > 1 && mass > MASS_WORTH_SHARING;
#pragma omp parallel for schedule(dynamic, 4) num_threads(threads) if (is_shared)
    for (int64_t target = first; target < end; target++)
        gather_at(c, target);
}

static void enter(const Carry *c, const uint64_t *states, const double *mass)
{
    const Cells *x = c->scene.cells;
    const int64_t width = (int64_t)x->profiles * c->k;
    for (int64_t s = 0; s < c->scene.game->state_count; s++)
        for (int32_t cell = 0; cell < x->cells && bit_is_set(states, s); cell++) {
            const double *from = mass + (s * x->cells + cell) * width;
            const Way *way = &c->scene.layer->entry[s];
            if (!is_zero(from, width))
                add_mass(c, 1, from, opened(c, way->target, cell), way->events,
                         x->profiles);
        }
}

static void leave(const Carry *c, double *next)
{
    const Cells *x = c->scene.cells;
    const int64_t nodes = c->scene.layer->node_count;
    const int64_t width = (int64_t)x->profiles * c->k;
    const size_t bytes = sizeof *next * (size_t)width;
    for (int64_t s = 0; s < c->scene.game->state_count; s++)
        for (int32_t cell = 0; cell < x->cells; cell++, next += width)
            if (cell_has_mass(c, nodes + s, cell))
                memcpy(next, mass_at(c, nodes + s, cell, 0), bytes);
            else
                memset(next, 0, bytes);
}

static void find_moves(Carry *c, int32_t lists)
{
    for (int32_t list = 0; list < lists; list++)
        for (int32_t m = 0; m < c->k; m++)
            c->moves[list] |= c->step[(int64_t)list * c->k + m] != m;
}

void play_carry(Play *p, Work *w, int32_t t, int32_t k, const int32_t *step,
                const double *mass, double *next, double *work, double *flow)
{
    const Game *g = p->game;
    Carry c = {
        .scene = play_scene(p, w, t), .k = k, .step = step, .mass = work, .flow = flow};
    const Layer *l = c.scene.layer;
    const int64_t targets = layer_targets(g, l);
    c.has_mass = grow(w->mem, c.has_mass, targets);
    c.cell_has = grow(w->mem, c.cell_has, targets * p->cells->cells);
    c.moves = grow(w->mem, c.moves, g->events.count);
    if (step)
        find_moves(&c, g->events.count);
    if (flow)
        memset(flow, 0, sizeof *flow * (size_t)l->edge_count);
    enter(&c, g->states_at[t], mass);
    for (int32_t i = 0; i < l->group_count; i++)
        gather(&c, l->groups[i].first, l->groups[i].first + l->groups[i].count, w->threads);
    gather(&c, l->node_count, targets, w->threads);
    leave(&c, next);
    mem_drop(w->mem, c.has_mass);
    mem_drop(w->mem, c.cell_has);
    mem_drop(w->mem, c.moves);
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
