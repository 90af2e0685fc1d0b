#include "solve/belief_duel_branch.h"

#include <math.h>
#include <string.h>

#include "math/lane_track.h"

enum { MOST_STEPS = 2000, NUMBERS = 4 };
/* See lane_walk.h.  Posteriors follow from x, and are at a corner only if that is met more closely than what tells
 * whether they are beyond it. */
static const double SOON_CLOSE = 1e-12;

/* A profile, as type k of side i sees it: [i][k][own arm][the other's][the other's vertex], times lambda. */
typedef Lane8 Profiles[2][2][2][2][2];

/* The formulas of a piece: the weight of the own posterior's upper point is flat_0 + lower r to type 0, and
 * flat_1 - upper / r to type 1, r = e^y; all are [side][arm]. */
typedef struct {
    Lane8 flat[2][2][2], lower[2][2], upper[2][2];
    Profiles at,
        rise; /* W at the own posterior's lower point; how much more at the upper */
    Lane8 belief[2][2]; /* [side][type] */
    Lane8 odds[2];      /* of the belief; 1 where nothing is told */
    Lane8 tells[2];     /* 1 or 0 */
} Arc;

/* What the equations are at a spot. */
typedef struct {
    Lane8 miss[NUMBERS], gain[NUMBERS];    /* x - s gain */
    Lane8 adjugate[NUMBERS][NUMBERS], det; /* of d miss / d x */
    Lane8 p[2][2][2];                      /* [side][type][arm] */
    Lane8 all;
} Look;

typedef struct {
    Track track;
    Arc arc;
    int32_t interval[2][2]
                    [LANES]; /* of the lattice, where the posteriors after the arms are */
    int64_t
        step[2]
            [LANES]; /* from a point of a side's lattice to the next; 0: nothing is told */
    const double *odds[2];     /* log odds of the points of the sides' lattices */
    DuelBranch *waiting, *end; /* branches that no lane has begun */
    DuelBranch *own[LANES];
} Walk;

/* ------------------------------------------------------------------ the equations */

WITHIN void choose(const Lane8 *x, Lane8 *p)
{
    Lane8 size, less;
    lanes_size(x, &size);
    size = -size;
    real_exps(&size, &less);
    const Lane8 most = 1 / (1 + less), least = less * most;
    const Truth8 is_one = LANE_LESS(LANE_ALL(0), *x);
    p[1] = LANE_PICK(is_one, most, least);
    p[0] = LANE_PICK(is_one, least, most);
}

/* How posteriors move with the x. */
WITHIN void move_posteriors(const Arc *c, const Look *k, const Lane8 *x, Lane8 *y)
{
    for (int i = 0; i < 2; i++, x += 2, y += 2) {
        const Lane8 zero = c->tells[i] * x[0], one = c->tells[i] * x[1];
        y[0] = k->p[i][0][1] * zero - k->p[i][1][1] * one;
        y[1] = k->p[i][1][0] * one - k->p[i][0][0] * zero;
    }
}

/* The weights of the own posteriors' upper points, and how they move with y: [side][type][arm]. */
typedef struct {
    Lane8 up[2][2][2], slope[2][2][2];
} Weights;

WITHIN void look_at_posteriors(const Arc *c, const Look *k, Spot *at, Weights *w)
{
    for (int i = 0; i < 2; i++)
        for (int a = 0; a < 2; a++) {
            const Lane8 ratio = k->p[i][1][a] / k->p[i][0][a];
            const Truth8 tells = LANE_LESS(LANE_ALL(0), c->tells[i]);
            const Lane8 r = LANE_PICK(tells, c->odds[i] * ratio, LANE_ALL(1));
            Lane8 *y = &at->y[2 * i + a];
            *y = r;
            real_logs(y);
            w->slope[i][0][a] = c->lower[i][a] * r;
            w->slope[i][1][a] = c->upper[i][a] / r;
            w->up[i][0][a] = c->flat[i][0][a] + w->slope[i][0][a];
            w->up[i][1][a] = c->flat[i][1][a] - w->slope[i][1][a];
        }
}

