#include <stdio.h>

#include "parsed.h"

#include "base/date.h"

/* ------------------------------------------------------------------ expressions */

/* An expression with every grouping shown: (1 + (2 * x)). */
static void show(Buf *b, const SynExpr *e)
{
    static const char *const ops[] = {"or", "and", "not", "==", "!=", "<",   "<=", ">",
                                      ">=", "+",   "-",   "*",  "/",  "mod", "^",  "-"};
    if (e->kind == SYN_NUMBER)
        buf_number(b, e->number, 0);
    if (e->kind == SYN_NAME || e->kind == SYN_CALL)
        buf_puts(b, e->name.text);
    if (e->kind == SYN_MISSING)
        buf_puts(b, "?");
    if (!e->kid_count)
        return;
    buf_puts(b, e->kind == SYN_IF ? "(if " : "(");
    for (int32_t i = 0; i < e->kid_count; i++) {
        bool has_op = e->kind == SYN_UNARY || (e->kind == SYN_BINARY && i > 0);
        buf_puts(b, i ? " " : "");
        if (has_op)
            buf_printf(b, "%s ", ops[e->op]);
        show(b, e->kids[i]);
    }
    buf_puts(b, ")");
}

static const char *shown(const SynExpr *e)
{
    Buf b = {.mem = &memory};
    show(&b, e);
    return buf_text(&b);
}

static void groups_as(const char *expression, const char *expected)
{
    char text[200];
    snprintf(text, sizeof text, "let x = %s", expression);
    Syntax *file = parse(text); /* one of them earns a warning */
    assert_int_equal(diags.errors, 0);
    assert_string_equal(shown(file->decls->value), expected);
}

static void operators_bind_as_the_language_says(void **state)
{
    (void)state;
    groups_as("a or b and c", "(a or (b and c))");
    groups_as("not a == b", "(not (a == b))");
    groups_as("not a and b", "((not a) and b)");
    groups_as("a + b * c ^ d", "(a + (b * (c ^ d)))");
    groups_as("a - b - c", "((a - b) - c)");
    groups_as("a ^ b ^ c", "(a ^ (b ^ c))");
    groups_as("-2 ^ 2", "((- 2) ^ 2)");
    groups_as("a mod b / c", "((a mod b) / c)");
    groups_as("a < b + 1 and c >= d", "((a < (b + 1)) and (c >= d))");
    groups_as("a - -b", "(a - (- b))");
}

static void an_if_takes_all_that_follows_its_else(void **state)
{
    (void)state;
    groups_as("a + if b then c else d + e", "(a + (if b c (d + e)))");
    groups_as("max(a, b + 1) * 2", "(max(a (b + 1)) * 2)");
}

static void a_match_has_labels_and_an_else(void **state)
{
    (void)state;
    Syntax *file = parse_clean("let x = match y { a: 1, b | -2: 2  else: 3 }");
    const SynExpr *e = file->decls->value;
    assert_int_equal(e->kind, SYN_MATCH);
    assert_int_equal(e->cases->label_count, 1);
    assert_int_equal(e->cases->next->label_count, 2);
    assert_true(e->cases->next->next->is_else);
}

/* ------------------------------------------------------------------ declarations */

static void a_period_has_unit_start_and_count(void **state)
{
    (void)state;
    const SynDecl *d = parse_clean("period 2 weeks from 2025-11-01 for 24 then on")->decls;
    assert_int_equal(d->unit, UNIT_WEEK);
    assert_float_equal(d->unit_count->number, 2, 0);
    assert_int_equal(d->start->kind, SYN_DATE);
    assert_float_equal(d->count->number, 24, 0);
    assert_true(d->then_on);
}

static void a_text_has_translations(void **state)
{
    (void)state;
    const SynDecl *d = parse_clean("player us \"US\" zh \"美国\" de \"USA\"")->decls;
    assert_string_equal(d->text.in[LANG_EN], "US");
    assert_string_equal(d->text.in[LANG_ZH], "美国");
    assert_string_equal(d->text.others->lang, "de");
}

static void language_codes_and_units_may_be_names(void **state)
{
    (void)state;
    const SynDecl *d = parse_clean("param zh = 1 \"a\" zh \"b\"  param month = zh")->decls;
    assert_string_equal(d->name.text, "zh");
    assert_string_equal(d->next->name.text, "month");
}

static void traits_come_in_any_order(void **state)
{
    (void)state;
    const SynDecl *d =
        parse_clean("player us { noise taste, precision exact; patience 0.9 }")->decls;
    assert_string_equal(d->noise.text, "taste");
    assert_int_equal(d->precision->kind, SYN_EXACT);
    assert_float_equal(d->patience->number, 0.9, 0);
}

