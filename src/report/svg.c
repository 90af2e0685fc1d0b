#include "report/svg.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/width.h"
#include "report/letters.h"

/* ------------------------------------------------------------------ colours */

/* The palette of Okabe and Ito (2008), which holds up under every kind of colour blindness;
 * letters in its colours are darker where the ground is light, for contrast (WCAG AA). */
typedef struct {
    const char *name;
    const char *light, *dark;                 /* of shapes */
    const char *light_letters, *dark_letters; /* NULL: as the shapes */
} Colour;

static const Colour colours[] = {
    [INK] = {"ink", "#1b1c20", "#ececef", NULL, NULL},
    [FAINT_INK] = {"faint", "#5a5d65", "#a9adb6", NULL, NULL},
    [AXIS_INK] = {"line", "#8b8e96", "#757a83", NULL, NULL},
    [GRID_INK] = {"grid", "#e3e4e8", "#30343b", NULL, NULL},
    [SURFACE_INK] = {"surface", "#ffffff", "#16181d", NULL, NULL},
    [SHADE_INK] = {"shade", "#f0f1f4", "#23262d", NULL, NULL},
    [GOOD_INK] = {"good", "#009e73", "#2fc499", "#00705a", "#4fd0aa"},
    [BAD_INK] = {"bad", "#d55e00", "#f58a45", "#ac4a00", "#ff9e63"},
    [SERIES + 0] = {"s0", "#0072b2", "#4aa6e0", "#00659e", "#6bb9ea"},
    [SERIES + 1] = {"s1", "#d55e00", "#ef7d36", "#ac4a00", "#f79258"},
    [SERIES + 2] = {"s2", "#009e73", "#2cbd92", "#007054", "#4bcba5"},
    [SERIES + 3] = {"s3", "#cc79a7", "#d98ab6", "#9b3f74", "#e2a0c4"},
    [SERIES + 4] = {"s4", "#e69f00", "#e6a926", "#855900", "#ecba4f"},
    [SERIES + 5] = {"s5", "#56b4e9", "#8ccbf2", "#1d6f9c", "#a4d6f5"},
    [SERIES + 6] = {"s6", "#7b7e86", "#a0a4ab", "#5a5d65", "#b4b8bf"},
};

enum { COLOUR_COUNT = sizeof colours / sizeof *colours };

static const char *shape_colour(const Colour *c, bool is_dark)
{
    return is_dark ? c->dark : c->light;
}

static const char *letter_colour(const Colour *c, bool is_dark)
{
    const char *own = is_dark ? c->dark_letters : c->light_letters;
    return own ? own : shape_colour(c, is_dark);
}

void svg_properties(bool is_dark, Buf *out)
{
    for (int k = 0; k < COLOUR_COUNT; k++)
        buf_printf(out, "--truce-%s:%s;--truce-%s-text:%s;", colours[k].name,
                   shape_colour(&colours[k], is_dark), colours[k].name,
                   letter_colour(&colours[k], is_dark));
}

/* The colour as a rule wants it: itself, or a custom property with it to fall back on. */
static void put_colour(Buf *out, Theme theme, const char *name, const char *suffix,
                       const char *colour)
{
    if (theme == THEME_PAGE)
        buf_printf(out, "var(--truce-%s%s,%s)", name, suffix, colour);
    else
        buf_puts(out, colour);
}

static void put_colour_rules(Theme theme, bool is_dark, Buf *out)
{
    for (int k = 0; k < COLOUR_COUNT; k++) {
        const Colour *c = &colours[k];
        buf_printf(out, ".truce-figure .f-%s{fill:", c->name);
        put_colour(out, theme, c->name, "", shape_colour(c, is_dark));
        buf_printf(out, "}.truce-figure .l-%s{fill:none;stroke:", c->name);
        put_colour(out, theme, c->name, "", shape_colour(c, is_dark));
        buf_printf(
            out,
            k == INK ? "}.truce-figure text{fill:" : "}.truce-figure .t-%s{fill:", c->name);
        put_colour(out, theme, c->name, "-text", letter_colour(c, is_dark));
        buf_puts(out, "}\n");
    }
}

