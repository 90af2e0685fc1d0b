#include "solve/belief_solve.h"

#include <math.h>
#include <omp.h>
#include <string.h>
#include <unistd.h>

#include "math/signal_game.h"
#include "math/worst.h"
#include "solve/belief_board.h"
#include "solve/node.h"

/* What is needed to solve a period again. */
typedef struct {
    BeliefBoard board;
    Mem *mem;
    int32_t threads;
} Solver;

/* ------------------------------------------------------------------ room */

static int64_t room_of_step(const Game *g, const Cells *c, const Step *s)
{
    int64_t room = 4 * c->roles + 16;
    for (int32_t i = 0; s->kind != STEP_CHANCE && i < s->agent_count; i++)
        room += 3 * (int64_t)s->agents[i].arm_count * types_of_agent(c, &s->agents[i]);
    for (int32_t i = 0; i < s->agent_count; i++) {
        const Agent *a = &s->agents[i];
        int32_t secret = a->player < 0 ? -1 : c->secret_of[a->player];
        room += 8 * (int64_t)a->arm_count;
        if (secret >= 0) {
            const Lattice *l = &c->lattice[secret];
            room += (int64_t)a->arm_count * l->count * l->values +
                    signal_room(l->values, a->arm_count);
        }
    }
    if (s->kind == STEP_TOGETHER)
        room += meeting_room(g, c, s);
    return room;
}

static int64_t scratch_room(const Game *g, const Cells *c)
{
    int64_t most = 0;
    const Routine *r = &g->program->period;
    for (int32_t k = 0; k < r->count; k++)
        if (step_is_node(&r->steps[k])) {
            int64_t room = room_of_step(g, c, &r->steps[k]);
            most = room > most ? room : most;
        }
    return most;
}

/* Where the play stands of each node that can be reached in a period: nodes that are played alike share one. */
static int64_t place_period(Mem *M, const Play *p, int32_t t, int64_t **at)
{
    const Game *g = p->game;
    const Layer *l = game_layer(g, t);
    int64_t room = 0;
    *at = grow(M, *at, l->node_count);
    for (int32_t k = 0; k < l->group_count; k++) {
        const Group *group = &l->groups[k];
        const Step *s = &l->routine->steps[group->step];
        for (int32_t node = group->first; node < group->first + group->count; node++) {
            bool is_first = g->same_as[t][node] == node;
            (*at)[node] = is_first ? room : (*at)[g->same_as[t][node]];
            if (is_first && bit_is_set(g->nodes_at[t], node))
                room += play_width(g, p->cells, l, s, node) * p->cells->cells;
        }
    }
    return room;
}

static void place_plays(Mem *M, Play *p)
{
    const Game *g = p->game;
    p->at = make(M, int64_t *, g->periods);
    p->room = make(M, int64_t, g->periods);
    for (int32_t t = 0; t < g->periods; t++)
        if (t > 0 && g->same_as[t] == g->same_as[t - 1] &&
            g->nodes_at[t] == g->nodes_at[t - 1]) {
            p->at[t] = p->at[t - 1];
            p->room[t] = p->room[t - 1];
        } else {
            p->room[t] = place_period(M, p, t, &p->at[t]);
        }
}

/* Doubles that plays may take: half of what the limit leaves, or, where there is none, three eighths of
 * the machine's memory.  Digits do not depend on it. */
static int64_t room_for_plays(const Mem *M)
{
    int64_t bytes = sysconf(_SC_PHYS_PAGES) / 8 * 3 * sysconf(_SC_PAGESIZE);
    if (M->limit)
        bytes = (M->limit - M->used) / 2;
    return bytes / (int64_t)sizeof(double);
}

/* Keeps the plays of as many periods as fit, from the first; the others are found again. */
static void make_room_for_plays(Mem *M, Play *p, bool payoffs_only)
{
    const Game *g = p->game;
    int64_t left = payoffs_only ? 0 : room_for_plays(M), most = 0;
    p->kept = make(M, double *, g->periods);
    for (int32_t t = 0; t < g->periods; t++) {
        int64_t room = p->room[t];
        left -= room;
        if (left >= 0)
            p->kept[t] = grow(M, p->kept[t], room);
        else
            most = room > most ? room : most;
    }
    if (left < 0)
        p->now = grow(M, p->now, most);
}

/* ------------------------------------------------------------------ how beliefs begin */

