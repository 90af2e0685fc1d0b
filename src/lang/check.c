#include "lang/check_private.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ reading once */

/* Begins to lay out what a name means; false when that was done, or is being done, which is
 * a circle. */
static bool lay_begin(Check *c, Symbol *s, Doing *frame, Span read_at)
{
    if (s->progress == DOING && !s->is_broken)
        circle_report(c, s, read_at);
    if (s->progress != TODO) {
        s->is_broken |= s->progress == DOING;
        return false;
    }
    s->progress = DOING;
    *frame = (Doing){s, read_at, c->doing};
    c->doing = frame;
    return true;
}

static void lay_end(Check *c, Symbol *s)
{
    c->doing = c->doing->outer;
    s->progress = DONE;
}

void let_lay(Check *c, Symbol *s, Span read_at)
{
    Doing frame;
    if (!lay_begin(c, s, &frame, read_at))
        return;
    s->value = elaborate(c, s->written, env_of_file(c, s->decl->at.source), WANT_ANY);
    s->is_broken |= is_poison(c, s->value);
    lay_end(c, s);
}

/* ------------------------------------------------------------------ parameters */

/* Can this be no whole number, as far as the text tells?  Too deep a text counts as yes. */
static bool may_be_fraction(Check *c, const SynExpr *e, int32_t depth);

static bool may_be_fraction_name(Check *c, const SynExpr *e, int32_t depth)
{
    const Symbol *s = e->name.text ? table_get(&c->symbols, e->name.text) : NULL;
    if (!s || (s->kind != SYM_PARAM && s->kind != SYM_LET && s->kind != SYM_FUNCTION))
        return false;
    return s->may_be_fraction || may_be_fraction(c, s->written, depth);
}

static bool may_be_fraction_call(Check *c, const SynExpr *e, int32_t depth)
{
    static const char *const REAL[] = {"exp", "log", "sqrt"};
    static const char *const WHOLE[] = {"floor", "ceil", "months_to", "weeks_to",
                                        "days_to"};
    for (size_t i = 0; i < sizeof REAL / sizeof *REAL; i++)
        if (!strcmp(e->name.text, REAL[i]))
            return true;
    for (size_t i = 0; i < sizeof WHOLE / sizeof *WHOLE; i++)
        if (!strcmp(e->name.text, WHOLE[i]))
            return false;
    for (int32_t i = 0; i < e->kid_count; i++)
        if (may_be_fraction(c, e->kids[i], depth))
            return true;
    return may_be_fraction_name(c, e, depth);
}

static bool may_be_fraction_binary(Check *c, const SynExpr *e, int32_t depth)
{
    if (e->op <= OP_GE)
        return false;
    if (e->op == OP_DIV)
        return true;
    if (e->op == OP_POW && !(e->kids[1]->kind == SYN_NUMBER && e->kids[1]->is_whole))
        return true;
    return may_be_fraction(c, e->kids[0], depth) || may_be_fraction(c, e->kids[1], depth);
}

static bool may_be_fraction(Check *c, const SynExpr *e, int32_t depth)
{
    enum { DEEPEST = 40 };
    if (!e)
        return false;
    if (depth >= DEEPEST || ++c->steps > MOST_STEPS)
        return true;
    depth++;
    switch (e->kind) {
    case SYN_NUMBER:
        return !e->is_whole;
    case SYN_NAME:
        return may_be_fraction_name(c, e, depth);
    case SYN_CALL:
        return e->name.text && may_be_fraction_call(c, e, depth);
    case SYN_UNARY:
        return may_be_fraction(c, e->kids[0], depth);
    case SYN_BINARY:
        return may_be_fraction_binary(c, e, depth);
    case SYN_IF:
        return may_be_fraction(c, e->kids[1], depth) ||
               may_be_fraction(c, e->kids[2], depth);
    case SYN_MATCH:
        for (const SynCase *i = e->cases; i; i = i->next)
            if (may_be_fraction(c, i->value, depth))
                return true;
        return false;
    default:
        return false;
    }
}

