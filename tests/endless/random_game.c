#include "random_game.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ the game */

static double uniform(uint64_t *seed)
{
    *seed += 0x9e3779b97f4a7c15u; /* splitmix64 */
    uint64_t x = *seed;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return (double)((x ^ x >> 31) >> 11) * 0x1p-53;
}

static double three_digits(double x)
{
    return round(1000 * x) / 1000;
}

RandomGame random_game(uint64_t seed)
{
    RandomGame g = {0};
    uniform(&seed);
    g.players = 2 + (int32_t)(2 * uniform(&seed));
    g.states = 2 + (int32_t)(4 * uniform(&seed));
    g.arms = 2 + (int32_t)(3 * uniform(&seed));
    g.profiles = 1;
    for (int32_t i = 0; i < g.players; i++) {
        g.profiles *= g.arms;
        g.patience[i] = three_digits(0.5 + 0.45 * uniform(&seed));
        g.precision[i] = three_digits(0.5 + 5 * uniform(&seed));
    }
    for (int32_t s = 0; s < g.states; s++)
        for (int32_t k = 0; k < g.profiles; k++) {
            double left = 1;
            for (int32_t i = 0; i < g.players; i++)
                g.pay[s][k][i] = three_digits(2 * uniform(&seed) - 1);
            for (int32_t to = 0; to + 1 < g.states; to++) {
                g.chance[s][k][to] = three_digits(left * uniform(&seed));
                left -= g.chance[s][k][to];
            }
            g.chance[s][k][g.states - 1] = left;
        }
    return g;
}

typedef struct {
    char *at, *end;
} Text;

static void put(Text *t, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    t->at += vsnprintf(t->at, (size_t)(t->end - t->at), format, arguments);
    va_end(arguments);
}

static void put_pay(Text *t, const RandomGame *g, int32_t i)
{
    put(t, "  pay p%d match k {", i);
    for (int32_t s = 0; s < g->states; s++)
        for (int32_t k = 0; k < g->profiles; k++)
            put(t, " %d: %.3f", s * g->profiles + k, g->pay[s][k][i]);
    put(t, " else: 0 }\n");
}

static void put_chance(Text *t, const RandomGame *g)
{
    put(t, "  chance {\n");
    for (int32_t to = 0; to + 1 < g->states; to++) {
        put(t, "    (match k {");
        for (int32_t s = 0; s < g->states; s++)
            for (int32_t k = 0; k < g->profiles; k++)
                put(t, " %d: %.3f", s * g->profiles + k, g->chance[s][k][to]);
        put(t, " else: 0 }) : { s := %d }\n", to);
    }
    put(t, "    rest : { s := %d }\n  }\n", g->states - 1);
}

void random_game_write(const RandomGame *g, int is_exact, char *text, int64_t room)
{
    Text t = {text, text + room};
    put(&t, "model \"random\"\nperiod 1 month\n");
    for (int32_t i = 0; i < g->players; i++) {
        put(&t, "player p%d { patience %.3f precision ", i, g->patience[i]);
        put(&t, is_exact ? "exact }\n" : "%.3f }\n", g->precision[i]);
    }
    put(&t, "state s : 0..%d = 0\neach period {\n  together {\n", g->states - 1);
    for (int32_t i = 0; i < g->players; i++)
        put(&t, "    p%d chooses a%d from 0..%d\n", i, i, g->arms - 1);
    put(&t, "  }\n  let k = ");
    for (int32_t i = 0; i < g->players; i++)
        put(&t, "(");
    put(&t, "s");
    for (int32_t i = 0; i < g->players; i++)
        put(&t, " * %d + a%d)", g->arms, i);
    put(&t, "\n");
    for (int32_t i = 0; i < g->players; i++)
        put_pay(&t, g, i);
    put_chance(&t, g);
    put(&t, "}\n");
    for (int32_t s = 0; s < g->states; s++)
        put(&t, "variant at%d { s = %d }\n", s, s);
}

/* ------------------------------------------------------------------ what play is worth */

static int32_t arm_of(const RandomGame *g, int32_t profile, int32_t player)
{
    for (int32_t i = g->players - 1; i > player; i--)
        profile /= g->arms;
    return profile % g->arms;
}

static void solve_dense(int32_t n, double *A, double *b)
{
    for (int32_t k = 0; k < n; k++) {
        int32_t best = k;
        for (int32_t r = k; r < n; r++)
            if (fabs(A[r * n + k]) > fabs(A[best * n + k]))
                best = r;
        for (int32_t c = 0; c < n; c++) {
            double swap = A[k * n + c];
            A[k * n + c] = A[best * n + c];
            A[best * n + c] = swap;
        }
        double swap = b[k];
        b[k] = b[best];
        b[best] = swap;
        for (int32_t r = k + 1; r < n; r++) {
            double factor = A[r * n + k] / A[k * n + k];
            for (int32_t c = k; c < n; c++)
                A[r * n + c] -= factor * A[k * n + c];
            b[r] -= factor * b[k];
        }
    }
    for (int32_t k = n - 1; k >= 0; k--) {
        for (int32_t c = k + 1; c < n; c++)
            b[k] -= A[k * n + c] * b[c];
        b[k] /= A[k * n + k];
    }
}

