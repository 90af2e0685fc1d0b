/* What is printed within a line: names, texts, expressions and questions. */
#include <string.h>

#include "lang/print_private.h"

/* ------------------------------------------------------------------ names and texts */

void put_name(Printer *p, Name name)
{
    if (name.text)
        put(p, name.text);
}

void put_names(Printer *p, const Name *names, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        put(p, i ? ", " : "");
        put_name(p, names[i]);
    }
}

void put_quoted(Printer *p, const char *text)
{
    put(p, "\"");
    for (const char *c = text; *c; c++) {
        if (*c == '"' || *c == '\\')
            put(p, "\\");
        if (*c == '\n')
            put(p, "\\n");
        else
            buf_putc(p->out, *c);
    }
    put(p, "\"");
}

bool has_text(SynText text)
{
    return text.in[LANG_EN];
}

void put_translated(Printer *p, const char *before, SynText text, const char *between)
{
    if (!has_text(text))
        return;
    put(p, before);
    put_quoted(p, text.in[LANG_EN]);
    if (text.in[LANG_ZH]) {
        put(p, between);
        put(p, "zh ");
        put_quoted(p, text.in[LANG_ZH]);
    }
    for (const SynTranslation *t = text.others; t; t = t->next) {
        buf_printf(p->out, "%s%s ", between, t->lang);
        put_quoted(p, t->text);
    }
}

void put_text(Printer *p, const char *before, SynText text)
{
    put_translated(p, before, text, " ");
}

/* ------------------------------------------------------------------ expressions */

static void put_tree(Printer *p, const SynExpr *e);
static void put_question(Printer *p, const SynQuestion *q);

static const char *operator_text(SynOp op)
{
    static const char *const texts[] = {
        [OP_OR] = "or", [OP_AND] = "and", [OP_NOT] = "not ", [OP_EQ] = "==",
        [OP_NE] = "!=", [OP_LT] = "<",    [OP_LE] = "<=",    [OP_GT] = ">",
        [OP_GE] = ">=", [OP_ADD] = "+",   [OP_SUB] = "-",    [OP_MUL] = "*",
        [OP_DIV] = "/", [OP_MOD] = "mod", [OP_POW] = "^",    [OP_NEG] = "-",
    };
    return texts[op];
}

/* Between two parts. */
static void put_break(Printer *p, Span before, Span after)
{
    int32_t from = before.at + before.length;
    bool is_own = from < after.at &&
                  memchr(p->source + from, '\n', (size_t)(after.at - from)) != NULL;
    if (is_own)
        put(p, OWN_BREAK);
    else
        put(p, p->nesting ? WEAK_BREAK : BREAK);
}

static void put_nested(Printer *p, const SynExpr *e)
{
    p->nesting++;
    put_tree(p, e);
    p->nesting--;
}

typedef enum { LOGIC, COMPARISON, SUM, PRODUCT } OpClass;

static OpClass class_of(SynOp op)
{
    if (op == OP_OR || op == OP_AND)
        return LOGIC;
    if (op == OP_ADD || op == OP_SUB)
        return SUM;
    return op >= OP_EQ && op <= OP_GE ? COMPARISON : PRODUCT;
}

/* A part that goes on with the same kind of operator is no nested part. */
static void put_binary_part(Printer *p, const SynExpr *e, const SynExpr *part)
{
    bool goes_on = part->kind == SYN_BINARY && !part->in_parens &&
                   class_of(part->op) == class_of(e->op);
    if (goes_on)
        put_tree(p, part);
    else
        put_nested(p, part);
}

static void put_binary(Printer *p, const SynExpr *e)
{
    put_binary_part(p, e, e->kids[0]);
    if (class_of(e->op) == PRODUCT)
        put(p, " ");
    else
        put_break(p, e->kids[0]->at, e->kids[1]->at);
    put(p, operator_text(e->op));
    put(p, " ");
    put_binary_part(p, e, e->kids[1]);
}

/* `, ` between two of a list. */
static void put_comma(Printer *p, Span before, Span after)
{
    put(p, ",");
    put_break(p, before, after);
}

static void put_call(Printer *p, const SynExpr *e)
{
    put_name(p, e->name);
    put(p, "(");
    for (int32_t i = 0; i < e->kid_count; i++) {
        if (i)
            put_comma(p, e->kids[i - 1]->at, e->kids[i]->at);
        put_nested(p, e->kids[i]);
    }
    put(p, ")");
}

static void put_case(Printer *p, const SynCase *c)
{
    if (c->is_else)
        put(p, "else");
    for (int32_t i = 0; i < c->label_count; i++) {
        put(p, i ? " | " : "");
        put_tree(p, c->labels[i]);
    }
    put(p, ": ");
    put_nested(p, c->value);
}

static void put_match(Printer *p, const SynExpr *e)
{
    put(p, "match ");
    put_nested(p, e->kids[0]);
    put(p, " { ");
    for (const SynCase *c = e->cases; c; c = c->next) {
        put_case(p, c);
        if (c->next)
            put_comma(p, c->value->at, c->next->value->at);
    }
    put(p, " }");
}

static void put_if(Printer *p, const SynExpr *e)
{
    put(p, "if ");
    put_nested(p, e->kids[0]);
    put_break(p, e->kids[0]->at, e->kids[1]->at);
    put(p, "then ");
    put_nested(p, e->kids[1]);
    put_break(p, e->kids[1]->at, e->kids[2]->at);
    put(p, "else ");
    put_nested(p, e->kids[2]);
}

