#include <string.h>

#include "base/date.h"
#include "lang/parse.h"

/* ------------------------------------------------------------------ pieces */

static SynText parse_source(Parser *p)
{
    SynText none = {0};
    if (!accept_word(p, WORD_source))
        return none;
    if (!is_mark(p, TOKEN_TEXT))
        hint(p, unexpected(p), "Write the source in quotes: `source \"IMF 2024\"`.");
    return parse_text(p);
}

static void parse_range(Parser *p, SynExpr **lo, SynExpr **hi)
{
    *lo = parse_sum(p);
    expect_mark(p, TOKEN_DOTS);
    *hi = parse_sum(p);
}

/* A list of names, and not a range that begins with a name. */
static bool is_at_name_list(const Parser *p)
{
    TokenKind next = ahead(p, 1)->kind;
    return is_mark(p, TOKEN_NAME) && (next == TOKEN_COMMA || next == TOKEN_EQUALS ||
                                      next == TOKEN_NAME || next == TOKEN_TEXT);
}

static SynDomain parse_domain(Parser *p)
{
    int32_t start = p->at;
    SynDomain domain = {.kind = DOMAIN_BOOL};
    if (is_at_name_list(p)) {
        domain.kind = DOMAIN_NAMES;
        domain.names = parse_names_with_texts(p, &domain.texts, &domain.name_count);
        if (is_mark(p, TOKEN_NAME))
            hint(p, unexpected(p), "Names of a domain are separated by commas.");
    } else if (!accept_word(p, WORD_bool)) {
        domain.kind = DOMAIN_RANGE;
        parse_range(p, &domain.lo, &domain.hi);
    }
    domain.at = since(p, start);
    return domain;
}

/* PROBABILITY : VALUE */
static SynStart *parse_start(Parser *p)
{
    int32_t start = p->at;
    SynStart *s = make(p->mem, SynStart);
    s->is_rest = accept_word(p, WORD_rest);
    if (!s->is_rest)
        s->probability = parse_expr(p);
    if (!accept_mark(p, TOKEN_COLON))
        hint(p, unexpected(p),
             "Write the probability, `:` and the value, as in "
             "`{ 60%% : open  rest : closed }`.");
    s->value = parse_expr(p);
    s->at = since(p, start);
    return s;
}

static SynStart *parse_lottery(Parser *p)
{
    SynStart *first = NULL, **end = &first;
    if (!open_block(p))
        return NULL;
    while (has_item(p)) {
        int32_t start = p->at;
        *end = parse_start(p);
        end = &(*end)->next;
        find_next(p, start, begins_line);
    }
    close_block(p);
    return first;
}

static SynInit parse_init(Parser *p)
{
    int32_t start = p->at;
    SynInit init = {0};
    if (!p->is_lost && is_mark(p, TOKEN_OPEN_BRACE))
        init.lottery = parse_lottery(p);
    else
        init.value = parse_expr(p);
    init.at = since(p, start);
    return init;
}

static SynExpr *parse_precision(Parser *p)
{
    if (!is_word(p, WORD_exact))
        return parse_expr(p);
    SynExpr *e = missing_expr(p);
    e->kind = SYN_EXACT;
    take(p);
    return e;
}

/* ------------------------------------------------------------------ time */

static bool find_unit(Word word, int32_t *unit)
{
    switch (word) {
    case WORD_day:
    case WORD_days:
        *unit = UNIT_DAY;
        return true;
    case WORD_week:
    case WORD_weeks:
        *unit = UNIT_WEEK;
        return true;
    case WORD_month:
    case WORD_months:
        *unit = UNIT_MONTH;
        return true;
    case WORD_quarter:
    case WORD_quarters:
        *unit = UNIT_QUARTER;
        return true;
    case WORD_year:
    case WORD_years:
        *unit = UNIT_YEAR;
        return true;
    default:
        return false;
    }
}

static void parse_unit(Parser *p, SynDecl *d)
{
    if (is_mark(p, TOKEN_NAME) && find_unit(here(p)->word, &d->unit))
        take(p);
    else
        hint(p, unexpected(p),
             "Write a unit of time: `day`, `week`, `month`, `quarter` or `year`.");
}

