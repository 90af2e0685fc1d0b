#include "ask/forever.h"
#include "math/sparse.h"
#include "solve/loop_branch.h"

#include "played.h"

/* ------------------------------------------------------------------ chains without choices */

/* Truces that collapse and are restored, for ever. */
static const char TRUCES[] = "period 1 month  player us { patience 0.9 }\n"
                             "state pact : bool = no\n"
                             "event collapse\n"
                             "each period {\n"
                             "  if pact { pay us 1  chance { 18% : { pact := no  event "
                             "collapse } rest : nothing } }\n"
                             "  else { chance { 45% : { pact := yes } rest : nothing } }\n"
                             "}\n";

static void a_chain_has_its_long_run(void **state)
{
    Played p = play(TRUCES);
    assert_near(ask(&p, "E(pact forever)"), 0.45 / 0.63, 1e-14);
    assert_near(ask(&p, "P(pact at 7)"), 0.45 / 0.63 * (1 - pow(0.37, 7)), 1e-14);
    assert_near(ask(&p, "P(pact at 60)"), 0.45 / 0.63 * (1 - pow(0.37, 60)), 1e-14);
    assert_near(ask(&p, "E(first pact)"), 1 / 0.45, 1e-13);
    assert_near(ask(&p, "E(first collapse)"), 1 / 0.45 + 1 / 0.18, 1e-12);
    assert_near(ask(&p, "P(collapse eventually)"), 1, 1e-14);
    assert_near(ask(&p, "E(mean pact by 60)"), ask(&p, "E(sum pact by 60)") / 60, 1e-15);
    assert_near(ask(&p, "E(count collapse by 200)"), 0.18 * (ask(&p, "E(sum pact by 199)")),
                1e-10);
    /* V0 = .9 (.45 V1 + .55 V0), V1 = 1 + .9 (.82 V1 + .18 V0) */
    double ratio = 0.9 * 0.45 / (1 - 0.9 * 0.55);
    double v1 = 1 / (1 - 0.9 * 0.82 - 0.9 * 0.18 * ratio);
    assert_near(ask(&p, "V(us)"), ratio * v1, 1e-13);
    assert_int_equal(p.future->forever[0]->count, 1);
    assert_int_equal(p.future->forever[0]->classes[0].state_count, 2);
}

/* A gambler with 2 of 5, who wins with .4, is ruined with chance (r^2 - r^5) / (1 - r^5) where r = 1.5. */
static void a_gambler_is_ruined_as_known(void **state)
{
    Played p = play(
        "period 1 day  player us { patience 0.9 }\n"
        "state purse : 0..5 = 2\n"
        "event won event lost\n"
        "each period {\n"
        "  if purse > 0 and purse < 5 {\n"
        "    chance { 40% : { purse += 1  event won } rest : { purse -= 1  event lost } }\n"
        "  }\n"
        "}\n");
    double r = 1.5, ruin = (pow(r, 2) - pow(r, 5)) / (1 - pow(r, 5));
    assert_near(ask(&p, "P(purse == 0 eventually)"), ruin, 1e-13);
    assert_near(ask(&p, "P(purse == 5 eventually)"), 1 - ruin, 1e-13);
    assert_near(ask(&p, "P(purse == 0 or purse == 5 eventually)"), 1, 1e-13);
    assert_near(ask(&p, "E(first (purse == 0 or purse == 5))"),
                (2 - 5 * (1 - ruin)) / (1 - 2 * 0.4), 1e-12);
    assert_near(ask(&p, "E(purse forever)"), 5 * (1 - ruin), 1e-12);
    assert_int_equal(p.future->forever[0]->count, 2);
    /* all of these by carrying the distribution far, too */
    assert_near(ask(&p, "P(purse == 0 by 400)"), ruin, 1e-12);
    assert_near(ask(&p, "P(purse == 5 eventually given won by 1)"),
                (1 - (pow(r, 3) - pow(r, 5)) / (1 - pow(r, 5))), 1e-12);
    /* the path to ruin passes 1 for certain; the rich pass it with some chance, found by Bayes */
    double one_first =
        (pow(r, 1) - pow(r, 4)) / (1 - pow(r, 4)); /* from 2, down 1 before up to 5 */
    double rich_from_one = 1 - (r - pow(r, 5)) / (1 - pow(r, 5));
    assert_near(ask(&p, "P(purse == 1 eventually given purse == 5 eventually)"),
                one_first * rich_from_one / (1 - ruin), 1e-12);
    assert_near(ask(&p, "P(lost eventually given purse == 0 eventually)"), 1, 1e-12);
}

