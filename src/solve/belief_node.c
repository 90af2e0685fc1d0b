#include <math.h>
#include <omp.h>
#include <string.h>

#include "math/logit_game.h"
#include "math/real.h"
#include "math/signal_game.h"
#include "solve/belief_board.h"
#include "solve/node.h"

/* ------------------------------------------------------------------ who chooses */

/* Agent i of a step together, if nobody else has a choice at the node. */
static bool is_lone(const BeliefBoard *b, const Step *s, int32_t node, int32_t agent)
{
    const int32_t *shape = node_shape(b->scene.game, b->scene.layer, node);
    if (step_tells_types(s))
        return false;
    for (int32_t i = 0, at = 0; i < s->agent_count; at += 1 + shape[at], i++) {
        int32_t player = s->agents[i].player;
        if ((shape[at] > 1) != (i == agent) || agents_of(s, player) > 1 ||
            is_tasteful(b, player))
            return false;
    }
    return true;
}

/* False where there is no such player. */
static bool find_chooser(const BeliefBoard *b, const Step *s, int32_t node, Chooser *who)
{
    const Cells *c = b->scene.cells;
    if (s->kind == STEP_CHANCE)
        return false;
    const int32_t *shape = node_shape(b->scene.game, b->scene.layer, node);
    *who = (Chooser){.arms = 0};
    for (int32_t i = 0, at = 0; i < s->agent_count; at += 1 + shape[at], i++) {
        bool is_here = s->kind == STEP_CHOOSE || is_lone(b, s, node, i);
        int64_t width = (int64_t)shape[at] * types_of_agent(c, &s->agents[i]);
        if (is_here) {
            who->agent = i;
            who->player = s->agents[i].player;
            who->secret = c->secret_of[who->player];
            who->arms = shape[at];
            who->at = who->width;
            who->masks = step_tells_types(s) ? shape + 1 + shape[0] : NULL;
        }
        who->width += width;
    }
    return who->arms > 0 && who->secret >= 0;
}

/* ------------------------------------------------------------------ slices */

/* The cells that differ in the chooser's secret alone are one small game after another; all
 * others are cut into what keeps a thread busy for a while. */
enum { CELLS_IN_A_SLICE = 64 };

static int32_t lines(const Cells *c, int32_t secret)
{
    return c->cells / c->lattice[secret].count;
}

static bool has_lines(const Cells *c, const Step *s, int32_t secret)
{
    for (int32_t i = 0; s->kind != STEP_CHANCE && i < s->agent_count; i++)
        if (c->secret_of[s->agents[i].player] == secret)
            return true;
    return false;
}

static int32_t parts(const Cells *c)
{
    return (c->cells + CELLS_IN_A_SLICE - 1) / CELLS_IN_A_SLICE;
}

int32_t node_slices(const BeliefBoard *b, const Step *s)
{
    const Cells *c = b->scene.cells;
    int32_t slices = parts(c);
    for (int32_t k = 0; k < MOST_SECRETS; k++)
        if (has_lines(c, s, k) && lines(c, k) > slices)
            slices = lines(c, k);
    return slices;
}

/* A line of the chooser's secret; none where there are fewer lines than slices. */
static Slice line_of(const Cells *c, int32_t secret, int32_t slice)
{
    if (slice >= lines(c, secret))
        return (Slice){0, 1, 0};
    if (secret == 0)
        return (Slice){slice, c->lattice[1].count, c->lattice[0].count};
    return (Slice){slice * c->lattice[1].count, 1, c->lattice[1].count};
}

static Slice part_of(const Cells *c, int32_t slices, int32_t slice)
{
    int32_t first = (int32_t)((int64_t)c->cells * slice / slices);
    return (Slice){first, 1, (int32_t)((int64_t)c->cells * (slice + 1) / slices) - first};
}

/* Whole rows: all points of the second secret. */
static Slice rows_of(const Cells *c, int32_t slices, int32_t slice)
{
    int64_t rows = c->lattice[0].count;
    int32_t columns = c->lattice[1].count, first = (int32_t)(rows * slice / slices),
            end = (int32_t)(rows * (slice + 1) / slices);
    return (Slice){first * columns, 1, (end - first) * columns};
}

