/* loop_branch.h - follows a branch of a loop's solutions (private to src/solve).
 *
 * The principal branch begins at t = 0, where everybody chooses with even odds and the values
 * solve a linear system (for stochastic games Eibelshaeuser and Poensgen 2019).  How it is
 * followed: math/branch.h.  A large loop has no determinant; there `loop_turn` stands in for it.
 */
#pragma once
#include "math/branch.h"
#include "solve/loop.h"

/* Is told of every point of the branch. */
typedef void LoopWatch(void *context, Loop *L, const double *z);

typedef struct {
    Loop *loop;
    Branch branch;
    double *room;
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

/* As branch_follow, in t from `floor` to `top`. */
BranchEnd loop_branch_follow(LoopBranch *B, int way, double floor, double top);

/* Newton at z's own t, from close by, down to rounding; false where it does not converge. */
bool loop_polish(Loop *L, double *z);
