#include "lang/model.h"

#include <math.h>

int32_t secret_value(const Secret *s, const Var *vars, int32_t k, int32_t which)
{
    int32_t width = 1;
    for (int32_t i = s->var_count - 1; i > which; i--)
        width *= vars[s->vars[i]].domain.hi - vars[s->vars[i]].domain.lo + 1;
    const Domain *d = &vars[s->vars[which]].domain;
    return d->lo + k / width % (d->hi - d->lo + 1);
}

/* ------------------------------------------------------------------ validity */

static bool in_range(int32_t i, int32_t count)
{
    return i >= 0 && i < count;
}

static int32_t kids_of(ExprOp op)
{
    switch (op) {
    case X_NUMBER:
    case X_PARAM:
    case X_VAR:
    case X_TYPE:
    case X_BELIEF:
    case X_NOW:
    case X_DATE:
        return 0;
    case X_IF:
        return 3;
    case X_NOT:
    case X_NEG:
    case X_ABS:
    case X_EXP:
    case X_LOG:
    case X_SQRT:
    case X_FLOOR:
    case X_CEIL:
    case X_MONTHS_TO:
    case X_WEEKS_TO:
    case X_DAYS_TO:
        return 1;
    default:
        return 2;
    }
}

/* Parameters below `params`, variables below `vars` and, if has_time, time may be read. */
typedef struct {
    int32_t params, vars;
    bool has_time;
    const Model *secrets; /* whose types and beliefs may be read; NULL = none */
} Reads;

static bool leaf_is_valid(const Expr *x, Reads may)
{
    switch (x->op) {
    case X_PARAM:
        return x->reads_params && in_range(x->ref, may.params);
    case X_VAR:
        return x->reads_vars && in_range(x->ref, may.vars);
    case X_TYPE:
        return may.secrets && x->reads_types && may.secrets->vars[x->ref].kind == VAR_TYPE;
    case X_BELIEF:
        return may.secrets && x->reads_beliefs &&
               in_range(x->ref, may.secrets->belief_count);
    case X_NOW:
    case X_DATE:
        return x->reads_time && may.has_time;
    default:
        return !isnan(x->number);
    }
}

static bool expr_is_valid(const Expr *x, Reads may)
{
    if (!x || x->kid_count != kids_of(x->op) || x->size > MOST_EXPR_SIZE ||
        x->depth > MOST_EXPR_DEPTH ||
        (x->type.kind == TYPE_NAME) != (x->type.domain != NULL))
        return false;
    if (!x->kid_count)
        return leaf_is_valid(x, may);
    int64_t size = 1;
    for (int32_t i = 0; i < x->kid_count; i++) {
        const Expr *kid = x->kids[i];
        if (!expr_is_valid(kid, may) || kid->reads_vars > x->reads_vars ||
            kid->reads_beliefs > x->reads_beliefs || (kid->reads_types & ~x->reads_types) ||
            kid->reads_params > x->reads_params || kid->reads_time > x->reads_time ||
            kid->depth >= x->depth)
            return false;
        size += kid->size;
    }
    return size == x->size;
}

static bool domain_is_valid(const Domain *d)
{
    if (d->lo > d->hi || d->lo <= NOT_MADE ||
        (d->kind == TYPE_TRUTH && (d->lo || d->hi != 1)))
        return false;
    if (d->kind != TYPE_NAME)
        return d->kind == TYPE_TRUTH || d->kind == TYPE_WHOLE;
    for (int32_t i = 0; i <= d->hi; i++)
        if (!d->names[i])
            return false;
    return d->lo == 0;
}

static bool text_is_valid(const Text *t)
{
    return t->in[LANG_EN] && t->in[LANG_ZH];
}

static bool start_is_valid(const Start *s, Reads may)
{
    for (int32_t i = 0; i < s->count; i++)
        if (!expr_is_valid(s->probability[i], may) || !expr_is_valid(s->value[i], may))
            return false;
    return s->count > 0;
}

static bool stmts_are_valid(const Model *m, const Stmt *s);

