#include "game/game.h"

#include <string.h>

#include "game/draft.h"
#include "game/twins.h"

/* ------------------------------------------------------------------ plans */

static int32_t add_formula(Mem *M, Slots *slots, const Model *m, const Expr *x,
                           int32_t player, int32_t *room)
{
    need(M, slots->formulas, slots->formula_count, *room);
    Formula *f = &slots->formulas[slots->formula_count];
    *f = (Formula){.x = x, .player = player};
    uint64_t *reads = make(M, uint64_t, program_words(m));
    expr_reads(x, reads, NULL);
    f->reads = make(M, int32_t, m->var_count);
    for (int32_t v = 0; v < m->var_count; v++)
        if (bit_is_set(reads, v))
            f->reads[f->read_count++] = v;
    f->packing = packing_of(M, m, reads);
    return slots->formula_count++;
}

/* Are two arms of every agent without a guard? */
static bool is_never_forced(const Step *s)
{
    for (int32_t i = 0; i < s->agent_count; i++) {
        int32_t free_arms = 0;
        for (int32_t a = 0; a < s->agents[i].arm_count; a++)
            free_arms += !s->agents[i].arms[a].guard;
        if (free_arms < 2)
            return false;
    }
    return true;
}

typedef struct {
    int32_t pays, chances; /* room for formulas */
    bool is_full;          /* a node needs more than 128 bits, which is told once */
} Rooms;

static void plan_step(Laying *y, Plan *plan, int32_t step, Diags *D, Rooms *rooms)
{
    Game *g = y->game;
    const Routine *r = plan->routine;
    const Step *s = &r->steps[step];
    if (step_is_node(s) && !rooms->is_full) {
        plan->packings[step] = packing_make(
            y->mem, D, g->model, r->live + (int64_t)step * g->program->words, s->at);
        rooms->is_full = plan->packings[step].count < 0;
    }
    plan->never_forced[step] = s->kind != STEP_CHANCE && is_never_forced(s);
    if (s->kind == STEP_PAY)
        plan->formula[step] =
            add_formula(y->mem, &g->pays, g->model, s->value, s->player, &rooms->pays);
    if (s->kind == STEP_CHANCE)
        for (int32_t a = 0; a < s->agents->arm_count; a++) {
            int32_t f = add_formula(y->mem, &g->chances, g->model,
                                    s->agents->arms[a].probability, -1, &rooms->chances);
            if (a == 0)
                plan->formula[step] = f;
        }
}

static void plan_routine(Laying *y, Plan *plan, const Routine *r, Diags *D, Rooms *rooms)
{
    *plan = (Plan){.routine = r};
    plan->packings = make(y->mem, Packing, r->count);
    plan->formula = make(y->mem, int32_t, r->count);
    plan->never_forced = make(y->mem, bool, r->count);
    for (int32_t step = 0; step < r->count; step++)
        plan_step(y, plan, step, D, rooms);
}

/* False after a diagnostic: somewhere more than 128 bits matter. */
static bool plan_all(Laying *y, Diags *D)
{
    Game *g = y->game;
    int32_t errors = D->errors;
    Rooms rooms = {0};
    g->state_packing = packing_make(y->mem, D, g->model, g->program->carried, SPAN_NOWHERE);
    if (D->errors > errors)
        return false;
    plan_routine(y, &y->start, &g->program->start, D, &rooms);
    plan_routine(y, &y->period, &g->program->period, D, &rooms);
    plan_routine(y, &y->finale, &g->program->finale, D, &rooms);
    return D->errors == errors;
}

/* ------------------------------------------------------------------ calendar signatures */

/* Adds to `words` the values at the frame's time of the largest parts of x that read time and
 * no variable; a part without a value counts as such. */
static void sign(Laying *y, const Expr *x)
{
    if (!x || !x->reads_time)
        return;
    if (x->reads_vars) {
        for (int32_t k = 0; k < x->kid_count; k++)
            sign(y, x->kids[k]);
        return;
    }
    double value = expr_value(x, &y->frame);
    int32_t halves[3];
    memcpy(halves, &value, sizeof value);
    halves[2] = (int32_t)y->frame.fault;
    y->frame.fault = EVAL_FINE;
    for (int32_t k = 0; k < 3; k++)
        gather(y->mem, &y->words, halves[k]);
}

