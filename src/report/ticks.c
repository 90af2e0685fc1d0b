#include "report/ticks.h"

#include <math.h>

#include "report/letters.h"

static void add_tick(Mem *M, Ticks *ticks, int32_t *room, Tick tick)
{
    need(M, ticks->at, ticks->count, *room);
    ticks->at[ticks->count++] = tick;
}

/* ------------------------------------------------------------------ numbers */

/* The smallest of 1, 2, 5, 10, 20, ... times a power of 10 that is at least x > 0. */
static double round_step(double x)
{
    double power = pow(10, floor(log10(x)));
    const double steps[] = {1, 2, 5, 10};
    for (int k = 0; k < 4; k++)
        if (steps[k] * power >= x * (1 - 1e-12))
            return steps[k] * power;
    return 10 * power;
}

static int decimals_for(double step)
{
    int decimals = 0;
    while (decimals < 12 && step < 0.999) {
        step *= 10;
        decimals++;
    }
    return decimals;
}

static const char *tick_text(Mem *M, double x, double step, bool is_share)
{
    double scale = is_share ? 100 : 1;
    if (!is_share && (step >= 1e6 || step < 1e-4))
        return figure_alone(M, x);
    return text_format(M, "%.*f%s", decimals_for(scale * step), x == 0 ? 0 : scale * x,
                       is_share ? "%" : "");
}

Ticks number_ticks(Mem *M, double lo, double hi, int32_t most, bool is_share)
{
    Ticks ticks = {0};
    int32_t room = 0;
    if (hi <= lo) {
        double around = lo == 0 ? 1 : fabs(lo) / 2;
        lo -= around;
        hi += around;
    }
    most = most < 3 ? 3 : most;
    double step = round_step((hi - lo) / most), first, last;
    for (;; step = round_step(1.5 * step)) {
        first = floor(lo / step + 1e-9);
        last = ceil(hi / step - 1e-9);
        if (last - first + 1 <= most || last - first <= 2)
            break;
    }
    for (double k = first; k <= last; k++)
        add_tick(M, &ticks, &room,
                 (Tick){.at = k * step, .text = tick_text(M, k * step, step, is_share)});
    return ticks;
}

/* ------------------------------------------------------------------ the calendar */

