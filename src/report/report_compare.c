#include "report/report_compare.h"

#include <math.h>

#include "report/figure.h"
#include "report/sheet.h"

/* ------------------------------------------------------------------ words */

static const char *side_name(const Sheet *s, const Comparing *c, int32_t side)
{
    return side == 0 ? tr(s->lang, N_("as written")) : c->sides[side].name;
}

static const char *row_label(const Sheet *s, const Compared *k)
{
    static const char *const formats[] = {
        [COMPARE_VALUE] = N_("payoff: %s"),
        [COMPARE_MEASURE_MEAN] = N_("%s, mean over time"),
        [COMPARE_MEASURE_END] = N_("%s, at the end"),
        [COMPARE_EVENT_COUNT] = N_("how often: %s"),
    };
    if (k->kind == COMPARE_QUESTION)
        return k->name;
    return text_format(s->mem, tr(s->lang, formats[k->kind]), k->text->in[s->lang]);
}

static Figure figure_of(const Sheet *s, const Comparing *c, int32_t k)
{
    double *x = make(s->mem, double, c->side_count);
    for (int32_t side = 0; side < c->side_count; side++)
        x[side] = c->sides[side].answer[k];
    return figure_for(x, c->side_count, c->compared[k].is_share);
}

/* A part of a difference: "+1.2", a dash where it is not known. */
static const char *part_text(const Sheet *s, Figure f, double x)
{
    return isnan(x) ? figure_text(s->mem, f, x) : figure_change(s->mem, f, 0, x);
}

/* ------------------------------------------------------------------ tables */

/* Rows of what is compared, columns of numbers, as many side by side as the width holds. */
typedef struct {
    Sheet *sheet;
    const Comparing *comparing;
    const char **heads; /* [columns] */
    Cell *cells;        /* [compared][columns] */
    int32_t columns;
} Panel;

enum { NUMBER_WIDTH = 14 };

static Panel panel_of(Sheet *s, const Comparing *c, int32_t columns)
{
    return (Panel){.sheet = s,
                   .comparing = c,
                   .heads = make(s->mem, const char *, columns),
                   .cells = make(s->mem, Cell, (int64_t)columns * c->count),
                   .columns = columns};
}

static void put_block(const Panel *p, int label, int32_t first, int32_t count)
{
    const Comparing *c = p->comparing;
    Mem *M = p->sheet->mem;
    Column *columns = make(M, Column, count + 1);
    Cell *cells = make(M, Cell, (int64_t)(count + 1) * c->count);
    columns[0] = (Column){.most = label, .hanging = 2};
    for (int32_t k = 0; k < count; k++)
        columns[1 + k] = (Column){
            .head = p->heads[first + k], .right_align = true, .most = NUMBER_WIDTH};
    for (int32_t r = 0; r < c->count; r++) {
        Cell *row = cells + (int64_t)r * (count + 1);
        row[0] = (Cell){.text = row_label(p->sheet, &c->compared[r])};
        for (int32_t k = 0; k < count; k++)
            row[1 + k] = p->cells[(int64_t)r * p->columns + first + k];
    }
    sheet_table(p->sheet, 2, columns, count + 1, cells, c->count);
}

static void put_panel(const Panel *p)
{
    int label = p->sheet->width * 2 / 5;
    int32_t at_once = (p->sheet->width - 2 - label) / (NUMBER_WIDTH + 2);
    for (int32_t first = 0; first < p->columns; first += at_once) {
        int32_t rest = p->columns - first;
        if (first > 0)
            sheet_line(p->sheet);
        put_block(p, label, first, rest < at_once ? rest : at_once);
    }
}

/* ------------------------------------------------------------------ sections */

static bool is_on_a_side(const Comparing *c, int32_t variant)
{
    for (int32_t side = 0; side < c->side_count; side++)
        for (int32_t k = 0; k < c->sides[side].under_count; k++)
            if (c->sides[side].under[k] == variant)
                return true;
    return false;
}

static void put_sides(Sheet *s, const Comparing *c)
{
    const Model *m = c->model;
    sheet_text(s, 0, 2, STRONG, m->title.in[s->lang]);
    for (int32_t k = 0; k < m->variant_count; k++)
        if (is_on_a_side(c, k))
            sheet_text(s, 2, 4, PLAIN,
                       text_format(s->mem, "%s: %s", m->variants[k].name,
                                   m->variants[k].text.in[s->lang]));
    if (c->played && c->played_count)
        sheet_text(s, 0, 2, PLAIN,
                   text_format(s->mem,
                               tr(s->lang, N_("Everybody plays as solved under: %s")),
                               c->played_name));
    else if (c->played)
        sheet_text(s, 0, 2, PLAIN,
                   tr(s->lang, N_("Everybody plays as solved for the model as written.")));
    for (int32_t side = 0; side < c->side_count; side++)
        if (!c->sides[side].met)
            sheet_text(s, 0, 2, BAD,
                       text_format(s->mem, tr(s->lang, N_("%s (not certified)")),
                                   side_name(s, c, side)));
}

