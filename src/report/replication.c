#include "report/replication.h"

#include <math.h>
#include <string.h>

#include "report/choices.h"
#include "report/figure.h"

static const char *language_of(const Replication *r)
{
    return r->lang == LANG_ZH ? "zh" : "en";
}

/* ------------------------------------------------------------------ README */

static void put_paragraph(const Replication *r, Buf *out, const char *english)
{
    buf_printf(out, "%s\n\n", tr(r->lang, english));
}

static void put_heading(const Replication *r, Buf *out, const char *english)
{
    buf_printf(out, "## %s\n\n", tr(r->lang, english));
}

static void put_file(const Replication *r, Buf *out, const char *name, const char *english)
{
    buf_printf(out, "- `%s`: %s\n", name, tr(r->lang, english));
}

/* A text of the author's within a line of Markdown. */
static void put_said(Buf *out, const char *text)
{
    for (; *text; text++) {
        if (strchr("\\`*_[]<>|#&", *text))
            buf_putc(out, '\\');
        buf_putc(out, *text == '\n' || *text == '\r' ? ' ' : *text);
    }
}

static void put_files(const Replication *r, Buf *out)
{
    put_file(r, out, "model/",
             N_("the model, and what it includes; the names of included files were made to "
                "fit this folder"));
    put_file(r, out, "outputs/report.html", N_("the report as a page, for a browser"));
    put_file(r, out, "outputs/report.txt", N_("the report as text"));
    put_file(r, out, "outputs/report.json", N_("the report for programs"));
    put_file(r, out, "outputs/report.csv", N_("its numbers as one table"));
    put_file(r, out, "outputs/strategy.txt",
             N_("the choices of the first period, and what each is worth"));
    put_file(r, out, "figures/", N_("every figure as SVG, and its numbers as CSV"));
    put_file(r, out, "CODEBOOK.md",
             N_("what each column and each name of the model means"));
    put_file(r, out, "run.sh", N_("makes all outputs again and compares them"));
    put_file(r, out, "SHA256SUMS", N_("the SHA-256 of every other file"));
    buf_putc(out, '\n');
}

/* A command that makes one of the outputs by itself. */
static void put_command(const Replication *r, Buf *out, const char *command,
                        const char *rest, const char *file)
{
    buf_printf(out, "    truce %s model/%s%s --lang %s%s -o %s\n", command, r->model,
               r->options, language_of(r), rest, file);
}

static void put_commands(const Replication *r, Buf *out)
{
    put_command(r, out, "report", "", "outputs/report.html");
    put_command(r, out, "run", " --reproducible", "outputs/report.txt");
    put_command(r, out, "run", " --reproducible --format json", "outputs/report.json");
    put_command(r, out, "run", " --format csv", "outputs/report.csv");
    put_command(r, out, "show", " --stage strategy", "outputs/strategy.txt");
    for (int kind = 0; kind < PLOT_COUNT; kind++) {
        if (!r->has_plot[kind])
            continue;
        const char *name = plot_name((PlotKind)kind);
        const char *rest = text_format(out->mem, " --figure %s", name);
        put_command(r, out, "plot", rest, text_format(out->mem, "figures/%s.svg", name));
        put_command(r, out, "plot", rest, text_format(out->mem, "figures/%s.csv", name));
    }
    buf_putc(out, '\n');
}

void replication_readme(const Replication *r, Buf *out)
{
    const Model *m = r->outlook->findings->model;
    buf_puts(out, "# ");
    put_said(out, m->title.in[r->lang]);
    buf_puts(out, "\n\n");
    buf_printf(out, tr(r->lang, N_("A replication package, made by Truce %s.")),
               r->outlook->provenance->version);
    buf_puts(out, "\n\n");
    put_heading(r, out, N_("To reproduce every number and figure"));
    buf_puts(out, "    ./run.sh\n\n");
    put_paragraph(
        r, out,
        N_("It checks that no file was changed, makes every output again in a "
           "scratch folder and compares it with the one here, byte for byte. It "
           "needs Truce in the version above (the command `truce`, or what the "
           "variable TRUCE names), a POSIX shell, and sha256sum or shasum. Nothing "
           "is drawn at random: there are no seeds."));
    put_heading(r, out, N_("What is here"));
    put_files(r, out);
    put_heading(r, out, N_("Each output by itself"));
    put_commands(r, out);
}

/* ------------------------------------------------------------------ codebook */

typedef struct {
    const char *name, *english;
} Entry;

static void put_entries(const Replication *r, Buf *out, const Entry *entries, size_t count)
{
    buf_printf(out, "| %s | %s |\n|---|---|\n", tr(r->lang, N_("name")),
               tr(r->lang, N_("meaning")));
    for (size_t k = 0; k < count; k++)
        buf_printf(out, "| `%s` | %s |\n", entries[k].name,
                   tr(r->lang, entries[k].english));
    buf_putc(out, '\n');
}

