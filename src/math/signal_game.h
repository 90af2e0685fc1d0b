/* signal_game.h - a choice that tells what the chooser knows.
 *
 * Somebody who knows the truth k, of which the others hold belief b_k, picks an arm; the others
 * see which.  Type k picks arm a with probability
 *
 *     p_k(a) ~ exp(lambda Q_k(a)),    Q_k(a) = sum_g tilt_g(k) worth[a][g][k],
 *     b'_k(a) ~ b_k p_k(a),
 *
 * where g runs over the lattice points around the posterior b'(a) and tilt is that of
 * math/lattice.h.  So what an arm is worth depends on what it tells, and what it tells on who
 * picks it: an agent logit equilibrium of a signalling game (McKelvey and Palfrey 1998).  The
 * solution is that on the branch from lambda = 0, where nothing is told (math/climb.h).
 *
 * A type of belief 0 tells nothing and is told nothing: it replies to the others' posteriors.
 * What an arm tells that nobody believed in can pick: that all types that can are as likely.
 *
 * precision INFINITY: the limit of the branch, taken where a slip costs less than 1e-7 of what
 * is at stake.
 */
#pragma once
#include <stdbool.h>

#include "math/lattice.h"

typedef struct {
    const Lattice *lattice;
    int32_t arms;
    const double *prior; /* [values], a point of the lattice */
    double precision;    /* >= 0 */
    const double *worth; /* [arms][lattice points][values] */
    const uint8_t *open; /* [arms]: which types can pick it, bits; each type can pick one */
} SignalGame;

typedef struct {
    double
        residual; /* largest |p - softmax(lambda Q)|; exact: regret over the spread of worth */
    int32_t steps;  /* of the branch; 0 where it was straight enough for one stride */
    bool is_solved; /* it lies on the branch, with residual 1e-10 (exact: 1e-6) */
} SignalInfo;

int64_t signal_room(int32_t values, int32_t arms);

/* p is [arms][values]. */
SignalInfo signal_solve(const SignalGame *g, double *p, double *work);

/* Whether two types value an arm against the first alike, given what both are worth to the types when
 * nothing is told: but for rounding, or for so little that to pick as if they did is to solve the game
 * with a residual of 1e-11. */
bool signal_is_void(const SignalGame *g, int32_t type, int32_t other, const double *zero,
                    const double *worth);

/* b' from b and the probabilities with which each type picks the arm; `open`: who can at all,
 * which decides where nobody believed in does. */
void signal_posterior(int32_t values, const double *prior, const double *p, uint8_t open,
                      double *posterior);

/* Q_k(a) of all arms, [arms][values], under p. */
void signal_worths(const SignalGame *g, const double *p, double *worths);
