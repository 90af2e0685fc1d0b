#include "math/logit_tree.h"

#include <math.h>
#include <string.h>

#include "math/logit_path.h"
#include "math/real.h"
#include "math/tree_private.h"

static const double EXACT_TOLERANCE = 1e-9;
/* An exact agent's arms of a smaller chance, in the limit, have none. */
static const double VANISHED = 1e-9;

/* ------------------------------------------------------------------ the equations */

/* Unknown are the log odds of each set's arms against its first.  What they make of the
 * tree, and what a small change of one of them does. */
typedef struct {
    const LogitTree *tree;
    const double *log_chance; /* [branch] */
    double *log_p;            /* [arm] */
    double *log_reach;        /* [node] */
    double *belief;           /* [node] among the nodes of its set */
    double *value;            /* [node][player] */
    double *q;                /* [arm] */
    double *most;             /* [set] */
    double *d_reach;          /* [node] change of log_reach */
    double *d_mean;           /* [set] mean of that under the beliefs */
    double *d_value;          /* [node][player] */
    double *d_q;              /* [arm] */
    double *d_log_p;          /* [arm] of the set that changes */
} Equations;

static int64_t equations_room(const TreeShape *s, int32_t players)
{
    return 4 * (int64_t)s->arm_count + (int64_t)(3 + 2 * players) * s->node_count +
           2 * (int64_t)s->set_count;
}

static Equations equations_begin(const LogitTree *g, const double *log_chance,
                                 double **work)
{
    const TreeShape *s = g->shape;
    const int64_t values = (int64_t)s->node_count * g->players;
    Equations e = {.tree = g, .log_chance = log_chance};
    e.log_p = logit_cut(work, s->arm_count);
    e.q = logit_cut(work, s->arm_count);
    e.d_q = logit_cut(work, s->arm_count);
    e.d_log_p = logit_cut(work, s->arm_count);
    e.log_reach = logit_cut(work, s->node_count);
    e.belief = logit_cut(work, s->node_count);
    e.d_reach = logit_cut(work, s->node_count);
    e.value = logit_cut(work, values);
    e.d_value = logit_cut(work, values);
    e.most = logit_cut(work, s->set_count);
    e.d_mean = logit_cut(work, s->set_count);
    return e;
}

/* log p from log odds against the first arm: far below what p itself can hold. */
static void log_chances(const TreeShape *s, const double *x, double *log_p)
{
    for (int32_t k = 0; k < s->set_count; k++) {
        double best = 0, sum = 0;
        double *to = log_p + s->sets[k].first;
        for (int32_t a = 1; a < s->arms[k]; a++)
            best = fmax(best, x[a - 1]);
        for (int32_t a = 0; a < s->arms[k]; a++)
            sum += real_exp((a ? x[a - 1] : 0) - best);
        for (int32_t a = 0; a < s->arms[k]; a++)
            to[a] = (a ? x[a - 1] : 0) - best - real_log(sum);
        x += s->arms[k] - 1;
    }
}

/* d log p_b / dx_c = [b = c] - p_c */
static void change_chances(Equations *e, const double *p, int32_t set, int32_t arm)
{
    const TreeShape *s = e->tree->shape;
    for (int32_t b = 0; b < s->arms[set]; b++)
        e->d_log_p[b] = (b == arm) - p[s->sets[set].first + arm];
}

static void change_reach(const Equations *e, int32_t set)
{
    const TreeShape *s = e->tree->shape;
    const int32_t first = s->sets[set].first_node; /* above it nothing changes */
    memset(e->d_mean, 0, (size_t)s->set_count * sizeof *e->d_mean);
    memset(e->d_reach, 0, ((size_t)first + 1) * sizeof *e->d_reach);
    for (int32_t n = first + 1; n < s->node_count; n++) {
        const TreeNode *node = &s->nodes[n], *from = &s->nodes[node->in_parent];
        double change = e->d_reach[node->in_parent];
        if (from->set == set)
            change += e->d_log_p[node->parent - from->first];
        e->d_reach[n] = change;
        if (node->set >= 0)
            e->d_mean[node->set] += e->belief[n] * change;
    }
}

static double change_of_entropy(const Equations *e, const double *p, int32_t n)
{
    double change = 0;
    for (int32_t a = 0; a < n; a++)
        if (p[a] > 0)
            change -= p[a] * e->d_log_p[a] * real_log(p[a]);
    return change;
}

