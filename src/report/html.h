/* html.h - the pieces of the HTML report (private to src/report).
 *
 * The page stands in both languages at once; a style sheet shows one of them.  What is put
 * together here are fragments of HTML in the arena: texts are escaped when they become one,
 * and nowhere else, so a fragment may be put anywhere between tags.
 *
 * Marks in the page, for those who test or read it by program: a number is <data> with all
 * its digits and its place in the JSON report (RFC 6901); what the author of the model wrote
 * is <bdi>; a date is <time>; what is neither is text of ours, without numbers.
 */
#pragma once
#include "report/figure.h"
#include "report/plot.h"
#include "report/report.h"

typedef struct {
    Buf *out;
    Mem *mem;
    const Outlook *outlook;
    const Findings *findings;
    const Model *model;
    PlotData *plots;
    bool has_plot[PLOT_COUNT];
    Lang lang; /* the one shown first */
} Page;

/* ------------------------------------------------------------------ text */

/* What a text is in HTML: marks escaped, control characters and marks that turn the
 * direction of writing made visible.  May stand between tags and in quotes. */
const char *html_escaped(Mem *M, const char *text);

/* A text of ours, in one language and in both. */
const char *html_text(const Page *p, Lang lang, const char *english);
const char *html_both(const Page *p, const char *english);

/* A text of the author's: in one language, and in both. */
const char *html_said(const Page *p, Lang lang, const Text *text);
const char *html_said_both(const Page *p, const Text *text);

/* What the author calls a thing in the model: a name, an expression. */
const char *html_code(const Page *p, const char *text);

/* The value of a state or choice: the text of the arm, or as in the model. */
const char *html_value(const Page *p, Lang lang, const Var *var, int32_t value);

/* Two fragments, of which the reader's language shows one; one alone where they are equal. */
const char *html_either(const Page *p, const char *const in[LANG_COUNT]);

/* ------------------------------------------------------------------ numbers and dates */

/* `path` is printf-like: "/measures/%d/mean". */
const char *html_number(const Page *p, Figure f, double x, const char *path, ...)
    __attribute__((format(printf, 4, 5)));
const char *html_alone(const Page *p, double x, const char *path, ...)
    __attribute__((format(printf, 3, 4)));
const char *html_count(const Page *p, int64_t x, const char *path, ...)
    __attribute__((format(printf, 3, 4)));
const char *html_share(const Page *p, double x, const char *path, ...)
    __attribute__((format(printf, 3, 4)));

/* "1 November 2025", and short "Nov 2025" where every period begins on the first of a month;
 * the number of the period without a calendar. */
const char *html_date(const Page *p, Lang lang, int64_t t);
const char *html_short_date(const Page *p, int64_t t); /* in both languages */

/* The time that the page is about: "From 1 November 2025 to 1 May 2026", "12 periods", "Without
 * an end; ..." */
const char *html_span_of_time(const Page *p, Lang lang);

/* "a", "a and b", "a, b, and c", of fragments. */
const char *html_list(const Page *p, Lang lang, const char *const *items, int32_t count);

/* What tells the situation of a choice apart: "The words: vague; Beijing's move: pushes", or "". */
const char *html_circumstances(const Page *p, Lang lang, const Opening *o);

/* How likely a probability is, in the words of ICD 203; in English, for the catalogue. */
const char *likelihood(double probability);

/* ------------------------------------------------------------------ parts of the page */

void html_put(Page *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

void html_paragraph(Page *p, const char *class, const char *const in[LANG_COUNT]);
void html_note(Page *p, const char *english); /* a paragraph in small type */

/* A table in a box of its own that scrolls: a caption, heads of columns, and then rows of
 * cells; the first cell of a row is its head. */
void html_table(Page *p, const char *id, const char *caption);
void html_table_end(Page *p);
void html_head_row(Page *p, const char *const *heads, int32_t count);
void html_row(Page *p, const char *const *cells, int32_t count);

/* A figure with its tools, for a kind that the page has; what is behind it stands between the
 * two. */
void html_figure(Page *p, PlotKind kind);
void html_figure_end(Page *p);
void html_details(Page *p, const char *english); /* what a click shows, and its end */
void html_details_end(Page *p);

/* ------------------------------------------------------------------ sections (html_*.c) */

/* What stands under the heading of each. */
void html_answer(Page *p);
void html_over_time(Page *p);
void html_outcomes(Page *p);
void html_events(Page *p);
void html_claims(Page *p);
void html_variants(Page *p);
void html_next(Page *p);
void html_structure(Page *p);
void html_parameters(Page *p);
void html_certificate(Page *p);
void html_again(Page *p);

/* Is there something for the section to say? */
bool html_has_over_time(const Page *p);
bool html_has_outcomes(const Page *p);
bool html_has_events(const Page *p);
bool html_has_claims(const Page *p);
bool html_has_variants(const Page *p);
bool html_has_next(const Page *p);
bool html_has_structure(const Page *p);
bool html_has_parameters(const Page *p);

/* ------------------------------------------------------------------ what is built in */

extern const char html_css[], html_js[];
int64_t html_js_length(void);
