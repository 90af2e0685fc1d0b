#include "lang/check_private.h"

#include <math.h>
#include <string.h>

const Want WANT_ANY = {.from = {-1, 0, 0}};

static const Type TRUTH = {TYPE_TRUTH, NULL}, WHOLE = {TYPE_WHOLE, NULL},
                  REAL = {TYPE_REAL, NULL}, DATE = {TYPE_DATE, NULL};

/* ------------------------------------------------------------------ types */

static bool is_number_type(Type type)
{
    return type.kind != TYPE_DATE;
}

Type as_number(Type type)
{
    return type.kind == TYPE_REAL ? REAL : WHOLE;
}

void note_type(Check *c, Diag *d, Span at, Type type)
{
    const char *text = written_short(c, at);
    switch (type.kind) {
    case TYPE_TRUTH:
        diag_note(c->D, d, at, "`%s` is a truth", text);
        break;
    case TYPE_WHOLE:
        diag_note(c->D, d, at, "`%s` is a whole number", text);
        break;
    case TYPE_NAME:
        diag_note(c->D, d, at, "`%s` is one of %s", text, domain_list(c, type.domain));
        break;
    case TYPE_REAL:
        diag_note(c->D, d, at, "`%s` is a real number", text);
        break;
    case TYPE_DATE:
        diag_note(c->D, d, at, "`%s` is a date", text);
        break;
    }
}

Expr *wrong_type(Check *c, Diag *d, Span at, Type type)
{
    note_type(c, d, at, type);
    return c->poison;
}

static Expr *need_truth(Check *c, Expr *x, Span at)
{
    if (is_poison(c, x) || x->type.kind == TYPE_TRUTH)
        return x;
    Diag *d = diag(c->D, DIAG_E204, at, "a truth is expected here");
    diag_hint(c->D, d, "Compare it with something, such as `%s == …`.",
              written_short(c, at));
    return wrong_type(c, d, at, x->type);
}

static Expr *need_number(Check *c, Expr *x, Span at)
{
    if (is_poison(c, x) || is_number_type(x->type))
        return x;
    Diag *d = diag(c->D, DIAG_E204, at, "a number is expected here");
    diag_hint(c->D, d, "The difference of two dates is a number of days.");
    return wrong_type(c, d, at, x->type);
}

Expr *need_date(Check *c, Expr *x, Span at)
{
    if (is_poison(c, x) || x->type.kind == TYPE_DATE)
        return x;
    Diag *d = diag(c->D, DIAG_E204, at, "a date is expected here");
    diag_hint(c->D, d, "A date is written like 2026-11-03.");
    return wrong_type(c, d, at, x->type);
}

Expr *elaborate_truth(Check *c, const SynExpr *e, const Env *env)
{
    return e ? need_truth(c, elaborate(c, e, env, WANT_ANY), e->at) : c->poison;
}

Expr *elaborate_number(Check *c, const SynExpr *e, const Env *env)
{
    return e ? need_number(c, elaborate(c, e, env, WANT_ANY), e->at) : c->poison;
}

/* ------------------------------------------------------------------ groups */

/* Is e nothing but a name of some domain, which only what stands beside it can tell? */
static bool is_open(Check *c, const SynExpr *e, const Env *env);

static bool is_open_call(Check *c, const SynExpr *e, const Env *env)
{
    if (!strcmp(e->name.text, "min") || !strcmp(e->name.text, "max")) {
        for (int32_t i = 0; i < e->kid_count; i++)
            if (!is_open(c, e->kids[i], env))
                return false;
        return e->kid_count > 0;
    }
    Found f = name_find(c, e->name, env);
    if (!f.symbol || f.symbol->kind != SYM_FUNCTION || env_is_inside(env, f.symbol) ||
        f.symbol->decl->param_count != e->kid_count)
        return false;
    return is_open(c, f.symbol->written, env_of_call(c, f.symbol, e->kids, e->at, env));
}

static bool is_open(Check *c, const SynExpr *e, const Env *env)
{
    if (++c->steps > MOST_STEPS)
        return false;
    switch (e->kind) {
    case SYN_NAME: {
        Found f = name_find(c, e->name, env);
        return f.argument ? is_open(c, f.argument->arg, f.argument->env) : !f.symbol;
    }
    case SYN_IF:
        return is_open(c, e->kids[1], env) && is_open(c, e->kids[2], env);
    case SYN_MATCH:
        for (const SynCase *i = e->cases; i; i = i->next)
            if (!is_open(c, i->value, env))
                return false;
        return true;
    case SYN_CALL:
        return is_open_call(c, e, env);
    default:
        return false;
    }
}

