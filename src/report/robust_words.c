#include "report/robust_words.h"

#include <math.h>

int64_t robust_hits_of_all(const Robust *c)
{
    return c->box_is_of_success ? c->held : c->draws - c->held;
}

static const char *bound(const Wording *w, double x, int32_t k, const char *end)
{
    return w->number(w->writer, x, text_format(w->mem, "/box/sides/%d/%s", (int)k, end));
}

/* "0.2 < clarity < 0.6" */
static const char *side_in_words(const Wording *w, const Robustness *r, const Box *b,
                                 int32_t k)
{
    const BoxSide *side = &b->side[k];
    const bool has_low = isfinite(side->lo), has_high = isfinite(side->hi);
    Buf out = {.mem = w->mem};
    if (has_low && has_high)
        buf_printf(&out, "%s %s ", bound(w, side->lo, k, "low"), w->below);
    buf_puts(&out, w->name(w->writer, &r->axes[side->param]));
    if (has_high)
        buf_printf(&out, " %s %s", w->below, bound(w, side->hi, k, "high"));
    else if (has_low)
        buf_printf(&out, " %s %s", w->above, bound(w, side->lo, k, "low"));
    return buf_text(&out);
}

static const char *box_in_words(const Wording *w, const Robustness *r, const Box *b)
{
    const char *first = side_in_words(w, r, b, 0);
    if (b->sides == 1)
        return first;
    return text_format(w->mem, tr(w->lang, /* TRANSLATORS: both hold */ N_("%s and %s")),
                       first, side_in_words(w, r, b, 1));
}

const char *robust_place(const Wording *w, const Robustness *r, const Robust *c)
{
    const char *format = c->box_is_of_success
                             ? N_("holds in %s of %s draws with %s (held back: %s of %s), "
                                  "against %s of all %s")
                             : N_("fails in %s of %s draws with %s (held back: %s of %s), "
                                  "against %s of all %s");
    return text_format(
        w->mem, tr(w->lang, format), w->count(w->writer, c->inside.bad, "/box/hits"),
        w->count(w->writer, c->inside.draws, "/box/draws"), box_in_words(w, r, &c->box),
        w->count(w->writer, c->box.held.bad, "/box/hits_held_back"),
        w->count(w->writer, c->box.held.draws, "/box/draws_held_back"),
        w->count(w->writer, robust_hits_of_all(c), "/box/hits_of_all"),
        w->count(w->writer, c->draws, "/draws"));
}
