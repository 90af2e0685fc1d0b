/* Let u be x or -x and v be y or -y, whichever even odds pull below 0.  As all precisions are scaled
 * by s,
 *
 *     u = s U (r' - sigma(v)),     v = s V (r - sigma(u)),     r, r' < 1/2,
 *
 * so that the branch, which leaves (0, 0) into u, v < 0, lies on the curve
 *
 *     -V u (sigma(u) - r) = -U v (sigma(v) - r').
 *
 * As u falls from 0 the left side climbs, on a slope that comes from below for u > 0; it turns where
 * k(u) = sigma(u) + u sigma'(u) is r.  For r > 0 it does so once, at a top, and then falls without
 * end.  For r < 0 it turns at a top and again at a bottom, and then climbs without end; or never
 * where r is below all of k.  The right side is such another track.  So the curve is where two
 * climbers are who leave together and stay at one height, each on its track, and turn back or go on
 * over tops and through bottoms as the other one has to: there is one way for them, which
 * never comes back to where it was unless a turn of one lies as high as a turn of the other, where
 * branches meet.
 *
 * The replies to replies at s = 1 increase in u and, made of two sigmas, have a negative
 * Schwarzian derivative; so there are three solutions at most.  Where the branch first comes to
 * s = 1, s rises, and the slope of the replies is below 1: the middle one of three is never
 * the first.  To the outer two Newton's steps from outside are monotone.  Each
 * lies on one slope of either track; the first is the one on whose slopes the climbers are sooner.
 */
#include "math/logit_pair_branch.h"

#include <float.h>
#include <math.h>
#include <stdint.h>

#include "math/real.h"

static double sigma(double x)
{
    const double weight = real_exp(-fabs(x));
    return (x < 0 ? weight : 1) / (1 + weight);
}

/* One agent's log odds, so turned: from highest - width to highest. */
typedef struct {
    double highest, width, sign;
} Odds;

static Odds turned(double a, double b)
{
    const double sign = a + b > 0 ? -1 : 1;
    return (Odds){.highest = fmax(sign * a, sign * b), .width = fabs(b - a), .sign = sign};
}

/* ------------------------------------------------------------------ tracks */

enum { MOST_TURNS = 2 };

/* Where a track turns, outward from 0, and how high it is there. */
typedef struct {
    int turns;
    double at[MOST_TURNS], height[MOST_TURNS];
} Track;

/* Newton's steps towards k(u) = r. */
static double find_turn(double r, double u)
{
    for (int k = 0; k < 6; k++) {
        const double p = sigma(u), slope = p * (1 - p);
        u -= (p + u * slope - r) / (slope * (2 + u * (1 - 2 * p)));
    }
    return u;
}

/* The track of -scale u (sigma(u) - r); false where its turns are too close to each other, to 0, or
 * to what is beyond reach.  They are found from places that are never far off. */
static bool lay_track(double r, double scale, Track *t)
{
    const double least_k = -0.09983932004534937, at_least = -2.39936, at_0 = -1.2784645;
    const double close = 1e-6;
    *t = (Track){.turns = r > 0 ? 1 : 2};
    if (r < least_k - close) {
        t->turns = 0;
    } else if (r > close && r < 0.5 - close) {
        t->at[0] = find_turn(r, at_0 * (1 - 2 * r));
    } else if (r < -close && r > least_k + 1e-3) {
        const double far = -real_log(-r);
        t->at[0] = find_turn(r, at_least + sqrt((r - least_k) / 0.0794));
        t->at[1] = find_turn(r, -(far + real_log(far + 1)));
    } else {
        return false;
    }
    for (int k = 0; k < t->turns; k++)
        t->height[k] = -scale * t->at[k] * (sigma(t->at[k]) - r);
    return true;
}

/* How many turns lie between 0 and u. */
static int slope_of(const Track *t, double u)
{
    int slope = 0;
    while (slope < t->turns && u < t->at[slope])
        slope++;
    return slope;
}

/* ------------------------------------------------------------------ the way of two climbers */

typedef struct {
    const Track *track;
    int slope;
    int way; /* 1 = outward, -1 = back */
} Climber;

