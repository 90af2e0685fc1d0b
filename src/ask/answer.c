#include "ask/answer.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ask/forever.h"
#include "ask/monitor.h"

/* What answering has at hand.  Answers and what leads to them are arrays of lanes. */
typedef struct {
    Mem *mem;
    Diags *diags;
    Work *work;
    const Future *future;
    const Game *game;
    int32_t lanes;
    LaneSet failed; /* after a diagnostic */
    /* beyond what the future holds, in a game without an end: the distribution at the start of
     * period `time`, and what happens in the one before */
    int32_t time;
    double *mass, *next, *happens, *carried, *by_list;
} Asking;

static Asking asking_open(Mem *M, Diags *D, Work *w, const Future *f)
{
    return (Asking){.mem = M,
                    .diags = D,
                    .work = w,
                    .future = f,
                    .game = f->strategy->game,
                    .lanes = f->lanes};
}

static void asking_close(Asking *a)
{
    mem_drop(a->mem, a->mass);
    mem_drop(a->mem, a->next);
    mem_drop(a->mem, a->happens);
    mem_drop(a->mem, a->carried);
    mem_drop(a->mem, a->by_list);
}

static void look_beyond(Asking *a)
{
    const Game *g = a->game;
    const int64_t width = (int64_t)g->state_count * a->lanes;
    a->time = a->future->last;
    a->mass = grow(a->mem, a->mass, width);
    a->next = grow(a->mem, a->next, width);
    a->happens = grow(a->mem, a->happens, (int64_t)g->model->event_count * a->lanes);
    a->carried = grow(a->mem, a->carried, game_most_targets(g) * a->lanes);
    a->by_list = grow(a->mem, a->by_list, (int64_t)g->events.count * a->lanes);
    memcpy(a->mass, a->future->at[a->time], sizeof *a->mass * (size_t)width);
}

/* The distribution over states at the start of period t; times are asked for in order. */
static const double *distribution(Asking *a, int32_t t)
{
    if (t <= a->future->last)
        return a->future->at_place[t];
    if (!a->mass)
        look_beyond(a);
    while (a->time < t) {
        work_tick(a->work);
        future_step(a->future, a->time++, a->mass, a->next, a->happens, a->carried,
                    a->by_list);
        double *swap = a->mass;
        a->mass = a->next;
        a->next = swap;
    }
    return a->mass;
}

/* The expected number of each event in period t. */
static const double *happenings(Asking *a, int32_t t)
{
    if (t < a->future->last)
        return a->future->happens[t];
    distribution(a, t + 1);
    return a->happens;
}

static bool all_failed(const Asking *a)
{
    return a->failed == lanes_all(a->lanes);
}

static void clear(const Asking *a, double *sums)
{
    for (int32_t l = 0; l < a->lanes; l++)
        sums[l] = 0;
}

/* An expression's values in the places, found when a place can first be. */
typedef struct {
    const Expr *x;
    double *at; /* [place][lane] */
    bool *known;
} Values;

static Values values_open(Asking *a, const Expr *x)
{
    Values v = {.x = x};
    v.at = grow(a->mem, v.at, a->future->places * a->lanes);
    v.known = grow(a->mem, v.known, a->future->places);
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
    if (all_failed(a))
        return;
    const double *mass = distribution(a, t);
    LaneSet failed = future_values(a->future, v->x, t, mass, v->at, v->known, &frame);
    if (failed && !a->failed)
        diag_eval_fault(a->diags, &frame);
    a->failed |= failed;
}

/* ------------------------------------------------------------------ means */

/* means = sum over places of P(place at t) x(place) */
static void mean_now(Asking *a, Values *v, int32_t t, double *means)
{
    clear(a, means);
    values_at(a, v, t);
    const int32_t spread = a->future->spread;
    const double *p = distribution(a, t), *x = v->at;
    for (int64_t s = 0; s < a->future->places; s += spread)
        for (int64_t i = s; i < s + spread && place_can_be(a->future, s, t); i++)
            for (int32_t l = 0; l < a->lanes; l++)
                means[l] += p[i * a->lanes + l] * x[i * a->lanes + l];
}

