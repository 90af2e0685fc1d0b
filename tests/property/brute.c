#include "brute.h"
#include "base/date.h" /* the units alone; the calendar here is the C library's */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    MOST_PLAYERS = 6,
    MOST_STATES = 12,
    MOST_ARMS = 40,
    MOST_AGENTS = 4, /* choices in one `together`, and rules put into it */
    MOST_PERIODS = 60,
    WATCHES = 2, /* the two sides of `given` */
};

static const double EULER_GAMMA = 0.57721566490153286061;

/* ------------------------------------------------------------------ what things are */

/* A WORD is a bare name that nobody declared: it gets its place from the domain that it
 * meets.  UNMADE is what a choice or a local reads as before it is made. */
typedef enum { TRUTH, WHOLE, NAME, REAL, DATE, WORD, UNMADE } Kind;

/* The values of a state, a choice or a lottery.  The names of a NAME are `names` of a state,
 * or those of `arms`. */
typedef struct {
    Kind kind; /* TRUTH, WHOLE or NAME */
    double lo, hi;
    const Name *names;
    const SynArm *arms;
} Domain;

typedef struct {
    Kind kind;
    double number; /* a truth 0 or 1, a name its place from 0, a date its days since 1970 */
    const Domain *domain; /* of a NAME */
    const char *word;     /* of a WORD */
} Value;

/* Where a name is read.  The whole model is one frame; every rule put in place and every
 * function called is another, in which each parameter stands for an argument, to be read
 * where the call stands (`from`).  So names that a body makes are its own. */
typedef struct Frame Frame;
struct Frame {
    const Name *params;
    int32_t param_count;
    SynExpr *const *args;
    const Frame *from;
    const SynStmt *body; /* what may make names here; NULL in a function */
};

/* A choice, lottery or local that was made in this period; the latest first. */
typedef struct Made Made;
struct Made {
    const Frame *frame;
    const char *name;
    Value value;
    Domain domain; /* of a choice or lottery */
    const Made *before;
};

/* One number for each player. */
typedef struct {
    double of[MOST_PLAYERS];
} Worth;

/* All that happened so far and still matters. */
typedef struct {
    int32_t now;
    double state[MOST_STATES];
    int32_t seen[WATCHES]; /* what the watches of a question have seen */
    const Made *made;
    uint64_t
        look[MOST_PLAYERS]; /* all that each player has seen in this period, as a hash */
    Worth paid;             /* in this period, while it is unfolded */
} History;

/* What is still to run: `next` and what follows it in `frame`, then all of `after`. */
typedef struct Rest Rest;
struct Rest {
    const SynStmt *next;
    const Frame *frame;
    const Rest *after;
};

/* Where something is hidden, a whole period is one tree: knots are lotteries, choices
 * and ends.  A Set is all the knots at which a player has seen the same, and so picks
 * with the same p. */
typedef struct {
    int32_t set; /* LOTTERY, LEAF or the set */
    int32_t count;
    int32_t *child;
    double *p;   /* of a lottery */
    Worth worth; /* of a leaf: paid in the period and what follows */
} Knot;
enum { LOTTERY = -1, LEAF = -2, MOST_KNOTS = 20000, MOST_SETS = 400 };

typedef struct {
    const SynStmt *stmt;
    uint64_t look;
    int32_t player, count;
    double p[MOST_ARMS], q[MOST_ARMS], reach;
} Set;

typedef struct {
    Knot *knots;
    int32_t knot_count, knot_room;
    Set *sets;
    int32_t set_count, set_room;
    int32_t last; /* the knot made last */
} Unfolded;

/* V(t, s), once it is known. */
typedef struct {
    double state[MOST_STATES];
    Worth worth;
    const Unfolded *unfolded; /* NULL where nothing is hidden */
} Known;

/* Where the game stands at the start of a period, and with what probability. */
typedef struct {
    double state[MOST_STATES];
    int32_t seen[WATCHES];
    double probability;
} Stand;

typedef struct {
    Stand *at;
    int32_t count, room;
} Spread;

/* A side of a question that follows the path: its `seen` is kept in the history. */
typedef struct {
    const SynQuestion *question;
    int32_t until; /* W */
} Watch;

/* What a variant has set: a parameter, a player's patience or precision, or a start. */
typedef struct Setting Setting;
struct Setting {
    const char *name, *field;
    Value value;
    const SynInit *start;
    const Setting *before;
};

/* The model with some variants. */
typedef struct {
    const Setting *settings; /* the latest first */
    Known *known[MOST_PERIODS + 1];
    int32_t known_count[MOST_PERIODS + 1], known_room[MOST_PERIODS + 1];
    Watch watch[WATCHES];
    int32_t watch_count;
    Spread *to; /* where probability goes at the end of the period */
} World;

struct Brute {
    Mem *mem;
    const Syntax *files;
    const SynDecl *player[MOST_PLAYERS], *state[MOST_STATES];
    int32_t player_count, state_count;
    Domain domain[MOST_STATES];
    const SynDecl *period, *each, *finally;
    int32_t periods; /* T */
    double first_day;
    Frame whole; /* the frame of the whole model */
    World *plain;
    bool is_laid_out;
    bool hides;          /* something is hidden somewhere */
    Unfolded *unfolding; /* what the period is being unfolded into, or NULL */
    const Unfolded
        *unfolded; /* the choices of the period that probability is carried through */
    int64_t steps, most_steps;
    jmp_buf *trap;
    BruteOutcome outcome;
    char why[256];
};

/* ------------------------------------------------------------------ refusing */

_Noreturn static void refuse(Brute *b, BruteOutcome outcome, const char *why, ...)
    __attribute__((format(printf, 3, 4)));

_Noreturn static void refuse(Brute *b, BruteOutcome outcome, const char *why, ...)
{
    va_list list;
    va_start(list, why);
    vsnprintf(b->why, sizeof b->why, why, list);
    va_end(list);
    b->outcome = outcome;
    longjmp(*b->trap, 1);
}

#define FAULT(b, ...)  refuse((b), BRUTE_FAULTY, __VA_ARGS__)
#define BEYOND(b, ...) refuse((b), BRUTE_BEYOND, __VA_ARGS__)

/* ------------------------------------------------------------------ the calendar */

static struct tm civil(double day)
{
    time_t seconds = (time_t)day * 86400;
    struct tm c;
    gmtime_r(&seconds, &c);
    return c;
}

static double day_of(struct tm c)
{
    return (double)(timegm(&c) / 86400);
}

/* A month that is too short for the day ends at its last day. */
static double add_months(double day, int32_t months)
{
    struct tm c = civil(day);
    int32_t wanted = c.tm_mday;
    c.tm_mon += months;
    c.tm_mday = 1;
    double first = day_of(c);
    c.tm_mon += 1;
    double length = day_of(c) - first;
    return first + fmin(wanted, length) - 1;
}

/* The largest n with `from` and n months not after `to`. */
static double whole_months(double from, double to)
{
    int32_t n = 0;
    while (add_months(from, n) > to)
        n--;
    while (add_months(from, n + 1) <= to)
        n++;
    return n;
}

static double eval_number(Brute *b, World *w, const History *h, const Frame *f,
                          const SynExpr *x);

/* The day on which period t begins. */
static double day_of_period(Brute *b, int32_t t)
{
    if (!b->period->start)
        FAULT(b, "a date in a model without `from`");
    double length = b->period->unit_count
                        ? eval_number(b, b->plain, NULL, &b->whole, b->period->unit_count)
                        : 1;
    int32_t units = t * (int32_t)length;
    switch ((TimeUnit)b->period->unit) {
    case UNIT_DAY:
        return b->first_day + units;
    case UNIT_WEEK:
        return b->first_day + 7 * units;
    case UNIT_MONTH:
        return add_months(b->first_day, units);
    case UNIT_QUARTER:
        return add_months(b->first_day, 3 * units);
    case UNIT_YEAR:
        return add_months(b->first_day, 12 * units);
    }
    return NAN;
}

/* ------------------------------------------------------------------ finding names */

static const SynDecl *find(const Brute *b, DeclKind kind, const char *name)
{
    for (const Syntax *file = b->files; file; file = file->next)
        for (const SynDecl *d = file->decls; d; d = d->next)
            if (d->kind == kind && d->name.text == name)
                return d;
    return NULL;
}

static int32_t param_index(const Name *params, int32_t count, const char *name)
{
    for (int32_t i = 0; i < count; i++)
        if (params[i].text == name)
            return i;
    return -1;
}

/* What a name stands for: a name in `frame` that is no parameter there, or, when `expr` is
 * not NULL, an expression to be read there. */
typedef struct {
    const Frame *frame;
    const char *name;
    const SynExpr *expr;
} Meaning;

static Meaning meaning_of(const Frame *f, const char *name)
{
    int32_t i;
    while ((i = param_index(f->params, f->param_count, name)) >= 0) {
        const SynExpr *arg = f->args[i];
        f = f->from;
        if (arg->kind != SYN_NAME)
            return (Meaning){.frame = f, .expr = arg};
        name = arg->name.text;
    }
    return (Meaning){.frame = f, .name = name};
}

/* Does a body make a choice, lottery or local of this name, itself or by giving the name to
 * a rule that makes it? */
static bool makes(const Brute *b, const SynStmt *body, const char *name)
{
    for (const SynStmt *s = body; s; s = s->next) {
        if ((s->kind == SYN_CHOOSES || s->kind == SYN_CHANCE || s->kind == SYN_LOCAL) &&
            s->name.text == name)
            return true;
        for (const SynArm *arm = s->arms; arm; arm = arm->next)
            if (makes(b, arm->body, name))
                return true;
        if (makes(b, s->body, name) || makes(b, s->otherwise, name))
            return true;
        const SynDecl *rule = s->kind == SYN_PUT ? find(b, DECL_RULE, s->name.text) : NULL;
        for (int32_t i = 0; rule && i < s->arg_count; i++)
            if (s->args[i]->kind == SYN_NAME && s->args[i]->name.text == name &&
                makes(b, rule->body, rule->params[i].text))
                return true;
    }
    return false;
}

