#include "parsed.h"

#include "lang/lex.h"

static Tokens tokens_of(const char *text)
{
    return READ(lex, text, (int64_t)strlen(text));
}

static void kinds_are(const char *text, int count, const TokenKind *kinds)
{
    Tokens t = tokens_of(text);
    assert_int_equal(t.count, count + 1);
    for (int i = 0; i < count; i++)
        assert_int_equal(t.tokens[i].kind, kinds[i]);
    assert_int_equal(t.tokens[count].kind, TOKEN_END);
    assert_int_equal(diags.errors, 0);
}
#define KINDS(text, ...)                                                                   \
    kinds_are(text, (int)(sizeof((TokenKind[]){__VA_ARGS__}) / sizeof(TokenKind)),         \
              (TokenKind[]){__VA_ARGS__})

static void two_dots_are_always_a_range(void **state)
{
    (void)state;
    KINDS("0.5..1.5", TOKEN_NUMBER, TOKEN_DOTS, TOKEN_NUMBER);
    KINDS("1..3", TOKEN_NUMBER, TOKEN_DOTS, TOKEN_NUMBER);
    KINDS("move.3", TOKEN_NAME, TOKEN_DOT, TOKEN_NUMBER);
}

static void digits_that_touch_make_a_date(void **state)
{
    (void)state;
    Tokens t = tokens_of("2026-11-03");
    assert_int_equal(t.tokens[0].kind, TOKEN_DATE);
    assert_float_equal(t.tokens[0].number, 20760, 0);
    KINDS("2026 - 11 - 03", TOKEN_NUMBER, TOKEN_MINUS, TOKEN_NUMBER, TOKEN_MINUS,
          TOKEN_NUMBER);
}

static void a_number_knows_how_it_was_written(void **state)
{
    (void)state;
    Tokens t = tokens_of("3 40% 1e-3 2.0");
    assert_true(t.tokens[0].is_whole);
    assert_true(t.tokens[1].is_percent);
    assert_float_equal(t.tokens[1].number, 0.4, 0);
    assert_float_equal(t.tokens[2].number, 1e-3, 0);
    assert_false(t.tokens[2].is_whole);
    assert_false(t.tokens[3].is_whole);
}

static void a_text_has_three_escapes(void **state)
{
    (void)state;
    Tokens t = tokens_of("\"a\\\"b\\\\c\\nd\"");
    assert_string_equal(t.tokens[0].text, "a\"b\\c\nd");
    assert_int_equal(diags.errors, 0);
}

static void equal_names_are_one_pointer(void **state)
{
    (void)state;
    Tokens t = tokens_of("tariffs pact tariffs");
    assert_ptr_equal(t.tokens[0].text, t.tokens[2].text);
    assert_ptr_not_equal(t.tokens[0].text, t.tokens[1].text);
}

static void many_names_stay_apart(void **state)
{
    (void)state;
    tokens_of("");
    const char *first = names_intern(names, "n0", 2);
    for (int i = 0; i < 5000; i++) {
        const char *name = text_format(&memory, "n%d", i);
        assert_string_equal(names_intern(names, name, (int64_t)strlen(name)), name);
    }
    assert_ptr_equal(names_intern(names, "n0", 2), first);
}

static void units_and_language_codes_are_no_reserved_words(void **state)
{
    (void)state;
    assert_false(word_is_reserved("month"));
    assert_false(word_is_reserved("zh"));
    assert_false(word_is_reserved("tariffs"));
    assert_true(word_is_reserved("min"));
    assert_true(word_is_reserved("months_to"));
    assert_true(word_is_reserved("P"));
    assert_true(word_is_reserved("forever"));
}

static void a_comment_knows_whether_it_has_its_line(void **state)
{
    (void)state;
    Tokens t = tokens_of("# one\nmodel \"x\"  # two  \n  # three");
    assert_int_equal(t.comment_count, 3);
    assert_true(t.comments[0].own_line);
    assert_false(t.comments[1].own_line);
    assert_int_equal(t.comments[1].at.length, 5);
    assert_true(t.comments[2].own_line);
}

static void a_byte_order_mark_is_skipped(void **state)
{
    (void)state;
    KINDS("\xEF\xBB\xBFmodel", TOKEN_WORD);
}

static void what_other_keyboards_write_is_told_and_understood(void **state)
{
    (void)state;
    Tokens t = tokens_of("x ：＝ （1 && 2）");
    static const TokenKind kinds[] = {TOKEN_NAME, TOKEN_SET,    TOKEN_OPEN,  TOKEN_NUMBER,
                                      TOKEN_WORD, TOKEN_NUMBER, TOKEN_CLOSE, TOKEN_END};
    for (int i = 0; i < 8; i++)
        assert_int_equal(t.tokens[i].kind, kinds[i]);
    assert_int_equal(t.tokens[4].word, WORD_and);
    assert_string_equal(told(), "m.truce:1:3: error E102: `：＝` is not written so\n"
                                "    1 | x ：＝ （1 && 2）\n"
                                "      |   ^~~~\n"
                                "      = Write `:=`.\n"
                                "m.truce:1:6: error E102: `（` is not written so\n"
                                "    1 | x ：＝ （1 && 2）\n"
                                "      |        ^~\n"
                                "      = Write `(`.\n"
                                "m.truce:1:9: error E102: `&&` is not written so\n"
                                "    1 | x ：＝ （1 && 2）\n"
                                "      |            ^~\n"
                                "      = Write `and`.\n"
                                "m.truce:1:13: error E102: `）` is not written so\n"
                                "    1 | x ：＝ （1 && 2）\n"
                                "      |                ^~\n"
                                "      = Write `)`.\n");
}

static void is_refused(const char *text, DiagCode code)
{
    tokens_of(text);
    assert_int_equal(diags.errors, 1);
    assert_int_equal(diags.first->code, code);
}

static void what_cannot_be_right_is_refused(void **state)
{
    (void)state;
    is_refused("2025-02-30", DIAG_E106);
    is_refused("2025-1-5", DIAG_E106);
    is_refused("2x", DIAG_E105);
    is_refused("1e999", DIAG_E105);
    is_refused("9007199254740993", DIAG_E105);
    is_refused("\"open", DIAG_E103);
    is_refused("\"a\\q\"", DIAG_E104);
    is_refused("'truce'", DIAG_E102);
    is_refused("“休战”", DIAG_E102);
    is_refused("关税", DIAG_E102);
    is_refused("@", DIAG_E102);
    is_refused("a \xFF b", DIAG_E107);
    is_refused("a \x1B b", DIAG_E107);
}

static void a_byte_nul_is_told_and_is_white_space(void **state)
{
    (void)state;
    Tokens t = READ(lex, "a\0b", 3);
    assert_int_equal(t.count, 3);
    assert_int_equal(diags.first->code, DIAG_E107);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_dots_are_always_a_range),
        cmocka_unit_test(digits_that_touch_make_a_date),
        cmocka_unit_test(a_number_knows_how_it_was_written),
        cmocka_unit_test(a_text_has_three_escapes),
        cmocka_unit_test(equal_names_are_one_pointer),
        cmocka_unit_test(many_names_stay_apart),
        cmocka_unit_test(units_and_language_codes_are_no_reserved_words),
        cmocka_unit_test(a_comment_knows_whether_it_has_its_line),
        cmocka_unit_test(a_byte_order_mark_is_skipped),
        cmocka_unit_test(what_other_keyboards_write_is_told_and_understood),
        cmocka_unit_test(what_cannot_be_right_is_refused),
        cmocka_unit_test(a_byte_nul_is_told_and_is_white_space),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
