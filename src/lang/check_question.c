#include "lang/check_private.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ settings */

/* What a setting sets; false after a diagnostic. */
static bool player_target(Check *c, const SynSetting *set, Symbol *s, SettingKind *kind)
{
    if (!s || s->kind != SYM_PLAYER) {
        Diag *d =
            diag(c->D, DIAG_E201, set->name.at, "no player is named `%s`", set->name.text);
        if (s)
            note_symbol(c, d, s);
        else
            suggest_name(c, d, set->name.text, 1u << SYM_PLAYER, NULL, NULL);
        return false;
    }
    bool is_patience = !strcmp(set->field.text, "patience");
    if (!is_patience && strcmp(set->field.text, "precision") != 0) {
        diag(c->D, DIAG_E224, set->field.at,
             "`%s` cannot be set; `patience` and `precision` can", set->field.text);
        return false;
    }
    *kind = is_patience ? SET_PATIENCE : SET_PRECISION;
    return true;
}

static bool value_target(Check *c, const SynSetting *set, const Symbol *s,
                         SettingKind *kind)
{
    if (!s) {
        Diag *d = diag(c->D, DIAG_E201, set->name.at, "no parameter or state is named `%s`",
                       set->name.text);
        suggest_name(c, d, set->name.text, 1u << SYM_PARAM | 1u << SYM_STATE, NULL, NULL);
        return false;
    }
    if (s->kind != SYM_PARAM && s->kind != SYM_STATE && s->kind != SYM_TYPE) {
        Diag *d = diag(c->D, DIAG_E224, set->name.at, "`%s` cannot be set", set->name.text);
        note_symbol(c, d, s);
        diag_hint(c->D, d,
                  "Parameters, how states begin, and a player's patience and "
                  "precision (`us.patience`) can.");
        return false;
    }
    *kind = s->kind == SYM_PARAM ? SET_PARAM : SET_START;
    return true;
}

static Symbol *setting_target(Check *c, const SynSetting *set, SettingKind *kind)
{
    if (!set->name.text)
        return NULL;
    Symbol *s = table_get(&c->symbols, set->name.text);
    bool is_right =
        set->field.text ? player_target(c, set, s, kind) : value_target(c, set, s, kind);
    if (is_right && *kind != SET_START && !set->value.value) {
        diag(c->D, DIAG_E224, set->value.at, "only a state can be given a lottery");
        return NULL;
    }
    return is_right ? s : NULL;
}

void settings_apply(Check *c, const SynSetting *sets)
{
    for (; sets; sets = sets->next) {
        SettingKind kind;
        Symbol *s = setting_target(c, sets, &kind);
        if (!s)
            continue;
        switch (kind) {
        case SET_PARAM:
            s->written = sets->value.value;
            break;
        case SET_PATIENCE:
            s->patience = sets->value.value;
            break;
        case SET_PRECISION:
            s->precision = sets->value.value;
            break;
        case SET_START:
            s->init = &sets->value;
            break;
        }
    }
}

/* ------------------------------------------------------------------ variants */

static bool param_can_become(Check *c, const Param *p, const SynExpr *e, const Expr *x)
{
    TypeKind from = x->type.kind, to = p->type.kind;
    if (from == TYPE_NAME || (from == TYPE_DATE) != (to == TYPE_DATE) ||
        (from != TYPE_TRUTH && to == TYPE_TRUTH)) {
        Diag *d = diag(c->D, DIAG_E204, e->at, "`%s` cannot become this", p->name);
        note_type(c, d, e->at, x->type);
        note_type(c, d, p->value->at, p->type);
        return false;
    }
    if (from != TYPE_REAL || to != TYPE_WHOLE)
        return true;
    Diag *d = diag(c->D, DIAG_E204, e->at, "`%s` is a whole number and cannot become this",
                   p->name);
    note_type(c, d, e->at, x->type);
    diag_hint(c->D, d,
              "Declare it with a fraction, such as `1.0`, or round this with `floor`.");
    return false;
}

