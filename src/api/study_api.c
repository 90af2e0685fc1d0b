/* The studies of the public interface: claims over draws, maps, questions at many points. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "api/handle.h"
#include "report/plot.h"
#include "report/report_map.h"
#include "report/report_robust.h"

/* ------------------------------------------------------------------ claims */

static int32_t find_claim(truce_model *m, int32_t source)
{
    const Model *model = m->model;
    const char *name = m->diags.sources[source].text;
    const char **names = make(&m->mem, const char *, model->claim_count + 1);
    for (int32_t k = 0; k < model->claim_count; k++) {
        if (strcmp(model->claims[k].name, name) == 0)
            return k;
        names[k] = model->claims[k].name;
    }
    Span at = {.source = source, .length = (int32_t)strlen(name)};
    Diag *d = diag(&m->diags, DIAG_E201, at, N_("no claim is named `%s`"), name);
    diag_suggest(&m->diags, d, name, names, model->claim_count);
    return -1;
}

static int32_t claim_named(truce_model *m, const char *option, const char *name,
                           int64_t length)
{
    return find_claim(
        m, diag_source(&m->diags, option, mem_text(&m->mem, name, length), length));
}

/* "a,b" as claims; how many, -1 after a diagnostic.  NULL is all. */
static int32_t claims_named(truce_model *m, const char *list, int32_t **claims)
{
    *claims = NULL;
    if (!list || !*list)
        return 0;
    *claims = make(&m->mem, int32_t, (int64_t)strlen(list));
    int32_t count = 0;
    bool is_right = true;
    while (*list) {
        int64_t length = (int64_t)strcspn(list, ",");
        int32_t claim = length ? claim_named(m, "--only", list, length) : 0;
        is_right = is_right && claim >= 0;
        if (length && claim >= 0)
            (*claims)[count++] = claim;
        list += length + (list[length] != '\0');
    }
    return is_right ? count : -1;
}

/* What a study of claims works on. */
typedef struct {
    Under under;
    RobustPlan plan;
    StoreTopic topic;
    Provenance *made;
    const char *save;
    Robustness *found;
} ClaimStudy;

static const char *joined_sets(truce_model *m)
{
    Buf out = {.mem = &m->mem};
    for (const char *const *set = m->options.sets; set && *set; set++)
        buf_printf(&out, "%s%s", set == m->options.sets ? "" : "; ", *set);
    return buf_text(&out);
}

static truce_status plan_claims(truce_model *m, const char *under,
                                const truce_claims_plan *asked, ClaimStudy *s)
{
    static const truce_claims_plan nothing;
    const truce_claims_plan *p = asked ? asked : &nothing;
    truce_status status = handle_under(m, under, &s->under);
    if (status != TRUCE_OK)
        return status;
    int32_t *claims, count = claims_named(m, p->only, &claims);
    Axis *axes;
    int32_t axis_count = axes_with_ranges(&m->study, s->under.at, s->under.count, &axes);
    if (count < 0 || axis_count < 0)
        return TRUCE_BAD_MODEL;
    s->save = p->draws > 0 ? p->save : NULL;
    s->plan = (RobustPlan){.under = s->under.at,
                           .under_count = s->under.count,
                           .claims = claims,
                           .claim_count = count,
                           .draws = p->draws,
                           .seed = p->seed ? p->seed : 1,
                           .axes = axes,
                           .axis_count = axis_count};
    s->made = provenance_of(m, "claims", &s->under);
    s->made->has_seed = p->draws > 0;
    s->made->seed = s->plan.seed;
    s->topic = (StoreTopic){.model = m->model,
                            .model_hash = s->made->sha256,
                            .version = truce_version(),
                            .sets = joined_sets(m),
                            .seed = s->plan.seed,
                            .tolerance = m->study.tolerance,
                            .under = s->under.at,
                            .under_count = s->under.count,
                            .axes = axes,
                            .axis_count = axis_count};
    return TRUCE_OK;
}

/* A file is open meanwhile, so this goes through a trap of its own. */
static truce_status run_with_store(truce_model *m, ClaimStudy *s)
{
    Store store;
    if (!store_open(&store, &m->mem, s->save, &s->topic)) {
        handle_say(m, "%s", store.why[m->lang]);
        return TRUCE_NO_FILE;
    }
    jmp_buf trap, *outer = m->mem.trap;
    m->mem.trap = &trap;
    truce_status status = TRUCE_OK;
    s->plan.store = &store;
    if (setjmp(trap))
        status = handle_failed(m);
    else
        s->found = robustness_make(&m->study, &s->plan);
    m->mem.trap = outer;
    s->plan.store = NULL;
    store_close(&store);
    if (status == TRUCE_OK && !s->found && *store.why[m->lang]) {
        handle_say(m, "%s", store.why[m->lang]);
        status = TRUCE_NO_FILE;
    }
    return status;
}

