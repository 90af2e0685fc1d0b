#include "solve/loop_search.h"

#include <math.h>
#include <string.h>

#include "math/random.h"
#include "math/real.h"

enum { STARTS = 60, MOST_SOLUTIONS = 200, MOST_ARRIVALS = 40 };

/* How precise exact players are while solutions are looked for: precision times stake. */
static const double EXACT_LEVEL = 100;
/* Solutions whose chances differ by less are one. */
static const double SAME = 1e-6;

/* ------------------------------------------------------------------ the principal one */

/* From the branch's arrival at `joint` on, until there is an equilibrium among exact players that
 * it comes close to. */
static bool follow_to_limit(LoopBranch *B, const LoopPath *path, double floor)
{
    Loop *L = B->loop;
    for (double t = fmax(path->joint, floor); t < path->last;) {
        t = fmin(path->last, path->joint + 4 * (t - path->joint) + 30);
        loop_path_exact(L, path);
        BranchEnd end = loop_branch_follow(B, 1, floor * (1 - 1e-12), t);
        if (end == BRANCH_SANK)
            return false;
        if (loop_refine(L, B->branch.z))
            return true;
        if (end == BRANCH_LOST)
            return false;
    }
    return false;
}

bool loop_trace(LoopBranch *B)
{
    Loop *L = B->loop;
    if (!loop_branch_begin(B))
        return false;
    LoopPath path = loop_path_of(L, B->branch.z);
    L->joint = path.joint;
    loop_path_joint(L, &path);
    if (!L->has_choice || !(path.joint > 0))
        return loop_polish(L, B->branch.z);
    if (loop_branch_follow(B, 1, 0, path.joint) != BRANCH_ROSE)
        return false;
    return path.is_exact ? follow_to_limit(B, &path, path.joint)
                         : loop_polish(L, B->branch.z);
}

/* ------------------------------------------------------------------ how it stands */

/* y <- y - S y, S the Schur complement of the log odds in dF/d(v, x): how best replies move when
 * the play moves by y, values following.  `values` is the factored block of the values. */
static void reply(const Loop *L, Sparse *values, double *y, double *full, double *moved)
{
    const int32_t v = L->values, n = L->size;
    memset(full, 0, sizeof *full * (size_t)v);
    memcpy(full + v, y, sizeof *y * (size_t)(n - v));
    full[n] = 0;
    sparse_times(L->matrix, full, moved);
    for (int32_t k = 0; k < v; k++)
        full[k] = -moved[k];
    sparse_solve(values, full);
    sparse_times(L->matrix, full, moved);
    for (int32_t k = 0; k < n - v; k++)
        y[k] -= moved[v + k];
}

static double make_unit(int32_t n, double *y)
{
    double sum = 0;
    for (int32_t k = 0; k < n; k++)
        sum += y[k] * y[k];
    double length = sqrt(sum);
    for (int32_t k = 0; k < n && length > 0; k++)
        y[k] /= length;
    return length;
}

/* By the growth of a vector over many replies.  Eigenvalues may be complex and growth then swings;
 * a mean that weighs its two ends less and less forgets that, as the cube of their number. */
double loop_reply_radius(Loop *L, const double *z)
{
    enum { SETTLING = 100, MEASURED = 400 };
    const int32_t odds = L->size - L->values;
    Sparse *values = loop_values_at(L, z);
    double *y = NULL, growth = 0, all = 0;
    y = grow(L->mem, y, odds + 2 * ((int64_t)L->size + 1));
    for (int32_t k = 0; k < odds; k++)
        y[k] = 1 + random_unit(0, 0, (uint64_t)k);
    make_unit(odds, y);
    double length = 1;
    for (int round = 0; round < SETTLING + MEASURED && values && length > 0; round++) {
        reply(L, values, y, y + odds, y + odds + L->size + 1);
        length = make_unit(odds, y);
        if (round < SETTLING)
            continue;
        const double share = (round - SETTLING + 0.5) / MEASURED;
        const double weight = share * share * (1 - share) * (1 - share);
        growth += weight * real_log(length);
        all += weight;
    }
    mem_drop(L->mem, y);
    if (values)
        sparse_drop(values);
    return !values ? NAN : length > 0 ? real_exp(growth / all) : 0;
}

/* ------------------------------------------------------------------ the search */

typedef struct {
    Loop *loop;
    Work *work;
    LoopPath path;
    double level; /* of t, at which solutions are looked for */
    LoopSolutions found;
    double *z, *before; /* [size + 1] */
    uint64_t seed;
} Search;

static double distance(Loop *L, const double *a, const double *b)
{
    double most = 0, p[L->most_arms];
    for (int32_t k = 0; k < L->count; k++)
        for (int32_t i = 0; i < loop_agents(L, k); i++) {
            LoopAgent one = loop_agent(L, a, k, i);
            memcpy(p, one.p, sizeof *p * (size_t)one.arms);
            LoopAgent other = loop_agent(L, b, k, i);
            for (int32_t arm = 0; arm < other.arms; arm++)
                most = fmax(most, fabs(other.p[arm] - p[arm]));
        }
    return most;
}

static void add_solution(Search *x, const double *z, bool is_principal)
{
    Loop *L = x->loop;
    LoopSolutions *f = &x->found;
    for (int32_t k = 0; k < f->count; k++)
        if (distance(L, z, f->at[k].z) < SAME)
            return;
    if (f->count == MOST_SOLUTIONS)
        return;
    need(L->mem, f->at, f->count, f->room);
    LoopSolution *s = &f->at[f->count++];
    *s = (LoopSolution){
        .is_principal = is_principal, .least_singular = NAN, .reply_radius = NAN};
    s->z = grow(L->mem, s->z, (int64_t)L->size + 1);
    memcpy(s->z, z, sizeof *z * ((size_t)L->size + 1));
}

