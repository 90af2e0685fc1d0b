/* What must hold of beliefs in any game with types, and the closed forms of the classics. */
#include "game/cells.h"
#include "math/signal_game.h"
#include "math/signal_line.h"
#include "played.h"

#define CHAIN                                                                              \
    "period 1 month for 4\n"                                                               \
    "player us { precision 3  patience 1 }  player cn { precision 3  patience 1 }\n"       \
    "type cn.resolve : soft, hard = { 63% : soft  rest : hard }\n"                         \
    "type us.bluff : honest, bluffs = { 47% : bluffs  rest : honest }\n"                   \
    "belief resolve steps 12  belief bluff steps 7\n"                                      \
    "state heat : 0..2 = 0\n"                                                              \
    "event strike\n"

#define PERIOD(changes)                                                                    \
    "each period {\n" changes                                                              \
    "  us chooses push { hold  press { pay us (if bluff == bluffs then 0.3 else -0.2)\n"   \
    "    cn chooses reply { yield { pay us 1 }\n"                                          \
    "      fight { pay cn 0.5  pay cn (if resolve == hard then 0.4 else -0.9)\n"           \
    "        pay us -1.5  event strike  if heat < 2 { heat += 1 } } } } }\n"               \
    "  together { us chooses a { c d } cn chooses b { e f } }\n"                           \
    "  pay cn if a == c and b == e then 1 else if resolve == hard then 0.5 else 0.2\n"     \
    "  pay us if a == c and b == e then 1 else if bluff == bluffs then 0.7 else 0.1\n"     \
    "  chance sign { if resolve == hard then 70% else 40% : loud  rest : quiet }\n"        \
    "}\n"

#define CHANGES                                                                            \
    "  chance { if resolve == hard then 20% else 0 : resolve := soft\n"                    \
    "    10% : resolve := hard  rest : nothing }\n"

/* ------------------------------------------------------------------ beliefs */

static double believed(const Played *p, int64_t place, int32_t secret, int32_t k)
{
    const Cells *c = p->strategy->play->cells;
    return cell_belief(c, (int32_t)(place % p->future->spread) / c->profiles, secret)[k];
}

static int32_t truth(const Played *p, int64_t place, int32_t secret)
{
    const Cells *c = p->strategy->play->cells;
    return profile_value(c, (int32_t)(place % p->future->spread) % c->profiles, secret);
}

static void among_paths_with_a_belief_so_many_are_of_the_type(void **state)
{
    Played p = play(CHAIN PERIOD(CHANGES));
    const Cells *c = p.strategy->play->cells;
    for (int32_t t = 0; t <= 4; t++)
        for (int64_t first = 0; first < p.future->places; first += c->profiles) {
            double all = 0, hard = 0, bluffs = 0;
            for (int64_t place = first; place < first + c->profiles; place++) {
                double mass = p.future->at_place[t][place];
                all += mass;
                hard += truth(&p, place, 0) == 1 ? mass : 0;
                bluffs += truth(&p, place, 1) == 1 ? mass : 0;
            }
            assert_near(hard, all * believed(&p, first, 0, 1), 1e-14);
            assert_near(bluffs, all * believed(&p, first, 1, 1), 1e-14);
        }
}

static void beliefs_are_a_martingale(void **state)
{
    Played p = play(CHAIN PERIOD(""));
    for (int32_t t = 0; t <= 4; t++) {
        char question[80];
        snprintf(question, sizeof question, "E(believed(resolve == hard) at %d)", t);
        assert_near(ask(&p, question), 0.37, 1e-14);
        snprintf(question, sizeof question, "P(bluff == bluffs at %d)", t);
        assert_near(ask(&p, question), 0.47, 1e-14);
    }
}

static void a_type_that_changes_is_believed_to(void **state)
{
    Played p = play(CHAIN PERIOD(CHANGES));
    double hard = 0.37;
    for (int32_t t = 0; t <= 4; t++) {
        char question[80];
        snprintf(question, sizeof question, "E(believed(resolve == hard) at %d)", t);
        assert_near(ask(&p, question), hard, 1e-14);
        hard = hard * (1 - 0.2) + (1 - hard) * 0.1;
    }
}

