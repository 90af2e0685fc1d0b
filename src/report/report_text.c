#include <math.h>
#include <string.h>

#include "report/figure.h"
#include "report/sections.h"

/* ------------------------------------------------------------------ title */

/* "24 months", "8 periods of 3 months". */
static const char *duration(const Sheet *s, const Model *m)
{
    static const char *const one[] = {N_("1 day"), N_("1 week"), N_("1 month"),
                                      N_("1 quarter"), N_("1 year")};
    static const char *const many[] = {N_("%d days"), N_("%d weeks"), N_("%d months"),
                                       N_("%d quarters"), N_("%d years")};
    static const char *const several[] = {
        N_("%d periods of %d days"), N_("%d periods of %d weeks"),
        N_("%d periods of %d months"), N_("%d periods of %d quarters"),
        N_("%d periods of %d years")};
    if (m->unit_count > 1)
        return text_format(s->mem, tr(s->lang, several[m->unit]), (int)m->window,
                           (int)m->unit_count);
    if (m->window == 1)
        return tr(s->lang, one[m->unit]);
    return text_format(s->mem, tr(s->lang, many[m->unit]), (int)m->window);
}

static void put_time(Sheet *s, const Model *m)
{
    const char *text = m->is_endless && m->periods == 0 ? tr(s->lang, N_("Without an end"))
                                                        : duration(s, m);
    if (m->has_calendar && m->periods > 0)
        text =
            text_format(s->mem, tr(s->lang, N_("%s, from %s to %s")), text,
                        date_of_period(s->mem, m, 0), date_of_period(s->mem, m, m->window));
    if (m->is_endless && m->periods > 0)
        text = text_format(s->mem, tr(s->lang, N_("%s, then on without an end")), text);
    sheet_text(s, 0, 2, PLAIN, text);
}

/* Answers about one of several equilibria say so. */
static void put_equilibrium(Sheet *s, const Findings *f)
{
    if (f->equilibrium > 1)
        sheet_text(
            s, 0, 2, PLAIN,
            text_format(s->mem,
                        tr(s->lang, N_("About equilibrium %d of those that were found, not "
                                       "the principal one")),
                        (int)f->equilibrium));
}

static void put_title(Sheet *s, const Findings *f)
{
    const Model *m = f->model;
    sheet_text(s, 0, 2, STRONG, m->title.in[s->lang]);
    put_time(s, m);
    put_equilibrium(s, f);
    for (int32_t k = 0; k < f->under_count; k++)
        sheet_text(s, 0, 2, PLAIN,
                   text_format(s->mem, tr(s->lang, N_("Variant in force: %s")),
                               m->variants[f->under[k]].text.in[s->lang]));
}

/* ------------------------------------------------------------------ players and solution */

static const char *precision_text(const Sheet *s, double precision)
{
    return isinf(precision) ? tr(s->lang, N_("exact")) : figure_alone(s->mem, precision);
}

static void put_players(Sheet *s, const Findings *f)
{
    enum { NAME, PATIENCE, PRECISION, PAYOFF, GAIN, GIVEN_UP, COLUMNS };
    const Model *m = f->model;
    const Certificate *c = f->base.certificate;
    const int number = s->width / 6;
    const Column columns[COLUMNS] = {
        [NAME] = {.most = s->width / 3},
        [PATIENCE] = {.head = tr(s->lang, N_("patience")), true, number, PLAIN},
        [PRECISION] = {.head = tr(s->lang, N_("precision")), true, number, PLAIN},
        [PAYOFF] = {.head = tr(s->lang, N_("payoff")), true, number, STRONG},
        [GAIN] = {.head = tr(s->lang, N_("could gain")), true, number, PLAIN},
        [GIVEN_UP] = {.head = tr(s->lang, N_("gives up")), true, number, PLAIN},
    };
    Figure payoff = figure_for(f->base.value, m->player_count, false);
    Cell *cells = make(s->mem, Cell, (int64_t)m->player_count * COLUMNS);
    for (int32_t i = 0; i < m->player_count; i++) {
        Cell *row = cells + (int64_t)i * COLUMNS;
        row[NAME].text = m->players[i].text.in[s->lang];
        row[PATIENCE].text = figure_alone(s->mem, f->setup->patience[i]);
        row[PRECISION].text = precision_text(s, f->setup->precision[i]);
        row[PAYOFF].text = figure_text(s->mem, payoff, f->base.value[i]);
        row[GAIN].text = figure_alone(s->mem, c->exploitability[i]);
        row[GIVEN_UP].text = figure_alone(s->mem, c->given_up[i]);
    }
    sheet_heading(s, tr(s->lang, N_("Players")), "");
    sheet_table(s, 2, columns, COLUMNS, cells, m->player_count);
    sheet_text(
        s, 2, 2, FAINT,
        tr(s->lang, N_("Could gain: by best replies to the others' play. Gives up: at "
                       "most, because choice has this precision.")));
}

