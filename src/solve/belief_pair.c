#include <math.h>
#include <omp.h>
#include <string.h>

#include "math/logit_game.h"
#include "math/real.h"
#include "math/signal_line.h"
#include "solve/belief_board.h"
#include "solve/node.h"

/* The most frequent choice, made quick: somebody of two types chooses alone, in a line of cells that
 * differ in its own secret.  All means over what an arm leads to are taken for all roles at once. */

typedef struct {
    const double *next[3]; /* value, best, waste in the line's first cell */
    const double *pay;
    int64_t pay_step; /* from cell to cell; 0 where pay reads no beliefs */
} Branch;

static void find_branch(const BeliefBoard *b, int32_t edge, const Slice *cells, Branch *to)
{
    const Cells *c = b->scene.cells;
    int32_t target = b->scene.layer->target[edge], pay = b->scene.layer->pay[edge];
    to->next[0] = belief_row(b, b->value, target, cells->first);
    to->next[1] = b->best ? belief_row(b, b->best, target, cells->first) : NULL;
    to->next[2] = b->best ? belief_row(b, b->waste, target, cells->first) : NULL;
    to->pay = cell_pay(b->scene.prices, pay, cells->first);
    to->pay_step = b->scene.prices->pay_wide[pay] ? (int64_t)cells->stride * c->roles : 0;
}

/* What each role's eyes give to the two cells in which an arm lands. */
static void weigh_roles(const Cells *c, int32_t first, const PairArm *arm, double *lower,
                        double *upper)
{
    for (int32_t r = 0; r < c->roles; r++) {
        int own = r == first ? 1 : r == first + 1 ? 2 : 0;
        lower[r] = arm->weight[own][0];
        upper[r] = arm->weight[own][1];
    }
}

/* The entropy of a type's choice. */
static double entropy_of(int32_t arms, const PairArm *arm, int k)
{
    double mean = 0;
    int32_t top = 0;
    for (int32_t a = 0; a < arms; a++) {
        mean += arm[a].p[k] * arm[a].x[k];
        top = arm[a].p[k] > arm[top].p[k] ? a : top;
    }
    return arm[top].x[k] - real_log(arm[top].p[k]) - mean;
}

/* One cell: the play from the arms as they were solved, and values. */
static void put_values(const BeliefBoard *b, int32_t player, const PairArm *arm,
                       const Branch *to, int32_t arms, int64_t step, double *row)
{
    const Cells *c = b->scene.cells;
    int32_t first = c->first_role[player], roles = c->roles;
    double lower[roles], upper[roles];
    memset(row, 0, sizeof *row * (size_t)roles);
    for (int32_t a = 0; a < arms; a++) {
        const double *at = to[a].next[0] + arm[a].lower * step;
        const double *pay = to[a].pay + arm[a].lower * to[a].pay_step;
        weigh_roles(c, first, &arm[a], lower, upper);
        for (int32_t r = 0; r < roles; r++) {
            double odds = r == first       ? arm[a].p[0]
                          : r == first + 1 ? arm[a].p[1]
                                           : arm[a].mean;
            row[r] += odds * (lower[r] * (at[r] + pay[r]) +
                              upper[r] * (at[step + r] + pay[to[a].pay_step + r]));
        }
    }
    for (int k = 0; k < 2 && is_tasteful(b, player); k++)
        row[first + k] +=
            (entropy_of(arms, arm, k) + EULER_GAMMA) / belief_precision(b, player);
}

