/* eval.h - the value of an expression.
 *
 * A plain walk over the tree.  `and`, `or` and `if` read only the side they need.  What has
 * no finite value (a division by zero, a logarithm of 0, ...) is a fault: the first one is
 * noted in the frame and the value is then of no meaning.
 */
#pragma once
#include "lang/model.h"

typedef enum {
    EVAL_FINE,
    EVAL_DIVISION,  /* by zero: / or mod */
    EVAL_NOT_REAL,  /* log or sqrt of what has none, a power without a real value */
    EVAL_NOT_FINITE /* too large for a double */
} EvalFault;

/* What an expression may read, and the first fault found while reading it. */
typedef struct {
    const int32_t *vars;   /* [var_count]; NULL where none are read */
    const double *params;  /* [param_count] */
    const double *beliefs; /* [belief_count]; NULL where none are read */
    int64_t now;           /* t */
    int64_t day;           /* the day on which period t begins, since 1970-01-01 */
    EvalFault fault;
    const Expr *fault_at;
} Frame;

double expr_value(const Expr *x, Frame *f);

/* a op b, for X_EQ to X_GE. */
bool values_compare(ExprOp op, double a, double b);

/* Adds the diagnostic of a fault (E305, E306). */
Diag *diag_eval_fault(Diags *D, const Frame *f);
