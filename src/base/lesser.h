/* lesser.h - the lesser and the greater of two numbers; where either is none, the second. */
#pragma once
#include "base/lanes.h"

WITHIN double lesser(double a, double b)
{
    return a < b ? a : b;
}

WITHIN double greater(double a, double b)
{
    return a > b ? a : b;
}
