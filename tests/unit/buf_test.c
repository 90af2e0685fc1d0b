#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

static Mem memory;

static int forget(void **state)
{
    (void)state;
    mem_close(&memory);
    return 0;
}

static void an_empty_buffer_is_the_empty_text(void **state)
{
    (void)state;
    Buf b = {.mem = &memory};
    assert_string_equal(buf_text(&b), "");
    buf_puts(&b, "");
    buf_fill(&b, 'x', -3);
    assert_string_equal(buf_text(&b), "");
}

static void text_grows_and_keeps_what_it_was(void **state)
{
    (void)state;
    Buf b = {.mem = &memory};
    for (int i = 0; i < 1000; i++)
        buf_printf(&b, "%d,", i);
    assert_int_equal(b.length, 10 * 2 + 90 * 3 + 900 * 4);
    assert_int_equal(strlen(b.at), b.length);
    assert_memory_equal(b.at, "0,1,2,3,", 8);
    assert_string_equal(b.at + b.length - 8, "998,999,");
}

static const char *number(double x, int digits)
{
    Buf b = {.mem = &memory};
    buf_number(&b, x, digits);
    return buf_text(&b);
}

static void a_number_is_the_shortest_that_reads_back(void **state)
{
    (void)state;
    assert_string_equal(number(0.1, 0), "0.1");
    assert_string_equal(number(3, 0), "3");
    assert_string_equal(number(-0.0, 0), "0");
    assert_string_equal(number(1e-300, 0), "1e-300");
    assert_string_equal(number(NAN, 0), "nan");
    assert_string_equal(number(-INFINITY, 0), "-inf");
    assert_string_equal(number(2.0 / 3, 3), "0.667");
    for (int i = 1; i < 1000; i++) {
        double x = ldexp(1.0 / i, i % 200 - 100);
        assert_true(strtod(number(x, 0), NULL) == x);
    }
}

static void a_formatted_text_belongs_to_the_arena(void **state)
{
    (void)state;
    assert_string_equal(text_format(&memory, "%s-%03d", "a", 7), "a-007");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buffer_is_the_empty_text),
        cmocka_unit_test(text_grows_and_keeps_what_it_was),
        cmocka_unit_test(a_number_is_the_shortest_that_reads_back),
        cmocka_unit_test(a_formatted_text_belongs_to_the_arena),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