static bool arms_are_valid(const Model *m, const Stmt *s, Reads may)
{
    int32_t count = 0;
    for (const Arm *a = s->arms; a; a = a->next, count++) {
        bool is_chance = s->kind == S_CHANCE;
        if ((a->guard && (is_chance || !expr_is_valid(a->guard, may))) ||
            (is_chance && !expr_is_valid(a->probability, may)))
            return false;
        if (a->event >= 0 &&
            (!in_range(a->event, m->event_count) || m->events[a->event].var != s->var ||
             m->events[a->event].value != a->value))
            return false;
        if (!stmts_are_valid(m, a->body))
            return false;
    }
    return count == s->arm_count;
}

static bool choice_is_valid(const Model *m, const Stmt *s, Reads may)
{
    if (!in_range(s->var, m->var_count) || m->vars[s->var].kind != VAR_CHOICE ||
        m->vars[s->var].made != s || !in_range(s->player, m->player_count) ||
        !in_range(s->made_event, m->event_count) ||
        m->events[s->made_event].var != s->var || (s->seers && !s->seers[s->player]))
        return false;
    if (!s->is_range)
        return s->arm_count > 0 && arms_are_valid(m, s, may);
    const Domain *d = &m->vars[s->var].domain;
    return !s->arms && (!s->value || expr_is_valid(s->value, may)) &&
           in_range(s->first_event + (d->hi - d->lo), m->event_count) &&
           m->events[s->first_event].value == d->lo;
}

static bool stmt_is_valid(const Model *m, const Stmt *s)
{
    Reads may = {m->param_count, m->var_count, true, m};
    switch (s->kind) {
    case S_CHOOSE:
        return choice_is_valid(m, s, may);
    case S_TOGETHER:
        for (const Stmt *i = s->body; i; i = i->next)
            if (i->kind != S_CHOOSE)
                return false;
        return s->body && stmts_are_valid(m, s->body);
    case S_CHANCE:
        return s->arm_count > 0 && s->var < m->var_count && arms_are_valid(m, s, may) &&
               (s->var < 0 || m->vars[s->var].made == s);
    case S_SET:
        return in_range(s->var, m->var_count) && expr_is_valid(s->value, may) &&
               (m->vars[s->var].kind == VAR_STATE || m->vars[s->var].kind == VAR_TYPE ||
                (m->vars[s->var].kind == VAR_LOCAL && m->vars[s->var].made == s));
    case S_IF:
        return expr_is_valid(s->value, may) && s->value->type.kind == TYPE_TRUTH &&
               stmts_are_valid(m, s->body) && stmts_are_valid(m, s->otherwise);
    case S_PAY:
        return in_range(s->player, m->player_count) && expr_is_valid(s->value, may);
    case S_EVENT:
        return in_range(s->event, m->declared_event_count);
    case S_SHOW:
        return expr_is_valid(s->value, may);
    }
    return false;
}

static bool stmts_are_valid(const Model *m, const Stmt *s)
{
    for (; s; s = s->next)
        if (!stmt_is_valid(m, s))
            return false;
    return true;
}

static bool params_are_valid(const Model *m)
{
    for (int32_t i = 0; i < m->param_count; i++) {
        const Param *p = &m->params[i];
        Reads earlier = {.params = i};
        if (!text_is_valid(&p->text) || !expr_is_valid(p->value, earlier) ||
            (p->lo && !expr_is_valid(p->lo, earlier)) || !p->lo != !p->hi ||
            (p->hi && !expr_is_valid(p->hi, earlier)) || p->type.kind == TYPE_NAME)
            return false;
    }
    return true;
}

static bool players_are_valid(const Model *m)
{
    Reads may = {.params = m->param_count};
    for (int32_t i = 0; i < m->player_count; i++) {
        const Player *p = &m->players[i];
        if (!text_is_valid(&p->text) || !expr_is_valid(p->patience, may) ||
            (p->precision && !expr_is_valid(p->precision, may)))
            return false;
    }
    return m->player_count > 0;
}

