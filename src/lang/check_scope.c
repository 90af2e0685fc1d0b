#include "lang/check_private.h"

#include "base/hash.h"

#include <string.h>

/* ------------------------------------------------------------------ tables */

/* The place of key, or the free one where it would go. */
static int32_t table_slot(const Table *t, const void *key)
{
    uint64_t mask = (uint64_t)t->room - 1;
    uint64_t slot = hash_mix((uint64_t)(uintptr_t)key) & mask;
    while (t->keys[slot] && t->keys[slot] != key)
        slot = (slot + 1) & mask;
    return (int32_t)slot;
}

void *table_get(const Table *t, const void *key)
{
    return t->room ? t->values[table_slot(t, key)] : NULL;
}

void table_put(Mem *M, Table *t, const void *key, void *value)
{
    if (2 * (t->used + 1) > t->room) {
        Table old = *t;
        *t = (Table){.room = old.room ? 2 * old.room : 64};
        t->keys = make(M, const void *, t->room);
        t->values = make(M, void *, t->room);
        for (int32_t i = 0; i < old.room; i++)
            if (old.keys[i])
                table_put(M, t, old.keys[i], old.values[i]);
    }
    int32_t slot = table_slot(t, key);
    t->used += !t->keys[slot];
    t->keys[slot] = key;
    t->values[slot] = value;
}

/* ------------------------------------------------------------------ finding */

static Binding *binding_find(const Env *env, const char *name)
{
    for (int32_t i = 0; i < env->binding_count; i++)
        if (env->bindings[i].name == name)
            return &env->bindings[i];
    return NULL;
}

static Symbol *inner_find(const Env *env, const char *name)
{
    if (env->inner)
        for (Symbol *s = env->inner->first; s; s = s->next)
            if (s->name == name)
                return s;
    return NULL;
}

bool is_domain_name(const Check *c, const char *name, int32_t source)
{
    for (const DomainName *n = table_get(&c->domain_names, name); n; n = n->next)
        if (n->at.source == source)
            return true;
    return false;
}

/* What another file declares gives way to a name of a domain of this one. */
static Symbol *top_level_find(const Check *c, const char *name, int32_t source)
{
    Symbol *s = table_get(&c->symbols, name);
    if (s && s->at.source != source && is_domain_name(c, name, source))
        return NULL;
    return s;
}

Found name_find(const Check *c, Name name, const Env *env)
{
    if (!name.text)
        return (Found){.name = name, .env = env};
    for (Binding *b; (b = binding_find(env, name.text)); env = b->env, name = b->arg->name)
        if (b->arg->kind != SYN_NAME)
            return (Found){.argument = b, .name = name, .env = env};
    Symbol *s = inner_find(env, name.text);
    if (!s)
        s = top_level_find(c, name.text, env->source);
    return (Found){.symbol = s, .name = name, .env = env};
}

const Env *env_of_file(const Check *c, int32_t source)
{
    for (int32_t i = 0; i < c->file_count; i++)
        if (c->file_envs[i].source == source)
            return &c->file_envs[i];
    return &c->file_envs[0];
}

bool env_is_inside(const Env *env, const Symbol *owner)
{
    for (; env; env = env->caller)
        if (env->owner == owner)
            return true;
    return false;
}

/* ------------------------------------------------------------------ what is said of names */

void note_symbol(Check *c, Diag *d, const Symbol *s)
{
    Diags *D = c->D;
    const char *name = s->name;
    switch (s->kind) {
    case SYM_PLAYER:
        diag_note(D, d, s->at, "`%s` is declared here, as a player", name);
        break;
    case SYM_PARAM:
        diag_note(D, d, s->at, "`%s` is declared here, as a parameter", name);
        break;
    case SYM_STATE:
        diag_note(D, d, s->at, "`%s` is declared here, as a state", name);
        break;
    case SYM_TYPE:
        diag_note(D, d, s->at, "`%s` is declared here, as a type", name);
        break;
    case SYM_LET:
        diag_note(D, d, s->at, "`%s` is declared here, by `let`", name);
        break;
    case SYM_FUNCTION:
        diag_note(D, d, s->at, "`%s` is declared here, as a function", name);
        break;
    case SYM_RULE:
        diag_note(D, d, s->at, "`%s` is declared here, as a rule", name);
        break;
    case SYM_MEASURE:
        diag_note(D, d, s->at, "`%s` is declared here, as a measure", name);
        break;
    case SYM_EVENT:
        diag_note(D, d, s->at, "`%s` is declared here, as an event", name);
        break;
    case SYM_VARIANT:
        diag_note(D, d, s->at, "`%s` is declared here, as a variant", name);
        break;
    case SYM_CLAIM:
        diag_note(D, d, s->at, "`%s` is declared here, as a claim", name);
        break;
    case SYM_MADE:
        diag_note(D, d, s->at, "`%s` is made here, in the program", name);
        break;
    }
}

