#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lang/check.h"

/* What most models of this file begin with. */
#define HEAD                                                                               \
    "period 1 month from 2025-11-01 for 24\n"                                              \
    "player us\n"                                                                          \
    "player cn\n"                                                                          \
    "state tariffs : normal, truce, embargo = truce\n"                                     \
    "state heat : 0..4 = 0\n"                                                              \
    "state pact : bool = yes\n"

static Mem memory;
static jmp_buf trap;
static Diags found;
static Names *names;
static Scope *scope;

static int begin(void **state)
{
    (void)state;
    memory = (Mem){.trap = &trap};
    found = (Diags){.mem = &memory};
    names = names_new(&memory);
    return 0;
}

static int forget(void **state)
{
    (void)state;
    mem_close(&memory);
    return 0;
}

static int32_t source(const char *name, const char *text)
{
    return diag_source(&found, name, text, (int64_t)strlen(text));
}

/* Checks a model of up to two files with up to one setting; forgets what was found before. */
static Model *check_all(const char *main, const char *included, const char *set)
{
    found = (Diags){.mem = &memory};
    Syntax *files = syntax_parse(&found, names, source("main", main));
    if (included)
        files->next = syntax_parse(&found, names, source("included", included));
    SynSetting *sets =
        set ? syntax_parse_setting(&found, names, source("--set", set)) : NULL;
    Model *m = model_check(&found, files, sets, &scope);
    assert_true(!m || model_is_valid(m));
    return m;
}

static Model *check(const char *main)
{
    return check_all(main, NULL, NULL);
}

static int32_t count(DiagCode code)
{
    int32_t n = 0;
    for (const Diag *d = found.first; d; d = d->next)
        n += d->code == code;
    return n;
}

static const Diag *diag_of(DiagCode code)
{
    const Diag *d = found.first;
    while (d && d->code != code)
        d = d->next;
    if (!d)
        fail_msg("%s was not found", diag_code_text(code));
    return d;
}

static void assert_says(DiagCode code, const char *what)
{
    const char *said = diag_of(code)->what[LANG_EN];
    if (!strstr(said, what))
        fail_msg("%s says: %s", diag_code_text(code), said);
}

/* The model is refused, for this reason alone. */
static void refused(DiagCode code, const char *main)
{
    Model *m = check(main);
    if (m || found.errors != 1 || count(code) != 1) {
        Buf b = {.mem = &memory};
        diags_print(&found, &b, LANG_EN, false);
        fail_msg("not refused with one %s:\n%s\n%s", diag_code_text(code), main,
                 buf_text(&b));
    }
}

static Model *accepted(const char *main)
{
    Model *m = check(main);
    if (!m) {
        Buf b = {.mem = &memory};
        diags_print(&found, &b, LANG_EN, false);
        fail_msg("%s", buf_text(&b));
    }
    return m;
}

static const char *text_of_expr(const Model *m, const Expr *x)
{
    Buf b = {.mem = &memory};
    expr_print(m, x, &b);
    return buf_text(&b);
}

#define assert_expr(m, x, text) assert_string_equal(text_of_expr((m), (x)), (text))

static int32_t var_find(const Model *m, const char *name)
{
    for (int32_t i = 0; i < m->var_count; i++)
        if (!strcmp(m->vars[i].name, name))
            return i;
    fail_msg("no variable `%s`", name);
    return -1;
}

static const Var *var_of(const Model *m, const char *name)
{
    return &m->vars[var_find(m, name)];
}

static int32_t event_of(const Model *m, const char *name)
{
    for (int32_t i = 0; i < m->event_count; i++)
        if (!strcmp(m->events[i].name, name))
            return i;
    return -1;
}

/* The value of the last statement of the program. */
static const Expr *last_value(const Model *m)
{
    const Stmt *s = m->program;
    while (s->next)
        s = s->next;
    return s->value;
}

static Question *ask(const char *text)
{
    SynQuestion *q = syntax_parse_question(&found, names, source("question", text));
    return q ? question_check(&found, scope, q) : NULL;
}

/* ------------------------------------------------------------------ names */

static void a_name_means_one_thing(void **state)
{
    (void)state;
    refused(DIAG_E202, HEAD "param heat = 1 each period { pay us heat }");
    assert_non_null(diag_of(DIAG_E202)->notes);
    refused(DIAG_E202, HEAD "param embargo = 1 each period { pay us embargo }");
    refused(DIAG_E202, HEAD "each period { us chooses heat { a b } }");
    refused(DIAG_E202, HEAD "let f(heat) = heat each period { pay us f(1) }");
    refused(DIAG_E202, HEAD "each period { us chooses m { a a } }");
    refused(DIAG_E202, HEAD "state s : a, b, a = a each period { }");
}

static void domains_may_share_names(void **state)
{
    (void)state;
    Model *m = accepted(HEAD "state other : truce, open = open\n"
                             "each period { us chooses move { truce open }\n"
                             "  if move == truce { other := truce }\n"
                             "  pay us (tariffs == truce) + (other == truce) }");
    assert_expr(m, last_value(m), "((tariffs == truce) + (other == truce))");
    assert_true(last_value(m)->kids[0]->kids[1]->number == 1);
    assert_true(last_value(m)->kids[1]->kids[1]->number == 0);
}

static void a_misspelt_name_is_mended(void **state)
{
    (void)state;
    refused(DIAG_E201, HEAD "each period { pay us tarifs }");
    assert_non_null(strstr(diag_of(DIAG_E201)->hint[LANG_EN], "tariffs"));
    refused(DIAG_E206, HEAD "each period { pay us tariffs == embrago }");
    assert_non_null(strstr(diag_of(DIAG_E206)->hint[LANG_EN], "embargo"));
    assert_says(DIAG_E206,
                "`tariffs` is one of normal, truce, embargo; it cannot be compared "
                "with `embrago`");
    refused(DIAG_E201, HEAD "each period { pay uss 1 }");
    refused(DIAG_E201, HEAD "each period { event colapse } event collapse");
    refused(DIAG_E201, HEAD "each period { laddr(us) } rule ladder(p) { pay p 1 }");
}