/* Of bare names with no domain to look in: the first that is a name of no domain, or the
 * first of all.  One diagnostic is enough for them. */
static int32_t least_known(const Check *c, SynExpr **e, int32_t count)
{
    for (int32_t i = 0; i < count; i++)
        if (e[i]->kind == SYN_NAME && !table_get(&c->domain_names, e[i]->name.text))
            return i;
    return 0;
}

void elaborate_group(Check *c, SynExpr **e, int32_t count, const Env *env, Want want,
                     Expr **x)
{
    int32_t leader = 0;
    while (leader < count && is_open(c, e[leader], env))
        leader++;
    if (leader < count) {
        x[leader] = elaborate(c, e[leader], env, want);
        if (!is_poison(c, x[leader]) && x[leader]->type.kind == TYPE_NAME) {
            want.domain = x[leader]->type.domain;
            want.from = e[leader]->at;
        }
    }
    bool nothing_known = false;
    if (leader == count && !want.domain) {
        leader = least_known(c, e, count);
        x[leader] = elaborate(c, e[leader], env, want);
        nothing_known = true;
    }
    nothing_known |= leader < count && is_poison(c, x[leader]) && !want.domain;
    for (int32_t i = 0; i < count; i++)
        if (i != leader)
            x[i] = nothing_known && is_open(c, e[i], env) ? c->poison
                                                          : elaborate(c, e[i], env, want);
}

bool can_be_mixed(Type a, Type b)
{
    if (a.kind == TYPE_NAME && b.kind == TYPE_NAME)
        return domains_agree(a.domain, b.domain);
    if (a.kind == TYPE_DATE || b.kind == TYPE_DATE)
        return a.kind == b.kind;
    return !(a.kind == TYPE_NAME && b.kind == TYPE_TRUTH) &&
           !(a.kind == TYPE_TRUTH && b.kind == TYPE_NAME);
}

/* The type of what is one or the other. */
static Type mixed_type(Type a, Type b)
{
    if (a.kind == b.kind)
        return a;
    return a.kind == TYPE_REAL || b.kind == TYPE_REAL ? REAL : WHOLE;
}

bool mix_types(Check *c, Expr **x, SynExpr **e, int32_t count, Type *type)
{
    for (int32_t i = 0; i < count; i++)
        if (is_poison(c, x[i]))
            return false;
    *type = x[0]->type;
    for (int32_t i = 1; i < count; i++) {
        if (!can_be_mixed(*type, x[i]->type)) {
            Diag *d = diag(c->D, DIAG_E205, e[i]->at, "`%s` and `%s` are not of one kind",
                           written_short(c, e[0]->at), written_short(c, e[i]->at));
            note_type(c, d, e[0]->at, *type);
            note_type(c, d, e[i]->at, x[i]->type);
            return false;
        }
        *type = mixed_type(*type, x[i]->type);
    }
    return true;
}

/* ------------------------------------------------------------------ names */

static Expr *unknown_name(Check *c, Name name, const Env *env, Want want)
{
    if (want.domain) {
        const char *from = written_short(c, want.from), *list = domain_list(c, want.domain);
        Diag *d = want.is_compared
                      ? diag(c->D, DIAG_E206, name.at,
                             "`%s` is one of %s; it cannot be compared with `%s`", from,
                             list, name.text)
                      : diag(c->D, DIAG_E206, name.at,
                             "`%s` is one of %s; it cannot be `%s`", from, list, name.text);
        suggest_name(c, d, name.text, VALUE_KINDS, env, want.domain);
        return c->poison;
    }
    Diag *d = diag(c->D, DIAG_E201, name.at, "nothing is named `%s` here", name.text);
    if (table_get(&c->domain_names, name.text))
        diag_hint(
            c->D, d,
            "`%s` is a name of a domain; it means something only where it is compared "
            "with a value of this domain or put into one.",
            name.text);
    else if (c->part == IN_QUESTION)
        suggest_name(c, d, name.text, VALUE_KINDS | 1u << SYM_EVENT, env, NULL);
    else
        suggest_name(c, d, name.text, VALUE_KINDS, env, NULL);
    return c->poison;
}

