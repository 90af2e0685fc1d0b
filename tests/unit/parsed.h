/* parsed.h - reading a model in a test.
 *
 * Each call forgets the one before: what it answers lives until the next. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lang/syntax.h"

static Mem memory;
static Diags diags;
static Names *names;

static inline int32_t read_source(const char *text, int64_t length)
{
    mem_close(&memory);
    diags = (Diags){.mem = &memory};
    names = names_new(&memory);
    return diag_source(&diags, "m.truce", mem_text(&memory, text, length), length);
}

/* read(&diags, names, source) of a text; `names` is made with the source, so that comes first. */
#define READ(read, text, length)                                                           \
    __extension__({                                                                        \
        int32_t source_ = read_source((text), (length));                                   \
        read(&diags, names, source_);                                                      \
    })

static inline Syntax *parse(const char *text)
{
    return READ(syntax_parse, text, (int64_t)strlen(text));
}

/* The diagnostics, as people read them. */
static inline const char *told(void)
{
    Buf out = {.mem = &memory};
    diags_print(&diags, &out, LANG_EN, false);
    return buf_text(&out);
}

static inline void is_told(const char *text, const char *expected)
{
    parse(text);
    assert_string_equal(told(), expected);
}

/* Parses a text that must be without errors. */
static inline Syntax *parse_clean(const char *text)
{
    Syntax *file = parse(text);
    assert_string_equal(told(), "");
    return file;
}

static inline int forget(void **state)
{
    (void)state;
    mem_close(&memory);
    return 0;
}
