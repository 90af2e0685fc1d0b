#include "program/program.h"

#include "program/live.h"

/* Steps are written from the end of the program to its beginning, so that the step to go on
 * with is always known; they are turned around when all are there. */
typedef struct {
    Mem *mem;
    const Model *model;
    Step *steps;
    int32_t count, room;
} Writing;

static int32_t write_step(Writing *w, Step s)
{
    need(w->mem, w->steps, w->count, w->room);
    w->steps[w->count] = s;
    return w->count++;
}

static int32_t write_list(Writing *w, const Stmt *list, int32_t next);

static void write_arms(Writing *w, Agent *agent, const Stmt *s, int32_t next, bool bodies)
{
    agent->arms = make(w->mem, StepArm, s->arm_count);
    agent->arm_count = s->arm_count;
    int32_t k = s->arm_count;
    const Arm **arms = make(w->mem, const Arm *, s->arm_count);
    for (const Arm *a = s->arms; a; a = a->next)
        arms[s->arm_count - k--] = a;
    for (k = s->arm_count - 1; k >= 0; k--)
        agent->arms[k] = (StepArm){
            .value = arms[k]->value,
            .event = arms[k]->event,
            .next = bodies && s->changes < 0 ? write_list(w, arms[k]->body, next) : next,
            .guard = arms[k]->guard,
            .probability = arms[k]->probability,
            .name = arms[k]->name,
            .at = arms[k]->at,
        };
}

static void write_range(Writing *w, Agent *agent, const Stmt *s, int32_t next)
{
    const Domain *d = &w->model->vars[s->var].domain;
    agent->arm_count = d->hi - d->lo + 1;
    agent->arms = make(w->mem, StepArm, agent->arm_count);
    for (int32_t k = 0; k < agent->arm_count; k++)
        agent->arms[k] = (StepArm){.value = d->lo + k,
                                   .event = s->first_event + k,
                                   .next = next,
                                   .guard = s->value,
                                   .at = s->at};
}

static void write_agent(Writing *w, Agent *agent, const Stmt *s, int32_t next, bool bodies)
{
    *agent =
        (Agent){.player = s->kind == S_CHANCE ? -1 : s->player, .var = s->var, .stmt = s};
    if (s->is_range)
        write_range(w, agent, s, next);
    else
        write_arms(w, agent, s, next, bodies);
}

static int32_t write_node(Writing *w, const Stmt *s, int32_t next)
{
    Agent *agent = make(w->mem, Agent);
    write_agent(w, agent, s, next, true);
    return write_step(w, (Step){.kind = s->kind == S_CHANCE ? STEP_CHANCE : STEP_CHOOSE,
                                .at = s->at,
                                .next = next,
                                .agents = agent,
                                .agent_count = 1});
}

static bool has_bodies(const Stmt *choice)
{
    for (const Arm *a = choice->arms; a; a = a->next)
        if (a->body)
            return true;
    return false;
}

/* After a `together` the bodies run in the order written, each picked by its choice. */
static int32_t write_bodies(Writing *w, const Stmt *choice, int32_t next)
{
    if (choice->is_range || !has_bodies(choice))
        return next;
    Agent *agent = make(w->mem, Agent);
    write_agent(w, agent, choice, next, true);
    return write_step(w, (Step){.kind = STEP_SWITCH,
                                .at = choice->at,
                                .next = next,
                                .var = choice->var,
                                .agents = agent,
                                .agent_count = 1});
}

static int32_t write_together(Writing *w, const Stmt *s, int32_t next)
{
    int32_t n = 0;
    for (const Stmt *c = s->body; c; c = c->next)
        n++;
    const Stmt **choices = make(w->mem, const Stmt *, n);
    n = 0;
    for (const Stmt *c = s->body; c; c = c->next)
        choices[n++] = c;
    if (n == 1)
        return write_node(w, choices[0], next);
    for (int32_t k = n - 1; k >= 0; k--)
        next = write_bodies(w, choices[k], next);
    Agent *agents = make(w->mem, Agent, n);
    for (int32_t k = 0; k < n; k++)
        write_agent(w, &agents[k], choices[k], next, false);
    return n == 0 ? next
                  : write_step(w, (Step){.kind = STEP_TOGETHER,
                                         .at = s->at,
                                         .next = next,
                                         .agents = agents,
                                         .agent_count = n});
}

static int32_t write_if(Writing *w, const Stmt *s, int32_t next)
{
    int32_t otherwise = write_list(w, s->otherwise, next);
    int32_t then = write_list(w, s->body, next);
    return write_step(w, (Step){.kind = STEP_IF,
                                .at = s->at,
                                .next = then,
                                .otherwise = otherwise,
                                .value = s->value});
}

