#include <assert.h>
#include <math.h>
#include <omp.h>
#include <string.h>

#include "math/worst.h"
#include "solve/certify_value.h"
#include "solve/checking.h"
#include "solve/lane_node.h"

static double *residual_here(const Checking *c)
{
    return c->residual + (int64_t)omp_get_thread_num() * c->own.lanes;
}

void checking_note(const Checking *c, int32_t lane, double residual)
{
    double *most = residual_here(c) + lane;
    *most = worst_of(*most, residual);
}

/* Notes the best reply at a node: all of q's edges. */
static void note_reply(const Checking *c, int32_t node, int32_t player, const double *q)
{
    const Layer *l = c->own.layer;
    if (!c->reply || player != c->replier)
        return;
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++)
        c->reply[e] = q[e - l->first_edge[node]];
}

/* Means over all edges, for players who do not choose here, in one lane. */
static void pass_on_in_lane(const Checking *c, int32_t node, int32_t player, int32_t lane)
{
    const Board *b = &c->own;
    const int32_t *target = b->layer->target, *slot = b->layer->pay;
    int64_t width = (int64_t)b->players * b->lanes, at = player * b->lanes + lane;
    const double *pay = b->prices->pay + at, *probability = b->probability + lane;
    const double *best_of = c->best + at, *waste_of = c->waste + at;
    double best = 0, waste = 0;
    for (int64_t e = b->layer->first_edge[node]; e < b->layer->first_edge[node + 1]; e++) {
        double p = probability[e * b->lanes];
        best += p * (pay[slot[e] * width] + best_of[target[e] * width]);
        waste += p * waste_of[target[e] * width];
    }
    c->best[node * width + at] = best;
    c->waste[node * width + at] = waste;
}

void checking_pass(const Checking *c, int32_t node, int32_t player)
{
    note_reply(c, node, player, c->own.probability + c->own.layer->first_edge[node]);
    if (c->own.lanes == LANES)
        node_means(&c->own, node, player, c->best, c->waste);
    else
        for (int32_t l = 0; l < c->own.lanes; l++)
            pass_on_in_lane(c, node, player, l);
}

