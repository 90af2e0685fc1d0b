#include "report/choices.h"

#include <string.h>

struct Visit {
    const Solved *solved;
    const Game *game;
    Worth *worth;
    int32_t *vars;
    /* room for the agents and arms of one node */
    int32_t pick_room;
    Pick *picks;
    double *marginals;
};

static int32_t most_arms(const Routine *r)
{
    int32_t most = 0;
    for (int32_t k = 0; k < r->count; k++) {
        const Step *s = &r->steps[k];
        int32_t arms = 0;
        for (int32_t i = 0; step_is_node(s) && i < s->agent_count; i++)
            arms += s->agents[i].arm_count;
        most = arms > most ? arms : most;
    }
    return most;
}

Visit *visit_new(Mem *M, const Solved *s)
{
    Visit *v = make(M, Visit);
    *v = (Visit){.solved = s,
                 .game = s->game,
                 .worth = worth_new(M, s->strategy, s->prices),
                 .vars = make(M, int32_t, s->game->model->var_count),
                 .pick_room = most_arms(&s->game->program->period)};
    v->picks = make(M, Pick, v->pick_room);
    v->marginals = make(M, double, v->pick_room);
    return v;
}

void visit_drop(Mem *M, Visit *v)
{
    worth_drop(M, v->worth);
}

void put_value(Buf *out, const Var *var, int32_t value)
{
    const Domain *d = &var->domain;
    if (d->kind == TYPE_TRUTH)
        buf_puts(out, value ? "yes" : "no");
    else if (d->kind == TYPE_NAME && *d->names[value])
        buf_puts(out, d->names[value]);
    else
        buf_printf(out, "%d", (int)value);
}

void put_value_text(Buf *out, const Var *var, int32_t value, Lang lang)
{
    const Domain *d = &var->domain;
    if (d->kind == TYPE_NAME && *d->names[value])
        buf_puts(out, d->texts[value].in[lang]);
    else if (d->kind == TYPE_TRUTH)
        buf_puts(out, value ? tr(lang, N_("yes")) : tr(lang, N_("no")));
    else
        put_value(out, var, value);
}

/* ------------------------------------------------------------------ one node */

/* The profiles of a node: agent i has arms[i] open arms, at picks first[i] and on; the last
 * agent's arm moves fastest from edge to edge. */
typedef struct {
    const int32_t *shape;
    int32_t agents, first_edge, end_edge;
    int32_t period;
} Profiles;

static Profiles profiles_at(const Visit *v, const Layer *l, int32_t period, int32_t node,
                            const Step *s)
{
    return (Profiles){.shape = node_shape(v->game, l, node),
                      .agents = s->agent_count,
                      .first_edge = l->first_edge[node],
                      .end_edge = l->first_edge[node + 1],
                      .period = period};
}

static double edge_probability(const Visit *v, const Profiles *p, int32_t edge)
{
    const Strategy *s = v->solved->strategy;
    return s->probability[p->period][(int64_t)edge * s->lanes];
}

/* The place of agent i's arm on an edge among the picks of all agents, into place[i]. */
static void place_arms(const Profiles *p, int32_t edge, int32_t *place)
{
    int32_t rest = edge - p->first_edge, below = p->end_edge - p->first_edge, first = 0;
    const int32_t *shape = p->shape;
    for (int32_t i = 0; i < p->agents; i++) {
        below /= shape[0];
        place[i] = first + rest / below;
        rest %= below;
        first += shape[0];
        shape += 1 + shape[0];
    }
}

/* p_i(a) = sum over profiles with a of their probability */
static void find_marginals(Visit *v, const Profiles *p, int32_t *place)
{
    memset(v->marginals, 0, sizeof *v->marginals * (size_t)v->pick_room);
    for (int32_t e = p->first_edge; e < p->end_edge; e++) {
        place_arms(p, e, place);
        for (int32_t i = 0; i < p->agents; i++)
            v->marginals[place[i]] += edge_probability(v, p, e);
    }
}

/* Q_i(a) = sum over profiles with a of the product of the others' p_j(a_j), times what the
 * profile is worth to i */
static double worth_against_others(const Visit *v, const Profiles *p, int32_t i,
                                   int32_t pick, int32_t player, int32_t *place)
{
    double worth = 0;
    for (int32_t e = p->first_edge; e < p->end_edge; e++) {
        place_arms(p, e, place);
        if (place[i] != pick)
            continue;
        double others = 1;
        for (int32_t j = 0; j < p->agents; j++)
            if (j != i)
                others *= v->marginals[place[j]];
        worth += others * worth_of_edge(v->worth, e, player);
    }
    return worth;
}

static Pick pick_of(const Visit *v, const Agent *agent, const StepArm *arm)
{
    const Var *var = &v->game->model->vars[agent->var];
    Pick pick = {.value = arm->value};
    if (var->domain.texts)
        pick.text = &var->domain.texts[arm->value];
    return pick;
}

static bool visit_node(Visit *v, const Layer *l, int32_t t, int32_t node, const Step *s,
                       const Packing *matters, ChoiceVisitor *visitor, void *context)
{
    Profiles p = profiles_at(v, l, t, node, s);
    int32_t place[s->agent_count];
    memset(v->vars, 0, sizeof *v->vars * (size_t)v->game->model->var_count);
    key_unpack(matters, l->keys[node], v->vars);
    find_marginals(v, &p, place);
    const int32_t *shape = p.shape;
    int32_t first = 0;
    for (int32_t i = 0; i < s->agent_count; first += shape[0], shape += 1 + shape[0], i++) {
        const Agent *agent = &s->agents[i];
        for (int32_t k = 0; k < shape[0]; k++) {
            Pick *pick = &v->picks[k];
            *pick = pick_of(v, agent, &agent->arms[shape[1 + k]]);
            pick->probability = v->marginals[first + k];
            pick->worth = worth_against_others(v, &p, i, first + k, agent->player, place);
        }
        Choice c = {.period = t,
                    .node = node,
                    .agent = agent,
                    .vars = v->vars,
                    .matters = matters,
                    .picks = v->picks,
                    .pick_count = shape[0]};
        if (!visitor(context, &c))
            return false;
    }
    return true;
}

bool visit_period(Visit *v, int32_t t, ChoiceVisitor *visitor, void *context)
{
    const Layer *l = game_layer(v->game, t);
    worth_at(v->worth, t);
    for (int32_t k = 0; k < l->group_count; k++) {
        const Group *g = &l->groups[k];
        const Step *s = &l->routine->steps[g->step];
        if (s->kind != STEP_CHOOSE && s->kind != STEP_TOGETHER)
            continue;
        for (int32_t node = g->first; node < g->first + g->count; node++)
            if (bit_is_set(v->game->nodes_at[t], node) &&
                !visit_node(v, l, t, node, s, &l->packings[g->step], visitor, context))
                return false;
    }
    return true;
}
