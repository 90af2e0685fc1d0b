#include "math/logit_game.h"

#include <math.h>
#include <string.h>

#include "math/logit_pair.h"
#include "math/logit_path.h"
#include "math/logit_refine.h"
#include "math/logit_system.h"
#include "math/worst.h"

static const double EXACT_TOLERANCE = 1e-9;

static int32_t most_arms(int32_t agents, const int32_t *arms)
{
    int32_t most = 1;
    for (int32_t i = 0; i < agents; i++)
        most = arms[i] > most ? arms[i] : most;
    return most;
}

static int64_t count_profiles(const LogitGame *g)
{
    int64_t profiles = 1;
    for (int32_t i = 0; i < g->agents; i++)
        profiles *= g->arms[i];
    return profiles;
}

int64_t logit_game_room(int32_t agents, const int32_t *arms)
{
    const int64_t n = agents;
    return logit_system_room(agents, arms) + logit_branch_room(agents, arms) +
           logit_refine_room(agents, arms) + (int64_t)n * n + 3 * (int64_t)n +
           2 * (int64_t)most_arms(agents, arms);
}

/* ---- worth and residual ---- */

/* Two agents: worth(a) = sum over b of p_j(b) u_i(a, b). */
static void worth_of_two(const LogitGame *g, const double *p, int32_t i, double *worth)
{
    const int32_t m = g->arms[0], n = g->arms[1];
    const double *other = i == 0 ? p + m : p;
    const int64_t own_stride = i == 0 ? n : 1, other_stride = i == 0 ? 1 : n;
    for (int32_t a = 0; a < g->arms[i]; a++) {
        double sum = 0;
        for (int32_t b = 0; b < g->arms[1 - i]; b++)
            sum += other[b] * g->payoff[2 * (a * own_stride + b * other_stride) + i];
        worth[a] = sum;
    }
}

/* Adds all profiles that begin with the arms chosen for agents 0 .. k-1; `p` is agent k's,
 * `to` the worth of agent i's arm once that is chosen. */
static void add_worth(const LogitGame *g, int32_t i, int32_t k, const double *p,
                      int64_t profile, double weight, double *to)
{
    if (k == g->agents) {
        *to += weight * g->payoff[profile * g->agents + i];
        return;
    }
    const int32_t arms = g->arms[k];
    for (int32_t a = 0; a < arms; a++)
        if (k == i)
            add_worth(g, i, k + 1, p + arms, profile * arms + a, weight, to + a);
        else if (p[a] != 0)
            add_worth(g, i, k + 1, p + arms, profile * arms + a, weight * p[a], to);
}

void logit_game_worth(const LogitGame *g, const double *p, int32_t i, double *worth)
{
    if (g->agents == 2) {
        worth_of_two(g, p, i, worth);
        return;
    }
    memset(worth, 0, (size_t)g->arms[i] * sizeof *worth);
    add_worth(g, i, 0, p, 0, 1, worth);
}

static double payoff_spread(const LogitGame *g, int32_t i)
{
    const int64_t profiles = count_profiles(g);
    double low = INFINITY, high = -INFINITY;
    for (int64_t k = 0; k < profiles; k++) {
        low = fmin(low, g->payoff[k * g->agents + i]);
        high = fmax(high, g->payoff[k * g->agents + i]);
    }
    return high - low;
}

static double regret(const LogitGame *g, int32_t i, const double *worth, const double *p)
{
    double best = worth[0], mean = 0;
    for (int32_t a = 0; a < g->arms[i]; a++) {
        best = fmax(best, worth[a]);
        mean += p[a] * worth[a];
    }
    return (best - mean) / fmax(1, payoff_spread(g, i));
}

