#include <string.h>

#include "game/unfold.h"

/* The tree's words: for each set that is met its step, agent, open arms and what is
 * known, then for each node its set, step and branches.  Equal words are equal
 * stretches. */
typedef struct {
    int32_t *order;      /* [history]: node number, or -1 - leaf */
    int32_t *set_number; /* [found set]; NONE where all were forced */
    int32_t *met;        /* found sets, by step */
    int32_t *nodes;      /* histories that are nodes, in the order of the tree */
    int32_t *leaves;
    int32_t met_count, node_count, leaf_count, branch_count;
} Order;

/* Numbers nodes and leaves in the order of the tree, the children of a node from the
 * first to the last, and the sets by step. */
static Order order_tree(Unfolding *u)
{
    Order o = {0};
    o.order = stretch_scratch(u, u->count);
    o.nodes = stretch_scratch(u, u->count);
    o.leaves = stretch_scratch(u, u->count);
    o.met = stretch_scratch(u, u->set_count + 1);
    o.set_number = stretch_scratch(u, u->set_count + 1);
    for (int32_t k = 0; k < u->set_count; k++)
        o.set_number[k] = NONE;
    int32_t *stack = stretch_scratch(u, u->count), depth = 0;
    stack[depth++] = 0;
    while (depth) {
        int32_t h = stack[--depth];
        const History *at = &u->at[h];
        if (!at->child_count) {
            o.leaves[o.leaf_count] = h;
            o.order[h] = -1 - o.leaf_count++;
            continue;
        }
        o.nodes[o.node_count] = h;
        o.order[h] = o.node_count++;
        o.branch_count += at->child_count;
        if (at->set >= 0)
            o.set_number[at->set] = 0;
        for (int32_t k = at->child_count - 1; k >= 0; k--)
            stack[depth++] = at->first_child + k;
    }
    for (int32_t k = 0; k < u->set_count; k++)
        if (o.set_number[k] == 0) {
            o.set_number[k] = o.met_count;
            o.met[o.met_count++] = k;
        }
    return o;
}

/* The variable of what was seen, and its value; NONE for a number that is no variable's. */
static int32_t seen_variable(const Unfolding *u, const int32_t *words, int32_t length,
                             int32_t *value)
{
    const Step *s = &u->routine->steps[words[1]];
    if (words[2] >= 0) {
        *value = words[3];
        if (s->kind == STEP_CHANCE && s->agents->var >= 0)
            *value = s->agents->arms[words[3]].value;
        return s->agents[words[2]].var;
    }
    double number;
    memcpy(&number, words + length - 2, sizeof number);
    *value = s->var >= 0 ? (int32_t)number : 0;
    return s->var;
}

/* What a player knows who has seen `look`, the first thing first: variable, value, ...;
 * each variable once, and no states, which everyone knows. */
static void put_known(const Unfolding *u, int32_t look, Gathered *words)
{
    int32_t length, value, at = words->count;
    gather(u->y->mem, words, 0);
    for (;;) {
        const int32_t *seen = intern_words(&u->seen, look, &length);
        if (length == 0)
            break;
        int32_t var = seen_variable(u, seen, length, &value);
        bool is_new = var >= u->y->game->model->state_count;
        for (int32_t k = at + 1; k < words->count; k += 2)
            is_new = is_new && words->at[k] != var;
        if (is_new) {
            gather(u->y->mem, words, var);
            gather(u->y->mem, words, value);
        }
        look = seen[0];
    }
    int32_t n = words->count - at - 1, *pairs = words->at + at + 1;
    for (int32_t k = 0; k < n / 4; k++)
        for (int32_t j = 0; j < 2; j++) {
            int32_t swap = pairs[2 * k + j];
            pairs[2 * k + j] = pairs[n - 2 - 2 * k + j];
            pairs[n - 2 - 2 * k + j] = swap;
        }
    words->at[at] = n / 2;
}

static void put_words(Unfolding *u, const Order *o, Gathered *words)
{
    Mem *M = u->y->mem;
    words->count = 0;
    gather(M, words, o->met_count);
    gather(M, words, o->node_count);
    gather(M, words, o->branch_count);
    gather(M, words, o->leaf_count);
    for (int32_t k = 0; k < o->met_count; k++) {
        const Found *set = &u->sets[o->met[k]];
        gather(M, words, set->player);
        gather(M, words, set->agent);
        gather(M, words, set->open_count);
        stretch_copy_list(M, words, set->open, set->open_count);
        put_known(u, set->look, words);
    }
    for (int32_t n = 0; n < o->node_count; n++) {
        const History *at = &u->at[o->nodes[n]];
        gather(M, words, at->set < 0 ? TREE_CHANCE : o->set_number[at->set]);
        gather(M, words, at->node_step);
        gather(M, words, at->child_count);
        for (int32_t k = 0; k < at->child_count; k++) {
            gather(M, words, o->order[at->first_child + k]);
            gather(M, words, u->at[at->first_child + k].slot);
        }
    }
}

