/* sensitivity.h - which parameters move an answer, and how much.
 *
 * Three looks at one question, over axes that each have a range:
 *   tornado  each axis at the two ends of its range, the others as the model has them;
 *   Sobol    all axes anywhere in their ranges: shares of the variance (math/indices.h);
 *   Morris   the same for many axes and few solves: mean effects (math/indices.h).
 * The tornado is always made; it takes two points for each axis.
 */
#pragma once
#include "math/indices.h"
#include "study/batch.h"

typedef enum { BY_SOBOL, BY_MORRIS, BY_TORNADO } SensitivityMethod;

typedef struct {
    const Axis *axes; /* an axis that stands here twice is taken once */
    int32_t axis_count;
    const Question *question;
    const int32_t *under; /* variants that hold throughout */
    int32_t under_count;
    SensitivityMethod method;
    int64_t draws; /* rows of Sobol's design, or trajectories of Morris's */
    uint64_t seed;
} SensitivityPlan;

/* One axis. */
typedef struct {
    const Axis *axis;
    double lo, hi;       /* the ends of its range, as it takes them */
    double at_lo, at_hi; /* the answers there; nan where there is none */
    double swing;        /* |at_hi - at_lo|; nan with either */
    SobolIndex sobol;    /* by Sobol */
    MorrisIndex morris;  /* by Morris */
} Influence;

typedef struct {
    const Model *model;
    SensitivityPlan plan;
    double base; /* the answer as the model has it */
    /* [count], the largest first: by total effect, mean size or swing. */
    Influence *influences;
    int32_t count;
    Influence *by_swing; /* the same, the largest swing first */
    int64_t draws;       /* complete ones; fewer than planned when it was interrupted */
    bool was_stopped;
    bool varies; /* the answer changes among the draws, or in the tornado */
    /* of the answer over Sobol's draws; nan without any */
    double mean, deviation, least, most;
    int64_t points, solves, layouts;
    int64_t missing_count;  /* points at which the model has no value */
    const Missing *missing; /* why, the first time */
    int64_t without_answer; /* points at which the question has none: no path counts */
    bool met;
} Sensitivity;

/* NULL after a diagnostic: the model itself has no value, no axis (E610), more than half of
 * MOST_SOBOL_DIMENSIONS for Sobol (E611).  An interrupt before the tornado is done jumps; a
 * later one leaves what was complete. */
Sensitivity *sensitivity_make(Study *y, const SensitivityPlan *plan);
