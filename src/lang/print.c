/* The standard layout.
 *
 * Items stand on lines of their own, two spaces further in for each open brace.  A block that
 * stood on one line stays there when it fits.  At most one blank line is kept between items.
 * Declarations of one kind on neighbouring lines have their parts in columns.
 *
 * What is printed depends on the tree and on which blocks stood on one line, and on nothing
 * else; so the text that is printed prints as itself. */
#include <string.h>

#include "base/width.h"
#include "lang/print_private.h"

enum { NO_PLACE = -1 };
enum { WIDEST_LINE = 92, INDENT = 2, CONTINUED = 4, WIDEST_CELL = 40 };

void put(Printer *p, const char *text)
{
    buf_puts(p->out, text);
}

void put_span(Printer *p, Span at)
{
    buf_add(p->out, p->source + at.at, at.length);
}

static int32_t end_of(Span at)
{
    return at.at + at.length;
}

/* ------------------------------------------------------------------ lines and comments */

/* Whether a line without anything on it stands before this place. */
static bool follows_blank_line(const Printer *p, int32_t at)
{
    int lines = 0;
    while (at > 0 && strchr(" \t\r\n,;", p->source[at - 1]))
        lines += p->source[--at] == '\n';
    return lines > 1;
}

static void start_line(Printer *p, int32_t at)
{
    if (p->out->length > 0)
        put(p, "\n");
    if (!p->is_first && follows_blank_line(p, at))
        put(p, "\n");
    buf_fill(p->out, ' ', p->indent);
    p->is_first = false;
    p->has_comment = false;
}

/* Prints the comments that stand before a place and have not been printed. */
static void put_comments(Printer *p, int32_t before)
{
    for (; p->comment < p->file->comment_count; p->comment++) {
        Comment c = p->file->comments[p->comment];
        if (c.at.at >= before)
            return;
        if (c.own_line || p->has_comment || p->out->length == 0)
            start_line(p, c.at.at);
        else
            put(p, "  ");
        put_span(p, c.at);
        p->has_comment = true;
    }
}

static void put_gap(Printer *p)
{
    put(p, p->is_first ? " " : "  ");
    p->is_first = false;
}

void begin_item(Printer *p, int32_t at)
{
    if (p->one_line) {
        put_gap(p);
        return;
    }
    put_comments(p, at);
    start_line(p, at);
}

void begin_part(Printer *p, int32_t at)
{
    if (p->one_line) {
        put_gap(p);
        return;
    }
    put_comments(p, at);
    start_line(p, NO_PLACE);
}

static int column(const Buf *out)
{
    int64_t line = out->length;
    while (line > 0 && out->at[line - 1] != '\n')
        line--;
    return out->length ? text_width(out->at + line, out->length - line) : 0;
}

/* ------------------------------------------------------------------ breaking lines */

/* Goes on in a new line, or after a space where `width` columns fit. */
static void put_space_or_line(Printer *p, int width)
{
    if (p->one_line || column(p->out) + 1 + width <= WIDEST_LINE) {
        put(p, " ");
        return;
    }
    put(p, "\n");
    buf_fill(p->out, ' ', p->indent + CONTINUED);
}

/* Fills lines with what stands between `marks`.  A piece that is too long for a line is filled
 * in by its weaker marks. */
static void put_filled(Printer *p, const char *text, int64_t length, const char *marks)
{
    const char *end = text + length;
    for (bool is_first = true; text < end; is_first = false) {
        size_t piece = strcspn(text, marks);
        if (piece > (size_t)(end - text))
            piece = (size_t)(end - text);
        int width = text_width(text, (int64_t)piece);
        if (!is_first)
            put_space_or_line(p, width);
        if (*marks == *BREAK)
            put_filled(p, text, (int64_t)piece, WEAK_BREAK);
        else
            buf_add(p->out, text, (int64_t)piece);
        text += piece + 1;
    }
}

void put_lines(Printer *p, const char *text, int64_t length)
{
    const char *end = text + length;
    while (text < end) {
        size_t line = strcspn(text, OWN_BREAK);
        put_filled(p, text, (int64_t)line, BREAK);
        text += line;
        if (text++ < end)
            put_space_or_line(p, WIDEST_LINE);
    }
}

/* ------------------------------------------------------------------ blocks */

/* The items as they stand on one line. */
static Buf on_one_line(const Printer *p, PutItems *put_items, const void *of)
{
    Buf text = {.mem = p->out->mem};
    Printer trial = *p;
    trial.out = &text;
    trial.one_line++;
    trial.is_first = true;
    put_items(&trial, of);
    return text;
}

