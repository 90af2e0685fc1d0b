/* Zero-sum games of two exact players without an end, some of whose choices are made together. */
#include "played.h"
#include "supports.h"

static double zero_sum_bound(const Played *p)
{
    return p->certificate->value_bound;
}

static void assert_solved(const Played *p)
{
    assert_int_equal(p->strategy->unsolved, 0);
    assert_true(p->certificate->met);
    for (int i = 0; i < 2; i++)
        assert_near(p->certificate->exploitability[i], 0, 1e-11);
}

/* ------------------------------------------------------------------ closed forms */

/* The Big Match with discounting (Blackwell and Ferguson 1968): stopping is for good, and right or
 * wrong for ever.  A half of every period is the value whatever the patience d, and the row stops
 * with chance (1 - d) / (2 - d). */
static void the_big_match_is_worth_a_half(void **state)
{
    static const double patiences[] = {0.3, 0.9, 0.99, 0.999};
    (void)state;
    for (int k = 0; k < 4; k++) {
        char text[2000];
        const double d = patiences[k];
        snprintf(
            text, sizeof text,
            "period 1 month\n"
            "player row { patience %g precision exact }\n"
            "player column { patience %g precision exact }\n"
            "state how : open, won, lost = open\n"
            "each period {\n"
            "  if how == open {\n"
            "    together { row chooses r { go stop } column chooses c { left right } }\n"
            "    let gain = if (r == stop) == (c == left) then 1 else 0\n"
            "    pay row gain pay column -gain\n"
            "    if r == stop { if c == left { how := won } else { how := lost } }\n"
            "  } else if how == won { pay row 1 pay column -1 }\n"
            "}\n",
            d, d);
        Played p = play(text);
        assert_solved(&p);
        assert_near(ask(&p, "V(row)") * (1 - d), 0.5, 1e-12);
        assert_near(ask(&p, "E(count r.stop by 1)"), (1 - d) / (2 - d), 1e-10);
        assert_near(ask(&p, "E(count c.left by 1)"), 0.5, 1e-10);
        assert_true(zero_sum_bound(&p) <= 1e-11 / (1 - d));
    }
}

/* A chase round a ring of three, the chaser one step behind: who guesses the runner's step right
 * catches it.  By symmetry v = val [[1, d v], [d v, 1]] = (1 + d v) / 2, v = 1 / (2 - d). */
static void a_chase_is_worth_its_chance(void **state)
{
    (void)state;
    Played p = play(
        "period 1 day\n"
        "player chaser { patience 0.8 precision exact }\n"
        "player runner { patience 0.8 precision exact }\n"
        "state spot : 0..2 = 0  state caught : bool = no\n"
        "each period {\n"
        "  if not caught {\n"
        "    together { runner chooses step from 1..2 chaser chooses guess from 1..2 }\n"
        "    if step == guess { caught := yes pay chaser 1 pay runner -1 }\n"
        "    else { spot := (spot + step) mod 3 }\n"
        "  }\n"
        "}\n");
    assert_solved(&p);
    assert_near(ask(&p, "V(chaser)"), 1 / 1.2, 1e-13);
    assert_near(ask(&p, "V(runner)"), -1 / 1.2, 1e-13);
    assert_near(ask(&p, "P(caught at 3)"), 7.0 / 8, 1e-12);
    assert_near(ask(&p, "E(count step.1 by 1)"), 0.5, 1e-12);
}

/* ------------------------------------------------------------------ random games */

enum { STATES = 4, ARMS = 3 };

typedef struct {
    double pay[STATES][ARMS * ARMS];
    int to[STATES][ARMS * ARMS];
} Random;

static uint64_t next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed >> 20;
}

/* Payments of half a decimal, or of -1, 0, 1, which are full of ties. */
static Random random_of(uint64_t seed)
{
    Random g;
    const bool is_coarse = seed % 3 == 0;
    for (int s = 0; s < STATES; s++)
        for (int k = 0; k < ARMS * ARMS; k++) {
            g.pay[s][k] = is_coarse ? (double)(next(&seed) % 3) - 1
                                    : (double)(next(&seed) % 2001) / 1000 - 1;
            g.to[s][k] = (int)(next(&seed) % STATES);
        }
    return g;
}

/* With an order of the agents that the seed decides, and `extra` paid to b in one place. */
static const char *text_of(const Random *g, double extra, bool is_turned, double patience)
{
    static char text[20000];
    char *at = text, *end = text + sizeof text;
    const char *const a = "    a chooses x from 0..2\n", *const b =
                                                             "    b chooses y from 0..2\n";
    at += snprintf(at, (size_t)(end - at),
                   "period 1 month\n"
                   "player a { patience %g precision exact }\n"
                   "player b { patience %g precision exact }\n"
                   "state s : 0..3 = 0\n"
                   "each period {\n  together {\n%s%s  }\n"
                   "  let k = (s * 3 + x) * 3 + y\n",
                   patience, patience, is_turned ? b : a, is_turned ? a : b);
    for (int who = 0; who < 2; who++) {
        at += snprintf(at, (size_t)(end - at), "  pay %c match k {", "ab"[who]);
        for (int k = 0; k < STATES * ARMS * ARMS; k++)
            at += snprintf(at, (size_t)(end - at), " %d: %.3f", k,
                           (who ? -1 : 1) * g->pay[k / 9][k % 9] +
                               (who && k == 5 ? extra : 0));
        at += snprintf(at, (size_t)(end - at), " else: 0 }\n");
    }
    at += snprintf(at, (size_t)(end - at), "  chance { 70%% : { s := match k {");
    for (int k = 0; k < STATES * ARMS * ARMS; k++)
        at += snprintf(at, (size_t)(end - at), " %d: %d", k, g->to[k / 9][k % 9]);
    snprintf(at, (size_t)(end - at), " else: 0 } } rest : { s := (s + 1) mod 4 } }\n}\n");
    return text;
}

