/* compare.h - several sets of variants side by side, and what drives the differences.
 *
 * The first side is the model as written.  What a side's difference from it is made of: the
 * mechanical part, when everybody goes on playing as solved under the model as written
 * (study/held.h), and the behavioural part, the rest.  Where two sides alone are given, or
 * one and the model as written, each number in which they differ has its part as well
 * (study/switches.h).
 */
#pragma once
#include "study/held.h"
#include "study/switches.h"

typedef enum {
    COMPARE_QUESTION,
    COMPARE_VALUE,
    COMPARE_MEASURE_MEAN, /* over the starts of periods 1 .. T */
    COMPARE_MEASURE_END,
    COMPARE_EVENT_COUNT,
} CompareKind;

/* "question", "value", ... */
const char *compare_kind_name(CompareKind kind);

/* What is compared: a question, under each side. */
typedef struct {
    CompareKind kind;
    const char *name; /* of the player, measure or event; the question as written */
    const Text *text; /* for people; NULL of a question */
    const Question *question;
    bool is_share;
} Compared;

typedef struct {
    const int32_t *under;
    int32_t under_count;
    const char *name; /* "open+patient"; "" of the model as written */
    double *answer;   /* [compared] */
    double *held;     /* [compared]: with the strategies of the first side; nan for it */
    bool is_held;     /* that is possible */
    bool met;         /* the certificates */
} Side;

typedef struct {
    const Model *model;
    Compared *compared;
    int32_t count;
    Side *sides; /* the model as written first */
    int32_t side_count;
    const int32_t *played; /* all play as solved under these variants; NULL = their own */
    int32_t played_count;
    const char *played_name;
    int32_t from, to;   /* the sides whose switches these are */
    Switches *switches; /* NULL where there are more than two sides to tell apart */
    bool met;
} Comparing;

/* What to compare.  The arrays must outlive the result. */
typedef struct {
    const int32_t *const
        *sets; /* [set_count] lists of variants, the model as written left out */
    const int32_t *counts;
    int32_t set_count;
    const Question *const *questions; /* asked beside values, measures and events */
    int32_t question_count;
    const int32_t *played; /* NULL = everybody plays as solved on their side */
    int32_t played_count;
} ComparePlan;

/* NULL after a diagnostic: a set or a question twice (E621), or what solving or asking tells. */
Comparing *compare_make(Study *y, const ComparePlan *plan);

/* The parts of a side's difference from the first. */
static inline double compare_difference(const Comparing *c, int32_t side, int32_t k)
{
    return c->sides[side].answer[k] - c->sides[0].answer[k];
}
static inline double compare_mechanical(const Comparing *c, int32_t side, int32_t k)
{
    return c->sides[side].held[k] - c->sides[0].answer[k];
}
static inline double compare_behavioural(const Comparing *c, int32_t side, int32_t k)
{
    return c->sides[side].answer[k] - c->sides[side].held[k];
}
