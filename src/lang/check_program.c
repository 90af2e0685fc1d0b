#include "lang/check_private.h"

#include <math.h>

/* Where the next statement goes. */
typedef struct {
    Stmt **tail;
} List;

static void walk(Check *c, const SynStmt *s, const Env *env, List *out);

/* ------------------------------------------------------------------ pieces */

void refuse_more(Check *c, Span at)
{
    if (c->is_full)
        return;
    c->is_full = true;
    Diag *d =
        diag(c->D, DIAG_E213, at, "the program is too large once rules are put in place");
    diag_hint(c->D, d, "At most %d statements and arms, %d nested, and %d events.",
              MOST_STATEMENTS, MOST_NESTED_BLOCKS, MOST_EVENTS);
}

static void count_statement(Check *c, Span at)
{
    if (++c->statement_count > MOST_STATEMENTS)
        refuse_more(c, at);
}

/* An expression becomes part of the program. */
static Expr *keep(Check *c, Expr *x)
{
    c->exprs_in_all += x->size;
    if (c->exprs_in_all > MOST_EXPRS_IN_ALL)
        refuse_more(c, x->at);
    return x;
}

static Stmt *stmt_make(Check *c, StmtKind kind, Span at, const Env *env)
{
    Stmt *s = make(c->mem, Stmt);
    *s = (Stmt){.kind = kind,
                .at = at,
                .var = -1,
                .player = -1,
                .first_event = -1,
                .made_event = -1,
                .event = -1,
                .changes = -1,
                .put_at = env->owner ? env->put_at : SPAN_NOWHERE,
                .rule = env->owner ? env->owner->name : NULL};
    count_statement(c, at);
    return s;
}

static Stmt *stmt_add(Check *c, StmtKind kind, const SynStmt *syn, const Env *env,
                      List *out)
{
    Stmt *s = stmt_make(c, kind, syn->head, env);
    *out->tail = s;
    out->tail = &s->next;
    return s;
}

/* Only the program itself is warned about constants: a rule's may come from the call. */
static bool may_warn(const Check *c, const Env *env, Span at)
{
    return !env->owner && is_main(c, at);
}

static bool is_always(const Check *c, const Expr *x, bool value)
{
    return !is_poison(c, x) && is_constant(x) && (constant_value(c, x) != 0) == value;
}

/* ------------------------------------------------------------------ what is made */

static void mark_made(Check *c, Symbol *s)
{
    s->progress = DONE;
    s->is_made = true;
    need(c->mem, c->made, c->made_count, c->made_room);
    c->made[c->made_count++] = s;
}

/* Leaves one of several ways: what was made on it since is not surely made any more. */
static void forget_made(Check *c, int32_t before)
{
    while (c->made_count > before)
        c->made[--c->made_count]->is_made = false;
}

bool is_surely_made(const Check *c, int32_t var)
{
    const Symbol *s = c->var_symbols[var];
    return !s || s->kind != SYM_MADE || s->is_made;
}

static int32_t var_add(Check *c, VarKind kind, const char *name, const Domain *domain,
                       Span at, Symbol *symbol)
{
    Model *m = c->model;
    need(c->mem, m->vars, m->var_count, c->var_room);
    need(c->mem, c->var_symbols, m->var_count, c->var_symbol_room);
    c->var_symbols[m->var_count] = symbol;
    m->vars[m->var_count] = (Var){.kind = kind,
                                  .name = name,
                                  .text = {{name, name}},
                                  .at = at,
                                  .domain = *domain,
                                  .player = -1};
    if (symbol) {
        symbol->ref = m->var_count;
        symbol->domain = domain;
    }
    return m->var_count++;
}

static Symbol *symbol_scratch(Check *c, Name name)
{
    Symbol *s = make(c->mem, Symbol);
    *s = (Symbol){
        .kind = SYM_MADE, .name = name.text ? name.text : "", .at = name.at, .ref = -1};
    return s;
}

static Symbol *inner_declare(Check *c, const Env *env, Name name)
{
    Symbol *s = symbol_scratch(c, name);
    *(env->inner->last ? &env->inner->last->next : &env->inner->first) = s;
    env->inner->last = s;
    return s;
}

