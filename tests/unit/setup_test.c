#include "program/setup.h"

#include "played.h"

static const char PLAYERS[] =
    "period 1 month for 3\n"
    "param clarity = 0.8 in 0.1..1\n"
    "param double_clarity = 2 * clarity in 0.1..4\n"
    "param four = 2 * double_clarity + 0.8 in 0..9\n"
    "player us { patience clarity  precision four }\n"
    "player cn\n"
    "player eu { precision exact }\n"
    "player un { precision four  noise taste }\n"
    "state calm : bool = yes\n"
    "each period { us chooses move { hold  push if calm } }\n"
    "variant halved { clarity = clarity / 2 }\n"
    "variant halved_twice { clarity = clarity / 2  clarity = clarity / 2 }\n"
    "variant fixed { double_clarity = 1 }\n"
    "variant sharp { us.precision = exact  us.patience = clarity + 0.1 }\n"
    "variant blurred { eu.precision = 2 }\n"
    "variant stormy { calm = no }\n"
    "variant broken { clarity = 1 / (double_clarity - 1.6) }\n"
    "variant impatient { clarity = 1.5 }\n"
    "variant contrary { four = -1 }\n"
    "variant tasteless { four = 0 }\n";

static const Setup *under(const Model *m, const char *first, const char *second)
{
    int32_t variants[2] = {variant_named(m, first)};
    if (second)
        variants[1] = variant_named(m, second);
    return setup_make(&memory, &diags, m, variants, second ? 2 : 1);
}

static void what_is_left_out_is_one(void **state)
{
    const Setup *s = setup_make(&memory, &diags, read_model(PLAYERS), NULL, 0);
    assert_true(s->patience[1] == 1 && s->precision[1] == 1);
    assert_true(s->patience[0] == 0.8 && s->precision[0] == 4);
    assert_true(isinf(s->precision[2]));
}

static void parameters_follow_those_that_they_read(void **state)
{
    const Model *m = read_model(PLAYERS);
    const Setup *s = under(m, "halved", NULL);
    assert_near(s->params[param_named(m, "clarity")], 0.4, 1e-15);
    assert_near(s->params[param_named(m, "double_clarity")], 0.8, 1e-15);
    assert_near(s->params[param_named(m, "four")], 2.4, 1e-15);
    assert_near(s->patience[0], 0.4, 1e-15);
}

static void settings_read_the_values_that_hold_so_far(void **state)
{
    const Model *m = read_model(PLAYERS);
    assert_near(under(m, "halved_twice", NULL)->params[0], 0.2, 1e-15);
    assert_near(under(m, "halved", "halved_twice")->params[0], 0.1, 1e-15);
}

static void a_parameter_that_was_set_follows_no_more(void **state)
{
    const Model *m = read_model(PLAYERS);
    const Setup *s = under(m, "fixed", "halved");
    assert_true(s->params[param_named(m, "double_clarity")] == 1);
    assert_near(s->params[param_named(m, "four")], 2.8, 1e-15);
    assert_near(s->params[param_named(m, "clarity")], 0.4, 1e-15);
}

static void players_are_set_too(void **state)
{
    const Model *m = read_model(PLAYERS);
    const Setup *s = under(m, "sharp", "blurred");
    assert_true(isinf(s->precision[0]));
    assert_near(s->patience[0], 0.9, 1e-15);
    assert_true(s->precision[2] == 2);
}

static void only_another_start_is_another_start(void **state)
{
    const Model *m = read_model(PLAYERS);
    const Setup *base = setup_make(&memory, &diags, m, NULL, 0);
    assert_true(setup_same_starts(m, base, under(m, "halved", NULL)));
    assert_false(setup_same_starts(m, base, under(m, "stormy", NULL)));
}

static void is_refused(const char *variant, DiagCode code, const char *part)
{
    const Model *m = read_model(PLAYERS);
    assert_null(under(m, variant, NULL));
    assert_true(has_code(code));
    if (!strstr(told(), part))
        fail_msg("no `%s` in:\n%s", part, told());
}

static void numbers_out_of_range_are_told(void **state)
{
    is_refused("broken", DIAG_E305, "a division by zero");
    is_refused("impatient", DIAG_E310, "the patience of `us` is 1.5");
    is_refused("contrary", DIAG_E311, "the precision of `us` is -1");
    is_refused("tasteless", DIAG_E311, "the precision of `un` is 0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(what_is_left_out_is_one, forget),
        cmocka_unit_test_teardown(parameters_follow_those_that_they_read, forget),
        cmocka_unit_test_teardown(settings_read_the_values_that_hold_so_far, forget),
        cmocka_unit_test_teardown(a_parameter_that_was_set_follows_no_more, forget),
        cmocka_unit_test_teardown(players_are_set_too, forget),
        cmocka_unit_test_teardown(only_another_start_is_another_start, forget),
        cmocka_unit_test_teardown(numbers_out_of_range_are_told, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
