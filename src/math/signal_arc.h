/* signal_arc.h - the equations of signal_branch.h in lanes, with the formulas of one piece of a branch: c is the
 * spot's x[0].
 */
#pragma once
#include "math/lane_track.h"
#include "math/signal_pair.h"

/* What the equations are at a spot. */
typedef struct {
    Lane8 miss[PAIR_ARMS], miss_l; /* of the arms', of the last */
    Lane8 gap[PAIR_ARMS];          /* x_1 - x_0 */
    Lane8 steep[PAIR_ARMS];        /* d (y - s gap) / d y */
    Lane8 part[PAIR_ARMS];         /* 1 / steep */
    Lane8 pull[PAIR_ARMS];         /* d (z_1 - z_0) / d y */
    Lane8 rise;                    /* d (z_1 - z_0) / d s */
    Lane8 x[2][PAIR_ARMS], p[2][PAIR_ARMS];
    Lane8 all; /* the sum of what they miss by */
} Look;

/* The formulas of a piece: between two points of the lattice, x_1 = one - upper / r and x_0 = zero + lower r
 * with r = e^y. */
typedef struct {
    int32_t arms;
    Lane8 one[PAIR_ARMS], zero[PAIR_ARMS], upper[PAIR_ARMS], lower[PAIR_ARMS];
    Lane8 l; /* log odds of the prior */
} Arc;

/* ------------------------------------------------------------------ the equations */

/* e^(s x - top) of a type's arms, top, and their sum. */
WITHIN void weigh(int32_t n, const Lane8 *s, const Lane8 *x, Lane8 *e, Lane8 *top,
                  Lane8 *sum)
{
    *top = *s * x[0];
    for (int32_t a = 1; a < n; a++) {
        const Lane8 here = *s * x[a];
        const Truth8 is_more = LANE_LESS(*top, here);
        take_lanes(&is_more, &here, top);
    }
    *sum = LANE_ALL(0);
    for (int32_t a = 0; a < n; a++) {
        const Lane8 here = *s * x[a] - *top;
        real_exps(&here, &e[a]);
        *sum += e[a];
    }
}

WITHIN void weigh_two(const Lane8 *s, const Lane8 *x, Lane8 *e, Lane8 *top, Lane8 *sum)
{
    const Lane8 first = *s * x[0], second = *s * x[1];
    const Truth8 is_second = LANE_LESS(first, second);
    const Lane8 least = LANE_PICK(is_second, first - second, second - first);
    Lane8 less;
    real_exps(&least, &less);
    *top = LANE_PICK(is_second, second, first);
    e[0] = LANE_PICK(is_second, less, LANE_ALL(1));
    e[1] = LANE_PICK(is_second, LANE_ALL(1), less);
    *sum = 1 + less;
}

/* What the arms are worth, and how likely they are; over and under: s upper / r, s lower r. */
WITHIN void look_at_arms(const Arc *restrict c, const Spot *restrict at, Lane8 *over,
                         Lane8 *under, Look *restrict k)
{
    const int32_t n = c->arms;
    Lane8 top[2], sum[2];
    for (int32_t a = 0; a < n; a++) {
        Lane8 r;
        real_exps(&at->y[a], &r);
        over[a] = c->upper[a] / r;
        under[a] = c->lower[a] * r;
        k->x[0][a] = c->zero[a] + under[a];
        k->x[1][a] = c->one[a] - over[a];
        over[a] *= at->s;
        under[a] *= at->s;
    }
    for (int i = 0; i < 2; i++)
        if (n == 2)
            weigh_two(&at->s, k->x[i], k->p[i], &top[i], &sum[i]);
        else
            weigh(n, &at->s, k->x[i], k->p[i], &top[i], &sum[i]);
    const Lane8 part[2] = {1 / sum[0], 1 / sum[1]};
    for (int32_t a = 0; a < n; a++) {
        k->p[0][a] *= part[0];
        k->p[1][a] *= part[1];
    }
    k->miss_l = sum[1] * part[0];
    real_logs(&k->miss_l);
    k->miss_l += at->x[0] + (top[1] - top[0]) - c->l;
}

