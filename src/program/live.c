#include "program/live.h"

#include <string.h>

void expr_reads(const Expr *x, uint64_t *vars, bool *params)
{
    if (!x || !(x->reads_vars || (params && x->reads_params)))
        return;
    if (x->op == X_VAR)
        bit_set(vars, x->ref);
    if (x->op == X_PARAM && params)
        params[x->ref] = true;
    for (int32_t k = 0; k < x->kid_count; k++)
        expr_reads(x->kids[k], vars, params);
}

static void unite(uint64_t *a, const uint64_t *b, int32_t words)
{
    for (int32_t w = 0; w < words; w++)
        a[w] |= b[w];
}

static void intersect(uint64_t *a, const uint64_t *b, int32_t words)
{
    for (int32_t w = 0; w < words; w++)
        a[w] &= b[w];
}

static void remove_var(uint64_t *set, int32_t var)
{
    if (var >= 0)
        set[var >> 6] &= ~(1ull << (var & 63));
}

/* live(s) = (live(next ...) without what s sets) and what s reads.  Guards and a whole-number
 * choice's own variable are read before it is set, but its guard reads the value tried. */
static void live_before(const Program *p, const Routine *r, int32_t k, uint64_t *live)
{
    const Step *s = &r->steps[k];
    int32_t words = p->words;
    if (s->kind != STEP_CHOOSE && s->kind != STEP_CHANCE && s->kind != STEP_SWITCH)
        unite(live, r->live + (int64_t)s->next * words, words);
    if (s->kind == STEP_IF)
        unite(live, r->live + (int64_t)s->otherwise * words, words);
    if (s->kind == STEP_SET)
        remove_var(live, s->var);
    for (int32_t i = 0; i < s->agent_count; i++)
        for (int32_t a = 0; a < s->agents[i].arm_count; a++) {
            const StepArm *arm = &s->agents[i].arms[a];
            unite(live, r->live + (int64_t)arm->next * words, words);
            expr_reads(arm->probability, live, NULL);
            if (s->kind != STEP_SWITCH)
                expr_reads(arm->guard, live, NULL);
        }
    if (s->kind != STEP_SWITCH)
        for (int32_t i = 0; i < s->agent_count; i++)
            remove_var(live, s->agents[i].var);
    else
        bit_set(live, s->var);
    expr_reads(s->value, live, NULL);
}

static void find_live(const Program *p, Routine *r, const uint64_t *at_end)
{
    int32_t words = p->words;
    memset(r->live, 0, sizeof *r->live * (size_t)words * (size_t)r->count);
    unite(r->live + (int64_t)(r->count - 1) * words, at_end, words);
    for (int32_t k = r->count - 2; k >= 0; k--)
        live_before(p, r, k, r->live + (int64_t)k * words);
}

/* set(s): what may have been set on some way to s; steps lead forward, so one pass does. */
static void find_set(Mem *M, const Program *p, const Routine *r, const uint64_t *at_start,
                     uint64_t *set)
{
    int32_t words = p->words;
    uint64_t *after = make(M, uint64_t, words);
    unite(set + (int64_t)r->first * words, at_start, words);
    for (int32_t k = r->first; k < r->count - 1; k++) {
        const Step *s = &r->steps[k];
        memcpy(after, set + (int64_t)k * words, sizeof *after * (size_t)words);
        if (s->kind == STEP_SET)
            bit_set(after, s->var);
        if (s->kind != STEP_SWITCH)
            for (int32_t i = 0; i < s->agent_count; i++)
                if (s->agents[i].var >= 0)
                    bit_set(after, s->agents[i].var);
        unite(set + (int64_t)s->next * words, after, words);
        if (s->kind == STEP_IF)
            unite(set + (int64_t)s->otherwise * words, after, words);
        for (int32_t i = 0; i < s->agent_count; i++)
            for (int32_t a = 0; a < s->agents[i].arm_count; a++)
                unite(set + (int64_t)s->agents[i].arms[a].next * words, after, words);
    }
}

static void keep_what_is_set(Mem *M, const Program *p, Routine *r, const uint64_t *at_start)
{
    uint64_t *set = make(M, uint64_t, (int64_t)p->words * r->count);
    find_set(M, p, r, at_start, set);
    for (int32_t k = 0; k < r->count; k++)
        intersect(r->live + (int64_t)k * p->words, set + (int64_t)k * p->words, p->words);
}

static void make_live(Mem *M, const Program *p, Routine *r)
{
    r->live = make(M, uint64_t, (int64_t)p->words * r->count);
}

void program_find_live(Mem *M, Program *p)
{
    make_live(M, p, &p->start);
    make_live(M, p, &p->period);
    make_live(M, p, &p->finale);
    p->carried = make(M, uint64_t, p->words);
    for (int32_t v = 0; v < p->model->state_count; v++)
        bit_set(p->carried, v);
    uint64_t *nothing = make(M, uint64_t, p->words);

    find_live(p, &p->start, p->carried);
    find_live(p, &p->period, p->carried);
    find_live(p, &p->finale, nothing);
    keep_what_is_set(M, p, &p->start, nothing);
    keep_what_is_set(M, p, &p->period, p->carried);
    keep_what_is_set(M, p, &p->finale, p->carried);
}

/* What there is depends on the one, what it is worth and how likely on the other. */
static void params_of(const Routine *r, uint64_t *scratch, bool *structural, bool *priced)
{
    for (int32_t k = 0; k < r->count; k++) {
        const Step *s = &r->steps[k];
        if (s->kind == STEP_IF || s->kind == STEP_SET || s->kind == STEP_SHOW)
            expr_reads(s->value, scratch, structural);
        if (s->kind == STEP_PAY)
            expr_reads(s->value, scratch, priced);
        for (int32_t i = 0; i < s->agent_count; i++)
            for (int32_t a = 0; a < s->agents[i].arm_count; a++) {
                expr_reads(s->agents[i].arms[a].guard, scratch, structural);
                if (s->kind == STEP_CHANCE)
                    expr_reads(s->agents[i].arms[a].probability, scratch, priced);
            }
    }
}

void program_find_params(Mem *M, Program *p)
{
    const Routine *const routines[] = {&p->start, &p->period, &p->finale};
    uint64_t *scratch = make(M, uint64_t, p->words);
    p->structural = make(M, bool, p->model->param_count);
    p->priced = make(M, bool, p->model->param_count);
    for (size_t k = 0; k < sizeof routines / sizeof *routines; k++)
        params_of(routines[k], scratch, p->structural, p->priced);
}