static double start_value(const Play *p, const Expr *x, int32_t *vars)
{
    Frame f = {.vars = vars, .params = p->setup->params, .day = p->game->model->first_day};
    return expr_value(x, &f);
}

/* What is no distribution has been reported (game/cell_fault.h), or will be, by who asked for it: then
 * any does. */
static void make_sound(int32_t count, double *belief)
{
    double sum = 0;
    for (int32_t k = 0; k < count; k++)
        sum += belief[k] >= 0 ? belief[k] : NAN;
    for (int32_t k = 0; k < count && !(fabs(sum - 1) <= 1e-6); k++)
        belief[k] = 1.0 / count;
}

/* The belief in each value of a secret: types begin independently of each other. */
static void begin_secret(const Play *p, const Secret *s, int32_t *vars, double *belief)
{
    const Model *m = p->game->model;
    for (int32_t k = 0; k < s->count; k++) {
        belief[k] = 1;
        for (int32_t i = 0; i < s->var_count; i++) {
            const Start *start = p->setup->starts[s->vars[i]];
            double sum = 0;
            for (int32_t a = 0; a < start->count; a++)
                if (start_value(p, start->value[a], vars) == secret_value(s, m->vars, k, i))
                    sum += start_value(p, start->probability[a], vars);
            belief[k] *= sum;
        }
    }
    make_sound(s->count, belief);
}

static void find_priors(Mem *M, Play *p)
{
    const Game *g = p->game;
    const Model *m = g->model;
    int32_t *vars = make(M, int32_t, m->var_count);
    p->prior = grow(M, p->prior, (int64_t)g->state_count * m->belief_count);
    for (int64_t s = 0; s < g->state_count; s++) {
        if (!bit_is_set(g->states_at[0], s))
            continue;
        key_unpack(&g->state_packing, g->states[s], vars);
        for (int32_t k = 0; k < m->secret_count; k++)
            begin_secret(p, &m->secrets[k], vars,
                         p->prior + s * m->belief_count + m->secrets[k].first_belief);
    }
}

/* ------------------------------------------------------------------ a period */

/* To wake the threads takes longer than this many cells do. */
enum { CELLS_WORTH_SHARING = 400 };

/* From the last step to the first.  The slices of a step look up nothing of one another. */
static void sweep(const BeliefBoard *b, Work *w)
{
    for (int32_t k = b->scene.layer->group_count - 1; k >= 0; k--) {
        const Group *group = &b->scene.layer->groups[k];
        const Step *s = &b->scene.layer->routine->steps[group->step];
        int32_t slices = node_slices(b, s);
        int64_t items = (int64_t)group->count * slices;
        bool is_shared = w->threads > 1 && (int64_t)group->count * b->scene.cells->cells >
                                               CELLS_WORTH_SHARING;
#pragma omp parallel num_threads(w->threads) if (is_shared)
        {
            double *work = b->doubles + b->room * omp_get_thread_num();
#pragma omp for schedule(dynamic, 4) nowait
            for (int64_t item = 0; item < items; item++) {
                int32_t node = group->first + (int32_t)(item / slices);
                if (bit_is_set(b->reached, node) && b->same_as[node] == node)
                    node_solve(b, s, node, (int32_t)(item % slices), work);
            }
            node_finish(b, s, work);
        }
        work_tick(w);
    }
}

/* value[nodes + s] = delta * after[s]; the targets beyond are 0. */
static void put_after(const BeliefBoard *b, double *into, const double *after)
{
    const Game *g = b->scene.game;
    const Cells *c = b->scene.cells;
    const Layer *l = b->scene.layer;
    int64_t row = (int64_t)c->cells * c->roles;
    double *to = into + l->node_count * row;
    memset(to + g->state_count * row, 0,
           sizeof *to *
               (size_t)((layer_targets(g, l) - l->node_count - g->state_count) * row));
    for (int64_t k = 0; k < g->state_count * (int64_t)c->cells; k++)
        for (int32_t r = 0; r < c->roles; r++)
            to[k * c->roles + r] =
                b->setup->patience[c->role_player[r]] * after[k * c->roles + r];
}

