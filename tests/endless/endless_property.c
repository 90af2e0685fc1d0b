/* endless_property.c - random games without an end: [cases] [first seed].
 *
 * Every one is solved by the engine, through truce/truce.h alone, and by a slow tracer that
 * shares nothing with it (random_game.c).  Both must find the same branch, the engine's play must
 * follow the logit rule to 1e-10 when it is checked from its probabilities alone; and with
 * `precision exact` nobody may gain by another arm anywhere.
 */
#include "random_game.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <truce/truce.h>

static char text[1 << 20];

static bool ask(truce_model *m, double *answer, const char *question)
{
    truce_status status = truce_ask(m, question, NULL, answer);
    if (status != TRUCE_OK)
        fprintf(stderr, "%s: status %d\n%s%s\n", question, status,
                truce_diagnostics(m, TRUCE_TEXT, false), truce_message(m));
    return status == TRUCE_OK;
}

/* What the engine does in each state, as the expected number of picks in the first period of a
 * game that begins there. */
static bool engine_play(const RandomGame *g, bool is_exact, Play *play, double *value)
{
    const truce_options options = {.threads = 1};
    char question[80];
    truce_model *m;
    random_game_write(g, is_exact, text, sizeof text);
    bool well =
        truce_read_text("random.truce", text, strlen(text), &options, &m) == TRUCE_OK;
    for (int32_t s = 0; s < g->states && well; s++)
        for (int32_t i = 0; i < g->players && well; i++) {
            snprintf(question, sizeof question, "V(p%d) under at%d", i, s);
            well = ask(m, &value[s * PLAYERS + i], question);
            for (int32_t a = 0; a < g->arms && well; a++) {
                snprintf(question, sizeof question, "E(count a%d.%d by 1) under at%d", i, a,
                         s);
                well = ask(m, &play->p[s][i][a], question);
            }
        }
    if (!well)
        fputs(truce_diagnostics(m, TRUCE_TEXT, false), stderr);
    truce_free(m);
    return well;
}

static double logit_residual(const RandomGame *g, const Play *play)
{
    double most = 0;
    for (int32_t s = 0; s < g->states; s++)
        for (int32_t i = 0; i < g->players; i++) {
            double w[ARMS], best = -INFINITY, sum = 0;
            for (int32_t a = 0; a < g->arms; a++) {
                w[a] = g->precision[i] * play_worth(g, play, s, i, a);
                best = fmax(best, w[a]);
            }
            for (int32_t a = 0; a < g->arms; a++)
                sum += w[a] = exp(w[a] - best);
            for (int32_t a = 0; a < g->arms; a++)
                most = fmax(most, fabs(w[a] / sum - play->p[s][i][a]));
        }
    return most;
}

static double regret(const RandomGame *g, const Play *play)
{
    double most = 0;
    for (int32_t s = 0; s < g->states; s++)
        for (int32_t i = 0; i < g->players; i++) {
            double best = -INFINITY, mean = 0;
            for (int32_t a = 0; a < g->arms; a++) {
                double w = play_worth(g, play, s, i, a);
                best = fmax(best, w);
                mean += play->p[s][i][a] * w;
            }
            most = fmax(most, best - mean);
        }
    return most;
}

static double distance(const RandomGame *g, const Play *a, const Play *b)
{
    double most = 0;
    for (int32_t s = 0; s < g->states; s++)
        for (int32_t i = 0; i < g->players; i++)
            for (int32_t k = 0; k < g->arms; k++)
                most = fmax(most, fabs(a->p[s][i][k] - b->p[s][i][k]));
    return most;
}

static bool complain(uint64_t seed, const char *what, double number)
{
    fprintf(stderr, "seed %llu: %s %g\n", (unsigned long long)seed, what, number);
    return false;
}

static bool logit_is_right(const RandomGame *g, uint64_t seed)
{
    Play mine = {0}, slow = {0};
    double value[STATES * PLAYERS], off = 0;
    if (!engine_play(g, false, &mine, value))
        return complain(seed, "not solved", NAN);
    play_evaluate(g, &mine);
    for (int32_t s = 0; s < g->states; s++)
        for (int32_t i = 0; i < g->players; i++)
            off = fmax(off, fabs(mine.value[s][i] - value[s * PLAYERS + i]));
    if (!(off <= 1e-10))
        return complain(seed, "values are off by", off);
    double residual = logit_residual(g, &mine);
    if (!(residual <= 1e-10))
        return complain(seed, "residual", residual);
    if (slow_trace(g, 0.1, &slow) < 0 && slow_trace(g, 0.02, &slow) < 0)
        return complain(seed, "the slow tracer is lost", NAN);
    if (distance(g, &mine, &slow) > 1e-7 && slow_trace(g, 0.01, &slow) < 0)
        return complain(seed, "the slow tracer is lost in small steps", NAN);
    double apart = distance(g, &mine, &slow);
    return apart <= 1e-7 || complain(seed, "another branch, apart by", apart);
}

static bool exact_is_right(const RandomGame *g, uint64_t seed)
{
    Play mine = {0};
    double value[STATES * PLAYERS];
    if (!engine_play(g, true, &mine, value))
        return complain(seed, "not solved exactly", NAN);
    play_evaluate(g, &mine);
    double gain = regret(g, &mine);
    return gain <= 1e-9 || complain(seed, "exact play, regret", gain);
}

int main(int argc, char **argv)
{
    const long cases = argc > 1 && *argv[1] ? atol(argv[1]) : 25;
    const uint64_t first = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    long wrong = 0;
    for (uint64_t seed = first; seed < first + (uint64_t)cases; seed++) {
        RandomGame g = random_game(seed);
        wrong += !logit_is_right(&g, seed);
        wrong += !exact_is_right(&g, seed);
    }
    printf("%ld random games without an end, %ld wrong\n", cases, wrong);
    return wrong > 0;
}
