/* lane_walk.h - follows branches from corner to corner, eight at a time (math/lane_track.h).  For the file that
 * has their equations, which it includes once it has said
 *
 *     typedef struct { Track track; ... } Walk;
 *     SOON_CLOSE                                  on the way, a point is on the branch too when the equations
 *                                                 will miss by less after the step of Newton's method made
 *     typedef struct { Lane8 all; ... } Look;     the sum of what the equations miss by at a spot, ...
 *     walk_size(Walk *)                           how many numbers a spot has, all known when it is compiled
 *                                                 if possible
 *     walk_look(Walk *, Spot *, Look *)           looks at a spot; finds the y that follow from x
 *     walk_tangent(Walk *, Look *, Spot *)        the direction of the branch there, of length 1, s rising
 *                                                 where the determinant is above 0 (math/climb.h)
 *     walk_correct(Walk *, Look *, Spot *)        a step of Newton's method from the trial's spot
 *     walk_enter(Walk *, lane, posterior, up)     the formulas of the piece above a corner, or below
 *     walk_turn(Walk *, turned, Look *)           looks at the spot anew in lanes that turned at a corner
 *     walk_step(Walk *, lane)                     counts a step; false where there are too many
 *     walk_end(Walk *, lane, Look *, is_lost)     keeps what was found, and begins another branch or none
 *
 * No lane looks at another, and each goes at its own pace.
 */
#pragma once
#include <math.h>

#include "math/lane_track.h"

/* A point is on the branch when the equations miss by less, in log odds. */
static const double CLOSE = 1e-11;
enum { MOST_CORRECTIONS = 8, MOST_HALVINGS = 30 };
/* How far a step may go; what part of it, and of a little more, corrections may be; and the least cosine
 * between its ends' tangents. */
static const double LONGEST = 4, TRUST = 0.2, LITTLE = 1e-9, STRAIGHT = 0.8;
/* A posterior that moves by less along the arc goes nowhere yet; one that is beyond its interval by less is
 * at its end. */
