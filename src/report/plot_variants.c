#include "report/plot_private.h"

#include <math.h>

static const char *variants_missing(const Findings *f, const PlotChoice *choice)
{
    (void)choice;
    if (f->variant_count == 0)
        return N_("the model has no variants to set beside it");
    return NULL;
}

static const char *variants_describe(const PlotData *d, Lang lang)
{
    return tr(
        lang,
        d->model->is_endless
            ? N_("Each variant of the model beside the model as written, whose value "
                 "the upright line marks: payoffs, and the measures' means in the long "
                 "run.")
            : N_("Each variant of the model beside the model as written, whose value "
                 "the upright line marks: payoffs, and the measures' means over time."));
}

/* ------------------------------------------------------------------ what is compared */

enum { MOST_MEASURES = 6, MOST_PAYOFFS = 3 };

/* One quantity: of the base, then of each variant. */
typedef struct {
    const char *name, *text;
    bool is_share;
    double *x;
    Figure figure;
} DotSeries;

typedef struct {
    DotSeries *at;
    int32_t count, rows;
} DotPlot;

static const Finding *finding_at(const Findings *f, int32_t row)
{
    return row == 0 ? &f->base : &f->variants[row - 1];
}

static void add_payoff(const PlotData *d, Lang lang, DotPlot *p, int32_t player)
{
    const Player *who = &d->model->players[player];
    DotSeries *s = &p->at[p->count++];
    *s = (DotSeries){
        .name = text_format(d->mem, "V(%s)", who->name),
        .text = text_format(d->mem, tr(lang, N_("payoff: %s")), who->text.in[lang])};
    s->x = make(d->mem, double, p->rows);
    for (int32_t r = 0; r < p->rows; r++)
        s->x[r] = finding_at(d->findings, r)->value[player];
}

static void add_measure(const PlotData *d, Lang lang, DotPlot *p, int32_t measure)
{
    const Measure *m = &d->model->measures[measure];
    DotSeries *s = &p->at[p->count++];
    *s = (DotSeries){
        .name = m->name, .text = m->text.in[lang], .is_share = measure_is_truth(m)};
    s->x = make(d->mem, double, p->rows);
    for (int32_t r = 0; r < p->rows; r++)
        s->x[r] = finding_means(finding_at(d->findings, r))[measure];
}

/* The measures that were chosen, else payoffs and the first measures. */
static DotPlot dots_of(const PlotData *d, Lang lang)
{
    bool chosen = d->choice->measure_count > 0;
    int32_t players = chosen ? 0 : d->model->player_count, measures = d->measure_count;
    players = players < MOST_PAYOFFS ? players : MOST_PAYOFFS;
    measures = chosen || measures < MOST_MEASURES ? measures : MOST_MEASURES;
    DotPlot p = {.rows = 1 + d->findings->variant_count};
    p.at = make(d->mem, DotSeries, players + measures);
    for (int32_t k = 0; k < measures; k++)
        add_measure(d, lang, &p, d->measures[k]);
    for (int32_t i = 0; i < players; i++)
        add_payoff(d, lang, &p, i);
    for (int32_t k = 0; k < p.count; k++)
        p.at[k].figure = figure_for(p.at[k].x, p.rows, p.at[k].is_share);
    return p;
}

static const char *row_text(const PlotData *d, int32_t row, Lang lang)
{
    if (row == 0)
        return d->findings->under_count ? tr(lang, N_("under the variants in force"))
                                        : tr(lang, N_("as written"));
    return d->model->variants[d->findings->variants[row - 1].variant].text.in[lang];
}

/* ------------------------------------------------------------------ drawing */

/* A block of columns side by side: the rows' names at the left, or above each row. */
typedef struct {
    double names, left, column; /* widths, and where the columns begin */
    int32_t side_by_side;
} Blocks;

enum { COLUMN_GAP = 16, LEAST_COLUMN = 110, ROW_GAP = 8 };

