#include <math.h>

#include "report/choices.h"
#include "report/figure.h"
#include "report/sheet.h"

/* Situations that are reached less often are only counted. */
static const double SELDOM = 0.01;

typedef struct {
    Sheet *sheet;
    const Model *model;
    const double *reached; /* [node]: probability of getting there in the first period */
    const Agent *before;   /* whose choice was told last */
    int32_t seldom;
} Telling;

/* "tariffs = truce, pact = no" */
static const char *situation(const Telling *t, const Choice *c)
{
    Buf out = {.mem = t->sheet->mem};
    for (int32_t k = 0; k < c->matters->count; k++) {
        int32_t v = c->matters->fields[k].var;
        if (c->vars[v] == NOT_MADE)
            continue;
        buf_printf(&out, "%s%s = ", out.length > 0 ? ", " : "", t->model->vars[v].name);
        put_value_text(&out, &t->model->vars[v], c->vars[v], t->sheet->lang);
    }
    return buf_text(&out);
}

static void put_choice_heading(Telling *t, const Choice *c)
{
    const Lang lang = t->sheet->lang;
    const Var *var = &t->model->vars[c->agent->var];
    sheet_heading(t->sheet,
                  text_format(t->sheet->mem, tr(lang, N_("%s: %s")),
                              t->model->players[c->agent->player].text.in[lang],
                              var->text.in[lang]),
                  "");
    t->before = c->agent;
}

static const char *pick_text(const Telling *t, const Choice *c, const Pick *pick)
{
    if (pick->text)
        return pick->text->in[t->sheet->lang];
    Buf out = {.mem = t->sheet->mem};
    put_value(&out, &t->model->vars[c->agent->var], pick->value);
    return buf_text(&out);
}

static void put_picks(Telling *t, const Choice *c)
{
    enum { NAME, PROBABILITY, WORTH, COLUMNS };
    Sheet *s = t->sheet;
    const Column columns[COLUMNS] = {
        [NAME] = {.most = s->width / 2},
        [PROBABILITY] = {.right_align = true, .style = STRONG},
        [WORTH] = {.right_align = true},
    };
    double *worths = make(s->mem, double, c->pick_count);
    for (int32_t k = 0; k < c->pick_count; k++)
        worths[k] = c->picks[k].worth;
    Figure chance = {.is_share = true, .decimals = 1};
    Figure worth = figure_for(worths, c->pick_count, false);
    Cell *cells = make(s->mem, Cell, (int64_t)c->pick_count * COLUMNS);
    for (int32_t k = 0; k < c->pick_count; k++) {
        Cell *row = cells + (int64_t)k * COLUMNS;
        row[NAME].text = pick_text(t, c, &c->picks[k]);
        row[PROBABILITY].text = figure_text(s->mem, chance, c->picks[k].probability);
        if (!isnan(worths[k]))
            row[WORTH].text = text_format(s->mem, tr(s->lang, N_("worth %s")),
                                          figure_text(s->mem, worth, worths[k]));
    }
    sheet_table(s, 4, columns, COLUMNS, cells, c->pick_count);
}

static bool tell_choice(void *context, const Choice *c)
{
    Telling *t = context;
    double reached = t->reached[c->node] * c->within;
    if (reached < SELDOM) {
        t->seldom++;
        return true;
    }
    Sheet *s = t->sheet;
    if (t->before != c->agent)
        put_choice_heading(t, c);
    const char *chance =
        figure_text(s->mem, (Figure){.is_share = true, .decimals = 1}, reached);
    const char *where = situation(t, c);
    const char *sentence = *where ? N_("reached with %s: %s") : N_("reached with %s");
    sheet_text(s, 2, 4, FAINT, text_format(s->mem, tr(s->lang, sentence), chance, where));
    put_picks(t, c);
    return true;
}

void report_strategy_text(Mem *M, const Solved *s, const Look *look, Buf *out)
{
    Sheet sheet = sheet_of(look, out);
    const Model *m = s->game->model;
    Telling t = {.sheet = &sheet, .model = m, .reached = chances_of_nodes(M, s)};
    const char *first = date_of_period(M, m, 0);
    sheet_text(
        &sheet, 0, 2, STRONG,
        m->has_calendar
            ? text_format(M, tr(sheet.lang, N_("Choices in the first period, %s")), first)
            : tr(sheet.lang, N_("Choices in the first period")));
    Visit *visit = visit_new(M, s);
    visit_period(visit, 0, tell_choice, &t);
    visit_drop(M, visit);
    if (t.seldom == 0)
        return;
    sheet_line(&sheet);
    sheet_text(
        &sheet, 0, 2, FAINT,
        text_format(M,
                    tr(sheet.lang, N_("Left out, for they are reached with less than "
                                      "1%%: %d situations.")),
                    (int)t.seldom));
}
