/* model.h - what a model means: names resolved, types known, rules put in place.
 *
 * check.h makes a Model from the syntax.  Everything is a plain tree of structs in the
 * arena; nothing points back to the syntax but spans.  Later floors read nothing else.
 *
 * All values are doubles: a truth is 0 or 1, a whole number itself, a name of a domain its
 * place from 0, a date its days since 1970-01-01.  A choice that was not made is NOT_MADE.
 */
#pragma once
#include "base/date.h"
#include "base/diag.h"

typedef struct Expr Expr;
typedef struct Stmt Stmt;
typedef struct Arm Arm;
typedef struct Question Question;

enum { NOT_MADE = -1000000000 }; /* outside every domain; no name or number equals it */

/* A text for people; [LANG_EN] is never NULL: it is the name as written where no text was. */
typedef struct {
    const char
        *in[LANG_COUNT]; /* in[LANG_ZH] is the English where there is no translation */
} Text;

typedef enum { TYPE_TRUTH, TYPE_WHOLE, TYPE_NAME, TYPE_REAL, TYPE_DATE } TypeKind;

/* The values that a variable may take: the whole numbers lo..hi; for names, places 0..n-1. */
typedef struct {
    TypeKind kind;      /* TYPE_TRUTH, TYPE_WHOLE or TYPE_NAME */
    int32_t lo, hi;     /* inclusive; 0..1 for truths */
    const char **names; /* of TYPE_NAME: hi + 1 interned names */
    Text *texts;        /* of TYPE_NAME: the names' texts for people */
} Domain;

typedef struct {
    TypeKind kind;
    const Domain *domain; /* of TYPE_NAME */
} Type;

/* ------------------------------------------------------------------ expressions */

typedef enum {
    X_NUMBER, /* number: also truths, names, dates, top and bottom */
    X_PARAM,  /* params[ref] */
    X_VAR,    /* vars[ref] */
    X_TYPE,   /* vars[ref] too, of a VAR_TYPE: what one player alone knows */
    X_BELIEF, /* the public belief in a value of a secret: beliefs[ref], see Secret */
    X_NOW,
    X_DATE,
    X_OR,
    X_AND,
    X_NOT,
    X_EQ,
    X_NE,
    X_LT,
    X_LE,
    X_GT,
    X_GE,
    X_ADD,
    X_SUB,
    X_MUL,
    X_DIV,
    X_MOD,
    X_POW,
    X_NEG,
    X_MIN,
    X_MAX, /* of two */
    X_ABS,
    X_EXP,
    X_LOG,
    X_SQRT,
    X_FLOOR,
    X_CEIL,
    X_IF, /* kids: condition, then, else */
    X_MONTHS_TO,
    X_WEEKS_TO,
    X_DAYS_TO, /* of a date, from X_DATE */
} ExprOp;

/* A typed expression, lets and functions put in place.  Trees may share parts (a DAG), and
 * nobody changes one once it is made.  `match` has become a chain of X_IF. */
struct Expr {
    ExprOp op;
    Type type;
    Span at;
    double number;
    int32_t ref;
    int32_t kid_count;
    Expr *kids[3];
    bool reads_vars; /* a variable, a type or a belief is read in it */
    bool reads_beliefs;
    uint8_t reads_types; /* of which secrets: 1 << index */
    bool reads_time;     /* now, date or a function of them */
    bool reads_params;
    int64_t size;  /* nodes, counted as a tree; at most MOST_EXPR_SIZE */
    int32_t depth; /* nodes on the longest way to a leaf; at most MOST_EXPR_DEPTH */
};

enum { MOST_EXPR_SIZE = 200000, MOST_EXPR_DEPTH = 5000 };

/* ------------------------------------------------------------------ what is declared */

typedef enum { NOISE_ERROR, NOISE_TASTE } Noise;

typedef struct {
    const char *name;
    Text text;
    Span at;
    Expr *patience;  /* over parameters; 0 < value <= 1 is checked when it has a number */
    Expr *precision; /* over parameters; value >= 0; NULL = exact */
    Noise noise;
} Player;

typedef struct {
    const char *name;
    Text text, source; /* source.in[LANG_EN] is NULL when absent */
    Span at, value_at; /* its name; its value, which the command line may have set */
    Type type;
    Expr *value;   /* over other parameters; no circles */
    Expr *lo, *hi; /* the plausible range; NULL when left out */
    bool
        is_rigid; /* read by a domain, a range or the period: fixed when the model is read */
} Param;

/* A discrete variable.  States come first, in the order declared: vars[0 .. state_count);
 * after them types, vars[state_count .. state_count + type_count). */
