/* gmres.h - large linear systems A x = b without factors of A.
 *
 * GMRES (Saad and Schultz 1986) with restarts: x is sought where the residual is least, among
 * what some products of A with vectors span.  What is iterated on is A N, N being a solver of
 * a system near A (preconditioning from the right): the nearer, the fewer products.  The residual
 * that is told is that of A itself, computed anew after every restart.
 *
 * Modified Gram-Schmidt and Givens' rotations, in one order of sums: the same digits every time.
 */
#pragma once
#include <stdint.h>

typedef struct {
    int32_t n, width; /* width: products between restarts */
    void (*times)(void *context, const double *x, double *into); /* into = A x */
    void (*nearly_solve)(void *context, double *x);              /* x <- N x */
    void *context;
    double *room; /* [gmres_room(n, width)] */
} Gmres;

int64_t gmres_room(int32_t n, int32_t width);

/* x, on entry b, becomes x.  Returns |b - A x| / |b|: at most `goal`, or where restarts no longer
 * make it smaller by half. */
double gmres_solve(const Gmres *g, double goal, double *x);
