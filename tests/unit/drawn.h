/* drawn.h - signalling games of two types, drawn at random, and what one says of a play. */
#pragma once
#include "math/logit_game.h"
#include "math/signal_game.h"
#include "math/signal_pair.h"
#include "played.h"

enum { MOST_POINTS = 31 };

static uint32_t seed;

static double draw(void)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) / (double)(1 << 24);
}

/* The room of a game that test after test draws again. */
typedef struct {
    Lattice lattice;
    double worth[PAIR_ARMS * MOST_POINTS * 2];
    uint8_t open[PAIR_ARMS];
    SignalGame game;
} Drawn;

/* From 2 to 8 arms; what an arm is worth wanders from point to point, and steps at some. */
static void draw_game_on(Drawn *d, const Lattice *lattice)
{
    d->game = (SignalGame){.lattice = lattice,
                           .arms = 2 + (int)(7 * draw() * draw()),
                           .precision = 0.2 + 4 * draw(),
                           .worth = d->worth,
                           .open = d->open};
    double wander = 0.2 * draw(), *w = d->worth;
    memset(d->open, ALL_TYPES, sizeof d->open);
    for (int a = 0; a < d->game.arms; a++, w += (ptrdiff_t)2 * lattice->count)
        for (int k = 0; k < 2; k++) {
            double at = 2 * draw(), tilt = 0.1 * draw();
            for (int j = 0; j < lattice->count; j++)
                w[2 * j + k] = at += wander * (draw() - 0.5) - tilt * (draw() < 0.2);
        }
}

/* On a lattice of 3 to 31 points. */
static void draw_game(Drawn *d)
{
    mem_close(&memory);
    d->lattice = lattice_make(&memory, 2, 2 + (int)(29 * draw()));
    draw_game_on(d, &d->lattice);
}

/* What the game itself says of p, apart from all that solves it. */
static double found_miss(const SignalGame *g, int point, const double *p)
{
    double worth[2 * PAIR_ARMS], q[PAIR_ARMS], best[PAIR_ARMS], most = 0;
    SignalGame here = *g;
    here.prior = g->lattice->point + (ptrdiff_t)2 * point;
    signal_worths(&here, p, worth);
    for (int k = 0; k < 2; k++) {
        for (int a = 0; a < g->arms; a++)
            q[a] = worth[2 * a + k];
        softmax(g->arms, q, g->precision, best);
        for (int a = 0; a < g->arms; a++)
            most = fmax(most, fabs(best[a] - p[2 * a + k]));
    }
    return most;
}
