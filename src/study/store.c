#include "study/store.h"

#include <math.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    APPLICATION = 0x54525543, /* "TRUC", in the file's header */
    FORMAT = 1,
    WAIT_MS = 30000, /* for another process that writes */
};

static const char tables[] =
    "CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE parameter (parameter INTEGER PRIMARY KEY, name TEXT NOT NULL,"
    " low REAL NOT NULL, high REAL NOT NULL, base REAL);"
    "CREATE TABLE claim (claim INTEGER PRIMARY KEY, name TEXT NOT NULL,"
    " text TEXT NOT NULL, statement TEXT NOT NULL);"
    "CREATE TABLE comparison (comparison INTEGER PRIMARY KEY,"
    " claim INTEGER NOT NULL REFERENCES claim, statement TEXT NOT NULL);"
    "CREATE TABLE draw (draw INTEGER PRIMARY KEY, met INTEGER NOT NULL, code TEXT,"
    " reason TEXT, reason_zh TEXT);"
    "CREATE TABLE setting (draw INTEGER NOT NULL, parameter INTEGER NOT NULL,"
    " value REAL NOT NULL, PRIMARY KEY (draw, parameter)) WITHOUT ROWID;"
    "CREATE TABLE verdict (draw INTEGER NOT NULL, claim INTEGER NOT NULL,"
    " holds INTEGER NOT NULL, margin REAL, PRIMARY KEY (draw, claim)) WITHOUT ROWID;"
    "CREATE TABLE side (draw INTEGER NOT NULL, comparison INTEGER NOT NULL,"
    " holds INTEGER NOT NULL, left_value REAL, right_value REAL,"
    " PRIMARY KEY (draw, comparison)) WITHOUT ROWID;";

/* ------------------------------------------------------------------ what went wrong */

__attribute__((format(printf, 2, 3))) static bool fail(Store *s, const char *what, ...)
{
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        va_list args;
        va_start(args, what);
        vsnprintf(s->why[lang], sizeof s->why[lang], tr(lang, what), args);
        va_end(args);
    }
    return false;
}

static bool fail_in_database(Store *s)
{
    if (sqlite3_errcode(s->db) == SQLITE_NOTADB)
        return fail(s, N_("`%s` is no file of draws"), s->path);
    return fail(s, N_("`%s` cannot be used: %s"), s->path, sqlite3_errmsg(s->db));
}

static bool run(Store *s, const char *sql)
{
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail_in_database(s);
}

