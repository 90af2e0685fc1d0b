/* The replication package, as a folder.
 *
 * It is put together in a scratch folder beside, from the model as it stands there, and moved
 * into place when it is whole. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/handle.h"
#include "report/replication.h"
#include "report/report.h"

static const char *const subfolders[] = {"model", "outputs", "figures"};
enum { SUBFOLDERS = sizeof subfolders / sizeof *subfolders };

/* A file of the package, "model/first.truce". */
typedef struct {
    const char *name;
    char sha256[SHA256_TEXT];
} Packed;

typedef struct {
    truce_model *model; /* the one that is packed */
    truce_model *copy;  /* the same, read from the package; NULL before */
    Mem *mem;           /* the model's */
    char *scratch;
    Packed *files;
    int32_t count, room;
} Package;

static truce_status cannot_write(Package *k, const char *path)
{
    handle_say(k->model, N_("cannot write `%s`: %s"), path,
               tr(k->model->lang, strerror(errno)));
    return TRUCE_NO_FILE;
}

static const char *within(Package *k, const char *folder, const char *name)
{
    return text_format(k->mem, "%s/%s", folder, name);
}

/* ------------------------------------------------------------------ files of the package */

/* Known from now on, so that it goes when the rest fails. */
static Packed *add_file(Package *k, const char *name)
{
    need(k->mem, k->files, k->count, k->room);
    k->files[k->count] = (Packed){.name = name};
    return &k->files[k->count++];
}

static truce_status write_file(Package *k, const char *name, const char *text,
                               int64_t length)
{
    const char *path = within(k, k->scratch, name);
    Packed *packed = add_file(k, name);
    FILE *file = fopen(path, "wb");
    if (!file)
        return cannot_write(k, path);
    bool is_written = fwrite(text, 1, (size_t)length, file) == (size_t)length;
    if (fclose(file) != 0 || !is_written)
        return cannot_write(k, path);
    sha256_text(text, length, packed->sha256);
    return TRUCE_OK;
}

static truce_status write_text(Package *k, const char *name, const char *text)
{
    return write_file(k, name, text, (int64_t)strlen(text));
}

/* ------------------------------------------------------------------ the model's files */

/* The name of a source in the package: its own where that is free and plain. */
static const char *plain_name(Package *k, const Source *source)
{
    const char *base = base_name(source->name);
    char *plain = mem_text(k->mem, base, (int64_t)strlen(base));
    for (char *c = plain; *c; c++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-",
                    *c))
            *c = '_';
    if (*plain == '_' || *plain == '-' || *plain == '.')
        plain = text_format(k->mem, "model%s", plain);
    const char *dot = strrchr(plain, '.');
    return dot && strcmp(dot, ".truce") == 0 ? plain
                                             : text_format(k->mem, "%s.truce", plain);
}

typedef struct {
    const Syntax *file;
    const char *real, *name; /* where it was, and what it is called in the package */
} Moved;

static Moved *name_files(Package *k, int32_t *count)
{
    const truce_model *m = k->model;
    *count = 0;
    for (const Syntax *file = m->files; file; file = file->next)
        ++*count;
    Moved *moved = make(k->mem, Moved, *count);
    int32_t n = 0;
    for (const Syntax *file = m->files; file; file = file->next, n++) {
        const Source *source = &m->diags.sources[file->source];
        const char *name = plain_name(k, source);
        for (int32_t i = 0; i < n; i++)
            if (strcmp(moved[i].name, name) == 0)
                name = text_format(k->mem, "%d-%s", (int)n + 1, plain_name(k, source));
        moved[n] = (Moved){
            .file = file, .real = file_real_path(k->mem, source->name), .name = name};
    }
    return moved;
}

static const char *new_name(Package *k, const Moved *moved, int32_t count, const char *from,
                            const char *path)
{
    const char *real = file_real_path(k->mem, include_find(k->model, from, path));
    for (int32_t i = 0; i < count; i++)
        if (strcmp(moved[i].real, real) == 0)
            return moved[i].name;
    return path;
}

/* The text of a file with every `include` naming the file in the package. */
static const char *text_in_package(Package *k, const Moved *moved, int32_t count,
                                   const Moved *one)
{
    const Source *source = &k->model->diags.sources[one->file->source];
    Buf out = {.mem = k->mem};
    int64_t done = 0;
    for (const SynDecl *d = one->file->decls; d; d = d->next) {
        if (d->kind != DECL_INCLUDE || !d->path)
            continue;
        const char *quote = memchr(source->text + d->at.at, '"', (size_t)d->at.length);
        int64_t end = d->at.at + d->at.length;
        buf_add(&out, source->text + done, quote - source->text - done);
        buf_printf(&out, "\"%s\"", new_name(k, moved, count, source->name, d->path));
        done = end;
    }
    buf_add(&out, source->text + done, source->length - done);
    return buf_text(&out);
}

