/* svg.h - drawing a figure as SVG (1.1, with CSS classes).
 *
 * A drawing is put together piece by piece in pixels, y downward, and written at the end, when
 * its height is known.  Nothing names a colour: shapes and texts have a class, and the
 * style sheet (svg_rules) gives classes their colours in light and dark.  Coordinates
 * have one decimal at most, so that the same numbers give the same bytes everywhere.
 * Text stays text; its width is an estimate (report/letters.h).
 */
#pragma once
#include "base/buf.h"
#include "base/tr.h"

typedef enum {
    THEME_LIGHT,
    THEME_DARK,
    THEME_AUTO, /* as the reader's system wants it */
    THEME_PAGE, /* as the page wants it into which the figure is put: the rules stand there */
} Theme;

/* What a shape or a text is for. */
typedef enum {
    INK,         /* text and what must be seen */
    FAINT_INK,   /* text of second rank: notes, ticks */
    AXIS_INK,    /* axes */
    GRID_INK,    /* lines behind the data */
    SURFACE_INK, /* the ground on which all stands */
    SHADE_INK,   /* areas that set something off */
    GOOD_INK,    /* what holds */
    BAD_INK,     /* what fails */
    SERIES,      /* SERIES + k: the k-th thing of several, 0 <= k < SERIES_COUNT */
} Ink;

enum { SERIES_COUNT = 7 };

typedef enum { FROM_START, FROM_MIDDLE, FROM_END } Anchor;

typedef struct {
    Buf body;
    Lang lang;
    Theme theme;
    const char *prefix; /* of every id and of nothing else */
    double width;
    uint32_t hatchings; /* bit k: ink k was hatched */
} Svg;

/* `prefix` makes ids unique within a page; it is a name of letters, digits and dashes. */
Svg svg_open(Mem *M, Lang lang, Theme theme, double width, const char *prefix);

/* Writes the whole drawing: an `svg` element with role, title and description, and its rules
 * but for THEME_PAGE.  `is_file` puts the XML declaration before it. */
void svg_close(const Svg *s, double height, const char *title, const char *description,
               bool is_file, Buf *out);

/* The style sheet's rules.  Those of THEME_PAGE read custom properties (svg_properties), with
 * the light colours to fall back on. */
void svg_rules(Theme theme, Buf *out);
/* "--truce-ink:#1a1a1a;...": the custom properties in light or in dark. */
void svg_properties(bool is_dark, Buf *out);

/* A group with an id ("NAME" after the prefix) for those who test, style or script; ends with
 * svg_end. */
void svg_group(Svg *s, const char *name);
void svg_end(Svg *s);

/* ------------------------------------------------------------------ shapes */

typedef struct {
    double x, y;
} Point;

/* How a line is drawn: `dash` 0 is unbroken, others are patterns that can be told apart. */
typedef struct {
    Ink ink;
    double width;
    int dash;
} Stroke;

enum { DASH_COUNT = 6 };

void svg_line(Svg *s, Stroke stroke, Point a, Point b);
/* Lines apart as one shape: line k from ends[2k] to ends[2k + 1]. */
void svg_lines(Svg *s, Stroke stroke, const Point *ends, int32_t count);
void svg_path(Svg *s, Stroke stroke, const Point *points, int32_t count);
/* Filled, `opacity` from 0 to 1. */
void svg_area(Svg *s, Ink ink, double opacity, const Point *points, int32_t count);
void svg_box(Svg *s, Ink ink, double opacity, Point at, double width, double height);
/* A box that fits its neighbours without a seam. */
void svg_tile(Svg *s, Ink ink, double opacity, Point at, double width, double height);
/* Filled with a pattern of the ink that can be told from others without colour. */
void svg_hatched(Svg *s, Ink ink, const Point *points, int32_t count);
void svg_frame(Svg *s, Stroke stroke, Point at, double width, double height, double round);
void svg_dot(Svg *s, Ink ink, Point at, double radius);
void svg_ring(Svg *s, Ink ink, Point at, double radius); /* a dot that is empty */

/* ------------------------------------------------------------------ text */

typedef struct {
    Ink ink;
    double size; /* pixels */
    Anchor anchor;
    bool is_bold;
    double turn; /* degrees, clockwise about the place */
} Lettering;

/* One line; `at` lies on its base line. */
void svg_text(Svg *s, Lettering how, Point at, const char *text);

/* Wrapped at `width`, from the base line `at` on; returns how far down it goes. */
double svg_paragraph(Svg *s, Lettering how, Point at, double width, const char *text);
double svg_paragraph_height(Mem *M, double size, double width, const char *text);