/* What an arm is worth to a type, times lambda; how it moves with its posterior; and [h]: what the other's arm 1
 * changes, at its vertices. */
typedef struct {
    Lane8 worth, lever, change[2];
} Stake;

/* odds [type][arm]: b p of the other. */
WITHIN void look_at_arm(const Arc *c, const Weights *w, Lane8 (*odds)[2], int i, int k,
                        int a, Stake *x)
{
    Lane8 rise = LANE_ALL(0);
    x->worth = LANE_ALL(0);
    for (int h = 0; h < 2; h++) {
        Lane8 of[2];
        for (int o = 0; o < 2; o++) {
            of[o] = c->at[i][k][a][o][h] + w->up[i][k][a] * c->rise[i][k][a][o][h];
            x->worth += odds[h][o] * of[o];
            rise += odds[h][o] * c->rise[i][k][a][o][h];
        }
        x->change[h] = of[1] - of[0];
    }
    x->lever = rise * w->slope[i][k][a];
}

/* A row of d miss / d x. */
WITHIN void fill_row(const Arc *c, const Look *k, const Lane8 *s, int i, const Stake *x,
                     Lane8 *row)
{
    const int j = 1 - i;
    for (int h = 0; h < 2; h++) {
        const Lane8 own = x[1].lever * k->p[i][h][0] + x[0].lever * k->p[i][h][1];
        const Lane8 spread = c->belief[j][h] * k->p[j][h][0] * k->p[j][h][1];
        row[2 * i + h] = h == 0 ? *s * own : -*s * own;
        row[2 * j + h] = -*s * spread * (x[1].change[h] - x[0].change[h]);
    }
}

/* By the minors of two rows each. */
WITHIN void find_adjugate(Lane8 (*m)[NUMBERS], Look *k)
{
    Lane8 u[6], v[6], (*b)[NUMBERS] = k->adjugate;
    static const int FIRST[6] = {0, 0, 0, 1, 1, 2}, SECOND[6] = {1, 2, 3, 2, 3, 3};
    for (int i = 0; i < 6; i++) {
        const int f = FIRST[i], g = SECOND[i];
        u[i] = m[0][f] * m[1][g] - m[1][f] * m[0][g];
        v[i] = m[2][f] * m[3][g] - m[3][f] * m[2][g];
    }
    k->det =
        u[0] * v[5] - u[1] * v[4] + u[2] * v[3] + u[3] * v[2] - u[4] * v[1] + u[5] * v[0];
    b[0][0] = m[1][1] * v[5] - m[1][2] * v[4] + m[1][3] * v[3];
    b[0][1] = -m[0][1] * v[5] + m[0][2] * v[4] - m[0][3] * v[3];
    b[0][2] = m[3][1] * u[5] - m[3][2] * u[4] + m[3][3] * u[3];
    b[0][3] = -m[2][1] * u[5] + m[2][2] * u[4] - m[2][3] * u[3];
    b[1][0] = -m[1][0] * v[5] + m[1][2] * v[2] - m[1][3] * v[1];
    b[1][1] = m[0][0] * v[5] - m[0][2] * v[2] + m[0][3] * v[1];
    b[1][2] = -m[3][0] * u[5] + m[3][2] * u[2] - m[3][3] * u[1];
    b[1][3] = m[2][0] * u[5] - m[2][2] * u[2] + m[2][3] * u[1];
    b[2][0] = m[1][0] * v[4] - m[1][1] * v[2] + m[1][3] * v[0];
    b[2][1] = -m[0][0] * v[4] + m[0][1] * v[2] - m[0][3] * v[0];
    b[2][2] = m[3][0] * u[4] - m[3][1] * u[2] + m[3][3] * u[0];
    b[2][3] = -m[2][0] * u[4] + m[2][1] * u[2] - m[2][3] * u[0];
    b[3][0] = -m[1][0] * v[3] + m[1][1] * v[1] - m[1][2] * v[0];
    b[3][1] = m[0][0] * v[3] - m[0][1] * v[1] + m[0][2] * v[0];
    b[3][2] = -m[3][0] * u[3] + m[3][1] * u[1] - m[3][2] * u[0];
    b[3][3] = m[2][0] * u[3] - m[2][1] * u[1] + m[2][2] * u[0];
}

