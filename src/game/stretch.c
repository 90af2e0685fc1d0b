#include <string.h>

#include "game/unfold.h"

/* A stretch is solved in one go, which nobody can interrupt: a step of Newton takes some
 * histories times arms, and there are hundreds. */
enum {
    MOST_HISTORIES = 20000,
    MOST_SETS = 200,
    MOST_SET_ARMS = 400,
    MOST_HISTORIES_TIMES_ARMS = 2000000,
};

int32_t *stretch_scratch(Unfolding *u, int64_t count)
{
    int32_t *block = NULL;
    need(u->y->mem, u->blocks, u->block_count, u->block_room);
    block = grow(u->y->mem, block, count);
    return u->blocks[u->block_count++] = block;
}

/* ------------------------------------------------------------------ histories */

static int32_t *values_of(const Unfolding *u, int32_t h)
{
    return u->values + (int64_t)h * u->vars;
}

static int32_t *look_of(const Unfolding *u, int32_t h, int32_t player)
{
    return u->looks + (int64_t)h * (u->players + 1) + (player < 0 ? u->players : player);
}

static int32_t new_history(Unfolding *u, int32_t parent)
{
    Mem *M = u->y->mem;
    int32_t h = u->count++;
    u->is_too_large |= u->count > MOST_HISTORIES;
    if (u->count > u->room) {
        u->room = u->room ? 2 * u->room : 64;
        u->at = grow(M, u->at, u->room);
        u->values = grow(M, u->values, (int64_t)u->room * u->vars);
        u->looks = grow(M, u->looks, (int64_t)u->room * (u->players + 1));
    }
    u->at[h] = (History){.step = NOT_WAITING, .parent = parent, .slot = NONE};
    if (parent >= 0) {
        memcpy(values_of(u, h), values_of(u, parent), sizeof *u->values * (size_t)u->vars);
        memcpy(look_of(u, h, 0), look_of(u, parent, 0),
               sizeof *u->looks * (size_t)(u->players + 1));
    }
    return h;
}

void stretch_copy_list(Mem *M, Gathered *to, const int32_t *from, int32_t count)
{
    for (int32_t k = 0; k < count; k++)
        gather(M, to, from[k]);
}

/* What a history gathered; `of` is still nowhere while none has gathered anything. */
static void copy_part(Mem *M, Gathered *to, const Gathered *of, int32_t first,
                      int32_t count)
{
    if (count > 0)
        stretch_copy_list(M, to, of->at + first, count);
}

/* Makes the history the way at hand, with what it gathered since its parent. */
static void load(const Unfolding *u, int32_t h)
{
    Laying *y = u->y;
    const History *at = &u->at[h];
    memcpy(y->vars, values_of(u, h), sizeof *y->vars * (size_t)u->vars);
    way_start(y);
    copy_part(y->mem, &y->pays, &u->pays, at->pays, at->pay_count);
    copy_part(y->mem, &y->events, &u->events, at->events, at->event_count);
}

static void store(Unfolding *u, int32_t h)
{
    Laying *y = u->y;
    History *at = &u->at[h];
    memcpy(values_of(u, h), y->vars, sizeof *y->vars * (size_t)u->vars);
    at->pays = u->pays.count;
    at->pay_count = y->pays.count;
    stretch_copy_list(y->mem, &u->pays, y->pays.at, y->pays.count);
    at->events = u->events.count;
    at->event_count = y->events.count;
    stretch_copy_list(y->mem, &u->events, y->events.at, y->events.count);
}

void stretch_load_from_root(const Unfolding *u, int32_t h)
{
    Laying *y = u->y;
    int32_t length = 0;
    for (int32_t k = h; k >= 0; k = u->at[k].parent)
        length++;
    int32_t *chain = NULL;
    chain = grow(y->mem, chain, length);
    for (int32_t k = h; k >= 0; k = u->at[k].parent)
        chain[--length] = k;
    memcpy(y->vars, values_of(u, h), sizeof *y->vars * (size_t)u->vars);
    way_start(y);
    for (;; length++) {
        const History *at = &u->at[chain[length]];
        copy_part(y->mem, &y->pays, &u->pays, at->pays, at->pay_count);
        copy_part(y->mem, &y->events, &u->events, at->events, at->event_count);
        if (chain[length] == h)
            break;
    }
    mem_drop(y->mem, chain);
}

