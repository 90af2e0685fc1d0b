#include "report/report_sensitivity.h"

#include <math.h>
#include <string.h>

#include "report/figure.h"
#include "report/sheet.h"
#include "study/verdict.h"

/* A table of more rows says so; CSV and JSON have all. */
enum { MOST_ROWS = 20, BAR = 20, TORNADO = 30 };

static int32_t rows_shown(const Sensitivity *f)
{
    return f->count < MOST_ROWS ? f->count : MOST_ROWS;
}

static void put_rest(Sheet *s, const Sensitivity *f)
{
    if (f->count > MOST_ROWS)
        sheet_text(
            s, 2, 2, FAINT,
            text_format(s->mem,
                        tr(s->lang, N_("and %d more, which move it less; --format csv "
                                       "lists all")),
                        (int)(f->count - MOST_ROWS)));
}

/* ------------------------------------------------------------------ bars */

/* A bar of so many columns, in eighths. */
static const char *bar(Mem *M, double share, int columns)
{
    static const char *const parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    Buf out = {.mem = M};
    const double kept = share > 0 ? fmin(share, 1) : 0;
    const int eighths = (int)lround(8 * kept * columns);
    for (int k = 0; k < eighths / 8; k++)
        buf_puts(&out, "█");
    buf_puts(&out, parts[eighths % 8]);
    return buf_text(&out);
}

/* Where answers lie between the least and the largest. */
typedef struct {
    double least, most, base;
} BarScale;

static BarScale stretch_of(const Sensitivity *f)
{
    BarScale s = {f->base, f->base, f->base};
    for (int32_t k = 0; k < f->count; k++) {
        const Influence *i = &f->by_swing[k];
        s.least = fmin(s.least, fmin(i->at_lo, i->at_hi));
        s.most = fmax(s.most, fmax(i->at_lo, i->at_hi));
    }
    return s;
}

/* More than rounding, beside what the answer does over the draws. */
static bool is_stretched(const Sensitivity *f, const BarScale *s)
{
    static const double NOTHING = 1e-9;
    const double ends[] = {s->least, s->most};
    const double drawn = isfinite(f->most - f->least) ? f->most - f->least : 0;
    return answers_vary(ends, 2) && s->most - s->least > NOTHING * drawn;
}

/* Column 0 ... TORNADO - 1 of an answer; -1 for none. */
static int column_of(const BarScale *s, double x)
{
    if (!isfinite(x) || !isfinite(s->least) || !isfinite(s->most))
        return -1;
    const double place = s->most > s->least ? (x - s->least) / (s->most - s->least) : 0.5;
    return (int)lround(place * (TORNADO - 1));
}

static void fill(const char **cells, int from, int to, const char *with)
{
    for (int k = from < to ? from : to; k <= (from < to ? to : from); k++)
        cells[k] = with;
}

/* From the answer as written to those at the two ends. */
static const char *tornado_bar(Mem *M, const BarScale *s, const Influence *i)
{
    const char *cells[TORNADO];
    const int base = column_of(s, s->base), lo = column_of(s, i->at_lo),
              hi = column_of(s, i->at_hi);
    fill(cells, 0, TORNADO - 1, " ");
    if (base >= 0 && lo >= 0)
        fill(cells, base, lo, "░");
    if (base >= 0 && hi >= 0)
        fill(cells, base, hi, "█");
    if (base >= 0)
        cells[base] = "│";
    Buf out = {.mem = M};
    for (int k = 0; k < TORNADO; k++)
        buf_puts(&out, cells[k]);
    return buf_text(&out);
}

/* ------------------------------------------------------------------ head */

