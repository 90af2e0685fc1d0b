/* What the page rests on: parameters, the solve and its certificate, and how to make the page
 * again. */
#include <math.h>

#include "report/html.h"

/* ------------------------------------------------------------------ parameters */

bool html_has_parameters(const Page *p)
{
    return p->model->param_count > 0;
}

static const char *name_and_text(const Page *p, const char *name, const Text *text)
{
    return text_format(p->mem, "%s %s", html_said_both(p, text), html_code(p, name));
}

static const char *range_of(const Page *p, int32_t k)
{
    const Outlook *o = p->outlook;
    if (isnan(o->low[k]))
        return html_both(p, N_("held fixed"));
    return text_format(p->mem, "%s – %s",
                       html_alone(p, o->low[k], "/parameters/%d/low", (int)k),
                       html_alone(p, o->high[k], "/parameters/%d/high", (int)k));
}

void html_parameters(Page *p)
{
    enum { NAME, VALUE, RANGE, SOURCE, COLUMNS };
    const char *cells[COLUMNS] = {html_both(p, N_("Parameter")), html_both(p, N_("Value")),
                                  html_both(p, N_("Plausible range")),
                                  html_both(p, N_("Source"))};
    html_table(p, "table-parameters", html_both(p, N_("All parameters")));
    html_head_row(p, cells, COLUMNS);
    for (int32_t k = 0; k < p->model->param_count; k++) {
        const Param *param = &p->model->params[k];
        cells[NAME] = name_and_text(p, param->name, &param->text);
        cells[VALUE] =
            html_alone(p, p->findings->setup->params[k], "/parameters/%d/value", (int)k);
        cells[RANGE] = range_of(p, k);
        cells[SOURCE] = param->source.in[LANG_EN] ? html_said_both(p, &param->source) : "–";
        html_row(p, cells, COLUMNS);
    }
    html_table_end(p);
}

/* ------------------------------------------------------------------ the certificate */

static const char *precision_of(const Page *p, int32_t i)
{
    double precision = p->findings->setup->precision[i];
    if (isinf(precision))
        return html_both(p, N_("exact"));
    return html_alone(p, precision, "/players/%d/precision", (int)i);
}

static void put_players(Page *p)
{
    enum { NAME, PATIENCE, PRECISION, PAYOFF, GAIN, GIVEN_UP, COLUMNS };
    const Findings *f = p->findings;
    const Model *m = p->model;
    const char *cells[COLUMNS] = {
        html_both(p, N_("Player")),     html_both(p, N_("patience")),
        html_both(p, N_("precision")),  html_both(p, N_("payoff")),
        html_both(p, N_("could gain")), html_both(p, N_("gives up"))};
    Figure payoff = figure_for(f->base.value, m->player_count, false);
    html_table(p, "table-players", html_both(p, N_("Players")));
    html_head_row(p, cells, COLUMNS);
    for (int32_t i = 0; i < m->player_count; i++) {
        const Certificate *c = f->base.certificate;
        const int k = (int)i;
        cells[NAME] = html_said_both(p, &m->players[i].text);
        cells[PATIENCE] = html_alone(p, f->setup->patience[i], "/players/%d/patience", k);
        cells[PRECISION] = precision_of(p, i);
        cells[PAYOFF] = html_number(p, payoff, f->base.value[i], "/players/%d/value", k);
        cells[GAIN] = html_alone(p, c->exploitability[i], "/players/%d/exploitability", k);
        cells[GIVEN_UP] = html_alone(p, c->given_up[i], "/players/%d/given_up", k);
        html_row(p, cells, COLUMNS);
    }
    html_table_end(p);
    html_note(p, N_("Could gain: by best replies to the others' play. Gives up: at "
                    "most, because choice has this precision."));
}

static const char *certified(const Page *p, Lang lang)
{
    const Certificate *c = p->findings->base.certificate;
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
    return text_format(p->mem, tr(lang, sentence),
                       html_alone(p, c->residual, "/solve/residual"),
                       html_alone(p, c->tolerance, "/solve/tolerance"));
}

static const char *bounded(const Page *p, Lang lang)
{
    return text_format(
        p->mem,
        tr(lang, N_("Zero-sum: what the two get is within %s of the value of the game.")),
        html_alone(p, p->findings->base.certificate->value_bound, "/solve/value_bound"));
}

