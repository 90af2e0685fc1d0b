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
typedef enum {
    TRUCE_TEXT,
    TRUCE_JSON,
    TRUCE_CSV,
    TRUCE_HTML, /* of reports: one page, in both languages */
    TRUCE_SVG,  /* of figures; of reports on a map, a profile and a sensitivity */
    TRUCE_PNG,
    TRUCE_PDF,
} truce_format;

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
    double refine;    /* grids of beliefs are doubled until no payoff moves by more; 0 = as
                         the model says */
    const char *const
        *sets; /* "NAME=EXPRESSION", as in --set, ended by NULL; NULL = none */
    const char
        *mechanisms; /* folder looked up last by `include`; NULL = the installed one, which
                        libtruce.a does not know: `pkg-config --variable=mechanisms truce` */
    truce_progress_function *progress; /* NULL = none */
    void *user;
    int32_t
        equilibrium; /* which of truce_report_equilibria everything is about, from 1; 0 = the
                            principal one */
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
    int64_t unsolved; /* simultaneous or hidden choices that missed the tolerance */
    int64_t traced;   /* simultaneous or hidden choices whose branch had to be traced */
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

/* Writes the branch that is traced from precision 0 to the model's, for each loop of a game without
 * an end, as CSV: one row per point, state and player.  As truce_write_strategy. */
