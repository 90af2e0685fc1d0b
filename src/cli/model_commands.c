/* The commands that work on a model: run, report, check, solve, ask, show. */
#include "cli/allocate.h"
#include "cli/interrupt.h"
#include "cli/job.h"
#include "cli/number.h"
#include "cli/terminal.h"
#include "cli/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* An answer of less than the wanted quality is an answer. */
static bool is_answer(truce_status status)
{
    return status == TRUCE_OK || status == TRUCE_MISSED;
}

/* Puts a text of the library into the result when there is one. */
static truce_status put(Output *out, truce_status status, const char *text)
{
    if (is_answer(status))
        fputs(text, output_stream(out));
    return status;
}

/* ------------------------------------------------------------------ run */

static truce_status count_failed_claims(const Job *job, int *failed)
{
    truce_status missed = TRUCE_OK;
    for (int32_t i = 0; i < truce_count(job->model, TRUCE_CLAIMS); i++) {
        truce_verdict verdict;
        truce_status status = truce_claim(job->model, i, job->under, &verdict);
        if (!is_answer(status))
            return status;
        if (status == TRUCE_MISSED)
            missed = status;
        if (!verdict.holds)
            ++*failed;
    }
    return missed;
}

static truce_status run(const Job *job, Output *out, int *failed)
{
    const char *report = NULL;
    truce_look look = job_look(job);
    truce_claims_plan draws = job_draws(job);
    truce_status status = truce_report_over_draws(
        job->model, job->under, &draws, job_format(job->arguments), &look, &report);
    put(out, status, report);
    if (!is_answer(status))
        return status;
    truce_status claims = count_failed_claims(job, failed);
    return claims == TRUCE_OK ? status : claims;
}

int command_run(const Arguments *a, Output *out)
{
    Job job;
    int failed = 0;
    if (!job_draws_are_asked_for(a))
        return EXIT_USAGE;
    truce_status status = job_open(&job, a, a->operands[0]);
    if (status == TRUCE_OK)
        status = run(&job, out, &failed);
    int result = job_close(&job, status);
    return result == EXIT_WELL && failed > 0 ? EXIT_FAILED : result;
}

/* ------------------------------------------------------------------ report */

int command_report(const Arguments *a, Output *out)
{
    Job job;
    const char *page = NULL;
    if (!job_draws_are_asked_for(a))
        return EXIT_USAGE;
    truce_status status = job_open(&job, a, a->operands[0]);
    if (status == TRUCE_OK) {
        truce_claims_plan draws = job_draws(&job);
        status =
            truce_report_over_draws(job.model, job.under, &draws, TRUCE_HTML, NULL, &page);
    }
    put(out, status, page);
    return job_close(&job, status);
}

/* ------------------------------------------------------------------ replicate */

int command_replicate(const Arguments *a, Output *out)
{
    (void)out; /* --output names the folder */
    Job job;
    const char *folder = a->options[OPTION_OUTPUT].text;
    bool is_open = false;
    if (!folder) {
        complain(a->lang, N_("which folder? --output names it"));
        return EXIT_USAGE;
    }
    truce_status status = job_open(&job, a, a->operands[0]);
    if (status == TRUCE_OK) {
        is_open = true;
        status =
            truce_replicate(job.model, job.under, folder, arguments_have(a, OPTION_FORCE));
    }
    int result = job_close(&job, status);
    return is_open && status == TRUCE_NO_FILE ? EXIT_LIMIT : result;
}

/* ------------------------------------------------------------------ check */

/* Appends the elements of a JSON array to those that stand in the result already. */
static void put_elements(FILE *stream, const char *array, bool *is_first)
{
    const char *from = strchr(array, '['), *to = strrchr(array, ']');
    if (!from || !to)
        return;
    from += 1 + strspn(from + 1, " \n");
    while (to > from && (to[-1] == ' ' || to[-1] == '\n'))
        to--;
    if (to == from)
        return;
    fprintf(stream, "%s%.*s", *is_first ? "" : ",\n", (int)(to - from), from);
    *is_first = false;
}

static int worse(int a, int b)
{
    return a > b ? a : b;
}

int command_check(const Arguments *a, Output *out)
{
    FILE *stream = output_stream(out);
    bool as_json = job_format(a) == TRUCE_JSON, is_first = true;
    int result = EXIT_WELL;
    fputs(as_json ? "[" : "", stream);
    for (int i = 0; i < a->operand_count && !interrupt_signal(); i++) {
        Job job;
        truce_status status = job_open(&job, a, a->operands[i]);
        bool color = job_look(&job).color;
        if (job.model && as_json)
            put_elements(stream, truce_diagnostics(job.model, TRUCE_JSON, false),
                         &is_first);
        else if (job.model)
            fputs(truce_diagnostics(job.model, TRUCE_TEXT, color), stream);
        result = worse(result, job_end(&job, status));
    }
    fputs(as_json ? "]\n" : "", stream);
    return result;
}

/* ------------------------------------------------------------------ solve */

/* Writes a file beside the result, where one is asked for. */
static truce_status write_beside(const Job *job, OptionId option,
                                 truce_status write(truce_model *, const char *,
                                                    const char *),
                                 truce_status status, bool *is_written)
{
    const char *path = job->arguments->options[option].text;
    if (!is_answer(status) || !path)
        return status;
    truce_status written = write(job->model, job->under, path);
    if (is_answer(written))
        return status;
    *is_written = false;
    return written;
}

