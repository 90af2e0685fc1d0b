#include <string.h>

#include "lang/parse.h"

static SynStmt *parse_statement(Parser *p);

static SynStmt *new_statement(Parser *p, SynStmtKind kind)
{
    SynStmt *s = make(p->mem, SynStmt);
    s->kind = kind;
    return s;
}

/* Statements up to the end of the open block. */
static SynStmt *parse_statements(Parser *p)
{
    SynStmt *first = NULL, **end = &first;
    while (has_item(p)) {
        int32_t start = p->at;
        *end = parse_statement(p);
        if (*end)
            end = &(*end)->next;
        find_next(p, start, begins_statement);
    }
    return first;
}

SynStmt *parse_block(Parser *p, Span *block)
{
    if (!open_block(p))
        return NULL;
    SynStmt *body = parse_statements(p);
    *block = close_block(p);
    return body;
}

/* ------------------------------------------------------------------ choices */

/* name TEXT if GUARD { body } */
static SynArm *parse_choice_arm(Parser *p)
{
    int32_t start = p->at;
    SynArm *arm = make(p->mem, SynArm);
    arm->name = parse_name(p);
    arm->text = parse_text(p);
    if (is_mark(p, TOKEN_COLON))
        hint(p, unexpected(p),
             "An arm of a choice has no probability: write "
             "`name if GUARD { ... }`.");
    if (accept_word(p, WORD_if))
        arm->guard = parse_expr(p);
    if (is_mark(p, TOKEN_OPEN_BRACE) || (p->is_lost && arm->guard)) {
        arm->has_body = true;
        arm->body = parse_block(p, &arm->block);
    }
    arm->at = since(p, start);
    return arm->name.text ? arm : NULL;
}

static SynArm *parse_arms(Parser *p, Span *block, SynArm *(*parse_arm)(Parser *),
                          bool (*begins)(const Parser *))
{
    SynArm *first = NULL, **end = &first;
    if (!open_block(p))
        return NULL;
    while (has_item(p)) {
        int32_t start = p->at;
        SynArm *arm = parse_arm(p);
        if (arm) {
            *end = arm;
            end = &arm->next;
        }
        find_next(p, start, begins);
    }
    *block = close_block(p);
    return first;
}

/* Does the `if` at the current token begin a statement, `if C {`, rather than a guard?  The
 * condition is read to see, and everything is put back. */
static bool is_branch(Parser *p)
{
    Parser before = *p;
    Diags found = *p->diags;
    take(p);
    parse_expr(p);
    bool branch = is_mark(p, TOKEN_OPEN_BRACE);
    *p = before;
    *p->diags = found;
    if (found.last)
        found.last->next = NULL;
    return branch;
}

/* from LO..HI if GUARD */
static void parse_number_choice(Parser *p, SynStmt *s)
{
    s->is_range = true;
    s->lo = parse_sum(p);
    expect_mark(p, TOKEN_DOTS);
    s->hi = parse_sum(p);
    if (is_word(p, WORD_if) && !is_branch(p)) {
        take(p);
        s->guard = parse_expr(p);
    }
}

static bool begins_choice_arm(const Parser *p)
{
    const Token *next = ahead(p, 1);
    bool goes_on = next->kind == TOKEN_OPEN_BRACE || next->kind == TOKEN_TEXT ||
                   (next->kind == TOKEN_WORD && next->word == WORD_if);
    return begins_line(p) || (is_mark(p, TOKEN_NAME) && goes_on);
}

/* The player has been read; `chooses`, or what stands for it, is the current token. */
static SynStmt *parse_chooses(Parser *p, Name player, int32_t start)
{
    SynStmt *s = new_statement(p, SYN_CHOOSES);
    take(p);
    s->player = player;
    s->name = parse_name(p);
    s->text = parse_text(p);
    if (accept_word(p, WORD_hidden))
        s->seen = SEEN_BY_OWNER;
    if (!s->text.in[LANG_EN])
        s->text = parse_text(p);
    s->head = head_since(p, start);
    if (accept_word(p, WORD_from))
        parse_number_choice(p, s);
    else
        s->arms = parse_arms(p, &s->block, parse_choice_arm, begins_choice_arm);
    return s;
}

