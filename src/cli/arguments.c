#include "cli/arguments.h"

#include "cli/allocate.h"
#include "cli/terminal.h"
#include "cli/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One option as it stands on the line. */
typedef struct {
    char name[64];     /* with its dashes; cut where it is longer than any of ours */
    const char *value; /* what is attached to it; NULL = nothing */
} Written;

static bool is_option(const char *word)
{
    return word[0] == '-' && word[1] != '\0';
}

static Written written(const char *word)
{
    bool is_long = word[1] == '-';
    int length = is_long ? (int)strcspn(word, "=") : 2;
    Written w = {.value = word[length] ? word + length + (is_long ? 1 : 0) : NULL};
    snprintf(w.name, sizeof w.name, "%.*s", length, word);
    return w;
}

static bool option_matches(const Option *option, const Written *w)
{
    return w->name[1] == '-' ? !strcmp(option->name, w->name + 2)
                             : option->letter == w->name[1];
}

/* The option of a set that is meant, -1 when there is none. */
static int option_find(uint64_t options, const Written *w)
{
    for (int i = 0; i < OPTION_COUNT; i++)
        if (option_is_in(options, i) && option_matches(&OPTIONS[i], w))
            return i;
    return -1;
}

static uint64_t options_of(const Command *command)
{
    return command ? COMMON | command->options : COMMON | WITH(VERSION);
}

/* ------------------------------------------------------------------ values */

int word_index(const char *words, const char *word)
{
    size_t length = strlen(word);
    for (int i = 0;; i++) {
        size_t next = strcspn(words, "|");
        if (length == next && !strncmp(words, word, length))
            return i;
        if (!words[next])
            return -1;
        words += next + 1;
    }
}

/* What "K", "MB", "GiB" multiply by; 0 when the suffix is none.  Counts take the letter alone. */
static double suffix_factor(const char *suffix, bool is_bytes)
{
    static const char letters[] = "kmgtKMGT";
    const char *letter = *suffix ? strchr(letters, *suffix) : NULL;
    double factor = 1;
    if (letter) {
        for (int i = (int)(letter - letters) % 4; i >= 0; i--)
            factor *= is_bytes ? 1024 : 1000;
        suffix++;
    }
    if (is_bytes && letter && *suffix == 'i')
        suffix++;
    if (is_bytes && *suffix == 'B')
        suffix++;
    return *suffix ? 0 : factor;
}

/* A number that begins with a digit: no sign, no white space, no "inf". */
static bool number_read(const char *text, double *x, char **end)
{
    if (text[0] < '0' || text[0] > '9')
        return false;
    *x = strtod(text, end);
    return isfinite(*x);
}

static bool count_read(const char *text, bool is_bytes, int64_t most, int64_t *count)
{
    double x;
    char *suffix;
    if (!number_read(text, &x, &suffix))
        return false;
    x *= suffix_factor(suffix, is_bytes);
    if (x < 1 || x >= 0x1p63 || (most && x > (double)most))
        return false;
    *count = (int64_t)x;
    return is_bytes || (double)*count == x;
}

static bool real_read(const char *text, double *real)
{
    char *end;
    return number_read(text, real, &end) && !*end && *real > 0;
}

/* Any number, with `%` or without. */
static bool any_number_read(const char *text, double *real)
{
    char *end;
    *real = strtod(text, &end);
    if (end > text && *end == '%') {
        *real /= 100;
        end++;
    }
    return end > text && !*end && isfinite(*real);
}

/* "41" or "41x31" */
static bool size_read(const char *text, int64_t most, OptionValue *value)
{
    char *end;
    double first, second = 0;
    if (!number_read(text, &first, &end))
        return false;
    if (*end == 'x' && !number_read(end + 1, &second, &end))
        return false;
    value->number = (int64_t)first;
    value->other = (int64_t)second;
    bool has_second = second != 0;
    return !*end && first >= 2 && first <= (double)most && (double)value->number == first &&
           (!has_second || (second >= 2 && second <= (double)most)) &&
           (double)value->other == second;
}

