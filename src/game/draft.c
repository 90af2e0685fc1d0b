#include "game/draft.h"

#include "game/cells.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ faults */

void way_start(Laying *y)
{
    y->pays.count = y->events.count = 0;
}

/* Equal faults at one place are one: their number depends on the model, not on its size. */
Way way_fault(Laying *y, Fault f)
{
    int64_t value;
    memcpy(&value, &f.value, sizeof value);
    int32_t words[] = {
        f.at.source, f.at.at,        (int32_t)f.kind, f.var,
        f.player,    (int32_t)f.why, (int32_t)value,  (int32_t)(value >> 32)};
    Game *g = y->game;
    int32_t k = intern_put(&y->fault_numbers, words, 8);
    if (k == MOST_FAULTS)
        mem_fail(y->mem, FAIL_TOO_LARGE, N_("%d different errors"), MOST_FAULTS);
    if (k == g->fault_count) {
        need(y->mem, g->faults, g->fault_count, y->fault_room);
        g->faults[g->fault_count++] = f;
    }
    return (Way){.target = TARGET_FAULT + k};
}

Way way_value_fault(Laying *y)
{
    Fault f = {.kind = FAULT_VALUE,
               .at = y->frame.fault_at->at,
               .why = y->frame.fault,
               .fault_at = y->frame.fault_at};
    y->frame.fault = EVAL_FINE;
    return way_fault(y, f);
}

/* ------------------------------------------------------------------ ways */

static int32_t new_slot(Laying *y, Slots *slots, int32_t formula)
{
    const Formula *f = &slots->formulas[formula];
    Gathered *w = &y->words;
    w->count = 0;
    gather(y->mem, w, formula);
    for (int32_t k = 0; k < f->read_count; k++)
        gather(y->mem, w, y->vars[f->reads[k]]);
    return intern_put(&slots->slots, w->at, w->count);
}

static int32_t slot_of(Laying *y, Slots *slots, const Memo *memos, int32_t formula)
{
    if (!memos[formula])
        return new_slot(y, slots, formula);
    Key values = key_pack(&slots->formulas[formula].packing, y->vars);
    int32_t *slot = &memos[formula][(uint64_t)values];
    if (!*slot)
        *slot = new_slot(y, slots, formula) + 1;
    return *slot - 1;
}

/* The empty list is 0. */
static int32_t list_of(Intern *lists, const Gathered *list)
{
    return list->count ? intern_put(lists, list->at, list->count) : 0;
}

Way way_end(Laying *y, Target target)
{
    return (Way){.target = target,
                 .pay = list_of(&y->game->pay_lists, &y->pays),
                 .events = list_of(&y->game->events, &y->events)};
}

void way_take(Laying *y, const Agent *agent, const StepArm *arm)
{
    if (agent->var >= 0)
        y->vars[agent->var] = arm->value;
    if (arm->event >= 0)
        gather(y->mem, &y->events, arm->event);
}

/* For which values of what its player knows an arm is open; a guard that reads no type is open
 * for all or none. */
static uint8_t types_that_pass(Laying *y, const Expr *guard)
{
    const Model *m = y->game->model;
    if (!guard->reads_types)
        return expr_value(guard, &y->frame) != 0 ? ALL_TYPES : 0;
    int32_t secret = __builtin_ctz(guard->reads_types);
    uint8_t mask = 0;
    for (int32_t k = 0; k < m->secrets[secret].count; k++) {
        cells_know(m, secret, k, y->vars);
        if (expr_value(guard, &y->frame) != 0)
            mask |= (uint8_t)(1u << k);
    }
    return mask;
}

/* Adds to y->shape how many arms of the agent are open to some type, and which.  A whole-number
 * choice's guard reads the value tried.  False when a guard has no value. */