static void put_report_columns(const Replication *r, Buf *out)
{
    static const Entry columns[] = {
        {"kind", N_("what the row is about, see below")},
        {"name", N_("the player, measure, event or claim")},
        {"variant",
         N_("the variants in force, joined by +; empty for the model as written")},
        {"period", N_("number of the period, from 0; empty where there is none")},
        {"date", N_("the day on which that period begins, as year-month-day; empty without "
                    "a calendar")},
        {"estimate", N_("the number, with all its digits")},
    };
    buf_puts(out, "## `outputs/report.csv`\n\n");
    put_entries(r, out, columns, sizeof columns / sizeof *columns);
}

static void put_kinds(const Replication *r, Buf *out)
{
    static const Entry kinds[] = {
        {"value", N_("expected discounted payoff of a player at the start; in units of "
                     "payoff")},
        {"exploitability", N_("what the player would gain by best replies to the others; "
                              "in units of payoff, 0 "
                              "or more")},
        {"given_up",
         N_("what choice at this precision gives up at most; in units of payoff, "
            "0 or more")},
        {"residual", N_("largest departure from the logit rule; a difference of "
                        "probabilities")},
        {"tolerance", N_("the largest residual that the certificate allows")},
        {"value_bound", N_("in a zero-sum game of two exact players, how far at most what "
                           "they get is from its value; in units of payoff")},
        {"met", N_("1 when the certificate is met, else 0")},
        {"states", N_("states at the starts of periods; a count")},
        {"nodes", N_("places where somebody chooses or chance draws; a count")},
        {"edges", N_("ways that lead from one to the next; a count")},
        {"layers", N_("kinds of period that were laid out; a count")},
        {"measure", N_("mean of a measure at the start of the period; of a truth, its "
                       "probability from 0 to 1")},
        {"event_in",
         N_("expected number of times that an event happens in the period; 0 or "
            "more")},
        {"event_ever", N_("probability that an event happens at all; from 0 to 1")},
        {"measure_mean", N_("mean of a measure over the starts of all periods but the "
                            "first")},
        {"measure_end", N_("mean of a measure at the end")},
        {"event_count", N_("expected number of times that an event happens; 0 or more")},
        {"claim_holds", N_("1 when a claim holds, 0 when it fails")},
        {"claim_left", N_("the left side of a comparison of the claim")},
        {"claim_right", N_("the right side of a comparison of the claim")},
    };
    buf_printf(out, "### %s\n\n", tr(r->lang, N_("Kinds of row")));
    put_entries(r, out, kinds, sizeof kinds / sizeof *kinds);
}

static void put_cell(Buf *out, const char *text)
{
    buf_puts(out, " | ");
    put_said(out, text ? text : "");
}

/* The columns of the figures' tables, with the heads under which a figure shows them. */
static void put_figure_columns(const Replication *r, Buf *out)
{
    for (int kind = 0; kind < PLOT_COUNT; kind++) {
        if (!r->has_plot[kind])
            continue;
        const PlotTable *table = plot_table(r->plots, (PlotKind)kind, r->lang);
        buf_printf(out, "## `figures/%s.csv`\n\n%s\n\n| %s | %s |\n|---|---|\n",
                   plot_name((PlotKind)kind), tr(r->lang, N_("The numbers of the figure.")),
                   tr(r->lang, N_("name")), tr(r->lang, N_("meaning")));
        for (int32_t c = 0; c < table->columns; c++) {
            buf_printf(out, "| `%s`", table->fields[c]);
            put_cell(out, table->heads[c]);
            buf_puts(out, " |\n");
        }
        buf_putc(out, '\n');
    }
}

static void put_number(Buf *out, double x)
{
    if (!isnan(x))
        buf_number(out, x, 0);
}

static void put_parameters(const Replication *r, Buf *out)
{
    const Outlook *o = r->outlook;
    const Model *m = o->findings->model;
    if (m->param_count == 0)
        return;
    put_heading(r, out, N_("Parameters"));
    buf_printf(out, "| %s | %s | %s | %s | %s | %s |\n|---|---|---|---|---|---|\n",
               tr(r->lang, N_("name")), tr(r->lang, N_("meaning")),
               tr(r->lang, N_("value")), tr(r->lang, N_("from")), tr(r->lang, N_("to")),
               tr(r->lang, N_("source")));
    for (int32_t k = 0; k < m->param_count; k++) {
        const Param *p = &m->params[k];
        buf_printf(out, "| `%s`", p->name);
        put_cell(out, p->text.in[r->lang]);
        buf_puts(out, " | ");
        put_number(out, o->findings->setup->params[k]);
        buf_puts(out, " | ");
        put_number(out, o->low[k]);
        buf_puts(out, " | ");
        put_number(out, o->high[k]);
        put_cell(out, p->source.in[LANG_EN] ? p->source.in[r->lang] : NULL);
        buf_puts(out, " |\n");
    }
    buf_putc(out, '\n');
}