double logit_game_residual(const LogitGame *g, const double *p, double *work)
{
    double *worth = work, *answer = work + most_arms(g->agents, g->arms);
    const double *own = p;
    double residual = 0;
    for (int32_t i = 0; i < g->agents; own += g->arms[i++]) {
        logit_game_worth(g, p, i, worth);
        if (isinf(g->precision[i])) {
            residual = worst_of(residual, regret(g, i, worth, own));
            continue;
        }
        softmax(g->arms[i], worth, g->precision[i], answer);
        for (int32_t a = 0; a < g->arms[i]; a++)
            residual = worst_of(residual, fabs(own[a] - answer[a]));
    }
    return residual;
}

/* ---- what is at stake ---- */

/* Profiles are numbered ((outer * arms + arm) * inner) + rest for any one agent. */
static int64_t inner_profiles(const LogitGame *g, int32_t agent)
{
    int64_t inner = 1;
    for (int32_t i = agent + 1; i < g->agents; i++)
        inner *= g->arms[i];
    return inner;
}

/* The range of u_i(a, c, rest) - u_i(b, c, rest) over agent j's arms c, at the profile in
 * which i and j play 0. */
static double range_of_gain(const LogitGame *g, const double *u, int64_t pair_gap,
                            int64_t stride_j, int32_t arms_j)
{
    double low = INFINITY, high = -INFINITY;
    for (int32_t c = 0; c < arms_j; c++, u += stride_j * g->agents) {
        const double gain = u[pair_gap * g->agents] - u[0];
        low = gain < low ? gain : low;
        high = gain > high ? gain : high;
    }
    return high - low;
}

/* At one profile of the others: the largest such range over i's pairs of arms. */
static double largest_range(const LogitGame *g, const double *u, int32_t i,
                            int64_t stride_i, int32_t j, int64_t stride_j)
{
    double most = 0;
    for (int32_t a = 0; a < g->arms[i]; a++)
        for (int32_t b = a + 1; b < g->arms[i]; b++)
            most = fmax(most, range_of_gain(g, u + a * stride_i * g->agents,
                                            (b - a) * stride_i, stride_j, g->arms[j]));
    return most;
}

/* D_ij: by how much at most agent j's arm moves the difference between two worths of agent
 * i's. */
static double influence(const LogitGame *g, int32_t i, int32_t j)
{
    const int64_t stride_i = inner_profiles(g, i), stride_j = inner_profiles(g, j);
    const int32_t first = i < j ? i : j, second = i < j ? j : i;
    const int64_t wide = inner_profiles(g, first), narrow = inner_profiles(g, second);
    const int64_t profiles = count_profiles(g);
    double most = 0;
    for (int64_t outer = 0; outer < profiles; outer += wide * g->arms[first])
        for (int64_t middle = 0; middle < wide; middle += narrow * g->arms[second])
            for (int64_t rest = 0; rest < narrow; rest++) {
                const double *u = g->payoff + (outer + middle + rest) * g->agents + i;
                most = fmax(most, largest_range(g, u, i, stride_i, j, stride_j));
            }
    return most;
}

static double range_over_arms(const LogitGame *g, const double *u, int32_t i,
                              int64_t stride)
{
    double low = u[0], high = u[0];
    for (int32_t a = 1; a < g->arms[i]; a++) {
        const double worth = u[a * stride * g->agents];
        low = worth < low ? worth : low;
        high = worth > high ? worth : high;
    }
    return high - low;
}

/* The largest |u_i(a, .) - u_i(b, .)|. */
static double stake(const LogitGame *g, int32_t i)
{
    const int64_t inner = inner_profiles(g, i), profiles = count_profiles(g);
    double most = 0;
    for (int64_t outer = 0; outer < profiles; outer += inner * g->arms[i])
        for (int64_t rest = 0; rest < inner; rest++)
            most = fmax(most, range_over_arms(g, g->payoff + (outer + rest) * g->agents + i,
                                              i, inner));
    return most;
}

/* Whether the spectral radius of M >= 0 is below 1: it is at most the largest (M v)_i /
 * v_i, for any v > 0 (Collatz and Wielandt); v <- v + M v brings the two together. */
