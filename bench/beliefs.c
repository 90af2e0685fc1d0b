/* beliefs.c - what types cost: the time of a solve as the grid of beliefs gets finer.
 *
 *     bench_beliefs           from the root of the source
 *
 * Four months of two sides that provoke, answer and make up, each of which alone knows how much it
 * minds.  The grid grows from 5 x 5 points to 21 x 21; what a cell of a node takes in a period
 * should not change, so that time is linear in the cells.  The processor's time counts, of one
 * thread, the least of two tries.
 *
 *     bench_beliefs MODEL PARAMETER QUESTION [STEPS ...]
 *
 * What one question about a model takes, solve and check included, by two threads, where the parameter
 * is the steps of its grids: as in
 *
 *     bench_beliefs models/us-china-resolve.truce grain "E(count cn_move.push by 24)" 2 4 8 20
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lang/check.h"
#include "solve/solve.h"
#include "truce/truce.h"

static const char MODEL[] =
    "period 1 month for 4\n"
    "player us { precision 4  patience 0.97 }  player cn { precision 4  patience 0.98 }\n"
    "type us.us_minds : little, much = { 60%% : little  rest : much }\n"
    "type cn.cn_minds : little, much = { 50%% : little  rest : much }\n"
    "belief us_minds steps %d  belief cn_minds steps %d\n"
    "state us_curbs : 0..3 = 0  state cn_curbs : 0..3 = 0\n"
    "let us_loss = cn_curbs * (if us_minds == much then 1.5 else 0.6)\n"
    "let cn_loss = us_curbs * (if cn_minds == much then 1.5 else 0.6)\n"
    "rule turn(doer, other, curbs, offer, reply) {\n"
    "  doer chooses offer { wait  soothe { pay doer -0.1\n"
    "    other chooses reply { pocket  answer { us_curbs := 0  cn_curbs := 0 } } }\n"
    "    provoke if curbs < 3 { curbs += 1  pay doer 0.2 } } }\n"
    "each period {\n"
    "  chance { 50%% : turn(us, cn, us_curbs, us_offer, cn_reply)\n"
    "           rest : turn(cn, us, cn_curbs, cn_offer, us_reply) }\n"
    "  together { us chooses a { hold  push if us_curbs < 3 }\n"
    "             cn chooses b { stay  shove if cn_curbs < 3 } }\n"
    "  if a == push { us_curbs += 1 }  if b == shove { cn_curbs += 1 }\n"
    "  pay us 0.2 * us_curbs - us_loss  pay cn 0.2 * cn_curbs - cn_loss\n"
    "}\n";

static double seconds_of(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double seconds_worked(void)
{
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

static const Model *read_model(Mem *M, Diags *D, int steps)
{
    char text[sizeof MODEL + 20];
    Scope *scope;
    snprintf(text, sizeof text, MODEL, steps, steps);
    const char *copy = mem_text(M, text, (int64_t)strlen(text));
    int32_t source = diag_source(D, "beliefs", copy, (int64_t)strlen(copy));
    return model_check(D, syntax_parse(D, names_new(M), source), NULL, &scope);
}

/* Node-cells over all periods, and the seconds of a solve with its check. */
static double solve_once(int steps, double *node_cells, double *unsolved)
{
    Mem memory = {0};
    jmp_buf trap;
    if (setjmp(trap))
        exit(1);
    memory.trap = &trap;
    Diags diags = {.mem = &memory};
    Work work = {.mem = &memory, .threads = 1};
    const Model *m = read_model(&memory, &diags, steps);
    Setup *setup = m ? setup_make(&memory, &diags, m, NULL, 0) : NULL;
    if (!setup)
        exit(1);
    Program *program = program_make(&memory, m, setup->starts);
    Game *game = game_make(&memory, &diags, &work, program, setup);
    const Setup *const setups[] = {setup};
    Prices *prices = prices_make(&memory, game, setups, 1);
    double began = seconds_worked();
    const Strategy *s = solve_game(&memory, &work, prices);
    double seconds = seconds_worked() - began;
    *node_cells = 0;
    for (int32_t t = 0; t < game->periods; t++)
        for (int32_t node = 0; node < game_layer(game, t)->node_count; node++)
            *node_cells += bit_is_set(game->nodes_at[t], node) * s->play->cells->cells;
    *unsolved = (double)s->unsolved;
    mem_close(&memory);
    return seconds;
}

static bool ask_once(const char *model, const char *question, const char *set)
{
    const char *const sets[] = {set, NULL};
    truce_options options = {.threads = 2, .sets = sets, .mechanisms = "mechanisms"};
    truce_model *m = NULL;
    double answer = 0;
    bool is_fine = truce_read(model, &options, &m) == TRUCE_OK &&
                   truce_ask(m, question, NULL, &answer) == TRUCE_OK;
    if (m && !is_fine)
        fprintf(stderr, "%s", truce_diagnostics(m, TRUCE_TEXT, false));
    truce_free(m);
    printf("%-14s  %10.6g", set, answer);
    return is_fine;
}

static int ask_about(int count, char **words)
{
    static char *usual[] = {"2", "4", "8", "20"};
    char **steps = count > 4 ? words + 4 : usual;
    int steps_count = count > 4 ? count - 4 : 4;
    printf("steps               answer   seconds   of the processor\n");
    for (int k = 0; k < steps_count; k++) {
        char set[100];
        snprintf(set, sizeof set, "%s=%s", words[2], steps[k]);
        double began = seconds_of(CLOCK_MONOTONIC), worked = seconds_worked();
        if (!ask_once(words[1], words[3], set))
            return 1;
        printf("  %8.1f  %17.1f\n", seconds_of(CLOCK_MONOTONIC) - began,
               seconds_worked() - worked);
    }
    return 0;
}

int main(int count, char **words)
{
    if (count > 3)
        return ask_about(count, words);
    printf("steps    cells   seconds   ns per node, cell and period   unsolved\n");
    for (int steps = 4; steps <= 20; steps += 4) {
        double node_cells = 0, unsolved = 0, least = 1e300;
        for (int k = 0; k < 2; k++) {
            double seconds = solve_once(steps, &node_cells, &unsolved);
            least = seconds < least ? seconds : least;
        }
        printf("%5d  %7d  %8.3f  %28.0f  %9.0f\n", steps, (steps + 1) * (steps + 1), least,
               1e9 * least / node_cells, unsolved);
    }
    return 0;
}
