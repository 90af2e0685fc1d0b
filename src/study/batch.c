#include "study/batch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "game/fault.h"
#include "study/crew.h"
#include "study/lane_group.h"

/* ------------------------------------------------------------------ what is asked */

/* A layout that the batch made, beside those of the study. */
typedef struct Layout Layout;
struct Layout {
    Mem mem;
    const Game *game;
    Layout *next;
};

struct Batch {
    Study *study;
    const Axis *axes;
    int32_t axis_count;
    const Question *const *questions;
    const int32_t *base;
    int32_t question_count, base_count, set_count;
    QuestionSet *sets;
    int32_t *same_as; /* [question]: the first that asks the same */
    Layout *layouts;
    int64_t layouts_made;
    Override *point;           /* [axis] */
    const double *judged;      /* the point at which a claim read a parameter, */
    const Setup *judged_setup; /* and its numbers */
    Mem mem;                   /* of the points at work: setups, groups */
    GroupRoom *rooms;          /* [threads] */
    int32_t threads;
    int64_t done, total; /* of points, for progress */
    Batch *next;
};

static bool same_list(const int32_t *a, int32_t a_count, const int32_t *b, int32_t b_count)
{
    return a_count == b_count &&
           (a_count == 0 || memcmp(a, b, sizeof *a * (size_t)a_count) == 0);
}

static int32_t find_set(Batch *b, const int32_t *under, int32_t count)
{
    for (int32_t k = 0; k < b->set_count; k++)
        if (same_list(b->sets[k].under, b->sets[k].under_count, under, count))
            return k;
    b->sets[b->set_count] =
        (QuestionSet){.under = under,
                      .under_count = count,
                      .questions = make(b->study->mem, const Question *, b->question_count),
                      .at = make(b->study->mem, int32_t, b->question_count)};
    return b->set_count++;
}

/* Two questions of one set that are written alike are one. */
static bool is_same_question(const Question *a, const Question *b)
{
    return a == b || (a->kind == b->kind && a->as_written && b->as_written &&
                      strcmp(a->as_written, b->as_written) == 0);
}

static void add_question(Batch *b, int32_t k, const Question *q, const int32_t *base,
                         int32_t base_count)
{
    int32_t count = base_count + q->under_count;
    int32_t *under = make(b->study->mem, int32_t, count);
    for (int32_t u = 0; u < count; u++)
        under[u] = u < base_count ? base[u] : q->under[u - base_count];
    QuestionSet *set = &b->sets[find_set(b, under, count)];
    b->same_as[k] = k;
    for (int32_t j = 0; j < set->count; j++)
        if (is_same_question(set->questions[j], q)) {
            b->same_as[k] = set->at[j];
            return;
        }
    set->questions[set->count] = q;
    set->at[set->count++] = k;
}

Batch *batch_new(Study *y, const Axis *axes, int32_t axis_count,
                 const Question *const *questions, int32_t question_count,
                 const int32_t *base, int32_t base_count)
{
    Batch *b = make(y->mem, Batch);
    *b = (Batch){.study = y,
                 .axes = axes,
                 .axis_count = axis_count,
                 .questions = questions,
                 .question_count = question_count,
                 .base = base,
                 .base_count = base_count,
                 .threads = y->work->threads,
                 .next = y->batches};
    b->sets = make(y->mem, QuestionSet, question_count);
    b->same_as = make(y->mem, int32_t, question_count);
    b->point = make(y->mem, Override, axis_count);
    b->rooms = make(y->mem, GroupRoom, b->threads);
    for (int32_t k = 0; k < question_count; k++)
        add_question(b, k, questions[k], base, base_count);
    y->batches = b;
    return b;
}

/* ------------------------------------------------------------------ what it owns */

static void note_bytes(Batch *b)
{
    int64_t bytes = b->mem.used;
    for (const Layout *l = b->layouts; l; l = l->next)
        bytes += l->mem.used;
    for (int32_t k = 0; k < b->threads; k++)
        bytes += b->rooms[k].mem.used + b->rooms[k].words.used;
    b->study->batch_bytes = bytes;
    study_note_peak(b->study);
}

static void drop_layouts(Batch *b)
{
    while (b->layouts) {
        Layout *next = b->layouts->next;
        mem_close(&b->layouts->mem);
        b->layouts = next;
    }
    for (int32_t k = 0; k < b->threads; k++)
        room_close(&b->rooms[k]);
}

void batch_close(Batch *b)
{
    drop_layouts(b);
    mem_close(&b->mem);
    note_bytes(b);
    Batch **link = &b->study->batches;
    while (*link && *link != b)
        link = &(*link)->next;
    if (*link)
        *link = b->next;
}

