#include "report/figure.h"
#include "report/sections.h"

const char *relation_sign(ExprOp op)
{
    switch (op) {
    case X_EQ:
        return "=";
    case X_NE:
        return "≠";
    case X_LT:
        return "<";
    case X_LE:
        return "≤";
    case X_GT:
        return ">";
    default:
        return "≥";
    }
}

enum { MARK, RELATION, VALUE, WRITTEN, COLUMNS };

/* Two rows, both sides one under the other:
 *      1.041  E(count collapse by end) under plain_text
 *   <  4.252  E(count collapse by end)
 * A side that is a number says no more than itself. */
static void fill_comparison(const Sheet *s, const Comparison *c, Cell *row)
{
    const Cond *sides[] = {c->cond->kids[0], c->cond->kids[1]};
    const double values[] = {c->left, c->right};
    Figure figure = figure_for(values, 2, cond_is_share(c->cond));
    for (int k = 0; k < 2; k++, row += COLUMNS) {
        row[RELATION].text = k == 0 ? "" : relation_sign(c->cond->op);
        row[VALUE].text = figure_text(s->mem, figure, values[k]);
        if (sides[k]->op != X_NUMBER)
            row[WRITTEN].text = sides[k]->as_written;
    }
}

/* Of several comparisons, each is marked. */
static void put_comparisons(Sheet *s, int indent, const Comparisons *all)
{
    const Column columns[COLUMNS] = {
        [VALUE] = {.right_align = true, .style = STRONG},
        [WRITTEN] = {.most = s->width - indent - 20},
    };
    Cell *cells = make(s->mem, Cell, (int64_t)all->count * 2 * COLUMNS);
    for (int32_t k = 0; k < all->count; k++) {
        const Comparison *c = &all->at[k];
        Cell *row = cells + (int64_t)k * 2 * COLUMNS;
        fill_comparison(s, c, row);
        if (all->count > 1)
            row[MARK] =
                (Cell){.text = c->holds ? "✓" : "✗", .style = c->holds ? GOOD : BAD};
    }
    sheet_table(s, indent, columns, COLUMNS, cells, all->count * 2);
}

bool is_conjunction(const Cond *c)
{
    if (c->op == X_AND)
        return is_conjunction(c->kids[0]) && is_conjunction(c->kids[1]);
    return c->op >= X_EQ && c->op <= X_GE;
}

void put_claim(Sheet *s, const Claim *c, bool holds, const Comparisons *compared)
{
    const char *mark = holds ? tr(s->lang, N_("✓ holds")) : tr(s->lang, N_("✗ fails"));
    sheet_line(s);
    int indent = sheet_marked(s, holds ? GOOD : BAD, mark, c->text.in[s->lang]);
    if (c->source.in[LANG_EN])
        sheet_text(s, indent, indent, FAINT, c->source.in[s->lang]);
    if (!is_conjunction(c->holds))
        sheet_text(s, indent, indent + 2, PLAIN, c->holds->as_written);
    put_comparisons(s, indent, compared);
}

/* Is it only in solves that the report does not show that a certificate missed? */
static bool missed_behind_claims(const Findings *f)
{
    bool shown_met = f->base.certificate->met;
    for (int32_t k = 0; k < f->variant_count; k++)
        shown_met = shown_met && f->variants[k].certificate->met;
    return !f->met && shown_met;
}

void put_claims(Sheet *s, const Findings *f)
{
    int32_t n = f->model->claim_count, held = 0;
    if (n == 0)
        return;
    for (int32_t k = 0; k < n; k++)
        held += f->verdicts[k].holds;
    sheet_heading(s, tr(s->lang, N_("Claims")),
                  text_format(s->mem, tr(s->lang, N_("%d of %d hold")), (int)held, (int)n));
    if (missed_behind_claims(f))
        sheet_text(s, 2, 4, BAD,
                   tr(s->lang, N_("Not certified: a solve behind the claims.")));
    for (int32_t k = 0; k < n; k++)
        put_claim(s, &f->model->claims[k], f->verdicts[k].holds, &f->compared[k]);
}
