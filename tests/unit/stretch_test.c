#include "math/logit_tree.h"

#include "played.h"

static Played solved(const char *text)
{
    Played p = play(text);
    assert_true(p.certificate->met);
    assert_int_equal(p.strategy->unsolved, 0);
    return p;
}

/* ------------------------------------------------------------------ what a stretch is */

static const Stretch *only_stretch(const Played *p)
{
    assert_int_equal(p->game->stretch_count, 1);
    return &p->game->stretches[0];
}

static void a_stretch_ends_where_all_is_shown(void **state)
{
    Played p = solved("period 1 month for 3  player us  player cn  state a : bool = no\n"
                      "each period {\n"
                      "  us chooses x hidden { one  two }\n"
                      "  cn chooses y { one  two }\n"
                      "  show x\n"
                      "  us chooses z { one { a := x == y }  two }\n"
                      "  pay us a\n"
                      "}\n");
    const Stretch *s = only_stretch(&p);
    assert_int_equal(s->shape.set_count, 2); /* x, and y without having seen x */
    assert_int_equal(s->shape.leaf_count, 4);
    assert_true(s->shape.is_simultaneous);
    assert_int_equal(node_count(&p), 2 + 2 * 4); /* z is chosen with a, x and y known */
}

static void it_goes_on_while_what_is_hidden_matters(void **state)
{
    Played p = solved("period 1 month for 3  player us  player cn\n"
                      "each period {\n"
                      "  us chooses x hidden { one  two }\n"
                      "  cn chooses y { one  two }\n"
                      "  us chooses z { one  two }\n"
                      "  pay cn x == y\n"
                      "  cn chooses v { one  two }\n"
                      "  pay us v == z\n"
                      "}\n");
    const Stretch *s = only_stretch(&p);
    assert_int_equal(s->shape.set_count,
                     1 + 1 + 4); /* z with x and y known; v stands after it */
    assert_int_equal(s->shape.leaf_count, 8);
    assert_int_equal(node_count(&p), 1 + 2); /* v, knowing z */
}

static void what_nobody_asks_for_hides_nothing(void **state)
{
    Played p = solved("period 1 month for 3  player us  player cn\n"
                      "each period {\n"
                      "  chance x unseen { 30% : { pay us 1 }  rest : { pay cn 1 } }\n"
                      "  cn chooses y { one { pay cn 1 }  two }\n"
                      "}\n");
    assert_int_equal(only_stretch(&p)->shape.set_count, 0);
    assert_int_equal(node_count(&p), 2); /* y, whatever x was */
}

static void states_share_the_kind_of_a_stretch(void **state)
{
    Played p = solved("period 1 month for 4  player us  player cn  state a : 0..5 = 0\n"
                      "each period {\n"
                      "  us chooses x hidden { one { pay us a }  two }\n"
                      "  cn chooses y { one { pay cn a * (x == two) }  two }\n"
                      "  if a < 5 { a += 1 }\n"
                      "}\n");
    assert_int_equal(p.game->stretch_count, 1);
    assert_int_equal(node_count(&p), 4);
}

static void what_everyone_sees_is_not_hidden(void **state)
{
    Played p = solved("period 1 month for 2  player us\n"
                      "each period {\n"
                      "  us chooses x hidden { one { pay us 1 }  two }\n"
                      "  show x\n"
                      "}\n");
    assert_int_equal(p.game->stretch_count, 0);
}

static void who_chose_remembers_it(void **state)
{
    Played p = solved("period 1 month for 2  player us { precision 2 }  player cn\n"
                      "each period {\n"
                      "  us chooses x hidden { one  two }\n"
                      "  cn chooses y { one  two }\n"
                      "  us chooses z { one if x == one  two  three if x == two }\n"
                      "  pay us (x == one) + (z == three) * (y == two)\n"
                      "  pay cn x == two\n"
                      "}\n");
    const Stretch *s = only_stretch(&p);
    assert_true(tree_has_recall(&s->shape, 0) && tree_has_recall(&s->shape, 1));
    for (int32_t k = 0; k < s->shape.set_count; k++)
        if (s->shape.sets[k].depth == 1)
            assert_true(s->shape.sets[k].before >= 0);
}

/* ------------------------------------------------------------------ `together` */

