#include "math/logit_path.h"

#include <math.h>
#include <stddef.h>

#include "math/worst.h"

/* How far exact agents are traced: their precision times the largest payoff at stake. */
static const double EXACT_LOGIT = 1e6;

static double rate_of_exact(const LogitPath *path)
{
    return path->joint > 0 ? path->highest / path->joint : 1 / path->exact_stake;
}

void logit_path_add(LogitPath *path, double precision, double stake)
{
    if (isinf(precision)) {
        path->exact_stake = fmax(path->exact_stake, stake);
        return;
    }
    path->highest = fmax(path->highest, precision);
    path->finite_logit = worst_of(path->finite_logit, precision * stake);
}

void logit_path_close(LogitPath *path)
{
    path->joint = worst_of(path->finite_logit, path->highest * path->exact_stake);
    path->last =
        fmax(2 * path->joint, EXACT_LOGIT / (rate_of_exact(path) * path->exact_stake));
}

/* Sets the precisions' growth for the joint stage, or for all of it where the finite ones
 * are 0. */
static void begin_joint(LogitSystem *S, const LogitPath *path)
{
    const LogitGame *g = S->game;
    const double exact_rate = rate_of_exact(path);
    for (int32_t i = 0; i < g->agents; i++) {
        S->base[i] = 0;
        S->rate[i] = isinf(g->precision[i]) ? exact_rate
                     : path->joint > 0      ? g->precision[i] / path->joint
                                            : 0;
    }
}

static void begin_exact(LogitSystem *S)
{
    for (int32_t i = 0; i < S->game->agents; i++)
        if (!isinf(S->game->precision[i])) {
            S->base[i] = S->game->precision[i];
            S->rate[i] = 0;
        }
}

bool logit_path_trace(LogitBranch *B, const LogitPath *path)
{
    const int most_turns = 20;
    int way = 1;
    for (int k = 0; k < most_turns; k++) {
        begin_joint(B->system, path);
        if (way < 0 || path->joint > 0)
            if (logit_branch_follow(B, way, 0, path->joint, false) != BRANCH_ROSE)
                return false;
        if (!(path->exact_stake > 0))
            return true;
        begin_exact(B->system);
        const BranchEnd end = logit_branch_follow(B, 1, path->joint, path->last, true);
        if (end != BRANCH_SANK)
            return end != BRANCH_LOST;
        way = -1;
    }
    return false;
}
