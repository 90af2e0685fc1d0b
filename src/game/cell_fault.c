#include "game/cell_fault.h"

#include <math.h>

#include "game/news.h"

/* One lottery in one cell, for one value of what it tells of; false after a diagnostic. */
static bool lottery_is_sound(Diags *D, const CellPrices *p, const Layer *l, const Step *s,
                             int32_t node, int32_t cell, int32_t k)
{
    double sum = 0;
    int32_t first = l->first_edge[node];
    for (int32_t e = first; e < l->first_edge[node + 1]; e++) {
        double chance = cell_chance(p, l->chance[e], cell, k);
        if (!(chance >= 0 && chance <= 1 + 1e-9)) {
            Diag *d = diag(D, DIAG_E303, s->agents->arms[e - first].at,
                           N_("a probability of %.6g"), chance);
            diag_hint(D, d, N_("It is so for some type, or where something is believed."));
            return false;
        }
        sum += chance;
    }
    if (fabs(sum - 1) <= 1e-9)
        return true;
    Diag *d = diag(D, DIAG_E302, s->at, N_("probabilities sum to %.6g, not 1"), sum);
    diag_hint(D, d, N_("It is so for some type, or where something is believed."));
    return false;
}

static bool node_is_sound(Diags *D, const CellPrices *p, const Layer *l, const Step *s,
                          int32_t node)
{
    bool is_private = false, is_wide = false;
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++) {
        is_private |= p->chance_at[l->chance[e]] >= 0;
        is_wide |= p->chance_wide[l->chance[e]];
    }
    if (!is_private)
        return true;
    int32_t secret = lottery_secret(p, l, node);
    int32_t values = secret < 0 ? 1 : p->cells->lattice[secret].values;
    for (int32_t cell = 0; cell < (is_wide ? p->cells->cells : 1); cell++)
        for (int32_t k = 0; k < values; k++)
            if (!lottery_is_sound(D, p, l, s, node, cell, k))
                return false;
    return true;
}

static bool period_is_sound(Diags *D, const CellPrices *p, int32_t t)
{
    const Game *g = p->plain->game;
    const Layer *l = game_layer(g, t);
    for (int32_t k = 0; k < l->group_count; k++) {
        const Step *s = &l->routine->steps[l->groups[k].step];
        int32_t end = l->groups[k].first + l->groups[k].count;
        for (int32_t node = l->groups[k].first; s->kind == STEP_CHANCE && node < end;
             node++)
            if (bit_is_set(g->nodes_at[t], node) && !node_is_sound(D, p, l, s, node))
                return false;
    }
    return true;
}

/* ------------------------------------------------------------------ how types begin */

static bool start_is_sound(Diags *D, const Start *s, Frame *f)
{
    double sum = 0;
    for (int32_t a = 0; a < s->count; a++) {
        double chance = expr_value(s->probability[a], f);
        if (f->fault) {
            diag_eval_fault(D, f);
            return false;
        }
        if (!(chance >= 0 && chance <= 1 + 1e-9)) {
            diag(D, DIAG_E303, s->probability[a]->at, N_("a probability of %.6g"), chance);
            return false;
        }
        sum += chance;
    }
    if (fabs(sum - 1) <= 1e-9)
        return true;
    diag(D, DIAG_E302, s->at, N_("probabilities sum to %.6g, not 1"), sum);
    return false;
}

bool prior_faults_report(Mem *M, Diags *D, const Game *g, const Setup *setup)
{
    const Model *m = g->model;
    int32_t *vars = make(M, int32_t, m->var_count);
    for (int64_t s = 0; s < g->state_count && m->secret_count; s++) {
        if (!bit_is_set(g->states_at[0], s))
            continue;
        key_unpack(&g->state_packing, g->states[s], vars);
        for (int32_t k = 0; k < m->secret_count; k++)
            for (int32_t i = 0; i < m->secrets[k].var_count; i++) {
                Frame f = {.vars = vars, .params = setup->params, .day = m->first_day};
                if (!start_is_sound(D, setup->starts[m->secrets[k].vars[i]], &f))
                    return false;
            }
    }
    return true;
}

/* ------------------------------------------------------------------ the whole */

bool cell_faults_report(Mem *M, Work *w, Diags *D, Prices *prices)
{
    const Game *g = prices->game;
    if (!g->model->secret_count)
        return true;
    if (!prior_faults_report(M, D, g, prices->setups[0]))
        return false;
    CellPrices *p = cell_prices_make(M, cells_make(M, g->model, 1), prices);
    for (int32_t t = 0; t <= g->periods; t++) {
        work_check(w, N_("looking for errors"), t, g->periods);
        cell_prices_at(p, t);
        if (p->fault) {
            Frame f = {.fault = p->fault, .fault_at = p->fault_at};
            Diag *d = diag_eval_fault(D, &f);
            diag_hint(D, d, N_("It is so for some type, or where something is believed."));
            return false;
        }
        bool is_timed = prices->timed_chance_count > 0 || t == 0;
        if (t < g->periods && (is_timed || g->nodes_at[t] != g->nodes_at[t - 1]) &&
            !period_is_sound(D, p, t))
            return false;
    }
    return true;
}
