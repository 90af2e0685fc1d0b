#include "math/real.h"
#include "solve/belief_sure.h"

/* ------------------------------------------------------------------ posteriors */

/* y = steps b_1, from the point `lower` on. */
static SureSpot spot_at(int32_t n, double y, int32_t lower)
{
    double up = y - lower, left = n - lower, at_most = n - y;
    return (SureSpot){.up = {up, y < n ? 1 - (1 - up) * left / at_most : 0,
                             y > 0 ? up * (lower + 1) / y : 1},
                      .slope = {left > 1 ? (left - 1) * left * y / (n * at_most) : 0,
                                lower > 0 ? lower * (lower + 1) * at_most / (n * y) : 0}};
}

/* How much more type 1 expects the next point than type 0: t (1 - t) / (lower + t) +
 * t (1 - t) / (n - lower - t), t being its weight to the public. */
static void find_tilt(int32_t n, int32_t lower, SurePiece *piece)
{
    const double t[2] = {piece->end[0].up[0], piece->end[1].up[0]};
    double top = lesser(greater(0.5, t[0]), t[1]), left = n - lower;
    double most = top * (1 - top), least = lesser(t[0] * (1 - t[0]), t[1] * (1 - t[1]));
    piece->tilt[0] = (lower > 0 ? least / (lower + t[1]) : 1 - t[1]) +
                     (left > 1 ? least / (left - t[0]) : t[0]);
    piece->tilt[1] = (lower > 0 ? most / (lower + t[0]) : 1 - t[0]) +
                     (left > 1 ? most / (left - t[1]) : t[1]);
}

/* All posteriors whose odds are from `least` times those of the first point to `most` times those of
 * the last. */
static void find_window(SureArm *to, const SureSide *side, double least, double most)
{
    int32_t n = side->steps;
    double low = side->point[0] * least / (n - side->point[0]),
           high = side->point[1] * most / (n - side->point[1]);
    to->from = n * low / (1 + low) * (1 - 1e-12);
    to->end = high < INFINITY ? lesser(n * high / (1 + high) * (1 + 1e-12), n) : n;
    to->first = to->from < n - 1 ? (int32_t)to->from : n - 1;
    to->last = to->end > to->first + 1 ? (int32_t)ceil(to->end) - 1 : to->first;
}

/* False where they are on too many pieces. */
bool sure_pieces(const SureSide *side, SureArm *to)
{
    int32_t n = side->steps;
    if (side->stride == 0) {
        to->piece[0] = (SurePiece){.tilt = {0}};
        return true;
    }
    if (to->last - to->first >= MORE_PIECES + side->point[1] - side->point[0] ||
        to->last - to->first >= SURE_PIECES)
        return false;
    for (int32_t j = to->first; j <= to->last; j++) {
        SurePiece *piece = &to->piece[j - to->first];
        piece->end[0] = spot_at(n, greater(to->from, j), j);
        piece->end[1] = spot_at(n, lesser(to->end, j + 1), j);
        find_tilt(n, j, piece);
    }
    return true;
}

/* An arm multiplies the odds of the belief by p_1 / p_0: with e^x_1 = e^gap e^x_0, for arm 0 that is
 * (1 + e^x_0) / (1 + e^x_1), for arm 1 e^gap times as much.  Both are monotone in the gap, and in x_0 as
 * the gap has it. */
static double ratio_of(double x, double gap, int arm)
{
    double up = real_exp(gap), odds = real_exp(x);
    return (arm == 1 ? up : 1) * (1 + odds) / (1 + odds * up);
}

void sure_arms(SureSide *side)
{
    const double *x = side->x[0], *gap = side->gap;
    for (int a = 0; a < 2; a++) {
        SureArm *arm = &side->arm[a];
        if (side->stride == 0) {
            *arm = (SureArm){.first = side->point[0], .last = side->point[0]};
            continue;
        }
        /* at the largest gap and the least */
        double more = ratio_of(a == 1 ? x[gap[1] < 0] : x[gap[1] > 0], gap[1], a);
        double less = ratio_of(a == 1 ? x[gap[0] > 0] : x[gap[0] < 0], gap[0], a);
        find_window(arm, side, a == 1 ? less : more, a == 1 ? more : less);
    }
}

/* ------------------------------------------------------------------ what profiles are worth */

static void clear_stake(SureStake *x)
{
    for (int k = 0; k < SURE_TYPES; k++) {
        clear_range(x->worth[k]);
        clear_range(x->lever[k]);
        clear_range(x->ahead[k][0]);
        clear_range(x->ahead[k][1]);
    }
    clear_range(x->gap);
}

WITHIN double point_worth(const SureField *f, int32_t u, int32_t v, int32_t k)
{
    int64_t at = (int64_t)u * f->own + (int64_t)v * f->told;
    return f->next[at + k] + f->pay[f->pays_alike ? k : at + k];
}

/* Of four numbers, [own end][the other's]. */
WITHIN void span_four(double *range, double a, double b, double c, double d)
{
    range[0] = lesser(range[0], lesser(lesser(a, b), lesser(c, d)));
    range[1] = greater(range[1], greater(greater(a, b), greater(c, d)));
}

WITHIN void span_two(double *range, double a, double b)
{
    range[0] = lesser(range[0], lesser(a, b));
    range[1] = greater(range[1], greater(a, b));
}

/* Loops over two are unrolled, which makes them quicker and gcc does not do by itself.
 *
 * w[own point][the other's]: one piece of the own posterior and one of the other's, which begins so far
 * above its lattice's first point and below its last. */