static bool secrets_are_valid(const Model *m)
{
    int32_t beliefs = 0, types = 0;
    for (int32_t k = 0; k < m->secret_count; k++) {
        const Secret *s = &m->secrets[k];
        if (s->first_belief != beliefs || s->count < 1 || s->count > MOST_SECRET_VALUES ||
            s->steps < 1 || !in_range(s->player, m->player_count))
            return false;
        beliefs += s->count;
        types += s->var_count;
    }
    return beliefs == m->belief_count && types == m->type_count;
}

static bool vars_are_valid(const Model *m)
{
    for (int32_t i = 0; i < m->var_count; i++) {
        const Var *v = &m->vars[i];
        if (!domain_is_valid(&v->domain) || !text_is_valid(&v->text) ||
            (v->kind == VAR_STATE) != (i < m->state_count) ||
            (v->kind == VAR_TYPE) !=
                (i >= m->state_count && i < m->state_count + m->type_count) ||
            (v->kind <= VAR_TYPE) != !v->made)
            return false;
    }
    for (int32_t i = 0; i < m->state_count + m->type_count; i++)
        if (!start_is_valid(&m->starts[i], (Reads){.params = m->param_count, .vars = i}))
            return false;
    return secrets_are_valid(m);
}

static bool tables_are_valid(const Model *m)
{
    Reads at_start = {m->param_count, m->state_count, true, m};
    for (int32_t i = 0; i < m->measure_count; i++)
        if (!expr_is_valid(m->measures[i].value, at_start) ||
            !text_is_valid(&m->measures[i].text))
            return false;
    for (int32_t i = 0; i < m->event_count; i++) {
        const Event *e = &m->events[i];
        if (e->is_declared != (i < m->declared_event_count) || !text_is_valid(&e->text) ||
            (!e->is_declared && !in_range(e->var, m->var_count)))
            return false;
    }
    return true;
}

static bool setting_is_valid(const Model *m, const Setting *s)
{
    Reads may = {.params = m->param_count};
    switch (s->kind) {
    case SET_PARAM:
        return in_range(s->ref, m->param_count) && expr_is_valid(s->value, may) &&
               !m->params[s->ref].is_rigid;
    case SET_PATIENCE:
        return in_range(s->ref, m->player_count) && expr_is_valid(s->value, may);
    case SET_PRECISION:
        return in_range(s->ref, m->player_count) &&
               (!s->value || expr_is_valid(s->value, may));
    case SET_START:
        may.vars = s->ref;
        return in_range(s->ref, m->state_count + m->type_count) &&
               start_is_valid(&s->start, may);
    }
    return false;
}

static bool variants_are_valid(const Model *m)
{
    for (int32_t i = 0; i < m->variant_count; i++)
        for (int32_t k = 0; k < m->variants[i].setting_count; k++)
            if (!setting_is_valid(m, &m->variants[i].settings[k]))
                return false;
    return true;
}

bool model_is_valid(const Model *m)
{
    for (int32_t i = 0; i < m->claim_count; i++)
        if (!m->claims[i].holds)
            return false;
    return m->title.in[LANG_EN] && (m->periods > 0 || m->is_endless) && m->unit_count > 0 &&
           params_are_valid(m) && players_are_valid(m) && vars_are_valid(m) &&
           tables_are_valid(m) && variants_are_valid(m) && stmts_are_valid(m, m->program) &&
           stmts_are_valid(m, m->finally);
}

/* ------------------------------------------------------------------ printing expressions */

