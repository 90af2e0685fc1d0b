#include "report/report_robust.h"

#include <math.h>
#include <string.h>

#include "report/csv.h"
#include "report/figure.h"
#include "report/robust_words.h"
#include "report/sections.h"

static const Claim *claim_of(const Robustness *r, int32_t k)
{
    return &r->model->claims[r->claims[k].claim];
}

/* ------------------------------------------------------------------ text: over the draws */

enum { CLAIM, HOLDS, ERROR, FIFTH, MEDIAN, LAST_FIFTH, CHART_CELL, COLUMNS };

static const char *percent(Mem *M, double share)
{
    return text_format(M, "%.1f%%", 100 * share);
}

static void fill_row(const Sheet *s, const Robustness *r, int32_t k, Cell *row)
{
    const Robust *c = &r->claims[k];
    Mem *M = s->mem;
    row[CLAIM].text = claim_of(r, k)->name;
    if (c->draws == 0)
        return;
    double ends[] = {c->quantile[0], c->quantile[QUANTILES / 2],
                     c->quantile[QUANTILES - 1]};
    Figure f = figure_for(ends, 3, false);
    row[HOLDS] = (Cell){.text = percent(M, c->share),
                        .style = c->share >= ROBUST_STURDY       ? GOOD
                                 : c->share <= 1 - ROBUST_STURDY ? BAD
                                                                 : PLAIN};
    row[ERROR].text = text_format(M, "±%.1f", 100 * c->standard_error);
    row[FIFTH].text = figure_text(M, f, ends[0]);
    row[MEDIAN].text = figure_text(M, f, ends[1]);
    row[LAST_FIFTH].text = figure_text(M, f, ends[2]);
    double most = 0;
    for (int b = 0; b < MARGIN_BINS; b++)
        most = c->bin[b] > most ? c->bin[b] : most;
    row[CHART_CELL].text = sparkline(M, c->bin, MARGIN_BINS, 1, 0, most);
}

static void put_shares(Sheet *s, const Robustness *r)
{
    const Column columns[COLUMNS] = {
        [HOLDS] = {.head = tr(s->lang, N_("holds in")), .right_align = true},
        [ERROR] = {.style = FAINT, .right_align = true},
        [FIFTH] = {.head = tr(s->lang, N_("margin: 5%")), .right_align = true},
        [MEDIAN] = {.head = tr(s->lang, N_("median")), .right_align = true},
        [LAST_FIFTH] = {.head = "95%", .right_align = true},
        [CHART_CELL] = {.head = tr(s->lang, N_("least to most")), .style = CHART},
    };
    Cell *cells = make(s->mem, Cell, (int64_t)r->claim_count * COLUMNS);
    for (int32_t k = 0; k < r->claim_count; k++)
        fill_row(s, r, k, cells + (int64_t)k * COLUMNS);
    sheet_table(s, 2, columns, COLUMNS, cells, r->claim_count);
}

/* ------------------------------------------------------------------ text: where they fail */

static const char *plain_count(const void *sheet, int64_t x, const char *place)
{
    (void)place;
    return text_format(((const Sheet *)sheet)->mem, "%lld", (long long)x);
}

static const char *plain_number(const void *sheet, double x, const char *place)
{
    (void)place;
    Buf out = {.mem = ((const Sheet *)sheet)->mem};
    buf_number(&out, x, 0);
    return buf_text(&out);
}

static const char *plain_name(const void *sheet, const Axis *axis)
{
    (void)sheet;
    return axis->name;
}

static const char *place_in_words(const Sheet *s, const Robustness *r, const Robust *c)
{
    const Wording w = {.mem = s->mem,
                       .lang = s->lang,
                       .count = plain_count,
                       .number = plain_number,
                       .name = plain_name,
                       .below = "<",
                       .above = ">",
                       .writer = s};
    return robust_place(&w, r, c);
}

static void name_axis(bool *named, const Box *b)
{
    for (int32_t k = 0; k < b->sides; k++)
        named[b->side[k].param] = true;
}

