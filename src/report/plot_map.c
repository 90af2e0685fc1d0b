#include "report/plot_private.h"

#include <math.h>

static Figure answer_figure(const Phase *p)
{
    double ends[] = {p->least, p->most};
    return figure_for(ends, 2, p->is_share);
}

static const char *level_text(Mem *M, const Phase *p)
{
    return p->is_share ? figure_text(M, answer_figure(p), p->level)
                       : figure_alone(M, p->level);
}

static void put_level(const PlotData *d, Lang lang, Buf *out)
{
    const Phase *p = d->map;
    if (p->claim)
        buf_puts(out, tr(lang, N_(" The line: where the claim turns.")));
    else if (p->has_level)
        buf_printf(out, tr(lang, N_(" The line: where the answer is %s.")),
                   level_text(d->mem, p));
}

static const char *map_describe(const PlotData *d, Lang lang)
{
    const Phase *p = d->map;
    Buf out = {.mem = d->mem};
    buf_printf(&out,
               p->claim
                   ? tr(lang, N_("By how much this claim holds, over two parameters, all "
                                 "else as written: %s."))
                   : tr(lang, N_("%s over two parameters, all else as written.")),
               p->claim ? p->claim->text.in[lang] : p->asked);
    buf_puts(&out, tr(lang, N_(" The ring: the model as written.")));
    put_level(d, lang, &out);
    if (p->missing_count > 0)
        buf_puts(&out, tr(lang, N_(" Blank: points at which the model has no value.")));
    return buf_text(&out);
}

/* ------------------------------------------------------------------ colours of answers */

enum { BANDS_SHOWN = 7 };

/* The answers in bands between round numbers; a band's colour is one ink, the stronger the
 * higher. */
static double band_strength(int32_t band, int32_t count)
{
    return count > 1 ? 0.06 + 0.84 * band / (count - 1) : 0.5;
}

/* -1 where there is no answer. */
static int32_t band_of(const Ticks *edges, double answer)
{
    int32_t band = 0;
    if (!isfinite(answer))
        return -1;
    while (band + 2 < edges->count && answer >= edges->at[band + 1].at)
        band++;
    return band;
}

static Ticks edges_of(Mem *M, const Phase *p)
{
    enum { EDGES = BANDS_SHOWN + 1 };
    return isfinite(p->least) ? number_ticks(M, p->least, p->most, EDGES, p->is_share)
                              : number_ticks(M, 0, 1, 2, p->is_share);
}

/* ------------------------------------------------------------------ the field */

/* Where cell k begins: half-way from the point before; count is the end of the last. */
static double cell_edge(const PhaseAxis *a, int32_t k)
{
    if (k == 0)
        return a->at[0] - (a->at[1] - a->at[0]) / 2;
    if (k == a->count)
        return a->at[k - 1] + (a->at[k - 1] - a->at[k - 2]) / 2;
    return (a->at[k - 1] + a->at[k]) / 2;
}

/* Where a cell ends on the page: as coordinates are written, so that no seam shows. */
static Point cell_corner(const Panel *p, double x, double y)
{
    Point at = panel_point(p, x, y);
    return (Point){nearbyint(10 * at.x) / 10, nearbyint(10 * at.y) / 10};
}

/* Neighbours in one band are one box. */
static void put_row(Canvas *c, const Panel *p, const Ticks *edges, int32_t row)
{
    const Phase *map = c->data->map;
    double lo = cell_edge(&map->y, row), hi = cell_edge(&map->y, row + 1);
    for (int32_t first = 0, last; first < map->x.count; first = last) {
        int32_t band = band_of(edges, phase_at(map, first, row));
        for (last = first + 1; last < map->x.count; last++)
            if (band_of(edges, phase_at(map, last, row)) != band)
                break;
        Point at = cell_corner(p, cell_edge(&map->x, first), hi);
        Point to = cell_corner(p, cell_edge(&map->x, last), lo);
        if (band >= 0)
            svg_tile(&c->svg, SERIES, band_strength(band, edges->count - 1), at,
                     to.x - at.x, to.y - at.y);
    }
}