bool suggest_name(Check *c, Diag *d, const char *word, unsigned kinds, const Env *env,
                  const Domain *domain)
{
    const char **candidates = NULL;
    int32_t count = 0, room = 0;
#define ADD(candidate)                                                                     \
    do {                                                                                   \
        need(c->mem, candidates, count, room);                                             \
        candidates[count++] = (candidate);                                                 \
    } while (0)
    for (int32_t i = 0; domain && domain->kind == TYPE_NAME && i <= domain->hi; i++)
        ADD(domain->names[i]);
    for (int32_t i = 0; env && i < env->binding_count; i++)
        ADD(env->bindings[i].name);
    for (const Symbol *s = env && env->inner ? env->inner->first : NULL; s; s = s->next)
        if (kinds >> s->kind & 1)
            ADD(s->name);
    for (const Symbol *s = c->first; s; s = s->next)
        if (kinds >> s->kind & 1)
            ADD(s->name);
#undef ADD
    bool found = diag_suggest(c->D, d, word, candidates, count);
    mem_drop(c->mem, candidates);
    return found;
}

static Diag *report_no_such(Check *c, SymbolKind kind, Name name)
{
    Diags *D = c->D;
    switch (kind) {
    case SYM_PLAYER:
        return diag(D, DIAG_E201, name.at, "no player is named `%s`", name.text);
    case SYM_STATE:
        return diag(D, DIAG_E201, name.at, "no state is named `%s`", name.text);
    case SYM_TYPE:
        return diag(D, DIAG_E201, name.at, "no type is named `%s`", name.text);
    case SYM_PARAM:
        return diag(D, DIAG_E201, name.at, "no parameter is named `%s`", name.text);
    case SYM_FUNCTION:
        return diag(D, DIAG_E201, name.at, "no function is named `%s`", name.text);
    case SYM_RULE:
        return diag(D, DIAG_E201, name.at, "no rule is named `%s`", name.text);
    case SYM_EVENT:
        return diag(D, DIAG_E201, name.at, "no event is named `%s`", name.text);
    case SYM_VARIANT:
        return diag(D, DIAG_E201, name.at, "no variant is named `%s`", name.text);
    default:
        return diag(D, DIAG_E201, name.at, "nothing is named `%s` here", name.text);
    }
}

Symbol *symbol_expect(Check *c, Name name, const Env *env, SymbolKind kind)
{
    Found f = name_find(c, name, env);
    if (f.symbol && f.symbol->kind == kind) {
        f.symbol->uses += kind != SYM_STATE; /* one that is expected is set, not read */
        return f.symbol;
    }
    if (!f.name.text || (f.argument && f.argument->arg->kind == SYN_MISSING))
        return NULL;
    Diag *d = report_no_such(c, kind, (Name){f.name.text, name.at});
    if (f.symbol)
        note_symbol(c, d, f.symbol);
    else if (f.argument)
        diag_note(c->D, d, f.argument->arg->at, "`%s` stands for `%s` here", f.name.text,
                  written_short(c, f.argument->arg->at));
    else
        suggest_name(c, d, f.name.text, 1u << kind, f.env, NULL);
    return NULL;
}

void circle_report(Check *c, const Symbol *s, Span at)
{
    Diag *d = diag(c->D, DIAG_E207, at, "`%s` reads itself", s->name);
    for (const Doing *i = c->doing; i && i->symbol != s; i = i->outer)
        diag_note(c->D, d, i->read_at, "`%s` is read here", i->symbol->name);
    diag_hint(c->D, d, "Nothing may be made of itself; break the circle.");
}

