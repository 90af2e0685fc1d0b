#include "math/logit_pair.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "math/logit_pair_branch.h"
#include "math/logit_system.h"
#include "math/real.h"

typedef LogitPairGains Pair;

WITHIN double sigma(double x)
{
    const double weight = real_exp(-fabs(x));
    return (x < 0 ? weight : 1) / (1 + weight);
}

/* ------------------------------------------------------------------ where the root is */

/* The roots of x - A(0) - (A(1) - A(0)) sigma(y(x)) that are looked for, one in each lane:
 * between lo and hi, where that is at most 0 at lo and at least 0 at hi. */
typedef struct {
    double a0[LANES], a1[LANES], c0[LANES], c1[LANES];
    double lo[LANES], hi[LANES];
    double x[LANES], y[LANES];           /* where the search stands */
    double last[LANES];                  /* the length of its last step */
    double is_found[LANES];              /* 1 or 0 */
    double p[4][LANES], residual[LANES]; /* the answer */
    bool is_unique[LANES], is_solved[LANES];
} Hunt;

/* -1, 0 or 1; what is left of two numbers that cancel but for rounding is 0. */
static int sign_of_sum(double a, double b)
{
    const double sum = a + b;
    if (fabs(sum) <= 1e-12 * (fabs(a) + fabs(b)))
        return 0;
    return sum > 0 ? 1 : -1;
}

/* Where the gains of both pull both agents the same way from even odds, x and y keep their
 * signs along the whole branch: at x = 0 or y = 0 the pull is still that way.  In this
 * quadrant the right side of x = A(y(x)) is increasing and concave (in |x|), so that
 * exactly one solution lies there, and it is the branch's. */
static bool look_in_quadrant(const Pair *m, Hunt *h, int32_t lane)
{
    const int together = m->c1 > m->c0 ? 1 : -1; /* the sign of A(1) - A(0) as well */
    const int pull_x = sign_of_sum(m->a0, m->a1);
    const int pull_y = sign_of_sum(m->c0, m->c1) * together;
    if (pull_x * pull_y < 0)
        return false;
    const double highest = fmax(m->a0, m->a1), lowest = fmin(m->a0, m->a1);
    const int pull = pull_x + pull_y;
    h->lo[lane] = pull < 0 ? lowest : 0;
    h->hi[lane] = pull > 0 ? highest : 0;
    h->x[lane] = pull > 0 ? highest : pull < 0 ? lowest : 0;
    h->is_found[lane] = pull == 0; /* even odds */
    return true;
}

/* The largest sigma' between two places where sigma is p and q. */
static double steepest(double p, double q)
{
    if ((p <= 0.5) != (q <= 0.5))
        return 0.25;
    return fmax(p * (1 - p), q * (1 - q));
}

/* Where A and C slope the same way, F(x) = A(sigma(y(x))) increases, and all its fixed points
 * lie between F(lo) and F(hi) when they lie between lo and hi.  Where the slope of F, at most
 * da dc max sigma' max sigma', is below 1 in what is left, there is only one. */
static bool look_where_slope_is_small(const Pair *m, Hunt *h, int32_t lane)
{
    const int most_rounds = 6;
    const double da = m->a1 - m->a0, dc = m->c1 - m->c0;
    double lo = fmin(m->a0, m->a1), hi = fmax(m->a0, m->a1);
    for (int k = 0; k < most_rounds; k++) {
        const double p_lo = sigma(lo), p_hi = sigma(hi);
        const double q_lo = sigma(m->c0 + dc * p_lo), q_hi = sigma(m->c0 + dc * p_hi);
        const double slope = da * dc * steepest(p_lo, p_hi) * steepest(q_lo, q_hi);
        if (slope < LOGIT_BELOW_ONE) {
            h->lo[lane] = lo;
            h->hi[lane] = hi;
            return true;
        }
        lo = m->a0 + da * q_lo;
        hi = m->a0 + da * q_hi;
    }
    return false;
}

/* Whether one equation settles the pair in this lane; `second` is a guess of the chance of agent
 * 1's second arm. */
