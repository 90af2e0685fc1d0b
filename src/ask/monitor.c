#include "ask/monitor.h"

/* The memories of each form:
 *   at          0 not looked at   1 holds      2 does not
 *   by, first   0 not yet         1 held       2 held before W (first alone)
 *   throughout  0 so far          1 failed
 *   until       0 open            1 B came in time   2 A failed
 *   count       the count, up to one more than the bound */
enum { OPEN, YES, NO };

static int32_t count_cap(const Question *q)
{
    return (int32_t)q->bound + 1;
}

Monitor monitor_of(const Question *q, int32_t periods)
{
    Monitor m = {.question = q, .memories = 3, .last = q->when, .hit = YES};
    if (q->kind == Q_MEAN_FIRST)
        m.last = q->when == FOREVER ? FOREVER : periods;
    if (q->kind == Q_THROUGHOUT)
        m.hit = OPEN;
    if (q->kind == Q_COUNT_AT_LEAST)
        m.memories = count_cap(q) + 1;
    return m;
}

/* B came before W is not the first at W. */
static int32_t came(const Monitor *m, int32_t start)
{
    return m->question->kind == Q_FIRST_AT && start < m->last ? NO : YES;
}

int32_t monitor_at_start(const Monitor *m, int32_t memory, int32_t t, bool of, bool until)
{
    const Question *q = m->question;
    if (memory != OPEN || t > m->last || q->kind == Q_COUNT_AT_LEAST)
        return memory;
    switch (q->kind) {
    case Q_AT:
        return t < m->last ? OPEN : of ? YES : NO;
    case Q_THROUGHOUT:
        return of ? OPEN : NO;
    case Q_UNTIL:
        return q->until_event < 0 && until ? YES : of ? OPEN : NO;
    default:
        return q->event < 0 && of ? came(m, t) : OPEN;
    }
}

static int32_t count_on(const Monitor *m, int32_t memory, int32_t events)
{
    int32_t cap = count_cap(m->question);
    return memory + events < cap ? memory + events : cap;
}

/* What happens in period t is there at the start of the next. */
int32_t monitor_on_events(const Monitor *m, int32_t memory, int32_t t, int32_t of,
                          int32_t until)
{
    const Question *q = m->question;
    if (q->kind == Q_COUNT_AT_LEAST)
        return count_on(m, memory, of);
    if (memory != OPEN)
        return memory;
    if (q->kind == Q_UNTIL)
        return q->until_event >= 0 && until > 0 ? YES : OPEN;
    return q->event >= 0 && of > 0 ? came(m, t + 1) : OPEN;
}

bool monitor_hits(const Monitor *m, int32_t memory)
{
    if (m->question->kind == Q_COUNT_AT_LEAST)
        return values_compare(m->question->compare, memory, m->question->bound);
    return memory == m->hit;
}
