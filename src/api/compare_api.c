#include <math.h>
#include <string.h>

#include "api/handle.h"
#include "report/report_compare.h"

/* ------------------------------------------------------------------ strategies held */

truce_status truce_ask_held(truce_model *model, const char *question, const char *under,
                            const char *strategies_of, double *answer)
{
    GUARD(model);
    Under base, played;
    truce_status status = handle_under(model, under, &base);
    if (status == TRUCE_OK)
        status = handle_under(model, strategies_of, &played);
    if (status != TRUCE_OK)
        return status;
    const Question *q = handle_question(model, question);
    if (!q || !study_ask_held(&model->study, q, base.at, base.count, played.at,
                              played.count, answer))
        return TRUCE_BAD_MODEL;
    return model->study.missed ? TRUCE_MISSED : TRUCE_OK;
}

/* ------------------------------------------------------------------ side by side */

static int32_t count_texts(const char *const *texts)
{
    int32_t n = 0;
    while (texts && texts[n])
        n++;
    return n;
}

/* "a+b" as handle_under reads it. */
static truce_status read_set(truce_model *m, const char *set, Under *under)
{
    char *list = mem_text(&m->mem, set, (int64_t)strlen(set));
    for (char *c = list; *c; c++)
        if (*c == '+')
            *c = ',';
    return handle_under(m, list, under);
}

static truce_status read_sets(truce_model *m, const truce_compare_plan *plan,
                              ComparePlan *out)
{
    int32_t n = count_texts(plan->sets);
    const int32_t **sets = make(&m->mem, const int32_t *, n);
    int32_t *counts = make(&m->mem, int32_t, n);
    Under *under = make(&m->mem, Under, n);
    truce_status worst = m->model ? TRUCE_OK : TRUCE_BAD_MODEL;
    for (int32_t k = 0; k < n && m->model; k++) {
        truce_status status = read_set(m, plan->sets[k], &under[k]);
        worst = status == TRUCE_OK ? worst : status;
        sets[k] = under[k].at;
        counts[k] = under[k].count;
    }
    out->sets = sets;
    out->counts = counts;
    out->set_count = n;
    return worst;
}

static truce_status read_questions(truce_model *m, const truce_compare_plan *plan,
                                   ComparePlan *out)
{
    int32_t n = count_texts(plan->questions);
    const Question **questions = make(&m->mem, const Question *, n);
    truce_status worst = TRUCE_OK;
    for (int32_t k = 0; k < n; k++) {
        questions[k] = handle_question(m, plan->questions[k]);
        worst = questions[k] ? worst : TRUCE_BAD_MODEL;
    }
    out->questions = questions;
    out->question_count = n;
    return worst;
}

/* All that is wrong with the plan is told at once. */
static truce_status compare(truce_model *m, const truce_compare_plan *plan, Comparing **c)
{
    ComparePlan what = {0};
    truce_status sets = read_sets(m, plan, &what);
    if (!m->model)
        return sets;
    truce_status questions = read_questions(m, plan, &what), held = TRUCE_OK;
    if (plan->strategies_of) {
        Under *played = make(&m->mem, Under);
        held = read_set(m, plan->strategies_of, played);
        what.played = played->at;
        what.played_count = played->count;
    }
    if (sets != TRUCE_OK || questions != TRUCE_OK || held != TRUCE_OK)
        return TRUCE_BAD_MODEL;
    *c = compare_make(&m->study, &what);
    if (!*c)
        return TRUCE_BAD_MODEL;
    return (*c)->met ? TRUCE_OK : TRUCE_MISSED;
}

static void put_differences(Mem *M, const Comparing *c, truce_comparison *out)
{
    truce_difference *all = make(M, truce_difference, (int64_t)c->count * c->side_count);
    for (int32_t k = 0; k < c->count; k++)
        for (int32_t s = 0; s < c->side_count; s++)
            all[out->difference_count++] = (truce_difference){
                .kind = compare_kind_name(c->compared[k].kind),
                .name = c->compared[k].name,
                .set = c->sides[s].name,
                .answer = c->sides[s].answer[k],
                .difference = compare_difference(c, s, k),
                .mechanical = compare_mechanical(c, s, k),
                .behavioural = compare_behavioural(c, s, k),
            };
    out->differences = all;
}

static void put_parts(Mem *M, const Comparing *c, truce_comparison *out)
{
    const Switches *w = c->switches;
    if (!w || !w->is_attributed)
        return;
    truce_part *all = make(M, truce_part, (int64_t)c->count * w->count);
    for (int32_t k = 0; k < c->count; k++)
        for (int32_t s = 0; s < w->count; s++)
            all[out->part_count++] =
                (truce_part){.kind = compare_kind_name(c->compared[k].kind),
                             .name = c->compared[k].name,
                             .change = w->at[s].name,
                             .from = w->at[s].from,
                             .to = w->at[s].to,
                             .part = w->part[k][s]};
    out->parts = all;
}

truce_status truce_compare(truce_model *model, const truce_compare_plan *plan,
                           truce_comparison *comparison)
{
    GUARD(model);
    Comparing *c = NULL;
    truce_status status = compare(model, plan, &c);
    if (!c)
        return status;
    truce_comparison out = {0};
    put_differences(&model->mem, c, &out);
    put_parts(&model->mem, c, &out);
    *comparison = out;
    return status;
}

truce_status truce_report_compare(truce_model *model, const truce_compare_plan *plan,
                                  truce_format format, const truce_look *look,
                                  const char **report)
{
    GUARD(model);
    Comparing *c = NULL;
    truce_status status = compare(model, plan, &c);
    if (!c)
        return status;
    static const Under none;
    const Provenance *about = provenance_of(model, "compare", &none);
    Look how = handle_look(model, look);
    Buf out = {.mem = &model->mem};
    if (format == TRUCE_JSON)
        report_compare_json(c, about, model->lang, &out);
    else if (format == TRUCE_CSV)
        report_compare_csv(c, &out);
    else
        report_compare_text(c, &how, &out);
    *report = buf_text(&out);
    return status;
}
