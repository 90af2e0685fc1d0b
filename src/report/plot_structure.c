#include "program/program.h"
#include "report/plot_private.h"

#include <math.h>

static const char *structure_missing(const Findings *f, const PlotChoice *choice)
{
    (void)choice;
    return f->model->state_count ? NULL : N_("the model has no states");
}

static bool structure_find_all(PlotData *d)
{
    if (!d->structure)
        d->structure = structure_find(d->mem, d->model);
    return true;
}

static const char *structure_describe(const PlotData *d, Lang lang)
{
    (void)d;
    return tr(lang,
              N_("A period from top to bottom, one line for each choice and chance; "
                 "upright, what stands from period to period. A dot: it is set there; a "
                 "ring: it is read. Below: what payoffs and measures read."));
}

/* ------------------------------------------------------------------ what a row is called */

/* The events that happen in it, else what it sets. */
static const char *what_it_does(const PlotData *d, const StructureRow *row, Lang lang)
{
    const Model *m = d->model;
    Buf out = {.mem = d->mem};
    for (int32_t e = 0; e < m->declared_event_count; e++)
        if (bit_is_set(row->events, e))
            buf_printf(&out, "%s%s", out.length ? tr(lang, N_("; ")) : "",
                       m->events[e].text.in[lang]);
    for (int32_t v = 0; out.length == 0 && v < m->state_count; v++)
        if (bit_is_set(row->sets, v))
            return m->vars[v].text.in[lang];
    return buf_text(&out);
}

static const char *clock_text(const PlotData *d, const StructureRow *row, Lang lang)
{
    const char *what = what_it_does(d, row, lang);
    if (!*what)
        return tr(lang, N_("A lottery"));
    return text_format(
        d->mem, tr(lang, row->kind == ROW_CHANCE ? N_("Chance: %s") : N_("By itself: %s")),
        what);
}

static const char *row_text(const PlotData *d, const StructureRow *row, Lang lang)
{
    const Model *m = d->model;
    switch (row->kind) {
    case ROW_CHOICE:
        return m->vars[row->var].text.in[lang];
    case ROW_CHANCE:
        return row->var < 0 ? clock_text(d, row, lang)
                            : text_format(d->mem, tr(lang, N_("Chance: %s")),
                                          m->vars[row->var].text.in[lang]);
    case ROW_CLOCK:
        return clock_text(d, row, lang);
    case ROW_PAY:
        return text_format(d->mem, tr(lang, N_("payoff: %s")),
                           m->players[row->player].text.in[lang]);
    case ROW_MEASURE:
        return m->measures[row->measure].text.in[lang];
    }
    return "";
}

static const char *who_text(const PlotData *d, const StructureRow *row, Lang lang)
{
    return row->kind == ROW_CHOICE ? d->model->players[row->player].text.in[lang] : "";
}

/* Who does it, and what. */
static const char *whole_text(const PlotData *d, const StructureRow *row, Lang lang)
{
    const char *what = row_text(d, row, lang);
    return row->kind == ROW_CHOICE ? player_and(d, row->player, what, lang) : what;
}

/* ------------------------------------------------------------------ drawing */

enum { ROW_HEIGHT = 22, INDENT = 10, BLOCK_GAP = 26, SLANT = 42, UPRIGHT = 90 };

typedef struct {
    const Structure *structure;
    double left, column; /* of the first column's middle; between columns */
    double text;         /* where the rows' names end */
    double top;          /* where the upright lines begin */
    int turn;            /* of the heads, in degrees: SLANT or UPRIGHT */
} StructureGrid;

static double sine(int degrees)
{
    return sin(degrees * 3.14159265358979323846 / 180);
}

/* How long the heads are, but not longer than there is room upward. */
static double heads_length(const Canvas *c)
{
    double widest = 0;
    for (int32_t v = 0; v < c->model->state_count; v++)
        widest = fmax(widest,
                      letters_width(c->model->vars[v].text.in[c->lang], SMALL_SIZE, false));
    return fmin(widest, 240);
}

