#include "lang/eval_lanes.h"

#include <math.h>
#include <string.h>

/* All arrays here have room for LANES and are worked through whole: what stands beyond the lanes in
 * use is nobody's, and no lane's fault. */
typedef struct {
    double at[LANES];
} Values;

static void fill(double value, double *values)
{
    *eight(values) = value - (Lane8){0};
}

/* By eval.h: what reads no parameter, and functions that lanes gain nothing on. */
static double one_value(const Expr *x, const LaneFrame *f, EvalFault *fault)
{
    Frame one = {.vars = f->vars, .now = f->now, .day = f->day};
    double value = expr_value(x, &one);
    *fault = one.fault;
    return value;
}

static void walk(const Expr *x, LaneFrame *f, LaneSet active, double *values);

static LaneSet lanes_that_hold(const Expr *x, LaneFrame *f, LaneSet active)
{
    if (!x->reads_params) {
        EvalFault fault;
        const bool holds = one_value(x, f, &fault) != 0;
        f->faulty |= fault ? active : 0;
        return holds ? active : 0;
    }
    Values truth;
    walk(x, f, active, truth.at);
    LaneSet set = 0;
    for (int32_t l = 0; l < LANES; l++)
        set |= truth.at[l] != 0 ? lane_alone(l) : 0;
    return set & active;
}

static void put_truths(LaneSet set, double *values)
{
    for (int32_t l = 0; l < LANES; l++)
        values[l] = lane_is_in(set, l);
}

static void walk_or(const Expr *x, LaneFrame *f, LaneSet active, double *values)
{
    LaneSet first = lanes_that_hold(x->kids[0], f, active), rest = active & ~first;
    LaneSet second = rest ? lanes_that_hold(x->kids[1], f, rest) : 0;
    put_truths(first | second, values);
}

static void walk_and(const Expr *x, LaneFrame *f, LaneSet active, double *values)
{
    LaneSet first = lanes_that_hold(x->kids[0], f, active);
    put_truths(first ? lanes_that_hold(x->kids[1], f, first) : 0, values);
}

static void walk_if(const Expr *x, LaneFrame *f, LaneSet active, double *values)
{
    LaneSet yes = lanes_that_hold(x->kids[0], f, active), no = active & ~yes;
    if (!no || !yes) {
        walk(x->kids[no ? 2 : 1], f, active, values);
        return;
    }
    Values other;
    walk(x->kids[1], f, yes, values);
    walk(x->kids[2], f, no, other.at);
    for (int32_t l = 0; l < LANES; l++)
        if (lane_is_in(no, l))
            values[l] = other.at[l];
}

static bool all_are_finite(const double *values)
{
    const Lane8 nothing = 0 * *eight_of(values); /* or NaN */
    double sum = 0;
    for (int32_t l = 0; l < LANES; l++)
        sum += nothing[l];
    return sum == 0;
}

/* What has no finite value is 0 and a fault, as in eval.c. */
static void check(LaneFrame *f, LaneSet active, double *values)
{
    if (all_are_finite(values))
        return;
    for (int32_t l = 0; l < LANES; l++)
        if (!isfinite(values[l])) {
            f->faulty |= active & lane_alone(l);
            values[l] = 0;
        }
}

/* exp, log, pow and their like: one lane after the other, as expressions of numbers. */
static void walk_one_by_one(const Expr *x, LaneFrame *f, LaneSet active, double *values)
{
    Values kids[2];
    for (int32_t k = 0; k < x->kid_count; k++)
        walk(x->kids[k], f, active, kids[k].at);
    for (int32_t l = 0; l < LANES; l++) {
        values[l] = 0;
        if (!lane_is_in(active, l))
            continue;
        Expr first = {.op = X_NUMBER, .number = kids[0].at[l]};
        Expr second = {.op = X_NUMBER, .number = x->kid_count > 1 ? kids[1].at[l] : 0};
        Expr plain = *x;
        EvalFault fault;
        plain.kids[0] = &first;
        plain.kids[1] = &second;
        values[l] = one_value(&plain, f, &fault);
        if (fault)
            f->faulty |= lane_alone(l);
    }
}

static void compare(ExprOp op, const double *b, double *a)
{
    for (int32_t l = 0; l < LANES; l++)
        a[l] = values_compare(op, a[l], b[l]);
}

static void walk_arithmetic(const Expr *x, LaneFrame *f, LaneSet active, double *a)
{
    Values right;
    double *b = right.at;
    walk(x->kids[0], f, active, a);
    walk(x->kids[1], f, active, b);
    switch (x->op) {
    case X_ADD:
        *eight(a) += *eight(b);
        break;
    case X_SUB:
        *eight(a) -= *eight(b);
        break;
    case X_MUL:
        *eight(a) *= *eight(b);
        break;
    case X_DIV: /* by 0: not finite, a fault as well */
        for (int32_t l = 0; l < LANES; l++)
            a[l] = b[l] != 0 ? a[l] / b[l] : NAN;
        break;
    case X_MIN:
        for (int32_t l = 0; l < LANES; l++)
            a[l] = b[l] < a[l] ? b[l] : a[l];
        return;
    case X_MAX:
        for (int32_t l = 0; l < LANES; l++)
            a[l] = b[l] > a[l] ? b[l] : a[l];
        return;
    default:
        compare(x->op, b, a);
        return;
    }
    check(f, active, a);
}

/* Fills the values of the active lanes; those of others mean nothing. */
static void walk(const Expr *x, LaneFrame *f, LaneSet active, double *values)
{
    if (x->op == X_PARAM) {
        const double *params = f->params + (int64_t)x->ref * f->lanes;
        fill(params[0], values);
        memcpy(values, params, sizeof *values * (size_t)f->lanes);
        return;
    }
    if (!x->reads_params) {
        EvalFault fault;
        fill(one_value(x, f, &fault), values);
        if (fault)
            f->faulty |= active;
        return;
    }
    switch (x->op) {
    case X_OR:
        walk_or(x, f, active, values);
        break;
    case X_AND:
        walk_and(x, f, active, values);
        break;
    case X_IF:
        walk_if(x, f, active, values);
        break;
    case X_NOT:
        put_truths(active & ~lanes_that_hold(x->kids[0], f, active), values);
        break;
    case X_NEG:
        walk(x->kids[0], f, active, values);
        *eight(values) = -*eight(values);
        break;
    case X_ABS:
    case X_EXP:
    case X_LOG:
    case X_SQRT:
    case X_FLOOR:
    case X_CEIL:
    case X_MONTHS_TO:
    case X_WEEKS_TO:
    case X_DAYS_TO:
    case X_MOD:
    case X_POW:
        walk_one_by_one(x, f, active, values);
        break;
    default:
        walk_arithmetic(x, f, active, values);
        break;
    }
}

void expr_values(const Expr *x, LaneFrame *f, double *values)
{
    Values all;
    walk(x, f, lanes_all(f->lanes), all.at);
    memcpy(values, all.at, sizeof *values * (size_t)f->lanes);
}