static void bare_names_are_found_where_they_are_put(void **state)
{
    (void)state;
    Model *m = accepted(
        HEAD "let worse(a, b) = max(a, b)\n"
             "each period { tariffs := if pact then normal else worse(truce, embargo)\n"
             "  pay us match tariffs { normal: 0, truce | embargo: 2 }\n"
             "  pay us worse(truce, tariffs) == max(embargo, tariffs) }");
    assert_expr(m, m->program->value, "(if pact then normal else max(truce, embargo))");
    assert_expr(m, m->program->next->value, "(if (tariffs == normal) then 0 else 2)");
    assert_expr(m, last_value(m), "(max(truce, tariffs) == max(embargo, tariffs))");
    assert_int_equal(m->program->value->type.kind, TYPE_NAME);
}

/* ------------------------------------------------------------------ types */

static void kinds_are_checked(void **state)
{
    (void)state;
    refused(DIAG_E204, HEAD "each period { if heat { pay us 1 } }");
    refused(DIAG_E204, HEAD "each period { heat := 1 / 2 }");
    refused(DIAG_E204, HEAD "each period { tariffs := 1 }");
    refused(DIAG_E204, HEAD "each period { pact += 1 }");
    refused(DIAG_E204, HEAD "each period { pay us date }");
    refused(DIAG_E204, HEAD "each period { pay us months_to(3) }");
    refused(DIAG_E205, HEAD "each period { pay us tariffs == pact }");
    refused(DIAG_E205, HEAD "state b : x, y = x each period { pay us b == tariffs }");
    refused(DIAG_E205, HEAD "each period { pay us if pact then tariffs else pact }");
    refused(DIAG_E205, HEAD "each period { pay us date == 3 }");
    refused(DIAG_E203, HEAD "each period { pay us cn }");
    refused(DIAG_E209, HEAD "each period { pay us abs(1, 2) }");
    refused(DIAG_E210,
            "period 1 month for 3 player us each period { pay us months_to(2026-01-01) }");
}

static void numbers_mix_freely(void **state)
{
    (void)state;
    Model *m = accepted(HEAD "param x = 2\n"
                             "each period { heat := floor(0.5 * tariffs) + pact\n"
                             "  heat := x ^ 2 mod 3\n"
                             "  pay us date - 2025-11-01 + months_to(2026-11-03) }");
    assert_int_equal(m->program->value->type.kind, TYPE_WHOLE);
    assert_int_equal(last_value(m)->type.kind, TYPE_WHOLE);
    assert_true(last_value(m)->reads_time && !last_value(m)->reads_vars);
}

static void a_match_covers_all(void **state)
{
    (void)state;
    accepted(HEAD "each period { pay us match heat { 0: 1, 1 | 2: 2, 3: 0, 4: 9 } }");
    accepted(HEAD "each period { pay us match pact { yes: 1, no: 2 } }");
    refused(DIAG_E218, HEAD "each period { pay us match heat { 0: 1, 1: 2 } }");
    assert_says(DIAG_E218, "no case for 2");
    refused(DIAG_E218,
            HEAD "each period { pay us match tariffs { normal: 1, embargo: 2 } }");
    assert_says(DIAG_E218, "`truce`");
    refused(DIAG_E218, HEAD "each period { pay us match pact { yes: 1, yes: 2, no: 1 } }");
    refused(DIAG_E218, HEAD "each period { pay us match heat / 2 { 0: 1 } }");
}

/* ------------------------------------------------------------------ parameters and time */

static void parameters_stand_in_the_order_of_reading(void **state)
{
    (void)state;
    Model *m = accepted(HEAD "param a = b + c in 0..9\nparam b = 2 * c\nparam c = 1\n"
                             "each period { pay us a }");
    assert_string_equal(m->params[0].name, "c");
    assert_string_equal(m->params[1].name, "b");
    assert_string_equal(m->params[2].name, "a");
    refused(DIAG_E207, HEAD "param a = b param b = a each period { pay us a }");
    refused(DIAG_E210, HEAD "param a = heat each period { pay us a }");
    refused(DIAG_E229, HEAD "param a = 1 / 0 each period { pay us a }");
    accepted(HEAD "param a = 3 in 0..1 each period { pay us a }");
    assert_int_equal(count(DIAG_W512), 1);
}

static void what_shapes_the_model_is_fixed(void **state)
{
    (void)state;
    Model *m = accepted(
        HEAD "param k = 3 param n = k + 1 param free = 1\n"
             "state s : 0..n = 0\n"
             "each period { us chooses bid from 0..k  s := bid  pay us s * free }");
    assert_true(m->params[0].is_rigid && m->params[1].is_rigid && !m->params[2].is_rigid);
    assert_int_equal(var_of(m, "s")->domain.hi, 4);
    refused(DIAG_E224,
            HEAD "param n = 3 state s : 0..n = 0 each period { s := 0 pay us s }\n"
                 "variant v { n = 4 }");
    m = check_all(HEAD "param n = 3 state s : 0..n = 0 each period { s := 0 pay us s }",
                  NULL, "n = 7");
    assert_int_equal(var_of(m, "s")->domain.hi, 7);
    refused(DIAG_E215, HEAD "state s : 3..2 = 3 each period { s := 3 pay us s }");
    refused(DIAG_E215, HEAD "state s : 0..1000000 = 3 each period { s := 3 pay us s }");
    refused(DIAG_E214, HEAD "state s : 0..2.5 = 1 each period { s := 1 pay us s }");
    refused(DIAG_E214, "period 1 month for 100001 player us each period { pay us 1 }");
    refused(DIAG_E214,
            "period 1 year from 2025-01-01 for 9000 player us each period { pay us 1 }");
}

