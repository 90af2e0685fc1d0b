/* components.h - the strongly connected components of a graph (Tarjan 1972).
 *
 * Vertex v has the edges to head[first[v] .. first[v + 1]).
 */
#pragma once
#include "base/mem.h"

typedef struct {
    int32_t count;
    int32_t
        *of; /* [vertices]: the component of each; edges lead to the same or a lower one */
    int32_t *first; /* [count + 1] */
    int32_t
        *member; /* [vertices]: those of component c at first[c] .. first[c + 1], rising */
} Components;

Components components_find(Mem *M, int32_t vertices, const int32_t *first,
                           const int32_t *head);
void components_drop(Mem *M, Components *c);
