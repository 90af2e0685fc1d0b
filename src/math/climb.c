#include "math/climb.h"

#include <math.h>
#include <string.h>

#include "math/dense.h"
#include "math/worst.h"

/* Newton's method has converged when it moves by less; rounding of large log odds counts too. */
static const double CLOSE = 1e-13;
/* A predicted point is trusted when the corrector moves it by less, in log odds. */
static const double TRUST = 0.02;

/* How the branch is followed: quickly at first, and where it is lost or turns a corner, again with
 * more care.  Another branch is never nearer than the corrector may move. */
typedef struct {
    double near;  /* how closely the branch is met on the way */
    double trust; /* how far the corrector may move, in parts of the step and at most */
    double part;
    double least;   /* steps no shorter than that */
    double longest; /* nor longer */
    int32_t steps;
} Care;

static const Care CARES[] = {
    {.near = 1e-7, .trust = 0.2, .part = 0.25, .least = 1e-3, .longest = 4, .steps = 300},
    {.near = 1e-13, .trust = 0.05, .part = 0.2, .least = 0, .longest = 0.5, .steps = 3000},
    {.near = 1e-13,
     .trust = 0.005,
     .part = 0.1,
     .least = 0,
     .longest = 0.05,
     .steps = 10000},
};

/* Short steps may be corrected by as much. */
static const double SHORT = 0.001;

/* What part of the way to a corner is made in one step. */
static const double BEFORE_CORNER = 0.9999;

enum { MOST_CORRECTIONS = 12, MOST_HALVINGS = 40, MOST_HALVED = 8 };

typedef struct {
    const Climb *climb;
    double *x, s;    /* the point reached, on the branch */
    double *tangent; /* of x; tangent_s of s; of length 1 */
    double tangent_s;
    double *last, last_s; /* the point and the tangent before */
    double *last_tangent, last_tangent_s;
    const Care *care;
    double *next, *f, *v, *g, *trial;
} Way;

static double largest(const double *x, int32_t n)
{
    double most = 0;
    for (int32_t k = 0; k < n; k++)
        most = worst_of(most, fabs(x[k]));
    return most;
}

/* f = s G(x) - x; returns its size. */
static double miss_at(Way *w, const double *x, double s)
{
    const Climb *c = w->climb;
    c->at(c->context, x, s, w->g);
    for (int32_t k = 0; k < c->size; k++)
        w->f[k] = s * w->g[k] - x[k];
    return largest(w->f, c->size);
}

static double within(const Way *w, double distance, const double *x)
{
    return distance * fmax(1, largest(x, w->climb->size));
}

static bool is_close(const Way *w, double miss, const double *x)
{
    return miss <= within(w, CLOSE, x);
}

/* Newton's method at a fixed s, from x; false when it does not converge, leaves the trusted
 * distance, or ends where the determinant is not above 0. */
static bool settle(Way *w, double *x, double s, double trust, int *sign)
{
    const Climb *c = w->climb;
    double moved = 0, miss = miss_at(w, x, s);
    *sign = 1;
    for (int32_t k = 0; k < MOST_CORRECTIONS; k++) {
        if (is_close(w, miss, x) && k > 0)
            return true;
        memcpy(w->v, w->f, sizeof *w->v * (size_t)c->size);
        *sign = c->solve(c->context, w->v);
        double step = largest(w->v, c->size), part = 1, next = INFINITY;
        if (*sign == 0 || !isfinite(step) || moved + step / MOST_HALVED > trust)
            return false;
        for (int32_t i = 0; i < MOST_HALVINGS; i++, part /= 2) {
            for (int32_t j = 0; j < c->size; j++)
                w->trial[j] = x[j] + part * w->v[j];
            next = miss_at(w, w->trial, s);
            if (next <= (1 - part / 4) * miss || is_close(w, next, w->trial) ||
                part * step <= within(w, CLOSE, x))
                break;
        }
        moved += part * step;
        memcpy(x, w->trial, sizeof *x * (size_t)c->size);
        if (!(moved <= trust))
            return false;
        if (!(next < miss) && !is_close(w, next, x))
            return next <= within(w, 1e3 * CLOSE, x);
        miss = next;
    }
    return miss <= within(w, 1e3 * CLOSE, x);
}

/* ------------------------------------------------------------------ along the arc */

/* The tangent where G was asked for last, t being G there, s rising where the determinant is above 0.
 * False where that is 0. */
static bool find_tangent(const Way *w, double *t, double *t_s)
{
    const Climb *c = w->climb;
    int sign = c->solve(c->context, t);
    double length = sqrt(1 + dense_dot(c->size, t, t));
    if (sign == 0 || !isfinite(length))
        return false;
    for (int32_t k = 0; k < c->size; k++)
        t[k] *= sign / length;
    *t_s = sign / length;
    return true;
}