static const double STILL = 1e-9, RIM = 1e-11;

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
WITHIN void find_exit(const SpotSize *n, const Track *z, Exit *e)
{
    const Spot *at = &z->at, *t = &z->tangent;
    const Truth8 to_end = LANE_LESS(LANE_ALL(0), t->s);
    e->goal = LANE_PICK_WHOLE(to_end, LANE_WHOLE(TO_END), LANE_WHOLE(TO_LENGTH));
    e->away = LANE_PICK(to_end, (1 - at->s) / t->s, LANE_ALL(INFINITY));
    e->corner = LANE_ALL(0);
    for (int32_t a = 0; a < n->posteriors; a++) {
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
WITHIN void find_passed(const SpotSize *n, const Track *z, Exit *e, Truth8 *returns)
{
    const Spot *from = &z->at, *at = &z->next.at, *t = &z->tangent;
    const Truth8 is_beyond =
        ~LANE_EQUAL(z->next.goal, TO_END) & LANE_LESS(LANE_ALL(1 + RIM), at->s);
    e->goal = LANE_PICK_WHOLE(is_beyond, LANE_WHOLE(TO_END), LANE_WHOLE(TO_LENGTH));
    e->away = LANE_PICK(is_beyond, (1 - from->s) / (at->s - from->s), LANE_ALL(INFINITY));
    e->corner = LANE_ALL(0);
    *returns = LANE_WHOLE(0);
    for (int32_t a = 0; a < n->posteriors; a++) {
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

/* ------------------------------------------------------------------ steps */

/* A step along the tangent in the lanes that `are`: to the way out where that is near. */
WITHIN void try_step(const SpotSize *n, Track *z, const Truth8 *are)
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
    spot_go(n, &z->at, &length, &z->tangent, &to);
    spot_take(n, are, &to, &next->at);
}

/* How far what is solved for beside the equations is. */
WITHIN void find_away(const SpotSize *n, const Track *z, Lane8 *away)
{
    const Truth8 to_end = LANE_EQUAL(z->next.goal, TO_END);
    *away = LANE_PICK(to_end, 1 - z->next.at.s, LANE_ALL(0));
    for (int32_t a = 0; a < n->posteriors; a++) {
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
WITHIN void correct(const SpotSize *n, Walk *walk, const Look *k, Fate *f)
{
    Track *z = &walk->track;
    Trial *next = &z->next;
    Spot m, to;
    Lane8 miss, by;
    find_away(n, z, &miss);
    miss += k->all;
    walk_correct(walk, k, &m);
    spot_dot(n, &m, &m, &by);
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
    spot_go(n, &next->at, &one, &m, &to);
    spot_take(n, &is_good, &to, &next->at);
    next->moved = LANE_PICK(is_good, moved, next->moved);
    next->last = LANE_PICK(is_good, by, next->last);
    next->miss = LANE_PICK(is_first, LANE_ALL(INFINITY), miss);
    next->corrections -= is_good;
}

/* How far the step after this one may go: what corrections were, and the bend, grow as its square. */
WITHIN void find_reach(const Track *z, const Lane8 *cosine, Lane8 *reach)
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
WITHIN void judge(const SpotSize *n, Walk *walk, const Look *k, Fate *f)
{
    Track *z = &walk->track;
    Spot there;
    Exit passed;
    Lane8 cosine, reach;
    Truth8 returns;
    walk_tangent(walk, k, &there);
    spot_dot(n, &there, &z->tangent, &cosine);
    find_passed(n, z, &passed, &returns);
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
    spot_take(n, &f->is_there, &z->next.at, &z->at);
    spot_take(n, &f->is_there, &there, &z->tangent);
}

/* Whether the tangent leads on from the corner where the lane turned. */
WITHIN bool leads_on(const Track *z, int32_t lane)
{
    const int32_t arm = (int32_t)z->next.goal[lane];
    const double speed = z->tangent.y[arm][lane];
    return (z->exit.corner[lane] == z->low[arm][lane] ? speed : -speed) > -STILL;
}

/* Beyond the corners that steps led to; lost where the tangent does not lead on. */
WITHIN void turn_lanes(const SpotSize *n, Walk *walk, const Truth8 *is_there, Look *k,
                       Truth8 *is_lost)
{
    Track *z = &walk->track;
    const Truth8 turns = *is_there & ~LANE_BELOW(z->next.goal, 0);
    Spot tangent;
    if (!lanes_any(&turns))
        return;
    for (int32_t l = 0; l < LANES; l++)
        if (turns[l]) {
            const int32_t a = (int32_t)z->next.goal[l];
            z->at.y[a][l] = z->exit.corner[l];
            walk_enter(walk, l, a, z->exit.corner[l] == z->high[a][l]);
        }
    walk_turn(walk, &turns, k);
    walk_tangent(walk, k, &tangent);
    spot_take(n, &turns, &tangent, &z->tangent);
    for (int32_t l = 0; l < LANES; l++)
        if (turns[l] && !leads_on(z, l))
            (*is_lost)[l] = -1;
}

/* Ends the branches that arrived or are lost.  Lanes with another branch are there too. */
WITHIN void end_lanes(Walk *walk, const Look *k, const Truth8 *is_lost, Truth8 *is_there)
{
    const Track *z = &walk->track;
    const Truth8 is_end = *is_there & LANE_EQUAL(z->next.goal, TO_END);
    for (int32_t l = 0; l < LANES; l++) {
        if (!z->is_busy[l])
            continue;
        const bool goes_on = !(*is_there)[l] || walk_step(walk, l);
        if (!is_end[l] && !(*is_lost)[l] && goes_on)
            continue;
        walk_end(walk, l, k, !is_end[l]);
        (*is_there)[l] = -1;
    }
}

/* Looks once at the equations in all lanes, and moves them on. */
WITHIN void look_once(const SpotSize *n, Walk *walk)
{
    Track *z = &walk->track;
    Look k;
    Fate f;
    Exit e;
    walk_look(walk, &z->next.at, &k);
    correct(n, walk, &k, &f);
    f.is_there &= z->is_busy;
    f.fails &= z->is_busy;
    const Truth8 tries = f.is_there | f.fails;
    if (!lanes_any(&tries))
        return;
    judge(n, walk, &k, &f);
    Truth8 is_lost = ~LANE_BELOW(z->halvings, MOST_HALVINGS);
    turn_lanes(n, walk, &f.is_there, &k, &is_lost);
    end_lanes(walk, &k, &is_lost, &f.is_there);
    find_exit(n, z, &e);
    take_exit(&f.is_there, &e, &z->exit);
    try_step(n, z, &tries);
}

/* Lanes with a branch have begun it. */
WITHIN void walk_all(Walk *walk)
{
    Track *z = &walk->track;
    const SpotSize n = walk_size(walk);
    const Truth8 all = LANE_WHOLE(-1);
    find_exit(&n, z, &z->exit);
    try_step(&n, z, &all);
    while (lanes_any(&z->is_busy))
        look_once(&n, walk);
}