static void mean_at(Asking *a, const Expr *x, int32_t t, double *means)
{
    Values v = values_open(a, x);
    mean_now(a, &v, t, means);
    values_close(a, &v);
}

/* The mean over all periods in the long run. */
static void mean_forever(Asking *a, const Expr *x, double *means)
{
    Values v = values_open(a, x);
    clear(a, means);
    values_at(a, &v, a->future->last);
    for (int32_t s = 0; s < a->game->state_count; s++)
        for (int32_t l = 0; l < a->lanes; l++) {
            double share = a->future->forever[l]->share[s];
            if (share > 0)
                means[l] += share * v.at[(int64_t)s * a->lanes + l];
        }
    values_close(a, &v);
}

/* E(sum E by W), over the starts of periods 1 .. W. */
static void mean_sum(Asking *a, const Question *q, double *sums)
{
    Values v = values_open(a, q->of);
    clear(a, sums);
    for (int32_t t = 1; t <= q->when; t++) {
        double means[LANES];
        mean_now(a, &v, t, means);
        for (int32_t l = 0; l < a->lanes; l++)
            sums[l] += means[l];
    }
    values_close(a, &v);
}

static void mean_mean(Asking *a, const Question *q, double *means)
{
    mean_sum(a, q, means);
    for (int32_t l = 0; l < a->lanes; l++)
        means[l] /= q->when;
}

/* Is `event` the one asked about, or an arm of the choice that is asked about as such? */
static bool event_matches(const Model *m, int32_t asked, int32_t event)
{
    const Event *wanted = &m->events[asked], *e = &m->events[event];
    return asked == event ||
           (wanted->var >= 0 && wanted->value == NOT_MADE && e->var == wanted->var);
}

