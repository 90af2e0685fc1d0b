#include "lang/check_private.h"
#include "math/lattice.h"

enum { DEFAULT_BELIEF_STEPS = 20 };

/* ------------------------------------------------------------------ types */

static void type_lay(Check *c, Symbol *s)
{
    const Env *env = env_of_file(c, s->decl->at.source);
    Domain *domain = make(c->mem, Domain);
    const Symbol *owner = symbol_expect(c, s->decl->owner, env, SYM_PLAYER);
    if (!domain_lay(c, &s->decl->domain, env, domain) || !owner) {
        s->is_broken = true;
        *domain = (Domain){.kind = TYPE_TRUTH, .hi = 1};
    }
    s->domain = domain;
    c->var_symbols[s->ref] = s;
    c->model->vars[s->ref] = (Var){.kind = VAR_TYPE,
                                   .name = s->name,
                                   .text = text_of(&s->decl->text, s->name),
                                   .source = source_of(&s->decl->source),
                                   .at = s->at,
                                   .domain = *domain,
                                   .player = owner ? owner->ref : 0};
    s->progress = DONE;
}

static Secret *secret_of_player(Check *c, int32_t player)
{
    Model *m = c->model;
    for (int32_t k = 0; k < m->secret_count; k++)
        if (m->secrets[k].player == player)
            return &m->secrets[k];
    Secret *s = &m->secrets[m->secret_count++];
    *s = (Secret){.player = player, .count = 1, .steps = DEFAULT_BELIEF_STEPS};
    s->vars = make(c->mem, int32_t, m->type_count);
    return s;
}

static int64_t values_of(const Domain *d)
{
    return (int64_t)d->hi - d->lo + 1;
}

static void refuse_values(Check *c, const Symbol *type, const Secret *s, int64_t count)
{
    Diag *d = diag(
        c->D, DIAG_E243, type->at, "what `%s` alone knows has %lld values, more than %d",
        c->model->players[s->player].name, (long long)count, (int)MOST_SECRET_VALUES);
    if (s->var_count)
        diag_hint(c->D, d, "All types of one player together have %d values at most.",
                  (int)MOST_SECRET_VALUES);
}

/* Adds a type to what its player knows. */
static void secret_add(Check *c, Symbol *type)
{
    Model *m = c->model;
    const Var *v = &m->vars[type->ref];
    Secret *s = secret_of_player(c, v->player);
    c->secret_of[type->ref - m->state_count] = (int32_t)(s - m->secrets);
    int64_t count = s->count * values_of(&v->domain);
    if (count > MOST_SECRET_VALUES) {
        refuse_values(c, type, s, count);
        type->is_broken = true;
        return;
    }
    s->count = (int32_t)count;
    s->vars[s->var_count++] = type->ref;
    if (m->secret_count == MOST_SECRETS + 1) {
        Diag *d = diag(c->D, DIAG_E903, type->at,
                       "more than %d players know something that the others do not",
                       (int)MOST_SECRETS);
        diag_hint(c->D, d, "Make what one of them knows a state, which everyone sees.");
        m->secret_count--;
        type->is_broken = true;
    }
}

/* ------------------------------------------------------------------ grids */

static void grid_lay(Check *c, const SynDecl *decl, Table *seen)
{
    const Env *env = env_of_file(c, decl->at.source);
    const Symbol *type = symbol_expect(c, decl->name, env, SYM_TYPE);
    int64_t steps;
    if (!whole_constant(c, decl->value, env, 1, MOST_BELIEF_STEPS, &steps) || !type ||
        type->is_broken)
        return;
    const SynDecl *first = table_get(seen, type);
    if (first) {
        Diag *d = diag(c->D, DIAG_E202, decl->name.at,
                       "the grid of beliefs about `%s` is given twice", type->name);
        diag_note(c->D, d, first->name.at, "the first is here");
        return;
    }
    table_put(c->mem, seen, type, (void *)decl);
    Secret *s = &c->model->secrets[c->secret_of[type->ref - c->model->state_count]];
    bool is_first = s->steps < 0;
    if (is_first || steps > s->steps)
        s->steps = (int32_t)steps;
}

static void grids_lay(Check *c)
{
    Table seen = {0};
    Model *m = c->model;
    for (int32_t k = 0; k < m->secret_count; k++)
        m->secrets[k].steps = -1;
    for (const Syntax *f = c->files; f; f = f->next)
        for (const SynDecl *d = f->decls; d; d = d->next)
            if (d->kind == DECL_BELIEF)
                grid_lay(c, d, &seen);
    for (int32_t k = 0; k < m->secret_count; k++)
        if (m->secrets[k].steps < 0)
            m->secrets[k].steps = DEFAULT_BELIEF_STEPS;
}

