/* diag_list.h - every diagnostic.  A number, once given out, keeps its meaning for ever; the
 * words may improve.  `truce explain E204` prints title and explanation.
 *
 * E1xx text and syntax   E2xx names and types   E3xx while the game is laid out
 * E4xx limits            E9xx what this version does not solve yet   W5xx warnings
 *
 * DIAG(code, level, title, explanation): title a fragment; explanation whole sentences with
 * a small example of the wrong and the right. */
/* clang-format off */
DIAG(E101, ERROR, N_("unexpected text"),
     N_("The parser found something other than what may stand here. The message says what was "
        "found and what may stand here instead."))
DIAG(E102, ERROR, N_("a character or mark that Truce does not use"),
     N_("Something is written as another language or another keyboard writes it. Truce writes "
        "`and`, `or`, `not`, `mod` as words, its marks in ASCII, and texts in \"double quotes\"."))
DIAG(E103, ERROR, N_("a text that is not closed"),
     N_("A text stands between two double quotes on one line: \"a truce\". Write \\n in it for a "
        "new line."))
DIAG(E104, ERROR, N_("an escape that a text does not have"),
     N_("In a text, \\\" is a quote, \\\\ a backslash and \\n a new line; there are no others."))
DIAG(E105, ERROR, N_("not a number"),
     N_("A number is digits, with a fraction, an exponent and a percent sign if need be: 3, 0.25, "
        "1e-3, 40%. Letters may not touch it, and it may not be larger than a computer's number."))
DIAG(E106, ERROR, N_("not a date"),
     N_("A date is written as year, month and day, 2026-01-05, and must be in the calendar. Put "
        "spaces around a minus between numbers."))
DIAG(E107, ERROR, N_("a byte that is no text"),
     N_("A model is a text file in the encoding UTF-8, without control characters."))
DIAG(E108, ERROR, N_("brackets that do not match"),
     N_("Every `{` and every `(` needs its `}` or `)`. The note shows which one is still open."))
DIAG(E109, ERROR, N_("nested too deeply"),
     N_("Blocks and expressions may be nested 200 deep, and an expression may have 1000 levels. "
        "Name parts of it with `let`."))
DIAG(E110, ERROR, N_("a word of the language used as a name"),
     N_("Words of the language cannot be names: `param end = 3` is refused, `param final = 3` is "
        "not. The words are listed at the end of docs/language.md."))
DIAG(E111, ERROR, N_("comparisons do not chain"),
     N_("`a < b < c` is refused. Write `a < b and b < c`."))
DIAG(E112, ERROR, N_("`=`, `:=` and `==` mixed up"),
     N_("`=` says what something is in a declaration, `:=` sets a state in the program, `==` "
        "compares: state pact : bool = yes, pact := no, if pact == no { ... }."))
DIAG(E113, ERROR, N_("given twice"),
     N_("A part that may be given once, such as a player's patience, was given again."))
DIAG(E114, ERROR, N_("in the wrong place"),
     N_("What stands here is right elsewhere: declarations outside blocks, statements inside "
        "`each period { ... }`, questions in claims."))
DIAG(E150, ERROR, N_("an include that cannot be read"),
     N_("`include` names a file that is looked for beside the including file and then among the "
        "mechanisms that come with Truce. It was found in neither, or cannot be read."))

/* E2xx: names and types */
DIAG(E201, ERROR, N_("an unknown name"),
     N_("Nothing of this name can stand here. A name is declared once, before or after its use; a "
        "name of a domain means something only beside a value of that domain.\n\n"
        "    state tariffs : low, high = low\n"
        "    pay us tarifs             # wrong\n"
        "    pay us tariffs == high    # right"))
DIAG(E202, ERROR, N_("a name that means something already"),
     N_("A name means one thing in a file. Only names of domains may be used in several domains; they "
        "may not be the name of anything else.\n\n"
        "    param high = 3\n"
        "    state tariffs : low, high = low   # wrong: `high` is a parameter"))
DIAG(E203, ERROR, N_("something of another sort"),
     N_("A value is expected and the name means a player, an event, a rule or a variant; or a name is "
        "expected and something else is given.\n\n"
        "    pay us collapse                   # wrong: an event has no value\n"
        "    pay us (if pact then 0 else -1)   # right"))
