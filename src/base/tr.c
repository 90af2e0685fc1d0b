#include "base/tr.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/embed.h"

/* The catalogue is what msgfmt made of po/zh.po, byte for byte.  A build without TRUCE_ZH_MO,
 * its path, speaks English alone. */
#ifdef TRUCE_ZH_MO
EMBED(truce_zh_mo, TRUCE_ZH_MO);
#else
static const char truce_zh_mo[1];
static const char *const truce_zh_mo_end = truce_zh_mo;
#endif

/* The GNU .mo format: a head of 32-bit numbers, then tables of (length, offset) of strings that
 * end with NUL; the originals are sorted.  (GNU gettext manual, "The Format of GNU MO Files".) */
typedef struct {
    const char *at;
    uint32_t bytes;
    uint32_t count;
    uint32_t originals, translations; /* offsets of the tables */
} Catalogue;

#define MO_MAGIC 0x950412deU
enum { MO_HEAD = 20, MO_ENTRY = 8 };

static uint32_t number_at(const Catalogue *c, uint32_t offset)
{
    uint32_t number;
    memcpy(&number, c->at + offset, sizeof number);
    return number;
}

static bool holds_table(const Catalogue *c, uint32_t offset)
{
    return offset <= c->bytes && c->count <= (c->bytes - offset) / MO_ENTRY;
}

/* A catalogue without strings when the bytes are none that this machine can read. */
static Catalogue catalogue(void)
{
    Catalogue c = {.at = truce_zh_mo, .bytes = (uint32_t)(truce_zh_mo_end - truce_zh_mo)};
    if (c.bytes < MO_HEAD || number_at(&c, 0) != MO_MAGIC)
        return c;
    c.count = number_at(&c, 8);
    c.originals = number_at(&c, 12);
    c.translations = number_at(&c, 16);
    if (!holds_table(&c, c.originals) || !holds_table(&c, c.translations))
        c.count = 0;
    return c;
}

/* The string of row `i` of a table; NULL when it does not lie within the catalogue. */
static const char *string_at(const Catalogue *c, uint32_t table, uint32_t i)
{
    uint32_t length = number_at(c, table + i * MO_ENTRY);
    uint32_t offset = number_at(c, table + i * MO_ENTRY + 4);
    if (offset >= c->bytes || length >= c->bytes - offset || c->at[offset + length] != '\0')
        return NULL;
    return c->at + offset;
}

static const char *translation(const Catalogue *c, const char *text)
{
    uint32_t from = 0, to = c->count;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        const char *original = string_at(c, c->originals, middle);
        int order = original ? strcmp(text, original) : 0;
        if (order == 0)
            return original ? string_at(c, c->translations, middle) : NULL;
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return NULL;
}

const char *tr(Lang lang, const char *text)
{
    if (lang != LANG_ZH || !*text) /* the empty text stands for the catalogue's head */
        return text;
    Catalogue c = catalogue();
    const char *found = translation(&c, text);
    return found ? found : text;
}
