#include "ask/answer.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ask/monitor.h"

/* What answering has at hand. */
typedef struct {
    Mem *mem;
    Diags *diags;
    Work *work;
    const Future *future;
    const Game *game;
    bool failed; /* after a diagnostic */
} Asking;

/* An expression's values in the states, found when a state first stands. */
typedef struct {
    const Expr *x;
    double *at; /* [state] */
    bool *known;
} Values;

static Values values_open(Asking *a, const Expr *x)
{
    Values v = {.x = x};
    v.at = grow(a->mem, v.at, a->game->state_count);
    v.known = grow(a->mem, v.known, a->game->state_count);
    return v;
}

static void values_close(Asking *a, Values *v)
{
    mem_drop(a->mem, v->at);
    mem_drop(a->mem, v->known);
}

/* Fills the values of the states that can stand at t. */
static void values_at(Asking *a, Values *v, int32_t t)
{
    Frame frame;
    if (a->failed || future_values(a->future, v->x, t, v->at, v->known, &frame))
        return;
    diag_eval_fault(a->diags, &frame);
    a->failed = true;
}

/* ------------------------------------------------------------------ means */

static double mean_now(Asking *a, Values *v, int32_t t)
{
    double sum = 0;
    values_at(a, v, t);
    for (int32_t s = 0; s < a->game->state_count; s++)
        if (bit_is_set(a->game->states_at[t], s))
            sum += a->future->at[t][s] * v->at[s];
    return sum;
}

static double mean_at(Asking *a, const Expr *x, int32_t t)
{
    Values v = values_open(a, x);
    double mean = mean_now(a, &v, t);
    values_close(a, &v);
    return mean;
}

/* E(sum E by W), over the starts of periods 1 .. W. */
static double mean_sum(Asking *a, const Question *q)
{
    Values v = values_open(a, q->of);
    double sum = 0;
    for (int32_t t = 1; t <= q->when; t++)
        sum += mean_now(a, &v, t);
    values_close(a, &v);
    return sum;
}

/* Is `event` the one asked about, or an arm of the choice that is asked about as such? */
static bool event_matches(const Model *m, int32_t asked, int32_t event)
{
    const Event *wanted = &m->events[asked], *e = &m->events[event];
    return asked == event ||
           (wanted->var >= 0 && wanted->value == NOT_MADE && e->var == wanted->var);
}

static double mean_count(const Asking *a, const Question *q)
{
    double sum = 0;
    for (int32_t t = 0; t < q->when; t++)
        for (int32_t e = 0; e < a->game->model->event_count; e++)
            if (event_matches(a->game->model, q->event, e))
                sum += a->future->happens[t][e];
    return sum;
}

/* ------------------------------------------------------------------ quantiles */

typedef struct {
    double value, mass;
} Atom;

static int by_value(const void *a, const void *b)
{
    double x = ((const Atom *)a)->value, y = ((const Atom *)b)->value;
    return (x > y) - (x < y);
}

/* The smallest x with P(E <= x) >= p, up to the rounding of the sum. */
static double quantile(Asking *a, const Question *q)
{
    Values v = values_open(a, q->of);
    values_at(a, &v, q->when);
    Atom *atoms = NULL;
    atoms = grow(a->mem, atoms, a->game->state_count);
    int32_t n = 0;
    for (int32_t s = 0; s < a->game->state_count; s++)
        if (bit_is_set(a->game->states_at[q->when], s) && a->future->at[q->when][s] > 0)
            atoms[n++] = (Atom){v.at[s], a->future->at[q->when][s]};
    qsort(atoms, (size_t)n, sizeof *atoms, by_value);
    double below = 0, answer = NAN;
    for (int32_t k = 0; k < n; k++) {
        answer = atoms[k].value;
        below += atoms[k].mass;
        if (below >= q->bound - 1e-12)
            break;
    }
    values_close(a, &v);
    mem_drop(a->mem, atoms);
    return answer;
}

/* ------------------------------------------------------------------ paths */

