#include "cli/page.h"

#include "cli/terminal.h"
#include "cli/words.h"

#include <string.h>

/* ------------------------------------------------------------------ setting */

/* A heading of a manual page: Latin letters are capitals there. */
static void roff_heading(FILE *out, const char *text)
{
    fputs(".SH ", out);
    for (; *text; text++)
        fputc(*text >= 'a' && *text <= 'z' ? *text - 'a' + 'A' : *text, out);
    fputc('\n', out);
}

/* Text in roff: its own signs are escaped, and no line begins with a request. */
static void roff_text(FILE *out, const char *text)
{
    bool line_begins = true;
    for (; *text; text++) {
        if (line_begins && (*text == '.' || *text == '\''))
            fputs("\\&", out);
        if (*text == '\\')
            fputs("\\e", out);
        else if (*text == '-')
            fputs("\\-", out);
        else
            fputc(*text, out);
        line_begins = *text == '\n';
    }
    fputc('\n', out);
}

static void heading(const Page *page, const char *english)
{
    const char *text = tr(page->lang, english);
    if (page->is_manual)
        roff_heading(page->out, text);
    else
        fprintf(page->out, "\n%s\n", text);
}

static void paragraph(const Page *page, const char *text)
{
    if (page->is_manual) {
        fputs(".PP\n", page->out);
        roff_text(page->out, text);
    } else {
        text_wrap(page->out, text, 0, 0, page->width);
    }
}

static void item(const Page *page, const char *term, const char *text)
{
    if (page->is_manual) {
        fputs(".TP\n\\fB", page->out);
        roff_text(page->out, term);
        fputs("\\fR", page->out);
        roff_text(page->out, text);
        return;
    }
    int columns = text_columns(term) + 2;
    fprintf(page->out, "  %s", term);
    if (columns + 2 > page->column)
        fprintf(page->out, "\n%*s", page->column, "");
    else
        fprintf(page->out, "%*s", page->column - columns, "");
    text_wrap(page->out, text, page->column, page->column, page->width);
}

static void example(const Page *page, const char *line)
{
    if (page->is_manual) {
        fputs(".EX\n", page->out);
        roff_text(page->out, line);
        fputs(".EE\n", page->out);
    } else {
        fprintf(page->out, "  %s\n", line);
    }
}

/* ------------------------------------------------------------------ parts */

static const char *operands_of(const Page *page, const Command *command)
{
    return command->kind == OPERAND_SHELL ? command->operands
                                          : tr(page->lang, command->operands);
}

static void option_item(const Page *page, const Option *option)
{
    char term[160];
    char letter[8] = "";
    if (option->letter)
        snprintf(letter, sizeof letter, "-%c, ", option->letter);
    const char *value = option->value ? option->value : "";
    if (option->value && option->kind != VALUE_WORD)
        value = tr(page->lang, option->value);
    snprintf(term, sizeof term, "%s--%s%s%s", letter, option->name, *value ? " " : "",
             value);
    item(page, term, tr(page->lang, option->sentence));
}

static void options_part(Page *page, const char *title, uint64_t options)
{
    if (!options)
        return;
    heading(page, title);
    page->column = 28;
    for (int i = 0; i < OPTION_COUNT; i++)
        if (option_is_in(options, i))
            option_item(page, &OPTIONS[i]);
}

static void status_part(Page *page, const Command *command)
{
    heading(page, N_("Exit status"));
    page->column = 7;
    item(page, "0", tr(page->lang, "all is well"));
    if (!command)
        item(page, "1", tr(page->lang, "a model is wrong, or a claim fails"));
    else if (command->failure)
        item(page, "1", tr(page->lang, command->failure));
    item(page, "2",
         tr(page->lang,
            "the command line is wrong, or a file that it names cannot be read"));
    item(page, "3",
         tr(page->lang, "a limit was reached, a tolerance was missed, or the result cannot "
                        "be written"));
    if (!command || command->kind == OPERAND_MODEL) {
        item(page, "70", tr(page->lang, "Truce has a bug, which it asks you to report"));
        item(page, "130", tr(page->lang, "interrupted by Ctrl-C"));
    }
}

static void environment_part(Page *page)
{
    heading(page, N_("Environment"));
    page->column = 28;
    item(page, "LC_ALL, LC_MESSAGES, LANG",
         tr(page->lang,
            "The first that is set decides the language: Chinese when it begins "
            "with zh, else English."));
    item(page, "NO_COLOR", tr(page->lang, "When set, no colors but with --color always."));
    item(page, "COLUMNS",
         tr(page->lang, "The width of a terminal that does not say it itself."));
}