static void a_chain_that_swings_has_shares_all_the_same(void **state)
{
    Played p = play("period 1 day  player us { patience 0.9 }\n"
                    "state side : 0..2 = 0\n"
                    "each period { if side < 2 { side += 1 } else { side := 0 } }\n");
    assert_near(ask(&p, "E(side == 1 forever)"), 1.0 / 3, 1e-15);
    assert_near(ask(&p, "P(side == 1 at 100)"), 1, 0);
    assert_near(ask(&p, "E(first side == 2)"), 2, 1e-14);
}

static void what_never_comes_has_chance_nothing(void **state)
{
    Played p = play(
        "period 1 day  player us { patience 0.9 }\n"
        "state lit : bool = no\n"
        "event never\n"
        "each period { chance { 50% : { if lit { event never } } rest : nothing } }\n");
    assert_near(ask(&p, "P(never eventually)"), 0, 0);
    assert_near(ask(&p, "P(lit eventually)"), 0, 0);
    assert_near(ask(&p, "P(not lit eventually)"), 1, 0);
    assert_true(isnan(ask(&p, "E(first lit)")));
}

/* ------------------------------------------------------------------ choices */

/* One player who may repair a machine: V of the soft Bellman equation, iterated here. */
static void tastes_solve_the_soft_bellman_equation(void **state)
{
    Played p = play(
        "period 1 month  player us { patience 0.95 precision 2 noise taste }\n"
        "state wear : 0..3 = 0\n"
        "each period {\n"
        "  us chooses act { keep { pay us -0.4 * wear } renew { pay us -1.5 wear := 0 } }\n"
        "  if act == keep and wear < 3 { wear += 1 }\n"
        "}\n");
    double v[4] = {0};
    for (int round = 0; round < 3000; round++) {
        double next[4];
        for (int wear = 0; wear < 4; wear++) {
            double keep = -0.4 * wear + 0.95 * v[wear < 3 ? wear + 1 : 3];
            double renew = -1.5 + 0.95 * v[0];
            next[wear] = (log(exp(2 * keep) + exp(2 * renew)) + 0.57721566490153286) / 2;
        }
        memcpy(v, next, sizeof v);
    }
    assert_near(ask(&p, "V(us)"), v[0], 1e-11);
    assert_true(p.certificate->met);
    assert_true(p.certificate->residual < 1e-10);
    assert_near(p.certificate->exploitability[0], 0, 1e-10);
}

/* The same machine with errors and with exact choice; the best plan by trying all 16. */
static void exact_choice_finds_the_best_plan(void **state)
{
    Played p = play(
        "period 1 month  player us { patience 0.95 precision exact }\n"
        "state wear : 0..3 = 0\n"
        "each period {\n"
        "  us chooses act { keep { pay us -0.4 * wear } renew { pay us -1.5 wear := 0 } }\n"
        "  if act == keep and wear < 3 { wear += 1 }\n"
        "}\n");
    double best = -INFINITY;
    for (int plan = 0; plan < 16; plan++) {
        double value = 0, weight = 1;
        for (int t = 0, wear = 0; t < 2000; t++, weight *= 0.95) {
            bool renews = plan >> wear & 1;
            value += weight * (renews ? -1.5 : -0.4 * wear);
            wear = renews ? 0 : wear < 3 ? wear + 1 : 3;
        }
        best = fmax(best, value);
    }
    assert_near(ask(&p, "V(us)"), best, 1e-11);
    assert_near(p.certificate->exploitability[0], 0, 1e-11);
}

/* Two in turns, what one wins the other loses; the value by iterating the equation of Shapley (1953),
 * which contracts where there are no more than two sides. */
