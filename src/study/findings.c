#include "study/findings.h"

#include <math.h>
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
        out->measure_mean[k] = mean_after_start(at[k], m->window);
        out->measure_end[k] = at[k][m->window];
        if (m->is_endless)
            out->measure_forever[k] = mean_in_the_long_run(y->mem, y->diags, y->work,
                                                           s->future, m->measures[k].value);
    }
    return true;
}

static void count_events(const Model *m, const Solved *s, Finding *out)
{
    for (int32_t e = 0; e < m->declared_event_count; e++)
        for (int32_t t = 0; t < m->window; t++)
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
    if (m->is_endless)
        out->measure_forever = make(y->mem, double, m->measure_count);
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
    f->event_in = make_rows(y->mem, m->declared_event_count, m->window);
    f->event_ever = make(y->mem, double, m->declared_event_count);
    for (int32_t e = 0; e < m->declared_event_count; e++) {
        for (int32_t t = 0; t < m->window; t++)
            f->event_in[e][t] = s->future->happens[t][e];
        Question ever = {.kind = Q_BY,
                         .at = SPAN_NOWHERE,
                         .event = e,
                         .until_event = -1,
                         .when = m->is_endless ? FOREVER : m->window};
        if (!answer_of(y, s, &ever, &f->event_ever[e]))
            return false;
    }
    return true;
}

static void find_classes(Study *y, const Solved *s, Findings *f)
{
    if (!s->future->forever)
        return;
    const Forever *forever = s->future->forever[0];
    f->class_count = forever->count;
    f->classes = make(y->mem, Recurrence, forever->count);
    for (int32_t k = 0; k < forever->count; k++)
        f->classes[k] = forever->classes[k];
}

static bool find_future(Study *y, const Solved *s, Findings *f)
{
    const Model *m = y->model;
    f->measure_at = make_rows(y->mem, m->measure_count, m->window + 1);
    find_classes(y, s, f);
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
        .equilibrium = s->equilibrium,
        .states = s->game->state_count,
        .nodes = s->game->nodes,
        .edges = s->game->edges,
        .layers = s->game->layer_count,
        .layout_seconds = s->game->seconds,
        .solve_seconds = s->strategy->seconds,
        .unsolved = s->strategy->unsolved,
        .traced = s->strategy->traced,
        .reached = s->strategy->reached,
        .peak_bytes = study_peak_bytes(y),
        .grid = s->grid,
        .grid_move = s->grid_move,
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
    double **at = make_rows(y->mem, m->measure_count, m->window + 1);
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

/* A comparison is a claim of its own, judged from solves that are kept. */
bool comparisons_find(Study *y, const int32_t *under, int32_t count, const Cond *holds,
                      Comparisons *into)
{
    const Cond **all = claim_comparisons(y->mem, holds, &into->count);
    into->at = make(y->mem, Comparison, into->count);
    for (int32_t k = 0; k < into->count; k++) {
        Claim part = {.at = all[k]->at, .holds = (Cond *)all[k]};
        Verdict v;
        if (!study_claim(y, &part, under, count, &v))
            return false;
        into->at[k] = (Comparison){
            .cond = all[k], .holds = v.holds, .left = v.left, .right = v.right};
    }
    return true;
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
        if (!comparisons_find(y, f->under, f->under_count, c->holds, &f->compared[k]))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ what will be needed */

/* Sets of variants, each those that hold throughout and then some. */
typedef struct {
    const int32_t *under;
    int32_t under_count;
    Mem *mem;
    int32_t **sets, *counts;
    int32_t count, room, count_room;
} Needs;

static void need_set(Needs *n, const int32_t *then, int32_t count)
{
    int32_t *set = make(n->mem, int32_t, n->under_count + count);
    if (n->under_count)
        memcpy(set, n->under, sizeof *set * (size_t)n->under_count);
    if (count)
        memcpy(set + n->under_count, then, sizeof *set * (size_t)count);
    need(n->mem, n->sets, n->count, n->room);
    need(n->mem, n->counts, n->count, n->count_room);
    n->sets[n->count] = set;
    n->counts[n->count++] = n->under_count + count;
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
    Needs n = {.under = f->under, .under_count = f->under_count, .mem = y->mem};
    for (int32_t v = 0; v < y->model->variant_count; v++)
        if (!holds_throughout(f, v))
            need_set(&n, &v, 1);
    for (int32_t k = 0; k < y->model->claim_count; k++)
        need_for(&n, y->model->claims[k].holds);
    study_prepare(y, n.sets, n.counts, n.count);
}

void claims_prepare(Study *y, const int32_t *claims, int32_t claim_count,
                    const int32_t *under, int32_t count)
{
    Needs n = {.under = under, .under_count = count, .mem = y->mem};
    int32_t all = claims ? claim_count : y->model->claim_count;
    for (int32_t k = 0; k < all; k++)
        need_for(&n, y->model->claims[claims ? claims[k] : k].holds);
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
    Solved *s = study_solve(y, under, count);
    if (s)
        study_grid_move(y, s);
    return s ? findings_of(y, s) : NULL;
}

void findings_forget_work(Findings *f)
{
    f->layout_seconds = f->solve_seconds = f->base.seconds = NAN;
    for (int32_t k = 0; k < f->variant_count; k++)
        f->variants[k].seconds = NAN;
    f->peak_bytes = -1;
}
