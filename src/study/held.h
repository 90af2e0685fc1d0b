/* held.h - what happens under some variants when everybody plays as solved under others.
 *
 * It tells what a change does by itself from what it does because people behave differently.
 * The choices come from the others' equilibrium, wherever the game may stand; chances, payoffs and
 * how the states begin are the variants' own.  A choice is looked up by the situation that it
 * is made in, so what can be done in each must be the same in both: parameters that steer
 * that may not differ, starts may.
 */
#pragma once
#include "study/study.h"

typedef struct Held Held;
struct Held {
    const int32_t *under, *played; /* variants in force, and those under which they play */
    int32_t under_count, played_count;
    const Setup *setup, *played_setup;
    const Game *game;
    bool has_faults;
    bool met;           /* the certificate of what is played */
    Strategy *strategy; /* values are what these choices are worth here */
    Future *future;
    Mem mem; /* owns prices, strategy and future */
};

/* NULL after a diagnostic (E620: what can be done differs).  It is valid until the next call, and
 * study_close ends it. */
Held *study_hold(Study *y, const int32_t *under, int32_t count, const int32_t *played,
                 int32_t played_count);

/* Whether that is possible, without a diagnostic where it is not. */
bool study_can_hold(Study *y, const int32_t *under, int32_t count, const int32_t *played,
                    int32_t played_count);

/* As study_ask, when everybody plays as solved under `played`. */
bool study_ask_held(Study *y, const Question *q, const int32_t *base, int32_t count,
                    const int32_t *played, int32_t played_count, double *answer);