static SynStmt *parse_together(Parser *p)
{
    SynStmt *s = new_statement(p, SYN_TOGETHER);
    int32_t start = p->at;
    take(p);
    s->head = head_since(p, start);
    s->body = parse_block(p, &s->block);
    return s;
}

/* ------------------------------------------------------------------ chance */

/* Whether the parenthesis at `ahead(p, 1)` holds what a rule is given, and not the probability
 * of the next arm: nothing follows it that goes on with an expression or ends it with `:`.
 * Looks no further than a call can reasonably go. */
static bool is_call(const Parser *p)
{
    enum { FARTHEST = 500 };
    int32_t open = 0;
    SynOp op;
    for (int32_t i = 1; i < FARTHEST; i++) {
        TokenKind kind = ahead(p, i)->kind;
        open += (kind == TOKEN_OPEN) - (kind == TOKEN_CLOSE);
        if (kind == TOKEN_END || kind == TOKEN_OPEN_BRACE || kind == TOKEN_CLOSE_BRACE)
            return true;
        if (open > 0)
            continue;
        TokenKind next = ahead(p, i + 1)->kind;
        return next != TOKEN_COLON && !is_comparison(next, &op) &&
               (next < TOKEN_PLUS || next > TOKEN_POWER);
    }
    return true;
}

/* Whether one statement stands here, in place of an arm's name or body. */
static bool is_at_statement(const Parser *p)
{
    if (is_mark(p, TOKEN_NAME) && ahead(p, 1)->kind == TOKEN_OPEN)
        return is_call(p);
    return begins_statement(p);
}

/* What follows the colon. */
static void parse_outcome(Parser *p, SynArm *arm)
{
    if (accept_word(p, WORD_nothing)) {
        arm->is_nothing = true;
        return;
    }
    if (is_at_statement(p)) {
        arm->body = parse_statement(p);
        return;
    }
    if (!is_mark(p, TOKEN_OPEN_BRACE)) {
        arm->name = parse_name(p);
        arm->text = parse_text(p);
    }
    if (is_mark(p, TOKEN_OPEN_BRACE)) {
        arm->has_body = true;
        arm->body = parse_block(p, &arm->block);
    }
}

/* PROBABILITY : outcome */
static SynArm *parse_chance_arm(Parser *p)
{
    int32_t start = p->at;
    SynArm *arm = make(p->mem, SynArm);
    arm->is_rest = accept_word(p, WORD_rest);
    if (!arm->is_rest)
        arm->probability = parse_expr(p);
    if (!accept_mark(p, TOKEN_COLON))
        hint(p, unexpected(p),
             "Write the probability, `:` and the arm, as in `60%% : open`, "
             "`rest : nothing`.");
    if (!p->is_lost)
        parse_outcome(p, arm);
    arm->at = since(p, start);
    return arm;
}

/* seen by P, Q; unseen */
static void parse_seen(Parser *p, SynStmt *s)
{
    if (accept_word(p, WORD_unseen)) {
        s->seen = SEEN_BY_NOBODY;
    } else if (accept_word(p, WORD_seen)) {
        expect_word(p, WORD_by);
        s->seen = SEEN_BY_SOME;
        s->seers = parse_names(p, &s->seer_count);
    }
}

static bool begins_chance_arm(const Parser *p)
{
    return begins_line(p) || is_word(p, WORD_rest);
}

static SynStmt *parse_chance(Parser *p)
{
    SynStmt *s = new_statement(p, SYN_CHANCE);
    int32_t start = p->at;
    take(p);
    if (is_mark(p, TOKEN_NAME))
        s->name = word_name(p);
    s->text = parse_text(p);
    parse_seen(p, s);
    s->head = head_since(p, start);
    s->arms = parse_arms(p, &s->block, parse_chance_arm, begins_chance_arm);
    return s;
}

/* ------------------------------------------------------------------ if */

