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
    truce_status status =
        truce_report_claims(job->model, job->under, &plan, job_format(job), &look, &report);
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

static bool asks_one_thing(const Arguments *a, bool is_map)
{
    bool has_axes = arguments_have(a, OPTION_X) && (!is_map || arguments_have(a, OPTION_Y));
    if (!has_axes)
        complain(a->lang,
                 is_map ? N_("a map needs `--x` and `--y`") : N_("a profile needs `--x`"));
    else if (arguments_have(a, OPTION_ASK) == arguments_have(a, OPTION_CLAIM))
        complain(a->lang, N_("give either `--ask` or `--claim`"));
    else
        return true;
    return false;
}

static truce_status map(const Job *job, truce_format format, Output *out)
{
    const truce_map_plan plan = job_map_plan(job);
    const char *report = NULL;
    truce_look look = job_look(job);
    truce_status status =
        truce_report_map(job->model, job->under, &plan, format, &look, &report);
    return put(out, status, report);
}

static int map_or_profile(const Arguments *a, bool is_map, Output *out)
{
    static const truce_format formats[] = {TRUCE_TEXT, TRUCE_JSON, TRUCE_CSV, TRUCE_SVG};
    Job job;
    if (!asks_one_thing(a, is_map))
        return EXIT_USAGE;
    OptionId format = is_map ? OPTION_FORMAT_MAP : OPTION_FORMAT;
    truce_status status = job_open(&job, a, a->operands[0]);
    if (status == TRUCE_OK)
        status = map(&job, formats[a->options[format].number], out);
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
