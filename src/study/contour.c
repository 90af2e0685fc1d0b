#include "study/contour.h"

#include <math.h>

/* An edge of the grid is crossed at most once, and at most two pieces meet there: one of the
 * cell on each side.  Edges along x come first, then those along y. */
typedef struct {
    Mem *mem;
    const double *x, *y, *z;
    int32_t x_count, y_count;
    double level;
    int32_t (*meets)[2]; /* [edge]: the edges at the other ends of its pieces; -1 = none */
    Contour *out;
} Tracing;

static int32_t edge_along_x(const Tracing *t, int32_t x, int32_t y)
{
    return y * (t->x_count - 1) + x;
}

static int32_t edge_along_y(const Tracing *t, int32_t x, int32_t y)
{
    return t->y_count * (t->x_count - 1) + y * t->x_count + x;
}

static int32_t edge_count(const Tracing *t)
{
    return t->y_count * (t->x_count - 1) + (t->y_count - 1) * t->x_count;
}

static double value_at(const Tracing *t, int32_t x, int32_t y)
{
    return t->z[(int64_t)y * t->x_count + x];
}

/* ------------------------------------------------------------------ cells */

static void meet_one(Tracing *t, int32_t from, int32_t to)
{
    t->meets[from][t->meets[from][0] >= 0] = to;
}

static void join(Tracing *t, int32_t a, int32_t b)
{
    meet_one(t, a, b);
    meet_one(t, b, a);
}

/* Corners go round from (x, y) over (x + 1, y); side k lies between corners k and k + 1. */
static void cross_cell(Tracing *t, int32_t x, int32_t y)
{
    const double corner[] = {value_at(t, x, y), value_at(t, x + 1, y),
                             value_at(t, x + 1, y + 1), value_at(t, x, y + 1)};
    const int32_t side[] = {edge_along_x(t, x, y), edge_along_y(t, x + 1, y),
                            edge_along_x(t, x, y + 1), edge_along_y(t, x, y)};
    bool above[4];
    int32_t crossed[4], count = 0;
    double sum = 0;
    for (int k = 0; k < 4; k++) {
        if (!isfinite(corner[k]))
            return;
        above[k] = corner[k] >= t->level;
        sum += corner[k];
    }
    for (int k = 0; k < 4; k++)
        if (above[k] != above[(k + 1) % 4])
            crossed[count++] = side[k];
    if (count == 2)
        join(t, crossed[0], crossed[1]);
    if (count < 4)
        return;
    /* A saddle.  The pieces go round the two corners that are not as the middle is. */
    bool is_middle_above = sum / 4 >= t->level;
    if (above[0] == is_middle_above) { /* round corners 1 and 3 */
        join(t, side[0], side[1]);
        join(t, side[2], side[3]);
    } else {
        join(t, side[3], side[0]);
        join(t, side[1], side[2]);
    }
}

/* ------------------------------------------------------------------ lines */

/* Where the level lies between a and b, from 0 to 1. */
static double part_of_way(const Tracing *t, double a, double b)
{
    return (t->level - a) / (b - a);
}

static ContourPoint crossing(const Tracing *t, int32_t edge)
{
    int32_t along_x = t->y_count * (t->x_count - 1);
    if (edge < along_x) {
        int32_t x = edge % (t->x_count - 1), y = edge / (t->x_count - 1);
        double part = part_of_way(t, value_at(t, x, y), value_at(t, x + 1, y));
        return (ContourPoint){t->x[x] + part * (t->x[x + 1] - t->x[x]), t->y[y]};
    }
    int32_t x = (edge - along_x) % t->x_count, y = (edge - along_x) / t->x_count;
    double part = part_of_way(t, value_at(t, x, y), value_at(t, x, y + 1));
    return (ContourPoint){t->x[x], t->y[y] + part * (t->y[y + 1] - t->y[y])};
}

/* Takes the way from `edge` to `to` out, and back. */
static void forget_piece(Tracing *t, int32_t edge, int32_t to)
{
    int32_t *meets = t->meets[edge];
    if (meets[0] == to)
        meets[0] = meets[1];
    meets[1] = -1;
}

/* Follows the line that begins at `edge` to its end. */
static void trace(Tracing *t, int32_t edge)
{
    Contour *c = t->out;
    c->points[c->point_count++] = crossing(t, edge);
    while (t->meets[edge][0] >= 0) {
        int32_t to = t->meets[edge][0];
        forget_piece(t, edge, to);
        forget_piece(t, to, edge);
        edge = to;
        c->points[c->point_count++] = crossing(t, edge);
    }
    c->first[++c->line_count] = c->point_count;
}

/* Lines with ends first, from either; what is left is closed. */
static void trace_all(Tracing *t)
{
    for (int32_t e = 0; e < edge_count(t); e++)
        if (t->meets[e][0] >= 0 && t->meets[e][1] < 0)
            trace(t, e);
    for (int32_t e = 0; e < edge_count(t); e++)
        if (t->meets[e][0] >= 0)
            trace(t, e);
}

Contour *contour_find(Mem *M, const double *x, int32_t x_count, const double *y,
                      int32_t y_count, const double *z, double level)
{
    Contour *out = make(M, Contour);
    Tracing t = {.mem = M,
                 .x = x,
                 .y = y,
                 .z = z,
                 .x_count = x_count,
                 .y_count = y_count,
                 .level = level,
                 .out = out};
    /* A line has one point more than pieces, and an edge ends at most two pieces. */
    out->points = make(M, ContourPoint, 2 * (int64_t)edge_count(&t));
    out->first = make(M, int32_t, edge_count(&t) + 1);
    t.meets = NULL;
    t.meets = grow(M, t.meets, edge_count(&t));
    for (int32_t e = 0; e < edge_count(&t); e++)
        t.meets[e][0] = t.meets[e][1] = -1;
    for (int32_t cy = 0; cy + 1 < y_count; cy++)
        for (int32_t cx = 0; cx + 1 < x_count; cx++)
            cross_cell(&t, cx, cy);
    trace_all(&t);
    mem_drop(M, t.meets);
    return out;
}
