#include "lang/parse.h"

#include <string.h>

/* ------------------------------------------------------------------ tokens */

const Token *here(const Parser *p)
{
    return &p->tokens[p->at];
}

const Token *ahead(const Parser *p, int32_t steps)
{
    int32_t last = p->count - 1;
    return &p->tokens[steps < last - p->at ? p->at + steps : last];
}

const Token *take(Parser *p)
{
    const Token *t = here(p);
    if (t->kind != TOKEN_END)
        p->at++;
    return t;
}

bool is_mark(const Parser *p, TokenKind kind)
{
    return here(p)->kind == kind;
}

bool is_word(const Parser *p, Word word)
{
    return here(p)->kind == TOKEN_WORD && here(p)->word == word;
}

bool accept_mark(Parser *p, TokenKind kind)
{
    bool found = is_mark(p, kind);
    if (found)
        take(p);
    return found;
}

bool accept_word(Parser *p, Word word)
{
    bool found = is_word(p, word);
    if (found)
        take(p);
    return found;
}

/* , and ; */
static void skip_separators(Parser *p)
{
    while (is_mark(p, TOKEN_COMMA) || is_mark(p, TOKEN_SEMICOLON))
        take(p);
}

Span since(const Parser *p, int32_t start)
{
    Span first = p->tokens[start].at;
    if (p->at == start)
        return (Span){.source = first.source, .at = first.at};
    return span_join(first, p->tokens[p->at - 1].at);
}

Span head_since(const Parser *p, int32_t start)
{
    Span span = since(p, start);
    const char *text = p->source->text + span.at;
    const char *end = memchr(text, '\n', (size_t)span.length);
    if (end)
        span.length = (int32_t)(end - text);
    while (span.length > 1 && strchr(" \t\r", text[span.length - 1]))
        span.length--;
    return span;
}

/* ------------------------------------------------------------------ errors */

/* The token as it is written, cut where it is long. */
static const char *written(const Parser *p, const Token *t)
{
    int32_t length = t->at.length < 40 ? t->at.length : 40;
    return mem_text(p->mem, p->source->text + t->at.at, length);
}

/* Whether the current token has been complained of; from now on it has. */
static bool is_told_here(Parser *p)
{
    bool is_told = p->told_at == p->at;
    if (!p->is_lost)
        p->told_at = p->at;
    return is_told;
}

/* Whether here is what follows the comma of `0,9`. */
static bool is_decimal_comma(const Parser *p)
{
    if (p->at < 2 || !is_mark(p, TOKEN_NUMBER))
        return false;
    const Token *t = here(p);
    return t[-1].kind == TOKEN_COMMA && t[-2].kind == TOKEN_NUMBER &&
           t->at.at == t[-1].at.at + 1 && t[-1].at.at == t[-2].at.at + t[-2].at.length;
}

static void tell_decimal_comma(Parser *p)
{
    const Token *t = here(p);
    hint(p,
         tell(p, DIAG_E102, span_join(t[-2].at, t->at),
              "a fraction is not written with a comma"),
         "Write `%s.%s`.", written(p, &t[-2]), written(p, t));
}

static Span behind(Span at)
{
    return (Span){.source = at.source, .at = at.at + at.length};
}

Diag *unexpected(Parser *p)
{
    const Token *t = here(p);
    Diag *d = &p->unsaid;
    if (t->kind == TOKEN_BAD || t->is_told || is_told_here(p))
        ;
    else if (is_decimal_comma(p))
        tell_decimal_comma(p);
    else if (p->at > p->item && (t->starts_line || t->kind == TOKEN_END))
        d = tell(p, DIAG_E101, behind(p->tokens[p->at - 1].at),
                 "something is missing here");
    else if (t->kind == TOKEN_END)
        d = tell(p, DIAG_E101, t->at, "the text ends too early");
    else if (t->kind == TOKEN_TEXT)
        d = tell(p, DIAG_E101, t->at, "a text cannot stand here");
    else
        d = tell(p, DIAG_E101, t->at, "`%s` cannot stand here", written(p, t));
    p->is_lost = true;
    return d;
}

static const char *mark_text(TokenKind kind)
{
    switch (kind) {
    case TOKEN_OPEN:
        return "(";
    case TOKEN_CLOSE:
        return ")";
    case TOKEN_OPEN_BRACE:
        return "{";
    case TOKEN_COMMA:
        return ",";
    case TOKEN_COLON:
        return ":";
    case TOKEN_DOT:
        return ".";
    case TOKEN_DOTS:
        return "..";
    default:
        return "=";
    }
}