static const char *size_of_game(const Page *p, Lang lang)
{
    const Findings *f = p->findings;
    return text_format(
        p->mem, tr(lang, N_("States: %s; nodes: %s; edges: %s; layers: %s")),
        html_count(p, f->states, "/solve/states"), html_count(p, f->nodes, "/solve/nodes"),
        html_count(p, f->edges, "/solve/edges"), html_count(p, f->layers, "/solve/layers"));
}

static void put_shortcomings(Page *p)
{
    const Findings *f = p->findings;
    const char *in[LANG_COUNT];
    if (f->unsolved > 0) {
        for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++)
            in[lang] =
                text_format(p->mem,
                            tr(lang, N_("Simultaneous or hidden choices that were not "
                                        "solved to the tolerance: %s")),
                            html_count(p, f->unsolved, "/solve/unsolved"));
        html_paragraph(p, "missed", in);
    }
    if (f->reached < 1) {
        for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++)
            in[lang] = text_format(
                p->mem,
                tr(lang, N_("The branch of equilibria was followed to %s of the "
                            "model's precisions and given up there, where it "
                            "turned back too often or was lost. What is shown is "
                            "play at that precision.")),
                html_alone(p, f->reached, "/solve/reached"));
        html_paragraph(p, "missed", in);
    }
    if (f->base.certificate->met && !f->met)
        html_put(
            p, "<p class=\"missed\">%s</p>\n",
            html_both(p, N_("Not certified: a solve behind the variants or the claims.")));
}

/* Of several equilibria, the one that the answers are about was asked for by its number. */
static const char *method_of(const Page *p)
{
    if (p->findings->equilibrium > 1)
        return N_(
            "The solution is one of several equilibria that a search from many starts "
            "found (agent quantal response equilibria, Markov-perfect; the limit of "
            "such where a precision is exact), and not that on the principal branch. A "
            "second pass that looks at its probabilities alone checked it.");
    if (p->model->is_endless)
        return N_(
            "The game has no end. The solution is the logit equilibrium on the principal "
            "branch (agent quantal response equilibrium, Markov-perfect; its limit where "
            "a precision is exact): all stationary values and choices at once, found by "
            "following the branch from a precision of zero, and checked by a second pass "
            "that looks at the probabilities alone.");
    return N_(
        "The solution is the logit equilibrium on the principal branch (agent quantal "
        "response equilibrium, Markov-perfect; its limit where a precision is exact), "
        "found by backward induction and checked by a second pass that looks at its "
        "probabilities alone.");
}

void html_certificate(Page *p)
{
    const char *const certificate[LANG_COUNT] = {certified(p, LANG_EN),
                                                 certified(p, LANG_ZH)};
    const char *const size[LANG_COUNT] = {size_of_game(p, LANG_EN),
                                          size_of_game(p, LANG_ZH)};
    html_paragraph(p, p->findings->base.certificate->met ? "met" : "missed", certificate);
    put_shortcomings(p);
    if (!isnan(p->findings->base.certificate->value_bound)) {
        const char *const bound[LANG_COUNT] = {bounded(p, LANG_EN), bounded(p, LANG_ZH)};
        html_paragraph(p, "note", bound);
    }
    put_players(p);
    html_paragraph(p, "note", size);
    html_note(p, method_of(p));
}

/* ------------------------------------------------------------------ how to make it again */

static void put_files(Page *p, const Provenance *made)
{
    const char *cells[] = {html_both(p, N_("File")), "SHA-256"};
    html_table(p, "table-files", html_both(p, N_("What the model was read from")));
    html_head_row(p, cells, 2);
    for (int32_t k = 0; k < made->file_count; k++) {
        cells[0] = html_code(p, made->files[k].name);
        cells[1] = html_code(p, made->files[k].sha256);
        html_row(p, cells, 2);
    }
    html_table_end(p);
}

void html_again(Page *p)
{
    const Provenance *made = p->outlook->provenance;
    html_put(p, "<p>%s</p>\n<pre><code>%s</code></pre>\n",
             html_both(p, N_("With the files below and Truce in this version:")),
             html_escaped(p->mem, made->again));
    html_put(p, "<p><code>truce %s</code></p>\n", html_escaped(p->mem, made->version));
    put_files(p, made);
    html_note(p,
              N_("Every number on this page stands with all its digits in the JSON report "
                 "of the same model (truce run --format json); the page itself names the "
                 "place of each."));
}