static bool begin(const Pair *m, double second, Hunt *h, int32_t lane)
{
    const double da = m->a1 - m->a0, dc = m->c1 - m->c0;
    h->x[lane] = h->y[lane] = h->is_found[lane] = 0;
    if (!isfinite(fabs(da) + fabs(dc) + fabs(m->a0) + fabs(m->c0)))
        return false;
    h->a0[lane] = m->a0;
    h->a1[lane] = m->a1;
    h->c0[lane] = m->c0;
    h->c1[lane] = m->c1;
    h->lo[lane] = fmin(m->a0, m->a1);
    h->hi[lane] = fmax(m->a0, m->a1);
    h->last[lane] = INFINITY;
    /* The slope of the right side of x = A(y(x)) is at most da dc / 16. */
    h->is_unique[lane] = da * dc < 16 * LOGIT_BELOW_ONE;
    if (!h->is_unique[lane] && look_in_quadrant(m, h, lane))
        return true;
    h->is_unique[lane] = h->is_unique[lane] || look_where_slope_is_small(m, h, lane);
    h->x[lane] = fmin(fmax(m->a0 + da * second, h->lo[lane]), h->hi[lane]);
    return h->is_unique[lane] || logit_pair_first(m, &h->x[lane]);
}

/* ------------------------------------------------------------------ the way there */

/* One of Newton's steps, or the middle where it would leave the bracket or is longer than
 * half the last.  y goes along with the last step rather than be computed from the rounded x,
 * of which it may be a steep function. */
WITHIN void step(Hunt *h, int32_t l)
{
    const double a0 = h->a0[l], da = h->a1[l] - a0, c0 = h->c0[l], dc = h->c1[l] - c0;
    const double x = h->x[l], p = sigma(x), y = c0 + dc * p, q = sigma(y);
    const double excess = x - (a0 + da * q), y_per_x = dc * p * (1 - p);
    const double move = -excess / (1 - da * q * (1 - q) * y_per_x), length = fabs(move);
    const bool was_found = h->is_found[l] != 0;
    const bool is_near =
        (length * (1 + fabs(y_per_x)) <= 1e-9) | (length <= DBL_EPSILON * fabs(x));
    const double lo = excess > 0 ? h->lo[l] : x, hi = excess > 0 ? x : h->hi[l];
    const bool is_good = (x + move > lo) & (x + move < hi) & (length <= 0.5 * h->last[l]);
    const double next = (is_near | is_good) ? x + move : lo + (hi - lo) / 2;
    h->x[l] = was_found ? x : next;
    h->y[l] = was_found ? h->y[l] : y + y_per_x * move;
    h->lo[l] = (was_found | is_near) ? h->lo[l] : lo;
    h->hi[l] = (was_found | is_near) ? h->hi[l] : hi;
    h->last[l] = is_good ? length : hi - lo;
    h->is_found[l] = (was_found | is_near) ? 1 : 0;
}

WITHIN bool all_found(const Hunt *h, int32_t lanes)
{
    double count = 0;
    for (int32_t l = 0; l < lanes; l++)
        count += h->is_found[l];
    return count == lanes;
}

WITHIN void search(Hunt *h, int32_t lanes)
{
    const int most_steps = 200;
    for (int k = 0; k < most_steps && !all_found(h, lanes); k++)
        for (int32_t l = 0; l < lanes; l++)
            step(h, l);
    for (int32_t l = 0; l < lanes; l++)
        if (h->is_found[l] == 0)
            h->y[l] = h->c0[l] + (h->c1[l] - h->c0[l]) * sigma(h->x[l]);
}

