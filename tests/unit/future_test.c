#include "ask/future.h"

#include "played.h"

static double stands(const Played *p, int32_t t, int32_t value)
{
    double sum = 0;
    for (int32_t s = 0; s < p->game->state_count; s++)
        if (p->future->vars[s * p->model->state_count] == value)
            sum += p->future->at[t][s];
    return sum;
}

static void the_distribution_sums_to_one_at_all_times(void **state)
{
    Played p = play_model(read_file("models/us-china.truce"));
    for (int32_t t = 0; t <= p.game->periods; t++) {
        double sum = 0;
        for (int32_t s = 0; s < p.game->state_count; s++) {
            assert_true(p.future->at[t][s] >= 0);
            assert_true(p.future->at[t][s] == 0 || bit_is_set(p.game->states_at[t], s));
            sum += p.future->at[t][s];
        }
        assert_near(sum, 1, 1e-12);
    }
}

static double binomial(int32_t n, int32_t k, double p)
{
    return exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)) * pow(p, k) *
           pow(1 - p, n - k);
}

static void independent_steps_are_binomial(void **state)
{
    Played p = play("period 1 month for 12  player us\n"
                    "state a : 0..12 = 0\n"
                    "each period { chance { 30% : { a += 1 } rest : nothing } }\n");
    for (int32_t t = 0; t <= 12; t++)
        for (int32_t k = 0; k <= t; k++)
            assert_near(stands(&p, t, k), binomial(t, k, 0.3), 1e-14);
}

static void starts_are_drawn(void **state)
{
    Played p = play("period 1 month for 1  player us\n"
                    "state a : 0..9 = { 20% : 1  50% : 4  rest : 7 }\n"
                    "state b : 0..9 = if a == 4 then 2 else 3\n"
                    "each period { }\n");
    for (int32_t t = 0; t <= 1; t++) {
        assert_near(stands(&p, t, 1), 0.2, 0);
        assert_near(stands(&p, t, 4), 0.5, 0);
        assert_near(stands(&p, t, 7), 0.3, 1e-16);
    }
}

static void what_a_period_does_counts_in_that_period(void **state)
{
    Played p = play("period 1 month for 4  player us { precision 0 }\n"
                    "event bell \"it rings\"\n"
                    "each period {\n"
                    "  if now == 2 { event bell }\n"
                    "  us chooses x { quiet  loud { event bell  event bell } }\n"
                    "}\n");
    for (int32_t t = 0; t < 4; t++)
        assert_near(p.future->happens[t][0], 1 + (t == 2), 1e-15);
}

/* A chain that is left at an event: memory 1 once it happened. */
static void a_memory_goes_along_with_the_state(void **state)
{
    Played p = play(
        "period 1 month for 3  player us\n"
        "state a : bool = no\n"
        "event bell \"it rings\"\n"
        "each period { chance { 25% : { a := not a  event bell } rest : nothing } }\n");
    const Game *g = p.game;
    int32_t *step = make(&memory, int32_t, 2 * g->events.count);
    for (int32_t list = 0; list < g->events.count; list++) {
        int32_t length;
        intern_words(&g->events, list, &length);
        step[2 * list] = length > 0;
        step[2 * list + 1] = 1;
    }
    double *mass = make(&memory, double, 2 * g->state_count);
    double *next = make(&memory, double, 2 * g->state_count);
    double *work = make(&memory, double, 2 * game_most_targets(g));
    for (int32_t s = 0; s < g->state_count; s++)
        mass[2 * s] = p.future->at[0][s];
    for (int32_t t = 0; t < 3; t++) {
        future_carry(p.future, &(Work){.threads = 1}, t, 2, step, mass, next, work);
        memcpy(mass, next, sizeof *mass * 2 * (size_t)g->state_count);
    }
    double never = 0, all = 0;
    for (int32_t s = 0; s < g->state_count; s++) {
        never += mass[2 * s];
        all += mass[2 * s] + mass[2 * s + 1];
        assert_near(mass[2 * s] + mass[2 * s + 1], p.future->at[3][s], 1e-15);
    }
    assert_near(never, 0.75 * 0.75 * 0.75, 1e-15);
    assert_near(all, 1, 1e-15);
}

static void expressions_have_a_value_in_each_state_that_stands(void **state)
{
    Played p = play("period 1 month for 4  player us { precision 0 }\n"
                    "state a : 0..4 = 0\n"
                    "each period { us chooses x { stay  go { a += 1 } } }\n"
                    "measure inverse = 1 / (a - 3)\n");
    double values[5] = {9, 9, 9, 9, 9};
    bool known[5] = {false};
    Frame frame;
    assert_int_equal(future_values(p.future, p.model->measures[0].value, 2, p.future->at[2],
                                   values, known, &frame),
                     0);
    for (int32_t s = 0; s < p.game->state_count; s++) {
        int32_t a = p.future->vars[s];
        assert_true(known[s] == (a <= 2));
        if (a <= 2)
            assert_near(values[s], 1.0 / (a - 3), 0);
        else
            assert_near(values[s], 9, 0);
    }
    assert_int_equal(future_values(p.future, p.model->measures[0].value, 3, p.future->at[3],
                                   values, known, &frame),
                     1);
    assert_int_equal(frame.fault, EVAL_DIVISION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_distribution_sums_to_one_at_all_times, forget),
        cmocka_unit_test_teardown(independent_steps_are_binomial, forget),
        cmocka_unit_test_teardown(starts_are_drawn, forget),
        cmocka_unit_test_teardown(what_a_period_does_counts_in_that_period, forget),
        cmocka_unit_test_teardown(a_memory_goes_along_with_the_state, forget),
        cmocka_unit_test_teardown(expressions_have_a_value_in_each_state_that_stands,
                                  forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
