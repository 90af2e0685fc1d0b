#include "program/program.h"

#include "played.h"

static Program *program_of(const char *text)
{
    const Model *m = read_model(text);
    const Setup *setup = setup_make(&memory, &diags, m, NULL, 0);
    Program *p = program_make(&memory, m, setup->starts);
    assert_true(program_is_valid(p));
    return p;
}

/* The first step of a kind at or after `from`. */
static int32_t step_of(const Routine *r, StepKind kind, int32_t from)
{
    for (int32_t k = from; k < r->count; k++)
        if (r->steps[k].kind == kind)
            return k;
    fail_msg("no step of kind %d", (int)kind);
    return -1;
}

static bool is_live(const Program *p, const Routine *r, int32_t step, const char *name)
{
    return bit_is_set(r->live + (int64_t)step * p->words, var_named(p->model, name));
}

static void all_states_are_carried_and_nothing_else(void **state)
{
    const Program *p =
        program_of("period 1 month for 3  player us\n"
                   "state a : bool = no  state b : bool = no\n"
                   "each period { us chooses move { hold  push { a := yes } } }\n");
    assert_true(bit_is_set(p->carried, var_named(p->model, "a")));
    assert_true(bit_is_set(p->carried, var_named(p->model, "b")));
    assert_false(bit_is_set(p->carried, var_named(p->model, "move")));
    int32_t end = p->period.count - 1;
    assert_int_equal(p->period.steps[end].kind, STEP_END);
    assert_memory_equal(p->period.live + (int64_t)end * p->words, p->carried,
                        sizeof *p->carried * (size_t)p->words);
}

static void a_choice_is_live_until_it_is_last_asked_for(void **state)
{
    const Program *p = program_of("period 1 month for 3  player us  player cn\n"
                                  "state a : bool = no\n"
                                  "each period {\n"
                                  "  us chooses opening { hold  push }\n"
                                  "  cn chooses second { wait  act if opening == push }\n"
                                  "  us chooses third { stay  go }\n"
                                  "  pay us third == go\n"
                                  "}\n");
    const Routine *r = &p->period;
    int32_t first = step_of(r, STEP_CHOOSE, 0), second = step_of(r, STEP_CHOOSE, first + 1),
            third = step_of(r, STEP_CHOOSE, second + 1), pay = step_of(r, STEP_PAY, 0);
    assert_false(is_live(p, r, first, "opening"));
    assert_true(is_live(p, r, second, "opening"));
    assert_false(is_live(p, r, third, "opening"));
    assert_false(is_live(p, r, third, "second"));
    assert_true(is_live(p, r, pay, "third"));
    assert_false(is_live(p, r, r->count - 1, "third"));
}

static void a_state_that_is_set_anew_is_not_live_before(void **state)
{
    const Program *p = program_of("period 1 month for 3  player us\n"
                                  "state a : bool = no  state b : bool = no\n"
                                  "each period {\n"
                                  "  us chooses move { hold  push }\n"
                                  "  a := move == push\n"
                                  "  if a { b := yes }\n"
                                  "}\n");
    const Routine *r = &p->period;
    int32_t node = step_of(r, STEP_CHOOSE, 0);
    assert_false(is_live(p, r, node, "a"));
    assert_true(is_live(p, r, node, "b"));
}

static void what_cannot_have_been_made_yet_tells_nothing_apart(void **state)
{
    const Program *p = program_of(
        "period 1 month for 3  player us\n"
        "state a : bool = no\n"
        "each period {\n"
        "  us chooses opening { hold  push { us chooses second { stay  go } } }\n"
        "  chance { 50% : { pay us second == go } rest : nothing }\n"
        "}\n");
    const Routine *r = &p->period;
    int32_t first = step_of(r, STEP_CHOOSE, 0), chance = step_of(r, STEP_CHANCE, 0);
    assert_false(is_live(p, r, first, "second"));
    assert_true(is_live(p, r, chance, "second"));
    assert_false(is_live(p, r, chance, "opening"));
}

static void a_whole_number_choice_reads_its_own_guard(void **state)
{
    const Program *p = program_of("period 1 month for 3  player us\n"
                                  "state a : 0..5 = 3\n"
                                  "each period { us chooses x from 0..5 if x <= a }\n");
    int32_t node = step_of(&p->period, STEP_CHOOSE, 0);
    assert_true(is_live(p, &p->period, node, "a"));
    assert_false(is_live(p, &p->period, node, "x"));
    assert_int_equal(p->period.steps[node].agents->arm_count, 6);
}