static Point *line_points(Canvas *c, const Panel *p, const Contour *line, int32_t k,
                          int32_t *count)
{
    *count = line->first[k + 1] - line->first[k];
    Point *points = make(c->mem, Point, *count);
    for (int32_t i = 0; i < *count; i++) {
        ContourPoint at = line->points[line->first[k] + i];
        points[i] = panel_point(p, at.x, at.y);
    }
    return points;
}

static void put_lines(Canvas *c, const Panel *p, const Contour *line, Stroke stroke)
{
    for (int32_t k = 0; k < line->line_count; k++) {
        int32_t count;
        const Point *points = line_points(c, p, line, k, &count);
        svg_path(&c->svg, stroke, points, count);
    }
}

/* The level on a piece of ground, at the middle of the longest line. */
static void put_level_label(Canvas *c, const Panel *p)
{
    const Phase *map = c->data->map;
    const Contour *line = map->contour;
    int32_t longest = 0, count;
    for (int32_t k = 1; k < line->line_count; k++)
        if (line->first[k + 1] - line->first[k] >
            line->first[longest + 1] - line->first[longest])
            longest = k;
    const Point *points = line_points(c, p, line, longest, &count);
    Point at = points[count / 2];
    const char *text = level_text(c->mem, map);
    double width = letters_width(text, SMALL_SIZE, true) + 6;
    at.x = fmin(fmax(at.x, p->left + width / 2), p->left + p->width - width / 2);
    at.y = fmin(fmax(at.y, p->top + 8), p->top + p->height - 8);
    svg_box(&c->svg, SURFACE_INK, 0.9, (Point){at.x - width / 2, at.y - 8}, width, 16);
    svg_text(
        &c->svg,
        (Lettering){.ink = INK, .size = SMALL_SIZE, .anchor = FROM_MIDDLE, .is_bold = true},
        (Point){at.x, at.y + 0.35 * SMALL_SIZE}, text);
}

/* The line of the level: dark within light, to be seen on every colour. */
static void put_contour(Canvas *c, const Panel *p)
{
    const Contour *line = c->data->map->contour;
    if (!line || line->line_count == 0)
        return;
    svg_group(&c->svg, "level");
    put_lines(c, p, line, (Stroke){.ink = SURFACE_INK, .width = 4.5});
    put_lines(c, p, line, (Stroke){.ink = INK, .width = 2});
    put_level_label(c, p);
    svg_end(&c->svg);
}

/* ------------------------------------------------------------------ around it */

/* A key: the bands from low to high, with the round numbers between them. */
static void put_key(Canvas *c, const Ticks *edges, double left, double width)
{
    int32_t bands = edges->count - 1;
    double each = width / bands;
    for (int32_t k = 0; k < bands; k++)
        svg_box(&c->svg, SERIES, band_strength(k, bands), (Point){left + k * each, c->y},
                each, 12);
    svg_frame(&c->svg, (Stroke){.ink = AXIS_INK, .width = 0.8}, (Point){left, c->y}, width,
              12, 0);
    for (int32_t k = 0; k <= bands; k++)
        svg_text(&c->svg,
                 (Lettering){.ink = FAINT_INK, .size = SMALL_SIZE, .anchor = FROM_MIDDLE},
                 (Point){left + k * each, c->y + 14 + SMALL_SIZE}, edges->at[k].text);
    c->y += 14 + SMALL_SIZE + 16;
}

/* Numbers on an axis, at round values within the range; its name beside it. */
static void put_axes(Canvas *c, const Panel *p)
{
    Ticks across = number_ticks(c->mem, p->x_lo, p->x_hi, c->is_narrow ? 5 : 7, false);
    Ticks up = number_ticks(c->mem, p->y_lo, p->y_hi, 7, false);
    double bottom = p->top + p->height;
    Lettering how = {.ink = FAINT_INK, .size = SMALL_SIZE, .anchor = FROM_MIDDLE};
    Stroke axis = {.ink = AXIS_INK, .width = 1};
    for (int32_t k = 0; k < across.count; k++) {
        if (across.at[k].at < p->x_lo || across.at[k].at > p->x_hi)
            continue;
        double x = panel_point(p, across.at[k].at, p->y_lo).x;
        svg_line(&c->svg, axis, (Point){x, bottom}, (Point){x, bottom + 4});
        svg_text(&c->svg, how, (Point){x, bottom + 6 + SMALL_SIZE}, across.at[k].text);
    }
    how.anchor = FROM_END;
    for (int32_t k = 0; k < up.count; k++) {
        if (up.at[k].at < p->y_lo || up.at[k].at > p->y_hi)
            continue;
        double y = panel_point(p, p->x_lo, up.at[k].at).y;
        svg_line(&c->svg, axis, (Point){p->left - 4, y}, (Point){p->left, y});
        svg_text(&c->svg, how, (Point){p->left - 7, y + 0.35 * SMALL_SIZE}, up.at[k].text);
    }
    svg_frame(&c->svg, axis, (Point){p->left, p->top}, p->width, p->height, 0);
}

