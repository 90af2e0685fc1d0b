/* terminal.h - what the reader sees by: language, colors, columns. */
#pragma once
#include "truce/truce.h"

#include <stdbool.h>
#include <stdio.h>

/* What the first of LC_ALL, LC_MESSAGES and LANG that is set asks for. */
truce_lang terminal_language(void);

/* `choice` is the place of --color's value among auto, always, never; `file` a descriptor. */
bool terminal_has_color(int64_t choice, int file);

/* Columns of the terminal; 100 when the file is none. */
int terminal_width(int file);

/* How many columns a text takes; Chinese characters take two. */
int text_columns(const char *text);

/* Writes a text from column `at` on, breaking lines at `width`; further lines begin at column
 * `indent`.  Lines of the text that begin with a space stay as they are.  Ends with a line
 * end. */
void text_wrap(FILE *out, const char *text, int at, int indent, int width);
