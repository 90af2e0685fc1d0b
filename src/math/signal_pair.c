#include "math/signal_pair.h"

#include <math.h>

#include "math/climb.h"
#include "math/real.h"
#include "math/signal_branch.h"
#include "math/worst.h"

/* Newton's method has converged when it moves by less, in log odds; or, of what is large, by what
 * rounding does. */
static const double CLOSE = 1e-12, ROUNDING = 1e-14;
enum { MOST_CORRECTIONS = 12 };
/* Types whose log odds differ by no more leave posteriors that a double can tell from 0. */
static const double MOST_ODDS = 300;
/* What bounds must keep from where they would say nothing. */
static const double MARGIN = 1e-3;

static const double *worth_at(const SignalGame *g, int32_t arm, int32_t point)
{
    return g->worth + ((int64_t)arm * g->lattice->count + point) * 2;
}

/* Bounds on a slope, and on what it comes to at a solution. */
typedef struct {
    double least, most;
} Range;

static Range range_of(double rise, double least, double most)
{
    return rise > 0 ? (Range){rise * least, rise * most}
                    : (Range){rise * most, rise * least};
}

/* slope / (1 - (slope_1 - slope_0)) is monotone in either slope: its extremes are at corners. */
static void widen(Range one, Range zero, double *least, double *most)
{
    for (int i = 0; i < 4; i++) {
        double s1 = i & 1 ? one.most : one.least, s0 = i & 2 ? zero.most : zero.least;
        double scale = 1 / (1 - s1 + s0);
        *least = s1 * scale < *least ? s1 * scale : *least;
        *most = s0 * scale > *most ? s0 * scale : *most;
    }
}

/* Between points j and j + 1, y = steps b_1: the tilted weight of j + 1 when the truth is 1 is
 * (y - j) (j + 1) / y, which moves with l by j (j + 1) (steps - y) / (steps y): something between
 * j (steps - j - 1) / steps and (j + 1) (steps - j) / steps.  So does that of j when it is 0. */
static bool is_calm(const SignalGame *g)
{
    int32_t n = g->lattice->steps;
    double least = 0, most = 0;
    for (int32_t a = 0; a < g->arms; a++) {
        const double *w = worth_at(g, a, 0);
        for (int32_t j = 0; j < n; j++, w += 2) {
            double low = g->precision * j * (n - j - 1) / n;
            double high = g->precision * (j + 1) * (n - j) / n;
            Range zero = range_of(w[2] - w[0], low, high);
            Range one = range_of(w[3] - w[1], low, high);
            double scale = 1 - one.most + zero.least; /* the least that a slope is over */
            if (!(scale > MARGIN))
                return false;
            if (one.least < least * scale || zero.most > most * scale)
                widen(one, zero, &least, &most);
        }
    }
    return 1 + least - most > MARGIN;
}

/* Bounds on numbers of the two types, which lie in turn. */
typedef struct {
    Lane8 least, most;
} Range8;

WITHIN void extend(const Lane8 *least, const Lane8 *most, Range8 *range)
{
    const Truth8 is_less = LANE_LESS(*least, range->least);
    const Truth8 is_more = LANE_LESS(range->most, *most);
    take_lanes(&is_less, least, &range->least);
    take_lanes(&is_more, most, &range->most);
}

WITHIN void find_ranges(const Range8 *of, Range *types)
{
    double least[LANES], most[LANES];
    *eight(least) = of->least;
    *eight(most) = of->most;
    for (int32_t l = 0; l < LANES; l++) {
        Range *t = &types[l & 1];
        t->least = l < 2 || least[l] < t->least ? least[l] : t->least;
        t->most = l < 2 || most[l] > t->most ? most[l] : t->most;
    }
}

