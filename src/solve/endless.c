#include "solve/endless.h"

#include <math.h>
#include <string.h>

#include "math/components.h"
#include "solve/loop_plan.h"
#include "solve/loop_value.h"

/* ------------------------------------------------------------------ the graph */

static const Layer *layer_of(const Endless *x)
{
    return x->board->layer;
}

static bool is_node(const Endless *x, int32_t place)
{
    return place < layer_of(x)->node_count;
}

/* Places: the nodes of the layer, then the states.  What is not reached has no edges. */
static int32_t place_count(const Endless *x)
{
    return layer_of(x)->node_count + x->board->game->state_count;
}

static bool is_reached(const Endless *x, int32_t place)
{
    const Layer *l = layer_of(x);
    return is_node(x, place) ? node_is_reached(x->board, place)
                             : l->entry[place - l->node_count].target >= 0;
}

typedef struct {
    int32_t *first, *head;
    Components components;
} Graph;

static int32_t add_head(const Endless *x, Graph *g, int32_t at, Target target)
{
    if (target < place_count(x))
        g->head[at++] = target;
    return at;
}

static Graph graph_of(const Endless *x)
{
    const Layer *l = layer_of(x);
    const int32_t places = place_count(x);
    Graph g = {0};
    g.first = grow(x->mem, g.first, places + 1);
    g.head = grow(x->mem, g.head, (int64_t)l->edge_count + x->board->game->state_count);
    for (int32_t v = 0, at = 0; v < places; v++) {
        if (is_reached(x, v) && is_node(x, v))
            for (int32_t e = l->first_edge[v]; e < l->first_edge[v + 1]; e++)
                at = add_head(x, &g, at, l->target[e]);
        else if (is_reached(x, v))
            at = add_head(x, &g, at, l->entry[v - l->node_count].target);
        g.first[v + 1] = at;
    }
    g.components = components_find(x->mem, places, g.first, g.head);
    return g;
}

static void graph_drop(const Endless *x, Graph *g)
{
    components_drop(x->mem, &g->components);
    mem_drop(x->mem, g->first);
    mem_drop(x->mem, g->head);
}

static bool leads_to_itself(const Graph *g, int32_t place)
{
    for (int32_t k = g->first[place]; k < g->first[place + 1]; k++)
        if (g->head[k] == place)
            return true;
    return false;
}

/* ------------------------------------------------------------------ places outside loops */

/* A state that never comes back. */
static void pass_state(const Endless *x, int32_t place)
{
    Board *b = x->board;
    const Layer *l = b->layer;
    const int32_t state = place - l->node_count;
    const Way *way = &l->entry[state];
    for (int32_t i = 0; i < b->players; i++)
        for (int32_t lane = 0; lane < b->lanes; lane++) {
            double v = b->prices->pay[value_at(b, way->pay, i, lane)] +
                       b->value[value_at(b, way->target, i, lane)];
            x->value[((int64_t)state * b->players + i) * b->lanes + lane] = v;
            b->value[value_at(b, place, i, lane)] =
                b->prices->setups[lane]->patience[i] * v;
        }
}

static void pass_place(const Endless *x, int32_t place)
{
    if (!is_reached(x, place))
        return;
    if (is_node(x, place))
        x->solve_node(x->context, layer_step(layer_of(x), place), place,
                      x->scratch->doubles, x->scratch->ints);
    else
        pass_state(x, place);
}

/* ------------------------------------------------------------------ loops */

/* Tells of a point of the branch, state by state. */
static void tell_point(void *context, Loop *L, const double *z)
{
    const Endless *x = context;
    const int32_t players = L->board->players, nodes = layer_of(x)->node_count;
    double precision[players], value[players];
    BranchPoint point = {.loop = x->loops, .precision = precision, .value = value};
    point.step = L->steps++;
    for (int32_t i = 0; i < players; i++) {
        double whole = x->board->prices->setups[L->lane]->precision[i];
        precision[i] = L->base[i] + L->rate[i] * z[L->size];
        if (whole > 0)
            point.scale = fmax(point.scale, isinf(whole) ? 0 : precision[i] / whole);
    }
    if (L->joint > 0 && z[L->size] > L->joint)
        point.scale = z[L->size] / L->joint;
    for (int32_t k = 0; k < L->count; k++) {
        if (L->places[k] < nodes)
            continue;
        for (int32_t i = 0; i < players; i++)
            value[i] = L->scale[i] * z[(int64_t)k * players + i];
        point.state = L->places[k] - nodes;
        x->tell(x->teller, &point);
    }
}

