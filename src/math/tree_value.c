#include <math.h>
#include <string.h>

#include "math/real.h"
#include "math/tree_private.h"
#include "math/worst.h"

/* ------------------------------------------------------------------ the shape */

/* The last own arm and the number of own sets on the way to a node. */
typedef struct {
    int32_t arm, depth;
} Memory;

static Memory own_memory(const TreeShape *s, int32_t node, int32_t player)
{
    Memory m = {TREE_FIRST_MOVE, 0};
    while (s->nodes[node].in_parent >= 0) {
        const int32_t branch = s->nodes[node].parent;
        node = s->nodes[node].in_parent;
        const TreeNode *from = &s->nodes[node];
        if (from->set < 0 || s->sets[from->set].player != player)
            continue;
        if (m.depth++ == 0)
            m.arm = s->sets[from->set].first + branch - from->first;
    }
    return m;
}

static void find_memories(TreeShape *s)
{
    for (int32_t k = 0; k < s->set_count; k++)
        s->sets[k].depth = -1;
    for (int32_t n = 0; n < s->node_count; n++) {
        if (s->nodes[n].set < 0)
            continue;
        TreeSet *set = &s->sets[s->nodes[n].set];
        set->first_node = set->depth < 0 ? n : set->first_node;
        set->last_node = n;
        const Memory m = own_memory(s, n, set->player);
        if (set->depth < 0) {
            set->before = m.arm;
            set->depth = m.depth;
        } else if (set->before != m.arm) {
            set->before = TREE_FORGOTTEN;
        }
    }
}

/* Does every way from this node on meet set k, then the next, ..., the last, and a leaf? */
static bool is_profile_from(const TreeShape *s, int32_t to, int32_t k)
{
    if (to < 0 || k == s->set_count)
        return to < 0 && k == s->set_count;
    const TreeNode *node = &s->nodes[to];
    if (node->set != k)
        return false;
    for (int32_t b = 0; b < node->count; b++)
        if (!is_profile_from(s, s->to[node->first + b], k + 1))
            return false;
    return true;
}

void tree_shape_finish(TreeShape *s)
{
    for (int32_t n = 0; n < s->node_count; n++) {
        const TreeNode *node = &s->nodes[n];
        if (node->set >= 0)
            s->arms[node->set] = node->count;
        for (int32_t b = node->first; b < node->first + node->count; b++)
            if (s->to[b] >= 0) {
                s->nodes[s->to[b]].parent = b;
                s->nodes[s->to[b]].in_parent = n;
            }
    }
    s->arm_count = 0;
    for (int32_t k = 0; k < s->set_count; k++) {
        s->sets[k].first = s->arm_count;
        s->arm_count += s->arms[k];
    }
    find_memories(s);
    s->is_simultaneous = s->set_count > 0 && is_profile_from(s, 0, 0);
    tree_find_order(s);
}

bool tree_shape_is_valid(const TreeShape *s)
{
    int32_t branches = 0, leaves = 0, nodes = 1;
    for (int32_t n = 0; n < s->node_count; n++) {
        const TreeNode *node = &s->nodes[n];
        if (node->first != branches || node->count < 1 || node->set >= s->set_count ||
            (node->set >= 0 && s->arms[node->set] != node->count))
            return false;
        branches += node->count;
        for (int32_t b = node->first; b < branches; b++) {
            const int32_t to = s->to[b];
            if (to < 0)
                leaves++;
            else if (to <= n || to >= s->node_count || s->nodes[to].parent != b)
                return false;
            else
                nodes++;
        }
    }
    return branches == s->branch_count && leaves == s->leaf_count && nodes == s->node_count;
}

int32_t tree_branch_of_leaf(const TreeShape *s, int32_t leaf)
{
    for (int32_t b = 0; b < s->branch_count; b++)
        if (s->to[b] == -1 - leaf)
            return b;
    return -1;
}

