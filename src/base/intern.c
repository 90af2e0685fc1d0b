#include "base/intern.h"

#include <string.h>

#include "base/hash.h"

void intern_open(Intern *n, Mem *M)
{
    *n = (Intern){.mem = M, .slots = 64, .word_room = 256};
    n->table = grow(M, n->table, n->slots);
    n->first_room = 16;
    n->first = grow(M, n->first, n->first_room);
    n->words = grow(M, n->words, n->word_room);
}

void intern_close(Intern *n)
{
    mem_drop(n->mem, n->table);
    mem_drop(n->mem, n->first);
    mem_drop(n->mem, n->words);
    *n = (Intern){0};
}

static uint32_t hash_of(const int32_t *words, int32_t length)
{
    uint64_t h = (uint64_t)length;
    for (int32_t i = 0; i < length; i++)
        h = (h ^ (uint32_t)words[i]) * 0x9e3779b97f4a7c15ull;
    return (uint32_t)(hash_mix(h) >> 32);
}

/* Sequences are short: a loop is done before memcmp has begun. */
static bool are_equal(const int32_t *a, const int32_t *b, int32_t length)
{
    for (int32_t i = 0; i < length; i++)
        if (a[i] != b[i])
            return false;
    return true;
}

static uint64_t *slot_of(Intern *n, uint32_t hash, const int32_t *words, int32_t length)
{
    for (int64_t s = hash & (n->slots - 1);; s = (s + 1) & (n->slots - 1)) {
        uint64_t entry = n->table[s];
        if (!entry)
            return &n->table[s];
        if (entry >> 32 != hash)
            continue;
        int32_t had;
        const int32_t *known = intern_words(n, (int32_t)(uint32_t)entry - 1, &had);
        if (had == length && are_equal(known, words, length))
            return &n->table[s];
    }
}

static void grow_table(Intern *n)
{
    uint64_t *old = n->table;
    int64_t had = n->slots;
    n->table = NULL;
    n->table = grow(n->mem, n->table, 2 * had);
    n->slots = 2 * had;
    for (int64_t k = 0; k < had; k++) {
        if (!old[k])
            continue;
        int64_t s = (int64_t)(old[k] >> 32) & (n->slots - 1);
        while (n->table[s])
            s = (s + 1) & (n->slots - 1);
        n->table[s] = old[k];
    }
    mem_drop(n->mem, old);
}

int32_t intern_put(Intern *n, const int32_t *words, int32_t length)
{
    uint32_t hash = hash_of(words, length);
    uint64_t *slot = slot_of(n, hash, words, length);
    if (*slot)
        return (int32_t)(uint32_t)*slot - 1;
    if (n->count == INT32_MAX - 1)
        mem_fail(n->mem, FAIL_TOO_LARGE, N_("2^31 different sequences"));
    if (2 * (int64_t)(n->count + 1) > n->slots) {
        grow_table(n);
        slot = slot_of(n, hash, words, length);
    }
    while (n->word_count + length > n->word_room) {
        n->word_room *= 2;
        n->words = grow(n->mem, n->words, n->word_room);
    }
    if (length)
        memcpy(n->words + n->word_count, words, sizeof *words * (size_t)length);
    n->word_count += length;
    int32_t number = n->count++;
    int64_t used = (int64_t)n->count + 1;
    if (used > n->first_room) {
        n->first_room *= 2;
        n->first = grow(n->mem, n->first, n->first_room);
    }
    n->first[n->count] = n->word_count;
    *slot = (uint64_t)hash << 32 | (uint32_t)(number + 1);
    return number;
}
