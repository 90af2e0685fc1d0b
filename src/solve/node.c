#include "solve/node.h"

#include <assert.h>
#include <math.h>
#include <omp.h>
#include <string.h>

#include "solve/stretch_node.h"

/* ------------------------------------------------------------------ workspace */

/* The largest numbers that one node can need. */
typedef struct {
    int64_t arms, agents, profiles, logit;
} Largest;

static void measure_agents(int32_t agents, const int32_t *counts, bool is_meeting,
                           Largest *most)
{
    int64_t arms = 0, profiles = 1;
    for (int32_t i = 0; i < agents; i++) {
        arms += counts[i];
        profiles *= counts[i];
    }
    int64_t logit = is_meeting ? logit_game_room(agents, counts) : 0;
    most->arms = arms > most->arms ? arms : most->arms;
    most->agents = agents > most->agents ? agents : most->agents;
    most->profiles = profiles > most->profiles ? profiles : most->profiles;
    most->logit = logit > most->logit ? logit : most->logit;
}

static void measure_step(const Step *s, Largest *most)
{
    int32_t counts[s->agent_count];
    for (int32_t i = 0; i < s->agent_count; i++)
        counts[i] = s->agents[i].arm_count;
    measure_agents(s->agent_count, counts, s->kind == STEP_TOGETHER, most);
}

Scratch scratch_make(Mem *M, const Game *g, int32_t threads)
{
    Largest most = {0};
    const Routine *r = &g->program->period;
    for (int32_t k = 0; k < r->count; k++)
        if (step_is_node(&r->steps[k]))
            measure_step(&r->steps[k], &most);
    const Routine *start = &g->program->start;
    for (int32_t k = 0; k < start->count; k++)
        if (step_is_node(&start->steps[k]))
            measure_step(&start->steps[k], &most);
    for (int32_t k = 0; k < g->stretch_count; k++)
        if (g->stretches[k].shape.is_simultaneous)
            measure_agents(g->stretches[k].shape.set_count, g->stretches[k].shape.arms,
                           true, &most);
    const int64_t room = (3 + LANES) * most.arms + most.agents +
                         most.profiles * (most.agents + 3) + most.logit + 16;
    const int64_t stretch = stretch_scratch_room(g);
    Scratch s = {.room = room > stretch ? room : stretch, .int_room = 3 * most.agents + 16};
    s.doubles = grow(M, s.doubles, s.room * threads);
    s.ints = grow(M, s.ints, s.int_room * threads);
    return s;
}

void scratch_drop(Mem *M, Scratch *s)
{
    mem_drop(M, s->doubles);
    mem_drop(M, s->ints);
}

/* ------------------------------------------------------------------ simultaneous choices */

NodeKind node_kind(const Board *b, const Step *s, int32_t node)
{
    if (step_is_hidden(s))
        return node_stretch(b->game, b->layer, node)->shape.is_simultaneous ? NODE_MEETING
                                                                            : NODE_STRETCH;
    return s->kind == STEP_CHANCE     ? NODE_CHANCE
           : s->kind == STEP_TOGETHER ? NODE_MEETING
                                      : NODE_ALONE;
}

/* Who meets, and how many arms each has open. */
static void find_agents(const Board *b, int32_t node, const Step *s, int32_t *arms,
                        int32_t *player)
{
    if (step_is_hidden(s)) {
        const TreeShape *tree = &node_stretch(b->game, b->layer, node)->shape;
        for (int32_t i = 0; i < tree->set_count; i++) {
            arms[i] = tree->arms[i];
            player[i] = tree->sets[i].player;
        }
        return;
    }
    const int32_t *shape = node_shape(b->game, b->layer, node);
    for (int32_t i = 0, at = 0; i < s->agent_count; at += 1 + shape[at], i++) {
        arms[i] = shape[at];
        player[i] = s->agents[i].player;
    }
}

static int32_t count_agents(const Board *b, int32_t node, const Step *s)
{
    return step_is_hidden(s) ? node_stretch(b->game, b->layer, node)->shape.set_count
                             : s->agent_count;
}

Meeting meeting_at(const Board *b, int32_t node, int32_t lane, const Step *s,
                   double *doubles, int32_t *ints)
{
    int32_t n = count_agents(b, node, s), arms = 0, *players = ints + n;
    find_agents(b, node, s, ints, players);
    for (int32_t i = 0; i < n; i++)
        arms += ints[i];
    double *precision = doubles;
    double *p = precision + n;
    double *payoff = p + arms;
    int32_t first = b->layer->first_edge[node], end = b->layer->first_edge[node + 1];
    for (int32_t i = 0; i < n; i++) {
        precision[i] = precision_of(b, players[i], lane);
        for (int32_t e = first; e < end; e++)
            payoff[(int64_t)(e - first) * n + i] = edge_worth(b, e, players[i], lane);
    }
    return (Meeting){
        .game = {.agents = n, .arms = ints, .precision = precision, .payoff = payoff},
        .p = p,
        .work = payoff + (int64_t)(end - first) * n,
        .player = players,
    };
}

