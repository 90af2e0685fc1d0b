#include "math/logit_refine.h"

#include <math.h>
#include <string.h>

#include "math/real.h"

/* A candidate with a smaller residual is not improved on. */
static const double ROUNDING = 1e-12;

int64_t logit_refine_room(int32_t agents, const int32_t *arms)
{
    int64_t n = agents;
    for (int32_t i = 0; i < agents; i++)
        n += arms[i];
    return n * n + 2 * n;
}

typedef struct {
    LogitSystem *system;
    const double *lambda; /* [agents], of exact agents that of the branch */
    int32_t size;         /* unknowns: dp of all arms, then dw of all agents */
    double *matrix;       /* [size][size] */
    double *side;         /* [size] */
} Indifference;

/* lambda p(a) du(a) - p(a) dw - dp(a) = -p(a) (lambda u(a) - w - log p(a)), the logit
 * equation's differential times p(a), so that an arm with p(a) = 0 stays there.  An exact
 * agent's right side lacks log p(a): it goes to indifference, and only as far as its
 * worths ask for it. */
static void fill_arm(Indifference *L, int32_t agent, int32_t arm, int32_t place,
                     const double *pair, double gain, double w)
{
    const LogitSystem *S = L->system;
    const double p = S->p[place], weight = p * L->lambda[agent];
    const bool is_exact = isinf(S->game->precision[agent]);
    double *row = L->matrix + (int64_t)place * L->size;
    for (int32_t c = 0; arm > 0 && c < S->all; c++)
        row[c] = weight * pair[c];
    row[S->all + agent] = -p;
    row[place] = -1;
    L->side[place] =
        p > 0 ? -(weight * gain - p * w - (is_exact ? 0 : p * real_log(p))) : 0;
}

static void fill_agent(Indifference *L, int32_t agent, int32_t place, int32_t first_row)
{
    const LogitSystem *S = L->system;
    const int32_t arms = S->game->arms[agent];
    const bool is_exact = isinf(S->game->precision[agent]);
    double *total = L->matrix + (int64_t)(S->all + agent) * L->size;
    double w = 0, sum = 0;
    for (int32_t a = 0; a < arms; a++) {
        const double p = S->p[place + a], gain = a > 0 ? S->gain[first_row + a - 1] : 0;
        w += p * (L->lambda[agent] * gain - (is_exact || p <= 0 ? 0 : real_log(p)));
        sum += p;
        total[place + a] = 1;
    }
    L->side[S->all + agent] = 1 - sum;
    for (int32_t a = 0; a < arms; a++) {
        const int32_t row = first_row + a - 1;
        fill_arm(L, agent, a, place + a, a > 0 ? S->pair + (int64_t)row * S->all : NULL,
                 a > 0 ? S->gain[row] : 0, w);
    }
}

/* One step of Newton on S->p; false where the system is singular. */
static bool step(Indifference *L)
{
    LogitSystem *S = L->system;
    const int32_t *arms = S->game->arms;
    memset(L->matrix, 0, (size_t)((int64_t)L->size * L->size) * sizeof *L->matrix);
    logit_system_gains(S);
    for (int32_t i = 0, place = 0, row = 0; i < S->game->agents; i++) {
        fill_agent(L, i, place, row);
        place += arms[i];
        row += arms[i] - 1;
    }
    if (!(fabs(dense_solve(L->size, L->matrix, 1, L->side).part) > 0))
        return false;
    for (int32_t k = 0; k < S->all; k++)
        S->p[k] = fmax(0, S->p[k] + L->side[k]);
    return true;
}

/* Exact agents' chances under `least` become 0, and the rest again sums to 1. */
static void drop_small(const LogitGame *g, double least, double *p)
{
    for (int32_t i = 0; i < g->agents; p += g->arms[i++]) {
        double sum = 0;
        if (!isinf(g->precision[i]))
            continue;
        for (int32_t a = 0; a < g->arms[i]; a++)
            sum += p[a] = p[a] < least ? 0 : p[a];
        for (int32_t a = 0; a < g->arms[i]; a++)
            p[a] /= sum;
    }
}

/* Puts into S->p the equilibrium on the arms to which p gives at least `least`. */
static void solve_on_support(Indifference *L, const double *p, double least)
{
    const int most_steps = 12;
    memcpy(L->system->p, p, (size_t)L->system->all * sizeof *p);
    drop_small(L->system->game, least, L->system->p);
    for (int k = 0; k < most_steps && step(L); k++)
        ;
    drop_small(L->system->game, 1e-12, L->system->p);
}

/* Makes p the candidate if its residual is below `best`; returns the smaller of the two. */
static double keep_better(const LogitGame *g, const double *candidate, double best,
                          double *p, double *work)
{
    const double residual = logit_game_residual(g, candidate, work);
    if (!(residual < best))
        return best;
    for (int32_t i = 0, k = 0; i < g->agents; i++)
        for (int32_t a = 0; a < g->arms[i]; a++, k++)
            p[k] = candidate[k];
    return residual;
}

void logit_refine(LogitSystem *S, const double *lambda, double *p, double *work)
{
    const double least[] = {1e-4, 1e-9};
    const LogitGame *g = S->game;
    Indifference L = {.system = S, .lambda = lambda, .size = S->all + g->agents};
    L.matrix = logit_cut(&work, (int64_t)L.size * L.size);
    L.side = logit_cut(&work, L.size);
    double *branch = logit_cut(&work, S->all);
    memcpy(branch, p, (size_t)S->all * sizeof *p);

    double best = INFINITY;
    for (int k = 0; k < 2 && !(best <= ROUNDING); k++) {
        solve_on_support(&L, branch, least[k]);
        best = keep_better(g, S->p, best, p, work);
    }
    if (!(best <= ROUNDING))
        keep_better(g, branch, best, p, work);
}
