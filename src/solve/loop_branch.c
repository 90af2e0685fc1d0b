#include "solve/loop_branch.h"

#include <math.h>
#include <string.h>

int32_t loop_most_turns = 60;

enum { MOST_STEPS = 20000, MOST_CORRECTIONS = 8 };

/* A reach is a length in units of 1 + |z|. */
static const double FIRST_REACH = 0.05;
static const double LONGEST_REACH = 0.15;
static const double SHORTEST_LENGTH = 1e-6;
static const double LONGEST_LEAP = 1e-2;
static const double LEAST_COSINE = 0.97;

LoopBranch loop_branch_new(Loop *L, Work *w)
{
    LoopBranch B = {.loop = L, .work = w};
    const int64_t n = (int64_t)L->size + 1;
    double *room = NULL;
    room = grow(L->mem, room, 4 * n);
    B.z = room;
    B.tangent = room + n;
    B.next = room + 2 * n;
    B.next_tangent = room + 3 * n;
    return B;
}

void loop_branch_drop(LoopBranch *B)
{
    mem_drop(B->loop->mem, B->z);
    mem_drop(B->loop->mem, B->turn);
}

static double dot(int32_t n, const double *a, const double *b)
{
    double sum = 0;
    for (int32_t k = 0; k < n; k++)
        sum += a[k] * b[k];
    return sum;
}

static int32_t length_of(const LoopBranch *B)
{
    return B->loop->size + 1;
}

static double unit_of_length(const LoopBranch *B)
{
    return 1 + sqrt(dot(length_of(B), B->z, B->z));
}

static double rounding_of(double unit)
{
    return 1e-15 * unit * unit;
}

static double shortest_reach(double unit)
{
    return fmax(SHORTEST_LENGTH, 100 * rounding_of(unit)) / unit;
}

/* Divides v, for which row . v = 1, by its length, and turns det(dF/dz; row) into
 * det(dF/dz; v / |v|), which is |v| times as large.  Returns |v|. */
static double make_unit(int32_t n, double *v, DenseDet *det)
{
    const double length = sqrt(dot(n, v, v));
    for (int32_t k = 0; k < n; k++)
        v[k] /= length;
    det->part *= length;
    return length;
}

/* next_turn, where the loop is large. */
static void find_turn(LoopBranch *B)
{
    const int64_t n = length_of(B);
    if (!loop_is_large(B->loop))
        return;
    if (!B->turn) {
        B->turn = grow(B->loop->mem, B->turn, 2 * n);
        B->next_turn = B->turn + n;
    }
    loop_turn(B->loop, B->next_tangent, B->next_turn);
}

/* Newton's steps from `next` across `row` until they are short; false where they do not
 * converge, or lead further than `far` from the start. */
static bool correct(LoopBranch *B, const double *row, double far, double *cosine,
                    DenseDet *det)
{
    const double close = fmax(fmin(1e-6, 1e-2 * far), rounding_of(unit_of_length(B)));
    double moved = 0, last = far;
    for (int k = 0; k < MOST_CORRECTIONS; k++) {
        work_tick(B->work);
        double length = loop_step(B->loop, row, B->next, B->next_tangent, det);
        moved += length;
        if (!(length <= last) || !(moved <= far))
            return false;
        if (length <= close) {
            *cosine = 1 / make_unit(length_of(B), B->next_tangent, det);
            find_turn(B);
            return true;
        }
        last = 0.5 * length;
    }
    return false;
}

static void predict(LoopBranch *B, double length)
{
    for (int32_t k = 0; k < length_of(B); k++)
        B->next[k] = B->z[k] + length * B->tangent[k];
}

static void accept(LoopBranch *B, DenseDet det)
{
    const size_t bytes = (size_t)length_of(B) * sizeof *B->z;
    const int32_t t = B->loop->size;
    B->turns += B->steps > 0 && B->tangent[t] * B->next_tangent[t] < 0;
    memcpy(B->z, B->next, bytes);
    memcpy(B->tangent, B->next_tangent, bytes);
    B->det = det;
    if (B->turn)
        memcpy(B->turn, B->next_turn, bytes);
    B->steps++;
}

/* The tangent at z, with t rising or falling; false where t turns right here. */
static bool set_out(LoopBranch *B, int way)
{
    double cosine = 0;
    DenseDet det = {0};
    memcpy(B->next, B->z, (size_t)length_of(B) * sizeof *B->z);
    if (!correct(B, B->loop->axis, unit_of_length(B), &cosine, &det))
        return false;
    for (int32_t k = 0; k < length_of(B); k++)
        B->next_tangent[k] *= way;
    det.part *= way;
    int32_t turns = B->turns;
    accept(B, det);
    B->turns = turns;
    B->reach = FIRST_REACH;
    return true;
}

/* By how much the determinant has grown; or what tells as much of its sign where there is none: the
 * cosine of the angle by which `turn` has turned, and less where it has grown. */
static double det_ratio(const LoopBranch *B, DenseDet det)
{
    const int32_t n = length_of(B);
    if (!B->turn)
        return dense_det_ratio(det, B->det);
    const double before = dot(n, B->turn, B->turn);
    const double now = dot(n, B->next_turn, B->next_turn);
    return dot(n, B->turn, B->next_turn) / fmax(now, sqrt(before * now));
}