static bool is_elif(const Token *t)
{
    return t->kind == TOKEN_NAME &&
           (strcmp(t->text, "elif") == 0 || strcmp(t->text, "elsif") == 0 ||
            strcmp(t->text, "elseif") == 0);
}

static SynStmt *parse_branch(Parser *p);

/* What follows the body of an `if`; the current token is `else` or stands for `else if`. */
static SynStmt *parse_otherwise(Parser *p, Span *block)
{
    const Token *t = here(p);
    if (is_elif(t)) {
        hint(p, tell(p, DIAG_E101, t->at, "`%s` is no word of the language", t->text),
             "Write `else if`.");
        return parse_branch(p);
    }
    take(p);
    return is_word(p, WORD_if) ? parse_branch(p) : parse_block(p, block);
}

/* From `if`, or a word that stands for `else if`. */
static SynStmt *parse_branch(Parser *p)
{
    SynStmt *s = new_statement(p, SYN_BRANCH);
    int32_t start = p->at;
    take(p);
    if (!enter(p))
        return s;
    s->guard = parse_expr(p);
    s->head = head_since(p, start);
    if (is_word(p, WORD_then)) {
        hint(p, tell(p, DIAG_E101, here(p)->at, "`then` cannot stand here"),
             "Here `if` is a statement: write `if C { ... }`.");
        take(p);
    }
    s->body = parse_block(p, &s->block);
    if (!p->is_lost && (is_word(p, WORD_else) || is_elif(here(p))))
        s->otherwise = parse_otherwise(p, &s->otherwise_block);
    leave(p);
    s->at = since(p, start);
    return s;
}

/* ------------------------------------------------------------------ plain statements */

static SynStmt *parse_local(Parser *p)
{
    SynStmt *s = new_statement(p, SYN_LOCAL);
    take(p);
    s->name = parse_name(p);
    if (is_mark(p, TOKEN_OPEN))
        hint(p, unexpected(p), "A function is declared outside the program.");
    expect_equals(p);
    s->value = parse_expr(p);
    return s;
}

static SynStmt *parse_pay(Parser *p)
{
    SynStmt *s = new_statement(p, SYN_PAY);
    take(p);
    s->player = parse_name(p);
    s->value = parse_expr(p);
    return s;
}

static SynStmt *parse_happens(Parser *p)
{
    SynStmt *s = new_statement(p, SYN_HAPPENS);
    take(p);
    s->name = parse_name(p);
    if (is_mark(p, TOKEN_TEXT))
        hint(p, unexpected(p),
             "An event has its text where it is declared, outside the "
             "program.");
    return s;
}

static SynStmt *parse_show(Parser *p)
{
    SynStmt *s = new_statement(p, SYN_SHOW);
    take(p);
    s->value = parse_expr(p);
    return s;
}

/* ID := E and its kin; `=` and `==` are told and taken for `:=`. */
static SynStmt *parse_assign(Parser *p, Name name)
{
    SynStmt *s = new_statement(p, SYN_ASSIGN);
    const Token *t = take(p);
    s->name = name;
    s->op = t->kind == TOKEN_SET_UP ? OP_ADD : t->kind == TOKEN_SET_DOWN ? OP_SUB : OP_EQ;
    if (t->kind == TOKEN_EQUALS || t->kind == TOKEN_EQ)
        hint(p,
             tell(p, DIAG_E112, t->at, "`%s` sets nothing",
                  t->kind == TOKEN_EQ ? "==" : "="),
             "Write `:=` to set a state, `let` to name a value.");
    s->value = parse_expr(p);
    return s;
}

static SynStmt *parse_put(Parser *p, Name name)
{
    SynStmt *s = new_statement(p, SYN_PUT);
    s->name = name;
    s->args = parse_args(p, &s->arg_count);
    return s;
}

