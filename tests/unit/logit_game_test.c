#include "math/logit_game.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST_AGENTS = 4, MOST_ARMS = 20, MOST_NUMBERS = 2000 };

/* A game with its numbers. */
typedef struct {
    LogitGame game;
    int32_t arms[MOST_AGENTS];
    double precision[MOST_AGENTS];
    double payoff[MOST_NUMBERS];
} Sample;

static void assert_near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance))
        print_error("%.17g is not %.17g\n", found, expected);
    assert_true(fabs(found - expected) <= tolerance);
}

/* xorshift; between 0 and 1. */
static double draw(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (double)(*seed >> 11) * 0x1p-53;
}

static int64_t numbers(const Sample *s)
{
    int64_t n = s->game.agents;
    for (int i = 0; i < s->game.agents; i++)
        n *= s->arms[i];
    return n;
}

static Sample *sample(int agents, const int32_t *arms, const double *precision)
{
    Sample *s = calloc(1, sizeof *s);
    assert_non_null(s);
    memcpy(s->arms, arms, (size_t)agents * sizeof *arms);
    memcpy(s->precision, precision, (size_t)agents * sizeof *precision);
    s->game = (LogitGame){agents, s->arms, s->precision, s->payoff};
    return s;
}

static Sample *random_sample(int agents, const int32_t *arms, double precision,
                             uint64_t *seed)
{
    const double same[] = {precision, precision, precision, precision};
    Sample *s = sample(agents, arms, same);
    for (int64_t k = 0; k < numbers(s); k++)
        s->payoff[k] = draw(seed);
    return s;
}

/* Payoffs in rows (0,0), (0,1), (1,0), (1,1), first agent 0's. */
static Sample *two_by_two(double lambda0, double lambda1, const double *payoff)
{
    Sample *s = sample(2, (int32_t[]){2, 2}, (double[]){lambda0, lambda1});
    memcpy(s->payoff, payoff, 8 * sizeof *payoff);
    return s;
}

static int all_arms(const Sample *s)
{
    int all = 0;
    for (int i = 0; i < s->game.agents; i++)
        all += s->arms[i];
    return all;
}

/* Solves from even odds, in exactly the room that is asked for. */
static LogitInfo solve(const Sample *s, double *p)
{
    const int64_t room = logit_game_room(s->game.agents, s->arms);
    double *work = malloc((size_t)room * sizeof *work);
    assert_non_null(work);
    for (int64_t k = 0; k < room; k++)
        work[k] = NAN; /* nothing may rest on what stood there */
    for (int i = 0, k = 0; i < s->game.agents; i++)
        for (int a = 0; a < s->arms[i]; a++)
            p[k++] = 1.0 / s->arms[i];
    const LogitInfo info = logit_game_solve(&s->game, p, work);
    free(work);
    return info;
}

/* ---- a slow tracer, written otherwise ----
 *
 * Unknown are the logs of all chances and s; equations log p(a) - log p(last) = s lambda
 * (u(a) - u(last)) and sum p = 1; derivatives are differences, the predictor is the last
 * secant, and all steps have one small length. */

enum { MOST_UNKNOWN = MOST_ARMS + 1 };

static double slow_worth(const Sample *s, const double *l, int agent, int arm)
{
    double sum = 0;
    const int n = s->game.agents;
    for (int64_t profile = 0; profile < numbers(s) / n; profile++) {
        int64_t rest = profile;
        double chance = 1;
        int end = all_arms(s);
        bool is_asked = false;
        for (int i = n - 1; i >= 0; i--) {
            const int a = (int)(rest % s->arms[i]);
            rest /= s->arms[i];
            end -= s->arms[i];
            if (i == agent)
                is_asked = a == arm;
            else
                chance *= exp(l[end + a]);
        }
        if (is_asked)
            sum += chance * s->payoff[profile * n + agent];
    }
    return sum;
}

