/* truce - the command.  It knows the library by truce/truce.h alone. */
#include "cli/arguments.h"
#include "cli/interrupt.h"
#include "cli/words.h"

#include <stdio.h>

static int name_version(const Arguments *a, Output *out)
{
    (void)a;
    fprintf(output_stream(out), "truce %s\n", truce_version());
    return EXIT_WELL;
}

/* `truce run --help` is `truce help run`. */
static int help(const Arguments *a, Output *out)
{
    const char *operands[] = {a->command ? a->command->name : NULL, NULL};
    Arguments asked = *a;
    asked.operands = operands;
    asked.operand_count = a->command ? 1 : 0;
    return command_help(&asked, out);
}

static int refuse(const Arguments *a, Output *out)
{
    (void)out;
    complain(a->lang, N_("which command? `truce help` lists them"));
    return EXIT_USAGE;
}

static CommandFunction *function_of(const Arguments *a)
{
    if (arguments_have(a, OPTION_HELP))
        return help;
    if (arguments_have(a, OPTION_VERSION))
        return name_version;
    return a->command ? a->command->function : refuse;
}

static int work(const Arguments *a)
{
    Output out = {.path = a->options[OPTION_OUTPUT].text};
    if (!output_has_place(&out, a->lang))
        return EXIT_LIMIT;
    int status = function_of(a)(a, &out);
    bool counts = !interrupt_signal() || out.even_if_stopped;
    if (counts && !output_deliver(&out, a->lang))
        status = EXIT_LIMIT;
    output_free(&out);
    return interrupt_signal() ? 128 + interrupt_signal() : status;
}

static void point_to_help(const Arguments *a)
{
    fprintf(stderr, tr(a->lang, "`truce help%s%s` says more."), a->command ? " " : "",
            a->command ? a->command->name : "");
    fputc('\n', stderr);
}

int main(int count, char **words)
{
    Arguments arguments;
    int status = EXIT_USAGE;
    interrupt_watch();
    if (arguments_parse(&arguments, count, words))
        status = work(&arguments);
    else
        point_to_help(&arguments);
    arguments_free(&arguments);
    return status;
}
