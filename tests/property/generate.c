#include "generate.h"
#include "base/date.h"

enum {
    MOST_THINGS = 200,
    MOST_DECLS = 64,
    MOST_QUESTIONS = 12,
    MOST_PLAYERS = 3,
    MOST_STATES = 4,
    MOST_PARAMS = 8,
    MOST_WORDS = 4,  /* in a domain, and arms of a choice */
    WORD_POOL = 7,   /* names that domains and arms share */
    MOST_SLOTS = 4,  /* parameters of a rule or function */
    MOST_MACROS = 3, /* rules, and functions */
};

/* ------------------------------------------------------------------ what is generated */

/* The kind of an expression, and of a thing that can be read. */
typedef enum { TRUTH, WHOLE, NAME, REAL } Kind;

/* What values a thing takes.  Whole numbers outside lo..hi are possible where `hi < lo`. */
typedef struct {
    Kind kind;
    int32_t lo, hi;
    int32_t words[MOST_WORDS]; /* of a NAME: hi + 1 numbers of words */
} Shape;

/* What a name is.  A WORD stands for a name of a domain and has none of its own. */
typedef enum { STATE, CHOICE, LOTTERY, PLAIN, WORD } Role;

/* A name that can be read here. */
typedef struct {
    const char *name;
    Role role;
    Shape shape;
    bool is_certain; /* it was made on every way to here */
} Thing;

/* A parameter of a rule or function, and what may be given for it. */
typedef struct {
    enum { SLOT_PLAYER, SLOT_STATE, SLOT_MADE, SLOT_WORD, SLOT_VALUE } kind;
    Shape shape;
    Role role; /* of SLOT_MADE */
    const char *name;
} Slot;

typedef struct {
    const char *name;
    Slot slots[MOST_SLOTS];
    int32_t slot_count;
    Kind gives;       /* of a function */
    int32_t width;    /* of a rule: ways through it */
    bool is_a_choice; /* a rule that is one choice and may stand in a `together` */
} Macro;

typedef struct {
    const char *name;
    bool is_simultaneous; /* may stand in a `together`, so its precision is small */
    bool is_exact, has_taste;
} PlayerPlan;

typedef struct {
    const char *name;
    bool is_probability, has_range;
    int32_t percent, low, high; /* hundredths */
} ParamPlan;

typedef struct {
    bool is_state;
    Buf text;
} Decl;

typedef struct {
    Mem *mem;
    Recipe recipe;
    uint64_t random;
    int32_t level; /* how large the model may be, 0 to 10 */
    int32_t name_count;
    Decl decls[MOST_DECLS];
    int32_t decl_count;
    PlayerPlan players[MOST_PLAYERS];
    int32_t player_count;
    const char *slot_player; /* a parameter of the rule being written that is a player */
    ParamPlan params[MOST_PARAMS];
    int32_t param_count;
    Thing things[MOST_THINGS]; /* the states, then what was made here */
    int32_t thing_count, state_count, scope_start;
    int32_t hidden_start,
        hidden_end; /* things that are made only after what is written now */
    const char *events[2];
    int32_t event_count;
    Macro rules[MOST_MACROS], functions[MOST_MACROS];
    int32_t rule_count, function_count;
    const char *lets[4]; /* named expressions without parameters, and their kinds */
    Kind let_kinds[4];
    int32_t let_count;
    const char *measures[2];
    int32_t measure_count;
    const char *variants[2];
    int32_t variant_count;
    Thing countable[24]; /* choices and lotteries that a question can count */
    int32_t countable_count;
    bool in_rule, has_calendar, may_be_wrong, reads_time;
    bool hides; /* something is hidden in it */
    TimeUnit unit;
    int32_t unit_count, periods;
    int64_t first_day;
} Plan;

/* ------------------------------------------------------------------ chance and names */

/* Steele, Lea, Flood 2014: splitmix64. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* 0 ... n-1 */
static int32_t below(Plan *g, int32_t n)
{
    return (int32_t)(next_random(&g->random) % (uint64_t)n);
}

static int32_t between(Plan *g, int32_t lo, int32_t hi)
{
    return lo + below(g, hi - lo + 1);
}

static bool happens(Plan *g, int32_t percent)
{
    return below(g, 100) < percent;
}

static const char *new_name(Plan *g, const char *what)
{
    int32_t number = g->name_count++;
    if (g->recipe.other_names)
        return text_format(g->mem, "%c%s_%d", "zqMaK_"[number % 6], what, 977 - 7 * number);
    return text_format(g->mem, "%s%d", what, number);
}

static const char *word(const Plan *g, int32_t number)
{
    static const char *const plain[WORD_POOL] = {"hold", "raise", "ease", "wait",
                                                 "none", "some",  "full"};
    static const char *const other[WORD_POOL] = {"z_1", "Yield", "xx_", "m",
                                                 "k99", "b_b",   "A"};
    return (g->recipe.other_names ? other : plain)[number];
}

/* A number with at most two decimals, from lo to hi hundredths. */
static void hundredths(Plan *g, Buf *b, int32_t lo, int32_t hi)
{
    int32_t x = between(g, lo, hi);
    if (x % 100 == 0 && happens(g, 50))
        buf_printf(b, "%d", x / 100);
    else if (x >= 0 && happens(g, 15))
        buf_printf(b, "%d%%", x);
    else
        buf_printf(b, "%s%d.%02d", x < 0 ? "-" : "", x < 0 ? -x / 100 : x / 100,
                   x < 0 ? -x % 100 : x % 100);
}

static void write_date(Buf *b, int64_t day)
{
    Civil c = civil_of(day);
    buf_printf(b, "%04d-%02d-%02d", c.year, c.month, c.day);
}

/* A day within the model's time, or near it. */
static int64_t some_day(Plan *g, int32_t before, int32_t after)
{
    int64_t end = date_add(g->first_day, g->unit, g->unit_count * g->periods);
    return between(g, (int32_t)g->first_day - before, (int32_t)end + after);
}

/* ------------------------------------------------------------------ shapes and things */

static bool same_shape(const Shape *a, const Shape *b)
{
    if (a->kind != b->kind || (a->kind != REAL && (a->lo != b->lo || a->hi != b->hi)))
        return false;
    for (int32_t i = 0; a->kind == NAME && i <= a->hi; i++)
        if (a->words[i] != b->words[i])
            return false;
    return true;
}

/* `count` words in a random order. */
static Shape names_shape(Plan *g, int32_t count)
{
    int32_t pool[WORD_POOL];
    for (int32_t i = 0; i < WORD_POOL; i++)
        pool[i] = i;
    Shape shape = {.kind = NAME, .hi = count - 1};
    for (int32_t i = 0; i < count; i++) {
        int32_t j = between(g, i, WORD_POOL - 1);
        shape.words[i] = pool[j];
        pool[j] = pool[i];
    }
    return shape;
}

static Thing *add_thing(Plan *g, const char *name, Role role, Shape shape)
{
    Thing *t = &g->things[g->thing_count++];
    *t = (Thing){name, role, shape, true};
    return t;
}

static bool is_visible(const Plan *g, int32_t i)
{
    return (i < g->state_count || i >= g->scope_start) &&
           !(g->hidden_start <= i && i < g->hidden_end);
}

/* A thing that is certain here and of a kind; NULL when there is none. */
static const Thing *pick_thing(Plan *g, Kind kind)
{
    int32_t found[MOST_THINGS], count = 0;
    for (int32_t i = 0; i < g->thing_count; i++)
        if (is_visible(g, i) && g->things[i].is_certain && g->things[i].role != WORD &&
            g->things[i].shape.kind == kind)
            found[count++] = i;
    return count ? &g->things[found[below(g, count)]] : NULL;
}

/* The same, of any kind but real numbers. */
static const Thing *pick_discrete(Plan *g)
{
    int32_t first = below(g, 3);
    for (int32_t i = 0; i < 3; i++) {
        const Thing *t = pick_thing(g, (Kind)((first + i) % 3));
        if (t)
            return t;
    }
    return NULL;
}

static const Thing *pick_of_shape(Plan *g, const Shape *shape)
{
    int32_t found[MOST_THINGS], count = 0;
    for (int32_t i = 0; i < g->thing_count; i++)
        if (is_visible(g, i) && g->things[i].is_certain && g->things[i].role != WORD &&
            same_shape(&g->things[i].shape, shape))
            found[count++] = i;
    return count ? &g->things[found[below(g, count)]] : NULL;
}

/* A choice or lottery that may not have been made. */
static const Thing *pick_uncertain(Plan *g)
{
    int32_t found[MOST_THINGS], count = 0;
    for (int32_t i = g->scope_start; i < g->thing_count; i++)
        if (is_visible(g, i) && !g->things[i].is_certain && g->things[i].role != PLAIN)
            found[count++] = i;
    return count ? &g->things[found[below(g, count)]] : NULL;
}

static const Thing *pick_state(Plan *g)
{
    int32_t found[MOST_THINGS], count = 0;
    for (int32_t i = 0; i < g->thing_count; i++)
        if (is_visible(g, i) && g->things[i].role == STATE)
            found[count++] = i;
    return &g->things[found[below(g, count)]];
}

static const ParamPlan *pick_param(Plan *g, bool probability)
{
    for (int32_t tries = 0; tries < 6 && g->param_count; tries++) {
        const ParamPlan *p = &g->params[below(g, g->param_count)];
        if (p->is_probability == probability)
            return p;
    }
    return NULL;
}

