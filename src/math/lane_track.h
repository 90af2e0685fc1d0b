/* lane_track.h - places on branches of logit games, eight in lanes, and steps along them.  What follows them is
 * math/lane_walk.h.
 *
 * A branch leads from s = 0 to s = 1, and is made of pieces.  A piece ends where a log odds y of some posterior
 * reaches a point of a lattice: a corner, beyond which other formulas hold.
 */
#pragma once
#include "math/real.h"

enum { MOST_POSTERIORS = 8, MOST_OTHERS = 4 };

/* A place on a branch in each lane, or a change of it: log odds of posteriors, other unknowns, s. */
typedef struct {
    Lane8 y[MOST_POSTERIORS], x[MOST_OTHERS], s;
} Spot;

/* How many numbers a spot has; those of its y that follow from x are in no length. */
typedef struct {
    int32_t posteriors, unknown_posteriors, others;
} SpotSize;

WITHIN void spot_take(const SpotSize *n, const Truth8 *is, const Spot *from, Spot *into)
{
    for (int32_t a = 0; a < n->posteriors; a++)
        take_lanes(is, &from->y[a], &into->y[a]);
    for (int32_t k = 0; k < n->others; k++)
        take_lanes(is, &from->x[k], &into->x[k]);
    take_lanes(is, &from->s, &into->s);
}

WITHIN void spot_dot(const SpotSize *n, const Spot *a, const Spot *b, Lane8 *product)
{
    *product = a->s * b->s;
    for (int32_t k = 0; k < n->others; k++)
        *product += a->x[k] * b->x[k];
    for (int32_t i = 0; i < n->unknown_posteriors; i++)
        *product += a->y[i] * b->y[i];
}

/* to = at + times m. */
WITHIN void spot_go(const SpotSize *n, const Spot *at, const Lane8 *times, const Spot *m,
                    Spot *to)
{
    for (int32_t a = 0; a < n->posteriors; a++)
        to->y[a] = at->y[a] + *times * m->y[a];
    for (int32_t k = 0; k < n->others; k++)
        to->x[k] = at->x[k] + *times * m->x[k];
    to->s = at->s + *times * m->s;
}

/* Makes a direction 1 long; no number where it is none. */
WITHIN void spot_normalize(const SpotSize *n, Spot *t)
{
    Lane8 length;
    spot_dot(n, t, t, &length);
    real_roots(&length);
    const Lane8 scale = 1 / length;
    for (int32_t a = 0; a < n->posteriors; a++)
        t->y[a] *= scale;
    for (int32_t k = 0; k < n->others; k++)
        t->x[k] *= scale;
    t->s *= scale;
}

/* What is solved for beside the equations: s = 1, to be as far along the tangent, or else that a posterior is
 * at a corner. */
enum { TO_END = -1, TO_LENGTH = -2 };

/* Where a tangent leads to first, or what a step passed first: how far away. */
typedef struct {
    Truth8 goal;
    Lane8 corner, away;
} Exit;

/* A step that is tried. */
typedef struct {
    Spot at; /* where it has led to */
    Truth8 goal, corrections;
    Lane8 length, moved, last, miss; /* moved: by all corrections, by the last of them */
} Trial;

/* Eight on their way. */
typedef struct {
    Truth8 is_busy;
    Lane8 low[MOST_POSTERIORS],
        high[MOST_POSTERIORS]; /* between which the y are, on this piece */
    Spot at, tangent;
    Exit exit; /* where the tangent leads to, or what the step tried before passed */
    Lane8 reach;
    Truth8 halvings;
    Trial next;
} Track;

/* The log odds of the points of a lattice of so many steps, [steps + 1]: where corners are. */
WITHIN void track_corners(int32_t steps, double *odds)
{
    for (int32_t j = 0; j <= steps; j++)
        odds[j] = j < steps ? real_log((double)j / (steps - j)) : INFINITY;
}

/* What was begun begins to move. */
WITHIN void track_begin(Track *z, int32_t lane)
{
    z->reach[lane] = 1;
    z->halvings[lane] = 0;
}
