#include "math/signal_branch.h"

#include <math.h>

#include "math/signal_arc.h"

/* A point is on the branch when the equations miss by less, in log odds; or, on the way, when they will after
 * the step of Newton's method that is made. */
static const double CLOSE = 1e-11, SOON_CLOSE = 1e-9;
enum { MOST_STEPS = 2000, MOST_CORRECTIONS = 8, MOST_HALVINGS = 30 };
/* How far a step may go; what part of it, and of a little more, corrections may be; and the least cosine
 * between its ends' tangents. */
static const double LONGEST = 4, TRUST = 0.2, LITTLE = 1e-9, STRAIGHT = 0.8;
/* A posterior that moves by less along the arc goes nowhere yet; one that is beyond its interval by less is
 * at its end. */
static const double STILL = 1e-9, RIM = 1e-11;

/* Where a tangent leads to first, or what a step passed first: how far away. */
typedef struct {
    Truth8 goal;
    Lane8 corner, away;
} Exit;

/* A step that is tried. */
typedef struct {
    Spot at; /* where it has led to */
    Truth8 goal, corrections;
    Lane8 length, moved, last, miss; /* moved: by all corrections, by the last of them */
} Trial;

typedef struct {
    Arc arc; /* the piece in each lane */
    int32_t interval[PAIR_ARMS]
                    [LANES]; /* of the lattice, where arms' posteriors are in it */
    Lane8 low[PAIR_ARMS], high[PAIR_ARMS]; /* and between which log odds */
    Lane8 base[2];                         /* x is what an arm is worth above that */
    Spot at, tangent;
    Exit exit; /* where the tangent leads to, or what the step tried before passed */
    Lane8 reach;
    Truth8 halvings;
    Trial next;
    int32_t steps;                           /* of the lattice */
    const double *odds;                      /* log odds of its points */
    PairBranch *const *waiting, *const *end; /* branches that no lane has begun */
    PairBranch *own[LANES];                  /* the lane's branch; NULL: none is left */
    Truth8 is_busy;
} Walk;

/* ------------------------------------------------------------------ lanes */

WITHIN bool is_any(const Truth8 *is)
{
    int64_t any = 0;
    for (int32_t l = 0; l < LANES; l++)
        any |= (*is)[l];
    return any != 0;
}

WITHIN void take_exit(const Truth8 *is, const Exit *from, Exit *into)
{
    into->goal = LANE_PICK_WHOLE(*is, from->goal, into->goal);
    take_lanes(is, &from->corner, &into->corner);
    take_lanes(is, &from->away, &into->away);
}

/* ------------------------------------------------------------------ ways out of a piece */

/* Another way out, in the lanes where it is nearer. */
WITHIN void offer_exit(const Truth8 *is, int32_t arm, const Lane8 *corner,
                       const Lane8 *away, Exit *e)
{
    e->goal = LANE_PICK_WHOLE(*is, LANE_WHOLE(arm), e->goal);
    take_lanes(is, corner, &e->corner);
    take_lanes(is, away, &e->away);
}

/* Where the tangent leads to first. */
WITHIN void find_exit(const Walk *z, Exit *e)
{
    const Spot *at = &z->at, *t = &z->tangent;
    const Truth8 to_end = LANE_LESS(LANE_ALL(0), t->s);
    e->goal = LANE_PICK_WHOLE(to_end, LANE_WHOLE(TO_END), LANE_WHOLE(TO_LENGTH));
    e->away = LANE_PICK(to_end, (1 - at->s) / t->s, LANE_ALL(INFINITY));
    e->corner = LANE_ALL(0);
    for (int32_t a = 0; a < z->arc.arms; a++) {
        Lane8 speed;
        const Truth8 is_up = LANE_LESS(LANE_ALL(0), t->y[a]);
        const Lane8 corner = LANE_PICK(is_up, z->high[a], z->low[a]);
        const Lane8 away = (corner - at->y[a]) / t->y[a];
        lanes_size(&t->y[a], &speed);
        const Truth8 is_nearer =
            LANE_LESS(away, e->away) & LANE_UP_TO(LANE_ALL(STILL), speed);
        offer_exit(&is_nearer, a, &corner, &away, e);
    }
    const Truth8 is_ahead = LANE_LESS(LANE_ALL(0), e->away);
    e->away = LANE_PICK(is_ahead, e->away, LANE_ALL(0));
}