void svg_rules(Theme theme, Buf *out)
{
    buf_puts(out, ".truce-figure text{font-family:\"Noto Sans\",\"Helvetica Neue\",Arial,"
                  "\"Liberation Sans\",\"Noto Sans CJK SC\",\"Source Han Sans SC\","
                  "\"PingFang SC\",\"Microsoft YaHei\",sans-serif}\n");
    put_colour_rules(theme, theme == THEME_DARK, out);
    if (theme != THEME_AUTO)
        return;
    buf_puts(out, "@media (prefers-color-scheme:dark){\n");
    put_colour_rules(theme, true, out);
    buf_puts(out, "}\n");
}

/* ------------------------------------------------------------------ writing */

enum { USUAL_SIZE = 13 }; /* of letters, where nothing else is said */

static int64_t tenths(double x)
{
    return llrint(x * 10);
}

/* One decimal at most, and no "-0". */
static void put_number(Buf *out, double x)
{
    int64_t whole = tenths(x);
    buf_printf(out, "%s%lld", whole < 0 ? "-" : "", (long long)llabs(whole / 10));
    if (whole % 10)
        buf_printf(out, ".%d", (int)llabs(whole % 10));
}

static void put_attribute(Buf *out, const char *name, double x)
{
    buf_printf(out, " %s=\"", name);
    put_number(out, x);
    buf_putc(out, '"');
}

/* As XML can hold it: what it must not hold is shown by a stand-in. */
static void put_escaped(Buf *out, const char *text)
{
    Buf clean = {.mem = out->mem};
    buf_visible(&clean, text, (int64_t)strlen(text));
    for (const char *c = buf_text(&clean); *c; c++)
        if (*c == '&')
            buf_puts(out, "&amp;");
        else if (*c == '<')
            buf_puts(out, "&lt;");
        else if (*c == '>')
            buf_puts(out, "&gt;");
        else if (*c == '"')
            buf_puts(out, "&quot;");
        else
            buf_putc(out, *c);
}

static const char *language_tag(Lang lang)
{
    return lang == LANG_ZH ? "zh-Hans" : "en";
}

Svg svg_open(Mem *M, Lang lang, Theme theme, double width, const char *prefix)
{
    return (Svg){
        .body = {.mem = M}, .lang = lang, .theme = theme, .width = width, .prefix = prefix};
}

/* One tile of each hatching that was used: lines at an angle of their own. */
static void put_hatchings(const Svg *s, Buf *out)
{
    if (!s->hatchings)
        return;
    buf_puts(out, "<defs>\n");
    for (int k = 0; k < COLOUR_COUNT; k++)
        if (s->hatchings >> k & 1)
            buf_printf(
                out,
                "<pattern id=\"%s-hatch-%s\" patternUnits=\"userSpaceOnUse\" "
                "width=\"6\" height=\"6\" patternTransform=\"rotate(%d)\">"
                "<rect class=\"f-%s\" width=\"6\" height=\"6\" opacity=\"0.25\"/>"
                "<path class=\"l-%s\" stroke-width=\"2.4\" d=\"M0 3H6\"/></pattern>\n",
                s->prefix, colours[k].name, 45 + 90 * (k % 2), colours[k].name,
                colours[k].name);
    buf_puts(out, "</defs>\n");
}

void svg_close(const Svg *s, double height, const char *title, const char *description,
               bool is_file, Buf *out)
{
    if (is_file)
        buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    buf_puts(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"truce-figure\"");
    buf_printf(out, " role=\"img\" aria-labelledby=\"%s-title %s-desc\" lang=\"%s\"",
               s->prefix, s->prefix, language_tag(s->lang));
    if (is_file) /* by which some programs choose among the forms of a Chinese character */
        buf_printf(out, " xml:lang=\"%s\"", language_tag(s->lang));
    buf_printf(out, " font-size=\"%d\"", USUAL_SIZE);
    put_attribute(out, "width", s->width);
    put_attribute(out, "height", height);
    buf_puts(out, " viewBox=\"0 0 ");
    put_number(out, s->width);
    buf_putc(out, ' ');
    put_number(out, height);
    buf_printf(out, "\">\n<title id=\"%s-title\">", s->prefix);
    put_escaped(out, title);
    buf_printf(out, "</title>\n<desc id=\"%s-desc\">", s->prefix);
    put_escaped(out, description);
    buf_puts(out, "</desc>\n");
    if (s->theme != THEME_PAGE) {
        buf_puts(out, "<style>\n");
        svg_rules(s->theme, out);
        buf_puts(out, "</style>\n");
    }
    put_hatchings(s, out);
    if (s->theme != THEME_PAGE)
        buf_puts(out, "<rect class=\"f-surface\" width=\"100%\" height=\"100%\"/>\n");
    buf_add(out, s->body.at, s->body.length);
    buf_puts(out, "</svg>\n");
}