bool way_find_open(Laying *y, const Agent *agent, uint8_t *passing)
{
    Gathered *shape = &y->shape;
    int32_t count_at = shape->count;
    gather(y->mem, shape, 0);
    *passing = 0;
    for (int32_t a = 0; a < agent->arm_count; a++) {
        const StepArm *arm = &agent->arms[a];
        uint8_t mask = ALL_TYPES;
        if (arm->guard) {
            int32_t before = y->vars[agent->var];
            y->vars[agent->var] = arm->value;
            mask = types_that_pass(y, arm->guard);
            y->vars[agent->var] = before;
            if (y->frame.fault)
                return false;
            if (!mask)
                continue;
        }
        gather(y->mem, shape, a);
        gather(y->mem, &y->masks, mask);
        *passing |= mask;
        shape->at[count_at]++;
    }
    return true;
}

/* All values of what a player knows, as bits. */
static uint8_t types_of(const Model *m, int32_t player)
{
    for (int32_t k = 0; k < m->secret_count; k++)
        if (m->secrets[k].player == player)
            return (uint8_t)((1u << m->secrets[k].count) - 1);
    return 1;
}

typedef enum { OPEN_FREE, OPEN_FORCED, OPEN_NONE, OPEN_FAULT } Open;

/* What a choice's guards leave open here; the shape is then in y->shape.  A forced choice is
 * made without a node, but for players who have a taste of the moment even there. */
static Open open_here(Laying *y, const Step *s, int32_t *closed_player)
{
    bool forced = true;
    y->shape.count = y->masks.count = 0;
    for (int32_t i = 0; i < s->agent_count; i++) {
        const Agent *agent = &s->agents[i];
        int32_t count_at = y->shape.count;
        uint8_t passing;
        if (!way_find_open(y, agent, &passing))
            return OPEN_FAULT;
        *closed_player = agent->player;
        uint8_t all = types_of(y->game->model, agent->player);
        if (y->shape.at[count_at] == 0 || (passing & all) != all)
            return OPEN_NONE;
        forced = forced && y->shape.at[count_at] == 1 &&
                 y->game->model->players[agent->player].noise == NOISE_ERROR;
    }
    for (int32_t k = 0; step_tells_types(s) && k < y->masks.count; k++)
        gather(y->mem, &y->shape, y->masks.at[k]);
    return forced ? OPEN_FORCED : OPEN_FREE;
}

static int32_t take_forced(Laying *y, const Step *s)
{
    int32_t next = s->next;
    const int32_t *open = y->shape.at;
    for (int32_t i = 0; i < s->agent_count; i++, open += 2) {
        const StepArm *arm = &s->agents[i].arms[open[1]];
        way_take(y, &s->agents[i], arm);
        next = arm->next;
    }
    return next;
}

static int32_t new_node(Laying *y, Draft *d, int32_t step, Key key, int64_t place)
{
    Mem *M = y->mem;
    if (d->node_count == MOST_STATES ||
        (y->work->most_nodes && y->game->nodes >= y->work->most_nodes))
        mem_fail(M, FAIL_TOO_LARGE, N_("%lld nodes, the limit"),
                 (long long)(y->work->most_nodes ? y->work->most_nodes : MOST_STATES));
    need(M, d->step, d->node_count, d->node_room);
    need(M, d->keys, d->node_count, d->key_room);
    need(M, d->shape, d->node_count, d->shape_room);
    int32_t node = d->node_count++;
    y->game->nodes++;
    d->step[node] = step;
    d->keys[node] = key;
    d->shape[node] = intern_put(&y->game->shapes, y->shape.at, y->shape.count);
    key_add(M, &d->tables[step], d->keys, place, node);
    need(M, d->of_step[step], d->of_step_count[step], d->of_step_room[step]);
    d->of_step[step][d->of_step_count[step]++] = node;
    return node;
}

static int32_t known_node(Laying *y, const Draft *d, int32_t step, Key *key, int64_t *place)
{
    *key = key_pack(&d->plan->packings[step], y->vars);
    return key_find(&d->tables[step], d->keys, *key, place);
}

/* The node of this step and situation, whose shape is in y->shape. */
static Way node_way(Laying *y, Draft *d, int32_t step)
{
    Key key;
    int64_t place;
    int32_t node = known_node(y, d, step, &key, &place);
    return way_end(y, node >= 0 ? node : new_node(y, d, step, key, place));
}

