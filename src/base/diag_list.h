/* diag_list.h - every diagnostic.  A number, once given out, keeps its meaning for ever; the
 * words may improve.  `truce explain E204` prints title and explanation.
 *
 * E1xx text and syntax   E2xx names and types   E3xx while the game is laid out
 * E4xx limits            E6xx studies
 * E9xx what this version does not solve yet   W5xx warnings
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
        "mean over the starts of no periods, and no count of a lottery, but of its arms. Only a game without "
        "an end has something `eventually` or `forever`.\n\n"
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
DIAG(E231, ERROR, N_("something that only a game with an end has"),
     N_("In `period 1 month` without `for` every period is like every other, so that nothing may read "
        "`now` or `date`. Whatever goes on for ever, also by `for 24 then on`, has no `end` and no "
        "`finally`. Ask at a period, or about all time.\n\n"
        "    P(pact by end)        # wrong\n"
        "    P(pact by 12)         # right\n"
        "    P(pact eventually)    # right\n"
        "    E(pact forever)       # right: the share of all periods"))
DIAG(E235, ERROR, N_("something seen behind a curtain"),
     N_("Where an arm is `hidden`, or an outcome is not seen by all, its body may pay and set locals. A state "
        "that it sets, an event or a choice would show which arm it was. Show what everyone learns, and "
        "let the rest follow from that.\n\n"
        "    us chooses act hidden { hold  push { tariffs += 1 } }         # wrong\n"
        "    us chooses act hidden { hold  push }                          # right\n"
        "    show act\n"
        "    if act == push { tariffs += 1 }"))
DIAG(E241, ERROR, N_("what one player alone knows, read by all"),
     N_("A type may be read in what its owner is paid, in the guards of its owner's own arms, in the "
        "chances of lotteries, and in measures and questions. Everything else is seen by everyone, or "
        "paid to others, who do not know it; they are paid by what is believed.\n\n"
        "    pay them if resolve == hard then -1 else 0      # wrong: they do not know it\n"
        "    pay them -1 * believed(resolve == hard)         # right"))
DIAG(E242, ERROR, N_("a type set where it would show"),
     N_("What everybody sees happen cannot change a type, for then all would know it. A lottery without a "
        "name may, whose arms do nothing else: nobody but the owner sees its outcome.\n\n"
        "    chance unseen { 5% : resolve := hard  rest : nothing }"))
DIAG(E243, ERROR, N_("too many private values"),
     N_("The beliefs about a player are kept for each value of all its types together; four values are "
        "the most. Two types of two values make four."))
DIAG(E244, ERROR, N_("a lottery about two players' types"),
     N_("The outcome of a lottery tells of the type that its chances depend on. If they depend on the types "
        "of two players, what is believed of one would depend on what is true of the other, and beliefs are "
        "kept for each player apart."))
DIAG(E245, ERROR, N_("a belief about what everyone knows"),
     N_("`believed` is how likely the others hold something that only a type decides. What is made of states "
        "alone is known; write it without `believed`."))
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
DIAG(E312, ERROR, N_("a patience of 1 in a game without an end"),
     N_("What is paid in a game that goes on for ever can be added up only when the future counts for less "
        "than the present: every patience must be below 1."))
DIAG(E313, ERROR, N_("an equilibrium that was not found"),
     N_("`--equilibrium 2` asks about the second of the equilibria that `truce solve --all` lists. There may "
        "be fewer, and a game with an end has one."))
DIAG(E320, ERROR, N_("something public that depends on what is hidden"),
     N_("A state is set, or an event happens, in a way that depends on something that not everyone has "
        "seen. Everyone would see it there. Show it first, or make it follow from what was shown.\n\n"
        "    chance slip unseen { 20% : accident  rest : quiet }\n"
        "    if slip == accident { tariffs += 1 }                          # wrong\n"
        "    show slip\n"
        "    if slip == accident { tariffs += 1 }                          # right"))
DIAG(E321, ERROR, N_("a choice that depends on what its player has not seen"),
     N_("Whether a player chooses, and which arms are open, must be known to that player. Here it "
        "depends on something that others have seen and this player has not.\n\n"
        "    us chooses act hidden { hold  push }\n"
        "    if act == push { cn chooses answer { absorb  retaliate } }    # wrong: cn sees that us pushed\n"
        "    show act                                                      # right, before the `if`"))
/* E4xx: limits */
DIAG(E403, ERROR, N_("more than 128 bits of state"),
     N_("The values that tell two situations apart, the states and the choices that are still asked "
        "for, are kept in 128 bits. A domain of n values takes the bits that n needs. Narrow the "
        "domains, or ask for fewer choices later in the period."))
