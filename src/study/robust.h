/* robust.h - claims under test: how they stand when the parameters are drawn from their ranges.
 *
 * Draw k gives every axis the value at its coordinate of point k of a scrambled Sobol sequence
 * (math/sobol_sequence.h), so more draws are the same draws and further ones.
 */
#pragma once
#include "math/box.h"
#include "study/findings.h"
#include "study/store.h"

/* Quantiles that are reported, and in how many bins margins are counted. */
#define ROBUST_QUANTILES                                                                   \
    {                                                                                      \
        0.05, 0.25, 0.5, 0.75, 0.95                                                        \
    }
enum { QUANTILES = 5, MARGIN_BINS = 24 };

/* A claim that holds in so many of the draws is sturdy. */
#define ROBUST_STURDY 0.9

/* One claim. */
typedef struct {
    int32_t claim;
    Verdict base;         /* at the model's own numbers */
    Comparisons compared; /* the sides there */
    /* over the draws that have a value; nothing where there are none */
    int64_t draws, held;
    double share, standard_error; /* of draws in which it holds */
    double low, high;             /* 95 % interval of that share (Wilson 1927) */
    double quantile[QUANTILES]; /* of the margin (study/verdict.h); nan counts as largest */
    double least, most;         /* of the margins that are finite */
    double bin[MARGIN_BINS];    /* draws from least to most */
    bool has_box;
    Box box; /* where it fails; or, where it fails mostly, where it holds */
    bool box_is_of_success;
    BoxCount inside; /* all draws in the box: bad ones are those told of */
} Robust;

typedef struct {
    const Model *model;
    const int32_t *under;
    int32_t under_count;
    Robust *claims;
    int32_t claim_count;
    int64_t wanted, drawn; /* draws; fewer than wanted when it was interrupted */
    int64_t from_file;     /* of them, how many were read */
    int64_t missing_count;
    const Missing *missing; /* the first reason */
    uint64_t seed;
    const Axis *axes;
    int32_t axis_count;
    int64_t solves, layouts;
    bool met;
} Robustness;

typedef struct {
    const int32_t *under;
    int32_t under_count;
    const int32_t *claims; /* those reported; NULL = all */
    int32_t claim_count;
    int64_t draws; /* 0 = the model's own numbers alone */
    uint64_t seed;
    Store *store; /* open, or NULL */
    const Axis *axes;
    int32_t axis_count;
} RobustPlan;

/* NULL after a diagnostic, or when the store failed (then store->why says so).  An interrupt
 * ends it early with the draws that there are, when there are any. */
Robustness *robustness_make(Study *y, const RobustPlan *plan);

/* Of the claims reported, how many are sturdy. */
int32_t robustness_sturdy_claims(const Robustness *r);