/* Shapley's equation, iterated with the supports of each state's game tried one by one. */
static double value_of(const Random *g, double patience)
{
    double v[STATES] = {0};
    for (int round = 0; round < 120; round++) {
        double now[STATES];
        for (int s = 0; s < STATES; s++) {
            double pay[ARMS * ARMS];
            for (int k = 0; k < ARMS * ARMS; k++)
                pay[k] = g->pay[s][k] +
                         patience * (0.7 * v[g->to[s][k]] + 0.3 * v[(s + 1) % STATES]);
            now[s] = value_by_supports(ARMS, ARMS, pay);
        }
        memcpy(v, now, sizeof v);
    }
    return v[0];
}

static void values_solve_shapleys_equation(void **state)
{
    (void)state;
    int compared = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        const Random g = random_of(seed * 1001);
        const double expected = value_of(&g, 0.75);
        Played p = play(text_of(&g, 0, seed % 2, 0.75));
        assert_solved(&p);
        assert_true(zero_sum_bound(&p) < 1e-12);
        assert_near(ask(&p, "V(a)"), -ask(&p, "V(b)"), 1e-13);
        if (isnan(expected)) /* supports that tie are all singular */
            continue;
        assert_near(ask(&p, "V(a)"), expected, 1e-9);
        compared++;
    }
    assert_true(compared > 50);
}

/* The bound is one: play that is off by some has values that are off by no more. */
static void the_bound_holds_where_play_is_not_the_best(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        const Random g = random_of(seed * 1001);
        Played p = play(text_of(&g, 0, false, 0.75));
        const double value = ask(&p, "V(a)");
        Strategy *s = solve_game(&memory, &p.work, p.prices);
        const int32_t states = p.game->state_count;
        for (int32_t k = 0; k < 2 * states; k++)
            s->value[p.game->periods][k] += 0.01 * (k % 3);
        for (int32_t k = 0; k < 2; k++)
            s->at_start[k] = s->value[p.game->periods][k];
        const Certificate *c = certify(&memory, &p.work, p.prices, s, 1e-9);
        assert_true(c->value_bound > 1e-3);
        assert_true(c->value_bound >= fabs(s->at_start[0] - value) - 1e-12);
        assert_true(c->value_bound >= fabs(-s->at_start[1] - value) - 1e-12);
    }
}

/* The far end of a game with a last period is as far from the value as the bound says, 0. */
static void a_far_horizon_has_the_same_value_and_play(void **state)
{
    const Random g = random_of(5005);
    char *text = strdup(text_of(&g, 0, false, 0.75)), far[20000];
    (void)state;
    Played p = play(text);
    const double value = ask(&p, "V(a)"), first = ask(&p, "E(count x.0 by 3)");
    snprintf(far, sizeof far, "period 1 month for 120%s", strchr(text, '\n'));
    free(text);
    p = play(far);
    assert_near(ask(&p, "V(a)"), value, 1e-10);
    assert_near(ask(&p, "E(count x.0 by 3)"), first, 1e-7);
    assert_true(zero_sum_bound(&p) < 1e-8);
}

/* Where one payment does not cancel the branch is followed, and no bound is told. */
static void what_is_not_zero_sum_is_not_taken_for_it(void **state)
{
    const Random g = random_of(7007);
    (void)state;
    Played p = play(text_of(&g, 1e-3, false, 0.75));
    assert_true(isnan(zero_sum_bound(&p)));
    assert_solved(&p);
    const double off = ask(&p, "V(a)") + ask(&p, "V(b)");
    assert_true(off >= 0 && off < 1e-3 / 0.25);
    p = play(text_of(&g, 0, false, 0.75));
    assert_true(zero_sum_bound(&p) < 1e-12);
}

/* The branch that is followed to its limit arrives at the same value, and play where that is one. */
static void the_branch_ends_at_the_value(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        const Random g = random_of(seed * 1001 + 1);
        Played p = play(text_of(&g, 0, false, 0.75));
        Equilibria all = solve_all(&memory, &p.work, p.prices);
        assert_true(all.count >= 1);
        assert_near(all.at[0].strategy->at_start[0], ask(&p, "V(a)"), 1e-8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_big_match_is_worth_a_half, forget),
        cmocka_unit_test_teardown(a_chase_is_worth_its_chance, forget),
        cmocka_unit_test_teardown(values_solve_shapleys_equation, forget),
        cmocka_unit_test_teardown(the_bound_holds_where_play_is_not_the_best, forget),
        cmocka_unit_test_teardown(a_far_horizon_has_the_same_value_and_play, forget),
        cmocka_unit_test_teardown(what_is_not_zero_sum_is_not_taken_for_it, forget),
        cmocka_unit_test_teardown(the_branch_ends_at_the_value, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
