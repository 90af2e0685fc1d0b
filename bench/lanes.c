/* lanes.c - many solves of one model through the vector registers, against as many alone.
 *
 *     bench_lanes [DRAWS [MODEL [MINUTES]]]
 *
 * from the root of the source; 1000 draws of models/us-china.truce, 20 minutes.
 *
 * Every parameter with a range is drawn from it, and all that the model's claims ask is answered
 * for each draw: one solve for each set of variants that a question names.  A solve is what a
 * study makes of it: prices, the search for faults, the strategy, its certificate, the future,
 * the answers.  All on one core, which counts its own time, and in turns, so that what else the
 * machine does falls on all alike:
 *
 *   - eight lanes at once, in rooms that are used again, as `truce claims` solves;
 *   - one lane, in rooms that are used again;
 *   - one lane in new rooms each time, as `truce ask` solves.
 *
 * Half of the minutes are for eight lanes, half for single solves, which get a sample: every k-th
 * eight of the draws, evenly over all of them.  Where the lanes do not get through all draws in
 * their half, they get a sample too.  Which part each solved is printed.  The answers of single
 * solves are compared with those of the lanes, bit by bit.
 *
 * Then which part of the time of eight lanes goes where, by stages and by what is done.  The
 * latter is not taken from a profiler, which charges what waits for memory to whatever
 * instruction waits, but from parts of the work that are made alone:
 *
 *   - exp and log: as many logit choices and entropies, of as many arms, of numbers in the cache;
 *   - indices: the same passes over the same reached nodes, in the same order, through the layers'
 *     indices (targets, payments, events), as often as a solve reads them, and nothing else;
 *   - fetching and storing: these passes with all the numbers that the indices lead to, values,
 *     payments, probabilities and mass, each read and written as in a solve but only added to
 *     one another; less the time for the indices.  The additions hide behind the loads.
 *
 * The rest is other arithmetic, simultaneous choices with their exp and log, formulas, calls.
 * Parts made alone overlap less than together, so that they rather come out too large.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../tests/house.h"
#include "ask/answer.h"
#include "game/fault.h"
#include "lang/check.h"
#include "math/logit_lanes.h"
#include "solve/solve.h"

static double seconds_worked(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double draw(uint64_t *seed) /* splitmix64, as a number from 0 to 1 */
{
    uint64_t x = *seed += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return (double)((x ^ x >> 31) >> 11) * 0x1p-53;
}

static _Noreturn void give_up(const char *why)
{
    fprintf(stderr, "bench_lanes: %s\n", why);
    exit(1);
}

/* ------------------------------------------------------------------ what is solved */

enum { MOST_SETS = 64, MOST_ASKED = 256 };

/* The model under one set of variants, and what the claims ask there. */
typedef struct {
    const int32_t *under;
    int32_t under_count;
    const Question *asked[MOST_ASKED];
    int32_t asked_count;
    const Setup *base;
    const Game *game;
} Set;

typedef struct {
    Mem mem;
    Diags diags;
    Work work;
    const Model *model;
    Set sets[MOST_SETS];
    int32_t set_count;
    bool *structural; /* [param]: in some set's layout */
} Bench;

static Set *set_of(Bench *b, const Question *q)
{
    for (int32_t k = 0; k < b->set_count; k++)
        if (b->sets[k].under_count == q->under_count &&
            (q->under_count == 0 || memcmp(b->sets[k].under, q->under,
                                           sizeof *q->under * (size_t)q->under_count) == 0))
            return &b->sets[k];
    if (b->set_count == MOST_SETS)
        give_up("too many sets of variants");
    b->sets[b->set_count] = (Set){.under = q->under, .under_count = q->under_count};
    return &b->sets[b->set_count++];
}

static void collect(Bench *b, const Cond *c)
{
    if (!c)
        return;
    if (c->question) {
        Set *s = set_of(b, c->question);
        if (s->asked_count == MOST_ASKED)
            give_up("too many questions");
        s->asked[s->asked_count++] = c->question;
    }
    collect(b, c->kids[0]);
    collect(b, c->kids[1]);
}