static void end_in_fault(Unfolding *u, int32_t h, Way fault)
{
    u->at[h].step = NOT_WAITING;
    u->at[h].is_leaf = true;
    u->at[h].is_faulty = true;
    u->at[h].fault = fault;
}

/* ------------------------------------------------------------------ what is seen */

static void see(Unfolding *u, int32_t *look, const int32_t *what, int32_t length)
{
    int32_t words[5] = {*look};
    memcpy(words + 1, what, sizeof *what * (size_t)length);
    *look = intern_put(&u->seen, words, length + 1);
}

/* Everyone, or those who are `seers`. */
static void show_to(Unfolding *u, int32_t h, const bool *seers, const int32_t *what,
                    int32_t length)
{
    for (int32_t i = 0; i < u->players; i++)
        if (!seers || seers[i])
            see(u, look_of(u, h, i), what, length);
    if (!seers)
        see(u, look_of(u, h, EVERYONE), what, length);
}

/* False after a fault. */
static bool show_value(Unfolding *u, int32_t h, int32_t step)
{
    Laying *y = u->y;
    double value = expr_value(u->routine->steps[step].value, &y->frame) + 0.0; /* no -0 */
    if (y->frame.fault) {
        end_in_fault(u, h, way_value_fault(y));
        return false;
    }
    int32_t what[] = {step, -1, 0, 0};
    memcpy(what + 2, &value, sizeof value);
    show_to(u, h, NULL, what, 4);
    return true;
}

/* Goes on from a step to the next at which something happens that others may see. */
static void advance(Unfolding *u, int32_t h, int32_t step)
{
    const Model *m = u->y->game->model;
    for (;;) {
        const Step *s = &u->routine->steps[step];
        Way fault;
        if (step_is_node(s) || s->kind == STEP_END || s->kind == STEP_EVENT ||
            (s->kind == STEP_SET && m->vars[s->var].kind == VAR_STATE))
            break;
        if (s->kind == STEP_SHOW && !show_value(u, h, step))
            return;
        step = way_step(u->y, u->d->plan, step, &fault);
        if (step < 0) {
            end_in_fault(u, h, fault);
            return;
        }
    }
    store(u, h);
    u->at[h].step = step;
    gather(u->y->mem, &u->waiting, h);
}

/* ------------------------------------------------------------------ comparing */

static void mark_looks(Unfolding *u)
{
    Mem *M = u->y->mem;
    int32_t known = u->seen.count;
    if (known > u->first_room) {
        u->first_room = 2 * known;
        u->first = grow(M, u->first, u->first_room);
        u->elsewhere = grow(M, u->elsewhere, u->first_room);
        u->differs = grow(M, u->differs, u->first_room);
    }
    for (int32_t k = 0; k < known; k++) {
        u->first[k] = u->elsewhere[k] = NONE;
        u->differs[k] = false;
    }
}

/* Notes which histories wait at another step, by what a player, or everyone, has seen. */
static void compare_looks(Unfolding *u, int32_t player)
{
    mark_looks(u);
    for (int32_t k = 0; k < u->waiting.count; k++) {
        int32_t h = u->waiting.at[k];
        u->elsewhere[*look_of(u, h, player)] = h;
    }
}

/* A choice or lottery that came out differently in two histories; NONE where no variable
 * tells them apart. */
static int32_t cause_of(const Unfolding *u, int32_t h, int32_t other)
{
    const Model *m = u->y->game->model;
    for (int32_t v = m->state_count; v < u->vars; v++)
        if (values_of(u, h)[v] != values_of(u, other)[v] &&
            (m->vars[v].kind == VAR_CHOICE || m->vars[v].kind == VAR_CHANCE))
            return v;
    return NONE;
}