static Way choice_way(Laying *y, Draft *d, int32_t *step, bool *done)
{
    const Step *s = &d->plan->routine->steps[*step];
    int32_t player = -1;
    *done = true;
    if (d->plan->never_forced[*step]) { /* then a known node needs no look at its guards */
        Key key;
        int64_t place;
        int32_t node = known_node(y, d, *step, &key, &place);
        if (node >= 0)
            return way_end(y, node);
    }
    switch (open_here(y, s, &player)) {
    case OPEN_FAULT:
        return way_value_fault(y);
    case OPEN_NONE:
        return way_fault(y, (Fault){.kind = FAULT_CLOSED,
                                    .at = s->at,
                                    .stmt = s->agents->stmt,
                                    .player = player});
    case OPEN_FORCED:
        *step = take_forced(y, s);
        *done = false;
        return (Way){0};
    case OPEN_FREE:
        break;
    }
    return node_way(y, d, *step);
}

static Way lottery_way(Laying *y, Draft *d, int32_t *step, bool *done)
{
    const Step *s = &d->plan->routine->steps[*step];
    *done = s->agents->arm_count > 1;
    if (*done) {
        y->shape.count = 0;
        return node_way(y, d, *step);
    }
    way_take(y, s->agents, s->agents->arms);
    *step = s->agents->arms->next;
    return (Way){0};
}

static Target state_here(Laying *y)
{
    Game *g = y->game;
    Key key = key_pack(&g->state_packing, y->vars);
    int64_t place;
    int32_t s = key_find(&y->state_table, g->states, key, &place);
    if (s >= 0)
        return target_of_state(s);
    if (g->state_count == MOST_STATES)
        mem_fail(y->mem, FAIL_TOO_LARGE, N_("%d states, the limit"), (int)MOST_STATES);
    need(y->mem, g->states, g->state_count, y->state_room);
    g->states[g->state_count++] = key;
    key_add(y->mem, &y->state_table, g->states, place, g->state_count - 1);
    return target_of_state(g->state_count - 1);
}

/* Sets a state; what is no value of its domain is a fault. */
static bool set_var(Laying *y, const Step *s, Way *fault)
{
    double value = expr_value(s->value, &y->frame);
    if (y->frame.fault) {
        *fault = way_value_fault(y);
        return false;
    }
    const Domain *domain = &y->game->model->vars[s->var].domain;
    if (value < domain->lo || value > domain->hi) {
        *fault = way_fault(y, (Fault){.kind = FAULT_DOMAIN,
                                      .at = s->at,
                                      .stmt = s->stmt,
                                      .var = s->var,
                                      .value = value});
        return false;
    }
    y->vars[s->var] = (int32_t)value;
    return true;
}

static int32_t switch_next(const Laying *y, const Step *s)
{
    const Agent *agent = s->agents;
    for (int32_t a = 0; a < agent->arm_count; a++)
        if (agent->arms[a].value == y->vars[s->var])
            return agent->arms[a].next;
    return s->next;
}

int32_t way_step(Laying *y, const Plan *plan, int32_t step, Way *fault)
{
    const Step *s = &plan->routine->steps[step];
    switch (s->kind) {
    case STEP_SET:
        return set_var(y, s, fault) ? s->next : -1;
    case STEP_IF: {
        bool holds = expr_value(s->value, &y->frame) != 0;
        if (!y->frame.fault)
            return holds ? s->next : s->otherwise;
        *fault = way_value_fault(y);
        return -1;
    }
    case STEP_SWITCH:
        return switch_next(y, s);
    case STEP_PAY:
        gather(y->mem, &y->pays,
               slot_of(y, &y->game->pays, y->pay_memos, plan->formula[step]));
        return s->next;
    case STEP_EVENT:
        gather(y->mem, &y->events, s->event);
        return s->next;
    default: /* a `show`: outside of stretches everyone has seen it */
        return s->next;
    }
}

