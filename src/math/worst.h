/* worst.h - the largest of some numbers, where one that is none is worse than any. */
#pragma once
#include "base/lanes.h"

/* The larger of the two; NaN where either is.  So NaN stays to the end, as it does not with fmax, nor with
 * x <= most ? most : x, which takes the next number for it.  No branch, for lanes. */
WITHIN double worst_of(double most, double x)
{
    const bool stays = (x <= most) | (most != most);
    return stays ? most : x;
}
