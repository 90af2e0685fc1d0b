/* finding.h - what one solve of a model says, as numbers: worth, measures and events.
 *
 * In a game without an end T is here the model's window, the periods that reports show.
 */
#pragma once
#include "ask/future.h"
#include "solve/solve.h"

/* One solve: the base, or one variant applied to it. */
typedef struct {
    int32_t variant;   /* index into Model.variants; -1 = the base */
    bool is_found;     /* by an Ahead (study/ahead.h) */
    bool was_laid_out; /* a structural change: it has a layout of its own */
    Certificate *certificate;
    double *value;           /* [player]: V(player) */
    double *measure_mean;    /* [measure]: mean over the starts of periods 1 .. T */
    double *measure_end;     /* [measure]: at T */
    double *measure_forever; /* [measure]: in the long run; NULL where the game ends */
    double *event_count;     /* [declared event]: expected number before T */
    double seconds;          /* of layout (when there was one) and solve */
} Finding;

/* Room for one, without a certificate's numbers. */
Finding finding_new(Mem *M, const Model *m, int32_t variant);

/* [measure]: the means that people are shown: in the long run where the game does not end. */
static inline double *finding_means(const Finding *f)
{
    return f->measure_forever ? f->measure_forever : f->measure_mean;
}

/* What the solve itself says of a lane: no measures, no events. */
void finding_note_solve(Finding *into, const Strategy *s, int32_t lane,
                        const Certificate *checked);

/* What the lanes of a future and their certificates say: into[lane], NULL where nobody asks.
 * over_time, [measure][t] or NULL: E(measure at t), t = 0 .. T, where there is one lane.  Returns
 * the lanes in which a measure has no value, after a diagnostic of one of them. */
LaneSet findings_fill(Mem *M, Diags *D, Work *w, const Future *f,
                      const Certificate *checked, Finding *const *into, double **over_time);
