#include "game/game.h"

#include "played.h"

static Played laid_out(const char *text)
{
    Played p = lay_out(read_model(text), NULL, 0);
    assert_clean();
    return p;
}

static int32_t nodes_in(const Played *p, StepKind kind)
{
    const Layer *l = &p->game->layers[0];
    int32_t n = 0;
    assert_int_equal(p->game->layer_count, 1);
    for (int32_t k = 0; k < l->group_count; k++)
        if (l->routine->steps[l->groups[k].step].kind == kind)
            n += l->groups[k].count;
    return n;
}

static int32_t states_at(const Played *p, int32_t t)
{
    int32_t n = 0;
    for (int32_t s = 0; s < p->game->state_count; s++)
        n += bit_is_set(p->game->states_at[t], s);
    return n;
}

static int32_t nodes_at(const Played *p, int32_t t)
{
    int32_t n = 0;
    for (int32_t k = 0; k < game_layer(p->game, t)->node_count; k++)
        n += bit_is_set(p->game->nodes_at[t], k);
    return n;
}

/* ------------------------------------------------------------------ what is merged */

static void ways_that_differ_in_nothing_that_matters_are_one_node(void **state)
{
    Played p = laid_out("period 1 month for 3  player us  player cn\n"
                        "state a : bool = no\n"
                        "each period {\n"
                        "  us chooses x { one  two  three }\n"
                        "  cn chooses y { one  two  three }\n"
                        "  us chooses z { stay  go { a := yes } }\n"
                        "}\n");
    /* x; y, whatever x was; z likewise; a is set on one way alone, so it tells them apart */
    assert_int_equal(p.game->state_count, 2);
    assert_int_equal(node_count(&p), 2 * 3);
    assert_int_equal(p.game->layers[0].edge_count, 2 * (3 + 3 + 2));
}

static void what_is_asked_for_later_keeps_ways_apart(void **state)
{
    Played p = laid_out("period 1 month for 3  player us  player cn\n"
                        "each period {\n"
                        "  us chooses x { one  two  three }\n"
                        "  cn chooses y { wait  act if x == two }\n"
                        "  chance { 50% : { pay us y == act } rest : nothing }\n"
                        "  pay us 1\n"
                        "}\n");
    /* x; y after two alone, since else it is forced; the lottery after wait and after act */
    assert_int_equal(p.game->state_count, 1);
    assert_int_equal(nodes_in(&p, STEP_CHOOSE), 2);
    assert_int_equal(nodes_in(&p, STEP_CHANCE), 2);
}

static void a_state_that_is_overwritten_before_it_is_read_does_not_count(void **state)
{
    Played p = laid_out("period 1 month for 3  player us\n"
                        "state a : 0..9 = { 50% : 4  rest : 5 }\n"
                        "each period {\n"
                        "  us chooses x { stay  go }\n"
                        "  a := if x == go then 7 else 8\n"
                        "}\n");
    assert_int_equal(p.game->state_count, 4);
    assert_int_equal(node_count(&p), 1);
}

/* Once the text is written nothing asks for the heat that was, but the way on is one that would, had it
 * failed: so the lotteries behind it differ in their heat, and are one if in nothing else. */
static void lotteries_from_which_all_goes_on_alike_are_one_node(void **state)
{
    static const char text[] =
        "period 1 month for 4  player us\n"
        "state heat : 0..2 = 0  event strike  event told\n"
        "each period {\n"
        "  chance text { 50%% : written { chance { %s : { %s } rest : nothing } } rest : "
        "failed }\n"
        "  if text == written { heat := 0 } else if heat < 2 { heat += 1 }\n"
        "}\n"
        "finally { pay us heat }\n";
    static const struct {
        const char *chance, *does;
        int32_t nodes; /* lotteries for the text, and those behind it */
    } lotteries[] = {
        {"30%", "event told", 2 + 1}, /* a heat of 1 becomes what a heat of 2 remains */
        {"30%", "if heat == 2 { event strike }", 3 + 2},
        {"30%", "pay us heat", 3 + 3},
        {"10% * heat", "event told", 3 + 3},
    };
    for (int k = 0; k < 4; k++) {
        char written[1024];
        snprintf(written, sizeof written, text, lotteries[k].chance, lotteries[k].does);
        Played p = laid_out(written);
        assert_int_equal(nodes_in(&p, STEP_CHANCE), lotteries[k].nodes);
        assert_int_equal(p.game->layers[0].edge_count, 2 * lotteries[k].nodes);
        assert_int_equal(p.game->nodes, lotteries[k].nodes);
    }
}

