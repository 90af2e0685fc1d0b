#include <math.h>
#include <omp.h>
#include <string.h>

#include "math/logit_game.h"
#include "math/real.h"
#include "math/worst.h"
#include "solve/belief_board.h"
#include "solve/node.h"

/* The certificate of certify.c for games with types: for each role, what its best reply gets when
 * the others, and what everybody makes of what it does, stay as they are; and what logit choice
 * gives up along that reply. */

void belief_note_residual(const BeliefBoard *b, double residual)
{
    double *most = &b->residual[omp_get_thread_num()];
    *most = worst_of(*most, residual);
}

/* `masks`: to which types the arms are open, or NULL; all arrays are [arm][type]. */
void reply_of(const BeliefBoard *b, const Step *s, int32_t agent, int32_t k,
              const double *p, const double *q, const double *best, const double *waste,
              const int32_t *masks, int32_t arms, int32_t types, double *best_out,
              double *waste_out)
{
    int32_t player = s->agents[agent].player, open[arms], n = 0, top = 0;
    double lambda = belief_precision(b, player), own[arms], again[arms], replies[arms];
    open[0] = 0;
    own[0] = 0;
    replies[0] = 0;
    double mean = 0, h = 0, most = -INFINITY;
    for (int32_t a = 0; a < arms; a++)
        if (!masks || masks[a] >> k & 1) {
            own[n] = q[a * types + k];
            replies[n] = best[a * types + k];
            most = fmax(most, own[n]);
            mean += p[a * types + k] * own[n];
            h -= p[a * types + k] > 0 ? p[a * types + k] * real_log(p[a * types + k]) : 0;
            top = replies[n] > replies[top] ? n : top;
            open[n++] = a;
        }
    logit_choice(n, own, lambda, again);
    for (int32_t a = 0; a < n && isfinite(lambda); a++)
        belief_note_residual(b, fabs(p[open[a] * types + k] - again[a]));
    if (isinf(lambda)) /* regret: 1e-5 of what is at stake is met at 1e-9 */
        belief_note_residual(b, 1e-4 * (most - mean) / fmax(1, fabs(most)));
    if (is_tasteful(b, player)) {
        *best_out = softmax(n, replies, lambda, again) + EULER_GAMMA / lambda;
        *waste_out = 0;
        return;
    }
    *best_out = replies[top];
    *waste_out = (isinf(lambda) || lambda == 0 ? most - mean : h / lambda) +
                 waste[open[top] * types + k];
}

/* Means over all edges, for those who do not choose here. */
static void pass_on(const BeliefBoard *b, const Step *s, int32_t node, int32_t cell,
                    double *work)
{
    const Cells *c = b->scene.cells;
    const Layer *l = b->scene.layer;
    double *best = belief_row(b, b->best, node, cell),
           *waste = belief_row(b, b->waste, node, cell), *odds = work,
           *worths = work + c->roles;
    memset(best, 0, sizeof *best * (size_t)c->roles);
    memset(waste, 0, sizeof *waste * (size_t)c->roles);
    for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++) {
        News t = news_of(&b->scene, s, node, e, cell);
        Landing to = landing_of(c, cell, &t);
        edge_odds(c, &t, cell, odds);
        landing_worths(b, b->best, true, &to, e, worths);
        for (int32_t r = 0; r < c->roles; r++)
            best[r] += odds[r] * worths[r];
        landing_worths(b, b->waste, false, &to, e, worths);
        for (int32_t r = 0; r < c->roles; r++)
            waste[r] += odds[r] * worths[r];
    }
}

/* The replies of all agents in a cell, from one look at each edge. */
static void check_agents(const BeliefBoard *b, const Step *s, int32_t node, int32_t cell,
                         double *work)
{
    const Cells *c = b->scene.cells;
    const int32_t *shape = node_shape(b->scene.game, b->scene.layer, node);
    int64_t width = play_width(b->scene.game, c, b->scene.layer, s, node);
    const double *p = play_row(&b->scene, node, width, cell);
    double *q = work, *best = q + width, *waste = best + width;
    meeting_worths(b, b->value, true, s, node, cell, q);
    meeting_worths(b, b->best, true, s, node, cell, best);
    meeting_worths(b, b->waste, false, s, node, cell, waste);
    int32_t masks = 0;
    for (int32_t i = 0; i < s->agent_count; i++)
        masks += 1 + shape[masks];
    int64_t place = 0;
    for (int32_t i = 0, at = 0; i < s->agent_count; at += 1 + shape[at], i++) {
        int32_t player = s->agents[i].player, types = types_of_agent(c, &s->agents[i]);
        for (int32_t k = 0; k < types && agents_of(s, player) == 1; k++)
            reply_of(b, s, i, k, p + place, q + place, best + place, waste + place,
                     step_tells_types(s) ? shape + masks : NULL, shape[at], types,
                     &belief_row(b, b->best, node, cell)[c->first_role[player] + k],
                     &belief_row(b, b->waste, node, cell)[c->first_role[player] + k]);
        place += (int64_t)shape[at] * types;
        masks += shape[at];
    }
}

void cell_check(const BeliefBoard *b, const Step *s, int32_t node, int32_t cell,
                double *work)
{
    if (step_changes(s) >= 0) {
        change_values(b, s, node, cell, b->best, true, belief_row(b, b->best, node, cell),
                      work);
        change_values(b, s, node, cell, b->waste, false,
                      belief_row(b, b->waste, node, cell), work);
        return;
    }
    pass_on(b, s, node, cell, work);
    if (s->kind != STEP_CHANCE)
        check_agents(b, s, node, cell, work);
}
