#include "study/lane_group.h"

#include <math.h>
#include <stdlib.h>

#include "game/cell_fault.h"
#include "game/fault.h"

/* ------------------------------------------------------------------ the room */

void room_close(GroupRoom *room)
{
    mem_close(&room->mem);
    mem_close(&room->words);
    *room = (GroupRoom){0};
}

int64_t room_bytes(const GroupRoom *rooms, int32_t count)
{
    int64_t bytes = 0;
    for (int32_t k = 0; k < count; k++)
        bytes += rooms[k].mem.used;
    return bytes;
}

/* ------------------------------------------------------------------ groups */

/* Units of one game stand together, in it those that play alike, else those of one set of variants;
 * those without a game first. */
static int by_game_and_set(const void *left, const void *right)
{
    const Unit *a = left, *b = right;
    if (a->game != b->game)
        return (uintptr_t)a->game < (uintptr_t)b->game ? -1 : 1;
    if (a->kin != b->kin)
        return (uintptr_t)a->kin < (uintptr_t)b->kin ? -1 : 1;
    if (a->set != b->set)
        return a->set < b->set ? -1 : 1;
    return (a->point > b->point) - (a->point < b->point);
}

/* Games with types, and games without an end, are solved one at a time. */
static bool takes_lanes(const Model *m)
{
    return m->secret_count == 0 && !m->is_endless;
}

/* About how many bytes a lane of this game takes: probabilities of the edges and what may stand in
 * each period, with room for passes. */
static int64_t lane_bytes(const Game *g)
{
    int64_t players = g->model->player_count, periods = g->periods;
    int64_t of_edges = g->edges * periods;
    int64_t of_states = (int64_t)g->state_count * (periods + 1) * (players + 1);
    int64_t of_passes = 4 * game_most_targets(g) * (players + 1);
    return (int64_t)sizeof(double) * (of_edges + of_states + of_passes);
}

static int32_t lanes_that_fit(const Game *g, int64_t bytes)
{
    int32_t lanes = takes_lanes(g->model) ? LANES : 1;
    while (bytes && lanes > 1 && lanes * lane_bytes(g) > bytes)
        lanes /= 2;
    return lanes;
}

/* The large ones first: no thread begins one when the others are done, and its memory serves for
 * the smaller ones after it. */
static int by_size(const void *left, const void *right)
{
    const LaneGroup *a = left, *b = right;
    const int64_t left_size = a->lanes * a->units->game->edges;
    const int64_t right_size = b->lanes * b->units->game->edges;
    if (left_size != right_size)
        return left_size > right_size ? -1 : 1;
    return (a->units > b->units) - (a->units < b->units);
}

/* How many units from the first on, which has a game, make a group of so many lanes. */
static int32_t group_size(const Unit *units, int32_t count, int32_t lanes)
{
    int32_t n = count < lanes ? count : lanes;
    while (units->kin && n < count && units[n].kin == units->kin)
        n++;
    return n;
}

/* Eight lanes cost what two or three solves do: fewer units than that are solved one by one. */
enum { WORTH_LANES = 3 };

LaneGroup *groups_make(Mem *M, Unit *units, int32_t count, int64_t bytes, int32_t *groups)
{
    LaneGroup *all = make(M, LaneGroup, count);
    *groups = 0;
    qsort(units, (size_t)count, sizeof *units, by_game_and_set);
    for (int32_t u = 0, end; u < count; u = end) {
        for (end = u + 1; end < count && units[end].game == units[u].game; end++)
            ;
        if (!units[u].game)
            continue;
        const int32_t most = lanes_that_fit(units[u].game, bytes);
        for (int32_t first = u, n; first < end; first += n) {
            const int32_t left = end - first, lanes = left < WORTH_LANES ? 1 : most;
            n = group_size(&units[first], left, lanes);
            all[(*groups)++] =
                (LaneGroup){.units = &units[first], .lanes = lanes, .count = n};
        }
    }
    qsort(all, (size_t)*groups, sizeof *all, by_size);
    return all;
}

/* ------------------------------------------------------------------ one alone */

/* Whether all that the unit asks has a value; answers [of its questions], unless NULL, by their places
 * among the point's. */
static bool ask_unit(const Unit *u, Mem *M, Diags *D, Work *w, const Future *f,
                     const Certificate *c, double *answers)
{
    Finding *into[] = {u->set->finding};
    for (int32_t q = 0; q < u->set->count; q++) {
        double answer;
        if (!question_answer(M, D, w, f, u->set->questions[q], &answer))
            return false;
        if (answers)
            answers[u->set->at[q]] = answer;
    }
    return !into[0] || !findings_fill(M, D, w, f, c, into, NULL);
}

