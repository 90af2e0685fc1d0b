#include "math/logit_branch.h"

#include <math.h>
#include <stddef.h>

enum { MOST_STEPS = 5000 };

/* A pure choice is settled where all other arms together have less than this chance. */
static const double SETTLED = 1e-13;

int64_t logit_branch_room(int32_t agents, const int32_t *arms)
{
    int64_t rows = 0;
    for (int32_t i = 0; i < agents; i++)
        rows += arms[i] - 1;
    return BRANCH_ROOM * (rows + 1);
}

LogitBranch logit_branch_begin(LogitSystem *S, double **work)
{
    const int32_t size = S->rows + 1;
    double *room = logit_cut(work, (int64_t)BRANCH_ROOM * size);
    return (LogitBranch){.system = S, .branch = branch_begin(size, room)};
}

bool logit_exact_are_settled(const LogitSystem *S)
{
    const LogitGame *g = S->game;
    const double *p = S->p;
    for (int32_t i = 0; i < g->agents; p += g->arms[i++]) {
        double most = 0;
        for (int32_t a = 0; a < g->arms[i]; a++)
            most = fmax(most, p[a]);
        if (isinf(g->precision[i]) && most < 1 - SETTLED)
            return false;
    }
    return true;
}

static double step(void *context, const double *row, double *z, double *tangent,
                   DenseDet *det)
{
    return logit_system_step(context, row, z, tangent, det);
}

static bool exact_are_settled(void *context, const Branch *B)
{
    (void)B;
    return logit_exact_are_settled(context);
}

BranchEnd logit_branch_follow(LogitBranch *B, int way, double floor, double top,
                              bool until_settled)
{
    const Course course = {.context = B->system,
                           .step = step,
                           .is_settled = until_settled ? exact_are_settled : NULL,
                           .axis = B->system->axis,
                           .floor = floor,
                           .top = top,
                           .close = 1e-7,
                           .least_ratio = 0.5,
                           .most_steps = MOST_STEPS,
                           .most_turns = INT32_MAX,
                           .slides = true};
    return branch_follow(&B->branch, &course, way);
}