static void check_grids(Check *c)
{
    enum { MOST_CELLS = 1000000 };
    const Model *m = c->model;
    int64_t cells = 1;
    for (int32_t k = 0; k < m->secret_count; k++) {
        cells *= lattice_count(m->secrets[k].count, m->secrets[k].steps);
        if (cells <= MOST_CELLS)
            continue;
        diag(c->D, DIAG_E214, m->vars[m->secrets[k].vars[0]].at,
             "the grid of beliefs has more than %d points", (int)MOST_CELLS);
        return;
    }
}

void secrets_lay(Check *c)
{
    Model *m = c->model;
    m->secrets = make(c->mem, Secret, MOST_SECRETS + 1);
    m->players = make(c->mem, Player, m->player_count);
    for (Symbol *s = c->first; s; s = s->next)
        if (s->kind == SYM_PLAYER)
            m->players[s->ref].name = s->name;
    for (Symbol *s = c->first; s; s = s->next)
        if (s->kind == SYM_TYPE)
            type_lay(c, s);
    for (Symbol *s = c->first; s; s = s->next)
        if (s->kind == SYM_TYPE && !s->is_broken)
            secret_add(c, s);
    grids_lay(c);
    check_grids(c);
    for (int32_t k = 0; k < m->secret_count; k++) {
        m->secrets[k].first_belief = m->belief_count;
        m->belief_count += m->secrets[k].count;
    }
    c->has_secrets = true;
}

/* ------------------------------------------------------------------ reading */

static Expr *read_too_early(Check *c, Span at)
{
    Diag *d = diag(c->D, DIAG_E210, at, "`%s` cannot be read here", written_short(c, at));
    diag_hint(c->D, d, "Only numbers and parameters can.");
    return c->poison;
}

Expr *type_read(Check *c, Symbol *s, Name name)
{
    if (!c->has_secrets)
        return read_too_early(c, name.at);
    if (s->is_broken)
        return c->poison;
    return expr_leaf(c, X_TYPE, type_of_domain(s->domain), s->ref, name.at);
}

/* x as it is when value k of the secret is the truth. */
static Expr *fill_in(Check *c, Expr *x, int32_t secret, int32_t k)
{
    const Model *m = c->model;
    const Secret *s = &m->secrets[secret];
    if (!(x->reads_types >> secret & 1))
        return x;
    if (x->op == X_TYPE) {
        int32_t which = 0;
        while (s->vars[which] != x->ref)
            which++;
        return expr_number(c, x->type, secret_value(s, m->vars, k, which), x->at);
    }
    Expr *kids[3] = {NULL};
    for (int32_t i = 0; i < x->kid_count; i++)
        kids[i] = fill_in(c, x->kids[i], secret, k);
    return expr_make(c, x->op, x->type, x->at, kids[0], kids[1], kids[2]);
}

/* sum over the values k of the secrets that C reads, from `secret` on, of
 * beliefs[k] C(k) */
static Expr *expectation(Check *c, Expr *x, int32_t secret, Span at)
{
    static const Type REAL = {TYPE_REAL, NULL};
    if (secret == c->model->secret_count)
        return x;
    const Secret *s = &c->model->secrets[secret];
    if (!(x->reads_types >> secret & 1))
        return expectation(c, x, secret + 1, at);
    Expr *sum = NULL;
    for (int32_t k = 0; k < s->count; k++) {
        Expr *belief = expr_leaf(c, X_BELIEF, REAL, s->first_belief + k, at);
        Expr *filled = expectation(c, fill_in(c, x, secret, k), secret + 1, at);
        Expr *term = expr_make(c, X_MUL, REAL, at, belief, filled, NULL);
        if (!is_poison(c, term) && is_constant(filled)) {
            if (constant_value(c, filled) == 0)
                continue;
            if (constant_value(c, filled) == 1)
                term = belief;
        }
        sum = sum ? expr_make(c, X_ADD, REAL, at, sum, term, NULL) : term;
    }
    return sum ? sum : expr_number(c, REAL, 0, at);
}

Expr *believed_lay(Check *c, const SynExpr *e, const Env *env)
{
    if (!c->has_secrets)
        return read_too_early(c, e->at);
    Expr *x = elaborate_truth(c, e->kids[0], env);
    if (is_poison(c, x))
        return x;
    if (!x->reads_types) {
        Diag *d = diag(c->D, DIAG_E245, e->at, "everyone knows `%s`",
                       written_short(c, e->kids[0]->at));
        diag_hint(c->D, d,
                  "`believed` is about a type, as in `believed(resolve == hard)`.");
        return c->poison;
    }
    return expectation(c, x, 0, e->at);
}

