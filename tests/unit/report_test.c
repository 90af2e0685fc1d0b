#include "report/report.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/width.h"
#include "report/csv.h"
#include "report/figure.h"
#include "report/sheet.h"
#include "report/wrap.h"

static int open_mem(void **state)
{
    static Mem mem;
    mem = (Mem){0};
    *state = &mem;
    return 0;
}

static int close_mem(void **state)
{
    mem_close(*state);
    return 0;
}

/* ------------------------------------------------------------------ numbers */

static void numbers_of_a_column_share_their_decimals(void **state)
{
    const double x[] = {-12.5878, 1.3847, -0.0004};
    Figure f = figure_for(x, 3, false);
    assert_string_equal(figure_text(*state, f, x[0]), "-12.59");
    assert_string_equal(figure_text(*state, f, x[1]), "1.38");
    assert_string_equal(figure_text(*state, f, x[2]), "0.00"); /* never "-0.00" */
}

static void probabilities_are_per_cent(void **state)
{
    const double x[] = {0.0617, 1};
    Figure f = figure_for(x, 2, true);
    assert_string_equal(figure_text(*state, f, x[0]), "6.2%");
    assert_string_equal(figure_text(*state, f, x[1]), "100.0%");
    assert_string_equal(figure_change(*state, f, x[0], x[1]), "+93.8");
    assert_string_equal(figure_change(*state, f, 0.5, 0.50001), "·");
}

static void what_is_no_number_is_a_dash(void **state)
{
    const double x[] = {NAN, INFINITY, 2};
    Figure f = figure_for(x, 3, false);
    assert_string_equal(figure_text(*state, f, x[0]), "–");
    assert_string_equal(figure_text(*state, f, x[1]), "∞");
    assert_string_equal(figure_text(*state, f, x[2]), "2.000");
}

static void numbers_that_stand_alone_are_short(void **state)
{
    assert_string_equal(figure_alone(*state, 3.14159e-14), "3.14e-14");
    assert_string_equal(figure_alone(*state, 1e-9), "1e-9");
    assert_string_equal(figure_alone(*state, -0.0), "0");
    assert_string_equal(figure_count(*state, 1234567), "1,234,567");
    assert_string_equal(figure_count(*state, 12), "12");
    assert_string_equal(figure_seconds(*state, 0.015), "15 ms");
    assert_string_equal(figure_seconds(*state, 100), "1 min 40 s");
}

static void a_sparkline_goes_from_the_least_to_the_most(void **state)
{
    const double x[] = {0, 0.5, 1, 1};
    assert_string_equal(sparkline(*state, x, 4, 1, 0, 1), "▁▅██");
    assert_string_equal(sparkline(*state, x, 4, 2, 0, 1), "▁█");
    assert_string_equal(sparkline(*state, x + 2, 2, 1, 1, 1), "▁▁");
    const double level[] = {0.5 - 1e-13, 0.5, 0.5 + 1e-13};
    assert_string_equal(sparkline(*state, level, 3, 1, level[0], level[2]), "▁▁▁");
}

static void the_ends_of_a_sparkline_are_the_first_and_the_last_number(void **state)
{
    const double x[] = {1, 0, 0, 1, 1, 1, 0};
    assert_string_equal(sparkline(*state, x, 7, 2, 0, 1), "█▅█▁");
}

/* ------------------------------------------------------------------ lines */

static void check_lines(Mem *M, const char *text, int width, const char *expected)
{
    TextLines lines = wrap_text(M, text, width, width);
    Buf out = {.mem = M};
    for (int32_t k = 0; k < lines.count; k++) {
        assert_true(lines.at[k].width <= width);
        buf_puts(&out, k ? "|" : "");
        buf_add(&out, lines.at[k].at, lines.at[k].length);
    }
    assert_string_equal(buf_text(&out), expected);
}

static void english_is_broken_between_words(void **state)
{
    check_lines(*state, "the truce breaks down", 9, "the truce|breaks|down");
    check_lines(*state, "extraordinarily so", 6, "extrao|rdinar|ily so");
    check_lines(*state, "", 6, "");
}

static void chinese_is_broken_between_characters_but_not_before_a_mark(void **state)
{
    check_lines(*state, "文本越清楚，休战越持久", 10, "文本越清|楚，休战越|持久");
    check_lines(*state, "渠道（甲）", 6, "渠道|（甲）");
}

