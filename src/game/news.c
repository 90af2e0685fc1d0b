#include "game/news.h"

#include <string.h>

#include "math/signal_game.h"

int64_t play_width(const Game *g, const Cells *c, const Layer *l, const Step *s,
                   int32_t node)
{
    if (s->kind == STEP_CHANCE)
        return 0;
    int64_t width = 0;
    const int32_t *shape = node_shape(g, l, node);
    for (int32_t i = 0, at = 0; i < s->agent_count; at += 1 + shape[at], i++)
        width += (int64_t)shape[at] * types_of_agent(c, &s->agents[i]);
    return width;
}

/* ------------------------------------------------------------------ what an edge tells */

static News nothing_told(double base)
{
    News t = {.base = base};
    for (int32_t k = 0; k < MOST_SECRETS; k++) {
        t.open[k] = ALL_TYPES;
        for (int32_t v = 0; v < LATTICE_VALUES; v++)
            t.like[k][v] = 1;
    }
    return t;
}

static News told_by_lottery(const Scene *s, int32_t edge, int32_t cell)
{
    int32_t slot = s->layer->chance[edge], secret = s->prices->chance_secret[slot];
    if (secret < 0)
        return nothing_told(cell_chance(s->prices, slot, cell, 0));
    News t = nothing_told(1);
    t.tells[secret] = true;
    t.open[secret] = 0;
    for (int32_t v = 0; v < s->cells->lattice[secret].values; v++) {
        t.like[secret][v] = cell_chance(s->prices, slot, cell, v);
        t.open[secret] |= (uint8_t)((t.like[secret][v] > 0) << v);
    }
    return t;
}

static void tell_arm(News *t, int32_t secret, const double *p, int32_t types, uint8_t mask)
{
    if (secret < 0) {
        t->base *= p[0];
        return;
    }
    t->tells[secret] = true;
    t->open[secret] &= mask;
    for (int32_t v = 0; v < types; v++)
        t->like[secret][v] *= p[v];
}

/* How agents' arms in an edge are found, one agent after another. */
typedef struct {
    const int32_t *shape;
    int64_t rest, below;
    int32_t masks, place; /* where the agent's begin */
    bool has_masks;
} ArmWalk;

static ArmWalk walk_begin(const Scene *s, const Step *step, int32_t node, int32_t edge)
{
    const Layer *l = s->layer;
    ArmWalk w = {.shape = node_shape(s->game, l, node),
                 .rest = edge - l->first_edge[node],
                 .below = l->first_edge[node + 1] - l->first_edge[node],
                 .has_masks = step_tells_types(step)};
    for (int32_t i = 0; i < step->agent_count; i++)
        w.masks += 1 + w.shape[w.masks];
    return w;
}

/* *at: where the arm's probabilities are in a cell's play. */
static void walk_on(ArmWalk *w, int32_t arms, int32_t types, int32_t *at, uint8_t *mask)
{
    w->below /= arms;
    int32_t arm = (int32_t)(w->rest / w->below);
    *at = w->place + arm * types;
    *mask = w->has_masks ? (uint8_t)w->shape[w->masks + arm] : ALL_TYPES;
    w->rest %= w->below;
    w->place += arms * types;
    w->masks += arms;
}

News news_of(const Scene *s, const Step *step, int32_t node, int32_t edge, int32_t cell)
{
    if (step->kind == STEP_CHANCE)
        return told_by_lottery(s, edge, cell);
    News t = nothing_told(1);
    const double *p =
        play_row(s, node, play_width(s->game, s->cells, s->layer, step, node), cell);
    ArmWalk w = walk_begin(s, step, node, edge);
    for (int32_t i = 0, k = 0; i < step->agent_count; k += 1 + w.shape[k], i++) {
        const Agent *agent = &step->agents[i];
        int32_t types = types_of_agent(s->cells, agent), at;
        uint8_t mask;
        walk_on(&w, w.shape[k], types, &at, &mask);
        tell_arm(&t, s->cells->secret_of[agent->player], p + at, types, mask);
    }
    return t;
}

Tellers tellers_of(const Scene *s, const Step *step, int32_t node, int32_t edge)
{
    Tellers t = {.play = NULL};
    if (step->kind == STEP_CHANCE || step->agent_count > MOST_TELLERS)
        return t;
    t.width = play_width(s->game, s->cells, s->layer, step, node);
    t.play = play_row(s, node, t.width, 0);
    ArmWalk w = walk_begin(s, step, node, edge);
    for (int32_t i = 0, k = 0; i < step->agent_count; k += 1 + w.shape[k], i++) {
        const Agent *agent = &step->agents[i];
        uint8_t mask;
        t.teller[i].secret = s->cells->secret_of[agent->player];
        walk_on(&w, w.shape[k], types_of_agent(s->cells, agent), &t.teller[i].at, &mask);
    }
    t.count = step->agent_count;
    return t;
}