static void begin_level(Search *x)
{
    if (x->path.is_exact)
        loop_path_exact(x->loop, &x->path);
    else
        loop_path_joint(x->loop, &x->path);
}

/* z solves the conditions at the level: to the limit, where players are exact, and kept. */
static void keep(Search *x, const double *z)
{
    Loop *L = x->loop;
    LoopBranch B = loop_branch_new(L, x->work);
    memcpy(B.branch.z, z, sizeof *z * ((size_t)L->size + 1));
    bool is_sound = x->path.is_exact ? loop_refine(L, B.branch.z) ||
                                           follow_to_limit(&B, &x->path, x->level)
                                     : loop_polish(L, B.branch.z);
    if (is_sound)
        add_solution(x, B.branch.z, false);
    loop_branch_drop(&B);
    begin_level(x);
}

/* Along the branch through z, which lies at the level, setting out upward or downward: every
 * further arrival at the level is a solution. */
static void follow_on(Search *x, const double *z, int way)
{
    Loop *L = x->loop;
    LoopBranch B = loop_branch_new(L, x->work);
    begin_level(x);
    memcpy(B.branch.z, z, sizeof *z * ((size_t)L->size + 1));
    const double lowest = x->path.is_exact ? x->path.joint : 0, highest = 3 * x->level;
    /* beyond the level the branch goes on as it came */
    for (int k = 0; k < MOST_ARRIVALS; k++, way = -way) {
        BranchEnd end = loop_branch_follow(&B, way, way > 0 ? x->level : lowest,
                                           way > 0 ? highest : x->level);
        bool arrived = way > 0 ? end == BRANCH_SANK : end == BRANCH_ROSE;
        if (!arrived)
            break;
        keep(x, B.branch.z);
    }
    loop_branch_drop(&B);
}

static double uniform(uint64_t *seed)
{
    *seed += 0x9e3779b97f4a7c15u; /* splitmix64 */
    uint64_t x = *seed;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return (double)((x ^ x >> 31) >> 11) * 0x1p-53;
}

/* Newton's method with steps halved until they help, from random log odds. */
static bool descend(Search *x, double *z)
{
    enum { MOST = 40, MOST_HALVINGS = 12 };
    Loop *L = x->loop;
    double residual = loop_residual(L, z);
    for (int k = 0; k < MOST; k++) {
        work_tick(x->work);
        memcpy(x->before, z, sizeof *z * ((size_t)L->size + 1));
        if (!(residual < 1e12) || !isfinite(loop_step(L, L->axis, z, NULL, NULL)))
            return false;
        double next = loop_residual(L, z);
        for (int h = 0; h < MOST_HALVINGS && !(next < residual); h++) {
            for (int32_t i = 0; i < L->size; i++)
                z[i] = 0.5 * (z[i] + x->before[i]);
            next = loop_residual(L, z);
        }
        if (!(next < residual))
            return residual < 1e-9;
        residual = next;
        if (residual < 1e-11)
            return true;
    }
    return residual < 1e-9;
}

static void try_start(Search *x, int start)
{
    Loop *L = x->loop;
    const double *from = x->found.count ? x->found.at[0].z : NULL;
    const double spread = start % 3 == 0 ? 1 : start % 3 == 1 ? 4 : 12;
    begin_level(x);
    for (int32_t k = 0; k < L->size; k++)
        x->z[k] =
            k < L->values ? (from ? from[k] : 0) : spread * (2 * uniform(&x->seed) - 1);
    x->z[L->size] = x->level;
    loop_evaluate(L, x->z);
    if (descend(x, x->z))
        keep(x, x->z);
}

static void find_principal(Search *x)
{
    LoopBranch B = loop_branch_new(x->loop, x->work);
    if (loop_trace(&B))
        add_solution(x, B.branch.z, true);
    loop_branch_drop(&B);
}

static void search_more(Search *x)
{
    int32_t followed = 0;
    for (int start = 0; start < STARTS; start++) {
        for (; followed < x->found.count && !x->path.is_exact; followed++)
            for (int way = -1; way <= 1; way += 2)
                follow_on(x, x->found.at[followed].z, way);
        work_check(x->work, N_("searching for equilibria"), start, STARTS);
        try_start(x, start);
    }
}

LoopSolutions loop_search(Loop *L, Work *w)
{
    Search x = {.loop = L, .work = w, .seed = 1};
    find_principal(&x);
    if (!L->has_choice)
        return x.found;
    x.z = grow(L->mem, x.z, (int64_t)L->size + 1);
    x.before = grow(L->mem, x.before, (int64_t)L->size + 1);
    x.path = loop_path_of(L, x.z);
    x.level = x.path.is_exact ? x.path.joint + EXACT_LEVEL * (x.path.last - x.path.joint) /
                                                   EXACT_FARTHEST
                              : x.path.joint;
    if (x.path.joint > 0)
        search_more(&x);
    begin_level(&x);
    for (int32_t k = 0; k < x.found.count && !x.path.is_exact; k++) {
        x.found.at[k].least_singular = loop_least_singular(L, x.found.at[k].z);
        x.found.at[k].reply_radius = loop_reply_radius(L, x.found.at[k].z);
    }
    mem_drop(L->mem, x.z);
    mem_drop(L->mem, x.before);
    return x.found;
}

void loop_solutions_drop(Mem *M, LoopSolutions *found)
{
    for (int32_t k = 0; k < found->count; k++)
        mem_drop(M, found->at[k].z);
    mem_drop(M, found->at);
    *found = (LoopSolutions){0};
}
