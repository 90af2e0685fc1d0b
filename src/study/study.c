#include "study/study.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "game/cell_fault.h"
#include "game/fault.h"
#include "study/batch.h"
#include "study/held.h"
#include "study/under.h"

/* ------------------------------------------------------------------ games */

const Game *study_known_game(const Study *y, const Setup *setup)
{
    for (int32_t k = 0; k < y->game_count; k++) {
        const Game *g = y->games[k];
        if (game_fits(g, setup))
            return g;
    }
    return NULL;
}

static const Game *game_for(Study *y, Diags *D, const Setup *setup, bool *was_laid_out)
{
    const Game *known = study_known_game(y, setup);
    *was_laid_out = !known;
    if (known)
        return known;
    Program *p = program_make(y->mem, y->model, setup->starts);
    Game *g = game_make(y->mem, D, y->work, p, setup);
    if (!g)
        return NULL;
    if (!game_is_valid(g))
        mem_fail(y->mem, FAIL_BUG, N_("the game that was laid out is not sound"));
    need(y->mem, y->games, y->game_count, y->game_room);
    y->games[y->game_count++] = g;
    return g;
}

const Game *study_game(Study *y, Diags *D, const Setup *setup)
{
    bool was_laid_out;
    return game_for(y, D, setup, &was_laid_out);
}

/* ------------------------------------------------------------------ solves */

static Solved *known_solve(const Study *y, const int32_t *under, int32_t count)
{
    for (Solved *s = y->solves; s; s = s->next)
        if (under_same(s->under, s->under_count, under, count))
            return s;
    return NULL;
}

const Solved *study_known_solve(const Study *y, const int32_t *under, int32_t count)
{
    const Solved *s = known_solve(y, under, count);
    return s && s->is_done ? s : NULL;
}

static int64_t bytes_of_solves(const Study *y)
{
    int64_t bytes = 0;
    for (const Solved *s = y->solves; s; s = s->next)
        bytes += s->mem.used;
    return bytes;
}

void study_note_peak(Study *y)
{
    int64_t bytes = y->mem->used + bytes_of_solves(y) + y->batch_bytes;
    if (bytes > y->peak_bytes)
        y->peak_bytes = bytes;
}

int64_t study_peak_bytes(const Study *y)
{
    return y->mem->peak > y->peak_bytes ? y->mem->peak : y->peak_bytes;
}

/* Nobody plays any more as in what is dropped. */
static void drop_solve(Study *y, Solved *s)
{
    for (const Solved *other = y->solves; other; other = other->next)
        assert(other->lender != s);
    Solved **link = &y->solves;
    while (*link != s) {
        assert(*link); /* s is one of them */
        link = &(*link)->next;
    }
    *link = s->next;
    mem_close(&s->mem);
}

void study_close(Study *y)
{
    while (y->solves)
        drop_solve(y, y->solves);
    while (y->batches)
        batch_close(y->batches);
    if (y->held)
        mem_close(&y->held->mem);
    y->held = NULL;
}

/* What a jump left half made. */
static void drop_unfinished(Study *y)
{
    for (Solved *s = y->solves, *next; s; s = next) {
        next = s->next;
        if (!s->is_done)
            drop_solve(y, s);
    }
}

/* Who lent its play comes after those who borrowed it, so that it is not dropped before them. */
static void note_use(Study *y, Solved *s)
{
    s->last_use = ++y->uses;
    if (s->lender)
        s->lender->last_use = ++y->uses;
}

static void drop_old_solves(Study *y)
{
    while (y->mem->limit && bytes_of_solves(y) > y->mem->limit / SOLVES_KEPT_PART) {
        Solved *oldest = y->solves;
        for (Solved *s = y->solves; s; s = s->next)
            if (s->last_use < oldest->last_use)
                oldest = s;
        drop_solve(y, oldest);
    }
}

/* A solve to be made, in the list; its game is laid out.  NULL after a diagnostic. */
static Solved *open_solve(Study *y, const int32_t *under, int32_t count)
{
    Setup *setup = setup_make(y->mem, y->diags, y->model, under, count);
    if (!setup)
        return NULL;
    bool was_laid_out;
    const Game *game = game_for(y, y->diags, setup, &was_laid_out);
    if (!game)
        return NULL;
    Solved *s = make(y->mem, Solved);
    *s = (Solved){.setup = setup,
                  .game = game,
                  .was_laid_out = was_laid_out,
                  .grid = 1,
                  .grid_move = NAN,
                  .under_count = count,
                  .equilibrium = y->equilibrium,
                  .last_use = ++y->uses};
    s->under = make(y->mem, int32_t, count);
    if (count)
        memcpy(s->under, under, sizeof *under * (size_t)count);
    s->certificate = certificate_new(y->mem, y->model->player_count);
    s->next = y->solves;
    y->solves = s;
    return s;
}

