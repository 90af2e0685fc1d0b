#include "engine_adapter.h"
#include <string.h>
#include <truce/truce.h>

static EngineOutcome outcome_of(truce_status status)
{
    switch (status) {
    case TRUCE_OK:
        return ENGINE_FINE;
    case TRUCE_BAD_MODEL:
        return ENGINE_REFUSED;
    default:
        return ENGINE_FAILED;
    }
}

EngineAnswers engine_answers(Mem *M, const char *text, const char *const *questions,
                             int32_t question_count)
{
    EngineAnswers out = {.outcomes = make(M, EngineOutcome, question_count),
                         .answers = make(M, double, question_count),
                         .why = ""};
    const truce_options options = {.threads = 1};
    truce_model *model;
    truce_status read =
        truce_read_text("random.truce", text, strlen(text), &options, &model);
    for (int32_t i = 0; i < question_count; i++)
        out.outcomes[i] = outcome_of(
            read == TRUCE_OK ? truce_ask(model, questions[i], NULL, &out.answers[i])
                             : read);
    if (model)
        out.why = text_format(M, "%s%s", truce_diagnostics(model, TRUCE_TEXT, false),
                              truce_message(model));
    truce_free(model);
    return out;
}

const char *engine_print(Mem *M, const char *text)
{
    truce_model *model;
    const char *printed = NULL, *copy = NULL;
    truce_status read = truce_read_text("random.truce", text, strlen(text), NULL, &model);
    if ((read == TRUCE_OK || read == TRUCE_BAD_MODEL) &&
        truce_print(model, &printed) == TRUCE_OK)
        copy = mem_text(M, printed, (int64_t)strlen(printed));
    truce_free(model);
    return copy;
}
