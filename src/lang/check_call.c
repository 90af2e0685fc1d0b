/* `match`, and calls of functions: the language's own and those that the model defines. */
#include "lang/check_private.h"

#include <math.h>
#include <string.h>

static const Type TRUTH = {TYPE_TRUTH, NULL}, WHOLE = {TYPE_WHOLE, NULL},
                  REAL = {TYPE_REAL, NULL};

/* ------------------------------------------------------------------ match */

/* A `match` while its labels are read. */
typedef struct {
    Expr *subject;
    const SynExpr *subject_as_written;
    double *labels;
    int32_t label_count, label_room;
} Match;

static Expr *label_condition(Check *c, Match *m, const SynExpr *label, const Env *env)
{
    Want want = {.from = m->subject_as_written->at, .is_compared = true};
    want.domain = m->subject->type.domain;
    Expr *x = elaborate(c, label, env, want);
    if (is_poison(c, x))
        return x;
    if (!is_constant(x) || !can_be_mixed(m->subject->type, x->type)) {
        Diag *d = diag(c->D, DIAG_E218, label->at, "`%s` cannot be a case of this `match`",
                       written_short(c, label->at));
        note_type(c, d, m->subject_as_written->at, m->subject->type);
        diag_hint(c->D, d,
                  "A case is a name, a number or a truth, of the kind of what is "
                  "matched.");
        return c->poison;
    }
    double value = constant_value(c, x);
    for (int32_t i = 0; i < m->label_count; i++)
        if (m->labels[i] == value)
            diag(c->D, DIAG_E218, label->at, "`%s` is a case already",
                 written_short(c, label->at));
    need(c->mem, m->labels, m->label_count, m->label_room);
    m->labels[m->label_count++] = value;
    return expr_make(c, X_EQ, TRUTH, label->at, m->subject, x, NULL);
}

static Expr *case_condition(Check *c, Match *m, const SynCase *i, const Env *env)
{
    Expr *any = NULL;
    for (int32_t k = 0; k < i->label_count; k++) {
        Expr *one = label_condition(c, m, i->labels[k], env);
        any = any ? expr_make(c, X_OR, TRUTH, i->at, any, one, NULL) : one;
    }
    return any ? any : c->poison;
}

static bool has_label(const Match *m, double value)
{
    for (int32_t i = 0; i < m->label_count; i++)
        if (m->labels[i] == value)
            return true;
    return false;
}

/* Says which values of the subject no case covers; a subject that is not a whole number,
 * truth or name between bounds needs `else`. */
static bool covers_all(Check *c, const Match *m, const SynExpr *e)
{
    Bounds b = m->subject->type.kind == TYPE_REAL || m->subject->type.kind == TYPE_DATE
                   ? (Bounds){-INFINITY, INFINITY}
                   : expr_bounds(c, m->subject);
    if (isfinite(b.lo) && isfinite(b.hi)) {
        double missing = b.lo;
        while (missing <= b.hi && has_label(m, missing))
            missing++;
        if (missing > b.hi)
            return true;
        Diag *d = m->subject->type.kind == TYPE_NAME
                      ? diag(c->D, DIAG_E218, e->at, "this `match` has no case for `%s`",
                             m->subject->type.domain->names[(int32_t)missing])
                  : m->subject->type.kind == TYPE_TRUTH
                      ? diag(c->D, DIAG_E218, e->at, "this `match` has no case for `%s`",
                             missing != 0 ? "yes" : "no")
                      : diag(c->D, DIAG_E218, e->at, "this `match` has no case for %.0f",
                             missing);
        diag_hint(c->D, d, "Add the case, or `else: …`.");
        return false;
    }
    Diag *d =
        diag(c->D, DIAG_E218, e->at, "this `match` may meet a value that has no case");
    diag_hint(c->D, d, "Add `else: …`.");
    return false;
}

static int32_t count_cases(const SynExpr *e)
{
    int32_t count = 0;
    for (const SynCase *i = e->cases; i; i = i->next)
        count++;
    return count;
}

/* if C1 then X1 else if C2 then X2 … else Xn */
static Expr *match_chain(Check *c, Type type, Expr **conditions, Expr **x, int32_t count)
{
    Expr *chain = x[count - 1];
    for (int32_t i = count - 2; i >= 0; i--)
        chain = expr_make(c, X_IF, type, x[i]->at, conditions[i], x[i], chain);
    return chain;
}