/* Passes a failure of one of the batch's Mems on to the study's. */
static _Noreturn void pass_failure(Batch *b, Mem *from, Fail fail)
{
    Study *y = b->study;
    char detail[sizeof from->detail[LANG_EN]];
    memcpy(detail, from->detail[LANG_EN], sizeof detail);
    batch_close(b);
    if (fail == FAIL_TOO_LARGE && y->mem->limit)
        mem_fail(y->mem, fail, N_("%lld MiB of memory, the limit"),
                 (long long)(y->mem->limit >> 20));
    mem_fail(y->mem, fail, "%s", detail);
}

/* ------------------------------------------------------------------ layouts */

static const Game *known_layout(const Batch *b, const Setup *setup)
{
    const Game *g = study_known_game(b->study, setup);
    for (const Layout *l = b->layouts; l && !g; l = l->next)
        if (l->game && game_fits(l->game, setup))
            g = l->game;
    return g;
}

static Fail lay_out(Batch *b, Layout *l, Diags *D, const Setup *setup)
{
    jmp_buf trap;
    l->mem.trap = &trap;
    Work w = *b->study->work;
    w.mem = &l->mem;
    if (setjmp(trap))
        return l->mem.fail;
    /* A game keeps the setup that it was laid out with. */
    const Setup *own = setup_copy(&l->mem, b->study->model, setup);
    Program *p = program_make(&l->mem, b->study->model, own->starts);
    l->game = game_make(&l->mem, D, &w, p, own);
    if (l->game && !game_is_valid(l->game))
        mem_fail(&l->mem, FAIL_BUG, N_("the game that was laid out is not sound"));
    b->study->work->last_told = w.last_told;
    return FAIL_NONE;
}

/* NULL after a diagnostic. */
static const Game *layout_for(Batch *b, Diags *D, const Setup *setup)
{
    const Game *known = known_layout(b, setup);
    if (known)
        return known;
    Layout *l = make(b->study->mem, Layout);
    l->mem.limit = study_memory_left(b->study);
    l->next = b->layouts;
    b->layouts = l;
    Fail fail = lay_out(b, l, D, setup);
    if (fail != FAIL_NONE)
        pass_failure(b, &l->mem, fail);
    b->layouts_made++;
    note_bytes(b);
    return l->game;
}

/* Beyond this part of the memory's limit, layouts are given back before more are made. */
static bool layouts_are_many(const Batch *b)
{
    int64_t bytes = 0;
    for (const Layout *l = b->layouts; l; l = l->next)
        bytes += l->mem.used;
    int64_t limit = b->study->mem->limit;
    return limit && bytes > limit / SOLVES_KEPT_PART;
}

/* ------------------------------------------------------------------ groups */

/* The points that are answered together. */
typedef struct {
    Batch *batch;
    const double *points; /* of the first */
    int64_t first, count;
    Answers *answers;
    Unit *units;
    int32_t unit_count;
    LaneGroup *groups;
    int32_t group_count;
} Block;

static const Missing *missing_of(Mem *M, const Diag *d)
{
    Missing *m = make(M, Missing);
    m->code = d->code;
    for (Lang lang = 0; lang < LANG_COUNT; lang++)
        m->what[lang] = mem_text(M, d->what[lang], (int64_t)strlen(d->what[lang]));
    return m;
}

/* One solve of the block: a point under one set of variants. */
static void add_unit(Block *k, int64_t point, int32_t set, const Override *overrides)
{
    Batch *b = k->batch;
    Diags quiet = {.mem = &b->mem};
    const QuestionSet *s = &b->sets[set];
    const Setup *setup = setup_make_with(&b->mem, &quiet, b->study->model, overrides,
                                         b->axis_count, s->under, s->under_count);
    const Game *game = setup ? layout_for(b, &quiet, setup) : NULL;
    k->units[k->unit_count++] =
        (Unit){.point = point,
               .set = s,
               .setup = setup,
               .game = game,
               .missing = game ? NULL : quiet.first,
               .answers = k->answers->answer + point * b->question_count};
}

static void set_point(Batch *b, const double *values)
{
    for (int32_t a = 0; a < b->axis_count; a++)
        b->point[a] =
            (Override){.kind = b->axes[a].kind, .ref = b->axes[a].ref, .value = values[a]};
}

static void add_point(Block *k, int64_t point)
{
    Batch *b = k->batch;
    set_point(b, k->points + (point - k->first) * b->axis_count);
    for (int32_t s = 0; s < b->set_count; s++)
        add_unit(k, point, s, b->point);
}

