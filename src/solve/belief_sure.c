#include <math.h>

#include "solve/belief_board.h"

/* When two choose together, each between two arms, and know a secret of two values at most, bounds
 * show in many cells that there is one solution only: the end of the branch.  Unknown are the log
 * odds x_ik of arm 1 for agent i with own type k, x = lambda_i (Q_ik(1) - Q_ik(0)).  An arm moves the
 * log odds of a belief by no more than |x_i1 - x_i0|, which is bounded for all cells of a node: so all
 * posteriors lie in a window of cells.  From the extremes there of what profiles are worth follow
 * intervals for the x, from these for the p, from these narrower ones for the x.  They form a box that
 * the map takes into itself; in it
 *
 *     sum_h |d Q_ik(a) / d x_ih| <= levers of the posteriors after the own arms (signal_pair.h),
 *     sum_h |d Q_ik(a) / d x_jh| <= max p (1 - p) times what the other's arm can change,
 *
 * and where lambda times the first are below 1, and times the others below what is left, as a product
 * over the two agents, the map contracts. */

enum { SURE_ROUNDS = 6 };
/* In a larger window the extremes lie too far apart, and are dearer to find than the branch. */
enum { MOST_CELLS = 25 };
static const double MARGIN = 1e-3;

/* Points of each secret's lattice. */
typedef struct {
    int32_t first[MOST_SECRETS], last[MOST_SECRETS];
} Window;

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

/* The larger of `most` and what the worth to a role rises or falls by, times `factor`, to the next
 * point of a secret. */
static double steepest(const BeliefBoard *b, int32_t e, int32_t cell, int32_t role,
                       int32_t secret, double factor, double most)
{
    int32_t next = cell + stride_of(b->scene.cells, secret);
    double rise = factor * fabs(worth_in(b, e, next, role) - worth_in(b, e, cell, role));
    return rise > most ? rise : most;
}

