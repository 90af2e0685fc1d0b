#include "study/findings.h"

#include <string.h>

/* ------------------------------------------------------------------ one solve */

static bool answer_of(Study *y, const Solved *s, const Question *q, double *answer)
{
    return question_answer(y->mem, y->diags, y->work, s->future, q, answer);
}

static double mean_after_start(const double *at, int32_t periods)
{
    double sum = 0;
    for (int32_t t = 1; t <= periods; t++)
        sum += at[t];
    return sum / periods;
}

/* Fills `out` and, for each measure, at[measure][t]. */
static bool find_measures(Study *y, const Solved *s, double **at, Finding *out)
{
    const Model *m = y->model;
    for (int32_t k = 0; k < m->measure_count; k++) {
        if (!means_over_time(y->mem, y->diags, y->work, s->future, m->measures[k].value,
                             at[k]))
            return false;
        out->measure_mean[k] = mean_after_start(at[k], m->periods);
        out->measure_end[k] = at[k][m->periods];
    }
    return true;
}

static void count_events(const Model *m, const Solved *s, Finding *out)
{
    for (int32_t e = 0; e < m->declared_event_count; e++)
        for (int32_t t = 0; t < m->periods; t++)
            out->event_count[e] += s->future->happens[t][e];
}

static Finding finding_of(Study *y, const Solved *s, int32_t variant)
{
    Finding out = {.variant = variant,
                   .was_laid_out = s->was_laid_out,
                   .certificate = s->certificate,
                   .seconds = s->strategy->seconds};
    if (s->was_laid_out)
        out.seconds += s->game->seconds;
    out.value = make(y->mem, double, y->model->player_count);
    for (int32_t i = 0; i < y->model->player_count; i++)
        out.value[i] = s->strategy->at_start[(int64_t)i * s->strategy->lanes];
    return out;
}

/* Fills the measures and events of `out`, and at[measure][t]. */
static bool look_ahead(Study *y, const Solved *s, double **at, Finding *out)
{
    const Model *m = y->model;
    out->measure_mean = make(y->mem, double, m->measure_count);
    out->measure_end = make(y->mem, double, m->measure_count);
    out->event_count = make(y->mem, double, m->declared_event_count);
    count_events(m, s, out);
    return find_measures(y, s, at, out);
}

/* ------------------------------------------------------------------ the base */

static double **make_rows(Mem *M, int32_t rows, int32_t columns)
{
    double **at = make(M, double *, rows);
    for (int32_t k = 0; k < rows; k++)
        at[k] = make(M, double, columns);
    return at;
}

static bool find_events(Study *y, const Solved *s, Findings *f)
{
    const Model *m = y->model;
    f->event_in = make_rows(y->mem, m->declared_event_count, m->periods);
    f->event_ever = make(y->mem, double, m->declared_event_count);
    for (int32_t e = 0; e < m->declared_event_count; e++) {
        for (int32_t t = 0; t < m->periods; t++)
            f->event_in[e][t] = s->future->happens[t][e];
        Question ever = {.kind = Q_BY,
                         .at = SPAN_NOWHERE,
                         .event = e,
                         .until_event = -1,
                         .when = m->periods};
        if (!answer_of(y, s, &ever, &f->event_ever[e]))
            return false;
    }
    return true;
}

static bool find_future(Study *y, const Solved *s, Findings *f)
{
    const Model *m = y->model;
    f->measure_at = make_rows(y->mem, m->measure_count, m->periods + 1);
    return look_ahead(y, s, f->measure_at, &f->base) && find_events(y, s, f);
}

static Findings *findings_of(Study *y, const Solved *s)
{
    Findings *f = make(y->mem, Findings);
    *f = (Findings){
        .model = y->model,
        .setup = s->setup,
        .under = s->under,
        .under_count = s->under_count,
        .states = s->game->state_count,
        .nodes = s->game->nodes,
        .edges = s->game->edges,
        .layers = s->game->layer_count,
        .layout_seconds = s->game->seconds,
        .solve_seconds = s->strategy->seconds,
        .unsolved = s->strategy->unsolved,
        .traced = s->strategy->traced,
        .peak_bytes = study_peak_bytes(y),
        .base = finding_of(y, s, -1),
        .met = s->certificate->met,
    };
    return f;
}

/* ------------------------------------------------------------------ variants */

static bool holds_throughout(const Findings *f, int32_t variant)
{
    for (int32_t k = 0; k < f->under_count; k++)
        if (f->under[k] == variant)
            return true;
    return false;
}