Way way_run(Laying *y, Draft *d, int32_t step)
{
    const Plan *plan = d->plan;
    for (;;) {
        bool done = true;
        Way way = {0};
        switch (plan->routine->steps[step].kind) {
        case STEP_CHOOSE:
        case STEP_TOGETHER:
            way = choice_way(y, d, &step, &done);
            break;
        case STEP_CHANCE:
            way = lottery_way(y, d, &step, &done);
            break;
        case STEP_END:
            return way_end(y, plan == &y->finale ? TARGET_END : state_here(y));
        default:
            step = way_step(y, plan, step, &way);
            done = step < 0;
        }
        if (done)
            return way;
    }
}

Way draft_enter(Laying *y, Draft *d)
{
    way_start(y);
    y->frame.now = d->period;
    y->frame.day = model_day(y->game->model, d->period);
    return way_run(y, d, d->plan->routine->first);
}

/* ------------------------------------------------------------------ edges */

void draft_add_edge(Laying *y, Draft *d, Way way, int32_t chance)
{
    if (d->edge_count == MOST_STATES)
        mem_fail(y->mem, FAIL_TOO_LARGE, N_("%d edges, the limit"), (int)MOST_STATES);
    int64_t at = d->edge_count;
    need(y->mem, d->ways, at, d->way_room);
    need(y->mem, d->chance, at, d->chance_room);
    d->ways[at] = way;
    d->chance[at] = chance;
    d->edge_count++;
}

static void back_to_node(Laying *y)
{
    memcpy(y->vars, y->at_node, sizeof *y->vars * (size_t)y->game->model->var_count);
    way_start(y);
}

int32_t way_chance_slot(Laying *y, const Draft *d, int32_t step, int32_t arm)
{
    return slot_of(y, &y->game->chances, y->chance_memos, d->plan->formula[step] + arm);
}

static void expand_lottery(Laying *y, Draft *d, const Step *s, int32_t step)
{
    for (int32_t a = 0; a < s->agents->arm_count; a++) {
        const StepArm *arm = &s->agents->arms[a];
        back_to_node(y);
        int32_t slot = way_chance_slot(y, d, step, a);
        way_take(y, s->agents, arm);
        draft_add_edge(y, d, way_run(y, d, arm->next), slot);
    }
}

static void expand_choice(Laying *y, Draft *d, const Step *s, int32_t shape)
{
    int32_t length;
    const int32_t *open = intern_words(&y->game->shapes, shape, &length);
    for (int32_t k = 0; k < open[0]; k++) {
        const StepArm *arm = &s->agents->arms[open[1 + k]];
        back_to_node(y);
        way_take(y, s->agents, arm);
        draft_add_edge(y, d, way_run(y, d, arm->next), -1);
        open = intern_words(&y->game->shapes, shape, &length); /* may have moved */
    }
}

/* One edge for each profile of open arms, the last agent's arm moving fastest. */
static void expand_together(Laying *y, Draft *d, const Step *s, int32_t shape)
{
    int32_t length;
    int64_t profiles = 1;
    const int32_t *open = intern_words(&y->game->shapes, shape, &length);
    for (int32_t i = 0, at = 0; i < s->agent_count; at += 1 + open[at], i++)
        if (__builtin_mul_overflow(profiles, open[at], &profiles) || profiles > MOST_STATES)
            mem_fail(y->mem, FAIL_TOO_LARGE, N_("2^31 outcomes of choices together"));
    for (int64_t profile = 0; profile < profiles; profile++) {
        back_to_node(y);
        open = intern_words(&y->game->shapes, shape, &length);
        int64_t rest = profile, below = profiles;
        for (int32_t i = 0, at = 0; i < s->agent_count; at += 1 + open[at], i++) {
            below /= open[at];
            way_take(y, &s->agents[i], &s->agents[i].arms[open[at + 1 + rest / below]]);
            rest %= below;
        }
        draft_add_edge(y, d, way_run(y, d, s->next), -1);
    }
}

