#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/handle.h"
#include "report/report.h"
#include "report/report_robust.h"

truce_status handle_under(truce_model *m, const char *list, Under *under)
{
    *under = (Under){0};
    if (!m->model)
        return TRUCE_BAD_MODEL;
    if (!list || !*list)
        return TRUCE_OK;
    under->count = variants_find(&m->diags, m->scope, list, under->at, MOST_VARIANTS);
    return under->count < 0 ? TRUCE_BAD_MODEL : TRUCE_OK;
}

/* ------------------------------------------------------------------ solving */

static truce_status solve_under(truce_model *m, const char *list, Solved **solved)
{
    Under under;
    truce_status status = handle_under(m, list, &under);
    if (status != TRUCE_OK)
        return status;
    *solved = study_solve(&m->study, under.at, under.count);
    if (!*solved)
        return TRUCE_BAD_MODEL;
    return (*solved)->certificate->met ? TRUCE_OK : TRUCE_MISSED;
}

static truce_certificate certificate_of(const truce_model *m, const Solved *s)
{
    return (truce_certificate){
        .states = s->game->state_count,
        .nodes = s->game->nodes,
        .edges = s->game->edges,
        .layers = s->game->layer_count,
        .layout_seconds = s->was_laid_out ? s->game->seconds : 0,
        .solve_seconds = s->strategy->seconds,
        .peak_bytes = study_peak_bytes(&m->study),
        .residual = s->certificate->residual,
        .tolerance = s->certificate->tolerance,
        .met = s->certificate->met,
        .unsolved = s->strategy->unsolved,
        .traced = s->strategy->traced,
    };
}

truce_status truce_solve(truce_model *model, const char *under,
                         truce_certificate *certificate)
{
    GUARD(model);
    Solved *s;
    truce_status status = solve_under(model, under, &s);
    if (certificate && (status == TRUCE_OK || status == TRUCE_MISSED))
        *certificate = certificate_of(model, s);
    return status;
}

truce_status truce_value(truce_model *model, const char *under, int32_t player,
                         truce_player_value *value)
{
    GUARD(model);
    Solved *s;
    truce_status status = solve_under(model, under, &s);
    if (status != TRUCE_OK && status != TRUCE_MISSED)
        return status;
    if (player < 0 || player >= model->model->player_count) {
        handle_say(model, N_("there is no player %d"), player);
        return TRUCE_BAD_MODEL;
    }
    *value = (truce_player_value){.value = s->strategy->at_start[player],
                                  .exploitability = s->certificate->exploitability[player],
                                  .given_up = s->certificate->given_up[player]};
    return status;
}

/* ------------------------------------------------------------------ asking */

const Question *handle_question(truce_model *m, const char *text)
{
    int64_t length = (int64_t)strlen(text);
    int32_t source = diag_source(&m->diags, tr(m->lang, N_("question")),
                                 mem_text(&m->mem, text, length), length);
    SynQuestion *q = syntax_parse_question(&m->diags, m->names, source);
    return q ? question_check(&m->diags, m->scope, q) : NULL;
}

truce_status truce_ask(truce_model *model, const char *question, const char *under,
                       double *answer)
{
    GUARD(model);
    Under base;
    truce_status status = handle_under(model, under, &base);
    if (status != TRUCE_OK)
        return status;
    const Question *q = handle_question(model, question);
    if (!q || !study_ask(&model->study, q, base.at, base.count, answer))
        return TRUCE_BAD_MODEL;
    return model->study.missed ? TRUCE_MISSED : TRUCE_OK;
}

truce_status truce_claim(truce_model *model, int32_t claim, const char *under,
                         truce_verdict *verdict)
{
    GUARD(model);
    Under base;
    truce_status status = handle_under(model, under, &base);
    if (status != TRUCE_OK)
        return status;
    if (claim < 0 || claim >= model->model->claim_count) {
        handle_say(model, N_("there is no claim %d"), claim);
        return TRUCE_BAD_MODEL;
    }
    Verdict v;
    if (!study_claim(&model->study, &model->model->claims[claim], base.at, base.count, &v))
        return TRUCE_BAD_MODEL;
    *verdict = (truce_verdict){.holds = v.holds, .left = v.left, .right = v.right};
    return model->study.missed ? TRUCE_MISSED : TRUCE_OK;
}

/* ------------------------------------------------------------------ reports */

Look handle_look(const truce_model *m, const truce_look *look)
{
    return (Look){.lang = m->lang,
                  .color = look && look->color,
                  .width = look && look->width > 0 ? look->width : 100};
}

