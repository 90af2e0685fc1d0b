/* plot_private.h - what the figures share (private to src/report).
 *
 * A figure is a Plot: whether there is one, what must be found for it, how it is described,
 * drawn and put into a table.  Drawing goes down a Canvas from top to bottom.
 */
#pragma once
#include "report/csv.h"
#include "report/letters.h"
#include "report/plot.h"
#include "report/sections.h"
#include "report/structure.h"
#include "report/ticks.h"
#include "study/kinds.h"

struct PlotData {
    Study *study;
    Mem *mem;
    const Findings *findings;
    const Outlook *outlook;
    const Model *model;
    const int32_t *under; /* variants that hold throughout */
    int32_t under_count;
    const PlotChoice *choice;
    /* of PLOT_TORNADO, which has nothing of the above but mem, model, under */
    const Sensitivity *tornado;
    const Phase *map; /* of PLOT_MAP and PLOT_PROFILE, likewise */
    /* measures of PLOT_FAN and PLOT_VARIANTS */
    const int32_t *measures;
    int32_t measure_count;
    /* found when needed */
    Kinds *kinds;
    int32_t kinds_state; /* whose values the kinds are; -1: measures */
    Structure *structure;
    const char *refusal;
};

typedef struct {
    Svg svg;
    Mem *mem;
    const PlotData *data;
    const Model *model;
    Lang lang;
    double width; /* of the whole */
    double y;     /* how far down it is drawn */
    bool is_narrow;
} Canvas;

typedef struct {
    const char *name, *title;
    const char *(*missing)(const Findings *f, const PlotChoice *choice);
    bool (*find)(PlotData *d); /* NULL = nothing to be found */
    const char *(*describe)(const PlotData *d, Lang lang);
    void (*draw)(Canvas *c);
    void (*fill)(const PlotData *d, Lang lang, PlotTable *table);
} Plot;

extern const Plot fan_plot, outcomes_plot, events_plot, claims_plot, variants_plot,
    policy_plot, structure_plot, tornado_plot, map_plot, profile_plot;

/* Of figures that no findings have. */
const char *missing_question(const Findings *f, const PlotChoice *choice);

/* ------------------------------------------------------------------ sizes */

enum { TEXT_SIZE = 13, SMALL_SIZE = 12, MARGIN = 14, NARROW_BELOW = 520 };

static inline Lettering lettering(Ink ink, double size)
{
    return (Lettering){.ink = ink, .size = size};
}

/* The k-th of several things: its colour and its dashes. */
Ink series_ink(int32_t k);
Stroke series_stroke(int32_t k);
void put_area(Canvas *c, int32_t series, const Point *points, int32_t count);

/* ------------------------------------------------------------------ panels */

/* A rectangle of the figure with its two scales; y grows upward in numbers. */
typedef struct {
    double left, top, width, height;
    double x_lo, x_hi, y_lo, y_hi;
} Panel;

static inline Point panel_point(const Panel *p, double x, double y)
{
    return (Point){p->left + (x - p->x_lo) / (p->x_hi - p->x_lo) * p->width,
                   p->top + (p->y_hi - y) / (p->y_hi - p->y_lo) * p->height};
}

/* Lines across with numbers on the left, and the calendar underneath; returns how far down the calendar goes. */
void panel_levels(Canvas *c, const Panel *p, const Ticks *levels);
double panel_calendar(Canvas *c, const Panel *p);
/* Columns of the numbers' side. */
double levels_width(const Ticks *levels);

/* The points (t, x[t]) for t = from .. to. */
Point *panel_series(Mem *M, const Panel *p, const double *x, int32_t from, int32_t to);

/* What belongs to a line or an area of a panel: a number and a text, in its colour. */
typedef struct {
    int32_t series;
    const char *number, *text;
    double y; /* where it wants to stand, in pixels */
    bool is_area;
} SeriesLabel;

/* Room that labels need beside a panel, at most `most`. */
double labels_width(const SeriesLabel *labels, int32_t count, double most);
/* Beside a panel, each joined to where it belongs. */
void labels_beside(Canvas *c, const Panel *p, const SeriesLabel *labels, int32_t count,
                   double width);
/* Above a panel, for narrow figures: moves the canvas down. */
void labels_above(Canvas *c, const SeriesLabel *labels, int32_t count);

/* ------------------------------------------------------------------ tables */

typedef struct {
    const char *head, *field;
} TableColumn;

void table_head(PlotTable *table, Mem *M, int32_t columns, const TableColumn *heads,
                Lang lang);
/* A new row, filled by the caller before the next. */
PlotCell *table_row(PlotTable *table, Mem *M);

static inline PlotCell text_cell(const char *text)
{
    return (PlotCell){.text = text};
}

static inline PlotCell number_cell(Mem *M, Figure f, double x)
{
    return (PlotCell){.text = figure_text(M, f, x), .number = x, .is_number = true};
}

static inline PlotCell whole_cell(Mem *M, int32_t x)
{
    return (PlotCell){.text = text_format(M, "%d", (int)x), .number = x, .is_number = true};
}

static inline bool measure_is_truth(const Measure *m)
{
    return m->value->type.kind == TYPE_TRUTH;
}

/* "Washington: What is put on the table"; the player is left out where the text names it. */
const char *player_and(const PlotData *d, int32_t player, const char *text, Lang lang);
