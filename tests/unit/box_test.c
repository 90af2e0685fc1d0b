#include "math/box.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "math/random.h"
#include "math/sobol_sequence.h"

enum { MOST_DRAWS = 2000, MOST_PARAMS = 30 };

typedef struct {
    int64_t draws;
    int32_t params;
    double x[MOST_DRAWS * MOST_PARAMS];
    bool bad[MOST_DRAWS];
} Cloud;

static Cloud cloud;

static double unit(uint64_t seed, uint64_t stream, uint64_t index)
{
    return (double)(random_bits(seed, stream, index) >> 11) * 0x1p-53;
}

/* Parameter p lies between p and p + 1. */
static void fill(int64_t draws, int32_t params, uint64_t seed)
{
    cloud.draws = draws;
    cloud.params = params;
    for (int64_t k = 0; k < draws; k++)
        for (int32_t p = 0; p < params; p++)
            cloud.x[k * params + p] = p + sobol_coordinate(p, (uint32_t)k, seed);
}

/* Bad with probability `inside` in the planted box, else with probability `outside`. */
static void plant(const Box *planted, double inside, double outside, uint64_t seed)
{
    for (int64_t k = 0; k < cloud.draws; k++) {
        const bool in = box_holds(planted, cloud.x + k * cloud.params);
        cloud.bad[k] = unit(seed, 1, (uint64_t)k) < (in ? inside : outside);
    }
}

static bool found(Mem *M, uint64_t seed, Box *box)
{
    return box_find(M, cloud.x, cloud.bad, cloud.draws, cloud.params, seed, box);
}

static void assert_border(double border, double planted)
{
    if (isinf(planted))
        assert_true(border == planted);
    else
        assert_true(fabs(border - planted) < 0.04);
}

static void assert_box_is(const Box *found_one, const Box *planted)
{
    assert_int_equal(found_one->sides, planted->sides);
    for (int32_t s = 0; s < planted->sides; s++) {
        assert_int_equal(found_one->side[s].param, planted->side[s].param);
        assert_border(found_one->side[s].lo, planted->side[s].lo);
        assert_border(found_one->side[s].hi, planted->side[s].hi);
    }
}

static const Box PLANTED[] = {
    {.sides = 1, .side = {{4, -INFINITY, 4.3}}},
    {.sides = 1, .side = {{0, 0.6, INFINITY}}},
    {.sides = 1, .side = {{7, 7.25, 7.65}}},
    {.sides = 2, .side = {{2, 2.5, INFINITY}, {9, -INFINITY, 9.45}}},
    {.sides = 2, .side = {{1, 1.3, 1.8}, {3, 3.2, INFINITY}}},
};
enum { PLANTED_COUNT = sizeof PLANTED / sizeof *PLANTED };

static void a_planted_box_is_recovered(void **state)
{
    for (int k = 0; k < PLANTED_COUNT; k++) {
        Mem M = {0};
        Box box;
        fill(600, 12, 5);
        plant(&PLANTED[k], 0.97, 0.02, 8);
        assert_true(found(&M, 1, &box));
        assert_box_is(&box, &PLANTED[k]);
        mem_close(&M);
    }
}

/* A sharp border lies between the two draws next to it. */
static void a_border_that_tells_all_is_exact(void **state)
{
    Mem M = {0};
    Box box;
    fill(300, 6, 2);
    plant(&PLANTED[0], 1, 0, 3);
    assert_true(found(&M, 1, &box));
    assert_int_equal(box.learned.draws, box.learned.bad);
    assert_int_equal(box.learned.bad, box.learned_from.bad);
    assert_true(box.held.bad >= box.held.draws - 1);
    assert_int_equal(box.learned_from.draws + box.held_from.draws, 300);
    mem_close(&M);
}

/* Half a pair helps little: the search looks at pairs, not at one after the other. */
static void a_corner_is_found_though_each_side_alone_says_little(void **state)
{
    Mem M = {0};
    Box box;
    const Box corner = {.sides = 2, .side = {{5, -INFINITY, 5.35}, {20, 20.65, INFINITY}}};
    fill(1000, 30, 6);
    plant(&corner, 1, 0.05, 4);
    assert_true(found(&M, 9, &box));
    assert_box_is(&box, &corner);
    mem_close(&M);
}