/* ------------------------------------------------------------------ who may read what */

typedef struct {
    uint8_t types; /* secrets that may be read */
    bool beliefs;
    const Expr *found;
} Readable;

static void find_unreadable(Check *c, const Expr *leaf, void *with)
{
    Readable *r = with;
    (void)c;
    bool may = leaf->op == X_BELIEF ? r->beliefs : !(leaf->reads_types & ~r->types);
    if (!may && !r->found)
        r->found = leaf;
}

/* The first leaf that is none of those who would read it; NULL when all may. */
static const Expr *unreadable(Check *c, const Expr *x, uint8_t types, bool beliefs)
{
    Readable r = {.types = types, .beliefs = beliefs};
    if (!is_poison(c, x))
        expr_visit(c, x, find_unreadable, &r);
    return r.found;
}

static uint8_t secret_bit(const Check *c, int32_t player)
{
    for (int32_t k = 0; k < c->model->secret_count; k++)
        if (c->model->secrets[k].player == player)
            return (uint8_t)(1u << k);
    return 0;
}

static Diag *refuse_reading(Check *c, const Expr *leaf)
{
    if (leaf->op == X_BELIEF) {
        Diag *d = diag(c->D, DIAG_E241, leaf->at, "a belief opens or closes nothing here");
        diag_hint(c->D, d,
                  "A belief is a number for payoffs, chances, measures and questions.");
        return d;
    }
    const Var *v = &c->model->vars[leaf->ref];
    Diag *d = diag(c->D, DIAG_E241, leaf->at, "`%s` is known to `%s` alone", v->name,
                   c->model->players[v->player].name);
    diag_note(c->D, d, v->at, "`%s` is declared here, as a type", v->name);
    return d;
}

bool may_be_paid(Check *c, const Expr *x, int32_t player)
{
    const Expr *leaf = unreadable(c, x, secret_bit(c, player), true);
    if (!leaf)
        return true;
    Diag *d = refuse_reading(c, leaf);
    diag_hint(c->D, d,
              "What `%s` is paid may read what the others believe: `believed(%s == …)`.",
              c->model->players[player].name, c->model->vars[leaf->ref].name);
    return false;
}

Expr *arm_guard(Check *c, Expr *x, int32_t player)
{
    const Expr *leaf = unreadable(c, x, secret_bit(c, player), false);
    if (!leaf)
        return x;
    Diag *d = refuse_reading(c, leaf);
    if (leaf->op == X_TYPE)
        diag_hint(c->D, d, "What `%s` may do cannot depend on what it does not know.",
                  c->model->players[player].name);
    return c->poison;
}

bool is_public(Check *c, const Expr *x)
{
    const Expr *leaf = unreadable(c, x, 0, false);
    if (!leaf)
        return true;
    Diag *d = refuse_reading(c, leaf);
    if (leaf->op == X_TYPE)
        diag_hint(
            c->D, d,
            "Everyone sees which way is taken here. Let `%s` choose, or let a lottery's "
            "chances depend on it.",
            c->model->players[c->model->vars[leaf->ref].player].name);
    return false;
}

void check_sign(Check *c, const Stmt *s)
{
    uint8_t types = 0;
    for (const Arm *a = s->arms; a; a = a->next)
        types |= a->probability->reads_types;
    if (!(types & (types - 1)))
        return;
    Diag *d = diag(c->D, DIAG_E244, s->at,
                   "the chances of this lottery depend on what two players know");
    diag_hint(
        c->D, d,
        "Its outcome would tie the beliefs about one to those about the other. Draw two "
        "lotteries, one for each.");
}

void check_meeting(Check *c, const Stmt *together)
{
    for (const Stmt *a = together->body; a; a = a->next)
        for (const Stmt *b = together->body; b != a; b = b->next) {
            if (a->player != b->player || !secret_bit(c, a->player))
                continue;
            Diag *d =
                diag(c->D, DIAG_E903, a->at,
                     "`%s`, who knows something that the others do not, chooses twice "
                     "at the same time",
                     c->model->players[a->player].name);
            diag_note(c->D, d, b->at, "the first choice is here");
            return;
        }
}

/* ------------------------------------------------------------------ types that change */

static const Symbol *changed_type(const Check *c, const SynStmt *s, const Env *env)
{
    if (s->kind != SYN_ASSIGN)
        return NULL;
    Found f = name_find(c, s->name, env);
    return f.symbol && f.symbol->kind == SYM_TYPE ? f.symbol : NULL;
}