static void parse_period(Parser *p, SynDecl *d)
{
    int32_t unit;
    if (is_mark(p, TOKEN_NAME) && find_unit(here(p)->word, &unit))
        hint(p, unexpected(p), "Write how many: `period 1 %s`.", here(p)->text);
    d->unit_count = parse_sum(p);
    parse_unit(p, d);
    if (accept_word(p, WORD_from))
        d->start = parse_sum(p);
    if (is_mark(p, TOKEN_NUMBER))
        hint(p, unexpected(p), "Write `for` before the number of periods.");
    if (!p->is_lost && !accept_word(p, WORD_for))
        return;
    d->count = parse_sum(p);
    if (accept_word(p, WORD_then))
        d->then_on = expect_word(p, WORD_on);
}

/* ------------------------------------------------------------------ players */

static void tell_twice(Parser *p, const Token *t)
{
    tell(p, DIAG_E113, t->at, "`%s` is given twice", t->text);
}

static void parse_noise(Parser *p, SynDecl *d)
{
    if (is_word(p, WORD_error) || is_word(p, WORD_taste))
        d->noise = word_name(p);
    else
        hint(p, unexpected(p), "Noise is `error` or `taste`.");
}

static void parse_trait(Parser *p, SynDecl *d)
{
    static const char *const traits[] = {"patience", "precision", "noise"};
    const Token *t = here(p);
    if (accept_word(p, WORD_patience)) {
        if (d->patience)
            tell_twice(p, t);
        d->patience = parse_expr(p);
    } else if (accept_word(p, WORD_precision)) {
        if (d->precision)
            tell_twice(p, t);
        d->precision = parse_precision(p);
    } else if (accept_word(p, WORD_noise)) {
        if (d->noise.text)
            tell_twice(p, t);
        parse_noise(p, d);
    } else {
        Diag *e = unexpected(p);
        if (t->kind != TOKEN_NAME || !diag_suggest(p->diags, e, t->text, traits, 3))
            hint(p, e, "A player has `patience`, `precision` and `noise`.");
    }
}

static bool begins_trait(const Parser *p)
{
    return is_word(p, WORD_patience) || is_word(p, WORD_precision) ||
           is_word(p, WORD_noise);
}

static void parse_player(Parser *p, SynDecl *d)
{
    d->name = parse_name(p);
    d->text = parse_text(p);
    if (!is_mark(p, TOKEN_OPEN_BRACE) && !p->is_lost)
        return;
    if (!open_block(p))
        return;
    while (has_item(p)) {
        int32_t start = p->at;
        parse_trait(p, d);
        find_next(p, start, begins_trait);
    }
    d->block = close_block(p);
}

/* ------------------------------------------------------------------ params, states, types */

static void parse_param(Parser *p, SynDecl *d)
{
    d->name = parse_name(p);
    expect_equals(p);
    d->value = parse_expr(p);
    if (accept_word(p, WORD_in))
        parse_range(p, &d->lo, &d->hi);
    d->text = parse_text(p);
    d->source = parse_source(p);
}

/* : DOMAIN = INIT TEXT */
static void parse_variable(Parser *p, SynDecl *d)
{
    expect_mark(p, TOKEN_COLON);
    if (!p->is_lost)
        d->domain = parse_domain(p);
    expect_equals(p);
    d->init = parse_init(p);
    d->text = parse_text(p);
    d->source = parse_source(p);
}

static void parse_state(Parser *p, SynDecl *d)
{
    d->name = parse_name(p);
    if (is_mark(p, TOKEN_EQUALS))
        hint(p, unexpected(p),
             "Write the values that it may take first: `state pact : bool = "
             "yes`.");
    parse_variable(p, d);
}

static void parse_type(Parser *p, SynDecl *d)
{
    d->owner = parse_name(p);
    if (!accept_mark(p, TOKEN_DOT))
        hint(p, unexpected(p), "A type belongs to a player: `type us.resolve : ...`.");
    d->name = parse_name(p);
    parse_variable(p, d);
}

/* ------------------------------------------------------------------ lets, rules, measures */

static void parse_params(Parser *p, SynDecl *d)
{
    Span open = take(p)->at;
    d->is_function = true;
    if (!is_mark(p, TOKEN_CLOSE))
        d->params = parse_names(p, &d->param_count);
    if (!p->is_lost && !is_mark(p, TOKEN_CLOSE)) {
        Diag *e = unexpected(p);
        hint(p, e, "Write `,` before another name, or `)`.");
        diag_note(p->diags, e, open, "this `(` is still open");
    }
    accept_mark(p, TOKEN_CLOSE);
}

