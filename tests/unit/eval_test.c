#include "lang/eval.h"

#include "played.h"

/* The states hold 3, -2, yes, no, high (place 2) at the start of period 4, 2025-05-31. */
static const char DECLARED[] = "period 1 day from 2025-05-27 for 10\n"
                               "player us\n"
                               "param half = 0.5\n"
                               "state three : 0..9 = 3\n"
                               "state minus : -5..5 = -2\n"
                               "state sure : bool = yes\n"
                               "state never : bool = no\n"
                               "state level : low, middle, high = high\n"
                               "each period { }\n"
                               "measure m = ";

static const int32_t VALUES[] = {3, -2, 1, 0, 2};

static double value_of(const char *expression, EvalFault *fault, const char **at)
{
    char text[1024];
    snprintf(text, sizeof text, "%s%s", DECLARED, expression);
    const Model *m = read_model(text);
    Frame f = {.vars = VALUES,
               .params = setup_make(&memory, &diags, m, NULL, 0)->params,
               .now = 4,
               .day = model_day(m, 4)};
    double value = expr_value(m->measures[0].value, &f);
    *fault = f.fault;
    if (f.fault && at)
        *at = diags.sources[f.fault_at->at.source].text + f.fault_at->at.at;
    return value;
}

typedef struct {
    const char *expression;
    double value;
} Sum;

static void are_worth(const Sum *sums, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        EvalFault fault;
        double value = value_of(sums[k].expression, &fault, NULL);
        if (fault != EVAL_FINE || !(fabs(value - sums[k].value) <= 1e-15 * fabs(value)))
            fail_msg("%s is %.17g (fault %d)", sums[k].expression, value, (int)fault);
    }
}
#define ARE_WORTH(...)                                                                     \
    are_worth((const Sum[]){__VA_ARGS__}, sizeof((const Sum[]){__VA_ARGS__}) / sizeof(Sum))

static void sums_are_what_they_are_on_paper(void **state)
{
    ARE_WORTH({"three + minus", 1}, {"three - minus", 5}, {"three * minus", -6},
              {"three / minus", -1.5}, {"-three", -3}, {"-three ^ 2", 9},
              {"three ^ minus", 1.0 / 9}, {"min(three, minus)", -2},
              {"max(three, minus)", 3}, {"abs(minus)", 2}, {"floor(minus / three)", -1},
              {"ceil(minus / three)", -0.0}, {"exp(minus)", exp(-2)},
              {"log(three)", log(3)}, {"sqrt(three)", sqrt(3)}, {"half * three", 1.5});
}

static void mod_has_the_sign_of_its_right_side(void **state)
{
    ARE_WORTH({"three mod 2", 1}, {"minus mod three", 1}, {"three mod minus", -1},
              {"minus mod -3", -2}, {"(three + 3) mod three", 0}, {"minus mod half", 0});
}

static void truths_are_compared_and_joined(void **state)
{
    ARE_WORTH({"if sure and not never then 1 else 2", 1},
              {"if never or sure then 1 else 2", 1}, {"if three < minus then 1 else 2", 2},
              {"if three <= 3 then 1 else 2", 1}, {"if minus > three then 1 else 2", 2},
              {"if minus >= -2 then 1 else 2", 1}, {"if three != 3 then 1 else 2", 2},
              {"sure + sure", 2}, {"if level == high then 1 else 2", 1}, {"level * 1", 2},
              {"match level { low: 10, middle | high: 20 }", 20}, {"top(level) * 1", 2});
}

static void only_what_is_needed_is_read(void **state)
{
    ARE_WORTH({"if never and 1 / never > 2 then 1 else 2", 2},
              {"if sure or 1 / never > 2 then 1 else 2", 1},
              {"if never then 1 / never else three", 3},
              {"match three { 0: 1 / never, else: 7 }", 7});
}

static void dates_are_counted_from_the_day_of_the_period(void **state)
{
    ARE_WORTH({"now", 4}, {"days_to(2025-06-30)", 30}, {"days_to(2025-05-30)", -1},
              {"weeks_to(2025-06-30)", 4}, {"weeks_to(2025-05-30)", -1},
              {"months_to(2025-06-30)", 1}, {"months_to(2025-06-29)", 0},
              {"months_to(2025-05-30)", -1}, {"date - 2025-05-01", 30});
}

typedef struct {
    const char *expression;
    EvalFault fault;
    const char *at; /* what is marked begins so */
} Mistake;

static void what_has_no_value_is_a_fault_at_its_place(void **state)
{
    static const Mistake mistakes[] = {
        {"three / never", EVAL_DIVISION, "three / never"},
        {"three mod never", EVAL_DIVISION, "three mod never"},
        {"1 + log(never)", EVAL_NOT_REAL, "log(never)"},
        {"log(minus)", EVAL_NOT_REAL, "log(minus)"},
        {"sqrt(minus)", EVAL_NOT_REAL, "sqrt(minus)"},
        {"minus ^ half", EVAL_NOT_REAL, "minus ^ half"},
        {"exp(1000 * three)", EVAL_NOT_FINITE, "exp(1000"},
        {"never ^ minus", EVAL_NOT_FINITE, "never ^"},
        {"1e308 * 10 ^ three", EVAL_NOT_FINITE, "1e308"},
        {"three / never + log(minus)", EVAL_DIVISION, "three / never"}, /* the first */
    };
    for (size_t k = 0; k < sizeof mistakes / sizeof *mistakes; k++) {
        EvalFault fault;
        const char *at = "";
        value_of(mistakes[k].expression, &fault, &at);
        if (fault != mistakes[k].fault ||
            strncmp(at, mistakes[k].at, strlen(mistakes[k].at)))
            fail_msg("%s: fault %d at %.20s", mistakes[k].expression, (int)fault, at);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(sums_are_what_they_are_on_paper, forget),
        cmocka_unit_test_teardown(mod_has_the_sign_of_its_right_side, forget),
        cmocka_unit_test_teardown(truths_are_compared_and_joined, forget),
        cmocka_unit_test_teardown(only_what_is_needed_is_read, forget),
        cmocka_unit_test_teardown(dates_are_counted_from_the_day_of_the_period, forget),
        cmocka_unit_test_teardown(what_has_no_value_is_a_fault_at_its_place, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
