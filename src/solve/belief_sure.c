#include <math.h>
#include <string.h>

#include "math/dense.h"
#include "math/real.h"
#include "solve/belief_board.h"

/* When two choose together, each between two arms, and know a secret of two values at most, bounds
 * show in many cells that there is one solution only: the end of the branch.  Unknown are the log
 * odds x_ik of arm 1 for agent i with own type k, x = lambda_i (Q_ik(1) - Q_ik(0)).  An arm moves the
 * log odds of a belief by no more than |x_i1 - x_i0|, which is bounded for all cells of a node.  So
 * posteriors lie in intervals; from the extremes of what profiles are worth there follow intervals for
 * the x, from these narrower ones for the posteriors.  They form a box that holds all solutions.  In it
 *
 *     dx_ik / dx_ih = +-lambda_i (lever_k(1) (1 - p_ih) + lever_k(0) p_ih),
 *     dx_ik / dx_jh = lambda_i b_jh p_jh (1 - p_jh) D_h,
 *
 * lever_k(a) being how what arm a is worth moves with the log odds of its posterior, and D_h what the
 * other's arm changes, at the vertex h of the other's belief to which the piece of W around its posterior
 * points.  Let A be all matrices 1 - dx/dx within these bounds, and C the inverse of the middle one:
 * where 1 - C A has a spectral radius below 1, x - lambda (Q(1) - Q(0)) takes no value twice in the
 * box. */

enum { SURE_ROUNDS = 4, ROUGH_ROUNDS = 2, SIDES = 2 };
static const double MARGIN = 1e-3;

/* The worth of an edge to a role in a cell. */
static double worth_in(const BeliefBoard *b, int32_t e, int32_t cell, int32_t role)
{
    const Layer *l = b->scene.layer;
    return belief_row(b, b->value, l->target[e], cell)[role] +
           cell_pay(b->scene.prices, l->pay[e], cell)[role];
}

static int32_t stride_of(const Cells *c, int32_t secret)
{
    return secret == 0 ? c->lattice[1].count : 1;
}

/* False where these bounds do not apply. */
static bool find_sides(const BeliefBoard *b, const Step *s, int32_t node, SureSide *sides)
{
    const Cells *c = b->scene.cells;
    const int32_t *shape = node_shape(b->scene.game, b->scene.layer, node);
    if (s->agent_count != 2 || shape[0] != 2 || shape[3] != 2 || step_tells_types(s) ||
        s->agents[0].player == s->agents[1].player)
        return false;
    for (int32_t i = 0; i < 2; i++) {
        int32_t player = s->agents[i].player;
        sides[i] = (SureSide){.player = player,
                              .secret = c->secret_of[player],
                              .types = types_of_agent(c, &s->agents[i]),
                              .role = c->first_role[player],
                              .precision = belief_precision(b, player)};
        if (sides[i].types > SURE_TYPES || !isfinite(sides[i].precision))
            return false;
    }
    return true;
}

static int32_t edge_of(const BeliefBoard *b, int32_t node, int32_t i, int32_t own,
                       int32_t others)
{
    return b->scene.layer->first_edge[node] +
           (i == 0 ? 2 * own + others : 2 * others + own);
}

/* ------------------------------------------------------------------ how far beliefs move */

/* Between what an arm is worth to one type and to the other lies at most what lies between their
 * worths at the two points around the posterior. */
static void find_gap(const BeliefBoard *b, int32_t e, const SureSide *side, double *least,
                     double *most)
{
    const Cells *c = b->scene.cells;
    int32_t role = c->first_role[side->player], step = stride_of(c, side->secret);
    for (int32_t cell = 0; cell < c->cells; cell++) {
        if (cell_point(c, cell, side->secret) == c->lattice[side->secret].steps)
            continue;
        double w[2][2];
        for (int i = 0; i < 4; i++)
            w[i & 1][i >> 1] = worth_in(b, e, cell + (i >> 1) * step, role + (i & 1));
        *least = fmin(*least, fmin(w[1][0], w[1][1]) - fmax(w[0][0], w[0][1]));
        *most = fmax(*most, fmax(w[1][0], w[1][1]) - fmin(w[0][0], w[0][1]));
    }
}

