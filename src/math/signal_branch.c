#include "math/signal_branch.h"

#include <math.h>

#include "math/real.h"
#include "math/worst.h"

/* A point is on the branch when the equations miss by less, in log odds. */
static const double CLOSE = 1e-11;
enum { MOST_STEPS = 2000, MOST_CORRECTIONS = 8, MOST_HALVINGS = 30 };
/* How far a step may go; what part of it corrections may be; and the least cosine between its ends'
 * tangents. */
static const double LONGEST = 4, TRUST = 0.2, STRAIGHT = 0.8;
/* A posterior that moves by less along the arc goes nowhere yet; one that is beyond its interval by less is
 * at its end. */
static const double STILL = 1e-9, RIM = 1e-11;

_Static_assert((int)PAIR_ARMS <= (int)LANES, "arms lie in lanes");

/* What is in a lane without an arm has a weight of 0. */
typedef struct {
    double y[LANES], c, s;
} Spot;

/* What the equations are at a spot. */
typedef struct {
    double miss[LANES], miss_l; /* of the arms', of the last */
    double gap[LANES];          /* x_1 - x_0 */
    double steep[LANES];        /* d (y - s gap) / d y */
    double pull[LANES];         /* d (z_1 - z_0) / d y */
    double rise;                /* d (z_1 - z_0) / d s */
    double x[2][LANES], p[2][LANES];
    double all; /* the sum of what they miss by */
} Look;

typedef struct {
    const SignalGame *game;
    double l, base[2], weight[LANES];
    int32_t interval[LANES];
    /* there x_1 = one - upper / r, x_0 = zero + lower r, r = e^y */
    double one[LANES], zero[LANES], upper[LANES], lower[LANES];
    double low[LANES], high[LANES]; /* between which y may be */
} Branch;

WITHIN double odds_of(int32_t point, int32_t steps)
{
    return real_log((double)point / (steps - point));
}

/* An arm's formulas between two points of the lattice. */
WITHIN void enter(Branch *z, int32_t arm, int32_t interval)
{
    const SignalGame *g = z->game;
    const int32_t n = g->lattice->steps;
    const double up = interval + 1, down = n - interval, lambda = g->precision;
    const double *w = g->worth + ((int64_t)arm * g->lattice->count + interval) * 2;
    const double zero = lambda * (w[2] - w[0]), one = lambda * (w[3] - w[1]);
    z->interval[arm] = interval;
    z->one[arm] = lambda * w[1] + one * up * down / n - z->base[1];
    z->zero[arm] = lambda * w[2] - zero * up * down / n - z->base[0];
    z->upper[arm] = one * (up - 1) * up / n;
    z->lower[arm] = zero * (down - 1) * down / n;
    z->low[arm] = interval > 0 ? odds_of(interval, n) : -INFINITY;
    z->high[arm] = interval < n - 1 ? odds_of(interval + 1, n) : INFINITY;
}

/* In another order than one by one, so that less waits for what comes before. */
WITHIN double sum_of(const double *x)
{
    return ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
}

WITHIN double larger(double a, double b)
{
    return a > b ? a : b;
}

/* e^(s x - top) of a type's arms, top, and their sum. */
WITHIN double weigh(const double *restrict weight, const double *restrict x, double s,
                    double *restrict e, double *top)
{
    double here[LANES];
    for (int32_t a = 0; a < LANES; a++)
        here[a] = weight[a] > 0 ? s * x[a] : -INFINITY;
    const double most = larger(larger(larger(here[0], here[4]), larger(here[2], here[6])),
                               larger(larger(here[1], here[5]), larger(here[3], here[7])));
    for (int32_t a = 0; a < LANES; a++)
        e[a] = real_exp(here[a] - most);
    *top = most;
    return sum_of(e);
}

