/* The public interface, as a stranger uses it: truce/truce.h alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "truce/truce.h"

static truce_model *opened(const char *text, const truce_options *options)
{
    truce_model *m;
    truce_status status = truce_read_text("test.truce", text, strlen(text), options, &m);
    if (status != TRUCE_OK)
        print_message("%s", truce_diagnostics(m, TRUCE_TEXT, false));
    assert_int_equal(status, TRUCE_OK);
    return m;
}

static double answer(truce_model *m, const char *question)
{
    double x = NAN;
    assert_int_equal(truce_ask(m, question, NULL, &x), TRUCE_OK);
    return x;
}

static void assert_near(double found, double expected)
{
    if (!(fabs(found - expected) <= 1e-10 * fmax(1, fabs(expected))))
        fail_msg("%.17g is not %.17g", found, expected);
}

/* Numbers of an independent reading of docs/language.md by plain recursion, to the digits in
 * which they were given. */
static void the_first_model_has_its_known_numbers(void **state)
{
    truce_model *m;
    assert_int_equal(truce_read("models/first.truce", NULL, &m), TRUCE_OK);
    assert_near(answer(m, "P(collapse by 3)"), 0.657);
    assert_near(answer(m, "V(us)"), 1.3847610337435);
    assert_near(answer(m, "V(cn)"), -12.587855273507);
    assert_near(answer(m, "E(embargoed at 12)"), 0.0617534994428);
    assert_true(fabs(answer(m, "E(count collapse by end)") - 4.251766) < 1e-6);
    truce_verdict v;
    assert_int_equal(truce_claim(m, 0, NULL, &v), TRUCE_OK);
    assert_true(v.holds);
    assert_true(fabs(v.left - 1.0410) < 5e-5 && fabs(v.right - 4.2518) < 5e-5);
    truce_free(m);
}

static const char *const COIN =
    "period 1 month from 2025-01-01 for 3\n"
    "player a \"Anna\" zh \"安娜\" { precision 2 }\n"
    "param gain = 1 in 0..2\n"
    "state x : 0..3 = 0\n"
    "event up\n"
    "each period { a chooses go { yes_ { x += 1 event up } no_ }\n"
    "  pay a if go == yes_ then gain else 0 }\n"
    "variant dear { gain = 0 }\n"
    "claim more { holds E(count up by end) > "
    "E(count up by end) under dear }\n";

static double logit(double u)
{
    return 1 / (1 + exp(-u));
}

static void a_logit_choice_has_its_closed_form(void **state)
{
    truce_model *m = opened(COIN, NULL);
    assert_near(answer(m, "P(up by 1)"), logit(2));
    assert_near(answer(m, "E(x at end)"), 3 * logit(2));
    assert_near(answer(m, "E(x at end) under dear"), 1.5);
    assert_near(answer(m, "P(count go.yes_ by end >= 2)"),
                3 * logit(2) * logit(2) * (1 - logit(2)) + pow(logit(2), 3));
    truce_player_value v;
    assert_int_equal(truce_value(m, NULL, 0, &v), TRUCE_OK);
    assert_near(v.value, 3 * logit(2));
    assert_near(v.exploitability, 3 * (1 - logit(2)));
    assert_true(v.exploitability <= v.given_up);
    truce_free(m);
}

static void settings_and_variants_change_the_numbers(void **state)
{
    const char *const sets[] = {"gain=0.5", "a.precision = 4", NULL};
    truce_model *m = opened(COIN, &(truce_options){.sets = sets});
    assert_near(answer(m, "E(count up by end)"), 3 * logit(2));
    double x;
    assert_int_equal(truce_ask(m, "E(count up by end)", "dear", &x), TRUCE_OK);
    assert_near(x, 1.5);
    truce_free(m);
}

static void what_is_declared_can_be_listed(void **state)
{
    truce_model *m = opened(COIN, NULL);
    assert_int_equal(truce_count(m, TRUCE_PLAYERS), 1);
    assert_int_equal(truce_count(m, TRUCE_EVENTS), 1);
    assert_string_equal(truce_name(m, TRUCE_VARIANTS, 0), "dear");
    assert_string_equal(truce_text(m, TRUCE_PLAYERS, 0, TRUCE_ZH), "安娜");
    assert_string_equal(truce_text(m, TRUCE_PLAYERS, 0, TRUCE_EN), "Anna");
    assert_string_equal(truce_name(m, TRUCE_CLAIMS, 7), "");
    assert_int_equal(truce_periods(m), 3);
    truce_free(m);
}

