/* An answer over one parameter: a line, with the level at which it turns. */
#include "report/plot_private.h"

#include <math.h>

static Figure answer_figure(const Phase *p)
{
    double ends[] = {p->least, p->most};
    return figure_for(ends, 2, p->is_share);
}

static const char *profile_describe(const PlotData *d, Lang lang)
{
    const Phase *p = d->map;
    Buf out = {.mem = d->mem};
    buf_printf(
        &out,
        p->claim ? tr(lang, N_("By how much this claim holds, over one parameter, all else "
                               "as written: %s. Above 0 it holds."))
                 : tr(lang, N_("%s over one parameter, all else as written.")),
        p->claim ? p->claim->text.in[lang] : p->asked);
    buf_puts(&out, tr(lang, N_(" The ring: the model as written.")));
    if (p->missing_count > 0)
        buf_puts(&out, tr(lang, N_(" Gaps: points at which the model has no value.")));
    return buf_text(&out);
}

/* ------------------------------------------------------------------ drawing */

static Panel profile_panel(const Canvas *c, const Ticks *levels)
{
    const PhaseAxis *x = &c->data->map->x;
    double left = MARGIN + levels_width(levels) + 6;
    return (Panel){.left = left,
                   .top = c->y,
                   .width = c->width - 2 * MARGIN - left,
                   .height = c->is_narrow ? 190 : 280,
                   .x_lo = x->at[0],
                   .x_hi = x->at[x->count - 1],
                   .y_lo = levels->at[0].at,
                   .y_hi = levels->at[levels->count - 1].at};
}

/* From one gap to the next; a point between two gaps is a dot. */
static void put_answers(Canvas *c, const Panel *p)
{
    const Phase *map = c->data->map;
    Point *points = make(c->mem, Point, map->x.count);
    for (int32_t first = 0; first < map->x.count; first++) {
        int32_t count = 0;
        while (first < map->x.count && isfinite(map->answer[first])) {
            points[count++] = panel_point(p, map->x.at[first], map->answer[first]);
            first++;
        }
        if (count == 1)
            svg_dot(&c->svg, series_ink(0), points[0], 3);
        else if (count > 1)
            svg_path(&c->svg, series_stroke(0), points, count);
    }
}

/* The answer as the model is written lies between two points of the grid. */
static void put_base(Canvas *c, const Panel *p)
{
    const Phase *map = c->data->map;
    double base = map->x.axis.base;
    for (int32_t k = 0; k + 1 < map->x.count; k++) {
        double lo = map->x.at[k], hi = map->x.at[k + 1];
        if (base < lo || base > hi)
            continue;
        double share = (base - lo) / (hi - lo);
        double at = (1 - share) * map->answer[k] + share * map->answer[k + 1];
        if (isfinite(at))
            svg_ring(&c->svg, INK, panel_point(p, base, at), 5);
        return;
    }
}

static void put_marks(Canvas *c, const Panel *p)
{
    Ticks across = number_ticks(c->mem, p->x_lo, p->x_hi, c->is_narrow ? 5 : 9, false);
    double bottom = p->top + p->height;
    Lettering how = {.ink = FAINT_INK, .size = SMALL_SIZE, .anchor = FROM_MIDDLE};
    Stroke axis = {.ink = AXIS_INK, .width = 1};
    svg_line(&c->svg, axis, (Point){p->left, bottom}, (Point){p->left + p->width, bottom});
    for (int32_t k = 0; k < across.count; k++) {
        if (across.at[k].at < p->x_lo || across.at[k].at > p->x_hi)
            continue;
        double x = panel_point(p, across.at[k].at, p->y_lo).x;
        svg_line(&c->svg, axis, (Point){x, bottom}, (Point){x, bottom + 4});
        svg_text(&c->svg, how, (Point){x, bottom + 6 + SMALL_SIZE}, across.at[k].text);
    }
}

static const char *axis_title(const Canvas *c, const Axis *a)
{
    const char *text = a->text->in[c->lang];
    return a->kind == SET_PARAM ? text : text_format(c->mem, "%s (%s)", text, a->name);
}

/* The scale has the level on it: a claim's margin is read against 0. */
static Ticks levels_of(Canvas *c)
{
    const Phase *map = c->data->map;
    double lo = map->least, hi = map->most;
    if (!isfinite(lo))
        return number_ticks(c->mem, 0, 1, 3, map->is_share);
    if (map->has_level) {
        lo = fmin(lo, map->level);
        hi = fmax(hi, map->level);
    }
    if (lo > 0 && lo < 0.5 * hi)
        lo = 0;
    return number_ticks(c->mem, lo, hi, c->is_narrow ? 5 : 7, map->is_share);
}

static void profile_draw(Canvas *c)
{
    const Phase *map = c->data->map;
    Ticks levels = levels_of(c);
    c->y += 6;
    Panel p = profile_panel(c, &levels);
    panel_levels(c, &p, &levels);
    if (map->has_level)
        svg_line(&c->svg, (Stroke){.ink = INK, .width = 1.2, .dash = 1},
                 panel_point(&p, p.x_lo, map->level), panel_point(&p, p.x_hi, map->level));
    svg_group(&c->svg, "answers");
    put_answers(c, &p);
    svg_end(&c->svg);
    put_base(c, &p);
    put_marks(c, &p);
    c->y = p.top + p.height + SMALL_SIZE + 14 + TEXT_SIZE;
    c->y +=
        svg_paragraph(&c->svg, (Lettering){.ink = INK, .size = TEXT_SIZE, .is_bold = true},
                      (Point){p.left, c->y}, c->width - p.left - MARGIN,
                      text_format(c->mem, "%s →", axis_title(c, &map->x.axis))) -
        TEXT_SIZE;
}

/* ------------------------------------------------------------------ the table */

static void profile_fill(const PlotData *d, Lang lang, PlotTable *table)
{
    enum { X, ANSWER, COLUMNS };
    const Phase *map = d->map;
    const TableColumn heads[COLUMNS] = {{map->x.axis.text->in[lang], "x"},
                                        {N_("answer"), "answer"}};
    Mem *M = d->mem;
    Figure figure = answer_figure(map);
    table_head(table, M, COLUMNS, heads, lang);
    for (int32_t k = 0; k < map->x.count; k++) {
        PlotCell *row = table_row(table, M);
        row[X] = (PlotCell){figure_alone(M, map->x.at[k]), map->x.at[k], true};
        row[ANSWER] = number_cell(M, figure, map->answer[k]);
    }
}

const Plot profile_plot = {.name = "profile",
                           .title = N_("The answer over one parameter"),
                           .missing = missing_question,
                           .describe = profile_describe,
                           .draw = profile_draw,
                           .fill = profile_fill};