DIAG(E204, ERROR, N_("a value of another kind"),
     N_("Values are truths, whole numbers, names of a domain, real numbers and dates. A real number is "
        "not put into a state of whole numbers, a number not into a list of names.\n\n"
        "    if tariffs { … }             # wrong: no truth\n"
        "    if tariffs == high { … }     # right"))
DIAG(E205, ERROR, N_("values of different kinds"),
     N_("Names of different domains, names and truths, dates and numbers are not compared with one "
        "another and not mixed in `if`, `match`, `min`, `max`.\n\n"
        "    state a : low, high = low\n"
        "    state b : open, closed = open\n"
        "    let same = a == b     # wrong"))
DIAG(E206, ERROR, N_("no name of this domain"),
     N_("A bare name is looked for in the domain of what it is compared with or put into.\n\n"
        "    state tariffs : normal, truce, embargo = truce\n"
        "    let worst = tariffs == embargoed   # wrong\n"
        "    let worst = tariffs == embargo     # right"))
DIAG(E207, ERROR, N_("a circle"),
     N_("Nothing may be made of itself: no let, function, rule, parameter or state reads itself, also "
        "not through others.\n\n"
        "    let a = b + 1\n"
        "    let b = a - 1     # wrong"))
DIAG(E209, ERROR, N_("another number of arguments"),
     N_("A function or rule is given one argument for each of its parameters.\n\n"
        "    let gap(a, b) = abs(a - b)\n"
        "    pay us gap(tariffs)       # wrong\n"
        "    pay us gap(tariffs, 1)    # right"))
DIAG(E210, ERROR, N_("a value that cannot be read here"),
     N_("Parameters read numbers and parameters; the start of a state reads parameters and the states "
        "declared before it; questions and lets outside the program do not read what the program makes "
        "in a period; dates need a calendar.\n\n"
        "    param cost = 2 * tariffs    # wrong: a state\n"
        "    let cost = 2 * tariffs      # right"))
DIAG(E211, ERROR, N_("something that may not have been made"),
     N_("Choices, lotteries and locals are made in a period, at most once. Where it is not sure that "
        "they were, a choice or lottery can be compared with a name or a number by `==` and `!=`, and "
        "matched with `else`; nothing else.\n\n"
        "    if pact { us chooses move { hold raise } }\n"
        "    pay us move               # wrong\n"
        "    pay us (move == raise)    # right: 0 where there was no move"))
DIAG(E212, ERROR, N_("something made twice"),
     N_("A choice, a lottery and a `let` of the program are made once in a period, also on ways that "
        "exclude each other. Take another name, or make it before the ways part.\n\n"
        "    if pact { us chooses move { hold } } else { us chooses move { raise } }       # wrong\n"
        "    us chooses move { hold if pact  raise if not pact }                           # right"))
DIAG(E213, ERROR, N_("too large once put in place"),
     N_("Lets, functions and rules are put in place where they are used. What comes out is limited, "
        "so that a small text cannot ask for a huge game. A `let` inside `each period` with values "
        "that are whole numbers, names or truths is kept as a value and is not put in place."))
DIAG(E214, ERROR, N_("no whole number within the limits"),
     N_("Bounds of domains and of choices, the length of a period and the number of periods are whole "
        "numbers made of numbers and parameters; so are the numbers that counts are compared "
        "with.\n\n"
        "    period 1 month for 2.5    # wrong\n"
        "    period 1 month for 30     # right"))
DIAG(E215, ERROR, N_("an empty or endless range"),
     N_("A range goes from the smaller to the larger number; a domain has at most 1,000,000 "
        "values.\n\n"
        "    state stock : 10..0 = 3    # wrong\n"
        "    state stock : 0..10 = 3    # right"))
DIAG(E216, ERROR, N_("something is missing from the model"),
     N_("A model has one `period`, one `each period` and at least one player.\n\n"
        "    period 1 month for 24\n"
        "    player us\n"
        "    each period { us chooses move { hold raise { pay us 1 } } }"))
DIAG(E217, ERROR, N_("something is declared a second time"),
     N_("`model`, `period`, `each period` and `finally` stand once in a model and what it "
        "includes."))
DIAG(E218, ERROR, N_("cases that do not fit"),
     N_("A `match` has a case for every value, or `else` at its end; no value has two cases.\n\n"
        "    match tariffs { low: 0 }              # wrong when tariffs may be high\n"
        "    match tariffs { low: 0, else: 1 }     # right"))
