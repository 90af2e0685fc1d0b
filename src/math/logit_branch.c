#include "math/logit_branch.h"

#include <math.h>
#include <string.h>

enum {
    MOST_STEPS = 5000,
    MOST_CORRECTIONS = 8,
};

/* A reach is a length in units of 1 + |z|. */
static const double FIRST_REACH = 0.05;
static const double LONGEST_REACH = 0.15;
static const double SHORTEST_LENGTH = 1e-6;
static const double LONGEST_LEAP = 1e-2;
static const double LEAST_COSINE = 0.97;
static const double LEAST_DET_RATIO = 0.5;

int64_t logit_branch_room(int32_t agents, const int32_t *arms)
{
    int64_t rows = 0;
    for (int32_t i = 0; i < agents; i++)
        rows += arms[i] - 1;
    return 4 * (rows + 1);
}

LogitBranch logit_branch_begin(LogitSystem *S, double **work)
{
    const int32_t n = S->rows + 1;
    LogitBranch B = {.system = S};
    B.z = logit_cut(work, n);
    B.tangent = logit_cut(work, n);
    B.next = logit_cut(work, n);
    B.next_tangent = logit_cut(work, n);
    return B;
}

static double dot(int32_t n, const double *a, const double *b)
{
    double sum = 0;
    for (int32_t k = 0; k < n; k++)
        sum += a[k] * b[k];
    return sum;
}

static double unit_of_length(const LogitBranch *B)
{
    const int32_t n = B->system->rows + 1;
    return 1 + sqrt(dot(n, B->z, B->z));
}

/* The length under which log odds rounded in proportion to their size, times precisions of
 * like size, hide what a step does. */
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

/* Newton's steps from `next` across `row` until they are short; false where they do not
 * converge, or lead further than `far` from the start.  The tangent and the determinant
 * are those before the last, short step. */
static bool correct(LogitBranch *B, const double *row, double far, double *cosine,
                    DenseDet *det)
{
    const int32_t n = B->system->rows + 1;
    const double close = fmax(fmin(1e-7, 1e-3 * far), rounding_of(unit_of_length(B)));
    double moved = 0, last = far;
    for (int k = 0; k < MOST_CORRECTIONS; k++) {
        const LogitStep step = logit_system_step(B->system, row, B->next, B->next_tangent);
        moved += step.length;
        if (!(step.length <= last) || !(moved <= far))
            return false;
        if (step.length <= close) {
            *det = step.det;
            *cosine = 1 / make_unit(n, B->next_tangent, det);
            return true;
        }
        last = 0.5 * step.length;
    }
    return false;
}

static void predict(LogitBranch *B, double reach)
{
    const int32_t n = B->system->rows + 1;
    for (int32_t k = 0; k < n; k++)
        B->next[k] = B->z[k] + reach * B->tangent[k];
}

static void accept(LogitBranch *B, DenseDet det)
{
    const size_t bytes = ((size_t)B->system->rows + 1) * sizeof *B->z;
    memcpy(B->z, B->next, bytes);
    memcpy(B->tangent, B->next_tangent, bytes);
    B->det = det;
    B->steps++;
}

/* The tangent at z, with t rising or falling; false where t turns right here. */
static bool set_out(LogitBranch *B, int way)
{
    const int32_t n = B->system->rows + 1;
    double cosine = 0;
    DenseDet det = {0};
    memcpy(B->next, B->z, (size_t)n * sizeof *B->z);
    if (!correct(B, B->system->axis, unit_of_length(B), &cosine, &det))
        return false;
    for (int32_t k = 0; k < n; k++)
        B->next_tangent[k] *= way;
    det.part *= way;
    accept(B, det);
    B->reach = FIRST_REACH;
    return true;
}

/* After a step in which the tangent turned by an angle with this cosine and the
 * determinant became `ratio` times as large.  A step grows only far from where the
 * determinant vanishes: two eigenvalues that change sign together would else be jumped
 * over, for they leave no trace in its sign. */
