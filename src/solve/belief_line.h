/* belief_line.h - a line of cells that differ in the secret of a player of two types, who alone chooses at
 * a node: what comes of its choice in eight of them at once, for four roles at once (private to src/solve).
 */
#pragma once
#include "math/signal_lanes.h"
#include "solve/belief_board.h"

typedef struct {
    const double *next[3]; /* value, best, waste in the line's first cell */
    const double *pay;
    int64_t pay_step; /* from cell to cell; 0 where pay reads no beliefs */
} LineEdge;

typedef struct {
    const BeliefBoard *board;
    int32_t player, arms, first, roles; /* first: of the player's roles */
    double precision;
    int64_t step, play_step; /* from cell to cell */
    double *row[3], *play; /* in the first cell: value, best, waste; the player's choice */
    LineEdge to[PAIR_ARMS];
} Line;

void line_begin(Line *z, const BeliefBoard *b, const Chooser *who, int32_t node,
                const Slice *cells, const SignalGame *g);

/* Puts the play where it belongs in the first lanes' cells, as they were solved, and finds value, best and
 * waste there. */
void line_put(const Line *z, const PairLanes *lanes, int32_t count);