/* A parameter that some variant sets to a real number is real, even if declared as 1. */
static void find_fractions(Check *c)
{
    for (const Symbol *v = c->first; v; v = v->next)
        for (const SynSetting *i = v->kind == SYM_VARIANT ? v->decl->settings : NULL; i;
             i = i->next) {
            Symbol *s = i->name.text ? table_get(&c->symbols, i->name.text) : NULL;
            if (s && s->kind == SYM_PARAM && !s->may_be_fraction)
                s->may_be_fraction = may_be_fraction(c, i->value.value, 0);
        }
}

static bool param_value_fits(Check *c, const SynExpr *e, const Expr *x)
{
    if (!reads_only_params(c, x))
        return false;
    if (x->type.kind != TYPE_NAME)
        return true;
    Diag *d = diag(c->D, DIAG_E204, e->at, "a number, a date or a truth is expected here");
    note_type(c, d, e->at, x->type);
    return false;
}

/* A bound of the range, of the parameter's kind; NULL when left out or wrong. */
static Expr *param_bound(Check *c, const SynExpr *e, const Env *env, const Expr *value)
{
    if (!e)
        return NULL;
    Expr *x = elaborate(c, e, env, WANT_ANY);
    if (!reads_only_params(c, x))
        return NULL;
    bool wants_date = value->type.kind == TYPE_DATE;
    if (wants_date == (x->type.kind == TYPE_DATE))
        return x;
    Diag *d = wants_date ? diag(c->D, DIAG_E204, e->at, "a date is expected here")
                         : diag(c->D, DIAG_E204, e->at, "a number is expected here");
    note_type(c, d, e->at, x->type);
    return NULL;
}

static void param_add(Check *c, Symbol *s, Expr *value, Expr *lo, Expr *hi)
{
    Model *m = c->model;
    bool is_real = s->may_be_fraction || (lo && lo->type.kind == TYPE_REAL) ||
                   (hi && hi->type.kind == TYPE_REAL);
    need(c->mem, m->params, m->param_count, c->param_room);
    need(c->mem, c->param_values, m->param_count, c->param_value_room);
    s->ref = m->param_count++;
    Param *p = &m->params[s->ref];
    *p = (Param){.name = s->name,
                 .text = text_of(&s->decl->text, s->name),
                 .source = source_of(&s->decl->source),
                 .at = s->at,
                 .value_at = s->written->at,
                 .type = value->type,
                 .value = value,
                 .lo = lo && hi ? lo : NULL,
                 .hi = lo && hi ? hi : NULL};
    if (is_real && value->type.kind == TYPE_WHOLE)
        p->type.kind = TYPE_REAL;
    c->param_values[s->ref] = constant_value(c, value);
    s->is_broken = !isfinite(c->param_values[s->ref]);
    if (s->is_broken)
        diag(c->D, DIAG_E229, value->at, "`%s` has no finite value", s->name);
}

static void warn_range(Check *c, const Param *p, double value)
{
    if (!p->lo)
        return;
    double lo = constant_value(c, p->lo), hi = constant_value(c, p->hi);
    if (lo > hi) {
        diag(c->D, DIAG_E215, span_join(p->lo->at, p->hi->at), "this range is empty");
        return;
    }
    bool is_set_elsewhere = p->value_at.source != p->at.source;
    if ((value >= lo && value <= hi) || !(is_main(c, p->at) || is_set_elsewhere))
        return;
    Diag *d = diag(c->D, DIAG_W512, p->value_at,
                   "the value of `%s` lies outside of its range", p->name);
    diag_note(c->D, d, span_join(p->lo->at, p->hi->at), "the range is here");
}

void param_lay(Check *c, Symbol *s, Span read_at)
{
    Doing frame;
    if (!lay_begin(c, s, &frame, read_at))
        return;
    const Env *env = env_of_file(c, s->decl->at.source);
    Expr *value = elaborate(c, s->written, env, WANT_ANY);
    if (is_poison(c, value) || !param_value_fits(c, s->written, value)) {
        s->is_broken = true;
    } else {
        Expr *lo = param_bound(c, s->decl->lo, env, value);
        Expr *hi = param_bound(c, s->decl->hi, env, value);
        param_add(c, s, value, lo, hi);
        warn_range(c, &c->model->params[s->ref], c->param_values[s->ref]);
    }
    lay_end(c, s);
}