static void a_state_has_one_of_three_domains(void **state)
{
    (void)state;
    const SynDecl *d = parse_clean("state a : bool = yes\n"
                                   "state b : 0..n + 1 = 2\n"
                                   "state c : low, high = { 60% : low  rest : high }")
                           ->decls;
    assert_int_equal(d->domain.kind, DOMAIN_BOOL);
    assert_int_equal(d->next->domain.kind, DOMAIN_RANGE);
    assert_string_equal(shown(d->next->domain.hi), "(n + 1)");
    const SynDecl *c = d->next->next;
    assert_int_equal(c->domain.kind, DOMAIN_NAMES);
    assert_int_equal(c->domain.name_count, 2);
    assert_null(c->init.value);
    assert_true(c->init.lottery->next->is_rest);
}

static void a_variant_sets_parameters_players_and_states(void **state)
{
    (void)state;
    const SynDecl *d =
        parse_clean("variant v \"V\" { a = 95%  us.precision = exact, s = { 1 : x } }")
            ->decls;
    const SynSetting *s = d->settings;
    assert_null(s->field.text);
    assert_string_equal(s->next->field.text, "precision");
    assert_int_equal(s->next->value.value->kind, SYN_EXACT);
    assert_non_null(s->next->next->value.lottery);
}

static void a_head_is_the_first_line_without_its_brace(void **state)
{
    (void)state;
    const char *text = "rule calm(a) {\n  pay us 3 +\n    4\n}";
    const SynDecl *d = parse_clean(text)->decls;
    assert_int_equal(d->head.length, strlen("rule calm(a)"));
    assert_int_equal(d->body->head.length, strlen("pay us 3 +"));
}

/* ------------------------------------------------------------------ statements */

static const SynStmt *statement(const char *text)
{
    char program[1000];
    snprintf(program, sizeof program, "each period { %s }", text);
    return parse_clean(program)->decls->body;
}

static void an_arm_of_a_choice_has_text_guard_and_body(void **state)
{
    (void)state;
    const SynStmt *s =
        statement("us chooses m \"M\" hidden { hold  push \"P\" if a < b { a := 1 } }");
    assert_int_equal(s->seen, SEEN_BY_OWNER);
    assert_false(s->arms->has_body);
    const SynArm *push = s->arms->next;
    assert_string_equal(push->text.in[LANG_EN], "P");
    assert_non_null(push->guard);
    assert_int_equal(push->body->kind, SYN_ASSIGN);
}

static void a_whole_number_is_chosen_under_a_guard(void **state)
{
    (void)state;
    const SynStmt *s = statement("us chooses x from 0..5 if x < a  if b { pay us 1 }");
    assert_true(s->is_range);
    assert_non_null(s->guard);
    assert_int_equal(s->next->kind, SYN_BRANCH);
}

static void an_outcome_takes_many_forms(void **state)
{
    (void)state;
    const SynStmt *s = statement("chance c seen by us, cn { 10% : a  10% : b { pay us 1 }"
                                 " 10% : d \"D\"  10% : { }  10% : pay us 2  10% : nothing"
                                 " 10% : e := 1  10% : f(x)  10% : us chooses y { z }"
                                 " rest : g }");
    assert_int_equal(s->seer_count, 2);
    const SynArm *a = s->arms;
    assert_string_equal(a->name.text, "a");
    a = a->next;
    assert_true(a->name.text && a->has_body);
    a = a->next;
    assert_string_equal(a->text.in[LANG_EN], "D");
    a = a->next;
    assert_true(!a->name.text && a->has_body);
    a = a->next;
    assert_true(!a->has_body && a->body->kind == SYN_PAY);
    a = a->next;
    assert_true(a->is_nothing);
    a = a->next;
    assert_int_equal(a->body->kind, SYN_ASSIGN);
    a = a->next;
    assert_int_equal(a->body->kind, SYN_PUT);
    a = a->next;
    assert_int_equal(a->body->kind, SYN_CHOOSES);
    assert_true(a->next->is_rest);
}

static void a_name_before_the_next_probability_is_no_call(void **state)
{
    (void)state;
    const SynStmt *s = statement("chance c { 0.5 : quiet (1 - x) / 2 : loud  rest : z }");
    assert_string_equal(s->arms->name.text, "quiet");
    assert_string_equal(s->arms->next->name.text, "loud");
    assert_int_equal(s->arms->next->probability->kind, SYN_BINARY);
}

