#include "lang/lex.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/date.h"
#include "base/width.h"

typedef struct {
    Diags *diags;
    Names *names;
    int32_t source;
    const char *text;
    int32_t length;
    int32_t at; /* of the next byte */
    bool starts_line;
    Tokens out;
} Lexer;

static Span span_from(const Lexer *L, int32_t start)
{
    return (Span){.source = L->source, .at = start, .length = L->at - start};
}

static Token *add_token(Lexer *L, TokenKind kind, int32_t start)
{
    need(L->diags->mem, L->out.tokens, L->out.count, L->out.room);
    Token *t = &L->out.tokens[L->out.count++];
    *t = (Token){.kind = kind, .at = span_from(L, start), .starts_line = L->starts_line};
    L->starts_line = false;
    return t;
}

/* The text from `start` to here. */
static char *read_text(const Lexer *L, int32_t start)
{
    return mem_text(L->diags->mem, L->text + start, L->at - start);
}

/* ------------------------------------------------------------------ characters */

static bool is_digit(int32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(int32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* The byte `ahead` of here; 0 behind the end. */
static char byte_at(const Lexer *L, int32_t ahead)
{
    return ahead < L->length - L->at ? L->text[L->at + ahead] : '\0';
}

/* The character at a place and its bytes; 0xFFFD for a byte that is no UTF-8. */
static int32_t character_at(const Lexer *L, int32_t at, int32_t *bytes)
{
    utf8proc_int32_t c;
    utf8proc_ssize_t read =
        utf8proc_iterate((const utf8proc_uint8_t *)L->text + at, L->length - at, &c);
    *bytes = read > 0 ? (int32_t)read : 1;
    return read > 0 ? c : 0xFFFD;
}

/* The ASCII character that a character of a Chinese or typographic keyboard stands for; the
 * character itself when it stands for no other. */
static int32_t plain(int32_t c)
{
    static const struct {
        int32_t character;
        char meant;
    } others[] = {{0x3001, ','}, {0x3002, '.'}, {0x201C, '"'},  {0x201D, '"'},
                  {0x300C, '"'}, {0x300D, '"'}, {0x2018, '\''}, {0x2019, '\''},
                  {0x2212, '-'}, {0x2013, '-'}, {0x2014, '-'},  {0xD7, '*'},
                  {0xF7, '/'},   {0x2026, '.'}};
    if (c >= 0xFF01 && c <= 0xFF5E)
        return c - 0xFEE0;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i].character == c)
            return others[i].meant;
    return c;
}

static bool is_space(int32_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0xA0 || c == 0x3000;
}

/* The first byte that is no UTF-8 and the first control character are told here, wherever
 * they stand; the rest of the lexer takes them for white space. */
static void check_characters(Lexer *L)
{
    bool told_coding = false, told_control = false;
    int32_t bytes;
    for (int32_t i = 0; i < L->length; i += bytes) {
        unsigned byte = (unsigned char)L->text[i];
        int32_t c = character_at(L, i, &bytes);
        Span at = {.source = L->source, .at = i, .length = bytes};
        if (c == 0xFFFD && bytes == 1 && !told_coding) {
            told_coding = true;
            Diag *d = diag(L->diags, DIAG_E107, at, "byte 0x%02X is no UTF-8", byte);
            diag_hint(L->diags, d, "Save the file in the encoding UTF-8.");
        } else if ((c < 0x20 || c == 0x7F) && !is_space(c) && !told_control) {
            told_control = true;
            Diag *d = diag(L->diags, DIAG_E107, at,
                           "a control character (byte 0x%02X) stands here", byte);
            diag_hint(L->diags, d, "Delete it.");
        }
    }
}

/* ------------------------------------------------------------------ names, numbers, dates */

