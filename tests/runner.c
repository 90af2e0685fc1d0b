#include "runner.h"

#include <ctype.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

_Noreturn static void give_up(const char *what)
{
    perror(what);
    exit(2);
}

/* ------------------------------------------------------------------ files */

static char *read_all(Mem *M, FILE *file)
{
    Buf text = {.mem = M};
    char part[4096];
    size_t count;
    while ((count = fread(part, 1, sizeof part, file)) > 0)
        buf_add(&text, part, (int64_t)count);
    return mem_text(M, buf_text(&text), text.length);
}

char *runner_read(Mem *M, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    char *text = read_all(M, file);
    fclose(file);
    return text;
}

void runner_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    if (!file || fputs(text, file) == EOF || fclose(file) != 0)
        give_up(path);
}

char *runner_scratch(Mem *M)
{
    const char *base = getenv("TMPDIR");
    char *folder = text_format(M, "%s/truce-XXXXXX", base && *base ? base : "/tmp");
    if (!mkdtemp(folder))
        give_up(folder);
    return folder;
}

void runner_remove(Mem *M, const char *folder)
{
    runner_run(M, "/", text_format(M, "rm -rf -- '%s'", folder));
}

const char *runner_basename(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool runner_has_prefix(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool runner_has_suffix(const char *text, const char *suffix)
{
    size_t length = strlen(text), end = strlen(suffix);
    return length >= end && strcmp(text + length - end, suffix) == 0;
}

/* ------------------------------------------------------------------ commands */

_Noreturn static void become(const char *folder, const char *command, FILE *out, FILE *err)
{
    int nothing = open("/dev/null", O_RDONLY);
    if (chdir(folder) == 0 && dup2(nothing, 0) >= 0 && dup2(fileno(out), 1) >= 0 &&
        dup2(fileno(err), 2) >= 0)
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(126);
}

Ran runner_run(Mem *M, const char *folder, const char *command)
{
    FILE *out = tmpfile(), *err = tmpfile();
    if (!out || !err)
        give_up("a temporary file");
    fflush(stdout);
    pid_t child = fork();
    if (child < 0)
        give_up("fork");
    if (child == 0)
        become(folder, command, out, err);
    int status;
    if (waitpid(child, &status, 0) < 0)
        give_up("waitpid");
    rewind(out);
    rewind(err);
    Ran ran = {.out = read_all(M, out), .err = read_all(M, err)};
    ran.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    fclose(out);
    fclose(err);
    return ran;
}

/* ------------------------------------------------------------------ comparing lines */

typedef struct {
    const char *end; /* behind the number; NULL when there is none */
    double value;
    bool is_whole; /* written without point and exponent */
} Number;

/* The number that begins at `at`, with `start` the start of its line.  A digit within a word
 * ("E204") or behind a point begins none, nor does the minus within a date. */
static Number number_at(const char *start, const char *at)
{
    char before = at > start ? at[-1] : ' ';
    const char *digits = *at == '-' || *at == '+' ? at + 1 : at;
    if (isalnum((unsigned char)before) || before == '_' || before == '.' ||
        !isdigit((unsigned char)*digits))
        return (Number){0};
    char *end;
    double value = strtod(at, &end);
    return (Number){
        .end = end,
        .value = value,
        .is_whole = strspn(digits, "0123456789") == (size_t)(end - digits),
    };
}

static bool are_close(Number a, Number b)
{
    if (a.is_whole && b.is_whole)
        return a.value == b.value;
    double size = fmax(fabs(a.value), fabs(b.value));
    return size < 1e-9 || fabs(a.value - b.value) <= 1e-6 * size;
}

static const char *skip_blanks(const char *at)
{
    while (*at == ' ')
        at++;
    return at;
}

/* Behind the unit of time or memory that follows a number; NULL when none does. */
static const char *after_unit(const char *at)
{
    static const char *const units[] = {"s",   "ms",  "µs",  "min", "h",
                                        "KiB", "MiB", "GiB", "秒",  "分钟"};
    at = skip_blanks(at);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t length = strlen(units[i]);
        if (strncmp(at, units[i], length) == 0 && !isalnum((unsigned char)at[length]) &&
            at[length] != '_')
            return at + length;
    }
    return NULL;
}

bool runner_line_matches(const char *expected, const char *actual)
{
    const char *e = expected, *a = actual;
    while (*e || *a) {
        Number x = number_at(expected, e), y = number_at(actual, a);
        if (x.end && y.end) {
            const char *after_x = after_unit(x.end), *after_y = after_unit(y.end);
            bool is_measured = after_x && after_y;
            if (!is_measured && !are_close(x, y))
                return false;
            e = is_measured ? after_x : x.end;
            a = is_measured ? after_y : y.end;
            continue;
        }
        if (*e == ' ' && *a == ' ') {
            const char *next_e = skip_blanks(e), *next_a = skip_blanks(a);
            if (number_at(expected, next_e).end && number_at(actual, next_a).end) {
                e = next_e;
                a = next_a;
                continue;
            }
        }
        if (*e++ != *a++)
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ comparing texts */

Lines runner_lines(Mem *M, const char *text)
{
    Lines lines = {0};
    int32_t room = 0;
    while (*text) {
        size_t length = strcspn(text, "\n");
        need(M, lines.at, lines.count, room);
        lines.at[lines.count++] = mem_text(M, text, (int64_t)length);
        text += length + (text[length] == '\n');
    }
    return lines;
}

static Lines rest_of(Lines lines, int32_t from)
{
    return (Lines){lines.at + from, lines.count - from};
}

static bool lines_match(Lines expected, Lines actual)
{
    int32_t i = 0;
    for (; i < expected.count; i++) {
        if (strcmp(expected.at[i], "...") == 0) {
            Lines rest = rest_of(expected, i + 1);
            for (int32_t skip = i; skip <= actual.count; skip++)
                if (lines_match(rest, rest_of(actual, skip)))
                    return true;
            return false;
        }
        if (i >= actual.count || !runner_line_matches(expected.at[i], actual.at[i]))
            return false;
    }
    return i == actual.count;
}

bool runner_text_matches(Mem *M, const char *expected, const char *actual)
{
    return lines_match(runner_lines(M, expected), runner_lines(M, actual));
}

static void print_lines(const char *mark, Lines lines, int32_t from)
{
    enum { MOST = 12 };
    for (int32_t i = from; i < lines.count && i < from + MOST; i++)
        printf("  %s %s\n", mark, lines.at[i]);
    if (lines.count - from > MOST)
        printf("  %s (%d more lines)\n", mark, lines.count - from - MOST);
}

void runner_print_difference(Mem *M, const char *expected, const char *actual)
{
    Lines e = runner_lines(M, expected), a = runner_lines(M, actual);
    int32_t same = 0;
    while (same < e.count && same < a.count && runner_line_matches(e.at[same], a.at[same]))
        same++;
    printf("  from line %d on, - expected, + printed:\n", same + 1);
    print_lines("-", e, same);
    print_lines("+", a, same);
}
