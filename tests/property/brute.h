/* brute.h - a second, plain reading of the language, for the tests.
 *
 * It reads the syntax tree and nothing else of the engine: no checker, no layout, no solver.
 * A period is played by walking over its statements, V_i(t, s) is computed by the recursion
 * of docs/language.md, "What it means", and kept only for whole states at the start of a
 * period; questions push the probability of every state forward through the same walk.
 * Hold brute.c beside docs/language.md: it is meant to agree line by line.
 *
 * Where something is hidden in a model, a whole period is unfolded into the tree of all
 * its histories, each player's choices depend on all that it has seen in it, and all of
 * them are found at once by a damped iteration.
 *
 * It is slow and small: finite horizons, no types.  In a `together`, and where something
 * is hidden, no player may have `precision exact`, and several starts of the iteration
 * must lead to one solution.  What it cannot do is BEYOND, which says nothing about the
 * model.
 */
#pragma once
#include "lang/syntax.h"

typedef enum {
    BRUTE_FINE,
    BRUTE_FAULTY, /* the language says that this is an error */
    BRUTE_BEYOND, /* too long, several equilibria, or a part of the language not read here */
} BruteOutcome;

typedef struct Brute Brute;

/* A reader of `files` (the first is the main one) that takes at most `most_steps`
 * statements for each call below.  All names, also of questions, come from one Names. */
Brute *brute_new(Mem *M, const Syntax *files, int64_t most_steps);

/* V(player), the expected discounted payoff at the start; players in the order declared. */
BruteOutcome brute_value(Brute *b, int32_t player, double *value);

BruteOutcome brute_ask(Brute *b, const SynQuestion *question, double *answer);

/* Why the last call was not BRUTE_FINE. */
const char *brute_fault(const Brute *b);
