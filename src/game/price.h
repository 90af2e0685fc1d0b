/* price.h - numbers for a game's slots.
 *
 * A slot whose formula does not read time is priced once, the others anew for each period.
 * What has no value counts as 0 and is remembered, since only what can be reached matters
 * (game/fault.h).
 *
 * Shapes: chance [slot][lane], pay [slot][player][lane].
 */
#pragma once
#include "base/lanes.h"
#include "game/game.h"

typedef struct {
    const Game *game;
    const Setup *const *setups; /* [lanes] */
    int32_t lanes;
    double *chance, *pay;
    /* what one payment is worth, [slot of pays][lane]; pay slots are sums of these */
    double *single;
    int32_t *timed_chance, *timed_single, *timed_pay; /* slots that read time */
    int32_t timed_chance_count, timed_single_count, timed_pay_count;
    LaneSet *bad_chance, *bad_pay; /* [slot]: lanes without a value at the time priced */
    LaneSet suspects;              /* lanes in which some slot was ever bad */
    int32_t time;                  /* the period asked for last; -1 = none yet */
    int64_t day;                   /* on which it begins */
    int32_t chance_time, pay_time; /* the periods priced */
    int32_t *vars;                 /* [var_count], for the formulas */
    double *params;                /* [param][lane] */
    double *patience, *precision;  /* [player][lane] */
    LaneSet *exact;                /* [player]: lanes whose precision is exact */
    double grid; /* grids of beliefs have so many times the steps that the model says */
    bool
        payoffs_only; /* with beliefs: what everyone expects at the start is all that is asked */
} Prices;

/* Room and the numbers that do not read time.  1 <= lanes <= LANES. */
Prices *prices_make(Mem *M, const Game *g, const Setup *const *setups, int32_t lanes);

/* Other numbers in the same room: as many setups, that the game fits as well. */
void prices_again(Prices *p, const Setup *const *setups);

/* The numbers of period t, 0 <= t <= T (T: the horizon's payments). */
void prices_at(Prices *p, int32_t t);

/* Its probabilities alone: who looks ahead asks for no payments. */
void prices_chances_at(Prices *p, int32_t t);

/* Evaluates one slot's formula again, for the diagnostic: true when it faults in the lane at
 * the time priced; the frame then says why. */
bool chance_slot_fault(const Prices *p, int32_t slot, int32_t lane, Frame *f);
bool pay_slot_fault(const Prices *p, int32_t slot, int32_t lane, Frame *f);
