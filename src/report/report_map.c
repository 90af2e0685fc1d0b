#include "report/report_map.h"

#include <math.h>
#include <string.h>

#include "base/width.h"
#include "report/csv.h"
#include "report/figure.h"
#include "report/sheet.h"

/* ------------------------------------------------------------------ the picture */

/* At most so many cells each way; of more, every second, third ... is shown. */
enum { MOST_ACROSS = 60, MOST_DOWN = 25, WIDE_ACROSS = 30 };

typedef struct {
    Sheet *sheet;
    const Phase *phase;
    Figure figure;
    int32_t step_x, step_y; /* points to a cell */
    int32_t columns, rows;  /* cells */
    int32_t cell_width;
    int label_width;
} Picture;

static const char *const above[] = {"░", "▒", "▓", "█"};
static const char *const below[] = {" ", "·", "-", "="};
enum { SHADES = 4 };

/* The end of the range that is nearest to what `x` is, for shades. */
static int32_t shade(double x, double lo, double hi)
{
    int32_t k = hi > lo ? (int32_t)(SHADES * (x - lo) / (hi - lo)) : SHADES - 1;
    return k < 0 ? 0 : k >= SHADES ? SHADES - 1 : k;
}

/* Where there is a level, what lies below it has shades of its own. */
static const char *cell_mark(const Phase *p, double z)
{
    if (!isfinite(z))
        return "?";
    if (!p->has_level)
        return above[shade(z, p->least, p->most)];
    if (z < p->level)
        return below[shade(z, p->least, fmin(p->level, p->most))];
    return above[shade(z, fmax(p->level, p->least), p->most)];
}

static int32_t nearest(const PhaseAxis *a, double x)
{
    int32_t best = 0;
    for (int32_t k = 1; k < a->count; k++)
        if (fabs(a->at[k] - x) < fabs(a->at[best] - x))
            best = k;
    return best;
}

static bool holds_base(const PhaseAxis *a)
{
    return a->axis.base >= a->at[0] && a->axis.base <= a->at[a->count - 1];
}

/* The cell in which the model's own numbers lie; -1 outside the picture. */
static int32_t base_cell(const PhaseAxis *a, int32_t step)
{
    return holds_base(a) ? nearest(a, a->axis.base) / step : -1;
}

static const char *axis_number(Mem *M, const PhaseAxis *a, double x)
{
    double ends[] = {a->at[0], a->at[a->count - 1]};
    return figure_text(M, figure_for(ends, 2, false), x);
}

static Picture picture_of(Sheet *s, const Phase *p)
{
    double ends[] = {p->least, p->most};
    Picture v = {.sheet = s, .phase = p, .figure = figure_for(ends, 2, p->is_share)};
    v.step_x = (p->x.count - 1) / MOST_ACROSS + 1;
    v.step_y = (p->y.count - 1) / MOST_DOWN + 1;
    v.columns = (p->x.count - 1) / v.step_x + 1;
    v.rows = (p->y.count - 1) / v.step_y + 1;
    v.cell_width = v.columns <= WIDE_ACROSS ? 2 : 1;
    const double *y = p->y.at;
    for (int32_t k = 0; k < p->y.count; k++) {
        const char *label = axis_number(s->mem, &p->y, y[k]);
        int width = text_width(label, (int64_t)strlen(label));
        v.label_width = width > v.label_width ? width : v.label_width;
    }
    return v;
}

/* Right aligned, and a blank. */
static void put_label(const Picture *v, const char *label)
{
    Buf *out = v->sheet->out;
    buf_fill(out, ' ', 2 + v->label_width - text_width(label, (int64_t)strlen(label)));
    buf_puts(out, label);
    buf_putc(out, ' ');
}

static void put_row(const Picture *v, int32_t row, int32_t base_x, int32_t base_y)
{
    const Phase *p = v->phase;
    Buf *out = v->sheet->out;
    int32_t y = row * v->step_y;
    bool has_label = row == 0 || row == v->rows - 1 || row == v->rows / 2;
    put_label(v, has_label ? axis_number(v->sheet->mem, &p->y, p->y.at[y]) : "");
    buf_puts(out, has_label ? "┤" : "│");
    for (int32_t c = 0; c < v->columns; c++) {
        const char *mark = cell_mark(p, phase_at(p, c * v->step_x, y));
        for (int32_t k = 0; k < v->cell_width; k++)
            buf_puts(out, k == 0 && c == base_x && row == base_y ? "o" : mark);
    }
    buf_putc(out, '\n');
}

