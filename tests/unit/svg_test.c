#include "report/svg.h"

#include <math.h>
#include <stdlib.h>

#include "report/letters.h"
#include "well_formed.h"

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

static const char *closed(const Svg *s, Mem *M)
{
    Buf out = {.mem = M};
    svg_close(s, 100, "A <title> & more", "What it \"shows\"", true, &out);
    return buf_text(&out);
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no `%s` in:\n%s", part, text);
}

static void a_drawing_is_a_whole_document(void **state)
{
    Svg s = svg_open(*state, LANG_ZH, THEME_LIGHT, 200, "p");
    svg_group(&s, "marks");
    svg_line(&s, (Stroke){.ink = AXIS_INK, .width = 1, .dash = 1}, (Point){0, 0},
             (Point){10.126, -0.001});
    svg_dot(&s, SERIES + 2, (Point){1.5, 2}, 3);
    svg_hatched(&s, SERIES + 1, (Point[]){{0, 0}, {1, 0}, {1, 1}}, 3);
    svg_text(&s, (Lettering){.ink = INK, .size = 12}, (Point){1, 2}, "休战 & <peace>");
    svg_end(&s);
    const char *text = closed(&s, *state);
    assert_well_formed(text);
    assert_has(text, "<title id=\"p-title\">A &lt;title&gt; &amp; more</title>");
    assert_has(text, "role=\"img\" aria-labelledby=\"p-title p-desc\" lang=\"zh-Hans\"");
    assert_has(text, "休战 &amp; &lt;peace&gt;</text>");
    assert_has(text, "d=\"M0 0H10.1\""); /* one decimal, and no -0 */
    assert_has(text, "<g id=\"p-marks\">");
    assert_has(text, "url(#p-hatch-s1)");
    assert_has(text, "<pattern id=\"p-hatch-s1\"");
}

static void what_a_model_says_cannot_break_out(void **state)
{
    Svg s = svg_open(*state, LANG_EN, THEME_PAGE, 200, "p");
    svg_text(&s, (Lettering){.ink = INK, .size = 12}, (Point){1, 2},
             "</text><script>alert(1)</script>\x01\xff");
    const char *text = closed(&s, *state);
    assert_well_formed(text);
    assert_null(strstr(text, "<script"));
}

/* WCAG 2.1, relative luminance. */
static double luminance(const char *hex)
{
    double sum = 0;
    const double parts[] = {0.2126, 0.7152, 0.0722};
    for (int k = 0; k < 3; k++) {
        char two[] = {hex[2 * k], hex[2 * k + 1], '\0'};
        double c = (double)strtol(two, NULL, 16) / 255;
        sum += parts[k] * (c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static const char *property(const char *all, const char *name)
{
    const char *at = strstr(all, name);
    assert_non_null(at);
    return at + strlen(name) + 2; /* ":#" */
}

static double contrast(const char *a, const char *b)
{
    double x = luminance(a), y = luminance(b);
    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

static void letters_can_be_read_in_light_and_in_dark(void **state)
{
    for (int dark = 0; dark < 2; dark++) {
        Buf out = {.mem = *state};
        svg_properties(dark, &out);
        const char *all = buf_text(&out);
        const char *ground = property(all, "--truce-surface");
        const char *const inks[] = {"ink", "faint", "good", "bad", "s0", "s1",
                                    "s2",  "s3",    "s4",   "s5",  "s6"};
        for (size_t k = 0; k < sizeof inks / sizeof *inks; k++) {
            char name[32];
            snprintf(name, sizeof name, "--truce-%s-text", inks[k]);
            double found = contrast(property(all, name), ground);
            if (found < 4.5)
                fail_msg("%s in %s: contrast %.2f", name, dark ? "dark" : "light", found);
        }
    }
}

static void text_is_wrapped_to_what_it_will_take(void **state)
{
    const char *text = "An agreement stands, broken; 协议尚存但被违背，谈判在继续。";
    TextLines lines = letters_wrap(*state, text, 13, 120);
    assert_true(lines.count > 2);
    for (int32_t k = 0; k < lines.count; k++) {
        const char *line = mem_text(*state, lines.at[k].at, lines.at[k].length);
        assert_true(letters_width(line, 13, false) <= 120 + 1e-9);
    }
    assert_string_equal(letters_cut(*state, "short", 13, 120), "short");
    const char *cut = letters_cut(*state, text, 13, 120);
    assert_true(letters_width(cut, 13, false) <= 120 + 1e-9);
    assert_has(cut, "…");
}

static void chinese_is_as_wide_as_it_is_high(void **state)
{
    (void)state;
    assert_true(letters_width("休战", 10, false) >= 20);
    assert_true(letters_width("休战", 10, false) < 23);
    assert_true(letters_width("iiii", 10, false) < letters_width("mmmm", 10, false) / 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_mem, close_mem)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_drawing_is_a_whole_document),
        TEST(what_a_model_says_cannot_break_out),
        TEST(letters_can_be_read_in_light_and_in_dark),
        TEST(text_is_wrapped_to_what_it_will_take),
        TEST(chinese_is_as_wide_as_it_is_high),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
