/* loop_plan.h - exact play in turns, by policy iteration (private to src/solve).
 *
 * Where one exact player alone chooses in a loop, or two exact players in turns what one wins and
 * the other loses, there is a best plan for each state and no need to follow a branch: Howard (1960)
 * for one player; for two, one replies best to the other's plan, and the other improves on that
 * (Hoffman and Karp 1966).
 */
#pragma once
#include "solve/loop_exact.h"

/* Puts the solution into z, equal best arms with equal chances; false, with z void, where the loop is
 * no such game or the plans do not settle. */
bool loop_plan(Loop *L, double *z);
