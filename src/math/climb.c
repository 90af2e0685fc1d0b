#include "math/climb.h"

#include <math.h>
#include <string.h>

/* Newton's method has converged when it moves by less; rounding of large log odds counts too. */
static const double CLOSE = 1e-13;
/* A predicted point is trusted when the corrector moves it by less, in log odds. */
static const double TRUST = 0.5;

enum { MOST_CORRECTIONS = 12, MOST_STEPS = 4000, MOST_HALVINGS = 30 };

typedef struct {
    const Climb *climb;
    double *x, s;    /* the point reached, on the branch */
    double *tangent; /* of x; tangent_s of s; of length 1 */
    double tangent_s;
    double *next, *f, *v, *g, *trial;
} Way;

int64_t climb_room(int32_t size)
{
    return 7 * (int64_t)size;
}

static double largest(const double *x, int32_t n)
{
    double most = 0;
    for (int32_t k = 0; k < n; k++)
        if (!(fabs(x[k]) <= most))
            most = fabs(x[k]);
    return most;
}

static double dot(const double *a, const double *b, int32_t n)
{
    double sum = 0;
    for (int32_t k = 0; k < n; k++)
        sum += a[k] * b[k];
    return sum;
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

static bool is_close(const Way *w, double miss, const double *x)
{
    return miss <= CLOSE * fmax(1, largest(x, w->climb->size));
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
        if (*sign == 0 || !isfinite(step))
            return false;
        for (int32_t i = 0; i < MOST_HALVINGS; i++, part /= 2) {
            for (int32_t j = 0; j < c->size; j++)
                w->trial[j] = x[j] + part * w->v[j];
            next = miss_at(w, w->trial, s);
            if (next <= (1 - part / 4) * miss || is_close(w, next, w->trial) ||
                part * step <= CLOSE * fmax(1, largest(x, c->size)))
                break;
        }
        moved += part * step;
        memcpy(x, w->trial, sizeof *x * (size_t)c->size);
        if (!(moved <= trust))
            return false;
        if (!(next < miss) && !is_close(w, next, x))
            return next <= 1e3 * CLOSE * fmax(1, largest(x, c->size));
        miss = next;
    }
    return miss <= 1e3 * CLOSE * fmax(1, largest(x, c->size));
}

/* ------------------------------------------------------------------ along the arc */

/* The tangent at (x, s), s rising where the determinant is above 0.  False where that is 0. */
static bool find_tangent(Way *w, const double *x, double s, double *t, double *t_s)
{
    const Climb *c = w->climb;
    c->at(c->context, x, s, t);
    int sign = c->solve(c->context, t);
    double length = sqrt(1 + dot(t, t, c->size));
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
    double moved = 0;
    for (int32_t k = 0; k < MOST_CORRECTIONS; k++) {
        double miss = miss_at(w, w->next, *s);
        if (!isfinite(miss))
            return false;
        if (is_close(w, miss, w->next))
            return true;
        memcpy(w->v, w->g, sizeof *w->v * (size_t)c->size);
        if (!c->solve(c->context, w->v) || !c->solve(c->context, w->f))
            return false;
        double across = dot(w->tangent, w->v, c->size) + w->tangent_s;
        double ds = -dot(w->tangent, w->f, c->size) / across, step = fabs(ds);
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
    return miss_at(w, w->next, *s) <= 1e3 * CLOSE * fmax(1, largest(w->next, c->size));
}

/* One step along the arc that is short enough; false when none is. */
static bool step_on(Way *w, double *reach, double *arrived_from)
{
    const Climb *c = w->climb;
    for (int32_t i = 0; i < MOST_HALVINGS; i++, *reach /= 2) {
        double s = w->s + *reach * w->tangent_s, t_s;
        for (int32_t k = 0; k < c->size; k++)
            w->next[k] = w->x[k] + *reach * w->tangent[k];
        if (!correct(w, &s, fmin(TRUST, *reach)) || s < 0)
            continue;
        if (!find_tangent(w, w->next, s, w->trial, &t_s))
            continue;
        double turn = dot(w->trial, w->tangent, c->size) + t_s * w->tangent_s;
        if (turn < 0.3 && *reach > 1e-6)
            continue;
        *arrived_from = w->s;
        memcpy(w->v, w->x, sizeof *w->x * (size_t)c->size);
        memcpy(w->x, w->next, sizeof *w->x * (size_t)c->size);
        memcpy(w->next, w->v, sizeof *w->x * (size_t)c->size);
        memcpy(w->tangent, w->trial, sizeof *w->x * (size_t)c->size);
        w->s = s;
        w->tangent_s = t_s;
        *reach *= turn > 0.9 ? 2 : 1;
        return true;
    }
    return false;
}

/* Between the point before s = 1 (in w->next) and the one after: the point at 1. */
static bool arrive(Way *w, double before)
{
    double part = (1 - before) / (w->s - before);
    int sign;
    for (int32_t k = 0; k < w->climb->size; k++)
        w->x[k] = w->next[k] + part * (w->x[k] - w->next[k]);
    return settle(w, w->x, 1, INFINITY, &sign);
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
        if (!find_tangent(w, w->next, w->s + ahead * w->tangent_s, w->trial, &t_s) ||
            dot(w->trial, w->tangent, c->size) + t_s * w->tangent_s > 0.99)
            continue;
        memcpy(w->tangent, w->trial, sizeof *w->x * (size_t)c->size);
        w->tangent_s = t_s;
        return true;
    }
    return false;
}

static bool follow(Way *w, int32_t *steps)
{
    double reach = 1, before = 0;
    bool at_corner = false;
    if (!find_tangent(w, w->x, w->s, w->tangent, &w->tangent_s))
        return false;
    for (*steps = 1; *steps < MOST_STEPS; ++*steps) {
        bool moved = step_on(w, &reach, &before);
        if (!moved && (at_corner || !turn_corner(w)))
            return false;
        if (moved && w->s >= 1)
            return arrive(w, before);
        at_corner = !moved;
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
    double **const arrays[] = {&w.tangent, &w.next, &w.f, &w.v, &w.g, &w.trial};
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
    if (!end.arrived) {
        memset(x, 0, sizeof *x * (size_t)c->size);
        end.arrived = follow(&w, &end.steps);
    }
    if (!end.arrived)
        grope(&w);
    end.residual = miss_at(&w, x, 1);
    return end;
}
