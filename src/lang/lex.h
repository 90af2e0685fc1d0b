/* lex.h - from bytes to tokens.
 *
 * A source becomes one array of tokens, which ends with TOKEN_END.  What is written as other
 * languages or other keyboards write it (`&&`, full-width punctuation, curly quotes) is told
 * to the author and read as what was meant, so that it costs one diagnostic and no more.
 */
#pragma once
#include "lang/syntax.h"

typedef enum {
    TOKEN_END,
    TOKEN_NAME,   /* text, interned; also the units of time */
    TOKEN_WORD,   /* a word of the language, which is no name; text */
    TOKEN_NUMBER, /* number, is_whole, is_percent */
    TOKEN_DATE,   /* number: days since 1970-01-01 */
    TOKEN_TEXT,   /* text, without its quotes and escapes */
    TOKEN_BAD,    /* the author has been told already */
    TOKEN_OPEN,
    TOKEN_CLOSE, /* ( ) */
    TOKEN_OPEN_BRACE,
    TOKEN_CLOSE_BRACE, /* { } */
    TOKEN_COMMA,
    TOKEN_SEMICOLON,
    TOKEN_COLON,
    TOKEN_DOT,
    TOKEN_DOTS,
    TOKEN_BAR,
    TOKEN_EQUALS, /* = */
    TOKEN_SET,
    TOKEN_SET_UP,
    TOKEN_SET_DOWN, /* := += -= */
    TOKEN_EQ,
    TOKEN_NE,
    TOKEN_LT,
    TOKEN_LE,
    TOKEN_GT,
    TOKEN_GE,
    TOKEN_PLUS,
    TOKEN_MINUS,
    TOKEN_TIMES,
    TOKEN_OVER,
    TOKEN_POWER,
} TokenKind;

typedef enum {
    WORD_NONE,
#define WORD(text, use) WORD_##text,
#include "lang/word_list.h"
#undef WORD
    WORD_COUNT
} Word;

typedef enum {
    USE_NONE,
    USE_DECLARES,
    USE_STATES,
    USE_BEGINS,
    USE_FUNCTION,
    USE_ASKS,
    USE_UNIT,
    USE_JOINS,
} WordUse;

typedef struct {
    TokenKind kind;
    Word word; /* of a TOKEN_WORD or a unit of time; else WORD_NONE */
    Span at;
    const char *text;
    double number;
    bool is_whole, is_percent;
    bool starts_line; /* the first token of its line */
    bool is_told;     /* a diagnostic stands here already */
} Token;

typedef struct {
    Token *tokens; /* from mem_grow */
    int32_t count, room;
    Comment *comments; /* from mem_grow */
    int32_t comment_count, comment_room;
} Tokens;

Tokens lex(Diags *D, Names *N, int32_t source);

Word word_find(const char *text); /* WORD_NONE when it is none */
WordUse word_use(Word word);
const char *word_text(Word word);