/* Heads are slanted where they then have room between them, and lean out to the right. */
static StructureGrid grid_of(const Canvas *c)
{
    StructureGrid g = {.structure = c->data->structure, .turn = SLANT};
    int32_t gaps = c->model->state_count > 1 ? c->model->state_count - 1 : 1;
    g.text = (c->is_narrow ? 0.46 : 0.4) * c->width;
    g.left = g.text + 16;
    double room = c->width - MARGIN - g.left, lean = 0.18 * c->width;
    g.column = fmin(38, (room - lean) / gaps);
    if (g.column * sine(SLANT) < 1.1 * SMALL_SIZE) {
        g.turn = UPRIGHT;
        g.column = fmin(38, (room - SMALL_SIZE / 2.0) / gaps);
    }
    g.top = c->y + heads_length(c) * sine(g.turn) + SMALL_SIZE;
    return g;
}

static double state_x(const StructureGrid *g, int32_t state)
{
    return g->left + state * g->column;
}

static void put_state_heads(Canvas *c, const StructureGrid *g)
{
    double along = sine(UPRIGHT - g->turn); /* how fast a head goes to the right */
    for (int32_t v = 0; v < c->model->state_count; v++) {
        Point at = {state_x(g, v) + (along > 0 ? 3 : 0.35 * SMALL_SIZE), g->top - 6};
        double room = heads_length(c);
        if (along > 0)
            room = fmin(room, (c->width - 4 - at.x) / along);
        Lettering how = {.ink = INK, .size = SMALL_SIZE, .turn = -g->turn};
        svg_text(&c->svg, how, at,
                 letters_cut(c->mem, c->model->vars[v].text.in[c->lang], SMALL_SIZE, room));
    }
}

static void put_marks(Canvas *c, const StructureGrid *g, const StructureRow *row, double y)
{
    int32_t first = -1, last = -1;
    for (int32_t v = 0; v < c->model->state_count; v++)
        if (row_touches(row, v)) {
            first = first < 0 ? v : first;
            last = v;
        }
    if (first < 0)
        return;
    Ink ink = row->player >= 0 ? series_ink(row->player) : SERIES + 6;
    svg_line(&c->svg, (Stroke){.ink = ink, .width = 1.2}, (Point){g->text + 4, y},
             (Point){state_x(g, last), y});
    for (int32_t v = first; v <= last; v++)
        if (bit_is_set(row->sets, v))
            svg_dot(&c->svg, ink, (Point){state_x(g, v), y}, 5);
        else if (bit_is_set(row->reads, v))
            svg_ring(&c->svg, ink, (Point){state_x(g, v), y}, 4);
}

static double put_row(Canvas *c, const StructureGrid *g, const StructureRow *row)
{
    double left = MARGIN + row->depth * INDENT;
    const char *text = whole_text(c->data, row, c->lang);
    double room = g->text - left - 10;
    double height = svg_paragraph_height(c->mem, SMALL_SIZE, room, text);
    double row_height = fmax(ROW_HEIGHT, height + 6), middle = c->y + row_height / 2;
    if (row->player >= 0)
        svg_box(&c->svg, series_ink(row->player), 1, (Point){left, middle - height / 2}, 4,
                height);
    svg_paragraph(&c->svg, lettering(INK, SMALL_SIZE),
                  (Point){left + 9, middle - height / 2 + SMALL_SIZE}, room, text);
    put_marks(c, g, row, middle);
    c->y += row_height;
    return middle;
}

/* Choices made at the same time are held together by a bracket. */
static void put_bracket(Canvas *c, const StructureRow *row, double from, double to)
{
    double x = MARGIN + row->depth * INDENT - 5;
    Point points[] = {{x + 3, from}, {x, from}, {x, to}, {x + 3, to}};
    svg_path(&c->svg, (Stroke){.ink = AXIS_INK, .width = 1.2}, points, 4);
}