static Expr *param_setting(Check *c, const SynSetting *set, const Symbol *s, const Env *env)
{
    const Param *p = &c->model->params[s->ref];
    if (p->is_rigid) {
        Diag *d = diag(c->D, DIAG_E224, set->name.at, "a variant cannot set `%s`", p->name);
        note_symbol(c, d, s);
        diag_hint(
            c->D, d,
            "A domain, a range of choices or the period reads it, so it is fixed when "
            "the model is read: set it on the command line, `--set %s=…`.",
            p->name);
        return c->poison;
    }
    Expr *x = elaborate(c, set->value.value, env, WANT_ANY);
    if (!reads_only_params(c, x) || !param_can_become(c, p, set->value.value, x))
        return c->poison;
    return x;
}

static void setting_lay(Check *c, const SynSetting *set, Variant *v)
{
    const Env *env = env_of_file(c, set->at.source);
    Setting *to = &v->settings[v->setting_count];
    Symbol *s = setting_target(c, set, &to->kind);
    if (!s || s->is_broken || s->ref < 0)
        return;
    *to = (Setting){.kind = to->kind, .ref = s->ref, .at = set->at};
    switch (to->kind) {
    case SET_PARAM:
        to->value = param_setting(c, set, s, env);
        break;
    case SET_PATIENCE:
        to->value = patience_lay(c, set->value.value, env, true);
        break;
    case SET_PRECISION:
        to->value =
            precision_lay(c, set->value.value, env, c->model->players[s->ref].noise, true);
        break;
    case SET_START:
        start_lay(c, &set->value, s, true, &to->start);
        break;
    }
    v->setting_count++;
}

void variants_lay(Check *c)
{
    Model *m = c->model;
    m->variants = make(c->mem, Variant, m->variant_count);
    for (const Symbol *s = c->first; s; s = s->next) {
        if (s->kind != SYM_VARIANT)
            continue;
        int32_t count = 0;
        for (const SynSetting *i = s->decl->settings; i; i = i->next)
            count++;
        Variant *v = &m->variants[s->ref];
        *v = (Variant){
            .name = s->name, .text = text_of(&s->decl->text, s->name), .at = s->at};
        v->is_own = is_main(c, s->at);
        v->settings = make(c->mem, Setting, count);
        for (const SynSetting *i = s->decl->settings; i; i = i->next)
            setting_lay(c, i, v);
    }
}

/* ------------------------------------------------------------------ when */

static const char *date_text(Check *c, int64_t day)
{
    Civil d = civil_of(day);
    return text_format(c->mem, "%04d-%02d-%02d", d.year, d.month, d.day);
}

/* The first period that begins on or after the day, which is not after the last. */
static int32_t period_from(const Model *m, int64_t day)
{
    int32_t lo = 0, hi = m->periods;
    while (lo < hi) {
        int32_t middle = lo + (hi - lo) / 2;
        if (model_day(m, middle) >= day)
            hi = middle;
        else
            lo = middle + 1;
    }
    return lo;
}

static bool when_date(Check *c, const SynExpr *e, int64_t day, int32_t *when)
{
    const Model *m = c->model;
    if (!m->has_calendar) {
        Diag *d = diag(c->D, DIAG_E210, e->at, "this model has no calendar");
        diag_hint(c->D, d, "Count in periods, or write `period … from 2025-11-01 for …`.");
        return false;
    }
    if (m->is_endless && m->periods == 0) {
        Diag *d =
            diag(c->D, DIAG_E231, e->at,
                 "a game without an end and without a clock is asked about in periods");
        diag_hint(c->D, d, "Write a number of periods.");
        return false;
    }
    int64_t last = model_day(m, m->periods);
    if (day < m->first_day || day > last) {
        diag(c->D, DIAG_E225, e->at, "the model covers %s to %s, not %s",
             date_text(c, m->first_day), date_text(c, last), date_text(c, day));
        return false;
    }
    *when = period_from(m, day);
    return true;
}

