#include "solve/node.h"

#include <math.h>
#include <omp.h>
#include <string.h>

/* ------------------------------------------------------------------ workspace */

/* The largest numbers that one node can need. */
typedef struct {
    int64_t arms, agents, profiles, logit;
} Largest;

static void measure_step(const Step *s, Largest *most)
{
    int64_t arms = 0, profiles = 1;
    int32_t counts[s->agent_count];
    for (int32_t i = 0; i < s->agent_count; i++) {
        counts[i] = s->agents[i].arm_count;
        arms += counts[i];
        profiles *= counts[i];
    }
    int64_t logit = s->kind == STEP_TOGETHER ? logit_game_room(s->agent_count, counts) : 0;
    most->arms = arms > most->arms ? arms : most->arms;
    most->agents = s->agent_count > most->agents ? s->agent_count : most->agents;
    most->profiles = profiles > most->profiles ? profiles : most->profiles;
    most->logit = logit > most->logit ? logit : most->logit;
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
    Scratch s = {.room = 3 * most.arms + most.agents + most.profiles * (most.agents + 3) +
                         most.logit + 16,
                 .int_room = 2 * most.agents + 16};
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

Meeting meeting_at(const Board *b, int32_t node, int32_t lane, const Step *s,
                   double *doubles, int32_t *ints)
{
    int32_t n = s->agent_count, arms = 0;
    const int32_t *shape = node_shape(b->game, b->layer, node);
    for (int32_t i = 0, at = 0; i < n; at += 1 + shape[at], i++) {
        ints[i] = shape[at];
        arms += shape[at];
    }
    double *precision = doubles;
    double *p = precision + n;
    double *payoff = p + arms;
    int32_t first = b->layer->first_edge[node], end = b->layer->first_edge[node + 1];
    for (int32_t i = 0; i < n; i++) {
        int32_t player = s->agents[i].player;
        precision[i] = b->prices->setups[lane]->precision[player];
        for (int32_t e = first; e < end; e++)
            payoff[(int64_t)(e - first) * n + i] = edge_worth(b, e, player, lane);
    }
    return (Meeting){
        .game = {.agents = n, .arms = ints, .precision = precision, .payoff = payoff},
        .p = p,
        .work = payoff + (int64_t)(end - first) * n,
        .agents = s->agents,
    };
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

double entropy(const double *p, int32_t n)
{
    double h = 0;
    for (int32_t a = 0; a < n; a++)
        if (p[a] > 0)
            h -= p[a] * log(p[a]);
    return h;
}

/* ------------------------------------------------------------------ values */

/* (H + gamma) / lambda for each of the player's own choices at the node. */
static double taste_worth(const Board *b, const Agent *agent, const double *p, int32_t n,
                          int32_t lane)
{
    double lambda = b->prices->setups[lane]->precision[agent->player];
    return (entropy(p, n) + EULER_GAMMA) / lambda;
}

static void add_tastes(const Board *b, const Step *s, int32_t node, int32_t lane,
                       double *doubles, int32_t *ints)
{
    int32_t first = b->layer->first_edge[node], end = b->layer->first_edge[node + 1];
    double *value = &b->value[value_at(b, node, 0, lane)];
    if (s->kind == STEP_CHOOSE) {
        const Agent *agent = s->agents;
        if (!has_taste(b, agent->player, lane))
            return;
        for (int32_t e = first; e < end; e++)
            doubles[e - first] = b->probability[(int64_t)e * b->lanes + lane];
        value[(int64_t)agent->player * b->lanes] +=
            taste_worth(b, agent, doubles, end - first, lane);
        return;
    }
    bool tasteful = false;
    for (int32_t i = 0; i < s->agent_count; i++)
        tasteful |= has_taste(b, s->agents[i].player, lane);
    if (!tasteful)
        return;
    Meeting m = meeting_at(b, node, lane, s, doubles, ints);
    meeting_marginals(b, node, lane, &m);
    double *p = m.p;
    for (int32_t i = 0; i < m.game.agents; p += m.game.arms[i], i++)
        if (has_taste(b, s->agents[i].player, lane))
            value[(int64_t)s->agents[i].player * b->lanes] +=
                taste_worth(b, &s->agents[i], p, m.game.arms[i], lane);
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
            for (int32_t i = 0; i < b->players; i++)
                for (int32_t l = 0; l < b->lanes; l++)
                    value[i * b->lanes + l] +=
                        p[l] * (pay[i * b->lanes + l] + next[i * b->lanes + l]);
    }
}

void node_expect(const Board *b, const Step *s, int32_t node, double *doubles,
                 int32_t *ints)
{
    if (b->players == 2 && b->lanes == 1)
        expect_for_two(b, node);
    else
        expect_for_all(b, node);
    if (s->kind != STEP_CHANCE)
        for (int32_t l = 0; l < b->lanes; l++)
            add_tastes(b, s, node, l, doubles, ints);
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
    return s->kind == STEP_TOGETHER ? 100 + 20 * each : each;
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
    for (int64_t s = 0; s < states; s++)
        for (int32_t i = 0; i < b->players; i++)
            for (int32_t l = 0; l < b->lanes; l++, at++) {
                double delta = discount ? b->prices->setups[l]->patience[i] : 1;
                b->value[at] = delta * after[(s * b->players + i) * b->lanes + l];
            }
}

void board_enter(const Board *b, const uint64_t *states, double *into)
{
    int32_t width = b->players * b->lanes;
    for (int64_t s = 0; s < b->game->state_count; s++) {
        const Way *way = &b->layer->entry[s];
        for (int32_t k = 0; k < width; k++)
            into[s * width + k] = bit_is_set(states, s)
                                      ? b->prices->pay[(int64_t)way->pay * width + k] +
                                            b->value[(int64_t)way->target * width + k]
                                      : 0;
    }
}

int64_t board_room(const Game *g, int32_t lanes)
{
    return game_most_targets(g) * g->model->player_count * lanes;
}
