#include "math/logit_pair.h"

#include <float.h>
#include <math.h>

#include "math/logit_system.h"

typedef struct {
    double a0, a1; /* A(0), A(1) */
    double c0, c1; /* C(0), C(1) */
} Pair;

static double sigma(double x)
{
    const double weight = exp(-fabs(x));
    return x < 0 ? weight / (1 + weight) : 1 / (1 + weight);
}

static Pair pair_of(const LogitGame *g)
{
    const double *u = g->payoff; /* [arm of 0][arm of 1][agent] */
    const double *lambda = g->precision;
    return (Pair){
        .a0 = lambda[0] * (u[4] - u[0]),
        .a1 = lambda[0] * (u[6] - u[2]),
        .c0 = lambda[1] * (u[3] - u[1]),
        .c1 = lambda[1] * (u[7] - u[5]),
    };
}

/* log p(1) - log p(0) of both agents. */
typedef struct {
    double x, y;
} Odds;

/* The root between lo and hi of x - A(0) - (A(1) - A(0)) sigma(y(x)), which is below 0 at
 * lo and above 0 at hi: Newton's steps, and the middle where one would leave the bracket
 * or is longer than half the last.  y goes along with the last step rather than be
 * computed from the rounded x, of which it may be a steep function. */
static Odds root(const Pair *m, double lo, double hi, double x)
{
    const int most_steps = 200;
    const double da = m->a1 - m->a0, dc = m->c1 - m->c0;
    double last = INFINITY;
    for (int k = 0; k < most_steps; k++) {
        const double p = sigma(x), y = m->c0 + dc * p, q = sigma(y);
        const double excess = x - (m->a0 + da * q), y_per_x = dc * p * (1 - p);
        const double move = -excess / (1 - da * q * (1 - q) * y_per_x);
        if (fabs(move) * (1 + fabs(y_per_x)) <= 1e-9 || fabs(move) <= DBL_EPSILON * fabs(x))
            return (Odds){x + move, y + y_per_x * move};
        if (excess > 0)
            hi = x;
        else
            lo = x;
        const bool is_good = x + move > lo && x + move < hi && fabs(move) <= 0.5 * last;
        last = is_good ? fabs(move) : hi - lo;
        x = is_good ? x + move : lo + (hi - lo) / 2;
    }
    return (Odds){x, m->c0 + dc * sigma(x)};
}

/* -1, 0 or 1; what is left of two numbers that cancel but for rounding is 0. */
static int sign_of_sum(double a, double b)
{
    const double sum = a + b;
    if (fabs(sum) <= 1e-12 * (fabs(a) + fabs(b)))
        return 0;
    return sum > 0 ? 1 : -1;
}

static void put_odds(double x, double *p)
{
    const double weight = exp(-fabs(x));
    p[x >= 0] = 1 / (1 + weight);
    p[x < 0] = weight / (1 + weight);
}

static double residual(const Pair *m, const double *p)
{
    const double x = m->a0 + (m->a1 - m->a0) * p[3], y = m->c0 + (m->c1 - m->c0) * p[1];
    return fmax(fabs(p[1] - sigma(x)), fabs(p[3] - sigma(y)));
}

static void finish(const Pair *m, Odds odds, double *p, LogitInfo *info)
{
    put_odds(odds.x, p);
    put_odds(odds.y, p + 2);
    const double scale =
        fmax(fmax(fabs(m->a0), fabs(m->a1)), fmax(fabs(m->c0), fabs(m->c1)));
    info->residual = residual(m, p);
    info->is_solved = info->residual <= logit_tolerance(scale);
}

/* Where the gains of both pull both agents the same way from even odds, x and y keep their
 * signs along the whole branch: at x = 0 or y = 0 the pull is still that way.  In this
 * quadrant the right side of x = A(y(x)) is increasing and concave (in |x|), so that
 * exactly one solution lies there, and it is the branch's. */
static bool solve_quadrant(const Pair *m, double *p, LogitInfo *info)
{
    const int together = m->c1 > m->c0 ? 1 : -1; /* the sign of A(1) - A(0) as well */
    const int pull_x = sign_of_sum(m->a0, m->a1);
    const int pull_y = sign_of_sum(m->c0, m->c1) * together;
    if (pull_x * pull_y < 0)
        return false;

    Odds odds = {0};
    if (pull_x + pull_y > 0)
        odds = root(m, 0, fmax(m->a0, m->a1), fmax(m->a0, m->a1));
    else if (pull_x + pull_y < 0)
        odds = root(m, fmin(m->a0, m->a1), 0, fmin(m->a0, m->a1));
    finish(m, odds, p, info);
    return true;
}

bool logit_pair_fits(const LogitGame *g)
{
    return g->agents == 2 && g->arms[0] == 2 && g->arms[1] == 2 && g->precision[0] >= 0 &&
           g->precision[1] >= 0 && isfinite(g->precision[0]) && isfinite(g->precision[1]);
}

bool logit_pair_solve(const LogitGame *g, double *p, LogitInfo *info)
{
    const Pair m = pair_of(g);
    const double da = m.a1 - m.a0, dc = m.c1 - m.c0;
    if (!isfinite(fabs(da) + fabs(dc) + fabs(m.a0) + fabs(m.c0)))
        return false;

    /* The slope of the right side of x = A(y(x)) is at most da dc / 16. */
    info->is_unique = da * dc < 16 * LOGIT_BELOW_ONE;
    if (!info->is_unique)
        return solve_quadrant(&m, p, info);
    const double x = m.a0 + da * p[3];
    finish(&m, root(&m, fmin(m.a0, m.a1), fmax(m.a0, m.a1), x), p, info);
    return true;
}
