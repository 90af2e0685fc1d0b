#include "report/plot_private.h"

#include <math.h>

static const char *events_missing(const Findings *f, const PlotChoice *choice)
{
    (void)choice;
    return f->model->declared_event_count ? NULL : N_("the model declares no events");
}

static const char *events_describe(const PlotData *d, Lang lang)
{
    return text_format(
        d->mem,
        tr(lang,
           N_("How often each event is to be expected in each period, each on a scale "
              "of its own, and in all from %s to %s.")),
        spoken_date(d->mem, d->model, lang, 0),
        spoken_date(d->mem, d->model, lang, d->model->window));
}

static int32_t place_of_most(const double *x, int32_t count)
{
    int32_t most = 0;
    for (int32_t t = 1; t < count; t++)
        if (x[t] > x[most])
            most = t;
    return most;
}

/* Rare events stand beside frequent ones: two digits of each. */
static const char *count_text(Mem *M, double x)
{
    int decimals = x >= 9.95 || x == 0 ? 1 : x >= 0.0995 ? 2 : x >= 0.00995 ? 3 : 4;
    return x < 5e-5 && x > 0 ? figure_alone(M, x)
                             : figure_text(M, (Figure){.decimals = decimals}, x);
}

static const char *share_text(Mem *M, double x)
{
    return figure_text(M, figure_for(&x, 1, true), x);
}

/* ------------------------------------------------------------------ one event */

typedef struct {
    double text, left, width, right; /* of the name; of the strip; of the numbers */
    double height;
} Strip;

static Strip strip_of(const Canvas *c)
{
    Strip s = {.height = 34, .right = 150, .text = 0.3 * c->width};
    s.left = MARGIN + s.text + 12;
    if (c->is_narrow)
        s = (Strip){
            .height = 28, .right = 0, .text = c->width - 2 * MARGIN, .left = MARGIN};
    s.width = c->width - MARGIN - s.right - s.left;
    return s;
}

/* Steps, since what happens in a period happens throughout it. */
static void put_steps(Canvas *c, const Panel *p, const double *x)
{
    int32_t n = c->model->window;
    Point *points = make(c->mem, Point, 2 * n + 2);
    points[0] = panel_point(p, 0, 0);
    for (int32_t t = 0; t < n; t++) {
        points[2 * t + 1] = panel_point(p, t, x[t]);
        points[2 * t + 2] = panel_point(p, t + 1, x[t]);
    }
    points[2 * n + 1] = panel_point(p, n, 0);
    svg_area(&c->svg, SERIES, 0.35, points, 2 * n + 2);
    svg_path(&c->svg, (Stroke){.ink = SERIES, .width = 1.4}, points + 1, 2 * n);
}

/* The largest number, at its place, above the strip. */
static void put_most(Canvas *c, const Panel *p, const double *x)
{
    int32_t t = place_of_most(x, c->model->window);
    if (x[t] <= 0)
        return;
    const char *text = count_text(c->mem, x[t]);
    double half = letters_width(text, SMALL_SIZE, false) / 2;
    double at = panel_point(p, t + 0.5, 0).x;
    at = fmin(fmax(at, p->left + half), p->left + p->width - half);
    svg_text(&c->svg, (Lettering){.ink = SERIES, .size = SMALL_SIZE, .anchor = FROM_MIDDLE},
             (Point){at, p->top - 3}, text);
}

static const char *sum_text(const Canvas *c, int32_t e)
{
    const Findings *f = c->data->findings;
    return text_format(c->mem, tr(c->lang, N_("%s expected; chance of any %s")),
                       count_text(c->mem, f->base.event_count[e]),
                       share_text(c->mem, f->event_ever[e]));
}

static void put_sums(Canvas *c, const Strip *s, int32_t e, double y)
{
    const Findings *f = c->data->findings;
    double right = c->width - MARGIN;
    Lettering number = {.ink = INK, .size = TEXT_SIZE, .anchor = FROM_END, .is_bold = true};
    svg_text(&c->svg, number, (Point){right - s->right / 2, y},
             count_text(c->mem, f->base.event_count[e]));
    number.is_bold = false;
    svg_text(&c->svg, number, (Point){right, y}, share_text(c->mem, f->event_ever[e]));
}

