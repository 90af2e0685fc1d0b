#include "game/price.h"

#include "played.h"

static Played priced(const char *text)
{
    Played p = lay_out(read_model(text), NULL, 0);
    assert_clean();
    give_prices(&p);
    return p;
}

/* What an edge of period t pays to a player. */
static double paid(Played *p, int32_t t, int32_t edge, int32_t player)
{
    prices_at(p->prices, t);
    return p->prices
        ->pay[game_layer(p->game, t)->pay[edge] * p->model->player_count + player];
}

static double chance(Played *p, int32_t t, int32_t edge)
{
    prices_at(p->prices, t);
    return p->prices->chance[game_layer(p->game, t)->chance[edge]];
}

static void payments_on_the_way_are_summed_for_each_player(void **state)
{
    Played p = priced("period 1 month for 2  player us  player cn  player eu\n"
                      "param toll = 0.25 in 0..1\n"
                      "state a : 0..5 = 3\n"
                      "each period {\n"
                      "  us chooses x { stay  go { pay us 10  pay cn 1 } }\n"
                      "  pay us a + toll  pay cn x * a ^ 2  pay us -1\n"
                      "}\n");
    assert_near(paid(&p, 0, 0, 0), 2.25, 0);
    assert_near(paid(&p, 0, 0, 1), 0, 0);
    assert_near(paid(&p, 0, 1, 0), 12.25, 0);
    assert_near(paid(&p, 0, 1, 1), 10, 0);
    assert_near(paid(&p, 0, 1, 2), 0, 0);
}

static void what_reads_time_is_priced_anew(void **state)
{
    Played p =
        priced("period 1 month from 2025-11-01 for 12  player us\n"
               "each period {\n"
               "  chance { now / 20 : { pay us months_to(2026-11-03) } rest : nothing }\n"
               "}\n");
    static const int32_t order[] = {0, 7, 3, 11, 3, 0};
    for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
        int32_t t = order[k];
        assert_near(chance(&p, t, 0), t / 20.0, 0);
        assert_near(chance(&p, t, 1), 1 - t / 20.0, 1e-16);
        assert_near(paid(&p, t, 0, 0), 12 - t, 0);
    }
}

static void each_lane_has_its_own_numbers(void **state)
{
    const Model *m =
        read_model("period 1 month for 2  player us  player cn\n"
                   "param toll = 1 in 0..9  param odds = 0.5 in 0..1\n"
                   "each period {\n"
                   "  chance { odds : { pay us toll } rest : { pay cn toll + 1 } }\n"
                   "}\n"
                   "variant dear { toll = 7 }  variant sure { odds = 1 }\n");
    Played p = lay_out(m, NULL, 0);
    const Setup *setups[] = {p.setup, setup_make(&memory, &diags, m, (int32_t[]){0}, 1),
                             setup_make(&memory, &diags, m, (int32_t[]){1}, 1)};
    Prices *prices = prices_make(&memory, p.game, setups, 3);
    prices_at(prices, 1);
    static const double odds[3] = {0.5, 0.5, 1}, toll[3] = {1, 7, 1};
    const Layer *l = game_layer(p.game, 1);
    for (int32_t lane = 0; lane < 3; lane++) {
        assert_near(prices->chance[l->chance[0] * 3 + lane], odds[lane], 0);
        assert_near(prices->chance[l->chance[1] * 3 + lane], 1 - odds[lane], 0);
        assert_near(prices->pay[(l->pay[0] * 2 + 0) * 3 + lane], toll[lane], 0);
        assert_near(prices->pay[(l->pay[0] * 2 + 1) * 3 + lane], 0, 0);
        assert_near(prices->pay[(l->pay[1] * 2 + 1) * 3 + lane], toll[lane] + 1, 0);
    }
}

static void what_has_no_value_is_remembered_and_counts_as_nothing(void **state)
{
    Played p =
        priced("period 1 month for 3  player us\n"
               "param zero = 0 in 0..1\n"
               "each period { us chooses x { stay  go }  pay us x / zero  pay us 5 }\n");
    assert_true(p.prices->suspects);
    const Layer *l = game_layer(p.game, 0);
    for (int32_t e = 0; e < 2; e++) {
        Frame frame;
        assert_true(p.prices->bad_pay[l->pay[e]]);
        assert_near(paid(&p, 0, e, 0), 5, 0);
        assert_true(pay_slot_fault(p.prices, l->pay[e], 0, &frame));
        assert_int_equal(frame.fault, EVAL_DIVISION);
    }
}

static void equal_payments_share_a_slot(void **state)
{
    Played p = priced("period 1 month for 3  player us\n"
                      "state a : 0..9 = 0\n"
                      "each period {\n"
                      "  us chooses x { stay  go { a := (a + 1) mod 10 } }\n"
                      "  pay us if a mod 2 == 0 then 1 else 0  pay us 3\n"
                      "}\n");
    /* one for each value of a that was met, and the 3 */
    assert_int_equal(p.game->pays.slots.count, p.game->state_count + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(payments_on_the_way_are_summed_for_each_player, forget),
        cmocka_unit_test_teardown(what_reads_time_is_priced_anew, forget),
        cmocka_unit_test_teardown(each_lane_has_its_own_numbers, forget),
        cmocka_unit_test_teardown(what_has_no_value_is_remembered_and_counts_as_nothing,
                                  forget),
        cmocka_unit_test_teardown(equal_payments_share_a_slot, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
