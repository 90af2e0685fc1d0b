/* Signalling games in eight lanes against one alone, and the bounds that say where they may be. */
#include "drawn.h"
#include "math/signal_lanes.h"
#include "math/signal_line.h"

static void take_points(const Drawn *d, PairLanes *z)
{
    for (int l = 0; l < LANES; l++)
        z->point[l] = (int32_t)(draw() * d->lattice.count);
}

static bool is_inside(const Drawn *d, int point)
{
    return point > 0 && point < d->lattice.steps;
}

/* Where an arm leads: the mean of the two points, as each looks at it. */
static double landing(int32_t lower, double down, double up)
{
    return lower * down + (lower + 1) * up;
}

static void assert_lane_is(const Drawn *d, const PairLanes *z, int l, const PairArm *alone,
                           double tolerance)
{
    for (int a = 0; a < d->game.arms; a++) {
        const LaneArm *t = &z->arm[a];
        assert_near(t->mean[l], alone[a].mean, tolerance);
        for (int k = 0; k < 2; k++) {
            assert_near(t->p[k][l], alone[a].p[k], tolerance);
            assert_near(t->x[k][l], alone[a].x[k], tolerance);
        }
        for (int row = 0; row < 3; row++) {
            const double *weight = alone[a].weight[row];
            assert_near(t->weight[row][0][l] + t->weight[row][1][l], 1, 1e-13);
            assert_near(landing(t->lower[l], t->weight[row][0][l], t->weight[row][1][l]),
                        landing(alone[a].lower, weight[0], weight[1]), tolerance);
        }
    }
}

/* Where lanes begin too, or anywhere: then what is left of the miss may differ. */
static double begin_alone(const Drawn *d, int point, bool there, PairArm *arm)
{
    for (int a = 0; a < d->game.arms; a++)
        for (int k = 0; k < 2; k++)
            arm[a].x[k] =
                there ? d->game.precision * d->worth[2 * (a * d->lattice.count + point) + k]
                      : draw();
    return there ? 1e-12 : 1e-9;
}

static void eight_lanes_have_the_answers_of_one(void **state)
{
    static Drawn d;
    int lanes = 0, ends = 0, lost = 0;
    seed = 3;
    for (int game = 0; game < 2000; game++) {
        PairLanes z;
        PairArm arm[PAIR_ARMS];
        bool is_sure[MOST_POINTS];
        draw_game(&d);
        if (!pair_is_tame(&d.game))
            continue;
        line_find_sure(&d.game, is_sure);
        take_points(&d, &z);
        pair_solve_lanes(&d.game, &z);
        for (int l = 0; l < LANES; l++) {
            int point = z.point[l];
            d.game.prior = d.lattice.point + (ptrdiff_t)2 * point;
            if (!is_inside(&d, point)) {
                pair_rest(&d.game, point, arm);
                assert_lane_is(&d, &z, l, arm, 1e-12);
                assert_true(z.miss[l] == 0);
                ends++;
            } else if (is_sure[point]) {
                double tolerance = begin_alone(&d, point, game % 2, arm);
                bool is_found = pair_solve(&d.game, arm) <= 1e-11;
                lost += !is_found || !(z.miss[l] <= 1e-11);
                if (is_found && z.miss[l] <= 1e-11)
                    assert_lane_is(&d, &z, l, arm, tolerance);
                lanes++;
            }
        }
    }
    assert_true(lanes > 5000 && ends > 500 && lost * 50 < lanes);
}

/* Also where there are several solutions, and Newton's method finds one or none. */
static void what_lanes_call_solved_is(void **state)
{
    static Drawn d;
    int solved = 0;
    seed = 4;
    for (int game = 0; game < 1000; game++) {
        PairLanes z;
        draw_game(&d);
        d.game.precision *= 6;
        if (!pair_is_tame(&d.game))
            continue;
        take_points(&d, &z);
        pair_solve_lanes(&d.game, &z);
        for (int l = 0; l < LANES; l++) {
            double p[2 * PAIR_ARMS];
            for (int k = 0; k < 2 * d.game.arms; k++)
                p[k] = z.arm[k / 2].p[k % 2][l];
            if (!(z.miss[l] <= 1e-10) || !is_inside(&d, z.point[l]))
                continue;
            solved++;
            assert_near(found_miss(&d.game, z.point[l], p), 0, 1e-10);
        }
    }
    assert_true(solved > 3000);
}

/* Of a model of two powers: from where it begins Newton's method leaps to where a type picks an arm with
 * chance 0, and what that tells is no number. */