static const Made *find_made(const History *h, const Frame *f, const char *name)
{
    for (const Made *m = h ? h->made : NULL; m; m = m->before)
        if (m->frame == f && m->name == name)
            return m;
    return NULL;
}

static int32_t state_index(const Brute *b, const char *name)
{
    for (int32_t i = 0; i < b->state_count; i++)
        if (b->state[i]->name.text == name)
            return i;
    return -1;
}

static int32_t player_index(Brute *b, const Frame *f, const char *name)
{
    Meaning m = meaning_of(f, name);
    for (int32_t i = 0; i < b->player_count; i++)
        if (b->player[i]->name.text == m.name)
            return i;
    FAULT(b, "`%s` is no player", name);
}

/* ------------------------------------------------------------------ domains */

/* The name at a place; NULL behind the last. */
static const char *domain_name(const Domain *d, int32_t place)
{
    if (d->names)
        return place <= (int32_t)d->hi ? d->names[place].text : NULL;
    const SynArm *arm = d->arms;
    while (arm && place-- > 0)
        arm = arm->next;
    return arm ? arm->name.text : NULL;
}

/* Two lists of the same names in the same order are the same domain. */
static bool same_domain(const Domain *a, const Domain *b)
{
    if (a->hi != b->hi)
        return false;
    for (int32_t i = 0; i <= (int32_t)a->hi; i++)
        if (domain_name(a, i) != domain_name(b, i))
            return false;
    return true;
}

/* A word put into a domain or compared with a name of it is the name there. */
static Value settle(Brute *b, Value v, const Domain *d)
{
    if (v.kind != WORD)
        return v;
    for (int32_t i = 0; d && d->kind == NAME && i <= (int32_t)d->hi; i++)
        if (domain_name(d, i) == v.word)
            return (Value){.kind = NAME, .number = i, .domain = d};
    FAULT(b, "`%s` is not declared, nor a name of the domain that it meets", v.word);
}

static Value in_domain(const Domain *d, double number)
{
    return (Value){.kind = d->kind, .number = number, .domain = d};
}

/* ------------------------------------------------------------------ expressions */

static Value eval(Brute *b, World *w, const History *h, const Frame *f, const SynExpr *x);

static Value truth(bool yes)
{
    return (Value){.kind = TRUTH, .number = yes};
}

/* A truth counts as 0 or 1 and a name as its place. */
static double number(Brute *b, Value v)
{
    if (v.kind == WORD)
        FAULT(b, "`%s` is not declared", v.word);
    if (v.kind == UNMADE)
        FAULT(b, "a choice is read that was not made");
    if (v.kind == DATE)
        FAULT(b, "a date where a number is needed");
    return v.number;
}

static bool is_true(Brute *b, Value v)
{
    if (v.kind != TRUTH)
        FAULT(b, "something other than a truth where one is needed");
    return v.number != 0;
}

static double eval_number(Brute *b, World *w, const History *h, const Frame *f,
                          const SynExpr *x)
{
    return number(b, eval(b, w, h, f, x));
}

static bool eval_truth(Brute *b, World *w, const History *h, const Frame *f,
                       const SynExpr *x)
{
    return is_true(b, eval(b, w, h, f, x));
}

static Value finite_value(Brute *b, Kind kind, double x)
{
    if (!isfinite(x))
        FAULT(b, "a value that is not finite");
    return (Value){.kind = kind, .number = x};
}

static bool is_whole(Value v)
{
    return v.kind == WHOLE || v.kind == TRUTH || v.kind == NAME;
}

/* Brings two names, or a name and a word, together: names of one domain. */
static bool are_names(Brute *b, Value *x, Value *y)
{
    if (x->kind == WORD && y->kind == NAME)
        *x = settle(b, *x, y->domain);
    if (y->kind == WORD && x->kind == NAME)
        *y = settle(b, *y, x->domain);
    if (x->kind != NAME || y->kind != NAME)
        return false;
    if (!same_domain(x->domain, y->domain))
        FAULT(b, "names of different domains");
    return true;
}

static bool compare_numbers(SynOp op, double x, double y)
{
    switch (op) {
    case OP_EQ:
        return x == y;
    case OP_NE:
        return x != y;
    case OP_LT:
        return x < y;
    case OP_LE:
        return x <= y;
    case OP_GT:
        return x > y;
    default:
        return x >= y;
    }
}

/* Where a choice was not made, == is false and != true for every name. */
static bool compare(Brute *b, SynOp op, Value x, Value y)
{
    if ((x.kind == UNMADE) != (y.kind == UNMADE) && (op == OP_EQ || op == OP_NE))
        return op == OP_NE;
    if (are_names(b, &x, &y) || (x.kind == DATE && y.kind == DATE))
        return compare_numbers(op, x.number, y.number);
    return compare_numbers(op, number(b, x), number(b, y));
}

/* A whole number of days may be added to a date or taken from it; two dates are whole days
 * apart. */
static Value add_to_date(Brute *b, SynOp op, Value x, Value y)
{
    if (x.kind == DATE && y.kind == DATE && op == OP_SUB)
        return (Value){.kind = WHOLE, .number = x.number - y.number};
    if (x.kind == DATE && y.kind != DATE && is_whole(y))
        return (Value){.kind = DATE,
                       .number = op == OP_ADD ? x.number + y.number : x.number - y.number};
    if (op == OP_ADD && x.kind != DATE && is_whole(x))
        return (Value){.kind = DATE, .number = x.number + y.number};
    FAULT(b, "dates are not added up");
}

static Value power(Brute *b, Value x, Value y, const SynExpr *exponent)
{
    bool whole = is_whole(x) && exponent->kind == SYN_NUMBER && exponent->is_whole;
    return finite_value(b, whole ? WHOLE : REAL, pow(number(b, x), number(b, y)));
}

static Value arithmetic(Brute *b, SynOp op, Value x, Value y)
{
    if ((x.kind == DATE || y.kind == DATE) && (op == OP_ADD || op == OP_SUB))
        return add_to_date(b, op, x, y);
    double p = number(b, x), q = number(b, y);
    Kind kind = is_whole(x) && is_whole(y) ? WHOLE : REAL;
    switch (op) {
    case OP_ADD:
        return finite_value(b, kind, p + q);
    case OP_SUB:
        return finite_value(b, kind, p - q);
    case OP_MUL:
        return finite_value(b, kind, p * q);
    case OP_DIV:
        if (q == 0)
            FAULT(b, "a division by zero");
        return finite_value(b, REAL, p / q);
    default: /* a mod b has the sign of b */
        if (q == 0)
            FAULT(b, "a division by zero");
        return finite_value(b, kind, p - q * floor(p / q));
    }
}

/* `and` and `or` read only what they need. */
static Value eval_binary(Brute *b, World *w, const History *h, const Frame *f,
                         const SynExpr *x)
{
    if (x->op == OP_AND)
        return truth(eval_truth(b, w, h, f, x->kids[0]) &&
                     eval_truth(b, w, h, f, x->kids[1]));
    if (x->op == OP_OR)
        return truth(eval_truth(b, w, h, f, x->kids[0]) ||
                     eval_truth(b, w, h, f, x->kids[1]));
    Value p = eval(b, w, h, f, x->kids[0]), q = eval(b, w, h, f, x->kids[1]);
    if (x->op >= OP_EQ && x->op <= OP_GE)
        return truth(compare(b, x->op, p, q));
    return x->op == OP_POW ? power(b, p, q, x->kids[1]) : arithmetic(b, x->op, p, q);
}

static Value eval_unary(Brute *b, World *w, const History *h, const Frame *f,
                        const SynExpr *x)
{
    Value v = eval(b, w, h, f, x->kids[0]);
    if (x->op == OP_NOT)
        return truth(!is_true(b, v));
    return (Value){.kind = is_whole(v) ? WHOLE : REAL, .number = -number(b, v)};
}

/* The first case with a label that the value equals, or else `else`. */
static Value eval_match(Brute *b, World *w, const History *h, const Frame *f,
                        const SynExpr *x)
{
    Value v = eval(b, w, h, f, x->kids[0]);
    for (const SynCase *c = x->cases; c; c = c->next) {
        if (c->is_else)
            return eval(b, w, h, f, c->value);
        for (int32_t i = 0; i < c->label_count; i++)
            if (compare(b, OP_EQ, v, eval(b, w, h, f, c->labels[i])))
                return eval(b, w, h, f, c->value);
    }
    FAULT(b, "no case of `match` holds");
}

/* The smaller, or the larger, of all; names of one domain stay names. */
static Value eval_extreme(Brute *b, World *w, const History *h, const Frame *f,
                          const SynExpr *x, bool largest)
{
    Value best = eval(b, w, h, f, x->kids[0]);
    for (int32_t i = 1; i < x->kid_count; i++) {
        Value v = eval(b, w, h, f, x->kids[i]);
        bool names = are_names(b, &best, &v) || (best.kind == DATE && v.kind == DATE);
        double p = names ? best.number : number(b, best),
               q = names ? v.number : number(b, v);
        Kind kind = names ? best.kind : is_whole(best) && is_whole(v) ? WHOLE : REAL;
        if (largest ? q > p : q < p)
            best = v;
        best.kind = kind;
    }
    return best;
}

/* top(x), bottom(x): the ends of x's domain, for a state, a choice or a lottery. */
static Value end_of_domain(Brute *b, const History *h, const Frame *f, const SynExpr *x,
                           bool top)
{
    if (x->kind != SYN_NAME)
        FAULT(b, "`top` and `bottom` are of a name");
    Meaning m = meaning_of(f, x->name.text);
    int32_t state = m.name ? state_index(b, m.name) : -1;
    const Made *made = m.name ? find_made(h, m.frame, m.name) : NULL;
    if (state < 0 && !made)
        FAULT(b, "`%s` has no domain", x->name.text);
    const Domain *d = state >= 0 ? &b->domain[state] : &made->domain;
    return in_domain(d, top ? d->hi : d->lo);
}