/* Guards and probabilities are read before any arm is picked, so they do not know what was
 * made since `mark`, in the bodies of other arms. */
static void hide_since(Plan *g, int32_t mark)
{
    g->hidden_start = mark;
    g->hidden_end = g->thing_count;
}

static void hide_nothing(Plan *g)
{
    g->hidden_start = g->hidden_end = 0;
}

/* What is made inside a block may be unmade behind it. */
static void end_block(Plan *g, int32_t mark)
{
    for (int32_t i = mark; i < g->thing_count; i++)
        g->things[i].is_certain = false;
}

/* ------------------------------------------------------------------ expressions */

static void write_truth(Plan *g, Buf *b, int32_t depth);
static void write_whole(Plan *g, Buf *b, int32_t depth);
static void write_real(Plan *g, Buf *b, int32_t depth);
static void write_name(Plan *g, Buf *b, const Shape *shape, int32_t depth);

static void write_value(Plan *g, Buf *b, const Shape *shape, int32_t depth)
{
    switch (shape->kind) {
    case TRUTH:
        write_truth(g, b, depth);
        break;
    case WHOLE:
        write_whole(g, b, depth);
        break;
    case NAME:
        write_name(g, b, shape, depth);
        break;
    case REAL:
        write_real(g, b, depth);
        break;
    }
}

static void write_comparison(Plan *g, Buf *b)
{
    static const char *const signs[] = {"==", "!=", "<", "<=", ">", ">="};
    buf_printf(b, " %s ", signs[below(g, 6)]);
}

/* A name of the domain, or a parameter that stands for one. */
static const char *some_word(Plan *g, const Shape *shape)
{
    for (int32_t i = g->scope_start; i < g->thing_count; i++)
        if (g->things[i].role == WORD && same_shape(&g->things[i].shape, shape) &&
            happens(g, 50))
            return g->things[i].name;
    return word(g, shape->words[between(g, 0, shape->hi)]);
}

/* What is given for a parameter.  A name must come with its domain, so it is no bare word. */
static void write_argument(Plan *g, Buf *b, const Shape *shape, int32_t depth)
{
    if (shape->kind == NAME)
        buf_puts(b, pick_of_shape(g, shape)->name);
    else
        write_value(g, b, shape, depth);
}

/* f(a, b): a function whose value is of the kind; false when there is none. */
static bool write_call(Plan *g, Buf *b, Kind gives, int32_t depth)
{
    if (!g->function_count)
        return false;
    const Macro *f = &g->functions[below(g, g->function_count)];
    if (f->gives != gives)
        return false;
    buf_printf(b, "%s(", f->name);
    for (int32_t i = 0; i < f->slot_count; i++) {
        buf_puts(b, i ? ", " : "");
        write_argument(g, b, &f->slots[i].shape, depth - 1);
    }
    buf_puts(b, ")");
    return true;
}

static bool write_let(Plan *g, Buf *b, Kind kind)
{
    if (!g->let_count)
        return false;
    int32_t i = below(g, g->let_count);
    if (g->let_kinds[i] != kind)
        return false;
    buf_puts(b, g->lets[i]);
    return true;
}

/* match x { a: E, b | c: E, else: E } over a name or a small whole number; values of a shape */
static bool write_match(Plan *g, Buf *b, const Shape *shape, int32_t depth)
{
    const Thing *t = pick_thing(g, happens(g, 75) ? NAME : WHOLE);
    if (happens(g, 20) && pick_uncertain(g))
        t = pick_uncertain(g);
    if (!t || t->shape.kind == TRUTH || t->shape.hi - t->shape.lo > 4 ||
        t->shape.hi < t->shape.lo)
        return false;
    buf_printf(b, "(match %s { ", t->name);
    bool needs_else = !t->is_certain || t->shape.kind == WHOLE || happens(g, 50);
    int32_t last = needs_else ? t->shape.hi - 1 : t->shape.hi;
    for (int32_t v = t->shape.lo; v <= last; v++) {
        if (t->shape.kind == NAME)
            buf_puts(b, word(g, t->shape.words[v]));
        else
            buf_printf(b, "%d", v);
        if (v < last && happens(g, 25)) {
            buf_puts(b, " | ");
            continue;
        }
        buf_puts(b, ": ");
        write_value(g, b, shape, depth - 1);
        buf_puts(b, happens(g, 50) ? ", " : "  ");
    }
    if (needs_else) {
        buf_puts(b, "else: ");
        write_value(g, b, shape, depth - 1);
    }
    buf_puts(b, " })");
    return true;
}

static void write_if(Plan *g, Buf *b, const Shape *shape, int32_t depth)
{
    buf_puts(b, "(if ");
    write_truth(g, b, depth - 1);
    buf_puts(b, " then ");
    write_value(g, b, shape, depth - 1);
    buf_puts(b, " else ");
    write_value(g, b, shape, depth - 1);
    buf_puts(b, ")");
}

/* A truth about the calendar or the number of the period. */
static void write_time_truth(Plan *g, Buf *b)
{
    int32_t form = below(g, g->has_calendar ? 6 : 1);
    switch (form) {
    case 0:
        buf_puts(b, "now");
        write_comparison(g, b);
        buf_printf(b, "%d", between(g, 0, g->periods));
        break;
    case 1:
    case 2:
        buf_puts(b, "date");
        write_comparison(g, b);
        write_date(b, some_day(g, 3, 3));
        break;
    case 3:
        buf_printf(b, "%s(", happens(g, 50) ? "months_to" : "weeks_to");
        write_date(b, some_day(g, 20, 60));
        buf_puts(b, ")");
        write_comparison(g, b);
        buf_printf(b, "%d", between(g, -1, 3));
        break;
    case 4:
        write_date(b, some_day(g, 20, 60));
        buf_puts(b, " - date");
        write_comparison(g, b);
        buf_printf(b, "%d", between(g, -10, 60));
        break;
    default:
        buf_printf(b, "date + %d", between(g, 0, 60));
        write_comparison(g, b);
        write_date(b, some_day(g, 0, 60));
        break;
    }
}

/* x == a, x < y, x >= top(x) */
static bool write_name_truth(Plan *g, Buf *b)
{
    const Thing *t = pick_thing(g, NAME);
    if (!t)
        return false;
    buf_puts(b, t->name);
    write_comparison(g, b);
    const Thing *other = pick_of_shape(g, &t->shape);
    if (other && other != t && happens(g, 40))
        buf_puts(b, other->name);
    else if (t->role == STATE && happens(g, 15))
        buf_printf(b, "%s(%s)", happens(g, 50) ? "top" : "bottom", t->name);
    else
        buf_puts(b, some_word(g, &t->shape));
    return true;
}

/* choice == arm, where the choice may not have been made */
static bool write_uncertain_truth(Plan *g, Buf *b)
{
    const Thing *t = pick_uncertain(g);
    if (!t)
        return false;
    buf_printf(b, "%s %s ", t->name, happens(g, 65) ? "==" : "!=");
    if (t->shape.kind == NAME)
        buf_puts(b, some_word(g, &t->shape));
    else
        buf_printf(b, "%d", between(g, t->shape.lo, t->shape.hi));
    return true;
}

static void write_number_truth(Plan *g, Buf *b, int32_t depth)
{
    bool whole = happens(g, 85);
    buf_puts(b, "(");
    if (whole && happens(g, 70) && pick_thing(g, WHOLE))
        buf_puts(b, pick_thing(g, WHOLE)->name);
    else if (whole)
        write_whole(g, b, depth - 1);
    else
        write_real(g, b, depth - 1);
    buf_puts(b, ")");
    write_comparison(g, b);
    if (whole && happens(g, 60))
        buf_printf(b, "%d", between(g, 0, 3));
    else if (whole)
        write_whole(g, b, 0);
    else
        hundredths(g, b, -50, 150);
}

static void write_joined_truth(Plan *g, Buf *b, int32_t depth)
{
    switch (below(g, 4)) {
    case 0:
        buf_puts(b, "not (");
        write_truth(g, b, depth - 1);
        buf_puts(b, ")");
        break;
    case 1:
        write_if(g, b, &(Shape){.kind = TRUTH}, depth);
        break;
    default:
        buf_puts(b, "(");
        write_truth(g, b, depth - 1);
        buf_puts(b, happens(g, 50) ? " and " : " or ");
        write_truth(g, b, depth - 1);
        buf_puts(b, ")");
        break;
    }
}

static void write_truth(Plan *g, Buf *b, int32_t depth)
{
    const Thing *t = pick_thing(g, TRUTH);
    int32_t form = below(g, depth > 0 ? 20 : 12);
    if (form <= 4 && write_name_truth(g, b))
        return;
    if (form <= 6 && t) {
        buf_printf(b, "%s%s", happens(g, 30) ? "not " : "", t->name);
        return;
    }
    if (form <= 8 && write_uncertain_truth(g, b))
        return;
    if (form == 9 && g->reads_time) {
        write_time_truth(g, b);
        return;
    }
    if (form == 10 && write_let(g, b, TRUTH))
        return;
    if (form == 12 && write_call(g, b, TRUTH, depth))
        return;
    if (form == 13 && write_match(g, b, &(Shape){.kind = TRUTH}, depth))
        return;
    if (form >= 14 && form <= 18)
        write_joined_truth(g, b, depth);
    else
        write_number_truth(g, b, depth);
}