static void put_question(Sheet *s, const Sensitivity *f)
{
    const Model *m = f->model;
    const SensitivityPlan *p = &f->plan;
    sheet_text(s, 0, 2, STRONG, m->title.in[s->lang]);
    sheet_text(
        s, 0, 2, PLAIN,
        text_format(s->mem, tr(s->lang, N_("What moves %s")), p->question->as_written));
    for (int32_t k = 0; k < p->under_count; k++)
        sheet_text(s, 0, 2, PLAIN,
                   text_format(s->mem, tr(s->lang, N_("Variant in force: %s")),
                               m->variants[p->under[k]].text.in[s->lang]));
    for (int32_t k = 0; k < p->question->under_count; k++)
        sheet_text(s, 0, 2, PLAIN,
                   text_format(s->mem, tr(s->lang, N_("Variant of the question: %s")),
                               m->variants[p->question->under[k]].text.in[s->lang]));
}

static Figure figure_of_answers(const Sensitivity *f)
{
    const double x[] = {f->base, f->least, f->most, f->mean};
    return figure_for(x, 4, question_is_share(f->plan.question));
}

static void put_answer(Sheet *s, const Sensitivity *f)
{
    Mem *M = s->mem;
    const Figure figure = figure_of_answers(f);
    sheet_text(s, 2, 4, PLAIN,
               text_format(M, tr(s->lang, N_("As written: %s.")),
                           figure_text(M, figure, f->base)));
    if (isfinite(f->deviation))
        sheet_text(
            s, 2, 4, PLAIN,
            text_format(
                M,
                tr(s->lang, N_("With every parameter anywhere in its range: mean %s, "
                               "standard deviation %s, from %s to %s.")),
                figure_text(M, figure, f->mean), figure_text(M, figure, f->deviation),
                figure_text(M, figure, f->least), figure_text(M, figure, f->most)));
}

static void put_work(Sheet *s, const Sensitivity *f)
{
    Mem *M = s->mem;
    sheet_text(
        s, 2, 4, FAINT,
        text_format(M,
                    tr(s->lang, N_("Parameters: %s; points: %s; solves: %s; layouts: %s.")),
                    figure_count(M, f->count), figure_count(M, f->points),
                    figure_count(M, f->solves), figure_count(M, f->layouts)));
    if (f->was_stopped)
        sheet_text(s, 2, 4, BAD,
                   text_format(M, tr(s->lang, N_("Interrupted after %s of %s draws.")),
                               figure_count(M, f->draws), figure_count(M, f->plan.draws)));
    if (f->missing_count > 0)
        sheet_text(s, 2, 4, BAD,
                   text_format(M,
                               tr(s->lang, N_("Points at which the model has no value: %s "
                                              "(first: %s). What needs them is left out.")),
                               figure_count(M, f->missing_count),
                               f->missing->what[s->lang]));
    if (f->without_answer > 0)
        sheet_text(s, 2, 4, BAD,
                   text_format(M,
                               tr(s->lang, N_("Points at which the question has no answer: "
                                              "%s. What needs them is left out.")),
                               figure_count(M, f->without_answer)));
    if (!f->met)
        sheet_text(s, 2, 4, BAD, tr(s->lang, N_("Not all of the solves are certified.")));
}

/* The axes that each take layouts of their own, by name. */
static void put_structural(Sheet *s, const Sensitivity *f)
{
    Buf names = {.mem = s->mem};
    for (int32_t k = 0; k < f->count; k++)
        if (f->influences[k].axis->is_structural) {
            buf_puts(&names, names.length ? ", " : "");
            buf_puts(&names, f->influences[k].axis->name);
        }
    if (names.length)
        sheet_text(
            s, 2, 4, FAINT,
            text_format(s->mem,
                        tr(s->lang, N_("Steer what can happen, so that games are laid out "
                                       "anew: %s.")),
                        buf_text(&names)));
}

/* ------------------------------------------------------------------ tables */

/* The name as one writes it, and the text for people where it is another. */
static void put_axis(const Sheet *s, const Influence *i, Cell *row)
{
    const char *text = i->axis->text->in[s->lang];
    row[0].text = i->axis->name;
    row[1].text = strcmp(text, i->axis->name) == 0 ? NULL : text;
}