static void look_at_profile(const BeliefBoard *b, int32_t e, int32_t own, int32_t others,
                            const SureSide *side, int32_t k, int32_t other_secret,
                            const Window *in, SureStake *x)
{
    const Cells *c = b->scene.cells;
    int32_t role = c->first_role[side->player] + k, at[MOST_SECRETS];
    double least = INFINITY, most = -INFINITY;
    for (at[0] = in->first[0]; at[0] <= in->last[0]; at[0]++)
        for (at[1] = in->first[1]; at[1] <= in->last[1]; at[1]++) {
            int32_t cell = cell_of(c, at[0], at[1]), secret = side->secret;
            double w = worth_in(b, e, cell, role);
            least = w < least ? w : least;
            most = w > most ? w : most;
            if (secret >= 0 && at[secret] < in->last[secret]) {
                int32_t n = c->lattice[secret].steps;
                double lever = (double)(at[secret] + 1) * (n - at[secret]) / n;
                x->lever[own] = steepest(b, e, cell, role, secret, lever, x->lever[own]);
            }
            if (other_secret >= 0 && at[other_secret] < in->last[other_secret])
                x->reach[own] = steepest(b, e, cell, role, other_secret,
                                         c->lattice[other_secret].steps, x->reach[own]);
        }
    x->least[own][others] = least;
    x->most[own][others] = most;
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

static void find_stakes(const BeliefBoard *b, int32_t node, const Window *in,
                        SureSide *sides)
{
    for (int32_t i = 0; i < 2; i++)
        for (int32_t k = 0; k < sides[i].types; k++) {
            sides[i].stake[k] = (SureStake){.lever = {0}};
            sides[i].p[k][0] = 0;
            sides[i].p[k][1] = 1;
            for (int32_t own = 0; own < 2; own++)
                for (int32_t others = 0; others < 2; others++)
                    look_at_profile(b, edge_of(b, node, i, own, others), own, others,
                                    &sides[i], k, sides[1 - i].secret, in,
                                    &sides[i].stake[k]);
        }
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

/* The most that an arm of somebody can move the log odds of the belief. */
static double largest_move(const BeliefBoard *b, int32_t node, int32_t i,
                           const SureSide *side)
{
    double least[2] = {INFINITY, INFINITY}, most[2] = {-INFINITY, -INFINITY};
    if (side->types == 1)
        return 0;
    for (int32_t own = 0; own < 2; own++)
        for (int32_t others = 0; others < 2; others++)
            find_gap(b, edge_of(b, node, i, own, others), side, &least[own], &most[own]);
    return side->precision * fmax(most[1] - least[0], most[0] - least[1]);
}

/* The points around all posteriors. */
static Window window_around(const Cells *c, int32_t cell, const SureSide *sides)
{
    Window in;
    for (int32_t k = 0; k < MOST_SECRETS; k++)
        in.first[k] = in.last[k] = cell_point(c, cell, k);
    for (int32_t i = 0; i < 2; i++) {
        int32_t k = sides[i].secret;
        if (k < 0)
            continue;
        int32_t n = c->lattice[k].steps, point = in.first[k];
        double grow = exp(sides[i].move), odds = (double)point / (n - point);
        if (point == 0 || point == n)
            continue;
        double low = n * odds / (odds + grow), high = n * odds / (odds + 1 / grow);
        in.first[k] = (int32_t)floor(low * (1 - 1e-12));
        in.last[k] = (int32_t)fmin(n, ceil(high * (1 + 1e-12)));
    }
    return in;
}

/* ------------------------------------------------------------------ the box */

/* The interval of what somebody's arm 1 is picked with, over its types. */
static void public_range(const SureSide *side, double *lo, double *hi)
{
    *lo = side->p[0][0];
    *hi = side->p[0][1];
    for (int32_t k = 1; k < side->types; k++) {
        *lo = fmin(*lo, side->p[k][0]);
        *hi = fmax(*hi, side->p[k][1]);
    }
}

static void narrow(SureSide *side, const SureSide *other)
{
    double odds[2];
    public_range(other, &odds[0], &odds[1]);
    for (int32_t k = 0; k < side->types; k++) {
        const SureStake *x = &side->stake[k];
        double lo = INFINITY, hi = -INFINITY;
        for (int i = 0; i < 2; i++) {
            lo = fmin(lo, (1 - odds[i]) * (x->least[1][0] - x->most[0][0]) +
                              odds[i] * (x->least[1][1] - x->most[0][1]));
            hi = fmax(hi, (1 - odds[i]) * (x->most[1][0] - x->least[0][0]) +
                              odds[i] * (x->most[1][1] - x->least[0][1]));
        }
        side->p[k][0] = 1 / (1 + exp(-side->precision * lo));
        side->p[k][1] = 1 / (1 + exp(-side->precision * hi));
    }
}

/* The largest p (1 - p). */
static double variance(const SureSide *side)
{
    double most = 0;
    for (int32_t k = 0; k < side->types; k++) {
        double p = fmin(fmax(0.5, side->p[k][0]), side->p[k][1]);
        most = fmax(most, p * (1 - p));
    }
    return most;
}

/* Sums of derivatives by the own log odds, and by the other's: the most over own types. */
static void find_pulls(const SureSide *side, const SureSide *other, double *own,
                       double *cross)
{
    double rare = 0, frequent = 0;
    for (int32_t h = 0; h < side->types; h++) {
        rare += 1 - side->p[h][0];
        frequent += side->p[h][1];
    }
    *own = *cross = 0;
    for (int32_t k = 0; k < side->types; k++) {
        const SureStake *x = &side->stake[k];
        double sum = 0;
        for (int a = 0; a < 2; a++)
            sum += fmax(x->most[a][0], x->most[a][1]) -
                   fmin(x->least[a][0], x->least[a][1]) + 2 * x->reach[a];
        *cross = fmax(*cross, side->precision * variance(other) * sum);
        *own = fmax(*own, side->precision * (x->lever[1] * rare + x->lever[0] * frequent));
    }
}

/* In some norm that weighs one side's log odds against the other's. */
static bool contracts(const SureSide *sides)
{
    double own[2], cross[2];
    find_pulls(&sides[0], &sides[1], &own[0], &cross[0]);
    find_pulls(&sides[1], &sides[0], &own[1], &cross[1]);
    return own[0] < 1 - MARGIN && own[1] < 1 - MARGIN &&
           cross[0] * cross[1] < (1 - MARGIN) * (1 - own[0]) * (1 - own[1]);
}

bool sure_begin(const BeliefBoard *b, const Step *s, int32_t node, SureSide *sides)
{
    if (!find_sides(b, s, node, sides))
        return false;
    for (int32_t i = 0; i < 2; i++)
        sides[i].move = largest_move(b, node, i, &sides[i]);
    return true;
}

bool sure_in_cell(const BeliefBoard *b, int32_t node, int32_t cell, SureSide *sides)
{
    Window in = window_around(b->scene.cells, cell, sides);
    if ((in.last[0] - in.first[0] + 1) * (in.last[1] - in.first[1] + 1) > MOST_CELLS)
        return false;
    find_stakes(b, node, &in, sides);
    for (int32_t i = 0; i < SURE_ROUNDS; i++) {
        narrow(&sides[0], &sides[1]);
        narrow(&sides[1], &sides[0]);
    }
    return contracts(sides);
}
