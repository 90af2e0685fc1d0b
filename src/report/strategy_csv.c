#include <math.h>

#include "report/choices.h"
#include "report/csv.h"
#include "report/figure.h"
#include "report/report.h"

enum { PIECE = 1 << 16 }; /* bytes that are gathered before they are written */

typedef struct {
    const Model *model;
    const Cells *cells; /* of a model with types, else NULL */
    const char *date;   /* of the period at hand, "" without a calendar */
    Buf text;
    Buf situation; /* the cells of the choice at hand up to `also` */
    Buf word;      /* for one cell */
    Writer *write;
    void *context;
} Table;

static bool flush(Table *t)
{
    bool written =
        t->text.length == 0 || t->write(t->context, buf_text(&t->text), t->text.length);
    t->text.length = 0;
    return written;
}

static void put_head(Table *t)
{
    buf_puts(&t->text, "period,date,player,choice,");
    for (int32_t v = 0; v < t->model->state_count; v++) {
        csv_text(&t->text, t->model->vars[v].name);
        buf_putc(&t->text, ',');
    }
    buf_puts(&t->text, t->cells ? "also,type,belief,arm,probability,worth\n"
                                : "also,arm,probability,worth\n");
}

static bool matters(const Choice *c, int32_t var)
{
    for (int32_t k = 0; k < c->matters->count; k++)
        if (c->matters->fields[k].var == var)
            return true;
    return false;
}

static void put_value_cell(Table *t, Buf *out, int32_t var, int32_t value)
{
    t->word.length = 0;
    put_value(&t->word, &t->model->vars[var], value);
    csv_text(out, buf_text(&t->word));
}

static void put_states(Table *t, const Choice *c)
{
    for (int32_t v = 0; v < t->model->state_count; v++) {
        if (matters(c, v))
            put_value_cell(t, &t->situation, v, c->vars[v]);
        buf_putc(&t->situation, ',');
    }
}

/* A name of several words, which only the engine makes, is put in one. */
static void put_also(Table *t, const Choice *c)
{
    Buf *also = &t->word;
    also->length = 0;
    for (int32_t k = 0; k < c->matters->count; k++) {
        int32_t v = c->matters->fields[k].var;
        if (v < t->model->state_count || c->vars[v] == NOT_MADE)
            continue;
        int64_t begin = also->length + (also->length > 0);
        buf_printf(also, "%s%s=", also->length > 0 ? " " : "", t->model->vars[v].name);
        put_value(also, &t->model->vars[v], c->vars[v]);
        for (char *at = also->at + begin; *at; at++)
            *at = *at == ' ' ? '_' : *at;
    }
    if (also->length > 0)
        csv_text(&t->situation, also->at);
}

/* "resolve=hard trust=yes" */
static void put_secret(Table *t, int32_t secret, int32_t k)
{
    const Secret *s = &t->model->secrets[secret];
    for (int32_t i = 0; i < s->var_count; i++) {
        const Var *v = &t->model->vars[s->vars[i]];
        buf_printf(&t->word, "%s%s=", i ? " " : "", v->name);
        put_value(&t->word, v, secret_value(s, t->model->vars, k, i));
    }
}

/* What the player knows, and how likely the others hold each value: "resolve=hard: 0.35; ..." */
static void put_belief(Table *t, const Choice *c)
{
    buf_putc(&t->situation, ',');
    t->word.length = 0;
    if (c->type >= 0)
        put_secret(t, t->cells->secret_of[c->agent->player], c->type);
    if (t->word.length > 0)
        csv_text(&t->situation, buf_text(&t->word));
    buf_putc(&t->situation, ',');
    t->word.length = 0;
    for (int32_t secret = 0; secret < t->model->secret_count; secret++)
        for (int32_t k = 1; k < t->model->secrets[secret].count; k++) {
            buf_puts(&t->word, t->word.length > 0 ? "; " : "");
            put_secret(t, secret, k);
            buf_puts(&t->word, ": ");
            buf_number(&t->word, cell_belief(t->cells, c->cell, secret)[k], 0);
        }
    csv_text(&t->situation, buf_text(&t->word));
}

static void put_situation(Table *t, const Choice *c)
{
    t->situation.length = 0;
    buf_printf(&t->situation, "%d,%s,", (int)c->period, t->date);
    csv_text(&t->situation, t->model->players[c->agent->player].name);
    buf_putc(&t->situation, ',');
    csv_text(&t->situation, t->model->vars[c->agent->var].name);
    buf_putc(&t->situation, ',');
    put_states(t, c);
    put_also(t, c);
    if (t->cells)
        put_belief(t, c);
}

static bool put_choice(void *context, const Choice *c)
{
    Table *t = context;
    put_situation(t, c);
    for (int32_t k = 0; k < c->pick_count; k++) {
        buf_add(&t->text, buf_text(&t->situation), t->situation.length);
        buf_putc(&t->text, ',');
        put_value_cell(t, &t->text, c->agent->var, c->picks[k].value);
        buf_putc(&t->text, ',');
        buf_number(&t->text, c->picks[k].probability, 0);
        buf_putc(&t->text, ',');
        if (!isnan(c->picks[k].worth))
            buf_number(&t->text, c->picks[k].worth, 0);
        buf_putc(&t->text, '\n');
    }
    return t->text.length < PIECE || flush(t);
}

bool report_strategy(Mem *M, Work *w, const Solved *s, Writer *write, void *context)
{
    const Model *m = s->game->model;
    const Play *play = s->strategy->play;
    Table t = {.model = m,
               .cells = play ? play->cells : NULL,
               .text = {.mem = M},
               .situation = {.mem = M},
               .word = {.mem = M},
               .write = write,
               .context = context};
    Visit *visit = visit_new(M, s);
    put_head(&t);
    bool written = true;
    for (int32_t period = 0; period < game_rounds(s->game) && written; period++) {
        work_check(w, N_("writing the strategy"), period, game_rounds(s->game));
        t.date = m->has_calendar ? date_of_period(M, m, period) : "";
        written = play ? visit_beliefs(visit, w, period, put_choice, &t)
                       : visit_period(visit, period, put_choice, &t);
    }
    written = written && flush(&t);
    visit_drop(M, visit);
    mem_drop(M, t.text.at);
    mem_drop(M, t.situation.at);
    mem_drop(M, t.word.at);
    return written;
}