/* into[s] = what begins in state s. */
static void enter(const BeliefBoard *b, const double *from, bool paid,
                  const uint64_t *states, double *into)
{
    const Cells *c = b->scene.cells;
    for (int64_t s = 0; s < b->scene.game->state_count; s++) {
        const Way *way = &b->scene.layer->entry[s];
        for (int32_t cell = 0; cell < c->cells; cell++)
            for (int32_t r = 0; r < c->roles; r++) {
                double *to = &into[(s * c->cells + cell) * c->roles + r];
                *to = 0;
                if (!bit_is_set(states, s))
                    continue;
                *to = from[belief_at(b, way->target, cell) + r];
                if (paid)
                    *to += cell_pay(b->scene.prices, way->pay, cell)[r];
            }
    }
}

static void load_period(Solver *z, Play *p, int32_t t)
{
    const Game *g = p->game;
    cell_prices_at(p->prices, t);
    z->board.scene = (Scene){.game = g,
                             .layer = game_layer(g, t),
                             .cells = p->cells,
                             .prices = p->prices,
                             .at = p->at[t],
                             .play = p->kept[t] ? p->kept[t] : p->now};
    z->board.reached = g->nodes_at[t];
    z->board.same_as = g->same_as[t];
    put_after(&z->board, z->board.value, p->value[t + 1]);
}

static void replay(Play *p, Work *w, int32_t t)
{
    Solver *z = p->solver;
    Work own = *w; /* there is room for the threads of the solve */
    own.threads = w->threads < z->threads ? w->threads : z->threads;
    load_period(z, p, t);
    sweep(&z->board, &own);
}

/* ------------------------------------------------------------------ the whole */

static Solver *solver_new(Mem *M, const Work *w, Play *p)
{
    const Game *g = p->game;
    const Cells *c = p->cells;
    Solver *z = make(M, Solver);
    *z = (Solver){.mem = M, .threads = w->threads};
    BeliefBoard *b = &z->board;
    *b = (BeliefBoard){.setup = p->setup};
    b->value = grow(M, b->value, game_most_targets(g) * c->cells * c->roles);
    b->room = scratch_room(g, c);
    b->doubles = grow(M, b->doubles, b->room * w->threads);
    b->residual = make(M, double, w->threads);
    b->unsolved = make(M, int64_t, w->threads);
    b->traced = make(M, int64_t, w->threads);
    b->pairs = make(M, PairQueue *, w->threads);
    b->duels = make(M, DuelQueue *, w->threads);
    for (int32_t k = 0; k < w->threads; k++) {
        b->pairs[k] = pair_queue_new(M, c);
        b->duels[k] = duel_queue_new(M, c, &g->program->period);
    }
    return z;
}

static void solve_horizon(Solver *z, Play *p, double *best)
{
    const Game *g = p->game;
    BeliefBoard *b = &z->board;
    int64_t row = (int64_t)p->cells->cells * p->cells->roles;
    cell_prices_at(p->prices, g->periods);
    b->scene =
        (Scene){.game = g, .layer = &g->finale, .cells = p->cells, .prices = p->prices};
    b->same_as = g->same_as[g->periods];
    memset(b->value, 0, sizeof *b->value * (size_t)(layer_targets(g, &g->finale) * row));
    enter(b, b->value, true, g->states_at[g->periods], p->value[g->periods]);
    if (best)
        memcpy(best, p->value[g->periods], sizeof *best * (size_t)(g->state_count * row));
}

/* What best replies get and what is given up, from period to period. */
typedef struct {
    double *best, *waste; /* [state][cell][role] */
} Checked;

static void solve_period(Solver *z, Work *w, Play *p, const Checked *x, int32_t t)
{
    const Game *g = p->game;
    BeliefBoard *b = &z->board;
    load_period(z, p, t);
    if (x->best) {
        put_after(b, b->best, x->best);
        put_after(b, b->waste, x->waste);
    }
    sweep(b, w);
    enter(b, b->value, true, g->states_at[t], p->value[t]);
    if (!x->best)
        return;
    enter(b, b->best, true, g->states_at[t], x->best);
    enter(b, b->waste, false, g->states_at[t], x->waste);
}

/* What a role expects at the start in a state. */
static double at_prior(const Play *p, const double *value, int32_t state, int32_t role)
{
    const Cells *c = p->cells;
    int32_t secret = c->secret_of[c->role_player[role]];
    Landing to =
        landing_of_prior(c, p->prior + (int64_t)state * p->game->model->belief_count);
    double sum = 0;
    for (int32_t i = 0; i < to.to[0].count; i++)
        for (int32_t j = 0; j < to.to[1].count; j++)
            sum += to.weight[0][secret == 0 ? 1 + c->role_value[role] : 0][i] *
                   to.weight[1][secret == 1 ? 1 + c->role_value[role] : 0][j] *
                   value[((int64_t)state * c->cells +
                          cell_of(c, to.to[0].at[i], to.to[1].at[j])) *
                             c->roles +
                         role];
    return sum;
}