/* The diagnostic before d that says the same, or NULL. */
static const Diag *said_before(const Check *c, const Diag *d)
{
    for (const Diag *e = c->D->first; e != d; e = e->next)
        if (e->code == d->code && e->at.source == d->at.source && e->at.at == d->at.at &&
            e->at.length == d->at.length && !strcmp(e->what[LANG_EN], d->what[LANG_EN]))
            return e;
    return NULL;
}

/* A chain of calls is told of up to a length that can be read. */
static bool has_room_for_note(const Diag *d)
{
    enum { MOST_NOTES = 12 };
    int32_t count = 0;
    for (const DiagNote *n = d->notes; n; n = n->next)
        count++;
    return count < MOST_NOTES;
}

void calls_tidy(Check *c, Diag *before, Span put_at, const char *name)
{
    Diags *D = c->D;
    Diag **link = before ? &before->next : &D->first;
    D->last = before;
    while (*link) {
        Diag *d = *link;
        if (said_before(c, d)) {
            *link = d->next;
            *(diag_level(d->code) == LEVEL_ERROR ? &D->errors : &D->warnings) -= 1;
            continue;
        }
        if (has_room_for_note(d))
            diag_note(D, d, put_at, "`%s` is put in place here", name);
        D->last = d;
        link = &d->next;
    }
}

/* ------------------------------------------------------------------ text */

const char *written(const Check *c, Span at)
{
    if (at.source < 0 || at.source >= c->D->source_count)
        return "";
    const char *text = c->D->sources[at.source].text + at.at;
    Buf b = {.mem = c->mem};
    for (int32_t i = 0; i < at.length;) {
        int32_t start = i;
        while (i < at.length && (strchr(" \t\r\n", text[i]) || text[i] == '#')) {
            if (text[i] == '#')
                while (i < at.length && text[i] != '\n')
                    i++;
            else
                i++;
        }
        if (i > start && start > 0 && i < at.length)
            buf_putc(&b, ' ');
        if (i < at.length)
            buf_putc(&b, text[i++]);
    }
    return buf_text(&b);
}

const char *written_short(const Check *c, Span at)
{
    enum { MOST = 60 };
    const char *all = written(c, at);
    if (strlen(all) <= MOST)
        return all;
    int32_t length = MOST;
    while (length > 0 && ((unsigned char)all[length] & 0xC0) == 0x80)
        length--;
    return text_format(c->mem, "%.*s…", (int)length, all);
}

Text text_of(const SynText *t, const char *name)
{
    Text text = {.in = {t->in[LANG_EN] ? t->in[LANG_EN] : name ? name : ""}};
    text.in[LANG_ZH] = t->in[LANG_ZH] ? t->in[LANG_ZH] : text.in[LANG_EN];
    return text;
}

Text source_of(const SynText *t)
{
    return t->in[LANG_EN] ? text_of(t, NULL) : (Text){{NULL}};
}

/* ------------------------------------------------------------------ declaring */

static Diag *report_taken(Check *c, Name name, const Symbol *first)
{
    Diag *d = diag(c->D, DIAG_E202, name.at, "`%s` means something already", name.text);
    note_symbol(c, d, first);
    return d;
}

Symbol *symbol_declare(Check *c, SymbolKind kind, Name name, const SynDecl *decl)
{
    if (!name.text)
        return NULL;
    Symbol *taken = table_get(&c->symbols, name.text);
    if (taken) {
        report_taken(c, name, taken);
        return NULL;
    }
    Symbol *s = make(c->mem, Symbol);
    *s = (Symbol){.kind = kind, .name = name.text, .at = name.at, .decl = decl, .ref = -1};
    table_put(c->mem, &c->symbols, name.text, s);
    *(c->last ? &c->last->next : &c->first) = s;
    c->last = s;
    return s;
}

static void domain_name_note(Check *c, Name name)
{
    if (!name.text || is_domain_name(c, name.text, name.at.source))
        return;
    DomainName *n = make(c->mem, DomainName);
    *n = (DomainName){.name = name.text, .at = name.at};
    n->next = table_get(&c->domain_names, name.text);
    table_put(c->mem, &c->domain_names, name.text, n);
    *(c->last_domain_name ? &c->last_domain_name->later : &c->first_domain_name) = n;
    c->last_domain_name = n;
}

static bool is_param_of(const SynDecl *rule, const char *name)
{
    for (int32_t i = 0; rule && i < rule->param_count; i++)
        if (rule->params[i].text == name)
            return true;
    return false;
}

