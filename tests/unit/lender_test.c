/* Solves that differ in how types begin alone: one plays as the other, and no digit shows it. */
#include "study/batch.h"
#include "study/lane_group.h"

#include "studied.h"

static const char SIGNALS[] =
    "period 1 month for 5\n"
    "player us { patience 0.9  precision sharp }  player cn { precision 2 }\n"
    "param sharp = 2 in 0..9  param toll = 0.3 in 0..2  param prior = 0.4 in 0..1\n"
    "param heard = 0.2 in 0..1  param gate = 1 in 0..1  param weight = 1 in 0..9\n"
    "type us.resolute : bool = { prior : yes  rest : no }\n"
    "type cn.ready : bool = { 30% : yes  rest : no }\n"
    "belief resolute steps 6  belief ready steps 4\n"
    "state heat : 0..2 = 1  state calm : bool = { 40% : yes  rest : no }\n"
    "event strike\n"
    "each period {\n"
    "  us chooses x { stay  push if heat < 2 and gate > 0 {\n"
    "    pay us (if resolute then 0.2 else -toll)  heat += 1 } }\n"
    "  together { us chooses a { c d }  cn chooses b { e f } }\n"
    "  pay cn (if b == e then (if ready then 0.5 else -0.2) else 0)\n"
    "  pay us if a == c and b == e then 1 else believed(ready) / 2\n"
    "  if a == d and b == f { event strike  if heat > 0 { heat -= 1 } }\n"
    "  chance sign { if resolute then (1 + heard) / 2 else (1 - heard) / 2 : loud\n"
    "    rest : quiet }\n"
    "  if calm { pay cn 0.1 * heat } else { pay cn -0.2 * heat }\n"
    "}\n"
    "variant trusted { resolute = { 90% : yes  rest : no } }\n"
    "variant sure { resolute = yes  ready = no }\n"
    "variant doubted { prior = 0.05 }\n"
    "variant weighed { weight = 3 }\n"
    "variant dear { toll = 1 }  variant blunt { sharp = 1 }  variant heeded { heard = 0.8 "
    "}\n"
    "variant slow { us.patience = 0.95 }  variant shut { gate = 0 }\n"
    "variant calmer { calm = { 80% : yes  rest : no } }  variant hot { heat = 2 }\n";

static const char *const ALIKE[] = {"trusted", "sure", "doubted", "weighed"};
static const char *const OTHERS[] = {"dear", "blunt",  "heeded", "slow",
                                     "shut", "calmer", "hot"};
enum { ALIKE_COUNT = 4, OTHER_COUNT = 7, QUESTION_COUNT = 8 };

static const char *const QUESTIONS[QUESTION_COUNT] = {
    "V(us)",
    "V(cn)",
    "P(strike by 3)",
    "E(heat at end)",
    "E(believed(resolute) at 3)",
    "P(resolute at 4 given heat > 1 at 3)",
    "E(count strike by end)",
    "P(ready at 3 given strike by 2)"};

static Solved *solve_under(const char *name)
{
    int32_t under[] = {variant_named(study.model, name)};
    Solved *s = study_solve(&study, under, 1);
    assert_clean();
    assert_non_null(s);
    return s;
}

static Solved *solve_base(void)
{
    Solved *s = study_solve(&study, NULL, 0);
    assert_non_null(s);
    return s;
}

static double answer_of(const Solved *s, const char *text)
{
    double answer;
    assert_true(
        question_answer(&memory, &diags, &work, s->future, question(text), &answer));
    return answer;
}

/* All that a solve says, as numbers; kept outside of the study. */
typedef struct {
    double worth[2], gain[2], given_up[2], residual;
    double answer[QUESTION_COUNT];
    double *probability; /* of all edges and periods */
    int64_t count;
} Said;

static Said said_by(const Solved *s)
{
    Said x = {.residual = s->certificate->residual};
    for (int32_t i = 0; i < 2; i++) {
        x.worth[i] = s->strategy->at_start[i];
        x.gain[i] = s->certificate->exploitability[i];
        x.given_up[i] = s->certificate->given_up[i];
    }
    for (int32_t k = 0; k < QUESTION_COUNT; k++)
        x.answer[k] = answer_of(s, QUESTIONS[k]);
    for (int32_t t = 0; t < s->game->periods; t++)
        x.count += game_layer(s->game, t)->chance_count;
    x.probability = test_calloc((size_t)x.count, sizeof *x.probability);
    memcpy(x.probability, s->strategy->probability[0],
           sizeof *x.probability * (size_t)x.count);
    return x;
}

