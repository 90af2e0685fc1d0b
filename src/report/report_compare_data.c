/* The comparison for programs: CSV and JSON. */
#include "report/csv.h"
#include "report/report_compare.h"

/* ------------------------------------------------------------------ CSV */

static const char *side_key(const Comparing *c, int32_t side)
{
    return side == 0 ? "" : c->sides[side].name;
}

static void put_row(const Comparing *c, Buf *out, int32_t k, int32_t side, const char *from,
                    const char *part, const char *change, double estimate)
{
    csv_text(out, compare_kind_name(c->compared[k].kind));
    buf_putc(out, ',');
    csv_text(out, c->compared[k].name);
    buf_putc(out, ',');
    csv_text(out, side_key(c, side));
    buf_putc(out, ',');
    csv_text(out, from);
    buf_printf(out, ",%s,", part);
    csv_text(out, change);
    buf_putc(out, ',');
    buf_number(out, estimate, 0);
    buf_putc(out, '\n');
}

void report_compare_csv(const Comparing *c, Buf *out)
{
    buf_puts(out, "kind,name,set,from,part,switch,estimate\n");
    for (int32_t k = 0; k < c->count; k++)
        for (int32_t side = 0; side < c->side_count; side++) {
            put_row(c, out, k, side, "", "answer", "", c->sides[side].answer[k]);
            if (side == 0)
                continue;
            put_row(c, out, k, side, "", "difference", "", compare_difference(c, side, k));
            if (c->played)
                continue;
            put_row(c, out, k, side, "", "mechanical", "", compare_mechanical(c, side, k));
            put_row(c, out, k, side, "", "behavioural", "",
                    compare_behavioural(c, side, k));
        }
    const Switches *w = c->switches;
    for (int32_t k = 0; w && w->is_attributed && k < c->count; k++)
        for (int32_t s = 0; s < w->count; s++)
            put_row(c, out, k, c->to, side_key(c, c->from), "switch", w->at[s].name,
                    w->part[k][s]);
}

/* ------------------------------------------------------------------ JSON */

static void put_names(Json *j, const Model *m, const char *key, const int32_t *under,
                      int32_t count)
{
    json_array(j, key);
    for (int32_t k = 0; k < count; k++)
        json_text(j, NULL, m->variants[under[k]].name);
    json_end(j);
}

static void put_sides(Json *j, const Comparing *c)
{
    json_array(j, "sets");
    for (int32_t side = 0; side < c->side_count; side++) {
        const Side *s = &c->sides[side];
        json_object(j, NULL);
        json_text(j, "name", s->name);
        put_names(j, c->model, "under", s->under, s->under_count);
        json_truth(j, "met", s->met);
        if (side > 0 && !c->played)
            json_truth(j, "strategies_can_be_held", s->is_held);
        json_end(j);
    }
    json_end(j);
}

static void put_side(Json *j, const Comparing *c, int32_t side, int32_t k)
{
    json_object(j, NULL);
    json_text(j, "set", c->sides[side].name);
    json_number(j, "answer", c->sides[side].answer[k]);
    if (side > 0)
        json_number(j, "difference", compare_difference(c, side, k));
    if (side > 0 && !c->played) {
        json_number(j, "mechanical", compare_mechanical(c, side, k));
        json_number(j, "behavioural", compare_behavioural(c, side, k));
    }
    json_end(j);
}

static void put_compared(Json *j, const Comparing *c, Lang lang)
{
    const Switches *w = c->switches;
    json_array(j, "compared");
    for (int32_t k = 0; k < c->count; k++) {
        const Compared *what = &c->compared[k];
        json_object(j, NULL);
        json_text(j, "kind", compare_kind_name(what->kind));
        json_text(j, "name", what->name);
        json_text(j, "text", what->text ? what->text->in[lang] : what->name);
        json_array(j, "sides");
        for (int32_t side = 0; side < c->side_count; side++)
            put_side(j, c, side, k);
        json_end(j);
        if (w && w->is_attributed)
            json_numbers(j, "parts", w->part[k], w->count);
        json_end(j);
    }
    json_end(j);
}

static void put_switches(Json *j, const Comparing *c, Lang lang)
{
    const Switches *w = c->switches;
    json_object(j, "switches");
    json_text(j, "from", c->sides[c->from].name);
    json_text(j, "to", c->sides[c->to].name);
    json_truth(j, "attributed", w->is_attributed);
    json_whole(j, "solves", w->solves);
    json_array(j, "changes");
    for (int32_t k = 0; k < w->count; k++) {
        json_object(j, NULL);
        json_text(j, "name", w->at[k].name);
        json_text(j, "text", w->at[k].text->in[lang]);
        json_number(j, "from", w->at[k].from);
        json_number(j, "to", w->at[k].to);
        json_end(j);
    }
    json_end(j);
    json_end(j);
}

void report_compare_json(const Comparing *c, const Provenance *about, Lang lang, Buf *out)
{
    Json j = {.out = out, .lines = 2};
    json_object(&j, NULL);
    provenance_json(&j, about);
    if (c->played)
        put_names(&j, c->model, "strategies_of", c->played, c->played_count);
    put_sides(&j, c);
    put_compared(&j, c, lang);
    if (c->switches)
        put_switches(&j, c, lang);
    json_truth(&j, "met", c->met);
    json_end(&j);
}
