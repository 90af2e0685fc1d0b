/* played.h - a model laid out, solved and asked in a test.
 *
 * Each model that is read forgets the one before: what it led to lives until the next. */
#pragma once
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../house.h"
#include "ask/answer.h"
#include "game/fault.h"
#include "lang/check.h"
#include "solve/solve.h"

static Mem memory;
static Diags diags;
static Names *names;
static Scope *scope;

/* How far a model has come; what it has not come to is NULL. */
typedef struct {
    const Model *model;
    const Setup *setup;
    const Program *program;
    const Game *game;
    Prices *prices;
    const Strategy *strategy;
    const Certificate *certificate;
    const Future *future;
    Work work;
} Played;

/* The diagnostics, as people read them. */
static inline const char *told(void)
{
    Buf out = {.mem = &memory};
    diags_print(&diags, &out, LANG_EN, false);
    return buf_text(&out);
}

static inline bool has_code(DiagCode code)
{
    for (const Diag *d = diags.first; d; d = d->next)
        if (d->code == code)
            return true;
    return false;
}

/* Each test says what it expects of errors; warnings are not looked at. */
static inline void assert_clean(void)
{
    if (diags.errors)
        fail_msg("%s", told());
}

static inline void assert_told(DiagCode code, const char *part)
{
    if (diags.errors != 1 || !has_code(code) || !strstr(told(), part))
        fail_msg("not `%s` with `%s` alone:\n%s", diag_code_text(code), part, told());
}

#define assert_near(found, expected, tolerance)                                            \
    assert_near_((found), (expected), (tolerance), #found, __FILE__, __LINE__)
static inline void assert_near_(double found, double expected, double tolerance,
                                const char *what, const char *file, int line)
{
    if (fabs(found - expected) <= tolerance)
        return;
    print_error("%s is %.17g, not %.17g\n", what, found, expected);
    _fail(file, line);
}

static inline const Model *read_model(const char *text)
{
    mem_close(&memory);
    diags = (Diags){.mem = &memory};
    names = names_new(&memory);
    const char *copy = mem_text(&memory, text, (int64_t)strlen(text));
    const Syntax *file = house_parse(&diags, names, "m.truce", copy);
    const Model *m = model_check(&diags, file, NULL, &scope);
    assert_clean();
    assert_non_null(m);
    return m;
}

/* A model of the house; tests run in the root of the source. */
static inline const Model *read_file(const char *path)
{
    Mem room = {0};
    const Model *m = read_model(house_text(&room, path));
    mem_close(&room);
    return m;
}

static inline Played lay_out(const Model *m, const int32_t *under, int32_t count)
{
    Played p = {.model = m, .work = {.mem = &memory, .threads = 1}};
    p.setup = setup_make(&memory, &diags, m, under, count);
    assert_non_null(p.setup);
    p.program = program_make(&memory, m, p.setup->starts);
    assert_true(program_is_valid(p.program));
    p.game = game_make(&memory, &diags, &p.work, p.program, p.setup);
    if (p.game)
        assert_true(game_is_valid(p.game));
    return p;
}

static inline void give_prices(Played *p)
{
    const Setup **setups = make(&memory, const Setup *);
    setups[0] = p->setup;
    p->prices = prices_make(&memory, p->game, setups, 1);
}

static inline void solve(Played *p, int32_t threads)
{
    p->work.threads = threads;
    p->strategy = solve_game(&memory, &p->work, p->prices);
    p->certificate = certify(&memory, &p->work, p->prices, p->strategy, 1e-9);
    p->future = future_make(&memory, &p->work, p->strategy, p->setup);
}

static inline Played play_model(const Model *m)
{
    Played p = lay_out(m, NULL, 0);
    assert_clean();
    give_prices(&p);
    faults_report(&memory, &p.work, &diags, p.prices);
    assert_clean();
    solve(&p, 1);
    return p;
}

static inline Played play(const char *text)
{
    return play_model(read_model(text));
}

/* Whether the model has a fault that can happen; diags then tells. */
static inline bool is_faulty(const char *text)
{
    Played p = lay_out(read_model(text), NULL, 0);
    assert_clean();
    give_prices(&p);
    return !faults_report(&memory, &p.work, &diags, p.prices);
}

/* NULL where it is wrong, which is not counted. */
static inline const Question *read_question(const char *text)
{
    int32_t errors = diags.errors;
    int32_t source = diag_source(&diags, "question", text, (int64_t)strlen(text));
    const SynQuestion *syntax = syntax_parse_question(&diags, names, source);
    const Question *q =
        diags.errors == errors ? question_check(&diags, scope, syntax) : NULL;
    bool is_right = diags.errors == errors;
    diags.errors = errors;
    return is_right ? q : NULL;
}

static inline const Question *question(const char *text)
{
    const Question *q = read_question(text);
    if (!q)
        fail_msg("%s", told());
    return q;
}

static inline double ask(Played *p, const char *text)
{
    double answer = NAN;
    const Question *q = question(text);
    bool is_answered = question_answer(&memory, &diags, &p->work, p->future, q, &answer);
    assert_clean();
    assert_true(is_answered);
    return answer;
}

static inline int32_t node_count(const Played *p)
{
    assert_int_equal(p->game->layer_count, 1);
    return p->game->layers[0].node_count;
}

/* The place of a named thing of the model. */
static inline int32_t var_named(const Model *m, const char *name)
{
    for (int32_t v = 0; v < m->var_count; v++)
        if (strcmp(m->vars[v].name, name) == 0)
            return v;
    fail_msg("no variable `%s`", name);
    return -1;
}

static inline int32_t param_named(const Model *m, const char *name)
{
    for (int32_t k = 0; k < m->param_count; k++)
        if (strcmp(m->params[k].name, name) == 0)
            return k;
    fail_msg("no parameter `%s`", name);
    return -1;
}

static inline int32_t variant_named(const Model *m, const char *name)
{
    for (int32_t k = 0; k < m->variant_count; k++)
        if (strcmp(m->variants[k].name, name) == 0)
            return k;
    fail_msg("no variant `%s`", name);
    return -1;
}

static inline int forget(void **state)
{
    (void)state;
    mem_close(&memory);
    return 0;
}
