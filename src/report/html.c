#include "report/html.h"

#include <string.h>

#include "base/sha256.h"

/* ------------------------------------------------------------------ the head */

/* A sha256 in base 64 (RFC 4648), as a Content-Security-Policy names it. */
static const char *base64_of(Mem *M, const uint8_t bytes[SHA256_BYTES])
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    Buf out = {.mem = M};
    for (int k = 0; k < SHA256_BYTES; k += 3) {
        int left = SHA256_BYTES - k;
        uint32_t group = (uint32_t)bytes[k] << 16;
        group |= left > 1 ? (uint32_t)bytes[k + 1] << 8 : 0;
        group |= left > 2 ? bytes[k + 2] : 0;
        for (int d = 0; d < 4; d++)
            buf_putc(&out, d <= left ? digits[group >> (18 - 6 * d) & 63] : '=');
    }
    return buf_text(&out);
}

/* Nothing may be fetched, and no script may run but ours. */
static void put_policy(Page *p)
{
    uint8_t hash[SHA256_BYTES];
    sha256(html_js, html_js_length(), hash);
    html_put(p,
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
             "style-src 'unsafe-inline'; script-src 'sha256-%s'; img-src data: blob:; "
             "base-uri 'none'; form-action 'none'\">\n",
             base64_of(p->mem, hash));
}

/* The figures' colours, in light and in dark, as the reader's switch or system has it. */
static void put_colors(Page *p)
{
    html_put(p, "@media screen{:root:has(#theme-dark:checked){");
    svg_properties(true, p->out);
    html_put(p, "}}\n@media screen and (prefers-color-scheme:dark){"
                ":root:has(#theme-auto:checked){");
    svg_properties(true, p->out);
    html_put(p, "}}\n");
    svg_rules(THEME_PAGE, p->out);
}

static void put_head(Page *p)
{
    const Text *title = &p->model->title;
    html_put(
        p,
        "<!DOCTYPE html>\n<html lang=\"%s\" data-title-en=\"%s\" data-title-zh=\"%s\">\n"
        "<head>\n<meta charset=\"utf-8\">\n",
        p->lang == LANG_ZH ? "zh-Hans" : "en", html_escaped(p->mem, title->in[LANG_EN]),
        html_escaped(p->mem, title->in[LANG_ZH]));
    put_policy(p);
    html_put(p,
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<meta name=\"color-scheme\" content=\"light dark\">\n"
             "<meta name=\"generator\" content=\"Truce\">\n<title>%s</title>\n<style>\n%s",
             html_escaped(p->mem, title->in[p->lang]), html_css);
    put_colors(p);
    html_put(p, "</style>\n</head>\n");
}

/* ------------------------------------------------------------------ the masthead */

static void put_choice(Page *p, const char *group, const char *value, const char *label,
                       bool is_checked)
{
    html_put(p,
             "<div class=\"choice\"><input type=\"radio\" name=\"%s\" id=\"%s-%s\" "
             "value=\"%s\"%s>"
             "<label for=\"%s-%s\">%s</label></div>\n",
             group, group, value, value, is_checked ? " checked" : "", group, value, label);
}

/* Both work without script; the names of languages stand in themselves. */
static void put_switches(Page *p)
{
    html_put(p, "<div class=\"switches\">\n<fieldset><legend>%s</legend>\n",
             html_both(p, N_("Language")));
    put_choice(p, "lang", "en", "<span lang=\"en\">English</span>", p->lang == LANG_EN);
    put_choice(p, "lang", "zh", "<span lang=\"zh-Hans\">中文</span>", p->lang == LANG_ZH);
    html_put(p, "</fieldset>\n<fieldset><legend>%s</legend>\n",
             html_both(p, N_("Colours")));
    put_choice(p, "theme", "auto", html_both(p, N_("As the system")), true);
    put_choice(p, "theme", "light", html_both(p, N_("Light")), false);
    put_choice(p, "theme", "dark", html_both(p, N_("Dark")), false);
    html_put(p, "</fieldset>\n</div>\n");
}

