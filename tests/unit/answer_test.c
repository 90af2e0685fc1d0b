#include "ask/answer.h"

#include "played.h"

/* Truces that collapse and are restored, from escalation on: a chain of two states. */
static const char TRUCES[] =
    "period 1 month from 2025-11-01 for 24  player us\n"
    "state pact : bool = no\n"
    "event collapse \"the truce breaks down\"\n"
    "each period {\n"
    "  if pact { chance { 18% : { pact := no  event collapse } rest : nothing } }\n"
    "  else { chance outcome { 45% : signed { pact := yes } rest : failed } }\n"
    "}\n";

/* P(pact at t) of that chain. */
static double pact_at(int32_t t)
{
    double stationary = 0.45 / (0.45 + 0.18);
    return stationary * (1 - pow(1 - 0.45 - 0.18, t));
}

static void a_chain_is_where_it_should_be(void **state)
{
    Played p = play(TRUCES);
    assert_near(ask(&p, "P(pact at 0)"), 0, 0);
    assert_near(ask(&p, "P(pact at 7)"), pact_at(7), 1e-14);
    assert_near(ask(&p, "P(pact at end)"), pact_at(24), 1e-14);
    assert_near(ask(&p, "E(3 * pact + now at 2026-11-01)"), 3 * pact_at(12) + 12, 1e-13);
}

static void events_are_counted_as_known(void **state)
{
    Played p = play(TRUCES);
    assert_near(ask(&p, "E(count collapse by end)"), 2.88163265, 5e-9);
    assert_near(ask(&p, "P(count collapse by end == 0)"), 0.0142353866, 5e-11);
    assert_near(ask(&p, "P(count collapse by end == 1)"), 0.102859177, 5e-10);
    assert_near(ask(&p, "P(count collapse by end == 2)"), 0.266329108, 5e-10);
}

static void counts_add_up(void **state)
{
    Played p = play(TRUCES);
    double mean = 0, sum = 0;
    for (int32_t k = 0; k <= 12; k++) {
        char question[64];
        snprintf(question, sizeof question, "P(count collapse by end == %d)", k);
        double exactly = ask(&p, question);
        sum += exactly;
        mean += k * exactly;
        snprintf(question, sizeof question, "P(count collapse by end <= %d)", k);
        assert_near(ask(&p, question), sum, 1e-13);
        snprintf(question, sizeof question, "P(count collapse by end > %d)", k);
        assert_near(ask(&p, question), 1 - sum, 1e-13);
    }
    assert_near(sum, 1, 1e-13);
    assert_near(mean, ask(&p, "E(count collapse by end)"), 1e-12);
}

static void a_truce_with_a_term_lives_as_long_as_known(void **state)
{
    Played p = play("period 1 month for 400  player us\n"
                    "state left : 0..3 = 3\n"
                    "event month \"a month in force\"  event collapse \"it breaks down\"\n"
                    "each period { if left > 0 {\n"
                    "  event month\n"
                    "  chance { 10% : { left := 0  event collapse }\n"
                    "    rest : { left -= 1  if left == 0 { chance { 90% : { left := 3 } "
                    "rest : nothing } } } }\n"
                    "} }\n");
    assert_near(ask(&p, "E(count month by end)"), 7.88019773, 5e-9);
    assert_near(ask(&p, "P(collapse by end)"), 0.788019773, 5e-10);
    assert_near(ask(&p, "E(count month by end)"), 2.71 / 0.3439, 1e-12);
}

static void by_is_the_sum_of_first_at(void **state)
{
    Played p = play(TRUCES);
    static const char *const things[] = {"pact", "collapse", "not pact",
                                         "now >= 3 and pact"};
    for (int32_t k = 0; k < 4; k++) {
        double sum = 0, mean = 0;
        char question[64];
        for (int32_t t = 0; t <= 24; t++) {
            snprintf(question, sizeof question, "P(first %s at %d)", things[k], t);
            double first = ask(&p, question);
            sum += first;
            mean += t * first;
            snprintf(question, sizeof question, "P(%s by %d)", things[k], t);
            assert_near(ask(&p, question), sum, 1e-14);
        }
        snprintf(question, sizeof question, "E(first %s)", things[k]);
        assert_near(ask(&p, question), mean / sum, 1e-12);
    }
}

