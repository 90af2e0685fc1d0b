#include "report/choices.h"

#include <math.h>
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
    /* and for one stretch */
    double *chances, *worths, *reached;
    Field *known;
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
    int32_t most_sets = 0;
    for (int32_t k = 0; k < s->game->stretch_count; k++) {
        const TreeShape *tree = &s->game->stretches[k].shape;
        v->pick_room = tree->arm_count > v->pick_room ? tree->arm_count : v->pick_room;
        most_sets = tree->set_count > most_sets ? tree->set_count : most_sets;
    }
    v->chances = make(M, double, v->pick_room);
    v->worths = make(M, double, v->pick_room);
    v->reached = make(M, double, most_sets);
    v->known = make(M, Field, s->game->model->var_count);
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
            pick->worth =
                v->solved->strategy->play
                    ? NAN
                    : worth_against_others(v, &p, i, first + k, agent->player, place);
        }
        Choice c = {.period = t,
                    .node = node,
                    .agent = agent,
                    .within = 1,
                    .vars = v->vars,
                    .matters = matters,
                    .picks = v->picks,
                    .pick_count = shape[0]};
        if (!visitor(context, &c))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ one stretch */

/* The situation at which the stretch began, and what the set's player has seen since. */
static Packing know(Visit *v, const Stretch *stretch, int32_t set, const Packing *matters)
{
    Packing all = {.fields = v->known};
    for (int32_t k = 0; k < matters->count; k++)
        v->known[all.count++] = matters->fields[k];
    for (int32_t k = 0; k < stretch->known_count[set]; k++) {
        const int32_t *known = stretch->known[set] + (int64_t)2 * k;
        v->vars[known[0]] = known[1];
        bool is_new = true;
        for (int32_t j = 0; j < matters->count; j++)
            is_new = is_new && matters->fields[j].var != known[0];
        if (is_new)
            v->known[all.count++] = (Field){.var = known[0]};
    }
    return all;
}

static bool visit_set(Visit *v, const Choice *at, const Stretch *stretch, int32_t set,
                      ChoiceVisitor *visitor, void *context)
{
    Choice c = *at;
    const int32_t first = stretch->shape.sets[set].first;
    const Packing known = know(v, stretch, set, at->matters);
    c.matters = &known;
    c.within = v->reached[set];
    c.pick_count = stretch->shape.arms[set];
    for (int32_t k = 0; k < c.pick_count; k++) {
        v->picks[k] = pick_of(v, c.agent, &c.agent->arms[stretch->open[set][k]]);
        v->picks[k].probability = v->chances[first + k];
        v->picks[k].worth = v->worths[first + k];
    }
    return visitor(context, &c);
}