static truce_status study_claims(truce_model *m, const char *under,
                                 const truce_claims_plan *asked, ClaimStudy *s)
{
    truce_status status = plan_claims(m, under, asked, s);
    if (status != TRUCE_OK)
        return status;
    if (s->save)
        status = run_with_store(m, s);
    else
        s->found = robustness_make(&m->study, &s->plan);
    if (status != TRUCE_OK)
        return status;
    if (!s->found)
        return TRUCE_BAD_MODEL;
    if (s->found->drawn < s->found->wanted)
        return TRUCE_STOPPED;
    return s->found->met ? TRUCE_OK : TRUCE_MISSED;
}

truce_status handle_robustness(truce_model *m, const char *under,
                               const truce_claims_plan *plan, const Robustness **found)
{
    truce_claims_plan all = *plan;
    all.only = NULL;
    ClaimStudy s = {0};
    truce_status status = study_claims(m, under, &all, &s);
    *found = status == TRUCE_OK || status == TRUCE_MISSED ? s.found : NULL;
    return status;
}

static void put_box(const Robustness *r, const Robust *c, truce_robustness *out)
{
    out->box_sides = c->box.sides;
    out->box_of_success = c->box_is_of_success;
    out->box_draws = c->inside.draws;
    out->box_hits = c->inside.bad;
    for (int32_t k = 0; k < c->box.sides; k++) {
        out->box_name[k] = r->axes[c->box.side[k].param].name;
        out->box_low[k] = c->box.side[k].lo;
        out->box_high[k] = c->box.side[k].hi;
    }
}

truce_status truce_claim_over_draws(truce_model *model, int32_t claim, const char *under,
                                    const truce_claims_plan *plan, truce_robustness *out)
{
    *out = (truce_robustness){0};
    GUARD(model);
    if (claim < 0 || claim >= truce_count(model, TRUCE_CLAIMS)) {
        handle_say(model, N_("there is no claim %d"), claim);
        return TRUCE_BAD_MODEL;
    }
    truce_claims_plan one = plan ? *plan : (truce_claims_plan){0};
    one.only = truce_name(model, TRUCE_CLAIMS, claim);
    ClaimStudy s = {0};
    truce_status status = study_claims(model, under, &one, &s);
    if (!s.found || status == TRUCE_NO_FILE)
        return status;
    const Robust *c = &s.found->claims[0];
    *out = (truce_robustness){.holds = c->base.holds,
                              .margin = c->base.margin,
                              .draws = c->draws,
                              .held = c->held,
                              .missing = s.found->missing_count,
                              .share = c->share,
                              .standard_error = c->standard_error,
                              .low = c->low,
                              .high = c->high};
    for (int q = 0; q < QUANTILES; q++)
        out->margin_quantile[q] = c->quantile[q];
    if (c->has_box)
        put_box(s.found, c, out);
    return status;
}

truce_status truce_report_claims(truce_model *model, const char *under,
                                 const truce_claims_plan *plan, truce_format format,
                                 const truce_look *look, const char **report)
{
    GUARD(model);
    ClaimStudy s = {0};
    truce_status status = study_claims(model, under, plan, &s);
    if (!s.found || status == TRUCE_NO_FILE)
        return status;
    Look how = handle_look(model, look);
    Buf out = {.mem = &model->mem};
    if (format == TRUCE_JSON)
        report_robust_json(s.found, s.made, model->lang, &out);
    else if (format == TRUCE_CSV)
        report_robust_csv(s.found, &out);
    else
        report_robust_text(s.found, &how, &out);
    *report = buf_text(&out);
    return status;
}

/* ------------------------------------------------------------------ maps */

static bool read_axis(truce_model *m, const char *option, const char *text,
                      const Under *under, Axis *axis)
{
    int64_t length = (int64_t)strlen(text);
    int32_t source =
        diag_source(&m->diags, option, mem_text(&m->mem, text, length), length);
    return axis_read(&m->study, source, under->at, under->count, axis);
}

static bool axes_differ(truce_model *m, const Axis *x, const Axis *y)
{
    if (strcmp(x->name, y->name) != 0)
        return true;
    diag(&m->diags, DIAG_E604, SPAN_NOWHERE, N_("`%s` is on both sides of the map"),
         x->name);
    return false;
}

enum { MOST_POINTS_EACH = 1001, USUAL_POINTS = 41 };

static int32_t points_of(int32_t wanted)
{
    int32_t count = wanted == 0 ? USUAL_POINTS : wanted;
    return count < 2 ? 2 : count > MOST_POINTS_EACH ? MOST_POINTS_EACH : count;
}

