#include "solve/solve.h"

#include "played.h"

#define EULER_GAMMA 0.57721566490153286061

/* The probability of an edge of the only node of a step in period t. */
static double odds(const Played *p, int32_t t, int32_t edge)
{
    return p->strategy->probability[t][edge];
}

/* V(i) at the start. */
static double worth(const Played *p, int32_t player)
{
    return p->strategy->at_start[player];
}

/* ------------------------------------------------------------------ closed forms */

static void two_arms_are_picked_by_logit(void **state)
{
    Played p = play("period 1 month for 1  player us { precision 3 }\n"
                    "each period { us chooses x { stay  go { pay us 0.4 } } }\n");
    double go = 1 / (1 + exp(-3 * 0.4));
    assert_near(odds(&p, 0, 1), go, 1e-15);
    assert_near(odds(&p, 0, 0), 1 - go, 1e-15);
    assert_near(worth(&p, 0), 0.4 * go, 1e-15);
}

static void three_arms_are_picked_by_logit(void **state)
{
    Played p =
        play("period 1 month for 1  player us { precision 2 }\n"
             "each period { us chooses x { a  b { pay us 1 }  c { pay us -0.5 } } }\n");
    double sum = 1 + exp(2) + exp(-1);
    assert_near(odds(&p, 0, 0), 1 / sum, 1e-15);
    assert_near(odds(&p, 0, 1), exp(2) / sum, 1e-15);
    assert_near(odds(&p, 0, 2), exp(-1) / sum, 1e-15);
    assert_near(worth(&p, 0), (exp(2) - 0.5 * exp(-1)) / sum, 1e-15);
}

static void exact_choice_shares_what_is_equally_good(void **state)
{
    Played p = play("period 1 month for 1  player us { precision exact }\n"
                    "each period { us chooses x { a { pay us 1 }  b  c { pay us 1 } } }\n");
    assert_near(odds(&p, 0, 0), 0.5, 0);
    assert_near(odds(&p, 0, 1), 0, 0);
    assert_near(odds(&p, 0, 2), 0.5, 0);
    assert_near(worth(&p, 0), 1, 0);
}

static void precision_zero_is_even_odds(void **state)
{
    Played p = play("period 1 month for 1  player us { precision 0 }\n"
                    "each period { us chooses x { a { pay us 1 }  b  c { pay us 5 } } }\n");
    for (int32_t a = 0; a < 3; a++)
        assert_near(odds(&p, 0, a), 1.0 / 3, 1e-16);
    assert_near(worth(&p, 0), 2, 1e-15);
}

static void tastes_are_enjoyed(void **state)
{
    Played p =
        play("period 1 month for 2  player us { precision 2  patience 0.5  noise taste }\n"
             "each period { us chooses x { a { pay us 1 }  b } }\n");
    double once = (log(exp(2) + 1) + EULER_GAMMA) / 2;
    assert_near(worth(&p, 0), 1.5 * once, 1e-14);
}

static void a_taste_is_enjoyed_where_nothing_is_chosen(void **state)
{
    Played p = play("period 1 month for 1  player us { precision 2  noise taste }\n"
                    "each period { us chooses x { a { pay us 1 }  b if false } }\n");
    assert_near(worth(&p, 0), 1 + EULER_GAMMA / 2, 1e-15);
}

static void later_payoffs_are_discounted(void **state)
{
    Played p = play(
        "period 1 month for 3  player us { patience 0.5 }  player cn { patience 0.25 }\n"
        "each period { pay us 1  pay cn now }\n"
        "finally { pay us 8  pay cn 64 * now }\n");
    assert_near(worth(&p, 0), 1 + 0.5 + 0.25 + 1, 1e-15);
    assert_near(worth(&p, 1), 0.25 + 2.0 / 16 + 64 * 3.0 / 64, 1e-15);
}

/* Matching pennies in which up against left is worth X to the row player (McKelvey, Palfrey and
 * Weber 2000). */