TRUCE_API TRUCE_NODISCARD truce_status truce_write_branch(truce_model *model,
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

/* ------------------------------------------------------------------ what moves an answer */

/* TRUCE_SOBOL: shares of the variance; TRUCE_MORRIS: mean effects, for many parameters and few
 * solves; TRUCE_TORNADO: each parameter at the ends of its range, the others as written, which
 * the other two come with. */
typedef enum { TRUCE_SOBOL, TRUCE_MORRIS, TRUCE_TORNADO } truce_method;

typedef struct {
    const char *question;
    const char *only; /* "clarity,pressure=0.5..1"; NULL = every parameter with a range */
    truce_method method;
    int64_t draws; /* of Sobol's design, each of which solves parameters + 2 times, or
                      trajectories of Morris's, parameters + 1 times; 0 = 128 or 20 */
    uint64_t seed; /* 0 = 1 */
} truce_sensitivity_plan;

/* One parameter.  Names as SALib has them; nan where there is nothing to estimate from, 0 for
 * those of another method.  "_conf" is half of an interval of 95 per cent. */
typedef struct {
    const char *parameter;
    double low, high, answer_low, answer_high;
    double S1, S1_conf; /* share of the variance that goes with the parameter by itself */
    double ST, ST_conf; /* and with all that it does together with others */
    double mu, mu_star, mu_star_conf, sigma; /* effects of the whole range: mean, mean of
                                                sizes, standard deviation */
} truce_influence;

/* What moves the answer to a question, the strongest first: by ST, mu_star or the difference of
 * the answers.  With TRUCE_STOPPED there may be a result from the draws that were complete; else
 * `*influences` is NULL. */
TRUCE_API TRUCE_NODISCARD truce_status truce_sensitivity(truce_model *model,
                                                         const char *under,
                                                         const truce_sensitivity_plan *plan,
                                                         const truce_influence **influences,
                                                         int32_t *count);

/* The same when everybody plays as solved under the variants `strategies_of` ("" = the model as
 * written), whatever those of `under` and the question: what a change does by itself,
 * without anybody behaving differently.  Both must leave the same things to be done. */
TRUCE_API TRUCE_NODISCARD truce_status truce_ask_held(truce_model *model,
                                                      const char *question,
                                                      const char *under,
                                                      const char *strategies_of,
                                                      double *answer);

/* ------------------------------------------------------------------ side by side */

typedef struct {
    const char *const
        *sets; /* "a+b": variants of a side, ended by NULL; the model as written
                                is the first side of all */
    const char *const
        *questions;            /* beside values, measures and events, ended by NULL; NULL =
                                     none */
    const char *strategies_of; /* all sides play as solved under these; NULL = their own */
} truce_compare_plan;

/* One thing compared on one side, with what its difference from the model as written is made of:
 * mechanical, while everybody plays as solved for that, and behavioural, the rest (nan where
 * they cannot be told). */
typedef struct {
    const char *kind; /* question, value, measure_mean, measure_end, event_count */
    const char *name, *set;
    double answer, difference, mechanical, behavioural;
} truce_difference;

/* What one change of a number brings about between two sides: its Shapley value. */
typedef struct {
    const char *kind, *name; /* of what is compared */
    const char *change;      /* "clarity", "us.patience", a state */
    double from, to;         /* nan for a state's start */
    double part;
} truce_part;

typedef struct {
    const truce_difference *differences;
    int32_t difference_count;
    const truce_part
        *parts; /* with one set: from the model as written to it; with two: from
                                the first to the second; else none */
    int32_t part_count;
} truce_comparison;

TRUCE_API TRUCE_NODISCARD truce_status truce_compare(truce_model *model,
                                                     const truce_compare_plan *plan,
                                                     truce_comparison *comparison);

/* ------------------------------------------------------------------ many solves */

/* Answers questions at points: other numbers for some parameters, or for a patience or
 * precision, "us.patience".  points[point][name] are the numbers in place of those declared,
 * before variants are applied; answers[point][question] is nan where the model has no value
 * at a point.  Many points are solved side by side, far faster than one by one, and each to
 * the digits that it has alone. */
TRUCE_API TRUCE_NODISCARD truce_status
truce_ask_at(truce_model *model, const char *under, const char *const *names,
             int32_t name_count, const double *points, int64_t point_count,
             const char *const *questions, int32_t question_count, double *answers);

/* Claims over draws of the parameters from their ranges.  Zero is a good value for each. */
typedef struct {
    int64_t draws;    /* 0 = the model's own numbers alone */
    uint64_t seed;    /* 0 = 1; more draws of a seed are the same draws and further ones */
    const char *only; /* the claims reported, "a,b"; NULL = all */
    const char *save; /* a file that keeps the draws (docs/draws.md); NULL = none */
} truce_claims_plan;

/* How a claim stands.  A margin is the difference of a comparison's sides, positive where it
 * holds; of `and` the least, of `or` the largest. */
typedef struct {
    bool holds; /* at the model's own numbers */
    double margin;
    int64_t draws, held;       /* draws with a value, and those in which it holds */
    int64_t missing;           /* draws without a value */
    double share;              /* held of draws */
    double standard_error;     /* of the share */
    double low, high;          /* its 95 % interval */
    double margin_quantile[5]; /* 5, 25, 50, 75, 95 % */
    /* The box of one or two parameters in which the rarer verdict gathers; 0 sides = none. */
    int32_t box_sides;
    bool box_of_success; /* hits are draws in which it holds; else, fails */
    int64_t box_draws, box_hits;
    const char *box_name[2];
    double box_low[2], box_high[2]; /* -inf, inf where there is no border */
} truce_robustness;

/* TRUCE_STOPPED comes with what the draws until then say; `draws` is 0 when there are none. */
TRUCE_API TRUCE_NODISCARD truce_status truce_claim_over_draws(truce_model *model,
                                                              int32_t claim,
                                                              const char *under,
                                                              const truce_claims_plan *plan,
                                                              truce_robustness *robustness);

/* A question, or a claim's margin, over one parameter or two. */
typedef struct {
    const char *x, *y;        /* "NAME" or "NAME=LO..HI"; y NULL = over x alone */
    const char *question;     /* this, or */
    const char *claim;        /* a claim's name */
    int32_t x_count, y_count; /* values of each, 2 to 1001; 0 = 41 */
    bool has_level;           /* trace the line on which the answer is `level`; a claim's */
    double level;             /* is traced at 0 */
} truce_map_plan;

typedef struct {
    int32_t x_count, y_count; /* y_count 1 without y */
    const double *x, *y;
    const double *answer; /* [y][x]; nan where the model has no value */
    int64_t missing;
    /* Line k of the level: points line_first[k] to line_first[k + 1] - 1 of line_xy, which
     * holds x and y in turn. */
    int32_t line_count;
    const int32_t *line_first;
    const double *line_xy;
} truce_map;
TRUCE_API TRUCE_NODISCARD truce_status truce_map_answers(truce_model *model,
                                                         const char *under,
                                                         const truce_map_plan *plan,
                                                         truce_map *map);

/* ------------------------------------------------------------------ reports and tools */

/* How a report is drawn: colour and width are of text, the rest also of JSON. */
typedef struct {
    bool color;
    int32_t width;     /* columns; 0 = 100 */
    bool reproducible; /* leave out seconds and bytes, which differ from run to run */
} truce_look;

/* The main job: what the model is, size and certificate of the solve, measures over time,
 * how often events happen, claims with verdicts, variants beside the base.  `under` are
 * variants that hold throughout.  A claim that fails is a result, not an error: ask
 * truce_claim. */
TRUCE_API TRUCE_NODISCARD truce_status truce_report(truce_model *model, const char *under,
                                                    truce_format format,
                                                    const truce_look *look,
                                                    const char **report);

/* The same, and how the claims stand over draws of the parameters; all claims, whatever the
 * plan's `only`.  Without draws it is truce_report. */
TRUCE_API TRUCE_NODISCARD truce_status truce_report_over_draws(
    truce_model *model, const char *under, const truce_claims_plan *plan,
    truce_format format, const truce_look *look, const char **report);

/* The figures of docs/figures.md, by name: "fan", "outcomes", "events", "claims", "variants", "policy",
 * "structure", "tornado", "map", "profile". */
/* TRUCE_BOTH: light or dark as the reader's system is, in SVG alone. */
typedef enum { TRUCE_LIGHT, TRUCE_DARK, TRUCE_BOTH } truce_theme;

/* Zero is a good value for all but the name. */
typedef struct {
    const char *name;
    truce_theme theme;
    int32_t width; /* pixels, from 320 to 1600; 0 = 760.  A PNG has two for each */
    /* The measures to show, or in "outcomes" one state, ended by NULL; NULL = the main ones */
    const char *const *show;
    const char *ask; /* "tornado": the question to be answered */
    /* "map", "profile": what is asked, and over which two parameters, or which one */
    const truce_map_plan *map;
} truce_figure;

/* Draws a figure; TRUCE_CSV gives the numbers behind it, with every digit.  `*at` is followed by a NUL
 * that `*length` does not count.  A figure that the model has nothing for is TRUCE_BAD_MODEL with
 * a message. */
TRUCE_API TRUCE_NODISCARD truce_status truce_plot(truce_model *model, const char *under,
                                                  const truce_figure *figure,
                                                  truce_format form, const char **at,
                                                  size_t *length);

/* Values and certificate alone. */
TRUCE_API TRUCE_NODISCARD truce_status truce_report_solve(truce_model *model,
                                                          const char *under,
                                                          truce_format format,
                                                          const truce_look *look,
                                                          const char **report);

/* The verdicts with both sides of each comparison; with draws, how they stand over these. */
TRUCE_API TRUCE_NODISCARD truce_status
truce_report_claims(truce_model *model, const char *under, const truce_claims_plan *plan,
                    truce_format format, const truce_look *look, const char **report);

TRUCE_API TRUCE_NODISCARD truce_status
truce_report_map(truce_model *model, const char *under, const truce_map_plan *plan,
                 truce_format format, const truce_look *look, const char **report);

/* What moves an answer, and what was done to find out.  With TRUCE_STOPPED there may be a report on
 * the draws that were complete; else `*report` is NULL. */
TRUCE_API TRUCE_NODISCARD truce_status truce_report_sensitivity(
    truce_model *model, const char *under, const truce_sensitivity_plan *plan,
    truce_format format, const truce_look *look, const char **report);

TRUCE_API TRUCE_NODISCARD truce_status truce_report_compare(truce_model *model,
                                                            const truce_compare_plan *plan,
                                                            truce_format format,
                                                            const truce_look *look,
                                                            const char **report);

/* All equilibria that a search finds in a game without an end: values, residual, how close a fold
 * is, and whether best replies come back to it. */
TRUCE_API TRUCE_NODISCARD truce_status truce_report_equilibria(truce_model *model,
                                                               const char *under,
                                                               truce_format format,
                                                               const truce_look *look,
                                                               const char **report);

/* Writes the replication package of a model: a folder with the model and what it includes, all
 * reports, the strategy and the figures, a README, a codebook, hashes, and `run.sh`, which makes
 * every output again and compares it byte for byte.  A folder that is there must be empty,
 * unless `force` lets files of the same names be replaced.  TRUCE_NO_FILE leaves the folder as it
 * was, but where a file cannot be moved into it. */
TRUCE_API TRUCE_NODISCARD truce_status truce_replicate(truce_model *model,
                                                       const char *under,
                                                       const char *folder, bool force);

/* One of the boxes of docs/design.md, printed: "model", "program", "game", "strategy"; and
 * "beliefs": what each choice of the first period would tell the others. */
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
