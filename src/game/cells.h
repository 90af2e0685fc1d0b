/* cells.h - the beliefs of a model with types, and the numbers that depend on them.
 *
 * A cell is a point of the grid of beliefs: a lattice point for each secret.  A role is a player
 * together with what it knows: players without a secret have one role, others one for each of
 * its values.  A profile is what is true: a value for each secret.  None of them is part of the
 * game's structure; they are axes of its numbers:
 *
 *     value [target][cell][role]        mass [target][cell][profile]
 *
 * Cell = (point of the first) * (points of the second) + (point of the second); likewise
 * profiles.  Where there is one secret, the second has one point and one value.
 */
#pragma once
#include "game/price.h"
#include "math/lattice.h"

typedef struct {
    const Model *model;
    Lattice lattice[MOST_SECRETS];
    int32_t cells, profiles, roles;
    int32_t *first_role;  /* [players] */
    int32_t *secret_of;   /* [players]; -1 = none */
    int32_t *role_player; /* [roles] */
    int32_t *role_value;  /* [roles] */
    double *beliefs;      /* [cells][belief_count] */
} Cells;

/* Grids with `grid` times the steps that the model says, one at least. */
Cells *cells_make(Mem *M, const Model *m, double grid);

static inline int32_t cell_of(const Cells *c, int32_t first, int32_t second)
{
    return first * c->lattice[1].count + second;
}

static inline int32_t cell_point(const Cells *c, int32_t cell, int32_t secret)
{
    return secret == 0 ? cell / c->lattice[1].count : cell % c->lattice[1].count;
}

/* The belief about a secret there, [values]. */
static inline const double *cell_belief(const Cells *c, int32_t cell, int32_t secret)
{
    const Lattice *l = &c->lattice[secret];
    return l->point + (int64_t)cell_point(c, cell, secret) * l->values;
}

static inline int32_t profile_value(const Cells *c, int32_t profile, int32_t secret)
{
    int32_t second = c->lattice[1].values;
    return secret == 0 ? profile / second : profile % second;
}

/* Gives the types of a secret the values of its value k. */
void cells_know(const Model *m, int32_t secret, int32_t k, int32_t *vars);

/* ------------------------------------------------------------------ prices */

/* The numbers of a game's slots by cell and role, for the period that `plain` has: what reads no
 * type and no belief is taken from there. */
typedef struct {
    const Cells *cells;
    Prices *plain;      /* one lane */
    double *pay;        /* at pay_at[slot]: [cells or 1][roles] */
    int64_t *pay_at;    /* [pay slots] */
    bool *pay_wide;     /* reads beliefs: has a row for each cell */
    bool *pay_own;      /* reads types or beliefs */
    double *chance;     /* at chance_at[slot]: [cells or 1][values of its secret] */
    int64_t *chance_at; /* [chance slots]; -1: reads neither types nor beliefs */
    bool *chance_wide;
    int32_t *chance_secret;        /* whose type it reads; -1 = none */
    int32_t chance_time, pay_time; /* the periods priced; -1 = none yet */
    const Expr *fault_at; /* the first formula without a value in some cell, and why */
    EvalFault fault;
} CellPrices;

CellPrices *cell_prices_make(Mem *M, const Cells *cells, Prices *plain);

/* These also bring `plain` to period t, the second its probabilities alone. */
void cell_prices_at(CellPrices *p, int32_t t);
void cell_chances_at(CellPrices *p, int32_t t);

static inline const double *cell_pay(const CellPrices *p, int32_t slot, int32_t cell)
{
    return p->pay + p->pay_at[slot] + (p->pay_wide[slot] ? cell * p->cells->roles : 0);
}

/* The probability of a slot in a cell when the value of the secret it reads is k. */
double cell_chance(const CellPrices *p, int32_t slot, int32_t cell, int32_t k);

/* The secret that the lottery at a node tells of, or -1. */
int32_t lottery_secret(const CellPrices *p, const Layer *l, int32_t node);

/* ------------------------------------------------------------------ for plain prices */

/* The mean of a formula over all types, at even beliefs: what prices without cells have, so
 * that what happens with positive probability has one there too. */
double mean_over_types(const Model *m, const Expr *x, int32_t *vars, Frame *f);
