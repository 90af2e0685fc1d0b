#include "solve/solve.h"

#include <math.h>
#include <omp.h>
#include <string.h>

#include "solve/belief_solve.h"
#include "solve/checking.h"
#include "solve/endless.h"
#include "solve/lane_node.h"
#include "solve/stretch_node.h"

/* A solve while it goes on.  Counts are per thread and added at the end, since sums of whole
 * numbers do not depend on their order. */
typedef struct {
    Board board;
    const Strategy *played; /* whose choices are to be made; NULL = to be found */
    const double *choices;  /* its probabilities in this period */
    const double *guess; /* the same edges one period later, where the layer is the same */
    int64_t *unsolved, *traced; /* [threads] */
    Checking *check;            /* of each node once it is solved; NULL = none */
    bool in_one_go;             /* with its check, where lane_node.h can */
} Solving;

static void choose_chance(const Board *b, int32_t node)
{
    const Layer *layer = b->layer;
    if (b->lanes == 1) {
        for (int32_t e = layer->first_edge[node]; e < layer->first_edge[node + 1]; e++)
            b->probability[e] = b->prices->chance[layer->chance[e]];
        return;
    }
    size_t bytes = sizeof(double) * (size_t)b->lanes;
    for (int32_t e = layer->first_edge[node]; e < layer->first_edge[node + 1]; e++)
        memcpy(b->probability + (int64_t)e * b->lanes,
               b->prices->chance + (int64_t)layer->chance[e] * b->lanes, bytes);
}