/* What best replies get, and what logit choice gives up along them. */
static void put_replies(const BeliefBoard *b, int32_t player, const PairArm *arm,
                        const Branch *to, int32_t arms, int64_t step, double *best,
                        double *waste)
{
    const Cells *c = b->scene.cells;
    int32_t first = c->first_role[player], roles = c->roles;
    double lower[roles], upper[roles], get[roles], lose[roles], replies[2][PAIR_ARMS];
    double lost[2] = {0}, most[2] = {-INFINITY, -INFINITY};
    memset(best, 0, sizeof *best * (size_t)roles);
    memset(waste, 0, sizeof *waste * (size_t)roles);
    for (int32_t a = 0; a < arms; a++) {
        const double *gain = to[a].next[1] + arm[a].lower * step;
        const double *loss = to[a].next[2] + arm[a].lower * step;
        const double *pay = to[a].pay + arm[a].lower * to[a].pay_step;
        weigh_roles(c, first, &arm[a], lower, upper);
        for (int32_t r = 0; r < roles; r++) {
            get[r] = lower[r] * (gain[r] + pay[r]) +
                     upper[r] * (gain[step + r] + pay[to[a].pay_step + r]);
            lose[r] = lower[r] * loss[r] + upper[r] * loss[step + r];
            best[r] += arm[a].mean * get[r];
            waste[r] += arm[a].mean * lose[r];
        }
        for (int k = 0; k < 2; k++) {
            replies[k][a] = get[first + k];
            if (get[first + k] > most[k]) {
                most[k] = get[first + k];
                lost[k] = lose[first + k];
            }
        }
    }
    double lambda = belief_precision(b, player);
    for (int k = 0; k < 2; k++) {
        double ignored[PAIR_ARMS];
        best[first + k] = most[k];
        waste[first + k] = lost[k];
        if (is_tasteful(b, player)) {
            best[first + k] =
                softmax(arms, replies[k], lambda, ignored) + EULER_GAMMA / lambda;
            waste[first + k] = 0;
        } else {
            waste[first + k] += entropy_of(arms, arm, k) / lambda;
        }
    }
}

/* Before the first cell: as if nothing were told. */
static void begin(const SignalGame *g, int32_t point, PairArm *arm)
{
    for (int32_t a = 0; a < g->arms; a++)
        for (int k = 0; k < 2; k++)
            arm[a].x[k] =
                g->precision * g->worth[((int64_t)a * g->lattice->count + point) * 2 + k];
}

/* The arms in the line's cell `point`; arm[] is how they were in the cell before, where Newton's method
 * begins if there is no other solution. */
static void solve_arms(const BeliefBoard *b, SignalGame *g, int32_t point, bool is_sure,
                       PairArm *arm)
{
    int32_t thread = omp_get_thread_num();
    g->prior = g->lattice->point + (int64_t)point * 2;
    if (point == 0 || point == g->lattice->steps) {
        pair_rest(g, point, arm);
        return;
    }
    if (point == 1)
        begin(g, point, arm);
    double miss = is_sure ? pair_solve(g, arm) : INFINITY;
    if (!(miss <= 1e-10)) {
        SignalInfo info = pair_climb(g, point, arm);
        b->unsolved[thread] += !info.is_solved;
        b->traced[thread] += info.steps > 0;
        miss = fmin(info.residual, 1);
    }
    if (b->best && miss > b->residual[thread])
        b->residual[thread] = miss;
}

bool pair_line(const BeliefBoard *b, const Chooser *who, int32_t node, const Slice *cells,
               SignalGame *g)
{
    int32_t edge = b->scene.layer->first_edge[node];
    int64_t step = (int64_t)cells->stride * b->scene.cells->roles;
    PairArm arm[PAIR_ARMS];
    Branch to[PAIR_ARMS];
    if (!pair_is_tame(g))
        return false;
    bool is_calm = pair_is_calm(g), is_sure[cells->count];
    if (!is_calm)
        line_find_sure(g, is_sure);
    for (int32_t a = 0; a < g->arms; a++)
        find_branch(b, edge + a, cells, &to[a]);
    for (int32_t point = 0; point < cells->count; point++) {
        int32_t cell = cells->first + point * cells->stride;
        solve_arms(b, g, point, is_calm || is_sure[point], arm);
        double *p = play_row(&b->scene, node, who->width, cell) + who->at;
        for (int32_t a = 0; a < g->arms; a++)
            memcpy(p + (int64_t)2 * a, arm[a].p, sizeof arm[a].p);
        put_values(b, who->player, arm, to, g->arms, step,
                   belief_row(b, b->value, node, cell));
        if (b->best)
            put_replies(b, who->player, arm, to, g->arms, step,
                        belief_row(b, b->best, node, cell),
                        belief_row(b, b->waste, node, cell));
    }
    return true;
}