/* A determinant is a product of as many numbers as there are unknowns. */
static double least_det_ratio(const LoopBranch *B)
{
    return B->turn ? 0.5 : 0.5 / (1 + B->loop->size / 50.0);
}

/* A step grows only far from where the determinant vanishes: two eigenvalues that change sign
 * together would else be jumped over. */
static double next_reach(double reach, double cosine, double ratio, double least_ratio)
{
    const double slight = 0.999, much = 0.99;
    if (cosine > slight && ratio > 1.6 * least_ratio)
        return fmin(2 * reach, LONGEST_REACH);
    return cosine > much ? reach : 0.7 * reach;
}

static bool may_have_peaked(const LoopBranch *B, double length, double top)
{
    const int32_t t = B->loop->size;
    return B->tangent[t] > 0 && B->next_tangent[t] < 0 &&
           B->z[t] + length * B->tangent[t] > top;
}

/* Moves `next`, beyond `at`, back along the chord to t = at and onto the branch. */
static bool land(LoopBranch *B, double at)
{
    const int32_t n = length_of(B), t = n - 1;
    const double share = (at - B->z[t]) / (B->next[t] - B->z[t]);
    double far = 0, cosine = 0;
    DenseDet det = {0};
    for (int32_t k = 0; k < n; k++) {
        const double way = B->next[k] - B->z[k];
        B->next[k] = B->z[k] + share * way;
        far += way * way;
    }
    B->next[t] = at;
    return correct(B, B->loop->axis, sqrt(far), &cosine, &det);
}

/* Takes the step to `next`, or its part to the floor or the top where it crosses one. */
static bool arrive(LoopBranch *B, double floor, double top, DenseDet det, LoopEnd *end)
{
    const double t = B->next[B->loop->size];
    if ((t >= top && !land(B, top)) || (t < floor && !land(B, floor)))
        return false;
    *end = t >= top ? LOOP_ROSE : t < floor ? LOOP_SANK : LOOP_ON_WAY;
    accept(B, det);
    return true;
}

/* Goes straight on, over a point where the branch meets another. */
static bool leap(LoopBranch *B, double floor, double top, LoopEnd *end)
{
    const double unit = unit_of_length(B);
    for (double reach = 8 * shortest_reach(unit); reach <= LONGEST_LEAP; reach *= 4) {
        double cosine = 0;
        DenseDet det = {0};
        predict(B, reach * unit);
        if (correct(B, B->tangent, 0.5 * reach * unit, &cosine, &det) && cosine > 0.9 &&
            arrive(B, floor, top, det, end)) {
            B->reach = reach;
            return true;
        }
    }
    return false;
}

/* One step, as long as can be trusted. */
static bool advance(LoopBranch *B, double floor, double top, LoopEnd *end)
{
    const double unit = unit_of_length(B);
    for (; B->reach >= shortest_reach(unit); B->reach *= 0.5) {
        const double length = B->reach * unit;
        double cosine = 0;
        DenseDet det = {0};
        predict(B, length);
        if (!correct(B, B->tangent, 0.3 * length, &cosine, &det) || cosine < LEAST_COSINE)
            continue;
        const double ratio = det_ratio(B, det);
        if (ratio > least_det_ratio(B) && !may_have_peaked(B, length, top) &&
            arrive(B, floor, top, det, end)) {
            B->reach = next_reach(B->reach, cosine, ratio, least_det_ratio(B));
            return true;
        }
    }
    return leap(B, floor, top, end);
}

static bool watched(LoopBranch *B)
{
    return B->watch && B->watch(B->context, B->loop, B->z, B->tangent);
}

LoopEnd loop_branch_follow(LoopBranch *B, int way, double floor, double top)
{
    LoopEnd end = LOOP_ON_WAY;
    if (!set_out(B, way))
        return LOOP_LOST;
    const int32_t turns = B->turns;
    for (int32_t first = B->steps;
         B->steps < first + MOST_STEPS && B->turns <= turns + loop_most_turns;) {
        work_check(B->work, N_("following the branch"), B->steps, 0);
        if (!advance(B, floor, top, &end))
            return LOOP_LOST;
        if (watched(B))
            return LOOP_SETTLED;
        if (end != LOOP_ON_WAY)
            return end;
    }
    return LOOP_LOST;
}

/* At t = 0 the odds are even, and one step finds the values, which are linear. */
bool loop_branch_begin(LoopBranch *B)
{
    const int32_t n = length_of(B);
    memset(B->z, 0, (size_t)n * sizeof *B->z);
    memset(B->tangent, 0, (size_t)n * sizeof *B->tangent);
    B->steps = B->turns = 0;
    return isfinite(loop_step(B->loop, B->loop->axis, B->z, NULL, NULL));
}

bool loop_polish(Loop *L, double *z)
{
    enum { MOST = 30 };
    double last = INFINITY, size = 0;
    for (int k = 0; k < MOST; k++) {
        double length = loop_step(L, L->axis, z, NULL, NULL);
        size = 1 + sqrt(dot(L->size, z, z));
        if (!isfinite(length))
            return false;
        if (length <= 1e-15 * size || (length >= 0.5 * last && length <= 1e-9 * size))
            return true;
        if (length >= 0.5 * last && k > 8)
            return false;
        last = length;
    }
    return last <= 1e-9 * size;
}