static void slow_equations(const Sample *s, const double *l, double *F)
{
    const double t = l[all_arms(s)];
    for (int i = 0, first = 0; i < s->game.agents; first += s->arms[i++]) {
        const int last = s->arms[i] - 1;
        const double base = slow_worth(s, l, i, last);
        double total = exp(l[first + last]);
        for (int a = 0; a < last; a++) {
            total += exp(l[first + a]);
            F[first + a] = l[first + a] - l[first + last] -
                           t * s->precision[i] * (slow_worth(s, l, i, a) - base);
        }
        F[first + last] = total - 1;
    }
}

/* Gauss and Jordan. */
static void slow_solve(int n, double A[][MOST_UNKNOWN + 1])
{
    for (int k = 0; k < n; k++) {
        int best = k;
        for (int r = k; r < n; r++)
            best = fabs(A[r][k]) > fabs(A[best][k]) ? r : best;
        for (int c = 0; c <= n; c++) {
            const double kept = A[k][c];
            A[k][c] = A[best][c];
            A[best][c] = kept;
        }
        for (int r = 0; r < n; r++) {
            const double factor = A[r][k] / A[k][k];
            for (int c = k; c <= n && r != k; c++)
                A[r][c] -= factor * A[k][c];
        }
    }
    for (int k = 0; k < n; k++)
        A[k][n] /= A[k][k];
}

/* Newton in the plane through l across `row`. */
static void slow_correct(const Sample *s, const double *row, double *l)
{
    const int n = all_arms(s) + 1;
    for (int round = 0; round < 20; round++) {
        double A[MOST_UNKNOWN][MOST_UNKNOWN + 1], F[MOST_UNKNOWN], up[MOST_UNKNOWN],
            down[MOST_UNKNOWN], moved = 0;
        slow_equations(s, l, F);
        for (int c = 0; c < n; c++) {
            const double kept = l[c], h = 1e-6;
            l[c] = kept + h;
            slow_equations(s, l, up);
            l[c] = kept - h;
            slow_equations(s, l, down);
            l[c] = kept;
            for (int r = 0; r < n - 1; r++)
                A[r][c] = (up[r] - down[r]) / (2 * h);
            A[n - 1][c] = row[c];
        }
        for (int r = 0; r < n; r++)
            A[r][n] = r < n - 1 ? -F[r] : 0;
        slow_solve(n, A);
        for (int c = 0; c < n; c++) {
            l[c] += A[c][n];
            moved = fmax(moved, fabs(A[c][n]));
        }
        if (moved < 1e-13)
            return;
    }
}

/* The first point of the branch with s = 1, as chances; returns how often s turned. */
static int slow_trace(const Sample *s, double reach, double *p)
{
    const int all = all_arms(s), most_steps = 200000;
    double l[MOST_UNKNOWN], before[MOST_UNKNOWN], row[MOST_UNKNOWN] = {0},
                                                  axis[MOST_UNKNOWN] = {0};
    int turns = 0, steps = 0;
    axis[all] = row[all] = 1;
    for (int i = 0, k = 0; i < s->game.agents; i++)
        for (int a = 0; a < s->arms[i]; a++)
            l[k++] = -log(s->arms[i]);
    l[all] = 0;
    do {
        double length = 0;
        memcpy(before, l, sizeof l);
        for (int k = 0; k <= all; k++)
            l[k] += reach * row[k];
        slow_correct(s, row, l);
        for (int k = 0; k <= all; k++)
            length += (l[k] - before[k]) * (l[k] - before[k]);
        turns += steps > 0 && (l[all] - before[all] > 0) != (row[all] > 0);
        for (int k = 0; k <= all; k++)
            row[k] = (l[k] - before[k]) / sqrt(length);
    } while (l[all] < 1 && steps++ < most_steps);
    assert_true(steps < most_steps);

    const double share = (1 - before[all]) / (l[all] - before[all]);
    for (int k = 0; k < all; k++)
        l[k] = before[k] + share * (l[k] - before[k]);
    l[all] = 1;
    slow_correct(s, axis, l);
    for (int k = 0; k < all; k++)
        p[k] = exp(l[k]);
    return turns;
}

