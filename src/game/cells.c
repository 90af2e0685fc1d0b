#include "game/cells.h"

#include <math.h>

/* ------------------------------------------------------------------ cells */

static void make_roles(Mem *M, Cells *c)
{
    const Model *m = c->model;
    c->first_role = make(M, int32_t, m->player_count);
    c->secret_of = make(M, int32_t, m->player_count);
    c->role_player = make(M, int32_t, (int64_t)m->player_count * LATTICE_VALUES);
    c->role_value = make(M, int32_t, (int64_t)m->player_count * LATTICE_VALUES);
    for (int32_t i = 0; i < m->player_count; i++) {
        c->secret_of[i] = -1;
        for (int32_t k = 0; k < m->secret_count; k++)
            if (m->secrets[k].player == i)
                c->secret_of[i] = k;
        c->first_role[i] = c->roles;
        int32_t values = c->secret_of[i] < 0 ? 1 : m->secrets[c->secret_of[i]].count;
        for (int32_t k = 0; k < values; k++) {
            c->role_player[c->roles] = i;
            c->role_value[c->roles++] = k;
        }
    }
}

static int32_t steps_of(const Secret *s, double grid)
{
    return (int32_t)fmax(1, round(s->steps * grid));
}

Cells *cells_make(Mem *M, const Model *m, double grid)
{
    Cells *c = make(M, Cells);
    c->model = m;
    c->cells = c->profiles = 1;
    for (int32_t k = 0; k < MOST_SECRETS; k++) {
        bool is_there = k < m->secret_count;
        c->lattice[k] = lattice_make(M, is_there ? m->secrets[k].count : 1,
                                     is_there ? steps_of(&m->secrets[k], grid) : 1);
        c->cells *= c->lattice[k].count;
        c->profiles *= c->lattice[k].values;
    }
    make_roles(M, c);
    c->beliefs = make(M, double, (int64_t)c->cells * m->belief_count);
    for (int32_t cell = 0; cell < c->cells; cell++)
        for (int32_t k = 0; k < m->secret_count; k++)
            for (int32_t v = 0; v < m->secrets[k].count; v++)
                c->beliefs[(int64_t)cell * m->belief_count + m->secrets[k].first_belief +
                           v] = cell_belief(c, cell, k)[v];
    return c;
}

void cells_know(const Model *m, int32_t secret, int32_t k, int32_t *vars)
{
    const Secret *s = &m->secrets[secret];
    for (int32_t i = 0; i < s->var_count; i++)
        vars[s->vars[i]] = secret_value(s, m->vars, k, i);
}

double mean_over_types(const Model *m, const Expr *x, int32_t *vars, Frame *f)
{
    double even[MOST_SECRETS * MOST_SECRET_VALUES];
    int32_t profiles = 1;
    for (int32_t k = 0; k < m->secret_count; k++) {
        profiles *= m->secrets[k].count;
        for (int32_t v = 0; v < m->secrets[k].count; v++)
            even[m->secrets[k].first_belief + v] = 1.0 / m->secrets[k].count;
    }
    f->beliefs = even;
    double sum = 0;
    for (int32_t profile = 0; profile < profiles; profile++) {
        int32_t rest = profile;
        for (int32_t k = 0; k < m->secret_count; rest /= m->secrets[k].count, k++)
            cells_know(m, k, rest % m->secrets[k].count, vars);
        sum += expr_value(x, f);
    }
    f->beliefs = NULL;
    return sum / profiles;
}

/* ------------------------------------------------------------------ prices */

static const Formula *slot_formula(const Slots *slots, int32_t slot)
{
    int32_t length;
    return &slots->formulas[intern_words(&slots->slots, slot, &length)[0]];
}

static void find_pays(Mem *M, CellPrices *p)
{
    const Game *g = p->plain->game;
    int32_t count = g->pay_lists.count;
    int64_t room = 0;
    p->pay_at = make(M, int64_t, count);
    p->pay_wide = make(M, bool, count);
    p->pay_own = make(M, bool, count);
    for (int32_t slot = 0; slot < count; slot++) {
        int32_t length;
        const int32_t *list = intern_words(&g->pay_lists, slot, &length);
        for (int32_t k = 0; k < length; k++) {
            const Expr *x = slot_formula(&g->pays, list[k])->x;
            p->pay_wide[slot] |= x->reads_beliefs;
            p->pay_own[slot] |= x->reads_beliefs || x->reads_types;
        }
        p->pay_at[slot] = room;
        room += (int64_t)(p->pay_wide[slot] ? p->cells->cells : 1) * p->cells->roles;
    }
    p->pay = grow(M, p->pay, room);
}

static void find_chances(Mem *M, CellPrices *p)
{
    const Game *g = p->plain->game;
    int32_t count = g->chances.slots.count;
    int64_t room = 0;
    p->chance_at = make(M, int64_t, count);
    p->chance_wide = make(M, bool, count);
    p->chance_secret = make(M, int32_t, count);
    for (int32_t slot = 0; slot < count; slot++) {
        const Expr *x = slot_formula(&g->chances, slot)->x;
        p->chance_at[slot] = -1;
        p->chance_secret[slot] = x->reads_types ? __builtin_ctz(x->reads_types) : -1;
        p->chance_wide[slot] = x->reads_beliefs;
        if (!x->reads_types && !x->reads_beliefs)
            continue;
        p->chance_at[slot] = room;
        room += (int64_t)(x->reads_beliefs ? p->cells->cells : 1) * LATTICE_VALUES;
    }
    p->chance = grow(M, p->chance, room);
}