static void lay_out(Bench *b, Set *s)
{
    s->base = setup_make(&b->mem, &b->diags, b->model, s->under, s->under_count);
    for (Set *other = b->sets; other < s && !s->game; other++)
        if (game_fits(other->game, s->base))
            s->game = other->game;
    if (s->game)
        return;
    const Program *p = program_make(&b->mem, b->model, s->base->starts);
    s->game = game_make(&b->mem, &b->diags, &b->work, p, s->base);
    for (int32_t k = 0; k < b->model->param_count; k++)
        b->structural[k] |= p->structural[k];
}

static void open_bench(Bench *b, const char *path)
{
    *b = (Bench){.work = {.threads = 1}};
    b->diags.mem = b->work.mem = &b->mem;
    const char *text = house_text(&b->mem, path);
    const Syntax *files = house_parse(&b->diags, names_new(&b->mem), path, text);
    Scope *scope;
    b->model = model_check(&b->diags, files, NULL, &scope);
    if (!b->model || b->diags.errors)
        give_up("the model has errors");
    b->structural = make(&b->mem, bool, b->model->param_count);
    for (int32_t k = 0; k < b->model->claim_count; k++)
        collect(b, b->model->claims[k].holds);
    for (int32_t k = 0; k < b->set_count; k++)
        lay_out(b, &b->sets[k]);
}

/* The set's numbers with every parameter that has a range drawn from it, but those that the set's
 * variants change and those that steer the structure. */
static const Setup *draw_setup(Mem *M, const Bench *b, const Set *set, const double *at)
{
    const Model *m = b->model;
    Setup *s = make(M, Setup);
    *s = *set->base;
    s->params = make(M, double, m->param_count);
    Frame base = {.params = b->sets[0].base->params};
    for (int32_t k = 0; k < m->param_count; k++) {
        const Param *p = &m->params[k];
        s->params[k] = set->base->params[k];
        if (!p->lo || b->structural[k] || p->type.kind != TYPE_REAL ||
            s->params[k] != expr_value(p->value, &base))
            continue;
        double lo = expr_value(p->lo, &base), hi = expr_value(p->hi, &base);
        s->params[k] = lo + (hi - lo) * at[k];
    }
    return s;
}

/* ------------------------------------------------------------------ solving */

enum { PRICES, FAULTS, SOLVE, FUTURE, ANSWERS, STAGES };
static const char *const STAGE_NAMES[STAGES] = {
    "prices", "search for faults", "strategy and certificate", "distribution", "answers"};

/* The rooms of a batch. */
typedef struct {
    Prices *prices;
    Strategy *strategy;
    Future *future;
} Rooms;

typedef struct {
    double seconds[STAGES];
    int64_t solves;
} Took;

/* A kind of solving: how many lanes, and whether each solve finds its own rooms. */
typedef struct {
    int32_t lanes;
    bool in_new_rooms;
    Mem mem; /* of the rooms */
    Rooms rooms;
    Took took;
    double answers[MOST_ASKED][LANES]; /* of the last eight draws */
} Kind;

static double lap(double *since)
{
    double now = seconds_worked(), took = now - *since;
    *since = now;
    return took;
}