static Expr *not_a_value(Check *c, const Symbol *s, Name name)
{
    if (table_get(&c->domain_names, name.text)) /* which was refused */
        return c->poison;
    Diag *d = diag(c->D, DIAG_E203, name.at, "a value is expected here");
    note_symbol(c, d, s);
    if (s->kind == SYM_FUNCTION)
        diag_hint(c->D, d, "Give it its arguments: `%s(…)`.", s->name);
    if (s->kind == SYM_EVENT)
        diag_hint(
            c->D, d,
            "An event is counted, not read: `P(%s by end)`, `E(count %s by end)`. Let a "
            "state remember it.",
            s->name, s->name);
    return c->poison;
}

static Expr *not_in_this_part(Check *c, const Symbol *s, Name name)
{
    Diag *d = diag(c->D, DIAG_E210, name.at, "`%s` cannot be read here", name.text);
    note_symbol(c, d, s);
    if (c->part == IN_QUESTION)
        diag_hint(c->D, d,
                  "What is made in a period is forgotten when it ends. Count it, as in "
                  "`E(count %s.… by end)`, or let a state remember it.",
                  name.text);
    else if (c->part == IN_FINALLY)
        diag_hint(c->D, d,
                  "What is made in a period is forgotten when it ends. Let a state "
                  "remember it.");
    else
        diag_hint(c->D, d,
                  "Only the program can read what the program makes. Give it to a "
                  "function as an argument, or write the `let` in the program.");
    return c->poison;
}

static Expr *made_read(Check *c, Symbol *s, Name name, const Env *env, Want want)
{
    if (!env->is_program)
        return not_in_this_part(c, s, name);
    if (s->progress != DONE) {
        Diag *d = diag(c->D, DIAG_E211, name.at, "`%s` is asked for before it is made",
                       name.text);
        note_symbol(c, d, s);
        return c->poison;
    }
    if (s->is_broken)
        return c->poison;
    if (!s->is_made && (s->is_local || !want.may_be_unmade)) {
        Diag *d =
            diag(c->D, DIAG_E211, name.at, "`%s` may not have been made here", name.text);
        note_symbol(c, d, s);
        diag_hint(c->D, d,
                  s->is_local
                      ? N_("Move it to a place that every way to here passes.")
                      : N_("Compare it with a name by `==` or `!=`, which copes with "
                           "that, or read it only where it was made."));
        return c->poison;
    }
    if (s->ref < 0)
        return s->value;
    return expr_leaf(c, X_VAR, type_of_domain(s->domain), s->ref, name.at);
}

static Expr *symbol_read(Check *c, Symbol *s, Name name, const Env *env, Want want)
{
    s->uses++;
    switch (s->kind) {
    case SYM_PARAM:
        param_lay(c, s, name.at);
        if (s->is_broken || s->progress != DONE)
            return c->poison;
        return expr_leaf(c, X_PARAM, c->model->params[s->ref].type, s->ref, name.at);
    case SYM_STATE:
        state_lay(c, s, name.at);
        if (s->is_broken || s->progress != DONE)
            return c->poison;
        return expr_leaf(c, X_VAR, type_of_domain(s->domain), s->ref, name.at);
    case SYM_LET:
    case SYM_MEASURE:
        let_lay(c, s, name.at);
        return s->is_broken || s->progress != DONE ? c->poison : s->value;
    case SYM_MADE:
        return made_read(c, s, name, env, want);
    case SYM_TYPE:
        return type_read(c, s, name);
    default:
        return not_a_value(c, s, name);
    }
}

/* An argument of a function is read once and shared; one of a rule is read anew wherever it
 * stands, for other things may have been made in between. */
static Expr *argument_read(Check *c, Binding *b, const Env *owner, Want want)
{
    if (b->value)
        return b->value;
    Expr *x = elaborate(c, b->arg, b->env, want);
    if (owner->owner->kind == SYM_FUNCTION && !is_open(c, b->arg, b->env))
        b->value = x;
    return x;
}

static Expr *elaborate_name(Check *c, const SynExpr *e, const Env *env, Want want)
{
    if (!e->name.text)
        return c->poison;
    Found f = name_find(c, e->name, env);
    if (f.argument)
        return argument_read(c, f.argument, f.env, want);
    Name name = {f.name.text, e->at};
    if (f.symbol)
        return symbol_read(c, f.symbol, name, f.env, want);
    int32_t place = want.domain ? domain_place(want.domain, name.text) : -1;
    if (place < 0)
        return unknown_name(c, name, f.env, want);
    return expr_number(c, type_of_domain(want.domain), place, e->at);
}