static void refuse_period(Check *c, const SynExpr *e)
{
    const Model *m = c->model;
    Diag *d = diag(c->D, DIAG_E225, e->at, "`%s` is no period of this model",
                   written_short(c, e->at));
    if (m->is_endless)
        diag_hint(c->D, d, "Write a whole number from 0 to %d.", MOST_PERIODS);
    else if (m->has_calendar)
        diag_hint(c->D, d,
                  "Periods begin at 0 and end at %d, which is %s. A date and `end` can be "
                  "written too.",
                  m->periods, date_text(c, model_day(m, m->periods)));
    else
        diag_hint(c->D, d, "Periods begin at 0 and end at %d, which is `end`.", m->periods);
}

static bool refuse_end(Check *c, const SynExpr *e)
{
    Diag *d = diag(c->D, DIAG_E231, e->at, "a game without an end has no `end`");
    diag_hint(c->D, d,
              "Write a number of periods; or ask `P(C eventually)` or `E(x forever)`.");
    return false;
}

/* W as a number of periods; false after a diagnostic. */
static bool when_of(Check *c, const SynExpr *e, const Env *env, int32_t *when)
{
    *when = c->model->periods;
    if (!e)
        return false;
    if (e->kind == SYN_END)
        return !c->model->is_endless || refuse_end(c, e);
    Expr *x = elaborate(c, e, env, WANT_ANY);
    if (is_poison(c, x))
        return false;
    if (!is_constant(x)) {
        Diag *d = diag(c->D, DIAG_E225, e->at, "the time of a question is fixed");
        diag_hint(c->D, d, "Write a number of periods, a date or `end`.");
        return false;
    }
    double value = constant_value(c, x);
    if (!c->has_time)
        return true;
    if (x->type.kind == TYPE_DATE)
        return when_date(c, e, (int64_t)value, when);
    double most = c->model->is_endless ? MOST_PERIODS : c->model->periods;
    if (value >= 0 && value <= most && value == floor(value)) {
        *when = (int32_t)value;
        return true;
    }
    refuse_period(c, e);
    return false;
}

/* ------------------------------------------------------------------ events */

static int32_t event_find(const Check *c, int32_t var, int32_t value)
{
    const Model *m = c->model;
    for (int32_t i = m->declared_event_count; i < m->event_count; i++)
        if (m->events[i].var == var && m->events[i].value == value)
            return i;
    return -1;
}

static int32_t refuse_arm(Check *c, Name arm, const Symbol *s)
{
    Diag *d =
        diag(c->D, DIAG_E201, arm.at, "`%s` has no arm named `%s`", s->name, arm.text);
    note_symbol(c, d, s);
    if (s->domain->kind == TYPE_NAME)
        suggest_name(c, d, arm.text, 0, NULL, s->domain);
    return -1;
}

static int32_t number_event(Check *c, const SynExpr *e, const Symbol *s, const Env *env)
{
    Expr *x = elaborate_number(c, e, env);
    if (is_poison(c, x))
        return -1;
    double value = is_constant(x) ? constant_value(c, x) : NAN;
    if (s->domain->kind == TYPE_WHOLE && value >= s->domain->lo && value <= s->domain->hi &&
        value == floor(value))
        return event_find(c, s->ref, (int32_t)value);
    Diag *d = diag(c->D, DIAG_E201, e->at, "`%s` has no number %s", s->name,
                   written_short(c, e->at));
    note_symbol(c, d, s);
    return -1;
}

/* The event of a choice or lottery that is counted. */
static int32_t made_event(Check *c, const SynQuestion *q, const Symbol *s, const Env *env)
{
    if (s->is_broken || s->ref < 0)
        return -1;
    if (q->arm_number)
        return number_event(c, q->arm_number, s, env);
    if (q->arm.text) {
        int32_t place = domain_place(s->domain, q->arm.text);
        return place < 0 ? refuse_arm(c, q->arm, s) : event_find(c, s->ref, place);
    }
    if (c->model->vars[s->ref].kind == VAR_CHOICE)
        return event_find(c, s->ref, NOT_MADE);
    Diag *d = diag(c->D, DIAG_E226, q->event.at, "a lottery is no event, but its arms are");
    diag_hint(c->D, d, "Name the arm: `count %s.%s`.", s->name, s->domain->names[0]);
    return -1;
}

