#include "solve/loop_plan.h"

#include <math.h>

/* Log odds that count as never. */
static const double NEVER = 700;

enum { MOST_ROUNDS = 1000 };

typedef struct {
    Loop *loop;
    int32_t players[2], count; /* who chooses */
    double *held, *z;
} Planning;

/* Adds the choosers of one place; false where they choose together, are more than two, or somebody
 * is not exact. */
static bool add_choosers(Planning *p, int32_t place)
{
    Loop *L = p->loop;
    if (loop_agents(L, place) == 0)
        return true;
    LoopAgent a = loop_agent(L, p->z, place, 0);
    bool is_known = false;
    for (int32_t k = 0; k < p->count; k++)
        is_known = is_known || p->players[k] == a.player;
    if (is_known && loop_agents(L, place) == 1)
        return true;
    if (loop_agents(L, place) > 1 || p->count == 2 || !isinf(loop_precision(L, a.player)))
        return false;
    p->players[p->count++] = a.player;
    return true;
}

/* What is paid, and what the loop is left for. */
static bool pays_to_zero(const Planning *p, int32_t pay, Target target)
{
    const Board *b = p->loop->board;
    double sum = 0, size = 0;
    for (int k = 0; k < 2; k++) {
        int32_t player = p->players[k];
        sum += b->prices->pay[value_at(b, pay, player, p->loop->lane)];
        if (!p->loop->number[target])
            sum += b->value[value_at(b, target, player, p->loop->lane)];
        size += p->loop->scale[player];
    }
    return fabs(sum) <= 1e-12 * size;
}

/* What the one is paid, or gets where the loop is left, the other loses, and both wait alike. */
static bool is_zero_sum(const Planning *p)
{
    const Board *b = p->loop->board;
    const Layer *l = b->layer;
    const double *patience = b->prices->setups[p->loop->lane]->patience;
    if (patience[p->players[0]] != patience[p->players[1]])
        return false;
    for (int32_t k = 0; k < p->loop->count; k++) {
        int32_t node = p->loop->places[k];
        if (node >= l->node_count) {
            const Way *way = &l->entry[node - l->node_count];
            if (!pays_to_zero(p, way->pay, way->target))
                return false;
            continue;
        }
        for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++)
            if (!pays_to_zero(p, l->pay[e], l->target[e]))
                return false;
    }
    return true;
}

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
        if (!(k + 1 < p->count ? settle(p, k + 1) : evaluate(p)))
            return false;
        if (!improve(p, p->players[k]))
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
    bool is_plan = true;
    for (int32_t k = 0; k < L->count && is_plan; k++)
        is_plan = add_choosers(&p, k);
    if (!is_plan || p.count == 0 || (p.count == 2 && !is_zero_sum(&p)))
        return false;
    p.held = grow(L->mem, p.held, L->size);
    for (int32_t k = L->values; k < L->size;
         k++) /* at first everybody takes the first arm */
        p.held[k] = -NEVER;
    bool is_found = settle(&p, 0) && share_ties(&p) && loop_regret(L, z) <= 1e-11;
    mem_drop(L->mem, p.held);
    return is_found;
}
