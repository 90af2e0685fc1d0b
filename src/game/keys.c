#include "base/hash.h"
#include "game/draft.h"

static uint32_t hash_of(Key key, int32_t step)
{
    uint64_t h = (uint64_t)key * 0x9e3779b97f4a7c15ull + (uint64_t)(key >> 64);
    return (uint32_t)(hash_mix(h ^ (uint64_t)(uint32_t)step << 32) >> 32);
}

int32_t key_find(const KeyTable *t, const Key *keys, const int32_t *steps, Key key,
                 int32_t step, int64_t *place)
{
    if (!t->slots) {
        *place = 0;
        return -1;
    }
    uint32_t hash = hash_of(key, step);
    for (int64_t s = hash & (t->slots - 1);; s = (s + 1) & (t->slots - 1)) {
        uint64_t entry = t->entries[s];
        if (!entry) {
            *place = s;
            return -1;
        }
        int32_t k = (int32_t)(uint32_t)entry - 1;
        if (entry >> 32 == hash && keys[k] == key && (!steps || steps[k] == step))
            return k;
    }
}

static void grow_table(Mem *M, KeyTable *t)
{
    KeyTable old = *t;
    t->slots = old.slots ? 2 * old.slots : 1024;
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

void key_add(Mem *M, KeyTable *t, const Key *keys, const int32_t *steps, int64_t place,
             int32_t index)
{
    int32_t step = steps ? steps[index] : 0;
    if (2 * (int64_t)(index + 1) > t->slots) {
        grow_table(M, t);
        key_find(t, keys, steps, keys[index], step, &place);
    }
    t->entries[place] = (uint64_t)hash_of(keys[index], step) << 32 | (uint32_t)(index + 1);
}