static int32_t now(Brute *b, const History *h)
{
    if (!h)
        FAULT(b, "time is read outside of time");
    return h->now;
}

static Value eval_date_function(Brute *b, World *w, const History *h, const Frame *f,
                                const SynExpr *x)
{
    Value to = eval(b, w, h, f, x->kids[0]);
    if (to.kind != DATE)
        FAULT(b, "`%s` of something other than a date", x->name.text);
    double from = day_of_period(b, now(b, h)), days = to.number - from;
    bool months = strcmp(x->name.text, "months_to") == 0;
    bool weeks = strcmp(x->name.text, "weeks_to") == 0;
    return (Value){.kind = WHOLE,
                   .number = months  ? whole_months(from, to.number)
                             : weeks ? floor(days / 7)
                                     : days};
}

/* A function is its expression, with the arguments given for its parameters. */
static Value call(Brute *b, World *w, const History *h, const Frame *f, const SynExpr *x)
{
    const SynDecl *function = find(b, DECL_LET, x->name.text);
    if (!function || function->param_count != x->kid_count)
        FAULT(b, "no function `%s` of %d arguments", x->name.text, x->kid_count);
    Frame inside = {.params = function->params,
                    .param_count = function->param_count,
                    .args = x->kids,
                    .from = f};
    return eval(b, w, h, &inside, function->value);
}

static Value eval_call(Brute *b, World *w, const History *h, const Frame *f,
                       const SynExpr *x)
{
    const char *name = x->name.text;
    if (strcmp(name, "top") == 0 || strcmp(name, "bottom") == 0)
        return end_of_domain(b, h, f, x->kids[0], *name == 't');
    if (strcmp(name, "min") == 0 || strcmp(name, "max") == 0)
        return eval_extreme(b, w, h, f, x, name[1] == 'a');
    if (strcmp(name, "months_to") == 0 || strcmp(name, "weeks_to") == 0 ||
        strcmp(name, "days_to") == 0)
        return eval_date_function(b, w, h, f, x);
    static const char *const names[] = {"abs", "exp", "log", "sqrt", "floor", "ceil"};
    static double (*const functions[])(double) = {fabs, exp, log, sqrt, floor, ceil};
    for (int32_t i = 0; i < 6; i++) {
        if (strcmp(name, names[i]) != 0)
            continue;
        Value v = eval(b, w, h, f, x->kids[0]);
        bool whole = functions[i] == floor || functions[i] == ceil ||
                     (functions[i] == fabs && is_whole(v));
        return finite_value(b, whole ? WHOLE : REAL, functions[i](number(b, v)));
    }
    return call(b, w, h, f, x);
}

/* What variants have set it to, else its expression with the values that hold. */
static Value param_value(Brute *b, World *w, const SynDecl *param)
{
    for (const Setting *s = w->settings; s; s = s->before)
        if (s->name == param->name.text && !s->field && !s->start)
            return s->value;
    return eval(b, w, NULL, &b->whole, param->value);
}

/* A name: what was made in this frame, else a thing of the model.  A rule may also read what
 * the program that it is put into has made. */
static Value eval_name(Brute *b, World *w, const History *h, const Frame *f,
                       const char *name)
{
    Meaning m = meaning_of(f, name);
    if (m.expr)
        return eval(b, w, h, m.frame, m.expr);
    const Made *made = find_made(h, m.frame, m.name);
    if (!made)
        made = find_made(h, &b->whole, m.name);
    if (made)
        return made->value;
    int32_t state = state_index(b, m.name);
    if (state >= 0 && h)
        return in_domain(&b->domain[state], h->state[state]);
    const SynDecl *param = find(b, DECL_PARAM, m.name);
    if (param)
        return param_value(b, w, param);
    const SynDecl *let = find(b, DECL_LET, m.name);
    if (!let)
        let = find(b, DECL_MEASURE, m.name);
    if (let)
        return eval(b, w, h, &b->whole, let->value);
    if (makes(b, m.frame->body, m.name) || makes(b, b->whole.body, m.name))
        return (Value){.kind = UNMADE};
    return (Value){.kind = WORD, .word = m.name};
}

static Value eval(Brute *b, World *w, const History *h, const Frame *f, const SynExpr *x)
{
    switch (x->kind) {
    case SYN_NUMBER:
        return (Value){.kind = x->is_whole ? WHOLE : REAL, .number = x->number};
    case SYN_DATE:
        return (Value){.kind = DATE, .number = x->number};
    case SYN_TRUTH:
        return truth(x->number != 0);
    case SYN_NAME:
        return eval_name(b, w, h, f, x->name.text);
    case SYN_NOW:
        return (Value){.kind = WHOLE, .number = now(b, h)};
    case SYN_TODAY:
        return (Value){.kind = DATE, .number = day_of_period(b, now(b, h))};
    case SYN_END:
        return (Value){.kind = WHOLE, .number = b->periods};
    case SYN_CALL:
        return eval_call(b, w, h, f, x);
    case SYN_UNARY:
        return eval_unary(b, w, h, f, x);
    case SYN_BINARY:
        return eval_binary(b, w, h, f, x);
    case SYN_IF:
        return eval(b, w, h, f, x->kids[eval_truth(b, w, h, f, x->kids[0]) ? 1 : 2]);
    case SYN_MATCH:
        return eval_match(b, w, h, f, x);
    case SYN_EXACT:
        return (Value){.kind = REAL, .number = INFINITY};
    case SYN_BELIEVED:
        BEYOND(b, "beliefs are not read here");
    default:
        FAULT(b, "an expression that cannot stand here");
    }
}

/* ------------------------------------------------------------------ players */

/* A player's patience or precision; the precision of the best-reply limit is infinite. */
static double player_number(Brute *b, World *w, int32_t i, const char *field,
                            const SynExpr *declared)
{
    for (const Setting *s = w->settings; s; s = s->before)
        if (s->name == b->player[i]->name.text && s->field && strcmp(s->field, field) == 0)
            return number(b, s->value);
    return declared ? eval_number(b, w, NULL, &b->whole, declared) : 1;
}

static double patience(Brute *b, World *w, int32_t i)
{
    double x = player_number(b, w, i, "patience", b->player[i]->patience);
    if (!(x > 0 && x <= 1))
        FAULT(b, "a patience of %g", x);
    return x;
}

static bool has_taste(const Brute *b, int32_t i)
{
    const char *noise = b->player[i]->noise.text;
    return noise && strcmp(noise, "taste") == 0;
}

static double precision(Brute *b, World *w, int32_t i)
{
    double x = player_number(b, w, i, "precision", b->player[i]->precision);
    if (!(x >= 0) || (x == 0 && has_taste(b, i)))
        FAULT(b, "a precision of %g", x);
    return x;
}

/* ------------------------------------------------------------------ choice rules */

static double largest(const double *q, int32_t n)
{
    double best = q[0];
    for (int32_t a = 1; a < n; a++)
        best = fmax(best, q[a]);
    return best;
}

/* p(a) proportional to exp(lambda q(a)); in the limit the best arm, equal ones equally. */
static void logit(double lambda, const double *q, int32_t n, double *p)
{
    double best = largest(q, n), sum = 0;
    double near = 1e-12 * fmax(1, fabs(best));
    for (int32_t a = 0; a < n; a++) {
        p[a] = isinf(lambda) ? q[a] > best - near : exp(lambda * (q[a] - best));
        sum += p[a];
    }
    for (int32_t a = 0; a < n; a++)
        p[a] /= sum;
}

/* (log sum exp(lambda q(a)) + gamma) / lambda, and its limit, the largest q. */
static double taste_value(double lambda, const double *q, int32_t n)
{
    double best = largest(q, n), sum = 0;
    if (isinf(lambda))
        return best;
    for (int32_t a = 0; a < n; a++)
        sum += exp(lambda * (q[a] - best));
    return best + (log(sum) + EULER_GAMMA) / lambda;
}

/* A choice about to be made, alone or together with others. */
typedef struct {
    const SynStmt *stmt;
    const Frame *frame;
    int32_t player;
    Domain domain;
    int32_t open_count;
    double open[MOST_ARMS]; /* the values that can be picked */
} Agent;

/* The choices of one `together` (one choice alone is a small case of it), the worth of what
 * follows each profile of open arms, the last agent's arm running fastest, and the mixed
 * choices. */
typedef struct {
    int32_t agent_count, frame_count;
    Agent agent[MOST_AGENTS];
    Frame frame[MOST_AGENTS];
    int32_t profile_count;
    Worth *worth; /* [profile_count] */
    double lambda[MOST_AGENTS];
    double p[MOST_AGENTS][MOST_ARMS];
} Table;

static void profile_arms(const Table *t, int32_t profile, int32_t *arm)
{
    for (int32_t i = t->agent_count - 1; i >= 0; i--) {
        arm[i] = profile % t->agent[i].open_count;
        profile /= t->agent[i].open_count;
    }
}

/* The probability of a profile, leaving out one agent (-1 for none). */
static double profile_probability(const Table *t, const int32_t *arm, int32_t without)
{
    double p = 1;
    for (int32_t i = 0; i < t->agent_count; i++)
        if (i != without)
            p *= t->p[i][arm[i]];
    return p;
}

/* Q_i(a, p_-i) of agent i for each of its open arms. */
static void expected_worth(const Table *t, int32_t i, double *q)
{
    for (int32_t a = 0; a < t->agent[i].open_count; a++)
        q[a] = 0;
    for (int32_t profile = 0; profile < t->profile_count; profile++) {
        int32_t arm[MOST_AGENTS];
        profile_arms(t, profile, arm);
        q[arm[i]] +=
            profile_probability(t, arm, i) * t->worth[profile].of[t->agent[i].player];
    }
}