/* The findings of a report, and how each format writes them. */
typedef struct {
    Findings *(*find)(Study *, const int32_t *under, int32_t count);
    void (*text)(const Findings *, const Look *, Buf *);
    void (*json)(const Findings *, Lang, Buf *);
    void (*csv)(const Findings *, Buf *);
} Reporter;

static truce_status report_with(truce_model *m, const Reporter *r, const char *under,
                                truce_format format, const truce_look *look,
                                const char **report)
{
    GUARD(m);
    Under base;
    truce_status status = handle_under(m, under, &base);
    if (status != TRUCE_OK)
        return status;
    Findings *f = r->find(&m->study, base.at, base.count);
    if (!f)
        return TRUCE_BAD_MODEL;
    if (look && look->reproducible)
        findings_forget_work(f);
    Look how = handle_look(m, look);
    Buf out = {.mem = &m->mem};
    if (format == TRUCE_JSON)
        r->json(f, m->lang, &out);
    else if (format == TRUCE_CSV)
        r->csv(f, &out);
    else
        r->text(f, &how, &out);
    *report = buf_text(&out);
    return f->met ? TRUCE_OK : TRUCE_MISSED;
}

static void whole_report(truce_model *m, const Findings *f, Outlook *o, PlotData *plots,
                         truce_format format, const truce_look *look, Buf *out)
{
    Look how = handle_look(m, look);
    switch (format) {
    case TRUCE_JSON:
        report_json(f, o, m->lang, out);
        break;
    case TRUCE_CSV:
        report_csv(f, out);
        if (o->robustness)
            report_draws_csv(o->robustness, "", out);
        break;
    case TRUCE_HTML:
        report_html(o, plots, m->lang, out);
        break;
    default:
        report_text(f, &how, out);
        if (o->robustness)
            report_draws_text(o->robustness, &how, out);
        break;
    }
}

truce_status handle_outlook(truce_model *m, const char *list, Under *under,
                            Findings **findings, Outlook **outlook)
{
    truce_status status = handle_under(m, list, under);
    if (status != TRUCE_OK)
        return status;
    Findings *f = findings_make(&m->study, under->at, under->count);
    Outlook *o = f ? outlook_make(&m->study, f) : NULL;
    if (!o)
        return TRUCE_BAD_MODEL;
    *findings = f;
    *outlook = o;
    return TRUCE_OK;
}

/* The command that makes the page again, with the same draws. */
static const Provenance *provenance_of_draws(truce_model *m, const char *list,
                                             const Under *under, const Robustness *r)
{
    const Provenance *p = provenance_of_report(m, list, under);
    if (!r)
        return p;
    Provenance *drawn = make(&m->mem, Provenance);
    *drawn = *p;
    drawn->again = text_format(&m->mem, "%s --draws %lld --seed %llu", p->again,
                               (long long)r->wanted, (unsigned long long)r->seed);
    drawn->has_seed = true;
    drawn->seed = r->seed;
    return drawn;
}

truce_status truce_report(truce_model *model, const char *under, truce_format format,
                          const truce_look *look, const char **report)
{
    return truce_report_over_draws(model, under, NULL, format, look, report);
}

truce_status truce_report_over_draws(truce_model *model, const char *under,
                                     const truce_claims_plan *plan, truce_format format,
                                     const truce_look *look, const char **report)
{
    GUARD(model);
    Under base;
    Findings *f;
    Outlook *o;
    truce_status status = handle_outlook(model, under, &base, &f, &o);
    if (status != TRUCE_OK)
        return status;
    if (look && look->reproducible)
        findings_forget_work(f);
    if (plan && plan->draws > 0) {
        status = handle_robustness(model, under, plan, &o->robustness);
        if (!o->robustness)
            return status;
    }
    o->provenance = provenance_of_draws(model, under, &base, o->robustness);
    PlotData *plots =
        format == TRUCE_HTML ? plot_data_make(&model->study, f, o, NULL) : NULL;
    Buf out = {.mem = &model->mem};
    whole_report(model, f, o, plots, format, look, &out);
    *report = buf_text(&out);
    return f->met ? status : TRUCE_MISSED;
}

truce_status truce_report_solve(truce_model *model, const char *under, truce_format format,
                                const truce_look *look, const char **report)
{
    static const Reporter solve = {findings_of_solve, report_solve_text, report_solve_json,
                                   report_solve_csv};
    return report_with(model, &solve, under, format, look, report);
}

