#include <math.h>

#include "base/json.h"
#include "report/figure.h"
#include "report/outlook_json.h"
#include "report/report.h"
#include "report/report_robust.h"

typedef struct {
    Json json;
    const Findings *findings;
    const Model *model;
    Lang lang;
    Mem *mem;
} Writing;

static Writing writing_of(const Findings *f, Lang lang, Buf *out)
{
    return (Writing){.json = {.out = out, .lines = 2},
                     .findings = f,
                     .model = f->model,
                     .lang = lang,
                     .mem = out->mem};
}

static void put_name(Writing *w, const char *name, const Text *text)
{
    json_text(&w->json, "name", name);
    json_text(&w->json, "text", text->in[w->lang]);
}

/* ------------------------------------------------------------------ the model and its solve */

/* On which the periods begin; the last one is the day on which period T would. */
static void put_dates(Writing *w)
{
    Json *j = &w->json;
    if (!w->model->has_calendar) {
        json_null(j, "dates");
        return;
    }
    json_array(j, "dates");
    for (int32_t t = 0; t <= w->model->window; t++)
        json_text(j, NULL, date_of_period(w->mem, w->model, t));
    json_end(j);
}

static void put_model(Writing *w)
{
    static const char *const units[] = {"day", "week", "month", "quarter", "year"};
    static const char *const languages[] = {[LANG_EN] = "en", [LANG_ZH] = "zh"};
    const Model *m = w->model;
    Json *j = &w->json;
    json_object(j, "model");
    json_text(j, "title", m->title.in[w->lang]);
    json_text(j, "language", languages[w->lang]);
    json_whole(j, "periods", m->window);
    if (m->is_endless)
        json_truth(j, "is_endless", true);
    json_text(j, "unit", units[m->unit]);
    json_whole(j, "units_in_a_period", m->unit_count);
    put_dates(w);
    json_array(j, "under");
    for (int32_t k = 0; k < w->findings->under_count; k++)
        json_text(j, NULL, m->variants[w->findings->under[k]].name);
    json_end(j);
    json_end(j);
}

static void put_solve(Writing *w)
{
    const Findings *f = w->findings;
    Json *j = &w->json;
    json_object(j, "solve");
    json_whole(j, "states", f->states);
    json_whole(j, "nodes", f->nodes);
    json_whole(j, "edges", f->edges);
    json_whole(j, "layers", f->layers);
    if (f->equilibrium > 1)
        json_whole(j, "equilibrium", f->equilibrium);
    json_number(j, "layout_seconds", f->layout_seconds);
    json_number(j, "solve_seconds", f->solve_seconds);
    if (f->peak_bytes < 0)
        json_null(j, "peak_bytes");
    else
        json_whole(j, "peak_bytes", f->peak_bytes);
    json_whole(j, "unsolved", f->unsolved);
    json_whole(j, "traced", f->traced);
    if (f->reached < 1)
        json_number(j, "reached", f->reached);
    if (!isnan(f->grid_move)) {
        json_number(j, "grid", f->grid);
        json_number(j, "grid_move", f->grid_move);
    }
    json_number(j, "residual", f->base.certificate->residual);
    json_number(j, "tolerance", f->base.certificate->tolerance);
    if (!isnan(f->base.certificate->value_bound))
        json_number(j, "value_bound", f->base.certificate->value_bound);
    json_truth(j, "met", f->base.certificate->met);
    json_end(j);
}

static void put_players(Writing *w)
{
    const Findings *f = w->findings;
    Json *j = &w->json;
    json_array(j, "players");
    for (int32_t i = 0; i < w->model->player_count; i++) {
        const Player *p = &w->model->players[i];
        json_object(j, NULL);
        put_name(w, p->name, &p->text);
        json_number(j, "patience", f->setup->patience[i]);
        if (isinf(f->setup->precision[i]))
            json_text(j, "precision", "exact");
        else
            json_number(j, "precision", f->setup->precision[i]);
        json_text(j, "noise", p->noise == NOISE_TASTE ? "taste" : "error");
        json_number(j, "value", f->base.value[i]);
        json_number(j, "exploitability", f->base.certificate->exploitability[i]);
        json_number(j, "given_up", f->base.certificate->given_up[i]);
        json_end(j);
    }
    json_end(j);
}

/* ------------------------------------------------------------------ over time */

static void put_measures(Writing *w)
{
    const Findings *f = w->findings;
    Json *j = &w->json;
    json_array(j, "measures");
    for (int32_t k = 0; k < w->model->measure_count; k++) {
        const Measure *measure = &w->model->measures[k];
        json_object(j, NULL);
        put_name(w, measure->name, &measure->text);
        json_truth(j, "is_probability", measure->value->type.kind == TYPE_TRUTH);
        json_number(j, "mean", f->base.measure_mean[k]);
        json_number(j, "end", f->base.measure_end[k]);
        if (f->base.measure_forever)
            json_number(j, "forever", f->base.measure_forever[k]);
        json_numbers(j, "at", f->measure_at[k], w->model->window + 1);
        json_end(j);
    }
    json_end(j);
}