static const int32_t *copy_words(Mem *M, const int32_t *words, int32_t count)
{
    int32_t *copy = make(M, int32_t, count);
    memcpy(copy, words, sizeof *words * (size_t)count);
    return copy;
}

static const int32_t *read_sets(Mem *M, const int32_t *w, Stretch *out)
{
    int32_t n = out->shape.set_count;
    int32_t *agent = make(M, int32_t, n), *known_count = make(M, int32_t, n);
    const int32_t **open = make(M, const int32_t *, n);
    const int32_t **known = make(M, const int32_t *, n);
    for (int32_t k = 0; k < n; k++) {
        out->shape.sets[k].player = w[0];
        agent[k] = w[1];
        open[k] = copy_words(M, w + 3, w[2]);
        w += 3 + w[2];
        known_count[k] = w[0];
        known[k] = copy_words(M, w + 1, 2 * w[0]);
        w += 1 + 2 * w[0];
    }
    out->agent = agent;
    out->open = open;
    out->known_count = known_count;
    out->known = known;
    return w;
}

static void read_nodes(Mem *M, const int32_t *w, Stretch *out)
{
    TreeShape *s = &out->shape;
    int32_t *slot = make(M, int32_t, s->branch_count), branch = 0;
    int32_t *step = make(M, int32_t, s->node_count);
    for (int32_t n = 0; n < s->node_count; n++) {
        s->nodes[n] = (TreeNode){
            .set = w[0], .first = branch, .count = w[2], .parent = -1, .in_parent = -1};
        step[n] = w[1];
        w += 3;
        for (int32_t k = 0; k < s->nodes[n].count; k++, branch++, w += 2) {
            s->to[branch] = w[0];
            slot[branch] = w[1];
        }
    }
    out->slot = slot;
    out->step = step;
    tree_shape_finish(s);
}

static Stretch read_words(Mem *M, const int32_t *w)
{
    Stretch out = {.shape = {.set_count = w[0],
                             .node_count = w[1],
                             .branch_count = w[2],
                             .leaf_count = w[3]}};
    out.shape.sets = make(M, TreeSet, w[0]);
    out.shape.arms = make(M, int32_t, w[0]);
    out.shape.order = make(M, int32_t, w[0]);
    out.shape.nodes = make(M, TreeNode, w[1]);
    out.shape.to = make(M, int32_t, w[2]);
    read_nodes(M, read_sets(M, w + 4, &out), &out);
    return out;
}

/* The number of the stretch that these words tell of. */
static int32_t stretch_number(Laying *y, const Gathered *words)
{
    Game *g = y->game;
    int32_t k = intern_put(&g->stretch_words, words->at, words->count);
    if (k == g->stretch_count) {
        need(y->mem, g->stretches, g->stretch_count, y->stretch_room);
        g->stretches[g->stretch_count++] = read_words(y->mem, words->at);
    }
    return k;
}

void stretch_refuse_size(Unfolding *u, int32_t node, const Step *s)
{
    Laying *y = u->y;
    Order o = {.node_count = 1, .leaf_count = 1, .branch_count = 1};
    Fault fault = {.kind = FAULT_LARGE, .at = s->at, .stmt = s->agents->stmt, .var = NONE};
    u->count = 2;
    u->at[0] = (History){.set = TREE_CHANCE,
                         .node_step = u->d->step[node],
                         .first_child = 1,
                         .child_count = 1};
    u->at[1] = (History){.parent = 0, .slot = NONE};
    o.nodes = (int32_t[]){0};
    o.order = (int32_t[]){0, -1};
    put_words(u, &o, &y->words);
    u->d->shape[node] = stretch_number(y, &y->words);
    draft_add_edge(y, u->d, way_fault(y, fault), -1);
}

void stretch_write(Unfolding *u, int32_t node)
{
    Laying *y = u->y;
    Order o = order_tree(u);
    put_words(u, &o, &y->words);
    u->d->shape[node] = stretch_number(y, &y->words);
    for (int32_t k = 0; k < o.leaf_count; k++) {
        const History *at = &u->at[o.leaves[k]];
        if (at->is_faulty) {
            draft_add_edge(y, u->d, at->fault, -1);
            continue;
        }
        stretch_load_from_root(u, o.leaves[k]);
        draft_add_edge(y, u->d, way_run(y, u->d, at->step), -1);
    }
}