/* The solution that the selection takes; where it comes to this loop for the first time, all are
 * looked for. */
static bool select_solution(Endless *x, Loop *L, double *z)
{
    Selection *s = x->selection;
    if (s->at == s->count) {
        need(x->mem, s->found, s->count, s->room);
        need(x->mem, s->choice, s->count, s->choice_room);
        s->choice[s->count] = 0;
        s->found[s->count] = loop_search(L, x->work);
        s->count++;
    }
    const int32_t at = s->at++;
    if (s->found[at].count == 0)
        return false;
    const LoopSolution *taken = &s->found[at].at[s->choice[at]];
    memcpy(z, taken->z, sizeof *z * ((size_t)L->size + 1));
    s->is_principal = s->is_principal && taken->is_principal;
    s->least_singular = fmin(s->least_singular, taken->least_singular);
    s->reply_radius = fmax(s->reply_radius, taken->reply_radius);
    return true;
}

bool selection_next(Mem *M, Selection *s)
{
    while (s->count > 0) {
        int32_t last = s->count - 1;
        if (++s->choice[last] < s->found[last].count)
            return true;
        loop_solutions_drop(M, &s->found[last]);
        s->count--;
    }
    return false;
}

/* Without a branch: a best plan, or the value of a zero-sum game. */
static bool solve_exactly(const Endless *x, Loop *L, double *z)
{
    return loop_plan(L, z) || loop_value(L, x->work, z);
}

static void solve_loop(Endless *x, int32_t lane, const int32_t *places, int32_t count,
                       const int32_t *number)
{
    Loop *L = loop_new(x->mem, x->board, lane, count, places, number);
    LoopBranch B = loop_branch_new(L, x->work);
    if (x->tell) {
        B.watch = tell_point;
        B.context = x;
    }
    double *z = B.branch.z;
    bool is_chosen = x->selection && L->has_choice;
    bool is_found = is_chosen ? select_solution(x, L, z)
                              : (!x->tell && solve_exactly(x, L, z)) || loop_trace(&B);
    x->loops += L->has_choice;
    x->unsolved += !is_found;
    if (!is_found && !is_chosen && L->joint > 0)
        x->reached = fmin(x->reached, fmax(0, z[L->size] / L->joint));
    x->traced += L->has_choice;
    loop_write(L, z, x->value);
    loop_branch_drop(&B);
    loop_drop(L);
}

static void solve_component(Endless *x, const Graph *g, int32_t c, int32_t *number)
{
    const Components *found = &g->components;
    const int32_t *places = found->member + found->first[c];
    int32_t count = found->first[c + 1] - found->first[c];
    if (count == 1 && !leads_to_itself(g, *places)) {
        pass_place(x, *places);
        return;
    }
    for (int32_t k = 0; k < count; k++)
        number[places[k]] = 1 + k;
    for (int32_t lane = 0; lane < x->board->lanes; lane++)
        solve_loop(x, lane, places, count, number);
    for (int32_t k = 0; k < count; k++)
        number[places[k]] = 0;
}

void endless_solve(Endless *x)
{
    Board *b = x->board;
    Graph g = graph_of(x);
    int32_t *number = NULL;
    number = grow(x->mem, number, layer_targets(b->game, b->layer));
    memset(b->value, 0,
           sizeof *b->value *
               (size_t)(layer_targets(b->game, b->layer) * b->players * b->lanes));
    for (int32_t c = 0; c < g.components.count; c++) {
        work_check(x->work, N_("solving"), c, g.components.count);
        solve_component(x, &g, c, number);
    }
    mem_drop(x->mem, number);
    graph_drop(x, &g);
}
