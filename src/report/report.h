/* report.h - findings as text: for the terminal, as JSON, as CSV; in English and Chinese. */
#pragma once
#include "report/outlook.h"
#include "report/plot.h"
#include "study/equilibria.h"
#include "study/findings.h"

typedef struct {
    Lang lang;
    bool color;
    int32_t width; /* columns of the terminal */
} Look;

/* The whole report of `truce run`.  JSON alone shows the outlook, unless it is NULL. */
void report_text(const Findings *f, const Look *look, Buf *out);
void report_json(const Findings *f, const Outlook *o, Lang lang, Buf *out);
/* One tidy table: columns kind, name, variant, period, date, estimate; one header row. */
void report_csv(const Findings *f, Buf *out);

/* One page of HTML in both languages, `lang` shown first; it needs nothing but itself.  The
 * outlook has its provenance. */
void report_html(const Outlook *o, PlotData *plots, Lang lang, Buf *out);

/* Values and certificate alone, of `truce solve`. */
void report_solve_text(const Findings *f, const Look *look, Buf *out);
void report_solve_json(const Findings *f, Lang lang, Buf *out);
void report_solve_csv(const Findings *f, Buf *out);

/* Who chooses what where: columns period, date, player, choice, the states by name, the other
 * values that matter at the node, arm, probability, worth; one row for each period, node that
 * can be reached, and arm of it.  Of a simultaneous choice: one row for each agent's arm, with its own
 * probability and its worth against the others' choices.  In a model with types also
 * columns type and belief, one row for each cell of beliefs and own type, and no worth.  Written in pieces through `write`,
 * which answers false to stop; returns whether all was written. */
typedef bool Writer(void *context, const char *at, int64_t length);
bool report_strategy(Mem *M, Work *w, const Solved *s, Writer *write, void *context);

/* The branch that is traced from lambda = 0 to the precisions of the model, in each loop of a game
 * without an end: columns loop, step, scale (how much of the precision is reached), the states by
 * name, player, precision, value; one row for each point of a loop's branch, state and player. */
bool report_branch(Mem *M, Work *w, const Solved *s, Writer *write, void *context);

/* Of `truce solve --all`. */
void report_equilibria_text(const EquilibriumFindings *f, const Look *look, Buf *out);
void report_equilibria_json(const EquilibriumFindings *f, Lang lang, Buf *out);
void report_equilibria_csv(const EquilibriumFindings *f, Buf *out);

/* For `truce show --stage beliefs`: what each arm of the first period would tell the others, from
 * what they believe at the start. */
void report_beliefs_text(Work *w, const Solved *s, const Look *look, Buf *out);

/* For `truce show --stage strategy`: the first period's choices in words. */
void report_strategy_text(Mem *M, const Solved *s, const Look *look, Buf *out);