/* The same game twice: written with `together`, and one after the other, hidden. */
static void assert_same_digits(const char *head, const char *together, const char *hidden,
                               const char *tail)
{
    double value[2][16];
    int32_t count = 0;
    for (int32_t k = 0; k < 2; k++) {
        char text[4096];
        snprintf(text, sizeof text, "%s each period {\n%s\n%s}\n", head,
                 k ? hidden : together, tail);
        Played p = solved(text);
        count = p.game->state_count * p.model->player_count;
        assert_true(count <= 16);
        memcpy(value[k], p.strategy->value[0], sizeof(double) * (size_t)count);
    }
    assert_memory_equal(value[0], value[1], sizeof(double) * (size_t)count);
}

static const char TAIL[] = "  pay us ((a == one) == (b == one)) * 3 - s"
                           "  pay cn ((a == one) != (b == one)) + s * 0.3\n"
                           "  if a == one and b == one and s < 3 { s += 1 }\n";
static const char TOGETHER[] = "together { us chooses a { one  two { pay us 0.3 } }  cn "
                               "chooses b { one  two  three if s "
                               "> 0 { pay cn 0.1 } } }";
static const char HIDDEN[] =
    "us chooses a hidden { one  two { pay us 0.3 } }\n"
    "cn chooses b hidden { one  two  three if s > 0 { pay cn 0.1 } }\n"
    "show a  show b";

static void together_written_with_hidden_gives_the_same_digits(void **state)
{
    static const char *const players[] = {
        "player us { precision 0.7 }  player cn { precision 0.9 }",
        "player us { precision 4 }  player cn { precision 6 }",
        "player us { precision exact }  player cn { precision exact }",
        "player us { precision 2  noise taste }  player cn { precision 3 }",
    };
    for (int32_t k = 0; k < 4; k++) {
        char head[512];
        snprintf(head, sizeof head, "period 1 month for 5 %s state s : 0..3 = 0",
                 players[k]);
        assert_same_digits(head, TOGETHER, HIDDEN, TAIL);
    }
}

static void three_who_do_not_see_each_other_are_together(void **state)
{
    assert_same_digits(
        "period 1 month for 3  player us { precision 2 }  player cn { precision 3 }\n"
        "player ru { precision 2.5 }  state s : 0..3 = 0",
        "together { us chooses a { one  two }  cn chooses b { one  two  three }\n"
        "  ru chooses c { one { pay ru 1 }  two { pay us a == two } } }",
        "us chooses a hidden { one  two }  cn chooses b hidden { one  two  three }\n"
        "ru chooses c { one { pay ru 1 }  two { pay us a == two } }  show a  show b",
        "  pay us ((a == one) == (b == one)) * 3 - s  pay cn ((a == one) != (b == one)) + "
        "s * 0.3\n"
        "  pay ru (b == three) * (c == two)\n"
        "  if a == one and b == one and s < 3 { s += 1 }\n");
}

/* ------------------------------------------------------------------ closed forms */

#define POKER(LAMBDA)                                                                      \
    "period 1 day for 1  player alice { precision " LAMBDA " }"                            \
    "  player bob { precision " LAMBDA " }\n"                                              \
    "rule pays(a) { pay alice a  pay bob -a }\n"                                           \
    "each period {\n"                                                                      \
    "  chance card seen by alice { 50% : king  rest : queen }\n"                           \
    "  alice chooses bet { raise  fold { pays(-1) } }\n"                                   \
    "  if bet == raise { bob chooses answer {\n"                                           \
    "    meet { pays(if card == king then 2 else -2) }  pass { pays(1) } } }\n"            \
    "}\n"

/* Alice bluffs with one queen in three, Bob meets two raises in three (Reiley, Urbancic and
 * Walker 2008). */
static void poker_has_the_equilibrium_of_the_books(void **state)
{
    Played p = solved(POKER("exact"));
    assert_near(ask(&p, "V(alice)"), 1.0 / 3, 1e-11);
    assert_near(ask(&p, "P(count bet.raise by end >= 1)"), 2.0 / 3, 1e-11);
    assert_near(ask(&p, "P(count answer.meet by end >= 1)"), 4.0 / 9, 1e-11);
    assert_true(p.certificate->exploitability[0] < 1e-10);
    assert_true(p.certificate->exploitability[1] < 1e-10);
}

/* The victim asks if and only if fidelity > asking / (blow (1 - b)), b the chance that an
 * incident was ordered. */