static void assert_is_the_branch(const Sample *s, double reach)
{
    double p[MOST_ARMS], slow[MOST_ARMS];
    const LogitInfo info = solve(s, p);
    slow_trace(s, reach, slow);
    assert_true(info.is_solved);
    for (int k = 0; k < all_arms(s); k++)
        assert_near(p[k], slow[k], 1e-10);
}

/* ---- known numbers ---- */

static Sample *matching_pennies(double x, double lambda0, double lambda1)
{
    return two_by_two(lambda0, lambda1, (double[]){x, 0, 0, 1, 0, 1, 1, 0});
}

static void matching_pennies_are_as_in_the_literature(void **state)
{
    (void)state;
    double p[4];
    Sample *s = matching_pennies(9, 1, 1);
    assert_true(solve(s, p).is_unique);
    assert_near(p[0], .893576331, 5e-10);
    assert_near(p[2], .312780375, 5e-10);
    free(s);
    s = matching_pennies(4, 2, 2);
    assert_true(solve(s, p).is_solved);
    assert_near(p[0], .719042781, 5e-10);
    assert_near(p[2], .293971844, 5e-10);
    free(s);
}

static void alone_the_answer_is_softmax(void **state)
{
    (void)state;
    const double lambdas[] = {0, 1.5, INFINITY};
    for (int k = 0; k < 3; k++) {
        double p[5], closed[5];
        uint64_t seed = 3;
        Sample *s = random_sample(1, (int32_t[]){5}, lambdas[k], &seed);
        assert_true(solve(s, p).is_solved);
        softmax(5, s->payoff, lambdas[k], closed);
        for (int a = 0; a < 5; a++)
            assert_near(p[a], closed[a], 1e-15);
        free(s);
    }
}

/* Beside others with one arm, or none that matter, each still answers alone. */
static void agents_without_influence_do_not_matter(void **state)
{
    (void)state;
    uint64_t seed = 5;
    double p[5], closed[3];
    Sample *s = random_sample(3, (int32_t[]){1, 3, 1}, 2, &seed);
    assert_true(solve(s, p).is_unique);
    softmax(3, (double[]){s->payoff[1], s->payoff[4], s->payoff[7]}, 2, closed);
    assert_true(p[0] == 1 && p[4] == 1);
    for (int a = 0; a < 3; a++)
        assert_near(p[1 + a], closed[a], 1e-15);
    free(s);
}

/* Agent 0's gain is the same whatever 1 does, however large the precisions. */
static void a_chain_of_influence_is_unique(void **state)
{
    (void)state;
    double p[6];
    Sample *s = sample(3, (int32_t[]){2, 2, 2}, (double[]){30, 30, 30});
    for (int k = 0; k < 8; k++) {
        const int a = k >> 2, b = k >> 1 & 1, c = k & 1;
        s->payoff[3 * k] = 0.01 * a;
        s->payoff[3 * k + 1] = a == b;
        s->payoff[3 * k + 2] = b == c;
    }
    const LogitInfo info = solve(s, p);
    assert_true(info.is_unique && info.is_solved);
    const double p0 = 1 / (1 + exp(-0.3)), p1 = 1 / (1 + exp(-30 * (2 * p0 - 1)));
    assert_near(p[1], p0, 1e-14);
    assert_near(p[3], p1, 1e-14);
    assert_near(p[5], 1 / (1 + exp(-30 * (2 * p1 - 1))), 1e-14);
    free(s);
}

/* ---- against the slow tracer ---- */

static void the_branch_selects_the_risk_dominant_equilibrium(void **state)
{
    (void)state;
    double p[4];
    Sample *s = two_by_two(6, 6, (double[]){4, 4, 0, 3, 3, 0, 2, 2});
    assert_true(solve(s, p).is_solved); /* both do better at (0, 0), yet (1, 1) is safer */
    assert_true(p[1] > 0.99 && p[3] > 0.99);
    assert_is_the_branch(s, 0.01);
    free(s);
    s = two_by_two(6, 6, (double[]){4, 4, 0, 2, 2, 0, 1, 1});
    assert_true(solve(s, p).is_solved);
    assert_true(p[0] > 0.99 && p[2] > 0.99);
    assert_is_the_branch(s, 0.01);
    free(s);
}

