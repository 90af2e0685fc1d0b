/* answer.h - answers to the questions of docs/language.md, "Questions".
 *
 * Answers are exact up to rounding.  They come from the distribution over states carried
 * forward (ask/future.h); a question about a whole path (by, throughout, until, count,
 * given) carries a small memory of the path along with the state.
 */
#pragma once
#include "ask/future.h"

/* Several threads may ask one future, but where somebody has types: what is played and known is
 * then looked up in the future's own room.
 *
 * The answer; `under` is not looked at.  False after a diagnostic, when an expression of the
 * question has no value in a state that can be reached.  The future has one lane. */
bool question_answer(Mem *M, Diags *D, Work *w, const Future *f, const Question *q,
                     double *answer);

/* E(x forever) of a game without an end: its mean over all periods in the long run. */
double mean_in_the_long_run(Mem *M, Diags *D, Work *w, const Future *f, const Expr *x);

/* P(e by T) of events 0 .. count - 1, P(e eventually) without an end: as question_answer, but for
 * many events at once. */
void events_ever(Mem *M, Work *w, const Future *f, int32_t count, double *probability);

/* E(x at t) for t = 0 .. f->last into `means`. */
bool means_over_time(Mem *M, Diags *D, Work *w, const Future *f, const Expr *x,
                     double *means);

/* The same in all lanes of a future: answers [lanes], means [T + 1][lanes].  They return the
 * lanes in which the question has no value, after a diagnostic of one of them; theirs is NAN,
 * the others' are as good as alone.  NAN in any other lane is an answer, as of the mean of
 * what never happens. */
LaneSet question_answers(Mem *M, Diags *D, Work *w, const Future *f, const Question *q,
                         double *answers);
LaneSet means_in_lanes(Mem *M, Diags *D, Work *w, const Future *f, const Expr *x,
                       double *means);
