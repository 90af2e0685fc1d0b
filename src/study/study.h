/* study.h - one model, solved as often as its questions need.
 *
 * Each set of variants is a solve of its own.  A study keeps the games it laid out and the
 * solves it made: another price for the same structure is not laid out again, and a solve
 * that is asked for twice is made once, as long as there is room.
 */
#pragma once
#include "ask/answer.h"
#include "solve/solve.h"
#include "study/verdict.h"

/* The model under some variants, solved.  What is large belongs to the solve's own Mem and
 * ends with it; the rest belongs to the study. */
typedef struct Solved Solved;
struct Solved {
    int32_t *under, under_count; /* variants, in order */
    const Setup *setup;
    const Game *game;
    bool was_laid_out; /* for this solve; else an earlier layout was used */
    Certificate *certificate;
    Mem mem; /* owns what follows */
    Prices *prices;
    Strategy *strategy;
    Future *future;
    Solved
        *lender; /* whose play this is, since only types begin otherwise; NULL: its own */
    int32_t equilibrium; /* as the study's */
    bool is_done, has_faults;
    double grid;      /* of the model's beliefs: steps, as times those that it says */
    double grid_move; /* the most that a payoff moved when that grid was last doubled; NAN
                         where nobody looked */
    int64_t last_use;
    Solved *next;
};

/* An answer that was found: the same question under the same variants is not asked twice. */
typedef struct {
    const Question *question;
    const int32_t *base; /* variants put before the question's own */
    int32_t count;
    double answer;
    bool missed; /* the certificate behind it missed its tolerance */
} Answered;

typedef struct {
    Mem *mem;
    Diags *diags;
    Work *work;
    const Model *model;
    double tolerance;
    int32_t
        equilibrium; /* the one that everything is about, of solve_all; 0 = the principal */
    double refine; /* grids of beliefs are doubled until payoffs move by less; 0 = they are
                      as the model says */
    Game **games;  /* every layout so far */
    int32_t game_count, game_room;
    Solved *solves;
    Answered *answers;
    int32_t answer_count, answer_room;
    int64_t uses;
    bool missed; /* a certificate so far missed its tolerance */
    int64_t peak_bytes;
    struct Held *held;     /* the strategies held last (study/held.h), and what they own */
    struct Batch *batches; /* those that are open (study/batch.h), and what they own */
    int64_t batch_bytes;
} Study;

/* Beyond this part of the memory's limit the least recently used solves are dropped. */
enum { SOLVES_KEPT_PART = 4 };

/* The model under these variants; NULL after a diagnostic.  It is valid until the next call
 * that may solve. */
Solved *study_solve(Study *y, const int32_t *under, int32_t count);

/* Finds s->grid_move, by a solve on half the grid; nothing without types. */
void study_grid_move(Study *y, Solved *s);

/* What is solved already; NULL where it is not.  Valid as long. */
const Solved *study_known_solve(const Study *y, const int32_t *under, int32_t count);

/* Gives back what the solves own; the study's Mem does not know of it. */
void study_close(Study *y);

/* Bytes in use at the most, solves included. */
int64_t study_peak_bytes(const Study *y);
void study_note_peak(Study *y);

/* Jumps with the reason for which a part with a Mem of its own failed; a copy of that Mem will
 * do. */
_Noreturn void study_pass_failure(Study *y, const Mem *part);

/* Bytes that may still be taken, at least 1; 0 where there is no limit. */
int64_t study_memory_left(const Study *y);

/* Payments that are numbers can add up to more than a number can hold; false after a
 * diagnostic.  One lane. */
bool payoffs_are_finite(Diags *D, const Strategy *s, const Certificate *c);

/* A layout made so far that fits; NULL when there is none. */
const Game *study_known_game(const Study *y, const Setup *setup);

/* Such a one, or one laid out now; NULL after a diagnostic. */
const Game *study_game(Study *y, Diags *D, const Setup *setup);

/* The answer under `base` and then the question's own variants; false after a diagnostic. */
bool study_ask(Study *y, const Question *q, const int32_t *base, int32_t count,
               double *answer);

/* Makes an answer found elsewhere the one that study_ask gives. */
void study_keep_answer(Study *y, const Question *q, const int32_t *base, int32_t count,
                       double answer, bool missed);

/* A claim under `base`; false after a diagnostic. */
bool study_claim(Study *y, const Claim *c, const int32_t *base, int32_t count,
                 Verdict *out);
