/* report.h - findings as text: for the terminal, as JSON, as CSV; in English and Chinese. */
#pragma once
#include "study/findings.h"

typedef struct {
    Lang lang;
    bool color;
    int32_t width; /* columns of the terminal */
} Look;

/* The whole report of `truce run`. */
void report_text(const Findings *f, const Look *look, Buf *out);
void report_json(const Findings *f, Lang lang, Buf *out);
/* One tidy table: columns kind, name, variant, period, date, estimate; one header row. */
void report_csv(const Findings *f, Buf *out);

/* Values and certificate alone, of `truce solve`. */
void report_solve_text(const Findings *f, const Look *look, Buf *out);
void report_solve_json(const Findings *f, Lang lang, Buf *out);
void report_solve_csv(const Findings *f, Buf *out);

/* Who chooses what where: columns period, date, player, choice, the states by name, the other
 * values that matter at the node, arm, probability, worth; one row for each period, node that
 * can be reached, and arm of it.  Of a simultaneous choice: one row for each agent's arm, with its own
 * probability and its worth against the others' choices.  Written in pieces through `write`,
 * which answers false to stop; returns whether all was written. */
typedef bool Writer(void *context, const char *at, int64_t length);
bool report_strategy(Mem *M, Work *w, const Solved *s, Writer *write, void *context);

/* For `truce show --stage strategy`: the first period's choices in words. */
void report_strategy_text(Mem *M, const Solved *s, const Look *look, Buf *out);