static void draw_event(Canvas *c, const Strip *s, int32_t e)
{
    const double *x = c->data->findings->event_in[e];
    const char *text = c->model->events[e].text.in[c->lang];
    double most = x[place_of_most(x, c->model->window)], top = c->y + SMALL_SIZE + 4;
    if (c->is_narrow) {
        Lettering bold = {.ink = INK, .size = TEXT_SIZE, .is_bold = true};
        double y = c->y + TEXT_SIZE;
        y += svg_paragraph(&c->svg, bold, (Point){MARGIN, y}, s->text, text);
        y += svg_paragraph(&c->svg, lettering(FAINT_INK, SMALL_SIZE), (Point){MARGIN, y},
                           s->text, sum_text(c, e));
        top = y + 4;
    }
    Panel p = {.left = s->left,
               .top = top,
               .width = s->width,
               .height = s->height,
               .x_hi = c->model->window,
               .y_hi = most > 0 ? most : 1};
    svg_line(&c->svg, (Stroke){.ink = GRID_INK, .width = 1}, panel_point(&p, 0, 0),
             panel_point(&p, p.x_hi, 0));
    put_steps(c, &p, x);
    put_most(c, &p, x);
    c->y = top + s->height + (c->is_narrow ? 12 : 4);
    if (c->is_narrow)
        return;
    double height = svg_paragraph_height(c->mem, TEXT_SIZE, s->text, text);
    double base = top + s->height / 2 + 0.35 * TEXT_SIZE;
    svg_paragraph(&c->svg, lettering(INK, TEXT_SIZE),
                  (Point){MARGIN, base - (height - 1.35 * TEXT_SIZE) / 2}, s->text, text);
    put_sums(c, s, e, base);
}

static void put_heads(Canvas *c, const Strip *s)
{
    double right = c->width - MARGIN, y = c->y + SMALL_SIZE, room = s->right / 2 - 6;
    Lettering how = {.ink = FAINT_INK, .size = SMALL_SIZE, .anchor = FROM_END};
    double a = svg_paragraph(&c->svg, how, (Point){right - s->right / 2, y}, room,
                             tr(c->lang, N_("expected number")));
    double b = svg_paragraph(&c->svg, how, (Point){right, y}, room,
                             tr(c->lang, N_("chance of any")));
    c->y += fmax(a, b);
}

static void events_draw(Canvas *c)
{
    Strip s = strip_of(c);
    if (!c->is_narrow)
        put_heads(c, &s);
    for (int32_t e = 0; e < c->model->own_event_count; e++) {
        svg_group(&c->svg, c->model->events[e].name);
        draw_event(c, &s, e);
        svg_end(&c->svg);
    }
    Panel axis = {
        .left = s.left, .top = c->y, .width = s.width, .x_hi = c->model->window, .y_hi = 1};
    c->y = panel_calendar(c, &axis);
}

/* ------------------------------------------------------------------ the table */

static void events_fill(const PlotData *d, Lang lang, PlotTable *table)
{
    enum { EVENT, TEXT, PERIOD, DATE, NUMBER, COLUMNS };
    static const TableColumn heads[COLUMNS] = {{N_("event"), "event"},
                                               {N_("text"), "text"},
                                               {N_("period"), "period"},
                                               {N_("date"), "date"},
                                               {N_("expected number"), "expected_number"}};
    Mem *M = d->mem;
    table_head(table, M, COLUMNS, heads, lang);
    for (int32_t e = 0; e < d->model->declared_event_count; e++)
        for (int32_t t = 0; t < d->model->window; t++) {
            double x = d->findings->event_in[e][t];
            PlotCell *row = table_row(table, M);
            row[EVENT] = text_cell(d->model->events[e].name);
            row[TEXT] = text_cell(d->model->events[e].text.in[lang]);
            row[PERIOD] = whole_cell(M, t);
            row[DATE] = text_cell(date_of_period(M, d->model, t));
            row[NUMBER] = (PlotCell){count_text(M, x), x, true};
        }
}

const Plot events_plot = {.name = "events",
                          .title = N_("How often things happen"),
                          .missing = events_missing,
                          .describe = events_describe,
                          .draw = events_draw,
                          .fill = events_fill};
