#include "lang/eval.h"

#include <math.h>
#include <stddef.h>

static double fault(Frame *f, const Expr *x, EvalFault why)
{
    if (!f->fault) {
        f->fault = why;
        f->fault_at = x;
    }
    return 0;
}

static double checked(Frame *f, const Expr *x, double value)
{
    if (__builtin_isfinite(value))
        return value;
    return fault(f, x, __builtin_isnan(value) ? EVAL_NOT_REAL : EVAL_NOT_FINITE);
}

/* a mod b has the sign of b, and is exact. */
static double modulo(double a, double b)
{
    double r = fmod(a, b);
    return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}

static double calendar_value(const Expr *x, const Frame *f, double date)
{
    int64_t day = (int64_t)date;
    switch (x->op) {
    case X_MONTHS_TO:
        return (double)months_between(f->day, day);
    case X_WEEKS_TO:
        return floor((double)(day - f->day) / 7);
    default:
        return (double)(day - f->day);
    }
}

static double tree_value(const Expr *x, Frame *f);

/* Leaves are read where they stand: most kids are. */
static double value_of(const Expr *x, Frame *f)
{
    switch (x->op) {
    case X_NUMBER:
        return x->number;
    case X_PARAM:
        return f->params[x->ref];
    case X_VAR:
    case X_TYPE:
        return f->vars[x->ref];
    case X_BELIEF:
        return f->beliefs[x->ref];
    default:
        return tree_value(x, f);
    }
}

static double function_value(const Expr *x, Frame *f)
{
    double a = value_of(x->kids[0], f);
    switch (x->op) {
    case X_ABS:
        return fabs(a);
    case X_EXP:
        return checked(f, x, exp(a));
    case X_LOG:
        return a > 0 ? log(a) : fault(f, x, EVAL_NOT_REAL);
    case X_SQRT:
        return a >= 0 ? sqrt(a) : fault(f, x, EVAL_NOT_REAL);
    case X_FLOOR:
        return floor(a);
    case X_CEIL:
        return ceil(a);
    default:
        return calendar_value(x, f, a);
    }
}

bool values_compare(ExprOp op, double a, double b)
{
    switch (op) {
    case X_EQ:
        return a == b;
    case X_NE:
        return a != b;
    case X_LT:
        return a < b;
    case X_LE:
        return a <= b;
    case X_GT:
        return a > b;
    default:
        return a >= b;
    }
}

static double arithmetic_value(const Expr *x, Frame *f)
{
    double a = value_of(x->kids[0], f), b = value_of(x->kids[1], f);
    if (x->op >= X_EQ && x->op <= X_GE)
        return values_compare(x->op, a, b);
    switch (x->op) {
    case X_ADD:
        return checked(f, x, a + b);
    case X_SUB:
        return checked(f, x, a - b);
    case X_MUL:
        return checked(f, x, a * b);
    case X_DIV:
        return b != 0 ? checked(f, x, a / b) : fault(f, x, EVAL_DIVISION);
    case X_MOD:
        return b != 0 ? modulo(a, b) : fault(f, x, EVAL_DIVISION);
    case X_POW:
        return checked(f, x, pow(a, b));
    case X_MIN:
        return b < a ? b : a;
    default: /* X_MAX */
        return b > a ? b : a;
    }
}

static double tree_value(const Expr *x, Frame *f)
{
    switch (x->op) {
    case X_NOW:
        return (double)f->now;
    case X_DATE:
        return (double)f->day;
    case X_OR:
        return value_of(x->kids[0], f) != 0 || value_of(x->kids[1], f) != 0;
    case X_AND:
        return value_of(x->kids[0], f) != 0 && value_of(x->kids[1], f) != 0;
    case X_NOT:
        return value_of(x->kids[0], f) == 0;
    case X_NEG:
        return -value_of(x->kids[0], f);
    case X_IF:
        return value_of(x->kids[value_of(x->kids[0], f) != 0 ? 1 : 2], f);
    case X_ABS:
    case X_EXP:
    case X_LOG:
    case X_SQRT:
    case X_FLOOR:
    case X_CEIL:
    case X_MONTHS_TO:
    case X_WEEKS_TO:
    case X_DAYS_TO:
        return function_value(x, f);
    default:
        return arithmetic_value(x, f);
    }
}

double expr_value(const Expr *x, Frame *f)
{
    return value_of(x, f);
}

Diag *diag_eval_fault(Diags *D, const Frame *f)
{
    Span at = f->fault_at->at;
    switch (f->fault) {
    case EVAL_DIVISION:
        return diag(D, DIAG_E305, at, N_("a division by zero"));
    case EVAL_NOT_FINITE:
        return diag(D, DIAG_E306, at, N_("a value too large to be a number"));
    default:
        return diag(D, DIAG_E306, at, N_("a value that is no real number"));
    }
}
