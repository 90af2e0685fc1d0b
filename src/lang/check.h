/* check.h - from syntax to meaning.
 *
 * Resolves names and types, puts lets, functions and rules in place, lays out variables,
 * events, questions and claims, and warns of what is allowed but suspicious.
 */
#pragma once
#include "lang/model.h"
#include "lang/syntax.h"

/* What later questions need to know of the names; opaque. */
typedef struct Scope Scope;

/* The model that `files` (the first is the main one, then what it includes, each once) and
 * the settings of the command line (`--set`, applied as if written in the declarations
 * themselves) describe.  NULL when D holds an error, of the parser or found here; D
 * holds all that were found. */
Model *model_check(Diags *D, const Syntax *files, const SynSetting *sets, Scope **scope);

/* A question asked from outside, in the names of the model; NULL after diagnostics. */
Question *question_check(Diags *D, const Scope *scope, const SynQuestion *q);

/* A list of variants by name, separated by commas: "a,b".  -1 after a diagnostic, else how
 * many were written to `variants` [at most room]. */
int32_t variants_find(Diags *D, const Scope *scope, const char *list, int32_t *variants,
                      int32_t room);