/* Bounds on x_i1 - x_i0. */
static void find_move(const BeliefBoard *b, int32_t node, int32_t i, SureSide *side)
{
    double least[2] = {INFINITY, INFINITY}, most[2] = {-INFINITY, -INFINITY};
    side->move[0] = side->move[1] = 0;
    if (side->types == 1)
        return;
    for (int32_t own = 0; own < 2; own++)
        for (int32_t others = 0; others < 2; others++)
            find_gap(b, edge_of(b, node, i, own, others), side, &least[own], &most[own]);
    side->move[0] = side->precision * (least[1] - most[0]);
    side->move[1] = side->precision * (most[1] - least[0]);
}

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

/* All posteriors whose log odds are those of the point plus something between two bounds. */
static void find_window(SureArm *to, int32_t n, int32_t point, double least, double most)
{
    double odds = (double)point / (n - point), low = odds * real_exp(least),
           high = odds * real_exp(most);
    to->from = n * low / (1 + low) * (1 - 1e-12);
    to->end = fmin(n * high / (1 + high) * (1 + 1e-12), n);
    to->first = to->from < n - 1 ? (int32_t)to->from : n - 1;
    to->last = to->end > to->first + 1 ? (int32_t)ceil(to->end) - 1 : to->first;
}

/* False where they are on too many pieces. */
static bool find_pieces(SureArm *to, int32_t n)
{
    if (to->last - to->first >= SURE_PIECES)
        return false;
    for (int32_t j = to->first; j <= to->last; j++)
        to->piece[j - to->first] = (SurePiece){
            .end = {spot_at(n, fmax(to->from, j), j), spot_at(n, fmin(to->end, j + 1), j)}};
    return true;
}

/* What profiles can be worth to a side's type: all bounds [least, most]. */
typedef struct {
    double worth[2], lever[2];
    double ahead[2][2]; /* [vertex of the other's belief] */
} SureStake;

static void span(double *range, double value)
{
    range[0] = value < range[0] ? value : range[0];
    range[1] = value > range[1] ? value : range[1];
}

/* w[own point][the other's]: one piece of the own posterior and one of the other's, which begins so far
 * above its lattice's first point and below its last. */
static void add_piece(double w[2][2], int32_t k, const SurePiece *own,
                      const SurePiece *told, int32_t below, int32_t above, SureStake *x)
{
    double near = w[1][0] - w[0][0], far = w[1][1] - w[0][1];
    for (int u = 0; u < 2; u++) {
        double up = own->end[u].up[1 + k], slope = own->end[u].slope[k];
        double low = w[0][0] + up * near, rise = w[0][1] + up * far - low;
        span(x->ahead[0], low - below * rise);
        span(x->ahead[1], low + above * rise);
        for (int v = 0; v < 2; v++) {
            double across = told->end[v].up[0];
            span(x->worth, low + across * rise);
            span(x->lever, slope * (near + across * (far - near)));
        }
    }
}

static const double NONE[2] = {INFINITY, -INFINITY};

static void clear_range(double *range)
{
    range[0] = NONE[0];
    range[1] = NONE[1];
}

static void find_stake(const BeliefBoard *b, int32_t e, int32_t cell, const SureSide *side,
                       int32_t k, const SureArm *own, const SureSide *other,
                       const SureArm *told, SureStake *x)
{
    const double *next =
        belief_row(b, b->value, b->scene.layer->target[e], cell) + side->role + k;
    int32_t roles = b->scene.cells->roles, pay = b->scene.layer->pay[e];
    int32_t step[2] = {side->stride, other->stride};
    clear_range(x->worth);
    clear_range(x->lever);
    clear_range(x->ahead[0]);
    clear_range(x->ahead[1]);
    for (int32_t u = own->first; u <= own->last; u++)
        for (int32_t v = told->first; v <= told->last; v++) {
            int32_t at = (u - side->point) * step[0] + (v - other->point) * step[1];
            double w[2][2];
            for (int i = 0; i < 4; i++) {
                int32_t to = at + (i & 1) * step[0] + (i >> 1) * step[1];
                w[i & 1][i >> 1] =
                    next[(int64_t)to * roles] +
                    cell_pay(b->scene.prices, pay, cell + to)[side->role + k];
            }
            add_piece(w, k, &own->piece[u - own->first], &told->piece[v - told->first], v,
                      other->steps - v, x);
        }
}