static void a_branch_that_turns_back_is_followed(void **state)
{
    (void)state;
    double p[MOST_ARMS], slow[MOST_ARMS];
    Sample *s = two_by_two(10.868, 31.301,
                           (double[]){.107, .511, .369, .065, .176, .033, .616, .121});
    assert_true(slow_trace(s, 0.01, slow) == 2);
    assert_true(solve(s, p).is_solved);
    assert_is_the_branch(s, 0.01);
    free(s);

    s = sample(2, (int32_t[]){3, 3}, (double[]){9, 9});
    const double payoff[] = {1.0001, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1};
    memcpy(s->payoff, payoff, sizeof payoff);
    assert_true(slow_trace(s, 0.005, slow) == 2);
    assert_is_the_branch(s, 0.005);
    free(s);
}

/* Both agents' second arms are worse whatever the other does, and by far worse against its second:
 * both sides of the curve on which the branch lies turn twice. */
static void two_dominated_arms_are_where_the_branch_leads(void **state)
{
    (void)state;
    static const double gains[][4] = {{-1.267, -88.2, -2.616, -59.2},
                                      {-2.616, -59.2, -1.267, -88.2},
                                      {-1.5, -20.0, -1.0, -40.0},
                                      {-0.9, -30.0, -1.1, -12.0}};
    for (size_t k = 0; k < sizeof gains / sizeof *gains; k++) {
        const double *g = gains[k];
        double p[4];
        Sample *s = two_by_two(1, 1, (double[]){0, 0, 0, g[2], g[0], 0, g[1], g[3]});
        assert_int_equal(solve(s, p).steps, 0);
        assert_is_the_branch(s, 0.02);
        free(s);
    }
}

/* The same pair beside somebody who chooses nothing, whom no shortcut is for. */
static Sample *with_a_bystander(const Sample *pair)
{
    Sample *s = sample(3, (int32_t[]){2, 2, 1},
                       (double[]){pair->precision[0], pair->precision[1], 1});
    for (int profile = 0; profile < 4; profile++)
        for (int i = 0; i < 2; i++)
            s->payoff[3 * profile + i] = pair->payoff[2 * profile + i];
    return s;
}

static void pairs_are_solved_where_tracing_leads(void **state)
{
    (void)state;
    uint64_t seed = 7;
    int traced = 0, traced_alone = 0;
    for (int round = 0; round < 6000; round++) {
        double p[5], alone[4];
        Sample *s = random_sample(2, (int32_t[]){2, 2}, 1, &seed);
        s->precision[0] = exp(6 * draw(&seed));
        s->precision[1] = round % 2 ? s->precision[0] : exp(6 * draw(&seed));
        for (int i = 0; i < 2 && round % 3 == 0;
             i++) { /* they want the same, more or less */
            s->payoff[i] += 0.5;
            s->payoff[6 + i] += 0.5;
        }
        Sample *other = with_a_bystander(s);
        const LogitInfo info = solve(s, alone);
        traced_alone += info.steps > 0;
        traced += solve(other, p).steps > 0;
        assert_true(info.is_solved);
        for (int k = 0; k < 4; k++)
            assert_near(alone[k], p[k], 1e-9);
        free(s);
        free(other);
    }
    assert_true(traced > 1000 && traced_alone < 5);
}

static void almost_symmetric_games_leave_where_they_should(void **state)
{
    (void)state;
    double p[4];
    Sample *s = two_by_two(5, 5, (double[]){2 + 1e-6, 1, 0, 0, 0, 0, 1, 2});
    assert_true(solve(s, p).is_solved);
    assert_true(p[0] > 0.99 && p[2] > 0.99);
    free(s);
}

