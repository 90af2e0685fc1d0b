#include "solve/solve.h"

#include <math.h>
#include <omp.h>
#include <string.h>

#include "solve/node.h"

/* A solve while it goes on.  Counts are per thread and added at the end, since sums of whole
 * numbers do not depend on their order. */
typedef struct {
    Board board;
    const double *guess; /* the same edges one period later, where the layer is the same */
    int64_t *unsolved, *traced; /* [threads] */
} Solving;

static void choose_chance(const Board *b, int32_t node)
{
    const Layer *layer = b->layer;
    if (b->lanes == 1) {
        for (int32_t e = layer->first_edge[node]; e < layer->first_edge[node + 1]; e++)
            b->probability[e] = b->prices->chance[layer->chance[e]];
        return;
    }
    for (int32_t e = b->layer->first_edge[node]; e < b->layer->first_edge[node + 1]; e++)
        for (int32_t l = 0; l < b->lanes; l++)
            b->probability[(int64_t)e * b->lanes + l] =
                b->prices->chance[(int64_t)b->layer->chance[e] * b->lanes + l];
}

static void choose_alone(const Board *b, const Step *s, int32_t node, double *q)
{
    int32_t first = b->layer->first_edge[node], n = b->layer->first_edge[node + 1] - first;
    int32_t player = s->agents->player;
    if (b->lanes == 1)
        q = &b->probability[first];
    for (int32_t l = 0; l < b->lanes; l++) {
        for (int32_t a = 0; a < n; a++)
            q[a] = edge_worth(b, first + a, player, l);
        logit_choice(n, q, b->prices->setups[l]->precision[player], q);
        for (int32_t a = 0; a < n && b->lanes > 1; a++)
            b->probability[(int64_t)(first + a) * b->lanes + l] = q[a];
    }
}

/* probability of a profile = product over agents of p_i(a_i); returns where the next goes */
static double *spread(const LogitGame *g, int32_t i, const double *p, double product,
                      double *to, int32_t lanes)
{
    if (i == g->agents) {
        *to = product;
        return to + lanes;
    }
    for (int32_t a = 0; a < g->arms[i]; a++)
        to = spread(g, i + 1, p + g->arms[i], product * p[a], to, lanes);
    return to;
}

static void spread_profiles(const Board *b, int32_t node, int32_t lane, const Meeting *m)
{
    int64_t first = b->layer->first_edge[node];
    spread(&m->game, 0, m->p, 1, &b->probability[first * b->lanes + lane], b->lanes);
}

static void guess_uniform(const Meeting *m)
{
    double *p = m->p;
    for (int32_t i = 0; i < m->game.agents; p += m->game.arms[i], i++)
        for (int32_t a = 0; a < m->game.arms[i]; a++)
            p[a] = 1.0 / m->game.arms[i];
}

static bool guess_later(const Solving *v, int32_t node, int32_t lane, Meeting *m)
{
    if (!v->guess ||
        v->guess[(int64_t)v->board.layer->first_edge[node] * v->board.lanes + lane] <= 0)
        return false;
    Board later = v->board;
    later.probability = (double *)v->guess; /* read only */
    meeting_marginals(&later, node, lane, m);
    return true;
}

static void choose_together(Solving *v, const Step *s, int32_t node, double *doubles,
                            int32_t *ints)
{
    const Board *b = &v->board;
    for (int32_t l = 0; l < b->lanes; l++) {
        Meeting m = meeting_at(b, node, l, s, doubles, ints);
        if (!guess_later(v, node, l, &m))
            guess_uniform(&m);
        LogitInfo info = logit_game_solve(&m.game, m.p, m.work);
        v->unsolved[omp_get_thread_num()] += !info.is_solved;
        v->traced[omp_get_thread_num()] += info.steps > 0;
        spread_profiles(b, node, l, &m);
    }
}

static void solve_node(void *context, const Step *s, int32_t node, double *doubles,
                       int32_t *ints)
{
    Solving *v = context;
    switch (s->kind) {
    case STEP_CHANCE:
        choose_chance(&v->board, node);
        break;
    case STEP_CHOOSE:
        choose_alone(&v->board, s, node, doubles);
        break;
    default:
        choose_together(v, s, node, doubles, ints);
        break;
    }
    node_expect(&v->board, s, node, doubles, ints);
}

static Strategy *strategy_new(Mem *M, const Prices *prices)
{
    const Game *g = prices->game;
    int64_t width = (int64_t)g->model->player_count * prices->lanes;
    Strategy *s = make(M, Strategy);
    *s = (Strategy){.game = g, .lanes = prices->lanes};
    s->probability = make(M, double *, g->periods);
    s->value = make(M, double *, g->periods + 1);
    s->at_start = make(M, double, width);
    s->start_chance =
        grow(M, s->start_chance, (int64_t)g->start.edge_count * prices->lanes);
    for (int32_t t = 0; t <= g->periods; t++)
        s->value[t] = grow(M, s->value[t], g->state_count * width);
    for (int32_t t = 0; t < g->periods; t++)
        s->probability[t] = grow(M, s->probability[t],
                                 (int64_t)game_layer(g, t)->edge_count * prices->lanes);
    return s;
}

