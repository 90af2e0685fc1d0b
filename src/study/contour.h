/* contour.h - the line on which values on a grid have a given level.
 *
 * Marching squares (Lorensen and Cline 1987, in two dimensions): each cell of four neighbours is
 * crossed where the level lies between two of its corners, at the place that linear
 * interpolation gives; of the two ways through a saddle the mean of the corners decides.
 * Pieces are joined into lines.  A cell with a corner that is not finite has none.
 */
#pragma once
#include "base/mem.h"

typedef struct {
    double x, y;
} ContourPoint;

/* Line k is points[first[k] .. first[k + 1]); one that is closed ends where it begins. */
typedef struct {
    int32_t line_count;
    int32_t *first; /* [line_count + 1] */
    ContourPoint *points;
    int32_t point_count;
} Contour;

/* z[y * x_count + x] over x[x_count], y[y_count], both rising.  A corner at the level itself
 * counts as above it. */
Contour *contour_find(Mem *M, const double *x, int32_t x_count, const double *y,
                      int32_t y_count, const double *z, double level);
