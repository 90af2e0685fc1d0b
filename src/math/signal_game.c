#include "math/signal_game.h"

#include <math.h>
#include <string.h>

#include "math/climb.h"
#include "math/dense.h"
#include "math/logit_game.h"
#include "math/real.h"

enum { MOST = LATTICE_VALUES };

/* A belief that is above 0 stays so, whatever rounding makes of it. */
static const double LEAST_BELIEF = 1e-300;

/* The system x = s G(x) of the types that are believed in: x_aj is lambda times what arm a is
 * worth to the j-th of them, up to a constant of the type. */
typedef struct {
    const SignalGame *game;
    int32_t live[MOST], n; /* types with a belief above 0 */
    double lambda;
    double s;
    double *logs;  /* [arms][n]: log p */
    double *p;     /* [arms][n] */
    double *block; /* [arms][n][n]: d G_aj / d log p_ai, and then (1 - s block)^-1 */
    double base[MOST];
    double schur[MOST * MOST];
} Signals;

static bool can_pick(const SignalGame *g, int32_t arm, int32_t type)
{
    return g->open[arm] >> type & 1;
}

static const double *worth_at(const SignalGame *g, int32_t arm, int32_t point)
{
    return g->worth + ((int64_t)arm * g->lattice->count + point) * g->lattice->values;
}

/* ------------------------------------------------------------------ posteriors */

void signal_posterior(int32_t values, const double *prior, const double *p, uint8_t open,
                      double *posterior)
{
    double sum = 0;
    for (int32_t k = 0; k < values; k++)
        sum += posterior[k] = prior[k] * p[k];
    if (sum > 0) {
        for (int32_t k = 0; k < values; k++)
            posterior[k] =
                prior[k] > 0 && open >> k & 1 ? fmax(posterior[k] / sum, LEAST_BELIEF) : 0;
        return;
    }
    int32_t able = __builtin_popcount(open);
    for (int32_t k = 0; k < values; k++)
        posterior[k] = open >> k & 1 ? 1.0 / able : 0;
}

/* b'_k ~ b_k p_k from the logarithms; nobody of the live can pick it: false */
static bool posterior_of(const Signals *z, int32_t arm, double *b)
{
    const SignalGame *g = z->game;
    const double *p = z->p + (int64_t)arm * z->n, *logs = z->logs + (int64_t)arm * z->n;
    double sum = 0, most = -INFINITY;
    memset(b, 0, sizeof *b * (size_t)g->lattice->values);
    for (int32_t j = 0; j < z->n; j++)
        sum += b[z->live[j]] = g->prior[z->live[j]] * p[j];
    if (sum < 1e-250) {
        sum = 0;
        for (int32_t j = 0; j < z->n; j++)
            most = fmax(most, logs[j]);
        if (isinf(most))
            return false;
        for (int32_t j = 0; j < z->n; j++)
            sum += b[z->live[j]] = g->prior[z->live[j]] * real_exp(logs[j] - most);
    }
    for (int32_t j = 0; j < z->n; j++)
        if (can_pick(g, arm, z->live[j]))
            b[z->live[j]] = fmax(b[z->live[j]] / sum, LEAST_BELIEF);
    return true;
}

/* ------------------------------------------------------------------ the system */

/* log p and p from x, for each type over its arms. */
static void choose(Signals *z, const double *x)
{
    const SignalGame *g = z->game;
    for (int32_t j = 0; j < z->n; j++) {
        double most = -INFINITY, sum = 0;
        for (int32_t a = 0; a < g->arms; a++)
            if (can_pick(g, a, z->live[j]) && x[a * z->n + j] > most)
                most = x[a * z->n + j];
        for (int32_t a = 0; a < g->arms; a++) {
            bool open = can_pick(g, a, z->live[j]);
            z->p[a * z->n + j] = open ? real_exp(x[a * z->n + j] - most) : 0;
            sum += z->p[a * z->n + j];
        }
        double log_sum = real_log(sum) + most;
        for (int32_t a = 0; a < g->arms; a++) {
            bool open = can_pick(g, a, z->live[j]);
            z->p[a * z->n + j] /= sum;
            z->logs[a * z->n + j] = open ? x[a * z->n + j] - log_sum : -INFINITY;
        }
    }
}