static int32_t counted_event(Check *c, const SynQuestion *q, const Env *env)
{
    Found f = name_find(c, q->event, env);
    if (!f.name.text)
        return -1;
    Symbol *s = f.symbol;
    bool has_arm = q->arm.text || q->arm_number;
    if (s && s->kind == SYM_EVENT && !has_arm)
        return s->uses++, s->ref;
    if (s && s->kind == SYM_MADE && !s->is_local && s->progress == DONE)
        return s->uses++, made_event(c, q, s, env);
    Diag *d =
        has_arm ? diag(c->D, DIAG_E201, q->event.at, "no choice or lottery is named `%s`",
                       f.name.text)
                : diag(c->D, DIAG_E201, q->event.at, "no event is named `%s`", f.name.text);
    if (s)
        note_symbol(c, d, s);
    else
        suggest_name(c, d, f.name.text, 1u << SYM_EVENT | 1u << SYM_MADE, env, NULL);
    return -1;
}

/* An event that stands alone, as in P(collapse by 3); -1 when e is no such thing. */
static int32_t lone_event(const Check *c, const SynExpr *e, const Env *env)
{
    if (!e || e->kind != SYN_NAME || !e->name.text)
        return -1;
    Found f = name_find(c, e->name, env);
    if (!f.symbol || f.symbol->kind != SYM_EVENT)
        return -1;
    f.symbol->uses++;
    return f.symbol->ref;
}

/* ------------------------------------------------------------------ questions */

static const char *written_without_under(const Check *c, const SynQuestion *q)
{
    static const char UNDER[] = "under";
    if (!q->under_count)
        return written(c, q->at);
    Span before = q->at;
    before.length = q->under[0].at.at - q->at.at;
    const char *text = written(c, before);
    size_t length = strlen(text), word = sizeof UNDER - 1;
    if (length > word && !memcmp(text + length - word, UNDER, word))
        length -= word;
    while (length > 0 && text[length - 1] == ' ')
        length--;
    return mem_text(c->mem, text, (int64_t)length);
}

static void under_lay(Check *c, const SynQuestion *syn, const Env *env, Question *q)
{
    q->under = make(c->mem, int32_t, syn->under_count);
    for (int32_t i = 0; i < syn->under_count; i++) {
        const Symbol *s = symbol_expect(c, syn->under[i], env, SYM_VARIANT);
        if (s)
            q->under[q->under_count++] = s->ref;
    }
}

/* C of P(C …) and first C: an event where it may be one, or a truth. */
static void condition_lay(Check *c, const SynQuestion *syn, const Env *env, Question *q,
                          bool may_be_event)
{
    q->event = lone_event(c, syn->of, env);
    if (q->event < 0) {
        q->of = elaborate_truth(c, syn->of, env);
        return;
    }
    if (may_be_event)
        return;
    const char *name = c->model->events[q->event].name;
    Diag *d = diag(c->D, DIAG_E226, syn->of->at,
                   "an event happens within a period, not at its "
                   "start");
    diag_hint(c->D, d, "Ask `P(%s by 12)`, or `E(count %s by 12)`.", name, name);
}

static void until_lay(Check *c, const SynQuestion *syn, const Env *env, Question *q)
{
    condition_lay(c, syn, env, q, false);
    q->until_event = lone_event(c, syn->until, env);
    if (q->until_event < 0)
        q->until = elaborate_truth(c, syn->until, env);
}

