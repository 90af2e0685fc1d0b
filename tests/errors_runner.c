/* errors_runner - models that are wrong, with what is said about them written in them.
 *
 *     errors_runner [--accept] FILE.truce...
 *
 * Under the line that a diagnostic points at stands a comment with a marker under the spot,
 * at the columns at which `truce` prints it, and under that its hint and its notes:
 *
 *     state tariffs : low, high = medium
 *     #                           ^~~~~~ E210 no name `medium` in this domain
 *     # = Write `low` or `high`.
 *     # note 3:7 declared here
 *
 * At column 1 the # itself is the marker.  What has no place in the file stands at the top as
 * "# nowhere E301 message".  A first line "# run: truce solve" names another command than
 * "truce check"; the file's name is added.
 *
 * These comments are taken out, the rest is given to the command, and what it prints must
 * agree: code, line, columns and message, and hint and notes where any are written.  A marker
 * "^" alone stands for one of any width.  Lines of notes are counted without these comments.
 * --accept writes what was printed into the file. */
#include "runner.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Finding Finding;
struct Finding {
    int line, column, width; /* column and width as printed; line 0 = nowhere */
    const char *code, *what;
    Buf hints, notes; /* whole lines */
    Finding *next;
};

typedef struct {
    Finding *first, *last;
} Findings;

typedef struct {
    const char *command;
    Buf text; /* without the findings */
    Findings findings;
} Case;

static Finding *add(Mem *M, Findings *all)
{
    Finding *f = make(M, Finding);
    f->hints.mem = f->notes.mem = M;
    if (all->last)
        all->last->next = f;
    else
        all->first = f;
    all->last = f;
    return f;
}

/* "E204 text" becomes code and text. */
static bool read_code(Mem *M, const char *at, Finding *f)
{
    if (!strchr("EW", at[0]) || strspn(at + (at[0] != '\0'), "0123456789") != 3)
        return false;
    f->code = mem_text(M, at, 4);
    const char *what = at + 4;
    while (*what == ' ' || *what == ':')
        what++;
    f->what = what;
    return true;
}

/* ------------------------------------------------------------------ a case */

/* "#    ^~~~ E204 text" under the line `number`; false for any other line. */
static bool read_marker(Mem *M, const char *line, int number, Finding *f)
{
    if (line[0] != '#')
        return false;
    const char *mark = line + 1 + strspn(line + 1, " ");
    if (*mark != '^')
        mark = line;
    size_t tail = strspn(mark + 1, "~");
    f->line = number;
    f->column = (int)(mark - line) + 1;
    f->width = (int)tail + 1;
    return mark[1 + tail] == ' ' && read_code(M, mark + tail + 2, f);
}

/* Reads a line about a finding; false when it belongs to the model.  `*about` is the finding
 * of the line above, if any. */
static bool read_finding(Mem *M, Case *c, const char *line, int number, Finding **about)
{
    Finding f = {.width = 1};
    if (*about && runner_has_prefix(line, "# = ")) {
        buf_printf(&(*about)->hints, "%s\n", line);
        return true;
    }
    if (*about && runner_has_prefix(line, "# note ")) {
        buf_printf(&(*about)->notes, "%s\n", line);
        return true;
    }
    bool is_nowhere = runner_has_prefix(line, "# nowhere ");
    if (is_nowhere ? !read_code(M, line + strlen("# nowhere "), &f)
                   : !read_marker(M, line, number, &f))
        return false;
    *about = add(M, &c->findings);
    f.hints = (*about)->hints;
    f.notes = (*about)->notes;
    **about = f;
    return true;
}

static Case read_case(Mem *M, const char *text)
{
    Case c = {.command = "truce check", .text = {.mem = M}};
    Lines lines = runner_lines(M, text);
    Finding *about = NULL;
    int number = 0;
    for (int32_t i = 0; i < lines.count; i++) {
        if (read_finding(M, &c, lines.at[i], number, &about))
            continue;
        about = NULL;
        number++;
        buf_printf(&c.text, "%s\n", lines.at[i]);
        if (i == 0 && runner_has_prefix(lines.at[i], "# run: "))
            c.command = lines.at[i] + strlen("# run: ");
    }
    return c;
}

/* ------------------------------------------------------------------ what is printed */

/* Behind "NAME:3:13: ", with the line; the text itself when it does not begin so. */
static const char *skip_place(const char *text, const char *name, int *line, int *column)
{
    int length = 0;
    *line = *column = 0;
    if (!runner_has_prefix(text, name) ||
        sscanf(text + strlen(name), ":%d:%d: %n", line, column, &length) != 2 || !length)
        return text;
    return text + strlen(name) + length;
}

static bool read_heading(Mem *M, const char *line, const char *name, Finding *f)
{
    const char *at = skip_place(line, name, &f->line, &f->column);
    f->width = 1;
    if (runner_has_prefix(at, "error "))
        return read_code(M, at + strlen("error "), f);
    return runner_has_prefix(at, "warning ") && read_code(M, at + strlen("warning "), f);
}