static void refuse(Unfolding *u, int32_t h, int32_t other, FaultKind kind, const Step *s,
                   int32_t player)
{
    const Stmt *stmt = s->agent_count ? s->agents->stmt : s->stmt;
    end_in_fault(u, h,
                 way_fault(u->y, (Fault){.kind = kind,
                                         .at = s->at,
                                         .stmt = stmt,
                                         .player = player,
                                         .var = cause_of(u, h, other)}));
}

/* ------------------------------------------------------------------ states and events */

/* A state that is set, or an event, is seen by everyone: histories that are the same to
 * everyone must all come here and give the state the same value. */
static void make_public(Unfolding *u, int32_t step)
{
    Laying *y = u->y;
    const Step *s = &u->routine->steps[step];
    compare_looks(u, EVERYONE);
    for (int32_t k = 0; k < u->batch.count; k++) {
        int32_t h = u->batch.at[k], look = *look_of(u, h, EVERYONE);
        Way fault;
        if (u->elsewhere[look] >= 0) {
            refuse(u, h, u->elsewhere[look], FAULT_PUBLIC, s, NONE);
            continue;
        }
        load(u, h);
        int32_t next = way_step(y, u->d->plan, step, &fault);
        if (next < 0) {
            end_in_fault(u, h, fault);
            continue;
        }
        store(u, h);
        if (u->first[look] < 0)
            u->first[look] = h;
        int32_t first = u->first[look];
        if (s->kind == STEP_SET && values_of(u, h)[s->var] != values_of(u, first)[s->var])
            refuse(u, h, first, FAULT_PUBLIC, s, NONE);
        else
            advance(u, h, next);
    }
}

/* ------------------------------------------------------------------ information sets */

static bool same_open(const Unfolding *u, const Found *set)
{
    const Gathered *shape = &u->y->shape;
    return shape->at[0] == set->open_count &&
           memcmp(shape->at + 1, set->open, sizeof *set->open * (size_t)set->open_count) ==
               0;
}

static int32_t add_set(Unfolding *u, int32_t step, int32_t agent, int32_t look)
{
    const Gathered *shape = &u->y->shape;
    need(u->y->mem, u->sets, u->set_count, u->set_room);
    Found *set = &u->sets[u->set_count];
    *set = (Found){.player = u->routine->steps[step].agents[agent].player,
                   .step = step,
                   .agent = agent,
                   .look = look,
                   .open_count = shape->at[0]};
    set->open = stretch_scratch(u, set->open_count);
    memcpy(set->open, shape->at + 1, sizeof *set->open * (size_t)set->open_count);
    u->arm_count += set->open_count;
    u->is_too_large |= u->set_count >= MOST_SETS || u->arm_count > MOST_SET_ARMS;
    return u->set_count++;
}

/* The information sets of one agent of a step, by what its player has seen, into set
 * [batch]. Who does not know whether it chooses, or among what, is refused. */
static void find_sets(Unfolding *u, int32_t step, int32_t agent, int32_t *set)
{
    Laying *y = u->y;
    const Step *s = &u->routine->steps[step];
    const Agent *a = &s->agents[agent];
    compare_looks(u, a->player);
    for (int32_t k = 0; k < u->batch.count; k++) {
        int32_t h = u->batch.at[k], look = *look_of(u, h, a->player);
        if (u->at[h].is_leaf)
            continue;
        if (u->elsewhere[look] >= 0) {
            refuse(u, h, u->elsewhere[look], FAULT_UNSEEN, s, a->player);
            continue;
        }
        load(u, h);
        y->shape.count = 0;
        uint8_t passing; /* no type is read where something is hidden (E905) */
        if (!way_find_open(y, a, &passing)) {
            end_in_fault(u, h, way_value_fault(y));
            continue;
        }
        if (y->shape.at[0] == 0) {
            end_in_fault(u, h,
                         way_fault(y, (Fault){.kind = FAULT_CLOSED,
                                              .at = s->at,
                                              .stmt = a->stmt,
                                              .player = a->player}));
            continue;
        }
        if (u->first[look] < 0) {
            u->first[look] = k;
            set[k] = add_set(u, step, agent, look);
        }
        int32_t first = u->first[look];
        set[k] = set[first];
        if (!same_open(u, &u->sets[set[k]]))
            refuse(u, h, u->batch.at[first], FAULT_UNSEEN, s, a->player);
    }
}