static void refuse_made(Check *c, Name name, const Found *f)
{
    if (f->argument && f->argument->arg->kind == SYN_MISSING)
        return;
    if (!f->symbol && !f->argument && f->name.text == name.text)
        return; /* the clash was found when names were collected */
    if (f->argument) {
        Diag *d = diag(c->D, DIAG_E203, f->argument->arg->at, "a name is expected here");
        diag_note(c->D, d, name.at, "`%s` names what is made here", f->argument->name);
    } else if (f->symbol && f->symbol->kind == SYM_MADE) {
        Diag *d = diag(c->D, DIAG_E212, name.at, "`%s` is made twice", f->name.text);
        note_symbol(c, d, f->symbol);
        diag_hint(c->D, d,
                  "A choice, a lottery and a `let` are made once in a period; take "
                  "another name.");
    } else {
        Diag *d =
            diag(c->D, DIAG_E202, f->name.at, "`%s` means something already", f->name.text);
        if (f->symbol)
            note_symbol(c, d, f->symbol);
        else
            diag_hint(c->D, d, "It is a name of a domain in this file; take another name.");
    }
}

/* The symbol of a choice, lottery or local that is about to be made: a parameter's name
 * belongs to the caller, any other to where it stands.  A scratch one when it is wrong. */
static Symbol *symbol_to_make(Check *c, Name name, const Env *env, bool is_local,
                              bool *is_inner)
{
    Found f = name_find(c, name, env);
    *is_inner = f.env->owner != NULL;
    Symbol *s = f.symbol && f.symbol->kind == SYM_MADE && f.symbol->progress == TODO
                    ? f.symbol
                    : NULL;
    bool is_domain = name.text && is_domain_name(c, f.name.text, f.env->source);
    if (!s && (f.symbol || f.argument || is_domain || !name.text)) {
        bool is_said = !name.text ||
                       (f.symbol && f.symbol->kind != SYM_MADE && f.name.text == name.text);
        if (!is_said)
            refuse_made(c, name, &f);
        s = symbol_scratch(c, name);
    }
    if (!s)
        s = f.env->inner ? inner_declare(c, f.env, f.name)
                         : symbol_declare(c, SYM_MADE, f.name, NULL);
    s->is_local = is_local;
    return s;
}

/* ------------------------------------------------------------------ arms */

/* The name of an arm, through the parameters it stands for; absent after a diagnostic. */
static Name arm_name(Check *c, Name name, const Env *env)
{
    Found f = name_find(c, name, env);
    if (!f.symbol && !f.argument)
        return (Name){f.name.text, name.at};
    if (f.argument && f.argument->arg->kind != SYN_MISSING) {
        Diag *d = diag(c->D, DIAG_E203, f.argument->arg->at, "a name is expected here");
        diag_note(c->D, d, name.at, "`%s` names an arm here", name.text);
    }
    if (f.symbol && f.name.text != name.text) {
        Diag *d =
            diag(c->D, DIAG_E202, f.name.at, "`%s` means something already", f.name.text);
        note_symbol(c, d, f.symbol);
        diag_note(c->D, d, name.at, "it names an arm here");
    }
    return (Name){NULL, name.at};
}

/* Makes the arms without guards, probabilities and bodies. */
static void arms_make(Check *c, const SynStmt *syn, const Env *env, Stmt *s)
{
    Table seen = {0};
    Arm **end = &s->arms;
    for (const SynArm *a = syn->arms; a; a = a->next, end = &(*end)->next) {
        Name name = arm_name(c, a->name, env);
        const Arm *first = name.text ? table_get(&seen, name.text) : NULL;
        if (first) {
            Diag *d = diag(c->D, DIAG_E202, name.at, "two arms are named `%s`", name.text);
            diag_note(c->D, d, first->at, "the first is here");
        }
        *end = make(c->mem, Arm);
        **end = (Arm){.at = a->name.text ? a->name.at : a->at,
                      .name = name.text,
                      .text = text_of(&a->text, name.text),
                      .value = s->arm_count++,
                      .event = -1};
        if (name.text)
            table_put(c->mem, &seen, name.text, *end);
        count_statement(c, a->at);
    }
    if (!s->arms)
        diag(c->D, DIAG_E219, syn->head, "nothing can happen here: there are no arms");
}