static const double LEAPS[] = {
    -0.83703275017031675,  1.3272784025990001,   -0.84513044483612776,
    1.8109768943487456,    -0.86486949324516882, 2.1049112667977776,
    -0.86974667754224122,  2.2429003568543573,   -0.88642745291019165,
    2.3021184191571522,    -0.9237157380283012,  2.3189421108916703,
    -0.94080881989499732,  2.3671699596125344,   -0.93823743889083788,
    2.391905005751144,     -1.1022887745526893,  2.4153029867225806,
    -2.6797890586180451,   -0.95582585761022887, -2.6879980012025335,
    -0.34886804363056001,  -2.7051310187000741,  -0.1659829857905267,
    -2.7202175964692428,   -0.10121049319738851, -2.77995814314498,
    -0.058349028000861107, -2.8550199039384005,  -0.010505367332547279,
    -2.8862518290773926,   0.016491356862052692, -2.8994856579729671,
    0.03538698150608599,   -3.0239074903182699,  0.029092901336786537};

static void what_is_no_number_is_not_solved(void **state)
{
    Lattice lattice = lattice_make(&memory, 2, 8);
    uint8_t open[2] = {ALL_TYPES, ALL_TYPES};
    SignalGame g = {
        .lattice = &lattice, .arms = 2, .precision = 5, .worth = LEAPS, .open = open};
    PairLanes z = {.point = {1, 2, 3, 4, 5, 6, 7, 7}};
    int leaps = 0;
    assert_true(pair_is_tame(&g));
    pair_solve_lanes(&g, &z);
    for (int l = 0; l < LANES; l++) {
        PairArm arm[2];
        double is_number = 0;
        for (int a = 0; a < 2; a++)
            for (int k = 0; k < 2; k++) {
                arm[a].x[k] =
                    g.precision * g.worth[2 * (a * lattice.count + z.point[l]) + k];
                is_number += 0 * z.arm[a].weight[1 + k][0][l] * z.arm[a].worth[k][l];
            }
        assert_true(is_number == 0 || z.miss[l] == INFINITY);
        leaps += z.miss[l] == INFINITY;
        g.prior = lattice.point + (ptrdiff_t)2 * z.point[l];
        assert_true((pair_solve(&g, arm) == INFINITY) == (z.miss[l] == INFINITY));
    }
    assert_true(leaps > 0 && leaps < LANES);
}

static void a_lane_has_the_same_digits_in_any_company(void **state)
{
    static Drawn d;
    seed = 5;
    for (int game = 0; game < 500; game++) {
        PairLanes z, other;
        draw_game(&d);
        if (!pair_is_tame(&d.game))
            continue;
        take_points(&d, &z);
        take_points(&d, &other);
        other.point[7 - game % 8] = z.point[game % 8];
        pair_solve_lanes(&d.game, &z);
        pair_solve_lanes(&d.game, &other);
        int here = game % 8, there = 7 - here;
        assert_true(z.miss[here] == other.miss[there]);
        for (int a = 0; a < d.game.arms && z.miss[here] <= 1; a++)
            for (int k = 0; k < 2; k++) {
                assert_true(z.arm[a].p[k][here] == other.arm[a].p[k][there]);
                assert_true(z.arm[a].mean[here] == other.arm[a].mean[there]);
                assert_true(z.arm[a].weight[1 + k][0][here] ==
                            other.arm[a].weight[1 + k][0][there]);
            }
    }
}

static void lanes_know_the_entropy(void **state)
{
    static Drawn d;
    seed = 6;
    for (int game = 0; game < 300; game++) {
        PairLanes z;
        double h[2][LANES];
        draw_game(&d);
        d.game.precision *= 1 + 10 * draw();
        take_points(&d, &z);
        pair_solve_lanes(&d.game, &z);
        pair_entropy_lanes(d.game.arms, &z, h[0]);
        for (int l = 0; l < LANES; l++)
            for (int k = 0; k < 2 && z.miss[l] <= 1e-10; k++) {
                double p[PAIR_ARMS];
                for (int a = 0; a < d.game.arms; a++)
                    p[a] = z.arm[a].p[k][l];
                assert_near(h[k][l], entropy(p, d.game.arms), 1e-13);
            }
    }
}

/* The slopes of arms' worths at many posteriors contract, as signal_pair.h says. */
static double least_contraction(const Drawn *d)
{
    double least = 0, most = 0, n = d->lattice.steps;
    for (int a = 0; a < d->game.arms; a++)
        for (int k = 1; k < 10 * d->lattice.steps; k++) {
            int j = k / 10;
            double y = k / 10.0, left = n - 1 - j, slope[2];
            const double *w = d->worth + ((ptrdiff_t)a * d->lattice.count + j) * 2;
            slope[0] =
                d->game.precision * (w[2] - w[0]) * left * (left + 1) * y / ((n - y) * n);
            slope[1] = d->game.precision * (w[3] - w[1]) * j * (j + 1) * (n - y) / (y * n);
            double steep = 1 - slope[1] + slope[0];
            if (!(steep > 0))
                return -1;
            least = fmin(least, slope[1] / steep);
            most = fmax(most, slope[0] / steep);
        }
    return 1 + least - most;
}