int32_t sole_chooser(const Board *b, int32_t node, const Step *s)
{
    if (step_is_hidden(s))
        return -1;
    const int32_t *shape = node_shape(b->game, b->layer, node);
    int32_t sole = 0, count = 0;
    for (int32_t i = 0; i < s->agent_count; shape += 1 + shape[0], i++)
        if (shape[0] > 1) {
            sole = i;
            count++;
        }
    return count > 1 ? -1 : sole;
}

bool is_wide_pair(const Board *b, int32_t node, const Step *s)
{
    if (step_is_hidden(s))
        return false;
    const int32_t *shape = node_shape(b->game, b->layer, node);
    return s->agent_count == 2 && shape[0] == 2 && shape[3] == 2 &&
           is_wide_choice(b, s->agents[0].player) && is_wide_choice(b, s->agents[1].player);
}

/* Adds up agent i's p; in a row of profiles each of its arms stands `inner` times. */
static void add_marginal(const double *probability, int32_t lanes, int64_t profiles,
                         int64_t inner, int32_t arms, double *p)
{
    for (int64_t k = 0; k < profiles;)
        for (int32_t a = 0; a < arms; a++)
            for (int64_t end = k + inner; k < end; k++)
                p[a] += probability[k * lanes];
}

void meeting_marginals(const Board *b, int32_t node, int32_t lane, Meeting *m)
{
    int32_t first = b->layer->first_edge[node];
    int64_t profiles = b->layer->first_edge[node + 1] - first, inner = profiles;
    double *p = m->p;
    for (int32_t i = 0; i < m->game.agents; p += m->game.arms[i], i++) {
        for (int32_t a = 0; a < m->game.arms[i]; a++)
            p[a] = 0;
        inner /= m->game.arms[i];
        add_marginal(&b->probability[(int64_t)first * b->lanes + lane], b->lanes, profiles,
                     inner, m->game.arms[i], p);
    }
}

/* ------------------------------------------------------------------ values */

/* (H + gamma) / lambda for each of the player's own choices at the node. */
static double taste_worth(const Board *b, int32_t player, const double *p, int32_t n,
                          int32_t lane)
{
    return (entropy(p, n) + EULER_GAMMA) / precision_of(b, player, lane);
}

static bool anybody_has_taste(const Board *b, int32_t lane)
{
    for (int32_t i = 0; i < b->players; i++)
        if (has_taste(b, i, lane))
            return true;
    return false;
}

static void add_tastes(const Board *b, const Step *s, int32_t node, int32_t lane,
                       double *doubles, int32_t *ints)
{
    int32_t first = b->layer->first_edge[node], end = b->layer->first_edge[node + 1];
    double *value = &b->value[value_at(b, node, 0, lane)];
    const NodeKind kind = node_kind(b, s, node);
    if (kind == NODE_ALONE) {
        const Agent *agent = s->agents;
        assert(agent);
        if (!has_taste(b, agent->player, lane))
            return;
        for (int32_t e = first; e < end; e++)
            doubles[e - first] = b->probability[(int64_t)e * b->lanes + lane];
        value[(int64_t)agent->player * b->lanes] +=
            taste_worth(b, agent->player, doubles, end - first, lane);
        return;
    }
    if (!anybody_has_taste(b, lane))
        return;
    if (kind == NODE_STRETCH) {
        stretch_add_tastes(b, node, lane, doubles);
        return;
    }
    Meeting m = meeting_at(b, node, lane, s, doubles, ints);
    meeting_marginals(b, node, lane, &m);
    double *p = m.p;
    for (int32_t i = 0; i < m.game.agents; p += m.game.arms[i], i++)
        if (has_taste(b, m.player[i], lane))
            value[(int64_t)m.player[i] * b->lanes] +=
                taste_worth(b, m.player[i], p, m.game.arms[i], lane);
}

/* The taste of one who chooses alone, in eight lanes. */
static void add_taste_in_lanes(const Board *b, const Agent *agent, int32_t node)
{
    double h[LANES], *value = &b->value[value_at(b, node, agent->player, 0)];
    int32_t first = b->layer->first_edge[node];
    entropy_lanes(b->layer->first_edge[node + 1] - first,
                  b->probability + (int64_t)first * LANES, h);
    for (int32_t l = 0; l < LANES; l++)
        value[l] += (h[l] + EULER_GAMMA) / precision_of(b, agent->player, l);
}

