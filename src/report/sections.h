/* sections.h - the longer sections of the report (private to src/report). */
#pragma once
#include "report/sheet.h"

void put_claims(Sheet *s, const Findings *f);
void put_variants(Sheet *s, const Findings *f);
