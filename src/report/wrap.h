/* wrap.h - text in lines that keep to a width (private to src/report). */
#pragma once
#include "base/buf.h"

/* A piece of a text. */
typedef struct {
    const char *at;
    int64_t length;
    int width; /* columns */
} TextLine;

typedef struct {
    TextLine *at;
    int32_t count;
} TextLines;

/* Breaks at spaces, which are then left out, and between wide characters, but not before a mark
 * that closes or behind one that opens; a longer word is cut.  The first line is `first`
 * columns wide at most, the others `rest`; 0 = as wide as need be.  "" has no lines. */
TextLines wrap_text(Mem *M, const char *text, int first, int rest);

/* The same in another unit than columns: `measure` says how wide a text is, and of each line. */
typedef int TextMeasure(const char *at, int64_t length);
TextLines wrap_measured(Mem *M, const char *text, int first, int rest,
                        TextMeasure *measure);
