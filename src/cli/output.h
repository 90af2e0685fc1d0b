/* output.h - where a result goes: standard output, or the file of --output.
 *
 * A result is put together in memory and delivered when it is whole, so nothing is ever
 * half-written.
 */
#pragma once
#include "truce/truce.h"

#include <stdbool.h>
#include <stdio.h>

typedef struct {
    const char *path; /* of the file; NULL or "-" = standard output */
    FILE *stream;
    char *text;
    size_t length;
    bool even_if_stopped; /* what there is counts though the work was interrupted */
} Output;

/* Could the result be written?  Asked before the work, for that may take long; false after a
 * complaint.  What is no ordinary file is found out when it is written to. */
bool output_has_place(const Output *out, truce_lang lang);

/* What is written here is the result.  From the first call on there is one, even if it stays
 * empty; without any call output_deliver leaves files as they are. */
FILE *output_stream(Output *out);

/* Returns whether the result has arrived; when not, the complaint has been made.  A reader
 * that closes its pipe has read what it wanted. */
bool output_deliver(Output *out, truce_lang lang);
void output_free(Output *out);

/* Puts `text` in place of the file, whole or not at all: through a temporary file beside it,
 * which takes its permissions; symbolic links are followed.  What is no ordinary file (a
 * pipe, a device) is written to.  Returns 0 or the number of the error. */
int file_replace(const char *path, const char *text, size_t length);
