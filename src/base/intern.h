/* intern.h - sequences of whole numbers, each kept once.
 *
 * Equal sequences get equal numbers, given out from 0 in the order of first appearance.
 */
#pragma once
#include "base/mem.h"

typedef struct {
    Mem *mem;
    int32_t count;
    int32_t *words; /* all sequences, one after the other */
    int64_t *first; /* [count + 1]: sequence k is words[first[k] .. first[k + 1]) */
    int64_t word_count, word_room, first_room;
    uint64_t *table; /* open addressing: hash in the upper, number + 1 in the lower half */
    int64_t slots;   /* a power of 2 */
} Intern;

void intern_open(Intern *n, Mem *M);
void intern_close(Intern *n);

/* The number of the sequence words[0 .. length), new or known. */
int32_t intern_put(Intern *n, const int32_t *words, int32_t length);

static inline const int32_t *intern_words(const Intern *n, int32_t k, int32_t *length)
{
    *length = (int32_t)(n->first[k + 1] - n->first[k]);
    return n->words + n->first[k];
}
