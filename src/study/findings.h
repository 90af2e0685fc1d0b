/* findings.h - what a report says, as numbers.
 *
 * In a game without an end T is here the model's window, the periods that reports show.
 *
 * Everything that `truce run` tells about a model: the solve, the measures over time, the
 * events, the claims, and each variant beside the base.  report/ turns it into text.
 */
#pragma once
#include "ask/forever.h"
#include "study/finding.h"
#include "study/study.h"

/* One comparison of a claim. */
typedef struct {
    const Cond *cond; /* X_EQ ... X_GE */
    bool holds;
    double left, right;
} Comparison;

/* Those of which a claim is made with `and`, `or` and `not`, in the order written. */
typedef struct {
    Comparison *at;
    int32_t count;
} Comparisons;

typedef struct {
    const Model *model;
    const Setup *setup;          /* the base's numbers */
    int32_t *under, under_count; /* variants that hold throughout */
    int32_t equilibrium; /* of those that a search finds; 0 or 1: the principal one */
    /* the base's size and work */
    int64_t states, nodes, edges;
    int32_t layers;
    double layout_seconds, solve_seconds;
    int64_t unsolved, traced;
    double reached; /* as Strategy.reached */
    int64_t peak_bytes;
    double grid, grid_move; /* see Solved; NAN without types, or where nobody looked */
    Finding base;
    double **measure_at; /* [measure][t], t = 0 .. T: E(measure at t) */
    double **event_in; /* [declared event][t], t = 0 .. T-1: expected number in period t */
    double
        *event_ever; /* [declared event]: probability that it happens, before T or ever */
    Recurrence *classes; /* what a game without an end ends up in */
    int32_t class_count;
    Verdict *verdicts;     /* [claim] */
    Comparisons *compared; /* [claim] */
    Finding *variants;     /* those that the main file declares, without those of `under` */
    int32_t variant_count;
    bool met; /* every certificate met its tolerance, those behind claims too */
} Findings;

/* The comparisons of a claim; false after a diagnostic. */
bool comparisons_find(Study *y, const int32_t *under, int32_t count, const Cond *holds,
                      Comparisons *into);

/* Solves side by side what these claims ask for; NULL = all claims. */
void claims_prepare(Study *y, const int32_t *claims, int32_t claim_count,
                    const int32_t *under, int32_t count);

/* Forgets seconds and bytes, which differ from run to run: they become nan and -1. */
void findings_forget_work(Findings *f);

/* NULL after a diagnostic. */
Findings *findings_make(Study *y, const int32_t *under, int32_t count);

/* The solve alone: no measures over time, events, claims or variants (their arrays are NULL). */
Findings *findings_of_solve(Study *y, const int32_t *under, int32_t count);