static Played pennies(const char *x, int32_t precision)
{
    char text[512];
    snprintf(text, sizeof text,
             "period 1 month for 1  player row { precision %d }  player column { precision "
             "%d }\n"
             "each period { together {\n"
             "  row chooses r { up  down }  column chooses c { left  right } }\n"
             "  if r == up and c == left { pay row %s } if r == down and c == right { pay "
             "row 1 }\n"
             "  if (r == up) != (c == left) { pay column 1 }\n"
             "}\n",
             precision, precision, x);
    return play(text);
}

static void asymmetric_pennies_are_as_published(void **state)
{
    Played p = pennies("9", 1);
    assert_near(odds(&p, 0, 0) + odds(&p, 0, 1), 0.893576331, 5e-10);
    assert_near(odds(&p, 0, 0) + odds(&p, 0, 2), 0.312780375, 5e-10);
    p = pennies("4", 2);
    assert_near(odds(&p, 0, 0) + odds(&p, 0, 1), 0.719042781, 5e-10);
    assert_near(odds(&p, 0, 0) + odds(&p, 0, 2), 0.293971844, 5e-10);
    assert_int_equal(p.strategy->unsolved, 0);
}

static void choices_made_together_are_independent(void **state)
{
    Played p = pennies("9", 1);
    double up = odds(&p, 0, 0) + odds(&p, 0, 1), left = odds(&p, 0, 0) + odds(&p, 0, 2);
    assert_near(odds(&p, 0, 0), up * left, 1e-15);
    assert_near(odds(&p, 0, 3), (1 - up) * (1 - left), 1e-15);
}

/* ------------------------------------------------------------------ laws */

static const char RIVALS[] =
    "period 1 month for 14\n"
    "player us { patience 0.9  precision 3 }\n"
    "player cn { patience 0.97  precision 5 }\n"
    "player eu { patience 0.8  precision exact }\n"
    "param slip = 10% in 0..1\n"
    "state east : 0..6 = { 30% : 2  rest : 3 }  state west : 0..6 = 3\n"
    "state talks : closed, open = closed\n"
    "event clash\n"
    "each period {\n"
    "  together { us chooses push { hold  press }  cn chooses resist { yield  stand  dodge "
    "if talks == open } }\n"
    "  chance weather { slip : storm  slip * (1 + now / 20) : rain  rest : calm }\n"
    "  if push == press and resist == stand { event clash  pay us -1  pay cn -1.2 }\n"
    "  else if push == press { pay us 1  pay cn -0.5 }\n"
    "  us chooses move { stay  up if east < 6 { east += 1  pay us -0.1 * east }  down if "
    "east > 0 { east -= 1 } }\n"
    "  eu chooses mediate { wait  speak { talks := open  pay eu -0.2 + 0.1 * (weather == "
    "calm) } }\n"
    "  chance { 30% : { if west < 6 { west += 1 } } 30% : { if west > 0 { west -= 1 } } "
    "rest : nothing }\n"
    "  pay us east - west  pay cn (west - east) / 2  pay eu if talks == open then 0.3 else "
    "-abs(east - west) / 5\n"
    "}\n"
    "finally { pay us east  pay cn west  pay eu talks }\n";

static const char US_CHINA[] = "models/us-china.truce";

/* Sums what is paid on the edges of a layer, weighed by the mass that passes them, from the
 * last target to which mass has come back to none: mass [target] is what stands there. */
static void pay_forward(Played *p, const Layer *l, const double *probability,
                        const uint64_t *reached, double *mass, const double *discount,
                        double *total)
{
    int32_t players = p->model->player_count;
    for (int32_t node = 0; node < l->node_count; node++) {
        if (reached && !bit_is_set(reached, node))
            continue;
        for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++) {
            double passes = mass[node] * probability[e];
            mass[l->target[e]] += passes;
            for (int32_t i = 0; i < players; i++)
                total[i] += discount[i] * passes * p->prices->pay[l->pay[e] * players + i];
        }
    }
}

