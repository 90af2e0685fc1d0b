#include <string.h>

#include "lang/parse.h"

/* How strongly operators bind; unary - binds tighter than all of them. */
enum {
    STRENGTH_OR = 1,
    STRENGTH_AND,
    STRENGTH_NOT,
    STRENGTH_COMPARE,
    STRENGTH_SUM,
    STRENGTH_PRODUCT,
    STRENGTH_POWER,
};

static SynExpr *parse_strength(Parser *p, int least);
static SynExpr *parse_operand(Parser *p);

/* ------------------------------------------------------------------ making nodes */

static SynExpr *new_expr(Parser *p, SynExprKind kind, int32_t start)
{
    SynExpr *e = make(p->mem, SynExpr);
    e->kind = kind;
    e->at = since(p, start);
    e->height = 1;
    return e;
}

SynExpr *missing_expr(Parser *p)
{
    SynExpr *e = new_expr(p, SYN_MISSING, p->at);
    e->at = here(p)->at;
    return e;
}

static void set_height(Parser *p, SynExpr *e, const SynExpr *part)
{
    if (part->height < e->height || e->kind == SYN_MISSING)
        return;
    e->height = part->height + 1;
    if (e->height <= MOST_HEIGHT)
        return;
    hint(p, tell(p, DIAG_E109, e->at, "an expression of more than %d levels", MOST_HEIGHT),
         "Name parts of it with `let`.");
    p->is_lost = true;
    e->kind = SYN_MISSING; /* and so without its parts */
    e->kid_count = 0;
    e->cases = NULL;
    e->height = 1;
}

static SynExpr *with_kids(Parser *p, SynExpr *e, SynExpr **kids, int32_t count)
{
    e->kids = kids;
    e->kid_count = count;
    for (int32_t i = 0; i < count; i++)
        set_height(p, e, kids[i]);
    return e;
}

static SynExpr **one_kid(Parser *p, SynExpr *kid)
{
    SynExpr **kids = make(p->mem, SynExpr *, 1);
    kids[0] = kid;
    return kids;
}

/* ------------------------------------------------------------------ operators */

typedef struct {
    SynOp op;
    int strength; /* 0: no operator */
} Operator;

bool is_comparison(TokenKind kind, SynOp *op)
{
    switch (kind) {
    case TOKEN_EQ:
        *op = OP_EQ;
        return true;
    case TOKEN_NE:
        *op = OP_NE;
        return true;
    case TOKEN_LT:
        *op = OP_LT;
        return true;
    case TOKEN_LE:
        *op = OP_LE;
        return true;
    case TOKEN_GT:
        *op = OP_GT;
        return true;
    case TOKEN_GE:
        *op = OP_GE;
        return true;
    default:
        return false;
    }
}

static Operator word_operator(Word word)
{
    switch (word) {
    case WORD_or:
        return (Operator){OP_OR, STRENGTH_OR};
    case WORD_and:
        return (Operator){OP_AND, STRENGTH_AND};
    case WORD_mod:
        return (Operator){OP_MOD, STRENGTH_PRODUCT};
    default:
        return (Operator){0};
    }
}

static Operator operator_here(const Parser *p)
{
    Operator found = {.strength = STRENGTH_COMPARE};
    if (is_comparison(here(p)->kind, &found.op))
        return found;
    switch (here(p)->kind) {
    case TOKEN_WORD:
        return word_operator(here(p)->word);
    case TOKEN_EQUALS: /* a slip for ==, told when it is taken */
        return (Operator){OP_EQ, STRENGTH_COMPARE};
    case TOKEN_PLUS:
        return (Operator){OP_ADD, STRENGTH_SUM};
    case TOKEN_MINUS:
        return (Operator){OP_SUB, STRENGTH_SUM};
    case TOKEN_TIMES:
        return (Operator){OP_MUL, STRENGTH_PRODUCT};
    case TOKEN_OVER:
        return (Operator){OP_DIV, STRENGTH_PRODUCT};
    case TOKEN_POWER:
        return (Operator){OP_POW, STRENGTH_POWER};
    default:
        return (Operator){0};
    }
}

