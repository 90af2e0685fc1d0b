#include "study/held.h"

#include <string.h>

#include "game/fault.h"
#include "study/under.h"

static const int32_t *copy_list(Mem *M, const int32_t *list, int32_t count)
{
    int32_t *copy = make(M, int32_t, count);
    if (count)
        memcpy(copy, list, sizeof *copy * (size_t)count);
    return copy;
}

/* The numbers of those who play, with the starts of the game that they play in. */
static const Setup *setup_of_players(Study *y, Diags *D, const int32_t *played,
                                     int32_t count, const Setup *here)
{
    Setup *s = setup_make(y->mem, D, y->model, played, count);
    if (s)
        memcpy(s->starts, here->starts, sizeof *s->starts * (size_t)y->model->state_count);
    return s;
}

/* A parameter that steers what can be done and is not the same; -1 = none. */
static int32_t find_obstacle(const Game *g, const Setup *a, const Setup *b)
{
    for (int32_t p = 0; p < g->model->param_count; p++)
        if (g->program->structural[p] && a->params[p] != b->params[p])
            return p;
    return -1;
}

static void tell_obstacle(Study *y, const Held *h)
{
    int32_t p = find_obstacle(h->game, h->setup, h->played_setup);
    const Param *param = &y->model->params[p];
    Diag *d = diag(y->diags, DIAG_E620, param->at,
                   N_("`%s` decides what can be done, and is %.6g here and %.6g where the "
                      "strategies were found"),
                   param->name, h->setup->params[p], h->played_setup->params[p]);
    diag_hint(y->diags, d,
              N_("Hold strategies between variants that agree on what is read by guards, "
                 "conditions, assigned values and starts."));
}

/* In a game without an end what strategies are worth elsewhere is another system of equations, and
 * with types it would take beliefs that fit them. */
static bool can_be_held(const Model *m, Diags *D)
{
    if (!m->is_endless && m->secret_count == 0)
        return true;
    Diag *d = diag(D, DIAG_E622, SPAN_NOWHERE,
                   m->is_endless ? N_("strategies of a game without an end cannot be held")
                                 : N_("strategies of players who know something alone "
                                      "cannot be held"));
    diag_hint(D, d, N_("Ask without `--strategies-of`."));
    return false;
}

/* Both setups and the game; NULL after a diagnostic. */
static Held *open_held(Study *y, Diags *D, const int32_t *under, int32_t count,
                       const int32_t *played, int32_t played_count)
{
    if (!can_be_held(y->model, D))
        return NULL;
    Held *h = make(y->mem, Held);
    *h = (Held){.under = copy_list(y->mem, under, count),
                .under_count = count,
                .played = copy_list(y->mem, played, played_count),
                .played_count = played_count};
    h->setup = setup_make(y->mem, D, y->model, under, count);
    if (!h->setup)
        return NULL;
    h->game = study_game(y, D, h->setup);
    h->played_setup = setup_of_players(y, D, played, played_count, h->setup);
    return h->game && h->played_setup ? h : NULL;
}

/* Everything in the Mem of its own, to whose trap it may jump. */
static void make_held(Study *y, Held *h, Work *w)
{
    Mem *M = &h->mem;
    Prices *here = prices_make(M, h->game, &h->setup, 1);
    Prices *there = prices_make(M, h->game, &h->played_setup, 1);
    h->has_faults =
        !faults_report(M, w, y->diags, here) || !faults_report(M, w, y->diags, there);
    if (h->has_faults)
        return;
    Strategy *played = solve_game(M, w, there);
    const Certificate *c = certify(M, w, there, played, y->tolerance);
    h->met = c->met;
    h->strategy = strategy_at_prices(M, w, here, played);
    h->has_faults = !payoffs_are_finite(y->diags, played, c) ||
                    !payoffs_are_finite(y->diags, h->strategy, c);
    strategy_drop(M, played);
    h->future = future_make(M, w, h->strategy, h->setup);
}

static Fail make_guarded(Study *y, Held *h, Work *w)
{
    jmp_buf trap;
    h->mem.trap = &trap;
    h->mem.limit = study_memory_left(y);
    w->mem = &h->mem;
    if (setjmp(trap))
        return h->mem.fail;
    make_held(y, h, w);
    return FAIL_NONE;
}

static void drop_held(Study *y)
{
    if (y->held)
        mem_close(&y->held->mem);
    y->held = NULL;
}

static bool is_held(const Held *h, const int32_t *under, int32_t count,
                    const int32_t *played, int32_t played_count)
{
    return h && h->future && under_same(h->under, h->under_count, under, count) &&
           under_same(h->played, h->played_count, played, played_count);
}

Held *study_hold(Study *y, const int32_t *under, int32_t count, const int32_t *played,
                 int32_t played_count)
{
    if (is_held(y->held, under, count, played, played_count))
        return y->held;
    drop_held(y);
    Held *h = open_held(y, y->diags, under, count, played, played_count);
    if (!h)
        return NULL;
    if (!game_fits(h->game, h->played_setup)) {
        tell_obstacle(y, h);
        return NULL;
    }
    y->held = h;
    Work w = *y->work;
    Fail fail = make_guarded(y, h, &w);
    y->work->last_told = w.last_told;
    if (fail != FAIL_NONE) {
        const Mem failed = h->mem;
        drop_held(y);
        mem_fail_like(y->mem, &failed);
    }
    if (h->has_faults) {
        drop_held(y);
        return NULL;
    }
    y->missed = y->missed || !h->met;
    return h;
}

bool study_can_hold(Study *y, const int32_t *under, int32_t count, const int32_t *played,
                    int32_t played_count)
{
    Diags quiet = {.mem = y->mem};
    const Held *h = open_held(y, &quiet, under, count, played, played_count);
    return h && game_fits(h->game, h->played_setup);
}

bool study_ask_held(Study *y, const Question *q, const int32_t *base, int32_t count,
                    const int32_t *played, int32_t played_count, double *answer)
{
    int32_t n = count + q->under_count;
    int32_t under[n + 1];
    under_join(base, count, q->under, q->under_count, under);
    const Held *h = study_hold(y, under, n, played, played_count);
    return h && question_answer(y->mem, y->diags, y->work, h->future, q, answer);
}
