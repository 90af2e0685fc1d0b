#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

truce_lang terminal_language(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (int i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strncmp(value, "zh", 2) ? TRUCE_EN : TRUCE_ZH;
    }
    return TRUCE_EN;
}

bool terminal_has_color(int64_t choice, int file)
{
    enum { AUTO, ALWAYS };
    if (choice != AUTO)
        return choice == ALWAYS;
    const char *refused = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return isatty(file) && !(refused && *refused) &&
           !(terminal && !strcmp(terminal, "dumb"));
}

int terminal_width(int file)
{
    enum { NARROWEST = 20, WIDEST = 1000, USUAL = 100 };
    if (!isatty(file))
        return USUAL;
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    int width = 0;
    if (ioctl(file, TIOCGWINSZ, &size) == 0)
        width = size.ws_col;
    if (width == 0 && columns)
        width = atoi(columns);
    if (width <= 0 || width > WIDEST)
        return USUAL;
    return width < NARROWEST ? NARROWEST : width;
}

/* ------------------------------------------------------------------ columns */

/* The code point at `text`, and its length; a byte that begins none counts as itself. */
static uint32_t character_at(const char *text, int *length)
{
    const unsigned char *u = (const unsigned char *)text;
    int more = u[0] >= 0xf0 ? 3 : u[0] >= 0xe0 ? 2 : u[0] >= 0xc0 ? 1 : 0;
    static const unsigned char lead_bits[] = {0x7f, 0x1f, 0x0f, 0x07};
    uint32_t code = u[0] & (more ? lead_bits[more] : 0xffu);
    for (int i = 1; i <= more; i++) {
        if ((u[i] & 0xc0) != 0x80) {
            *length = 1;
            return u[0];
        }
        code = code << 6 | (u[i] & 0x3fu);
    }
    *length = more + 1;
    return code;
}

/* East Asian wide and full-width characters (Unicode Annex 11), by their blocks. */
static bool character_is_wide(uint32_t code)
{
    return (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) ||
           (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) ||
           (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) ||
           (code >= 0xffe0 && code <= 0xffe6) || (code >= 0x1f300 && code <= 0x1faff) ||
           (code >= 0x20000 && code <= 0x3fffd);
}

/* Punctuation that a Chinese line does not begin with, and that it does not end with. */
static bool character_closes(uint32_t code)
{
    return code == 0x3001 || code == 0x3002 || code == 0x300b || code == 0x300d ||
           code == 0xff01 || code == 0xff09 || code == 0xff0c || code == 0xff1a ||
           code == 0xff1b || code == 0xff1f || code == 0x201d;
}

static bool character_opens(uint32_t code)
{
    return code == 0x300a || code == 0x300c || code == 0xff08 || code == 0x201c;
}

static int columns_of(const char *text, int bytes)
{
    int columns = 0;
    for (int i = 0, length; i < bytes; i += length)
        columns += character_is_wide(character_at(text + i, &length)) ? 2 : 1;
    return columns;
}

int text_columns(const char *text)
{
    return columns_of(text, (int)strlen(text));
}

/* ------------------------------------------------------------------ lines */

/* The bytes up to the first place after `text` where a line may be broken: before a space,
 * and on both sides of a wide character. */
static int unbroken(const char *text)
{
    int at, length;
    uint32_t before = character_at(text, &at);
    while (text[at] && text[at] != ' ' && text[at] != '\n') {
        uint32_t code = character_at(text + at, &length);
        bool may_break = character_is_wide(before) || character_is_wide(code);
        if (may_break && !character_closes(code) && !character_opens(before))
            break;
        before = code;
        at += length;
    }
    return at;
}

static void next_line(FILE *out, int indent, int *at)
{
    fprintf(out, "\n%*s", indent, "");
    *at = indent;
}

/* Writes a line that stays as it is, without its end; answers its length. */
static int kept_line(FILE *out, const char *text)
{
    int length = (int)strcspn(text, "\n");
    fprintf(out, "%.*s", length, text);
    return length;
}

void text_wrap(FILE *out, const char *text, int at, int indent, int width)
{
    bool line_begins = true;
    while (*text) {
        if (*text == '\n') {
            if (text[1] == '\n' || text[1] == '\0')
                fputs(text[1] ? "\n" : "", out);
            else
                next_line(out, indent, &at);
            line_begins = true;
            text++;
        } else if (*text == ' ' && line_begins) {
            text += kept_line(out, text);
        } else {
            int spaces = (int)strspn(text, " ");
            if (!text[spaces] || text[spaces] == '\n') {
                text += spaces;
                continue;
            }
            int length = unbroken(text + spaces);
            int columns = columns_of(text + spaces, length);
            if (!line_begins && at + spaces + columns > width) {
                next_line(out, indent, &at);
            } else if (!line_begins) {
                fprintf(out, "%*s", spaces, "");
                at += spaces;
            }
            fprintf(out, "%.*s", length, text + spaces);
            at += columns;
            text += spaces + length;
            line_begins = false;
        }
    }
    fputc('\n', out);
}
