#include <assert.h>
#include <math.h>
#include <omp.h>
#include <string.h>

#include "math/climb.h"
#include "math/dense.h"
#include "math/real.h"
#include "math/signal_game.h"
#include "math/worst.h"
#include "solve/belief_board.h"
#include "solve/belief_duel_branch.h"

/* Choices made at the same time, some of them by players who know something.  Unknown are the log
 * odds x = log p_ik(a) - log p_ik(first) of each agent i and own type k, for the arms open to it but
 * the first; they solve x = s lambda_i (Q_ik(a) - Q_ik(first)) (math/climb.h).  What a profile tells
 * of a player follows from the arms of its own agents.  A type in which nobody believes is no
 * trouble here: it replies to what the others do and changes nothing. */

/* ------------------------------------------------------------------ worths */

/* Where each agent's probabilities begin in the play, and which arm it picks in a profile. */
typedef struct {
    int32_t at, types, arm, arms;
} Seat;

static void seats_of(const BeliefBoard *b, const Step *s, int32_t node, int64_t profile,
                     Seat *seats)
{
    const int32_t *shape = node_shape(b->scene.game, b->scene.layer, node);
    const Layer *l = b->scene.layer;
    int64_t below = l->first_edge[node + 1] - l->first_edge[node];
    int32_t place = 0;
    for (int32_t i = 0, at = 0; i < s->agent_count; at += 1 + shape[at], i++) {
        seats[i] = (Seat){.at = place,
                          .types = types_of_agent(b->scene.cells, &s->agents[i]),
                          .arms = shape[at]};
        below /= shape[at];
        seats[i].arm = (int32_t)(profile / below);
        profile %= below;
        place += seats[i].arms * seats[i].types;
    }
}

/* How likely the others' part of a profile is to agent i with own type k. */
static double odds_of_others(const BeliefBoard *b, const Step *s, const Seat *seats,
                             const double *p, int32_t cell, int32_t i, int32_t k)
{
    const Cells *c = b->scene.cells;
    double odds = 1;
    int32_t own = c->secret_of[s->agents[i].player];
    for (int32_t j = 0; j < s->agent_count; j++) {
        const double *of = p + seats[j].at + (int64_t)seats[j].arm * seats[j].types;
        int32_t secret = c->secret_of[s->agents[j].player];
        if (j != i && (secret < 0 || secret == own))
            odds *= of[secret < 0 ? 0 : k];
    }
    for (int32_t secret = 0; secret < c->model->secret_count; secret++) {
        if (secret == own)
            continue;
        double sum = 0;
        for (int32_t v = 0; v < c->lattice[secret].values; v++) {
            double like = cell_belief(c, cell, secret)[v];
            for (int32_t j = 0; j < s->agent_count; j++)
                if (c->secret_of[s->agents[j].player] == secret)
                    like *= p[seats[j].at + seats[j].arm * seats[j].types + v];
            sum += like;
        }
        odds *= sum;
    }
    return odds;
}

void meeting_worths(const BeliefBoard *b, const double *after, bool paid, const Step *s,
                    int32_t node, int32_t cell, double *q)
{
    const Cells *c = b->scene.cells;
    const Layer *l = b->scene.layer;
    Seat seats[s->agent_count];
    double worths[c->roles];
    int64_t width = play_width(b->scene.game, c, l, s, node);
    const double *p = play_row(&b->scene, node, width, cell);
    int32_t first = l->first_edge[node];
    memset(q, 0, sizeof *q * (size_t)width);
    for (int32_t e = first; e < l->first_edge[node + 1]; e++) {
        seats_of(b, s, node, e - first, seats);
        News t = news_of(&b->scene, s, node, e, cell);
        Landing to = landing_of(c, cell, &t);
        landing_worths(b, after, paid, &to, e, worths);
        for (int32_t i = 0; i < s->agent_count; i++)
            for (int32_t k = 0; k < seats[i].types; k++)
                q[seats[i].at + seats[i].arm * seats[i].types + k] +=
                    odds_of_others(b, s, seats, p, cell, i, k) *
                    worths[c->first_role[s->agents[i].player] + k];
    }
}

/* ------------------------------------------------------------------ the system */

enum { MOST = LATTICE_VALUES };

