/* tree_private.h - what the files of logit_tree.h and tree_reply.h share. */
#pragma once
#include "math/logit_system.h"
#include "math/logit_tree.h"

enum { TREE_ALL_PLAYERS = -1 };

/* tree_order.c: `order`, once everything else is there. */
void tree_find_order(TreeShape *s);

/* Doubles for residual, worths, tastes and replies. */
int64_t tree_work_room(const TreeShape *s, int32_t players);

/* log_reach[node]: the sum of the logarithms on the way there, the moves of player
 * `without` left out. */
void tree_reach(const LogitTree *g, const double *log_p, const double *log_chance,
                int32_t without, double *log_reach);

/* belief[node]: proportional to exp(log_reach) within each set; even where that is 0 at
 * all its nodes.  most [set]: the largest of its log_reach. */
void tree_beliefs(const TreeShape *s, const double *log_reach, double *most,
                  double *belief);

/* value [node][player] under p, tastes included. */
void tree_values(const LogitTree *g, const double *p, double *value);

/* q [arm]: what it leads to, under the beliefs. */
void tree_worths(const LogitTree *g, const double *belief, const double *value, double *q);

/* The chances of a node's branches. */
static inline const double *tree_node_chances(const LogitTree *g, const double *p,
                                              const TreeNode *node)
{
    return node->set < 0 ? g->chance + node->first : p + g->shape->sets[node->set].first;
}

/* The payoffs at a leaf or the values of a node, [player]. */
static inline const double *tree_value(const LogitTree *g, const double *value, int32_t to)
{
    return to < 0 ? g->payoff + (int64_t)(-1 - to) * g->players
                  : value + (int64_t)to * g->players;
}
