#include <math.h>
#include <stdlib.h>

#include "solve/endless.h"

enum { MOST_EQUILIBRIA = 1000 };

static int by_worth(const void *a, const void *b)
{
    const Equilibrium *x = a, *y = b;
    if (x->is_principal != y->is_principal)
        return x->is_principal ? -1 : 1;
    const Strategy *s = x->strategy, *t = y->strategy;
    for (int32_t i = 0; i < s->game->model->player_count; i++)
        if (s->at_start[i] != t->at_start[i])
            return s->at_start[i] > t->at_start[i] ? -1 : 1;
    return 0;
}

Equilibria solve_all(Mem *M, Work *w, Prices *prices)
{
    Equilibria all = {0};
    Selection s = {0};
    int32_t room = 0;
    do {
        s.at = 0;
        s.is_principal = true;
        s.least_singular = s.reply_radius = NAN;
        Strategy *strategy = solve_selected(M, w, prices, &s, NULL, NULL);
        need(M, all.at, all.count, room);
        all.at[all.count++] = (Equilibrium){.strategy = strategy,
                                            .is_principal = s.is_principal,
                                            .least_singular = s.least_singular,
                                            .reply_radius = s.reply_radius};
    } while (all.count < MOST_EQUILIBRIA && selection_next(M, &s));
    qsort(all.at, (size_t)all.count, sizeof *all.at, by_worth);
    return all;
}

void solve_branches(Mem *M, Work *w, Prices *prices, BranchTeller *tell, void *context)
{
    Strategy *s = solve_selected(M, w, prices, NULL, tell, context);
    strategy_drop(M, s);
}