static void turns_with_one_winner_have_their_value(void **state)
{
    Played p =
        play("period 1 day  player a { patience 0.9 precision exact }  player b { patience "
             "0.9 precision exact }\n"
             "state place : 0..9 = 4   state turn : bool = no\n"
             "each period {\n"
             "  if not turn { a chooses x { up { if place < 9 { place += 1 } } down { if "
             "place > 0 { place -= 1 } } }\n"
             "    chance { 80% : nothing rest : { if place > 2 { place -= 2 } } } }\n"
             "  else { b chooses y { up { if place < 9 { place += 1 } } down { if place > "
             "0 { place -= 1 } } }\n"
             "    chance { 70% : nothing rest : { if place < 8 { place += 2 } } } }\n"
             "  turn := not turn\n"
             "  pay a (place - 4) * (place mod 3)  pay b -(place - 4) * (place mod 3)\n"
             "}\n");
    double v[2][10] = {{0}};
    for (int round = 0; round < 1000; round++) {
        double next[2][10];
        for (int turn = 0; turn < 2; turn++)
            for (int place = 0; place < 10; place++) {
                double best = turn ? INFINITY : -INFINITY;
                for (int step = -1; step <= 1; step += 2) {
                    int at = place + step < 0 ? 0 : place + step > 9 ? 9 : place + step;
                    int moved = !turn ? (at > 2 ? at - 2 : at) : at < 8 ? at + 2 : at;
                    double stays = (at - 4) * (at % 3) + 0.9 * v[!turn][at];
                    double slips = (moved - 4) * (moved % 3) + 0.9 * v[!turn][moved];
                    double worth =
                        turn ? 0.7 * stays + 0.3 * slips : 0.8 * stays + 0.2 * slips;
                    best = turn ? fmin(best, worth) : fmax(best, worth);
                }
                next[turn][place] = best;
            }
        memcpy(v, next, sizeof v);
    }
    assert_near(ask(&p, "V(a)"), v[0][4], 1e-11);
    assert_near(ask(&p, "V(b)"), -v[0][4], 1e-11);
    assert_int_equal(p.strategy->unsolved, 0);
    /* the branch arrives there too */
    Equilibria all = solve_all(&memory, &p.work, p.prices);
    assert_near(all.at[0].strategy->at_start[0], v[0][4], 1e-8);
}

static const char DILEMMA[] =
    "player one { patience 0.9 precision 3 }  player two { patience 0.85 precision 2 }\n"
    "state mood : good, bad = good\n"
    "each period {\n"
    "  if mood == good { together { one chooses x { c d } two chooses y { c d e } }\n"
    "    pay one (if x == c then 1 else 1.4) - 0.7 * y\n"
    "    pay two (if y == c then 1 else if y == d then 1.2 else 0.3) - 0.5 * x\n"
    "    chance { 10% + 20% * x + 15% * y : { mood := bad } rest : nothing } }\n"
    "  else { one chooses plea { ask wait } \n"
    "    chance { (if plea == ask then 60% else 30%) : { mood := good } rest : nothing }\n"
    "    if plea == ask { pay one -0.2 } }\n"
    "}\n";

/* A game with a far horizon and the one without an end are worth and play the same at first. */
static void a_far_horizon_looks_like_none(void **state)
{
    char text[2000];
    snprintf(text, sizeof text, "period 1 month for 400 %s", DILEMMA);
    Played far = play(text);
    double one = ask(&far, "V(one)"), two = ask(&far, "V(two)");
    double x = ask(&far, "E(count x.c by 20)"), bad = ask(&far, "P(mood == bad at 9)");
    snprintf(text, sizeof text, "period 1 month %s", DILEMMA);
    Played p = play(text);
    assert_near(ask(&p, "V(one)"), one, 1e-10);
    assert_near(ask(&p, "V(two)"), two, 1e-10);
    assert_near(ask(&p, "E(count x.c by 20)"), x, 1e-9);
    assert_near(ask(&p, "P(mood == bad at 9)"), bad, 1e-10);
    snprintf(text, sizeof text, "period 1 month for 7 then on %s", DILEMMA);
    Played tail = play(text);
    assert_near(ask(&tail, "V(one)"), one, 1e-10);
    assert_near(ask(&tail, "E(count x.c by 20)"), x, 1e-9);
    assert_true(tail.certificate->met);
}

/* What one player could gain by best replies for ever, beside all four plans of two states. */
static void exploitability_is_that_of_the_best_plan(void **state)
{
    char text[2000];
    snprintf(text, sizeof text, "period 1 month %s", DILEMMA);
    Played p = play(text);
    double own = ask(&p, "V(one)"), best = -INFINITY;
    double y[3];
    for (int k = 0; k < 3; k++) {
        char question[80];
        snprintf(question, sizeof question, "E(count y.%c by 1)", "cde"[k]);
        y[k] = ask(&p, question);
    }
    for (int x = 0; x < 2; x++)
        for (int asks = 0; asks < 2; asks++) {
            double pay = x ? 1.4 : 1, sour = 0.1 + 0.2 * x, mend = asks ? 0.6 : 0.3;
            for (int k = 0; k < 3; k++) {
                pay -= 0.7 * k * y[k];
                sour += 0.15 * k * y[k];
            }
            double bad_now = asks ? -0.2 : 0, d = 0.9;
            /* good = pay + d (sour bad + (1 - sour) good), bad = bad_now + d (mend good + ...) */
            double a = 1 - d * (1 - sour), b = -d * sour, c = -d * mend,
                   e = 1 - d * (1 - mend);
            best = fmax(best, (pay * e - b * bad_now) / (a * e - b * c));
        }
    assert_near(p.certificate->exploitability[0], best - own, 1e-11);
    assert_true(p.certificate->exploitability[0] <= p.certificate->given_up[0]);
}

