#include "solve/belief_duel.h"

#include <math.h>
#include <string.h>

#include "math/dense.h"
#include "math/real.h"

/* The derivatives are those of belief_meeting.c, written out.  With two types all that an arm tells is
 * the log odds l of the posterior, which move with log p_1 - log p_0; between two points of the lattice
 * the upper has weight u, in the eyes of the public and of each type (math/signal_pair.h). */

/* No solution has less, but Newton's method may try it. */
static const double LEAST_CHANCE = 1e-150;
/* Beyond these log odds it might. */
static const double MOST_ODDS = 300;

static bool fill_side(const BeliefBoard *b, const Step *s, int32_t cell, int32_t i,
                      int32_t arms, DuelSide *side)
{
    const Cells *c = b->scene.cells;
    int32_t player = s->agents[i].player, secret = c->secret_of[player];
    side->types = types_of_agent(c, &s->agents[i]);
    side->arms = arms;
    side->role = c->first_role[player];
    side->lambda = belief_precision(b, player);
    side->tells = false;
    side->point = side->up = 0;
    side->belief[0] = 1;
    if (side->types > 2 || arms > DUEL_ARMS || !isfinite(side->lambda))
        return false;
    if (secret < 0)
        return true;
    const Lattice *l = &c->lattice[secret];
    memcpy(side->belief, cell_belief(c, cell, secret), sizeof *side->belief * 2);
    side->point = cell_point(c, cell, secret);
    side->steps = l->steps;
    side->tells = side->point > 0 && side->point < l->steps;
    side->up = !side->tells ? 0 : secret == 0 ? c->lattice[1].count : 1;
    return true;
}

static void find_fields(Duel *d)
{
    const BeliefBoard *b = d->board;
    const Layer *l = b->scene.layer;
    int32_t e = d->first_edge;
    for (int32_t a = 0; a < d->side[0].arms; a++)
        for (int32_t o = 0; o < d->side[1].arms; o++, e++)
            d->field[a][o] =
                (DuelField){.next = belief_row(b, b->value, l->target[e], d->cell),
                            .pay = cell_pay(b->scene.prices, l->pay[e], d->cell),
                            .pays_alike = !b->scene.prices->pay_wide[l->pay[e]]};
}

bool duel_begin(const BeliefBoard *b, const Step *s, int32_t node, int32_t cell, Duel *d)
{
    const int32_t *shape = node_shape(b->scene.game, b->scene.layer, node);
    if (s->agent_count != 2 || step_tells_types(s) ||
        s->agents[0].player == s->agents[1].player)
        return false;
    int32_t second = shape[1 + shape[0]];
    d->board = b;
    d->first_edge = b->scene.layer->first_edge[node];
    d->cell = cell;
    if (!fill_side(b, s, cell, 0, shape[0], &d->side[0]) ||
        !fill_side(b, s, cell, 1, second, &d->side[1]))
        return false;
    d->side[0].first = 0;
    d->side[1].first = d->side[0].types * (d->side[0].arms - 1);
    d->unknowns = d->side[1].first + d->side[1].types * (d->side[1].arms - 1);
    d->is_small = d->side[0].types == 2 && d->side[1].types == 2 && d->side[0].arms == 2 &&
                  d->side[1].arms == 2;
    find_fields(d);
    return true;
}

/* ------------------------------------------------------------------ what is done and told */

/* How many arms and types both sides have: so functions can be compiled for one shape.  That of two arms
 * and two types has its loops unrolled, which makes them twice as quick and gcc does not do by itself. */
typedef struct {
    int32_t arms[2], types[2];
} Shape;

WITHIN void choose_of_two(double *p, double odds)
{
    bool is_more = odds > 0;
    double less = real_exp(is_more ? -odds : odds), most = 1 / (1 + less);
    p[is_more] = most;
    p[!is_more] = less * most;
}

