#include "study/findings.h"

#include <math.h>

#include "study/ahead.h"
#include "study/under.h"

/* ------------------------------------------------------------------ one solve */

static void note_layout(const Solved *s, Finding *out)
{
    out->was_laid_out = s->was_laid_out;
    out->seconds = s->was_laid_out ? s->game->seconds : 0;
}

/* What a solve says, and over_time[measure][t] where it is not NULL. */
static bool find(Study *y, const Solved *s, Finding *out, double **over_time)
{
    note_layout(s, out);
    return !findings_fill(y->mem, y->diags, y->work, s->future, s->certificate, &out,
                          over_time);
}

/* ------------------------------------------------------------------ the base */

static double **make_rows(Mem *M, int32_t rows, int32_t columns)
{
    double **at = make(M, double *, rows);
    for (int32_t k = 0; k < rows; k++)
        at[k] = make(M, double, columns);
    return at;
}

static void find_events(Study *y, const Solved *s, Findings *f)
{
    const Model *m = y->model;
    f->event_in = make_rows(y->mem, m->declared_event_count, m->window);
    for (int32_t e = 0; e < m->declared_event_count; e++)
        for (int32_t t = 0; t < m->window; t++)
            f->event_in[e][t] = s->future->happens[t][e];
    f->event_ever = make(y->mem, double, m->declared_event_count);
    events_ever(y->mem, y->work, s->future, m->declared_event_count, f->event_ever);
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
    find_events(y, s, f);
    return find(y, s, &f->base, f->measure_at);
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
        .base = finding_new(y->mem, y->model, -1),
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

/* The variants beside the base, those already found by `prepare` left as they are. */
static bool find_variants(Study *y, Findings *f)
{
    int32_t *under = make(y->mem, int32_t, f->under_count + 1);
    for (int32_t k = 0; k < f->variant_count; k++) {
        Finding *out = &f->variants[k];
        if (!out->is_found) {
            under_join(f->under, f->under_count, &out->variant, 1, under);
            const Solved *s = study_solve(y, under, f->under_count + 1);
            if (!s || !find(y, s, out, NULL))
                return false;
        }
        y->missed = y->missed || !out->certificate->met;
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

/* Lists the variants, and finds side by side what they say and what will be asked. */
static void prepare(Study *y, Findings *f)
{
    const Model *m = y->model;
    f->variants = make(y->mem, Finding, m->variant_count);
    Ahead ahead = ahead_open(y, f->under, f->under_count);
    for (int32_t v = 0; v < m->variant_count; v++) {
        if (!m->variants[v].is_own || holds_throughout(f, v))
            continue;
        int32_t *under = make(y->mem, int32_t, f->under_count + 1);
        under_join(f->under, f->under_count, &v, 1, under);
        f->variants[f->variant_count] = finding_new(y->mem, m, v);
        ahead_find(&ahead, under, f->under_count + 1, &f->variants[f->variant_count++]);
    }
    for (int32_t k = 0; k < m->claim_count; k++)
        ahead_ask_claim(&ahead, &m->claims[k], f->under, f->under_count);
    ahead_answer(&ahead);
}

void claims_prepare(Study *y, const int32_t *claims, int32_t claim_count,
                    const int32_t *under, int32_t count)
{
    Ahead ahead = ahead_open(y, under, count);
    int32_t all = claims ? claim_count : y->model->claim_count;
    for (int32_t k = 0; k < all; k++)
        ahead_ask_claim(&ahead, &y->model->claims[claims ? claims[k] : k], under, count);
    ahead_answer(&ahead);
}

Findings *findings_make(Study *y, const int32_t *under, int32_t count)
{
    const Solved *s = study_solve(y, under, count);
    if (!s)
        return NULL;
    Findings *f = findings_of(y, s);
    if (!find_future(y, s, f))
        return NULL;
    prepare(y, f);
    if (!find_variants(y, f) || !find_verdicts(y, f))
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
    if (!s)
        return NULL;
    Findings *f = findings_of(y, s);
    note_layout(s, &f->base);
    finding_note_solve(&f->base, s->strategy, 0, s->certificate);
    return f;
}

void findings_forget_work(Findings *f)
{
    f->layout_seconds = f->solve_seconds = f->base.seconds = NAN;
    for (int32_t k = 0; k < f->variant_count; k++)
        f->variants[k].seconds = NAN;
    f->peak_bytes = -1;
}
