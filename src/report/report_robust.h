/* report_robust.h - claims under test, written. */
#pragma once
#include "report/provenance.h"
#include "report/report.h"
#include "study/robust.h"

void report_robust_text(const Robustness *r, const Look *look, Buf *out);
void report_robust_json(const Robustness *r, const Provenance *m, Lang lang, Buf *out);
/* Without draws: one row for each comparison of each claim.  With draws: one for each claim. */
void report_robust_csv(const Robustness *r, Buf *out);

/* What the draws add to the report of `truce run`: a section of the text, a member "robustness" of
 * the object that is open, and rows of its table, in which `variant` is those in force. */
void report_draws_text(const Robustness *r, const Look *look, Buf *out);
void report_draws_json(const Robustness *r, Lang lang, Json *j);
void report_draws_csv(const Robustness *r, const char *variant, Buf *out);
