/* engine.c - how fast games are laid out and solved, against what could be expected.
 *
 *     bench_engine            from the root of the source
 *
 * Two games: the worked example, which fits into the caches, and one of some million nodes,
 * which does not.  For each, in one run:
 *
 *   - nodes laid out and edges swept (the backward pass) per second and core, as a part of what
 *     the house aims at;
 *   - the part of the layout that looking its keys up in random order would take: hashing and
 *     waiting for memory;
 *   - what the sweep moves per edge, and how near that comes to the memory's speed (a triad
 *     a = b + s c of arrays that no cache holds, as in McCalpin's STREAM);
 *   - the part of the sweep that its exponentials and small games would take alone.
 *
 * Every number is the best of several tries, since whatever else the machine does only adds.
 * Where one thread works, its own time counts, which others on the machine do not take; where
 * two do, the clock's: run that on a quiet machine.
 */
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../tests/house.h"
#include "game/draft.h"
#include "game/fault.h"
#include "lang/check.h"
#include "math/logit_game.h"
#include "solve/solve.h"

static const double AIM_NODES = 5e6, AIM_EDGES = 60e6; /* per second and core */

/* ------------------------------------------------------------------ tries */

static double least(double a, double b)
{
    return a < b ? a : b;
}

/* Seconds that this program has worked. */
static double seconds_worked(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double seconds_with(int32_t threads)
{
    return threads == 1 ? seconds_worked() : seconds_now();
}

/* splitmix64 */
static uint64_t draw(uint64_t *seed)
{
    uint64_t x = *seed += 0x9e3779b97f4a7c15ull;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ x >> 27) * 0x94d049bb133111ebull;
    return x ^ x >> 31;
}

static double draw_unit(uint64_t *seed)
{
    return (double)(draw(seed) >> 11) * 0x1p-53;
}

/* ------------------------------------------------------------------ games */

/* Three counters, a mood, and in each period choices together, two more, and three lotteries. */
static const char LARGE[] =
    "model \"Large\"\n"
    "period 1 month for 13\n"
    "player us { patience 0.95  precision 3 }\n"
    "player cn { patience 0.97  precision 4 }\n"
    "param slip = 10% in 0..30%\n"
    "state east : 0..24 = 12  state west : 0..24 = 12  state talks : 0..24 = 12\n"
    "state mood : low, fair, high = fair\n"
    "event clash\n"
    "each period {\n"
    "  together {\n"
    "    us chooses push { hold press }\n"
    "    cn chooses resist { yield stand }\n"
    "  }\n"
    "  chance weather { slip : storm  2 * slip : rain  rest : calm }\n"
    "  us chooses east_move {\n"
    "    stay\n"
    "    up if east < 24 { east += 1  pay us -0.1 * east / 24 }\n"
    "    down if east > 0 { east -= 1 }\n"
    "  }\n"
    "  chance { 30% : { if west < 24 { west += 1 } }  30% : { if west > 0 { west -= 1 } }\n"
    "           rest : nothing }\n"
    "  cn chooses talk {\n"
    "    quiet\n"
    "    speak if talks < 24 { talks += 1 }\n"
    "    leave if talks > 0 { talks -= 1  pay cn -0.05 }\n"
    "  }\n"
    "  if push == press and resist == stand { event clash  pay us -1  pay cn -1.2 }\n"
    "  else if push == press { pay us 1  pay cn -0.5 }\n"
    "  if weather == storm { pay us -0.3  pay cn -0.3 }\n"
    "  chance { 10% : { if mood < high { mood += 1 } }  10% : { if mood > low { mood -= 1 "
    "} }\n"
    "           rest : nothing }\n"
    "  pay us (east - west) / 24 + 0.1 * mood\n"
    "  pay cn (west - east + talks) / 24\n"
    "}\n";

typedef struct {
    const char *name, *text;
    int32_t tries;
} Subject;

