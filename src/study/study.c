#include "study/study.h"

#include <math.h>
#include <omp.h>
#include <string.h>
#include <time.h>

#include "game/fault.h"

/* ------------------------------------------------------------------ games */

static const Game *known_game(const Study *y, const Setup *setup)
{
    for (int32_t k = 0; k < y->game_count; k++) {
        const Game *g = y->games[k];
        if (game_fits(g, setup))
            return g;
    }
    return NULL;
}

static const Game *game_for(Study *y, const Setup *setup, bool *was_laid_out)
{
    const Game *known = known_game(y, setup);
    *was_laid_out = !known;
    if (known)
        return known;
    Program *p = program_make(y->mem, y->model, setup->starts);
    Game *g = game_make(y->mem, y->diags, y->work, p, setup);
    if (!g)
        return NULL;
    if (!game_is_valid(g))
        mem_fail(y->mem, FAIL_BUG, N_("the game that was laid out is not sound"));
    need(y->mem, y->games, y->game_count, y->game_room);
    y->games[y->game_count++] = g;
    return g;
}

/* ------------------------------------------------------------------ solves */

static bool same_list(const int32_t *a, int32_t a_count, const int32_t *b, int32_t b_count)
{
    return a_count == b_count &&
           (a_count == 0 || memcmp(a, b, sizeof *a * (size_t)a_count) == 0);
}

static Solved *known_solve(const Study *y, const int32_t *under, int32_t count)
{
    for (Solved *s = y->solves; s; s = s->next)
        if (same_list(s->under, s->under_count, under, count))
            return s;
    return NULL;
}

static int64_t bytes_of_solves(const Study *y)
{
    int64_t bytes = 0;
    for (const Solved *s = y->solves; s; s = s->next)
        bytes += s->mem.used;
    return bytes;
}

static void note_peak(Study *y)
{
    int64_t bytes = y->mem->used + bytes_of_solves(y);
    if (bytes > y->peak_bytes)
        y->peak_bytes = bytes;
}

int64_t study_peak_bytes(const Study *y)
{
    return y->mem->peak > y->peak_bytes ? y->mem->peak : y->peak_bytes;
}

static void drop_solve(Study *y, Solved *s)
{
    Solved **link = &y->solves;
    while (*link != s)
        link = &(*link)->next;
    *link = s->next;
    mem_close(&s->mem);
}

void study_close(Study *y)
{
    while (y->solves)
        drop_solve(y, y->solves);
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
    const Game *game = game_for(y, setup, &was_laid_out);
    if (!game)
        return NULL;
    Solved *s = make(y->mem, Solved);
    *s = (Solved){.setup = setup,
                  .game = game,
                  .was_laid_out = was_laid_out,
                  .under_count = count,
                  .last_use = ++y->uses};
    s->under = make(y->mem, int32_t, count);
    if (count)
        memcpy(s->under, under, sizeof *under * (size_t)count);
    s->certificate = make(y->mem, Certificate);
    s->certificate->exploitability = make(y->mem, double, y->model->player_count);
    s->certificate->given_up = make(y->mem, double, y->model->player_count);
    s->next = y->solves;
    y->solves = s;
    return s;
}

static void copy_certificate(Certificate *into, const Certificate *from, int32_t players)
{
    size_t bytes = sizeof(double) * (size_t)players;
    memcpy(into->exploitability, from->exploitability, bytes);
    memcpy(into->given_up, from->given_up, bytes);
    into->residual = from->residual;
    into->tolerance = from->tolerance;
    into->met = from->met;
}

/* Payments that are numbers can add up to more than a number can hold; false after a
 * diagnostic. */
static bool payoffs_are_finite(Diags *D, const Solved *s, const Certificate *c)
{
    const Model *m = s->game->model;
    for (int32_t i = 0; i < m->player_count; i++) {
        if (isfinite(s->strategy->at_start[i]) && isfinite(c->exploitability[i]))
            continue;
        Diag *d = diag(D, DIAG_E306, m->players[i].at,
                       N_("the payoffs of `%s` add up to more than a number can hold"),
                       m->players[i].name);
        diag_hint(D, d, N_("Measure them in larger units."));
        return false;
    }
    return true;
}

/* Solves, checks and looks ahead, all in the solve's own Mem, to whose trap it may jump. */
static void make_solve(Solved *s, Work *w, Diags *D, double tolerance)
{
    Mem *M = &s->mem;
    const Setup **setups = make(M, const Setup *);
    setups[0] = s->setup;
    s->prices = prices_make(M, s->game, setups, 1);
    if (!faults_report(M, w, D, s->prices)) {
        s->has_faults = true;
        return;
    }
    s->strategy = solve_game(M, w, s->prices);
    const Certificate *c = certify(M, w, s->prices, s->strategy, tolerance);
    if (!payoffs_are_finite(D, s, c)) {
        s->has_faults = true;
        return;
    }
    copy_certificate(s->certificate, c, s->game->model->player_count);
    s->future = future_make(M, w, s->strategy, s->setup);
    s->is_done = true;
}

