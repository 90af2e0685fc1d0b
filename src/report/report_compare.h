/* report_compare.h - sets of variants side by side, as text, CSV and JSON. */
#pragma once
#include "report/provenance.h"
#include "report/report.h"
#include "study/compare.h"

void report_compare_text(const Comparing *c, const Look *look, Buf *out);

/* One tidy table: columns kind, name, set, from, part, switch, estimate.  `part` is answer,
 * difference, mechanical, behavioural (from the model as written), or switch: what this one
 * brings about between `from` and `set`. */
void report_compare_csv(const Comparing *c, Buf *out);
void report_compare_json(const Comparing *c, const Provenance *about, Lang lang, Buf *out);