static void a_parameter_is_real_when_a_variant_makes_it_so(void **state)
{
    (void)state;
    const char *text = HEAD "param a = 1 param b = 2 each period { pay us a + b }\n"
                            "variant v { a = a / 2 b = 3 }";
    Model *m = accepted(text);
    assert_int_equal(m->params[0].type.kind, TYPE_REAL);
    assert_int_equal(m->params[1].type.kind, TYPE_WHOLE);
}

static void settings_are_as_if_written(void **state)
{
    (void)state;
    const char *text = HEAD "param a = 1 in 0..2 each period { pay us a }";
    Model *m = check_all(text, NULL, "a = 1.5");
    assert_true(m->params[0].value->number == 1.5);
    m = check_all(text, NULL, "us.precision = exact");
    assert_null(m->players[0].precision);
    m = check_all(text, NULL, "heat = { 50% : 1  rest : 2 }");
    assert_int_equal(m->starts[1].count, 2);
    assert_null(check_all(text, NULL, "aa = 3"));
    assert_int_equal(count(DIAG_E201), 1);
    assert_null(check_all(text, NULL, "us.patience = 3"));
    assert_int_equal(count(DIAG_E220), 1);
}

static void states_begin_within_their_domain(void **state)
{
    (void)state;
    Model *m = accepted(HEAD "state s : open, closed = { 60% : open  rest : closed }\n"
                             "state t : 0..9 = heat + 1\n"
                             "each period { s := open  t := 1  pay us s + t }");
    assert_expr(m, m->starts[3].probability[1], "(1 - 0.6)");
    assert_expr(m, m->starts[4].value[0], "(heat + 1)");
    refused(DIAG_E228, HEAD "state t : 0..9 = 10 each period { t := 1 pay us t }");
    refused(DIAG_E210, HEAD "state t : 0..9 = u state u : 0..9 = 1\n"
                            "each period { t := 1 u := t pay us t }");
    refused(DIAG_E221, HEAD "state t : bool = { 60% : yes 30% : no }\n"
                            "each period { t := no pay us t }");
    assert_says(DIAG_E221, "sum to 0.9, not 1");
    refused(DIAG_E206, HEAD "state t : a, b = c each period { t := a pay us t }");
}

static void players_are_checked(void **state)
{
    (void)state;
    Model *m = accepted("period 1 day for 2 player us player cn { precision exact }\n"
                        "player eu { patience 0.9 precision 2 noise taste }\n"
                        "each period { pay us 1 }");
    assert_true(m->players[0].patience->number == 1 &&
                m->players[0].precision->number == 1);
    assert_null(m->players[1].precision);
    assert_int_equal(m->players[2].noise, NOISE_TASTE);
    assert_false(m->has_calendar);
    refused(DIAG_E220,
            "period 1 day for 2 player us { patience 0 } each period { pay us 1 }");
    refused(DIAG_E220,
            "period 1 day for 2 player us { precision -1 } each period { pay us 1 }");
    refused(DIAG_E220, "period 1 day for 2 player us { precision 0 noise taste }\n"
                       "each period { pay us 1 }");
}

static void what_is_missing_is_said(void **state)
{
    (void)state;
    assert_null(check(""));
    assert_int_equal(count(DIAG_E216), 3);
    refused(DIAG_E217, HEAD "each period { pay us 1 } each period { pay us 2 }");
    refused(DIAG_E217, HEAD "period 1 day for 2 each period { pay us 1 }");
}

/* ------------------------------------------------------------------ lets, functions */

static void a_let_is_shared(void **state)
{
    (void)state;
    Model *m = accepted(HEAD "let hot = heat >= 3\n"
                             "each period { if hot { heat := 0 } pay us hot }");
    assert_ptr_equal(m->program->value, m->program->next->value);
}

static void circles_are_refused(void **state)
{
    (void)state;
    refused(DIAG_E207, HEAD "let a = b let b = c let c = a each period { pay us a }");
    assert_says(DIAG_E207, "`a` reads itself");
    refused(DIAG_E207, HEAD "let f(x) = g(x) let g(y) = f(y) each period { pay us f(1) }");
    refused(DIAG_E207, HEAD "rule r(p) { q(p) } rule q(p) { r(p) } each period { r(us) }");
    refused(DIAG_E207, HEAD "state s : 0..a = 0 let a = s each period { s := 0 pay us a }");
    accepted(HEAD "let f(x) = x + 1 each period { pay us f(f(f(1))) }");
}

static void growth_is_limited(void **state)
{
    (void)state;
    Buf b = {.mem = &memory};
    buf_puts(&b, HEAD "let f0(x) = x + heat\n");
    for (int i = 1; i <= 30; i++)
        buf_printf(&b, "let f%d(x) = f%d(x) + f%d(x)\n", i, i - 1, i - 1);
    buf_puts(&b, "each period { pay us f30(1) }");
    assert_null(check(buf_text(&b)));
    assert_true(count(DIAG_E213) >= 1);

    Buf lets = {.mem = &memory};
    buf_puts(&lets, HEAD "let a0 = heat\n");
    for (int i = 1; i <= 40; i++)
        buf_printf(&lets, "let a%d = a%d + a%d\n", i, i - 1, i - 1);
    buf_puts(&lets, "each period { pay us a40 }");
    refused(DIAG_E213, buf_text(&lets));

    Buf rules = {.mem = &memory};
    buf_puts(&rules, HEAD "rule r0() { pay us 1 }\n");
    for (int i = 1; i <= 30; i++)
        buf_printf(&rules, "rule r%d() { r%d() r%d() }\n", i, i - 1, i - 1);
    buf_puts(&rules, "each period { r30() }");
    refused(DIAG_E213, buf_text(&rules));
}