/* ------------------------------------------------------------------ landings */

/* Which row of a landing's weights a role looks at for each secret. */
static int32_t weight_row(const Cells *c, int32_t role, int32_t secret)
{
    return c->secret_of[c->role_player[role]] == secret ? 1 + c->role_value[role] : 0;
}

void landing_worths(const BeliefBoard *b, const double *after, bool paid, const Landing *to,
                    int32_t edge, double *worths)
{
    const Cells *c = b->scene.cells;
    const Layer *l = b->scene.layer;
    for (int32_t r = 0; r < c->roles; r++)
        worths[r] = 0;
    for (int32_t i = 0; i < to->to[0].count; i++)
        for (int32_t j = 0; j < to->to[1].count; j++) {
            int32_t cell = cell_of(c, to->to[0].at[i], to->to[1].at[j]);
            const double *next = after + belief_at(b, l->target[edge], cell);
            const double *pay = cell_pay(b->scene.prices, l->pay[edge], cell);
            for (int32_t r = 0; r < c->roles; r++)
                worths[r] += to->weight[0][weight_row(c, r, 0)][i] *
                             to->weight[1][weight_row(c, r, 1)][j] *
                             (next[r] + (paid ? pay[r] : 0));
        }
}

/* ------------------------------------------------------------------ how people play */

/* What each arm is worth to the chooser's types at each point of its lattice. */
static void gather_worths(const BeliefBoard *b, int32_t player, int32_t node,
                          const Slice *cells, double *worth)
{
    const Cells *c = b->scene.cells;
    const Layer *l = b->scene.layer;
    int32_t first = c->first_role[player], values = c->lattice[c->secret_of[player]].values;
    int64_t step = (int64_t)cells->stride * c->roles;
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++) {
        const double *next = belief_row(b, b->value, l->target[e], cells->first) + first;
        const double *pay = cell_pay(b->scene.prices, l->pay[e], cells->first) + first;
        int64_t pay_step = b->scene.prices->pay_wide[l->pay[e]] ? step : 0;
        for (int32_t g = 0; g < cells->count;
             g++, next += step, pay += pay_step, worth += values)
            if (values == 2) { /* the rule, made quick */
                worth[0] = pay[0] + next[0];
                worth[1] = pay[1] + next[1];
            } else {
                for (int32_t k = 0; k < values; k++)
                    worth[k] = pay[k] + next[k];
            }
    }
}

static void play_alone(const BeliefBoard *b, const Step *s, int32_t node, int32_t cell)
{
    const Cells *c = b->scene.cells;
    const Layer *l = b->scene.layer;
    int32_t player = s->agents->player, role = c->first_role[player];
    int32_t first = l->first_edge[node], arms = l->first_edge[node + 1] - first;
    double *p = play_row(&b->scene, node, arms, cell);
    for (int32_t a = 0; a < arms; a++)
        p[a] = cell_pay(b->scene.prices, l->pay[first + a], cell)[role] +
               belief_row(b, b->value, l->target[first + a], cell)[role];
    logit_choice(arms, p, belief_precision(b, player), p);
}

/* ------------------------------------------------------------------ values */

/* Adds p (pay + next) of one edge in all cells of the slice; p is one number. */
static void add_edge_plainly(const BeliefBoard *b, double *of, bool paid, int32_t node,
                             int32_t e, double p, const Slice *cells)
{
    const Cells *c = b->scene.cells;
    const Layer *l = b->scene.layer;
    int64_t n = (int64_t)cells->count * c->roles;
    double *restrict into = belief_row(b, of, node, cells->first);
    const double *restrict next = belief_row(b, of, l->target[e], cells->first);
    for (int64_t k = 0; k < n; k++)
        into[k] += p * next[k];
    for (int32_t k = 0; paid && k < cells->count; k++) {
        const double *pay = cell_pay(b->scene.prices, l->pay[e], cells->first + k);
        for (int32_t r = 0; r < c->roles; r++)
            into[k * c->roles + r] += p * pay[r];
    }
}