static Fail make_guarded(Solved *s, Work *w, Diags *D, double tolerance)
{
    jmp_buf trap;
    s->mem.trap = &trap;
    w->mem = &s->mem;
    if (setjmp(trap))
        return s->mem.fail;
    make_solve(s, w, D, tolerance);
    return FAIL_NONE;
}

/* Passes a failure of a solve's Mem on to the study's. */
static _Noreturn void pass_failure(Study *y, Solved *s, Fail fail)
{
    char detail[sizeof s->mem.detail[LANG_EN]];
    memcpy(detail, s->mem.detail[LANG_EN], sizeof detail);
    drop_solve(y, s);
    if (fail == FAIL_TOO_LARGE && y->mem->limit) /* of which the solve had a part */
        mem_fail(y->mem, fail, N_("%lld MiB of memory, the limit"),
                 (long long)(y->mem->limit >> 20));
    mem_fail(y->mem, fail, "%s", detail);
}

static int64_t memory_left(const Study *y)
{
    if (!y->mem->limit)
        return 0;
    int64_t left = y->mem->limit - y->mem->used - bytes_of_solves(y);
    return left > 1 ? left : 1;
}

static Solved *solve_now(Study *y, const int32_t *under, int32_t count)
{
    Solved *s = open_solve(y, under, count);
    if (!s)
        return NULL;
    s->mem.limit = memory_left(y);
    Work w = *y->work;
    Fail fail = make_guarded(s, &w, y->diags, y->tolerance);
    y->work->last_told = w.last_told;
    note_peak(y);
    if (fail != FAIL_NONE)
        pass_failure(y, s, fail);
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
        s->last_use = ++y->uses;
    return s;
}

/* ------------------------------------------------------------------ side by side */

/* Solves handed out to threads.  Thread 0 only watches, so that the progress function is
 * called from the thread of the caller. */
typedef struct {
    Study *study;
    Solved **solves;
    int32_t count;
    int32_t next, done; /* atomic */
    bool stop;          /* atomic: the user asked */
} Batch;

static int is_stopping(void *user, const char *stage, int64_t done, int64_t total)
{
    (void)stage, (void)done, (void)total;
    bool stop;
    const Batch *b = user;
#pragma omp atomic read
    stop = b->stop;
    return stop;
}

/* A thread that is watched asks the batch whether to stop; one that is alone, the caller. */
static void work_off(Batch *b, bool is_alone)
{
    Work w = *b->study->work;
    w.threads = 1;
    if (!is_alone) {
        w.progress = is_stopping;
        w.user = b;
    }
    for (;;) {
        int32_t k;
#pragma omp atomic capture
        k = b->next++;
        if (k >= b->count || is_stopping(b, "", 0, 0))
            return;
        Solved *s = b->solves[k];
        Diags quiet = {.mem = &s->mem};
        make_guarded(s, &w, &quiet, b->study->tolerance);
#pragma omp atomic
        b->done++;
    }
}

