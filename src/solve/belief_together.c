#include <omp.h>

#include "solve/belief_duel_branch.h"

/* Where several choose at the same time, cells that are sure to have one solution are solved one after the
 * other.  Those of the others whose branches can be followed in lanes (solve/belief_duel_branch.h) wait until there
 * are many, of this node and of others of its step. */

enum { MOST_BRANCHES = 32 };

struct DuelQueue {
    int32_t count, node[MOST_BRANCHES];
    DuelBranch branch[MOST_BRANCHES];
};

DuelQueue *duel_queue_new(Mem *M, const Cells *c, const Routine *period)
{
    for (int32_t k = 0; k < period->count; k++) {
        const Step *s = &period->steps[k];
        if (s->kind == STEP_TOGETHER && s->agent_count == 2 &&
            types_of_agent(c, &s->agents[0]) == 2 && types_of_agent(c, &s->agents[1]) == 2)
            return make(M, DuelQueue);
    }
    return NULL;
}

static void meet(const BeliefBoard *b, const Step *s, int32_t node, int32_t cell,
                 int32_t guess, const DuelBranch *branch, double *work)
{
    if (meeting_play(b, s, node, cell, guess, branch, work))
        cell_add_taste(b, s, node, cell, belief_row(b, b->value, node, cell));
    else
        cell_solve(b, s, node, cell, work);
}

void together_finish(const BeliefBoard *b, const Step *s, double *work)
{
    DuelQueue *q = b->duels[omp_get_thread_num()];
    if (!q)
        return;
    duel_follow(q->count, q->branch);
    for (int32_t k = 0; k < q->count; k++)
        meet(b, s, q->node[k], q->branch[k].duel.cell, -1, &q->branch[k], work);
    q->count = 0;
}

static void meet_unsure(const BeliefBoard *b, const Step *s, int32_t node, int32_t cell,
                        double *work)
{
    DuelQueue *q = b->duels[omp_get_thread_num()];
    Duel *duel = q ? &q->branch[q->count].duel : NULL;
    if (!duel || !duel_begin(b, s, node, cell, duel) || !duel->is_small) {
        meet(b, s, node, cell, -1, NULL, work);
        return;
    }
    q->node[q->count++] = node;
    if (q->count == MOST_BRANCHES)
        together_finish(b, s, work);
}

void together_solve(const BeliefBoard *b, const Step *s, int32_t node, const Slice *cells,
                    double *work)
{
    bool is_sure[cells->count + 1];
    int32_t near = -1; /* the last cell that was sure to have one solution */
    sure_find(b, s, node, cells, is_sure);
    for (int32_t k = 0; k < cells->count; k++) {
        const int32_t cell = cells->first + k;
        if (!is_sure[k]) {
            meet_unsure(b, s, node, cell, work);
            continue;
        }
        meet(b, s, node, cell, near, NULL, work);
        near = cell;
    }
}
