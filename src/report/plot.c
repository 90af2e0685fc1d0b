#include "report/plot_private.h"

#include <math.h>
#include <string.h>

static const Plot *const plots[PLOT_COUNT] = {
    [PLOT_FAN] = &fan_plot,
    [PLOT_OUTCOMES] = &outcomes_plot,
    [PLOT_EVENTS] = &events_plot,
    [PLOT_CLAIMS] = &claims_plot,
    [PLOT_VARIANTS] = &variants_plot,
    [PLOT_POLICY] = &policy_plot,
    [PLOT_STRUCTURE] = &structure_plot,
    [PLOT_TORNADO] = &tornado_plot,
    [PLOT_MAP] = &map_plot,
    [PLOT_PROFILE] = &profile_plot,
};

const char *plot_name(PlotKind kind)
{
    return plots[kind]->name;
}

/* ------------------------------------------------------------------ what is found */

const char *plot_missing(const Findings *f, const PlotChoice *choice, PlotKind kind)
{
    return plots[kind]->missing ? plots[kind]->missing(f, choice) : NULL;
}

const char *missing_question(const Findings *f, const PlotChoice *choice)
{
    (void)f;
    (void)choice;
    return N_("this figure answers a question: give one");
}

static void choose_all_measures(PlotData *d)
{
    int32_t *all = make(d->mem, int32_t, d->model->measure_count);
    for (int32_t k = 0; k < d->model->measure_count; k++)
        all[k] = k;
    d->measures = all;
    d->measure_count = d->model->measure_count;
}

PlotData *plot_data_make(Study *y, const Findings *f, const Outlook *o,
                         const PlotChoice *choice)
{
    PlotData *d = make(y->mem, PlotData);
    PlotChoice *kept = make(y->mem, PlotChoice);
    if (choice)
        *kept = *choice;
    *d = (PlotData){.study = y,
                    .mem = y->mem,
                    .findings = f,
                    .outlook = o,
                    .model = f->model,
                    .under = f->under,
                    .under_count = f->under_count,
                    .choice = kept};
    d->measures = kept->measures;
    d->measure_count = kept->measure_count;
    if (d->measure_count == 0)
        choose_all_measures(d);
    return d;
}

static PlotData *data_of_study(Mem *M, const Model *m, const int32_t *under,
                               int32_t under_count)
{
    PlotData *d = make(M, PlotData);
    *d = (PlotData){.mem = M, .model = m, .under = under, .under_count = under_count};
    return d;
}

PlotData *plot_data_of_tornado(Mem *M, const Sensitivity *tornado)
{
    PlotData *d =
        data_of_study(M, tornado->model, tornado->plan.under, tornado->plan.under_count);
    d->tornado = tornado;
    return d;
}

PlotData *plot_data_of_map(Mem *M, const Phase *map)
{
    PlotData *d = data_of_study(M, map->model, map->under, map->under_count);
    d->map = map;
    return d;
}

bool plot_data_need(PlotData *d, PlotKind kind)
{
    d->refusal = NULL;
    return !plots[kind]->find || plots[kind]->find(d);
}

const char *plot_refusal(const PlotData *d)
{
    return d->refusal;
}

const char *plot_title(PlotKind kind, Lang lang)
{
    return tr(lang, plots[kind]->title);
}

const char *plot_description(const PlotData *d, PlotKind kind, Lang lang)
{
    return plots[kind]->describe(d, lang);
}

/* ------------------------------------------------------------------ drawing */

static int32_t width_of(const PlotLook *look)
{
    int32_t width = look->width ? look->width : PLOT_USUAL;
    return width < PLOT_NARROWEST ? PLOT_NARROWEST
           : width > PLOT_WIDEST  ? PLOT_WIDEST
                                  : width;
}

static void put_faint(Canvas *c, double size, const char *text)
{
    c->y += svg_paragraph(&c->svg, lettering(FAINT_INK, size), (Point){MARGIN, c->y},
                          c->width - 2 * MARGIN, text);
}

/* Above a figure that stands alone: of which model it is, what it is, and what it shows. */
static void put_head(Canvas *c, PlotKind kind)
{
    enum { TITLE_SIZE = 17 };
    const PlotData *d = c->data;
    Lettering title = {.ink = INK, .size = TITLE_SIZE, .is_bold = true};
    c->y += SMALL_SIZE - 2;
    put_faint(c, SMALL_SIZE, c->model->title.in[c->lang]);
    c->y += TITLE_SIZE - SMALL_SIZE + 2;
    c->y += svg_paragraph(&c->svg, title, (Point){MARGIN, c->y}, c->width - 2 * MARGIN,
                          plot_title(kind, c->lang));
    c->y -= 1;
    put_faint(c, TEXT_SIZE, plot_description(d, kind, c->lang));
    for (int32_t k = 0; k < d->under_count; k++)
        put_faint(c, TEXT_SIZE,
                  text_format(c->mem, tr(c->lang, N_("Variant in force: %s")),
                              c->model->variants[d->under[k]].text.in[c->lang]));
    c->y += 3;
}