/* ------------------------------------------------------------------ tables */

static void a_table_keeps_its_columns_whatever_the_script(void **state)
{
    Buf out = {.mem = *state};
    Sheet s = sheet_of(&(Look){.width = 80}, &out);
    const Column columns[] = {{.most = 8}, {.head = "n", .right_align = true}};
    const Cell cells[] = {{.text = "美国"},
                          {.text = "1.0"},
                          {.text = "a\x1b"},
                          {.text = "-12.0", .below = "+3"}};
    sheet_table(&s, 2, columns, 2, cells, 2);
    assert_string_equal(buf_text(&out), "            n\n"
                                        "  美国    1.0\n"
                                        "  a␛    -12.0\n"
                                        "           +3\n");
}

static void a_field_is_quoted_where_it_must(void **state)
{
    Buf out = {.mem = *state};
    csv_text(&out, "plain");
    csv_text(&out, "a, \"b\"");
    assert_string_equal(buf_text(&out), "plain\"a, \"\"b\"\"\"");
}

/* ------------------------------------------------------------------ whole reports */

#define TEXT(english, chinese)                                                             \
    {                                                                                      \
        .in = { english, chinese }                                                         \
    }

/* A model of one player, one measure, one event and a claim that fails, with numbers. */
typedef struct {
    Player player;
    Expr truth;
    Measure measure;
    Event event;
    Cond sides[2], condition;
    Claim claim;
    Variant variant;
    Model model;
    Setup setup;
    Certificate certificate;
    Verdict verdict;
    Comparison comparison;
    Comparisons comparisons;
    Finding found;
    Findings findings;
} Example;

static double patience = 0.9, precision = INFINITY, value = -0.5, gain = 0.25;
static double mean = 0.75, end = 1, number = 0.5, ever = 0.5;
static double at[] = {0, 0.5, 1}, in[] = {0.25, 0.25};
static double *measure_at[] = {at}, *event_in[] = {in};

static Finding finding_of(Example *x, int32_t variant)
{
    return (Finding){.variant = variant,
                     .certificate = &x->certificate,
                     .value = &value,
                     .measure_mean = &mean,
                     .measure_end = &end,
                     .event_count = &number};
}

static void make_example(Example *x)
{
    x->player = (Player){.name = "us", .text = TEXT("Us, \"we\"", "我方")};
    x->truth = (Expr){.type = {.kind = TYPE_TRUTH}};
    x->measure = (Measure){.name = "calm",
                           .text = TEXT("Calm in the whole of the region", "平静"),
                           .value = &x->truth};
    x->event =
        (Event){.name = "clash", .text = TEXT("A clash", "冲突"), .is_declared = true};
    x->sides[0] = (Cond){.op = X_IF, .as_written = "V(us)"};
    x->sides[1] = (Cond){.op = X_NUMBER, .number = 1, .as_written = "1"};
    x->condition =
        (Cond){.op = X_GT, .kids = {&x->sides[0], &x->sides[1]}, .as_written = "V(us) > 1"};
    x->claim =
        (Claim){.name = "gain", .text = TEXT("It pays", "有利"), .holds = &x->condition};
    x->variant = (Variant){
        .name = "other",
        .text = TEXT("Otherwise, in a world of long explanations, as they "
                     "are found in models of diplomats (A, 12.3)",
                     "否则，在解释冗长的世界里，如同外交官模型中的那样（A，12.3）")};
    x->model = (Model){.title = TEXT("A title", "标题"),
                       .unit = UNIT_MONTH,
                       .unit_count = 1,
                       .first_day = 20393, /* 2025-11-01 */
                       .has_calendar = true,
                       .periods = 2,
                       .window = 2,
                       .players = &x->player,
                       .player_count = 1,
                       .measures = &x->measure,
                       .measure_count = 1,
                       .events = &x->event,
                       .event_count = 1,
                       .declared_event_count = 1,
                       .variants = &x->variant,
                       .variant_count = 1,
                       .claims = &x->claim,
                       .claim_count = 1};
    x->setup = (Setup){.patience = &patience, .precision = &precision};
    x->certificate = (Certificate){
        .residual = 0.5, .exploitability = &gain, .given_up = &gain, .tolerance = 1e-9};
    x->verdict = (Verdict){.is_comparison = true, .left = value, .right = 1};
    x->comparison = (Comparison){.cond = &x->condition, .left = value, .right = 1};
    x->comparisons = (Comparisons){.at = &x->comparison, .count = 1};
    x->found = finding_of(x, 0);
    x->findings = (Findings){.model = &x->model,
                             .setup = &x->setup,
                             .states = 1234,
                             .base = finding_of(x, -1),
                             .measure_at = measure_at,
                             .event_in = event_in,
                             .event_ever = &ever,
                             .verdicts = &x->verdict,
                             .compared = &x->comparisons,
                             .variants = &x->found,
                             .variant_count = 1};
}

