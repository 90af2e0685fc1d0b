/* syntax.h - a model as it was written.
 *
 * The parser turns tokens into these trees and knows nothing of what names mean; check.h does
 * that.  Nothing is lost that `truce fmt` needs to print the text again in the standard
 * layout: every node knows its span, comments are kept beside the tree.
 *
 * Names are interned: two names are the same name when their pointers are equal.
 */
#pragma once
#include "base/diag.h"

typedef struct Syntax Syntax;
typedef struct SynExpr SynExpr;
typedef struct SynStmt SynStmt;
typedef struct SynArm SynArm;
typedef struct SynDecl SynDecl;
typedef struct SynQuestion SynQuestion;
typedef struct SynInit SynInit;

/* A name where it stands. */
typedef struct {
    const char *text; /* interned; NULL when absent */
    Span at;
} Name;

/* TEXT: a string with its translations; `en` is NULL when it was left out.
 * A further language than zh is read and kept in `others` for printing. */
typedef struct SynTranslation SynTranslation;
struct SynTranslation {
    const char *lang, *text;
    SynTranslation *next;
};
typedef struct {
    const char *in[LANG_COUNT]; /* in[LANG_EN] is the plain string */
    SynTranslation *others;
    Span at;
} SynText;

/* ------------------------------------------------------------------ expressions */

typedef enum {
    SYN_NUMBER, /* number; whole when written without . e % */
    SYN_DATE,   /* number = days since 1970-01-01 */
    SYN_TRUTH,  /* number = 0 or 1: yes no true false */
    SYN_NAME,   /* name */
    SYN_NOW,
    SYN_TODAY,    /* the word `date` */
    SYN_END,      /* the word `end`, only as a question's W */
    SYN_EXACT,    /* the word `exact`, only as a precision */
    SYN_CALL,     /* name(kids...): functions of the language and lets; also top, bottom */
    SYN_UNARY,    /* op kids[0] */
    SYN_BINARY,   /* kids[0] op kids[1] */
    SYN_IF,       /* if kids[0] then kids[1] else kids[2] */
    SYN_MATCH,    /* match kids[0] { cases } */
    SYN_BELIEVED, /* believed(kids[0]) */
    SYN_QUESTION, /* inside a claim */
    SYN_MISSING,  /* where an error was found; later passes stay silent about it */
} SynExprKind;

typedef enum {
    OP_OR,
    OP_AND,
    OP_NOT,
    OP_EQ,
    OP_NE,
    OP_LT,
    OP_LE,
    OP_GT,
    OP_GE,
    OP_ADD,
    OP_SUB,
    OP_MUL,
    OP_DIV,
    OP_MOD,
    OP_POW,
    OP_NEG,
} SynOp;

/* a, b | c: E.  `is_else` has no labels.  A label is an expression: a name, a number, a
 * truth. */
typedef struct SynCase SynCase;
struct SynCase {
    SynExpr **labels;
    int32_t label_count;
    bool is_else;
    SynExpr *value;
    Span at;
    SynCase *next;
};

struct SynExpr {
    SynExprKind kind;
    Span at;
    double number;
    bool is_whole;   /* SYN_NUMBER: written as a whole number */
    bool is_percent; /* SYN_NUMBER: written with %; number is already divided */
    bool in_parens;  /* stood in parentheses, which a printer keeps */
    int32_t height;  /* levels of the tree from here down: 1 to 1000 */
    SynOp op;
    Span op_at; /* the operator; of a number, date or truth, what was written */
    Name name;
    SynExpr **kids;
    int32_t kid_count;
    SynCase *cases;
    SynQuestion *question;
};

/* ------------------------------------------------------------------ questions */