static void random_games_agree_with_the_slow_tracer(void **state)
{
    (void)state;
    const struct {
        int agents;
        int32_t arms[MOST_AGENTS];
        double precision;
        int count;
    } kinds[] = {
        {2, {2, 2}, 4, 10},   {2, {2, 2}, 20, 30},     {2, {2, 3}, 15, 10},
        {2, {3, 3}, 15, 5},   {2, {4, 4}, 12, 2},      {3, {2, 2, 2}, 12, 5},
        {3, {2, 3, 2}, 8, 2}, {4, {2, 2, 1, 2}, 8, 2},
    };
    uint64_t seed = 20251101;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (int c = 0; c < kinds[k].count; c++) {
            Sample *s =
                random_sample(kinds[k].agents, kinds[k].arms, kinds[k].precision, &seed);
            assert_is_the_branch(s, 0.05);
            free(s);
        }
}

/* ---- symmetry ---- */

/* The root of p = 1 / (1 + exp(-lambda (3 - 4 p))), whose right side falls in p. */
static double even_battle(double lambda)
{
    double low = 0, high = 1;
    for (int k = 0; k < 100; k++) {
        const double p = (low + high) / 2;
        if (p < 1 / (1 + exp(-lambda * (3 - 4 * p))))
            low = p;
        else
            high = p;
    }
    return low;
}

/* The battle of the sexes with 3 and 1: beyond lambda of about 1.07 the symmetric branch has met
 * another one, and goes straight on. */
static void the_symmetric_branch_has_its_closed_form(void **state)
{
    (void)state;
    static const double lambdas[] = {0.3, 1, 1.05, 1.07, 1.1, 1.2, 4, 10};
    double p[4];
    for (size_t k = 0; k < sizeof lambdas / sizeof *lambdas; k++) {
        const double lambda = lambdas[k];
        Sample *s = two_by_two(lambda, lambda, (double[]){3, 1, 0, 0, 0, 0, 1, 3});
        assert_true(solve(s, p).is_solved);
        assert_near(p[0], even_battle(lambda), 1e-10);
        assert_near(p[3], even_battle(lambda), 1e-10);
        free(s);
    }
}

static void symmetric_games_stay_symmetric(void **state)
{
    (void)state;
    double p[6];
    for (double lambda = 1; lambda < 200; lambda *= 3) {
        Sample *s = two_by_two(lambda, lambda, (double[]){2, 1, 0, 0, 0, 0, 1, 2});
        assert_true(solve(s, p).is_solved); /* the battle of the sexes */
        assert_near(p[0], p[3], 1e-12);
        free(s);
        s = sample(2, (int32_t[]){3, 3}, (double[]){lambda, lambda});
        for (int a = 0; a < 3; a++)
            s->payoff[8 * a] = s->payoff[8 * a + 1] = 1;
        assert_true(solve(s, p).is_solved);
        for (int a = 0; a < 6; a++)
            assert_near(p[a], 1.0 / 3, 1e-12);
        free(s);
    }
}

static void naming_the_agents_otherwise_changes_nothing(void **state)
{
    (void)state;
    uint64_t seed = 11;
    const int32_t arms[] = {3, 2, 3};
    for (int round = 0; round < 20; round++) {
        double p[8], r[8];
        Sample *s = random_sample(3, arms, 10, &seed);
        Sample *turned = random_sample(3, (int32_t[]){3, 3, 2}, 10, &seed); /* 2, 0, 1 */
        for (int a = 0; a < 3; a++)
            for (int b = 0; b < 2; b++)
                for (int c = 0; c < 3; c++)
                    for (int i = 0; i < 3; i++)
                        turned->payoff[3 * ((c * 3 + a) * 2 + b) + (i + 1) % 3] =
                            s->payoff[3 * ((a * 2 + b) * 3 + c) + i];
        assert_true(solve(s, p).is_solved && solve(turned, r).is_solved);
        for (int a = 0; a < 5; a++)
            assert_near(r[3 + a], p[a], 1e-11);
        for (int a = 0; a < 3; a++)
            assert_near(r[a], p[5 + a], 1e-11);
        free(s);
        free(turned);
    }
}