CellPrices *cell_prices_make(Mem *M, const Cells *cells, Prices *plain)
{
    CellPrices *p = make(M, CellPrices);
    *p = (CellPrices){.cells = cells, .plain = plain, .chance_time = -1, .pay_time = -1};
    find_pays(M, p);
    find_chances(M, p);
    return p;
}

static void load_vars(const CellPrices *p, const Slots *slots, int32_t slot)
{
    int32_t length;
    const int32_t *words = intern_words(&slots->slots, slot, &length);
    const Formula *f = &slots->formulas[words[0]];
    for (int32_t k = 0; k < f->read_count; k++)
        p->plain->vars[f->reads[k]] = words[1 + k];
}

/* The value of a slot's formula in a cell, the types being as they are in `vars`. */
static double value_in(CellPrices *p, const Slots *slots, int32_t slot, int32_t cell)
{
    const Model *m = p->cells->model;
    Frame f = {.vars = p->plain->vars,
               .params = p->plain->setups[0]->params,
               .beliefs = p->cells->beliefs + (int64_t)cell * m->belief_count,
               .now = p->plain->time,
               .day = p->plain->day};
    load_vars(p, slots, slot);
    double value = expr_value(slot_formula(slots, slot)->x, &f);
    if (f.fault && !p->fault) {
        p->fault = f.fault;
        p->fault_at = f.fault_at;
    }
    return f.fault ? 0 : value;
}

static void price_role(CellPrices *p, int32_t slot, int32_t cell, int32_t role, double *pay)
{
    const Game *g = p->plain->game;
    const Cells *c = p->cells;
    int32_t length, player = c->role_player[role];
    const int32_t *list = intern_words(&g->pay_lists, slot, &length);
    if (c->secret_of[player] >= 0)
        cells_know(c->model, c->secret_of[player], c->role_value[role], p->plain->vars);
    *pay = 0;
    for (int32_t k = 0; k < length; k++) {
        const Formula *f = slot_formula(&g->pays, list[k]);
        const double known = p->plain->single[list[k]]; /* for all types and beliefs */
        if (f->player != player)
            continue;
        bool is_own = f->x->reads_types || f->x->reads_beliefs || isnan(known);
        *pay += is_own ? value_in(p, &g->pays, list[k], cell) : known;
    }
}

static void price_pays(CellPrices *p, int32_t slot)
{
    const Cells *c = p->cells;
    double *pay = p->pay + p->pay_at[slot];
    int32_t rows = p->pay_wide[slot] ? c->cells : 1;
    for (int32_t cell = 0; cell < rows; cell++)
        for (int32_t role = 0; role < c->roles; role++, pay++)
            if (p->pay_own[slot])
                price_role(p, slot, cell, role, pay);
            else
                *pay = p->plain->pay[(int64_t)slot * c->model->player_count +
                                     c->role_player[role]];
}

/* A probability may miss 0 by rounding, where it is what others leave of 1. */
static double clear_rounding(double probability)
{
    return probability < 0 && probability > -1e-9 ? 0 : probability;
}

static void price_chances(CellPrices *p, int32_t slot)
{
    const Cells *c = p->cells;
    int32_t rows = p->chance_wide[slot] ? c->cells : 1, secret = p->chance_secret[slot];
    int32_t values = secret < 0 ? 1 : c->lattice[secret].values;
    for (int32_t cell = 0; cell < rows; cell++)
        for (int32_t k = 0; k < values; k++) {
            if (secret >= 0)
                cells_know(c->model, secret, k, p->plain->vars);
            p->chance[p->chance_at[slot] + (int64_t)cell * LATTICE_VALUES + k] =
                clear_rounding(value_in(p, &p->plain->game->chances, slot, cell));
        }
}

void cell_chances_at(CellPrices *p, int32_t t)
{
    const Prices *plain = p->plain;
    const bool is_first = p->chance_time < 0;
    prices_chances_at(p->plain, t);
    if (p->chance_time == t)
        return;
    p->chance_time = t;
    const int32_t count =
        is_first ? plain->game->chances.slots.count : plain->timed_chance_count;
    for (int32_t k = 0; k < count; k++) {
        const int32_t slot = is_first ? k : plain->timed_chance[k];
        if (p->chance_at[slot] >= 0)
            price_chances(p, slot);
    }
}

void cell_prices_at(CellPrices *p, int32_t t)
{
    const Prices *plain = p->plain;
    const bool is_first = p->pay_time < 0;
    prices_at(p->plain, t);
    cell_chances_at(p, t);
    if (p->pay_time == t)
        return;
    p->pay_time = t;
    const int32_t count = is_first ? plain->game->pay_lists.count : plain->timed_pay_count;
    for (int32_t k = 0; k < count; k++)
        price_pays(p, is_first ? k : plain->timed_pay[k]);
}

double cell_chance(const CellPrices *p, int32_t slot, int32_t cell, int32_t k)
{
    int64_t at = p->chance_at[slot];
    if (at < 0)
        return p->plain->chance[slot];
    return p->chance[at + (p->chance_wide[slot] ? (int64_t)cell * LATTICE_VALUES : 0) +
                     (p->chance_secret[slot] < 0 ? 0 : k)];
}

int32_t lottery_secret(const CellPrices *p, const Layer *l, int32_t node)
{
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++)
        if (p->chance_secret[l->chance[e]] >= 0)
            return p->chance_secret[l->chance[e]];
    return -1;
}
