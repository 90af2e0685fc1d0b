/* logit_branch.h - follows the principal branch of a small logit game.
 *
 * The branch starts at t = 0 with even odds (Turocy 2005).  How it is followed: math/branch.h.
 */
#pragma once
#include "math/branch.h"
#include "math/logit_system.h"

typedef struct {
    LogitSystem *system;
    Branch branch;
} LogitBranch;

int64_t logit_branch_room(int32_t agents, const int32_t *arms);

/* At t = 0 with even odds; cuts its arrays out of *work. */
LogitBranch logit_branch_begin(LogitSystem *S, double **work);

/* Does every exact agent pick one arm for sure, but for less than 1e-13? */
bool logit_exact_are_settled(const LogitSystem *S);

/* As branch_follow, in t from `floor` to `top`; with `until_settled` no further than to where the
 * exact agents are. */
BranchEnd logit_branch_follow(LogitBranch *B, int way, double floor, double top,
                              bool until_settled);