static void commands_part(Page *page)
{
    heading(page, N_("Commands"));
    page->column = 15;
    for (int i = 0; i < COMMAND_COUNT; i++)
        item(page, COMMANDS[i].name, tr(page->lang, COMMANDS[i].summary));
}

/* ------------------------------------------------------------------ pages */

void page_name(const Command *command, char name[PAGE_NAME])
{
    snprintf(name, PAGE_NAME, "truce%s%s", command ? "-" : "",
             command ? command->name : "");
}

static const char *summary_of(const Page *page, const Command *command)
{
    return tr(page->lang,
              command ? command->summary : N_("negotiations between rivals, solved"));
}

static void usage_line(const Page *page, const Command *command, char *line, size_t room)
{
    if (command)
        snprintf(line, room, tr(page->lang, "truce %s [OPTION...] %s"), command->name,
                 operands_of(page, command));
    else
        snprintf(line, room, "%s",
                 tr(page->lang, "truce COMMAND [OPTION...] [OPERAND...]"));
}

static void manual_head(const Page *page, const Command *command)
{
    char name[PAGE_NAME], usage[160];
    page_name(command, name);
    fprintf(page->out, ".TH \"%s\" 1 \"\" \"Truce %s\" \"%s\"\n", name, truce_version(),
            tr(page->lang, "Manual of Truce"));
    heading(page, N_("Name"));
    fprintf(page->out, "%s \\- ", name);
    roff_text(page->out, summary_of(page, command));
    heading(page, N_("Usage"));
    usage_line(page, command, usage, sizeof usage);
    roff_text(page->out, usage);
    heading(page, N_("Description"));
}

static void text_head(const Page *page, const Command *command)
{
    char usage[160];
    usage_line(page, command, usage, sizeof usage);
    if (!command)
        fprintf(page->out, "Truce %s - %s\n\n", truce_version(), summary_of(page, command));
    fprintf(page->out, tr(page->lang, "Usage: %s"), usage);
    fputs("\n\n", page->out);
}

static void see_also(const Page *page, const Command *command)
{
    heading(page, N_("See also"));
    bool is_first = true;
    for (int i = command ? -1 : 0; i < COMMAND_COUNT; i++) {
        const Command *other = i < 0 ? NULL : &COMMANDS[i];
        if (command && other && (other == command || other->kind != command->kind))
            continue;
        char name[PAGE_NAME];
        page_name(other, name);
        fprintf(page->out, "%s\\fB%s\\fR(1)", is_first ? "" : ",\n", name);
        is_first = false;
    }
    fputc('\n', page->out);
}

static void page_of_command(Page *page, const Command *command)
{
    paragraph(page, tr(page->lang, command->text));
    if (command->kind == OPERAND_MODEL && !page->is_manual)
        fputc('\n', page->out);
    if (command->kind == OPERAND_MODEL)
        paragraph(page, tr(page->lang, "A MODEL is a file, or - for standard input."));
    options_part(page, N_("Options"), command->options);
    options_part(page, N_("Options of every command"), COMMON);
    heading(page, N_("Example"));
    example(page, command->example);
    status_part(page, command);
}

static void page_of_truce(Page *page)
{
    paragraph(
        page,
        tr(page->lang,
           "Truce reads a small text that says who negotiates, what stands between them, "
           "what each may do in a period, what chance does and what everyone gets. It "
           "lays this out as a finite stochastic game, solves it for its logit "
           "equilibrium, and answers questions about the future."));
    commands_part(page);
    options_part(page, N_("Options of every command"), COMMON);
    options_part(page, N_("Option without a command"), WITH(VERSION));
    heading(page, N_("Example"));
    example(page, COMMANDS[COMMAND_run].example);
    status_part(page, NULL);
    environment_part(page);
}

void page_of(Page *page, const Command *command)
{
    if (page->is_manual)
        manual_head(page, command);
    else
        text_head(page, command);
    if (command)
        page_of_command(page, command);
    else
        page_of_truce(page);
    if (page->is_manual)
        see_also(page, command);
    else if (!command)
        fprintf(page->out, "\n%s\n",
                tr(page->lang, "`truce help COMMAND` says more about a command."));
}