static void put_certificate(Sheet *s, const Certificate *c)
{
    const char *residual = figure_alone(s->mem, c->residual);
    const char *tolerance = figure_alone(s->mem, c->tolerance);
    const char *sentence =
        c->met
            ? N_("Certified: every choice follows the logit rule within %s (tolerance %s).")
        : c->residual <= c->tolerance
            ? N_("Not certified: every choice follows the logit rule within %s (tolerance "
                 "%s), "
                 "but a player could gain more than its precision gives up.")
            : N_("Not certified: some choice departs from the logit rule by %s, which "
                 "misses "
                 "the tolerance of %s.");
    sheet_text(s, 2, 4, c->met ? GOOD : BAD,
               text_format(s->mem, tr(s->lang, sentence), residual, tolerance));
    if (!isnan(c->value_bound))
        sheet_text(s, 2, 4, PLAIN,
                   text_format(s->mem,
                               tr(s->lang, N_("Zero-sum: what the two get is within %s of "
                                              "the value of the game.")),
                               figure_alone(s->mem, c->value_bound)));
}

static void put_grid(Sheet *s, const Findings *f)
{
    if (isnan(f->grid_move))
        return;
    const char *move = figure_alone(s->mem, f->grid_move);
    sheet_text(
        s, 2, 4, PLAIN,
        text_format(s->mem,
                    tr(s->lang, N_("Beliefs: with the last doubling of their grid no "
                                   "payoff moved by more than %s.")),
                    move));
}

static void put_solution(Sheet *s, const Findings *f)
{
    Mem *M = s->mem;
    sheet_heading(s, tr(s->lang, N_("Solution")), "");
    sheet_text(s, 2, 4, PLAIN,
               text_format(M,
                           tr(s->lang, N_("States: %s; nodes: %s; edges: %s; layers: %s")),
                           figure_count(M, f->states), figure_count(M, f->nodes),
                           figure_count(M, f->edges), figure_count(M, f->layers)));
    if (!isnan(f->solve_seconds))
        sheet_text(s, 2, 4, PLAIN,
                   text_format(M, tr(s->lang, N_("Laid out in %s, solved in %s.")),
                               figure_seconds(M, f->layout_seconds),
                               figure_seconds(M, f->solve_seconds)));
    if (f->unsolved > 0)
        sheet_text(s, 2, 4, BAD,
                   text_format(
                       M,
                       tr(s->lang, N_("Simultaneous or hidden choices that were not solved "
                                      "to the tolerance: %s")),
                       figure_count(M, f->unsolved)));
    if (f->reached < 1)
        sheet_text(s, 2, 4, BAD,
                   text_format(
                       M,
                       tr(s->lang, N_("The branch of equilibria was followed to %s of the "
                                      "model's precisions and given up there, where it "
                                      "turned back too often or was lost. What is shown is "
                                      "play at that precision.")),
                       figure_alone(M, f->reached)));
    put_certificate(s, f->base.certificate);
    put_grid(s, f);
}

/* ------------------------------------------------------------------ over time */

/* How a number over time is drawn: neighbours of a block, and the dates shown as numbers. */
typedef struct {
    int32_t each; /* periods in one block of the sparkline */
    int blocks;
    int32_t dates[5], date_count;
    int label; /* columns left for the names */
} TimeAxis;

/* `count` dates from the start to the end, quarters or halves apart; none twice. */
static void pick_dates(TimeAxis *axis, int32_t periods, int32_t count)
{
    axis->date_count = 0;
    for (int32_t k = 0; k < count; k++) {
        int32_t t = (int32_t)lround((double)periods * k / (count - 1));
        if (axis->date_count == 0 || axis->dates[axis->date_count - 1] != t)
            axis->dates[axis->date_count++] = t;
    }
}

