/* outlook.h - what the page, the figures and the JSON show beyond the findings.
 *
 * Findings say how things stand on the mean; an outlook adds how far they spread, where the
 * states are at each date, and what everybody is about to do.  It keeps nothing of the solve
 * that it was made from.
 */
#pragma once
#include "report/provenance.h"
#include "study/findings.h"
#include "study/kinds.h"
#include "study/robust.h"

enum { BAND_COUNT = 5, BAND_MEDIAN = 2 };
extern const double BANDS[BAND_COUNT]; /* 5, 25, 50, 75 and 95 % */

/* States with more values than this have no odds. */
enum { MOST_ODDS = 12 };

/* A variable and what it is worth where somebody chooses. */
typedef struct {
    int32_t var, value;
} Circumstance;

typedef struct {
    int32_t value;    /* what the choice becomes */
    const Text *text; /* NULL where it has none */
    double probability;
    double worth; /* paid on it and after, to who chooses; NAN in a model with types, where
                   * it depends on what is believed and known */
    double loss;  /* what the best arm is worth, less that: the price of choosing it */
} OpeningArm;

/* A choice of the first period, in the situation in which it comes up most often. */
typedef struct {
    int32_t player, var;
    /* Probability of coming to it, as far as the player can tell it apart. */
    double reached;
    /* What tells the situation apart: all that matters there but what holds at the start for
     * sure. */
    Circumstance *where;
    int32_t where_count;
    OpeningArm *arms; /* two at least */
    int32_t arm_count;
} Opening;

/* How many there are. */
typedef struct {
    int32_t claims, claims_held, variants;
} Summary;

typedef struct {
    const Findings *findings;
    Summary summary;
    const Robustness *robustness; /* the claims over draws; NULL without draws */
    const Provenance *provenance; /* NULL where it is not known */
    double **
        *band;    /* [measure][t][BAND_COUNT], t = 0 .. T; band[k] is NULL for truths, whose
                       mean says all */
    Kinds *kinds; /* kinds of outcome; NULL where there are none */
    double ***odds;    /* [state][t][value - lo]; odds[k] is NULL beyond MOST_ODDS values */
    Opening *openings; /* in the order of the program */
    int32_t opening_count;
    bool has_worths;      /* their worths and losses are numbers */
    double seldom;        /* choices that come up less often are left out ... */
    int32_t seldom_count; /* ... and so many were */
    double *low, *high;   /* [param]: the plausible range; nan where there is none */
} Outlook;

/* NULL after a diagnostic. */
Outlook *outlook_make(Study *y, const Findings *f);

/* The values of a state or choice, from the domain's lowest. */
static inline int32_t domain_size(const Domain *d)
{
    return d->hi - d->lo + 1;
}
