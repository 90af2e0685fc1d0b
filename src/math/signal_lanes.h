/* signal_lanes.h - signalling games of two types (signal_pair.h) that differ in their prior alone,
 * eight in lanes: through the vector registers.
 *
 * What a lane holds depends on its own prior alone, whatever the others are.
 */
#pragma once
#include "base/lanes.h"
#include "math/signal_pair.h"

/* An arm in each lane; as PairArm. */
typedef struct {
    double x[2][LANES], p[2][LANES], mean[LANES];
    double weight[3][2][LANES];
    double worth[2][LANES], slope[2][LANES];
    int32_t lower[LANES];
} LaneArm;

typedef struct {
    int32_t point[LANES]; /* of the lattice: the prior */
    double miss[LANES];   /* as pair_solve returns it */
    LaneArm arm[PAIR_ARMS];
} PairLanes;

/* Solves all lanes; `point` is given.  A prior that excludes a type is as pair_rest has it, with a
 * miss of 0; any other must be one where pair_solve may begin anywhere. */
void pair_solve_lanes(const SignalGame *g, PairLanes *z);

/* The same from the x that the lanes have. */
void pair_settle_lanes(const SignalGame *g, PairLanes *z);

/* Puts one game's arms into a lane. */
void pair_into_lane(const SignalGame *g, const PairArm *arms, int32_t lane, PairLanes *z);

/* h [2][LANES]: the entropies of the types' choices. */
void pair_entropy_lanes(int32_t arms, const PairLanes *z, double *h);
