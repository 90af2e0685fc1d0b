#include "cli/job.h"

#include "cli/allocate.h"
#include "cli/interrupt.h"
#include "cli/terminal.h"
#include "cli/words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ------------------------------------------------------------------ progress */

enum { PATIENCE_MS = 2000, REDRAW_MS = 200 };

static int64_t milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void draw(const Job *job, const truce_progress *progress, int64_t now)
{
    long long seconds = (long long)(now - job->began) / 1000;
    fputc('\r', stderr);
    if (progress->total > 0)
        fprintf(stderr, tr(job->arguments->lang, "%s: %d%%, %lld s"), progress->stage,
                (int)(100 * ((double)progress->done / (double)progress->total)), seconds);
    else
        fprintf(stderr, tr(job->arguments->lang, "%s: %lld so far, %lld s"),
                progress->stage, (long long)progress->done, seconds);
    fputs("\033[K", stderr);
}

static int look_up(void *user, const truce_progress *progress)
{
    Job *job = user;
    if (interrupt_signal())
        return 1;
    if (!job->may_draw)
        return 0;
    int64_t now = milliseconds();
    if (now - job->began > PATIENCE_MS && now - job->drawn > REDRAW_MS) {
        draw(job, progress, now);
        job->drawn = now;
    }
    return 0;
}

/* ------------------------------------------------------------------ opening */

char *list_joined(const char **list)
{
    size_t length = 0;
    for (const char **each = list; each && *each; each++)
        length += strlen(*each) + 1;
    if (length == 0)
        return NULL;
    char *joined = allocate(length + 1, 1);
    for (const char **each = list; *each; each++) {
        if (*joined && **each)
            strcat(joined, ",");
        strcat(joined, *each);
    }
    return joined;
}

static void prepare(Job *job, const Arguments *a)
{
    const OptionValue *given = a->options;
    *job = (Job){
        .arguments = a,
        .under = list_joined(given[OPTION_UNDER].list),
        .began = milliseconds(),
        .may_draw = isatty(STDERR_FILENO) && !arguments_have(a, OPTION_QUIET),
    };
    job->options = (truce_options){
        .lang = a->lang,
        .threads = (int32_t)given[OPTION_THREADS].number,
        .max_nodes = given[OPTION_MAX_NODES].number,
        .max_memory = given[OPTION_MAX_MEMORY].number,
        .tolerance = given[OPTION_TOLERANCE].real,
        .refine = given[OPTION_REFINE].real,
        .sets = given[OPTION_SET].list,
        .mechanisms = given[OPTION_MECHANISMS].text,
        .progress = look_up,
        .user = job,
        .equilibrium = (int32_t)given[OPTION_EQUILIBRIUM].number,
    };
}

truce_status job_open_text(Job *job, const Arguments *arguments, const char *name,
                           Input text)
{
    prepare(job, arguments);
    return truce_read_text(name, text.at, text.length, &job->options, &job->model);
}

static truce_status open_standard_input(Job *job, const Arguments *arguments)
{
    Input text;
    int error = input_read("-", &text);
    if (error) {
        prepare(job, arguments);
        if (error != EINTR)
            complain(arguments->lang, N_("cannot read standard input: %s"),
                     system_error(arguments->lang, error));
        return error == EINTR ? TRUCE_STOPPED : TRUCE_NO_FILE;
    }
    truce_status status = job_open_text(job, arguments, "<stdin>", text);
    free(text.at);
    return status;
}

truce_status job_open(Job *job, const Arguments *arguments, const char *path)
{
    if (!strcmp(path, "-"))
        return open_standard_input(job, arguments);
    prepare(job, arguments);
    return truce_read(path, &job->options, &job->model);
}

bool job_draws_are_asked_for(const Arguments *a)
{
    static const OptionId of_draws[] = {OPTION_SAVE, OPTION_SEED};
    for (size_t k = 0; k < sizeof of_draws / sizeof *of_draws; k++)
        if (arguments_have(a, of_draws[k]) && !arguments_have(a, OPTION_DRAWS)) {
            complain(a->lang, N_("option `--%s` needs `--draws`"),
                     OPTIONS[of_draws[k]].name);
            return false;
        }
    return true;
}

truce_claims_plan job_draws(const Job *job)
{
    const OptionValue *given = job->arguments->options;
    return (truce_claims_plan){.draws = given[OPTION_DRAWS].number,
                               .seed = (uint64_t)given[OPTION_SEED].number,
                               .save = given[OPTION_SAVE].text};
}

truce_look job_look(const Job *job)
{
    const Arguments *a = job->arguments;
    int64_t choice = a->options[OPTION_COLOR].number;
    truce_look look = {.reproducible = arguments_have(a, OPTION_REPRODUCIBLE)};
    if (arguments_have(a, OPTION_OUTPUT)) {
        look.color = terminal_has_color(choice, -1);
    } else {
        look.color = terminal_has_color(choice, STDOUT_FILENO);
        look.width = terminal_width(STDOUT_FILENO);
    }
    return look;
}

truce_map_plan job_map_plan(const Job *job)
{
    const OptionValue *given = job->arguments->options;
    const OptionValue *size = &given[OPTION_SIZE];
    return (truce_map_plan){
        .x = given[OPTION_X].text,
        .y = given[OPTION_Y].text,
        .question = given[OPTION_ASK].text,
        .claim = given[OPTION_CLAIM].text,
        .x_count = (int32_t)size->number,
        .y_count = (int32_t)(size->other ? size->other : size->number),
        .has_level = given[OPTION_LEVEL].text != NULL,
        .level = given[OPTION_LEVEL].real,
    };
}

