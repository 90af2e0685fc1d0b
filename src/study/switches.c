#include "study/switches.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "study/crew.h"
#include "study/lane_group.h"
#include "study/under.h"

typedef struct {
    Study *study;
    const Setup *from, *to;
    Switches *out;
} Search;

/* ------------------------------------------------------------------ what differs */

static double number_of(const Setup *s, SettingKind kind, int32_t ref)
{
    return kind == SET_PARAM       ? s->params[ref]
           : kind == SET_PATIENCE  ? s->patience[ref]
           : kind == SET_PRECISION ? s->precision[ref]
                                   : NAN;
}

static bool is_known(const Switches *s, SettingKind kind, int32_t ref)
{
    for (int32_t k = 0; k < s->count; k++)
        if (s->at[k].kind == kind && s->at[k].ref == ref)
            return true;
    return false;
}

static bool same_number(const Expr *a, const Expr *b)
{
    return a == b || (a->op == X_NUMBER && b->op == X_NUMBER && a->number == b->number);
}

/* Starts of two variants that are written alike, as numbers or names. */
static bool same_start(const Start *a, const Start *b)
{
    bool is_same = a->count == b->count;
    for (int32_t k = 0; k < a->count && is_same; k++)
        is_same = same_number(a->probability[k], b->probability[k]) &&
                  same_number(a->value[k], b->value[k]);
    return is_same;
}

static bool differs(const Search *f, const Setting *s)
{
    if (s->kind == SET_START)
        return !same_start(f->from->starts[s->ref], f->to->starts[s->ref]);
    return number_of(f->from, s->kind, s->ref) != number_of(f->to, s->kind, s->ref);
}

static const char *name_of(const Search *f, const Setting *s)
{
    const Model *m = f->study->model;
    if (s->kind == SET_PARAM)
        return m->params[s->ref].name;
    if (s->kind == SET_START)
        return m->vars[s->ref].name;
    return text_format(f->study->mem, "%s.%s", m->players[s->ref].name,
                       s->kind == SET_PATIENCE ? "patience" : "precision");
}

static const Text *text_of(const Search *f, const Setting *s)
{
    const Model *m = f->study->model;
    return s->kind == SET_PARAM   ? &m->params[s->ref].text
           : s->kind == SET_START ? &m->vars[s->ref].text
                                  : &m->players[s->ref].text;
}

static void add_switches(Search *f, const int32_t *under, int32_t count, int32_t *room)
{
    Switches *out = f->out;
    for (int32_t u = 0; u < count; u++) {
        const Variant *v = &f->study->model->variants[under[u]];
        for (int32_t k = 0; k < v->setting_count; k++) {
            const Setting *s = &v->settings[k];
            if (is_known(out, s->kind, s->ref) || !differs(f, s))
                continue;
            need(f->study->mem, out->at, out->count, *room);
            out->at[out->count++] = (Switch){.kind = s->kind,
                                             .ref = s->ref,
                                             .name = name_of(f, s),
                                             .text = text_of(f, s),
                                             .from = number_of(f->from, s->kind, s->ref),
                                             .to = number_of(f->to, s->kind, s->ref)};
        }
    }
}

/* ------------------------------------------------------------------ in between */

/* What variants change and both sets agree on stands as well; what follows from a parameter by an
 * expression follows it. */
static int32_t put_numbers(const Search *f, uint32_t mask, const int32_t *under,
                           int32_t count, Override *into)
{
    int32_t n = 0;
    for (int32_t u = 0; u < count; u++) {
        const Variant *v = &f->study->model->variants[under[u]];
        for (int32_t k = 0; k < v->setting_count; k++) {
            const Setting *s = &v->settings[k];
            if (s->kind != SET_START && !differs(f, s))
                into[n++] = (Override){.kind = s->kind,
                                       .ref = s->ref,
                                       .value = number_of(f->from, s->kind, s->ref)};
        }
    }
    for (int32_t k = 0; k < f->out->count; k++) {
        const Switch *s = &f->out->at[k];
        if (s->kind != SET_START)
            into[n++] = (Override){
                .kind = s->kind, .ref = s->ref, .value = mask >> k & 1 ? s->to : s->from};
    }
    return n;
}

static void put_starts(const Search *f, uint32_t mask, Setup *s)
{
    memcpy(s->starts, f->from->starts,
           sizeof *s->starts * (size_t)f->study->model->state_count);
    for (int32_t k = 0; k < f->out->count; k++) {
        int32_t state = f->out->at[k].ref;
        if (f->out->at[k].kind == SET_START && (mask >> k & 1))
            s->starts[state] = f->to->starts[state];
    }
}

/* ------------------------------------------------------------------ the solves */

typedef struct {
    LaneGroup *groups;
    int32_t group_count;
    GroupRoom *rooms; /* [threads] */
    double tolerance;
} Running;