static void a_forced_choice_is_no_node(void **state)
{
    static const char text[] = "period 1 month for 3\n"
                               "player us { noise %s }  player cn { noise error }\n"
                               "state a : bool = no\n"
                               "each period {\n"
                               "  us chooses x { stay  go if a { a := no } }\n"
                               "  together { us chooses y { one }  cn chooses z { one } }\n"
                               "  a := not a\n"
                               "}\n";
    char written[512];
    snprintf(written, sizeof written, text, "error");
    Played p = laid_out(written);
    assert_int_equal(node_count(&p), 1); /* x where a holds */
    /* a taste of the moment is worth something even where there is no choice */
    snprintf(written, sizeof written, text, "taste");
    p = laid_out(written);
    assert_int_equal(nodes_in(&p, STEP_CHOOSE), 2);
    assert_int_equal(nodes_in(&p, STEP_TOGETHER), 2);
}

static void choices_made_together_have_an_edge_for_each_profile(void **state)
{
    Played p = laid_out("period 1 month for 3  player us  player cn  player eu\n"
                        "state open : bool = no\n"
                        "each period {\n"
                        "  together {\n"
                        "    us chooses x { one  two  three }\n"
                        "    cn chooses y { one  two  three if open  four if not open }\n"
                        "    eu chooses z { one  two }\n"
                        "  }\n"
                        "  open := x == two\n"
                        "}\n");
    const Layer *l = &p.game->layers[0];
    assert_int_equal(l->node_count, 2);
    assert_int_equal(l->edge_count, 2 * 3 * 3 * 2);
    static const int32_t shapes[2][11] = {{3, 0, 1, 2, 3, 0, 1, 3, 2, 0, 1},
                                          {3, 0, 1, 2, 3, 0, 1, 2, 2, 0, 1}};
    for (int32_t s = 0; s < 2; s++)
        assert_memory_equal(node_shape(p.game, l, l->entry[s].target), shapes[s],
                            sizeof shapes[s]);
    /* x moves slowest: profiles 6 to 11 are those of `two` */
    for (int32_t k = 0; k < 18; k++)
        assert_int_equal(l->target[l->first_edge[0] + k] - l->node_count, k / 6 == 1);
}

static void a_whole_number_choice_offers_what_its_guard_allows(void **state)
{
    Played p = laid_out(
        "period 1 month for 9  player us\n"
        "state a : 0..5 = 3\n"
        "each period { us chooses x from 0..5 if x >= a - 1 and x != a  a := x }\n");
    const Layer *l = &p.game->layers[0];
    assert_int_equal(p.game->state_count, 6);
    for (int32_t s = 0; s < 6; s++) {
        int32_t a[8];
        key_unpack(&p.game->state_packing, p.game->states[s], a);
        int32_t node = l->entry[s].target;
        if (node >= l->node_count) /* a == 5: 4 alone */
            assert_int_equal(a[0], 5);
        else
            assert_int_equal(l->first_edge[node + 1] - l->first_edge[node],
                             a[0] == 0 ? 5 : 6 - a[0]);
    }
}

/* ------------------------------------------------------------------ starts, ends, bits */

static void states_are_drawn_in_the_order_declared(void **state)
{
    Played p = laid_out("period 1 month for 1  player us\n"
                        "state a : 0..3 = { 50% : 1  rest : 2 }\n"
                        "state b : 0..9 = a + 1\n"
                        "state c : 0..9 = { 50% : a  30% : b  rest : 9 }\n"
                        "each period { }\n");
    assert_int_equal(p.game->start.node_count, 3);
    assert_int_equal(p.game->start.edge_count, 2 + 3 + 3);
    assert_int_equal(p.game->state_count, 6);
    assert_int_equal(states_at(&p, 0), 6);
    assert_int_equal(node_count(&p), 0);
}