/* The form that `--format NAME` asks for, and FILE.NAME; false where it is none of `forms`. */
static bool form_called(const char *name, const char *forms, truce_format *form)
{
    static const char *const names[] = {
        [TRUCE_TEXT] = "text", [TRUCE_JSON] = "json", [TRUCE_CSV] = "csv",
        [TRUCE_HTML] = "html", [TRUCE_SVG] = "svg",   [TRUCE_PNG] = "png",
        [TRUCE_PDF] = "pdf"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (!strcmp(name, names[k]) && word_index(forms, name) >= 0) {
            *form = (truce_format)k;
            return true;
        }
    return false;
}

bool job_ending(const Arguments *a, const char *forms, truce_format *form)
{
    const char *path = a->options[OPTION_OUTPUT].text;
    const char *ending = path ? strrchr(path, '.') : NULL;
    return ending && form_called(ending + 1, forms, form);
}

truce_format job_format(const Arguments *a)
{
    static const OptionId of_form[] = {OPTION_FORMAT, OPTION_FORMAT_JSON,
                                       OPTION_FORMAT_DRAWN};
    truce_format form = TRUCE_TEXT;
    for (size_t k = 0; k < sizeof of_form / sizeof *of_form; k++) {
        const char *forms = OPTIONS[of_form[k]].value;
        if (!option_is_in(a->command->options, (int)of_form[k]))
            continue;
        if (arguments_have(a, of_form[k]))
            form_called(a->options[of_form[k]].text, forms, &form);
        else
            job_ending(a, forms, &form);
    }
    return form;
}

bool job_asks_one_thing(const Arguments *a, bool is_map)
{
    bool has_axes = arguments_have(a, OPTION_X) && (!is_map || arguments_have(a, OPTION_Y));
    if (!has_axes)
        complain(a->lang,
                 is_map ? N_("a map needs `--x` and `--y`") : N_("a profile needs `--x`"));
    else if (!is_map && (arguments_have(a, OPTION_Y) || a->options[OPTION_SIZE].other))
        complain(a->lang, N_("a profile is over one parameter: `--x`, and `--size N`"));
    else if (arguments_have(a, OPTION_ASK) == arguments_have(a, OPTION_CLAIM))
        complain(a->lang, N_("give either `--ask` or `--claim`"));
    else
        return true;
    return false;
}

/* ------------------------------------------------------------------ closing */

/* What a status means where the library has no sentence of its own; NULL where diagnostics
 * say it, or nothing is to be said. */
static const char *sentence_of(truce_status status)
{
    switch (status) {
    case TRUCE_MISSED:
        return N_("the solution misses its tolerance");
    case TRUCE_TOO_LARGE:
        return N_("the game is larger than a limit allows");
    case TRUCE_NO_MEMORY:
        return N_("out of memory");
    case TRUCE_NO_FILE:
        return N_("a file cannot be read or written");
    case TRUCE_BUG:
        return N_("this is a bug of Truce: please report it");
    case TRUCE_OK:
    case TRUCE_BAD_MODEL:
    case TRUCE_STOPPED:
        break;
    }
    return NULL;
}

static void say_why(const Job *job, truce_status status)
{
    if (!job->model && status == TRUCE_NO_FILE)
        return; /* it was standard input, and has been said */
    const char *message = job->model ? truce_message(job->model) : "";
    const char *sentence = sentence_of(status);
    if (status == TRUCE_OK || status == TRUCE_STOPPED)
        return;
    if (*message)
        fprintf(stderr, "truce: %s\n", message);
    if (sentence && (!*message || status == TRUCE_BUG))
        fprintf(stderr, "truce: %s\n", tr(job->arguments->lang, sentence));
}

static int exit_status(truce_status status)
{
    switch (status) {
    case TRUCE_OK:
        return EXIT_WELL;
    case TRUCE_BAD_MODEL:
        return EXIT_FAILED;
    case TRUCE_NO_FILE:
        return EXIT_USAGE;
    case TRUCE_MISSED:
    case TRUCE_TOO_LARGE:
    case TRUCE_NO_MEMORY:
    case TRUCE_STOPPED:
        return EXIT_LIMIT;
    case TRUCE_BUG:
        return EXIT_BUG;
    }
    return EXIT_BUG;
}

static void erase_progress(Job *job)
{
    if (job->drawn)
        fputs("\r\033[K", stderr);
    job->drawn = 0;
}

int job_end(Job *job, truce_status status)
{
    erase_progress(job);
    if (!interrupt_signal())
        say_why(job, status);
    truce_free(job->model);
    free(job->under);
    return exit_status(status);
}

int job_close(Job *job, truce_status status)
{
    erase_progress(job);
    const Arguments *a = job->arguments;
    bool speaks = job->model && !interrupt_signal() &&
                  (truce_error_count(job->model) > 0 || !arguments_have(a, OPTION_QUIET));
    if (speaks)
        fputs(truce_diagnostics(
                  job->model, TRUCE_TEXT,
                  terminal_has_color(a->options[OPTION_COLOR].number, STDERR_FILENO)),
              stderr);
    return job_end(job, status);
}

const char *job_strategies(const Job *job)
{
    const char *held = job->arguments->options[OPTION_STRATEGIES_OF].text;
    if (!held || strcmp(held, "base") != 0)
        return held;
    for (int32_t k = 0; k < truce_count(job->model, TRUCE_VARIANTS); k++)
        if (strcmp(truce_name(job->model, TRUCE_VARIANTS, k), held) == 0)
            return held;
    return "";
}