/* As is_calm, with the largest of all slopes in the place of each; four intervals at once. */
ANY_WIDTH static bool pair_calm_wide(const SignalGame *g)
{
    const int32_t n = g->lattice->steps;
    const double lambda = g->precision / n;
    Lane8 odd = {0}; /* NaN where worths are no numbers */
    Range8 all = {odd, odd};
    for (int32_t i = 0; i < n; i += LANES / 2) {
        const int32_t at = i < n - LANES / 2 ? i : n - LANES / 2;
        const Lane8 j = at + (Lane8){0, 0, 1, 1, 2, 2, 3, 3};
        const Lane8 low = lambda * j * (n - 1 - j), high = lambda * (j + 1) * (n - j);
        for (int32_t a = 0; a < g->arms; a++) {
            const double *w = worth_at(g, a, at);
            const Lane8 rise = *eight_of(w + 2) - *eight_of(w);
            Lane8 least = rise * high, most = rise * low;
            const Lane8 other = least;
            const Truth8 rises = LANE_LESS(LANE_ALL(0), rise);
            take_lanes(&rises, &most, &least);
            take_lanes(&rises, &other, &most);
            extend(&least, &most, &all);
            odd += 0 * rise;
        }
    }
    Range types[2];
    find_ranges(&all, types);
    for (int32_t l = 1; l < LANES; l++)
        odd[0] += odd[l];
    const double scale = 1 - types[1].most + types[0].least;
    return odd[0] == 0 && scale > MARGIN &&
           1 + (types[1].least - types[0].most) / scale > MARGIN;
}

bool pair_is_calm(const SignalGame *g)
{
    return (2 * g->lattice->steps >= LANES && pair_calm_wide(g)) || is_calm(g);
}

/* Of all worths, n of them. */
ANY_WIDTH static void pair_worths_wide(const SignalGame *g, int64_t n, Range *types)
{
    Range8 all = {*eight_of(g->worth), *eight_of(g->worth)};
    for (int64_t i = LANES; i < n; i += LANES) {
        const Lane8 *w = eight_of(g->worth + (i < n - LANES ? i : n - LANES));
        extend(w, w, &all);
    }
    find_ranges(&all, types);
}

static void find_worths(const SignalGame *g, Range *types)
{
    const int64_t n = (int64_t)2 * g->arms * g->lattice->count;
    if (n >= LANES) {
        pair_worths_wide(g, n, types);
        return;
    }
    for (int k = 0; k < 2; k++) {
        types[k] = (Range){INFINITY, -INFINITY};
        for (int64_t i = k; i < n; i += 2) {
            types[k].least = g->worth[i] < types[k].least ? g->worth[i] : types[k].least;
            types[k].most = g->worth[i] > types[k].most ? g->worth[i] : types[k].most;
        }
    }
}

bool pair_is_tame(const SignalGame *g)
{
    Range types[2];
    if (g->lattice->values != 2 || g->arms > PAIR_ARMS || !(g->precision > 0) ||
        !isfinite(g->precision))
        return false;
    for (int32_t a = 0; a < g->arms; a++)
        if ((g->open[a] & 3) != 3)
            return false;
    find_worths(g, types);
    return g->precision * (types[0].most - types[0].least) < MOST_ODDS &&
           g->precision * (types[1].most - types[1].least) < MOST_ODDS;
}

static void choose(int32_t n, PairArm *arms, int k)
{
    if (n == 2) {
        double odds = real_exp(-fabs(arms[1].x[k] - arms[0].x[k]));
        bool second = arms[1].x[k] > arms[0].x[k];
        arms[second].p[k] = 1 / (1 + odds);
        arms[!second].p[k] = odds / (1 + odds);
        return;
    }
    double most = arms[0].x[k], sum = 0;
    for (int32_t a = 1; a < n; a++)
        most = arms[a].x[k] > most ? arms[a].x[k] : most;
    for (int32_t a = 0; a < n; a++)
        sum += arms[a].p[k] = arms[a].x[k] == most ? 1 : real_exp(arms[a].x[k] - most);
    for (int32_t a = 0; a < n; a++)
        arms[a].p[k] /= sum;
}

/* The posterior after an arm, its worth there, and how that moves with l.  y[k] is steps b'_k. */
static void value_arm(const SignalGame *g, int32_t a, PairArm *arm)
{
    int32_t n = g->lattice->steps;
    double share[2] = {g->prior[0] * arm->p[0], g->prior[1] * arm->p[1]};
    arm->mean = share[0] + share[1];
    double scale = n / arm->mean, y[2] = {share[0] * scale, share[1] * scale};
    double both = 1 / (y[0] * y[1]), part[2] = {y[1] * both, y[0] * both}; /* 1 / y */
    int32_t j = y[1] < n - 1 ? (int32_t)y[1] : n - 1, left = n - 1 - j;
    double upper = y[1] - j, lower = y[0] - left;
    if (y[1] < y[0])
        lower = 1 - upper;
    else
        upper = 1 - lower;
    double rise = upper * (j + 1) * part[1], fall = lower * (left + 1) * part[0];
    const double *w = worth_at(g, a, j);
    double more[2] = {w[2] - w[0], w[3] - w[1]};
    arm->lower = j;
    arm->weight[0][0] = lower;
    arm->weight[0][1] = upper;
    arm->weight[1][0] = fall;
    arm->weight[1][1] = 1 - fall;
    arm->weight[2][0] = 1 - rise;
    arm->weight[2][1] = rise;
    arm->worth[0] = w[2] - fall * more[0];
    arm->worth[1] = w[1] + rise * more[1];
    arm->slope[0] = g->precision * more[0] * left * (left + 1) * y[1] * part[0] / n;
    arm->slope[1] = g->precision * more[1] * j * (j + 1) * y[0] * part[1] / n;
}