/* The domain of the named arms; those without a name, if any, share one more place "". */
static Domain *arms_domain(Check *c, Stmt *s)
{
    Domain *domain = make(c->mem, Domain);
    *domain = (Domain){.kind = TYPE_NAME, .hi = -1};
    domain->names = make(c->mem, const char *, s->arm_count);
    domain->texts = make(c->mem, Text, s->arm_count);
    bool has_unnamed = false;
    for (Arm *a = s->arms; a; a = a->next) {
        has_unnamed |= !a->name;
        if (!a->name)
            continue;
        a->value = ++domain->hi;
        domain->names[a->value] = a->name;
        domain->texts[a->value] = a->text;
    }
    if (!has_unnamed)
        return domain;
    domain->names[++domain->hi] = "";
    domain->texts[domain->hi] = (Text){{"", ""}};
    for (Arm *a = s->arms; a; a = a->next)
        if (!a->name)
            a->value = domain->hi;
    return domain;
}

/* The bodies of a choice's or lottery's arms.  What is made in them is surely made after
 * them only when there is one arm. */
static void bodies_walk(Check *c, const SynStmt *syn, const Env *env, Stmt *s)
{
    const SynArm *written_as = syn->arms;
    const SynStmt *outer = c->curtain;
    if (s->seers)
        c->curtain = syn;
    for (Arm *a = s->arms; a; a = a->next, written_as = written_as->next) {
        int32_t before = c->made_count;
        walk(c, written_as->body, env, &(List){&a->body});
        if (s->arm_count > 1)
            forget_made(c, before);
    }
    c->curtain = outer;
}

/* ------------------------------------------------------------------ choices */

/* A choice whose guards have been read and whose bodies have not. */
typedef struct Pick Pick;
struct Pick {
    const SynStmt *syn;
    const Env *env;
    Stmt *stmt;
    Symbol *symbol;
    Pick *next;
};

static void guards_lay(Check *c, const SynStmt *syn, const Env *env, Stmt *s)
{
    const SynArm *written_as = syn->arms;
    for (Arm *a = s->arms; a; a = a->next, written_as = written_as->next) {
        if (!written_as->guard)
            continue;
        a->guard =
            arm_guard(c, keep(c, elaborate_truth(c, written_as->guard, env)), s->player);
        if (is_always(c, a->guard, false) && may_warn(c, env, a->at))
            diag(c->D, DIAG_W503, written_as->guard->at, "`%s` can never be picked",
                 a->name);
    }
    if (s->arm_count == 1 && may_warn(c, env, syn->head))
        diag(c->D, DIAG_W504, syn->head, "this choice has one arm only");
}

/* The guard of a number may read the choice, which is then the number in question. */
static void number_guard(Check *c, const SynStmt *syn, const Env *env, Stmt *s,
                         Symbol *symbol)
{
    if (!syn->guard)
        return;
    symbol->progress = DONE;
    symbol->is_made = true;
    s->value = arm_guard(c, keep(c, elaborate_truth(c, syn->guard, env)), s->player);
    symbol->progress = TODO;
    symbol->is_made = false;
    if (is_always(c, s->value, false) && may_warn(c, env, syn->head))
        diag(c->D, DIAG_W503, syn->guard->at, "no number can ever be picked");
}

static void number_choice(Check *c, const SynStmt *syn, const Env *env, Stmt *s,
                          Symbol *symbol)
{
    Domain *domain = make(c->mem, Domain);
    s->is_range = true;
    if (!syn->lo || !syn->hi ||
        !range_domain(c, syn->lo, syn->hi, env, span_join(syn->lo->at, syn->hi->at),
                      domain)) {
        symbol->is_broken = true;
        return;
    }
    s->var = var_add(c, VAR_CHOICE, symbol->name, domain, symbol->at, symbol);
    number_guard(c, syn, env, s, symbol);
    number_events(c, syn, s);
    if (domain->lo == domain->hi && may_warn(c, env, syn->head))
        diag(c->D, DIAG_W504, syn->head, "this choice has one number only");
}