/* d weight[g] / d log p_i = sum_k slope[g][k] b_k (1{k = i} - b_i) */
static void weigh_slopes(const Signals *z, const Rounding *r, const double *b,
                         double by[MOST][MOST])
{
    int32_t values = z->game->lattice->values;
    for (int32_t v = 0; v < r->count; v++) {
        double mean = 0;
        for (int32_t k = 0; k < values; k++)
            mean += r->slope[v][k] * b[k];
        for (int32_t i = 0; i < z->n; i++)
            by[v][i] = b[z->live[i]] * (r->slope[v][z->live[i]] - mean);
    }
}

/* G_aj and its derivatives. */
static void value_arm(Signals *z, int32_t arm, double *g)
{
    const SignalGame *game = z->game;
    const Lattice *l = game->lattice;
    double b[MOST], by[MOST][MOST], tilted[MOST];
    double *block = z->block + (int64_t)arm * z->n * z->n;
    Rounding r;
    memset(block, 0, sizeof *block * (size_t)(z->n * z->n));
    if (!posterior_of(z, arm, b)) {
        memset(g, 0, sizeof *g * (size_t)z->n);
        return;
    }
    lattice_round(l, b, &r);
    weigh_slopes(z, &r, b, by);
    for (int32_t j = 0; j < z->n; j++) {
        int32_t type = z->live[j];
        g[j] = 0;
        if (!can_pick(game, arm, type))
            continue;
        double sum = lattice_tilt(l, &r, type, b[type], tilted), mean = 0;
        for (int32_t v = 0; v < r.count; v++)
            mean += tilted[v] * worth_at(game, arm, r.at[v])[type];
        g[j] = z->lambda * (mean - z->base[j]);
        if (!(sum > 0))
            continue;
        for (int32_t v = 0; v < r.count; v++) {
            double lever = z->lambda * l->point[(int64_t)r.at[v] * l->values + type] *
                           (worth_at(game, arm, r.at[v])[type] - mean) / sum;
            for (int32_t i = 0; i < z->n; i++)
                block[j * z->n + i] += lever * by[v][i];
        }
    }
}

static void signals_at(void *context, const double *x, double s, double *g)
{
    Signals *z = context;
    z->s = s;
    choose(z, x);
    for (int32_t a = 0; a < z->game->arms; a++)
        value_arm(z, a, g + (int64_t)a * z->n);
}

/* Inverts A [n][n] in place; returns the sign of its determinant. */
static int invert(int32_t n, double *A)
{
    if (n == 2) {
        double det = A[0] * A[3] - A[1] * A[2], a = A[0];
        if (det == 0 || !isfinite(det))
            return 0;
        A[0] = A[3] / det;
        A[3] = a / det;
        A[1] /= -det;
        A[2] /= -det;
        return det > 0 ? 1 : -1;
    }
    double copy[MOST * MOST];
    memcpy(copy, A, sizeof *A * (size_t)(n * n));
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < n; j++)
            A[i * n + j] = i == j;
    DenseDet det = dense_solve(n, copy, n, A);
    return det.part > 0 ? 1 : det.part < 0 ? -1 : 0;
}

static void multiply(int32_t n, const double *A, const double *x, double *y)
{
    for (int32_t i = 0; i < n; i++) {
        y[i] = 0;
        for (int32_t j = 0; j < n; j++)
            y[i] += A[i * n + j] * x[j];
    }
}

/* With D_a = 1 - s B_a, B_a arm a's block, and dz the change of each type's log sum:
 *     D_a y_a + s B_a dz = r_a,    dz = sum_a diag(p_a) y_a;
 * since D^-1 s B = D^-1 - 1 and sum_a p_a = 1,
 *     (sum_a diag(p_a) D_a^-1) dz = sum_a diag(p_a) D_a^-1 r_a,
 *     y_a = D_a^-1 (r_a - dz) + dz.
 * The determinant is that of the blocks times that of the sum. */
