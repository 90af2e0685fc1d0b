/* lane_node.h - chance and lone choices in eight lanes, solved and checked in one go (private to
 * src/solve).
 *
 * What is read to find a node's numbers is read once for choice, values and check.  The digits are
 * those of the steps one by one (solve.c, node.c, certify.c).
 */
#pragma once
#include "solve/checking.h"

/* Whether it can be done: eight lanes, and in all of them everybody's choices are random and
 * without tastes. */
bool lane_nodes_fit(const Prices *prices);

/* One node each, of the check's board, whose probabilities and values it fills as well. */
void lane_node_chance(const Checking *c, int32_t node);
void lane_node_choice(const Checking *c, int32_t node, int32_t player);

/* The best reply of the node's one chooser and what the choice gives up, alone. */
void lane_node_reply(const Checking *c, int32_t node, int32_t player);