/* One or two monitors side by side: memory = first * second's memories + second. */
typedef struct {
    Monitor monitors[2]; /* `count` of them */
    int32_t count, memories, last;
    int32_t *step; /* [event list][memories] in a period before every W */
    double *mass, *next, *work;
    Values of[2], until[2]; /* of each monitor's question */
} Walk;

static int32_t count_in_list(const Game *g, int32_t list, int32_t asked)
{
    if (asked < 0)
        return 0;
    int32_t length, n = 0;
    const int32_t *events = intern_words(&g->events, list, &length);
    for (int32_t k = 0; k < length; k++)
        n += event_matches(g->model, asked, events[k]);
    return n;
}

/* Fills w->step for period t: a monitor whose W has come looks at no more events. */
static void find_steps(const Asking *a, Walk *w, int32_t t)
{
    assert(w->count == 1 || w->count == 2);
    for (int32_t list = 0; list < a->game->events.count; list++)
        for (int32_t m = 0; m < w->memories; m++) {
            int32_t parts[2] = {w->count == 2 ? m / w->monitors[1].memories : m,
                                w->count == 2 ? m % w->monitors[1].memories : 0};
            for (int32_t k = 0; k < w->count; k++) {
                const Monitor *mon = &w->monitors[k];
                if (t >= mon->last)
                    continue;
                parts[k] = monitor_on_events(
                    mon, parts[k], t, count_in_list(a->game, list, mon->question->event),
                    count_in_list(a->game, list, mon->question->until_event));
            }
            w->step[(int64_t)list * w->memories + m] =
                w->count == 2 ? parts[0] * w->monitors[1].memories + parts[1] : parts[0];
        }
}

/* Moves the mass of one state at the start of period t as monitor k sees it. */
static void look_in_state(const Walk *w, int32_t k, int32_t t, double *mass, bool of,
                          bool until)
{
    const Monitor *mon = &w->monitors[k];
    int32_t below = k == 0 && w->count == 2 ? w->monitors[1].memories : 1;
    double moved[w->memories];
    memset(moved, 0, sizeof moved);
    for (int32_t m = 0; m < w->memories; m++) {
        int32_t part = m / below % mon->memories;
        int32_t to = monitor_at_start(mon, part, t, of, until);
        moved[m + (to - part) * below] += mass[m];
    }
    memcpy(mass, moved, sizeof moved);
}

static void look(Asking *a, Walk *w, int32_t t)
{
    for (int32_t k = 0; k < w->count; k++) {
        const Question *q = w->monitors[k].question;
        if (t > w->monitors[k].last)
            continue;
        if (q->of)
            values_at(a, &w->of[k], t);
        if (q->until)
            values_at(a, &w->until[k], t);
        for (int32_t s = 0; s < a->game->state_count; s++)
            if (bit_is_set(a->game->states_at[t], s))
                look_in_state(w, k, t, w->mass + (int64_t)s * w->memories,
                              q->of && w->of[k].at[s] != 0,
                              q->until && w->until[k].at[s] != 0);
    }
}

static Walk walk_open(Asking *a, const Question *first, const Question *second)
{
    const Game *g = a->game;
    Walk w = {.monitors = {monitor_of(first, g->periods)}, .count = 1};
    w.memories = w.monitors[0].memories;
    w.last = w.monitors[0].last;
    if (second) {
        w.count = 2;
        w.monitors[1] = monitor_of(second, g->periods);
        w.memories *= w.monitors[1].memories;
        if (w.monitors[1].last > w.last)
            w.last = w.monitors[1].last;
    }
    w.step = grow(a->mem, w.step, (int64_t)g->events.count * w.memories);
    w.mass = grow(a->mem, w.mass, (int64_t)g->state_count * w.memories);
    w.next = grow(a->mem, w.next, (int64_t)g->state_count * w.memories);
    w.work = grow(a->mem, w.work, game_most_targets(g) * w.memories);
    for (int32_t k = 0; k < w.count; k++) {
        assert(w.monitors[k].question);
        w.of[k] = values_open(a, w.monitors[k].question->of);
        w.until[k] = values_open(a, w.monitors[k].question->until);
    }
    for (int32_t s = 0; s < g->state_count; s++)
        w.mass[(int64_t)s * w.memories] = a->future->at[0][s];
    return w;
}

