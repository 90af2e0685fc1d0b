#include <stdlib.h>

#include "parsed.h"

/* ------------------------------------------------------------------ a tree as text */

/* All of a tree but its places, so that equal texts mean equal trees. */
static void dump_expr(Buf *b, const SynExpr *e);

static void dump_word(Buf *b, const char *what, const char *text)
{
    if (text)
        buf_printf(b, " %s=%s", what, text);
}

static void dump_names(Buf *b, const Name *names_, int32_t count)
{
    for (int32_t i = 0; i < count; i++)
        dump_word(b, "name", names_[i].text);
}

static void dump_text(Buf *b, SynText text)
{
    dump_word(b, "en", text.in[LANG_EN]);
    dump_word(b, "zh", text.in[LANG_ZH]);
    for (const SynTranslation *t = text.others; t; t = t->next)
        dump_word(b, t->lang, t->text);
}

static void dump_question(Buf *b, const SynQuestion *q)
{
    if (!q)
        return;
    buf_printf(b, " (ask %d %d", (int)q->kind, (int)q->compare);
    dump_expr(b, q->of);
    dump_expr(b, q->until);
    dump_word(b, "event", q->event.text);
    dump_word(b, "arm", q->arm.text);
    dump_expr(b, q->arm_number);
    dump_expr(b, q->bound);
    dump_expr(b, q->when);
    dump_question(b, q->parts[0]);
    dump_question(b, q->parts[1]);
    dump_names(b, q->under, q->under_count);
    buf_putc(b, ')');
}

static void dump_expr(Buf *b, const SynExpr *e)
{
    if (!e)
        return;
    buf_printf(b, " (%d %d%d%d op%d h%d %.17g", (int)e->kind, e->is_whole, e->is_percent,
               e->in_parens, (int)e->op, (int)e->height, e->number);
    dump_word(b, "name", e->name.text);
    for (int32_t i = 0; i < e->kid_count; i++)
        dump_expr(b, e->kids[i]);
    for (const SynCase *c = e->cases; c; c = c->next) {
        buf_printf(b, " case%d", c->is_else);
        for (int32_t i = 0; i < c->label_count; i++)
            dump_expr(b, c->labels[i]);
        dump_expr(b, c->value);
    }
    dump_question(b, e->question);
    buf_putc(b, ')');
}

static void dump_stmts(Buf *b, const SynStmt *s);

static void dump_arms(Buf *b, const SynArm *arm)
{
    for (; arm; arm = arm->next) {
        buf_printf(b, " [arm %d%d%d", arm->is_rest, arm->is_nothing, arm->has_body);
        dump_word(b, "name", arm->name.text);
        dump_text(b, arm->text);
        dump_expr(b, arm->guard);
        dump_expr(b, arm->probability);
        dump_stmts(b, arm->body);
        buf_putc(b, ']');
    }
}

static void dump_stmts(Buf *b, const SynStmt *s)
{
    for (; s; s = s->next) {
        buf_printf(b, "\n{%d %d%d%d", (int)s->kind, s->is_range, (int)s->seen, (int)s->op);
        dump_word(b, "player", s->player.text);
        dump_word(b, "name", s->name.text);
        dump_text(b, s->text);
        dump_arms(b, s->arms);
        dump_expr(b, s->lo);
        dump_expr(b, s->hi);
        dump_expr(b, s->guard);
        dump_names(b, s->seers, s->seer_count);
        dump_expr(b, s->value);
        for (int32_t i = 0; i < s->arg_count; i++)
            dump_expr(b, s->args[i]);
        dump_stmts(b, s->body);
        buf_puts(b, " else");
        dump_stmts(b, s->otherwise);
        buf_putc(b, '}');
    }
}

static void dump_init(Buf *b, const SynInit *init)
{
    dump_expr(b, init->value);
    for (const SynStart *s = init->lottery; s; s = s->next) {
        buf_printf(b, " start%d", s->is_rest);
        dump_expr(b, s->probability);
        dump_expr(b, s->value);
    }
}

static void dump_decl(Buf *b, const SynDecl *d)
{
    buf_printf(b, "\n%d %d%d%d", (int)d->kind, (int)d->unit, d->then_on, d->is_function);
    dump_word(b, "name", d->name.text);
    dump_word(b, "owner", d->owner.text);
    dump_text(b, d->text);
    dump_text(b, d->source);
    const SynExpr *const parts[] = {d->unit_count, d->start,    d->count, d->patience,
                                    d->precision,  d->value,    d->lo,    d->hi,
                                    d->domain.lo,  d->domain.hi};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        buf_puts(b, " |");
        dump_expr(b, parts[i]);
    }
    dump_word(b, "noise", d->noise.text);
    buf_printf(b, " domain%d", (int)d->domain.kind);
    dump_names(b, d->domain.names, d->domain.name_count);
    dump_init(b, &d->init);
    dump_names(b, d->params, d->param_count);
    dump_stmts(b, d->body);
    for (const SynSetting *s = d->settings; s; s = s->next) {
        dump_word(b, "set", s->name.text);
        dump_word(b, "field", s->field.text);
        dump_init(b, &s->value);
    }
    dump_word(b, "path", d->path);
}

