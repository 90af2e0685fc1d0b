/* command.h - the commands and options as tables, and what a command is given.
 *
 * command_list.h and option_list.h are the source of all of it.
 */
#pragma once
#include "cli/output.h"
#include "truce/truce.h"

#include <stdbool.h>
#include <stdint.h>

/* What the program ends with; 128 and the signal when interrupted, so 130 for Ctrl-C. */
enum {
    EXIT_WELL = 0,
    EXIT_FAILED = 1, /* the model, a question or a claim */
    EXIT_USAGE = 2,  /* the command line, or a file that it names */
    EXIT_LIMIT = 3,  /* a limit, a missed tolerance, or a result that cannot be written */
    EXIT_BUG = 70,
};

typedef enum {
    VALUE_NONE, /* the option is a flag */
    VALUE_WORD, /* one of the words in Option.value, "text|json|csv" */
    VALUE_TEXT, /* any but an empty one */
    VALUE_LIST, /* any text; may be given more than once */
    VALUE_COUNT,
    VALUE_SIZE, /* "41" or "41x31", each from 2 to Option.most */
    VALUE_NUMBER,
    VALUE_BYTES,
    VALUE_REAL,
    VALUE_FILE,
    VALUE_FOLDER,
} ValueKind;

typedef enum {
#define OPTION(id, name, letter, kind, most, value, sentence) OPTION_##id,
#include "cli/option_list.h"
#undef OPTION
    OPTION_COUNT
} OptionId;

typedef struct {
    const char *name; /* without the dashes */
    char letter;      /* 'o' for -o; 0 = none */
    ValueKind kind;
    int64_t most;
    const char *value, *sentence;
} Option;

extern const Option OPTIONS[OPTION_COUNT];

/* Sets of options, one bit each. */
#define WITH(id) (UINT64_C(1) << OPTION_##id)
#define COMMON   (WITH(OUTPUT) | WITH(LANG) | WITH(COLOR) | WITH(QUIET) | WITH(HELP))
#define READING  (WITH(SET) | WITH(MECHANISMS))
#define SOLVING                                                                            \
    (READING | WITH(TOLERANCE) | WITH(EQUILIBRIUM) | WITH(REFINE) | WITH(THREADS) |        \
     WITH(MAX_NODES) | WITH(MAX_MEMORY))

static inline bool option_is_in(uint64_t options, int option)
{
    return options >> option & 1;
}

typedef enum { OPERAND_MODEL, OPERAND_CODE, OPERAND_COMMAND, OPERAND_SHELL } OperandKind;

typedef struct Arguments Arguments;

/* Does the work of a command and answers the exit status.  The result goes to `out`; what is
 * wrong has been said on standard error. */
typedef int CommandFunction(const Arguments *arguments, Output *out);

typedef struct {
    const char *name, *operands;
    int least, most;
    OperandKind kind;
    uint64_t options; /* beside COMMON */
    const char *summary, *text, *example, *failure;
    CommandFunction *function;
} Command;

enum {
#define COMMAND(id, operands, least, most, kind, options, summary, text, example, failure) \
    COMMAND_##id,
#include "cli/command_list.h"
#undef COMMAND
    COMMAND_COUNT
};

extern const Command COMMANDS[COMMAND_COUNT];

/* NULL when there is none; then a complaint has been made. */
const Command *command_find(const char *name, truce_lang lang);

#define COMMAND(id, operands, least, most, kind, options, summary, text, example, failure) \
    CommandFunction command_##id;
#include "cli/command_list.h"
#undef COMMAND
