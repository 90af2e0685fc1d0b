#include "program/program.h"
#include "report/choices.h"
#include "report/plot_private.h"

#include <string.h>

static bool has_few_values(const Var *state)
{
    return domain_size(&state->domain) <= MOST_KINDS;
}

static const char *outcomes_missing(const Findings *f, const PlotChoice *choice)
{
    const Model *m = f->model;
    if (choice && choice->state && !has_few_values(&m->vars[choice->state - 1]))
        return N_("that state has too many values to be told apart in a figure");
    for (int32_t k = 0; choice && k < choice->measure_count; k++)
        if (!measure_is_truth(&m->measures[choice->measures[k]]))
            return N_("kinds of outcome are measures that hold or do not, and one of these "
                      "is a number");
    for (int32_t v = 0; v < m->state_count; v++)
        if (has_few_values(&m->vars[v]))
            return NULL;
    return m->measure_count >= 2 ? NULL
                                 : N_("the model has no state with few values, and no "
                                      "measures that exclude each other");
}

/* The state that most measures read, the first of equals; -1 where none has kinds. */
static int32_t most_read_state(Mem *M, const Model *m)
{
    int32_t *readers = make(M, int32_t, m->state_count + 1), best = -1;
    for (int32_t k = 0; k < m->measure_count; k++) {
        uint64_t *reads = make(M, uint64_t, program_words(m));
        expr_reads(m->measures[k].value, reads, NULL);
        for (int32_t v = 0; v < m->state_count; v++)
            readers[v] += bit_is_set(reads, v);
    }
    for (int32_t v = 0; v < m->state_count; v++)
        if (has_few_values(&m->vars[v]) && (best < 0 || readers[v] > readers[best]))
            best = v;
    return best;
}

/* A state's values as kinds, from the odds that were found already. */
static Kinds *kinds_of_state(const PlotData *d, int32_t state)
{
    double *const *odds = d->outlook->odds[state];
    Kinds *kinds = make(d->mem, Kinds);
    kinds->count = domain_size(&d->model->vars[state].domain);
    kinds->share = make(d->mem, double *, kinds->count);
    for (int32_t k = 0; k < kinds->count; k++) {
        kinds->share[k] = make(d->mem, double, d->model->window + 1);
        for (int32_t t = 0; t <= d->model->window; t++)
            kinds->share[k][t] = odds[t][k];
    }
    return kinds;
}

static void take_state(PlotData *d, int32_t state)
{
    d->kinds_state = state;
    d->kinds = state >= 0 ? kinds_of_state(d, state) : NULL;
}

static bool take_measures(PlotData *d)
{
    const Findings *f = d->findings;
    const PlotChoice *choice = d->choice;
    const Solved *s = study_solve(d->study, f->under, f->under_count);
    return s && kinds_of_measures(d->study, s, choice->measures, choice->measure_count,
                                  &d->kinds);
}

static bool outcomes_find(PlotData *d)
{
    const PlotChoice *choice = d->choice;
    d->kinds_state = -1;
    d->kinds = d->outlook->kinds;
    if (choice->state)
        take_state(d, choice->state - 1);
    else if (choice->measure_count && !take_measures(d))
        return false;
    else if (!d->kinds && choice->measure_count == 0)
        take_state(d, most_read_state(d->mem, d->model));
    if (!d->kinds)
        d->refusal = choice->measure_count
                         ? N_("two of these measures can hold at once, so that their "
                              "shares do not add up to a whole")
                         : N_("no two measures exclude each other, and no state has few "
                              "values");
    return d->kinds != NULL;
}

static const char *kind_text(const PlotData *d, int32_t kind, Lang lang)
{
    const Kinds *k = d->kinds;
    if (k->measure)
        return k->measure[kind] >= 0 ? d->model->measures[k->measure[kind]].text.in[lang]
                                     : tr(lang, N_("None of these"));
    const Var *var = &d->model->vars[d->kinds_state];
    Buf out = {.mem = d->mem};
    if (var->domain.kind == TYPE_TRUTH)
        return tr(lang, kind ? N_("yes") : N_("no"));
    if (var->domain.texts)
        return var->domain.texts[kind].in[lang];
    put_value(&out, var, var->domain.lo + kind);
    char *text = mem_text(d->mem, buf_text(&out), out.length);
    for (char *c = text; *c; c++)
        if (*c == '_')
            *c = ' ';
    return text;
}

static const char *kind_name(const PlotData *d, int32_t kind)
{
    const Kinds *k = d->kinds;
    if (!k->measure)
        return text_format(d->mem, "%s == %s", d->model->vars[d->kinds_state].name,
                           kind_text(d, kind, LANG_EN));
    return k->measure[kind] >= 0 ? d->model->measures[k->measure[kind]].name : "rest";
}

