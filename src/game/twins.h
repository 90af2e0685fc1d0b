/* twins.h - nodes from which everything goes on alike (private to src/game).
 *
 * Two nodes of a step are twins in a period where the same arms are open in both and each edge has
 * the same chance, pays the same and leads to the same place or to twins; so are two states that
 * begin with the same payment at the same node or at twins.  What happens on the way, the events, may differ: it is
 * worth nothing.  So twins are worth the same to everybody and people play alike there, whatever the
 * numbers: who solves one has solved all.  Found from the end of the game to its beginning, since the nearer
 * the end the more is alike.
 */
#pragma once
#include "game/game.h"

/* Fills same_as of a game whose end is known. */
void find_twins(Mem *M, Game *g);

/* For game_is_valid. */
bool twins_are_valid(const Game *g);
