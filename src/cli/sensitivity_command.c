/* The command sensitivity. */
#include "cli/job.h"
#include "cli/words.h"

#include <stdio.h>
#include <stdlib.h>

static truce_sensitivity_plan plan_of(const Arguments *a, const char *only)
{
    const OptionValue *given = a->options;
    return (truce_sensitivity_plan){
        .question = given[OPTION_ASK].text,
        .only = only,
        .method = (truce_method)given[OPTION_METHOD].number,
        .draws = given[OPTION_DRAWS].number,
        .seed = (uint64_t)given[OPTION_SEED].number,
    };
}

/* What was complete when the user stopped it is a result too. */
static truce_status report(const Job *job, Output *out)
{
    const Arguments *a = job->arguments;
    char *only = list_joined(a->options[OPTION_ONLY_PARAMS].list);
    const truce_sensitivity_plan plan = plan_of(a, only);
    const truce_look look = job_look(job);
    const char *text = NULL;
    truce_status status = truce_report_sensitivity(
        job->model, job->under, &plan, job_format(job->arguments), &look, &text);
    if (text) {
        fputs(text, output_stream(out));
        out->even_if_stopped = true;
    }
    free(only);
    return status;
}

int command_sensitivity(const Arguments *a, Output *out)
{
    if (!arguments_have(a, OPTION_ASK)) {
        complain(a->lang, N_("which question? --ask takes one, as in `truce ask`"));
        return EXIT_USAGE;
    }
    Job job;
    truce_status status = job_open(&job, a, a->operands[0]);
    if (status == TRUCE_OK)
        status = report(&job, out);
    return job_close(&job, status);
}
