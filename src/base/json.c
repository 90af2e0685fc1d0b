#include "base/json.h"

#include <math.h>
#include <string.h>

#include "base/width.h"

static void put_string(Buf *out, const char *text)
{
    Buf valid = {.mem = out->mem};
    buf_valid(&valid, text, (int64_t)strlen(text));
    buf_putc(out, '"');
    for (const char *c = buf_text(&valid); *c; c++) {
        if (*c == '"' || *c == '\\')
            buf_printf(out, "\\%c", *c);
        else if (*c == '\n')
            buf_puts(out, "\\n");
        else if ((unsigned char)*c < 0x20)
            buf_printf(out, "\\u%04x", (unsigned)*c);
        else
            buf_putc(out, *c);
    }
    buf_putc(out, '"');
    mem_drop(out->mem, valid.at);
}

static void new_line(Json *j)
{
    if (j->depth > j->lines)
        return;
    buf_putc(j->out, '\n');
    buf_fill(j->out, ' ', j->depth);
}

/* What stands before a value. */
static void begin_item(Json *j, const char *key)
{
    if (j->has_items)
        buf_putc(j->out, ',');
    if (j->depth > 0)
        new_line(j);
    if (key) {
        put_string(j->out, key);
        buf_putc(j->out, ':');
    }
    j->has_items = true;
}

static void open_level(Json *j, const char *key, bool is_array)
{
    begin_item(j, key);
    if (++j->depth >= JSON_DEEPEST)
        mem_fail(j->out->mem, FAIL_BUG, "JSON nested too deeply");
    uint32_t bit = UINT32_C(1) << j->depth;
    j->arrays = is_array ? j->arrays | bit : j->arrays & ~bit;
    j->has_items = false;
    buf_putc(j->out, is_array ? '[' : '{');
}

void json_object(Json *j, const char *key)
{
    open_level(j, key, false);
}

void json_array(Json *j, const char *key)
{
    open_level(j, key, true);
}

void json_end(Json *j)
{
    bool is_array = j->arrays >> j->depth & 1, was_broken = j->depth <= j->lines;
    j->depth--;
    if (j->has_items && was_broken) {
        buf_putc(j->out, '\n');
        buf_fill(j->out, ' ', j->depth);
    }
    buf_putc(j->out, is_array ? ']' : '}');
    if (j->depth == 0)
        buf_putc(j->out, '\n');
    j->has_items = true;
}

void json_text(Json *j, const char *key, const char *text)
{
    if (!text) {
        json_null(j, key);
        return;
    }
    begin_item(j, key);
    put_string(j->out, text);
}

void json_number(Json *j, const char *key, double x)
{
    if (!isfinite(x)) {
        json_null(j, key);
        return;
    }
    begin_item(j, key);
    buf_number(j->out, x, 0);
}

void json_whole(Json *j, const char *key, int64_t x)
{
    begin_item(j, key);
    buf_printf(j->out, "%lld", (long long)x);
}

void json_truth(Json *j, const char *key, bool x)
{
    begin_item(j, key);
    buf_puts(j->out, x ? "true" : "false");
}

void json_null(Json *j, const char *key)
{
    begin_item(j, key);
    buf_puts(j->out, "null");
}

void json_numbers(Json *j, const char *key, const double *x, int64_t count)
{
    json_array(j, key);
    for (int64_t k = 0; k < count; k++)
        json_number(j, NULL, x[k]);
    json_end(j);
}
