/* check_private.h - what the files of check share.
 *
 *     check.c           the driver; what is declared
 *     check_scope.c     which name means what; names that nobody knows
 *     check_value.c     making expressions; what is known of them without running them
 *     check_expr.c      expressions and their types
 *     check_call.c      `match`; functions, the language's own and those of the model
 *     check_program.c   statements; rules put in place; what is made where
 *     check_event.c     what can be counted: arms and choices
 *     check_hidden.c    who sees what; what may stand behind a curtain
 *     check_question.c  questions, claims, variants
 *     check_types.c     what one player alone knows, what the others believe; who may read it
 *     check_warn.c      what is allowed but suspicious; what is never put in place
 *
 * A part of the text in which an error was found becomes `poison`: whatever contains it is
 * poison too and says nothing more, so that one mistake gives one diagnostic.
 */
#pragma once
#include "lang/check.h"

enum {
    MOST_DOMAIN_VALUES = 1000000,
    MOST_BOUND = 500000000, /* of a whole number that is a bound; keeps NOT_MADE outside */
    MOST_PERIODS = 100000,
    ENDLESS_WINDOW = 24, /* periods that reports show where there is no other number */
    MOST_UNIT_COUNT = 10000,
    MOST_STATEMENTS = 100000,
    MOST_EVENTS = 2000000,
    MOST_EXPRS_IN_ALL = 20000000, /* sizes of the program's expressions, added up */
    MOST_STEPS = 3000000,         /* parts of the text read, however often put in place */
    MOST_NESTED_PARTS = 800,  /* of expressions, lets and functions put in one another */
    MOST_NESTED_BLOCKS = 400, /* of statements, rules put in one another */
};

/* ------------------------------------------------------------------ names */

/* Pointers by pointers; `used` of `room` places are taken, room a power of 2. */
typedef struct {
    const void **keys;
    void **values;
    int32_t used, room;
} Table;

void *table_get(const Table *t, const void *key); /* NULL when it is not there */
void table_put(Mem *M, Table *t, const void *key, void *value);

typedef enum {
    SYM_PLAYER,
    SYM_PARAM,
    SYM_STATE,
    SYM_TYPE,
    SYM_LET,
    SYM_FUNCTION,
    SYM_RULE,
    SYM_MEASURE,
    SYM_EVENT,
    SYM_VARIANT,
    SYM_CLAIM,
    SYM_MADE, /* a choice, a lottery or a local of the program */
} SymbolKind;

typedef enum { TODO, DOING, DONE } Progress;

/* What a name means. */
typedef struct Symbol Symbol;
struct Symbol {
    SymbolKind kind;
    const char *name;
    Span at;             /* the name where it is declared */
    const SynDecl *decl; /* NULL of SYM_MADE */
    int32_t ref;         /* index of the player, parameter, state, ...; of SYM_MADE the
                            variable, or -1 for a local that is put in place */
    Progress progress;
    bool is_broken;       /* it had an error: what reads it is poison */
    bool is_local;        /* SYM_MADE by a `let` */
    bool is_set;          /* a state that the program sets, an event that it raises */
    bool may_be_fraction; /* a parameter that some variant sets to a real number */
    bool is_made;         /* SYM_MADE: surely made at the place that is being checked */
    /* As written, after the settings of the command line. */
    const SynExpr *written, *patience, *precision;
    const SynInit *init;
    Expr *value;          /* of a let, a measure, a local that is put in place */
    const Domain *domain; /* of a state, or of what is made */
    int32_t uses;         /* how often it is read */
    Symbol *next;         /* in the order declared */
};

/* What an argument of a function or rule is called inside. */
typedef struct Env Env;
typedef struct {
    const char *name;
    Span at;
    const SynExpr *arg; /* means what it means in `env` */
    const Env *env;
    Expr *value; /* of a function's argument, once read */
} Binding;

/* The names that a rule's body makes and that are its own. */
typedef struct {
    Symbol *first, *last;
} Inner;

/* Where a name stands: at the top level of a file, or in a body put in place. */
struct Env {
    const Symbol *owner; /* the function or rule; NULL at the top level */
    int32_t source;
    bool is_program; /* what the program makes can be read */
    Binding *bindings;
    int32_t binding_count;
    Inner *inner;      /* of a rule */
    const Env *caller; /* where the call stands */
    Span put_at;       /* the call */
};

/* A name of a domain, in one file; `next` is the same name in another. */
typedef struct DomainName DomainName;
struct DomainName {
    const char *name;
    Span at;
    DomainName *next;
    DomainName *later; /* in order of appearance, whatever the name */
};

