/* docs_runner - does what the documents say, and compares.
 *
 *     docs_runner [--accept] DOCUMENT.md...
 *
 * In a document's blocks
 * - ```console: every line "$ command" is run, "> " goes on with it, and what follows is what
 *   it prints, with "..." for any lines;
 * - ```truce: a whole model passes `truce check`, and any other part of one `truce fmt`;
 *   "```truce first.truce" keeps it under that name for the commands below, and
 *   "```truce fragment" is left alone;
 * - ```c with a main is compiled with $TRUCE_CC, which ends where the file and -o follow, and run.
 *
 * Commands run in a folder in which everything of the caller's stands as a link, so that what
 * they write is not left behind.  --accept writes what was printed, where no "..." stands. */
#include "runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    Mem *mem;
    const char *path, *scratch;
    Lines lines;
    Buf out; /* the document as --accept writes it */
    bool accept;
    int failed, checked;
} Document;

static bool is_fence(const char *line)
{
    return runner_has_prefix(line, "```");
}

static void keep(Document *d, const char *line)
{
    buf_printf(&d->out, "%s\n", line);
}

/* Says what is wrong with the block or command at a line. */
static void fail(Document *d, int32_t line, const char *what)
{
    printf("%s:%d: %s\n", d->path, line + 1, what);
    d->failed++;
}

static Ran run(Document *d, const char *command)
{
    d->checked++;
    return runner_run(d->mem, d->scratch, text_format(d->mem, "exec 2>&1\n%s", command));
}

/* ------------------------------------------------------------------ console */

/* Runs the command at line `i` and returns the line behind what it is said to print. */
static int32_t run_command(Document *d, int32_t i)
{
    Buf command = {.mem = d->mem}, expected = {.mem = d->mem};
    int32_t at = i;
    bool has_dots = false;
    buf_puts(&command, d->lines.at[at] + 2);
    keep(d, d->lines.at[at++]);
    for (; at < d->lines.count && runner_has_prefix(d->lines.at[at], "> "); at++) {
        buf_printf(&command, "\n%s", d->lines.at[at] + 2);
        keep(d, d->lines.at[at]);
    }
    for (; at < d->lines.count && !is_fence(d->lines.at[at]) &&
           !runner_has_prefix(d->lines.at[at], "$ ");
         at++) {
        has_dots |= strcmp(d->lines.at[at], "...") == 0;
        buf_printf(&expected, "%s\n", d->lines.at[at]);
    }
    Ran ran = run(d, buf_text(&command));
    bool is_same = runner_text_matches(d->mem, buf_text(&expected), ran.out);
    bool is_written = !is_same && d->accept && !has_dots;
    buf_puts(&d->out, is_written ? ran.out : buf_text(&expected));
    if (!is_same && !is_written) {
        fail(d, i, d->lines.at[i]);
        runner_print_difference(d->mem, buf_text(&expected), ran.out);
    }
    return at;
}

static int32_t console_block(Document *d, int32_t i)
{
    while (i < d->lines.count && !is_fence(d->lines.at[i]))
        if (runner_has_prefix(d->lines.at[i], "$ "))
            i = run_command(d, i);
        else
            keep(d, d->lines.at[i++]);
    return i;
}

/* ------------------------------------------------------------------ other blocks */

/* The text of a block that begins at line `i`, which is moved behind it. */
static const char *block_text(Document *d, int32_t *i)
{
    Buf text = {.mem = d->mem};
    for (; *i < d->lines.count && !is_fence(d->lines.at[*i]); ++*i) {
        buf_printf(&text, "%s\n", d->lines.at[*i]);
        keep(d, d->lines.at[*i]);
    }
    return buf_text(&text);
}

/* Runs a command that must succeed; what it prints is shown when it does not. */
static void must_succeed(Document *d, int32_t line, const char *command)
{
    Ran ran = run(d, command);
    if (ran.status == 0)
        return;
    fail(d, line, command);
    printf("%s", ran.out);
}

static void truce_block(Document *d, int32_t line, const char *word, const char *text)
{
    if (strcmp(word, "fragment") == 0)
        return;
    const char *name = *word ? word : "block.truce";
    runner_write(text_format(d->mem, "%s/%s", d->scratch, name), text);
    bool is_whole = strstr(text, "each period");
    must_succeed(d, line,
                 text_format(d->mem, "truce %s '%s'", is_whole ? "check" : "fmt", name));
}

static void c_block(Document *d, int32_t line, const char *text)
{
    const char *compiler = getenv("TRUCE_CC");
    if (!strstr(text, "int main") || !compiler)
        return;
    runner_write(text_format(d->mem, "%s/block.c", d->scratch), text);
    must_succeed(
        d, line,
        text_format(d->mem, "%s block.c -o block && ./block >block.out", compiler));
}

/* The block whose fence is line `i`; returns the line of the closing fence. */
static int32_t block(Document *d, int32_t i)
{
    int32_t fence = i;
    char kind[32] = "", word[64] = "";
    sscanf(d->lines.at[i], "```%31s %63s", kind, word);
    keep(d, d->lines.at[i++]);
    if (strcmp(kind, "console") == 0)
        return console_block(d, i);
    const char *text = block_text(d, &i);
    if (strcmp(kind, "truce") == 0)
        truce_block(d, fence, word, text);
    else if (strcmp(kind, "c") == 0)
        c_block(d, fence, text);
    return i;
}

static int check(const char *path, bool accept)
{
    Mem memory = {0};
    Document d = {.mem = &memory, .path = path, .accept = accept, .out = {.mem = &memory}};
    const char *text = runner_read(d.mem, path);
    if (!text) {
        printf("%s: cannot be read\n", path);
        return 1;
    }
    d.scratch = runner_scratch(d.mem);
    d.lines = runner_lines(d.mem, text);
    runner_run(d.mem, ".", text_format(d.mem, "ln -s \"$PWD\"/* '%s'", d.scratch));
    for (int32_t i = 0; i < d.lines.count; i++) {
        if (is_fence(d.lines.at[i]))
            i = block(&d, i);
        if (i < d.lines.count)
            keep(&d, d.lines.at[i]);
    }
    runner_remove(d.mem, d.scratch);
    if (accept && strcmp(buf_text(&d.out), text) != 0) {
        runner_write(path, buf_text(&d.out));
        printf("wrote %s\n", path);
    }
    printf("%s: %d of %d as written\n", path, d.checked - d.failed, d.checked);
    mem_close(&memory);
    return d.failed;
}

int main(int count, char **arguments)
{
    int failed = 0;
    bool accept = count > 1 && strcmp(arguments[1], "--accept") == 0;
    for (int i = accept ? 2 : 1; i < count; i++)
        failed += check(arguments[i], accept);
    return failed > 0;
}
