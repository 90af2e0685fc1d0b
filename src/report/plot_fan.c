#include "report/plot_private.h"

#include <math.h>

enum { MOST_TOGETHER = 5 }; /* lines in one panel */

/* The edges of the bands, from among BANDS: the middle nine tenths, and the middle half. */
enum { EDGE_COUNT = 4 };
static const int edges[EDGE_COUNT] = {0, 1, 3, 4};
static const char *const edge_texts[EDGE_COUNT] = {N_("lowest 5%"), N_("lowest 25%"),
                                                   N_("highest 25%"), N_("highest 5%")};

static double *edge_of(const PlotData *d, int32_t measure, int edge)
{
    int32_t points = d->model->window + 1;
    double *x = make(d->mem, double, points);
    for (int32_t t = 0; t < points; t++)
        x[t] = d->outlook->band[measure][t][edges[edge]];
    return x;
}

static const char *fan_missing(const Findings *f, const PlotChoice *choice)
{
    (void)choice;
    return f->model->measure_count ? NULL : N_("the model has no measures");
}

static bool has_bands(const PlotData *d)
{
    for (int32_t k = 0; k < d->measure_count; k++)
        if (!measure_is_truth(&d->model->measures[d->measures[k]]))
            return true;
    return false;
}

static const char *fan_describe(const PlotData *d, Lang lang)
{
    const char *first = spoken_date(d->mem, d->model, lang, 0);
    const char *last = spoken_date(d->mem, d->model, lang, d->model->window);
    const char *sentence =
        !d->model->has_calendar
            ? N_("What to expect at the start of each period, from %s to %s.")
            : N_("What to expect at each date from %s to %s.");
    const char *text = text_format(d->mem, tr(lang, sentence), first, last);
    if (!has_bands(d))
        return text;
    return text_format(d->mem,
                       tr(lang, N_("%s Shaded: where the middle half and the middle nine "
                                   "tenths of what can happen lie.")),
                       text);
}

/* ------------------------------------------------------------------ one panel */

typedef struct {
    Panel panel;
    Ticks levels;
    double labels; /* width beside it */
} Fan;

static double panel_height(const Canvas *c)
{
    return c->is_narrow ? 170 : 230;
}

/* Lays the panel out at the canvas's height, with room for labels on its right. */
static Fan fan_open(Canvas *c, double lo, double hi, bool is_share, double beside)
{
    Fan f = {.levels = number_ticks(c->mem, lo, hi, c->is_narrow ? 5 : 6, is_share)};
    double left = MARGIN + levels_width(&f.levels) + 6;
    f.labels = beside;
    f.panel = (Panel){.left = left,
                      .top = c->y + 6,
                      .width = c->width - MARGIN - left - f.labels,
                      .height = panel_height(c),
                      .x_lo = 0,
                      .x_hi = c->model->window,
                      .y_lo = f.levels.at[0].at,
                      .y_hi = f.levels.at[f.levels.count - 1].at};
    panel_levels(c, &f.panel, &f.levels);
    return f;
}

static void fan_close(Canvas *c, const Fan *f)
{
    c->y = panel_calendar(c, &f->panel) + 12;
}

static void put_line(Canvas *c, const Panel *p, const double *x, Stroke stroke)
{
    int32_t last = c->model->window;
    svg_path(&c->svg, stroke, panel_series(c->mem, p, x, 0, last), last + 1);
    svg_dot(&c->svg, stroke.ink, panel_point(p, last, x[last]), 3);
}

/* ------------------------------------------------------------------ truths */

static const Figure truth_figure = {.is_share = true, .decimals = 1};

static double most_of(const double *x, int32_t count)
{
    double most = x[0];
    for (int32_t k = 1; k < count; k++)
        most = fmax(most, x[k]);
    return most;
}

static SeriesLabel truth_label(Canvas *c, int32_t measure, int32_t series)
{
    const double *x = c->data->findings->measure_at[measure];
    return (SeriesLabel){.series = series,
                         .number = figure_text(c->mem, truth_figure, x[c->model->window]),
                         .text = c->model->measures[measure].text.in[c->lang]};
}