static Blocks blocks_of(const Canvas *c, const DotPlot *p)
{
    Blocks b = {.names = c->is_narrow ? c->width - 2 * MARGIN : 0.32 * c->width};
    b.left = c->is_narrow ? MARGIN : MARGIN + b.names + COLUMN_GAP;
    double room = c->width - MARGIN - b.left;
    b.side_by_side = (int32_t)((room + COLUMN_GAP) / (LEAST_COLUMN + COLUMN_GAP));
    int32_t blocks = (p->count + b.side_by_side - 1) / b.side_by_side;
    b.side_by_side = (p->count + blocks - 1) / blocks;
    b.column = (room - (b.side_by_side - 1) * COLUMN_GAP) / b.side_by_side;
    return b;
}

static double column_left(const Blocks *b, int32_t k)
{
    return b->left + k * (b->column + COLUMN_GAP);
}

/* The heads end on one line. */
static void put_column_heads(Canvas *c, const Blocks *b, const DotSeries *s, int32_t count)
{
    double most = 0;
    for (int32_t k = 0; k < count; k++)
        most = fmax(most,
                    svg_paragraph_height(c->mem, TEXT_SIZE, b->column * 0.93, s[k].text));
    for (int32_t k = 0; k < count; k++) {
        double height =
            svg_paragraph_height(c->mem, TEXT_SIZE, b->column * 0.93, s[k].text);
        Lettering bold = {.ink = INK, .size = TEXT_SIZE, .is_bold = true};
        svg_paragraph(&c->svg, bold,
                      (Point){column_left(b, k), c->y + most - height + TEXT_SIZE},
                      b->column, s[k].text);
    }
    c->y += most + 6;
}

/* From the least to the largest, with room for numbers at both ends. */
static Panel dot_panel(const Canvas *c, const DotSeries *s, int32_t rows, double left,
                       double width)
{
    double lo = s->x[0], hi = s->x[0], number = 0;
    for (int32_t r = 0; r < rows; r++) {
        lo = fmin(lo, s->x[r]);
        hi = fmax(hi, s->x[r]);
        number = fmax(number, letters_width(figure_text(c->mem, s->figure, s->x[r]),
                                            SMALL_SIZE, false));
    }
    if (s->is_share && lo > 0)
        lo = 0;
    if (hi <= lo)
        hi = lo + 1;
    return (Panel){.left = left + 4,
                   .width = width - number - 14,
                   .height = 1,
                   .x_lo = lo,
                   .x_hi = hi,
                   .y_hi = 1};
}

/* From the model as written to each variant. */
static void put_stems(Canvas *c, const Panel *p, const DotSeries *s, int32_t rows,
                      const double *middles)
{
    Point *ends = make(c->mem, Point, 2 * (int64_t)(rows - 1)), *next = ends;
    const double base = panel_point(p, s->x[0], 0).x;
    for (int32_t r = 1; r < rows; r++) {
        *next++ = (Point){base, middles[r]};
        *next++ = (Point){panel_point(p, s->x[r], 0).x, middles[r]};
    }
    svg_lines(&c->svg, (Stroke){.ink = SERIES, .width = 2.4}, ends, rows - 1);
}

/* The number stands to the right of the dot. */
static void put_dot(Canvas *c, const Panel *p, const DotSeries *s, int32_t row, double y)
{
    double x = panel_point(p, s->x[row], 0).x, base = panel_point(p, s->x[0], 0).x;
    Ink ink = row == 0 ? INK : SERIES;
    svg_dot(&c->svg, ink, (Point){x, y}, row == 0 ? 4 : 4.5);
    double right = fmax(x, row ? base : x);
    bool is_bold = row == 0;
    svg_text(&c->svg, (Lettering){.ink = INK, .size = SMALL_SIZE, .is_bold = is_bold},
             (Point){right + 8, y + 0.35 * SMALL_SIZE},
             figure_text(c->mem, s->figure, s->x[row]));
}

/* The line at the value of the model as written; in narrow figures a piece of it beside each dot,
 * since names stand between the rows. */