/* `mem` is for what ends with the batch; answers go to the lanes from `lane` on. */
static void run_batch(Bench *b, const Set *set, const Setup *const *setups, Mem *mem,
                      Kind *kind, int32_t lane)
{
    double since = seconds_worked();
    double *seconds = kind->took.seconds;
    Work w = {.threads = 1, .mem = mem};
    Rooms *r = &kind->rooms;
    if (r->prices)
        prices_again(r->prices, setups);
    else
        r->prices = prices_make(&kind->mem, set->game, setups, kind->lanes);
    seconds[PRICES] += lap(&since);
    faults_find(mem, &w, r->prices);
    seconds[FAULTS] += lap(&since);
    if (!r->strategy)
        r->strategy = strategy_new(&kind->mem, r->prices);
    if (kind->lanes > 1) {
        solve_and_certify(mem, &w, r->prices, r->strategy, 1e-9);
    } else {
        solve_again(mem, &w, r->prices, r->strategy);
        certify(mem, &w, r->prices, r->strategy, 1e-9);
    }
    seconds[SOLVE] += lap(&since);
    if (r->future)
        future_again(mem, &w, r->future, setups);
    else
        r->future = future_of_lanes(&kind->mem, &w, r->strategy, setups);
    seconds[FUTURE] += lap(&since);
    for (int32_t k = 0; k < set->asked_count; k++)
        question_answers(mem, &b->diags, &w, r->future, set->asked[k],
                         kind->answers[k] + lane);
    seconds[ANSWERS] += lap(&since);
    kind->took.solves += kind->lanes;
}

static void leave_rooms(Kind *k)
{
    mem_close(&k->mem);
    k->rooms = (Rooms){0};
}

/* Eight draws of a set; at [draw][param]. */
static void run_draws(Bench *b, const Set *set, const double *at, Kind *kind)
{
    for (int32_t d = 0; d < LANES; d += kind->lanes) {
        Mem mem = {0};
        const Setup *setups[LANES];
        for (int32_t l = 0; l < kind->lanes; l++)
            setups[l] =
                draw_setup(&mem, b, set, at + (int64_t)(d + l) * b->model->param_count);
        run_batch(b, set, setups, &mem, kind, d);
        mem_close(&mem);
        if (kind->in_new_rooms)
            leave_rooms(kind);
    }
}

/* How many of the last answers differ in some bit. */
static int64_t count_differences(const Set *set, const Kind *x, const Kind *y)
{
    int64_t count = 0;
    for (int32_t k = 0; k < set->asked_count; k++)
        for (int32_t l = 0; l < LANES; l++) {
            const double a = x->answers[k][l], b = y->answers[k][l];
            const bool is_same = a == b && signbit(a) == signbit(b);
            count += !is_same && !(isnan(a) && isnan(b));
        }
    return count;
}

static double total(const Took *t)
{
    double sum = 0;
    for (int32_t k = 0; k < STAGES; k++)
        sum += t->seconds[k];
    return sum;
}

/* ------------------------------------------------------------------ where the time goes */

/* How many logit choices of eight lanes a solve makes, by arms, and seconds of one. */
static double seconds_of_choices(const Set *set)
{
    enum { MOST_ARMS = 64, ROUNDS = 20000 };
    double count[MOST_ARMS] = {0}, seconds = 0;
    for (int32_t t = 0; t < set->game->periods; t++) {
        const Layer *l = game_layer(set->game, t);
        for (int32_t k = 0; k < l->group_count; k++) {
            if (l->routine->steps[l->groups[k].step].kind != STEP_CHOOSE)
                continue;
            int32_t first = l->groups[k].first;
            for (int32_t node = first; node < first + l->groups[k].count; node++) {
                int32_t arms = l->first_edge[node + 1] - l->first_edge[node];
                if (bit_is_set(set->game->nodes_at[t], node) && arms < MOST_ARMS)
                    count[arms]++;
            }
        }
    }
    for (int32_t arms = 1; arms < MOST_ARMS; arms++) {
        if (count[arms] == 0)
            continue;
        double p[MOST_ARMS * LANES] = {0}, h[LANES];
        const double lambda[LANES] = {1, 2, 3, 4, 5, 6, 7, 8};
        double since = seconds_worked();
        for (int32_t k = 0; k < ROUNDS; k++) { /* the choice, and its entropy */
            logit_choice_lanes(arms, lambda, p);
            entropy_lanes(arms, p, h);
        }
        seconds += count[arms] * lap(&since) / ROUNDS;
    }
    return seconds;
}

/* What a solve reads and writes of eight lanes, for passes that do no more than that. */
typedef struct {
    const Game *game;
    const Prices *prices;
    const Strategy *strategy;   /* whose probabilities are overwritten */
    double *own, *best, *waste; /* [target][player][lane] */
    double *mass;               /* [target][lane] */
    double *by_list;            /* [event list][lane] */
    int32_t players;
} Touch;

