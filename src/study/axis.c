#include "study/axis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ what is structural */

static void mark_start(const Start *s, uint64_t *scratch, bool *params)
{
    for (int32_t k = 0; k < s->count; k++) {
        expr_reads(s->probability[k], scratch, params);
        expr_reads(s->value[k], scratch, params);
    }
}

/* Parameters that steer the layout, of the model or of a variant of it. */
static const bool *structural_params(Study *y, const Setup *setup)
{
    const Model *m = y->model;
    bool *all = program_make(y->mem, m, setup->starts)->structural;
    uint64_t *scratch = make(y->mem, uint64_t, program_words(m));
    for (int32_t v = 0; v < m->variant_count; v++)
        for (int32_t k = 0; k < m->variants[v].setting_count; k++)
            if (m->variants[v].settings[k].kind == SET_START)
                mark_start(&m->variants[v].settings[k].start, scratch, all);
    return all;
}

/* ------------------------------------------------------------------ one axis */

/* A parameter's declared range at these numbers; nan without one, or where it has no value. */
static void read_range(const Param *p, const Setup *setup, Axis *axis)
{
    Frame f = {.params = setup->params};
    axis->lo = p->lo ? expr_value(p->lo, &f) : NAN;
    axis->hi = p->hi ? expr_value(p->hi, &f) : NAN;
    if (f.fault)
        axis->lo = axis->hi = NAN;
}

static Axis param_axis(const Model *m, int32_t k, const Setup *setup,
                       const bool *structural)
{
    const Param *p = &m->params[k];
    Axis a = {.kind = SET_PARAM,
              .ref = k,
              .name = p->name,
              .text = &p->text,
              .base = setup->params[k],
              .is_structural = structural[k]};
    a.is_whole = p->type.kind != TYPE_REAL && (structural[k] || p->type.kind != TYPE_WHOLE);
    read_range(p, setup, &a);
    return a;
}

static double ends_apart(const Axis *a)
{
    return a->is_whole ? floor(a->hi) - ceil(a->lo) : a->hi - a->lo;
}

static bool has_width(const Axis *a)
{
    double apart = ends_apart(a);
    return isfinite(apart) && (a->is_whole ? apart >= 1 : apart > 0);
}

int32_t axes_with_ranges(Study *y, const int32_t *under, int32_t count, Axis **axes)
{
    const Model *m = y->model;
    const Setup *setup = setup_make(y->mem, y->diags, m, under, count);
    *axes = make(y->mem, Axis, m->param_count);
    if (!setup)
        return -1;
    const bool *structural = structural_params(y, setup);
    int32_t found = 0;
    for (int32_t k = 0; k < m->param_count; k++) {
        Axis a = param_axis(m, k, setup, structural);
        if (!m->params[k].is_rigid && has_width(&a))
            (*axes)[found++] = a;
    }
    return found;
}

double axis_value(const Axis *a, double u)
{
    if (!a->is_whole)
        return a->lo + u * (a->hi - a->lo);
    double lo = ceil(a->lo), hi = floor(a->hi);
    return fmin(lo + floor(u * (hi - lo + 1)), hi);
}

/* ------------------------------------------------------------------ as it is written */

/* Part of a source. */
static Span part(int32_t source, const char *text, const char *at, size_t length)
{
    return (Span){.source = source, .at = (int32_t)(at - text), .length = (int32_t)length};
}

typedef struct {
    Study *study;
    const char *text;
    int32_t source;
    const Setup *setup;
} Reading;

static Span name_span(const Reading *r)
{
    return part(r->source, r->text, r->text, strcspn(r->text, "="));
}

static bool is_named(const char *name, Span at, const char *text)
{
    return (int32_t)strlen(name) == at.length && memcmp(name, text, (size_t)at.length) == 0;
}

static bool find_param(const Reading *r, Span at, Axis *axis)
{
    const Model *m = r->study->model;
    for (int32_t k = 0; k < m->param_count; k++)
        if (is_named(m->params[k].name, at, r->text)) {
            *axis = param_axis(m, k, r->setup, structural_params(r->study, r->setup));
            return true;
        }
    return false;
}

/* For people: "patience of the United States". */
static const Text *player_text(Mem *M, const Player *p, bool is_patience)
{
    const char *format = is_patience ? N_("patience of %s") : N_("precision of %s");
    Text *text = make(M, Text);
    for (Lang lang = 0; lang < LANG_COUNT; lang++)
        text->in[lang] = text_format(M, tr(lang, format), p->text.in[lang]);
    return text;
}

/* "us.patience", "us.precision" */
static bool find_player_number(const Reading *r, Span at, Axis *axis)
{
    const Model *m = r->study->model;
    for (int32_t k = 0; k < 2 * m->player_count; k++) {
        const Player *p = &m->players[k / 2];
        bool is_patience = k % 2 == 0;
        const char *name = text_format(r->study->mem, "%s.%s", p->name,
                                       is_patience ? "patience" : "precision");
        if (!is_named(name, at, r->text))
            continue;
        *axis = (Axis){.kind = is_patience ? SET_PATIENCE : SET_PRECISION,
                       .ref = k / 2,
                       .name = name,
                       .text = player_text(r->study->mem, p, is_patience),
                       .base = is_patience ? r->setup->patience[k / 2]
                                           : r->setup->precision[k / 2],
                       .lo = NAN,
                       .hi = NAN};
        return true;
    }
    return false;
}

