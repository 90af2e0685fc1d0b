#include "game/pack.h"

#include "played.h"

/* `count` states of 256 values and what else is declared; the period does nothing. */
static const Model *wide_model(int32_t count, const char *more)
{
    Buf text = {.mem = &memory};
    buf_puts(&text, "period 1 month for 2  player us\n");
    for (int32_t k = 0; k < count; k++)
        buf_printf(&text, "state s%d : 0..255 = 0\n", k);
    buf_puts(&text, more);
    buf_puts(&text, "each period { pay us 1 }\n");
    char *copy = strdup(buf_text(&text));
    const Model *m = read_model(copy);
    free(copy);
    return m;
}

static Packing packing_of_states(const Model *m)
{
    uint64_t *live = make(&memory, uint64_t, program_words(m));
    for (int32_t v = 0; v < m->state_count; v++)
        bit_set(live, v);
    return packing_make(&memory, &diags, m, live, SPAN_NOWHERE);
}

static void each_variable_takes_the_bits_of_its_domain(void **state)
{
    const Model *m = wide_model(0, "state one : 5..5 = 5      state two : bool = no\n"
                                   "state four : 0..3 = 0     state five : -2..2 = 0\n"
                                   "state three : low, middle, high = low\n");
    Packing p = packing_of_states(m);
    static const int32_t bits[] = {0, 1, 2, 3, 2};
    assert_int_equal(p.count, 5);
    for (int32_t k = 0; k < p.count; k++)
        assert_int_equal(p.fields[k].bits, bits[k]);
    assert_int_equal(p.bits, 8);
}

static void only_live_variables_are_packed(void **state)
{
    const Model *m = wide_model(3, "");
    uint64_t live[] = {1ull << 1};
    Packing p = packing_make(&memory, &diags, m, live, SPAN_NOWHERE);
    assert_true(key_pack(&p, (int32_t[]){9, 7, 5}) == 7);
    int32_t vars[] = {1, 2, 3};
    key_unpack(&p, 8, vars);
    assert_true(vars[0] == 1 && vars[1] == 8 && vars[2] == 3);
}

/* Every combination of values has a key of its own, from which it comes back. */
static void all_values_come_back(void **state)
{
    const Model *m = wide_model(0, "state a : -3..3 = 0  state b : bool = no\n"
                                   "state c : 1000000..1000004 = 1000000\n"
                                   "state d : 7..7 = 7\n");
    Packing p = packing_of_states(m);
    bool seen[1 << 7] = {false};
    for (int32_t a = -3; a <= 3; a++)
        for (int32_t b = 0; b <= 1; b++)
            for (int32_t c = 1000000; c <= 1000004; c++) {
                const int32_t vars[] = {a, b, c, 7};
                int32_t back[4] = {0};
                Key key = key_pack(&p, vars);
                assert_true(key < sizeof seen / sizeof *seen);
                assert_false(seen[(int32_t)key]);
                seen[(int32_t)key] = true;
                key_unpack(&p, key, back);
                assert_memory_equal(back, vars, sizeof back);
            }
}

static void what_was_not_made_comes_back_as_such(void **state)
{
    const Model *m = read_model("period 1 month for 2  player us\n"
                                "state a : bool = no\n"
                                "each period {\n"
                                "  if a { us chooses x from -1..2 }\n"
                                "  chance { 50% : { pay us x == 2 } rest : nothing }\n"
                                "}\n");
    int32_t x = var_named(m, "x");
    assert_true(m->vars[x].can_be_unmade);
    uint64_t live[] = {1ull << x};
    Packing p = packing_make(&memory, &diags, m, live, SPAN_NOWHERE);
    assert_int_equal(p.bits, 3);
    for (int32_t value = -2; value <= 2; value++) {
        int32_t vars[8], back[8];
        vars[x] = value == -2 ? NOT_MADE : value;
        key_unpack(&p, key_pack(&p, vars), back);
        assert_int_equal(back[x], vars[x]);
    }
}

static void a_key_has_room_for_128_bits(void **state)
{
    const Model *m = wide_model(16, "state one : 3..3 = 3\n");
    Packing p = packing_of_states(m);
    assert_clean();
    assert_int_equal(p.bits, 128);
    int32_t vars[17], back[17];
    for (int32_t k = 0; k < 16; k++)
        vars[k] = 255 - 3 * k;
    vars[16] = 3;
    key_unpack(&p, key_pack(&p, vars), back);
    assert_memory_equal(back, vars, sizeof back);
}

static void one_bit_more_is_refused(void **state)
{
    const Model *m = wide_model(16, "state last : bool = no\n");
    assert_int_equal(packing_of_states(m).count, -1);
    assert_told(DIAG_E403, "129 bits");
    Played p = lay_out(wide_model(16, "state last : bool = no\n"), NULL, 0);
    assert_null(p.game);
    assert_told(DIAG_E403, "129 bits");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(each_variable_takes_the_bits_of_its_domain, forget),
        cmocka_unit_test_teardown(only_live_variables_are_packed, forget),
        cmocka_unit_test_teardown(all_values_come_back, forget),
        cmocka_unit_test_teardown(what_was_not_made_comes_back_as_such, forget),
        cmocka_unit_test_teardown(a_key_has_room_for_128_bits, forget),
        cmocka_unit_test_teardown(one_bit_more_is_refused, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
