#include "game/fault.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ is anything wrong? */

static bool is_probability(double p)
{
    return p >= 0 && p <= 1 + 1e-9;
}

/* The sum of a lottery's probabilities at a node; NAN when one is no probability. */
static double lottery_sum(const Prices *p, const Layer *l, int32_t node)
{
    double sum = 0;
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++) {
        double probability = p->chance[(int64_t)l->chance[e] * p->lanes];
        if (!is_probability(probability))
            return NAN;
        sum += probability;
    }
    return sum;
}

static bool is_sound_sum(double sum)
{
    return fabs(sum - 1) <= 1e-9; /* false for NAN */
}

static bool is_lottery(const Layer *l, const Group *group)
{
    return l->routine->steps[group->step].kind == STEP_CHANCE;
}

static bool lotteries_are_sound(const Prices *p, const Layer *l, const uint64_t *reached)
{
    for (int32_t k = 0; k < l->group_count; k++) {
        const Group *group = &l->groups[k];
        if (!is_lottery(l, group))
            continue;
        for (int32_t node = group->first; node < group->first + group->count; node++)
            if ((!reached || bit_is_set(reached, node)) &&
                !is_sound_sum(lottery_sum(p, l, node)))
                return false;
    }
    return true;
}

static bool is_clean(Work *w, Prices *p)
{
    const Game *g = p->game;
    if (g->fault_count)
        return false;
    prices_at(p, 0);
    if (p->is_suspect || !lotteries_are_sound(p, &g->start, NULL))
        return false;
    for (int32_t t = 0; t <= g->periods; t++) {
        work_check(w, N_("looking for errors"), t, g->periods);
        prices_at(p, t);
        if (p->is_suspect)
            return false;
        bool seen = t > 0 && t < g->periods && g->nodes_at[t] == g->nodes_at[t - 1] &&
                    p->timed_chance_count == 0;
        if (t < g->periods && !seen &&
            !lotteries_are_sound(p, game_layer(g, t), g->nodes_at[t]))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ what can be reached */

/* A search from the start, period by period.  Time -1 is the drawing of the starts, T the
 * horizon.  `parent` says from which state before a state is first reached. */
typedef struct {
    Mem *mem;
    Work *work;
    Diags *diags;
    Prices *prices;
    const Game *game;
    const Layer *layer;
    int32_t time, count;
    bool *stands;     /* [state]: now */
    bool *next;       /* [state] */
    int32_t **parent; /* [T + 1][state] */
    bool *marked;     /* [target] of the layer */
    int32_t
        *from_edge; /* [target]: the edge or, below 0, -1 - the entry it was reached by */
    int32_t *owner; /* [target]: the node that the edge leaves */
    Intern told;    /* places that have their diagnostic */
    bool found;
} Search;

static bool edge_can_happen(const Search *f, int32_t e)
{
    int32_t slot = f->layer->chance[e];
    return slot < 0 || f->prices->chance[(int64_t)slot * f->prices->lanes] > 0;
}

static int32_t entries_of(const Search *f)
{
    return f->time < 0 ? 1 : f->game->state_count;
}

/* ---- the way there, for people */

static void add_value(Buf *out, const Var *var, int32_t value)
{
    if (value == NOT_MADE)
        buf_puts(out, "-");
    else if (var->domain.kind == TYPE_NAME && value >= 0 && value <= var->domain.hi)
        buf_puts(out, var->domain.names[value]);
    else if (var->domain.kind == TYPE_TRUTH)
        buf_puts(out, value ? "yes" : "no");
    else
        buf_printf(out, "%d", value);
}

static const char *state_text(const Search *f, int32_t state)
{
    const Model *m = f->game->model;
    int32_t *vars = make(f->mem, int32_t, m->var_count);
    key_unpack(&f->game->state_packing, f->game->states[state], vars);
    Buf out = {.mem = f->mem};
    for (int32_t v = 0; v < m->state_count; v++) {
        buf_printf(&out, "%s%s = ", v ? ", " : "", m->vars[v].name);
        add_value(&out, &m->vars[v], vars[v]);
    }
    return buf_text(&out);
}

static void add_arm(const Search *f, Buf *out, const Agent *agent, int32_t arm, int32_t e)
{
    const Model *m = f->game->model;
    buf_puts(out, out->length ? ", " : "");
    if (agent->var >= 0) {
        buf_printf(out, "%s = ", m->vars[agent->var].name);
        add_value(out, &m->vars[agent->var], agent->arms[arm].value);
    } else {
        buf_printf(out, "chance #%d (", arm + 1);
        buf_number(out, f->prices->chance[(int64_t)f->layer->chance[e] * f->prices->lanes],
                   6);
        buf_putc(out, ')');
    }
}

static void add_edge_arms(const Search *f, Buf *out, int32_t node, int32_t e)
{
    const Layer *l = f->layer;
    int32_t step = 0;
    for (int32_t k = 0; k < l->group_count; k++)
        if (node >= l->groups[k].first && node < l->groups[k].first + l->groups[k].count)
            step = l->groups[k].step;
    const Step *s = &l->routine->steps[step];
    if (s->kind == STEP_CHANCE) {
        add_arm(f, out, s->agents, e - l->first_edge[node], e);
        return;
    }
    const int32_t *shape = node_shape(f->game, l, node);
    int64_t rest = e - l->first_edge[node];
    int64_t below = l->first_edge[node + 1] - l->first_edge[node];
    for (int32_t i = 0, at = 0; i < s->agent_count; at += 1 + shape[at], i++) {
        below /= shape[at];
        add_arm(f, out, &s->agents[i], shape[at + 1 + rest / below], e);
        rest %= below;
    }
}

/* Follows the marks back from a target to the entry; returns the state entered. */
static int32_t arms_to(const Search *f, Target target, Buf *out)
{
    int32_t edge = f->from_edge[target];
    if (edge < 0)
        return -1 - edge;
    int32_t state = arms_to(f, f->owner[target], out);
    add_edge_arms(f, out, f->owner[target], edge);
    return state;
}

static void mark_period(Search *f, int32_t only_state);

static void load_period(Search *f, int32_t t)
{
    f->time = t;
    f->layer = t < 0                  ? &f->game->start
               : t < f->game->periods ? game_layer(f->game, t)
                                      : &f->game->finale;
    prices_at(f->prices, t < 0 ? 0 : t);
}

static void note_period(Search *f, Diag *d, int32_t t, const char *arms)
{
    Civil c = civil_of(model_day(f->game->model, t));
    if (f->game->model->has_calendar)
        diag_note(f->diags, d, SPAN_NOWHERE, N_("in period %d (%04d-%02d-%02d): %s"), t,
                  c.year, c.month, c.day, arms);
    else
        diag_note(f->diags, d, SPAN_NOWHERE, N_("in period %d: %s"), t, arms);
}

/* What happens in period t on the way from a state to another: "" when nothing is picked. */
static const char *arms_between(Search *f, int32_t t, int32_t before, int32_t after)
{
    load_period(f, t);
    mark_period(f, before);
    Buf arms = {.mem = f->mem};
    arms_to(f, f->layer->node_count + after, &arms);
    return buf_text(&arms);
}

/* Notes what happened in the periods before t on the way to `state`, the earliest first; of
 * a long way its two ends. */
static void note_way(Search *f, Diag *d, int32_t state, int32_t t)
{
    enum { SHOWN_AT_EACH_END = 6 };
    int32_t *way = make(f->mem, int32_t, t + 1);
    way[t] = state;
    for (int32_t k = t; k > 0; k--)
        way[k - 1] = f->parent[k][way[k]];
    bool is_long = t > 2 * SHOWN_AT_EACH_END + 1, has_begun = false;
    for (int32_t k = 0; k < t; k++) {
        if (is_long && k == SHOWN_AT_EACH_END) {
            k = t - SHOWN_AT_EACH_END;
            diag_note(f->diags, d, SPAN_NOWHERE, N_("then %d periods that are not shown"),
                      k - SHOWN_AT_EACH_END);
        }
        const char *arms = arms_between(f, k, way[k], way[k + 1]);
        if (!*arms)
            continue;
        if (!has_begun)
            diag_note(f->diags, d, SPAN_NOWHERE, N_("a shortest way there:"));
        has_begun = true;
        note_period(f, d, k, arms);
    }
}

/* Tells where it happens: the state, and a shortest way to it.  `node` is where the way
 * ends, or -1 - s when it ends on entering from state s. */
static void tell_where(Search *f, Diag *d, int32_t node, int32_t edge)
{
    int32_t t = f->time;
    Buf arms = {.mem = f->mem};
    int32_t state = node < 0 ? -1 - node : arms_to(f, node, &arms);
    if (node >= 0 && edge >= 0)
        add_edge_arms(f, &arms, node, edge);
    if (t < 0)
        return;
    Civil c = civil_of(model_day(f->game->model, t));
    if (f->game->model->has_calendar)
        diag_note(
            f->diags, d, SPAN_NOWHERE,
            N_("it happens in the state %s at the start of period %d (%04d-%02d-%02d)"),
            state_text(f, state), t, c.year, c.month, c.day);
    else
        diag_note(f->diags, d, SPAN_NOWHERE,
                  N_("it happens in the state %s at the start of period %d"),
                  state_text(f, state), t);
    const char *here = arms.length ? buf_text(&arms) : NULL;
    note_way(f, d, state, t);
    load_period(f, t);
    mark_period(f, -1);
    if (here)
        note_period(f, d, t, here);
}

/* ---- the diagnostics */

/* Each place in the model is told of once, where it first happens. */
static bool is_news(Search *f, Span at, DiagCode code)
{
    int32_t words[] = {at.source, at.at, at.length, (int32_t)code};
    int32_t known = f->told.count;
    f->found = true;
    return intern_put(&f->told, words, 4) == known;
}

static void note_rule(Search *f, Diag *d, const Stmt *s)
{
    if (s && s->put_at.source >= 0)
        diag_note(f->diags, d, s->put_at, N_("`%s` is put in place here"), s->rule);
}

static Diag *tell_fault(Search *f, const Fault *fault)
{
    const Model *m = f->game->model;
    if (fault->kind == FAULT_VALUE) {
        Frame frame = {.fault = fault->why, .fault_at = fault->fault_at};
        return is_news(f, fault->at, DIAG_E306) ? diag_eval_fault(f->diags, &frame) : NULL;
    }
    if (fault->kind == FAULT_CLOSED) {
        if (!is_news(f, fault->at, DIAG_E304))
            return NULL;
        Diag *d = diag(f->diags, DIAG_E304, fault->at, N_("`%s` has no arm open to choose"),
                       m->players[fault->player].name);
        diag_hint(f->diags, d,
                  N_("Add an arm without a guard, or put the choice in an `if`."));
        return d;
    }
    if (!is_news(f, fault->at, DIAG_E301))
        return NULL;
    const Var *var = &m->vars[fault->var];
    if (var->domain.kind == TYPE_NAME && fault->value < 0)
        return diag(f->diags, DIAG_E301, fault->at,
                    N_("`%s` goes below `%s`, the first of its names"), var->name,
                    var->domain.names[0]);
    if (var->domain.kind == TYPE_NAME)
        return diag(f->diags, DIAG_E301, fault->at,
                    N_("`%s` goes beyond `%s`, the last of its names"), var->name,
                    var->domain.names[var->domain.hi]);
    return diag(f->diags, DIAG_E301, fault->at,
                N_("`%s` becomes %.10g, outside its domain %d..%d"), var->name,
                fault->value, var->domain.lo, var->domain.hi);
}

static void look_at_target(Search *f, Target target, int32_t node, int32_t edge)
{
    int64_t first_fault = (int64_t)f->layer->node_count + f->game->state_count + 1;
    if (target < first_fault)
        return;
    const Fault *fault = &f->game->faults[target - first_fault];
    Diag *d = tell_fault(f, fault);
    if (!d)
        return;
    note_rule(f, d, fault->stmt);
    tell_where(f, d, node, edge);
}

static void look_at_pay(Search *f, int32_t slot, int32_t node, int32_t edge)
{
    Frame frame;
    if (!f->prices->bad_pay[slot] || !pay_slot_fault(f->prices, slot, &frame) ||
        !is_news(f, frame.fault_at->at, DIAG_E306))
        return;
    tell_where(f, diag_eval_fault(f->diags, &frame), node, edge);
}

static void look_at_lottery(Search *f, const Step *s, int32_t node)
{
    const Layer *l = f->layer;
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++) {
        Frame frame;
        double p = f->prices->chance[(int64_t)l->chance[e] * f->prices->lanes];
        if (f->prices->bad_chance[l->chance[e]] &&
            chance_slot_fault(f->prices, l->chance[e], &frame)) {
            if (is_news(f, frame.fault_at->at, DIAG_E306))
                tell_where(f, diag_eval_fault(f->diags, &frame), node, -1);
            return;
        }
        if (!is_probability(p)) {
            Span at = s->agents->arms[e - l->first_edge[node]].at;
            if (!is_news(f, at, DIAG_E303))
                return;
            Diag *d = diag(f->diags, DIAG_E303, at, N_("a probability of %.6g"), p);
            note_rule(f, d, s->agents->stmt);
            tell_where(f, d, node, -1);
            return;
        }
    }
    double sum = lottery_sum(f->prices, l, node);
    if (is_sound_sum(sum) || !is_news(f, s->at, DIAG_E302))
        return;
    Diag *d = diag(f->diags, DIAG_E302, s->at, N_("probabilities sum to %.6g, not 1"), sum);
    if (sum < 1)
        diag_hint(f->diags, d, N_("Give the missing %.6g to an arm, or write `rest`."),
                  1 - sum);
    else
        diag_hint(f->diags, d, N_("That is %.6g too much."), sum - 1);
    note_rule(f, d, s->agents->stmt);
    tell_where(f, d, node, -1);
}

static void mark_target(Search *f, Target target, int32_t owner, int32_t edge)
{
    if (f->marked[target])
        return;
    f->marked[target] = true;
    f->owner[target] = owner;
    f->from_edge[target] = edge;
}

/* Marks what the layer's entries reach: those of all states that stand, or of one. */
static void mark_period(Search *f, int32_t only_state)
{
    const Layer *l = f->layer;
    memset(f->marked, 0, sizeof *f->marked * (size_t)layer_targets(f->game, l));
    for (int32_t s = 0; s < entries_of(f); s++)
        if (only_state >= 0 ? s == only_state : f->time < 0 || f->stands[s])
            mark_target(f, l->entry[s].target, -1, -1 - s);
    for (int32_t node = 0; node < l->node_count; node++)
        if (f->marked[node])
            for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++)
                if (edge_can_happen(f, e))
                    mark_target(f, l->target[e], node, e);
}