static void long_chains_do_not_sink_the_stack(void **state)
{
    (void)state;
    Buf b = {.mem = &memory};
    buf_puts(&b, HEAD);
    for (int i = 0; i < 3000; i++)
        buf_printf(&b, "let a%d = a%d + 1\n", i, i + 1);
    buf_puts(&b, "let a3000 = heat each period { pay us a0 }");
    refused(DIAG_E213, buf_text(&b));
    Buf up = {.mem = &memory};
    buf_puts(&up, HEAD "let b0 = heat\n");
    for (int i = 1; i < 6000; i++)
        buf_printf(&up, "let b%d = b%d + 1\n", i, i - 1);
    buf_puts(&up, "each period { pay us b5999 }");
    refused(DIAG_E213, buf_text(&up));
}

/* ------------------------------------------------------------------ rules */

static const char LADDER[] =
    "rule ladder(who, measures, move, up) {\n"
    "  who chooses move { hold  up if measures < top(measures) { measures += 1 } }\n"
    "  if move == up { pay who -1 }\n"
    "}\n";

static void a_rule_stands_for_its_body(void **state)
{
    (void)state;
    const char *text =
        text_format(&memory,
                    "%s%sstate other : a, b = a\n"
                    "each period { ladder(us, tariffs, us_move, raise) ladder(cn, other, "
                    "cn_move, lift)\n"
                    "  pay us (us_move == raise) + (cn_move == lift) + other + heat }",
                    HEAD, LADDER);
    Model *m = accepted(text);
    const Stmt *first = m->program;
    assert_int_equal(first->kind, S_CHOOSE);
    assert_int_equal(first->player, 0);
    assert_string_equal(first->rule, "ladder");
    assert_true(first->put_at.source >= 0);
    assert_string_equal(m->vars[first->var].name, "us_move");
    assert_false(m->vars[first->var].is_inner);
    assert_expr(m, first->arms->next->guard, "(tariffs < embargo)");
    assert_expr(m, first->next->value, "(us_move == raise)");
    assert_true(event_of(m, "cn_move.lift") >= 0);
    assert_int_equal(last_value(m)->kid_count, 2);
    assert_true(last_value(m)->at.source >= 0);
}

/* Free names of the body mean what they mean where the rule stands; names that it makes are
 * its own; arguments mean what they mean at the call. */
static void rules_are_hygienic(void **state)
{
    (void)state;
    const char *main = HEAD "event worry\n"
                            "each period {\n"
                            "  us chooses reply { no_way of_course }\n"
                            "  meet(cn, reply == of_course)\n"
                            "  let cost = 7\n"
                            "  pay us (reply == of_course) + cost + heat + tariffs + pact\n"
                            "  event worry\n"
                            "}";
    const char *rules =
        "rule meet(heat, worry) {\n"
        "  heat chooses reply { no_way if worry  of_course }\n"
        "  let cost = 3\n"
        "  if reply == no_way { pay heat cost + (if worry then 1 else 0) }\n"
        "}";
    Model *m = check_all(main, rules, NULL);
    assert_non_null(m);
    const Stmt *inner = m->program->next;
    assert_int_equal(inner->player, 1);
    assert_true(m->vars[inner->var].is_inner);
    assert_int_equal(inner->arms->guard->kids[0]->ref, m->program->var);
    const Stmt *pays = inner->next->next->body;
    assert_int_equal(pays->player, 1);
    assert_int_equal(pays->value->kids[0]->ref, inner->next->var);
    assert_int_equal(pays->value->kids[1]->kids[0]->kids[0]->ref, m->program->var);
    const Stmt *outer_cost = inner->next->next->next;
    assert_int_not_equal(outer_cost->var, inner->next->var);
    assert_null(ask("E(count reply.yes by end)"));
    assert_non_null(ask("E(count reply.of_course by end)"));
}

static void inner_names_cannot_be_asked_for(void **state)
{
    (void)state;
    refused(DIAG_E201, HEAD "rule r(p) { p chooses secret { a b } }\n"
                            "each period { r(us) pay us secret == a }");
    Model *m = accepted(HEAD "rule r(p) { p chooses secret { a b } }\n"
                             "each period { r(us) r(cn) pay us heat + tariffs + pact }");
    int32_t same = 0;
    for (int32_t i = 0; i < m->event_count; i++)
        same += !strcmp(m->events[i].name, "secret.a");
    assert_int_equal(same, 2);
    assert_null(ask("E(count secret.a by end)"));
}

static void an_argument_is_read_where_it_is_used(void **state)
{
    (void)state;
    Model *m = accepted(HEAD "rule after(x) { heat := 1 pay us x }\n"
                             "each period { after(heat + 1) }");
    const Stmt *pays = m->program->next;
    assert_expr(m, pays->value, "(heat + 1)");
    assert_int_equal(pays->value->kids[0]->ref, var_find(m, "heat"));
}

static void an_error_in_a_rule_is_said_once(void **state)
{
    (void)state;
    refused(DIAG_E201, HEAD "rule r(p) { pay p nothing_like_this }\n"
                            "each period { r(us) r(cn) r(us) }");
    assert_non_null(diag_of(DIAG_E201)->notes);
    refused(DIAG_E201, HEAD "let f(x) = x + nothing_like_this\n"
                            "each period { pay us f(1) + f(2) }");
}

static void what_is_made_is_made_once(void **state)
{
    (void)state;
    refused(DIAG_E212, HEAD "each period { if pact { us chooses m { a b } }\n"
                            " else { us chooses m { a b } } }");
    refused(DIAG_E212, HEAD "rule r(m) { us chooses m { a b } } each period { r(k) r(k) }");
    refused(DIAG_E203, HEAD "rule r(m) { us chooses m { a b } } each period { r(1 + 2) }");
    refused(DIAG_E202, HEAD "rule r(m) { us chooses m { a b } } each period { r(heat) }");
    refused(DIAG_E202, HEAD "rule r(m) { us chooses m { a b } } each period { r(truce) }");
}

static void unused_bodies_are_read_too(void **state)
{
    (void)state;
    refused(DIAG_E201, HEAD "rule r(p) { p chooses k { a b } pay p k + nosuch }\n"
                            "each period { pay us heat }");
    accepted(HEAD
             "rule r(p, m) { p chooses k { m b } s(p, handed) pay p (k == m) + handed }\n"
             "rule s(p, x) { p chooses x { a b } }\n"
             "each period { pay us heat }");
    assert_int_equal(count(DIAG_W507), 2);
}