static void add_all_tastes(const Board *b, const Step *s, int32_t node, double *doubles,
                           int32_t *ints)
{
    const Agent *alone = s->kind == STEP_CHOOSE && !step_is_hidden(s) ? s->agents : NULL;
    if (alone && b->game->model->players[alone->player].noise != NOISE_TASTE)
        return;
    if (alone && is_wide_choice(b, alone->player))
        add_taste_in_lanes(b, alone, node);
    else
        for (int32_t l = 0; l < b->lanes; l++)
            add_tastes(b, s, node, l, doubles, ints);
}

ANY_WIDTH static void worths_wide(const Board *b, int32_t node, int32_t player, double *q)
{
    int32_t first = b->layer->first_edge[node], end = b->layer->first_edge[node + 1];
    for (int32_t e = first; e < end; e++, q += LANES)
        *eight(q) = *eight_of(&b->prices->pay[value_at(b, b->layer->pay[e], player, 0)]) +
                    *eight_of(&b->value[value_at(b, b->layer->target[e], player, 0)]);
}

void node_worths(const Board *b, int32_t node, int32_t player, double *q)
{
    worths_wide(b, node, player, q);
}

/* sum over edges of p(e) (pay + next), of eight lanes; pays and next at one player's place. */
WITHIN void add_mean(const Board *b, int32_t e, const double *p, const double *pays,
                     const double *next, Lane8 *sum)
{
    int64_t width = (int64_t)b->players * LANES;
    *sum += *eight_of(p) * (*eight_of(pays + b->layer->pay[e] * width) +
                            *eight_of(next + b->layer->target[e] * width));
}

/* All players of one node, two at a time: what is read to find their numbers is read once. */
ANY_WIDTH static void expect_wide(const Board *b, int32_t node)
{
    int32_t first = b->layer->first_edge[node], end = b->layer->first_edge[node + 1];
    double *value = &b->value[value_at(b, node, 0, 0)];
    for (int64_t i = 0; i < b->players; i += 2) {
        const double *p = b->probability + (int64_t)first * LANES;
        const double *pays = b->prices->pay + i * LANES, *next = b->value + i * LANES;
        Lane8 one = {0}, two = {0};
        if (i + 1 < b->players)
            for (int32_t e = first; e < end; e++, p += LANES) {
                add_mean(b, e, p, pays, next, &one);
                add_mean(b, e, p, pays + LANES, next + LANES, &two);
            }
        else
            for (int32_t e = first; e < end; e++, p += LANES)
                add_mean(b, e, p, pays, next, &one);
        *eight(value + i * LANES) = one;
        if (i + 1 < b->players)
            *eight(value + (i + 1) * LANES) = two;
    }
}

ANY_WIDTH static void means_wide(const Board *b, int32_t node, int32_t player, double *paid,
                                 double *unpaid)
{
    int32_t first = b->layer->first_edge[node], end = b->layer->first_edge[node + 1];
    const double *p = b->probability + (int64_t)first * LANES;
    const int64_t own = (int64_t)player * LANES;
    const double *pays = b->prices->pay + own, *after = paid + own, *aside = unpaid + own;
    int64_t width = (int64_t)b->players * LANES, at = value_at(b, node, player, 0);
    Lane8 one = {0}, two = {0};
    for (int32_t e = first; e < end; e++, p += LANES) {
        add_mean(b, e, p, pays, after, &one);
        two += *eight_of(p) * *eight_of(aside + b->layer->target[e] * width);
    }
    *eight(paid + at) = one;
    *eight(unpaid + at) = two;
}

void node_means(const Board *b, int32_t node, int32_t player, double *paid, double *unpaid)
{
    means_wide(b, node, player, paid, unpaid);
}

/* Two players and one lane, which most solves are. */
static void expect_for_two(const Board *b, int32_t node)
{
    const int32_t *restrict target = b->layer->target, *restrict slot = b->layer->pay;
    const double *restrict pays = b->prices->pay, *restrict p = b->probability;
    double one = 0, two = 0;
    for (int32_t e = b->layer->first_edge[node]; e < b->layer->first_edge[node + 1]; e++) {
        const double *pay = pays + 2 * (int64_t)slot[e];
        const double *next = b->value + 2 * (int64_t)target[e];
        one += p[e] * (pay[0] + next[0]);
        two += p[e] * (pay[1] + next[1]);
    }
    b->value[2 * (int64_t)node] = one;
    b->value[2 * (int64_t)node + 1] = two;
}