static void bodies_of_choices_made_together_run_in_the_order_written(void **state)
{
    const Program *p = program_of("period 1 month for 3  player us  player cn\n"
                                  "state a : 0..9 = 0\n"
                                  "each period { together {\n"
                                  "  us chooses x { hold  push { a := 1 } }\n"
                                  "  cn chooses y { wait  act { a := 2 } }\n"
                                  "} }\n");
    const Routine *r = &p->period;
    int32_t node = step_of(r, STEP_TOGETHER, 0);
    assert_int_equal(r->steps[node].agent_count, 2);
    int32_t x = r->steps[node].next;
    assert_int_equal(r->steps[x].kind, STEP_SWITCH);
    assert_int_equal(r->steps[x].var, var_named(p->model, "x"));
    int32_t y = r->steps[x].next;
    assert_int_equal(r->steps[y].kind, STEP_SWITCH);
    assert_int_equal(r->steps[y].var, var_named(p->model, "y"));
    assert_true(is_live(p, r, x, "x") && is_live(p, r, x, "y"));
    assert_false(is_live(p, r, y, "x"));
}

static void choices_without_bodies_need_no_switch(void **state)
{
    const Program *p =
        program_of("period 1 month for 3  player us  player cn\n"
                   "each period { together {\n"
                   "  us chooses x { hold  push }  cn chooses y { wait  act }\n"
                   "} }\n");
    for (int32_t k = 0; k < p->period.count; k++)
        assert_int_not_equal(p->period.steps[k].kind, STEP_SWITCH);
}

static void what_shapes_the_game_is_known(void **state)
{
    const Program *p =
        program_of("period 1 month for 3  player us { patience patience_of_us }\n"
                   "param patience_of_us = 0.9 in 0..1\n"
                   "param in_guard = 1 in 0..2    param in_condition = 1 in 0..2\n"
                   "param in_value = 1 in 0..2    param in_start = 0.5 in 0..1\n"
                   "param in_payoff = 1 in 0..2   param in_chance = 0.5 in 0..1\n"
                   "param in_odds_of_start = 0.5 in 0..1\n"
                   "state a : 0..9 = if in_start > 0.3 then 2 else 1\n"
                   "state b : bool = { in_odds_of_start : yes  rest : no }\n"
                   "each period {\n"
                   "  us chooses move { hold  push if a < in_guard }\n"
                   "  if a > in_condition { pay us in_payoff }\n"
                   "  chance { in_chance : { a := floor(in_value) } rest : nothing }\n"
                   "}\n");
    static const char *const shaping[] = {"in_guard", "in_condition", "in_value",
                                          "in_start"};
    static const char *const others[] = {"patience_of_us", "in_payoff", "in_chance",
                                         "in_odds_of_start"};
    for (int32_t k = 0; k < 4; k++) {
        assert_true(p->structural[param_named(p->model, shaping[k])]);
        assert_false(p->structural[param_named(p->model, others[k])]);
    }
    static const char *const pricing[] = {"in_payoff", "in_chance", "in_odds_of_start"};
    for (int32_t k = 0; k < p->model->param_count; k++) {
        bool is_priced = false;
        for (int32_t i = 0; i < 3; i++)
            is_priced |= strcmp(p->model->params[k].name, pricing[i]) == 0;
        assert_int_equal(p->priced[k], is_priced);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(all_states_are_carried_and_nothing_else, forget),
        cmocka_unit_test_teardown(a_choice_is_live_until_it_is_last_asked_for, forget),
        cmocka_unit_test_teardown(a_state_that_is_set_anew_is_not_live_before, forget),
        cmocka_unit_test_teardown(what_cannot_have_been_made_yet_tells_nothing_apart,
                                  forget),
        cmocka_unit_test_teardown(a_whole_number_choice_reads_its_own_guard, forget),
        cmocka_unit_test_teardown(bodies_of_choices_made_together_run_in_the_order_written,
                                  forget),
        cmocka_unit_test_teardown(choices_without_bodies_need_no_switch, forget),
        cmocka_unit_test_teardown(what_shapes_the_game_is_known, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
