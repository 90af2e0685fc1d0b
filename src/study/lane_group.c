#include "study/lane_group.h"

#include <math.h>

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

/* Probabilities of the edges and what may stand in each period, with room for passes. */
int64_t lane_bytes(const Game *g)
{
    int64_t players = g->model->player_count, periods = g->periods;
    int64_t of_edges = g->edges * periods;
    int64_t of_states = (int64_t)g->state_count * (periods + 1) * (players + 1);
    int64_t of_passes = 4 * game_most_targets(g) * (players + 1);
    return (int64_t)sizeof(double) * (of_edges + of_states + of_passes);
}

/* ------------------------------------------------------------------ one alone */

/* A unit by itself, which tells what is wrong with it; true where nothing is. */
static bool answer_alone(const Unit *u, Work *w, Diags *D, double tolerance)
{
    Mem *M = w->mem;
    const Setup *setups[] = {u->setup};
    Prices *prices = prices_make(M, u->game, setups, 1);
    if (!faults_report(M, w, D, prices))
        return false;
    Strategy *s = solve_game(M, w, prices);
    if (!payoffs_are_finite(D, s, certify(M, w, prices, s, tolerance)))
        return false;
    Future *f = future_make(M, w, s, u->setup);
    double answer;
    for (int32_t q = 0; q < u->set->count; q++)
        if (!question_answer(M, D, w, f, u->set->questions[q], &answer))
            return false;
    return true;
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
    int64_t limit = room->mem.limit;
    jmp_buf *trap = room->mem.trap;
    mem_close(&room->mem);
    room->mem.limit = limit;
    room->mem.trap = trap;
    room->strategy = NULL;
    room->future = NULL;
    room->game = game;
    room->lanes = g->lanes;
    room->prices = prices_make(&room->mem, game, room->setups, g->lanes);
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

/* Asks the questions of a set in all lanes, and keeps the answers of the units that ask them;
 * the lanes without one. */
static LaneSet ask_set(const LaneGroup *g, GroupRoom *room, Work *w, const QuestionSet *set)
{
    Diags quiet = {.mem = &room->mem, .most = 1};
    LaneSet asking = 0, without = 0;
    double answers[LANES];
    for (int32_t l = 0; l < g->count; l++)
        if (g->units[l].set == set)
            asking |= lane_alone(l);
    for (int32_t q = 0; q < set->count; q++) {
        without |= question_answers(&room->mem, &quiet, w, room->future, set->questions[q],
                                    answers);
        for (int32_t l = 0; l < g->count; l++)
            if (lane_is_in(asking, l))
                g->units[l].answers[set->at[q]] = answers[l];
    }
    return without & asking;
}

/* Answers the group; the lanes in which there is no answer. */
static LaneSet answer_lanes(LaneGroup *g, GroupRoom *room, Work *w, double tolerance)
{
    enter_room(g, room);
    LaneSet bad = faults_find(&room->mem, w, room->prices);
    const Certificate *c = solve_lanes(room, w, tolerance);
    for (int32_t l = 0; l < g->count; l++) {
        g->units[l].missed = !c[l].met;
        if (!payoffs_are_sound(room->strategy, c, l))
            bad |= lane_alone(l);
    }
    look_ahead(room, w);
    for (int32_t l = 0; l < g->count; l++)
        if (l == 0 || g->units[l].set != g->units[l - 1].set)
            bad |= ask_set(g, room, w, g->units[l].set);
    if (room->bytes == 0 || room->mem.used < room->bytes)
        room->bytes = room->mem.used;
    return bad;
}

/* ------------------------------------------------------------------ guarded */

void group_answer(LaneGroup *g, GroupRoom *room, Work *w, double tolerance)
{
    jmp_buf trap;
    if (room->fail != FAIL_NONE)
        return;
    room->mem.trap = room->words.trap = &trap;
    w->mem = &room->mem;
    if (setjmp(trap)) {
        room->fail = room->mem.fail != FAIL_NONE ? room->mem.fail : room->words.fail;
        return;
    }
    LaneSet bad = answer_lanes(g, room, w, tolerance);
    for (int32_t l = 0; l < g->count; l++)
        if (lane_is_in(bad, l))
            find_reason(&g->units[l], room, w, tolerance);
}