/* The values of a domain: "low, high", "0 .. 12", "no, yes". */
static void put_domain(Buf *out, const Var *var)
{
    const Domain *d = &var->domain;
    if (d->kind == TYPE_WHOLE) {
        buf_printf(out, "%d .. %d", (int)d->lo, (int)d->hi);
        return;
    }
    for (int32_t v = d->lo; v <= d->hi; v++) {
        Buf name = {.mem = out->mem};
        put_value(&name, var, v);
        buf_puts(out, v > d->lo ? ", " : "");
        put_said(out, buf_text(&name));
    }
}

static void put_states(const Replication *r, Buf *out)
{
    const Model *m = r->outlook->findings->model;
    put_heading(r, out, N_("States"));
    buf_printf(out, "| %s | %s | %s | %s |\n|---|---|---|---|\n", tr(r->lang, N_("name")),
               tr(r->lang, N_("meaning")), tr(r->lang, N_("values")),
               tr(r->lang, N_("source")));
    for (int32_t v = 0; v < m->state_count; v++) {
        const Var *var = &m->vars[v];
        buf_printf(out, "| `%s`", var->name);
        put_cell(out, var->text.in[r->lang]);
        buf_puts(out, " | ");
        put_domain(out, var);
        put_cell(out, var->source.in[LANG_EN] ? var->source.in[r->lang] : NULL);
        buf_puts(out, " |\n");
    }
    buf_putc(out, '\n');
}

static void put_named(const Replication *r, Buf *out, const char *name, const Text *text)
{
    buf_printf(out, "| `%s`", name);
    put_cell(out, text->in[r->lang]);
    buf_puts(out, " |\n");
}

static void begin_named(const Replication *r, Buf *out, const char *english)
{
    put_heading(r, out, english);
    buf_printf(out, "| %s | %s |\n|---|---|\n", tr(r->lang, N_("name")),
               tr(r->lang, N_("meaning")));
}

static void put_declared(const Replication *r, Buf *out)
{
    const Model *m = r->outlook->findings->model;
    begin_named(r, out, N_("Players"));
    for (int32_t k = 0; k < m->player_count; k++)
        put_named(r, out, m->players[k].name, &m->players[k].text);
    buf_putc(out, '\n');
    begin_named(r, out, N_("Measures"));
    for (int32_t k = 0; k < m->measure_count; k++)
        put_named(r, out, m->measures[k].name, &m->measures[k].text);
    buf_putc(out, '\n');
    begin_named(r, out, N_("Events"));
    for (int32_t k = 0; k < m->declared_event_count; k++)
        put_named(r, out, m->events[k].name, &m->events[k].text);
    buf_putc(out, '\n');
    begin_named(r, out, N_("Variants"));
    for (int32_t k = 0; k < m->variant_count; k++)
        put_named(r, out, m->variants[k].name, &m->variants[k].text);
    buf_putc(out, '\n');
    begin_named(r, out, N_("Claims"));
    for (int32_t k = 0; k < m->claim_count; k++)
        put_named(r, out, m->claims[k].name, &m->claims[k].text);
}

void replication_codebook(const Replication *r, Buf *out)
{
    buf_printf(out, "# %s\n\n", tr(r->lang, N_("Codebook")));
    put_report_columns(r, out);
    put_kinds(r, out);
    put_figure_columns(r, out);
    put_parameters(r, out);
    put_states(r, out);
    put_declared(r, out);
}

/* ------------------------------------------------------------------ script */

void replication_script(const Replication *r, Buf *out)
{
    buf_printf(
        out,
        "#!/bin/sh\n"
        "# Makes every number and figure of this folder again and compares them with\n"
        "# those here, byte for byte.  TRUCE=/path/to/truce ./run.sh uses that truce.\n"
        "set -eu\n"
        "cd \"$(dirname \"$0\")\"\n"
        "truce=${TRUCE:-truce}\n"
        "\n"
        "version=$(\"$truce\" --version)\n"
        "[ \"$version\" = \"truce %s\" ] ||\n"
        "    echo \"run.sh: made by truce %s, and this is $version\" >&2\n"
        "\n"
        "if command -v sha256sum >/dev/null; then\n"
        "    sha256sum --quiet --check SHA256SUMS\n"
        "else\n"
        "    shasum -a 256 --quiet --check SHA256SUMS\n"
        "fi\n"
        "\n"
        "again=$(mktemp -d)\n"
        "trap 'rm -rf \"$again\"' EXIT\n"
        "\"$truce\" replicate model/%s%s --lang %s --quiet -o \"$again/package\"\n"
        "\n"
        "diff -r outputs \"$again/package/outputs\"\n"
        "diff -r figures \"$again/package/figures\"\n"
        "echo \"Every output is the same, byte for byte.\"\n",
        r->outlook->provenance->version, r->outlook->provenance->version, r->model,
        r->options, language_of(r));
}