static void parse_let(Parser *p, SynDecl *d)
{
    d->name = parse_name(p);
    if (is_mark(p, TOKEN_OPEN))
        parse_params(p, d);
    expect_equals(p);
    d->value = parse_expr(p);
}

static void parse_rule(Parser *p, SynDecl *d)
{
    d->name = parse_name(p);
    if (is_mark(p, TOKEN_OPEN))
        parse_params(p, d);
    else
        hint(p, unexpected(p),
             "A rule has parentheses, with names in them or none: "
             "`rule calm() { ... }`.");
    d->body = parse_block(p, &d->block);
}

static void parse_measure(Parser *p, SynDecl *d)
{
    d->name = parse_name(p);
    expect_equals(p);
    d->value = parse_expr(p);
    d->text = parse_text(p);
}

static void parse_belief(Parser *p, SynDecl *d)
{
    d->name = parse_name(p);
    expect_word(p, WORD_steps);
    d->value = parse_sum(p);
}

/* ------------------------------------------------------------------ variants, claims */

SynSetting *parse_setting(Parser *p)
{
    int32_t start = p->at;
    SynSetting *s = make(p->mem, SynSetting);
    s->name = parse_name(p);
    if (accept_mark(p, TOKEN_DOT)) {
        if (is_word(p, WORD_patience) || is_word(p, WORD_precision))
            s->field = word_name(p);
        else
            hint(p, unexpected(p), "A variant sets a player's `patience` or `precision`.");
    }
    if (p->is_lost)
        s->name.text = NULL; /* what it sets is not known */
    expect_equals(p);
    if (is_word(p, WORD_exact)) {
        s->value.value = parse_precision(p);
        s->value.at = s->value.value->at;
    } else {
        s->value = parse_init(p);
    }
    s->at = since(p, start);
    return s;
}

static bool begins_setting(const Parser *p)
{
    TokenKind next = ahead(p, 1)->kind;
    return is_mark(p, TOKEN_NAME) && (next == TOKEN_EQUALS || next == TOKEN_DOT);
}

static void parse_variant(Parser *p, SynDecl *d)
{
    d->name = parse_name(p);
    d->text = parse_text(p);
    if (!open_block(p))
        return;
    SynSetting **end = &d->settings;
    while (has_item(p)) {
        int32_t start = p->at;
        SynSetting *s = parse_setting(p);
        if (s->name.text) {
            *end = s;
            end = &s->next;
        }
        find_next(p, start, begins_setting);
    }
    d->block = close_block(p);
}

static void parse_claim_part(Parser *p, SynDecl *d)
{
    const Token *t = here(p);
    if (t->kind == TOKEN_TEXT && !d->text.in[LANG_EN]) {
        d->text = parse_text(p);
    } else if (is_word(p, WORD_source)) {
        if (d->source.in[LANG_EN])
            tell_twice(p, t);
        d->source = parse_source(p);
    } else if (accept_word(p, WORD_holds)) {
        if (d->value)
            tell_twice(p, t);
        p->allows_questions = true;
        d->value = parse_expr(p);
        p->allows_questions = false;
    } else {
        hint(p, unexpected(p),
             "A claim has a text, `source TEXT` and `holds` with what is to "
             "be checked.");
    }
}

static bool begins_claim_part(const Parser *p)
{
    return is_word(p, WORD_source) || is_word(p, WORD_holds);
}

static void parse_claim(Parser *p, SynDecl *d)
{
    d->name = parse_name(p);
    if (is_mark(p, TOKEN_TEXT)) {
        hint(p, tell(p, DIAG_E101, here(p)->at, "a claim's text cannot stand here"),
             "Write it within the braces.");
        d->text = parse_text(p);
    }
    if (!open_block(p))
        return;
    while (has_item(p)) {
        int32_t start = p->at;
        parse_claim_part(p, d);
        find_next(p, start, begins_claim_part);
    }
    Span end = here(p)->at;
    d->block = close_block(p);
    if (d->value)
        return;
    d->value = missing_expr(p);
    hint(p, tell(p, DIAG_E101, end, "the claim does not say what holds"),
         "Write `holds` and a comparison of questions, as in `holds P(pact at end) > "
         "50%%`.");
}

/* ------------------------------------------------------------------ the others */

static void parse_model(Parser *p, SynDecl *d)
{
    d->text = parse_text(p);
    if (!d->text.in[LANG_EN])
        hint(p, unexpected(p),
             "Write the title in quotes: `model \"Truce and escalation\"`.");
}

