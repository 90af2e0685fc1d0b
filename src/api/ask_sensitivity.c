#include "api/handle.h"
#include "report/plot.h"
#include "report/report_sensitivity.h"

#include <math.h>

static SensitivityMethod method_of(truce_method method)
{
    return method == TRUCE_MORRIS    ? BY_MORRIS
           : method == TRUCE_TORNADO ? BY_TORNADO
                                     : BY_SOBOL;
}

static int64_t draws_of(const truce_sensitivity_plan *plan)
{
    enum { SOBOL_DRAWS = 128, MORRIS_DRAWS = 20 };
    if (plan->draws > 0)
        return plan->draws;
    return plan->method == TRUCE_MORRIS ? MORRIS_DRAWS : SOBOL_DRAWS;
}

static uint64_t seed_of(const truce_sensitivity_plan *plan)
{
    return plan->seed ? plan->seed : 1;
}

const Sensitivity *handle_sensitivity(truce_model *m, const truce_sensitivity_plan *plan,
                                      const Under *under)
{
    Study *y = &m->study;
    Axis *axes;
    const Question *q = handle_question(m, plan->question);
    const int32_t count =
        plan->only ? axes_read(y, "--only", plan->only, under->at, under->count, &axes)
                   : axes_with_ranges(y, under->at, under->count, &axes);
    if (!q || count < 0)
        return NULL;
    return sensitivity_make(y, &(SensitivityPlan){.axes = axes,
                                                  .axis_count = count,
                                                  .question = q,
                                                  .under = under->at,
                                                  .under_count = under->count,
                                                  .method = method_of(plan->method),
                                                  .draws = draws_of(plan),
                                                  .seed = seed_of(plan)});
}

static truce_status status_of(truce_model *m, const Sensitivity *f)
{
    if (f->was_stopped) {
        handle_say(m, N_("stopped"));
        return TRUCE_STOPPED;
    }
    return f->met ? TRUCE_OK : TRUCE_MISSED;
}

static truce_influence influence_of(const Influence *i)
{
    return (truce_influence){
        .parameter = i->axis->name,
        .low = i->lo,
        .high = i->hi,
        .answer_low = i->at_lo,
        .answer_high = i->at_hi,
        .S1 = i->sobol.S1,
        .S1_conf = i->sobol.S1_conf,
        .ST = i->sobol.ST,
        .ST_conf = i->sobol.ST_conf,
        .mu = i->morris.mu,
        .mu_star = i->morris.mu_star,
        .mu_star_conf = i->morris.mu_star_conf,
        .sigma = i->morris.sigma,
    };
}

truce_status truce_sensitivity(truce_model *model, const char *under,
                               const truce_sensitivity_plan *plan,
                               const truce_influence **influences, int32_t *count)
{
    *influences = NULL;
    *count = 0;
    GUARD(model);
    Under base;
    truce_status status = handle_under(model, under, &base);
    if (status != TRUCE_OK)
        return status;
    const Sensitivity *f = handle_sensitivity(model, plan, &base);
    if (!f)
        return TRUCE_BAD_MODEL;
    truce_influence *all = make(&model->mem, truce_influence, f->count);
    for (int32_t k = 0; k < f->count; k++)
        all[k] = influence_of(&f->influences[k]);
    *influences = all;
    *count = f->count;
    return status_of(model, f);
}

/* The tornado, which every method makes: NULL after a message, where there is nothing to draw. */
static const char *drawing_of(truce_model *m, const Sensitivity *f)
{
    Buf out = {.mem = &m->mem};
    if (!isfinite(f->base)) {
        handle_say(m, N_("no figure `%s`: %s"), plot_name(PLOT_TORNADO),
                   tr(m->lang, N_("there is no answer that is a number")));
        return NULL;
    }
    plot_draw(plot_data_of_tornado(&m->mem, f), PLOT_TORNADO,
              &(PlotLook){.lang = m->lang, .is_file = true}, &out);
    return buf_text(&out);
}

truce_status truce_report_sensitivity(truce_model *model, const char *under,
                                      const truce_sensitivity_plan *plan,
                                      truce_format format, const truce_look *look,
                                      const char **report)
{
    *report = NULL;
    GUARD(model);
    Under base;
    truce_status status = handle_under(model, under, &base);
    if (status != TRUCE_OK)
        return status;
    const Sensitivity *f = handle_sensitivity(model, plan, &base);
    if (!f)
        return TRUCE_BAD_MODEL;
    if (format == TRUCE_SVG) {
        *report = drawing_of(model, f);
        return *report ? status_of(model, f) : TRUCE_BAD_MODEL;
    }
    const Look how = handle_look(model, look);
    Buf out = {.mem = &model->mem};
    Provenance *about = provenance_of(model, "sensitivity", &base);
    about->has_seed = true;
    about->seed = seed_of(plan);
    if (format == TRUCE_JSON)
        report_sensitivity_json(f, about, model->lang, &out);
    else if (format == TRUCE_CSV)
        report_sensitivity_csv(f, &out);
    else
        report_sensitivity_text(f, &how, &out);
    *report = buf_text(&out);
    return status_of(model, f);
}