static void lex_name(Lexer *L)
{
    int32_t start = L->at;
    while (is_letter(byte_at(L, 0)) || is_digit(byte_at(L, 0)))
        L->at++;
    const char *text = names_intern(L->names, L->text + start, L->at - start);
    Word word = word_find(text);
    bool is_name = word == WORD_NONE || word_use(word) == USE_UNIT;
    Token *t = add_token(L, is_name ? TOKEN_NAME : TOKEN_WORD, start);
    t->text = text;
    t->word = word;
}

/* How many digits stand from `ahead` on. */
static int32_t digits_at(const Lexer *L, int32_t ahead)
{
    int32_t count = 0;
    while (is_digit(byte_at(L, ahead + count)))
        count++;
    return count;
}

/* Four digits and two groups of digits, joined by -. */
static bool is_at_date(const Lexer *L)
{
    if (digits_at(L, 0) != 4 || byte_at(L, 4) != '-')
        return false;
    int32_t month = digits_at(L, 5);
    return month > 0 && byte_at(L, 5 + month) == '-' && digits_at(L, 6 + month) > 0;
}

static void lex_date(Lexer *L)
{
    int32_t start = L->at, parts[3], width[3];
    for (int i = 0; i < 3; i++) {
        width[i] = digits_at(L, 0);
        parts[i] = atoi(L->text + L->at);
        L->at += width[i] + (i < 2);
    }
    Civil c = {.year = parts[0], .month = parts[1], .day = parts[2]};
    bool is_well_formed = width[1] == 2 && width[2] == 2 && !is_letter(byte_at(L, 0));
    if (is_well_formed && civil_is_valid(c)) {
        add_token(L, TOKEN_DATE, start)->number = (double)days_of(c);
        return;
    }
    Diag *d = diag(L->diags, DIAG_E106, span_from(L, start), "`%s` is no date",
                   read_text(L, start));
    if (is_well_formed)
        diag_hint(L->diags, d, "The calendar has no such day.");
    else
        diag_hint(L->diags, d,
                  "Write dates as 2026-01-05; put spaces around a minus between numbers.");
    add_token(L, TOKEN_DATE, start)->is_told = true;
}

/* Moves behind a fraction or an exponent where one stands; says whether it did. */
static bool take_fraction(Lexer *L)
{
    int32_t digits = byte_at(L, 0) == '.' ? digits_at(L, 1) : 0;
    L->at += digits ? 1 + digits : 0;
    return digits > 0;
}

static bool take_exponent(Lexer *L)
{
    if ((byte_at(L, 0) | 0x20) != 'e')
        return false;
    int32_t sign = byte_at(L, 1) == '+' || byte_at(L, 1) == '-';
    int32_t digits = digits_at(L, 1 + sign);
    L->at += digits ? 1 + sign + digits : 0;
    return digits > 0;
}

static const char *number_problem(const Token *t, bool has_more)
{
    if (has_more)
        return N_("`%s` is neither a number nor a name");
    if (isinf(t->number))
        return N_("the number %s is too large");
    if (t->is_whole && t->number >= 9007199254740992.0) /* 2^53 */
        return N_("the whole number %s is too large to be exact");
    return NULL;
}

static void lex_number(Lexer *L)
{
    int32_t start = L->at;
    L->at += digits_at(L, 0);
    bool has_fraction = take_fraction(L);
    bool has_exponent = take_exponent(L);
    double number = strtod(read_text(L, start), NULL);
    bool is_percent = byte_at(L, 0) == '%';
    L->at += is_percent;
    bool has_letters = is_letter(byte_at(L, 0));
    while (is_letter(byte_at(L, 0)) || is_digit(byte_at(L, 0)))
        L->at++;
    bool has_points = has_fraction && take_fraction(L);
    while (has_points && take_fraction(L))
        ;

    Token *t = add_token(L, TOKEN_NUMBER, start);
    t->number = is_percent ? number / 100 : number;
    t->is_percent = is_percent;
    t->is_whole = !has_fraction && !has_exponent && !is_percent;
    const char *problem = number_problem(t, has_letters || has_points);
    if (!problem)
        return;
    t->number = 0;
    t->is_told = true;
    Diag *d = diag(L->diags, DIAG_E105, t->at, problem, read_text(L, start));
    if (has_points)
        diag_hint(L->diags, d,
                  "A number has one point; a date is written like 2026-11-03.");
    else if (has_letters)
        diag_hint(L->diags, d,
                  "Put a space between a number and a word; a name begins with a letter.");
}

