/* answer.h - answers to the questions of docs/language.md, "Questions".
 *
 * Answers are exact up to rounding.  They come from the distribution over states carried
 * forward (ask/future.h); a question about a whole path (by, throughout, until, count,
 * given) carries a small memory of the path along with the state.
 */
#pragma once
#include "ask/future.h"

/* The answer; `under` is not looked at.  False after a diagnostic, when an expression of the
 * question has no value in a state that can be reached. */
bool question_answer(Mem *M, Diags *D, Work *w, const Future *f, const Question *q,
                     double *answer);

/* E(x at t) for t = 0 .. T into `means` [T + 1]. */
bool means_over_time(Mem *M, Diags *D, Work *w, const Future *f, const Expr *x,
                     double *means);
