#include <math.h>
#include <omp.h>

#include "solve/node.h"
#include "solve/solve.h"

/* Three values of each target, for each player i:
 *   own    what the strategies are worth to i
 *   best   what i gets when it replies best from here on and the others stay
 *   waste  what logit choice gives up along that best reply, E sum delta^t H(p_i) / lambda_i
 * best - own <= waste wherever the strategies are what they should be: at a node of i,
 * max Q - sum p Q <= H(p) / lambda, and the gains add up along the way (the
 * performance-difference identity). */
typedef struct {
    Board own;
    double *best, *waste;
    double *residual;   /* [threads] */
    bool *meets_itself; /* [players]: chooses twice in one `together` somewhere */
} Checking;

static double best_worth(const Checking *c, int32_t e, int32_t player)
{
    const Board *b = &c->own;
    return b->prices->pay[value_at(b, b->layer->pay[e], player, 0)] +
           c->best[value_at(b, b->layer->target[e], player, 0)];
}

static double waste_after(const Checking *c, int32_t e, int32_t player)
{
    return c->waste[value_at(&c->own, c->own.layer->target[e], player, 0)];
}

static void note_residual(const Checking *c, double residual)
{
    double *most = &c->residual[omp_get_thread_num()];
    if (!(residual <= *most))
        *most = residual;
}

/* Means over all edges, for players who do not choose here. */
static void pass_on(const Checking *c, int32_t node, int32_t player)
{
    const Board *b = &c->own;
    const int32_t *target = b->layer->target, *slot = b->layer->pay;
    const double *pay = b->prices->pay + player;
    const double *best_of = c->best + player, *waste_of = c->waste + player;
    int64_t players = b->players;
    double best = 0, waste = 0;
    for (int32_t e = b->layer->first_edge[node]; e < b->layer->first_edge[node + 1]; e++) {
        best += b->probability[e] * (pay[slot[e] * players] + best_of[target[e] * players]);
        waste += b->probability[e] * waste_of[target[e] * players];
    }
    c->best[value_at(b, node, player, 0)] = best;
    c->waste[value_at(b, node, player, 0)] = waste;
}

static double precision_of(const Board *b, int32_t player)
{
    return b->prices->setups[0]->precision[player];
}

/* With tastes the best reply is the logit choice itself, and nothing is given up. */
static void reply_with_taste(const Checking *c, int32_t node, int32_t player, double *q)
{
    const Board *b = &c->own;
    int32_t first = b->layer->first_edge[node], n = b->layer->first_edge[node + 1] - first;
    for (int32_t a = 0; a < n; a++)
        q[a] = best_worth(c, first + a, player);
    double lambda = precision_of(b, player);
    c->best[value_at(b, node, player, 0)] = softmax(n, q, lambda, q) + EULER_GAMMA / lambda;
    c->waste[value_at(b, node, player, 0)] = 0;
}

/* What logit choice gives up at most: H(p) / lambda, nothing when it is exact; at lambda = 0
 * the best minus the mean. */
static double given_up(const double *p, const double *q, int32_t n, double lambda)
{
    if (isinf(lambda))
        return 0;
    if (lambda > 0)
        return entropy(p, n) / lambda;
    double best = q[0], sum = 0;
    for (int32_t a = 0; a < n; a++) {
        best = q[a] > best ? q[a] : best;
        sum += q[a];
    }
    return best - sum / n;
}

static void reply_alone(const Checking *c, int32_t node, int32_t player, double *q)
{
    const Board *b = &c->own;
    int32_t first = b->layer->first_edge[node], n = b->layer->first_edge[node + 1] - first;
    double *p = q + n, lambda = precision_of(b, player);
    double most = best_worth(c, first, player);
    int32_t best = 0;
    for (int32_t a = 0; a < n; a++) {
        q[a] = edge_worth(b, first + a, player, 0);
        double worth = best_worth(c, first + a, player);
        if (worth > most) {
            most = worth;
            best = a;
        }
    }
    logit_choice(n, q, lambda, p);
    for (int32_t a = 0; a < n; a++) {
        note_residual(c, fabs(p[a] - b->probability[first + a]));
        p[a] = b->probability[first + a];
    }
    if (has_taste(b, player, 0)) {
        reply_with_taste(c, node, player, q);
        return;
    }
    c->best[value_at(b, node, player, 0)] = most;
    c->waste[value_at(b, node, player, 0)] =
        given_up(p, q, n, lambda) + waste_after(c, first + best, player);
}

/* ------------------------------------------------------------------ together */

/* The arms of one profile, as the place of the player's own arms among its own profiles and
 * the probability of the others'. */
typedef struct {
    int64_t own;
    double others;
} Part;