static void enter_forward(Played *p, const Layer *l, int32_t t, double *mass,
                          const double *discount, double *total)
{
    int32_t players = p->model->player_count;
    memset(mass, 0, sizeof *mass * (size_t)layer_targets(p->game, l));
    for (int32_t s = 0; s < p->game->state_count; s++) {
        if (!bit_is_set(p->game->states_at[t], s))
            continue;
        double stands = p->future->at[t][s];
        mass[l->entry[s].target] += stands;
        for (int32_t i = 0; i < players; i++)
            total[i] +=
                discount[i] * stands * p->prices->pay[l->entry[s].pay * players + i];
    }
}

/* E sum of delta^t pay, from the distribution carried forward. */
static void mean_payments(Played *p, double *total)
{
    double *mass = make(&memory, double, game_most_targets(p->game));
    double *discount = make(&memory, double, p->model->player_count);
    for (int32_t i = 0; i < p->model->player_count; i++)
        discount[i] = 1;
    for (int32_t t = 0; t <= p->game->periods; t++) {
        bool is_last = t == p->game->periods;
        const Layer *l = is_last ? &p->game->finale : game_layer(p->game, t);
        prices_at(p->prices, t);
        enter_forward(p, l, t, mass, discount, total);
        if (!is_last)
            pay_forward(p, l, p->strategy->probability[t], p->game->nodes_at[t], mass,
                        discount, total);
        for (int32_t i = 0; i < p->model->player_count; i++)
            discount[i] *= p->setup->patience[i];
    }
}

static void backward_is_forward(Played *p)
{
    double *total = make(&memory, double, p->model->player_count);
    mean_payments(p, total);
    for (int32_t i = 0; i < p->model->player_count; i++)
        assert_near(worth(p, i), total[i], 1e-12 * fmax(1, fabs(total[i])));
}

static void value_backward_is_payment_forward(void **state)
{
    Played p = play(RIVALS);
    backward_is_forward(&p);
    p = play_model(read_file(US_CHINA));
    backward_is_forward(&p);
}

static void nodes_sum_to_one(const Layer *l, const double *probability,
                             const uint64_t *reached)
{
    for (int32_t node = 0; node < l->node_count; node++) {
        double sum = 0;
        for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++) {
            assert_true(probability[e] >= 0 && probability[e] <= 1);
            sum += probability[e];
        }
        assert_near(sum, !reached || bit_is_set(reached, node), 1e-14);
    }
}

static void probabilities_of_a_node_sum_to_one(void **state)
{
    Played p = play(RIVALS);
    for (int32_t t = 0; t < p.game->periods; t++)
        nodes_sum_to_one(game_layer(p.game, t), p.strategy->probability[t],
                         p.game->nodes_at[t]);
    nodes_sum_to_one(&p.game->start, p.strategy->start_chance, NULL);
}

static void is_same_strategy(const Played *p, const Strategy *a, const Strategy *b)
{
    int64_t width = p->game->state_count * p->model->player_count;
    for (int32_t t = 0; t <= p->game->periods; t++)
        assert_memory_equal(a->value[t], b->value[t], sizeof(double) * (size_t)width);
    for (int32_t t = 0; t < p->game->periods; t++)
        assert_memory_equal(a->probability[t], b->probability[t],
                            sizeof(double) * (size_t)game_layer(p->game, t)->edge_count);
    assert_memory_equal(a->at_start, b->at_start,
                        sizeof(double) * (size_t)p->model->player_count);
}