/* A name, a word, or something between two names of the shape. */
static void write_name(Plan *g, Buf *b, const Shape *shape, int32_t depth)
{
    const Thing *t = pick_of_shape(g, shape);
    int32_t form = below(g, depth > 0 ? 6 : 2);
    if (form == 0 && t) {
        buf_puts(b, t->name);
    } else if (form == 2 && t) {
        buf_printf(b, "%s(%s, %s)", happens(g, 50) ? "min" : "max", t->name,
                   some_word(g, shape));
    } else if (form == 3 && t && t->role == STATE) {
        buf_printf(b, "%s(%s)", happens(g, 50) ? "top" : "bottom", t->name);
    } else if (form == 4 && t) {
        buf_puts(b, "(if ");
        write_truth(g, b, depth - 1);
        buf_printf(b, " then %s else %s)", t->name, some_word(g, shape));
    } else {
        buf_puts(b, some_word(g, shape));
    }
}

static void write_joined_whole(Plan *g, Buf *b, int32_t depth)
{
    static const char *const forms[] = {" + ", " - ", " * "};
    buf_puts(b, "(");
    write_whole(g, b, depth - 1);
    buf_puts(b, forms[below(g, 3)]);
    write_whole(g, b, depth - 1);
    buf_puts(b, ")");
}

static void write_whole_function(Plan *g, Buf *b, int32_t depth)
{
    switch (below(g, 6)) {
    case 0:
        buf_puts(b, "abs(");
        write_whole(g, b, depth - 1);
        buf_puts(b, ")");
        break;
    case 1:
        buf_puts(b, happens(g, 50) ? "floor(" : "ceil(");
        write_real(g, b, depth - 1);
        buf_puts(b, ")");
        break;
    case 2:
        buf_puts(b, "(");
        write_whole(g, b, depth - 1);
        buf_printf(b, " mod %d)", happens(g, 80) ? between(g, 2, 3) : -2);
        break;
    case 3:
        buf_puts(b, "(");
        write_whole(g, b, depth - 1);
        buf_puts(b, ") ^ 2");
        break;
    default:
        buf_puts(b, happens(g, 50) ? "min(" : "max(");
        buf_puts(b, "0 + ");
        write_whole(g, b, depth - 1);
        buf_printf(b, ", %d)", between(g, 0, 2));
        break;
    }
}

static void write_whole(Plan *g, Buf *b, int32_t depth)
{
    const Thing *t = pick_discrete(g);
    int32_t form = below(g, depth > 0 ? 10 : 5);
    if (form <= 2 && t) {
        if (t->shape.kind == WHOLE)
            buf_puts(b, t->name);
        else /* a name or a truth counts as a number in arithmetic */
            buf_printf(b, "(%d * %s)", between(g, 1, 2), t->name);
        return;
    }
    if (form == 3 && g->reads_time) {
        if (g->has_calendar && happens(g, 50)) {
            buf_puts(b, "months_to(");
            write_date(b, some_day(g, 20, 40));
            buf_puts(b, ")");
        } else {
            buf_puts(b, "now");
        }
        return;
    }
    if (form == 4 && write_let(g, b, WHOLE))
        return;
    if (form == 5 && write_match(g, b, &(Shape){.kind = WHOLE}, depth))
        return;
    if (form == 6)
        write_if(g, b, &(Shape){.kind = WHOLE}, depth);
    else if (form == 7)
        write_joined_whole(g, b, depth);
    else if (form >= 8)
        write_whole_function(g, b, depth);
    else
        buf_printf(b, "%d", between(g, 0, 3));
}

static void write_real_function(Plan *g, Buf *b, int32_t depth)
{
    static const char *const forms[] = {"abs(", "exp(-abs(", "log(1 + abs(", "sqrt(abs("};
    int32_t form = below(g, 4);
    buf_puts(b, forms[form]);
    write_real(g, b, depth - 1);
    buf_puts(b, form ? "))" : ")");
}

static void write_joined_real(Plan *g, Buf *b, int32_t depth)
{
    switch (below(g, 6)) {
    case 0:
        buf_puts(b, "(");
        write_real(g, b, depth - 1);
        buf_puts(b, " / (1 + abs(");
        write_real(g, b, depth - 1);
        buf_puts(b, ")))");
        break;
    case 1:
        buf_puts(b, happens(g, 50) ? "min(" : "max(");
        write_real(g, b, depth - 1);
        buf_puts(b, ", ");
        hundredths(g, b, -100, 100);
        buf_puts(b, ")");
        break;
    case 2:
        buf_puts(b, "(");
        hundredths(g, b, -90, 90);
        buf_puts(b, " * ");
        write_real(g, b, depth - 1);
        buf_puts(b, ")");
        break;
    default:
        buf_puts(b, "(");
        write_real(g, b, depth - 1);
        buf_puts(b, happens(g, 60) ? " + " : " - ");
        write_real(g, b, depth - 1);
        buf_puts(b, ")");
        break;
    }
}

/* A number times something that is no real number. */
static void write_weighed(Plan *g, Buf *b, int32_t depth)
{
    hundredths(g, b, -150, 150);
    buf_puts(b, " * ");
    const Thing *t = pick_discrete(g);
    if (t && t->shape.hi >= t->shape.lo && happens(g, 70)) {
        buf_puts(b, t->name);
    } else {
        buf_puts(b, "(");
        write_truth(g, b, depth - 1);
        buf_puts(b, ")");
    }
}

static void write_real(Plan *g, Buf *b, int32_t depth)
{
    const Thing *t = pick_thing(g, REAL);
    const ParamPlan *p = pick_param(g, happens(g, 20));
    int32_t form = below(g, depth > 0 ? 14 : 5);
    if (form == 0 && t)
        buf_puts(b, t->name);
    else if (form == 1 && p)
        buf_puts(b, p->name);
    else if (form == 2 && write_let(g, b, REAL))
        return;
    else if (form == 3 && g->reads_time && happens(g, 40))
        buf_puts(b, "0.1 * now");
    else if (form == 3 && g->reads_time && g->has_calendar) {
        buf_puts(b, "0.01 * days_to(");
        write_date(b, some_day(g, 10, 10));
        buf_puts(b, ")");
    } else if (form >= 5 && form <= 7)
        write_weighed(g, b, depth);
    else if (form == 8 && write_call(g, b, REAL, depth))
        return;
    else if (form == 9 && write_match(g, b, &(Shape){.kind = REAL}, depth))
        return;
    else if (form == 10)
        write_if(g, b, &(Shape){.kind = REAL}, depth);
    else if (form == 11)
        write_real_function(g, b, depth);
    else if (form >= 12)
        write_joined_real(g, b, depth);
    else if (depth > 0 && happens(g, 70))
        write_weighed(g, b, depth);
    else
        hundredths(g, b, -120, 120);
}

/* A number from 0 to `most` hundredths, sometimes 0 in some states. */
static void write_probability(Plan *g, Buf *b, int32_t most)
{
    const Thing *t = pick_discrete(g);
    const ParamPlan *p = pick_param(g, true);
    switch (below(g, 6)) {
    case 0:
        if (t && t->shape.hi >= t->shape.lo && t->shape.lo >= 0 && t->shape.hi > 0) {
            buf_printf(b, "0.%02d * %s", most / (t->shape.hi + 1), t->name);
            return;
        }
        break;
    case 1:
        buf_puts(b, "(if ");
        write_truth(g, b, 1);
        buf_printf(b, " then %d%% else %d%%)", between(g, 0, most),
                   happens(g, 40) ? 0 : between(g, 0, most));
        return;
    case 2:
        if (p && p->high <= most) {
            buf_puts(b, p->name);
            return;
        }
        break;
    case 3:
        buf_printf(b, "0.%02d / (1 + abs(", most < 100 ? most : 99);
        write_real(g, b, 1);
        buf_puts(b, "))");
        return;
    default:
        break;
    }
    buf_printf(b, "%d%%", happens(g, 6) ? 0 : between(g, 1, most));
}

/* ------------------------------------------------------------------ statements */

static int32_t write_body(Plan *g, Buf *b, int32_t budget, int32_t depth);

static const char *some_player(Plan *g, bool simultaneous)
{
    if (g->slot_player && happens(g, 60))
        return g->slot_player;
    for (int32_t tries = 0; tries < 20; tries++) {
        const PlayerPlan *p = &g->players[below(g, g->player_count)];
        if (p->is_simultaneous || !simultaneous)
            return p->name;
    }
    return NULL;
}

/* What a choice or lottery made can be read and, outside rules, counted. */
static void add_made(Plan *g, const char *name, Role role, Shape shape)
{
    add_thing(g, name, role, shape);
    if (!g->in_rule && g->countable_count < 24)
        g->countable[g->countable_count++] = (Thing){name, role, shape, true};
}

static void remove_things(Plan *g, int32_t from, int32_t count)
{
    g->thing_count -= count;
    for (int32_t i = from; i < g->thing_count; i++)
        g->things[i] = g->things[i + count];
}

/* The arms of a choice, with bodies, in which the picks of `peers` can be read; the ways
 * through them. */
