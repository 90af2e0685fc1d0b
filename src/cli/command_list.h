/* command_list.h - every command, in the order in which help lists them.
 *
 * COMMAND(id, operands, least, most, kind, options, summary, text, example, failure): the
 * command takes from `least` to `most` operands, which help calls `operands`, beside the
 * options of everybody; `kind` tells completion what they are; `failure` says when
 * it ends with status 1, NULL when it never does. */
/* clang-format off */
COMMAND(run, N_("MODEL"), 1, 1, MODEL,
        SOLVING | WITH(UNDER) | WITH(FORMAT) | WITH(DRAWS) | WITH(SEED) | WITH(SAVE) | WITH(REPRODUCIBLE),
        N_("solve a model and report on it"),
        N_("Solves the model and reports what it says: size and certificate of the solve, "
           "measures over time, how often events happen, claims with their verdicts, and "
           "the variants beside the base. The whole report is written before a claim that "
           "fails shows in the exit status."),
        "truce run models/first.truce --set clarity=0.9",
        N_("the model is wrong, or a claim fails"))
COMMAND(report, N_("MODEL"), 1, 1, MODEL,
        SOLVING | WITH(UNDER) | WITH(DRAWS) | WITH(SEED) | WITH(SAVE),
        N_("write a page for those who decide"),
        N_("Solves the model and writes one page of HTML: the question and the answer, figures "
           "and the tables behind them, claims, variants, what everybody is likely to do "
           "next, all parameters with their sources, and how to make the page again. It "
           "needs nothing but itself, and speaks English and Chinese; --lang says which comes "
           "first. A claim that fails is part of the page."),
        "truce report models/us-china.truce -o report.html",
        N_("the model is wrong"))
COMMAND(plot, N_("MODEL"), 1, 1, MODEL,
        SOLVING | WITH(UNDER) | WITH(FIGURE) | WITH(SHOW) | WITH(ASK) | WITH(CLAIM) |
            WITH(X) | WITH(Y) | WITH(LEVEL) | WITH(SIZE) | WITH(WIDTH) | WITH(THEME),
        N_("draw a figure"),
        N_("Solves the model and draws one figure. The name of the output file says how: .svg, .png, "
           ".pdf, or .csv for the numbers behind the figure with every digit. Without a file, "
           "SVG goes to standard output."),
        "truce plot models/us-china.truce --figure fan -o fan.pdf",
        N_("the model is wrong, or has nothing to show in the figure"))
COMMAND(replicate, N_("MODEL"), 1, 1, MODEL, SOLVING | WITH(UNDER) | WITH(FORCE),
        N_("write a replication package"),
        N_("Writes the folder that a journal asks for, named by --output: the model and what it "
           "includes, all reports, the strategy and the figures, a README, a codebook and the "
           "hashes of all. Its script run.sh makes every output again and compares it with "
           "the one there, byte for byte."),
        "truce replicate models/us-china.truce -o replication",
        N_("the model is wrong"))
COMMAND(check, N_("MODEL..."), 1, INT_MAX, MODEL, READING | WITH(FORMAT_JSON),
        N_("look for errors in models"),
        N_("Reads models and writes the errors and warnings found in them; nothing when there "
           "are none. What shows only while the game is laid out, such as a state that "
           "leaves its domain, is found by `truce solve`."),
        "truce check models/*.truce",
        N_("a model has an error"))
COMMAND(solve, N_("MODEL"), 1, 1, MODEL, SOLVING | WITH(UNDER) | WITH(FORMAT) | WITH(STRATEGY) |
        WITH(ALL) | WITH(PRECISION_PATH) | WITH(REPRODUCIBLE),
        N_("values and certificate of the equilibrium"),
        N_("Solves the model for its logit equilibrium and writes what the game is worth to "
           "each player at the start, with the certificate: the largest residual of the "
           "choices, and what each player could gain by replying best to the others."),
        "truce solve models/us-china.truce --strategy strategy.csv",
        N_("the model is wrong"))
