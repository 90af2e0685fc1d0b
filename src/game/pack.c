#include "game/pack.h"

static int32_t bits_for(int64_t codes)
{
    int32_t bits = 0;
    while (1ll << bits < codes)
        bits++;
    return bits;
}

static int32_t count_of(const uint64_t *live, int32_t words)
{
    int32_t n = 0;
    for (int32_t w = 0; w < words; w++)
        n += __builtin_popcountll(live[w]);
    return n;
}

Packing packing_of(Mem *M, const Model *m, const uint64_t *live)
{
    Packing p = {.count = 0};
    p.fields = make(M, Field, count_of(live, program_words(m)));
    for (int32_t v = 0; v < m->var_count; v++) {
        if (!bit_is_set(live, v))
            continue;
        const Var *var = &m->vars[v];
        bool unmade = var->kind != VAR_STATE && var->can_be_unmade;
        int32_t bits = bits_for((int64_t)var->domain.hi - var->domain.lo + 1 + unmade);
        p.fields[p.count++] = (Field){.var = v,
                                      .shift = bits ? p.bits : 0, /* which may be 128 */
                                      .bits = bits,
                                      .zero = var->domain.lo - unmade,
                                      .can_be_unmade = unmade};
        p.bits += bits;
    }
    return p;
}

Packing packing_make(Mem *M, Diags *D, const Model *m, const uint64_t *live, Span at)
{
    Packing p = packing_of(M, m, live);
    if (p.bits > 128) {
        Diag *d = diag(
            D, DIAG_E403, at,
            N_("what matters here takes %d bits, more than the 128 that a state may have"),
            p.bits);
        diag_hint(
            D, d,
            N_("Drop a state or a choice that is still asked for, or narrow a domain."));
        p.count = -1;
    }
    return p;
}