static void choose_alone(const Board *b, int32_t player, int32_t node, double *q)
{
    int32_t first = b->layer->first_edge[node], n = b->layer->first_edge[node + 1] - first;
    if (is_wide_choice(b, player)) {
        double *p = b->probability + (int64_t)first * LANES;
        node_worths(b, node, player, p);
        logit_choice_lanes(n, b->prices->precision + (int64_t)player * LANES, p);
        return;
    }
    if (b->lanes == 1)
        q = &b->probability[first];
    for (int32_t l = 0; l < b->lanes; l++) {
        for (int32_t a = 0; a < n; a++)
            q[a] = edge_worth(b, first + a, player, l);
        logit_choice(n, q, precision_of(b, player, l), q);
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

static void choose_in_lane(Solving *v, const Step *s, int32_t node, int32_t lane,
                           double *doubles, int32_t *ints)
{
    Meeting m = meeting_at(&v->board, node, lane, s, doubles, ints);
    if (!guess_later(v, node, lane, &m))
        guess_uniform(&m);
    LogitInfo info = logit_game_solve(&m.game, m.p, m.work);
    v->unsolved[omp_get_thread_num()] += !info.is_solved;
    v->traced[omp_get_thread_num()] += info.steps > 0;
    spread_profiles(&v->board, node, lane, &m);
    if (step_is_hidden(s))
        stretch_keep(&v->board, node, lane, m.p);
}

/* The chance of agent 1's second arm one period later, as guess_later finds it. */
static void guess_pairs(const Solving *v, int32_t node, double *second)
{
    const double *later =
        v->guess ? v->guess + (int64_t)v->board.layer->first_edge[node] * LANES : NULL;
    for (int32_t l = 0; l < LANES; l++)
        second[l] = later && later[l] > 0 ? later[LANES + l] + later[3 * LANES + l] : 0.5;
}

ANY_WIDTH static void spread_pairs(const double *p, double *to)
{
    for (int64_t k = 0; k < 4; k++)
        *eight(to + k * LANES) =
            *eight_of(p + k / 2 * LANES) * *eight_of(p + (2 + k % 2) * LANES);
}

/* Returns the lanes that it has settled. */
static LaneSet choose_as_pairs(Solving *v, const Step *s, int32_t node)
{
    const Board *b = &v->board;
    double u[2][4 * LANES], p[4 * LANES], second[LANES];
    LogitPairLanes g;
    for (int32_t i = 0; i < 2; i++) {
        int32_t player = s->agents[i].player;
        node_worths(b, node, player, u[i]);
        g.payoff[i] = u[i];
        g.precision[i] = b->prices->precision + (int64_t)player * LANES;
    }
    guess_pairs(v, node, second);
    LaneSet missed, settled = logit_pair_lanes(&g, second, p, &missed);
    v->unsolved[omp_get_thread_num()] += __builtin_popcount(missed);
    spread_pairs(p, b->probability + (int64_t)b->layer->first_edge[node] * LANES);
    return settled;
}

static void choose_together(Solving *v, const Step *s, int32_t node, double *doubles,
                            int32_t *ints)
{
    const Board *b = &v->board;
    int32_t sole = sole_chooser(b, node, s);
    if (sole >= 0) {
        choose_alone(b, s->agents[sole].player, node, doubles);
        return;
    }
    LaneSet rest = lanes_all(b->lanes);
    if (is_wide_pair(b, node, s))
        rest &= ~choose_as_pairs(v, s, node);
    for (int32_t l = 0; l < b->lanes; l++)
        if (lane_is_in(rest, l))
            choose_in_lane(v, s, node, l, doubles, ints);
}

static void choose_unseen(Solving *v, int32_t node, double *doubles)
{
    const Board *b = &v->board;
    for (int32_t l = 0; l < b->lanes; l++) {
        StretchGame g = stretch_game_at(b, node, l, doubles);
        LogitInfo info = logit_tree_solve(&g.tree, g.p, g.work);
        v->unsolved[omp_get_thread_num()] += !info.is_solved;
        v->traced[omp_get_thread_num()] += info.steps > 0;
        stretch_spread(b, node, l, &g);
        stretch_keep(b, node, l, g.p);
    }
}

/* The stretch's arms as they are played; what chance does within may be another. */
static void pass_unseen_as_played(const Solving *v, int32_t node, double *doubles)
{
    const Board *b = &v->board;
    Board played = *b;
    played.probability = (double *)v->choices; /* read only */
    for (int32_t l = 0; l < b->lanes; l++) {
        StretchGame g = stretch_game_at(b, node, l, doubles);
        stretch_load(&played, node, l, &g);
        stretch_spread(b, node, l, &g);
        stretch_keep(b, node, l, g.p);
    }
}

static void choose_as_played(const Solving *v, int32_t node)
{
    const Board *b = &v->board;
    int64_t first = b->layer->first_edge[node], end = b->layer->first_edge[node + 1];
    memcpy(b->probability + first * b->lanes, v->choices + first * b->lanes,
           sizeof(double) * (size_t)((end - first) * b->lanes));
}

static void play_on(const Solving *v, const Step *s, int32_t node, double *doubles)
{
    if (step_is_hidden(s))
        pass_unseen_as_played(v, node, doubles);
    else
        choose_as_played(v, node);
}

static void choose(Solving *v, const Step *s, int32_t node, double *doubles, int32_t *ints)
{
    const NodeKind kind = node_kind(&v->board, s, node);
    if (kind == NODE_CHANCE)
        choose_chance(&v->board, node);
    else if (v->played)
        play_on(v, s, node, doubles);
    else if (kind == NODE_ALONE)
        choose_alone(&v->board, s->agents->player, node, doubles);
    else if (kind == NODE_MEETING)
        choose_together(v, s, node, doubles, ints);
    else
        choose_unseen(v, node, doubles);
}

/* The node's one chooser, -1 at chance; false where several choose or somebody chooses unseen. */
static bool find_chooser(const Solving *v, const Step *s, int32_t node, int32_t *player)
{
    *player = -1;
    if (step_is_hidden(s))
        return false;
    if (s->kind == STEP_CHANCE)
        return true;
    const int32_t agent = s->kind == STEP_CHOOSE ? 0
                          : checking_is_plain(v->check, s)
                              ? sole_chooser(&v->board, node, s)
                              : -1;
    if (agent >= 0)
        *player = s->agents[agent].player;
    return agent >= 0;
}

static void solve_node(void *context, const Step *s, int32_t node, double *doubles,
                       int32_t *ints)
{
    Solving *v = context;
    int32_t player;
    if (v->in_one_go && find_chooser(v, s, node, &player)) {
        if (player < 0)
            lane_node_chance(v->check, node);
        else
            lane_node_choice(v->check, node, player);
        return;
    }
    choose(v, s, node, doubles, ints);
    node_expect(&v->board, s, node, doubles, ints);
    if (v->check)
        check_solved_node(v->check, s, node, doubles, ints);
}

Strategy *strategy_new(Mem *M, const Prices *prices)
{
    const Game *g = prices->game;
    int64_t width = (int64_t)g->model->player_count * prices->lanes;
    Strategy *s = make(M, Strategy);
    *s = (Strategy){.game = g, .lanes = prices->lanes};
    s->probability = make(M, double *, game_rounds(g));
    s->value = make(M, double *, g->periods + 1);
    s->at_start = make(M, double, width);
    s->start_chance =
        grow(M, s->start_chance, (int64_t)g->start.edge_count * prices->lanes);
    for (int32_t t = 0; t <= g->periods; t++)
        s->value[t] = grow(M, s->value[t], g->state_count * width);
    /* in one piece, for large pages: passes go through all of it */
    int64_t edges = 0;
    for (int32_t t = 0; t < game_rounds(g); t++)
        edges += game_layer(g, t)->chance_count;
    double *all = grow(M, s->probability[0], edges * prices->lanes);
    for (int32_t t = 0; t < game_rounds(g); t++) {
        s->probability[t] = all;
        all += (int64_t)game_layer(g, t)->chance_count * prices->lanes;
    }
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

/* The period that repeats, and its states' values. */
static void solve_forever(Solving *v, Mem *M, Work *w, const Scratch *scratch, Strategy *s,
                          Endless x)
{
    Board *b = &v->board;
    const int32_t t = b->game->periods;
    prices_at((Prices *)b->prices, t);
    b->layer = game_layer(b->game, t);
    b->reached = b->game->nodes_at[t];
    b->probability = s->probability[t];
    v->guess = NULL;
    x.mem = M;
    x.work = w;
    x.board = b;
    x.scratch = scratch;
    x.solve_node = solve_node;
    x.context = v;
    x.value = s->value[t];
    x.reached = 1;
    endless_solve(&x);
    s->reached = x.reached;
    v->unsolved[0] += x.unsolved;
    v->traced[0] += x.traced;
}

static void solve_start(Solving *v, Work *w, const Scratch *scratch, Strategy *s)
{
    Board *b = &v->board;
    b->layer = &b->game->start;
    b->reached = NULL;
    b->probability = s->start_chance;
    v->guess = NULL;
    v->choices = v->played ? v->played->start_chance : NULL;
    board_after(b, s->value[0], false);
    if (v->check)
        checking_follow(v->check, b, false);
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

/* How states begin does not depend on what follows, and what follows is found elsewhere. */
static void start_with_beliefs(Mem *M, Solving *v, Work *w, const Scratch *scratch,
                               Strategy *s)
{
    Prices *prices = (Prices *)v->board.prices;
    prices_at(prices, 0);
    solve_start(v, w, scratch, s);
    if (v->played)
        play_on_with_beliefs(M, w, prices, v->played, s);
    else
        solve_with_beliefs(M, w, prices, s);
}

/* Into the room of `s`; `forever` says how the period that repeats is solved. */
static void sweep_back(Mem *M, Work *w, Prices *prices, const Strategy *played, Strategy *s,
                       Checking *check, Endless forever)
{
    double began = seconds_now();
    const Game *g = prices->game;
    s->reached = 1;
    Scratch scratch = scratch_make(M, g, w->threads);
    Solving v = {.board = {.game = g,
                           .prices = prices,
                           .players = g->model->player_count,
                           .lanes = prices->lanes},
                 .played = played,
                 .check = check,
                 .in_one_go = check && !played && lane_nodes_fit(prices)};
    v.unsolved = make(M, int64_t, w->threads);
    v.traced = make(M, int64_t, w->threads);
    v.board.value = grow(M, v.board.value, board_room(g, prices->lanes));

    if (g->model->secret_count)
        start_with_beliefs(M, &v, w, &scratch, s);
    else if (g->is_endless)
        solve_forever(&v, M, w, &scratch, s, forever);
    else
        solve_horizon(&v.board, s);
    if (check)
        checking_begin(check, s->value[g->periods]);
    for (int32_t t = g->periods - 1; t >= 0 && !s->play; t--) {
        work_check(w, N_("solving"), g->periods - 1 - t, g->periods);
        bool same_layer = t + 1 < game_rounds(g) && g->layer_of[t + 1] == g->layer_of[t];
        prices_at(prices, t);
        v.board.layer = game_layer(g, t);
        v.board.reached = g->nodes_at[t];
        v.board.probability = s->probability[t];
        v.guess = same_layer ? s->probability[t + 1] : NULL;
        v.choices = played ? played->probability[t] : NULL;
        board_after(&v.board, s->value[t + 1], true);
        if (check)
            checking_follow(check, &v.board, true);
        board_sweep(&v.board, w, &scratch, solve_node, &v);
        board_enter(&v.board, g->states_at[t], s->value[t]);
        if (check)
            checking_leave(check, g->states_at[t]);
    }
    prices_at(prices, 0);
    solve_start(&v, w, &scratch, s);
    if (check)
        checking_conclude(check, w);

    s->unsolved += sum_of(v.unsolved, w->threads);
    s->traced += sum_of(v.traced, w->threads);
    mem_drop(M, v.board.value);
    scratch_drop(M, &scratch);
    s->seconds = seconds_now() - began;
}

void solve_again(Mem *M, Work *w, Prices *prices, Strategy *s)
{
    sweep_back(M, w, prices, NULL, s, NULL, (Endless){0});
}

Certificate *solve_and_certify(Mem *M, Work *w, Prices *prices, Strategy *s,
                               double tolerance)
{
    if (prices->game->is_endless || prices->game->model->secret_count) {
        solve_again(M, w, prices, s);
        return certify(M, w, prices, s, tolerance);
    }
    Checking *check = checking_open(M, w, prices, tolerance);
    check->is_beside_solve = true;
    sweep_back(M, w, prices, NULL, s, check, (Endless){0});
    return checking_close(M, check);
}

Strategy *strategy_at_prices(Mem *M, Work *w, Prices *prices, const Strategy *played)
{
    Strategy *s = strategy_new(M, prices);
    sweep_back(M, w, prices, played, s, NULL, (Endless){0});
    return s;
}

Strategy *solve_game(Mem *M, Work *w, Prices *prices)
{
    return solve_selected(M, w, prices, NULL, NULL, NULL);
}

Strategy *solve_selected(Mem *M, Work *w, Prices *prices, Selection *selection,
                         BranchTeller *tell, void *teller)
{
    Strategy *s = strategy_new(M, prices);
    sweep_back(M, w, prices, NULL, s, NULL,
               (Endless){.selection = selection, .tell = tell, .teller = teller});
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
    board_after(b, x->strategy->value[game_round(b->game, t + 1)], true);
    board_sweep(b, &alone, &x->scratch, expect_node, b);
}

double worth_of_edge(const Worth *x, int32_t edge, int32_t player)
{
    return edge_worth(&x->board, edge, player, 0);
}

void worth_in_stretch(const Worth *x, int32_t node, double *p, double *q, double *reached)
{
    const Board *b = &x->board;
    StretchGame g = stretch_game_at(b, node, 0, x->scratch.doubles);
    const TreeShape *s = g.tree.shape;
    stretch_load(b, node, 0, &g);
    for (int32_t a = 0; a < s->arm_count; a++)
        p[a] = g.p[a];
    logit_tree_worth(&g.tree, g.p, q, NULL, g.work);
    for (int32_t k = 0; k < s->set_count; k++)
        reached[k] = 0;
    double *nodes = g.work, *leaves = nodes + s->node_count;
    logit_tree_spread(&g.tree, g.p, leaves, 1, nodes);
    for (int32_t n = 0; n < s->node_count; n++)
        if (s->nodes[n].set >= 0)
            reached[s->nodes[n].set] += nodes[n];
}