/* ------------------------------------------------------------------ nodes */

static int32_t make_node(Unfolding *u, int32_t h, int32_t step, int32_t set, int32_t count)
{
    int32_t first = u->count;
    for (int32_t k = 0; k < count; k++)
        new_history(u, h);
    u->at[h].set = set;
    u->at[h].node_step = step;
    u->at[h].first_child = first;
    u->at[h].child_count = count;
    u->at[h].step = NOT_WAITING;
    return first;
}

/* After all agents of the step have picked: who may see it, sees it. */
static void show_picks(Unfolding *u, int32_t h, const Step *s, int32_t step)
{
    for (int32_t i = 0; i < s->agent_count; i++) {
        const Agent *a = &s->agents[i];
        int32_t what[] = {step, i, values_of(u, h)[a->var]};
        show_to(u, h, agent_seers(a), what, 3);
    }
}

static void pick(Unfolding *u, int32_t h, const Step *s, int32_t step, int32_t agent,
                 const int32_t *set);

static void take(Unfolding *u, int32_t h, const Step *s, int32_t step, int32_t agent,
                 const StepArm *arm, const int32_t *set)
{
    load(u, h);
    way_take(u->y, &s->agents[agent], arm);
    store(u, h);
    if (agent + 1 < s->agent_count) {
        pick(u, h, s, step, agent + 1, set);
        return;
    }
    show_picks(u, h, s, step);
    load(u, h);
    advance(u, h, arm->next);
}

/* The choice of one agent of the step, and then those of the agents after it; set
 * [agent].  A forced choice is made without a node, but for tastes. */
static void pick(Unfolding *u, int32_t h, const Step *s, int32_t step, int32_t agent,
                 const int32_t *set)
{
    const Agent *a = &s->agents[agent];
    const Found found = u->sets[set[agent]];
    if (u->is_too_large)
        return;
    if (found.open_count == 1 &&
        u->y->game->model->players[a->player].noise == NOISE_ERROR) {
        take(u, h, s, step, agent, &a->arms[found.open[0]], set);
        return;
    }
    int32_t first = make_node(u, h, step, set[agent], found.open_count);
    for (int32_t k = 0; k < found.open_count; k++)
        take(u, first + k, s, step, agent, &a->arms[found.open[k]], set);
}

static void draw(Unfolding *u, int32_t h, const Step *s, int32_t step)
{
    const Agent *a = s->agents;
    int32_t first = a->arm_count > 1 ? make_node(u, h, step, TREE_CHANCE, a->arm_count) : h;
    for (int32_t k = 0; k < a->arm_count && !u->is_too_large; k++) {
        int32_t child = first + k, what[] = {step, 0, k};
        load(u, child);
        if (a->arm_count > 1)
            u->at[child].slot = way_chance_slot(u->y, u->d, step, k);
        way_take(u->y, a, &a->arms[k]);
        store(u, child);
        show_to(u, child, agent_seers(a), what, 3);
        load(u, child);
        advance(u, child, a->arms[k].next);
    }
}

/* Whether the stretch ends, for all histories of the batch that are the same to
 * everyone: they agree on what matters, and, where others would not see what happens
 * now, no such history waits elsewhere. */
static void find_ends(Unfolding *u, int32_t step)
{
    const Step *s = &u->routine->steps[step];
    compare_looks(u, EVERYONE);
    if (s->kind == STEP_END)
        return;
    const Packing *matters = &u->d->plan->packings[step];
    for (int32_t k = 0; k < u->batch.count; k++) {
        int32_t h = u->batch.at[k], look = *look_of(u, h, EVERYONE);
        if (u->at[h].is_leaf)
            continue;
        if (u->first[look] < 0)
            u->first[look] = h;
        int32_t first = u->first[look];
        u->differs[look] |=
            key_pack(matters, values_of(u, h)) != key_pack(matters, values_of(u, first));
        u->differs[look] |= step_is_hidden(s) && u->elsewhere[look] >= 0;
    }
}

