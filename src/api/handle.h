/* handle.h - what a truce_model is, and how its calls are guarded (private to src/api).
 *
 * Every public function that may allocate begins with GUARD: from there on whatever runs out
 * jumps back, and the function answers with the status of the reason.  Between the guard
 * and the jump nothing is held that the handle's Mem does not own.
 */
#pragma once
#include "lang/check.h"
#include "report/provenance.h"
#include "report/report.h"
#include "study/map.h"
#include "study/sensitivity.h"
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

/* A question asked from outside; NULL after diagnostics. */
const Question *handle_question(truce_model *m, const char *text);

/* What a whole report says under the variants of `list`, which are then in `under`; all three with
 * TRUCE_OK alone. */
truce_status handle_outlook(truce_model *m, const char *list, Under *under,
                            Findings **findings, Outlook **outlook);

/* The claims over the draws of a plan, for a report: NULL with any status but TRUCE_OK and
 * TRUCE_MISSED.  `plan` has draws. */
truce_status handle_robustness(truce_model *m, const char *under,
                               const truce_claims_plan *plan, const Robustness **found);

/* How a text is drawn; `look` may be NULL. */
Look handle_look(const truce_model *m, const truce_look *look);

/* study_api.c: a plan's answers under the variants of `list`; the phase is there after TRUCE_OK and
 * TRUCE_MISSED, and refers to `under`, which must outlive it. */
truce_status handle_map(truce_model *m, const char *list, const truce_map_plan *plan,
                        Under *under, Phase **phase);

/* ask_sensitivity.c: a plan's study; NULL after a diagnostic. */
const Sensitivity *handle_sensitivity(truce_model *m, const truce_sensitivity_plan *plan,
                                      const Under *under);

/* files.c: parses the main text and all that it includes. */
void files_read(truce_model *m, const char *name, const char *text, int64_t length);

/* Where `include` in the file `from` finds a path: beside it, else among the mechanisms. */
const char *include_find(truce_model *m, const char *from, const char *path);

/* The path without links and detours; itself where there is no such file. */
const char *file_real_path(Mem *M, const char *path);

/* Reads a whole file into the Mem; NULL with errno when that fails. */
char *file_read(Mem *M, const char *path, int64_t *length);

/* ------------------------------------------------------------------ make_again.c */

/* What a report of this command is made from.  Without a seed, and how to make it again, unless
 * it is given them. */
Provenance *provenance_of(truce_model *m, const char *command, const Under *under);

/* Of the page; `under` are the variants of `list`. */
const Provenance *provenance_of_report(truce_model *m, const char *list,
                                       const Under *under);

/* " --set x=1 --under a,b": what changes the results, as the command takes it in a shell. */
const char *options_as_given(truce_model *m, const char *under);

/* A word for a POSIX shell, in quotes where it needs them. */
void put_for_shell(Buf *out, const char *word);

/* "name.truce" of "/a/name.truce". */
const char *base_name(const char *path);