static void mean_count(Asking *a, const Question *q, double *sums)
{
    clear(a, sums);
    for (int32_t t = 0; t < q->when; t++) {
        const double *happens = happenings(a, t);
        for (int32_t e = 0; e < a->game->model->event_count; e++)
            if (event_matches(a->game->model, q->event, e))
                for (int32_t l = 0; l < a->lanes; l++)
                    sums[l] += happens[e * a->lanes + l];
    }
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

/* The smallest x with P(E <= x) >= p, up to the rounding of the sum, in one lane. */
static double quantile(Asking *a, const Question *q, const Values *v, int32_t lane,
                       Atom *atoms)
{
    const double *mass = distribution(a, q->when) + lane, *value = v->at + lane;
    int64_t n = 0;
    for (int64_t s = 0; s < a->future->places; s++)
        if (place_can_be(a->future, s, q->when) && mass[s * a->lanes] > 0)
            atoms[n++] = (Atom){value[s * a->lanes], mass[s * a->lanes]};
    qsort(atoms, (size_t)n, sizeof *atoms, by_value);
    double below = 0, answer = NAN;
    for (int64_t k = 0; k < n; k++) {
        answer = atoms[k].value;
        below += atoms[k].mass;
        if (below >= q->bound - 1e-12)
            break;
    }
    return answer;
}

static void quantiles(Asking *a, const Question *q, double *answers)
{
    Values v = values_open(a, q->of);
    values_at(a, &v, q->when);
    Atom *atoms = NULL;
    atoms = grow(a->mem, atoms, a->future->places);
    for (int32_t l = 0; l < a->lanes; l++)
        answers[l] = quantile(a, q, &v, l, atoms);
    values_close(a, &v);
    mem_drop(a->mem, atoms);
}

/* ------------------------------------------------------------------ paths */

/* One or two monitors side by side: memory = first * second's memories + second. */
typedef struct {
    Monitor monitors[2]; /* `count` of them */
    int32_t count, memories, last;
    int32_t *step;              /* [event list][memories] in a period before every W */
    double *mass, *next, *work; /* [state or target][memory][lane] */
    Values of[2], until[2];     /* of each monitor's question */
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

/* Where the memory m of a walk goes at the start of period t as monitor k sees it. */
static int32_t looked_at(const Walk *w, int32_t k, int32_t m, int32_t t, bool of,
                         bool until)
{
    const Monitor *mon = &w->monitors[k];
    int32_t below = k == 0 && w->count == 2 ? w->monitors[1].memories : 1;
    int32_t part = m / below % mon->memories;
    return m + (monitor_at_start(mon, part, t, of, until) - part) * below;
}

/* The truth of an expression in a state: in which lanes it holds. */
static LaneSet lanes_where(const Asking *a, const Expr *x, const Values *v, int64_t s)
{
    LaneSet set = 0;
    for (int32_t l = 0; l < a->lanes && x; l++)
        set |= v->at[s * a->lanes + l] != 0 ? lane_alone(l) : 0;
    return set;
}

/* Moves the mass of one state in some lanes, which agree on the truth of both expressions. */
static void look_in_lanes(const Walk *w, int32_t k, int32_t t, int32_t lanes, LaneSet set,
                          double *mass, bool of, bool until)
{
    assert(w->memories > 0 && lanes > 0);
    double moved[w->memories * lanes];
    memset(moved, 0, sizeof moved);
    for (int32_t m = 0; m < w->memories; m++) {
        int32_t to = looked_at(w, k, m, t, of, until);
        for (int32_t l = 0; l < lanes; l++)
            moved[to * lanes + l] += mass[m * lanes + l];
    }
    if (set == lanes_all(lanes)) {
        memcpy(mass, moved, sizeof moved);
        return;
    }
    for (int32_t m = 0; m < w->memories; m++)
        for (int32_t l = 0; l < lanes; l++)
            if (lane_is_in(set, l))
                mass[m * lanes + l] = moved[m * lanes + l];
}

static void look_in_place(const Asking *a, const Walk *w, int32_t k, int32_t t, int64_t s)
{
    const Question *q = w->monitors[k].question;
    double *mass = w->mass + s * w->memories * a->lanes;
    LaneSet of = lanes_where(a, q->of, &w->of[k], s);
    LaneSet until = lanes_where(a, q->until, &w->until[k], s);
    LaneSet rest = lanes_all(a->lanes);
    while (rest) {
        int32_t l = __builtin_ctz(rest);
        bool here = lane_is_in(of, l), then = lane_is_in(until, l);
        LaneSet alike = rest & (here ? of : ~of) & (then ? until : ~until);
        look_in_lanes(w, k, t, a->lanes, alike, mass, here, then);
        rest &= ~alike;
    }
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
        for (int64_t s = 0; s < a->future->places; s++)
            if (place_can_be(a->future, s, t))
                look_in_place(a, w, k, t, s);
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
    int64_t width = (int64_t)w.memories * a->lanes;
    w.mass = grow(a->mem, w.mass, a->future->places * width);
    w.next = grow(a->mem, w.next, a->future->places * width);
    w.work = grow(a->mem, w.work, game_most_targets(g) * a->future->spread * width);
    for (int32_t k = 0; k < w.count; k++) {
        assert(w.monitors[k].question);
        w.of[k] = values_open(a, w.monitors[k].question->of);
        w.until[k] = values_open(a, w.monitors[k].question->until);
    }
    for (int64_t s = 0; s < a->future->places; s++)
        memcpy(w.mass + s * width, a->future->at_place[0] + s * a->lanes,
               sizeof *w.mass * (size_t)a->lanes);
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
    future_carry(a->future, a->work, t, w->memories, w->step, w->mass, w->next, w->work);
    double *swap = w->mass;
    w->mass = w->next;
    w->next = swap;
}

static bool hits(const Walk *w, int32_t memory, bool second_alone)
{
    int32_t below = w->count == 2 ? w->monitors[1].memories : 1;
    bool hit = second_alone || monitor_hits(&w->monitors[0], memory / below);
    return hit && (w->count == 1 || monitor_hits(&w->monitors[1], memory % below));
}

/* Probability of the memories for which both monitors (or the second alone) are hit. */
static void hit_mass(const Asking *a, const Walk *w, bool second_alone, double *sums)
{
    clear(a, sums);
    for (int64_t s = 0; s < a->future->places; s++)
        for (int32_t m = 0; m < w->memories; m++) {
            const double *mass = w->mass + (s * w->memories + m) * a->lanes;
            if (hits(w, m, second_alone))
                for (int32_t l = 0; l < a->lanes; l++)
                    sums[l] += mass[l];
        }
}

/* ------------------------------------------------------------------ paths without an end */

/* The last start that is looked at one by one; what is asked about all time is settled from
 * there on by linear systems. */
static int32_t last_step(const Asking *a, const Walk *w)
{
    if (w->last != FOREVER)
        return w->last;
    int32_t last = a->game->periods;
    for (int32_t k = 0; k < w->count; k++)
        if (w->monitors[k].last != FOREVER && w->monitors[k].last > last)
            last = w->monitors[k].last;
    return last;
}

/* look[state][memory] at a start after `t`, in one lane. */
static int32_t *find_looks(Asking *a, const Walk *w, int32_t t, int32_t lane)
{
    const Game *g = a->game;
    int32_t *look = NULL;
    look = grow(a->mem, look, (int64_t)g->state_count * w->memories);
    for (int64_t s = 0; s < g->state_count; s++)
        for (int32_t m = 0; m < w->memories; m++) {
            int32_t to = m;
            for (int32_t k = 0; k < w->count; k++) {
                const Values *of = &w->of[k], *until = &w->until[k];
                if (w->monitors[k].last > t)
                    to = looked_at(w, k, to, t, of->x && of->at[s * a->lanes + lane] != 0,
                                   until->x && until->at[s * a->lanes + lane] != 0);
            }
            look[s * w->memories + m] = to;
        }
    return look;
}

/* In one lane, from the start of period t on: what hits sooner or later, and, unless `delay` is
 * NULL, the sum of probability times the periods until then. */
static double hit_ever_in(Asking *a, const Walk *w, int32_t t, bool second_alone,
                          int32_t lane, double *delay)
{
    const Game *g = a->game;
    assert(w->memories > 0);
    bool is_hit[w->memories];
    double *chance = NULL, *wait = NULL, sum = 0;
    int64_t n = (int64_t)g->state_count * w->memories;
    int32_t *look = find_looks(a, w, t, lane);
    for (int32_t m = 0; m < w->memories; m++)
        is_hit[m] = hits(w, m, second_alone);
    chance = grow(a->mem, chance, n);
    wait = grow(a->mem, wait, n);
    Hunt h = {.future = a->future,
              .lane = lane,
              .memories = w->memories,
              .step = w->step,
              .look = look,
              .is_hit = is_hit};
    forever_hunt(a->mem, a->work, &h, chance, delay ? wait : NULL);
    for (int64_t k = 0; k < n; k++) {
        const double mass = w->mass[k * a->lanes + lane];
        if (mass > 0) {
            sum += mass * chance[k];
            if (delay)
                *delay += mass * wait[k];
        }
    }
    mem_drop(a->mem, look);
    mem_drop(a->mem, chance);
    mem_drop(a->mem, wait);
    return sum;
}

static void hit_ever(Asking *a, Walk *w, int32_t t, bool second_alone, double *sums,
                     double *delays)
{
    find_steps(a, w, t);
    for (int32_t l = 0; l < a->lanes; l++)
        sums[l] = hit_ever_in(a, w, t, second_alone, l, delays ? &delays[l] : NULL);
}

/* ------------------------------------------------------------------ answers about paths */

static void path_probability(Asking *a, const Question *first, const Question *second,
                             double *answers)
{
    Walk w = walk_open(a, first, second);
    const int32_t last = last_step(a, &w);
    const bool goes_on = w.last == FOREVER;
    look(a, &w, 0);
    for (int32_t t = 0; t < last && !all_failed(a); t++) {
        walk_period(a, &w, t);
        look(a, &w, t + 1);
    }
    if (goes_on)
        hit_ever(a, &w, last, false, answers, NULL);
    else
        hit_mass(a, &w, false, answers);
    if (second) {
        double given[LANES];
        if (goes_on)
            hit_ever(a, &w, last, true, given, NULL);
        else
            hit_mass(a, &w, true, given);
        for (int32_t l = 0; l < a->lanes; l++)
            answers[l] /= given[l];
    }
    walk_close(a, &w);
}

/* E(first C) = sum of t P(first C at t) over t = 0 .. T, given that it comes by T; without an end,
 * over all t, given that it comes. */
static void mean_first(Asking *a, const Question *q, double *answers)
{
    double before[LANES], now[LANES];
    Walk w = walk_open(a, q, NULL);
    const int32_t last = last_step(a, &w);
    look(a, &w, 0);
    hit_mass(a, &w, false, before);
    clear(a, answers);
    for (int32_t t = 0; t < last && !all_failed(a); t++) {
        walk_period(a, &w, t);
        look(a, &w, t + 1);
        hit_mass(a, &w, false, now);
        for (int32_t l = 0; l < a->lanes; l++) {
            answers[l] += (t + 1) * (now[l] - before[l]);
            before[l] = now[l];
        }
    }
    if (w.last == FOREVER) {
        double delay[LANES] = {0};
        hit_ever(a, &w, last, false, now, delay);
        for (int32_t l = 0; l < a->lanes; l++) {
            answers[l] += last * (now[l] - before[l]) + delay[l];
            before[l] = now[l];
        }
    }
    for (int32_t l = 0; l < a->lanes; l++)
        answers[l] /= before[l];
    walk_close(a, &w);
}

/* ------------------------------------------------------------------ several events */

/* As many events as one walk has room for: each has two memories, not yet and once. */
static int32_t events_of_a_walk(const Future *f, int32_t count)
{
    enum { MOST_EVENTS = 16, MOST_BYTES = 256 << 20 };
    const int64_t each =
        game_most_targets(f->strategy->game) * f->spread * 2 * (int64_t)sizeof(double);
    const int64_t fit = MOST_BYTES / each;
    const int64_t most = fit < 1 ? 1 : fit > MOST_EVENTS ? MOST_EVENTS : fit;
    return count < most ? count : (int32_t)most;
}

/* Room for one such walk after another. */
typedef struct {
    int32_t *step;
    double *mass, *next, *work;
} EventRoom;

static EventRoom event_room_open(Asking *a, int32_t events)
{
    EventRoom r = {0};
    const Future *f = a->future;
    const int64_t width = 2 * (int64_t)events;
    r.step = grow(a->mem, r.step, a->game->events.count * width);
    r.mass = grow(a->mem, r.mass, f->places * width);
    r.next = grow(a->mem, r.next, f->places * width);
    r.work = grow(a->mem, r.work, game_most_targets(a->game) * f->spread * width);
    return r;
}

static void event_room_close(Asking *a, EventRoom *r)
{
    mem_drop(a->mem, r->step);
    mem_drop(a->mem, r->mass);
    mem_drop(a->mem, r->next);
    mem_drop(a->mem, r->work);
}

/* As path_probability for each of events first .. first + n - 1, in one walk of a game that ends:
 * memory 2 e is that event e did not happen so far, 2 e + 1 that it did. */
static void walk_events(Asking *a, EventRoom *r, int32_t first, int32_t n,
                        double *probability)
{
    const Game *g = a->game;
    const Future *f = a->future;
    const int32_t k = 2 * n;
    const int64_t width = k;
    for (int32_t list = 0; list < g->events.count; list++)
        for (int32_t e = 0; e < n; e++) {
            int32_t *of_event = r->step + list * width + 2 * (int64_t)e;
            of_event[0] = 2 * e + (count_in_list(g, list, first + e) > 0 ? 1 : 0);
            of_event[1] = 2 * e + 1;
        }
    for (int64_t s = 0; s < f->places; s++)
        for (int32_t e = 0; e < n; e++) {
            r->mass[s * width + 2 * (int64_t)e] = f->at_place[0][s];
            r->mass[s * width + 2 * (int64_t)e + 1] = 0;
        }
    for (int32_t t = 0; t < g->periods; t++) {
        work_tick(a->work);
        future_carry(f, a->work, t, k, r->step, r->mass, r->next, r->work);
        double *swap = r->mass;
        r->mass = r->next;
        r->next = swap;
    }
    for (int64_t s = 0; s < f->places; s++)
        for (int32_t e = 0; e < n; e++)
            probability[first + e] += r->mass[s * width + 2 * (int64_t)e + 1];
}

/* In as few walks as there is room for, of a game that ends. */
static void events_by_end(Asking *a, int32_t count, double *probability)
{
    const int32_t most = events_of_a_walk(a->future, count);
    EventRoom r = event_room_open(a, most);
    for (int32_t first = 0; first < count; first += most)
        walk_events(a, &r, first, count - first < most ? count - first : most, probability);
    event_room_close(a, &r);
}

void events_ever(Mem *M, Work *w, const Future *f, int32_t count, double *probability)
{
    assert(f->lanes == 1);
    Asking a = asking_open(M, NULL, w, f);
    const bool is_endless = a.game->model->is_endless;
    memset(probability, 0, sizeof *probability * (size_t)count);
    if (!is_endless && count)
        events_by_end(&a, count, probability);
    for (int32_t e = 0; e < count && is_endless; e++) {
        Question ever = {.kind = Q_BY, .event = e, .until_event = -1, .when = FOREVER};
        path_probability(&a, &ever, NULL, &probability[e]);
    }
    asking_close(&a);
}

/* ------------------------------------------------------------------ */

double mean_in_the_long_run(Mem *M, Diags *D, Work *w, const Future *f, const Expr *x)
{
    assert(f->lanes == 1);
    double mean;
    Asking a = asking_open(M, D, w, f);
    mean_forever(&a, x, &mean);
    asking_close(&a);
    return mean;
}

LaneSet means_in_lanes(Mem *M, Diags *D, Work *w, const Future *f, const Expr *x,
                       double *means)
{
    Asking a = asking_open(M, D, w, f);
    Values v = values_open(&a, x);
    for (int32_t t = 0; t <= f->last; t++)
        mean_now(&a, &v, t, means + (int64_t)t * a.lanes);
    values_close(&a, &v);
    asking_close(&a);
    for (int32_t t = 0; t <= f->last; t++)
        for (int32_t l = 0; l < a.lanes; l++)
            if (lane_is_in(a.failed, l))
                means[(int64_t)t * a.lanes + l] = NAN;
    return a.failed;
}

bool means_over_time(Mem *M, Diags *D, Work *w, const Future *f, const Expr *x,
                     double *means)
{
    assert(f->lanes == 1);
    return !means_in_lanes(M, D, w, f, x, means);
}

static void find_answers(Asking *a, const Question *q, double *answers)
{
    switch (q->kind) {
    case Q_AT:
    case Q_MEAN_AT:
        if (q->when == FOREVER)
            mean_forever(a, q->of, answers);
        else
            mean_at(a, q->of, q->when, answers);
        break;
    case Q_MEAN_COUNT:
        mean_count(a, q, answers);
        break;
    case Q_MEAN_SUM:
        mean_sum(a, q, answers);
        break;
    case Q_MEAN_MEAN:
        mean_mean(a, q, answers);
        break;
    case Q_QUANTILE:
        quantiles(a, q, answers);
        break;
    case Q_VALUE:
        memcpy(answers, a->future->strategy->at_start + (int64_t)q->player * a->lanes,
               sizeof *answers * (size_t)a->lanes);
        break;
    case Q_MEAN_FIRST:
        mean_first(a, q, answers);
        break;
    case Q_GIVEN:
        path_probability(a, q->parts[0], q->parts[1], answers);
        break;
    default:
        path_probability(a, q, NULL, answers);
        break;
    }
}

LaneSet question_answers(Mem *M, Diags *D, Work *w, const Future *f, const Question *q,
                         double *answers)
{
    Asking a = asking_open(M, D, w, f);
    find_answers(&a, q, answers);
    asking_close(&a);
    for (int32_t l = 0; l < a.lanes; l++)
        if (lane_is_in(a.failed, l))
            answers[l] = NAN;
    return a.failed;
}

bool question_answer(Mem *M, Diags *D, Work *w, const Future *f, const Question *q,
                     double *answer)
{
    assert(f->lanes == 1);
    return !question_answers(M, D, w, f, q, answer);
}
