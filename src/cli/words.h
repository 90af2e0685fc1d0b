/* words.h - what the command says to the reader.
 *
 * Every text stands in the code in English and reaches the reader through tr().
 */
#pragma once
#include "truce/truce.h"

/* Marks a constant for the catalogue where tr cannot be called. */
#define N_(text) text

static inline const char *tr(truce_lang lang, const char *english)
    __attribute__((format_arg(2)));
static inline const char *tr(truce_lang lang, const char *english)
{
    return truce_translate(english, lang);
}

/* Says "truce: ..." on standard error.  `english` is printf-like and marked with N_. */
void complain(truce_lang lang, const char *english, ...)
    __attribute__((format(printf, 2, 3)));

/* What an error of the system means, as strerror says it, and in Chinese for the usual ones. */
const char *system_error(truce_lang lang, int error);

/* Adds "Did you mean `...`?" when one of the names is near enough to `word`
 * (Damerau-Levenshtein distance at most a third of its length, at least 1). */
void suggest(truce_lang lang, const char *word, const char *const *names, int count);
