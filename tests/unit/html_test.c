#include "report/html.h"

#include "played.h"

static Page page_of(const char *text)
{
    return (Page){.model = read_model(text), .mem = &memory};
}

static const char CALENDAR[] =
    "period 1 month from 2025-11-01 for 3  player p {}\n"
    "state s : bool = yes  each period { p chooses x { a b } }\n";

static void marks_are_escaped(void **state)
{
    page_of(CALENDAR);
    assert_string_equal(html_escaped(&memory, "<a href=\"x\" b='y'>&amp;"),
                        "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;");
}

/* A line end is a space; what turns the writing or controls a terminal is made visible. */
static void nothing_invisible_gets_through(void **state)
{
    page_of(CALENDAR);
    assert_string_equal(html_escaped(&memory, "a\nb\tc"), "a b c");
    assert_null(strstr(html_escaped(&memory, "a\xe2\x80\xae"
                                             "b"),
                       "\xe2\x80\xae"));
    assert_null(strchr(html_escaped(&memory, "a\x1b[31m"), '\x1b'));
    assert_string_equal(html_escaped(&memory, "\xff"), "\xef\xbf\xbd");
}

/* The borders of Intelligence Community Directive 203; a border belongs to the word above. */
static void words_for_odds_keep_to_the_directive(void **state)
{
    static const struct {
        double p;
        const char *word;
    } words[] = {
        {0, "ruled out here"},
        {0.001, "almost no chance"},
        {0.0499, "almost no chance"},
        {0.05, "very unlikely"},
        {0.1999, "very unlikely"},
        {0.2, "unlikely"},
        {0.4499, "unlikely"},
        {0.45, "roughly even chance"},
        {0.5499, "roughly even chance"},
        {0.55, "likely"},
        {0.7999, "likely"},
        {0.8, "very likely"},
        {0.9499, "very likely"},
        {0.95, "almost certain"},
        {0.9999, "almost certain"},
        {1, "certain here"},
    };
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        assert_string_equal(likelihood(words[k].p), words[k].word);
}

static void a_number_knows_its_digits_and_its_place(void **state)
{
    Page p = page_of(CALENDAR);
    assert_string_equal(html_share(&p, 2.0 / 3, "/measures/%d/mean", 4),
                        "<data value=\"0.6666666666666666\" data-path=\"/measures/4/mean\">"
                        "66.7%</data>");
    assert_string_equal(html_alone(&p, -0.5, "/x"),
                        "<data value=\"-0.5\" data-path=\"/x\">−0.5</data>");
    assert_string_equal(html_count(&p, 12345, "/x"),
                        "<data value=\"12345\" data-path=\"/x\">12,345</data>");
    assert_string_equal(html_alone(&p, NAN, "/x"), "–"); /* null in JSON */
}

static void lists_are_spoken(void **state)
{
    Page p = page_of(CALENDAR);
    static const char *const items[] = {"a", "b", "c"};
    assert_string_equal(html_list(&p, LANG_EN, items, 1), "a");
    assert_string_equal(html_list(&p, LANG_EN, items, 2), "a and b");
    assert_string_equal(html_list(&p, LANG_EN, items, 3), "a, b, and c");
}

static void dates_are_written_out(void **state)
{
    Page p = page_of(CALENDAR);
    assert_string_equal(html_date(&p, LANG_EN, 2),
                        "<time datetime=\"2026-01-01\">1 January 2026</time>");
    assert_non_null(strstr(html_short_date(&p, 2), "<time datetime=\"2026-01\">"));
    assert_non_null(strstr(html_short_date(&p, 2), "Jan 2026"));
}

static void without_a_calendar_periods_are_counted(void **state)
{
    Page p = page_of("period 1 week for 3  player p {}  state s : bool = yes\n"
                     "each period { p chooses x { a b } }\n");
    assert_string_equal(html_date(&p, LANG_EN, 2), "<span class=\"when\">period 2</span>");
    assert_string_equal(html_short_date(&p, 2), "<span class=\"when\">2</span>");
}

#define GAME                                                                               \
    "  player p { patience 0.9 }  state s : bool = yes  each period { p chooses x { a b "  \
    "} }\n"

static const char *span_of(const char *text, Lang lang)
{
    Page p = page_of(text);
    return html_span_of_time(&p, lang);
}

static void the_span_of_time_is_that_of_the_game(void **state)
{
    assert_string_equal(span_of(CALENDAR, LANG_EN),
                        "From <time datetime=\"2025-11-01\">1 November 2025</time> to "
                        "<time datetime=\"2026-02-01\">1 February 2026</time>");
    assert_string_equal(span_of("period 1 week for 3" GAME, LANG_EN),
                        "<span class=\"when\">3 periods</span>");
    assert_string_equal(span_of("period 1 week for 1" GAME, LANG_EN),
                        "<span class=\"when\">A single period</span>");
    assert_string_equal(span_of("period 1 week" GAME, LANG_EN),
                        "<span class=\"when\">Without an end; shown are the first 24 "
                        "periods</span>");
    assert_string_equal(
        span_of("period 1 month from 2025-11-01 for 3 then on" GAME, LANG_EN),
        "From <time datetime=\"2025-11-01\">1 November 2025</time> on, without "
        "an end; shown until <time datetime=\"2026-02-01\">1 February "
        "2026</time>");
}

static void a_text_that_both_share_stands_once(void **state)
{
    Page p = page_of(CALENDAR);
    const Text same = {.in = {"one", "one"}}, two = {.in = {"one", "一"}};
    assert_string_equal(html_said_both(&p, &same), "<bdi>one</bdi>");
    assert_string_equal(html_said_both(&p, &two),
                        "<span class=\"en\" lang=\"en\"><bdi>one</bdi></span>"
                        "<span class=\"zh\" lang=\"zh-Hans\"><bdi>一</bdi></span>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_are_escaped),
        cmocka_unit_test(nothing_invisible_gets_through),
        cmocka_unit_test(words_for_odds_keep_to_the_directive),
        cmocka_unit_test(a_number_knows_its_digits_and_its_place),
        cmocka_unit_test(lists_are_spoken),
        cmocka_unit_test(dates_are_written_out),
        cmocka_unit_test(without_a_calendar_periods_are_counted),
        cmocka_unit_test(the_span_of_time_is_that_of_the_game),
        cmocka_unit_test(a_text_that_both_share_stands_once),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