static void wrong_models_and_questions_are_told_and_harmless(void **state)
{
    truce_model *m;
    double x;
    assert_int_equal(truce_read_text("t", "state x", 7, NULL, &m), TRUCE_BAD_MODEL);
    assert_true(truce_error_count(m) > 0);
    assert_int_equal(truce_ask(m, "P(x by 1)", NULL, &x), TRUCE_BAD_MODEL);
    const char *report;
    assert_int_equal(truce_report(m, NULL, TRUCE_TEXT, NULL, &report), TRUCE_BAD_MODEL);
    truce_free(m);

    m = opened(COIN, NULL);
    assert_int_equal(truce_ask(m, "P(y by 1)", NULL, &x), TRUCE_BAD_MODEL);
    assert_non_null(strstr(truce_diagnostics(m, TRUCE_TEXT, false), "y"));
    assert_int_equal(truce_ask(m, "V(a)", "nothing_of_the_kind", &x), TRUCE_BAD_MODEL);
    assert_near(answer(m, "P(up by 1)"), logit(2));
    truce_free(m);

    assert_int_equal(truce_read("models/no_such.truce", NULL, &m), TRUCE_NO_FILE);
    assert_non_null(strstr(truce_message(m), "no_such"));
    truce_free(m);
    truce_free(NULL);
}

static void limits_are_refusals_and_not_crashes(void **state)
{
    truce_model *m = opened(COIN, &(truce_options){.max_nodes = 1});
    assert_int_equal(truce_solve(m, NULL, NULL), TRUCE_TOO_LARGE);
    assert_non_null(strstr(truce_message(m), "1 nodes"));
    truce_free(m);
    assert_int_equal(
        truce_read_text("t", COIN, strlen(COIN), &(truce_options){.max_memory = 4096}, &m),
        TRUCE_TOO_LARGE);
    truce_free(m);
}

/* What layout remembers of each payment is bounded for all of them together. */
static void many_payments_over_a_large_state_need_little_memory(void **state)
{
    enum { PAYMENTS = 1500, ROOM = 64 * PAYMENTS };
    static char text[ROOM];
    int length =
        snprintf(text, ROOM,
                 "period 1 month for 2\nplayer a\nstate x : 0..65000 = 0\n"
                 "each period { a chooses c { up if x < 65000 { x += 1 } stay }\n");
    for (int k = 0; k < PAYMENTS; k++)
        length += snprintf(text + length, (size_t)(ROOM - length), "pay a x * %d\n", k);
    snprintf(text + length, (size_t)(ROOM - length), "}\n");
    truce_model *m = opened(text, &(truce_options){.max_memory = 100 << 20});
    assert_int_equal(truce_solve(m, NULL, NULL), TRUCE_OK);
    truce_free(m);
}

static int stop(void *user, const truce_progress *progress)
{
    ++*(int *)user;
    return progress->stage != NULL;
}

static void a_progress_function_can_stop_a_call(void **state)
{
    int calls = 0;
    truce_model *m = opened(COIN, &(truce_options){.progress = stop, .user = &calls});
    assert_int_equal(truce_solve(m, NULL, NULL), TRUCE_STOPPED);
    assert_int_equal(calls, 1);
    truce_free(m);
}

/* Bit for bit: the reference model has choices, lotteries and simultaneous choices. */
static void the_digits_do_not_depend_on_threads(void **state)
{
    double found[3][2];
    for (int32_t threads = 1; threads <= 3; threads++) {
        truce_model *m;
        truce_options options = {.threads = threads};
        assert_int_equal(truce_read("models/us-china.truce", &options, &m), TRUCE_OK);
        found[threads - 1][0] = answer(m, "V(us)");
        found[threads - 1][1] = answer(m, "E(count collapse by end) under back_channel");
        truce_free(m);
    }
    assert_memory_equal(found[0], found[1], sizeof found[0]);
    assert_memory_equal(found[0], found[2], sizeof found[0]);
}

static void a_strategy_file_is_whole_or_not_there(void **state)
{
    truce_model *m = opened(COIN, NULL);
    const char *path = "strategy_of_api_test.csv";
    assert_int_equal(truce_write_strategy(m, NULL, path), TRUCE_OK);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    fclose(file);
    remove(path);
    assert_int_equal(truce_write_strategy(m, NULL, "no/such/folder.csv"), TRUCE_NO_FILE);
    truce_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_model_has_its_known_numbers),
        cmocka_unit_test(a_logit_choice_has_its_closed_form),
        cmocka_unit_test(settings_and_variants_change_the_numbers),
        cmocka_unit_test(what_is_declared_can_be_listed),
        cmocka_unit_test(wrong_models_and_questions_are_told_and_harmless),
        cmocka_unit_test(limits_are_refusals_and_not_crashes),
        cmocka_unit_test(many_payments_over_a_large_state_need_little_memory),
        cmocka_unit_test(a_progress_function_can_stop_a_call),
        cmocka_unit_test(the_digits_do_not_depend_on_threads),
        cmocka_unit_test(a_strategy_file_is_whole_or_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
