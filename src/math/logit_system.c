#include "math/logit_system.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "math/real.h"

double logit_tolerance(double largest_logit)
{
    return fmax(1e-10, 16 * DBL_EPSILON * largest_logit);
}

double *logit_cut(double **work, int64_t n)
{
    double *piece = *work;
    memset(piece, 0, (size_t)n * sizeof *piece);
    *work += n;
    return piece;
}

static int64_t all_arms(int32_t agents, const int32_t *arms)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < agents; i++)
        sum += arms[i];
    return sum;
}

int64_t logit_system_room(int32_t agents, const int32_t *arms)
{
    const int64_t all = all_arms(agents, arms), rows = all - agents;
    const int64_t side = rows + 1;
    return 2 * (int64_t)agents + all + rows * all + rows + side * side + 3 * side;
}

static double *pair_row(const LogitSystem *S, int32_t row)
{
    return S->pair + (int64_t)row * S->all;
}

/* With two agents `pair` does not depend on p and is filled once. */
static void fill_pair_of_two(LogitSystem *S)
{
    const int32_t m = S->game->arms[0], n = S->game->arms[1];
    const double *u = S->game->payoff;
    for (int32_t a = 1; a < m; a++)
        for (int32_t b = 0; b < n; b++)
            pair_row(S, a - 1)[m + b] = u[2 * ((int64_t)a * n + b)] - u[2 * (int64_t)b];
    for (int32_t b = 1; b < n; b++)
        for (int32_t a = 0; a < m; a++)
            pair_row(S, m - 1 + b - 1)[a] =
                u[2 * ((int64_t)a * n + b) + 1] - u[2 * (int64_t)a * n + 1];
}

/* Two agents i < j, where their rows and columns begin, and how far apart their arms'
 * profiles lie. */
typedef struct {
    int32_t i, j;
    int32_t row_i, row_j;
    int32_t column_i, column_j;
    int64_t stride_i, stride_j;
} TwoAgents;

static void add_profile(const LogitSystem *S, const TwoAgents *two, int64_t profile,
                        double weight, int32_t arm_i, int32_t arm_j)
{
    const int32_t n = S->game->agents;
    const double *u = S->game->payoff;
    if (arm_i > 0)
        pair_row(S, two->row_i + arm_i - 1)[two->column_j + arm_j] +=
            weight *
            (u[profile * n + two->i] - u[(profile - arm_i * two->stride_i) * n + two->i]);
    if (arm_j > 0)
        pair_row(S, two->row_j + arm_j - 1)[two->column_i + arm_i] +=
            weight *
            (u[profile * n + two->j] - u[(profile - arm_j * two->stride_j) * n + two->j]);
}

/* Adds all profiles that begin with the arms chosen for agents 0 .. k-1, the weight being
 * the chance of those of all but i and j; `p` is agent k's. */
static void add_profiles(const LogitSystem *S, const TwoAgents *two, int32_t k,
                         const double *p, int64_t profile, double weight, int32_t arm_i,
                         int32_t arm_j)
{
    if (weight == 0)
        return;
    if (k == S->game->agents) {
        add_profile(S, two, profile, weight, arm_i, arm_j);
        return;
    }
    const int32_t arms = S->game->arms[k];
    for (int32_t a = 0; a < arms; a++)
        add_profiles(S, two, k + 1, p + arms, profile * arms + a,
                     k == two->i || k == two->j ? weight : weight * p[a],
                     k == two->i ? a : arm_i, k == two->j ? a : arm_j);
}

static void fill_pair(LogitSystem *S)
{
    const int32_t *arms = S->game->arms;
    TwoAgents two = {.stride_i = S->profiles};
    memset(S->pair, 0, (size_t)((int64_t)S->rows * S->all) * sizeof *S->pair);
    for (two.i = 0; two.i < S->game->agents; two.i++) {
        two.stride_i /= arms[two.i];
        two.row_j = two.row_i + arms[two.i] - 1;
        two.column_j = two.column_i + arms[two.i];
        two.stride_j = two.stride_i;
        for (two.j = two.i + 1; two.j < S->game->agents; two.j++) {
            two.stride_j /= arms[two.j];
            add_profiles(S, &two, 0, S->p, 0, 1, 0, 0);
            two.row_j += arms[two.j] - 1;
            two.column_j += arms[two.j];
        }
        two.row_i += arms[two.i] - 1;
        two.column_i += arms[two.i];
    }
}