/* The number of period t's signature: equal when all that shapes a period is. */
static int32_t signature(Laying *y, Intern *known, int32_t t)
{
    const Routine *r = &y->game->program->period;
    y->frame.now = t;
    y->frame.day = model_day(y->game->model, t);
    y->words.count = 0;
    for (int32_t k = 0; k < r->count; k++) {
        const Step *s = &r->steps[k];
        if (s->kind == STEP_IF || s->kind == STEP_SET || s->kind == STEP_SHOW)
            sign(y, s->value);
        for (int32_t i = 0; i < s->agent_count; i++)
            for (int32_t a = 0; a < s->agents[i].arm_count; a++)
                if (a == 0 || s->agents[i].arms[a].guard != s->agents[i].arms[a - 1].guard)
                    sign(y, s->agents[i].arms[a].guard);
    }
    return intern_put(known, y->words.at, y->words.count);
}

static void find_signatures(Laying *y)
{
    Game *g = y->game;
    Intern known;
    intern_open(&known, y->mem);
    g->layer_of = make(y->mem, int32_t, game_rounds(g));
    for (int32_t t = 0; t < game_rounds(g); t++)
        g->layer_of[t] = signature(y, &known, t);
    g->layer_count = known.count;
    intern_close(&known);
}

/* ------------------------------------------------------------------ from period to period */

static int64_t state_words(const Game *g)
{
    return g->state_count / 64 + 1;
}

/* Gives every state in `states` its way into the draft, and lays out what that opens. */
static void enter_states(Laying *y, Draft *d, const uint64_t *states, int64_t words)
{
    Game *g = y->game;
    int32_t known = d->entry_room;
    if (known < g->state_count) {
        d->entry = grow(y->mem, d->entry, g->state_count);
        d->entry_room = g->state_count;
        for (int32_t s = known; s < g->state_count; s++)
            d->entry[s].target = NO_ENTRY;
    }
    for (int64_t w = 0; w < words; w++)
        for (uint64_t bits = states[w]; bits; bits &= bits - 1) {
            int32_t s = (int32_t)(w * 64 + __builtin_ctzll(bits));
            if (d->entry[s].target != NO_ENTRY)
                continue;
            memcpy(y->vars, y->unmade, sizeof *y->vars * (size_t)g->model->var_count);
            key_unpack(&g->state_packing, g->states[s], y->vars);
            Way way = draft_enter(y, d);
            d->entry[s] = way;
        }
    draft_expand(y, d);
}

static bool same_bits(const uint64_t *a, int64_t a_words, const uint64_t *b,
                      int64_t b_words)
{
    int64_t both = a_words < b_words ? a_words : b_words;
    if (memcmp(a, b, sizeof *a * (size_t)both) != 0)
        return false;
    for (int64_t w = both; w < a_words; w++)
        if (a[w])
            return false;
    for (int64_t w = both; w < b_words; w++)
        if (b[w])
            return false;
    return true;
}

/* What the walk through the periods keeps: which states stand when, and which nodes of the
 * drafts are reached.  Where a period begins like an earlier one of the same layer, it shares
 * that one's bits. */
typedef struct {
    Draft **drafts; /* [layer_count] */
    int64_t *words; /* [periods + 1]: of states_at */
    int32_t *like;  /* [periods]: an earlier period with the same bits, or itself */
} Walk;

static void walk_period(Laying *y, Walk *k, int32_t t)
{
    Game *g = y->game;
    int32_t layer = g->layer_of[t];
    if (!k->drafts[layer])
        k->drafts[layer] = draft_new(y, &y->period, t);
    Draft *d = k->drafts[layer];
    int32_t last = d->last_used;
    d->last_used = t;
    k->like[t] = t;
    if (last >= 0 &&
        same_bits(g->states_at[t], k->words[t], g->states_at[last], k->words[last])) {
        k->like[t] = k->like[last];
        g->nodes_at[t] = g->nodes_at[last];
        g->states_at[t + 1] = g->states_at[k->like[last] + 1];
        k->words[t + 1] = k->words[k->like[last] + 1];
        return;
    }
    work_check(y->work, N_("laying out"), g->nodes, 0);
    enter_states(y, d, g->states_at[t], k->words[t]);
    k->words[t + 1] = state_words(g);
    g->states_at[t + 1] = grow(y->mem, g->states_at[t + 1], k->words[t + 1]);
    g->nodes_at[t] = draft_reach(y, d, g->states_at[t], k->words[t], g->states_at[t + 1]);
}

