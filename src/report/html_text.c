#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/width.h"
#include "report/choices.h"
#include "report/html.h"

static const char *const language[LANG_COUNT] = {[LANG_EN] = "en", [LANG_ZH] = "zh"};
static const char *const tags[LANG_COUNT] = {[LANG_EN] = "en", [LANG_ZH] = "zh-Hans"};

/* ------------------------------------------------------------------ text */

static const char *entity(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

const char *html_escaped(Mem *M, const char *text)
{
    Buf visible = {.mem = M}, out = {.mem = M};
    char *copy = mem_text(M, text, (int64_t)strlen(text));
    for (char *c = copy; *c; c++)
        if (*c == '\n' || *c == '\r' || *c == '\t')
            *c = ' ';
    buf_visible(&visible, copy, (int64_t)strlen(copy));
    for (const char *c = buf_text(&visible); *c; c++) {
        const char *mark = entity(*c);
        if (mark)
            buf_puts(&out, mark);
        else
            buf_putc(&out, *c);
    }
    return buf_text(&out);
}

const char *html_either(const Page *p, const char *const in[LANG_COUNT])
{
    if (strcmp(in[LANG_EN], in[LANG_ZH]) == 0)
        return in[LANG_EN];
    Buf out = {.mem = p->mem};
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++)
        buf_printf(&out, "<span class=\"%s\" lang=\"%s\">%s</span>", language[lang],
                   tags[lang], in[lang]);
    return buf_text(&out);
}

const char *html_text(const Page *p, Lang lang, const char *english)
{
    return html_escaped(p->mem, tr(lang, english));
}

const char *html_both(const Page *p, const char *english)
{
    const char *const in[LANG_COUNT] = {html_text(p, LANG_EN, english),
                                        html_text(p, LANG_ZH, english)};
    return html_either(p, in);
}

const char *html_said(const Page *p, Lang lang, const Text *text)
{
    return text_format(p->mem, "<bdi>%s</bdi>", html_escaped(p->mem, text->in[lang]));
}

const char *html_said_both(const Page *p, const Text *text)
{
    const char *const in[LANG_COUNT] = {html_said(p, LANG_EN, text),
                                        html_said(p, LANG_ZH, text)};
    return html_either(p, in);
}

const char *html_code(const Page *p, const char *text)
{
    return text_format(p->mem, "<code>%s</code>", html_escaped(p->mem, text));
}

const char *html_value(const Page *p, Lang lang, const Var *var, int32_t value)
{
    const Text *texts = var->domain.texts;
    if (texts && texts[value].in[lang])
        return html_said(p, lang, &texts[value]);
    if (var->domain.kind == TYPE_TRUTH)
        return html_text(p, lang, value ? N_("yes") : N_("no"));
    Buf name = {.mem = p->mem};
    put_value(&name, var, value);
    return text_format(p->mem, "<bdi>%s</bdi>", html_escaped(p->mem, buf_text(&name)));
}

const char *html_list(const Page *p, Lang lang, const char *const *items, int32_t count)
{
    Buf out = {.mem = p->mem};
    for (int32_t k = 0; k < count; k++) {
        if (k > 0)
            buf_puts(&out, k < count - 1
                               ? tr(lang, /* TRANSLATORS: within a list */ N_(", "))
                           : count == 2 ? tr(lang, N_(" and "))
                                        : tr(lang, N_(", and ")));
        buf_puts(&out, items[k]);
    }
    return buf_text(&out);
}

/* ------------------------------------------------------------------ numbers */

/* A number as it is shown, with all its digits and its place in the JSON. */
static const char *data(const Page *p, const char *shown, double x, const char *path,
                        va_list args)
{
    if (!isfinite(x))
        return shown;
    char place[256];
    vsnprintf(place, sizeof place, path, args);
    Buf out = {.mem = p->mem};
    buf_puts(&out, "<data value=\"");
    buf_number(&out, x, 0);
    bool is_negative = *shown == '-';
    buf_printf(&out, "\" data-path=\"%s\">%s%s</data>", html_escaped(p->mem, place),
               is_negative ? "−" : "", shown + is_negative);
    return buf_text(&out);
}

const char *html_number(const Page *p, Figure f, double x, const char *path, ...)
{
    va_list args;
    va_start(args, path);
    const char *text = data(p, figure_text(p->mem, f, x), x, path, args);
    va_end(args);
    return text;
}