WITHIN void add_piece(double w[2][2], int32_t k, const SurePiece *own,
                      const SurePiece *told, double below, double above, SureStake *x)
{
    double near = w[1][0] - w[0][0], far = w[1][1] - w[0][1], worth[2][2], lever[2][2];
    double low[2], rise[2], across[2] = {told->end[0].up[0], told->end[1].up[0]};
#pragma GCC unroll 2
    for (int u = 0; u < 2; u++) {
        double up = own->end[u].up[1 + k], slope = own->end[u].slope[k];
        low[u] = w[0][0] + up * near;
        rise[u] = w[0][1] + up * far - low[u];
#pragma GCC unroll 2
        for (int v = 0; v < 2; v++) {
            worth[u][v] = low[u] + across[v] * rise[u];
            lever[u][v] = slope * (near + across[v] * (far - near));
        }
    }
    span_two(x->ahead[k][0], low[0] - below * rise[0], low[1] - below * rise[1]);
    span_two(x->ahead[k][1], low[0] + above * rise[0], low[1] + above * rise[1]);
    span_four(x->worth[k], worth[0][0], worth[0][1], worth[1][0], worth[1][1]);
    span_four(x->lever[k], lever[0][0], lever[0][1], lever[1][0], lever[1][1]);
}

/* w_1 - w_0 = (low_1 - low_0) + up_1 (step_1 - step_0) + (up_1 - up_0) step_0. */
WITHIN void add_gap(double w[SURE_TYPES][2][2], const SurePiece *own, const SurePiece *told,
                    SureStake *x)
{
#pragma GCC unroll 2
    for (int v = 0; v < 2; v++) {
        double across = told->end[v].up[0], low[2], step[2], up[2], tilt[2];
#pragma GCC unroll 2
        for (int k = 0; k < 2; k++) {
            low[k] = w[k][0][0] + across * (w[k][0][1] - w[k][0][0]);
            step[k] = w[k][1][0] + across * (w[k][1][1] - w[k][1][0]) - low[k];
        }
#pragma GCC unroll 2
        for (int u = 0; u < 2; u++) {
            up[u] = own->end[u].up[2] * (step[1] - step[0]);
            tilt[u] = own->tilt[u] * step[0];
        }
        x->gap[0] = lesser(x->gap[0], low[1] - low[0] + lesser(up[0], up[1]) +
                                          lesser(tilt[0], tilt[1]));
        x->gap[1] = greater(x->gap[1], low[1] - low[0] + greater(up[0], up[1]) +
                                           greater(tilt[0], tilt[1]));
    }
}

WITHIN void stake_of(int32_t types, const SureField *f, const SureSide *side,
                     const SureArm *own, const SureSide *other, const SureArm *told,
                     SureStake *x)
{
    int32_t more[2] = {side->stride > 0, other->stride > 0};
    clear_stake(x);
    for (int32_t u = own->first; u <= own->last; u++)
        for (int32_t v = told->first; v <= told->last; v++) {
            const SurePiece *mine = &own->piece[u - own->first],
                            *its = &told->piece[v - told->first];
            double w[SURE_TYPES][2][2];
#pragma GCC unroll 2
            for (int32_t k = 0; k < types; k++) {
#pragma GCC unroll 2
                for (int i = 0; i < 2; i++)
#pragma GCC unroll 2
                    for (int j = 0; j < 2; j++)
                        w[k][i][j] = point_worth(f, u + i * more[0], v + j * more[1], k);
                add_piece(w[k], k, mine, its, v, other->steps - v, x);
            }
            if (types > 1)
                add_gap(w, mine, its, x);
        }
}

void sure_stake(const SureField *f, const SureSide *side, const SureArm *own,
                const SureSide *other, const SureArm *told, SureStake *x)
{
    if (side->types == 1)
        stake_of(1, f, side, own, other, told, x);
    else
        stake_of(2, f, side, own, other, told, x);
}

/* Bounds on a posterior between two points: what it is worth to type 1 less what to type 0. */
WITHIN void span_gap(const double *here, const double *next, double *range)
{
    range[0] = lesser(range[0], lesser(here[1], next[1]) - greater(here[0], next[0]));
    range[1] = greater(range[1], greater(here[1], next[1]) - lesser(here[0], next[0]));
}

WITHIN void rough_stake_of(int32_t types, const SureField *f, const SureSide *side,
                           const SureArm *own, const SureSide *other, const SureArm *told,
                           SureStake *x)
{
    const int32_t end = own->last + (side->stride > 0);
    clear_stake(x);
    for (int32_t v = told->first; v <= told->last + (other->stride > 0); v++) {
        double before[SURE_TYPES] = {0};
        for (int32_t u = own->first; u <= end; u++) {
            double here[SURE_TYPES] = {0};
            for (int32_t k = 0; k < types; k++) {
                here[k] = point_worth(f, u, v, k);
                span(x->worth[k], here[k]);
            }
            if (types > 1 && (u > own->first || end == own->first))
                span_gap(here, u > own->first ? before : here, x->gap);
            before[0] = here[0];
            before[1] = here[1];
        }
    }
}

/* What it is worth at all points around the posteriors. */
void sure_rough_stake(const SureField *f, const SureSide *side, const SureArm *own,
                      const SureSide *other, const SureArm *told, SureStake *x)
{
    if (side->types == 1)
        rough_stake_of(1, f, side, own, other, told, x);
    else
        rough_stake_of(2, f, side, own, other, told, x);
}
