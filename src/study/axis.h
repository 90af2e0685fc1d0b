/* axis.h - what a study may change about a model, and how far.
 */
#pragma once
#include "study/study.h"

/* What a point may change: a parameter, or a player's patience or precision. */
typedef struct {
    SettingKind kind; /* SET_PARAM, SET_PATIENCE or SET_PRECISION */
    int32_t ref;      /* parameter or player */
    const char *name; /* as one writes it: "clarity", "us.patience" */
    const Text *text; /* for people */
    double base;      /* the model's own value, under the study's variants */
    double lo, hi;    /* the range; nan where there is none */
    bool
        is_structural; /* what nodes there are may depend on it: points that differ in it may
                           need layouts of their own */
    bool is_whole;     /* takes whole numbers alone: a name, a truth, a date, or a whole
                           number that is structural */
} Axis;

/* The axis that a source describes: "clarity", with the range declared, or
 * "clarity=40%..95%", with this one.  False after a diagnostic: no such parameter (E201), one
 * that is fixed when the model is read (E601), no range (E602), an empty one (E603).  `under`
 * are the variants at which `base` is read. */
bool axis_read(Study *y, int32_t source, const int32_t *under, int32_t count, Axis *axis);

/* The axis of this name, with the range declared or none: for who has the points already. */
bool axis_named(Study *y, const char *name, const int32_t *under, int32_t count,
                Axis *axis);

/* Several of these, "a,b=0..1", read by the option of this name; how many, -1 after
 * diagnostics. */
int32_t axes_read(Study *y, const char *option, const char *list, const int32_t *under,
                  int32_t count, Axis **axes);

/* Every parameter that has a range of more than one value and is not fixed, in the order
 * declared; how many. */
int32_t axes_with_ranges(Study *y, const int32_t *under, int32_t count, Axis **axes);

/* The value at u of [0, 1]: lo + u (hi - lo); for whole numbers, each equally likely. */
double axis_value(const Axis *a, double u);