static void files_do_not_get_in_each_others_way(void **state)
{
    (void)state;
    const char *rules = "rule r(heat, pact) { heat chooses x { truce wait if pact } }";
    const char *main = HEAD "event wait\n"
                            "each period { r(us, pact) event wait pay us heat + tariffs }";
    assert_non_null(check_all(main, rules, NULL));
    assert_null(check_all(HEAD "each period { pay us 1 }", "param heat = 1", NULL));
    assert_int_equal(count(DIAG_E202), 1);
}

/* ------------------------------------------------------------------ what was made where */

static void reading_what_may_not_have_been_made(void **state)
{
    (void)state;
    Model *m = accepted(HEAD "each period { if pact { us chooses move { hold raise } }\n"
                             "  pay us (move == raise) + (move != hold)\n"
                             "  pay us match move { raise: 1, else: 0 } }");
    assert_true(var_of(m, "move")->can_be_unmade);
    m = accepted(HEAD
                 "each period { us chooses move { hold raise } pay us move == raise }");
    assert_false(var_of(m, "move")->can_be_unmade);
    refused(DIAG_E211, HEAD "each period { if pact { us chooses m { a b } } pay us m }");
    refused(DIAG_E211,
            HEAD "each period { if pact { us chooses m { a b } } pay us m < b }");
    refused(DIAG_E211, HEAD "each period { if pact { us chooses m { a b } }\n"
                            " pay us match m { a: 1, b: 2 } }");
    refused(DIAG_E211, HEAD "each period { if pact { let x = heat + 1 } pay us x == 1 }");
    refused(DIAG_E211, HEAD "each period { pay us m == a  us chooses m { a b } }");
    refused(DIAG_E211,
            HEAD "each period { if pact { us chooses m { a b } cn chooses n { a b } }\n"
                 " pay us m == n }");
    accepted(HEAD "each period { us chooses m { a b { cn chooses n { a b } } }\n"
                  " pay us (n == a) + m }");
}

static void what_every_way_makes_is_made(void **state)
{
    (void)state;
    accepted(HEAD "each period { chance { rest : { us chooses m { a b } } } pay us m }");
    refused(DIAG_E211,
            HEAD "each period { chance { 50% : { us chooses m { a b } } rest : nothing }\n"
                 " pay us m }");
    accepted(HEAD "each period { us chooses m { a b { pay us m } } }");
}

static void in_a_together_guards_come_first(void **state)
{
    (void)state;
    Model *m =
        accepted(HEAD "each period { together { us chooses m { a b { pay us n == c } }\n"
                      "  cn chooses n { c d { pay cn m } } } }");
    assert_int_equal(m->program->kind, S_TOGETHER);
    assert_false(var_of(m, "n")->can_be_unmade);
    refused(DIAG_E211, HEAD "each period { together { us chooses m { a b }\n"
                            "  cn chooses n { c d if m == a } } }");
    refused(DIAG_E230, HEAD "each period { together { us chooses m { a b } pay us 1 } }");
    accepted(HEAD
             "rule r(p, k) { p chooses k { a b } }\n"
             "each period { together { r(us, x) r(cn, y) } pay us (x == a) + (y == b) }");
}

static void an_unnamed_arm_is_a_place_of_its_own(void **state)
{
    (void)state;
    Model *m = accepted(HEAD "each period { chance slip { 10% : oops { heat := 1 }\n"
                             "  20% : heat := 2  rest : nothing } pay us slip == oops }");
    const Var *slip = var_of(m, "slip");
    assert_int_equal(slip->domain.hi, 1);
    assert_string_equal(slip->domain.names[1], "");
    const Arm *arms = slip->made->arms;
    assert_int_equal(arms->next->value, 1);
    assert_int_equal(arms->next->next->value, 1);
    assert_int_equal(arms->next->event, -1);
    assert_expr(m, arms->next->next->probability, "(1 - (0.1 + 0.2))");
    refused(DIAG_E218, HEAD "each period { chance slip { 10% : oops rest : nothing }\n"
                            " pay us match slip { oops: 1 } }");
}

/* ------------------------------------------------------------------ locals */

static void locals_with_bounds_are_values(void **state)
{
    (void)state;
    Model *m = accepted(HEAD "each period {\n"
                             "  let a = 2 * heat - tariffs\n"
                             "  let b = min(a, 3) mod 3\n"
                             "  let c = if pact then -heat else abs(a)\n"
                             "  let d = heat > 2\n"
                             "  let e = max(tariffs, truce)\n"
                             "  pay us a + b + c + d + e }");
    assert_int_equal(var_of(m, "a")->domain.lo, -2);
    assert_int_equal(var_of(m, "a")->domain.hi, 8);
    assert_int_equal(var_of(m, "b")->domain.lo, 0);
    assert_int_equal(var_of(m, "b")->domain.hi, 2);
    assert_int_equal(var_of(m, "c")->domain.lo, -4);
    assert_int_equal(var_of(m, "c")->domain.hi, 8);
    assert_int_equal(var_of(m, "d")->domain.kind, TYPE_TRUTH);
    assert_int_equal(var_of(m, "e")->domain.kind, TYPE_NAME);
    assert_int_equal(m->program->kind, S_SET);
    assert_ptr_equal(var_of(m, "a")->made, m->program);
}

static void other_locals_are_put_in_place(void **state)
{
    (void)state;
    Model *m = accepted(HEAD "param k = 3\neach period { let a = heat * 0.5 let b = a + 1\n"
                             " let c = heat * k pay us a + b + c }");
    assert_int_equal(m->program->kind, S_PAY);
    assert_int_equal(m->var_count, m->state_count);
    assert_expr(m, m->program->value, "(((heat * 0.5) + ((heat * 0.5) + 1)) + (heat * k))");
}

