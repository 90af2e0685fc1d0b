/* logit_tree.h - the logit equilibrium of a small game in which not all is seen.
 *
 * A tree of chance and of choices.  Who chooses cannot tell the nodes of one information
 * set apart and picks among the same arms at all of them.  Each information set is an
 * agent of its own (agent quantal response equilibrium, McKelvey and Palfrey 1998): it
 * picks arm a with probability proportional to exp(lambda Q(a)), Q(a) the expected
 * payoff of its player after a, under the beliefs over the set's nodes that Bayes' rule
 * takes from everybody's choices.  Of several solutions, the one on the branch that is
 * traced from lambda = 0 (Turocy 2010), as in math/logit_game.h; so is what exact agents
 * do.
 *
 * A player with tastes has, at each choice of its own, (entropy + gamma) taste besides,
 * with taste = 1 / lambda at the precision asked for, all along the branch.
 *
 * Everything works in the caller's memory and keeps no state.
 */
#pragma once
#include "math/logit_game.h"

enum { TREE_CHANCE = -1 };
enum { TREE_FIRST_MOVE = -1, TREE_FORGOTTEN = -2 };

/* An information set. */
typedef struct {
    int32_t player;
    int32_t first;  /* of its arms among the arms of all sets */
    int32_t before; /* the own arm that was picked last before it; TREE_FIRST_MOVE; or
                       TREE_FORGOTTEN when that is not the same at all its nodes */
    int32_t depth;  /* own sets before it */
    int32_t first_node, last_node;
} TreeSet;

typedef struct {
    int32_t set;   /* TREE_CHANCE */
    int32_t first; /* of its branches; a set's in the order of its arms */
    int32_t count;
    int32_t parent;    /* the branch that leads here; -1 at the root */
    int32_t in_parent; /* the node that this branch leaves; -1 */
} TreeNode;

typedef struct {
    int32_t set_count, node_count, branch_count, leaf_count, arm_count;
    TreeSet *sets;
    int32_t *arms;   /* [set_count] how many each has */
    TreeNode *nodes; /* parents before children; node 0 is the root */
    int32_t *to; /* [branch_count]: a node, or -1 - leaf; leaves in the order of the tree */
    /* Every way through meets every set once, in one order, and nothing else: the leaves
     * are the profiles of a LogitGame, whose agents are the sets. */
    bool is_simultaneous;
    /* [set_count] sets that can be decided one after the other, since each depends on
     * earlier ones alone; `ordered` of them: all, where nobody's beliefs and somebody's
     * foresight make a circle. */
    int32_t *order, ordered;
} TreeShape;

typedef struct {
    const TreeShape *shape;
    int32_t players;
    const double *precision; /* [player], >= 0; INFINITY = exact */
    const double *taste;     /* [player], 0 = none */
    const double *chance;    /* [branch], read at chance nodes */
    const double *payoff;    /* [leaf][player] */
} LogitTree;

/* Fills arms, the rest of sets and nodes, is_simultaneous and order, once the nodes,
 * `to` and the sets' players are there.  `first` of a set follows from the order of
 * sets. */
void tree_shape_finish(TreeShape *s);

/* Parents before children, every branch to one child, arms that fit.  */
bool tree_shape_is_valid(const TreeShape *s);

/* The branch that leads to a leaf, and the node that a branch leaves; each searches for
 * it. */
int32_t tree_branch_of_leaf(const TreeShape *s, int32_t leaf);
int32_t tree_node_of_branch(const TreeShape *s, int32_t branch);

/* Whether this player remembers its own moves wherever it chooses: always, but between its
 * choices of one `together`. */
bool tree_has_recall(const TreeShape *s, int32_t player);

/* Doubles of workspace that any of the functions below needs. */
int64_t logit_tree_room(const TreeShape *s, int32_t players);

/* p [arm_count] becomes the solution; the residual is that of logit_tree_residual. */
LogitInfo logit_tree_solve(const LogitTree *g, double *p, double *work);

/* The largest |p - logit| over the sets; of exact agents their regret divided by max(1,
 * spread of their payoffs).  Sets that the others' choices never lead to are left out. */
double logit_tree_residual(const LogitTree *g, const double *p, double *work);

/* q [arm_count]: what each arm is worth to who picks it.  can_reach [set_count], unless
 * it is NULL: whether the others' choices and chance lead there. */
void logit_tree_worth(const LogitTree *g, const double *p, double *q, bool *can_reach,
                      double *work);

/* Probability of each leaf, `stride` apart, and of each node. */
void logit_tree_spread(const LogitTree *g, const double *p, double *leaf, int32_t stride,
                       double *node);

/* What tastes add to the payoff of each player, [player]. */
void logit_tree_tastes(const LogitTree *g, const double *p, double *added, double *work);