/* One damped step of all agents to their logit replies at `share` of their precision; the
 * largest distance of a choice from its reply. */
static double reply(Table *t, double share, double damping)
{
    double q[MOST_ARMS], wanted[MOST_AGENTS][MOST_ARMS], distance = 0;
    for (int32_t i = 0; i < t->agent_count; i++) {
        expected_worth(t, i, q);
        logit(share * t->lambda[i], q, t->agent[i].open_count, wanted[i]);
    }
    for (int32_t i = 0; i < t->agent_count; i++)
        for (int32_t a = 0; a < t->agent[i].open_count; a++) {
            double gap = wanted[i][a] - t->p[i][a];
            t->p[i][a] += damping * gap;
            distance = fmax(distance, fabs(gap));
        }
    return distance;
}

/* Replies until every choice is its own logit reply; more cautious when that takes long. */
static void settle_choices(Brute *b, Table *t)
{
    double damping = 0.7;
    for (int32_t round = 1; round <= 4000; round++) {
        if (reply(t, 1, damping) < 1e-14)
            return;
        if (round % 400 == 0)
            damping /= 2;
    }
    if (reply(t, 1, damping) > 1e-12)
        BEYOND(b, "the choices made together do not settle");
}

/* Start 0 follows the precision up from 0, where all arms are equal.  In the others the
 * agents begin near one arm each, so that a second equilibrium would be found. */
static void begin_choices(Table *t, int32_t start)
{
    for (int32_t i = 0; i < t->agent_count; i++) {
        int32_t n = t->agent[i].open_count;
        int32_t favourite = (start + i * (start - 1)) % n;
        for (int32_t a = 0; a < n; a++)
            t->p[i][a] = start == 0 ? 1.0 / n : (a == favourite) * 0.9 + 0.1 / n;
    }
    for (int32_t step = 0; start == 0 && step < 20; step++)
        for (int32_t round = 0; round < 3; round++)
            reply(t, step / 20.0, 0.7);
}

static void solve_together(Brute *b, Table *t)
{
    for (int32_t i = 0; i < t->agent_count; i++)
        if (isinf(t->lambda[i]))
            BEYOND(b, "an exact choice made together with others");
    double first[MOST_AGENTS][MOST_ARMS];
    for (int32_t start = 0; start < 4; start++) {
        begin_choices(t, start);
        settle_choices(b, t);
        for (int32_t i = 0; i < t->agent_count; i++)
            for (int32_t a = 0; a < t->agent[i].open_count; a++)
                if (start > 0 && fabs(t->p[i][a] - first[i][a]) > 1e-9)
                    BEYOND(b, "a `together` with several equilibria");
        if (start == 0)
            memcpy(first, t->p, sizeof first);
    }
    memcpy(t->p, first, sizeof first);
}

static void solve_table(Brute *b, World *w, Table *t)
{
    for (int32_t i = 0; i < t->agent_count; i++)
        t->lambda[i] = precision(b, w, t->agent[i].player);
    if (t->agent_count > 1) {
        solve_together(b, t);
        return;
    }
    double q[MOST_ARMS];
    expected_worth(t, 0, q);
    logit(t->lambda[0], q, t->agent[0].open_count, t->p[0]);
}

/* The expectation under the choices.  A player with tastes has, at each choice of its own,
 * (log sum exp(lambda Q) + gamma) / lambda in the place of the mean of Q. */
static Worth table_value(const Brute *b, const Table *t)
{
    Worth value = {0};
    for (int32_t profile = 0; profile < t->profile_count; profile++) {
        int32_t arm[MOST_AGENTS];
        profile_arms(t, profile, arm);
        double p = profile_probability(t, arm, -1);
        for (int32_t i = 0; i < b->player_count; i++)
            value.of[i] += p * t->worth[profile].of[i];
    }
    for (int32_t i = 0; i < t->agent_count; i++) {
        const Agent *agent = &t->agent[i];
        if (!has_taste(b, agent->player))
            continue;
        double q[MOST_ARMS], mean = 0;
        expected_worth(t, i, q);
        for (int32_t a = 0; a < agent->open_count; a++)
            mean += t->p[i][a] * q[a];
        value.of[agent->player] += taste_value(t->lambda[i], q, agent->open_count) - mean;
    }
    return value;
}

/* ------------------------------------------------------------------ what a question sees */

/* Is it the name of an event?  An event stands alone. */
static bool is_event(const Brute *b, const SynExpr *x)
{
    return x && x->kind == SYN_NAME && find(b, DECL_EVENT, x->name.text);
}

/* In `P(C by W)` and its like: something that C waits for came at the start of a period, or,
 * when it is an event, in the period before. */
static void came(Watch *watch, int32_t *seen, int32_t start)
{
    switch (watch->question->kind) {
    case ASK_P_COUNT:
    case ASK_E_COUNT:
        *seen += 1;
        break;
    case ASK_P_FIRST:
    case ASK_E_FIRST: /* 1 + the start at which it first held; 0 when it did not yet */
        if (*seen == 0)
            *seen = start + 1;
        break;
    case ASK_P_UNTIL: /* 1: B came in time; -1: A failed before */
        if (*seen == 0)
            *seen = 1;
        break;
    default:
        *seen = 1;
        break;
    }
}

/* The start of period h->now, not after W. */
static void watch_start(Brute *b, World *w, const History *h, Watch *watch, int32_t *seen)
{
    const SynQuestion *q = watch->question;
    if (h->now > watch->until)
        return;
    if (q->kind == ASK_P_UNTIL) {
        if (!is_event(b, q->until) && eval_truth(b, w, h, &b->whole, q->until))
            came(watch, seen, h->now);
        else if (*seen == 0 && !eval_truth(b, w, h, &b->whole, q->of))
            *seen = -1;
        return;
    }
    if (!q->of || is_event(b, q->of) || (q->kind == ASK_P_AT && h->now < watch->until))
        return;
    if (eval_truth(b, w, h, &b->whole, q->of) != (q->kind == ASK_P_THROUGHOUT))
        came(watch, seen, h->now);
}

/* Is the answer of a P form yes, at its end? */
static bool verdict(Brute *b, World *w, const Watch *watch, int32_t seen)
{
    const SynQuestion *q = watch->question;
    switch (q->kind) {
    case ASK_P_AT:
    case ASK_P_BY:
        return seen == 1;
    case ASK_P_THROUGHOUT:
        return seen == 0;
    case ASK_P_UNTIL:
        return seen == 1;
    case ASK_P_FIRST:
        return seen == watch->until + 1;
    case ASK_P_COUNT:
        return compare_numbers(q->compare, seen,
                               eval_number(b, w, NULL, &b->whole, q->bound));
    default:
        FAULT(b, "no question of probability");
    }
}

/* An event happened in period h->now: a declared one (arm NULL), or `name` was made in frame
 * f with this arm or number. */
static void watch_event(Brute *b, World *w, History *h, const Frame *f, const char *name,
                        const char *arm, double value)
{
    for (int32_t k = 0; k < w->watch_count; k++) {
        const SynQuestion *q = w->watch[k].question;
        if (h->now >= w->watch[k].until || f != &b->whole)
            continue;
        bool of = !q->event.text && is_event(b, q->of) && q->of->name.text == name;
        bool until = is_event(b, q->until) && q->until->name.text == name;
        bool count = q->event.text == name && (!q->arm.text || q->arm.text == arm) &&
                     (!q->arm_number || q->arm_number->number == value);
        if (q->kind == ASK_P_UNTIL ? until : of || count)
            came(&w->watch[k], &h->seen[k], h->now + 1);
    }
}

/* ------------------------------------------------------------------ the program of a period */

static Worth walk(Brute *b, World *w, const History *h, Rest here, double probability);
static Worth value_at(Brute *b, World *w, const History *start);

/* Adds what reaches this state and has seen the same. */
static void spread_add(Brute *b, Spread *spread, const History *h, double probability)
{
    for (int32_t i = 0; i < spread->count; i++) {
        Stand *stand = &spread->at[i];
        if (memcmp(stand->state, h->state, sizeof h->state) == 0 &&
            memcmp(stand->seen, h->seen, sizeof h->seen) == 0) {
            stand->probability += probability;
            return;
        }
    }
    need(b->mem, spread->at, spread->count, spread->room);
    Stand *stand = &spread->at[spread->count++];
    memcpy(stand->state, h->state, sizeof h->state);
    memcpy(stand->seen, h->seen, sizeof h->seen);
    stand->probability = probability;
}

/* ------------------------------------------------------------------ what is not seen */

static void make_knot(Brute *b, Knot knot)
{
    Unfolded *u = b->unfolding;
    if (u->knot_count == MOST_KNOTS)
        BEYOND(b, "too many ways through a period");
    need(b->mem, u->knots, u->knot_count, u->knot_room);
    u->last = u->knot_count++;
    u->knots[u->last] = knot;
}

/* All whom `stmt` lets see it have seen `value` come out of it. */
static void look_at(Brute *b, History *h, const Frame *f, const SynStmt *stmt, double value)
{
    for (int32_t i = 0; i < b->player_count; i++) {
        bool sees =
            stmt->seen == SEEN_BY_ALL ||
            (stmt->seen == SEEN_BY_OWNER && player_index(b, f, stmt->player.text) == i);
        for (int32_t k = 0; stmt->seen == SEEN_BY_SOME && k < stmt->seer_count; k++)
            sees |= player_index(b, f, stmt->seers[k].text) == i;
        if (!sees)
            continue;
        struct {
            uint64_t before;
            const SynStmt *stmt;
            double value;
        } what = {h->look[i], stmt, value + 0.0};
        uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
        for (size_t k = 0; k < sizeof what; k++)
            hash = (hash ^ ((const unsigned char *)&what)[k]) * 0x100000001b3u;
        h->look[i] = hash;
    }
}