static void count_lay(Check *c, const SynQuestion *syn, const Env *env, Question *q)
{
    q->event = counted_event(c, syn, env);
    if (syn->kind == ASK_E_COUNT || !syn->bound)
        return;
    q->compare = op_of(syn->compare);
    Expr *k = elaborate_number(c, syn->bound, env);
    if (is_poison(c, k))
        return;
    q->bound = is_constant(k) ? constant_value(c, k) : NAN;
    if (q->bound >= 0 && q->bound <= MOST_BOUND && q->bound == floor(q->bound))
        return;
    diag(c->D, DIAG_E214, syn->bound->at, "a count is compared with a whole number from 0");
}

static void quantile_lay(Check *c, const SynQuestion *syn, const Env *env, Question *q)
{
    q->of = elaborate_number(c, syn->of, env);
    Expr *p = elaborate_number(c, syn->bound, env);
    if (is_poison(c, p))
        return;
    q->bound = is_constant(p) ? constant_value(c, p) : NAN;
    if (q->bound > 0 && q->bound <= 1)
        return;
    Diag *d = diag(c->D, DIAG_E214, syn->bound->at,
                   "a quantile's probability is above 0 and at most 1");
    diag_hint(c->D, d, "Write `Q(x at end, 90%%)`.");
}

/* `eventually`, `forever`: false after a diagnostic, where the game ends. */
static bool has_forever(Check *c, const SynQuestion *syn)
{
    if (c->model->is_endless)
        return true;
    Diag *d = diag(c->D, DIAG_E226, syn->at, "this game ends, so there is no such time");
    if (syn->kind == ASK_P_EVENTUALLY)
        diag_hint(c->D, d, "Ask `by end`.");
    else
        diag_hint(c->D, d, "Ask `mean … by end`, or `at end`.");
    return false;
}

static Question *parts_lay(Check *c, const SynQuestion *syn);

static void given_lay(Check *c, const SynQuestion *syn, Question *q)
{
    for (int i = 0; i < 2; i++) {
        const SynQuestion *part = syn->parts[i];
        if (!part)
            continue;
        if (part->kind > ASK_P_EVENTUALLY)
            diag(c->D, DIAG_E226, part->at, "both sides of `given` are probabilities");
        else
            q->parts[i] = parts_lay(c, part);
    }
}

/* Does the form have a W? */
static bool has_when(AskKind kind)
{
    return kind != ASK_P_EVENTUALLY && kind != ASK_P_GIVEN && kind != ASK_E_FIRST &&
           kind != ASK_E_FOREVER && kind != ASK_VALUE;
}

static QuestionKind kind_of(AskKind kind)
{
    static const QuestionKind KINDS[] = {
        [ASK_P_AT] = Q_AT,
        [ASK_P_BY] = Q_BY,
        [ASK_P_THROUGHOUT] = Q_THROUGHOUT,
        [ASK_P_UNTIL] = Q_UNTIL,
        [ASK_P_COUNT] = Q_COUNT_AT_LEAST,
        [ASK_P_FIRST] = Q_FIRST_AT,
        [ASK_P_EVENTUALLY] = Q_BY,
        [ASK_P_GIVEN] = Q_GIVEN,
        [ASK_E_AT] = Q_MEAN_AT,
        [ASK_E_COUNT] = Q_MEAN_COUNT,
        [ASK_E_SUM] = Q_MEAN_SUM,
        [ASK_E_MEAN] = Q_MEAN_MEAN,
        [ASK_E_FIRST] = Q_MEAN_FIRST,
        [ASK_E_FOREVER] = Q_MEAN_AT,
        [ASK_QUANTILE] = Q_QUANTILE,
        [ASK_VALUE] = Q_VALUE,
    };
    return KINDS[kind];
}

static void value_lay(Check *c, const SynQuestion *syn, const Env *env, Question *q)
{
    const Symbol *player = symbol_expect(c, syn->event, env, SYM_PLAYER);
    q->player = player ? player->ref : 0;
}