/* ------------------------------------------------------------------ texts and comments */

/* Adds what the escape at this backslash stands for. */
static void take_escape(Lexer *L, Buf *b)
{
    char escape = byte_at(L, 1);
    if (escape != '\0' && strchr("\"\\n", escape)) {
        buf_putc(b, escape == 'n' ? '\n' : escape);
        L->at += 2;
        return;
    }
    Span at = {.source = L->source, .at = L->at++, .length = 1};
    Diag *d = diag(L->diags, DIAG_E104, at, "this backslash begins no escape");
    diag_hint(L->diags, d,
              "Write `\\\\` for a backslash, `\\\"` for a quote, `\\n` for a new line.");
    buf_putc(b, '\\');
}

static void take_character(Lexer *L, Buf *b)
{
    if (byte_at(L, 0) == '\\') {
        take_escape(L, b);
        return;
    }
    int32_t bytes;
    bool is_nul = character_at(L, L->at, &bytes) == 0;
    buf_add(b, is_nul ? " " : L->text + L->at, bytes);
    L->at += bytes;
}

/* Reads a text up to the character `quote`; with `loose` also up to one that stands for it.
 * Says whether it was closed on its line. */
static bool take_text(Lexer *L, Buf *b, int32_t quote, bool loose)
{
    while (L->at < L->length && byte_at(L, 0) != '\n') {
        int32_t bytes;
        int32_t c = character_at(L, L->at, &bytes);
        if (c == quote || (loose && plain(c) == quote)) {
            L->at += bytes;
            return true;
        }
        take_character(L, b);
    }
    return false;
}

static Token *add_text(Lexer *L, int32_t start, Buf *b)
{
    Token *t = add_token(L, TOKEN_TEXT, start);
    t->text = mem_text(L->diags->mem, buf_text(b), b->length);
    mem_drop(L->diags->mem, b->at);
    return t;
}

static void lex_text(Lexer *L)
{
    int32_t start = L->at++;
    Buf b = {.mem = L->diags->mem};
    bool is_closed = take_text(L, &b, '"', false);
    add_text(L, start, &b);
    if (is_closed)
        return;
    Diag *d = diag(L->diags, DIAG_E103, span_from(L, start), "this text is not closed");
    diag_hint(L->diags, d,
              "End it with `\"` on the same line; `\\n` makes a new line in it.");
    add_token(L, TOKEN_BAD, L->at); /* what it swallowed is not asked for */
}

/* A text in other quotes, from here to their end, is read as a text. */
static bool lex_odd_text(Lexer *L, int32_t quote, int32_t bytes)
{
    int32_t start = L->at;
    L->at += bytes;
    Buf b = {.mem = L->diags->mem};
    if (!take_text(L, &b, quote, true)) {
        mem_drop(L->diags->mem, b.at);
        L->at = start;
        return false;
    }
    Diag *d =
        diag(L->diags, DIAG_E102, span_from(L, start), "these are no quotes for a text");
    diag_hint(L->diags, d, "Write it in `\"`, as in \"a truce\".");
    add_text(L, start, &b)->is_told = true;
    return true;
}

static void lex_comment(Lexer *L)
{
    int32_t start = L->at;
    while (L->at < L->length && byte_at(L, 0) != '\n')
        L->at++;
    int32_t end = L->at;
    while (end > start && is_space(L->text[end - 1]))
        end--;
    Tokens *out = &L->out;
    need(L->diags->mem, out->comments, out->comment_count, out->comment_room);
    out->comments[out->comment_count++] =
        (Comment){.at = {.source = L->source, .at = start, .length = end - start},
                  .own_line = L->starts_line};
}