/* A name begins no statement that we know: `us choose ...`, `paid us 3`. */
static SynStmt *parse_misspelt(Parser *p, Name name, int32_t start)
{
    static const char *const chooses[] = {"chooses"};
    static const char *const begins[] = {"chance", "pay",      "if",   "let",
                                         "event",  "together", "show", "nothing"};
    const Token *t = here(p);
    if (t->kind == TOKEN_NAME && !t->starts_line) {
        Diag slip = {0};
        Diags scratch = {.mem = p->mem};
        if (diag_suggest(&scratch, &slip, t->text, chooses, 1)) {
            hint(p, tell(p, DIAG_E101, t->at, "`%s` is no word of the language", t->text),
                 "Did you mean `chooses`?");
            return parse_chooses(p, name, start);
        }
    }
    Diag *d = tell(p, DIAG_E101, name.at, "`%s` begins no statement", name.text);
    if (!diag_suggest(p->diags, d, name.text, begins, sizeof begins / sizeof *begins))
        hint(p, d,
             "A statement is a choice (`us chooses ...`), `chance`, `pay`, `if`, `let`, "
             "`event`, `show`, `together`, a state that is set (`%s := ...`) or a rule "
             "(`%s(...)`).",
             name.text, name.text);
    p->is_lost = true;
    return NULL;
}

static SynStmt *parse_named(Parser *p)
{
    int32_t start = p->at;
    Name name = word_name(p);
    switch (here(p)->kind) {
    case TOKEN_SET:
    case TOKEN_SET_UP:
    case TOKEN_SET_DOWN:
    case TOKEN_EQUALS:
    case TOKEN_EQ:
        return parse_assign(p, name);
    case TOKEN_OPEN:
        return parse_put(p, name);
    default:
        break;
    }
    if (is_word(p, WORD_chooses))
        return parse_chooses(p, name, start);
    return parse_misspelt(p, name, start);
}

/* A declaration in a block is kept, so that what it names is known. */
static void add_stray(Parser *p, SynDecl *d)
{
    if (!d)
        return;
    *p->stray_end = d;
    p->stray_end = &d->next;
}

static SynStmt *no_statement(Parser *p)
{
    const Token *t = here(p);
    if (t->kind == TOKEN_CLOSE) {
        tell(p, DIAG_E108, t->at, "this `)` closes nothing");
        p->is_lost = true;
    } else if (t->kind == TOKEN_OPEN_BRACE) {
        hint(p, unexpected(p),
             "A block belongs to an arm, an `if`, a rule or a list of arms.");
    } else if (t->kind != TOKEN_WORD) {
        hint(p, unexpected(p), "Write a statement here.");
    } else if (word_use(t->word) == USE_DECLARES) {
        hint(p,
             tell(p, DIAG_E114, t->at, "`%s` declares something within a block", t->text),
             "Declarations stand outside of all blocks; is a `}` missing before this?");
        add_stray(p, parse_declaration(p));
    } else if (t->word == WORD_else) {
        hint(p, unexpected(p), "`else` follows the `}` of an `if` directly.");
    } else {
        hint(p, unexpected(p),
             "Write a statement here. A word of the language is no name.");
    }
    return NULL;
}

static SynStmt *parse_any(Parser *p)
{
    if (is_mark(p, TOKEN_NAME))
        return parse_named(p);
    if (!is_mark(p, TOKEN_WORD))
        return no_statement(p);
    switch (here(p)->word) {
    case WORD_chance:
        return parse_chance(p);
    case WORD_together:
        return parse_together(p);
    case WORD_if:
        return parse_branch(p);
    case WORD_let:
        return parse_local(p);
    case WORD_pay:
        return parse_pay(p);
    case WORD_event:
        return parse_happens(p);
    case WORD_show:
        return parse_show(p);
    default:
        return no_statement(p);
    }
}

/* Whether the names that a statement cannot do without were found. */
static bool is_whole(const SynStmt *s)
{
    switch (s->kind) {
    case SYN_CHOOSES:
        return s->player.text && s->name.text;
    case SYN_PAY:
        return s->player.text;
    case SYN_LOCAL:
    case SYN_HAPPENS:
        return s->name.text;
    default:
        return true;
    }
}

static SynStmt *parse_statement(Parser *p)
{
    int32_t start = p->at;
    SynStmt *s = parse_any(p);
    if (!s || !is_whole(s))
        return NULL;
    s->at = since(p, start);
    if (!s->head.length)
        s->head = head_since(p, start);
    return s;
}