/* A model under way; `mem` owns it all. */
typedef struct {
    Mem mem;
    Diags diags;
    const Model *model;
    const Setup *setup;
    const Program *program;
    const Game *game;
    Prices *prices;
    Work work;
} Run;

static _Noreturn void give_up(Run *r, const char *name)
{
    Buf out = {.mem = &r->mem};
    r->mem.trap = NULL;
    diags_print(&r->diags, &out, LANG_EN, false);
    fprintf(stderr, "bench_engine: cannot measure %s\n%s", name, buf_text(&out));
    exit(1);
}

static void open_run(Run *r, const Subject *s)
{
    memset(r, 0, sizeof *r);
    r->diags.mem = r->work.mem = &r->mem;
    r->work.threads = 1;
    Names *names = names_new(&r->mem);
    const Syntax *file = house_parse(&r->diags, names, s->name, s->text);
    Scope *scope;
    r->model = model_check(&r->diags, file, NULL, &scope);
    if (!r->model || r->diags.errors)
        give_up(r, s->name);
    r->setup = setup_make(&r->mem, &r->diags, r->model, NULL, 0);
    if (!r->setup)
        give_up(r, s->name);
    r->program = program_make(&r->mem, r->model, r->setup->starts);
}

static void lay_out(Run *r, const Subject *s)
{
    r->game = game_make(&r->mem, &r->diags, &r->work, r->program, r->setup);
    if (!r->game)
        give_up(r, s->name);
}

static void give_prices(Run *r, const Subject *s)
{
    r->prices = prices_make(&r->mem, r->game, &r->setup, 1);
    if (!faults_report(&r->mem, &r->work, &r->diags, r->prices))
        give_up(r, s->name);
}

/* ------------------------------------------------------------------ what there is to do */

/* What the sweep does, over all periods and the nodes that they reach. */
typedef struct {
    double edges, bytes;
    double two_arms, more_arms; /* of choices of two arms; of more */
    double pairs;               /* choices together of two with two arms each */
    double meetings;            /* other choices together */
} Labour;

static void count_node(const Run *r, const Layer *l, const Step *s, int32_t node,
                       Labour *labour)
{
    double edges = l->first_edge[node + 1] - l->first_edge[node];
    double values = (double)sizeof(double) * r->model->player_count;
    labour->edges += edges;
    labour->bytes += sizeof *l->first_edge + values;
    labour->bytes +=
        edges * (sizeof *l->target + sizeof *l->pay + sizeof(double) + 2 * values);
    if (s->kind == STEP_CHANCE)
        labour->bytes += edges * (sizeof *l->chance + sizeof(double));
    else if (s->kind == STEP_CHOOSE)
        *(edges <= 2 ? &labour->two_arms : &labour->more_arms) += edges;
    else if (s->agent_count == 2 && edges == 4)
        labour->pairs++;
    else
        labour->meetings++;
}

static Labour labour_of(const Run *r)
{
    Labour labour = {0};
    for (int32_t t = 0; t < r->game->periods; t++) {
        const Layer *l = game_layer(r->game, t);
        for (int32_t k = 0; k < l->group_count; k++) {
            const Group *group = &l->groups[k];
            const Step *s = &l->routine->steps[group->step];
            for (int32_t node = group->first; node < group->first + group->count; node++)
                if (bit_is_set(r->game->nodes_at[t], node))
                    count_node(r, l, s, node, &labour);
        }
    }
    return labour;
}

/* ------------------------------------------------------------------ the engine's times */

static double seconds_of_layout(const Subject *s)
{
    double best = INFINITY;
    for (int32_t k = 0; k < s->tries; k++) {
        Run r;
        open_run(&r, s);
        double began = seconds_worked();
        lay_out(&r, s);
        best = least(best, seconds_worked() - began);
        mem_close(&r.mem);
    }
    return best;
}