WITHIN void look_at(const Branch *restrict z, const Spot *restrict at, Look *restrict k)
{
    double slope[2][LANES], e[2][LANES], top[2], rises[LANES], size[LANES];
    const double s = at->s, c = at->c;
    for (int32_t a = 0; a < LANES; a++) {
        const double r = real_exp(at->y[a]), over = z->upper[a] / r,
                     under = z->lower[a] * r;
        k->x[0][a] = z->zero[a] + under;
        k->x[1][a] = z->one[a] - over;
        slope[0][a] = s * under;
        slope[1][a] = s * over;
    }
    const double zero = weigh(z->weight, k->x[0], s, e[0], &top[0]);
    const double one = weigh(z->weight, k->x[1], s, e[1], &top[1]);
    const double part[2] = {1 / zero, 1 / one};
    for (int32_t a = 0; a < LANES; a++) {
        const double p0 = e[0][a] * part[0], p1 = e[1][a] * part[1];
        k->p[0][a] = p0;
        k->p[1][a] = p1;
        k->gap[a] = k->x[1][a] - k->x[0][a];
        k->steep[a] = 1 - slope[1][a] + slope[0][a];
        k->miss[a] = z->weight[a] * (at->y[a] - s * k->gap[a] - c);
        k->pull[a] = p1 * slope[1][a] - p0 * slope[0][a];
        rises[a] = p1 * k->x[1][a] - p0 * k->x[0][a];
        size[a] = fabs(k->miss[a]);
    }
    k->miss_l = c + (top[1] - top[0]) + real_log(one * part[0]) - z->l;
    k->rise = sum_of(rises);
    k->all = fabs(k->miss_l) + sum_of(size);
}

/* ------------------------------------------------------------------ directions */

/* A change of a spot. */
typedef struct {
    double y[LANES], c, s;
} Move;

/* From its change of c and s, when the arms' equations are to change by `by`. */
WITHIN void complete(const Branch *z, const Look *k, const double *by, Move *m)
{
    for (int32_t a = 0; a < LANES; a++)
        m->y[a] = z->weight[a] * (m->c + k->gap[a] * m->s + (by ? by[a] : 0)) / k->steep[a];
}

/* The last equation changes by row[0] dc + row[1] ds when the arms' stay as they are. */
WITHIN void find_row(const Look *k, double *row)
{
    double by_c[LANES], by_s[LANES];
    for (int32_t a = 0; a < LANES; a++) {
        by_c[a] = k->pull[a] / k->steep[a];
        by_s[a] = by_c[a] * k->gap[a];
    }
    row[0] = 1 + sum_of(by_c);
    row[1] = k->rise + sum_of(by_s);
}

WITHIN double dot(const Move *a, const Move *b)
{
    double product[LANES];
    for (int32_t k = 0; k < LANES; k++)
        product[k] = a->y[k] * b->y[k];
    return a->c * b->c + a->s * b->s + sum_of(product);
}

/* s rises where the determinant is above 0.  False where there is no direction. */
WITHIN bool find_tangent(const Branch *z, const Look *k, Move *t)
{
    double row[2], sign = 1;
    find_row(k, row);
    for (int32_t a = 0; a < z->game->arms; a++)
        sign = k->steep[a] < 0 ? -sign : sign;
    t->c = -sign * row[1];
    t->s = sign * row[0];
    complete(z, k, NULL, t);
    const double length = sqrt(dot(t, t));
    if (!(length > 0) || !isfinite(length))
        return false;
    for (int32_t a = 0; a < LANES; a++)
        t->y[a] /= length;
    t->c /= length;
    t->s /= length;
    return true;
}

/* What is solved for beside the equations: s = 1, a posterior at its corner, or a step's length. */
enum { TO_END = -1, TO_LENGTH = -2 };

/* One step of Newton's method. */
WITHIN bool correction_of(const Branch *z, const Spot *at, const Look *k, const Move *t,
                          int32_t goal, double corner, Move *m)
{
    double row[2], side[2] = {0}, is = 0, by[LANES], miss = -k->miss_l;
    find_row(k, row);
    for (int32_t a = 0; a < LANES; a++) {
        by[a] = -k->miss[a];
        miss -= k->pull[a] * by[a] / k->steep[a];
    }
    if (goal == TO_END) {
        side[1] = 1;
        is = 1 - at->s;
    } else if (goal == TO_LENGTH) {
        side[0] = t->c;
        side[1] = t->s;
        for (int32_t a = 0; a < LANES; a++) {
            const double part = t->y[a] / k->steep[a];
            side[0] += part;
            side[1] += part * k->gap[a];
            is -= part * by[a];
        }
    } else {
        side[0] = 1;
        side[1] = k->gap[goal];
        is = k->steep[goal] * (corner - at->y[goal]) - by[goal];
    }
    const double area = row[0] * side[1] - row[1] * side[0];
    m->c = (miss * side[1] - row[1] * is) / area;
    m->s = (row[0] * is - miss * side[0]) / area;
    complete(z, k, by, m);
    return isfinite(m->c) && isfinite(m->s);
}

