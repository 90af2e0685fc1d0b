#include "report/plot_private.h"
#include "report/sections.h"

#include <math.h>

static const char *claims_missing(const Findings *f, const PlotChoice *choice)
{
    (void)choice;
    return f->model->claim_count ? NULL : N_("the model makes no claims");
}

static int32_t count_held(const PlotData *d)
{
    int32_t held = 0;
    for (int32_t k = 0; k < d->model->claim_count; k++)
        held += d->findings->verdicts[k].holds;
    return held;
}

static const char *claims_describe(const PlotData *d, Lang lang)
{
    return text_format(
        d->mem,
        tr(lang, N_("%d of %d hold. Each line is one comparison, from 0 on a scale of its "
                    "own: a dot for its left side, a ring for its right side.")),
        (int)count_held(d), (int)d->model->claim_count);
}

/* ------------------------------------------------------------------ one comparison */

enum { ROW = 34 };

typedef struct {
    double lo, hi;
    Figure figure;
} ClaimScale;

static ClaimScale span_of(const Comparison *c)
{
    const double both[] = {c->left, c->right};
    const Cond *sides[] = {c->cond->kids[0], c->cond->kids[1]};
    ClaimScale s = {
        .figure = figure_for(both, 2, cond_is_share(sides[0]) || cond_is_share(sides[1]))};
    for (int k = 0; k < 2; k++) {
        double x = isfinite(both[k]) ? both[k] : 0;
        s.lo = fmin(s.lo, x);
        s.hi = fmax(s.hi, x);
    }
    if (s.hi == s.lo)
        s.hi = s.lo + 1;
    return s;
}

/* The numbers stand outside of the two dots where there is room, so that they never meet. */
static void put_number(Canvas *c, Point at, double zero, bool is_left, bool is_bold,
                       const char *text)
{
    Lettering how = {.ink = INK,
                     .size = SMALL_SIZE,
                     .anchor = is_left ? FROM_END : FROM_START,
                     .is_bold = is_bold};
    double width = letters_width(text, SMALL_SIZE, is_bold);
    double left = at.x + (is_left ? -10 - width : 8);
    if (left < zero &&
        zero < left + width + 2) /* the mark of zero does not cross a number */
        svg_box(&c->svg, SURFACE_INK, 1, (Point){left, at.y - 7}, width + 2, 14);
    svg_text(&c->svg, how, (Point){at.x + (is_left ? -9 : 9), at.y + 0.35 * SMALL_SIZE},
             text);
}

static void draw_dumbbell(Canvas *c, const Comparison *cmp, double left, double width,
                          double y)
{
    ClaimScale s = span_of(cmp);
    const char *a = figure_text(c->mem, s.figure, cmp->left);
    const char *b = figure_text(c->mem, s.figure, cmp->right);
    double beside =
        14 + fmax(letters_width(a, SMALL_SIZE, true), letters_width(b, SMALL_SIZE, true));
    Panel p = {.left = left + beside,
               .top = y,
               .width = width - 2 * beside,
               .height = 1,
               .x_lo = s.lo,
               .x_hi = s.hi,
               .y_hi = 1};
    Point x = panel_point(&p, isfinite(cmp->left) ? cmp->left : 0, 0),
          z = panel_point(&p, isfinite(cmp->right) ? cmp->right : 0, 0);
    Ink ink = cmp->holds ? GOOD_INK : BAD_INK;
    Point zero = panel_point(&p, 0, 0);
    x.y = z.y = zero.y = y;
    svg_line(&c->svg, (Stroke){.ink = GRID_INK, .width = 1}, (Point){p.left, y},
             (Point){p.left + p.width, y});
    svg_line(&c->svg, (Stroke){.ink = AXIS_INK, .width = 1}, (Point){zero.x, y - 6},
             (Point){zero.x, y + 6});
    svg_line(&c->svg, (Stroke){.ink = ink, .width = 3, .dash = cmp->holds ? 0 : 2}, x, z);
    svg_ring(&c->svg, ink, z, 5);
    svg_dot(&c->svg, ink, x, 5);
    bool left_first = x.x <= z.x;
    put_number(c, x, zero.x, left_first, true, a);
    put_number(c, z, zero.x, !left_first, false, b);
}

static const char *comparison_text(const Canvas *c, const Comparison *cmp)
{
    return text_format(c->mem, "%s %s %s", cmp->cond->kids[0]->as_written,
                       relation_sign(cmp->cond->op), cmp->cond->kids[1]->as_written);
}