truce_status truce_report_equilibria(truce_model *model, const char *under,
                                     truce_format format, const truce_look *look,
                                     const char **report)
{
    GUARD(model);
    Under base;
    truce_status status = handle_under(model, under, &base);
    if (status != TRUCE_OK)
        return status;
    const EquilibriumFindings *f = equilibria_find(&model->study, base.at, base.count);
    if (!f)
        return TRUCE_BAD_MODEL;
    Look how = handle_look(model, look);
    Buf out = {.mem = &model->mem};
    if (format == TRUCE_JSON)
        report_equilibria_json(f, model->lang, &out);
    else if (format == TRUCE_CSV)
        report_equilibria_csv(f, &out);
    else
        report_equilibria_text(f, &how, &out);
    *report = buf_text(&out);
    return f->met ? TRUCE_OK : TRUCE_MISSED;
}

truce_status truce_show(truce_model *model, const char *stage, const char *under,
                        const char **text)
{
    GUARD(model);
    if (!model->model)
        return TRUCE_BAD_MODEL;
    Buf out = {.mem = &model->mem};
    if (strcmp(stage, "model") == 0)
        model_print(model->model, &out);
    else {
        Solved *s;
        truce_status status = solve_under(model, under, &s);
        if (status != TRUCE_OK && status != TRUCE_MISSED)
            return status;
        Look how = handle_look(model, NULL);
        if (strcmp(stage, "program") == 0)
            program_print(s->game->program, &model->diags, &out);
        else if (strcmp(stage, "game") == 0)
            game_print(s->game, &out);
        else if (strcmp(stage, "beliefs") == 0)
            report_beliefs_text(&model->work, s, &how, &out);
        else
            report_strategy_text(&model->mem, s, &how, &out);
    }
    *text = buf_text(&out);
    return TRUCE_OK;
}

truce_status truce_print(truce_model *model, const char **text)
{
    GUARD(model);
    if (!model->files || !model->is_parsed)
        return TRUCE_BAD_MODEL;
    Buf out = {.mem = &model->mem};
    syntax_print(model->files, &model->diags, &out);
    *text = buf_text(&out);
    return TRUCE_OK;
}

/* ------------------------------------------------------------------ the strategy's file */

static bool write_piece(void *context, const char *at, int64_t length)
{
    return fwrite(at, 1, (size_t)length, context) == (size_t)length;
}

/* Writes through a trap of its own, for a file is open meanwhile. */
/* Writes a table of a solve in pieces. */
typedef bool TableWriter(Mem *M, Work *w, const Solved *s, Writer *write, void *context);

static truce_status write_table(truce_model *m, TableWriter *table, const Solved *s,
                                FILE *file)
{
    jmp_buf trap, *outer = m->mem.trap;
    m->mem.trap = &trap;
    truce_status status;
    if (setjmp(trap))
        status = handle_failed(m);
    else
        status = table(&m->mem, &m->work, s, write_piece, file) ? TRUCE_OK : TRUCE_NO_FILE;
    m->mem.trap = outer;
    return status;
}

static truce_status cannot_write(truce_model *m, const char *path)
{
    handle_say(m, N_("cannot write `%s`: %s"), path, tr(m->lang, strerror(errno)));
    return TRUCE_NO_FILE;
}

/* The file appears whole or not at all: it is written beside and then renamed. */
static truce_status write_whole(truce_model *m, TableWriter *table, const Solved *s,
                                const char *path)
{
    const char *beside = text_format(&m->mem, "%s.part", path);
    FILE *file = fopen(beside, "wb");
    if (!file)
        return cannot_write(m, path);
    truce_status status = write_table(m, table, s, file);
    bool closed = fclose(file) == 0;
    if (status == TRUCE_OK && closed && rename(beside, path) == 0)
        return TRUCE_OK;
    if (status == TRUCE_OK || status == TRUCE_NO_FILE)
        status = cannot_write(m, path);
    remove(beside);
    return status;
}

static truce_status solve_and_write(truce_model *model, const char *under,
                                    TableWriter *table, const char *path)
{
    Solved *s;
    truce_status solved = solve_under(model, under, &s);
    if (solved != TRUCE_OK && solved != TRUCE_MISSED)
        return solved;
    truce_status written = write_whole(model, table, s, path);
    return written == TRUCE_OK ? solved : written;
}

truce_status truce_write_strategy(truce_model *model, const char *under, const char *path)
{
    GUARD(model);
    return solve_and_write(model, under, report_strategy, path);
}

truce_status truce_write_branch(truce_model *model, const char *under, const char *path)
{
    GUARD(model);
    return solve_and_write(model, under, report_branch, path);
}