static void form_lay(Check *c, const SynQuestion *syn, const Env *env, Question *q)
{
    switch (syn->kind) {
    case ASK_P_AT:
    case ASK_P_THROUGHOUT:
        condition_lay(c, syn, env, q, false);
        break;
    case ASK_P_BY:
    case ASK_P_FIRST:
    case ASK_E_FIRST:
        condition_lay(c, syn, env, q, true);
        break;
    case ASK_P_UNTIL:
        until_lay(c, syn, env, q);
        break;
    case ASK_P_COUNT:
    case ASK_E_COUNT:
        count_lay(c, syn, env, q);
        break;
    case ASK_P_EVENTUALLY:
        if (has_forever(c, syn))
            condition_lay(c, syn, env, q, true);
        break;
    case ASK_E_FOREVER:
        if (has_forever(c, syn))
            q->of = elaborate_number(c, syn->of, env);
        break;
    case ASK_P_GIVEN:
        given_lay(c, syn, q);
        break;
    case ASK_E_AT:
    case ASK_E_SUM:
    case ASK_E_MEAN:
        q->of = elaborate_number(c, syn->of, env);
        break;
    case ASK_QUANTILE:
        quantile_lay(c, syn, env, q);
        break;
    case ASK_VALUE:
        value_lay(c, syn, env, q);
        break;
    }
}

static Question *parts_lay(Check *c, const SynQuestion *syn)
{
    const Env *env = env_of_file(c, syn->at.source);
    Question *q = make(c->mem, Question);
    *q = (Question){.kind = kind_of(syn->kind),
                    .at = syn->at,
                    .as_written = written_without_under(c, syn),
                    .event = -1,
                    .until_event = -1,
                    .player = -1,
                    .when = c->model->is_endless ? FOREVER : c->model->periods};
    form_lay(c, syn, env, q);
    bool is_known = has_when(syn->kind) && when_of(c, syn->when, env, &q->when);
    if (is_known && syn->kind == ASK_E_MEAN && q->when == 0)
        diag(c->D, DIAG_E226, syn->when->at,
             "there is no mean over the starts of no periods");
    under_lay(c, syn, env, q);
    return q;
}

Question *question_lay(Check *c, const SynQuestion *syn)
{
    Part part = c->part;
    c->part = IN_QUESTION;
    Question *q = parts_lay(c, syn);
    c->part = part;
    return q;
}

/* ------------------------------------------------------------------ claims */

static Cond *cond_lay(Check *c, const SynExpr *e, const Env *env, bool wants_truth);

static bool is_truth_op(SynOp op)
{
    return op <= OP_GE;
}

static Cond *refuse_cond(Check *c, const SynExpr *e)
{
    Diag *d = diag(c->D, DIAG_E227, e->at, "`%s` cannot stand in a claim",
                   written_short(c, e->at));
    diag_hint(c->D, d,
              "A claim compares questions, numbers and parameters, with `+ - * /`, "
              "`and`, `or`, `not`.");
    return NULL;
}

static bool question_is_probability(const SynQuestion *q)
{
    return q->kind <= ASK_P_GIVEN;
}

static Cond *refuse_cond_type(Check *c, const SynExpr *e, bool wants_truth)
{
    if (wants_truth) {
        Diag *d = diag(c->D, DIAG_E227, e->at, "a truth is expected here");
        if (e->kind == SYN_QUESTION && question_is_probability(e->question))
            diag_hint(c->D, d, "Compare it: `%s > 50%%`.", written_short(c, e->at));
        else
            diag_hint(c->D, d, "Compare it: `%s > 0`.", written_short(c, e->at));
    } else {
        diag(c->D, DIAG_E227, e->at, "a number is expected here, not a truth");
    }
    return NULL;
}

static Cond *cond_make(Check *c, ExprOp op, const SynExpr *e)
{
    Cond *cond = make(c->mem, Cond);
    *cond = (Cond){.op = op, .at = e->at, .as_written = written(c, e->at)};
    return cond;
}

