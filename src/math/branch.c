#include "math/branch.h"

#include <math.h>
#include <string.h>

enum { MOST_CORRECTIONS = 8 };

/* A reach is a length in units of 1 + |z|. */
static const double FIRST_REACH = 0.05;
static const double LONGEST_REACH = 0.15;
static const double SHORTEST_LENGTH = 1e-6;
static const double LONGEST_LEAP = 1e-2;
static const double LONGEST_SLIDE = 1e-3;
static const double LEAST_COSINE = 0.97;
/* Of `turn`, which is one vector however many unknowns there are. */
static const double LEAST_TURN_RATIO = 0.5;

Branch branch_begin(int32_t size, double *room)
{
    Branch B = {.size = size};
    double **const arrays[] = {&B.z,    &B.tangent,      &B.turn,
                               &B.next, &B.next_tangent, &B.next_turn};
    for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++, room += size)
        *arrays[k] = room;
    return B;
}

static double unit_of_length(const Branch *B)
{
    return 1 + sqrt(dense_dot(B->size, B->z, B->z));
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
    const double length = sqrt(dense_dot(n, v, v));
    for (int32_t k = 0; k < n; k++)
        v[k] /= length;
    det->part *= length;
    return length;
}

/* Newton's steps from `next` across `row`, of length 1, until they are short.  Returns the cosine
 * of the angle between `row` and the tangent there; 0 where they do not converge, or lead further
 * than `far` from the start.  The tangent and the determinant are those before the last, short
 * step. */
static double correct(const Course *c, Branch *B, const double *row, double far)
{
    const double close =
        fmax(c->close * fmin(1, 1e4 * far), rounding_of(unit_of_length(B)));
    double moved = 0, last = far;
    for (int k = 0; k < MOST_CORRECTIONS; k++) {
        const double length =
            c->step(c->context, row, B->next, B->next_tangent, &B->next_det);
        moved += length;
        if (!(length <= last) || !(moved <= far))
            return 0;
        if (length <= close) {
            const double cosine = 1 / make_unit(B->size, B->next_tangent, &B->next_det);
            B->has_turn = c->turn && c->turn(c->context, B->next_tangent, B->next_turn);
            return cosine;
        }
        last = 0.5 * length;
    }
    return 0;
}

static void predict(Branch *B, double length)
{
    for (int32_t k = 0; k < B->size; k++)
        B->next[k] = B->z[k] + length * B->tangent[k];
}

static void accept(Branch *B)
{
    const size_t bytes = (size_t)B->size * sizeof *B->z;
    memcpy(B->z, B->next, bytes);
    memcpy(B->tangent, B->next_tangent, bytes);
    B->det = B->next_det;
    if (B->has_turn)
        memcpy(B->turn, B->next_turn, bytes);
    B->steps++;
}

/* The tangent at z, with t rising or falling; false where t turns right here. */
static bool set_out(const Course *c, Branch *B, int way)
{
    memcpy(B->next, B->z, (size_t)B->size * sizeof *B->z);
    if (!(correct(c, B, c->axis, unit_of_length(B)) > 0))
        return false;
    for (int32_t k = 0; k < B->size; k++)
        B->next_tangent[k] *= way;
    B->next_det.part *= way;
    accept(B);
    B->reach = FIRST_REACH;
    return true;
}

/* By how much the determinant has grown; or what tells as much of its sign where there is none:
 * the cosine of the angle by which `turn` has turned, and less where it has grown. */
static double det_ratio(const Branch *B)
{
    const int32_t n = B->size;
    if (!B->has_turn)
        return dense_det_ratio(B->next_det, B->det);
    const double before = dense_dot(n, B->turn, B->turn);
    const double now = dense_dot(n, B->next_turn, B->next_turn);
    return dense_dot(n, B->turn, B->next_turn) / fmax(now, sqrt(before * now));
}

/* After a step in which the tangent turned by an angle with this cosine and the determinant
 * became `ratio` times as large.  A step grows only far from where the determinant vanishes: two
 * eigenvalues that change sign together would else be jumped over, for they leave no trace in
 * its sign. */