static void values_backward_are_means_forward(void **state)
{
    Played p = play(
        CHAIN
        "each period {\n"
        "  chance { 10% : resolve := hard  rest : nothing }\n"
        "  us chooses push { hold  press { pay us 0.3\n"
        "    cn chooses reply { yield { pay cn -1  pay us 1 }\n"
        "      fight { pay cn (if resolve == hard then -0.2 else -1.2)\n"
        "        pay us -1.5 } } } }\n"
        "  together { us chooses a { c { pay us if bluff == bluffs then 0 else 0.2 } d }"
        "             cn chooses b { e { pay us 0.7 } f } }\n"
        "  chance sign { if resolve == hard then 70% else 40% : loud  rest : quiet }\n"
        "}\n");
    double us = 0.3 * ask(&p, "E(count push.press by end)") +
                ask(&p, "E(count reply.yield by end)") -
                1.5 * ask(&p, "E(count reply.fight by end)") +
                0.7 * ask(&p, "E(count b.e by end)");
    double honest = 0;
    for (int k = 1; k <= 4; k++) {
        char question[100];
        snprintf(question, sizeof question,
                 "P(count a.c by end >= %d given bluff == honest at 0)", k);
        honest += ask(&p, question);
    }
    assert_near(ask(&p, "V(us)"), us + 0.2 * 0.53 * honest, 1e-13);
}

static void questions_know_the_truth(void **state)
{
    Played p = play(CHAIN PERIOD(""));
    double hard = ask(&p, "P(strike by end given resolve == hard at 0)");
    double soft = ask(&p, "P(strike by end given resolve == soft at 0)");
    assert_near(0.37 * hard + 0.63 * soft, ask(&p, "P(strike by end)"), 1e-14);
    assert_true(hard > soft + 0.1);
    assert_near(ask(&p, "P(resolve == hard throughout end)"), 0.37, 1e-14);
    assert_true(ask(&p, "Q(believed(resolve == hard) at end, 10%)") <
                ask(&p, "Q(believed(resolve == hard) at end, 90%)"));
}

/* ------------------------------------------------------------------ games without news */

#define PLAIN(types, hard, bluffs, rules)                                                  \
    "period 1 month for 4\n"                                                               \
    "player us { precision " rules " patience 0.9 }\n"                                     \
    "player cn { precision " rules " patience 0.8 }\n" types "event strike\n"              \
    "each period {\n"                                                                      \
    "  us chooses push { hold  press { pay us " bluffs "\n"                                \
    "    cn chooses reply { yield { pay us 1 } fight { pay cn " hard "\n"                  \
    "        pay us -1.5  event strike } } } }\n"                                          \
    "  together { us chooses a { c d g if now > 1 } cn chooses b { e f } }\n"              \
    "  pay cn if a == c and b == e then 1 else " hard "\n"                                 \
    "  pay us if a == c and b == e then 1 else " bluffs "\n"                               \
    "}\n"

#define SURE                                                                               \
    "type cn.resolve : soft, hard = { 0% : soft  rest : hard }\n"                          \
    "type us.bluff : honest, bluffs = bluffs\n"                                            \
    "belief resolve steps 5  belief bluff steps 3\n"

static void a_sure_type_is_no_type(void **state)
{
    static const char *const QUESTIONS[] = {"V(us)", "V(cn)", "P(strike by end)",
                                            "E(count a.d by end)", "E(count a.g by end)"};
    double plain[5];
#define COMPARE(rules)                                                                     \
    do {                                                                                   \
        Played p = play(PLAIN("", "0.4", "0.3", rules));                                   \
        for (int k = 0; k < 5; k++)                                                        \
            plain[k] = ask(&p, QUESTIONS[k]);                                              \
        p = play(PLAIN(SURE, "(if resolve == hard then 0.4 else -0.9)",                    \
                       "(if bluff == bluffs then 0.3 else -2)", rules));                   \
        assert_true(p.certificate->met);                                                   \
        for (int k = 0; k < 5; k++)                                                        \
            assert_near(ask(&p, QUESTIONS[k]), plain[k], 1e-12);                           \
    } while (0)
    COMPARE("3");
    COMPARE("0");
    COMPARE("2 noise taste");
#undef COMPARE
}

static void types_that_want_the_same_tell_nothing(void **state)
{
    Played p = play("period 1 month for 3\n"
                    "player us { precision 4 }  player cn { precision 4 }\n"
                    "type cn.resolve : soft, hard = { 35% : soft  rest : hard }\n"
                    "each period { cn chooses a { b { pay cn 0.1 } c { pay cn 0.3 } d }\n"
                    "  pay us if a == b then 1 else 0 }\n");
    assert_near(ask(&p, "P(believed(resolve == hard) == 0.65 at end)"), 1, 1e-12);
}

static void an_arm_that_one_type_lacks_gives_the_others_away(void **state)
{
    Played p =
        play("period 1 month for 2\n"
             "player us { precision 4 }  player cn { precision 0 }\n"
             "type cn.resolve : soft, hard = { 40% : soft  rest : hard }\n"
             "belief resolve steps 8\n"
             "each period { cn chooses a { quiet  loud if resolve == hard } pay us 0 }\n");
    assert_near(ask(&p, "E(count a.loud by 1)"), 0.6 * 0.5, 1e-14);
    assert_near(ask(&p, "P(count a.loud by 1 >= 1 given resolve == soft at 0)"), 0, 0);
    assert_near(
        ask(&p, "P(believed(resolve == hard) == 1 at 1 given count a.loud by 1 >= 1)"), 1,
        1e-14);
}