/* ------------------------------------------------------------------ the state of checking */

/* Which part of the model is read; decides what is said about names of the program. */
typedef enum { IN_DECLARATIONS, IN_PROGRAM, IN_FINALLY, IN_QUESTION } Part;

/* Lets, measures, parameters and states that are being read, innermost first. */
typedef struct Doing Doing;
struct Doing {
    const Symbol *symbol;
    Span read_at;
    const Doing *outer;
};

/* A state as it was at a `let` that is put in place: `leaf` reads the state itself until
 * the program sets it, and then the variable that keeps it, which is set at `place`. */
typedef struct Snapshot Snapshot;
struct Snapshot {
    int32_t state;
    Expr *leaf;
    Stmt **place;
    const Symbol *let;
    Snapshot *next;
};

typedef struct {
    Diags *D;
    Mem *mem;
    const Syntax *files;
    int32_t main_source;
    Model *model;
    Expr *poison;

    Table symbols;      /* name → Symbol, of the top level */
    Table domain_names; /* name → DomainName */
    DomainName *first_domain_name, *last_domain_name;
    Symbol *first, *last;
    Env *file_envs; /* [files], in their order */
    int32_t file_count;
    const SynDecl *model_decl, *period, *each, *finally;
    int32_t *secret_of; /* [type_count]: which secret a type is part of */
    bool has_secrets;   /* they are known: types and beliefs can be read */
    bool has_time;      /* the period is known: `when` and `now` can be bounded */

    Part part;
    const Doing *doing;
    int32_t depth, block_depth;
    int64_t steps; /* see MOST_STEPS */
    int64_t exprs_in_all;
    bool is_full; /* a limit was passed, and said so: nothing more is put in place */

    /* The model's tables while they grow. */
    int32_t param_room, var_room, event_room;
    double *param_values; /* [param_room], as declared */
    int32_t param_value_room;
    Symbol **var_symbols; /* [var_room] */
    int32_t var_symbol_room;

    /* The program. */
    int32_t statement_count;
    Symbol **made; /* what was made on the way to the place that is being checked */
    int32_t made_count, made_room;
    Snapshot **pending;     /* [state_count]: leaves that still read the state itself */
    Table is_snapshot;      /* their leaves */
    const SynStmt *curtain; /* the choice or lottery behind whose curtain this stands */
    Stmt **choices; /* in order of appearance, for the events "this choice was made" */
    int32_t choice_count, choice_room;
} Check;

struct Scope {
    Check check;
};

/* ------------------------------------------------------------------ check_scope.c */

/* What a name leads to, through the arguments it stands for. */
typedef struct {
    Symbol *symbol;    /* declared, or NULL */
    Binding *argument; /* an argument that is more than a name, or NULL */
    Name name;         /* otherwise: this bare name, ... */
    const Env *env;    /* ... which stands here */
} Found;

Found name_find(const Check *c, Name name, const Env *env);
bool is_domain_name(const Check *c, const char *name, int32_t source);

/* A new symbol at the top level; NULL when the name is absent or, taken, which is said. */
Symbol *symbol_declare(Check *c, SymbolKind kind, Name name, const SynDecl *decl);

/* The symbol of this kind that a name means, or NULL after a diagnostic. */
Symbol *symbol_expect(Check *c, Name name, const Env *env, SymbolKind kind);

/* Declares what all files declare, and finds clashes of names. */
void names_collect(Check *c);

/* The names that a rule's body makes itself, parameters left out. */
void inner_collect(Check *c, const SynDecl *rule, Inner *inner);

/* "declared here, as a state" */
void note_symbol(Check *c, Diag *d, const Symbol *s);

/* Suggests a name whose kind is in the set (bits 1 << kind), an argument of env, or a name
 * of the domain, which may be NULL. */
bool suggest_name(Check *c, Diag *d, const char *word, unsigned kinds, const Env *env,
                  const Domain *domain);

enum {
    VALUE_KINDS = 1 << SYM_PARAM | 1 << SYM_STATE | 1 << SYM_TYPE | 1 << SYM_LET |
                  1 << SYM_MEASURE | 1 << SYM_MADE,
};

const Env *env_of_file(const Check *c, int32_t source);

/* Is `owner` among the bodies that are put in one another at env? */
bool env_is_inside(const Env *env, const Symbol *owner);

