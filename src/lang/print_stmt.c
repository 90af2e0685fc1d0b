#include "lang/print_private.h"

static void put_statement(Printer *p, const SynStmt *s);

void put_statements(Printer *p, const void *of)
{
    for (const SynStmt *s = of; s; s = s->next) {
        begin_item(p, s->at.at);
        put_statement(p, s);
    }
}

static void put_guard(Printer *p, const SynExpr *guard)
{
    if (!guard)
        return;
    put(p, " if ");
    put_expr(p, guard);
}

static void put_choice_arms(Printer *p, const void *of)
{
    for (const SynArm *arm = of; arm; arm = arm->next) {
        begin_item(p, arm->at.at);
        put_name(p, arm->name);
        put_text(p, " ", arm->text);
        put_guard(p, arm->guard);
        if (!arm->has_body)
            continue;
        put(p, " ");
        put_block(p, arm->block, put_statements, arm->body);
    }
}

static void put_outcome(Printer *p, const SynArm *arm)
{
    put_name(p, arm->name);
    put_text(p, " ", arm->text);
    if (arm->is_nothing)
        put(p, "nothing");
    if (arm->has_body) {
        put(p, arm->name.text ? " " : "");
        put_block(p, arm->block, put_statements, arm->body);
    } else if (arm->body) {
        put_statement(p, arm->body);
    }
}

static bool begins_with_parenthesis(const SynExpr *x)
{
    while (x->kind == SYN_BINARY && !x->in_parens)
        x = x->kids[0];
    return x->in_parens;
}

/* `hold (1 - x) : raise` would put a rule `hold` in place; a separator keeps them apart. */
static bool would_read_as_call(const SynArm *arm)
{
    return arm->name.text && !arm->text.in[LANG_EN] && !arm->has_body && arm->next &&
           arm->next->probability && begins_with_parenthesis(arm->next->probability);
}

static void put_chance_arms(Printer *p, const void *of)
{
    for (const SynArm *arm = of; arm; arm = arm->next) {
        begin_item(p, arm->at.at);
        if (arm->is_rest)
            put(p, "rest");
        else
            put_expr(p, arm->probability);
        put(p, " : ");
        put_outcome(p, arm);
        put(p, would_read_as_call(arm) ? ";" : "");
    }
}

static void put_chooses(Printer *p, const SynStmt *s)
{
    put_name(p, s->player);
    put(p, " chooses ");
    put_name(p, s->name);
    put_text(p, " ", s->text);
    put(p, s->seen == SEEN_BY_OWNER ? " hidden" : "");
    if (s->is_range) {
        put(p, " from ");
        put_range(p, s->lo, s->hi);
        put_guard(p, s->guard);
    } else {
        put(p, " ");
        put_block(p, s->block, put_choice_arms, s->arms);
    }
}

static void put_chance(Printer *p, const SynStmt *s)
{
    put(p, "chance ");
    put_name(p, s->name);
    put(p, s->name.text ? " " : "");
    put_text(p, "", s->text);
    put(p, has_text(s->text) ? " " : "");
    if (s->seen == SEEN_BY_NOBODY)
        put(p, "unseen ");
    if (s->seen == SEEN_BY_SOME) {
        put(p, "seen by ");
        put_names(p, s->seers, s->seer_count);
        put(p, " ");
    }
    put_block(p, s->block, put_chance_arms, s->arms);
}

static void put_branch(Printer *p, const SynStmt *s)
{
    for (;; s = s->otherwise) { /* else if ... */
        put(p, "if ");
        put_expr(p, s->guard);
        put(p, " ");
        put_block(p, s->block, put_statements, s->body);
        if (s->otherwise_block.length || !s->otherwise)
            break;
        put(p, " else ");
    }
    if (s->otherwise_block.length) {
        put(p, " else ");
        put_block(p, s->otherwise_block, put_statements, s->otherwise);
    }
}

static void put_assign(Printer *p, const SynStmt *s)
{
    put_name(p, s->name);
    put(p, s->op == OP_ADD ? " += " : s->op == OP_SUB ? " -= " : " := ");
    put_expr(p, s->value);
}

static void put_rule(Printer *p, const SynStmt *s)
{
    put_name(p, s->name);
    put(p, "(");
    for (int32_t i = 0; i < s->arg_count; i++) {
        put(p, i ? ", " : "");
        put_expr(p, s->args[i]);
    }
    put(p, ")");
}

static void put_statement(Printer *p, const SynStmt *s)
{
    switch (s->kind) {
    case SYN_CHOOSES:
        put_chooses(p, s);
        break;
    case SYN_TOGETHER:
        put(p, "together ");
        put_block(p, s->block, put_statements, s->body);
        break;
    case SYN_CHANCE:
        put_chance(p, s);
        break;
    case SYN_ASSIGN:
        put_assign(p, s);
        break;
    case SYN_LOCAL:
        put(p, "let ");
        put_name(p, s->name);
        put(p, " = ");
        put_expr(p, s->value);
        break;
    case SYN_BRANCH:
        put_branch(p, s);
        break;
    case SYN_PAY:
        put(p, "pay ");
        put_name(p, s->player);
        put(p, " ");
        put_expr(p, s->value);
        break;
    case SYN_HAPPENS:
        put(p, "event ");
        put_name(p, s->name);
        break;
    case SYN_PUT:
        put_rule(p, s);
        break;
    case SYN_SHOW:
        put(p, "show ");
        put_expr(p, s->value);
        break;
    }
}