/* What it is worth at all points around the posteriors. */
static void find_rough_stake(const BeliefBoard *b, int32_t e, int32_t cell,
                             const SureSide *side, int32_t k, const SureArm *own,
                             const SureSide *other, const SureArm *told, SureStake *x)
{
    const double *next =
        belief_row(b, b->value, b->scene.layer->target[e], cell) + side->role + k;
    int32_t roles = b->scene.cells->roles, pay = b->scene.layer->pay[e];
    int32_t upper[2] = {own->last + (side->stride > 0), told->last + (other->stride > 0)};
    clear_range(x->worth);
    for (int32_t u = own->first; u <= upper[0]; u++)
        for (int32_t v = told->first; v <= upper[1]; v++) {
            int32_t to =
                (u - side->point) * side->stride + (v - other->point) * other->stride;
            span(x->worth, next[(int64_t)to * roles] +
                               cell_pay(b->scene.prices, pay, cell + to)[side->role + k]);
        }
}

/* ------------------------------------------------------------------ the box */

static double mix(double p, double zero, double one)
{
    return (1 - p) * zero + p * one;
}

/* Bounds on p of (1 - p) zero + p one. */
static void span_mix(const double *p, const double *zero, const double *one, double *range)
{
    range[0] = fmin(mix(p[0], zero[0], one[0]), mix(p[1], zero[0], one[0]));
    range[1] = fmax(mix(p[0], zero[1], one[1]), mix(p[1], zero[1], one[1]));
}

/* From what profiles are worth to a type, [own arm][the other's], its x and p. */
static void narrow(SureSide *side, int32_t k, SureStake x[2][2], const double *odds)
{
    double by[2][2]; /* what arm 1 is worth more than arm 0, [the other's] */
    for (int32_t o = 0; o < 2; o++) {
        by[o][0] = side->precision * (x[1][o].worth[0] - x[0][o].worth[1]);
        by[o][1] = side->precision * (x[1][o].worth[1] - x[0][o].worth[0]);
    }
    span_mix(odds, by[0], by[1], side->x[k]);
    for (int i = 0; i < 2; i++)
        side->p[k][i] = 1 / (1 + real_exp(-side->x[k][i]));
}

/* The interval of what somebody's arm 1 is picked with, to the other. */
static void find_odds(SureSide *side)
{
    for (int i = 0; i < 2; i++)
        side->odds[i] = side->types == 1 ? side->p[0][i]
                                         : mix(side->belief, side->p[0][i], side->p[1][i]);
}

static double log_chance(double x)
{
    return x < -30 ? x : -log1p(real_exp(-x));
}

/* How an arm moves the log odds of the belief, log p_1 - log p_0. */
static void find_arms(SureSide *side)
{
    double least = fmax(side->move[0], side->x[1][0] - side->x[0][1]),
           most = fmin(side->move[1], side->x[1][1] - side->x[0][0]);
    for (int a = 0; a < 2; a++) {
        if (side->stride == 0) {
            side->arm[a] = (SureArm){.first = side->point, .last = side->point};
            continue;
        }
        double s = a == 1 ? 1 : -1, ends[2][2];
        for (int k = 0; k < 2; k++)
            for (int i = 0; i < 2; i++)
                ends[k][i] = log_chance(s * side->x[k][a == 1 ? i : 1 - i]);
        double lo = fmin(0, a == 1 ? least : -most), hi = fmax(0, a == 1 ? most : -least);
        find_window(&side->arm[a], side->steps, side->point,
                    fmax(lo, ends[1][0] - ends[0][1]), fmin(hi, ends[1][1] - ends[0][0]));
    }
}

