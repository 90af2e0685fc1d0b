/* belief_sure.h - bounds on what two who choose together can do (private to belief_sure.c, which says
 * what for, and belief_stake.c).  Pairs of doubles are bounds, the least and the most. */
#pragma once
#include <math.h>

#include "base/lesser.h"
#include "solve/belief_board.h"

enum { SURE_TYPES = 2, SURE_PIECES = 24, MORE_PIECES = 4 };

/* A posterior between a point and the next: the weights of the next to the public [0] and to type k
 * [1 + k]; and how the latter move with the log odds. */
typedef struct {
    double up[3], slope[2];
} SureSpot;

/* Posteriors from one to another between two points; tilt: bounds on how much more type 1 expects the
 * next. */
typedef struct {
    SureSpot end[2];
    double tilt[2];
} SurePiece;

/* All posteriors after an arm: steps b_1 is from `from` to `end`, on the pieces that begin at the points
 * from `first` to `last`. */
typedef struct {
    double from, end;
    int32_t first, last;
    SurePiece piece[SURE_PIECES];
} SureArm;

/* One of the two, in a block of cells; pairs of doubles are bounds. */
typedef struct {
    int32_t secret, types, role, steps;
    double precision;
    int32_t point[2], stride; /* to the secret's next point; 0 where nothing is told */
    double belief[2];         /* in type 1 */
    double x[SURE_TYPES][2], gap[2];  /* gap: x of type 1 less that of type 0 */
    double p[SURE_TYPES][2], odds[2]; /* of arm 1: of types, to the other */
    SureArm arm[2];
} SureSide;

/* To a side's types: all bounds [least, most]. */
typedef struct {
    double worth[SURE_TYPES][2], lever[SURE_TYPES][2];
    double ahead[SURE_TYPES][2][2]; /* [vertex of the other's belief] */
    double gap[2];                  /* to type 1 less to type 0 */
} SureStake;

/* Where an edge leads to. */
typedef struct {
    const double *next,
        *pay;          /* of the side's first role in the cell where both points are 0 */
    int32_t own, told; /* from one point to the next */
    bool pays_alike;   /* in all cells */
} SureField;

/* belief_stake.c: all posteriors after the arms, from x and gap.  They lie on pieces between points;
 * sure_pieces is false where they are too many. */
void sure_arms(SureSide *side);
bool sure_pieces(const SureSide *side, SureArm *arm);

/* What a profile can be worth, by the pieces; or only roughly, and no more than worth and gap, by the
 * points around the posteriors. */
void sure_stake(const SureField *f, const SureSide *side, const SureArm *own,
                const SureSide *other, const SureArm *told, SureStake *x);
void sure_rough_stake(const SureField *f, const SureSide *side, const SureArm *own,
                      const SureSide *other, const SureArm *told, SureStake *x);

WITHIN void span(double *range, double value)
{
    range[0] = lesser(range[0], value);
    range[1] = greater(range[1], value);
}

WITHIN void clear_range(double *range)
{
    range[0] = INFINITY;
    range[1] = -INFINITY;
}

/* What lies in both. */
WITHIN void cut_range(double *range, double least, double most)
{
    range[0] = greater(range[0], least);
    range[1] = lesser(range[1], most);
}