DIAG(E410, ERROR, N_("too much that is hidden at once"),
     N_("From the first thing that somebody does not see until all of it is shown or no longer matters, a period "
        "is solved as one small game, with every way through it apart. This one has more ways, or more "
        "situations in which somebody chooses, than that can be done with. Show earlier, narrow a choice, or "
        "let what is hidden matter for less of the period."))
/* E6xx: studies of a model at other numbers */
DIAG(E601, ERROR, N_("a parameter that a study cannot change"),
     N_("A parameter that a domain, a range of choices or the period reads is fixed when the model is "
        "read. Give it another value with `--set`, and study the others."))
DIAG(E602, ERROR, N_("a parameter without a range"),
     N_("A study goes through the values from one end of a range to the other. The model gives a "
        "parameter its plausible range, or the command line gives one.\n\n"
        "    param clarity = 70%                  # no range\n"
        "    param clarity = 70% in 40%..95%\n"
        "    truce profile m.truce --x clarity=40%..95% --ask 'V(us)'"))
DIAG(E603, ERROR, N_("a range that a study cannot use"),
     N_("A range goes from a smaller to a larger number, and a parameter that stands for a whole number, a "
        "name or a truth needs two whole numbers in it.\n\n"
        "    --x clarity=95%..40%    # wrong\n"
        "    --x clarity=40%..95%    # right"))
DIAG(E604, ERROR, N_("one parameter on both sides"),
     N_("A map needs two different parameters; `truce profile` goes through one alone."))
DIAG(E605, ERROR, N_("too many parameters to draw"),
     N_("The sequence from which draws are taken has 512 dimensions, one for each parameter with a "
        "range. Leave out the ranges of those that matter least."))
DIAG(E610, ERROR, N_("no parameter with a range"),
     N_("Which parameters move an answer is seen by moving them, each within its plausible range. The "
        "model gives the ranges, or `--only` does.\n\n"
        "    param clarity = 70%                  # stays as it is\n"
        "    param clarity = 70% in 40%..95%      # is moved"))
DIAG(E611, ERROR, N_("too many parameters for Sobol's indices"),
     N_("Sobol's indices take at most 256 parameters at a time. Choose some with `--only`, or take "
        "`--method morris`, which finds the few that matter among many."))
DIAG(E620, ERROR, N_("strategies that do not fit"),
     N_("What everybody does under one variant can be looked at under another where the same can be done "
        "in the same situations. A parameter that a guard, a condition, an assigned value or a start "
        "reads decides what can be done, and must have the same value in both.\n\n"
        "    us chooses move { hold  raise if now < truce_length { tariffs += 1 } }\n"
        "    variant short { truce_length = 6 }     # strategies cannot be held against it"))
DIAG(E621, ERROR, N_("the same thing twice in a comparison"),
     N_("Each set of variants, and each question, is compared once. The model as written stands in every "
        "comparison without being named.\n\n"
        "    truce compare m.truce --under open --under open            # wrong\n"
        "    truce compare m.truce --under open --under open+patient    # right"))
DIAG(E622, ERROR, N_("strategies that cannot be held"),
     N_("`--strategies-of` looks at one variant while everybody plays as under another. This version of Truce "
        "does so in games with a last period and without types."))
/* E9xx: what this version does not solve yet */
/* E902 told until version 0.1 of `hidden`, `seen by`, `unseen` and `show`. */
DIAG(E903, ERROR, N_("private knowledge that is too much"),
     N_("This version of Truce keeps beliefs about one or two players. It does not solve what a third one "
        "alone knows, nor a `together` in which a player with types chooses twice."))
DIAG(E905, ERROR, N_("private knowledge beside what it is not solved with"),
     N_("Types and beliefs are solved in models with a last period in which everyone sees every choice and "
        "every outcome. This version of Truce does not solve them together with `hidden`, `seen by` and "
        "`unseen`, or in a game without an end."))
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