static bool radius_is_below_one(int32_t n, const double *M, double *v, double *next)
{
    const int most_rounds = 20;
    for (int32_t i = 0; i < n; i++)
        v[i] = 1;
    for (int k = 0; k < most_rounds; k++) {
        double radius = 0;
        for (int32_t i = 0; i < n; i++) {
            next[i] = 0;
            for (int32_t j = 0; j < n; j++)
                next[i] += M[(int64_t)i * n + j] * v[j];
            radius = worst_of(radius, next[i] / v[i]);
        }
        if (radius < LOGIT_BELOW_ONE)
            return true;
        for (int32_t i = 0; i < n; i++)
            v[i] = (v[i] + next[i]) / (1 + radius);
    }
    return false;
}

/* An exact agent is one with nothing at stake wherever this is asked. */
static double finite_precision(const LogitGame *g, int32_t i)
{
    return isinf(g->precision[i]) ? 0 : g->precision[i];
}

/* Let D_ij bound what agent j's arm does to a difference of agent i's worths.  When the
 * chances of the others' arms change by t_j in total variation, log odds of i change by at
 * most lambda_i sum D_ij t_j, and so i's answer by at most t_i = tanh(that / 4), below M t
 * with M_ij = lambda_i D_ij / 4.  With a spectral radius under 1 the answers contract and
 * there is one equilibrium. */
static bool is_contraction(const LogitGame *g, double *work)
{
    const int32_t n = g->agents;
    double *M = logit_cut(&work, (int64_t)n * n);
    double *v = logit_cut(&work, n), *next = logit_cut(&work, n);
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < n; j++)
            M[(int64_t)i * n + j] =
                i == j ? 0 : finite_precision(g, i) * influence(g, i, j) / 4;
    if (n == 2)
        return M[1] * M[2] < LOGIT_BELOW_ONE;
    return radius_is_below_one(n, M, v, next);
}

/* ---- solving ---- */

/* Numbers that no method here can work with; NaN is not >= 0. */
static bool is_sound(const LogitGame *g)
{
    const int64_t numbers = count_profiles(g) * g->agents;
    for (int32_t i = 0; i < g->agents; i++)
        if (!(g->precision[i] >= 0))
            return false;
    for (int64_t k = 0; k < numbers; k++)
        if (!isfinite(g->payoff[k]))
            return false;
    return true;
}

static LogitInfo give_up(const LogitGame *g, double *p)
{
    for (int32_t i = 0; i < g->agents; p += g->arms[i++])
        for (int32_t a = 0; a < g->arms[i]; a++)
            p[a] = 1.0 / g->arms[i];
    return (LogitInfo){.residual = INFINITY};
}

static LogitInfo check(const LogitGame *g, const double *p, double tolerance, double *work)
{
    LogitInfo info = {.residual = logit_game_residual(g, p, work)};
    info.is_solved = info.residual <= tolerance;
    return info;
}

static LogitInfo solve_alone(const LogitGame *g, double *p, double *work)
{
    softmax(g->arms[0], g->payoff, g->precision[0], p);
    LogitInfo info = check(g, p, logit_tolerance(0), work);
    info.is_unique = true;
    return info;
}

static LogitPath path_of(const LogitGame *g)
{
    LogitPath path = {0};
    for (int32_t i = 0; i < g->agents; i++)
        logit_path_add(&path, g->precision[i], stake(g, i));
    logit_path_close(&path);
    return path;
}

static void refine(const LogitBranch *B, double *p, double *work)
{
    LogitSystem *S = B->system;
    double *lambda = logit_cut(&work, S->game->agents);
    for (int32_t i = 0; i < S->game->agents; i++)
        lambda[i] = S->base[i] + S->rate[i] * B->branch.z[S->rows];
    logit_refine(S, lambda, p, work);
}

/* Where the branch is lost, any equilibrium is better than none. */
static void settle_anywhere(LogitSystem *S, double t, double *z)
{
    z[S->rows] = t;
    logit_system_settle(S, z);
}