/* The states in `from` that are not in `known`, which they join; false when there are none. */
static bool find_new(const uint64_t *from, uint64_t *known, uint64_t *fresh, int64_t words)
{
    uint64_t any = 0;
    for (int64_t w = 0; w < words; w++) {
        fresh[w] = from[w] & ~known[w];
        known[w] |= from[w];
        any |= fresh[w];
    }
    return any != 0;
}

/* The period that repeats: its states are those that stand at T and all that follow from them,
 * found by one round after the other from what the last one found anew. */
static void walk_on(Laying *y, Walk *k)
{
    Game *g = y->game;
    int32_t t = g->periods, layer = g->layer_of[t];
    if (!k->drafts[layer])
        k->drafts[layer] = draft_new(y, &y->period, t);
    Draft *d = k->drafts[layer];
    uint64_t *known = NULL, *fresh = NULL, *after = NULL;
    fresh = grow(y->mem, fresh, k->words[t]);
    memcpy(fresh, g->states_at[t], sizeof *fresh * (size_t)k->words[t]);
    known = grow(y->mem, known, k->words[t]);
    memcpy(known, fresh, sizeof *known * (size_t)k->words[t]);
    int64_t words = k->words[t];
    do {
        work_check(y->work, N_("laying out"), g->nodes, 0);
        enter_states(y, d, fresh, words);
        int64_t last_words = words;
        words = state_words(g);
        after = grow(y->mem, after, words);
        memset(after, 0, sizeof *after * (size_t)words);
        mem_drop(y->mem, draft_reach(y, d, fresh, last_words, after));
        known = grow(y->mem, known, words);
        fresh = grow(y->mem, fresh, words);
    } while (find_new(after, known, fresh, words));
    memset(after, 0, sizeof *after * (size_t)words);
    g->nodes_at[t] = draft_reach(y, d, known, words, after);
    g->states_at[t] = known;
    k->words[t] = words;
    k->like[t] = t;
    mem_drop(y->mem, fresh);
    mem_drop(y->mem, after);
}

static Draft *walk_start(Laying *y, Walk *k)
{
    Game *g = y->game;
    Draft *d = draft_new(y, &y->start, 0);
    memcpy(y->vars, y->unmade, sizeof *y->vars * (size_t)g->model->var_count);
    d->entry = grow(y->mem, d->entry, 1);
    d->entry_room = 1;
    Way way = draft_enter(y, d);
    d->entry[0] = way;
    draft_expand(y, d);
    k->words[0] = state_words(g);
    g->states_at[0] = grow(y->mem, g->states_at[0], k->words[0]);
    for (int32_t s = 0; s < g->state_count; s++)
        bit_set(g->states_at[0], s);
    return d;
}

static Draft *walk_finale(Laying *y, const Walk *k)
{
    Game *g = y->game;
    Draft *d = draft_new(y, &y->finale, g->periods);
    if (!g->is_endless)
        enter_states(y, d, g->states_at[g->periods], k->words[g->periods]);
    return d;
}

/* ------------------------------------------------------------------ finishing */

/* Period t shares bits with an earlier one exactly when the pointers are equal. */
static void finish_states(Laying *y, const Walk *k)
{
    Game *g = y->game;
    int64_t words = state_words(g);
    uint64_t **full = make(y->mem, uint64_t *, g->periods + 1);
    for (int32_t t = 0; t <= g->periods; t++) {
        int32_t like = t > 0 ? k->like[t - 1] + 1 : 0;
        bool is_shared = like < t && !(g->is_endless && t == g->periods);
        full[t] = is_shared ? full[like] : grow(y->mem, g->states_at[t], words);
    }
    g->states_at = full;
}

