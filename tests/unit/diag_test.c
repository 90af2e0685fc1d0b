#include "parsed.h"

#include <stdlib.h>

#include "base/width.h"

static Span span(int32_t at, int32_t length)
{
    return (Span){.at = at, .length = length};
}

static void a_diagnostic_shows_its_line_and_marks_the_spot(void **state)
{
    (void)state;
    read_source("a\nforeign = { patiense = 0.9 }\n", 31);
    Diag *d =
        diag(&diags, DIAG_E101, span(14, 8), "unknown key `%s` in a player", "patiense");
    static const char *const keys[] = {"precision", "patience", "noise"};
    assert_true(diag_suggest(&diags, d, "patiense", keys, 3));
    diag_note(&diags, d, span(0, 1), "`%s` is declared here", "a");
    assert_string_equal(told(),
                        "m.truce:2:13: error E101: unknown key `patiense` in a player\n"
                        "    2 | foreign = { patiense = 0.9 }\n"
                        "      |             ^~~~~~~~\n"
                        "      = Did you mean `patience`?\n"
                        "m.truce:1:1: note: `a` is declared here\n"
                        "    1 | a\n"
                        "      | ^\n");
}

static void marks_follow_the_width_of_characters(void **state)
{
    (void)state;
    const char *text = "休战\tx e\xCC\x81 y";
    read_source(text, (int64_t)strlen(text));
    diag(&diags, DIAG_E101, span(7, 1), "one");
    diag(&diags, DIAG_E101, span(13, 1), "two");
    assert_string_equal(told(), "m.truce:1:4: error E101: one\n"
                                "    1 | 休战    x e\xCC\x81 y\n"
                                "      |         ^\n"
                                "m.truce:1:9: error E101: two\n"
                                "    1 | 休战    x e\xCC\x81 y\n"
                                "      |             ^\n");
}

static void what_a_terminal_might_obey_is_shown_by_a_stand_in(void **state)
{
    (void)state;
    read_source("\x1B[31m\xFF\xE2\x80\xAE", 9);
    diag(&diags, DIAG_E101, span(0, 1), "%s", "\x1B");
    assert_string_equal(told(), "m.truce:1:1: error E101: ␛\n"
                                "    1 | ␛[31m\xEF\xBF\xBD\xEF\xBF\xBD\n"
                                "      | ^\n");
}

static void a_span_of_several_lines_is_marked_to_the_end_of_the_first(void **state)
{
    (void)state;
    read_source("abc def\r\nghi", 12);
    diag(&diags, DIAG_E101, span(4, 8), "long");
    assert_string_equal(told(), "m.truce:1:5: error E101: long\n"
                                "    1 | abc def\n"
                                "      |     ^~~\n");
    Place place = span_place(&diags, span(4, 8));
    assert_int_equal(place.end_line, 2);
    assert_int_equal(place.end_column, 4);
}

static void a_long_line_is_cut_around_the_spot(void **state)
{
    (void)state;
    char text[1000];
    memset(text, 'x', sizeof text);
    text[500] = '!';
    read_source(text, sizeof text);
    diag(&diags, DIAG_E101, span(500, 1), "far");
    const char *line = strchr(told(), '\n') + 1;
    const char *marks = strchr(line, '\n') + 1;
    int64_t before_spot = strchr(line, '!') - line;
    assert_true(text_width(line, marks - line - 1) < 175);
    assert_int_equal(text_width(line, before_spot), strchr(marks, '^') - marks);
}

static void places_come_in_order_and_those_without_come_first(void **state)
{
    (void)state;
    read_source("ab", 2);
    diag(&diags, DIAG_E101, span(1, 1), "second");
    diag(&diags, DIAG_E101, span(0, 1), "first");
    diag(&diags, DIAG_E101, SPAN_NOWHERE, "nowhere");
    assert_string_equal(told(),
                        "error E101: nowhere\n"
                        "m.truce:1:1: error E101: first\n    1 | ab\n      | ^\n"
                        "m.truce:1:2: error E101: second\n    1 | ab\n      |  ^\n");
}

static void too_many_are_counted_and_not_kept(void **state)
{
    (void)state;
    read_source("", 0);
    diags.most = 2;
    for (int i = 0; i < 5; i++)
        diag_hint(&diags, diag(&diags, DIAG_E101, SPAN_NOWHERE, "%d", i), "Stop.");
    assert_int_equal(diags.errors, 5);
    assert_string_equal(told(), "error E101: 0\n      = Stop.\n"
                                "error E101: 1\n      = Stop.\n"
                                "3 more are not shown\n");
}

static void programs_read_valid_json(void **state)
{
    (void)state;
    read_source("a\xFF", 2);
    Diag *d = diag(&diags, DIAG_E101, span(0, 2), "\"%s\"\n", "\x01\xFF");
    diag_note(&diags, d, SPAN_NOWHERE, "n");
    Buf out = {.mem = &memory};
    diags_print_json(&diags, &out, LANG_EN);
    assert_string_equal(
        buf_text(&out),
        "[\n {\"file\":\"m.truce\",\"line\":1,\"column\":1,\"end_line\":1,\"end_column\":3,"
        "\"code\":\"E101\",\"level\":\"error\",\"message\":"
        "\"\\\"\\u0001\xEF\xBF\xBD\\\"\\n\","
        "\"hint\":null,\"notes\":[{\"file\":null,\"line\":null,\"column\":null,"
        "\"end_line\":null,\"end_column\":null,\"message\":\"n\"}]}\n]\n");
}

static void only_near_words_are_suggested(void **state)
{
    (void)state;
    read_source("", 0);
    static const char *const words[] = {"truce", "normal", "embargo"};
    Diag *d = diag(&diags, DIAG_E101, SPAN_NOWHERE, "x");
    assert_true(diag_suggest(&diags, d, "turce", words, 3)); /* neighbours swapped */
    assert_string_equal(d->hint[LANG_EN], "Did you mean `truce`?");
    assert_true(diag_suggest(&diags, d, "embragos", words, 3));
    assert_false(diag_suggest(&diags, d, "war", words, 3));
    assert_false(diag_suggest(&diags, d, "truce", words, 1));
    assert_false(diag_suggest(&diags, d, "", words, 3));
}

static void every_code_is_found_by_its_text(void **state)
{
    (void)state;
    for (DiagCode code = 0; code < DIAG_COUNT; code++) {
        assert_int_equal(diag_code_text(code)[0] == 'W', diag_level(code) == LEVEL_WARNING);
        assert_true(*diag_title(code, LANG_EN) && *diag_explanation(code, LANG_EN));
    }
}

static void what_no_catalogue_knows_stays_as_it_is(void **state)
{
    (void)state;
    assert_string_equal(tr(LANG_ZH, "no such text, surely"), "no such text, surely");
    assert_string_equal(tr(LANG_ZH, ""), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_diagnostic_shows_its_line_and_marks_the_spot),
        cmocka_unit_test(marks_follow_the_width_of_characters),
        cmocka_unit_test(what_a_terminal_might_obey_is_shown_by_a_stand_in),
        cmocka_unit_test(a_span_of_several_lines_is_marked_to_the_end_of_the_first),
        cmocka_unit_test(a_long_line_is_cut_around_the_spot),
        cmocka_unit_test(places_come_in_order_and_those_without_come_first),
        cmocka_unit_test(too_many_are_counted_and_not_kept),
        cmocka_unit_test(programs_read_valid_json),
        cmocka_unit_test(only_near_words_are_suggested),
        cmocka_unit_test(every_code_is_found_by_its_text),
        cmocka_unit_test(what_no_catalogue_knows_stays_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
