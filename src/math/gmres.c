#include "math/gmres.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "math/dense.h"

enum { MOST_CYCLES = 20 };

/* One cycle's basis and its small least-squares problem. */
typedef struct {
    const Gmres *g;
    double *basis;      /* [width + 1][n], of length 1 */
    double *triangle;   /* [width][width + 1]: columns of R */
    double *cos, *sin;  /* [width]: the rotations that made it */
    double *rest;       /* [width + 1]: the rotated right-hand side */
    double *b, *change; /* [n] */
} Cycle;

int64_t gmres_room(int32_t n, int32_t width)
{
    const int64_t w = width;
    return (w + 3) * n + w * (w + 1) + 3 * w + 1;
}

static Cycle cycle_of(const Gmres *g)
{
    const int64_t n = g->n, w = g->width;
    Cycle c = {.g = g, .basis = g->room};
    c.triangle = c.basis + (w + 1) * n;
    c.cos = c.triangle + w * (w + 1);
    c.sin = c.cos + w;
    c.rest = c.sin + w;
    c.b = c.rest + w + 1;
    c.change = c.b + n;
    return c;
}

/* Divides v by its length, which is returned. */
static double make_unit(int32_t n, double *v)
{
    const double length = sqrt(dense_dot(n, v, v));
    for (int32_t k = 0; k < n && length > 0; k++)
        v[k] /= length;
    return length;
}

/* The next vector of the basis, A N v_j less its parts along the others, which become column j. */
static void widen(Cycle *c, int32_t j)
{
    const Gmres *g = c->g;
    const int64_t n = g->n;
    double *column = c->triangle + (int64_t)j * (g->width + 1);
    double *next = c->basis + (j + 1) * n;
    memcpy(c->change, c->basis + j * n, sizeof *next * (size_t)n);
    g->nearly_solve(g->context, c->change);
    g->times(g->context, c->change, next);
    for (int32_t i = 0; i <= j; i++) {
        const double *v = c->basis + i * n;
        column[i] = dense_dot(g->n, v, next);
        for (int64_t k = 0; k < n; k++)
            next[k] -= column[i] * v[k];
    }
    column[j + 1] = make_unit(g->n, next);
}

/* Makes column j that of a triangle; false where it depends on those before. */
static bool rotate(Cycle *c, int32_t j)
{
    double *column = c->triangle + (int64_t)j * (c->g->width + 1);
    for (int32_t i = 0; i < j; i++) {
        const double upper = column[i], lower = column[i + 1];
        column[i] = c->cos[i] * upper + c->sin[i] * lower;
        column[i + 1] = c->cos[i] * lower - c->sin[i] * upper;
    }
    const double length = sqrt(column[j] * column[j] + column[j + 1] * column[j + 1]);
    if (!(length > 0) || !isfinite(length))
        return false;
    c->cos[j] = column[j] / length;
    c->sin[j] = column[j + 1] / length;
    column[j] = length;
    c->rest[j + 1] = -c->sin[j] * c->rest[j];
    c->rest[j] *= c->cos[j];
    return true;
}

/* change = N V y, where R y is the rotated right-hand side. */
static void find_change(Cycle *c, int32_t count)
{
    const int64_t n = c->g->n, tall = c->g->width + 1;
    for (int32_t i = count - 1; i >= 0; i--) {
        for (int32_t j = i + 1; j < count; j++)
            c->rest[i] -= c->triangle[j * tall + i] * c->rest[j];
        c->rest[i] /= c->triangle[i * tall + i];
    }
    memset(c->change, 0, sizeof *c->change * (size_t)n);
    for (int32_t j = 0; j < count; j++)
        for (int64_t k = 0; k < n; k++)
            c->change[k] += c->rest[j] * c->basis[j * n + k];
    c->g->nearly_solve(c->g->context, c->change);
}

/* From the residual in basis[0]: the change of x that makes it least. */
static void run(Cycle *c, double enough)
{
    int32_t count = 0;
    c->rest[0] = make_unit(c->g->n, c->basis);
    while (count < c->g->width && fabs(c->rest[count]) > enough) {
        widen(c, count);
        if (!rotate(c, count))
            break;
        count++;
    }
    find_change(c, count);
}

/* basis[0] = b - A x; its length */
static double find_residual(Cycle *c, const double *x)
{
    const Gmres *g = c->g;
    g->times(g->context, x, c->basis);
    for (int32_t k = 0; k < g->n; k++)
        c->basis[k] = c->b[k] - c->basis[k];
    return sqrt(dense_dot(g->n, c->basis, c->basis));
}

double gmres_solve(const Gmres *g, double goal, double *x)
{
    Cycle c = cycle_of(g);
    const size_t bytes = sizeof *x * (size_t)g->n;
    const double whole = sqrt(dense_dot(g->n, x, x));
    memcpy(c.b, x, bytes);
    memcpy(c.basis, x, bytes);
    memset(x, 0, bytes);
    double size = whole;
    for (int round = 0; round < MOST_CYCLES && size > goal * whole; round++) {
        const double before = size;
        run(&c, 0.5 * goal * whole);
        for (int32_t k = 0; k < g->n; k++)
            x[k] += c.change[k];
        size = find_residual(&c, x);
        if (!(size < 0.5 * before))
            break;
    }
    return whole > 0 ? size / whole : 0;
}