/* Newton's method across the tangent, from (next, *s). */
static bool correct(Way *w, double *s, double trust)
{
    const Climb *c = w->climb;
    double moved = 0, before[2] = {INFINITY, INFINITY};
    for (int32_t k = 0;; k++) {
        double miss = miss_at(w, w->next, *s);
        if (miss <= within(w, w->care->near, w->next))
            return true;
        if (!(miss <= before[k & 1] / 2) || k == MOST_CORRECTIONS)
            return miss <= within(w, 1e3 * CLOSE, w->next);
        before[k & 1] = miss;
        memcpy(w->v, w->g, sizeof *w->v * (size_t)c->size);
        if (!c->solve(c->context, w->v) || !c->solve(c->context, w->f))
            return false;
        double across = dense_dot(c->size, w->tangent, w->v) + w->tangent_s;
        double ds = -dense_dot(c->size, w->tangent, w->f) / across, step = fabs(ds);
        if (!isfinite(ds))
            return false;
        for (int32_t j = 0; j < c->size; j++) {
            double d = w->f[j] + ds * w->v[j];
            w->next[j] += d;
            step = fmax(step, fabs(d));
        }
        *s += ds;
        moved += step;
        if (!(moved <= trust))
            return false;
    }
}

static void keep_last(Way *w)
{
    size_t bytes = sizeof *w->x * (size_t)w->climb->size;
    memcpy(w->last, w->x, bytes);
    memcpy(w->last_tangent, w->tangent, bytes);
    w->last_s = w->s;
    w->last_tangent_s = w->tangent_s;
}

static void go_back(Way *w)
{
    size_t bytes = sizeof *w->x * (size_t)w->climb->size;
    memcpy(w->x, w->last, bytes);
    memcpy(w->tangent, w->last_tangent, bytes);
    w->s = w->last_s;
    w->tangent_s = w->last_tangent_s;
}

static double trusted(const Way *w, double reach)
{
    return fmin(fmax(w->care->part * reach, fmin(reach, SHORT)), w->care->trust);
}

/* The longest step that may turn so much (a cosine).  Where the branch turns sharply another may be
 * near. */
static double longest_turn(double turn)
{
    return turn > 0.8 ? INFINITY : turn > 0.3 ? 0.05 : 1e-6;
}

/* A shorter step than one that failed: half of it, or where pieces of G meet within it, to just before
 * that. */
static double shorter(const Way *w, double reach)
{
    const Climb *c = w->climb;
    double corner = INFINITY;
    if (c->corner && w->care->least == 0)
        corner = c->corner(c->context, w->x, w->s, w->tangent);
    return corner < reach ? fmin(reach / 2, corner * BEFORE_CORNER) : reach / 2;
}

/* One step along the arc that is short enough; false when none is. */
static bool step_on(Way *w, double *reach)
{
    const Climb *c = w->climb;
    size_t bytes = sizeof *w->x * (size_t)c->size;
    const double least = fmax(w->care->least, within(w, CLOSE, w->x));
    for (int32_t i = 0; i < MOST_HALVINGS; i++, *reach = shorter(w, *reach)) {
        if (*reach < least)
            return false;
        double s = w->s + *reach * w->tangent_s, t_s;
        for (int32_t k = 0; k < c->size; k++)
            w->next[k] = w->x[k] + *reach * w->tangent[k];
        if (!correct(w, &s, trusted(w, *reach)) || s < 0)
            continue;
        memcpy(w->trial, w->g, bytes);
        if (!find_tangent(w, w->trial, &t_s))
            continue;
        double turn = dense_dot(c->size, w->trial, w->tangent) + t_s * w->tangent_s;
        if (*reach > longest_turn(turn))
            continue;
        keep_last(w);
        memcpy(w->x, w->next, bytes);
        memcpy(w->tangent, w->trial, bytes);
        w->s = s;
        w->tangent_s = t_s;
        *reach = fmin(*reach * (turn > 0.9 ? 2 : 1), w->care->longest);
        return true;
    }
    return false;
}

/* Between the last point, before s = 1, and the one after: the point at 1, into `next`.  False
 * when the branch may do something else between the two than go straight on. */
static bool find_arrival(Way *w)
{
    double part = (1 - w->last_s) / (w->s - w->last_s), chord = 0;
    int sign;
    for (int32_t k = 0; k < w->climb->size; k++) {
        double d = w->x[k] - w->last[k];
        w->next[k] = w->last[k] + part * d;
        chord = fmax(chord, fabs(d));
    }
    return settle(w, w->next, 1, fmin(TRUST, chord), &sign) && sign > 0;
}

/* Where two pieces of G meet the branch may turn a sharp corner, which no corrector finds from
 * before it: looks just beyond for the tangent of the other piece.  False where that is no other
 * one. */
