#include "report/plot_private.h"

#include <math.h>

enum { MOST_BARS = 20 };

static const char *tornado_describe(const PlotData *d, Lang lang)
{
    return text_format(
        d->mem,
        tr(lang,
           N_("%s, when one parameter at a time goes to the low (hatched) or the "
              "high end of its range; at the bars' ends stand the parameter's values.")),
        d->tornado->plan.question->as_written);
}

static Figure answer_figure(const PlotData *d)
{
    const Sensitivity *s = d->tornado;
    double *x = make(d->mem, double, 1 + 2 * s->count);
    x[0] = s->base;
    for (int32_t k = 0; k < s->count; k++) {
        x[1 + 2 * k] = s->by_swing[k].at_lo;
        x[2 + 2 * k] = s->by_swing[k].at_hi;
    }
    return figure_for(x, 1 + 2 * s->count, question_is_share(s->plan.question));
}

static int32_t bars_shown(const Sensitivity *s)
{
    return s->count < MOST_BARS ? s->count : MOST_BARS;
}

/* ------------------------------------------------------------------ drawing */

enum { ROW = 24, BAR = 13, NARROW_ROW = 42 };

static Panel tornado_panel(const Canvas *c, const Ticks *levels, double ends)
{
    double names = c->is_narrow ? 0 : 0.4 * c->width;
    Panel p = {.left = MARGIN + names + ends,
               .top = c->y,
               .height = 1,
               .x_lo = levels->at[0].at,
               .x_hi = levels->at[levels->count - 1].at,
               .y_hi = 1};
    p.width = c->width - MARGIN - ends - p.left;
    return p;
}

static void find_limits(const Sensitivity *s, double *lo, double *hi)
{
    *lo = *hi = s->base;
    for (int32_t k = 0; k < bars_shown(s); k++) {
        *lo = fmin(*lo, fmin(s->by_swing[k].at_lo, s->by_swing[k].at_hi));
        *hi = fmax(*hi, fmax(s->by_swing[k].at_lo, s->by_swing[k].at_hi));
    }
}

/* From the base to an answer; the parameter's value behind its end.  Nothing where there is no
 * answer. */
static void put_half(Canvas *c, const Panel *p, double base, double answer, double value,
                     bool is_low, double y)
{
    if (isnan(answer))
        return;
    double a = panel_point(p, base, 0).x, b = panel_point(p, answer, 0).x;
    double left = fmin(a, b), right = fmax(a, b);
    Point corners[] = {{left, y - BAR / 2.0},
                       {right, y - BAR / 2.0},
                       {right, y + BAR / 2.0},
                       {left, y + BAR / 2.0}};
    if (is_low)
        svg_hatched(&c->svg, SERIES + 1, corners, 4);
    else
        svg_area(&c->svg, SERIES, 0.85, corners, 4);
    bool points_left = b < a || (b <= a && is_low);
    Lettering how = {.ink = FAINT_INK,
                     .size = SMALL_SIZE - 1,
                     .anchor = points_left ? FROM_END : FROM_START};
    svg_text(&c->svg, how, (Point){b + (points_left ? -4 : 4), y + 4},
             figure_alone(c->mem, value));
}

/* Both answers on one side of the base: the longer bar lies behind, and the shorter says
 * its value within. */
static void put_swing(Canvas *c, const Panel *p, double base, const Influence *s, double y)
{
    bool both_up = s->at_lo > base && s->at_hi > base;
    bool both_down = s->at_lo < base && s->at_hi < base;
    if (!both_up && !both_down) {
        put_half(c, p, base, s->at_lo, s->lo, true, y);
        put_half(c, p, base, s->at_hi, s->hi, false, y);
        return;
    }
    bool low_is_longer = fabs(s->at_lo - base) > fabs(s->at_hi - base);
    double near = low_is_longer ? s->at_hi : s->at_lo;
    put_half(c, p, near, low_is_longer ? s->at_lo : s->at_hi, low_is_longer ? s->lo : s->hi,
             low_is_longer, y);
    double a = panel_point(p, base, 0).x, b = panel_point(p, near, 0).x;
    Point corners[] = {
        {a, y - BAR / 2.0}, {b, y - BAR / 2.0}, {b, y + BAR / 2.0}, {a, y + BAR / 2.0}};
    if (low_is_longer)
        svg_area(&c->svg, SERIES, 0.85, corners, 4);
    else
        svg_hatched(&c->svg, SERIES + 1, corners, 4);
}

static double ends_width(const Canvas *c, const Sensitivity *s)
{
    double widest = 0;
    for (int32_t k = 0; k < bars_shown(s); k++) {
        widest = fmax(widest, letters_width(figure_alone(c->mem, s->by_swing[k].lo),
                                            SMALL_SIZE - 1, false));
        widest = fmax(widest, letters_width(figure_alone(c->mem, s->by_swing[k].hi),
                                            SMALL_SIZE - 1, false));
    }
    return widest + 6;
}