static int32_t write_arms(Plan *g, Buf *b, const Shape *shape, const Thing *peers,
                          int32_t peer_count, int32_t budget, int32_t depth)
{
    int32_t width = 0, count = shape->hi + 1, open = below(g, count),
            start = g->thing_count;
    for (int32_t i = 0; i < count; i++) {
        int32_t mark = g->thing_count;
        buf_printf(b, "%s ", word(g, shape->words[i]));
        if (happens(g, 10))
            buf_puts(b, "\"an arm\" zh \"选\" ");
        if ((i != open || (g->may_be_wrong && happens(g, 30))) && happens(g, 40)) {
            buf_puts(b, "if ");
            hide_since(g, start);
            write_truth(g, b, 1);
            hide_nothing(g);
            buf_puts(b, " ");
        }
        if (depth > 0 && happens(g, 60)) {
            for (int32_t k = 0; k < peer_count; k++)
                g->things[g->thing_count++] = peers[k];
            buf_puts(b, "{ ");
            width += write_body(g, b, budget / count, depth - 1);
            buf_puts(b, "} ");
            remove_things(g, mark, peer_count);
        } else {
            width++;
        }
        end_block(g, mark);
    }
    return width;
}

static int32_t arm_count(Plan *g, int32_t budget)
{
    int32_t most = budget < MOST_WORDS ? budget : MOST_WORDS;
    return most < 2 ? 1 : between(g, happens(g, 5) ? 1 : 2, most);
}

/* P chooses n from LO..HI if GUARD */
static int32_t write_range_choice(Plan *g, Buf *b, const char *player, const char *name,
                                  int32_t budget)
{
    int32_t lo = between(g, -1, 1);
    int32_t hi = lo + (budget < 3 ? 1 : between(g, 1, budget < 5 ? 2 : 3));
    Shape shape = {.kind = WHOLE, .lo = lo, .hi = hi};
    buf_printf(b, "%s chooses %s from %d..%d", player, name, lo, hi);
    if (happens(g, 60)) {
        if (!g->may_be_wrong)
            buf_printf(b, " if %s == %d or ", name, between(g, lo, hi));
        else
            buf_puts(b, " if ");
        int32_t mark = g->thing_count;
        add_thing(g, name, PLAIN, shape);
        write_truth(g, b, 1);
        g->thing_count = mark;
    }
    buf_puts(b, ";\n");
    add_made(g, name, CHOICE, shape);
    return hi - lo + 1;
}

static int32_t write_choice(Plan *g, Buf *b, int32_t budget, int32_t depth)
{
    const char *name = new_name(g, "c"), *player = some_player(g, false);
    if (happens(g, 20))
        return write_range_choice(g, b, player, name, budget);
    Shape shape = names_shape(g, arm_count(g, budget));
    const Thing self = {name, CHOICE, shape, true};
    buf_printf(b, "%s chooses %s %s{ ", player, name,
               happens(g, 15) ? "\"a choice\" " : "");
    int32_t width = write_arms(g, b, &shape, &self, 1, budget, depth);
    buf_puts(b, "}\n");
    add_made(g, name, CHOICE, shape);
    return width;
}

/* The call of a rule with things of the caller; what it makes for the caller is added. */
static void write_rule_call(Plan *g, Buf *b, const Macro *rule)
{
    Slot made = {0};
    buf_printf(b, "%s(", rule->name);
    for (int32_t i = 0; i < rule->slot_count; i++) {
        const Slot *slot = &rule->slots[i];
        buf_puts(b, i ? ", " : "");
        switch (slot->kind) {
        case SLOT_PLAYER:
            buf_puts(b, some_player(g, true));
            break;
        case SLOT_STATE:
            for (int32_t tries = 0;; tries++) {
                const Thing *t = pick_of_shape(g, &slot->shape);
                if (t->role == STATE) {
                    buf_puts(b, t->name);
                    break;
                }
            }
            break;
        case SLOT_MADE:
            made = *slot;
            made.name = new_name(g, "m");
            buf_puts(b, made.name);
            break;
        case SLOT_WORD:
            buf_puts(b, some_word(g, &slot->shape));
            break;
        case SLOT_VALUE:
            write_argument(g, b, &slot->shape, 1);
            break;
        }
    }
    buf_puts(b, ")\n");
    if (made.name)
        add_made(g, made.name, made.role, made.shape);
}

static const Macro *pick_rule(Plan *g, bool a_choice, int32_t budget)
{
    if (!g->rule_count)
        return NULL;
    const Macro *rule = &g->rules[below(g, g->rule_count)];
    return rule->width <= budget && rule->is_a_choice == a_choice ? rule : NULL;
}

static Shape together_shape(Plan *g, int32_t budget)
{
    if (happens(g, 15))
        return (Shape){.kind = WHOLE, .lo = 0, .hi = budget > 2 ? between(g, 1, 2) : 1};
    return names_shape(g, arm_count(g, budget));
}

static int32_t write_together_choice(Plan *g, Buf *b, const Thing *self, const Thing *peers,
                                     int32_t peer_count, int32_t budget, int32_t depth)
{
    const Shape *shape = &self->shape;
    buf_printf(b, "%s chooses %s ", some_player(g, true), self->name);
    if (shape->kind == WHOLE) {
        buf_printf(b, "from %d..%d;\n", shape->lo, shape->hi);
        return shape->hi - shape->lo + 1;
    }
    buf_puts(b, "{ ");
    int32_t width =
        write_arms(g, b, shape, peers, peer_count, budget, depth > 1 ? 1 : depth);
    buf_puts(b, "}\n");
    return width;
}

/* together { ... }: guards are read before any pick and bodies after all, so the choices can
 * be read in the bodies only. */
static int32_t write_together(Plan *g, Buf *b, int32_t budget, int32_t depth)
{
    int32_t count = budget >= 8 && happens(g, 25) ? 3 : happens(g, 8) ? 1 : 2, width = 1;
    int32_t share = count == 3 ? 2 : budget >= 16 ? 4 : budget >= 9 ? 3 : 2;
    int32_t mark = g->thing_count, made_count = 0;
    Thing peers[3], made[MOST_THINGS];
    for (int32_t i = 0; i < count; i++)
        peers[i] = (Thing){new_name(g, "t"), CHOICE, together_shape(g, share), true};
    buf_puts(b, "together {\n");
    for (int32_t i = 0; i < count; i++) {
        width *= write_together_choice(g, b, &peers[i], peers, count, share, depth);
        for (int32_t k = mark; k < g->thing_count; k++)
            made[made_count++] = g->things[k];
        g->thing_count = mark;
    }
    const Macro *rule = pick_rule(g, true, share);
    if (rule) {
        write_rule_call(g, b, rule);
        width *= rule->width;
    }
    buf_puts(b, "}\n");
    for (int32_t k = 0; k < made_count; k++)
        g->things[g->thing_count++] = made[k];
    for (int32_t i = 0; i < count; i++)
        add_made(g, peers[i].name, CHOICE, peers[i].shape);
    return width;
}

/* The probability of an arm, or `rest`. */
static void write_share(Plan *g, Buf *b, int32_t i, int32_t count, int32_t start)
{
    hide_since(g, start);
    if (i == count - 1)
        buf_puts(b, "rest : ");
    else {
        write_probability(g, b, 100 / (count - 1));
        buf_puts(b, " : ");
    }
    hide_nothing(g);
}

static int32_t write_named_chance(Plan *g, Buf *b, int32_t budget, int32_t depth)
{
    Shape shape = names_shape(g, budget < 3 ? 2 : between(g, 2, 3));
    const char *name = new_name(g, "l");
    int32_t width = 0, count = shape.hi + 1, start = g->thing_count;
    buf_printf(b, "chance %s { ", name);
    for (int32_t i = 0; i < count; i++) {
        int32_t mark = g->thing_count;
        write_share(g, b, i, count, start);
        buf_printf(b, "%s ", word(g, shape.words[i]));
        if (depth > 0 && happens(g, 50)) {
            buf_puts(b, "{ ");
            width += write_body(g, b, budget / count, depth - 1);
            buf_puts(b, "} ");
        } else {
            width++;
        }
        buf_puts(b, "; ");
        end_block(g, mark);
    }
    buf_puts(b, "}\n");
    add_made(g, name, LOTTERY, shape);
    return width;
}

static int32_t write_chance(Plan *g, Buf *b, int32_t budget, int32_t depth)
{
    if (happens(g, 45))
        return write_named_chance(g, b, budget, depth);
    int32_t width = 0, count = budget < 3 ? 2 : between(g, 2, 3), start = g->thing_count;
    bool wrong = g->may_be_wrong && happens(g, 20);
    bool two_sided = count == 2 && happens(g, 25) && g->param_count;
    const ParamPlan *p = two_sided ? pick_param(g, true) : NULL;
    buf_puts(b, "chance { ");
    for (int32_t i = 0; i < count; i++) {
        int32_t mark = g->thing_count;
        if (wrong) {
            buf_puts(b, "0.4 + 0.3 * (");
            hide_since(g, start);
            write_truth(g, b, 0);
            hide_nothing(g);
            buf_puts(b, ") : ");
        } else if (p) {
            buf_printf(b, i ? "1 - %s : " : "%s : ", p->name);
        } else {
            write_share(g, b, i, count, start);
        }
        if (depth > 0 && happens(g, 65)) {
            buf_puts(b, "{ ");
            width += write_body(g, b, budget / count, depth - 1);
            buf_puts(b, "} ");
        } else if (g->event_count && happens(g, 50)) {
            buf_printf(b, "event %s ", g->events[below(g, g->event_count)]);
            width++;
        } else {
            buf_puts(b, "nothing ");
            width++;
        }
        buf_puts(b, "; ");
        end_block(g, mark);
    }
    buf_puts(b, "}\n");
    return width;
}