/* Twice as bad on one side as on the other, among 1500 draws: the parameter is found in each of
 * 20 trials, and with it the border to a tenth. */
static void a_faint_border_is_found_among_many_draws(void **state)
{
    for (uint64_t trial = 0; trial < 20; trial++) {
        Mem M = {0};
        Box box;
        fill(1500, 20, trial);
        plant(&(Box){.sides = 1, .side = {{11, -INFINITY, 11.5}}}, 0.6, 0.3, trial);
        assert_true(found(&M, trial, &box));
        assert_true(box.side[0].param == 11 || box.side[box.sides - 1].param == 11);
        if (box.sides == 1)
            assert_true(fabs(box.side[0].hi - 11.5) < 0.1);
        mem_close(&M);
    }
}

static void the_counts_are_those_of_the_printed_borders(void **state)
{
    Mem M = {0};
    Box box;
    fill(400, 5, 12);
    plant(&(Box){.sides = 1, .side = {{3, 3.4, INFINITY}}}, 0.7, 0.2, 21);
    assert_true(found(&M, 2, &box));
    BoxCount in = {0}, all = {0};
    for (int64_t k = 0; k < cloud.draws; k++) {
        all.draws++;
        all.bad += cloud.bad[k];
        if (!box_holds(&box, cloud.x + k * cloud.params))
            continue;
        in.draws++;
        in.bad += cloud.bad[k];
    }
    assert_int_equal(in.draws, box.learned.draws + box.held.draws);
    assert_int_equal(in.bad, box.learned.bad + box.held.bad);
    assert_int_equal(all.draws, box.learned_from.draws + box.held_from.draws);
    assert_int_equal(all.bad, box.learned_from.bad + box.held_from.bad);
    mem_close(&M);
}

/* At most one search in a hundred should find something in noise; of 400, at most 4 and
 * what chance adds to that. */
static void noise_has_no_box(void **state)
{
    int found_count = 0;
    for (uint64_t trial = 0; trial < 400; trial++) {
        Mem M = {0};
        Box box, nothing = {0};
        fill(trial % 2 ? 100 : 200, 10, trial);
        const double share = 0.05 + 0.3 * (double)(trial % 4);
        plant(&nothing, share, share, 1000 + trial);
        found_count += found(&M, trial, &box);
        mem_close(&M);
    }
    assert_in_range(found_count, 0, 8);
}

static void where_all_or_none_are_bad_there_is_no_box(void **state)
{
    Mem M = {0};
    Box box, everywhere = {0};
    fill(200, 3, 1);
    plant(&everywhere, 1, 1, 1);
    assert_false(found(&M, 1, &box));
    plant(&everywhere, 0, 0, 1);
    assert_false(found(&M, 1, &box));
    mem_close(&M);
}

static void few_draws_equal_values_and_a_constant_parameter_do_no_harm(void **state)
{
    Mem M = {0};
    Box box;
    for (int64_t draws = 0; draws < 40; draws++) {
        fill(draws, 2, 1);
        plant(&(Box){.sides = 1, .side = {{0, -INFINITY, 0.5}}}, 1, 0, 1);
        if (found(&M, 1, &box))
            assert_in_range(draws, 30, 40);
    }
    fill(400, 3, 1);
    for (int64_t k = 0; k < 400; k++) {
        cloud.x[k * 3] = 7;
        cloud.x[k * 3 + 1] = floor(4 * (cloud.x[k * 3 + 1] - 1));
        cloud.bad[k] = cloud.x[k * 3 + 1] >= 2;
    }
    assert_true(found(&M, 1, &box));
    assert_int_equal(box.sides, 1);
    assert_int_equal(box.side[0].param, 1);
    assert_true(box.side[0].lo > 1 && box.side[0].lo < 2);
    assert_true(isinf(box.side[0].hi));
    mem_close(&M);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_planted_box_is_recovered),
        cmocka_unit_test(a_border_that_tells_all_is_exact),
        cmocka_unit_test(a_corner_is_found_though_each_side_alone_says_little),
        cmocka_unit_test(a_faint_border_is_found_among_many_draws),
        cmocka_unit_test(the_counts_are_those_of_the_printed_borders),
        cmocka_unit_test(noise_has_no_box),
        cmocka_unit_test(where_all_or_none_are_bad_there_is_no_box),
        cmocka_unit_test(few_draws_equal_values_and_a_constant_parameter_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
