#include "study/robust.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "studied.h"

static char path[64];

static const char MODEL[] =
    "period 1 month for 6  player us { precision sharp }  player cn { patience 0.9 }\n"
    "param sharp = 2.0 in 0.5..4  param toll = 1.0 in 0..2\n"
    "param odds = 0.5 in 0.2..1.1  param gate = 2 in 1..3\n"
    "state a : 0..4 = 2\n"
    "each period {\n"
    "  us chooses x { stay  up if a < 2 + gate - 1 and a < 4 { a += 1 } }\n"
    "  chance { odds : { if a > 0 { a -= 1 } } rest : nothing }\n"
    "  pay us a - toll * (x == up)  pay cn -a\n"
    "}\n"
    "variant dear { toll = 2 * toll }\n"
    "claim tolls_hurt { holds V(us) under dear < V(us) }\n"
    "claim low { holds P(a <= 1 at end) > 0.4 and V(cn) > -8 * sharp }\n";

enum { CLAIMS = 2, SIDES = 3 };

static int prepare(void **state)
{
    strcpy(path, "/tmp/truce-store-XXXXXX");
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    unlink(path);
    return 0;
}

static int end_and_remove(void **state)
{
    unlink(path);
    return end(state);
}

static StoreTopic topic_of(uint64_t seed, const Axis *axes, int32_t count)
{
    return (StoreTopic){.model = study.model,
                        .model_hash = "abc",
                        .version = "1",
                        .sets = "",
                        .seed = seed,
                        .tolerance = 1e-9,
                        .axes = axes,
                        .axis_count = count};
}

/* Draws that a process makes before it only waits to be killed; 0 = it does not wait. */
static int64_t waits_after;

static int wait_to_be_killed(void *user, const char *stage, int64_t done, int64_t total)
{
    while (waits_after > 0 && total > waits_after && done >= waits_after)
        pause();
    return 0;
}

/* The model's claims over draws, with the file when `keeps`. */
static const Robustness *draw(int64_t draws, uint64_t seed, bool keeps)
{
    begin(MODEL);
    work.progress = wait_to_be_killed;
    Axis *axes;
    int32_t count = axes_with_ranges(&study, NULL, 0, &axes);
    assert_int_equal(count, 4);
    StoreTopic topic = topic_of(seed, axes, count);
    RobustPlan plan = {.draws = draws, .seed = seed, .axes = axes, .axis_count = count};
    Store store = {0};
    if (keeps) {
        if (!store_open(&store, &memory, path, &topic))
            fail_msg("%s", store.why[LANG_EN]);
        plan.store = &store;
    }
    const Robustness *r = robustness_make(&study, &plan);
    store_close(&store);
    assert_clean();
    assert_non_null(r);
    return r;
}

/* What is reported, but for where it came from. */
typedef struct {
    int64_t drawn, missing, held[CLAIMS];
    double quantile[CLAIMS][QUANTILES], bin[CLAIMS][MARGIN_BINS];
} Said;

static Said said(const Robustness *r)
{
    Said s = {.drawn = r->drawn, .missing = r->missing_count};
    for (int k = 0; k < CLAIMS; k++) {
        s.held[k] = r->claims[k].held;
        memcpy(s.quantile[k], r->claims[k].quantile, sizeof s.quantile[k]);
        memcpy(s.bin[k], r->claims[k].bin, sizeof s.bin[k]);
    }
    return s;
}

static void assert_says(Said a, Said b)
{
    assert_memory_equal(&a, &b, sizeof a);
}

static double number_in_file(const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *get;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 10000);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &get, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(get), SQLITE_ROW);
    double x = sqlite3_column_double(get, 0);
    sqlite3_finalize(get);
    sqlite3_close(db);
    return x;
}

static void draws_that_are_kept_say_what_draws_at_once_say(void **state)
{
    Said alone = said(draw(300, 7, false));
    assert_true(alone.missing > 0 && alone.missing < 150); /* odds above 1 */
    assert_int_equal(draw(70, 7, true)->from_file, 0);
    const Robustness *more = draw(300, 7, true);
    assert_int_equal(more->from_file, 70);
    assert_says(said(more), alone);
    const Robustness *again = draw(300, 7, true);
    assert_int_equal(again->from_file, 300);
    assert_int_equal(again->solves, 0);
    assert_says(said(again), alone);
}

static void the_file_holds_what_was_judged(void **state)
{
    const Robustness *r = draw(100, 3, true);
    Said s = said(r);
    assert_int_equal(number_in_file("SELECT count(*) FROM draw"), 100);
    assert_int_equal(number_in_file("SELECT count(*) FROM draw WHERE code IS NOT NULL"),
                     s.missing);
    assert_int_equal(number_in_file("SELECT sum(holds) FROM verdict WHERE claim = 1"),
                     s.held[1]);
    assert_int_equal(number_in_file("SELECT count(*) FROM side"),
                     SIDES * (100 - s.missing));
    /* A claim of one comparison holds where its sides say so. */
    assert_int_equal(
        number_in_file(
            "SELECT count(*) FROM side JOIN verdict USING (draw) WHERE comparison"
            " = 0 AND claim = 0 AND (left_value < right_value) <> "
            "verdict.holds"),
        0);
    assert_int_equal(
        number_in_file("SELECT count(*) FROM setting JOIN parameter USING (parameter) WHERE"
                       " value < low OR value > high"),
        0);
    assert_true(number_in_file("SELECT max(value) FROM setting WHERE parameter = 2") > 1);
}

