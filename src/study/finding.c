#include "study/finding.h"

#include <assert.h>
#include <string.h>

#include "ask/answer.h"

Finding finding_new(Mem *M, const Model *m, int32_t variant)
{
    Finding f = {.variant = variant};
    f.certificate = certificate_new(M, m->player_count);
    f.value = make(M, double, m->player_count);
    f.measure_mean = make(M, double, m->measure_count);
    f.measure_end = make(M, double, m->measure_count);
    if (m->is_endless)
        f.measure_forever = make(M, double, m->measure_count);
    f.event_count = make(M, double, m->declared_event_count);
    return f;
}

void finding_note_solve(Finding *into, const Strategy *s, int32_t lane,
                        const Certificate *checked)
{
    const int32_t players = s->game->model->player_count;
    certificate_copy(into->certificate, checked, players);
    into->seconds += s->seconds / s->lanes;
    for (int32_t i = 0; i < players; i++)
        into->value[i] = s->at_start[(int64_t)i * s->lanes + lane];
}

static void count_events(const Future *f, int32_t lane, Finding *into)
{
    const Model *m = f->strategy->game->model;
    for (int32_t e = 0; e < m->declared_event_count; e++) {
        into->event_count[e] = 0;
        for (int32_t t = 0; t < m->window; t++)
            into->event_count[e] += f->happens[t][(int64_t)e * f->lanes + lane];
    }
}

/* at[t][lanes], t = 0 .. T, of measure k. */
static void fill_measure(const Model *m, int32_t k, const double *at, int32_t lanes,
                         int32_t lane, Finding *into)
{
    double sum = 0;
    for (int32_t t = 1; t <= m->window; t++)
        sum += at[(int64_t)t * lanes + lane];
    into->measure_mean[k] = sum / m->window;
    into->measure_end[k] = at[(int64_t)m->window * lanes + lane];
}

LaneSet findings_fill(Mem *M, Diags *D, Work *w, const Future *f,
                      const Certificate *checked, Finding *const *into, double **over_time)
{
    const Model *m = f->strategy->game->model;
    assert(f->lanes == 1 || (!over_time && !m->is_endless));
    LaneSet without = 0;
    for (int32_t l = 0; l < f->lanes; l++) {
        if (!into[l])
            continue;
        finding_note_solve(into[l], f->strategy, l, &checked[l]);
        count_events(f, l, into[l]);
    }
    double *at = grow(M, (double *)NULL, ((int64_t)f->last + 1) * f->lanes);
    for (int32_t k = 0; k < m->measure_count; k++) {
        const Expr *x = m->measures[k].value;
        without |= means_in_lanes(M, D, w, f, x, at);
        for (int32_t l = 0; l < f->lanes; l++)
            if (into[l])
                fill_measure(m, k, at, f->lanes, l, into[l]);
        if (over_time)
            memcpy(over_time[k], at, sizeof *at * ((size_t)m->window + 1));
        if (m->is_endless && into[0])
            into[0]->measure_forever[k] = mean_in_the_long_run(M, D, w, f, x);
    }
    mem_drop(M, at);
    return without;
}
