#include "study/robust.h"

#include <math.h>
#include <string.h>

#include "math/sample.h"
#include "math/sobol_sequence.h"

/* ------------------------------------------------------------------ what is judged */

/* A claim's comparisons are sides [first_side, first_side + side_count). */
typedef struct {
    const Claim *claim;
    const Cond **comparisons;
    int32_t first_side, side_count;
    bool is_asked;
} Judged;

typedef struct {
    Study *study;
    const RobustPlan *plan;
    Judged *claims; /* [claim of the model] */
    int32_t side_count;
    Batch *batch;
    Draw *draws;
    double *points; /* [draw][axis] */
    Robustness *out;
    bool store_failed;
} Testing;

static bool is_reported(const RobustPlan *plan, int32_t claim)
{
    for (int32_t k = 0; k < plan->claim_count; k++)
        if (plan->claims[k] == claim)
            return true;
    return !plan->claims;
}

/* What goes into a file is everything, so that the file serves whatever is asked later. */
static void list_claims(Testing *t)
{
    const Model *m = t->study->model;
    Mem *M = t->study->mem;
    t->claims = make(M, Judged, m->claim_count);
    for (int32_t k = 0; k < m->claim_count; k++) {
        Judged *j = &t->claims[k];
        j->claim = &m->claims[k];
        j->is_asked = t->plan->store || is_reported(t->plan, k);
        j->comparisons = claim_comparisons(M, j->claim->holds, &j->side_count);
        j->first_side = t->side_count;
        t->side_count += j->side_count;
    }
}

static Batch *open_batch(Testing *t)
{
    Mem *M = t->study->mem;
    const Question **all = NULL;
    int32_t count = 0, room = 0;
    for (int32_t k = 0; k < t->study->model->claim_count; k++) {
        int32_t asked = 0;
        const Question **of_claim = NULL;
        if (t->claims[k].is_asked)
            of_claim = claim_all_questions(M, t->claims[k].claim->holds, &asked);
        for (int32_t q = 0; q < asked; q++) {
            need(M, all, count, room);
            all[count++] = of_claim[q];
        }
    }
    return batch_new(t->study, t->plan->axes, t->plan->axis_count, all, count,
                     t->plan->under, t->plan->under_count);
}

/* ------------------------------------------------------------------ draws */

static void place_draws(Testing *t)
{
    const RobustPlan *p = t->plan;
    Mem *M = t->study->mem;
    int64_t claims = t->study->model->claim_count;
    Verdict *verdicts = NULL;
    Sides *sides = NULL;
    t->draws = grow(M, t->draws, p->draws);
    t->points = grow(M, t->points, p->draws * p->axis_count);
    verdicts = grow(M, verdicts, p->draws * claims);
    sides = grow(M, sides, p->draws * t->side_count);
    for (int64_t k = 0; k < p->draws; k++) {
        double *point = t->points + k * p->axis_count;
        for (int32_t a = 0; a < p->axis_count; a++)
            point[a] = axis_value(&p->axes[a], sobol_coordinate(a, (uint32_t)k, p->seed));
        t->draws[k] = (Draw){.point = point,
                             .claims = verdicts + k * claims,
                             .sides = sides + k * t->side_count};
    }
}

/* Point k of the answers is draw `at`. */
static void judge_draw(Testing *t, const Answers *a, int64_t k, int64_t at)
{
    Draw *d = &t->draws[at];
    d->is_known = true;
    d->unmet = a->unmet[k];
    d->missing = a->missing[k];
    if (d->missing)
        return;
    for (int32_t c = 0; c < t->study->model->claim_count; c++) {
        const Judged *j = &t->claims[c];
        if (!j->is_asked)
            continue;
        d->claims[c] = batch_verdict(t->batch, a, k, d->point, j->claim->holds);
        for (int32_t s = 0; s < j->side_count; s++) {
            Verdict v = batch_verdict(t->batch, a, k, d->point, j->comparisons[s]);
            d->sides[j->first_side + s] = (Sides){v.holds, v.left, v.right};
        }
    }
}