/* With tastes the best reply is the logit choice itself, and nothing is given up. */
static void reply_with_taste(const Checking *c, int32_t node, int32_t player, int32_t lane,
                             double *q)
{
    const Board *b = &c->own;
    int32_t first = b->layer->first_edge[node], n = b->layer->first_edge[node + 1] - first;
    for (int32_t a = 0; a < n; a++)
        q[a] = checking_best(c, first + a, player, lane);
    double lambda = precision_of(b, player, lane);
    c->best[value_at(b, node, player, lane)] =
        softmax(n, q, lambda, q) + EULER_GAMMA / lambda;
    note_reply(c, node, player, q);
    c->waste[value_at(b, node, player, lane)] = 0;
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

/* In a loop equal best arms may have to be mixed in other proportions than evenly, for the others
 * to play as they do; so there what counts is that no arm is better, as a part of their spread. */
static double regret(const double *q, const double *p, int32_t n)
{
    double best = q[0], least = q[0], mean = 0;
    for (int32_t a = 0; a < n; a++) {
        best = fmax(best, q[a]);
        least = fmin(least, q[a]);
        mean += p[a] * q[a];
    }
    return fmax(0, best - mean) / fmax(1, best - least);
}

static void reply_in_lane(const Checking *c, int32_t node, int32_t player, int32_t lane,
                          double *q)
{
    const Board *b = &c->own;
    int32_t first = b->layer->first_edge[node], n = b->layer->first_edge[node + 1] - first;
    const double *probability = b->probability + (int64_t)first * b->lanes + lane;
    double *p = q + n, lambda = precision_of(b, player, lane);
    double most = checking_best(c, first, player, lane);
    int32_t best = 0;
    for (int32_t a = 0; a < n; a++) {
        q[a] = edge_worth(b, first + a, player, lane);
        double worth = checking_best(c, first + a, player, lane);
        if (worth > most) {
            most = worth;
            best = a;
        }
    }
    logit_choice(n, q, lambda, p);
    if (isinf(lambda) && b->game->is_endless)
        checking_note(c, lane, regret(q, b->probability + first, n));
    for (int32_t a = 0; a < n; a++) {
        if (!isinf(lambda) || !b->game->is_endless)
            checking_note(c, lane, fabs(p[a] - probability[(int64_t)a * b->lanes]));
        p[a] = probability[(int64_t)a * b->lanes];
    }
    if (has_taste(b, player, lane)) {
        reply_with_taste(c, node, player, lane, q);
        return;
    }
    c->best[value_at(b, node, player, lane)] = most;
    c->waste[value_at(b, node, player, lane)] =
        given_up(p, q, n, lambda) + checking_waste(c, first + best, player, lane);
    for (int32_t a = 0; a < n; a++)
        q[a] = a == best;
    note_reply(c, node, player, q);
}

/* The residuals of eight lanes: q [n][LANES] is what the arms are worth, and is overwritten. */
ANY_WIDTH static void check_choice(const Checking *c, int32_t node, int32_t player,
                                   double *q)
{
    const Board *b = &c->own;
    int32_t first = b->layer->first_edge[node], n = b->layer->first_edge[node + 1] - first;
    const double *p = b->probability + (int64_t)first * LANES;
    double *restrict most = residual_here(c);
    logit_choice_lanes(n, b->prices->precision + (int64_t)player * LANES, q);
    for (int64_t a = 0; a < n; a++)
        for (int32_t l = 0; l < LANES; l++) {
            double residual = fabs(q[a * LANES + l] - p[a * LANES + l]);
            most[l] = worst_of(most[l], residual);
        }
}

/* The same of a choice that logit_choice_lanes has just made of these very worths: asked again it
 * would give the same digits, so that nothing is missed unless they are no numbers. */
WITHIN void check_made_choice(const Checking *c, const double *p, int32_t n)
{
    Lane8 *most = eight(residual_here(c));
    for (int64_t a = 0; a < n; a++, p += LANES)
        *most += 0 * *eight_of(p); /* 0, or NaN, which stays */
}

/* As reply_in_lane without tastes and with 0 < lambda, of eight lanes. */
static void reply_in_lanes(const Checking *c, int32_t node, int32_t player, double *q)
{
    const Board *b = &c->own;
    int32_t first = b->layer->first_edge[node], n = b->layer->first_edge[node + 1] - first;
    if (c->is_beside_solve) {
        check_made_choice(c, b->probability + (int64_t)first * LANES, n);
    } else {
        node_worths(b, node, player, q);
        check_choice(c, node, player, q);
    }
    lane_node_reply(c, node, player);
}

static bool is_random_in_all(const Board *b, int32_t player)
{
    for (int32_t l = 0; l < b->lanes; l++)
        if (!(precision_of(b, player, l) > 0))
            return false;
    return is_wide_choice(b, player);
}

static void reply_alone(const Checking *c, int32_t node, int32_t player, double *q)
{
    if (c->own.game->model->players[player].noise == NOISE_ERROR &&
        is_random_in_all(&c->own, player))
        reply_in_lanes(c, node, player, q);
    else
        for (int32_t l = 0; l < c->own.lanes; l++)
            reply_in_lane(c, node, player, l, q);
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
        if (m->player[i] == player)
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
        if (m->player[i] == player) {
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
        if (m->player[i] == player)
            h += entropy(p, m->game.arms[i]);
    return h;
}

/* The player's own profiles with the chances q, the others' as they are. */
static void note_reply_together(const Checking *c, int32_t node, int32_t player,
                                const Meeting *m, const double *q)
{
    const Layer *l = c->own.layer;
    int64_t profiles = l->first_edge[node + 1] - l->first_edge[node];
    for (int64_t k = 0; k < profiles && c->reply && player == c->replier; k++) {
        Part part = part_of(m, profiles, k, player);
        c->reply[l->first_edge[node] + k] = part.others * q[part.own];
    }
}

static void tastes_together(const Checking *c, int32_t node, int32_t player, int32_t lane,
                            const Meeting *m, double *q, int64_t n, int32_t agents)
{
    const Board *b = &c->own;
    double lambda = precision_of(b, player, lane);
    double *best = &c->best[value_at(b, node, player, lane)];
    if (agents == 1) {
        *best = softmax((int32_t)n, q, lambda, q) + EULER_GAMMA / lambda;
        note_reply_together(c, node, player, m, q);
    } else { /* two tastes that do not see each other: no reply is better known than this one */
        pass_on_in_lane(c, node, player, lane);
        *best += (entropy_of_player(m, player) + agents * EULER_GAMMA) / lambda;
    }
    c->waste[value_at(b, node, player, lane)] = 0;
}

static void reply_together(const Checking *c, int32_t node, int32_t player, int32_t lane,
                           const Meeting *m)
{
    const Board *b = &c->own;
    int32_t first = b->layer->first_edge[node], agents;
    int64_t profiles = b->layer->first_edge[node + 1] - first;
    int64_t n = own_profiles(m, player, &agents);
    if (agents == 0) {
        pass_on_in_lane(c, node, player, lane);
        return;
    }
    double *q = m->work, *waste = q + n, *own = waste + n;
    for (int64_t k = 0; k < n; k++)
        q[k] = waste[k] = own[k] = 0;
    for (int64_t k = 0; k < profiles; k++) {
        Part part = part_of(m, profiles, k, player);
        q[part.own] += part.others * checking_best(c, first + (int32_t)k, player, lane);
        waste[part.own] +=
            part.others * checking_waste(c, first + (int32_t)k, player, lane);
        own[part.own] += part.others * edge_worth(b, first + (int32_t)k, player, lane);
    }
    if (has_taste(b, player, lane)) {
        tastes_together(c, node, player, lane, m, q, n, agents);
        return;
    }
    int64_t best = 0;
    for (int64_t k = 1; k < n; k++)
        if (q[k] > q[best])
            best = k;
    double lambda = precision_of(b, player, lane);
    double given = lambda > 0 ? entropy_of_player(m, player) / lambda
                              : given_up(NULL, own, (int32_t)n, lambda);
    if (agents > 1)
        c->meets_itself[player] = true;
    c->best[value_at(b, node, player, lane)] = q[best];
    c->waste[value_at(b, node, player, lane)] = given + waste[best];
    for (int64_t k = 0; k < n; k++)
        q[k] = k == best;
    note_reply_together(c, node, player, m, q);
}

bool checking_is_plain(const Checking *c, const Step *s)
{
    const Player *players = c->own.game->model->players;
    for (int32_t i = 0; i < s->agent_count; i++) {
        if (players[s->agents[i].player].noise != NOISE_ERROR)
            return false;
        for (int32_t j = 0; j < i; j++)
            if (s->agents[i].player == s->agents[j].player)
                return false;
    }
    return true;
}

static void check_alone(const Checking *c, int32_t chooser, int32_t node, double *q)
{
    for (int32_t i = 0; i < c->own.players; i++)
        if (i == chooser)
            reply_alone(c, node, i, q);
        else
            checking_pass(c, node, i);
}

/* The other's chances of its two arms, summed from the profiles as meeting_marginals does. */
WITHIN void other_chances(const double *p, int32_t agent, double *restrict other)
{
    const int32_t next = agent == 0 ? 2 : 1, second = 3 - next;
    for (int32_t l = 0; l < LANES; l++) {
        other[l] = p[l] + p[next * LANES + l];
        other[LANES + l] = p[second * LANES + l] + p[3 * LANES + l];
    }
}

/* into[arm] = sum over the other's arms of its chance times what stands at the profile, with or
 * without pay. */
WITHIN void mix(const Checking *c, int32_t first, int32_t agent, int32_t player,
                const double *other, const double *values, bool pays, double *into)
{
    const Board *b = &c->own;
    for (int32_t a = 0; a < 2; a++) {
        Lane8 sum = {0};
        for (int32_t o = 0; o < 2; o++) {
            int32_t e = first + (agent == 0 ? 2 * a + o : 2 * o + a);
            Lane8 worth = *eight_of(&values[value_at(b, b->layer->target[e], player, 0)]);
            if (pays)
                worth =
                    *eight_of(&b->prices->pay[value_at(b, b->layer->pay[e], player, 0)]) +
                    worth;
            sum += *eight_of(other + (int64_t)o * LANES) * worth;
        }
        *eight(into + (int64_t)a * LANES) = sum;
    }
}

/* What check_in_lane does for one of a pair, in eight lanes. */
ANY_WIDTH static void check_of_pair(const Checking *c, int32_t agent, int32_t player,
                                    int32_t node)
{
    const Board *b = &c->own;
    const int32_t first = b->layer->first_edge[node];
    const double *p = b->probability + (int64_t)first * LANES;
    const double *lambda = b->prices->precision + (int64_t)player * LANES;
    double own[2 * LANES], other[2 * LANES], q[2 * LANES], best[2 * LANES],
        waste[2 * LANES], h[LANES];
    other_chances(p, agent, other);
    other_chances(p, 1 - agent, own);
    mix(c, first, agent, player, other, b->value, true, q);
    mix(c, first, agent, player, other, c->best, true, best);
    mix(c, first, agent, player, other, c->waste, false, waste);
    logit_choice_lanes(2, lambda, q);
    entropy_lanes(2, own, h);
    double *restrict most = residual_here(c);
    double *into = &c->best[value_at(b, node, player, 0)];
    double *wasted = &c->waste[value_at(b, node, player, 0)];
    for (int32_t l = 0; l < LANES; l++) {
        most[l] = worst_of(most[l], fabs(own[l] - q[l]));
        most[l] = worst_of(most[l], fabs(own[LANES + l] - q[LANES + l]));
        const bool second = best[LANES + l] > best[l];
        into[l] = second ? best[LANES + l] : best[l];
        wasted[l] = h[l] / lambda[l] + (second ? waste[LANES + l] : waste[l]);
    }
}

static void check_pair(const Checking *c, const Step *s, int32_t node)
{
    for (int32_t i = 0; i < c->own.players; i++)
        if (i == s->agents[0].player || i == s->agents[1].player)
            check_of_pair(c, i == s->agents[1].player, i, node);
        else
            checking_pass(c, node, i);
}

static void check_in_lane(const Checking *c, const Step *s, int32_t node, int32_t lane,
                          double *doubles, int32_t *ints)
{
    Meeting m = meeting_at(&c->own, node, lane, s, doubles, ints);
    meeting_marginals(&c->own, node, lane, &m);
    checking_note(c, lane, logit_game_residual(&m.game, m.p, m.work));
    for (int32_t i = 0; i < c->own.players; i++)
        reply_together(c, node, i, lane, &m);
}

static void check_together(const Checking *c, const Step *s, int32_t node, double *doubles,
                           int32_t *ints)
{
    int32_t sole = checking_is_plain(c, s) ? sole_chooser(&c->own, node, s) : -1;
    if (sole >= 0) {
        check_alone(c, s->agents[sole].player, node, doubles);
        return;
    }
    if (checking_is_plain(c, s) && is_wide_pair(&c->own, node, s) &&
        is_random_in_all(&c->own, s->agents[0].player) &&
        is_random_in_all(&c->own, s->agents[1].player)) {
        check_pair(c, s, node);
        return;
    }
    for (int32_t l = 0; l < c->own.lanes; l++)
        check_in_lane(c, s, node, l, doubles, ints);
}

/* ------------------------------------------------------------------ the pass */

void check_solved_node(const Checking *c, const Step *s, int32_t node, double *doubles,
                       int32_t *ints)
{
    const NodeKind kind = node_kind(&c->own, s, node);
    if (kind == NODE_MEETING)
        check_together(c, s, node, doubles, ints);
    else if (kind == NODE_STRETCH)
        for (int32_t l = 0; l < c->own.lanes; l++)
            check_stretch(c, node, l, doubles);
    else
        check_alone(c, s->kind == STEP_CHOOSE ? s->agents->player : -1, node, doubles);
}

void check_node(void *context, const Step *s, int32_t node, double *doubles, int32_t *ints)
{
    const Checking *c = context;
    check_solved_node(c, s, node, doubles, ints);
    node_expect(&c->own, s, node, doubles, ints);
}

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
    int32_t width = c->own.players * c->own.lanes;
    for (int64_t s = 0; s < c->own.game->state_count; s++)
        for (int32_t k = 0; k < width; k++) {
            Target target = c->own.layer->entry[s].target;
            into[s * width + k] =
                bit_is_set(states, s) ? c->waste[(int64_t)target * width + k] : 0;
        }
}

void checking_follow(Checking *c, const Board *own, bool discount)
{
    c->own = *own;
    after(c, c->best, c->carried.best, discount);
    after(c, c->waste, c->carried.waste, discount);
}

void checking_leave(const Checking *c, const uint64_t *states)
{
    enter(c, c->best, states, c->carried.best);
    enter_waste(c, states, c->carried.waste);
}

static void check_period(Checking *c, Work *w, const Scratch *scratch, const Strategy *s,
                         int32_t t)
{
    const Game *g = c->own.game;
    prices_at((Prices *)c->own.prices, t);
    c->own.layer = game_layer(g, t);
    c->own.reached = g->nodes_at[t];
    c->own.probability = s->probability[t];
    after(c, c->own.value, c->carried.own, true);
    checking_follow(c, &c->own, true);
    board_sweep(&c->own, w, scratch, check_node, c);
    enter(c, c->own.value, g->states_at[t], c->carried.own);
    checking_leave(c, g->states_at[t]);
}

static void check_start(Checking *c, Work *w, const Scratch *scratch, const Strategy *s)
{
    c->own.layer = &c->own.game->start;
    c->own.reached = NULL;
    c->own.probability = s->start_chance;
    after(c, c->own.value, c->carried.own, false);
    checking_follow(c, &c->own, false);
    board_sweep(&c->own, w, scratch, check_node, c);
}

static void conclude(const Checking *c, Certificate *out, int32_t lane, int32_t threads)
{
    const Way *way = &c->own.game->start.entry[0];
    for (int32_t k = 0; k < threads; k++)
        out->residual = worst_of(out->residual, c->residual[k * c->own.lanes + lane]);
    out->met = out->residual <= out->tolerance;
    for (int32_t i = 0; i < c->own.players; i++) {
        int64_t at = value_at(&c->own, way->target, i, lane);
        double own = c->own.value[at];
        double gain = c->best[at] - own;
        double scale = fabs(own) > 1 ? fabs(own) : 1;
        out->exploitability[i] = gain > 0 ? gain : 0; /* below 0 by rounding alone */
        out->given_up[i] = c->waste[at];
        if (!c->meets_itself[i] && !(gain <= c->waste[at] + out->tolerance * scale))
            out->met = false;
    }
}

void checking_begin(const Checking *c, const double *own)
{
    const Board *b = &c->own;
    memcpy(c->carried.best, own,
           sizeof *own * (size_t)b->game->state_count * (size_t)(b->players * b->lanes));
}

static void begin_at_horizon(Checking *c, Prices *prices)
{
    const Game *g = c->own.game;
    prices_at(prices, g->periods);
    c->own.layer = &g->finale;
    after(c, c->own.value, c->carried.own, false);
    enter(c, c->own.value, g->states_at[g->periods], c->carried.own);
    checking_begin(c, c->carried.own);
}

/* What stands at T and ever after, and one pass that checks every choice there.  One lane. */
static void begin_forever(Mem *M, Work *w, Checking *c, const Scratch *scratch,
                          const Strategy *s)
{
    const Carried *carried = &c->carried;
    const Game *g = c->own.game;
    const int64_t numbers = (int64_t)g->state_count * c->own.players;
    assert(s->lanes == 1);
    prices_at((Prices *)c->own.prices, g->periods);
    c->own.layer = game_layer(g, g->periods);
    c->own.reached = g->nodes_at[g->periods];
    c->own.probability = s->probability[g->periods];
    memcpy(carried->own, s->value[g->periods], sizeof *carried->own * (size_t)numbers);
    check_forever(M, w, c, scratch, carried->own, carried->best, carried->waste);
    check_period(c, w, scratch, s, g->periods);
    for (int64_t k = 0; k < numbers; k++) {
        double was = s->value[g->periods][k], size = fmax(1, fabs(was));
        double patience = c->own.prices->setups[0]->patience[k % c->own.players];
        checking_note(c, 0, fabs(carried->own[k] - was) / size / (1 - patience));
    }
}

static Certificate *certificates_new(Mem *M, int32_t lanes, int32_t players,
                                     double tolerance)
{
    Certificate *all = make(M, Certificate, lanes);
    for (int32_t l = 0; l < lanes; l++) {
        all[l].tolerance = tolerance;
        all[l].value_bound = NAN;
        all[l].exploitability = make(M, double, players);
        all[l].given_up = make(M, double, players);
    }
    return all;
}

Certificate *certificate_new(Mem *M, int32_t players)
{
    return certificates_new(M, 1, players, 0);
}

void certificate_copy(Certificate *into, const Certificate *from, int32_t players)
{
    double *exploitability = into->exploitability, *given_up = into->given_up;
    *into = *from;
    into->exploitability = exploitability;
    into->given_up = given_up;
    memcpy(exploitability, from->exploitability, sizeof *exploitability * (size_t)players);
    memcpy(given_up, from->given_up, sizeof *given_up * (size_t)players);
}

/* Of a game with types: found while it was solved, period by period. */
static void copy_check(const Strategy *s, Certificate *out)
{
    const Play *p = s->play;
    out->residual = p->residual;
    out->met = out->residual <= out->tolerance;
    for (int32_t i = 0; i < s->game->model->player_count; i++) {
        double scale = fmax(1, fabs(s->at_start[i]));
        out->exploitability[i] = p->exploitability[i];
        out->given_up[i] = p->given_up[i];
        if (!(p->exploitability[i] <= p->given_up[i] + out->tolerance * scale))
            out->met = false;
    }
}

Checking *checking_open(Mem *M, const Work *w, const Prices *prices, double tolerance)
{
    const Game *g = prices->game;
    const int32_t players = g->model->player_count, lanes = prices->lanes;
    const int64_t room = board_room(g, lanes);
    const int64_t states = (int64_t)g->state_count * players * lanes;
    Checking *c = make(M, Checking);
    c->own = (Board){.game = g, .prices = prices, .players = players, .lanes = lanes};
    c->found = certificates_new(M, lanes, players, tolerance);
    c->best = grow(M, c->best, room);
    c->waste = grow(M, c->waste, room);
    c->residual = make(M, double, (int64_t)w->threads *lanes);
    c->meets_itself = make(M, bool, players);
    c->carried.best = grow(M, c->carried.best, states);
    c->carried.waste = grow(M, c->carried.waste, states);
    return c;
}

void checking_conclude(const Checking *c, const Work *w)
{
    for (int32_t l = 0; l < c->own.lanes; l++)
        conclude(c, &c->found[l], l, w->threads);
}

Certificate *checking_close(Mem *M, Checking *c)
{
    mem_drop(M, c->best);
    mem_drop(M, c->waste);
    mem_drop(M, c->carried.best);
    mem_drop(M, c->carried.waste);
    return c->found;
}

Certificate *certify(Mem *M, Work *w, Prices *prices, const Strategy *s, double tolerance)
{
    const Game *g = s->game;
    if (s->play) {
        Certificate *out = certificates_new(M, 1, g->model->player_count, tolerance);
        copy_check(s, out);
        return out;
    }
    Checking *c = checking_open(M, w, prices, tolerance);
    double *values = grow(M, c->own.value, board_room(g, s->lanes));
    c->own.value = values;
    c->carried.own =
        grow(M, c->carried.own, (int64_t)g->state_count * c->own.players * s->lanes);
    Scratch scratch = scratch_make(M, g, w->threads);

    if (g->is_endless)
        begin_forever(M, w, c, &scratch, s);
    else
        begin_at_horizon(c, prices);
    for (int32_t t = g->periods - 1; t >= 0; t--) {
        work_check(w, N_("checking the solution"), g->periods - 1 - t, g->periods);
        check_period(c, w, &scratch, s, t);
    }
    check_start(c, w, &scratch, s);

    checking_conclude(c, w);
    c->found->value_bound = certify_value(M, w, prices, s);
    mem_drop(M, values);
    mem_drop(M, c->carried.own);
    scratch_drop(M, &scratch);
    return checking_close(M, c);
}
