/* pack.h - the values of the variables that matter, packed into 128 bits.
 *
 * At each step, and where a period ends, only the live variables are packed, each in as many
 * bits as its domain needs.  Equal keys at the same step are the same situation.
 */
#pragma once
#include "program/program.h"

__extension__ typedef unsigned __int128 Key;

typedef struct {
    int32_t var;
    int32_t shift, bits;
    int32_t
        zero; /* the value stored as the least code; below it lies NOT_MADE, where that can be */
    bool can_be_unmade;
} Field;

typedef struct {
    Field *fields;
    int32_t count, bits;
} Packing;

/* The packing of the variables in `live` [words]. */
Packing packing_of(Mem *M, const Model *m, const uint64_t *live);

/* The same; more than 128 bits: a diagnostic (E403) at `at`, and a count of -1. */
Packing packing_make(Mem *M, Diags *D, const Model *m, const uint64_t *live, Span at);

static inline uint64_t field_code(const Field *f, const int32_t *vars)
{
    int32_t value = vars[f->var];
    return value == NOT_MADE ? 0 : (uint64_t)((int64_t)value - f->zero);
}

static inline void field_set(const Field *f, uint64_t code, int32_t *vars)
{
    vars[f->var] =
        f->can_be_unmade && code == 0 ? NOT_MADE : (int32_t)((int64_t)code + f->zero);
}

/* Most keys fit into one word, which is shifted twice as fast. */
static inline Key key_pack(const Packing *p, const int32_t *vars)
{
    uint64_t low = 0;
    Key key = 0;
    if (p->bits <= 64) {
        for (const Field *f = p->fields, *end = f + p->count; f < end; f++)
            low |= field_code(f, vars) << f->shift;
        return low;
    }
    for (const Field *f = p->fields, *end = f + p->count; f < end; f++)
        key |= (Key)field_code(f, vars) << f->shift;
    return key;
}

static inline void key_unpack(const Packing *p, Key key, int32_t *vars)
{
    for (const Field *f = p->fields, *end = f + p->count; f < end; f++)
        field_set(f, (uint64_t)(key >> f->shift) & ((1ull << f->bits) - 1), vars);
}