/* ------------------------------------------------------------------ states */

bool range_domain(Check *c, const SynExpr *lo, const SynExpr *hi, const Env *env, Span at,
                  Domain *domain)
{
    int64_t a, b;
    bool has_lo = whole_constant(c, lo, env, -MOST_BOUND, MOST_BOUND, &a);
    bool has_hi = whole_constant(c, hi, env, -MOST_BOUND, MOST_BOUND, &b);
    if (!has_lo || !has_hi)
        return false;
    if (a > b) {
        diag(c->D, DIAG_E215, at, "from %lld to %lld there is no number", (long long)a,
             (long long)b);
        return false;
    }
    if (b - a + 1 > MOST_DOMAIN_VALUES) {
        Diag *d = diag(c->D, DIAG_E215, at, "%lld values are too many for a domain",
                       (long long)b - a + 1);
        diag_hint(c->D, d, "At most %d.", MOST_DOMAIN_VALUES);
        return false;
    }
    *domain = (Domain){.kind = TYPE_WHOLE, .lo = (int32_t)a, .hi = (int32_t)b};
    return true;
}

static bool names_domain(Check *c, const SynDomain *written_as, Domain *domain)
{
    *domain = (Domain){.kind = TYPE_NAME, .hi = written_as->name_count - 1};
    domain->names = make(c->mem, const char *, written_as->name_count);
    domain->texts = make(c->mem, Text, written_as->name_count);
    Table seen = {0};
    for (int32_t i = 0; i < written_as->name_count; i++) {
        Name *name = &written_as->names[i];
        const Name *first = name->text ? table_get(&seen, name->text) : NULL;
        if (first) {
            Diag *d =
                diag(c->D, DIAG_E202, name->at, "`%s` is in this list already", name->text);
            diag_note(c->D, d, first->at, "the first is here");
        }
        if (!name->text || first)
            return false;
        table_put(c->mem, &seen, name->text, name);
        domain->names[i] = name->text;
        domain->texts[i] = text_of(&written_as->texts[i], name->text);
    }
    return written_as->name_count > 0;
}

bool domain_lay(Check *c, const SynDomain *written_as, const Env *env, Domain *domain)
{
    switch (written_as->kind) {
    case DOMAIN_BOOL:
        *domain = (Domain){.kind = TYPE_TRUTH, .hi = 1};
        return true;
    case DOMAIN_RANGE:
        return range_domain(c, written_as->lo, written_as->hi, env, written_as->at, domain);
    case DOMAIN_NAMES:
        return names_domain(c, written_as, domain);
    }
    return false;
}

void state_lay(Check *c, Symbol *s, Span read_at)
{
    Doing frame;
    if (!lay_begin(c, s, &frame, read_at))
        return;
    Domain *domain = make(c->mem, Domain);
    if (!domain_lay(c, &s->decl->domain, env_of_file(c, s->decl->at.source), domain)) {
        s->is_broken = true;
        *domain = (Domain){.kind = TYPE_TRUTH, .hi = 1};
    }
    s->domain = domain;
    c->var_symbols[s->ref] = s;
    c->model->vars[s->ref] = (Var){.kind = VAR_STATE,
                                   .name = s->name,
                                   .text = text_of(&s->decl->text, s->name),
                                   .source = source_of(&s->decl->source),
                                   .at = s->at,
                                   .domain = *domain,
                                   .player = -1};
    lay_end(c, s);
}

/* ------------------------------------------------------------------ probabilities */

static const char *number_text(Check *c, double x, int digits)
{
    Buf b = {.mem = c->mem};
    buf_number(&b, x, digits);
    return buf_text(&b);
}

static void refuse_sum(Check *c, Span at, double sum)
{
    Diag *d = diag(c->D, DIAG_E221, at, "the probabilities sum to %s, not 1",
                   number_text(c, sum, 9));
    if (sum < 1)
        diag_hint(c->D, d, "Give the missing %s to an arm, or write `rest` for it.",
                  number_text(c, 1 - sum, 9));
    else
        diag_hint(c->D, d, "That is %s too much.", number_text(c, sum - 1, 9));
}

