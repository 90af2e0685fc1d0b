#include <math.h>
#include <string.h>

#include "math/real.h"
#include "math/regular.h"
#include "solve/belief_sure.h"

/* When two choose together, each between two arms, and know a secret of two values at most, bounds
 * show in many cells that there is one solution only: the end of the branch.  Unknown are the log
 * odds x_ik of arm 1 for agent i with own type k, x = lambda_i (Q_ik(1) - Q_ik(0)), and so the gap
 * x_i1 - x_i0, which is how an arm moves the log odds of a belief.  Bounds on x and gap say which
 * posteriors there can be, and with what chance each arm; from the extremes of what profiles are worth
 * there, to each type and to one type more than to the other, follow narrower bounds.  They make a box
 * that holds all solutions.  In it
 *
 *     dx_ik / dx_ih = +-lambda_i (lever_k(1) (1 - p_ih) + lever_k(0) p_ih),
 *     dx_ik / dx_jh = lambda_i b_jh p_jh (1 - p_jh) D_h,
 *
 * lever_k(a) being how what arm a is worth moves with the log odds of its posterior, and D_h what the
 * other's arm changes, at the vertex h of the other's belief to which the piece of W around its posterior
 * points.  Let A be all matrices 1 - dx/dx within these bounds.  Between two points of the box, which is
 * convex, x - lambda (Q(1) - Q(0)) changes by a mean of such matrices times what lies between them: by
 * more than nothing where all of A are regular (math/regular.h).
 *
 * All this is done for blocks of cells: where all posteriors, chances and derivatives in all of them leave
 * no second solution in any, it is done.  Else each half of the block begins in the box of the whole, unless the
 * block is small and nothing is gained. */

enum { BLOCK_ROUNDS = 4, CELL_ROUNDS = 8 };
/* A block of so many cells is given up when even rough bounds leave the box as it was. */
enum { GIVEN_UP = 64 };
/* Far more than rounding takes. */
static const double SLACK = 1e-12;
/* Another round is worth its while where the one before left less of the box. */
static const double PROGRESS = 0.9;
/* There are no bounds beyond these log odds. */
static const double FAR = 300;

/* False where these bounds do not apply. */
static bool find_sides(const BeliefBoard *b, const Step *s, int32_t node, SureSide *sides)
{
    const Cells *c = b->scene.cells;
    const int32_t *shape = node_shape(b->scene.game, b->scene.layer, node);
    if (s->agent_count != 2 || shape[0] != 2 || shape[3] != 2 || step_tells_types(s) ||
        s->agents[0].player == s->agents[1].player)
        return false;
    for (int32_t i = 0; i < 2; i++) {
        int32_t player = s->agents[i].player;
        sides[i] = (SureSide){.secret = c->secret_of[player],
                              .types = types_of_agent(c, &s->agents[i]),
                              .role = c->first_role[player],
                              .precision = belief_precision(b, player),
                              .gap = {-INFINITY, INFINITY}};
        for (int32_t k = 0; k < 2; k++)
            sides[i].x[k][1] = INFINITY, sides[i].x[k][0] = -INFINITY;
        if (sides[i].types > SURE_TYPES || !isfinite(sides[i].precision))
            return false;
        if (sides[i].types > 1)
            sides[i].steps = c->lattice[sides[i].secret].steps;
    }
    return true;
}

/* ------------------------------------------------------------------ the box */

static double mix(double p, double zero, double one)
{
    return (1 - p) * zero + p * one;
}

/* Bounds on p of (1 - p) zero + p one. */
static void span_mix(const double *p, const double *zero, const double *one, double *range)
{
    range[0] = lesser(mix(p[0], zero[0], one[0]), mix(p[1], zero[0], one[0]));
    range[1] = greater(mix(p[0], zero[1], one[1]), mix(p[1], zero[1], one[1]));
}

/* What arm 1 makes more than arm 0, from bounds for all profiles, [own arm][the other's]. */
static void span_gain(const SureSide *side, const double *const of[2][2],
                      const double *odds, double *range)
{
    double by[2][2];
    for (int32_t o = 0; o < 2; o++) {
        by[o][0] = side->precision * (of[1][o][0] - of[0][o][1]);
        by[o][1] = side->precision * (of[1][o][1] - of[0][o][0]);
    }
    span_mix(odds, by[0], by[1], range);
    double slack = SLACK * (1 + greater(-range[0], range[1]));
    range[0] -= slack;
    range[1] += slack;
}