static void named_choice(Check *c, const SynStmt *syn, const Env *env, Stmt *s,
                         Symbol *symbol)
{
    arms_make(c, syn, env, s);
    symbol->is_broken = !s->arms;
    s->var = var_add(c, VAR_CHOICE, symbol->name, arms_domain(c, s), symbol->at, symbol);
    guards_lay(c, syn, env, s);
    arm_events(c, syn, s);
}

static Pick pick_begin(Check *c, const SynStmt *syn, const Env *env, List *out)
{
    Stmt *s = stmt_add(c, S_CHOOSE, syn, env, out);
    bool is_inner;
    Symbol *player = symbol_expect(c, syn->player, env, SYM_PLAYER);
    Symbol *symbol = symbol_to_make(c, syn->name, env, false, &is_inner);
    s->player = player ? player->ref : 0;
    s->seers = seers_of(c, syn, env, s->player);
    s->text = text_of(&syn->text, symbol->name);
    if (syn->is_range)
        number_choice(c, syn, env, s, symbol);
    else
        named_choice(c, syn, env, s, symbol);
    if (s->var >= 0) {
        Var *v = &c->model->vars[s->var];
        v->player = s->player;
        v->text = s->text;
        v->is_inner = is_inner;
        v->made = s;
    }
    need(c->mem, c->choices, c->choice_count, c->choice_room);
    c->choices[c->choice_count++] = s;
    return (Pick){syn, env, s, symbol, NULL};
}

static void choose(Check *c, const SynStmt *syn, const Env *env, List *out)
{
    Pick pick = pick_begin(c, syn, env, out);
    mark_made(c, pick.symbol);
    bodies_walk(c, syn, env, pick.stmt);
}

/* ------------------------------------------------------------------ rules */

/* Where the body of a rule stands that is put in place; NULL after a diagnostic. */
static Env *rule_enter(Check *c, const SynStmt *s, const Env *env, Symbol **rule)
{
    *rule = symbol_expect(c, s->name, env, SYM_RULE);
    count_statement(c, s->head);
    if (!*rule || c->is_full || !arguments_fit(c, *rule, s->arg_count, s->head) ||
        calls_itself(c, *rule, s->head, env))
        return NULL;
    Env *inside = env_of_call(c, *rule, s->args, s->head, env);
    inside->is_program = env->is_program;
    inside->inner = make(c->mem, Inner);
    inner_collect(c, (*rule)->decl, inside->inner);
    return inside;
}

static void rule_put(Check *c, const SynStmt *s, const Env *env, List *out)
{
    Symbol *rule;
    const Env *inside = rule_enter(c, s, env, &rule);
    if (!inside)
        return;
    Diag *before = c->D->last;
    walk(c, rule->decl->body, inside, out);
    calls_tidy(c, before, s->head, rule->name);
}

/* ------------------------------------------------------------------ together */

/* The choices of a `together`, also those of rules put in place there; returns the end. */
static Pick **picks_collect(Check *c, const SynStmt *body, const Env *env, List *out,
                            Pick **end)
{
    for (const SynStmt *s = body; s && !c->is_full; s = s->next) {
        if (s->kind == SYN_CHOOSES) {
            *end = make(c->mem, Pick);
            **end = pick_begin(c, s, env, out);
            end = &(*end)->next;
        } else if (s->kind == SYN_PUT) {
            Symbol *rule;
            const Env *inside = rule_enter(c, s, env, &rule);
            Diag *before = c->D->last;
            if (!inside)
                continue;
            end = picks_collect(c, rule->decl->body, inside, out, end);
            calls_tidy(c, before, s->head, rule->name);
        } else {
            Diag *d = diag(c->D, DIAG_E230, s->head, "only choices can be made together");
            diag_hint(c->D, d, "Move this out of `together`, or into the body of an arm.");
        }
    }
    return end;
}

