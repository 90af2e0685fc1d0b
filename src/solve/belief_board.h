/* belief_board.h - a period of a game with types while a pass goes through it (private to
 * src/solve).  What solve/node.h is for other games: the same sweep from the last step to the
 * first, with beliefs and types as inner axes.
 */
#pragma once
#include "game/play.h"
#include "math/signal_pair.h"
#include "solve/solve.h"

typedef struct PairQueue PairQueue;
typedef struct DuelQueue DuelQueue;

typedef struct {
    Scene scene;
    const Setup *setup;
    const uint64_t *reached; /* bits of nodes */
    const int32_t *same_as;  /* Game.same_as of the period */
    double *
        value; /* [target][cell][role]: of a node, filled from the last step to the first; of a
                      state after the period, discounted; 0 at the end and at faults.  Only those are there
                      that are the same as no other: belief_row */
    /* What best replies get, and what logit choice gives up along them (certify.c); NULL where
     * nobody asks. */
    double *best, *waste;
    /* Of each thread. */
    double *residual;
    int64_t *unsolved, *traced;
    PairQueue **pairs;
    DuelQueue **duels;
    double *doubles;
    int64_t room;
} BeliefBoard;

static inline int64_t belief_at(const BeliefBoard *b, int64_t target, int32_t cell)
{
    const Cells *c = b->scene.cells;
    return (b->same_as[target] * (int64_t)c->cells + cell) * c->roles;
}

static inline double *belief_row(const BeliefBoard *b, double *of, int64_t target,
                                 int32_t cell)
{
    return of + belief_at(b, target, cell);
}

/* What a landing is worth to each role, [roles], `after` being value, best or waste; with what is
 * paid on the edge where `paid`. */
void landing_worths(const BeliefBoard *b, const double *after, bool paid, const Landing *to,
                    int32_t edge, double *worths);

/* belief_node.c: finds the play at a node, in the given slice of its cells, and the values there
 * and, where somebody asks, best and waste.  A slice is what one thread does in one go. */
int32_t node_slices(const BeliefBoard *b, const Step *s);
void node_solve(const BeliefBoard *b, const Step *s, int32_t node, int32_t slice,
                double *work);

/* Some cells of a step wait until there are many of them: does what still waits in the thread's queues. */
void node_finish(const BeliefBoard *b, const Step *s, double *work);

/* Finds the play in a cell where somebody without types chooses alone, and what follows from the play in any. */
void cell_solve(const BeliefBoard *b, const Step *s, int32_t node, int32_t cell,
                double *work);

/* Where choices differ by tastes: adds their worth to the values of a cell. */
void cell_add_taste(const BeliefBoard *b, const Step *s, int32_t node, int32_t cell,
                    double *row);

/* How many agents of a step play for the player. */
static inline int32_t agents_of(const Step *s, int32_t player)
{
    int32_t n = 0;
    for (int32_t i = 0; i < s->agent_count; i++)
        n += s->agents[i].player == player;
    return n;
}

/* At a change of a type: the worth to each role of what comes after it. */
void change_values(const BeliefBoard *b, const Step *s, int32_t node, int32_t cell,
                   const double *after, bool paid, double *row, double *worths);

/* How likely an edge is to each role, which knows its own type and believes the rest. */
void edge_odds(const Cells *c, const News *t, int32_t cell, double *odds);

/* The cells of a slice: `count` of them, from `first` in steps of `stride`. */
typedef struct {
    int32_t first, stride, count;
} Slice;

/* belief_sure.c: in which cells choices made at the same time are sure to have one solution
 * only.  The cells are whole rows: all points of the second secret. */
void sure_find(const BeliefBoard *b, const Step *s, int32_t node, const Slice *cells,
               bool *is_sure);

/* belief_meeting.c: choices made at the same time, some of whose players have types.  Where the
 * solution is sure to be the only one, it is looked for from that of the cell `guess`; -1 = none.  `branch`: where
 * it was followed already, or NULL.  Returns whether values, but for tastes, and the check were found with it. */
typedef struct DuelBranch DuelBranch;
bool meeting_play(const BeliefBoard *b, const Step *s, int32_t node, int32_t cell,
                  int32_t guess, const DuelBranch *branch, double *work);

/* Q_ik(a) of all agents, as in the play: [agent][arm][type]. */
void meeting_worths(const BeliefBoard *b, const double *after, bool paid, const Step *s,
                    int32_t node, int32_t cell, double *q);

int64_t meeting_room(const Game *g, const Cells *c, const Step *s);

/* belief_check.c: what a choice misses by, of which the largest is kept. */
void belief_note_residual(const BeliefBoard *b, double residual);

/* belief_check.c: one agent's best reply with own type k, and the residual of its choice.  `masks`:
 * to which types the arms are open, or NULL; other arrays are [arm][type]. */
void reply_of(const BeliefBoard *b, const Step *s, int32_t agent, int32_t k,
              const double *p, const double *q, const double *best, const double *waste,
              const int32_t *masks, int32_t arms, int32_t types, double *best_out,
              double *waste_out);

/* Fills best and waste of a node in a cell. */
void cell_check(const BeliefBoard *b, const Step *s, int32_t node, int32_t cell,
                double *work);

/* Who alone has a choice at a node, a player with types: others may be there who have one arm. */
typedef struct {
    int32_t agent, player, secret, arms;
    int64_t at, width;    /* in a cell's play: where the agent's begins, and all of it */
    const int32_t *masks; /* to which types the arms are open; NULL: all */
} Chooser;

/* belief_pair.c: all there is to do in the line of cells that is the slice, where a player of two
 * types chooses.  False where the game is not tame (math/signal_pair.h): nothing is done then.  Some cells
 * wait in the thread's queue until there are many. */
bool pair_line(const BeliefBoard *b, const Chooser *who, int32_t node, const Slice *cells,
               SignalGame *g);
void pair_finish(const BeliefBoard *b);

PairQueue *pair_queue_new(Mem *M, const Cells *c);

/* belief_together.c: a slice of cells where several choose at the same time. */
void together_solve(const BeliefBoard *b, const Step *s, int32_t node, const Slice *cells,
                    double *work);
void together_finish(const BeliefBoard *b, const Step *s, double *work);

/* NULL where there are no such steps in a period. */
DuelQueue *duel_queue_new(Mem *M, const Cells *c, const Routine *period);

static inline double belief_precision(const BeliefBoard *b, int32_t player)
{
    return b->setup->precision[player];
}

static inline bool is_tasteful(const BeliefBoard *b, int32_t player)
{
    return b->scene.game->model->players[player].noise == NOISE_TASTE &&
           __builtin_isfinite(belief_precision(b, player));
}