/* The solution from the branch's last point, checked. */
static LogitInfo finish(const LogitBranch *B, const LogitPath *path, double *p,
                        double *work)
{
    LogitSystem *S = B->system;
    const double rounding = 1e-13, tolerance = logit_tolerance(path->finite_logit);
    const bool is_exact = path->exact_stake > 0;
    logit_system_at(S, B->branch.z);
    memcpy(p, S->p, (size_t)S->all * sizeof *p);
    if (is_exact || !(logit_game_residual(S->game, p, work) <= rounding))
        refine(B, p, work);
    LogitInfo info =
        check(S->game, p, is_exact ? fmax(EXACT_TOLERANCE, tolerance) : tolerance, work);
    info.steps = B->branch.steps;
    return info;
}

static LogitInfo solve_finite(LogitBranch *B, const LogitPath *path, double *p,
                              double *work)
{
    const bool is_traced = logit_path_trace(B, path);
    if (is_traced)
        logit_system_polish(B->system, B->branch.z);
    else
        settle_anywhere(B->system, path->joint, B->branch.z);
    LogitInfo info = finish(B, path, p, work);
    info.is_solved &= is_traced;
    return info;
}

/* Where payoffs differ so little that the limit does not show yet, the branch is followed
 * further.  Where it is lost only far out, as happens when arms are tied, an equilibrium
 * close by is its limit. */
static LogitInfo solve_exact(LogitBranch *B, LogitPath *path, double *p, double *work)
{
    const double far_out = fmax(path->joint, 1e-2 * path->last);
    bool is_traced = logit_path_trace(B, path);
    LogitInfo info = finish(B, path, p, work);
    if (is_traced && !info.is_solved) {
        path->last *= 100;
        is_traced = logit_branch_follow(B, 1, path->joint, path->last, true) != BRANCH_LOST;
        info = finish(B, path, p, work);
    }
    is_traced |= B->branch.z[B->system->rows] > far_out;
    info.is_solved &= is_traced;
    return info;
}

static LogitInfo solve_by_branch(LogitSystem *S, LogitPath *path, double *p, double *work)
{
    LogitBranch B = logit_branch_begin(S, &work);
    return path->exact_stake > 0 ? solve_exact(&B, path, p, work)
                                 : solve_finite(&B, path, p, work);
}

static LogitInfo solve_contraction(LogitSystem *S, const LogitPath *path, double *p,
                                   double *work)
{
    const LogitGame *g = S->game;
    double *z = logit_cut(&work, S->rows + 1);
    memcpy(S->p, p, (size_t)S->all * sizeof *p);
    logit_system_gains(S);
    for (int32_t i = 0, row = 0; i < g->agents; i++) {
        S->base[i] = finite_precision(g, i);
        for (int32_t a = 1; a < g->arms[i]; a++, row++)
            z[row] = S->base[i] * S->gain[row];
    }
    logit_system_settle(S, z);
    logit_system_at(S, z);
    memcpy(p, S->p, (size_t)S->all * sizeof *p);
    LogitInfo info = check(g, p, logit_tolerance(path->finite_logit), work);
    info.is_unique = true;
    return info;
}

LogitInfo logit_game_solve(const LogitGame *g, double *p, double *work)
{
    LogitInfo info = {0};
    if (logit_pair_fits(g) && logit_pair_solve(g, p, &info))
        return info;
    if (!is_sound(g))
        return give_up(g, p);
    if (g->agents == 1)
        return solve_alone(g, p, work);
    LogitPath path = path_of(g);
    if (!isfinite(path.joint))
        return give_up(g, p);

    LogitSystem S = logit_system_begin(g, &work);
    const bool has_exact = path.exact_stake > 0;
    if (!has_exact && is_contraction(g, work))
        return solve_contraction(&S, &path, p, work);
    return solve_by_branch(&S, &path, p, work);
}