static void together(Check *c, const SynStmt *syn, const Env *env, List *out)
{
    Stmt *s = stmt_add(c, S_TOGETHER, syn, env, out);
    Pick *first = NULL;
    int32_t errors = c->D->errors;
    picks_collect(c, syn->body, env, &(List){&s->body}, &first);
    if (!first && c->D->errors == errors)
        diag(c->D, DIAG_E219, syn->head, "nothing can happen here: there are no choices");
    check_meeting(c, s);
    for (Pick *p = first; p; p = p->next)
        mark_made(c, p->symbol);
    for (Pick *p = first; p; p = p->next) {
        Diag *before = c->D->last;
        bodies_walk(c, p->syn, p->env, p->stmt);
        if (p->env != env)
            calls_tidy(c, before, p->env->put_at, p->env->owner->name);
    }
}

/* ------------------------------------------------------------------ chance */

static void probabilities_read(Check *c, const SynStmt *syn, const Env *env, Stmt *s)
{
    Expr **p = make(c->mem, Expr *, s->arm_count);
    int32_t k = 0, rest = -1;
    for (const SynArm *a = syn->arms; a; a = a->next, k++) {
        if (a->is_rest && rest >= 0)
            diag(c->D, DIAG_E222, a->at, "a second `rest`");
        if (a->is_rest)
            rest = k;
        p[k] = a->is_rest ? c->poison : elaborate_number(c, a->probability, env);
    }
    probabilities_lay(c, syn->head, p, s->arm_count, rest);
    k = 0;
    for (Arm *a = s->arms; a; a = a->next)
        a->probability = keep(c, p[k++]);
}

static void chance(Check *c, const SynStmt *syn, const Env *env, List *out)
{
    Stmt *s = stmt_add(c, S_CHANCE, syn, env, out);
    bool changes = is_change(c, syn, env);
    s->seers = changes ? NULL : seers_of(c, syn, env, -1);
    arms_make(c, syn, env, s);
    probabilities_read(c, syn, env, s);
    check_sign(c, s);
    s->text = text_of(&syn->text, syn->name.text);
    if (syn->name.text) {
        bool is_inner;
        Symbol *symbol = symbol_to_make(c, syn->name, env, false, &is_inner);
        s->text = text_of(&syn->text, symbol->name);
        symbol->is_broken = !s->arms;
        s->var =
            var_add(c, VAR_CHANCE, symbol->name, arms_domain(c, s), symbol->at, symbol);
        Var *v = &c->model->vars[s->var];
        v->text = s->text;
        v->is_inner = is_inner;
        v->made = s;
        arm_events(c, syn, s);
        mark_made(c, symbol);
    }
    if (changes)
        change_lay(c, syn, env, s);
    else
        bodies_walk(c, syn, env, s);
}

/* ------------------------------------------------------------------ setting */

/* The program is about to set a state: what still reads it from a `let` above reads what it
 * was there. */
static void snapshots_take(Check *c, Symbol *state, const Env *env, List *out)
{
    for (Snapshot *i = c->pending[state->ref]; i; i = i->next) {
        const char *name = text_format(c->mem, "%s at %s", state->name, i->let->name);
        int32_t var = var_add(c, VAR_LOCAL, name, state->domain, i->let->at, NULL);
        Stmt *set = stmt_make(c, S_SET, i->let->at, env);
        set->var = var;
        set->value = expr_leaf(c, X_VAR, i->leaf->type, state->ref, i->leaf->at);
        c->model->vars[var].is_inner = true;
        c->model->vars[var].made = set;
        set->next = *i->place;
        *i->place = set;
        if (out->tail == i->place)
            out->tail = &set->next;
        i->leaf->ref = var;
    }
    c->pending[state->ref] = NULL;
}