static double seconds_of_sweep(Run *r, const Subject *s, int32_t threads)
{
    double best = INFINITY;
    r->work.threads = threads;
    for (int32_t k = 0; k < s->tries; k++) {
        double began = seconds_with(threads);
        Strategy *strategy = solve_game(&r->mem, &r->work, r->prices);
        best = least(best, seconds_with(threads) - began);
        strategy_drop(&r->mem, strategy);
    }
    return best;
}

/* ------------------------------------------------------------------ looking keys up */

static int32_t *shuffled(Mem *M, int32_t count)
{
    int32_t *order = NULL;
    uint64_t seed = 1;
    order = grow(M, order, count);
    for (int32_t k = 0; k < count; k++) {
        int32_t other = (int32_t)(draw(&seed) % (uint64_t)(k + 1));
        order[k] = order[other];
        order[other] = k;
    }
    return order;
}

/* Each node's step. */
static int32_t *steps_of(Mem *M, const Layer *l)
{
    int32_t *steps = NULL;
    steps = grow(M, steps, l->node_count);
    for (int32_t k = 0; k < l->group_count; k++)
        for (int32_t j = 0; j < l->groups[k].count; j++)
            steps[l->groups[k].first + j] = l->groups[k].step;
    return steps;
}

/* Seconds to find one of the keys of the first layer, known as they are while it is laid
 * out, in an order that no cache foresees. */
static double seconds_of_lookup(Run *r, const Subject *s)
{
    Mem *M = &r->mem;
    const Layer *l = &r->game->layers[0];
    KeyTable *tables = make(M, KeyTable, l->routine->count);
    int64_t place;
    int32_t *steps = steps_of(M, l), *order = shuffled(M, l->node_count);
    for (int32_t step = 0; step < l->routine->count; step++)
        tables[step].bits = l->packings[step].bits;
    for (int32_t k = 0; k < l->node_count; k++)
        if (key_find(&tables[steps[k]], l->keys, l->keys[k], &place) < 0)
            key_add(M, &tables[steps[k]], l->keys, place, k);
    double best = INFINITY;
    for (int32_t try = 0; try < s->tries; try++) {
        double began = seconds_worked();
        for (int32_t k = 0; k < l->node_count; k++) {
            int32_t node = order[k];
            if (key_find(&tables[steps[node]], l->keys, l->keys[node], &place) != node)
                give_up(r, s->name);
        }
        best = least(best, seconds_worked() - began);
    }
    for (int32_t step = 0; step < l->routine->count; step++)
        keys_drop(M, &tables[step]);
    mem_drop(M, steps);
    mem_drop(M, order);
    return best / l->node_count;
}

/* ------------------------------------------------------------------ exponentials, games */

enum { CALLS = 1 << 18, TABLE = 1 << 10, TRIES = 5 };

static double sink; /* keeps what is computed from being left out */

static double seconds_per_arm(int32_t arms)
{
    double worth[TABLE], p[8], best = INFINITY;
    uint64_t seed = 2;
    for (int32_t k = 0; k < TABLE; k++)
        worth[k] = draw_unit(&seed);
    for (int32_t try = 0; try < TRIES; try++) {
        double began = seconds_worked();
        for (int32_t k = 0; k < CALLS; k++) {
            logit_choice(arms, &worth[k & (TABLE / 2 - 1)], 4, p);
            sink += p[0];
        }
        best = least(best, seconds_worked() - began);
    }
    return best / CALLS / arms;
}

static double seconds_per_pair(Mem *M)
{
    static const int32_t arms[] = {2, 2};
    static const double precision[] = {3, 4};
    double payoff[TABLE], best = INFINITY;
    double *work = make(M, double, logit_game_room(2, arms));
    uint64_t seed = 3;
    for (int32_t k = 0; k < TABLE; k++)
        payoff[k] = draw_unit(&seed);
    for (int32_t try = 0; try < TRIES; try++) {
        double began = seconds_worked();
        for (int32_t k = 0; k < CALLS / 8; k++) {
            double p[4] = {0.5, 0.5, 0.5, 0.5};
            const LogitGame game = {.agents = 2,
                                    .arms = arms,
                                    .precision = precision,
                                    .payoff = &payoff[k & (TABLE / 2 - 1)]};
            sink += logit_game_solve(&game, p, work).residual;
        }
        best = least(best, seconds_worked() - began);
    }
    return best / (CALLS / 8);
}