/* False where they are on too many pieces. */
static bool cut_arms(SureSide *side)
{
    if (side->stride == 0) {
        for (int a = 0; a < 2; a++)
            side->arm[a].piece[0] = (SurePiece){.end = {{.up = {0}}}};
        return true;
    }
    return find_pieces(&side->arm[0], side->steps) &&
           find_pieces(&side->arm[1], side->steps);
}

/* In all cells: what profiles are worth to a type, and with that x and p. */
static void find_widest(const BeliefBoard *b, int32_t node, int32_t i, SureSide *side)
{
    const Cells *c = b->scene.cells;
    static const double ANY[2] = {0, 1};
    for (int32_t k = 0; k < side->types; k++) {
        SureStake x[2][2];
        for (int32_t own = 0; own < 2; own++)
            for (int32_t others = 0; others < 2; others++) {
                int32_t e = edge_of(b, node, i, own, others);
                double *range = x[own][others].worth;
                clear_range(range);
                for (int32_t cell = 0; cell < c->cells; cell++)
                    span(range, worth_in(b, e, cell, side->role + k));
            }
        narrow(side, k, x, ANY);
        memcpy(side->widest[k], side->x[k], sizeof side->x[k]);
    }
}

static void begin_cell(const Cells *c, int32_t cell, SureSide *side)
{
    int32_t secret = side->secret;
    side->point = side->stride = side->steps = 0;
    side->belief = 0;
    for (int32_t k = 0; k < side->types; k++)
        for (int i = 0; i < 2; i++) {
            side->x[k][i] = side->widest[k][i];
            side->p[k][i] = 1 / (1 + real_exp(-side->x[k][i]));
        }
    if (secret >= 0) {
        side->point = cell_point(c, cell, secret);
        side->steps = c->lattice[secret].steps;
        side->belief = (double)side->point / side->steps;
        if (side->point > 0 && side->point < side->steps)
            side->stride = stride_of(c, secret);
    }
    find_odds(side);
}

/* ------------------------------------------------------------------ derivatives */

enum { UNKNOWNS = SIDES * SURE_TYPES };

/* Bounds on dx/dx: its middle and how far it goes from there. */
typedef struct {
    double middle[UNKNOWNS][UNKNOWNS], radius[UNKNOWNS][UNKNOWNS];
} SureMatrix;

static void put_range(SureMatrix *m, int32_t row, int32_t column, double least, double most)
{
    m->middle[row][column] = (least + most) / 2;
    m->radius[row][column] = (most - least) / 2;
}

/* dx_ik by the own log odds. */
static void find_pull(SureMatrix *m, int32_t i, int32_t k, const SureSide *side,
                      SureStake x[2][2], const double *odds)
{
    double lever[2][2], range[2];
    for (int32_t a = 0; a < 2; a++)
        span_mix(odds, x[a][0].lever, x[a][1].lever, lever[a]);
    for (int32_t h = 0; h < side->types; h++) {
        double s = h == 0 ? -side->precision : side->precision;
        span_mix(side->p[h], lever[1], lever[0], range);
        put_range(m, i * 2 + k, i * 2 + h, s * range[h == 0], s * range[h != 0]);
    }
}

/* dx_ik by the other's. */
static void find_cross(SureMatrix *m, int32_t i, int32_t k, const SureSide *side,
                       const SureSide *other, SureStake x[2][2])
{
    for (int32_t h = 0; h < other->types; h++) {
        const double *p = other->p[h];
        double least = INFINITY, most = -INFINITY;
        double belief = other->types == 1 ? 1 : mix(other->belief, h == 0, h == 1);
        double top = fmin(fmax(0.5, p[0]), p[1]),
               ends[2] = {p[0] * (1 - p[0]), p[1] * (1 - p[1])};
        double by[2] = {fmin(ends[0], ends[1]), top * (1 - top)};
        for (int v = 0; v < 4; v++) {
            int g = v >> 1;
            double d = x[1][1].ahead[h][g] - x[1][0].ahead[h][1 - g] -
                       x[0][1].ahead[h][1 - g] + x[0][0].ahead[h][g];
            least = fmin(least, by[v & 1] * d);
            most = fmax(most, by[v & 1] * d);
        }
        double scale = side->precision * belief;
        put_range(m, i * 2 + k, (1 - i) * 2 + h, scale * least, scale * most);
    }
}

