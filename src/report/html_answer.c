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

/* Numbers of periods say nothing to those who ask; dates do. */
static const char *question(const Page *p, Lang lang)
{
    static const char *const of_one[] = {
        N_("What will %s do, and what will come of it?"),
        N_("What will %s do from %s on, and what will come of it?"),
        N_("What will %s do from %s to %s, and what will come of it?")};
    static const char *const of_several[] = {
        N_("How will it go between %s?"), N_("How will it go between %s from %s on?"),
        N_("How will it go between %s from %s to %s?")};
    const Model *m = p->model;
    const char *const *asked = m->player_count == 1 ? of_one : of_several;
    const char *who = players(p, lang);
    if (!m->has_calendar)
        return text_format(p->mem, tr(lang, asked[0]), who);
    const char *from = html_date(p, lang, 0);
    if (m->is_endless)
        return text_format(p->mem, tr(lang, asked[1]), who, from);
    return text_format(p->mem, tr(lang, asked[2]), who, from,
                       html_date(p, lang, m->window));
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

/* "on 1 May 2026"; without a calendar, "at the end". */
static const char *at_the_end(const Page *p, Lang lang)
{
    if (!p->model->has_calendar)
        return html_text(p, lang, N_("at the end"));
    return text_format(p->mem, tr(lang, /* TRANSLATORS: a date */ N_("on %s")),
                       html_date(p, lang, p->model->window));
}

static const char *end_of_truth(const Page *p, Lang lang)
{
    const Finding *base = &p->findings->base;
    const int32_t end = p->model->window;
    const char *what = html_said(p, lang, &p->model->measures[0].text);
    const char *odds_at_end =
        html_share(p, base->measure_end[0], "/measures/0/at/%d", (int)end);
    const char *in_words = html_text(p, lang, likelihood(base->measure_end[0]));
    if (end == 1)
        return text_format(p->mem,
                           tr(lang, N_("The model puts the odds of “%s” %s at %s (%s).")),
                           what, at_the_end(p, lang), odds_at_end, in_words);
    return text_format(
        p->mem,
        tr(lang, N_("The model puts the odds of “%s” %s at %s (%s); over the whole time "
                    "they are %s on the mean.")),
        what, at_the_end(p, lang), odds_at_end, in_words,
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
           N_("The model expects of “%s” %s a value of %s; at most one case in twenty "
              "lies below %s, and at most one above %s.")),
        html_said(p, lang, &p->model->measures[0].text), at_the_end(p, lang),
        html_alone(p, p->findings->measure_at[0][end], "/measures/0/at/%d", (int)end),
        html_alone(p, band[0], "/bands/measures/%s/%d/0", name, (int)end),
        html_alone(p, band[BAND_COUNT - 1], "/bands/measures/%s/%d/%d", name, (int)end,
                   BAND_COUNT - 1));
}

/* A game without an end has a long run instead. */
static const char *long_run(const Page *p, Lang lang)
{
    const Finding *base = &p->findings->base;
    const char *what = html_said(p, lang, &p->model->measures[0].text);
    double x = base->measure_forever[0], mean = base->measure_mean[0];
    if (!is_truth(&p->model->measures[0]))
        return text_format(
            p->mem,
            tr(lang,
               N_("The model expects of “%s” a value of %s in the long run, and of %s "
                  "on the mean of the periods shown.")),
            what, html_alone(p, x, "/measures/0/forever"),
            html_alone(p, mean, "/measures/0/mean"));
    return text_format(
        p->mem,
        tr(lang, N_("The model puts the odds of “%s” at %s (%s) in the long run, and at %s "
                    "on the mean of the periods shown.")),
        what, html_share(p, x, "/measures/0/forever"), html_text(p, lang, likelihood(x)),
        html_share(p, mean, "/measures/0/mean"));
}

static const char *how_it_ends(const Page *p, Lang lang)
{
    const Model *m = p->model;
    if (m->measure_count == 0)
        return values_sentence(p, lang);
    if (p->findings->base.measure_forever)
        return long_run(p, lang);
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
    const int32_t n = p->model->own_event_count; /* not what its pieces count */
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
            tr(lang, p->model->is_endless
                         ? N_("On the way there is %s; its expected number in the periods "
                              "shown is %s.")
                         : N_("On the way there is %s; its expected number is %s.")),
            happening(p, lang, most), number);
    return text_format(
        p->mem,
        tr(lang,
           p->model->is_endless
               ? N_("On the way the surest thing to happen is %s, its expected number "
                    "in the periods shown %s, and the least to be expected is %s.")
               : N_("On the way the surest thing to happen is %s, its expected number "
                    "%s, and the least to be expected is %s.")),
        happening(p, lang, most), number, happening(p, lang, least));
}

/* Rounding aside, a choice that is sure to come up needs no circumstances. */
static bool goes_without_saying(const Opening *o)
{
    return o->where_count == 0 || o->reached > 1 - 1e-9;
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
    const char *who = html_said(p, lang, &p->model->players[x->player].text);
    const char *what = html_said(p, lang, &var->text);
    const char *likeliest = html_value(p, lang, var, option->value);
    const char *chance = odds(p, lang,
                              html_share(p, option->probability,
                                         "/first_period/choices/%d/options/%d/probability",
                                         (int)first, (int)best),
                              option->probability);
    if (goes_without_saying(x))
        return text_format(
            p->mem, tr(lang, N_("At first %s, before the choice “%s”, takes “%s” (%s).")),
            who, what, likeliest, chance);
    return text_format(
        p->mem,
        tr(lang, N_("At first %s, before the choice “%s”, takes “%s” (%s) when it comes to "
                    "this: %s (%s).")),
        who, what, likeliest, chance, html_circumstances(p, lang, x),
        html_share(p, x->reached, "/first_period/choices/%d/chance", (int)first));
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
        double change =
            fabs(finding_means(&f->variants[k])[0] - finding_means(&f->base)[0]);
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
    const bool is_endless = p->model->is_endless;
    const double means[] = {finding_means(&f->base)[0], finding_means(&f->variants[k])[0]};
    Figure figure = figure_for(means, 2, is_truth(measure));
    return text_format(
        p->mem,
        tr(lang,
           is_endless
               ? N_("Of all the variants “%s” changes “%s” most: its mean in the long "
                    "run goes from %s to %s%s.")
               : N_("Of all the variants “%s” changes “%s” most: its mean goes from %s "
                    "to %s%s.")),
        html_said(p, lang, &p->model->variants[f->variants[k].variant].text),
        html_said(p, lang, &measure->text),
        html_number(p, figure, means[0],
                    is_endless ? "/measures/0/forever" : "/measures/0/mean"),
        html_number(p, figure, means[1],
                    is_endless ? "/variants/%d/measures_forever/%s"
                               : "/variants/%d/measure_means/%s",
                    (int)k, measure->name),
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
