/* The command that prints completion scripts, from the same tables as everything else. */
#include "cli/arguments.h"
#include "cli/words.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    FILE *out;
    truce_lang lang;
} Script;

/* "text|json" as "text json". */
static void put_words(FILE *out, const char *words)
{
    for (; *words; words++)
        fputc(*words == '|' ? ' ' : *words, out);
}

static void put_command_names(FILE *out, const char *between)
{
    for (int i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "%s%s", i ? between : "", COMMANDS[i].name);
}

static void put_codes(FILE *out)
{
    for (int32_t i = 0; i < truce_code_count(); i++)
        fprintf(out, "%s%s", i ? " " : "", truce_code(i));
}

static bool takes_path(const Option *option)
{
    return option->kind == VALUE_FILE || option->kind == VALUE_FOLDER;
}

/* The words that an operand may be; nothing where it is a file. */
static void put_operand_words(FILE *out, const Command *command)
{
    switch (command->kind) {
    case OPERAND_CODE:
        put_codes(out);
        break;
    case OPERAND_COMMAND:
        put_command_names(out, " ");
        break;
    case OPERAND_SHELL:
        put_words(out, command->operands);
        break;
    case OPERAND_MODEL:
        break;
    }
}

/* ------------------------------------------------------------------ bash */

/* A branch of the `case` over "command:option". */
static void bash_value(FILE *out, const char *command, const Option *option)
{
    if (option->kind == VALUE_NONE)
        return;
    fprintf(out, "    %s:--%s", command, option->name);
    if (option->letter)
        fprintf(out, "|%s:-%c", command, option->letter);
    fputs(")\n", out);
    if (option->kind == VALUE_WORD) {
        fputs("        COMPREPLY=($(compgen -W '", out);
        put_words(out, option->value);
        fputs("' -- \"$word\"))\n", out);
    } else if (takes_path(option)) {
        fprintf(out,
                "        compopt -o filenames\n"
                "        COMPREPLY=($(compgen -%c -- \"$word\"))\n",
                option->kind == VALUE_FILE ? 'f' : 'd');
    }
    fputs("        return ;;\n", out);
}

static void bash_operands(FILE *out, const Command *command)
{
    fprintf(out, "    %s)\n        options='", command->name);
    for (int i = 0; i < OPTION_COUNT; i++)
        if (option_is_in(command->options & ~COMMON, i))
            fprintf(out, "--%s ", OPTIONS[i].name);
    fputs("'\n        operands='", out);
    put_operand_words(out, command);
    fputs("' ;;\n", out);
}

/* Sets `word` and `before` to where the cursor is, and `command` to the command. */
static void bash_head(FILE *out)
{
    fputs("# bash completion for truce\n"
          "_truce() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    local command= options= operands= i\n"
          "    # bash takes --name=value apart at the sign\n"
          "    [[ $word == = ]] && word=\n"
          "    [[ $before == = ]] && before=${COMP_WORDS[COMP_CWORD-2]}\n"
          "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
          "        case ${COMP_WORDS[i]} in\n"
          "        ",
          out);
    put_command_names(out, "|");
    fputs(") command=${COMP_WORDS[i]}; break ;;\n"
          "        esac\n"
          "    done\n",
          out);
}

/* Completes the value of an option and returns. */
static void bash_values(FILE *out)
{
    fputs("    case $command:$before in\n", out);
    for (int c = 0; c < COMMAND_COUNT; c++)
        for (int i = 0; i < OPTION_COUNT; i++)
            if (option_is_in(COMMANDS[c].options & ~COMMON, i))
                bash_value(out, COMMANDS[c].name, &OPTIONS[i]);
    for (int i = 0; i < OPTION_COUNT; i++)
        if (option_is_in(COMMON, i))
            bash_value(out, "*", &OPTIONS[i]);
    fputs("    esac\n", out);
}

/* Sets `options` and `operands` to what may stand after the command. */
static void bash_commands(FILE *out)
{
    fputs("    case $command in\n"
          "    '')\n"
          "        options=--version\n"
          "        operands='",
          out);
    put_command_names(out, " ");
    fputs("' ;;\n", out);
    for (int c = 0; c < COMMAND_COUNT; c++)
        bash_operands(out, &COMMANDS[c]);
    fputs("    esac\n", out);
}

static void bash_script(Script script)
{
    FILE *out = script.out;
    bash_head(out);
    bash_values(out);
    bash_commands(out);
    fputs("    if [[ $word == -* ]]; then\n"
          "        COMPREPLY=($(compgen -W \"$options",
          out);
    for (int i = 0; i < OPTION_COUNT; i++)
        if (option_is_in(COMMON, i))
            fprintf(out, " --%s", OPTIONS[i].name);
    fputs("\" -- \"$word\"))\n"
          "    elif [[ $operands ]]; then\n"
          "        COMPREPLY=($(compgen -W \"$operands\" -- \"$word\"))\n"
          "    else\n"
          "        compopt -o filenames\n"
          "        COMPREPLY=($(compgen -d -- \"$word\") "
          "$(compgen -f -X '!*.truce' -- \"$word\"))\n"
          "    fi\n"
          "}\n"
          "complete -F _truce truce\n",
          out);
}

/* ------------------------------------------------------------------ zsh */