COMMAND(ask, N_("MODEL QUESTION..."), 2, INT_MAX, MODEL,
        SOLVING | WITH(UNDER) | WITH(STRATEGIES_OF) | WITH(FORMAT),
        N_("answer questions about the future"),
        N_("Answers questions in the form that docs/language.md gives under Questions, such as "
           "P(C by W), E(E at W) or V(player). A question may name its own variants after "
           "`under`; those of --under come before them. CSV and JSON give every digit, text "
           "six."),
        "truce ask models/first.truce 'P(collapse by 12)' 'V(us)' --under plain_text",
        N_("the model or a question is wrong; the other questions are answered"))
COMMAND(compare, N_("MODEL"), 1, 1, MODEL,
        SOLVING | WITH(SETS) | WITH(ASK_ALSO) | WITH(STRATEGIES_OF) | WITH(FORMAT),
        N_("set variants side by side, and say what drives the differences"),
        N_("Solves the model as written and under each set of variants, and writes payoffs, "
           "measures, events and the answers to questions side by side. Each difference has "
           "two parts: mechanical, while everybody goes on playing as in the model as written, "
           "and behavioural, the rest. Between two sides, each change of a number has its part "
           "as well: its mean effect over all orders of making the changes."),
        "truce compare models/first.truce --under plain_text --ask 'P(collapse by 12)'",
        N_("the model, a variant or a question is wrong"))
COMMAND(claims, N_("MODEL"), 1, 1, MODEL,
        SOLVING | WITH(UNDER) | WITH(FORMAT) | WITH(DRAWS) | WITH(SEED) | WITH(ONLY) | WITH(SAVE),
        N_("judge claims, also where the parameters may lie"),
        N_("Judges the model's claims, with both sides of each comparison. With --draws the "
           "parameters are also drawn from their ranges: in what share of the draws a claim "
           "holds, by what margin, and in which ranges of one or two parameters it fails. A "
           "claim that fails is a result: it does not show in the exit status."),
        "truce claims models/us-china.truce --draws 200 --save draws.db",
        N_("the model is wrong"))
COMMAND(map, N_("MODEL"), 1, 1, MODEL,
        SOLVING | WITH(UNDER) | WITH(FORMAT_DRAWN) | WITH(X) | WITH(Y) | WITH(ASK) | WITH(CLAIM) |
            WITH(LEVEL) | WITH(SIZE),
        N_("draw a question over two parameters"),
        N_("Solves the model at every point of a grid over two parameters and shows the answer "
           "to a question, or the margin of a claim and the line on which it turns. A "
           "range comes from the model or stands behind the name: --x clarity=40%..95%."),
        "truce map models/first.truce --x clarity --y pressure --ask 'V(cn)' --size 21",
        N_("the model or a question is wrong"))
COMMAND(profile, N_("MODEL"), 1, 1, MODEL,
        SOLVING | WITH(UNDER) | WITH(FORMAT_DRAWN) | WITH(X) | WITH(ASK) | WITH(CLAIM) | WITH(SIZE),
        N_("draw a question over one parameter"),
        N_("Solves the model at several values of one parameter and shows the answer to a "
           "question, or the margin of a claim."),
        "truce profile models/first.truce --x clarity --ask 'E(count collapse by end)' --size 12",
        N_("the model or a question is wrong"))
COMMAND(sensitivity, N_("MODEL"), 1, 1, MODEL,
        SOLVING | WITH(UNDER) | WITH(FORMAT_DRAWN) | WITH(ASK) | WITH(METHOD) | WITH(DRAWS) |
            WITH(SEED) | WITH(ONLY_PARAMS),
        N_("what moves an answer, and how much"),
        N_("Asks one question at many values of the parameters, each within its range, and "
           "writes which of them move the answer: the shares of its variance that go with each "
           "(Sobol's indices, with intervals), and a tornado table of each parameter from one "
           "end of its range to the other. Interrupted, it reports on the draws that are "
           "complete."),
        "truce sensitivity models/first.truce --ask 'E(count collapse by end)'",
        N_("the model or the question is wrong"))
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
