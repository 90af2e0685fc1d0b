#include <math.h>

#include "report/choices.h"
#include "report/figure.h"
#include "report/report.h"
#include "report/sheet.h"

/* What is told at the start of the game: the beliefs of the likeliest first state, rounded. */
typedef struct {
    Sheet *sheet;
    const Model *model;
    const Cells *cells;
    Scene scene;
    int32_t cell;
} Telling;

/* "hard", or "hard, no" where a player has several types. */
static const char *value_name(const Telling *t, int32_t secret, int32_t k)
{
    const Secret *s = &t->model->secrets[secret];
    Buf out = {.mem = t->sheet->mem};
    for (int32_t i = 0; i < s->var_count; i++) {
        buf_puts(&out, i ? ", " : "");
        put_value(&out, &t->model->vars[s->vars[i]], secret_value(s, t->model->vars, k, i));
    }
    return buf_text(&out);
}

static const Figure SHARE = {.is_share = true, .decimals = 1};

/* One arm: with which probability each type picks it, and what is believed then. */
static void put_row(const Telling *t, int32_t secret, const char *arm, const News *news,
                    Cell *row)
{
    const Lattice *l = &t->cells->lattice[secret];
    const double *prior = cell_belief(t->cells, t->cell, secret);
    double sum = 0;
    row[0].text = arm;
    for (int32_t k = 0; k < l->values; k++)
        sum += prior[k] * news->like[secret][k];
    for (int32_t k = 0; k < l->values; k++) {
        row[1 + k].text =
            figure_text(t->sheet->mem, SHARE, news->base * news->like[secret][k]);
        row[1 + l->values + k].text = figure_text(
            t->sheet->mem, SHARE, sum > 0 ? prior[k] * news->like[secret][k] / sum : NAN);
    }
}

static const char *arm_text(const Telling *t, const Agent *agent, const StepArm *arm)
{
    Buf out = {.mem = t->sheet->mem};
    if (agent->var >= 0)
        put_value(&out, &t->model->vars[agent->var], arm->value);
    return buf_text(&out);
}

static void put_table(const Telling *t, const Step *s, int32_t node, int32_t secret)
{
    const Layer *l = t->scene.layer;
    Mem *M = t->sheet->mem;
    int32_t first = l->first_edge[node], arms = l->first_edge[node + 1] - first;
    int32_t values = t->cells->lattice[secret].values, width = 1 + 2 * values;
    const int32_t *shape = node_shape(t->scene.game, l, node);
    Column *columns = make(M, Column, width);
    for (int32_t k = 0; k < values; k++) {
        columns[1 + k] = (Column){
            .head = value_name(t, secret, k), .right_align = true, .style = STRONG};
        columns[1 + values + k] =
            (Column){.head = text_format(M, tr(t->sheet->lang, N_("then %s")),
                                         value_name(t, secret, k)),
                     .right_align = true};
    }
    Cell *cells = make(M, Cell, (int64_t)arms * width);
    for (int32_t a = 0; a < arms; a++) {
        News news = news_of(&t->scene, s, node, first + a, t->cell);
        int32_t arm = s->kind == STEP_CHANCE ? a : shape[1 + a];
        put_row(t, secret, arm_text(t, s->agents, &s->agents->arms[arm]), &news,
                cells + (int64_t)a * width);
    }
    sheet_table(t->sheet, 4, columns, width, cells, arms);
}

/* "where tariffs = embargo, pact = no" */
static const char *situation(const Telling *t, const Packing *matters, Key key)
{
    Buf out = {.mem = t->sheet->mem};
    int32_t *vars = make(t->sheet->mem, int32_t, t->model->var_count);
    key_unpack(matters, key, vars);
    for (int32_t k = 0; k < matters->count; k++) {
        int32_t v = matters->fields[k].var;
        if (vars[v] == NOT_MADE)
            continue;
        buf_printf(&out, "%s%s = ", out.length > 0 ? ", " : "", t->model->vars[v].name);
        put_value(&out, &t->model->vars[v], vars[v]);
    }
    return buf_text(&out);
}