static double draw_swing(Canvas *c, const Panel *p, int32_t k)
{
    const Sensitivity *s = c->data->tornado;
    const char *text = s->by_swing[k].axis->text->in[c->lang];
    double names = c->is_narrow ? c->width - 2 * MARGIN : 0.4 * c->width - 10;
    double height = svg_paragraph_height(c->mem, SMALL_SIZE, names, text);
    double row = c->is_narrow ? height + 24 : fmax(ROW, height + 6);
    double y = c->is_narrow ? c->y + height + 10 : c->y + row / 2;
    double base = c->is_narrow ? c->y + SMALL_SIZE : y - height / 2 + SMALL_SIZE;
    svg_paragraph(&c->svg, lettering(INK, SMALL_SIZE), (Point){MARGIN, base}, names, text);
    put_swing(c, p, s->base, &s->by_swing[k], y);
    return row;
}

/* The scale above the bars, with a line down at the answer as the model is written. */
static void put_scale(Canvas *c, const Panel *p, const Ticks *levels, Figure figure,
                      double bottom)
{
    Lettering how = {.ink = FAINT_INK, .size = SMALL_SIZE, .anchor = FROM_MIDDLE};
    for (int32_t k = 0; k < levels->count; k++) {
        double x = panel_point(p, levels->at[k].at, 0).x;
        svg_line(&c->svg, (Stroke){.ink = GRID_INK, .width = 1}, (Point){x, p->top},
                 (Point){x, bottom});
        svg_text(&c->svg, how, (Point){x, bottom + SMALL_SIZE + 4}, levels->at[k].text);
    }
    double base = c->data->tornado->base, x = panel_point(p, base, 0).x;
    svg_line(&c->svg, (Stroke){.ink = AXIS_INK, .width = 1.2}, (Point){x, p->top - 2},
             (Point){x, bottom});
    how.ink = INK;
    how.is_bold = true;
    svg_text(&c->svg, how, (Point){x, p->top - 7},
             text_format(c->mem, tr(c->lang, N_("as written: %s")),
                         figure_text(c->mem, figure, base)));
}

static double bars_height(const Canvas *c)
{
    const Sensitivity *s = c->data->tornado;
    double names = c->is_narrow ? c->width - 2 * MARGIN : 0.4 * c->width - 10, sum = 0;
    for (int32_t k = 0; k < bars_shown(s); k++) {
        double height = svg_paragraph_height(c->mem, SMALL_SIZE, names,
                                             s->by_swing[k].axis->text->in[c->lang]);
        sum += c->is_narrow ? height + 24 : fmax(ROW, height + 6);
    }
    return sum;
}

static void tornado_draw(Canvas *c)
{
    const Sensitivity *s = c->data->tornado;
    double lo, hi;
    find_limits(s, &lo, &hi);
    Figure figure = answer_figure(c->data);
    Ticks levels = number_ticks(c->mem, lo, hi, c->is_narrow ? 4 : 6, figure.is_share);
    c->y += SMALL_SIZE + 8;
    Panel p = tornado_panel(c, &levels, ends_width(c, s));
    double bottom = c->y + bars_height(c);
    put_scale(c, &p, &levels, figure, bottom);
    for (int32_t k = 0; k < bars_shown(s); k++) {
        svg_group(&c->svg, s->by_swing[k].axis->name);
        c->y += draw_swing(c, &p, k);
        svg_end(&c->svg);
    }
    c->y = bottom + SMALL_SIZE + 8;
    if (s->count <= MOST_BARS)
        return;
    const Influence *next = &s->by_swing[MOST_BARS];
    c->y += SMALL_SIZE + 6;
    c->y += svg_paragraph(
        &c->svg, lettering(FAINT_INK, SMALL_SIZE), (Point){MARGIN, c->y},
        c->width - 2 * MARGIN,
        text_format(
            c->mem,
            tr(c->lang, N_("Parameters left out, for they move it by %s at most: %d")),
            figure_text(c->mem, figure, next->swing), (int)(s->count - MOST_BARS)));
    c->y -= SMALL_SIZE;
}

/* ------------------------------------------------------------------ the table */

static void tornado_fill(const PlotData *d, Lang lang, PlotTable *table)
{
    enum { PARAM, TEXT, LO, HI, AT_LO, AT_HI, COLUMNS };
    static const TableColumn heads[COLUMNS] = {{N_("parameter"), "parameter"},
                                               {N_("text"), "text"},
                                               {N_("low end"), "low"},
                                               {N_("high end"), "high"},
                                               {N_("answer at the low end"), "at_low"},
                                               {N_("answer at the high end"), "at_high"}};
    Mem *M = d->mem;
    Figure figure = answer_figure(d);
    table_head(table, M, COLUMNS, heads, lang);
    for (int32_t k = 0; k < d->tornado->count; k++) {
        const Influence *s = &d->tornado->by_swing[k];
        PlotCell *row = table_row(table, M);
        row[PARAM] = text_cell(s->axis->name);
        row[TEXT] = text_cell(s->axis->text->in[lang]);
        row[LO] = (PlotCell){figure_alone(M, s->lo), s->lo, true};
        row[HI] = (PlotCell){figure_alone(M, s->hi), s->hi, true};
        row[AT_LO] = number_cell(M, figure, s->at_lo);
        row[AT_HI] = number_cell(M, figure, s->at_hi);
    }
}

const Plot tornado_plot = {.name = "tornado",
                           .title = N_("What the answer hangs on"),
                           .missing = missing_question,
                           .describe = tornado_describe,
                           .draw = tornado_draw,
                           .fill = tornado_fill};