static void watch(Batch *b)
{
    const Work *w = b->study->work;
    for (;;) {
        int32_t done;
#pragma omp atomic read
        done = b->done;
        if (done == b->count)
            return;
        if (w->progress && w->progress(w->user, N_("solving"), done, b->count)) {
#pragma omp atomic write
            b->stop = true;
            return;
        }
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
}

static void run_batch(Batch *b)
{
#pragma omp parallel num_threads(b->study->work->threads + 1)
    {
        bool is_alone = omp_get_num_threads() == 1;
        if (is_alone || omp_get_thread_num() > 0)
            work_off(b, is_alone);
        else
            watch(b);
    }
}

/* A solve that did not come about is left to study_solve, which says why. */
static void close_batch(Batch *b)
{
    Study *y = b->study;
    note_peak(y);
    for (int32_t k = 0; k < b->count; k++) {
        Solved *s = b->solves[k];
        if (s->is_done)
            y->missed = y->missed || !s->certificate->met;
        else
            drop_solve(y, s);
    }
    if (b->stop)
        mem_fail(y->mem, FAIL_STOPPED, NULL);
}

/* Work that is worth a thread of its own is so small that threads inside it would not pay. */
enum { MOST_EDGES_SIDE_BY_SIDE = 50000000 };

static bool is_small(const Study *y, const Solved *s)
{
    return s->game->edges * y->model->periods <= MOST_EDGES_SIDE_BY_SIDE;
}

/* How many solves of the size of the largest so far fit into what solves may keep. */
static int64_t solves_that_fit(const Study *y)
{
    int64_t largest = 1;
    for (const Solved *s = y->solves; s; s = s->next)
        if (s->mem.used > largest)
            largest = s->mem.used;
    if (!y->mem->limit)
        return INT32_MAX;
    return (y->mem->limit / SOLVES_KEPT_PART - bytes_of_solves(y)) / largest;
}

void study_prepare(Study *y, int32_t *const *sets, const int32_t *counts, int32_t n)
{
    drop_unfinished(y);
    Batch b = {.study = y};
    b.solves = make(y->mem, Solved *, n);
    Diags *loud = y->diags, quiet = {.mem = y->mem};
    int64_t most = solves_that_fit(y);
    y->diags = &quiet;
    for (int32_t k = 0; k < n && b.count < most; k++) {
        if (known_solve(y, sets[k], counts[k]))
            continue;
        Solved *s = open_solve(y, sets[k], counts[k]);
        if (s && is_small(y, s))
            b.solves[b.count++] = s;
        else if (s)
            drop_solve(y, s);
    }
    y->diags = loud;
    int64_t left = memory_left(y);
    for (int32_t k = 0; k < b.count; k++)
        b.solves[k]->mem.limit = left ? left / b.count + 1 : 0;
    if (b.count)
        run_batch(&b);
    close_batch(&b);
}

/* ------------------------------------------------------------------ questions */

static const Answered *known_answer(const Study *y, const Question *q, const int32_t *base,
                                    int32_t count)
{
    for (int32_t k = 0; k < y->answer_count; k++) {
        const Answered *a = &y->answers[k];
        if (a->question == q && same_list(a->base, a->count, base, count))
            return a;
    }
    return NULL;
}

static void keep_answer(Study *y, const Question *q, const int32_t *base, int32_t count,
                        double answer)
{
    int32_t *copy = make(y->mem, int32_t, count);
    if (count)
        memcpy(copy, base, sizeof *copy * (size_t)count);
    need(y->mem, y->answers, y->answer_count, y->answer_room);
    y->answers[y->answer_count++] =
        (Answered){.question = q, .base = copy, .count = count, .answer = answer};
}

bool study_ask(Study *y, const Question *q, const int32_t *base, int32_t count,
               double *answer)
{
    const Answered *known = known_answer(y, q, base, count);
    if (known) {
        *answer = known->answer;
        return true;
    }
    int32_t n = count + q->under_count;
    int32_t under[n + 1];
    for (int32_t k = 0; k < n; k++)
        under[k] = k < count ? base[k] : q->under[k - count];
    Solved *s = study_solve(y, under, n);
    if (!s || !question_answer(y->mem, y->diags, y->work, s->future, q, answer))
        return false;
    keep_answer(y, q, base, count, *answer);
    return true;
}

/* ------------------------------------------------------------------ claims */

typedef struct {
    Study *study;
    const int32_t *base;
    int32_t count;
    bool failed;
} Judging;

static double value_of(ExprOp op, double a, double b)
{
    switch (op) {
    case X_OR:
        return a != 0 || b != 0;
    case X_AND:
        return a != 0 && b != 0;
    case X_NOT:
        return a == 0;
    case X_NEG:
        return -a;
    case X_ADD:
        return a + b;
    case X_SUB:
        return a - b;
    case X_MUL:
        return a * b;
    case X_DIV:
        return a / b;
    default:
        return values_compare(op, a, b);
    }
}

static double param_value(Judging *j, int32_t param)
{
    Study *y = j->study;
    const Setup *setup = setup_make(y->mem, y->diags, y->model, j->base, j->count);
    j->failed = !setup;
    return setup ? setup->params[param] : NAN;
}

static double cond_value(Judging *j, const Cond *c)
{
    if (j->failed)
        return NAN;
    if (c->op == X_NUMBER)
        return c->number;
    if (c->op == X_PARAM)
        return param_value(j, c->ref);
    if (c->question) {
        double answer = NAN;
        if (!study_ask(j->study, c->question, j->base, j->count, &answer))
            j->failed = true;
        return answer;
    }
    double a = cond_value(j, c->kids[0]);
    double b = c->kids[1] ? cond_value(j, c->kids[1]) : 0;
    return value_of(c->op, a, b);
}

bool study_claim(Study *y, const Claim *c, const int32_t *base, int32_t count, Verdict *out)
{
    Judging j = {.study = y, .base = base, .count = count};
    const Cond *top = c->holds;
    *out = (Verdict){.left = NAN, .right = NAN};
    out->is_comparison = top->op >= X_EQ && top->op <= X_GE;
    if (out->is_comparison) {
        out->left = cond_value(&j, top->kids[0]);
        out->right = cond_value(&j, top->kids[1]);
        out->holds = value_of(top->op, out->left, out->right) != 0;
    } else
        out->holds = cond_value(&j, top) != 0;
    return !j.failed;
}
