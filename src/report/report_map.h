/* report_map.h - a phase diagram, written and drawn. */
#pragma once
#include "report/provenance.h"
#include "report/report.h"
#include "study/map.h"

/* Shaded cells, lighter where the answer is smaller, with the line of the level; of one
 * parameter alone, bars. */
void report_map_text(const Phase *p, const Look *look, Buf *out);
void report_map_json(const Phase *p, const Provenance *m, Lang lang, Buf *out);
/* A row for each point: the parameters by name, answer; empty where there is none. */
void report_map_csv(const Phase *p, Buf *out);