/* Text between single quotes for _arguments, where brackets and colons mean something. */
static void zsh_text(FILE *out, const char *text)
{
    for (; *text; text++)
        if (*text == '\'')
            fputs("'\\''", out);
        else if (strchr("[]:\\", *text))
            fprintf(out, "\\%c", *text);
        else
            fputc(*text, out);
}

static void zsh_option(Script script, const Option *option)
{
    FILE *out = script.out;
    const char *several = option->kind == VALUE_LIST ? "*" : "";
    fprintf(out, "            '%s--%s%s[", several, option->name,
            option->kind == VALUE_NONE ? "" : "=");
    zsh_text(out, tr(script.lang, option->sentence));
    fputc(']', out);
    if (option->kind == VALUE_WORD) {
        fputs(":value:(", out);
        put_words(out, option->value);
        fputc(')', out);
    } else if (takes_path(option)) {
        fprintf(out, ":value:_files%s", option->kind == VALUE_FILE ? "" : " -/");
    } else if (option->kind != VALUE_NONE) {
        fputs(":value: ", out);
    }
    fputs("' \\\n", out);
}

static void zsh_command(Script script, const Command *command)
{
    FILE *out = script.out;
    fprintf(out, "    %s)\n        _arguments \\\n", command->name);
    for (int i = 0; i < OPTION_COUNT; i++)
        if (option_is_in(command->options | COMMON, i))
            zsh_option(script, &OPTIONS[i]);
    if (command->kind == OPERAND_MODEL) {
        fputs("            '*:model:_files -g \"*.truce\"' ;;\n", out);
        return;
    }
    fputs("            '1:operand:(", out);
    put_operand_words(out, command);
    fputs(")' ;;\n", out);
}

static void zsh_script(Script script)
{
    FILE *out = script.out;
    fputs("#compdef truce\n"
          "_truce() {\n"
          "    local state line\n"
          "    local -a commands=(\n",
          out);
    for (int c = 0; c < COMMAND_COUNT; c++) {
        fprintf(out, "        '%s:", COMMANDS[c].name);
        zsh_text(out, tr(script.lang, COMMANDS[c].summary));
        fputs("'\n", out);
    }
    fputs("    )\n"
          "    _arguments -C '1:command:->command' '*::operand:->operand' && return\n"
          "    if [[ $state == command ]]; then\n"
          "        _describe command commands\n"
          "        return\n"
          "    fi\n"
          "    case $words[1] in\n",
          out);
    for (int c = 0; c < COMMAND_COUNT; c++)
        zsh_command(script, &COMMANDS[c]);
    fputs("    esac\n"
          "}\n"
          "if [[ $funcstack[1] == _truce ]]; then _truce \"$@\"; else compdef _truce "
          "truce; fi\n",
          out);
}

/* ------------------------------------------------------------------ fish */

/* Text between single quotes. */
static void fish_text(FILE *out, const char *text)
{
    for (; *text; text++)
        fprintf(out, *text == '\'' || *text == '\\' ? "\\%c" : "%c", *text);
}

/* `condition` is a test that fish makes before it offers the option. */
static void fish_option(Script script, const char *condition, const Option *option)
{
    FILE *out = script.out;
    fprintf(out, "complete -c truce %s -l %s", condition, option->name);
    if (option->letter)
        fprintf(out, " -s %c", option->letter);
    if (takes_path(option)) {
        fputs(" -r -F", out);
    } else if (option->kind == VALUE_WORD) {
        fputs(" -x -a '", out);
        put_words(out, option->value);
        fputc('\'', out);
    } else if (option->kind != VALUE_NONE) {
        fputs(" -x", out);
    }
    fputs(" -d '", out);
    fish_text(out, tr(script.lang, option->sentence));
    fputs("'\n", out);
}

static void fish_command(Script script, const Command *command)
{
    FILE *out = script.out;
    char condition[64];
    snprintf(condition, sizeof condition, "-n '__fish_seen_subcommand_from %s'",
             command->name);
    fprintf(out, "complete -c truce -n __fish_use_subcommand -f -a %s -d '", command->name);
    fish_text(out, tr(script.lang, command->summary));
    fputs("'\n", out);
    for (int i = 0; i < OPTION_COUNT; i++)
        if (option_is_in(command->options & ~COMMON, i))
            fish_option(script, condition, &OPTIONS[i]);
    if (command->kind == OPERAND_MODEL)
        return;
    fprintf(out, "complete -c truce %s -f -a '", condition);
    put_operand_words(out, command);
    fputs("'\n", out);
}

static void fish_script(Script script)
{
    fputs("# fish completion for truce\n", script.out);
    for (int c = 0; c < COMMAND_COUNT; c++)
        fish_command(script, &COMMANDS[c]);
    for (int i = 0; i < OPTION_COUNT; i++)
        if (option_is_in(COMMON, i))
            fish_option(script, "", &OPTIONS[i]);
    fish_option(script, "-n __fish_use_subcommand", &OPTIONS[OPTION_VERSION]);
}

int command_completion(const Arguments *a, Output *out)
{
    static void (*const scripts[])(Script) = {bash_script, zsh_script, fish_script};
    int shell = word_index(a->command->operands, a->operands[0]);
    if (shell < 0) {
        complain(a->lang, N_("completion is for %s, not for `%s`"), a->command->operands,
                 a->operands[0]);
        return EXIT_USAGE;
    }
    scripts[shell]((Script){.out = output_stream(out), .lang = a->lang});
    return EXIT_WELL;
}