static void put_answers(Sheet *s, const Comparing *c)
{
    Panel p = panel_of(s, c, c->side_count);
    for (int32_t side = 0; side < c->side_count; side++)
        p.heads[side] = side_name(s, c, side);
    for (int32_t k = 0; k < c->count; k++) {
        Figure f = figure_of(s, c, k);
        const double *base = &c->sides[0].answer[k];
        for (int32_t side = 0; side < c->side_count; side++) {
            double x = c->sides[side].answer[k];
            p.cells[(int64_t)k * c->side_count + side] =
                (Cell){.text = figure_text(s->mem, f, x),
                       .below = side > 0 ? figure_change(s->mem, f, *base, x) : NULL};
        }
    }
    sheet_heading(s, tr(s->lang, N_("Side by side")), "");
    put_panel(&p);
    sheet_text(s, 2, 2, FAINT,
               tr(s->lang, N_("Under each number stands its change against the model as "
                              "written, for per cent in percentage points.")));
}

static void put_parts(Sheet *s, const Comparing *c, int32_t side)
{
    enum { DIFFERENCE, MECHANICAL, BEHAVIOURAL, COLUMNS };
    sheet_heading(s, tr(s->lang, N_("What drives the difference")),
                  text_format(s->mem, tr(s->lang, N_("from the model as written to %s")),
                              c->sides[side].name));
    if (!c->sides[side].is_held) {
        sheet_text(
            s, 2, 2, PLAIN,
            tr(s->lang, N_("The parts cannot be told: what can be done in a situation "
                           "is not the same on both sides, so the strategies of one "
                           "say nothing about the other (`truce explain E620`).")));
        return;
    }
    Panel p = panel_of(s, c, COLUMNS);
    p.heads[DIFFERENCE] = tr(s->lang, N_("difference"));
    p.heads[MECHANICAL] = tr(s->lang, N_("mechanical"));
    p.heads[BEHAVIOURAL] = tr(s->lang, N_("behaviour"));
    for (int32_t k = 0; k < c->count; k++) {
        Figure f = figure_of(s, c, k);
        Cell *row = p.cells + (int64_t)k * COLUMNS;
        row[DIFFERENCE].text = part_text(s, f, compare_difference(c, side, k));
        row[MECHANICAL].text = part_text(s, f, compare_mechanical(c, side, k));
        row[BEHAVIOURAL].text = part_text(s, f, compare_behavioural(c, side, k));
    }
    put_panel(&p);
}

static const char *switch_head(const Sheet *s, const Switch *w)
{
    if (w->kind == SET_START)
        return w->name;
    return text_format(s->mem, "%s %s → %s", w->name, figure_alone(s->mem, w->from),
                       figure_alone(s->mem, w->to));
}

static void put_switches(Sheet *s, const Comparing *c)
{
    const Switches *w = c->switches;
    sheet_heading(s, tr(s->lang, N_("Which change brings about how much")),
                  text_format(s->mem, tr(s->lang, N_("from %s to %s")),
                              side_name(s, c, c->from), side_name(s, c, c->to)));
    if (!w->is_attributed) {
        const char *why =
            w->count == 0 ? tr(s->lang, N_("No number differs between the two."))
            : w->count > MOST_SWITCHES
                ? text_format(s->mem,
                              tr(s->lang, N_("%d numbers differ; the parts are found for "
                                             "at most %d.")),
                              w->count, MOST_SWITCHES)
                : tr(s->lang,
                     N_("With some of the changes and not the others the model has "
                        "no value, so the parts cannot be told."));
        sheet_text(s, 2, 2, PLAIN, why);
        return;
    }
    Panel p = panel_of(s, c, w->count);
    for (int32_t k = 0; k < w->count; k++)
        p.heads[k] = switch_head(s, &w->at[k]);
    for (int32_t r = 0; r < c->count; r++) {
        Figure f = figure_of(s, c, r);
        for (int32_t k = 0; k < w->count; k++)
            p.cells[(int64_t)r * w->count + k].text = part_text(s, f, w->part[r][k]);
    }
    put_panel(&p);
    sheet_text(s, 2, 2, FAINT,
               tr(s->lang, N_("Each change in the mean over all orders of making them "
                              "(Shapley); a row's parts sum to its difference.")));
}

void report_compare_text(const Comparing *c, const Look *look, Buf *out)
{
    Sheet s = sheet_of(look, out);
    put_sides(&s, c);
    put_answers(&s, c);
    for (int32_t side = 1; side < c->side_count && !c->played; side++)
        put_parts(&s, c, side);
    if (!c->played && c->side_count > 1)
        sheet_text(
            &s, 2, 2, FAINT,
            tr(s.lang, N_("Mechanical: what the change does while everybody goes on "
                          "playing as solved for the model as written. Behaviour: the "
                          "rest, because they play differently.")));
    if (c->switches)
        put_switches(&s, c);
}
