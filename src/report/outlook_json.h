/* outlook_json.h - an outlook as members of the JSON report (private to src/report). */
#pragma once
#include "base/json.h"
#include "report/outlook.h"

/* "source", "summary", "parameters", "bands", "outcomes", "states" and "first_period", into the
 * object that is open. */
void outlook_json(const Outlook *o, Lang lang, Json *j);