static void first_times_are_geometric(void **state)
{
    Played p = play(TRUCES);
    assert_near(ask(&p, "P(first pact at 3)"), 0.55 * 0.55 * 0.45, 1e-15);
    assert_near(ask(&p, "P(pact by 5)"), 1 - pow(0.55, 5), 1e-15);
    /* an event's first time is the start after the period in which it happens */
    assert_near(ask(&p, "P(first collapse at 2)"), 0.45 * 0.18, 1e-15);
    assert_near(ask(&p, "P(collapse by 1)"), 0, 0);
}

static void what_never_happens_has_no_first_time(void **state)
{
    Played p = play(TRUCES);
    assert_true(isnan(ask(&p, "E(first now > 99)")));
    assert_near(ask(&p, "P(now > 99 by end)"), 0, 0);
}

static void throughout_is_the_way_without_a_break(void **state)
{
    Played p = play(TRUCES);
    assert_near(ask(&p, "P(not pact throughout 4)"), pow(0.55, 4), 1e-15);
    assert_near(ask(&p, "P(pact throughout 4)"), 0, 0);
    assert_near(ask(&p, "P(not pact throughout 4)") + ask(&p, "P(pact by 4)"), 1, 1e-15);
}

static void until_wants_the_one_before_the_other(void **state)
{
    Played p = play(TRUCES);
    /* no pact before period 3, and then one */
    assert_near(ask(&p, "P(not pact until pact by 3)"), 1 - pow(0.55, 3), 1e-15);
    assert_near(ask(&p, "P(now < 2 until pact by 9)"), 1 - 0.55 * 0.55, 1e-15);
    /* signed in period 0 and broken in period 1, or in 1 and 2 */
    assert_near(ask(&p, "P(now < 3 until collapse by 3)"),
                0.45 * 0.18 + 0.45 * 0.82 * 0.18 + 0.55 * 0.45 * 0.18, 1e-15);
}

static void given_is_a_ratio(void **state)
{
    Played p = play(TRUCES);
    assert_near(ask(&p, "P(pact at 2 given pact at 1)"), 0.82, 1e-15);
    assert_near(ask(&p, "P(pact at 1 given pact at 2)"), 0.45 * 0.82 / pact_at(2), 1e-14);
    assert_near(ask(&p, "P(collapse by 4 given pact at 1)"), 1 - pow(0.82, 3), 1e-14);
    assert_near(ask(&p, "P(count collapse by 9 >= 1 given collapse by 9)"), 1, 1e-15);
}

static void sums_and_means_run_over_the_starts_from_one(void **state)
{
    Played p = play(TRUCES);
    double sum = 0;
    for (int32_t t = 1; t <= 10; t++)
        sum += pact_at(t);
    assert_near(ask(&p, "E(sum pact by 10)"), sum, 1e-13);
    assert_near(ask(&p, "E(mean pact by 10)"), sum / 10, 1e-14);
    assert_near(ask(&p, "E(sum pact by 0)"), 0, 0);
    assert_near(ask(&p, "E(sum now by 10)"), 55, 1e-12);
}

static void quantiles_are_the_least_value_that_is_enough(void **state)
{
    Played p = play("period 1 month for 1  player us\n"
                    "state a : 0..9 = { 20% : 1  50% : 4  rest : 7 }\n"
                    "each period { }\n");
    assert_near(ask(&p, "Q(a at 0, 10%)"), 1, 0);
    assert_near(ask(&p, "Q(a at 0, 20%)"), 1, 0);
    assert_near(ask(&p, "Q(a at 0, 21%)"), 4, 0);
    assert_near(ask(&p, "Q(a at 0, 70%)"), 4, 0);
    assert_near(ask(&p, "Q(-a at 1, 30%)"), -7, 0);
    assert_near(ask(&p, "Q(-a at 1, 90%)"), -1, 0);
}

static void choices_and_outcomes_are_counted_by_arm(void **state)
{
    Played p = play("period 1 month for 5  player us { precision 0 }  player cn\n"
                    "each period {\n"
                    "  us chooses move { hold  push { cn chooses reply { wait } } }\n"
                    "  us chooses number from 2..5\n"
                    "  chance weather { 20% : storm  rest : calm }\n"
                    "}\n");
    assert_near(ask(&p, "E(count move.push by end)"), 2.5, 1e-14);
    assert_near(ask(&p, "E(count move by end)"), 5, 1e-14);
    assert_near(ask(&p, "E(count reply by end)"), 2.5, 1e-14);
    assert_near(ask(&p, "E(count reply.wait by 2)"), 1, 1e-14);
    assert_near(ask(&p, "E(count number.3 by 4)"), 1, 1e-14);
    assert_near(ask(&p, "E(count weather.storm by end)"), 1, 1e-14);
    assert_near(ask(&p, "P(count move.push by 3 >= 1)"), 1 - 0.125, 1e-15);
    assert_near(ask(&p, "P(count move by end == 5)"), 1, 1e-14);
}

