#include <math.h>
#include <omp.h>
#include <string.h>

#include "math/signal_branch.h"
#include "math/signal_line.h"
#include "math/worst.h"
#include "solve/belief_line.h"

/* The most frequent choice, made quick: somebody of two types chooses alone, in a line of cells that
 * differ in its own secret.  Cells are solved in lanes where it is known that they have one solution
 * (math/signal_lanes.h).  The others wait until there are many, of this line and of others: then their
 * branches are followed together (math/signal_branch.h). */

/* A line with cells that wait, and its game. */
typedef struct {
    Line line;
    SignalGame game;
    int32_t first, count; /* of its branches */
    bool is_followed;
} Waiter;

/* Branches are followed when there would be more, or more lines, or when there is no room for another's
 * worths. */
enum { MOST_BRANCHES = 128, MOST_WAITERS = 64, LARGE_GAMES = 24 };

struct PairQueue {
    int32_t waiters, branches, most_branches;
    int64_t used, room;
    Waiter waiter[MOST_WAITERS];
    PairBranch *branch, **together; /* together: those that are followed at once */
    double *worth;                  /* of the waiters' games */
};

PairQueue *pair_queue_new(Mem *M, const Cells *c)
{
    PairQueue *q = make(M, PairQueue);
    int32_t points = 0;
    for (int32_t k = 0; k < MOST_SECRETS; k++)
        if (c->lattice[k].values == 2 && c->lattice[k].count > points)
            points = c->lattice[k].count;
    q->most_branches = points > MOST_BRANCHES ? points : MOST_BRANCHES;
    q->room = (int64_t)LARGE_GAMES * PAIR_ARMS * points * 2;
    q->branch = grow(M, q->branch, q->most_branches);
    q->together = grow(M, q->together, q->most_branches);
    q->worth = grow(M, q->worth, q->room);
    return q;
}

static void note_miss(const BeliefBoard *b, double miss)
{
    if (b->best)
        belief_note_residual(b, miss);
}

/* ------------------------------------------------------------------ one cell */

/* A cell that may have several solutions, or where Newton's method found none. */
static void climb_cell(const Line *z, SignalGame *g, int32_t point, PairArm *arm)
{
    int32_t thread = omp_get_thread_num();
    g->prior = g->lattice->point + (int64_t)point * 2;
    SignalInfo info = pair_climb(g, point, arm);
    z->board->unsolved[thread] += !info.is_solved;
    z->board->traced[thread] += info.steps > 0;
    note_miss(z->board, fmin(info.residual, 1));
}

/* As if nothing were told. */
static void begin(const SignalGame *g, int32_t point, PairArm *arm)
{
    for (int32_t a = 0; a < g->arms; a++)
        for (int k = 0; k < 2; k++)
            arm[a].x[k] =
                g->precision * g->worth[((int64_t)a * g->lattice->count + point) * 2 + k];
}

/* A cell that is sure to have one solution.  `from`: where Newton's method begins. */
static void solve_alone(const Line *z, SignalGame *g, int32_t point, PairArm *from)
{
    g->prior = g->lattice->point + (int64_t)point * 2;
    if (point == 0 || point == g->lattice->steps) {
        pair_rest(g, point, from);
        return;
    }
    double miss = pair_solve(g, from);
    if (miss <= 1e-10)
        note_miss(z->board, miss);
    else
        climb_cell(z, g, point, from);
}

/* ------------------------------------------------------------------ cells with one solution */

static void solve_one_by_one(const Line *z, SignalGame *g, int32_t count, PairLanes *lanes)
{
    PairArm arm[PAIR_ARMS];
    memset(lanes->arm, 0, sizeof *lanes->arm * (size_t)g->arms);
    for (int32_t l = 0; l < count; l++) {
        begin(g, lanes->point[l], arm);
        solve_alone(z, g, lanes->point[l], arm);
        pair_into_lane(g, arm, l, lanes);
    }
}

/* A cell where Newton's method failed is tried again from the cell beside it. */
static void solve_beside(const Line *z, SignalGame *g, int32_t l, PairLanes *lanes)
{
    PairArm arm[PAIR_ARMS];
    int32_t beside = l > 0 ? l - 1 : l + 1;
    for (int32_t a = 0; a < g->arms; a++)
        for (int k = 0; k < 2; k++)
            arm[a].x[k] = lanes->arm[a].x[k][beside];
    solve_alone(z, g, lanes->point[l], arm);
    pair_into_lane(g, arm, l, lanes);
}

static void solve_in_lanes(const Line *z, SignalGame *g, int32_t count, PairLanes *lanes)
{
    for (int32_t l = count; l < LANES; l++)
        lanes->point[l] = lanes->point[count - 1];
    pair_solve_lanes(g, lanes);
    for (int32_t l = 0; l < count; l++)
        if (lanes->miss[l] <= 1e-10)
            note_miss(z->board, lanes->miss[l]);
        else
            solve_beside(z, g, l, lanes);
}

/* Fewer cells are solved as quickly one by one. */
enum { WORTH_LANES = 5 };

static void solve_sure(const Line *z, SignalGame *g, const bool *is_sure)
{
    PairLanes lanes;
    for (int32_t point = 0; point < g->lattice->count;) {
        int32_t count = 0;
        for (; point < g->lattice->count && count < LANES; point++)
            if (is_sure[point])
                lanes.point[count++] = point;
        if (count >= WORTH_LANES)
            solve_in_lanes(z, g, count, &lanes);
        else
            solve_one_by_one(z, g, count, &lanes);
        if (count > 0)
            line_put(z, &lanes, count);
    }
}