WITHIN void arc_look(const Arc *restrict c, Spot *restrict at, Look *restrict k)
{
    Weights w;
    Lane8 odds[2][2][2], m[NUMBERS][NUMBERS], size;
    for (int i = 0; i < 2; i++)
        for (int h = 0; h < 2; h++) {
            choose(&at->x[2 * i + h], k->p[i][h]);
            for (int a = 0; a < 2; a++)
                odds[i][h][a] = c->belief[i][h] * k->p[i][h][a];
        }
    look_at_posteriors(c, k, at, &w);
    k->all = LANE_ALL(0);
    for (int i = 0; i < 2; i++)
        for (int t = 0; t < 2; t++) {
            const int u = 2 * i + t;
            Stake x[2];
            for (int a = 0; a < 2; a++)
                look_at_arm(c, &w, odds[1 - i], i, t, a, &x[a]);
            k->gain[u] = x[1].worth - x[0].worth;
            k->miss[u] = at->x[u] - at->s * k->gain[u];
            lanes_size(&k->miss[u], &size);
            k->all += size;
            fill_row(c, k, &at->s, i, x, m[u]);
            m[u][u] += 1;
        }
    find_adjugate(m, k);
}

/* ------------------------------------------------------------------ directions */

WITHIN void multiply(const Look *k, const Lane8 *by, Lane8 *to)
{
    for (int u = 0; u < NUMBERS; u++) {
        to[u] = k->adjugate[u][0] * by[0];
        for (int v = 1; v < NUMBERS; v++)
            to[u] += k->adjugate[u][v] * by[v];
    }
}

WITHIN SpotSize walk_size(const Walk *z)
{
    (void)z;
    return (SpotSize){NUMBERS, 0, NUMBERS};
}

WITHIN void walk_look(const Walk *z, Spot *at, Look *k)
{
    arc_look(&z->arc, at, k);
}

WITHIN void walk_tangent(const Walk *z, const Look *k, Spot *t)
{
    const SpotSize n = walk_size(z);
    multiply(k, k->gain, t->x);
    t->s = k->det;
    move_posteriors(&z->arc, k, t->x, t->y);
    spot_normalize(&n, t);
}

/* (x, s) changes by (v + w ds) / det and ds: v = -adj miss, w = adj gain. */
WITHIN void walk_correct(const Walk *z, const Look *k, Spot *m)
{
    const Track *track = &z->track;
    const Truth8 to_end = LANE_EQUAL(track->next.goal, TO_END);
    const Truth8 to_length = LANE_EQUAL(track->next.goal, TO_LENGTH);
    Lane8 v[NUMBERS], w[NUMBERS], y[2][NUMBERS];
    multiply(k, k->miss, v);
    multiply(k, k->gain, w);
    move_posteriors(&z->arc, k, v, y[0]);
    move_posteriors(&z->arc, k, w, y[1]);
    Lane8 is = LANE_PICK(to_end, 1 - track->next.at.s, LANE_ALL(0));
    Lane8 by_s =
        LANE_PICK(to_end, LANE_ALL(1), LANE_PICK(to_length, track->tangent.s, LANE_ALL(0)));
    Lane8 missed = LANE_ALL(0), along = missed;
    for (int u = 0; u < NUMBERS; u++) {
        const Lane8 t = LANE_PICK(to_length, track->tangent.x[u], LANE_ALL(0));
        const Truth8 to_this = LANE_EQUAL(track->next.goal, u);
        missed += t * v[u];
        along += t * w[u];
        missed = LANE_PICK(to_this, y[0][u], missed);
        along = LANE_PICK(to_this, y[1][u], along);
        is = LANE_PICK(to_this, track->exit.corner - track->next.at.y[u], is);
    }
    m->s = (is * k->det + missed) / (along + by_s * k->det);
    const Lane8 scale = 1 / k->det;
    for (int u = 0; u < NUMBERS; u++)
        m->x[u] = (w[u] * m->s - v[u]) * scale;
    move_posteriors(&z->arc, k, m->x, m->y);
}