void play_evaluate(const RandomGame *g, Play *play)
{
    for (int32_t i = 0; i < g->players; i++) {
        double A[STATES * STATES] = {0}, b[STATES] = {0};
        for (int32_t s = 0; s < g->states; s++) {
            A[s * g->states + s] = 1;
            for (int32_t k = 0; k < g->profiles; k++) {
                double p = 1;
                for (int32_t j = 0; j < g->players; j++)
                    p *= play->p[s][j][arm_of(g, k, j)];
                b[s] += p * g->pay[s][k][i];
                for (int32_t to = 0; to < g->states; to++)
                    A[s * g->states + to] -= p * g->patience[i] * g->chance[s][k][to];
            }
        }
        solve_dense(g->states, A, b);
        for (int32_t s = 0; s < g->states; s++)
            play->value[s][i] = b[s];
    }
}

double play_worth(const RandomGame *g, const Play *play, int32_t state, int32_t player,
                  int32_t arm)
{
    double worth = 0;
    for (int32_t k = 0; k < g->profiles; k++) {
        if (arm_of(g, k, player) != arm)
            continue;
        double p = 1, then = g->pay[state][k][player];
        for (int32_t j = 0; j < g->players; j++)
            if (j != player)
                p *= play->p[state][j][arm_of(g, k, j)];
        for (int32_t to = 0; to < g->states; to++)
            then += g->patience[player] * g->chance[state][k][to] * play->value[to][player];
        worth += p * then;
    }
    return worth;
}

/* ------------------------------------------------------------------ the slow tracer */

static int32_t odds_count(const RandomGame *g)
{
    return g->states * g->players * (g->arms - 1);
}

/* F = x - t lambda (Q(a) - Q(0)) at the log odds x and t = x[n]. */
static void conditions(const RandomGame *g, const double *x, Play *play, double *F)
{
    int32_t n = odds_count(g), at = 0;
    for (int32_t s = 0; s < g->states; s++)
        for (int32_t i = 0; i < g->players; i++, at += g->arms - 1) {
            double sum = 1;
            for (int32_t a = 1; a < g->arms; a++)
                sum += exp(x[at + a - 1]);
            for (int32_t a = 0; a < g->arms; a++)
                play->p[s][i][a] = (a ? exp(x[at + a - 1]) : 1) / sum;
        }
    play_evaluate(g, play);
    at = 0;
    for (int32_t s = 0; s < g->states; s++)
        for (int32_t i = 0; i < g->players; i++) {
            double first = play_worth(g, play, s, i, 0);
            for (int32_t a = 1; a < g->arms; a++, at++)
                F[at] =
                    x[at] - x[n] * g->precision[i] * (play_worth(g, play, s, i, a) - first);
        }
}

/* One step of Newton across `row`; `tangent` becomes the branch's direction. */
static double newton(const RandomGame *g, const double *row, double *x, Play *play,
                     double *tangent)
{
    enum { MOST = ODDS + 1 };
    static double A[MOST * MOST], B[MOST * MOST];
    int32_t n = odds_count(g) + 1;
    double F[MOST], moved[MOST], length = 0;
    conditions(g, x, play, F);
    for (int32_t c = 0; c < n; c++) {
        double was = x[c], h = 1e-6 * fmax(1, fabs(was));
        x[c] = was + h;
        conditions(g, x, play, moved);
        x[c] = was;
        for (int32_t r = 0; r < n - 1; r++)
            A[r * n + c] = (moved[r] - F[r]) / h;
        A[(n - 1) * n + c] = row[c];
    }
    memcpy(B, A, sizeof A);
    for (int32_t r = 0; r < n - 1; r++)
        F[r] = -F[r];
    F[n - 1] = 0;
    solve_dense(n, A, F);
    for (int32_t k = 0; k < n; k++) {
        x[k] += F[k];
        length += F[k] * F[k];
        tangent[k] = k == n - 1;
    }
    solve_dense(n, B, tangent);
    return sqrt(length);
}

static int settle(const RandomGame *g, const double *row, double *x, Play *play,
                  double *tangent)
{
    for (int k = 0; k < 12; k++)
        if (newton(g, row, x, play, tangent) < 1e-9)
            return 1;
    return 0;
}

int32_t slow_trace(const RandomGame *g, double step, Play *play)
{
    double x[ODDS + 1] = {0}, tangent[ODDS + 1] = {0}, old[ODDS + 1], axis[ODDS + 1] = {0};
    int32_t n = odds_count(g);
    axis[n] = tangent[n] = 1;
    memcpy(old, tangent, sizeof old);
    if (!settle(g, axis, x, play, tangent))
        return -1;
    for (int32_t steps = 1; steps < 100000; steps++) {
        double size = 0, turn = 0, before = x[n];
        for (int32_t k = 0; k <= n; k++)
            size += tangent[k] * tangent[k];
        for (int32_t k = 0; k <= n; k++)
            turn += tangent[k] * old[k];
        for (int32_t k = 0; k <= n; k++) {
            old[k] = tangent[k] / sqrt(size) * (turn < 0 ? -1 : 1);
            x[k] += step * old[k];
        }
        if (!settle(g, old, x, play, tangent))
            return -1;
        if (before < 1 && x[n] >= 1) {
            x[n] = 1;
            if (!settle(g, axis, x, play, tangent))
                return -1;
            double F[ODDS + 1];
            conditions(g, x, play, F);
            return steps;
        }
        if (x[n] < -1e-6)
            return -1;
    }
    return -1;
}