static uint64_t *reorder_bits(Laying *y, uint64_t *bits, int32_t draft_count,
                              const int32_t *order, int32_t count)
{
    uint64_t *ordered = NULL;
    ordered = grow(y->mem, ordered, count / 64 + 1);
    for (int32_t node = 0; node < draft_count; node++)
        if (bit_is_set(bits, node))
            bit_set(ordered, order[node]);
    mem_drop(y->mem, bits);
    return ordered;
}

static void finish_nodes(Laying *y, const Walk *k, int32_t *const *orders,
                         const int32_t *counts_at)
{
    Game *g = y->game;
    for (int32_t t = 0; t < game_rounds(g); t++) {
        int32_t layer = g->layer_of[t];
        g->nodes_at[t] = k->like[t] < t
                             ? g->nodes_at[k->like[t]]
                             : reorder_bits(y, g->nodes_at[t], counts_at[t], orders[layer],
                                            g->layers[layer].node_count);
    }
}

static void finish_layer(Laying *y, Draft *d, Layer *out)
{
    int32_t *order;
    draft_finish(y, d, out, &order);
    mem_drop(y->mem, order);
    y->game->edges += out->edge_count;
}

static void lay_out(Laying *y)
{
    Game *g = y->game;
    Walk k = {0};
    k.drafts = make(y->mem, Draft *, g->layer_count);
    k.words = make(y->mem, int64_t, g->periods + 1);
    k.like = make(y->mem, int32_t, game_rounds(g));
    int32_t *counts_at = make(y->mem, int32_t, game_rounds(g));
    g->states_at = make(y->mem, uint64_t *, g->periods + 1);
    g->nodes_at = make(y->mem, uint64_t *, game_rounds(g));

    Draft *start = walk_start(y, &k);
    for (int32_t t = 0; t < g->periods; t++) {
        walk_period(y, &k, t);
        counts_at[t] = k.drafts[g->layer_of[t]]->node_count;
    }
    if (g->is_endless) {
        walk_on(y, &k);
        counts_at[g->periods] = k.drafts[g->layer_of[g->periods]]->node_count;
    }
    Draft *finale = walk_finale(y, &k);

    finish_layer(y, start, &g->start);
    finish_layer(y, finale, &g->finale);
    g->layers = make(y->mem, Layer, g->layer_count);
    int32_t **orders = make(y->mem, int32_t *, g->layer_count);
    for (int32_t l = 0; l < g->layer_count; l++) {
        draft_finish(y, k.drafts[l], &g->layers[l], &orders[l]);
        g->edges += g->layers[l].edge_count;
    }
    finish_states(y, &k);
    finish_nodes(y, &k, orders, counts_at);
    for (int32_t l = 0; l < g->layer_count; l++)
        mem_drop(y->mem, orders[l]);
}

/* Slots of one formula's memo, and of all of them together: a model may have many formulas. */
enum { LARGEST_MEMO_BITS = 16, MEMOS_AT_MOST = 1 << 22 };

static Memo *memos_for(Laying *y, const Slots *slots, int64_t *left)
{
    Memo *memos = make(y->mem, Memo, slots->formula_count);
    for (int32_t k = 0; k < slots->formula_count; k++) {
        int32_t bits = slots->formulas[k].packing.bits;
        if (bits > LARGEST_MEMO_BITS || (int64_t)1 << bits > *left)
            continue;
        *left -= (int64_t)1 << bits;
        memos[k] = grow(y->mem, memos[k], (int64_t)1 << bits);
    }
    return memos;
}

static void memos_drop(Laying *y, const Slots *slots, Memo *memos)
{
    for (int32_t k = 0; k < slots->formula_count; k++)
        mem_drop(y->mem, memos[k]);
}