static void assert_same(Said a, Said b)
{
    assert_memory_equal(a.worth, b.worth, sizeof a.worth);
    assert_memory_equal(a.gain, b.gain, sizeof a.gain);
    assert_memory_equal(a.given_up, b.given_up, sizeof a.given_up);
    assert_memory_equal(a.answer, b.answer, sizeof a.answer);
    assert_true(a.residual == b.residual);
    assert_int_equal(a.count, b.count);
    assert_memory_equal(a.probability, b.probability,
                        sizeof *a.probability * (size_t)a.count);
    test_free(a.probability);
    test_free(b.probability);
}

/* What a variant, or the base, says in a study where nothing else was solved. */
static Said said_alone(const char *name)
{
    begin(SIGNALS);
    const Solved *s = name ? solve_under(name) : solve_base();
    assert_null(s->lender);
    return said_by(s);
}

static void play_is_borrowed_where_types_alone_begin_otherwise(void **state)
{
    begin(SIGNALS);
    const Solved *base = solve_base();
    for (int32_t k = 0; k < ALIKE_COUNT; k++) {
        const Solved *s = solve_under(ALIKE[k]);
        assert_ptr_equal(s->lender, base);
        assert_ptr_equal(s->strategy->play->kept, base->strategy->play->kept);
    }
    for (int32_t k = 0; k < OTHER_COUNT; k++)
        assert_null(solve_under(OTHERS[k])->lender);
}

static void what_a_borrower_says_has_the_digits_of_its_own_solve(void **state)
{
    for (int32_t k = 0; k < ALIKE_COUNT; k++) {
        Said alone = said_alone(ALIKE[k]);
        begin(SIGNALS);
        solve_base();
        const Solved *s = solve_under(ALIKE[k]);
        assert_non_null(s->lender);
        assert_same(said_by(s), alone);
    }
}

/* The base asked before and after those who play alike, each in turn. */
static void a_lender_and_its_borrowers_do_not_disturb_each_other(void **state)
{
    Said base = said_alone(NULL), trusted = said_alone("trusted"),
         sure = said_alone("sure");
    begin(SIGNALS);
    const Solved *first = solve_under("trusted");
    const Solved *second = solve_base(), *third = solve_under("sure");
    assert_null(first->lender);
    assert_ptr_equal(second->lender, first);
    assert_ptr_equal(third->lender, first);
    assert_same(said_by(third), sure);
    assert_same(said_by(first), trusted);
    assert_same(said_by(second), base);
}

/* How far types that begin otherwise move things at all. */
static void how_types_begin_matters(void **state)
{
    begin(SIGNALS);
    const Solved *base = solve_base(), *trusted = solve_under("trusted");
    assert_true(fabs(base->strategy->at_start[0] - trusted->strategy->at_start[0]) > 0.01);
    assert_true(base->certificate->exploitability[0] !=
                trusted->certificate->exploitability[0]);
    assert_near(answer_of(trusted, "P(resolute at 0)"), 0.9, 1e-12);
    assert_near(answer_of(base, "P(resolute at 0)"), 0.4, 1e-12);
}

static void refined_grids_are_each_solves_own(void **state)
{
    begin(SIGNALS);
    study.refine = 0.01;
    solve_base();
    assert_null(solve_under("trusted")->lender);
}

/* ------------------------------------------------------------------ under a limit */

static bool is_in_study(const Solved *s)
{
    for (const Solved *k = study.solves; k; k = k->next)
        if (k == s)
            return true;
    return false;
}

static void assert_lenders_are_there(void)
{
    for (const Solved *k = study.solves; k; k = k->next)
        assert_true(!k->lender || (is_in_study(k->lender) && !k->lender->lender));
}

