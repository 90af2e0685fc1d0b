/* engine_property.c - random models, read twice.
 *
 *     engine_property [COUNT [SEED [FIRST]]]
 *
 * For the models FIRST ... FIRST + COUNT - 1 of a seed, the engine and the plain reading of
 * brute.h must agree: on every value and every answer to 1e-10, and on which models and
 * questions are wrong.  And nothing but the text changes when all names are changed, when
 * declarations are put into another order, and when the model is printed and read again.
 */
#include "brute.h"
#include "engine_adapter.h"
#include "generate.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_STEPS = 400000, MOST_SHOWN = 5 };

typedef struct {
    uint64_t seed;
    int32_t failed, beyond, faulty; /* models */
    int64_t compared, refused;      /* questions */
} Tally;

/* One model of the run; its memory ends with it. */
typedef struct {
    Mem *mem;
    Tally *tally;
    Recipe recipe;
    Generated model;
    bool has_failed;
} Case;

static void fail(Case *c, const char *law, const char *question, const char *what)
{
    if (c->has_failed)
        return;
    c->has_failed = true;
    if (c->tally->failed++ >= MOST_SHOWN)
        return;
    printf("FAILED SEED=%llu index=%d: %s\n%s\n%s\n%s\n",
           (unsigned long long)c->recipe.seed, c->recipe.index, law, question, what,
           c->model.text);
}

static bool is_near(double a, double b, double tolerance)
{
    if (isnan(a) || isnan(b))
        return isnan(a) && isnan(b);
    return fabs(a - b) <= tolerance * fmax(1, fabs(a));
}

/* ------------------------------------------------------------------ brute and engine */

typedef struct {
    BruteOutcome outcome;
    double answer;
    const char *why;
} BruteAnswer;

/* What the plain reading says; false when the generated text cannot even be parsed, which
 * is a fault of the generator or of the parser. */
static bool read_plainly(Case *c, BruteAnswer *answers)
{
    Mem *M = c->mem;
    Diags diags = {.mem = M};
    Names *names = names_new(M);
    const char *text = c->model.text;
    int32_t source = diag_source(&diags, "random.truce", text, (int64_t)strlen(text));
    Brute *brute = brute_new(M, syntax_parse(&diags, names, source), MOST_STEPS);
    for (int32_t i = 0; i < c->model.question_count && !diags.errors; i++) {
        const char *asked = c->model.questions[i];
        source = diag_source(&diags, "question", asked, (int64_t)strlen(asked));
        SynQuestion *question = syntax_parse_question(&diags, names, source);
        if (diags.errors)
            break;
        BruteAnswer *a = &answers[i];
        a->outcome = brute_ask(brute, question, &a->answer);
        a->why = text_format(M, "%s", brute_fault(brute));
    }
    if (!diags.errors)
        return true;
    Buf out = {.mem = M};
    diags_print(&diags, &out, LANG_EN, false);
    fail(c, "the text cannot be parsed", "", buf_text(&out));
    return false;
}

/* The two readings agree. */
static void compare_readings(Case *c, const BruteAnswer *plain, const EngineAnswers *engine)
{
    static const char law[] = "the engine and the plain reading differ";
    for (int32_t i = 0; i < c->model.question_count; i++) {
        const char *question = c->model.questions[i];
        if (plain[i].outcome == BRUTE_BEYOND)
            continue;
        bool wrong = plain[i].outcome == BRUTE_FAULTY;
        if (engine->outcomes[i] != (wrong ? ENGINE_REFUSED : ENGINE_FINE))
            fail(c, law, question,
                 text_format(c->mem, "plain reading: %s\nengine: %s",
                             wrong ? plain[i].why : "fine",
                             engine->why[0] ? engine->why : "fine"));
        else if (!wrong && !is_near(plain[i].answer, engine->answers[i], 1e-10))
            fail(c, law, question,
                 text_format(c->mem, "plain reading: %.15g\nengine: %.15g", plain[i].answer,
                             engine->answers[i]));
        c->tally->compared += !wrong;
        c->tally->refused += wrong;
    }
}

/* ------------------------------------------------------------------ laws */