static void take_operator(Parser *p)
{
    const Token *t = take(p);
    if (t->kind == TOKEN_EQUALS)
        hint(p, tell(p, DIAG_E112, t->at, "`=` compares nothing"),
             "Write `==` to compare, `:=` to set a state.");
}

/* `-x ^ 2` is (-x) ^ 2 in this language, which few who write it mean. */
static void tell_negative_base(Parser *p, const SynExpr *base)
{
    if (base->kind == SYN_UNARY && base->op == OP_NEG && !base->in_parens)
        hint(p,
             tell(p, DIAG_W513, base->at, "`-` binds tighter than `^`: this is the base"),
             "Write `-(x ^ n)`, or `(-x) ^ n` if that is meant.");
}

static SynExpr *parse_binary(Parser *p, SynExpr *left, Operator by, int32_t start)
{
    Span op_at = here(p)->at;
    take_operator(p);
    SynExpr *right;
    if (by.op == OP_POW) { /* groups to the right */
        tell_negative_base(p, left);
        if (!enter(p))
            return left;
        right = parse_strength(p, STRENGTH_POWER);
        leave(p);
    } else {
        right = parse_strength(p, by.strength + 1);
    }
    SynExpr **kids = make(p->mem, SynExpr *, 2);
    kids[0] = left;
    kids[1] = right;
    SynExpr *e = new_expr(p, SYN_BINARY, start);
    e->op = by.op;
    e->op_at = op_at;
    return with_kids(p, e, kids, 2);
}

static void tell_chain(Parser *p)
{
    hint(p, tell(p, DIAG_E111, here(p)->at, "comparisons do not chain"),
         "Write `a < b and b < c`.");
}

static SynExpr *parse_prefix(Parser *p, SynOp op, int operand_strength)
{
    int32_t start = p->at;
    Span op_at = take(p)->at;
    if (!enter(p))
        return missing_expr(p);
    SynExpr *of = op == OP_NOT ? parse_strength(p, operand_strength) : parse_operand(p);
    leave(p);
    SynExpr *e = new_expr(p, SYN_UNARY, start);
    e->op = op;
    e->op_at = op_at;
    return with_kids(p, e, one_kid(p, of), 1);
}

static SynExpr *parse_strength(Parser *p, int least)
{
    int32_t start = p->at;
    if (is_word(p, WORD_not) && least > STRENGTH_NOT)
        hint(p, tell(p, DIAG_E101, here(p)->at, "`not` cannot stand after an operator"),
             "Put it and what it denies in parentheses.");
    SynExpr *left =
        is_word(p, WORD_not) ? parse_prefix(p, OP_NOT, STRENGTH_NOT) : parse_operand(p);
    bool has_compared = false;
    for (Operator by; (by = operator_here(p)).strength >= least && by.strength;) {
        if (p->is_lost)
            break;
        if (by.strength == STRENGTH_COMPARE && has_compared)
            tell_chain(p);
        has_compared = has_compared || by.strength == STRENGTH_COMPARE;
        left = parse_binary(p, left, by, start);
    }
    return left;
}

SynExpr *parse_expr(Parser *p)
{
    return parse_strength(p, STRENGTH_OR);
}

SynExpr *parse_sum(Parser *p)
{
    return parse_strength(p, STRENGTH_SUM);
}

SynExpr *parse_label(Parser *p)
{
    return parse_operand(p);
}

/* ------------------------------------------------------------------ if, match */