void probabilities_lay(Check *c, Span at, Expr **p, int32_t count, int32_t rest)
{
    static const Type REAL = {TYPE_REAL, NULL};
    Expr *sum = NULL;
    bool is_told = false;
    for (int32_t i = 0; i < count; i++) {
        if (i == rest)
            continue;
        double value =
            !is_poison(c, p[i]) && is_constant(p[i]) ? constant_value(c, p[i]) : 0.5;
        if (!(value >= 0 && value <= 1)) {
            diag(c->D, DIAG_E221, p[i]->at,
                 "a probability lies between 0 and 1; this is %s",
                 number_text(c, value, 9));
            is_told = true;
        }
        sum = sum ? expr_make(c, X_ADD, REAL, p[i]->at, sum, p[i], NULL) : p[i];
    }
    Expr *one = expr_number(c, REAL, 1, at);
    if (rest >= 0)
        p[rest] = sum ? expr_make(c, X_SUB, REAL, at, one, sum, NULL) : one;
    if (is_told || !sum || is_poison(c, sum) || !is_constant(sum))
        return;
    double total = constant_value(c, sum);
    bool is_wrong = rest >= 0 ? total > 1 + 1e-9 : fabs(total - 1) > 1e-9;
    if (is_wrong)
        refuse_sum(c, at, total);
}

/* ------------------------------------------------------------------ how states begin */

typedef struct {
    int32_t state;
    const Expr *later;
} LaterRead;

static void find_later(Check *c, const Expr *leaf, void *with)
{
    LaterRead *r = with;
    (void)c;
    bool may_read = leaf->op == X_PARAM || (leaf->op == X_VAR && leaf->ref < r->state);
    if (!may_read && !r->later)
        r->later = leaf;
}

/* Only parameters and the states before it are known when a state begins. */
static bool begins_from_known(Check *c, const Expr *x, const Symbol *state)
{
    LaterRead r = {.state = state->ref};
    if (is_poison(c, x))
        return false;
    expr_visit(c, x, find_later, &r);
    if (x->reads_time && !r.later)
        r.later = x;
    if (!r.later)
        return true;
    Diag *d = diag(c->D, DIAG_E210, r.later->at, "`%s` cannot be read here",
                   written_short(c, r.later->at));
    diag_hint(c->D, d,
              "How `%s` begins may depend on parameters and on states that are "
              "declared before it.",
              state->name);
    return false;
}

static void check_in_domain(Check *c, const Expr *x, const Symbol *state, bool in_variant)
{
    if (x->reads_vars || x->type.kind == TYPE_NAME || (in_variant && x->reads_params))
        return;
    double value = constant_value(c, x);
    if (value >= state->domain->lo && value <= state->domain->hi)
        return;
    Diag *d = diag(c->D, DIAG_E228, x->at, "`%s` cannot begin at %s", state->name,
                   number_text(c, value, 9));
    diag_note(c->D, d, state->at, "its values are %d to %d", state->domain->lo,
              state->domain->hi);
}

static Expr *start_value(Check *c, const SynExpr *e, const Symbol *state, const Env *env,
                         bool in_variant)
{
    Expr *x = elaborate_into(c, e, env, state->domain, state->at);
    if (!begins_from_known(c, x, state))
        return c->poison;
    check_in_domain(c, x, state, in_variant);
    return x;
}

static int32_t count_starts(const SynStart *lottery)
{
    int32_t count = 0;
    for (; lottery; lottery = lottery->next)
        count++;
    return count;
}

static void start_lottery(Check *c, const SynInit *init, const Symbol *state,
                          const Env *env, bool in_variant, Start *start)
{
    int32_t k = 0, rest = -1;
    for (const SynStart *i = init->lottery; i; i = i->next, k++) {
        start->value[k] = start_value(c, i->value, state, env, in_variant);
        if (i->is_rest) {
            if (rest >= 0)
                diag(c->D, DIAG_E222, i->at, "a second `rest`");
            rest = k;
            start->probability[k] = c->poison;
            continue;
        }
        start->probability[k] = elaborate_number(c, i->probability, env);
        if (!begins_from_known(c, start->probability[k], state))
            start->probability[k] = c->poison;
    }
    probabilities_lay(c, init->at, start->probability, start->count, rest);
}

