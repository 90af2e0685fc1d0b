/* belief_duel.h - two who choose at the same time, of two types at most each: the system of
 * belief_meeting.c, quick (private to src/solve). */
#pragma once
#include "solve/belief_board.h"

enum { DUEL_ARMS = 4, DUEL_UNKNOWNS = 4 * (DUEL_ARMS - 1) };

/* What an arm tells. */
typedef struct {
    int32_t lower; /* the posterior lies between this point of the lattice and the next */
    double up[3],
        slope
            [3]; /* the weight of the next, to the public [0] and to type k [1 + k]; and how
                               it moves with the posterior's log odds */
} DuelTold;

typedef struct {
    int32_t types, arms, role, first; /* of its unknowns: [type][arm from the second] */
    int32_t point, steps,
        up; /* up: from a cell to that of the next point; 0: nothing is told */
    bool tells;
    double lambda, belief[2];
    double p[2][DUEL_ARMS], mean[DUEL_ARMS]; /* mean: to the other */
    DuelTold told[DUEL_ARMS];
    double q[2][DUEL_ARMS];
    double lever[2][DUEL_ARMS];               /* dQ / dl of the arm's own posterior */
    double cross[2][DUEL_ARMS][DUEL_ARMS][2]; /* dQ / d log p of the other's [arm][type] */
} DuelSide;

/* A profile's worth to the first role in the duel's cell, the parts of which are added up. */
typedef struct {
    const double *next, *pay;
    bool pays_alike; /* in all cells */
} DuelField;

/* To a role, where the first role's number is `at` from that of the duel's cell. */
static inline double duel_worth(const DuelField *f, int64_t at, int32_t role)
{
    return f->next[at + role] + f->pay[f->pays_alike ? role : at + role];
}

typedef struct {
    const BeliefBoard *board;
    int32_t first_edge, cell, unknowns;
    bool is_small; /* two arms and two types on both sides */
    double s;
    DuelSide side[2];
    DuelField field[DUEL_ARMS][DUEL_ARMS];
    double jacobian[DUEL_UNKNOWNS * DUEL_UNKNOWNS];
    /* 1 - s jacobian with elimination done, once somebody asks: in row k below the diagonal of what
     * was subtracted of row k, which was row pivot[k]; sign of the determinant. */
    bool is_eliminated;
    int sign, pivot[DUEL_UNKNOWNS];
    double matrix[DUEL_UNKNOWNS * DUEL_UNKNOWNS];
} Duel;

/* False where the choices at a node are no duel. */
bool duel_begin(const BeliefBoard *b, const Step *s, int32_t node, int32_t cell, Duel *d);

/* For a Climb (math/climb.h); unknowns are in belief_meeting.c's order. */
void duel_at(void *context, const double *x, double s, double *g);
int duel_solve(void *context, double *r);
double duel_corner(void *context, const double *x, double s, const double *tangent);

/* Whether all probabilities of a solution are within reach of a double. */
bool duel_holds(const Duel *d, const double *x);

/* What an arm is worth to each chooser's types: [side][arm * types + type]. */
typedef struct {
    double of[2][DUEL_ARMS * 2];
} DuelWorth;

/* At a solution: what follows is worth to all roles, `of` being value, best or waste, as under
 * everybody's choices; and to the choosers, arm by arm. */
void duel_value(const Duel *d, double *of, bool paid, double *row, DuelWorth *worth);
