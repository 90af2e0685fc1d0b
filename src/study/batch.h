/* batch.h - one model at many points: other numbers for some of its parameters, and the
 * answers to questions there.
 *
 *     Axis axes[2];
 *     ... axis_read(y, source, under, under_count, &axes[0]) ...
 *     Batch *b = batch_new(y, axes, 2, questions, question_count, under, under_count);
 *     Answers *a = batch_answer(b, points, count);
 *     ... answers_at(a, point, question) ...
 *
 * A point gives each axis a value, in place of the one that is declared; variants are applied
 * after it, so `clarity = clarity / 2` halves the point's.  Parameters whose expression reads
 * one of an axis follow it.
 *
 * Points and sets of variants that fit one layout are solved side by side, LANES at a time,
 * and such groups shared out among threads.  The digits of an answer depend on its point
 * alone: not on its neighbours, the threads, or the order.
 */
#pragma once
#include "study/axis.h"
#include "study/finding.h"

typedef struct Batch Batch;

/* Questions are asked under `base` and then their own variants.  All arguments must outlive
 * the batch. */
Batch *batch_new(Study *y, const Axis *axes, int32_t axis_count,
                 const Question *const *questions, int32_t question_count,
                 const int32_t *base, int32_t base_count);

/* Another question, asked under `base` and then its own variants, and its number among the
 * batch's; and a finding of the model under some.  A finding is filled by batch_answer_model
 * alone. */
int32_t batch_ask(Batch *b, const Question *q, const int32_t *base, int32_t base_count);
void batch_find(Batch *b, const int32_t *under, int32_t count, Finding *into);

/* Why the model has no value at a point: what a diagnostic there says first. */
typedef struct {
    DiagCode code;
    const char *what[LANG_COUNT]; /* "a probability of 1.2" */
} Missing;

/* What the model says at some points. */
typedef struct {
    int64_t points;
    int32_t questions;
    double
        *answer; /* [point][question]; nan where the point is missing, or the answer is */
    const Missing **missing; /* [point]; NULL where the model has a value under all that is
                                asked */
    int64_t missing_count;
    bool *unmet;     /* [point]: some certificate missed its tolerance */
    int64_t solves;  /* games solved, one for each point and set of variants */
    int64_t layouts; /* structures that these needed, earlier ones included */
    bool met;        /* no point is unmet */
} Answers;

/* points[point][axis].  Memory that runs out and interruption jump. */
Answers *batch_answer(Batch *b, const double *points, int64_t count);

/* The model as it is, of a batch without axes: one point.  NULL where the memory does not do, or
 * where a thread failed. */
Answers *batch_answer_model(Batch *b);

/* Did the last point's certificate behind this question miss its tolerance? */
bool batch_missed(const Batch *b, int32_t question);

/* Gives the large arrays of answers back; reasons why points are missing stay. */
void answers_drop(Mem *M, Answers *a);

/* Gives back what the batch owns; study_close does it too, and so does a failure.  Twice is as
 * good as once. */
void batch_close(Batch *b);

/* As many points as keep all threads busy: who wants to save what is done, or to be
 * interrupted, asks for so many at a time. */
int64_t batch_block(const Batch *b);

/* Of progress: what batch_answer tells of is points [done, done + count) of `total`. */
void batch_progress(Batch *b, int64_t done, int64_t total);

/* A condition of which all questions are in the batch, at point k of the answers. */
Verdict batch_verdict(Batch *b, const Answers *a, int64_t k, const double *point,
                      const Cond *holds);

static inline double answers_at(const Answers *a, int64_t point, int32_t question)
{
    return a->answer[point * a->questions + question];
}