/* ------------------------------------------------------------------ the memory */

/* Bytes per second of a triad. */
static double triad_speed(Mem *M, int32_t threads)
{
    const int64_t n = 16 << 20; /* three arrays of 128 MiB */
    double *a = NULL, *b = NULL, *c = NULL, best = INFINITY;
    a = grow(M, a, n);
    b = grow(M, b, n);
    c = grow(M, c, n);
    for (int32_t try = 0; try <= TRIES; try++) {
        double began = seconds_with(threads);
#pragma omp parallel for schedule(static) num_threads(threads)
        for (int64_t k = 0; k < n; k++)
            a[k] = b[k] + 3 * c[k];
        if (try > 0) /* the first one fetches the pages */
            best = least(best, seconds_with(threads) - began);
    }
    sink += a[n / 2];
    mem_drop(M, a);
    mem_drop(M, b);
    mem_drop(M, c);
    return (double)(3 * n * (int64_t)sizeof *a) / best;
}

/* ------------------------------------------------------------------ the table */

enum { MOST_ROWS = 32, SUBJECTS = 2 };

typedef struct {
    const char *text, *key, *unit;
    double value[SUBJECTS];
} Row;

typedef struct {
    Row rows[MOST_ROWS];
    int32_t count;
} Table;

/* The row of this key, to which `value` of a subject is added. */
static void put(Table *table, int32_t subject, const char *key, const char *text,
                const char *unit, double value)
{
    int32_t k = 0;
    while (k < table->count && strcmp(table->rows[k].key, key) != 0)
        k++;
    if (k == table->count)
        table->rows[table->count++] = (Row){.text = text, .key = key, .unit = unit};
    table->rows[k].value[subject] = value;
}

static void print_table(const Table *table, const Subject *subjects)
{
    printf("%-62s", "");
    for (int32_t s = 0; s < SUBJECTS; s++)
        printf("%12s", subjects[s].name);
    printf("\n");
    for (int32_t k = 0; k < table->count; k++) {
        const Row *row = &table->rows[k];
        if (!row->text)
            continue;
        printf("%-62s", row->text);
        for (int32_t s = 0; s < SUBJECTS; s++)
            printf("%12.*f", row->value[s] >= 1000 ? 0 : 2, row->value[s]);
        printf("\n");
    }
    printf("\n");
    for (int32_t s = 0; s < SUBJECTS; s++)
        for (int32_t k = 0; k < table->count; k++) {
            const Row *row = &table->rows[k];
            printf("%s.%s = %.6g%s%s\n", subjects[s].name, row->key, row->value[s],
                   *row->unit ? " " : "", row->unit);
        }
}

/* ------------------------------------------------------------------ */

/* What the machine does for anyone. */
typedef struct {
    int32_t threads;
    double triad, triad_of_all; /* bytes per second */
    double two_arms, more_arms; /* seconds per arm */
    double pair;                /* seconds */
} Machine;

static Machine machine_of(Mem *M)
{
    Machine m = {.threads = omp_get_num_procs()};
    m.triad = triad_speed(M, 1);
    m.triad_of_all = triad_speed(M, m.threads);
    m.two_arms = seconds_per_arm(2);
    m.more_arms = seconds_per_arm(3);
    m.pair = seconds_per_pair(M);
    return m;
}

