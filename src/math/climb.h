/* climb.h - follows the solution of x = s G(x) from s = 0 to s = 1.
 *
 * The branch that begins at x = 0, s = 0 is the principal branch of a logit game whose
 * precisions all grow together with s (McKelvey and Palfrey 1995, Turocy 2005).  G need be
 * smooth only piece by piece: Newton's steps use the derivative of the piece at hand, and are
 * shortened where they do not help (Qi and Sun 1993).  On its way the branch may turn back; it
 * is then followed along its arc, s falling while det(1 - s G') < 0: along a branch of a
 * piecewise smooth map, (x', s') keeps the orientation in which s' has the sign of that
 * determinant (Alexander, Kellogg, Li and Yorke 1979).
 *
 * Distances are in units of x, which for a logit game are log odds.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    int32_t size;
    void *context;
    /* Puts G(x) into g [size] and readies 1 - s G'(x) for `solve`. */
    void (*at)(void *context, const double *x, double s, double *g);
    /* Solves (1 - s G') y = r in place; returns the sign of the determinant, and 0 without a
     * solution where it is singular. */
    int (*solve)(void *context, double *r);
    /* NULL, or how far from (x, s) along a tangent, to first order, two pieces of G meet. */
    double (*corner)(void *context, const double *x, double s, const double *tangent);
} Climb;

typedef struct {
    double residual; /* largest |x - G(x)| where it arrived */
    int32_t steps;   /* along the arc; 0 when one stride from x = 0 was short enough */
    bool arrived;    /* at s = 1, on the branch */
} ClimbEnd;

/* Doubles of workspace, for each unknown. */
enum { CLIMB_ROOM = 8 };

/* x [size] is where it ends: the solution at s = 1, or, when the branch was lost, the best
 * that Newton's method found from there. */
ClimbEnd climb(const Climb *c, double *x, double *work);

/* Newton's method at s = 1 from x, for who knows that there is one solution; false when it fails. */
bool climb_settle(const Climb *c, double *x, double *work);