static int32_t find_set(const Unfolded *u, const SynStmt *stmt, uint64_t look)
{
    for (int32_t k = 0; k < u->set_count; k++)
        if (u->sets[k].stmt == stmt && u->sets[k].look == look)
            return k;
    return -1;
}

static int32_t set_of(Brute *b, const SynStmt *stmt, int32_t player, uint64_t look,
                      int32_t count)
{
    Unfolded *u = b->unfolding;
    int32_t set = find_set(u, stmt, look);
    if (set >= 0 && u->sets[set].count != count)
        FAULT(b, "a player does not know which arms are open");
    if (set >= 0)
        return set;
    if (u->set_count == MOST_SETS)
        BEYOND(b, "too many situations that a player can tell apart");
    need(b->mem, u->sets, u->set_count, u->set_room);
    u->sets[u->set_count] =
        (Set){.stmt = stmt, .look = look, .player = player, .count = count};
    return u->set_count++;
}

/* The worth of a knot that is reached with this probability; what each arm of a set is
 * worth under Bayes' rule is gathered on the way. */
static Worth weigh_knot(Brute *b, World *w, Unfolded *u, int32_t k, double reach)
{
    const Knot knot = u->knots[k];
    Worth mean = {0};
    if (knot.set == LEAF)
        return knot.worth;
    for (int32_t a = 0; a < knot.count; a++) {
        double p = knot.set == LOTTERY ? knot.p[a] : u->sets[knot.set].p[a];
        Worth worth = weigh_knot(b, w, u, knot.child[a], reach * p);
        for (int32_t i = 0; i < b->player_count; i++)
            mean.of[i] += p * worth.of[i];
        if (knot.set >= 0)
            u->sets[knot.set].q[a] += reach * worth.of[u->sets[knot.set].player];
    }
    if (knot.set < 0)
        return mean;
    Set *set = &u->sets[knot.set];
    set->reach += reach;
    if (has_taste(b, set->player)) {
        double h = EULER_GAMMA;
        for (int32_t a = 0; a < set->count; a++)
            h -= set->p[a] * log(set->p[a]);
        mean.of[set->player] += h / precision(b, w, set->player);
    }
    return mean;
}

/* One damped step of all sets to their logit replies; the largest distance from them. */
static double reply_unseen(Brute *b, World *w, Unfolded *u, double share, double damping)
{
    double distance = 0;
    for (int32_t k = 0; k < u->set_count; k++) {
        u->sets[k].reach = 0;
        for (int32_t a = 0; a < u->sets[k].count; a++)
            u->sets[k].q[a] = 0;
    }
    weigh_knot(b, w, u, u->last, 1);
    for (int32_t k = 0; k < u->set_count; k++) {
        Set *set = &u->sets[k];
        double wanted[MOST_ARMS];
        for (int32_t a = 0; a < set->count; a++)
            set->q[a] /= set->reach;
        logit(share * precision(b, w, set->player), set->q, set->count, wanted);
        for (int32_t a = 0; a < set->count; a++) {
            distance = fmax(distance, fabs(wanted[a] - set->p[a]));
            set->p[a] += damping * (wanted[a] - set->p[a]);
        }
    }
    return distance;
}

/* As settle_choices and begin_choices below. */
static void settle_unseen(Brute *b, World *w, Unfolded *u, int32_t start)
{
    for (int32_t k = 0; k < u->set_count; k++) {
        Set *set = &u->sets[k];
        int32_t favourite = (start + k * (start - 1)) % set->count;
        for (int32_t a = 0; a < set->count; a++)
            set->p[a] =
                start == 0 ? 1.0 / set->count : (a == favourite) * 0.9 + 0.1 / set->count;
    }
    for (int32_t step = 0; start == 0 && step < 10; step++)
        reply_unseen(b, w, u, step / 10.0, 0.7);
    double damping = 0.8;
    for (int32_t round = 1; round <= 400; round++) {
        if (reply_unseen(b, w, u, 1, damping) < 1e-13)
            return;
        if (round % 100 == 0)
            damping /= 2;
    }
    BEYOND(b, "what is hidden does not settle");
}

static Worth solve_unseen(Brute *b, World *w, Unfolded *u)
{
    for (int32_t k = 0; k < u->set_count; k++)
        if (isinf(precision(b, w, u->sets[k].player)))
            BEYOND(b, "an exact choice where something is hidden");
    Set *first = make(b->mem, Set, u->set_count + 1);
    for (int32_t start = 0; start < 3; start++) {
        settle_unseen(b, w, u, start);
        for (int32_t k = 0; k < u->set_count; k++)
            for (int32_t a = 0; a < u->sets[k].count; a++)
                if (start > 0 && fabs(u->sets[k].p[a] - first[k].p[a]) > 1e-9)
                    BEYOND(b, "several equilibria where something is hidden");
        for (int32_t k = 0; start == 0 && k < u->set_count; k++)
            first[k] = u->sets[k];
    }
    return weigh_knot(b, w, u, u->last, 1);
}

/* The end of a period: probability goes on to the next one, worth comes back from it. */
static Worth end_period(Brute *b, World *w, const History *h, double probability)
{
    History next = *h;
    next.now++;
    next.made = NULL;
    if (probability > 0) {
        spread_add(b, w->to, &next, probability);
        return (Worth){0};
    }
    Worth worth = value_at(b, w, &next);
    for (int32_t i = 0; i < b->player_count; i++)
        worth.of[i] = patience(b, w, i) * worth.of[i] + h->paid.of[i];
    if (b->unfolding)
        make_knot(b, (Knot){.set = LEAF, .worth = worth});
    return worth;
}

/* A value as it may be put into a domain. */
static double into_domain(Brute *b, const Domain *d, Value v, const char *name)
{
    v = settle(b, v, d);
    bool fits = d->kind == TRUTH  ? v.kind == TRUTH
                : d->kind == NAME ? v.kind == NAME && same_domain(d, v.domain)
                                  : v.kind == WHOLE || v.kind == TRUTH || v.kind == NAME;
    if (!fits)
        FAULT(b, "`%s` cannot take a value of this kind", name);
    if (v.number < d->lo || v.number > d->hi)
        FAULT(b, "`%s` leaves its domain", name);
    return v.number;
}

static Worth walk_assign(Brute *b, World *w, const History *h, Rest here,
                         double probability)
{
    const SynStmt *s = here.next;
    Meaning m = meaning_of(here.frame, s->name.text);
    int32_t state = m.name ? state_index(b, m.name) : -1;
    if (state < 0)
        FAULT(b, "`%s` is no state", s->name.text);
    const Domain *d = &b->domain[state];
    Value v = eval(b, w, h, here.frame, s->value);
    if (s->op != OP_EQ) {
        if (d->kind == TRUTH || !is_whole(v))
            FAULT(b, "a step of `%s` is a whole number", s->name.text);
        v = (Value){.kind = d->kind,
                    .number = h->state[state] + (s->op == OP_ADD ? v.number : -v.number),
                    .domain = d};
    }
    History then = *h;
    then.state[state] = into_domain(b, d, v, s->name.text) + 0.0; /* never -0 */
    return walk(b, w, &then, (Rest){s->next, here.frame, here.after}, probability);
}

/* Where the name that a statement makes belongs: where the rule's caller gave it. */
static Made made_name(Brute *b, const History *h, const Frame *f, const char *name)
{
    Meaning m = meaning_of(f, name);
    if (m.expr)
        FAULT(b, "`%s` stands for an expression and cannot be made", name);
    if (find_made(h, m.frame, m.name))
        FAULT(b, "`%s` is made twice in a period", name);
    return (Made){.frame = m.frame, .name = m.name, .before = h->made};
}

/* A local is evaluated at once. */
static Worth walk_local(Brute *b, World *w, const History *h, Rest here, double probability)
{
    const SynStmt *s = here.next;
    Made made = made_name(b, h, here.frame, s->name.text);
    made.value = eval(b, w, h, here.frame, s->value);
    if (made.value.kind == UNMADE)
        FAULT(b, "a choice is read that was not made");
    if (made.value.domain)
        made.domain = *made.value.domain;
    History then = *h;
    then.made = &made;
    return walk(b, w, &then, (Rest){s->next, here.frame, here.after}, probability);
}

static Worth walk_pay(Brute *b, World *w, const History *h, Rest here, double probability)
{
    const SynStmt *s = here.next;
    int32_t player = player_index(b, here.frame, s->player.text);
    double amount = eval_number(b, w, h, here.frame, s->value);
    if (b->unfolding) {
        History then = *h;
        then.paid.of[player] += amount;
        return walk(b, w, &then, (Rest){s->next, here.frame, here.after}, probability);
    }
    Worth worth = walk(b, w, h, (Rest){s->next, here.frame, here.after}, probability);
    worth.of[player] += amount;
    return worth;
}

/* Everyone sees the value. */
static Worth walk_show(Brute *b, World *w, const History *h, Rest here, double probability)
{
    const SynStmt *s = here.next;
    History then = *h;
    look_at(b, &then, here.frame, s, number(b, eval(b, w, h, here.frame, s->value)));
    return walk(b, w, &then, (Rest){s->next, here.frame, here.after}, probability);
}

static Worth walk_happens(Brute *b, World *w, const History *h, Rest here,
                          double probability)
{
    const SynStmt *s = here.next;
    Meaning m = meaning_of(here.frame, s->name.text);
    if (!m.name || !find(b, DECL_EVENT, m.name))
        FAULT(b, "`%s` is no event", s->name.text);
    History then = *h;
    watch_event(b, w, &then, &b->whole, m.name, NULL, NAN);
    return walk(b, w, &then, (Rest){s->next, here.frame, here.after}, probability);
}