static truce_status solve(const Job *job, Output *out, bool *is_written)
{
    const char *report = NULL;
    truce_look look = job_look(job);
    truce_status (*const report_on)(truce_model *, const char *, truce_format,
                                    const truce_look *, const char **) =
        arguments_have(job->arguments, OPTION_ALL) ? truce_report_equilibria
                                                   : truce_report_solve;
    truce_status status =
        report_on(job->model, job->under, job_format(job->arguments), &look, &report);
    put(out, status, report);
    status = write_beside(job, OPTION_STRATEGY, truce_write_strategy, status, is_written);
    return write_beside(job, OPTION_PRECISION_PATH, truce_write_branch, status, is_written);
}

int command_solve(const Arguments *a, Output *out)
{
    Job job;
    bool is_written = true;
    truce_status status = job_open(&job, a, a->operands[0]);
    if (status == TRUCE_OK)
        status = solve(&job, out, &is_written);
    int result = job_close(&job, status);
    return !is_written && status == TRUCE_NO_FILE ? EXIT_LIMIT : result;
}

/* ------------------------------------------------------------------ ask */

typedef struct {
    const char *question;
    double value;
    bool is_answered;
} Answer;

/* Asks all questions; one that is wrong does not keep the others from their answers. */
static truce_status ask_all(const Job *job, Answer *answers)
{
    const char *held = job_strategies(job);
    truce_status worst = TRUCE_OK;
    for (int i = 0; i + 1 < job->arguments->operand_count; i++) {
        Answer *answer = &answers[i];
        answer->question = job->arguments->operands[i + 1];
        truce_status status =
            held ? truce_ask_held(job->model, answer->question, job->under, held,
                                  &answer->value)
                 : truce_ask(job->model, answer->question, job->under, &answer->value);
        answer->is_answered = is_answer(status);
        if (!answer->is_answered && status != TRUCE_BAD_MODEL)
            return status;
        if (status == TRUCE_BAD_MODEL || (status == TRUCE_MISSED && worst == TRUCE_OK))
            worst = status;
    }
    return worst;
}

static void put_answers_text(FILE *stream, const Answer *answers, int count)
{
    int widest = 0;
    for (int i = 0; i < count; i++) {
        int columns = text_columns(answers[i].question);
        if (answers[i].is_answered && columns > widest)
            widest = columns;
    }
    for (int i = 0; i < count; i++) {
        const char *question = answers[i].question;
        if (answers[i].is_answered)
            fprintf(stream, "%s%*s  %.6g\n", question, widest - text_columns(question), "",
                    answers[i].value);
    }
}

static void put_answers_csv(FILE *stream, const Answer *answers, int count)
{
    char number[NUMBER_TEXT];
    fputs("question,value\n", stream);
    for (int i = 0; i < count; i++)
        if (answers[i].is_answered) {
            number_text(answers[i].value, number);
            csv_field(stream, answers[i].question);
            fprintf(stream, ",%s\n", number);
        }
}

/* JSON has no numbers but finite ones; the others are null. */
static void put_answers_json(FILE *stream, const Answer *answers, int count)
{
    char number[NUMBER_TEXT];
    const char *before = "[";
    for (int i = 0; i < count; i++)
        if (answers[i].is_answered) {
            number_text(answers[i].value, number);
            fprintf(stream, "%s{\"question\": ", before);
            json_string(stream, answers[i].question);
            fprintf(stream, ", \"value\": %s}",
                    isfinite(answers[i].value) ? number : "null");
            before = ",\n ";
        }
    fputs(*before == '[' ? "[]\n" : "]\n", stream);
}

static truce_status ask(const Job *job, Output *out)
{
    int count = job->arguments->operand_count - 1;
    Answer *answers = allocate((size_t)count, sizeof *answers);
    truce_status status = ask_all(job, answers);
    if (is_answer(status) || status == TRUCE_BAD_MODEL) {
        static void (*const put_answers[])(FILE *, const Answer *, int) = {
            [TRUCE_TEXT] = put_answers_text,
            [TRUCE_JSON] = put_answers_json,
            [TRUCE_CSV] = put_answers_csv,
        };
        put_answers[job_format(job->arguments)](output_stream(out), answers, count);
    }
    free(answers);
    return status;
}

int command_ask(const Arguments *a, Output *out)
{
    Job job;
    truce_status status = job_open(&job, a, a->operands[0]);
    if (status == TRUCE_OK)
        status = ask(&job, out);
    return job_close(&job, status);
}

/* ------------------------------------------------------------------ show */

static truce_status show(const Job *job, Output *out)
{
    const char *stage = job->arguments->options[OPTION_STAGE].text, *text = NULL;
    truce_status status =
        truce_show(job->model, stage ? stage : "model", job->under, &text);
    return put(out, status, text);
}

int command_show(const Arguments *a, Output *out)
{
    Job job;
    truce_status status = job_open(&job, a, a->operands[0]);
    if (status == TRUCE_OK)
        status = show(&job, out);
    return job_close(&job, status);
}
