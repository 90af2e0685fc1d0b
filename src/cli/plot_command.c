/* The command that draws: plot. */
#include "cli/job.h"
#include "cli/words.h"

#include <string.h>

enum { NARROWEST = 320 };

/* The form that a file's name asks for; false after a complaint. */
static bool form_of_file(const Arguments *a, truce_format *form)
{
    const char *path = a->options[OPTION_OUTPUT].text;
    *form = TRUCE_SVG;
    if (!path || !strcmp(path, "-") || job_ending(a, "svg|png|pdf|csv", form))
        return true;
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

/* Figures that answer a question need one, and those over parameters need these: false after a
 * complaint. */
static bool has_what_it_needs(const Arguments *a)
{
    const char *figure = a->options[OPTION_FIGURE].text;
    if (arguments_have(a, OPTION_WIDTH) && a->options[OPTION_WIDTH].number < NARROWEST) {
        complain(a->lang, N_("a figure is at least %d pixels wide"), NARROWEST);
        return false;
    }
    if (figure && (!strcmp(figure, "map") || !strcmp(figure, "profile")))
        return job_asks_one_thing(a, !strcmp(figure, "map"));
    if (!figure || strcmp(figure, "tornado") != 0 || arguments_have(a, OPTION_ASK))
        return true;
    complain(a->lang, N_("which question? --ask takes one, as in `truce ask`"));
    return false;
}

int command_plot(const Arguments *a, Output *out)
{
    truce_format form;
    if (!form_of_file(a, &form) || !has_what_it_needs(a))
        return EXIT_USAGE;
    Job job;
    truce_status status = job_open(&job, a, a->operands[0]);
    if (status == TRUCE_OK)
        status = plot(&job, form, out);
    return job_close(&job, status);
}