static Part part_of(const Meeting *m, int64_t profiles, int64_t profile, int32_t player)
{
    Part part = {.others = 1};
    const double *p = m->p;
    for (int32_t i = 0; i < m->game.agents; p += m->game.arms[i], i++) {
        profiles /= m->game.arms[i];
        int64_t arm = profile / profiles;
        profile %= profiles;
        if (m->agents[i].player == player)
            part.own = part.own * m->game.arms[i] + arm;
        else
            part.others *= p[arm];
    }
    return part;
}

static int64_t own_profiles(const Meeting *m, int32_t player, int32_t *agents)
{
    int64_t n = 1;
    *agents = 0;
    for (int32_t i = 0; i < m->game.agents; i++)
        if (m->agents[i].player == player) {
            n *= m->game.arms[i];
            ++*agents;
        }
    return n;
}

static double entropy_of_player(const Meeting *m, int32_t player)
{
    double h = 0;
    const double *p = m->p;
    for (int32_t i = 0; i < m->game.agents; p += m->game.arms[i], i++)
        if (m->agents[i].player == player)
            h += entropy(p, m->game.arms[i]);
    return h;
}

static void tastes_together(const Checking *c, int32_t node, int32_t player,
                            const Meeting *m, double *q, int64_t n, int32_t agents)
{
    const Board *b = &c->own;
    double lambda = precision_of(b, player);
    double *best = &c->best[value_at(b, node, player, 0)];
    if (agents == 1)
        *best = softmax((int32_t)n, q, lambda, q) + EULER_GAMMA / lambda;
    else { /* two tastes that do not see each other: no reply is better known than this one */
        pass_on(c, node, player);
        *best += (entropy_of_player(m, player) + agents * EULER_GAMMA) / lambda;
    }
    c->waste[value_at(b, node, player, 0)] = 0;
}

static void reply_together(const Checking *c, int32_t node, int32_t player,
                           const Meeting *m)
{
    const Board *b = &c->own;
    int32_t first = b->layer->first_edge[node], agents;
    int64_t profiles = b->layer->first_edge[node + 1] - first;
    int64_t n = own_profiles(m, player, &agents);
    if (agents == 0) {
        pass_on(c, node, player);
        return;
    }
    double *q = m->work, *waste = q + n, *own = waste + n;
    for (int64_t k = 0; k < n; k++)
        q[k] = waste[k] = own[k] = 0;
    for (int64_t k = 0; k < profiles; k++) {
        Part part = part_of(m, profiles, k, player);
        q[part.own] += part.others * best_worth(c, first + (int32_t)k, player);
        waste[part.own] += part.others * waste_after(c, first + (int32_t)k, player);
        own[part.own] += part.others * edge_worth(b, first + (int32_t)k, player, 0);
    }
    if (has_taste(b, player, 0)) {
        tastes_together(c, node, player, m, q, n, agents);
        return;
    }
    int64_t best = 0;
    for (int64_t k = 1; k < n; k++)
        if (q[k] > q[best])
            best = k;
    double lambda = precision_of(b, player);
    double given = lambda > 0 ? entropy_of_player(m, player) / lambda
                              : given_up(NULL, own, (int32_t)n, lambda);
    if (agents > 1)
        c->meets_itself[player] = true;
    c->best[value_at(b, node, player, 0)] = q[best];
    c->waste[value_at(b, node, player, 0)] = given + waste[best];
}

static void check_together(const Checking *c, const Step *s, int32_t node, double *doubles,
                           int32_t *ints)
{
    Meeting m = meeting_at(&c->own, node, 0, s, doubles, ints);
    meeting_marginals(&c->own, node, 0, &m);
    note_residual(c, logit_game_residual(&m.game, m.p, m.work));
    for (int32_t i = 0; i < c->own.players; i++)
        reply_together(c, node, i, &m);
}

/* ------------------------------------------------------------------ the pass */

static void check_node(void *context, const Step *s, int32_t node, double *doubles,
                       int32_t *ints)
{
    const Checking *c = context;
    if (s->kind == STEP_TOGETHER)
        check_together(c, s, node, doubles, ints);
    else
        for (int32_t i = 0; i < c->own.players; i++) {
            if (s->kind == STEP_CHOOSE && s->agents->player == i)
                reply_alone(c, node, i, doubles);
            else
                pass_on(c, node, i);
        }
    node_expect(&c->own, s, node, doubles, ints);
}

/* The three values of every state, from one period to the one before. */
typedef struct {
    double *own, *best, *waste; /* [state][player] */
} Carried;

static void after(Checking *c, double *into, const double *from, bool discount)
{
    Board view = c->own;
    view.value = into;
    board_after(&view, from, discount);
}