WITHIN void choose(DuelSide *side, int32_t arms, int32_t types, const double *x)
{
#pragma GCC unroll 2
    for (int32_t k = 0; k < types; k++) {
        const double *odds = x + side->first + (int64_t)k * (arms - 1) - 1;
        if (arms == 2) {
            choose_of_two(side->p[k], odds[1]);
            continue;
        }
        double most = 0, sum = 0;
#pragma GCC unroll 2
        for (int32_t a = 1; a < arms; a++)
            most = odds[a] > most ? odds[a] : most;
#pragma GCC unroll 2
        for (int32_t a = 0; a < arms; a++)
            sum += side->p[k][a] = real_exp((a > 0 ? odds[a] : 0) - most);
#pragma GCC unroll 2
        for (int32_t a = 0; a < arms; a++)
            side->p[k][a] /= sum;
    }
}

/* lattice_round_pair, and its slopes, with fewer divisions. */
WITHIN void round_pair(int32_t n, const double *share, DuelTold *t)
{
    double scale = n / (share[0] + share[1]), y[2] = {share[0] * scale, share[1] * scale};
    double over[2] = {1 / y[0], 1 / y[1]};
    int32_t j = y[1] < n - 1 ? (int32_t)y[1] : n - 1, left = n - 1 - j;
    bool from_top = y[1] < y[0];
    double upper = from_top ? y[1] - j : 1 - (y[0] - left);
    double lower = from_top ? 1 - upper : y[0] - left;
    double odds[2] = {y[0] * over[1], y[1] * over[0]}, part = 1.0 / n;
    t->lower = j;
    t->up[0] = upper;
    t->up[1] = 1 - lower * (left + 1) * over[0];
    t->up[2] = upper * (j + 1) * over[1];
    t->slope[0] = y[0] * y[1] * part;
    t->slope[1] = (double)left * (left + 1) * odds[1] * part;
    t->slope[2] = (double)j * (j + 1) * odds[0] * part;
}

WITHIN void tell(DuelSide *side, int32_t types, int32_t arm)
{
    DuelTold *t = &side->told[arm];
    side->mean[arm] = side->belief[0] * side->p[0][arm];
    if (types == 2)
        side->mean[arm] += side->belief[1] * side->p[1][arm];
    if (!side->tells) {
        *t = (DuelTold){.lower = side->point};
        return;
    }
    int32_t n = side->steps;
    double share[2];
#pragma GCC unroll 2
    for (int k = 0; k < 2; k++)
        share[k] = side->belief[k] *
                   (side->p[k][arm] > LEAST_CHANCE ? side->p[k][arm] : LEAST_CHANCE);
    round_pair(n, share, t);
}

/* ------------------------------------------------------------------ what it is worth */

WITHIN void add_profile(Duel *d, Shape shape, int32_t a, int32_t o, int i)
{
    DuelSide *own = &d->side[i], *other = &d->side[1 - i];
    const DuelTold *mine = &own->told[a], *told = &other->told[o];
    const DuelField *f = i == 0 ? &d->field[a][o] : &d->field[o][a];
    int64_t roles = d->board->scene.cells->roles,
            step[2] = {own->up * roles, other->up * roles};
    int64_t at = (mine->lower - own->point) * step[0] +
                 (told->lower - other->point) * step[1] + own->role;
    const double *next = f->next + at, *pay = f->pay + (f->pays_alike ? own->role : at);
    int64_t pay_step[2] = {f->pays_alike ? 0 : step[0], f->pays_alike ? 0 : step[1]};
    double odds = other->mean[o];
#pragma GCC unroll 2
    for (int32_t k = 0; k < shape.types[i]; k++) {
        double w[2][2]; /* [own point][the other's] */
#pragma GCC unroll 2
        for (int u = 0; u < 2; u++)
#pragma GCC unroll 2
            for (int v = 0; v < 2; v++)
                w[u][v] = next[u * step[0] + v * step[1] + k] +
                          pay[u * pay_step[0] + v * pay_step[1] + k];
        double up = mine->up[1 + k], rise[2] = {w[0][1] - w[0][0], w[1][1] - w[1][0]};
        double low = w[0][0] + told->up[0] * rise[0],
               high = w[1][0] + told->up[0] * rise[1];
        double worth = low + up * (high - low);
        double moved = odds * told->slope[0] * (rise[0] + up * (rise[1] - rise[0]));
        double lever = odds * (high - low) * mine->slope[1 + k];
        own->q[k][a] = o == 0 ? odds * worth : own->q[k][a] + odds * worth;
        own->lever[k][a] = o == 0 ? lever : own->lever[k][a] + lever;
#pragma GCC unroll 2
        for (int32_t h = 0; h < shape.types[1 - i]; h++)
            own->cross[k][a][o][h] =
                worth * other->belief[h] * other->p[h][o] + (h == 0 ? -moved : moved);
    }
}

