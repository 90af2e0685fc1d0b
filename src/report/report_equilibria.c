#include <math.h>

#include "base/json.h"
#include "report/choices.h"
#include "report/csv.h"
#include "report/figure.h"
#include "report/report.h"
#include "report/sheet.h"

/* ------------------------------------------------------------------ the list */

/* A dash where there is no such number, as in exact play. */
static const char *number_or_dash(Mem *M, double x)
{
    return isnan(x) ? "-" : figure_alone(M, x);
}

void report_equilibria_text(const EquilibriumFindings *f, const Look *look, Buf *out)
{
    enum { NUMBER, BRANCH, RESIDUAL, SINGULAR, RADIUS, VALUES };
    Sheet s = sheet_of(look, out);
    const Model *m = f->model;
    const int32_t columns = VALUES + m->player_count;
    Column *column = make(s.mem, Column, columns);
    for (int32_t k = 0; k < columns; k++)
        column[k] = (Column){.right_align = true, .most = s.width / 5};
    column[NUMBER].style = STRONG;
    column[BRANCH] = (Column){.most = s.width / 6};
    column[RESIDUAL].head = tr(s.lang, N_("residual"));
    column[SINGULAR].head = tr(s.lang, N_("least singular value"));
    column[RADIUS].head = tr(s.lang, N_("radius of best replies"));
    for (int32_t i = 0; i < m->player_count; i++)
        column[VALUES + i].head =
            text_format(s.mem, tr(s.lang, N_("payoff: %s")), m->players[i].text.in[s.lang]);
    Cell *cells = make(s.mem, Cell, (int64_t)f->count * columns);
    double *worth = make(s.mem, double, (int64_t)f->count * m->player_count);
    for (int32_t k = 0; k < f->count; k++)
        for (int32_t i = 0; i < m->player_count; i++)
            worth[k * m->player_count + i] = f->at[k].value[i];
    Figure payoff = figure_for(worth, f->count * m->player_count, false);
    payoff.decimals = payoff.decimals < 4 ? 4 : payoff.decimals;
    for (int32_t k = 0; k < f->count; k++) {
        const EquilibriumFinding *e = &f->at[k];
        Cell *row = cells + (int64_t)k * columns;
        row[NUMBER].text = text_format(s.mem, "%d", (int)k + 1);
        row[BRANCH].text = e->is_principal       ? tr(s.lang, N_("principal"))
                           : e->certificate->met ? ""
                                                 : tr(s.lang, N_("not certified"));
        row[RESIDUAL].text = figure_alone(s.mem, e->certificate->residual);
        row[SINGULAR].text = number_or_dash(s.mem, e->least_singular);
        row[RADIUS].text = number_or_dash(s.mem, e->reply_radius);
        for (int32_t i = 0; i < m->player_count; i++)
            row[VALUES + i].text = figure_text(s.mem, payoff, e->value[i]);
    }
    sheet_text(&s, 0, 2, STRONG, m->title.in[s.lang]);
    sheet_heading(&s, tr(s.lang, N_("Equilibria")),
                  text_format(s.mem, tr(s.lang, N_("%d found")), (int)f->count));
    sheet_table(&s, 2, column, columns, cells, f->count);
    sheet_text(
        &s, 2, 2, FAINT,
        tr(s.lang, N_("There may be more: no search finds all for certain. A small least "
                      "singular value says that a fold is near; best replies come back to "
                      "an equilibrium when their radius is below 1.")));
}

void report_equilibria_json(const EquilibriumFindings *f, Lang lang, Buf *out)
{
    Json j = {.out = out, .lines = 2};
    const Model *m = f->model;
    (void)lang;
    json_object(&j, NULL);
    json_whole(&j, "format", 1);
    json_array(&j, "equilibria");
    for (int32_t k = 0; k < f->count; k++) {
        const EquilibriumFinding *e = &f->at[k];
        json_object(&j, NULL);
        json_truth(&j, "is_principal", e->is_principal);
        json_number(&j, "residual", e->certificate->residual);
        json_truth(&j, "met", e->certificate->met);
        json_number(&j, "least_singular", e->least_singular);
        json_number(&j, "reply_radius", e->reply_radius);
        json_object(&j, "value");
        for (int32_t i = 0; i < m->player_count; i++)
            json_number(&j, m->players[i].name, e->value[i]);
        json_end(&j);
        json_object(&j, "exploitability");
        for (int32_t i = 0; i < m->player_count; i++)
            json_number(&j, m->players[i].name, e->certificate->exploitability[i]);
        json_end(&j);
        json_end(&j);
    }
    json_end(&j);
    json_end(&j);
}

