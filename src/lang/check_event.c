/* What can be counted: an event for each arm, and for each choice as such. */
#include "lang/check_private.h"

static int32_t event_add(Check *c, Event event)
{
    Model *m = c->model;
    if (m->event_count >= MOST_EVENTS) {
        refuse_more(c, event.at);
        return -1;
    }
    need(c->mem, m->events, m->event_count, c->event_room);
    m->events[m->event_count] = event;
    return m->event_count++;
}

/* "the text of the choice: the text of the arm", or the name where neither has a text. */
static Text arm_event_text(Check *c, const char *name, const SynText *of,
                           const char *of_name, const SynText *arm, const char *arm_name)
{
    if (!of->in[LANG_EN] && !arm->in[LANG_EN])
        return (Text){{name, name}};
    Text first = text_of(of, of_name), second = text_of(arm, arm_name), both;
    for (int lang = 0; lang < LANG_COUNT; lang++)
        both.in[lang] = text_format(c->mem, "%s: %s", first.in[lang], second.in[lang]);
    return both;
}

static int32_t arm_event(Check *c, const SynStmt *of, int32_t var, const SynText *arm,
                         const char *arm_name, int32_t value, Span at)
{
    const char *of_name = c->model->vars[var].name;
    const char *name = text_format(c->mem, "%s.%s", of_name, arm_name);
    return event_add(
        c, (Event){.name = name,
                   .text = arm_event_text(c, name, &of->text, of_name, arm, arm_name),
                   .at = at,
                   .var = var,
                   .value = value});
}

void arm_events(Check *c, const SynStmt *syn, Stmt *s)
{
    const SynArm *written_as = syn->arms;
    for (Arm *a = s->arms; a; a = a->next, written_as = written_as->next)
        if (a->name)
            a->event =
                arm_event(c, syn, s->var, &written_as->text, a->name, a->value, a->at);
}

void number_events(Check *c, const SynStmt *of, Stmt *s)
{
    const Domain domain = c->model->vars[s->var].domain;
    s->first_event = c->model->event_count;
    for (int32_t value = domain.lo; value <= domain.hi && !c->is_full; value++)
        arm_event(c, of, s->var, &(SynText){0}, text_format(c->mem, "%d", value), value,
                  s->at);
}

/* One event for each choice as such, after those of all arms. */
void choice_events(Check *c)
{
    for (int32_t i = 0; i < c->choice_count; i++) {
        Stmt *s = c->choices[i];
        if (s->var < 0)
            continue;
        const Var *v = &c->model->vars[s->var];
        s->made_event = event_add(c, (Event){.name = v->name,
                                             .text = s->text,
                                             .at = v->at,
                                             .var = s->var,
                                             .value = NOT_MADE});
    }
}