static bool find_variants(Study *y, Findings *f)
{
    const Model *m = y->model;
    int32_t under[f->under_count + 1];
    if (f->under_count > 0)
        memcpy(under, f->under, sizeof *under * (size_t)f->under_count);
    double **at = make_rows(y->mem, m->measure_count, m->periods + 1);
    f->variants = make(y->mem, Finding, m->variant_count);
    for (int32_t v = 0; v < m->variant_count; v++) {
        if (holds_throughout(f, v))
            continue;
        under[f->under_count] = v;
        Solved *s = study_solve(y, under, f->under_count + 1);
        if (!s)
            return false;
        Finding *out = &f->variants[f->variant_count++];
        *out = finding_of(y, s, v);
        if (!look_ahead(y, s, at, out))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ claims */

static bool is_comparison(const Cond *c)
{
    return c->op >= X_EQ && c->op <= X_GE;
}

static int32_t count_comparisons(const Cond *c)
{
    if (is_comparison(c))
        return 1;
    if (c->op != X_AND && c->op != X_OR && c->op != X_NOT)
        return 0;
    return count_comparisons(c->kids[0]) + (c->kids[1] ? count_comparisons(c->kids[1]) : 0);
}

/* A comparison is a claim of its own, judged from solves that are kept. */
static bool compare(Study *y, const Findings *f, const Cond *c, Comparisons *into)
{
    if (is_comparison(c)) {
        Claim part = {.at = c->at, .holds = (Cond *)c};
        Verdict v;
        bool judged = study_claim(y, &part, f->under, f->under_count, &v);
        into->at[into->count++] =
            (Comparison){.cond = c, .holds = v.holds, .left = v.left, .right = v.right};
        return judged;
    }
    if (c->op != X_AND && c->op != X_OR && c->op != X_NOT)
        return true;
    return compare(y, f, c->kids[0], into) &&
           (!c->kids[1] || compare(y, f, c->kids[1], into));
}

static bool find_verdicts(Study *y, Findings *f)
{
    const Model *m = y->model;
    f->verdicts = make(y->mem, Verdict, m->claim_count);
    f->compared = make(y->mem, Comparisons, m->claim_count);
    for (int32_t k = 0; k < m->claim_count; k++) {
        const Claim *c = &m->claims[k];
        if (!study_claim(y, c, f->under, f->under_count, &f->verdicts[k]))
            return false;
        f->compared[k].at = make(y->mem, Comparison, count_comparisons(c->holds));
        if (!compare(y, f, c->holds, &f->compared[k]))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ */

/* ------------------------------------------------------------------ what will be needed */

/* Sets of variants, each the findings' own and then some. */
typedef struct {
    const Findings *findings;
    Mem *mem;
    int32_t **sets, *counts;
    int32_t count, room, count_room;
} Needs;

static void need_set(Needs *n, const int32_t *then, int32_t count)
{
    const Findings *f = n->findings;
    int32_t *set = make(n->mem, int32_t, f->under_count + count);
    if (f->under_count)
        memcpy(set, f->under, sizeof *set * (size_t)f->under_count);
    if (count)
        memcpy(set + f->under_count, then, sizeof *set * (size_t)count);
    need(n->mem, n->sets, n->count, n->room);
    need(n->mem, n->counts, n->count, n->count_room);
    n->sets[n->count] = set;
    n->counts[n->count++] = f->under_count + count;
}

static void need_for(Needs *n, const Cond *c)
{
    if (!c)
        return;
    if (c->question)
        need_set(n, c->question->under, c->question->under_count);
    need_for(n, c->kids[0]);
    need_for(n, c->kids[1]);
}

/* Solves side by side what the variants and the claims will ask for. */
static void prepare(Study *y, const Findings *f)
{
    Needs n = {.findings = f, .mem = y->mem};
    for (int32_t v = 0; v < y->model->variant_count; v++)
        if (!holds_throughout(f, v))
            need_set(&n, &v, 1);
    for (int32_t k = 0; k < y->model->claim_count; k++)
        need_for(&n, y->model->claims[k].holds);
    study_prepare(y, n.sets, n.counts, n.count);
}

Findings *findings_make(Study *y, const int32_t *under, int32_t count)
{
    const Solved *s = study_solve(y, under, count);
    if (!s)
        return NULL;
    Findings *f = findings_of(y, s);
    prepare(y, f);
    if (!find_future(y, s, f) || !find_variants(y, f) || !find_verdicts(y, f))
        return NULL;
    f->met = !y->missed;
    f->peak_bytes = study_peak_bytes(y);
    return f;
}

Findings *findings_of_solve(Study *y, const int32_t *under, int32_t count)
{
    const Solved *s = study_solve(y, under, count);
    return s ? findings_of(y, s) : NULL;
}
