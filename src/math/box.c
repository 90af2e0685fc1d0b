#include "math/box.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "math/random.h"

enum { PEELED_ONE_IN = 20, HELD_ONE_IN = 3, LEAST_DRAWS = 30, LEAST_INSIDE = 10 };
static const double CONFIRMED = 0.01;

/* The draws in which boxes are looked for. */
typedef struct {
    int32_t draws, params, bad_count;
    const double **x; /* [draw] */
    bool *bad;        /* [draw] */
    int32_t *order;   /* [param][draw]: draws in rising order of the parameter */
    bool *inside;     /* [draw]: workspace */
} Draws;

/* A box while it is cut: of each parameter the places first .. last of the rising order. */
typedef struct {
    int32_t param[2], sides;
    int32_t first[2], last[2];
    int32_t draws, bad; /* inside */
    double score;
} Cut;

typedef enum { LOW, HIGH } End;

static const int32_t *order_of(const Draws *d, int32_t param)
{
    return d->order + (int64_t)param * d->draws;
}

static double value_at(const Draws *d, int32_t param, int32_t place)
{
    return d->x[order_of(d, param)[place]][param];
}

/* ------------------------------------------------------------------ score */

/* Bits to say which of n draws are bad when one knows how many. */
static double bits(double n, double bad)
{
    if (bad <= 0 || bad >= n)
        return 0;
    return -bad * log2(bad / n) - (n - bad) * log2((n - bad) / n);
}

static int32_t border_count(const Draws *d, const Cut *c)
{
    int32_t count = 0;
    for (int32_t s = 0; s < c->sides; s++)
        count += (c->first[s] > 0) + (c->last[s] < d->draws - 1);
    return count;
}

static bool is_named(const Draws *d, const Cut *c, int32_t s)
{
    return c->first[s] > 0 || c->last[s] < d->draws - 1;
}

static bool is_large_enough(const Draws *d, int32_t draws)
{
    return draws >= LEAST_INSIDE && draws >= d->draws / PEELED_ONE_IN;
}

/* What the box saves, less what it costs to describe. */
static double score_of(const Draws *d, const Cut *c)
{
    const double all = d->draws, bad = d->bad_count, in = c->draws, bad_in = c->bad;
    if (!is_large_enough(d, c->draws) || bad_in * all <= bad * in)
        return 0;
    double saved = bits(all, bad) - bits(in, bad_in) - bits(all - in, bad - bad_in);
    int32_t named = 0;
    for (int32_t s = 0; s < c->sides; s++)
        named += is_named(d, c, s);
    double cost = 0.5 * log2(all) * border_count(d, c);
    if (named > 1)
        cost += log2(d->params);
    return saved - cost;
}

/* ------------------------------------------------------------------ peeling */

/* The draws that a step takes away from one end, or adds there. */
typedef struct {
    int32_t side;
    End end;
    int32_t first, last; /* the box's places on that side afterwards */
    int32_t draws, bad;
} Step;

static int32_t *end_of(Step *step)
{
    return step->end == LOW ? &step->first : &step->last;
}

/* Takes away at least `quota` draws that are inside, and all that have the last one's value. */
static Step peel(const Draws *d, const Cut *c, int32_t side, End end, int32_t quota)
{
    const int32_t *order = order_of(d, c->param[side]), way = end == LOW ? 1 : -1;
    Step step = {.side = side, .end = end, .first = c->first[side], .last = c->last[side]};
    int32_t *at = end_of(&step);
    while (step.first <= step.last) {
        const int32_t draw = order[*at];
        if (step.draws >= quota &&
            value_at(d, c->param[side], *at) != value_at(d, c->param[side], *at - way))
            break;
        step.draws += d->inside[draw];
        step.bad += d->inside[draw] && d->bad[draw];
        *at += way;
    }
    return step;
}

static void apply_peel(const Draws *d, Cut *c, const Step *step)
{
    const int32_t *order = order_of(d, c->param[step->side]);
    for (int32_t k = c->first[step->side]; k < step->first; k++)
        d->inside[order[k]] = false;
    for (int32_t k = step->last + 1; k <= c->last[step->side]; k++)
        d->inside[order[k]] = false;
    c->first[step->side] = step->first;
    c->last[step->side] = step->last;
    c->draws -= step->draws;
    c->bad -= step->bad;
}