static const char *const months[] = {N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"),
                                     N_("May"), N_("Jun"), N_("Jul"), N_("Aug"),
                                     N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")};

static const char *year_text(Mem *M, Lang lang, int32_t year)
{
    return text_format(M, lang == LANG_ZH ? "%d年" : "%d", (int)year);
}

static const char *month_text(Lang lang, Civil c)
{
    return tr(lang, months[c.month - 1]);
}

static const char *day_text(Mem *M, Lang lang, Civil c)
{
    if (lang == LANG_ZH)
        return text_format(M, "%d月%d日", (int)c.month, (int)c.day);
    return text_format(M, "%d %s", (int)c.day, month_text(lang, c));
}

static bool starts_months(const Model *m)
{
    return m->unit >= UNIT_MONTH && civil_of(m->first_day).day == 1;
}

const char *spoken_date(Mem *M, const Model *m, Lang lang, int64_t t)
{
    if (!m->has_calendar)
        return text_format(M, "%lld", (long long)t);
    Civil c = civil_of(model_day(m, t));
    const char *year = year_text(M, lang, c.year);
    const char *rest = starts_months(m) ? month_text(lang, c) : day_text(M, lang, c);
    return text_format(M, lang == LANG_ZH ? "%s%s" : "%s %s", lang == LANG_ZH ? year : rest,
                       lang == LANG_ZH ? rest : year);
}

/* The time in periods at which a day lies, `from` <= day: between two starts in proportion. */
static double time_of_day(const Model *m, int64_t day, int32_t from, int32_t to)
{
    int32_t lo = from, hi = to;
    while (hi - lo > 1) {
        int32_t middle = lo + (hi - lo) / 2;
        if (model_day(m, middle) <= day)
            lo = middle;
        else
            hi = middle;
    }
    int64_t begins = model_day(m, lo), ends = model_day(m, lo + 1);
    return lo + (double)(day - begins) / (double)(ends - begins);
}

/* How far apart the marks stand: days, or months. */
typedef struct {
    int32_t days, months;
} CalendarStep;

static const CalendarStep calendar_steps[] = {
    {.days = 1},     {.days = 2},     {.days = 7},     {.days = 14},     {.months = 1},
    {.months = 3},   {.months = 6},   {.months = 12},  {.months = 24},   {.months = 60},
    {.months = 120}, {.months = 240}, {.months = 600}, {.months = 1200}, {.months = 6000}};

enum { CALENDAR_STEPS = sizeof calendar_steps / sizeof *calendar_steps };

/* The first mark at or after a day: weeks begin on Mondays, months on their first day, and
 * several months where their number since year 0 divides. */
static int64_t first_mark(CalendarStep step, int64_t day)
{
    if (step.days == 1)
        return day;
    if (step.days) { /* 1970-01-05 was a Monday */
        int64_t every = step.days, since = day - 4;
        return day + (every - (since % every + every) % every) % every;
    }
    Civil c = civil_of(day);
    int64_t month = (int64_t)c.year * 12 + c.month - 1 + (c.day > 1);
    month = (month + step.months - 1) / step.months * step.months;
    return days_of((Civil){(int32_t)(month / 12), (int32_t)(month % 12) + 1, 1});
}

static int64_t next_mark(CalendarStep step, int64_t day)
{
    return step.days ? day + step.days : date_add(day, UNIT_MONTH, step.months);
}

static const char *mark_text(Mem *M, const Model *m, Lang lang, CalendarStep step, Civil c)
{
    if (step.days)
        return day_text(M, lang, c);
    if (step.months >= 12)
        return year_text(M, lang, c.year);
    if (step.months == 3 && m->unit == UNIT_QUARTER)
        return text_format(M, lang == LANG_ZH ? "%d季度" : "Q%d", (int)c.month / 3 + 1);
    return month_text(lang, c);
}

static Ticks calendar_ticks(Mem *M, const Model *m, Lang lang, CalendarStep step,
                            int32_t from, int32_t to)
{
    Ticks ticks = {0};
    int32_t room = 0, year = 0;
    int64_t end = model_day(m, to);
    for (int64_t day = first_mark(step, model_day(m, from)); day <= end;
         day = next_mark(step, day)) {
        Civil c = civil_of(day);
        Tick tick = {.at = time_of_day(m, day, from, to),
                     .text = mark_text(M, m, lang, step, c)};
        if (step.months < 12 && c.year != year)
            tick.below = year_text(M, lang, c.year);
        year = c.year;
        add_tick(M, &ticks, &room, tick);
    }
    return ticks;
}

/* Do they stand side by side, with a gap of a letter, `scale` pixels to the period? */
static bool ticks_fit(const Ticks *ticks, double scale, double size)
{
    double first_end = -HUGE_VAL, second_end = -HUGE_VAL;
    for (int32_t k = 0; k < ticks->count; k++) {
        const Tick *t = &ticks->at[k];
        double middle = t->at * scale;
        double half = letters_width(t->text, size, false) / 2 + size / 2;
        if (middle - half < first_end)
            return false;
        first_end = middle + half;
        if (!t->below)
            continue;
        half = letters_width(t->below, size, false) / 2 + size / 4;
        if (middle - half < second_end)
            return false;
        second_end = middle + half;
    }
    return true;
}

/* Steps that would make more marks than this are not worth trying. */
enum { MOST_MARKS = 60 };

static double days_in(CalendarStep step)
{
    return step.days ? step.days : step.months * 30.4375;
}

/* Periods have numbers, and nothing stands between two of them: 1, 2, 5, 10, ... apart. */
static Ticks period_ticks(Mem *M, int32_t from, int32_t to, int32_t most)
{
    Ticks ticks = {0};
    int32_t room = 0, step = 1;
    while ((to - from) / step >= most)
        step = (int32_t)round_step(1.5 * step);
    for (int32_t t = (from + step - 1) / step * step; t <= to; t += step)
        add_tick(M, &ticks, &room, (Tick){.at = t, .text = text_format(M, "%d", (int)t)});
    return ticks;
}

Ticks time_ticks(Mem *M, const Model *m, Lang lang, int32_t from, int32_t to, double room,
                 double size)
{
    double scale = room / (to > from ? to - from : 1);
    if (!m->has_calendar)
        return period_ticks(M, from, to, (int32_t)(room / (4 * size)) + 2);
    double days = (double)(model_day(m, to) - model_day(m, from));
    Ticks ticks = {0};
    double period = days / (to > from ? to - from : 1);
    for (int k = 0; k < CALENDAR_STEPS; k++) {
        double step = days_in(calendar_steps[k]);
        if (step < 0.97 * period || days / step > MOST_MARKS)
            continue; /* nothing happens within a period */
        Ticks tried = calendar_ticks(M, m, lang, calendar_steps[k], from, to);
        if (tried.count == 0)
            break;
        ticks = tried;
        if (ticks_fit(&ticks, scale, size))
            break;
    }
    return ticks;
}

/* ------------------------------------------------------------------ labels */

/* Labels that touch each other, as one: the mean of where its members want it to begin. */
typedef struct {
    double wanted, height; /* of its upper edge; in all */
    int32_t count;
} Stack;

static double clamped(double top, double height, double lo, double hi)
{
    return top + height > hi && hi - height >= lo ? hi - height : top < lo ? lo : top;
}

/* Pools neighbours that overlap, as isotonic regression does (Ayer et al. 1955). */
static int32_t pool(Stack *stacks, int32_t count, double lo, double hi)
{
    while (count > 1) {
        Stack *a = &stacks[count - 2], *b = a + 1;
        if (clamped(a->wanted, a->height, lo, hi) + a->height <=
            clamped(b->wanted, b->height, lo, hi))
            break;
        a->wanted = (a->wanted * a->count + (b->wanted - a->height) * b->count) /
                    (a->count + b->count);
        a->height += b->height;
        a->count += b->count;
        count--;
    }
    return count;
}

static void sort_by_wish(const double *y, int32_t *order, int32_t count)
{
    for (int32_t k = 0; k < count; k++) {
        int32_t at = k;
        for (; at > 0 && y[order[at - 1]] > y[k]; at--)
            order[at] = order[at - 1];
        order[at] = k;
    }
}

void labels_spread(Mem *M, double *y, const double *heights, int32_t count, double lo,
                   double hi)
{
    int32_t *order = make(M, int32_t, count);
    Stack *stacks = make(M, Stack, count);
    int32_t used = 0;
    sort_by_wish(y, order, count);
    for (int32_t k = 0; k < count; k++) {
        double height = heights[order[k]];
        stacks[used++] =
            (Stack){.wanted = y[order[k]] - height / 2, .height = height, .count = 1};
        used = pool(stacks, used, lo, hi);
    }
    for (int32_t s = 0, k = 0; s < used; s++) {
        double top = clamped(stacks[s].wanted, stacks[s].height, lo, hi);
        for (int32_t end = k + stacks[s].count; k < end; k++) {
            y[order[k]] = top + heights[order[k]] / 2;
            top += heights[order[k]];
        }
    }
}
