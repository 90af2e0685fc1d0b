#include "study/compare.h"

#include <math.h>
#include <string.h>

#include "study/ahead.h"

/* ------------------------------------------------------------------ what is compared */

const char *compare_kind_name(CompareKind kind)
{
    static const char *const names[] = {
        [COMPARE_QUESTION] = "question",         [COMPARE_VALUE] = "value",
        [COMPARE_MEASURE_MEAN] = "measure_mean", [COMPARE_MEASURE_END] = "measure_end",
        [COMPARE_EVENT_COUNT] = "event_count",
    };
    return names[kind];
}

static void add(Comparing *c, CompareKind kind, const char *name, const Text *text,
                const Question *q, bool is_share)
{
    c->compared[c->count++] = (Compared){
        .kind = kind, .name = name, .text = text, .question = q, .is_share = is_share};
}

static const Question *put_question(Mem *M, Question q)
{
    Question *copy = make(M, Question);
    *copy = q;
    copy->at = SPAN_NOWHERE;
    return copy;
}

static void add_values(Mem *M, Comparing *c)
{
    const Model *m = c->model;
    for (int32_t i = 0; i < m->player_count; i++)
        add(c, COMPARE_VALUE, m->players[i].name, &m->players[i].text,
            put_question(
                M,
                (Question){.kind = Q_VALUE, .player = i, .event = -1, .until_event = -1}),
            false);
}

static void add_measures(Mem *M, Comparing *c, CompareKind kind, QuestionKind question)
{
    const Model *m = c->model;
    for (int32_t k = 0; k < m->measure_count; k++)
        add(c, kind, m->measures[k].name, &m->measures[k].text,
            put_question(M, (Question){.kind = question,
                                       .of = m->measures[k].value,
                                       .event = -1,
                                       .until_event = -1,
                                       .when = m->periods}),
            m->measures[k].value->type.kind == TYPE_TRUTH);
}

static void add_events(Mem *M, Comparing *c)
{
    const Model *m = c->model;
    for (int32_t e = 0; e < m->declared_event_count; e++)
        add(c, COMPARE_EVENT_COUNT, m->events[e].name, &m->events[e].text,
            put_question(M, (Question){.kind = Q_MEAN_COUNT,
                                       .event = e,
                                       .until_event = -1,
                                       .when = m->periods}),
            false);
}

static void list_compared(Study *y, Comparing *c, const ComparePlan *plan)
{
    const Model *m = c->model;
    c->compared = make(y->mem, Compared,
                       m->player_count + 2 * m->measure_count + m->declared_event_count +
                           plan->question_count);
    for (int32_t k = 0; k < plan->question_count; k++)
        add(c, COMPARE_QUESTION, plan->questions[k]->as_written, NULL, plan->questions[k],
            question_is_share(plan->questions[k]));
    add_values(y->mem, c);
    add_measures(y->mem, c, COMPARE_MEASURE_MEAN, Q_MEAN_MEAN);
    add_measures(y->mem, c, COMPARE_MEASURE_END, Q_MEAN_AT);
    add_events(y->mem, c);
}

/* ------------------------------------------------------------------ sides */

static const char *name_of(Mem *M, const Model *m, const int32_t *under, int32_t count)
{
    Buf out = {.mem = M};
    for (int32_t k = 0; k < count; k++)
        buf_printf(&out, "%s%s", k ? "+" : "", m->variants[under[k]].name);
    return buf_text(&out);
}

static Side side_of(Study *y, const Comparing *c, const int32_t *under, int32_t count)
{
    Side s = {.under = under,
              .under_count = count,
              .name = name_of(y->mem, c->model, under, count),
              .answer = make(y->mem, double, c->count),
              .held = make(y->mem, double, c->count),
              .met = true};
    for (int32_t k = 0; k < c->count; k++)
        s.held[k] = NAN;
    return s;
}

