#include "base/width.h"

#include <string.h>
#include <utf8proc.h>

enum { REPLACEMENT = 0xFFFD, CONTROL_PICTURES = 0x2400, PICTURE_OF_DELETE = 0x2421 };

/* The first character and its bytes; -1 and one byte where the text is no UTF-8. */
static int32_t decode(const char *at, int64_t length, int32_t *bytes)
{
    utf8proc_int32_t character;
    *bytes = 1;
    if (length > 0 &&
        (unsigned char)*at < 0x80) /* which most are, and long lines have many */
        return *at;
    utf8proc_ssize_t read =
        utf8proc_iterate((const utf8proc_uint8_t *)at, length, &character);
    *bytes = read > 0 ? (int32_t)read : 1;
    return read > 0 ? character : -1;
}

static void add_character(Buf *b, int32_t character)
{
    utf8proc_uint8_t bytes[4];
    buf_add(b, (char *)bytes, utf8proc_encode_char(character, bytes));
}

/* Marks that change the direction of the text after them: U+202A to U+202E, U+2066 to U+2069.
 * They could make a line of a model look like another (Boucher and Anderson 2021). */
static bool turns_direction(int32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* What is shown in place of a character other than a tab. */
static int32_t visible(int32_t c)
{
    if (c < 0 || (c >= 0x80 && c < 0xA0) || turns_direction(c))
        return REPLACEMENT;
    if (c < 0x20)
        return CONTROL_PICTURES + c;
    return c == 0x7F ? PICTURE_OF_DELETE : c;
}

int text_width(const char *at, int64_t length)
{
    int width = 0;
    int32_t bytes;
    for (int64_t i = 0; i < length; i += bytes) {
        int32_t c = decode(at + i, length - i, &bytes);
        width += c == '\t' ? 4 : c >= ' ' && c < 0x7F ? 1 : utf8proc_charwidth(visible(c));
    }
    return width;
}

int32_t text_step(const char *at, int64_t length)
{
    int32_t bytes;
    decode(at, length, &bytes);
    return bytes;
}

void buf_visible(Buf *b, const char *at, int64_t length)
{
    int32_t bytes;
    for (int64_t i = 0; i < length; i += bytes) {
        int32_t c = decode(at + i, length - i, &bytes);
        if (c == '\t')
            buf_puts(b, "    ");
        else
            add_character(b, visible(c));
    }
}

void buf_valid(Buf *b, const char *at, int64_t length)
{
    int32_t bytes;
    for (int64_t i = 0; i < length; i += bytes) {
        int32_t c = decode(at + i, length - i, &bytes);
        add_character(b, c < 0 ? REPLACEMENT : c);
    }
}