static const char *outcomes_describe(const PlotData *d, Lang lang)
{
    if (d->kinds && !d->kinds->measure)
        return text_format(d->mem, tr(lang, N_("%s: the odds of each value at each date.")),
                           d->model->vars[d->kinds_state].text.in[lang]);
    return tr(lang, N_("What stands at each date, and with what odds; together they make "
                       "100%."));
}

/* ------------------------------------------------------------------ drawing */

/* below[k][t]: the kinds before k, stacked; below[count] is all. */
static double **stacks(Canvas *c, const Kinds *kinds)
{
    int32_t points = c->model->window + 1;
    double **below = make(c->mem, double *, kinds->count + 1);
    for (int32_t k = 0; k <= kinds->count; k++) {
        below[k] = make(c->mem, double, points);
        for (int32_t t = 0; k > 0 && t < points; t++)
            below[k][t] = below[k - 1][t] + kinds->share[k - 1][t];
    }
    return below;
}

static void put_layer(Canvas *c, const Panel *p, const double *lo, const double *hi,
                      int32_t kind)
{
    int32_t n = c->model->window + 1;
    Point *points = make(c->mem, Point, 2 * (int64_t)n);
    for (int32_t t = 0; t < n; t++) {
        points[t] = panel_point(p, t, hi[t]);
        points[2 * n - 1 - t] = panel_point(p, t, lo[t]);
    }
    put_area(c, kind, points, 2 * n);
    svg_path(&c->svg, (Stroke){.ink = SURFACE_INK, .width = 1}, points, n);
}

static void outcomes_draw(Canvas *c)
{
    const Kinds *kinds = c->data->kinds;
    int32_t n = kinds->count, last = c->model->window;
    SeriesLabel *labels = make(c->mem, SeriesLabel, n);
    for (int32_t k = 0; k < n; k++) /* the first stands on top */
        labels[k] = (SeriesLabel){
            .series = n - 1 - k,
            .number = figure_text(c->mem, (Figure){.is_share = true, .decimals = 1},
                                  kinds->share[n - 1 - k][last]),
            .text = kind_text(c->data, n - 1 - k, c->lang),
            .is_area = true};
    if (c->is_narrow)
        labels_above(c, labels, n);
    Ticks levels = number_ticks(c->mem, 0, 1, 6, true);
    double left = MARGIN + levels_width(&levels) + 6;
    double beside = c->is_narrow ? 0 : labels_width(labels, n, 0.34 * c->width);
    Panel p = {.left = left,
               .top = c->y + 6,
               .width = c->width - MARGIN - left - beside,
               .height = c->is_narrow ? 200 : 280,
               .x_hi = last,
               .y_hi = 1};
    panel_levels(c, &p, &levels);
    double **below = stacks(c, kinds);
    svg_group(&c->svg, "layers");
    for (int32_t k = 0; k < n; k++)
        put_layer(c, &p, below[k], below[k + 1], k);
    svg_end(&c->svg);
    for (int32_t k = 0; k < n; k++) {
        int32_t kind = n - 1 - k;
        labels[k].y =
            panel_point(&p, last, (below[kind][last] + below[kind + 1][last]) / 2).y;
    }
    if (!c->is_narrow)
        labels_beside(c, &p, labels, n, beside);
    c->y = panel_calendar(c, &p);
}

/* ------------------------------------------------------------------ the table */

static void outcomes_fill(const PlotData *d, Lang lang, PlotTable *table)
{
    enum { KIND, TEXT, PERIOD, DATE, SHARE, COLUMNS };
    static const TableColumn heads[COLUMNS] = {{N_("outcome"), "outcome"},
                                               {N_("text"), "text"},
                                               {N_("period"), "period"},
                                               {N_("date"), "date"},
                                               {N_("probability"), "probability"}};
    Mem *M = d->mem;
    table_head(table, M, COLUMNS, heads, lang);
    for (int32_t k = 0; k < d->kinds->count; k++)
        for (int32_t t = 0; t <= d->model->window; t++) {
            PlotCell *row = table_row(table, M);
            row[KIND] = text_cell(kind_name(d, k));
            row[TEXT] = text_cell(kind_text(d, k, lang));
            row[PERIOD] = whole_cell(M, t);
            row[DATE] = text_cell(date_of_period(M, d->model, t));
            row[SHARE] = number_cell(M, (Figure){.is_share = true, .decimals = 1},
                                     d->kinds->share[k][t]);
        }
}

const Plot outcomes_plot = {.name = "outcomes",
                            .title = N_("The odds of each outcome"),
                            .missing = outcomes_missing,
                            .find = outcomes_find,
                            .describe = outcomes_describe,
                            .draw = outcomes_draw,
                            .fill = outcomes_fill};
