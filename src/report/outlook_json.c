#include "report/outlook_json.h"

#include <math.h>

#include "report/choices.h"

typedef struct {
    Json *json;
    const Outlook *outlook;
    const Model *model;
    Lang lang;
    Mem *mem;
} Writing;

static const char *value_name(Writing *w, const Var *var, int32_t value)
{
    Buf out = {.mem = w->mem};
    put_value(&out, var, value);
    return buf_text(&out);
}

static void put_summary(Writing *w)
{
    const Summary *s = &w->outlook->summary;
    json_object(w->json, "summary");
    json_whole(w->json, "claims", s->claims);
    json_whole(w->json, "claims_held", s->claims_held);
    json_whole(w->json, "variants", s->variants);
    json_end(w->json);
}

static void put_parameters(Writing *w)
{
    Json *j = w->json;
    json_array(j, "parameters");
    for (int32_t k = 0; k < w->model->param_count; k++) {
        const Param *p = &w->model->params[k];
        json_object(j, NULL);
        json_text(j, "name", p->name);
        json_text(j, "text", p->text.in[w->lang]);
        json_text(j, "source", p->source.in[LANG_EN] ? p->source.in[w->lang] : NULL);
        json_number(j, "value", w->outlook->findings->setup->params[k]);
        json_number(j, "low", w->outlook->low[k]);
        json_number(j, "high", w->outlook->high[k]);
        json_end(j);
    }
    json_end(j);
}

static void put_bands(Writing *w)
{
    Json *j = w->json;
    json_object(j, "bands");
    json_numbers(j, "levels", BANDS, BAND_COUNT);
    json_object(j, "measures");
    for (int32_t k = 0; k < w->model->measure_count; k++) {
        if (!w->outlook->band[k])
            continue;
        json_array(j, w->model->measures[k].name);
        for (int32_t t = 0; t <= w->model->window; t++)
            json_numbers(j, NULL, w->outlook->band[k][t], BAND_COUNT);
        json_end(j);
    }
    json_end(j);
    json_end(j);
}

static void put_kinds(Writing *w)
{
    const Kinds *kinds = w->outlook->kinds;
    Json *j = w->json;
    if (!kinds) {
        json_null(j, "outcomes");
        return;
    }
    json_object(j, "outcomes");
    json_array(j, "measures"); /* null is where none of the others holds */
    for (int32_t k = 0; k < kinds->count; k++)
        json_text(j, NULL,
                  kinds->measure[k] < 0 ? NULL
                                        : w->model->measures[kinds->measure[k]].name);
    json_end(j);
    json_array(j, "at");
    for (int32_t k = 0; k < kinds->count; k++)
        json_numbers(j, NULL, kinds->share[k], w->model->window + 1);
    json_end(j);
    json_end(j);
}

static void put_odds(Writing *w, int32_t v)
{
    const Var *var = &w->model->vars[v];
    const int32_t size = domain_size(&var->domain);
    Json *j = w->json;
    if (!w->outlook->odds[v]) {
        json_null(j, "values");
        json_null(j, "at");
        return;
    }
    json_array(j, "values");
    for (int32_t k = 0; k < size; k++)
        json_text(j, NULL, value_name(w, var, var->domain.lo + k));
    json_end(j);
    json_array(j, "at");
    for (int32_t t = 0; t <= w->model->window; t++)
        json_numbers(j, NULL, w->outlook->odds[v][t], size);
    json_end(j);
}

static void put_states(Writing *w)
{
    Json *j = w->json;
    json_array(j, "states");
    for (int32_t v = 0; v < w->model->state_count; v++) {
        const Var *var = &w->model->vars[v];
        json_object(j, NULL);
        json_text(j, "name", var->name);
        json_text(j, "text", var->text.in[w->lang]);
        json_text(j, "source", var->source.in[LANG_EN] ? var->source.in[w->lang] : NULL);
        put_odds(w, v);
        json_end(j);
    }
    json_end(j);
}

static void put_option(Writing *w, const Var *var, const OpeningArm *option)
{
    Json *j = w->json;
    const char *name = value_name(w, var, option->value);
    json_object(j, NULL);
    json_text(j, "name", name);
    json_text(j, "text", option->text ? option->text->in[w->lang] : name);
    json_number(j, "probability", option->probability);
    json_number(j, "worth", option->worth);
    json_number(j, "price", option->loss);
    json_end(j);
}

static void put_opening(Writing *w, const Opening *o)
{
    const Var *var = &w->model->vars[o->var];
    Json *j = w->json;
    json_object(j, NULL);
    json_text(j, "player", w->model->players[o->player].name);
    json_text(j, "name", var->name);
    json_text(j, "text", var->text.in[w->lang]);
    json_number(j, "chance", o->reached);
    json_object(j, "where");
    for (int32_t k = 0; k < o->where_count; k++) {
        const Var *v = &w->model->vars[o->where[k].var];
        json_text(j, v->name, value_name(w, v, o->where[k].value));
    }
    json_end(j);
    json_array(j, "options");
    for (int32_t k = 0; k < o->arm_count; k++)
        put_option(w, var, &o->arms[k]);
    json_end(j);
    json_end(j);
}

static void put_policy(Writing *w)
{
    const Outlook *o = w->outlook;
    Json *j = w->json;
    json_object(j, "first_period");
    json_number(j, "least_chance", o->seldom);
    json_whole(j, "left_out", o->seldom_count);
    json_array(j, "choices");
    for (int32_t k = 0; k < o->opening_count; k++)
        put_opening(w, &o->openings[k]);
    json_end(j);
    json_end(j);
}

void outlook_json(const Outlook *o, Lang lang, Json *j)
{
    Writing w = {.json = j,
                 .outlook = o,
                 .model = o->findings->model,
                 .lang = lang,
                 .mem = j->out->mem};
    if (o->provenance)
        provenance_json(j, o->provenance);
    put_summary(&w);
    put_parameters(&w);
    put_bands(&w);
    put_kinds(&w);
    put_states(&w);
    put_policy(&w);
}