WITHIN void arc_look(const Arc *restrict c, const Spot *restrict at, Look *restrict k)
{
    Lane8 over[PAIR_ARMS], under[PAIR_ARMS], size;
    look_at_arms(c, at, over, under, k);
    lanes_size(&k->miss_l, &k->all);
    k->rise = LANE_ALL(0);
    for (int32_t a = 0; a < c->arms; a++) {
        const Lane8 p0 = k->p[0][a], p1 = k->p[1][a];
        k->gap[a] = k->x[1][a] - k->x[0][a];
        k->steep[a] = 1 - over[a] + under[a];
        k->part[a] = 1 / k->steep[a];
        k->pull[a] = p1 * over[a] - p0 * under[a];
        k->rise += p1 * k->x[1][a] - p0 * k->x[0][a];
        k->miss[a] = at->y[a] - at->s * k->gap[a] - at->x[0];
        lanes_size(&k->miss[a], &size);
        k->all += size;
    }
}

/* ------------------------------------------------------------------ directions */

/* The last equation changes by row[0] dc + row[1] ds when the arms' stay as they are. */
WITHIN void find_row(int32_t n, const Look *k, Lane8 *row)
{
    row[0] = LANE_ALL(1);
    row[1] = k->rise;
    for (int32_t a = 0; a < n; a++) {
        const Lane8 by = k->pull[a] * k->part[a];
        row[0] += by;
        row[1] += by * k->gap[a];
    }
}

/* s rises where the determinant is above 0; no number where there is no direction. */
WITHIN void arc_tangent(int32_t n, const Look *k, Spot *t)
{
    Lane8 row[2];
    Truth8 sign = {0};
    find_row(n, k, row);
    for (int32_t a = 0; a < n; a++)
        sign ^= (Truth8)k->steep[a];
    sign &= INT64_MIN;
    t->x[0] = (Lane8)(sign ^ INT64_MIN ^ (Truth8)row[1]);
    t->s = (Lane8)(sign ^ (Truth8)row[0]);
    for (int32_t a = 0; a < n; a++)
        t->y[a] = (t->x[0] + k->gap[a] * t->s) * k->part[a];
    const SpotSize size = {n, n, 1};
    spot_normalize(&size, t);
}

/* What the trial's goal adds to the equations: by how much it changes with c and s when the arms' stay as they are,
 * and by how much it is to. */
WITHIN void find_side(int32_t n, const Track *z, const Look *k, Lane8 *side, Lane8 *is)
{
    const Spot *t = &z->tangent, *at = &z->next.at;
    const Truth8 to_end = LANE_EQUAL(z->next.goal, TO_END);
    const Truth8 to_length = LANE_EQUAL(z->next.goal, TO_LENGTH);
    side[0] = LANE_PICK(to_length, t->x[0], LANE_ALL(0));
    side[1] = LANE_PICK(to_length, t->s, LANE_ALL(1));
    *is = LANE_PICK(to_end, 1 - at->s, LANE_ALL(0));
    for (int32_t a = 0; a < n; a++) {
        const Truth8 to_this = LANE_EQUAL(z->next.goal, a);
        const Lane8 along = LANE_PICK(to_length, t->y[a] * k->part[a], LANE_ALL(0));
        const Lane8 away = k->steep[a] * (z->exit.corner - at->y[a]) + k->miss[a];
        side[0] = LANE_PICK(to_this, LANE_ALL(1), side[0] + along);
        side[1] = LANE_PICK(to_this, k->gap[a], side[1] + along * k->gap[a]);
        *is = LANE_PICK(to_this, away, *is + along * k->miss[a]);
    }
}

/* One step of Newton's method. */
WITHIN void arc_correction(int32_t n, const Track *z, const Look *k, Spot *m)
{
    Lane8 row[2], side[2], is, miss = -k->miss_l;
    find_row(n, k, row);
    find_side(n, z, k, side, &is);
    for (int32_t a = 0; a < n; a++)
        miss += k->pull[a] * k->miss[a] * k->part[a];
    const Lane8 scale = 1 / (row[0] * side[1] - row[1] * side[0]);
    m->x[0] = (miss * side[1] - row[1] * is) * scale;
    m->s = (row[0] * is - miss * side[0]) * scale;
    for (int32_t a = 0; a < n; a++)
        m->y[a] = (m->x[0] + k->gap[a] * m->s - k->miss[a]) * k->part[a];
}