static void beliefs_pay_and_move_lotteries(void **state)
{
    Played p =
        play("period 1 month for 1\n"
             "player us { precision 4 }  player cn { precision 4 }\n"
             "type cn.resolve : soft, hard = { 25% : soft  rest : hard }\n"
             "event bell\n"
             "each period { pay us 2 * believed(resolve == hard)\n"
             "  chance { believed(resolve == hard) : event bell  rest : nothing } }\n"
             "finally { pay us believed(resolve == soft)\n"
             "          pay cn if resolve == hard then 3 else 0 }\n");
    assert_near(ask(&p, "V(us)"), 1.75, 1e-14);
    assert_near(ask(&p, "V(cn)"), 2.25, 1e-14);
    assert_near(ask(&p, "P(bell by end)"), 0.75, 1e-14);
}

static void two_types_of_one_player_are_one_secret(void **state)
{
    Played p =
        play("period 1 month for 2\n"
             "player us { precision 2 }  player cn { precision 2 }\n"
             "type cn.resolve : soft, hard = { 30% : soft  rest : hard }\n"
             "type cn.trust : bool = { 60% : yes  rest : no }\n"
             "belief resolve steps 6\n"
             "each period { cn chooses a { b { pay cn if resolve == hard and trust then 1\n"
             "  else if trust then 0.5 else -1 } c } pay us if a == b then 1 else 0 }\n");
    assert_int_equal(p.strategy->play->cells->lattice[0].values, 4);
    assert_true(p.certificate->met);
    assert_near(ask(&p, "E(believed(resolve == hard and trust) at end)"), 0.42, 1e-13);
    assert_near(ask(&p, "P(trust at end)"), 0.6, 1e-13);
}

static void threads_do_not_change_a_digit(void **state)
{
    double one[2];
    Played p = play(CHAIN PERIOD(CHANGES));
    one[0] = p.strategy->at_start[0];
    one[1] = ask(&p, "P(strike by end given resolve == hard at 0)");
    Played many = lay_out(read_model(CHAIN PERIOD(CHANGES)), NULL, 0);
    give_prices(&many);
    solve(&many, 3);
    assert_true(many.strategy->at_start[0] == one[0]);
    assert_true(ask(&many, "P(strike by end given resolve == hard at 0)") == one[1]);
}

static void a_period_that_is_solved_again_has_the_same_digits(void **state)
{
    static const char QUESTION[] = "P(strike by end given resolve == hard at 0)";
    Played p = play(CHAIN PERIOD(CHANGES));
    Play *y = p.strategy->play;
    double kept = ask(&p, QUESTION);
    int64_t room = 0;
    for (int32_t t = 0; t < p.game->periods; t++) {
        assert_non_null(y->kept[t]);
        y->kept[t] = NULL;
        if (y->room[t] > room)
            room = y->room[t];
    }
    y->now = make(&memory, double, room);
    y->time = -1;
    p.work.threads = 3; /* more than it was solved with */
    assert_true(ask(&p, QUESTION) == kept);
}

/* Heat is counted and pays nobody: whatever it is, everything goes on alike. */
static void what_goes_on_alike_is_solved_once(void **state)
{
    static const char QUESTION[] = "P(strike by end given resolve == hard at 0)";
    Played p = play(CHAIN PERIOD(CHANGES)), each = p;
    const Game *g = p.game;
    const int64_t row =
        (int64_t)p.strategy->play->cells->cells * p.strategy->play->cells->roles;
    const double answer = ask(&p, QUESTION);
    int32_t *differ = make(&memory, int32_t, game_most_targets(g)), alike = 0;
    for (int64_t k = 0; k < game_most_targets(g); k++)
        differ[k] = (int32_t)k;
    for (int32_t t = 0; t < g->periods; t++) {
        for (int64_t k = 0; k < layer_targets(g, game_layer(g, t)); k++)
            alike += g->same_as[t][k] != k;
        g->same_as[t] = differ;
    }
    assert_true(alike > 10);
    solve(&each, 1);
    assert_true(ask(&each, QUESTION) == answer);
    for (int32_t t = 0; t <= g->periods; t++)
        assert_memory_equal(each.strategy->play->value[t], p.strategy->play->value[t],
                            sizeof(double) * (size_t)(g->state_count * row));
    for (int32_t k = 0; k < g->layers[0].edge_count; k++)
        assert_true(each.strategy->probability[1][k] == p.strategy->probability[1][k]);
}

