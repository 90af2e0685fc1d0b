#include "report/sheet.h"

#include <string.h>

#include "base/width.h"
#include "report/wrap.h"

enum { GAP = 2 }; /* between columns */

static const char *const ansi[] = {
    [STRONG] = "1", [FAINT] = "2", [GOOD] = "32", [BAD] = "1;31", [CHART] = "36"};

Sheet sheet_of(const Look *look, Buf *out)
{
    int width = look->width < NARROWEST ? NARROWEST
                : look->width > WIDEST  ? WIDEST
                                        : look->width;
    return (Sheet){.mem = out->mem,
                   .out = out,
                   .lang = look->lang,
                   .color = look->color,
                   .width = width};
}

static void put(Sheet *s, Style style, const char *at, int64_t length)
{
    bool paint = s->color && style != PLAIN && length > 0;
    if (paint)
        buf_printf(s->out, "\033[%sm", ansi[style]);
    buf_add(s->out, at, length);
    if (paint)
        buf_puts(s->out, "\033[0m");
}

/* A text as a terminal can show it; a line end in it is a space. */
static const char *shown(Mem *M, const char *text)
{
    char *copy = mem_text(M, text, (int64_t)strlen(text));
    for (char *c = copy; *c; c++)
        if (*c == '\n')
            *c = ' ';
    Buf out = {.mem = M};
    buf_visible(&out, copy, (int64_t)strlen(copy));
    return buf_text(&out);
}

void sheet_line(Sheet *s)
{
    buf_putc(s->out, '\n');
}

void sheet_text(Sheet *s, int indent, int hanging, Style style, const char *text)
{
    TextLines lines =
        wrap_text(s->mem, shown(s->mem, text), s->width - indent, s->width - hanging);
    for (int32_t k = 0; k < lines.count; k++) {
        buf_fill(s->out, ' ', k == 0 ? indent : hanging);
        put(s, style, lines.at[k].at, lines.at[k].length);
        sheet_line(s);
    }
}

int sheet_marked(Sheet *s, Style style, const char *mark, const char *text)
{
    int begin = GAP + text_width(mark, (int64_t)strlen(mark)) + GAP;
    int width = s->width - begin;
    TextLines lines = wrap_text(s->mem, shown(s->mem, text), width, width);
    buf_fill(s->out, ' ', GAP);
    put(s, style, mark, (int64_t)strlen(mark));
    for (int32_t k = 0; k < lines.count; k++) {
        buf_fill(s->out, ' ', k == 0 ? GAP : begin);
        put(s, STRONG, lines.at[k].at, lines.at[k].length);
        sheet_line(s);
    }
    return begin;
}

void sheet_heading(Sheet *s, const char *title, const char *beside)
{
    sheet_line(s);
    put(s, STRONG, title, (int64_t)strlen(title));
    if (*beside) {
        buf_fill(s->out, ' ', GAP);
        put(s, FAINT, beside, (int64_t)strlen(beside));
    }
    sheet_line(s);
}

/* ------------------------------------------------------------------ tables */

int text_widest(Mem *M, const char *text, int most)
{
    TextLines lines = wrap_text(M, shown(M, text), most, most);
    int widest = 0;
    for (int32_t k = 0; k < lines.count; k++)
        if (lines.at[k].width > widest)
            widest = lines.at[k].width;
    return widest;
}

int text_longest_word(const char *text)
{
    int longest = 0;
    while (*text) {
        size_t length = strcspn(text, " ");
        int width = text_width(text, (int64_t)length);
        longest = width > longest ? width : longest;
        text += length + strspn(text + length, " ");
    }
    return longest;
}

/* The lines of one cell: its text's, then those of what is below. */
typedef struct {
    TextLines text, below;
    Style style;
} Wrapped;

typedef struct {
    Sheet *sheet;
    int indent;
    const Column *columns;
    int32_t count;
    int *widths;
} Grid;

