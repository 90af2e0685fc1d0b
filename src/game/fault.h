/* fault.h - what is wrong in a game that can happen.
 *
 * The layout notes faults (a state that leaves its domain, a choice with no arm open) and the
 * prices note slots without a value; none matters unless a play of positive probability
 * reaches it.  Choices' arms all can be picked; an outcome of probability 0 does not happen.
 */
#pragma once
#include "game/price.h"

/* True when nothing that can be reached is wrong.  Else adds a diagnostic for each place in the
 * model where something is, with the state in which it first happens and a shortest way
 * there, and answers false.  Of several lanes it looks at the first. */
bool faults_report(Mem *M, Work *w, Diags *D, Prices *prices);

/* The lanes in which something that can be reached is wrong, without a word: faults_report
 * tells of one lane alone.  The other lanes' numbers are as good as if these were not there. */
LaneSet faults_find(Mem *M, Work *w, Prices *prices);
