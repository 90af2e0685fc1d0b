/* word_list.h - every word of the language.
 *
 * WORD(text, use).  A use says where a word may begin something, which is how the parser finds
 * its way again after an error:
 *   DECLARES a declaration   STATES a statement   BEGINS either   FUNCTION an expression
 *   ASKS     a question      UNIT   of time, and may be a name everywhere else
 *   JOINS    none of these */
/* clang-format off */
WORD(model, DECLARES)      WORD(period, DECLARES)    WORD(player, DECLARES)
WORD(param, DECLARES)      WORD(state, DECLARES)     WORD(type, DECLARES)
WORD(rule, DECLARES)       WORD(measure, DECLARES)   WORD(each, DECLARES)
WORD(finally, DECLARES)    WORD(variant, DECLARES)   WORD(claim, DECLARES)
WORD(include, DECLARES)    WORD(belief, DECLARES)
WORD(let, BEGINS)          WORD(event, BEGINS)
WORD(together, STATES)     WORD(chance, STATES)      WORD(if, STATES)
WORD(pay, STATES)          WORD(show, STATES)
WORD(min, FUNCTION)        WORD(max, FUNCTION)       WORD(abs, FUNCTION)
WORD(exp, FUNCTION)        WORD(log, FUNCTION)       WORD(sqrt, FUNCTION)
WORD(floor, FUNCTION)      WORD(ceil, FUNCTION)      WORD(top, FUNCTION)
WORD(bottom, FUNCTION)     WORD(months_to, FUNCTION) WORD(weeks_to, FUNCTION)
WORD(days_to, FUNCTION)
WORD(P, ASKS)              WORD(E, ASKS)             WORD(Q, ASKS)
WORD(V, ASKS)
WORD(day, UNIT)            WORD(days, UNIT)          WORD(week, UNIT)
WORD(weeks, UNIT)          WORD(month, UNIT)         WORD(months, UNIT)
WORD(quarter, UNIT)        WORD(quarters, UNIT)      WORD(year, UNIT)
WORD(years, UNIT)
WORD(from, JOINS)          WORD(for, JOINS)          WORD(then, JOINS)
WORD(on, JOINS)            WORD(in, JOINS)           WORD(patience, JOINS)
WORD(precision, JOINS)     WORD(exact, JOINS)        WORD(noise, JOINS)
WORD(error, JOINS)         WORD(taste, JOINS)        WORD(source, JOINS)
WORD(holds, JOINS)         WORD(chooses, JOINS)      WORD(rest, JOINS)
WORD(nothing, JOINS)       WORD(hidden, JOINS)       WORD(seen, JOINS)
WORD(unseen, JOINS)        WORD(else, JOINS)         WORD(match, JOINS)
WORD(and, JOINS)           WORD(or, JOINS)           WORD(not, JOINS)
WORD(mod, JOINS)           WORD(true, JOINS)         WORD(false, JOINS)
WORD(yes, JOINS)           WORD(no, JOINS)           WORD(now, JOINS)
WORD(date, JOINS)          WORD(believed, JOINS)     WORD(steps, JOINS)
WORD(at, JOINS)            WORD(by, JOINS)           WORD(throughout, JOINS)
WORD(until, JOINS)         WORD(given, JOINS)        WORD(under, JOINS)
WORD(count, JOINS)         WORD(sum, JOINS)          WORD(mean, JOINS)
WORD(first, JOINS)         WORD(end, JOINS)          WORD(eventually, JOINS)
WORD(forever, JOINS)       WORD(bool, JOINS)
/* clang-format on */