static Cond *cond_param(Check *c, const SynExpr *e, const Env *env)
{
    if (!e->name.text)
        return NULL;
    Found f = name_find(c, e->name, env);
    if (!f.symbol) {
        Diag *d = diag(c->D, DIAG_E201, e->at, "no parameter is named `%s`", e->name.text);
        suggest_name(c, d, e->name.text, 1u << SYM_PARAM, NULL, NULL);
        return NULL;
    }
    if (f.symbol->kind != SYM_PARAM)
        return refuse_cond(c, e);
    f.symbol->uses++;
    Cond *cond = cond_make(c, X_PARAM, e);
    cond->ref = f.symbol->ref;
    return f.symbol->is_broken ? NULL : cond;
}

static void warn_same(Check *c, const SynExpr *e, const Cond *cond)
{
    const Cond *a = cond->kids[0], *b = cond->kids[1];
    if (cond->op < X_EQ || cond->op > X_GE || a->op != X_IF || b->op != X_IF)
        return;
    if (!strcmp(a->as_written, b->as_written) && is_main(c, e->at))
        diag(c->D, DIAG_W509, e->at, "this compares a question with itself");
}

static Cond *cond_operation(Check *c, const SynExpr *e, const Env *env)
{
    if (e->op == OP_MOD || e->op == OP_POW)
        return refuse_cond(c, e);
    bool kids_are_truths = e->op <= OP_NOT, is_right = true;
    Cond *cond = cond_make(c, op_of(e->op), e);
    int32_t count = e->kind == SYN_UNARY ? 1 : 2;
    for (int32_t i = 0; i < count; i++) {
        cond->kids[i] = cond_lay(c, e->kids[i], env, kids_are_truths);
        is_right &= cond->kids[i] != NULL;
    }
    if (is_right && count == 2)
        warn_same(c, e, cond);
    return is_right ? cond : NULL;
}

static Cond *cond_number(Check *c, const SynExpr *e)
{
    Cond *cond = cond_make(c, X_NUMBER, e);
    cond->number = e->number;
    return cond;
}

static Cond *cond_question(Check *c, const SynExpr *e)
{
    Cond *cond = cond_make(c, X_IF, e);
    cond->question = e->question ? question_lay(c, e->question) : NULL;
    return cond->question ? cond : NULL;
}

static Cond *cond_of_kind(Check *c, const SynExpr *e, const Env *env)
{
    switch (e->kind) {
    case SYN_NUMBER:
        return cond_number(c, e);
    case SYN_NAME:
        return cond_param(c, e, env);
    case SYN_QUESTION:
        return cond_question(c, e);
    case SYN_UNARY:
    case SYN_BINARY:
        return cond_operation(c, e, env);
    case SYN_MISSING:
        return NULL;
    default:
        return refuse_cond(c, e);
    }
}

/* NULL after a diagnostic. */
static Cond *cond_lay(Check *c, const SynExpr *e, const Env *env, bool wants_truth)
{
    if (!e || c->depth >= MOST_NESTED_PARTS) {
        if (e)
            diag(c->D, DIAG_E213, e->at, "this claim is nested too deep");
        return NULL;
    }
    bool is_operation = e->kind == SYN_UNARY || e->kind == SYN_BINARY;
    bool is_truth = is_operation && is_truth_op(e->op);
    if (is_truth != wants_truth && e->kind != SYN_MISSING)
        return refuse_cond_type(c, e, wants_truth);
    c->depth++;
    Cond *cond = cond_of_kind(c, e, env);
    c->depth--;
    return cond;
}

void claims_lay(Check *c)
{
    Model *m = c->model;
    m->claims = make(c->mem, Claim, m->claim_count);
    for (const Symbol *s = c->first; s; s = s->next)
        if (s->kind == SYM_CLAIM)
            m->claims[s->ref] = (Claim){
                .name = s->name,
                .text = text_of(&s->decl->text, s->name),
                .source = source_of(&s->decl->source),
                .at = s->at,
                .holds = cond_lay(c, s->written, env_of_file(c, s->decl->at.source), true)};
}
