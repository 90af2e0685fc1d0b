#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "api/handle.h"
#include "report/plot.h"
#include "report/raster.h"

/* ------------------------------------------------------------------ names */

static bool find_kind(const char *name, PlotKind *kind)
{
    for (int k = 0; k < PLOT_COUNT; k++)
        if (strcmp(plot_name((PlotKind)k), name) == 0) {
            *kind = (PlotKind)k;
            return true;
        }
    return false;
}

/* The index of a declared thing; -1 after a diagnostic that `missing` words. */
static int32_t find_declared(truce_model *m, truce_kind kind, const char *name,
                             const char *missing)
{
    int32_t count = truce_count(m, kind);
    const char **names = make(&m->mem, const char *, count);
    for (int32_t k = 0; k < count; k++) {
        names[k] = truce_name(m, kind, k);
        if (strcmp(names[k], name) == 0)
            return k;
    }
    Diag *d = diag(&m->diags, DIAG_E201, SPAN_NOWHERE, missing, name);
    diag_suggest(&m->diags, d, name, names, count);
    return -1;
}

static bool is_state(const truce_model *m, const char *name)
{
    for (int32_t v = 0; v < m->model->state_count; v++)
        if (strcmp(m->model->vars[v].name, name) == 0)
            return true;
    return false;
}

/* ------------------------------------------------------------------ what is chosen */

/* Measures; or, where the odds of a state's values are asked for, the state. */
static bool choose_shown(truce_model *m, PlotKind kind, const char *const *show,
                         PlotChoice *choice)
{
    if (!show || !*show)
        return true;
    if (kind == PLOT_OUTCOMES && !show[1] && is_state(m, show[0])) {
        choice->state = 1 + find_declared(m, TRUCE_STATES, show[0], "");
        return true;
    }
    int32_t count = 0;
    while (show[count])
        count++;
    int32_t *measures = make(&m->mem, int32_t, count);
    for (int32_t k = 0; k < count; k++) {
        measures[k] =
            find_declared(m, TRUCE_MEASURES, show[k], N_("no measure is named `%s`"));
        if (measures[k] < 0)
            return false;
    }
    choice->measures = measures;
    choice->measure_count = count;
    return true;
}

/* ------------------------------------------------------------------ drawing */

static PlotLook look_of(const truce_model *m, const truce_figure *figure)
{
    static const Theme themes[] = {
        [TRUCE_LIGHT] = THEME_LIGHT, [TRUCE_DARK] = THEME_DARK, [TRUCE_BOTH] = THEME_AUTO};
    return (PlotLook){.lang = m->lang,
                      .theme = themes[figure->theme],
                      .width = figure->width,
                      .is_file = true};
}

/* The picture of a drawing in the handle's memory; whatever jumps, the library's is given back. */
static void keep_picture(truce_model *m, const Buf *svg, RasterForm form, double scale,
                         const char **at, size_t *length)
{
    char *picture;
    size_t bytes;
    if (!raster_make(buf_text(svg), (size_t)svg->length, form, scale, &picture, &bytes))
        mem_fail(&m->mem, FAIL_NO_MEMORY, NULL);
    jmp_buf trap, *outer = m->mem.trap;
    m->mem.trap = &trap;
    if (setjmp(trap)) {
        free(picture);
        m->mem.trap = outer;
        longjmp(*outer, 1);
    }
    *at = mem_text(&m->mem, picture, (int64_t)bytes);
    *length = bytes;
    m->mem.trap = outer;
    free(picture);
}

enum { PNG_SCALE = 2 };

static void deliver(truce_model *m, const PlotData *d, PlotKind kind,
                    const truce_figure *figure, truce_format form, const char **at,
                    size_t *length)
{
    PlotLook look = look_of(m, figure);
    Buf out = {.mem = &m->mem};
    if (form == TRUCE_CSV)
        plot_csv(d, kind, &out);
    else
        plot_draw(d, kind, &look, &out);
    if (form == TRUCE_PNG || form == TRUCE_PDF) {
        keep_picture(m, &out, form == TRUCE_PNG ? RASTER_PNG : RASTER_PDF, PNG_SCALE, at,
                     length);
        return;
    }
    *at = buf_text(&out);
    *length = (size_t)out.length;
}