/* What the step passed first, but for its goal: the end of an interval or of the branch; `away`: at what
 * part of the step.  TO_LENGTH: nothing.  `returns`: it is where the step began, and the tangent leads
 * from there into the piece. */
WITHIN void find_passed(const Walk *z, Exit *e, Truth8 *returns)
{
    const Spot *from = &z->at, *at = &z->next.at, *t = &z->tangent;
    const Truth8 is_beyond =
        ~LANE_EQUAL(z->next.goal, TO_END) & LANE_LESS(LANE_ALL(1 + RIM), at->s);
    e->goal = LANE_PICK_WHOLE(is_beyond, LANE_WHOLE(TO_END), LANE_WHOLE(TO_LENGTH));
    e->away = LANE_PICK(is_beyond, (1 - from->s) / (at->s - from->s), LANE_ALL(INFINITY));
    e->corner = LANE_ALL(0);
    *returns = LANE_WHOLE(0);
    for (int32_t a = 0; a < z->arc.arms; a++) {
        const Truth8 is_high = LANE_LESS(z->high[a] + RIM, at->y[a]);
        const Truth8 is_out = is_high | LANE_LESS(at->y[a], z->low[a] - RIM);
        const Lane8 corner = LANE_PICK(is_high, z->high[a], z->low[a]);
        const Lane8 away = (corner - from->y[a]) / (at->y[a] - from->y[a]);
        const Truth8 is_nearer =
            is_out & ~LANE_EQUAL(z->next.goal, a) & LANE_LESS(away, e->away);
        const Lane8 inward = LANE_PICK(is_high, -t->y[a], t->y[a]);
        const Truth8 is_inward =
            LANE_LESS(LANE_ALL(STILL), inward) & LANE_UP_TO(away, LANE_ALL(0));
        offer_exit(&is_nearer, a, &corner, &away, e);
        *returns = LANE_PICK_WHOLE(is_nearer, is_inward, *returns);
    }
}

/* ------------------------------------------------------------------ lane by lane */

WITHIN const double *worth_at(const SignalGame *g, int32_t arm, int32_t point)
{
    return g->worth + ((int64_t)arm * g->lattice->count + point) * 2;
}

/* The formulas of an arm whose posterior is between a point of the lattice and the next. */
WITHIN void enter(Walk *z, int32_t lane, int32_t arm, int32_t interval)
{
    const int32_t n = z->steps;
    const SignalGame *g = z->own[lane]->game;
    const double up = interval + 1, down = n - interval, lambda = g->precision;
    const double *w = worth_at(g, arm, interval);
    const double zero = lambda * (w[2] - w[0]), one = lambda * (w[3] - w[1]);
    z->interval[arm][lane] = interval;
    z->arc.one[arm][lane] = lambda * w[1] + one * up * down / n - z->base[1][lane];
    z->arc.zero[arm][lane] = lambda * w[2] - zero * up * down / n - z->base[0][lane];
    z->arc.upper[arm][lane] = one * (up - 1) * up / n;
    z->arc.lower[arm][lane] = zero * (down - 1) * down / n;
    z->low[arm][lane] = z->odds[interval];
    z->high[arm][lane] = z->odds[interval + 1];
}

/* At s = 0 nothing is told: all posteriors are the prior, and the arms are equally likely. */
WITHIN void begin(Walk *z, int32_t lane)
{
    const SignalGame *g = z->own[lane]->game;
    const int32_t point = z->own[lane]->point;
    double gap[PAIR_ARMS], mean = 0, length = 1;
    for (int k = 0; k < 2; k++)
        z->base[k][lane] = g->precision * worth_at(g, 0, point)[k];
    for (int32_t a = 0; a < z->arc.arms; a++) {
        const double *w = worth_at(g, a, point);
        gap[a] = (g->precision * w[1] - z->base[1][lane]) -
                 (g->precision * w[0] - z->base[0][lane]);
        mean += gap[a] / z->arc.arms;
    }
    for (int32_t a = 0; a < z->arc.arms; a++)
        length += (gap[a] - mean) * (gap[a] - mean);
    length = sqrt(length + mean * mean);
    z->arc.l[lane] = z->at.c[lane] = z->odds[point];
    z->at.s[lane] = 0;
    z->tangent.c[lane] = -mean / length;
    z->tangent.s[lane] = 1 / length;
    for (int32_t a = 0; a < z->arc.arms; a++) {
        z->at.y[a][lane] = z->arc.l[lane];
        z->tangent.y[a][lane] = (gap[a] - mean) / length;
        enter(z, lane, a, gap[a] < mean ? point - 1 : point);
    }
    z->own[lane]->steps = 0;
    z->reach[lane] = 1;
    z->halvings[lane] = 0;
}