static void solve_horizon(Board *b, Strategy *s)
{
    const Game *g = b->game;
    b->layer = &g->finale;
    prices_at((Prices *)b->prices, g->periods);
    board_after(b, s->value[g->periods], false);
    board_enter(b, g->states_at[g->periods], s->value[g->periods]);
}

static void solve_start(Solving *v, Work *w, const Scratch *scratch, Strategy *s)
{
    Board *b = &v->board;
    b->layer = &b->game->start;
    b->reached = NULL;
    b->probability = s->start_chance;
    v->guess = NULL;
    board_after(b, s->value[0], false);
    board_sweep(b, w, scratch, solve_node, v);
    const Way *way = &b->layer->entry[0];
    int32_t width = b->players * b->lanes;
    for (int32_t k = 0; k < width; k++)
        s->at_start[k] = b->prices->pay[(int64_t)way->pay * width + k] +
                         b->value[(int64_t)way->target * width + k];
}

static int64_t sum_of(const int64_t *counts, int32_t n)
{
    int64_t sum = 0;
    for (int32_t k = 0; k < n; k++)
        sum += counts[k];
    return sum;
}

Strategy *solve_game(Mem *M, Work *w, Prices *prices)
{
    double began = seconds_now();
    const Game *g = prices->game;
    Strategy *s = strategy_new(M, prices);
    Scratch scratch = scratch_make(M, g, w->threads);
    Solving v = {.board = {.game = g,
                           .prices = prices,
                           .players = g->model->player_count,
                           .lanes = prices->lanes}};
    v.unsolved = make(M, int64_t, w->threads);
    v.traced = make(M, int64_t, w->threads);
    v.board.value = grow(M, v.board.value, board_room(g, prices->lanes));

    solve_horizon(&v.board, s);
    for (int32_t t = g->periods - 1; t >= 0; t--) {
        work_check(w, N_("solving"), g->periods - 1 - t, g->periods);
        bool same_layer = t + 1 < g->periods && g->layer_of[t + 1] == g->layer_of[t];
        prices_at(prices, t);
        v.board.layer = game_layer(g, t);
        v.board.reached = g->nodes_at[t];
        v.board.probability = s->probability[t];
        v.guess = same_layer ? s->probability[t + 1] : NULL;
        board_after(&v.board, s->value[t + 1], true);
        board_sweep(&v.board, w, &scratch, solve_node, &v);
        board_enter(&v.board, g->states_at[t], s->value[t]);
    }
    prices_at(prices, 0);
    solve_start(&v, w, &scratch, s);

    s->unsolved = sum_of(v.unsolved, w->threads);
    s->traced = sum_of(v.traced, w->threads);
    mem_drop(M, v.board.value);
    scratch_drop(M, &scratch);
    s->seconds = seconds_now() - began;
    return s;
}

/* ------------------------------------------------------------------ worth, for printing */

struct Worth {
    Board board;
    const Strategy *strategy;
    Prices *prices;
    Scratch scratch;
};

Worth *worth_new(Mem *M, const Strategy *s, Prices *prices)
{
    Worth *x = make(M, Worth);
    *x = (Worth){.strategy = s, .prices = prices, .scratch = scratch_make(M, s->game, 1)};
    x->board = (Board){.game = s->game,
                       .prices = prices,
                       .players = s->game->model->player_count,
                       .lanes = s->lanes};
    x->board.value = grow(M, x->board.value, board_room(s->game, s->lanes));
    return x;
}

void worth_drop(Mem *M, Worth *x)
{
    mem_drop(M, x->board.value);
    scratch_drop(M, &x->scratch);
}

static void expect_node(void *context, const Step *s, int32_t node, double *doubles,
                        int32_t *ints)
{
    node_expect(context, s, node, doubles, ints);
}

void worth_at(Worth *x, int32_t t)
{
    Board *b = &x->board;
    Work alone = {.threads = 1};
    prices_at(x->prices, t);
    b->layer = game_layer(b->game, t);
    b->reached = b->game->nodes_at[t];
    b->probability = x->strategy->probability[t];
    board_after(b, x->strategy->value[t + 1], true);
    board_sweep(b, &alone, &x->scratch, expect_node, b);
}

double worth_of_edge(const Worth *x, int32_t edge, int32_t player)
{
    return edge_worth(&x->board, edge, player, 0);
}
