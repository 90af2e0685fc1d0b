/* strategy.h - how everybody plays a game, and what it is worth to them. */
#pragma once
#include "game/play.h"

/* Lanes are solves of the same structure with other numbers, side by side. */
typedef struct {
    const Game *game;
    int32_t lanes;
    /* probability[t][edge][lane]: of a choice's arm, a profile of arms, an outcome, or a way
     * through a stretch; 0 at nodes that period t cannot reach.  Behind the edges, at
     * Layer.inner[node] + arm: of each arm of a stretch's sets.  t = 0 .. T-1; in an endless game
     * also T, for T and all later periods.  All periods are one array, probability[0]'s */
    double **probability;
    /* value[t][state][player][lane], t = 0 .. T: expected discounted payoff from t on; 0 in
     * states that cannot stand then */
    double **value;
    double *at_start;     /* [player][lane]: before the states' starts are drawn */
    double *start_chance; /* [edge of game->start][lane] */
    int64_t unsolved,
        traced; /* simultaneous and hidden choices, over nodes, periods, lanes */
    /* Where a loop's branch was given up on its way: the least share of the model's precisions at
     * which that was, and of which the play of that loop is an equilibrium; 1 elsewhere. */
    double reached;
    double seconds;
    /* Of a model with types, else NULL: play and values by belief and type.  `probability` is then
     * what somebody sees who does not look at beliefs, and of `value` only value[0] is there. */
    Play *play;
} Strategy;

void strategy_drop(Mem *M, Strategy *s);
