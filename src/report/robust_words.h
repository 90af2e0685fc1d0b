/* robust_words.h - where a verdict turns, as a sentence (private to src/report).
 *
 * "fails in 71 of 84 draws with grand_value < 0.6 (held back: 24 of 28), against 90 of all 300".
 * The terminal and the page say the same; each writes numbers and names in its own way.
 */
#pragma once
#include "study/robust.h"

typedef struct {
    Mem *mem;
    Lang lang;
    /* `place` is where the number stands within the claim's JSON: "/box/draws". */
    const char *(*count)(const void *writer, int64_t x, const char *place);
    const char *(*number)(const void *writer, double x, const char *place);
    const char *(*name)(const void *writer, const Axis *axis);
    const char *below, *above; /* the signs, as they are written here */
    const void *writer;
} Wording;

/* In how many of all draws the claim stands as in the box: holds, or fails. */
int64_t robust_hits_of_all(const Robust *c);

/* For a claim that has a box. */
const char *robust_place(const Wording *w, const Robustness *r, const Robust *c);
