#include "report/letters.h"

#include <string.h>

#include "base/width.h"

enum { NARROW = 620, WIDE = 1000 }; /* of what is not ASCII */

/* Of a fallback font that is wider than Helvetica. */
static const double SPARE = 1.06, BOLD = 1.07;

/* Helvetica, from the space on (Adobe Core 14 metrics). */
static const short ascii_units[] = {
    278,  278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556,  556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667,  778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333,  556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556,  556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584};

static int glyph_units(const char *at, int32_t bytes)
{
    unsigned char c = (unsigned char)*at;
    if (bytes == 1)
        return c >= ' ' && c < 0x7F ? ascii_units[c - ' '] : NARROW;
    int columns = text_width(at, bytes);
    return columns == 2 ? WIDE : columns == 1 ? NARROW : 0;
}

int letters_units(const char *at, int64_t length)
{
    int units = 0;
    int32_t bytes;
    for (int64_t i = 0; i < length; i += bytes) {
        bytes = text_step(at + i, length - i);
        units += glyph_units(at + i, bytes);
    }
    return units;
}

double letters_width(const char *text, double size, bool is_bold)
{
    double units = letters_units(text, (int64_t)strlen(text));
    return units / 1000 * size * SPARE * (is_bold ? BOLD : 1);
}

/* What a width holds. */
static int units_in(double width, double size)
{
    int units = (int)(width / size / SPARE * 1000);
    return units > WIDE ? units : WIDE;
}

TextLines letters_wrap(Mem *M, const char *text, double size, double width)
{
    int units = units_in(width, size);
    return wrap_measured(M, text, units, units, letters_units);
}

const char *letters_cut(Mem *M, const char *text, double size, double width)
{
    if (letters_width(text, size, false) <= width)
        return text;
    int64_t length = (int64_t)strlen(text), kept = 0;
    int room = units_in(width, size) - WIDE;
    while (kept < length) {
        int32_t bytes = text_step(text + kept, length - kept);
        room -= glyph_units(text + kept, bytes);
        if (room < 0)
            break;
        kept += bytes;
    }
    while (kept > 0 && text[kept - 1] == ' ')
        kept--;
    return text_format(M, "%.*s…", (int)kept, text);
}
