#include <string.h>

#include "report/figure.h"
#include "report/sections.h"

/* One quantity, under the base and under every variant. */
typedef struct {
    const char *head;
    Figure figure;
    double *x; /* [1 + variant_count], the base first */
} Quantity;

typedef struct {
    const Findings *findings;
    const char **labels; /* [rows] */
    int32_t rows;        /* the base first, then the variants */
    Quantity *quantities;
    int32_t count;
} Panel;

static const Finding *finding_of_row(const Findings *f, int32_t row)
{
    return row == 0 ? &f->base : &f->variants[row - 1];
}

static const char *label_of_row(const Sheet *s, const Findings *f, int32_t row)
{
    if (row == 0)
        return f->under_count == 0 ? tr(s->lang, N_("as written"))
                                   : tr(s->lang, N_("under the variants in force"));
    const Finding *found = finding_of_row(f, row);
    const char *text = f->model->variants[found->variant].text.in[s->lang];
    return found->certificate->met
               ? text
               : text_format(s->mem, tr(s->lang, N_("%s (not certified)")), text);
}

static Panel panel_of(const Sheet *s, const Findings *f, int32_t most_quantities)
{
    Panel p = {.findings = f, .rows = 1 + f->variant_count};
    p.quantities = make(s->mem, Quantity, most_quantities);
    p.labels = make(s->mem, const char *, p.rows);
    for (int32_t r = 0; r < p.rows; r++)
        p.labels[r] = label_of_row(s, f, r);
    return p;
}

typedef double *Series(const Finding *found);

static double *values(const Finding *found)
{
    return found->value;
}

static double *event_counts(const Finding *found)
{
    return found->event_count;
}

static void add_quantity(const Sheet *s, Panel *p, const char *head, Series *series,
                         int32_t index, bool is_share)
{
    double *x = make(s->mem, double, p->rows);
    for (int32_t r = 0; r < p->rows; r++)
        x[r] = series(finding_of_row(p->findings, r))[index];
    p->quantities[p->count++] =
        (Quantity){.head = head, .x = x, .figure = figure_for(x, p->rows, is_share)};
}

/* ------------------------------------------------------------------ drawing */

/* Columns of the terminal for a quantity: its numbers, and a head of about three lines.  What has
 * no spaces, such as a Chinese head, stands on one line or on two that are as wide. */
static int quantity_width(const Sheet *s, const Quantity *q, int32_t rows)
{
    enum { LEAST = 8, MOST = 14 };
    int width = text_longest_word(q->head), third = text_widest(s->mem, q->head, 0) / 3 + 1;
    if (width > MOST)
        width = (width + 3) / 4 * 2; /* half of it, in whole Chinese characters */
    width = third > width ? third : width;
    width = width < LEAST ? LEAST : width > MOST ? MOST : width;
    for (int32_t r = 0; r < rows; r++) {
        int number = text_widest(s->mem, figure_text(s->mem, q->figure, q->x[r]), 0);
        width = number > width ? number : width;
    }
    return width;
}

/* The quantities first .. last - 1, the levels with the changes under them. */
static void put_block(Sheet *s, const Panel *p, int label, int32_t first, int32_t last)
{
    int32_t count = 1 + last - first;
    Column *columns = make(s->mem, Column, count);
    Cell *cells = make(s->mem, Cell, (int64_t)count * p->rows);
    columns[0] = (Column){.most = label, .hanging = 2};
    for (int32_t k = first; k < last; k++)
        columns[1 + k - first] =
            (Column){.head = p->quantities[k].head,
                     .right_align = true,
                     .most = quantity_width(s, &p->quantities[k], p->rows)};
    for (int32_t r = 0; r < p->rows; r++) {
        Cell *row = cells + (int64_t)r * count;
        row[0] = (Cell){.text = p->labels[r], .style = r == 0 ? STRONG : PLAIN};
        for (int32_t k = first; k < last; k++) {
            const Quantity *q = &p->quantities[k];
            row[1 + k - first] = (Cell){
                .text = figure_text(s->mem, q->figure, q->x[r]),
                .below = r > 0 ? figure_change(s->mem, q->figure, q->x[0], q->x[r]) : NULL,
                .style = r == 0 ? STRONG : PLAIN};
        }
    }
    sheet_table(s, 2, columns, count, cells, p->rows);
}

/* As many quantities side by side as the width holds; the others in further blocks. */
static void put_panel(Sheet *s, const Panel *p)
{
    const int most =
        s->width < 100 ? s->width * 2 / 5 : 40; /* of a label: two lines mostly */
    int label = 0;
    for (int32_t r = 0; r < p->rows; r++) {
        int width = text_widest(s->mem, p->labels[r], most);
        label = width > label ? width : label;
    }
    for (int32_t first = 0, last; first < p->count; first = last) {
        int room = s->width - 2 - label;
        for (last = first; last < p->count; last++) {
            room -= 2 + quantity_width(s, &p->quantities[last], p->rows);
            if (room < 0 && last > first)
                break;
        }
        if (first > 0)
            sheet_line(s);
        put_block(s, p, label, first, last);
    }
}

static void put_payoffs_and_measures(Sheet *s, const Findings *f)
{
    const Model *m = f->model;
    Panel p = panel_of(s, f, m->player_count + m->measure_count);
    for (int32_t i = 0; i < m->player_count; i++)
        add_quantity(s, &p,
                     text_format(s->mem, tr(s->lang, N_("payoff: %s")),
                                 m->players[i].text.in[s->lang]),
                     values, i, false);
    for (int32_t k = 0; k < m->measure_count; k++)
        add_quantity(s, &p, m->measures[k].text.in[s->lang], finding_means, k,
                     m->measures[k].value->type.kind == TYPE_TRUTH);
    sheet_heading(s, tr(s->lang, N_("Variants")),
                  m->is_endless
                      ? tr(s->lang, N_("payoffs, and the measures' means in the long run"))
                      : tr(s->lang, N_("payoffs, and the measures' means over time")));
    put_panel(s, &p);
}

static void put_counts(Sheet *s, const Findings *f)
{
    const Model *m = f->model;
    if (m->declared_event_count == 0)
        return;
    Panel p = panel_of(s, f, m->declared_event_count);
    for (int32_t e = 0; e < m->declared_event_count; e++)
        add_quantity(s, &p, m->events[e].text.in[s->lang], event_counts, e, false);
    sheet_heading(s, tr(s->lang, N_("Variants")),
                  tr(s->lang, N_("expected number of events")));
    put_panel(s, &p);
}

void put_variants(Sheet *s, const Findings *f)
{
    if (f->variant_count == 0)
        return;
    put_payoffs_and_measures(s, f);
    put_counts(s, f);
    sheet_text(
        s, 2, 2, FAINT,
        tr(s->lang, N_("Under each number stands its change against the first row, for "
                       "per cent in percentage points.")));
}