WITHIN void add(Spot *at, const Move *m, double times)
{
    for (int32_t a = 0; a < LANES; a++)
        at->y[a] += times * m->y[a];
    at->c += times * m->c;
    at->s += times * m->s;
}

/* Newton's method from beside the branch; false where it goes further than `trust`, of which `part` is what
 * it went. */
WITHIN bool correct(const Branch *z, const Move *t, int32_t goal, double corner,
                    double trust, Spot *at, Look *k, double *part)
{
    double moved = 0, before = INFINITY;
    for (int32_t i = 0; i < MOST_CORRECTIONS; i++) {
        Move m;
        look_at(z, at, k);
        const double away = goal == TO_END      ? fabs(1 - at->s)
                            : goal == TO_LENGTH ? 0
                                                : fabs(corner - at->y[goal]);
        const double miss = worst_of(k->all, away);
        *part = moved / trust;
        if (miss <= CLOSE)
            return true;
        if (!(miss < before / 2) || !correction_of(z, at, k, t, goal, corner, &m))
            return false;
        before = i > 0 ? miss : INFINITY;
        moved += sqrt(dot(&m, &m));
        if (!(moved <= trust))
            return false;
        add(at, &m, 1);
    }
    return false;
}

/* ------------------------------------------------------------------ from corner to corner */

/* Where the tangent leads to first. */
typedef struct {
    int32_t goal;
    double corner, away;
} Exit;

WITHIN Exit exit_of(const Branch *z, const Spot *at, const Move *t)
{
    Exit e = {.goal = TO_LENGTH, .away = INFINITY};
    if (t->s > 0)
        e = (Exit){.goal = TO_END, .away = (1 - at->s) / t->s};
    for (int32_t a = 0; a < z->game->arms; a++) {
        const double corner = t->y[a] > 0 ? z->high[a] : z->low[a];
        const double away =
            fabs(t->y[a]) < STILL ? INFINITY : (corner - at->y[a]) / t->y[a];
        if (away < e.away)
            e = (Exit){.goal = a, .corner = corner, .away = away > 0 ? away : 0};
    }
    return e;
}

/* What the way from `from` passed first, but for `but`: the end of an interval or of the branch; `away`: at what
 * part of the way. */
WITHIN Exit passed(const Branch *z, const Spot *from, const Spot *at, int32_t but)
{
    Exit e = {.goal = TO_LENGTH, .away = INFINITY};
    if (but != TO_END && at->s > 1 + RIM)
        e = (Exit){.goal = TO_END, .away = (1 - from->s) / (at->s - from->s)};
    for (int32_t a = 0; a < z->game->arms; a++) {
        const bool is_high = at->y[a] > z->high[a] + RIM;
        if (a == but || (!is_high && !(at->y[a] < z->low[a] - RIM)))
            continue;
        const double corner = is_high ? z->high[a] : z->low[a];
        const double away = (corner - from->y[a]) / (at->y[a] - from->y[a]);
        if (away < e.away)
            e = (Exit){.goal = a, .corner = corner, .away = away};
    }
    return e;
}

/* Whether the tangent leads from a corner into the piece. */
WITHIN bool leaves(const Branch *z, const Exit *e, const Move *t)
{
    return e->corner == z->high[e->goal] ? t->y[e->goal] < -STILL : t->y[e->goal] > STILL;
}

/* One step within a piece, to its end where that is near; `reached->goal` says what it led to.  False where
 * no step is short enough. */
