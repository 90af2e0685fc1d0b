/* The commands that solve a model many times: claims, map, profile. */
#include "cli/allocate.h"
#include "cli/interrupt.h"
#include "cli/job.h"
#include "cli/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What was found is written also when it was interrupted, or is of less than the wanted
 * quality. */
static truce_status put(Output *out, truce_status status, const char *text)
{
    if (!text)
        return status;
    fputs(text, output_stream(out));
    out->even_if_stopped = status == TRUCE_STOPPED;
    return status;
}

/* ------------------------------------------------------------------ claims */

static truce_status claims(const Job *job, Output *out)
{
    const OptionValue *given = job->arguments->options;
    char *only = list_joined(given[OPTION_ONLY].list);
    truce_claims_plan plan = {.draws = given[OPTION_DRAWS].number,
                              .seed = (uint64_t)given[OPTION_SEED].number,
                              .only = only,
                              .save = given[OPTION_SAVE].text};
    const char *report = NULL;
    truce_look look = job_look(job);
    truce_status status = truce_report_claims(job->model, job->under, &plan,
                                              job_format(job->arguments), &look, &report);
    free(only);
    return put(out, status, report);
}

int command_claims(const Arguments *a, Output *out)
{
    Job job;
    if (!job_draws_are_asked_for(a))
        return EXIT_USAGE;
    truce_status status = job_open(&job, a, a->operands[0]);
    if (status == TRUCE_OK)
        status = claims(&job, out);
    return job_close(&job, status);
}

/* ------------------------------------------------------------------ map, profile */

static truce_status map(const Job *job, Output *out)
{
    const truce_map_plan plan = job_map_plan(job);
    const char *report = NULL;
    truce_look look = job_look(job);
    truce_status status = truce_report_map(job->model, job->under, &plan,
                                           job_format(job->arguments), &look, &report);
    return put(out, status, report);
}

static int map_or_profile(const Arguments *a, bool is_map, Output *out)
{
    Job job;
    if (!job_asks_one_thing(a, is_map))
        return EXIT_USAGE;
    truce_status status = job_open(&job, a, a->operands[0]);
    if (status == TRUCE_OK)
        status = map(&job, out);
    return job_close(&job, status);
}

int command_map(const Arguments *a, Output *out)
{
    return map_or_profile(a, true, out);
}

int command_profile(const Arguments *a, Output *out)
{
    return map_or_profile(a, false, out);
}