/* How likely the role's type is at the start. */
static double prior_of(const Play *p, int32_t state, int32_t role)
{
    const Model *m = p->game->model;
    int32_t secret = p->cells->secret_of[p->cells->role_player[role]];
    return secret < 0
               ? 1
               : p->prior[(int64_t)state * m->belief_count +
                          m->secrets[secret].first_belief + p->cells->role_value[role]];
}

/* The start is plain: beliefs begin when the states have.  into [state][player]. */
static void means_at_prior(const Play *p, const double *value, double *into)
{
    const Game *g = p->game;
    const Cells *c = p->cells;
    int32_t players = g->model->player_count;
    memset(into, 0, sizeof *into * (size_t)((int64_t)g->state_count * players));
    for (int32_t s = 0; s < g->state_count; s++)
        for (int32_t r = 0; r < c->roles && bit_is_set(g->states_at[0], s); r++)
            if (prior_of(p, s, r) > 0)
                into[(int64_t)s * players + c->role_player[r]] +=
                    prior_of(p, s, r) * at_prior(p, value, s, r);
}

static void note_residual(Play *p, const Solver *z)
{
    for (int32_t k = 0; k < z->threads; k++)
        p->residual = worst_of(p->residual, z->board.residual[k]);
}

/* The largest over types that can be, in some state that can be; `x` is of period 0. */
static void conclude(Play *p, const Checked *x)
{
    const Game *g = p->game;
    const Cells *c = p->cells;
    for (int32_t s = 0; s < g->state_count; s++)
        for (int32_t r = 0; r < c->roles && bit_is_set(g->states_at[0], s); r++) {
            int32_t i = c->role_player[r];
            double gain = at_prior(p, x->best, s, r) - at_prior(p, p->value[0], s, r);
            if (!(prior_of(p, s, r) > 0) || gain <= p->exploitability[i])
                continue;
            p->exploitability[i] = gain;
            p->given_up[i] = at_prior(p, x->waste, s, r);
        }
}

/* ------------------------------------------------------------------ as seen without beliefs */

static void fill_probabilities(const Layer *l, const uint64_t *reached, const double *flow,
                               double *probability)
{
    for (int32_t node = 0; node < l->node_count; node++) {
        int32_t first = l->first_edge[node], end = l->first_edge[node + 1];
        double sum = 0;
        for (int32_t e = first; e < end; e++)
            sum += flow[e];
        for (int32_t e = first; e < end && bit_is_set(reached, node); e++)
            probability[e] = sum > 0 ? flow[e] / sum : 1.0 / (end - first);
    }
}

static void look_ahead(Mem *M, Work *w, Play *p, const double *states, Strategy *s)
{
    const Game *g = p->game;
    int64_t width = play_width_of(p, 1);
    double *work = NULL, *flow = NULL;
    int32_t edges = 1;
    for (int32_t i = 0; i < g->layer_count; i++)
        edges = g->layers[i].edge_count > edges ? g->layers[i].edge_count : edges;
    p->mass = make(M, double *, g->periods + 1);
    for (int32_t t = 0; t <= g->periods; t++)
        p->mass[t] = grow(M, p->mass[t], g->state_count * width);
    work = grow(M, work, game_most_targets(g) * width);
    flow = grow(M, flow, edges);
    play_begin(p, states, 1, p->mass[0]);
    for (int32_t t = 0; t < g->periods; t++) {
        work_check(w, N_("looking ahead"), t, g->periods);
        play_carry(p, w, t, 1, NULL, p->mass[t], p->mass[t + 1], work, flow);
        fill_probabilities(game_layer(g, t), g->nodes_at[t], flow, s->probability[t]);
    }
    mem_drop(M, work);
    mem_drop(M, flow);
}

/* The mass of the states when they have been drawn. */
static double *states_at_start(Mem *M, const Game *g, const double *chance)
{
    const Layer *l = &g->start;
    double *mass = NULL, *states = NULL;
    mass = grow(M, mass, layer_targets(g, l));
    states = grow(M, states, g->state_count);
    mass[l->entry[0].target] = 1;
    for (int32_t node = 0; node < l->node_count; node++)
        for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++)
            mass[l->target[e]] += mass[node] * chance[e];
    memcpy(states, mass + l->node_count, sizeof *states * (size_t)g->state_count);
    mem_drop(M, mass);
    return states;
}