static bool find_axis(const Reading *r, Axis *axis)
{
    Study *y = r->study;
    const Model *m = y->model;
    Span at = name_span(r);
    if (find_param(r, at, axis) || find_player_number(r, at, axis))
        return true;
    const char *name = mem_text(y->mem, r->text, at.length);
    Diag *d = diag(y->diags, DIAG_E201, at, N_("no parameter is named `%s`"), name);
    const char **candidates = make(y->mem, const char *, m->param_count + 1);
    for (int32_t k = 0; k < m->param_count; k++)
        candidates[k] = m->params[k].name;
    diag_suggest(y->diags, d, name, candidates, m->param_count);
    return false;
}

/* A number with `%` or without, and nothing else. */
static bool read_number(const char *at, size_t length, double *x)
{
    char copy[64], *end;
    if (length == 0 || length >= sizeof copy)
        return false;
    memcpy(copy, at, length);
    copy[length] = '\0';
    *x = strtod(copy, &end);
    if (end > copy && *end == '%') {
        *x /= 100;
        end++;
    }
    return end > copy && *end == '\0' && isfinite(*x);
}

/* "=LO..HI" behind the name; true when there is none. */
static bool read_ends(const Reading *r, Axis *axis)
{
    const char *ends = r->text + name_span(r).length;
    if (*ends == '\0')
        return true;
    ends++;
    const char *dots = strstr(ends, "..");
    if (dots && read_number(ends, (size_t)(dots - ends), &axis->lo) &&
        read_number(dots + 2, strlen(dots + 2), &axis->hi))
        return true;
    diag(r->study->diags, DIAG_E603, part(r->source, r->text, ends, strlen(ends)),
         N_("a range is written LO..HI, as in 0.4..0.9 or 40%%..90%%"));
    return false;
}

static bool range_is_usable(const Reading *r, const Axis *a)
{
    Study *y = r->study;
    Span at = name_span(r);
    if (isnan(a->lo) || isnan(a->hi)) {
        Diag *d = diag(y->diags, DIAG_E602, at, N_("`%s` has no range"), a->name);
        diag_hint(y->diags, d, N_("Give it one: `%s=LO..HI`."), a->name);
        return false;
    }
    if (has_width(a))
        return true;
    diag(y->diags, DIAG_E603, at,
         a->is_whole ? N_("`%s` takes whole numbers, and %.6g..%.6g has fewer than two")
                     : N_("the range of `%s`, %.6g..%.6g, is empty"),
         a->name, a->lo, a->hi);
    return false;
}

static bool may_change(const Reading *r, const Axis *a)
{
    Study *y = r->study;
    if (a->kind != SET_PARAM || !y->model->params[a->ref].is_rigid)
        return true;
    Diag *d = diag(y->diags, DIAG_E601, name_span(r),
                   N_("`%s` is fixed when the model is read"), a->name);
    diag_hint(
        y->diags, d,
        N_("A domain, a range of choices or the period reads it. Give it another value "
           "with `--set %s=…`."),
        a->name);
    return false;
}

bool axis_read(Study *y, int32_t source, const int32_t *under, int32_t count, Axis *axis)
{
    Reading r = {.study = y, .text = y->diags->sources[source].text, .source = source};
    r.setup = setup_make(y->mem, y->diags, y->model, under, count);
    return r.setup && find_axis(&r, axis) && may_change(&r, axis) && read_ends(&r, axis) &&
           range_is_usable(&r, axis);
}

bool axis_named(Study *y, const char *name, const int32_t *under, int32_t count, Axis *axis)
{
    int64_t length = (int64_t)strlen(name);
    int32_t source = diag_source(y->diags, name, mem_text(y->mem, name, length), length);
    Reading r = {.study = y, .text = y->diags->sources[source].text, .source = source};
    r.setup = setup_make(y->mem, y->diags, y->model, under, count);
    return r.setup && find_axis(&r, axis) && may_change(&r, axis);
}

int32_t axes_read(Study *y, const char *option, const char *list, const int32_t *under,
                  int32_t count, Axis **axes)
{
    int32_t most = 1, found = 0;
    for (const char *c = list; *c; c++)
        most += *c == ',';
    *axes = make(y->mem, Axis, most);
    bool is_right = true;
    while (*list) {
        int64_t length = (int64_t)strcspn(list, ",");
        const char *one = mem_text(y->mem, list, length);
        if (length > 0) {
            int32_t source = diag_source(y->diags, option, one, length);
            if (axis_read(y, source, under, count, &(*axes)[found]))
                found++;
            else
                is_right = false;
        }
        list += length + (list[length] != '\0');
    }
    return is_right ? found : -1;
}
