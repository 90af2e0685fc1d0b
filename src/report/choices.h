/* choices.h - who chooses what where: a strategy, choice by choice (private to src/report).
 *
 * A visit goes through the nodes of one period at which somebody chooses, in the order of
 * the program; at a `together`, through its agents in the order written; where a stretch begins of
 * which not all is seen, through its information sets.
 */
#pragma once
#include "study/study.h"

/* One arm that is open. */
typedef struct {
    int32_t value;    /* what the choice becomes */
    const Text *text; /* NULL where it has none */
    double probability;
    double
        worth; /* Q: paid on it and after, against the others' choices; NAN in a model with
                     types, where it depends on what is believed */
} Pick;

/* One agent's choice at one node. */
typedef struct {
    int32_t period;
    int32_t node; /* of the period's layer */
    const Agent *agent;
    double within; /* in a stretch: how likely it comes to this, once at the node; else 1 */
    const int32_t *vars;    /* [var_count]: the situation, as far as the player knows it */
    const Packing *matters; /* which of them anything later reads, or tells of what does */
    const Pick *picks;
    int32_t pick_count;
    int32_t cell,
        type; /* of a visit by belief: what is believed, and what the player knows (-1:
                           nothing) */
} Choice;

/* Answers false to stop the visit. */
typedef bool ChoiceVisitor(void *context, const Choice *c);

typedef struct Visit Visit;
Visit *visit_new(Mem *M, const Solved *s);
void visit_drop(Mem *M, Visit *v); /* gives its large arrays back */

/* Every choice of period t; false when the visitor stopped it. */
bool visit_period(Visit *v, int32_t t, ChoiceVisitor *visitor, void *context);

/* The same in a model with types, for each cell and own type apart: what can be done there. */
bool visit_beliefs(Visit *v, Work *w, int32_t t, ChoiceVisitor *visitor, void *context);

/* Adds a variable's value as in the model: a name, a number, `yes` or `no`. */
void put_value(Buf *out, const Var *var, int32_t value);

/* Adds it for people: a name by its text. */
void put_value_text(Buf *out, const Var *var, int32_t value, Lang lang);

/* [node]: the probability of getting there in the first period. */
double *chances_of_nodes(Mem *M, const Solved *s);