static Frame rule_frame(Brute *b, const SynStmt *s, const Frame *from)
{
    const SynDecl *rule = find(b, DECL_RULE, s->name.text);
    if (!rule || rule->param_count != s->arg_count)
        FAULT(b, "no rule `%s` of %d arguments", s->name.text, s->arg_count);
    return (Frame){.params = rule->params,
                   .param_count = rule->param_count,
                   .args = s->args,
                   .from = from,
                   .body = rule->body};
}

static Worth walk_put(Brute *b, World *w, const History *h, Rest here, double probability)
{
    const SynStmt *s = here.next;
    Frame inside = rule_frame(b, s, here.frame);
    Rest after = {s->next, here.frame, here.after};
    return walk(b, w, h, (Rest){inside.body, &inside, &after}, probability);
}

static Worth walk_branch(Brute *b, World *w, const History *h, Rest here,
                         double probability)
{
    const SynStmt *s = here.next;
    Rest after = {s->next, here.frame, here.after};
    bool yes = eval_truth(b, w, h, here.frame, s->guard);
    return walk(b, w, h, (Rest){yes ? s->body : s->otherwise, here.frame, &after},
                probability);
}

/* Probabilities lie between 0 and 1 and sum to 1 within 1e-9; `rest` takes what is left. */
static void check_lottery(Brute *b, double *p, int32_t n, int32_t rest)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++) {
        if (i == rest)
            continue;
        if (!(p[i] >= 0 && p[i] <= 1))
            FAULT(b, "a probability of %g", p[i]);
        sum += p[i];
    }
    if (sum > 1 + 1e-9 || (rest < 0 && sum < 1 - 1e-9))
        FAULT(b, "probabilities that sum to %g", sum);
    if (rest >= 0)
        p[rest] = fmax(0, 1 - sum);
}

static int32_t count_arms(const SynArm *arms)
{
    int32_t count = 0;
    for (const SynArm *arm = arms; arm; arm = arm->next)
        count++;
    return count;
}

static Worth walk_chance_arm(Brute *b, World *w, const History *h, Rest here,
                             const SynArm *arm, int32_t place, double probability)
{
    const SynStmt *s = here.next;
    Rest after = {s->next, here.frame, here.after};
    History then = *h;
    Made made;
    if (s->name.text) {
        made = made_name(b, h, here.frame, s->name.text);
        made.domain =
            (Domain){.kind = NAME, .hi = count_arms(s->arms) - 1, .arms = s->arms};
        made.value = in_domain(&made.domain, place);
        then.made = &made;
        watch_event(b, w, &then, made.frame, made.name, arm->name.text, NAN);
    }
    look_at(b, &then, here.frame, s, place);
    return walk(b, w, &then, (Rest){arm->body, here.frame, &after}, probability);
}

/* What has probability 0 does not happen. */
static Worth walk_chance(Brute *b, World *w, const History *h, Rest here,
                         double probability)
{
    const SynStmt *s = here.next;
    double p[MOST_ARMS];
    int32_t n = 0, rest = -1;
    for (const SynArm *arm = s->arms; arm; arm = arm->next, n++) {
        if (n == MOST_ARMS)
            BEYOND(b, "too many arms");
        if (arm->is_rest)
            rest = n;
        else
            p[n] = eval_number(b, w, h, here.frame, arm->probability);
    }
    check_lottery(b, p, n, rest);
    Worth mean = {0};
    Knot knot = {.set = LOTTERY};
    if (b->unfolding) {
        knot.child = make(b->mem, int32_t, n);
        knot.p = make(b->mem, double, n);
    }
    const SynArm *arm = s->arms;
    for (int32_t place = 0; place < n; place++, arm = arm->next) {
        if (p[place] == 0)
            continue;
        Worth worth = walk_chance_arm(b, w, h, here, arm, place, probability * p[place]);
        for (int32_t i = 0; i < b->player_count; i++)
            mean.of[i] += p[place] * worth.of[i];
        if (b->unfolding) {
            knot.child[knot.count] = b->unfolding->last;
            knot.p[knot.count++] = p[place];
        }
    }
    if (b->unfolding)
        make_knot(b, knot);
    return mean;
}

/* ------------------------------------------------------------------ choices */

/* Which numbers of LO..HI are open; the guard may use the number itself. */
static void open_numbers(Brute *b, World *w, const History *h, Agent *agent)
{
    const SynStmt *s = agent->stmt;
    agent->domain = (Domain){.kind = WHOLE,
                             .lo = eval_number(b, w, h, agent->frame, s->lo),
                             .hi = eval_number(b, w, h, agent->frame, s->hi)};
    if (agent->domain.hi - agent->domain.lo >= MOST_ARMS)
        BEYOND(b, "too many arms");
    Made made = made_name(b, h, agent->frame, s->name.text);
    History picked = *h;
    picked.made = &made;
    for (double x = agent->domain.lo; x <= agent->domain.hi; x++) {
        made.domain = agent->domain;
        made.value = in_domain(&made.domain, x);
        if (!s->guard || eval_truth(b, w, &picked, agent->frame, s->guard))
            agent->open[agent->open_count++] = x;
    }
}

static void open_arms(Brute *b, World *w, const History *h, Agent *agent)
{
    const SynStmt *s = agent->stmt;
    int32_t count = count_arms(s->arms);
    if (count > MOST_ARMS)
        BEYOND(b, "too many arms");
    agent->domain = (Domain){.kind = NAME, .hi = count - 1, .arms = s->arms};
    int32_t place = 0;
    for (const SynArm *arm = s->arms; arm; arm = arm->next, place++)
        if (!arm->guard || eval_truth(b, w, h, agent->frame, arm->guard))
            agent->open[agent->open_count++] = place;
}

/* Guards are read before any arm is picked. */
static void add_agent(Brute *b, World *w, const History *h, Table *t, const SynStmt *s,
                      const Frame *f)
{
    if (t->agent_count == MOST_AGENTS)
        BEYOND(b, "too many choices together");
    Agent *agent = &t->agent[t->agent_count++];
    *agent = (Agent){.stmt = s, .frame = f, .player = player_index(b, f, s->player.text)};
    if (s->is_range)
        open_numbers(b, w, h, agent);
    else
        open_arms(b, w, h, agent);
    if (agent->open_count == 0)
        FAULT(b, "`%s` has no arm open", s->name.text);
}

/* All choices of a `together`, also those of rules put into it. */
static void add_agents(Brute *b, World *w, const History *h, Table *t, const SynStmt *s,
                       const Frame *f)
{
    for (; s; s = s->next) {
        if (s->kind == SYN_CHOOSES) {
            add_agent(b, w, h, t, s, f);
        } else if (s->kind == SYN_PUT) {
            if (t->frame_count == MOST_AGENTS)
                BEYOND(b, "too many rules in a `together`");
            Frame *inside = &t->frame[t->frame_count++];
            *inside = rule_frame(b, s, f);
            add_agents(b, w, h, t, inside->body, inside);
        } else {
            FAULT(b, "something other than a choice in a `together`");
        }
    }
}

static const SynArm *arm_at(const SynArm *arms, int32_t place)
{
    while (place-- > 0)
        arms = arms->next;
    return arms;
}

/* All picks are made, then the bodies run in the order written, then the rest. */
static Worth walk_profile(Brute *b, World *w, const History *h, Rest here, const Table *t,
                          int32_t profile, double probability)
{
    int32_t arm[MOST_AGENTS];
    profile_arms(t, profile, arm);
    Made made[MOST_AGENTS];
    Rest links[MOST_AGENTS + 1];
    int32_t n = t->agent_count;
    links[n] = (Rest){here.next->next, here.frame, here.after};
    History then = *h;
    for (int32_t i = 0; i < n; i++) {
        const Agent *agent = &t->agent[i];
        made[i] = made_name(b, &then, agent->frame, agent->stmt->name.text);
        made[i].domain = agent->domain;
        made[i].value = in_domain(&made[i].domain, agent->open[arm[i]]);
        then.made = &made[i];
        look_at(b, &then, agent->frame, agent->stmt, agent->open[arm[i]]);
    }
    for (int32_t i = n - 1; i >= 0; i--) {
        const Agent *agent = &t->agent[i];
        double pick = agent->open[arm[i]];
        const SynArm *body =
            agent->stmt->is_range ? NULL : arm_at(agent->stmt->arms, (int32_t)pick);
        watch_event(b, w, &then, made[i].frame, made[i].name, body ? body->name.text : NULL,
                    pick);
        links[i] = (Rest){body ? body->body : NULL, agent->frame, &links[i + 1]};
    }
    return walk(b, w, &then, links[0], probability);
}

/* The knots of agent i's arms and of those after it, the earlier agents having picked. */
static void unfold_agents(Brute *b, World *w, const History *h, Rest here, const Table *t,
                          int32_t i, int32_t profile)
{
    if (i == t->agent_count) {
        walk_profile(b, w, h, here, t, profile, 0);
        return;
    }
    const Agent *agent = &t->agent[i];
    Knot knot = {.count = agent->open_count};
    knot.set = set_of(b, agent->stmt, agent->player, h->look[agent->player], knot.count);
    knot.child = make(b->mem, int32_t, knot.count);
    for (int32_t a = 0; a < knot.count; a++) {
        unfold_agents(b, w, h, here, t, i + 1, profile * knot.count + a);
        knot.child[a] = b->unfolding->last;
    }
    make_knot(b, knot);
}

/* Where something is hidden: the choices are those that the whole period was solved for. */
static void carry_unseen(Brute *b, World *w, const History *h, Rest here, Table *t,
                         double probability)
{
    for (int32_t i = 0; i < t->agent_count; i++) {
        const Agent *agent = &t->agent[i];
        int32_t set = find_set(b->unfolded, agent->stmt, h->look[agent->player]);
        memcpy(t->p[i], b->unfolded->sets[set].p, sizeof t->p[i]);
    }
    for (int32_t profile = 0; profile < t->profile_count; profile++) {
        int32_t arm[MOST_AGENTS];
        profile_arms(t, profile, arm);
        double p = profile_probability(t, arm, -1);
        if (p > 0)
            walk_profile(b, w, h, here, t, profile, probability * p);
    }
}