static void assert_says(const Buf *out, const char *what)
{
    if (!strstr(buf_text(out), what))
        fail_msg("`%s` is not in:\n%s", what, buf_text(out));
}

static void a_report_says_what_was_found(void **state)
{
    Example x;
    memset(&x, 0, sizeof x);
    make_example(&x);
    Buf out = {.mem = *state};
    report_text(&x.findings, &(Look){.width = 80}, &out);
    assert_says(&out, "A title\n2 months, from 2025-11-01 to 2026-01-01\n");
    assert_says(&out, "States: 1,234;");
    assert_says(&out, "Not certified");
    assert_says(&out, "▁▅█     0.0%    50.0%   100.0%  75.0%");
    assert_says(&out, "Claims  0 of 1 hold");
    assert_says(&out, "✗ fails  It pays");
    assert_says(&out, ">   1.000\n");
    assert_says(&out, "12.3) (not certified)");
    assert_null(strchr(buf_text(&out), '\033'));
}

static void a_report_keeps_to_its_width(void **state)
{
    Example x;
    memset(&x, 0, sizeof x);
    make_example(&x);
    for (int width = NARROWEST; width <= WIDEST; width += 16)
        for (Lang lang = 0; lang < LANG_COUNT; lang++) {
            Buf out = {.mem = *state};
            report_text(&x.findings, &(Look){.width = width, .lang = lang}, &out);
            for (const char *line = buf_text(&out); *line;) {
                size_t length = strcspn(line, "\n");
                assert_true(text_width(line, (int64_t)length) <= width);
                assert_true(length == 0 || line[length - 1] != ' ');
                line += length + 1;
            }
        }
}

static void the_table_of_findings_is_tidy(void **state)
{
    Example x;
    memset(&x, 0, sizeof x);
    make_example(&x);
    Buf out = {.mem = *state};
    report_csv(&x.findings, &out);
    assert_says(&out, "kind,name,variant,period,date,estimate\nvalue,us,,,,-0.5\n");
    assert_says(&out, "measure,calm,,1,2025-12-01,0.5\n");
    assert_says(&out, "event_count,clash,other,,,0.5\n");
    assert_says(&out, "claim_holds,gain,,,,0\nclaim_left,gain,,,,-0.5\n");
}

static void the_json_speaks_the_language_and_keeps_the_names(void **state)
{
    Example x;
    memset(&x, 0, sizeof x);
    make_example(&x);
    Buf out = {.mem = *state};
    report_json(&x.findings, NULL, LANG_ZH, &out);
    assert_says(&out, "\"name\":\"us\",\"text\":\"我方\"");
    assert_says(&out, "\"precision\":\"exact\"");
    assert_says(&out, "\"at\":[0,0.5,1]");
    assert_says(&out, "\"statement\":\"V(us) > 1\",\"holds\":false");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_mem, close_mem)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(numbers_of_a_column_share_their_decimals),
        TEST(probabilities_are_per_cent),
        TEST(what_is_no_number_is_a_dash),
        TEST(numbers_that_stand_alone_are_short),
        TEST(a_sparkline_goes_from_the_least_to_the_most),
        TEST(the_ends_of_a_sparkline_are_the_first_and_the_last_number),
        TEST(english_is_broken_between_words),
        TEST(chinese_is_broken_between_characters_but_not_before_a_mark),
        TEST(a_table_keeps_its_columns_whatever_the_script),
        TEST(a_field_is_quoted_where_it_must),
        TEST(a_report_says_what_was_found),
        TEST(a_report_keeps_to_its_width),
        TEST(the_table_of_findings_is_tidy),
        TEST(the_json_speaks_the_language_and_keeps_the_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