bool payoffs_are_finite(Diags *D, const Strategy *s, const Certificate *c)
{
    const Model *m = s->game->model;
    for (int32_t i = 0; i < m->player_count; i++) {
        if (isfinite(s->at_start[i]) && isfinite(c->exploitability[i]))
            continue;
        Diag *d = diag(D, DIAG_E306, m->players[i].at,
                       N_("the payoffs of `%s` add up to more than a number can hold"),
                       m->players[i].name);
        diag_hint(D, d, N_("Measure them in larger units."));
        return false;
    }
    return true;
}

/* The equilibrium of that number among all that are found; NULL after a diagnostic. */
static Strategy *solve_other(Mem *M, Work *w, Diags *D, Solved *s)
{
    Equilibria all = solve_all(M, w, s->prices);
    if (s->equilibrium <= all.count)
        return all.at[s->equilibrium - 1].strategy;
    Diag *d =
        diag(D, DIAG_E313, SPAN_NOWHERE, N_("there is no equilibrium %d: %d were found"),
             s->equilibrium, all.count);
    diag_hint(D, d, N_("`truce solve --all` lists them."));
    return NULL;
}

/* The most that a player's payoff moves from one solve to the other. */
static double largest_move(const Strategy *a, const Strategy *b)
{
    double most = 0;
    for (int32_t i = 0; i < a->game->model->player_count; i++)
        most = fmax(most, fabs(a->at_start[i] - b->at_start[i]));
    return most;
}

/* Grids of more cells than this are not doubled any more. */
enum { MOST_CELLS = 200000, MOST_DOUBLINGS = 6 };

static void refine(Solved *s, Mem *M, Work *w, const Setup *const *setups, double enough)
{
    for (int k = 0; k < MOST_DOUBLINGS && s->strategy->play->cells->cells < MOST_CELLS;
         k++) {
        const Strategy *before = s->strategy;
        s->grid *= 2;
        s->prices = prices_make(M, s->game, setups, 1);
        s->prices->grid = s->grid;
        s->strategy = solve_game(M, w, s->prices);
        s->grid_move = largest_move(before, s->strategy);
        if (s->grid_move <= enough)
            return;
    }
}

/* The solve in whose numbers nothing differs but how types begin, and whose play can be read; NULL =
 * none.  Where grids are refined, how much depends on the start. */
static Solved *find_lender(const Study *y, const Solved *s)
{
    for (Solved *k = y->solves; k && y->refine == 0; k = k->next)
        if (k->is_done && !k->lender && k->game == s->game && k->grid == s->grid &&
            k->equilibrium == s->equilibrium && k->strategy->play &&
            play_is_whole(k->strategy->play) &&
            game_plays_alike(s->game, k->setup, s->setup))
            return k;
    return NULL;
}

/* NULL after a diagnostic.  A lender's numbers were searched for faults, those of how types begin are
 * the borrower's own. */
static Strategy *find_strategy(const Study *y, Solved *s, Mem *M, Work *w)
{
    if (s->lender)
        return prior_faults_report(M, y->diags, s->game, s->setup)
                   ? strategy_at_prices(M, w, s->prices, s->lender->strategy)
                   : NULL;
    if (!faults_report(M, w, y->diags, s->prices) ||
        !cell_faults_report(M, w, y->diags, s->prices))
        return NULL;
    return s->equilibrium > 1 ? solve_other(M, w, y->diags, s)
                              : solve_game(M, w, s->prices);
}

/* Solves, checks and looks ahead, all in the solve's own Mem, to whose trap it may jump. */
static void make_solve(const Study *y, Solved *s, Work *w)
{
    Mem *M = &s->mem;
    const Setup **setups = make(M, const Setup *);
    setups[0] = s->setup;
    s->prices = prices_make(M, s->game, setups, 1);
    s->has_faults = true;
    s->strategy = find_strategy(y, s, M, w);
    if (!s->strategy)
        return;
    if (s->strategy->play && y->refine > 0)
        refine(s, M, w, setups, y->refine);
    const Certificate *c = certify(M, w, s->prices, s->strategy, y->tolerance);
    if (!payoffs_are_finite(y->diags, s->strategy, c))
        return;
    certificate_copy(s->certificate, c, s->game->model->player_count);
    s->future = future_make(M, w, s->strategy, s->setup);
    s->has_faults = false;
    s->is_done = true;
}

static Fail make_guarded(const Study *y, Solved *s, Work *w)
{
    jmp_buf trap;
    s->mem.trap = &trap;
    w->mem = &s->mem;
    if (setjmp(trap))
        return s->mem.fail;
    make_solve(y, s, w);
    return FAIL_NONE;
}

/* The same game on half the grid, in the Mem of `half`, to whose trap it may jump. */
static Fail solve_half(Solved *half, Work *w)
{
    jmp_buf trap;
    half->mem.trap = &trap;
    w->mem = &half->mem;
    if (setjmp(trap)) {
        half->mem.trap = NULL;
        return half->mem.fail;
    }
    const Setup **setups = make(&half->mem, const Setup *);
    setups[0] = half->setup;
    half->prices = prices_make(&half->mem, half->game, setups, 1);
    half->prices->grid = half->grid;
    half->prices->payoffs_only = true;
    half->strategy = solve_game(&half->mem, w, half->prices);
    half->mem.trap = NULL;
    return FAIL_NONE;
}