/* The gain against one other agent's arms, weighed by its probabilities: agent 1's for
 * agent 0, agent 0's for the rest. */
void logit_system_gains(LogitSystem *S)
{
    const int32_t *arms = S->game->arms;
    if (S->game->agents > 2)
        fill_pair(S);
    for (int32_t r = 0; r < S->rows; r++) {
        const int32_t column = r < arms[0] - 1 ? arms[0] : 0;
        const int32_t count = r < arms[0] - 1 ? arms[1] : arms[0];
        double sum = 0;
        for (int32_t c = column; c < column + count; c++)
            sum += pair_row(S, r)[c] * S->p[c];
        S->gain[r] = sum;
    }
}

/* p from log odds against the first arm. */
static void probabilities(int32_t arms, const double *x, double *p)
{
    double best = 0;
    for (int32_t a = 1; a < arms; a++)
        best = fmax(best, x[a - 1]);
    double sum = p[0] = real_exp(-best);
    for (int32_t a = 1; a < arms; a++)
        sum += p[a] = real_exp(x[a - 1] - best);
    for (int32_t a = 0; a < arms; a++)
        p[a] /= sum;
}

void logit_system_chances(LogitSystem *S, const double *x)
{
    double *p = S->p;
    for (int32_t i = 0; i < S->game->agents; i++) {
        const int32_t arms = S->game->arms[i];
        probabilities(arms, x, p);
        x += arms - 1;
        p += arms;
    }
}

void logit_system_at(LogitSystem *S, const double *x)
{
    logit_system_chances(S, x);
    logit_system_gains(S);
}

/* dF_ia/dx_jc = -lambda_i p_j(c) (pair(ia, jc) - gain(ia)) for j other than i, and the
 * unit matrix for j = i. */
static void fill_row(LogitSystem *S, int32_t row, int32_t agent, double lambda)
{
    double *to = S->matrix + (int64_t)row * (S->rows + 1);
    const double *pair = pair_row(S, row), *p = S->p, gain = S->gain[row];
    for (int32_t j = 0; j < S->game->agents; j++) {
        const int32_t arms = S->game->arms[j];
        for (int32_t c = 1; c < arms; c++)
            to[c - 1] = j == agent ? 0 : -lambda * p[c] * (pair[c] - gain);
        to += arms - 1;
        pair += arms;
        p += arms;
    }
    *to = -S->rate[agent] * gain;
    S->matrix[(int64_t)row * (S->rows + 1) + row] = 1;
}

/* The matrix but for its last row, and -F in the first right-hand side. */
static void fill_equations(LogitSystem *S, const double *z)
{
    const double t = z[S->rows];
    int32_t row = 0;
    logit_system_at(S, z);
    for (int32_t i = 0; i < S->game->agents; i++) {
        const double lambda = S->base[i] + S->rate[i] * t;
        for (int32_t a = 1; a < S->game->arms[i]; a++, row++) {
            fill_row(S, row, i, lambda);
            S->sides[2 * (int64_t)row] = lambda * S->gain[row] - z[row];
            S->sides[2 * row + 1] = 0;
        }
    }
}

static LogitSystem begin_common(const LogitGame *g, double **work)
{
    const int32_t all = (int32_t)all_arms(g->agents, g->arms), rows = all - g->agents;
    LogitSystem S = {.game = g, .rows = rows, .all = all, .profiles = 1};
    S.base = logit_cut(work, g->agents);
    S.rate = logit_cut(work, g->agents);
    S.p = logit_cut(work, all);
    S.matrix = logit_cut(work, (int64_t)(rows + 1) * (rows + 1));
    S.sides = logit_cut(work, 2 * ((int64_t)rows + 1));
    S.axis = logit_cut(work, rows + 1);
    S.axis[rows] = 1;
    return S;
}