static void put_places(Sheet *s, const Robustness *r)
{
    int32_t boxes = 0;
    bool *named = make(s->mem, bool, r->axis_count);
    for (int32_t k = 0; k < r->claim_count; k++)
        boxes += r->claims[k].has_box;
    if (boxes == 0)
        return;
    sheet_heading(s, tr(s->lang, N_("Where the verdict turns")), "");
    int longest = 0;
    for (int32_t k = 0; k < r->claim_count; k++) {
        int width = r->claims[k].has_box ? (int)strlen(claim_of(r, k)->name) : 0;
        longest = width > longest ? width : longest;
    }
    const Column columns[] = {{0}, {.most = s->width - longest - 4, .hanging = 2}};
    Cell *cells = make(s->mem, Cell, 2 * (int64_t)boxes);
    int64_t row = 0;
    for (int32_t k = 0; k < r->claim_count; k++) {
        if (!r->claims[k].has_box)
            continue;
        cells[2 * row].text = claim_of(r, k)->name;
        cells[2 * row++ + 1].text = place_in_words(s, r, &r->claims[k]);
        name_axis(named, &r->claims[k].box);
    }
    sheet_table(s, 2, columns, 2, cells, boxes);
    sheet_line(s);
    for (int32_t k = 0; k < r->axis_count; k++)
        if (named[k])
            sheet_text(s, 2, 4, FAINT,
                       text_format(s->mem, "%s: %s", r->axes[k].name,
                                   r->axes[k].text->in[s->lang]));
}

/* ------------------------------------------------------------------ text */

static void put_draws(Sheet *s, const Robustness *r)
{
    sheet_heading(
        s, tr(s->lang, N_("Over the draws")),
        text_format(s->mem,
                    tr(s->lang, N_("%lld draws of %d parameters from their ranges, seed "
                                   "%llu")),
                    (long long)r->drawn, (int)r->axis_count, (unsigned long long)r->seed));
    if (r->drawn < r->wanted)
        sheet_text(s, 2, 4, BAD,
                   text_format(s->mem, tr(s->lang, N_("Interrupted: %lld were wanted.")),
                               (long long)r->wanted));
    if (r->missing_count > 0)
        sheet_text(s, 2, 4, BAD,
                   text_format(s->mem,
                               tr(s->lang, N_("In %lld of them the model has no value; the "
                                              "first says: %s")),
                               (long long)r->missing_count, r->missing->what[s->lang]));
    put_shares(s, r);
    put_places(s, r);
}

void report_draws_text(const Robustness *r, const Look *look, Buf *out)
{
    Sheet s = sheet_of(look, out);
    put_draws(&s, r);
}

void report_robust_text(const Robustness *r, const Look *look, Buf *out)
{
    Sheet s = sheet_of(look, out);
    int32_t held = 0;
    for (int32_t k = 0; k < r->claim_count; k++)
        held += r->claims[k].base.holds;
    sheet_text(&s, 0, 0, STRONG, r->model->title.in[s.lang]);
    sheet_heading(&s, tr(s.lang, N_("Claims")),
                  text_format(s.mem, tr(s.lang, N_("%d of %d hold")), (int)held,
                              (int)r->claim_count));
    if (!r->met)
        sheet_text(&s, 2, 4, BAD,
                   tr(s.lang, N_("Not certified: a solve behind the claims.")));
    for (int32_t k = 0; k < r->claim_count; k++)
        put_claim(&s, claim_of(r, k), r->claims[k].base.holds, &r->claims[k].compared);
    if (r->wanted > 0)
        put_draws(&s, r);
}

/* ------------------------------------------------------------------ CSV */

/* A nan is an empty field. */
static void put_number(Buf *out, double x)
{
    buf_putc(out, ',');
    if (!isnan(x))
        buf_number(out, x, 0);
}

static void put_whole(Buf *out, int64_t x)
{
    buf_printf(out, ",%lld", (long long)x);
}

static void put_comparison_rows(const Robustness *r, Buf *out)
{
    buf_puts(out, "claim,comparison,statement,claim_holds,holds,left_value,right_value\n");
    for (int32_t k = 0; k < r->claim_count; k++) {
        const Robust *c = &r->claims[k];
        for (int32_t j = 0; j < c->compared.count; j++) {
            const Comparison *side = &c->compared.at[j];
            csv_text(out, claim_of(r, k)->name);
            put_whole(out, j + 1);
            buf_putc(out, ',');
            csv_text(out, side->cond->as_written);
            put_whole(out, c->base.holds);
            put_whole(out, side->holds);
            put_number(out, side->left);
            put_number(out, side->right);
            buf_putc(out, '\n');
        }
    }
}

