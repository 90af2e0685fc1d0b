/* map.h - a question over two parameters, or over one: the phase diagram.
 *
 * The model is solved at every point of a grid; between the points, the line on which the answer
 * has a given level is found by marching squares (study/contour.h).
 */
#pragma once
#include "study/batch.h"
#include "study/contour.h"

/* One side of the grid: `count` values, evenly from lo to hi, both included. */
typedef struct {
    Axis axis;
    double *at; /* [count], rising */
    int32_t count;
} PhaseAxis;

typedef struct {
    const Model *model;
    const int32_t *under; /* variants that hold throughout */
    int32_t under_count;
    PhaseAxis x,
        y; /* y.count is 1 and y.axis.name NULL where there is one parameter alone */
    const Question *question; /* what is asked; NULL with a claim */
    const Claim *claim;       /* the margin by which it holds (study/verdict.h); or NULL */
    const char *asked;        /* the question or the claim's statement, as written */
    bool is_share;            /* the answer is a probability, or a mean of truths */
    double *answer;           /* [y][x]; nan where the model has no value */
    double least, most;       /* of the answers that are finite; both nan where none is */
    bool has_level;
    double level;     /* of the contour: 0 for a claim */
    Contour *contour; /* in the units of x and y; NULL without a level */
    int64_t missing_count;
    const Missing *missing; /* why the first one is missing */
    int64_t solves, layouts;
    bool met;
} Phase;

/* What is wanted; y is NULL for one parameter alone. */
typedef struct {
    const Axis *x, *y;
    int32_t x_count, y_count; /* at least 2, but y_count 1 without y */
    const Question *question; /* this or the claim */
    const Claim *claim;
    bool has_level; /* of a question's contour; a claim's is 0 */
    double level;
    const int32_t *under;
    int32_t under_count;
} PhasePlan;

/* NULL after a diagnostic. */
Phase *phase_make(Study *y, const PhasePlan *plan);

static inline double phase_at(const Phase *p, int32_t x, int32_t y)
{
    return p->answer[(int64_t)y * p->x.count + x];
}
