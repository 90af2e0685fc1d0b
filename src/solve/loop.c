#include "solve/loop.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "math/random.h"
#include "math/real.h"
#include "math/worst.h"

/* ------------------------------------------------------------------ one choice */

/* A choice as it stands at some z.  Profiles are the node's edges, the last agent's arm moving
 * fastest. */
typedef struct {
    const Loop *loop;
    const Step *step;
    int32_t place, node, first, edges, agents;
    const int32_t *arms; /* [agents] */
    int32_t *stride;     /* [agents] */
    int32_t *arm_at;     /* [agents]: of its first arm among all arms */
    int32_t *odds_at;    /* [agents]: unknown of its second arm */
    double *p;           /* [all arms] */
    double *worth;       /* [edges][players]: what is paid and what follows */
    double *others;      /* [agents][edges]: chance of what the others do on this edge */
    double *own;         /* [all arms][players]: E worth when the agent picks this arm */
    double *value;       /* [players] */
} Spot;

static int32_t arm_on(const Spot *s, int32_t agent, int32_t edge)
{
    return edge / s->stride[agent] % s->arms[agent];
}

static double patience_of(const Loop *L, int32_t player)
{
    return L->board->prices->setups[L->lane]->patience[player];
}

/* 0 where the target is not in the loop, else 1 + its index. */
static int32_t place_of(const Loop *L, Target target)
{
    return L->number[target];
}

/* d(what follows) / d(v of the place): scale, and patience on the way into a period. */
static double weight_of(const Loop *L, Target target, int32_t player)
{
    double scale = L->scale[player];
    return target < L->board->layer->node_count ? scale : scale * patience_of(L, player);
}

static double follows(const Loop *L, const double *z, Target target, int32_t player)
{
    int32_t place = place_of(L, target);
    assert(z || !place);
    return place ? weight_of(L, target, player) *
                       z[(int64_t)(place - 1) * L->board->players + player]
                 : L->board->value[value_at(L->board, target, player, L->lane)];
}

static double paid(const Loop *L, int32_t slot, int32_t player)
{
    return L->board->prices->pay[value_at(L->board, slot, player, L->lane)];
}

static Spot spot_at(const Loop *L, int32_t place)
{
    const Layer *l = L->board->layer;
    int32_t node = L->places[place];
    Spot s = {.loop = L, .place = place, .node = node, .step = layer_step(l, node)};
    s.first = l->first_edge[node];
    s.edges = l->first_edge[node + 1] - s.first;
    s.agents = s.step->kind == STEP_CHANCE ? 0 : s.step->agent_count;
    return s;
}

/* Cuts the spot's arrays out of the loop's scratch. */
static void spot_open(Spot *s)
{
    const Loop *L = s->loop;
    int32_t *ints = (int32_t *)L->scratch;
    double *doubles = L->scratch + 2 * (int64_t)L->most_agents + 2;
    const int32_t *shape = node_shape(L->board->game, L->board->layer, s->node);
    int32_t *arms = ints, all = 0, odds = L->first_odds[s->place];
    s->stride = arms + s->agents;
    s->arm_at = s->stride + s->agents;
    s->odds_at = s->arm_at + s->agents;
    for (int32_t i = 0; i < s->agents; i++, shape += 1 + shape[0]) {
        arms[i] = shape[0];
        s->arm_at[i] = all;
        s->odds_at[i] = odds;
        all += arms[i];
        odds += arms[i] - 1;
    }
    for (int32_t i = s->agents - 1, stride = 1; i >= 0; stride *= arms[i--])
        s->stride[i] = stride;
    s->arms = arms;
    s->p = doubles;
    s->own = s->p + all;
    s->value = s->own + (int64_t)all * L->board->players;
    s->worth = s->value + L->board->players;
    s->others = s->worth + (int64_t)s->edges * L->board->players;
}

static void softmax_of_odds(int32_t arms, const double *x, double *p)
{
    double best = 0, sum = 0;
    for (int32_t a = 1; a < arms; a++)
        best = fmax(best, x[a - 1]);
    for (int32_t a = 0; a < arms; a++)
        sum += p[a] = real_exp((a > 0 ? x[a - 1] : 0) - best);
    for (int32_t a = 0; a < arms; a++)
        p[a] /= sum;
}

