/* Who is likely to do what next, and what each option is worth; what reads and sets what. */
#include "report/html.h"

bool html_has_next(const Page *p)
{
    return p->outlook->opening_count > 0;
}

const char *html_circumstances(const Page *p, Lang lang, const Opening *o)
{
    const char **items = make(p->mem, const char *, o->where_count);
    for (int32_t k = 0; k < o->where_count; k++) {
        const Var *var = &p->model->vars[o->where[k].var];
        items[k] =
            text_format(p->mem, tr(lang, N_("%s: %s")), html_said(p, lang, &var->text),
                        html_value(p, lang, var, o->where[k].value));
    }
    Buf out = {.mem = p->mem};
    for (int32_t k = 0; k < o->where_count; k++)
        buf_printf(&out, "%s%s", k ? tr(lang, N_("; ")) : "", items[k]);
    return buf_text(&out);
}

static const char *caption(const Page *p, Lang lang, int32_t k)
{
    const Opening *o = &p->outlook->openings[k];
    const char *chance =
        html_share(p, o->reached, "/first_period/choices/%d/chance", (int)k);
    const char *what = text_format(p->mem, tr(lang, N_("%s: %s")),
                                   html_said(p, lang, &p->model->players[o->player].text),
                                   html_said(p, lang, &p->model->vars[o->var].text));
    const char *when = o->where_count
                           ? text_format(p->mem, tr(lang, N_("comes up with %s, when %s")),
                                         chance, html_circumstances(p, lang, o))
                           : text_format(p->mem, tr(lang, N_("comes up with %s")), chance);
    return text_format(p->mem, "<b>%s</b> <span class=\"when\">%s</span>", what, when);
}

static const char *option_in_words(const Page *p, const Opening *o,
                                   const OpeningArm *option)
{
    const char *in[LANG_COUNT];
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++)
        in[lang] = html_value(p, lang, &p->model->vars[o->var], option->value);
    return html_either(p, in);
}

static const char *chance_with_bar(const Page *p, double x, int32_t k, int32_t a)
{
    return text_format(
        p->mem,
        "<span class=\"bar\" style=\"--share:%.1f%%\"></span>%s <span class=\"word\">%s"
        "</span>",
        100 * x,
        html_share(p, x, "/first_period/choices/%d/options/%d/probability", (int)k, (int)a),
        html_both(p, likelihood(x)));
}

static void put_opening(Page *p, int32_t k)
{
    enum { OPTION, CHANCE, WORTH, PRICE, COLUMNS };
    const Opening *o = &p->outlook->openings[k];
    const char *const in[LANG_COUNT] = {caption(p, LANG_EN, k), caption(p, LANG_ZH, k)};
    const int32_t columns = p->outlook->has_worths ? COLUMNS : WORTH;
    const char *cells[COLUMNS] = {
        html_both(p, N_("Option")), html_both(p, N_("Chance, once it comes to this")),
        html_both(p, N_("Worth")), html_both(p, N_("Price of choosing it"))};
    double *worths = make(p->mem, double, o->arm_count);
    for (int32_t a = 0; a < o->arm_count; a++)
        worths[a] = o->arms[a].worth;
    Figure figure = figure_for(worths, o->arm_count, false);
    html_table(p, text_format(p->mem, "table-choice-%d", (int)k), html_either(p, in));
    html_head_row(p, cells, columns);
    for (int32_t a = 0; a < o->arm_count; a++) {
        const OpeningArm *option = &o->arms[a];
        cells[OPTION] = option_in_words(p, o, option);
        cells[CHANCE] = chance_with_bar(p, option->probability, k, a);
        cells[WORTH] =
            html_number(p, figure, option->worth,
                        "/first_period/choices/%d/options/%d/worth", (int)k, (int)a);
        cells[PRICE] =
            html_number(p, figure, option->loss,
                        "/first_period/choices/%d/options/%d/price", (int)k, (int)a);
        html_row(p, cells, columns);
    }
    html_table_end(p);
}

static void put_seldom(Page *p)
{
    const int32_t seldom = p->outlook->seldom_count;
    const char *in[LANG_COUNT];
    if (seldom == 0)
        return;
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++)
        in[lang] = text_format(
            p->mem,
            tr(lang, N_("Left out are choices that come up with less than %s, or never (%s "
                        "of them).")),
            html_share(p, p->outlook->seldom, "/first_period/least_chance"),
            html_count(p, seldom, "/first_period/left_out"));
    html_paragraph(p, "note", in);
}

void html_next(Page *p)
{
    html_note(p,
              p->outlook->has_worths
                  ? N_("The choices of the first period. Worth: the expected payoff, from "
                       "then on, to who chooses. Price: how much less that is than on the "
                       "best option.")
                  : N_("The choices of the first period, over all that their players may "
                       "know alone. What an option is worth depends on that, and on what "
                       "the others believe, and is not shown."));
    bool has_figure = p->has_plot[PLOT_POLICY];
    if (has_figure) {
        html_figure(p, PLOT_POLICY);
        html_details(p, N_("The numbers, and words for the odds"));
    }
    html_put(p, "<div class=\"choices\">\n");
    for (int32_t k = 0; k < p->outlook->opening_count; k++)
        put_opening(p, k);
    html_put(p, "</div>\n");
    if (has_figure) {
        html_details_end(p);
        html_figure_end(p);
    }
    put_seldom(p);
}

/* ------------------------------------------------------------------ structure */

bool html_has_structure(const Page *p)
{
    return p->has_plot[PLOT_STRUCTURE];
}

/* Who acts stands behind what is done, which heads the row. */
static const char *structure_cell(const Page *p, const PlotTable *table, int32_t row,
                                  int32_t column)
{
    static const int32_t order[] = {1, 0};
    int32_t c = column < 2 ? order[column] : column;
    const char *text =
        row < 0 ? table->heads[c] : table->cells[(int64_t)row * table->columns + c].text;
    return text_format(p->mem, row < 0 ? "%s" : "<bdi>%s</bdi>",
                       html_escaped(p->mem, text));
}

static void put_structure_table(Page *p, Lang lang)
{
    const PlotTable *table = plot_table(p->plots, PLOT_STRUCTURE, lang);
    const char **cells = make(p->mem, const char *, table->columns);
    html_put(p, lang == LANG_EN ? "<div class=\"en\" lang=\"en\">\n"
                                : "<div class=\"zh\" lang=\"zh-Hans\">\n");
    html_table(p, lang == LANG_EN ? "table-structure-en" : "table-structure-zh",
               html_text(p, lang, N_("What reads and sets which state")));
    for (int32_t row = -1; row < table->rows; row++) {
        for (int32_t c = 0; c < table->columns; c++)
            cells[c] = structure_cell(p, table, row, c);
        if (row < 0)
            html_head_row(p, cells, table->columns);
        else
            html_row(p, cells, table->columns);
    }
    html_table_end(p);
    html_put(p, "</div>\n");
}

void html_structure(Page *p)
{
    html_figure(p, PLOT_STRUCTURE);
    html_details(p, N_("The same as a table"));
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++)
        put_structure_table(p, lang);
    html_details_end(p);
    html_figure_end(p);
}
