#include <string.h>

#include "lang/lex.h"

/* An open-addressing table; `room` is a power of two and never more than half full. */
struct Names {
    Mem *mem;
    const char **texts;
    int64_t count, room;
};

/* FNV-1a. */
static uint64_t hash_of(const char *at, int64_t length)
{
    uint64_t hash = 0xcbf29ce484222325U;
    for (int64_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)at[i]) * 0x100000001b3U;
    return hash;
}

/* The place of the text, or the free place where it belongs. */
static const char **place_of(const Names *N, const char *at, int64_t length)
{
    uint64_t mask = (uint64_t)N->room - 1;
    uint64_t i = hash_of(at, length) & mask;
    while (N->texts[i] &&
           (strncmp(N->texts[i], at, (size_t)length) != 0 || N->texts[i][length] != '\0'))
        i = (i + 1) & mask;
    return &N->texts[i];
}

Names *names_new(Mem *M)
{
    Names *N = make(M, Names);
    N->mem = M;
    N->room = 256;
    N->texts = grow(M, N->texts, N->room);
    return N;
}

static void make_room(Names *N)
{
    const char **old = N->texts;
    int64_t old_room = N->room;
    N->room *= 2;
    N->texts = grow(N->mem, (const char **)NULL, N->room);
    for (int64_t i = 0; i < old_room; i++)
        if (old[i])
            *place_of(N, old[i], (int64_t)strlen(old[i])) = old[i];
    mem_drop(N->mem, old);
}

const char *names_intern(Names *N, const char *at, int64_t length)
{
    if (2 * N->count >= N->room)
        make_room(N);
    const char **place = place_of(N, at, length);
    if (!*place) {
        *place = mem_text(N->mem, at, length);
        N->count++;
    }
    return *place;
}

/* ------------------------------------------------------------------ words */

typedef struct {
    const char *text;
    WordUse use;
} WordRow;

static const WordRow words[WORD_COUNT] = {
    {"", USE_NONE},
#define WORD(text, use) {#text, USE_##use},
#include "lang/word_list.h"
#undef WORD
};

Word word_find(const char *text)
{
    for (Word word = 1; word < WORD_COUNT; word++)
        if (strcmp(words[word].text, text) == 0)
            return word;
    return WORD_NONE;
}

WordUse word_use(Word word)
{
    return words[word].use;
}

const char *word_text(Word word)
{
    return words[word].text;
}

bool word_is_reserved(const char *text)
{
    WordUse use = word_use(word_find(text));
    return use != USE_NONE && use != USE_UNIT;
}
