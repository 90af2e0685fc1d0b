/* logit_game.h - the logit equilibrium of a small game in which all choose at once.
 *
 * Agents 0 .. n-1 choose arms 0 .. arms[i]-1 without seeing the others' choice.  Agent i
 * picks arm a with probability proportional to exp(lambda_i u_i(a, p_-i)).  Where several
 * solutions exist, the one returned lies on the branch that starts at lambda = 0, all
 * precisions scaled together by s from 0 to 1 (McKelvey and Palfrey 1995; traced as in
 * Turocy 2005): where the branch turns back, it is followed through the turning point, and
 * the first point at which it reaches s = 1 is the answer.  Where it meets another branch,
 * as in symmetric games, it goes straight on.
 *
 * Exact agents: the answer is the limit of the branch as the precision that they share
 * grows without end, a Nash equilibrium if all are exact.  Up to s = 1 theirs is that of
 * the most precise finite agent; from there on only theirs grows.
 *
 * Everything works in the caller's memory and keeps no state: any number of threads at
 * once, and the same digits from all.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define EULER_GAMMA 0.57721566490153286061

typedef struct {
    int32_t agents;
    const int32_t *arms;     /* [agents], each >= 1 */
    const double *precision; /* [agents], >= 0; INFINITY = exact */
    /* Payoff of agent i at the profile (a_0, a_1, ...), profiles in row-major order with
     * the last agent's arm moving fastest: payoff[profile * agents + i]. */
    const double *payoff;
} LogitGame;

typedef struct {
    double residual; /* largest |p_i(a) - softmax(lambda_i u_i(., p_-i))_a|; of exact agents
                         their regret divided by max(1, spread of their payoffs) */
    int32_t steps;   /* of the branch; 0 when none had to be traced */
    bool is_unique;  /* the bound proves that there is only one solution */
    bool is_solved;  /* see below */
} LogitInfo;

/* `is_solved` says that the branch was followed to its end and the residual is at most
 * 1e-10 (1e-9 if there are exact agents), or what rounding of p alone can make of it where
 * precision times payoff is above 3e4.  Otherwise p is the best that was found: some
 * equilibrium, or even odds where a number is not finite or a precision is below 0, and
 * then the residual is infinite. */

/* Doubles of workspace that logit_game_solve needs. */
int64_t logit_game_room(int32_t agents, const int32_t *arms);

/* Solves.  `p` holds agent 0's probabilities, then agent 1's, ...; on entry a guess (any
 * distribution), used only where the solution is proved unique, so that the answer never
 * depends on it beyond rounding.  `work` is [logit_game_room]. */
LogitInfo logit_game_solve(const LogitGame *g, double *p, double *work);

/* The residual alone, as defined above. */
double logit_game_residual(const LogitGame *g, const double *p, double *work);

/* u_i(a, p_-i) for one agent: `worth` is [arms[i]]. */
void logit_game_worth(const LogitGame *g, const double *p, int32_t i, double *worth);

/* p(a) proportional to exp(lambda q(a)); lambda = INFINITY: equal weight on the best arms,
 * best within 1e-12 of max(1, |best|).  p may be q.  Returns log(sum exp(lambda q)) /
 * lambda, the best worth for INFINITY, and the mean of q for lambda = 0. */
double softmax(int32_t n, const double *q, double lambda, double *p);

/* The p of softmax, without the cost of its logarithm. */
void logit_choice(int32_t n, const double *q, double lambda, double *p);

/* -sum p log p */
double entropy(const double *p, int32_t n);