/* All events at once, as one after another: more than one walk takes, with types, without an end. */
static void many_events_are_answered_as_one(void **state)
{
    static const struct {
        const char *head, *condition, *last;
    } models[] = {
        {"period 1 month for 6  player us { precision 1 }\n", "k > 3", "by end"},
        {"period 1 month for 4  player us { precision 1 }  player cn\n"
         "type us.grit : soft, hard = { 40% : soft  rest : hard }  belief grit steps 3\n",
         "grit == hard", "by end"},
        {"period 1 month  player us { precision 1  patience 0.9 }\n", "k > 3",
         "eventually"},
    };
    enum { EVENTS = 19 };
    for (size_t m = 0; m < sizeof models / sizeof *models; m++) {
        char text[4000], question[32];
        int n = snprintf(text, sizeof text, "%s state k : 0..30 = 0\n", models[m].head);
        for (int e = 0; e < EVENTS; e++)
            n += snprintf(text + n, sizeof text - (size_t)n, "event e%d\n", e);
        n += snprintf(text + n, sizeof text - (size_t)n,
                      "each period { us chooses x { stay  go if k < 30 { k += 1 } }\n"
                      "  pay us (if %s then 2 else 1) * (x == go)\n",
                      models[m].condition);
        for (int e = 0; e < EVENTS; e++)
            n += snprintf(text + n, sizeof text - (size_t)n,
                          "  if x == go and k == %d { event e%d }\n", e % 7, e);
        snprintf(text + n, sizeof text - (size_t)n, "}\n");
        Played p = play(text);
        double found[EVENTS];
        events_ever(&memory, &p.work, p.future, EVENTS, found);
        for (int e = 0; e < EVENTS; e++) {
            snprintf(question, sizeof question, "P(e%d %s)", e, models[m].last);
            assert_near(found[e], ask(&p, question), 0);
        }
        assert_true(found[1] >= found[2] && found[2] > 0);
    }
}

static void a_value_is_the_solve_s(void **state)
{
    Played p = play("period 1 month for 3  player us { patience 0.5 }  player cn\n"
                    "each period { pay us 1  pay cn 2 }\n");
    assert_near(ask(&p, "V(us)"), 1.75, 0);
    assert_near(ask(&p, "V(cn)"), 6, 0);
}

static void a_question_without_a_value_is_told(void **state)
{
    Played p = play(TRUCES);
    const Question *q = question("E(1 / (pact - 1) at 3)");
    double answer;
    assert_false(question_answer(&memory, &diags, &p.work, p.future, q, &answer));
    assert_told(DIAG_E305, "a division by zero");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_chain_is_where_it_should_be, forget),
        cmocka_unit_test_teardown(events_are_counted_as_known, forget),
        cmocka_unit_test_teardown(counts_add_up, forget),
        cmocka_unit_test_teardown(a_truce_with_a_term_lives_as_long_as_known, forget),
        cmocka_unit_test_teardown(by_is_the_sum_of_first_at, forget),
        cmocka_unit_test_teardown(first_times_are_geometric, forget),
        cmocka_unit_test_teardown(what_never_happens_has_no_first_time, forget),
        cmocka_unit_test_teardown(throughout_is_the_way_without_a_break, forget),
        cmocka_unit_test_teardown(until_wants_the_one_before_the_other, forget),
        cmocka_unit_test_teardown(given_is_a_ratio, forget),
        cmocka_unit_test_teardown(sums_and_means_run_over_the_starts_from_one, forget),
        cmocka_unit_test_teardown(quantiles_are_the_least_value_that_is_enough, forget),
        cmocka_unit_test_teardown(choices_and_outcomes_are_counted_by_arm, forget),
        cmocka_unit_test_teardown(many_events_are_answered_as_one, forget),
        cmocka_unit_test_teardown(a_value_is_the_solve_s, forget),
        cmocka_unit_test_teardown(a_question_without_a_value_is_told, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