static void write_range_assignment(Plan *g, Buf *b, const Thing *t)
{
    const char *x = t->name;
    if (happens(g, 40)) {
        buf_printf(b, "%s := min(top(%s), max(bottom(%s), ", x, x, x);
        write_whole(g, b, 2);
        buf_puts(b, "))\n");
    } else if (happens(g, 50)) {
        buf_printf(b, "if %s < top(%s) { %s += 1 }\n", x, x, x);
    } else {
        buf_printf(b, "if %s > bottom(%s) { %s -= 1 }\n", x, x, x);
    }
}

static void write_name_assignment(Plan *g, Buf *b, const Thing *t)
{
    const char *x = t->name;
    if (happens(g, 25)) {
        buf_printf(b, "if %s < top(%s) { %s += 1 }\n", x, x, x);
    } else if (happens(g, 25)) {
        buf_printf(b, "if %s != bottom(%s) { %s -= 1 }\n", x, x, x);
    } else {
        buf_printf(b, "%s := ", x);
        if (happens(g, 30))
            write_if(g, b, &t->shape, 1);
        else if (!happens(g, 30) || !write_match(g, b, &t->shape, 1))
            write_name(g, b, &t->shape, 2);
        buf_puts(b, "\n");
    }
}

static void write_assignment(Plan *g, Buf *b)
{
    const Thing *t = pick_state(g);
    if (g->may_be_wrong && t->shape.kind != TRUTH && happens(g, 30)) {
        buf_printf(b, "%s %s 1\n", t->name, happens(g, 50) ? "+=" : "-=");
    } else if (t->shape.kind == TRUTH) {
        buf_printf(b, "%s := ", t->name);
        write_truth(g, b, 2);
        buf_puts(b, "\n");
    } else if (t->shape.kind == WHOLE) {
        write_range_assignment(g, b, t);
    } else {
        write_name_assignment(g, b, t);
    }
}

/* let x = E, of any kind; a name comes from a thing, so that its domain is known. */
static void write_local(Plan *g, Buf *b)
{
    const char *name = new_name(g, "v");
    Shape shape = {.kind = (Kind)below(g, 4), .lo = 0, .hi = -1};
    const Thing *t = pick_thing(g, NAME);
    if (shape.kind == NAME && !t)
        shape.kind = REAL;
    if (shape.kind == NAME)
        shape = t->shape;
    if (shape.kind == TRUTH)
        shape.hi = 1;
    buf_printf(b, "let %s = ", name);
    if (shape.kind != NAME)
        write_value(g, b, &shape, 2);
    else if (happens(g, 50))
        buf_puts(b, t->name);
    else
        buf_printf(b, "max(%s, %s)", t->name, some_word(g, &shape));
    buf_puts(b, "\n");
    add_thing(g, name, PLAIN, shape);
}

static void write_pay(Plan *g, Buf *b)
{
    buf_printf(b, "pay %s ", some_player(g, false));
    if (g->may_be_wrong && happens(g, 8)) {
        const Thing *t = pick_discrete(g);
        buf_printf(b, "1 / (1 * %s)\n", t ? t->name : "1");
        return;
    }
    write_real(g, b, 2);
    buf_puts(b, "\n");
}

static int32_t write_branch(Plan *g, Buf *b, int32_t budget, int32_t depth)
{
    int32_t mark = g->thing_count;
    buf_puts(b, "if ");
    write_truth(g, b, 2);
    buf_puts(b, " {\n");
    int32_t width = write_body(g, b, budget, depth - 1);
    end_block(g, mark);
    buf_puts(b, "}");
    for (int32_t more = happens(g, 25) ? 2 : happens(g, 40) ? 1 : 0; more > 0; more--) {
        if (more == 2) {
            buf_puts(b, " else if ");
            write_truth(g, b, 1);
            buf_puts(b, " {\n");
        } else {
            buf_puts(b, " else {\n");
        }
        int32_t other = write_body(g, b, budget, depth - 1);
        width = other > width ? other : width;
        end_block(g, mark);
        buf_puts(b, "}");
    }
    buf_puts(b, "\n");
    return width;
}

/* ------------------------------------------------------------------ what is not seen */

enum { MOST_HIDDEN = 8 };

/* A choice or lottery of a stretch, and the players who know how it came out. */
typedef struct {
    const char *name;
    Shape shape;
    uint32_t knows;
} Hidden;

typedef struct {
    Hidden at[MOST_HIDDEN];
    int32_t count;
} Veil;

static uint32_t all_players(const Plan *g)
{
    return (1u << g->player_count) - 1;
}

/* What came out of something that all of `who` know; false when there is no such thing. */
static bool write_hidden_truth(Plan *g, Buf *b, const Veil *v, uint32_t who)
{
    int32_t found[MOST_HIDDEN], count = 0;
    for (int32_t i = 0; i < v->count; i++)
        if ((v->at[i].knows & who) == who)
            found[count++] = i;
    for (int32_t terms = count ? between(g, 1, 2) : 0; terms > 0; terms--) {
        const Hidden *h = &v->at[found[below(g, count)]];
        buf_printf(b, "%s %s %s", h->name, happens(g, 75) ? "==" : "!=",
                   word(g, h->shape.words[between(g, 0, h->shape.hi)]));
        if (terms > 1)
            buf_puts(b, happens(g, 50) ? " or " : " and ");
    }
    return count > 0;
}

static void write_hidden_pay(Plan *g, Buf *b, const Veil *v, const char *player)
{
    buf_printf(b, "pay %s if ", player);
    if (!write_hidden_truth(g, b, v, 0))
        buf_puts(b, "yes");
    buf_puts(b, " then ");
    hundredths(g, b, -150, 150);
    buf_puts(b, " else ");
    hundredths(g, b, -150, 150);
    buf_puts(b, "\n");
}

/* What is known to all can be read like anything else; all of it can be counted. */
static void add_hidden(Plan *g, Veil *v, const char *name, Role role, Shape shape,
                       uint32_t knows)
{
    int32_t mark = g->thing_count;
    v->at[v->count++] = (Hidden){name, shape, knows};
    add_made(g, name, role, shape);
    if (knows != all_players(g))
        g->thing_count = mark;
}

/* The arms of player i's choice: the first is always open, the guards of the others read what the
 * player knows. */
static void write_hidden_arms(Plan *g, Buf *b, const Veil *v, const Shape *shape, int32_t i)
{
    buf_puts(b, "{ ");
    for (int32_t a = 0; a <= shape->hi; a++) {
        Buf guard = {.mem = g->mem};
        buf_printf(b, "%s ", word(g, shape->words[a]));
        if (a > 0 && happens(g, 25) && write_hidden_truth(g, &guard, v, 1u << i))
            buf_printf(b, "if %s ", buf_text(&guard));
        if (happens(g, 40)) {
            buf_puts(b, "{ ");
            write_hidden_pay(g, b, v, g->players[below(g, g->player_count)].name);
            buf_puts(b, "} ");
        }
    }
    buf_puts(b, "}\n");
}

static void write_veiled_choice(Plan *g, Buf *b, Veil *v, bool is_hidden)
{
    int32_t i = below(g, g->player_count);
    Shape shape = names_shape(g, happens(g, 70) ? 2 : 3);
    const char *name = new_name(g, "h");
    buf_printf(b, "%s chooses %s %s", g->players[i].name, name, is_hidden ? "hidden " : "");
    write_hidden_arms(g, b, v, &shape, i);
    add_hidden(g, v, name, CHOICE, shape, is_hidden ? 1u << i : all_players(g));
}

/* The first two players, and sometimes the first once more, who then does not know its other
 * choice; sometimes what one picks stays hidden. */
static void write_veiled_together(Plan *g, Buf *b, Veil *v)
{
    enum { MOST = 3 };
    Hidden made[MOST];
    const int32_t count = happens(g, 20) ? 3 : 2;
    buf_puts(b, "together {\n");
    for (int32_t k = 0; k < count; k++) {
        const int32_t i = k % 2;
        const bool is_hidden = happens(g, 25);
        made[k] = (Hidden){new_name(g, "h"), names_shape(g, 2),
                           is_hidden ? 1u << i : all_players(g)};
        buf_printf(b, "%s chooses %s %s", g->players[i].name, made[k].name,
                   is_hidden ? "hidden " : "");
        write_hidden_arms(g, b, v, &made[k].shape, i);
    }
    buf_puts(b, "}\n");
    for (int32_t k = 0; k < count; k++)
        add_hidden(g, v, made[k].name, CHOICE, made[k].shape, made[k].knows);
}