bool start_lay(Check *c, const SynInit *init, const Symbol *state, bool in_variant,
               Start *start)
{
    const Env *env = env_of_file(c, init->at.source);
    int32_t errors = c->D->errors;
    start->at = init->at;
    start->count = init->value ? 1 : count_starts(init->lottery);
    start->value = make(c->mem, Expr *, start->count);
    start->probability = make(c->mem, Expr *, start->count);
    if (init->value) {
        start->value[0] = start_value(c, init->value, state, env, in_variant);
        start->probability[0] = expr_number(c, (Type){TYPE_REAL, NULL}, 1, init->at);
    } else {
        start_lottery(c, init, state, env, in_variant, start);
    }
    return c->D->errors == errors;
}

static void starts_lay(Check *c)
{
    c->model->starts = make(c->mem, Start, c->model->state_count + c->model->type_count);
    for (Symbol *s = c->first; s; s = s->next)
        if ((s->kind == SYM_STATE || s->kind == SYM_TYPE) && !s->is_broken)
            start_lay(c, s->init, s, false, &c->model->starts[s->ref]);
}

/* ------------------------------------------------------------------ players */

Expr *patience_lay(Check *c, const SynExpr *e, const Env *env, bool in_variant)
{
    Expr *x = elaborate_number(c, e, env);
    if (!reads_only_params(c, x))
        return c->poison;
    double value = in_variant && x->reads_params ? 1 : constant_value(c, x);
    if (value > 0 && value <= 1)
        return x;
    Diag *d = diag(c->D, DIAG_E220, e->at, "patience is above 0 and at most 1; this is %s",
                   number_text(c, value, 9));
    diag_hint(c->D, d,
              "Patience 0.99 means that the next period counts 1 %% less than this "
              "one.");
    return c->poison;
}

Expr *precision_lay(Check *c, const SynExpr *e, const Env *env, Noise noise,
                    bool in_variant)
{
    if (e->kind == SYN_EXACT)
        return NULL;
    Expr *x = elaborate_number(c, e, env);
    if (!reads_only_params(c, x))
        return c->poison;
    double value = in_variant && x->reads_params ? 1 : constant_value(c, x);
    if (value >= 0 && isfinite(value) && (value > 0 || noise == NOISE_ERROR))
        return x;
    if (value == 0)
        diag(c->D, DIAG_E220, e->at, "`noise taste` needs a precision above 0");
    else
        diag(c->D, DIAG_E220, e->at, "precision is 0 or more, or `exact`; this is %s",
             number_text(c, value, 9));
    return c->poison;
}

static Noise noise_of(Check *c, Name noise)
{
    if (!noise.text || !strcmp(noise.text, "error"))
        return NOISE_ERROR;
    if (strcmp(noise.text, "taste") != 0)
        diag(c->D, DIAG_E201, noise.at, "noise is `error` or `taste`, not `%s`",
             noise.text);
    return NOISE_TASTE;
}

static void player_lay(Check *c, const Symbol *s)
{
    const Env *env = env_of_file(c, s->decl->at.source);
    Player *p = &c->model->players[s->ref];
    Expr *one = expr_number(c, (Type){TYPE_REAL, NULL}, 1, s->at);
    *p = (Player){.name = s->name, .text = text_of(&s->decl->text, s->name), .at = s->at};
    p->noise = noise_of(c, s->decl->noise);
    p->patience = s->patience ? patience_lay(c, s->patience, env, false) : one;
    p->precision =
        s->precision ? precision_lay(c, s->precision, env, p->noise, false) : one;
}

/* ------------------------------------------------------------------ time */

static void first_day_lay(Check *c, const SynExpr *e, const Env *env)
{
    Expr *x = elaborate(c, e, env, WANT_ANY);
    if (!reads_only_params(c, x))
        return;
    if (x->type.kind != TYPE_DATE) {
        Diag *d = diag(c->D, DIAG_E204, e->at, "a date is expected here");
        note_type(c, d, e->at, x->type);
        return;
    }
    mark_rigid(c, x);
    c->model->first_day = (int64_t)constant_value(c, x);
}