static void put_layout(Table *table, int32_t at, Run *r, const Subject *s, double seconds)
{
    double nodes = (double)r->game->nodes, edges = (double)r->game->edges;
    double lookup = seconds_of_lookup(r, s);
    put(table, at, "nodes", "nodes", "", nodes);
    put(table, at, "edges", "edges", "", edges);
    put(table, at, "layout_of_aim", "nodes laid out, of 5 million a second", "",
        nodes / seconds / AIM_NODES);
    put(table, at, "lookup_of_layout", "of the layout: looking a key up for each edge", "",
        edges * lookup / seconds);
    put(table, at, "nodes_per_second", NULL, "/s", nodes / seconds);
    put(table, at, "edges_laid_out_per_second", NULL, "/s", edges / seconds);
    put(table, at, "lookup", NULL, "ns", 1e9 * lookup);
}

static void put_sweep(Table *table, int32_t at, Run *r, const Subject *s, const Machine *m)
{
    Labour labour = labour_of(r);
    double one = seconds_of_sweep(r, s, 1), two = seconds_of_sweep(r, s, 2);
    double alone = labour.two_arms * m->two_arms + labour.more_arms * m->more_arms;
    double bytes = labour.bytes / labour.edges, speed = labour.edges / one;
    put(table, at, "sweep_of_aim", "edges swept, of 60 million a second", "",
        speed / AIM_EDGES);
    put(table, at, "sweep_of_aim_2", "the same with two threads, per core", "",
        labour.edges / two / 2 / AIM_EDGES);
    put(table, at, "speedup_2", "how much faster two threads are than one", "", one / two);
    put(table, at, "bytes_per_edge", "bytes that an edge of the sweep touches", "", bytes);
    put(table, at, "bandwidth_of_triad", "bytes touched a second, of a triad's on one core",
        "", bytes * speed / m->triad);
    put(table, at, "bandwidth_of_triad_2",
        "the same with two threads, of a triad's on all cores", "",
        bytes * labour.edges / two / m->triad_of_all);
    put(table, at, "exp_of_sweep", "of the sweep: choices' exponentials", "", alone / one);
    put(table, at, "pairs_of_sweep", "of the sweep: small games of two by two", "",
        labour.pairs * m->pair / one);
    put(table, at, "swept_edges", NULL, "", labour.edges);
    put(table, at, "other_meetings", NULL, "", labour.meetings);
    put(table, at, "edges_per_second", NULL, "/s", speed);
    put(table, at, "edges_per_second_2", NULL, "/s", labour.edges / two);
}

static void measure(Table *table, int32_t at, const Subject *s, const Machine *m)
{
    Run r;
    double layout = seconds_of_layout(s);
    open_run(&r, s);
    lay_out(&r, s);
    put_layout(table, at, &r, s, layout);
    give_prices(&r, s);
    put_sweep(table, at, &r, s, m);
    mem_close(&r.mem);
}

static void print_machine(const Machine *m)
{
    printf("machine.cores = %d\n", m->threads);
    printf("machine.triad = %.3g GB/s\n", 1e-9 * m->triad);
    printf("machine.triad_of_all = %.3g GB/s\n", 1e-9 * m->triad_of_all);
    printf("machine.choice_per_arm_of_2 = %.3g ns\n", 1e9 * m->two_arms);
    printf("machine.choice_per_arm_of_3 = %.3g ns\n", 1e9 * m->more_arms);
    printf("machine.logit_pair = %.3g ns\n", 1e9 * m->pair);
}

int main(void)
{
    Mem mem = {0};
    const Subject subjects[SUBJECTS] = {
        {"us-china", house_text(&mem, "models/us-china.truce"), 20},
        {"large", LARGE, 3},
    };
    Table table = {.count = 0};
    Machine machine = machine_of(&mem);
    for (int32_t s = 0; s < SUBJECTS; s++)
        measure(&table, s, &subjects[s], &machine);
    print_table(&table, subjects);
    print_machine(&machine);
    mem_close(&mem);
    return isnan(sink);
}