/* Chances, from the x. */
static void find_chances(SureSide *side)
{
    for (int32_t k = 0; k < side->types; k++)
        for (int i = 0; i < 2; i++)
            side->p[k][i] = 1 / (1 + real_exp(-side->x[k][i]));
    for (int i = 0; i < 2; i++)
        side->odds[i] = side->types == 1
                            ? side->p[0][i]
                            : (i == 0 ? lesser : greater)(
                                  mix(side->belief[0], side->p[0][i], side->p[1][i]),
                                  mix(side->belief[1], side->p[0][i], side->p[1][i]));
}

/* From what profiles are worth to a side: its box. */
static void narrow(SureSide *side, SureStake x[2][2], const double *odds)
{
    double range[2];
    for (int32_t k = 0; k < side->types; k++) {
        span_gain(side,
                  (const double *const[2][2]){{x[0][0].worth[k], x[0][1].worth[k]},
                                              {x[1][0].worth[k], x[1][1].worth[k]}},
                  odds, range);
        cut_range(side->x[k], range[0], range[1]);
    }
    if (side->types == 1)
        return;
    span_gain(
        side,
        (const double *const[2][2]){{x[0][0].gap, x[0][1].gap}, {x[1][0].gap, x[1][1].gap}},
        odds, range);
    double *zero = side->x[0], *one = side->x[1], *gap = side->gap;
    cut_range(gap, greater(range[0], one[0] - zero[1]), lesser(range[1], one[1] - zero[0]));
    cut_range(one, zero[0] + gap[0], zero[1] + gap[1]);
    cut_range(zero, one[0] - gap[1], one[1] - gap[0]);
}

/* ------------------------------------------------------------------ derivatives */

/* Bounds on 1 - dx/dx. */
static void put_range(MatrixBounds *m, int32_t row, int32_t column, double least,
                      double most)
{
    m->least[row][column] = (row == column) - most;
    m->most[row][column] = (row == column) - least;
}

/* dx_ik by the own log odds. */
static void find_pull(MatrixBounds *m, int32_t i, int32_t k, const SureSide *side,
                      SureStake x[2][2], const double *odds)
{
    double lever[2][2], range[2];
    for (int32_t a = 0; a < 2; a++)
        span_mix(odds, x[a][0].lever[k], x[a][1].lever[k], lever[a]);
    for (int32_t h = 0; h < side->types; h++) {
        double s = h == 0 ? -side->precision : side->precision;
        span_mix(side->p[h], lever[1], lever[0], range);
        put_range(m, i * 2 + k, i * 2 + h, s * range[h == 0], s * range[h != 0]);
    }
}

/* dx_ik by the other's. */
static void find_cross(MatrixBounds *m, int32_t i, int32_t k, const SureSide *side,
                       const SureSide *other, SureStake x[2][2])
{
    for (int32_t h = 0; h < other->types; h++) {
        const double *p = other->p[h];
        double belief[2] = {1, 1}, range[2] = {INFINITY, -INFINITY};
        if (other->types > 1) {
            belief[0] = h == 1 ? other->belief[0] : 1 - other->belief[1];
            belief[1] = h == 1 ? other->belief[1] : 1 - other->belief[0];
        }
        double top = lesser(greater(0.5, p[0]), p[1]);
        double by[2] = {belief[0] * lesser(p[0] * (1 - p[0]), p[1] * (1 - p[1])),
                        belief[1] * top * (1 - top)};
        for (int v = 0; v < 4; v++) {
            int g = v >> 1;
            span(range, by[v & 1] * (x[1][1].ahead[k][h][g] - x[1][0].ahead[k][h][1 - g] -
                                     x[0][1].ahead[k][h][1 - g] + x[0][0].ahead[k][h][g]));
        }
        put_range(m, i * 2 + k, (1 - i) * 2 + h, side->precision * range[0],
                  side->precision * range[1]);
    }
}

/* ------------------------------------------------------------------ blocks of cells */

/* Points of both secrets, from the first to the last. */
typedef struct {
    int32_t first[MOST_SECRETS], last[MOST_SECRETS];
} Block;

typedef struct {
    const BeliefBoard *board;
    int32_t node, first; /* cell of is_sure[0] */
    bool *is_sure;
} SureNode;

