/* under.h - what a solve is made under: variants, in the order in which they are applied.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static inline bool under_same(const int32_t *a, int32_t a_count, const int32_t *b,
                              int32_t b_count)
{
    return a_count == b_count &&
           (a_count == 0 || memcmp(a, b, sizeof *a * (size_t)a_count) == 0);
}

/* `into` has room for both: those of `base`, and then these. */
static inline void under_join(const int32_t *base, int32_t base_count, const int32_t *then,
                              int32_t then_count, int32_t *into)
{
    for (int32_t k = 0; k < base_count; k++)
        into[k] = base[k];
    for (int32_t k = 0; k < then_count; k++)
        into[base_count + k] = then[k];
}