static void put_x_axis(const Picture *v)
{
    const PhaseAxis *x = &v->phase->x;
    Buf *out = v->sheet->out;
    Mem *M = v->sheet->mem;
    int32_t width = v->columns * v->cell_width;
    put_label(v, "");
    buf_puts(out, "└");
    for (int32_t k = 0; k < width; k++)
        buf_puts(out, k == 0 || k == width / 2 || k == width - 1 ? "┴" : "─");
    buf_putc(out, '\n');
    const char *left = axis_number(M, x, x->at[0]);
    const char *middle = axis_number(M, x, x->at[(int64_t)(v->columns / 2) * v->step_x]);
    const char *right = axis_number(M, x, x->at[(int64_t)(v->columns - 1) * v->step_x]);
    int64_t left_width = (int64_t)strlen(left), middle_width = (int64_t)strlen(middle);
    put_label(v, "");
    buf_putc(out, ' ');
    buf_puts(out, left);
    int64_t at = width / 2 - middle_width / 2;
    buf_fill(out, ' ', at - left_width);
    buf_puts(out, middle);
    at += middle_width;
    buf_fill(out, ' ', width - at - (int64_t)strlen(right));
    buf_puts(out, right);
    buf_putc(out, '\n');
}

static const char *axis_title(const Sheet *s, const Axis *a)
{
    const char *text = a->text->in[s->lang];
    return strcmp(text, a->name) == 0 ? a->name
                                      : text_format(s->mem, "%s: %s", a->name, text);
}

static void put_legend(Sheet *s, const Phase *p, Figure f)
{
    Buf out = {.mem = s->mem};
    bool both = p->has_level && p->least < p->level && p->most >= p->level;
    bool only_below = p->has_level && p->most < p->level;
    buf_printf(&out, "%s ", figure_text(s->mem, f, p->least));
    if (both || only_below)
        for (int k = 0; k < SHADES; k++)
            buf_puts(&out, below[k]);
    if (both)
        buf_printf(&out, " %s ", figure_text(s->mem, f, p->level));
    if (!only_below)
        for (int k = 0; k < SHADES; k++)
            buf_puts(&out, above[k]);
    buf_printf(&out, " %s", figure_text(s->mem, f, p->most));
    if (holds_base(&p->x) && (!p->y.axis.name || holds_base(&p->y)))
        buf_puts(&out, tr(s->lang, N_(";  o the model's own numbers")));
    sheet_text(s, 2, 4, PLAIN, buf_text(&out));
}

static void put_map(Sheet *s, const Phase *p)
{
    Picture v = picture_of(s, p);
    int32_t base_x = base_cell(&p->x, v.step_x), base_y = base_cell(&p->y, v.step_y);
    sheet_text(s, 2, 4, PLAIN, text_format(s->mem, "↑ %s", axis_title(s, &p->y.axis)));
    for (int32_t row = v.rows - 1; row >= 0; row--)
        put_row(&v, row, base_x, base_y);
    put_x_axis(&v);
    sheet_text(s, 2, 4, PLAIN, text_format(s->mem, "→ %s", axis_title(s, &p->x.axis)));
    sheet_line(s);
    put_legend(s, p, v.figure);
}

/* ------------------------------------------------------------------ one parameter */

enum { BAR = 40 };

static const char *bar_of(Mem *M, const Phase *p, double z)
{
    double from = fmin(p->least, 0), to = fmax(p->most, 0);
    if (!isfinite(z) || !(to > from))
        return "";
    Buf out = {.mem = M};
    int32_t end = (int32_t)nearbyint(BAR * (z - from) / (to - from));
    int32_t zero = (int32_t)nearbyint(BAR * (0 - from) / (to - from));
    for (int32_t k = 0; k < (end > zero ? end : zero); k++)
        buf_puts(&out, k >= (end < zero ? end : zero) ? "█" : " ");
    return buf_text(&out);
}

static void put_profile(Sheet *s, const Phase *p)
{
    double ends[] = {p->least, p->most};
    Figure f = figure_for(ends, 2, p->is_share);
    int32_t base = holds_base(&p->x) ? nearest(&p->x, p->x.axis.base) : -1;
    sheet_text(s, 2, 4, PLAIN, text_format(s->mem, "↓ %s", axis_title(s, &p->x.axis)));
    enum { WIDTH = 4 };
    const Column columns[WIDTH] = {{.right_align = true},
                                   {.right_align = true, .style = STRONG},
                                   {0},
                                   {.style = CHART}};
    Cell *cells = make(s->mem, Cell, (int64_t)p->x.count * WIDTH);
    for (int32_t k = 0; k < p->x.count; k++) {
        Cell *row = cells + (int64_t)k * WIDTH;
        row[0].text = axis_number(s->mem, &p->x, p->x.at[k]);
        row[1].text = figure_text(s->mem, f, p->answer[k]);
        row[2].text = k == base ? "o" : "";
        row[3].text = bar_of(s->mem, p, p->answer[k]);
    }
    sheet_table(s, 2, columns, WIDTH, cells, p->x.count);
    if (base >= 0) {
        sheet_line(s);
        sheet_text(s, 2, 4, FAINT, tr(s->lang, N_("o nearest to the model's own number")));
    }
}