/* Another process that draws; this program with arguments, since threads do not outlive a
 * fork. */
static pid_t draw_elsewhere(const char *draws, const char *waits_after_draws)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        execl("/proc/self/exe", "store_test", path, draws, waits_after_draws, (char *)NULL);
        _exit(127);
    }
    return child;
}

/* A process that is killed in the middle of its work, however fast it is. */
static void what_a_killed_process_wrote_is_whole(void **state)
{
    Said alone = said(draw(1500, 7, false));
    pid_t child = draw_elsewhere("1500", "500");
    double written = 0;
    while (written < 100) {
        usleep(1000);
        if (access(path, F_OK) == 0)
            written = number_in_file("SELECT count(*) FROM sqlite_schema") > 0
                          ? number_in_file("SELECT count(*) FROM draw")
                          : 0;
    }
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    const Robustness *r = draw(1500, 7, true);
    assert_true(r->from_file >= 100 && r->from_file < 1500);
    assert_says(said(r), alone);
}

static void two_processes_at_once_share_a_file(void **state)
{
    Said alone = said(draw(400, 7, false));
    pid_t child = draw_elsewhere("400", "0");
    Said mine = said(draw(400, 7, true));
    int status;
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    assert_says(mine, alone);
    assert_int_equal(number_in_file("SELECT count(*) FROM draw"), 400);
}

/* Of the draws, not of what comes before them. */
static int stop_at_500(void *user, const char *stage, int64_t done, int64_t total)
{
    return total == 100000 && done >= 500;
}

/* What is reported is what the same number of draws says. */
static void an_interrupt_leaves_a_report_on_the_draws_until_then(void **state)
{
    begin(MODEL);
    Axis *axes;
    int32_t count = axes_with_ranges(&study, NULL, 0, &axes);
    RobustPlan plan = {.draws = 100000, .seed = 7, .axes = axes, .axis_count = count};
    work.progress = stop_at_500;
    jmp_buf trap;
    memory.trap = &trap;
    if (setjmp(trap))
        fail_msg("stopped before the first block");
    const Robustness *r = robustness_make(&study, &plan);
    assert_non_null(r);
    assert_true(r->drawn > 0 && r->drawn < r->wanted);
    Said until_then = said(r);
    assert_says(said(draw(until_then.drawn, 7, false)), until_then);
}

static void refused(const StoreTopic *topic, const char *what)
{
    Store store;
    assert_false(store_open(&store, &memory, path, topic));
    if (!strstr(store.why[LANG_EN], what))
        fail_msg("not `%s`: %s", what, store.why[LANG_EN]);
    assert_null(store.db);
}

static void a_file_of_another_study_is_refused(void **state)
{
    draw(10, 7, true);
    begin(MODEL);
    Axis *axes;
    int32_t count = axes_with_ranges(&study, NULL, 0, &axes);
    StoreTopic topic = topic_of(8, axes, count);
    refused(&topic, "seed");
    topic = topic_of(7, axes, count);
    topic.model_hash = "abd";
    refused(&topic, "model");
    topic = topic_of(7, axes, count - 1);
    refused(&topic, "list of ranges");
    topic = topic_of(7, axes, count);
    topic.sets = "toll=3";
    refused(&topic, "--set");
    topic = topic_of(7, axes, count);
    int32_t under[] = {0};
    topic.under = under;
    topic.under_count = 1;
    refused(&topic, "--under");
    topic = topic_of(7, axes, count);
    topic.version = "2";
    refused(&topic, "version");
}

static void what_is_no_file_of_draws_is_refused(void **state)
{
    begin(MODEL);
    Axis *axes;
    int32_t count = axes_with_ranges(&study, NULL, 0, &axes);
    StoreTopic topic = topic_of(7, axes, count);
    FILE *file = fopen(path, "w");
    for (int k = 0; k < 1000; k++)
        fputs("no database at all\n", file);
    fclose(file);
    refused(&topic, "no file of draws");
    unlink(path);
    sqlite3 *db;
    sqlite3_open(path, &db);
    sqlite3_exec(db, "CREATE TABLE mine (x)", NULL, NULL, NULL);
    sqlite3_close(db);
    refused(&topic, "no file of draws");
    strcpy(path, "/nonexistent/draws.db");
    refused(&topic, "unable to open");
}

int main(int count, char **arguments)
{
    if (count > 3) {
        snprintf(path, sizeof path, "%s", arguments[1]);
        waits_after = atoi(arguments[3]);
        draw(atoi(arguments[2]), 7, true);
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(draws_that_are_kept_say_what_draws_at_once_say,
                                        prepare, end_and_remove),
        cmocka_unit_test_setup_teardown(the_file_holds_what_was_judged, prepare,
                                        end_and_remove),
        cmocka_unit_test_setup_teardown(what_a_killed_process_wrote_is_whole, prepare,
                                        end_and_remove),
        cmocka_unit_test_setup_teardown(two_processes_at_once_share_a_file, prepare,
                                        end_and_remove),
        cmocka_unit_test_setup_teardown(
            an_interrupt_leaves_a_report_on_the_draws_until_then, prepare, end_and_remove),
        cmocka_unit_test_setup_teardown(a_file_of_another_study_is_refused, prepare,
                                        end_and_remove),
        cmocka_unit_test_setup_teardown(what_is_no_file_of_draws_is_refused, prepare,
                                        end_and_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