static int32_t stride_of(const Cells *c, int32_t secret)
{
    return secret < 0 ? 0 : secret == 0 ? c->lattice[1].count : 1;
}

static SureField field_of(const SureNode *n, const Block *block, const SureSide *side,
                          const SureSide *other, int32_t e)
{
    const BeliefBoard *b = n->board;
    const Cells *c = b->scene.cells;
    int32_t corner = 0;
    for (int32_t secret = 0; secret < MOST_SECRETS; secret++)
        if (secret != side->secret && secret != other->secret)
            corner += block->first[secret] * stride_of(c, secret);
    const CellPrices *prices = b->scene.prices;
    return (SureField){.pays_alike = !prices->pay_wide[b->scene.layer->pay[e]],
                       .next = belief_row(b, b->value, b->scene.layer->target[e], corner) +
                               side->role,
                       .pay = cell_pay(prices, b->scene.layer->pay[e], corner) + side->role,
                       .own = stride_of(c, side->secret) * c->roles,
                       .told = stride_of(c, other->secret) * c->roles};
}

/* Looks at everything that can be in the box; makes it smaller and, unless only roughly, says what
 * derivatives it has. */
static void look(const SureNode *n, const Block *block, SureSide *sides, bool roughly,
                 MatrixBounds *m)
{
    int32_t first = n->board->scene.layer->first_edge[n->node];
    for (int32_t i = 0; i < 2; i++) {
        SureSide *side = &sides[i], *other = &sides[1 - i];
        SureStake x[2][2];
        for (int32_t a = 0; a < 2; a++)
            for (int32_t o = 0; o < 2; o++) {
                SureField f = field_of(n, block, side, other,
                                       first + (i == 0 ? 2 * a + o : 2 * o + a));
                (roughly ? sure_rough_stake : sure_stake)(&f, side, &side->arm[a], other,
                                                          &other->arm[o], &x[a][o]);
            }
        for (int32_t k = 0; k < side->types && !roughly; k++) {
            find_pull(m, i, k, side, x, other->odds);
            find_cross(m, i, k, side, other, x);
        }
        narrow(side, x, other->odds);
        find_chances(side);
    }
}

static void enter_block(const Block *block, const Cells *c, SureSide *side)
{
    if (side->types == 1)
        return;
    for (int i = 0; i < 2; i++) {
        side->point[i] = (i == 0 ? block->first : block->last)[side->secret];
        side->belief[i] = (double)side->point[i] / side->steps;
    }
    bool tells = side->point[0] > 0 && side->point[1] < side->steps;
    side->stride = tells ? stride_of(c, side->secret) : 0;
}

static double size_of(const SureSide *sides)
{
    double size = 0;
    for (int i = 0; i < 2; i++)
        for (int32_t k = 0; k < sides[i].types; k++)
            size += sides[i].x[k][1] - sides[i].x[k][0];
    return size;
}

/* What is known of a block: one solution at most in each cell; perhaps more of its halves; perhaps no more. */
typedef enum { HAS_ONE, MAY_TELL, TELLS_NOTHING } Verdict;

/* Makes the box smaller while that helps. */
static Verdict try_block(const SureNode *n, const Block *block, SureSide *sides, int rounds)
{
    MatrixBounds m = bounds_of_one();
    for (int32_t i = 0; i < 2; i++) {
        enter_block(block, n->board->scene.cells, &sides[i]);
        find_chances(&sides[i]);
    }
    for (int round = 0; round < rounds; round++) {
        bool finely = true;
        double size = size_of(sides);
        for (int i = 0; i < 2; i++) {
            sure_arms(&sides[i]);
            for (int a = 0; a < 2; a++)
                finely = sure_pieces(&sides[i], &sides[i].arm[a]) && finely;
        }
        look(n, block, sides, !finely, &m);
        if (finely && are_regular(&m))
            return HAS_ONE;
        if (size_of(sides) > PROGRESS * size)
            return finely ? MAY_TELL : TELLS_NOTHING;
    }
    return MAY_TELL;
}

static void mark(const SureNode *n, const Block *block)
{
    int32_t columns = n->board->scene.cells->lattice[1].count;
    for (int32_t u = block->first[0]; u <= block->last[0]; u++)
        for (int32_t v = block->first[1]; v <= block->last[1]; v++)
            n->is_sure[u * columns + v - n->first] = true;
}