/* ------------------------------------------------------------------ operators */

/* Asking a choice that may not have been made for equality with what can be no NOT_MADE. */
static bool allow_unmade(Check *c, const Expr *x, const Expr *other, Span at)
{
    if (x->op != X_VAR || x->ref < c->model->state_count || is_surely_made(c, x->ref))
        return true;
    if (!other->reads_vars) {
        c->model->vars[x->ref].can_be_unmade = true;
        return true;
    }
    Diag *d =
        diag(c->D, DIAG_E211, at, "`%s` may not have been made here", written_short(c, at));
    note_symbol(c, d, c->var_symbols[x->ref]);
    diag_hint(c->D, d,
              "Here it can be compared with a name or a number, not with what may be "
              "another choice that was not made.");
    return false;
}

static Expr *elaborate_comparison(Check *c, const SynExpr *e, const Env *env, ExprOp op)
{
    Expr *x[2];
    Want want = {.is_compared = true, .may_be_unmade = op == X_EQ || op == X_NE};
    elaborate_group(c, e->kids, 2, env, want, x);
    if (is_poison(c, x[0]) || is_poison(c, x[1]))
        return c->poison;
    if (!can_be_mixed(x[0]->type, x[1]->type)) {
        Diag *d = diag(c->D, DIAG_E205, e->at, "`%s` and `%s` cannot be compared",
                       written_short(c, e->kids[0]->at), written_short(c, e->kids[1]->at));
        note_type(c, d, e->kids[0]->at, x[0]->type);
        note_type(c, d, e->kids[1]->at, x[1]->type);
        return c->poison;
    }
    if (!allow_unmade(c, x[0], x[1], e->kids[0]->at) ||
        !allow_unmade(c, x[1], x[0], e->kids[1]->at))
        return c->poison;
    return expr_make(c, op, TRUTH, e->at, x[0], x[1], NULL);
}

static Expr *wrong_dates(Check *c, const SynExpr *e, Expr *const *x)
{
    Diag *d = diag(c->D, DIAG_E204, e->at, "dates cannot be used in this way");
    note_type(c, d, e->kids[0]->at, x[0]->type);
    note_type(c, d, e->kids[1]->at, x[1]->type);
    diag_hint(c->D, d,
              "The difference of two dates is whole days; a whole number of days may "
              "be added to or taken from a date.");
    return c->poison;
}

/* date - date is whole days; date + whole, whole + date, date - whole are dates. */
static Expr *date_arithmetic(Check *c, const SynExpr *e, ExprOp op, Expr *const *x)
{
    bool a = x[0]->type.kind == TYPE_DATE, b = x[1]->type.kind == TYPE_DATE;
    bool is_difference = a && b && op == X_SUB;
    bool is_shift = (op == X_ADD && a != b) || (op == X_SUB && a && !b);
    if (is_shift && as_number(x[a ? 1 : 0]->type).kind != TYPE_WHOLE)
        is_shift = false;
    if (!is_difference && !is_shift)
        return wrong_dates(c, e, x);
    return expr_make(c, op, is_difference ? WHOLE : DATE, e->at, x[0], x[1], NULL);
}

static Type arithmetic_type(const SynExpr *e, ExprOp op, Type a, Type b)
{
    if (op == X_DIV)
        return REAL;
    if (op == X_POW && !(e->kids[1]->kind == SYN_NUMBER && e->kids[1]->is_whole))
        return REAL;
    return mixed_type(as_number(a), as_number(b));
}

static Expr *elaborate_arithmetic(Check *c, const SynExpr *e, const Env *env, ExprOp op)
{
    Expr *x[2];
    for (int i = 0; i < 2; i++)
        x[i] = elaborate(c, e->kids[i], env, WANT_ANY);
    if (is_poison(c, x[0]) || is_poison(c, x[1]))
        return c->poison;
    if (x[0]->type.kind == TYPE_DATE || x[1]->type.kind == TYPE_DATE)
        return date_arithmetic(c, e, op, x);
    return expr_make(c, op, arithmetic_type(e, op, x[0]->type, x[1]->type), e->at, x[0],
                     x[1], NULL);
}

