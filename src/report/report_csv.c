#include <math.h>
#include <string.h>

#include "report/csv.h"
#include "report/figure.h"
#include "report/report.h"

/* What the rows that follow are about. */
typedef struct {
    const Findings *findings;
    const Model *model;
    Buf *out;
    const char *variant; /* names of the variants in force, joined by "+" */
} Rows;

enum { NO_PERIOD = -1 };

static void put_row(const Rows *r, const char *kind, const char *name, int32_t period,
                    double estimate)
{
    const Model *m = r->model;
    csv_text(r->out, kind);
    buf_putc(r->out, ',');
    csv_text(r->out, name);
    buf_putc(r->out, ',');
    csv_text(r->out, r->variant);
    buf_putc(r->out, ',');
    if (period != NO_PERIOD)
        buf_printf(r->out, "%d", (int)period);
    buf_putc(r->out, ',');
    if (period != NO_PERIOD && m->has_calendar)
        buf_puts(r->out, date_of_period(r->out->mem, m, period));
    buf_putc(r->out, ',');
    buf_number(r->out, estimate, 0);
    buf_putc(r->out, '\n');
}

static void put_head(const Rows *r)
{
    buf_puts(r->out, "kind,name,variant,period,date,estimate\n");
}

static const char *joined_variants(Mem *M, const Findings *f, int32_t variant)
{
    const Model *m = f->model;
    Buf out = {.mem = M};
    for (int32_t k = 0; k < f->under_count; k++)
        buf_printf(&out, "%s%s", k ? "+" : "", m->variants[f->under[k]].name);
    if (variant >= 0)
        buf_printf(&out, "%s%s", f->under_count ? "+" : "", m->variants[variant].name);
    return buf_text(&out);
}

static Rows rows_of(const Findings *f, int32_t variant, Buf *out)
{
    return (Rows){.findings = f,
                  .model = f->model,
                  .out = out,
                  .variant = joined_variants(out->mem, f, variant)};
}

/* ------------------------------------------------------------------ kinds of rows */

static void put_certificate(const Rows *r, const Finding *found)
{
    const Model *m = r->model;
    const Certificate *c = found->certificate;
    for (int32_t i = 0; i < m->player_count; i++)
        put_row(r, "value", m->players[i].name, NO_PERIOD, found->value[i]);
    for (int32_t i = 0; i < m->player_count; i++)
        put_row(r, "exploitability", m->players[i].name, NO_PERIOD, c->exploitability[i]);
    for (int32_t i = 0; i < m->player_count; i++)
        put_row(r, "given_up", m->players[i].name, NO_PERIOD, c->given_up[i]);
    put_row(r, "residual", "", NO_PERIOD, c->residual);
    put_row(r, "tolerance", "", NO_PERIOD, c->tolerance);
    if (!isnan(c->value_bound))
        put_row(r, "value_bound", "", NO_PERIOD, c->value_bound);
    put_row(r, "met", "", NO_PERIOD, c->met);
}

static void put_size(const Rows *r)
{
    const Findings *f = r->findings;
    put_row(r, "states", "", NO_PERIOD, (double)f->states);
    put_row(r, "nodes", "", NO_PERIOD, (double)f->nodes);
    put_row(r, "edges", "", NO_PERIOD, (double)f->edges);
    put_row(r, "layers", "", NO_PERIOD, f->layers);
}

static void put_over_time(const Rows *r)
{
    const Findings *f = r->findings;
    const Model *m = r->model;
    for (int32_t k = 0; k < m->measure_count; k++)
        for (int32_t t = 0; t <= m->window; t++)
            put_row(r, "measure", m->measures[k].name, t, f->measure_at[k][t]);
    for (int32_t e = 0; e < m->declared_event_count; e++)
        for (int32_t t = 0; t < m->window; t++)
            put_row(r, "event_in", m->events[e].name, t, f->event_in[e][t]);
    for (int32_t e = 0; e < m->declared_event_count; e++)
        put_row(r, "event_ever", m->events[e].name, NO_PERIOD, f->event_ever[e]);
}

static void put_summary(const Rows *r, const Finding *found)
{
    const Model *m = r->model;
    for (int32_t k = 0; k < m->measure_count; k++)
        put_row(r, "measure_mean", m->measures[k].name, NO_PERIOD, found->measure_mean[k]);
    for (int32_t k = 0; k < m->measure_count; k++)
        put_row(r, "measure_end", m->measures[k].name, NO_PERIOD, found->measure_end[k]);
    for (int32_t k = 0; k < m->measure_count && found->measure_forever; k++)
        put_row(r, "measure_forever", m->measures[k].name, NO_PERIOD,
                found->measure_forever[k]);
    for (int32_t e = 0; e < m->declared_event_count; e++)
        put_row(r, "event_count", m->events[e].name, NO_PERIOD, found->event_count[e]);
}

static void put_claims(const Rows *r)
{
    const Findings *f = r->findings;
    for (int32_t k = 0; k < r->model->claim_count; k++) {
        const char *name = r->model->claims[k].name;
        put_row(r, "claim_holds", name, NO_PERIOD, f->verdicts[k].holds);
        for (int32_t p = 0; p < f->compared[k].count; p++) {
            const Comparison *c = &f->compared[k].at[p];
            put_row(r, "claim_left", name, NO_PERIOD, c->left);
            put_row(r, "claim_right", name, NO_PERIOD, c->right);
        }
    }
}

/* ------------------------------------------------------------------ */

void report_solve_csv(const Findings *f, Buf *out)
{
    Rows base = rows_of(f, -1, out);
    put_head(&base);
    put_certificate(&base, &f->base);
    put_size(&base);
}

void report_csv(const Findings *f, Buf *out)
{
    report_solve_csv(f, out);
    Rows base = rows_of(f, -1, out);
    put_over_time(&base);
    put_summary(&base, &f->base);
    put_claims(&base);
    for (int32_t k = 0; k < f->variant_count; k++) {
        Rows rows = rows_of(f, f->variants[k].variant, out);
        put_certificate(&rows, &f->variants[k]);
        put_summary(&rows, &f->variants[k]);
    }
}