/* A unit by itself, which tells what is wrong with it; true where nothing is. */
static bool answer_alone(const Unit *u, Work *w, Diags *D, double tolerance)
{
    Mem *M = w->mem;
    const Setup *setups[] = {u->setup};
    Prices *prices = prices_make(M, u->game, setups, 1);
    if (!faults_report(M, w, D, prices) || !cell_faults_report(M, w, D, prices))
        return false;
    Strategy *s = solve_game(M, w, prices);
    const Certificate *c = certify(M, w, prices, s, tolerance);
    if (!payoffs_are_finite(D, s, c))
        return false;
    return ask_unit(u, M, D, w, future_make(M, w, s, u->setup), c, NULL);
}

/* Lanes say that there is no answer, not why. */
static void find_reason(Unit *u, GroupRoom *room, Work *w, double tolerance)
{
    Diags quiet = {.mem = &room->words, .most = 1};
    if (answer_alone(u, w, &quiet, tolerance))
        mem_fail(w->mem, FAIL_BUG, "a lane is without an answer that it has alone");
    u->missing = quiet.first;
}

/* ------------------------------------------------------------------ side by side */

static bool payoffs_are_sound(const Strategy *s, const Certificate *c, int32_t lane)
{
    int32_t players = s->game->model->player_count;
    for (int32_t i = 0; i < players; i++)
        if (!isfinite(s->at_start[(int64_t)i * s->lanes + lane]) ||
            !isfinite(c[lane].exploitability[i]))
            return false;
    return true;
}

/* Makes room for the group's game, or takes that of the group before; spare lanes repeat the
 * last unit. */
static void enter_room(const LaneGroup *g, GroupRoom *room)
{
    const Game *game = g->units[0].game;
    for (int32_t l = 0; l < g->lanes; l++)
        room->setups[l] = g->units[l < g->count ? l : g->count - 1].setup;
    if (room->game == game && room->lanes == g->lanes &&
        room->mem.used <= 2 * room->bytes) {
        prices_again(room->prices, room->setups);
        return;
    }
    mem_empty(&room->mem);
    room->bytes = 0;
    room->strategy = NULL;
    room->future = NULL;
    room->game = game;
    room->lanes = g->lanes;
    room->prices = prices_make(&room->mem, game, room->setups, g->lanes);
}

/* The lanes with something wrong in their numbers. */
static LaneSet find_faults(GroupRoom *room, Work *w)
{
    Diags quiet = {.mem = &room->mem, .most = 1};
    LaneSet bad = faults_find(&room->mem, w, room->prices);
    if (room->lanes == 1 && !bad &&
        !cell_faults_report(&room->mem, w, &quiet, room->prices))
        bad = lane_alone(0);
    return bad;
}

static Certificate *solve_lanes(GroupRoom *room, Work *w, double tolerance)
{
    if (!room->strategy)
        room->strategy = strategy_new(&room->mem, room->prices);
    return solve_and_certify(&room->mem, w, room->prices, room->strategy, tolerance);
}

static void look_ahead(GroupRoom *room, Work *w)
{
    if (room->future)
        future_again(&room->mem, w, room->future, room->setups);
    else
        room->future = future_of_lanes(&room->mem, w, room->strategy, room->setups);
}

/* The answer that question `alike` of the batch goes into; NULL where the unit does not ask it. */
static double *answer_to(const Unit *u, int32_t alike)
{
    for (int32_t q = 0; q < u->set->count; q++)
        if (u->set->alike[q] == alike)
            return &u->answers[u->set->at[q]];
    return NULL;
}

/* Did a lane before this one ask it? */
static bool is_asked_before(const LaneGroup *g, int32_t lane, int32_t alike)
{
    for (int32_t l = 0; l < lane; l++)
        if (answer_to(&g->units[l], alike))
            return true;
    return false;
}

/* Asks a question in all lanes, for all units that ask it; those among them without an answer. */
static LaneSet ask(const LaneGroup *g, GroupRoom *room, Work *w, const Question *question,
                   int32_t alike)
{
    Diags quiet = {.mem = &room->mem, .most = 1};
    double answers[LANES];
    LaneSet asking = 0;
    LaneSet without =
        question_answers(&room->mem, &quiet, w, room->future, question, answers);
    for (int32_t l = 0; l < g->count; l++) {
        double *into = answer_to(&g->units[l], alike);
        if (!into)
            continue;
        *into = answers[l];
        asking |= lane_alone(l);
    }
    return without & asking;
}