/* x += E: of names, E places along the list. */
static Expr *step_value(Check *c, const SynStmt *syn, const Env *env, const Symbol *state)
{
    Expr *x = elaborate_number(c, syn->value, env);
    if (is_poison(c, x))
        return x;
    if (state->domain->kind == TYPE_TRUTH) {
        Diag *d = diag(c->D, DIAG_E204, syn->head, "`%s` is a truth and cannot be moved",
                       state->name);
        note_symbol(c, d, state);
        diag_hint(c->D, d, "Write `%s := yes` or `%s := no`.", state->name, state->name);
        return c->poison;
    }
    if (x->type.kind == TYPE_REAL) {
        Diag *d = diag(c->D, DIAG_E204, syn->value->at, "a whole number is expected here");
        note_type(c, d, syn->value->at, x->type);
        diag_hint(c->D, d, "Round it with `floor` or `ceil`.");
        return c->poison;
    }
    Type type = type_of_domain(state->domain);
    Expr *now = expr_leaf(c, X_VAR, type, state->ref, syn->name.at);
    return expr_make(c, syn->op == OP_ADD ? X_ADD : X_SUB, type, syn->head, now, x, NULL);
}

static void assign(Check *c, const SynStmt *syn, const Env *env, List *out)
{
    if (refuses_change(c, syn, env))
        return;
    Symbol *state = symbol_expect(c, syn->name, env, SYM_STATE);
    if (!state || state->is_broken || !syn->value)
        return;
    Expr *value = syn->op == OP_EQ
                      ? elaborate_into(c, syn->value, env, state->domain, syn->name.at)
                      : step_value(c, syn, env, state);
    snapshots_take(c, state, env, out);
    Stmt *s = stmt_add(c, S_SET, syn, env, out);
    s->var = state->ref;
    s->value = is_public(c, value) ? keep(c, value) : c->poison;
    state->is_set = true;
}

/* The domain of a local that can be kept as a value. */
static bool local_domain(const Check *c, const Expr *x, Domain *domain)
{
    if (x->type.kind == TYPE_NAME) {
        *domain = *x->type.domain;
        return true;
    }
    if (x->type.kind != TYPE_TRUTH && x->type.kind != TYPE_WHOLE)
        return false;
    Bounds b = expr_bounds(c, x);
    if (!(b.lo >= -MOST_BOUND && b.hi <= MOST_BOUND && b.hi - b.lo < MOST_DOMAIN_VALUES) ||
        b.lo != floor(b.lo) || b.hi != floor(b.hi))
        return false;
    *domain = (Domain){.kind = x->type.kind, .lo = (int32_t)b.lo, .hi = (int32_t)b.hi};
    return true;
}

static void local(Check *c, const SynStmt *syn, const Env *env, List *out)
{
    bool is_inner;
    Expr *x = keep(c, elaborate(c, syn->value, env, WANT_ANY));
    Symbol *symbol = symbol_to_make(c, syn->name, env, true, &is_inner);
    Domain *domain = make(c->mem, Domain);
    symbol->is_broken = is_poison(c, x);
    bool is_private = x->reads_types || x->reads_beliefs;
    if (!symbol->is_broken && !is_private && local_domain(c, x, domain)) {
        Stmt *s = stmt_add(c, S_SET, syn, env, out);
        s->var = var_add(c, VAR_LOCAL, symbol->name, domain, symbol->at, symbol);
        s->value = x;
        c->model->vars[s->var].is_inner = is_inner;
        c->model->vars[s->var].made = s;
    } else {
        symbol->value = expr_freeze(c, x, symbol, out->tail);
    }
    mark_made(c, symbol);
}

/* ------------------------------------------------------------------ the others */

static void branch(Check *c, const SynStmt *syn, const Env *env, List *out)
{
    Stmt *s = stmt_add(c, S_IF, syn, env, out);
    s->value = keep(c, elaborate_truth(c, syn->guard, env));
    is_public(c, s->value);
    for (int value = 0; value <= 1; value++)
        if (is_always(c, s->value, value) && may_warn(c, env, syn->head))
            diag(c->D, DIAG_W511, syn->guard->at,
                 value ? N_("this condition always holds")
                       : N_("this condition never holds"));
    int32_t before = c->made_count;
    walk(c, syn->body, env, &(List){&s->body});
    forget_made(c, before);
    walk(c, syn->otherwise, env, &(List){&s->otherwise});
    forget_made(c, before);
}

