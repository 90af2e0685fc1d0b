/* runner.h - running commands and comparing what they print, for the tests that do.
 *
 * Everything read or captured belongs to the Mem.  What should never go wrong (no temporary
 * file, no fork) ends the program with a sentence.
 */
#pragma once
#include "base/buf.h"

/* A whole file; NULL when there is none. */
char *runner_read(Mem *M, const char *path);
void runner_write(const char *path, const char *text);

/* A new empty folder, and its end with all that is in it. */
char *runner_scratch(Mem *M);
void runner_remove(Mem *M, const char *folder);

typedef struct {
    const char *out, *err;
    int status; /* as the shell says it: 128 + signal for one that was killed */
} Ran;

/* Runs `command` with sh in `folder`, with nothing to read. */
Ran runner_run(Mem *M, const char *folder, const char *command);

/* The texts' lines, without their ends. */
typedef struct {
    char **at;
    int32_t count;
} Lines;
Lines runner_lines(Mem *M, const char *text);

/* Whether `actual` is what was expected.  Bytes must be equal, but
 * - numbers are compared as numbers: whole ones must be equal, others may differ by one
 *   millionth of their size, or be both smaller than 1e-9;
 * - a number with a unit of time or memory ("0.12 s", "34 MiB") is as good as any other;
 * - blanks before a number are as good as any other number of blanks, one at least;
 * - a line "..." in `expected` stands for any lines. */
bool runner_line_matches(const char *expected, const char *actual);
bool runner_text_matches(Mem *M, const char *expected, const char *actual);

/* Prints where the two differ first. */
void runner_print_difference(Mem *M, const char *expected, const char *actual);

/* "name.x" of "/a/name.x". */
const char *runner_basename(const char *path);
bool runner_has_suffix(const char *text, const char *suffix);
bool runner_has_prefix(const char *text, const char *prefix);
