/* diag.h - what we tell the author of a model, and where.
 *
 * A diagnostic points at the text that caused it, says what was found there (a fragment,
 * lower case, no full stop) and, whenever we know one, gives a hint: a sentence that says
 * what to write instead.  Diagnostics are collected, never printed, by the code that finds
 * them, so that one run shows all of them.  Each is kept in every language at once.
 */
#pragma once
#include "base/buf.h"
#include "base/tr.h"

/* Bytes [at, at + length) of a source.  Line and column are found when printing. */
typedef struct {
    int32_t source; /* index into Diags.sources; -1 = no place (the command line) */
    int32_t at, length;
} Span;

/* A file as it was read. */
typedef struct {
    const char *name; /* as shown to people */
    const char *text; /* ended by NUL, which `length` does not count */
    int32_t length;
} Source;

typedef enum { LEVEL_ERROR, LEVEL_WARNING } Level;

typedef enum {
#define DIAG(code, level, title, explanation) DIAG_##code,
#include "base/diag_list.h"
#undef DIAG
    DIAG_COUNT
} DiagCode;

/* What is said besides at another place ("declared here"); the span may be nowhere. */
typedef struct DiagNote DiagNote;
struct DiagNote {
    Span at;
    const char *what[LANG_COUNT];
    DiagNote *next;
};

typedef struct Diag Diag;
struct Diag {
    DiagCode code;
    Span at;
    const char *what[LANG_COUNT]; /* "probabilities sum to 0.95, not 1" */
    const char *hint[LANG_COUNT]; /* "Give the missing 0.05 to an arm."; NULL for none */
    DiagNote *notes;
    Diag *next;
};

typedef struct {
    Mem *mem;
    Source *sources;
    int32_t source_count, source_room;
    Diag *first, *last;
    int32_t errors, warnings;
    int32_t most; /* after so many, further ones are counted but not kept; 0 = 200 */
} Diags;

/* Adds a source and returns its index.  The text is not copied. */
int32_t diag_source(Diags *D, const char *name, const char *text, int64_t length);

/* Adds a diagnostic.  `what` is printf-like, in English, and must stand in the catalogue. */
Diag *diag(Diags *D, DiagCode code, Span at, const char *what, ...)
    __attribute__((format(printf, 4, 5)));
void diag_hint(Diags *D, Diag *d, const char *hint, ...)
    __attribute__((format(printf, 3, 4)));
void diag_note(Diags *D, Diag *d, Span at, const char *what, ...)
    __attribute__((format(printf, 4, 5)));

/* Adds the hint "did you mean `name`?" when one of the candidates is near enough to `word`
 * (Damerau-Levenshtein distance at most a third of the length, at least 1).  Returns
 * whether it did. */
bool diag_suggest(Diags *D, Diag *d, const char *word, const char *const *candidates,
                  int32_t count);

/* The span from the start of a to the end of b, in the same source. */
Span span_join(Span a, Span b);
extern const Span SPAN_NOWHERE;

/* Line and column from 1; columns count characters, as editors do.  The end is the place
 * behind the last character. */
typedef struct {
    int32_t line, column, end_line, end_column;
} Place;
Place span_place(const Diags *D, Span at);

const char *diag_code_text(DiagCode code); /* "E204" */
Level diag_level(DiagCode code);
const char *diag_title(DiagCode code, Lang lang);
const char *diag_explanation(DiagCode code, Lang lang);

/* The whole list, in the order of sources and places, for people.  `color` uses ANSI. */
void diags_print(const Diags *D, Buf *out, Lang lang, bool color);

/* The same for programs: a JSON array. */
void diags_print_json(const Diags *D, Buf *out, Lang lang);
