#include "base/json.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Every test writes into a buffer of its own Mem. */
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

static void commas_and_brackets_take_care_of_themselves(void **state)
{
    Buf out = {.mem = *state};
    Json j = {.out = &out};
    json_object(&j, NULL);
    json_array(&j, "empty");
    json_end(&j);
    json_array(&j, "some");
    json_whole(&j, NULL, -3);
    json_object(&j, NULL);
    json_end(&j);
    json_truth(&j, NULL, true);
    json_end(&j);
    json_null(&j, "none");
    json_end(&j);
    assert_string_equal(buf_text(&out),
                        "{\"empty\":[],\"some\":[-3,{},true],\"none\":null}\n");
}

static void outer_levels_stand_on_lines_of_their_own(void **state)
{
    Buf out = {.mem = *state};
    Json j = {.out = &out, .lines = 1};
    json_array(&j, NULL);
    json_numbers(&j, NULL, (double[]){1, 2}, 2);
    json_numbers(&j, NULL, NULL, 0);
    json_end(&j);
    assert_string_equal(buf_text(&out), "[\n [1,2],\n []\n]\n");
}

static void an_empty_array_is_one_line(void **state)
{
    Buf out = {.mem = *state};
    Json j = {.out = &out, .lines = 1};
    json_array(&j, NULL);
    json_end(&j);
    assert_string_equal(buf_text(&out), "[]\n");
}

static void texts_are_escaped_and_valid(void **state)
{
    Buf out = {.mem = *state};
    Json j = {.out = &out};
    json_array(&j, NULL);
    json_text(&j, NULL, "a \"b\" \\ \n \x01 休战 \xFF");
    json_text(&j, NULL, NULL);
    json_end(&j);
    assert_string_equal(buf_text(&out),
                        "[\"a \\\"b\\\" \\\\ \\n \\u0001 休战 \xEF\xBF\xBD\",null]\n");
}

static void numbers_read_back_and_what_is_none_is_null(void **state)
{
    Buf out = {.mem = *state};
    Json j = {.out = &out};
    json_numbers(&j, NULL, (double[]){0.1, -0.0, 1e300, NAN, INFINITY, 1.0 / 3}, 6);
    assert_string_equal(buf_text(&out), "[0.1,0,1e+300,null,null,0.3333333333333333]\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(commas_and_brackets_take_care_of_themselves,
                                        open_mem, close_mem),
        cmocka_unit_test_setup_teardown(outer_levels_stand_on_lines_of_their_own, open_mem,
                                        close_mem),
        cmocka_unit_test_setup_teardown(an_empty_array_is_one_line, open_mem, close_mem),
        cmocka_unit_test_setup_teardown(texts_are_escaped_and_valid, open_mem, close_mem),
        cmocka_unit_test_setup_teardown(numbers_read_back_and_what_is_none_is_null,
                                        open_mem, close_mem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
