/* The question, and the answer in three sentences: where the main measure ends up, what
 * happens on the way, and what would change it. */
#include <math.h>

#include "report/html.h"

/* "unlikely, 34.0%": the word and the number beside it. */
static const char *odds(const Page *p, Lang lang, const char *share, double x)
{
    return text_format(p->mem, tr(lang, N_("%s, %s")), html_text(p, lang, likelihood(x)),
                       share);
}

static const char *players(const Page *p, Lang lang)
{
    const Model *m = p->model;
    const char **names = make(p->mem, const char *, m->player_count);
    for (int32_t i = 0; i < m->player_count; i++)
        names[i] = html_said(p, lang, &m->players[i].text);
    return html_list(p, lang, names, m->player_count);
}

static const char *question(const Page *p, Lang lang)
{
    const Model *m = p->model;
    const char *from = html_date(p, lang, 0), *to = html_date(p, lang, m->window);
    if (m->player_count == 1)
        return text_format(
            p->mem,
            tr(lang, N_("What will %s do from %s to %s, and what will come of it?")),
            players(p, lang), from, to);
    return text_format(p->mem, tr(lang, N_("How will it go between %s from %s to %s?")),
                       players(p, lang), from, to);
}

/* ------------------------------------------------------------------ first: how it ends */

static const char *values_sentence(const Page *p, Lang lang)
{
    const Findings *f = p->findings;
    const Model *m = p->model;
    const char **items = make(p->mem, const char *, m->player_count);
    Figure figure = figure_for(f->base.value, m->player_count, false);
    for (int32_t i = 0; i < m->player_count; i++)
        items[i] = text_format(
            p->mem, tr(lang, /* TRANSLATORS: a number, a player */ N_("%s to %s")),
            html_number(p, figure, f->base.value[i], "/players/%d/value", (int)i),
            html_said(p, lang, &m->players[i].text));
    return text_format(p->mem, tr(lang, N_("Seen from the start, the game is worth %s.")),
                       html_list(p, lang, items, m->player_count));
}

static bool is_truth(const Measure *m)
{
    return m->value->type.kind == TYPE_TRUTH;
}

static const char *end_of_truth(const Page *p, Lang lang)
{
    const Finding *base = &p->findings->base;
    const int32_t end = p->model->window;
    return text_format(
        p->mem,
        tr(lang, N_("The model puts the odds of “%s” on %s at %s (%s); over the whole "
                    "time they are %s on the mean.")),
        html_said(p, lang, &p->model->measures[0].text), html_date(p, lang, end),
        html_share(p, base->measure_end[0], "/measures/0/at/%d", (int)end),
        html_text(p, lang, likelihood(base->measure_end[0])),
        html_share(p, base->measure_mean[0], "/measures/0/mean"));
}

static const char *end_of_number(const Page *p, Lang lang)
{
    const int32_t end = p->model->window;
    const char *name = p->model->measures[0].name;
    const double *band = p->outlook->band[0][end];
    return text_format(
        p->mem,
        tr(lang,
           N_("The model expects of “%s” on %s a value of %s; at most one case in twenty "
              "lies below %s, and at most one above %s.")),
        html_said(p, lang, &p->model->measures[0].text), html_date(p, lang, end),
        html_alone(p, p->findings->measure_at[0][end], "/measures/0/at/%d", (int)end),
        html_alone(p, band[0], "/bands/measures/%s/%d/0", name, (int)end),
        html_alone(p, band[BAND_COUNT - 1], "/bands/measures/%s/%d/%d", name, (int)end,
                   BAND_COUNT - 1));
}

static const char *how_it_ends(const Page *p, Lang lang)
{
    const Model *m = p->model;
    if (m->measure_count == 0)
        return values_sentence(p, lang);
    return is_truth(&m->measures[0]) ? end_of_truth(p, lang) : end_of_number(p, lang);
}

/* ------------------------------------------------------------------ second: what happens */

static const char *happening(const Page *p, Lang lang, int32_t e)
{
    double ever = p->findings->event_ever[e];
    const char *chance =
        odds(p, lang, html_share(p, ever, "/events/%d/ever", (int)e), ever);
    return text_format(p->mem, tr(lang, N_("“%s” (%s)")),
                       html_said(p, lang, &p->model->events[e].text), chance);
}

static const char *events_sentence(const Page *p, Lang lang)
{
    const Findings *f = p->findings;
    const int32_t n = p->model->declared_event_count;
    int32_t most = 0, least = 0;
    for (int32_t e = 1; e < n; e++) {
        if (f->event_ever[e] > f->event_ever[most])
            most = e;
        if (f->event_ever[e] < f->event_ever[least])
            least = e;
    }
    const char *number =
        html_alone(p, f->base.event_count[most], "/events/%d/count", (int)most);
    if (most == least)
        return text_format(
            p->mem,
            tr(lang, N_("On the way there is %s, which happens %s times on the mean.")),
            happening(p, lang, most), number);
    return text_format(
        p->mem,
        tr(lang,
           N_("On the way the surest thing to happen is %s, %s times on the mean, and "
              "the least to be expected is %s.")),
        happening(p, lang, most), number, happening(p, lang, least));
}

