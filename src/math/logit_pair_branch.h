/* logit_pair_branch.h - which solution of a pair the principal branch meets first, without
 * tracing it (the inside of math/logit_pair.h).
 */
#pragma once
#include <stdbool.h>

/* What the second arm of agent 0 gains against each arm of agent 1, times its precision, and what
 * that of agent 1 does: A(0), A(1), C(0), C(1) of math/logit_pair.h. */
typedef struct {
    double a0, a1, c0, c1;
} LogitPairGains;

/* Puts the solution's x into *x, to some 1e-9, where both agents' gains slope the same way and
 * even odds pull them apart.  false: it must be traced, since the branch comes close to where it
 * would meet another. */
bool logit_pair_first(const LogitPairGains *m, double *x);
