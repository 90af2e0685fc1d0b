/* print_private.h - what the files of the printer share.
 *
 *     print.c       lines, comments, blocks and columns: the layout
 *     print_expr.c  names and texts, expressions, questions
 *     print_stmt.c  statements
 *     print_decl.c  declarations
 *
 * A function put_x prints one x where the printer stands.  Where a line may be broken and where
 * its cells end is printed as a mark, which print.c replaces once it knows the widths.
 */
#pragma once
#include "lang/syntax.h"

/* In an expression, a space at which a line may be broken: best between its outermost parts,
 * else within one that is too long by itself; or where the author broke it.  In a line, the end
 * of a cell, which is padded to the width of the column. */
#define BREAK      "\x02"
#define WEAK_BREAK "\x03"
#define OWN_BREAK  "\x04"
#define CELL       "\v"

/* How a text or a source begins that has a line of its own, below its declaration. */
#define TEXT_LINE   "\n  "
#define SOURCE_LINE "\n  source "

typedef struct {
    const Syntax *file;
    const char *source;
    Buf *out;
    int indent;
    int32_t comment;  /* the next one to be printed */
    int nesting;      /* of the part of an expression that is printed; 0: the outermost */
    int one_line;     /* > 0: within a block that is printed on one line */
    bool is_first;    /* the next item is the first of its block */
    bool has_comment; /* the line ends with a comment, and nothing may follow it */
} Printer;

/* ------------------------------------------------------------------ print.c */

void put(Printer *p, const char *text);
void put_span(Printer *p, Span at); /* as it is written in the source */

/* Goes to where the item that begins at `at` is printed. */
void begin_item(Printer *p, int32_t at);

/* The same for a part that has its own place in the order of printing, wherever it stood. */
void begin_part(Printer *p, int32_t at);

/* An expression with its marks: fills lines, and begins one where the author did. */
void put_lines(Printer *p, const char *text, int64_t length);

/* Prints the items of a block, each after begin_item. */
typedef void PutItems(Printer *p, const void *of);

/* { items }, on one line where they stood on one and fit. */
void put_block(Printer *p, Span block, PutItems *put_items, const void *of);

/* ------------------------------------------------------------------ print_expr.c */

void put_name(Printer *p, Name name); /* nothing where it is absent */
void put_names(Printer *p, const Name *names, int32_t count);
void put_quoted(Printer *p, const char *text);

bool has_text(SynText text);

/* `before`, and the text with its translations, each after `between`; nothing where none was
 * written. */
void put_translated(Printer *p, const char *before, SynText text, const char *between);
void put_text(Printer *p, const char *before, SynText text); /* between: a space */

void put_expr(Printer *p, const SynExpr *e);
void put_range(Printer *p, const SynExpr *lo, const SynExpr *hi); /* lo..hi */

/* ------------------------------------------------------------------ print_stmt.c */

void put_statements(Printer *p, const void *of); /* the PutItems of a list of SynStmt */

/* ------------------------------------------------------------------ print_decl.c */

void put_declaration(Printer *p, const SynDecl *d);