bool is_change(const Check *c, const SynStmt *syn, const Env *env)
{
    bool changes = false;
    if (syn->name.text)
        return false;
    for (const SynArm *a = syn->arms; a; a = a->next)
        for (const SynStmt *s = a->body; s; s = s->next) {
            if (!changed_type(c, s, env))
                return false;
            changes = true;
        }
    return changes;
}

static void refuse_change(Check *c, const SynStmt *syn, const Symbol *type)
{
    Diag *d = diag(c->D, DIAG_E242, syn->head, "`%s` cannot be set here", type->name);
    note_symbol(c, d, type);
    diag_hint(
        c->D, d,
        "Only a lottery without a name changes a type, and its arms do nothing else: "
        "nobody else must see that it changed. `chance unseen { 5%% : %s := …  rest : "
        "nothing }`",
        type->name);
}

bool refuses_change(Check *c, const SynStmt *syn, const Env *env)
{
    const Symbol *type = changed_type(c, syn, env);
    if (type)
        refuse_change(c, syn, type);
    return type != NULL;
}

/* One `type := value` of a change; what it is set to is a constant. */
static Stmt *change_one(Check *c, const SynStmt *syn, const Env *env, Stmt *lottery)
{
    const Symbol *type = changed_type(c, syn, env);
    if (type->is_broken || syn->op != OP_EQ || !syn->value) {
        if (!type->is_broken && syn->value)
            refuse_change(c, syn, type);
        return NULL;
    }
    Expr *x = elaborate_into(c, syn->value, env, type->domain, syn->name.at);
    if (is_poison(c, x))
        return NULL;
    double value = is_constant(x) ? constant_value(c, x) : type->domain->lo - 1;
    if (value < type->domain->lo || value > type->domain->hi) {
        Diag *d = diag(c->D, DIAG_E242, syn->value->at,
                       "a type is set to one of its values, by a number or a name");
        note_symbol(c, d, type);
        return NULL;
    }
    int32_t secret = c->secret_of[type->ref - c->model->state_count];
    if (lottery->changes >= 0 && lottery->changes != secret)
        diag(c->D, DIAG_E244, syn->head,
             "this lottery changes what two players know at once");
    lottery->changes = secret;
    Stmt *s = make(c->mem, Stmt);
    *s = (Stmt){.kind = S_SET,
                .at = syn->head,
                .var = type->ref,
                .player = -1,
                .first_event = -1,
                .made_event = -1,
                .event = -1,
                .changes = -1,
                .value = expr_number(c, x->type, value, x->at),
                .put_at = lottery->put_at,
                .rule = lottery->rule};
    return s;
}

void change_lay(Check *c, const SynStmt *syn, const Env *env, Stmt *s)
{
    const SynArm *written_as = syn->arms;
    for (Arm *a = s->arms; a; a = a->next, written_as = written_as->next) {
        Stmt **end = &a->body;
        for (const SynStmt *i = written_as->body; i; i = i->next) {
            Stmt *one = change_one(c, i, env, s);
            if (one) {
                *end = one;
                end = &one->next;
            }
        }
    }
    uint8_t types = 0;
    for (const Arm *a = s->arms; a; a = a->next)
        types |= a->probability->reads_types;
    if (s->changes >= 0 && types & ~(1u << s->changes))
        diag(c->D, DIAG_E244, s->at,
             "whether what one player knows changes depends here on what another knows");
}

/* ------------------------------------------------------------------ what they stand beside */

/* The first statement of the list that hides something; NULL where none does. */
static const Stmt *find_hiding(const Stmt *s)
{
    for (; s; s = s->next) {
        if (s->seers)
            return s;
        const Stmt *within = find_hiding(s->body);
        within = within ? within : find_hiding(s->otherwise);
        for (const Arm *a = s->arms; a && !within; a = a->next)
            within = find_hiding(a->body);
        if (within)
            return within;
    }
    return NULL;
}

void secrets_check(Check *c)
{
    const Model *m = c->model;
    if (m->secret_count == 0)
        return;
    const Var *type = &m->vars[m->secrets[0].vars[0]];
    const Stmt *hiding = find_hiding(m->program);
    if (hiding) {
        Diag *d =
            diag(c->D, DIAG_E905, hiding->at,
                 "this version of Truce does not solve hidden moves together with types");
        diag_note(c->D, d, type->at, "`%s` is a type", type->name);
    }
    if (m->is_endless)
        diag(c->D, DIAG_E905, type->at,
             "this version of Truce does not solve types in a game without an end");
}
