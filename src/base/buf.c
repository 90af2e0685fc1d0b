#include "base/buf.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void reserve(Buf *b, int64_t more)
{
    int64_t least = b->length + more + 1;
    if (least <= b->room)
        return;
    int64_t room = b->room ? 2 * b->room : 256;
    room = room < least ? least : room;
    b->at = grow(b->mem, b->at, room);
    b->room = room;
}

void buf_add(Buf *b, const char *at, int64_t length)
{
    if (length <= 0)
        return;
    reserve(b, length);
    memcpy(b->at + b->length, at, (size_t)length);
    b->length += length;
    b->at[b->length] = '\0';
}

void buf_puts(Buf *b, const char *text)
{
    buf_add(b, text, (int64_t)strlen(text));
}

void buf_putc(Buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_fill(Buf *b, char c, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        buf_putc(b, c);
}

void buf_printf(Buf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length > 0) {
        reserve(b, length);
        vsnprintf(b->at + b->length, (size_t)length + 1, format, again);
        b->length += length;
    }
    va_end(again);
}

const char *buf_text(const Buf *b)
{
    return b->at ? b->at : "";
}

void buf_number(Buf *b, double x, int digits)
{
    if (isnan(x)) {
        buf_puts(b, "nan");
        return;
    }
    if (isinf(x)) {
        buf_puts(b, x > 0 ? "inf" : "-inf");
        return;
    }
    if (x == 0) /* no "-0": a reader takes it for a slip */
        x = 0;
    if (digits > 0) {
        buf_printf(b, "%.*g", digits, x);
        return;
    }
    char text[40];
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(text, sizeof text, "%.*g", precision, x);
        if (strtod(text, NULL) == x)
            break;
    }
    buf_puts(b, text);
}

char *text_format(Mem *M, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = mem_arena(M, 1, (int64_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}
