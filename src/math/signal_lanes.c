#include "math/signal_lanes.h"

#include <math.h>

#include "math/real.h"

/* As in signal_pair.c. */
static const double CLOSE = 1e-12, ROUNDING = 1e-14;
enum { MOST_CORRECTIONS = 12 };

typedef int32_t Whole8 __attribute__((vector_size(32), aligned(4), may_alias));

/* ------------------------------------------------------------------ a choice */

WITHIN void choose_of_two(LaneArm *arms, int k)
{
    const double *restrict x0 = arms[0].x[k], *restrict x1 = arms[1].x[k];
    double *restrict p0 = arms[0].p[k], *restrict p1 = arms[1].p[k];
    for (int32_t l = 0; l < LANES; l++) {
        const double odds = real_exp(-fabs(x1[l] - x0[l]));
        const double better = 1 / (1 + odds), worse = odds * better;
        p0[l] = x1[l] > x0[l] ? worse : better;
        p1[l] = x1[l] > x0[l] ? better : worse;
    }
}

WITHIN void choose_of_more(int32_t n, LaneArm *arms, int k)
{
    double most[LANES], sum[LANES] = {0};
    for (int32_t l = 0; l < LANES; l++)
        most[l] = arms[0].x[k][l];
    for (int32_t a = 1; a < n; a++)
        for (int32_t l = 0; l < LANES; l++)
            most[l] = arms[a].x[k][l] > most[l] ? arms[a].x[k][l] : most[l];
    for (int32_t a = 0; a < n; a++)
        for (int32_t l = 0; l < LANES; l++) {
            const double weight = real_exp(arms[a].x[k][l] - most[l]);
            arms[a].p[k][l] = weight;
            sum[l] += weight;
        }
    const Lane8 scale = 1 / *eight_of(sum);
    for (int32_t a = 0; a < n; a++)
        *eight(arms[a].p[k]) *= scale;
}

WITHIN void choose(int32_t n, LaneArm *arms)
{
    for (int k = 0; k < 2; k++)
        if (n == 2)
            choose_of_two(arms, k);
        else
            choose_of_more(n, arms, k);
}

/* ------------------------------------------------------------------ Newton's method */

/* What does not move while all lanes are solved. */
typedef struct {
    Lane8 prior[2];
    double precision;
    int32_t steps, arms;
} Lines;

/* As value_arm in signal_pair.c. */
WITHIN void value_arm(const Lines *z, const double *w, LaneArm *arm)
{
    const double n = z->steps;
    const Lane8 share[2] = {z->prior[0] * *eight(arm->p[0]),
                            z->prior[1] * *eight(arm->p[1])};
    const Lane8 mean = share[0] + share[1], scale = n / mean;
    const Lane8 y[2] = {share[0] * scale, share[1] * scale}, both = 1 / (y[0] * y[1]);
    const Lane8 part[2] = {y[1] * both, y[0] * both}; /* 1 / y */
    const Lane8 last = (Lane8){0} + (n - 1);
    Lane8 j8 = y[1], rest;
    const Truth8 is_beyond = ~LANE_LESS(y[1], last); /* or NaN */
    take_lanes(&is_beyond, &last, &j8);
    const Whole8 j = __builtin_convertvector(j8, Whole8);
    *(Whole8 *)arm->lower = j;
    j8 = __builtin_convertvector(j, Lane8);
    rest = n - 1 - j8;
    Lane8 upper = y[1] - j8, lower = y[0] - rest;
    const Lane8 from_upper = 1 - upper, from_lower = 1 - lower;
    const Truth8 is_low = LANE_LESS(y[1], y[0]), is_high = ~is_low;
    take_lanes(&is_low, &from_upper, &lower);
    take_lanes(&is_high, &from_lower, &upper);
    const Lane8 rise = upper * (j8 + 1) * part[1], fall = lower * (rest + 1) * part[0];
    *eight(arm->mean) = mean;
    *eight(arm->weight[0][0]) = lower;
    *eight(arm->weight[0][1]) = upper;
    *eight(arm->weight[1][0]) = fall;
    *eight(arm->weight[1][1]) = 1 - fall;
    *eight(arm->weight[2][0]) = 1 - rise;
    *eight(arm->weight[2][1]) = rise;
    const double *row[LANES];
    for (int32_t l = 0; l < LANES; l++)
        row[l] = w + 2 * (int64_t)arm->lower[l];
    Lane8 ends[4]; /* here to the types, and at the next point */
    lanes_from_rows(row, ends);
    const Lane8 more[2] = {ends[2] - ends[0], ends[3] - ends[1]};
    *eight(arm->worth[0]) = ends[2] - fall * more[0];
    *eight(arm->worth[1]) = ends[1] + rise * more[1];
    const double by = z->precision / n;
    *eight(arm->slope[0]) = by * more[0] * rest * (rest + 1) * y[1] * part[0];
    *eight(arm->slope[1]) = by * more[1] * j8 * (j8 + 1) * y[0] * part[1];
}