/* Steps of 40,000 nodes each: more than one thread takes a part of each. */
static const char WIDE[] =
    "period 1 month for 6\n"
    "player us { precision 3 }  player cn { precision 4 }\n"
    "state a : 0..199 = { 50% : 0  rest : 100 }  state b : 0..199 = 0\n"
    "each period {\n"
    "  chance { 25% : { a := (a + 1) mod 200 } 25% : { a := (a + 67) mod 200 } rest : { a "
    ":= (a + 31) mod 200 } }\n"
    "  chance { 25% : { b := (b + 1) mod 200 } 25% : { b := (b + 67) mod 200 } rest : { b "
    ":= (b + 31) mod 200 } }\n"
    "  together { us chooses x { stay  go }  cn chooses y { stay  go } }\n"
    "  pay us (if x == y then 1 else 0) * sqrt(a)  pay cn (if x != y then 1 else 0.3) * "
    "sqrt(b)\n"
    "  us chooses z { stay  east { a := (a + 13) mod 200 }  north { b := (b + 17) mod 200 "
    "} }\n"
    "  pay us (a - b) / 100  pay cn b / 100\n"
    "}\n";

static void any_number_of_threads_gives_the_same_digits(void **state)
{
    Played p = play(WIDE);
    const Strategy *alone = p.strategy;
    const Certificate *certificate = p.certificate;
    for (int32_t threads = 2; threads <= 3; threads++) {
        solve(&p, threads);
        is_same_strategy(&p, alone, p.strategy);
        assert_true(certificate->residual == p.certificate->residual);
        for (int32_t i = 0; i < 2; i++) {
            assert_true(certificate->exploitability[i] == p.certificate->exploitability[i]);
            assert_true(certificate->given_up[i] == p.certificate->given_up[i]);
        }
    }
}

static void lanes_are_the_solves_that_they_stand_for(void **state)
{
    const Model *m = read_model(
        "period 1 month for 5  player us { precision sharp }  player cn { precision 4 }\n"
        "param toll = 1 in 0..9  param odds = 0.5 in 0..1  param sharp = 2 in 0..9\n"
        "state a : 0..4 = 2\n"
        "each period {\n"
        "  together { us chooses x { stay  go }  cn chooses y { stay  go } }\n"
        "  us chooses z { stay  up if a < 4 { a += 1 } }\n"
        "  chance { odds : { if a > 0 { a -= 1 } } rest : nothing }\n"
        "  pay us a - toll * (x == go)  pay cn (x == y) - a\n"
        "}\n"
        "variant dear { toll = 3  sharp = 5 }  variant sure { odds = 1 }\n");
    Played p = play_model(m);
    int32_t variants[] = {0, 1};
    const Setup *setups[] = {p.setup, setup_make(&memory, &diags, m, &variants[0], 1),
                             setup_make(&memory, &diags, m, &variants[1], 1)};
    Prices *all = prices_make(&memory, p.game, setups, 3);
    const Strategy *lanes = solve_game(&memory, &p.work, all);
    for (int32_t l = 0; l < 3; l++) {
        const Strategy *one =
            solve_game(&memory, &p.work, prices_make(&memory, p.game, &setups[l], 1));
        for (int32_t i = 0; i < 2; i++)
            assert_true(one->at_start[i] == lanes->at_start[i * 3 + l]);
    }
}

static void the_worth_of_an_edge_is_what_its_choice_was_made_by(void **state)
{
    Played p = play(RIVALS);
    Worth *x = worth_new(&memory, p.strategy, p.prices);
    for (int32_t t = 0; t < p.game->periods; t += 5) {
        const Layer *l = game_layer(p.game, t);
        worth_at(x, t);
        for (int32_t k = 0; k < l->group_count; k++) {
            const Step *s = &l->routine->steps[l->groups[k].step];
            int32_t node = l->groups[k].first;
            if (s->kind != STEP_CHOOSE || s->agents->player != 0 ||
                !bit_is_set(p.game->nodes_at[t], node))
                continue;
            int32_t e = l->first_edge[node];
            const double *odd = p.strategy->probability[t];
            assert_near(log(odd[e + 1] / odd[e]),
                        3 * (worth_of_edge(x, e + 1, 0) - worth_of_edge(x, e, 0)), 1e-10);
        }
    }
}

/* ------------------------------------------------------------------ Rubinstein 1982 */