static void plain_values(const BeliefBoard *b, double *of, bool paid, int32_t node,
                         const Slice *cells)
{
    const Layer *l = b->scene.layer;
    memset(belief_row(b, of, node, cells->first), 0,
           sizeof(double) * (size_t)(cells->count * b->scene.cells->roles));
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++)
        add_edge_plainly(b, of, paid, node, e, b->scene.prices->plain->chance[l->chance[e]],
                         cells);
}

void edge_odds(const Cells *c, const News *t, int32_t cell, double *odds)
{
    double mean[MOST_SECRETS];
    for (int32_t k = 0; k < MOST_SECRETS; k++) {
        const double *belief = cell_belief(c, cell, k);
        mean[k] = 1;
        if (!t->tells[k])
            continue;
        mean[k] = 0;
        for (int32_t v = 0; v < c->lattice[k].values; v++)
            mean[k] += belief[v] * t->like[k][v];
    }
    for (int32_t r = 0; r < c->roles; r++) {
        int32_t own = c->secret_of[c->role_player[r]];
        odds[r] = t->base;
        for (int32_t k = 0; k < MOST_SECRETS; k++)
            odds[r] *= k == own ? t->like[k][c->role_value[r]] : mean[k];
    }
}

static void values_by_edge(const BeliefBoard *b, const Step *s, int32_t node, int32_t cell,
                           double *row, double *work)
{
    const Cells *c = b->scene.cells;
    const Layer *l = b->scene.layer;
    double *odds = work, *worths = work + c->roles;
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++) {
        News t = news_of(&b->scene, s, node, e, cell);
        Landing to = landing_of(c, cell, &t);
        edge_odds(c, &t, cell, odds);
        landing_worths(b, b->value, true, &to, e, worths);
        for (int32_t r = 0; r < c->roles; r++)
            row[r] += odds[r] * worths[r];
    }
}

void change_values(const BeliefBoard *b, const Step *s, int32_t node, int32_t cell,
                   const double *after, bool paid, double *row, double *worths)
{
    const Cells *c = b->scene.cells;
    const Layer *l = b->scene.layer;
    int32_t secret = step_changes(s), first = l->first_edge[node];
    if (secret < 0)
        return;
    Landing to = landing_of_change(&b->scene, s, secret, node, cell);
    landing_worths(b, after, paid, &to, first, worths);
    for (int32_t r = 0; r < c->roles; r++) {
        if (c->secret_of[c->role_player[r]] != secret) {
            row[r] = worths[r];
            continue;
        }
        int32_t k = c->role_value[r];
        row[r] = 0;
        for (int32_t e = first; e < l->first_edge[node + 1]; e++)
            row[r] += cell_chance(b->scene.prices, l->chance[e], cell, k) *
                      worths[r - k + arm_changes(c->model, secret, s, e - first, k)];
    }
}

/* (H + gamma) / lambda for each of the player's own choices at the node. */
void cell_add_taste(const BeliefBoard *b, const Step *s, int32_t node, int32_t cell,
                    double *row)
{
    const Cells *c = b->scene.cells;
    const int32_t *shape = node_shape(b->scene.game, b->scene.layer, node);
    int64_t width = play_width(b->scene.game, c, b->scene.layer, s, node);
    const double *p = play_row(&b->scene, node, width, cell);
    for (int32_t i = 0, at = 0; i < s->agent_count; at += 1 + shape[at], i++) {
        int32_t player = s->agents[i].player, types = types_of_agent(c, &s->agents[i]);
        for (int32_t k = 0; k < types && is_tasteful(b, player); k++) {
            double h = 0;
            for (int32_t a = 0; a < shape[at]; a++) {
                double q = p[a * types + k];
                h -= q > 0 ? q * real_log(q) : 0;
            }
            row[c->first_role[player] + k] +=
                (h + EULER_GAMMA) / belief_precision(b, player);
        }
        p += (int64_t)shape[at] * types;
    }
}