static void walk_close(Asking *a, Walk *w)
{
    mem_drop(a->mem, w->step);
    mem_drop(a->mem, w->mass);
    mem_drop(a->mem, w->next);
    mem_drop(a->mem, w->work);
    for (int32_t k = 0; k < w->count; k++) {
        values_close(a, &w->of[k]);
        values_close(a, &w->until[k]);
    }
}

static void walk_period(Asking *a, Walk *w, int32_t t)
{
    work_tick(a->work);
    find_steps(a, w, t);
    future_carry(a->future, t, w->memories, w->step, w->mass, w->next, w->work);
    double *swap = w->mass;
    w->mass = w->next;
    w->next = swap;
}

/* Probability of the memories for which both monitors (or the second alone) are hit. */
static double hit_mass(const Asking *a, const Walk *w, bool second_alone)
{
    double sum = 0;
    for (int32_t s = 0; s < a->game->state_count; s++)
        for (int32_t m = 0; m < w->memories; m++) {
            int32_t below = w->count == 2 ? w->monitors[1].memories : 1;
            bool hit = second_alone || monitor_hits(&w->monitors[0], m / below);
            if (w->count == 2)
                hit = hit && monitor_hits(&w->monitors[1], m % below);
            if (hit)
                sum += w->mass[(int64_t)s * w->memories + m];
        }
    return sum;
}

static double path_probability(Asking *a, const Question *first, const Question *second)
{
    Walk w = walk_open(a, first, second);
    look(a, &w, 0);
    for (int32_t t = 0; t < w.last && !a->failed; t++) {
        walk_period(a, &w, t);
        look(a, &w, t + 1);
    }
    double both = hit_mass(a, &w, false);
    double answer = second ? both / hit_mass(a, &w, true) : both;
    walk_close(a, &w);
    return answer;
}

/* E(first C) = sum of t P(first C at t) over t = 0 .. T, given that it comes by T. */
static double mean_first(Asking *a, const Question *q)
{
    Walk w = walk_open(a, q, NULL);
    look(a, &w, 0);
    double before = hit_mass(a, &w, false), sum = 0;
    for (int32_t t = 0; t < w.last && !a->failed; t++) {
        walk_period(a, &w, t);
        look(a, &w, t + 1);
        double now = hit_mass(a, &w, false);
        sum += (t + 1) * (now - before);
        before = now;
    }
    walk_close(a, &w);
    return sum / before;
}

/* ------------------------------------------------------------------ */

bool means_over_time(Mem *M, Diags *D, Work *w, const Future *f, const Expr *x,
                     double *means)
{
    Asking a = {.mem = M, .diags = D, .work = w, .future = f, .game = f->strategy->game};
    Values v = values_open(&a, x);
    for (int32_t t = 0; t <= a.game->periods; t++)
        means[t] = mean_now(&a, &v, t);
    values_close(&a, &v);
    return !a.failed;
}

bool question_answer(Mem *M, Diags *D, Work *w, const Future *f, const Question *q,
                     double *answer)
{
    Asking a = {.mem = M, .diags = D, .work = w, .future = f, .game = f->strategy->game};
    switch (q->kind) {
    case Q_AT:
    case Q_MEAN_AT:
        *answer = mean_at(&a, q->of, q->when);
        break;
    case Q_MEAN_COUNT:
        *answer = mean_count(&a, q);
        break;
    case Q_MEAN_SUM:
        *answer = mean_sum(&a, q);
        break;
    case Q_MEAN_MEAN:
        *answer = mean_sum(&a, q) / q->when;
        break;
    case Q_QUANTILE:
        *answer = quantile(&a, q);
        break;
    case Q_VALUE:
        *answer = f->strategy->at_start[(int64_t)q->player * f->strategy->lanes];
        break;
    case Q_MEAN_FIRST:
        *answer = mean_first(&a, q);
        break;
    case Q_GIVEN:
        *answer = path_probability(&a, q->parts[0], q->parts[1]);
        break;
    default:
        *answer = path_probability(&a, q, NULL);
        break;
    }
    return !a.failed;
}