static void run_group(void *context, int32_t g, int32_t thread, Work *w)
{
    Running *r = context;
    group_answer(&r->groups[g], &r->rooms[thread], w, r->tolerance);
}

/* Gives back what the rooms own, then passes on what went wrong in one. */
static void close_rooms(Study *y, const Running *r, bool is_stopped)
{
    Mem failed = {.fail = is_stopped ? FAIL_STOPPED : FAIL_NONE};
    for (int32_t k = 0; k < y->work->threads; k++) {
        if (failed.fail == FAIL_NONE && r->rooms[k].failed)
            failed = *r->rooms[k].failed;
        room_close(&r->rooms[k]);
    }
    if (failed.fail != FAIL_NONE)
        study_pass_failure(y, &failed);
}

static void run_units(Study *y, Unit *units, int32_t count)
{
    Running r = {.tolerance = y->tolerance};
    int64_t left = study_memory_left(y), each = left ? left / y->work->threads + 1 : 0;
    r.groups = groups_make(y->mem, units, count, each, &r.group_count);
    r.rooms = make(y->mem, GroupRoom, y->work->threads);
    for (int32_t k = 0; k < y->work->threads; k++)
        r.rooms[k].mem.limit = each;
    bool is_stopped = !crew_run(y->work, N_("solving"), run_group, &r, r.group_count);
    close_rooms(y, &r, is_stopped);
}

/* ------------------------------------------------------------------ the parts */

/* Every game between the two, as a unit; false where one cannot be made. */
static bool make_units(Search *f, const int32_t *under, int32_t under_count,
                       const QuestionSet *set, double *answers, Unit *units)
{
    Study *y = f->study;
    Diags quiet = {.mem = y->mem};
    int32_t settings = 0, n = 1 << f->out->count;
    for (int32_t u = 0; u < under_count; u++)
        settings += y->model->variants[under[u]].setting_count;
    Override *numbers = make(y->mem, Override, settings + f->out->count);
    for (int32_t mask = 0; mask < n; mask++) {
        int32_t count = put_numbers(f, (uint32_t)mask, under, under_count, numbers);
        Setup *s = setup_make_with(y->mem, &quiet, y->model, numbers, count, NULL, 0);
        if (!s)
            return false;
        put_starts(f, (uint32_t)mask, s);
        const Game *game = study_game(y, &quiet, s);
        if (!game)
            return false;
        units[mask] = (Unit){.point = mask,
                             .set = set,
                             .setup = s,
                             .game = game,
                             .answers = answers + (int64_t)mask * set->count};
    }
    return true;
}

static bool share_out(Search *f, const Unit *units, const double *answers,
                      int32_t question_count)
{
    Mem *M = f->study->mem;
    Switches *out = f->out;
    int32_t n = 1 << out->count;
    for (int32_t u = 0; u < n; u++)
        if (units[u].missing)
            return false;
    double *values = make(M, double, n);
    out->part = make(M, double *, question_count);
    for (int32_t q = 0; q < question_count; q++) {
        for (int32_t mask = 0; mask < n; mask++)
            values[mask] = answers[(int64_t)mask * question_count + q];
        out->part[q] = make(M, double, out->count);
        shapley(out->count, values, out->part[q]);
    }
    return true;
}

static void attribute(Search *f, const int32_t *under, int32_t under_count,
                      const Question *const *questions, int32_t question_count)
{
    Study *y = f->study;
    int32_t n = 1 << f->out->count;
    QuestionSet set = {.count = question_count};
    set.questions = make(y->mem, const Question *, question_count);
    set.at = set.alike = make(y->mem, int32_t, question_count);
    for (int32_t q = 0; q < question_count; q++) {
        set.questions[q] = questions[q];
        set.at[q] = q;
    }
    double *answers = make(y->mem, double, (int64_t)n *question_count);
    Unit *units = make(y->mem, Unit, n);
    if (!make_units(f, under, under_count, &set, answers, units))
        return;
    run_units(y, units, n);
    f->out->solves = n;
    f->out->is_attributed = share_out(f, units, answers, question_count);
}

Switches *switches_make(Study *y, const int32_t *from, int32_t from_count,
                        const int32_t *to, int32_t to_count,
                        const Question *const *questions, int32_t question_count)
{
    Search f = {.study = y, .out = make(y->mem, Switches)};
    f.from = setup_make(y->mem, y->diags, y->model, from, from_count);
    f.to = setup_make(y->mem, y->diags, y->model, to, to_count);
    if (!f.from || !f.to)
        return NULL;
    int32_t count = from_count + to_count, room = 0;
    int32_t *under = make(y->mem, int32_t, count);
    under_join(from, from_count, to, to_count, under);
    add_switches(&f, from, from_count, &room);
    add_switches(&f, to, to_count, &room);
    if (f.out->count >= 1 && f.out->count <= MOST_SWITCHES)
        attribute(&f, under, count, questions, question_count);
    return f.out;
}