static void open_tables(Laying *y)
{
    Game *g = y->game;
    intern_open(&g->chances.slots, y->mem);
    intern_open(&g->pays.slots, y->mem);
    intern_open(&g->pay_lists, y->mem);
    intern_open(&g->events, y->mem);
    intern_open(&g->shapes, y->mem);
    intern_open(&g->stretch_words, y->mem);
    intern_open(&y->fault_numbers, y->mem);
    intern_put(&g->pay_lists, NULL, 0);
    intern_put(&g->events, NULL, 0);
    int64_t left = MEMOS_AT_MOST;
    y->pay_memos = memos_for(y, &g->pays, &left);
    y->chance_memos = memos_for(y, &g->chances, &left);
    y->state_table.bits = g->state_packing.bits;
    y->vars = make(y->mem, int32_t, g->model->var_count);
    y->at_node = make(y->mem, int32_t, g->model->var_count);
    y->unmade = make(y->mem, int32_t, g->model->var_count);
    for (int32_t v = 0; v < g->model->var_count; v++)
        y->unmade[v] = NOT_MADE;
}

static void close_tables(Laying *y)
{
    intern_close(&y->fault_numbers);
    memos_drop(y, &y->game->pays, y->pay_memos);
    memos_drop(y, &y->game->chances, y->chance_memos);
    keys_drop(y->mem, &y->state_table);
    mem_drop(y->mem, y->pays.at);
    mem_drop(y->mem, y->events.at);
    mem_drop(y->mem, y->shape.at);
    mem_drop(y->mem, y->words.at);
    mem_drop(y->mem, y->masks.at);
}

/* Edges are counted up to and with their target, then put before those that came later. */
static void find_inflow(Mem *M, const Game *g, Layer *l)
{
    Inflow *in = &l->inflow;
    const int64_t targets = layer_targets(g, l);
    in->first = grow(M, in->first, targets + 1);
    in->edge = grow(M, in->edge, l->edge_count);
    in->source = grow(M, in->source, l->edge_count);
    in->group = grow(M, in->group, l->node_count);
    for (int32_t e = 0; e < l->edge_count; e++)
        in->first[l->target[e]]++;
    for (int64_t k = 0; k < targets; k++)
        in->first[k + 1] += in->first[k];
    for (int32_t node = l->node_count - 1; node >= 0; node--)
        for (int32_t e = l->first_edge[node + 1] - 1; e >= l->first_edge[node]; e--) {
            const int32_t at = --in->first[l->target[e]];
            in->edge[at] = e;
            in->source[at] = node;
        }
    for (int32_t k = 0; k < l->group_count; k++)
        for (int32_t i = 0; i < l->groups[k].count; i++)
            in->group[l->groups[k].first + i] = k;
}

Game *game_make(Mem *M, Diags *D, Work *w, const Program *p, const Setup *setup)
{
    double began = seconds_now();
    Game *g = make(M, Game);
    *g = (Game){.model = p->model,
                .program = p,
                .periods = p->model->periods,
                .is_endless = p->model->is_endless,
                .setup = setup};
    Laying y = {.mem = M, .work = w, .game = g, .setup = setup};
    if (!plan_all(&y, D))
        return NULL;
    open_tables(&y);
    y.frame = (Frame){.vars = y.vars, .params = setup->params};
    find_signatures(&y);
    lay_out(&y);
    for (int32_t k = 0; k < g->layer_count && g->model->secret_count; k++)
        find_inflow(M, g, &g->layers[k]);
    if (g->model->secret_count)
        find_twins(M, g);
    close_tables(&y);
    g->seconds = seconds_now() - began;
    return g;
}

bool game_tells_apart(const Game *g, const Setup *a, const Setup *b)
{
    for (int32_t p = 0; p < g->model->param_count; p++)
        if (g->program->structural[p] && a->params[p] != b->params[p])
            return true;
    return !setup_same_starts(g->model, a, b);
}

bool game_fits(const Game *g, const Setup *setup)
{
    return !game_tells_apart(g, g->setup, setup);
}

bool game_plays_alike(const Game *g, const Setup *a, const Setup *b)
{
    for (int32_t p = 0; p < g->model->param_count; p++)
        if (g->program->priced[p] && a->params[p] != b->params[p])
            return false;
    for (int32_t i = 0; i < g->model->player_count; i++)
        if (a->patience[i] != b->patience[i] || a->precision[i] != b->precision[i])
            return false;
    return true;
}