/* ------------------------------------------------------------------ lane by lane */

/* What a profile is worth to type k of side i at two points of each lattice, [own][the other's]. */
WITHIN void find_worths(const Walk *z, int32_t lane, int i, int k, int a, int o,
                        double w[2][2])
{
    const Duel *d = &z->own[lane]->duel;
    const DuelSide *own = &d->side[i], *other = &d->side[1 - i];
    const DuelField *f = i == 0 ? &d->field[a][o] : &d->field[o][a];
    const int64_t step[2] = {z->step[i][lane], z->step[1 - i][lane]};
    const int64_t first = (z->interval[i][a][lane] - own->point) * step[0] +
                          (z->interval[1 - i][o][lane] - other->point) * step[1];
    for (int u = 0; u < 2; u++)
        for (int v = 0; v < 2; v++)
            w[u][v] = duel_worth(f, first + u * step[0] + v * step[1], own->role + k);
}

WITHIN void fill_profile(Walk *z, int32_t lane, int i, int a, int o)
{
    const DuelSide *own = &z->own[lane]->duel.side[i],
                   *other = &z->own[lane]->duel.side[1 - i];
    for (int k = 0; k < 2; k++) {
        double w[2][2];
        find_worths(z, lane, i, k, a, o, w);
        for (int h = 0; h < 2; h++) {
            const double far = (h == 1 ? other->steps : 0) - z->interval[1 - i][o][lane];
            const double at = w[0][0] + far * (w[0][1] - w[0][0]);
            const double above = w[1][0] + far * (w[1][1] - w[1][0]);
            z->arc.at[i][k][a][o][h][lane] = own->lambda * at;
            z->arc.rise[i][k][a][o][h][lane] = own->lambda * (above - at);
        }
    }
}

/* The interval in which the posterior after an arm is, and the weights in it. */
WITHIN void place(Walk *z, int32_t lane, int i, int a, int32_t interval)
{
    const DuelSide *side = &z->own[lane]->duel.side[i];
    const bool tells = z->step[i][lane] != 0;
    const double n = side->steps, up = interval + 1, down = n - interval;
    z->interval[i][a][lane] = interval;
    z->arc.flat[i][0][a][lane] = tells ? 1 - up * down / n : 0;
    z->arc.flat[i][1][a][lane] = tells ? up * down / n : 0;
    z->arc.lower[i][a][lane] = tells ? (down - 1) * down / n : 0;
    z->arc.upper[i][a][lane] = tells ? (up - 1) * up / n : 0;
    z->track.low[2 * i + a][lane] = tells ? z->odds[i][interval] : -INFINITY;
    z->track.high[2 * i + a][lane] = tells ? z->odds[i][interval + 1] : INFINITY;
}

WITHIN void walk_enter(Walk *z, int32_t lane, int32_t posterior, bool up)
{
    const int i = posterior / 2, a = posterior % 2;
    place(z, lane, i, a, z->interval[i][a][lane] + (up ? 1 : -1));
    for (int o = 0; o < 2; o++) {
        fill_profile(z, lane, i, a, o);
        fill_profile(z, lane, 1 - i, o, a);
    }
}

WITHIN void walk_turn(Walk *z, const Truth8 *turned, Look *k)
{
    (void)turned;
    Spot at = z->track.at;
    arc_look(&z->arc, &at, k);
}

WITHIN bool walk_step(Walk *z, int32_t lane)
{
    return ++z->own[lane]->steps < MOST_STEPS;
}

/* Whether a side's types value the arms alike whatever the other picks and tells, when they tell nothing: then they
 * tell nothing. */