/* Which types can pick an arm. */
static uint8_t mask_of(const BeliefBoard *b, const Step *s, int32_t node, int32_t agent,
                       int32_t arm)
{
    const int32_t *shape = node_shape(b->scene.game, b->scene.layer, node);
    int32_t masks = 0, before = 0;
    if (!step_tells_types(s))
        return ALL_TYPES;
    for (int32_t i = 0; i < s->agent_count; i++) {
        before += i < agent ? shape[masks] : 0;
        masks += 1 + shape[masks];
    }
    return (uint8_t)shape[masks + before + arm];
}

/* Where an arm's own news leads: its weights at the vertices, as the public sees them [0] and when
 * the truth is k [1 + k], and how these move with the log p of the types. */
typedef struct {
    double weight[1 + MOST][MOST], move[1 + MOST][MOST][MOST]; /* [..][vertex][type] */
    Rounding to;
} Told;

/* Arms that are no unknown: the first of those open to a type, whose log odds are 0, and the
 * closed ones. */
enum { FIRST_OPEN = -1, CLOSED = -2 };

typedef struct {
    const BeliefBoard *board;
    const Step *step;
    int32_t node, cell;
    int32_t plays; /* [agent][arm][type], as in the play */
    int32_t unknowns;
    int32_t *unknown; /* [plays]: its place among the unknowns, FIRST_OPEN or CLOSED */
    double s;
    double *lambda;   /* [agents] */
    Told *told;       /* [agent][arm] of the typed agents in turn */
    double *q;        /* [plays] */
    double *by_log;   /* [plays][plays]: dQ / d log p */
    double *jacobian; /* [unknowns][unknowns]: dG/dx */
    double *matrix;
} Meet;

static void choose(const Meet *m, const double *x)
{
    assert(m->step->agent_count > 0);
    Seat seats[m->step->agent_count];
    seats_of(m->board, m->step, m->node, 0, seats);
    double *p = play_row(&m->board->scene, m->node, m->plays, m->cell);
    for (int32_t i = 0; i < m->step->agent_count; i++)
        for (int32_t k = 0; k < seats[i].types; k++) {
            double most = 0, sum = 0;
            for (int32_t a = 0; a < seats[i].arms; a++) {
                int32_t u = m->unknown[seats[i].at + a * seats[i].types + k];
                most = u >= 0 && x[u] > most ? x[u] : most;
            }
            for (int32_t a = 0; a < seats[i].arms; a++) {
                int32_t at = seats[i].at + a * seats[i].types + k, u = m->unknown[at];
                p[at] = u == CLOSED ? 0 : real_exp((u >= 0 ? x[u] : 0) - most);
                sum += p[at];
            }
            for (int32_t a = 0; a < seats[i].arms; a++)
                p[seats[i].at + a * seats[i].types + k] /= sum;
        }
}

/* What an arm of a typed agent who alone plays for its player tells. */
static void tell(const Meet *m, int32_t secret, const double *p, uint8_t mask, Told *t)
{
    const Cells *c = m->board->scene.cells;
    const Lattice *l = &c->lattice[secret];
    double after[MOST], by[MOST][MOST];
    uint8_t all = (uint8_t)((1u << l->values) - 1);
    signal_posterior(l->values, cell_belief(c, m->cell, secret), p, mask & all, after);
    lattice_round(l, after, &t->to);
    for (int32_t v = 0; v < t->to.count; v++) {
        double mean = 0;
        for (int32_t k = 0; k < l->values; k++)
            mean += t->to.slope[v][k] * after[k];
        for (int32_t k = 0; k < l->values; k++)
            t->move[0][v][k] = by[v][k] = after[k] * (t->to.slope[v][k] - mean);
        t->weight[0][v] = t->to.weight[v];
    }
    for (int32_t k = 0; k < l->values; k++) {
        double sum = lattice_tilt(l, &t->to, k, after[k], t->weight[1 + k]);
        bool tilts = sum > 0 && after[k] > 0;
        for (int32_t i = 0; i < l->values; i++) {
            double total = 0;
            for (int32_t v = 0; v < t->to.count; v++)
                total += by[v][i] * l->point[(int64_t)t->to.at[v] * l->values + k];
            for (int32_t v = 0; v < t->to.count; v++)
                t->move[1 + k][v][i] =
                    tilts ? (by[v][i] * l->point[(int64_t)t->to.at[v] * l->values + k] -
                             t->weight[1 + k][v] * total) /
                                sum
                          : by[v][i];
        }
    }
}