/* What differs in a payment, in a chance or in where it leads at last is not alike. */
static void what_matters_later_is_not_alike(void **state)
{
    static const char TEXT[] =
        "period 1 month for 3\n"
        "player us { precision 3  patience 1 }\n"
        "type us.bluff : honest, bluffs = { 47%% : bluffs  rest : honest }\n"
        "belief bluff steps 4\n"
        "state heat : 0..2 = 0\n"
        "each period {\n"
        "  us chooses push { hold  press if heat < 2 { heat += 1 } }\n"
        "  %s\n"
        "}\n";
    static const char *const MATTERS[] = {
        "pay us if bluff == bluffs then heat else -heat",
        "chance { 10% * heat : { pay us 1 } rest : none }",
        "if heat == 2 { us chooses cry { out { pay us 0.1 } aside } }",
    };
    for (int k = 0; k < 3; k++) {
        char text[1000];
        snprintf(text, sizeof text, TEXT, MATTERS[k]);
        Played p = play(text);
        const Layer *l = game_layer(p.game, 0);
        for (int32_t s = 1; s < p.game->state_count; s++)
            assert_int_equal(p.game->same_as[0][l->node_count + s], l->node_count + s);
    }
}

/* ------------------------------------------------------------------ carrying */

/* One edge in one cell, from the laws of the grid themselves: what it adds to `mass`, [target], and
 * how much it carries. */
static double scatter(const Scene *s, const Step *step, int32_t node, int32_t edge,
                      int32_t cell, int32_t k, const int32_t *moves, double *mass)
{
    const Cells *c = s->cells;
    const Layer *l = s->layer;
    const News news = news_of(s, step, node, edge, cell);
    const Landing to = landing_of(c, cell, &news);
    double all = 0;
    for (int32_t at = 0; at < c->profiles * k; at++) {
        const int32_t profile = at / k, u = profile_value(c, profile, 0),
                      v = profile_value(c, profile, 1),
                      m = moves ? moves[l->events[edge] * k + at % k] : at % k;
        const double p = mass[((int64_t)node * c->cells + cell) * c->profiles * k + at] *
                         news.base * news.like[0][u] * news.like[1][v];
        all += p;
        for (int32_t i = 0; i < to.to[0].count; i++)
            for (int32_t j = 0; j < to.to[1].count; j++) {
                const int64_t row = (int64_t)l->target[edge] * c->cells +
                                    cell_of(c, to.to[0].at[i], to.to[1].at[j]);
                mass[(row * c->profiles + profile) * k + m] +=
                    p * to.weight[0][1 + u][i] * to.weight[1][1 + v][j];
            }
    }
    return all;
}

/* A period without changes of types, node by node. */
static void scatter_all(Played *p, int32_t t, int32_t k, const int32_t *moves,
                        const double *mass, double *next, double *flow)
{
    Play *y = p->strategy->play;
    const Scene s = play_scene(y, &p->work, t);
    const Layer *l = s.layer;
    const int64_t width = play_width_of(y, k);
    double *all = make(&memory, double, layer_targets(p->game, l) * width);
    for (int64_t state = 0; state < p->game->state_count; state++)
        for (int64_t at = 0; at < width; at++) {
            const double moved = mass[state * width + at];
            const Way *way = &l->entry[state];
            if (moved > 0)
                all[way->target * width + at - at % k +
                    (moves ? moves[way->events * k + at % k] : at % k)] += moved;
        }
    for (int32_t node = 0; node < l->node_count; node++)
        for (int32_t e = l->first_edge[node]; e < l->first_edge[node + 1]; e++)
            for (int32_t cell = 0;
                 cell < s.cells->cells && bit_is_set(p->game->nodes_at[t], node); cell++)
                flow[e] += scatter(&s, layer_step(l, node), node, e, cell, k, moves, all);
    memcpy(next, all + l->node_count * width,
           sizeof *next * (size_t)(p->game->state_count * width));
}

/* With a memory of `k` values, each the next where something happens; whatever stood in the
 * room, which is most of the layer, before. */
static void assert_carried(Played *p, int32_t k)
{
    Play *y = p->strategy->play;
    const int64_t places = p->game->state_count * play_width_of(y, k),
                  room = game_most_targets(p->game) * play_width_of(y, k);
    const int32_t edges = p->game->layers[0].edge_count, lists = p->game->events.count;
    int32_t *moves = make(&memory, int32_t, lists * k);
    double *mass = make(&memory, double, places), *next = make(&memory, double, places),
           *work = make(&memory, double, room), *flow = make(&memory, double, edges);
    for (int32_t at = 0; at < lists * k; at++)
        moves[at] = at % k + (at >= k && at % k < k - 1);
    play_begin(y, p->future->at[0], k, mass);
    for (int32_t t = 0; t < p->game->periods; t++) {
        double *expected = make(&memory, double, places),
               *expected_flow = make(&memory, double, edges), sum = 0;
        for (int64_t at = 0; at < room; at++)
            work[at] = NAN;
        play_carry(y, &p->work, t, k, k > 1 ? moves : NULL, mass, next, work, flow);
        scatter_all(p, t, k, k > 1 ? moves : NULL, mass, expected, expected_flow);
        for (int64_t at = 0; at < places; at++) {
            assert_near(next[at], expected[at], 1e-15);
            sum += next[at];
        }
        assert_near(sum, 1, 1e-14);
        for (int32_t e = 0; e < edges; e++)
            assert_near(flow[e], expected_flow[e], 1e-15);
        memcpy(mass, next, sizeof *mass * (size_t)places);
    }
}