static void check_calendar(Check *c, const SynDecl *period)
{
    enum { LATEST_YEAR = 9999 };
    Model *m = c->model;
    int64_t last = model_day(m, m->window);
    if (civil_is_valid(civil_of(m->first_day)) && civil_is_valid(civil_of(last)))
        return;
    diag(c->D, DIAG_E214, period->head, "the periods do not lie between the years 1 and %d",
         LATEST_YEAR);
}

static void period_lay(Check *c)
{
    const SynDecl *period = c->period;
    Model *m = c->model;
    if (!period)
        return;
    const Env *env = env_of_file(c, period->at.source);
    int64_t unit_count = 1, periods = !period->count ? 0 : 1;
    bool has_unit =
        whole_constant(c, period->unit_count, env, 1, MOST_UNIT_COUNT, &unit_count);
    bool has_count =
        !period->count || whole_constant(c, period->count, env, 1, MOST_PERIODS, &periods);
    if (period->start)
        first_day_lay(c, period->start, env);
    m->unit = (TimeUnit)period->unit;
    m->unit_count = (int32_t)unit_count;
    m->periods = (int32_t)periods;
    m->is_endless = !period->count || period->then_on;
    m->window = m->periods > 0 ? m->periods : ENDLESS_WINDOW;
    m->has_calendar = period->start != NULL;
    c->has_time = has_unit && has_count;
    if (m->has_calendar && c->has_time)
        check_calendar(c, period);
    if (m->is_endless && c->finally) {
        Diag *d = diag(c->D, DIAG_E231, c->finally->head,
                       "a game without an end never comes to its `finally`");
        diag_hint(c->D, d, "Leave it out, or say when the game ends: `for 24`.");
    }
}

/* ------------------------------------------------------------------ the driver */

static void events_lay(Check *c)
{
    Model *m = c->model;
    m->event_count = c->event_room = m->declared_event_count;
    if (m->own_event_count == 0)
        m->own_event_count = m->declared_event_count;
    m->events = grow(c->mem, m->events, m->event_count);
    for (const Symbol *s = c->first; s; s = s->next)
        if (s->kind == SYM_EVENT)
            m->events[s->ref] = (Event){.name = s->name,
                                        .text = text_of(&s->decl->text, s->name),
                                        .at = s->at,
                                        .is_declared = true,
                                        .var = -1,
                                        .value = NOT_MADE};
}

static void measures_lay(Check *c)
{
    Model *m = c->model;
    m->measures = make(c->mem, Measure, m->measure_count);
    for (Symbol *s = c->first; s; s = s->next) {
        if (s->kind == SYM_LET || s->kind == SYM_MEASURE)
            let_lay(c, s, s->at);
        if (s->kind == SYM_MEASURE)
            m->measures[s->ref] = (Measure){.name = s->name,
                                            .text = text_of(&s->decl->text, s->name),
                                            .at = s->at,
                                            .value = s->value};
    }
}

static void declarations_lay(Check *c)
{
    find_fractions(c);
    for (Symbol *s = c->first; s; s = s->next)
        if (s->kind == SYM_PARAM)
            param_lay(c, s, s->at);
    for (Symbol *s = c->first; s; s = s->next)
        if (s->kind == SYM_STATE)
            state_lay(c, s, s->at);
    secrets_lay(c);
    period_lay(c);
    for (const Symbol *s = c->first; s; s = s->next)
        if (s->kind == SYM_PLAYER)
            player_lay(c, s);
    starts_lay(c);
    events_lay(c);
    measures_lay(c);
}

