#include "math/components.h"

/* A search that goes deep, with a stack of its own. */
typedef struct {
    const int32_t *first, *head;
    int32_t *number; /* 0 = not met; the order of meeting, from 1 */
    int32_t *low;  /* the least number known to be reached, of those without a component */
    int32_t *next; /* the edge to look at next */
    int32_t *path; /* vertices that the search stands on */
    int32_t *open; /* vertices met that have no component yet */
    int32_t path_count, open_count, met;
    Components *found;
} Deep;

static void meet(Deep *d, int32_t v)
{
    d->number[v] = d->low[v] = ++d->met;
    d->next[v] = d->first[v];
    d->path[d->path_count++] = v;
    d->open[d->open_count++] = v;
}

static void leave(Deep *d, int32_t v)
{
    d->path_count--;
    if (d->path_count > 0) {
        int32_t above = d->path[d->path_count - 1];
        if (d->low[v] < d->low[above])
            d->low[above] = d->low[v];
    }
    if (d->low[v] != d->number[v])
        return;
    int32_t member;
    do {
        member = d->open[--d->open_count];
        d->found->of[member] = d->found->count;
        d->low[member] = INT32_MAX; /* reached from others, it tells them nothing */
    } while (member != v);
    d->found->count++;
}

static void search_from(Deep *d, int32_t root)
{
    meet(d, root);
    while (d->path_count > 0) {
        int32_t v = d->path[d->path_count - 1];
        if (d->next[v] == d->first[v + 1]) {
            leave(d, v);
            continue;
        }
        int32_t to = d->head[d->next[v]++];
        if (!d->number[to])
            meet(d, to);
        else if (d->low[to] != INT32_MAX && d->number[to] < d->low[v])
            d->low[v] = d->number[to];
    }
}

static void list_members(Mem *M, int32_t vertices, Components *c)
{
    c->first = grow(M, c->first, c->count + 1);
    c->member = grow(M, c->member, vertices);
    for (int32_t v = 0; v < vertices; v++)
        c->first[c->of[v] + 1]++;
    for (int32_t k = 0; k < c->count; k++)
        c->first[k + 1] += c->first[k];
    for (int32_t v = vertices - 1; v >= 0; v--)
        c->member[--c->first[c->of[v] + 1]] = v;
    for (int32_t k = 0; k < c->count; k++)
        c->first[k] = c->first[k + 1];
    c->first[c->count] = vertices;
}

Components components_find(Mem *M, int32_t vertices, const int32_t *first,
                           const int32_t *head)
{
    Components c = {0};
    Deep d = {.first = first, .head = head, .found = &c};
    int32_t *room = NULL;
    room = grow(M, room, 5 * (int64_t)vertices);
    c.of = grow(M, c.of, vertices);
    d.number = room;
    d.low = room + vertices;
    d.next = d.low + vertices;
    d.path = d.next + vertices;
    d.open = d.path + vertices;
    for (int32_t v = 0; v < vertices; v++)
        if (!d.number[v])
            search_from(&d, v);
    list_members(M, vertices, &c);
    mem_drop(M, room);
    return c;
}

void components_drop(Mem *M, Components *c)
{
    mem_drop(M, c->of);
    mem_drop(M, c->first);
    mem_drop(M, c->member);
    *c = (Components){0};
}
