/* Branches followed from corner to corner against crawling along them, and what their ends say. */
#include "drawn.h"
#include "math/signal_branch.h"

enum { CRAWLED = 2000 };

/* By so many steps of Newton's method at rising precision; false where the branch may turn, or leap. */
static bool crawl(const SignalGame *g, double *p)
{
    SignalGame here = *g;
    PairArm arm[PAIR_ARMS] = {0};
    for (int i = 1; i <= CRAWLED; i++) {
        here.precision = g->precision * i / CRAWLED;
        for (int a = 0; a < g->arms; a++)
            for (int k = 0; k < 2; k++)
                arm[a].x[k] *= i > 1 ? i / (i - 1.0) : 0;
        if (!(pair_solve(&here, arm) <= 1e-10))
            return false;
        for (int a = 0; a < g->arms; a++)
            for (int k = 0; k < 2; k++) {
                double *last = &p[2 * a + k], now = arm[a].p[k];
                if (i > 1 && fabs(now - *last) > 0.02)
                    return false;
                *last = now;
            }
    }
    return true;
}

/* What is picked at the end of the branch; false where it was lost. */
static bool follow(const SignalGame *g, int point, double *p)
{
    PairBranch b = {.game = g, .point = point}, *one = &b;
    pair_follow(1, &one);
    for (int k = 0; k < 2; k++) {
        double worth[PAIR_ARMS], chance[PAIR_ARMS];
        for (int a = 0; a < g->arms; a++)
            worth[a] = b.x[a][k];
        softmax(g->arms, worth, 1, chance);
        for (int a = 0; a < g->arms; a++)
            p[2 * a + k] = chance[a];
    }
    return !b.is_lost;
}

static void set_prior(SignalGame *g, int point)
{
    g->prior = g->lattice->point + (ptrdiff_t)2 * point;
}

/* At so many times the precision; returns the point of the lattice that is the prior. */
static int draw_at_prior(Drawn *d, double times)
{
    draw_game(d);
    d->game.precision *= times;
    int point = 1 + (int)(draw() * (d->lattice.steps - 1));
    set_prior(&d->game, point);
    return point;
}

static void ends_are_those_of_crawling(void **state)
{
    static Drawn d;
    int compared = 0, far = 0, lost = 0;
    seed = 11;
    for (int game = 0; game < 400; game++) {
        double p[2 * PAIR_ARMS], slow[2 * PAIR_ARMS];
        int point = draw_at_prior(&d, 1 + 5 * draw());
        if (!pair_is_tame(&d.game) || !crawl(&d.game, slow))
            continue;
        if (!follow(&d.game, point, p)) {
            lost++;
            continue;
        }
        for (int k = 0; k < 2 * d.game.arms; k++) {
            assert_near(p[k], slow[k], 1e-8);
            far += fabs(p[k] - 1.0 / d.game.arms) > 0.2;
        }
        compared++;
    }
    assert_true(compared > 200 && far > 500 && lost == 0);
}

/* Also where it turned on its way. */
static void ends_are_equilibria(void **state)
{
    static Drawn d;
    int turned = 0, lost = 0, ends = 0;
    seed = 12;
    for (int game = 0; game < 1000; game++) {
        double p[2 * PAIR_ARMS], slow[2 * PAIR_ARMS];
        int point = draw_at_prior(&d, 8);
        if (!pair_is_tame(&d.game))
            continue;
        if (!follow(&d.game, point, p)) {
            lost++;
            continue;
        }
        ends++;
        assert_near(found_miss(&d.game, point, p), 0, 1e-8);
        turned += game % 10 == 0 && !crawl(&d.game, slow);
    }
    assert_true(ends > 800 && turned > 5 && lost * 100 < ends);
}

enum { MOST_BRANCHES = 200 };