/* How far x is from where it should be, and the largest |x|. */
typedef struct {
    Lane8 miss, size;
} Away;

WITHIN void measure(const Lines *z, const LaneArm *arm, Away *most)
{
    for (int k = 0; k < 2; k++) {
        const Lane8 x = *eight_of(arm->x[k]);
        Lane8 away = z->precision * *eight_of(arm->worth[k]) - x, size;
        lanes_size(&away, &away);
        lanes_size(&x, &size);
        const Truth8 is_number = LANE_UP_TO(most->miss, LANE_ALL(INFINITY));
        const Truth8 is_more = ~LANE_UP_TO(away, most->miss) & is_number; /* NaN stays */
        const Truth8 is_larger = LANE_LESS(most->size, size);
        take_lanes(&is_more, &away, &most->miss);
        take_lanes(&is_larger, &size, &most->size);
    }
}

/* As correct in signal_pair.c, in the lanes that are not done. */
WITHIN void correct(const Lines *z, const Truth8 *done, LaneArm *arms)
{
    Lane8 moved[PAIR_ARMS], gain[PAIR_ARMS], sum = {0}, by_dz = sum + 1;
    for (int32_t a = 0; a < z->arms; a++) {
        LaneArm *t = &arms[a];
        const Lane8 *p0 = eight(t->p[0]), *p1 = eight(t->p[1]);
        const Lane8 s0 = *eight(t->slope[0]), s1 = *eight(t->slope[1]);
        const Lane8 r0 = z->precision * *eight(t->worth[0]) - *eight(t->x[0]);
        const Lane8 r1 = z->precision * *eight(t->worth[1]) - *eight(t->x[1]);
        gain[a] = 1 / (1 - (s1 - s0));
        moved[a] = r1 - r0;
        const Lane8 lever = (*p1 * s1 - *p0 * s0) * gain[a];
        sum += *p1 * r1 - *p0 * r0 + lever * moved[a];
        by_dz += lever;
    }
    const Lane8 dz = sum / by_dz;
    const Truth8 is_open = ~*done;
    for (int32_t a = 0; a < z->arms; a++) {
        LaneArm *t = &arms[a];
        const Lane8 d = (moved[a] - dz) * gain[a];
        for (int k = 0; k < 2; k++) {
            const Lane8 x = z->precision * *eight(t->worth[k]) + *eight(t->slope[k]) * d;
            take_lanes(&is_open, &x, eight(t->x[k]));
        }
    }
}

/* As if nothing were told. */
WITHIN void begin(const SignalGame *g, PairLanes *lanes)
{
    for (int32_t a = 0; a < g->arms; a++)
        for (int32_t l = 0; l < LANES; l++)
            for (int k = 0; k < 2; k++)
                lanes->arm[a].x[k][l] =
                    g->precision *
                    g->worth[2 * (a * (int64_t)g->lattice->count + lanes->point[l]) + k];
}

/* Where nothing is told, all is done. */
WITHIN void find_priors(const SignalGame *g, Lines *z, const PairLanes *lanes, Truth8 *done)
{
    double prior[2][LANES];
    int64_t is_end[LANES];
    for (int32_t l = 0; l < LANES; l++) {
        const int64_t point = lanes->point[l];
        is_end[l] = -(int64_t)(point == 0 || point == z->steps);
        for (int k = 0; k < 2; k++)
            prior[k][l] = g->lattice->point[2 * point + k];
    }
    z->prior[0] = *eight_of(prior[0]);
    z->prior[1] = *eight_of(prior[1]);
    memcpy(done, is_end, sizeof *done);
}