static int signals_solve(void *context, double *r)
{
    Signals *z = context;
    int32_t n = z->n, arms = z->game->arms;
    int sign = 1;
    double dz[MOST] = {0}, inverse[MOST * MOST];
    memset(z->schur, 0, sizeof z->schur);
    for (int32_t a = 0; a < arms; a++) {
        const double *block = z->block + (int64_t)a * n * n;
        const double *p = z->p + (int64_t)a * n;
        for (int32_t i = 0; i < n; i++)
            for (int32_t j = 0; j < n; j++)
                inverse[i * n + j] = (i == j) - z->s * block[i * n + j];
        sign *= invert(n, inverse);
        if (!sign)
            return 0;
        double y[MOST];
        multiply(n, inverse, r + (int64_t)a * n, y);
        memcpy(r + (int64_t)a * n, y, sizeof *y * (size_t)n);
        for (int32_t i = 0; i < n; i++) {
            dz[i] += p[i] * y[i];
            for (int32_t j = 0; j < n; j++)
                z->schur[i * n + j] += p[i] * inverse[i * n + j];
        }
    }
    double all[MOST];
    sign *= invert(n, z->schur);
    if (!sign)
        return 0;
    multiply(n, z->schur, dz, all);
    for (int32_t a = 0; a < arms; a++) {
        const double *block = z->block + (int64_t)a * n * n;
        for (int32_t i = 0; i < n; i++)
            for (int32_t j = 0; j < n; j++)
                inverse[i * n + j] = (i == j) - z->s * block[i * n + j];
        invert(n, inverse);
        double moved[MOST];
        multiply(n, inverse, all, moved);
        for (int32_t i = 0; i < n; i++)
            r[(int64_t)a * n + i] += all[i] - moved[i];
    }
    return sign;
}

/* ------------------------------------------------------------------ worths */

/* What arm a is worth to type k at the posterior b. */
static double worth_of(const SignalGame *g, int32_t arm, int32_t type, const Rounding *r,
                       const double *b)
{
    double tilted[MOST], mean = 0;
    lattice_tilt(g->lattice, r, type, b[type], tilted);
    for (int32_t v = 0; v < r->count; v++)
        mean += tilted[v] * worth_at(g, arm, r->at[v])[type];
    return mean;
}

void signal_worths(const SignalGame *g, const double *p, double *worths)
{
    int32_t values = g->lattice->values;
    double b[MOST];
    Rounding r;
    for (int32_t a = 0; a < g->arms; a++) {
        signal_posterior(values, g->prior, p + (int64_t)a * values, g->open[a], b);
        lattice_round(g->lattice, b, &r);
        for (int32_t k = 0; k < values; k++)
            worths[(int64_t)a * values + k] = worth_of(g, a, k, &r, b);
    }
}

/* softmax of q over the arms that type k can pick; q is [arms], p strided by the values. */
static void choose_open(const SignalGame *g, int32_t type, const double *q, double lambda,
                        double *p, double *work)
{
    int32_t values = g->lattice->values, n = 0;
    for (int32_t a = 0; a < g->arms; a++)
        if (can_pick(g, a, type))
            work[n++] = q[(int64_t)a * values + type];
    logit_choice(n, work, lambda, work);
    n = 0;
    for (int32_t a = 0; a < g->arms; a++)
        p[(int64_t)a * values + type] = can_pick(g, a, type) ? work[n++] : 0;
}

bool signal_is_void(const SignalGame *g, int32_t type, int32_t other, const double *zero,
                    const double *worth)
{
    double mine = worth[type] - zero[type], others = worth[other] - zero[other];
    double scale =
        fabs(worth[type]) + fabs(zero[type]) + fabs(worth[other]) + fabs(zero[other]);
    double away = fabs(mine - others);
    return away <= 4e-16 * scale ||
           (isfinite(g->precision) && g->precision * away <= 1e-11);
}

/* Where all believed-in types value the arms alike when nothing is told, nothing is: the answer
 * for every s, and so the branch.  p then holds it. */
static bool tells_nothing(const Signals *z, int32_t own, double *worths, double *p,
                          double *work)
{
    const SignalGame *g = z->game;
    int32_t values = g->lattice->values, first = z->live[0];
    for (int32_t a = 0; a < g->arms; a++) {
        const double *w = worth_at(g, a, own);
        memcpy(worths + (int64_t)a * values, w, sizeof *w * (size_t)values);
        for (int32_t j = 1; j < z->n; j++) {
            const double *zero = worth_at(g, 0, own);
            if (g->open[a] != g->open[0] || !signal_is_void(g, first, z->live[j], zero, w))
                return false;
        }
    }
    for (int32_t k = 0; k < values; k++)
        choose_open(g, k, worths, g->precision, p, work);
    return true;
}

static int32_t own_point(const SignalGame *g)
{
    Rounding r;
    int32_t best = 0;
    lattice_round(g->lattice, g->prior, &r);
    for (int32_t v = 1; v < r.count; v++)
        if (r.weight[v] > r.weight[best])
            best = v;
    return r.at[best];
}

