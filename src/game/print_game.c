/* print_game.c - a game's size and shape as text, for `truce show --stage game`. */
#include "game/game.h"

static int64_t count_bits(const uint64_t *bits, int64_t n)
{
    int64_t sum = 0;
    for (int64_t k = 0; k < n; k++)
        sum += bit_is_set(bits, k);
    return sum;
}

static const char *kind_text(const Step *s)
{
    return step_is_hidden(s)        ? "stretch"
           : s->kind == STEP_CHANCE ? "chance"
           : s->kind == STEP_CHOOSE ? "choice"
                                    : "together";
}

static const char *agent_text(const Game *g, const Agent *a)
{
    return a->var >= 0 ? g->model->vars[a->var].name : "(unnamed)";
}

static void print_group(const Game *g, const Layer *l, const Group *group, Buf *out)
{
    const Step *s = &l->routine->steps[group->step];
    int32_t edges =
        l->first_edge[group->first + group->count] - l->first_edge[group->first];
    buf_printf(out, "  %5d  %-9s %10d nodes %10d edges %4d bits  ", group->step,
               kind_text(s), group->count, edges, l->packings[group->step].bits);
    for (int32_t i = 0; i < s->agent_count; i++)
        buf_printf(out, "%s%s", i ? ", " : "", agent_text(g, &s->agents[i]));
    buf_putc(out, '\n');
}

static void print_layer(const Game *g, int32_t k, Buf *out)
{
    const Layer *l = &g->layers[k];
    int32_t periods = 0;
    for (int32_t t = 0; t < game_rounds(g); t++)
        periods += g->layer_of[t] == k;
    bool repeats = g->is_endless && g->layer_of[g->periods] == k;
    buf_printf(out, "layer %d: %d nodes, %d edges; %d periods, the first is %d%s\n", k,
               l->node_count, l->edge_count, periods, l->period,
               repeats ? ", the last goes on for ever" : "");
    for (int32_t j = 0; j < l->group_count; j++)
        print_group(g, l, &l->groups[j], out);
}

static void print_stretches(const Game *g, Buf *out)
{
    if (g->stretch_count)
        buf_printf(out, "%d kinds of stretches\n", g->stretch_count);
    for (int32_t k = 0; k < g->stretch_count; k++) {
        const TreeShape *s = &g->stretches[k].shape;
        buf_printf(out, "  %5d  %d nodes, %d leaves, %d information sets of %d arms%s\n", k,
                   s->node_count, s->leaf_count, s->set_count, s->arm_count,
                   s->is_simultaneous ? ", all at once" : "");
    }
}

void game_print(const Game *g, Buf *out)
{
    buf_printf(out,
               "%d states of %d bits, %lld nodes, %lld edges, %d layers for %d periods\n"
               "%d probabilities, %d payments in %d sums, %d sets of events\n",
               g->state_count, g->state_packing.bits, (long long)g->nodes,
               (long long)g->edges, g->layer_count, game_rounds(g), g->chances.slots.count,
               g->pays.slots.count, g->pay_lists.count, g->events.count);
    for (int32_t k = 0; k < g->layer_count; k++)
        print_layer(g, k, out);
    print_stretches(g, out);
    buf_puts(out, "reached   period     states      nodes\n");
    for (int32_t t = 0; t < game_rounds(g); t++)
        buf_printf(out, "          %6d %10lld %10lld\n", t,
                   (long long)count_bits(g->states_at[t], g->state_count),
                   (long long)count_bits(g->nodes_at[t], game_layer(g, t)->node_count));
}
