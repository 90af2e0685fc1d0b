#include "lang/parse.h"

bool is_at_question(const Parser *p)
{
    const Token *t = here(p);
    return t->kind == TOKEN_WORD && word_use(t->word) == USE_ASKS &&
           ahead(p, 1)->kind == TOKEN_OPEN;
}

/* W: a number of periods, a date, or `end`. */
static SynExpr *parse_when(Parser *p)
{
    if (!is_word(p, WORD_end))
        return parse_sum(p);
    SynExpr *e = missing_expr(p);
    e->kind = SYN_END;
    take(p);
    return e;
}

static void parse_then_when(Parser *p, SynQuestion *q, Word word)
{
    expect_word(p, word);
    q->when = parse_when(p);
}

/* count EV, count choice.arm, count choice.3, from the word `count`. */
static void parse_count(Parser *p, SynQuestion *q)
{
    take(p);
    q->event = parse_name(p);
    if (accept_mark(p, TOKEN_DOT)) {
        if (is_mark(p, TOKEN_NUMBER) || is_mark(p, TOKEN_MINUS))
            q->arm_number = parse_label(p);
        else
            q->arm = parse_name(p);
    }
    parse_then_when(p, q, WORD_by);
}

/* P(count EV by W >= k) */
static void parse_count_probability(Parser *p, SynQuestion *q)
{
    q->kind = ASK_P_COUNT;
    parse_count(p, q);
    if (!is_comparison(here(p)->kind, &q->compare))
        hint(p, unexpected(p),
             "Compare the count with a number, as in `P(count ev by 12 >= 2)`; "
             "its mean is `E(count ev by 12)`.");
    else
        take(p);
    q->bound = parse_sum(p);
}

/* What follows C in P(C ...). */
static void parse_probability_time(Parser *p, SynQuestion *q)
{
    if (accept_word(p, WORD_at)) {
        q->kind = ASK_P_AT;
        q->when = parse_when(p);
    } else if (accept_word(p, WORD_by)) {
        q->kind = ASK_P_BY;
        q->when = parse_when(p);
    } else if (accept_word(p, WORD_throughout)) {
        q->kind = ASK_P_THROUGHOUT;
        q->when = parse_when(p);
    } else if (accept_word(p, WORD_until)) {
        q->kind = ASK_P_UNTIL;
        q->until = parse_expr(p);
        parse_then_when(p, q, WORD_by);
    } else if (accept_word(p, WORD_eventually)) {
        q->kind = ASK_P_EVENTUALLY;
    } else {
        hint(p, unexpected(p),
             "Say when: `at`, `by` or `throughout` and a period, a date or "
             "`end`; or `until` and a condition; or `eventually`.");
    }
}

/* One of the forms within P( ... ), without `given`. */
static SynQuestion *parse_probability(Parser *p)
{
    int32_t start = p->at;
    SynQuestion *q = make(p->mem, SynQuestion);
    if (is_word(p, WORD_count)) {
        parse_count_probability(p, q);
    } else if (accept_word(p, WORD_first)) {
        q->kind = ASK_P_FIRST;
        q->of = parse_expr(p);
        parse_then_when(p, q, WORD_at);
    } else {
        q->of = parse_expr(p);
        parse_probability_time(p, q);
    }
    q->at = since(p, start);
    return q;
}

static SynQuestion *parse_given(Parser *p)
{
    SynQuestion *first = parse_probability(p);
    if (!accept_word(p, WORD_given))
        return first;
    if (is_at_question(p))
        hint(p, unexpected(p),
             "Both sides of `given` stand in one P: `P(pact at 3 given pact at 2)`.");
    SynQuestion *q = make(p->mem, SynQuestion);
    q->kind = ASK_P_GIVEN;
    q->parts[0] = first;
    q->parts[1] = parse_probability(p);
    return q;
}

/* sum E by W, mean E by W */
static void parse_over_time(Parser *p, SynQuestion *q, AskKind kind)
{
    take(p);
    q->kind = kind;
    q->of = parse_expr(p);
    parse_then_when(p, q, WORD_by);
}

static SynQuestion *parse_mean(Parser *p)
{
    SynQuestion *q = make(p->mem, SynQuestion);
    if (is_word(p, WORD_count)) {
        q->kind = ASK_E_COUNT;
        parse_count(p, q);
    } else if (is_word(p, WORD_sum)) {
        parse_over_time(p, q, ASK_E_SUM);
    } else if (is_word(p, WORD_mean)) {
        parse_over_time(p, q, ASK_E_MEAN);
    } else if (accept_word(p, WORD_first)) {
        q->kind = ASK_E_FIRST;
        q->of = parse_expr(p);
    } else {
        q->of = parse_expr(p);
        q->kind = accept_word(p, WORD_forever) ? ASK_E_FOREVER : ASK_E_AT;
        if (q->kind == ASK_E_AT)
            parse_then_when(p, q, WORD_at);
    }
    return q;
}

/* Q(E at W, 90%) */
static SynQuestion *parse_quantile(Parser *p)
{
    SynQuestion *q = make(p->mem, SynQuestion);
    q->kind = ASK_QUANTILE;
    q->of = parse_expr(p);
    parse_then_when(p, q, WORD_at);
    expect_mark(p, TOKEN_COMMA);
    q->bound = parse_sum(p);
    return q;
}

static SynQuestion *parse_value(Parser *p)
{
    SynQuestion *q = make(p->mem, SynQuestion);
    q->kind = ASK_VALUE;
    q->event = parse_name(p);
    return q;
}

static SynQuestion *parse_inside(Parser *p, Word word)
{
    switch (word) {
    case WORD_P:
        return parse_given(p);
    case WORD_E:
        return parse_mean(p);
    case WORD_Q:
        return parse_quantile(p);
    default:
        return parse_value(p);
    }
}

/* From the opening parenthesis to the closing one. */
static SynQuestion *parse_in_parens(Parser *p, Word word)
{
    const Token *open = take(p);
    bool outer = p->allows_questions;
    p->allows_questions = false; /* a question reads states, not other questions */
    SynQuestion *q = parse_inside(p, word);
    p->allows_questions = outer;
    if (!p->is_lost && !is_mark(p, TOKEN_CLOSE)) {
        Diag *d = unexpected(p);
        hint(p, d, "Write `)` here.");
        diag_note(p->diags, d, open->at, "this `(` is still open");
    }
    accept_mark(p, TOKEN_CLOSE);
    return q;
}

SynQuestion *parse_question(Parser *p)
{
    int32_t start = p->at;
    if (!enter(p))
        return make(p->mem, SynQuestion);
    Word word = take(p)->word;
    SynQuestion *q = parse_in_parens(p, word);
    leave(p);
    if (accept_word(p, WORD_under))
        q->under = parse_names(p, &q->under_count);
    q->at = since(p, start);
    return q;
}