static double spread_of(const SignalGame *g)
{
    int64_t n = (int64_t)g->arms * g->lattice->count * g->lattice->values;
    double lo = g->worth[0], hi = g->worth[0];
    for (int64_t k = 1; k < n; k++) {
        lo = fmin(lo, g->worth[k]);
        hi = fmax(hi, g->worth[k]);
    }
    return hi - lo;
}

/* ------------------------------------------------------------------ solving */

int64_t signal_room(int32_t values, int32_t arms)
{
    int64_t all = (int64_t)values * arms;
    return 5 * all + all * values + CLIMB_ROOM * all + arms;
}

/* The types that nobody believes in reply to what the others' picks tell. */
static void choose_unbelieved(const SignalGame *g, double *p, double *worths, double *work)
{
    signal_worths(g, p, worths);
    for (int32_t k = 0; k < g->lattice->values; k++)
        if (!(g->prior[k] > 0))
            choose_open(g, k, worths, g->precision, p, work);
}

static double residual_of(const SignalGame *g, const double *p, double *worths,
                          double *again, double *work)
{
    int32_t values = g->lattice->values;
    double most = 0;
    signal_worths(g, p, worths);
    for (int32_t k = 0; k < values; k++) {
        double best = -INFINITY, mean = 0;
        if (isfinite(g->precision))
            choose_open(g, k, worths, g->precision, again, work);
        for (int32_t a = 0; a < g->arms; a++) {
            int64_t at = (int64_t)a * values + k;
            if (!can_pick(g, a, k))
                continue;
            best = fmax(best, worths[at]);
            mean += p[at] * worths[at];
            if (isfinite(g->precision))
                most = fmax(most, fabs(p[at] - again[at]));
        }
        if (!isfinite(g->precision))
            most = fmax(most, (best - mean) / fmax(1, spread_of(g)));
    }
    return most;
}

/* An arm that is picked too rarely for a number still tells what it would tell. */
static void keep_odds(const Signals *z, int32_t arm, double *p)
{
    const double *logs = z->logs + (int64_t)arm * z->n;
    double most = -INFINITY;
    for (int32_t j = 0; j < z->n; j++)
        most = fmax(most, logs[j]);
    bool is_lost = most < -575; /* e^-575 = 1e-250 */
    for (int32_t j = 0; j < z->n; j++)
        p[z->live[j]] = is_lost && !isinf(most) ? 1e-200 * real_exp(logs[j] - most)
                                                : z->p[arm * z->n + j];
}

SignalInfo signal_solve(const SignalGame *g, double *p, double *work)
{
    int32_t values = g->lattice->values;
    int64_t all = (int64_t)values * g->arms;
    Signals z = {.game = g, .lambda = g->precision};
    double *worths = work, *x = worths + all, *again = x + all;
    z.p = again + all;
    z.logs = z.p + all;
    z.block = z.logs + all;
    double *arms = z.block + all * values, *rest = arms + g->arms;
    for (int32_t k = 0; k < values; k++)
        if (g->prior[k] > 0)
            z.live[z.n++] = k;
    int32_t own = own_point(g);
    if (tells_nothing(&z, own, worths, p, arms)) {
        if (z.n < values)
            choose_unbelieved(g, p, worths, arms);
        return (SignalInfo){.is_solved = true};
    }
    if (isinf(z.lambda))
        z.lambda = 1e7 / fmax(spread_of(g), 1e-300);
    for (int32_t j = 0; j < z.n; j++)
        z.base[j] = worth_at(g, 0, own)[z.live[j]];
    Climb c = {
        .size = z.n * g->arms, .context = &z, .at = signals_at, .solve = signals_solve};
    ClimbEnd end = climb(&c, x, rest);
    choose(&z, x);
    memset(p, 0, sizeof *p * (size_t)all);
    for (int32_t a = 0; a < g->arms; a++)
        keep_odds(&z, a, p + (int64_t)a * values);
    choose_unbelieved(g, p, worths, arms);
    SignalInfo info = {.steps = end.steps};
    info.residual = residual_of(g, p, worths, again, arms);
    info.is_solved =
        end.arrived && info.residual <= (isfinite(g->precision) ? 1e-10 : 1e-6);
    return info;
}