static bool holds_comment(const Printer *p, Span block)
{
    for (int32_t i = p->comment; i < p->file->comment_count; i++)
        if (p->file->comments[i].at.at < end_of(block))
            return true;
    return false;
}

static bool stood_on_one_line(const Printer *p, Span block)
{
    return !memchr(p->source + block.at, '\n', (size_t)block.length);
}

void put_block(Printer *p, Span block, PutItems *put_items, const void *of)
{
    put(p, "{");
    Buf text = on_one_line(p, put_items, of);
    bool is_short =
        text_width(buf_text(&text), text.length) + 2 <= WIDEST_LINE - column(p->out);
    bool stays = (stood_on_one_line(p, block) && is_short) || text.length == 0;
    if (p->one_line || (stays && !holds_comment(p, block))) {
        buf_add(p->out, text.at, text.length);
        put(p, " }");
    } else {
        p->indent += INDENT;
        p->is_first = true;
        put_items(p, of);
        put_comments(p, end_of(block) - 1);
        p->indent -= INDENT;
        p->is_first = true; /* no blank line before the brace */
        start_line(p, end_of(block) - 1);
        put(p, "}");
        p->is_first = false;
    }
    mem_drop(p->out->mem, text.at);
}

/* ------------------------------------------------------------------ columns */

enum { MOST_CELLS = 4 };

/* A line with its cells; the last one is never padded. */
typedef struct {
    const char *at;
    size_t length;
    size_t word; /* the length of its first word */
    int cells;
} Row;

static Row row_at(const char *text)
{
    Row row = {.at = text, .length = strcspn(text, "\n"), .word = strcspn(text, " \n")};
    for (size_t i = 0; i < row.length; i++)
        row.cells += text[i] == CELL[0];
    return row;
}

static bool begins_with(Row row, const char *text)
{
    size_t length = strlen(text);
    return row.length >= length && memcmp(row.at, text, length) == 0;
}

static bool is_text_line(Row row)
{
    return begins_with(row, &SOURCE_LINE[1]) || begins_with(row, &(TEXT_LINE "\"")[1]);
}

/* Are they of one kind?  The own line of a text or a source does not part its neighbours. */
static bool share_columns(Row a, Row b)
{
    if (a.cells && is_text_line(b))
        return true;
    return a.cells && b.cells && a.word == b.word && memcmp(a.at, b.at, a.word) == 0;
}

/* The cell at `text`: its bytes, without the mark at its end. */
static size_t cell_length(const char *text)
{
    return strcspn(text, CELL "\n");
}

/* Wide cells stand for themselves and leave the column as it is. */
static void widen_columns(Row row, int widths[MOST_CELLS])
{
    const char *cell = row.at;
    for (int i = 0; i < row.cells && i < MOST_CELLS; i++) {
        size_t length = cell_length(cell);
        int width = text_width(cell, (int64_t)length);
        if (width <= WIDEST_CELL && width > widths[i])
            widths[i] = width;
        cell += length + 1;
    }
}

static void put_row(Buf *out, Row row, const int widths[MOST_CELLS])
{
    const char *cell = row.at;
    for (int i = 0; i < row.cells; i++) {
        size_t length = cell_length(cell);
        buf_add(out, cell, (int64_t)length);
        if (i < MOST_CELLS)
            buf_fill(out, ' ', widths[i] - text_width(cell, (int64_t)length));
        cell += length + 1;
    }
    buf_add(out, cell, row.at + row.length - cell);
    buf_putc(out, '\n');
}

static const char *next_line(Row row)
{
    return row.at + row.length + (row.at[row.length] == '\n');
}

/* Puts neighbouring lines of one kind into columns. */
static void put_columns(Buf *out, const char *text)
{
    while (*text) {
        Row first = row_at(text);
        int widths[MOST_CELLS] = {0};
        const char *end = text;
        for (Row row = first; row.at == text || share_columns(first, row);
             row = row_at(end)) {
            widen_columns(row, widths);
            end = next_line(row);
            if (!*end)
                break;
        }
        while (text < end) {
            Row row = row_at(text);
            put_row(out, row, widths);
            text = next_line(row);
        }
    }
}

void syntax_print(const Syntax *file, const Diags *D, Buf *out)
{
    Buf text = {.mem = out->mem};
    Printer p = {.file = file,
                 .source = D->sources[file->source].text,
                 .out = &text,
                 .is_first = true};
    for (const SynDecl *d = file->decls; d; d = d->next) {
        begin_item(&p, d->at.at);
        put_declaration(&p, d);
    }
    put_comments(&p, INT32_MAX);
    put_columns(out, buf_text(&text));
    mem_drop(text.mem, text.at);
}
