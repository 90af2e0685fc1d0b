#include "study/kinds.h"

#include <string.h>

/* ------------------------------------------------------------------ truths, place by place */

/* Measures as bits of a word, in each place that can be at a time: a state, and in a model with
 * types what is believed there. */
typedef struct {
    Study *study;
    const Solved *solved;
    int32_t measures[64], count;
    uint64_t *truths; /* [place] */
    double *values;
    bool *known;
} Looking;

static Looking looking_of(Study *y, const Solved *s)
{
    const int64_t places = s->future->places;
    return (Looking){.study = y,
                     .solved = s,
                     .truths = make(y->mem, uint64_t, places),
                     .values = make(y->mem, double, places),
                     .known = make(y->mem, bool, places)};
}

static bool look_at(Looking *l, int32_t t)
{
    const Future *f = l->solved->future;
    memset(l->truths, 0, sizeof *l->truths * (size_t)f->places);
    for (int32_t k = 0; k < l->count; k++) {
        Frame frame = {0};
        memset(l->known, 0, sizeof *l->known * (size_t)f->places);
        const Expr *x = l->study->model->measures[l->measures[k]].value;
        if (future_values(f, x, t, f->at_place[t], l->values, l->known, &frame)) {
            diag_eval_fault(l->study->diags, &frame);
            return false;
        }
        for (int64_t i = 0; i < f->places; i++)
            if (place_can_be(f, i, t) && l->values[i] != 0)
                l->truths[i] |= UINT64_C(1) << k;
    }
    return true;
}

static bool stands(const Looking *l, int32_t t, int64_t place)
{
    const Future *f = l->solved->future;
    return place_can_be(f, place, t) && f->at_place[t][place] > 0;
}

/* together[k]: the measures that hold somewhere at some time when measure k does. */
static bool find_overlaps(Looking *l, uint64_t *together)
{
    for (int32_t t = 0; t <= l->study->model->window; t++) {
        if (!look_at(l, t))
            return false;
        for (int64_t i = 0; i < l->solved->future->places; i++)
            for (int32_t k = 0; l->truths[i] && k < l->count; k++)
                if (l->truths[i] >> k & 1 && stands(l, t, i))
                    together[k] |= l->truths[i];
    }
    return true;
}

static double **make_shares(Mem *M, int32_t kinds, int32_t periods)
{
    double **share = make(M, double *, kinds);
    for (int32_t k = 0; k < kinds; k++)
        share[k] = make(M, double, periods + 1);
    return share;
}

/* The kinds of the measures looked at, which exclude each other. */
static bool share_out(Looking *l, Kinds **out)
{
    Mem *M = l->study->mem;
    int32_t periods = l->study->model->window;
    Kinds *kinds = make(M, Kinds);
    kinds->count = l->count;
    kinds->measure = make(M, int32_t, l->count + 1);
    memcpy(kinds->measure, l->measures, sizeof *l->measures * (size_t)l->count);
    kinds->measure[l->count] = -1;
    kinds->share = make_shares(M, l->count + 1, periods);
    for (int32_t t = 0; t <= periods; t++) {
        if (!look_at(l, t))
            return false;
        for (int64_t i = 0; i < l->solved->future->places; i++) {
            if (!stands(l, t, i))
                continue;
            int32_t kind = l->truths[i] ? __builtin_ctzll(l->truths[i]) : l->count;
            kinds->share[kind][t] += l->solved->future->at_place[t][i];
            if (kind == l->count)
                kinds->count = l->count + 1; /* there is a rest */
        }
    }
    *out = kinds;
    return true;
}

bool kinds_of_measures(Study *y, const Solved *s, const int32_t *measures, int32_t count,
                       Kinds **out)
{
    Looking l = looking_of(y, s);
    *out = NULL;
    for (int32_t k = 0; k < count && k < 64; k++)
        l.measures[l.count++] = measures[k];
    uint64_t *together = make(y->mem, uint64_t, 64);
    if (!find_overlaps(&l, together))
        return false;
    for (int32_t k = 0; k < l.count; k++)
        if (together[k] & ~(UINT64_C(1) << k))
            return true;
    return share_out(&l, out);
}

/* ------------------------------------------------------------------ choosing */

/* Takes the truths in order that exclude all those taken before; how many. */
static int32_t take_exclusive(Looking *l, const uint64_t *together)
{
    uint64_t taken = 0;
    int32_t count = 0;
    for (int32_t k = 0; k < l->count && count < MOST_KINDS - 1; k++)
        if (together[k] && !(together[k] & taken)) { /* what never holds is no kind */
            taken |= UINT64_C(1) << k;
            l->measures[count++] = l->measures[k];
        }
    return count;
}

bool kinds_choose(Study *y, const Solved *s, Kinds **out)
{
    const Model *m = y->model;
    Looking l = looking_of(y, s);
    *out = NULL;
    for (int32_t k = 0; k < m->measure_count && l.count < 64; k++)
        if (m->measures[k].value->type.kind == TYPE_TRUTH)
            l.measures[l.count++] = k;
    uint64_t *together = make(y->mem, uint64_t, 64);
    if (!find_overlaps(&l, together))
        return false;
    l.count = take_exclusive(&l, together);
    return l.count < 2 || share_out(&l, out);
}