/* Another text for the same model gives the same answers. */
static void answers_stay(Case *c, const EngineAnswers *before, const char *law,
                         const Generated *other)
{
    EngineAnswers after =
        engine_answers(c->mem, other->text, other->questions, other->question_count);
    for (int32_t i = 0; i < other->question_count; i++) {
        bool same = before->outcomes[i] == after.outcomes[i] &&
                    (before->outcomes[i] != ENGINE_FINE ||
                     is_near(before->answers[i], after.answers[i], 1e-12));
        if (!same)
            fail(c, law, other->questions[i],
                 text_format(c->mem,
                             "before: %.15g %s\nafter: %.15g %s\nthe other text:\n%s",
                             before->answers[i], before->why, after.answers[i], after.why,
                             other->text));
    }
}

static void names_mean_nothing(Case *c, const EngineAnswers *before)
{
    Recipe recipe = c->recipe;
    recipe.other_names = true;
    Generated other = generate_model(c->mem, recipe);
    answers_stay(c, before, "another name for everything changes an answer", &other);
}

static void order_means_nothing(Case *c, const EngineAnswers *before)
{
    Recipe recipe = c->recipe;
    recipe.order = 17 + (uint64_t)recipe.index;
    Generated other = generate_model(c->mem, recipe);
    answers_stay(c, before, "another order of the declarations changes an answer", &other);
}

static void printing_changes_nothing(Case *c, const EngineAnswers *before)
{
    Generated other = c->model;
    other.text = engine_print(c->mem, c->model.text);
    const char *again = other.text ? engine_print(c->mem, other.text) : NULL;
    if (!again || strcmp(again, other.text) != 0)
        fail(c, "printing the printed text changes it", other.text ? other.text : "",
             again ? again : "it cannot be printed");
    else
        answers_stay(c, before, "printing changes an answer", &other);
}

/* ------------------------------------------------------------------ the run */

static void count_outcomes(Case *c, const BruteAnswer *plain)
{
    bool beyond = false, faulty = false;
    for (int32_t i = 0; i < c->model.question_count; i++) {
        beyond |= plain[i].outcome == BRUTE_BEYOND;
        faulty |= plain[i].outcome == BRUTE_FAULTY;
    }
    c->tally->beyond += beyond;
    c->tally->faulty += faulty;
}

static void check_model(Mem *M, Tally *tally, int32_t index)
{
    Case c = {.mem = M, .tally = tally, .recipe = {.seed = tally->seed, .index = index}};
    c.model = generate_model(M, c.recipe);
    BruteAnswer *plain = make(M, BruteAnswer, c.model.question_count);
    if (!read_plainly(&c, plain))
        return;
    count_outcomes(&c, plain);
    EngineAnswers engine =
        engine_answers(M, c.model.text, c.model.questions, c.model.question_count);
    compare_readings(&c, plain, &engine);
    names_mean_nothing(&c, &engine);
    order_means_nothing(&c, &engine);
    printing_changes_nothing(&c, &engine);
}

static void check_index(Tally *tally, int32_t index)
{
    jmp_buf trap;
    Mem memory = {.trap = &trap, .limit = (int64_t)1 << 30};
    if (setjmp(trap) == 0) {
        check_model(&memory, tally, index);
    } else {
        printf("FAILED SEED=%llu index=%d: %s\n", (unsigned long long)tally->seed, index,
               memory.detail[LANG_EN]);
        tally->failed++;
    }
    mem_close(&memory);
}

int main(int count, char **words)
{
    int32_t models = count > 1 ? atoi(words[1]) : 2000;
    Tally tally = {.seed = count > 2 ? strtoull(words[2], NULL, 10) : 1};
    int32_t first = count > 3 ? atoi(words[3]) : 0;
    for (int32_t i = 0; i < models; i++)
        check_index(&tally, first + i);
    printf("%d models of seed %llu: %d failed; %d wrong, %d beyond the plain reading; "
           "%lld answers compared, %lld refusals\n",
           models, (unsigned long long)tally.seed, tally.failed, tally.faulty, tally.beyond,
           (long long)tally.compared, (long long)tally.refused);
    return tally.failed > 0;
}
