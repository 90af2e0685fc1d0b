/* model_fuzz - any bytes, read as a model, must end in diagnostics or in answers: nothing
 * crashes, hangs, leaks or depends on anything but the text.
 *
 * Whatever is read, its diagnostics are printed in every form.  What parses is printed in the
 * standard layout, which must parse and print the same again.  What is a model is solved and
 * asked under small limits, twice, with the same digits. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "truce/truce.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(what)                                                                      \
    do {                                                                                   \
        if (!(what)) {                                                                     \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #what);       \
            abort();                                                                       \
        }                                                                                  \
    } while (0)

/* ------------------------------------------------------------------ limits */

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int stop_late(void *user, const truce_progress *progress)
{
    (void)progress;
    return seconds() > *(const double *)user;
}

static truce_options small_limits(double *until)
{
    *until = seconds() + 1;
    return (truce_options){.threads = 1,
                           .max_nodes = 20000,
                           .max_memory = 256 << 20,
                           .mechanisms = "/nowhere",
                           .progress = stop_late,
                           .user = until};
}

/* ------------------------------------------------------------------ texts */

/* TRUCE_BUG says that an invariant broke; any other failure has a reason. */
static truce_status sound(truce_model *model, truce_status status)
{
    if (status == TRUCE_BUG)
        fprintf(stderr, "%s\n", truce_message(model));
    REQUIRE(status != TRUCE_BUG);
    if (status == TRUCE_BAD_MODEL)
        REQUIRE(truce_error_count(model) > 0);
    else if (status != TRUCE_OK && status != TRUCE_MISSED && status != TRUCE_STOPPED)
        REQUIRE(truce_message(model)[0] != '\0');
    return status;
}

static truce_status read_text(const char *text, size_t size, const truce_options *options,
                              truce_model **model)
{
    truce_status status =
        truce_read_text("/nowhere/fuzz.truce", text, size, options, model);
    REQUIRE(*model != NULL);
    return sound(*model, status);
}

static void look_at_diagnostics(truce_model *model)
{
    int32_t found = truce_error_count(model) + truce_warning_count(model);
    const char *text = truce_diagnostics(model, TRUCE_TEXT, true);
    REQUIRE((text[0] != '\0') == (found > 0));
    REQUIRE(truce_diagnostics(model, TRUCE_JSON, false)[0] == '[');
}

static void print_twice(truce_model *model, const truce_options *options)
{
    const char *once, *again;
    if (sound(model, truce_print(model, &once)) != TRUCE_OK)
        return;
    truce_model *printed;
    read_text(once, strlen(once), options, &printed);
    REQUIRE(truce_print(printed, &again) == TRUCE_OK);
    REQUIRE(strcmp(once, again) == 0);
    truce_free(printed);
}

/* ------------------------------------------------------------------ answers */

enum { MOST_ANSWERS = 64 };
typedef struct {
    double at[MOST_ANSWERS];
    int32_t count;
} Answers;

static void keep(Answers *all, double answer)
{
    if (all->count < MOST_ANSWERS)
        all->at[all->count++] = answer;
}

static void ask(truce_model *model, Answers *all, const char *form, const char *name)
{
    char question[400];
    double answer;
    int length = snprintf(question, sizeof question, form, name);
    if (length < (int)sizeof question &&
        sound(model, truce_ask(model, question, NULL, &answer)) == TRUCE_OK)
        keep(all, answer);
}

/* Asks of the first of each kind. */
static void ask_all(truce_model *model, Answers *all)
{
    static const struct {
        truce_kind kind;
        const char *form;
    } questions[] = {
        {TRUCE_PLAYERS, "V(%s)"},
        {TRUCE_STATES, "E(%s at end)"},
        {TRUCE_STATES, "Q(%s at 1, 50%%)"},
        {TRUCE_STATES, "P(%s == 1 by end)"},
        {TRUCE_MEASURES, "E(mean %s by end)"},
        {TRUCE_EVENTS, "E(count %s by end)"},
        {TRUCE_EVENTS, "P(count %s by end >= 1)"},
    };
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        if (truce_count(model, questions[i].kind) > 0)
            ask(model, all, questions[i].form, truce_name(model, questions[i].kind, 0));
    for (int32_t i = 0; i < truce_count(model, TRUCE_CLAIMS) && i < 3; i++) {
        truce_verdict verdict;
        if (sound(model, truce_claim(model, i, NULL, &verdict)) == TRUCE_OK)
            keep(all, verdict.holds);
    }
}

/* Whether all of it was done within the limits; then `all` has the answers. */
static bool solve_and_ask(const char *text, size_t size, truce_lang lang, Answers *all)
{
    double until;
    truce_options options = small_limits(&until);
    options.lang = lang;
    truce_model *model;
    truce_status status = read_text(text, size, &options, &model);
    look_at_diagnostics(model);
    bool is_read = status == TRUCE_OK || status == TRUCE_BAD_MODEL;
    if (is_read && lang == TRUCE_EN)
        print_twice(model, &options);
    if (status == TRUCE_OK)
        status = sound(model, truce_solve(model, NULL, NULL));
    if (status == TRUCE_OK || status == TRUCE_MISSED)
        ask_all(model, all);
    look_at_diagnostics(model);
    truce_free(model);
    return seconds() < until;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Answers first = {0}, second = {0};
    const char *text = (const char *)data;
    bool in_time = solve_and_ask(text, size, TRUCE_EN, &first);
    in_time = solve_and_ask(text, size, TRUCE_ZH, &second) && in_time;
    if (!in_time)
        return 0;
    REQUIRE(first.count == second.count);
    REQUIRE(memcmp(first.at, second.at, sizeof *first.at * (size_t)first.count) == 0);
    return 0;
}
