/* truce.h - Truce: negotiations between rivals, solved.
 *
 * A model is a short text (docs/language.md).  Read it, and everything else is asked of the
 * handle: what is wrong with it, the equilibrium of its game, answers about its future, a
 * report.
 *
 *     truce_model *model;
 *     if (truce_read("first.truce", NULL, &model) == TRUCE_OK) {
 *         double p;
 *         if (truce_ask(model, "P(collapse by 3)", &p) == TRUCE_OK)
 *             printf("%g\n", p);
 *     }
 *     fputs(truce_diagnostics(model, TRUCE_TEXT, false), stderr);
 *     truce_free(model);
 *
 * Nothing here prints, exits or keeps global state.  A handle belongs to one thread at a
 * time; different handles are independent.  Strings and arrays that are returned belong to
 * the handle and live until it is freed, but where a function says otherwise.  All text is
 * UTF-8.  Every function that can fail returns a status and writes its result last, only when
 * the status is TRUCE_OK (or TRUCE_MISSED, which is an answer of less than the wanted
 * quality).
 */
#ifndef TRUCE_H
#define TRUCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRUCE_VERSION_MAJOR 0
#define TRUCE_VERSION_MINOR 1
#define TRUCE_VERSION_PATCH 0

#if defined(__GNUC__)
#define TRUCE_API       __attribute__((visibility("default")))
#define TRUCE_NODISCARD __attribute__((warn_unused_result))
#else
#define TRUCE_API
#define TRUCE_NODISCARD
#endif

typedef enum {
    TRUCE_OK,
    TRUCE_BAD_MODEL, /* the model, a question or a setting is wrong: see truce_diagnostics */
    TRUCE_MISSED,    /* solved, but the certificate misses its tolerance */
    TRUCE_TOO_LARGE, /* a limit of nodes or memory was reached: see truce_message */
    TRUCE_NO_MEMORY, /* the system gave none */
    TRUCE_STOPPED,   /* the progress function asked to stop */
    TRUCE_NO_FILE,   /* a file cannot be read or written: see truce_message */
    TRUCE_BUG,       /* an invariant of Truce does not hold: please report it */
} truce_status;

/* The language of texts. */
typedef enum { TRUCE_EN, TRUCE_ZH } truce_lang;

/* The form of an output. */
typedef enum { TRUCE_TEXT, TRUCE_JSON, TRUCE_CSV } truce_format;

/* A model that was read: its text, its diagnostics, the games laid out and solved so far. */
typedef struct truce_model truce_model;

/* What a long call is doing.  `done` of `total` is in units of the stage; total is 0 when
 * nobody knows it. */
typedef struct {
    const char *stage; /* in the language of the options: "laying out", "solving" */
    int64_t done, total;
} truce_progress;

/* Called from time to time, from the thread that made the call; any other value than 0
 * asks to stop, which happens within a tenth of a second. */
typedef int truce_progress_function(void *user, const truce_progress *progress);

/* Zero is a good value for each. */
typedef struct {
    truce_lang lang;
    int32_t
        threads; /* 0 = as many as the machine has cores; the digits do not depend on it */
    int64_t max_nodes; /* 0 = as many as indices allow */
    int64_t
        max_memory;   /* bytes; 0 = nine tenths of what the machine has free at the call */
    double tolerance; /* of the certificate; 0 = 1e-9 */
    const char *const
        *sets; /* "NAME=EXPRESSION", as in --set, ended by NULL; NULL = none */
    const char
        *mechanisms; /* folder looked up last by `include`; NULL = the installed one */
    truce_progress_function *progress; /* NULL = none */
    void *user;
} truce_options;

/* "0.1.0", of the library that is running. */
TRUCE_API const char *truce_version(void);

/* ------------------------------------------------------------------ reading */

/* Reads a file and what it includes.  `*model` is set whatever the status, for the
 * diagnostics; NULL only for TRUCE_NO_MEMORY.  `options` may be NULL and is copied.  A path that
 * is no readable text file is TRUCE_NO_FILE; an include that is none is a diagnostic. */
TRUCE_API TRUCE_NODISCARD truce_status truce_read(const char *path,
                                                  const truce_options *options,
                                                  truce_model **model);

/* The same for a text in memory; `name` stands in diagnostics, and includes are looked up
 * beside it. */
TRUCE_API TRUCE_NODISCARD truce_status truce_read_text(const char *name, const char *text,
                                                       size_t length,
                                                       const truce_options *options,
                                                       truce_model **model);

/* NULL is fine. */
TRUCE_API void truce_free(truce_model *model);

/* All errors and warnings so far, those of questions included; "" when there are none.
 * TRUCE_TEXT is for people and ends with a line end, TRUCE_JSON is an array for editors. */
TRUCE_API const char *truce_diagnostics(truce_model *model, truce_format format,
                                        bool color);
TRUCE_API int32_t truce_error_count(const truce_model *model);
TRUCE_API int32_t truce_warning_count(const truce_model *model);

/* One sentence on why the last call failed, when it was no diagnostic: "" when there is
 * nothing to say. */
TRUCE_API const char *truce_message(const truce_model *model);