/* It is the turn of a choice, a lottery or the end of the period. */
static void take_turn(Unfolding *u, int32_t step, bool is_root)
{
    const Step *s = &u->routine->steps[step];
    int32_t n = u->batch.count, agents = s->kind == STEP_CHANCE ? 0 : s->agent_count;
    int32_t *sets = stretch_scratch(u, (int64_t)n * agents + 1),
            *set = stretch_scratch(u, agents + 1);
    for (int32_t i = 0; i < agents; i++)
        find_sets(u, step, i, sets + (int64_t)i * n);
    find_ends(u, step);
    for (int32_t k = 0; k < n && !u->is_too_large; k++) {
        int32_t h = u->batch.at[k];
        History *at = &u->at[h];
        if (at->is_leaf)
            continue;
        if (!is_root && !u->differs[*look_of(u, h, EVERYONE)]) {
            at->is_leaf = true;
            continue;
        }
        for (int32_t i = 0; i < agents; i++)
            set[i] = sets[(int64_t)i * n + k];
        if (agents)
            pick(u, h, s, step, 0, set);
        else
            draw(u, h, s, step);
    }
}

/* Takes the histories that wait at the earliest step out of the list. */
static int32_t next_batch(Unfolding *u)
{
    int32_t step = INT32_MAX, left = 0;
    for (int32_t k = 0; k < u->waiting.count; k++)
        if (u->at[u->waiting.at[k]].step < step)
            step = u->at[u->waiting.at[k]].step;
    u->batch.count = 0;
    for (int32_t k = 0; k < u->waiting.count; k++) {
        int32_t h = u->waiting.at[k];
        if (u->at[h].step == step)
            gather(u->y->mem, &u->batch, h);
        else
            u->waiting.at[left++] = h;
    }
    u->waiting.count = left;
    return step;
}

static void unfold(Unfolding *u, int32_t step)
{
    int32_t root = new_history(u, NONE);
    memcpy(values_of(u, root), u->y->at_node, sizeof *u->values * (size_t)u->vars);
    int32_t nothing = intern_put(&u->seen, NULL, 0);
    for (int32_t i = 0; i <= u->players; i++)
        look_of(u, root, 0)[i] = nothing;
    u->at[root].step = step;
    gather(u->y->mem, &u->waiting, root);
    for (bool is_root = true; u->waiting.count && !u->is_too_large; is_root = false) {
        int32_t at = next_batch(u);
        StepKind kind = u->routine->steps[at].kind;
        if (kind == STEP_SET || kind == STEP_EVENT)
            make_public(u, at);
        else
            take_turn(u, at, is_root);
    }
}

static void close(Unfolding *u)
{
    Mem *M = u->y->mem;
    mem_drop(M, u->at);
    mem_drop(M, u->values);
    mem_drop(M, u->looks);
    mem_drop(M, u->pays.at);
    mem_drop(M, u->events.at);
    mem_drop(M, u->waiting.at);
    mem_drop(M, u->batch.at);
    mem_drop(M, u->sets);
    mem_drop(M, u->first);
    mem_drop(M, u->elsewhere);
    mem_drop(M, u->differs);
    for (int32_t k = 0; k < u->block_count; k++)
        mem_drop(M, u->blocks[k]);
    mem_drop(M, u->blocks);
    intern_close(&u->seen);
}

void draft_expand_stretch(Laying *y, Draft *d, int32_t node)
{
    Unfolding u = {.y = y,
                   .d = d,
                   .routine = d->plan->routine,
                   .players = y->game->model->player_count,
                   .vars = y->game->model->var_count};
    const Step *s = &u.routine->steps[d->step[node]];
    intern_open(&u.seen, y->mem);
    unfold(&u, d->step[node]);
    u.is_too_large |= (int64_t)u.count * u.arm_count > MOST_HISTORIES_TIMES_ARMS;
    if (u.is_too_large)
        stretch_refuse_size(&u, node, s);
    else
        stretch_write(&u, node);
    close(&u);
}
