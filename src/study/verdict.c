#include "study/verdict.h"

#include <math.h>

#include "lang/eval.h"

static bool is_comparison(const Cond *c)
{
    return c->op >= X_EQ && c->op <= X_GE;
}

static double number_of(const Judge *j, const Cond *c);

static bool is_true(const Judge *j, const Cond *c)
{
    return number_of(j, c) != 0;
}

/* The value of a part: a number, or a truth as 0 or 1. */
static double number_of(const Judge *j, const Cond *c)
{
    if (c->question)
        return j->answer(j->context, c->question);
    switch (c->op) {
    case X_NUMBER:
        return c->number;
    case X_PARAM:
        return j->param(j->context, c->ref);
    case X_NOT:
        return !is_true(j, c->kids[0]);
    case X_NEG:
        return -number_of(j, c->kids[0]);
    default:
        break;
    }
    double a = number_of(j, c->kids[0]), b = number_of(j, c->kids[1]);
    switch (c->op) {
    case X_OR:
        return a != 0 || b != 0;
    case X_AND:
        return a != 0 && b != 0;
    case X_ADD:
        return a + b;
    case X_SUB:
        return a - b;
    case X_MUL:
        return a * b;
    case X_DIV:
        return a / b;
    default:
        return values_compare(c->op, a, b);
    }
}

static double margin_of_sides(ExprOp op, double a, double b)
{
    switch (op) {
    case X_EQ:
        return -fabs(a - b);
    case X_NE:
        return fabs(a - b);
    case X_LT:
    case X_LE:
        return b - a;
    default:
        return a - b;
    }
}

/* nan where a side is none: no margin is then known. */
static double least(double a, double b)
{
    return isnan(a) || isnan(b) ? NAN : a < b ? a : b;
}

static double margin_of(const Judge *j, const Cond *c)
{
    if (is_comparison(c))
        return margin_of_sides(c->op, number_of(j, c->kids[0]), number_of(j, c->kids[1]));
    switch (c->op) {
    case X_AND:
        return least(margin_of(j, c->kids[0]), margin_of(j, c->kids[1]));
    case X_OR:
        return -least(-margin_of(j, c->kids[0]), -margin_of(j, c->kids[1]));
    case X_NOT:
        return -margin_of(j, c->kids[0]);
    default:
        return NAN;
    }
}

Verdict claim_judge(const Judge *j, const Cond *holds)
{
    Verdict v = {.is_comparison = is_comparison(holds), .left = NAN, .right = NAN};
    if (v.is_comparison) {
        v.left = number_of(j, holds->kids[0]);
        v.right = number_of(j, holds->kids[1]);
    }
    v.holds = is_true(j, holds);
    v.margin = margin_of(j, holds);
    return v;
}

/* Adds the questions to all[*count]; NULL counts alone. */
static void list_questions(const Cond *c, const Question **all, int32_t *count)
{
    if (!c)
        return;
    if (c->question) {
        if (all)
            all[*count] = c->question;
        ++*count;
    }
    list_questions(c->kids[0], all, count);
    list_questions(c->kids[1], all, count);
}

const Question **claim_all_questions(Mem *M, const Cond *holds, int32_t *count)
{
    *count = 0;
    list_questions(holds, NULL, count);
    const Question **all = make(M, const Question *, *count);
    *count = 0;
    list_questions(holds, all, count);
    return all;
}

static void list_comparisons(const Cond *c, const Cond **all, int32_t *count)
{
    if (is_comparison(c)) {
        if (all)
            all[*count] = c;
        ++*count;
        return;
    }
    for (int k = 0; k < 2; k++)
        if (c->kids[k])
            list_comparisons(c->kids[k], all, count);
}

const Cond **claim_comparisons(Mem *M, const Cond *holds, int32_t *count)
{
    *count = 0;
    list_comparisons(holds, NULL, count);
    const Cond **all = make(M, const Cond *, *count);
    *count = 0;
    list_comparisons(holds, all, count);
    return all;
}

bool question_is_share(const Question *q)
{
    if (q->kind <= Q_GIVEN)
        return true;
    return (q->kind == Q_MEAN_AT || q->kind == Q_MEAN_MEAN) &&
           q->of->type.kind == TYPE_TRUTH;
}

bool cond_is_share(const Cond *c)
{
    if (c->question)
        return question_is_share(c->question);
    if (is_comparison(c))
        return cond_is_share(c->kids[0]) || cond_is_share(c->kids[1]);
    if (c->op == X_AND || c->op == X_OR)
        return cond_is_share(c->kids[0]) && cond_is_share(c->kids[1]);
    return c->op == X_NOT && cond_is_share(c->kids[0]);
}