/* As many dates as leave the names room enough. */
static TimeAxis time_axis(const Sheet *s, const Model *m, int32_t points, int names)
{
    enum { LEAST_LABEL = 22, FIRST_DATES = 5 };
    TimeAxis axis = {.each = 1};
    while ((points + axis.each - 1) / axis.each > s->width / 4)
        axis.each++;
    axis.blocks = (points + axis.each - 1) / axis.each;
    int date = (int)strlen(short_date_of_period(s->mem, m, m->window));
    int wanted = names < LEAST_LABEL ? names : LEAST_LABEL;
    for (int32_t count = FIRST_DATES; count >= 2;
         count = count == FIRST_DATES ? 3 : count - 1) {
        pick_dates(&axis, m->window, count);
        int columns = axis.date_count + 1; /* and the mean */
        axis.label = s->width - 4 - axis.blocks - columns * ((date < 6 ? 6 : date) + 2);
        if (axis.label >= wanted)
            break;
    }
    axis.label = axis.label < 16 ? 16 : axis.label;
    return axis;
}

static bool is_truth(const Measure *m)
{
    return m->value->type.kind == TYPE_TRUTH;
}

static double least_of(const double *x, int32_t count)
{
    double least = x[0];
    for (int32_t k = 1; k < count; k++)
        least = fmin(least, x[k]);
    return least;
}

static double most_of(const double *x, int32_t count)
{
    double most = x[0];
    for (int32_t k = 1; k < count; k++)
        most = fmax(most, x[k]);
    return most;
}

static const char *measure_line(const Sheet *s, const Findings *f, int32_t k, int32_t each)
{
    const double *x = f->measure_at[k];
    int32_t count = f->model->window + 1;
    if (is_truth(&f->model->measures[k]))
        return sparkline(s->mem, x, count, each, 0, 1);
    return sparkline(s->mem, x, count, each, least_of(x, count), most_of(x, count));
}

static int widest_measure(const Sheet *s, const Model *m)
{
    int widest = 0;
    for (int32_t k = 0; k < m->measure_count; k++) {
        int width = text_widest(s->mem, m->measures[k].text.in[s->lang], 0);
        widest = width > widest ? width : widest;
    }
    return widest;
}

static void put_measure(const Sheet *s, const Findings *f, const TimeAxis *axis, int32_t k,
                        Cell *row)
{
    const Measure *measure = &f->model->measures[k];
    const double *x = f->measure_at[k];
    Figure figure = figure_for(x, f->model->window + 1, is_truth(measure));
    *row++ = (Cell){.text = measure->text.in[s->lang]};
    *row++ = (Cell){.text = measure_line(s, f, k, axis->each)};
    for (int32_t d = 0; d < axis->date_count; d++)
        *row++ = (Cell){.text = figure_text(s->mem, figure, x[axis->dates[d]])};
    const double *mean =
        f->base.measure_forever ? f->base.measure_forever : f->base.measure_mean;
    *row = (Cell){.text = figure_text(s->mem, figure, mean[k])};
}

static void put_measures(Sheet *s, const Findings *f)
{
    const Model *m = f->model;
    if (m->measure_count == 0)
        return;
    TimeAxis axis = time_axis(s, m, m->window + 1, widest_measure(s, m));
    int32_t count = axis.date_count + 3;
    Column *columns = make(s->mem, Column, count);
    columns[0] =
        (Column){.head = m->has_calendar ? NULL : tr(s->lang, N_("start of period")),
                 .most = axis.label,
                 .hanging = 2};
    columns[1] = (Column){.style = CHART};
    for (int32_t d = 0; d < axis.date_count; d++)
        columns[2 + d] = (Column){.head = short_date_of_period(s->mem, m, axis.dates[d]),
                                  .right_align = true};
    columns[count - 1] = (Column){.head = m->is_endless ? tr(s->lang, N_("for ever"))
                                                        : tr(s->lang, N_("mean")),
                                  .right_align = true};

    Cell *cells = make(s->mem, Cell, (int64_t)count * m->measure_count);
    bool all_truths = true;
    for (int32_t k = 0; k < m->measure_count; k++) {
        put_measure(s, f, &axis, k, cells + (int64_t)k * count);
        all_truths = all_truths && is_truth(&m->measures[k]);
    }
    sheet_heading(s, tr(s->lang, N_("Measures over time")), "");
    sheet_table(s, 2, columns, count, cells, m->measure_count);
    sheet_text(s, 2, 2, FAINT,
               all_truths
                   ? tr(s->lang, N_("Bars stand for 0 to 100%."))
                   : tr(s->lang, N_("Bars stand for 0 to 100% where there is a per cent "
                                    "sign, else for the least to the largest value.")));
}

