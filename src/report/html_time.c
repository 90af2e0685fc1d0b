/* What changes over time: measures, states, events. */
#include <math.h>

#include "report/html.h"

static bool is_truth(const Measure *m)
{
    return m->value->type.kind == TYPE_TRUTH;
}

static const char *date_head(const Page *p)
{
    return html_both(p, p->model->has_calendar ? N_("Date") : N_("Start of period"));
}

/* Tables of more rows than this, in one place, nobody reads; of many periods they show some, and
 * the last. */
enum { MOST_ROWS = 120 };

static int32_t row_after(int32_t t, int32_t last, int32_t most)
{
    int32_t next = t + 1 + last / most;
    return t < last && next > last ? last : next;
}

static void put_note_on_rows(Page *p, int32_t last, int32_t most)
{
    if (last >= most)
        html_note(p, N_("Only some of the periods are shown; the JSON report has all."));
}

/* ------------------------------------------------------------------ measures */

bool html_has_over_time(const Page *p)
{
    return p->model->measure_count > 0;
}

/* A measure of numbers has columns for its spread beside that of its mean. */
enum { LOW = 0, HIGH = BAND_COUNT - 1 };

static int32_t measure_columns(const Page *p)
{
    int32_t count = 1;
    for (int32_t k = 0; k < p->model->measure_count; k++)
        count += is_truth(&p->model->measures[k]) ? 1 : 3;
    return count;
}

static const char *band_head(const Page *p, int32_t k, int32_t band)
{
    const char *in[LANG_COUNT];
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++)
        in[lang] = text_format(p->mem, tr(lang, N_("%s: %s quantile")),
                               html_said(p, lang, &p->model->measures[k].text),
                               html_share(p, BANDS[band], "/bands/levels/%d", (int)band));
    return html_either(p, in);
}

static void fill_measure_heads(const Page *p, const char **heads)
{
    *heads++ = date_head(p);
    for (int32_t k = 0; k < p->model->measure_count; k++) {
        const Measure *measure = &p->model->measures[k];
        *heads++ = html_said_both(p, &measure->text);
        if (is_truth(measure))
            continue;
        *heads++ = band_head(p, k, LOW);
        *heads++ = band_head(p, k, HIGH);
    }
}

static void fill_measures_at(const Page *p, int32_t t, const char **cells)
{
    *cells++ = html_short_date(p, t);
    for (int32_t k = 0; k < p->model->measure_count; k++) {
        const Measure *measure = &p->model->measures[k];
        const double *mean = p->findings->measure_at[k];
        Figure figure = figure_for(mean, p->model->window + 1, is_truth(measure));
        *cells++ = html_number(p, figure, mean[t], "/measures/%d/at/%d", (int)k, (int)t);
        if (is_truth(measure))
            continue;
        const double *band = p->outlook->band[k][t];
        for (int32_t b = LOW; b <= HIGH; b += HIGH - LOW)
            *cells++ = html_number(p, figure, band[b], "/bands/measures/%s/%d/%d",
                                   measure->name, (int)t, (int)b);
    }
}

static void put_measure_table(Page *p)
{
    int32_t columns = measure_columns(p);
    const char **cells = make(p->mem, const char *, columns);
    html_table(p, "table-measures",
               html_both(p, N_("Measures at the start of each period")));
    fill_measure_heads(p, cells);
    html_head_row(p, cells, columns);
    for (int32_t t = 0; t <= p->model->window;
         t = row_after(t, p->model->window, MOST_ROWS)) {
        fill_measures_at(p, t, cells);
        html_row(p, cells, columns);
    }
    html_table_end(p);
}

void html_over_time(Page *p)
{
    bool has_figure = p->has_plot[PLOT_FAN];
    if (has_figure)
        html_figure(p, PLOT_FAN);
    html_details(p, N_("The numbers"));
    put_measure_table(p);
    put_note_on_rows(p, p->model->window, MOST_ROWS);
    html_details_end(p);
    if (has_figure)
        html_figure_end(p);
}

/* ------------------------------------------------------------------ states */

bool html_has_outcomes(const Page *p)
{
    for (int32_t v = 0; v < p->model->state_count; v++)
        if (p->outlook->odds[v])
            return true;
    return false;
}

