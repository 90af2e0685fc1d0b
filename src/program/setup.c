#include "program/setup.h"

#include <math.h>

/* What the settings seen so far put in place of the model's own expressions. */
typedef struct {
    const Model *model;
    Diags *diags;
    Setup *setup;
    bool *param_is_set; /* [param_count] */
    bool failed;
} Making;

static double value_of(Making *k, const Expr *x)
{
    Frame f = {.params = k->setup->params};
    double value = expr_value(x, &f);
    if (f.fault) {
        diag_eval_fault(k->diags, &f);
        k->failed = true;
    }
    return value;
}

/* Each parameter reads only earlier ones, so one pass in order is enough. */
static void evaluate_params(Making *k)
{
    for (int32_t p = 0; p < k->model->param_count; p++)
        if (!k->param_is_set[p])
            k->setup->params[p] = value_of(k, k->model->params[p].value);
}

static void apply_setting(Making *k, const Setting *s)
{
    switch (s->kind) {
    case SET_PARAM:
        k->setup->params[s->ref] = value_of(k, s->value);
        k->param_is_set[s->ref] = true;
        evaluate_params(k);
        break;
    case SET_PATIENCE:
        k->setup->patience[s->ref] = value_of(k, s->value);
        break;
    case SET_PRECISION:
        k->setup->precision[s->ref] = s->value ? value_of(k, s->value) : INFINITY;
        break;
    case SET_START:
        k->setup->starts[s->ref] = &s->start;
        break;
    }
}

static void evaluate_players(Making *k)
{
    for (int32_t i = 0; i < k->model->player_count; i++) {
        const Player *p = &k->model->players[i];
        if (isnan(k->setup->patience[i]))
            k->setup->patience[i] = value_of(k, p->patience);
        if (isnan(k->setup->precision[i]))
            k->setup->precision[i] = p->precision ? value_of(k, p->precision) : INFINITY;
    }
}

static void check_players(Making *k)
{
    for (int32_t i = 0; i < k->model->player_count; i++) {
        const Player *p = &k->model->players[i];
        double patience = k->setup->patience[i], precision = k->setup->precision[i];
        if (!(patience > 0 && patience <= 1)) {
            diag(k->diags, DIAG_E310, p->patience ? p->patience->at : p->at,
                 N_("the patience of `%s` is %.6g, not above 0 and at most 1"), p->name,
                 patience);
            k->failed = true;
        }
        if (k->model->is_endless && patience == 1) {
            diag(k->diags, DIAG_E312, p->patience ? p->patience->at : p->at,
                 N_("the patience of `%s` is 1, and this game has no end"), p->name);
            k->failed = true;
        }
        if (!(precision >= 0)) {
            diag(k->diags, DIAG_E311, p->precision ? p->precision->at : p->at,
                 N_("the precision of `%s` is %.6g, below 0"), p->name, precision);
            k->failed = true;
        }
        if (p->noise == NOISE_TASTE && precision == 0) {
            diag(
                k->diags, DIAG_E311, p->at,
                N_("the precision of `%s` is 0, and tastes would be worth infinitely much"),
                p->name);
            k->failed = true;
        }
    }
}

static void override(Making *k, const Override *o)
{
    switch (o->kind) {
    case SET_PARAM:
        k->setup->params[o->ref] = o->value;
        k->param_is_set[o->ref] = true;
        break;
    case SET_PATIENCE:
        k->setup->patience[o->ref] = o->value;
        break;
    case SET_PRECISION:
        k->setup->precision[o->ref] = o->value;
        break;
    case SET_START:
        break; /* an override is a number */
    }
}

static Setup *setup_new(Mem *M, const Model *m)
{
    Setup *s = make(M, Setup);
    s->params = make(M, double, m->param_count);
    s->patience = make(M, double, m->player_count);
    s->precision = make(M, double, m->player_count);
    s->starts = make(M, const Start *, m->state_count + m->type_count);
    return s;
}

Setup *setup_copy(Mem *M, const Model *m, const Setup *s)
{
    Setup *copy = setup_new(M, m);
    for (int32_t p = 0; p < m->param_count; p++)
        copy->params[p] = s->params[p];
    for (int32_t i = 0; i < m->player_count; i++) {
        copy->patience[i] = s->patience[i];
        copy->precision[i] = s->precision[i];
    }
    for (int32_t v = 0; v < m->state_count + m->type_count; v++)
        copy->starts[v] = s->starts[v];
    return copy;
}

Setup *setup_make(Mem *M, Diags *D, const Model *m, const int32_t *under, int32_t count)
{
    return setup_make_with(M, D, m, NULL, 0, under, count);
}

Setup *setup_make_with(Mem *M, Diags *D, const Model *m, const Override *overrides,
                       int32_t override_count, const int32_t *under, int32_t count)
{
    Setup *s = setup_new(M, m);
    for (int32_t i = 0; i < m->player_count; i++)
        s->patience[i] = s->precision[i] = NAN;
    for (int32_t v = 0; v < m->state_count + m->type_count; v++)
        s->starts[v] = &m->starts[v];

    Making k = {.model = m, .diags = D, .setup = s};
    k.param_is_set = make(M, bool, m->param_count);
    for (int32_t o = 0; o < override_count; o++)
        override(&k, &overrides[o]);
    evaluate_params(&k);
    for (int32_t u = 0; u < count; u++) {
        const Variant *v = &m->variants[under[u]];
        for (int32_t i = 0; i < v->setting_count; i++)
            apply_setting(&k, &v->settings[i]);
    }
    evaluate_players(&k);
    if (!k.failed)
        check_players(&k);
    return k.failed ? NULL : s;
}

bool setup_same_starts(const Model *m, const Setup *a, const Setup *b)
{
    for (int32_t v = 0; v < m->state_count; v++)
        if (a->starts[v] != b->starts[v])
            return false;
    return true;
}