void plot_draw(const PlotData *d, PlotKind kind, const PlotLook *look, Buf *out)
{
    int32_t width = width_of(look);
    Canvas c = {.svg = svg_open(out->mem, look->lang, look->theme, width,
                                look->prefix ? look->prefix : plot_name(kind)),
                .mem = out->mem,
                .data = d,
                .model = d->model,
                .lang = look->lang,
                .width = width,
                .y = MARGIN,
                .is_narrow = width < NARROW_BELOW};
    if (look->is_file)
        put_head(&c, kind);
    plots[kind]->draw(&c);
    svg_close(&c.svg, c.y + MARGIN, plot_title(kind, look->lang),
              plot_description(d, kind, look->lang), look->is_file, out);
}

/* ------------------------------------------------------------------ tables */

PlotTable *plot_table(const PlotData *d, PlotKind kind, Lang lang)
{
    PlotTable *table = make(d->mem, PlotTable);
    plots[kind]->fill(d, lang, table);
    return table;
}

void plot_csv(const PlotData *d, PlotKind kind, Buf *out)
{
    const PlotTable *table = plot_table(d, kind, LANG_EN);
    for (int32_t k = 0; k < table->columns; k++)
        buf_printf(out, "%s%s", k ? "," : "", table->fields[k]);
    buf_putc(out, '\n');
    for (int32_t r = 0; r < table->rows; r++) {
        for (int32_t k = 0; k < table->columns; k++) {
            const PlotCell *cell = &table->cells[(int64_t)r * table->columns + k];
            if (k)
                buf_putc(out, ',');
            if (!cell->is_number)
                csv_text(out, cell->text);
            else if (!isnan(cell->number))
                buf_number(out, cell->number, 0);
        }
        buf_putc(out, '\n');
    }
}

void table_head(PlotTable *table, Mem *M, int32_t columns, const TableColumn *heads,
                Lang lang)
{
    table->columns = columns;
    table->heads = make(M, const char *, columns);
    table->fields = make(M, const char *, columns);
    for (int32_t k = 0; k < columns; k++) {
        table->heads[k] = tr(lang, heads[k].head);
        table->fields[k] = heads[k].field;
    }
}

PlotCell *table_row(PlotTable *table, Mem *M)
{
    while ((table->rows + 1) * table->columns > table->room) {
        table->room = table->room ? 2 * table->room : 16 * table->columns;
        table->cells = grow(M, table->cells, table->room);
    }
    return &table->cells[(int64_t)table->rows++ * table->columns];
}

/* ------------------------------------------------------------------ series */

Ink series_ink(int32_t k)
{
    return (Ink)(SERIES + k % SERIES_COUNT);
}

Stroke series_stroke(int32_t k)
{
    return (Stroke){.ink = series_ink(k), .width = 2.2, .dash = k % DASH_COUNT};
}

void put_area(Canvas *c, int32_t series, const Point *points, int32_t count)
{
    svg_area(&c->svg, SURFACE_INK, 1, points, count);
    if (series % 2)
        svg_hatched(&c->svg, series_ink(series), points, count);
    else
        svg_area(&c->svg, series_ink(series), 0.55, points, count);
}

Point *panel_series(Mem *M, const Panel *p, const double *x, int32_t from, int32_t to)
{
    Point *points = make(M, Point, to - from + 1);
    for (int32_t t = from; t <= to; t++)
        points[t - from] = panel_point(p, t, x[t]);
    return points;
}

/* ------------------------------------------------------------------ axes */

double levels_width(const Ticks *levels)
{
    double widest = 0;
    for (int32_t k = 0; k < levels->count; k++)
        widest = fmax(widest, letters_width(levels->at[k].text, SMALL_SIZE, false));
    return widest;
}

void panel_levels(Canvas *c, const Panel *p, const Ticks *levels)
{
    Lettering how = {.ink = FAINT_INK, .size = SMALL_SIZE, .anchor = FROM_END};
    for (int32_t k = 0; k < levels->count; k++) {
        double y = panel_point(p, p->x_lo, levels->at[k].at).y;
        Stroke stroke = {.ink = levels->at[k].at == 0 ? AXIS_INK : GRID_INK, .width = 1};
        svg_line(&c->svg, stroke, (Point){p->left, y}, (Point){p->left + p->width, y});
        svg_text(&c->svg, how, (Point){p->left - 6, y + 0.35 * SMALL_SIZE},
                 levels->at[k].text);
    }
}

/* Centred under its mark, but within the figure. */
static void put_tick_text(Canvas *c, double x, double y, const char *text)
{
    Lettering how = {.ink = FAINT_INK, .size = SMALL_SIZE, .anchor = FROM_MIDDLE};
    double half = letters_width(text, SMALL_SIZE, false) / 2;
    svg_text(&c->svg, how, (Point){fmin(fmax(x, half), c->width - half), y}, text);
}

