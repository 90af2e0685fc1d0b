/* branch.h - follows a branch of solutions of F(z) = 0, one equation fewer than unknowns.
 *
 * The last unknown is t, and the branch is followed until t leaves an interval: by predictor and
 * corrector along its arc (Allgower and Georg 1990, chapters 2 and 6), through turning points of
 * t.  A step is refused and made smaller when the corrector moves far, when the tangent turns by
 * too much, or when the determinant of (dF/dz; tangent) changes its sign or falls much: that sign
 * is constant along a branch, so a change betrays a jump to another.  Where it still changes in
 * the smallest step, the branch crosses another one, as in symmetric games, and goes straight on.
 * Systems less than about 1e-9 away from such a crossing count as being on it.
 *
 * Used for games played once (math/logit_branch.h) and without an end (solve/loop_branch.h).
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "math/dense.h"

typedef enum {
    BRANCH_ON_WAY,  /* in between; never an end */
    BRANCH_ROSE,    /* arrived at t = top */
    BRANCH_SANK,    /* arrived at t = floor */
    BRANCH_SETTLED, /* `is_settled` said so */
    BRANCH_LOST,    /* too many steps or turns, or no step is small enough */
} BranchEnd;

/* Where a branch has been followed to.  All arrays are [size]. */
typedef struct {
    int32_t size;                /* unknowns, t the last of them */
    double *z;                   /* the point reached */
    double *tangent;             /* there, of length 1 */
    DenseDet det;                /* of (dF/dz; tangent), less one step of Newton */
    double *turn;                /* what stands in for det, where `has_turn` */
    double *next, *next_tangent; /* the same of a step that is being tried */
    DenseDet next_det;
    double *next_turn;
    bool has_turn;
    double reach;  /* arc length of the next step to try, in units of 1 + |z| */
    int32_t steps; /* made so far; setting out is one */
    int32_t turns; /* of t, so far */
} Branch;

/* Doubles of workspace, for each unknown. */
enum { BRANCH_ROOM = 6 };

/* z = 0, in `room`, which is 0. */
Branch branch_begin(int32_t size, double *room);

/* What is followed, how far, and how carefully. */
typedef struct {
    void *context;
    /* One step of Newton on F = 0 and row . (z - where it began) = 0: moves z, and puts into
     * `tangent` the v with dF/dz v = 0 and row . v = 1, into `det` that of (dF/dz; row), both at
     * the point before.  Returns the length; NAN where the system is singular or not finite. */
    double (*step)(void *context, const double *row, double *z, double *tangent,
                   DenseDet *det);
    /* NULL, or what stands in for the determinant where there is none: after a step, and for its
     * tangent, of length 1 by now, a vector that becomes long and comes back with the opposite
     * direction where the determinant vanishes and changes its sign, and turns fast nowhere else.
     * False where there is a determinant. */
    bool (*turn)(void *context, const double *tangent, double *turn);
    /* NULL, or told of every point of the branch; true ends it there. */
    bool (*is_settled)(void *context, const Branch *B);
    const double *axis; /* [size] the row that holds t: 0, ..., 0, 1 */
    double floor, top;  /* the interval of t */
    /* The corrector ends with a step shorter than this, and than 1e4 times this part of how far
     * it may move. */
    double close;
    double least_ratio; /* a determinant that falls to under this part is refused */
    int32_t most_steps, most_turns; /* of the branch, since it began */
    /* Where no step leads to t = top from close by, go there along the tangent: a branch that
     * meets another right at the top has no regular system there. */
    bool slides;
} Course;

/* Follows the branch from z, on it, at first with t rising (`way` 1) or falling (-1).  At the floor
 * or the top z lies on the branch at that t exactly. */
BranchEnd branch_follow(Branch *B, const Course *c, int way);
