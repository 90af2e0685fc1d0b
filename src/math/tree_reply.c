#include "math/tree_reply.h"

#include <math.h>

#include "math/real.h"
#include "math/tree_private.h"

typedef struct {
    const LogitTree *tree;
    const double *p, *q;
    const double *best_after, *waste_after; /* [leaf] */
    int32_t player;
    double *reply;        /* [arm] of the player's sets, once they are decided */
    double *extra;        /* [set] of tastes */
    double *given;        /* [set] what logit choice gives up there */
    double *belief;       /* [node] */
    double *best, *waste; /* [node] */
} Reply;

static bool is_own(const Reply *r, const TreeNode *node)
{
    return node->set >= 0 && r->tree->shape->sets[node->set].player == r->player;
}

/* Both values of all nodes below which every own set is decided; what the others hold is
 * not read. */
static void sweep(const Reply *r)
{
    const TreeShape *s = r->tree->shape;
    for (int32_t n = s->node_count - 1; n >= 0; n--) {
        const TreeNode *node = &s->nodes[n];
        const bool own = is_own(r, node);
        const double *chances = tree_node_chances(r->tree, own ? r->reply : r->p, node);
        double best = own ? r->extra[node->set] : 0, waste = own ? r->given[node->set] : 0;
        for (int32_t k = 0; k < node->count; k++) {
            const int32_t to = s->to[node->first + k];
            best += chances[k] * (to < 0 ? r->best_after[-1 - to] : r->best[to]);
            waste += chances[k] * (to < 0 ? r->waste_after[-1 - to] : r->waste[to]);
        }
        r->best[n] = best;
        r->waste[n] = waste;
    }
}

/* At lambda = 0 the best minus the mean; else H(p) / lambda; nothing when it is exact. */
static double given_up(const double *p, const double *q, int32_t n, double lambda)
{
    double best = q[0], sum = 0;
    if (isinf(lambda))
        return 0;
    if (lambda > 0)
        return entropy(p, n) / lambda;
    for (int32_t a = 0; a < n; a++) {
        best = fmax(best, q[a]);
        sum += q[a];
    }
    return best - sum / n;
}

/* Decides one set by the worths of its arms, which stand in `reply` and are overwritten. */
static void decide(const Reply *r, int32_t set)
{
    const TreeSet *own = &r->tree->shape->sets[set];
    const int32_t n = r->tree->shape->arms[set];
    const double lambda = r->tree->precision[r->player];
    double *reply = r->reply + own->first;
    if (r->tree->taste[r->player] > 0) {
        softmax(n, reply, lambda, reply);
        r->extra[set] = r->tree->taste[r->player] * (entropy(reply, n) + EULER_GAMMA);
        return;
    }
    int32_t best = 0;
    for (int32_t a = 1; a < n; a++)
        if (reply[a] > reply[best])
            best = a;
    for (int32_t a = 0; a < n; a++)
        reply[a] = a == best;
    r->given[set] = given_up(r->p + own->first, r->q + own->first, n, lambda);
}

static void add_worths(const Reply *r, int32_t depth)
{
    const TreeShape *s = r->tree->shape;
    for (int32_t n = 0; n < s->node_count; n++) {
        const TreeNode *node = &s->nodes[n];
        if (!is_own(r, node) || s->sets[node->set].depth != depth)
            continue;
        for (int32_t k = 0; k < node->count; k++) {
            const int32_t to = s->to[node->first + k];
            r->reply[s->sets[node->set].first + k] +=
                r->belief[n] * (to < 0 ? r->best_after[-1 - to] : r->best[to]);
        }
    }
}

static void find_beliefs(const Reply *r, double *work)
{
    const TreeShape *s = r->tree->shape;
    double *log_p = logit_cut(&work, s->arm_count);
    double *log_chance = logit_cut(&work, s->branch_count);
    double *reach = logit_cut(&work, s->node_count);
    double *most = logit_cut(&work, s->set_count);
    for (int32_t a = 0; a < s->arm_count; a++)
        log_p[a] = real_log(r->p[a]);
    for (int32_t b = 0; b < s->branch_count; b++)
        log_chance[b] = real_log(r->tree->chance[b]);
    tree_reach(r->tree, log_p, log_chance, r->player, reach);
    tree_beliefs(s, reach, most, r->belief);
}

void logit_tree_reply(const LogitTree *g, const double *p, const double *q, int32_t player,
                      const double *best_after, const double *waste_after, double *best,
                      double *waste, double *work)
{
    const TreeShape *s = g->shape;
    Reply r = {.tree = g,
               .p = p,
               .q = q,
               .player = player,
               .best_after = best_after,
               .waste_after = waste_after};
    r.reply = logit_cut(&work, s->arm_count);
    r.extra = logit_cut(&work, s->set_count);
    r.given = logit_cut(&work, s->set_count);
    r.belief = logit_cut(&work, s->node_count);
    r.best = logit_cut(&work, s->node_count);
    r.waste = logit_cut(&work, s->node_count);
    find_beliefs(&r, work);
    int32_t deepest = -1;
    for (int32_t k = 0; k < s->set_count; k++)
        if (s->sets[k].player == player && s->sets[k].depth > deepest)
            deepest = s->sets[k].depth;
    for (int32_t depth = deepest; depth >= 0; depth--) {
        sweep(&r);
        add_worths(&r, depth);
        for (int32_t k = 0; k < s->set_count; k++)
            if (s->sets[k].player == player && s->sets[k].depth == depth)
                decide(&r, k);
    }
    sweep(&r);
    *best = r.best[0];
    *waste = r.waste[0];
}