static const char *estimate_text(Mem *M, double x, double half_width)
{
    const Figure f = {.decimals = 2};
    if (!isfinite(x))
        return figure_text(M, f, x);
    return text_format(M, "%s ± %s", figure_text(M, f, x), figure_text(M, f, half_width));
}

static double share_alone(const Sensitivity *f)
{
    double sum = 0;
    for (int32_t k = 0; k < f->count; k++)
        sum += f->influences[k].sobol.S1;
    return sum;
}

static void put_sobol(Sheet *s, const Sensitivity *f)
{
    enum { NAME, TEXT, LINE, TOTAL, ALONE, COLUMNS };
    const Column columns[COLUMNS] = {
        [NAME] = {.most = s->width / 4, .style = STRONG},
        [TEXT] = {.most = s->width / 3, .hanging = 2},
        [LINE] = {.style = CHART},
        [TOTAL] = {.head = tr(s->lang, N_("total")), .right_align = true},
        [ALONE] = {.head = tr(s->lang, N_("by itself")), .right_align = true},
    };
    const int32_t rows = rows_shown(f);
    Cell *cells = make(s->mem, Cell, (int64_t)rows * COLUMNS);
    for (int32_t k = 0; k < rows; k++) {
        const Influence *i = &f->influences[k];
        Cell *row = cells + (int64_t)k * COLUMNS;
        put_axis(s, i, row);
        row[LINE].text = bar(s->mem, i->sobol.ST, BAR);
        row[TOTAL].text = estimate_text(s->mem, i->sobol.ST, i->sobol.ST_conf);
        row[ALONE].text = estimate_text(s->mem, i->sobol.S1, i->sobol.S1_conf);
    }
    sheet_heading(s, tr(s->lang, N_("Shares of the variance")),
                  text_format(s->mem, tr(s->lang, N_("Sobol's indices; draws: %s")),
                              figure_count(s->mem, f->draws)));
    sheet_table(s, 2, columns, COLUMNS, cells, rows);
    put_rest(s, f);
    sheet_text(s, 2, 2, FAINT,
               text_format(s->mem,
                           tr(s->lang, N_("By themselves all parameters make up %s of the "
                                          "variance. The total of one counts what it does "
                                          "together with others too. ± is an interval of "
                                          "95%%.")),
                           figure_text(s->mem, (Figure){.decimals = 2}, share_alone(f))));
}

static void put_morris(Sheet *s, const Sensitivity *f)
{
    enum { NAME, TEXT, LINE, SIZE, MEAN, SPREAD, COLUMNS };
    const Column columns[COLUMNS] = {
        [NAME] = {.most = s->width / 4, .style = STRONG},
        [TEXT] = {.most = s->width / 3, .hanging = 2},
        [LINE] = {.style = CHART},
        [SIZE] = {.head = tr(s->lang, N_("size")), .right_align = true},
        [MEAN] = {.head = tr(s->lang, N_("mean")), .right_align = true},
        [SPREAD] = {.head = tr(s->lang, N_("spread")), .right_align = true},
    };
    const int32_t rows = rows_shown(f);
    const double most = f->influences[0].morris.mu_star;
    const Figure figure = figure_for(&most, 1, false);
    Cell *cells = make(s->mem, Cell, (int64_t)rows * COLUMNS);
    for (int32_t k = 0; k < rows; k++) {
        const MorrisIndex *i = &f->influences[k].morris;
        Cell *row = cells + (int64_t)k * COLUMNS;
        put_axis(s, &f->influences[k], row);
        row[LINE].text = bar(s->mem, i->mu_star / most, BAR);
        row[SIZE].text =
            text_format(s->mem, "%s ± %s", figure_text(s->mem, figure, i->mu_star),
                        figure_text(s->mem, figure, i->mu_star_conf));
        row[MEAN].text = figure_text(s->mem, figure, i->mu);
        row[SPREAD].text = figure_text(s->mem, figure, i->sigma);
    }
    sheet_heading(s, tr(s->lang, N_("Effects")),
                  text_format(s->mem, tr(s->lang, N_("Morris's method; trajectories: %s")),
                              figure_count(s->mem, f->draws)));
    sheet_table(s, 2, columns, COLUMNS, cells, rows);
    put_rest(s, f);
    sheet_text(
        s, 2, 2, FAINT,
        tr(s->lang, N_("Of a step as long as the range, from anywhere: the mean of its "
                       "sizes with an interval of 95%, its mean, and its standard "
                       "deviation, which is large where it depends on the others.")));
}

