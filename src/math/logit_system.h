/* logit_system.h - the equations of a small logit game on a path of precisions.
 *
 * Unknown are the log odds x_ia = log p_i(a) - log p_i(0) of each agent's arms a >= 1
 * against its first, in the order of the agents, and then t, on which the precisions
 * depend:
 *
 *     F_ia(x, t) = x_ia - lambda_i(t) (u_i(a, p_-i) - u_i(0, p_-i)) = 0,
 *     lambda_i(t) = base_i + rate_i t.
 *
 * A point z = (x, t) is [rows + 1].  Everything here is in the caller's workspace.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "math/dense.h"
#include "math/logit_game.h"

/* "Below 1" where rounding must not decide. */
#define LOGIT_BELOW_ONE (1 - 1e-9)

typedef struct LogitSystem LogitSystem;

/* Fills p, the matrix but for its last row, and -F in the first right-hand side, at z; the
 * second right-hand side becomes 0. */
typedef void LogitEquations(LogitSystem *S, const double *z);

struct LogitSystem {
    const LogitGame *game;
    LogitEquations *fill; /* those above, or those of a tree (math/logit_tree.h) */
    const void *of;       /* what `fill` needs besides */
    int32_t rows;         /* log odds: the arms of all agents but their first */
    int32_t all;          /* the arms of all agents */
    int64_t profiles;
    double *base, *rate; /* [agents] */
    double *p;           /* [all] the probabilities at the last point */
    double *pair;   /* [rows][all] the gain of (i, a) over (i, 0) against arm c of agent j,
                            the others mixing; 0 where j = i */
    double *gain;   /* [rows] u_i(a, p_-i) - u_i(0, p_-i) */
    double *matrix; /* [rows + 1][rows + 1] dF/dx, dF/dt; the last row is the caller's */
    double *sides;  /* [rows + 1][2] right-hand sides, then solutions */
    double *axis;   /* [rows + 1] the row that holds t where it is: 0, ..., 0, 1 */
};

int64_t logit_system_room(int32_t agents, const int32_t *arms);

/* Cuts the arrays out of *work, which moves on.  base and rate are 0. */
LogitSystem logit_system_begin(const LogitGame *g, double **work);

/* The same for other equations between the log odds of these agents, whose game has no
 * payoffs: without pair and gain. */
LogitSystem logit_system_begin_other(const LogitGame *g, LogitEquations *fill,
                                     const void *of, double **work);

/* Fills p alone at x. */
void logit_system_chances(LogitSystem *S, const double *x);

/* Fills p, pair and gain at x. */
void logit_system_at(LogitSystem *S, const double *x);

/* Fills pair and gain at the p that stands in S->p. */
void logit_system_gains(LogitSystem *S);

/* One step of Newton on F = 0 and row . (z - where it began) = 0: moves z and, unless they are
 * NULL, puts into `tangent` the v with dF/dz v = 0 and row . v = 1, and into `det` that of dF/dz
 * with `row` below, both at the point before.  Returns the length; NaN where the system is singular
 * or not finite, and then z stays. */
double logit_system_step(LogitSystem *S, const double *row, double *z, double *tangent,
                         DenseDet *det);

/* Finds the x with F = 0 at z's t from where it stands, for a system that has one solution
 * because x -> x - F(x) contracts. */
void logit_system_settle(LogitSystem *S, double *z);

/* Brings z, already close, to F = 0 at its t, down to rounding. */
void logit_system_polish(LogitSystem *S, double *z);

/* The residual that counts as solved: 1e-10, or the rounding of p seen through the largest
 * of precision times payoff. */
double logit_tolerance(double largest_logit);

/* [n] cut from *work, as zeros. */
double *logit_cut(double **work, int64_t n);