static void look_at_period(Search *f)
{
    const Layer *l = f->layer;
    for (int32_t s = 0; s < entries_of(f); s++)
        if (f->time < 0 || f->stands[s]) {
            look_at_pay(f, l->entry[s].pay, -1 - s, -1);
            look_at_target(f, l->entry[s].target, -1 - s, -1);
        }
    for (int32_t k = 0; k < l->group_count; k++) {
        const Step *step = &l->routine->steps[l->groups[k].step];
        for (int32_t j = 0; j < l->groups[k].count; j++) {
            int32_t node = l->groups[k].first + j;
            if (!f->marked[node])
                continue;
            if (step->kind == STEP_CHANCE)
                look_at_lottery(f, step, node);
            for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++)
                if (edge_can_happen(f, e)) {
                    look_at_pay(f, l->pay[e], node, e);
                    look_at_target(f, l->target[e], node, e);
                }
        }
    }
}

/* The state at the start of this period from which a target was reached. */
static int32_t entered_from(const Search *f, Target target)
{
    while (f->from_edge[target] >= 0)
        target = f->owner[target];
    return -1 - f->from_edge[target];
}

static void step_period(Search *f)
{
    const Game *g = f->game;
    int32_t t = f->time + 1;
    if (f->time >= g->periods)
        return;
    f->parent[t] = make(f->mem, int32_t, g->state_count);
    for (int32_t s = 0; s < g->state_count; s++) {
        Target target = f->layer->node_count + s;
        f->next[s] = f->marked[target];
        if (f->next[s])
            f->parent[t][s] = entered_from(f, target);
    }
    bool *swap = f->stands;
    f->stands = f->next;
    f->next = swap;
}

static void search(Search *f)
{
    const Game *g = f->game;
    int64_t targets = game_most_targets(g);
    f->stands = make(f->mem, bool, g->state_count);
    f->next = make(f->mem, bool, g->state_count);
    f->parent = make(f->mem, int32_t *, g->periods + 2);
    f->marked = make(f->mem, bool, targets);
    f->from_edge = make(f->mem, int32_t, targets);
    f->owner = make(f->mem, int32_t, targets);
    intern_open(&f->told, f->mem);
    for (int32_t t = -1; t <= g->periods; t++) {
        work_check(f->work, N_("looking for errors"), t, g->periods);
        load_period(f, t);
        mark_period(f, -1);
        look_at_period(f);
        step_period(f);
    }
    intern_close(&f->told);
}

bool faults_report(Mem *M, Work *w, Diags *D, Prices *prices)
{
    if (is_clean(w, prices))
        return true;
    Search f = {.mem = M, .work = w, .diags = D, .prices = prices, .game = prices->game};
    search(&f);
    return !f.found;
}
