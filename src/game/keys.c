#include <assert.h>

#include "base/hash.h"
#include "game/draft.h"

/* An index of all possible keys may take this many times the memory of the hash table. */
enum { DIRECT_AT_MOST = 4, FIRST_SLOTS = 256 };

static uint32_t hash_of(Key key)
{
    return (
        uint32_t)(hash_mix((uint64_t)key * 0x9e3779b97f4a7c15ull + (uint64_t)(key >> 64)) >>
                  32);
}

static int32_t find_hashed(const KeyTable *t, const Key *keys, Key key, int64_t *place)
{
    assert(t->entries);
    uint32_t hash = hash_of(key);
    for (int64_t s = hash & (t->slots - 1);; s = (s + 1) & (t->slots - 1)) {
        uint64_t entry = t->entries[s];
        if (!entry) {
            *place = s;
            return -1;
        }
        int32_t k = (int32_t)(uint32_t)entry - 1;
        if (entry >> 32 == hash && keys[k] == key)
            return k;
    }
}

int32_t key_find(const KeyTable *t, const Key *keys, Key key, int64_t *place)
{
    if (t->direct) {
        *place = (int64_t)key;
        return t->direct[*place] - 1;
    }
    *place = 0;
    return t->slots ? find_hashed(t, keys, key, place) : -1;
}

/* Room for all keys there can be. */
static void go_direct(Mem *M, KeyTable *t, const Key *keys)
{
    t->direct = grow(M, t->direct, (int64_t)1 << t->bits);
    for (int64_t k = 0; k < t->slots; k++)
        if (t->entries[k]) {
            int32_t index = (int32_t)(uint32_t)t->entries[k];
            t->direct[(int64_t)keys[index - 1]] = index;
        }
    mem_drop(M, t->entries);
    t->entries = NULL;
}

static void grow_hashed(Mem *M, KeyTable *t, int64_t slots)
{
    KeyTable old = *t;
    t->slots = slots;
    t->entries = NULL;
    t->entries = grow(M, t->entries, t->slots);
    for (int64_t k = 0; k < old.slots; k++) {
        if (!old.entries[k])
            continue;
        int64_t s = (int64_t)(old.entries[k] >> 32) & (t->slots - 1);
        while (t->entries[s])
            s = (s + 1) & (t->slots - 1);
        t->entries[s] = old.entries[k];
    }
    mem_drop(M, old.entries);
}

static bool fits_direct(const KeyTable *t, int64_t slots)
{
    return t->bits < 31 && (int64_t)sizeof *t->direct << t->bits <=
                               DIRECT_AT_MOST * (int64_t)sizeof *t->entries * slots;
}

void key_add(Mem *M, KeyTable *t, const Key *keys, int64_t place, int32_t index)
{
    if (!t->direct && 2 * (t->count + 1) > t->slots) {
        int64_t slots = t->slots ? 2 * t->slots : FIRST_SLOTS;
        if (fits_direct(t, slots))
            go_direct(M, t, keys);
        else
            grow_hashed(M, t, slots);
        key_find(t, keys, keys[index], &place);
    }
    assert(t->direct || t->entries);
    t->count++;
    if (t->direct)
        t->direct[place] = index + 1;
    else
        t->entries[place] = (uint64_t)hash_of(keys[index]) << 32 | (uint32_t)(index + 1);
}

void keys_drop(Mem *M, KeyTable *t)
{
    mem_drop(M, t->entries);
    mem_drop(M, t->direct);
}
