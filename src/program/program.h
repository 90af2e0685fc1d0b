/* program.h - a period as numbered steps.
 *
 * The tree of statements becomes a list of steps in which every step leads only to later
 * ones.  At a node step somebody chooses or chance draws; the steps between are carried out
 * at once.  Liveness says, for each step, which variables anything later still reads:
 * only these tell two ways of getting there apart (game/game.h).
 *
 * A program has three routines: how the states begin, a period, and what is paid at the
 * horizon.
 */
#pragma once
#include "lang/eval.h"
#include "lang/model.h"

typedef enum {
    STEP_SET,    /* vars[var] = value */
    STEP_IF,     /* value ? next : otherwise */
    STEP_SWITCH, /* arms[k] is where the arm of value arms[k].value goes on; vars[var] picks */
    STEP_PAY,    /* player gains value */
    STEP_EVENT,    /* event happens */
    STEP_SHOW,     /* everyone sees value; var when it is a variable's */
    STEP_CHOOSE,   /* node: one agent */
    STEP_TOGETHER, /* node: several agents; goes on at next, where switches run the bodies */
    STEP_CHANCE,   /* node: arms with probabilities */
    STEP_END,      /* the routine's end */
} StepKind;

/* One arm of a choice, a lottery or a switch. */
typedef struct {
    int32_t value;                   /* what the variable becomes */
    int32_t event;                   /* -1 = none */
    int32_t next;                    /* step */
    const Expr *guard, *probability; /* NULL = always open; probability of chance alone */
    const char *name;                /* NULL when it has none */
    Span at;
} StepArm;

/* Who chooses at a node, and among what. */
typedef struct {
    int32_t player, var; /* player -1: chance; var -1: an outcome nobody asks for */
    StepArm *arms;
    int32_t arm_count;
    const Stmt *stmt;
} Agent;

typedef struct {
    StepKind kind;
    Span at;
    int32_t next, otherwise; /* steps */
    int32_t var, player, event;
    const Expr *value;
    const Stmt *stmt; /* of SET; NULL while the states begin */
    Agent *agents; /* one for CHOOSE and CHANCE, several for TOGETHER; SWITCH: arms alone */
    int32_t agent_count;
    bool is_hidden; /* of a node: not everyone sees all of its arms */
} Step;

typedef struct {
    Step *steps; /* every edge leads to a higher index */
    int32_t count;
    int32_t first;  /* where it begins */
    uint64_t *live; /* [count][words]: variables that tell apart two ways to this step */
} Routine;

typedef struct {
    const Model *model;
    int32_t words;     /* of 64 variables */
    uint64_t *carried; /* [words]: the states, which stand from period to period; all of
                           them, since any may be asked about */
    Routine start, period, finale;
    bool *structural; /* [param_count]: what nodes there are depends on this parameter */
    bool *priced;     /* [param_count]: some payment or chance depends on it */
} Program;

static inline bool bit_is_set(const uint64_t *bits, int64_t i)
{
    return bits[i >> 6] >> (i & 63) & 1;
}

static inline void bit_set(uint64_t *bits, int64_t i)
{
    bits[i >> 6] |= 1ull << (i & 63);
}

/* Who sees which arm it was, [player_count]; NULL: everyone. */
static inline const bool *agent_seers(const Agent *a)
{
    return a->stmt ? a->stmt->seers : NULL;
}

/* A node at which something happens that not everyone sees: with it a stretch begins, which
 * ends where all that is hidden was shown or no longer matters (game/game.h). */
static inline bool step_is_hidden(const Step *s)
{
    return s->is_hidden;
}

static inline bool step_is_node(const Step *s)
{
    return s->kind == STEP_CHOOSE || s->kind == STEP_TOGETHER || s->kind == STEP_CHANCE;
}

/* The steps of a model whose states begin as `starts` say. */
Program *program_make(Mem *M, const Model *m, const Start *const *starts);

/* Words of 64 bits for the variables of the model. */
static inline int32_t program_words(const Model *m)
{
    return m->var_count / 64 + 1;
}

/* Adds to `vars` [words] the variables that x reads; to `params`, when it is not NULL, the
 * parameters. */
void expr_reads(const Expr *x, uint64_t *vars, bool *params);

/* Every edge forward, every index in range, live sets consistent. */
bool program_is_valid(const Program *p);

/* For `truce show --stage program`; D has the sources. */
void program_print(const Program *p, const Diags *D, Buf *out);
