#include "base/lesser.h"
#include "lang/check_private.h"
#include "lang/eval.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ domains */

Type type_of_domain(const Domain *domain)
{
    return (Type){domain->kind, domain->kind == TYPE_NAME ? domain : NULL};
}

bool domains_agree(const Domain *a, const Domain *b)
{
    if (a == b)
        return true;
    if (a->kind != b->kind || a->lo != b->lo || a->hi != b->hi)
        return false;
    for (int32_t i = 0; a->kind == TYPE_NAME && i <= a->hi; i++)
        if (a->names[i] != b->names[i])
            return false;
    return true;
}

int32_t domain_place(const Domain *domain, const char *name)
{
    for (int32_t i = 0; domain->kind == TYPE_NAME && i <= domain->hi; i++)
        if (domain->names[i] == name)
            return i;
    return -1;
}

const char *domain_list(const Check *c, const Domain *domain)
{
    enum { MOST = 8 };
    Buf b = {.mem = c->mem};
    for (int32_t i = 0; i <= domain->hi; i++) {
        if (!*domain->names[i])
            continue;
        buf_puts(&b, i ? ", " : "");
        if (i == MOST) {
            buf_puts(&b, "…");
            break;
        }
        buf_puts(&b, domain->names[i]);
    }
    return buf_text(&b);
}

/* ------------------------------------------------------------------ making */

Expr *expr_number(Check *c, Type type, double x, Span at)
{
    Expr *e = make(c->mem, Expr);
    *e = (Expr){.op = X_NUMBER, .type = type, .at = at, .number = x, .size = 1, .depth = 1};
    return e;
}

Expr *expr_leaf(Check *c, ExprOp op, Type type, int32_t ref, Span at)
{
    Expr *e = expr_number(c, type, 0, at);
    e->op = op;
    e->ref = ref;
    e->reads_vars = op == X_VAR || op == X_TYPE || op == X_BELIEF;
    e->reads_beliefs = op == X_BELIEF;
    if (op == X_TYPE)
        e->reads_types = (uint8_t)(1u << c->secret_of[ref - c->model->state_count]);
    e->reads_params = op == X_PARAM;
    e->reads_time = op == X_NOW || op == X_DATE;
    return e;
}

static void add_kid(Expr *e, Expr *kid)
{
    e->kids[e->kid_count++] = kid;
    e->reads_vars |= kid->reads_vars;
    e->reads_beliefs |= kid->reads_beliefs;
    e->reads_types |= kid->reads_types;
    e->reads_time |= kid->reads_time;
    e->reads_params |= kid->reads_params;
    e->size += kid->size;
    if (e->depth <= kid->depth)
        e->depth = kid->depth + 1;
}

Expr *expr_make(Check *c, ExprOp op, Type type, Span at, Expr *a, Expr *b, Expr *third)
{
    Expr *kids[3] = {a, b, third};
    Expr *e = expr_leaf(c, op, type, 0, at);
    e->reads_time = op == X_MONTHS_TO || op == X_WEEKS_TO || op == X_DAYS_TO;
    for (int i = 0; i < 3 && kids[i]; i++) {
        if (is_poison(c, kids[i]))
            return c->poison;
        add_kid(e, kids[i]);
    }
    if (e->size <= MOST_EXPR_SIZE && e->depth <= MOST_EXPR_DEPTH)
        return e;
    Diag *d = diag(c->D, DIAG_E213, at,
                   "this expression is too large once lets and functions are put in place");
    diag_hint(c->D, d,
              "At most %d parts, nested %d deep. A `let` of whole numbers, names or truths "
              "inside `each period` is kept as a value and is not put in place.",
              MOST_EXPR_SIZE, MOST_EXPR_DEPTH);
    return c->poison;
}

bool is_constant(const Expr *x)
{
    return !x->reads_vars && !x->reads_time && !x->reads_params;
}

void expr_visit(Check *c, const Expr *x, void (*visit)(Check *, const Expr *, void *),
                void *with)
{
    if (is_constant(x))
        return;
    if (!x->kid_count)
        visit(c, x, with);
    for (int32_t i = 0; i < x->kid_count; i++)
        expr_visit(c, x->kids[i], visit, with);
}

/* ------------------------------------------------------------------ values */

double constant_value(const Check *c, const Expr *x)
{
    if (x->reads_vars || x->reads_time)
        return NAN;
    Frame f = {.params = c->param_values};
    double value = expr_value(x, &f);
    return f.fault ? NAN : value;
}

/* ------------------------------------------------------------------ bounds */

static const Bounds UNKNOWN = {-INFINITY, INFINITY};

static bool is_bounded(Bounds b)
{
    return isfinite(b.lo) && isfinite(b.hi);
}

static Bounds product(Bounds a, Bounds b)
{
    double p = a.lo * b.lo, q = a.lo * b.hi, r = a.hi * b.lo, s = a.hi * b.hi;
    return (Bounds){lesser(lesser(p, q), lesser(r, s)),
                    greater(greater(p, q), greater(r, s))};
}

