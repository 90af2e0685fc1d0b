/* report_sensitivity.h - what moves an answer, as text, CSV and JSON. */
#pragma once
#include "report/provenance.h"
#include "report/report.h"
#include "study/sensitivity.h"

void report_sensitivity_text(const Sensitivity *f, const Look *look, Buf *out);

/* One row for each parameter, in the order of the text; names of columns as SALib has them:
 * parameter, structural, low, high, answer, answer_low, answer_high, swing, and by method
 * S1, S1_conf, ST, ST_conf, rows or mu, mu_star, mu_star_conf, sigma, effects. */
void report_sensitivity_csv(const Sensitivity *f, Buf *out);
void report_sensitivity_json(const Sensitivity *f, const Provenance *about, Lang lang,
                             Buf *out);
