/* sheet.h - drawing on a terminal: headings, paragraphs and tables that keep to a width.
 *
 * Texts may hold anything that a model's author wrote; what a terminal would obey is shown
 * by a stand-in.  Chinese may be broken between characters, other text between words.
 */
#pragma once
#include "report/report.h"

typedef enum { PLAIN, STRONG, FAINT, GOOD, BAD, CHART } Style;

enum { NARROWEST = 72, WIDEST = 120 };

typedef struct {
    Mem *mem;
    Buf *out;
    Lang lang;
    bool color;
    int width;
} Sheet;

/* The width asked for, kept between NARROWEST and WIDEST. */
Sheet sheet_of(const Look *look, Buf *out);

void sheet_line(Sheet *s); /* a blank line */
/* A blank line, the title, and beside it what there is to say at once ("" = nothing). */
void sheet_heading(Sheet *s, const char *title, const char *beside);
/* Wrapped; the first line is `indent` columns in, the others `hanging`. */
void sheet_text(Sheet *s, int indent, int hanging, Style style, const char *text);
/* A text behind a mark ("✓ holds"), wrapped behind it; returns where the text begins. */
int sheet_marked(Sheet *s, Style style, const char *mark, const char *text);

/* ------------------------------------------------------------------ tables */

typedef struct {
    const char *head; /* NULL = none */
    bool right_align;
    int most; /* columns of the terminal; wider text is wrapped; 0 = no limit */
    Style style;
    int hanging; /* further lines of a wrapped text begin so many columns further in */
} Column;

/* What stands in a cell, and what stands faintly on the line under it; NULL for nothing. */
typedef struct {
    const char *text, *below;
    Style style; /* PLAIN = as the column */
} Cell;

/* Columns stand two apart, each as wide as its widest text; heads stand at the foot of their
 * line and are left out when there are none.  cells[row * columns + column]. */
void sheet_table(Sheet *s, int indent, const Column *columns, int32_t column_count,
                 const Cell *cells, int32_t rows);

/* The widest line of a text when it is wrapped at `most` columns (0 = not at all). */
int text_widest(Mem *M, const char *text, int most);

/* The columns of its longest word. */
int text_longest_word(const char *text);