static bool turn_corner(Way *w)
{
    static const double BEYOND[] = {1e-9, 1e-8, 1e-7, 1e-6, 1e-5};
    const Climb *c = w->climb;
    for (size_t i = 0; i < sizeof BEYOND / sizeof *BEYOND; i++) {
        double t_s, ahead = BEYOND[i] * fmax(1, largest(w->x, c->size));
        for (int32_t k = 0; k < c->size; k++)
            w->next[k] = w->x[k] + ahead * w->tangent[k];
        c->at(c->context, w->next, w->s + ahead * w->tangent_s, w->trial);
        if (!find_tangent(w, w->trial, &t_s) ||
            dense_dot(c->size, w->trial, w->tangent) + t_s * w->tangent_s > 0.99)
            continue;
        memcpy(w->tangent, w->trial, sizeof *w->x * (size_t)c->size);
        w->tangent_s = t_s;
        return true;
    }
    return false;
}

static bool follow(Way *w, int32_t *steps)
{
    const Climb *c = w->climb;
    double reach = fmin(1, w->care->longest);
    bool at_corner = false;
    memset(w->x, 0, sizeof *w->x * (size_t)c->size);
    w->s = 0;
    c->at(c->context, w->x, 0, w->tangent);
    if (!find_tangent(w, w->tangent, &w->tangent_s))
        return false;
    for (int32_t k = 0; k < w->care->steps; k++, ++*steps) {
        bool moved = step_on(w, &reach);
        if (!moved && (w->care->least > 0 || at_corner || !turn_corner(w)))
            return false;
        at_corner = !moved;
        if (moved && w->s >= 1) {
            if (find_arrival(w)) {
                memcpy(w->x, w->next, sizeof *w->x * (size_t)c->size);
                return true;
            }
            go_back(w); /* and come nearer before */
            reach /= 8;
            continue;
        }
        reach = fmax(reach, 1e-4);
    }
    return false;
}

/* Part of the way to the reply, so often; then Newton's method takes over, or not. */
static bool settle_slowly(Way *w, double s)
{
    static const double PART[] = {0.5, 0.1, 0.02};
    const Climb *c = w->climb;
    int sign;
    for (size_t i = 0; i < sizeof PART / sizeof *PART; i++)
        for (int32_t k = 1; k <= 300; k++) {
            miss_at(w, w->x, s);
            for (int32_t j = 0; j < c->size; j++)
                w->x[j] += PART[i] * w->f[j];
            memcpy(w->next, w->x, sizeof *w->x * (size_t)c->size);
            if (k % 100 == 0 && settle(w, w->next, s, INFINITY, &sign)) {
                memcpy(w->x, w->next, sizeof *w->x * (size_t)c->size);
                return true;
            }
        }
    return false;
}

/* Some solution, where the branch was lost: s rises by steps, and at each the nearest that
 * Newton's method finds. */
static void grope(Way *w)
{
    const Climb *c = w->climb;
    const double least = 1e-8, factor = 1.5;
    int sign;
    memset(w->x, 0, sizeof *w->x * (size_t)c->size);
    for (double s = least; s < 1; s *= factor) {
        double next = fmin(1, s * factor);
        for (int32_t k = 0; k < c->size; k++)
            w->x[k] *= next / s;
        memcpy(w->next, w->x, sizeof *w->x * (size_t)c->size);
        if (settle(w, w->next, next, INFINITY, &sign))
            memcpy(w->x, w->next, sizeof *w->x * (size_t)c->size);
        else
            settle_slowly(w, next);
    }
}

static Way way_of(const Climb *c, double *x, double *work)
{
    Way w = {.climb = c, .x = x};
    double **const arrays[] = {&w.tangent, &w.last, &w.last_tangent, &w.next, &w.f,
                               &w.v,       &w.g,    &w.trial};
    for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++, work += c->size)
        *arrays[k] = work;
    return w;
}

bool climb_settle(const Climb *c, double *x, double *work)
{
    Way w = way_of(c, x, work);
    int sign;
    return settle(&w, x, 1, INFINITY, &sign);
}

ClimbEnd climb(const Climb *c, double *x, double *work)
{
    Way w = way_of(c, x, work);
    ClimbEnd end = {.steps = 0};
    int sign;
    memset(x, 0, sizeof *x * (size_t)c->size);
    c->at(c->context, x, 0, w.g);
    memcpy(x, w.g, sizeof *x * (size_t)c->size);
    end.arrived = settle(&w, x, 1, TRUST, &sign) && sign > 0;
    for (size_t k = 0; k < sizeof CARES / sizeof *CARES && !end.arrived; k++) {
        w.care = &CARES[k];
        end.arrived = follow(&w, &end.steps);
    }
    if (!end.arrived)
        grope(&w);
    end.residual = miss_at(&w, x, 1);
    return end;
}