/* What a game without an end ends up in, where it is not one and the same. */
static void put_classes(Sheet *s, const Findings *f)
{
    if (f->class_count < 2)
        return;
    sheet_heading(s, tr(s->lang, N_("In the long run")), "");
    for (int32_t k = 0; k < f->class_count; k++) {
        Figure chance = {.is_share = true, .decimals = 1};
        sheet_text(
            s, 2, 4, PLAIN,
            text_format(s->mem,
                        tr(s->lang, N_("with %s the play ends up in a set of states that "
                                       "it never leaves; states in it: %s")),
                        figure_text(s->mem, chance, f->classes[k].chance),
                        figure_count(s->mem, f->classes[k].state_count)));
    }
}

/* Rare events stand beside frequent ones: three decimals show both. */
static Figure figure_for_counts(const double *x, int32_t count)
{
    Figure f = figure_for(x, count, false);
    for (int32_t k = 0; k < count; k++)
        if (x[k] > 0 && x[k] < 0.1 && f.decimals < 3)
            f.decimals = 3;
    return f;
}

static void put_events(Sheet *s, const Findings *f)
{
    enum { NAME, NUMBER, EVER, LINE, MOST, COLUMNS };
    const Model *m = f->model;
    int32_t n = m->declared_event_count;
    if (n == 0)
        return;
    int32_t each = time_axis(s, m, m->window, 0).each;
    const int number = s->width / 8;
    const Column columns[COLUMNS] = {
        [NAME] = {.most = s->width / 3, .hanging = 2},
        [NUMBER] = {.head = tr(s->lang, N_("expected number")), true, number, STRONG},
        [EVER] = {.head = tr(s->lang, N_("chance of any")), true, number, PLAIN},
        [LINE] = {.style = CHART},
        [MOST] = {.head = tr(s->lang, N_("most in a period")), true, number, PLAIN},
    };
    double *most = make(s->mem, double, n);
    for (int32_t e = 0; e < n; e++)
        most[e] = most_of(f->event_in[e], m->window);
    Figure counts = figure_for_counts(f->base.event_count, n);
    Figure chances = figure_for(f->event_ever, n, true);
    Figure mosts = figure_for_counts(most, n);
    Cell *cells = make(s->mem, Cell, (int64_t)n * COLUMNS);
    for (int32_t e = 0; e < n; e++) {
        Cell *row = cells + (int64_t)e * COLUMNS;
        row[NAME].text = m->events[e].text.in[s->lang];
        row[NUMBER].text = figure_text(s->mem, counts, f->base.event_count[e]);
        row[EVER].text = figure_text(s->mem, chances, f->event_ever[e]);
        row[LINE].text = sparkline(s->mem, f->event_in[e], m->window, each, 0, most[e]);
        row[MOST].text = figure_text(s->mem, mosts, most[e]);
    }
    sheet_heading(s, tr(s->lang, N_("Events")), "");
    sheet_table(s, 2, columns, COLUMNS, cells, n);
    sheet_text(
        s, 2, 2, FAINT,
        tr(s->lang, N_("Bars stand for the expected number in a period, from 0 to the "
                       "most.")));
}

/* ------------------------------------------------------------------ */

void report_solve_text(const Findings *f, const Look *look, Buf *out)
{
    Sheet s = sheet_of(look, out);
    put_title(&s, f);
    put_players(&s, f);
    put_solution(&s, f);
}

void report_text(const Findings *f, const Look *look, Buf *out)
{
    report_solve_text(f, look, out);
    Sheet s = sheet_of(look, out);
    put_measures(&s, f);
    put_classes(&s, f);
    put_events(&s, f);
    put_claims(&s, f);
    put_variants(&s, f);
}
