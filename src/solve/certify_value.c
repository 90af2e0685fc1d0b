#include "solve/certify_value.h"

#include <math.h>

#include "math/matrix_game.h"

/* What the first of two rivals can be sure of, and what the second can keep it to, at each target of
 * a layer; `state_low` and `state_high` [state] carry them from a period to the one before. */
typedef struct {
    Mem *mem;
    Work *work;
    Prices *prices;
    Board board;
    int32_t rival[2];
    double *low, *high, *state_low, *state_high;
    double *pay, *room;    /* of one `together` */
    int32_t edges;         /* that they have room for */
    double most, most_off; /* the largest payment, the most by which two do not cancel */
} Bracketing;

/* ------------------------------------------------------------------ who plays */

static bool add_rival(int32_t *rival, int32_t *count, int32_t player)
{
    for (int32_t k = 0; k < *count; k++)
        if (rival[k] == player)
            return true;
    if (*count == 2)
        return false;
    rival[(*count)++] = player;
    return true;
}

static bool add_rivals_of(const Layer *l, int32_t *rival, int32_t *count)
{
    for (int32_t k = 0; k < l->group_count; k++) {
        const Step *s = &l->routine->steps[l->groups[k].step];
        if (step_is_hidden(s))
            return false;
        if (s->kind == STEP_CHANCE)
            continue;
        if (s->agent_count > 2 ||
            (s->agent_count == 2 && s->agents[0].player == s->agents[1].player))
            return false;
        for (int32_t i = 0; i < s->agent_count; i++)
            if (!add_rival(rival, count, s->agents[i].player))
                return false;
    }
    return true;
}

/* Two choose, both exact and as patient as each other, and all is seen. */
static bool find_rivals(const Strategy *s, const Prices *prices, int32_t *rival)
{
    const Game *g = s->game;
    const Setup *setup = prices->setups[0];
    int32_t count = 0;
    if (s->play || s->lanes != 1)
        return false;
    for (int32_t k = 0; k < g->layer_count; k++)
        if (!add_rivals_of(&g->layers[k], rival, &count))
            return false;
    return count == 2 && isinf(setup->precision[rival[0]]) &&
           isinf(setup->precision[rival[1]]) &&
           setup->patience[rival[0]] == setup->patience[rival[1]];
}

/* ------------------------------------------------------------------ one node */

/* To the first; and notes what the second loses by it. */
static double paid(Bracketing *x, int32_t slot)
{
    const Board *b = &x->board;
    const double one = b->prices->pay[value_at(b, slot, x->rival[0], 0)];
    const double other = b->prices->pay[value_at(b, slot, x->rival[1], 0)];
    x->most = fmax(x->most, fmax(fabs(one), fabs(other)));
    x->most_off = fmax(x->most_off, fabs(one + other));
    return one;
}

static void expect(Bracketing *x, int32_t node)
{
    const Layer *l = x->board.layer;
    double low = 0, high = 0;
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++) {
        const double p = x->board.prices->chance[l->chance[e]], pay = paid(x, l->pay[e]);
        low += p * (pay + x->low[l->target[e]]);
        high += p * (pay + x->high[l->target[e]]);
    }
    x->low[node] = low;
    x->high[node] = high;
}

static void choose(Bracketing *x, int32_t node, int32_t player)
{
    const Layer *l = x->board.layer;
    const double sign = player == x->rival[0] ? 1 : -1;
    double low = -INFINITY, high = -INFINITY;
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++) {
        const double pay = paid(x, l->pay[e]);
        low = fmax(low, sign * (pay + x->low[l->target[e]]));
        high = fmax(high, sign * (pay + x->high[l->target[e]]));
    }
    x->low[node] = sign * low;
    x->high[node] = sign * high;
}

static void make_room(Bracketing *x, int32_t rows, int32_t columns)
{
    const int64_t room = rows + columns + matrix_game_room(rows, columns);
    if (rows * columns > x->edges) {
        x->edges = rows * columns;
        x->pay = grow(x->mem, x->pay, x->edges);
    }
    x->room = grow(x->mem, x->room, room);
}

/* The game midway between the two, give or take half of how far apart they are. */
static void meet(Bracketing *x, int32_t node, const Step *s)
{
    const Layer *l = x->board.layer;
    const int32_t first = l->first_edge[node], n = l->first_edge[node + 1] - first;
    const int32_t rows = node_shape(x->board.game, l, node)[0];
    const double sign = s->agents[0].player == x->rival[0] ? 1 : -1;
    double around = 0;
    make_room(x, rows, n / rows);
    for (int32_t e = 0; e < n; e++) {
        const Target to = l->target[first + e];
        x->pay[e] = sign * (paid(x, l->pay[first + e]) + 0.5 * (x->low[to] + x->high[to]));
        around = fmax(around, 0.5 * (x->high[to] - x->low[to]));
    }
    const MatrixGame g = {rows, n / rows, x->pay};
    const MatrixValue v =
        matrix_game_solve(&g, x->room, x->room + rows, x->room + rows + n / rows);
    x->low[node] = (sign > 0 ? v.low : -v.high) - around;
    x->high[node] = (sign > 0 ? v.high : -v.low) + around;
}