static void find_worths(Spot *s, const double *z)
{
    const Loop *L = s->loop;
    const Layer *l = L->board->layer;
    for (int32_t e = 0; e < s->edges; e++)
        for (int32_t i = 0; i < L->board->players; i++)
            s->worth[e * L->board->players + i] = paid(L, l->pay[s->first + e], i) +
                                                  follows(L, z, l->target[s->first + e], i);
}

/* others[i][e] and own[ia]. */
static void find_chances(Spot *s)
{
    const int32_t players = s->loop->board->players;
    for (int32_t i = 0; i < s->agents; i++) {
        memset(s->own + (int64_t)s->arm_at[i] * players, 0,
               sizeof *s->own * (size_t)s->arms[i] * (size_t)players);
        for (int32_t e = 0; e < s->edges; e++) {
            double chance = 1;
            for (int32_t j = 0; j < s->agents; j++)
                if (j != i)
                    chance *= s->p[s->arm_at[j] + arm_on(s, j, e)];
            s->others[(int64_t)i * s->edges + e] = chance;
            double *own = s->own + (int64_t)(s->arm_at[i] + arm_on(s, i, e)) * players;
            for (int32_t k = 0; k < players; k++)
                own[k] += chance * s->worth[e * players + k];
        }
    }
    for (int32_t k = 0; k < players; k++) {
        s->value[k] = 0;
        for (int32_t a = 0; a < s->arms[0]; a++)
            s->value[k] += s->p[a] * s->own[a * players + k];
    }
}

/* Fills the spot of a choice at z. */
static void spot_fill(Spot *s, const double *z)
{
    spot_open(s);
    for (int32_t i = 0; i < s->agents; i++)
        softmax_of_odds(s->arms[i], z + s->odds_at[i], s->p + s->arm_at[i]);
    find_worths(s, z);
    find_chances(s);
}

static double profile_chance(const Spot *s, int32_t edge)
{
    return s->others[edge] * s->p[arm_on(s, 0, edge)];
}

/* ------------------------------------------------------------------ its equations */

typedef struct {
    Loop *loop;
    bool with_matrix;
    Sparse *values; /* gets the entries of values alone; or NULL */
    double t;
} Filling;

typedef void Adder(Sparse *A, int32_t row, int32_t column, double value);

static void add_entry(const Filling *f, Adder *add, int32_t row, int32_t column,
                      double value)
{
    if (f->with_matrix)
        add(f->loop->matrix, row, column, value);
    if (f->values && row < f->loop->values && column < f->loop->values)
        add(f->values, row, column, value);
}

static void entry(const Filling *f, int32_t row, int32_t column, double value)
{
    add_entry(f, sparse_add, row, column, value);
}

static int32_t value_row(const Loop *L, int32_t place, int32_t player)
{
    return place * L->board->players + player;
}

/* E(sum p Q, with weights) of v's row: d / d(v of what follows).  Without what follows the period
 * no place leads back to itself, and the rest is a mere substitution. */
static void entry_of_target(const Filling *f, int32_t row, Target target, int32_t player,
                            double factor)
{
    const Loop *L = f->loop;
    int32_t place = place_of(L, target);
    bool is_state = target >= L->board->layer->node_count;
    if (place)
        add_entry(f, is_state ? sparse_add_loose : sparse_add, row,
                  value_row(L, place - 1, player), factor * weight_of(L, target, player));
}

static double taste_worth(const Spot *s, int32_t agent)
{
    const Loop *L = s->loop;
    double lambda = loop_precision(L, s->step->agents[agent].player);
    return (entropy(s->p + s->arm_at[agent], s->arms[agent]) + EULER_GAMMA) / lambda;
}

/* d(H / lambda) / dx_c = -p_c (log p_c + H) / lambda */
static double taste_slope(const Spot *s, int32_t agent, int32_t arm)
{
    const Loop *L = s->loop;
    const double *p = s->p + s->arm_at[agent];
    double lambda = loop_precision(L, s->step->agents[agent].player);
    return p[arm] > 0 ? -p[arm] * (real_log(p[arm]) + entropy(p, s->arms[agent])) / lambda
                      : 0;
}

