#include "report/choices.h"
#include "report/plot_private.h"

#include <math.h>
#include <string.h>

static const char *policy_missing(const Findings *f, const PlotChoice *choice)
{
    (void)choice;
    for (int32_t v = 0; v < f->model->var_count; v++)
        if (f->model->vars[v].kind == VAR_CHOICE)
            return NULL;
    return N_("nobody chooses anything in this model");
}

static bool policy_find(PlotData *d)
{
    if (d->outlook->opening_count == 0)
        d->refusal = N_("nobody has a choice to make in the first period");
    return d->outlook->opening_count > 0;
}

static const char *policy_describe(const PlotData *d, Lang lang)
{
    return tr(
        lang,
        d->outlook->has_worths
            ? N_("The choices of the first period, each where it is most likely to come "
                 "up. Bars: how likely each option is once it comes to this. Worth: the "
                 "expected payoff from there on. Price: what the option costs against the "
                 "best.")
            : N_("The choices of the first period, each where it is most likely to come "
                 "up. Bars: how likely each option is once it comes to this, over all that "
                 "its player may know alone. What an option is worth depends on that, and "
                 "is not shown."));
}

/* Of a choice that comes up in several situations, the likeliest one. */
static bool is_likeliest(const Outlook *o, int32_t opening)
{
    const Opening *this = &o->openings[opening];
    for (int32_t k = 0; k < o->opening_count; k++) {
        const Opening *other = &o->openings[k];
        if (k == opening || other->var != this->var)
            continue;
        if (other->reached > this->reached ||
            (other->reached >= this->reached && k < opening))
            return false;
    }
    return true;
}

static const char *arm_text(const PlotData *d, const Opening *o, int32_t arm, Lang lang)
{
    const OpeningArm *a = &o->arms[arm];
    if (a->text)
        return a->text->in[lang];
    Buf out = {.mem = d->mem};
    put_value(&out, &d->model->vars[o->var], a->value);
    return buf_text(&out);
}

static const char *value_text(const PlotData *d, const Circumstance *c, Lang lang)
{
    const Var *var = &d->model->vars[c->var];
    const Domain *domain = &var->domain;
    if (domain->texts && *domain->texts[c->value - domain->lo].in[lang])
        return domain->texts[c->value - domain->lo].in[lang];
    if (domain->kind == TYPE_TRUTH)
        return tr(lang, c->value ? N_("yes") : N_("no"));
    Buf out = {.mem = d->mem};
    put_value(&out, var, c->value);
    return buf_text(&out);
}

/* What tells the situation apart: "Curbs imposed by Washington: standing". */
static const char *where_text(const PlotData *d, const Opening *o, Lang lang)
{
    Buf where = {.mem = d->mem};
    for (int32_t k = 0; k < o->where_count; k++)
        buf_printf(&where, tr(lang, k ? N_("; %s: %s") : N_("%s: %s")),
                   d->model->vars[o->where[k].var].text.in[lang],
                   value_text(d, &o->where[k], lang));
    return buf_text(&where);
}

/* "comes up with 45.0%", and where, when that does not go without saying. */
static const char *occasion(const PlotData *d, const Opening *o, Lang lang)
{
    Figure share = {.is_share = true, .decimals = 1};
    const char *chance = figure_text(d->mem, share, o->reached);
    const char *where = where_text(d, o, lang);
    if (!*where)
        return text_format(d->mem, tr(lang, N_("comes up with %s")), chance);
    return text_format(d->mem, tr(lang, N_("comes up with %s, when %s")), chance, where);
}

/* ------------------------------------------------------------------ drawing */

enum { ROW = 22, NUMBER = 62 };

/* The columns: what the option is called, its bar, and three numbers. */
typedef struct {
    double name, bar_left, bar, worth, price; /* right edges of the numbers */
} PolicyColumns;

static PolicyColumns columns_of(const Canvas *c)
{
    double right = c->width - MARGIN;
    double numbers = c->data->outlook->has_worths ? 2 * NUMBER : 0;
    PolicyColumns k = {.price = right, .worth = right - NUMBER};
    double rest = right - numbers - MARGIN;
    k.name = (c->is_narrow ? 0.46 : 0.42) * rest;
    k.bar_left = MARGIN + k.name + 10;
    k.bar = rest - k.name - 10 - 52; /* the share's text stands behind the bar */
    return k;
}