/* A matrix with nothing below 0 whose spectral radius is below 1: then elimination in 1 less it meets
 * nothing but what is above 0 on its diagonal. */
static bool is_small(double m[UNKNOWNS][UNKNOWNS])
{
    for (int k = 0; k < UNKNOWNS; k++) {
        if (!(m[k][k] < 1 - MARGIN))
            return false;
        for (int i = k + 1; i < UNKNOWNS; i++)
            for (int j = k + 1; j < UNKNOWNS; j++)
                m[i][j] += m[i][k] * m[k][j] / (1 - m[k][k]);
    }
    return true;
}

static bool is_injective(const SureMatrix *m)
{
    double matrix[UNKNOWNS * UNKNOWNS], inverse[UNKNOWNS * UNKNOWNS];
    double product[UNKNOWNS][UNKNOWNS] = {{0}};
    for (int i = 0; i < UNKNOWNS; i++)
        for (int j = 0; j < UNKNOWNS; j++) {
            matrix[i * UNKNOWNS + j] = (i == j) - m->middle[i][j];
            inverse[i * UNKNOWNS + j] = i == j;
        }
    if (!(dense_solve(UNKNOWNS, matrix, UNKNOWNS, inverse).part > 0))
        return false;
    for (int i = 0; i < UNKNOWNS; i++)
        for (int j = 0; j < UNKNOWNS; j++)
            for (int k = 0; k < UNKNOWNS; k++)
                product[i][j] += fabs(inverse[i * UNKNOWNS + k]) * m->radius[k][j];
    return is_small(product);
}

/* ------------------------------------------------------------------ a node */

bool sure_begin(const BeliefBoard *b, const Step *s, int32_t node, SureSide *sides)
{
    if (!find_sides(b, s, node, sides))
        return false;
    for (int32_t i = 0; i < 2; i++) {
        find_move(b, node, i, &sides[i]);
        find_widest(b, node, i, &sides[i]);
    }
    return true;
}

/* Looks at everything that can be in the box; makes it smaller and, unless only roughly, says what
 * derivatives it has. */
static void look(const BeliefBoard *b, int32_t node, int32_t cell, SureSide *sides,
                 bool roughly, SureMatrix *m)
{
    for (int32_t i = 0; i < 2; i++) {
        SureSide *side = &sides[i], *other = &sides[1 - i];
        for (int32_t k = 0; k < side->types; k++) {
            SureStake x[2][2];
            for (int32_t a = 0; a < 2; a++)
                for (int32_t o = 0; o < 2; o++)
                    (roughly ? find_rough_stake
                             : find_stake)(b, edge_of(b, node, i, a, o), cell, side, k,
                                           &side->arm[a], other, &other->arm[o], &x[a][o]);
            if (!roughly) {
                find_pull(m, i, k, side, x, other->odds);
                find_cross(m, i, k, side, other, x);
            }
            narrow(side, k, x, other->odds);
        }
        find_odds(side);
    }
}

bool sure_in_cell(const BeliefBoard *b, int32_t node, int32_t cell, SureSide *sides)
{
    SureMatrix m = {.middle = {{0}}};
    for (int32_t i = 0; i < 2; i++)
        begin_cell(b->scene.cells, cell, &sides[i]);
    for (int32_t round = 0; round < SURE_ROUNDS; round++) {
        find_arms(&sides[0]);
        find_arms(&sides[1]);
        bool roughly = !cut_arms(&sides[0]) || !cut_arms(&sides[1]);
        if (roughly && round >= ROUGH_ROUNDS)
            return false;
        look(b, node, cell, sides, roughly, &m);
        if (!roughly && is_injective(&m))
            return true;
    }
    return false;
}
