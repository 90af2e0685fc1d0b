#include "game/fault.h"

#include <math.h>
#include <string.h>

/* The outcomes of a lottery at a node or within a stretch. */
typedef struct {
    const Step *step;
    const int32_t *slot; /* [count]; -1 = certain */
    int32_t count;
    int32_t parent; /* within a stretch: the branch that leads to it; -1 */
} Lottery;

/* ------------------------------------------------------------------ is anything wrong? */

static bool is_probability(double p)
{
    return p >= 0 && p <= 1 + 1e-9;
}

static double chance_of(const Prices *p, int32_t slot, int32_t lane)
{
    return slot < 0 ? 1 : p->chance[(int64_t)slot * p->lanes + lane];
}

/* The sum of a lottery's probabilities; NAN when one is no probability. */
static double lottery_sum(const Prices *p, const Lottery *lottery, int32_t lane)
{
    double sum = 0;
    for (int32_t k = 0; k < lottery->count; k++) {
        double probability = chance_of(p, lottery->slot[k], lane);
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

static const Step *step_of(const Layer *l, const Group *group)
{
    return &l->routine->steps[group->step];
}

/* The k-th lottery at a node; false behind the last. */
static bool lottery_at(const Game *g, const Layer *l, const Step *s, int32_t node,
                       int32_t k, Lottery *lottery)
{
    if (!step_is_hidden(s)) {
        int32_t first = l->first_edge[node];
        *lottery = (Lottery){s, l->chance + first, l->first_edge[node + 1] - first, -1};
        return s->kind == STEP_CHANCE && k == 0;
    }
    const Stretch *stretch = node_stretch(g, l, node);
    for (int32_t n = 0; n < stretch->shape.node_count; n++) {
        const TreeNode *at = &stretch->shape.nodes[n];
        if (at->set != TREE_CHANCE || k-- > 0)
            continue;
        *lottery = (Lottery){&l->routine->steps[stretch->step[n]],
                             stretch->slot + at->first, at->count, at->parent};
        return true;
    }
    return false;
}

/* sums = what lottery_sum says of each lane. */
ANY_WIDTH static void lottery_sums(const Prices *p, const Lottery *lottery, double *sums)
{
    double sum[LANES] = {0};
    for (int32_t k = 0; k < lottery->count; k++) {
        const int32_t slot = lottery->slot[k];
        for (int32_t l = 0; l < LANES; l++) {
            const double chance = slot < 0 ? 1 : p->chance[(int64_t)slot * LANES + l];
            sum[l] += is_probability(chance) ? chance : NAN;
        }
    }
    for (int32_t l = 0; l < LANES; l++)
        sums[l] = sum[l];
}

static LaneSet unsound_of_eight(const Prices *p, const Lottery *lottery)
{
    LaneSet set = 0;
    double sums[LANES];
    lottery_sums(p, lottery, sums);
    for (int32_t l = 0; l < LANES; l++)
        set |= is_sound_sum(sums[l]) ? 0 : lane_alone(l);
    return set;
}

/* The lanes in which some lottery at a node is none. */
static LaneSet unsound_lanes(const Prices *p, const Layer *l, const Step *s, int32_t node)
{
    LaneSet set = 0;
    Lottery lottery;
    for (int32_t k = 0; lottery_at(p->game, l, s, node, k, &lottery); k++)
        if (p->lanes == LANES)
            set |= unsound_of_eight(p, &lottery);
        else
            for (int32_t lane = 0; lane < p->lanes; lane++)
                if (!is_sound_sum(lottery_sum(p, &lottery, lane)))
                    set |= lane_alone(lane);
    return set;
}

static LaneSet unsound_lotteries(const Prices *p, const Layer *l, const uint64_t *reached)
{
    LaneSet set = 0;
    for (int32_t k = 0; k < l->group_count; k++) {
        const Group *group = &l->groups[k];
        const Step *s = step_of(l, group);
        if (s->kind != STEP_CHANCE && !step_is_hidden(s))
            continue;
        for (int32_t node = group->first; node < group->first + group->count; node++)
            if (!reached || bit_is_set(reached, node))
                set |= unsound_lanes(p, l, s, node);
    }
    return set;
}

/* The lanes in which something may be wrong. */
static LaneSet find_suspects(Work *w, Prices *p)
{
    const Game *g = p->game;
    LaneSet all = lanes_all(p->lanes);
    if (g->fault_count)
        return all;
    prices_at(p, 0);
    LaneSet set = p->suspects | unsound_lotteries(p, &g->start, NULL);
    for (int32_t t = 0; t <= g->periods && set != all; t++) {
        work_check(w, N_("looking for errors"), t, g->periods);
        prices_at(p, t);
        set |= p->suspects;
        bool seen = t > 0 && t < game_rounds(g) && g->nodes_at[t] == g->nodes_at[t - 1] &&
                    p->timed_chance_count == 0;
        if (t < game_rounds(g) && !seen)
            set |= unsound_lotteries(p, game_layer(g, t), g->nodes_at[t]);
    }
    return set;
}

/* ------------------------------------------------------------------ what can be reached */

/* A search from the start, period by period.  Time -1 is the drawing of the starts, T the
 * horizon.  `parent` says from which state before a state is first reached. */
typedef struct {
    Mem *mem;
    Work *work;
    Diags *diags;
    Prices *prices;
    int32_t lane;
    const Game *game;
    const Layer *layer;
    int32_t time, count;
    bool *stands;     /* [state]: now */
    bool *next;       /* [state] */
    int32_t **parent; /* [last time + 1][state] */
    int32_t last; /* time that is looked at; an endless game ends where nothing is new */
    bool *ever;   /* [state]: stood at T or later */
    bool *marked; /* [target] of the layer */
    int32_t
        *from_edge; /* [target]: the edge or, below 0, -1 - the entry it was reached by */
    int32_t *owner; /* [target]: the node that the edge leaves */
    Intern told;    /* places that have their diagnostic */
    bool found;
} Search;

static bool edge_can_happen(const Search *f, int32_t e)
{
    return chance_of(f->prices, f->layer->chance[e], f->lane) > 0;
}

/* Whether chance, where it is asked, lets a branch of a stretch be reached. */
static bool branch_can_happen(const Search *f, const Stretch *stretch, int32_t branch)
{
    const TreeShape *s = &stretch->shape;
    for (; branch >= 0; branch = s->nodes[tree_node_of_branch(s, branch)].parent)
        if (!(chance_of(f->prices, stretch->slot[branch], f->lane) > 0))
            return false;
    return true;
}

static bool node_edge_can_happen(const Search *f, const Step *s, int32_t node, int32_t e)
{
    if (!step_is_hidden(s))
        return edge_can_happen(f, e);
    const Stretch *stretch = node_stretch(f->game, f->layer, node);
    return branch_can_happen(
        f, stretch, tree_branch_of_leaf(&stretch->shape, e - f->layer->first_edge[node]));
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

static void add_arm(const Search *f, Buf *out, const Agent *agent, int32_t arm,
                    int32_t slot)
{
    const Model *m = f->game->model;
    buf_puts(out, out->length ? ", " : "");
    if (agent->var >= 0) {
        buf_printf(out, "%s = ", m->vars[agent->var].name);
        add_value(out, &m->vars[agent->var], agent->arms[arm].value);
    } else {
        buf_printf(out, "chance #%d (", arm + 1);
        buf_number(out, chance_of(f->prices, slot, f->lane), 6);
        buf_putc(out, ')');
    }
}

/* The picks and outcomes on the way to a branch of a stretch, the first one first. */
static void add_stretch_arms(const Search *f, Buf *out, const Stretch *stretch, int32_t b)
{
    const TreeShape *s = &stretch->shape;
    if (b < 0)
        return;
    const int32_t n = tree_node_of_branch(s, b);
    const TreeNode *node = &s->nodes[n];
    const Step *step = &f->layer->routine->steps[stretch->step[n]];
    add_stretch_arms(f, out, stretch, node->parent);
    if (node->set >= 0)
        add_arm(f, out, &step->agents[stretch->agent[node->set]],
                stretch->open[node->set][b - node->first], -1);
    else if (stretch->slot[b] >= 0)
        add_arm(f, out, step->agents, b - node->first, stretch->slot[b]);
}

static const Step *step_of_node(const Search *f, int32_t node)
{
    const Layer *l = f->layer;
    for (int32_t k = 0; k < l->group_count; k++)
        if (node >= l->groups[k].first && node < l->groups[k].first + l->groups[k].count)
            return step_of(l, &l->groups[k]);
    return l->routine->steps;
}

static void add_edge_arms(const Search *f, Buf *out, int32_t node, int32_t e)
{
    const Layer *l = f->layer;
    const Step *s = step_of_node(f, node);
    if (step_is_hidden(s)) {
        const Stretch *stretch = node_stretch(f->game, l, node);
        add_stretch_arms(f, out, stretch,
                         tree_branch_of_leaf(&stretch->shape, e - l->first_edge[node]));
        return;
    }
    if (s->kind == STEP_CHANCE) {
        add_arm(f, out, s->agents, e - l->first_edge[node], l->chance[e]);
        return;
    }
    const int32_t *shape = node_shape(f->game, l, node);
    int64_t rest = e - l->first_edge[node];
    int64_t below = l->first_edge[node + 1] - l->first_edge[node];
    for (int32_t i = 0, at = 0; i < s->agent_count; at += 1 + shape[at], i++) {
        below /= shape[at];
        add_arm(f, out, &s->agents[i], shape[at + 1 + rest / below], -1);
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
    const Game *g = f->game;
    f->layer = t < 0                             ? &g->start
               : t < g->periods || g->is_endless ? game_layer(g, t)
                                                 : &g->finale;
    prices_at(f->prices, t < 0 ? 0 : game_round(g, t));
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

/* Something public, or somebody's choice, that follows from what is hidden. */
static Diag *tell_hidden(Search *f, const Fault *fault)
{
    const Model *m = f->game->model;
    const DiagCode code = fault->kind == FAULT_PUBLIC ? DIAG_E320 : DIAG_E321;
    const char *cause = fault->var >= 0 ? m->vars[fault->var].name : NULL;
    if (!is_news(f, fault->at, code))
        return NULL;
    const char *player = fault->player >= 0 ? m->players[fault->player].name : NULL;
    Diag *d =
        fault->kind == FAULT_PUBLIC
            ? diag(f->diags, code, fault->at,
                   N_("everyone would see this, but it depends on what not everyone has "
                      "seen"))
            : diag(f->diags, code, fault->at,
                   N_("whether `%s` chooses here, or among what, depends on something "
                      "that `%s` has not seen"),
                   player, player);
    if (cause)
        diag_note(f->diags, d, m->vars[fault->var].at, N_("it depends on `%s`"), cause);
    if (cause)
        diag_hint(f->diags, d, N_("Write `show %s` before this, or what of it is seen."),
                  cause);
    else
        diag_hint(f->diags, d, N_("Show before this what it depends on."));
    return d;
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
    if (fault->kind == FAULT_PUBLIC || fault->kind == FAULT_UNSEEN)
        return tell_hidden(f, fault);
    if (fault->kind == FAULT_LARGE)
        return is_news(f, fault->at, DIAG_E410)
                   ? diag(f->diags, DIAG_E410, fault->at,
                          N_("too much is hidden at once from here on"))
                   : NULL;
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
    if (!lane_is_in(f->prices->bad_pay[slot], f->lane) ||
        !pay_slot_fault(f->prices, slot, f->lane, &frame) ||
        !is_news(f, frame.fault_at->at, DIAG_E306))
        return;
    tell_where(f, diag_eval_fault(f->diags, &frame), node, edge);
}

static void look_at_lottery(Search *f, const Lottery *lottery, int32_t node)
{
    const Step *s = lottery->step;
    for (int32_t k = 0; k < lottery->count; k++) {
        Frame frame;
        const int32_t slot = lottery->slot[k];
        double p = chance_of(f->prices, slot, f->lane);
        if (slot >= 0 && lane_is_in(f->prices->bad_chance[slot], f->lane) &&
            chance_slot_fault(f->prices, slot, f->lane, &frame)) {
            if (is_news(f, frame.fault_at->at, DIAG_E306))
                tell_where(f, diag_eval_fault(f->diags, &frame), node, -1);
            return;
        }
        if (!is_probability(p)) {
            Span at = s->agents->arms[k].at;
            if (!is_news(f, at, DIAG_E303))
                return;
            Diag *d = diag(f->diags, DIAG_E303, at, N_("a probability of %.6g"), p);
            note_rule(f, d, s->agents->stmt);
            tell_where(f, d, node, -1);
            return;
        }
    }
    double sum = lottery_sum(f->prices, lottery, f->lane);
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

static void mark_group(Search *f, const Group *group)
{
    const Layer *l = f->layer;
    const Step *s = step_of(l, group);
    for (int32_t node = group->first; node < group->first + group->count; node++)
        if (f->marked[node])
            for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++)
                if (node_edge_can_happen(f, s, node, e))
                    mark_target(f, l->target[e], node, e);
}

/* Marks what the layer's entries reach: those of all states that stand, or of one. */
static void mark_period(Search *f, int32_t only_state)
{
    const Layer *l = f->layer;
    memset(f->marked, 0, sizeof *f->marked * (size_t)layer_targets(f->game, l));
    for (int32_t s = 0; s < entries_of(f); s++)
        if (only_state >= 0 ? s == only_state : f->time < 0 || f->stands[s])
            mark_target(f, l->entry[s].target, -1, -1 - s);
    for (int32_t k = 0; k < l->group_count; k++)
        mark_group(f, &l->groups[k]);
}

static void look_at_node(Search *f, const Step *s, int32_t node)
{
    const Layer *l = f->layer;
    Lottery lottery;
    for (int32_t k = 0; lottery_at(f->game, l, s, node, k, &lottery); k++)
        if (lottery.parent < 0 ||
            branch_can_happen(f, node_stretch(f->game, l, node), lottery.parent))
            look_at_lottery(f, &lottery, node);
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++)
        if (node_edge_can_happen(f, s, node, e)) {
            look_at_pay(f, l->pay[e], node, e);
            look_at_target(f, l->target[e], node, e);
        }
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
        const Group *group = &l->groups[k];
        for (int32_t node = group->first; node < group->first + group->count; node++)
            if (f->marked[node])
                look_at_node(f, step_of(l, group), node);
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
    if (f->time >= f->last)
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

/* In the part that repeats: whether every state that stands now has stood before. */
static bool is_known(Search *f, int32_t t)
{
    bool known = true;
    if (!f->game->is_endless || t < f->game->periods)
        return false;
    for (int32_t s = 0; s < f->game->state_count; s++) {
        known = known && (!f->stands[s] || f->ever[s]);
        f->ever[s] = f->ever[s] || f->stands[s];
    }
    return known;
}

static void search(Search *f)
{
    const Game *g = f->game;
    int64_t targets = game_most_targets(g);
    f->stands = make(f->mem, bool, g->state_count);
    f->next = make(f->mem, bool, g->state_count);
    f->last = g->is_endless ? g->periods + g->state_count : g->periods;
    f->ever = make(f->mem, bool, g->state_count);
    f->parent = make(f->mem, int32_t *, f->last + 2);
    f->marked = make(f->mem, bool, targets);
    f->from_edge = make(f->mem, int32_t, targets);
    f->owner = make(f->mem, int32_t, targets);
    intern_open(&f->told, f->mem);
    for (int32_t t = -1; t <= f->last && !is_known(f, t); t++) {
        work_check(f->work, N_("looking for errors"), t, f->last);
        load_period(f, t);
        mark_period(f, -1);
        look_at_period(f);
        step_period(f);
    }
    intern_close(&f->told);
}

static bool is_faulty(Mem *M, Work *w, Diags *D, Prices *prices, int32_t lane)
{
    Search f = {.mem = M,
                .work = w,
                .diags = D,
                .prices = prices,
                .lane = lane,
                .game = prices->game};
    search(&f);
    return f.found;
}

bool faults_report(Mem *M, Work *w, Diags *D, Prices *prices)
{
    return !lane_is_in(find_suspects(w, prices), 0) || !is_faulty(M, w, D, prices, 0);
}

LaneSet faults_find(Mem *M, Work *w, Prices *prices)
{
    LaneSet suspects = find_suspects(w, prices), faulty = 0;
    Diags quiet = {.mem = M};
    for (int32_t l = 0; l < prices->lanes; l++)
        if (lane_is_in(suspects, l) && is_faulty(M, w, &quiet, prices, l))
            faulty |= lane_alone(l);
    return faulty;
}