static void a_sure_start_has_no_node(void **state)
{
    Played p = laid_out("period 1 month for 1  player us  state a : 0..3 = 2\n"
                        "each period { }  finally { if a == 2 { pay us 7 } }\n");
    assert_int_equal(p.game->start.node_count, 0);
    assert_int_equal(p.game->start.entry[0].target, 0);
    assert_int_equal(p.game->finale.node_count, 0);
    assert_int_equal(p.game->finale.entry[0].target, 1);
    assert_int_not_equal(p.game->finale.entry[0].pay, 0);
}

static void states_stand_when_they_can_be_reached(void **state)
{
    Played p = laid_out("period 1 month for 8  player us\n"
                        "state a : 0..3 = 0\n"
                        "each period {\n"
                        "  if a < 3 { us chooses x { stay  go { a += 1 } } }\n"
                        "  if a == 3 { us chooses y { stay  back { a := 0 } } }\n"
                        "}\n");
    for (int32_t t = 0; t <= 8; t++)
        assert_int_equal(states_at(&p, t), t < 3 ? t + 1 : 4);
    for (int32_t t = 0; t < 8; t++)
        assert_int_equal(nodes_at(&p, t), t < 2 ? t + 1 : 4);
}

static void a_clock_stands_at_one_place_at_a_time(void **state)
{
    Played p = laid_out("period 1 month for 8  player us\n"
                        "state clock : 0..2 = 0\n"
                        "each period {\n"
                        "  us chooses x { stay  go if clock != 1 }\n"
                        "  clock := (clock + 1) mod 3\n"
                        "}\n");
    assert_int_equal(node_count(&p), 2);
    for (int32_t t = 0; t <= 8; t++)
        assert_int_equal(states_at(&p, t), 1);
    for (int32_t t = 0; t < 8; t++)
        assert_int_equal(nodes_at(&p, t), t % 3 != 1);
}

/* ------------------------------------------------------------------ time */

static int32_t layers_of(const char *program)
{
    char text[512];
    snprintf(text, sizeof text,
             "period 1 month from 2025-11-01 for 12  player us\n"
             "state a : 0..3 = 0\n"
             "each period { %s }\n",
             program);
    return laid_out(text).game->layer_count;
}

static void a_date_in_a_guard_makes_layers(void **state)
{
    assert_int_equal(layers_of("us chooses x { stay  go if date < 2026-02-01 }"), 2);
    assert_int_equal(layers_of("if now mod 3 == 0 { us chooses x { stay  go } }"), 2);
    assert_int_equal(layers_of("a := now mod 4"), 4);
    assert_int_equal(layers_of("us chooses x { stay  go if months_to(2026-03-15) > a }"),
                     12);
}

static void a_date_in_a_number_makes_none(void **state)
{
    assert_int_equal(
        layers_of(
            "us chooses x { stay  go } pay us (if date < 2026-02-01 then x * 1 else now)"),
        1);
    assert_int_equal(
        layers_of("chance { (if now > 5 then 10% else 20%) : { a := 1 } rest : nothing }"),
        1);
}

static void layers_take_turns_as_the_calendar_says(void **state)
{
    Played p = laid_out("period 1 month from 2025-11-01 for 12  player us\n"
                        "each period { us chooses x { stay  go if date < 2026-02-01 or "
                        "date >= 2026-08-01 } }\n");
    assert_int_equal(p.game->layer_count, 2);
    for (int32_t t = 0; t < 12; t++) {
        assert_int_equal(p.game->layer_of[t], t >= 3 && t < 9);
        assert_int_equal(nodes_at(&p, t), t < 3 || t >= 9);
    }
}

/* ------------------------------------------------------------------ other numbers */

static void other_numbers_fit_unless_they_shape_the_game(void **state)
{
    const Model *m = read_model("period 1 month for 3  player us { precision sharp }\n"
                                "param sharp = 2 in 0..9  param cost = 1 in 0..9\n"
                                "param gate = 1 in 0..9  param odds = 0.5 in 0..1\n"
                                "state a : bool = no\n"
                                "each period {\n"
                                "  us chooses x { stay  go if gate > 0 { pay us -cost } }\n"
                                "  chance { odds : { a := yes } rest : nothing }\n"
                                "}\n"
                                "variant numbers { cost = 3  odds = 0.25  sharp = 7 }\n"
                                "variant shape { gate = 0 }\n"
                                "variant begun { a = yes }\n");
    Played p = lay_out(m, NULL, 0);
    static const struct {
        const char *name;
        bool fits;
    } cases[] = {{"numbers", true}, {"shape", false}, {"begun", false}};
    for (int32_t k = 0; k < 3; k++) {
        int32_t under[] = {variant_named(m, cases[k].name)};
        const Setup *other = setup_make(&memory, &diags, m, under, 1);
        assert_true(game_fits(p.game, other) == cases[k].fits);
    }
}

