#include "solve/loop_plan.h"

#include <math.h>

#include "solve/loop_rivals.h"

/* Log odds that count as never. */
static const double NEVER = 700;

enum { MOST_ROUNDS = 1000 };

typedef struct {
    Loop *loop;
    LoopRivals rivals;
    double *held, *z;
} Planning;

/* Gives the arms of `arms` equal chances, and the others none. */
static void hold_arms(Planning *p, const LoopAgent *a, const bool *arms)
{
    for (int32_t arm = 1; arm < a->arms; arm++)
        p->held[a->odds + arm - 1] =
            arms[0] ? (arms[arm] ? 0 : -NEVER) : (arms[arm] ? NEVER : 0);
}

/* The values of the plan. */
static bool evaluate(Planning *p)
{
    for (int32_t k = p->loop->values; k < p->loop->size; k++)
        p->z[k] = p->held[k];
    return loop_evaluate(p->loop, p->z);
}

/* Takes a better arm at every choice of the player where there is one; whether there was. */
static bool improve(Planning *p, int32_t player)
{
    Loop *L = p->loop;
    bool is_better = false, arms[L->most_arms];
    for (int32_t k = 0; k < L->count; k++) {
        if (loop_agents(L, k) == 0)
            continue;
        LoopAgent a = loop_agent(L, p->z, k, 0);
        if (a.player != player)
            continue;
        int32_t best = 0, taken = 0;
        for (int32_t arm = 1; arm < a.arms; arm++) {
            best = a.worth[(int64_t)arm * a.stride] > a.worth[(int64_t)best * a.stride]
                       ? arm
                       : best;
            taken = a.p[arm] > a.p[taken] ? arm : taken;
        }
        double gain =
            a.worth[(int64_t)best * a.stride] - a.worth[(int64_t)taken * a.stride];
        if (!(gain > 1e-13 * fmax(1, fabs(a.worth[(int64_t)best * a.stride]))))
            continue;
        for (int32_t arm = 0; arm < a.arms; arm++)
            arms[arm] = arm == best;
        hold_arms(p, &a, arms);
        is_better = true;
    }
    return is_better;
}

/* The last player replies best to the plans of those before. */
static bool settle(Planning *p, int32_t k)
{
    for (int round = 0; round < MOST_ROUNDS; round++) {
        if (!(k + 1 < p->rivals.count ? settle(p, k + 1) : evaluate(p)))
            return false;
        if (!improve(p, p->rivals.player[k]))
            return true;
    }
    return false;
}

/* Equal best arms get equal chances: by that no value of those who choose moves. */
static bool share_ties(Planning *p)
{
    Loop *L = p->loop;
    bool arms[L->most_arms];
    for (int32_t k = 0; k < L->count; k++) {
        if (loop_agents(L, k) == 0)
            continue;
        LoopAgent a = loop_agent(L, p->z, k, 0);
        double best = -INFINITY;
        for (int32_t arm = 0; arm < a.arms; arm++)
            best = fmax(best, a.worth[(int64_t)arm * a.stride]);
        for (int32_t arm = 0; arm < a.arms; arm++)
            arms[arm] =
                a.worth[(int64_t)arm * a.stride] >= best - 1e-12 * fmax(1, fabs(best));
        hold_arms(p, &a, arms);
    }
    return evaluate(p);
}

bool loop_plan(Loop *L, double *z)
{
    Planning p = {.loop = L, .z = z};
    if (!loop_rivals(L, &p.rivals) || p.rivals.is_together)
        return false;
    p.held = grow(L->mem, p.held, L->size);
    for (int32_t k = L->values; k < L->size;
         k++) /* at first everybody takes the first arm */
        p.held[k] = -NEVER;
    bool is_found = settle(&p, 0) && share_ties(&p) && loop_regret(L, z) <= 1e-11;
    mem_drop(L->mem, p.held);
    return is_found;
}