/* The next branch that waits. */
WITHIN void take(Walk *z, int32_t lane)
{
    z->own[lane] = z->waiting < z->end ? *z->waiting++ : NULL;
    z->is_busy[lane] = z->own[lane] ? -1 : 0;
    if (z->own[lane])
        begin(z, lane);
}

WITHIN void end(Walk *z, int32_t lane, const Look *k, bool is_lost)
{
    PairBranch *b = z->own[lane];
    b->is_lost = is_lost;
    for (int32_t a = 0; a < z->arc.arms; a++)
        for (int i = 0; i < 2; i++)
            b->x[a][i] = k->x[i][a][lane] + z->base[i][lane];
    take(z, lane);
}

/* At a corner, just looked at: the formulas beyond it, where slopes alone are others. */
WITHIN void turn(Walk *z, int32_t lane, Look *k)
{
    const int32_t arm = (int32_t)z->next.goal[lane];
    const double corner = z->exit.corner[lane], s = z->at.s[lane];
    const bool rises = corner == z->high[arm][lane];
    const int32_t point = z->interval[arm][lane] + rises;
    z->at.y[arm][lane] = corner;
    enter(z, lane, arm, rises ? point : point - 1);
    const double r = (double)point / (z->steps - point);
    const double over = s * z->arc.upper[arm][lane] / r,
                 under = s * z->arc.lower[arm][lane] * r;
    k->steep[arm][lane] = 1 - over + under;
    k->part[arm][lane] = 1 / k->steep[arm][lane];
    k->pull[arm][lane] = k->p[1][arm][lane] * over - k->p[0][arm][lane] * under;
}

/* Whether the tangent leads on from the corner where the lane turned. */
WITHIN bool leads_on(const Walk *z, int32_t lane)
{
    const int32_t arm = (int32_t)z->next.goal[lane];
    const double speed = z->tangent.y[arm][lane];
    return (z->exit.corner[lane] == z->low[arm][lane] ? speed : -speed) > -STILL;
}

/* ------------------------------------------------------------------ steps */

/* A step along the tangent in the lanes that `are`: to the way out where that is near. */
WITHIN void try_step(Walk *z, const Truth8 *are)
{
    Trial *next = &z->next;
    Spot to;
    const Truth8 is_near = LANE_UP_TO(z->exit.away, z->reach);
    const Lane8 length = LANE_PICK(is_near, z->exit.away, z->reach);
    const Truth8 goal = LANE_PICK_WHOLE(is_near, z->exit.goal, LANE_WHOLE(TO_LENGTH));
    next->goal = LANE_PICK_WHOLE(*are, goal, next->goal);
    next->corrections &= ~*are;
    next->length = LANE_PICK(*are, length, next->length);
    next->moved = LANE_PICK(*are, LANE_ALL(0), next->moved);
    next->last = LANE_PICK(*are, LANE_ALL(0), next->last);
    next->miss = LANE_PICK(*are, LANE_ALL(INFINITY), next->miss);
    spot_go(z->arc.arms, &z->at, &length, &z->tangent, &to);
    spot_take(z->arc.arms, are, &to, &next->at);
}

/* How far what is solved for beside the equations is. */
WITHIN void find_away(const Walk *z, Lane8 *away)
{
    const Truth8 to_end = LANE_EQUAL(z->next.goal, TO_END);
    *away = LANE_PICK(to_end, 1 - z->next.at.s, LANE_ALL(0));
    for (int32_t a = 0; a < z->arc.arms; a++) {
        const Truth8 to_this = LANE_EQUAL(z->next.goal, a);
        *away = LANE_PICK(to_this, z->exit.corner - z->next.at.y[a], *away);
    }
    lanes_size(away, away);
}