static void fill_value(const Filling *f, const Spot *s, int32_t player, const double *z)
{
    Loop *L = f->loop;
    const int32_t players = L->board->players, row = value_row(L, s->place, player);
    const double unit = 1 / L->scale[player];
    bool tastes = has_taste(L->board, player, L->lane);
    double value = s->value[player];
    entry(f, row, row, 1);
    for (int32_t e = 0; e < s->edges; e++)
        entry_of_target(f, row, L->board->layer->target[s->first + e], player,
                        -unit * profile_chance(s, e));
    for (int32_t j = 0; j < s->agents; j++) {
        bool enjoys = tastes && s->step->agents[j].player == player;
        if (enjoys)
            value += taste_worth(s, j);
        for (int32_t c = 1; c < s->arms[j]; c++) {
            double own = s->own[(int64_t)(s->arm_at[j] + c) * players + player];
            double slope = s->p[s->arm_at[j] + c] * (own - s->value[player]);
            if (enjoys)
                slope += taste_slope(s, j, c);
            entry(f, row, s->odds_at[j] + c - 1, -unit * slope);
        }
    }
    L->side[row] = unit * value - z[row];
}

/* E worth of agent i's arm a when agent j picks c, less that of i's first arm. */
static double pair_gain(const Spot *s, int32_t i, int32_t a, int32_t j, int32_t c,
                        int32_t player)
{
    const int32_t players = s->loop->board->players;
    double sum = 0;
    if (s->agents == 2) {
        const double *w = s->worth + (int64_t)c * s->stride[j] * players + player;
        return w[(int64_t)a * s->stride[i] * players] - w[0];
    }
    for (int32_t e = 0; e < s->edges; e++) {
        int32_t mine = arm_on(s, i, e);
        if (arm_on(s, j, e) != c || (mine != a && mine != 0))
            continue;
        double chance = 1;
        for (int32_t k = 0; k < s->agents; k++)
            if (k != i && k != j)
                chance *= s->p[s->arm_at[k] + arm_on(s, k, e)];
        sum += (mine == a ? chance : -chance) * s->worth[e * players + player];
    }
    return sum;
}

/* x = held */
static void fill_held(const Filling *f, int32_t row, const double *z)
{
    entry(f, row, row, 1);
    f->loop->side[row] = f->loop->held[row] - z[row];
}

/* Adds the derivative of -lambda gain of agent i's arm a to the row; returns the gain. */
static double fill_gain(const Filling *f, const Spot *s, int32_t i, int32_t a, int32_t row,
                        double lambda)
{
    const Loop *L = f->loop;
    const int32_t player = s->step->agents[i].player, players = L->board->players;
    const double *own = s->own + (int64_t)s->arm_at[i] * players + player;
    const double gain = own[(int64_t)a * players] - own[0];
    for (int32_t e = 0; e < s->edges; e++) {
        int32_t arm = arm_on(s, i, e);
        double chance = lambda * s->others[(int64_t)i * s->edges + e];
        if (arm == a || arm == 0)
            entry_of_target(f, row, L->board->layer->target[s->first + e], player,
                            arm == a ? -chance : chance);
    }
    for (int32_t j = 0; j < s->agents && f->with_matrix; j++)
        for (int32_t c = 1; c < s->arms[j] && j != i; c++)
            entry(f, row, s->odds_at[j] + c - 1,
                  -lambda * s->p[s->arm_at[j] + c] *
                      (pair_gain(s, i, a, j, c, player) - gain));
    return gain;
}

/* (x_a - x_like) moves by lambda (gain_a - gain_like), which is to vanish. */
static void fill_tied(const Filling *f, const Spot *s, int32_t i, int32_t a, double lambda)
{
    Loop *L = f->loop;
    const int32_t row = s->odds_at[i] + a - 1, like = L->like[row];
    entry(f, row, row, 1);
    double gain = fill_gain(f, s, i, a, row, lambda);
    if (like >= 0) {
        entry(f, row, like, -1);
        gain -= fill_gain(f, s, i, like - s->odds_at[i] + 1, row, -lambda);
    }
    L->side[row] = lambda * gain;
}