static void else_if_is_a_list_of_one(void **state)
{
    (void)state;
    const SynStmt *s =
        statement("if a { pay us 1 } else if b { } else { pay us 2  pay cn 3 }");
    assert_int_equal(s->otherwise->kind, SYN_BRANCH);
    assert_null(s->otherwise->next);
    assert_int_equal(s->otherwise->otherwise->next->kind, SYN_PAY);
}

/* ------------------------------------------------------------------ questions */

static void asks(const char *text, AskKind kind)
{
    SynQuestion *q = READ(syntax_parse_question, text, (int64_t)strlen(text));
    assert_string_equal(told(), "");
    assert_int_equal(q->kind, kind);
}

static void each_form_of_question_is_known(void **state)
{
    (void)state;
    asks("P(a > 2 at 3)", ASK_P_AT);
    asks("P(a by 2026-01-05)", ASK_P_BY);
    asks("P(a throughout end)", ASK_P_THROUGHOUT);
    asks("P(a until b by end)", ASK_P_UNTIL);
    asks("P(count ev by 4 >= 2)", ASK_P_COUNT);
    asks("P(count move.3 by 4 == 2)", ASK_P_COUNT);
    asks("P(first a at 3)", ASK_P_FIRST);
    asks("P(a eventually)", ASK_P_EVENTUALLY);
    asks("P(a at 3 given b throughout 2)", ASK_P_GIVEN);
    asks("E(a at 3)", ASK_E_AT);
    asks("E(count move.raise by end)", ASK_E_COUNT);
    asks("E(sum a by 3)", ASK_E_SUM);
    asks("E(mean a by 3)", ASK_E_MEAN);
    asks("E(first a)", ASK_E_FIRST);
    asks("E(a forever)", ASK_E_FOREVER);
    asks("Q(a at end, 90%)", ASK_QUANTILE);
    asks("V(us) under plain, calm", ASK_VALUE);
}

static void a_question_with_an_error_is_no_question(void **state)
{
    (void)state;
    const char *text = "P(a at 3) b";
    assert_null(READ(syntax_parse_question, text, (int64_t)strlen(text)));
    assert_int_equal(diags.errors, 1);
}

static void a_setting_is_read_alone(void **state)
{
    (void)state;
    const char *text = "us.patience = 0.9";
    const SynSetting *s = READ(syntax_parse_setting, text, (int64_t)strlen(text));
    assert_string_equal(s->field.text, "patience");
}

/* ------------------------------------------------------------------ errors */

static void a_mend_is_told_where_there_is_one(void **state)
{
    (void)state;
    is_told("param a := 3", "m.truce:1:9: error E112: `:=` says nothing here\n"
                            "    1 | param a := 3\n"
                            "      |         ^~\n"
                            "      = Write `=`: it says what something is.\n");
    is_told("each period { x = 3 }", "m.truce:1:17: error E112: `=` sets nothing\n"
                                     "    1 | each period { x = 3 }\n"
                                     "      |                 ^\n"
                                     "      = Write `:=` to set a state, `let` to name a "
                                     "value.\n");
    is_told("let x = a = 3", "m.truce:1:11: error E112: `=` compares nothing\n"
                             "    1 | let x = a = 3\n"
                             "      |           ^\n"
                             "      = Write `==` to compare, `:=` to set a state.\n");
    is_told("player us { patiense 0.9 }",
            "m.truce:1:13: error E101: `patiense` cannot stand "
            "here\n"
            "    1 | player us { patiense 0.9 }\n"
            "      |             ^~~~~~~~\n"
            "      = Did you mean `patience`?\n");
    is_told("event show", "m.truce:1:7: error E110: `show` is a word of the language\n"
                          "    1 | event show\n"
                          "      |       ^~~~\n"
                          "      = Choose another name, such as `show_`.\n");
    is_told("let x = a < b < c", "m.truce:1:15: error E111: comparisons do not chain\n"
                                 "    1 | let x = a < b < c\n"
                                 "      |               ^\n"
                                 "      = Write `a < b and b < c`.\n");
    is_told("period 1 month from 2025-01-01 24",
            "m.truce:1:32: error E101: `24` cannot "
            "stand here\n"
            "    1 | period 1 month from 2025-01-01 24\n"
            "      |                                ^~\n"
            "      = Write `for` before the number of "
            "periods.\n");
}

static void what_is_missing_is_marked_where_it_is_missing(void **state)
{
    (void)state;
    is_told("state a : bool\nevent b",
            "m.truce:1:15: error E101: something is missing here\n"
            "    1 | state a : bool\n"
            "      |               ^\n"
            "      = Write `=` here.\n");
}