bool expect_mark(Parser *p, TokenKind kind)
{
    if (accept_mark(p, kind))
        return true;
    hint(p, unexpected(p), "Write `%s` here.", mark_text(kind));
    return false;
}

bool expect_word(Parser *p, Word word)
{
    if (accept_word(p, word))
        return true;
    hint(p, unexpected(p), "Write `%s` here.", word_text(word));
    return false;
}

bool expect_equals(Parser *p)
{
    if (!is_mark(p, TOKEN_SET) && !is_mark(p, TOKEN_EQ))
        return expect_mark(p, TOKEN_EQUALS);
    const Token *t = take(p);
    hint(p, tell(p, DIAG_E112, t->at, "`%s` says nothing here", written(p, t)),
         "Write `=`: it says what something is.");
    return true;
}

/* ------------------------------------------------------------------ where items begin */

/* How far the line of a place is indented, in bytes. */
static int32_t indent_of(const Parser *p, Span at)
{
    const char *text = p->source->text;
    int32_t line = at.at;
    while (line > 0 && text[line - 1] != '\n')
        line--;
    int32_t first = line;
    while (text[first] == ' ' || text[first] == '\t')
        first++;
    return first - line;
}

static bool has_use(const Token *t, WordUse use)
{
    return t->kind == TOKEN_WORD &&
           (word_use(t->word) == use || word_use(t->word) == USE_BEGINS);
}

/* Whether this token alone tells that a declaration begins. */
static bool is_declaring(const Token *t)
{
    return t->kind == TOKEN_WORD && word_use(t->word) == USE_DECLARES && t->starts_line;
}

bool enter(Parser *p)
{
    if (p->depth < MOST_DEPTH) {
        p->depth++;
        return true;
    }
    if (!p->has_told_depth)
        hint(p, tell(p, DIAG_E109, here(p)->at, "nested more than %d deep", MOST_DEPTH),
             "Name parts of it with `let` or `rule`.");
    p->has_told_depth = true;
    while (!is_mark(p, TOKEN_END) && !is_declaring(here(p)))
        take(p);
    p->told_at = p->at; /* braces that are missing here are not asked for */
    p->is_lost = true;
    return false;
}

void leave(Parser *p)
{
    p->depth--;
}

/* Two names at the left edge are taken for a declaration whose word is misspelt. */
static bool begins_declaration(const Parser *p)
{
    const Token *t = here(p);
    bool name_follows = ahead(p, 1)->kind == TOKEN_NAME;
    if (has_use(t, USE_DECLARES))
        return t->starts_line || name_follows;
    return t->kind == TOKEN_NAME && t->starts_line && name_follows &&
           indent_of(p, t->at) == 0;
}

/* Two names at the start of a line are taken for a statement whose word is misspelt. */
bool begins_statement(const Parser *p)
{
    const Token *t = here(p), *next = ahead(p, 1);
    if (has_use(t, USE_STATES))
        return true;
    if (t->kind != TOKEN_NAME)
        return false;
    bool sets = next->kind == TOKEN_SET || next->kind == TOKEN_SET_UP ||
                next->kind == TOKEN_SET_DOWN;
    bool chooses = next->kind == TOKEN_WORD && next->word == WORD_chooses;
    bool is_call_or_slip = next->kind == TOKEN_OPEN || next->kind == TOKEN_NAME;
    return sets || chooses || (t->starts_line && is_call_or_slip);
}

bool begins_line(const Parser *p)
{
    return here(p)->starts_line;
}

void find_next(Parser *p, int32_t start, bool (*begins)(const Parser *))
{
    if (!p->is_lost) {
        if (p->at == start) /* nothing was taken and nothing told: go on all the same */
            take(p);
        return;
    }
    int32_t braces = 0;
    if (p->at == start)
        braces = take(p)->kind == TOKEN_OPEN_BRACE;
    while (!is_mark(p, TOKEN_END)) {
        if (is_declaring(here(p)))
            break;
        if (braces == 0 && (is_mark(p, TOKEN_CLOSE_BRACE) || begins(p)))
            break;
        braces += is_mark(p, TOKEN_OPEN_BRACE) - is_mark(p, TOKEN_CLOSE_BRACE);
        take(p);
    }
    p->is_lost = false;
}

/* ------------------------------------------------------------------ braces */