static void fill_odds(const Filling *f, const Spot *s, int32_t i, int32_t a,
                      const double *z)
{
    Loop *L = f->loop;
    const int32_t player = s->step->agents[i].player;
    const int32_t row = s->odds_at[i] + a - 1;
    const double lambda = L->base[player] + L->rate[player] * f->t;
    if (L->held && isinf(loop_precision(L, player))) {
        if (isnan(L->held[row]))
            fill_tied(f, s, i, a, lambda);
        else
            fill_held(f, row, z);
        return;
    }
    entry(f, row, row, 1);
    const double gain = fill_gain(f, s, i, a, row, lambda);
    entry(f, row, L->size, -L->rate[player] * gain);
    L->side[row] = lambda * gain - z[row];
}

static void fill_choice(const Filling *f, int32_t place, const double *z)
{
    Spot s = spot_at(f->loop, place);
    spot_fill(&s, z);
    for (int32_t i = 0; i < f->loop->board->players; i++)
        fill_value(f, &s, i, z);
    for (int32_t i = 0; i < s.agents; i++)
        for (int32_t a = 1; a < s.arms[i]; a++)
            fill_odds(f, &s, i, a, z);
}

static void fill_lottery(const Filling *f, int32_t place, const double *z)
{
    Loop *L = f->loop;
    const Board *b = L->board;
    const Layer *l = b->layer;
    int32_t node = L->places[place];
    for (int32_t i = 0; i < b->players; i++) {
        const double unit = 1 / L->scale[i];
        const int32_t row = value_row(L, place, i);
        double value = 0;
        entry(f, row, row, 1);
        for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++) {
            double p = b->prices->chance[(int64_t)l->chance[e] * b->lanes + L->lane];
            value += p * (paid(L, l->pay[e], i) + follows(L, z, l->target[e], i));
            entry_of_target(f, row, l->target[e], i, -unit * p);
        }
        L->side[row] = unit * value - z[row];
    }
}

static void fill_state(const Filling *f, int32_t place, const double *z)
{
    Loop *L = f->loop;
    const Layer *l = L->board->layer;
    const Way *way = &l->entry[L->places[place] - l->node_count];
    for (int32_t i = 0; i < L->board->players; i++) {
        const double unit = 1 / L->scale[i];
        const int32_t row = value_row(L, place, i);
        entry(f, row, row, 1);
        entry_of_target(f, row, way->target, i, -unit);
        L->side[row] =
            unit * (paid(L, way->pay, i) + follows(L, z, way->target, i)) - z[row];
    }
}

/* -F into side, and the matrix but for its last row. */
static void fill(Loop *L, const double *z, bool with_matrix, Sparse *values)
{
    Filling f = {.loop = L, .with_matrix = with_matrix, .values = values, .t = z[L->size]};
    const Layer *l = L->board->layer;
    for (int32_t k = 0; k < L->count; k++) {
        if (L->places[k] >= l->node_count)
            fill_state(&f, k, z);
        else if (layer_step(l, L->places[k])->kind == STEP_CHANCE)
            fill_lottery(&f, k, z);
        else
            fill_choice(&f, k, z);
    }
}

/* ------------------------------------------------------------------ the whole */

static void measure(Loop *L)
{
    const Board *b = L->board;
    L->first_odds = grow(L->mem, L->first_odds, L->count + 1);
    L->values = L->count * b->players;
    L->size = L->values;
    for (int32_t k = 0; k < L->count; k++) {
        L->first_odds[k] = L->size;
        if (L->places[k] >= b->layer->node_count)
            continue;
        Spot s = spot_at(L, k);
        const int32_t *shape = node_shape(b->game, b->layer, s.node);
        int32_t all = 0;
        for (int32_t i = 0; i < s.agents; i++, shape += 1 + shape[0])
            all += shape[0];
        L->has_choice |= all > s.agents;
        L->size += all - s.agents;
        L->most_arms = all > L->most_arms ? all : L->most_arms;
        L->most_agents = s.agents > L->most_agents ? s.agents : L->most_agents;
        if (s.agents > 0 && s.edges > L->widest)
            L->widest = s.edges;
    }
    L->first_odds[L->count] = L->size;
}