static void write_veiled_chance(Plan *g, Buf *b, Veil *v)
{
    Shape shape = names_shape(g, 2);
    const char *name = new_name(g, "h");
    Buf truth = {.mem = g->mem};
    uint32_t knows = (uint32_t)below(g, 1 << g->player_count);
    buf_printf(b, "chance %s ", name);
    if (knows == 0)
        buf_puts(b, "unseen ");
    for (int32_t i = 0, first = 1; i < g->player_count && knows != all_players(g); i++)
        if (knows >> i & 1) {
            buf_printf(b, "%s%s", first ? "seen by " : ", ", g->players[i].name);
            first = 0;
        }
    buf_puts(b, " { ");
    if (happens(g, 60) && write_hidden_truth(g, &truth, v, 0))
        buf_printf(b, "(if %s then 0.%d else %s)", buf_text(&truth), between(g, 1, 8),
                   happens(g, 15) ? "0" : "0.5");
    else
        buf_printf(b, "%d%%", between(g, 10, 90));
    buf_printf(b, " : %s ", word(g, shape.words[0]));
    if (happens(g, 30)) {
        buf_puts(b, "{ ");
        write_hidden_pay(g, b, v, g->players[0].name);
        buf_puts(b, "} ");
    }
    buf_printf(b, " rest : %s }\n", word(g, shape.words[1]));
    add_hidden(g, v, name, LOTTERY, shape, knows);
}

/* A thing, or something that follows from several. */
static void write_show(Plan *g, Buf *b, Veil *v)
{
    if (v->count && happens(g, 50)) {
        Hidden *h = &v->at[below(g, v->count)];
        buf_printf(b, "show %s\n", h->name);
        if (h->knows != all_players(g))
            add_thing(g, h->name, CHOICE, h->shape);
        h->knows = all_players(g);
        return;
    }
    const char *name = new_name(g, "v");
    buf_printf(b, "let %s = ", name);
    if (!write_hidden_truth(g, b, v, 0))
        buf_puts(b, "yes");
    buf_printf(b, "\nshow %s\n", name);
    add_thing(g, name, PLAIN, (Shape){.kind = TRUTH, .hi = 1});
}

/* Some of what happens in it is hidden from some, and may matter until the period's end. */
static void write_stretch(Plan *g, Buf *b, Veil *v)
{
    write_veiled_choice(g, b, v, true);
    for (int32_t n = between(g, 1, 3); n > 0; n--)
        switch (below(g, 7)) {
        case 0:
            write_veiled_choice(g, b, v, true);
            break;
        case 1:
        case 2:
            write_veiled_choice(g, b, v, false);
            break;
        case 3:
            if (v->count < MOST_HIDDEN - 1 - n)
                write_veiled_together(g, b, v);
            break;
        case 4:
            write_show(g, b, v);
            break;
        default:
            write_veiled_chance(g, b, v);
            break;
        }
    for (int32_t i = 0; i < g->player_count; i++)
        write_hidden_pay(g, b, v, g->players[i].name);
    if (happens(g, 60))
        write_show(g, b, v);
}

/* One statement; the ways through it. */
static int32_t write_statement(Plan *g, Buf *b, int32_t budget, int32_t depth)
{
    int32_t form = below(g, 20);
    const Macro *rule = pick_rule(g, false, budget);
    if (g->thing_count > MOST_THINGS - 40)
        form = 14;
    if (form <= 3 && budget >= 2)
        return write_choice(g, b, budget, depth);
    if (form <= 6 && budget >= 4 && some_player(g, true))
        return write_together(g, b, budget, depth);
    if (form <= 9 && budget >= 2)
        return write_chance(g, b, budget, depth);
    if (form == 10 && depth > 0)
        return write_branch(g, b, budget, depth);
    if (form <= 12 && rule) {
        write_rule_call(g, b, rule);
        return rule->width;
    }
    if (form <= 14)
        write_assignment(g, b);
    else if (form == 15)
        write_local(g, b);
    else if (form == 16 && g->event_count)
        buf_printf(b, "event %s\n", g->events[below(g, g->event_count)]);
    else
        write_pay(g, b);
    return 1;
}

/* Statements with at most `budget` ways through them, roughly. */
static int32_t write_body(Plan *g, Buf *b, int32_t budget, int32_t depth)
{
    int32_t width = 1;
    for (int32_t n = between(g, 1, 2 + g->level / 4); n > 0; n--)
        width *= write_statement(g, b, budget / width > 1 ? budget / width : 1, depth);
    return width;
}

/* ------------------------------------------------------------------ declarations */

static Buf *new_decl(Plan *g, bool is_state)
{
    Decl *d = &g->decls[g->decl_count++];
    *d = (Decl){is_state, {.mem = g->mem}};
    return &d->text;
}

static void plan_time(Plan *g)
{
    static const char *const units[] = {"day", "week", "month", "quarter", "year"};
    static const int32_t starts[] = {-61, 30, -1, 0, 59, 305};
    g->unit = (TimeUnit)below(g, 5);
    g->unit_count = happens(g, 60) ? 1 : between(g, 2, 3);
    g->periods = between(g, 1, g->level < 4 ? 1 + g->level : 5);
    g->has_calendar = happens(g, 80);
    g->first_day = days_of((Civil){2025, 1, 1}) + starts[below(g, 6)] + below(g, 3);
    Buf *b = new_decl(g, false);
    buf_printf(b, "period %d %s%s", g->unit_count, units[g->unit],
               g->unit_count > 1 ? "s" : "");
    if (g->has_calendar) {
        buf_puts(b, " from ");
        write_date(b, g->first_day);
    }
    buf_printf(b, " for %d\n", g->periods);
}

static void plan_params(Plan *g)
{
    g->param_count = between(g, 0, 2 + g->level / 3);
    for (int32_t i = 0; i < g->param_count; i++) {
        ParamPlan *p = &g->params[i];
        Buf *b = new_decl(g, false);
        p->name = new_name(g, "p");
        p->is_probability = happens(g, 50);
        p->percent = p->is_probability ? between(g, 10, 90) : between(g, -150, 150);
        p->low = p->percent - (p->is_probability ? between(g, 0, 10) : between(g, 0, 50));
        p->high = p->percent + (p->is_probability ? between(g, 0, 10) : between(g, 0, 50));
        p->has_range = happens(g, 70) && p->high > p->low;
        const char *format = "param %s = %s%d.%02d";
        int32_t x = p->percent < 0 ? -p->percent : p->percent;
        if (i > 0 && !p->is_probability && happens(g, 20)) {
            buf_printf(b, "param %s = %s * 0.50 + 0.25\n", p->name, g->params[i - 1].name);
            p->has_range = false;
            continue;
        }
        buf_printf(b, format, p->name, p->percent < 0 ? "-" : "", x / 100, x % 100);
        if (p->has_range)
            buf_printf(b, " in %g..%g", p->low / 100.0, p->high / 100.0);
        buf_puts(b, happens(g, 20) ? " \"a number\" source \"a book\"\n" : "\n");
    }
}

static void plan_players(Plan *g)
{
    g->player_count = between(g, g->hides ? 2 : 1, g->level < 2 ? 2 : MOST_PLAYERS);
    for (int32_t i = 0; i < g->player_count; i++) {
        PlayerPlan *p = &g->players[i];
        Buf *b = new_decl(g, false);
        p->name = new_name(g, "a");
        p->is_simultaneous = happens(g, 75) || g->hides;
        p->has_taste = happens(g, 25);
        p->is_exact = !p->is_simultaneous && happens(g, 40);
        buf_printf(b, "player %s %s", p->name, happens(g, 20) ? "\"A player\" " : "");
        if (happens(g, 10) && !p->has_taste) {
            buf_puts(b, "\n");
            continue;
        }
        buf_puts(b, "{ ");
        if (happens(g, 80))
            buf_printf(b, "patience %s ", happens(g, 15) ? "1" : "0.9");
        if (p->is_exact)
            buf_puts(b, "precision exact ");
        else if (!p->has_taste && happens(g, 8))
            buf_puts(b, "precision 0 ");
        else
            buf_printf(b, "precision %d.%02d ",
                       p->is_simultaneous ? happens(g, 20) : below(g, 4),
                       between(g, 20, 99));
        if (p->has_taste || happens(g, 20))
            buf_printf(b, "noise %s ", p->has_taste ? "taste" : "error");
        buf_puts(b, "}\n");
    }
}

static Shape state_shape(Plan *g, int32_t room)
{
    switch (below(g, 3)) {
    case 0:
        return (Shape){.kind = TRUTH, .hi = 1};
    case 1: {
        int32_t lo = happens(g, 25) ? -1 : 0;
        return (Shape){
            .kind = WHOLE, .lo = lo, .hi = lo + (room > 3 ? between(g, 1, 3) : 1)};
    }
    default:
        return names_shape(g, room > 3 ? between(g, 2, MOST_WORDS) : 2);
    }
}

/* A value of the shape; may read parameters and the states before. */
static void write_start(Plan *g, Buf *b, const Shape *shape)
{
    if (shape->kind == WHOLE)
        buf_printf(b, "%d", between(g, shape->lo, shape->hi));
    else if (shape->kind == TRUTH)
        buf_puts(b, happens(g, 50) ? "yes" : "no");
    else
        buf_puts(b, some_word(g, shape));
}

static void write_init(Plan *g, Buf *b, const Shape *shape)
{
    const ParamPlan *p = pick_param(g, true);
    if (happens(g, 35)) {
        if (p && happens(g, 40))
            buf_printf(b, "{ %s : ", p->name);
        else
            buf_printf(b, "{ %d%% : ", between(g, 0, 100));
        write_start(g, b, shape);
        buf_puts(b, " rest : ");
        write_start(g, b, shape);
        buf_puts(b, " }");
    } else if (g->state_count > 0 && happens(g, 25)) {
        buf_puts(b, "if ");
        write_truth(g, b, 0);
        buf_puts(b, " then ");
        write_start(g, b, shape);
        buf_puts(b, " else ");
        write_start(g, b, shape);
    } else {
        write_start(g, b, shape);
    }
}