/* ------------------------------------------------------------------ one claim */

static double put_statement(Canvas *c, int32_t claim, double width)
{
    bool holds = c->data->findings->verdicts[claim].holds;
    Lettering verdict = {
        .ink = holds ? GOOD_INK : BAD_INK, .size = TEXT_SIZE, .is_bold = true};
    const char *mark = holds ? tr(c->lang, N_("✓ holds")) : tr(c->lang, N_("✗ fails"));
    double y = c->y + TEXT_SIZE;
    double wide = 10 + fmax(letters_width(tr(c->lang, N_("✓ holds")), TEXT_SIZE, true),
                            letters_width(tr(c->lang, N_("✗ fails")), TEXT_SIZE, true));
    svg_text(&c->svg, verdict, (Point){MARGIN, y}, mark);
    return svg_paragraph(&c->svg, lettering(INK, TEXT_SIZE), (Point){MARGIN + wide, y},
                         width - wide, c->model->claims[claim].text.in[c->lang]);
}

static void draw_claim(Canvas *c, int32_t claim)
{
    const Comparisons *all = &c->data->findings->compared[claim];
    double whole = c->width - 2 * MARGIN;
    double width = c->is_narrow ? whole : 0.46 * whole;
    double left = c->is_narrow ? MARGIN : MARGIN + 0.5 * whole;
    double statement = put_statement(c, claim, width);
    double y = c->is_narrow ? c->y + statement + 4 : c->y;
    for (int32_t k = 0; k < all->count; k++) {
        const char *text = comparison_text(c, &all->at[k]);
        double right = c->width - MARGIN - left;
        y += svg_paragraph(&c->svg, lettering(FAINT_INK, SMALL_SIZE - 1),
                           (Point){left, y + SMALL_SIZE - 1}, right, text);
        draw_dumbbell(c, &all->at[k], left, right, y + 9);
        y += ROW - 10;
    }
    c->y = fmax(y, c->y + statement) + 8;
    if (claim + 1 < c->model->claim_count)
        svg_line(&c->svg, (Stroke){.ink = GRID_INK, .width = 1}, (Point){MARGIN, c->y - 4},
                 (Point){c->width - MARGIN, c->y - 4});
    c->y += 4;
}

static void claims_draw(Canvas *c)
{
    for (int32_t k = 0; k < c->model->claim_count; k++) {
        svg_group(&c->svg, c->model->claims[k].name);
        draw_claim(c, k);
        svg_end(&c->svg);
    }
}

/* ------------------------------------------------------------------ the table */

static void claims_fill(const PlotData *d, Lang lang, PlotTable *table)
{
    enum { CLAIM, TEXT, SOURCE, VERDICT, COMPARISON, LEFT, RIGHT, COLUMNS };
    static const TableColumn heads[COLUMNS] = {
        {N_("claim"), "claim"},           {N_("text"), "text"},
        {N_("source"), "source"},         {N_("verdict"), "verdict"},
        {N_("comparison"), "comparison"}, {N_("left side"), "left"},
        {N_("right side"), "right"}};
    Mem *M = d->mem;
    table_head(table, M, COLUMNS, heads, lang);
    for (int32_t k = 0; k < d->model->claim_count; k++) {
        const Claim *claim = &d->model->claims[k];
        const Comparisons *all = &d->findings->compared[k];
        for (int32_t i = 0; i < all->count; i++) {
            Figure figure = span_of(&all->at[i]).figure;
            PlotCell *row = table_row(table, M);
            row[CLAIM] = text_cell(claim->name);
            row[TEXT] = text_cell(claim->text.in[lang]);
            row[SOURCE] =
                text_cell(claim->source.in[LANG_EN] ? claim->source.in[lang] : "");
            row[VERDICT] =
                text_cell(d->findings->verdicts[k].holds ? tr(lang, N_("holds"))
                                                         : tr(lang, N_("fails")));
            row[COMPARISON] = text_cell(all->at[i].cond->as_written);
            row[LEFT] = number_cell(M, figure, all->at[i].left);
            row[RIGHT] = number_cell(M, figure, all->at[i].right);
        }
    }
}

const Plot claims_plot = {.name = "claims",
                          .title = N_("What is claimed"),
                          .missing = claims_missing,
                          .describe = claims_describe,
                          .draw = claims_draw,
                          .fill = claims_fill};
