/* logit_branch.h - follows the principal branch of a small logit game.
 *
 * The branch starts at t = 0 with even odds.  It is followed by predictor and corrector
 * along its arc (Allgower and Georg 1990, chapters 2 and 6; for logit games Turocy 2005),
 * through turning points of t.  A step is refused and made smaller when the corrector
 * moves far, when the tangent turns by too much, or when the determinant of (dF/dz;
 * tangent) changes its sign or falls to under a half: that sign is constant along a
 * branch, so a change betrays a jump to another.  Where it still changes in the smallest
 * step, the branch crosses another one, as in symmetric games, and goes straight on.
 * Games less than about 1e-9 away from such a crossing count as being on it.
 */
#pragma once
#include "math/logit_system.h"

typedef enum {
    BRANCH_ON_WAY,  /* in between; never an end */
    BRANCH_ROSE,    /* arrived at t = top */
    BRANCH_SANK,    /* arrived at t = floor */
    BRANCH_SETTLED, /* `is_settled` said so */
    BRANCH_LOST,    /* too many steps, or no step is small enough */
} BranchEnd;

typedef struct {
    LogitSystem *system;
    double *z;       /* [rows + 1] the point reached */
    double *tangent; /* [rows + 1] of length 1 */
    double *next, *next_tangent;
    DenseDet det;  /* of (dF/dz; tangent) at z, less one step of Newton */
    double reach;  /* arc length of the next step to try */
    int32_t steps; /* made so far */
} LogitBranch;

int64_t logit_branch_room(int32_t agents, const int32_t *arms);

/* At t = 0 with even odds; cuts its arrays out of *work. */
LogitBranch logit_branch_begin(LogitSystem *S, double **work);

/* Follows the branch from z, on it, at first with t rising (`way` 1) or falling (-1),
 * until t leaves [floor, top] or is_settled(system) holds after a step; NULL never does.
 * At the floor or the top z lies on the branch at that t exactly. */
BranchEnd logit_branch_follow(LogitBranch *B, int way, double floor, double top,
                              bool (*is_settled)(const LogitSystem *S));