/* What becomes of the steps that are tried: neither where corrections go on. */
typedef struct {
    Truth8 is_there, fails;
} Fate;

/* Newton's method from beside the branch, a step of it, which each time leaves the square of what it went.  It
 * fails where it goes further than it may, or does not halve what the equations miss by, but at first. */
WITHIN void correct(Walk *z, const Look *k, Fate *f)
{
    Trial *next = &z->next;
    Spot m, to;
    Lane8 miss, by;
    find_away(z, &miss);
    miss += k->all;
    const Aim aim = {&next->goal, &z->exit.corner, &z->tangent};
    arc_correction(z->arc.arms, &next->at, k, &aim, &m);
    spot_dot(z->arc.arms, &m, &m, &by);
    real_roots(&by);
    const Lane8 moved = next->moved + by, half = 0.5 * next->miss, one = LANE_ALL(1);
    const Lane8 left = by * (by / next->last) * (by / next->last);
    const Truth8 is_good = LANE_LESS(miss, half) &
                           LANE_UP_TO(moved, TRUST * next->length + LITTLE) &
                           LANE_BELOW(next->corrections, MOST_CORRECTIONS - 1);
    const Truth8 is_first = LANE_EQUAL(next->corrections, 0);
    const Truth8 will_be =
        is_good & LANE_UP_TO(left, LANE_ALL(SOON_CLOSE)) & ~LANE_EQUAL(next->goal, TO_END);
    f->is_there = LANE_UP_TO(miss, LANE_ALL(CLOSE)) | will_be;
    f->fails = ~f->is_there & ~is_good;
    spot_go(z->arc.arms, &next->at, &one, &m, &to);
    spot_take(z->arc.arms, &is_good, &to, &next->at);
    next->moved = LANE_PICK(is_good, moved, next->moved);
    next->last = LANE_PICK(is_good, by, next->last);
    next->miss = LANE_PICK(is_first, LANE_ALL(INFINITY), miss);
    next->corrections -= is_good;
}

/* How far the step after this one may go: what corrections were, and the bend, grow as its square. */
WITHIN void find_reach(const Walk *z, const Lane8 *cosine, Lane8 *reach)
{
    const Trial *next = &z->next;
    const Lane8 bend = (1 - *cosine) * (1 / (1 - STRAIGHT));
    Lane8 part = next->moved / (TRUST * next->length + LITTLE);
    const Truth8 is_bend = LANE_LESS(part, bend);
    take_lanes(&is_bend, &bend, &part);
    real_roots(&part);
    const Lane8 most = 0.8 / part;
    const Truth8 is_less = LANE_LESS(most, LANE_ALL(2));
    *reach = next->length * LANE_PICK(is_less, most, LANE_ALL(2));
    const Truth8 is_shorter = LANE_LESS(*reach, z->reach);
    take_lanes(&is_shorter, &z->reach, reach);
    const Truth8 is_longer = LANE_LESS(LANE_ALL(LONGEST), *reach);
    *reach = LANE_PICK(is_longer, LANE_ALL(LONGEST), *reach);
}

/* Goes to where steps led, unless they turned back, bent too much, or passed something: then what they
 * passed is tried in the place of that. */