/* A secret of which nobody tells here. */
static void tell_nothing(const Meet *m, int32_t secret, Told *t)
{
    *t = (Told){.to = lattice_stay(cell_point(m->board->scene.cells, m->cell, secret))};
    for (int32_t k = 0; k <= MOST; k++)
        t->weight[k][0] = 1;
}

/* One profile: what it is worth to agent i's types, with its derivatives.  who[k] is the agent
 * that tells of secret k, or -1. */
static void add_profile(Meet *m, int32_t e, const Seat *seats, const Told *const *told,
                        const int32_t *who)
{
    const BeliefBoard *b = m->board;
    const Cells *c = b->scene.cells;
    const Layer *l = b->scene.layer;
    const double *p = play_row(&b->scene, m->node, m->plays, m->cell);
    int32_t n = m->step->agent_count;
    double odds[n]; /* of each agent's arm to the others */
    for (int32_t j = 0; j < n; j++) {
        int32_t secret = c->secret_of[m->step->agents[j].player];
        const double *of = p + seats[j].at + (int64_t)seats[j].arm * seats[j].types;
        odds[j] = secret < 0 ? of[0] : 0;
        for (int32_t k = 0; secret >= 0 && k < seats[j].types; k++)
            odds[j] += cell_belief(c, m->cell, secret)[k] * of[k];
    }
    const double *next[MOST][MOST], *pay[MOST][MOST];
    for (int32_t u = 0; u < told[0]->to.count; u++)
        for (int32_t v = 0; v < told[1]->to.count; v++) {
            int32_t cell = cell_of(c, told[0]->to.at[u], told[1]->to.at[v]);
            next[u][v] = belief_row(b, b->value, l->target[e], cell);
            pay[u][v] = cell_pay(b->scene.prices, l->pay[e], cell);
        }
    for (int32_t i = 0; i < n; i++) {
        int32_t own = c->secret_of[m->step->agents[i].player];
        double others = 1;
        for (int32_t j = 0; j < n; j++)
            others *= j == i ? 1 : odds[j];
        for (int32_t k = 0; k < seats[i].types; k++) {
            int32_t role = c->first_role[m->step->agents[i].player] + k;
            int32_t row[MOST_SECRETS] = {own == 0 ? 1 + k : 0, own == 1 ? 1 + k : 0};
            int32_t at = seats[i].at + seats[i].arm * seats[i].types + k;
            double first[MOST] = {0}, second[MOST] = {0}, worth = 0;
            for (int32_t u = 0; u < told[0]->to.count; u++)
                for (int32_t v = 0; v < told[1]->to.count; v++) {
                    double w = next[u][v][role] + pay[u][v][role];
                    first[u] += told[1]->weight[row[1]][v] * w;
                    second[v] += told[0]->weight[row[0]][u] * w;
                }
            for (int32_t u = 0; u < told[0]->to.count; u++)
                worth += told[0]->weight[row[0]][u] * first[u];
            m->q[at] += others * worth;
            double *by = m->by_log + (int64_t)at * m->plays;
            for (int32_t secret = 0; secret < MOST_SECRETS; secret++) {
                int32_t j = who[secret];
                const double *after = secret == 0 ? first : second;
                for (int32_t h = 0; j >= 0 && h < seats[j].types; h++)
                    for (int32_t v = 0; v < told[secret]->to.count; v++)
                        by[seats[j].at + seats[j].arm * seats[j].types + h] +=
                            others * told[secret]->move[row[secret]][v][h] * after[v];
            }
            for (int32_t j = 0; j < n; j++) {
                if (j == i)
                    continue;
                double rest = worth;
                for (int32_t h = 0; h < n; h++)
                    rest *= h == i || h == j ? 1 : odds[h];
                int32_t of = seats[j].at + seats[j].arm * seats[j].types;
                int32_t secret = c->secret_of[m->step->agents[j].player];
                for (int32_t h = 0; h < seats[j].types; h++)
                    by[of + h] += rest * p[of + h] *
                                  (secret < 0 ? 1 : cell_belief(c, m->cell, secret)[h]);
            }
        }
    }
}