DIAG(E219, ERROR, N_("nothing can happen"),
     N_("A choice or a lottery has at least one arm, a `together` at least one choice."))
DIAG(E220, ERROR, N_("no such patience or precision"),
     N_("Patience is the discount factor of a period, above 0 and at most 1. Precision is 0 or more, or "
        "`exact`; with `noise taste` it is above 0.\n\n"
        "    player us { patience 97 }     # wrong\n"
        "    player us { patience 97% }    # right"))
DIAG(E221, ERROR, N_("probabilities that are none"),
     N_("Probabilities lie between 0 and 1 and sum to 1 within 1e-9. `rest` takes what is left.\n\n"
        "    chance { 60% : open  30% : closed }     # wrong\n"
        "    chance { 60% : open  rest : closed }    # right"))
DIAG(E222, ERROR, N_("a second `rest`"),
     N_("What is left of 1 goes to one arm. Give the others their probabilities."))
DIAG(E223, ERROR, N_("more than payoffs at the end"),
     N_("When the last period is over nobody chooses and nothing happens: `finally` may `pay` and use "
        "`if`.\n\n"
        "    finally { pact := no }             # wrong\n"
        "    finally { if pact { pay us 1 } }   # right"))
DIAG(E224, ERROR, N_("something that cannot be set"),
     N_("A variant sets parameters, how states begin, and a player's patience and precision. A parameter "
        "that a domain, a range of choices or the period reads is fixed when the model is read; only "
        "the command line sets it.\n\n"
        "    variant patient { us.patience = 0.99 }"))
DIAG(E225, ERROR, N_("a time outside the model"),
     N_("A question asks for a period from 0 to the last, a date from the start to the end, or "
        "`end`.\n\n"
        "    period 1 month from 2025-11-01 for 24\n"
        "    P(pact at 25)            # wrong\n"
        "    P(pact at 2026-11-03)    # right"))
DIAG(E226, ERROR, N_("no question"),
     N_("An event happens within a period: `P(collapse by 3)`, never `at` or `throughout`. There is no "
        "mean over the starts of no periods, and no count of a lottery, but of its arms.\n\n"
        "    P(collapse at 3)     # wrong\n"
        "    P(collapse by 3)     # right"))
DIAG(E227, ERROR, N_("no claim"),
     N_("A claim compares questions, numbers and parameters, with `+ - * /`, `and`, `or`, `not`.\n\n"
        "    holds P(pact at end)           # wrong: a number\n"
        "    holds P(pact at end) > 50%     # right"))
DIAG(E228, ERROR, N_("a start outside the domain"),
     N_("A state begins at one of its values.\n\n"
        "    state stock : 0..10 = 11    # wrong"))
DIAG(E229, ERROR, N_("no finite value"),
     N_("A parameter's expression divides by zero, takes the logarithm of a negative number or becomes "
        "too large.\n\n"
        "    param a = 1 / 0    # wrong"))
DIAG(E230, ERROR, N_("more than choices made together"),
     N_("`together` holds choices, and rules that hold nothing but choices. What follows from them "
        "stands in their arms or after them."))
/* E3xx: while the game is given numbers and laid out */
DIAG(E301, ERROR, N_("a state leaves its domain"),
     N_("An assignment gives a state a value that its domain does not have. Guard the arm that leads "
        "there, or widen the domain.\n\n"
        "    state tariffs : normal, truce, embargo = truce\n"
        "    raise { tariffs += 1 }                        # wrong: embargo + 1\n"
        "    raise if tariffs < embargo { tariffs += 1 }   # right"))
DIAG(E302, ERROR, N_("probabilities do not sum to 1"),
     N_("The probabilities of a lottery must sum to 1 within 1e-9 wherever it can be reached. "
        "Give what is missing to an arm, or write `rest`.\n\n"
        "    chance { 60% : open  30% : closed }    # wrong\n"
        "    chance { 60% : open  rest : closed }   # right"))
DIAG(E303, ERROR, N_("a probability outside 0 and 1"),
     N_("A probability is below 0 or above 1 in a state that can be reached. With `rest`, the "
        "other probabilities may sum to 1 at most."))
DIAG(E304, ERROR, N_("a choice with no arm open"),
     N_("A player must choose, and every arm's guard is false. Add an arm without a guard, or put the "
        "choice in an `if`."))