ExprOp op_of(SynOp op)
{
    static const ExprOp OPS[] = {
        [OP_OR] = X_OR,   [OP_AND] = X_AND, [OP_NOT] = X_NOT, [OP_EQ] = X_EQ,
        [OP_NE] = X_NE,   [OP_LT] = X_LT,   [OP_LE] = X_LE,   [OP_GT] = X_GT,
        [OP_GE] = X_GE,   [OP_ADD] = X_ADD, [OP_SUB] = X_SUB, [OP_MUL] = X_MUL,
        [OP_DIV] = X_DIV, [OP_MOD] = X_MOD, [OP_POW] = X_POW, [OP_NEG] = X_NEG,
    };
    return OPS[op];
}

static Expr *elaborate_binary(Check *c, const SynExpr *e, const Env *env)
{
    ExprOp op = op_of(e->op);
    if (op == X_OR || op == X_AND) {
        Expr *a = elaborate_truth(c, e->kids[0], env),
             *b = elaborate_truth(c, e->kids[1], env);
        return expr_make(c, op, TRUTH, e->at, a, b, NULL);
    }
    if (op >= X_EQ && op <= X_GE)
        return elaborate_comparison(c, e, env, op);
    return elaborate_arithmetic(c, e, env, op);
}

static Expr *elaborate_unary(Check *c, const SynExpr *e, const Env *env)
{
    if (e->op == OP_NOT)
        return expr_make(c, X_NOT, TRUTH, e->at, elaborate_truth(c, e->kids[0], env), NULL,
                         NULL);
    Expr *x = elaborate_number(c, e->kids[0], env);
    return is_poison(c, x) ? x
                           : expr_make(c, X_NEG, as_number(x->type), e->at, x, NULL, NULL);
}

static Expr *elaborate_if(Check *c, const SynExpr *e, const Env *env, Want want)
{
    Expr *condition = elaborate_truth(c, e->kids[0], env), *x[2];
    Type type;
    elaborate_group(c, e->kids + 1, 2, env, want, x);
    if (is_poison(c, condition) || !mix_types(c, x, e->kids + 1, 2, &type))
        return c->poison;
    return expr_make(c, X_IF, type, e->at, condition, x[0], x[1]);
}

/* ------------------------------------------------------------------ all of it */

static Expr *elaborate_kind(Check *c, const SynExpr *e, const Env *env, Want want)
{
    switch (e->kind) {
    case SYN_NUMBER:
        return expr_number(c, e->is_whole ? WHOLE : REAL, e->number, e->at);
    case SYN_DATE:
        return expr_number(c, DATE, e->number, e->at);
    case SYN_TRUTH:
        return expr_number(c, TRUTH, e->number, e->at);
    case SYN_NAME:
        return elaborate_name(c, e, env, want);
    case SYN_NOW:
        return time_moves(c, e->at) ? expr_leaf(c, X_NOW, WHOLE, 0, e->at) : c->poison;
    case SYN_TODAY:
        return has_calendar(c, e->at) && time_moves(c, e->at)
                   ? expr_leaf(c, X_DATE, DATE, 0, e->at)
                   : c->poison;
    case SYN_CALL:
        return elaborate_call(c, e, env, want);
    case SYN_UNARY:
        return elaborate_unary(c, e, env);
    case SYN_BINARY:
        return elaborate_binary(c, e, env);
    case SYN_IF:
        return elaborate_if(c, e, env, want);
    case SYN_MATCH:
        return elaborate_match(c, e, env, want);
    case SYN_BELIEVED:
        return believed_lay(c, e, env);
    case SYN_END:
    case SYN_EXACT:
        diag(c->D, DIAG_E203, e->at, "`%s` is not a value", written_short(c, e->at));
        return c->poison;
    case SYN_QUESTION:
        diag(c->D, DIAG_E227, e->at,
             "a question can only be compared and calculated with, in a claim");
        return c->poison;
    case SYN_MISSING:
        break;
    }
    return c->poison;
}

/* Nothing more is put in place; what was found so far is shown. */
static Expr *refuse_size(Check *c, const SynExpr *e)
{
    c->is_full = true;
    diag(c->D, DIAG_E213, e->at,
         "the model is too large here once lets, functions and rules are put in place");
    return c->poison;
}

static Expr *refuse_depth(Check *c, const SynExpr *e)
{
    c->is_full = true;
    diag(c->D, DIAG_E213, e->at,
         "expressions, lets and functions are nested more than %d deep here",
         MOST_NESTED_PARTS);
    return c->poison;
}