bool node_tells(const Scene *s, const Step *step, int32_t node, int32_t k)
{
    if (step->kind == STEP_CHANCE)
        return step_changes(step) == k || lottery_secret(s->prices, s->layer, node) == k;
    for (int32_t i = 0; i < step->agent_count; i++)
        if (s->cells->secret_of[step->agents[i].player] == k)
            return true;
    return false;
}

bool node_is_plain(const Scene *s, const Step *step, int32_t node)
{
    if (step->kind != STEP_CHANCE || step_changes(step) >= 0)
        return false;
    for (int32_t e = s->layer->first_edge[node]; e < s->layer->first_edge[node + 1]; e++)
        if (s->prices->chance_at[s->layer->chance[e]] >= 0)
            return false;
    return true;
}

/* ------------------------------------------------------------------ where it lands */

static void weigh(const Lattice *l, const double *belief, Landing *to, int32_t secret)
{
    const Rounding *r = &to->to[secret];
    memcpy(to->weight[secret][0], r->weight, sizeof r->weight);
    for (int32_t v = 0; v < l->values; v++)
        lattice_tilt(l, r, v, belief[v], to->weight[secret][1 + v]);
}

static void stay(const Cells *c, int32_t cell, Landing *to, int32_t secret)
{
    Rounding *r = &to->to[secret]; /* who looks at a landing asks for no slope */
    r->count = 1;
    r->at[0] = cell_point(c, cell, secret);
    r->weight[0] = 1;
    for (int32_t v = 0; v <= c->lattice[secret].values; v++)
        to->weight[secret][v][0] = 1;
}

Landing landing_of_prior(const Cells *c, const double *beliefs)
{
    Landing to;
    for (int32_t k = 0; k < MOST_SECRETS; k++) {
        stay(c, 0, &to, k);
        if (k >= c->model->secret_count)
            continue;
        const double *b = beliefs + c->model->secrets[k].first_belief;
        lattice_round(&c->lattice[k], b, &to.to[k]);
        weigh(&c->lattice[k], b, &to, k);
    }
    return to;
}

Landing landing_of(const Cells *c, int32_t cell, const News *t)
{
    Landing to;
    for (int32_t k = 0; k < MOST_SECRETS; k++) {
        const Lattice *l = &c->lattice[k];
        if (!t->tells[k]) {
            stay(c, cell, &to, k);
            continue;
        }
        double after[LATTICE_VALUES];
        uint8_t all = (uint8_t)((1u << l->values) - 1);
        signal_posterior(l->values, cell_belief(c, cell, k), t->like[k],
                         t->open[k] & all ? t->open[k] & all : all, after);
        lattice_round(l, after, &to.to[k]);
        weigh(l, after, &to, k);
    }
    return to;
}

/* ------------------------------------------------------------------ changes */

int32_t arm_changes(const Model *m, int32_t secret, const Step *s, int32_t arm, int32_t k)
{
    const Secret *x = &m->secrets[secret];
    const Arm *a = s->agents->stmt->arms;
    for (int32_t i = 0; i < arm; i++)
        a = a->next;
    int32_t after = 0;
    for (int32_t i = 0; i < x->var_count; i++) {
        const Domain *d = &m->vars[x->vars[i]].domain;
        int32_t value = secret_value(x, m->vars, k, i);
        for (const Stmt *set = a->body; set; set = set->next)
            if (set->var == x->vars[i])
                value = (int32_t)set->value->number;
        after = after * (d->hi - d->lo + 1) + value - d->lo;
    }
    return after;
}

Landing landing_of_change(const Scene *s, const Step *step, int32_t secret, int32_t node,
                          int32_t cell)
{
    const Cells *c = s->cells;
    int32_t first = s->layer->first_edge[node];
    const Lattice *l = &c->lattice[secret];
    const double *before = cell_belief(c, cell, secret);
    double after[LATTICE_VALUES] = {0};
    for (int32_t e = first; e < s->layer->first_edge[node + 1]; e++)
        for (int32_t k = 0; k < l->values; k++)
            after[arm_changes(c->model, secret, step, e - first, k)] +=
                before[k] * cell_chance(s->prices, s->layer->chance[e], cell, k);
    Landing to;
    for (int32_t k = 0; k < MOST_SECRETS; k++)
        stay(c, cell, &to, k);
    lattice_round(l, after, &to.to[secret]);
    weigh(l, after, &to, secret);
    return to;
}