/* The first has an estimate if any has. */
static void put_estimates(Sheet *s, const Sensitivity *f)
{
    const Influence *first = &f->influences[0];
    if (f->plan.method == BY_SOBOL && isfinite(first->sobol.ST))
        put_sobol(s, f);
    else if (f->plan.method == BY_MORRIS && isfinite(first->morris.mu_star))
        put_morris(s, f);
    else
        sheet_text(s, 2, 4, BAD,
                   tr(s->lang, N_("Too few draws to estimate anything from.")));
}

static void put_tornado_table(Sheet *s, const Sensitivity *f, const BarScale *stretch)
{
    enum { NAME, RANGE, LO, LINE, HI, COLUMNS };
    const Column columns[COLUMNS] = {
        [NAME] = {.most = s->width / 4, .style = STRONG},
        [RANGE] = {.head = tr(s->lang, N_("range"))},
        [LO] = {.head = tr(s->lang, N_("low end")), true, 10, PLAIN},
        [LINE] = {.style = CHART},
        [HI] = {.head = tr(s->lang, N_("high end")), true, 10, PLAIN},
    };
    const int32_t rows = rows_shown(f);
    const double ends[] = {stretch->least, stretch->most};
    const Figure figure = figure_for(ends, 2, question_is_share(f->plan.question));
    Cell *cells = make(s->mem, Cell, (int64_t)rows * COLUMNS);
    for (int32_t k = 0; k < rows; k++) {
        const Influence *i = &f->by_swing[k];
        Cell *row = cells + (int64_t)k * COLUMNS;
        row[NAME].text = i->axis->name;
        row[RANGE].text = text_format(s->mem, "%s … %s", figure_alone(s->mem, i->lo),
                                      figure_alone(s->mem, i->hi));
        row[LO].text = figure_text(s->mem, figure, i->at_lo);
        row[LINE].text = tornado_bar(s->mem, stretch, i);
        row[HI].text = figure_text(s->mem, figure, i->at_hi);
    }
    sheet_table(s, 2, columns, COLUMNS, cells, rows);
    put_rest(s, f);
    sheet_text(
        s, 2, 2, FAINT,
        tr(s->lang, N_("From the answer as written (│) to that at the low end (░) and at "
                       "the high end (█) of the range.")));
}

static void put_tornado(Sheet *s, const Sensitivity *f)
{
    const BarScale stretch = stretch_of(f);
    sheet_heading(s, tr(s->lang, N_("One at a time")),
                  tr(s->lang, N_("the others as written")));
    if (is_stretched(f, &stretch))
        put_tornado_table(s, f, &stretch);
    else
        sheet_text(
            s, 2, 4, PLAIN,
            tr(s->lang, N_("No parameter moves the answer by itself while the others "
                           "are as written.")));
}

void report_sensitivity_text(const Sensitivity *f, const Look *look, Buf *out)
{
    Sheet s = sheet_of(look, out);
    put_question(&s, f);
    sheet_line(&s);
    put_answer(&s, f);
    put_structural(&s, f);
    put_work(&s, f);
    if (!f->varies) {
        sheet_text(&s, 2, 4, STRONG,
                   tr(s.lang, N_("The answer is the same at all points: none of these "
                                 "parameters moves it.")));
        return;
    }
    if (f->plan.method != BY_TORNADO)
        put_estimates(&s, f);
    put_tornado(&s, f);
}