Expr *elaborate(Check *c, const SynExpr *e, const Env *env, Want want)
{
    if (c->is_full || !e)
        return c->poison;
    if (++c->steps > MOST_STEPS)
        return refuse_size(c, e);
    if (c->depth >= MOST_NESTED_PARTS)
        return refuse_depth(c, e);
    if (e->kind != SYN_NAME)
        want.may_be_unmade = false;
    c->depth++;
    Expr *x = elaborate_kind(c, e, env, want);
    c->depth--;
    return x;
}

/* ------------------------------------------------------------------ for a purpose */

static Expr *wrong_for_domain(Check *c, const SynExpr *e, const Expr *x,
                              const Domain *domain)
{
    if (domain->kind == TYPE_TRUTH) {
        Diag *d = diag(c->D, DIAG_E204, e->at, "a truth is expected here");
        return wrong_type(c, d, e->at, x->type);
    }
    if (domain->kind == TYPE_WHOLE) {
        Diag *d = diag(c->D, DIAG_E204, e->at, "a whole number is expected here");
        if (x->type.kind == TYPE_REAL)
            diag_hint(c->D, d, "Round it with `floor` or `ceil`.");
        return wrong_type(c, d, e->at, x->type);
    }
    Diag *d =
        diag(c->D, DIAG_E204, e->at, "one of %s is expected here", domain_list(c, domain));
    if (x->type.kind == TYPE_WHOLE)
        diag_hint(c->D, d, "Write the name, or use `+=` and `-=` to move along the list.");
    return wrong_type(c, d, e->at, x->type);
}

Expr *elaborate_into(Check *c, const SynExpr *e, const Env *env, const Domain *domain,
                     Span from)
{
    Want want = {.domain = domain->kind == TYPE_NAME ? domain : NULL, .from = from};
    Expr *x = elaborate(c, e, env, want);
    if (is_poison(c, x))
        return x;
    TypeKind kind = x->type.kind;
    bool fits = domain->kind == TYPE_NAME
                    ? kind == TYPE_NAME && domains_agree(x->type.domain, domain)
                : domain->kind == TYPE_TRUTH ? kind == TYPE_TRUTH
                                             : kind != TYPE_REAL && kind != TYPE_DATE;
    return fits ? x : wrong_for_domain(c, e, x, domain);
}

static void note_reading(Check *c, const Expr *leaf, void *with)
{
    const Expr **first = with;
    (void)c;
    if (leaf->op != X_PARAM && !*first)
        *first = leaf;
}

bool reads_only_params(Check *c, const Expr *x)
{
    if (is_poison(c, x))
        return false;
    if (!x->reads_vars && !x->reads_time)
        return true;
    const Expr *leaf = NULL;
    expr_visit(c, x, note_reading, &leaf);
    Span at = leaf ? leaf->at : x->at;
    Diag *d = diag(c->D, DIAG_E210, at, "`%s` cannot be read here", written_short(c, at));
    diag_hint(c->D, d, "Only numbers and parameters can.");
    return false;
}

/* What a parameter is, and where that is written: the command line may have set it. */
static void note_param(Check *c, const Expr *leaf, void *with)
{
    Diag *d = with;
    if (leaf->op != X_PARAM)
        return;
    const Param *p = &c->model->params[leaf->ref];
    Buf number = {.mem = c->mem};
    buf_number(&number, c->param_values[leaf->ref], 0);
    diag_note(c->D, d, p->value_at, "`%s` is %s", p->name, buf_text(&number));
}

bool whole_constant(Check *c, const SynExpr *e, const Env *env, int64_t lo, int64_t hi,
                    int64_t *value)
{
    Expr *x = elaborate_number(c, e, env);
    if (!reads_only_params(c, x))
        return false;
    mark_rigid(c, x);
    double v = constant_value(c, x);
    if (v >= (double)lo && v <= (double)hi && v == floor(v)) {
        *value = (int64_t)v;
        return true;
    }
    Buf number = {.mem = c->mem};
    buf_number(&number, v, 0);
    Diag *d = v != floor(v)
                  ? diag(c->D, DIAG_E214, e->at, "a whole number is expected here, not %s",
                         buf_text(&number))
                  : diag(c->D, DIAG_E214, e->at,
                         "a whole number from %lld to %lld is expected here, not %s",
                         (long long)lo, (long long)hi, buf_text(&number));
    expr_visit(c, x, note_param, d);
    return false;
}
