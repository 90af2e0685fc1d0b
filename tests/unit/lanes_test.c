/* Eight lanes at once against one after the other: equal digits, on the models of the house and
 * on random ones. */
#include "generate.h"
#include "played.h"

static uint64_t seed;

/* splitmix64, as a number from 0 to 1 */
static double draw(void)
{
    uint64_t x = seed += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return (double)((x ^ x >> 31) >> 11) * 0x1p-53;
}

/* The numbers of the base with every real parameter somewhat moved, where the structure allows
 * it, and the precisions: in some lanes 0 or exact. */
static const Setup *moved_setup(const Played *p)
{
    const Model *m = p->model;
    Setup *s = setup_make(&memory, &diags, m, NULL, 0);
    for (int32_t k = 0; k < m->param_count; k++)
        if (m->params[k].type.kind == TYPE_REAL && !p->program->structural[k])
            s->params[k] *= 0.9 + 0.2 * draw();
    for (int32_t i = 0; i < m->player_count; i++) {
        double chance = draw();
        s->patience[i] *= 0.9 + 0.1 * draw();
        s->precision[i] *= 0.5 + draw();
        if (m->players[i].noise == NOISE_ERROR && chance < 0.1)
            s->precision[i] = chance < 0.05 ? 0 : INFINITY;
    }
    return s;
}

/* A number of one lane among those of many. */
static void assert_same(double alone, double in_lane, const char *what)
{
    if (alone == in_lane || (isnan(alone) && isnan(in_lane)))
        return;
    fail_msg("%s: %.17g alone, %.17g in its lane", what, alone, in_lane);
}

static void assert_rows_same(const double *alone, const double *lanes, int64_t rows,
                             int32_t width, int32_t lane, const char *what)
{
    for (int64_t k = 0; k < rows; k++)
        assert_same(alone[k], lanes[k * width + lane], what);
}

/* A batch of lanes, solved together. */
typedef struct {
    const Setup *setups[LANES];
    int32_t count;
    Prices *prices;
    LaneSet faulty;
    Strategy *strategy;
    const Certificate *certificates;
    Future *future;
} Together;

static void solve_together(Played *p, Together *b)
{
    b->faulty = faults_find(&memory, &p->work, b->prices);
    if (!b->strategy)
        b->strategy = strategy_new(&memory, b->prices);
    b->certificates = solve_and_certify(&memory, &p->work, b->prices, b->strategy, 1e-9);
    if (b->future)
        future_again(&memory, &p->work, b->future, b->setups);
    else
        b->future = future_of_lanes(&memory, &p->work, b->strategy, b->setups);
}

static Played solve_alone(const Played *p, const Setup *setup)
{
    Played one = *p;
    one.setup = setup;
    one.prices = prices_make(&memory, p->game, &one.setup, 1);
    solve(&one, 1);
    return one;
}

static void compare_strategies(const Played *one, const Together *b, int32_t lane)
{
    const Game *g = one->game;
    int32_t players = g->model->player_count, width = b->count;
    assert_rows_same(one->strategy->at_start, b->strategy->at_start, players, width, lane,
                     "a payoff");
    for (int32_t t = 0; t < g->periods; t++) {
        assert_rows_same(one->strategy->probability[t], b->strategy->probability[t],
                         game_layer(g, t)->edge_count, width, lane, "a probability");
        assert_rows_same(one->strategy->value[t], b->strategy->value[t],
                         (int64_t)g->state_count * players, width, lane, "a value");
        assert_rows_same(one->future->at[t + 1], b->future->at[t + 1], g->state_count,
                         width, lane, "the chance of a state");
        assert_rows_same(one->future->happens[t], b->future->happens[t],
                         g->model->event_count, width, lane, "the number of an event");
    }
    const Certificate *mine = one->certificate, *its = &b->certificates[lane];
    assert_same(mine->residual, its->residual, "the residual");
    assert_true(mine->met == its->met);
    assert_rows_same(mine->exploitability, its->exploitability, players, 1, 0,
                     "exploitability");
    assert_rows_same(mine->given_up, its->given_up, players, 1, 0, "what is given up");
}

static void compare_answers(Played *one, Played *p, const Together *b, int32_t lane,
                            const Question *const *questions, int32_t count)
{
    for (int32_t k = 0; k < count; k++) {
        double answers[LANES], alone = NAN;
        Diags quiet = {.mem = &memory};
        LaneSet bad =
            question_answers(&memory, &quiet, &p->work, b->future, questions[k], answers);
        bool is_answered =
            question_answer(&memory, &quiet, &p->work, one->future, questions[k], &alone);
        assert_true(is_answered == !lane_is_in(bad, lane));
        assert_same(is_answered ? alone : NAN, answers[lane], questions[k]->as_written);
    }
}