static const char *axis_title(const Canvas *c, const Axis *a)
{
    const char *text = a->text->in[c->lang];
    return a->kind == SET_PARAM ? text : text_format(c->mem, "%s (%s)", text, a->name);
}

static Panel map_panel(const Canvas *c)
{
    const PhaseAxis *x = &c->data->map->x, *y = &c->data->map->y;
    double left = MARGIN + 52, side = fmin(c->width - MARGIN - left - 8, 520);
    return (Panel){.left = left,
                   .top = c->y,
                   .width = side,
                   .height = 0.8 * side,
                   .x_lo = cell_edge(x, 0),
                   .x_hi = cell_edge(x, x->count),
                   .y_lo = cell_edge(y, 0),
                   .y_hi = cell_edge(y, y->count)};
}

static void put_base(Canvas *c, const Panel *p)
{
    double x = c->data->map->x.axis.base, y = c->data->map->y.axis.base;
    if (x >= p->x_lo && x <= p->x_hi && y >= p->y_lo && y <= p->y_hi)
        svg_ring(&c->svg, INK, panel_point(p, x, y), 5);
}

static void map_draw(Canvas *c)
{
    const Phase *map = c->data->map;
    Ticks edges = edges_of(c->mem, map);
    double width = c->width - 2 * MARGIN;
    Lettering name = {.ink = INK, .size = TEXT_SIZE, .is_bold = true};
    put_key(c, &edges, MARGIN + 20, fmin(320, width - 40));
    c->y += TEXT_SIZE;
    c->y += svg_paragraph(&c->svg, name, (Point){MARGIN, c->y}, width,
                          text_format(c->mem, "↑ %s", axis_title(c, &map->y.axis)));
    c->y -= TEXT_SIZE - 8;
    Panel p = map_panel(c);
    svg_group(&c->svg, "cells");
    for (int32_t row = 0; row < map->y.count; row++)
        put_row(c, &p, &edges, row);
    svg_end(&c->svg);
    put_contour(c, &p);
    put_axes(c, &p);
    put_base(c, &p);
    c->y = p.top + p.height + SMALL_SIZE + 14 + TEXT_SIZE;
    c->y += svg_paragraph(&c->svg, name, (Point){p.left, c->y}, c->width - p.left - MARGIN,
                          text_format(c->mem, "%s →", axis_title(c, &map->x.axis))) -
            TEXT_SIZE;
}

/* ------------------------------------------------------------------ the table */

static PlotCell place_cell(Mem *M, double x)
{
    return (PlotCell){figure_alone(M, x), x, true};
}

static void map_fill(const PlotData *d, Lang lang, PlotTable *table)
{
    enum { X, Y, ANSWER, COLUMNS };
    const Phase *map = d->map;
    const TableColumn heads[COLUMNS] = {{map->x.axis.text->in[lang], "x"},
                                        {map->y.axis.text->in[lang], "y"},
                                        {N_("answer"), "answer"}};
    Mem *M = d->mem;
    Figure figure = answer_figure(map);
    table_head(table, M, COLUMNS, heads, lang);
    for (int32_t r = 0; r < map->y.count; r++)
        for (int32_t k = 0; k < map->x.count; k++) {
            PlotCell *row = table_row(table, M);
            row[X] = place_cell(M, map->x.at[k]);
            row[Y] = place_cell(M, map->y.at[r]);
            row[ANSWER] = number_cell(M, figure, phase_at(map, k, r));
        }
}

const Plot map_plot = {.name = "map",
                       .title = N_("The answer over two parameters"),
                       .missing = missing_question,
                       .describe = map_describe,
                       .draw = map_draw,
                       .fill = map_fill};
