#include "report/structure.h"

#include <string.h>

#include "program/program.h"

typedef struct {
    Mem *mem;
    const Model *model;
    Structure *out;
    int32_t words;
    int32_t depth;
    int32_t *row_of_var; /* the row of a choice or lottery so far; -1 = none */
} Reading;

/* What the statements at hand are done under: what was read on the way, and the rows to which
 * they belong: the choice or lottery around them, or those that an `if` asks about. */
typedef struct {
    const uint64_t *reads;
    const int32_t *rows;
    int32_t count;
} Around;

static uint64_t *bits_new(const Reading *r)
{
    return make(r->mem, uint64_t, r->words);
}

static void bits_add(const Reading *r, uint64_t *to, const uint64_t *from)
{
    for (int32_t k = 0; k < r->words; k++)
        to[k] |= from[k];
}

static void add_reads(uint64_t *bits, const Expr *x)
{
    if (x)
        expr_reads(x, bits, NULL);
}

static int32_t row_new(Reading *r, RowKind kind, const Around *around)
{
    Structure *s = r->out;
    need(r->mem, s->rows, s->count, s->room);
    s->rows[s->count] =
        (StructureRow){.kind = kind,
                       .player = -1,
                       .var = -1,
                       .measure = -1,
                       .depth = r->depth,
                       .reads = bits_new(r),
                       .sets = bits_new(r),
                       .events = make(r->mem, uint64_t, r->model->event_count / 64 + 1)};
    if (around && around->reads)
        bits_add(r, s->rows[s->count].reads, around->reads);
    return s->count++;
}

static StructureRow *row_at(const Reading *r, int32_t row)
{
    return &r->out->rows[row];
}

/* What is done under nothing happens by itself, in one row as long as nothing comes between. */
static Around by_itself(Reading *r, const Around *around)
{
    const Structure *s = r->out;
    int32_t *row = make(r->mem, int32_t);
    bool goes_on = s->count > 0 && s->rows[s->count - 1].kind == ROW_CLOCK;
    *row = goes_on ? s->count - 1 : row_new(r, ROW_CLOCK, NULL);
    return (Around){.reads = around->reads, .rows = row, .count = 1};
}

static StructureRow *pay_row(Reading *r, int32_t player)
{
    for (int32_t k = 0; k < r->out->count; k++)
        if (row_at(r, k)->kind == ROW_PAY && row_at(r, k)->player == player)
            return row_at(r, k);
    return NULL;
}

/* What a local that is read was made of; locals read only earlier ones. */
static void read_through_locals(const Model *m, uint64_t *reads)
{
    for (int32_t v = m->var_count - 1; v >= m->state_count; v--) {
        const Var *var = &m->vars[v];
        if (bit_is_set(reads, v) && var->kind == VAR_LOCAL && var->made)
            add_reads(reads, var->made->value);
    }
}

static void read_statements(Reading *r, const Stmt *first, Around around);

static void read_arms(Reading *r, const Stmt *s, int32_t row)
{
    r->depth++;
    for (const Arm *arm = s->arms; arm; arm = arm->next)
        if (arm->body)
            read_statements(r, arm->body, (Around){.rows = &row, .count = 1});
    r->depth--;
}

static void read_choice(Reading *r, const Stmt *s, const Around *around, bool is_together)
{
    int32_t row = row_new(r, ROW_CHOICE, around);
    StructureRow *choice = row_at(r, row);
    choice->player = s->player;
    choice->var = s->var;
    r->row_of_var[s->var] = row;
    choice->is_together = is_together;
    add_reads(choice->reads, s->value);
    for (const Arm *arm = s->arms; arm; arm = arm->next)
        add_reads(choice->reads, arm->guard);
    if (!is_together)
        read_arms(r, s, row);
}

/* The choices first, then their bodies, as they happen. */
static void read_together(Reading *r, const Stmt *s, const Around *around)
{
    int32_t row = r->out->count;
    for (const Stmt *choice = s->body; choice; choice = choice->next)
        read_choice(r, choice, around, true);
    for (const Stmt *choice = s->body; choice; choice = choice->next)
        read_arms(r, choice, row++);
}

static bool has_name(const Reading *r, int32_t var)
{
    return var >= 0 && *r->model->vars[var].name;
}

/* A lottery without a name is part of what it is done under, where that is something. */
static void read_chance(Reading *r, const Stmt *s, const Around *around)
{
    bool is_row = has_name(r, s->var) || around->count == 0;
    int32_t row = is_row ? row_new(r, ROW_CHANCE, around) : -1;
    if (is_row && has_name(r, s->var)) {
        row_at(r, row)->var = s->var;
        r->row_of_var[s->var] = row;
    }
    const Around within = is_row ? (Around){.rows = &row, .count = 1} : *around;
    for (int32_t k = 0; k < within.count; k++)
        for (const Arm *arm = s->arms; arm; arm = arm->next)
            add_reads(row_at(r, within.rows[k])->reads, arm->probability);
    r->depth += is_row;
    for (const Arm *arm = s->arms; arm; arm = arm->next)
        if (arm->body)
            read_statements(r, arm->body, within);
    r->depth -= is_row;
}

/* The rows of the choices and lotteries that are asked about. */
static Around asked_about(Reading *r, const uint64_t *reads, const Around *around)
{
    int32_t *rows = make(r->mem, int32_t, r->model->var_count);
    Around within = {.rows = rows};
    for (int32_t v = r->model->state_count; v < r->model->var_count; v++)
        if (bit_is_set(reads, v) && r->row_of_var[v] >= 0)
            rows[within.count++] = r->row_of_var[v];
    return within.count ? within : *around;
}