/* dv = sum p dv(child) + sum dp v(child), backwards. */
static void change_values(const Equations *e, const double *p, int32_t set)
{
    const LogitTree *g = e->tree;
    const TreeShape *s = g->shape;
    const int32_t last = s->sets[set].last_node; /* behind it no value changes */
    memset(e->d_value + (int64_t)(last + 1) * g->players, 0,
           (size_t)(s->node_count - last - 1) * (size_t)g->players * sizeof *e->d_value);
    for (int32_t n = last; n >= 0; n--) {
        const TreeNode *node = &s->nodes[n];
        double *change = e->d_value + (int64_t)n * g->players;
        const double *own = tree_node_chances(g, p, node);
        memset(change, 0, (size_t)g->players * sizeof *change);
        for (int32_t k = 0; k < node->count; k++) {
            const int32_t to = s->to[node->first + k];
            const double *value = tree_value(g, e->value, to);
            const double dp = node->set == set ? own[k] * e->d_log_p[k] : 0;
            for (int32_t i = 0; i < g->players; i++)
                change[i] +=
                    dp * value[i] +
                    (to >= 0 ? own[k] * e->d_value[(int64_t)to * g->players + i] : 0);
        }
        if (node->set == set && g->taste[s->sets[set].player] > 0)
            change[s->sets[set].player] +=
                g->taste[s->sets[set].player] * change_of_entropy(e, own, node->count);
    }
}

static void change_worths(const Equations *e)
{
    const LogitTree *g = e->tree;
    const TreeShape *s = g->shape;
    memset(e->d_q, 0, (size_t)s->arm_count * sizeof *e->d_q);
    for (int32_t n = 0; n < s->node_count; n++) {
        const TreeNode *node = &s->nodes[n];
        if (node->set < 0)
            continue;
        const TreeSet *set = &s->sets[node->set];
        const double belief = e->belief[n];
        const double change = belief * (e->d_reach[n] - e->d_mean[node->set]);
        for (int32_t k = 0; k < node->count; k++) {
            const int32_t to = s->to[node->first + k];
            double sum = change * tree_value(g, e->value, to)[set->player];
            if (to >= 0)
                sum += belief * e->d_value[(int64_t)to * g->players + set->player];
            e->d_q[set->first + k] += sum;
        }
    }
}

static double lambda_at(const LogitSystem *S, int32_t set, double t)
{
    return S->base[set] + S->rate[set] * t;
}

/* The column of one log odds: -lambda (dQ(a) - dQ(0)), and 1 for the odds themselves. */
static void fill_column(LogitSystem *S, const Equations *e, int32_t column, double t)
{
    const TreeShape *s = e->tree->shape;
    const int64_t width = S->rows + 1;
    for (int32_t k = 0, row = 0; k < s->set_count; k++) {
        const double *d_q = e->d_q + s->sets[k].first;
        for (int32_t a = 1; a < s->arms[k]; a++, row++)
            S->matrix[row * width + column] =
                (row == column) - lambda_at(S, k, t) * (d_q[a] - d_q[0]);
    }
}

static void fill_sides(LogitSystem *S, const Equations *e, const double *z)
{
    const TreeShape *s = e->tree->shape;
    for (int32_t k = 0, row = 0; k < s->set_count; k++) {
        const double *q = e->q + s->sets[k].first;
        for (int32_t a = 1; a < s->arms[k]; a++, row++) {
            const double gain = q[a] - q[0];
            S->matrix[(int64_t)row * (S->rows + 1) + S->rows] = -S->rate[k] * gain;
            S->sides[2 * (int64_t)row] = lambda_at(S, k, z[S->rows]) * gain - z[row];
            S->sides[2 * row + 1] = 0;
        }
    }
}

/* F(x, t) = x - lambda(t) (Q(a) - Q(0)) and its differential, forward in one log odds after
 * the other. */
static void fill_equations(LogitSystem *S, const double *z)
{
    Equations *e = (Equations *)S->of;
    const LogitTree *g = e->tree;
    const TreeShape *s = g->shape;
    logit_system_chances(S, z);
    log_chances(s, z, e->log_p);
    tree_reach(g, e->log_p, e->log_chance, TREE_ALL_PLAYERS, e->log_reach);
    tree_beliefs(s, e->log_reach, e->most, e->belief);
    tree_values(g, S->p, e->value);
    tree_worths(g, e->belief, e->value, e->q);
    fill_sides(S, e, z);
    for (int32_t k = 0, column = 0; k < s->set_count; k++)
        for (int32_t a = 1; a < s->arms[k]; a++, column++) {
            change_chances(e, S->p, k, a);
            change_reach(e, k);
            change_values(e, S->p, k);
            change_worths(e);
            fill_column(S, e, column, z[S->rows]);
        }
}

/* ------------------------------------------------------------------ what is at stake */

