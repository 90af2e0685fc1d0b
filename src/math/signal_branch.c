#include "math/signal_branch.h"

#include <math.h>

#include "math/signal_arc.h"

enum { MOST_STEPS = 2000 };
static const double SOON_CLOSE = 1e-9; /* see lane_walk.h */

_Static_assert((int)PAIR_ARMS <= (int)MOST_POSTERIORS, "an arm has a posterior");

typedef struct {
    Track track;
    Arc arc; /* the piece in each lane */
    int32_t interval[PAIR_ARMS]
                    [LANES]; /* of the lattice, where arms' posteriors are in it */
    Lane8 base[2];           /* x is what an arm is worth above that */
    int32_t steps;           /* of the lattice */
    const double *odds;      /* log odds of its points */
    PairBranch *const *waiting, *const *end; /* branches that no lane has begun */
    PairBranch *own[LANES];                  /* the lane's branch; NULL: none is left */
} Walk;

WITHIN const double *worth_at(const SignalGame *g, int32_t arm, int32_t point)
{
    return g->worth + ((int64_t)arm * g->lattice->count + point) * 2;
}

/* The formulas of an arm whose posterior is between a point of the lattice and the next. */
WITHIN void enter(Walk *z, int32_t lane, int32_t arm, int32_t interval)
{
    const int32_t n = z->steps;
    const SignalGame *g = z->own[lane]->game;
    const double up = interval + 1, down = n - interval, lambda = g->precision;
    const double *w = worth_at(g, arm, interval);
    const double zero = lambda * (w[2] - w[0]), one = lambda * (w[3] - w[1]);
    z->interval[arm][lane] = interval;
    z->arc.one[arm][lane] = lambda * w[1] + one * up * down / n - z->base[1][lane];
    z->arc.zero[arm][lane] = lambda * w[2] - zero * up * down / n - z->base[0][lane];
    z->arc.upper[arm][lane] = one * (up - 1) * up / n;
    z->arc.lower[arm][lane] = zero * (down - 1) * down / n;
    z->track.low[arm][lane] = z->odds[interval];
    z->track.high[arm][lane] = z->odds[interval + 1];
}

/* At s = 0 nothing is told: all posteriors are the prior, and the arms are equally likely. */
WITHIN void begin(Walk *z, int32_t lane)
{
    const SignalGame *g = z->own[lane]->game;
    const int32_t point = z->own[lane]->point;
    double gap[PAIR_ARMS], mean = 0, length = 1;
    for (int k = 0; k < 2; k++)
        z->base[k][lane] = g->precision * worth_at(g, 0, point)[k];
    for (int32_t a = 0; a < z->arc.arms; a++) {
        const double *w = worth_at(g, a, point);
        gap[a] = (g->precision * w[1] - z->base[1][lane]) -
                 (g->precision * w[0] - z->base[0][lane]);
        mean += gap[a] / z->arc.arms;
    }
    for (int32_t a = 0; a < z->arc.arms; a++)
        length += (gap[a] - mean) * (gap[a] - mean);
    length = sqrt(length + mean * mean);
    z->arc.l[lane] = z->track.at.x[0][lane] = z->odds[point];
    z->track.at.s[lane] = 0;
    z->track.tangent.x[0][lane] = -mean / length;
    z->track.tangent.s[lane] = 1 / length;
    for (int32_t a = 0; a < z->arc.arms; a++) {
        z->track.at.y[a][lane] = z->arc.l[lane];
        z->track.tangent.y[a][lane] = (gap[a] - mean) / length;
        enter(z, lane, a, gap[a] < mean ? point - 1 : point);
    }
    z->own[lane]->steps = 0;
    track_begin(&z->track, lane);
}

/* The next branch that waits. */
WITHIN void take(Walk *z, int32_t lane)
{
    z->own[lane] = z->waiting < z->end ? *z->waiting++ : NULL;
    z->track.is_busy[lane] = z->own[lane] ? -1 : 0;
    if (z->own[lane])
        begin(z, lane);
}

WITHIN void walk_end(Walk *z, int32_t lane, const Look *k, bool is_lost)
{
    PairBranch *b = z->own[lane];
    b->is_lost = is_lost;
    for (int32_t a = 0; a < z->arc.arms; a++)
        for (int i = 0; i < 2; i++)
            b->x[a][i] = k->x[i][a][lane] + z->base[i][lane];
    take(z, lane);
}

WITHIN bool walk_step(Walk *z, int32_t lane)
{
    return ++z->own[lane]->steps < MOST_STEPS;
}

WITHIN SpotSize walk_size(const Walk *z)
{
    return (SpotSize){z->arc.arms, z->arc.arms, 1};
}

WITHIN void walk_look(const Walk *z, const Spot *at, Look *k)
{
    arc_look(&z->arc, at, k);
}

WITHIN void walk_tangent(const Walk *z, const Look *k, Spot *t)
{
    arc_tangent(z->arc.arms, k, t);
}

WITHIN void walk_correct(const Walk *z, const Look *k, Spot *m)
{
    arc_correction(z->arc.arms, &z->track, k, m);
}

WITHIN void walk_enter(Walk *z, int32_t lane, int32_t arm, bool up)
{
    enter(z, lane, arm, z->interval[arm][lane] + (up ? 1 : -1));
}

/* Beyond a corner slopes alone are others. */
WITHIN void walk_turn(const Walk *z, const Truth8 *turned, Look *k)
{
    for (int32_t l = 0; l < LANES; l++) {
        if (!(*turned)[l])
            continue;
        const int32_t arm = (int32_t)z->track.next.goal[l];
        const bool is_high = z->track.at.y[arm][l] == z->track.high[arm][l];
        const int32_t point = z->interval[arm][l] + is_high;
        const double s = z->track.at.s[l], r = (double)point / (z->steps - point);
        const double over = s * z->arc.upper[arm][l] / r,
                     under = s * z->arc.lower[arm][l] * r;
        k->steep[arm][l] = 1 - over + under;
        k->part[arm][l] = 1 / k->steep[arm][l];
        k->pull[arm][l] = k->p[1][arm][l] * over - k->p[0][arm][l] * under;
    }
}

#include "math/lane_walk.h"

ANY_WIDTH static void pair_follow_wide(int32_t count, PairBranch *const *b, double *odds)
{
    const int32_t n = b[0]->game->lattice->steps, arms = b[0]->game->arms;
    Walk z = {.arc.arms = arms, .steps = n, .odds = odds, .waiting = b, .end = b + count};
    track_corners(n, odds);
    for (int32_t l = 0; l < LANES; l++)
        take(&z, l);
    walk_all(&z);
}

void pair_follow(int32_t count, PairBranch *const *branches)
{
    if (count == 0)
        return;
    double odds[branches[0]->game->lattice->count];
    pair_follow_wide(count, branches, odds);
}
