/* Claims with their verdicts, and variants beside the base. */
#include "report/html.h"
#include "report/robust_words.h"
#include "report/sections.h"

/* ------------------------------------------------------------------ claims */

bool html_has_claims(const Page *p)
{
    return p->model->claim_count > 0;
}

static const char *verdict(const Page *p, bool holds)
{
    return text_format(p->mem, "<span class=\"verdict %s\">%s</span>",
                       holds ? "holds" : "fails",
                       html_both(p, holds ? N_("✓ holds") : N_("✗ fails")));
}

static const char *claim_in_words(const Page *p, const Claim *c)
{
    const char *text = html_said_both(p, &c->text);
    if (!c->source.in[LANG_EN])
        return text;
    return text_format(p->mem, "%s <span class=\"source\">%s</span>", text,
                       html_said_both(p, &c->source));
}

/* "64.3% P(signed_broad by 24) under back_channel"; a side that is a number says no more
 * than itself. */
static const char *side(const Page *p, Figure figure, double x, const Cond *c,
                        const char *path)
{
    const char *number = html_number(p, figure, x, "%s", path);
    return text_format(p->mem, "<b>%s</b>%s%s", number, c->op == X_NUMBER ? "" : " ",
                       c->op == X_NUMBER ? "" : html_code(p, c->as_written));
}

static const char *comparison(const Page *p, const Comparison *c, const char *place,
                              bool is_marked)
{
    const Cond *const *kids = (const Cond *const *)c->cond->kids;
    const double values[] = {c->left, c->right};
    Figure figure = figure_for(values, 2, cond_is_share(kids[0]) || cond_is_share(kids[1]));
    return text_format(
        p->mem, "<div class=\"compared\">%s<p>%s</p><p>%s %s</p></div>",
        is_marked ? verdict(p, c->holds) : "",
        side(p, figure, c->left, kids[0], text_format(p->mem, "%s/left", place)),
        html_escaped(p->mem, relation_sign(c->cond->op)),
        side(p, figure, c->right, kids[1], text_format(p->mem, "%s/right", place)));
}

static const char *comparisons(const Page *p, int32_t claim)
{
    const Comparisons *all = &p->findings->compared[claim];
    const Cond *holds = p->model->claims[claim].holds;
    Buf out = {.mem = p->mem};
    if (!is_conjunction(holds))
        buf_puts(&out, html_code(p, holds->as_written));
    for (int32_t k = 0; k < all->count; k++)
        buf_puts(&out, comparison(p, &all->at[k],
                                  text_format(p->mem, "/claims/%d/comparisons/%d",
                                              (int)claim, (int)k),
                                  all->count > 1));
    return buf_text(&out);
}

/* What a claim's numbers over the draws are written by. */
typedef struct {
    const Page *page;
    Lang lang;
    int32_t claim;
} DrawsWriter;

static const char *drawn_count(const void *writer, int64_t x, const char *place)
{
    const DrawsWriter *w = writer;
    return html_count(w->page, x, "/robustness/claims/%d%s", (int)w->claim, place);
}

static const char *drawn_number(const void *writer, double x, const char *place)
{
    const DrawsWriter *w = writer;
    return html_alone(w->page, x, "/robustness/claims/%d%s", (int)w->claim, place);
}

static const char *drawn_name(const void *writer, const Axis *axis)
{
    const DrawsWriter *w = writer;
    return html_said(w->page, w->lang, axis->text);
}

static const char *place_in_words(const Page *p, Lang lang, int32_t k)
{
    const Robustness *r = p->outlook->robustness;
    const DrawsWriter writer = {p, lang, k};
    const Wording w = {.mem = p->mem,
                       .lang = lang,
                       .count = drawn_count,
                       .number = drawn_number,
                       .name = drawn_name,
                       .below = "&lt;",
                       .above = "&gt;",
                       .writer = &writer};
    return robust_place(&w, r, &r->claims[k]);
}

/* "[bar] 83.5% ± 1.2%", and below where it turns. */
static const char *over_draws(const Page *p, int32_t k)
{
    const Robust *c = &p->outlook->robustness->claims[k];
    if (c->draws == 0)
        return html_both(p, N_("no value in any draw"));
    Buf out = {.mem = p->mem};
    buf_printf(
        &out,
        "<span class=\"bar\" style=\"--share:%.1f%%\"></span><b>%s</b> "
        "<span class=\"word\">± %s</span>",
        100 * c->share, html_share(p, c->share, "/robustness/claims/%d/share", (int)k),
        html_share(p, c->standard_error, "/robustness/claims/%d/standard_error", (int)k));
    if (c->has_box) {
        const char *const in[LANG_COUNT] = {place_in_words(p, LANG_EN, k),
                                            place_in_words(p, LANG_ZH, k)};
        buf_printf(&out, "<span class=\"source\">%s</span>", html_either(p, in));
    }
    return buf_text(&out);
}

static const char *head_of_draws(const Page *p)
{
    const char *in[LANG_COUNT];
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++)
        in[lang] =
            text_format(p->mem, tr(lang, N_("Holds in, of %s draws (± standard error)")),
                        html_count(p, p->outlook->robustness->drawn, "/robustness/draws"));
    return html_either(p, in);
}

