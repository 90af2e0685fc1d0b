#include "base/diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/width.h"

const Span SPAN_NOWHERE = {.source = -1};

typedef struct {
    const char *code;
    Level level;
    const char *title, *explanation;
} CodeRow;

static const CodeRow codes[] = {
#define DIAG(code, level, title, explanation) {#code, LEVEL_##level, title, explanation},
#include "base/diag_list.h"
#undef DIAG
};

const char *diag_code_text(DiagCode code)
{
    return codes[code].code;
}

Level diag_level(DiagCode code)
{
    return codes[code].level;
}

const char *diag_title(DiagCode code, Lang lang)
{
    return tr(lang, codes[code].title);
}

const char *diag_explanation(DiagCode code, Lang lang)
{
    return tr(lang, codes[code].explanation);
}

/* ------------------------------------------------------------------ collecting */

int32_t diag_source(Diags *D, const char *name, const char *text, int64_t length)
{
    if (length > INT32_MAX / 2)
        mem_fail(D->mem, FAIL_TOO_LARGE, N_("a file of %lld bytes"), (long long)length);
    need(D->mem, D->sources, D->source_count, D->source_room);
    D->sources[D->source_count] =
        (Source){.name = name, .text = text, .length = (int32_t)length};
    return D->source_count++;
}

__attribute__((format(printf, 2, 0))) static const char *formatted(Mem *M,
                                                                   const char *format,
                                                                   va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = mem_arena(M, 1, (int64_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, args);
    return text;
}

__attribute__((format(printf, 3, 0))) static void format_all(Mem *M,
                                                             const char *texts[LANG_COUNT],
                                                             const char *format,
                                                             va_list args)
{
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        va_list copy;
        va_copy(copy, args);
        texts[lang] = formatted(M, tr(lang, format), copy);
        va_end(copy);
    }
}

/* Whether one more may be kept.  Those that may not are made all the same, so that hints and
 * notes may be given to them. */
static bool has_room(const Diags *D)
{
    return D->errors + D->warnings < (D->most ? D->most : 200);
}

static void keep(Diags *D, Diag *d)
{
    if (D->last)
        D->last->next = d;
    else
        D->first = d;
    D->last = d;
}

Diag *diag(Diags *D, DiagCode code, Span at, const char *what, ...)
{
    Diag *d = make(D->mem, Diag);
    d->code = code;
    d->at = at;
    if (has_room(D)) {
        va_list args;
        va_start(args, what);
        format_all(D->mem, d->what, what, args);
        va_end(args);
        keep(D, d);
    }
    if (diag_level(code) == LEVEL_ERROR)
        D->errors++;
    else
        D->warnings++;
    return d;
}

void diag_hint(Diags *D, Diag *d, const char *hint, ...)
{
    va_list args;
    va_start(args, hint);
    format_all(D->mem, d->hint, hint, args);
    va_end(args);
}

void diag_note(Diags *D, Diag *d, Span at, const char *what, ...)
{
    DiagNote *note = make(D->mem, DiagNote);
    note->at = at;
    va_list args;
    va_start(args, what);
    format_all(D->mem, note->what, what, args);
    va_end(args);
    DiagNote **end = &d->notes;
    while (*end)
        end = &(*end)->next;
    *end = note;
}

/* ------------------------------------------------------------------ suggestions */

enum { LONGEST_WORD = 64 };

static int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* How many letters must be put in, left out, changed, or swapped with their neighbour to make b
 * of a (Damerau 1964; a pair once swapped is not changed again). */
