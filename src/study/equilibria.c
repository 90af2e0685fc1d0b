#include "study/equilibria.h"

#include <string.h>

static EquilibriumFinding finding_of(Study *y, Prices *prices, const Equilibrium *e)
{
    const int32_t players = y->model->player_count;
    EquilibriumFinding out = {.is_principal = e->is_principal,
                              .least_singular = e->least_singular,
                              .reply_radius = e->reply_radius};
    out.value = make(y->mem, double, players);
    memcpy(out.value, e->strategy->at_start, sizeof *out.value * (size_t)players);
    out.certificate = certify(y->mem, y->work, prices, e->strategy, y->tolerance);
    return out;
}

EquilibriumFindings *equilibria_find(Study *y, const int32_t *under, int32_t count)
{
    const Solved *s = study_solve(y, under, count); /* tells of faults */
    if (!s)
        return NULL;
    EquilibriumFindings *f = make(y->mem, EquilibriumFindings);
    const Setup **setups = make(y->mem, const Setup *);
    setups[0] = s->setup;
    Prices *prices = prices_make(y->mem, s->game, setups, 1);
    Equilibria all = solve_all(y->mem, y->work, prices);
    *f = (EquilibriumFindings){.model = y->model, .count = all.count, .met = true};
    f->at = make(y->mem, EquilibriumFinding, all.count);
    for (int32_t k = 0; k < all.count; k++) {
        f->at[k] = finding_of(y, prices, &all.at[k]);
        f->met = f->met && f->at[k].certificate->met;
        strategy_drop(y->mem, all.at[k].strategy);
    }
    mem_drop(y->mem, all.at);
    return f;
}
