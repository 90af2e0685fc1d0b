/* switches.h - what differs between two sets of variants, and which difference brings about how
 * much.
 *
 * Every parameter, patience, precision and start that some variant of either set changes, and
 * that is not the same in both, is a switch.  All 2^n games in between are solved, many
 * at once (base/lanes.h), and each switch's part is found by math/shapley.h.
 */
#pragma once
#include "math/shapley.h"
#include "study/study.h"

typedef struct {
    SettingKind kind;
    int32_t ref;      /* parameter, player or state */
    const char *name; /* as one writes it: "clarity", "us.patience", "deal" */
    const Text *text; /* for people */
    double from, to;  /* nan for starts */
} Switch;

typedef struct {
    Switch *at; /* [count] */
    int32_t count;
    bool
        is_attributed; /* at most MOST_SWITCHES, and all games in between have their answers */
    double **part;     /* [question][switch] */
    int64_t solves;
} Switches;

/* The switches from one set of variants to another, and the parts of each in the change of each
 * question's answer.  NULL after a diagnostic. */
Switches *switches_make(Study *y, const int32_t *from, int32_t from_count,
                        const int32_t *to, int32_t to_count,
                        const Question *const *questions, int32_t question_count);