/* A remainder lies between 0 and the divisor, which of whole numbers it does not reach. */
static Bounds remainder_of(Bounds b, bool is_whole)
{
    double short_of = is_whole ? 1 : 0;
    return (Bounds){lesser(b.lo + short_of, 0), greater(b.hi - short_of, 0)};
}

static Bounds magnitude(Bounds a)
{
    double least = a.lo > 0 ? a.lo : a.hi < 0 ? -a.hi : 0;
    return (Bounds){least, greater(fabs(a.lo), fabs(a.hi))};
}

static Bounds leaf_bounds(const Check *c, const Expr *x)
{
    if (x->op == X_NUMBER)
        return (Bounds){x->number, x->number};
    if (x->op == X_VAR || x->op == X_TYPE)
        return (Bounds){c->model->vars[x->ref].domain.lo, c->model->vars[x->ref].domain.hi};
    if (x->op == X_NOW && c->has_time)
        return (Bounds){0, c->model->periods};
    return UNKNOWN;
}

static Bounds one_bounds(ExprOp op, Bounds a)
{
    switch (op) {
    case X_NEG:
        return (Bounds){-a.hi, -a.lo};
    case X_ABS:
        return magnitude(a);
    case X_FLOOR:
        return (Bounds){floor(a.lo), floor(a.hi)};
    case X_CEIL:
        return (Bounds){ceil(a.lo), ceil(a.hi)};
    default:
        return UNKNOWN;
    }
}

static Bounds two_bounds(const Expr *x, Bounds a, Bounds b)
{
    switch (x->op) {
    case X_ADD:
        return (Bounds){a.lo + b.lo, a.hi + b.hi};
    case X_SUB:
        return (Bounds){a.lo - b.hi, a.hi - b.lo};
    case X_MUL:
        return product(a, b);
    case X_MOD:
        return remainder_of(b, x->type.kind == TYPE_WHOLE);
    case X_MIN:
        return (Bounds){lesser(a.lo, b.lo), lesser(a.hi, b.hi)};
    case X_MAX:
        return (Bounds){greater(a.lo, b.lo), greater(a.hi, b.hi)};
    default:
        return UNKNOWN;
    }
}

Bounds expr_bounds(const Check *c, const Expr *x)
{
    if (x->type.kind == TYPE_TRUTH)
        return (Bounds){0, 1};
    if (!x->kid_count)
        return leaf_bounds(c, x);
    if (x->op == X_IF) {
        Bounds a = expr_bounds(c, x->kids[1]), b = expr_bounds(c, x->kids[2]);
        return (Bounds){lesser(a.lo, b.lo), greater(a.hi, b.hi)};
    }
    Bounds a = expr_bounds(c, x->kids[0]);
    if (x->kid_count == 1)
        return is_bounded(a) ? one_bounds(x->op, a) : UNKNOWN;
    Bounds b = expr_bounds(c, x->kids[1]);
    if (!is_bounded(b) || (!is_bounded(a) && x->op != X_MOD))
        return UNKNOWN;
    return two_bounds(x, a, b);
}

/* ------------------------------------------------------------------ marks and moments */

static void mark_param(Check *c, const Expr *leaf, void *with)
{
    (void)with;
    if (leaf->op != X_PARAM || c->model->params[leaf->ref].is_rigid)
        return;
    c->model->params[leaf->ref].is_rigid = true;
    mark_rigid(c, c->model->params[leaf->ref].value);
}

void mark_rigid(Check *c, const Expr *x)
{
    expr_visit(c, x, mark_param, NULL);
}

/* The leaf that this `let` reads instead of a state. */
static Expr *frozen_leaf(Check *c, const Expr *read, const Symbol *let, Stmt **place)
{
    Snapshot *newest = c->pending[read->ref];
    if (newest && newest->let == let)
        return newest->leaf;
    Snapshot *s = make(c->mem, Snapshot);
    *s = (Snapshot){.state = read->ref, .place = place, .let = let, .next = newest};
    s->leaf = expr_leaf(c, X_VAR, read->type, read->ref, read->at);
    c->pending[read->ref] = s;
    table_put(c->mem, &c->is_snapshot, s->leaf, s);
    return s->leaf;
}

Expr *expr_freeze(Check *c, Expr *x, const Symbol *let, Stmt **place)
{
    if (!x->reads_vars)
        return x;
    if (x->op == X_VAR)
        return x->ref < c->model->state_count && !table_get(&c->is_snapshot, x)
                   ? frozen_leaf(c, x, let, place)
                   : x;
    Expr *copy = NULL;
    for (int32_t i = 0; i < x->kid_count; i++) {
        Expr *kid = expr_freeze(c, x->kids[i], let, place);
        if (kid == x->kids[i])
            continue;
        if (!copy) {
            copy = make(c->mem, Expr);
            *copy = *x;
        }
        copy->kids[i] = kid;
    }
    return copy ? copy : x;
}