/* After an error in the head of a block: its brace, if that comes before anything else begins. */
static void seek_brace(Parser *p)
{
    int32_t i = p->at;
    for (; p->tokens[i].kind != TOKEN_OPEN_BRACE; i++) {
        const Token *t = &p->tokens[i];
        bool ends = t->kind == TOKEN_END || t->kind == TOKEN_CLOSE_BRACE;
        if (ends || (t->starts_line && i > p->at))
            return;
    }
    p->at = i;
    p->is_lost = false;
}

bool open_block(Parser *p)
{
    if (p->is_lost)
        seek_brace(p);
    if (p->is_lost || !expect_mark(p, TOKEN_OPEN_BRACE) || !enter(p))
        return false;
    Span at = p->tokens[p->at - 1].at;
    p->open[p->open_count++] = (OpenBrace){.at = at, .indent = indent_of(p, at)};
    return true;
}

/* Tells of the brace that was never closed; the text goes on at a declaration or has ended. */
static void tell_unclosed(Parser *p, OpenBrace open)
{
    if (is_told_here(p)) {
        p->is_lost = true;
        return;
    }
    Diag *d = tell(p, DIAG_E108, here(p)->at, "a `}` is missing before this");
    if (p->has_suspect)
        diag_note(p->diags, d, p->suspect.at,
                  "this `{` is closed by a `}` in another column: is one missing between?");
    else
        diag_note(p->diags, d, open.at, "this `{` is still open");
    p->has_suspect = false;
    p->is_lost = true;
}

Span close_block(Parser *p)
{
    OpenBrace open = p->open[--p->open_count];
    leave(p);
    const Token *t = here(p);
    if (!is_mark(p, TOKEN_CLOSE_BRACE)) {
        tell_unclosed(p, open);
        return open.at;
    }
    if (t->starts_line && !p->has_suspect && indent_of(p, t->at) != open.indent) {
        p->suspect = open;
        p->has_suspect = true;
    }
    take(p);
    return span_join(open.at, t->at);
}

/* A declaration in a block, no further in than the line that opened it: the brace is missing. */
static bool shows_missing_brace(const Parser *p)
{
    const Token *t = here(p);
    return is_declaring(t) && indent_of(p, t->at) <= p->open[p->open_count - 1].indent;
}

bool has_item(Parser *p)
{
    skip_separators(p);
    p->item = p->at;
    return !p->is_lost && !is_mark(p, TOKEN_CLOSE_BRACE) && !is_mark(p, TOKEN_END) &&
           !shows_missing_brace(p);
}

/* ------------------------------------------------------------------ pieces */

Name word_name(Parser *p)
{
    const Token *t = take(p);
    return (Name){.text = t->text, .at = t->at};
}

Name parse_name(Parser *p)
{
    const Token *t = here(p);
    if (is_mark(p, TOKEN_NAME))
        return word_name(p);
    if (is_mark(p, TOKEN_WORD) && !t->starts_line) {
        hint(p, tell(p, DIAG_E110, t->at, "`%s` is a word of the language", t->text),
             "Choose another name, such as `%s_`.", t->text);
        return word_name(p);
    }
    hint(p, unexpected(p), "Write a name here.");
    return (Name){.at = t->at};
}

/* A comma that a name follows, or a word that is taken for one (but not `source TEXT`). */
static bool accept_comma_and_name(Parser *p)
{
    const Token *next = ahead(p, 1);
    bool follows =
        next->kind == TOKEN_NAME ||
        (next->kind == TOKEN_WORD && !next->starts_line && ahead(p, 2)->kind != TOKEN_TEXT);
    return follows && accept_mark(p, TOKEN_COMMA);
}

/* Two letters between two texts: the language of the second. */
static bool is_language(const Parser *p)
{
    const Token *t = here(p);
    return t->kind == TOKEN_NAME && strlen(t->text) == 2 && ahead(p, 1)->kind == TOKEN_TEXT;
}

static void add_translation(Parser *p, SynText *text)
{
    const Token *lang = take(p), *t = take(p);
    if (strcmp(lang->text, "zh") == 0 && !text->in[LANG_ZH]) {
        text->in[LANG_ZH] = t->text;
        return;
    }
    SynTranslation **end = &text->others;
    while (*end)
        end = &(*end)->next;
    *end = make(p->mem, SynTranslation);
    **end = (SynTranslation){.lang = lang->text, .text = t->text};
}

SynText parse_text(Parser *p)
{
    SynText text = {0};
    int32_t start = p->at;
    if (!is_mark(p, TOKEN_TEXT))
        return text;
    text.in[LANG_EN] = take(p)->text;
    while (is_language(p))
        add_translation(p, &text);
    text.at = since(p, start);
    return text;
}

