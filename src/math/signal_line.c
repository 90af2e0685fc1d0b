#include "math/signal_line.h"

#include <math.h>
#include <string.h>

#include "base/lesser.h"
#include "math/real.h"

/* The line of posteriors is cut into parts of such a length, in log odds, and at all points of the
 * lattice; beyond its ends it has so many. */
static const double LENGTH = 1.0;
enum { END_PARTS = 3, MOST_PARTS = 120 };
/* What bounds must keep from where they would say nothing, and what rounding can make of them. */
static const double MARGIN = 1e-3, SLACK = 1e-9;

/* An arm in a part of the line of its posteriors: all bounds [least, most]. */
typedef struct {
    double c[2];          /* h_a */
    double odds, counter; /* the least e^y and e^-y */
    double x[2][2];       /* [type] */
    double slope[2][2];   /* [type] */
    double gain[2][2];    /* [type]: of slope_k / h_a', where rises */
    bool rises;           /* h_a' is above 0 all over */
} Piece;

typedef struct {
    const SignalGame *game;
    int32_t count, base; /* pieces; the arm whose posterior runs along the curve */
    Piece piece[PAIR_ARMS][MOST_PARTS];
    /* The most that c is in this piece and before it, the least in it and after it. */
    double before[PAIR_ARMS][MOST_PARTS], after[PAIR_ARMS][MOST_PARTS];
    int32_t first[PAIR_ARMS]; /* of those that the last piece of the base reached */
    Piece hull[PAIR_ARMS];    /* over one piece of the base */
} Line;

/* ------------------------------------------------------------------ parts of an arm's posteriors */

/* A place on the line of posteriors: y = log(up / down), up = steps b_1, in an interval of the
 * lattice that begins at a point. */
typedef struct {
    int32_t point;
    double up, down, y;
} Place;

/* An arm there. */
typedef struct {
    double x[2], slope[2];
} Spot;

static Spot spot_at(const SignalGame *g, int32_t arm, const Place *at)
{
    int32_t n = g->lattice->steps, j = at->point, left = n - 1 - j;
    const double *w = g->worth + ((int64_t)arm * g->lattice->count + j) * 2;
    double lambda = g->precision, up = at->up, down = at->down;
    double more[2] = {w[2] - w[0], w[3] - w[1]};
    double rise = j > 0 ? (up - j) * (j + 1) / up : 1;
    double fall = left > 0 ? (down - left) * (left + 1) / down : 1;
    Spot s;
    s.x[0] = lambda * (w[2] - fall * more[0]);
    s.x[1] = lambda * (w[1] + rise * more[1]);
    s.slope[0] = left > 0 ? lambda * more[0] * left * (left + 1) * up / (down * n) : 0;
    s.slope[1] = j > 0 ? lambda * more[1] * j * (j + 1) * down / (up * n) : 0;
    return s;
}

static void span(double a, double b, double *range)
{
    range[0] = lesser(a, b);
    range[1] = greater(a, b);
}

/* h between two spots, where its slope is from -fall to rise. */
static void span_steep(double a, double b, double length, double fall, double rise,
                       double *range)
{
    fall = greater(fall, 0);
    rise = greater(rise, 0);
    if (fall == 0 || rise == 0) {
        span(a, b, range);
        return;
    }
    if (isinf(length)) {
        range[0] = -INFINITY;
        range[1] = INFINITY;
        return;
    }
    range[0] = (rise * a + fall * b - fall * rise * length) / (fall + rise);
    range[1] = (fall * a + rise * b + fall * rise * length) / (fall + rise);
}

static void find_gains(Piece *p)
{
    for (int i = 0; i < 4; i++) { /* monotone in either slope: extremes are at corners */
        double s1 = p->slope[1][i & 1], s0 = p->slope[0][i >> 1], scale = 1 / (1 - s1 + s0);
        double gain[2] = {s0 * scale, s1 * scale};
        for (int k = 0; k < 2; k++) {
            p->gain[k][0] = i == 0 ? gain[k] : lesser(p->gain[k][0], gain[k]);
            p->gain[k][1] = i == 0 ? gain[k] : greater(p->gain[k][1], gain[k]);
        }
    }
}

