/* verdict.h - a claim judged at given answers.
 *
 * A study judges a claim by solving what it asks; a batch, at many points, from answers that it
 * has.  Both go through here.
 */
#pragma once
#include "lang/model.h"

/* Where the numbers of a claim come from. */
typedef struct {
    void *context;
    double (*answer)(void *context, const Question *q);
    double (*param)(void *context, int32_t param);
} Judge;

typedef struct {
    bool holds;
    bool is_comparison; /* the claim is one comparison, of these two sides; else nan */
    double left, right;
    /* By how much it holds, negative where it fails: the difference of a comparison's sides;
     * of `and` the least, of `or` the largest of both parts'; of == the distance below 0. */
    double margin;
} Verdict;

Verdict claim_judge(const Judge *j, const Cond *holds);

/* Every question that a claim asks, in the order written. */
const Question **claim_all_questions(Mem *M, const Cond *holds, int32_t *count);

/* The comparisons of which a claim is made, in the order written. */
const Cond **claim_comparisons(Mem *M, const Cond *holds, int32_t *count);

/* Is the answer a probability, or a mean of truths?  And the sides of all comparisons? */
bool question_is_share(const Question *q);
bool cond_is_share(const Cond *c);