/* What a body makes: `made` is called for its choices, lotteries and locals, and the names
 * of its arms are noted when `made` is NULL.  The parameters of `rule` are left out. */
typedef struct {
    const SynDecl *rule; /* NULL: the program itself */
    void (*made)(Check *, const SynStmt *, void *);
    void *with;
} Collect;

static void collect_body(Check *c, const SynStmt *body, const Collect *how)
{
    for (const SynStmt *s = body; s; s = s->next) {
        bool makes =
            s->kind == SYN_CHOOSES || s->kind == SYN_CHANCE || s->kind == SYN_LOCAL;
        if (makes && how->made && s->name.text && !is_param_of(how->rule, s->name.text))
            how->made(c, s, how->with);
        for (const SynArm *a = s->arms; a; a = a->next) {
            if (!how->made && !is_param_of(how->rule, a->name.text))
                domain_name_note(c, a->name);
            collect_body(c, a->body, how);
        }
        collect_body(c, s->body, how);
        collect_body(c, s->otherwise, how);
    }
}

static void declare_made(Check *c, const SynStmt *s, void *with)
{
    (void)with;
    const Symbol *taken = table_get(&c->symbols, s->name.text);
    if (taken && taken->kind == SYM_MADE)
        return; /* made twice: the walk through the program says so */
    Symbol *made = symbol_declare(c, SYM_MADE, s->name, NULL);
    if (made)
        made->is_local = s->kind == SYN_LOCAL;
}

static void inner_add(Check *c, const SynStmt *s, void *with)
{
    Inner *inner = with;
    for (const Symbol *i = inner->first; i; i = i->next)
        if (i->name == s->name.text)
            return;
    Symbol *made = make(c->mem, Symbol);
    *made = (Symbol){.kind = SYM_MADE,
                     .name = s->name.text,
                     .at = s->name.at,
                     .ref = -1,
                     .is_local = s->kind == SYN_LOCAL};
    *(inner->last ? &inner->last->next : &inner->first) = made;
    inner->last = made;
}

void inner_collect(Check *c, const SynDecl *rule, Inner *inner)
{
    collect_body(c, rule->body, &(Collect){rule, inner_add, inner});
}

/* A name that hides: it must not be one of its own file. */
static void refuse_own(Check *c, Name name)
{
    if (!name.text)
        return;
    const Symbol *s = table_get(&c->symbols, name.text);
    if (s && s->at.source == name.at.source) {
        report_taken(c, name, s);
        return;
    }
    for (const DomainName *n = table_get(&c->domain_names, name.text); n; n = n->next)
        if (n->at.source == name.at.source) {
            Diag *d =
                diag(c->D, DIAG_E202, name.at, "`%s` means something already", name.text);
            diag_note(c->D, d, n->at, "`%s` is a name of a domain here", name.text);
            return;
        }
}

static void refuse_own_made(Check *c, const SynStmt *s, void *with)
{
    (void)with;
    refuse_own(c, s->name);
}

static void params_check(Check *c, const SynDecl *decl)
{
    for (int32_t i = 0; i < decl->param_count; i++) {
        const Name *p = &decl->params[i];
        for (int32_t j = 0; j < i; j++)
            if (p->text && decl->params[j].text == p->text) {
                Diag *d =
                    diag(c->D, DIAG_E202, p->at, "two parameters are named `%s`", p->text);
                diag_note(c->D, d, decl->params[j].at, "the first is here");
            }
        refuse_own(c, *p);
    }
}

/* Exactly one of these in all files. */
static void declare_once(Check *c, const SynDecl **first, const SynDecl *decl)
{
    if (!*first) {
        *first = decl;
        return;
    }
    Diag *d = diag(c->D, DIAG_E217, decl->head, "a second `%s`",
                   decl->kind == DECL_MODEL    ? "model"
                   : decl->kind == DECL_PERIOD ? "period"
                   : decl->kind == DECL_EACH   ? "each period"
                                               : "finally");
    diag_note(c->D, d, (*first)->head, "the first is here");
}

static bool file_includes(const Check *c, int32_t source, int32_t other)
{
    for (const Syntax *f = c->files; f; f = f->next)
        if (f->source == source)
            return source < other && other <= f->last;
    return false;
}

