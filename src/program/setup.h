/* setup.h - the numbers of a model: what its parameters are worth under some variants.
 *
 * A Model is text made into trees; a Setup gives every parameter, patience and precision its
 * number and every state its start.  The same Model under other variants is another Setup.
 */
#pragma once
#include "lang/eval.h"
#include "lang/model.h"

typedef struct {
    double *params;       /* [param_count] */
    double *patience;     /* [player_count], 0 < delta <= 1 */
    double *precision;    /* [player_count], lambda >= 0, INFINITY = exact */
    const Start **starts; /* [state_count + type_count] */
} Setup;

/* The numbers under the variants, applied in order (language.md, "variant").  NULL after
 * diagnostics: a value without a number, a patience out of (0, 1], a negative precision. */
Setup *setup_make(Mem *M, Diags *D, const Model *m, const int32_t *under, int32_t count);

/* A number in place of the one that is declared: of a parameter (then `ref` is its index), or of
 * a player's patience or precision (then its player's). */
typedef struct {
    SettingKind kind; /* all but SET_START */
    int32_t ref;
    double value;
} Override;

/* The same with other numbers declared: variants come after them. */
Setup *setup_make_with(Mem *M, Diags *D, const Model *m, const Override *overrides,
                       int32_t override_count, const int32_t *under, int32_t count);

Setup *setup_copy(Mem *M, const Model *m, const Setup *s);

/* Two setups whose starts are the same, so that a difference lies in the numbers alone. */
bool setup_same_starts(const Model *m, const Setup *a, const Setup *b);
