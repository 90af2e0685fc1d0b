/* handle.h - what a truce_model is, and how its calls are guarded (private to src/api).
 *
 * Every public function that may allocate begins with GUARD: from there on whatever runs out
 * jumps back, and the function answers with the status of the reason.  Between the guard
 * and the jump nothing is held that the handle's Mem does not own.
 */
#pragma once
#include "lang/check.h"
#include "study/study.h"
#include "truce/truce.h"

struct truce_model {
    Mem mem;
    Diags diags;
    Names *names;
    Syntax *files;  /* the main one first; NULL when it could not be read */
    bool is_parsed; /* the main file without a syntax error */
    Model *model;   /* NULL after errors */
    Scope *scope;
    Study study;
    Work work;
    Lang lang;
    truce_options options;
    const char *path;
    char message[512];
};

enum { MOST_VARIANTS = 64 };

/* Variants named in a call's `under`. */
typedef struct {
    int32_t at[MOST_VARIANTS], count;
} Under;

/* Ends a call that jumped: the status of the reason, with a message. */
truce_status handle_failed(truce_model *m);

#define GUARD(m)                                                                           \
    jmp_buf guard_trap;                                                                    \
    (m)->message[0] = '\0';                                                                \
    (m)->mem.trap = &guard_trap;                                                           \
    if (setjmp(guard_trap))                                                                \
    return handle_failed(m)

/* Sets the message, printf-like, in the handle's language; the format stands in the
 * catalogue. */
void handle_say(truce_model *m, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* TRUCE_BAD_MODEL when the model has errors or a name is unknown. */
truce_status handle_under(truce_model *m, const char *list, Under *under);

/* files.c: parses the main text and all that it includes. */
void files_read(truce_model *m, const char *name, const char *text, int64_t length);

/* Reads a whole file into the Mem; NULL with errno when that fails. */
char *file_read(Mem *M, const char *path, int64_t *length);