/* ------------------------------------------------------------------ many equilibria */

/* A repeated coordination game is, state by state, the game played once: 3 equilibria at high
 * precision, found by bisection in p for the symmetric game p = logit(lambda (2 p - 1)). */
static void coordination_has_three_equilibria(void **state)
{
    Played p = play("period 1 month  player a { patience 0.5 precision 4 } player b { "
                    "patience 0.5 precision 4 }\n"
                    "each period { together { a chooses x { l r } b chooses y { l r } }\n"
                    "  if x == y { pay a 1 pay b 1 } }\n");
    Equilibria all = solve_all(&memory, &p.work, p.prices);
    assert_int_equal(all.count, 3);
    double high = 1;
    for (int k = 0; k < 200; k++)
        high = 1 / (1 + exp(-4 * (2 * high - 1)));
    double together = high * high + (1 - high) * (1 - high);
    assert_true(all.at[0].is_principal);
    assert_near(all.at[0].strategy->at_start[0], 0.5 / 0.5, 1e-11);
    assert_near(all.at[1].strategy->at_start[0], together / 0.5, 1e-10);
    assert_near(all.at[2].strategy->at_start[0], together / 0.5, 1e-10);
    /* x' = 4 (2 p - 1): slope 8 p (1 - p) of the odds' reply; 2 at even odds */
    assert_near(all.at[0].reply_radius, 2, 1e-8);
    assert_near(all.at[1].reply_radius, 8 * high * (1 - high), 1e-8);
    assert_true(all.at[0].least_singular > 0);
}

static void one_equilibrium_where_the_game_ends(void **state)
{
    Played p =
        play("period 1 month for 2  player a { precision 4 } player b { precision 4 }\n"
             "each period { together { a chooses x { l r } b chooses y { l r } }\n"
             "  if x == y { pay a 1 pay b 1 } }\n");
    Equilibria all = solve_all(&memory, &p.work, p.prices);
    assert_int_equal(all.count, 1);
    assert_true(all.at[0].is_principal);
}

static void note_scale(void *context, const BranchPoint *point)
{
    double *most = context;
    *most = fmax(*most, point->scale);
}

static void the_branch_arrives_at_the_precision(void **state)
{
    char text[2000];
    double most = 0;
    snprintf(text, sizeof text, "period 1 month %s", DILEMMA);
    Played p = play(text);
    solve_branches(&memory, &p.work, p.prices, note_scale, &most);
    assert_near(most, 1, 1e-12);
}

/* Two who choose at once in twenty states that lead to one another in no order. */
static const char MAZE[] =
    "period 1 month\n"
    "player a { patience 0.95 precision 2 }  player b { patience 0.9 precision 1 }\n"
    "state s : 0..19 = 0\n"
    "each period {\n"
    "  together { a chooses x from 0..2  b chooses y from 0..1 }\n"
    "  pay a x * (1 - y) + 0.7 * y * (s mod 7)\n"
    "  pay b 2 * (1 - x) * y + 0.5 * x * (s mod 5)\n"
    "  chance {\n"
    "    50% : { s := (s * s + 17 * x + 5 * y + 1) mod 20 }\n"
    "    rest : { s := (3 * s + 2 * y) mod 20 }\n"
    "  }\n"
    "}\n";

static void note_end(void *context, const BranchPoint *point)
{
    double *end = context;
    end[0] = point->scale;
    end[1] = point->value[0];
}

/* With factors and without. */
static void a_large_loop_has_the_same_branch(void **state)
{
    const double usual = sparse_most_flops;
    double with[2] = {0}, without[2] = {0};
    (void)state;
    Played p = play(MAZE);
    double a = ask(&p, "V(a)"), b = ask(&p, "V(b)");
    solve_branches(&memory, &p.work, p.prices, note_end, with);
    sparse_most_flops = -1;
    p = play(MAZE);
    solve_branches(&memory, &p.work, p.prices, note_end, without);
    sparse_most_flops = usual;
    assert_near(ask(&p, "V(a)"), a, 1e-10);
    assert_near(ask(&p, "V(b)"), b, 1e-10);
    assert_near(without[0], with[0], 1e-12);
    assert_near(without[1], with[1], 1e-10);
    assert_true(p.certificate->met && p.certificate->residual < 1e-10);
}