static void what_a_period_carries_is_what_its_edges_do(void **state)
{
    static const char ONE_SIDE[] =
        "period 1 month for 3  player us { precision 3 }  player cn\n"
        "type us.bluff : honest, half, bluffs = { 1/3 : honest  1/3 : half  rest : bluffs "
        "}\n"
        "belief bluff steps 4  state heat : 0..2 = 0  event strike\n"
        "each period { us chooses push { hold  press {\n"
        "      pay us (if bluff == bluffs then 0.3 else if bluff == half then 0 else "
        "-0.2)\n"
        "      event strike } }\n"
        "  chance { 30% : heat := 1  rest : nothing } }\n";
    Played two = play(CHAIN PERIOD(""));
    assert_carried(&two, 1);
    assert_carried(&two, 5);
    Played one = play(ONE_SIDE);
    assert_carried(&one, 1);
    assert_carried(&one, 2);
}

/* ------------------------------------------------------------------ rounding */

static void a_tilted_lottery_tells_nothing_false(void **state)
{
    mem_close(&memory);
    Lattice l = lattice_make(&memory, 4, 7);
    assert_int_equal(l.count, lattice_count(4, 7));
    for (int k = 0; k < 500; k++) {
        double b[4] = {(k * 37 % 101) / 101.0, (k * 53 % 89) / 89.0, (k * 71 % 97) / 97.0,
                       (k % 10) / 10.0};
        double sum = b[0] + b[1] + b[2] + b[3] + (k == 0), found[4] = {0}, tilted[4];
        b[0] += k == 0;
        for (int i = 0; i < 4; i++)
            b[i] /= sum;
        Rounding r;
        lattice_round(&l, b, &r);
        double weights = 0;
        for (int32_t v = 0; v < r.count; v++) {
            assert_true(r.weight[v] >= -1e-12);
            weights += r.weight[v];
            for (int i = 0; i < 4; i++)
                found[i] += r.weight[v] * l.point[r.at[v] * 4 + i];
        }
        assert_near(weights, 1, 1e-12);
        for (int i = 0; i < 4; i++) {
            assert_near(found[i], b[i], 1e-12);
            lattice_tilt(&l, &r, i, b[i], tilted);
            for (int32_t v = 0; v < r.count && b[i] > 0; v++)
                assert_near(tilted[v] * b[i], r.weight[v] * l.point[r.at[v] * 4 + i],
                            1e-12);
        }
    }
}

/* Two arms, two types, on one interval of the grid: at the solution log odds are what the worths
 * at the posteriors say, worked out here from the linear weights themselves. */
static void a_signalling_game_solves_its_equations(void **state)
{
    mem_close(&memory);
    double prior[2] = {0.5, 0.5}, p[4];
    const uint8_t open[2] = {ALL_TYPES, ALL_TYPES};
    Lattice fine = lattice_make(&memory, 2, 2);
    const double fine_worth[12] = {0, 0, 0.2, 0.9, 1, 2, 0.3, -0.4, 1, 0.1, 1.5, 0.2};

    SignalGame g = {.lattice = &fine,
                    .arms = 2,
                    .prior = prior,
                    .precision = 2.5,
                    .worth = fine_worth,
                    .open = open};
    double *work = make(&memory, double, signal_room(2, 2));
    SignalInfo info = signal_solve(&g, p, work);
    assert_true(info.is_solved);
    double q[2][2];
    for (int a = 0; a < 2; a++) {
        double b1 = p[a * 2 + 1] / (p[a * 2] + p[a * 2 + 1]), b0 = 1 - b1;
        const double *w = fine_worth + a * 6;
        if (b1 < 0.5) { /* between points 0 and 1/2 */
            q[a][1] = w[3];
            q[a][0] = ((1 - 2 * b1) * 1 * w[0] + 2 * b1 * 0.5 * w[2]) / b0;
        } else {
            q[a][0] = w[2];
            q[a][1] = ((2 - 2 * b1) * 0.5 * w[3] + (2 * b1 - 1) * 1 * w[5]) / b1;
        }
    }
    for (int k = 0; k < 2; k++)
        assert_near(log(p[k] / p[2 + k]), 2.5 * (q[0][k] - q[1][k]), 1e-11);
}