static void put_policy_heads(Canvas *c, const PolicyColumns *k)
{
    double y = c->y + SMALL_SIZE;
    Lettering how = lettering(FAINT_INK, SMALL_SIZE);
    svg_text(&c->svg, how, (Point){k->bar_left, y}, tr(c->lang, N_("chance, once there")));
    c->y += SMALL_SIZE + 8;
    if (!c->data->outlook->has_worths)
        return;
    how.anchor = FROM_END;
    svg_text(&c->svg, how, (Point){k->worth, y}, tr(c->lang, N_("worth")));
    svg_text(&c->svg, how, (Point){k->price, y}, tr(c->lang, N_("price")));
}

static void put_worth(Canvas *c, const PolicyColumns *k, const OpeningArm *a, double base,
                      Figure figure)
{
    Lettering number = {.ink = INK, .size = SMALL_SIZE, .anchor = FROM_END};
    svg_text(&c->svg, number, (Point){k->worth, base},
             figure_text(c->mem, figure, a->worth));
    const char *price =
        a->loss > 0 ? figure_text(c->mem, figure, a->loss) : tr(c->lang, N_("best"));
    number.ink = a->loss > 0 ? INK : FAINT_INK;
    svg_text(&c->svg, number, (Point){k->price, base}, price);
}

static void put_arm(Canvas *c, const PolicyColumns *k, const Opening *o, int32_t arm,
                    Figure figure)
{
    const OpeningArm *a = &o->arms[arm];
    const char *text = arm_text(c->data, o, arm, c->lang);
    double height = svg_paragraph_height(c->mem, TEXT_SIZE, k->name, text);
    double row = fmax(ROW, height + 5), base = c->y + row / 2 + 0.35 * TEXT_SIZE;
    svg_paragraph(&c->svg, lettering(INK, TEXT_SIZE),
                  (Point){MARGIN, base - (height - 1.35 * TEXT_SIZE) / 2}, k->name, text);
    double length = a->probability > 0 ? fmax(1, a->probability * k->bar) : 0,
           middle = c->y + row / 2;
    svg_box(&c->svg, SHADE_INK, 1, (Point){k->bar_left, middle - 6}, k->bar, 12);
    svg_box(&c->svg, series_ink(o->player), 1, (Point){k->bar_left, middle - 6}, length,
            12);
    Lettering number = {.ink = INK, .size = SMALL_SIZE, .is_bold = true};
    svg_text(
        &c->svg, number, (Point){k->bar_left + k->bar + 6, base},
        figure_text(c->mem, (Figure){.is_share = true, .decimals = 1}, a->probability));
    if (c->data->outlook->has_worths)
        put_worth(c, k, a, base, figure);
    c->y += row;
}

static Figure worth_figure(const PlotData *d, const Opening *o)
{
    double *worths = make(d->mem, double, o->arm_count);
    for (int32_t k = 0; k < o->arm_count; k++)
        worths[k] = o->arms[k].worth;
    return figure_for(worths, o->arm_count, false);
}

/* Of a long list of options, the likeliest are shown. */
enum { LONG_LIST = 12, LIKELIEST = 8 };

static bool is_shown(const Opening *o, int32_t arm)
{
    int32_t likelier = 0;
    if (o->arm_count <= LONG_LIST)
        return true;
    for (int32_t k = 0; k < o->arm_count; k++)
        likelier += o->arms[k].probability > o->arms[arm].probability ||
                    (k < arm && o->arms[k].probability >= o->arms[arm].probability);
    return likelier < LIKELIEST && o->arms[arm].probability > 0;
}