static void a_missing_brace_is_looked_for_where_the_lines_disagree(void **state)
{
    (void)state;
    is_told("each period {\n"
            "  if a {\n"
            "    pay us 1\n"
            "  pay us 2\n"
            "}\n"
            "measure m = 1\n",
            "m.truce:6:1: error E108: a `}` is missing before this\n"
            "    6 | measure m = 1\n"
            "      | ^~~~~~~\n"
            "m.truce:2:8: note: this `{` is closed by a `}` in another column: is one "
            "missing between?\n"
            "    2 |   if a {\n"
            "      |        ^\n");
}

static void every_independent_error_is_told_once(void **state)
{
    (void)state;
    const SynDecl *d = parse("param a = * 3\n"
                             "sate b : bool = yes\n"
                             "each period {\n"
                             "  paid us 3\n"
                             "  if a + { pay us }\n"
                             "  pay cn 4 ) 5\n"
                             "  us choose m { x  y }\n"
                             "}\n"
                             "measure m = if a then b\n"
                             "claim c { holds P(a) > 3 }\n")
                           ->decls;
    static const int32_t lines[] = {1, 2, 4, 5, 5, 6, 7, 9, 10};
    int32_t count = 0;
    for (const Diag *e = diags.first; e; e = e->next)
        assert_int_equal(span_place(&diags, e->at).line, lines[count++]);
    assert_int_equal(count, sizeof lines / sizeof *lines);
    assert_string_equal(d->name.text, "a");
    assert_int_equal(d->value->kind, SYN_MISSING);
}

/* `times` copies of `piece` between two texts. */
static const char *repeated(const char *before, const char *piece, int times,
                            const char *after)
{
    static Mem own;
    mem_close(&own);
    Buf b = {.mem = &own};
    buf_puts(&b, before);
    for (int i = 0; i < times; i++)
        buf_puts(&b, piece);
    buf_puts(&b, after);
    return buf_text(&b);
}

static void refuses_depth(const char *before, const char *piece, const char *after)
{
    parse(repeated(before, piece, 100000, after));
    assert_true(diags.errors > 0);
    assert_int_equal(diags.first->code, DIAG_E109);
}

static void depth_has_a_limit(void **state)
{
    (void)state;
    refuses_depth("let x = ", "(", "");
    refuses_depth("let x = ", "-", "1");
    refuses_depth("let x = ", "not ", "1");
    refuses_depth("let x = ", "2 ^ ", "1");
    refuses_depth("let x = ", "if a then 1 else ", "1");
    refuses_depth("let x = ", "match a { b: ", "1");
    refuses_depth("let x = 1", " + 1", "");
    refuses_depth("each period { ", "if a { ", "");
    refuses_depth("each period { if a { }", " else if a { }", "}");
    refuses_depth("each period { ", "chance { 1 : ", "");
    parse_clean(repeated("let x = 1", " + 1", 990, ""));
    parse_clean(repeated("each period { ", "pay us 1 ", 5000, "}"));
}

static void nothing_parses_to_nothing(void **state)
{
    (void)state;
    assert_null(parse_clean("")->decls);
    assert_null(parse_clean(" # a comment\n")->decls);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_bind_as_the_language_says),
        cmocka_unit_test(an_if_takes_all_that_follows_its_else),
        cmocka_unit_test(a_match_has_labels_and_an_else),
        cmocka_unit_test(a_period_has_unit_start_and_count),
        cmocka_unit_test(a_text_has_translations),
        cmocka_unit_test(language_codes_and_units_may_be_names),
        cmocka_unit_test(traits_come_in_any_order),
        cmocka_unit_test(a_state_has_one_of_three_domains),
        cmocka_unit_test(a_variant_sets_parameters_players_and_states),
        cmocka_unit_test(a_head_is_the_first_line_without_its_brace),
        cmocka_unit_test(an_arm_of_a_choice_has_text_guard_and_body),
        cmocka_unit_test(a_whole_number_is_chosen_under_a_guard),
        cmocka_unit_test(an_outcome_takes_many_forms),
        cmocka_unit_test(a_name_before_the_next_probability_is_no_call),
        cmocka_unit_test(else_if_is_a_list_of_one),
        cmocka_unit_test(each_form_of_question_is_known),
        cmocka_unit_test(a_question_with_an_error_is_no_question),
        cmocka_unit_test(a_setting_is_read_alone),
        cmocka_unit_test(a_mend_is_told_where_there_is_one),
        cmocka_unit_test(what_is_missing_is_marked_where_it_is_missing),
        cmocka_unit_test(a_missing_brace_is_looked_for_where_the_lines_disagree),
        cmocka_unit_test(every_independent_error_is_told_once),
        cmocka_unit_test(depth_has_a_limit),
        cmocka_unit_test(nothing_parses_to_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