WITHIN void judge(Walk *z, const Look *k, Fate *f)
{
    Spot there;
    Exit passed;
    Lane8 cosine, reach;
    Truth8 returns;
    arc_tangent(z->arc.arms, k, &there);
    spot_dot(z->arc.arms, &there, &z->tangent, &cosine);
    find_passed(z, &passed, &returns);
    const Truth8 is_good = f->is_there & LANE_UP_TO(LANE_ALL(0), z->next.at.s) &
                           LANE_UP_TO(LANE_ALL(STRAIGHT), cosine) & ~returns;
    const Truth8 is_through = LANE_EQUAL(passed.goal, TO_LENGTH),
                 has_passed = is_good & ~is_through;
    f->fails |= f->is_there & ~is_good;
    f->is_there = is_good & is_through;
    z->halvings = (z->halvings - (f->fails | has_passed)) & ~f->is_there;
    find_reach(z, &cosine, &reach);
    take_lanes(&f->is_there, &reach, &z->reach);
    z->reach = LANE_PICK(f->fails, 0.5 * z->next.length, z->reach);
    const Truth8 is_ahead = LANE_LESS(LANE_ALL(0), passed.away),
                 is_near = LANE_LESS(passed.away, LANE_ALL(1));
    passed.away = LANE_PICK(is_near, passed.away, LANE_ALL(1));
    passed.away = z->next.length * LANE_PICK(is_ahead, passed.away, LANE_ALL(0));
    take_exit(&has_passed, &passed, &z->exit);
    const Truth8 is_tiny = LANE_LESS(passed.away, LANE_ALL(1e-12));
    reach = LANE_PICK(is_tiny, LANE_ALL(1e-12), passed.away);
    take_lanes(&has_passed, &reach, &z->reach);
    spot_take(z->arc.arms, &f->is_there, &z->next.at, &z->at);
    spot_take(z->arc.arms, &f->is_there, &there, &z->tangent);
}

/* Beyond the corners that steps led to; lost where the tangent does not lead on. */
WITHIN void turn_lanes(Walk *z, const Truth8 *is_there, Look *k, Truth8 *is_lost)
{
    const Truth8 turns = *is_there & ~LANE_BELOW(z->next.goal, 0);
    Spot tangent;
    if (!is_any(&turns))
        return;
    for (int32_t l = 0; l < LANES; l++)
        if (turns[l])
            turn(z, l, k);
    arc_tangent(z->arc.arms, k, &tangent);
    spot_take(z->arc.arms, &turns, &tangent, &z->tangent);
    for (int32_t l = 0; l < LANES; l++)
        if (turns[l] && !leads_on(z, l))
            (*is_lost)[l] = -1;
}

/* Ends the branches that arrived or are lost.  Lanes with another branch are there too. */
WITHIN void end_lanes(Walk *z, const Look *k, const Truth8 *is_lost, Truth8 *is_there)
{
    const Truth8 is_end = *is_there & LANE_EQUAL(z->next.goal, TO_END);
    for (int32_t l = 0; l < LANES; l++) {
        if (!z->own[l])
            continue;
        z->own[l]->steps += (*is_there)[l] != 0;
        if (!is_end[l] && !(*is_lost)[l] && z->own[l]->steps < MOST_STEPS)
            continue;
        end(z, l, k, !is_end[l]);
        (*is_there)[l] = -1;
    }
}

/* Looks once at the equations in all lanes, and moves them on. */
WITHIN void look_once(Walk *z)
{
    Look k;
    Fate f;
    Exit e;
    arc_look(&z->arc, &z->next.at, &k);
    correct(z, &k, &f);
    f.is_there &= z->is_busy;
    f.fails &= z->is_busy;
    const Truth8 tries = f.is_there | f.fails;
    if (!is_any(&tries))
        return;
    judge(z, &k, &f);
    Truth8 is_lost = ~LANE_BELOW(z->halvings, MOST_HALVINGS);
    turn_lanes(z, &f.is_there, &k, &is_lost);
    end_lanes(z, &k, &is_lost, &f.is_there);
    find_exit(z, &e);
    take_exit(&f.is_there, &e, &z->exit);
    try_step(z, &tries);
}

ANY_WIDTH static void pair_follow_wide(int32_t count, PairBranch *const *b, double *odds)
{
    const SignalGame *g = b[0]->game;
    const int32_t n = g->lattice->steps;
    const Truth8 all = LANE_WHOLE(-1);
    Walk z = {
        .arc.arms = g->arms, .steps = n, .odds = odds, .waiting = b, .end = b + count};
    for (int32_t j = 0; j <= n; j++)
        odds[j] = j < n ? real_log((double)j / (n - j)) : INFINITY;
    for (int32_t l = 0; l < LANES; l++)
        take(&z, l);
    find_exit(&z, &z.exit);
    try_step(&z, &all);
    while (is_any(&z.is_busy))
        look_once(&z);
}

void pair_follow(int32_t count, PairBranch *const *branches)
{
    if (count == 0)
        return;
    double odds[branches[0]->game->lattice->count];
    pair_follow_wide(count, branches, odds);
}