static Piece piece_between(const SignalGame *g, int32_t arm, const Place *from,
                           const Place *to)
{
    Spot a = spot_at(g, arm, from), b = spot_at(g, arm, to);
    Piece p = {.odds = from->up / from->down, .counter = to->down / to->up};
    for (int k = 0; k < 2; k++) {
        span(a.slope[k], b.slope[k], p.slope[k]);
        span(a.x[k], b.x[k], p.x[k]);
    }
    double least = 1 - p.slope[1][1] + p.slope[0][0],
           most = 1 - p.slope[1][0] + p.slope[0][1];
    p.rises = least > MARGIN;
    span_steep(from->y - a.x[1] + a.x[0], to->y - b.x[1] + b.x[0], to->y - from->y, -least,
               most, p.c);
    return p;
}

static void add_part(Line *z, const Place *from, const Place *to, double *most_fall)
{
    for (int32_t a = 0; a < z->game->arms; a++) {
        Piece *p = &z->piece[a][z->count];
        *p = piece_between(z->game, a, from, to);
        double fall = p->slope[1][1] - p->slope[0][0];
        if (fall > *most_fall) {
            *most_fall = fall;
            z->base = a;
        }
    }
    z->count++;
}

static Place place_at(int32_t steps, int32_t point, double part)
{
    double up = point + part, down = steps - up;
    return (Place){.point = point, .up = up, .down = down, .y = real_log(up / down)};
}

/* False where there are too many.  The curve runs along the posterior of the arm whose h falls most. */
static bool find_pieces(Line *z)
{
    int32_t n = z->game->lattice->steps;
    double most_fall = -INFINITY;
    z->count = z->base = 0;
    for (int32_t j = 0; j < n; j++) {
        Place from = place_at(n, j, 0), end = place_at(n, j, 1);
        bool is_end = j == 0 || j == n - 1;
        int32_t parts = is_end ? END_PARTS : (int32_t)ceil((end.y - from.y) / LENGTH);
        if (z->count + parts > MOST_PARTS)
            return false;
        for (int32_t k = 1; k <= parts; k++) {
            Place to = k == parts ? end : place_at(n, j, (double)k / parts);
            add_part(z, &from, &to, &most_fall);
            from = to;
        }
    }
    return true;
}

static void ready_arm(Line *z, int32_t arm)
{
    double before = -INFINITY, after = INFINITY;
    for (int32_t i = 0; i < z->count; i++) {
        Piece *p = &z->piece[arm][i];
        z->before[arm][i] = before = greater(before, p->c[1]);
        if (p->rises)
            find_gains(p);
    }
    for (int32_t i = z->count - 1; i >= 0; i--)
        z->after[arm][i] = after = lesser(after, z->piece[arm][i].c[0]);
    z->first[arm] = 0;
}

/* ------------------------------------------------------------------ pieces of the curve */

static void widen(double *range, const double *by)
{
    range[0] = lesser(range[0], by[0]);
    range[1] = greater(range[1], by[1]);
}

static void add_piece(Piece *to, const Piece *p)
{
    to->rises &= p->rises;
    to->odds = lesser(to->odds, p->odds);
    to->counter = lesser(to->counter, p->counter);
    for (int k = 0; k < 2; k++) {
        widen(to->x[k], p->x[k]);
        widen(to->gain[k], p->gain[k]);
    }
}

/* What an arm can be at the c of a piece of the base. */
static void find_hull(Line *z, int32_t arm, const double *c)
{
    int32_t i = z->first[arm];
    while (i < z->count - 1 && z->before[arm][i] < c[0] - SLACK)
        i++;
    while (i > 0 && z->before[arm][i - 1] >= c[0] - SLACK)
        i--;
    z->first[arm] = i;
    z->hull[arm] = z->piece[arm][i];
    for (i++; i < z->count && z->after[arm][i] <= c[1] + SLACK; i++) {
        const Piece *p = &z->piece[arm][i];
        if (p->c[1] >= c[0] - SLACK && p->c[0] <= c[1] + SLACK)
            add_piece(&z->hull[arm], p);
    }
}

/* Bounds on what type k picks each arm with. */
static void find_odds(const Line *z, int k, double p[PAIR_ARMS][2])
{
    int32_t n = z->game->arms;
    double e[PAIR_ARMS][2], top = -INFINITY, sum[2] = {0};
    for (int32_t a = 0; a < n; a++)
        top = greater(top, z->hull[a].x[k][1]);
    for (int32_t a = 0; a < n; a++)
        for (int i = 0; i < 2; i++)
            sum[i] += e[a][i] = real_exp(z->hull[a].x[k][i] - top);
    for (int32_t a = 0; a < n; a++)
        for (int i = 0; i < 2; i++) /* the other arms at their other ends */
            p[a][i] = e[a][i] / (e[a][i] + (sum[!i] - e[a][!i]));
}