static void read_note(const char *line, const char *name, Finding *f)
{
    int row, column;
    const char *at = skip_place(line, name, &row, &column);
    if (!runner_has_prefix(at, "note: "))
        return;
    at += strlen("note: ");
    if (row)
        buf_printf(&f->notes, "# note %d:%d %s\n", row, column, at);
    else
        buf_printf(&f->notes, "# note %s\n", at);
}

/* The printed list of diagnostics (base/diag.c) of the file `name`. */
static Findings read_printed(Mem *M, const char *text, const char *name)
{
    Findings all = {0};
    Lines lines = runner_lines(M, text);
    bool awaits_marker = false;
    for (int32_t i = 0; i < lines.count; i++) {
        const char *line = lines.at[i];
        Finding f = {0};
        if (read_heading(M, line, name, &f)) {
            Finding *new = add(M, &all);
            f.hints = new->hints;
            f.notes = new->notes;
            *new = f;
            awaits_marker = f.line > 0;
        } else if (awaits_marker && runner_has_prefix(line, "      | ")) {
            const char *mark = line + strlen("      | ");
            all.last->column = (int)strspn(mark, " ") + 1;
            all.last->width = (int)strcspn(mark, "^") < (int)strlen(mark)
                                  ? 1 + (int)strspn(strchr(mark, '^') + 1, "~")
                                  : 1;
            awaits_marker = false;
        } else if (all.last && runner_has_prefix(line, "      = ")) {
            buf_printf(&all.last->hints, "# = %s\n", line + strlen("      = "));
        } else if (all.last) {
            read_note(line, name, all.last);
        }
    }
    return all;
}

/* ------------------------------------------------------------------ comparing */

static bool texts_agree(const Buf *expected, const Buf *actual)
{
    return expected->length == 0 || strcmp(buf_text(expected), buf_text(actual)) == 0;
}

static bool agree(const Finding *expected, const Finding *actual)
{
    return expected->line == actual->line && strcmp(expected->code, actual->code) == 0 &&
           strcmp(expected->what, actual->what) == 0 &&
           (expected->line == 0 || expected->column == actual->column) &&
           (expected->width == 1 || expected->width == actual->width) &&
           texts_agree(&expected->hints, &actual->hints) &&
           texts_agree(&expected->notes, &actual->notes);
}

static void put(Buf *out, const Finding *f)
{
    if (f->line == 0) {
        buf_puts(out, "# nowhere");
    } else {
        buf_putc(out, '#');
        buf_fill(out, ' ', f->column - 2);
        if (f->column > 1)
            buf_putc(out, '^');
        buf_fill(out, '~', f->width - 1);
    }
    buf_printf(out, " %s %s\n%s%s", f->code, f->what, buf_text(&f->hints),
               buf_text(&f->notes));
}

static void put_line_findings(Buf *out, Findings all, int line)
{
    for (const Finding *f = all.first; f; f = f->next)
        if (f->line == line)
            put(out, f);
}

/* The case as it would be written for these findings. */
static const char *case_text(Mem *M, const Case *c, Findings all)
{
    Buf out = {.mem = M};
    Lines lines = runner_lines(M, buf_text(&c->text));
    bool runs = lines.count > 0 && runner_has_prefix(lines.at[0], "# run: ");
    if (!runs)
        put_line_findings(&out, all, 0);
    for (int32_t i = 0; i < lines.count; i++) {
        buf_printf(&out, "%s\n", lines.at[i]);
        if (runs && i == 0)
            put_line_findings(&out, all, 0);
        put_line_findings(&out, all, (int)i + 1);
    }
    return buf_text(&out);
}

static bool all_agree(Findings expected, Findings actual)
{
    const Finding *e = expected.first, *a = actual.first;
    for (; e && a; e = e->next, a = a->next)
        if (!agree(e, a))
            return false;
    return !e && !a;
}

static bool passes(const char *path, bool accept)
{
    Mem memory = {0}, *M = &memory;
    const char *written = runner_read(M, path), *name = runner_basename(path);
    if (!written) {
        printf("%s: cannot be read\n", path);
        return false;
    }
    Case c = read_case(M, written);
    const char *scratch = runner_scratch(M);
    runner_write(text_format(M, "%s/%s", scratch, name), buf_text(&c.text));
    Ran ran = runner_run(M, scratch, text_format(M, "%s '%s' 2>&1", c.command, name));
    runner_remove(M, scratch);

    Findings printed = read_printed(M, ran.out, name);
    bool is_sound = ran.status < 126, is_same = all_agree(c.findings, printed);
    if (!is_sound) {
        printf("%s: status %d\n%s", path, ran.status, ran.out);
    } else if (!is_same && accept) {
        runner_write(path, case_text(M, &c, printed));
        printf("wrote %s\n", path);
    } else if (!is_same) {
        printf("%s: differs\n", path);
        runner_print_difference(M, written, case_text(M, &c, printed));
        if (!printed.first)
            printf("  the command printed:\n%s", ran.out);
    }
    mem_close(M);
    return is_sound && (is_same || accept);
}

int main(int count, char **arguments)
{
    int failed = 0;
    bool accept = count > 1 && strcmp(arguments[1], "--accept") == 0;
    int first = accept ? 2 : 1;
    for (int i = first; i < count; i++)
        failed += !passes(arguments[i], accept);
    printf("%d of %d as expected\n", count - first - failed, count - first);
    return failed > 0;
}
