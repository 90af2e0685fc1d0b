/* plot.h - findings as figures: SVG for the command, the page, notebooks and papers.
 *
 * What a figure shows is found first (plot_data_make), which may solve; drawing it
 * (plot_draw) or writing its numbers (plot_table) then is quick and always succeeds.
 * Whether there is something to show, the model says (plot_missing) or the finding
 * (plot_refusal).
 */
#pragma once
#include "report/outlook.h"
#include "report/svg.h"
#include "study/map.h"
#include "study/sensitivity.h"

typedef enum {
    PLOT_FAN,       /* measures over time */
    PLOT_OUTCOMES,  /* the odds of what stands at each date */
    PLOT_EVENTS,    /* how often events happen in each period */
    PLOT_CLAIMS,    /* verdicts, with both sides */
    PLOT_VARIANTS,  /* variants beside the base */
    PLOT_POLICY,    /* who is likely to do what in the first period, and what it is worth */
    PLOT_STRUCTURE, /* what reads and sets which state */
    PLOT_TORNADO,   /* an answer at both ends of each parameter's range */
    PLOT_MAP,       /* an answer over two parameters */
    PLOT_PROFILE,   /* an answer over one */
    PLOT_COUNT
} PlotKind;

const char *plot_name(PlotKind kind); /* "fan", as --figure takes it */

/* What the reader chose; zero leaves all to us. */
typedef struct {
    const int32_t *measures; /* in the order wanted; NULL = the main ones */
    int32_t measure_count;
    int32_t state; /* PLOT_OUTCOMES: 1 + index of the state to show; 0 = ours */
} PlotChoice;

typedef struct PlotData PlotData;

/* Why there is no such figure of these findings ("the model makes no claims"), in English and
 * marked for the catalogue; NULL when there is. */
const char *plot_missing(const Findings *f, const PlotChoice *choice, PlotKind kind);

/* Several figures may share one PlotData; plot_data_need finds what one of them needs beyond the
 * findings and the outlook.  False after a diagnostic, or with a refusal.  `choice` may be NULL. */
PlotData *plot_data_make(Study *y, const Findings *f, const Outlook *o,
                         const PlotChoice *choice);
bool plot_data_need(PlotData *d, PlotKind kind);
/* A study is found already: all that PLOT_TORNADO needs, and PLOT_MAP or PLOT_PROFILE, and for no
 * other figure.  The tornado's base is a number; the map is over two parameters, or for
 * PLOT_PROFILE over one. */
PlotData *plot_data_of_tornado(Mem *M, const Sensitivity *tornado);
PlotData *plot_data_of_map(Mem *M, const Phase *map);
/* Why plot_data_need said no, where that was no diagnostic; in English, marked for the catalogue. */
const char *plot_refusal(const PlotData *d);

typedef struct {
    Lang lang;
    Theme theme;
    int32_t width;      /* pixels, PLOT_NARROWEST to PLOT_WIDEST; 0 = 760 */
    const char *prefix; /* of ids; NULL = the plot's name.  Unique within a page */
    bool is_file;       /* with an XML declaration, to stand alone in a file */
} PlotLook;

enum { PLOT_NARROWEST = 320, PLOT_WIDEST = 1600, PLOT_USUAL = 760 };

/* After plot_data_need of its kind. */
void plot_draw(const PlotData *d, PlotKind kind, const PlotLook *look, Buf *out);

/* The figure's title, and what it shows, in a sentence or two, as they stand in the SVG. */
const char *plot_title(PlotKind kind, Lang lang);
const char *plot_description(const PlotData *d, PlotKind kind, Lang lang);

/* ------------------------------------------------------------------ the numbers behind it */

typedef struct {
    const char *text; /* as the figure shows it */
    double number;    /* exact */
    bool is_number;   /* else there is only the text */
} PlotCell;

/* One row for each thing drawn. */
typedef struct {
    int32_t columns, rows, room;
    const char **heads;  /* [columns] */
    const char **fields; /* [columns]: the same for programs: English names, snake_case */
    PlotCell *cells;     /* [row][column] */
} PlotTable;

PlotTable *plot_table(const PlotData *d, PlotKind kind, Lang lang);
void plot_csv(const PlotData *d, PlotKind kind, Buf *out); /* with every digit */