static void write_domain(Plan *g, Buf *b, const Shape *shape, const char *high)
{
    if (shape->kind == TRUTH)
        buf_puts(b, "bool");
    else if (shape->kind == WHOLE && high)
        buf_printf(b, "%d..%s", shape->lo, high);
    else if (shape->kind == WHOLE)
        buf_printf(b, "%d..%d", shape->lo, shape->hi);
    for (int32_t i = 0; shape->kind == NAME && i <= shape->hi; i++)
        buf_printf(b, "%s%s", i ? ", " : "", word(g, shape->words[i]));
}

static void plan_states(Plan *g)
{
    int32_t count = between(g, 1, g->level < 3 ? 1 + g->level : MOST_STATES);
    int32_t room = 8 + 6 * g->level;
    for (int32_t i = 0; i < count && room > 1; i++) {
        Shape shape = state_shape(g, room);
        if (i > 0 && happens(g, 30))
            shape = g->things[below(g, g->state_count)].shape;
        room /= shape.hi - shape.lo + 1;
        const char *name = new_name(g, "s"), *high = NULL;
        if (shape.kind == WHOLE && happens(g, 20)) {
            high = new_name(g, "top");
            buf_printf(new_decl(g, false), "param %s = %d\n", high, shape.hi);
        }
        Buf *b = new_decl(g, true);
        buf_printf(b, "state %s : ", name);
        write_domain(g, b, &shape, high);
        buf_puts(b, " = ");
        write_init(g, b, &shape);
        buf_puts(b, happens(g, 20) ? " \"a state\" zh \"状态\"\n" : "\n");
        add_thing(g, name, STATE, shape);
        g->scope_start = ++g->state_count;
    }
}

static void plan_events(Plan *g)
{
    g->event_count = between(g, 0, 2);
    for (int32_t i = 0; i < g->event_count; i++) {
        g->events[i] = new_name(g, "e");
        buf_printf(new_decl(g, false), "event %s%s\n", g->events[i],
                   happens(g, 30) ? " \"it happens\"" : "");
    }
}

static void plan_lets(Plan *g)
{
    for (int32_t n = between(g, 0, 1 + g->level / 3); n > 0; n--) {
        Buf *b = new_decl(g, false);
        Shape shape = {.kind = happens(g, 40) ? REAL : happens(g, 50) ? TRUTH : WHOLE};
        const char *name = new_name(g, "d");
        buf_printf(b, "let %s = ", name);
        write_value(g, b, &shape, 2);
        buf_puts(b, "\n");
        g->lets[g->let_count] = name;
        g->let_kinds[g->let_count++] = shape.kind;
    }
}

/* What a slot is inside the body. */
static void add_slot(Plan *g, Macro *m, Slot slot)
{
    m->slots[m->slot_count++] = slot;
    if (slot.kind == SLOT_PLAYER)
        g->slot_player = slot.name;
    else if (slot.kind != SLOT_MADE)
        add_thing(g, slot.name,
                  slot.kind == SLOT_STATE  ? STATE
                  : slot.kind == SLOT_WORD ? WORD
                                           : PLAIN,
                  slot.shape);
}

static Slot value_slot(Plan *g, const char *name)
{
    Shape shape = {.kind = (Kind)below(g, 4), .lo = 0, .hi = -1};
    const Thing *t = pick_thing(g, NAME);
    if (shape.kind == NAME && !t)
        shape.kind = REAL;
    if (shape.kind == NAME)
        shape = t->shape;
    if (shape.kind == TRUTH)
        shape.hi = 1;
    return (Slot){.kind = SLOT_VALUE, .shape = shape, .name = name};
}

static void plan_functions(Plan *g)
{
    for (int32_t n = between(g, 0, g->level < 1 ? 0 : 2); n > 0; n--) {
        Macro f = {.name = new_name(g, "f"), .gives = happens(g, 60) ? REAL : TRUTH};
        for (int32_t i = between(g, 1, 2); i > 0; i--)
            add_slot(g, &f, value_slot(g, new_name(g, "x")));
        Buf *b = new_decl(g, false);
        buf_printf(b, "let %s(", f.name);
        for (int32_t i = 0; i < f.slot_count; i++)
            buf_printf(b, "%s%s", i ? ", " : "", f.slots[i].name);
        buf_puts(b, ") = ");
        write_value(g, b, &(Shape){.kind = f.gives}, 3);
        buf_puts(b, "\n");
        g->thing_count = g->state_count;
        g->functions[g->function_count++] = f;
    }
}

static void add_rule_slots(Plan *g, Macro *rule)
{
    for (int32_t i = between(g, 0, 3); i > 0; i--) {
        const char *name = new_name(g, "x");
        const Thing *t = pick_state(g);
        int32_t form = below(g, 4);
        if (form == 0 && !g->slot_player && some_player(g, true))
            add_slot(g, rule, (Slot){.kind = SLOT_PLAYER, .name = name});
        else if (form == 1 && t->role == STATE)
            add_slot(g, rule, (Slot){.kind = SLOT_STATE, .shape = t->shape, .name = name});
        else if (form == 2 && t->shape.kind == NAME)
            add_slot(g, rule, (Slot){.kind = SLOT_WORD, .shape = t->shape, .name = name});
        else
            add_slot(g, rule, value_slot(g, name));
    }
}

/* The choice that a rule makes: its name is the caller's when a slot stands for it. */
static int32_t write_rule_choice(Plan *g, Buf *b, Macro *rule, int32_t budget)
{
    const char *player = some_player(g, true);
    Shape shape = names_shape(g, arm_count(g, budget));
    bool given = happens(g, 65);
    const char *name = new_name(g, given ? "x" : "c");
    if (given)
        rule->slots[rule->slot_count++] =
            (Slot){.kind = SLOT_MADE, .shape = shape, .role = CHOICE, .name = name};
    const Thing self = {name, CHOICE, shape, true};
    buf_printf(b, "%s chooses %s { ", player, name);
    int32_t width = write_arms(g, b, &shape, &self, 1, budget, 1);
    buf_puts(b, "}\n");
    add_thing(g, name, CHOICE, shape);
    return width;
}

static void plan_rules(Plan *g)
{
    g->in_rule = true;
    for (int32_t n = between(g, 0, g->level < 1 ? 0 : MOST_MACROS); n > 0; n--) {
        int32_t budget = 2 + g->level / 2;
        Macro rule = {.name = new_name(g, "r"), .width = 1};
        Buf body = {.mem = g->mem};
        add_rule_slots(g, &rule);
        bool can_choose = some_player(g, true);
        rule.is_a_choice = can_choose && happens(g, 35);
        if (rule.is_a_choice || (can_choose && happens(g, 40)))
            rule.width = write_rule_choice(g, &body, &rule, budget);
        if (!rule.is_a_choice)
            rule.width *= write_body(g, &body, budget, 1);
        Buf *b = new_decl(g, false);
        buf_printf(b, "rule %s(", rule.name);
        for (int32_t i = 0; i < rule.slot_count; i++)
            buf_printf(b, "%s%s", i ? ", " : "", rule.slots[i].name);
        buf_printf(b, ") {\n%s}\n", buf_text(&body));
        g->thing_count = g->state_count;
        g->slot_player = NULL;
        g->rules[g->rule_count++] = rule;
    }
    g->in_rule = false;
}

static void plan_measures(Plan *g)
{
    g->measure_count = between(g, 0, 2);
    for (int32_t i = 0; i < g->measure_count; i++) {
        Buf *b = new_decl(g, false);
        const char *name = new_name(g, "y");
        buf_printf(b, "measure %s = ", name);
        write_value(g, b, &(Shape){.kind = i ? REAL : TRUTH}, 2);
        buf_puts(b, happens(g, 30) ? " \"watched\"\n" : "\n");
        g->measures[i] = name;
    }
}

static void plan_program(Plan *g)
{
    int32_t budget = 4 + 5 * g->level, width = 1;
    Buf body = {.mem = g->mem};
    Veil veil = {0};
    if (g->hides)
        write_stretch(g, &body, &veil);
    for (int32_t n = g->hides ? below(g, 3) : between(g, 2, 3 + g->level / 2); n > 0; n--)
        width *= write_statement(g, &body, budget / width > 1 ? budget / width : 1,
                                 1 + g->level / 3);
    for (int32_t i = 0; i < g->player_count; i++)
        write_pay(g, &body);
    if (g->hides && happens(g, 30))
        write_hidden_pay(g, &body, &veil, g->players[0].name);
    buf_printf(new_decl(g, false), "each period {\n%s}\n", buf_text(&body));
    g->thing_count = g->state_count;
}

static void plan_finally(Plan *g)
{
    if (happens(g, 50))
        return;
    bool was_wrong = g->may_be_wrong;
    Buf *b = new_decl(g, false);
    buf_puts(b, "finally {\n");
    write_pay(g, b);
    if (happens(g, 50)) {
        buf_puts(b, "if ");
        write_truth(g, b, 1);
        buf_puts(b, " {\n");
        write_pay(g, b);
        buf_puts(b, "}\n");
    }
    buf_puts(b, "}\n");
    g->may_be_wrong = was_wrong;
}