static Wrapped wrap_cell(const Grid *g, int32_t column, const Cell *cell)
{
    Mem *M = g->sheet->mem;
    int width = g->widths[column], hanging = g->columns[column].hanging;
    Wrapped w = {.style = cell->style ? cell->style : g->columns[column].style};
    if (cell->text)
        w.text = wrap_text(M, shown(M, cell->text), width, width - hanging);
    if (cell->below)
        w.below = wrap_text(M, shown(M, cell->below), width, width);
    return w;
}

/* Line `k` of a cell, padded but for the last column's end. */
static void put_cell_line(const Grid *g, int32_t column, const Wrapped *w, int32_t k)
{
    Sheet *s = g->sheet;
    bool is_below = k >= w->text.count;
    const TextLines *lines = is_below ? &w->below : &w->text;
    int32_t at = is_below ? k - w->text.count : k;
    TextLine line = at >= 0 && at < lines->count ? lines->at[at] : (TextLine){.at = ""};
    int missing = g->widths[column] - line.width;
    int before = g->columns[column].right_align ? missing
                 : at > 0 && line.width > 0     ? g->columns[column].hanging
                                                : 0;
    buf_fill(s->out, ' ', before);
    put(s, is_below ? FAINT : w->style, line.at, line.length);
    buf_fill(s->out, ' ', missing - before);
}

static void trim_line(Buf *out)
{
    while (out->length > 0 && out->at[out->length - 1] == ' ')
        out->at[--out->length] = '\0';
}

/* The lines of a row of cells; `from_foot` has shorter cells begin further down. */
static void put_row(const Grid *g, const Wrapped *cells, bool from_foot)
{
    int32_t height = 0;
    for (int32_t c = 0; c < g->count; c++) {
        int32_t lines = cells[c].text.count + cells[c].below.count;
        height = lines > height ? lines : height;
    }
    for (int32_t k = 0; k < height; k++) {
        for (int32_t c = 0; c < g->count; c++) {
            buf_fill(g->sheet->out, ' ', c == 0 ? g->indent : GAP);
            int32_t skip = from_foot ? height - cells[c].text.count : 0;
            if (k < skip)
                buf_fill(g->sheet->out, ' ', g->widths[c]);
            else
                put_cell_line(g, c, &cells[c], k - skip);
        }
        trim_line(g->sheet->out);
        sheet_line(g->sheet);
    }
}

static void widen(const Grid *g, int32_t column, const char *text)
{
    if (!text)
        return;
    int width = text_widest(g->sheet->mem, text, g->columns[column].most);
    if (width > g->widths[column])
        g->widths[column] = width;
}

static void put_heads(const Grid *g)
{
    Wrapped *cells = make(g->sheet->mem, Wrapped, g->count);
    for (int32_t c = 0; c < g->count; c++)
        cells[c] = wrap_cell(g, c, &(Cell){.text = g->columns[c].head, .style = FAINT});
    put_row(g, cells, true);
}

void sheet_table(Sheet *s, int indent, const Column *columns, int32_t column_count,
                 const Cell *cells, int32_t rows)
{
    Grid g = {.sheet = s, .indent = indent, .columns = columns, .count = column_count};
    g.widths = make(s->mem, int, column_count);
    for (int32_t c = 0; c < column_count; c++) {
        widen(&g, c, columns[c].head);
        for (int32_t r = 0; r < rows; r++) {
            widen(&g, c, cells[(int64_t)r * column_count + c].text);
            widen(&g, c, cells[(int64_t)r * column_count + c].below);
        }
    }
    put_heads(&g);
    Wrapped *row = make(s->mem, Wrapped, column_count);
    for (int32_t r = 0; r < rows; r++) {
        for (int32_t c = 0; c < column_count; c++)
            row[c] = wrap_cell(&g, c, &cells[(int64_t)r * column_count + c]);
        put_row(&g, row, false);
    }
}