static char *dump(const Syntax *file)
{
    Buf b = {.mem = &memory};
    for (const SynDecl *d = file->decls; d; d = d->next)
        dump_decl(&b, d);
    return strdup(buf_text(&b));
}

/* ------------------------------------------------------------------ printing */

static char *printed(const Syntax *file)
{
    Buf out = {.mem = &memory};
    syntax_print(file, &diags, &out);
    return strdup(buf_text(&out));
}

/* What is printed means the same and prints as itself. */
static void prints_faithfully(const char *text)
{
    const Syntax *file = parse_clean(text);
    char *tree = dump(file), *first = printed(file);
    int32_t comments = file->comment_count;
    file = parse_clean(first);
    char *tree_again = dump(file), *again = printed(file);
    assert_string_equal(tree, tree_again);
    assert_string_equal(first, again);
    assert_int_equal(comments, file->comment_count);
    free(tree);
    free(tree_again);
    free(first);
    free(again);
}

static void prints_as(const char *text, const char *expected)
{
    char *out = printed(parse_clean(text));
    assert_string_equal(out, expected);
    free(out);
    prints_faithfully(text);
}

static const char first_model[] =
    "model \"Truce and escalation\" zh \"休战与升级\"\n"
    "period 1 month from 2025-11-01 for 24\n"
    "\n"
    "param pressure = 0.9 in 0.5..1.5  \"what an embargo costs the other side, per "
    "month\"\n"
    "param clarity  = 70% in 40%..95%  \"chance that a text is read alike by both\"\n"
    "\n"
    "player us \"United States\" zh \"美国\" { patience 0.93  precision 4 }\n"
    "player cn \"China\"         zh \"中国\" { patience 0.98  precision 4 }\n"
    "\n"
    "state tariffs : normal, truce, embargo = truce  \"US tariffs on Chinese goods\"\n"
    "state pact    : bool = yes                      \"a truce is in force\"\n"
    "\n"
    "event collapse \"the truce breaks down\"\n"
    "\n"
    "each period {\n"
    "  if pact {\n"
    "    chance { clarity : nothing  rest : { pact := no  event collapse } }\n"
    "  } else {\n"
    "    us chooses offer \"what Washington offers\" {\n"
    "      no_offer\n"
    "      truce \"a truce\" {\n"
    "        cn chooses reply { accept { pact := yes }  reject }\n"
    "      }\n"
    "    }\n"
    "  }\n"
    "  us chooses move {\n"
    "    hold\n"
    "    raise if tariffs < embargo and not pact { tariffs += 1 }\n"
    "    ease if tariffs > normal { tariffs -= 1 }\n"
    "  }\n"
    "  pay us 0.2 * tariffs - (if tariffs == embargo then 0.5 else 0)\n"
    "  pay cn -pressure * tariffs\n"
    "}\n"
    "\n"
    "measure embargoed = tariffs == embargo\n"
    "variant plain_text \"Words agreed line by line\" { clarity = 95% }\n"
    "claim words {\n"
    "  \"Clearer texts make truces last\" zh \"文本越清楚，休战越持久\"\n"
    "  source \"the second essay, paragraph 7\"\n"
    "  holds E(count collapse by end) under plain_text < E(count collapse by end)\n"
    "}\n";

static void the_standard_layout_prints_as_itself(void **state)
{
    (void)state;
    prints_as(first_model, first_model);
}

