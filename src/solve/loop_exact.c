#include "solve/loop_exact.h"

#include <math.h>
#include <string.h>

#include "math/real.h"

/* Log odds that count as never. */
static const double NEVER = 700;
/* Regret that counts as none, in units of scale. */
static const double NO_REGRET = 1e-10;

/* ------------------------------------------------------------------ the path */

LoopPath loop_path_of(Loop *L, const double *z)
{
    LoopPath path = {0};
    double highest = 0, stake = 0;
    for (int32_t k = 0; k < L->count; k++)
        for (int32_t i = 0; i < loop_agents(L, k); i++) {
            LoopAgent a = loop_agent(L, z, k, i);
            double precision = loop_precision(L, a.player);
            if (a.arms < 2)
                continue;
            if (isinf(precision)) {
                path.is_exact = true;
                stake = fmax(stake, L->scale[a.player]);
            } else {
                path.joint = fmax(path.joint, precision * L->scale[a.player]);
                highest = fmax(highest, precision);
            }
        }
    if (path.is_exact)
        path.joint = fmax(fmax(path.joint, highest * stake), highest > 0 ? 0 : 1);
    path.exact_rate = !path.is_exact ? 0 : highest > 0 ? highest / path.joint : 1 / stake;
    path.last = path.is_exact ? path.joint + EXACT_FARTHEST / (path.exact_rate * stake)
                              : path.joint;
    return path;
}

void loop_path_joint(Loop *L, const LoopPath *path)
{
    for (int32_t i = 0; i < L->board->players; i++) {
        double precision = loop_precision(L, i);
        L->base[i] = 0;
        L->rate[i] = isinf(precision)  ? path->exact_rate
                     : path->joint > 0 ? precision / path->joint
                                       : 0;
    }
}

void loop_path_exact(Loop *L, const LoopPath *path)
{
    for (int32_t i = 0; i < L->board->players; i++) {
        double precision = loop_precision(L, i);
        L->base[i] = isinf(precision) ? 0 : precision;
        L->rate[i] = isinf(precision) ? path->exact_rate : 0;
    }
}

/* ------------------------------------------------------------------ the limit */

double loop_regret(Loop *L, const double *z)
{
    double most = 0;
    for (int32_t k = 0; k < L->count; k++)
        for (int32_t i = 0; i < loop_agents(L, k); i++) {
            LoopAgent a = loop_agent(L, z, k, i);
            if (!isinf(loop_precision(L, a.player)))
                continue;
            double best = -INFINITY, mean = 0;
            for (int32_t arm = 0; arm < a.arms; arm++) {
                best = fmax(best, a.worth[(int64_t)arm * a.stride]);
                mean += a.p[arm] * a.worth[(int64_t)arm * a.stride];
            }
            most = fmax(most, (best - mean) / L->scale[a.player]);
        }
    return most;
}

/* Decides which of an exact agent's arms stay, those of at least the chance `least`, and puts
 * z where that begins.  The likeliest arm is what the others are to be as good as. */
static void hold_agent(const LoopAgent *a, double least, double *held, int32_t *like,
                       double *z)
{
    int32_t best = 0;
    for (int32_t arm = 1; arm < a->arms; arm++)
        if (a->p[arm] > a->p[best])
            best = arm;
    bool first_stays = a->p[0] >= least;
    int32_t measure = first_stays ? 0 : best;
    double level = first_stays ? 0 : NEVER;
    for (int32_t arm = 1; arm < a->arms; arm++) {
        int32_t row = a->odds + arm - 1;
        bool stays = a->p[arm] >= least && arm != measure;
        like[row] = measure > 0 ? a->odds + measure - 1 : -1;
        held[row] = stays ? NAN : arm == measure ? level : first_stays ? -NEVER : 0;
        z[row] = stays ? level + real_log(a->p[arm] / a->p[measure]) : held[row];
    }
}

static bool try_support(Loop *L, double least, double *held, int32_t *like,
                        const double *from, double *z)
{
    const size_t bytes = sizeof *z * ((size_t)L->size + 1);
    memcpy(z, from, bytes);
    for (int32_t k = 0; k < L->count; k++)
        for (int32_t i = 0; i < loop_agents(L, k); i++) {
            LoopAgent a = loop_agent(L, from, k, i);
            if (isinf(loop_precision(L, a.player)))
                hold_agent(&a, least, held, like, z);
        }
    loop_hold(L, held, like);
    bool is_found = loop_polish(L, z);
    loop_hold(L, NULL, NULL);
    return is_found && loop_regret(L, z) <= NO_REGRET;
}

bool loop_refine(Loop *L, double *z)
{
    const double least[] = {1e-3, 1e-5, 1e-8};
    const int64_t n = (int64_t)L->size + 1;
    double *room = NULL;
    int32_t *like = NULL;
    room = grow(L->mem, room, 2 * n);
    like = grow(L->mem, like, n);
    bool is_found = false;
    for (int k = 0; k < 3 && !is_found; k++)
        is_found = try_support(L, least[k], room, like, z, room + n);
    if (is_found)
        memcpy(z, room + n, sizeof *z * (size_t)n);
    mem_drop(L->mem, room);
    mem_drop(L->mem, like);
    return is_found;
}