static void calm_games_contract(void **state)
{
    static Drawn d;
    int calm = 0, others = 0;
    seed = 7;
    for (int game = 0; game < 3000; game++) {
        draw_game(&d);
        d.game.precision *= draw();
        bool is_calm = pair_is_calm(&d.game);
        calm += is_calm;
        others += !is_calm;
        if (is_calm)
            assert_true(least_contraction(&d) > 0);
        int at = (int)(draw() * 2 * d.lattice.count * d.game.arms);
        d.worth[at] = game % 2 ? NAN : INFINITY;
        assert_false(pair_is_calm(&d.game));
        d.worth[at] = game % 2 ? 1e4 : -1e4;
        assert_true(d.game.precision < 0.04 || !pair_is_tame(&d.game));
    }
    assert_true(calm > 500 && others > 500);
}

/* Two who choose, both of two types; all cells' roles are looked at four at once. */
#define WATCHED(noise, before, after)                                                      \
    "period 1 month for 4\n" before "player us { precision 3  noise " noise " }\n" after   \
    "player cn { precision 4  noise " noise " }\n"                                         \
    "type cn.resolve : soft, hard = { 63% : soft  rest : hard }\n"                         \
    "type us.bluff : honest, bluffs = { 47% : bluffs  rest : honest }\n"                   \
    "belief resolve steps 11  belief bluff steps 6\n"                                      \
    "each period {\n"                                                                      \
    "  us chooses push { hold  wait { pay us if bluff == bluffs then 0.1 else 0.2 }\n"     \
    "    press { pay us if bluff == bluffs then 0.3 else -0.2\n"                           \
    "      cn chooses reply { yield { pay us 1 }\n"                                        \
    "        fight { pay us -1.5  pay cn if resolve == hard then 0.9 else -0.4 } } } }\n"  \
    "  pay cn 0.3 * believed(resolve == hard)  pay us 0.4 * believed(bluff == bluffs)\n"   \
    "}\n"

static void onlookers_change_no_digit(void **state)
{
#define SAME(noise)                                                                        \
    do {                                                                                   \
        Played p = play(WATCHED(noise, "", ""));                                           \
        double us = ask(&p, "V(us)"), cn = ask(&p, "V(cn)"),                               \
               fights = ask(&p, "E(count reply.fight by end)");                            \
        double gain = p.certificate->exploitability[0],                                    \
               given_up = p.certificate->given_up[0];                                      \
        p = play(WATCHED(noise, "player a {} player b {} player c {}", "player d {}"));    \
        assert_true(ask(&p, "V(us)") == us && ask(&p, "V(cn)") == cn);                     \
        assert_true(ask(&p, "E(count reply.fight by end)") == fights);                     \
        assert_true(p.certificate->exploitability[3] == gain);                             \
        assert_true(p.certificate->given_up[3] == given_up);                               \
        p = play(WATCHED(noise, "player a {}", ""));                                       \
        assert_true(ask(&p, "V(us)") == us && ask(&p, "V(cn)") == cn);                     \
        assert_true(p.certificate->exploitability[1] == gain);                             \
    } while (0)
    SAME("error");
    SAME("taste");
#undef SAME
}

/* Then logit choice is the best reply: what it gets and what is gained by it are found apart. */
static void who_has_tastes_gains_nothing(void **state)
{
    Played p = play(WATCHED("taste", "player a {}", ""));
    assert_true(p.certificate->met);
    for (int i = 1; i < 3; i++) {
        assert_near(p.certificate->exploitability[i], 0, 1e-12);
        assert_near(p.certificate->given_up[i], 0, 0);
    }
    p = play(WATCHED("error", "player a {}", ""));
    for (int i = 1; i < 3; i++) {
        assert_true(p.certificate->exploitability[i] > 0.01);
        assert_true(p.certificate->exploitability[i] <= p.certificate->given_up[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eight_lanes_have_the_answers_of_one),
        cmocka_unit_test(what_lanes_call_solved_is),
        cmocka_unit_test(what_is_no_number_is_not_solved),
        cmocka_unit_test(a_lane_has_the_same_digits_in_any_company),
        cmocka_unit_test(lanes_know_the_entropy),
        cmocka_unit_test(calm_games_contract),
        cmocka_unit_test(onlookers_change_no_digit),
        cmocka_unit_test(who_has_tastes_gains_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