/* Q and its derivatives at the play as it stands. */
static void find_worths(Meet *m)
{
    const BeliefBoard *b = m->board;
    const Cells *c = b->scene.cells;
    const Layer *l = b->scene.layer;
    int32_t n = m->step->agent_count, first = l->first_edge[m->node];
    int32_t who[MOST_SECRETS] = {-1, -1}, told_at[n], count = 0;
    Seat seats[n];
    Told still[MOST_SECRETS] = {0};
    seats_of(b, m->step, m->node, 0, seats);
    const double *p = play_row(&b->scene, m->node, m->plays, m->cell);
    for (int32_t i = 0; i < n; i++) {
        int32_t secret = c->secret_of[m->step->agents[i].player];
        told_at[i] = count;
        if (secret < 0)
            continue;
        who[secret] = i;
        for (int32_t a = 0; a < seats[i].arms; a++)
            tell(m, secret, p + seats[i].at + (int64_t)a * seats[i].types,
                 mask_of(b, m->step, m->node, i, a), &m->told[count++]);
    }
    for (int32_t k = 0; k < MOST_SECRETS; k++)
        if (who[k] < 0)
            tell_nothing(m, k, &still[k]);
    memset(m->q, 0, sizeof *m->q * (size_t)m->plays);
    memset(m->by_log, 0, sizeof *m->by_log * (size_t)m->plays * (size_t)m->plays);
    for (int32_t e = first; e < l->first_edge[m->node + 1]; e++) {
        const Told *told[MOST_SECRETS];
        seats_of(b, m->step, m->node, e - first, seats);
        for (int32_t k = 0; k < MOST_SECRETS; k++)
            told[k] =
                who[k] < 0 ? &still[k] : &m->told[told_at[who[k]] + seats[who[k]].arm];
        add_profile(m, e, seats, told, who);
    }
}

/* G_u = lambda (Q - Q of the first open arm), from q. */
static void worths_to_odds(const Meet *m, const double *q, double *g)
{
    Seat seats[m->step->agent_count];
    seats_of(m->board, m->step, m->node, 0, seats);
    for (int32_t i = 0; i < m->step->agent_count; i++)
        for (int32_t k = 0; k < seats[i].types; k++) {
            double base = 0;
            for (int32_t a = 0; a < seats[i].arms; a++) {
                int32_t at = seats[i].at + a * seats[i].types + k;
                if (m->unknown[at] == FIRST_OPEN)
                    base = q[at];
                if (m->unknown[at] >= 0)
                    g[m->unknown[at]] = m->lambda[i] * (q[at] - base);
            }
        }
}

/* dQ / dx_u: with log p_c = x_c - log sum exp x, d log p_c / dx_u = 1{c = u} - p_u over the arms c
 * of the agent and type whose unknown u is.  Fills one column of the Jacobian. */
static void fill_column(Meet *m, const Seat *seats, int32_t i, int32_t k, int32_t at,
                        double *column)
{
    const double *p = play_row(&m->board->scene, m->node, m->plays, m->cell);
    int32_t u = m->unknown[at];
    for (int32_t row = 0; row < m->plays; row++) {
        const double *by = m->by_log + (int64_t)row * m->plays;
        double sum = 0;
        for (int32_t a = 0; a < seats[i].arms; a++)
            sum += by[seats[i].at + a * seats[i].types + k];
        m->q[row] = by[at] - p[at] * sum;
    }
    worths_to_odds(m, m->q, column);
    for (int32_t v = 0; v < m->unknowns; v++)
        m->jacobian[(int64_t)v * m->unknowns + u] = column[v];
}

static void meet_at(void *context, const double *x, double s, double *g)
{
    Meet *m = context;
    Seat seats[m->step->agent_count];
    m->s = s;
    choose(m, x);
    find_worths(m);
    seats_of(m->board, m->step, m->node, 0, seats);
    double column[m->unknowns + 1];
    memset(column, 0, sizeof column);
    worths_to_odds(m, m->q, g);
    for (int32_t i = 0; i < m->step->agent_count; i++)
        for (int32_t a = 0; a < seats[i].arms; a++)
            for (int32_t k = 0; k < seats[i].types; k++) {
                int32_t at = seats[i].at + a * seats[i].types + k;
                if (m->unknown[at] >= 0)
                    fill_column(m, seats, i, k, at, column);
            }
}