/* ------------------------------------------------------------------ lone choices of types */

/* What one arm tells, and what it is worth to the chooser's types. */
typedef struct {
    Rounding to;
    double tilted[LATTICE_VALUES][LATTICE_VALUES]; /* [type][vertex] */
    double mean;                                   /* how likely it is to the others */
} ArmNews;

static void arm_news(const Lattice *l, const double *prior, const double *p, uint8_t open,
                     ArmNews *a)
{
    double after[LATTICE_VALUES];
    signal_posterior(l->values, prior, p, open, after);
    lattice_round(l, after, &a->to);
    a->mean = 0;
    for (int32_t k = 0; k < l->values; k++) {
        a->mean += prior[k] * p[k];
        lattice_tilt(l, &a->to, k, after[k], a->tilted[k]);
    }
}

/* Adds to `row` what the arm is worth to those who do not choose, and puts into q, [types], what
 * it is worth to the chooser's. */
static void arm_values(const BeliefBoard *b, const double *of, bool paid, int32_t edge,
                       const ArmNews *a, const Slice *cells, int32_t first, int32_t types,
                       double *row, double *q)
{
    const Cells *c = b->scene.cells;
    for (int32_t k = 0; k < types; k++)
        q[k] = 0;
    for (int32_t v = 0; v < a->to.count; v++) {
        int32_t cell = cells->first + a->to.at[v] * cells->stride;
        const double *next = of + belief_at(b, b->scene.layer->target[edge], cell);
        const double *pay = cell_pay(b->scene.prices, b->scene.layer->pay[edge], cell);
        double public = a->mean * a->to.weight[v];
        for (int32_t r = 0; r < c->roles; r++) {
            double w = next[r] + (paid ? pay[r] : 0);
            if (r >= first && r < first + types)
                q[r - first] += a->tilted[r - first][v] * w;
            else
                row[r] += public * w;
        }
    }
}

/* The play of cell g of the line is there; finds values and, where somebody asks, the check. */
static void finish_with_type(const BeliefBoard *b, const Step *s, const Chooser *who,
                             int32_t node, const Slice *cells, int32_t g)
{
    const Cells *c = b->scene.cells;
    int32_t first = c->first_role[who->player], arms = who->arms;
    const Lattice *l = &c->lattice[who->secret];
    int32_t types = l->values, edge = b->scene.layer->first_edge[node];
    double q[arms * types], best[arms * types], waste[arms * types], none[c->roles];
    ArmNews news;
    int32_t cell = cells->first + g * cells->stride;
    const double *prior = l->point + (int64_t)g * types;
    const double *p = play_row(&b->scene, node, who->width, cell) + who->at;
    double *rows[3] = {belief_row(b, b->value, node, cell),
                       b->best ? belief_row(b, b->best, node, cell) : none,
                       b->best ? belief_row(b, b->waste, node, cell) : none};
    for (int i = 0; i < (b->best ? 3 : 1); i++)
        memset(rows[i], 0, sizeof *rows[i] * (size_t)c->roles);
    for (int32_t a = 0; a < arms; a++) {
        arm_news(l, prior, p + (int64_t)a * types,
                 who->masks ? (uint8_t)who->masks[a] : ALL_TYPES, &news);
        arm_values(b, b->value, true, edge + a, &news, cells, first, types, rows[0],
                   q + (int64_t)a * types);
        if (!b->best)
            continue;
        arm_values(b, b->best, true, edge + a, &news, cells, first, types, rows[1],
                   best + (int64_t)a * types);
        arm_values(b, b->waste, false, edge + a, &news, cells, first, types, rows[2],
                   waste + (int64_t)a * types);
    }
    for (int32_t k = 0; k < types; k++) {
        for (int32_t a = 0; a < arms; a++)
            rows[0][first + k] += p[a * types + k] * q[a * types + k];
        if (b->best)
            reply_of(b, s, who->agent, k, p, q, best, waste, who->masks, arms, types,
                     &rows[1][first + k], &rows[2][first + k]);
    }
    cell_add_taste(b, s, node, cell, rows[0]);
}

