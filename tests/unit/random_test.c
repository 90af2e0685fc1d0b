#include "math/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static void a_number_is_named_by_its_place(void **state)
{
    const uint64_t once = random_bits(1, 2, 3);
    for (int k = 0; k < 3; k++)
        assert_int_equal(random_bits(1, 2, 3), once);
    assert_true(random_bits(1, 3, 2) != once);
    assert_true(random_bits(2, 1, 3) != once);
    assert_true(random_bits(3, 2, 1) != once);
}

/* Chi-squared with 255 degrees of freedom: mean 255, deviation sqrt(510). */
static double chi_squared(uint64_t seed, uint64_t stream, int shift, uint64_t step)
{
    enum { DRAWS = 65536, CELLS = 256 };
    int seen[CELLS] = {0};
    for (uint64_t k = 0; k < DRAWS; k++)
        seen[random_bits(seed + step * k, stream, step ? 0 : k) >> shift & 255]++;
    double sum = 0;
    for (int c = 0; c < CELLS; c++)
        sum +=
            (seen[c] - DRAWS / CELLS) * (seen[c] - DRAWS / CELLS) / (double)(DRAWS / CELLS);
    return sum;
}

static void every_byte_is_even_along_the_index_and_along_the_seed(void **state)
{
    for (int shift = 0; shift < 64; shift += 8)
        for (uint64_t stream = 0; stream < 3; stream++)
            for (uint64_t step = 0; step < 2; step++)
                assert_true(fabs(chi_squared(7, stream, shift, step) - 255) <
                            5 * sqrt(510));
}

static void numbers_below_n_are_even(void **state)
{
    enum { DRAWS = 60000 };
    for (int32_t n = 1; n <= 12; n++) {
        int seen[12] = {0};
        for (uint64_t k = 0; k < DRAWS; k++) {
            const int32_t x = random_below(5, 9, k, n);
            assert_true(x >= 0 && x < n);
            seen[x]++;
        }
        const double expected = (double)DRAWS / n;
        for (int32_t x = 0; x < n; x++)
            assert_true(fabs(seen[x] - expected) <= 5 * sqrt(expected));
    }
    assert_in_range(random_below(1, 1, 1, INT32_MAX), 0, INT32_MAX - 1);
}

static void units_are_even(void **state)
{
    enum { DRAWS = 60000, PARTS = 10 };
    int seen[PARTS] = {0};
    (void)state;
    for (uint64_t k = 0; k < DRAWS; k++) {
        const double x = random_unit(3, 1, k);
        assert_true(x >= 0 && x < 1);
        seen[(int)(x * PARTS)]++;
    }
    for (int part = 0; part < PARTS; part++)
        assert_true(abs(seen[part] - DRAWS / PARTS) <= 5 * sqrt(DRAWS / PARTS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_is_named_by_its_place),
        cmocka_unit_test(every_byte_is_even_along_the_index_and_along_the_seed),
        cmocka_unit_test(numbers_below_n_are_even),
        cmocka_unit_test(units_are_even),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
