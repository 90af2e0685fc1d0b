/* option_list.h - every option of the command.  From this list come parsing, help, manual
 * pages and completion.
 *
 * OPTION(id, name, letter, kind, most, value, sentence): `value` is how help calls the value,
 * and for a WORD the words that it may be, the default first; `most` bounds a COUNT (0 = no
 * bound).  Two entries may share a name when no command takes both. */
/* clang-format off */
OPTION(FORMAT, "format", 0, WORD, 0, "text|json|csv",
       N_("Write the result as text for people, or as JSON or CSV for programs. Default: what "
          "the output file's name ends in, else text."))
OPTION(FORMAT_JSON, "format", 0, WORD, 0, "text|json",
       N_("Write what was found as text for people, or as JSON for editors. Default: what the "
          "output file's name ends in, else text."))
OPTION(FORMAT_DRAWN, "format", 0, WORD, 0, "text|json|csv|svg",
       N_("Write the result as text for people, as JSON or CSV for programs, or as a "
          "drawing in SVG. Default: what the output file's name ends in, else text."))
OPTION(STAGE, "stage", 0, WORD, 0, "model|program|game|strategy|beliefs",
       N_("What to show: the model as it was understood, its period as steps, the game laid "
          "out, who chooses what where, or what each choice would tell the others."))
OPTION(STRATEGY, "strategy", 0, FILE, 0, N_("FILE"),
       N_("Also write who chooses what where to this file, as CSV: one row for each period, "
          "state and arm."))
OPTION(ALL, "all", 0, NONE, 0, NULL,
       N_("Search for all equilibria of a game without an end, and list them instead."))
OPTION(EQUILIBRIUM, "equilibrium", 0, COUNT, 1000, N_("K"),
       N_("Be about the K-th equilibrium that `truce solve --all` lists. Default: 1, on the "
          "principal branch."))
OPTION(PRECISION_PATH, "precision-path", 0, FILE, 0, N_("FILE"),
       N_("Also write to this file, as CSV, the branch on which the solution of a game without "
          "an end is reached as the precision grows from 0."))
OPTION(FIGURE, "figure", 0, WORD, 0,
       "fan|outcomes|events|claims|variants|policy|structure|tornado|map|profile",
       N_("Which figure: measures over time, the odds of each outcome, how often events happen, "
          "claims, variants, who is likely to do what next, how the model is made, what an "
          "answer hangs on, or an answer over two parameters or one. docs/figures.md shows them."))
OPTION(SHOW, "show", 0, LIST, 0, N_("NAME"),
       N_("Show this measure, or in the figure outcomes this state. May be given more than once. "
          "Default: the main ones."))
OPTION(WIDTH, "width", 0, COUNT, 1600, N_("PIXELS"),
       N_("How wide the figure is, from 320 to 1600. Default: 760."))
OPTION(THEME, "theme", 0, WORD, 0, "light|dark|auto",
       N_("Draw for a light or a dark ground, or in SVG for whichever the reader has."))
OPTION(WRITE, "write", 0, NONE, 0, NULL,
       N_("Put the standard layout in place of the file. A file is replaced whole or not at "
          "all."))
OPTION(CHECK, "check", 0, NONE, 0, NULL,
       N_("Only name the files that are not in the standard layout."))
OPTION(LIST, "list", 0, NONE, 0, NULL,
       N_("Name the manual pages, one to a line."))
OPTION(REPRODUCIBLE, "reproducible", 0, NONE, 0, NULL,
       N_("Leave out what differs from run to run: seconds, and bytes of memory."))
OPTION(FORCE, "force", 0, NONE, 0, NULL,
       N_("Write into a folder that is not empty; what has the name of a new file is "
          "replaced."))
OPTION(SET, "set", 0, LIST, 0, N_("NAME=EXPRESSION"),
       N_("Give a parameter, a patience or precision, or the start of a state another value. "
          "May be given more than once."))
OPTION(UNDER, "under", 0, LIST, 0, N_("VARIANT,..."),
       N_("Solve the model with these variants, in this order."))
OPTION(SETS, "under", 0, LIST, 0, N_("VARIANT[+VARIANT...]"),
       N_("One side of the comparison: these variants, in this order. Given once for each "
          "side; the model as written is always one."))
OPTION(STRATEGIES_OF, "strategies-of", 0, TEXT, 0, N_("VARIANT,...|base"),
       N_("Everybody plays as solved under these variants, or as in the model as written: what "
          "a change does by itself, without anybody behaving differently."))
OPTION(DRAWS, "draws", 0, COUNT, 1000000, N_("N"),
       N_("Draw the parameters from their ranges so many times. More draws are the same "
          "draws and further ones."))
OPTION(SEED, "seed", 0, COUNT, INT64_C(1) << 53, N_("S"),
       N_("Which draws these are. Default: 1."))
OPTION(ONLY, "only", 0, LIST, 0, N_("NAME,..."),
       N_("Only these, and not all."))
OPTION(ONLY_PARAMS, "only", 0, LIST, 0, N_("NAME[=LO..HI],..."),
       N_("Move only these parameters, each within its range or this one; a patience or "
          "precision such as us.patience=0.9..1 may be among them. Default: all that have a "
          "range."))
OPTION(METHOD, "method", 0, WORD, 0, "sobol|morris|tornado",
       N_("Shares of the variance from --draws draws (128 unless said otherwise), each of "
          "which takes as many solves as there are parameters and two; mean effects from "
          "--draws trajectories (20), for many parameters; or only each parameter from one end of "
          "its range to the other."))
OPTION(SAVE, "save", 0, FILE, 0, N_("FILE"),
       N_("Keep the draws in this file, an SQLite database, and go on with those that it "
          "has. docs/draws.md describes it."))
OPTION(X, "x", 0, TEXT, 0, N_("NAME[=LO..HI]"),
       N_("The parameter from left to right, or a patience or precision such as "
          "us.patience; with a range where the model gives none."))
OPTION(Y, "y", 0, TEXT, 0, N_("NAME[=LO..HI]"),
       N_("The parameter from below to above."))
OPTION(ASK, "ask", 0, TEXT, 0, N_("QUESTION"),
       N_("What is asked at every point, as in `truce ask`."))
OPTION(ASK_ALSO, "ask", 0, LIST, 0, N_("QUESTION"),
       N_("Compare the answers to this question too. May be given more than once."))
OPTION(CLAIM, "claim", 0, TEXT, 0, N_("NAME"),
       N_("Instead of a question: the margin by which this claim holds, with the line on "
          "which it turns."))
OPTION(LEVEL, "level", 0, NUMBER, 0, N_("X"),
       N_("Draw the line on which the answer is X."))
OPTION(SIZE, "size", 0, SIZE, 1001, N_("N[xM]"),
       N_("How many values of each parameter. Default: 41."))
OPTION(TOLERANCE, "tolerance", 0, REAL, 0, N_("X"),
       N_("The largest residual that the certificate may have. Default: 1e-9."))
OPTION(REFINE, "refine", 0, REAL, 0, N_("X"),
       N_("Double the grids of beliefs until no player's payoff moves by more than X; 0.001 is a "
          "good value. Default: grids as the model says."))
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