/* A choice that one player makes alone, or a lottery, that tells of its secret. */
static void put_node(const Telling *t, const Step *s, int32_t step, int32_t node,
                     int32_t secret)
{
    const Agent *agent = s->agents;
    Sheet *sheet = t->sheet;
    Lang lang = sheet->lang;
    const char *what = agent->var >= 0 ? t->model->vars[agent->var].text.in[lang]
                                       : tr(sheet->lang, N_("a lottery"));
    const char *who = t->model->players[t->model->secrets[secret].player].text.in[lang];
    sheet_heading(sheet, text_format(sheet->mem, "%s: %s", who, what), "");
    const char *where =
        situation(t, &t->scene.layer->packings[step], t->scene.layer->keys[node]);
    if (*where)
        sheet_text(sheet, 2, 4, FAINT,
                   text_format(sheet->mem, tr(sheet->lang, N_("where %s")), where));
    put_table(t, s, node, secret);
}

static void put_nodes(const Telling *t)
{
    const Layer *l = t->scene.layer;
    const Game *g = t->scene.game;
    for (int32_t k = 0; k < l->group_count; k++) {
        const Group *group = &l->groups[k];
        const Step *s = &l->routine->steps[group->step];
        if (s->kind == STEP_TOGETHER || step_changes(s) >= 0)
            continue;
        for (int32_t node = group->first; node < group->first + group->count; node++)
            for (int32_t secret = 0; secret < t->model->secret_count; secret++)
                if (bit_is_set(g->nodes_at[0], node) &&
                    node_tells(&t->scene, s, node, secret))
                    put_node(t, s, group->step, node, secret);
    }
}

static void put_beliefs(const Telling *t)
{
    for (int32_t secret = 0; secret < t->model->secret_count; secret++) {
        Buf out = {.mem = t->sheet->mem};
        const double *b = cell_belief(t->cells, t->cell, secret);
        for (int32_t k = 0; k < t->cells->lattice[secret].values; k++)
            buf_printf(&out, "%s%s %s", k ? ", " : "", value_name(t, secret, k),
                       figure_text(t->sheet->mem, SHARE, b[k]));
        sheet_text(
            t->sheet, 2, 4, PLAIN,
            text_format(
                t->sheet->mem, tr(t->sheet->lang, N_("believed of %s: %s")),
                t->model->players[t->model->secrets[secret].player].text.in[t->sheet->lang],
                buf_text(&out)));
    }
}

/* The cell in which most stands at the start. */
static int32_t likeliest_cell(const Solved *s)
{
    const Play *p = s->strategy->play;
    int32_t best = 0;
    double most = -1;
    for (int32_t cell = 0; cell < p->cells->cells; cell++) {
        double sum = 0;
        for (int64_t state = 0; state < s->game->state_count; state++)
            for (int32_t k = 0; k < p->cells->profiles; k++)
                sum +=
                    p->mass[0][(state * p->cells->cells + cell) * p->cells->profiles + k];
        if (sum > most) {
            most = sum;
            best = cell;
        }
    }
    return best;
}

void report_beliefs_text(Work *w, const Solved *s, const Look *look, Buf *out)
{
    Sheet sheet = sheet_of(look, out);
    Play *play = s->strategy->play;
    if (!play) {
        sheet_text(&sheet, 0, 2, PLAIN,
                   tr(sheet.lang, N_("Everyone knows everything here.")));
        return;
    }
    Telling t = {.sheet = &sheet,
                 .model = s->game->model,
                 .cells = play->cells,
                 .scene = play_scene(play, w, 0),
                 .cell = likeliest_cell(s)};
    sheet_text(
        &sheet, 0, 2, STRONG,
        tr(sheet.lang, N_("What each choice of the first period would tell the others")));
    put_beliefs(&t);
    put_nodes(&t);
}