int32_t tree_node_of_branch(const TreeShape *s, int32_t branch)
{
    int32_t low = 0, high = s->node_count - 1;
    while (low < high) {
        const int32_t middle = (low + high + 1) / 2;
        if (s->nodes[middle].first <= branch)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

bool tree_has_recall(const TreeShape *s, int32_t player)
{
    for (int32_t k = 0; k < s->set_count; k++)
        if (s->sets[k].player == player && s->sets[k].before == TREE_FORGOTTEN)
            return false;
    return true;
}

/* ------------------------------------------------------------------ reach and beliefs */

void tree_reach(const LogitTree *g, const double *log_p, const double *log_chance,
                int32_t without, double *log_reach)
{
    const TreeShape *s = g->shape;
    log_reach[0] = 0;
    for (int32_t n = 1; n < s->node_count; n++) {
        const TreeNode *from = &s->nodes[s->nodes[n].in_parent];
        const int32_t branch = s->nodes[n].parent;
        double step = log_chance[branch];
        if (from->set >= 0) {
            const TreeSet *set = &s->sets[from->set];
            step = set->player == without ? 0 : log_p[set->first + branch - from->first];
        }
        log_reach[n] = log_reach[s->nodes[n].in_parent] + step;
    }
}

void tree_beliefs(const TreeShape *s, const double *log_reach, double *most, double *belief)
{
    double sum[s->set_count + 1];
    for (int32_t k = 0; k < s->set_count; k++) {
        most[k] = -INFINITY;
        sum[k] = 0;
    }
    for (int32_t n = 0; n < s->node_count; n++)
        if (s->nodes[n].set >= 0)
            most[s->nodes[n].set] = fmax(most[s->nodes[n].set], log_reach[n]);
    for (int32_t n = 0; n < s->node_count; n++) {
        const int32_t k = s->nodes[n].set;
        if (k < 0)
            continue;
        belief[n] = isinf(most[k]) ? 1 : real_exp(log_reach[n] - most[k]);
        sum[k] += belief[n];
    }
    for (int32_t n = 0; n < s->node_count; n++)
        if (s->nodes[n].set >= 0)
            belief[n] /= sum[s->nodes[n].set];
}

/* ------------------------------------------------------------------ values */

void tree_values(const LogitTree *g, const double *p, double *value)
{
    const TreeShape *s = g->shape;
    for (int32_t n = s->node_count - 1; n >= 0; n--) {
        const TreeNode *node = &s->nodes[n];
        const double *own = tree_node_chances(g, p, node);
        double *to = value + (int64_t)n * g->players;
        memset(to, 0, (size_t)g->players * sizeof *to);
        for (int32_t k = 0; k < node->count; k++) {
            const double *next = tree_value(g, value, s->to[node->first + k]);
            for (int32_t i = 0; i < g->players; i++)
                to[i] += own[k] * next[i];
        }
        if (node->set < 0)
            continue;
        const int32_t player = s->sets[node->set].player;
        if (g->taste[player] > 0)
            to[player] += g->taste[player] * (entropy(own, node->count) + EULER_GAMMA);
    }
}

void tree_worths(const LogitTree *g, const double *belief, const double *value, double *q)
{
    const TreeShape *s = g->shape;
    memset(q, 0, (size_t)s->arm_count * sizeof *q);
    for (int32_t n = 0; n < s->node_count; n++) {
        const TreeNode *node = &s->nodes[n];
        if (node->set < 0)
            continue;
        const TreeSet *set = &s->sets[node->set];
        for (int32_t k = 0; k < node->count; k++)
            q[set->first + k] +=
                belief[n] * tree_value(g, value, s->to[node->first + k])[set->player];
    }
}

/* ------------------------------------------------------------------ from probabilities */

int64_t tree_work_room(const TreeShape *s, int32_t players)
{
    return 4 * (int64_t)s->arm_count + 2 * (int64_t)s->branch_count +
           (int64_t)(6 + players) * s->node_count + 4 * (int64_t)s->set_count +
           2 * (int64_t)players;
}

static void take_logarithms(int32_t n, const double *x, double *log_x)
{
    for (int32_t k = 0; k < n; k++)
        log_x[k] = real_log(x[k]);
}

/* Beliefs of each player's sets leave out its own moves, which it knows. */
void logit_tree_worth(const LogitTree *g, const double *p, double *q, bool *can_reach,
                      double *work)
{
    const TreeShape *s = g->shape;
    double *log_p = logit_cut(&work, s->arm_count);
    double *log_chance = logit_cut(&work, s->branch_count);
    double *reach = logit_cut(&work, s->node_count);
    double *belief = logit_cut(&work, s->node_count);
    double *mixed = logit_cut(&work, s->node_count);
    double *most = logit_cut(&work, s->set_count);
    double *value = logit_cut(&work, (int64_t)s->node_count * g->players);
    take_logarithms(s->arm_count, p, log_p);
    take_logarithms(s->branch_count, g->chance, log_chance);
    for (int32_t i = 0; i < g->players; i++) {
        const int32_t without = tree_has_recall(s, i) ? i : TREE_ALL_PLAYERS;
        tree_reach(g, log_p, log_chance, without, reach);
        tree_beliefs(s, reach, most, belief);
        for (int32_t n = 0; n < s->node_count; n++)
            if (s->nodes[n].set >= 0 && s->sets[s->nodes[n].set].player == i)
                mixed[n] = belief[n];
        for (int32_t k = 0; can_reach && k < s->set_count; k++)
            if (s->sets[k].player == i)
                can_reach[k] = !isinf(most[k]);
    }
    tree_values(g, p, value);
    tree_worths(g, mixed, value, q);
}

static double spread_of(const LogitTree *g, int32_t player)
{
    double low = INFINITY, high = -INFINITY;
    for (int64_t k = player; k < (int64_t)g->shape->leaf_count * g->players;
         k += g->players) {
        low = fmin(low, g->payoff[k]);
        high = fmax(high, g->payoff[k]);
    }
    return high - low;
}

static double regret(int32_t n, const double *q, const double *p)
{
    double best = q[0], mean = 0;
    for (int32_t a = 0; a < n; a++) {
        best = fmax(best, q[a]);
        mean += p[a] * q[a];
    }
    return best - mean;
}

double logit_tree_residual(const LogitTree *g, const double *p, double *work)
{
    const TreeShape *s = g->shape;
    double *q = logit_cut(&work, s->arm_count), *answer = logit_cut(&work, s->arm_count);
    bool can_reach[s->set_count + 1];
    double residual = 0;
    memset(can_reach, false, sizeof can_reach);
    logit_tree_worth(g, p, q, can_reach, work);
    for (int32_t k = 0; k < s->set_count; k++) {
        const TreeSet *set = &s->sets[k];
        const double lambda = g->precision[set->player];
        const double *own = p + set->first, *worth = q + set->first;
        if (!can_reach[k])
            continue;
        if (isinf(lambda)) {
            residual = worst_of(residual, regret(s->arms[k], worth, own) /
                                              fmax(1, spread_of(g, set->player)));
            continue;
        }
        softmax(s->arms[k], worth, lambda, answer);
        for (int32_t a = 0; a < s->arms[k]; a++)
            residual = worst_of(residual, fabs(own[a] - answer[a]));
    }
    return residual;
}

void logit_tree_spread(const LogitTree *g, const double *p, double *leaf, int32_t stride,
                       double *node)
{
    const TreeShape *s = g->shape;
    node[0] = 1;
    for (int32_t n = 0; n < s->node_count; n++) {
        const double *own = tree_node_chances(g, p, &s->nodes[n]);
        for (int32_t k = 0; k < s->nodes[n].count; k++) {
            const int32_t to = s->to[s->nodes[n].first + k];
            if (to < 0)
                leaf[(int64_t)(-1 - to) * stride] = node[n] * own[k];
            else
                node[to] = node[n] * own[k];
        }
    }
}

void logit_tree_tastes(const LogitTree *g, const double *p, double *added, double *work)
{
    const TreeShape *s = g->shape;
    double *reach = logit_cut(&work, s->node_count);
    memset(added, 0, (size_t)g->players * sizeof *added);
    reach[0] = 1;
    for (int32_t n = 0; n < s->node_count; n++) {
        const TreeNode *node = &s->nodes[n];
        const double *own = tree_node_chances(g, p, node);
        for (int32_t k = 0; k < node->count; k++)
            if (s->to[node->first + k] >= 0)
                reach[s->to[node->first + k]] = reach[n] * own[k];
        if (node->set < 0)
            continue;
        const int32_t player = s->sets[node->set].player;
        added[player] +=
            reach[n] * g->taste[player] * (entropy(own, node->count) + EULER_GAMMA);
    }
}