/* Which turn a climber comes to; -1 where none is ahead. */
static int turn_ahead(const Climber *c)
{
    const int turn = c->way > 0 ? c->slope : c->slope - 1;
    return turn < c->track->turns ? turn : -1;
}

/* How high the turn ahead is; beyond the last one, without end. */
static double height_ahead(const Climber *c, bool up)
{
    const int turn = turn_ahead(c);
    return turn < 0 ? (up ? INFINITY : -INFINITY) : c->track->height[turn];
}

static bool are_there(const Climber *u, const Climber *v, const int *slopes)
{
    return u->slope == slopes[0] && v->slope == slopes[1];
}

typedef enum { FIRST_NONE, FIRST_LOWER, FIRST_UPPER } First;

/* Which of two solutions, given by their slopes on the two tracks, is met first.  When both are on
 * one slope each, u's way there decides. */
static First climb(const Track *of_u, const Track *of_v, const int *lower, const int *upper)
{
    const int most = 20;
    const double alike = 1e-6;
    Climber u = {of_u, 0, 1}, v = {of_v, 0, 1};
    bool up = true;
    for (int k = 0; k < most; k++, up = !up) {
        const bool is_lower = are_there(&u, &v, lower), is_upper = are_there(&u, &v, upper);
        if (is_lower || is_upper)
            return is_lower && (!is_upper || u.way < 0) ? FIRST_LOWER : FIRST_UPPER;
        const double next_u = height_ahead(&u, up), next_v = height_ahead(&v, up);
        const double apart = fabs(next_u - next_v);
        if (!(apart > alike * fmin(fabs(next_u), fabs(next_v)))) /* or both without end */
            return FIRST_NONE;
        Climber *goes_on = (next_u < next_v) == up ? &u : &v;
        Climber *turns_back = goes_on == &u ? &v : &u;
        goes_on->slope += goes_on->way;
        turns_back->way = -turns_back->way;
    }
    return FIRST_NONE;
}

/* ------------------------------------------------------------------ solutions */

/* The least or the largest solution, from outside; the bracket serves where there is but one. */
static bool find_outer(const Odds *u, const Odds *v, bool is_upper, double *x)
{
    const int most_steps = 200;
    double lo = u->highest - u->width, hi = u->highest;
    *x = is_upper ? hi : lo;
    for (int k = 0; k < most_steps; k++) {
        const double p = sigma(*x), q = sigma(v->highest - v->width * p);
        const double steep = v->width * p * (1 - p);
        const double excess = *x - (u->highest - u->width * q);
        const double next = *x - excess / (1 - u->width * q * (1 - q) * steep);
        const double length = fabs(next - *x);
        if (length * (1 + steep) <= 1e-9 || length <= DBL_EPSILON * fabs(*x)) {
            *x = next;
            return true;
        }
        lo = excess > 0 ? lo : *x;
        hi = excess > 0 ? *x : hi;
        *x = next > lo && next < hi ? next : lo + (hi - lo) / 2;
    }
    return false;
}

static void find_slopes(const Track *of_u, const Track *of_v, const Odds *v, double u,
                        int *slopes)
{
    slopes[0] = slope_of(of_u, u);
    slopes[1] = slope_of(of_v, v->highest - v->width * sigma(u));
}

bool logit_pair_first(const LogitPairGains *m, double *x)
{
    const Odds u = turned(m->a0, m->a1), v = turned(m->c0, m->c1);
    double low, high;
    if (!find_outer(&u, &v, false, &low) || !find_outer(&u, &v, true, &high))
        return false;
    *x = u.sign * low;
    if (fabs(high - low) <= 1e-7 * (1 + fabs(low))) /* the only one */
        return true;
    Track of_u, of_v;
    int lower[2], upper[2];
    if (!lay_track(v.highest / v.width, v.width, &of_u) ||
        !lay_track(u.highest / u.width, u.width, &of_v))
        return false;
    find_slopes(&of_u, &of_v, &v, low, lower);
    find_slopes(&of_u, &of_v, &v, high, upper);
    const First first = climb(&of_u, &of_v, lower, upper);
    *x = u.sign * (first == FIRST_LOWER ? low : high);
    return first != FIRST_NONE;
}
