/* command_list.h - every command, in the order in which help lists them.
 *
 * COMMAND(id, operands, least, most, kind, options, summary, text, example, failure): the
 * command takes from `least` to `most` operands, which help calls `operands`, beside the
 * options of everybody; `kind` tells completion what they are; `failure` says when
 * it ends with status 1, NULL when it never does. */
/* clang-format off */
COMMAND(run, N_("MODEL"), 1, 1, MODEL, SOLVING | WITH(UNDER) | WITH(FORMAT),
        N_("solve a model and report on it"),
        N_("Solves the model and reports what it says: size and certificate of the solve, "
           "measures over time, how often events happen, claims with their verdicts, and "
           "the variants beside the base. The whole report is written before a claim that "
           "fails shows in the exit status."),
        "truce run models/first.truce --set clarity=0.9",
        N_("the model is wrong, or a claim fails"))
COMMAND(check, N_("MODEL..."), 1, INT_MAX, MODEL, READING | WITH(FORMAT_JSON),
        N_("look for errors in models"),
        N_("Reads models and writes the errors and warnings found in them; nothing when there "
           "are none. What shows only while the game is laid out, such as a state that "
           "leaves its domain, is found by `truce solve`."),
        "truce check models/*.truce",
        N_("a model has an error"))
COMMAND(solve, N_("MODEL"), 1, 1, MODEL, SOLVING | WITH(UNDER) | WITH(FORMAT) | WITH(STRATEGY),
        N_("values and certificate of the equilibrium"),
        N_("Solves the model for its logit equilibrium and writes what the game is worth to "
           "each player at the start, with the certificate: the largest residual of the "
           "choices, and what each player could gain by replying best to the others."),
        "truce solve models/us-china.truce --strategy strategy.csv",
        N_("the model is wrong"))
COMMAND(ask, N_("MODEL QUESTION..."), 2, INT_MAX, MODEL, SOLVING | WITH(UNDER) | WITH(FORMAT),
        N_("answer questions about the future"),
        N_("Answers questions in the form that docs/language.md gives under Questions, such as "
           "P(C by W), E(E at W) or V(player). A question may name its own variants after "
           "`under`; those of --under come before them. CSV and JSON give every digit, text "
           "six."),
        "truce ask models/first.truce 'P(collapse by 12)' 'V(us)' --under plain_text",
        N_("the model or a question is wrong; the other questions are answered"))
COMMAND(show, N_("MODEL"), 1, 1, MODEL, SOLVING | WITH(UNDER) | WITH(STAGE),
        N_("show a stage of the work on a model"),
        N_("Prints one of the boxes that a model passes through on its way to answers. "
           "docs/design.md says what they are."),
        "truce show models/us-china.truce --stage game",
        N_("the model is wrong"))
COMMAND(fmt, N_("MODEL..."), 1, INT_MAX, MODEL, WITH(WRITE) | WITH(CHECK),
        N_("print models in the standard layout"),
        N_("Prints models in the standard layout, which changes spaces and line ends and "
           "nothing that they mean. Comments stay."),
        "truce fmt --write models/us-china.truce",
        N_("a model cannot be parsed, or with --check is not in the standard layout"))
COMMAND(explain, N_("[CODE]"), 0, 1, CODE, 0,
        N_("explain the code of an error or a warning"),
        N_("Explains a code such as E204, as it stands in errors and warnings. Without a "
           "code: lists all of them."),
        "truce explain E204",
        NULL)
COMMAND(help, N_("[COMMAND]"), 0, 1, COMMAND, 0,
        N_("explain a command"),
        N_("Explains a command. Without one: lists all of them."),
        "truce help run",
        NULL)
COMMAND(completion, "bash|zsh|fish", 1, 1, SHELL, 0,
        N_("print completion for a shell"),
        N_("Prints a script that teaches the shell to complete the commands and options of "
           "truce."),
        "eval \"$(truce completion bash)\"",
        NULL)
COMMAND(manual, N_("[COMMAND]"), 0, 1, COMMAND, WITH(LIST),
        N_("print a manual page"),
        N_("Prints the manual page of truce, or of one of its commands, for man."),
        "truce manual run | man -l -",
        NULL)
/* clang-format on */