/* Where a type is excluded, the posterior is the prior. */
static void rest(const SignalGame *g, int32_t l, PairLanes *z)
{
    const int32_t steps = g->lattice->steps, lower = z->point[l] < steps ? 0 : steps - 1;
    for (int32_t a = 0; a < g->arms; a++) {
        LaneArm *t = &z->arm[a];
        t->lower[l] = lower;
        t->mean[l] = lower == z->point[l] ? t->p[0][l] : t->p[1][l];
        for (int row = 0; row < 3; row++) {
            t->weight[row][0][l] = lower == z->point[l];
            t->weight[row][1][l] = lower != z->point[l];
        }
    }
    z->miss[l] = 0;
}

ANY_WIDTH static void pair_solve_wide(const SignalGame *g, bool begins, PairLanes *lanes)
{
    Lines z = {.precision = g->precision, .steps = g->lattice->steps, .arms = g->arms};
    const int64_t row = (int64_t)g->lattice->count * 2;
    Truth8 done;
    find_priors(g, &z, lanes, &done);
    const Truth8 at_end = done;
    if (begins)
        begin(g, lanes);
    for (int32_t i = 0; i <= MOST_CORRECTIONS; i++) {
        Away most = {.miss = {0}};
        choose(z.arms, lanes->arm);
        for (int32_t a = 0; a < z.arms; a++) {
            value_arm(&z, g->worth + a * row, &lanes->arm[a]);
            measure(&z, &lanes->arm[a], &most);
        }
        *eight(lanes->miss) = most.miss;
        done = at_end | LANE_UP_TO(most.miss, LANE_ALL(CLOSE)) |
               LANE_UP_TO(most.miss, ROUNDING * most.size);
        const Truth8 is_open = ~done;
        if (i == MOST_CORRECTIONS || !lanes_any(&is_open))
            break;
        correct(&z, &done, lanes->arm);
    }
    for (int32_t l = 0; l < LANES; l++)
        if (at_end[l])
            rest(g, l, lanes);
        else if (!done[l])
            lanes->miss[l] = INFINITY;
}

void pair_solve_lanes(const SignalGame *g, PairLanes *z)
{
    pair_solve_wide(g, true, z);
}

void pair_settle_lanes(const SignalGame *g, PairLanes *z)
{
    pair_solve_wide(g, false, z);
}

/* ------------------------------------------------------------------ what is found */

void pair_into_lane(const SignalGame *g, const PairArm *arms, int32_t lane, PairLanes *z)
{
    for (int32_t a = 0; a < g->arms; a++) {
        LaneArm *to = &z->arm[a];
        const PairArm *from = &arms[a];
        to->lower[lane] = from->lower;
        to->mean[lane] = from->mean;
        for (int k = 0; k < 2; k++) {
            to->x[k][lane] = from->x[k];
            to->p[k][lane] = from->p[k];
            for (int row = 0; row < 3; row++)
                to->weight[row][k][lane] = from->weight[row][k];
        }
    }
}

/* H = x_top - log p_top - sum p x. */
ANY_WIDTH static void pair_entropy_wide(int32_t arms, const PairLanes *z,
                                        double *restrict h)
{
    for (int k = 0; k < 2; k++, h += LANES) {
        Lane8 mean = {0}, most = *eight_of(z->arm[0].x[k]), top = *eight_of(z->arm[0].p[k]);
        for (int32_t a = 0; a < arms; a++) {
            const Lane8 x = *eight_of(z->arm[a].x[k]), p = *eight_of(z->arm[a].p[k]);
            const Truth8 is_more = LANE_LESS(top, p);
            mean += p * x;
            take_lanes(&is_more, &x, &most);
            take_lanes(&is_more, &p, &top);
        }
        double logs[LANES];
        *eight(logs) = top;
        for (int32_t l = 0; l < LANES; l++)
            logs[l] = real_log(logs[l]);
        *eight(h) = most - *eight_of(logs) - mean;
    }
}

void pair_entropy_lanes(int32_t arms, const PairLanes *z, double *h)
{
    pair_entropy_wide(arms, z, h);
}
