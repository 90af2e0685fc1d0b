#include "lang/check_private.h"

const bool *seers_of(Check *c, const SynStmt *syn, const Env *env, int32_t owner)
{
    const int32_t players = c->model->player_count;
    bool *seers = make(c->mem, bool, players);
    if (syn->seen == SEEN_BY_OWNER)
        seers[owner] = true;
    for (int32_t i = 0; i < syn->seer_count; i++) {
        const Symbol *player = symbol_expect(c, syn->seers[i], env, SYM_PLAYER);
        if (player)
            seers[player->ref] = true;
    }
    bool is_hidden = false;
    for (int32_t i = 0; i < players; i++)
        is_hidden |= !seers[i];
    return syn->seen == SEEN_BY_ALL || !is_hidden ? NULL : seers;
}

static bool may_stand_behind_curtain(const SynStmt *s)
{
    return s->kind == SYN_PAY || s->kind == SYN_LOCAL || s->kind == SYN_BRANCH ||
           s->kind == SYN_PUT;
}

/* What else happened behind a curtain would show what stands there. */
bool may_stand_here(Check *c, const SynStmt *s)
{
    if (!c->curtain || may_stand_behind_curtain(s))
        return true;
    Diag *d =
        diag(c->D, DIAG_E235, s->head, "this cannot happen where not everyone sees it");
    diag_note(c->D, d, c->curtain->head, "what comes out here is hidden from somebody");
    diag_hint(c->D, d,
              "Only `pay`, `let` and `if` can stand here; show what everyone learns, and "
              "let this follow from that.");
    return false;
}
