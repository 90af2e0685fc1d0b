#include <stdarg.h>
#include <stdio.h>

#include "report/html.h"

void html_put(Page *p, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    char *text = make(p->mem, char, length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(args);
    buf_add(p->out, text, length);
}

/* ------------------------------------------------------------------ sections */

void html_paragraph(Page *p, const char *class, const char *const in[LANG_COUNT])
{
    html_put(p, "<p class=\"%s\">%s</p>\n", class, html_either(p, in));
}

void html_note(Page *p, const char *english)
{
    html_put(p, "<p class=\"note\">%s</p>\n", html_both(p, english));
}

void html_details(Page *p, const char *english)
{
    html_put(p, "<details>\n<summary>%s</summary>\n", html_both(p, english));
}

void html_details_end(Page *p)
{
    html_put(p, "</details>\n");
}

/* ------------------------------------------------------------------ tables */

void html_table(Page *p, const char *id, const char *caption)
{
    html_put(p,
             "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
             "aria-labelledby=\"%s-caption\">\n<table id=\"%s\">\n"
             "<caption id=\"%s-caption\">%s</caption>\n",
             id, id, id, caption);
}

void html_table_end(Page *p)
{
    html_put(p, "</tbody>\n</table>\n</div>\n");
}

void html_head_row(Page *p, const char *const *heads, int32_t count)
{
    html_put(p, "<thead>\n<tr>");
    for (int32_t k = 0; k < count; k++)
        html_put(p, "<th scope=\"col\">%s</th>", heads[k]);
    html_put(p, "</tr>\n</thead>\n<tbody>\n");
}

void html_row(Page *p, const char *const *cells, int32_t count)
{
    html_put(p, "<tr><th scope=\"row\">%s</th>", cells[0]);
    for (int32_t k = 1; k < count; k++)
        html_put(p, "<td>%s</td>", cells[k]);
    html_put(p, "</tr>\n");
}

/* ------------------------------------------------------------------ figures */

/* A figure is drawn for a desk and for a telephone; the style sheet shows what fits. */
static const struct {
    const char *class;
    int32_t width;
} sizes[] = {{"desk", 760}, {"phone", 340}};

static void put_drawing(Page *p, PlotKind kind, Lang lang, int size)
{
    static const char *const languages[] = {[LANG_EN] = "en", [LANG_ZH] = "zh"};
    html_put(p, "<div class=\"%s %s\">\n", languages[lang], sizes[size].class);
    PlotLook look = {.lang = lang,
                     .theme = THEME_PAGE,
                     .width = sizes[size].width,
                     .prefix = text_format(p->mem, "%s-%s-%s", plot_name(kind),
                                           languages[lang], sizes[size].class)};
    plot_draw(p->plots, kind, &look, p->out);
    html_put(p, "</div>\n");
}

void html_figure(Page *p, PlotKind kind)
{
    html_put(p, "<figure id=\"figure-%s\">\n", plot_name(kind));
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++)
        for (int size = 0; size < 2; size++)
            put_drawing(p, kind, lang, size);
    html_put(p,
             "<div class=\"tools\"><button type=\"button\" data-export=\"svg\">%s</button>"
             "<button type=\"button\" data-export=\"png\">%s</button></div>\n",
             html_both(p, N_("Save as SVG")), html_both(p, N_("Save as PNG")));
}

void html_figure_end(Page *p)
{
    html_put(p, "</figure>\n");
}