static void draw_truths(Canvas *c, const int32_t *measures, int32_t first, int32_t count,
                        double beside)
{
    const Findings *f = c->data->findings;
    int32_t points = c->model->window + 1;
    SeriesLabel *labels = make(c->mem, SeriesLabel, count);
    double most = 0;
    for (int32_t k = 0; k < count; k++) {
        const double *x = f->measure_at[measures[k]];
        labels[k] = truth_label(c, measures[k], first + k);
        most = fmax(most, most_of(x, points));
    }
    if (c->is_narrow)
        labels_above(c, labels, count);
    Fan fan = fan_open(c, 0, most > 0.6 ? 1 : most, true, beside);
    for (int32_t k = 0; k < count; k++) {
        const double *x = f->measure_at[measures[k]];
        put_line(c, &fan.panel, x, series_stroke(first + k));
        labels[k].y = panel_point(&fan.panel, points - 1, x[points - 1]).y;
    }
    if (!c->is_narrow)
        labels_beside(c, &fan.panel, labels, count, fan.labels);
    fan_close(c, &fan);
}

/* As many panels as are needed, with about as many lines in each. */
static void draw_all_truths(Canvas *c, double beside)
{
    const PlotData *d = c->data;
    int32_t *truths = make(c->mem, int32_t, d->measure_count), count = 0;
    for (int32_t k = 0; k < d->measure_count; k++)
        if (measure_is_truth(&d->model->measures[d->measures[k]]))
            truths[count++] = d->measures[k];
    int32_t panels = (count + MOST_TOGETHER - 1) / MOST_TOGETHER;
    for (int32_t p = 0, first = 0; p < panels; p++) {
        int32_t some = (count - first + panels - p - 1) / (panels - p);
        svg_group(&c->svg, text_format(c->mem, "truths-%d", (int)p + 1));
        draw_truths(c, truths + first, first, some, beside);
        svg_end(&c->svg);
        first += some;
    }
}

/* ------------------------------------------------------------------ numbers */

static void put_band(Canvas *c, const Panel *p, const double *lo, const double *hi, Ink ink,
                     double opacity)
{
    int32_t n = c->model->window + 1;
    Point *points = make(c->mem, Point, 2 * (int64_t)n);
    for (int32_t t = 0; t < n; t++) {
        points[t] = panel_point(p, t, hi[t]);
        points[2 * n - 1 - t] = panel_point(p, t, lo[t]);
    }
    svg_area(&c->svg, ink, opacity, points, 2 * n);
}

static void widen(const double *x, int32_t count, double *lo, double *hi)
{
    for (int32_t k = 0; k < count; k++) {
        *lo = fmin(*lo, x[k]);
        *hi = fmax(*hi, x[k]);
    }
}

/* From the highest down: the edges of the bands by their shares, and between them the mean in its
 * colour. */
static int32_t number_labels(Canvas *c, int32_t measure, int32_t series,
                             SeriesLabel *labels, double *values)
{
    static const int order[] = {3, 2, -1, 1, 0}; /* -1: the mean */
    const PlotData *d = c->data;
    const double *mean = d->findings->measure_at[measure];
    int32_t last = c->model->window;
    Figure figure = figure_for(mean, last + 1, false);
    for (int32_t k = 0; k < 1 + EDGE_COUNT; k++) {
        bool is_mean = order[k] < 0;
        values[k] = is_mean ? mean[last] : d->outlook->band[measure][last][edges[order[k]]];
        labels[k] =
            (SeriesLabel){.series = is_mean ? series : SERIES_COUNT - 1,
                          .number = figure_text(c->mem, figure, values[k]),
                          .text = tr(c->lang, is_mean ? N_("mean") : edge_texts[order[k]])};
    }
    return 1 + EDGE_COUNT;
}