const Step *layer_step(const Layer *l, int32_t node)
{
    int32_t lo = 0, hi = l->group_count - 1;
    while (lo < hi) {
        int32_t middle = (lo + hi + 1) / 2;
        if (l->groups[middle].first <= node)
            lo = middle;
        else
            hi = middle - 1;
    }
    return &l->routine->steps[l->groups[lo].step];
}

bool step_tells_types(const Step *s)
{
    for (int32_t i = 0; i < s->agent_count; i++)
        for (int32_t a = 0; a < s->agents[i].arm_count; a++) {
            const Expr *guard = s->agents[i].arms[a].guard;
            if (guard && guard->reads_types)
                return s->kind != STEP_CHANCE;
        }
    return false;
}

int64_t game_most_targets(const Game *g)
{
    int64_t most = layer_targets(g, &g->start);
    if (layer_targets(g, &g->finale) > most)
        most = layer_targets(g, &g->finale);
    for (int32_t l = 0; l < g->layer_count; l++)
        if (layer_targets(g, &g->layers[l]) > most)
            most = layer_targets(g, &g->layers[l]);
    return most;
}

/* ------------------------------------------------------------------ invariants */

/* Everybody knows its own moves, but between its choices of one `together`. */
static bool players_remember(const Layer *l, const Stretch *s)
{
    for (int32_t k = 0; k < s->shape.set_count; k++)
        if (s->shape.sets[k].before == TREE_FORGOTTEN &&
            l->routine->steps[set_step(s, k)].agent_count < 2)
            return false;
    return true;
}

static bool stretches_are_valid(const Game *g, const Layer *l, const Group *group)
{
    for (int32_t node = group->first; node < group->first + group->count; node++) {
        if (l->shape[node] >= g->stretch_count)
            return false;
        const TreeShape *s = &node_stretch(g, l, node)->shape;
        if (!tree_shape_is_valid(s) || l->inner[node] < l->edge_count ||
            l->inner[node] + s->arm_count > l->chance_count ||
            s->leaf_count != l->first_edge[node + 1] - l->first_edge[node] ||
            !players_remember(l, node_stretch(g, l, node)))
            return false;
    }
    return true;
}

static bool inflow_is_valid(const Game *g, const Layer *l)
{
    const Inflow *in = &l->inflow;
    for (int64_t k = 0; in->first && k < layer_targets(g, l); k++)
        for (int32_t i = in->first[k]; i < in->first[k + 1]; i++)
            if (l->target[in->edge[i]] != k ||
                (i > in->first[k] && in->edge[i] <= in->edge[i - 1]) ||
                in->edge[i] < l->first_edge[in->source[i]] ||
                in->edge[i] >= l->first_edge[in->source[i] + 1])
                return false;
    return !in->first || in->first[layer_targets(g, l)] == l->edge_count;
}

static bool layer_is_valid(const Game *g, const Layer *l)
{
    int64_t targets = layer_targets(g, l);
    for (int32_t node = 0; node < l->node_count; node++) {
        if (l->first_edge[node + 1] <= l->first_edge[node])
            return false;
        for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++)
            if (l->target[e] <= node || l->target[e] >= targets ||
                l->pay[e] >= g->pay_lists.count || l->events[e] >= g->events.count)
                return false;
    }
    for (int32_t k = 0; k < l->group_count; k++)
        if (step_is_hidden(&l->routine->steps[l->groups[k].step]) &&
            !stretches_are_valid(g, l, &l->groups[k]))
            return false;
    return l->first_edge[l->node_count] == l->edge_count && inflow_is_valid(g, l);
}

bool game_is_valid(const Game *g)
{
    for (int32_t t = 0; t < game_rounds(g); t++)
        for (int32_t s = 0; s < g->state_count; s++)
            if (bit_is_set(g->states_at[t], s) && game_layer(g, t)->entry[s].target < 0)
                return false;
    for (int32_t l = 0; l < g->layer_count; l++)
        if (!layer_is_valid(g, &g->layers[l]))
            return false;
    return layer_is_valid(g, &g->start) && layer_is_valid(g, &g->finale) &&
           twins_are_valid(g);
}
