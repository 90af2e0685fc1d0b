/* random_game.h - a stochastic game as plain arrays, apart from the engine.
 *
 * In each state all players choose at once; a profile is a row of arms, the last player's
 * moving fastest.
 */
#pragma once
#include <stdint.h>

enum {
    PLAYERS = 3,
    STATES = 5,
    ARMS = 4,
    PROFILES = 64,
    ODDS = STATES * PLAYERS * (ARMS - 1)
};

typedef struct {
    int32_t players, states, arms, profiles;
    double patience[PLAYERS], precision[PLAYERS];
    double pay[STATES][PROFILES][PLAYERS];
    double chance[STATES][PROFILES][STATES];
} RandomGame;

/* Chances of arms, and what they are worth. */
typedef struct {
    double p[STATES][PLAYERS][ARMS];
    double value[STATES][PLAYERS];
} Play;

/* The same seed gives the same game everywhere. */
RandomGame random_game(uint64_t seed);

/* Its text as a model, into `text` [room]; with is_exact everybody's precision is. */
void random_game_write(const RandomGame *g, int is_exact, char *text, int64_t room);

/* play->value from play->p, by a dense linear system for each player. */
void play_evaluate(const RandomGame *g, Play *play);

/* Q of one arm, the others playing as they do, from values that are there. */
double play_worth(const RandomGame *g, const Play *play, int32_t state, int32_t player,
                  int32_t arm);

/* Follows the principal branch to the game's precisions in steps of `step` of arc length, with
 * derivatives by differences, and nothing that the engine does: log odds alone are unknown.
 * Returns the steps made, or -1 when it is lost. */
int32_t slow_trace(const RandomGame *g, double step, Play *play);
