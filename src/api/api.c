#include <errno.h>
#include <omp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/handle.h"

/* ------------------------------------------------------------------ failing */

void handle_say(truce_model *m, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(m->message, sizeof m->message, tr(m->lang, format), args);
    va_end(args);
}

truce_status handle_failed(truce_model *m)
{
    m->mem.trap = NULL;
    switch (m->mem.fail) {
    case FAIL_NO_MEMORY:
        handle_say(m, N_("the system has no more memory"));
        return TRUCE_NO_MEMORY;
    case FAIL_TOO_LARGE:
        handle_say(m, N_("this is too large: it takes more than %s"),
                   m->mem.detail[m->lang]);
        return TRUCE_TOO_LARGE;
    case FAIL_STOPPED:
        handle_say(m, N_("stopped"));
        return TRUCE_STOPPED;
    default:
        handle_say(m, N_("this is an error of Truce, please report it: %s"),
                   m->mem.detail[m->lang]);
        return TRUCE_BUG;
    }
}

/* ------------------------------------------------------------------ opening */

static int tell_progress(void *user, const char *stage, int64_t done, int64_t total)
{
    truce_model *m = user;
    truce_progress p = {.stage = tr(m->lang, stage), .done = done, .total = total};
    return m->options.progress(m->options.user, &p);
}

/* Nine tenths of what the machine has free; 0 (no limit) where nobody can tell. */
static int64_t free_memory(void)
{
    FILE *file = fopen("/proc/meminfo", "r");
    if (!file)
        return 0;
    char line[128];
    long long kib = 0;
    while (fgets(line, sizeof line, file))
        if (sscanf(line, "MemAvailable: %lld", &kib) == 1)
            break;
    fclose(file);
    return (int64_t)kib * 1024 / 10 * 9;
}

static truce_model *handle_new(const truce_options *options)
{
    truce_model *m = calloc(1, sizeof *m);
    if (!m)
        return NULL;
    if (options)
        m->options = *options;
    m->lang = m->options.lang == TRUCE_ZH ? LANG_ZH : LANG_EN;
    m->mem.limit = m->options.max_memory > 0 ? m->options.max_memory : free_memory();
    m->work = (Work){
        .mem = &m->mem,
        .threads = m->options.threads > 0 ? m->options.threads : omp_get_num_procs(),
        .most_nodes = m->options.max_nodes,
        .progress = m->options.progress ? tell_progress : NULL,
        .user = m,
        .stage = "",
    };
    m->diags.mem = &m->mem;
    return m;
}

static SynSetting *read_sets(truce_model *m)
{
    SynSetting *first = NULL, **end = &first;
    for (const char *const *set = m->options.sets; set && *set; set++) {
        int64_t length = (int64_t)strlen(*set);
        const char *text = mem_text(&m->mem, *set, length);
        int32_t source = diag_source(&m->diags, "--set", text, length);
        SynSetting *s = syntax_parse_setting(&m->diags, m->names, source);
        if (!s)
            continue;
        *end = s;
        end = &s->next;
    }
    return first;
}

static truce_status read_all(truce_model *m, const char *name, const char *text,
                             int64_t length)
{
    if (memchr(text, '\0', (size_t)length)) {
        handle_say(m, N_("`%s` is no text"), name);
        return TRUCE_NO_FILE;
    }
    m->names = names_new(&m->mem);
    files_read(m, name, text, length);
    const SynSetting *sets = read_sets(m);
    m->model = model_check(&m->diags, m->files, sets, &m->scope);
    if (!m->model || m->diags.errors) {
        m->model = NULL;
        return TRUCE_BAD_MODEL;
    }
    if (!model_is_valid(m->model))
        mem_fail(&m->mem, FAIL_BUG, N_("the model that was read is not sound"));
    m->study = (Study){.mem = &m->mem,
                       .diags = &m->diags,
                       .work = &m->work,
                       .model = m->model,
                       .tolerance = m->options.tolerance > 0 ? m->options.tolerance : 1e-9,
                       .equilibrium = m->options.equilibrium,
                       .refine = m->options.refine};
    return TRUCE_OK;
}

static truce_status read_path(truce_model *m, const char *path)
{
    GUARD(m);
    m->path = mem_text(&m->mem, path, (int64_t)strlen(path));
    int64_t length;
    const char *text = file_read(&m->mem, path, &length);
    if (!text) {
        handle_say(m, N_("cannot read `%s`: %s"), path, tr(m->lang, strerror(errno)));
        return TRUCE_NO_FILE;
    }
    return read_all(m, m->path, text, length);
}

truce_status truce_read(const char *path, const truce_options *options, truce_model **model)
{
    *model = handle_new(options);
    return *model ? read_path(*model, path) : TRUCE_NO_MEMORY;
}

static truce_status read_text(truce_model *m, const char *name, const char *text,
                              size_t length)
{
    GUARD(m);
    if (length > INT32_MAX / 2) {
        handle_say(m, N_("`%s` is too long for a model"), name);
        return TRUCE_NO_FILE;
    }
    m->path = mem_text(&m->mem, name, (int64_t)strlen(name));
    return read_all(m, m->path, mem_text(&m->mem, text, (int64_t)length), (int64_t)length);
}

