/* choices.h - who chooses what where: a strategy, choice by choice (private to src/report).
 *
 * A visit goes through the nodes of one period at which somebody chooses, in the order of
 * the program; at a `together`, through its agents in the order written.
 */
#pragma once
#include "study/study.h"

/* One arm that is open. */
typedef struct {
    int32_t value;    /* what the choice becomes */
    const Text *text; /* NULL where it has none */
    double probability;
    double worth; /* Q: paid on it and after, against the others' choices */
} Pick;

/* One agent's choice at one node. */
typedef struct {
    int32_t period;
    int32_t node; /* of the period's layer */
    const Agent *agent;
    const int32_t *vars;    /* [var_count]: the situation */
    const Packing *matters; /* which of them anything later reads */
    const Pick *picks;
    int32_t pick_count;
} Choice;

/* Answers false to stop the visit. */
typedef bool ChoiceVisitor(void *context, const Choice *c);

typedef struct Visit Visit;
Visit *visit_new(Mem *M, const Solved *s);
void visit_drop(Mem *M, Visit *v); /* gives its large arrays back */

/* Every choice of period t; false when the visitor stopped it. */
bool visit_period(Visit *v, int32_t t, ChoiceVisitor *visitor, void *context);

/* Adds a variable's value as in the model: a name, a number, `yes` or `no`. */
void put_value(Buf *out, const Var *var, int32_t value);

/* Adds it for people: a name by its text. */
void put_value_text(Buf *out, const Var *var, int32_t value, Lang lang);
