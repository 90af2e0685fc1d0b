#include "study/batch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "game/fault.h"
#include "study/crew.h"
#include "study/lane_group.h"
#include "study/under.h"

/* ------------------------------------------------------------------ what is asked */

/* A layout that the batch made, beside those of the study. */
typedef struct Layout Layout;
struct Layout {
    Mem mem;
    const Game *game;
    Layout *next;
};

/* A question, the set of variants that it is asked under, and the first that asks the same. */
typedef struct {
    const Question *question;
    int32_t set, same_as;
} Asked;

struct Batch {
    Study *study;
    const Axis *axes;
    int32_t axis_count;
    const int32_t *base; /* what claims read parameters under */
    int32_t base_count;
    Asked *asked; /* [question] */
    int32_t question_count, question_room;
    QuestionSet *sets;
    int32_t set_count, set_room;
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

static QuestionSet *find_set(Batch *b, const int32_t *base, int32_t base_count,
                             const int32_t *then, int32_t then_count)
{
    int32_t count = base_count + then_count;
    int32_t *under = make(b->study->mem, int32_t, count);
    under_join(base, base_count, then, then_count, under);
    for (int32_t k = 0; k < b->set_count; k++)
        if (under_same(b->sets[k].under, b->sets[k].under_count, under, count))
            return &b->sets[k];
    need(b->study->mem, b->sets, b->set_count, b->set_room);
    b->sets[b->set_count] = (QuestionSet){.under = under, .under_count = count};
    return &b->sets[b->set_count++];
}

/* Two questions that are written alike are one, but for their variants. */
static bool is_same_question(const Question *a, const Question *b)
{
    return a == b || (a->kind == b->kind && a->as_written && b->as_written &&
                      strcmp(a->as_written, b->as_written) == 0);
}

static int32_t first_alike(const Batch *b, const Question *q)
{
    for (int32_t k = 0; k < b->question_count; k++)
        if (is_same_question(b->asked[k].question, q))
            return k;
    return b->question_count;
}

int32_t batch_ask(Batch *b, const Question *q, const int32_t *base, int32_t base_count)
{
    Mem *M = b->study->mem;
    QuestionSet *set = find_set(b, base, base_count, q->under, q->under_count);
    need(M, b->asked, b->question_count, b->question_room);
    const int32_t k = b->question_count, alike = first_alike(b, q);
    b->asked[b->question_count++] =
        (Asked){.question = q, .set = (int32_t)(set - b->sets), .same_as = k};
    for (int32_t j = 0; j < set->count; j++)
        if (set->alike[j] == alike) {
            b->asked[k].same_as = set->at[j];
            return k;
        }
    if (set->count == set->room) {
        set->room = set->room ? 2 * set->room : 8;
        set->questions = grow(M, set->questions, set->room);
        set->at = grow(M, set->at, set->room);
        set->alike = grow(M, set->alike, set->room);
    }
    set->questions[set->count] = q;
    set->at[set->count] = k;
    set->alike[set->count++] = alike;
    return k;
}

void batch_find(Batch *b, const int32_t *under, int32_t count, Finding *into)
{
    find_set(b, under, count, NULL, 0)->finding = into;
}

Batch *batch_new(Study *y, const Axis *axes, int32_t axis_count,
                 const Question *const *questions, int32_t question_count,
                 const int32_t *base, int32_t base_count)
{
    Batch *b = make(y->mem, Batch);
    *b = (Batch){.study = y,
                 .axes = axes,
                 .axis_count = axis_count,
                 .base = base,
                 .base_count = base_count,
                 .threads = y->work->threads,
                 .next = y->batches};
    b->point = make(y->mem, Override, axis_count);
    b->rooms = make(y->mem, GroupRoom, b->threads);
    for (int32_t k = 0; k < question_count; k++)
        batch_ask(b, questions[k], base, base_count);
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

/* ------------------------------------------------------------------ layouts */

static const Game *known_layout(const Batch *b, const Setup *setup)
{
    const Game *g = study_known_game(b->study, setup);
    for (const Layout *l = b->layouts; l && !g; l = l->next)
        if (l->game && game_fits(l->game, setup))
            g = l->game;
    return g;
}

static Fail lay_out(const Study *y, Layout *l, Work *w, Diags *D, const Setup *setup)
{
    jmp_buf trap;
    l->mem.trap = &trap;
    w->mem = &l->mem;
    if (setjmp(trap))
        return l->mem.fail;
    /* A game keeps the setup that it was laid out with. */
    const Setup *own = setup_copy(&l->mem, y->model, setup);
    Program *p = program_make(&l->mem, y->model, own->starts);
    const Game *game = game_make(&l->mem, D, w, p, own);
    if (game && !game_is_valid(game))
        mem_fail(&l->mem, FAIL_BUG, N_("the game that was laid out is not sound"));
    l->game = game;
    return FAIL_NONE;
}

static Layout *open_layout(Batch *b, int64_t limit)
{
    Layout *l = make(b->study->mem, Layout);
    l->mem.limit = limit;
    l->next = b->layouts;
    b->layouts = l;
    return l;
}

/* NULL after a diagnostic. */
static const Game *layout_for(Batch *b, Diags *D, const Setup *setup, bool *was_laid_out)
{
    const Game *known = known_layout(b, setup);
    if (known)
        return known;
    Layout *l = open_layout(b, study_memory_left(b->study));
    Work w = *b->study->work;
    Fail fail = lay_out(b->study, l, &w, D, setup);
    b->study->work->last_told = w.last_told;
    if (fail != FAIL_NONE)
        mem_fail_like(&b->mem, &l->mem);
    b->layouts_made++;
    note_bytes(b);
    *was_laid_out = true;
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

/* One solve of the block, without a game yet: a point under one set of variants. */
static void add_unit(Block *k, int64_t point, int32_t set, const Override *overrides)
{
    Batch *b = k->batch;
    Diags quiet = {.mem = &b->mem};
    const QuestionSet *s = &b->sets[set];
    const Setup *setup = setup_make_with(&b->mem, &quiet, b->study->model, overrides,
                                         b->axis_count, s->under, s->under_count);
    k->units[k->unit_count++] =
        (Unit){.point = point,
               .set = s,
               .setup = setup,
               .missing = setup ? NULL : quiet.first,
               .answers = k->answers->answer + point * b->question_count};
}

static void find_game(Batch *b, Unit *u)
{
    Diags quiet = {.mem = &b->mem};
    u->game = layout_for(b, &quiet, u->setup, &u->was_laid_out);
    u->missing = u->game ? NULL : quiet.first;
}

/* Structures that a point needs and no layout has, each with the first unit that waits for it. */
typedef struct {
    const Study *study;
    Unit **waiting;
    Layout **layouts;
    int32_t count;
} Builds;

static bool is_waited_for(const Builds *s, const Game *any, const Setup *setup)
{
    for (int32_t k = 0; k < s->count; k++)
        if (!game_tells_apart(any, s->waiting[k]->setup, setup))
            return true;
    return false;
}

static Builds find_builds(Batch *b, Unit *first, int32_t count)
{
    Builds s = {.study = b->study};
    s.waiting = make(&b->mem, Unit *, count);
    s.layouts = make(&b->mem, Layout *, count);
    const Game *any = NULL; /* which tells what the structure depends on */
    for (Unit *u = first; u < first + count; u++) {
        if (!u->setup)
            continue;
        if (!any) {
            find_game(b, u);
            any = u->game;
        } else if (!known_layout(b, u->setup) && !is_waited_for(&s, any, u->setup))
            s.waiting[s.count++] = u;
    }
    return s;
}

static void build(void *context, int32_t k, int32_t thread, Work *w)
{
    (void)thread;
    const Builds *s = context;
    Layout *l = s->layouts[k];
    Diags quiet = {.mem = &l->mem};
    lay_out(s->study, l, w, &quiet, s->waiting[k]->setup);
}

/* Lays out what a point needs, one structure to a thread; what does not come about is left to
 * find_game, which says why.  One alone is too: it tells how far it is. */
static void build_side_by_side(Batch *b, Unit *first, int32_t count)
{
    Builds s = find_builds(b, first, count);
    if (s.count < 2)
        return;
    int64_t left = study_memory_left(b->study);
    for (int32_t k = 0; k < s.count; k++)
        s.layouts[k] = open_layout(b, left ? left / s.count + 1 : 0);
    bool is_whole = crew_run(b->study->work, N_("laying out"), build, &s, s.count);
    for (int32_t k = 0; k < s.count; k++) {
        s.waiting[k]->was_laid_out = s.layouts[k]->game != NULL;
        b->layouts_made += s.waiting[k]->was_laid_out;
        if (!s.layouts[k]->game)
            mem_close(&s.layouts[k]->mem);
    }
    note_bytes(b);
    if (!is_whole)
        mem_fail(&b->mem, FAIL_STOPPED, NULL);
}

static void set_point(Batch *b, const double *values)
{
    for (int32_t a = 0; a < b->axis_count; a++)
        b->point[a] =
            (Override){.kind = b->axes[a].kind, .ref = b->axes[a].ref, .value = values[a]};
}

/* Whose play is the unit's, among those of its point up to itself. */
static void find_kin(const Unit *first, Unit *u)
{
    while (first < u &&
           !(first->game == u->game && game_plays_alike(u->game, first->setup, u->setup)))
        first++;
    u->kin = first->setup;
}

static void add_point(Block *k, int64_t point)
{
    Batch *b = k->batch;
    Unit *first = k->units + k->unit_count;
    set_point(b, k->points + (point - k->first) * b->axis_count);
    for (int32_t s = 0; s < b->set_count; s++)
        add_unit(k, point, s, b->point);
    build_side_by_side(b, first, b->set_count);
    for (Unit *u = first; u < first + b->set_count; u++)
        if (u->setup && !u->game)
            find_game(b, u);
    for (Unit *u = first; u < first + b->set_count; u++)
        if (u->game && b->study->model->secret_count)
            find_kin(first, u);
}

static int by_point_and_set(const void *left, const void *right)
{
    const Unit *a = left, *b = right;
    if (a->point != b->point)
        return a->point < b->point ? -1 : 1;
    return (a->set > b->set) - (a->set < b->set);
}

/* What a thread's room may take, besides what it has; 0 = no limit. */
static int64_t bytes_each(const Batch *b)
{
    int64_t left = study_memory_left(b->study);
    return left ? left / b->threads + 1 : 0;
}

/* As many of the points as have room for their layouts; at least one. */
static void form_block(Block *k, int64_t most)
{
    Batch *b = k->batch;
    k->units = make(&b->mem, Unit, most * b->set_count);
    while (k->count < most && (k->count == 0 || !layouts_are_many(b)))
        add_point(k, k->first + k->count++);
    int64_t each = bytes_each(b);
    if (each)
        each += room_bytes(b->rooms, b->threads) / b->threads;
    k->groups = groups_make(&b->mem, k->units, k->unit_count, each, &k->group_count);
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
    if (b->total == 1) /* tells of solves */
        return t->outer->progress(t->outer->user, stage, done, total);
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
    return crew_run(&w, N_("solving"), run_group, k, k->group_count);
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

static void note_set(Batch *b, const Unit *u)
{
    QuestionSet *set = &b->sets[u->set - b->sets];
    set->missed = u->missed;
    if (set->finding && !u->missing) {
        set->finding->is_found = true;
        set->finding->was_laid_out = u->was_laid_out;
        if (u->was_laid_out)
            set->finding->seconds += u->game->seconds;
    }
}

static void collect(Block *k)
{
    Answers *a = k->answers;
    Batch *b = k->batch;
    qsort(k->units, (size_t)k->unit_count, sizeof *k->units, by_point_and_set);
    for (int32_t u = 0; u < k->unit_count; u++)
        note_unit(a, &k->units[u], b->study->mem);
    for (int32_t u = 0; u < k->unit_count; u++)
        note_set(b, &k->units[u]);
    a->solves += k->unit_count;
    for (int64_t p = k->first; p < k->first + k->count; p++) {
        double *row = a->answer + p * b->question_count;
        for (int32_t q = 0; q < b->question_count; q++)
            row[q] = a->missing[p] ? NAN : row[b->asked[q].same_as];
    }
}

/* Answers one block; jumps to the batch's own trap or, where a thread failed, is false. */
static bool answer_block(Block *k, int64_t most)
{
    Batch *b = k->batch;
    form_block(k, most);
    int64_t each = bytes_each(b);
    for (int32_t t = 0; t < b->threads; t++)
        b->rooms[t].mem.limit = each ? b->rooms[t].mem.used + each : 0;
    bool is_whole = run_groups(k);
    note_bytes(b);
    for (int32_t t = 0; t < b->threads; t++)
        if (b->rooms[t].failed && b->rooms[t].failed->fail != FAIL_STOPPED)
            mem_fail_like(&b->mem, b->rooms[t].failed);
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

/* The reason why there are none is in the batch's Mem. */
static Fail answer_points(Batch *b, const double *points, int64_t count, Answers *a)
{
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
            return fail;
        mem_close(&b->mem);
        if (!is_whole)
            mem_fail(b->study->mem, FAIL_STOPPED, NULL);
        first += k.count;
    }
    a->layouts = b->study->game_count + b->layouts_made;
    return FAIL_NONE;
}

Answers *batch_answer(Batch *b, const double *points, int64_t count)
{
    Answers *a = answers_new(b, count);
    if (answer_points(b, points, count, a) != FAIL_NONE) {
        const Mem failed = b->mem;
        batch_close(b);
        study_pass_failure(b->study, &failed);
    }
    return a;
}

Answers *batch_answer_model(Batch *b)
{
    Answers *a = answers_new(b, 1);
    Fail fail = answer_points(b, NULL, 1, a);
    if (fail == FAIL_STOPPED)
        mem_fail(b->study->mem, fail, NULL);
    return fail == FAIL_NONE ? a : NULL;
}

bool batch_missed(const Batch *b, int32_t question)
{
    return b->sets[b->asked[question].set].missed;
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
        if (j->batch->asked[k].question == q)
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