/* The choice that is surest to come up, and its likeliest arm. */
static const char *choice_sentence(const Page *p, Lang lang)
{
    const Outlook *o = p->outlook;
    int32_t first = 0, best = 0;
    for (int32_t k = 1; k < o->opening_count; k++)
        if (o->openings[k].reached > o->openings[first].reached)
            first = k;
    const Opening *x = &o->openings[first];
    for (int32_t a = 1; a < x->arm_count; a++)
        if (x->arms[a].probability > x->arms[best].probability)
            best = a;
    const Var *var = &p->model->vars[x->var];
    const OpeningArm *option = &x->arms[best];
    return text_format(
        p->mem, tr(lang, N_("At first %s, before the choice “%s”, takes “%s” (%s).")),
        html_said(p, lang, &p->model->players[x->player].text),
        html_said(p, lang, &var->text), html_value(p, lang, var, option->value),
        odds(p, lang,
             html_share(p, option->probability,
                        "/first_period/choices/%d/options/%d/probability", (int)first,
                        (int)best),
             option->probability));
}

static const char *what_happens(const Page *p, Lang lang)
{
    if (p->model->declared_event_count > 0)
        return events_sentence(p, lang);
    return p->outlook->opening_count > 0 ? choice_sentence(p, lang) : "";
}

/* ------------------------------------------------------------------ third: what changes it */

static const char *claims_sentence(const Page *p, Lang lang)
{
    const Summary *s = &p->outlook->summary;
    return text_format(p->mem, tr(lang, N_("Of the claims examined (%s), %s hold.")),
                       html_count(p, s->claims, "/summary/claims"),
                       html_count(p, s->claims_held, "/summary/claims_held"));
}

/* The variant that moves the main measure's mean furthest; -1 when there is none. */
static int32_t strongest_variant(const Findings *f)
{
    int32_t strongest = -1;
    double furthest = 0;
    for (int32_t k = 0; k < f->variant_count && f->model->measure_count > 0; k++) {
        double change = fabs(f->variants[k].measure_mean[0] - f->base.measure_mean[0]);
        if (change > furthest) {
            furthest = change;
            strongest = k;
        }
    }
    return strongest;
}

static const char *claims_clause(const Page *p, Lang lang)
{
    const Summary *s = &p->outlook->summary;
    if (s->claims == 0)
        return "";
    return text_format(p->mem, tr(lang, N_("; and of the claims examined (%s), %s hold")),
                       html_count(p, s->claims, "/summary/claims"),
                       html_count(p, s->claims_held, "/summary/claims_held"));
}

static const char *variants_sentence(const Page *p, Lang lang, int32_t k)
{
    const Findings *f = p->findings;
    const Measure *measure = &p->model->measures[0];
    const double means[] = {f->base.measure_mean[0], f->variants[k].measure_mean[0]};
    Figure figure = figure_for(means, 2, is_truth(measure));
    return text_format(
        p->mem,
        tr(lang, N_("Of all the variants “%s” changes “%s” most: its mean goes from %s to "
                    "%s%s.")),
        html_said(p, lang, &p->model->variants[f->variants[k].variant].text),
        html_said(p, lang, &measure->text),
        html_number(p, figure, means[0], "/measures/0/mean"),
        html_number(p, figure, means[1], "/variants/%d/measure_means/%s", (int)k,
                    measure->name),
        claims_clause(p, lang));
}

static const char *what_changes_it(const Page *p, Lang lang)
{
    int32_t k = strongest_variant(p->findings);
    if (k >= 0)
        return variants_sentence(p, lang, k);
    if (p->model->claim_count > 0)
        return claims_sentence(p, lang);
    return p->model->measure_count > 0 ? values_sentence(p, lang) : "";
}

/* With draws: how sturdy the claims are. */
static const char *how_sturdy(const Page *p, Lang lang)
{
    const Robustness *r = p->outlook->robustness;
    if (!r || r->claim_count == 0)
        return "";
    return text_format(
        p->mem,
        tr(lang, N_("With the parameters drawn from their ranges (%s draws), %s of the "
                    "claims (%s) hold in at least %s of the draws.")),
        html_count(p, r->drawn, "/robustness/draws"),
        html_count(p, robustness_sturdy_claims(r), "/robustness/sturdy_claims"),
        html_count(p, r->claim_count, "/summary/claims"),
        html_share(p, ROBUST_STURDY, "/robustness/sturdy_share"));
}

/* ------------------------------------------------------------------ */

static void put_sentence(Page *p, const char *(*sentence)(const Page *, Lang))
{
    const char *const in[LANG_COUNT] = {sentence(p, LANG_EN), sentence(p, LANG_ZH)};
    if (*in[LANG_EN])
        html_paragraph(p, "answer", in);
}

static void put_scale(Page *p)
{
    static const struct {
        const char *range;
        double within;
    } rows[] = {{"1–5%", 0.03},  {"5–20%", 0.1},  {"20–45%", 0.3}, {"45–55%", 0.5},
                {"55–80%", 0.7}, {"80–95%", 0.9}, {"95–99%", 0.97}};
    html_details(p, N_("What the words for odds mean"));
    html_note(p, N_("They are those of Intelligence Community Directive 203, and say how "
                    "likely the model holds something, not how far the model can be "
                    "trusted."));
    html_put(p, "<dl class=\"scale\">\n");
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        html_put(p, "<div><dt>%s</dt><dd>%s</dd></div>\n", rows[k].range,
                 html_both(p, likelihood(rows[k].within)));
    html_put(p, "</dl>\n");
    html_details_end(p);
}

void html_answer(Page *p)
{
    const char *const asked[LANG_COUNT] = {question(p, LANG_EN), question(p, LANG_ZH)};
    html_paragraph(p, "question", asked);
    put_sentence(p, how_it_ends);
    put_sentence(p, what_happens);
    put_sentence(p, what_changes_it);
    put_sentence(p, how_sturdy);
    html_note(p,
              N_("All of this follows from the model's assumptions, which stand below. It "
                 "is no forecast: trust signs and sizes that survive other assumptions, "
                 "not decimals."));
    put_scale(p);
}