double panel_calendar(Canvas *c, const Panel *p)
{
    Ticks ticks = time_ticks(c->mem, c->model, c->lang, (int32_t)p->x_lo, (int32_t)p->x_hi,
                             p->width, SMALL_SIZE);
    double bottom = p->top + p->height, used = 6 + SMALL_SIZE;
    Stroke axis = {.ink = AXIS_INK, .width = 1};
    svg_line(&c->svg, axis, (Point){p->left, bottom}, (Point){p->left + p->width, bottom});
    for (int32_t k = 0; k < ticks.count; k++) {
        const Tick *tick = &ticks.at[k];
        double x = panel_point(p, tick->at, p->y_lo).x;
        svg_line(&c->svg, axis, (Point){x, bottom}, (Point){x, bottom + 4});
        put_tick_text(c, x, bottom + 6 + SMALL_SIZE, tick->text);
        if (!tick->below)
            continue;
        put_tick_text(c, x, bottom + 8 + 2 * SMALL_SIZE, tick->below);
        used = 8 + 2 * SMALL_SIZE;
    }
    return bottom + used + 4;
}

/* ------------------------------------------------------------------ labels of series */

enum { LABEL_GAP = 22, LABEL_STEP = 16 }; /* between panel and labels; of lines */

static double numbers_width(const SeriesLabel *labels, int32_t count)
{
    double widest = 0;
    for (int32_t k = 0; k < count; k++)
        widest = fmax(widest, letters_width(labels[k].number, TEXT_SIZE, true));
    return widest + 6;
}

double labels_width(const SeriesLabel *labels, int32_t count, double most)
{
    double widest = 0, numbers = numbers_width(labels, count);
    for (int32_t k = 0; k < count; k++)
        widest = fmax(widest, letters_width(labels[k].text, TEXT_SIZE, false));
    return fmin(most, LABEL_GAP + numbers + widest + 2);
}

static void put_area_sample(Canvas *c, const SeriesLabel *label, Point at, double width)
{
    const double half = 5;
    Point corners[] = {{at.x, at.y - half},
                       {at.x + width, at.y - half},
                       {at.x + width, at.y + half},
                       {at.x, at.y + half}};
    put_area(c, label->series, corners, 4);
}

/* A piece of the line, or of the area. */
static void put_sample(Canvas *c, const SeriesLabel *label, Point at, double width)
{
    if (label->is_area)
        put_area_sample(c, label, at, width);
    else
        svg_line(&c->svg, series_stroke(label->series), at, (Point){at.x + width, at.y});
}

static void put_label(Canvas *c, const SeriesLabel *label, Point at, double numbers,
                      double width)
{
    Lettering bold = {.ink = series_ink(label->series), .size = TEXT_SIZE, .is_bold = true};
    svg_text(&c->svg, bold, at, label->number);
    svg_paragraph(&c->svg, lettering(series_ink(label->series), TEXT_SIZE),
                  (Point){at.x + numbers, at.y}, width - numbers, label->text);
}

void labels_beside(Canvas *c, const Panel *p, const SeriesLabel *labels, int32_t count,
                   double width)
{
    double numbers = numbers_width(labels, count), left = p->left + p->width;
    double *y = make(c->mem, double, count), *heights = make(c->mem, double, count);
    double room = width - LABEL_GAP;
    for (int32_t k = 0; k < count; k++) {
        y[k] = labels[k].y;
        heights[k] = fmax(LABEL_STEP, svg_paragraph_height(c->mem, TEXT_SIZE,
                                                           room - numbers, labels[k].text));
    }
    labels_spread(c->mem, y, heights, count, p->top - 6, p->top + p->height + 24);
    for (int32_t k = 0; k < count; k++) {
        double first =
            y[k] - heights[k] / 2 + 0.5 * LABEL_STEP; /* the first line's middle */
        Stroke leader = {.ink = series_ink(labels[k].series), .width = 1};
        svg_line(&c->svg, leader, (Point){left + 4, labels[k].y},
                 (Point){left + LABEL_GAP - 4, first});
        put_label(c, &labels[k], (Point){left + LABEL_GAP, first + 0.35 * TEXT_SIZE},
                  numbers, room);
    }
}

void labels_above(Canvas *c, const SeriesLabel *labels, int32_t count)
{
    enum { SAMPLE = 26 };
    double numbers = numbers_width(labels, count);
    double room = c->width - 2 * MARGIN - SAMPLE - 6;
    for (int32_t k = 0; k < count; k++) {
        double middle = c->y + 0.5 * LABEL_STEP;
        put_sample(c, &labels[k], (Point){MARGIN, middle}, SAMPLE);
        put_label(c, &labels[k], (Point){MARGIN + SAMPLE + 6, middle + 0.35 * TEXT_SIZE},
                  numbers, room);
        c->y += fmax(LABEL_STEP + 2, svg_paragraph_height(c->mem, TEXT_SIZE, room - numbers,
                                                          labels[k].text));
    }
    c->y += 8;
}

const char *player_and(const PlotData *d, int32_t player, const char *text, Lang lang)
{
    const char *name = d->model->players[player].text.in[lang];
    if (strstr(text, name))
        return text;
    return text_format(d->mem, tr(lang, N_("%s: %s")), name, text);
}