static bool is_void(const Duel *d, int i)
{
    const DuelSide *own = &d->side[i], *other = &d->side[1 - i];
    const int64_t roles = d->board->scene.cells->roles, step = other->up * roles;
    for (int o = 0; o < 2; o++) {
        const DuelField *f[2] = {&d->field[i == 0 ? 0 : o][i == 0 ? o : 0],
                                 &d->field[i == 0 ? 1 : o][i == 0 ? o : 1]};
        for (int32_t v = step == 0 ? other->point : 0;
             v <= (step == 0 ? other->point : other->steps); v++) {
            const int64_t at = (v - other->point) * step;
            double worth[2][2];
            for (int a = 0; a < 2; a++)
                for (int k = 0; k < 2; k++)
                    worth[a][k] = duel_worth(f[a], at, own->role + k);
            const double apart = worth[1][1] - worth[0][1] - worth[1][0] + worth[0][0];
            if (!(own->lambda * fabs(apart) <= 1e-11))
                return false;
        }
    }
    return true;
}

/* At s = 0 all arms are equally likely, and nothing is told. */
static void begin(Walk *z, int32_t lane)
{
    DuelBranch *b = z->own[lane];
    Duel *d = &b->duel;
    Track *t = &z->track;
    double gain[NUMBERS], length = 1;
    memset(b->x, 0, sizeof b->x);
    duel_at(d, b->x, 0, gain);
    for (int u = 0; u < NUMBERS; u++)
        length += gain[u] * gain[u];
    length = sqrt(length);
    t->at.s[lane] = 0;
    t->tangent.s[lane] = 1 / length;
    for (int i = 0; i < 2; i++) {
        const DuelSide *side = &d->side[i];
        const double *own = gain + (ptrdiff_t)2 * i, apart = own[1] - own[0];
        const bool tells = side->tells && !is_void(d, i);
        z->step[i][lane] = tells ? (int64_t)side->up * d->board->scene.cells->roles : 0;
        z->arc.tells[i][lane] = tells;
        z->arc.odds[i][lane] = tells ? side->belief[1] / side->belief[0] : 1;
        for (int k = 0; k < 2; k++) {
            z->arc.belief[i][k][lane] = side->belief[k];
            t->at.x[2 * i + k][lane] = 0;
            t->tangent.x[2 * i + k][lane] = own[k] / length;
            t->at.y[2 * i + k][lane] = tells ? z->odds[i][side->point] : 0;
            t->tangent.y[2 * i + k][lane] =
                tells ? (k == 1 ? 0.5 : -0.5) * apart / length : 0;
            const bool falls = tells && (k == 1 ? apart < 0 : apart > 0);
            place(z, lane, i, k, side->point - falls);
        }
    }
    for (int i = 0; i < 2; i++)
        for (int a = 0; a < 2; a++)
            for (int o = 0; o < 2; o++)
                fill_profile(z, lane, i, a, o);
    b->steps = 0;
    track_begin(t, lane);
}

/* The next branch that waits. */
WITHIN void take(Walk *z, int32_t lane)
{
    z->own[lane] = z->waiting < z->end ? z->waiting++ : NULL;
    z->track.is_busy[lane] = z->own[lane] ? -1 : 0;
    if (z->own[lane])
        begin(z, lane);
}

WITHIN void walk_end(Walk *z, int32_t lane, const Look *k, bool is_lost)
{
    (void)k;
    z->own[lane]->is_lost = is_lost;
    for (int u = 0; u < NUMBERS; u++)
        z->own[lane]->x[u] = z->track.at.x[u][lane];
    take(z, lane);
}

#include "math/lane_walk.h"

ANY_WIDTH static void duel_follow_wide(int32_t count, DuelBranch *b, double *const odds[2])
{
    Walk z = {.waiting = b, .end = b + count};
    for (int i = 0; i < 2; i++) {
        z.odds[i] = odds[i];
        track_corners(b->duel.side[i].steps, odds[i]);
    }
    for (int32_t l = 0; l < LANES; l++)
        take(&z, l);
    walk_all(&z);
}

void duel_follow(int32_t count, DuelBranch *branches)
{
    if (count == 0)
        return;
    double first[branches->duel.side[0].steps + 1],
        second[branches->duel.side[1].steps + 1];
    duel_follow_wide(count, branches, (double *const[2]){first, second});
}
