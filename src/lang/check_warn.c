#include "lang/check_private.h"

#include <string.h>

/* ------------------------------------------------------------ bodies never put in place */

/* What a function's or rule's body may name without having been put in place. */
typedef struct {
    const SynDecl *decl;
    Inner inner;
    Table given; /* bare names handed on to other rules, which may make them */
} Unused;

static bool is_known(const Check *c, const Unused *u, const char *name)
{
    for (int32_t i = 0; i < u->decl->param_count; i++)
        if (u->decl->params[i].text == name)
            return true;
    for (const Symbol *s = u->inner.first; s; s = s->next)
        if (s->name == name)
            return true;
    return table_get(&c->symbols, name) || table_get(&c->domain_names, name) ||
           table_get(&u->given, name);
}

static void check_name(Check *c, const Unused *u, Name name)
{
    if (!name.text || word_is_reserved(name.text) || is_known(c, u, name.text))
        return;
    Diag *d = diag(c->D, DIAG_E201, name.at, "nothing is named `%s` here", name.text);
    suggest_name(c, d, name.text, ~0u, NULL, NULL);
}

static void check_names(Check *c, const Unused *u, const SynExpr *e)
{
    if (!e || c->depth >= MOST_NESTED_PARTS)
        return;
    c->depth++;
    if (e->kind == SYN_NAME || e->kind == SYN_CALL)
        check_name(c, u, e->name);
    for (int32_t i = 0; i < e->kid_count; i++)
        check_names(c, u, e->kids[i]);
    for (const SynCase *i = e->cases; i; i = i->next) {
        for (int32_t k = 0; k < i->label_count; k++)
            check_names(c, u, i->labels[k]);
        check_names(c, u, i->value);
    }
    c->depth--;
}

static void find_given(Check *c, Unused *u, const SynStmt *s)
{
    for (; s; s = s->next) {
        for (int32_t i = 0; i < s->arg_count; i++)
            if (s->args[i]->kind == SYN_NAME && s->args[i]->name.text)
                table_put(c->mem, &u->given, s->args[i]->name.text, s->args[i]);
        for (const SynArm *a = s->arms; a; a = a->next)
            find_given(c, u, a->body);
        find_given(c, u, s->body);
        find_given(c, u, s->otherwise);
    }
}

static void check_statements(Check *c, const Unused *u, const SynStmt *s)
{
    for (; s; s = s->next) {
        check_name(c, u, s->player);
        check_name(c, u, s->name);
        const SynExpr *parts[] = {s->lo, s->hi, s->guard, s->value};
        for (int i = 0; i < 4; i++)
            check_names(c, u, parts[i]);
        for (int32_t i = 0; i < s->arg_count; i++)
            check_names(c, u, s->args[i]);
        for (const SynArm *a = s->arms; a; a = a->next) {
            check_names(c, u, a->guard);
            check_names(c, u, a->probability);
            check_statements(c, u, a->body);
        }
        check_statements(c, u, s->body);
        check_statements(c, u, s->otherwise);
    }
}

void check_unused_bodies(Check *c)
{
    for (const Symbol *s = c->first; s; s = s->next) {
        if (s->uses || (s->kind != SYM_RULE && s->kind != SYM_FUNCTION))
            continue;
        Unused u = {.decl = s->decl};
        inner_collect(c, s->decl, &u.inner);
        find_given(c, &u, s->decl->body);
        check_statements(c, &u, s->decl->body);
        check_names(c, &u, s->written);
    }
}

/* ------------------------------------------------------------------ warnings */

static bool is_same_value(const Check *c, const Expr *a, const Expr *b)
{
    return a == b || (a && b && constant_value(c, a) == constant_value(c, b));
}

static bool is_same_start(const Check *c, const Start *a, const Start *b)
{
    if (a->count != b->count)
        return false;
    for (int32_t i = 0; i < a->count; i++)
        if (!is_same_value(c, a->value[i], b->value[i]) ||
            !is_same_value(c, a->probability[i], b->probability[i]))
            return false;
    return true;
}

/* While no setting has changed anything, each is read with the values declared. */
static bool changes_something(const Check *c, const Setting *s)
{
    const Model *m = c->model;
    switch (s->kind) {
    case SET_PARAM:
        return constant_value(c, s->value) != c->param_values[s->ref];
    case SET_PATIENCE:
        return !is_same_value(c, s->value, m->players[s->ref].patience);
    case SET_PRECISION:
        return !is_same_value(c, s->value, m->players[s->ref].precision);
    case SET_START:
        return !is_same_start(c, &s->start, &m->starts[s->ref]);
    }
    return true;
}

static void warn_variant(Check *c, const Symbol *s)
{
    const Variant *v = &c->model->variants[s->ref];
    for (int32_t i = 0; i < v->setting_count; i++)
        if (changes_something(c, &v->settings[i]))
            return;
    diag(c->D, DIAG_W508, s->at, "the variant `%s` changes nothing", s->name);
}

static void warn_state(Check *c, const Symbol *s)
{
    if (!s->uses)
        diag(c->D, DIAG_W501, s->at, "nothing reads the state `%s`", s->name);
    if (!s->is_set)
        diag(c->D, DIAG_W502, s->at, "nothing sets the state `%s`", s->name);
}

static void warn_symbol(Check *c, const Symbol *s)
{
    Diags *D = c->D;
    switch (s->kind) {
    case SYM_STATE:
        warn_state(c, s);
        break;
    case SYM_PARAM:
        if (!s->uses)
            diag(D, DIAG_W505, s->at, "nothing reads the parameter `%s`", s->name);
        break;
    case SYM_EVENT:
        if (!s->is_set)
            diag(D, DIAG_W506, s->at, "the event `%s` never happens", s->name);
        break;
    case SYM_LET:
        if (!s->uses)
            diag(D, DIAG_W507, s->at, "nothing reads `%s`", s->name);
        break;
    case SYM_FUNCTION:
        if (!s->uses)
            diag(D, DIAG_W507, s->at, "nothing calls the function `%s`", s->name);
        break;
    case SYM_RULE:
        if (!s->uses)
            diag(D, DIAG_W507, s->at, "the rule `%s` is never put in place", s->name);
        break;
    case SYM_VARIANT:
        warn_variant(c, s);
        break;
    case SYM_MADE:
        if (s->is_local && !s->uses)
            diag(D, DIAG_W510, s->at, "nothing reads `%s`", s->name);
        break;
    case SYM_PLAYER:
    case SYM_TYPE:
    case SYM_MEASURE:
    case SYM_CLAIM:
        break;
    }
}

void warn_unused(Check *c)
{
    for (const Symbol *s = c->first; s; s = s->next)
        if (is_main(c, s->at))
            warn_symbol(c, s);
}
