#include "solve/belief_line.h"

#include <math.h>

#include "math/logit_game.h"
#include "math/real.h"
#include "solve/node.h"

static void find_edge(Line *z, const Slice *cells, int32_t node, int32_t a)
{
    const BeliefBoard *b = z->board;
    int32_t edge = b->scene.layer->first_edge[node] + a, cell = cells->first;
    int32_t target = b->scene.layer->target[edge], pay = b->scene.layer->pay[edge];
    LineEdge *to = &z->to[a];
    to->next[0] = belief_row(b, b->value, target, cell);
    to->next[1] = b->best ? belief_row(b, b->best, target, cell) : NULL;
    to->next[2] = b->best ? belief_row(b, b->waste, target, cell) : NULL;
    to->pay = cell_pay(b->scene.prices, pay, cell);
    to->pay_step = b->scene.prices->pay_wide[pay] ? z->step : 0;
}

void line_begin(Line *z, const BeliefBoard *b, const Chooser *who, int32_t node,
                const Slice *cells, const SignalGame *g)
{
    const Cells *c = b->scene.cells;
    z->board = b;
    z->player = who->player;
    z->precision = g->precision;
    z->arms = g->arms;
    z->first = c->first_role[who->player];
    z->roles = c->roles;
    z->step = (int64_t)cells->stride * c->roles;
    z->row[0] = belief_row(b, b->value, node, cells->first);
    z->row[1] = b->best ? belief_row(b, b->best, node, cells->first) : NULL;
    z->row[2] = b->best ? belief_row(b, b->waste, node, cells->first) : NULL;
    z->play = play_row(&b->scene, node, who->width, cells->first) + who->at;
    z->play_step = cells->stride * who->width;
    for (int32_t a = 0; a < g->arms; a++)
        find_edge(z, cells, node, a);
}

typedef int64_t Truth4 __attribute__((vector_size(32)));

/* Some roles, up to four; which are the chooser's types. */
typedef struct {
    int32_t from, count;
    Truth4 is_own;
} Some;

static Some some_roles(const Line *z, int32_t from)
{
    int32_t left = z->roles - from;
    Some s = {.from = from, .count = left < 4 ? left : 4};
    for (int32_t r = 0; r < 4; r++)
        s.is_own[r] = -(int64_t)(from + r == z->first || from + r == z->first + 1);
    return s;
}

WITHIN void load(const double *x, int32_t count, Four *all)
{
    if (count == 4) {
        *all = *(const Four *)x;
        return;
    }
    *all = (Four){0};
    for (int32_t r = 0; r < count; r++)
        (*all)[r] = x[r];
}

WITHIN void store(const Four *all, int32_t count, double *x)
{
    if (count == 4)
        *(Four *)x = *all;
    else
        for (int32_t r = 0; r < count; r++)
            x[r] = (*all)[r];
}

/* into = from where `is` holds. */
WITHIN void take_roles(const Truth4 *is, const Four *from, Four *into)
{
    *into = (Four)((*is & (Truth4)*from) | (~*is & (Truth4)*into));
}

/* row [LANES] = what these are to some roles: to the chooser's two types and to all others. */
WITHIN void turn_roles(const Line *z, const Some *s, const double *zero, const double *one,
                       const double *others, Four *row)
{
    const double *column[4];
    for (int32_t r = 0; r < 4; r++)
        column[r] = s->from + r == z->first       ? zero
                    : s->from + r == z->first + 1 ? one
                                                  : others;
    lanes_to_rows(column, row);
}

/* What an arm leads to, in each lane: the weights of the two cells in which it may land, for the others
 * times how likely the arm is; and how likely it is to the chooser's types, 1 for the others. */
typedef struct {
    Four down[LANES], up[LANES], odds[LANES];
} ArmRows;

WITHIN void turn_arm(const Line *z, const Some *s, const LaneArm *t, ArmRows *rows)
{
    double seen[2][LANES], sure[LANES];
    for (int32_t l = 0; l < LANES; l++) {
        seen[0][l] = t->weight[0][0][l] * t->mean[l];
        seen[1][l] = t->weight[0][1][l] * t->mean[l];
        sure[l] = 1;
    }
    turn_roles(z, s, t->weight[1][0], t->weight[2][0], seen[0], rows->down);
    turn_roles(z, s, t->weight[1][1], t->weight[2][1], seen[1], rows->up);
    turn_roles(z, s, t->p[0], t->p[1], sure, rows->odds);
}

typedef struct {
    Four value, best, waste, most, lost;
} Sums;