/* The range of what a player may get below each node. */
static void find_ranges(const LogitTree *g, int32_t player, double *low, double *high)
{
    const TreeShape *s = g->shape;
    for (int32_t n = s->node_count - 1; n >= 0; n--) {
        const TreeNode *node = &s->nodes[n];
        low[n] = INFINITY;
        high[n] = -INFINITY;
        for (int32_t k = 0; k < node->count; k++) {
            const int32_t to = s->to[node->first + k];
            const double least =
                to < 0 ? g->payoff[(int64_t)(-1 - to) * g->players + player] : low[to];
            const double most =
                to < 0 ? g->payoff[(int64_t)(-1 - to) * g->players + player] : high[to];
            low[n] = fmin(low[n], least);
            high[n] = fmax(high[n], most);
        }
        if (node->set >= 0 && s->sets[node->set].player == player)
            high[n] += g->taste[player] * real_log(node->count);
    }
}

/* stake [set]: the most that its player's payoff can differ after it. */
static void find_stakes(const LogitTree *g, double *stake, double *work)
{
    const TreeShape *s = g->shape;
    double *low = logit_cut(&work, s->node_count), *high = logit_cut(&work, s->node_count);
    double *least = logit_cut(&work, s->set_count), *most = logit_cut(&work, s->set_count);
    for (int32_t k = 0; k < s->set_count; k++) {
        least[k] = INFINITY;
        most[k] = -INFINITY;
    }
    for (int32_t i = 0; i < g->players; i++) {
        find_ranges(g, i, low, high);
        for (int32_t n = 0; n < s->node_count; n++) {
            const int32_t k = s->nodes[n].set;
            if (k < 0 || s->sets[k].player != i)
                continue;
            least[k] = fmin(least[k], low[n]);
            most[k] = fmax(most[k], high[n]);
        }
    }
    for (int32_t k = 0; k < s->set_count; k++)
        stake[k] = s->arms[k] > 1 ? most[k] - least[k] : 0;
}

/* ------------------------------------------------------------------ solving */

static bool is_sound(const LogitTree *g)
{
    const int64_t numbers = (int64_t)g->shape->leaf_count * g->players;
    for (int32_t i = 0; i < g->players; i++)
        if (!(g->precision[i] >= 0))
            return false;
    for (int64_t k = 0; k < numbers; k++)
        if (!isfinite(g->payoff[k]))
            return false;
    return true;
}

static void even_odds(const TreeShape *s, double *p)
{
    for (int32_t k = 0; k < s->set_count; k++)
        for (int32_t a = 0; a < s->arms[k]; a++)
            p[s->sets[k].first + a] = 1.0 / s->arms[k];
}

int64_t logit_tree_room(const TreeShape *s, int32_t players)
{
    const int64_t rows = s->arm_count - s->set_count, side = rows + 1;
    const int64_t system =
        2 * (int64_t)s->set_count + s->arm_count + side * side + 3 * side;
    const int64_t solve = system + logit_branch_room(s->set_count, s->arms) +
                          equations_room(s, players) + 2 * (int64_t)s->set_count +
                          s->branch_count + s->arm_count;
    return solve + tree_work_room(s, players);
}

/* The branch's chances at its last point. */
static void take_chances(const LogitBranch *B, double *p)
{
    logit_system_chances(B->system, B->branch.z);
    memcpy(p, B->system->p, (size_t)B->system->all * sizeof *p);
}

/* Where the branch is lost any equilibrium is better than none: a cautious walk to one. */
static void settle_anywhere(LogitSystem *S, double t, double *z)
{
    const int most_rounds = 2000;
    z[S->rows] = t;
    for (int k = 0; k < most_rounds; k++) {
        double largest = 0;
        S->fill(S, z);
        for (int32_t r = 0; r < S->rows; r++) {
            z[r] += 0.3 * S->sides[2 * (int64_t)r];
            largest = fmax(largest, fabs(S->sides[2 * (int64_t)r]));
        }
        if (largest < 1e-12)
            break;
    }
    logit_system_polish(S, z);
}

static LogitInfo check(const LogitTree *g, const double *p, int32_t steps, double tolerance,
                       double *work)
{
    LogitInfo info = {.residual = logit_tree_residual(g, p, work), .steps = steps};
    info.is_solved = info.residual <= tolerance;
    return info;
}

