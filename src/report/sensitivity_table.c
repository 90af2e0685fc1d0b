/* The numbers of a sensitivity study for programs: CSV and JSON. */
#include "base/json.h"
#include "report/csv.h"
#include "report/report_sensitivity.h"

/* The numbers of one row, under the names of their columns, both in the same order. */
enum { MOST_NUMBERS = 12 };
typedef struct {
    const char *name[MOST_NUMBERS];
    double x[MOST_NUMBERS];
    int count;
} Numbers;

static void add(Numbers *n, const char *name, double x)
{
    n->name[n->count] = name;
    n->x[n->count++] = x;
}

static Numbers numbers_of(const Sensitivity *f, const Influence *i)
{
    Numbers n = {.count = 0};
    add(&n, "low", i->lo);
    add(&n, "high", i->hi);
    add(&n, "answer", f->base);
    add(&n, "answer_low", i->at_lo);
    add(&n, "answer_high", i->at_hi);
    add(&n, "swing", i->swing);
    if (f->plan.method == BY_SOBOL) {
        add(&n, "S1", i->sobol.S1);
        add(&n, "S1_conf", i->sobol.S1_conf);
        add(&n, "ST", i->sobol.ST);
        add(&n, "ST_conf", i->sobol.ST_conf);
        add(&n, "rows", (double)i->sobol.rows);
    }
    if (f->plan.method == BY_MORRIS) {
        add(&n, "mu", i->morris.mu);
        add(&n, "mu_star", i->morris.mu_star);
        add(&n, "mu_star_conf", i->morris.mu_star_conf);
        add(&n, "sigma", i->morris.sigma);
        add(&n, "effects", (double)i->morris.effects);
    }
    return n;
}

void report_sensitivity_csv(const Sensitivity *f, Buf *out)
{
    const Numbers head = numbers_of(f, &f->influences[0]);
    buf_puts(out, "parameter,structural");
    for (int k = 0; k < head.count; k++)
        buf_printf(out, ",%s", head.name[k]);
    buf_putc(out, '\n');
    for (int32_t r = 0; r < f->count; r++) {
        const Influence *i = &f->influences[r];
        const Numbers n = numbers_of(f, i);
        csv_text(out, i->axis->name);
        buf_puts(out, i->axis->is_structural ? ",1" : ",0");
        for (int k = 0; k < n.count; k++) {
            buf_putc(out, ',');
            buf_number(out, n.x[k], 0);
        }
        buf_putc(out, '\n');
    }
}

/* ------------------------------------------------------------------ JSON */

static void put_variants(Json *j, const char *key, const Model *m, const int32_t *under,
                         int32_t count)
{
    json_array(j, key);
    for (int32_t k = 0; k < count; k++)
        json_text(j, NULL, m->variants[under[k]].name);
    json_end(j);
}

static void put_work(Json *j, const Sensitivity *f, Lang lang)
{
    json_whole(j, "draws", f->draws);
    json_whole(j, "draws_wanted", f->plan.method == BY_TORNADO ? 0 : f->plan.draws);
    json_truth(j, "interrupted", f->was_stopped);
    json_whole(j, "points", f->points);
    json_whole(j, "solves", f->solves);
    json_whole(j, "layouts", f->layouts);
    json_whole(j, "points_without_a_value", f->missing_count);
    json_text(j, "why_the_first", f->missing ? f->missing->what[lang] : NULL);
    json_whole(j, "points_without_an_answer", f->without_answer);
    json_truth(j, "met", f->met);
}

static void put_answer(Json *j, const Sensitivity *f)
{
    json_object(j, "answer");
    json_number(j, "base", f->base);
    json_truth(j, "varies", f->varies);
    json_number(j, "mean", f->mean);
    json_number(j, "deviation", f->deviation);
    json_number(j, "least", f->least);
    json_number(j, "most", f->most);
    json_end(j);
}

void report_sensitivity_json(const Sensitivity *f, const Provenance *about, Lang lang,
                             Buf *out)
{
    static const char *const methods[] = {"sobol", "morris", "tornado"};
    const SensitivityPlan *p = &f->plan;
    Json json = {.out = out, .lines = 2}, *j = &json;
    json_object(j, NULL);
    provenance_json(j, about);
    json_text(j, "question", p->question->as_written);
    put_variants(j, "question_under", f->model, p->question->under,
                 p->question->under_count);
    json_text(j, "method", methods[p->method]);
    put_work(j, f, lang);
    put_answer(j, f);
    json_array(j, "parameters");
    for (int32_t r = 0; r < f->count; r++) {
        const Influence *i = &f->influences[r];
        const Numbers n = numbers_of(f, i);
        json_object(j, NULL);
        json_text(j, "parameter", i->axis->name);
        json_text(j, "text", i->axis->text->in[lang]);
        json_truth(j, "structural", i->axis->is_structural);
        for (int k = 0; k < n.count; k++)
            json_number(j, n.name[k], n.x[k]);
        json_end(j);
    }
    json_end(j);
    json_end(j);
}