static void a_question_is_asked_above_its_threshold_of_fidelity(void **state)
{
    static const double hawkish[] = {0, 0.2, 0.45}, drift[] = {0.3, 0.3, 0.7};
    for (int32_t k = 0; k < 3; k++) {
        double b = hawkish[k] / (hawkish[k] + (1 - hawkish[k]) * drift[k]);
        double threshold = 0.15 / (0.8 * (1 - b));
        for (int32_t side = -1; side <= 1; side += 2) {
            const Model *m = read_file("models/classics/ask_and_roll_back.truce");
            Played p = lay_out(m, NULL, 0);
            double *params = p.setup->params;
            params[param_named(m, "fidelity")] = threshold + side * 1e-4;
            params[param_named(m, "hawkish")] = hawkish[k];
            params[param_named(m, "drift")] = drift[k];
            give_prices(&p);
            solve(&p, 1);
            assert_true(p.certificate->met);
            double incident = hawkish[k] + (1 - hawkish[k]) * drift[k];
            assert_near(ask(&p, "P(count answer.ask by end >= 1)"), side > 0 ? incident : 0,
                        1e-12);
            assert_near(ask(&p, "P(count answer.hit_back by end >= 1)"),
                        side > 0 ? 0 : incident, 1e-12);
        }
    }
}

/* A noisy sign of an unseen lottery: cn's odds follow from Bayes' rule alone. */
static void a_sign_moves_a_belief_by_bayes_rule(void **state)
{
    Played p = solved("period 1 day for 1  player us  player cn { precision 3 }\n"
                      "each period {\n"
                      "  chance rain unseen { 30% : wet  rest : dry }\n"
                      "  chance clouds { (if rain == wet then 80% else 10%) : grey  rest : "
                      "blue }\n"
                      "  cn chooses cover { take  leave }\n"
                      "  pay cn if (cover == take) == (rain == wet) then 1 else 0\n"
                      "}\n");
    double grey = 0.3 * 0.8 + 0.7 * 0.1, wet = 0.3 * 0.8 / grey;
    double wet_blue = 0.3 * 0.2 / (1 - grey);
    double take = 1 / (1 + exp(-3 * (2 * wet - 1)));
    double take_blue = 1 / (1 + exp(-3 * (2 * wet_blue - 1)));
    assert_near(ask(&p, "P(count cover.take by end >= 1)"),
                grey * take + (1 - grey) * take_blue, 1e-14);
    assert_int_equal(p.strategy->traced, 0); /* what chance alone hides makes no circle */
    assert_int_equal(solved(POKER("2")).strategy->traced, 1);
}

/* ------------------------------------------------------------------ certificate */

/* Best replies in poker, by hand: Bob meets with m, Alice raises with k and q. */
static void what_could_be_gained_counts_what_is_not_seen(void **state)
{
    Played p = solved(POKER("1.5"));
    const double *inner =
        p.strategy->probability[0] + p.game->layers[0].inner[0]; /* king, queen, bob */
    double k = inner[0], q = inner[2], m = inner[4];
    double king = 2 * m + (1 - m), queen = -2 * m + (1 - m);
    double alice = 0.5 * fmax(king, -1) + 0.5 * fmax(queen, -1);
    double alice_now = 0.5 * (k * king - (1 - k)) + 0.5 * (q * queen - (1 - q));
    assert_near(p.certificate->exploitability[0], alice - alice_now, 1e-14);
    double meet = 0.5 * k * -2 + 0.5 * q * 2, pass = -0.5 * (k + q);
    double bob = 0.5 * (1 - k) + 0.5 * (1 - q) + fmax(meet, pass);
    assert_near(p.certificate->exploitability[1], bob + alice_now, 1e-14);
    for (int32_t i = 0; i < 2; i++)
        assert_true(p.certificate->exploitability[i] <= p.certificate->given_up[i]);
}

static void a_strategy_that_is_wrong_within_a_stretch_is_found_out(void **state)
{
    Played p = solved(POKER("1.5"));
    double *inner = p.strategy->probability[0] + p.game->layers[0].inner[0];
    inner[0] += 1e-5;
    inner[1] -= 1e-5;
    assert_false(certify(&memory, &p.work, p.prices, p.strategy, 1e-9)->met);
    inner[0] -= 1e-5;
    inner[1] += 1e-5;
    assert_true(certify(&memory, &p.work, p.prices, p.strategy, 1e-9)->met);
    p.strategy->probability[0][0] += 1e-5;
    assert_false(certify(&memory, &p.work, p.prices, p.strategy, 1e-9)->met);
}

/* ------------------------------------------------------------------ threads and lanes */