Expr *elaborate_match(Check *c, const SynExpr *e, const Env *env, Want want)
{
    int32_t count = count_cases(e), k = 0;
    if (!count)
        return c->poison;
    SynExpr **values = make(c->mem, SynExpr *, count);
    Expr **x = make(c->mem, Expr *, count), **conditions = make(c->mem, Expr *, count);
    bool has_else = false;
    for (const SynCase *i = e->cases; i; i = i->next) {
        if (has_else)
            diag(c->D, DIAG_E218, i->at, "no case can stand after `else`");
        has_else |= i->is_else;
        values[k++] = i->value;
    }
    Match m = {.subject_as_written = e->kids[0]};
    m.subject = elaborate(c, e->kids[0], env, (Want){.may_be_unmade = has_else});
    Type type;
    elaborate_group(c, values, count, env, want, x);
    if (!mix_types(c, x, values, count, &type) || is_poison(c, m.subject))
        return c->poison;
    if (m.subject->op == X_VAR && m.subject->ref >= c->model->state_count &&
        !is_surely_made(c, m.subject->ref))
        c->model->vars[m.subject->ref].can_be_unmade = true;
    int32_t errors = c->D->errors;
    k = 0;
    for (const SynCase *i = e->cases; i; i = i->next, k++)
        conditions[k] = i->is_else ? NULL : case_condition(c, &m, i, env);
    bool is_right = c->D->errors == errors && (has_else || covers_all(c, &m, e));
    mem_drop(c->mem, m.labels);
    return is_right ? match_chain(c, type, conditions, x, count) : c->poison;
}

/* ------------------------------------------------------------------ calls */

bool has_calendar(Check *c, Span at)
{
    if (!c->period || c->period->start)
        return true;
    Diag *d = diag(c->D, DIAG_E210, at, "this model has no calendar");
    diag_note(c->D, d, c->period->head, "the period is declared here, without `from`");
    diag_hint(c->D, d, "Write `period … from 2025-11-01 for …`.");
    return false;
}

bool time_moves(Check *c, Span at)
{
    if (!c->model->is_endless || c->model->periods > 0)
        return true;
    Diag *d = diag(c->D, DIAG_E231, at, "in a game without `for` time stands still");
    diag_hint(c->D, d,
              "Write `for 24 then on`, and time stands still after that; or count in a "
              "state.");
    return false;
}

/* top(x), bottom(x): of names, truths and variables of whole numbers. */
static Expr *end_of_domain(Check *c, const SynExpr *e, const Env *env, bool is_top)
{
    Expr *x = elaborate(c, e->kids[0], env, (Want){.may_be_unmade = true});
    if (is_poison(c, x))
        return x;
    double lo = 0, hi = 1;
    if (x->type.kind == TYPE_NAME) {
        const Domain *domain = x->type.domain;
        hi = domain->hi - (*domain->names[domain->hi] ? 0 : 1);
    } else if (x->type.kind == TYPE_WHOLE && x->op == X_VAR) {
        lo = c->model->vars[x->ref].domain.lo;
        hi = c->model->vars[x->ref].domain.hi;
    } else if (x->type.kind != TYPE_TRUTH) {
        Diag *d = diag(c->D, DIAG_E204, e->kids[0]->at, "`%s` has no domain with ends",
                       written_short(c, e->kids[0]->at));
        diag_hint(c->D, d, "`top` and `bottom` are of a state, a choice or a local.");
        return wrong_type(c, d, e->kids[0]->at, x->type);
    }
    return expr_number(c, x->type, is_top ? hi : lo, e->at);
}

static Expr *least_or_greatest(Check *c, const SynExpr *e, const Env *env, Want want,
                               ExprOp op)
{
    Expr **x = make(c->mem, Expr *, e->kid_count);
    Type type;
    elaborate_group(c, e->kids, e->kid_count, env, want, x);
    if (!mix_types(c, x, e->kids, e->kid_count, &type))
        return c->poison;
    Expr *all = x[0];
    for (int32_t i = 1; i < e->kid_count; i++)
        all = expr_make(c, op, type, e->at, all, x[i], NULL);
    return all;
}

static Expr *time_to(Check *c, const SynExpr *e, const Env *env, ExprOp op)
{
    Expr *x = need_date(c, elaborate(c, e->kids[0], env, WANT_ANY), e->kids[0]->at);
    return has_calendar(c, e->at) && time_moves(c, e->at)
               ? expr_make(c, op, WHOLE, e->at, x, NULL, NULL)
               : c->poison;
}