/* Rows of the Jacobian: how lambda (Q - Q of the first arm) moves with all log odds. */
WITHIN void fill_rows(Duel *d, Shape shape, int i)
{
    const DuelSide *own = &d->side[i], *other = &d->side[1 - i];
    int32_t arms = shape.arms[i], others = shape.arms[1 - i];
    int32_t unknowns = shape.types[i] * (arms - 1) + shape.types[1 - i] * (others - 1);
    int32_t first = i == 0 ? 0 : shape.types[0] * (others - 1);
    int32_t its = i == 1 ? 0 : shape.types[0] * (arms - 1);
#pragma GCC unroll 2
    for (int32_t k = 0; k < shape.types[i]; k++)
#pragma GCC unroll 2
        for (int32_t a = 1; a < arms; a++) {
            double *row =
                d->jacobian + (int64_t)(first + k * (arms - 1) + a - 1) * unknowns;
            double lever = own->lever[k][a] - own->lever[k][0];
#pragma GCC unroll 2
            for (int32_t h = 0; h < shape.types[i]; h++)
#pragma GCC unroll 2
                for (int32_t c = 1; c < arms; c++) {
                    double by = (c == a ? own->lever[k][a] : 0) - own->p[h][c] * lever;
                    row[first + h * (arms - 1) + c - 1] = own->lambda * (h == 0 ? -by : by);
                }
#pragma GCC unroll 2
            for (int32_t h = 0; h < shape.types[1 - i]; h++) {
                double sum = 0, by[DUEL_ARMS];
#pragma GCC unroll 2
                for (int32_t o = 0; o < others; o++)
                    sum += by[o] = own->cross[k][a][o][h] - own->cross[k][0][o][h];
#pragma GCC unroll 2
                for (int32_t c = 1; c < others; c++)
                    row[its + h * (others - 1) + c - 1] =
                        own->lambda * (by[c] - other->p[h][c] * sum);
            }
        }
}

WITHIN void evaluate(Duel *d, Shape shape, const double *x, double *g)
{
#pragma GCC unroll 2
    for (int i = 0; i < 2; i++) {
        choose(&d->side[i], shape.arms[i], shape.types[i], x);
#pragma GCC unroll 2
        for (int32_t a = 0; a < shape.arms[i]; a++)
            tell(&d->side[i], shape.types[i], a);
    }
#pragma GCC unroll 2
    for (int32_t a = 0; a < shape.arms[0]; a++)
#pragma GCC unroll 2
        for (int32_t o = 0; o < shape.arms[1]; o++) {
            add_profile(d, shape, a, o, 0);
            add_profile(d, shape, o, a, 1);
        }
#pragma GCC unroll 2
    for (int i = 0; i < 2; i++) {
        const DuelSide *side = &d->side[i];
        fill_rows(d, shape, i);
#pragma GCC unroll 2
        for (int32_t k = 0; k < shape.types[i]; k++)
#pragma GCC unroll 2
            for (int32_t a = 1; a < shape.arms[i]; a++)
                *g++ = side->lambda * (side->q[k][a] - side->q[k][0]);
    }
}