/* A name, with its text if it may have one. */
typedef struct {
    Name name;
    SynText text;
} TextedName;

Name *parse_names_with_texts(Parser *p, SynText **texts, int32_t *count)
{
    PointerList list = {0};
    do {
        TextedName *item = make(p->mem, TextedName);
        item->name = parse_name(p);
        if (texts)
            item->text = parse_text(p);
        if (item->name.text)
            list_add(p, &list, item);
    } while (!p->is_lost && accept_comma_and_name(p));

    Name *names = make(p->mem, Name, list.count);
    if (texts)
        *texts = make(p->mem, SynText, list.count);
    for (int32_t i = 0; i < list.count; i++) {
        const TextedName *item = list.at[i];
        names[i] = item->name;
        if (texts)
            (*texts)[i] = item->text;
    }
    *count = list.count;
    mem_drop(p->mem, list.at);
    return names;
}

Name *parse_names(Parser *p, int32_t *count)
{
    return parse_names_with_texts(p, NULL, count);
}

void list_add(Parser *p, PointerList *list, void *pointer)
{
    need(p->mem, list->at, list->count, list->room);
    list->at[list->count++] = pointer;
}

void *list_end(Parser *p, PointerList *list)
{
    void **array = make(p->mem, void *, list->count);
    if (list->count)
        memcpy(array, list->at, (size_t)list->count * sizeof *array);
    mem_drop(p->mem, list->at);
    *list = (PointerList){0};
    return array;
}

/* ------------------------------------------------------------------ whole sources */

static Parser *start_parser(Diags *D, Names *N, int32_t source, Tokens *tokens)
{
    *tokens = lex(D, N, source);
    Parser *p = make(D->mem, Parser);
    p->diags = D;
    p->names = N;
    p->mem = D->mem;
    p->source = &D->sources[source];
    p->tokens = tokens->tokens;
    p->told_at = -1;
    p->count = tokens->count;
    return p;
}

static void expect_end(Parser *p)
{
    if (!is_mark(p, TOKEN_END) && !p->is_lost)
        hint(p, unexpected(p), "Nothing more may stand here.");
}

static void tell_stray_brace(Parser *p)
{
    const Token *t = take(p);
    Diag *d = tell(p, DIAG_E108, t->at, "this `}` closes nothing");
    if (p->has_suspect)
        diag_note(
            p->diags, d, p->suspect.at,
            "this `{` is closed by a `}` in another column: is one too many between?");
    p->has_suspect = false;
    while (is_mark(p, TOKEN_CLOSE_BRACE))
        take(p);
}

static SynDecl *parse_declarations(Parser *p)
{
    SynDecl *first = NULL, **end = &first;
    p->stray_end = &p->strays;
    skip_separators(p);
    while (!is_mark(p, TOKEN_END)) {
        int32_t start = p->item = p->at;
        if (is_mark(p, TOKEN_CLOSE_BRACE)) {
            tell_stray_brace(p);
        } else {
            *end = parse_declaration(p);
            if (*end)
                end = &(*end)->next;
            find_next(p, start, begins_declaration);
        }
        skip_separators(p);
    }
    *end = p->strays;
    return first;
}

Syntax *syntax_parse(Diags *D, Names *N, int32_t source)
{
    Tokens tokens;
    Parser *p = start_parser(D, N, source, &tokens);
    Syntax *file = make(D->mem, Syntax);
    *file = (Syntax){.source = source,
                     .last = source,
                     .decls = parse_declarations(p),
                     .comments = tokens.comments,
                     .comment_count = tokens.comment_count};
    mem_drop(D->mem, tokens.tokens);
    return file;
}

SynQuestion *syntax_parse_question(Diags *D, Names *N, int32_t source)
{
    Tokens tokens;
    int32_t errors = D->errors;
    Parser *p = start_parser(D, N, source, &tokens);
    SynQuestion *q = NULL;
    if (is_at_question(p))
        q = parse_question(p);
    else
        hint(p, unexpected(p), "Write a question, such as `P(pact at 12)` or `V(us)`.");
    expect_end(p);
    mem_drop(D->mem, tokens.tokens);
    return D->errors > errors ? NULL : q;
}

SynSetting *syntax_parse_setting(Diags *D, Names *N, int32_t source)
{
    Tokens tokens;
    int32_t errors = D->errors;
    Parser *p = start_parser(D, N, source, &tokens);
    SynSetting *setting = parse_setting(p);
    expect_end(p);
    mem_drop(D->mem, tokens.tokens);
    return D->errors > errors ? NULL : setting;
}
