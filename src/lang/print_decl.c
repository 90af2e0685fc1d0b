#include "lang/print_private.h"

#include <string.h>

static void put_lottery(Printer *p, const void *of)
{
    for (const SynStart *s = of; s; s = s->next) {
        begin_item(p, s->at.at);
        if (s->is_rest)
            put(p, "rest");
        else
            put_expr(p, s->probability);
        put(p, " : ");
        put_expr(p, s->value);
    }
}

static void put_init(Printer *p, const SynInit *init)
{
    if (init->value)
        put_expr(p, init->value);
    else
        put_block(p, init->at, put_lottery, init->lottery);
}

static void put_settings(Printer *p, const void *of)
{
    for (const SynSetting *s = of; s; s = s->next) {
        begin_item(p, s->at.at);
        put_name(p, s->name);
        put(p, s->field.text ? "." : "");
        put_name(p, s->field);
        put(p, " = ");
        put_init(p, &s->value);
    }
}

static void put_traits(Printer *p, const void *of)
{
    const SynDecl *d = of;
    if (d->patience) {
        begin_part(p, d->patience->at.at);
        put(p, "patience ");
        put_expr(p, d->patience);
    }
    if (d->precision) {
        begin_part(p, d->precision->at.at);
        put(p, "precision ");
        put_expr(p, d->precision);
    }
    if (d->noise.text) {
        begin_part(p, d->noise.at.at);
        put(p, "noise ");
        put_name(p, d->noise);
    }
}

static void put_claim_parts(Printer *p, const void *of)
{
    const SynDecl *d = of;
    if (has_text(d->text)) {
        begin_part(p, d->text.at.at);
        put_text(p, "", d->text);
    }
    if (has_text(d->source)) {
        begin_part(p, d->source.at.at);
        put_text(p, "source ", d->source);
    }
    if (d->value) {
        begin_part(p, d->value->at.at);
        put(p, "holds ");
        put_expr(p, d->value);
    }
}

static const char *unit_text(const SynDecl *d)
{
    static const char *const one[] = {"day", "week", "month", "quarter", "year"};
    static const char *const many[] = {"days", "weeks", "months", "quarters", "years"};
    bool is_one = d->unit_count->kind == SYN_NUMBER && d->unit_count->number == 1;
    return (is_one ? one : many)[d->unit];
}

static void put_period(Printer *p, const SynDecl *d)
{
    put(p, "period ");
    put_expr(p, d->unit_count);
    buf_printf(p->out, " %s", unit_text(d));
    if (d->start) {
        put(p, " from ");
        put_expr(p, d->start);
    }
    if (d->count) {
        put(p, " for ");
        put_expr(p, d->count);
    }
    put(p, d->then_on ? " then on" : "");
}

/* `word` and the name, the first cell. */
static void put_named(Printer *p, const char *word, const SynDecl *d)
{
    put(p, word);
    if (d->owner.text) {
        put_name(p, d->owner);
        put(p, ".");
    }
    put_name(p, d->name);
    if (d->is_function) {
        put(p, "(");
        put_names(p, d->params, d->param_count);
        put(p, ")");
    }
}

/* Did the author give the source a line of its own? */
static bool has_line_for_source(const Printer *p, const SynDecl *d)
{
    return has_text(d->source) &&
           memchr(p->source + d->at.at, '\n', (size_t)(d->source.at.at - d->at.at));
}

/* Does this text begin a line of its own? */
static bool begins_line(const Printer *p, SynText text)
{
    int32_t at = text.at.at;
    while (at > 0 && strchr(" \t\r", p->source[at - 1]))
        at--;
    return has_text(text) && at > 0 && p->source[at - 1] == '\n';
}

static void put_texts(Printer *p, const SynDecl *d)
{
    bool begins = begins_line(p, d->text);
    put_text(p, begins ? TEXT_LINE : "  " CELL, d->text);
    if (begins || has_line_for_source(p, d))
        put_text(p, SOURCE_LINE, d->source);
    else
        put_text(p, has_text(d->text) ? " source " : "  " CELL "source ", d->source);
}

static void put_player(Printer *p, const SynDecl *d)
{
    put_named(p, "player ", d);
    put_translated(p, " " CELL, d->text, " " CELL);
    if (!d->block.length)
        return;
    put(p, " " CELL);
    put_block(p, d->block, put_traits, d);
}

static void put_value(Printer *p, const char *word, const SynDecl *d)
{
    put_named(p, word, d);
    put(p, " " CELL "= ");
    put_expr(p, d->value);
    if (d->lo) {
        put(p, " in ");
        put_range(p, d->lo, d->hi);
    }
    put_texts(p, d);
}

static void put_domain(Printer *p, const SynDomain *domain)
{
    switch (domain->kind) {
    case DOMAIN_BOOL:
        put(p, "bool");
        break;
    case DOMAIN_RANGE:
        put_range(p, domain->lo, domain->hi);
        break;
    case DOMAIN_NAMES:
        for (int32_t i = 0; i < domain->name_count; i++) {
            put(p, i ? ", " : "");
            put_name(p, domain->names[i]);
            put_text(p, " ", domain->texts[i]);
        }
        break;
    }
}

static void put_variable(Printer *p, const char *word, const SynDecl *d)
{
    put_named(p, word, d);
    put(p, " " CELL ": ");
    put_domain(p, &d->domain);
    put(p, " = ");
    put_init(p, &d->init);
    put_texts(p, d);
}

static void put_variant(Printer *p, const SynDecl *d)
{
    put_named(p, "variant ", d);
    put_text(p, " " CELL, d->text);
    put(p, " " CELL);
    put_block(p, d->block, put_settings, d->settings);
}

static void put_program(Printer *p, const char *word, const SynDecl *d)
{
    put_named(p, word, d);
    put(p, " ");
    put_block(p, d->block, put_statements, d->body);
}

void put_declaration(Printer *p, const SynDecl *d)
{
    switch (d->kind) {
    case DECL_MODEL:
        put_text(p, "model ", d->text);
        break;
    case DECL_PERIOD:
        put_period(p, d);
        break;
    case DECL_PLAYER:
        put_player(p, d);
        break;
    case DECL_PARAM:
        put_value(p, "param ", d);
        break;
    case DECL_STATE:
        put_variable(p, "state ", d);
        break;
    case DECL_TYPE:
        put_variable(p, "type ", d);
        break;
    case DECL_LET:
        put_value(p, "let ", d);
        break;
    case DECL_RULE:
        put_program(p, "rule ", d);
        break;
    case DECL_MEASURE:
        put_value(p, "measure ", d);
        break;
    case DECL_EVENT:
        put_named(p, "event ", d);
        put_text(p, " " CELL, d->text);
        break;
    case DECL_EACH:
        put_program(p, "each period", d);
        break;
    case DECL_FINALLY:
        put_program(p, "finally", d);
        break;
    case DECL_VARIANT:
        put_variant(p, d);
        break;
    case DECL_CLAIM:
        put_named(p, "claim ", d);
        put(p, " ");
        put_block(p, d->block, put_claim_parts, d);
        break;
    case DECL_INCLUDE:
        put(p, "include ");
        put_quoted(p, d->path);
        break;
    case DECL_BELIEF:
        put_named(p, "belief ", d);
        put(p, " steps ");
        put_expr(p, d->value);
        break;
    }
}