/* ------------------------------------------------------------------ text */

static void put_notes(Sheet *s, const Phase *p)
{
    const Axis *axes[] = {&p->x.axis, &p->y.axis};
    for (int k = 0; k < 2; k++)
        if (axes[k]->name && axes[k]->is_structural)
            sheet_text(
                s, 2, 4, FAINT,
                text_format(s->mem,
                            tr(s->lang, N_("%s is structural: the game is laid out "
                                           "again where it changes what can happen.")),
                            axes[k]->name));
    if (p->missing_count > 0)
        sheet_text(s, 2, 4, BAD,
                   text_format(s->mem,
                               tr(s->lang, N_("Points at which the model has no value: "
                                              "%lld; the first says: %s")),
                               (long long)p->missing_count, p->missing->what[s->lang]));
    if (!p->met)
        sheet_text(s, 2, 4, BAD, tr(s->lang, N_("Not certified: a solve behind the map.")));
}

void report_map_text(const Phase *p, const Look *look, Buf *out)
{
    Sheet s = sheet_of(look, out);
    if (p->claim) {
        sheet_text(&s, 0, 0, STRONG, p->claim->text.in[s.lang]);
        sheet_text(&s, 2, 4, FAINT, p->asked);
        sheet_text(&s, 2, 4, PLAIN,
                   tr(s.lang, N_("Shown is the margin, above 0 where the claim holds.")));
    } else
        sheet_text(&s, 0, 2, STRONG, p->asked);
    sheet_line(&s);
    if (isnan(p->least))
        sheet_text(&s, 2, 4, BAD, tr(s.lang, N_("There is no answer that is a number.")));
    else if (p->y.axis.name)
        put_map(&s, p);
    else
        put_profile(&s, p);
    put_notes(&s, p);
}

/* ------------------------------------------------------------------ CSV and JSON */

static void put_field(Buf *out, double x)
{
    buf_putc(out, ',');
    if (!isnan(x))
        buf_number(out, x, 0);
}

void report_map_csv(const Phase *p, Buf *out)
{
    bool has_y = p->y.axis.name != NULL;
    buf_puts(out, has_y ? "x_name,x,y_name,y,answer\n" : "x_name,x,answer\n");
    for (int32_t y = 0; y < p->y.count; y++)
        for (int32_t x = 0; x < p->x.count; x++) {
            csv_text(out, p->x.axis.name);
            put_field(out, p->x.at[x]);
            if (has_y) {
                buf_putc(out, ',');
                csv_text(out, p->y.axis.name);
                put_field(out, p->y.at[y]);
            }
            put_field(out, phase_at(p, x, y));
            buf_putc(out, '\n');
        }
}

static void put_axis(Json *j, const char *key, const PhaseAxis *a, Lang lang)
{
    json_object(j, key);
    json_text(j, "name", a->axis.name);
    json_text(j, "text", a->axis.text->in[lang]);
    json_number(j, "base", a->axis.base);
    json_truth(j, "is_structural", a->axis.is_structural);
    json_numbers(j, "values", a->at, a->count);
    json_end(j);
}

static void put_contour(Json *j, const Phase *p)
{
    json_array(j, "contour");
    for (int32_t k = 0; p->contour && k < p->contour->line_count; k++) {
        json_array(j, NULL);
        for (int32_t i = p->contour->first[k]; i < p->contour->first[k + 1]; i++) {
            const double at[] = {p->contour->points[i].x, p->contour->points[i].y};
            json_numbers(j, NULL, at, 2);
        }
        json_end(j);
    }
    json_end(j);
}

void report_map_json(const Phase *p, const Provenance *m, Lang lang, Buf *out)
{
    Json json = {.out = out, .lines = 2}, *j = &json;
    json_object(j, NULL);
    provenance_json(j, m);
    json_text(j, "asked", p->asked);
    json_text(j, "claim", p->claim ? p->claim->name : NULL);
    json_truth(j, "is_probability", p->is_share);
    json_truth(j, "met", p->met);
    json_whole(j, "missing", p->missing_count);
    json_text(j, "first_missing", p->missing ? p->missing->what[lang] : NULL);
    put_axis(j, "x", &p->x, lang);
    if (p->y.axis.name)
        put_axis(j, "y", &p->y, lang);
    json_array(j, "answers");
    for (int32_t y = 0; y < p->y.count; y++)
        json_numbers(j, NULL, p->answer + (int64_t)y * p->x.count, p->x.count);
    json_end(j);
    if (p->has_level)
        json_number(j, "level", p->level);
    else
        json_null(j, "level");
    put_contour(j, p);
    json_end(j);
}
