/* ahead.h - what will be asked, answered side by side beforehand.
 *
 *     Ahead a = ahead_open(y, under, count);
 *     ... ahead_ask(&a, question, base, count), ahead_find(&a, under, count, &finding) ...
 *     ahead_answer(&a);
 *
 * Afterwards study_ask knows the answers, and the findings are filled.  Digits do not depend on
 * it.  What does not come about - for an error in a variant, for memory, because a game is so large
 * that it has threads enough to itself - is left to study_ask and study_solve, which say why.
 */
#pragma once
#include "study/batch.h"

/* A question that study_ask will be asked, and what it is asked under before its own variants. */
typedef struct {
    const Question *question;
    const int32_t *base;
    int32_t base_count;
    const Solved
        *solved; /* under these variants, where that is there; else the batch is asked: */
    int32_t in_batch; /* its number there */
    double answer;
    bool is_answered;
} AheadQuestion;

typedef struct {
    Study *study;
    Batch *batch; /* NULL where nothing is worth it */
    AheadQuestion *questions;
    int32_t question_count, room;
    int32_t solves_wanted; /* of the batch */
} Ahead;

/* The layout under these variants is made if there is none; it is the study's, which later calls
 * will want.  All arguments must outlive what is opened. */
Ahead ahead_open(Study *y, const int32_t *under, int32_t count);

void ahead_ask(Ahead *a, const Question *q, const int32_t *base, int32_t base_count);

/* All questions of a claim. */
void ahead_ask_claim(Ahead *a, const Claim *c, const int32_t *base, int32_t base_count);

/* `into` comes from finding_new. */
void ahead_find(Ahead *a, const int32_t *under, int32_t count, Finding *into);

/* Jumps where the user asks to stop. */
void ahead_answer(Ahead *a);
