/* tree_reply.h - what one player could gain in a small game in which not all is seen. */
#pragma once
#include "math/logit_tree.h"

/* The others stay at p, and the player replies best at every set of its own: to its
 * beliefs there, from its last sets back to its first.  best_after and waste_after
 * [leaf] are what it gets beyond a leaf by going on so, and what logit choice gives up
 * there.  `best` becomes the worth of that at the root; `waste` what logit choice gives
 * up at most along it, H(p) / lambda at each of its sets.  With tastes the best reply is
 * the logit choice and nothing is given up.
 *
 * q is what the player's arms are worth under p (logit_tree_worth).  The player must
 * have recall (tree_has_recall).  Room: logit_tree_room. */
void logit_tree_reply(const LogitTree *g, const double *p, const double *q, int32_t player,
                      const double *best_after, const double *waste_after, double *best,
                      double *waste, double *work);