/* ------------------------------------------------------------------ marks */

/* Longer ones stand before their beginnings.  Where `write` is given, the mark is a mistake
 * that has a mend, and is read as the token given. */
static const struct {
    const char *text;
    TokenKind kind;
    Word word;
    const char *write;
} marks[] = {
    {"(", TOKEN_OPEN, 0, NULL},          {")", TOKEN_CLOSE, 0, NULL},
    {"{", TOKEN_OPEN_BRACE, 0, NULL},    {"}", TOKEN_CLOSE_BRACE, 0, NULL},
    {"[", TOKEN_OPEN, 0, "("},           {"]", TOKEN_CLOSE, 0, ")"},
    {",", TOKEN_COMMA, 0, NULL},         {";", TOKEN_SEMICOLON, 0, NULL},
    {"...", TOKEN_DOTS, 0, ".."},        {"..", TOKEN_DOTS, 0, NULL},
    {".", TOKEN_DOT, 0, NULL},           {":=", TOKEN_SET, 0, NULL},
    {":", TOKEN_COLON, 0, NULL},         {"===", TOKEN_EQ, 0, "=="},
    {"==", TOKEN_EQ, 0, NULL},           {"=>", TOKEN_GE, 0, ">="},
    {"=<", TOKEN_LE, 0, "<="},           {"=", TOKEN_EQUALS, 0, NULL},
    {"!==", TOKEN_NE, 0, "!="},          {"!=", TOKEN_NE, 0, NULL},
    {"!", TOKEN_WORD, WORD_not, NULL},   {"<=", TOKEN_LE, 0, NULL},
    {"<>", TOKEN_NE, 0, "!="},           {"<", TOKEN_LT, 0, NULL},
    {">=", TOKEN_GE, 0, NULL},           {">", TOKEN_GT, 0, NULL},
    {"+=", TOKEN_SET_UP, 0, NULL},       {"+", TOKEN_PLUS, 0, NULL},
    {"-=", TOKEN_SET_DOWN, 0, NULL},     {"-", TOKEN_MINUS, 0, NULL},
    {"**", TOKEN_POWER, 0, "^"},         {"*", TOKEN_TIMES, 0, NULL},
    {"/", TOKEN_OVER, 0, NULL},          {"^", TOKEN_POWER, 0, NULL},
    {"||", TOKEN_WORD, WORD_or, NULL},   {"|", TOKEN_BAR, 0, NULL},
    {"&&", TOKEN_WORD, WORD_and, NULL},  {"&", TOKEN_WORD, WORD_and, NULL},
    {"%", TOKEN_WORD, WORD_mod, NULL},   {"\xE2\x89\xA4", TOKEN_LE, 0, "<="},
    {"\xE2\x89\xA5", TOKEN_GE, 0, ">="}, {"\xE2\x89\xA0", TOKEN_NE, 0, "!="},
};
enum { MARK_COUNT = sizeof marks / sizeof *marks };

/* The bytes of the source that read as `mark`, 0 when they do not; *is_plain says whether they
 * are the mark itself. */
static int32_t match_mark(const Lexer *L, const char *mark, bool *is_plain)
{
    int32_t at = L->at;
    *is_plain = true;
    for (const char *m = mark; *m;) {
        utf8proc_int32_t wanted;
        m += utf8proc_iterate((const utf8proc_uint8_t *)m, -1, &wanted);
        int32_t bytes;
        if (at >= L->length)
            return 0;
        int32_t c = character_at(L, at, &bytes);
        if (plain(c) != wanted)
            return 0;
        *is_plain = *is_plain && c == wanted;
        at += bytes;
    }
    return at - L->at;
}