static void expand_node(Laying *y, Draft *d, int32_t node)
{
    int32_t step = d->step[node];
    const Step *s = &d->plan->routine->steps[step];
    size_t bytes = sizeof *y->vars * (size_t)y->game->model->var_count;
    memcpy(y->at_node, y->unmade, bytes);
    key_unpack(&d->plan->packings[step], d->keys[node], y->at_node);
    if (step_is_hidden(s))
        draft_expand_stretch(y, d, node);
    else if (s->kind == STEP_CHANCE)
        expand_lottery(y, d, s, step);
    else if (s->kind == STEP_CHOOSE)
        expand_choice(y, d, s, d->shape[node]);
    else
        expand_together(y, d, s, d->shape[node]);
}

void draft_expand(Laying *y, Draft *d)
{
    y->frame.now = d->period;
    y->frame.day = model_day(y->game->model, d->period);
    while (d->expanded < d->node_count) {
        int32_t node = d->expanded++;
        need(y->mem, d->first_edge, node + 1, d->first_room);
        d->first_edge[node] = d->edge_count;
        expand_node(y, d, node);
        d->first_edge[node + 1] = d->edge_count;
        if ((node & 1023) == 0)
            work_check(y->work, N_("laying out"), y->game->nodes, 0);
    }
}

Draft *draft_new(Laying *y, const Plan *plan, int32_t period)
{
    Draft *d = make(y->mem, Draft);
    *d = (Draft){.plan = plan, .period = period, .last_used = -1};
    d->tables = make(y->mem, KeyTable, plan->routine->count);
    for (int32_t step = 0; step < plan->routine->count; step++)
        d->tables[step].bits = plan->packings[step].bits;
    d->of_step = make(y->mem, int32_t *, plan->routine->count);
    d->of_step_count = make(y->mem, int32_t, plan->routine->count);
    d->of_step_room = make(y->mem, int32_t, plan->routine->count);
    need(y->mem, d->first_edge, 0, d->first_room);
    return d;
}

/* ------------------------------------------------------------------ what is reached */

static void mark(Target target, uint64_t *nodes, uint64_t *after)
{
    if (target >= 0)
        bit_set(nodes, target);
    else if (target_is_state(target))
        bit_set(after, state_of_target(target));
}

uint64_t *draft_reach(Laying *y, const Draft *d, const uint64_t *states,
                      int64_t state_words, uint64_t *after)
{
    uint64_t *nodes = NULL;
    nodes = grow(y->mem, nodes, d->node_count / 64 + 1);
    for (int64_t w = 0; w < state_words; w++)
        for (uint64_t bits = states[w]; bits; bits &= bits - 1)
            mark(d->entry[w * 64 + __builtin_ctzll(bits)].target, nodes, after);
    for (int32_t step = 0; step < d->plan->routine->count; step++)
        for (int32_t k = 0; k < d->of_step_count[step]; k++) {
            int32_t node = d->of_step[step][k];
            if (bit_is_set(nodes, node))
                for (int64_t e = d->first_edge[node]; e < d->first_edge[node + 1]; e++)
                    mark(d->ways[e].target, nodes, after);
        }
    return nodes;
}

/* ------------------------------------------------------------------ the layer */

/* order[k] is the new number of node k, or of alike[k]: by step, in the order found. */
static int32_t *sort_by_step(Laying *y, const Draft *d, const int32_t *alike, Layer *out)
{
    int32_t *order = NULL, next = 0;
    order = grow(y->mem, order, d->node_count);
    out->groups = make(y->mem, Group, d->plan->routine->count);
    for (int32_t step = 0; step < d->plan->routine->count; step++) {
        if (!d->of_step_count[step])
            continue;
        out->groups[out->group_count++] =
            (Group){.step = step, .first = next, .count = d->of_step_count[step]};
        for (int32_t k = 0; k < d->of_step_count[step]; k++) {
            int32_t node = d->of_step[step][k];
            order[node] = next++;
            out->edge_count += (int32_t)(d->first_edge[node + 1] - d->first_edge[node]);
        }
    }
    for (int32_t node = 0; node < d->node_count; node++)
        order[node] = order[alike[node]];
    out->node_count = next;
    return order;
}

static Target final_target(const Game *g, const int32_t *order, int32_t nodes, Target t)
{
    if (t >= 0)
        return order[t];
    if (target_is_state(t))
        return nodes + state_of_target(t);
    if (t == TARGET_END)
        return nodes + g->state_count;
    return nodes + g->state_count + 1 + (t - TARGET_FAULT);
}

