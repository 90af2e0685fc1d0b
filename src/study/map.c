#include "study/map.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ------------------------------------------------------------------ the grid */

/* The number that one would write for x: twelve digits tell the points of a grid apart. */
static double as_written(double x)
{
    char text[40];
    snprintf(text, sizeof text, "%.12g", x);
    return strtod(text, NULL);
}

static PhaseAxis even_axis(Mem *M, const Axis *axis, int32_t count)
{
    PhaseAxis p = {.axis = *axis, .at = make(M, double, count)};
    double lo = axis->lo, hi = axis->hi;
    for (int32_t k = 0; k < count; k++) {
        double at = k == 0           ? lo
                    : k + 1 == count ? hi
                                     : as_written(lo + (hi - lo) * k / (count - 1));
        if (axis->is_whole)
            at = nearbyint(at);
        if (p.count == 0 || at > p.at[p.count - 1])
            p.at[p.count++] = at;
    }
    return p;
}

static void list_points(const Phase *p, double *points)
{
    bool has_y = p->y.axis.name != NULL;
    for (int32_t y = 0; y < p->y.count; y++)
        for (int32_t x = 0; x < p->x.count; x++) {
            *points++ = p->x.at[x];
            if (has_y)
                *points++ = p->y.at[y];
        }
}

/* ------------------------------------------------------------------ the answers */

static void take_answers(Phase *p, Batch *b, const double *points, const Answers *a)
{
    int32_t axis_count = p->y.axis.name ? 2 : 1;
    for (int64_t k = 0; k < a->points; k++) {
        if (a->missing[k])
            p->answer[k] = NAN;
        else if (p->claim)
            p->answer[k] =
                batch_verdict(b, a, k, points + k * axis_count, p->claim->holds).margin;
        else
            p->answer[k] = answers_at(a, k, 0);
        if (a->missing[k] && !p->missing)
            p->missing = a->missing[k];
    }
    p->missing_count = a->missing_count;
    p->solves = a->solves;
    p->layouts = a->layouts;
    p->met = a->met;
}

static void find_extremes(Phase *p)
{
    p->least = p->most = NAN;
    for (int64_t k = 0; k < (int64_t)p->x.count * p->y.count; k++) {
        double z = p->answer[k];
        if (!isfinite(z))
            continue;
        if (!(z >= p->least))
            p->least = z;
        if (!(z <= p->most))
            p->most = z;
    }
}

static void ask_all(Study *y, Phase *p, const Question **questions, int32_t count)
{
    Axis axes[2] = {p->x.axis, p->y.axis};
    int32_t axis_count = p->y.axis.name ? 2 : 1;
    int64_t points = (int64_t)p->x.count * p->y.count;
    double *at = NULL;
    at = grow(y->mem, at, points * axis_count);
    list_points(p, at);
    Batch *b = batch_new(y, axes, axis_count, questions, count, p->under, p->under_count);
    const Answers *a = batch_answer(b, at, points);
    p->answer = grow(y->mem, p->answer, points);
    take_answers(p, b, at, a);
    batch_close(b);
    mem_drop(y->mem, at);
}

Phase *phase_make(Study *y, const PhasePlan *plan)
{
    Phase *p = make(y->mem, Phase);
    *p = (Phase){.model = y->model,
                 .under = plan->under,
                 .under_count = plan->under_count,
                 .question = plan->question,
                 .claim = plan->claim,
                 .has_level = plan->claim || plan->has_level,
                 .level = plan->claim ? 0 : plan->level};
    p->x = even_axis(y->mem, plan->x, plan->x_count);
    p->y = plan->y ? even_axis(y->mem, plan->y, plan->y_count)
                   : (PhaseAxis){.at = make(y->mem, double), .count = 1};
    int32_t count = 1;
    const Question **questions = &p->question;
    if (p->claim) {
        questions = claim_all_questions(y->mem, p->claim->holds, &count);
        p->asked = p->claim->holds->as_written;
        p->is_share = cond_is_share(p->claim->holds);
    } else {
        p->asked = p->question->as_written;
        p->is_share = question_is_share(p->question);
    }
    ask_all(y, p, questions, count);
    find_extremes(p);
    if (p->has_level && p->y.count > 1)
        p->contour = contour_find(y->mem, p->x.at, p->x.count, p->y.at, p->y.count,
                                  p->answer, p->level);
    return p;
}