static int meet_solve(void *context, double *r)
{
    Meet *m = context;
    for (int32_t i = 0; i < m->unknowns; i++)
        for (int32_t j = 0; j < m->unknowns; j++)
            m->matrix[(int64_t)i * m->unknowns + j] =
                (i == j) - m->s * m->jacobian[(int64_t)i * m->unknowns + j];
    DenseDet det = dense_solve(m->unknowns, m->matrix, 1, r);
    return det.part > 0 ? 1 : det.part < 0 ? -1 : 0;
}

/* ------------------------------------------------------------------ solving */

static int64_t largest_play(const Cells *c, const Step *s, int64_t *arms)
{
    int64_t all = 0;
    *arms = 0;
    for (int32_t i = 0; i < s->agent_count; i++) {
        all += (int64_t)s->agents[i].arm_count * types_of_agent(c, &s->agents[i]);
        *arms += s->agents[i].arm_count;
    }
    return all;
}

int64_t meeting_room(const Game *g, const Cells *c, const Step *s)
{
    int64_t arms, all = largest_play(c, s, &arms);
    (void)g;
    return 3 * all * all + 5 * all + s->agent_count + CLIMB_ROOM * all +
           arms * (int64_t)(sizeof(Told) / sizeof(double) + 1);
}

static void name_unknowns(Meet *m)
{
    assert(m->step->agent_count > 0);
    Seat seats[m->step->agent_count];
    seats_of(m->board, m->step, m->node, 0, seats);
    for (int32_t i = 0; i < m->step->agent_count; i++)
        for (int32_t k = 0; k < seats[i].types; k++) {
            bool has_first = false;
            for (int32_t a = 0; a < seats[i].arms; a++) {
                bool open = mask_of(m->board, m->step, m->node, i, a) >> k & 1;
                if (open)
                    m->unknown[seats[i].at + a * seats[i].types + k] =
                        has_first ? m->unknowns++ : FIRST_OPEN;
                has_first |= open;
            }
        }
}

/* Exact agents: a precision at which a slip costs less than 1e-7 of what is at stake when all
 * pick evenly. */
static void find_precisions(Meet *m, double *x)
{
    double lo = INFINITY, hi = -INFINITY;
    for (int32_t i = 0; i < m->step->agent_count; i++)
        m->lambda[i] = belief_precision(m->board, m->step->agents[i].player);
    memset(x, 0, sizeof *x * (size_t)m->plays);
    choose(m, x);
    find_worths(m);
    for (int32_t at = 0; at < m->plays; at++) {
        lo = fmin(lo, m->q[at]);
        hi = fmax(hi, m->q[at]);
    }
    for (int32_t i = 0; i < m->step->agent_count; i++)
        if (isinf(m->lambda[i]))
            m->lambda[i] = 1e7 / fmax(hi - lo, 1e-300);
}

/* The log odds of a play. */
static void odds_of_play(const Meet *m, int32_t cell, double *x)
{
    assert(m->step->agent_count > 0);
    Seat seats[m->step->agent_count];
    seats_of(m->board, m->step, m->node, 0, seats);
    const double *p = play_row(&m->board->scene, m->node, m->plays, cell);
    for (int32_t i = 0; i < m->step->agent_count; i++)
        for (int32_t k = 0; k < seats[i].types; k++) {
            double base = 0;
            for (int32_t a = 0; a < seats[i].arms; a++) {
                int32_t at = seats[i].at + a * seats[i].types + k;
                assert(at < m->plays);
                if (m->unknown[at] == FIRST_OPEN)
                    base = real_log(p[at]);
                if (m->unknown[at] >= 0)
                    x[m->unknown[at]] = real_log(p[at]) - base;
            }
        }
}

/* From the end of a branch that was followed piece by piece, which a solution is then to be near. */
static bool settle(const Climb *c, const DuelBranch *b, double *x, double *work)
{
    double far = 0;
    memcpy(x, b->x, sizeof b->x);
    if (b->is_lost || !climb_settle(c, x, work))
        return false;
    for (int32_t k = 0; k < c->size; k++)
        far = worst_of(far, fabs(x[k] - b->x[k]));
    return far <= 1e-6;
}