/* Games of two types, small enough to be calm, have the answer that the branch has. */
static void calm_games_have_the_answer_of_the_branch(void **state)
{
    mem_close(&memory);
    enum { ARMS = 3, POINTS = 9 };
    const uint8_t open[ARMS] = {ALL_TYPES, ALL_TYPES, ALL_TYPES};
    Lattice l = lattice_make(&memory, 2, POINTS - 1);
    double *work = make(&memory, double, signal_room(2, ARMS)), worth[ARMS * POINTS * 2];
    uint32_t seed = 1;
    int calm = 0;
    for (int game = 0; game < 200; game++) {
        for (int a = 0; a < ARMS; a++)
            for (int at = 0; at < 2 * POINTS; at++) {
                seed = seed * 1664525u + 1013904223u;
                worth[a * 2 * POINTS + at] =
                    a * (at % 2 ? 0.4 : -0.3) + 0.2 * (seed >> 8) / (1 << 24);
            }
        SignalGame g = {.lattice = &l,
                        .arms = ARMS - game % 2,
                        .precision = 0.2 + 0.01 * game,
                        .worth = worth,
                        .open = open};
        if (!pair_is_calm(&g))
            continue;
        calm++;
        PairArm arm[PAIR_ARMS] = {{.x = {0}}}; /* begins anywhere */
        for (int point = 1; point < POINTS - 1; point++) {
            double p[2 * ARMS];
            g.prior = l.point + 2 * point;
            assert_true(pair_solve(&g, arm) < 1e-11);
            assert_true(signal_solve(&g, p, work).is_solved);
            for (int k = 0; k < 2 * g.arms; k++)
                assert_near(arm[k / 2].p[k % 2], p[k], 1e-11);
        }
    }
    assert_true(calm > 20 && calm < 200);
}

static double draw(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) / (double)(1 << 24);
}

/* A game of two arms, each of which is worth less to either type beyond some posterior. */
static void make_stepped_game(uint32_t *seed, int points, double *worth)
{
    for (int row = 0; row < 4; row++) {
        double base = 2 * draw(seed), step = 2.5 * draw(seed), place = points * draw(seed);
        for (int at = 0; at < points; at++)
            worth[((row >> 1) * points + at) * 2 + (row & 1)] =
                base - 0.02 * at - step / (1 + exp(2 * (place - at)));
    }
}

/* How many solutions Newton's method finds from many places. */
static int count_solutions(const SignalGame *g, uint32_t *seed)
{
    double found[60][2];
    int count = 0;
    for (int try = 0; try < 60; try++) {
        PairArm arm[PAIR_ARMS] = {{.x = {0}}};
        for (int k = 0; k < 4; k++)
            arm[k / 2].x[k % 2] = 12 * (draw(seed) - 0.5);
        if (!(pair_solve(g, arm) < 1e-9))
            continue;
        int i = 0;
        while (i < count &&
               fabs(found[i][0] - arm[0].p[0]) + fabs(found[i][1] - arm[0].p[1]) > 1e-6)
            i++;
        found[i][0] = arm[0].p[0];
        found[i][1] = arm[0].p[1];
        count += i == count;
    }
    return count;
}

/* Where a line says that a game has one solution, no other is found, and it is the branch's. */
static void a_line_knows_what_has_one_solution(void **state)
{
    mem_close(&memory);
    enum { POINTS = 11 };
    const uint8_t open[2] = {ALL_TYPES, ALL_TYPES};
    Lattice l = lattice_make(&memory, 2, POINTS - 1);
    double *work = make(&memory, double, signal_room(2, 2)), worth[4 * POINTS];
    uint32_t seed = 7;
    int sure = 0, several = 0, unsure = 0;
    for (int game = 0; game < 150; game++) {
        bool is_sure[POINTS];
        make_stepped_game(&seed, POINTS, worth);
        SignalGame g = {
            .lattice = &l, .arms = 2, .precision = 4, .worth = worth, .open = open};
        if (pair_is_calm(&g) || !pair_is_tame(&g))
            continue;
        line_find_sure(&g, is_sure);
        for (int point = 1; point < POINTS - 1; point++) {
            double p[4];
            g.prior = l.point + 2 * point;
            int found = count_solutions(&g, &seed);
            several += found > 1;
            unsure += !is_sure[point];
            if (!is_sure[point])
                continue;
            sure++;
            assert_true(found <= 1);
            PairArm arm[PAIR_ARMS] = {{.x = {0}}};
            if (signal_solve(&g, p, work).is_solved && pair_solve(&g, arm) < 1e-9)
                for (int k = 0; k < 4; k++)
                    assert_near(arm[k / 2].p[k % 2], p[k], 1e-9);
        }
    }
    assert_true(sure > 300 && several > 50 && several <= unsure && unsure < 2 * sure);
}