/* Did they mean one of "a|b|c"? */
static void suggest_word(truce_lang lang, const char *words, const char *text)
{
    enum { MOST_WORDS = 16 };
    char copies[MOST_WORDS][32];
    const char *names[MOST_WORDS];
    int count = 0;
    while (*words && count < MOST_WORDS) {
        int length = (int)strcspn(words, "|");
        snprintf(copies[count], sizeof copies[count], "%.*s", length, words);
        names[count] = copies[count];
        count++;
        words += length + (words[length] == '|');
    }
    suggest(lang, text, names, count);
}

static void complain_of_value(truce_lang lang, const Option *option, const char *text)
{
    switch (option->kind) {
    case VALUE_WORD:
        complain(lang, N_("option `--%s` takes %s, not `%s`"), option->name, option->value,
                 text);
        suggest_word(lang, option->value, text);
        break;
    case VALUE_BYTES:
        complain(lang, N_("option `--%s` takes a size such as 500M or 2G, not `%s`"),
                 option->name, text);
        break;
    case VALUE_REAL:
        complain(lang, N_("option `--%s` takes a number above 0, not `%s`"), option->name,
                 text);
        break;
    case VALUE_NUMBER:
        complain(lang, N_("option `--%s` takes a number, not `%s`"), option->name, text);
        break;
    case VALUE_SIZE:
        complain(lang,
                 N_("option `--%s` takes a size such as 41 or 41x31, each side from 2 to "
                    "%lld, not `%s`"),
                 option->name, (long long)option->most, text);
        break;
    case VALUE_FILE:
    case VALUE_FOLDER:
        complain(lang, N_("option `--%s` needs a name"), option->name);
        break;
    case VALUE_TEXT:
        complain(lang, N_("option `--%s` needs a text"), option->name);
        break;
    default:
        if (option->most)
            complain(lang,
                     N_("option `--%s` takes a whole number from 1 to %lld, not `%s`"),
                     option->name, (long long)option->most, text);
        else
            complain(lang, N_("option `--%s` takes a whole number of at least 1, not `%s`"),
                     option->name, text);
    }
}

/* Appends to a list that has room for `most` texts. */
static void list_add(const char ***list, const char *text, int most)
{
    if (!*list)
        *list = allocate((size_t)most + 1, sizeof **list);
    int count = 0;
    while ((*list)[count])
        count++;
    (*list)[count] = text;
}

static bool value_read(const Option *option, const char *text, int words,
                       OptionValue *value)
{
    value->text = text;
    switch (option->kind) {
    case VALUE_NONE:
        return true;
    case VALUE_WORD:
        value->number = word_index(option->value, text);
        return value->number >= 0;
    case VALUE_LIST:
        list_add(&value->list, text, words);
        return true;
    case VALUE_COUNT:
    case VALUE_BYTES:
        return count_read(text, option->kind == VALUE_BYTES, option->most, &value->number);
    case VALUE_REAL:
        return real_read(text, &value->real);
    case VALUE_NUMBER:
        return any_number_read(text, &value->real);
    case VALUE_SIZE:
        return size_read(text, option->most, value);
    case VALUE_TEXT:
    case VALUE_FILE:
    case VALUE_FOLDER:
        return *text != '\0';
    }
    return false;
}

/* ------------------------------------------------------------------ the line */

/* --lang decides the language of all complaints, wherever it stands. */
static truce_lang language_of(int count, char *const *words)
{
    truce_lang lang = terminal_language();
    for (int i = 1; i < count && words[i] && strcmp(words[i], "--") != 0; i++) {
        const char *value = NULL;
        if (!strncmp(words[i], "--lang=", 7))
            value = words[i] + 7;
        else if (!strcmp(words[i], "--lang") && i + 1 < count)
            value = words[i + 1];
        int index = value ? word_index(OPTIONS[OPTION_LANG].value, value) : -1;
        if (index >= 0)
            lang = (truce_lang)index;
    }
    return lang;
}

/* The place of the command among the words, `count` when none is named. */
static int command_place(int count, char *const *words)
{
    for (int i = 1; i < count; i++) {
        if (!strcmp(words[i], "--"))
            return i + 1;
        if (!is_option(words[i]))
            return i;
        Written w = written(words[i]);
        int option = option_find(UINT64_MAX, &w);
        if (option >= 0 && OPTIONS[option].kind != VALUE_NONE && !w.value)
            i++;
    }
    return count;
}