static void a_local_keeps_what_a_state_was(void **state)
{
    (void)state;
    Model *m =
        accepted(HEAD "each period { let a = heat * 0.5 + tariffs\n"
                      "  pay us a\n"
                      "  if pact { let b = a + heat  heat := 1  pay cn a + b + heat }\n"
                      "  pay us a * heat }");
    const Stmt *set = m->program;
    assert_int_equal(set->kind, S_SET);
    assert_string_equal(m->vars[set->var].name, "heat at a");
    assert_int_equal(m->vars[set->var].kind, VAR_LOCAL);
    assert_true(m->vars[set->var].is_inner);
    assert_expr(m, set->value, "heat");
    assert_expr(m, set->next->value, "((heat at a * 0.5) + tariffs)");
    const Stmt *keeps = set->next->next->body;
    assert_string_equal(m->vars[keeps->var].name, "heat at b");
    assert_expr(m, keeps->next->next->value,
                "((((heat at a * 0.5) + tariffs) + (((heat at a * 0.5) + tariffs) + heat "
                "at b)) + heat)");
    assert_expr(m, last_value(m), "(((heat at a * 0.5) + tariffs) * heat)");
}

static void a_state_set_right_after_a_local_is_kept_before(void **state)
{
    (void)state;
    Model *m = accepted(
        HEAD "each period { let a = heat * 0.5 let b = tariffs * 0.5 let c = heat / 2\n"
             "  heat := 1  tariffs := truce  pay us a + b + c }");
    const char *order[] = {"heat at c", "heat at a", "tariffs at b", "heat", "tariffs"};
    int32_t places[5] = {-1, -1, -1, -1, -1}, k = 0;
    for (const Stmt *s = m->program; s; s = s->next, k++)
        for (int i = 0; s->kind == S_SET && i < 5; i++)
            if (!strcmp(m->vars[s->var].name, order[i]))
                places[i] = k;
    for (int i = 0; i < 5; i++)
        assert_true(places[i] >= 0);
    assert_true(places[0] < places[3] && places[1] < places[3]);
    assert_true(places[2] < places[4]);
    assert_expr(m, last_value(m),
                "(((heat at a * 0.5) + (tariffs at b * 0.5)) + (heat at c / 2))");
}

/* ------------------------------------------------------------------ events, chance */

static void events_stand_in_order(void **state)
{
    (void)state;
    Model *m = accepted(
        HEAD "event collapse \"it breaks\"\n"
             "each period { us chooses move \"moves\" { hold raise \"up\" }\n"
             "  us chooses bid from -1..1  chance { 50% : event collapse rest : nothing }\n"
             "  chance slip { 50% : oops rest : fine } pay us bid }");
    const char *order[] = {"collapse", "move.hold", "move.raise", "bid.-1", "bid.0",
                           "bid.1",    "slip.oops", "slip.fine",  "move",   "bid"};
    assert_int_equal(m->event_count, 10);
    for (int32_t i = 0; i < 10; i++)
        assert_string_equal(m->events[i].name, order[i]);
    assert_int_equal(m->declared_event_count, 1);
    assert_string_equal(m->events[2].text.in[LANG_EN], "moves: up");
    assert_string_equal(m->events[3].text.in[LANG_ZH], "bid.-1");
    assert_int_equal(m->program->made_event, 8);
    assert_int_equal(m->program->next->first_event, 3);
}

static void probabilities_are_checked(void **state)
{
    (void)state;
    refused(DIAG_E221,
            HEAD "each period { chance { 60% : event e 30% : nothing } } event e");
    refused(
        DIAG_E221, HEAD
        "each period { chance { 60% : event e 60% : nothing rest : nothing } } event e");
    refused(DIAG_E221,
            HEAD "each period { chance { heat - heat : event e  1.5 : nothing } } event e");
    refused(DIAG_E222,
            HEAD "each period { chance { rest : event e rest : nothing } } event e");
    accepted(HEAD
             "param p = 0.3 each period { chance { p : event e 0.7 : nothing } } event e");
}

static void the_end_only_pays(void **state)
{
    (void)state;
    Model *m = accepted(HEAD "each period { us chooses move { a b } }\n"
                             "finally { if pact { pay us heat * now } else { pay cn 1 } }");
    assert_int_equal(m->finally->kind, S_IF);
    refused(DIAG_E223, HEAD "each period { pay us 1 } finally { heat := 1 }");
    refused(DIAG_E210,
            HEAD "each period { us chooses move { a b } } finally { pay us move }");
}

/* ------------------------------------------------------------------ questions, claims */

static void questions_are_understood(void **state)
{
    (void)state;
    Model *m = accepted(
        HEAD "event collapse measure m = heat > 1 variant v { heat = 1 }\n"
             "each period { us chooses move { hold raise } event collapse\n"
             "  us chooses bid from 0..3 chance slip { 50% : oops rest : nothing } }");
    Question *q = ask("P(m at 2026-11-03) under v");
    assert_int_equal(q->kind, Q_AT);
    assert_int_equal(q->when, 13);
    assert_int_equal(q->under_count, 1);
    assert_string_equal(q->as_written, "P(m at 2026-11-03)");
    assert_int_equal(ask("P( heat ==  1\n by end )")->when, 24);
    assert_string_equal(ask("P( heat ==  1\n by end )")->as_written,
                        "P( heat == 1 by end )");
    q = ask("P(collapse by 3)");
    assert_true(q->event == 0 && !q->of);
    q = ask("P(count move.raise by 2025-12-15 >= 2)");
    assert_int_equal(q->event, event_of(m, "move.raise"));
    assert_true(q->compare == X_GE && q->bound == 2 && q->when == 2);
    assert_int_equal(ask("E(count bid.3 by 5)")->event, event_of(m, "bid.3"));
    assert_int_equal(ask("E(count bid by 5)")->event, event_of(m, "bid"));
    assert_int_equal(ask("E(count slip.oops by 5)")->event, event_of(m, "slip.oops"));
    q = ask("P(heat > 1 until collapse by 5)");
    assert_true(q->kind == Q_UNTIL && q->until_event == 0 && !q->until && q->event == -1);
    q = ask("P(pact at 3 given collapse by 3)");
    assert_int_equal(q->parts[1]->kind, Q_BY);
    assert_true(ask("Q(heat at end, 90%)")->bound == 0.9);
    assert_int_equal(ask("V(cn)")->player, 1);
    assert_int_equal(ask("E(first pact)")->kind, Q_MEAN_FIRST);
    assert_int_equal(ask("E(tariffs at 3)")->of->type.kind, TYPE_NAME);
    assert_int_equal(found.errors, 0);
}