static truce_status pack_model(Package *k, const char **main_name)
{
    int32_t count;
    const Moved *moved = name_files(k, &count);
    *main_name = moved[0].name;
    for (int32_t i = 0; i < count; i++) {
        truce_status status = write_text(k, text_format(k->mem, "model/%s", moved[i].name),
                                         text_in_package(k, moved, count, &moved[i]));
        if (status != TRUCE_OK)
            return status;
    }
    return TRUCE_OK;
}

/* ------------------------------------------------------------------ outputs */

static bool is_answer(truce_status status)
{
    return status == TRUCE_OK || status == TRUCE_MISSED;
}

/* What went wrong with the copy, told by the one that was copied. */
static truce_status pass_on(Package *k, truce_status status)
{
    memcpy(k->model->message, k->copy->message, sizeof k->copy->message);
    return status;
}

static truce_status pack_reports(Package *k, const char *under)
{
    static const struct {
        truce_format format;
        const char *name;
    } reports[] = {{TRUCE_HTML, "outputs/report.html"},
                   {TRUCE_TEXT, "outputs/report.txt"},
                   {TRUCE_JSON, "outputs/report.json"},
                   {TRUCE_CSV, "outputs/report.csv"}};
    const truce_look look = {.reproducible = true};
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
        const char *text;
        truce_status status = truce_report(k->copy, under, reports[i].format, &look, &text);
        if (!is_answer(status))
            return pass_on(k, status);
        status = write_text(k, reports[i].name, text);
        if (status != TRUCE_OK)
            return status;
    }
    return TRUCE_OK;
}

static truce_status pack_strategy(Package *k, const char *under)
{
    const char *text;
    truce_status status = truce_show(k->copy, "strategy", under, &text);
    return is_answer(status) ? write_text(k, "outputs/strategy.txt", text)
                             : pass_on(k, status);
}

static truce_status pack_figure(Package *k, const char *under, const char *figure)
{
    static const struct {
        truce_format form;
        const char *suffix;
    } forms[] = {{TRUCE_SVG, "svg"}, {TRUCE_CSV, "csv"}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const char *at;
        size_t length;
        const truce_figure wanted = {.name = figure};
        truce_status status =
            truce_plot(k->copy, under, &wanted, forms[i].form, &at, &length);
        if (!is_answer(status))
            return pass_on(k, status);
        status =
            write_file(k, text_format(k->mem, "figures/%s.%s", figure, forms[i].suffix), at,
                       (int64_t)length);
        if (status != TRUCE_OK)
            return status;
    }
    return TRUCE_OK;
}

static truce_status pack_figures(Package *k, const char *under, const Replication *r)
{
    truce_status status = TRUCE_OK;
    for (int kind = 0; kind < PLOT_COUNT && status == TRUCE_OK; kind++)
        if (r->has_plot[kind])
            status = pack_figure(k, under, plot_name((PlotKind)kind));
    return status;
}

/* ------------------------------------------------------------------ texts and hashes */

static truce_status pack_texts(Package *k, const Replication *r)
{
    static const struct {
        const char *name;
        void (*put)(const Replication *r, Buf *out);
    } texts[] = {{"README.md", replication_readme},
                 {"CODEBOOK.md", replication_codebook},
                 {"run.sh", replication_script}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Buf out = {.mem = k->mem};
        texts[i].put(r, &out);
        truce_status status = write_file(k, texts[i].name, buf_text(&out), out.length);
        if (status != TRUCE_OK)
            return status;
    }
    const char *script = within(k, k->scratch, "run.sh");
    return chmod(script, 0755) == 0 ? TRUCE_OK : cannot_write(k, script);
}

static truce_status pack_hashes(Package *k)
{
    Buf out = {.mem = k->mem};
    for (int32_t i = 0; i < k->count; i++)
        buf_printf(&out, "%s  %s\n", k->files[i].sha256, k->files[i].name);
    return write_file(k, "SHA256SUMS", buf_text(&out), out.length);
}

/* ------------------------------------------------------------------ all of it */

/* What the package says of the copy, in the copy's Mem. */
static truce_status describe(truce_model *copy, const char *under, const char *name,
                             Replication *r)
{
    GUARD(copy);
    Under base;
    Findings *f;
    Outlook *o;
    truce_status status = handle_outlook(copy, under, &base, &f, &o);
    if (status != TRUCE_OK)
        return status;
    o->provenance = provenance_of_report(copy, under, &base);
    *r = (Replication){.outlook = o,
                       .lang = copy->lang,
                       .model = name,
                       .options = options_as_given(copy, under),
                       .plots = plot_data_make(&copy->study, f, o, NULL)};
    for (int kind = 0; kind < PLOT_COUNT; kind++)
        r->has_plot[kind] = !plot_missing(f, NULL, (PlotKind)kind) &&
                            plot_data_need(r->plots, (PlotKind)kind);
    return TRUCE_OK;
}

