/* What a report is made from, for those who want to make it again. */
#include <string.h>

#include "api/handle.h"

const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

void put_for_shell(Buf *out, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_./=,+:@%-";
    if (*word && word[strspn(word, plain)] == '\0') {
        buf_puts(out, word);
        return;
    }
    buf_putc(out, '\'');
    for (; *word; word++)
        if (*word == '\'')
            buf_puts(out, "'\\''");
        else
            buf_putc(out, *word);
    buf_putc(out, '\'');
}

const char *options_as_given(truce_model *m, const char *under)
{
    Buf out = {.mem = &m->mem};
    for (const char *const *set = m->options.sets; set && *set; set++) {
        buf_puts(&out, " --set ");
        put_for_shell(&out, *set);
    }
    if (under && *under) {
        buf_puts(&out, " --under ");
        put_for_shell(&out, under);
    }
    if (m->options.tolerance > 0) {
        buf_puts(&out, " --tolerance ");
        buf_number(&out, m->options.tolerance, 0);
    }
    return buf_text(&out);
}

/* ------------------------------------------------------------------ the record */

static int32_t count_files(const truce_model *m)
{
    int32_t count = 0;
    for (const Syntax *file = m->files; file; file = file->next)
        count++;
    return count;
}

static void put_files(truce_model *m, Provenance *p)
{
    Buf all = {.mem = &m->mem};
    p->file_count = count_files(m);
    p->files = make(&m->mem, SourceFile, p->file_count);
    SourceFile *next = p->files;
    for (const Syntax *file = m->files; file; file = file->next, next++) {
        const Source *source = &m->diags.sources[file->source];
        next->name = base_name(source->name);
        sha256_text(source->text, source->length, next->sha256);
        buf_add(&all, source->text, source->length);
    }
    sha256_text(buf_text(&all), all.length, p->sha256);
}

Provenance *provenance_of(truce_model *m, const char *command, const Under *under)
{
    const char **names = make(&m->mem, const char *, under->count + 1);
    for (int32_t k = 0; k < under->count; k++)
        names[k] = m->model->variants[under->at[k]].name;
    Provenance *p = make(&m->mem, Provenance);
    *p = (Provenance){.command = command,
                      .version = truce_version(),
                      .title = m->model->title.in[LANG_EN],
                      .sets = m->options.sets,
                      .under = names,
                      .tolerance = m->study.tolerance};
    put_files(m, p);
    return p;
}

const Provenance *provenance_of_report(truce_model *m, const char *list, const Under *under)
{
    Buf again = {.mem = &m->mem};
    buf_puts(&again, "truce report ");
    put_for_shell(&again, base_name(m->path));
    buf_printf(&again, "%s -o report.html", options_as_given(m, list));
    Provenance *p = provenance_of(m, "report", under);
    p->again = buf_text(&again);
    return p;
}
