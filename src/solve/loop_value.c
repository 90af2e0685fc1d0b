#include "solve/loop_value.h"

#include <math.h>
#include <string.h>

#include "math/matrix_game.h"
#include "solve/loop_rivals.h"

enum { MOST_ROUNDS = 100000 };

/* A pass moves no value by more than this times their size: what its mixtures are worth for ever is
 * as near as rounding allows. */
static const double STILL = 1e-12;
/* Passes that bring no progress: rounding is all that is left. */
enum { MOST_IDLE = 3 };
/* Regret that counts as none, in units of scale. */
static const double NO_REGRET = 1e-10;

/* Values are those of the first rival; what the second chooses makes them low. */
typedef struct {
    Loop *loop;
    int32_t player;
    double patience;
    double *now, *next; /* [count]: before and after a pass */
    double *z;
    double *odds;                 /* [size]: the mixtures of the last pass */
    double *pay, *p, *work, *two; /* of one choice */
} Valuing;

static double worth(const Valuing *x, int32_t pay, Target target)
{
    const Loop *L = x->loop;
    const Board *b = L->board;
    const double paid = b->prices->pay[value_at(b, pay, x->player, L->lane)];
    const int32_t place = L->number[target];
    if (!place)
        return paid + b->value[value_at(b, target, x->player, L->lane)];
    return paid + (target < b->layer->node_count ? x->next[place - 1]
                                                 : x->patience * x->now[place - 1]);
}

static double expect(const Valuing *x, int32_t node)
{
    const Loop *L = x->loop;
    const Board *b = L->board;
    const Layer *l = b->layer;
    double sum = 0;
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++)
        sum += b->prices->chance[(int64_t)l->chance[e] * b->lanes + L->lane] *
               worth(x, l->pay[e], l->target[e]);
    return sum;
}

/* The best of the n arms in x->pay, which are those of who chooses alone. */
static double choose(const Valuing *x, int32_t n, double *odds)
{
    double best = x->pay[0];
    int32_t count = 0;
    for (int32_t a = 1; a < n; a++)
        best = fmax(best, x->pay[a]);
    const double low = best - 1e-12 * fmax(1, fabs(best));
    for (int32_t a = 0; a < n; a++)
        count += x->pay[a] >= low;
    for (int32_t a = 0; a < n; a++)
        x->p[a] = x->pay[a] >= low ? 1.0 / count : 0;
    loop_odds_of(n, x->p, odds);
    return best;
}

/* Logit choice ends at another optimal mixture than the vertex p, and nobody regrets it. */
static bool is_another(const MatrixGame *g, const double *p, const double *limit,
                       double size)
{
    const MatrixValue v = matrix_game_bracket(g, limit, limit + g->rows);
    double apart = 0;
    for (int32_t k = 0; k < g->rows + g->columns; k++)
        apart = fmax(apart, fabs(limit[k] - p[k]));
    return apart > 1e-6 && v.high - v.low <= 1e-13 * size;
}

/* Of several optimal mixtures that which logit choice comes to in this game alone.  `size` is that of
 * its payoffs. */
static void settle_together(const Valuing *x, const MatrixGame *g, double size)
{
    const double exact[] = {INFINITY, INFINITY};
    const int32_t arms[] = {g->rows, g->columns}, all = g->rows + g->columns;
    const LogitGame logit = {2, arms, exact, x->two};
    double *p = x->work;
    for (int64_t k = 0; k < (int64_t)g->rows * g->columns; k++) {
        x->two[2 * k] = g->pay[k] / size;
        x->two[2 * k + 1] = -g->pay[k] / size;
    }
    for (int32_t k = 0; k < all; k++)
        p[k] = 1.0 / (k < g->rows ? g->rows : g->columns);
    if (logit_game_solve(&logit, p, p + all).is_solved && is_another(g, x->p, p, size))
        memcpy(x->p, p, sizeof *p * (size_t)all);
}

static double meet(const Valuing *x, const MatrixGame *g, double *odds, bool is_last)
{
    double most = 0;
    const MatrixValue v = matrix_game_solve(g, x->p, x->p + g->rows, x->work);
    for (int32_t k = 0; k < g->rows * g->columns; k++)
        most = fmax(most, fabs(g->pay[k]));
    if (is_last)
        settle_together(x, g, fmax(most, 1e-300));
    loop_odds_of(g->rows, x->p, odds);
    loop_odds_of(g->columns, x->p + g->rows, odds + g->rows - 1);
    return 0.5 * (v.low + v.high);
}