/* Adds an arm in a lane; most and lost are those of the arm that is best. */
WITHIN void add_arm(const LineEdge *to, int64_t lower, int64_t step, const ArmRows *rows,
                    int32_t lane, const Some *s, bool checks, Sums *sum)
{
    const int64_t at = lower * step + s->from, next = at + step;
    const double *pays = to->pay + lower * to->pay_step + s->from;
    const Four down = rows->down[lane], up = rows->up[lane];
    Four pay[2], x[2];
    load(pays, s->count, &pay[0]);
    load(pays + to->pay_step, s->count, &pay[1]);
    load(to->next[0] + at, s->count, &x[0]);
    load(to->next[0] + next, s->count, &x[1]);
    sum->value += rows->odds[lane] * (down * (x[0] + pay[0]) + up * (x[1] + pay[1]));
    if (!checks)
        return;
    load(to->next[1] + at, s->count, &x[0]);
    load(to->next[1] + next, s->count, &x[1]);
    const Four get = down * (x[0] + pay[0]) + up * (x[1] + pay[1]);
    load(to->next[2] + at, s->count, &x[0]);
    load(to->next[2] + next, s->count, &x[1]);
    const Four lose = down * x[0] + up * x[1];
    const Truth4 is_more = get > sum->most;
    sum->best += get;
    sum->waste += lose;
    take_roles(&is_more, &lose, &sum->lost);
    take_roles(&is_more, &get, &sum->most);
}

/* Some roles' numbers in the lane's cell; `own`: what the chooser gives up at its own choice. */
WITHIN void put_roles(const Line *z, const PairLanes *lanes, const ArmRows *rows,
                      const Four *own, int32_t lane, const Some *s)
{
    const int64_t at = lanes->point[lane] * z->step + s->from;
    const bool checks = z->row[1];
    Sums sum = {.most = (Four){0} - INFINITY};
    for (int32_t a = 0; a < z->arms; a++)
        add_arm(&z->to[a], lanes->arm[a].lower[lane], z->step, &rows[a], lane, s, checks,
                &sum);
    store(&sum.value, s->count, z->row[0] + at);
    if (!checks)
        return;
    sum.lost += own[lane];
    take_roles(&s->is_own, &sum.most, &sum.best);
    take_roles(&s->is_own, &sum.lost, &sum.waste);
    store(&sum.best, s->count, z->row[1] + at);
    store(&sum.waste, s->count, z->row[2] + at);
}

/* The play in the first lanes' cells: [arm][type]. */
WITHIN void put_play(const Line *z, const PairLanes *lanes, int32_t count)
{
    for (int32_t i = 0; i < 2 * z->arms; i += 4) {
        const double *column[4];
        Four row[LANES];
        for (int32_t r = 0; r < 4; r++) {
            const int32_t arm = i / 2 + r / 2;
            column[r] = lanes->arm[arm < z->arms ? arm : 0].p[r & 1];
        }
        lanes_to_rows(column, row);
        for (int32_t lane = 0; lane < count; lane++)
            store(&row[lane], 2 * z->arms - i < 4 ? 2 : 4,
                  z->play + lanes->point[lane] * z->play_step + i);
    }
}

/* given_up [2][LANES]: H / lambda. */
ANY_WIDTH static void pair_put_wide(const Line *z, const PairLanes *lanes, int32_t count,
                                    const double *given_up)
{
    put_play(z, lanes, count);
    for (int32_t from = 0; from < z->roles; from += 4) {
        const Some s = some_roles(z, from);
        ArmRows rows[PAIR_ARMS];
        Four own[LANES];
        turn_roles(z, &s, given_up, given_up + LANES, given_up, own);
        for (int32_t a = 0; a < z->arms; a++)
            turn_arm(z, &s, &lanes->arm[a], &rows[a]);
        for (int32_t lane = 0; lane < count; lane++)
            put_roles(z, lanes, rows, own, lane, &s);
    }
}

/* Where choices differ by tastes, their worth is part of what they bring, and nothing is given up. */
static void put_tastes(const Line *z, const PairLanes *lanes, const double *given_up,
                       int32_t lane)
{
    double lambda = z->precision, mean = EULER_GAMMA / lambda;
    for (int k = 0; k < 2; k++) {
        double worth[PAIR_ARMS], ignored[PAIR_ARMS];
        int64_t role = z->first + k, at = lanes->point[lane] * z->step + role;
        z->row[0][at] += given_up[k * LANES + lane] + mean;
        if (!z->row[1])
            continue;
        for (int32_t a = 0; a < z->arms; a++) {
            const LaneArm *t = &lanes->arm[a];
            const LineEdge *to = &z->to[a];
            const double *gain = to->next[1] + t->lower[lane] * z->step + role;
            const double *pay = to->pay + t->lower[lane] * to->pay_step + role;
            worth[a] = t->weight[1 + k][0][lane] * (gain[0] + pay[0]) +
                       t->weight[1 + k][1][lane] * (gain[z->step] + pay[to->pay_step]);
        }
        z->row[1][at] = softmax(z->arms, worth, lambda, ignored) + mean;
        z->row[2][at] = 0;
    }
}

void line_put(const Line *z, const PairLanes *lanes, int32_t count)
{
    double given_up[2 * LANES];
    pair_entropy_lanes(z->arms, lanes, given_up);
    for (int k = 0; k < 2; k++)
        *eight(given_up + (int64_t)k * LANES) /= z->precision;
    pair_put_wide(z, lanes, count, given_up);
    for (int32_t lane = 0; lane < count && is_tasteful(z->board, z->player); lane++)
        put_tastes(z, lanes, given_up, lane);
}