/* From the log odds to the probabilities, and how well they fit. */
WITHIN void finish(Hunt *h, int32_t lanes)
{
    for (int32_t l = 0; l < lanes; l++) {
        const double x = h->x[l], y = h->y[l];
        const double less = real_exp(-fabs(x)), fewer = real_exp(-fabs(y));
        const double likely = 1 / (1 + less), unlikely = less / (1 + less);
        const double often = 1 / (1 + fewer), seldom = fewer / (1 + fewer);
        const double p1 = x >= 0 ? likely : unlikely, q1 = y >= 0 ? often : seldom;
        h->p[0][l] = x >= 0 ? unlikely : likely;
        h->p[1][l] = p1;
        h->p[2][l] = y >= 0 ? seldom : often;
        h->p[3][l] = q1;
        const double off_x = fabs(p1 - sigma(h->a0[l] + (h->a1[l] - h->a0[l]) * q1));
        const double off_y = fabs(q1 - sigma(h->c0[l] + (h->c1[l] - h->c0[l]) * p1));
        h->residual[l] = off_x > off_y ? off_x : off_y;
    }
}

static void judge(Hunt *h, int32_t lane)
{
    const double scale = fmax(fmax(fabs(h->a0[lane]), fabs(h->a1[lane])),
                              fmax(fabs(h->c0[lane]), fabs(h->c1[lane])));
    h->is_solved[lane] = h->residual[lane] <= logit_tolerance(scale);
}

/* ------------------------------------------------------------------ one pair */

bool logit_pair_fits(const LogitGame *g)
{
    return g->agents == 2 && g->arms[0] == 2 && g->arms[1] == 2 && g->precision[0] >= 0 &&
           g->precision[1] >= 0 && isfinite(g->precision[0]) && isfinite(g->precision[1]);
}

bool logit_pair_solve(const LogitGame *g, double *p, LogitInfo *info)
{
    const double *u = g->payoff; /* [arm of 0][arm of 1][agent] */
    const double *lambda = g->precision;
    const Pair m = {
        .a0 = lambda[0] * (u[4] - u[0]),
        .a1 = lambda[0] * (u[6] - u[2]),
        .c0 = lambda[1] * (u[3] - u[1]),
        .c1 = lambda[1] * (u[7] - u[5]),
    };
    Hunt h;
    if (!begin(&m, p[3], &h, 0))
        return false;
    search(&h, 1);
    finish(&h, 1);
    judge(&h, 0);
    for (int k = 0; k < 4; k++)
        p[k] = h.p[k][0];
    info->residual = h.residual[0];
    info->is_unique = h.is_unique[0];
    info->is_solved = h.is_solved[0];
    return true;
}

/* ------------------------------------------------------------------ eight pairs */

/* Where there is nothing to look for, a root that is found already. */
static void put_rest(Hunt *h, int32_t lane)
{
    h->a0[lane] = h->a1[lane] = h->c0[lane] = h->c1[lane] = 0;
    h->lo[lane] = h->hi[lane] = h->x[lane] = h->last[lane] = 0;
    h->is_found[lane] = 1;
}

ANY_WIDTH static void search_eight(Hunt *h)
{
    search(h, LANES);
    finish(h, LANES);
}

LaneSet logit_pair_lanes(const LogitPairLanes *g, const double *second, double *p,
                         LaneSet *missed)
{
    Hunt h;
    LaneSet settled = 0;
    const double(*u)[LANES] = (const double(*)[LANES])g->payoff[0];
    const double(*v)[LANES] = (const double(*)[LANES])g->payoff[1];
    for (int32_t l = 0; l < LANES; l++) {
        const Pair m = {
            .a0 = g->precision[0][l] * (u[2][l] - u[0][l]),
            .a1 = g->precision[0][l] * (u[3][l] - u[1][l]),
            .c0 = g->precision[1][l] * (v[1][l] - v[0][l]),
            .c1 = g->precision[1][l] * (v[3][l] - v[2][l]),
        };
        if (begin(&m, second[l], &h, l))
            settled |= lane_alone(l);
        else
            put_rest(&h, l);
    }
    search_eight(&h);
    *missed = 0;
    for (int32_t l = 0; l < LANES; l++) {
        judge(&h, l);
        if (lane_is_in(settled, l) && !h.is_solved[l])
            *missed |= lane_alone(l);
    }
    memcpy(p, h.p, sizeof h.p);
    return settled;
}
