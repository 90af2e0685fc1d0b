/* lane_group.h - solves of one structure, side by side, with their questions (private to
 * src/study: the inside of a batch).
 */
#pragma once
#include "base/lanes.h"
#include "study/finding.h"
#include "study/study.h"

/* What is asked under one set of variants: question k is the batch's number at[k], and
 * alike[k] the first one of the batch that asks the same, maybe under other variants. */
typedef struct {
    const int32_t *under;
    int32_t under_count;
    const Question **questions;
    int32_t *at, *alike;
    int32_t count, room;
    Finding *finding; /* to be filled too; NULL = none */
    bool missed;      /* a certificate of the last point missed its tolerance */
} QuestionSet;

/* One solve: a point under one set of variants. */
typedef struct {
    int64_t point;
    const QuestionSet *set;
    const Setup *setup;
    const Game *game; /* NULL where there is none */
    const Setup
        *kin; /* with types: the point's first setup under which people play alike in
                         the game (game_plays_alike); else NULL */
    bool was_laid_out;   /* for this unit; else an earlier layout was used */
    double *answers;     /* of the point: [the batch's questions] */
    const Diag *missing; /* why there is no answer; NULL where there is one */
    bool missed;         /* the certificate missed its tolerance */
} Unit;

/* Up to LANES units of one game; or, where lanes < count, units of one point of a game with types
 * under which people play alike: the first is solved, and the others play as it does. */
typedef struct {
    Unit *units;
    int32_t count, lanes;
} LaneGroup;

/* Units, put in order, as groups that pay: [*groups], of M, for group_answer.  Units without a game
 * are in none.  `bytes` is what a thread may take; 0 = no limit. */
LaneGroup *groups_make(Mem *M, Unit *units, int32_t count, int64_t bytes, int32_t *groups);

/* What a thread works in: kept from group to group, so that the same memory serves all groups
 * of a game. */
typedef struct {
    Mem mem;   /* of what follows */
    Mem words; /* of what is said of missing answers, until the block is collected */
    const Game *game;
    int32_t lanes;
    int64_t bytes; /* that one group took; the arena grows with each */
    const Setup *setups[LANES];
    Prices *prices;
    Strategy *strategy;
    Future *future;
    bool lends;        /* others can play as the strategy says */
    const Mem *failed; /* the one whose failure kept a group from its answers; else NULL */
} GroupRoom;

/* Solves the group and answers its questions; room->failed tells whether that came about.  A room
 * that failed takes no more groups. */
void group_answer(LaneGroup *g, GroupRoom *room, Work *w, double tolerance);

void room_close(GroupRoom *room);
int64_t room_bytes(const GroupRoom *rooms, int32_t count);