void study_pass_failure(Study *y, const Mem *part)
{
    if (part->fail == FAIL_TOO_LARGE && y->mem->limit) /* of which the part had a part */
        mem_fail(y->mem, part->fail, N_("%lld MiB of memory, the limit"),
                 (long long)(y->mem->limit >> 20));
    mem_fail_like(y->mem, part);
}

static _Noreturn void pass_failure(Study *y, Solved *s)
{
    const Mem failed = s->mem;
    drop_solve(y, s);
    study_pass_failure(y, &failed);
}

int64_t study_memory_left(const Study *y)
{
    if (!y->mem->limit)
        return 0;
    int64_t left = y->mem->limit - y->mem->used - bytes_of_solves(y) - y->batch_bytes;
    return left > 1 ? left : 1;
}

static Solved *solve_now(Study *y, const int32_t *under, int32_t count)
{
    Solved *s = open_solve(y, under, count);
    if (!s)
        return NULL;
    s->lender = find_lender(y, s);
    s->mem.limit = study_memory_left(y);
    Work w = *y->work;
    Fail fail = make_guarded(y, s, &w);
    y->work->last_told = w.last_told;
    study_note_peak(y);
    if (fail != FAIL_NONE)
        pass_failure(y, s);
    if (s->has_faults) {
        drop_solve(y, s);
        return NULL;
    }
    y->missed = y->missed || !s->certificate->met;
    return s;
}

Solved *study_solve(Study *y, const int32_t *under, int32_t count)
{
    drop_unfinished(y);
    Solved *s = known_solve(y, under, count);
    if (!s) {
        drop_old_solves(y);
        s = solve_now(y, under, count);
    }
    if (s)
        note_use(y, s);
    return s;
}

void study_grid_move(Study *y, Solved *s)
{
    if (!s->strategy->play || !isnan(s->grid_move))
        return;
    Solved half = {.setup = s->setup, .game = s->game, .grid = s->grid / 2};
    half.mem.limit = study_memory_left(y);
    Work w = *y->work;
    Fail fail = solve_half(&half, &w);
    y->work->last_told = w.last_told;
    if (half.strategy)
        s->grid_move = largest_move(half.strategy, s->strategy);
    mem_close(&half.mem);
    if (fail == FAIL_STOPPED)
        mem_fail(y->mem, fail, NULL);
}

/* ------------------------------------------------------------------ questions */

static const Answered *known_answer(const Study *y, const Question *q, const int32_t *base,
                                    int32_t count)
{
    for (int32_t k = 0; k < y->answer_count; k++) {
        const Answered *a = &y->answers[k];
        if (a->question == q && under_same(a->base, a->count, base, count))
            return a;
    }
    return NULL;
}

void study_keep_answer(Study *y, const Question *q, const int32_t *base, int32_t count,
                       double answer, bool missed)
{
    int32_t *copy = make(y->mem, int32_t, count);
    if (count)
        memcpy(copy, base, sizeof *copy * (size_t)count);
    need(y->mem, y->answers, y->answer_count, y->answer_room);
    y->answers[y->answer_count++] = (Answered){
        .question = q, .base = copy, .count = count, .answer = answer, .missed = missed};
}

bool study_ask(Study *y, const Question *q, const int32_t *base, int32_t count,
               double *answer)
{
    const Answered *known = known_answer(y, q, base, count);
    if (known) {
        *answer = known->answer;
        y->missed = y->missed || known->missed;
        return true;
    }
    int32_t n = count + q->under_count;
    int32_t under[n + 1];
    under_join(base, count, q->under, q->under_count, under);
    Solved *s = study_solve(y, under, n);
    if (!s || !question_answer(y->mem, y->diags, y->work, s->future, q, answer))
        return false;
    study_keep_answer(y, q, base, count, *answer, !s->certificate->met);
    return true;
}

/* ------------------------------------------------------------------ claims */

typedef struct {
    Study *study;
    const int32_t *base;
    int32_t count;
    bool failed;
} Judging;

static double param_value(void *context, int32_t param)
{
    Judging *j = context;
    Study *y = j->study;
    const Setup *setup = setup_make(y->mem, y->diags, y->model, j->base, j->count);
    j->failed |= !setup;
    return setup ? setup->params[param] : NAN;
}

static double answer_to(void *context, const Question *q)
{
    Judging *j = context;
    double answer = NAN;
    if (!j->failed && !study_ask(j->study, q, j->base, j->count, &answer))
        j->failed = true;
    return answer;
}

bool study_claim(Study *y, const Claim *c, const int32_t *base, int32_t count, Verdict *out)
{
    Judging j = {.study = y, .base = base, .count = count};
    Judge judge = {.context = &j, .answer = answer_to, .param = param_value};
    *out = claim_judge(&judge, c->holds);
    return !j.failed;
}
