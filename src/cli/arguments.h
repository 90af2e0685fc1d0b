/* arguments.h - the command line, read.
 *
 * Options and operands may stand in any order: `--name value`, `--name=value`, `-o value`,
 * `-ovalue`; after `--` come operands alone.  The first operand is the command.  The last of
 * two equal options counts, but for a LIST, which keeps all.
 */
#pragma once
#include "cli/command.h"

typedef struct {
    const char *text;  /* as written, NULL when the option was not given; "" for a flag */
    const char **list; /* of a LIST, ended by NULL; NULL when not given */
    int64_t number;    /* of a COUNT or BYTES; of a WORD its place among the words */
    int64_t other; /* of a SIZE "41x31": 31, where `number` is 41; 0 = it was one number */
    double real;   /* of a REAL or NUMBER */
} OptionValue;

struct Arguments {
    const Command *command; /* NULL when none was named */
    truce_lang lang;        /* of --lang, else of the environment */
    OptionValue options[OPTION_COUNT];
    const char **operands; /* [operand_count + 1], ended by NULL, without the command */
    int operand_count;
};

/* Returns whether the line is right; when not, the complaint has been made.  `words` are
 * those of main; they must outlive the arguments. */
bool arguments_parse(Arguments *a, int count, char *const *words);
void arguments_free(Arguments *a);

static inline bool arguments_have(const Arguments *a, OptionId option)
{
    return a->options[option].text != NULL;
}

/* The place of `word` among "a|b|c", -1 when it is none of them. */
int word_index(const char *words, const char *word);