/* ------------------------------------------------------------------ one period */

static void sweep(Bracketing *x, const Layer *l, const uint64_t *nodes, bool discounts)
{
    const double patience = discounts ? x->prices->setups[0]->patience[x->rival[0]] : 1;
    const int64_t targets = layer_targets(x->board.game, l);
    x->board.layer = l;
    x->board.reached = nodes;
    for (int64_t k = l->node_count; k < targets; k++) {
        const int64_t state = k - l->node_count;
        const bool is_state = state < x->board.game->state_count;
        x->low[k] = is_state ? patience * x->state_low[state] : 0;
        x->high[k] = is_state ? patience * x->state_high[state] : 0;
    }
    for (int32_t node = l->node_count - 1; node >= 0; node--) {
        if (!node_is_reached(&x->board, node))
            continue;
        const Step *s = layer_step(l, node);
        work_tick(x->work);
        if (s->kind == STEP_CHANCE)
            expect(x, node);
        else if (s->agent_count == 1)
            choose(x, node, s->agents[0].player);
        else
            meet(x, node, s);
    }
}

static void enter(Bracketing *x, const uint64_t *states)
{
    for (int32_t s = 0; s < x->board.game->state_count; s++) {
        const Way *way = &x->board.layer->entry[s];
        const bool stands = bit_is_set(states, s);
        const double pay = stands ? paid(x, way->pay) : 0;
        x->state_low[s] = stands ? pay + x->low[way->target] : 0;
        x->state_high[s] = stands ? pay + x->high[way->target] : 0;
    }
}

static void sweep_period(Bracketing *x, int32_t t)
{
    const Game *g = x->board.game;
    prices_at(x->prices, t);
    sweep(x, game_layer(g, t), g->nodes_at[t], true);
    enter(x, g->states_at[t]);
}

/* From T on the strategy's values are right but for how far a pass moves them, and all later
 * passes (Shapley 1953). */
static void begin_forever(Bracketing *x, const Strategy *s)
{
    const Game *g = s->game;
    const int32_t T = g->periods, players = x->board.players;
    const double *own = s->value[T] + x->rival[0];
    double moved = 0;
    for (int32_t k = 0; k < g->state_count; k++)
        x->state_low[k] = x->state_high[k] = own[(int64_t)k * players];
    sweep_period(x, T);
    for (int32_t k = 0; k < g->state_count; k++)
        if (bit_is_set(g->states_at[T], k)) {
            const double now = own[(int64_t)k * players];
            moved = fmax(moved, fmax(x->state_high[k] - now, now - x->state_low[k]));
        }
    const double bound = moved / (1 - x->prices->setups[0]->patience[x->rival[0]]);
    for (int32_t k = 0; k < g->state_count; k++) {
        x->state_low[k] = own[(int64_t)k * players] - bound;
        x->state_high[k] = own[(int64_t)k * players] + bound;
    }
}

static void begin_at_horizon(Bracketing *x)
{
    const Game *g = x->board.game;
    prices_at(x->prices, g->periods);
    sweep(x, &g->finale, NULL, false);
    enter(x, g->states_at[g->periods]);
}

double certify_value(Mem *M, Work *w, Prices *prices, const Strategy *s)
{
    const Game *g = s->game;
    Bracketing x = {.mem = M, .work = w, .prices = prices};
    if (!find_rivals(s, prices, x.rival))
        return NAN;
    const int64_t targets = game_most_targets(g), states = g->state_count;
    x.board =
        (Board){.game = g, .prices = prices, .players = g->model->player_count, .lanes = 1};
    x.low = grow(M, x.low, 2 * (targets + states));
    x.high = x.low + targets;
    x.state_low = x.high + targets;
    x.state_high = x.state_low + states;
    if (g->is_endless)
        begin_forever(&x, s);
    else
        begin_at_horizon(&x);
    for (int32_t t = g->periods - 1; t >= 0; t--)
        sweep_period(&x, t);
    sweep(&x, &g->start, NULL, false);
    const Target start = g->start.entry[0].target;
    const double one = s->at_start[x.rival[0]], other = -s->at_start[x.rival[1]];
    const double bound =
        fmax(x.high[start] - fmin(one, other), fmax(one, other) - x.low[start]);
    mem_drop(M, x.low);
    mem_drop(M, x.pay);
    mem_drop(M, x.room);
    return x.most_off <= 1e-12 * x.most ? bound : NAN;
}