/* The step after which the share of bad ones is largest; false when none leaves enough. */
static bool best_peel(const Draws *d, const Cut *c, Step *best)
{
    const int32_t quota =
        c->draws / PEELED_ONE_IN ? c->draws / PEELED_ONE_IN : 1; /* at least one */
    double most = -1;
    for (int32_t s = 0; s < c->sides; s++)
        for (End end = LOW; end <= HIGH; end++) {
            const Step step = peel(d, c, s, end, quota);
            const int32_t left = c->draws - step.draws;
            if (!is_large_enough(d, left))
                continue;
            const double share = (double)(c->bad - step.bad) / left;
            if (share > most) {
                most = share;
                *best = step;
            }
        }
    return most >= 0;
}

/* The best box on the way from the whole space inward. */
static Cut peel_all(const Draws *d, Cut c)
{
    Cut best = c;
    Step step = {0};
    memset(d->inside, true, (size_t)d->draws);
    while (best_peel(d, &c, &step)) {
        apply_peel(d, &c, &step);
        c.score = score_of(d, &c);
        if (c.score > best.score)
            best = c;
    }
    return best;
}

/* ------------------------------------------------------------------ pasting */

static void count_inside(const Draws *d, Cut *c)
{
    memset(d->inside, true, (size_t)d->draws);
    for (int32_t s = 0; s < c->sides; s++) {
        const int32_t *order = order_of(d, c->param[s]);
        for (int32_t k = 0; k < c->first[s]; k++)
            d->inside[order[k]] = false;
        for (int32_t k = c->last[s] + 1; k < d->draws; k++)
            d->inside[order[k]] = false;
    }
    c->draws = c->bad = 0;
    for (int32_t k = 0; k < d->draws; k++) {
        c->draws += d->inside[k];
        c->bad += d->inside[k] && d->bad[k];
    }
    c->score = score_of(d, c);
}

/* The box with one border moved out by so many places of the order, past equal values. */
static Cut moved_out(const Draws *d, Cut c, int32_t side, End end, int32_t places)
{
    if (end == LOW) {
        int32_t k = c.first[side] > places ? c.first[side] - places : 0;
        while (k > 0 && value_at(d, c.param[side], k) == value_at(d, c.param[side], k - 1))
            k--;
        c.first[side] = k;
    } else {
        const int32_t top = d->draws - 1;
        int32_t k = c.last[side] < top - places ? c.last[side] + places : top;
        while (k < top &&
               value_at(d, c.param[side], k) == value_at(d, c.param[side], k + 1))
            k++;
        c.last[side] = k;
    }
    count_inside(d, &c);
    return c;
}

/* Moves a border out by one draw, by a twentieth of all, or altogether: what pays best. */
static bool paste_once(const Draws *d, Cut *c)
{
    const int32_t reach[] = {1, d->draws / PEELED_ONE_IN, d->draws};
    Cut best = *c;
    for (int32_t s = 0; s < c->sides; s++)
        for (End end = LOW; end <= HIGH; end++)
            for (size_t k = 0; k < sizeof reach / sizeof *reach; k++) {
                const Cut wider = moved_out(d, *c, s, end, reach[k]);
                if (wider.score > best.score)
                    best = wider;
            }
    const bool is_better = best.score > c->score;
    *c = best;
    return is_better;
}

/* ------------------------------------------------------------------ the search */

static Cut whole(const Draws *d, int32_t a, int32_t b)
{
    Cut c = {.param = {a, b},
             .sides = a == b ? 1 : 2,
             .last = {d->draws - 1, d->draws - 1},
             .draws = d->draws,
             .bad = d->bad_count};
    return c;
}

/* Over every parameter and every pair; of equals the first.  Pasting is slower than peeling
 * and mends little, so only what is near the best so far is pasted. */
static Cut best_cut(const Draws *d)
{
    static const double NEAR = 0.75;
    Cut best = {0};
    for (int32_t a = 0; a < d->params; a++)
        for (int32_t b = a; b < d->params; b++) {
            Cut c = peel_all(d, whole(d, a, b));
            if (c.score <= NEAR * best.score)
                continue;
            while (paste_once(d, &c))
                ;
            if (c.score > best.score)
                best = c;
        }
    return best;
}

/* ------------------------------------------------------------------ borders as numbers */

static double shortest_between(double a, double b)
{
    enum { MOST_DIGITS = 17 };
    if (a < 0 && 0 < b)
        return 0;
    const double middle = a + (b - a) / 2;
    for (int digits = 0; digits < MOST_DIGITS; digits++) {
        char text[40];
        snprintf(text, sizeof text, "%.*e", digits, middle);
        const double x = strtod(text, NULL);
        if (a < x && x < b)
            return x;
    }
    return middle;
}