/* The largest size of what is paid on an edge, or follows outside the loop. */
static void find_scales(Loop *L)
{
    const Layer *l = L->board->layer;
    for (int32_t k = 0; k < L->count; k++) {
        int32_t node = L->places[k];
        if (node >= l->node_count)
            continue;
        for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++)
            for (int32_t i = 0; i < L->board->players; i++) {
                double size = fabs(paid(L, l->pay[e], i));
                if (!place_of(L, l->target[e]))
                    size += fabs(follows(L, NULL, l->target[e], i));
                L->scale[i] = fmax(L->scale[i], size);
            }
    }
    for (int32_t i = 0; i < L->board->players; i++)
        if (!(L->scale[i] > 0) || !isfinite(L->scale[i]))
            L->scale[i] = 1;
}

Loop *loop_new(Mem *M, const Board *board, int32_t lane, int32_t count,
               const int32_t *places, const int32_t *number)
{
    Loop *L = make(M, Loop);
    *L = (Loop){.board = board,
                .mem = M,
                .lane = lane,
                .count = count,
                .places = places,
                .number = number};
    measure(L);
    int64_t n = (int64_t)L->size + 1, players = board->players;
    L->scale = make(M, double, players);
    L->base = make(M, double, players);
    L->rate = make(M, double, players);
    L->side = grow(M, L->side, n);
    L->around = grow(M, L->around, n);
    L->axis = grow(M, L->axis, n);
    L->axis[L->size] = 1;
    L->scratch = grow(M, L->scratch,
                      2 * (int64_t)L->most_agents + 2 + L->most_arms * (players + 1) +
                          players + L->widest * (players + L->most_agents));
    L->matrix = sparse_new(M, L->size + 1);
    find_scales(L);
    return L;
}

void loop_drop(Loop *L)
{
    mem_drop(L->mem, L->first_odds);
    mem_drop(L->mem, L->side);
    mem_drop(L->mem, L->around);
    mem_drop(L->mem, L->axis);
    mem_drop(L->mem, L->scratch);
    sparse_drop(L->matrix);
    if (L->worths)
        sparse_drop(L->worths);
}

void loop_hold(Loop *L, double *held, int32_t *like)
{
    L->held = held;
    L->like = like;
    sparse_drop(L->matrix); /* its pattern is another one */
    L->matrix = sparse_new(L->mem, L->size + 1);
}

static bool factor_at(Loop *L, const double *row, const double *z, DenseDet *det)
{
    sparse_begin(L->matrix);
    fill(L, z, true, NULL);
    for (int32_t k = 0; k <= L->size; k++)
        sparse_add(L->matrix, L->size, k, row[k]);
    return sparse_factor(L->matrix, det);
}

double loop_step(Loop *L, const double *row, double *z, double *tangent, DenseDet *det)
{
    const int32_t n = L->size + 1;
    if (!factor_at(L, row, z, det))
        return NAN;
    L->side[L->size] = 0;
    memset(L->around, 0, sizeof *L->around * (size_t)n);
    L->around[L->size] = 1;
    sparse_solve(L->matrix, L->side);
    if (tangent)
        sparse_solve(L->matrix, L->around);
    double sum = 0;
    for (int32_t k = 0; k < n; k++)
        sum += L->side[k] * L->side[k];
    if (!isfinite(sum))
        return NAN;
    for (int32_t k = 0; k < n; k++)
        z[k] += L->side[k];
    if (tangent)
        memcpy(tangent, L->around, sizeof *tangent * (size_t)n);
    return sqrt(sum);
}

bool loop_is_large(const Loop *L)
{
    return sparse_is_large(L->matrix);
}

