#include "study/sensitivity.h"

#include <math.h>
#include <setjmp.h>
#include <stdlib.h>

#include "math/sample.h"
#include "math/sobol_sequence.h"

/* A study under way. */
typedef struct {
    Study *study;
    Sensitivity *found;
    Batch *batch;
    Axis *axes;
    int32_t count;
    double *base;      /* [axis]: what the model declares */
    int32_t draw_size; /* points of one draw */
    double *answers;   /* [draw][draw_size] */
} Run;

/* ------------------------------------------------------------------ axes */

static bool is_same_axis(const Axis *a, const Axis *b)
{
    return a->kind == b->kind && a->ref == b->ref;
}

static void take_axes(Run *r, const SensitivityPlan *plan)
{
    r->axes = make(r->study->mem, Axis, plan->axis_count);
    for (int32_t k = 0; k < plan->axis_count; k++) {
        bool is_new = true;
        for (int32_t j = 0; j < r->count; j++)
            is_new = is_new && !is_same_axis(&r->axes[j], &plan->axes[k]);
        if (is_new)
            r->axes[r->count++] = plan->axes[k];
    }
}

static bool axes_are_usable(const Run *r, const SensitivityPlan *plan)
{
    Diags *D = r->study->diags;
    if (r->count == 0) {
        Diag *d = diag(D, DIAG_E610, SPAN_NOWHERE, N_("no parameter has a range"));
        diag_hint(D, d,
                  N_("Give some a range in the model, as in `param clarity = 70%% in "
                     "40%%..95%%`, or with `--only clarity=40%%..95%%`."));
        return false;
    }
    const int32_t most = MOST_SOBOL_DIMENSIONS / 2;
    if (plan->method != BY_SOBOL || r->count <= most)
        return true;
    Diag *d = diag(D, DIAG_E611, SPAN_NOWHERE,
                   N_("%d parameters have ranges, and Sobol's indices take at most %d"),
                   r->count, most);
    diag_hint(
        D, d,
        N_("Choose some with `--only`, or take `--method morris`, which has no limit."));
    return false;
}

/* Variants come after the point, so it holds what is declared before them. */
static bool read_base(Run *r)
{
    const Setup *s = setup_make(r->study->mem, r->study->diags, r->study->model, NULL, 0);
    if (!s)
        return false;
    r->base = make(r->study->mem, double, r->count);
    for (int32_t k = 0; k < r->count; k++) {
        const Axis *a = &r->axes[k];
        r->base[k] = a->kind == SET_PARAM      ? s->params[a->ref]
                     : a->kind == SET_PATIENCE ? s->patience[a->ref]
                                               : s->precision[a->ref];
    }
    return true;
}

/* ------------------------------------------------------------------ answers */

static void note_answers(Sensitivity *f, const Answers *a)
{
    f->points += a->points;
    f->solves += a->solves;
    f->layouts = a->layouts;
    f->met = f->met && a->met;
    f->missing_count += a->missing_count;
    for (int64_t k = 0; k < a->points; k++) {
        if (a->missing[k] && !f->missing)
            f->missing = a->missing[k];
        f->without_answer += !a->missing[k] && isnan(answers_at(a, k, 0));
    }
}

/* The answers at some points; NULL when the user wants to stop. */
static const Answers *answer_points(Run *r, const double *points, int64_t count)
{
    Mem *M = r->study->mem;
    jmp_buf trap, *const outer = M->trap;
    M->trap = &trap;
    if (setjmp(trap)) {
        M->trap = outer;
        if (M->fail == FAIL_STOPPED)
            return NULL;
        longjmp(*outer, 1);
    }
    const Answers *a = batch_answer(r->batch, points, count);
    M->trap = outer;
    note_answers(r->found, a);
    return a;
}

/* ------------------------------------------------------------------ the tornado */

static double *tornado_points(const Run *r)
{
    double *points = make(r->study->mem, double, (int64_t)2 * r->count * r->count);
    for (int32_t k = 0; k < 2 * r->count; k++) {
        double *point = points + (int64_t)k * r->count;
        for (int32_t j = 0; j < r->count; j++)
            point[j] = r->base[j];
        point[k / 2] = axis_value(&r->axes[k / 2], k % 2);
    }
    return points;
}