static void put_arms(Canvas *c, const PolicyColumns *k, const Opening *o)
{
    Figure figure = worth_figure(c->data, o), share = {.is_share = true, .decimals = 1};
    double rest = 0;
    int32_t left_out = 0;
    for (int32_t a = 0; a < o->arm_count; a++)
        if (is_shown(o, a))
            put_arm(c, k, o, a, figure);
        else {
            rest += o->arms[a].probability;
            left_out++;
        }
    if (left_out == 0)
        return;
    c->y += svg_paragraph(
        &c->svg, lettering(FAINT_INK, SMALL_SIZE), (Point){MARGIN, c->y + SMALL_SIZE},
        c->width - 2 * MARGIN,
        text_format(c->mem,
                    tr(c->lang, N_("Less likely options left out: %d, together %s")),
                    (int)left_out, figure_text(c->mem, share, rest)));
}

static void draw_opening(Canvas *c, const PolicyColumns *k, const Opening *o)
{
    const Model *m = c->model;
    double width = c->width - 2 * MARGIN;
    const char *heading =
        player_and(c->data, o->player, m->vars[o->var].text.in[c->lang], c->lang);
    svg_box(&c->svg, series_ink(o->player), 1, (Point){MARGIN, c->y + 3}, 4, TEXT_SIZE);
    Lettering bold = {.ink = INK, .size = TEXT_SIZE, .is_bold = true};
    c->y += svg_paragraph(&c->svg, bold, (Point){MARGIN + 10, c->y + TEXT_SIZE}, width - 10,
                          heading);
    c->y += svg_paragraph(&c->svg, lettering(FAINT_INK, SMALL_SIZE),
                          (Point){MARGIN + 10, c->y + SMALL_SIZE}, width - 10,
                          occasion(c->data, o, c->lang));
    put_arms(c, k, o);
    c->y += 10;
}

static void policy_draw(Canvas *c)
{
    const Outlook *o = c->data->outlook;
    PolicyColumns k = columns_of(c);
    put_policy_heads(c, &k);
    for (int32_t i = 0; i < o->opening_count; i++) {
        if (!is_likeliest(o, i))
            continue;
        svg_group(&c->svg, c->model->vars[o->openings[i].var].name);
        draw_opening(c, &k, &o->openings[i]);
        svg_end(&c->svg);
    }
    c->y -= 10;
}

/* ------------------------------------------------------------------ the table */

static void policy_fill(const PlotData *d, Lang lang, PlotTable *table)
{
    enum { PLAYER, CHOICE, OCCASION, REACHED, OPTION, PROBABILITY, WORTH, PRICE, COLUMNS };
    static const TableColumn heads[COLUMNS] = {
        {N_("player"), "player"}, {N_("choice"), "choice"},
        {N_("when"), "occasion"}, {N_("chance"), "reached"},
        {N_("option"), "option"}, {N_("probability"), "probability"},
        {N_("worth"), "worth"},   {N_("price"), "price"}};
    Mem *M = d->mem;
    const Outlook *outlook = d->outlook;
    Figure share = {.is_share = true, .decimals = 1};
    table_head(table, M, outlook->has_worths ? COLUMNS : WORTH, heads, lang);
    for (int32_t i = 0; i < outlook->opening_count; i++) {
        const Opening *o = &outlook->openings[i];
        Figure figure = worth_figure(d, o);
        for (int32_t a = 0; a < o->arm_count; a++) {
            PlotCell *row = table_row(table, M);
            row[PLAYER] = text_cell(d->model->players[o->player].text.in[lang]);
            row[CHOICE] = text_cell(d->model->vars[o->var].text.in[lang]);
            row[OCCASION] = text_cell(where_text(d, o, lang));
            row[REACHED] = number_cell(M, share, o->reached);
            row[OPTION] = text_cell(arm_text(d, o, a, lang));
            row[PROBABILITY] = number_cell(M, share, o->arms[a].probability);
            if (!outlook->has_worths)
                continue;
            row[WORTH] = number_cell(M, figure, o->arms[a].worth);
            row[PRICE] = number_cell(M, figure, o->arms[a].loss);
        }
    }
}

const Plot policy_plot = {.name = "policy",
                          .title = N_("Who is likely to do what next"),
                          .missing = policy_missing,
                          .find = policy_find,
                          .describe = policy_describe,
                          .draw = policy_draw,
                          .fill = policy_fill};
