#include "study/ahead.h"

#include "studied.h"

static const char NEGOTIATION[] =
    "period 1 month for 8  player us { precision sharp }  player cn { patience 0.9 }\n"
    "param sharp = 2 in 0..9  param toll = 1 in 0..9\n"
    "param gate = 2 in 0..4   param odds = 0.5 in 0..1\n"
    "state a : 0..4 = 2  event climbs\n"
    "each period {\n"
    "  us chooses x { stay  up if a < 4 and gate > 0 { a += 1  event climbs } }\n"
    "  chance { odds : { if a > 0 { a -= 1 } } rest : nothing }\n"
    "  pay us a - toll * (x == up)  pay cn -a\n"
    "}\n"
    "measure height = a\n"
    "variant dear { toll = 3 }  variant blunt { sharp = 0.5 }  variant sure { odds = 1 }\n"
    "variant shut { gate = 0 }  variant high { a = 4 }\n"
    "variant same { toll = 1 }\n"
    "claim tolls_hurt { holds V(us) under dear < V(us) }\n"
    "claim tolls_help { holds V(us) under dear > V(us) }\n"
    "claim both { holds V(us) under dear < V(us) and not V(us) < V(us) under shut }\n"
    "claim sums { holds 2 * P(a > 2 at 3) - P(a > 2 at 3) == P(a > 2 at 3) }\n";

static const Solved *solve_under(const char *name)
{
    int32_t under[] = {variant_named(study.model, name)};
    const Solved *s = study_solve(&study, under, 1);
    assert_clean();
    assert_non_null(s);
    return s;
}

static double worth_of_us(const Solved *s)
{
    return s->strategy->at_start[0];
}

static void numbers_alone_lay_nothing_out_again(void **state)
{
    begin(NEGOTIATION);
    assert_true(study_solve(&study, NULL, 0)->was_laid_out);
    static const char *const numbers[] = {"dear", "blunt", "sure", "same"};
    for (int32_t k = 0; k < 4; k++)
        assert_false(solve_under(numbers[k])->was_laid_out);
    assert_int_equal(study.game_count, 1);
}

static void another_structure_is_laid_out(void **state)
{
    begin(NEGOTIATION);
    study_solve(&study, NULL, 0);
    assert_true(solve_under("shut")->was_laid_out);
    assert_true(solve_under("high")->was_laid_out);
    assert_int_equal(study.game_count, 3);
}

/* What the layout of other numbers gives is what their own would give. */
static void a_layout_in_common_changes_no_digit(void **state)
{
    static const char *const numbers[] = {"dear", "blunt", "sure"};
    for (int32_t k = 0; k < 3; k++) {
        begin(NEGOTIATION);
        double alone = worth_of_us(solve_under(numbers[k]));
        begin(NEGOTIATION);
        study_solve(&study, NULL, 0);
        assert_true(worth_of_us(solve_under(numbers[k])) == alone);
    }
}

static void what_is_asked_for_twice_is_solved_once(void **state)
{
    begin(NEGOTIATION);
    const Solved *first = solve_under("dear");
    solve_under("shut");
    assert_ptr_equal(solve_under("dear"), first);
}

static void a_variant_that_sets_what_holds_changes_nothing(void **state)
{
    begin(NEGOTIATION);
    double base = worth_of_us(study_solve(&study, NULL, 0));
    assert_true(worth_of_us(solve_under("same")) == base);
}

static void questions_are_answered_under_their_variants(void **state)
{
    begin(NEGOTIATION);
    const Question *q = question("V(us) under dear, sure");
    double answer, other;
    assert_true(study_ask(&study, q, NULL, 0, &answer));
    int32_t under[] = {variant_named(study.model, "dear"),
                       variant_named(study.model, "sure")};
    assert_true(answer == worth_of_us(study_solve(&study, under, 2)));
    int32_t base[] = {variant_named(study.model, "shut")};
    assert_true(study_ask(&study, q, base, 1, &other));
    int32_t all[] = {base[0], under[0], under[1]};
    assert_true(other == worth_of_us(study_solve(&study, all, 3)));
    assert_true(other != answer);
}

static Verdict verdict(int32_t claim)
{
    Verdict v;
    assert_true(study_claim(&study, &study.model->claims[claim], NULL, 0, &v));
    return v;
}

static void claims_are_judged(void **state)
{
    begin(NEGOTIATION);
    Verdict v = verdict(0);
    assert_true(v.holds && v.is_comparison);
    assert_true(v.left == worth_of_us(solve_under("dear")));
    assert_true(v.right == worth_of_us(study_solve(&study, NULL, 0)));
    assert_false(verdict(1).holds);
    assert_true(verdict(2).holds);
    assert_false(verdict(2).is_comparison);
    assert_true(verdict(3).holds);
}