/* First what each profile is worth and so the choices; then, if probability is carried, what
 * the choices make of it. */
static Worth walk_choices(Brute *b, World *w, const History *h, Rest here,
                          double probability)
{
    Table t = {.agent_count = 0};
    if (here.next->kind == SYN_TOGETHER)
        add_agents(b, w, h, &t, here.next->body, here.frame);
    else
        add_agent(b, w, h, &t, here.next, here.frame);
    t.profile_count = 1;
    for (int32_t i = 0; i < t.agent_count; i++)
        t.profile_count *= t.agent[i].open_count;
    if (t.profile_count > 1000)
        BEYOND(b, "too many profiles");
    if (b->hides && probability > 0)
        carry_unseen(b, w, h, here, &t, probability);
    else if (b->hides)
        unfold_agents(b, w, h, here, &t, 0, 0);
    if (b->hides)
        return (Worth){0};
    Worth worth[t.profile_count];
    t.worth = worth;
    for (int32_t profile = 0; profile < t.profile_count; profile++)
        worth[profile] = walk_profile(b, w, h, here, &t, profile, 0);
    solve_table(b, w, &t);
    for (int32_t profile = 0; probability > 0 && profile < t.profile_count; profile++) {
        int32_t arm[MOST_AGENTS];
        profile_arms(&t, profile, arm);
        double p = profile_probability(&t, arm, -1);
        if (p > 0)
            walk_profile(b, w, h, here, &t, profile, probability * p);
    }
    return table_value(b, &t);
}

/* What all that is still to run in the period and after it is worth to each player.  With a
 * probability above 0 it is carried to the end of the period instead, and the worth that
 * comes back means nothing. */
static Worth walk(Brute *b, World *w, const History *h, Rest here, double probability)
{
    if (++b->steps > b->most_steps)
        BEYOND(b, "too many steps");
    while (!here.next) {
        if (!here.after)
            return end_period(b, w, h, probability);
        here = *here.after;
    }
    switch (here.next->kind) {
    case SYN_ASSIGN:
        return walk_assign(b, w, h, here, probability);
    case SYN_LOCAL:
        return walk_local(b, w, h, here, probability);
    case SYN_BRANCH:
        return walk_branch(b, w, h, here, probability);
    case SYN_PAY:
        return walk_pay(b, w, h, here, probability);
    case SYN_HAPPENS:
        return walk_happens(b, w, h, here, probability);
    case SYN_PUT:
        return walk_put(b, w, h, here, probability);
    case SYN_CHANCE:
        return walk_chance(b, w, h, here, probability);
    case SYN_CHOOSES:
    case SYN_TOGETHER:
        return walk_choices(b, w, h, here, probability);
    case SYN_SHOW:
        return walk_show(b, w, h, here, probability);
    }
    FAULT(b, "a statement that cannot stand here");
}

/* ------------------------------------------------------------------ values */

static void pay_finally(Brute *b, World *w, const History *h, const SynStmt *s,
                        Worth *worth)
{
    for (; s; s = s->next) {
        if (s->kind == SYN_PAY)
            worth->of[player_index(b, &b->whole, s->player.text)] +=
                eval_number(b, w, h, &b->whole, s->value);
        else if (s->kind == SYN_BRANCH)
            pay_finally(b, w, h,
                        eval_truth(b, w, h, &b->whole, s->guard) ? s->body : s->otherwise,
                        worth);
        else
            FAULT(b, "something other than `pay` and `if` in `finally`");
    }
}

static const Known *known_at(const World *w, const History *start)
{
    int32_t t = start->now;
    for (int32_t i = 0; i < w->known_count[t]; i++)
        if (memcmp(w->known[t][i].state, start->state, sizeof start->state) == 0)
            return &w->known[t][i];
    return NULL;
}

/* The period from this start on as one tree, whose choices are then found all at once. */
static Worth unfold_period(Brute *b, World *w, const History *start, Unfolded *u)
{
    Unfolded *outer = b->unfolding;
    b->unfolding = u;
    walk(b, w, start, (Rest){b->each->body, &b->whole, NULL}, 0);
    b->unfolding = outer;
    return solve_unseen(b, w, u);
}

/* V(t, s). */
static Worth value_at(Brute *b, World *w, const History *start)
{
    int32_t t = start->now;
    if (known_at(w, start))
        return known_at(w, start)->worth;
    History h = *start;
    memset(h.seen, 0, sizeof h.seen);
    memset(h.look, 0, sizeof h.look);
    h.paid = (Worth){0};
    Worth worth = {0};
    Unfolded *unfolded = b->hides && t < b->periods ? make(b->mem, Unfolded) : NULL;
    if (unfolded)
        worth = unfold_period(b, w, &h, unfolded);
    else if (t < b->periods)
        worth = walk(b, w, &h, (Rest){b->each->body, &b->whole, NULL}, 0);
    else if (b->finally)
        pay_finally(b, w, &h, b->finally->body, &worth);
    for (int32_t i = 0; i < b->player_count; i++)
        if (!isfinite(worth.of[i]))
            FAULT(b, "a value that is not finite");
    need(b->mem, w->known[t], w->known_count[t], w->known_room[t]);
    Known *known = &w->known[t][w->known_count[t]++];
    memcpy(known->state, start->state, sizeof known->state);
    known->worth = worth;
    known->unfolded = unfolded;
    return worth;
}

/* ------------------------------------------------------------------ starts */

static const SynInit *start_of(const Brute *b, const World *w, int32_t state)
{
    for (const Setting *s = w->settings; s; s = s->before)
        if (s->name == b->state[state]->name.text)
            return s->start;
    return &b->state[state]->init;
}

/* Spreads the starts of states number `state` and later, each reading those before it. */
static void begin(Brute *b, World *w, const History *h, int32_t state, double probability,
                  Spread *spread)
{
    if (state == b->state_count) {
        spread_add(b, spread, h, probability);
        return;
    }
    const SynInit *init = start_of(b, w, state);
    const SynStart lone = {.is_rest = true, .value = init->value};
    const SynStart *starts = init->lottery ? init->lottery : &lone;
    double p[MOST_ARMS];
    int32_t n = 0, rest = -1;
    for (const SynStart *s = starts; s; s = s->next, n++) {
        if (n == MOST_ARMS)
            BEYOND(b, "too many starts");
        if (s->is_rest)
            rest = n;
        else
            p[n] = eval_number(b, w, h, &b->whole, s->probability);
    }
    check_lottery(b, p, n, rest);
    n = 0;
    for (const SynStart *s = starts; s; s = s->next, n++) {
        if (p[n] == 0)
            continue;
        History then = *h;
        then.state[state] =
            into_domain(b, &b->domain[state], eval(b, w, h, &b->whole, s->value),
                        b->state[state]->name.text) +
            0.0;
        begin(b, w, &then, state + 1, probability * p[n], spread);
    }
}

static Spread spread_at_start(Brute *b, World *w)
{
    Spread spread = {0};
    begin(b, w, &(History){0}, 0, 1, &spread);
    return spread;
}

static History stand_history(const Stand *stand, int32_t t)
{
    History h = {.now = t};
    memcpy(h.state, stand->state, sizeof h.state);
    memcpy(h.seen, stand->seen, sizeof h.seen);
    return h;
}

/* Lets the watches see the start of period t. */
static void spread_watch(Brute *b, World *w, Spread *spread, int32_t t)
{
    for (int32_t i = 0; i < spread->count; i++) {
        History h = stand_history(&spread->at[i], t);
        for (int32_t k = 0; k < w->watch_count; k++)
            watch_start(b, w, &h, &w->watch[k], &spread->at[i].seen[k]);
    }
}

/* From the start of period t to the start of the next. */
static Spread spread_forward(Brute *b, World *w, Spread from, int32_t t)
{
    Spread to = {0};
    for (int32_t i = 0; i < from.count; i++) {
        History h = stand_history(&from.at[i], t);
        w->to = &to;
        value_at(b, w, &h);
        b->unfolded = known_at(w, &h)->unfolded;
        walk(b, w, &h, (Rest){b->each->body, &b->whole, NULL}, from.at[i].probability);
    }
    mem_drop(b->mem, from.at);
    return to;
}

/* The starts of period `until`, as the watches have seen them. */
static Spread spread_until(Brute *b, World *w, int32_t until)
{
    Spread spread = spread_at_start(b, w);
    spread_watch(b, w, &spread, 0);
    for (int32_t t = 0; t < until; t++) {
        spread = spread_forward(b, w, spread, t);
        spread_watch(b, w, &spread, t + 1);
    }
    return spread;
}

/* ------------------------------------------------------------------ questions */

/* W: a whole number of periods, `end`, or a date: the first period that begins on or after
 * it. */
static int32_t when(Brute *b, World *w, const SynQuestion *q)
{
    if (!q->when)
        return b->periods;
    Value v = eval(b, w, &(History){0}, &b->whole, q->when);
    if (v.kind == DATE) {
        int32_t t = 0;
        if (v.number < day_of_period(b, 0))
            FAULT(b, "a date before the start");
        while (t <= b->periods && day_of_period(b, t) < v.number)
            t++;
        v = (Value){.kind = WHOLE, .number = t};
    }
    if (v.kind != WHOLE || v.number < 0 || v.number > b->periods)
        FAULT(b, "a time outside the model");
    return (int32_t)v.number;
}

