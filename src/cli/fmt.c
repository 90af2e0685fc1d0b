/* The command that prints models in the standard layout. */
#include "cli/interrupt.h"
#include "cli/job.h"
#include "cli/words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is done with the layout of one model; answers an exit status. */
static int use_layout(const Arguments *a, Output *out, const char *path, Input before,
                      const char *after)
{
    bool is_same =
        strlen(after) == before.length && !memcmp(before.at, after, before.length);
    if (arguments_have(a, OPTION_CHECK)) {
        if (!is_same)
            fprintf(output_stream(out), "%s\n", path);
        return is_same ? EXIT_WELL : EXIT_FAILED;
    }
    if (!arguments_have(a, OPTION_WRITE)) {
        fputs(after, output_stream(out));
        return EXIT_WELL;
    }
    int error = is_same ? 0 : file_replace(path, after, strlen(after));
    if (error && error != EINTR)
        complain(a->lang, N_("cannot write `%s`: %s"), path, system_error(a->lang, error));
    return error ? EXIT_LIMIT : EXIT_WELL;
}

/* A model may be laid out as soon as it can be parsed, whatever else is wrong with it. */
static int format_text(const Arguments *a, Output *out, const char *path, Input text)
{
    Job job;
    const char *layout = NULL;
    bool is_standard = !strcmp(path, "-");
    truce_status status = job_open_text(&job, a, is_standard ? "<stdin>" : path, text);
    if (status == TRUCE_OK || status == TRUCE_BAD_MODEL)
        status = truce_print(job.model, &layout);
    if (status != TRUCE_OK)
        return job_close(&job, status);
    int result = use_layout(a, out, path, text, layout);
    job_end(&job, status);
    return result;
}

static int format_file(const Arguments *a, Output *out, const char *path)
{
    Input text;
    int error = input_read(path, &text);
    if (error && error != EINTR)
        complain(a->lang, N_("cannot read `%s`: %s"), path, system_error(a->lang, error));
    if (error)
        return EXIT_USAGE;
    int result = format_text(a, out, path, text);
    free(text.at);
    return result;
}

static bool options_agree(const Arguments *a)
{
    if (!arguments_have(a, OPTION_WRITE))
        return true;
    if (arguments_have(a, OPTION_CHECK) || arguments_have(a, OPTION_OUTPUT)) {
        complain(a->lang,
                 N_("option `--write` goes neither with `--check` nor `--output`"));
        return false;
    }
    for (int i = 0; i < a->operand_count; i++)
        if (!strcmp(a->operands[i], "-")) {
            complain(a->lang, N_("option `--write` does not go with standard input"));
            return false;
        }
    return true;
}

int command_fmt(const Arguments *a, Output *out)
{
    if (!options_agree(a))
        return EXIT_USAGE;
    int result = EXIT_WELL;
    for (int i = 0; i < a->operand_count && !interrupt_signal(); i++) {
        int each = format_file(a, out, a->operands[i]);
        if (each > result)
            result = each;
    }
    return result;
}
