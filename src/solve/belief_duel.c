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
    side->up = 0;
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
    return true;
}

/* ------------------------------------------------------------------ what is done and told */

static int32_t unknown_of(const DuelSide *side, int32_t k, int32_t arm)
{
    return side->first + k * (side->arms - 1) + arm - 1;
}

static void choose(DuelSide *side, const double *x)
{
    for (int32_t k = 0; k < side->types; k++) {
        const double *odds = x + side->first + (int64_t)k * (side->arms - 1) - 1;
        double most = 0, sum = 0;
        for (int32_t a = 1; a < side->arms; a++)
            most = odds[a] > most ? odds[a] : most;
        for (int32_t a = 0; a < side->arms; a++)
            sum += side->p[k][a] = real_exp((a > 0 ? odds[a] : 0) - most);
        for (int32_t a = 0; a < side->arms; a++)
            side->p[k][a] /= sum;
    }
}

static void tell(DuelSide *side, int32_t arm)
{
    DuelTold *t = &side->told[arm];
    side->mean[arm] = side->belief[0] * side->p[0][arm];
    if (side->types == 2)
        side->mean[arm] += side->belief[1] * side->p[1][arm];
    if (!side->tells) {
        *t = (DuelTold){.lower = side->point};
        return;
    }
    int32_t n = side->steps;
    double share[2];
    for (int k = 0; k < 2; k++)
        share[k] = side->belief[k] *
                   (side->p[k][arm] > LEAST_CHANCE ? side->p[k][arm] : LEAST_CHANCE);
    PairRounding r = lattice_round_pair(n, share);
    int32_t j = r.lower, left = n - 1 - j;
    t->lower = j;
    memcpy(t->up, r.up, sizeof t->up);
    t->slope[0] = r.y[0] * r.y[1] / n;
    t->slope[1] = (double)left * (left + 1) * r.y[1] / (r.y[0] * n);
    t->slope[2] = (double)j * (j + 1) * r.y[0] / (r.y[1] * n);
}

/* ------------------------------------------------------------------ what it is worth */

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

static void add_profile(Duel *d, const int32_t *arm, const Corners *to, int i)
{
    DuelSide *own = &d->side[i], *other = &d->side[1 - i];
    int32_t a = arm[i], o = arm[1 - i];
    const DuelTold *mine = &own->told[a], *told = &other->told[o];
    double odds = other->mean[o];
    for (int32_t k = 0; k < own->types; k++) {
        int32_t r = own->role + k;
        double w[2][2]; /* [own point][the other's] */
        for (int u = 0; u < 2; u++)
            for (int v = 0; v < 2; v++) {
                int first = i == 0 ? u : v, second = i == 0 ? v : u;
                w[u][v] = to->next[first][second][r] + to->pay[first][second][r];
            }
        double up = mine->up[1 + k], rise[2] = {w[0][1] - w[0][0], w[1][1] - w[1][0]};
        double low = w[0][0] + told->up[0] * rise[0],
               high = w[1][0] + told->up[0] * rise[1];
        double worth = low + up * (high - low);
        double moved = odds * told->slope[0] * (rise[0] + up * (rise[1] - rise[0]));
        own->q[k][a] += odds * worth;
        own->lever[k][a] += odds * (high - low) * mine->slope[1 + k];
        for (int32_t h = 0; h < other->types; h++)
            own->cross[k][a][o][h] =
                worth * other->belief[h] * other->p[h][o] + (h == 0 ? -moved : moved);
    }
}

/* Rows of the Jacobian: how lambda (Q - Q of the first arm) moves with all log odds. */
static void fill_rows(Duel *d, int i)
{
    const DuelSide *own = &d->side[i], *other = &d->side[1 - i];
    for (int32_t k = 0; k < own->types; k++)
        for (int32_t a = 1; a < own->arms; a++) {
            double *row = d->jacobian + (int64_t)unknown_of(own, k, a) * d->unknowns;
            double lever = own->lever[k][a] - own->lever[k][0];
            for (int32_t h = 0; h < own->types; h++)
                for (int32_t c = 1; c < own->arms; c++) {
                    double by = (c == a ? own->lever[k][a] : 0) - own->p[h][c] * lever;
                    row[unknown_of(own, h, c)] = own->lambda * (h == 0 ? -by : by);
                }
            for (int32_t h = 0; h < other->types; h++) {
                double sum = 0, by[DUEL_ARMS];
                for (int32_t o = 0; o < other->arms; o++)
                    sum += by[o] = own->cross[k][a][o][h] - own->cross[k][0][o][h];
                for (int32_t c = 1; c < other->arms; c++)
                    row[unknown_of(other, h, c)] =
                        own->lambda * (by[c] - other->p[h][c] * sum);
            }
        }
}

void duel_at(void *context, const double *x, double s, double *g)
{
    Duel *d = context;
    d->s = s;
    for (int i = 0; i < 2; i++) {
        DuelSide *side = &d->side[i];
        choose(side, x);
        for (int32_t a = 0; a < side->arms; a++)
            tell(side, a);
        memset(side->q, 0, sizeof side->q);
        memset(side->lever, 0, sizeof side->lever);
    }
    for (int32_t a = 0; a < d->side[0].arms; a++)
        for (int32_t o = 0; o < d->side[1].arms; o++) {
            Corners to;
            int32_t arm[2] = {a, o};
            find_corners(d, d->board->value, arm, &to);
            add_profile(d, arm, &to, 0);
            add_profile(d, arm, &to, 1);
        }
    for (int i = 0; i < 2; i++) {
        const DuelSide *side = &d->side[i];
        fill_rows(d, i);
        for (int32_t k = 0; k < side->types; k++)
            for (int32_t a = 1; a < side->arms; a++)
                g[unknown_of(side, k, a)] = side->lambda * (side->q[k][a] - side->q[k][0]);
    }
}

int duel_solve(void *context, double *r)
{
    const Duel *d = context;
    int32_t n = d->unknowns;
    double matrix[DUEL_UNKNOWNS * DUEL_UNKNOWNS];
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < n; j++)
            matrix[i * n + j] = (i == j) - d->s * d->jacobian[i * n + j];
    DenseDet det = dense_solve(n, matrix, 1, r);
    return det.part > 0 ? 1 : det.part < 0 ? -1 : 0;
}

bool duel_holds(const Duel *d, const double *x)
{
    for (int32_t k = 0; k < d->unknowns; k++)
        if (!(fabs(x[k]) < MOST_ODDS))
            return false;
    return true;
}

/* ------------------------------------------------------------------ a cell's values */

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