static void naming_the_arms_otherwise_changes_nothing(void **state)
{
    (void)state;
    uint64_t seed = 13;
    for (int round = 0; round < 40; round++) {
        double p[6], r[6];
        const double lambda = round < 30 ? 20 : INFINITY;
        Sample *s = random_sample(2, (int32_t[]){3, 3}, lambda, &seed);
        Sample *turned = random_sample(2, (int32_t[]){3, 3}, lambda, &seed);
        for (int a = 0; a < 3; a++)
            for (int b = 0; b < 3; b++)
                for (int i = 0; i < 2; i++)
                    turned->payoff[2 * ((a + 1) % 3 * 3 + 2 - b) + i] =
                        s->payoff[2 * (a * 3 + b) + i];
        assert_true(solve(s, p).is_solved && solve(turned, r).is_solved);
        for (int a = 0; a < 3; a++) {
            assert_near(r[(a + 1) % 3], p[a], 1e-11);
            assert_near(r[3 + 2 - a], p[3 + a], 1e-11);
        }
        free(s);
        free(turned);
    }
}

static void a_constant_for_an_agent_changes_nothing(void **state)
{
    (void)state;
    uint64_t seed = 17;
    for (int round = 0; round < 20; round++) {
        double p[6], r[6];
        Sample *s = random_sample(2, (int32_t[]){3, 3}, round < 10 ? 2 : 15, &seed);
        assert_true(solve(s, p).is_solved);
        for (int k = 0; k < 9; k++)
            s->payoff[2 * k] += 100;
        assert_true(solve(s, r).is_solved);
        for (int a = 0; a < 6; a++)
            assert_near(p[a], r[a], 1e-11);
        free(s);
    }
}

static void the_guess_does_not_show(void **state)
{
    (void)state;
    uint64_t seed = 19;
    double work[1000];
    for (int round = 0; round < 60; round++) {
        const int32_t arms[] = {2 + round % 2, 2 + round % 2};
        Sample *s = random_sample(2, arms, round % 3 == 0 ? 15 : 3, &seed);
        double p[6], r[6] = {0, 1, 0, 1};
        assert_true(logit_game_room(2, arms) <= 1000);
        assert_true(solve(s, p).is_solved);
        r[arms[0]] = 1 - r[arms[0]];
        assert_true(logit_game_solve(&s->game, r, work).is_solved);
        for (int a = 0; a < all_arms(s); a++)
            assert_near(p[a], r[a], 1e-14);
        free(s);
    }
}

/* ---- exact agents ---- */

static void a_dominant_arm_is_picked_for_sure(void **state)
{
    (void)state;
    double p[4];
    Sample *s = two_by_two(INFINITY, INFINITY, (double[]){3, 3, 0, 5, 5, 0, 1, 1});
    const LogitInfo info = solve(s, p);
    assert_true(info.is_solved && info.residual == 0);
    assert_true(p[0] == 0 && p[1] == 1 && p[2] == 0 && p[3] == 1);
    free(s);
}

static void exact_matching_pennies_mix(void **state)
{
    (void)state;
    double p[4];
    Sample *s = matching_pennies(9, INFINITY, INFINITY);
    assert_true(solve(s, p).is_solved);
    assert_near(p[0], 0.5, 1e-14);
    assert_near(p[2], 0.1, 1e-14);
    free(s);
}

static void the_exact_battle_of_the_sexes(void **state)
{
    (void)state;
    double p[4];
    Sample *s = two_by_two(INFINITY, INFINITY, (double[]){2, 1, 0, 0, 0, 0, 1, 2});
    assert_true(solve(s, p).is_solved); /* symmetric: the mixed one */
    assert_near(p[0], 2.0 / 3, 1e-14);
    assert_near(p[2], 1.0 / 3, 1e-14);
    s->payoff[0] = 2.1; /* agent 0 cares more */
    assert_true(solve(s, p).is_solved);
    assert_true(p[0] == 1 && p[2] == 1);
    free(s);
}

