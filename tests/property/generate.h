/* generate.h - random models for the tests, as text.
 *
 * The same recipe gives the same text on every machine.  Models begin tiny and grow with
 * the index.  Nearly all are right; a few are left with an assignment, a lottery, a division
 * or a guard that may be wrong in some state, and whether such a state is reached is for
 * the readers to find and to agree on.
 */
#pragma once
#include "base/buf.h"

typedef struct {
    uint64_t seed;
    int32_t index;
    bool other_names; /* the same model, every name another one */
    uint64_t order;   /* not 0: the same model, its declarations shuffled by this seed */
} Recipe;

typedef struct {
    const char *text;
    const char **questions; /* the i-th is the same question for all recipes of an index */
    int32_t question_count;
} Generated;

Generated generate_model(Mem *M, Recipe recipe);