/* Every form of the language at least once, in a bad layout. */
static const char everything[] =
    "include \"a.truce\" period 2 weeks from 2025-11-01 for n + 2 then on player us { "
    "precision "
    "exact noise taste patience 1-1/2 } player jp \"J\"; param n=24 param m = 1e-3 in 0..1 "
    "\"t\" "
    "source \"IMF\" state a : 0..n*2 = 3 state b : low,high = { 60% : low  rest : high } "
    "\"x\" "
    "type us.r : soft, hard = { 40% : soft\n 60% : hard } belief r steps 20 let x = a + 1\n"
    "let f(u, v) = if u > v then u else match b { low: 1, high | mid: -2; else: max(u, v) "
    "}\n"
    "rule ladder(p, s) { p chooses go \"Go\" { go \"on\", up if s<2 { s += 1 } stay { } } "
    "} "
    "rule calm() {\n} each period { ladder(us, a) together { us chooses m hidden { hold  "
    "push } "
    "cn chooses k \"k\" zh \"选\" from 0..n - 1 if k < 3 and not (k == 1) } chance slip "
    "seen by "
    "us, cn { (if m == hold then 0.1 else 0) : an (1 - 0.5) * 2 : other \"named\" { pay us "
    "1 } "
    "20% : pay cn 3, 10%: a := 2; rest : quiet } chance unseen { 60% : ladder(us, a) rest "
    ": { } "
    "} chance \"alone\" { 0.5 : nothing rest : y { a -= 1 } } let i = m == push or a mod 2 "
    "!= 0 "
    "show i if i { a += 1 } else if a >= 3 and a <= 5 { event boom } else { pay us - - 3 } "
    "}\n"
    "finally { pay us top(a) ^ 2 ^ -1 - months_to(2026-11-03) if date > 2026-01-01 { pay "
    "cn now "
    "} } event boom \"bang \\\"\\\\\\n\" de \"Knall\" measure w = (((a))) > 3 \"w\" "
    "measure z = "
    "believed(r == hard) variant v \"V\" { n = 95%  us.patience = 0.9 us.precision = exact "
    "b = "
    "{ 60% : low rest : high } } claim c { source \"here\" \"C\" holds E(count boom by "
    "end) "
    "under v, v < E(count m.push by 12) and P(a > 3 by 2026-01-05) > 50% or not (P(a == 1 "
    "until "
    "b == low by end) <= 0.3) and P(count k.3 by 4 >= 2) == P(first a > 2 at 3) and P(boom "
    "by 3 "
    "given a > 1 throughout end) != Q(a + 1 at end, 90%) and V(us) > E(sum a by 3) and "
    "E(mean a "
    "by 3) > E(first a > 2) and E(a forever) > P(a > 2 eventually) and E(a at 3) > yes }";

static void every_form_prints_faithfully(void **state)
{
    (void)state;
    prints_faithfully(everything);
    prints_faithfully(first_model);
}

static void a_block_of_one_line_stays_when_it_fits(void **state)
{
    (void)state;
    prints_as("each period { if a { pay us 1 } }", "each period { if a { pay us 1 } }\n");
    prints_as("each period {\nif a { pay us 1, pay cn 2 }}",
              "each period {\n  if a { pay us 1  pay cn 2 }\n}\n");
    prints_as(
        "each period { us chooses something_with_a_long_name { one_arm_of_it "
        "another_arm_of_it { pay us 1 } } }",
        "each period {\n"
        "  us chooses something_with_a_long_name { one_arm_of_it  another_arm_of_it { pay "
        "us 1 } }\n"
        "}\n");
}

static void a_long_expression_breaks_at_its_outermost_operators(void **state)
{
    (void)state;
    prints_as(
        "each period {\n"
        "pay us 0.25 * tariffs_on_goods + 0.5 * another_long_name - (if tariffs == embargo "
        "then 0.5 else 0) - cost\n}",
        "each period {\n"
        "  pay us 0.25 * tariffs_on_goods + 0.5 * another_long_name\n"
        "      - (if tariffs == embargo then 0.5 else 0) - cost\n"
        "}\n");
}

static void one_blank_line_is_kept(void **state)
{
    (void)state;
    prints_as("\n\nevent a\n\n\n\nevent b\nevent c\n\n", "event a\n\nevent b\nevent c\n");
    prints_as("each period {\n\n  event a\n\n\n  event b\n\n}",
              "each period {\n  event a\n\n  event b\n}\n");
}

static void no_comment_is_lost(void **state)
{
    (void)state;
    prints_as("# first\n\n# second\nevent a# after a\n  # own\neach period {# opens\n"
              "pay us 1 + # within\n 2 # behind\n\n # last\n} # closed\n# end",
              "# first\n"
              "\n"
              "# second\n"
              "event a  # after a\n"
              "# own\n"
              "each period {  # opens\n"
              "  pay us 1\n"
              "      + 2  # within\n"
              "  # behind\n"
              "\n"
              "  # last\n"
              "}  # closed\n"
              "# end\n");
    prints_as("rule calm() { # nothing\n}", "rule calm() {  # nothing\n}\n");
    prints_as("# alone", "# alone\n");
}

static void neighbours_stand_in_columns(void **state)
{
    (void)state;
    prints_as("param a = 1 \"x\"\nparam long = 22 \"y\"\n\nparam b = 3 \"z\"",
              "param a    = 1   \"x\"\nparam long = 22  \"y\"\n\nparam b = 3  \"z\"\n");
    prints_as("event a \"美国\"\nevent long \"y\"",
              "event a    \"美国\"\nevent long \"y\"\n");
}

static void nothing_prints_as_nothing(void **state)
{
    (void)state;
    prints_as("", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standard_layout_prints_as_itself),
        cmocka_unit_test(every_form_prints_faithfully),
        cmocka_unit_test(a_block_of_one_line_stays_when_it_fits),
        cmocka_unit_test(a_long_expression_breaks_at_its_outermost_operators),
        cmocka_unit_test(one_blank_line_is_kept),
        cmocka_unit_test(no_comment_is_lost),
        cmocka_unit_test(neighbours_stand_in_columns),
        cmocka_unit_test(nothing_prints_as_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