static void make_tornado(Run *r)
{
    Sensitivity *f = r->found;
    const Answers *a = answer_points(r, tornado_points(r), (int64_t)2 * r->count);
    if (!a)
        mem_fail(r->study->mem, FAIL_STOPPED, NULL);
    for (int64_t k = 0; k < r->count; k++) {
        Influence *i = &f->influences[k];
        i->axis = &r->axes[k];
        i->lo = axis_value(i->axis, 0);
        i->hi = axis_value(i->axis, 1);
        i->at_lo = answers_at(a, 2 * k, 0);
        i->at_hi = answers_at(a, 2 * k + 1, 0);
        i->swing = fabs(i->at_hi - i->at_lo);
    }
    f->varies = answers_vary(a->answer, a->points);
}

/* ------------------------------------------------------------------ draws */

static void design_draw(const Run *r, int64_t draw, double *points, int32_t *moved)
{
    const SensitivityPlan *plan = &r->found->plan;
    if (plan->method == BY_SOBOL)
        sobol_design(r->count, (uint32_t)draw, plan->seed, points);
    else
        morris_design(r->count, (uint32_t)draw, plan->seed, points, moved);
    for (int64_t k = 0; k < (int64_t)r->draw_size * r->count; k++)
        points[k] = axis_value(&r->axes[k % r->count], points[k]);
}

/* As many draws as keep all threads busy. */
static int64_t most_at_once(const Run *r)
{
    return (2 * batch_block(r->batch) + r->draw_size - 1) / r->draw_size;
}

/* Answers so many further draws; false when the user stops it. */
static bool add_draws(Run *r, int64_t count, double *points, int32_t *moved)
{
    Sensitivity *f = r->found;
    for (int64_t k = 0; k < count; k++)
        design_draw(r, f->draws + k, points + k * r->draw_size * r->count, moved);
    const Answers *a = answer_points(r, points, count * r->draw_size);
    if (!a)
        return false;
    for (int64_t k = 0; k < a->points; k++)
        r->answers[f->draws * r->draw_size + k] = answers_at(a, k, 0);
    f->draws += count;
    return true;
}

/* Few at a time while they take long, for what is not complete when the user stops it is
 * lost. */
static void make_draws(Run *r)
{
    static const double LONG = 0.5; /* seconds */
    Mem *M = r->study->mem;
    Sensitivity *f = r->found;
    const int64_t wanted = f->plan.draws, most = most_at_once(r), before = f->points;
    double *points = make(M, double, most * r->draw_size * r->count);
    int32_t *moved = make(M, int32_t, r->count);
    r->answers = grow(M, r->answers, wanted * r->draw_size);
    for (int64_t step = 1; f->draws < wanted && !f->was_stopped;) {
        const int64_t left = wanted - f->draws;
        const double began = seconds_now();
        batch_progress(r->batch, f->points, before + wanted * r->draw_size);
        f->was_stopped = !add_draws(r, step < left ? step : left, points, moved);
        if (seconds_now() - began < LONG)
            step = 2 * step < most ? 2 * step : most;
    }
}

/* ------------------------------------------------------------------ estimates */

/* Over the points of Sobol's design that are spread evenly, the first and last of each
 * draw. */
static void describe_answers(Run *r)
{
    Sensitivity *f = r->found;
    double *y = make(r->study->mem, double, 2 * f->draws);
    int64_t count = 0;
    for (int64_t k = 0; k < 2 * f->draws; k++) {
        const double *draw = r->answers + k / 2 * r->draw_size;
        const double answer = draw[k % 2 ? r->draw_size - 1 : 0];
        if (!isnan(answer))
            y[count++] = answer;
    }
    f->mean = sample_mean(y, count);
    f->deviation = sample_deviation(y, count);
    sample_sort(y, count);
    f->least = sample_quantile(y, count, 0);
    f->most = sample_quantile(y, count, 1);
}