static Expr *function_of_one(Check *c, const SynExpr *e, const Env *env, ExprOp op)
{
    Expr *x = elaborate_number(c, e->kids[0], env);
    if (is_poison(c, x))
        return x;
    Type type = op == X_ABS                     ? as_number(x->type)
                : op == X_FLOOR || op == X_CEIL ? WHOLE
                                                : REAL;
    return expr_make(c, op, type, e->at, x, NULL, NULL);
}

typedef enum {
    BUILTIN_ONE,
    BUILTIN_MANY,
    BUILTIN_TIME,
    BUILTIN_TOP,
    BUILTIN_BOTTOM
} BuiltinKind;

typedef struct {
    const char *name;
    BuiltinKind kind;
    ExprOp op;
} Builtin;

static const Builtin BUILTINS[] = {
    {"min", BUILTIN_MANY, X_MIN},
    {"max", BUILTIN_MANY, X_MAX},
    {"abs", BUILTIN_ONE, X_ABS},
    {"exp", BUILTIN_ONE, X_EXP},
    {"log", BUILTIN_ONE, X_LOG},
    {"sqrt", BUILTIN_ONE, X_SQRT},
    {"floor", BUILTIN_ONE, X_FLOOR},
    {"ceil", BUILTIN_ONE, X_CEIL},
    {"top", BUILTIN_TOP, X_NUMBER},
    {"bottom", BUILTIN_BOTTOM, X_NUMBER},
    {"months_to", BUILTIN_TIME, X_MONTHS_TO},
    {"weeks_to", BUILTIN_TIME, X_WEEKS_TO},
    {"days_to", BUILTIN_TIME, X_DAYS_TO},
};

static Expr *builtin_call(Check *c, const Builtin *b, const SynExpr *e, const Env *env,
                          Want want)
{
    bool fits = b->kind == BUILTIN_MANY ? e->kid_count >= 2 : e->kid_count == 1;
    if (!fits) {
        if (b->kind == BUILTIN_MANY)
            diag(c->D, DIAG_E209, e->at, "`%s` takes two arguments or more", b->name);
        else
            diag(c->D, DIAG_E209, e->at, "`%s` takes one argument", b->name);
        return c->poison;
    }
    switch (b->kind) {
    case BUILTIN_MANY:
        return least_or_greatest(c, e, env, want, b->op);
    case BUILTIN_TIME:
        return time_to(c, e, env, b->op);
    case BUILTIN_TOP:
    case BUILTIN_BOTTOM:
        return end_of_domain(c, e, env, b->kind == BUILTIN_TOP);
    default:
        return function_of_one(c, e, env, b->op);
    }
}

Env *env_of_call(Check *c, Symbol *s, SynExpr **args, Span at, const Env *env)
{
    const SynDecl *decl = s->decl;
    Env *inner = make(c->mem, Env);
    *inner = (Env){.owner = s, .source = decl->at.source, .caller = env, .put_at = at};
    inner->binding_count = decl->param_count;
    inner->bindings = make(c->mem, Binding, decl->param_count);
    for (int32_t i = 0; i < decl->param_count; i++)
        inner->bindings[i] =
            (Binding){decl->params[i].text, decl->params[i].at, args[i], env, NULL};
    return inner;
}

bool arguments_fit(Check *c, const Symbol *s, int32_t count, Span at)
{
    if (count == s->decl->param_count)
        return true;
    Diag *d = diag(c->D, DIAG_E209, at, "`%s` takes %d arguments, not %d", s->name,
                   s->decl->param_count, count);
    note_symbol(c, d, s);
    return false;
}

bool calls_itself(Check *c, const Symbol *s, Span at, const Env *env)
{
    if (!env_is_inside(env, s))
        return false;
    Diag *d = diag(c->D, DIAG_E207, at, "`%s` puts itself in place", s->name);
    diag_hint(c->D, d, "Nothing may be made of itself; break the circle.");
    return true;
}

Expr *elaborate_call(Check *c, const SynExpr *e, const Env *env, Want want)
{
    if (!e->name.text)
        return c->poison;
    for (size_t i = 0; i < sizeof BUILTINS / sizeof *BUILTINS; i++)
        if (!strcmp(BUILTINS[i].name, e->name.text))
            return builtin_call(c, &BUILTINS[i], e, env, want);
    Symbol *s = symbol_expect(c, e->name, env, SYM_FUNCTION);
    if (!s || !arguments_fit(c, s, e->kid_count, e->at) || calls_itself(c, s, e->at, env))
        return c->poison;
    Diag *before = c->D->last;
    Expr *x = elaborate(c, s->written, env_of_call(c, s, e->kids, e->at, env), want);
    calls_tidy(c, before, e->at, s->name);
    return x;
}