static void put_claim_table(Page *p)
{
    enum { TEXT, VERDICT, NUMBERS, DRAWS, ALL };
    const bool is_drawn = p->outlook->robustness != NULL;
    const int32_t columns = is_drawn ? ALL : DRAWS;
    const char *cells[ALL] = {html_both(p, N_("Claim")), html_both(p, N_("Verdict")),
                              html_both(p, N_("Both sides"))};
    if (is_drawn)
        cells[DRAWS] = head_of_draws(p);
    html_table(p, "table-claims",
               html_both(p, N_("What is claimed, and what the model says")));
    html_head_row(p, cells, columns);
    for (int32_t k = 0; k < p->model->claim_count; k++) {
        cells[TEXT] = claim_in_words(p, &p->model->claims[k]);
        cells[VERDICT] = verdict(p, p->findings->verdicts[k].holds);
        cells[NUMBERS] = comparisons(p, k);
        if (is_drawn)
            cells[DRAWS] = over_draws(p, k);
        html_row(p, cells, columns);
    }
    html_table_end(p);
}

void html_claims(Page *p)
{
    put_claim_table(p);
    if (p->has_plot[PLOT_CLAIMS]) {
        html_details(p, N_("The same as a figure"));
        html_figure(p, PLOT_CLAIMS);
        html_figure_end(p);
        html_details_end(p);
    }
}

/* ------------------------------------------------------------------ variants */

bool html_has_variants(const Page *p)
{
    return p->findings->variant_count > 0;
}

static const char *label_of(const Page *p, int32_t row)
{
    const Findings *f = p->findings;
    if (row == 0)
        return html_both(p, f->under_count == 0 ? N_("as written")
                                                : N_("under the variants in force"));
    const Finding *found = &f->variants[row - 1];
    const Text *text = &f->model->variants[found->variant].text;
    if (found->certificate->met)
        return html_said_both(p, text);
    const char *in[LANG_COUNT];
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++)
        in[lang] = text_format(p->mem, tr(lang, N_("%s (not certified)")),
                               html_said(p, lang, text));
    return html_either(p, in);
}

static const Finding *finding_of_row(const Findings *f, int32_t row)
{
    return row == 0 ? &f->base : &f->variants[row - 1];
}

/* Over time, or in the long run where there is no end. */
static const char *mean_of_measure(const Page *p, Figure figure, int32_t row, int32_t k)
{
    const bool is_endless = p->model->is_endless;
    const double mean = finding_means(finding_of_row(p->findings, row))[k];
    if (row == 0)
        return html_number(p, figure, mean,
                           is_endless ? "/measures/%d/forever" : "/measures/%d/mean",
                           (int)k);
    return html_number(p, figure, mean,
                       is_endless ? "/variants/%d/measures_forever/%s"
                                  : "/variants/%d/measure_means/%s",
                       (int)row - 1, p->model->measures[k].name);
}

/* A player's payoffs, or a measure's means, down the rows. */
static void fill_column(const Page *p, int32_t column, Figure figure, const char **cells,
                        int32_t columns)
{
    const Findings *f = p->findings;
    const Model *m = p->model;
    const int32_t i = column, k = column - m->player_count;
    for (int32_t row = 0; row <= f->variant_count; row++, cells += columns) {
        const Finding *found = finding_of_row(f, row);
        const int at = (int)row - 1;
        if (i < m->player_count)
            *cells =
                row == 0
                    ? html_number(p, figure, found->value[i], "/players/%d/value", (int)i)
                    : html_number(p, figure, found->value[i], "/variants/%d/values/%s", at,
                                  m->players[i].name);
        else
            *cells = mean_of_measure(p, figure, row, k);
    }
}

static Figure figure_of_column(const Page *p, int32_t column)
{
    const Findings *f = p->findings;
    const int32_t k = column - p->model->player_count, rows = f->variant_count + 1;
    double *x = make(p->mem, double, rows);
    for (int32_t row = 0; row < rows; row++) {
        const Finding *found = finding_of_row(f, row);
        x[row] = k < 0 ? found->value[column] : finding_means(found)[k];
    }
    return figure_for(x, rows,
                      k >= 0 && p->model->measures[k].value->type.kind == TYPE_TRUTH);
}

static const char *head_of_column(const Page *p, int32_t column)
{
    const Model *m = p->model;
    if (column >= m->player_count)
        return html_said_both(p, &m->measures[column - m->player_count].text);
    const char *in[LANG_COUNT];
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++)
        in[lang] = text_format(p->mem, tr(lang, N_("payoff: %s")),
                               html_said(p, lang, &m->players[column].text));
    return html_either(p, in);
}

static void put_variant_table(Page *p)
{
    const int32_t rows = p->findings->variant_count + 1;
    const int32_t columns = 1 + p->model->player_count + p->model->measure_count;
    const char **cells = make(p->mem, const char *, (int64_t)(rows + 1) * columns);
    cells[0] = html_both(p, N_("Variant"));
    for (int32_t c = 1; c < columns; c++) {
        cells[c] = head_of_column(p, c - 1);
        fill_column(p, c - 1, figure_of_column(p, c - 1), cells + columns + c, columns);
    }
    for (int32_t row = 0; row < rows; row++)
        cells[(int64_t)(row + 1) * columns] = label_of(p, row);
    html_table(p, "table-variants",
               html_both(p, p->model->is_endless
                                ? N_("Payoffs, and the measures' means in the long run")
                                : N_("Payoffs, and the measures' means over time")));
    html_head_row(p, cells, columns);
    for (int32_t row = 1; row <= rows; row++)
        html_row(p, cells + (int64_t)row * columns, columns);
    html_table_end(p);
}

void html_variants(Page *p)
{
    bool has_figure = p->has_plot[PLOT_VARIANTS];
    if (has_figure)
        html_figure(p, PLOT_VARIANTS);
    html_details(p, N_("The numbers"));
    put_variant_table(p);
    html_details_end(p);
    if (has_figure)
        html_figure_end(p);
}
