/* loop_branch.h - follows a branch of a loop's solutions (private to src/solve).
 *
 * The principal branch begins at t = 0, where everybody chooses with even odds and the values
 * solve a linear system.  It is followed by predictor and corrector along its arc (Allgower and
 * Georg 1990, chapters 2 and 6; for stochastic games Eibelshaeuser and Poensgen 2019), through
 * turning points of t, under the rules of math/logit_branch.h: a step is refused and made
 * smaller when the corrector moves far, when the tangent turns by too much, or when the
 * determinant of (dF/dz; tangent) changes its sign or falls to under a half; where the sign still
 * changes in the smallest step, the branch crosses another one, and goes straight on.  A large
 * loop has no determinant; there a step is refused when the solution of one fixed system turns
 * (`loop_turn`) or grows twofold, and the determinant's sign changes where it turns round.
 */
#pragma once
#include "solve/loop.h"

typedef enum {
    LOOP_ON_WAY,
    LOOP_ROSE,    /* arrived at t = top */
    LOOP_SANK,    /* arrived at t = floor */
    LOOP_SETTLED, /* `watch` said so */
    LOOP_LOST,    /* too many steps or turns, or no step is small enough */
} LoopEnd;

/* What is told of every point of the branch; answers whether to stop there. */
typedef bool LoopWatch(void *context, Loop *L, const double *z, const double *tangent);

typedef struct {
    Loop *loop;
    double *z;       /* [size + 1] the point reached */
    double *tangent; /* [size + 1] of length 1 */
    double *next, *next_tangent;
    DenseDet det;
    double *turn,
        *next_turn; /* [size + 1], instead of det; NULL unless the loop is large */
    double reach;
    int32_t steps;
    int32_t turns; /* of t, so far */
    Work *work;
    LoopWatch *watch; /* or NULL */
    void *context;
} LoopBranch;

/* A branch that turns back more often is given up: it goes through groups of states one by one, each
 * with equilibria of its own, and nobody knows how many hairpins are left.  A test may lower it. */
extern int32_t loop_most_turns;

LoopBranch loop_branch_new(Loop *L, Work *w);
void loop_branch_drop(LoopBranch *B);

/* Puts z on the branch's beginning; false where the values have no solution. */
bool loop_branch_begin(LoopBranch *B);

/* From z, on the branch, at first with t rising (`way` 1) or falling (-1), until t leaves
 * [floor, top].  There z lies on the branch at that t exactly. */
LoopEnd loop_branch_follow(LoopBranch *B, int way, double floor, double top);

/* Newton at z's own t, from close by, down to rounding; false where it does not converge. */
bool loop_polish(Loop *L, double *z);
