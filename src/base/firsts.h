/* firsts.h - who was the first to bring a sequence of whole numbers. */
#pragma once
#include "base/intern.h"

typedef struct {
    Intern seen;
    int32_t *first; /* [seen.count]: who brought it */
    int32_t *word;  /* of the sequence at hand */
    int32_t words, room, word_room;
} Firsts;

void firsts_open(Firsts *f, Mem *M);
void firsts_close(Firsts *f);

/* Adds a word to the sequence at hand. */
void firsts_add(Firsts *f, int32_t word);

/* The first who brought the sequence at hand, `who` if nobody did; another sequence begins. */
int32_t firsts_find(Firsts *f, int32_t who);