static Play *play_new(Mem *M, Prices *prices)
{
    const Game *g = prices->game;
    Play *p = make(M, Play);
    *p = (Play){.game = g, .setup = prices->setups[0], .time = -1, .replay = replay};
    p->cells = cells_make(M, g->model, prices->grid);
    p->prices = cell_prices_make(M, p->cells, prices);
    p->exploitability = make(M, double, g->model->player_count);
    p->given_up = make(M, double, g->model->player_count);
    p->value = make(M, double *, g->periods + 1);
    for (int32_t t = 0; t <= g->periods; t++)
        p->value[t] = grow(M, p->value[t],
                           (int64_t)g->state_count * p->cells->cells * p->cells->roles);
    place_plays(M, p);
    make_room_for_plays(M, p, prices->payoffs_only);
    find_priors(M, p);
    return p;
}

/* Backward; finds best replies on the way if `x` has room. */
static void solve_periods(Solver *z, Work *w, Play *p, Checked *x)
{
    const Game *g = p->game;
    solve_horizon(z, p, x->best);
    for (int32_t t = g->periods - 1; t >= 0; t--) {
        work_check(w, N_("solving"), g->periods - 1 - t, g->periods);
        solve_period(z, w, p, x, t);
        p->time = t;
    }
}

static void solve_and_check(Mem *M, Solver *z, Work *w, Play *p)
{
    const Game *g = p->game;
    int64_t row = (int64_t)p->cells->cells * p->cells->roles;
    Checked x = {0};
    x.best = grow(M, x.best, g->state_count * row);
    x.waste = grow(M, x.waste, g->state_count * row);
    z->board.best = grow(M, z->board.best, game_most_targets(g) * row);
    z->board.waste = grow(M, z->board.waste, game_most_targets(g) * row);
    solve_periods(z, w, p, &x);
    note_residual(p, z);
    conclude(p, &x);
    if (p->now) {
        mem_drop(M, x.best);
        mem_drop(M, x.waste);
    } else {
        p->best = x.best;
        p->waste = x.waste;
    }
    mem_drop(M, z->board.best);
    mem_drop(M, z->board.waste);
    z->board.best = z->board.waste = NULL;
}

/* What everyone expects at the start, and what follows from there. */
static void begin_from_prior(Mem *M, Work *w, Play *p, Strategy *s)
{
    means_at_prior(p, p->value[0], s->value[0]);
    s->play = p;
    if (p->prices->plain->payoffs_only)
        return;
    double *drawn = states_at_start(M, p->game, s->start_chance);
    look_ahead(M, w, p, drawn, s);
    mem_drop(M, drawn);
}

void solve_with_beliefs(Mem *M, Work *w, Prices *prices, Strategy *s)
{
    Play *p = play_new(M, prices);
    Solver *z = solver_new(M, w, p);
    p->solver = z;
    if (prices->payoffs_only)
        solve_periods(z, w, p, &(Checked){0});
    else
        solve_and_check(M, z, w, p);
    for (int32_t k = 0; k < w->threads; k++) {
        s->unsolved += z->board.unsolved[k];
        s->traced += z->board.traced[k];
    }
    begin_from_prior(M, w, p, s);
}

/* Prices are its own, since whoever goes through the periods moves them. */
static Play *play_alike(Mem *M, Prices *prices, const Play *like)
{
    const int32_t players = like->game->model->player_count;
    Play *p = make(M, Play);
    *p = *like;
    p->setup = prices->setups[0];
    p->prices = cell_prices_make(M, p->cells, prices);
    p->prior = NULL;
    p->mass = NULL;
    p->replay = NULL;
    p->solver = NULL;
    p->exploitability = make(M, double, players);
    p->given_up = make(M, double, players);
    find_priors(M, p);
    return p;
}

void play_on_with_beliefs(Mem *M, Work *w, Prices *prices, const Strategy *like,
                          Strategy *s)
{
    Play *p = play_alike(M, prices, like->play);
    conclude(p, &(Checked){.best = p->best, .waste = p->waste});
    s->unsolved = like->unsolved;
    s->traced = like->traced;
    begin_from_prior(M, w, p, s);
}