static void copy_edges(const Game *g, const Draft *d, const int32_t *order, Layer *out)
{
    int32_t edge = 0;
    for (int32_t k = 0; k < out->group_count; k++) {
        const Group *group = &out->groups[k];
        for (int32_t j = 0; j < group->count; j++) {
            int32_t old = d->of_step[group->step][j], node = group->first + j;
            out->first_edge[node] = edge;
            out->shape[node] = d->shape[old];
            out->keys[node] = d->keys[old];
            for (int64_t e = d->first_edge[old]; e < d->first_edge[old + 1]; e++, edge++) {
                out->target[edge] =
                    final_target(g, order, out->node_count, d->ways[e].target);
                out->pay[edge] = d->ways[e].pay;
                out->events[edge] = d->ways[e].events;
                out->chance[edge] = d->chance[e];
            }
        }
    }
    out->first_edge[out->node_count] = edge;
}

/* Gives the stretches of the layer their places behind the edges' chances. */
static void place_inner(Laying *y, const Draft *d, Layer *out)
{
    int64_t next = out->edge_count;
    for (int32_t k = 0; k < out->group_count; k++) {
        const Group *group = &out->groups[k];
        if (!step_is_hidden(&d->plan->routine->steps[group->step]))
            continue;
        if (!out->inner)
            out->inner = grow(y->mem, out->inner, out->node_count);
        for (int32_t node = group->first; node < group->first + group->count; node++) {
            out->inner[node] = (int32_t)next;
            next += node_stretch(y->game, out, node)->shape.arm_count;
            if (next > MOST_STATES)
                mem_fail(y->mem, FAIL_TOO_LARGE, N_("%d edges, the limit"),
                         (int)MOST_STATES);
        }
    }
    out->chance_count = (int32_t)next;
}

void draft_finish(Laying *y, Draft *d, Layer *out, int32_t **order)
{
    const Game *g = y->game;
    *out = (Layer){
        .routine = d->plan->routine, .packings = d->plan->packings, .period = d->period};
    if ((int64_t)d->node_count + g->state_count + 1 + g->fault_count > INT32_MAX)
        mem_fail(y->mem, FAIL_TOO_LARGE, N_("2^31 nodes and states"));
    int32_t *alike = draft_merge(y, d);
    *order = sort_by_step(y, d, alike, out);
    y->game->nodes -= d->node_count - out->node_count;
    mem_drop(y->mem, alike);
    out->first_edge = grow(y->mem, out->first_edge, out->node_count + 1);
    out->shape = grow(y->mem, out->shape, out->node_count);
    out->keys = grow(y->mem, out->keys, out->node_count);
    out->target = grow(y->mem, out->target, out->edge_count);
    out->pay = grow(y->mem, out->pay, out->edge_count);
    out->events = grow(y->mem, out->events, out->edge_count);
    out->chance = grow(y->mem, out->chance, out->edge_count);
    copy_edges(g, d, *order, out);
    place_inner(y, d, out);

    int32_t entries = d->plan == &y->start ? 1 : g->state_count;
    out->entry = grow(y->mem, out->entry, entries);
    for (int32_t s = 0; s < entries; s++) {
        bool stands = s < d->entry_room && d->entry[s].target != NO_ENTRY;
        out->entry[s] = stands ? d->entry[s] : (Way){.target = -1};
        if (stands)
            out->entry[s].target =
                final_target(g, *order, out->node_count, d->entry[s].target);
    }

    for (int32_t step = 0; step < d->plan->routine->count; step++) {
        mem_drop(y->mem, d->of_step[step]);
        keys_drop(y->mem, &d->tables[step]);
    }
    mem_drop(y->mem, d->step);
    mem_drop(y->mem, d->shape);
    mem_drop(y->mem, d->keys);
    mem_drop(y->mem, d->first_edge);
    mem_drop(y->mem, d->ways);
    mem_drop(y->mem, d->chance);
    mem_drop(y->mem, d->entry);
}