void loop_turn(Loop *L, const double *tangent, double *turn)
{
    double along = 0;
    for (int32_t k = 0; k < L->size; k++)
        turn[k] = 2 * random_unit(0, 0, (uint64_t)k) - 1;
    turn[L->size] = 0;
    sparse_solve(L->matrix, turn);
    for (int32_t k = 0; k <= L->size; k++)
        along += tangent[k] * turn[k];
    for (int32_t k = 0; k <= L->size; k++)
        turn[k] -= along * tangent[k];
}

double loop_residual(Loop *L, const double *z)
{
    double most = 0;
    fill(L, z, false, NULL);
    for (int32_t k = 0; k < L->size; k++)
        most = worst_of(most, fabs(L->side[k]));
    return most;
}

Sparse *loop_values_at(Loop *L, const double *z)
{
    Sparse *values = sparse_new(L->mem, L->values);
    sparse_begin(values);
    sparse_begin(L->matrix);
    fill(L, z, true, values);
    for (int32_t k = 0; k <= L->size; k++)
        sparse_add(L->matrix, L->size, k, L->axis[k]);
    if (sparse_factor(values, NULL) && sparse_factor(L->matrix, NULL))
        return values;
    sparse_drop(values);
    return NULL;
}

bool loop_evaluate(Loop *L, double *z)
{
    if (!L->worths)
        L->worths = sparse_new(L->mem, L->values);
    sparse_begin(L->worths);
    fill(L, z, false, L->worths);
    if (!sparse_factor(L->worths, NULL))
        return false;
    sparse_solve(L->worths, L->side);
    for (int32_t k = 0; k < L->values; k++)
        z[k] += L->side[k];
    return true;
}

double loop_least_singular(Loop *L, const double *z)
{
    return factor_at(L, L->axis, z, NULL) ? sparse_least_singular(L->matrix, L->around) : 0;
}

int32_t loop_agents(const Loop *L, int32_t place)
{
    return L->places[place] < L->board->layer->node_count ? spot_at(L, place).agents : 0;
}

LoopAgent loop_agent(Loop *L, const double *z, int32_t place, int32_t agent)
{
    Spot s = spot_at(L, place);
    spot_fill(&s, z);
    int32_t player = s.step->agents[agent].player;
    return (LoopAgent){.player = player,
                       .arms = s.arms[agent],
                       .odds = s.odds_at[agent],
                       .p = s.p + s.arm_at[agent],
                       .worth =
                           s.own + (int64_t)s.arm_at[agent] * L->board->players + player,
                       .stride = L->board->players};
}

/* ------------------------------------------------------------------ writing */

/* Chances of arms that are held at never are none. */
static const double VANISHING = 1e-290;

static void write_choice(const Loop *L, int32_t place, const double *z)
{
    const Board *b = L->board;
    Spot s = spot_at(L, place);
    spot_fill(&s, z);
    for (int32_t e = 0; e < s.edges; e++)
        b->probability[(int64_t)(s.first + e) * b->lanes + L->lane] =
            profile_chance(&s, e) < VANISHING ? 0 : profile_chance(&s, e);
}

static void write_lottery(const Loop *L, int32_t node)
{
    const Board *b = L->board;
    const Layer *l = b->layer;
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++)
        b->probability[(int64_t)e * b->lanes + L->lane] =
            b->prices->chance[(int64_t)l->chance[e] * b->lanes + L->lane];
}

void loop_write(const Loop *L, const double *z, double *value_of_state)
{
    const Board *b = L->board;
    const int32_t nodes = b->layer->node_count;
    for (int32_t k = 0; k < L->count; k++) {
        int32_t place = L->places[k];
        if (place < nodes && layer_step(b->layer, place)->kind == STEP_CHANCE)
            write_lottery(L, place);
        else if (place < nodes)
            write_choice(L, k, z);
    }
    for (int32_t k = 0; k < L->count; k++)
        for (int32_t i = 0; i < b->players; i++) {
            int32_t place = L->places[k];
            double v = L->scale[i] * z[value_row(L, k, i)];
            bool is_state = place >= nodes;
            b->value[value_at(b, place, i, L->lane)] = is_state ? patience_of(L, i) * v : v;
            if (is_state)
                value_of_state[((int64_t)(place - nodes) * b->players + i) * b->lanes +
                               L->lane] = v;
        }
}