/* The value of a node, and its mixtures as odds. */
static double decide(const Valuing *x, int32_t place, bool is_last)
{
    const Loop *L = x->loop;
    const Layer *l = L->board->layer;
    const int32_t node = L->places[place], first = l->first_edge[node];
    const int32_t edges = l->first_edge[node + 1] - first;
    const Step *s = layer_step(l, node);
    const int32_t *shape = node_shape(L->board->game, l, node);
    double *odds = x->odds + L->first_odds[place];
    /* to whoever chooses, or picks the row */
    const double sign = s->agents[0].player == x->player ? 1 : -1;
    for (int32_t e = 0; e < edges; e++)
        x->pay[e] = sign * worth(x, l->pay[first + e], l->target[first + e]);
    if (s->agent_count == 1)
        return sign * choose(x, edges, odds);
    const MatrixGame g = {shape[0], edges / shape[0], x->pay};
    return sign * meet(x, &g, odds, is_last);
}

/* x->next and the mixtures from x->now; how far that moves a state at most. */
static double pass(const Valuing *x, bool is_last)
{
    const Loop *L = x->loop;
    const Layer *l = L->board->layer;
    double moved = 0;
    for (int32_t k = L->count - 1; k >= 0; k--) {
        const int32_t place = L->places[k];
        if (place >= l->node_count)
            continue;
        x->next[k] = layer_step(l, place)->kind == STEP_CHANCE ? expect(x, place)
                                                               : decide(x, k, is_last);
    }
    for (int32_t k = L->count - 1; k >= 0 && L->places[k] >= l->node_count; k--) {
        const Way *way = &l->entry[L->places[k] - l->node_count];
        x->next[k] = worth(x, way->pay, way->target);
        const double change = fabs(x->next[k] - x->now[k]);
        moved = change <= moved ? moved : change;
    }
    return moved;
}

/* What the mixtures are worth for ever, to all players into z. */
static bool evaluate(const Valuing *x)
{
    Loop *L = x->loop;
    for (int32_t k = L->values; k < L->size; k++)
        x->z[k] = x->odds[k];
    return loop_evaluate(L, x->z);
}

static double size_of(const Valuing *x)
{
    double most = x->loop->scale[x->player];
    for (int32_t k = 0; k < x->loop->count; k++)
        most = fmax(most, fabs(x->now[k]));
    return most;
}

/* Newton's step from x->now, which a pass moves by `moved`; else that pass.  Returns how far the
 * next one moves. */
static double step(const Valuing *x, double moved)
{
    const Loop *L = x->loop;
    const size_t bytes = sizeof *x->now * (size_t)L->count;
    memcpy(x->now, x->next, bytes);
    if (!evaluate(x))
        return pass(x, false);
    for (int32_t k = 0; k < L->count; k++)
        x->now[k] = L->scale[x->player] * x->z[(int64_t)k * L->board->players + x->player];
    memcpy(x->two, x->next, bytes);
    const double then = pass(x, false);
    if (then <= 0.5 * moved)
        return then;
    memcpy(x->now, x->two, bytes);
    return pass(x, false);
}

static bool settle(const Valuing *x, Work *w)
{
    double moved = pass(x, false), least = INFINITY;
    int idle = 0;
    for (int round = 0; round < MOST_ROUNDS; round++) {
        work_check(w, N_("solving"), 0, 0);
        if (!isfinite(moved))
            return false;
        idle = moved < least ? 0 : idle + 1;
        least = fmin(least, moved);
        if (moved <= STILL * size_of(x) || idle == MOST_IDLE)
            return true;
        moved = step(x, moved);
    }
    return false;
}

static Valuing valuing_new(Loop *L, const LoopRivals *r, double *z)
{
    const int32_t arms[] = {L->most_arms, L->most_arms};
    const int64_t most = L->most_arms, edges = L->widest + 1;
    Valuing x = {.loop = L, .player = r->player[0], .z = z};
    x.patience = L->board->prices->setups[L->lane]->patience[x.player];
    int64_t room = logit_game_room(2, arms) + 2 * most;
    const int64_t program = matrix_game_room((int32_t)most, (int32_t)most);
    room = room > program ? room : program;
    int64_t two = 2 * edges > L->count ? 2 * edges : L->count;
    x.now = grow(L->mem, x.now,
                 2 * (int64_t)L->count + L->size + edges + 2 * most + two + room);
    x.next = x.now + L->count;
    x.odds = x.next + L->count;
    x.pay = x.odds + L->size;
    x.p = x.pay + edges;
    x.two = x.p + 2 * most;
    x.work = x.two + two;
    return x;
}

bool loop_value(Loop *L, Work *w, double *z)
{
    LoopRivals rivals;
    if (!loop_rivals(L, &rivals) || !rivals.is_together)
        return false;
    Valuing x = valuing_new(L, &rivals, z);
    bool is_found = x.patience < 1 && settle(&x, w);
    if (is_found) {
        pass(&x, true);
        is_found = evaluate(&x) && loop_regret(L, z) <= NO_REGRET;
    }
    mem_drop(L->mem, x.now);
    return is_found;
}
