/* sections.h - the longer sections of the report (private to src/report). */
#pragma once
#include "report/sheet.h"

void put_claims(Sheet *s, const Findings *f);
/* One of them, with both sides of its comparisons. */
void put_claim(Sheet *s, const Claim *c, bool holds, const Comparisons *compared);
void put_variants(Sheet *s, const Findings *f);

const char *relation_sign(ExprOp op); /* "≤", of X_EQ ... X_GE */

/* Is this side of a comparison a probability, or a mean of truths? */

/* Only comparisons that must all hold, so that their verdicts say all. */
bool is_conjunction(const Cond *c);
