#include "study/ahead.h"

#include "math/lattice.h"
#include "study/crew.h"
#include "study/under.h"

/* Games of more edges, times periods and cells of beliefs, are left to be solved one at a time,
 * by all threads: so many of them do not fit side by side. */
enum { MOST_EDGES_SIDE_BY_SIDE = 50000000 };

static bool is_small(const Model *m, const Game *g)
{
    double cells = 1;
    for (int32_t k = 0; k < m->secret_count; k++)
        cells *= lattice_count(m->secrets[k].count, m->secrets[k].steps);
    return (double)g->edges * game_rounds(g) * cells <= MOST_EDGES_SIDE_BY_SIDE;
}

Ahead ahead_open(Study *y, const int32_t *under, int32_t count)
{
    Ahead a = {.study = y};
    Diags quiet = {.mem = y->mem};
    const Setup *setup = setup_make(y->mem, &quiet, y->model, under, count);
    const Game *g = setup ? study_game(y, &quiet, setup) : NULL;
    if (g && is_small(y->model, g) && y->equilibrium <= 1 && y->refine == 0)
        a.batch = batch_new(y, NULL, 0, NULL, 0, NULL, 0);
    return a;
}

static const Solved *solved_under(const Ahead *a, const Question *q, const int32_t *base,
                                  int32_t count)
{
    int32_t under[count + q->under_count + 1];
    under_join(base, count, q->under, q->under_count, under);
    return study_known_solve(a->study, under, count + q->under_count);
}

void ahead_ask(Ahead *a, const Question *q, const int32_t *base, int32_t base_count)
{
    const Solved *solved = a->batch ? solved_under(a, q, base, base_count) : NULL;
    /* with types, a future answers one question at a time */
    if (!a->batch || (solved && a->study->model->secret_count))
        return;
    need(a->study->mem, a->questions, a->question_count, a->room);
    AheadQuestion *asked = &a->questions[a->question_count++];
    *asked = (AheadQuestion){
        .question = q, .base = base, .base_count = base_count, .solved = solved};
    if (!solved) {
        asked->in_batch = batch_ask(a->batch, q, base, base_count);
        a->solves_wanted++;
    }
}

void ahead_ask_claim(Ahead *a, const Claim *c, const int32_t *base, int32_t base_count)
{
    int32_t count;
    const Question **all = claim_all_questions(a->study->mem, c->holds, &count);
    for (int32_t k = 0; k < count; k++)
        ahead_ask(a, all[k], base, base_count);
}

void ahead_find(Ahead *a, const int32_t *under, int32_t count, Finding *into)
{
    if (!a->batch)
        return;
    batch_find(a->batch, under, count, into);
    a->solves_wanted++;
}

/* ------------------------------------------------------------------ what is solved */

typedef struct {
    const Study *study;
    AheadQuestion **questions;
    Mem *rooms; /* [threads] */
} Asking;

static void answer_one(void *context, int32_t k, int32_t thread, Work *w)
{
    const Asking *s = context;
    AheadQuestion *q = s->questions[k];
    Mem *M = &s->rooms[thread];
    Diags quiet = {.mem = M, .most = 1};
    jmp_buf trap;
    M->trap = &trap;
    w->mem = M;
    if (setjmp(trap))
        return;
    q->is_answered =
        question_answer(M, &quiet, w, q->solved->future, q->question, &q->answer);
}

/* The questions about solves that are there: false when the user asks to stop. */
static bool ask_solves(const Ahead *a)
{
    Study *y = a->study;
    Asking s = {.study = y};
    s.questions = make(y->mem, AheadQuestion *, a->question_count);
    s.rooms = make(y->mem, Mem, y->work->threads);
    int32_t count = 0;
    for (int32_t k = 0; k < a->question_count; k++)
        if (a->questions[k].solved)
            s.questions[count++] = &a->questions[k];
    int64_t left = study_memory_left(y);
    for (int32_t t = 0; t < y->work->threads; t++)
        s.rooms[t].limit = left ? left / y->work->threads + 1 : 0;
    bool is_whole = crew_run(y->work, N_("looking ahead"), answer_one, &s, count);
    for (int32_t t = 0; t < y->work->threads; t++)
        mem_close(&s.rooms[t]);
    return is_whole;
}

/* ------------------------------------------------------------------ what is not */

static void ask_batch(Ahead *a)
{
    const Answers *found = batch_answer_model(a->batch);
    for (int32_t k = 0; found && found->missing_count == 0 && k < a->question_count; k++) {
        AheadQuestion *q = &a->questions[k];
        if (q->solved)
            continue;
        q->answer = answers_at(found, 0, q->in_batch);
        q->is_answered = true;
    }
}

void ahead_answer(Ahead *a)
{
    if (!a->batch)
        return;
    if (a->solves_wanted > 0)
        ask_batch(a);
    if (!ask_solves(a))
        mem_fail(a->study->mem, FAIL_STOPPED, NULL);
    for (int32_t k = 0; k < a->question_count; k++) {
        const AheadQuestion *q = &a->questions[k];
        if (q->is_answered)
            study_keep_answer(a->study, q->question, q->base, q->base_count, q->answer,
                              q->solved ? !q->solved->certificate->met
                                        : batch_missed(a->batch, q->in_batch));
    }
    batch_close(a->batch);
    a->batch = NULL;
}