static void equal_best_arms_share(void **state)
{
    (void)state;
    double p[5];
    Sample *s = sample(2, (int32_t[]){3, 2}, (double[]){INFINITY, INFINITY});
    const double payoff[] = {1, 2, 3, 0, 1, 2, 3, 0, 0, 2, 1, 0};
    memcpy(s->payoff, payoff, sizeof payoff);
    assert_true(solve(s, p).is_solved);
    assert_near(p[0], 0.5, 1e-9);
    assert_near(p[1], 0.5, 1e-9);
    assert_true(p[2] == 0 && p[3] == 1 && p[4] == 0);
    free(s);
}

/* Agent 0 is indifferent or sure, agent 1's chances are its logit answer. */
static void an_exact_agent_meets_a_finite_one(void **state)
{
    (void)state;
    double p[4];
    Sample *s = matching_pennies(9, INFINITY, 2);
    assert_true(solve(s, p).is_solved);
    assert_true(p[0] == 1);
    assert_near(p[2], 1 / (1 + exp(-2 * (p[1] - p[0]))), 1e-14);
    s->precision[1] = 5;
    assert_true(solve(s, p).is_solved);
    assert_near(p[2], 0.1, 1e-12);
    assert_near(p[2], 1 / (1 + exp(-5 * (p[1] - p[0]))), 1e-12);
    s->precision[1] = 0;
    assert_true(solve(s, p).is_solved);
    assert_true(p[2] == 0.5 && p[0] == 1);
    free(s);
}

static void exact_is_the_limit_of_large_precision(void **state)
{
    (void)state;
    uint64_t seed = 23;
    for (int round = 0; round < 30; round++) {
        double p[9], r[9];
        const int agents = 2 + round % 2;
        const int32_t arms[] = {3, 2, 2};
        Sample *s = random_sample(agents, arms, INFINITY, &seed);
        assert_true(solve(s, p).is_solved);
        for (int i = 0; i < agents; i++)
            s->precision[i] = 3e5;
        assert_true(solve(s, r).is_solved);
        for (int a = 0; a < all_arms(s); a++)
            assert_near(p[a], r[a], 2e-3);
        free(s);
    }
}

/* ---- bad numbers ---- */

static void numbers_that_are_none_are_not_solved(void **state)
{
    (void)state;
    const double bad[] = {NAN, INFINITY, -INFINITY};
    for (int k = 0; k < 3; k++)
        for (int m = 2; m <= 3; m++)
            for (int exact = 0; exact < 2; exact++) {
                double p[6];
                uint64_t seed = 29;
                Sample *s =
                    random_sample(2, (int32_t[]){m, m}, exact ? INFINITY : 3, &seed);
                s->payoff[5] = bad[k];
                assert_false(solve(s, p).is_solved);
                free(s);
            }
    double p[4];
    Sample *s = matching_pennies(9, NAN, 1);
    assert_false(solve(s, p).is_solved);
    s->precision[0] = -1;
    assert_false(solve(s, p).is_solved);
    s->precision[0] = 1e300;
    s->payoff[0] = 1e300;
    assert_false(solve(s, p).is_solved);
    free(s);
}

static void large_precision_is_no_trouble(void **state)
{
    (void)state;
    double p[6];
    Sample *s = matching_pennies(9, 1e6, 1e6);
    assert_true(solve(s, p).is_solved);
    assert_near(p[0], 0.5, 1e-5);
    assert_near(p[2], 0.1, 1e-5);
    free(s);
    uint64_t seed = 31;
    for (double lambda = 1e3; lambda <= 1e6; lambda *= 10)
        for (int round = 0; round < 10; round++) {
            s = random_sample(2, (int32_t[]){3, 3}, lambda, &seed);
            assert_true(solve(s, p).is_solved);
            free(s);
        }
}

static void without_precision_or_payoff_all_is_even(void **state)
{
    (void)state;
    uint64_t seed = 37;
    const double lambdas[] = {0, 3, INFINITY};
    for (int k = 0; k < 3; k++) {
        double p[5];
        Sample *s = random_sample(2, (int32_t[]){2, 3}, lambdas[k], &seed);
        for (int64_t n = 0; n < numbers(s) && k > 0; n++)
            s->payoff[n] = 7;
        assert_true(solve(s, p).is_solved);
        for (int a = 0; a < 5; a++)
            assert_near(p[a], a < 2 ? 0.5 : 1.0 / 3, 1e-15);
        free(s);
    }
}