static void put_row(Buf *out, int32_t number, const char *kind, const char *name, double x)
{
    buf_printf(out, "%d,%s,", (int)number, kind);
    csv_text(out, name);
    buf_putc(out, ',');
    buf_number(out, x, 0);
    buf_putc(out, '\n');
}

void report_equilibria_csv(const EquilibriumFindings *f, Buf *out)
{
    const Model *m = f->model;
    buf_puts(out, "equilibrium,kind,name,estimate\n");
    for (int32_t k = 0; k < f->count; k++) {
        const EquilibriumFinding *e = &f->at[k];
        for (int32_t i = 0; i < m->player_count; i++)
            put_row(out, k + 1, "value", m->players[i].name, e->value[i]);
        for (int32_t i = 0; i < m->player_count; i++)
            put_row(out, k + 1, "exploitability", m->players[i].name,
                    e->certificate->exploitability[i]);
        put_row(out, k + 1, "is_principal", "", e->is_principal);
        put_row(out, k + 1, "residual", "", e->certificate->residual);
        put_row(out, k + 1, "least_singular", "", e->least_singular);
        put_row(out, k + 1, "reply_radius", "", e->reply_radius);
    }
}

/* ------------------------------------------------------------------ the branch */

typedef struct {
    const Game *game;
    const int32_t *vars; /* [state][state_count of the model] */
    Buf text, word;
    Writer *write;
    void *context;
    bool is_written;
} BranchTable;

enum { PIECE = 1 << 16 };

static void flush(BranchTable *t)
{
    t->is_written =
        t->is_written && t->write(t->context, buf_text(&t->text), t->text.length);
    t->text.length = 0;
}

static void put_point(void *context, const BranchPoint *p)
{
    BranchTable *t = context;
    const Model *m = t->game->model;
    for (int32_t i = 0; i < m->player_count; i++) {
        buf_printf(&t->text, "%d,%d,", (int)p->loop, (int)p->step);
        buf_number(&t->text, p->scale, 0);
        for (int32_t v = 0; v < m->state_count; v++) {
            t->word.length = 0;
            put_value(&t->word, &m->vars[v],
                      t->vars[(int64_t)p->state * m->state_count + v]);
            buf_putc(&t->text, ',');
            csv_text(&t->text, buf_text(&t->word));
        }
        buf_putc(&t->text, ',');
        csv_text(&t->text, m->players[i].name);
        buf_putc(&t->text, ',');
        buf_number(&t->text, p->precision[i], 0);
        buf_putc(&t->text, ',');
        buf_number(&t->text, p->value[i], 0);
        buf_putc(&t->text, '\n');
    }
    if (t->text.length >= PIECE)
        flush(t);
}

bool report_branch(Mem *M, Work *w, const Solved *s, Writer *write, void *context)
{
    const Model *m = s->game->model;
    BranchTable t = {.game = s->game,
                     .vars = s->future->vars,
                     .text = {.mem = M},
                     .word = {.mem = M},
                     .write = write,
                     .context = context,
                     .is_written = true};
    buf_puts(&t.text, "loop,step,scale");
    for (int32_t v = 0; v < m->state_count; v++) {
        buf_putc(&t.text, ',');
        csv_text(&t.text, m->vars[v].name);
    }
    buf_puts(&t.text, ",player,precision,value\n");
    solve_branches(M, w, s->prices, put_point, &t);
    flush(&t);
    mem_drop(M, t.text.at);
    mem_drop(M, t.word.at);
    return t.is_written;
}