static void put_in_force(Page *p)
{
    const Findings *f = p->findings;
    for (int32_t k = 0; k < f->under_count; k++) {
        const Text *text = &p->model->variants[f->under[k]].text;
        const char *in[LANG_COUNT];
        for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++)
            in[lang] = text_format(p->mem, tr(lang, N_("Variant in force: %s")),
                                   html_said(p, lang, text));
        html_paragraph(p, "in-force", in);
    }
}

static void put_masthead(Page *p)
{
    const char *const time[LANG_COUNT] = {html_span_of_time(p, LANG_EN),
                                          html_span_of_time(p, LANG_ZH)};
    html_put(p, "<a class=\"skip\" href=\"#answer\">%s</a>\n<header>\n",
             html_both(p, N_("Skip to the answer")));
    put_switches(p);
    html_put(p, "<h1>%s</h1>\n", html_said_both(p, &p->model->title));
    html_paragraph(p, "time", time);
    put_in_force(p);
    html_put(p, "</header>\n");
}

/* ------------------------------------------------------------------ the sections */

typedef struct {
    const char *id, *head;
    bool (*is_there)(const Page *p); /* NULL = always */
    void (*put)(Page *p);
} Section;

static const Section sections[] = {
    {"answer", N_("The question and the answer"), NULL, html_answer},
    {"over-time", N_("What to watch, over time"), html_has_over_time, html_over_time},
    {"outcomes", N_("The odds of what stands at each date"), html_has_outcomes,
     html_outcomes},
    {"events", N_("How often things happen"), html_has_events, html_events},
    {"claims", N_("What is claimed"), html_has_claims, html_claims},
    {"variants", N_("What if"), html_has_variants, html_variants},
    {"next", N_("Who is likely to do what next"), html_has_next, html_next},
    {"structure", N_("How the model hangs together"), html_has_structure, html_structure},
    {"parameters", N_("What the numbers are, and where they come from"),
     html_has_parameters, html_parameters},
    {"certificate", N_("How well it is solved"), NULL, html_certificate},
    {"again", N_("How to make this page again"), NULL, html_again},
};
enum { SECTIONS = sizeof sections / sizeof *sections };

static void put_contents(Page *p)
{
    html_put(p, "<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">%s</h2>\n<ol>\n",
             html_both(p, N_("Contents")));
    for (int k = 0; k < SECTIONS; k++)
        if (!sections[k].is_there || sections[k].is_there(p))
            html_put(p, "<li><a href=\"#%s\">%s</a></li>\n", sections[k].id,
                     html_both(p, sections[k].head));
    html_put(p, "</ol>\n</nav>\n");
}

/* The figures that the model has. */
static void find_plots(Page *p)
{
    static const PlotKind wanted[] = {PLOT_FAN,      PLOT_OUTCOMES, PLOT_EVENTS,
                                      PLOT_CLAIMS,   PLOT_VARIANTS, PLOT_POLICY,
                                      PLOT_STRUCTURE};
    for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++)
        p->has_plot[wanted[k]] = !plot_missing(p->findings, NULL, wanted[k]) &&
                                 plot_data_need(p->plots, wanted[k]);
}

void report_html(const Outlook *o, PlotData *plots, Lang lang, Buf *out)
{
    Page p = {.out = out,
              .mem = out->mem,
              .outlook = o,
              .findings = o->findings,
              .model = o->findings->model,
              .plots = plots,
              .lang = lang};
    find_plots(&p);
    put_head(&p);
    html_put(&p, "<body>\n");
    put_masthead(&p);
    html_put(&p, "<div class=\"columns\">\n");
    put_contents(&p);
    html_put(&p, "<main id=\"main\">\n");
    for (int k = 0; k < SECTIONS; k++) {
        const Section *s = &sections[k];
        if (s->is_there && !s->is_there(&p))
            continue;
        html_put(&p,
                 "<section id=\"%s\" aria-labelledby=\"%s-head\">\n"
                 "<h2 id=\"%s-head\">%s</h2>\n",
                 s->id, s->id, s->id, html_both(&p, s->head));
        s->put(&p);
        html_put(&p, "</section>\n");
    }
    html_put(&p,
             "</main>\n</div>\n<footer><p>%s</p></footer>\n<script>%s</script>\n"
             "</body>\n</html>\n",
             html_both(&p, N_("Made by Truce, an engine for negotiations between rivals.")),
             html_js);
}