void duel_at(void *context, const double *x, double s, double *g)
{
    Duel *d = context;
    const DuelSide *of = d->side;
    d->s = s;
    d->is_eliminated = false;
    if (d->is_small)
        evaluate(d, (Shape){{2, 2}, {2, 2}}, x, g);
    else
        evaluate(d, (Shape){{of[0].arms, of[1].arms}, {of[0].types, of[1].types}}, x, g);
}

/* ------------------------------------------------------------------ Newton's steps */

static void swap(double *a, double *b)
{
    double kept = *a;
    *a = *b;
    *b = kept;
}

/* Elimination with the largest pivots; the factors stay where they made 0. */
WITHIN int eliminate(double *m, int *pivot, int32_t n)
{
    int sign = 1;
#pragma GCC unroll 4
    for (int32_t k = 0; k < n; k++) {
        int32_t best = k;
#pragma GCC unroll 4
        for (int32_t r = k + 1; r < n; r++)
            best = fabs(m[r * n + k]) > fabs(m[best * n + k]) ? r : best;
        pivot[k] = best;
#pragma GCC unroll 4
        for (int32_t c = 0; c < n && best != k; c++)
            swap(&m[best * n + c], &m[k * n + c]);
        double of = m[k * n + k], inverse = 1 / of;
        sign = of > 0 ? best == k ? sign : -sign : of < 0 ? best == k ? -sign : sign : 0;
        if (sign == 0)
            return 0;
#pragma GCC unroll 4
        for (int32_t r = k + 1; r < n; r++) {
            double factor = m[r * n + k] *= inverse;
#pragma GCC unroll 4
            for (int32_t c = k + 1; c < n; c++)
                m[r * n + c] -= factor * m[k * n + c];
        }
    }
    return sign;
}

WITHIN void substitute(const double *m, const int *pivot, int32_t n, double *r)
{
#pragma GCC unroll 4
    for (int32_t k = 0; k < n; k++)
        if (pivot[k] != k)
            swap(&r[pivot[k]], &r[k]);
#pragma GCC unroll 4
    for (int32_t k = 0; k < n; k++)
#pragma GCC unroll 4
        for (int32_t i = k + 1; i < n; i++)
            r[i] -= m[i * n + k] * r[k];
#pragma GCC unroll 4
    for (int32_t k = n - 1; k >= 0; k--) {
#pragma GCC unroll 4
        for (int32_t i = k + 1; i < n; i++)
            r[k] -= m[k * n + i] * r[i];
        r[k] /= m[k * n + k];
    }
}

WITHIN int solve_of(Duel *d, int32_t n, double *r)
{
    if (!d->is_eliminated) {
        for (int32_t i = 0; i < n; i++)
            for (int32_t j = 0; j < n; j++)
                d->matrix[i * n + j] = (i == j) - d->s * d->jacobian[i * n + j];
        d->sign = eliminate(d->matrix, d->pivot, n);
        d->is_eliminated = true;
    }
    if (d->sign != 0)
        substitute(d->matrix, d->pivot, n, r);
    return d->sign;
}

/* Log odds of arms: those of a type's arm against all others move with x_a less the mean over its arms. */
static double side_corner(const DuelSide *side, const double *tangent)
{
    double moved[2][DUEL_ARMS] = {{0}}, least = INFINITY;
    for (int32_t k = 0; k < 2; k++)
        for (int32_t a = 1; a < side->arms; a++)
            moved[k][a] = tangent[side->first + k * (side->arms - 1) + a - 1];
    double mean = dense_dot(side->arms, side->p[1], moved[1]) -
                  dense_dot(side->arms, side->p[0], moved[0]);
    for (int32_t a = 0; a < side->arms; a++) {
        double odds = side->belief[1] * side->p[1][a] / (side->belief[0] * side->p[0][a]);
        least = fmin(least, lattice_corner(side->steps, side->told[a].lower, odds,
                                           moved[1][a] - moved[0][a] - mean));
    }
    return least;
}