static void a_large_loop_has_the_same_equilibria(void **state)
{
    const double usual = sparse_most_flops;
    (void)state;
    sparse_most_flops = -1;
    coordination_has_three_equilibria(state);
    sparse_most_flops = usual;
}

/* Two who would rather do the same, at first both the first, and then, as a third finds the last of its
 * arms, both the second: the first's equilibrium ends in a fold, and the branch comes back. */
static const char HAIRPIN[] =
    "period 1 month\n"
    "player a { patience 0.5 precision 8 } player b { patience 0.5 precision 8 }\n"
    "player c { patience 0.5 precision 1 }\n"
    "each period {\n"
    "  together { a chooses x { l r } b chooses y { l r } c chooses z from 0..99 }\n"
    "  let lure = 0.3 - (if z == 99 then 2 else 0)\n"
    "  if z == 99 { pay c 9 }\n"
    "  if x == y { pay a 1 pay b 1 }\n"
    "  if x == l { pay a lure } if y == l { pay b lure }\n"
    "}\n";

static void a_branch_that_turns_too_often_is_given_up(void **state)
{
    const int32_t usual = loop_most_turns;
    (void)state;
    Played p = play(HAIRPIN);
    assert_true(p.certificate->met && p.strategy->unsolved == 0);
    assert_true(p.strategy->reached == 1);
    assert_true(ask(&p, "E(count x.r by 1)") > 0.99);
    loop_most_turns = 0;
    p = play(HAIRPIN);
    loop_most_turns = usual;
    assert_int_equal(p.strategy->unsolved, 1);
    assert_false(p.certificate->met);
    assert_true(p.strategy->reached > 0.25 && p.strategy->reached < 1);
    /* until there both did the first, and what is kept is play on the branch */
    assert_true(ask(&p, "E(count x.l by 1)") > 0.5);
    const double s = p.strategy->reached, z = ask(&p, "E(count z.99 by 1)");
    assert_near(z, exp(9 * s) / (99 + exp(9 * s)), 1e-9);
}

static void assert_same_digits(const char *text)
{
    Played p = play(text);
    double one = p.strategy->at_start[0], could = p.certificate->exploitability[0];
    p.work.threads = 4;
    const Strategy *again = solve_game(&memory, &p.work, p.prices);
    assert_true(again->at_start[0] == one);
    assert_true(certify(&memory, &p.work, p.prices, again, 1e-9)->exploitability[0] ==
                could);
}

static void the_digits_do_not_depend_on_threads(void **state)
{
    const double usual = sparse_most_flops;
    char text[2000];
    (void)state;
    snprintf(text, sizeof text, "period 1 month %s", DILEMMA);
    assert_same_digits(text);
    sparse_most_flops = -1;
    assert_same_digits(MAZE);
    sparse_most_flops = usual;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_chain_has_its_long_run, forget),
        cmocka_unit_test_teardown(a_gambler_is_ruined_as_known, forget),
        cmocka_unit_test_teardown(a_chain_that_swings_has_shares_all_the_same, forget),
        cmocka_unit_test_teardown(what_never_comes_has_chance_nothing, forget),
        cmocka_unit_test_teardown(tastes_solve_the_soft_bellman_equation, forget),
        cmocka_unit_test_teardown(exact_choice_finds_the_best_plan, forget),
        cmocka_unit_test_teardown(turns_with_one_winner_have_their_value, forget),
        cmocka_unit_test_teardown(a_far_horizon_looks_like_none, forget),
        cmocka_unit_test_teardown(exploitability_is_that_of_the_best_plan, forget),
        cmocka_unit_test_teardown(coordination_has_three_equilibria, forget),
        cmocka_unit_test_teardown(one_equilibrium_where_the_game_ends, forget),
        cmocka_unit_test_teardown(the_branch_arrives_at_the_precision, forget),
        cmocka_unit_test_teardown(a_large_loop_has_the_same_branch, forget),
        cmocka_unit_test_teardown(a_large_loop_has_the_same_equilibria, forget),
        cmocka_unit_test_teardown(a_branch_that_turns_too_often_is_given_up, forget),
        cmocka_unit_test_teardown(the_digits_do_not_depend_on_threads, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