WITHIN bool step_on(const Branch *z, Spot *at, Move *t, double *reach, Exit *reached,
                    Look *k)
{
    Exit e = exit_of(z, at, t);
    for (int32_t i = 0; i < MOST_HALVINGS; i++, *reach /= 2) {
        const double step = e.away < *reach ? e.away : *reach;
        const int32_t to = e.away <= *reach ? e.goal : TO_LENGTH;
        Spot next = *at;
        Move there;
        double part;
        add(&next, t, step);
        if (!correct(z, t, to, e.corner, TRUST * step + 1e-9, &next, k, &part) ||
            next.s < 0 || !find_tangent(z, k, &there) || dot(&there, t) < STRAIGHT) {
            *reach = step;
            continue;
        }
        const Exit before = passed(z, at, &next, to);
        if (before.goal >= 0 && before.away <= 0 && leaves(z, &before, t)) {
            *reach = step; /* it went out from this very corner, and came back */
            continue;
        }
        if (before.goal != TO_LENGTH) {
            e = before;
            e.away = fmax(0, fmin(before.away, 1)) * step;
            *reach = 2 * fmax(e.away, 1e-12);
            continue;
        }
        part = fmax(part, (1 - dot(&there, t)) / (1 - STRAIGHT)); /* grows as step^2 */
        *at = next;
        *reach = fmin(fmax(*reach, step * fmin(2, 0.8 / sqrt(part))), LONGEST);
        *t = there;
        *reached = e;
        reached->goal = to;
        return true;
    }
    return false;
}

/* At a corner, just looked at: the formulas beyond it, where slopes alone are others, and the tangent there;
 * false where that does not lead on. */
WITHIN bool turn(Branch *z, const Exit *e, Spot *at, Move *t, Look *k)
{
    const int32_t arm = e->goal;
    const bool rises = e->corner == z->high[arm];
    at->y[arm] = e->corner;
    enter(z, arm, z->interval[arm] + (rises ? 1 : -1));
    const double r = real_exp(e->corner);
    const double over = at->s * z->upper[arm] / r, under = at->s * z->lower[arm] * r;
    k->steep[arm] = 1 - over + under;
    k->pull[arm] = k->p[1][arm] * over - k->p[0][arm] * under;
    return find_tangent(z, k, t) && (rises ? t->y[arm] : -t->y[arm]) > -STILL;
}

/* At s = 0 nothing is told: all posteriors are the prior. */
WITHIN bool begin(Branch *z, int32_t point, Spot *at, Move *t)
{
    Look k;
    *at = (Spot){.c = z->l};
    for (int32_t a = 0; a < LANES; a++) {
        at->y[a] = z->l;
        z->weight[a] = a < z->game->arms;
        z->one[a] = z->zero[a] = z->upper[a] = z->lower[a] = 0;
        if (a < z->game->arms)
            enter(z, a, point);
    }
    look_at(z, at, &k);
    if (!find_tangent(z, &k, t))
        return false;
    for (int32_t a = 0; a < z->game->arms; a++)
        if (t->y[a] < 0)
            enter(z, a, point - 1);
    return true;
}

ANY_WIDTH static bool pair_follow_wide(const SignalGame *g, int32_t point, double (*x)[2],
                                       int32_t *steps)
{
    Branch z = {.game = g, .l = odds_of(point, g->lattice->steps)};
    Spot at;
    Move t;
    double reach = 1;
    for (int k = 0; k < 2; k++)
        z.base[k] = g->precision * g->worth[(int64_t)2 * point + k];
    *steps = 0;
    if (!begin(&z, point, &at, &t))
        return false;
    Look k;
    for (Exit e = {.goal = TO_LENGTH}; e.goal != TO_END; ++*steps)
        if (*steps == MOST_STEPS || !step_on(&z, &at, &t, &reach, &e, &k) ||
            (e.goal >= 0 && !turn(&z, &e, &at, &t, &k)))
            return false;
    for (int32_t a = 0; a < g->arms; a++)
        for (int i = 0; i < 2; i++)
            x[a][i] = k.x[i][a] + z.base[i];
    return true;
}

bool pair_follow(const SignalGame *g, int32_t point, double (*x)[2], int32_t *steps)
{
    return pair_follow_wide(g, point, x, steps);
}