DIAG(E305, ERROR, N_("a division by zero"),
     N_("The right side of `/` or `mod` is 0 in a state that can be reached. `if` and `and` read only "
        "what they need, so a condition before the division protects it.\n\n"
        "    pay us 1 / tariffs                                # wrong when tariffs is 0\n"
        "    pay us if tariffs > 0 then 1 / tariffs else 0     # right"))
DIAG(E306, ERROR, N_("a value that is not a finite number"),
     N_("A logarithm or a square root of a number that has none, a power without a real value, or a "
        "result too large for a number."))
DIAG(E310, ERROR, N_("a patience out of range"),
     N_("Patience is the discount factor of one period: above 0 and at most 1."))
DIAG(E311, ERROR, N_("a precision out of range"),
     N_("Precision is the lambda of the logit rule, 0 or more, or `exact`. With `noise taste` it must be "
        "above 0: at 0 the tastes would be worth infinitely much."))
/* E4xx: limits */
DIAG(E403, ERROR, N_("more than 128 bits of state"),
     N_("The values that tell two situations apart, the states and the choices that are still asked "
        "for, are kept in 128 bits. A domain of n values takes the bits that n needs. Narrow the "
        "domains, or ask for fewer choices later in the period."))
/* E9xx: what this version does not solve yet */
DIAG(E901, ERROR, N_("a game without an end"),
     N_("The language has games that go on for ever (`period` without `for`, or `for 24 then on`). This "
        "version of Truce solves games with a last period.\n\n"
        "    period 1 month for 24"))
DIAG(E902, ERROR, N_("something that some do not see"),
     N_("The language has choices and lotteries that some players do not see (`hidden`, `seen by`, "
        "`unseen`, `show`). This version of Truce solves games in which everyone sees everything but "
        "what is chosen `together`."))
DIAG(E903, ERROR, N_("private knowledge"),
     N_("The language has types that one player alone knows and beliefs about them (`type`, `belief`, "
        "`believed`). This version of Truce does not solve them yet."))
DIAG(E904, ERROR, N_("a question about all time"),
     N_("`eventually` and `forever` ask about games without an end, which this version of Truce does not "
        "solve yet. Ask `by end` or `at end`."))
/* W5xx: warnings */
DIAG(W501, WARNING, N_("a state that nothing reads"),
     N_("No payoff, guard, chance, measure or claim depends on this state. It makes the game larger and "
        "changes nothing in it."))
DIAG(W502, WARNING, N_("a state that nothing sets"),
     N_("The state stays as it begins. A parameter or a `let` says the same."))
DIAG(W503, WARNING, N_("an arm that is never open"),
     N_("The guard is false whatever happens, so the arm can be left out."))
DIAG(W504, WARNING, N_("a choice with one arm"),
     N_("There is nothing to choose. Write the body of the arm alone, or add an arm."))
DIAG(W505, WARNING, N_("a parameter that nothing reads"),
     N_("Changing the parameter changes nothing: studies of it will show flat lines."))
DIAG(W506, WARNING, N_("an event that never happens"),
     N_("No statement `event …` of the program names it."))
DIAG(W507, WARNING, N_("something that nothing uses"),
     N_("A `let`, a function or a rule that nothing uses can be left out; or its use was "
        "forgotten."))
DIAG(W508, WARNING, N_("a variant that changes nothing"),
     N_("Every value that the variant sets is the one declared."))
DIAG(W509, WARNING, N_("a question compared with itself"),
     N_("Both sides are the same question, so that the answer is known. Was a variant forgotten?\n\n"
        "    holds V(us) < V(us)                  # always false\n"
        "    holds V(us) < V(us) under patient"))
DIAG(W510, WARNING, N_("a local that nothing reads"),
     N_("A `let` of the program that nothing reads can be left out."))
DIAG(W511, WARNING, N_("a condition that never changes"),
     N_("The condition of an `if` is made of numbers alone, so one of its sides never happens."))
DIAG(W512, WARNING, N_("a value outside its range"),
     N_("The value of a parameter does not lie in the range that is called plausible for it.\n\n"
        "    param pressure = 2 in 0.5..1.5"))
DIAG(W513, WARNING, N_("a power of a negative number"),
     N_("Unary `-` binds tighter than `^`, so `-x ^ 2` is the square of -x and not below 0. Parentheses "
        "say which is meant.\n\n"
        "    pay us -x ^ 2      # (-x) ^ 2: a gain\n"
        "    pay us -(x ^ 2)    # a loss"))
/* clang-format on */