static void put_bare(Printer *p, const SynExpr *e)
{
    switch (e->kind) {
    case SYN_NUMBER:
    case SYN_DATE:
    case SYN_TRUTH:
        put_span(p, e->op_at);
        break;
    case SYN_NAME:
        put_name(p, e->name);
        break;
    case SYN_NOW:
        put(p, "now");
        break;
    case SYN_TODAY:
        put(p, "date");
        break;
    case SYN_END:
        put(p, "end");
        break;
    case SYN_EXACT:
        put(p, "exact");
        break;
    case SYN_CALL:
    case SYN_BELIEVED:
        put_call(p, e);
        break;
    case SYN_UNARY:
        put(p, operator_text(e->op));
        put_tree(p, e->kids[0]);
        break;
    case SYN_BINARY:
        put_binary(p, e);
        break;
    case SYN_IF:
        put_if(p, e);
        break;
    case SYN_MATCH:
        put_match(p, e);
        break;
    case SYN_QUESTION:
        put_question(p, e->question);
        break;
    case SYN_MISSING:
        put_span(p, e->at);
        break;
    }
}

/* An expression with its marks for breaking. */
static void put_tree(Printer *p, const SynExpr *e)
{
    put(p, e->in_parens ? "(" : "");
    put_bare(p, e);
    put(p, e->in_parens ? ")" : "");
}

void put_expr(Printer *p, const SynExpr *e)
{
    Buf text = {.mem = p->out->mem};
    Printer inner = *p;
    inner.out = &text;
    put_tree(&inner, e);
    put_lines(p, buf_text(&text), text.length);
    mem_drop(text.mem, text.at);
}

void put_range(Printer *p, const SynExpr *lo, const SynExpr *hi)
{
    put_expr(p, lo);
    put(p, "..");
    put_expr(p, hi);
}

/* ------------------------------------------------------------------ questions */

/* `word` W */
static void put_when(Printer *p, const char *word, const SynQuestion *q)
{
    buf_printf(p->out, " %s ", word);
    put_tree(p, q->when);
}

static void put_count(Printer *p, const SynQuestion *q)
{
    put(p, "count ");
    put_name(p, q->event);
    put(p, q->arm.text || q->arm_number ? "." : "");
    put_name(p, q->arm);
    if (q->arm_number)
        put_tree(p, q->arm_number);
    put_when(p, "by", q);
}

/* One of the forms of P, without P and parentheses. */
static void put_probability(Printer *p, const SynQuestion *q)
{
    if (q->kind == ASK_P_FIRST)
        put(p, "first ");
    if (q->of)
        put_tree(p, q->of);
    switch (q->kind) {
    case ASK_P_AT:
    case ASK_P_FIRST:
        put_when(p, "at", q);
        break;
    case ASK_P_BY:
        put_when(p, "by", q);
        break;
    case ASK_P_THROUGHOUT:
        put_when(p, "throughout", q);
        break;
    case ASK_P_UNTIL:
        put(p, " until ");
        put_tree(p, q->until);
        put_when(p, "by", q);
        break;
    case ASK_P_EVENTUALLY:
        put(p, " eventually");
        break;
    case ASK_P_COUNT:
        put_count(p, q);
        buf_printf(p->out, " %s ", operator_text(q->compare));
        put_tree(p, q->bound);
        break;
    default: /* ASK_P_GIVEN */
        put_probability(p, q->parts[0]);
        put_break(p, q->parts[0]->at, q->parts[1]->at);
        put(p, "given ");
        put_probability(p, q->parts[1]);
        break;
    }
}

static void put_mean(Printer *p, const SynQuestion *q)
{
    switch (q->kind) {
    case ASK_E_COUNT:
        put_count(p, q);
        return;
    case ASK_E_SUM:
        put(p, "sum ");
        break;
    case ASK_E_MEAN:
        put(p, "mean ");
        break;
    case ASK_E_FIRST:
        put(p, "first ");
        break;
    default:
        break;
    }
    put_tree(p, q->of);
    if (q->kind == ASK_E_FOREVER)
        put(p, " forever");
    else if (q->when)
        put_when(p, q->kind == ASK_E_AT ? "at" : "by", q);
}

static void put_ask(Printer *p, const SynQuestion *q)
{
    switch (q->kind) {
    case ASK_VALUE:
        put(p, "V(");
        put_name(p, q->event);
        break;
    case ASK_QUANTILE:
        put(p, "Q(");
        put_tree(p, q->of);
        put_when(p, "at", q);
        put(p, ", ");
        put_tree(p, q->bound);
        break;
    case ASK_E_AT:
    case ASK_E_COUNT:
    case ASK_E_SUM:
    case ASK_E_MEAN:
    case ASK_E_FIRST:
    case ASK_E_FOREVER:
        put(p, "E(");
        put_mean(p, q);
        break;
    default:
        put(p, "P(");
        put_probability(p, q);
        break;
    }
    put(p, ")");
}

static void put_question(Printer *p, const SynQuestion *q)
{
    p->nesting++;
    put_ask(p, q);
    p->nesting--;
    if (q->under_count)
        put(p, " under ");
    put_names(p, q->under, q->under_count);
}