static void enter(const Checking *c, double *from, const uint64_t *states, double *into)
{
    Board view = c->own;
    view.value = from;
    board_enter(&view, states, into);
}

/* Waste is not paid on the way into a period. */
static void enter_waste(const Checking *c, const uint64_t *states, double *into)
{
    int32_t players = c->own.players;
    for (int64_t s = 0; s < c->own.game->state_count; s++)
        for (int32_t i = 0; i < players; i++) {
            Target target = c->own.layer->entry[s].target;
            into[s * players + i] =
                bit_is_set(states, s) ? c->waste[(int64_t)target * players + i] : 0;
        }
}

static void check_period(Checking *c, Work *w, const Scratch *scratch, const Strategy *s,
                         Carried *carried, int32_t t)
{
    const Game *g = c->own.game;
    prices_at((Prices *)c->own.prices, t);
    c->own.layer = game_layer(g, t);
    c->own.reached = g->nodes_at[t];
    c->own.probability = s->probability[t];
    after(c, c->own.value, carried->own, true);
    after(c, c->best, carried->best, true);
    after(c, c->waste, carried->waste, true);
    board_sweep(&c->own, w, scratch, check_node, c);
    enter(c, c->own.value, g->states_at[t], carried->own);
    enter(c, c->best, g->states_at[t], carried->best);
    enter_waste(c, g->states_at[t], carried->waste);
}

static void check_start(Checking *c, Work *w, const Scratch *scratch, const Strategy *s,
                        const Carried *carried)
{
    c->own.layer = &c->own.game->start;
    c->own.reached = NULL;
    c->own.probability = s->start_chance;
    after(c, c->own.value, carried->own, false);
    after(c, c->best, carried->best, false);
    after(c, c->waste, carried->waste, false);
    board_sweep(&c->own, w, scratch, check_node, c);
}

static double most_of(const double *x, int32_t n)
{
    double most = 0;
    for (int32_t k = 0; k < n; k++)
        if (!(x[k] <= most))
            most = x[k];
    return most;
}

static void conclude(const Checking *c, Certificate *out, int32_t threads)
{
    const Way *way = &c->own.game->start.entry[0];
    out->residual = most_of(c->residual, threads);
    out->met = out->residual <= out->tolerance;
    for (int32_t i = 0; i < c->own.players; i++) {
        int64_t at = value_at(&c->own, way->target, i, 0);
        double own = c->own.value[at];
        double gain = c->best[at] - own;
        double scale = fabs(own) > 1 ? fabs(own) : 1;
        out->exploitability[i] = gain > 0 ? gain : 0; /* below 0 by rounding alone */
        out->given_up[i] = c->waste[at];
        if (!c->meets_itself[i] && !(gain <= c->waste[at] + out->tolerance * scale))
            out->met = false;
    }
}

Certificate *certify(Mem *M, Work *w, Prices *prices, const Strategy *s, double tolerance)
{
    const Game *g = s->game;
    int32_t players = g->model->player_count;
    Certificate *out = make(M, Certificate);
    out->tolerance = tolerance;
    out->exploitability = make(M, double, players);
    out->given_up = make(M, double, players);

    Checking c = {.own = {.game = g, .prices = prices, .players = players, .lanes = 1}};
    int64_t room = board_room(g, 1), states = (int64_t)g->state_count * players;
    c.own.value = grow(M, c.own.value, room);
    c.best = grow(M, c.best, room);
    c.waste = grow(M, c.waste, room);
    c.residual = make(M, double, w->threads);
    c.meets_itself = make(M, bool, players);
    Scratch scratch = scratch_make(M, g, w->threads);
    Carried carried = {0};
    carried.own = grow(M, carried.own, states);
    carried.best = grow(M, carried.best, states);
    carried.waste = grow(M, carried.waste, states);

    prices_at(prices, g->periods);
    c.own.layer = &g->finale;
    after(&c, c.own.value, carried.own, false);
    enter(&c, c.own.value, g->states_at[g->periods], carried.own);
    enter(&c, c.own.value, g->states_at[g->periods], carried.best);
    for (int32_t t = g->periods - 1; t >= 0; t--) {
        work_check(w, N_("checking the solution"), g->periods - 1 - t, g->periods);
        check_period(&c, w, &scratch, s, &carried, t);
    }
    check_start(&c, w, &scratch, s, &carried);
    conclude(&c, out, w->threads);

    mem_drop(M, c.own.value);
    mem_drop(M, c.best);
    mem_drop(M, c.waste);
    mem_drop(M, carried.own);
    mem_drop(M, carried.best);
    mem_drop(M, carried.waste);
    scratch_drop(M, &scratch);
    return out;
}