/* Which of the forms of language.md, "Questions". */
typedef enum {
    ASK_P_AT,         /* P(C at W) */
    ASK_P_BY,         /* P(C by W) */
    ASK_P_THROUGHOUT, /* P(C throughout W) */
    ASK_P_UNTIL,      /* P(A until B by W): kids A, B */
    ASK_P_COUNT,      /* P(count EV by W >= k): comparison op and bound */
    ASK_P_FIRST,      /* P(first C at W) */
    ASK_P_EVENTUALLY, /* P(C eventually) */
    ASK_P_GIVEN,   /* P(A ... given B ...): parts[0], parts[1], each one of the P forms */
    ASK_E_AT,      /* E(E at W) */
    ASK_E_COUNT,   /* E(count EV by W) */
    ASK_E_SUM,     /* E(sum E by W) */
    ASK_E_MEAN,    /* E(mean E by W) */
    ASK_E_FIRST,   /* E(first C) */
    ASK_E_FOREVER, /* E(E forever) */
    ASK_QUANTILE,  /* Q(E at W, 90%) */
    ASK_VALUE,     /* V(player) */
} AskKind;

struct SynQuestion {
    AskKind kind;
    Span at;
    SynExpr *of;         /* C, A or E; NULL for counts and values */
    SynExpr *until;      /* B of ASK_P_UNTIL */
    Name event, arm;     /* count EV, or count event.arm; V(event) names the player */
    SynExpr *arm_number; /* count choice.3, for a whole-number choice; else NULL */
    SynOp compare;       /* ASK_P_COUNT */
    SynExpr *bound;      /* k, or the quantile's probability */
    SynExpr *when;       /* W; NULL where the form has none */
    SynQuestion *parts[2];
    Name *under; /* variants, in order */
    int32_t under_count;
};

/* ------------------------------------------------------------------ the program */

typedef enum {
    SYN_CHOOSES,  /* player, name, text, arms; or from lo..hi if guard */
    SYN_TOGETHER, /* body: choices and rule calls */
    SYN_CHANCE,   /* name may be absent; arms with a probability or rest */
    SYN_ASSIGN,   /* name := += -= value; op OP_EQ, OP_ADD, OP_SUB */
    SYN_LOCAL,    /* let name = value */
    SYN_BRANCH, /* if guard { body } else otherwise (a list; an `else if` is a list of one) */
    SYN_PAY,    /* pay player value */
    SYN_HAPPENS, /* event name */
    SYN_PUT,     /* name(args): a rule put in place */
    SYN_SHOW,    /* show value */
} SynStmtKind;

typedef enum { SEEN_BY_ALL, SEEN_BY_OWNER, SEEN_BY_SOME, SEEN_BY_NOBODY } Seen;

struct SynArm {
    Span at;
    Name name; /* absent: an arm without a name */
    SynText text;
    SynExpr *guard;       /* of a choice's arm; NULL when always open */
    SynExpr *probability; /* of chance; NULL with is_rest */
    bool is_rest, is_nothing;
    bool has_body; /* braces were written */
    Span block;    /* from { to } */
    SynStmt *body;
    SynArm *next;
};

struct SynStmt {
    SynStmtKind kind;
    Span at;     /* the whole statement */
    Span head;   /* its first line: what a diagnostic marks */
    Name player; /* of chooses and pay */
    Name name;
    SynText text;
    SynArm *arms;
    bool is_range;
    SynExpr *lo, *hi; /* chooses ... from lo..hi */
    SynExpr *guard;   /* of a range, or of `if` */
    Seen seen;
    Name *seers; /* SEEN_BY_SOME */
    int32_t seer_count;
    SynOp op;
    SynExpr *value;
    SynExpr **args; /* of a rule put in place */
    int32_t arg_count;
    SynStmt *body, *otherwise;
    Span block;           /* of arms or body, from { to } */
    Span otherwise_block; /* of `else { }`; length 0 for none and for `else if` */
    SynStmt *next;
};

/* ------------------------------------------------------------------ declarations */

/* One way a state may begin: probability : value. */
typedef struct SynStart SynStart;
struct SynStart {
    SynExpr *probability; /* NULL with is_rest */
    bool is_rest;
    SynExpr *value;
    Span at;
    SynStart *next;
};

/* INIT: an expression, or a lottery. */
struct SynInit {
    SynExpr *value; /* NULL for a lottery */
    SynStart *lottery;
    Span at;
};