/* Little room: old solves go, a lender not before its borrowers; and then another one lends. */
static void a_lender_stays_as_long_as_its_borrowers(void **state)
{
    static const char *const order[] = {"trusted", "dear",   "sure",    "heeded", "slow",
                                        "blunt",   "calmer", "doubted", "trusted"};
    enum { COUNT = 9, TOO_MANY = 7 };
    Said alone[COUNT];
    for (int32_t k = 0; k < COUNT; k++)
        alone[k] = said_alone(order[k]);
    begin(SIGNALS);
    int64_t one = solve_base()->mem.used;
    study.mem->limit = SOLVES_KEPT_PART * 2 * one;
    for (int32_t k = 0; k < COUNT; k++) {
        const Solved *s = solve_under(order[k]);
        assert_lenders_are_there();
        assert_int_equal(s->lender != NULL, k == 0 || k == 2 || k == COUNT - 1);
        assert_same(said_by(s), alone[k]);
        if (k == TOO_MANY)
            assert_null(study_known_solve(&study, NULL, 0));
    }
}

/* So much play that half of the room does not hold it: most of it is found again when it is asked
 * for, and there is nothing to lend. */
static void play_that_is_not_kept_is_not_lent(void **state)
{
    static const char many_choices[] =
        "period 1 month for 8  player us { precision 2 }  player cn { precision 2 }\n"
        "type us.resolute : bool = { 40% : yes  rest : no }  belief resolute steps 6\n"
        "each period {\n"
        "  us chooses a from 0..7  cn chooses b from 0..7  us chooses c from 0..7\n"
        "  pay us (if resolute then a * b / 30 else -c / 9)  pay cn (b - c) / 20\n"
        "}\n"
        "variant trusted { resolute = { 90% : yes  rest : no } }\n";
    begin(many_choices);
    int64_t room = 2 * solve_base()->mem.used;
    double alone = solve_under("trusted")->strategy->at_start[0];
    assert_non_null(solve_under("trusted")->lender);
    for (bool is_kept = true; is_kept; room -= room / 16) {
        begin(many_choices);
        assert_non_null(
            study_game(&study, &diags, setup_make(&memory, &diags, study.model, NULL, 0)));
        study.mem->limit = memory.used + room;
        is_kept = play_is_whole(solve_base()->strategy->play);
        study.mem->limit = 0;
    }
    assert_null(solve_under("trusted")->lender);
    assert_true(solve_under("trusted")->strategy->at_start[0] == alone);
}

/* ------------------------------------------------------------------ many points */

enum { POINTS = 3, SETS = 1 + ALIKE_COUNT + OTHER_COUNT };

/* The variant of a set, in an order that keeps those that play alike apart; -1 = none. */
static int32_t variant_of_set(int32_t set)
{
    static const char *const order[] = {"dear", "trusted", "heeded", "doubted",
                                        "shut", "slow",    "sure",   "blunt",
                                        "hot",  "weighed", "calmer"};
    return set == SETS - 1 ? -1 : variant_named(study.model, order[set]);
}

/* All questions under the sets from `first` to `last`, at points that differ in toll and prior. */
static void answer_points(int32_t first, int32_t last, int32_t threads,
                          double into[][SETS][QUESTION_COUNT])
{
    static const double points[] = {0.3, 0.4, 0.7, 0.2, 0.1, 0.9};
    begin_with(SIGNALS, threads);
    Axis axes[2];
    for (int32_t k = 0; k < 2; k++) {
        const char *name = k == 0 ? "toll" : "prior";
        int32_t source = diag_source(&diags, "--x", name, (int64_t)strlen(name));
        assert_true(axis_read(&study, source, NULL, 0, &axes[k]));
    }
    Batch *b = batch_new(&study, axes, 2, NULL, 0, NULL, 0);
    int32_t under[SETS];
    for (int32_t s = first; s <= last; s++)
        for (int32_t k = 0; k < QUESTION_COUNT; k++) {
            under[s] = variant_of_set(s);
            batch_ask(b, question(QUESTIONS[k]), &under[s], under[s] >= 0);
        }
    const Answers *a = batch_answer(b, points, POINTS);
    assert_int_equal(a->missing_count, 0);
    for (int32_t p = 0; p < POINTS; p++)
        for (int32_t s = first; s <= last; s++)
            for (int32_t k = 0; k < QUESTION_COUNT; k++)
                into[p][s][k] = answers_at(a, p, (s - first) * QUESTION_COUNT + k);
}

