/* parse.h - what the files of the parser share.
 *
 * Recursive descent over the tokens.  A function parse_x reads one x that begins at the current
 * token.  After the first error of an item the parser is lost: it stays silent, and each
 * function returns what it has, until the list that the item belongs to finds a place where the
 * next item plausibly begins.  So every independent error is told, and none twice.
 *
 * Mistakes with an obvious mend (`=` for `:=`, a word used as a name) are told and read as
 * what was meant; the parser is not lost then.
 */
#pragma once
#include "lang/lex.h"

enum { MOST_DEPTH = 200, MOST_HEIGHT = 1000 };

/* A brace that is still open. */
typedef struct {
    Span at;
    int32_t indent; /* of the line on which it stands, in bytes */
} OpenBrace;

typedef struct {
    Diags *diags;
    Names *names;
    Mem *mem;
    const Source *source;
    Token *tokens;
    int32_t count;
    int32_t at; /* the current token */

    int32_t item; /* the token at which the innermost item began */
    bool is_lost;
    int32_t told_at; /* the token at which something was last missing or too much; or -1 */
    bool has_told_depth;
    Diag unsaid; /* takes the hints of what is not told */

    int32_t depth; /* of blocks and parentheses */
    OpenBrace open[MOST_DEPTH + 1];
    int32_t open_count;
    OpenBrace suspect; /* closed by a brace that stands further out than its line */
    bool has_suspect;

    bool allows_questions;

    SynDecl *strays, **stray_end; /* declarations that stood in blocks, which was told */
} Parser;

/* ------------------------------------------------------------------ tokens */

const Token *here(const Parser *p);
const Token *ahead(const Parser *p, int32_t steps); /* TOKEN_END behind the end */
const Token *take(Parser *p);
bool is_mark(const Parser *p, TokenKind kind);
bool is_word(const Parser *p, Word word);
bool accept_mark(Parser *p, TokenKind kind);
bool accept_word(Parser *p, Word word);

/* The span from token `start` to the last one taken; its first line. */
Span since(const Parser *p, int32_t start);
Span head_since(const Parser *p, int32_t start);

/* ------------------------------------------------------------------ errors */

/* Tells the author something, unless the parser is lost; is never NULL. */
#define tell(p, code, at, ...)                                                             \
    ((p)->is_lost ? &(p)->unsaid : diag((p)->diags, (code), (at), __VA_ARGS__))
#define hint(p, d, ...) diag_hint((p)->diags, (d), __VA_ARGS__)

/* Tells that the current token cannot stand here, or, where it begins another line, that
 * something is missing before it; the parser is lost from here on. */
Diag *unexpected(Parser *p);

/* Takes what must stand here; says whether it did. */
bool expect_mark(Parser *p, TokenKind kind);
bool expect_word(Parser *p, Word word);
bool expect_equals(Parser *p); /* = of a declaration */

/* Counts one more level of nesting; when it says no, it has told so. */
bool enter(Parser *p);
void leave(Parser *p);

/* ------------------------------------------------------------------ braces and items */

/* `{`.  When lost, looks for the brace that opens the block of what went wrong. */
bool open_block(Parser *p);
/* `}`.  The span from the opening brace on. */
Span close_block(Parser *p);
/* Whether another item of the open block may stand here; separators are skipped.  False at the
 * closing brace, and where a declaration shows that the brace is missing. */
bool has_item(Parser *p);
/* After an item: when lost, skips to where `begins` says that the next may begin.  `start` is
 * the token at which the item began. */
void find_next(Parser *p, int32_t start, bool (*begins)(const Parser *));

bool begins_statement(const Parser *p);
bool begins_line(const Parser *p);

/* ------------------------------------------------------------------ pieces */

/* A name that is declared or referred to; a word of the language is told and taken. */
Name parse_name(Parser *p);
/* a, b, c.  Another comma than one that a name follows ends the list. */
Name *parse_names(Parser *p, int32_t *count);

/* The same where each name may have a text. */
Name *parse_names_with_texts(Parser *p, SynText **texts, int32_t *count);
Name word_name(Parser *p);     /* the current word, as a name */
SynText parse_text(Parser *p); /* absent where none stands */

/* Collects what will become an array of the arena. */
typedef struct {
    void **at;
    int32_t count, room;
} PointerList;
void list_add(Parser *p, PointerList *list, void *pointer);
void *list_end(Parser *p, PointerList *list); /* the array; the list is empty again */

SynExpr *parse_expr(Parser *p);
SynExpr *parse_sum(Parser *p); /* no comparison, `and`, `or`, `not` at its top */
SynExpr *parse_label(Parser *p);
SynExpr *missing_expr(Parser *p);
bool is_comparison(TokenKind kind, SynOp *op);
/* (a, b), from the opening parenthesis. */
SynExpr **parse_args(Parser *p, int32_t *count);

bool is_at_question(const Parser *p);
SynQuestion *parse_question(Parser *p);

SynStmt *parse_block(Parser *p, Span *block); /* { statements } */
SynDecl *parse_declaration(Parser *p);
SynSetting *parse_setting(Parser *p);