static SynExpr *parse_if(Parser *p)
{
    int32_t start = p->at;
    take(p);
    if (!enter(p))
        return missing_expr(p);
    SynExpr **kids = make(p->mem, SynExpr *, 3);
    kids[0] = parse_expr(p);
    if (is_mark(p, TOKEN_OPEN_BRACE))
        hint(p, unexpected(p),
             "An `if` that gives a value is written `if C then A else B`, without braces.");
    expect_word(p, WORD_then);
    kids[1] = parse_expr(p);
    if (!accept_word(p, WORD_else))
        hint(p, unexpected(p),
             "An `if` that gives a value needs `else` and another value.");
    kids[2] = parse_expr(p);
    leave(p);
    return with_kids(p, new_expr(p, SYN_IF, start), kids, 3);
}

static SynCase *parse_case(Parser *p)
{
    int32_t start = p->at;
    SynCase *c = make(p->mem, SynCase);
    c->is_else = accept_word(p, WORD_else);
    if (!c->is_else) {
        PointerList labels = {0};
        do
            list_add(p, &labels, parse_label(p));
        while (!p->is_lost && accept_mark(p, TOKEN_BAR));
        c->label_count = labels.count;
        c->labels = list_end(p, &labels);
    }
    expect_mark(p, TOKEN_COLON);
    c->value = parse_expr(p);
    c->at = since(p, start);
    return c;
}

static SynExpr *parse_match(Parser *p)
{
    int32_t start = p->at;
    take(p);
    SynExpr *of = parse_expr(p);
    if (!open_block(p))
        return of;
    SynCase *cases = NULL, **end = &cases;
    while (has_item(p)) {
        int32_t item = p->at;
        *end = parse_case(p);
        end = &(*end)->next;
        find_next(p, item, begins_line);
    }
    close_block(p);
    SynExpr *e = new_expr(p, SYN_MATCH, start);
    e->cases = cases;
    with_kids(p, e, one_kid(p, of), 1);
    for (const SynCase *c = cases; c; c = c->next) {
        set_height(p, e, c->value);
        for (int32_t i = 0; i < c->label_count; i++)
            set_height(p, e, c->labels[i]);
    }
    return e;
}

/* ------------------------------------------------------------------ calls and names */

SynExpr **parse_args(Parser *p, int32_t *count)
{
    PointerList args = {0};
    Span open = here(p)->at;
    if (expect_mark(p, TOKEN_OPEN) && enter(p)) {
        if (!is_mark(p, TOKEN_CLOSE))
            do
                list_add(p, &args, parse_expr(p));
            while (!p->is_lost && accept_mark(p, TOKEN_COMMA));
        if (!is_mark(p, TOKEN_CLOSE) && !p->is_lost) {
            Diag *d = unexpected(p);
            hint(p, d, "Write `,` before another argument, or `)`.");
            diag_note(p->diags, d, open, "this `(` is still open");
        }
        accept_mark(p, TOKEN_CLOSE);
        leave(p);
    }
    *count = args.count;
    return list_end(p, &args);
}

static SynExpr *parse_call(Parser *p, SynExprKind kind)
{
    int32_t start = p->at, count;
    Name name = word_name(p);
    SynExpr **args = parse_args(p, &count);
    SynExpr *e = new_expr(p, kind, start);
    e->name = name;
    if (kind == SYN_BELIEVED && count != 1 && !p->is_lost) {
        hint(p, tell(p, DIAG_E101, e->at, "`believed` needs one condition"),
             "Write it as `believed(resolve == hard)`.");
        e->kind = SYN_MISSING;
        return e;
    }
    return with_kids(p, e, args, count);
}

static SynExpr *parse_name_or_call(Parser *p)
{
    if (ahead(p, 1)->kind == TOKEN_OPEN)
        return parse_call(p, SYN_CALL);
    int32_t start = p->at;
    Name name = word_name(p);
    SynExpr *e = new_expr(p, SYN_NAME, start);
    e->name = name;
    if (is_mark(p, TOKEN_DOT))
        hint(p, unexpected(p),
             "Write `%s == ...` to ask which one it is; a player's `patience` and "
             "`precision` "
             "are named by variants alone.",
             name.text);
    return e;
}

/* ------------------------------------------------------------------ operands */

