#include "solve/solve.h"

#include "played.h"

/* The certificate of the strategy, whatever it has become since the solve. */
static const Certificate *certificate(Played *p)
{
    return certify(&memory, &p->work, p->prices, p->strategy, 1e-9);
}

static const char TALKS[] =
    "period 1 month for 10\n"
    "player us { patience 0.9  precision 3 }  player cn { patience 0.97  precision 5 }\n"
    "state east : 0..4 = 2  state calm : bool = yes\n"
    "each period {\n"
    "  together { us chooses push { hold  press }  cn chooses resist { yield  stand  dodge "
    "} }\n"
    "  if push == press { pay us 1  pay cn -0.5 * (resist == yield) }\n"
    "  if push == press and resist == stand { pay us -2  pay cn -1  calm := no }\n"
    "  us chooses move { stay  up if east < 4 { east += 1  pay us -0.1 } }\n"
    "  chance { 30% : { if east > 0 { east -= 1 } } rest : nothing }\n"
    "  pay us east  pay cn -east + calm / 20\n"
    "}\n";

static void a_solve_meets_its_certificate(void **state)
{
    static const char *const files[] = {"models/us-china.truce", "models/rubinstein.truce"};
    for (int32_t k = 0; k < 2; k++) {
        Played p = play_model(read_file(files[k]));
        assert_true(p.certificate->met);
        assert_true(p.certificate->residual < 1e-12);
    }
}

static void what_best_replies_gain_is_less_than_what_logit_gives_up(void **state)
{
    Played p = play(TALKS);
    assert_true(p.certificate->met);
    for (int32_t i = 0; i < 2; i++) {
        assert_true(p.certificate->exploitability[i] > 0);
        assert_true(p.certificate->exploitability[i] <= p.certificate->given_up[i]);
    }
}

static void one_choice_gives_up_what_it_gives_up(void **state)
{
    Played p = play("period 1 month for 1  player us { precision 3 }\n"
                    "each period { us chooses x { stay  go { pay us 0.4 } } }\n");
    double go = 1 / (1 + exp(-1.2)), entropy = -go * log(go) - (1 - go) * log(1 - go);
    assert_near(p.certificate->exploitability[0], 0.4 - 0.4 * go, 1e-15);
    assert_near(p.certificate->given_up[0], entropy / 3, 1e-15);
}

static void even_odds_give_up_the_best_less_the_mean(void **state)
{
    Played p = play("period 1 month for 2  player us { precision 0  patience 0.5 }\n"
                    "each period { us chooses x { a  b  c { pay us 6 } } }\n");
    assert_near(p.certificate->exploitability[0], 1.5 * 4, 1e-14);
    assert_near(p.certificate->given_up[0], 1.5 * 4, 1e-14);
}

static void exact_players_leave_nothing_to_gain(void **state)
{
    Played p = play_model(read_file("models/rubinstein.truce"));
    for (int32_t i = 0; i < 2; i++) {
        assert_near(p.certificate->exploitability[i], 0, 1e-12);
        assert_near(p.certificate->given_up[i], 0, 0);
    }
}

static void whoever_enjoys_tastes_gives_up_nothing(void **state)
{
    Played p = play(
        "period 1 month for 5  player us { precision 2  noise taste }\n"
        "state a : 0..3 = 0\n"
        "each period { us chooses x { stay  go if a < 3 { a += 1 } }  pay us a * a }\n");
    assert_near(p.certificate->exploitability[0], 0, 1e-12);
    assert_near(p.certificate->given_up[0], 0, 0);
    assert_true(p.certificate->met);
}

static void a_strategy_that_was_tampered_with_is_found_out(void **state)
{
    Played p = play(TALKS);
    const Layer *l = game_layer(p.game, 4);
    for (int32_t k = 0; k < l->group_count; k++) {
        const Step *s = &l->routine->steps[l->groups[k].step];
        int32_t node = l->groups[k].first;
        if (s->kind == STEP_CHANCE)
            continue;
        assert_true(bit_is_set(p.game->nodes_at[4], node));
        double *odds = &p.strategy->probability[4][l->first_edge[node]];
        double before[2] = {odds[0], odds[1]};
        odds[0] = before[0] + before[1] / 2;
        odds[1] = before[1] / 2;
        assert_false(certificate(&p)->met);
        assert_true(certificate(&p)->residual > before[1] / 20);
        odds[0] = before[0];
        odds[1] = before[1];
    }
    assert_true(certificate(&p)->met);
}

static void what_a_player_could_gain_is_found_by_replying_best(void **state)
{
    /* cn picks by even odds; us, at precision 1, could keep to `go`, worth 2 in the mean */
    Played p =
        play("period 1 month for 1  player us { precision 1 }  player cn { precision 0 }\n"
             "each period { together {\n"
             "  us chooses x { stay  go }  cn chooses y { left  right } }\n"
             "  if x == go { pay us if y == left then 4 else 0 }\n"
             "}\n");
    assert_near(p.certificate->exploitability[0], 2 - 2 / (1 + exp(-2)), 1e-12);
    assert_near(p.certificate->exploitability[1], 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_solve_meets_its_certificate, forget),
        cmocka_unit_test_teardown(what_best_replies_gain_is_less_than_what_logit_gives_up,
                                  forget),
        cmocka_unit_test_teardown(one_choice_gives_up_what_it_gives_up, forget),
        cmocka_unit_test_teardown(even_odds_give_up_the_best_less_the_mean, forget),
        cmocka_unit_test_teardown(exact_players_leave_nothing_to_gain, forget),
        cmocka_unit_test_teardown(whoever_enjoys_tastes_gives_up_nothing, forget),
        cmocka_unit_test_teardown(a_strategy_that_was_tampered_with_is_found_out, forget),
        cmocka_unit_test_teardown(what_a_player_could_gain_is_found_by_replying_best,
                                  forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