static void write_setting(Plan *g, Buf *b)
{
    const PlayerPlan *player = &g->players[below(g, g->player_count)];
    const ParamPlan *p = g->param_count ? &g->params[below(g, g->param_count)] : NULL;
    switch (below(g, 5)) {
    case 0:
        buf_printf(b, "%s.patience = 0.%d", player->name, between(g, 50, 98));
        return;
    case 1:
        if (!player->is_simultaneous && happens(g, 30))
            buf_printf(b, "%s.precision = exact", player->name);
        else
            buf_printf(b, "%s.precision = 0.%d", player->name, between(g, 10, 60));
        return;
    case 2: {
        const Thing *state = &g->things[below(g, g->state_count)];
        buf_printf(b, "%s = ", state->name);
        if (happens(g, 50)) {
            write_start(g, b, &state->shape);
            return;
        }
        buf_printf(b, "{ %d%% : ", between(g, 0, 100));
        write_start(g, b, &state->shape);
        buf_puts(b, " rest : ");
        write_start(g, b, &state->shape);
        buf_puts(b, " }");
        return;
    }
    default:
        if (!p)
            buf_printf(b, "%s.patience = 0.5", player->name);
        else if (happens(g, 30))
            buf_printf(b, "%s = %s / 2", p->name, p->name);
        else
            buf_printf(b, "%s = 0.%d", p->name, between(g, 10, 90));
        return;
    }
}

static void plan_variants(Plan *g)
{
    g->variant_count = between(g, 0, 2);
    for (int32_t i = 0; i < g->variant_count; i++) {
        Buf *b = new_decl(g, false);
        g->variants[i] = new_name(g, "w");
        buf_printf(b, "variant %s %s{ ", g->variants[i],
                   happens(g, 30) ? "\"another world\" " : "");
        for (int32_t n = between(g, 1, 3); n > 0; n--) {
            write_setting(g, b);
            buf_puts(b, "  ");
        }
        buf_puts(b, "}\n");
    }
}

/* ------------------------------------------------------------------ questions */

static void write_when(Plan *g, Buf *b)
{
    if (happens(g, 20))
        buf_puts(b, "end");
    else if (g->has_calendar && happens(g, 25))
        write_date(b, some_day(g, 0, happens(g, 10) ? 40 : 0));
    else
        buf_printf(b, "%d", between(g, 0, g->periods));
}

/* C: a truth of states and measures. */
static void write_condition(Plan *g, Buf *b)
{
    if (g->measure_count && happens(g, 25))
        buf_puts(b, g->measures[0]);
    else
        write_truth(g, b, 1);
}

/* EV, of any kind; false when there is none. */
static bool write_event(Plan *g, Buf *b)
{
    int32_t count = g->event_count + g->countable_count;
    if (!count)
        return false;
    int32_t i = below(g, count);
    if (i < g->event_count) {
        buf_puts(b, g->events[i]);
        return true;
    }
    const Thing *t = &g->countable[i - g->event_count];
    buf_puts(b, t->name);
    if (t->role == CHOICE && happens(g, 30))
        return true;
    if (t->shape.kind == NAME)
        buf_printf(b, ".%s", some_word(g, &t->shape));
    else
        buf_printf(b, ".%d", between(g, t->shape.lo < 0 ? 0 : t->shape.lo, t->shape.hi));
    return true;
}

static void write_condition_or_event(Plan *g, Buf *b)
{
    if (g->event_count && happens(g, 40))
        buf_puts(b, g->events[below(g, g->event_count)]);
    else
        write_condition(g, b);
}

/* Inside of P( ... ). */
static void write_probability_form(Plan *g, Buf *b)
{
    Buf event = {.mem = g->mem};
    bool has_event = write_event(g, &event);
    switch (below(g, 6)) {
    case 0:
        write_condition(g, b);
        buf_puts(b, " at ");
        write_when(g, b);
        break;
    case 1:
        write_condition_or_event(g, b);
        buf_puts(b, " by ");
        write_when(g, b);
        break;
    case 2:
        write_condition(g, b);
        buf_puts(b, " throughout ");
        write_when(g, b);
        break;
    case 3:
        write_condition(g, b);
        buf_puts(b, " until ");
        write_condition_or_event(g, b);
        buf_puts(b, " by ");
        write_when(g, b);
        break;
    case 4:
        buf_puts(b, "first ");
        write_condition_or_event(g, b);
        buf_puts(b, " at ");
        write_when(g, b);
        break;
    default:
        buf_printf(b, "count %s by ", has_event ? buf_text(&event) : "");
        write_when(g, b);
        write_comparison(g, b);
        buf_printf(b, "%d", between(g, 0, 3));
        if (!has_event) {
            b->length = 0;
            write_condition(g, b);
            buf_puts(b, " at end");
        }
        break;
    }
}

static void write_mean(Plan *g, Buf *b)
{
    bool counts = happens(g, 50);
    buf_puts(b, "E(");
    if (counts && (g->event_count || g->countable_count)) {
        buf_puts(b, "count ");
        write_event(g, b);
        buf_puts(b, " by ");
        write_when(g, b);
    } else if (happens(g, 25)) {
        buf_puts(b, "first ");
        write_condition_or_event(g, b);
    } else {
        static const char *const forms[] = {"", "sum ", "mean "};
        int32_t form = below(g, 3);
        buf_puts(b, forms[form]);
        if (g->measure_count > 1 && happens(g, 30))
            buf_puts(b, g->measures[1]);
        else
            write_real(g, b, 2);
        buf_puts(b, form ? " by " : " at ");
        if (form == 2 && happens(g, 90))
            buf_printf(b, "%d", between(g, 1, g->periods));
        else
            write_when(g, b);
    }
    buf_puts(b, ")");
}

static void write_question(Plan *g, Buf *b)
{
    Buf part = {.mem = g->mem};
    int32_t form = below(g, 10);
    if (form <= 3) {
        write_probability_form(g, &part);
        buf_printf(b, "P(%s)", buf_text(&part));
    } else if (form == 4) {
        Buf given = {.mem = g->mem};
        write_probability_form(g, &part);
        write_probability_form(g, &given);
        buf_printf(b, "P(%s given %s)", buf_text(&part), buf_text(&given));
    } else if (form == 5) {
        buf_puts(b, "Q(");
        write_real(g, b, 2);
        buf_puts(b, " at ");
        write_when(g, b);
        buf_printf(b, ", %d.%d%%)", between(g, 1, 98), between(g, 1, 9));
    } else {
        write_mean(g, b);
    }
    if (g->variant_count && happens(g, 30)) {
        buf_printf(b, " under %s", g->variants[0]);
        if (g->variant_count > 1 && happens(g, 40))
            buf_printf(b, ", %s", g->variants[1]);
    }
}

/* The value of every player, then some questions of all kinds. */
static void plan_questions(Plan *g, Generated *out)
{
    out->questions = make(g->mem, const char *, MOST_QUESTIONS);
    for (int32_t i = 0; i < g->player_count; i++)
        out->questions[out->question_count++] =
            text_format(g->mem, "V(%s)", g->players[i].name);
    for (int32_t n = between(g, 4, 8); n > 0; n--) {
        Buf b = {.mem = g->mem};
        write_question(g, &b);
        out->questions[out->question_count++] = buf_text(&b);
    }
}

/* ------------------------------------------------------------------ the whole */

/* The declarations shuffled; states keep their order, for they may read earlier ones. */
static void shuffle(Plan *g)
{
    uint64_t random = g->recipe.order;
    Decl states[MOST_DECLS];
    int32_t count = 0, next = 0;
    for (int32_t i = 0; i < g->decl_count; i++)
        if (g->decls[i].is_state)
            states[count++] = g->decls[i];
    for (int32_t i = g->decl_count - 1; i > 0; i--) {
        int32_t j = (int32_t)(next_random(&random) % (uint64_t)(i + 1));
        Decl d = g->decls[i];
        g->decls[i] = g->decls[j];
        g->decls[j] = d;
    }
    for (int32_t i = 0; i < g->decl_count; i++)
        if (g->decls[i].is_state)
            g->decls[i] = states[next++];
}

Generated generate_model(Mem *M, Recipe recipe)
{
    Plan *g = make(M, Plan);
    g->mem = M;
    g->recipe = recipe;
    g->random = recipe.seed * 1000003u + (uint64_t)recipe.index;
    next_random(&g->random);
    g->level = recipe.index < 1000 ? recipe.index / 100 : 10;
    g->may_be_wrong = happens(g, 6);
    g->hides = recipe.index % 8 == 5;
    if (g->hides)
        g->level = recipe.index / 500;
    plan_time(g);
    plan_params(g);
    plan_players(g);
    plan_states(g);
    g->reads_time = true;
    plan_events(g);
    plan_lets(g);
    plan_functions(g);
    plan_rules(g);
    plan_measures(g);
    plan_program(g);
    plan_finally(g);
    plan_variants(g);
    Generated out = {0};
    plan_questions(g, &out);
    if (recipe.order)
        shuffle(g);
    Buf text = {.mem = M};
    buf_printf(&text, "model \"Random %d\"\n", recipe.index);
    for (int32_t i = 0; i < g->decl_count; i++)
        buf_puts(&text, buf_text(&g->decls[i].text));
    out.text = buf_text(&text);
    return out;
}