static SynExpr *parse_number(Parser *p, SynExprKind kind)
{
    int32_t start = p->at;
    const Token *t = take(p);
    SynExpr *e = new_expr(p, t->is_told ? SYN_MISSING : kind, start);
    e->op_at = t->at;
    e->number = t->number;
    e->is_whole = t->is_whole;
    e->is_percent = t->is_percent;
    return e;
}

static SynExpr *parse_parens(Parser *p)
{
    int32_t start = p->at;
    const Token *open = take(p);
    if (!enter(p))
        return missing_expr(p);
    SynExpr *e = parse_expr(p);
    if (!is_mark(p, TOKEN_CLOSE) && !p->is_lost) {
        Diag *d = unexpected(p);
        hint(p, d, "Write an operator or `)` here.");
        diag_note(p->diags, d, open->at, "this `(` is still open");
    }
    accept_mark(p, TOKEN_CLOSE);
    leave(p);
    e->in_parens = true;
    e->at = since(p, start);
    return e;
}

static SynExpr *parse_plain_word(Parser *p, SynExprKind kind, double number)
{
    int32_t start = p->at;
    take(p);
    SynExpr *e = new_expr(p, kind, start);
    e->op_at = e->at;
    e->number = number;
    return e;
}

static SynExpr *parse_question_operand(Parser *p)
{
    int32_t start = p->at;
    if (!p->allows_questions)
        hint(p, tell(p, DIAG_E114, here(p)->at, "a question cannot stand here"),
             "Questions stand in claims, after `holds`, and on the command line.");
    SynQuestion *question = parse_question(p);
    if (p->is_lost || !p->allows_questions)
        return missing_expr(p);
    SynExpr *e = new_expr(p, SYN_QUESTION, start);
    e->question = question;
    return e;
}

static SynExpr *no_operand(Parser *p)
{
    Diag *d = unexpected(p);
    if (is_mark(p, TOKEN_DOT) && ahead(p, 1)->kind == TOKEN_NUMBER)
        hint(p, d, "Write a digit before the point: `0.5`.");
    else if (is_word(p, WORD_mod))
        hint(p, d, "It stands between two numbers: `a mod b`.");
    else if (is_mark(p, TOKEN_WORD) && word_use(here(p)->word) == USE_JOINS)
        hint(p, d, "Write a value here. A word of the language is no name.");
    else
        hint(p, d, "Write a value here: a number, a name or an expression in parentheses.");
    return missing_expr(p);
}

static SynExpr *parse_word(Parser *p)
{
    switch (here(p)->word) {
    case WORD_if:
        return parse_if(p);
    case WORD_match:
        return parse_match(p);
    case WORD_yes:
    case WORD_true:
        return parse_plain_word(p, SYN_TRUTH, 1);
    case WORD_no:
    case WORD_false:
        return parse_plain_word(p, SYN_TRUTH, 0);
    case WORD_now:
        return parse_plain_word(p, SYN_NOW, 0);
    case WORD_date:
        return parse_plain_word(p, SYN_TODAY, 0);
    case WORD_believed:
        return parse_call(p, SYN_BELIEVED);
    default:
        break;
    }
    if (word_use(here(p)->word) == USE_FUNCTION)
        return parse_call(p, SYN_CALL);
    return is_at_question(p) ? parse_question_operand(p) : no_operand(p);
}

static SynExpr *parse_operand(Parser *p)
{
    if (p->is_lost)
        return missing_expr(p);
    switch (here(p)->kind) {
    case TOKEN_MINUS:
        return parse_prefix(p, OP_NEG, 0);
    case TOKEN_NUMBER:
        return parse_number(p, SYN_NUMBER);
    case TOKEN_DATE:
        return parse_number(p, SYN_DATE);
    case TOKEN_OPEN:
        return parse_parens(p);
    case TOKEN_NAME:
        return parse_name_or_call(p);
    case TOKEN_WORD:
        return parse_word(p);
    default:
        return no_operand(p);
    }
}