/* The indices of a node's edges, as often as a solve goes through them: to choose, for the values,
 * and for each player's check. */
static int64_t walk_back(const Touch *x, const Layer *l, int32_t node)
{
    int64_t sum = 0;
    for (int32_t pass = 0; pass < 2 + x->players; pass++) {
        for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++)
            sum += l->target[e] ^ l->pay[e];
        __asm__ volatile("" : "+r"(sum) : : "memory"); /* each pass is made */
    }
    return sum;
}

static int64_t walk_ahead(const Layer *l, int32_t node)
{
    int64_t sum = 0;
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++)
        sum += l->target[e] ^ l->events[e];
    return sum;
}

/* The same passes with the numbers that the indices lead to; one addition for each. */
ANY_WIDTH static void touch_back(const Touch *x, const Layer *l, int32_t node, double *p)
{
    const int64_t width = (int64_t)x->players * LANES;
    const double *pays = x->prices->pay;
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++)
        *eight(p + (int64_t)e * LANES) =
            *eight_of(pays + l->pay[e] * width) + *eight_of(x->own + l->target[e] * width);
    for (int64_t i = 0; i < width; i += LANES) {
        Lane8 own = {0}, best = {0}, waste = {0};
        for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++)
            own += *eight_of(p + (int64_t)e * LANES) +
                   *eight_of(pays + l->pay[e] * width + i) +
                   *eight_of(x->own + l->target[e] * width + i);
        for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++) {
            best += *eight_of(p + (int64_t)e * LANES) +
                    *eight_of(pays + l->pay[e] * width + i) +
                    *eight_of(x->best + l->target[e] * width + i);
            waste += *eight_of(x->waste + l->target[e] * width + i);
        }
        *eight(x->own + node * width + i) = own;
        *eight(x->best + node * width + i) = best;
        *eight(x->waste + node * width + i) = waste;
    }
}

ANY_WIDTH static void touch_ahead(const Touch *x, const Layer *l, int32_t node,
                                  const double *p)
{
    const Lane8 from = *eight_of(x->mass + (int64_t)node * LANES);
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++) {
        const Lane8 moved = *eight_of(p + (int64_t)e * LANES) + from;
        *eight(x->mass + (int64_t)l->target[e] * LANES) += moved;
        *eight(x->by_list + (int64_t)l->events[e] * LANES) += moved;
    }
}

/* All periods backward, as a solve goes, and forward, as the distribution does; with the numbers
 * or the indices alone. */
static int64_t pass_through(const Touch *x, bool with_numbers)
{
    const Game *g = x->game;
    int64_t sum = 0;
    for (int32_t t = g->periods - 1; t >= 0; t--) {
        const Layer *l = game_layer(g, t);
        for (int32_t k = l->group_count - 1; k >= 0; k--)
            for (int32_t n = 0; n < l->groups[k].count; n++) {
                int32_t node = l->groups[k].first + n;
                if (!bit_is_set(g->nodes_at[t], node))
                    continue;
                if (with_numbers)
                    touch_back(x, l, node, x->strategy->probability[t]);
                else
                    sum += walk_back(x, l, node);
            }
    }
    for (int32_t t = 0; t < g->periods; t++) {
        const Layer *l = game_layer(g, t);
        for (int32_t node = 0; node < l->node_count; node++) {
            if (!bit_is_set(g->nodes_at[t], node))
                continue;
            if (with_numbers)
                touch_ahead(x, l, node, x->strategy->probability[t]);
            else
                sum += walk_ahead(l, node);
        }
    }
    return sum;
}

/* Seconds of such passes in the place of one solve of eight. */
typedef struct {
    double choices, indices, numbers;
} Parts;