static int32_t write_stmt(Writing *w, const Stmt *s, int32_t next)
{
    switch (s->kind) {
    case S_CHOOSE:
    case S_CHANCE:
        return write_node(w, s, next);
    case S_TOGETHER:
        return write_together(w, s, next);
    case S_IF:
        return write_if(w, s, next);
    case S_SET:
        return write_step(w, (Step){.kind = STEP_SET,
                                    .at = s->at,
                                    .next = next,
                                    .var = s->var,
                                    .value = s->value,
                                    .stmt = s});
    case S_PAY:
        return write_step(w, (Step){.kind = STEP_PAY,
                                    .at = s->at,
                                    .next = next,
                                    .player = s->player,
                                    .value = s->value});
    case S_EVENT:
        return write_step(
            w, (Step){.kind = STEP_EVENT, .at = s->at, .next = next, .event = s->event});
    case S_SHOW:
        return write_step(w, (Step){.kind = STEP_SHOW,
                                    .at = s->at,
                                    .next = next,
                                    .var = s->value->op == X_VAR ? s->value->ref : -1,
                                    .value = s->value});
    }
    return next;
}

static int32_t write_list(Writing *w, const Stmt *list, int32_t next)
{
    int32_t n = 0;
    for (const Stmt *s = list; s; s = s->next)
        n++;
    const Stmt **stmts = make(w->mem, const Stmt *, n);
    n = 0;
    for (const Stmt *s = list; s; s = s->next)
        stmts[n++] = s;
    while (n > 0)
        next = write_stmt(w, stmts[--n], next);
    return next;
}

/* A state's start: one value is set, several are drawn. */
static int32_t write_start(Writing *w, int32_t state, const Start *start, int32_t next)
{
    Agent *agent = make(w->mem, Agent);
    *agent = (Agent){.player = -1, .var = -1, .arm_count = start->count};
    agent->arms = make(w->mem, StepArm, start->count);
    for (int32_t k = start->count - 1; k >= 0; k--)
        agent->arms[k] = (StepArm){.event = -1,
                                   .at = start->value[k]->at,
                                   .probability = start->probability[k],
                                   .next = write_step(w, (Step){.kind = STEP_SET,
                                                                .at = start->value[k]->at,
                                                                .next = next,
                                                                .var = state,
                                                                .value = start->value[k]})};
    if (start->count == 1)
        return agent->arms[0].next;
    return write_step(w, (Step){.kind = STEP_CHANCE,
                                .at = start->at,
                                .next = next,
                                .agents = agent,
                                .agent_count = 1});
}

static bool is_hidden(const Step *s)
{
    for (int32_t i = 0; i < s->agent_count; i++)
        if (agent_seers(&s->agents[i]))
            return step_is_node(s);
    return false;
}

/* Turns the steps around: what was written last comes first. */
static Routine finish(Writing *w, int32_t first)
{
    int32_t n = w->count;
    Step *steps = make(w->mem, Step, n);
    for (int32_t k = 0; k < n; k++) {
        Step s = w->steps[n - 1 - k];
        s.next = n - 1 - s.next;
        s.otherwise = n - 1 - s.otherwise;
        for (int32_t i = 0; i < s.agent_count; i++)
            for (int32_t a = 0; a < s.agents[i].arm_count; a++)
                s.agents[i].arms[a].next = n - 1 - s.agents[i].arms[a].next;
        s.is_hidden = is_hidden(&s);
        steps[k] = s;
    }
    mem_drop(w->mem, w->steps);
    return (Routine){.steps = steps, .count = n, .first = n - 1 - first};
}

static Routine routine_of(Mem *M, const Model *m, const Stmt *list)
{
    Writing w = {.mem = M, .model = m};
    int32_t end = write_step(&w, (Step){.kind = STEP_END, .at = SPAN_NOWHERE});
    return finish(&w, write_list(&w, list, end));
}

static Routine routine_of_starts(Mem *M, const Model *m, const Start *const *starts)
{
    Writing w = {.mem = M, .model = m};
    int32_t next = write_step(&w, (Step){.kind = STEP_END, .at = SPAN_NOWHERE});
    for (int32_t v = m->state_count - 1; v >= 0; v--)
        next = write_start(&w, v, starts[v], next);
    return finish(&w, next);
}

Program *program_make(Mem *M, const Model *m, const Start *const *starts)
{
    Program *p = make(M, Program);
    p->model = m;
    p->words = program_words(m);
    p->start = routine_of_starts(M, m, starts);
    p->period = routine_of(M, m, m->program);
    p->finale = routine_of(M, m, m->finally);
    program_find_live(M, p);
    program_find_params(M, p);
    if (!program_is_valid(p))
        mem_fail(M, FAIL_BUG, N_("the program of the period is not sound"));
    return p;
}

static bool step_is_valid(const Routine *r, int32_t k)
{
    const Step *s = &r->steps[k];
    if (s->kind == STEP_END)
        return k == r->count - 1;
    bool valid = s->next > k && s->next < r->count;
    if (s->kind == STEP_IF)
        valid = valid && s->otherwise > k && s->otherwise < r->count;
    for (int32_t i = 0; i < s->agent_count; i++)
        for (int32_t a = 0; a < s->agents[i].arm_count; a++)
            valid = valid && s->agents[i].arms[a].next > k &&
                    s->agents[i].arms[a].next < r->count;
    return valid;
}

static bool routine_is_valid(const Routine *r)
{
    for (int32_t k = 0; k < r->count; k++)
        if (!step_is_valid(r, k))
            return false;
    return r->count > 0 && r->first >= 0 && r->first < r->count;
}

bool program_is_valid(const Program *p)
{
    return routine_is_valid(&p->start) && routine_is_valid(&p->period) &&
           routine_is_valid(&p->finale);
}