static int by_point_and_set(const void *left, const void *right)
{
    const Unit *a = left, *b = right;
    if (a->point != b->point)
        return a->point < b->point ? -1 : 1;
    return (a->set > b->set) - (a->set < b->set);
}

/* Units of one game stand together, those of one set of variants in it too; those without a
 * game first. */
static int by_game_and_set(const void *left, const void *right)
{
    const Unit *a = left, *b = right;
    if (a->game != b->game)
        return (uintptr_t)a->game < (uintptr_t)b->game ? -1 : 1;
    if (a->set != b->set)
        return a->set < b->set ? -1 : 1;
    return (a->point > b->point) - (a->point < b->point);
}

/* Games with types, and games without an end, are solved one at a time. */
static bool takes_lanes(const Model *m)
{
    return m->secret_count == 0 && !m->is_endless;
}

/* How many lanes of a game all threads together have room for. */
static int32_t lanes_that_fit(const Batch *b, const Game *g)
{
    int64_t left = study_memory_left(b->study);
    int32_t lanes = takes_lanes(g->model) ? LANES : 1;
    if (left)
        left += room_bytes(b->rooms, b->threads);
    while (left && lanes > 1 && (int64_t)lanes * b->threads * lane_bytes(g) > left)
        lanes /= 2;
    return lanes;
}

static void form_groups(Block *k)
{
    qsort(k->units, (size_t)k->unit_count, sizeof *k->units, by_game_and_set);
    k->groups = make(&k->batch->mem, LaneGroup, k->unit_count);
    int32_t lanes = 0;
    for (int32_t u = 0; u < k->unit_count; u++) {
        if (!k->units[u].game)
            continue;
        bool is_new = u == 0 || k->units[u].game != k->units[u - 1].game;
        if (is_new)
            lanes = lanes_that_fit(k->batch, k->units[u].game);
        if (is_new || k->groups[k->group_count - 1].count == lanes)
            k->groups[k->group_count++] =
                (LaneGroup){.units = &k->units[u], .lanes = lanes, .count = 1};
        else
            k->groups[k->group_count - 1].count++;
    }
}

/* As many of the points as have room for their layouts; at least one. */
static void form_block(Block *k, int64_t most)
{
    Batch *b = k->batch;
    k->units = make(&b->mem, Unit, most * b->set_count);
    while (k->count < most && (k->count == 0 || !layouts_are_many(b)))
        add_point(k, k->first + k->count++);
    form_groups(k);
}

/* ------------------------------------------------------------------ running */

static void run_group(void *context, int32_t g, int32_t thread, Work *w)
{
    Block *k = context;
    group_answer(&k->groups[g], &k->batch->rooms[thread], w, k->batch->study->tolerance);
}

/* What the crew tells of groups, told of points. */
typedef struct {
    const Block *block;
    const Work *outer;
} Telling;

static int tell(void *user, const char *stage, int64_t done, int64_t total)
{
    const Telling *t = user;
    const Batch *b = t->block->batch;
    int64_t points = total ? done * t->block->count / total : 0;
    return t->outer->progress(t->outer->user, stage, b->done + t->block->first + points,
                              b->total);
}

static bool run_groups(Block *k)
{
    const Work *outer = k->batch->study->work;
    Telling telling = {.block = k, .outer = outer};
    Work w = *outer;
    if (w.progress) {
        w.progress = tell;
        w.user = &telling;
    }
    return crew_run(&w, run_group, k, k->group_count);
}

/* Of several reasons at a point, that of the set asked first is kept. */
static void note_unit(Answers *a, const Unit *u, Mem *M)
{
    if (u->missed && !u->missing) {
        a->unmet[u->point] = true;
        a->met = false;
    }
    if (!u->missing || a->missing[u->point])
        return;
    a->missing[u->point] = missing_of(M, u->missing);
    a->missing_count++;
}

static void collect(Block *k)
{
    Answers *a = k->answers;
    Batch *b = k->batch;
    qsort(k->units, (size_t)k->unit_count, sizeof *k->units, by_point_and_set);
    for (int32_t u = 0; u < k->unit_count; u++)
        note_unit(a, &k->units[u], b->study->mem);
    a->solves += k->unit_count;
    for (int64_t p = k->first; p < k->first + k->count; p++) {
        double *row = a->answer + p * b->question_count;
        for (int32_t q = 0; q < b->question_count; q++)
            row[q] = a->missing[p] ? NAN : row[b->same_as[q]];
    }
}