static BoxSide side_of(const Draws *d, const Cut *c, int32_t s)
{
    const int32_t param = c->param[s], first = c->first[s], last = c->last[s];
    BoxSide side = {.param = param, .lo = -INFINITY, .hi = INFINITY};
    if (first > 0)
        side.lo =
            shortest_between(value_at(d, param, first - 1), value_at(d, param, first));
    if (last < d->draws - 1)
        side.hi = shortest_between(value_at(d, param, last), value_at(d, param, last + 1));
    return side;
}

static Box box_of(const Draws *d, const Cut *c)
{
    Box b = {0};
    for (int32_t s = 0; s < c->sides; s++)
        if (is_named(d, c, s))
            b.side[b.sides++] = side_of(d, c, s);
    return b;
}

bool box_holds(const Box *b, const double *point)
{
    for (int32_t s = 0; s < b->sides; s++) {
        const double x = point[b->side[s].param];
        if (!(b->side[s].lo < x && x < b->side[s].hi))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ draws held back */

static bool is_held(int64_t draw, uint64_t seed)
{
    return random_below(seed, 0, (uint64_t)draw, HELD_ONE_IN) == 0;
}

typedef struct {
    double value;
    int32_t draw;
} Ranked;

static int rising(const void *left, const void *right)
{
    const Ranked *a = left, *b = right;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return (a->draw > b->draw) - (a->draw < b->draw);
}

static void sort_draws(Mem *M, Draws *d)
{
    Ranked *ranked = make(M, Ranked, d->draws);
    d->order = make(M, int32_t, (int64_t)d->params * d->draws);
    for (int32_t p = 0; p < d->params; p++) {
        for (int32_t k = 0; k < d->draws; k++)
            ranked[k] = (Ranked){d->x[k][p], k};
        qsort(ranked, (size_t)d->draws, sizeof *ranked, rising);
        for (int32_t k = 0; k < d->draws; k++)
            d->order[(int64_t)p * d->draws + k] = ranked[k].draw;
    }
}

static Draws draws_to_learn_from(Mem *M, const double *x, const bool *bad, int64_t draws,
                                 int32_t params, uint64_t seed)
{
    Draws d = {.params = params};
    d.x = make(M, const double *, draws);
    d.bad = make(M, bool, draws);
    d.inside = make(M, bool, draws);
    for (int64_t k = 0; k < draws; k++) {
        if (is_held(k, seed))
            continue;
        d.x[d.draws] = x + k * params;
        d.bad[d.draws] = bad[k];
        d.bad_count += bad[k];
        d.draws++;
    }
    sort_draws(M, &d);
    return d;
}

static void count_draws(Box *b, const double *x, const bool *bad, int64_t draws,
                        int32_t params, uint64_t seed)
{
    for (int64_t k = 0; k < draws; k++) {
        const bool held = is_held(k, seed);
        BoxCount *all = held ? &b->held_from : &b->learned_from;
        BoxCount *in = held ? &b->held : &b->learned;
        all->draws++;
        all->bad += bad[k];
        if (!box_holds(b, x + k * params))
            continue;
        in->draws++;
        in->bad += bad[k];
    }
}

static double log_choose(const double *log_factorial, int64_t n, int64_t k)
{
    return log_factorial[n] - log_factorial[k] - log_factorial[n - k];
}

/* The probability of so many bad ones inside or more, if it is chance who is inside. */
static double fisher_test(Mem *M, BoxCount in, BoxCount all)
{
    double *log_factorial = make(M, double, all.draws + 1);
    for (int64_t k = 1; k <= all.draws; k++)
        log_factorial[k] = log_factorial[k - 1] + log((double)k);
    const int64_t most = in.draws < all.bad ? in.draws : all.bad;
    double sum = 0;
    for (int64_t k = in.bad; k <= most; k++)
        if (in.draws - k <= all.draws - all.bad)
            sum += exp(log_choose(log_factorial, all.bad, k) +
                       log_choose(log_factorial, all.draws - all.bad, in.draws - k) -
                       log_choose(log_factorial, all.draws, in.draws));
    return sum < 1 ? sum : 1;
}

bool box_find(Mem *M, const double *x, const bool *bad, int64_t draws, int32_t params,
              uint64_t seed, Box *out)
{
    if (draws < LEAST_DRAWS)
        return false;
    const Draws d = draws_to_learn_from(M, x, bad, draws, params, seed);
    const Cut c = best_cut(&d);
    if (c.score <= 0)
        return false;
    *out = box_of(&d, &c);
    count_draws(out, x, bad, draws, params, seed);
    out->p_value = fisher_test(M, out->held, out->held_from);
    return out->p_value <= CONFIRMED;
}