/* Of games with equally many arms and one lattice: more branches than lanes, of all lengths. */
static void no_branch_minds_company(void **state)
{
    static Drawn d[MOST_BRANCHES];
    PairBranch b[MOST_BRANCHES], alone[MOST_BRANCHES], *all[MOST_BRANCHES];
    int longest = 0, lost = 0;
    seed = 13;
    for (int arms = 2; arms <= PAIR_ARMS; arms++) {
        Lattice lattice = lattice_make(&memory, 2, 3 + 2 * arms);
        for (int i = 0; i < MOST_BRANCHES; i++) {
            d[i].game.arms = 0;
            while (d[i].game.arms != arms)
                draw_game_on(&d[i], &lattice);
            d[i].game.precision *= 1 + 5 * draw();
            int point = 1 + (int)(draw() * (lattice.steps - 1));
            b[i] = alone[i] = (PairBranch){.game = &d[i].game, .point = point};
            all[i] = &b[i];
        }
        pair_follow(MOST_BRANCHES, all);
        for (int i = 0; i < MOST_BRANCHES; i++) {
            PairBranch *one = &alone[i];
            pair_follow(1, &one);
            assert_int_equal(b[i].steps, one->steps);
            assert_int_equal(b[i].is_lost, one->is_lost);
            assert_memory_equal(b[i].x, one->x, sizeof **b->x * 2 * (size_t)arms);
            longest = b[i].steps > longest ? b[i].steps : longest;
            lost += b[i].is_lost;
        }
    }
    assert_true(longest > 60 && lost < 10);
}

/* Of a model of two powers: here one long stride of Newton's method ends on another branch. */
static const double STRIDES[] = {
    -3.932,  -0.43071, -3.909,  -0.26675, -2.645,  0.9056,  -3.0783, -0.22341, -4.572,
    -1.8949, -4.6623,  -1.9386, -4.6304,  -1.9115, -4.558,  -1.8747, -4.5162,  -1.8727,
    -4.3218, -4.2983,  -4.3218, -4.2984,  -4.3221, -4.2978, -4.3225, -4.2965,  -4.3232,
    -4.2949, -4.3241,  -4.2931, -4.3252,  -4.2913, -4.3267, -4.2894, -4.3296,  -4.2876};

static void no_stride_leads_astray(void **state)
{
    Lattice lattice = lattice_make(&memory, 2, 8);
    uint8_t open[2] = {ALL_TYPES, ALL_TYPES};
    SignalGame g = {
        .lattice = &lattice, .arms = 2, .precision = 5, .worth = STRIDES, .open = open};
    PairArm arm[2];
    double p[4] = {0};
    set_prior(&g, 3);
    assert_true(crawl(&g, p));
    assert_true(pair_climb(&g, 3, arm).is_solved);
    for (int k = 0; k < 4; k++)
        assert_near(arm[k / 2].p[k % 2], p[k], 1e-9);
}

/* Two arms, each to one type what the other is to the other type at the mirrored belief: where such
 * a branch forks there is no one way on. */
static void draw_mirrored(Drawn *d, double precision)
{
    mem_close(&memory);
    d->lattice = lattice_make(&memory, 2, 2);
    d->game = (SignalGame){.lattice = &d->lattice,
                           .arms = 2,
                           .precision = precision,
                           .worth = d->worth,
                           .open = d->open};
    memset(d->open, ALL_TYPES, sizeof d->open);
    for (int i = 0; i < 6; i++)
        d->worth[i] = d->worth[11 - i] = 2 * draw() - 1;
}

/* Then something else follows it, and says if it is lost too; what it finds is an equilibrium. */
static void what_is_lost_at_a_fork_is_found_otherwise(void **state)
{
    static Drawn d;
    int lost = 0, found = 0;
    seed = 14;
    for (int game = 0; game < 2000; game++) {
        double p[2 * PAIR_ARMS];
        PairArm arm[PAIR_ARMS];
        draw_mirrored(&d, 5 + 40 * draw());
        if (pair_is_void(&d.game, 1) || follow(&d.game, 1, p))
            continue;
        lost++;
        set_prior(&d.game, 1);
        if (!pair_climb(&d.game, 1, arm).is_solved)
            continue;
        found++;
        for (int k = 0; k < 4; k++)
            p[k] = arm[k / 2].p[k % 2];
        assert_near(found_miss(&d.game, 1, p), 0, 1e-8);
    }
    assert_true(lost > 50 && found > lost / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_are_those_of_crawling),
        cmocka_unit_test(ends_are_equilibria),
        cmocka_unit_test(no_branch_minds_company),
        cmocka_unit_test(no_stride_leads_astray),
        cmocka_unit_test(what_is_lost_at_a_fork_is_found_otherwise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