static void a_variant_with_a_fault_is_told_and_the_others_go_on(void **state)
{
    begin("period 1 month for 4  player us\n"
          "param odds = 0.5 in 0..2\n"
          "state a : 0..1 = 0\n"
          "each period { chance { odds : { a := 1 } rest : nothing }  pay us a }\n"
          "variant beyond { odds = 1.5 }  variant fine { odds = 0.25 }\n");
    assert_non_null(study_solve(&study, NULL, 0));
    int32_t under[] = {0};
    assert_null(study_solve(&study, under, 1));
    assert_told(DIAG_E303, "a probability of 1.5");
    under[0] = 1;
    assert_non_null(study_solve(&study, under, 1));
    assert_told(DIAG_E303, "a probability of 1.5");
}

/* Answers and findings of the lanes beside those of solves one by one. */
static void what_is_answered_ahead_has_the_same_digits(void **state)
{
    enum { VARIANTS = 6 };
    Finding found[VARIANTS];
    int32_t under[VARIANTS];
    begin(NEGOTIATION);
    work.threads = 2;
    Ahead ahead = ahead_open(&study, NULL, 0);
    for (int32_t v = 0; v < VARIANTS; v++) {
        under[v] = v;
        found[v] = finding_new(&memory, study.model, v);
        ahead_find(&ahead, &under[v], 1, &found[v]);
    }
    for (int32_t k = 0; k < study.model->claim_count; k++)
        ahead_ask_claim(&ahead, &study.model->claims[k], NULL, 0);
    ahead_answer(&ahead);
    assert_null(study.solves);
    assert_int_equal(study.answer_count, 11);
    for (int32_t k = 0; k < study.answer_count; k++) {
        const Answered *a = &study.answers[k];
        const Solved *s = study_solve(&study, a->question->under, a->question->under_count);
        double alone;
        assert_true(
            question_answer(&memory, &diags, &work, s->future, a->question, &alone));
        assert_true(alone == a->answer && !a->missed);
    }
    for (int32_t v = 0; v < VARIANTS; v++) {
        Finding alone = finding_new(&memory, study.model, v), *into[] = {&alone};
        const Solved *s = study_solve(&study, &under[v], 1);
        findings_fill(&memory, &diags, &work, s->future, s->certificate, into, NULL);
        assert_true(found[v].is_found && found[v].was_laid_out == s->was_laid_out);
        assert_memory_equal(found[v].value, alone.value, sizeof *alone.value * 2);
        assert_true(found[v].measure_mean[0] == alone.measure_mean[0]);
        assert_true(found[v].measure_end[0] == alone.measure_end[0]);
        assert_true(found[v].event_count[0] == alone.event_count[0]);
        assert_true(found[v].certificate->residual == alone.certificate->residual);
        assert_true(found[v].certificate->met);
    }
}

/* One variant with an error: nothing is known, and the call that asks for it says why. */
static void what_cannot_be_answered_ahead_is_left(void **state)
{
    begin("period 1 month for 4  player us\n"
          "param odds = 0.5 in 0..2\n"
          "state a : 0..1 = 0\n"
          "each period { chance { odds : { a := 1 } rest : nothing }  pay us a }\n"
          "variant beyond { odds = 1.5 }  variant fine { odds = 0.25 }\n"
          "claim one { holds V(us) under beyond > 0 }  claim two { holds V(us) > 0 }\n");
    Ahead ahead = ahead_open(&study, NULL, 0);
    for (int32_t k = 0; k < 2; k++)
        ahead_ask_claim(&ahead, &study.model->claims[k], NULL, 0);
    ahead_answer(&ahead);
    assert_clean();
    assert_int_equal(study.answer_count, 0);
    Verdict v;
    assert_true(study_claim(&study, &study.model->claims[1], NULL, 0, &v) && v.holds);
    assert_false(study_claim(&study, &study.model->claims[0], NULL, 0, &v));
    assert_told(DIAG_E303, "a probability of 1.5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(numbers_alone_lay_nothing_out_again, end),
        cmocka_unit_test_teardown(another_structure_is_laid_out, end),
        cmocka_unit_test_teardown(a_layout_in_common_changes_no_digit, end),
        cmocka_unit_test_teardown(what_is_asked_for_twice_is_solved_once, end),
        cmocka_unit_test_teardown(a_variant_that_sets_what_holds_changes_nothing, end),
        cmocka_unit_test_teardown(questions_are_answered_under_their_variants, end),
        cmocka_unit_test_teardown(claims_are_judged, end),
        cmocka_unit_test_teardown(a_variant_with_a_fault_is_told_and_the_others_go_on, end),
        cmocka_unit_test_teardown(what_is_answered_ahead_has_the_same_digits, end),
        cmocka_unit_test_teardown(what_cannot_be_answered_ahead_is_left, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