/* What the first proposer gets of a pie of so many crumbs within so many periods. */
static double first_share(int32_t pie, int32_t periods, double first, double second)
{
    char text[2048];
    snprintf(text, sizeof text,
             "period 1 month for %d\n"
             "player one { patience %g  precision exact }  player two { patience %g  "
             "precision exact }\n"
             "state proposer : one_side, two_side = one_side  state settled : bool = no\n"
             "rule offer(speaker, listener, keeps, answer) {\n"
             "  speaker chooses keeps from 0..%d\n"
             "  listener chooses answer { accept { settled := yes\n"
             "    pay speaker keeps / %d  pay listener (%d - keeps) / %d }  refuse }\n"
             "}\n"
             "each period { if not settled {\n"
             "  if proposer == one_side { offer(one, two, a, b)  proposer := two_side }\n"
             "  else { offer(two, one, c, d)  proposer := one_side } } }\n",
             periods, first, second, pie, pie, pie, pie);
    Played p = play(text);
    return worth(&p, 0);
}

static double closed_form(double first, double second)
{
    return (1 - second) / (1 - first * second);
}

/* With a last period and a pie that can be cut anywhere (Stahl 1972). */
static double share_with_end(int32_t periods, double first, double second)
{
    return periods == 1 ? 1 : 1 - second * share_with_end(periods - 1, second, first);
}

static void the_share_is_the_closed_form_but_for_crumbs(void **state)
{
    static const double patience[][2] = {{0.9, 0.95}, {0.8, 0.6}, {0.5, 0.5}};
    for (int32_t k = 0; k < 3; k++) {
        double first = patience[k][0], second = patience[k][1];
        for (int32_t periods = 1; periods <= 8; periods++)
            assert_near(first_share(300, periods, first, second),
                        share_with_end(periods, first, second),
                        1.0 / 300 / (1 - first * second));
    }
}

static void the_gap_shrinks_as_the_pie_is_cut_finer(void **state)
{
    double last = INFINITY;
    for (int32_t pie = 25; pie <= 1600; pie *= 4) {
        double gap = fabs(first_share(pie, 80, 0.8, 0.85) - closed_form(0.8, 0.85));
        assert_true(gap < last);
        last = gap;
    }
    assert_true(last < 0.002);
}

static void the_gap_shrinks_as_the_end_moves_away(void **state)
{
    double last = INFINITY;
    for (int32_t periods = 2; periods <= 32; periods *= 2) {
        double gap = fabs(first_share(2000, periods, 0.8, 0.85) - closed_form(0.8, 0.85));
        assert_true(gap < last);
        last = gap;
    }
    assert_true(last < 0.005);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(two_arms_are_picked_by_logit, forget),
        cmocka_unit_test_teardown(three_arms_are_picked_by_logit, forget),
        cmocka_unit_test_teardown(exact_choice_shares_what_is_equally_good, forget),
        cmocka_unit_test_teardown(precision_zero_is_even_odds, forget),
        cmocka_unit_test_teardown(tastes_are_enjoyed, forget),
        cmocka_unit_test_teardown(a_taste_is_enjoyed_where_nothing_is_chosen, forget),
        cmocka_unit_test_teardown(later_payoffs_are_discounted, forget),
        cmocka_unit_test_teardown(asymmetric_pennies_are_as_published, forget),
        cmocka_unit_test_teardown(choices_made_together_are_independent, forget),
        cmocka_unit_test_teardown(value_backward_is_payment_forward, forget),
        cmocka_unit_test_teardown(probabilities_of_a_node_sum_to_one, forget),
        cmocka_unit_test_teardown(any_number_of_threads_gives_the_same_digits, forget),
        cmocka_unit_test_teardown(lanes_are_the_solves_that_they_stand_for, forget),
        cmocka_unit_test_teardown(the_worth_of_an_edge_is_what_its_choice_was_made_by,
                                  forget),
        cmocka_unit_test_teardown(the_share_is_the_closed_form_but_for_crumbs, forget),
        cmocka_unit_test_teardown(the_gap_shrinks_as_the_pie_is_cut_finer, forget),
        cmocka_unit_test_teardown(the_gap_shrinks_as_the_end_moves_away, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