/* ------------------------------------------------------------------ cells with branches */

/* The solution is not where the branch ended. */
static bool is_astray(const PairBranch *b, const PairLanes *lanes, int32_t l)
{
    double far = 0;
    for (int32_t a = 0; a < b->game->arms; a++)
        for (int k = 0; k < 2; k++)
            far = worst_of(far, fabs(lanes->arm[a].x[k][l] - b->x[a][k]));
    return b->is_lost || !(lanes->miss[l] <= 1e-10 && far <= 1e-6);
}

/* From the ends of branches of a line, LANES at most, to the solutions. */
static void land(const Line *z, SignalGame *g, const PairBranch *b, int32_t count)
{
    PairLanes lanes;
    PairArm arm[PAIR_ARMS];
    for (int32_t l = 0; l < LANES; l++) {
        const PairBranch *own = &b[l < count ? l : count - 1];
        lanes.point[l] = own->point;
        for (int32_t a = 0; a < g->arms; a++)
            for (int k = 0; k < 2; k++)
                lanes.arm[a].x[k][l] = own->x[a][k];
    }
    pair_settle_lanes(g, &lanes);
    for (int32_t l = 0; l < count; l++)
        if (is_astray(&b[l], &lanes, l)) {
            climb_cell(z, g, b[l].point, arm);
            pair_into_lane(g, arm, l, &lanes);
        } else {
            note_miss(z->board, lanes.miss[l]);
            z->board->traced[omp_get_thread_num()]++;
        }
    line_put(z, &lanes, count);
}

/* Games with equally many arms, and the same lattice, are followed together. */
static void follow_those_like(PairQueue *q, const SignalGame *g)
{
    int32_t count = 0;
    for (int32_t i = 0; i < q->waiters; i++) {
        Waiter *w = &q->waiter[i];
        if (w->game.arms != g->arms || w->game.lattice != g->lattice)
            continue;
        w->is_followed = true;
        for (int32_t k = 0; k < w->count; k++)
            q->together[count++] = &q->branch[w->first + k];
    }
    pair_follow(count, q->together);
}

static void flush(PairQueue *q)
{
    for (int32_t i = 0; i < q->waiters; i++) {
        Waiter *w = &q->waiter[i];
        if (!w->is_followed)
            follow_those_like(q, &w->game);
        for (int32_t k = 0; k < w->count; k += LANES)
            land(&w->line, &w->game, &q->branch[w->first + k],
                 w->count - k < LANES ? w->count - k : LANES);
    }
    q->waiters = q->branches = 0;
    q->used = 0;
}

void pair_finish(const BeliefBoard *b)
{
    flush(b->pairs[omp_get_thread_num()]);
}

static Waiter *wait(PairQueue *q, const Line *z, const SignalGame *g, int64_t worths)
{
    static const uint8_t all_open[PAIR_ARMS] = {3, 3, 3, 3, 3, 3, 3, 3}; /* it is tame */
    Waiter *w = &q->waiter[q->waiters++];
    *w = (Waiter){.line = *z, .game = *g, .first = q->branches};
    w->game.open = all_open;
    w->game.worth = memcpy(q->worth + q->used, g->worth, sizeof *g->worth * (size_t)worths);
    q->used += worths;
    return w;
}

/* Where nothing can be told. */
static void solve_void(const Line *z, SignalGame *g, int32_t point)
{
    PairLanes lanes = {.point = {point}};
    PairArm arm[PAIR_ARMS];
    g->prior = g->lattice->point + (int64_t)point * 2;
    pair_rest(g, point, arm);
    pair_into_lane(g, arm, 0, &lanes);
    line_put(z, &lanes, 1);
}

/* The cells that are not sure to have one solution: those in which nothing can be told are done, the others
 * wait. */
static void solve_unsure(const Line *z, SignalGame *g, const bool *is_sure)
{
    PairQueue *q = z->board->pairs[omp_get_thread_num()];
    const int64_t worths = (int64_t)g->arms * g->lattice->count * 2;
    Waiter *w = NULL;
    if (q->branches + g->lattice->count > q->most_branches || q->waiters == MOST_WAITERS ||
        q->used + worths > q->room)
        flush(q);
    for (int32_t point = 1; point < g->lattice->steps; point++)
        if (!is_sure[point] && pair_is_void(g, point)) {
            solve_void(z, g, point);
        } else if (!is_sure[point]) {
            w = w ? w : wait(q, z, g, worths);
            q->branch[q->branches++] = (PairBranch){.game = &w->game, .point = point};
            w->count++;
        }
}

bool pair_line(const BeliefBoard *b, const Chooser *who, int32_t node, const Slice *cells,
               SignalGame *g)
{
    if (!pair_is_tame(g))
        return false;
    Line z;
    line_begin(&z, b, who, node, cells, g);
    bool is_calm = pair_is_calm(g), is_sure[cells->count];
    memset(is_sure, true, sizeof is_sure);
    if (!is_calm)
        line_find_sure(g, is_sure);
    is_sure[0] = is_sure[cells->count - 1] = true;
    solve_sure(&z, g, is_sure);
    if (!is_calm)
        solve_unsure(&z, g, is_sure);
    return true;
}