static const char *op_text(ExprOp op)
{
    static const char *const TEXTS[] = {
        [X_OR] = "or",
        [X_AND] = "and",
        [X_NOT] = "not",
        [X_EQ] = "==",
        [X_NE] = "!=",
        [X_LT] = "<",
        [X_LE] = "<=",
        [X_GT] = ">",
        [X_GE] = ">=",
        [X_ADD] = "+",
        [X_SUB] = "-",
        [X_MUL] = "*",
        [X_DIV] = "/",
        [X_MOD] = "mod",
        [X_POW] = "^",
        [X_NEG] = "-",
        [X_MIN] = "min",
        [X_MAX] = "max",
        [X_ABS] = "abs",
        [X_EXP] = "exp",
        [X_LOG] = "log",
        [X_SQRT] = "sqrt",
        [X_FLOOR] = "floor",
        [X_CEIL] = "ceil",
        [X_MONTHS_TO] = "months_to",
        [X_WEEKS_TO] = "weeks_to",
        [X_DAYS_TO] = "days_to",
        [X_NOW] = "now",
        [X_DATE] = "date",
    };
    return TEXTS[op];
}

static void print_value(Type type, double x, Buf *out)
{
    if (type.kind == TYPE_TRUTH)
        buf_puts(out, x != 0 ? "yes" : "no");
    else if (type.kind == TYPE_NAME && x >= 0 && x <= type.domain->hi)
        buf_puts(out, type.domain->names[(int32_t)x]);
    else if (type.kind == TYPE_DATE) {
        Civil d = civil_of((int64_t)x);
        buf_printf(out, "%04d-%02d-%02d", d.year, d.month, d.day);
    } else
        buf_number(out, x, 0);
}

static bool is_infix(ExprOp op)
{
    return op >= X_OR && op <= X_POW && op != X_NOT;
}

void expr_print(const Model *m, const Expr *x, Buf *out)
{
    switch (x->op) {
    case X_NUMBER:
        print_value(x->type, x->number, out);
        return;
    case X_PARAM:
        buf_puts(out, m->params[x->ref].name);
        return;
    case X_VAR:
    case X_TYPE:
        buf_puts(out, m->vars[x->ref].name);
        return;
    case X_BELIEF:
        buf_printf(out, "belief #%d", x->ref);
        return;
    case X_NOW:
    case X_DATE:
        buf_puts(out, op_text(x->op));
        return;
    default:
        break;
    }
    if (x->op == X_IF) {
        static const char *const BEFORE[] = {"(if ", " then ", " else "};
        for (int i = 0; i < 3; i++) {
            buf_puts(out, BEFORE[i]);
            expr_print(m, x->kids[i], out);
        }
    } else if (is_infix(x->op)) {
        buf_putc(out, '(');
        expr_print(m, x->kids[0], out);
        buf_printf(out, " %s ", op_text(x->op));
        expr_print(m, x->kids[1], out);
    } else {
        buf_printf(out, "%s(", op_text(x->op));
        for (int32_t i = 0; i < x->kid_count; i++) {
            buf_puts(out, i ? ", " : "");
            expr_print(m, x->kids[i], out);
        }
    }
    buf_putc(out, ')');
}

/* " before expr", or nothing when there is none. */
static void print_maybe(const Model *m, const char *before, const Expr *x, Buf *out)
{
    if (!x)
        return;
    buf_puts(out, before);
    expr_print(m, x, out);
}

/* ------------------------------------------------------------------ printing statements */

enum { INDENT = 2 };

static void print_stmts(const Model *m, const Stmt *s, int depth, Buf *out);

static void print_event(int32_t event, Buf *out)
{
    if (event >= 0)
        buf_printf(out, "  #%d", event);
}

/* " seen by us, cn", " unseen", or nothing where everyone sees. */
static void print_seers(const Model *m, const Stmt *s, Buf *out)
{
    const char *before = " seen by ";
    if (!s->seers)
        return;
    for (int32_t i = 0; i < m->player_count; i++)
        if (s->seers[i]) {
            buf_printf(out, "%s%s", before, m->players[i].name);
            before = ", ";
        }
    buf_puts(out, before[1] == 's' ? " unseen" : "");
}

static void print_arms(const Model *m, const Stmt *s, int depth, Buf *out)
{
    for (const Arm *a = s->arms; a; a = a->next) {
        buf_fill(out, ' ', (int64_t)INDENT * depth);
        print_maybe(m, "", a->probability, out);
        buf_printf(out, "%s%s = %d", a->probability ? " : " : "", a->name ? a->name : "",
                   a->value);
        print_maybe(m, " if ", a->guard, out);
        print_event(a->event, out);
        buf_putc(out, '\n');
        print_stmts(m, a->body, depth + 1, out);
    }
}