/* A file sets what it includes by declaring its parameters, states and events anew; a parameter or
 * a state also as a type, so that what all knew becomes private. */
static bool is_set_by_includer(const Check *c, SymbolKind kind, const SynDecl *decl)
{
    const Symbol *own = decl->name.text ? table_get(&c->symbols, decl->name.text) : NULL;
    const bool is_number = kind == SYM_PARAM || kind == SYM_STATE;
    return own && (is_number || kind == SYM_EVENT) &&
           (own->kind == kind || (is_number && own->kind == SYM_TYPE)) &&
           file_includes(c, own->at.source, decl->at.source);
}

static void declare_valued(Check *c, SymbolKind kind, const SynDecl *decl, int32_t *count)
{
    if (is_set_by_includer(c, kind, decl))
        return;
    Symbol *s = symbol_declare(c, kind, decl->name, decl);
    if (!s)
        return;
    if (count)
        s->ref = (*count)++;
    s->written = decl->value;
    s->patience = decl->patience;
    s->precision = decl->precision;
    s->init = &decl->init;
}

static void declare(Check *c, const SynDecl *decl)
{
    Model *m = c->model;
    switch (decl->kind) {
    case DECL_MODEL:
        if (is_main(c, decl->at))
            declare_once(c, &c->model_decl, decl);
        break;
    case DECL_PERIOD:
        declare_once(c, &c->period, decl);
        break;
    case DECL_EACH:
        declare_once(c, &c->each, decl);
        break;
    case DECL_FINALLY:
        declare_once(c, &c->finally, decl);
        break;
    case DECL_PLAYER:
        declare_valued(c, SYM_PLAYER, decl, &m->player_count);
        break;
    case DECL_PARAM:
        declare_valued(c, SYM_PARAM, decl, NULL);
        break;
    case DECL_STATE:
        declare_valued(c, SYM_STATE, decl, &m->state_count);
        break;
    case DECL_TYPE:
        declare_valued(c, SYM_TYPE, decl, &m->type_count);
        break;
    case DECL_LET:
        declare_valued(c, decl->is_function ? SYM_FUNCTION : SYM_LET, decl, NULL);
        break;
    case DECL_RULE:
        declare_valued(c, SYM_RULE, decl, NULL);
        break;
    case DECL_MEASURE:
        declare_valued(c, SYM_MEASURE, decl, &m->measure_count);
        break;
    case DECL_EVENT:
        declare_valued(c, SYM_EVENT, decl, &m->declared_event_count);
        if (is_main(c, decl->at))
            m->own_event_count = m->declared_event_count;
        break;
    case DECL_VARIANT:
        declare_valued(c, SYM_VARIANT, decl, &m->variant_count);
        break;
    case DECL_CLAIM: /* what another file claims is judged with that file */
        if (is_main(c, decl->at))
            declare_valued(c, SYM_CLAIM, decl, &m->claim_count);
        break;
    case DECL_INCLUDE:
        break;
    case DECL_BELIEF: /* read with the types */
        break;
    }
    if (decl->kind == DECL_STATE || decl->kind == DECL_TYPE)
        for (int32_t i = 0; i < decl->domain.name_count; i++)
            domain_name_note(c, decl->domain.names[i]);
    if (decl->kind == DECL_EACH || decl->kind == DECL_RULE)
        collect_body(c, decl->body,
                     &(Collect){decl->kind == DECL_RULE ? decl : NULL, NULL, NULL});
}

void names_collect(Check *c)
{
    for (const Syntax *f = c->files; f; f = f->next)
        for (const SynDecl *decl = f->decls; decl; decl = decl->next)
            declare(c, decl);
    if (c->each)
        collect_body(c, c->each->body, &(Collect){NULL, declare_made, NULL});
    for (const Syntax *f = c->files; f; f = f->next)
        for (const SynDecl *decl = f->decls; decl; decl = decl->next) {
            params_check(c, decl);
            if (decl->kind == DECL_RULE)
                collect_body(c, decl->body, &(Collect){decl, refuse_own_made, NULL});
        }
    for (const DomainName *n = c->first_domain_name; n; n = n->later) {
        const Symbol *s = table_get(&c->symbols, n->name);
        if (s && s->at.source == n->at.source)
            report_taken(c, (Name){n->name, n->at}, s);
    }
}
