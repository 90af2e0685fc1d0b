#include "cli/command.h"

#include "cli/words.h"

#include <limits.h>
#include <string.h>

const Option OPTIONS[OPTION_COUNT] = {
#define OPTION(id, name, letter, kind, most, value, sentence)                              \
    {name, letter, VALUE_##kind, most, value, sentence},
#include "cli/option_list.h"
#undef OPTION
};

const Command COMMANDS[COMMAND_COUNT] = {
#define COMMAND(id, operands, least, most, kind, options, summary, text, example, failure) \
    {#id,     operands, least,   most,    OPERAND_##kind, options,                         \
     summary, text,     example, failure, command_##id},
#include "cli/command_list.h"
#undef COMMAND
};

const Command *command_find(const char *name, truce_lang lang)
{
    const char *names[COMMAND_COUNT];
    for (int i = 0; i < COMMAND_COUNT; i++) {
        names[i] = COMMANDS[i].name;
        if (!strcmp(name, names[i]))
            return &COMMANDS[i];
    }
    complain(lang, N_("unknown command `%s`"), name);
    suggest(lang, name, names, COMMAND_COUNT);
    return NULL;
}
