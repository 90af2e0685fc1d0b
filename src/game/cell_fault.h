/* cell_fault.h - what is wrong with a model's numbers in some belief or for some type.
 *
 * game/fault.h looks at numbers that are means over types; this looks at each cell and type
 * apart, wherever a node can be reached at all.
 */
#pragma once
#include "game/cells.h"

/* False after a diagnostic (E302, E303, E305, E306). */
bool cell_faults_report(Mem *M, Work *w, Diags *D, Prices *prices);

/* What it says of the chances with which types begin, alone. */
bool prior_faults_report(Mem *M, Diags *D, const Game *g, const Setup *setup);
