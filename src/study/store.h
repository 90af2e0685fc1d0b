/* store.h - draws kept in a file: an SQLite 3 database, described in docs/draws.md.
 *
 *     Store store;
 *     if (!store_open(&store, M, path, &topic)) ... store.why[lang] ...
 *     ... store_read, store_write ...
 *     store_close(&store);
 *
 * A file belongs to one study: a model, a seed, settings and a version of Truce.  What it is about
 * is written when it is made, and a file about something else is refused, so that draws of two
 * studies never mix.  Draws come in whole blocks, each in one transaction; a process that is
 * killed leaves the blocks before.  Several processes may use one file at once.
 *
 * SQLite's memory is its own.  An open Store must not be left behind by a jump: who opens one
 * guards what comes between.
 */
#pragma once
#include "study/batch.h"

/* What a file is about; all of it must be equal to go on with a file. */
typedef struct {
    const Model *model;
    const char *model_hash, *version;
    const char *sets; /* what --set gives, joined by "; " */
    uint64_t seed;
    double tolerance;
    const int32_t *under;
    int32_t under_count;
    const Axis *axes; /* what is drawn, and from which ranges */
    int32_t axis_count;
} StoreTopic;

typedef struct StoreSide {
    int32_t claim;
    const char *statement;
} StoreSide;

typedef struct {
    struct sqlite3 *db; /* NULL when not open */
    const StoreTopic *topic;
    const char *path;
    struct StoreSide *sides; /* the comparisons of all claims */
    int32_t side_count;
    char why[LANG_COUNT][512]; /* after a failure: a sentence */
} Store;

/* One comparison of a claim. */
typedef struct {
    bool holds;
    double left, right;
} Sides;

/* A draw: for each claim of the model a verdict, for each comparison of each claim its sides, in
 * the order of the claims; or why there are none. */
typedef struct {
    bool is_known; /* answered, or missing */
    bool unmet;    /* a certificate missed its tolerance */
    const Missing *missing;
    double *point;   /* [axis] */
    Verdict *claims; /* [claim]: holds and margin alone */
    Sides *sides;    /* [all comparisons] */
} Draw;

/* All of these are false after a failure; `why` then says it. */
bool store_open(Store *s, Mem *M, const char *path, const StoreTopic *topic);

/* Draws first .. first + count - 1 as far as the file has them, into draws[0 .. count), whose
 * arrays are there already; texts go to M. */
bool store_read(Store *s, Mem *M, int64_t first, int64_t count, Draw *draws);

/* Writes those that are known; a draw that is there already stays as it is. */
bool store_write(Store *s, int64_t first, int64_t count, const Draw *draws);

void store_close(Store *s);
