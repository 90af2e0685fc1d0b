/* The commands that need no model: help, manual, explain. */
#include "cli/arguments.h"
#include "cli/page.h"
#include "cli/terminal.h"
#include "cli/words.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { TEXT_WIDTH = 80 };

/* The width of text to be read: at most TEXT_WIDTH. */
static int text_width(void)
{
    int width = terminal_width(STDOUT_FILENO);
    return width < TEXT_WIDTH ? width : TEXT_WIDTH;
}

static int write_page(const Arguments *a, Output *out, bool is_manual)
{
    const Command *command = NULL;
    if (a->operand_count > 0) {
        command = command_find(a->operands[0], a->lang);
        if (!command)
            return EXIT_USAGE;
    }
    Page page = {
        .out = output_stream(out),
        .lang = a->lang,
        .is_manual = is_manual,
        .width = text_width(),
    };
    page_of(&page, command);
    return EXIT_WELL;
}

int command_help(const Arguments *a, Output *out)
{
    return write_page(a, out, false);
}

static int list_manual_pages(Output *out)
{
    for (int i = -1; i < COMMAND_COUNT; i++) {
        char name[PAGE_NAME];
        page_name(i < 0 ? NULL : &COMMANDS[i], name);
        fprintf(output_stream(out), "%s\n", name);
    }
    return EXIT_WELL;
}

int command_manual(const Arguments *a, Output *out)
{
    return arguments_have(a, OPTION_LIST) ? list_manual_pages(out)
                                          : write_page(a, out, true);
}

/* ------------------------------------------------------------------ explain */

static void list_codes(const Arguments *a, FILE *out)
{
    for (int32_t i = 0; i < truce_code_count(); i++)
        fprintf(out, "%s  %s\n", truce_code(i), truce_code_title(i, a->lang));
}

static int32_t code_find(const char *code)
{
    for (int32_t i = 0; i < truce_code_count(); i++)
        if (!strcasecmp(code, truce_code(i)))
            return i;
    return -1;
}

int command_explain(const Arguments *a, Output *out)
{
    if (a->operand_count == 0) {
        list_codes(a, output_stream(out));
        return EXIT_WELL;
    }
    int32_t code = code_find(a->operands[0]);
    if (code < 0) {
        complain(a->lang,
                 N_("no error or warning has the code `%s`; `truce explain` lists them"),
                 a->operands[0]);
        return EXIT_USAGE;
    }
    FILE *stream = output_stream(out);
    fprintf(stream, "%s: %s\n\n", truce_code(code), truce_code_title(code, a->lang));
    text_wrap(stream, truce_code_explanation(code, a->lang), 0, 0, text_width());
    return EXIT_WELL;
}