void svg_group(Svg *s, const char *name)
{
    buf_printf(&s->body, "<g id=\"%s-%s\">\n", s->prefix, name);
}

void svg_end(Svg *s)
{
    buf_puts(&s->body, "</g>\n");
}

/* ------------------------------------------------------------------ shapes */

static void put_stroke(Buf *out, Stroke stroke)
{
    static const char *const dashes[DASH_COUNT] = {NULL,      "7 3", "2 3",
                                                   "9 3 2 3", "4 2", "1.5 2 5 2"};
    buf_printf(out, " class=\"l-%s\"", colours[stroke.ink].name);
    if (stroke.width != 1)
        put_attribute(out, "stroke-width", stroke.width);
    if (stroke.dash)
        buf_printf(out, " stroke-dasharray=\"%s\"", dashes[stroke.dash % DASH_COUNT]);
}

static void put_fill(Buf *out, Ink ink, double opacity)
{
    buf_printf(out, " class=\"f-%s\"", colours[ink].name);
    if (opacity < 1)
        buf_printf(out, " opacity=\"%.2g\"", opacity);
}

/* One step of a path; straight across and straight down are said shorter. */
static void put_step(Buf *out, Point from, Point to)
{
    bool is_across = tenths(from.y) == tenths(to.y),
         is_down = tenths(from.x) == tenths(to.x);
    buf_putc(out, is_across ? 'H' : is_down ? 'V' : 'L');
    if (!is_down || is_across)
        put_number(out, to.x);
    if (!is_down && !is_across)
        buf_putc(out, ' ');
    if (!is_across)
        put_number(out, to.y);
}

static void put_piece(Buf *out, const Point *points, int32_t count)
{
    buf_putc(out, 'M');
    put_number(out, points[0].x);
    buf_putc(out, ' ');
    put_number(out, points[0].y);
    for (int32_t k = 1; k < count; k++)
        put_step(out, points[k - 1], points[k]);
}

static void put_points(Buf *out, const Point *points, int32_t count)
{
    buf_puts(out, " d=\"");
    put_piece(out, points, count);
}

void svg_line(Svg *s, Stroke stroke, Point a, Point b)
{
    svg_path(s, stroke, (Point[]){a, b}, 2);
}

void svg_path(Svg *s, Stroke stroke, const Point *points, int32_t count)
{
    buf_puts(&s->body, "<path");
    put_stroke(&s->body, stroke);
    if (count > 2)
        buf_puts(&s->body, " stroke-linejoin=\"round\"");
    put_points(&s->body, points, count);
    buf_puts(&s->body, "\"/>\n");
}

void svg_lines(Svg *s, Stroke stroke, const Point *ends, int32_t count)
{
    if (count == 0)
        return;
    buf_puts(&s->body, "<path");
    put_stroke(&s->body, stroke);
    buf_puts(&s->body, " d=\"");
    for (int32_t k = 0; k < count; k++, ends += 2)
        put_piece(&s->body, ends, 2);
    buf_puts(&s->body, "\"/>\n");
}

void svg_area(Svg *s, Ink ink, double opacity, const Point *points, int32_t count)
{
    buf_puts(&s->body, "<path");
    put_fill(&s->body, ink, opacity);
    put_points(&s->body, points, count);
    buf_puts(&s->body, "Z\"/>\n");
}

void svg_hatched(Svg *s, Ink ink, const Point *points, int32_t count)
{
    s->hatchings |= UINT32_C(1) << ink;
    buf_printf(&s->body, "<path fill=\"url(#%s-hatch-%s)\"", s->prefix, colours[ink].name);
    put_points(&s->body, points, count);
    buf_puts(&s->body, "Z\"/>\n");
}