/* Answers those of a block that the file did not have. */
static void answer_draws(Testing *t, int64_t first, int64_t count)
{
    Mem *M = t->study->mem;
    int32_t width = t->plan->axis_count;
    int64_t *at = NULL, wanted = 0;
    double *points = NULL;
    at = grow(M, at, count);
    points = grow(M, points, count * width + 1);
    for (int64_t k = first; k < first + count; k++)
        if (!t->draws[k].is_known) {
            memcpy(points + wanted * width, t->draws[k].point,
                   sizeof *points * (size_t)width);
            at[wanted++] = k;
        }
    t->out->from_file += count - wanted;
    batch_progress(t->batch, first, t->plan->draws);
    Answers *a = batch_answer(t->batch, points, wanted);
    for (int64_t k = 0; k < wanted; k++)
        judge_draw(t, a, k, at[k]);
    t->out->solves += a->solves;
    t->out->layouts = a->layouts;
    answers_drop(M, a);
    mem_drop(M, points);
    mem_drop(M, at);
}

/* A block at a time; what has been written stays when the next is interrupted. */
static void take_draws(Testing *t)
{
    Store *store = t->plan->store;
    int64_t most = batch_block(t->batch);
    while (t->out->drawn < t->plan->draws) {
        int64_t first = t->out->drawn, left = t->plan->draws - first;
        int64_t count = left < most ? left : most;
        if (store && !store_read(store, t->study->mem, first, count, t->draws + first)) {
            t->store_failed = true;
            return;
        }
        answer_draws(t, first, count);
        if (store && !store_write(store, first, count, t->draws + first)) {
            t->store_failed = true;
            return;
        }
        t->out->drawn += count;
    }
}

/* An interrupt ends the draws, not the report on those there are. */
static void take_draws_until_stopped(Testing *t)
{
    Mem *M = t->study->mem;
    jmp_buf trap, *outer = M->trap;
    M->trap = &trap;
    if (setjmp(trap) == 0)
        take_draws(t);
    else if (M->fail != FAIL_STOPPED || t->out->drawn == 0) {
        M->trap = outer;
        longjmp(*outer, 1);
    }
    M->trap = outer;
}

/* ------------------------------------------------------------------ what they say */

/* Wilson's 95 % interval for a share of `hits` among n. */
static void share_interval(int64_t hits, int64_t n, double *low, double *high)
{
    const double z = 1.959963984540054;
    double count = (double)n, p = (double)hits / count, zz = z * z / count;
    double middle = (p + zz / 2) / (1 + zz);
    double half = z * sqrt(p * (1 - p) / count + zz / (4 * count)) / (1 + zz);
    *low = hits == 0 ? 0 : fmax(0, middle - half);
    *high = hits == n ? 1 : fmin(1, middle + half);
}

static void spread_margins(Robust *r, double *margins, int64_t n)
{
    static const double p[QUANTILES] = ROBUST_QUANTILES;
    sample_sort(margins, n);
    for (int q = 0; q < QUANTILES; q++)
        r->quantile[q] = sample_quantile(margins, n, p[q]);
    r->least = r->most = NAN;
    for (int64_t k = 0; k < n; k++)
        if (isfinite(margins[k])) {
            if (isnan(r->least))
                r->least = margins[k];
            r->most = margins[k];
        }
    double width = (r->most - r->least) / MARGIN_BINS;
    for (int64_t k = 0; k < n; k++) {
        if (!isfinite(margins[k]))
            continue;
        int32_t bin = width > 0 ? (int32_t)((margins[k] - r->least) / width) : 0;
        r->bin[bin < MARGIN_BINS ? bin : MARGIN_BINS - 1]++;
    }
}

/* The box in which the rarer verdict gathers, found among the draws with a value. */
static void find_box(Testing *t, Robust *r, const double *points, bool *bad, int64_t n)
{
    r->box_is_of_success = 2 * r->held < n;
    if (r->box_is_of_success)
        for (int64_t k = 0; k < n; k++)
            bad[k] = !bad[k];
    r->has_box = box_find(t->study->mem, points, bad, n, t->plan->axis_count, t->plan->seed,
                          &r->box);
    for (int64_t k = 0; k < n && r->has_box; k++)
        if (box_holds(&r->box, points + k * t->plan->axis_count)) {
            r->inside.draws++;
            r->inside.bad += bad[k];
        }
}