typedef enum {
    VAR_STATE,
    VAR_TYPE,   /* what `player` alone knows; no part of any situation that is laid out */
    VAR_CHOICE, /* set by S_CHOOSE; arms are places, or the number chosen */
    VAR_CHANCE, /* set by a S_CHANCE with a name; arms without a name share one more place at
                   the end of the domain, whose name is "" */
    VAR_LOCAL, /* a `let` of the program, kept as a value; or, inner and named "x at let", what
                   the state x was where a `let` that is put in place as an expression stood, or
                   what a `show` shows, named as it is written */
} VarKind;

typedef struct {
    VarKind kind;
    const char *name; /* as written; inside a rule put in place, "name" too */
    Text text, source;
    Span at;
    Domain domain;
    int32_t player;     /* VAR_CHOICE: who chooses; VAR_TYPE: who knows */
    bool can_be_unmade; /* is read where it may not have been set: NOT_MADE is a value */
    bool is_inner;    /* made inside a rule: its name is its own and cannot be asked for */
    const Stmt *made; /* the statement that sets it; NULL for states */
} Var;

/* What one player alone knows: all its types together.  Value k of the secret gives each of
 * its types a value, the last type moving fastest.  beliefs[first_belief + k] is how likely the
 * others hold value k to be; the beliefs of all secrets stand in one row. */
typedef struct {
    int32_t player;
    int32_t *vars; /* [var_count], in the order declared */
    int32_t var_count;
    int32_t count; /* of values: at most MOST_SECRET_VALUES */
    int32_t first_belief;
    int32_t steps; /* of the grid of beliefs */
} Secret;

enum { MOST_SECRETS = 2, MOST_SECRET_VALUES = 4, MOST_BELIEF_STEPS = 1000 };

/* The value that value k of a secret gives its type `which`. */
int32_t secret_value(const Secret *s, const Var *vars, int32_t k, int32_t which);

/* How a state begins: alternatives with probabilities that sum to 1 (one alone: no lottery).
 * Expressions read parameters and the states before it. */
typedef struct {
    int32_t count;
    Expr **probability; /* [count]; a lone start has the number 1, `rest` is written out */
    Expr **value;
    Span at;
} Start;

typedef struct {
    const char *name;
    Text text;
    Span at;
    Expr *value;
} Measure;

/* Events: the declared ones first, then one for each arm of a choice or named lottery
 * (whole-number choices: one for each number), then one for each choice as such. */
typedef struct {
    const char *name; /* "collapse", "move.raise", "move" */
    Text text;
    Span at;
    bool is_declared;
    int32_t var,
        value; /* of an arm: the variable and its value; value NOT_MADE = any arm */
} Event;

/* ------------------------------------------------------------------ the program */

typedef enum {
    S_CHOOSE,   /* var, player; arms with guards; or a whole-number choice: is_range */
    S_TOGETHER, /* body: a list of S_CHOOSE */
    S_CHANCE,   /* var or -1; arms with probabilities (rest is written out) */
    S_SET,      /* vars[var] becomes value: a state, or a local kept as a value */
    S_IF,       /* value; body, otherwise */
    S_PAY,      /* player, value */
    S_EVENT,    /* event */
    S_SHOW,     /* value: everyone sees it from here on */
} StmtKind;

struct Arm {
    Span at;
    const char *name; /* NULL when it has none */
    Text text;
    int32_t value;     /* what the variable becomes */
    int32_t event;     /* events[] index of the arm; -1 for a lottery without a name */
    Expr *guard;       /* NULL = always open */
    Expr *probability; /* of S_CHANCE */
    Stmt *body;
    Arm *next;
};

struct Stmt {
    StmtKind kind;
    Span at; /* what a diagnostic marks */
    int32_t var, player;
    Text text; /* of a choice or lottery */
    Arm *arms;
    int32_t arm_count;
    bool is_range; /* one arm for each value of the variable's domain, same event order;
                           `arms` is then NULL, `value` the guard, which reads the variable, or
                           NULL; first_event + (v - lo) is the event of v */
    int32_t first_event;
    int32_t made_event; /* event "this choice was made"; -1 for lotteries */
    /* [player_count] of a choice or lottery: who sees what comes out before it is shown; NULL:
     * everyone.  The bodies of its arms then pay and set locals, and nothing else. */
    const bool *seers;

    int32_t
        changes; /* of S_CHANCE: the secret that its arms change, which nobody else sees;
                           their bodies are S_SETs of its types to numbers; -1 = none */
    Expr *value;
    int32_t event;
    Stmt *body, *otherwise;
    Stmt *next;
    /* The rule it came from: where the innermost call stands; at.source is -1 outside rules. */
    Span put_at;
    const char *rule;
};

