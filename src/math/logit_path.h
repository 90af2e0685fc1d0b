/* logit_path.h - how the precisions grow from 0 to what they are.
 *
 * Up to t = joint all grow in proportion, exact agents with the largest of the finite
 * ones; from there to t = last only those of exact agents.  Per unit of t the log odds
 * of no agent at the joint stage move by more than 1.
 */
#pragma once
#include "math/logit_branch.h"

typedef struct {
    double finite_logit; /* the largest finite precision times stake */
    double
        exact_stake; /* the largest of exact agents; 0 = there is nothing exact to find */
    double highest;  /* the largest finite precision */
    double joint, last;
} LogitPath;

/* From {0}: every agent with its precision and the most that its own arm can matter to it,
 * then close. */
void logit_path_add(LogitPath *path, double precision, double stake);
void logit_path_close(LogitPath *path);

/* Follows the branch to the end of the path; false where it is lost. */
bool logit_path_trace(LogitBranch *B, const LogitPath *path);
