#include "math/tree_private.h"

/* reads[i * sets + j]: what set i should do depends on what set j does. */
static void find_readers(const TreeShape *s, const bool *is_shared, bool *reads)
{
    for (int32_t n = 0; n < s->node_count; n++) {
        const int32_t i = s->nodes[n].set;
        for (int32_t at = s->nodes[n].in_parent; i >= 0 && at >= 0;
             at = s->nodes[at].in_parent) {
            const int32_t j = s->nodes[at].set;
            if (j < 0)
                continue;
            reads[j * s->set_count + i] = true; /* j looks ahead to i */
            if (is_shared[i] && (s->sets[i].player != s->sets[j].player ||
                                 s->sets[i].before == TREE_FORGOTTEN))
                reads[i * s->set_count + j] =
                    true; /* i believes something about j's pick */
        }
    }
}

/* Whether all that set k reads has its place in the order. */
static bool is_ready(const TreeShape *s, const bool *reads, const bool *has_place,
                     int32_t k)
{
    for (int32_t j = 0; j < s->set_count; j++)
        if (reads[k * s->set_count + j] && !has_place[j])
            return false;
    return true;
}

void tree_find_order(TreeShape *s)
{
    const int32_t n = s->set_count;
    bool is_shared[n + 1], has_place[n + 1], reads[n * n + 1];
    for (int32_t k = 0; k < n; k++)
        has_place[k] = is_shared[k] = false;
    for (int32_t k = 0; k < n * n; k++)
        reads[k] = false;
    for (int32_t node = 0; node < s->node_count; node++) {
        const int32_t k = s->nodes[node].set;
        if (k >= 0 && s->sets[k].first_node != node)
            is_shared[k] = true;
    }
    find_readers(s, is_shared, reads);
    s->ordered = 0;
    for (bool found = true; found;) {
        found = false;
        for (int32_t k = n - 1; k >= 0; k--)
            if (!has_place[k] && is_ready(s, reads, has_place, k)) {
                s->order[s->ordered++] = k;
                has_place[k] = found = true;
            }
    }
}