/* DOMAIN */
typedef struct {
    enum { DOMAIN_BOOL, DOMAIN_RANGE, DOMAIN_NAMES } kind;
    SynExpr *lo, *hi;
    Name *names;
    SynText *texts; /* [name_count] */
    int32_t name_count;
    Span at;
} SynDomain;

/* What a variant sets: `name = value`, `name.field = value`, `state = { lottery }`. */
typedef struct SynSetting SynSetting;
struct SynSetting {
    Name name, field; /* field absent, or patience / precision */
    SynInit value;
    Span at;
    SynSetting *next;
};

typedef enum {
    DECL_MODEL,   /* text */
    DECL_PERIOD,  /* unit_count, unit, start, count, then_on */
    DECL_PLAYER,  /* name, text, patience, precision, noise */
    DECL_PARAM,   /* name, value, lo, hi, text, source */
    DECL_STATE,   /* name, domain, init, text, source */
    DECL_TYPE,    /* owner, name, domain, init, text */
    DECL_LET,     /* name, params (is_function), value */
    DECL_RULE,    /* name, params, body */
    DECL_MEASURE, /* name, value, text */
    DECL_EVENT,   /* name, text */
    DECL_EACH,    /* body */
    DECL_FINALLY, /* body */
    DECL_VARIANT, /* name, text, settings */
    DECL_CLAIM,   /* name, text, source, value (the condition) */
    DECL_INCLUDE, /* path */
    DECL_BELIEF,  /* name, value = steps */
} DeclKind;

struct SynDecl {
    DeclKind kind;
    Span at;   /* the whole declaration */
    Span head; /* its first line: what a diagnostic marks */
    Name name, owner;
    SynText text, source;
    /* period */
    int32_t unit;                        /* TimeUnit of base/date.h */
    SynExpr *unit_count, *start, *count; /* count NULL: no `for`; start NULL: no `from` */
    bool then_on;
    /* player; NULL when left out */
    SynExpr *patience, *precision;
    Name noise; /* error, taste, or absent */
    /* param, let, measure, claim, belief */
    SynExpr *value, *lo, *hi;
    SynDomain domain;
    SynInit init;
    bool is_function;
    Name *params;
    int32_t param_count;
    SynStmt *body;
    SynSetting *settings;
    Span block; /* from { to }; length 0 where none was written */
    const char *path;
    SynDecl *next;
};

/* ------------------------------------------------------------------ a file */

/* A comment, from # to the end of its line. */
typedef struct {
    Span at;
    bool own_line; /* nothing but white space stands before it on its line */
} Comment;

/* One source, parsed. */
struct Syntax {
    int32_t source;
    int32_t last;   /* what it includes are the sources after it, up to this one */
    SynDecl *decls; /* in the order written */
    Comment *comments;
    int32_t comment_count;
    Syntax *next;
};

/* Interns a name: equal texts give equal pointers for the life of the Mem. */
typedef struct Names Names;
Names *names_new(Mem *M);
const char *names_intern(Names *N, const char *at, int64_t length);

/* Parses a source.  What cannot be understood becomes diagnostics and is left out of the
 * tree or replaced by SYN_MISSING; the rest is there, and has the names that it needs.  Nesting deeper than 200 is refused,
 * and so are expressions of more than 1000 levels: whoever walks a tree may recur. */
Syntax *syntax_parse(Diags *D, Names *N, int32_t source);

/* Parses one question ("P(pact by 12) under a, b"), or NULL after diagnostics.  */
SynQuestion *syntax_parse_question(Diags *D, Names *N, int32_t source);

/* Parses "NAME = EXPRESSION" as a variant's setting, or NULL after diagnostics. */
SynSetting *syntax_parse_setting(Diags *D, Names *N, int32_t source);

/* Prints a file without errors in the standard layout (print.c).  Printing what was parsed from the
 * printed text gives the same text again; comments are kept. */
void syntax_print(const Syntax *file, const Diags *D, Buf *out);

/* Is this a word of the language, and so no name? */
bool word_is_reserved(const char *text);
