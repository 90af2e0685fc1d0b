/* signal_pair.h - signalling games (signal_game.h) of two types: quick, and where they are calm,
 * quicker.
 *
 * With two types all that an arm tells is the log odds l_a of the posterior, and
 *
 *     l_a = l + x_a1 - x_a0 - (z_1 - z_0),  x_ak = lambda Q_k(a; l_a),  z_k = log sum_a exp x_ak
 *
 * maps the l_a to themselves.  When M_k bounds |d x_ak / d l_a| for all arms and posteriors, the
 * map contracts distances max_a |l_a - l'_a| by 2 (M_0 + M_1) at least.  Where that is below 1 the
 * solution is the only one, at lambda as at all smaller precisions: so it lies on the branch that
 * begins at 0, and Newton's method may begin anywhere.
 */
#pragma once
#include "math/signal_game.h"

enum { PAIR_ARMS = 8 };

/* An arm at a solution. */
typedef struct {
    double x[2];   /* lambda worth; before: where to begin */
    double p[2];   /* of each type */
    double mean;   /* how likely it is to the others */
    int32_t lower; /* the posterior lies between this lattice point and the next */
    double weight
        [3][2]; /* of the two: as the public sees them [0], when the truth is k [1 + k] */
    double worth[2];
    double slope[2]; /* d x / d l */
} PairArm;

/* Two types, of finite precision above 0, to whom all arms are open, at stakes that leave all odds
 * within the range of doubles: what follows is for these. */
bool pair_is_tame(const SignalGame *g);

/* The bound above is below 1 for every prior. */
bool pair_is_calm(const SignalGame *g);

/* Solves a calm game at a prior that excludes nothing.  Returns the largest |x - lambda Q|, and so
 * a bound on |p - softmax(lambda Q)|; INFINITY when Newton's method failed. */
double pair_solve(const SignalGame *g, PairArm *arms);

/* Solves a game that need not be calm, on its branch from 0, at such a prior, which is `point` of the
 * lattice. */
SignalInfo pair_climb(const SignalGame *g, int32_t point, PairArm *arms);

/* Whether at a point of the lattice, as the prior, the types value all arms alike when nothing is told: then
 * nothing is told at the end of the branch either. */
bool pair_is_void(const SignalGame *g, int32_t point);

/* At a prior that excludes a type, or where the game is void, which is `point` of the lattice: nothing is told. */
void pair_rest(const SignalGame *g, int32_t point, PairArm *arms);