static void what_is_no_question_is_refused(void **state)
{
    (void)state;
    accepted(HEAD
             "event collapse each period { us chooses move { hold raise } event collapse\n"
             "  chance slip { 50% : oops rest : nothing } }");
    static const struct {
        const char *text;
        DiagCode code;
    } BAD[] = {
        {"P(pact at 25)", DIAG_E225},
        {"P(pact at 2025-10-31)", DIAG_E225},
        {"P(pact at 2027-11-02)", DIAG_E225},
        {"P(pact at heat)", DIAG_E225},
        {"P(collapse at 3)", DIAG_E226},
        {"P(collapse throughout 3)", DIAG_E226},
        {"E(mean heat by 0)", DIAG_E226},
        {"E(count slip by 3)", DIAG_E226},
        {"E(count move.jump by 3)", DIAG_E201},
        {"E(count jump by 3)", DIAG_E201},
        {"P(move == hold at 3)", DIAG_E210},
        {"P(heat at 3)", DIAG_E204},
        {"V(heat)", DIAG_E201},
        {"V(us) under w", DIAG_E201},
        {"P(count collapse by 3 >= -1)", DIAG_E214},
        {"Q(heat at 3, 2)", DIAG_E214},
        {"P(pact eventually)", DIAG_E226},
        {"E(heat forever)", DIAG_E226},
    };
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        int32_t errors = found.errors, of_code = count(BAD[i].code);
        assert_null(ask(BAD[i].text));
        if (found.errors != errors + 1 || count(BAD[i].code) != of_code + 1)
            fail_msg("%s: %d errors, not one %s", BAD[i].text, found.errors - errors,
                     diag_code_text(BAD[i].code));
    }
}

static void claims_compare(void **state)
{
    (void)state;
    Model *m = accepted(
        HEAD
        "param k = 0.5 variant v { heat = 1 } each period { heat := 0 pay us k + heat }\n"
        "claim c { \"a text\" source \"a book\"\n"
        "  holds V(us)  under v + 2 * k > V(us) and not P(pact at 3) < 50% }");
    const Cond *holds = m->claims[0].holds;
    assert_int_equal(holds->op, X_AND);
    const Cond *sum = holds->kids[0]->kids[0];
    assert_int_equal(sum->op, X_ADD);
    assert_int_equal(sum->kids[0]->op, X_IF);
    assert_int_equal(sum->kids[0]->question->under_count, 1);
    assert_string_equal(sum->kids[0]->question->as_written, "V(us)");
    assert_int_equal(sum->kids[1]->kids[1]->op, X_PARAM);
    assert_string_equal(m->claims[0].source.in[LANG_EN], "a book");
    refused(DIAG_E227, HEAD "each period { pay us 1 } claim c { holds V(us) }");
    refused(DIAG_E227, HEAD "each period { pay us 1 } claim c { holds V(us) > heat }");
    refused(DIAG_E227,
            HEAD "each period { pay us 1 } claim c { holds V(us) > (V(cn) > 0) }");
    accepted(HEAD "each period { pay us 1 } claim c { holds V(us) > V( us ) }");
    accepted(HEAD "each period { pay us 1 } claim c { holds V(us) > V(us) }");
    assert_int_equal(count(DIAG_W509), 1);
}

static void variants_are_found_by_name(void **state)
{
    (void)state;
    Model *m =
        accepted(HEAD "param k = 0.5 each period { pay us k * heat }\n"
                      "variant hot { heat = { 50% : 1 rest : 2 } us.precision = exact }\n"
                      "variant dear { k = k * 2 cn.patience = 0.5 }");
    assert_int_equal(m->variants[0].settings[0].kind, SET_START);
    assert_int_equal(m->variants[0].settings[0].start.count, 2);
    assert_null(m->variants[0].settings[1].value);
    assert_expr(m, m->variants[1].settings[0].value, "(k * 2)");
    int32_t chosen[2];
    assert_int_equal(variants_find(&found, scope, "dear, hot", chosen, 2), 2);
    assert_true(chosen[0] == 1 && chosen[1] == 0);
    assert_int_equal(variants_find(&found, scope, "", chosen, 2), 0);
    assert_int_equal(variants_find(&found, scope, "deer", chosen, 2), -1);
    assert_int_equal(count(DIAG_E201), 1);
}

static void a_game_without_an_end_has_a_window_and_no_clock(void **state)
{
    (void)state;
    const Model *m =
        accepted("period 1 month player us { patience 0.9 } each period { pay us 1 }");
    assert_true(m->is_endless);
    assert_int_equal(m->periods, 0);
    assert_int_equal(m->window, 24);
    m = accepted("period 1 month for 3 then on player us each period { pay us now }");
    assert_true(m->is_endless);
    assert_int_equal(m->periods, 3);
    assert_int_equal(m->window, 3);
    refused(DIAG_E231, "period 1 month player us each period { pay us now }");
    refused(DIAG_E231, "period 1 month from 2025-01-01 player us "
                       "each period { pay us months_to(2026-01-01) }");
    refused(DIAG_E231, "period 1 month for 3 then on player us "
                       "each period { pay us 1 } finally { pay us 1 }");
}

/* ------------------------------------------------------------------ not yet, and warnings */

