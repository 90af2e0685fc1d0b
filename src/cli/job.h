/* job.h - one model, opened as the arguments ask, worked on, and closed.
 *
 *     Job job;
 *     truce_status status = job_open(&job, arguments, path);
 *     if (status == TRUCE_OK)
 *         status = ...;
 *     return job_close(&job, status);
 *
 * While it works, a line on standard error shows how far it is, when that is a terminal and
 * the work has taken two seconds; and an interrupt stops it.
 */
#pragma once
#include "cli/arguments.h"
#include "cli/input.h"

typedef struct {
    const Arguments *arguments;
    truce_options options;
    truce_model *model;   /* NULL when nothing could be read */
    char *under;          /* all of --under, "a,b"; NULL for none */
    int64_t began, drawn; /* milliseconds; drawn = 0 while there is no progress line */
    bool may_draw;
} Job;

/* `path` is "-" for standard input.  Any status asks for job_close. */
truce_status job_open(Job *job, const Arguments *arguments, const char *path);

/* The same for a text that was read already. */
truce_status job_open_text(Job *job, const Arguments *arguments, const char *name,
                           Input text);

/* Says what there is to say about the model and the status, frees all, and answers the exit
 * status. */
int job_close(Job *job, truce_status status);

/* The same without the model's diagnostics. */
int job_end(Job *job, truce_status status);

/* "a,b" of all texts of a LIST, to be freed; NULL when there are none. */
char *list_joined(const char **list);

/* How a report on the command's output is drawn. */
truce_look job_look(const Job *job);

/* The variants of --strategies-of: NULL when it was not given, "" for `base`, the model as
 * written (unless a variant has that name). */
const char *job_strategies(const Job *job);

/* Is there what a map or a profile needs?  False after a complaint. */
bool job_asks_one_thing(const Arguments *a, bool is_map);

/* What --x, --y, --ask, --claim, --level and --size ask for. */
truce_map_plan job_map_plan(const Job *job);

/* The form that the name of the output file ends in; false where it is none of `forms`,
 * "svg|csv". */
bool job_ending(const Arguments *a, const char *forms, truce_format *form);

/* The form that --format asks for, without it the ending of the output file, else text. */
truce_format job_format(const Arguments *a);

/* Without draws there is nothing to keep, and no draws to choose: false after a complaint. */
bool job_draws_are_asked_for(const Arguments *a);

/* What --draws, --seed and --save ask for. */
truce_claims_plan job_draws(const Job *job);
