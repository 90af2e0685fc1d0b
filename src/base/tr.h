/* tr.h - every text in two languages.
 *
 * English stands in the code; po/zh.po holds the Chinese.  The build compiles the catalogue
 * with msgfmt and puts it into the library, so that nothing depends on what locales a
 * machine has.
 */
#pragma once

typedef enum { LANG_EN, LANG_ZH, LANG_COUNT } Lang;

/* Marks a constant for the catalogue where tr cannot be called. */
#define N_(text) text

/* `text` in the language, or `text` itself when the catalogue does not know it. */
const char *tr(Lang lang, const char *text) __attribute__((format_arg(2)));