/* To the diagnostics after `before`, which were found in a body put in place: says where it
 * was put, and drops those that were said before for another call. */
void calls_tidy(Check *c, Diag *before, Span put_at, const char *name);

/* For a let, measure, parameter or state that is read again while it is being read. */
void circle_report(Check *c, const Symbol *s, Span at);

/* The text of a span, white space and comments folded to single spaces. */
const char *written(const Check *c, Span at);
const char *written_short(const Check *c, Span at); /* 60 characters at most */

Text text_of(const SynText *t, const char *name);
Text source_of(const SynText *t); /* all NULL when absent */

/* ------------------------------------------------------------------ check_value.c */

static inline bool is_poison(const Check *c, const Expr *x)
{
    return x == c->poison;
}

Type type_of_domain(const Domain *domain);
bool domains_agree(const Domain *a, const Domain *b);
int32_t domain_place(const Domain *domain, const char *name); /* -1 when it is not there */
const char *domain_list(const Check *c,
                        const Domain *domain); /* "normal, truce, embargo" */

Expr *expr_number(Check *c, Type type, double x, Span at);
Expr *expr_leaf(Check *c, ExprOp op, Type type, int32_t ref, Span at);

/* An operation on kids, absent ones NULL; poison when a kid is, or with a diagnostic when
 * it grows too large. */
Expr *expr_make(Check *c, ExprOp op, Type type, Span at, Expr *a, Expr *b, Expr *third);

bool is_constant(const Expr *x); /* reads nothing */

/* The value of an expression over parameters, with the values declared; nan where it has
 * none. */
double constant_value(const Check *c, const Expr *x);

/* Values that a whole-valued expression stays between; infinite where nothing is known. */
typedef struct {
    double lo, hi;
} Bounds;
Bounds expr_bounds(const Check *c, const Expr *x);

/* Calls visit(c, leaf, with) for each leaf that reads something. */
void expr_visit(Check *c, const Expr *x, void (*visit)(Check *, const Expr *, void *),
                void *with);

/* x with its states as they are at this moment of the program; see Snapshot. */
Expr *expr_freeze(Check *c, Expr *x, const Symbol *let, Stmt **place);

/* The parameters that x reads are fixed from here on. */
void mark_rigid(Check *c, const Expr *x);

/* ------------------------------------------------------------------ check_expr.c */

/* What an expression is wanted for. */
typedef struct {
    const Domain *domain; /* in which a bare name is looked for, or NULL */
    Span from;            /* what has this domain */
    bool is_compared;     /* with it; else it is put into it */
    bool may_be_unmade;   /* the one who asks copes with NOT_MADE */
} Want;

extern const Want WANT_ANY;

Expr *elaborate(Check *c, const SynExpr *e, const Env *env, Want want);
Expr *elaborate_truth(Check *c, const SynExpr *e, const Env *env);
Expr *elaborate_number(Check *c, const SynExpr *e,
                       const Env *env); /* truths and names count */

/* To be put into a variable of this domain; `from` is where that stands. */
Expr *elaborate_into(Check *c, const SynExpr *e, const Env *env, const Domain *domain,
                     Span from);

/* A whole number of literals and parameters, which become rigid; false when it is none. */
bool whole_constant(Check *c, const SynExpr *e, const Env *env, int64_t lo, int64_t hi,
                    int64_t *value);

/* Refuses what declarations cannot read: variables (if not allowed), time. */
bool reads_only_params(Check *c, const Expr *x);

ExprOp op_of(SynOp op);
void note_type(Check *c, Diag *d, Span at, Type type);
Expr *wrong_type(Check *c, Diag *d, Span at, Type type); /* says so of `at`; poison */
Expr *need_date(Check *c, Expr *x, Span at);             /* poison when it is none */

/* What a value counts as where a number is expected. */
Type as_number(Type type);

/* Elaborates what must agree: bare names are looked for in the domain of the first that is
 * not open, or, when all are, in the domain that is wanted of them all. */
void elaborate_group(Check *c, SynExpr **e, int32_t count, const Env *env, Want want,
                     Expr **x);

/* Whether values of both types can stand for one another. */
bool can_be_mixed(Type a, Type b);

/* The type that all x have in common, which were written as e; false when some x is poison or
 * after a diagnostic. */
bool mix_types(Check *c, Expr **x, SynExpr **e, int32_t count, Type *type);

/* ------------------------------------------------------------------ check_call.c */

Expr *elaborate_match(Check *c, const SynExpr *e, const Env *env, Want want);
Expr *elaborate_call(Check *c, const SynExpr *e, const Env *env, Want want);