static LaneSet ask_all(const LaneGroup *g, GroupRoom *room, Work *w)
{
    LaneSet without = 0;
    for (int32_t l = 0; l < g->count; l++) {
        const QuestionSet *set = g->units[l].set;
        if (l > 0 && set == g->units[l - 1].set)
            continue;
        for (int32_t q = 0; q < set->count; q++)
            if (!is_asked_before(g, l, set->alike[q]))
                without |= ask(g, room, w, set->questions[q], set->alike[q]);
    }
    return without;
}

/* Fills the findings of the units that want one; those among them in which a measure has no
 * value. */
static LaneSet find(const LaneGroup *g, GroupRoom *room, Work *w,
                    const Certificate *checked)
{
    Diags quiet = {.mem = &room->mem, .most = 1};
    Finding *into[LANES] = {0};
    LaneSet finding = 0;
    for (int32_t l = 0; l < g->count; l++) {
        into[l] = g->units[l].set->finding;
        if (into[l])
            finding |= lane_alone(l);
    }
    return !finding ? 0
                    : finding & findings_fill(&room->mem, &quiet, w, room->future, checked,
                                              into, NULL);
}

/* Answers the group; the lanes in which there is no answer. */
static LaneSet answer_lanes(LaneGroup *g, GroupRoom *room, Work *w, double tolerance)
{
    enter_room(g, room);
    LaneSet bad = find_faults(room, w);
    const Certificate *c = solve_lanes(room, w, tolerance);
    for (int32_t l = 0; l < g->count; l++) {
        g->units[l].missed = !c[l].met;
        if (!payoffs_are_sound(room->strategy, c, l))
            bad |= lane_alone(l);
    }
    look_ahead(room, w);
    bad |= ask_all(g, room, w) | find(g, room, w, c);
    if (room->bytes == 0 || room->mem.used < room->bytes)
        room->bytes = room->mem.used;
    return bad;
}

/* ------------------------------------------------------------------ guarded */

static void answer_and_explain(LaneGroup *g, GroupRoom *room, Work *w, double tolerance)
{
    LaneSet bad = answer_lanes(g, room, w, tolerance);
    for (int32_t l = 0; l < g->count; l++)
        if (lane_is_in(bad, l))
            find_reason(&g->units[l], room, w, tolerance);
    room->lends = !bad && room->strategy->play && play_is_whole(room->strategy->play);
}

/* One that plays like the last one solved in the room, which it leaves there. */
static void answer_kin(Unit *u, GroupRoom *room, Work *w, double tolerance)
{
    Mem *M = &room->mem;
    Diags quiet = {.mem = M, .most = 1};
    if (!prior_faults_report(M, &quiet, u->game, u->setup)) {
        find_reason(u, room, w, tolerance);
        return;
    }
    const Setup **setups = make(M, const Setup *);
    setups[0] = u->setup;
    Prices *prices = prices_make(M, u->game, setups, 1);
    const Strategy *s = strategy_at_prices(M, w, prices, room->strategy);
    const Certificate *c = certify(M, w, prices, s, tolerance);
    const Future *f = future_make(M, w, s, u->setup);
    u->missed = !c->met;
    if (!payoffs_are_sound(s, c, 0) || !ask_unit(u, M, &quiet, w, f, c, u->answers))
        find_reason(u, room, w, tolerance);
}

static void answer_in_turn(LaneGroup *g, GroupRoom *room, Work *w, double tolerance)
{
    for (int32_t k = 0; k < g->count; k++) {
        LaneGroup one = {.units = &g->units[k], .count = 1, .lanes = 1};
        if (k > 0 && room->lends)
            answer_kin(one.units, room, w, tolerance);
        else
            answer_and_explain(&one, room, w, tolerance);
    }
}

void group_answer(LaneGroup *g, GroupRoom *room, Work *w, double tolerance)
{
    jmp_buf trap;
    if (room->failed)
        return;
    room->mem.trap = room->words.trap = &trap;
    w->mem = &room->mem;
    if (setjmp(trap)) {
        room->failed = room->mem.fail != FAIL_NONE ? &room->mem : &room->words;
        return;
    }
    if (g->count > g->lanes)
        answer_in_turn(g, room, w, tolerance);
    else
        answer_and_explain(g, room, w, tolerance);
}