static sqlite3_stmt *prepare(Store *s, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(s->db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_in_database(s);
    return statement;
}

/* Carries out a statement that gives no rows, and makes it ready for the next. */
static bool step(Store *s, sqlite3_stmt *statement)
{
    bool is_done = sqlite3_step(statement) == SQLITE_DONE;
    if (!is_done)
        fail_in_database(s);
    sqlite3_reset(statement);
    return is_done;
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

/* A database has no nan: it becomes NULL, and NULL nan. */
static double column_number(sqlite3_stmt *statement, int at)
{
    return sqlite3_column_type(statement, at) == SQLITE_NULL
               ? NAN
               : sqlite3_column_double(statement, at);
}

/* ------------------------------------------------------------------ what it is about */

typedef enum {
    ABOUT_VERSION,
    ABOUT_MODEL,
    ABOUT_SETS,
    ABOUT_UNDER,
    ABOUT_PARAMETERS,
    ABOUT_SEED,
    ABOUT_TOLERANCE,
    ABOUT_COUNT
} About;

static const struct {
    const char *key, *label;
} abouts[ABOUT_COUNT] = {
    [ABOUT_VERSION] = {"version", N_("version of Truce")},
    [ABOUT_MODEL] = {"model_sha256", N_("model")},
    [ABOUT_SETS] = {"set", N_("--set")},
    [ABOUT_UNDER] = {"under", N_("--under")},
    [ABOUT_PARAMETERS] = {"parameters", N_("list of ranges")},
    [ABOUT_SEED] = {"seed", N_("seed")},
    [ABOUT_TOLERANCE] = {"tolerance", N_("tolerance")},
};

static const char *joined_variants(Mem *M, const StoreTopic *t)
{
    Buf out = {.mem = M};
    for (int32_t k = 0; k < t->under_count; k++)
        buf_printf(&out, "%s%s", k ? "," : "", t->model->variants[t->under[k]].name);
    return buf_text(&out);
}

static const char *joined_ranges(Mem *M, const StoreTopic *t)
{
    Buf out = {.mem = M};
    for (int32_t k = 0; k < t->axis_count; k++) {
        buf_printf(&out, "%s%s=", k ? "," : "", t->axes[k].name);
        buf_number(&out, t->axes[k].lo, 0);
        buf_puts(&out, "..");
        buf_number(&out, t->axes[k].hi, 0);
    }
    return buf_text(&out);
}

static void list_abouts(Mem *M, const StoreTopic *t, const char *values[ABOUT_COUNT])
{
    Buf tolerance = {.mem = M};
    buf_number(&tolerance, t->tolerance, 0);
    values[ABOUT_VERSION] = t->version;
    values[ABOUT_MODEL] = t->model_hash;
    values[ABOUT_SETS] = t->sets;
    values[ABOUT_UNDER] = joined_variants(M, t);
    values[ABOUT_PARAMETERS] = joined_ranges(M, t);
    values[ABOUT_SEED] = text_format(M, "%llu", (unsigned long long)t->seed);
    values[ABOUT_TOLERANCE] = buf_text(&tolerance);
}

static bool write_abouts(Store *s, const char *const values[ABOUT_COUNT])
{
    sqlite3_stmt *put = prepare(s, "INSERT INTO about VALUES (?, ?)");
    bool is_right = put != NULL;
    for (int k = 0; k < ABOUT_COUNT && is_right; k++) {
        bind_text(put, 1, abouts[k].key);
        bind_text(put, 2, values[k]);
        is_right = step(s, put);
    }
    sqlite3_finalize(put);
    return is_right;
}

static bool write_parameters(Store *s)
{
    sqlite3_stmt *put = prepare(s, "INSERT INTO parameter VALUES (?, ?, ?, ?, ?)");
    bool is_right = put != NULL;
    for (int32_t k = 0; k < s->topic->axis_count && is_right; k++) {
        const Axis *a = &s->topic->axes[k];
        sqlite3_bind_int(put, 1, k);
        bind_text(put, 2, a->name);
        sqlite3_bind_double(put, 3, a->lo);
        sqlite3_bind_double(put, 4, a->hi);
        sqlite3_bind_double(put, 5, a->base);
        is_right = step(s, put);
    }
    sqlite3_finalize(put);
    return is_right;
}

static bool write_claims(Store *s)
{
    const Model *m = s->topic->model;
    sqlite3_stmt *put = prepare(s, "INSERT INTO claim VALUES (?, ?, ?, ?)");
    bool is_right = put != NULL;
    for (int32_t k = 0; k < m->claim_count && is_right; k++) {
        sqlite3_bind_int(put, 1, k);
        bind_text(put, 2, m->claims[k].name);
        bind_text(put, 3, m->claims[k].text.in[LANG_EN]);
        bind_text(put, 4, m->claims[k].holds->as_written);
        is_right = step(s, put);
    }
    sqlite3_finalize(put);
    return is_right;
}

static bool write_comparisons(Store *s)
{
    sqlite3_stmt *put = prepare(s, "INSERT INTO comparison VALUES (?, ?, ?)");
    bool is_right = put != NULL;
    for (int32_t k = 0; k < s->side_count && is_right; k++) {
        sqlite3_bind_int(put, 1, k);
        sqlite3_bind_int(put, 2, s->sides[k].claim);
        bind_text(put, 3, s->sides[k].statement);
        is_right = step(s, put);
    }
    sqlite3_finalize(put);
    return is_right;
}

/* Values that are long are not shown whole. */
static bool refuse(Store *s, int about, const char *there, const char *here)
{
    for (Lang lang = 0; lang < LANG_COUNT; lang++)
        snprintf(s->why[lang], sizeof s->why[lang],
                 tr(lang, N_("`%s` holds the draws of another study: its %s is `%.24s`, "
                             "here it is `%.24s`")),
                 s->path, tr(lang, abouts[about].label), *there ? there : "–",
                 *here ? here : "–");
    return false;
}

static bool check_abouts(Store *s, const char *const values[ABOUT_COUNT])
{
    sqlite3_stmt *get = prepare(s, "SELECT value FROM about WHERE key = ?");
    bool is_right = get != NULL;
    for (int k = 0; k < ABOUT_COUNT && is_right; k++) {
        bind_text(get, 1, abouts[k].key);
        bool is_there = sqlite3_step(get) == SQLITE_ROW;
        const char *there = is_there ? (const char *)sqlite3_column_text(get, 0) : "";
        if (strcmp(there, values[k]) != 0)
            is_right = refuse(s, k, there, values[k]);
        sqlite3_reset(get);
    }
    sqlite3_finalize(get);
    return is_right;
}

/* ------------------------------------------------------------------ opening */

static bool read_number(Store *s, const char *sql, int64_t *x)
{
    sqlite3_stmt *get = prepare(s, sql);
    bool is_right = get && sqlite3_step(get) == SQLITE_ROW;
    if (is_right)
        *x = sqlite3_column_int64(get, 0);
    else if (get)
        fail_in_database(s);
    sqlite3_finalize(get);
    return is_right;
}

static bool make_tables(Store *s, const char *const values[ABOUT_COUNT])
{
    char marks[96];
    snprintf(marks, sizeof marks, "PRAGMA application_id = %d; PRAGMA user_version = %d",
             APPLICATION, FORMAT);
    return run(s, marks) && run(s, tables) && write_abouts(s, values) &&
           write_parameters(s) && write_claims(s) && write_comparisons(s);
}

static bool make_or_check(Store *s, const char *const values[ABOUT_COUNT])
{
    int64_t tables_there, application, format;
    if (!read_number(s, "SELECT count(*) FROM sqlite_schema", &tables_there) ||
        !read_number(s, "PRAGMA application_id", &application) ||
        !read_number(s, "PRAGMA user_version", &format))
        return false;
    if (tables_there == 0)
        return make_tables(s, values);
    if (application != APPLICATION)
        return fail(s, N_("`%s` is no file of draws"), s->path);
    if (format != FORMAT)
        return fail(s, N_("`%s` was made by another version of Truce"), s->path);
    return check_abouts(s, values);
}

static bool begin(Store *s)
{
    return run(s, "BEGIN IMMEDIATE");
}

/* Ends a transaction as it went; the first failure's words are kept. */
static bool end(Store *s, bool is_right)
{
    if (is_right && run(s, "COMMIT"))
        return true;
    sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

static void list_sides(Store *s, Mem *M)
{
    const Model *m = s->topic->model;
    for (int32_t k = 0; k < m->claim_count; k++) {
        int32_t count, room = s->side_count;
        const Cond **all = claim_comparisons(M, m->claims[k].holds, &count);
        for (int32_t c = 0; c < count; c++) {
            need(M, s->sides, s->side_count, room);
            s->sides[s->side_count++] =
                (StoreSide){.claim = k, .statement = all[c]->as_written};
        }
    }
}

/* Everything that may jump comes before the file is open. */
bool store_open(Store *s, Mem *M, const char *path, const StoreTopic *topic)
{
    *s = (Store){.topic = topic, .path = path};
    const char *values[ABOUT_COUNT];
    list_abouts(M, topic, values);
    list_sides(s, M);
    bool is_open = sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                   NULL) == SQLITE_OK;
    if (is_open) {
        sqlite3_busy_timeout(s->db, WAIT_MS);
        is_open = begin(s) && end(s, make_or_check(s, values));
    } else
        fail_in_database(s);
    if (!is_open)
        store_close(s);
    return is_open;
}

void store_close(Store *s)
{
    sqlite3_close(s->db);
    s->db = NULL;
}

/* ------------------------------------------------------------------ reading */

static const Missing *read_missing(Mem *M, sqlite3_stmt *get)
{
    const char *code = (const char *)sqlite3_column_text(get, 2);
    Missing *m = make(M, Missing);
    for (int32_t k = 0; k < DIAG_COUNT; k++)
        if (strcmp(diag_code_text((DiagCode)k), code) == 0)
            m->code = (DiagCode)k;
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        const char *what = (const char *)sqlite3_column_text(get, 3 + (int)lang);
        m->what[lang] = mem_text(M, what ? what : "", what ? (int64_t)strlen(what) : 0);
    }
    return m;
}

/* Goes through the rows of a block; `take` reads one into its draw. */
typedef void Take(Mem *M, sqlite3_stmt *get, Draw *draw);

static bool read_rows(Store *s, Mem *M, const char *sql, int64_t first, int64_t count,
                      Draw *draws, Take *take)
{
    sqlite3_stmt *get = prepare(s, sql);
    if (!get)
        return false;
    sqlite3_bind_int64(get, 1, first);
    sqlite3_bind_int64(get, 2, first + count - 1);
    int state;
    while ((state = sqlite3_step(get)) == SQLITE_ROW)
        take(M, get, &draws[sqlite3_column_int64(get, 0) - first]);
    bool is_right = state == SQLITE_DONE || fail_in_database(s);
    sqlite3_finalize(get);
    return is_right;
}

static void take_draw(Mem *M, sqlite3_stmt *get, Draw *d)
{
    d->is_known = true;
    d->unmet = !sqlite3_column_int(get, 1);
    if (sqlite3_column_type(get, 2) != SQLITE_NULL)
        d->missing = read_missing(M, get);
}

static void take_verdict(Mem *M, sqlite3_stmt *get, Draw *d)
{
    (void)M;
    Verdict *v = &d->claims[sqlite3_column_int(get, 1)];
    v->holds = sqlite3_column_int(get, 2) != 0;
    v->margin = column_number(get, 3);
}

static void take_side(Mem *M, sqlite3_stmt *get, Draw *d)
{
    (void)M;
    Sides *sides = &d->sides[sqlite3_column_int(get, 1)];
    sides->holds = sqlite3_column_int(get, 2) != 0;
    sides->left = column_number(get, 3);
    sides->right = column_number(get, 4);
}

/* In one transaction, so that another process does not write in between. */
bool store_read(Store *s, Mem *M, int64_t first, int64_t count, Draw *draws)
{
    bool is_right =
        run(s, "BEGIN") &&
        read_rows(s, M,
                  "SELECT draw, met, code, reason, reason_zh FROM draw"
                  " WHERE draw BETWEEN ? AND ?",
                  first, count, draws, take_draw) &&
        read_rows(s, M,
                  "SELECT draw, claim, holds, margin FROM verdict"
                  " WHERE draw BETWEEN ? AND ?",
                  first, count, draws, take_verdict) &&
        read_rows(s, M,
                  "SELECT draw, comparison, holds, left_value, right_value FROM side"
                  " WHERE draw BETWEEN ? AND ?",
                  first, count, draws, take_side);
    return end(s, is_right);
}

/* ------------------------------------------------------------------ writing */

typedef struct {
    sqlite3_stmt *draw, *setting, *verdict, *side;
} Writing;

static bool open_writing(Store *s, Writing *w)
{
    w->draw = prepare(s, "INSERT OR IGNORE INTO draw VALUES (?, ?, ?, ?, ?)");
    w->setting = prepare(s, "INSERT OR IGNORE INTO setting VALUES (?, ?, ?)");
    w->verdict = prepare(s, "INSERT OR IGNORE INTO verdict VALUES (?, ?, ?, ?)");
    w->side = prepare(s, "INSERT OR IGNORE INTO side VALUES (?, ?, ?, ?, ?)");
    return w->draw && w->setting && w->verdict && w->side;
}

static void close_writing(Writing *w)
{
    sqlite3_finalize(w->draw);
    sqlite3_finalize(w->setting);
    sqlite3_finalize(w->verdict);
    sqlite3_finalize(w->side);
}

static bool write_head(Store *s, const Writing *w, int64_t at, const Draw *d)
{
    sqlite3_clear_bindings(w->draw);
    sqlite3_bind_int64(w->draw, 1, at);
    sqlite3_bind_int(w->draw, 2, !d->unmet);
    if (d->missing) {
        bind_text(w->draw, 3, diag_code_text(d->missing->code));
        bind_text(w->draw, 4, d->missing->what[LANG_EN]);
        bind_text(w->draw, 5, d->missing->what[LANG_ZH]);
    }
    return step(s, w->draw);
}

static bool write_settings(Store *s, const Writing *w, int64_t at, const Draw *d)
{
    bool is_right = true;
    for (int32_t k = 0; k < s->topic->axis_count && is_right; k++) {
        sqlite3_bind_int64(w->setting, 1, at);
        sqlite3_bind_int(w->setting, 2, k);
        sqlite3_bind_double(w->setting, 3, d->point[k]);
        is_right = step(s, w->setting);
    }
    return is_right;
}

/* SQLite writes a nan as NULL. */
static bool write_verdicts(Store *s, const Writing *w, int64_t at, const Draw *d)
{
    bool is_right = true;
    for (int32_t k = 0; k < s->topic->model->claim_count && is_right; k++) {
        sqlite3_bind_int64(w->verdict, 1, at);
        sqlite3_bind_int(w->verdict, 2, k);
        sqlite3_bind_int(w->verdict, 3, d->claims[k].holds);
        sqlite3_bind_double(w->verdict, 4, d->claims[k].margin);
        is_right = step(s, w->verdict);
    }
    for (int32_t k = 0; k < s->side_count && is_right; k++) {
        sqlite3_bind_int64(w->side, 1, at);
        sqlite3_bind_int(w->side, 2, k);
        sqlite3_bind_int(w->side, 3, d->sides[k].holds);
        sqlite3_bind_double(w->side, 4, d->sides[k].left);
        sqlite3_bind_double(w->side, 5, d->sides[k].right);
        is_right = step(s, w->side);
    }
    return is_right;
}

bool store_write(Store *s, int64_t first, int64_t count, const Draw *draws)
{
    Writing w = {0};
    if (!begin(s))
        return false;
    bool is_right = open_writing(s, &w);
    for (int64_t k = 0; k < count && is_right; k++) {
        const Draw *d = &draws[k];
        if (d->is_known)
            is_right = write_head(s, &w, first + k, d) &&
                       write_settings(s, &w, first + k, d) &&
                       (d->missing || write_verdicts(s, &w, first + k, d));
    }
    close_writing(&w);
    return end(s, is_right);
}