/* What a game without an end ends up in. */
static void put_classes(Writing *w)
{
    const Findings *f = w->findings;
    Json *j = &w->json;
    if (!f->classes)
        return;
    json_array(j, "recurrent_classes");
    for (int32_t k = 0; k < f->class_count; k++) {
        json_object(j, NULL);
        json_number(j, "chance", f->classes[k].chance);
        json_whole(j, "states", f->classes[k].state_count);
        json_end(j);
    }
    json_end(j);
}

static void put_events(Writing *w)
{
    const Findings *f = w->findings;
    Json *j = &w->json;
    json_array(j, "events");
    for (int32_t e = 0; e < w->model->declared_event_count; e++) {
        json_object(j, NULL);
        put_name(w, w->model->events[e].name, &w->model->events[e].text);
        json_number(j, "count", f->base.event_count[e]);
        json_number(j, "ever", f->event_ever[e]);
        json_numbers(j, "in", f->event_in[e], w->model->window);
        json_end(j);
    }
    json_end(j);
}

/* ------------------------------------------------------------------ claims and variants */

static void put_comparisons(Writing *w, const Comparisons *all)
{
    Json *j = &w->json;
    json_array(j, "comparisons");
    for (int32_t k = 0; k < all->count; k++) {
        json_object(j, NULL);
        json_text(j, "statement", all->at[k].cond->as_written);
        json_truth(j, "holds", all->at[k].holds);
        json_number(j, "left", all->at[k].left);
        json_number(j, "right", all->at[k].right);
        json_end(j);
    }
    json_end(j);
}

static void put_claims(Writing *w)
{
    const Findings *f = w->findings;
    Json *j = &w->json;
    json_array(j, "claims");
    for (int32_t k = 0; k < w->model->claim_count; k++) {
        const Claim *c = &w->model->claims[k];
        json_object(j, NULL);
        put_name(w, c->name, &c->text);
        json_text(j, "source", c->source.in[LANG_EN] ? c->source.in[w->lang] : NULL);
        json_text(j, "statement", c->holds->as_written);
        json_truth(j, "holds", f->verdicts[k].holds);
        put_comparisons(w, &f->compared[k]);
        json_end(j);
    }
    json_end(j);
}

static void put_variant(Writing *w, const Finding *found)
{
    const Model *m = w->model;
    Json *j = &w->json;
    json_object(j, NULL);
    put_name(w, m->variants[found->variant].name, &m->variants[found->variant].text);
    json_truth(j, "laid_out", found->was_laid_out);
    json_number(j, "seconds", found->seconds);
    json_number(j, "residual", found->certificate->residual);
    json_truth(j, "met", found->certificate->met);
    json_object(j, "values");
    for (int32_t i = 0; i < m->player_count; i++)
        json_number(j, m->players[i].name, found->value[i]);
    json_end(j);
    json_object(j, "measure_means");
    for (int32_t k = 0; k < m->measure_count; k++)
        json_number(j, m->measures[k].name, found->measure_mean[k]);
    json_end(j);
    if (found->measure_forever) {
        json_object(j, "measures_forever");
        for (int32_t k = 0; k < m->measure_count; k++)
            json_number(j, m->measures[k].name, found->measure_forever[k]);
        json_end(j);
    }
    json_object(j, "measure_ends");
    for (int32_t k = 0; k < m->measure_count; k++)
        json_number(j, m->measures[k].name, found->measure_end[k]);
    json_end(j);
    json_object(j, "event_counts");
    for (int32_t e = 0; e < m->declared_event_count; e++)
        json_number(j, m->events[e].name, found->event_count[e]);
    json_end(j);
    json_end(j);
}

static void put_variants(Writing *w)
{
    json_array(&w->json, "variants");
    for (int32_t k = 0; k < w->findings->variant_count; k++)
        put_variant(w, &w->findings->variants[k]);
    json_end(&w->json);
}

/* ------------------------------------------------------------------ */

/* What both reports begin with; the object stays open. */
static void begin_report(Writing *w)
{
    json_object(&w->json, NULL);
    json_whole(&w->json, "format", 1);
    put_model(w);
    put_solve(w);
    put_players(w);
}

void report_solve_json(const Findings *f, Lang lang, Buf *out)
{
    Writing w = writing_of(f, lang, out);
    begin_report(&w);
    json_end(&w.json);
}

void report_json(const Findings *f, const Outlook *o, Lang lang, Buf *out)
{
    Writing w = writing_of(f, lang, out);
    begin_report(&w);
    json_truth(&w.json, "met", f->met);
    put_measures(&w);
    put_classes(&w);
    put_events(&w);
    put_claims(&w);
    put_variants(&w);
    if (o)
        outlook_json(o, lang, &w.json);
    if (o && o->robustness)
        report_draws_json(o->robustness, lang, &w.json);
    json_end(&w.json);
}
