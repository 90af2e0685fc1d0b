/* eval_lanes.h - the value of an expression in several lanes.
 *
 * Variables and time are the same in all lanes, parameters differ.  What reads no parameter is
 * found once; each lane has the digits of expr_value.  Where lanes part (`and`, `or`, `if`),
 * each reads the side that it needs and faults on no other.
 */
#pragma once
#include "base/lanes.h"
#include "lang/eval.h"

typedef struct {
    const int32_t *vars;
    const double *params; /* [param][lane] */
    int64_t now, day;     /* as in Frame */
    int32_t lanes;
    LaneSet faulty; /* lanes in which the value is of no meaning; only ever added to */
} LaneFrame;

/* Fills values [lanes]. */
void expr_values(const Expr *x, LaneFrame *f, double *values);