/* One step of Newton's method.  With r = lambda Q - x, the change d_a of l_a and that of z_1 - z_0,
 *     d_a = r_a1 - r_a0 + (slope_a1 - slope_a0) d_a - dz,
 *     dz = sum_a p_a1 (r_a1 + slope_a1 d_a) - p_a0 (r_a0 + slope_a0 d_a),
 * and x becomes lambda Q + slope d. */
static void correct(const SignalGame *g, PairArm *arms)
{
    double moved[PAIR_ARMS], gain[PAIR_ARMS], sum = 0, by_dz = 1;
    for (int32_t a = 0; a < g->arms; a++) {
        PairArm *t = &arms[a];
        double r[2];
        for (int k = 0; k < 2; k++)
            r[k] = g->precision * t->worth[k] - t->x[k];
        gain[a] = 1 / (1 - (t->slope[1] - t->slope[0]));
        moved[a] = r[1] - r[0];
        double lever = (t->p[1] * t->slope[1] - t->p[0] * t->slope[0]) * gain[a];
        sum += t->p[1] * r[1] - t->p[0] * r[0] + lever * moved[a];
        by_dz += lever;
    }
    double dz = sum / by_dz;
    for (int32_t a = 0; a < g->arms; a++) {
        PairArm *t = &arms[a];
        double d = (moved[a] - dz) * gain[a];
        for (int k = 0; k < 2; k++)
            t->x[k] = g->precision * t->worth[k] + t->slope[k] * d;
    }
}

double pair_solve(const SignalGame *g, PairArm *arms)
{
    for (int32_t i = 0; i < MOST_CORRECTIONS; i++) {
        double miss = 0, size = 0;
        choose(g->arms, arms, 0);
        choose(g->arms, arms, 1);
        for (int32_t a = 0; a < g->arms; a++) {
            value_arm(g, a, &arms[a]);
            for (int k = 0; k < 2; k++) {
                miss = worst_of(miss, fabs(g->precision * arms[a].worth[k] - arms[a].x[k]));
                size = fabs(arms[a].x[k]) > size ? fabs(arms[a].x[k]) : size;
            }
        }
        if (miss <= CLOSE || miss <= ROUNDING * size)
            return miss;
        correct(g, arms);
    }
    return INFINITY;
}

/* ------------------------------------------------------------------ games that are not calm */

typedef struct {
    const SignalGame *game;
    PairArm *arms;
    double base[2]; /* x is lambda times what an arm is worth above that */
    double s;
} Branch;

/* No solution has less, but Newton's method may try it. */
static const double LEAST_CHANCE = 1e-150;

static void branch_at(void *context, const double *x, double s, double *out)
{
    Branch *z = context;
    const SignalGame *g = z->game;
    z->s = s;
    for (int32_t a = 0; a < g->arms; a++)
        for (int k = 0; k < 2; k++)
            z->arms[a].x[k] = x[2 * a + k];
    choose(g->arms, z->arms, 0);
    choose(g->arms, z->arms, 1);
    for (int32_t a = 0; a < g->arms; a++) {
        PairArm *t = &z->arms[a];
        for (int k = 0; k < 2; k++)
            t->p[k] = fmax(t->p[k], LEAST_CHANCE);
        value_arm(g, a, t);
        for (int k = 0; k < 2; k++)
            out[2 * a + k] = g->precision * (t->worth[k] - z->base[k]);
    }
}

/* (1 - s G') y = r: with d_a the change of l_a and dz that of z_1 - z_0,
 *     y_ak = r_ak + s slope_ak d_a,    d_a = y_a1 - y_a0 - dz,    dz = sum_a p_a1 y_a1 - p_a0 y_a0.
 * The determinant is the product of 1 - s (slope_a1 - slope_a0) times what dz is multiplied by. */