static void who_sees_what_is_known_by_player(void **state)
{
    (void)state;
    const Model *m = accepted(HEAD "each period {\n"
                                   "  us chooses a hidden { x y }\n"
                                   "  chance b seen by us, cn { 50% : x rest : y }\n"
                                   "  chance c unseen { 50% : x rest : y }\n"
                                   "  show a == x  pay us heat\n"
                                   "}");
    const Stmt *a = m->program, *b = a->next, *c = b->next;
    assert_true(a->seers[0] && !a->seers[1]);
    assert_null(b->seers); /* everyone there is */
    assert_true(!c->seers[0] && !c->seers[1]);
    assert_int_equal(c->next->kind, S_SET); /* what is shown becomes a variable */
    assert_int_equal(c->next->next->kind, S_SHOW);
}

static void what_is_not_solved_yet_is_said_plainly(void **state)
{
    (void)state;
    refused(DIAG_E242, HEAD "type us.mood : soft, hard = { 50% : soft rest : hard }\n"
                            "each period { pay us mood == soft  mood := hard }");
}

static void suspicious_things_are_said(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        DiagCode code;
    } ODD[] = {
        {HEAD "state s : bool = no each period { s := yes }", DIAG_W501},
        {HEAD "state s : bool = no each period { pay us s }", DIAG_W502},
        {HEAD "each period { us chooses m { a b if 1 > 2 } }", DIAG_W503},
        {HEAD "each period { us chooses m { a } }", DIAG_W504},
        {HEAD "param p = 1 in 0..2 each period { pay us 1 }", DIAG_W505},
        {HEAD "event e each period { pay us 1 }", DIAG_W506},
        {HEAD "let a = 1 each period { pay us 1 }", DIAG_W507},
        {HEAD "param p = 1 variant v { p = 2 / 2 } each period { pay us p }", DIAG_W508},
        {HEAD "each period { let a = heat }", DIAG_W510},
        {HEAD "each period { if 1 > 2 { pay us 1 } }", DIAG_W511},
    };
    for (size_t i = 0; i < sizeof ODD / sizeof *ODD; i++) {
        assert_non_null(accepted(ODD[i].text));
        assert_true(count(ODD[i].code) >= 1);
    }
    accepted(HEAD "each period { us chooses move { hold ease if heat > 0 { heat -= 1 } }\n"
                  "  tariffs := max(tariffs, truce)  pact := not pact  pay us heat }");
    assert_int_equal(found.warnings, 0);
}

static void includes_are_not_warned_about(void **state)
{
    (void)state;
    const char *main =
        HEAD "each period { us chooses move { hold ease if heat > 0 { heat -= 1 } }\n"
             "  tariffs := max(tariffs, truce)  pact := not pact  pay us heat }";
    assert_non_null(
        check_all(main, "param unused = 1 event never rule r(p) { pay p 1 }", NULL));
    assert_int_equal(found.warnings, 0);
}

/* ------------------------------------------------------------------ printing */

static void a_model_prints(void **state)
{
    (void)state;
    Model *m = accepted(
        "model \"m\" period 1 week from 2025-11-01 for 2 player us\n"
        "state s : low, high = low\n"
        "each period { us chooses move { hold up if s < high { s += 1 } } pay us s }");
    Buf b = {.mem = &memory};
    model_print(m, &b);
    assert_string_equal(buf_text(&b), "model \"m\"\n"
                                      "period 1 week from 2025-11-01 for 2\n"
                                      "player us patience 1 precision 1\n"
                                      "state s : low, high = low\n"
                                      "choice move : hold, up\n"
                                      "event #0 move.hold\n"
                                      "event #1 move.up\n"
                                      "event #2 move\n"
                                      "each period\n"
                                      "  us chooses move  #2\n"
                                      "    hold = 0  #0\n"
                                      "    up = 1 if (s < high)  #1\n"
                                      "      s := (s + 1)\n"
                                      "  pay us s\n");
}

#define test(name) cmocka_unit_test_setup_teardown(name, begin, forget)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_name_means_one_thing),
        test(domains_may_share_names),
        test(a_misspelt_name_is_mended),
        test(bare_names_are_found_where_they_are_put),
        test(kinds_are_checked),
        test(numbers_mix_freely),
        test(a_match_covers_all),
        test(parameters_stand_in_the_order_of_reading),
        test(what_shapes_the_model_is_fixed),
        test(a_parameter_is_real_when_a_variant_makes_it_so),
        test(settings_are_as_if_written),
        test(states_begin_within_their_domain),
        test(players_are_checked),
        test(what_is_missing_is_said),
        test(a_let_is_shared),
        test(circles_are_refused),
        test(growth_is_limited),
        test(long_chains_do_not_sink_the_stack),
        test(a_rule_stands_for_its_body),
        test(rules_are_hygienic),
        test(inner_names_cannot_be_asked_for),
        test(an_argument_is_read_where_it_is_used),
        test(an_error_in_a_rule_is_said_once),
        test(what_is_made_is_made_once),
        test(unused_bodies_are_read_too),
        test(files_do_not_get_in_each_others_way),
        test(reading_what_may_not_have_been_made),
        test(what_every_way_makes_is_made),
        test(in_a_together_guards_come_first),
        test(an_unnamed_arm_is_a_place_of_its_own),
        test(locals_with_bounds_are_values),
        test(other_locals_are_put_in_place),
        test(a_local_keeps_what_a_state_was),
        test(a_state_set_right_after_a_local_is_kept_before),
        test(events_stand_in_order),
        test(probabilities_are_checked),
        test(the_end_only_pays),
        test(questions_are_understood),
        test(what_is_no_question_is_refused),
        test(claims_compare),
        test(variants_are_found_by_name),
        test(a_game_without_an_end_has_a_window_and_no_clock),
        test(who_sees_what_is_known_by_player),
        test(what_is_not_solved_yet_is_said_plainly),
        test(suspicious_things_are_said),
        test(includes_are_not_warned_about),
        test(a_model_prints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