static void points_of_a_batch_borrow_without_a_trace(void **state)
{
    static double together[POINTS][SETS][QUESTION_COUNT],
        alone[POINTS][SETS][QUESTION_COUNT];
    for (int32_t s = 0; s < SETS; s++)
        answer_points(s, s, 1, alone);
    for (int32_t threads = 1; threads <= 2; threads++) {
        answer_points(0, SETS - 1, threads, together);
        assert_memory_equal(together, alone, sizeof alone);
    }
}

/* Of two points under the base and three variants, one of which plays otherwise. */
static void groups_of_a_batch_are_those_that_play_alike(void **state)
{
    enum { UNITS = 8 };
    static const char *const names_of[] = {NULL, "dear", "trusted", "sure"};
    Unit units[UNITS];
    QuestionSet sets[4] = {0};
    begin(SIGNALS);
    for (int32_t k = 0; k < UNITS; k++) {
        int32_t under[] = {k % 4 ? variant_named(study.model, names_of[k % 4]) : 0};
        units[k] = (Unit){.point = k / 4, .set = &sets[k % 4]};
        units[k].setup = setup_make(&memory, &diags, study.model, under, k % 4 > 0);
        units[k].game = study_game(&study, &diags, units[k].setup);
        units[k].kin = k % 4 == 1 ? units[k].setup : units[k / 4 * 4].setup;
    }
    int32_t count, in_all = 0;
    const LaneGroup *groups = groups_make(&memory, units, UNITS, 0, &count);
    assert_int_equal(count, 4);
    for (int32_t g = 0; g < count; g++) {
        assert_int_equal(groups[g].lanes, 1);
        assert_true(groups[g].count == 1 || groups[g].count == 3);
        for (int32_t k = 1; k < groups[g].count; k++)
            assert_ptr_equal(groups[g].units[k].kin, groups[g].units[0].kin);
        in_all += groups[g].count;
    }
    assert_int_equal(in_all, UNITS);
}

/* ------------------------------------------------------------------ stopped */

/* Whoever is told often enough that a stage is at work hears of it at the next look. */
static int stop_looking_ahead(void *user, const char *stage, int64_t done, int64_t total)
{
    (void)done;
    (void)total;
    bool *was_reached = user;
    for (double until = seconds_now() + 0.03; seconds_now() < until;)
        ;
    *was_reached = stage && strcmp(stage, "looking ahead") == 0;
    return *was_reached;
}

static void a_borrower_that_is_stopped_leaves_its_lender_whole(void **state)
{
    Said base = said_alone(NULL), trusted = said_alone("trusted");
    begin(SIGNALS);
    solve_base();
    jmp_buf trap;
    bool was_reached = false;
    int32_t under[] = {variant_named(study.model, "trusted")};
    work.progress = stop_looking_ahead;
    work.user = &was_reached;
    memory.trap = &trap;
    if (!setjmp(trap)) {
        study_solve(&study, under, 1);
        fail_msg("it was not stopped");
    }
    assert_int_equal(memory.fail, FAIL_STOPPED);
    assert_true(was_reached);
    memory.fail = FAIL_NONE;
    memory.trap = NULL;
    work.progress = NULL;
    assert_null(study_known_solve(&study, under, 1));
    assert_same(said_by(solve_base()), base);
    const Solved *s = solve_under("trusted");
    assert_non_null(s->lender);
    assert_same(said_by(s), trusted);
}

static int end_without_limit(void **state)
{
    memory.limit = 0;
    return end(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(play_is_borrowed_where_types_alone_begin_otherwise, end),
        cmocka_unit_test_teardown(what_a_borrower_says_has_the_digits_of_its_own_solve,
                                  end),
        cmocka_unit_test_teardown(a_lender_and_its_borrowers_do_not_disturb_each_other,
                                  end),
        cmocka_unit_test_teardown(how_types_begin_matters, end),
        cmocka_unit_test_teardown(refined_grids_are_each_solves_own, end),
        cmocka_unit_test_teardown(a_lender_stays_as_long_as_its_borrowers,
                                  end_without_limit),
        cmocka_unit_test_teardown(play_that_is_not_kept_is_not_lent, end_without_limit),
        cmocka_unit_test_teardown(points_of_a_batch_borrow_without_a_trace, end),
        cmocka_unit_test_teardown(groups_of_a_batch_are_those_that_play_alike, end),
        cmocka_unit_test_teardown(a_borrower_that_is_stopped_leaves_its_lender_whole, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