static double next_reach(double reach, double cosine, double ratio, double least_ratio)
{
    const double slight = 0.999, much = 0.99;
    if (cosine > slight && ratio > 1.6 * least_ratio)
        return fmin(2 * reach, LONGEST_REACH);
    return cosine > much ? reach : 0.7 * reach;
}

/* Whether the step from z to `next` may have crossed `top` and come back in between: the
 * tangent at z bounds the rise of an arc that bends down. */
static bool may_have_peaked(const Branch *B, double length, double top)
{
    const int32_t t = B->size - 1;
    return B->tangent[t] > 0 && B->next_tangent[t] < 0 &&
           B->z[t] + length * B->tangent[t] > top;
}

/* Moves `next`, beyond `at`, back along the chord to t = at and onto the branch. */
static bool land(const Course *c, Branch *B, double at)
{
    const int32_t t = B->size - 1;
    const double share = (at - B->z[t]) / (B->next[t] - B->z[t]);
    double far = 0;
    for (int32_t k = 0; k < B->size; k++) {
        const double way = B->next[k] - B->z[k];
        B->next[k] = B->z[k] + share * way;
        far += way * way;
    }
    B->next[t] = at;
    return correct(c, B, c->axis, sqrt(far)) > 0;
}

/* Takes the step to `next`, or its part to the floor or the top where it crosses one; false
 * where no point of the branch is found there. */
static bool arrive(const Course *c, Branch *B, BranchEnd *end)
{
    const double t = B->next[B->size - 1];
    const bool turns = B->tangent[B->size - 1] * B->next_tangent[B->size - 1] < 0;
    if ((t >= c->top && !land(c, B, c->top)) || (t < c->floor && !land(c, B, c->floor)))
        return false;
    *end = t >= c->top ? BRANCH_ROSE : t < c->floor ? BRANCH_SANK : BRANCH_ON_WAY;
    B->turns += turns;
    accept(B);
    return true;
}

/* Goes straight on, over a point where the branch meets another and no determinant tells
 * the two apart. */
static bool leap(const Course *c, Branch *B, BranchEnd *end)
{
    const double unit = unit_of_length(B);
    for (double reach = 8 * shortest_reach(unit); reach <= LONGEST_LEAP; reach *= 4) {
        predict(B, reach * unit);
        if (correct(c, B, B->tangent, 0.5 * reach * unit) > 0.9 && arrive(c, B, end)) {
            B->reach = reach;
            return true;
        }
    }
    return false;
}

/* One step, as long as can be trusted. */
static bool advance(const Course *c, Branch *B, BranchEnd *end)
{
    const double unit = unit_of_length(B);
    for (; B->reach >= shortest_reach(unit); B->reach *= 0.5) {
        const double length = B->reach * unit;
        predict(B, length);
        const double cosine = correct(c, B, B->tangent, 0.3 * length);
        if (!(cosine >= LEAST_COSINE))
            continue;
        const double least = B->has_turn ? LEAST_TURN_RATIO : c->least_ratio;
        const double ratio = det_ratio(B);
        if (ratio > least && !may_have_peaked(B, length, c->top) && arrive(c, B, end)) {
            B->reach = next_reach(B->reach, cosine, ratio, least);
            return true;
        }
    }
    return leap(c, B, end);
}

/* From close by, the tangent leads to the top. */
static bool slide(const Course *c, Branch *B)
{
    const int32_t t = B->size - 1;
    const double length = (c->top - B->z[t]) / B->tangent[t];
    if (!c->slides || !(length >= 0 && length <= LONGEST_SLIDE * unit_of_length(B)))
        return false;
    predict(B, length);
    memcpy(B->z, B->next, (size_t)B->size * sizeof *B->z);
    B->z[t] = c->top;
    return true;
}

BranchEnd branch_follow(Branch *B, const Course *c, int way)
{
    BranchEnd end = BRANCH_ON_WAY;
    if (!set_out(c, B, way))
        return BRANCH_LOST;
    while (B->steps < c->most_steps && B->turns <= c->most_turns) {
        if (!advance(c, B, &end))
            return slide(c, B) ? BRANCH_ROSE : BRANCH_LOST;
        const bool is_settled = c->is_settled && c->is_settled(c->context, B);
        if (end != BRANCH_ON_WAY)
            return end;
        if (is_settled)
            return BRANCH_SETTLED;
    }
    return BRANCH_LOST;
}