static void parse_event(Parser *p, SynDecl *d)
{
    d->name = parse_name(p);
    d->text = parse_text(p);
}

static void parse_each(Parser *p, SynDecl *d)
{
    if (!accept_word(p, WORD_period))
        hint(p, unexpected(p), "The program of a period is `each period { ... }`.");
    d->body = parse_block(p, &d->block);
}

static void parse_finally(Parser *p, SynDecl *d)
{
    d->body = parse_block(p, &d->block);
}

static void parse_include(Parser *p, SynDecl *d)
{
    if (is_mark(p, TOKEN_TEXT))
        d->path = take(p)->text;
    else
        hint(p, unexpected(p),
             "Write the file's name in quotes: `include \"ladder.truce\"`.");
}

/* ------------------------------------------------------------------ any declaration */

static const struct {
    Word word;
    DeclKind kind;
    void (*parse)(Parser *, SynDecl *);
} forms[] = {
    {WORD_model, DECL_MODEL, parse_model},
    {WORD_period, DECL_PERIOD, parse_period},
    {WORD_player, DECL_PLAYER, parse_player},
    {WORD_param, DECL_PARAM, parse_param},
    {WORD_state, DECL_STATE, parse_state},
    {WORD_type, DECL_TYPE, parse_type},
    {WORD_let, DECL_LET, parse_let},
    {WORD_rule, DECL_RULE, parse_rule},
    {WORD_measure, DECL_MEASURE, parse_measure},
    {WORD_event, DECL_EVENT, parse_event},
    {WORD_each, DECL_EACH, parse_each},
    {WORD_finally, DECL_FINALLY, parse_finally},
    {WORD_variant, DECL_VARIANT, parse_variant},
    {WORD_claim, DECL_CLAIM, parse_claim},
    {WORD_include, DECL_INCLUDE, parse_include},
    {WORD_belief, DECL_BELIEF, parse_belief},
};
enum { FORM_COUNT = sizeof forms / sizeof *forms };

static SynDecl *no_declaration(Parser *p)
{
    const char *words[FORM_COUNT];
    for (int32_t i = 0; i < FORM_COUNT; i++)
        words[i] = word_text(forms[i].word);
    const Token *t = here(p);
    bool is_misspelt = t->kind == TOKEN_NAME && ahead(p, 1)->kind == TOKEN_NAME;
    if (begins_statement(p) && !is_misspelt) {
        hint(p, tell(p, DIAG_E114, t->at, "a statement cannot stand here"),
             "What players do stands in `each period { ... }`.");
        p->is_lost = true;
        return NULL;
    }
    Diag *d = unexpected(p);
    if (t->kind != TOKEN_NAME || !diag_suggest(p->diags, d, t->text, words, FORM_COUNT))
        hint(p, d,
             "A declaration begins with `player`, `param`, `state`, `let`, `rule`, "
             "`measure`, `event`, `each period`, `variant` or `claim`.");
    return NULL;
}

/* The first line of a declaration, without the brace that opens its block. */
static Span declaration_head(const Parser *p, int32_t start)
{
    Span head = head_since(p, start);
    const char *text = p->source->text + head.at;
    if (text[head.length - 1] == '{')
        head.length--;
    while (head.length > 1 && text[head.length - 1] == ' ')
        head.length--;
    return head;
}

/* Whether what a declaration cannot do without was found. */
static bool is_whole(const SynDecl *d)
{
    switch (d->kind) {
    case DECL_MODEL:
        return d->text.in[LANG_EN];
    case DECL_INCLUDE:
        return d->path;
    case DECL_TYPE:
        return d->owner.text && d->name.text;
    case DECL_PERIOD:
    case DECL_EACH:
    case DECL_FINALLY:
        return true;
    default:
        return d->name.text;
    }
}

SynDecl *parse_declaration(Parser *p)
{
    int32_t start = p->at, i = 0;
    while (i < FORM_COUNT && !is_word(p, forms[i].word))
        i++;
    if (i == FORM_COUNT)
        return no_declaration(p);
    take(p);
    p->has_suspect = false;
    SynDecl *d = make(p->mem, SynDecl);
    d->kind = forms[i].kind;
    forms[i].parse(p, d);
    d->at = since(p, start);
    d->head = declaration_head(p, start);
    return is_whole(d) ? d : NULL;
}
