#include "base/firsts.h"

void firsts_open(Firsts *f, Mem *M)
{
    *f = (Firsts){0};
    intern_open(&f->seen, M);
}

void firsts_close(Firsts *f)
{
    mem_drop(f->seen.mem, f->first);
    mem_drop(f->seen.mem, f->word);
    intern_close(&f->seen);
    *f = (Firsts){0};
}

void firsts_add(Firsts *f, int32_t word)
{
    need(f->seen.mem, f->word, f->words, f->word_room);
    f->word[f->words++] = word;
}

int32_t firsts_find(Firsts *f, int32_t who)
{
    int32_t known = f->seen.count, k = intern_put(&f->seen, f->word, f->words);
    f->words = 0;
    if (k == known) {
        need(f->seen.mem, f->first, k, f->room);
        f->first[k] = who;
    }
    return f->first[k];
}
