/* engine_adapter.h - the engine as the property tests see it, through truce/truce.h alone. */
#pragma once
#include "base/buf.h"

typedef enum {
    ENGINE_FINE,
    ENGINE_REFUSED, /* the model or the question is wrong */
    ENGINE_FAILED,  /* the engine could not do it */
} EngineOutcome;

typedef struct {
    EngineOutcome *outcomes; /* [question_count] */
    double *answers;         /* [question_count], where the outcome is ENGINE_FINE */
    const char *why; /* diagnostics and message, for people; "" when there are none */
} EngineAnswers;

/* Reads `text` and asks it each question. */
EngineAnswers engine_answers(Mem *M, const char *text, const char *const *questions,
                             int32_t question_count);

/* The text in the standard layout; NULL when it cannot be parsed. */
const char *engine_print(Mem *M, const char *text);
