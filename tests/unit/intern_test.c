#include "base/firsts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static Mem memory;
static Intern known;

static int begin(void **state)
{
    intern_open(&known, &memory);
    return 0;
}

static int end(void **state)
{
    intern_close(&known);
    assert_int_equal(memory.used, 0);
    mem_close(&memory);
    return 0;
}

static int32_t put(int32_t length, const int32_t *words)
{
    return intern_put(&known, words, length);
}

static void numbers_follow_the_order_of_first_appearance(void **state)
{
    assert_int_equal(put(2, (int32_t[]){7, 8}), 0);
    assert_int_equal(put(1, (int32_t[]){7}), 1);
    assert_int_equal(put(0, NULL), 2);
    assert_int_equal(put(2, (int32_t[]){8, 7}), 3);
    assert_int_equal(put(2, (int32_t[]){7, 8}), 0);
    assert_int_equal(put(0, NULL), 2);
    assert_int_equal(known.count, 4);
}

static void sequences_differ_in_length_alone(void **state)
{
    const int32_t zeros[3] = {0};
    assert_int_equal(put(0, zeros), 0);
    assert_int_equal(put(1, zeros), 1);
    assert_int_equal(put(2, zeros), 2);
    assert_int_equal(put(3, zeros), 3);
}

/* Word w of sequence k; lengths 0 to 6, no two sequences equal. */
static int32_t word(int32_t k, int32_t w)
{
    return w == 0 ? k : (k * 7919 + w) % 13 - 6;
}

static int32_t length_of(int32_t k)
{
    return 1 + k % 6;
}

static int32_t put_numbered(int32_t k)
{
    int32_t words[6];
    for (int32_t w = 0; w < length_of(k); w++)
        words[w] = word(k, w);
    return put(length_of(k), words);
}

static void many_sequences_keep_their_numbers_and_words(void **state)
{
    enum { MANY = 50000 };
    for (int32_t k = 0; k < MANY; k++)
        assert_int_equal(put_numbered(k), k);
    for (int32_t k = MANY - 1; k >= 0; k--)
        assert_int_equal(put_numbered(k), k);
    assert_int_equal(known.count, MANY);
    for (int32_t k = 0; k < MANY; k++) {
        int32_t length;
        const int32_t *words = intern_words(&known, k, &length);
        assert_int_equal(length, length_of(k));
        for (int32_t w = 0; w < length; w++)
            assert_int_equal(words[w], word(k, w));
    }
}

/* Of many who bring sequences of all lengths, thrice each. */
static void the_first_is_who_came_first(void **state)
{
    enum { MANY = 3000 };
    Firsts firsts;
    firsts_open(&firsts, &memory);
    for (int32_t who = 0; who < 3 * MANY; who++) {
        for (int32_t w = 0; w < length_of(who % MANY); w++)
            firsts_add(&firsts, word(who % MANY, w));
        assert_int_equal(firsts_find(&firsts, who), who % MANY);
    }
    firsts_close(&firsts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(numbers_follow_the_order_of_first_appearance, begin,
                                        end),
        cmocka_unit_test_setup_teardown(sequences_differ_in_length_alone, begin, end),
        cmocka_unit_test_setup_teardown(many_sequences_keep_their_numbers_and_words, begin,
                                        end),
        cmocka_unit_test_setup_teardown(the_first_is_who_came_first, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