/* Answers one block; jumps to the batch's own trap or, where a thread failed, is false. */
static bool answer_block(Block *k, int64_t most)
{
    Batch *b = k->batch;
    form_block(k, most);
    int64_t left = study_memory_left(b->study);
    for (int32_t t = 0; t < b->threads; t++)
        b->rooms[t].mem.limit = left ? b->rooms[t].mem.used + left / b->threads + 1 : 0;
    bool is_whole = run_groups(k);
    note_bytes(b);
    for (int32_t t = 0; t < b->threads; t++)
        if (b->rooms[t].fail != FAIL_NONE && b->rooms[t].fail != FAIL_STOPPED)
            pass_failure(b, &b->rooms[t].mem, b->rooms[t].fail);
    if (is_whole)
        collect(k);
    for (int32_t t = 0; t < b->threads; t++)
        mem_close(&b->rooms[t].words);
    return is_whole;
}

static Fail answer_guarded(Block *k, int64_t most, bool *is_whole)
{
    jmp_buf trap;
    Mem *M = &k->batch->mem;
    M->trap = &trap;
    if (setjmp(trap))
        return M->fail;
    *is_whole = answer_block(k, most);
    return FAIL_NONE;
}

/* ------------------------------------------------------------------ the whole */

/* A block has at least so many groups for each thread, so that none waits long at its end. */
enum { GROUPS_EACH = 8 };

int64_t batch_block(const Batch *b)
{
    int64_t sets = b->set_count > 0 ? b->set_count : 1;
    int64_t units = (int64_t)b->threads * GROUPS_EACH * LANES;
    int64_t points = (units + sets - 1) / sets;
    return (points + LANES - 1) / LANES * LANES;
}

void batch_progress(Batch *b, int64_t done, int64_t total)
{
    b->done = done;
    b->total = total;
}

static Answers *answers_new(const Batch *b, int64_t count)
{
    Mem *M = b->study->mem;
    Answers *a = make(M, Answers);
    *a = (Answers){.points = count, .questions = b->question_count, .met = true};
    a->answer = grow(M, a->answer, count * b->question_count);
    a->missing = grow(M, a->missing, count);
    a->unmet = grow(M, a->unmet, count);
    return a;
}

void answers_drop(Mem *M, Answers *a)
{
    mem_drop(M, a->answer);
    mem_drop(M, a->missing);
    mem_drop(M, a->unmet);
    *a = (Answers){0};
}

Answers *batch_answer(Batch *b, const double *points, int64_t count)
{
    Answers *a = answers_new(b, count);
    int64_t most = batch_block(b);
    if (b->total < b->done + count)
        b->total = b->done + count;
    for (int64_t first = 0; first < count;) {
        work_check(b->study->work, N_("solving"), b->done + first, b->total);
        if (layouts_are_many(b))
            drop_layouts(b);
        Block k = {.batch = b,
                   .points = points + first * b->axis_count,
                   .first = first,
                   .answers = a};
        bool is_whole = false;
        b->mem.limit = study_memory_left(b->study);
        Fail fail =
            answer_guarded(&k, count - first < most ? count - first : most, &is_whole);
        if (fail != FAIL_NONE)
            pass_failure(b, &b->mem, fail);
        mem_close(&b->mem);
        if (!is_whole)
            mem_fail(b->study->mem, FAIL_STOPPED, NULL);
        first += k.count;
    }
    a->layouts = b->study->game_count + b->layouts_made;
    return a;
}

/* ------------------------------------------------------------------ claims */

typedef struct {
    Batch *batch;
    const Answers *answers;
    int64_t at;
    const double *point;
} Judging;

static double answer_to(void *context, const Question *q)
{
    const Judging *j = context;
    for (int32_t k = 0; k < j->batch->question_count; k++)
        if (j->batch->questions[k] == q)
            return answers_at(j->answers, j->at, k);
    return NAN;
}

static double param_at(void *context, int32_t param)
{
    const Judging *j = context;
    Batch *b = j->batch;
    Study *y = b->study;
    if (b->judged != j->point || !b->judged_setup) {
        Diags quiet = {.mem = y->mem};
        set_point(b, j->point);
        b->judged = j->point;
        b->judged_setup = setup_make_with(y->mem, &quiet, y->model, b->point, b->axis_count,
                                          b->base, b->base_count);
    }
    return b->judged_setup ? b->judged_setup->params[param] : NAN;
}

Verdict batch_verdict(Batch *b, const Answers *a, int64_t k, const double *point,
                      const Cond *holds)
{
    Judging j = {.batch = b, .answers = a, .at = k, .point = point};
    Judge judge = {.context = &j, .answer = answer_to, .param = param_at};
    return claim_judge(&judge, holds);
}