static void put_box_fields(const Robustness *r, const Robust *c, Buf *out)
{
    buf_printf(out, ",%s", !c->has_box ? "" : c->box_is_of_success ? "holds" : "fails");
    for (int32_t k = 0; k < 2; k++) {
        bool is_there = c->has_box && k < c->box.sides;
        const BoxSide *side = &c->box.side[k];
        buf_putc(out, ',');
        if (is_there)
            buf_puts(out, r->axes[side->param].name);
        put_number(out, is_there && isfinite(side->lo) ? side->lo : NAN);
        put_number(out, is_there && isfinite(side->hi) ? side->hi : NAN);
    }
    if (!c->has_box) {
        buf_puts(out, ",,,,");
        return;
    }
    put_whole(out, c->inside.draws);
    put_whole(out, c->inside.bad);
    put_whole(out, c->box.held.draws);
    put_whole(out, c->box.held.bad);
}

static void put_claim_rows(const Robustness *r, Buf *out)
{
    buf_puts(out, "claim,holds_at_base,margin_at_base,draws,held,share,standard_error,"
                  "share_low,share_high,margin_p05,margin_p25,margin_p50,margin_p75,"
                  "margin_p95,box_of,box_name_1,box_low_1,box_high_1,box_name_2,box_low_2,"
                  "box_high_2,box_draws,box_hits,box_draws_held_back,box_hits_held_back\n");
    for (int32_t k = 0; k < r->claim_count; k++) {
        const Robust *c = &r->claims[k];
        csv_text(out, claim_of(r, k)->name);
        put_whole(out, c->base.holds);
        put_number(out, c->base.margin);
        put_whole(out, c->draws);
        put_whole(out, c->held);
        put_number(out, c->draws ? c->share : NAN);
        put_number(out, c->draws ? c->standard_error : NAN);
        put_number(out, c->draws ? c->low : NAN);
        put_number(out, c->draws ? c->high : NAN);
        for (int q = 0; q < QUANTILES; q++)
            put_number(out, c->draws ? c->quantile[q] : NAN);
        put_box_fields(r, c, out);
        buf_putc(out, '\n');
    }
}

void report_draws_csv(const Robustness *r, const char *variant, Buf *out)
{
    for (int32_t k = 0; k < r->claim_count; k++) {
        const Robust *c = &r->claims[k];
        if (c->draws == 0)
            continue;
        const struct {
            const char *kind;
            double estimate;
        } rows[] = {{"claim_share", c->share},
                    {"claim_share_standard_error", c->standard_error}};
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            buf_printf(out, "%s,%s,", rows[i].kind, claim_of(r, k)->name);
            csv_text(out, variant);
            buf_puts(out, ",,");
            put_number(out, rows[i].estimate);
            buf_putc(out, '\n');
        }
    }
}

void report_robust_csv(const Robustness *r, Buf *out)
{
    if (r->wanted > 0)
        put_claim_rows(r, out);
    else
        put_comparison_rows(r, out);
}

/* ------------------------------------------------------------------ JSON */

static void put_comparisons_json(Json *j, const Comparisons *all)
{
    json_array(j, "comparisons");
    for (int32_t k = 0; k < all->count; k++) {
        json_object(j, NULL);
        json_text(j, "statement", all->at[k].cond->as_written);
        json_truth(j, "holds", all->at[k].holds);
        json_number(j, "left", all->at[k].left);
        json_number(j, "right", all->at[k].right);
        json_end(j);
    }
    json_end(j);
}

static void put_box_json(Json *j, const Robustness *r, const Robust *c)
{
    if (!c->has_box) {
        json_null(j, "box");
        return;
    }
    json_object(j, "box");
    json_text(j, "of", c->box_is_of_success ? "holds" : "fails");
    json_array(j, "sides");
    for (int32_t k = 0; k < c->box.sides; k++) {
        json_object(j, NULL);
        json_text(j, "parameter", r->axes[c->box.side[k].param].name);
        json_number(j, "low", c->box.side[k].lo);
        json_number(j, "high", c->box.side[k].hi);
        json_end(j);
    }
    json_end(j);
    json_whole(j, "draws", c->inside.draws);
    json_whole(j, "hits", c->inside.bad);
    json_whole(j, "hits_of_all", robust_hits_of_all(c));
    json_whole(j, "draws_held_back", c->box.held.draws);
    json_whole(j, "hits_held_back", c->box.held.bad);
    json_number(j, "p_value", c->box.p_value);
    json_end(j);
}