static void print_choice(const Model *m, const Stmt *s, int depth, Buf *out)
{
    const Domain *d = &m->vars[s->var].domain;
    buf_printf(out, "%s chooses %s", m->players[s->player].name, m->vars[s->var].name);
    print_seers(m, s, out);
    if (s->is_range)
        buf_printf(out, " from %d..%d", d->lo, d->hi);
    print_maybe(m, " if ", s->value, out);
    print_event(s->is_range ? s->first_event : -1, out);
    print_event(s->made_event, out);
    buf_putc(out, '\n');
    print_arms(m, s, depth + 1, out);
}

static void print_branch(const Model *m, const Stmt *s, int depth, Buf *out)
{
    print_maybe(m, "if ", s->value, out);
    buf_putc(out, '\n');
    print_stmts(m, s->body, depth + 1, out);
    if (!s->otherwise)
        return;
    buf_fill(out, ' ', (int64_t)INDENT * depth);
    buf_puts(out, "else\n");
    print_stmts(m, s->otherwise, depth + 1, out);
}

static void print_stmt(const Model *m, const Stmt *s, int depth, Buf *out)
{
    buf_fill(out, ' ', (int64_t)INDENT * depth);
    switch (s->kind) {
    case S_CHOOSE:
        print_choice(m, s, depth, out);
        break;
    case S_TOGETHER:
        buf_puts(out, "together\n");
        print_stmts(m, s->body, depth + 1, out);
        break;
    case S_CHANCE:
        buf_printf(out, "chance%s%s", s->var >= 0 ? " " : "",
                   s->var >= 0 ? m->vars[s->var].name : "");
        print_seers(m, s, out);
        buf_putc(out, '\n');
        print_arms(m, s, depth + 1, out);
        break;
    case S_SET:
        buf_puts(out, m->vars[s->var].name);
        print_maybe(m, " := ", s->value, out);
        buf_putc(out, '\n');
        break;
    case S_IF:
        print_branch(m, s, depth, out);
        break;
    case S_PAY:
        buf_printf(out, "pay %s", m->players[s->player].name);
        print_maybe(m, " ", s->value, out);
        buf_putc(out, '\n');
        break;
    case S_EVENT:
        buf_printf(out, "event %s\n", m->events[s->event].name);
        break;
    case S_SHOW:
        print_maybe(m, "show ", s->value, out);
        buf_putc(out, '\n');
        break;
    }
}

static void print_stmts(const Model *m, const Stmt *s, int depth, Buf *out)
{
    for (; s; s = s->next)
        print_stmt(m, s, depth, out);
}

/* ------------------------------------------------------------------ printing tables */

static void print_domain(const Domain *d, Buf *out)
{
    if (d->kind == TYPE_TRUTH) {
        buf_puts(out, "bool");
        return;
    }
    if (d->kind == TYPE_WHOLE) {
        buf_printf(out, "%d..%d", d->lo, d->hi);
        return;
    }
    for (int32_t i = 0; i <= d->hi; i++)
        buf_printf(out, "%s%s", i ? ", " : "", *d->names[i] ? d->names[i] : "-");
}

static void print_start(const Model *m, const Start *s, Buf *out)
{
    buf_puts(out, s->count > 1 ? " = {" : " = ");
    for (int32_t i = 0; i < s->count; i++) {
        if (s->count > 1) {
            print_maybe(m, " ", s->probability[i], out);
            buf_puts(out, " : ");
        }
        expr_print(m, s->value[i], out);
    }
    buf_puts(out, s->count > 1 ? " }" : "");
}