/* Those who have one arm pick it. */
static void play_the_rest(const BeliefBoard *b, const Chooser *who, int32_t node,
                          const Slice *cells)
{
    int64_t own = (int64_t)who->arms * b->scene.cells->lattice[who->secret].values;
    for (int32_t g = 0; g < cells->count && who->width > own; g++) {
        double *p = play_row(&b->scene, node, who->width, cells->first + g * cells->stride);
        for (int64_t k = 0; k < who->width; k++)
            p[k] = 1;
    }
}

/* Somebody with types chooses alone, in a line of cells that differ in its secret alone. */
static void solve_with_type(const BeliefBoard *b, const Step *s, const Chooser *who,
                            int32_t node, const Slice *cells, double *work)
{
    const Lattice *l = &b->scene.cells->lattice[who->secret];
    int32_t arms = who->arms, thread = omp_get_thread_num();
    uint8_t open[arms];
    for (int32_t a = 0; a < arms; a++)
        open[a] = who->masks ? (uint8_t)who->masks[a] : ALL_TYPES;
    SignalGame game = {.lattice = l,
                       .arms = arms,
                       .precision = belief_precision(b, who->player),
                       .worth = work,
                       .open = open};
    gather_worths(b, who->player, node, cells, work);
    work += (int64_t)arms * l->count * l->values;
    play_the_rest(b, who, node, cells);
    if (pair_line(b, who, node, cells, &game))
        return;
    for (int32_t g = 0; g < cells->count; g++) {
        int32_t cell = cells->first + g * cells->stride;
        game.prior = l->point + (int64_t)g * l->values;
        double *p = play_row(&b->scene, node, who->width, cell) + who->at;
        SignalInfo info = signal_solve(&game, p, work);
        b->unsolved[thread] += !info.is_solved;
        b->traced[thread] += info.steps > 0;
        finish_with_type(b, s, who, node, cells, g);
    }
}

/* ------------------------------------------------------------------ a node */

void cell_solve(const BeliefBoard *b, const Step *s, int32_t node, int32_t cell,
                double *work)
{
    double *row = belief_row(b, b->value, node, cell);
    if (s->kind == STEP_CHOOSE)
        play_alone(b, s, node, cell);
    if (step_changes(s) >= 0) {
        change_values(b, s, node, cell, b->value, true, row, work);
    } else {
        memset(row, 0, sizeof *row * (size_t)b->scene.cells->roles);
        values_by_edge(b, s, node, cell, row, work);
        if (s->kind != STEP_CHANCE)
            cell_add_taste(b, s, node, cell, row);
    }
    if (b->best)
        cell_check(b, s, node, cell, work);
}

void node_solve(const BeliefBoard *b, const Step *s, int32_t node, int32_t slice,
                double *work)
{
    const Cells *c = b->scene.cells;
    Chooser who;
    if (find_chooser(b, s, node, &who)) {
        Slice line = line_of(c, who.secret, slice);
        if (line.count > 0)
            solve_with_type(b, s, &who, node, &line, work);
        return;
    }
    if (slice >= parts(c))
        return;
    Slice cells = part_of(c, parts(c), slice);
    if (node_is_plain(&b->scene, s, node)) {
        plain_values(b, b->value, true, node, &cells);
        if (b->best) {
            plain_values(b, b->best, true, node, &cells);
            plain_values(b, b->waste, false, node, &cells);
        }
        return;
    }
    if (s->kind == STEP_TOGETHER) {
        cells = rows_of(c, parts(c), slice);
        together_solve(b, s, node, &cells, work);
        return;
    }
    for (int32_t k = 0; k < cells.count; k++)
        cell_solve(b, s, node, cells.first + k, work);
}

void node_finish(const BeliefBoard *b, const Step *s, double *work)
{
    pair_finish(b);
    together_finish(b, s, work);
}