static Parts parts_of(const Set *set, const Rooms *rooms)
{
    enum { ROUNDS = 4 };
    volatile int64_t seen = 0; /* so that no pass is left out */
    Mem mem = {0};
    Touch x = {.game = set->game,
               .prices = rooms->prices,
               .strategy = rooms->strategy,
               .players = set->game->model->player_count};
    int64_t room = game_most_targets(set->game) * LANES;
    x.own = grow(&mem, x.own, room * x.players);
    x.best = grow(&mem, x.best, room * x.players);
    x.waste = grow(&mem, x.waste, room * x.players);
    x.mass = grow(&mem, x.mass, room);
    x.by_list = grow(&mem, x.by_list, (int64_t)set->game->events.count * LANES);
    Parts parts = {.choices = seconds_of_choices(set)};
    for (int32_t k = 0; k < ROUNDS; k++) {
        double since = seconds_worked();
        seen = seen + pass_through(&x, false);
        parts.indices += lap(&since) / ROUNDS;
        pass_through(&x, true);
        parts.numbers += lap(&since) / ROUNDS;
        for (int64_t j = 0; j < room * x.players; j++) /* or they grow without end */
            x.own[j] = x.best[j] = x.waste[j] = 0;
        for (int64_t j = 0; j < room; j++)
            x.mass[j] = 0;
    }
    mem_close(&mem);
    return parts;
}

/* ------------------------------------------------------------------ */

static double each(const Took *t)
{
    return total(t) / (double)t->solves;
}

/* Which of the eights of draws are solved: every so many-th. */
typedef struct {
    int32_t draws, eights;
    int32_t every_in_lanes, every_alone; /* the latter a multiple of the former */
} Plan;

enum { EIGHT, ONE, FRESH, KINDS };

/* One of so many is what a budget is enough for. */
static int32_t sample_of(double seconds, double budget)
{
    return seconds > budget ? (int32_t)ceil(seconds / budget) : 1;
}

static double seconds_of_eight(Bench *b, const double *at, Kind *kind)
{
    const Set *set =
        &b->sets[b->set_count / 2]; /* more is asked of the first than of most */
    run_draws(b, set, at, kind);    /* and the rooms are there */
    kind->took = (Took){0};
    run_draws(b, set, at, kind);
    const double seconds = total(&kind->took);
    leave_rooms(kind);
    kind->took = (Took){0};
    return seconds;
}

/* By the time that eight draws of one set take. */
static Plan make_plan(Bench *b, int32_t draws, double minutes, const double *at,
                      Kind *kinds)
{
    Plan p = {.draws = draws, .eights = draws / LANES};
    const double budget = 30 * minutes, sets = b->set_count;
    const double in_lanes = seconds_of_eight(b, at, &kinds[EIGHT]);
    const double alone =
        seconds_of_eight(b, at, &kinds[ONE]) + seconds_of_eight(b, at, &kinds[FRESH]);
    p.every_in_lanes = sample_of(sets * p.eights * in_lanes, budget);
    p.every_alone =
        p.every_in_lanes * sample_of(sets * p.eights * alone / p.every_in_lanes, budget);
    return p;
}

static int32_t count_solved(const Plan *p, int32_t every)
{
    return (p->eights + every - 1) / every;
}

static void print_sample(const char *what, const Plan *p, int32_t every)
{
    if (every == 1)
        printf("%-44s all draws\n", what);
    else
        printf("%-44s every %d. eight of the draws, %d draws\n", what, every,
               count_solved(p, every) * LANES);
}

static void print_took(const char *what, const Took *t)
{
    printf("%-44s %10.1f solves a second, of %lld\n", what, 1 / each(t),
           (long long)t->solves);
}

static void print_ratio(const char *what, const Took *slow, const Took *fast)
{
    printf("%-44s %10.2f times\n", what, each(slow) / each(fast));
}