static bool visit_stretch(Visit *v, const Layer *l, int32_t t, int32_t node,
                          const Packing *matters, ChoiceVisitor *visitor, void *context)
{
    const Stretch *stretch = node_stretch(v->game, l, node);
    const size_t bytes = sizeof *v->vars * (size_t)v->game->model->var_count;
    worth_in_stretch(v->worth, node, v->chances, v->worths, v->reached);
    for (int32_t set = 0; set < stretch->shape.set_count; set++) {
        const Step *s = &l->routine->steps[set_step(stretch, set)];
        memset(v->vars, 0, bytes);
        key_unpack(matters, l->keys[node], v->vars);
        const Choice c = {.period = t,
                          .node = node,
                          .agent = &s->agents[stretch->agent[set]],
                          .vars = v->vars,
                          .matters = matters,
                          .picks = v->picks};
        if (!visit_set(v, &c, stretch, set, visitor, context))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ one period */

static bool visit_any(Visit *v, const Layer *l, int32_t t, int32_t node, const Group *g,
                      ChoiceVisitor *visitor, void *context)
{
    const Step *s = &l->routine->steps[g->step];
    const Packing *matters = &l->packings[g->step];
    return step_is_hidden(s) ? visit_stretch(v, l, t, node, matters, visitor, context)
                             : visit_node(v, l, t, node, s, matters, visitor, context);
}

bool visit_period(Visit *v, int32_t t, ChoiceVisitor *visitor, void *context)
{
    const Layer *l = game_layer(v->game, t);
    worth_at(v->worth, t);
    for (int32_t k = 0; k < l->group_count; k++) {
        const Group *g = &l->groups[k];
        const Step *s = &l->routine->steps[g->step];
        if (s->kind == STEP_CHANCE && !step_is_hidden(s))
            continue;
        for (int32_t node = g->first; node < g->first + g->count; node++)
            if (bit_is_set(v->game->nodes_at[t], node) &&
                !visit_any(v, l, t, node, g, visitor, context))
                return false;
    }
    return true;
}

/* ------------------------------------------------------------------ the first period */

static void carry(const Layer *l, const Way *way, double mass, double *reached)
{
    if (way->target < l->node_count)
        reached[way->target] += mass;
}

/* Every edge leads forward, so that a node's probability is known when its turn comes. */
double *chances_of_nodes(Mem *M, const Solved *s)
{
    const Game *g = s->game;
    const Layer *l = game_layer(g, 0);
    double *reached = make(M, double, l->node_count);
    for (int32_t k = 0; k < g->state_count; k++)
        if (bit_is_set(g->states_at[0], k))
            carry(l, &l->entry[k], s->future->at[0][k], reached);
    for (int32_t node = 0; node < l->node_count; node++)
        for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++)
            carry(l, &(Way){.target = l->target[e]},
                  reached[node] *
                      s->strategy->probability[0][(int64_t)e * s->strategy->lanes],
                  reached);
    return reached;
}

/* ------------------------------------------------------------------ by belief and type */

static bool visit_cell(Visit *v, const Scene *scene, const Step *s, Choice *c,
                       ChoiceVisitor *visitor, void *context)
{
    const int32_t *shape = node_shape(v->game, scene->layer, c->node);
    const double *p =
        play_row(scene, c->node,
                 play_width(v->game, scene->cells, scene->layer, s, c->node), c->cell);
    int32_t masks = 0;
    for (int32_t i = 0; i < s->agent_count; i++)
        masks += 1 + shape[masks];
    for (int32_t i = 0, at = 0; i < s->agent_count; at += 1 + shape[at], i++) {
        int32_t types = types_of_agent(scene->cells, &s->agents[i]);
        bool is_private = scene->cells->secret_of[s->agents[i].player] >= 0;
        c->agent = &s->agents[i];
        for (int32_t k = 0; k < types; k++) {
            c->type = is_private ? k : -1;
            c->pick_count = 0;
            for (int32_t a = 0; a < shape[at]; a++) {
                if (step_tells_types(s) && !(shape[masks + a] >> k & 1))
                    continue;
                Pick *pick = &v->picks[c->pick_count++];
                *pick = pick_of(v, c->agent, &c->agent->arms[shape[at + 1 + a]]);
                pick->probability = p[a * types + k];
                pick->worth = NAN;
            }
            if (!visitor(context, c))
                return false;
        }
        p += (int64_t)shape[at] * types;
        masks += shape[at];
    }
    return true;
}

bool visit_beliefs(Visit *v, Work *w, int32_t t, ChoiceVisitor *visitor, void *context)
{
    Scene scene = play_scene(v->solved->strategy->play, w, t);
    const Layer *l = scene.layer;
    for (int32_t k = 0; k < l->group_count; k++) {
        const Group *g = &l->groups[k];
        const Step *s = &l->routine->steps[g->step];
        if (s->kind != STEP_CHOOSE && s->kind != STEP_TOGETHER)
            continue;
        for (int32_t node = g->first; node < g->first + g->count; node++) {
            if (!bit_is_set(v->game->nodes_at[t], node))
                continue;
            memset(v->vars, 0, sizeof *v->vars * (size_t)v->game->model->var_count);
            key_unpack(&l->packings[g->step], l->keys[node], v->vars);
            Choice c = {.period = t,
                        .node = node,
                        .vars = v->vars,
                        .matters = &l->packings[g->step],
                        .picks = v->picks};
            for (c.cell = 0; c.cell < scene.cells->cells; c.cell++)
                if (!visit_cell(v, &scene, s, &c, visitor, context))
                    return false;
        }
    }
    return true;
}
