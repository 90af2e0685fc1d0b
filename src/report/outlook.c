#include "report/outlook.h"

#include <math.h>

#include "report/choices.h"

const double BANDS[BAND_COUNT] = {0.05, 0.25, 0.5, 0.75, 0.95};

static const double SELDOM = 0.01;

static double **make_table(Mem *M, int32_t rows, int32_t columns)
{
    double **at = make(M, double *, rows);
    for (int32_t k = 0; k < rows; k++)
        at[k] = make(M, double, columns);
    return at;
}

/* ------------------------------------------------------------------ how far measures spread */

static bool find_band(Study *y, const Solved *s, const Measure *measure, double **at)
{
    for (int32_t t = 0; t <= y->model->window; t++)
        for (int32_t b = 0; b < BAND_COUNT; b++) {
            Question q = {.kind = Q_QUANTILE,
                          .at = SPAN_NOWHERE,
                          .of = measure->value,
                          .event = -1,
                          .until_event = -1,
                          .bound = BANDS[b],
                          .when = t};
            if (!question_answer(y->mem, y->diags, y->work, s->future, &q, &at[t][b]))
                return false;
        }
    return true;
}

static bool find_bands(Study *y, const Solved *s, Outlook *o)
{
    const Model *m = y->model;
    o->band = make(y->mem, double **, m->measure_count);
    for (int32_t k = 0; k < m->measure_count; k++) {
        const Measure *measure = &m->measures[k];
        if (measure->value->type.kind == TYPE_TRUTH)
            continue;
        o->band[k] = make_table(y->mem, m->window + 1, BAND_COUNT);
        if (!find_band(y, s, measure, o->band[k]))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ where the states are */

static void find_odds(Study *y, const Solved *s, Outlook *o)
{
    const Model *m = y->model;
    const Future *f = s->future;
    o->odds = make(y->mem, double **, m->state_count);
    for (int32_t v = 0; v < m->state_count; v++) {
        const Domain *d = &m->vars[v].domain;
        if (domain_size(d) > MOST_ODDS)
            continue;
        o->odds[v] = make_table(y->mem, m->window + 1, domain_size(d));
        for (int32_t t = 0; t <= m->window; t++)
            for (int32_t k = 0; k < s->game->state_count; k++)
                if (bit_is_set(s->game->states_at[game_round(s->game, t)], k))
                    o->odds[v][t][f->vars[(int64_t)k * m->state_count + v] - d->lo] +=
                        f->at[t][k];
    }
}

/* ------------------------------------------------------------------ who does what next */

typedef struct {
    Mem *mem;
    const Model *model;
    const double *reached; /* [node] */
    const int32_t *sure; /* [state]: its value at the start, NOT_MADE where that is drawn */
    /* [opening]: found so far, with their agents */
    Opening *openings;
    const Agent **agents;
    int32_t count, room, agent_room;
} Search;

static const int32_t *sure_values(Mem *M, const Solved *s)
{
    const int32_t n = s->game->model->state_count;
    int32_t *sure = make(M, int32_t, n);
    bool is_first = true;
    for (int32_t k = 0; k < s->game->state_count; k++) {
        if (!bit_is_set(s->game->states_at[0], k) || s->future->at[0][k] <= 0)
            continue;
        const int32_t *vars = s->future->vars + (int64_t)k * n;
        for (int32_t v = 0; v < n; v++)
            sure[v] = is_first || sure[v] == vars[v] ? vars[v] : NOT_MADE;
        is_first = false;
    }
    return sure;
}

static void note_circumstances(const Search *x, const Choice *c, Opening *o)
{
    o->where = make(x->mem, Circumstance, c->matters->count);
    for (int32_t k = 0; k < c->matters->count; k++) {
        int32_t v = c->matters->fields[k].var, value = c->vars[v];
        bool is_sure = v < x->model->state_count && value == x->sure[v];
        if (value != NOT_MADE && !is_sure && !x->model->vars[v].is_inner)
            o->where[o->where_count++] = (Circumstance){.var = v, .value = value};
    }
}

static void note_arms(const Search *x, const Choice *c, Opening *o)
{
    double best = -INFINITY;
    for (int32_t k = 0; k < c->pick_count; k++)
        best = fmax(best, c->picks[k].worth);
    o->arms = make(x->mem, OpeningArm, c->pick_count);
    o->arm_count = c->pick_count;
    for (int32_t k = 0; k < c->pick_count; k++)
        o->arms[k] = (OpeningArm){.value = c->picks[k].value,
                                  .text = c->picks[k].text,
                                  .probability = c->picks[k].probability,
                                  .worth = c->picks[k].worth,
                                  .loss = best - c->picks[k].worth};
}

/* The opening of an agent, a new one that was never reached if need be. */
static Opening *opening_of(Search *x, const Agent *agent)
{
    for (int32_t k = 0; k < x->count; k++)
        if (x->agents[k] == agent)
            return &x->openings[k];
    need(x->mem, x->openings, x->count, x->room);
    need(x->mem, x->agents, x->count, x->agent_room);
    x->agents[x->count] = agent;
    x->openings[x->count] = (Opening){.reached = -1};
    return &x->openings[x->count++];
}

static bool look_at_choice(void *context, const Choice *c)
{
    Search *x = context;
    double reached = x->reached[c->node] * c->within;
    if (c->pick_count < 2)
        return true;
    Opening *o = opening_of(x, c->agent);
    if (reached <= o->reached)
        return true;
    *o = (Opening){.player = c->agent->player, .var = c->agent->var, .reached = reached};
    note_circumstances(x, c, o);
    note_arms(x, c, o);
    return true;
}

static void find_openings(Study *y, const Solved *s, Outlook *o)
{
    Search x = {.mem = y->mem,
                .model = y->model,
                .reached = chances_of_nodes(y->mem, s),
                .sure = sure_values(y->mem, s)};
    Visit *visit = visit_new(y->mem, s);
    visit_period(visit, 0, look_at_choice, &x);
    visit_drop(y->mem, visit);
    o->seldom = SELDOM;
    o->openings = x.openings;
    for (int32_t k = 0; k < x.count; k++)
        if (x.openings[k].reached >= SELDOM)
            o->openings[o->opening_count++] = x.openings[k];
    o->seldom_count = x.count - o->opening_count;
    o->has_worths = !s->strategy->play;
}

/* ------------------------------------------------------------------ parameters, summary */

static double bound_of(const Findings *f, const Expr *x)
{
    Frame frame = {.params = f->setup->params};
    double value = x ? expr_value(x, &frame) : NAN;
    return frame.fault ? NAN : value;
}

static void find_ranges(Study *y, Outlook *o)
{
    const Model *m = y->model;
    o->low = make(y->mem, double, m->param_count);
    o->high = make(y->mem, double, m->param_count);
    for (int32_t k = 0; k < m->param_count; k++) {
        o->low[k] = bound_of(o->findings, m->params[k].lo);
        o->high[k] = bound_of(o->findings, m->params[k].hi);
    }
}

static Summary summary_of(const Findings *f)
{
    Summary s = {.claims = f->model->claim_count, .variants = f->variant_count};
    for (int32_t k = 0; k < s.claims; k++)
        s.claims_held += f->verdicts[k].holds;
    return s;
}

/* ------------------------------------------------------------------ */

Outlook *outlook_make(Study *y, const Findings *f)
{
    const Solved *s = study_solve(y, f->under, f->under_count);
    if (!s)
        return NULL;
    Outlook *o = make(y->mem, Outlook);
    o->findings = f;
    o->summary = summary_of(f);
    find_ranges(y, o);
    find_odds(y, s, o);
    find_openings(y, s, o);
    return find_bands(y, s, o) && kinds_choose(y, s, &o->kinds) ? o : NULL;
}
