/* box.h - where something goes wrong: a box in one or two parameters that tells bad draws
 * from good ones.
 *
 * Found by peeling and pasting (PRIM: Friedman and Fisher 1999).  From the whole space the
 * twentieth part of the draws is peeled off again and again, each time at that end of the
 * one or two parameters where the share of bad ones among the rest grows most.  Of all
 * boxes on the way, over all parameters and all pairs, that one is kept whose description
 * pays best: the bits it saves in saying which draws are bad, less half a logarithm of the
 * draws for each border and a logarithm of the parameters for naming a second one (Rissanen
 * 1978; Schwarz 1978).  Then borders are moved out again, or given up, while that pays.
 *
 * A box is looked for in two thirds of the draws and must prove itself on the third that
 * was held back: by Fisher's exact test at one in a hundred.  So of a hundred searches
 * among draws whose badness has nothing to do with the parameters, at most one finds a box.
 */
#pragma once
#include "base/mem.h"

/* Inside are the draws with lo < x < hi.  A border is the shortest decimal between the
 * draws on its two sides: who counts with the number as it is printed counts the same
 * draws. */
typedef struct {
    int32_t param;
    double lo, hi; /* -INFINITY, INFINITY where there is no border */
} BoxSide;

typedef struct {
    int64_t draws, bad;
} BoxCount;

typedef struct {
    BoxSide side[2];
    int32_t sides;                  /* 1 or 2; parameters in rising order */
    BoxCount learned, learned_from; /* inside, and of all, where it was looked for */
    BoxCount held, held_from;       /* the same of the draws held back */
    double p_value;                 /* of Fisher's exact test on the draws held back */
} Box;

/* x[draw][param].  False when there is no box worth its description, or the draws held back
 * do not confirm it; always so below 30 draws.  The seed says which draws are held back:
 * one in three, so that a draw keeps its part when more are added. */
bool box_find(Mem *M, const double *x, const bool *bad, int64_t draws, int32_t params,
              uint64_t seed, Box *out);

/* Is this point inside?  point[param] */
bool box_holds(const Box *b, const double *point);