truce_status truce_read_text(const char *name, const char *text, size_t length,
                             const truce_options *options, truce_model **model)
{
    *model = handle_new(options);
    return *model ? read_text(*model, name, text, length) : TRUCE_NO_MEMORY;
}

void truce_free(truce_model *model)
{
    if (!model)
        return;
    study_close(&model->study);
    mem_close(&model->mem);
    free(model);
}

/* ------------------------------------------------------------------ what is wrong */

static const char *print_diagnostics(truce_model *m, truce_format format, bool color)
{
    jmp_buf trap;
    m->mem.trap = &trap;
    if (setjmp(trap))
        return "";
    Buf out = {.mem = &m->mem};
    if (format == TRUCE_JSON)
        diags_print_json(&m->diags, &out, m->lang);
    else
        diags_print(&m->diags, &out, m->lang, color);
    return buf_text(&out);
}

const char *truce_diagnostics(truce_model *model, truce_format format, bool color)
{
    return print_diagnostics(model, format, color);
}

int32_t truce_error_count(const truce_model *model)
{
    return model->diags.errors;
}

int32_t truce_warning_count(const truce_model *model)
{
    return model->diags.warnings;
}

const char *truce_message(const truce_model *model)
{
    return model->message;
}

/* ------------------------------------------------------------------ what is declared */

typedef struct {
    const char *name;
    const Text *text;
} Declared;

int32_t truce_count(const truce_model *model, truce_kind kind)
{
    const Model *m = model->model;
    if (!m)
        return 0;
    switch (kind) {
    case TRUCE_PLAYERS:
        return m->player_count;
    case TRUCE_PARAMS:
        return m->param_count;
    case TRUCE_STATES:
        return m->state_count;
    case TRUCE_MEASURES:
        return m->measure_count;
    case TRUCE_EVENTS:
        return m->declared_event_count;
    case TRUCE_VARIANTS:
        return m->variant_count;
    case TRUCE_CLAIMS:
        return m->claim_count;
    }
    return 0;
}

static Declared declared(const truce_model *model, truce_kind kind, int32_t k)
{
    const Model *m = model->model;
    static const Text nothing = {.in = {"", ""}};
    if (k < 0 || k >= truce_count(model, kind))
        return (Declared){"", &nothing};
    switch (kind) {
    case TRUCE_PLAYERS:
        return (Declared){m->players[k].name, &m->players[k].text};
    case TRUCE_PARAMS:
        return (Declared){m->params[k].name, &m->params[k].text};
    case TRUCE_STATES:
        return (Declared){m->vars[k].name, &m->vars[k].text};
    case TRUCE_MEASURES:
        return (Declared){m->measures[k].name, &m->measures[k].text};
    case TRUCE_EVENTS:
        return (Declared){m->events[k].name, &m->events[k].text};
    case TRUCE_VARIANTS:
        return (Declared){m->variants[k].name, &m->variants[k].text};
    case TRUCE_CLAIMS:
        return (Declared){m->claims[k].name, &m->claims[k].text};
    }
    return (Declared){"", &nothing};
}

const char *truce_name(const truce_model *model, truce_kind kind, int32_t index)
{
    return declared(model, kind, index).name;
}

const char *truce_text(const truce_model *model, truce_kind kind, int32_t index,
                       truce_lang lang)
{
    return declared(model, kind, index).text->in[lang == TRUCE_ZH ? LANG_ZH : LANG_EN];
}

const char *truce_title(const truce_model *model, truce_lang lang)
{
    return model->model ? model->model->title.in[lang == TRUCE_ZH ? LANG_ZH : LANG_EN] : "";
}

int32_t truce_periods(const truce_model *model)
{
    return model->model ? model->model->periods : 0;
}

/* ------------------------------------------------------------------ texts of the library */

#define TEXT_OF(x)  TEXT_OF_(x)
#define TEXT_OF_(x) #x

const char *truce_version(void)
{
    return TEXT_OF(TRUCE_VERSION_MAJOR) "." TEXT_OF(TRUCE_VERSION_MINOR) "." TEXT_OF(
        TRUCE_VERSION_PATCH);
}

int32_t truce_code_count(void)
{
    return DIAG_COUNT;
}

const char *truce_code(int32_t index)
{
    return diag_code_text((DiagCode)index);
}

const char *truce_code_title(int32_t index, truce_lang lang)
{
    return diag_title((DiagCode)index, lang == TRUCE_ZH ? LANG_ZH : LANG_EN);
}

const char *truce_code_explanation(int32_t index, truce_lang lang)
{
    return diag_explanation((DiagCode)index, lang == TRUCE_ZH ? LANG_ZH : LANG_EN);
}

const char *truce_translate(const char *english, truce_lang lang)
{
    return tr(lang == TRUCE_ZH ? LANG_ZH : LANG_EN, english);
}