LogitSystem logit_system_begin(const LogitGame *g, double **work)
{
    LogitSystem S = begin_common(g, work);
    for (int32_t i = 0; i < g->agents; i++)
        S.profiles *= g->arms[i];
    S.fill = fill_equations;
    S.pair = logit_cut(work, (int64_t)S.rows * S.all);
    S.gain = logit_cut(work, S.rows);
    if (g->agents == 2)
        fill_pair_of_two(&S);
    return S;
}

LogitSystem logit_system_begin_other(const LogitGame *g, LogitEquations *fill,
                                     const void *of, double **work)
{
    LogitSystem S = begin_common(g, work);
    S.fill = fill;
    S.of = of;
    return S;
}

double logit_system_step(LogitSystem *S, const double *row, double *z, double *tangent,
                         DenseDet *det)
{
    const int32_t n = S->rows + 1;
    S->fill(S, z);
    memcpy(S->matrix + (int64_t)S->rows * n, row, (size_t)n * sizeof *row);
    S->sides[2 * (int64_t)S->rows] = 0;
    S->sides[2 * S->rows + 1] = 1;

    const DenseDet found = dense_solve(n, S->matrix, 2, S->sides);
    if (!(fabs(found.part) > 0))
        return NAN;
    double sum = 0;
    for (int32_t k = 0; k < n; k++)
        sum += S->sides[2 * (int64_t)k] * S->sides[2 * (int64_t)k];
    if (!isfinite(sum))
        return NAN;
    for (int32_t k = 0; k < n; k++)
        z[k] += S->sides[2 * (int64_t)k];
    for (int32_t k = 0; tangent && k < n; k++)
        tangent[k] = S->sides[2 * k + 1];
    if (det)
        *det = found;
    return sqrt(sum);
}

static double size_of(int32_t n, const double *x)
{
    double size = 1;
    for (int32_t k = 0; k < n; k++)
        size = fmax(size, fabs(x[k]));
    return size;
}

/* x <- x - F(x); returns the largest |F|. */
static double settle_once(LogitSystem *S, double *z)
{
    double largest = 0;
    int32_t row = 0;
    logit_system_at(S, z);
    for (int32_t i = 0; i < S->game->agents; i++)
        for (int32_t a = 1; a < S->game->arms[i]; a++, row++) {
            const double next = (S->base[i] + S->rate[i] * z[S->rows]) * S->gain[row];
            largest = fmax(largest, fabs(next - z[row]));
            z[row] = next;
        }
    return largest;
}

/* A step that leads away is taken back: there the system is close to singular. */
void logit_system_polish(LogitSystem *S, double *z)
{
    const int most_steps = 20;
    const double size = size_of(S->rows, z);
    double last = 1e-4 * size;
    for (int k = 0; k < most_steps && last > 1e-15 * size; k++) {
        const double length = logit_system_step(S, S->axis, z, NULL, NULL);
        if (length >= last)
            for (int32_t r = 0; r < S->rows; r++)
                z[r] -= S->sides[2 * (int64_t)r];
        if (!(length < 0.5 * last))
            return;
        last = length;
    }
}

/* Newton's steps while they at least halve; where one does not, an ever longer run of the
 * plain iteration, which contracts from anywhere. */
void logit_system_settle(LogitSystem *S, double *z)
{
    double last = INFINITY;
    for (int64_t run = 1; run < ((int64_t)1 << 16);) {
        const double length = logit_system_step(S, S->axis, z, NULL, NULL);
        if (length <= fmax(1e-9, 1e-14 * size_of(S->rows, z)))
            return;
        if (length <= 0.5 * last) {
            last = length;
            continue;
        }
        for (int64_t k = 0; k < run; k++)
            if (settle_once(S, z) == 0)
                break;
        run *= 2;
        last = INFINITY;
    }
}