/* Both halves along the longer side begin in the box of the whole. */
static void split_block(const SureNode *n, const Block *block, const SureSide *sides)
{
    SureSide now[2] = {sides[0], sides[1]};
    int32_t length[2] = {block->last[0] - block->first[0],
                         block->last[1] - block->first[1]};
    int32_t longer = length[1] > length[0];
    bool is_cell = length[longer] == 0;
    Verdict known = try_block(n, block, now, is_cell ? CELL_ROUNDS : BLOCK_ROUNDS);
    if (known == HAS_ONE)
        mark(n, block);
    bool is_small = (length[0] + 1) * (length[1] + 1) <= GIVEN_UP;
    if (known == HAS_ONE || is_cell || (known == TELLS_NOTHING && is_small))
        return;
    Block half[2] = {*block, *block};
    half[0].last[longer] = block->first[longer] + length[longer] / 2;
    half[1].first[longer] = half[0].last[longer] + 1;
    split_block(n, &half[0], now);
    split_block(n, &half[1], now);
}

/* The points of a secret fall into those where something can be told and the two beside; where nobody
 * here knows it, each stands by itself.  The end of the section that begins at `from`. */
static int32_t section_end(const SureSide *sides, int32_t secret, int32_t from,
                           int32_t last)
{
    for (int i = 0; i < 2; i++)
        if (sides[i].secret == secret && sides[i].types > 1 && from > 0 &&
            from < sides[i].steps)
            return last < sides[i].steps ? last : sides[i].steps - 1;
    return from;
}

/* The box of all solutions in all cells of the block's lines; false where it is too large. */
static bool find_box(const SureNode *n, const Block *block, SureSide *sides)
{
    MatrixBounds m = bounds_of_one();
    Block lines = *block;
    bool has_bounds = true;
    for (int i = 0; i < 2; i++)
        if (sides[i].types > 1) {
            lines.first[sides[i].secret] = 0;
            lines.last[sides[i].secret] = sides[i].steps;
        }
    for (int i = 0; i < 2; i++) {
        SureSide *side = &sides[i];
        enter_block(&lines, n->board->scene.cells, side);
        side->stride = side->types > 1 ? stride_of(n->board->scene.cells, side->secret) : 0;
        for (int a = 0; a < 2; a++)
            side->arm[a].last = side->types > 1 ? side->steps - 1 : 0;
        side->odds[0] = 0;
        side->odds[1] = 1;
    }
    look(n, &lines, sides, true, &m);
    for (int i = 0; i < 2; i++)
        for (int32_t k = 0; k < sides[i].types; k++)
            has_bounds = has_bounds && sides[i].x[k][0] > -FAR && sides[i].x[k][1] < FAR;
    return has_bounds;
}

/* Whether somebody else knows something, so that not all cells are in the same lines. */
static bool has_third(const Cells *c, const SureSide *sides)
{
    bool has = false;
    for (int32_t secret = 0; secret < MOST_SECRETS; secret++)
        has = has || (c->lattice[secret].count > 1 && sides[0].secret != secret &&
                      sides[1].secret != secret);
    return has;
}

void sure_find(const BeliefBoard *b, const Step *s, int32_t node, const Slice *cells,
               bool *is_sure)
{
    SureSide any[2], box[2];
    int32_t columns = b->scene.cells->lattice[1].count, first = cells->first / columns;
    int32_t end = first + cells->count / columns - 1;
    SureNode n = {.board = b, .node = node, .first = cells->first, .is_sure = is_sure};
    memset(is_sure, 0, sizeof *is_sure * (size_t)cells->count);
    if (!find_sides(b, s, node, any))
        return;
    Block block = {{first, 0}, {first, 0}};
    bool has_box = false, looks_again = true;
    for (int32_t u = first; u <= end; u = block.last[0] + 1)
        for (int32_t v = 0; v < columns; v = block.last[1] + 1) {
            block = (Block){
                {u, v}, {section_end(any, 0, u, end), section_end(any, 1, v, columns - 1)}};
            if (looks_again) {
                memcpy(box, any, sizeof box);
                has_box = find_box(&n, &block, box);
                looks_again = has_third(b->scene.cells, any);
            }
            if (has_box)
                split_block(&n, &block, box);
        }
}