static truce_status no_figure(truce_model *m, PlotKind kind, const char *why)
{
    handle_say(m, N_("no figure `%s`: %s"), plot_name(kind), tr(m->lang, why));
    return TRUCE_BAD_MODEL;
}

/* What is to be drawn: `data` is NULL after a diagnostic or a message. */
typedef struct {
    truce_status status;
    PlotData *data;
} Drawable;

static Drawable drawable_findings(truce_model *m, const Under *under, PlotKind kind,
                                  const truce_figure *figure)
{
    Drawable none = {.status = TRUCE_BAD_MODEL};
    Study *y = &m->study;
    PlotChoice choice = {0};
    if (!choose_shown(m, kind, figure->show, &choice))
        return none;
    const Findings *f = findings_make(y, under->at, under->count);
    if (!f)
        return none;
    const char *missing = plot_missing(f, &choice, kind);
    if (missing)
        return (Drawable){.status = no_figure(m, kind, missing)};
    const Outlook *o = outlook_make(y, f);
    PlotData *d = o ? plot_data_make(y, f, o, &choice) : NULL;
    if (!d)
        return none;
    if (plot_data_need(d, kind))
        return (Drawable){y->missed ? TRUCE_MISSED : TRUCE_OK, d};
    if (plot_refusal(d))
        none.status = no_figure(m, kind, plot_refusal(d));
    return none;
}

static Drawable drawable_tornado(truce_model *m, const Under *under, const char *question)
{
    const truce_sensitivity_plan plan = {.question = question, .method = TRUCE_TORNADO};
    const Sensitivity *s = handle_sensitivity(m, &plan, under);
    if (!s)
        return (Drawable){.status = TRUCE_BAD_MODEL};
    if (!isfinite(s->base))
        return (Drawable){.status = no_figure(m, PLOT_TORNADO,
                                              N_("there is no answer that is a number"))};
    return (Drawable){s->met ? TRUCE_OK : TRUCE_MISSED, plot_data_of_tornado(&m->mem, s)};
}

/* A map, or over one parameter a profile. */
static Drawable drawable_map(truce_model *m, const char *under, PlotKind kind,
                             const truce_map_plan *plan)
{
    if (kind == PLOT_MAP && (!plan->x || !plan->y))
        return (Drawable){
            .status = no_figure(m, kind, N_("a map needs two parameters: give x and y"))};
    if (kind == PLOT_PROFILE && (!plan->x || plan->y))
        return (Drawable){
            .status = no_figure(m, kind,
                                N_("a profile is over one parameter: give x, and no y"))};
    Phase *p;
    truce_status status = handle_map(m, under, plan, make(&m->mem, Under), &p);
    if (status != TRUCE_OK && status != TRUCE_MISSED)
        return (Drawable){.status = status};
    return (Drawable){status, plot_data_of_map(&m->mem, p)};
}

truce_status truce_plot(truce_model *model, const char *under, const truce_figure *figure,
                        truce_format form, const char **at, size_t *length)
{
    GUARD(model);
    Under base;
    PlotKind kind;
    truce_status status = handle_under(model, under, &base);
    if (status != TRUCE_OK)
        return status;
    if (!find_kind(figure->name, &kind)) {
        handle_say(model, N_("there is no figure `%s`"), figure->name);
        return TRUCE_BAD_MODEL;
    }
    const Drawable drawable = kind == PLOT_TORNADO && figure->ask
                                  ? drawable_tornado(model, &base, figure->ask)
                              : (kind == PLOT_MAP || kind == PLOT_PROFILE) && figure->map
                                  ? drawable_map(model, under, kind, figure->map)
                                  : drawable_findings(model, &base, kind, figure);
    if (drawable.data)
        deliver(model, drawable.data, kind, figure, form, at, length);
    return drawable.status;
}