static int32_t distance(const char *a, int32_t m, const char *b, int32_t n)
{
    int32_t rows[3][LONGEST_WORD + 1];
    int32_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (int32_t j = 0; j <= n; j++)
        above[j] = j;
    for (int32_t i = 1; i <= m; i++) {
        row[0] = i;
        for (int32_t j = 1; j <= n; j++) {
            row[j] = least(above[j], row[j - 1]) + 1;
            row[j] = least(row[j], above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
        int32_t *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[n];
}

bool diag_suggest(Diags *D, Diag *d, const char *word, const char *const *candidates,
                  int32_t count)
{
    size_t length = strlen(word);
    if (length > LONGEST_WORD)
        return false;
    int32_t most = length < 6 ? 1 : (int32_t)length / 3;
    const char *best = NULL;
    for (int32_t i = 0; i < count; i++) {
        size_t other = strlen(candidates[i]);
        if (other > LONGEST_WORD || strcmp(word, candidates[i]) == 0)
            continue;
        int32_t far = distance(word, (int32_t)length, candidates[i], (int32_t)other);
        if (far > most || far >= (int32_t)length)
            continue;
        best = candidates[i];
        most = far - 1; /* of equals the first */
    }
    if (best)
        diag_hint(D, d, "Did you mean `%s`?", best);
    return best;
}

/* ------------------------------------------------------------------ places */

Span span_join(Span a, Span b)
{
    return (Span){.source = a.source, .at = a.at, .length = b.at + b.length - a.at};
}

/* One line of a source, without its end. */
typedef struct {
    const char *at;
    int32_t number, start, length;
} Line;

/* A byte-order mark is no part of the first line. */
static int32_t text_start(const Source *s)
{
    return s->length >= 3 && memcmp(s->text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

static Line line_at(const Source *s, int32_t at)
{
    Line line = {.number = 1, .start = text_start(s)};
    for (int32_t i = line.start; i < at && i < s->length; i++)
        if (s->text[i] == '\n') {
            line.number++;
            line.start = i + 1;
        }
    int32_t end = line.start;
    while (end < s->length && s->text[end] != '\n')
        end++;
    if (end > line.start && s->text[end - 1] == '\r')
        end--;
    line.length = end - line.start;
    line.at = s->text + line.start;
    return line;
}

static int32_t column_of(const Source *s, Line line, int32_t at)
{
    int32_t column = 1;
    for (int32_t i = line.start; i < at && i < s->length; column++)
        i += text_step(s->text + i, s->length - i);
    return column;
}

Place span_place(const Diags *D, Span at)
{
    if (at.source < 0)
        return (Place){0};
    const Source *s = &D->sources[at.source];
    Line first = line_at(s, at.at), last = line_at(s, at.at + at.length);
    return (Place){.line = first.number,
                   .column = column_of(s, first, at.at),
                   .end_line = last.number,
                   .end_column = column_of(s, last, at.at + at.length)};
}

/* ------------------------------------------------------------------ printing for people */

typedef struct {
    const Diags *diags;
    Buf *out;
    Lang lang;
    bool color;
} Printer;

#define BOLD   "1"
#define RED    "1;31"
#define YELLOW "1;33"
#define CYAN   "1;36"

static void paint(Printer *p, const char *ansi)
{
    if (p->color)
        buf_printf(p->out, "\033[%sm", ansi);
}

static void unpaint(Printer *p)
{
    if (p->color)
        buf_puts(p->out, "\033[0m");
}

static void put_text(Printer *p, const char *text)
{
    buf_visible(p->out, text, (int64_t)strlen(text));
}

/* The columns [from, to) of a long line are shown; a mark stands where something is left out. */
typedef struct {
    int from, to;
} Window;

enum { WIDEST = 160, BEFORE_SPOT = 60 };

static Window window_around(int spot, int width)
{
    if (width <= WIDEST)
        return (Window){0, width};
    int from = spot > BEFORE_SPOT ? spot - BEFORE_SPOT : 0;
    return (Window){from, from + WIDEST < width ? from + WIDEST : width};
}

static void put_window(Printer *p, Line line, Window w, int width)
{
    int column = 0;
    int32_t step;
    if (w.from > 0)
        buf_puts(p->out, "…");
    for (int32_t i = 0; i < line.length; i += step) {
        step = text_step(line.at + i, line.length - i);
        int wide = text_width(line.at + i, step);
        if (column >= w.from && column + wide <= w.to)
            buf_visible(p->out, line.at + i, step);
        else if (column < w.from &&
                 column + wide > w.from) /* cut through: keep the columns */
            buf_fill(p->out, ' ', column + wide - w.from);
        column += wide;
    }
    if (w.to < width)
        buf_puts(p->out, "…");
    buf_putc(p->out, '\n');
}

/* What of a long line lies near the byte `spot` of it: more than is ever shown, so that its
 * length costs nothing. */
static Line near_spot(Line line, int32_t spot)
{
    enum { NEAR = 2000 };
    int32_t from = spot > NEAR ? spot - NEAR : 0;
    int32_t to = line.length - spot > NEAR ? spot + NEAR : line.length;
    while (from > 0 && ((unsigned char)line.at[from] & 0xC0) == 0x80)
        from--;
    while (to < line.length && ((unsigned char)line.at[to] & 0xC0) == 0x80)
        to++;
    line.at += from;
    line.start += from;
    line.length = to - from;
    return line;
}

/* The line with its number, and under it ^~~~ where the span lies.  A span of several lines is
 * marked to the end of the first. */
static void put_spot(Printer *p, Span at, const char *ansi)
{
    const Source *s = &p->diags->sources[at.source];
    Line line = line_at(s, at.at);
    line = near_spot(line, least(at.at - line.start, line.length));
    int32_t start = least(at.at - line.start, line.length);
    int32_t end = least(at.at - line.start + at.length, line.length);
    int width = text_width(line.at, line.length);
    int spot = start > 0 ? text_width(line.at, start) : 0;
    int wide = end > start ? text_width(line.at + start, end - start) : 1;
    Window w = window_around(spot, width);

    buf_printf(p->out, "%5d | ", (int)line.number);
    put_window(p, line, w, width);
    buf_puts(p->out, "      | ");
    buf_fill(p->out, ' ', spot - w.from + (w.from > 0));
    paint(p, ansi);
    buf_putc(p->out, '^');
    buf_fill(p->out, '~', least(wide, w.to - spot) - 1);
    unpaint(p);
    buf_putc(p->out, '\n');
}

static void put_place(Printer *p, Span at)
{
    if (at.source < 0)
        return;
    Place place = span_place(p->diags, at);
    paint(p, BOLD);
    put_text(p, p->diags->sources[at.source].name);
    buf_printf(p->out, ":%d:%d:", (int)place.line, (int)place.column);
    unpaint(p);
    buf_putc(p->out, ' ');
}

static void put_note(Printer *p, const DiagNote *note)
{
    put_place(p, note->at);
    paint(p, CYAN);
    buf_printf(p->out, "%s:", tr(p->lang, N_("note")));
    unpaint(p);
    buf_putc(p->out, ' ');
    put_text(p, note->what[p->lang]);
    buf_putc(p->out, '\n');
    if (note->at.source >= 0)
        put_spot(p, note->at, CYAN);
}

static void put_diag(Printer *p, const Diag *d)
{
    bool is_error = diag_level(d->code) == LEVEL_ERROR;
    const char *ansi = is_error ? RED : YELLOW;
    put_place(p, d->at);
    paint(p, ansi);
    buf_printf(p->out, "%s %s:", tr(p->lang, is_error ? N_("error") : N_("warning")),
               diag_code_text(d->code));
    unpaint(p);
    buf_putc(p->out, ' ');
    put_text(p, d->what[p->lang]);
    buf_putc(p->out, '\n');
    if (d->at.source >= 0)
        put_spot(p, d->at, ansi);
    if (d->hint[p->lang]) {
        buf_puts(p->out, "      = ");
        put_text(p, d->hint[p->lang]);
        buf_putc(p->out, '\n');
    }
    for (const DiagNote *note = d->notes; note; note = note->next)
        put_note(p, note);
}

static bool stands_before(const Diag *a, const Diag *b)
{
    if (a->at.source != b->at.source)
        return a->at.source < b->at.source;
    return a->at.at < b->at.at;
}

/* All that were kept, in the order of sources and places; of equals the first found.  *count
 * becomes their number. */
static const Diag **in_order(const Diags *D, Mem *M, int32_t *count)
{
    *count = 0;
    for (const Diag *d = D->first; d; d = d->next)
        ++*count;
    const Diag **list = make(M, const Diag *, *count);
    int32_t filled = 0;
    for (const Diag *d = D->first; d; d = d->next) {
        int32_t place = filled++;
        for (; place > 0 && stands_before(d, list[place - 1]); place--)
            list[place] = list[place - 1];
        list[place] = d;
    }
    return list;
}

void diags_print(const Diags *D, Buf *out, Lang lang, bool color)
{
    Printer p = {.diags = D, .out = out, .lang = lang, .color = color};
    int32_t count;
    const Diag **list = in_order(D, out->mem, &count);
    for (int32_t i = 0; i < count; i++)
        put_diag(&p, list[i]);
    if (count < D->errors + D->warnings) {
        buf_printf(out, tr(lang, N_("%d more are not shown")),
                   (int)(D->errors + D->warnings - count));
        buf_putc(out, '\n');
    }
}

/* ------------------------------------------------------------------ printing for programs */

static void put_json_place(const Diags *D, Json *j, Span at)
{
    Place place = span_place(D, at);
    const struct {
        const char *key;
        int32_t number;
    } numbers[] = {{"line", place.line},
                   {"column", place.column},
                   {"end_line", place.end_line},
                   {"end_column", place.end_column}};
    json_text(j, "file", at.source < 0 ? NULL : D->sources[at.source].name);
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
        if (at.source < 0)
            json_null(j, numbers[k].key);
        else
            json_whole(j, numbers[k].key, numbers[k].number);
}

static void put_json_diag(const Diags *D, Json *j, Lang lang, const Diag *d)
{
    json_object(j, NULL);
    put_json_place(D, j, d->at);
    json_text(j, "code", diag_code_text(d->code));
    json_text(j, "level", diag_level(d->code) == LEVEL_ERROR ? "error" : "warning");
    json_text(j, "message", d->what[lang]);
    json_text(j, "hint", d->hint[lang]);
    json_array(j, "notes");
    for (const DiagNote *note = d->notes; note; note = note->next) {
        json_object(j, NULL);
        put_json_place(D, j, note->at);
        json_text(j, "message", note->what[lang]);
        json_end(j);
    }
    json_end(j);
    json_end(j);
}

void diags_print_json(const Diags *D, Buf *out, Lang lang)
{
    int32_t count;
    const Diag **list = in_order(D, out->mem, &count);
    Json j = {.out = out, .lines = 1};
    json_array(&j, NULL);
    for (int32_t i = 0; i < count; i++)
        put_json_diag(D, &j, lang, list[i]);
    json_end(&j);
}