static void put_upright(Canvas *c, double x, double top, const double *middles,
                        int32_t rows)
{
    const int32_t count = c->is_narrow ? rows : 1;
    Point *ends = make(c->mem, Point, 2 * (int64_t)count), *next = ends;
    if (!c->is_narrow) {
        *next++ = (Point){x, top};
        *next++ = (Point){x, c->y - ROW_GAP / 2.0};
    }
    for (int32_t r = 0; c->is_narrow && r < rows; r++) {
        *next++ = (Point){x, middles[r] - 8};
        *next++ = (Point){x, middles[r] + 8};
    }
    svg_lines(&c->svg, (Stroke){.ink = AXIS_INK, .width = 1}, ends, count);
}

static void draw_block(Canvas *c, const DotPlot *p, const Blocks *b, int32_t first,
                       int32_t count)
{
    put_column_heads(c, b, p->at + first, count);
    Panel *panels = make(c->mem, Panel, count);
    for (int32_t k = 0; k < count; k++)
        panels[k] = dot_panel(c, &p->at[first + k], p->rows, column_left(b, k), b->column);
    double top = c->y;
    double *middles = make(c->mem, double, p->rows);
    for (int32_t r = 0; r < p->rows; r++) {
        const char *text = row_text(c->data, r, c->lang);
        Lettering how = {.ink = INK, .size = TEXT_SIZE, .is_bold = r == 0};
        double height =
            svg_paragraph(&c->svg, how, (Point){MARGIN, c->y + TEXT_SIZE}, b->names, text);
        middles[r] = c->is_narrow ? c->y + height + 8 : c->y + height / 2 + 1;
        c->y += height + ROW_GAP + (c->is_narrow ? 12 : 0);
    }
    for (int32_t k = 0; k < count; k++) {
        double x = panel_point(&panels[k], p->at[first + k].x[0], 0).x;
        put_upright(c, x, top, middles, p->rows);
        put_stems(c, &panels[k], &p->at[first + k], p->rows, middles);
        for (int32_t r = 0; r < p->rows; r++)
            put_dot(c, &panels[k], &p->at[first + k], r, middles[r]);
    }
    c->y += 14;
}

static void variants_draw(Canvas *c)
{
    DotPlot p = dots_of(c->data, c->lang);
    Blocks b = blocks_of(c, &p);
    for (int32_t first = 0; first < p.count; first += b.side_by_side) {
        int32_t some = p.count - first < b.side_by_side ? p.count - first : b.side_by_side;
        svg_group(&c->svg,
                  text_format(c->mem, "block-%d", (int)(first / b.side_by_side) + 1));
        draw_block(c, &p, &b, first, some);
        svg_end(&c->svg);
    }
    c->y -= 14;
}

/* ------------------------------------------------------------------ the table */

static void variants_fill(const PlotData *d, Lang lang, PlotTable *table)
{
    enum { VARIANT, TEXT, QUANTITY, OF, NUMBER, COLUMNS };
    static const TableColumn heads[COLUMNS] = {{N_("variant"), "variant"},
                                               {N_("text"), "text"},
                                               {N_("quantity"), "quantity"},
                                               {N_("what it is"), "quantity_text"},
                                               {N_("value"), "value"}};
    Mem *M = d->mem;
    DotPlot p = dots_of(d, lang);
    table_head(table, M, COLUMNS, heads, lang);
    for (int32_t r = 0; r < p.rows; r++)
        for (int32_t k = 0; k < p.count; k++) {
            PlotCell *row = table_row(table, M);
            row[VARIANT] = text_cell(
                r ? d->model->variants[d->findings->variants[r - 1].variant].name : "");
            row[TEXT] = text_cell(row_text(d, r, lang));
            row[QUANTITY] = text_cell(p.at[k].name);
            row[OF] = text_cell(p.at[k].text);
            row[NUMBER] = number_cell(M, p.at[k].figure, p.at[k].x[r]);
        }
}

const Plot variants_plot = {.name = "variants",
                            .title = N_("What would change it"),
                            .missing = variants_missing,
                            .describe = variants_describe,
                            .draw = variants_draw,
                            .fill = variants_fill};
