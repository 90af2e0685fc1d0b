#define _GNU_SOURCE /* dladdr */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "api/handle.h"

enum { LARGEST_FILE = 64 << 20 };

/* An address inside the library, by which it finds its own file. */
static const char mechanisms_mark = 0;

/* The file's size, or -1 with errno when it is none that can be read as text. */
static int64_t size_of(const char *path)
{
    struct stat s;
    if (stat(path, &s))
        return -1;
    if (S_ISDIR(s.st_mode))
        errno = EISDIR;
    else if (s.st_size > LARGEST_FILE)
        errno = EFBIG;
    else
        return s.st_size;
    return -1;
}

char *file_read(Mem *M, const char *path, int64_t *length)
{
    int64_t size = size_of(path);
    if (size < 0)
        return NULL;
    char *text = make(M, char, size + 1); /* before the file is open: it may jump */
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    *length = (int64_t)fread(text, 1, (size_t)size, file);
    bool failed = ferror(file);
    int why = errno;
    fclose(file);
    errno = why;
    return failed ? NULL : text;
}

/* A file that is read, known by its real path. */
typedef struct File File;
struct File {
    const char *real;
    File *next;
};

typedef struct {
    truce_model *model;
    File *known;
    Syntax **end; /* where the next file is linked */
} Reading;

const char *file_real_path(Mem *M, const char *path)
{
    char real[PATH_MAX];
    return realpath(path, real) ? mem_text(M, real, (int64_t)strlen(real)) : path;
}

static bool is_known(Reading *r, const char *real)
{
    for (const File *f = r->known; f; f = f->next)
        if (strcmp(f->real, real) == 0)
            return true;
    File *f = make(&r->model->mem, File);
    *f = (File){.real = real, .next = r->known};
    r->known = f;
    return false;
}

static bool is_file(const char *path)
{
    return size_of(path) >= 0;
}

/* The installed mechanisms: TRUCE_MECHANISMS is their place seen from the library's folder. */
static const char *installed_mechanisms(truce_model *m)
{
    Dl_info info;
    const char *slash = dladdr((const void *)&mechanisms_mark, &info) && info.dli_fname
                            ? strrchr(info.dli_fname, '/')
                            : NULL;
    int folder = slash ? (int)(slash - info.dli_fname + 1) : 0;
    return text_format(&m->mem, "%.*s%s", folder, slash ? info.dli_fname : "",
                       TRUCE_MECHANISMS);
}

/* The path up to its last slash. */
static const char *folder_of(truce_model *m, const char *path)
{
    const char *slash = strrchr(path, '/');
    return text_format(&m->mem, "%.*s", slash ? (int)(slash - path + 1) : 0, path);
}

static const char *beside(truce_model *m, const char *from, const char *path)
{
    return text_format(&m->mem, "%s%s", folder_of(m, from), path);
}

static const char *among_mechanisms(truce_model *m, const char *path)
{
    const char *mechanisms =
        m->options.mechanisms ? m->options.mechanisms : installed_mechanisms(m);
    return text_format(&m->mem, "%s/%s", mechanisms, path);
}

/* The included path beside the including file, else among the mechanisms. */
const char *include_find(truce_model *m, const char *from, const char *path)
{
    if (path[0] == '/')
        return path;
    const char *near = beside(m, from, path);
    return is_file(near) || errno != ENOENT ? near : among_mechanisms(m, path);
}

/* ------------------------------------------------------------------ what may have been meant */

typedef struct {
    truce_model *model;
    const char **path;
    int32_t count, room;
} Candidates;

static void close_folder(void *folder)
{
    closedir(folder);
}

/* The files of the path's folder, which may not be there, as they would be included. */
static void add_files(Candidates *z, const char *path, const char *as_included)
{
    enum { MOST_FILES = 1000 };
    Mem *M = &z->model->mem;
    const char *place = folder_of(z->model, path),
               *written = folder_of(z->model, as_included);
    DIR *folder = opendir(*place ? place : ".");
    if (!folder)
        return;
    mem_adopt(M, folder, close_folder);
    for (const struct dirent *entry; z->count < MOST_FILES && (entry = readdir(folder));) {
        const char *end = strrchr(entry->d_name, '.');
        if (!end || strcmp(end, ".truce") != 0)
            continue;
        need(M, z->path, z->count, z->room);
        z->path[z->count++] = text_format(M, "%s%s", written, entry->d_name);
    }
    mem_release(M, folder);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void suggest_file(truce_model *m, Diag *why, const char *from, const char *path)
{
    Candidates z = {.model = m};
    if (path[0] == '/') {
        add_files(&z, path, path);
    } else {
        add_files(&z, beside(m, from, path), path);
        add_files(&z, among_mechanisms(m, path), path);
    }
    if (z.count > 0) /* folders have no order of their own */
        qsort(z.path, (size_t)z.count, sizeof *z.path, by_name);
    diag_suggest(&m->diags, why, path, z.path, z.count);
    mem_drop(&m->mem, z.path);
}

/* ------------------------------------------------------------------ sources */

static void read_source(Reading *r, const char *name, const char *text, int64_t length);

static void read_include(Reading *r, const char *from, const SynDecl *d)
{
    truce_model *m = r->model;
    const char *path = include_find(m, from, d->path);
    int64_t length;
    if (is_file(path) && is_known(r, file_real_path(&m->mem, path)))
        return;
    const char *text = file_read(&m->mem, path, &length);
    if (text) {
        read_source(r, path, text, length);
        return;
    }
    bool is_missing = errno == ENOENT;
    const char *reason = strerror(errno), *format = N_("cannot read `%s`: %s");
    Diag *why = diag(&m->diags, DIAG_E150, d->at, format, d->path, reason);
    why->what[LANG_ZH] = /* the reason is a text of its own */
        text_format(&m->mem, tr(LANG_ZH, format), d->path, tr(LANG_ZH, reason));
    diag_hint(&m->diags, why,
              N_("It is looked for beside this file, then among the mechanisms."));
    if (is_missing)
        suggest_file(m, why, from, d->path);
}

static void read_source(Reading *r, const char *name, const char *text, int64_t length)
{
    truce_model *m = r->model;
    int32_t source = diag_source(&m->diags, name, text, length);
    Syntax *file = syntax_parse(&m->diags, m->names, source);
    if (r->end == &m->files)
        m->is_parsed = m->diags.errors == 0;
    *r->end = file;
    r->end = &file->next;
    for (const SynDecl *d = file->decls; d; d = d->next)
        if (d->kind == DECL_INCLUDE && d->path)
            read_include(r, name, d);
    file->last = m->diags.source_count - 1;
}

void files_read(truce_model *m, const char *name, const char *text, int64_t length)
{
    Reading r = {.model = m, .end = &m->files};
    is_known(&r, file_real_path(&m->mem, name));
    read_source(&r, name, text, length);
}