static const char INCIDENTS[] =
    "period 1 month for 6  player us { precision 3 }  player cn { precision 4 }\n"
    "state us_at : 0..4 = 1  state cn_at : 0..4 = 1\n"
    "each period {\n"
    "  us chooses act hidden { hold  push { pay us 0.2 } }\n"
    "  chance slip seen by us { (if act == hold then 0.2 else 0) : agency  rest : quiet }\n"
    "  let incident = act == push or slip == agency\n"
    "  show incident\n"
    "  if incident and us_at < 4 { us_at += 1\n"
    "    cn chooses answer { absorb { pay cn -0.4 }\n"
    "      ask { us chooses reply { back { if us_at > 0 { us_at -= 1 } }\n"
    "              keep { pay us if act == push then 0.5 else -0.3 } } }\n"
    "      retaliate { if cn_at < 4 { cn_at += 1 } } } }\n"
    "  if us_at > 0 and cn_at > 0 { chance { 20% : { us_at -= 1 cn_at -= 1 } rest : "
    "nothing } }\n"
    "  pay us -cn_at  pay cn -us_at\n"
    "}\n";

static void the_digits_do_not_depend_on_threads(void **state)
{
    Played p = play(INCIDENTS);
    const Strategy *one = p.strategy;
    solve(&p, 3);
    for (int32_t t = 0; t <= p.game->periods; t++)
        assert_memory_equal(one->value[t], p.strategy->value[t],
                            sizeof(double) * 2 * (size_t)p.game->state_count);
}

static void lanes_are_solves_of_their_own(void **state)
{
    Played p = play(INCIDENTS);
    const Setup **setups = make(&memory, const Setup *, 2);
    Setup *other = make(&memory, Setup);
    *other = *p.setup;
    other->precision = make(&memory, double, 2);
    other->precision[0] = 1;
    other->precision[1] = 2;
    setups[0] = p.setup;
    setups[1] = other;
    Prices *both = prices_make(&memory, p.game, setups, 2);
    const Strategy *side_by_side = solve_game(&memory, &p.work, both);
    for (int32_t lane = 0; lane < 2; lane++) {
        Prices *alone = prices_make(&memory, p.game, &setups[lane], 1);
        const Strategy *s = solve_game(&memory, &p.work, alone);
        for (int64_t k = 0; k < 2 * (int64_t)p.game->state_count; k++)
            assert_true(s->value[0][k] == side_by_side->value[0][2 * k + lane]);
    }
}

/* Backward and forward agree: the value is the discounted sum of what is paid on the
 * way. */
static void payments_forward_are_the_value_backward(void **state)
{
    Played p = solved(
        "period 1 month for 1  player us { precision 2 }  player cn { precision 2 }\n"
        "event paid\n"
        "each period {\n"
        "  us chooses act hidden { hold  push }\n"
        "  cn chooses guess { hold  push }\n"
        "  let hit = act == guess\n"
        "  show hit\n"
        "  if hit { event paid  pay cn 1  pay us -2 }\n"
        "  pay us act == push\n"
        "}\n");
    double paid = ask(&p, "E(count paid by end)"),
           push = ask(&p, "E(count act.push by end)");
    assert_near(ask(&p, "V(cn)"), paid, 1e-14);
    assert_near(ask(&p, "V(us)"), push - 2 * paid, 1e-14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_stretch_ends_where_all_is_shown, forget),
        cmocka_unit_test_teardown(it_goes_on_while_what_is_hidden_matters, forget),
        cmocka_unit_test_teardown(what_nobody_asks_for_hides_nothing, forget),
        cmocka_unit_test_teardown(states_share_the_kind_of_a_stretch, forget),
        cmocka_unit_test_teardown(what_everyone_sees_is_not_hidden, forget),
        cmocka_unit_test_teardown(who_chose_remembers_it, forget),
        cmocka_unit_test_teardown(together_written_with_hidden_gives_the_same_digits,
                                  forget),
        cmocka_unit_test_teardown(three_who_do_not_see_each_other_are_together, forget),
        cmocka_unit_test_teardown(poker_has_the_equilibrium_of_the_books, forget),
        cmocka_unit_test_teardown(a_question_is_asked_above_its_threshold_of_fidelity,
                                  forget),
        cmocka_unit_test_teardown(a_sign_moves_a_belief_by_bayes_rule, forget),
        cmocka_unit_test_teardown(what_could_be_gained_counts_what_is_not_seen, forget),
        cmocka_unit_test_teardown(a_strategy_that_is_wrong_within_a_stretch_is_found_out,
                                  forget),
        cmocka_unit_test_teardown(the_digits_do_not_depend_on_threads, forget),
        cmocka_unit_test_teardown(lanes_are_solves_of_their_own, forget),
        cmocka_unit_test_teardown(payments_forward_are_the_value_backward, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