static truce_status pack_copy(Package *k, const char *under, const char *name)
{
    Replication r = {0};
    truce_status status = describe(k->copy, under, name, &r);
    if (status != TRUCE_OK)
        return pass_on(k, status);
    status = pack_reports(k, under);
    if (status == TRUCE_OK)
        status = pack_strategy(k, under);
    if (status == TRUCE_OK)
        status = pack_figures(k, under, &r);
    if (status == TRUCE_OK)
        status = pack_texts(k, &r);
    return status == TRUCE_OK ? pack_hashes(k) : status;
}

static truce_status read_copy(Package *k, const char *name)
{
    const char *path = within(k, k->scratch, text_format(k->mem, "model/%s", name));
    truce_status status = truce_read(path, &k->model->options, &k->copy);
    return status != TRUCE_OK && k->copy ? pass_on(k, status) : status;
}

static truce_status make_folders(Package *k, const char *folder)
{
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return cannot_write(k, folder);
    for (int i = 0; i < SUBFOLDERS; i++) {
        const char *path = within(k, folder, subfolders[i]);
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            return cannot_write(k, path);
    }
    return TRUCE_OK;
}

static truce_status move_into(Package *k, const char *folder)
{
    truce_status status = make_folders(k, folder);
    for (int32_t i = 0; i < k->count && status == TRUCE_OK; i++) {
        const char *to = within(k, folder, k->files[i].name);
        if (rename(within(k, k->scratch, k->files[i].name), to) != 0)
            status = cannot_write(k, to);
    }
    return status;
}

/* Allocates nothing, for it must not jump. */
static void remove_scratch(const Package *k)
{
    char path[PATH_MAX];
    for (int32_t i = 0; i < k->count; i++) {
        snprintf(path, sizeof path, "%s/%s", k->scratch, k->files[i].name);
        unlink(path);
    }
    for (int i = 0; i < SUBFOLDERS; i++) {
        snprintf(path, sizeof path, "%s/%s", k->scratch, subfolders[i]);
        rmdir(path);
    }
    rmdir(k->scratch);
}

static bool is_empty_folder(const char *path)
{
    DIR *folder = opendir(path);
    if (!folder)
        return false;
    int count = 0;
    for (const struct dirent *entry; (entry = readdir(folder));)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(folder);
    return count == 0;
}

static truce_status may_write(Package *k, const char *folder, bool force)
{
    struct stat now;
    if (stat(folder, &now) != 0)
        return errno == ENOENT ? TRUCE_OK : cannot_write(k, folder);
    if (!S_ISDIR(now.st_mode)) {
        errno = ENOTDIR;
        return cannot_write(k, folder);
    }
    if (force || is_empty_folder(folder))
        return TRUCE_OK;
    handle_say(k->model, N_("the folder `%s` is not empty"), folder);
    return TRUCE_NO_FILE;
}

static truce_status pack(Package *k, const char *under, const char *folder)
{
    const char *name;
    truce_status status = make_folders(k, k->scratch);
    if (status == TRUCE_OK)
        status = pack_model(k, &name);
    if (status == TRUCE_OK)
        status = read_copy(k, name);
    if (status == TRUCE_OK)
        status = pack_copy(k, under, name);
    return status == TRUCE_OK ? move_into(k, folder) : status;
}

/* The copy is a handle of its own, and the scratch folder is there: what jumps in between
 * comes back here, where both end. */
static truce_status pack_guarded(Package *k, const char *under, const char *folder)
{
    jmp_buf trap, *outer = k->mem->trap;
    k->mem->trap = &trap;
    truce_status status =
        setjmp(trap) == 0 ? pack(k, under, folder) : handle_failed(k->model);
    k->mem->trap = outer;
    truce_free(k->copy);
    remove_scratch(k);
    return status;
}

static const char *without_slashes(Mem *M, const char *folder)
{
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/')
        length--;
    return mem_text(M, folder, (int64_t)length);
}

static truce_status replicate(truce_model *m, const char *under, const char *folder,
                              bool force)
{
    GUARD(m);
    Under base;
    truce_status status = handle_under(m, under, &base);
    if (status != TRUCE_OK)
        return status;
    const char *target = without_slashes(&m->mem, folder);
    Package k = {
        .model = m, .mem = &m->mem, .scratch = text_format(&m->mem, "%s.XXXXXX", target)};
    status = may_write(&k, target, force);
    if (status != TRUCE_OK)
        return status;
    if (!mkdtemp(k.scratch))
        return cannot_write(&k, target);
    return pack_guarded(&k, under, target);
}

truce_status truce_replicate(truce_model *model, const char *under, const char *folder,
                             bool force)
{
    truce_status status = replicate(model, under, folder, force);
    if (status != TRUCE_BAD_MODEL || truce_error_count(model) > 0)
        return status;
    /* What the copy was refused for, the model is refused for, in its own lines. */
    const char *report;
    truce_status again = truce_report(model, under, TRUCE_TEXT, NULL, &report);
    return again == TRUCE_BAD_MODEL ? again : status;
}
