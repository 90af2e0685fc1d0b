/* print_program.c - a program as text, for `truce show --stage program`. */
#include "program/program.h"

typedef struct {
    const Program *program;
    const Diags *diags; /* for the sources */
    Buf *out;
} Printing;

enum { LONGEST_SOURCE = 60 };

/* The expression as it was written, on one line. */
static void print_source(const Printing *w, const char *label, const Expr *x)
{
    if (!x)
        return;
    buf_printf(w->out, " %s ", label);
    if (x->at.source < 0) {
        buf_puts(w->out, "...");
        return;
    }
    const char *text = w->diags->sources[x->at.source].text + x->at.at;
    int32_t length = x->at.length > LONGEST_SOURCE ? LONGEST_SOURCE : x->at.length;
    for (int32_t k = 0; k < length; k++)
        buf_putc(w->out, text[k] == '\n' ? ' ' : text[k]);
    if (length < x->at.length)
        buf_puts(w->out, " ...");
}

static const char *var_name(const Model *m, int32_t var)
{
    return var >= 0 ? m->vars[var].name : "-";
}

static void print_arms(const Printing *w, const Agent *a)
{
    const Model *m = w->program->model;
    Buf *out = w->out;
    buf_printf(out, "%*s%s %s%s\n", 12, "",
               a->player >= 0 ? m->players[a->player].name : "chance", var_name(m, a->var),
               agent_seers(a) ? ", hidden" : "");
    int32_t shown = a->arm_count > 24 ? 24 : a->arm_count;
    for (int32_t k = 0; k < shown; k++) {
        const StepArm *arm = &a->arms[k];
        buf_printf(out, "%*s", 14, "");
        if (arm->name)
            buf_puts(out, arm->name);
        else
            buf_printf(out, "%d", arm->value);
        print_source(w, "if", arm->guard);
        print_source(w, "with probability", arm->probability);
        buf_printf(out, " -> %d\n", arm->next);
    }
    if (shown < a->arm_count)
        buf_printf(out, "%*s... %d more\n", 14, "", a->arm_count - shown);
}

static void print_live(const Program *p, const Routine *r, int32_t k, Buf *out)
{
    buf_puts(out, "  {");
    const char *gap = "";
    for (int32_t v = 0; v < p->model->var_count; v++)
        if (bit_is_set(r->live + (int64_t)k * p->words, v)) {
            buf_printf(out, "%s%s", gap, p->model->vars[v].name);
            gap = " ";
        }
    buf_puts(out, "}\n");
}

static void print_step(const Printing *w, const Routine *r, int32_t k)
{
    const Model *m = w->program->model;
    Buf *out = w->out;
    const Step *s = &r->steps[k];
    buf_printf(out, "%5d  ", k);
    switch (s->kind) {
    case STEP_SET:
        buf_printf(out, "set %s", var_name(m, s->var));
        print_source(w, ":=", s->value);
        break;
    case STEP_IF:
        buf_puts(out, "if");
        print_source(w, ":", s->value);
        buf_printf(out, " else %d", s->otherwise);
        break;
    case STEP_SWITCH:
        buf_printf(out, "switch %s", var_name(m, s->var));
        break;
    case STEP_PAY:
        buf_printf(out, "pay %s", m->players[s->player].name);
        print_source(w, ":", s->value);
        break;
    case STEP_EVENT:
        buf_printf(out, "event %s", m->events[s->event].name);
        break;
    case STEP_SHOW:
        buf_puts(out, "show");
        print_source(w, ":", s->value);
        break;
    case STEP_CHOOSE:
        buf_puts(out, "CHOOSE");
        break;
    case STEP_TOGETHER:
        buf_puts(out, "TOGETHER");
        break;
    case STEP_CHANCE:
        buf_puts(out, "CHANCE");
        break;
    case STEP_END:
        buf_puts(out, "end");
        break;
    }
    if (s->kind != STEP_END && s->kind != STEP_CHOOSE && s->kind != STEP_CHANCE)
        buf_printf(out, " -> %d", s->next);
    print_live(w->program, r, k, out);
    for (int32_t i = 0; i < s->agent_count; i++)
        print_arms(w, &s->agents[i]);
}

static void print_routine(const Printing *w, const Routine *r, const char *name)
{
    buf_printf(w->out, "%s: begins at %d\n", name, r->first);
    for (int32_t k = r->first; k < r->count; k++)
        print_step(w, r, k);
}

void program_print(const Program *p, const Diags *D, Buf *out)
{
    Printing w = {.program = p, .diags = D, .out = out};
    buf_puts(out,
             "# step  what it does -> where it goes on  {variables that matter here}\n");
    print_routine(&w, &p->start, "start");
    print_routine(&w, &p->period, "each period");
    print_routine(&w, &p->finale, "finally");
    buf_puts(out, "structural parameters:");
    for (int32_t k = 0; k < p->model->param_count; k++)
        if (p->structural[k])
            buf_printf(out, " %s", p->model->params[k].name);
    buf_putc(out, '\n');
}