bool has_calendar(Check *c, Span at); /* false after a diagnostic */
bool time_moves(Check *c, Span at);   /* false after a diagnostic: `now` never changes */

/* What a function or rule is put in place with, and what must hold of the call. */
Env *env_of_call(Check *c, Symbol *s, SynExpr **args, Span at, const Env *env);
bool arguments_fit(Check *c, const Symbol *s, int32_t count, Span at);
bool calls_itself(Check *c, const Symbol *s, Span at, const Env *env);

/* ------------------------------------------------------------------ check.c */

void param_lay(Check *c, Symbol *s, Span read_at);
void state_lay(Check *c, Symbol *s, Span read_at);
void let_lay(Check *c, Symbol *s, Span read_at);

/* lo..hi as a domain; false after a diagnostic. */
bool range_domain(Check *c, const SynExpr *lo, const SynExpr *hi, const Env *env, Span at,
                  Domain *domain);

/* How a state begins.  In a variant nothing is said of values that read parameters, which
 * may have been set there too. */
bool start_lay(Check *c, const SynInit *init, const Symbol *state, bool in_variant,
               Start *start);
Expr *patience_lay(Check *c, const SynExpr *e, const Env *env, bool in_variant);

/* NULL is `exact`, poison an error. */
Expr *precision_lay(Check *c, const SynExpr *e, const Env *env, Noise noise,
                    bool in_variant);

/* Checks what is constant; writes out `rest`, which stands at rest (-1 = nowhere). */
void probabilities_lay(Check *c, Span at, Expr **p, int32_t count, int32_t rest);

/* The domain as written; false after a diagnostic. */
bool domain_lay(Check *c, const SynDomain *written_as, const Env *env, Domain *domain);

/* ------------------------------------------------------------------ check_types.c */

/* Lays out all types, who knows them, and the grids of beliefs. */
void secrets_lay(Check *c);

/* Once the program is there: types stand beside nothing that they are not solved with. */
void secrets_check(Check *c);

Expr *type_read(Check *c, Symbol *s, Name name);
Expr *believed_lay(Check *c, const SynExpr *e, const Env *env);

/* Who may read what: false after a diagnostic.  `player` is who is paid or chooses. */
bool may_be_paid(Check *c, const Expr *x, int32_t player);
Expr *arm_guard(Check *c, Expr *x, int32_t player); /* x, or poison */
bool is_public(Check *c, const Expr *x);            /* reads no type and no belief */

/* Does this lottery change a type and do nothing else?  Then change_lay reads what its arms
 * set. */
bool is_change(const Check *c, const SynStmt *syn, const Env *env);
void change_lay(Check *c, const SynStmt *syn, const Env *env, Stmt *s);
bool refuses_change(Check *c, const SynStmt *syn,
                    const Env *env); /* elsewhere, after saying so */

/* A player with types makes one choice of a `together` at most. */
void check_meeting(Check *c, const Stmt *together);

/* The chances of one lottery tell of one player's types at most. */
void check_sign(Check *c, const Stmt *s);

/* ------------------------------------------------------------------ check_program.c */

void program_lay(Check *c);
bool is_surely_made(const Check *c, int32_t var);
void refuse_more(Check *c, Span at); /* the program is too large */

/* ------------------------------------------------------------------ check_event.c */

void arm_events(Check *c, const SynStmt *syn, Stmt *s);
void number_events(Check *c, const SynStmt *of, Stmt *s);
void choice_events(Check *c); /* after those of all arms */

/* ------------------------------------------------------------------ check_hidden.c */

/* Who sees what comes out of a choice of `owner` or of a lottery (-1); NULL: everyone. */
const bool *seers_of(Check *c, const SynStmt *syn, const Env *env, int32_t owner);

/* Whether the curtain that this stands behind, if any, lets it happen; false after a
 * diagnostic. */
bool may_stand_here(Check *c, const SynStmt *s);

/* ------------------------------------------------------------------ check_question.c */

/* The settings of the command line, as if written in the declarations themselves. */
void settings_apply(Check *c, const SynSetting *sets);
void variants_lay(Check *c);
void claims_lay(Check *c);
Question *question_lay(Check *c, const SynQuestion *q);

/* ------------------------------------------------------------------ check_warn.c */

void check_unused_bodies(Check *c);
void warn_unused(Check *c);
static inline bool is_main(const Check *c, Span at)
{
    return at.source == c->main_source;
}
