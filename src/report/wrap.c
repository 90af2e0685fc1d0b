#include "report/wrap.h"

#include <string.h>

#include "base/width.h"

/* One character of a text. */
typedef struct {
    const char *at;
    int32_t bytes;
    bool is_wide;
} Glyph;

static Glyph glyph_at(const char *at)
{
    int32_t bytes = text_step(at, (int64_t)strlen(at));
    return (Glyph){.at = at, .bytes = bytes, .is_wide = text_width(at, bytes) == 2};
}

static bool is_one_of(Glyph g, const char *const *marks)
{
    for (; *marks; marks++)
        if (strlen(*marks) == (size_t)g.bytes && memcmp(*marks, g.at, (size_t)g.bytes) == 0)
            return true;
    return false;
}

/* Marks that may not begin a line, and those that may not end one (GB/T 15834). */
static bool closes(Glyph g)
{
    static const char *const marks[] = {"，", "。", "、", "；", "：", "？", "！", "）",
                                        "】", "》", "」", "』", "”",  "’",  "…",  "—",
                                        ",",  ".",  ";",  ":",  ")",  "%",  NULL};
    return is_one_of(g, marks);
}

static bool opens(Glyph g)
{
    static const char *const marks[] = {"（", "【", "《", "「", "『", "“", "‘", "(", NULL};
    return is_one_of(g, marks);
}

/* May a line end between these two? */
static bool may_break(Glyph before, Glyph after)
{
    if (*after.at == ' ')
        return false; /* the space goes with the line that ends */
    if (*before.at == ' ')
        return true;
    return (before.is_wide || after.is_wide) && !opens(before) && !closes(after);
}

/* The line that begins here; 0 < width. */
static TextLine take_line(const char *at, int width, TextMeasure *measure)
{
    TextLine line = {.at = at};
    int64_t good = 0; /* bytes up to the last place where a line may end */
    int used = 0;
    Glyph before = {0};
    const char *c = at;
    while (*c) {
        Glyph g = glyph_at(c);
        if (c > at && may_break(before, g))
            good = c - at;
        int more = measure(c, g.bytes);
        if (used + more > width && *c != ' ' && c > at)
            break;
        used += more;
        before = g;
        c += g.bytes;
    }
    line.length = *c && good ? good : c - at;
    return line;
}

static void trim_end(TextLine *line, TextMeasure *measure)
{
    while (line->length > 0 && line->at[line->length - 1] == ' ')
        line->length--;
    line->width = measure(line->at, line->length);
}

TextLines wrap_text(Mem *M, const char *text, int first, int rest)
{
    return wrap_measured(M, text, first, rest, text_width);
}

TextLines wrap_measured(Mem *M, const char *text, int first, int rest, TextMeasure *measure)
{
    TextLines lines = {0};
    int32_t room = 0;
    while (*text == ' ')
        text++;
    while (*text) {
        int width = lines.count == 0 ? first : rest;
        TextLine line = width > 0 ? take_line(text, width, measure)
                                  : (TextLine){.at = text, .length = (int64_t)strlen(text)};
        text = line.at + line.length;
        trim_end(&line, measure);
        need(M, lines.at, lines.count, room);
        lines.at[lines.count++] = line;
        while (*text == ' ')
            text++;
    }
    return lines;
}
