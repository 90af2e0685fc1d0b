/* live.h - which variables still matter, and which parameters shape the game. */
#pragma once
#include "program/program.h"

/* Fills `carried` and every routine's `live`, by one backward pass over the steps.  A
 * variable that cannot have been set yet on the way to a step is left out: it tells nothing
 * apart. */
void program_find_live(Mem *M, Program *p);

/* Fills `structural`, the parameters that guards, conditions, assigned values and starts read, and
 * `priced`, those that payments and chances read. */
void program_find_params(Mem *M, Program *p);