static void read_if(Reading *r, const Stmt *s, const Around *around)
{
    uint64_t *reads = bits_new(r);
    add_reads(reads, s->value);
    read_through_locals(r->model, reads);
    Around within = asked_about(r, reads, around);
    if (around->reads)
        bits_add(r, reads, around->reads);
    within.reads = reads;
    read_statements(r, s->body, within);
    read_statements(r, s->otherwise, within);
}

static void read_set(Reading *r, const Stmt *s, const Around *around)
{
    if (s->var >= r->model->state_count)
        return; /* a local: what it reads shows where it is used */
    Around at = around->count ? *around : by_itself(r, around);
    for (int32_t k = 0; k < at.count; k++) {
        StructureRow *row = row_at(r, at.rows[k]);
        bit_set(row->sets, s->var);
        add_reads(row->reads, s->value);
        if (at.reads)
            bits_add(r, row->reads, at.reads);
    }
}

/* What happens by itself is called by what happens. */
static void read_event(Reading *r, const Stmt *s, const Around *around)
{
    Around at = around->count ? *around : by_itself(r, around);
    for (int32_t k = 0; k < at.count; k++)
        bit_set(row_at(r, at.rows[k])->events, s->event);
}

static void read_statement(Reading *r, const Stmt *s, const Around *around)
{
    switch (s->kind) {
    case S_CHOOSE:
        read_choice(r, s, around, false);
        break;
    case S_TOGETHER:
        read_together(r, s, around);
        break;
    case S_CHANCE:
        read_chance(r, s, around);
        break;
    case S_SET:
        read_set(r, s, around);
        break;
    case S_IF:
        read_if(r, s, around);
        break;
    case S_EVENT:
        read_event(r, s, around);
        break;
    case S_PAY:
    case S_SHOW:
        break;
    }
}

static void read_statements(Reading *r, const Stmt *first, Around around)
{
    for (const Stmt *s = first; s; s = s->next)
        read_statement(r, s, &around);
}

/* What payments read, and the conditions under which they are made. */
static void read_pays(Reading *r, const Stmt *first, const uint64_t *around)
{
    for (const Stmt *s = first; s; s = s->next) {
        uint64_t *reads = bits_new(r);
        if (around)
            bits_add(r, reads, around);
        if (s->kind == S_PAY) {
            StructureRow *row = pay_row(r, s->player);
            bits_add(r, row->reads, reads);
            add_reads(row->reads, s->value);
        }
        if (s->kind == S_IF)
            add_reads(reads, s->value);
        read_pays(r, s->body, reads);
        read_pays(r, s->otherwise, reads);
        for (const Arm *arm = s->arms; arm; arm = arm->next)
            read_pays(r, arm->body, reads);
    }
}

bool row_touches(const StructureRow *row, int32_t state)
{
    return bit_is_set(row->reads, state) || bit_is_set(row->sets, state);
}

static void drop_rows_that_touch_nothing(Structure *s, int32_t states)
{
    int32_t kept = 0;
    for (int32_t k = 0; k < s->count; k++) {
        const StructureRow *row = &s->rows[k];
        bool touches = row->kind == ROW_CHOICE || row->kind == ROW_PAY;
        for (int32_t v = 0; !touches && v < states; v++)
            touches = row_touches(row, v);
        if (touches)
            s->rows[kept++] = *row;
    }
    s->count = kept;
}

/* Two lotteries without a name that stand beside each other and set the same, such as the two sides of
 * an `if`, are one row. */
static bool are_alike(const Reading *r, const StructureRow *a, const StructureRow *b)
{
    size_t bytes = sizeof *a->sets * (size_t)r->words;
    return a->kind == ROW_CHANCE && b->kind == ROW_CHANCE && a->var < 0 && b->var < 0 &&
           a->depth == b->depth && memcmp(a->sets, b->sets, bytes) == 0;
}

static void merge_equal_lotteries(const Reading *r)
{
    Structure *s = r->out;
    int32_t kept = 0;
    for (int32_t k = 0; k < s->count; k++)
        if (kept > 0 && are_alike(r, &s->rows[kept - 1], &s->rows[k]))
            bits_add(r, s->rows[kept - 1].reads, s->rows[k].reads);
        else
            s->rows[kept++] = s->rows[k];
    s->count = kept;
}

Structure *structure_find(Mem *M, const Model *m)
{
    Structure *s = make(M, Structure);
    Reading r = {.mem = M, .model = m, .out = s, .words = program_words(m)};
    r.row_of_var = make(M, int32_t, m->var_count + 1);
    for (int32_t v = 0; v < m->var_count; v++)
        r.row_of_var[v] = -1;
    read_statements(&r, m->program, (Around){0});
    for (int32_t i = 0; i < m->player_count; i++)
        row_at(&r, row_new(&r, ROW_PAY, NULL))->player = i;
    read_pays(&r, m->program, NULL);
    read_pays(&r, m->finally, NULL);
    for (int32_t k = 0; k < m->measure_count; k++) {
        StructureRow *row = row_at(&r, row_new(&r, ROW_MEASURE, NULL));
        row->measure = k;
        add_reads(row->reads, m->measures[k].value);
    }
    for (int32_t k = 0; k < s->count; k++)
        read_through_locals(m, s->rows[k].reads);
    drop_rows_that_touch_nothing(s, m->state_count);
    merge_equal_lotteries(&r);
    return s;
}