/* A posterior meets the point of the lattice that it moves to, and none beyond the last. */
static void a_corner_is_where_a_posterior_meets_the_lattice(void **state)
{
    (void)state;
    enum { STEPS = 5 };
    uint32_t seed = 3;
    for (int k = 0; k < 200; k++) {
        double up = STEPS * draw(&seed), speed = 4 * draw(&seed) - 2;
        int32_t lower = (int32_t)up, next = lower + (speed > 0);
        double odds = up / (STEPS - up), away = lattice_corner(STEPS, lower, odds, speed);
        if (next == 0 || next == STEPS) {
            assert_true(isinf(away));
            continue;
        }
        odds *= exp(speed * away);
        assert_near(STEPS * odds / (1 + odds), next, 1e-12);
    }
    assert_true(isinf(lattice_corner(STEPS, 2, 1, 0)));
}

/* Games in which the branch turns back at corners, and others lie near: from runs that lost it. */
static const double CORNERED[][30] = {
    {-2.949779, -3.067821, -2.926866, -3.051082, -2.960643, -3.094061, -2.996690, -3.138804,
     -3.035182, -3.186130, -2.704906, -3.530833, -2.734328, -3.489990, -2.855820, -3.397558,
     -3.024964, -3.301620, -3.122450, -3.296051, -2.799651, -3.590451, -2.832877, -3.529751,
     -2.959497, -3.414363, -3.103116, -3.331863, -3.179099, -3.341767},
    {-0.012692, -1.886656, -1.109635, -2.830857, -1.462761, -3.052936, -1.662690, -3.242888,
     -2.024264, -3.388428, 0.066144,  -1.758080, -1.235449, -2.997020, -1.580422, -3.229043,
     -1.570105, -3.209337, -2.175471, -3.592457, -3.452863, -3.630332, -3.421527, -3.603264,
     -3.408029, -3.588561, -3.407879, -3.590244, -3.436794, -3.591905},
    {0.678928,  -1.103522, -0.249332, -2.651498, -1.196007, -2.929545, -1.543764, -3.085433,
     -1.771985, -3.133097, 1.536713,  -0.008744, 0.015744,  -2.264213, -1.089124, -3.039921,
     0.229921,  -1.212718, 0.440292,  -0.627647, -3.223264, -3.353957, -3.142840, -3.312614,
     -3.148769, -3.290249, -3.143979, -3.278114, -3.158064, -3.268754},
};

/* The two ways to solve them, by blocks and by pairs, agree, and what they find solves the game. */
static void a_branch_is_not_lost_at_corners(void **state)
{
    (void)state;
    enum { ARMS = 3, STEPS = 4 };
    Lattice l = lattice_make(&memory, 2, STEPS);
    const uint8_t open[ARMS] = {15, 15, 15};
    double *work = make(&memory, double, signal_room(2, ARMS));
    for (size_t game = 0; game < sizeof CORNERED / sizeof *CORNERED; game++)
        for (int tenth = 1; tenth <= 60; tenth++)
            for (int point = 1; point < STEPS; point++) {
                SignalGame g = {.lattice = &l,
                                .arms = ARMS,
                                .prior = l.point + 2 * point,
                                .precision = 0.1 * tenth,
                                .worth = CORNERED[game],
                                .open = open};
                PairArm arm[PAIR_ARMS] = {{.x = {0}}};
                double p[2 * ARMS], worths[2 * ARMS], z[2];
                assert_true(pair_is_tame(&g));
                assert_true(pair_climb(&g, point, arm).is_solved);
                assert_true(signal_solve(&g, p, work).is_solved);
                for (int k = 0; k < 2 * ARMS; k++)
                    assert_near(arm[k / 2].p[k % 2], p[k], 1e-9);
                signal_worths(&g, p, worths);
                for (int k = 0; k < 2; k++) {
                    z[k] = 0;
                    for (int a = 0; a < ARMS; a++)
                        z[k] += exp(g.precision * worths[2 * a + k]);
                    for (int a = 0; a < ARMS; a++)
                        assert_near(p[2 * a + k],
                                    exp(g.precision * worths[2 * a + k]) / z[k], 1e-10);
                }
            }
}

/* ------------------------------------------------------------------ the classics */

/* The model of a file, one text in it put in place of another. */
static Played play_file_with(const char *path, const char *from, const char *to)
{
    static char text[20000], changed[20000];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = '\0';
    char *at = strstr(text, from);
    assert_non_null(at);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, to,
             at + strlen(from));
    Played p = play(changed);
    assert_true(p.certificate->met);
    return p;
}