static void sum_up(Testing *t, Robust *r, const double *points, const int64_t *at,
                   int64_t n)
{
    Mem *M = t->study->mem;
    double *margins = NULL;
    bool *fails = NULL;
    margins = grow(M, margins, n);
    fails = grow(M, fails, n);
    for (int64_t k = 0; k < n; k++) {
        const Verdict *v = &t->draws[at[k]].claims[r->claim];
        fails[k] = !v->holds;
        margins[k] = v->margin;
        r->held += v->holds;
    }
    r->draws = n;
    if (n > 0) {
        r->share = (double)r->held / (double)n;
        r->standard_error = share_error(r->held, n);
        share_interval(r->held, n, &r->low, &r->high);
        spread_margins(r, margins, n);
        find_box(t, r, points, fails, n);
    }
    mem_drop(M, margins);
    mem_drop(M, fails);
}

static void sum_up_all(Testing *t)
{
    Mem *M = t->study->mem;
    Robustness *out = t->out;
    int32_t width = t->plan->axis_count;
    int64_t *at = NULL, n = 0;
    double *points = NULL;
    at = grow(M, at, out->drawn);
    points = grow(M, points, out->drawn * width);
    for (int64_t k = 0; k < out->drawn; k++) {
        const Draw *d = &t->draws[k];
        out->met = out->met && !d->unmet;
        if (d->missing && out->missing_count++ == 0)
            out->missing = d->missing;
        if (d->missing)
            continue;
        memcpy(points + n * width, d->point, sizeof *points * (size_t)width);
        at[n++] = k;
    }
    for (int32_t k = 0; k < out->claim_count; k++)
        sum_up(t, &out->claims[k], points, at, n);
    mem_drop(M, points);
    mem_drop(M, at);
}

/* ------------------------------------------------------------------ at the model's numbers */

static bool judge_base(Testing *t)
{
    Study *y = t->study;
    const RobustPlan *p = t->plan;
    Robustness *out = t->out;
    out->claims = make(y->mem, Robust, y->model->claim_count);
    for (int32_t k = 0; k < y->model->claim_count; k++) {
        if (!is_reported(p, k))
            continue;
        Robust *r = &out->claims[out->claim_count++];
        const Claim *c = t->claims[k].claim;
        r->claim = k;
        if (!study_claim(y, c, p->under, p->under_count, &r->base) ||
            !comparisons_find(y, p->under, p->under_count, c->holds, &r->compared))
            return false;
    }
    out->met = !y->missed;
    return true;
}

static bool axes_are_few(Study *y, const RobustPlan *plan)
{
    if (plan->draws == 0 || plan->axis_count <= MOST_SOBOL_DIMENSIONS)
        return true;
    diag(y->diags, DIAG_E605, SPAN_NOWHERE,
         N_("%d parameters have a range, and at most %d can be drawn"),
         (int)plan->axis_count, (int)MOST_SOBOL_DIMENSIONS);
    return false;
}

Robustness *robustness_make(Study *y, const RobustPlan *plan)
{
    if (!axes_are_few(y, plan))
        return NULL;
    Robustness *out = make(y->mem, Robustness);
    *out = (Robustness){.model = y->model,
                        .under = plan->under,
                        .under_count = plan->under_count,
                        .wanted = plan->draws,
                        .seed = plan->seed,
                        .axes = plan->axes,
                        .axis_count = plan->axis_count};
    Testing t = {.study = y, .plan = plan, .out = out};
    list_claims(&t);
    claims_prepare(y, plan->claims, plan->claim_count, plan->under, plan->under_count);
    if (!judge_base(&t))
        return NULL;
    if (plan->draws == 0)
        return out;
    t.batch = open_batch(&t);
    place_draws(&t);
    take_draws_until_stopped(&t);
    batch_close(t.batch);
    if (t.store_failed)
        return NULL;
    sum_up_all(&t);
    return out;
}

int32_t robustness_sturdy_claims(const Robustness *r)
{
    int32_t count = 0;
    for (int32_t k = 0; k < r->claim_count; k++)
        count += r->claims[k].draws > 0 && r->claims[k].share >= ROBUST_STURDY;
    return count;
}