/* Solves the model in `count` lanes, twice into the same room; then each lane alone. */
static int32_t compare_lanes(Played *p, int32_t count, const Question *const *questions,
                             int32_t question_count)
{
    Together b = {.count = count};
    for (int32_t round = 0; round < 2; round++) {
        for (int32_t l = 0; l < count; l++)
            b.setups[l] = moved_setup(p);
        if (b.prices)
            prices_again(b.prices, b.setups);
        else
            b.prices = prices_make(&memory, p->game, b.setups, count);
        solve_together(p, &b);
    }
    int32_t compared = 0;
    for (int32_t l = 0; l < count; l++) {
        Diags quiet = {.mem = &memory};
        Prices *prices = prices_make(&memory, p->game, &b.setups[l], 1);
        bool is_sound = faults_report(&memory, &p->work, &quiet, prices);
        assert_true(is_sound == !lane_is_in(b.faulty, l));
        if (!is_sound)
            continue;
        Played one = solve_alone(p, b.setups[l]);
        compare_strategies(&one, &b, l);
        compare_answers(&one, p, &b, l, questions, question_count);
        compared++;
    }
    return compared;
}

static void compare_file(const char *path, int32_t count, const char *const *texts)
{
    Played p = lay_out(read_file(path), NULL, 0);
    const Question *questions[8];
    int32_t n = 0;
    for (; texts[n]; n++) {
        questions[n] = read_question(texts[n]);
        assert_non_null(questions[n]);
    }
    assert_true(compare_lanes(&p, count, questions, n) > 0);
}

static void models_of_the_house_have_equal_digits(void **state)
{
    const char *first[] = {"P(collapse by end)", "E(embargoed at end)",
                           "E(count move.raise by 12)", NULL};
    const char *large[] = {"V(us)", NULL};
    seed = 5;
    for (int32_t lanes = 1; lanes <= LANES; lanes++)
        compare_file("models/first.truce", lanes, first);
    compare_file("models/rubinstein.truce", LANES, &first[3]);
    compare_file("models/us-china.truce", LANES, large);
}

enum { RANDOM_MODELS = 500 };

static void random_models_have_equal_digits(void **state)
{
    int32_t compared = 0;
    for (int32_t k = 0; k < RANDOM_MODELS; k++) {
        Mem text = {0};
        Generated made = generate_model(&text, (Recipe){.seed = 77, .index = k});
        seed = (uint64_t)k;
        Played p = lay_out(read_model(made.text), NULL, 0);
        const Question *questions[64];
        int32_t n = 0;
        for (int32_t q = 0; q < made.question_count; q++) {
            questions[n] = read_question(made.questions[q]);
            n += questions[n] != NULL;
        }
        compared += compare_lanes(&p, k % 8 ? LANES : 1 + k / 8 % LANES, questions, n);
        mem_close(&text);
    }
    assert_true(compared > 6 * RANDOM_MODELS); /* the others have faults */
}

static const char FAULTY[] = /* where the divisor is 0, only in the lane that has it */
    "period 1 month for 3  player us { precision 2 }  param divisor = 1 in -1..1\n"
    "param odds = 0.5 in 0..2  state a : bool = no\n"
    "each period { us chooses x { stay  go { pay us 1 / divisor } }\n"
    "  chance { odds : a := yes  rest : nothing } }\n"
    "measure inverse = if a then 1 / divisor else 0\n";

static void a_fault_in_a_lane_is_its_own(void **state)
{
    Played p = lay_out(read_model(FAULTY), NULL, 0);
    int32_t divisor = param_named(p.model, "divisor"), odds = param_named(p.model, "odds");
    Together b = {.count = LANES};
    for (int32_t l = 0; l < LANES; l++) {
        Setup *s = setup_make(&memory, &diags, p.model, NULL, 0);
        s->params[divisor] = l == 3 ? 0 : 1 + l;
        s->params[odds] = l == 5 ? 1.5 : 0.25;
        b.setups[l] = s;
    }
    b.prices = prices_make(&memory, p.game, b.setups, LANES);
    solve_together(&p, &b);
    assert_int_equal(b.faulty, lane_alone(3) | lane_alone(5));

    Diags quiet = {.mem = &memory};
    double means[4 * LANES];
    LaneSet bad = means_in_lanes(&memory, &quiet, &p.work, b.future,
                                 p.model->measures[0].value, means);
    assert_int_equal(bad, lane_alone(3));
    assert_int_equal(quiet.errors, 1);
    for (int32_t l = 0; l < LANES; l++)
        if (l == 3)
            assert_true(isnan(means[l]) && isnan(means[3 * LANES + l]));
        else if (l != 5)
            assert_near(means[3 * LANES + l], (1 - 0.75 * 0.75 * 0.75) / (1 + l), 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(models_of_the_house_have_equal_digits, forget),
        cmocka_unit_test_teardown(random_models_have_equal_digits, forget),
        cmocka_unit_test_teardown(a_fault_in_a_lane_is_its_own, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