static void newcomers_stay_out_of_a_chain_while_its_reputation_lasts(void **state)
{
    const char *path = "models/classics/chain-store.truce";
    Played p = play_file_with(path, "for 6", "for 6");
    assert_near(ask(&p, "E(count entry.enter by 2)"), 0, 1e-9); /* 6 and 5 towns left */
    assert_near(ask(&p, "E(count entry.enter by 3)"), 1, 1e-6); /* 4: 5 % < 1/16 */
    assert_near(ask(&p, "P(count reply.fight by 3 >= 1 given nerve == weak at 0)"),
                0.368421053, 1e-3);
    assert_near(ask(&p, "E(feared at 3)"), 0.05, 1e-12);
    assert_near(ask(&p, "P(feared >= 0.119 at 3 given count reply.fight by 3 >= 1)"), 1,
                1e-9);
    assert_near(ask(&p, "P(feared <= 0.131 at 3 given count reply.fight by 3 >= 1)"), 1,
                1e-9);
    p = play_file_with(path, "prior = 5%", "prior = 7%"); /* above 1/16 */
    assert_near(ask(&p, "E(count entry.enter by 3)"), 0, 0.02);
}

static double feigns(const char *from, const char *to)
{
    Played p = play_file_with("models/classics/reassurance.truce", from, to);
    return ask(
        &p, "P(count gesture.work_together by 1 >= 1 given faith == untrustworthy at 0)");
}

static void a_first_step_above_the_threshold_tells_who_can_be_trusted(void **state)
{
    assert_near(feigns("step     = 0.4 ", "step     = 0.70"), 1, 1e-3);
    assert_near(feigns("step     = 0.4 ", "step     = 0.77"), 0, 1e-3);
    const double y = 0.4 * (1 - 8 / 15.0) / (8 / 15.0 * 0.6), q = 0.4 * 0.4 / (0.6 * 1.1);
    assert_near(feigns("prior    = 60%", "prior    = 40%"), y, 0.03);
    Played p = play_file_with("models/classics/reassurance.truce", "prior    = 60%",
                              "prior    = 40%");
    assert_near(ask(&p, "E(count answer.trust by 1)") /
                    ask(&p, "E(count gesture.work_together by 1)"),
                q, 0.01);
}

static void a_bluff_in_a_crisis_is_as_frequent_as_it_is_believed(void **state)
{
    Played p = play_file_with("models/classics/crisis.truce", "prior       = 30%",
                              "prior       = 30%");
    assert_near(
        ask(&p, "P(count demand.challenge by 1 >= 1 given resolve == irresolute at 0)"),
        2 / 7.0, 0.01);
    assert_near(
        ask(&p, "P(count demand.challenge by 1 >= 1 given resolve == resolved at 0)"), 1,
        1e-6);
    assert_near(ask(&p, "E(count reply.concede by 1)") /
                    ask(&p, "E(count demand.challenge by 1)"),
                3 / 13.0, 0.005);
}

static void cheap_talk_between_opposed_interests_carries_nothing(void **state)
{
    Played p = play_model(read_file("models/classics/cheap-talk.truce"));
    assert_true(p.certificate->met);
    assert_near(ask(&p, "P(hope == 0.35 at 1)"), 1, 1e-12);
    assert_near(ask(&p, "P(count message.it_is_well by 1 >= 1 given truth == badly at 0)"),
                0.5, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(among_paths_with_a_belief_so_many_are_of_the_type),
        cmocka_unit_test(beliefs_are_a_martingale),
        cmocka_unit_test(a_type_that_changes_is_believed_to),
        cmocka_unit_test(values_backward_are_means_forward),
        cmocka_unit_test(questions_know_the_truth),
        cmocka_unit_test(a_sure_type_is_no_type),
        cmocka_unit_test(types_that_want_the_same_tell_nothing),
        cmocka_unit_test(an_arm_that_one_type_lacks_gives_the_others_away),
        cmocka_unit_test(beliefs_pay_and_move_lotteries),
        cmocka_unit_test(two_types_of_one_player_are_one_secret),
        cmocka_unit_test(threads_do_not_change_a_digit),
        cmocka_unit_test(a_period_that_is_solved_again_has_the_same_digits),
        cmocka_unit_test(what_goes_on_alike_is_solved_once),
        cmocka_unit_test(what_matters_later_is_not_alike),
        cmocka_unit_test(what_a_period_carries_is_what_its_edges_do),
        cmocka_unit_test(a_tilted_lottery_tells_nothing_false),
        cmocka_unit_test(a_signalling_game_solves_its_equations),
        cmocka_unit_test(calm_games_have_the_answer_of_the_branch),
        cmocka_unit_test(a_line_knows_what_has_one_solution),
        cmocka_unit_test(a_corner_is_where_a_posterior_meets_the_lattice),
        cmocka_unit_test(a_branch_is_not_lost_at_corners),
        cmocka_unit_test(newcomers_stay_out_of_a_chain_while_its_reputation_lasts),
        cmocka_unit_test(a_first_step_above_the_threshold_tells_who_can_be_trusted),
        cmocka_unit_test(a_bluff_in_a_crisis_is_as_frequent_as_it_is_believed),
        cmocka_unit_test(cheap_talk_between_opposed_interests_carries_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