static void expect_for_all(const Board *b, int32_t node)
{
    int32_t first = b->layer->first_edge[node], end = b->layer->first_edge[node + 1];
    int32_t width = b->players * b->lanes;
    double *restrict value = &b->value[value_at(b, node, 0, 0)];
    for (int32_t k = 0; k < width; k++)
        value[k] = 0;
    for (int32_t e = first; e < end; e++) {
        const double *restrict pay = &b->prices->pay[value_at(b, b->layer->pay[e], 0, 0)];
        const double *restrict next = &b->value[value_at(b, b->layer->target[e], 0, 0)];
        const double *restrict p = &b->probability[(int64_t)e * b->lanes];
        if (b->lanes == 1)
            for (int32_t k = 0; k < width; k++)
                value[k] += p[0] * (pay[k] + next[k]);
        else
            for (int32_t k = 0; k < width; k++)
                value[k] += p[k % b->lanes] * (pay[k] + next[k]);
    }
}

void node_expect(const Board *b, const Step *s, int32_t node, double *doubles,
                 int32_t *ints)
{
    if (b->lanes == LANES)
        expect_wide(b, node);
    else if (b->players == 2 && b->lanes == 1)
        expect_for_two(b, node);
    else
        expect_for_all(b, node);
    if (s->kind != STEP_CHANCE || step_is_hidden(s))
        add_all_tastes(b, s, node, doubles, ints);
}

/* ------------------------------------------------------------------ passes */

/* Work is counted in edges, some 10 ns each; a small game costs as much as many.  To wake the
 * threads and to wait for the last takes some 10 microseconds when the cores are free, and far
 * more when they are not; and somebody who wants to stop waits for one portion. */
enum { WORK_WORTH_SHARING = 25000, WORK_AT_ONCE = 1000000 };

static int64_t work_of_node(const Layer *l, const Group *group, const Step *s)
{
    int64_t edges =
        l->first_edge[group->first + group->count] - l->first_edge[group->first];
    int64_t each = edges / group->count + 1;
    return step_is_hidden(s)          ? 1000 + 200 * each
           : s->kind == STEP_TOGETHER ? 100 + 20 * each
                                      : each;
}

static void sweep_nodes(const Board *b, const Work *w, const Scratch *scratch,
                        NodeBody *body, void *context, const Step *s, int32_t first,
                        int32_t end, bool is_shared)
{
#pragma omp parallel for schedule(static) num_threads(w->threads) if (is_shared)
    for (int32_t node = first; node < end; node++) {
        int32_t thread = omp_get_thread_num();
        if (node_is_reached(b, node))
            body(context, s, node, scratch->doubles + thread * scratch->room,
                 scratch->ints + thread * scratch->int_room);
    }
}

void board_sweep(const Board *b, Work *w, const Scratch *scratch, NodeBody *body,
                 void *context)
{
    for (int32_t k = b->layer->group_count - 1; k >= 0; k--) {
        const Group *group = &b->layer->groups[k];
        const Step *s = &b->layer->routine->steps[group->step];
        int64_t each = work_of_node(b->layer, group, s);
        int64_t at_once = WORK_AT_ONCE / each + 1,
                end = (int64_t)group->first + group->count;
        for (int64_t first = group->first; first < end; first += at_once) {
            int64_t last = first + at_once < end ? first + at_once : end;
            bool is_shared = w->threads > 1 && (last - first) * each >= WORK_WORTH_SHARING;
            sweep_nodes(b, w, scratch, body, context, s, (int32_t)first, (int32_t)last,
                        is_shared);
            work_tick(w);
        }
    }
}

void board_after(Board *b, const double *after, bool discount)
{
    int64_t beyond = layer_targets(b->game, b->layer);
    int64_t at = value_at(b, b->layer->node_count, 0, 0);
    int32_t states = b->game->state_count;
    memset(b->value + value_at(b, b->layer->node_count + states, 0, 0), 0,
           sizeof(double) *
               (size_t)((beyond - b->layer->node_count - states) * b->players * b->lanes));
    int32_t width = b->players * b->lanes;
    for (int64_t s = 0; s < states; s++, after += width)
        for (int32_t k = 0; k < width; k++)
            b->value[at++] = (discount ? b->prices->patience[k] : 1) * after[k];
}

void board_enter(const Board *b, const uint64_t *states, double *into)
{
    int32_t width = b->players * b->lanes;
    for (int64_t s = 0; s < b->game->state_count; s++) {
        const Way *way = &b->layer->entry[s];
        bool stands = bit_is_set(states, s);
        const double *pay = b->prices->pay + (stands ? (int64_t)way->pay * width : 0);
        const double *value = b->value + (stands ? (int64_t)way->target * width : 0);
        for (int32_t k = 0; k < width; k++)
            into[s * width + k] = stands ? pay[k] + value[k] : 0;
    }
}

int64_t board_room(const Game *g, int32_t lanes)
{
    return game_most_targets(g) * g->model->player_count * lanes;
}