static void estimate_sobol(Run *r)
{
    Sensitivity *f = r->found;
    SobolIndex *s = make(r->study->mem, SobolIndex, r->count);
    sobol_indices(r->study->mem, r->answers, f->draws, r->count, f->plan.seed, s);
    for (int32_t k = 0; k < r->count; k++)
        f->influences[k].sobol = s[k];
    describe_answers(r);
}

static void estimate_morris(Run *r)
{
    Sensitivity *f = r->found;
    MorrisIndex *s = make(r->study->mem, MorrisIndex, r->count);
    morris_indices(r->study->mem, r->answers, f->draws, r->count, f->plan.seed, s);
    for (int32_t k = 0; k < r->count; k++)
        f->influences[k].morris = s[k];
}

static void make_estimates(Run *r)
{
    Sensitivity *f = r->found;
    f->varies = answers_vary(r->answers, f->draws * r->draw_size) || f->varies;
    if (f->plan.method == BY_SOBOL)
        estimate_sobol(r);
    else
        estimate_morris(r);
}

/* ------------------------------------------------------------------ order */

typedef struct {
    double size;
    int32_t place;
} Ranked;

/* The largest first, of equals the first, nan last. */
static int by_size(const void *left, const void *right)
{
    const Ranked *a = left, *b = right;
    const bool a_counts = !isnan(a->size), b_counts = !isnan(b->size);
    if (a_counts != b_counts)
        return a_counts ? -1 : 1;
    if (a_counts && a->size != b->size)
        return a->size > b->size ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

static double size_of(const Influence *i, SensitivityMethod method)
{
    return method == BY_SOBOL    ? i->sobol.ST
           : method == BY_MORRIS ? i->morris.mu_star
                                 : i->swing;
}

static Influence *in_order(Mem *M, const Sensitivity *f, SensitivityMethod method)
{
    Ranked *ranked = make(M, Ranked, f->count);
    Influence *sorted = make(M, Influence, f->count);
    for (int32_t k = 0; k < f->count; k++)
        ranked[k] = (Ranked){size_of(&f->influences[k], method), k};
    qsort(ranked, (size_t)f->count, sizeof *ranked, by_size);
    for (int32_t k = 0; k < f->count; k++)
        sorted[k] = f->influences[ranked[k].place];
    return sorted;
}

/* ------------------------------------------------------------------ */

static Sensitivity *found_new(Study *y, const SensitivityPlan *plan, int32_t count,
                              double base)
{
    Sensitivity *f = make(y->mem, Sensitivity);
    *f = (Sensitivity){.model = y->model,
                       .plan = *plan,
                       .base = base,
                       .count = count,
                       .mean = NAN,
                       .deviation = NAN,
                       .least = NAN,
                       .most = NAN,
                       .met = true};
    f->influences = make(y->mem, Influence, count);
    return f;
}

static int32_t points_of_a_draw(const Run *r)
{
    return r->count + (r->found->plan.method == BY_SOBOL ? 2 : 1);
}

Sensitivity *sensitivity_make(Study *y, const SensitivityPlan *plan)
{
    Run r = {.study = y};
    double base;
    take_axes(&r, plan);
    if (!axes_are_usable(&r, plan) || !read_base(&r) ||
        !study_ask(y, plan->question, plan->under, plan->under_count, &base))
        return NULL;
    Sensitivity *f = r.found = found_new(y, plan, r.count, base);
    r.draw_size = points_of_a_draw(&r);
    r.batch =
        batch_new(y, r.axes, r.count, &f->plan.question, 1, plan->under, plan->under_count);
    const int64_t draws = plan->method == BY_TORNADO ? 0 : plan->draws;
    batch_progress(r.batch, 0, (int64_t)2 * r.count + draws * r.draw_size);
    make_tornado(&r);
    if (plan->method != BY_TORNADO) {
        make_draws(&r);
        make_estimates(&r);
    }
    if (!f->was_stopped)
        batch_close(r.batch);
    f->met = f->met && !y->missed;
    f->by_swing = in_order(y->mem, f, BY_TORNADO);
    f->influences = in_order(y->mem, f, plan->method);
    return f;
}
