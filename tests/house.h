/* house.h - models of the house, as tests and benches of the engine's parts read them.
 *
 * They run in the root of the source; what a model includes is found among the mechanisms. */
#pragma once
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/syntax.h"

static inline const char *house_text(Mem *M, const char *path)
{
    enum { ROOM = 1 << 20 };
    FILE *file = fopen(path, "r");
    char *text = make(M, char, ROOM);
    size_t length = file ? fread(text, 1, ROOM - 1, file) : 0;
    if (length == 0 || length == ROOM - 1) {
        fprintf(stderr, "%s cannot be read whole\n", path);
        exit(1);
    }
    fclose(file);
    return text;
}

/* The text, and the mechanisms that it includes; these include nothing. */
static inline Syntax *house_parse(Diags *D, Names *N, const char *name, const char *text)
{
    int32_t source = diag_source(D, name, text, (int64_t)strlen(text));
    Syntax *first = syntax_parse(D, N, source), *last = first;
    for (const SynDecl *d = first->decls; d; d = d->next) {
        if (d->kind != DECL_INCLUDE)
            continue;
        char path[200];
        snprintf(path, sizeof path, "mechanisms/%s", d->path);
        const char *piece = house_text(D->mem, path);
        last->next =
            syntax_parse(D, N, diag_source(D, path, piece, (int64_t)strlen(piece)));
        last = last->next;
    }
    first->last = last->source;
    return first;
}