/* ------------------------------------------------------------------ questions */

typedef enum {
    Q_AT,
    Q_BY,
    Q_THROUGHOUT,
    Q_UNTIL,
    Q_COUNT_AT_LEAST,
    Q_FIRST_AT,
    Q_GIVEN,
    Q_MEAN_AT,
    Q_MEAN_COUNT,
    Q_MEAN_SUM,
    Q_MEAN_MEAN,
    Q_MEAN_FIRST,
    Q_QUANTILE,
    Q_VALUE,
} QuestionKind;

enum { FOREVER = INT32_MAX };

struct Question {
    QuestionKind kind;
    Span at;
    const char *as_written; /* for people, without `under` */
    Expr *
        of; /* a truth (Q_AT ... Q_UNTIL, Q_FIRST_AT, Q_MEAN_FIRST) or a number; NULL with event */
    Expr *until;                /* the B of Q_UNTIL; NULL with until_event */
    int32_t event, until_event; /* -1 = none */
    /* Q_COUNT_AT_LEAST is P(count compare k); E(count) uses event alone */
    ExprOp compare; /* X_EQ ... X_GE */
    double bound;   /* k, or the quantile's probability */
    int32_t
        when; /* W in periods, 0 .. T, or any number in a game without an end; FOREVER */
    int32_t player;
    Question *parts[2];
    int32_t *under; /* variants, in order */
    int32_t under_count;
};

/* A claim's condition: comparisons of arithmetic over questions, with and, or, not. */
typedef struct Cond Cond;
struct Cond {
    ExprOp op; /* X_NUMBER; X_PARAM; X_OR ... X_NEG, never X_MOD, X_POW; X_IF: a question */
    Span at;
    double number;
    int32_t ref; /* of X_PARAM */
    Question *question;
    Cond *kids[2];
    const char *as_written; /* white space folded; never NULL */
};

typedef struct {
    const char *name;
    Text text, source; /* source.in[LANG_EN] is NULL when absent */
    Span at;
    Cond *holds;
} Claim;

/* What a variant sets, in order. */
typedef enum { SET_PARAM, SET_PATIENCE, SET_PRECISION, SET_START } SettingKind;
typedef struct {
    SettingKind kind;
    int32_t ref; /* parameter, player or state */
    Expr *value; /* NULL = exact, or with a start */
    Start start;
    Span at;
} Setting;

typedef struct {
    const char *name;
    Text text;
    Span at;
    Setting *settings;
    int32_t setting_count;
    bool is_own; /* the main file's: reports list it */
} Variant;

/* ------------------------------------------------------------------ the whole */

typedef struct {
    Text title;
    /* time */
    TimeUnit unit;
    int32_t unit_count; /* a period is unit_count units */
    int64_t first_day;  /* days since 1970-01-01 */
    bool has_calendar;  /* `from` was written; else dates are refused */
    int32_t periods; /* T: until the end, or until time stands still (0: it never moves) */
    bool is_endless; /* `then on`, or no `for`: the program of period T goes on for ever */
    int32_t window;  /* periods that reports show: T, or 24 where that is 0 */

    Player *players;
    int32_t player_count;
    Param *params; /* in an order in which each reads only earlier ones */
    int32_t param_count;
    Var *vars;
    int32_t var_count, state_count, type_count;
    Start *starts; /* [state_count + type_count] */
    Secret *secrets;
    int32_t secret_count;
    int32_t belief_count; /* values of all secrets */
    Measure *measures;
    int32_t measure_count;
    Event *events;
    int32_t event_count, declared_event_count;
    int32_t
        own_event_count; /* the first of these, declared in the main file; without any, all */
    Stmt *program, *finally;
    Variant *variants;
    int32_t variant_count;
    Claim *claims;
    int32_t claim_count;
} Model;

/* Does the model keep what this header says: indices in range, kinds and kids that fit,
 * parameters that read only earlier ones?  For tests and assertions. */
bool model_is_valid(const Model *m);

/* The whole model for people who debug it (`truce show --stage model`). */
void model_print(const Model *m, Buf *out);
void expr_print(const Model *m, const Expr *x, Buf *out);

/* When period t's program reads the clock, that shows at most T. */
static inline int64_t model_clock(const Model *m, int64_t t)
{
    return m->is_endless && t > m->periods ? m->periods : t;
}

/* The day on which period t begins. */
static inline int64_t model_day(const Model *m, int64_t t)
{
    return date_add(m->first_day, m->unit, t * m->unit_count);
}