static void put_box(Buf *out, Point at, double width, double height)
{
    put_attribute(out, "x", at.x);
    put_attribute(out, "y", at.y);
    put_attribute(out, "width", width);
    put_attribute(out, "height", height);
}

void svg_box(Svg *s, Ink ink, double opacity, Point at, double width, double height)
{
    buf_puts(&s->body, "<rect");
    put_fill(&s->body, ink, opacity);
    put_box(&s->body, at, width, height);
    buf_puts(&s->body, "/>\n");
}

void svg_tile(Svg *s, Ink ink, double opacity, Point at, double width, double height)
{
    buf_puts(&s->body, "<rect shape-rendering=\"crispEdges\"");
    put_fill(&s->body, ink, opacity);
    put_box(&s->body, at, width, height);
    buf_puts(&s->body, "/>\n");
}

void svg_frame(Svg *s, Stroke stroke, Point at, double width, double height, double round)
{
    buf_puts(&s->body, "<rect");
    put_stroke(&s->body, stroke);
    put_box(&s->body, at, width, height);
    put_attribute(&s->body, "rx", round);
    buf_puts(&s->body, "/>\n");
}

static void put_circle(Buf *out, Point at, double radius)
{
    put_attribute(out, "cx", at.x);
    put_attribute(out, "cy", at.y);
    put_attribute(out, "r", radius);
    buf_puts(out, "/>\n");
}

void svg_dot(Svg *s, Ink ink, Point at, double radius)
{
    buf_puts(&s->body, "<circle");
    put_fill(&s->body, ink, 1);
    put_circle(&s->body, at, radius);
}

void svg_ring(Svg *s, Ink ink, Point at, double radius)
{
    svg_dot(s, SURFACE_INK, at, radius);
    buf_puts(&s->body, "<circle");
    put_stroke(&s->body, (Stroke){.ink = ink, .width = 1.6});
    put_circle(&s->body, at, radius);
}

/* ------------------------------------------------------------------ text */

void svg_text(Svg *s, Lettering how, Point at, const char *text)
{
    static const char *const anchors[] = {
        [FROM_START] = NULL, [FROM_MIDDLE] = "middle", [FROM_END] = "end"};
    Buf *out = &s->body;
    if (!*text)
        return;
    buf_puts(out, "<text");
    if (how.ink != INK)
        buf_printf(out, " class=\"t-%s\"", colours[how.ink].name);
    put_attribute(out, "x", at.x);
    put_attribute(out, "y", at.y);
    if (how.size != USUAL_SIZE)
        put_attribute(out, "font-size", how.size);
    if (how.is_bold)
        buf_puts(out, " font-weight=\"bold\"");
    if (anchors[how.anchor])
        buf_printf(out, " text-anchor=\"%s\"", anchors[how.anchor]);
    if (how.turn != 0) {
        buf_puts(out, " transform=\"rotate(");
        put_number(out, how.turn);
        buf_putc(out, ' ');
        put_number(out, at.x);
        buf_putc(out, ' ');
        put_number(out, at.y);
        buf_puts(out, ")\"");
    }
    buf_putc(out, '>');
    put_escaped(out, text);
    buf_puts(out, "</text>\n");
}

static double paragraph_step(double size)
{
    return 1.35 * size;
}

enum {
    BOLD_PART = 93
}; /* of a width, in per cent, that regular letters fill where bold ones would */

double svg_paragraph(Svg *s, Lettering how, Point at, double width, const char *text)
{
    Mem *M = s->body.mem;
    double room = how.is_bold ? width * BOLD_PART / 100 : width;
    TextLines lines = letters_wrap(M, text, how.size, room);
    for (int32_t k = 0; k < lines.count; k++, at.y += paragraph_step(how.size))
        svg_text(s, how, at, mem_text(M, lines.at[k].at, lines.at[k].length));
    return lines.count * paragraph_step(how.size);
}

double svg_paragraph_height(Mem *M, double size, double width, const char *text)
{
    return letters_wrap(M, text, size, width).count * paragraph_step(size);
}