static LogitInfo solve_finite(const LogitTree *g, LogitBranch *B, const LogitPath *path,
                              double *p, double *work)
{
    const bool is_traced = logit_path_trace(B, path);
    if (is_traced)
        logit_system_polish(B->system, B->branch.z);
    else
        settle_anywhere(B->system, path->joint, B->branch.z);
    take_chances(B, p);
    LogitInfo info =
        check(g, p, B->branch.steps, logit_tolerance(path->finite_logit), work);
    info.is_solved &= is_traced;
    return info;
}

/* Exact agents' chances that have vanished become 0; the rest again sums to 1. */
static void drop_vanished(const LogitGame *agents, double *p)
{
    for (int32_t i = 0; i < agents->agents; p += agents->arms[i++]) {
        double sum = 0;
        if (!isinf(agents->precision[i]))
            continue;
        for (int32_t a = 0; a < agents->arms[i]; a++)
            sum += p[a] = p[a] < VANISHED ? 0 : p[a];
        for (int32_t a = 0; a < agents->arms[i]; a++)
            p[a] /= sum;
    }
}

/* Far out p(lambda) = p + c / lambda + O(1 / lambda^2), so that 2 p(2 lambda) -
 * p(lambda) is the limit but for that square; where a choice is settled both are the
 * limit already. */
static LogitInfo solve_exact(const LogitTree *g, LogitBranch *B, const LogitPath *path,
                             double *p, double *work)
{
    const LogitSystem *S = B->system;
    double *near = logit_cut(&work, S->all);
    bool is_traced = logit_path_trace(B, path);
    take_chances(B, p);
    if (is_traced && !logit_exact_are_settled(S)) {
        const double t = B->branch.z[S->rows];
        memcpy(near, p, (size_t)S->all * sizeof *p);
        is_traced = logit_branch_follow(B, 1, path->joint, 2 * t, false) == BRANCH_ROSE;
        take_chances(B, p);
        for (int32_t a = 0; a < S->all && is_traced; a++)
            p[a] = fmax(0, 2 * p[a] - near[a]);
    }
    drop_vanished(S->game, p);
    LogitInfo info =
        check(g, p, B->branch.steps,
              fmax(EXACT_TOLERANCE, logit_tolerance(path->finite_logit)), work);
    info.is_solved &= is_traced;
    return info;
}

/* Where the sets have an order there is one solution, and no set need be decided twice. */
static LogitInfo solve_in_order(const LogitTree *g, const LogitPath *path, double *p,
                                double *work)
{
    const TreeShape *s = g->shape;
    double *q = logit_cut(&work, s->arm_count);
    for (int32_t k = 0; k < s->set_count; k++) {
        const TreeSet *set = &s->sets[s->order[k]];
        logit_tree_worth(g, p, q, NULL, work);
        softmax(s->arms[s->order[k]], q + set->first, g->precision[set->player],
                p + set->first);
    }
    LogitInfo info = check(g, p, 0, logit_tolerance(path->finite_logit), work);
    info.is_unique = true;
    return info;
}

static LogitInfo solve_by_branch(const LogitTree *g, const double *precision,
                                 const LogitPath *path, double *p, double *work)
{
    const TreeShape *s = g->shape;
    const LogitGame agents = {
        .agents = s->set_count, .arms = s->arms, .precision = precision};
    double *log_chance = logit_cut(&work, s->branch_count);
    for (int32_t k = 0; k < s->branch_count; k++)
        log_chance[k] = real_log(g->chance[k]);
    Equations e = equations_begin(g, log_chance, &work);
    LogitSystem S = logit_system_begin_other(&agents, fill_equations, &e, &work);
    LogitBranch B = logit_branch_begin(&S, &work);
    return path->exact_stake > 0 ? solve_exact(g, &B, path, p, work)
                                 : solve_finite(g, &B, path, p, work);
}

LogitInfo logit_tree_solve(const LogitTree *g, double *p, double *work)
{
    const TreeShape *s = g->shape;
    even_odds(s, p);
    if (s->arm_count == s->set_count)
        return (LogitInfo){.is_unique = true, .is_solved = true};
    if (!is_sound(g))
        return (LogitInfo){.residual = INFINITY};
    double *precision = logit_cut(&work, s->set_count);
    double *stake = logit_cut(&work, s->set_count);
    LogitPath path = {0};
    find_stakes(g, stake, work);
    for (int32_t k = 0; k < s->set_count; k++) {
        precision[k] = g->precision[s->sets[k].player];
        logit_path_add(&path, precision[k], stake[k]);
    }
    logit_path_close(&path);
    if (!isfinite(path.joint))
        return (LogitInfo){.residual = INFINITY};
    return s->ordered == s->set_count && !(path.exact_stake > 0)
               ? solve_in_order(g, &path, p, work)
               : solve_by_branch(g, precision, &path, p, work);
}