/* ------------------------------------------------------------------ limits */

static Fail fail_of(const char *text, int64_t most_nodes, int64_t bytes)
{
    jmp_buf trap;
    volatile Fail fail = FAIL_NONE;
    const Model *m = read_model(text);
    memory.trap = &trap;
    if (setjmp(trap)) {
        fail = memory.fail;
    } else {
        Work w = {.mem = &memory, .threads = 1, .most_nodes = most_nodes};
        const Setup *setup = setup_make(&memory, &diags, m, NULL, 0);
        memory.limit = bytes ? memory.used + bytes : 0;
        game_make(&memory, &diags, &w, program_make(&memory, m, setup->starts), setup);
    }
    memory.trap = NULL;
    memory.limit = 0;
    return fail;
}

static void a_game_beyond_a_limit_is_given_up(void **state)
{
    static const char text[] =
        "period 1 month for 300  player us\n"
        "state a : 0..99 = 0  state b : 0..99 = 0\n"
        "each period {\n"
        "  us chooses x { stay  east if a < 99 { a += 1 }  north if b < 99 { b += 1 } }\n"
        "}\n";
    assert_int_equal(fail_of(text, 0, 0), FAIL_NONE);
    assert_int_equal(fail_of(text, 5000, 0), FAIL_TOO_LARGE);
    assert_non_null(strstr(memory.detail[LANG_EN], "5000 nodes"));
    assert_int_equal(fail_of(text, 0, 256 * 1024), FAIL_TOO_LARGE);
}

static void a_model_of_the_house_is_laid_out_as_promised(void **state)
{
    Played p = lay_out(read_file("models/us-china.truce"), NULL, 0);
    assert_clean();
    int64_t nodes = p.game->start.node_count + p.game->finale.node_count, edges = 0;
    for (int32_t l = 0; l < p.game->layer_count; l++) {
        nodes += p.game->layers[l].node_count;
        edges += p.game->layers[l].edge_count;
    }
    assert_int_equal(p.game->nodes, nodes);
    assert_int_equal(p.game->edges, edges + p.game->start.edge_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(ways_that_differ_in_nothing_that_matters_are_one_node,
                                  forget),
        cmocka_unit_test_teardown(what_is_asked_for_later_keeps_ways_apart, forget),
        cmocka_unit_test_teardown(
            a_state_that_is_overwritten_before_it_is_read_does_not_count, forget),
        cmocka_unit_test_teardown(lotteries_from_which_all_goes_on_alike_are_one_node,
                                  forget),
        cmocka_unit_test_teardown(a_forced_choice_is_no_node, forget),
        cmocka_unit_test_teardown(choices_made_together_have_an_edge_for_each_profile,
                                  forget),
        cmocka_unit_test_teardown(a_whole_number_choice_offers_what_its_guard_allows,
                                  forget),
        cmocka_unit_test_teardown(states_are_drawn_in_the_order_declared, forget),
        cmocka_unit_test_teardown(a_sure_start_has_no_node, forget),
        cmocka_unit_test_teardown(states_stand_when_they_can_be_reached, forget),
        cmocka_unit_test_teardown(a_clock_stands_at_one_place_at_a_time, forget),
        cmocka_unit_test_teardown(a_date_in_a_guard_makes_layers, forget),
        cmocka_unit_test_teardown(a_date_in_a_number_makes_none, forget),
        cmocka_unit_test_teardown(layers_take_turns_as_the_calendar_says, forget),
        cmocka_unit_test_teardown(other_numbers_fit_unless_they_shape_the_game, forget),
        cmocka_unit_test_teardown(a_game_beyond_a_limit_is_given_up, forget),
        cmocka_unit_test_teardown(a_model_of_the_house_is_laid_out_as_promised, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