static void put_lifelines(Canvas *c, const StructureGrid *g, double top, double bottom)
{
    for (int32_t v = 0; v < c->model->state_count; v++)
        svg_line(&c->svg, (Stroke){.ink = GRID_INK, .width = 1.5},
                 (Point){state_x(g, v), top}, (Point){state_x(g, v), bottom});
}

/* How high the rows from `first` to before `last` stand. */
static double rows_height(const Canvas *c, const StructureGrid *g, int32_t first,
                          int32_t last)
{
    double height = 0;
    for (int32_t k = first; k < last; k++) {
        const StructureRow *row = &g->structure->rows[k];
        const char *text = whole_text(c->data, row, c->lang);
        height +=
            fmax(ROW_HEIGHT,
                 svg_paragraph_height(c->mem, SMALL_SIZE,
                                      g->text - MARGIN - row->depth * INDENT - 10, text) +
                     6);
    }
    return height;
}

static void draw_rows(Canvas *c, const StructureGrid *g, int32_t first, int32_t last)
{
    put_lifelines(c, g, c->y - 4, c->y + rows_height(c, g, first, last));
    double opened = 0;
    for (int32_t k = first; k < last; k++) {
        const StructureRow *row = &g->structure->rows[k];
        bool is_begun = row->is_together && (k == first || !row[-1].is_together);
        double middle = put_row(c, g, row);
        if (is_begun)
            opened = middle;
        if (row->is_together && (k + 1 == last || !row[1].is_together))
            put_bracket(c, row, opened, middle);
    }
}

static void structure_draw(Canvas *c)
{
    StructureGrid g = grid_of(c);
    const Structure *s = g.structure;
    svg_group(&c->svg, "states");
    put_state_heads(c, &g);
    svg_end(&c->svg);
    c->y = g.top;
    for (int32_t first = 0, last; first < s->count; first = last) {
        RowKind kind = s->rows[first].kind;
        for (last = first; last < s->count; last++)
            if ((s->rows[last].kind >= ROW_PAY || kind >= ROW_PAY) &&
                s->rows[last].kind != kind)
                break;
        svg_group(&c->svg, kind == ROW_PAY       ? "payoffs"
                           : kind == ROW_MEASURE ? "measures"
                                                 : "period");
        if (first > 0)
            c->y += BLOCK_GAP / 2.0;
        draw_rows(c, &g, first, last);
        svg_end(&c->svg);
    }
}

/* ------------------------------------------------------------------ the table */

static const char *states_text(const PlotData *d, const uint64_t *bits, Lang lang)
{
    Buf out = {.mem = d->mem};
    for (int32_t v = 0; v < d->model->state_count; v++)
        if (bit_is_set(bits, v))
            buf_printf(&out, "%s%s", out.length ? tr(lang, N_(", ")) : "",
                       d->model->vars[v].text.in[lang]);
    return buf_text(&out);
}

static void structure_fill(const PlotData *d, Lang lang, PlotTable *table)
{
    enum { WHO, WHAT, READS, SETS, COLUMNS };
    static const TableColumn heads[COLUMNS] = {{N_("player"), "player"},
                                               {N_("what happens"), "step"},
                                               {N_("what it reads"), "reads"},
                                               {N_("what it sets"), "sets"}};
    table_head(table, d->mem, COLUMNS, heads, lang);
    for (int32_t k = 0; k < d->structure->count; k++) {
        const StructureRow *row = &d->structure->rows[k];
        PlotCell *cells = table_row(table, d->mem);
        cells[WHO] = text_cell(who_text(d, row, lang));
        cells[WHAT] = text_cell(row_text(d, row, lang));
        cells[READS] = text_cell(states_text(d, row->reads, lang));
        cells[SETS] = text_cell(states_text(d, row->sets, lang));
    }
}

const Plot structure_plot = {.name = "structure",
                             .title = N_("How the model is made"),
                             .missing = structure_missing,
                             .find = structure_find_all,
                             .describe = structure_describe,
                             .draw = structure_draw,
                             .fill = structure_fill};