static int branch_solve(void *context, double *r)
{
    const Branch *z = context;
    double gain[PAIR_ARMS], sum = 0, by_dz = 1;
    int sign = 1;
    for (int32_t a = 0; a < z->game->arms; a++) {
        const PairArm *t = &z->arms[a];
        const double *y = r + (int64_t)2 * a;
        double scale = 1 - z->s * (t->slope[1] - t->slope[0]);
        if (scale == 0)
            return 0;
        sign = scale < 0 ? -sign : sign;
        gain[a] = 1 / scale;
        double lever = z->s * (t->p[1] * t->slope[1] - t->p[0] * t->slope[0]) * gain[a];
        sum += t->p[1] * y[1] - t->p[0] * y[0] + lever * (y[1] - y[0]);
        by_dz += lever;
    }
    if (by_dz == 0)
        return 0;
    for (int32_t a = 0; a < z->game->arms; a++) {
        double *y = r + (int64_t)2 * a, d = (y[1] - y[0] - sum / by_dz) * gain[a];
        for (int k = 0; k < 2; k++)
            y[k] += z->s * z->arms[a].slope[k] * d;
    }
    return by_dz < 0 ? -sign : sign;
}

bool pair_is_void(const SignalGame *g, int32_t point)
{
    const double *zero = worth_at(g, 0, point);
    for (int32_t a = 1; a < g->arms; a++)
        if (!signal_is_void(g, 0, 1, zero, worth_at(g, a, point)))
            return false;
    return true;
}

/* What the arms are worth at a point of the lattice, nothing being told. */
static void look_at_point(const SignalGame *g, int32_t point, PairArm *arms)
{
    for (int32_t a = 0; a < g->arms; a++)
        for (int k = 0; k < 2; k++) {
            arms[a].worth[k] = worth_at(g, a, point)[k];
            arms[a].x[k] = g->precision * arms[a].worth[k];
        }
    choose(g->arms, arms, 0);
    choose(g->arms, arms, 1);
}

void pair_rest(const SignalGame *g, int32_t point, PairArm *arms)
{
    int32_t lower = point < g->lattice->steps ? point : point - 1;
    look_at_point(g, point, arms);
    for (int32_t a = 0; a < g->arms; a++) {
        arms[a].lower = lower;
        arms[a].mean = g->prior[0] * arms[a].p[0] + g->prior[1] * arms[a].p[1];
        for (int row = 0; row < 3; row++) {
            arms[a].weight[row][0] = lower == point;
            arms[a].weight[row][1] = lower != point;
        }
    }
}

/* From the end of a branch, which a solution is then to be near; false where Newton's method goes elsewhere. */
static bool settle(const SignalGame *g, const PairBranch *b, PairArm *arms,
                   double *residual)
{
    double far = 0;
    for (int32_t a = 0; a < g->arms; a++)
        for (int k = 0; k < 2; k++)
            arms[a].x[k] = b->x[a][k];
    *residual = pair_solve(g, arms);
    for (int32_t a = 0; a < g->arms; a++)
        for (int k = 0; k < 2; k++)
            far = worst_of(far, fabs(arms[a].x[k] - b->x[a][k]));
    return *residual <= 1e-10 && far <= 1e-6;
}

/* Where pair_follow lost the branch. */
static SignalInfo climb_anyhow(const SignalGame *g, int32_t point, PairArm *arms)
{
    double x[2 * PAIR_ARMS], work[2 * PAIR_ARMS * CLIMB_ROOM];
    Branch z = {.game = g, .arms = arms};
    for (int k = 0; k < 2; k++)
        z.base[k] = worth_at(g, 0, point)[k];
    Climb c = {.size = 2 * g->arms, .context = &z, .at = branch_at, .solve = branch_solve};
    ClimbEnd end = climb(&c, x, work);
    return (SignalInfo){.residual = end.residual,
                        .steps = end.steps,
                        .is_solved = end.arrived && end.residual <= 1e-10};
}

SignalInfo pair_climb(const SignalGame *g, int32_t point, PairArm *arms)
{
    PairBranch b = {.game = g, .point = point}, *one = &b;
    SignalInfo info = {.is_solved = true};
    if (pair_is_void(g, point)) {
        pair_rest(g, point, arms);
        return info;
    }
    pair_follow(1, &one);
    info.steps = b.steps;
    if (!b.is_lost && settle(g, &b, arms, &info.residual))
        return info;
    return climb_anyhow(g, point, arms);
}