static void print_all(const Bench *b, const Plan *p, const Kind *kinds, int64_t differences)
{
    const Took *eight = &kinds[EIGHT].took, *one = &kinds[ONE].took;
    printf("%d draws, %d sets of variants, one core\n\n", p->draws, b->set_count);
    print_sample("solved in eight lanes", p, p->every_in_lanes);
    print_sample("solved one by one, and compared", p, p->every_alone);
    printf("\n");
    print_took("eight lanes", eight);
    print_took("one lane", one);
    print_took("one lane, new rooms", &kinds[FRESH].took);
    printf("\n");
    print_ratio("eight lanes against one lane", one, eight);
    print_ratio("eight lanes against one lane, new rooms", &kinds[FRESH].took, eight);
    printf("answers that differ                          %10lld\n\n",
           (long long)differences);
    for (int32_t k = 0; k < STAGES; k++)
        printf("%-44s %9.1f%%  %6.2f times as fast as one lane's\n", STAGE_NAMES[k],
               100 * eight->seconds[k] / total(eight),
               one->seconds[k] / (double)one->solves /
                   (eight->seconds[k] / (double)eight->solves));
}

static void print_parts(const Parts *parts, double all)
{
    double memory = parts->numbers - parts->indices;
    printf("\nof the time of eight lanes\n");
    printf("  exp and log of lone choices                %9.1f%%\n",
           100 * parts->choices / all);
    printf("  going through indices                      %9.1f%%\n",
           100 * parts->indices / all);
    printf("  fetching and storing numbers               %9.1f%%\n", 100 * memory / all);
    printf("  the rest                                   %9.1f%%\n",
           100 * (1 - (parts->choices + parts->numbers) / all));
}

/* All that is planned of one set; returns how many answers differ. */
static int64_t run_set(Bench *b, const Set *set, const Plan *p, const double *at,
                       Kind *kinds)
{
    int64_t differences = 0;
    for (int32_t k = 0; k < p->eights; k += p->every_in_lanes) {
        const double *here = at + (int64_t)k * LANES * b->model->param_count;
        run_draws(b, set, here, &kinds[EIGHT]);
        if (k % p->every_alone > 0)
            continue;
        run_draws(b, set, here, &kinds[ONE]);
        run_draws(b, set, here, &kinds[FRESH]);
        differences += count_differences(set, &kinds[EIGHT], &kinds[ONE]) +
                       count_differences(set, &kinds[EIGHT], &kinds[FRESH]);
    }
    return differences;
}

static void add_parts(Parts *sum, const Parts *parts, double times)
{
    sum->choices += parts->choices * times;
    sum->indices += parts->indices * times;
    sum->numbers += parts->numbers * times;
}

int main(int argc, char **argv)
{
    const int32_t draws = argc > 1 ? atoi(argv[1]) : 1000;
    const double minutes = argc > 3 ? atof(argv[3]) : 20;
    static Bench b;
    static Kind kinds[KINDS] = {
        {.lanes = LANES}, {.lanes = 1}, {.lanes = 1, .in_new_rooms = true}};
    if (draws < 1 || !(minutes > 0))
        give_up("usage: bench_lanes [DRAWS [MODEL [MINUTES]]]");
    open_bench(&b, argc > 2 ? argv[2] : "models/us-china.truce");
    const int32_t whole = (draws + LANES - 1) / LANES * LANES;
    uint64_t seed = 1;
    double *at = make(&b.mem, double, (int64_t)whole *b.model->param_count);
    for (int64_t k = 0; k < (int64_t)whole * b.model->param_count; k++)
        at[k] = draw(&seed);

    const Plan plan = make_plan(&b, whole, minutes, at, kinds);
    Parts parts = {0};
    int64_t differences = 0;
    for (int32_t k = 0; k < b.set_count; k++) {
        differences += run_set(&b, &b.sets[k], &plan, at, kinds);
        const Parts its = parts_of(&b.sets[k], &kinds[EIGHT].rooms);
        add_parts(&parts, &its, count_solved(&plan, plan.every_in_lanes));
        for (int32_t kind = 0; kind < KINDS; kind++)
            leave_rooms(&kinds[kind]);
    }
    print_all(&b, &plan, kinds, differences);
    print_parts(&parts, total(&kinds[EIGHT].took));
    mem_close(&b.mem);
    return differences > 0;
}