static bool plan_asks_one_thing(truce_model *m, const truce_map_plan *p)
{
    if (!p->x)
        handle_say(m, N_("a map needs a parameter from left to right"));
    else if (!p->question == !p->claim)
        handle_say(m, N_("a map shows one question, or one claim"));
    else
        return true;
    return false;
}

truce_status handle_map(truce_model *m, const char *list, const truce_map_plan *p,
                        Under *under, Phase **phase)
{
    truce_status status = handle_under(m, list, under);
    if (status != TRUCE_OK)
        return status;
    if (!plan_asks_one_thing(m, p))
        return TRUCE_BAD_MODEL;
    Axis *axes = make(&m->mem, Axis, 2);
    bool is_right = read_axis(m, "--x", p->x, under, &axes[0]);
    if (p->y)
        is_right = read_axis(m, "--y", p->y, under, &axes[1]) && is_right;
    const Question *q = p->question ? handle_question(m, p->question) : NULL;
    int32_t claim =
        p->claim ? claim_named(m, "--claim", p->claim, (int64_t)strlen(p->claim)) : 0;
    if (!is_right || (p->question && !q) || claim < 0 ||
        (p->y && !axes_differ(m, &axes[0], &axes[1])))
        return TRUCE_BAD_MODEL;
    PhasePlan plan = {.x = &axes[0],
                      .y = p->y ? &axes[1] : NULL,
                      .x_count = points_of(p->x_count),
                      .y_count = p->y ? points_of(p->y_count) : 1,
                      .question = q,
                      .claim = p->claim ? &m->model->claims[claim] : NULL,
                      .has_level = p->has_level,
                      .level = p->level,
                      .under = under->at,
                      .under_count = under->count};
    *phase = phase_make(&m->study, &plan);
    return (*phase)->met ? TRUCE_OK : TRUCE_MISSED;
}

truce_status truce_map_answers(truce_model *model, const char *under,
                               const truce_map_plan *plan, truce_map *map)
{
    GUARD(model);
    Under *base = make(&model->mem, Under);
    Phase *p = NULL;
    truce_status status = handle_map(model, under, plan, base, &p);
    if (!p)
        return status;
    *map = (truce_map){.x_count = p->x.count,
                       .y_count = p->y.count,
                       .x = p->x.at,
                       .y = p->y.at,
                       .answer = p->answer,
                       .missing = p->missing_count};
    if (p->contour) {
        map->line_count = p->contour->line_count;
        map->line_first = p->contour->first;
        map->line_xy = &p->contour->points[0].x;
    }
    return status;
}

truce_status truce_report_map(truce_model *model, const char *under,
                              const truce_map_plan *plan, truce_format format,
                              const truce_look *look, const char **report)
{
    GUARD(model);
    Under *base = make(&model->mem, Under);
    Phase *p = NULL;
    truce_status status = handle_map(model, under, plan, base, &p);
    if (!p)
        return status;
    Look how = handle_look(model, look);
    const Provenance *made = provenance_of(model, plan->y ? "map" : "profile", base);
    Buf out = {.mem = &model->mem};
    if (format == TRUCE_JSON)
        report_map_json(p, made, model->lang, &out);
    else if (format == TRUCE_CSV)
        report_map_csv(p, &out);
    else if (format == TRUCE_SVG)
        plot_draw(plot_data_of_map(&model->mem, p), plan->y ? PLOT_MAP : PLOT_PROFILE,
                  &(PlotLook){.lang = model->lang, .is_file = true}, &out);
    else
        report_map_text(p, &how, &out);
    *report = buf_text(&out);
    return status;
}

/* ------------------------------------------------------------------ many points */

truce_status truce_ask_at(truce_model *model, const char *under, const char *const *names,
                          int32_t name_count, const double *points, int64_t point_count,
                          const char *const *questions, int32_t question_count,
                          double *answers)
{
    GUARD(model);
    Under base;
    truce_status status = handle_under(model, under, &base);
    if (status != TRUCE_OK)
        return status;
    Axis *axes = make(&model->mem, Axis, name_count);
    const Question **asked = make(&model->mem, const Question *, question_count);
    bool is_right = true;
    for (int32_t k = 0; k < name_count; k++)
        is_right =
            axis_named(&model->study, names[k], base.at, base.count, &axes[k]) && is_right;
    for (int32_t k = 0; k < question_count; k++) {
        asked[k] = handle_question(model, questions[k]);
        is_right = asked[k] && is_right;
    }
    if (!is_right)
        return TRUCE_BAD_MODEL;
    Batch *b = batch_new(&model->study, axes, name_count, asked, question_count, base.at,
                         base.count);
    Answers *a = batch_answer(b, points, point_count);
    memcpy(answers, a->answer, sizeof *answers * (size_t)(point_count * question_count));
    status = a->met ? TRUCE_OK : TRUCE_MISSED;
    answers_drop(&model->mem, a);
    batch_close(b);
    return status;
}