const char *html_alone(const Page *p, double x, const char *path, ...)
{
    va_list args;
    va_start(args, path);
    const char *text = data(p, figure_alone(p->mem, x), x, path, args);
    va_end(args);
    return text;
}

const char *html_count(const Page *p, int64_t x, const char *path, ...)
{
    va_list args;
    va_start(args, path);
    const char *text = data(p, figure_count(p->mem, x), (double)x, path, args);
    va_end(args);
    return text;
}

const char *html_share(const Page *p, double x, const char *path, ...)
{
    va_list args;
    va_start(args, path);
    const char *text =
        data(p, figure_text(p->mem, figure_for(&x, 1, true), x), x, path, args);
    va_end(args);
    return text;
}

/* Intelligence Community Directive 203 (2015), D.6.e.(2)(a); the ends are ours. */
const char *likelihood(double p)
{
    if (p <= 0)
        return N_("ruled out here");
    if (p < 0.05)
        return N_("almost no chance");
    if (p < 0.20)
        return N_("very unlikely");
    if (p < 0.45)
        return N_("unlikely");
    if (p < 0.55)
        return N_("roughly even chance");
    if (p < 0.80)
        return N_("likely");
    if (p < 0.95)
        return N_("very likely");
    return p < 1 ? N_("almost certain") : N_("certain here");
}

/* ------------------------------------------------------------------ dates */

static const char *month_name(int32_t month, Lang lang)
{
    static const char *const names[] = {N_("January"), N_("February"), N_("March"),
                                        N_("April"),   N_("May"),      N_("June"),
                                        N_("July"),    N_("August"),   N_("September"),
                                        N_("October"), N_("November"), N_("December")};
    return tr(lang, names[month - 1]);
}

static const char *short_month_name(int32_t month, Lang lang)
{
    static const char *const names[] = {N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"),
                                        N_("May"), N_("Jun"), N_("Jul"), N_("Aug"),
                                        N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")};
    return tr(lang, names[month - 1]);
}

const char *html_date(const Page *p, Lang lang, int64_t t)
{
    if (!p->model->has_calendar)
        return text_format(p->mem, "<span class=\"when\">%s</span>",
                           text_format(p->mem, tr(lang, N_("period %lld")), (long long)t));
    Civil c = civil_of(model_day(p->model, t));
    const char *text =
        text_format(p->mem, /* TRANSLATORS: day, month, year */ tr(lang, N_("%d %s %d")),
                    (int)c.day, month_name(c.month, lang), (int)c.year);
    return text_format(p->mem, "<time datetime=\"%s\">%s</time>",
                       date_of_period(p->mem, p->model, t), text);
}

static const char *counted_periods(const Page *p, Lang lang)
{
    const Model *m = p->model;
    const char *text =
        m->is_endless
            ? text_format(p->mem,
                          tr(lang, N_("Without an end; shown are the first %d periods")),
                          (int)m->window)
        : m->window == 1 ? tr(lang, N_("A single period"))
                         : text_format(p->mem, tr(lang, N_("%d periods")), (int)m->window);
    return text_format(p->mem, "<span class=\"when\">%s</span>", text);
}

const char *html_span_of_time(const Page *p, Lang lang)
{
    const Model *m = p->model;
    if (!m->has_calendar)
        return counted_periods(p, lang);
    const char *sentence = m->is_endless ? N_("From %s on, without an end; shown until %s")
                                         : N_("From %s to %s");
    return text_format(p->mem, tr(lang, sentence), html_date(p, lang, 0),
                       html_date(p, lang, m->window));
}

const char *html_short_date(const Page *p, int64_t t)
{
    const Model *m = p->model;
    bool is_month =
        m->has_calendar && m->unit >= UNIT_MONTH && civil_of(m->first_day).day == 1;
    if (!is_month)
        return text_format(
            p->mem, m->has_calendar ? "<time>%s</time>" : "<span class=\"when\">%s</span>",
            date_of_period(p->mem, m, t));
    Civil c = civil_of(model_day(m, t));
    const char *in[LANG_COUNT];
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++)
        in[lang] = text_format(p->mem, /* TRANSLATORS: month, year */ tr(lang, N_("%s %d")),
                               short_month_name(c.month, lang), (int)c.year);
    return text_format(p->mem, "<time datetime=\"%s\">%s</time>",
                       short_date_of_period(p->mem, m, t), html_either(p, in));
}