/* P(A) and, with a second question, P(A given B) = P(A and B) / P(B). */
static double ask_probability(Brute *b, World *w, const SynQuestion *a,
                              const SynQuestion *given)
{
    w->watch_count = given ? 2 : 1;
    w->watch[0] = (Watch){a, when(b, w, a)};
    if (given)
        w->watch[1] = (Watch){given, when(b, w, given)};
    int32_t until = w->watch[0].until;
    if (given && w->watch[1].until > until)
        until = w->watch[1].until;
    Spread spread = spread_until(b, w, until);
    double yes = 0, all = 0;
    for (int32_t i = 0; i < spread.count; i++) {
        const Stand *stand = &spread.at[i];
        if (given && !verdict(b, w, &w->watch[1], stand->seen[1]))
            continue;
        all += stand->probability;
        if (verdict(b, w, &w->watch[0], stand->seen[0]))
            yes += stand->probability;
    }
    return given ? (all > 0 ? yes / all : NAN) : yes;
}

static double spread_mean(Brute *b, World *w, const Spread *spread, int32_t t,
                          const SynExpr *of)
{
    double mean = 0;
    for (int32_t i = 0; i < spread->count; i++) {
        History h = stand_history(&spread->at[i], t);
        mean += spread->at[i].probability * eval_number(b, w, &h, &b->whole, of);
    }
    return mean;
}

/* E(E at W), and over the starts of periods 1 ... W the sum and the mean. */
static double ask_mean(Brute *b, World *w, const SynQuestion *q)
{
    int32_t until = when(b, w, q);
    Spread spread = spread_at_start(b, w);
    double sum = 0, last = spread_mean(b, w, &spread, 0, q->of);
    for (int32_t t = 1; t <= until; t++) {
        spread = spread_forward(b, w, spread, t - 1);
        last = spread_mean(b, w, &spread, t, q->of);
        sum += last;
    }
    if (q->kind == ASK_E_MEAN && until == 0)
        FAULT(b, "a mean over no period");
    return q->kind == ASK_E_AT ? last : q->kind == ASK_E_SUM ? sum : sum / until;
}

/* How often an event happens before W; or the mean of when C first holds, over the paths on
 * which it does by T. */
static double ask_seen(Brute *b, World *w, const SynQuestion *q)
{
    w->watch_count = 1;
    w->watch[0] = (Watch){q, when(b, w, q)};
    Spread spread = spread_until(b, w, w->watch[0].until);
    double sum = 0, all = 0;
    for (int32_t i = 0; i < spread.count; i++) {
        double p = spread.at[i].probability;
        int32_t seen = spread.at[i].seen[0];
        if (q->kind == ASK_E_FIRST && seen == 0)
            continue;
        all += p;
        sum += p * (q->kind == ASK_E_FIRST ? seen - 1 : seen);
    }
    if (q->kind == ASK_E_FIRST)
        return all > 0 ? sum / all : NAN;
    return sum;
}

/* The smallest value x with P(E <= x) >= p. */
static double ask_quantile(Brute *b, World *w, const SynQuestion *q)
{
    int32_t until = when(b, w, q);
    double p = eval_number(b, w, NULL, &b->whole, q->bound);
    Spread spread = spread_until(b, w, until);
    double best = INFINITY;
    for (int32_t i = 0; i < spread.count; i++) {
        History h = stand_history(&spread.at[i], until);
        double x = eval_number(b, w, &h, &b->whole, q->of), below = 0;
        for (int32_t j = 0; j < spread.count; j++) {
            History other = stand_history(&spread.at[j], until);
            if (eval_number(b, w, &other, &b->whole, q->of) <= x)
                below += spread.at[j].probability;
        }
        if (below >= p - 1e-12 && x < best)
            best = x;
    }
    return best;
}

static double ask_value(Brute *b, World *w, int32_t player)
{
    Spread spread = spread_at_start(b, w);
    double mean = 0;
    for (int32_t i = 0; i < spread.count; i++) {
        History h = stand_history(&spread.at[i], 0);
        mean += spread.at[i].probability * value_at(b, w, &h).of[player];
    }
    return mean;
}

/* A model that is wrong in a state that can be reached answers nothing, so its value is
 * always found first. */
static double ask(Brute *b, World *w, const SynQuestion *q)
{
    w->watch_count = 0;
    ask_value(b, w, 0);
    switch (q->kind) {
    case ASK_P_AT:
    case ASK_P_BY:
    case ASK_P_THROUGHOUT:
    case ASK_P_UNTIL:
    case ASK_P_COUNT:
    case ASK_P_FIRST:
        return ask_probability(b, w, q, NULL);
    case ASK_P_GIVEN:
        return ask_probability(b, w, q->parts[0], q->parts[1]);
    case ASK_E_AT:
    case ASK_E_SUM:
    case ASK_E_MEAN:
        return ask_mean(b, w, q);
    case ASK_E_COUNT:
    case ASK_E_FIRST:
        return ask_seen(b, w, q);
    case ASK_QUANTILE:
        return ask_quantile(b, w, q);
    case ASK_VALUE:
        return ask_value(b, w, player_index(b, &b->whole, q->event.text));
    case ASK_P_EVENTUALLY:
    case ASK_E_FOREVER:
        break;
    }
    BEYOND(b, "questions without an end are not read here");
}

/* ------------------------------------------------------------------ the model */

static void collect(Brute *b, const SynDecl *d)
{
    switch (d->kind) {
    case DECL_PLAYER:
        if (b->player_count == MOST_PLAYERS)
            BEYOND(b, "too many players");
        b->player[b->player_count++] = d;
        break;
    case DECL_STATE:
        if (b->state_count == MOST_STATES)
            BEYOND(b, "too many states");
        b->state[b->state_count++] = d;
        break;
    case DECL_PERIOD:
        b->period = d;
        break;
    case DECL_EACH:
        b->each = d;
        break;
    case DECL_FINALLY:
        b->finally = d;
        break;
    case DECL_TYPE:
    case DECL_BELIEF:
        BEYOND(b, "private knowledge is not read here");
    default:
        break;
    }
}

static Domain state_domain(Brute *b, const SynDomain *d)
{
    switch (d->kind) {
    case DOMAIN_BOOL:
        return (Domain){.kind = TRUTH, .lo = 0, .hi = 1};
    case DOMAIN_NAMES:
        return (Domain){.kind = NAME, .lo = 0, .hi = d->name_count - 1, .names = d->names};
    case DOMAIN_RANGE:
        break;
    }
    return (Domain){.kind = WHOLE,
                    .lo = eval_number(b, b->plain, NULL, &b->whole, d->lo),
                    .hi = eval_number(b, b->plain, NULL, &b->whole, d->hi)};
}

static bool hides(const SynStmt *s)
{
    for (; s; s = s->next) {
        if (s->seen != SEEN_BY_ALL || hides(s->body) || hides(s->otherwise))
            return true;
        for (const SynArm *arm = s->arms; arm; arm = arm->next)
            if (hides(arm->body))
                return true;
    }
    return false;
}

static void lay_out(Brute *b)
{
    b->player_count = b->state_count = 0;
    for (const Syntax *file = b->files; file; file = file->next)
        for (const SynDecl *d = file->decls; d; d = d->next)
            collect(b, d);
    b->hides = false;
    for (const Syntax *file = b->files; file; file = file->next)
        for (const SynDecl *d = file->decls; d; d = d->next)
            b->hides |= hides(d->body);
    if (!b->period || !b->each || b->player_count == 0)
        FAULT(b, "a model has players, a period and a program");
    if (!b->period->count || b->period->then_on)
        BEYOND(b, "endless games are not read here");
    b->whole.body = b->each->body;
    double periods = eval_number(b, b->plain, NULL, &b->whole, b->period->count);
    if (periods > MOST_PERIODS)
        BEYOND(b, "too many periods");
    b->periods = (int32_t)periods;
    if (b->period->start)
        b->first_day = eval(b, b->plain, NULL, &b->whole, b->period->start).number;
    for (int32_t i = 0; i < b->state_count; i++)
        b->domain[i] = state_domain(b, &b->state[i]->domain);
    b->is_laid_out = true;
}

/* A variant's settings, in the order written, each read with the values that hold so far. */
static void apply(Brute *b, World *w, const SynDecl *variant)
{
    for (const SynSetting *s = variant->settings; s; s = s->next) {
        Setting *setting = make(b->mem, Setting);
        setting->name = s->name.text;
        setting->field = s->field.text;
        setting->before = w->settings;
        if (state_index(b, s->name.text) >= 0)
            setting->start = &s->value;
        else
            setting->value = eval(b, w, NULL, &b->whole, s->value.value);
        w->settings = setting;
    }
}

static World *world_of(Brute *b, const SynQuestion *q)
{
    if (q->under_count == 0)
        return b->plain;
    World *w = make(b->mem, World);
    for (int32_t i = 0; i < q->under_count; i++) {
        const SynDecl *variant = find(b, DECL_VARIANT, q->under[i].text);
        if (!variant)
            FAULT(b, "no variant `%s`", q->under[i].text);
        apply(b, w, variant);
    }
    return w;
}

Brute *brute_new(Mem *M, const Syntax *files, int64_t most_steps)
{
    Brute *b = make(M, Brute);
    b->mem = M;
    b->files = files;
    b->most_steps = most_steps;
    b->plain = make(M, World);
    return b;
}

/* The answer to `q`, or, where that is NULL, the value of a player. */
static BruteOutcome answer_or_refuse(Brute *b, const SynQuestion *q, int32_t player,
                                     double *answer)
{
    jmp_buf trap;
    b->trap = &trap;
    b->outcome = BRUTE_FINE;
    b->why[0] = 0;
    b->steps = 0;
    if (setjmp(trap) == 0) {
        if (!b->is_laid_out)
            lay_out(b);
        *answer = q ? ask(b, world_of(b, q), q) : ask_value(b, b->plain, player);
    }
    return b->outcome;
}

BruteOutcome brute_value(Brute *b, int32_t player, double *value)
{
    return answer_or_refuse(b, NULL, player, value);
}

BruteOutcome brute_ask(Brute *b, const SynQuestion *question, double *answer)
{
    return answer_or_refuse(b, question, 0, answer);
}

const char *brute_fault(const Brute *b)
{
    return b->why;
}
