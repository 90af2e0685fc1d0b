/* loop_exact.h - the ways of precisions in a loop, and the limit where they have no bound
 * (private to src/solve).
 *
 * With t from 0 to `joint` the precisions of all players grow in proportion, those of exact
 * players with the largest of the finite ones; from there on only those of exact players.  Per
 * unit of t the log odds of nobody at the joint stretch grow by more than about 1.
 */
#pragma once
#include "solve/loop_branch.h"

/* How far exact players are traced: their precision times what is at stake. */
#define EXACT_FARTHEST 1e7

typedef struct {
    double joint, exact_rate;
    double last;   /* t at which exact players are as good as exact; joint when nobody is */
    bool is_exact; /* somebody exact has a choice in the loop */
} LoopPath;

LoopPath loop_path_of(Loop *L, const double *z);
void loop_path_joint(Loop *L, const LoopPath *path);
void loop_path_exact(Loop *L, const LoopPath *path);

/* What anybody exact could gain by another arm at one place, in units of its scale. */
double loop_regret(Loop *L, const double *z);

/* Brings z, on the branch where exact players are very precise, to the equilibrium close by in
 * which their arms are best or have chance 0; false, with z as it was, where there is none. */
bool loop_refine(Loop *L, double *z);
