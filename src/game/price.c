#include "game/price.h"

#include <math.h>

#include "game/cells.h"
#include "lang/eval_lanes.h"

static Frame frame_of(const Prices *p, int32_t lane)
{
    return (Frame){
        .vars = p->vars, .params = p->setups[lane]->params, .now = p->time, .day = p->day};
}

static void set_time(Prices *p, int32_t t)
{
    p->time = t;
    p->day = model_day(p->game->model, t);
}

/* What reads types or beliefs has its mean over them here (game/cells.h has the rest). */
static double formula_value(const Prices *p, const Expr *x, Frame *f)
{
    if (x->reads_types || x->reads_beliefs)
        return mean_over_types(p->game->model, x, p->vars, f);
    return expr_value(x, f);
}

/* The formula's value in all lanes, 0 where it has none; the lanes where it has none. */
static LaneSet value_of(const Prices *p, const Expr *x, double *values)
{
    if (p->lanes == 1) {
        Frame f = frame_of(p, 0);
        values[0] = formula_value(p, x, &f);
        return f.fault != EVAL_FINE;
    }
    LaneFrame f = {.vars = p->vars,
                   .params = p->params,
                   .now = p->time,
                   .day = p->day,
                   .lanes = p->lanes};
    expr_values(x, &f, values);
    return f.faulty;
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
    double *chance = p->chance + (int64_t)slot * p->lanes;
    p->bad_chance[slot] = value_of(p, formula->x, chance);
    for (int32_t l = 0; l < p->lanes; l++)
        chance[l] = clear_rounding(chance[l]);
    p->suspects |= p->bad_chance[slot];
}

static void price_single(Prices *p, int32_t slot)
{
    const Formula *formula = load_slot(p, &p->game->pays, slot);
    double *single = p->single + (int64_t)slot * p->lanes;
    LaneSet faulty = value_of(p, formula->x, single);
    for (int32_t l = 0; l < p->lanes && faulty; l++)
        if (lane_is_in(faulty, l))
            single[l] = NAN;
}

/* pay[slot][i] = sum over the slot's payments to i, in the order in which they are made. */
static void price_pay(Prices *p, int32_t slot)
{
    int32_t players = p->game->model->player_count, lanes = p->lanes, length;
    const int32_t *list = intern_words(&p->game->pay_lists, slot, &length);
    double *pay = p->pay + (int64_t)slot * players * lanes;
    for (int32_t k = 0; k < players * lanes; k++)
        pay[k] = 0;
    p->bad_pay[slot] = 0;
    for (int32_t k = 0; k < length; k++) {
        int32_t player = formula_of(&p->game->pays, list[k])->player;
        for (int32_t l = 0; l < lanes; l++) {
            double value = p->single[(int64_t)list[k] * lanes + l];
            if (isnan(value))
                p->bad_pay[slot] |= lane_alone(l);
            else
                pay[player * lanes + l] += value;
        }
    }
    p->suspects |= p->bad_pay[slot];
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
    for (int32_t k = 0; k < g->pays.slots.count; k++)
        if (slot_reads_time(&g->pays, k))
            p->timed_single[p->timed_single_count++] = k;
    for (int32_t k = 0; k < g->pay_lists.count; k++)
        if (pay_reads_time(g, k))
            p->timed_pay[p->timed_pay_count++] = k;
}

/* Prices the slots 0 .. count-1 but those of `timed`, which is in order. */
static void price_untimed(Prices *p, int32_t count, const int32_t *timed,
                          int32_t timed_count, void (*price)(Prices *p, int32_t slot))
{
    for (int32_t k = 0, next = 0; k < count; k++)
        if (next < timed_count && timed[next] == k)
            next++;
        else
            price(p, k);
}

void prices_again(Prices *p, const Setup *const *setups)
{
    const Game *g = p->game;
    p->setups = setups;
    p->suspects = 0;
    set_time(p, -1);
    p->chance_time = p->pay_time = -1;
    for (int32_t k = 0; k < g->model->param_count; k++)
        for (int32_t l = 0; l < p->lanes; l++)
            p->params[(int64_t)k * p->lanes + l] = setups[l]->params[k];
    for (int32_t i = 0; i < g->model->player_count; i++) {
        p->exact[i] = 0;
        for (int32_t l = 0; l < p->lanes; l++) {
            p->patience[i * p->lanes + l] = setups[l]->patience[i];
            p->precision[i * p->lanes + l] = setups[l]->precision[i];
            p->exact[i] |= isinf(setups[l]->precision[i]) ? lane_alone(l) : 0;
        }
    }
    price_untimed(p, g->chances.slots.count, p->timed_chance, p->timed_chance_count,
                  price_chance);
    price_untimed(p, g->pays.slots.count, p->timed_single, p->timed_single_count,
                  price_single);
    price_untimed(p, g->pay_lists.count, p->timed_pay, p->timed_pay_count, price_pay);
}

Prices *prices_make(Mem *M, const Game *g, const Setup *const *setups, int32_t lanes)
{
    Prices *p = make(M, Prices);
    *p = (Prices){.game = g, .setups = setups, .lanes = lanes, .grid = 1};
    int64_t players = g->model->player_count;
    p->chance = grow(M, p->chance, (int64_t)g->chances.slots.count * lanes);
    p->single = grow(M, p->single, (int64_t)g->pays.slots.count * lanes);
    p->pay = grow(M, p->pay, (int64_t)g->pay_lists.count * players * lanes);
    p->bad_chance = grow(M, p->bad_chance, g->chances.slots.count);
    p->bad_pay = grow(M, p->bad_pay, g->pay_lists.count);
    p->vars = make(M, int32_t, g->model->var_count);
    p->params = make(M, double, (int64_t)g->model->param_count *lanes);
    p->patience = make(M, double, players *lanes);
    p->precision = make(M, double, players *lanes);
    p->exact = make(M, LaneSet, players);
    find_timed(M, p);
    prices_again(p, setups);
    return p;
}

void prices_chances_at(Prices *p, int32_t t)
{
    set_time(p, t);
    for (int32_t k = 0; k < p->timed_chance_count && p->chance_time != t; k++)
        price_chance(p, p->timed_chance[k]);
    p->chance_time = t;
}

void prices_at(Prices *p, int32_t t)
{
    prices_chances_at(p, t);
    if (p->pay_time == t)
        return;
    p->pay_time = t;
    for (int32_t k = 0; k < p->timed_single_count; k++)
        price_single(p, p->timed_single[k]);
    for (int32_t k = 0; k < p->timed_pay_count; k++)
        price_pay(p, p->timed_pay[k]);
}

bool chance_slot_fault(const Prices *p, int32_t slot, int32_t lane, Frame *f)
{
    const Formula *formula = load_slot(p, &p->game->chances, slot);
    *f = frame_of(p, lane);
    formula_value(p, formula->x, f);
    return f->fault != EVAL_FINE;
}

bool pay_slot_fault(const Prices *p, int32_t slot, int32_t lane, Frame *f)
{
    int32_t length;
    const int32_t *list = intern_words(&p->game->pay_lists, slot, &length);
    for (int32_t k = 0; k < length; k++) {
        const Formula *formula = load_slot(p, &p->game->pays, list[k]);
        *f = frame_of(p, lane);
        formula_value(p, formula->x, f);
        if (f->fault)
            return true;
    }
    return false;
}