/* ------------------------------------------------------------------ what is declared */

typedef enum {
    TRUCE_PLAYERS,
    TRUCE_PARAMS,
    TRUCE_STATES,
    TRUCE_MEASURES,
    TRUCE_EVENTS, /* the declared ones */
    TRUCE_VARIANTS,
    TRUCE_CLAIMS,
} truce_kind;

TRUCE_API int32_t truce_count(const truce_model *model, truce_kind kind);
TRUCE_API const char *truce_name(const truce_model *model, truce_kind kind, int32_t index);
/* The text for people in a language, or the name where there is none. */
TRUCE_API const char *truce_text(const truce_model *model, truce_kind kind, int32_t index,
                                 truce_lang lang);
TRUCE_API const char *truce_title(const truce_model *model, truce_lang lang);
TRUCE_API int32_t truce_periods(const truce_model *model);

/* ------------------------------------------------------------------ solving */

/* What a solve certifies about itself (docs/method.md). */
typedef struct {
    int64_t states;       /* at the starts of periods */
    int64_t nodes, edges; /* laid out, all layers together */
    int32_t layers;
    double layout_seconds, solve_seconds;
    int64_t peak_bytes;
    double residual; /* largest logit residual over all nodes and periods */
    double tolerance;
    bool met;         /* the residual, and every exploitability against its bound */
    int64_t unsolved; /* simultaneous choices that missed the tolerance */
    int64_t traced;   /* simultaneous choices whose branch had to be traced */
} truce_certificate;

/* Solves the model under the variants ("a,b"; NULL or "" = as written) and keeps the
 * solution in the handle; a second call finds it there.  `certificate` may be NULL. */
TRUCE_API TRUCE_NODISCARD truce_status truce_solve(truce_model *model, const char *under,
                                                   truce_certificate *certificate);

/* Of one player: the expected discounted payoff at the start; what best replies to the
 * others' strategies would gain; and what logit choice at this precision gives up anyway. */
typedef struct {
    double value, exploitability, given_up;
} truce_player_value;
TRUCE_API TRUCE_NODISCARD truce_status truce_value(truce_model *model, const char *under,
                                                   int32_t player,
                                                   truce_player_value *value);

/* Writes who chooses what where, as CSV: one row per period, state and arm.  Returns
 * TRUCE_NO_FILE and leaves nothing behind when the file cannot be written whole. */
TRUCE_API TRUCE_NODISCARD truce_status truce_write_strategy(truce_model *model,
                                                            const char *under,
                                                            const char *path);

/* ------------------------------------------------------------------ asking */

/* Answers one question of docs/language.md, "Questions": "E(count collapse by end) under
 * plain_text".  `under` adds variants before the question's own. */
TRUCE_API TRUCE_NODISCARD truce_status truce_ask(truce_model *model, const char *question,
                                                 const char *under, double *answer);

typedef struct {
    bool holds;
    /* Both sides of the claim when it is one comparison; else nan. */
    double left, right;
} truce_verdict;
TRUCE_API TRUCE_NODISCARD truce_status truce_claim(truce_model *model, int32_t claim,
                                                   const char *under,
                                                   truce_verdict *verdict);

/* ------------------------------------------------------------------ reports and tools */

/* How a text report is drawn. */
typedef struct {
    bool color;
    int32_t width; /* columns; 0 = 100 */
} truce_look;

/* The main job: what the model is, size and certificate of the solve, measures over time,
 * how often events happen, claims with verdicts, variants beside the base.  `under` are
 * variants that hold throughout.  A claim that fails is a result, not an error: ask
 * truce_claim. */
TRUCE_API TRUCE_NODISCARD truce_status truce_report(truce_model *model, const char *under,
                                                    truce_format format,
                                                    const truce_look *look,
                                                    const char **report);

/* Values and certificate alone. */
TRUCE_API TRUCE_NODISCARD truce_status truce_report_solve(truce_model *model,
                                                          const char *under,
                                                          truce_format format,
                                                          const truce_look *look,
                                                          const char **report);

/* One of the boxes of docs/design.md, printed: "model", "program", "game", "strategy". */
TRUCE_API TRUCE_NODISCARD truce_status truce_show(truce_model *model, const char *stage,
                                                  const char *under, const char **text);

/* The model's main file in the standard layout. TRUCE_BAD_MODEL when it cannot be parsed. */
TRUCE_API TRUCE_NODISCARD truce_status truce_print(truce_model *model, const char **text);

/* Every diagnostic's code ("E204"), what it means in a line, and an explanation with an example.
 * Codes keep their meaning for ever.  Index from 0 to truce_code_count() - 1. */
TRUCE_API int32_t truce_code_count(void);
TRUCE_API const char *truce_code(int32_t index);
TRUCE_API const char *truce_code_title(int32_t index, truce_lang lang);
TRUCE_API const char *truce_code_explanation(int32_t index, truce_lang lang);

/* `english` in the language when the catalogue knows it, else itself.  For programs that
 * speak to the same readers, such as the command. */
TRUCE_API const char *truce_translate(const char *english, truce_lang lang);

#ifdef __cplusplus
}
#endif
#endif
