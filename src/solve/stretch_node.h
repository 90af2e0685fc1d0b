/* stretch_node.h - a stretch as a small game of numbers (private to src/solve). */
#pragma once
#include "solve/node.h"

/* The stretch that begins at a node, in one lane.  Everything lies in the scratch of this
 * thread; `p` has room for all its sets' arms, `work` is what is left. */
typedef struct {
    const Stretch *stretch;
    LogitTree tree;
    double *p, *work;
} StretchGame;

StretchGame stretch_game_at(const Board *b, int32_t node, int32_t lane, double *doubles);

/* Takes p from, or puts it at, the board's chances behind the edges. */
void stretch_load(const Board *b, int32_t node, int32_t lane, StretchGame *g);
void stretch_keep(const Board *b, int32_t node, int32_t lane, const double *p);

/* The chances of the edges from p. */
void stretch_spread(const Board *b, int32_t node, int32_t lane, const StretchGame *g);

/* Adds to the node's value what tastes are worth within. */
void stretch_add_tastes(const Board *b, int32_t node, int32_t lane, double *doubles);

/* Doubles that one thread needs for the largest stretch of the game. */
int64_t stretch_scratch_room(const Game *g);
