#include "game/price.h"

#include <math.h>

static Frame frame_of(const Prices *p, int32_t lane)
{
    return (Frame){.vars = p->vars,
                   .params = p->setups[lane]->params,
                   .now = p->time,
                   .day = model_day(p->game->model, p->time)};
}

static const Formula *formula_of(const Slots *slots, int32_t slot)
{
    int32_t length;
    return &slots->formulas[intern_words(&slots->slots, slot, &length)[0]];
}

/* Gives the variables that the slot's formula reads the slot's values. */
static const Formula *load_slot(const Prices *p, const Slots *slots, int32_t slot)
{
    int32_t length;
    const int32_t *words = intern_words(&slots->slots, slot, &length);
    const Formula *f = &slots->formulas[words[0]];
    for (int32_t k = 0; k < f->read_count; k++)
        p->vars[f->reads[k]] = words[1 + k];
    return f;
}

/* A probability may miss 0 by rounding, where it is what others leave of 1. */
static double clear_rounding(double probability)
{
    return probability < 0 && probability > -1e-9 ? 0 : probability;
}

static void price_chance(Prices *p, int32_t slot)
{
    const Formula *formula = load_slot(p, &p->game->chances, slot);
    p->bad_chance[slot] = false;
    for (int32_t l = 0; l < p->lanes; l++) {
        Frame f = frame_of(p, l);
        p->chance[(int64_t)slot * p->lanes + l] =
            clear_rounding(expr_value(formula->x, &f));
        p->bad_chance[slot] |= f.fault != EVAL_FINE;
    }
    p->is_suspect |= p->bad_chance[slot];
}

static void price_single(Prices *p, int32_t slot)
{
    const Formula *formula = load_slot(p, &p->game->pays, slot);
    for (int32_t l = 0; l < p->lanes; l++) {
        Frame f = frame_of(p, l);
        double value = expr_value(formula->x, &f);
        p->single[(int64_t)slot * p->lanes + l] = f.fault ? NAN : value;
    }
}

/* pay[slot][i] = sum over the slot's payments to i, in the order in which they are made. */
static void price_pay(Prices *p, int32_t slot)
{
    int32_t players = p->game->model->player_count, lanes = p->lanes, length;
    const int32_t *list = intern_words(&p->game->pay_lists, slot, &length);
    double *pay = p->pay + (int64_t)slot * players * lanes;
    for (int32_t k = 0; k < players * lanes; k++)
        pay[k] = 0;
    p->bad_pay[slot] = false;
    for (int32_t k = 0; k < length; k++) {
        int32_t player = formula_of(&p->game->pays, list[k])->player;
        for (int32_t l = 0; l < lanes; l++) {
            double value = p->single[(int64_t)list[k] * lanes + l];
            if (isnan(value))
                p->bad_pay[slot] = true;
            else
                pay[player * lanes + l] += value;
        }
    }
    p->is_suspect |= p->bad_pay[slot];
}

static bool slot_reads_time(const Slots *slots, int32_t slot)
{
    return formula_of(slots, slot)->x->reads_time;
}

static bool pay_reads_time(const Game *g, int32_t slot)
{
    int32_t length;
    const int32_t *list = intern_words(&g->pay_lists, slot, &length);
    for (int32_t k = 0; k < length; k++)
        if (slot_reads_time(&g->pays, list[k]))
            return true;
    return false;
}

static void find_timed(Mem *M, Prices *p)
{
    const Game *g = p->game;
    p->timed_chance = grow(M, p->timed_chance, g->chances.slots.count);
    p->timed_single = grow(M, p->timed_single, g->pays.slots.count);
    p->timed_pay = grow(M, p->timed_pay, g->pay_lists.count);
    for (int32_t k = 0; k < g->chances.slots.count; k++)
        if (slot_reads_time(&g->chances, k))
            p->timed_chance[p->timed_chance_count++] = k;
        else
            price_chance(p, k);
    for (int32_t k = 0; k < g->pays.slots.count; k++)
        if (slot_reads_time(&g->pays, k))
            p->timed_single[p->timed_single_count++] = k;
        else
            price_single(p, k);
    for (int32_t k = 0; k < g->pay_lists.count; k++)
        if (pay_reads_time(g, k))
            p->timed_pay[p->timed_pay_count++] = k;
        else
            price_pay(p, k);
}

Prices *prices_make(Mem *M, const Game *g, const Setup *const *setups, int32_t lanes)
{
    Prices *p = make(M, Prices);
    *p = (Prices){.game = g, .setups = setups, .lanes = lanes};
    int64_t players = g->model->player_count;
    p->chance = grow(M, p->chance, (int64_t)g->chances.slots.count * lanes);
    p->single = grow(M, p->single, (int64_t)g->pays.slots.count * lanes);
    p->pay = grow(M, p->pay, (int64_t)g->pay_lists.count * players * lanes);
    p->bad_chance = grow(M, p->bad_chance, g->chances.slots.count);
    p->bad_pay = grow(M, p->bad_pay, g->pay_lists.count);
    p->vars = make(M, int32_t, g->model->var_count);
    find_timed(M, p);
    p->time = -1;
    return p;
}

void prices_at(Prices *p, int32_t t)
{
    if (p->time == t)
        return;
    p->time = t;
    for (int32_t k = 0; k < p->timed_chance_count; k++)
        price_chance(p, p->timed_chance[k]);
    for (int32_t k = 0; k < p->timed_single_count; k++)
        price_single(p, p->timed_single[k]);
    for (int32_t k = 0; k < p->timed_pay_count; k++)
        price_pay(p, p->timed_pay[k]);
}

bool chance_slot_fault(const Prices *p, int32_t slot, Frame *f)
{
    const Formula *formula = load_slot(p, &p->game->chances, slot);
    *f = frame_of(p, 0);
    expr_value(formula->x, f);
    return f->fault != EVAL_FINE;
}

bool pay_slot_fault(const Prices *p, int32_t slot, Frame *f)
{
    int32_t length;
    const int32_t *list = intern_words(&p->game->pay_lists, slot, &length);
    for (int32_t k = 0; k < length; k++) {
        const Formula *formula = load_slot(p, &p->game->pays, list[k]);
        *f = frame_of(p, 0);
        expr_value(formula->x, f);
        if (f->fault)
            return true;
    }
    return false;
}
