/* option_list.h - every option of the command.  From this list come parsing, help, manual
 * pages and completion.
 *
 * OPTION(id, name, letter, kind, most, value, sentence): `value` is how help calls the value,
 * and for a WORD the words that it may be, the default first; `most` bounds a COUNT (0 = no
 * bound).  Two entries may share a name when no command takes both. */
/* clang-format off */
OPTION(FORMAT, "format", 0, WORD, 0, "text|json|csv",
       N_("Write the result as text for people, or as JSON or CSV for programs."))
OPTION(FORMAT_JSON, "format", 0, WORD, 0, "text|json",
       N_("Write what was found as text for people, or as JSON for editors."))
OPTION(STAGE, "stage", 0, WORD, 0, "model|program|game|strategy",
       N_("What to show: the model as it was understood, its period as steps, the game laid "
          "out, or who chooses what where."))
OPTION(STRATEGY, "strategy", 0, FILE, 0, N_("FILE"),
       N_("Also write who chooses what where to this file, as CSV: one row for each period, "
          "state and arm."))
OPTION(WRITE, "write", 0, NONE, 0, NULL,
       N_("Put the standard layout in place of the file. A file is replaced whole or not at "
          "all."))
OPTION(CHECK, "check", 0, NONE, 0, NULL,
       N_("Only name the files that are not in the standard layout."))
OPTION(LIST, "list", 0, NONE, 0, NULL,
       N_("Name the manual pages, one to a line."))
OPTION(SET, "set", 0, LIST, 0, N_("NAME=EXPRESSION"),
       N_("Give a parameter, a patience or precision, or the start of a state another value. "
          "May be given more than once."))
OPTION(UNDER, "under", 0, LIST, 0, N_("VARIANT,..."),
       N_("Solve the model with these variants, in this order."))
OPTION(TOLERANCE, "tolerance", 0, REAL, 0, N_("X"),
       N_("The largest residual that the certificate may have. Default: 1e-9."))
OPTION(THREADS, "threads", 0, COUNT, 1024, N_("N"),
       N_("Work with so many threads. The digits do not depend on it. Default: as many as "
          "the machine has cores."))
OPTION(MAX_NODES, "max-nodes", 0, COUNT, 0, N_("N"),
       N_("Stop with status 3 when the game has more nodes. K, M and G stand for thousands, "
          "millions and thousands of millions."))
OPTION(MAX_MEMORY, "max-memory", 0, BYTES, 0, N_("BYTES"),
       N_("Stop with status 3 when more memory is needed; 500M and 2G are good values. "
          "Default: nine tenths of what is free."))
OPTION(MECHANISMS, "mechanisms", 0, FOLDER, 0, N_("FOLDER"),
       N_("Where `include` looks last. Default: the mechanisms that were installed with "
          "Truce."))
OPTION(OUTPUT, "output", 'o', FILE, 0, N_("FILE"),
       N_("Write the result to this file instead of standard output. The file is replaced "
          "whole or not at all."))
OPTION(LANG, "lang", 0, WORD, 0, "en|zh",
       N_("Speak English or Chinese. Default: what LC_ALL, LC_MESSAGES or LANG ask for."))
OPTION(COLOR, "color", 0, WORD, 0, "auto|always|never",
       N_("Use colors: on a terminal when NO_COLOR is not set, always, or never."))
OPTION(QUIET, "quiet", 'q', NONE, 0, NULL,
       N_("Say nothing on standard error but errors: no warnings, no progress."))
OPTION(HELP, "help", 'h', NONE, 0, NULL,
       N_("Explain the command instead of doing it."))
OPTION(VERSION, "version", 'V', NONE, 0, NULL,
       N_("Name the version of Truce."))
/* clang-format on */
