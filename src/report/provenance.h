/* provenance.h - what a report was made from: who wants to make it again needs no more.
 *
 * One record for all: the page shows it, and reports in JSON have it as `metadata`.
 */
#pragma once
#include "base/json.h"
#include "base/sha256.h"

/* A file that the model was read from. */
typedef struct {
    const char *name; /* without its folder */
    char sha256[SHA256_TEXT];
} SourceFile;

typedef struct {
    const char *command; /* "claims" */
    const char
        *again; /* the whole command, for a POSIX shell; NULL where it is not known */
    const char *version; /* of Truce */
    const char *title;   /* the model's */
    SourceFile *files;   /* the model, then what it includes */
    int32_t file_count;
    /* Of the texts of these files, one after the other: of a model in one file, what sha256sum
     * prints. */
    char sha256[SHA256_TEXT];
    const char *const *sets;  /* of --set, ended by NULL; NULL = none */
    const char *const *under; /* names of variants that hold throughout, ended by NULL */
    double tolerance;
    bool has_seed;
    uint64_t seed;
} Provenance;

/* Writes `"metadata": {...}` into the object that is open. */
void provenance_json(Json *j, const Provenance *p);