double duel_corner(void *context, const double *x, double s, const double *tangent)
{
    Duel *d = context;
    double ignored[DUEL_UNKNOWNS], least = INFINITY;
    duel_at(d, x, s, ignored);
    for (int i = 0; i < 2; i++)
        if (d->side[i].tells)
            least = fmin(least, side_corner(&d->side[i], tangent));
    return least;
}

int duel_solve(void *context, double *r)
{
    Duel *d = context;
    return d->is_small ? solve_of(d, 4, r) : solve_of(d, d->unknowns, r);
}

bool duel_holds(const Duel *d, const double *x)
{
    for (int32_t k = 0; k < d->unknowns; k++)
        if (!(fabs(x[k]) < MOST_ODDS))
            return false;
    return true;
}

/* ------------------------------------------------------------------ a cell's values */

/* What a profile leads to: [point of the first][point of the second]. */
typedef struct {
    const double *next[2][2], *pay[2][2];
} Corners;

static void find_corners(const Duel *d, double *of, const int32_t *arm, Corners *to)
{
    const BeliefBoard *b = d->board;
    const DuelSide *s = d->side;
    int32_t e = d->first_edge + arm[0] * s[1].arms + arm[1], cell = d->cell;
    for (int i = 0; i < 2; i++)
        cell += (s[i].told[arm[i]].lower - s[i].point) * s[i].up;
    for (int u = 0; u < 2; u++)
        for (int v = 0; v < 2; v++) {
            int32_t at = cell + u * s[0].up + v * s[1].up;
            to->next[u][v] = belief_row(b, of, b->scene.layer->target[e], at);
            to->pay[u][v] = cell_pay(b->scene.prices, b->scene.layer->pay[e], at);
        }
}

/* How likely an arm is to a role, and with what weight it leads to the upper point of its lattice: the
 * chooser's types know more than the others. */
typedef struct {
    double odds, up;
} View;

static View view_of(const DuelSide *side, int32_t role, int32_t arm)
{
    int32_t k = role - side->role;
    if (k < 0 || k >= side->types)
        return (View){side->mean[arm], side->told[arm].up[0]};
    return (View){side->p[k][arm], side->told[arm].up[1 + k]};
}

static double mean_of(const double *at[2][2], int32_t r, double up, double across)
{
    double low = at[0][0][r] + across * (at[0][1][r] - at[0][0][r]);
    double high = at[1][0][r] + across * (at[1][1][r] - at[1][0][r]);
    return low + up * (high - low);
}

/* Adds a profile: for the roles, and for each chooser's type what its arm is worth whatever it picks
 * itself. */
static void finish_profile(const Duel *d, double *of, bool paid, const int32_t *arm,
                           double *row, DuelWorth *worth)
{
    Corners to;
    find_corners(d, of, arm, &to);
    for (int32_t r = 0; r < d->board->scene.cells->roles; r++) {
        View v[2] = {view_of(&d->side[0], r, arm[0]), view_of(&d->side[1], r, arm[1])};
        double w = mean_of(to.next, r, v[0].up, v[1].up);
        if (paid)
            w += mean_of(to.pay, r, v[0].up, v[1].up);
        row[r] += v[0].odds * v[1].odds * w;
        for (int i = 0; i < 2; i++) {
            int32_t k = r - d->side[i].role;
            if (k >= 0 && k < d->side[i].types)
                worth->of[i][arm[i] * d->side[i].types + k] += v[1 - i].odds * w;
        }
    }
}

void duel_value(const Duel *d, double *of, bool paid, double *row, DuelWorth *worth)
{
    memset(worth, 0, sizeof *worth);
    memset(row, 0, sizeof *row * (size_t)d->board->scene.cells->roles);
    for (int32_t a = 0; a < d->side[0].arms; a++)
        for (int32_t o = 0; o < d->side[1].arms; o++)
            finish_profile(d, of, paid, (int32_t[]){a, o}, row, worth);
}
