/* The command that draws: plot. */
#include "cli/job.h"
#include "cli/words.h"

#include <string.h>

/* The form that a file's name asks for; false after a complaint. */
static bool form_of_file(const Arguments *a, truce_format *form)
{
    static const struct {
        const char *ending;
        truce_format form;
    } known[] = {
        {".svg", TRUCE_SVG}, {".png", TRUCE_PNG}, {".pdf", TRUCE_PDF}, {".csv", TRUCE_CSV}};
    const char *path = a->options[OPTION_OUTPUT].text;
    *form = TRUCE_SVG;
    if (!path || !strcmp(path, "-"))
        return true;
    const char *ending = strrchr(path, '.');
    for (size_t k = 0; ending && k < sizeof known / sizeof *known; k++)
        if (!strcmp(ending, known[k].ending)) {
            *form = known[k].form;
            return true;
        }
    complain(a->lang, N_("a figure is written as .svg, .png, .pdf or .csv, not as `%s`"),
             path);
    return false;
}

static truce_status plot(const Job *job, truce_format form, Output *out)
{
    const OptionValue *given = job->arguments->options;
    const truce_map_plan map = job_map_plan(job);
    const truce_figure figure = {
        .name = given[OPTION_FIGURE].text ? given[OPTION_FIGURE].text : "fan",
        .theme = (truce_theme)given[OPTION_THEME].number,
        .width = (int32_t)given[OPTION_WIDTH].number,
        .show = given[OPTION_SHOW].list,
        .ask = given[OPTION_ASK].text,
        .map = &map};
    const char *at;
    size_t length;
    truce_status status = truce_plot(job->model, job->under, &figure, form, &at, &length);
    if (status == TRUCE_OK || status == TRUCE_MISSED)
        fwrite(at, 1, length, output_stream(out));
    return status;
}

int command_plot(const Arguments *a, Output *out)
{
    truce_format form;
    if (!form_of_file(a, &form))
        return EXIT_USAGE;
    Job job;
    truce_status status = job_open(&job, a, a->operands[0]);
    if (status == TRUCE_OK)
        status = plot(&job, form, out);
    return job_close(&job, status);
}