static void print_time(const Model *m, Buf *out)
{
    static const char *const UNITS[] = {"day", "week", "month", "quarter", "year"};
    buf_printf(out, "period %d %s", m->unit_count, UNITS[m->unit]);
    if (m->has_calendar) {
        buf_puts(out, " from ");
        print_value((Type){TYPE_DATE, NULL}, (double)m->first_day, out);
    }
    if (m->periods > 0)
        buf_printf(out, " for %d", m->periods);
    buf_puts(out, m->periods > 0 && m->is_endless ? " then on\n" : "\n");
}

static void print_players(const Model *m, Buf *out)
{
    for (int32_t i = 0; i < m->player_count; i++) {
        const Player *p = &m->players[i];
        buf_printf(out, "player %s", p->name);
        print_maybe(m, " patience ", p->patience, out);
        print_maybe(m, " precision ", p->precision, out);
        buf_printf(out, "%s%s\n", p->precision ? "" : " precision exact",
                   p->noise == NOISE_TASTE ? " noise taste" : "");
    }
}

static void print_params(const Model *m, Buf *out)
{
    for (int32_t i = 0; i < m->param_count; i++) {
        const Param *p = &m->params[i];
        buf_printf(out, "param %s", p->name);
        print_maybe(m, " = ", p->value, out);
        print_maybe(m, " in ", p->lo, out);
        print_maybe(m, "..", p->hi, out);
        buf_puts(out, p->is_rigid ? " (rigid)\n" : "\n");
    }
}

static void print_vars(const Model *m, Buf *out)
{
    static const char *const KINDS[] = {"state", "type", "choice", "chance", "local"};
    for (int32_t i = 0; i < m->var_count; i++) {
        const Var *v = &m->vars[i];
        buf_printf(out, "%s %s : ", KINDS[v->kind], v->name);
        print_domain(&v->domain, out);
        if (v->kind <= VAR_TYPE)
            print_start(m, &m->starts[i], out);
        buf_printf(out, "%s%s\n", v->can_be_unmade ? " (or not made)" : "",
                   v->is_inner ? " (inner)" : "");
    }
}

static void print_setting(const Model *m, const Setting *s, Buf *out)
{
    switch (s->kind) {
    case SET_PARAM:
        buf_puts(out, m->params[s->ref].name);
        break;
    case SET_PATIENCE:
        buf_printf(out, "%s.patience", m->players[s->ref].name);
        break;
    case SET_PRECISION:
        buf_printf(out, "%s.precision", m->players[s->ref].name);
        break;
    case SET_START:
        buf_puts(out, m->vars[s->ref].name);
        print_start(m, &s->start, out);
        return;
    }
    if (s->value)
        print_maybe(m, " = ", s->value, out);
    else
        buf_puts(out, " = exact");
}

static void print_variants(const Model *m, Buf *out)
{
    for (int32_t i = 0; i < m->variant_count; i++) {
        const Variant *v = &m->variants[i];
        buf_printf(out, "variant %s {", v->name);
        for (int32_t k = 0; k < v->setting_count; k++) {
            buf_puts(out, k ? "; " : " ");
            print_setting(m, &v->settings[k], out);
        }
        buf_puts(out, " }\n");
    }
}

void model_print(const Model *m, Buf *out)
{
    buf_printf(out, "model \"%s\"\n", m->title.in[LANG_EN]);
    print_time(m, out);
    print_players(m, out);
    print_params(m, out);
    print_vars(m, out);
    for (int32_t i = 0; i < m->event_count; i++)
        buf_printf(out, "event #%d %s\n", i, m->events[i].name);
    for (int32_t i = 0; i < m->measure_count; i++) {
        buf_printf(out, "measure %s", m->measures[i].name);
        print_maybe(m, " = ", m->measures[i].value, out);
        buf_putc(out, '\n');
    }
    print_variants(m, out);
    for (int32_t i = 0; i < m->claim_count; i++)
        buf_printf(out, "claim %s holds %s\n", m->claims[i].name,
                   m->claims[i].holds->as_written);
    buf_puts(out, "each period\n");
    print_stmts(m, m->program, 1, out);
    if (m->finally)
        buf_puts(out, "finally\n");
    print_stmts(m, m->finally, 1, out);
}
