/* kinds.h - kinds of outcome: truths of which no two can hold at once, and a rest where none
 * does, so that their shares make a whole at every time.
 */
#pragma once
#include "study/study.h"

typedef struct {
    int32_t count;
    int32_t *measure; /* [count]: index of the measure; -1 for the rest, which comes last */
    double **share;   /* [kind][t], t = 0 .. T: probability */
} Kinds;

enum { MOST_KINDS = 8 };

/* Of these measures, which are truths.  False after a diagnostic; `*out` is NULL where two of them
 * can hold at once. */
bool kinds_of_measures(Study *y, const Solved *s, const int32_t *measures, int32_t count,
                       Kinds **out);

/* Chosen by us: of the model's truths, taken in order, those that exclude all taken before.  False
 * after a diagnostic; NULL where there are not two. */
bool kinds_choose(Study *y, const Solved *s, Kinds **out);
