/* The command that sets variants side by side: compare. */
#include "cli/job.h"
#include "cli/words.h"

#include <stdio.h>
#include <string.h>

static truce_status compare(const Job *job, Output *out)
{
    const OptionValue *given = job->arguments->options;
    truce_compare_plan plan = {.sets = given[OPTION_SETS].list,
                               .questions = given[OPTION_ASK_ALSO].list,
                               .strategies_of = job_strategies(job)};
    const char *report = NULL;
    truce_look look = job_look(job);
    truce_status status =
        truce_report_compare(job->model, &plan, job_format(job->arguments), &look, &report);
    if (status == TRUCE_OK || status == TRUCE_MISSED)
        fputs(report, output_stream(out));
    return status;
}

int command_compare(const Arguments *a, Output *out)
{
    if (!arguments_have(a, OPTION_SETS)) {
        complain(a->lang, N_("compare needs `--under`, once for each set of variants"));
        return EXIT_USAGE;
    }
    Job job;
    truce_status status = job_open(&job, a, a->operands[0]);
    if (status == TRUCE_OK)
        status = compare(&job, out);
    return job_close(&job, status);
}
