/* strategy.h - how everybody plays a game, and what it is worth to them. */
#pragma once
#include "game/game.h"

/* Lanes are solves of the same structure with other numbers, side by side. */
typedef struct {
    const Game *game;
    int32_t lanes;
    /* probability[t][edge][lane]: of a choice's arm, a profile of arms, or an outcome;
     * 0 at nodes that period t cannot reach */
    double **probability;
    /* value[t][state][player][lane], t = 0 .. T: expected discounted payoff from t on; 0 in
     * states that cannot stand then */
    double **value;
    double *at_start;         /* [player][lane]: before the states' starts are drawn */
    double *start_chance;     /* [edge of game->start][lane] */
    int64_t unsolved, traced; /* simultaneous choices, over nodes, periods and lanes */
    double seconds;
} Strategy;

void strategy_drop(Mem *M, Strategy *s);