static void put_draws_json(Json *j, const Robustness *r, const Robust *c)
{
    json_whole(j, "draws", c->draws);
    json_whole(j, "held", c->held);
    json_number(j, "share", c->share);
    json_number(j, "standard_error", c->standard_error);
    json_number(j, "share_low", c->low);
    json_number(j, "share_high", c->high);
    json_numbers(j, "margin_quantiles", c->quantile, QUANTILES);
    json_number(j, "margin_least", c->least);
    json_number(j, "margin_most", c->most);
    json_numbers(j, "margin_bins", c->bin, MARGIN_BINS);
    put_box_json(j, r, c);
}

static void put_claim_json(Json *j, const Robustness *r, int32_t k, Lang lang)
{
    const Robust *c = &r->claims[k];
    const Claim *claim = claim_of(r, k);
    json_object(j, NULL);
    json_text(j, "name", claim->name);
    json_text(j, "text", claim->text.in[lang]);
    json_text(j, "statement", claim->holds->as_written);
    json_truth(j, "holds", c->base.holds);
    json_number(j, "margin", c->base.margin);
    put_comparisons_json(j, &c->compared);
    if (r->wanted > 0 && c->draws > 0)
        put_draws_json(j, r, c);
    json_end(j);
}

static void put_axes_json(Json *j, const Robustness *r, Lang lang)
{
    json_array(j, "parameters");
    for (int32_t k = 0; k < r->axis_count; k++) {
        const Axis *a = &r->axes[k];
        json_object(j, NULL);
        json_text(j, "name", a->name);
        json_text(j, "text", a->text->in[lang]);
        json_number(j, "low", a->lo);
        json_number(j, "high", a->hi);
        json_number(j, "base", a->base);
        json_truth(j, "is_structural", a->is_structural);
        json_end(j);
    }
    json_end(j);
}

/* What the draws were. */
static void put_drawn_json(Json *j, const Robustness *r, Lang lang)
{
    static const double p[QUANTILES] = ROBUST_QUANTILES;
    json_whole(j, "draws_wanted", r->wanted);
    json_whole(j, "draws", r->drawn);
    json_whole(j, "draws_missing", r->missing_count);
    json_text(j, "first_missing", r->missing ? r->missing->what[lang] : NULL);
    json_numbers(j, "quantiles", p, QUANTILES);
    put_axes_json(j, r, lang);
}

void report_draws_json(const Robustness *r, Lang lang, Json *j)
{
    json_object(j, "robustness");
    json_whole(j, "seed", (int64_t)r->seed);
    put_drawn_json(j, r, lang);
    json_whole(j, "parameter_count", r->axis_count);
    json_number(j, "sturdy_share", ROBUST_STURDY);
    json_whole(j, "sturdy_claims", robustness_sturdy_claims(r));
    json_array(j, "claims");
    for (int32_t k = 0; k < r->claim_count; k++) {
        json_object(j, NULL);
        json_text(j, "name", claim_of(r, k)->name);
        json_truth(j, "holds", r->claims[k].base.holds);
        json_number(j, "margin", r->claims[k].base.margin);
        if (r->claims[k].draws > 0)
            put_draws_json(j, r, &r->claims[k]);
        json_end(j);
    }
    json_end(j);
    json_end(j);
}

void report_robust_json(const Robustness *r, const Provenance *m, Lang lang, Buf *out)
{
    Json json = {.out = out, .lines = 3}, *j = &json;
    json_object(j, NULL);
    provenance_json(j, m);
    json_truth(j, "met", r->met);
    if (r->wanted > 0)
        put_drawn_json(j, r, lang);
    json_array(j, "claims");
    for (int32_t k = 0; k < r->claim_count; k++)
        put_claim_json(j, r, k, lang);
    json_end(j);
    json_end(j);
}