static void put_odds_table(Page *p, int32_t v, int32_t most)
{
    const Var *var = &p->model->vars[v];
    int32_t size = domain_size(&var->domain);
    const char **cells = make(p->mem, const char *, size + 1);
    html_table(p, text_format(p->mem, "table-state-%d", (int)v),
               html_said_both(p, &var->text));
    cells[0] = date_head(p);
    for (int32_t k = 0; k < size; k++) {
        const char *in[LANG_COUNT];
        for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++)
            in[lang] = html_value(p, lang, var, var->domain.lo + k);
        cells[1 + k] = html_either(p, in);
    }
    html_head_row(p, cells, size + 1);
    for (int32_t t = 0; t <= p->model->window; t = row_after(t, p->model->window, most)) {
        const double *odds = p->outlook->odds[v][t];
        cells[0] = html_short_date(p, t);
        for (int32_t k = 0; k < size; k++)
            cells[1 + k] =
                html_number(p, (Figure){.is_share = true, .decimals = 1}, odds[k],
                            "/states/%d/at/%d/%d", (int)v, (int)t, (int)k);
        html_row(p, cells, size + 1);
    }
    html_table_end(p);
}

void html_outcomes(Page *p)
{
    bool has_figure = p->has_plot[PLOT_OUTCOMES];
    if (has_figure)
        html_figure(p, PLOT_OUTCOMES);
    html_details(p, N_("The numbers, for every state"));
    int32_t tables = 0;
    for (int32_t v = 0; v < p->model->state_count; v++)
        tables += p->outlook->odds[v] != NULL;
    const int32_t most = tables < MOST_ROWS ? MOST_ROWS / (tables ? tables : 1) : 1;
    for (int32_t v = 0; v < p->model->state_count; v++)
        if (p->outlook->odds[v])
            put_odds_table(p, v, most);
    put_note_on_rows(p, p->model->window, most);
    html_details_end(p);
    if (has_figure)
        html_figure_end(p);
}

/* ------------------------------------------------------------------ events */

bool html_has_events(const Page *p)
{
    return p->model->declared_event_count > 0;
}

static const char *chance_in_words(const Page *p, int32_t e)
{
    double ever = p->findings->event_ever[e];
    return text_format(p->mem, "%s <span class=\"word\">%s</span>",
                       html_share(p, ever, "/events/%d/ever", (int)e),
                       html_both(p, likelihood(ever)));
}

static void put_event_summary(Page *p)
{
    enum { NAME, NUMBER, EVER, COLUMNS };
    const Model *m = p->model;
    const double *counts = p->findings->base.event_count;
    const char *cells[COLUMNS] = {html_both(p, N_("Event")),
                                  html_both(p, m->is_endless
                                                   ? N_("Expected number, in the periods "
                                                        "shown")
                                                   : N_("Expected number")),
                                  html_both(p, N_("Chance that it happens at all"))};
    html_table(p, "table-events", html_both(p, N_("How often events happen")));
    html_head_row(p, cells, COLUMNS);
    for (int32_t e = 0; e < m->declared_event_count; e++) {
        cells[NAME] = html_said_both(p, &m->events[e].text);
        cells[NUMBER] = html_alone(p, counts[e], "/events/%d/count", (int)e);
        cells[EVER] = chance_in_words(p, e);
        html_row(p, cells, COLUMNS);
    }
    html_table_end(p);
}

static void put_event_table(Page *p)
{
    const Model *m = p->model;
    int32_t columns = m->own_event_count + 1;
    const char **cells = make(p->mem, const char *, columns);
    html_table(p, "table-events-in",
               html_both(p, N_("Expected number in the period that begins then")));
    cells[0] = date_head(p);
    for (int32_t e = 0; e < m->own_event_count; e++)
        cells[1 + e] = html_said_both(p, &m->events[e].text);
    html_head_row(p, cells, columns);
    for (int32_t t = 0; t < m->window; t = row_after(t, m->window - 1, MOST_ROWS)) {
        cells[0] = html_short_date(p, t);
        for (int32_t e = 0; e < m->own_event_count; e++)
            cells[1 + e] = html_alone(p, p->findings->event_in[e][t], "/events/%d/in/%d",
                                      (int)e, (int)t);
        html_row(p, cells, columns);
    }
    html_table_end(p);
}

void html_events(Page *p)
{
    put_event_summary(p);
    bool has_figure = p->has_plot[PLOT_EVENTS];
    if (has_figure)
        html_figure(p, PLOT_EVENTS);
    html_details(p, N_("The numbers, period by period"));
    put_event_table(p);
    put_note_on_rows(p, p->model->window - 1, MOST_ROWS);
    html_details_end(p);
    if (has_figure)
        html_figure_end(p);
}