/* dl / dy is 1 less the sum of p_b1 pull_b1 + p_b0 pull_b0 over the arms but the base: the most of
 *     pull_b1 = s_1 - h' gain_b1,   pull_b0 = h' gain_b0 - s_0,   h' = 1 - s_1 + s_0. */
static void find_pulls(const Line *z, int32_t arm, double *pull)
{
    const Piece *a = &z->hull[z->base], *b = &z->hull[arm];
    pull[0] = pull[1] = -INFINITY;
    for (int i = 0; i < 8; i++) {
        double s1 = a->slope[1][i & 1], s0 = a->slope[0][i >> 1 & 1], steep = 1 - s1 + s0;
        pull[0] = greater(pull[0], steep * b->gain[0][i >> 2] - s0);
        pull[1] = greater(pull[1], s1 - steep * b->gain[1][i >> 2]);
    }
}

/* Whether l rises, given bounds on the p; NULL: from 0 to 1. */
static bool rises(const Line *z, double pull[PAIR_ARMS][2], double p[2][PAIR_ARMS][2])
{
    double fall = 0, most[2] = {0};
    for (int32_t a = 0; a < z->game->arms; a++)
        for (int k = 0; k < 2 && a != z->base; k++) {
            most[k] = greater(most[k], pull[a][k]);
            fall += p ? pull[a][k] * p[k][a][pull[a][k] > 0] : 0;
        }
    return (p ? fall : most[0] + most[1]) < 1 - MARGIN;
}

/* The least that a mean can be, when these are the least weights. */
static double least_mean(int32_t n, double p[PAIR_ARMS][2], const double *of)
{
    double sum = 0, rest = 1, least = INFINITY;
    for (int32_t a = 0; a < n; a++) {
        sum += p[a][0] * of[a];
        rest -= p[a][0];
        least = lesser(least, of[a]);
    }
    return sum + rest * least;
}

/* Finds what the other arms can be over a piece of the base; false where one may fall. */
static bool find_hulls(Line *z, int32_t at, double pull[PAIR_ARMS][2])
{
    bool rise = true;
    z->hull[z->base] = z->piece[z->base][at];
    for (int32_t a = 0; a < z->game->arms; a++) {
        if (a == z->base)
            continue;
        find_hull(z, a, z->piece[z->base][at].c);
        rise &= z->hull[a].rises;
        if (rise)
            find_pulls(z, a, pull[a]);
    }
    return rise;
}

/* l rises along the piece; else the odds of the priors over it, from [0] to [1]. */
static bool is_good(Line *z, int32_t at, double *odds)
{
    double pull[PAIR_ARMS][2] = {{0}}, p[2][PAIR_ARMS][2];
    double up[PAIR_ARMS], down[PAIR_ARMS];
    bool rise = find_hulls(z, at, pull);
    if (rise && rises(z, pull, NULL))
        return true;
    find_odds(z, 0, p[0]);
    find_odds(z, 1, p[1]);
    if (rise && rises(z, pull, p))
        return true;
    for (int32_t a = 0; a < z->game->arms; a++) {
        up[a] = z->hull[a].odds;
        down[a] = z->hull[a].counter;
    }
    odds[0] = least_mean(z->game->arms, p[0], up) * (1 - SLACK);
    odds[1] = (1 + SLACK) / least_mean(z->game->arms, p[1], down);
    return false;
}

void line_find_sure(const SignalGame *g, bool *is_sure)
{
    int32_t n = g->lattice->steps;
    Line z;
    z.game = g;
    bool has_pieces = find_pieces(&z);
    memset(is_sure, has_pieces, (size_t)n + 1);
    for (int32_t a = 0; a < g->arms && has_pieces; a++)
        if (a != z.base)
            ready_arm(&z, a);
    for (int32_t i = 0; i < z.count && has_pieces; i++) {
        double odds[2];
        if (is_good(&z, i, odds))
            continue;
        for (int32_t point = 1; point < n; point++) {
            double own = (double)point / (n - point);
            is_sure[point] &= own < odds[0] || own > odds[1];
        }
    }
}