/* The same variants in the same order, or the model as written; the same question. */
static bool is_twice(Study *y, const Comparing *c, const ComparePlan *plan)
{
    for (int32_t a = 0; a < c->side_count; a++)
        for (int32_t b = 0; b < a; b++) {
            if (strcmp(c->sides[a].name, c->sides[b].name) != 0)
                continue;
            if (b == 0)
                diag(y->diags, DIAG_E621, SPAN_NOWHERE,
                     N_("a set without variants: the model as written is there already"));
            else
                diag(y->diags, DIAG_E621, SPAN_NOWHERE, N_("`%s` is compared twice"),
                     c->sides[a].name);
            return true;
        }
    for (int32_t a = 0; a < plan->question_count; a++)
        for (int32_t b = 0; b < a; b++)
            if (strcmp(plan->questions[a]->as_written, plan->questions[b]->as_written) ==
                    0 &&
                plan->questions[a]->under_count == 0 &&
                plan->questions[b]->under_count == 0) {
                diag(y->diags, DIAG_E621, plan->questions[a]->at, N_("`%s` is asked twice"),
                     plan->questions[a]->as_written);
                return true;
            }
    return false;
}

/* The answers of a side, everybody playing as solved under `played`, or on their own side. */
static bool answer_side(Study *y, const Comparing *c, Side *s)
{
    bool was_missed = y->missed;
    y->missed = false;
    for (int32_t k = 0; k < c->count; k++) {
        const Question *q = c->compared[k].question;
        if (!(c->played ? study_ask_held(y, q, s->under, s->under_count, c->played,
                                         c->played_count, &s->answer[k])
                        : study_ask(y, q, s->under, s->under_count, &s->answer[k])))
            return false;
    }
    s->met = !y->missed;
    y->missed = y->missed || was_missed;
    return true;
}

/* A question with variants of its own may go where its strategies cannot; its part is unknown. */
static bool hold_side(Study *y, const Comparing *c, Side *s)
{
    s->is_held = study_can_hold(y, s->under, s->under_count, NULL, 0);
    for (int32_t k = 0; k < c->count && s->is_held; k++)
        if (c->compared[k].question->under_count == 0 &&
            !study_ask_held(y, c->compared[k].question, s->under, s->under_count, NULL, 0,
                            &s->held[k]))
            return false;
    return true;
}

static bool answer_sides(Study *y, Comparing *c)
{
    for (int32_t k = 0; k < c->side_count; k++)
        if (!answer_side(y, c, &c->sides[k]))
            return false;
    for (int32_t k = 1; k < c->side_count && !c->played; k++)
        if (!hold_side(y, c, &c->sides[k]))
            return false;
    return true;
}

static void prepare(Study *y, const Comparing *c)
{
    Ahead ahead = ahead_open(y, NULL, 0);
    for (int32_t k = 0; k < c->side_count; k++)
        for (int32_t q = 0; q < c->count; q++)
            ahead_ask(&ahead, c->compared[q].question, c->sides[k].under,
                      c->sides[k].under_count);
    ahead_answer(&ahead);
}

/* ------------------------------------------------------------------ what drives it */

/* Questions of one side's setup; those with variants of their own have no switches. */
static bool find_switches(Study *y, Comparing *c)
{
    c->from = c->side_count == 3 ? 1 : 0;
    c->to = c->from + 1;
    const Question **questions = make(y->mem, const Question *, c->count);
    for (int32_t k = 0; k < c->count; k++)
        questions[k] = c->compared[k].question;
    const Side *from = &c->sides[c->from], *to = &c->sides[c->to];
    c->switches = switches_make(y, from->under, from->under_count, to->under,
                                to->under_count, questions, c->count);
    if (!c->switches)
        return false;
    for (int32_t k = 0; k < c->count && c->switches->is_attributed; k++)
        for (int32_t s = 0; s < c->switches->count && questions[k]->under_count; s++)
            c->switches->part[k][s] = NAN;
    return true;
}

Comparing *compare_make(Study *y, const ComparePlan *plan)
{
    static const int32_t none[1];
    Comparing *c = make(y->mem, Comparing);
    *c = (Comparing){
        .model = y->model, .played = plan->played, .played_count = plan->played_count};
    if (plan->played)
        c->played_name = name_of(y->mem, y->model, plan->played, plan->played_count);
    list_compared(y, c, plan);
    c->sides = make(y->mem, Side, plan->set_count + 1);
    c->sides[c->side_count++] = side_of(y, c, none, 0);
    for (int32_t k = 0; k < plan->set_count; k++)
        c->sides[c->side_count++] = side_of(y, c, plan->sets[k], plan->counts[k]);
    if (is_twice(y, c, plan))
        return NULL;
    if (!c->played)
        prepare(y, c);
    if (!answer_sides(y, c))
        return NULL;
    if (!c->played && (c->side_count == 2 || c->side_count == 3) && !find_switches(y, c))
        return NULL;
    c->met = !y->missed;
    return c;
}
