#include "base/work.h"

#include "played.h"

/* What the progress function was told, and when it asks to stop. */
typedef struct {
    int32_t calls, stop_at;
    const char *stage;
    int64_t done, total;
} Told;

static int note(void *user, const char *stage, int64_t done, int64_t total)
{
    Told *t = user;
    t->stage = stage;
    t->done = done;
    t->total = total;
    return ++t->calls == t->stop_at;
}

static void wait_for_news(const Work *w)
{
    while (seconds_now() - w->last_told < 0.021)
        ;
}

static void the_clock_goes_forward(void **state)
{
    double before = seconds_now();
    assert_true(seconds_now() >= before);
}

static void nobody_is_told_without_a_function(void **state)
{
    Work w = {.mem = &memory};
    work_check(&w, "waiting", 1, 2);
    assert_string_equal(w.stage, "waiting");
}

static void news_are_told_and_repeated_by_a_tick(void **state)
{
    Told told = {.stop_at = -1};
    Work w = {.mem = &memory, .progress = note, .user = &told};
    work_check(&w, "solving", 3, 10);
    assert_int_equal(told.calls, 1);
    assert_string_equal(told.stage, "solving");
    assert_true(told.done == 3 && told.total == 10);
    wait_for_news(&w);
    work_tick(&w);
    assert_int_equal(told.calls, 2);
    assert_true(told.done == 3 && told.total == 10);
}

static void at_most_fifty_news_a_second_are_told(void **state)
{
    Told told = {.stop_at = -1};
    Work w = {.mem = &memory, .progress = note, .user = &told};
    double began = seconds_now();
    for (int64_t k = 0; seconds_now() - began < 0.1; k++)
        work_check(&w, "solving", k, 0);
    assert_true(told.calls >= 2 && told.calls <= 6);
}

static void who_asks_to_stop_is_obeyed(void **state)
{
    jmp_buf trap;
    Told told = {.stop_at = 1};
    Work w = {.mem = &memory, .progress = note, .user = &told};
    memory.trap = &trap;
    if (!setjmp(trap)) {
        work_check(&w, "solving", 0, 10);
        fail_msg("nothing stopped");
    }
    memory.trap = NULL;
    assert_int_equal(memory.fail, FAIL_STOPPED);
}

static const char LONG[] =
    "period 1 month for 400\n"
    "player us\n"
    "state a : 0..99 = 0  state b : 0..99 = 0\n"
    "each period {\n"
    "  us chooses move { stay  east if a < 99 { a += 1 }  north if b < 99 { b += 1 } }\n"
    "  pay us a - b\n"
    "}\n";

typedef enum { LAYING_OUT, SOLVING, CHECKING, LOOKING_AHEAD } Stage;

/* What becomes of a play whose progress function, in this stage, asks to stop. */
static Fail fail_of(Stage stage)
{
    jmp_buf trap;
    volatile Fail fail = FAIL_NONE;
    const Model *m = read_model(LONG);
    Work w = {.mem = &memory, .threads = 1};
    const Setup *setup = setup_make(&memory, &diags, m, NULL, 0);
    const Setup *const setups[] = {setup};
    const Program *p = program_make(&memory, m, setup->starts);
    Told here = {.stop_at = 1};
    memory.trap = &trap;
    if (setjmp(trap)) {
        fail = memory.fail;
    } else {
        Work watched = w;
        watched.progress = note;
        watched.user = &here;
        Game *g = game_make(&memory, &diags, stage == LAYING_OUT ? &watched : &w, p, setup);
        Prices *prices = prices_make(&memory, g, setups, 1);
        Strategy *s = solve_game(&memory, stage == SOLVING ? &watched : &w, prices);
        certify(&memory, stage == CHECKING ? &watched : &w, prices, s, 1e-9);
        future_make(&memory, stage == LOOKING_AHEAD ? &watched : &w, s, setup);
    }
    memory.trap = NULL;
    return fail;
}

static void every_long_task_stops(void **state)
{
    assert_int_equal(fail_of(LAYING_OUT), FAIL_STOPPED);
    assert_int_equal(fail_of(SOLVING), FAIL_STOPPED);
    assert_int_equal(fail_of(CHECKING), FAIL_STOPPED);
    assert_int_equal(fail_of(LOOKING_AHEAD), FAIL_STOPPED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_clock_goes_forward, forget),
        cmocka_unit_test_teardown(nobody_is_told_without_a_function, forget),
        cmocka_unit_test_teardown(news_are_told_and_repeated_by_a_tick, forget),
        cmocka_unit_test_teardown(at_most_fifty_news_a_second_are_told, forget),
        cmocka_unit_test_teardown(who_asks_to_stop_is_obeyed, forget),
        cmocka_unit_test_teardown(every_long_task_stops, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