/* ---- worth and residual ---- */

static void worth_is_the_mean_over_the_others(void **state)
{
    (void)state;
    uint64_t seed = 41;
    for (int agents = 1; agents <= 4; agents++) {
        Sample *s = random_sample(agents, (int32_t[]){3, 2, 1, 2}, 1, &seed);
        double p[MOST_ARMS], l[MOST_UNKNOWN], worth[3];
        for (int i = 0, first = 0; i < agents; first += s->arms[i++]) {
            double sum = 0;
            for (int a = 0; a < s->arms[i]; a++)
                sum += p[first + a] = draw(&seed);
            for (int a = 0; a < s->arms[i]; a++)
                l[first + a] = log(p[first + a] /= sum);
        }
        for (int i = 0; i < agents; i++) {
            logit_game_worth(&s->game, p, i, worth);
            for (int a = 0; a < s->arms[i]; a++)
                assert_near(worth[a], slow_worth(s, l, i, a), 1e-14);
        }
        free(s);
    }
}

static void the_residual_is_what_it_says(void **state)
{
    (void)state;
    double work[200];
    const double p[] = {0.7, 0.3, 0.4, 0.6};
    Sample *s = matching_pennies(9, 1, INFINITY);
    assert_true(logit_game_room(2, s->arms) <= 200);
    /* worths 3.6 and 0.6 of agent 0, 0.3 and 0.7 of agent 1 */
    const double first = fabs(0.7 - 1 / (1 + exp(-3)));
    assert_near(logit_game_residual(&s->game, p, work), fmax(first, 0.7 - 0.54), 1e-15);
    s->payoff[1] = -9; /* spread 10; worths -6 and 0.7 */
    assert_near(logit_game_residual(&s->game, p, work), (0.7 + 2.4 - 0.42) / 10, 1e-14);
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matching_pennies_are_as_in_the_literature),
        cmocka_unit_test(alone_the_answer_is_softmax),
        cmocka_unit_test(agents_without_influence_do_not_matter),
        cmocka_unit_test(a_chain_of_influence_is_unique),
        cmocka_unit_test(the_branch_selects_the_risk_dominant_equilibrium),
        cmocka_unit_test(a_branch_that_turns_back_is_followed),
        cmocka_unit_test(two_dominated_arms_are_where_the_branch_leads),
        cmocka_unit_test(pairs_are_solved_where_tracing_leads),
        cmocka_unit_test(almost_symmetric_games_leave_where_they_should),
        cmocka_unit_test(random_games_agree_with_the_slow_tracer),
        cmocka_unit_test(the_symmetric_branch_has_its_closed_form),
        cmocka_unit_test(symmetric_games_stay_symmetric),
        cmocka_unit_test(naming_the_agents_otherwise_changes_nothing),
        cmocka_unit_test(naming_the_arms_otherwise_changes_nothing),
        cmocka_unit_test(a_constant_for_an_agent_changes_nothing),
        cmocka_unit_test(the_guess_does_not_show),
        cmocka_unit_test(a_dominant_arm_is_picked_for_sure),
        cmocka_unit_test(exact_matching_pennies_mix),
        cmocka_unit_test(the_exact_battle_of_the_sexes),
        cmocka_unit_test(equal_best_arms_share),
        cmocka_unit_test(an_exact_agent_meets_a_finite_one),
        cmocka_unit_test(exact_is_the_limit_of_large_precision),
        cmocka_unit_test(numbers_that_are_none_are_not_solved),
        cmocka_unit_test(large_precision_is_no_trouble),
        cmocka_unit_test(without_precision_or_payoff_all_is_even),
        cmocka_unit_test(worth_is_the_mean_over_the_others),
        cmocka_unit_test(the_residual_is_what_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