/* The end of the branch, which was followed if `b`; where there is no other solution, from that of the cell
 * `guess`. */
static ClimbEnd follow(const Meet *m, const Climb *c, int32_t guess, const DuelBranch *b,
                       double *x, double *work)
{
    if (b && settle(c, b, x, work))
        return (ClimbEnd){.arrived = true, .steps = b->steps};
    if (guess >= 0) {
        odds_of_play(m, guess, x);
        if (climb_settle(c, x, work))
            return (ClimbEnd){.arrived = true};
    }
    return climb(c, x, work);
}

/* All there is to do in a cell: x solves the game, and the play is there. */
static void finish_duel(const BeliefBoard *b, const Step *s, int32_t node, int32_t cell,
                        Duel *d, const double *x, double *work)
{
    const double *p =
        play_row(&b->scene, node,
                 play_width(b->scene.game, b->scene.cells, b->scene.layer, s, node), cell);
    double *best = b->best ? belief_row(b, b->best, node, cell) : NULL,
           *waste = b->best ? belief_row(b, b->waste, node, cell) : NULL;
    DuelWorth q, replies, lost;
    duel_at(d, x, 1, work);
    duel_value(d, b->value, true, belief_row(b, b->value, node, cell), &q);
    if (!best)
        return;
    duel_value(d, b->best, true, best, &replies);
    duel_value(d, b->waste, false, waste, &lost);
    for (int32_t i = 0; i < 2; i++) {
        const DuelSide *side = &d->side[i];
        for (int32_t k = 0; k < side->types; k++)
            reply_of(b, s, i, k, p, q.of[i], replies.of[i], lost.of[i], NULL, side->arms,
                     side->types, &best[side->role + k], &waste[side->role + k]);
        p += (int64_t)side->arms * side->types;
    }
}

/* Lays out the room; returns what is left of it. */
static double *lay_out(Meet *m, double *work, double **x)
{
    int64_t arms;
    largest_play(m->board->scene.cells, m->step, &arms);
    int64_t n = m->plays;
    m->told = (Told *)work;
    *x = work + arms * (int64_t)(sizeof(Told) / sizeof(double) + 1);
    m->q = *x + n;
    m->lambda = m->q + n;
    m->by_log = m->lambda + m->step->agent_count;
    m->jacobian = m->by_log + n * n;
    m->matrix = m->jacobian + n * n;
    m->unknown = (int32_t *)(m->matrix + n * n);
    for (int32_t at = 0; at < n; at++)
        m->unknown[at] = CLOSED;
    name_unknowns(m);
    return m->matrix + n * n + n;
}

static Climb meeting_of(Meet *m, double *x)
{
    find_precisions(m, x);
    return (Climb){.size = m->unknowns, .context = m, .at = meet_at, .solve = meet_solve};
}

bool meeting_play(const BeliefBoard *b, const Step *s, int32_t node, int32_t cell,
                  int32_t guess, const DuelBranch *branch, double *work)
{
    Meet m = {.board = b, .step = s, .node = node, .cell = cell};
    Duel duel;
    double *x;
    m.plays = (int32_t)play_width(b->scene.game, b->scene.cells, b->scene.layer, s, node);
    double *rest = lay_out(&m, work, &x);
    Climb c = {.size = m.unknowns,
               .context = &duel,
               .at = duel_at,
               .solve = duel_solve,
               .corner = duel_corner};
    bool is_duel = duel_begin(b, s, node, cell, &duel);
    if (!is_duel)
        c = meeting_of(&m, x);
    ClimbEnd end = follow(&m, &c, guess, branch, x, rest);
    if (is_duel && !duel_holds(&duel, x)) {
        is_duel = false;
        c = meeting_of(&m, x);
        end = climb(&c, x, rest);
    }
    choose(&m, x);
    int32_t thread = omp_get_thread_num();
    b->unsolved[thread] += !end.arrived;
    b->traced[thread] += end.steps > 0;
    if (is_duel)
        finish_duel(b, s, node, cell, &duel, x, rest);
    return is_duel;
}
