/* equilibria.h - all equilibria of one model that a search finds. */
#pragma once
#include "study/study.h"

typedef struct {
    bool is_principal;
    double least_singular, reply_radius; /* NAN in exact play */
    double *value;                       /* [player]: V(player) */
    const Certificate *certificate;
} EquilibriumFinding;

typedef struct {
    const Model *model;
    EquilibriumFinding *at;
    int32_t count;
    bool met; /* every certificate */
} EquilibriumFindings;

/* NULL after a diagnostic. */
EquilibriumFindings *equilibria_find(Study *y, const int32_t *under, int32_t count);