static void pay(Check *c, const SynStmt *syn, const Env *env, List *out)
{
    Stmt *s = stmt_add(c, S_PAY, syn, env, out);
    const Symbol *player = symbol_expect(c, syn->player, env, SYM_PLAYER);
    s->player = player ? player->ref : 0;
    s->value = keep(c, elaborate_number(c, syn->value, env));
    may_be_paid(c, s->value, s->player);
}

static void happens(Check *c, const SynStmt *syn, const Env *env, List *out)
{
    Symbol *event = symbol_expect(c, syn->name, env, SYM_EVENT);
    if (!event)
        return;
    event->is_set = true;
    stmt_add(c, S_EVENT, syn, env, out)->event = event->ref;
}

/* What is shown is a variable, or becomes one where it has a domain: then whoever saw it can be
 * told from whoever saw something else. */
static void show(Check *c, const SynStmt *syn, const Env *env, List *out)
{
    Expr *x = keep(c, elaborate(c, syn->value, env, WANT_ANY));
    Domain domain;
    if (!is_poison(c, x) && x->op != X_VAR && x->reads_vars &&
        local_domain(c, x, &domain)) {
        Stmt *set = stmt_add(c, S_SET, syn, env, out);
        const char *name = written_short(c, syn->value->at);
        set->var = var_add(c, VAR_LOCAL, name, &domain, syn->value->at, NULL);
        set->value = x;
        c->model->vars[set->var].is_inner = true;
        c->model->vars[set->var].made = set;
        x = expr_leaf(c, X_VAR, x->type, set->var, x->at);
    }
    stmt_add(c, S_SHOW, syn, env, out)->value = x;
}

static bool may_stand_in_finally(const SynStmt *s)
{
    return s->kind == SYN_PAY || s->kind == SYN_BRANCH || s->kind == SYN_PUT;
}

static void walk_one(Check *c, const SynStmt *s, const Env *env, List *out)
{
    if (c->part == IN_FINALLY && !may_stand_in_finally(s)) {
        Diag *d = diag(c->D, DIAG_E223, s->head, "this cannot stand in `finally`");
        diag_hint(c->D, d, "The game has ended: only `pay` and `if` can.");
        return;
    }
    if (!may_stand_here(c, s))
        return;
    switch (s->kind) {
    case SYN_CHOOSES:
        choose(c, s, env, out);
        break;
    case SYN_TOGETHER:
        together(c, s, env, out);
        break;
    case SYN_CHANCE:
        chance(c, s, env, out);
        break;
    case SYN_ASSIGN:
        assign(c, s, env, out);
        break;
    case SYN_LOCAL:
        local(c, s, env, out);
        break;
    case SYN_BRANCH:
        branch(c, s, env, out);
        break;
    case SYN_PAY:
        pay(c, s, env, out);
        break;
    case SYN_HAPPENS:
        happens(c, s, env, out);
        break;
    case SYN_PUT:
        rule_put(c, s, env, out);
        break;
    case SYN_SHOW:
        show(c, s, env, out);
        break;
    }
}

static void walk(Check *c, const SynStmt *s, const Env *env, List *out)
{
    if (c->block_depth >= MOST_NESTED_BLOCKS && s)
        refuse_more(c, s->head);
    c->block_depth++;
    for (; s && !c->is_full; s = s->next)
        walk_one(c, s, env, out);
    c->block_depth--;
}

void program_lay(Check *c)
{
    if (c->each) {
        Env *env = make(c->mem, Env);
        *env = *env_of_file(c, c->each->at.source);
        env->is_program = true;
        c->part = IN_PROGRAM;
        walk(c, c->each->body, env, &(List){&c->model->program});
    }
    if (c->finally) {
        c->part = IN_FINALLY;
        walk(c, c->finally->body, env_of_file(c, c->finally->at.source),
             &(List){&c->model->finally});
    }
    choice_events(c);
    c->part = IN_DECLARATIONS;
}