static double next_reach(double reach, double cosine, double ratio)
{
    const double slight = 0.999, much = 0.99;
    if (cosine > slight && ratio > 0.8)
        return fmin(2 * reach, LONGEST_REACH);
    return cosine > much ? reach : 0.7 * reach;
}

/* Whether the step from z to `next` may have crossed `top` and come back in between: the
 * tangent at z bounds the rise of an arc that bends down. */
static bool may_have_peaked(const LogitBranch *B, double length, double top)
{
    const int32_t t = B->system->rows;
    return B->tangent[t] > 0 && B->next_tangent[t] < 0 &&
           B->z[t] + length * B->tangent[t] > top;
}

/* Moves `next`, beyond `at`, back along the chord to t = at and onto the branch. */
static bool land(LogitBranch *B, double at)
{
    const int32_t n = B->system->rows + 1, t = n - 1;
    const double share = (at - B->z[t]) / (B->next[t] - B->z[t]);
    double far = 0, cosine = 0;
    DenseDet det = {0};
    for (int32_t k = 0; k < n; k++) {
        const double way = B->next[k] - B->z[k];
        B->next[k] = B->z[k] + share * way;
        far += way * way;
    }
    B->next[t] = at;
    return correct(B, B->system->axis, sqrt(far), &cosine, &det);
}

/* Takes the step to `next`, or its part to the floor or the top where it crosses one; false
 * where no point of the branch is found there. */
static bool arrive(LogitBranch *B, double floor, double top, DenseDet det, BranchEnd *end)
{
    const double t = B->next[B->system->rows];
    if ((t >= top && !land(B, top)) || (t < floor && !land(B, floor)))
        return false;
    *end = t >= top ? BRANCH_ROSE : t < floor ? BRANCH_SANK : BRANCH_ON_WAY;
    accept(B, det);
    return true;
}

/* Goes straight on, over a point where the branch meets another and no determinant tells
 * the two apart. */
static bool leap(LogitBranch *B, double floor, double top, BranchEnd *end)
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
static bool advance(LogitBranch *B, double floor, double top, BranchEnd *end)
{
    const double unit = unit_of_length(B);
    for (; B->reach >= shortest_reach(unit); B->reach *= 0.5) {
        const double length = B->reach * unit;
        double cosine = 0;
        DenseDet det = {0};
        predict(B, length);
        if (!correct(B, B->tangent, 0.3 * length, &cosine, &det) || cosine < LEAST_COSINE)
            continue;
        const double ratio = dense_det_ratio(det, B->det);
        if (ratio > LEAST_DET_RATIO && !may_have_peaked(B, length, top) &&
            arrive(B, floor, top, det, end)) {
            B->reach = next_reach(B->reach, cosine, ratio);
            return true;
        }
    }
    return leap(B, floor, top, end);
}

/* Where the branch meets another right at the top no system is regular; the tangent from
 * close by leads there nevertheless. */
static bool slide(LogitBranch *B, double top)
{
    const int32_t t = B->system->rows;
    const double length = (top - B->z[t]) / B->tangent[t];
    if (!(length >= 0 && length <= 1e-3 * unit_of_length(B)))
        return false;
    predict(B, length);
    B->next[t] = top;
    accept(B, B->det);
    return true;
}

BranchEnd logit_branch_follow(LogitBranch *B, int way, double floor, double top,
                              bool (*is_settled)(const LogitSystem *S))
{
    BranchEnd end = BRANCH_ON_WAY;
    if (!set_out(B, way))
        return BRANCH_LOST;
    while (B->steps < MOST_STEPS) {
        if (!advance(B, floor, top, &end))
            return slide(B, top) ? BRANCH_ROSE : BRANCH_LOST;
        if (end != BRANCH_ON_WAY)
            return end;
        if (is_settled && is_settled(B->system))
            return BRANCH_SETTLED;
    }
    return BRANCH_LOST;
}