/* Where something was wrong with the text, what is missing may only not have been found. */
static void refuse_missing(Check *c)
{
    Span top = {c->main_source, 0, 0};
    if (c->D->errors)
        return;
    if (!c->period) {
        Diag *d = diag(c->D, DIAG_E216, top, "this model has no `period`");
        diag_hint(c->D, d,
                  "Say how long a period is and how many there are: `period 1 month "
                  "from 2025-11-01 for 24`.");
    }
    if (!c->model->player_count) {
        Diag *d = diag(c->D, DIAG_E216, top, "this model has no player");
        diag_hint(c->D, d, "Declare one: `player us \"United States\"`.");
    }
    if (!c->each) {
        Diag *d = diag(c->D, DIAG_E216, top, "this model has no `each period`");
        diag_hint(c->D, d, "Say what happens in a period: `each period { … }`.");
    }
}

static void envs_make(Check *c)
{
    for (const Syntax *f = c->files; f; f = f->next)
        c->file_count++;
    c->file_envs = make(c->mem, Env, c->file_count);
    int32_t i = 0;
    for (const Syntax *f = c->files; f; f = f->next)
        c->file_envs[i++] = (Env){.source = f->source, .put_at = SPAN_NOWHERE};
}

/* Tables whose size is known once all names are. */
static void tables_make(Check *c)
{
    Model *m = c->model;
    m->var_count = m->state_count + m->type_count;
    c->var_room = c->var_symbol_room = m->var_count + 16;
    c->secret_of = make(c->mem, int32_t, m->type_count);
    for (Symbol *s = c->first; s; s = s->next)
        if (s->kind == SYM_TYPE)
            s->ref += m->state_count;
    m->vars = grow(c->mem, m->vars, c->var_room);
    c->var_symbols = grow(c->mem, c->var_symbols, c->var_symbol_room);
    c->pending = make(c->mem, Snapshot *, m->state_count);
}

Model *model_check(Diags *D, const Syntax *files, const SynSetting *sets, Scope **scope)
{
    Scope *all = make(D->mem, Scope);
    Check *c = &all->check;
    *c = (Check){.D = D, .mem = D->mem, .files = files};
    c->main_source = files->source;
    c->model = make(D->mem, Model);
    c->poison = make(D->mem, Expr);
    envs_make(c);
    names_collect(c);
    tables_make(c);
    refuse_missing(c);
    settings_apply(c, sets);
    c->model->title =
        c->model_decl ? text_of(&c->model_decl->text, NULL) : (Text){{"", ""}};
    declarations_lay(c);
    program_lay(c);
    secrets_check(c);
    variants_lay(c);
    claims_lay(c);
    check_unused_bodies(c);
    if (!D->errors)
        warn_unused(c);
    *scope = D->errors ? NULL : all;
    return *scope ? c->model : NULL;
}

/* ------------------------------------------------------------------ from outside */

Question *question_check(Diags *D, const Scope *scope, const SynQuestion *q)
{
    Check c = scope->check;
    c.D = D;
    c.mem = D->mem;
    c.steps = 0;
    int32_t errors = D->errors;
    Question *question = question_lay(&c, q);
    return D->errors == errors ? question : NULL;
}

static const Symbol *variant_find(const Check *c, const char *at, size_t length)
{
    for (const Symbol *s = c->first; s; s = s->next)
        if (s->kind == SYM_VARIANT && strlen(s->name) == length &&
            !memcmp(s->name, at, length))
            return s;
    return NULL;
}

int32_t variants_find(Diags *D, const Scope *scope, const char *list, int32_t *variants,
                      int32_t room)
{
    Check c = scope->check;
    c.D = D;
    c.mem = D->mem;
    int32_t count = 0;
    bool is_right = true;
    while (*list) {
        size_t length = strcspn(list, ", ");
        const Symbol *s = variant_find(&c, list, length);
        if (length && !s) {
            const char *name = mem_text(c.mem, list, (int64_t)length);
            Diag *d = diag(D, DIAG_E201, SPAN_NOWHERE, "no variant is named `%s`", name);
            suggest_name(&c, d, name, 1u << SYM_VARIANT, NULL, NULL);
            is_right = false;
        } else if (length && count == room) {
            diag(D, DIAG_E214, SPAN_NOWHERE, "more than %d variants at once", room);
            return -1;
        } else if (length) {
            variants[count++] = s->ref;
        }
        list += length + (list[length] != '\0');
    }
    return is_right ? count : -1;
}