static void complain_of_option(const Arguments *a, const Written *w)
{
    bool is_known = option_find(UINT64_MAX, w) >= 0;
    if (is_known && a->command)
        complain(a->lang, N_("`truce %s` takes no option `%s`"), a->command->name, w->name);
    else if (is_known)
        complain(a->lang, N_("option `%s` needs a command before it"), w->name);
    else
        complain(a->lang, N_("unknown option `%s`"), w->name);
    if (is_known)
        return;
    const char *names[OPTION_COUNT];
    char dashed[OPTION_COUNT][32];
    int count = 0;
    for (int i = 0; i < OPTION_COUNT; i++)
        if (option_is_in(options_of(a->command), i)) {
            snprintf(dashed[count], sizeof dashed[count], "--%s", OPTIONS[i].name);
            names[count] = dashed[count];
            count++;
        }
    suggest(a->lang, w->name, names, count);
}

/* Reads the option at words[*at], and its value, over which it moves *at. */
static bool option_read(Arguments *a, int count, char *const *words, int *at)
{
    Written w = written(words[*at]);
    int found = option_find(options_of(a->command), &w);
    if (found < 0) {
        complain_of_option(a, &w);
        return false;
    }
    const Option *option = &OPTIONS[found];
    const char *value = w.value;
    if (option->kind == VALUE_NONE) {
        if (value)
            complain(a->lang, N_("option `%s` takes no value"), w.name);
        a->options[found].text = "";
        return !value;
    }
    if (!value && *at + 1 < count)
        value = words[++*at];
    if (!value) {
        const char *called =
            option->kind == VALUE_WORD ? option->value : tr(a->lang, option->value);
        complain(a->lang, N_("option `%s` needs a value: %s"), w.name, called);
        return false;
    }
    if (!value_read(option, value, count, &a->options[found])) {
        complain_of_value(a->lang, option, value);
        return false;
    }
    return true;
}

static bool options_read(Arguments *a, int count, char *const *words, int command)
{
    bool options_ended = false;
    for (int i = 1; i < count; i++) {
        if (!options_ended && !strcmp(words[i], "--")) {
            options_ended = true;
        } else if (!options_ended && is_option(words[i])) {
            if (!option_read(a, count, words, &i))
                return false;
        } else if (i != command) {
            a->operands[a->operand_count++] = words[i];
        }
    }
    return true;
}

static bool operands_are_right(const Arguments *a)
{
    const Command *command = a->command;
    if (!command || arguments_have(a, OPTION_HELP))
        return true;
    const char *operands =
        command->kind == OPERAND_SHELL ? command->operands : tr(a->lang, command->operands);
    if (a->operand_count < command->least) {
        complain(a->lang, N_("`truce %s` needs %s"), command->name, operands);
        return false;
    }
    if (a->operand_count > command->most) {
        complain(a->lang, N_("`truce %s` takes %s, and nothing more: `%s` is too much"),
                 command->name, operands, a->operands[command->most]);
        return false;
    }
    return true;
}

static bool sets_are_right(const Arguments *a)
{
    const char **set = a->options[OPTION_SET].list;
    for (; set && *set; set++)
        if (**set == '=' || !strchr(*set, '=')) {
            complain(a->lang, N_("option `--set` takes NAME=EXPRESSION, not `%s`"), *set);
            return false;
        }
    return true;
}

bool arguments_parse(Arguments *a, int count, char *const *words)
{
    *a = (Arguments){.lang = language_of(count, words)};
    a->operands = allocate((size_t)count + 1, sizeof *a->operands);
    int place = command_place(count, words);
    if (place < count) {
        a->command = command_find(words[place], a->lang);
        if (!a->command)
            return false;
    }
    return options_read(a, count, words, place) && operands_are_right(a) &&
           sets_are_right(a);
}

void arguments_free(Arguments *a)
{
    for (int i = 0; i < OPTION_COUNT; i++)
        free(a->options[i].list);
    free(a->operands);
}