static void draw_number(Canvas *c, int32_t measure, int32_t series, double beside)
{
    const double *mean = c->data->findings->measure_at[measure];
    int32_t points = c->model->window + 1;
    double lo = mean[0], hi = mean[0], values[1 + EDGE_COUNT];
    SeriesLabel labels[1 + EDGE_COUNT];
    int32_t count = number_labels(c, measure, series, labels, values);
    widen(mean, points, &lo, &hi);
    const double *edge[EDGE_COUNT];
    for (int k = 0; k < EDGE_COUNT; k++) {
        edge[k] = edge_of(c->data, measure, k);
        widen(edge[k], points, &lo, &hi);
    }
    if (lo > 0 && lo < 0.5 * hi)
        lo = 0;
    Lettering heading = {.ink = INK, .size = TEXT_SIZE, .is_bold = true};
    c->y += TEXT_SIZE;
    c->y += svg_paragraph(&c->svg, heading, (Point){MARGIN, c->y}, c->width - 2 * MARGIN,
                          c->model->measures[measure].text.in[c->lang]);
    c->y -= TEXT_SIZE / 2.0;
    Fan fan = fan_open(c, lo, hi, false, beside);
    const Panel *p = &fan.panel;
    put_band(c, p, edge[0], edge[3], series_ink(series), 0.18);
    put_band(c, p, edge[1], edge[2], series_ink(series), 0.3);
    put_line(c, p, mean, (Stroke){.ink = series_ink(series), .width = 2.2});
    for (int32_t k = 0; k < count; k++)
        labels[k].y = panel_point(p, points - 1, values[k]).y;
    if (!c->is_narrow)
        labels_beside(c, p, labels, count, fan.labels);
    fan_close(c, &fan);
}

/* All panels leave the same room for labels, so that their dates stand under each other. */
static double beside_width(Canvas *c)
{
    const PlotData *d = c->data;
    double widest = 0, most = 0.34 * c->width, values[1 + EDGE_COUNT];
    for (int32_t k = 0; k < d->measure_count; k++) {
        SeriesLabel labels[1 + EDGE_COUNT];
        int32_t count = 1, measure = d->measures[k];
        if (measure_is_truth(&d->model->measures[measure]))
            labels[0] = truth_label(c, measure, 0);
        else
            count = number_labels(c, measure, 0, labels, values);
        widest = fmax(widest, labels_width(labels, count, most));
    }
    return widest;
}

static void fan_draw(Canvas *c)
{
    const PlotData *d = c->data;
    double beside = c->is_narrow ? 0 : beside_width(c);
    draw_all_truths(c, beside);
    for (int32_t k = 0, series = 0; k < d->measure_count; k++) {
        int32_t measure = d->measures[k];
        if (measure_is_truth(&d->model->measures[measure]))
            continue;
        svg_group(&c->svg, d->model->measures[measure].name);
        draw_number(c, measure, series++, beside);
        svg_end(&c->svg);
    }
}

/* ------------------------------------------------------------------ the table */

static void fan_fill(const PlotData *d, Lang lang, PlotTable *table)
{
    enum { MEASURE, TEXT, PERIOD, DATE, MEAN, EDGES, COLUMNS = EDGES + EDGE_COUNT };
    static const TableColumn heads[COLUMNS] = {
        {N_("measure"), "measure"},     {N_("text"), "text"},
        {N_("period"), "period"},       {N_("date"), "date"},
        {N_("mean"), "mean"},           {N_("lowest 5%"), "below_5"},
        {N_("lowest 25%"), "below_25"}, {N_("highest 25%"), "below_75"},
        {N_("highest 5%"), "below_95"}};
    Mem *M = d->mem;
    table_head(table, M, has_bands(d) ? COLUMNS : EDGES, heads, lang);
    for (int32_t k = 0; k < d->measure_count; k++) {
        const Measure *m = &d->model->measures[d->measures[k]];
        const double *x = d->findings->measure_at[d->measures[k]];
        Figure figure = figure_for(x, d->model->window + 1, measure_is_truth(m));
        for (int32_t t = 0; t <= d->model->window; t++) {
            PlotCell *row = table_row(table, M);
            row[MEASURE] = text_cell(m->name);
            row[TEXT] = text_cell(m->text.in[lang]);
            row[PERIOD] = whole_cell(M, t);
            row[DATE] = text_cell(date_of_period(M, d->model, t));
            row[MEAN] = number_cell(M, figure, x[t]);
            for (int32_t e = 0; EDGES + e < table->columns; e++)
                row[EDGES + e] =
                    measure_is_truth(m)
                        ? text_cell("")
                        : number_cell(M, figure,
                                      d->outlook->band[d->measures[k]][t][edges[e]]);
        }
    }
}

const Plot fan_plot = {.name = "fan",
                       .title = N_("Measures over time"),
                       .missing = fan_missing,
                       .describe = fan_describe,
                       .draw = fan_draw,
                       .fill = fan_fill};