static bool lex_mark(Lexer *L)
{
    bool is_plain;
    int32_t i = 0, bytes = 0;
    while (i < MARK_COUNT && !(bytes = match_mark(L, marks[i].text, &is_plain)))
        i++;
    if (i == MARK_COUNT)
        return false;
    int32_t start = L->at;
    L->at += bytes;
    Token *t = add_token(L, marks[i].kind, start);
    t->word = marks[i].word;
    const char *write = marks[i].write;
    if (t->word)
        write = t->text = word_text(t->word);
    if (!write && !is_plain)
        write = marks[i].text;
    t->is_told = write;
    if (write) {
        Diag *d =
            diag(L->diags, DIAG_E102, t->at, "`%s` is not written so", read_text(L, start));
        diag_hint(L->diags, d, "Write `%s`.", write);
    }
    return true;
}

/* ------------------------------------------------------------------ what is left */

static bool is_wide_letter(int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);
    return c >= 0x80 && category >= UTF8PROC_CATEGORY_LU &&
           category <= UTF8PROC_CATEGORY_NO;
}

/* A name in letters that names do not have: it is read as a name all the same. */
static void lex_foreign_name(Lexer *L)
{
    int32_t start = L->at, bytes;
    while (L->at < L->length) {
        int32_t c = character_at(L, L->at, &bytes);
        if (!is_wide_letter(c) && !is_letter(c) && !is_digit(c))
            break;
        L->at += bytes;
    }
    const char *text = names_intern(L->names, L->text + start, L->at - start);
    Token *t = add_token(L, TOKEN_NAME, start);
    t->text = text;
    t->is_told = true;
    Diag *d = diag(L->diags, DIAG_E102, t->at, "`%s` is no name", text);
    diag_hint(
        L->diags, d,
        "Names are made of A to Z, a to z, 0 to 9 and _. Other letters stand in texts, "
        "as in tariffs \"Tariffs\" zh \"关税\".");
}

static void lex_stray(Lexer *L, int32_t bytes)
{
    int32_t start = L->at;
    L->at += bytes;
    Token *t = add_token(L, TOKEN_BAD, start);
    diag(L->diags, DIAG_E102, t->at, "`%s` means nothing here", read_text(L, start));
}

static bool is_at(const Lexer *L, const char *text)
{
    return strncmp(L->text + L->at, text, strlen(text)) == 0;
}

/* A comment as C writes it. */
static void lex_foreign_comment(Lexer *L)
{
    Span at = {.source = L->source, .at = L->at, .length = 2};
    Diag *d = diag(L->diags, DIAG_E102, at, "`//` begins no comment");
    diag_hint(L->diags, d, "Write `#`.");
    lex_comment(L);
}

static void lex_one(Lexer *L)
{
    int32_t bytes;
    int32_t c = character_at(L, L->at, &bytes);
    bool is_control = c < 0x20 || c == 0x7F || (c == 0xFFFD && bytes == 1);
    if (is_space(c) || is_control) {
        L->starts_line = L->starts_line || c == '\n';
        L->at += bytes;
    } else if (c == '#') {
        lex_comment(L);
    } else if (is_at(L, "//")) {
        lex_foreign_comment(L);
    } else if (c == '"') {
        lex_text(L);
    } else if (is_letter(c)) {
        lex_name(L);
    } else if (is_digit(c)) {
        if (is_at_date(L))
            lex_date(L);
        else
            lex_number(L);
    } else if ((plain(c) == '"' || plain(c) == '\'') && lex_odd_text(L, plain(c), bytes)) {
        return;
    } else if (is_wide_letter(c)) {
        lex_foreign_name(L);
    } else if (!lex_mark(L)) {
        lex_stray(L, bytes);
    }
}

Tokens lex(Diags *D, Names *N, int32_t source)
{
    const Source *s = &D->sources[source];
    Lexer L = {.diags = D,
               .names = N,
               .source = source,
               .text = s->text,
               .length = s->length,
               .starts_line = true};
    check_characters(&L);
    if (L.length >= 3 && is_at(&L, "\xEF\xBB\xBF"))
        L.at = 3;
    while (L.at < L.length)
        lex_one(&L);
    add_token(&L, TOKEN_END, L.at);
    return L.out;
}
