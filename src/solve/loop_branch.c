#include "solve/loop_branch.h"

#include <math.h>
#include <string.h>

int32_t loop_most_turns = 60;

enum { MOST_STEPS = 20000 };

LoopBranch loop_branch_new(Loop *L, Work *w)
{
    LoopBranch B = {.loop = L, .work = w};
    const int32_t size = L->size + 1;
    B.room = grow(L->mem, B.room, (int64_t)BRANCH_ROOM * size);
    B.branch = branch_begin(size, B.room);
    return B;
}

void loop_branch_drop(LoopBranch *B)
{
    mem_drop(B->loop->mem, B->room);
}

static double step(void *context, const double *row, double *z, double *tangent,
                   DenseDet *det)
{
    LoopBranch *B = context;
    work_check(B->work, N_("following the branch"), B->branch.steps, 0);
    return loop_step(B->loop, row, z, tangent, det);
}

static bool turn(void *context, const double *tangent, double *into)
{
    LoopBranch *B = context;
    if (!loop_is_large(B->loop))
        return false;
    loop_turn(B->loop, tangent, into);
    return true;
}

static bool watched(void *context, const Branch *branch)
{
    LoopBranch *B = context;
    if (B->watch)
        B->watch(B->context, B->loop, branch->z);
    return false;
}

/* A determinant is a product of as many numbers as there are unknowns. */
static double least_ratio(const Loop *L)
{
    return 0.5 / (1 + L->size / 50.0);
}

BranchEnd loop_branch_follow(LoopBranch *B, int way, double floor, double top)
{
    const Course course = {.context = B,
                           .step = step,
                           .turn = turn,
                           .is_settled = watched,
                           .axis = B->loop->axis,
                           .floor = floor,
                           .top = top,
                           .close = 1e-6,
                           .least_ratio = least_ratio(B->loop),
                           .most_steps = B->branch.steps + 1 + MOST_STEPS,
                           .most_turns = B->branch.turns + loop_most_turns};
    return branch_follow(&B->branch, &course, way);
}

/* At t = 0 the odds are even, and one step finds the values, which are linear. */
bool loop_branch_begin(LoopBranch *B)
{
    double *z = B->branch.z;
    memset(z, 0, (size_t)B->branch.size * sizeof *z);
    return isfinite(loop_step(B->loop, B->loop->axis, z, NULL, NULL));
}

static double size_of(int32_t n, const double *z)
{
    double sum = 0;
    for (int32_t k = 0; k < n; k++)
        sum += z[k] * z[k];
    return 1 + sqrt(sum);
}

bool loop_polish(Loop *L, double *z)
{
    enum { MOST = 30 };
    double last = INFINITY, size = 0;
    for (int k = 0; k < MOST; k++) {
        double length = loop_step(L, L->axis, z, NULL, NULL);
        size = size_of(L->size, z);
        if (!isfinite(length))
            return false;
        if (length <= 1e-15 * size || (length >= 0.5 * last && length <= 1e-9 * size))
            return true;
        if (length >= 0.5 * last && k > 8)
            return false;
        last = length;
    }
    return last <= 1e-9 * size;
}
