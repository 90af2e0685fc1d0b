/* Choices made at the same time by players with types, in meetings whose worths are drawn. */
#include "math/climb.h"
#include "played.h"
#include "solve/belief_duel_branch.h"

/* The four profiles lead to four states, so that each can be worth anything. */
#define MEETING(us, cn)                                                                    \
    "period 1 month for 1\n"                                                               \
    "player us { precision 1  patience 1 }  player cn { precision 1  patience 1 }\n"       \
    "state h : 0..1 = 0  state g : 0..1 = 0\n" us cn                                       \
    "each period { together { us chooses a { c d } cn chooses b { e f } }\n"               \
    "  if a == d { h := 1 } if b == f { g := 1 } }\n"
#define US_KNOWS                                                                           \
    "type us.bluff : honest, bluffs = { 47% : bluffs  rest : honest }\n"                   \
    "belief bluff steps 6\n"
#define CN_KNOWS                                                                           \
    "type cn.resolve : soft, hard = { 63% : soft  rest : hard }\n"                         \
    "belief resolve steps 5\n"

static uint32_t seed;

/* From -1 to 1. */
static double drawn(void)
{
    seed = seed * 1664525 + 1013904223;
    return (double)(seed >> 8) / (1 << 23) - 1;
}

/* A meeting as the solver has it, at values of the test's own. */
typedef struct {
    BeliefBoard board;
    const Step *step;
    int32_t node;
    double *value, *work;
    int64_t values, unsolved, traced;
} Table; /* every target has values of its own */

static int32_t *all_different(int64_t targets)
{
    int32_t *same_as = make(&memory, int32_t, targets);
    for (int32_t k = 0; k < targets; k++)
        same_as[k] = k;
    return same_as;
}

static void lay_table(Table *t, const char *text)
{
    Played p = play(text);
    Play *played = p.strategy->play;
    *t = (Table){.board.scene = play_scene(played, &p.work, 0)};
    const Scene *s = &t->board.scene;
    const Layer *l = s->layer;
    for (int32_t k = 0; k < l->group_count; k++)
        if (l->routine->steps[l->groups[k].step].kind == STEP_TOGETHER) {
            t->step = &l->routine->steps[l->groups[k].step];
            t->node = l->groups[k].first;
        }
    t->board.same_as = all_different(layer_targets(s->game, l));
    t->values = layer_targets(s->game, l) * s->cells->cells * s->cells->roles;
    t->value = grow(&memory, t->value, t->values);
    t->work = grow(&memory, t->work, meeting_room(s->game, s->cells, t->step));
    t->board.setup = p.setup;
    t->board.value = t->value;
    t->board.unsolved = &t->unsolved;
    t->board.traced = &t->traced;
}

/* What a state is worth: something, how it rises with both beliefs, a difference between types, and
 * noise from cell to cell. */
static void draw_values(Table *t)
{
    const Cells *c = t->board.scene.cells;
    double scale = 1 + 4 * fabs(drawn()), noise = drawn() * drawn(), apart = drawn();
    for (int64_t target = 0; target < t->values / (c->cells * c->roles); target++)
        for (int32_t r = 0; r < c->roles; r++) {
            bool is_second = r > 0 && c->role_player[r] == c->role_player[r - 1];
            double *of = t->value + target * c->cells * c->roles + r;
            double rise[2] = {drawn(), drawn()}, level = drawn();
            for (int32_t cell = 0; cell < c->cells; cell++) {
                double here = level + noise * drawn();
                for (int32_t k = 0; k < c->model->secret_count; k++)
                    here += rise[k] * cell_belief(c, cell, k)[1];
                of[cell * c->roles] = scale * here;
                if (is_second)
                    of[cell * c->roles] = of[cell * c->roles - 1] + scale * apart * here;
            }
        }
}

/* How many solutions Newton's method finds from here and there; x is the first. */
static int count_solutions(const Climb *c, double *x)
{
    enum { MOST = 4, TRIES = 40 };
    double found[MOST][DUEL_UNKNOWNS], work[CLIMB_ROOM * DUEL_UNKNOWNS];
    int count = 0;
    for (int k = 0; k < TRIES && count < MOST; k++) {
        double *now = found[count];
        for (int32_t i = 0; i < c->size; i++)
            now[i] = drawn() * (k % 2 ? 4 : 20);
        bool is_new = climb_settle(c, now, work);
        for (int j = 0; j < count && is_new; j++) {
            double apart = 0;
            for (int32_t i = 0; i < c->size; i++)
                apart = fmax(apart, fabs(now[i] - found[j][i]));
            is_new = apart > 1e-6;
        }
        count += is_new;
    }
    memcpy(x, found[0], sizeof found[0]);
    return count;
}

typedef struct {
    int sure, several, unsure;
} Tally;

/* Where a meeting is sure to have one solution, no other is found, and it is the branch's. */
static void check_sure(Table *t, Tally *tally)
{
    const Cells *c = t->board.scene.cells;
    bool is_sure[c->cells];
    Slice all = {0, 1, c->cells};
    sure_find(&t->board, t->step, t->node, &all, is_sure);
    for (int32_t cell = 0; cell < c->cells; cell++) {
        Duel d;
        double x[DUEL_UNKNOWNS], end[DUEL_UNKNOWNS], work[CLIMB_ROOM * DUEL_UNKNOWNS];
        assert_true(duel_begin(&t->board, t->step, t->node, cell, &d));
        Climb climbing = {
            .size = d.unknowns, .context = &d, .at = duel_at, .solve = duel_solve};
        int found = count_solutions(&climbing, x);
        tally->sure += is_sure[cell];
        tally->unsure += !is_sure[cell];
        tally->several += found > 1;
        if (!is_sure[cell] || found == 0)
            continue;
        assert_int_equal(found, 1);
        assert_true(climb(&climbing, end, work).arrived);
        for (int32_t i = 0; i < d.unknowns; i++)
            assert_near(x[i], end[i], 1e-9 * fmax(1, fabs(x[i])));
    }
}

static Tally tally_of(const char *text, int games)
{
    Table t;
    Tally tally = {0};
    lay_table(&t, text);
    seed = 11;
    for (int game = 0; game < games; game++) {
        draw_values(&t);
        check_sure(&t, &tally);
    }
    assert_int_equal(tally.several > 0, 1);
    assert_true(tally.several <= tally.unsure);
    return tally;
}

static void a_meeting_knows_where_it_has_one_solution(void **state)
{
    Tally both = tally_of(MEETING(US_KNOWS, CN_KNOWS), 150);
    assert_true(both.sure > 2000 && both.several > 200);
    Tally one = tally_of(MEETING(US_KNOWS, ""), 150);
    assert_true(one.sure > 600 && one.several > 30);
    Tally other = tally_of(MEETING("", CN_KNOWS), 150);
    assert_true(other.sure > 500 && other.several > 20);
}

/* By the worths that the news of each profile give: another reckoning. */
static void a_meeting_solves_its_equations(void **state)
{
    Table t;
    lay_table(&t, MEETING(US_KNOWS, CN_KNOWS));
    const Scene *s = &t.board.scene;
    seed = 5;
    for (int game = 0; game < 30; game++) {
        draw_values(&t);
        for (int32_t cell = 0; cell < s->cells->cells; cell++) {
            double q[8];
            assert_true(meeting_play(&t.board, t.step, t.node, cell, -1, NULL, t.work));
            meeting_worths(&t.board, t.value, true, t.step, t.node, cell, q);
            const double *p = play_row(s, t.node, 8, cell);
            for (int k = 0; k < 6; k += k == 1 ? 3 : 1) /* [agent][arm][type] */
                assert_near(log(p[k + 2] / p[k]), q[k + 2] - q[k], 1e-9);
        }
    }
    assert_int_equal(t.unsolved, 0);
}

/* What Newton's method steps by is how the worths move. */
static void a_duel_knows_its_derivatives(void **state)
{
    const double small = 1e-6;
    Table t;
    lay_table(&t, MEETING(US_KNOWS, CN_KNOWS));
    seed = 3;
    for (int game = 0; game < 100; game++) {
        draw_values(&t);
        Duel d;
        double x[4], near[4], g[4], step[4], jacobian[16];
        assert_true(duel_begin(&t.board, t.step, t.node, game % 42, &d));
        for (int i = 0; i < 4; i++)
            x[i] = 2 * drawn();
        duel_at(&d, x, 1, g);
        memcpy(jacobian, d.jacobian, sizeof jacobian);
        for (int j = 0; j < 4; j++) {
            double up[4], down[4];
            memcpy(near, x, sizeof near);
            near[j] = x[j] + small;
            duel_at(&d, near, 1, up);
            near[j] = x[j] - small;
            duel_at(&d, near, 1, down);
            for (int i = 0; i < 4; i++)
                assert_near(jacobian[4 * i + j], (up[i] - down[i]) / (2 * small), 1e-5);
        }
        duel_at(&d, x, 1, g);
        memcpy(step, g, sizeof step);
        if (duel_solve(&d, step) == 0)
            continue;
        for (int i = 0; i < 4; i++) {
            double sum = step[i];
            for (int j = 0; j < 4; j++)
                sum -= jacobian[4 * i + j] * step[j];
            assert_near(sum, g[i], 1e-8);
        }
    }
}

/* By so many steps of Newton's method at rising precision; false where the branch may turn, or leap. */
static bool crawl(Duel *d, double *x)
{
    enum { CRAWLED = 1000 };
    const double lambda[2] = {d->side[0].lambda, d->side[1].lambda};
    double work[CLIMB_ROOM * 4];
    const Climb c = {.size = 4, .context = d, .at = duel_at, .solve = duel_solve};
    bool is_near = true;
    memset(x, 0, sizeof *x * 4);
    for (int k = 1; k <= CRAWLED && is_near; k++) {
        double before[4];
        for (int i = 0; i < 2; i++)
            d->side[i].lambda = lambda[i] * k / CRAWLED;
        for (int i = 0; i < 4; i++)
            before[i] = x[i] *= k > 1 ? k / (k - 1.0) : 1;
        is_near = climb_settle(&c, x, work);
        for (int i = 0; i < 4; i++)
            is_near =
                is_near && fabs(1 / (1 + exp(-x[i])) - 1 / (1 + exp(-before[i]))) < 0.01;
    }
    d->side[0].lambda = lambda[0];
    d->side[1].lambda = lambda[1];
    return is_near;
}

/* And a branch has the same digits in any company. */
static void branches_of_duels_end_where_crawling_does(void **state)
{
    enum { GAMES = 40, CELLS = 42, ALL = GAMES * CELLS };
    static DuelBranch all[CELLS], alone;
    int compared = 0, far = 0;
    Table t;
    lay_table(&t, MEETING(US_KNOWS, CN_KNOWS));
    seed = 8;
    for (int game = 0; game < GAMES; game++) {
        draw_values(&t);
        for (int cell = 0; cell < CELLS; cell++)
            assert_true(duel_begin(&t.board, t.step, t.node, cell, &all[cell].duel));
        duel_follow(CELLS, all);
        for (int cell = 0; cell < CELLS; cell++) {
            double x[4];
            alone.duel = all[cell].duel;
            duel_follow(1, &alone);
            assert_int_equal(alone.is_lost, all[cell].is_lost);
            assert_int_equal(alone.steps, all[cell].steps);
            assert_memory_equal(alone.x, all[cell].x, sizeof alone.x);
            assert_false(alone.is_lost);
            if (!crawl(&alone.duel, x))
                continue;
            compared++;
            for (int i = 0; i < 4; i++) {
                assert_near(alone.x[i], x[i], 1e-8 * fmax(1, fabs(x[i])));
                far += fabs(x[i]) > 1;
            }
        }
    }
    assert_true(compared > ALL * 3 / 4 && far > ALL);
}

/* A player whose types value all alike, whatever the others know, tells nothing on the branch. */
static void types_that_are_alike_tell_nothing(void **state)
{
    enum { CELLS = 42 };
    static DuelBranch all[CELLS];
    Table t;
    lay_table(&t, MEETING(US_KNOWS, CN_KNOWS));
    const Cells *c = t.board.scene.cells;
    seed = 9;
    for (int game = 0; game < 40; game++) {
        draw_values(&t);
        for (double *of = t.value; of < t.value + t.values; of += c->roles)
            of[c->first_role[1] + 1] = of[c->first_role[1]];
        for (int cell = 0; cell < CELLS; cell++)
            assert_true(duel_begin(&t.board, t.step, t.node, cell, &all[cell].duel));
        duel_follow(CELLS, all);
        for (int cell = 0; cell < CELLS; cell++) {
            const double *x = all[cell].x;
            double g[4];
            assert_false(all[cell].is_lost);
            duel_at(&all[cell].duel, x, 1, g);
            assert_near(x[2], x[3], 1e-9);
            for (int i = 0; i < 4; i++)
                assert_near(x[i], g[i], 1e-8);
        }
    }
}

/* steps b_1 after each arm, from side 0's to side 1's. */
static void find_posteriors(Duel *d, const double *x, double *y)
{
    double ignored[4];
    duel_at(d, x, 1, ignored);
    for (int i = 0; i < 4; i++) {
        const DuelSide *side = &d->side[i / 2];
        double share[2] = {side->belief[0] * side->p[0][i & 1],
                           side->belief[1] * side->p[1][i & 1]};
        y[i] = side->steps * share[1] / (share[0] + share[1]);
    }
}

/* On the way to a corner all posteriors stay between their points; there one of them has arrived. */
static void a_duel_knows_how_far_a_corner_is(void **state)
{
    Table t;
    lay_table(&t, MEETING(US_KNOWS, CN_KNOWS));
    seed = 5;
    int near = 0;
    for (int game = 0; game < 3000; game++) {
        draw_values(&t);
        Duel d;
        double x[4], tangent[4], there[4], y[4], to[4], closest = 1;
        assert_true(duel_begin(&t.board, t.step, t.node, game % 42, &d));
        for (int i = 0; i < 4; i++) {
            x[i] = 2 * drawn();
            tangent[i] = drawn();
        }
        double away = duel_corner(&d, x, 1, tangent);
        if (!(away < 1e-2)) /* known to first order */
            continue;
        near++;
        find_posteriors(&d, x, y);
        for (int i = 0; i < 4; i++)
            there[i] = x[i] + away * tangent[i];
        find_posteriors(&d, there, to);
        for (int i = 0; i < 4; i++) {
            if (!d.side[i / 2].tells)
                continue;
            assert_true(to[i] > floor(y[i]) - 1e-3 && to[i] < floor(y[i]) + 1 + 1e-3);
            double corner = round(to[i]);
            closest = fmin(closest, fabs(to[i] - corner) / fabs(y[i] - corner));
        }
        assert_true(closest < 0.02); /* of the way that is left */
    }
    assert_true(near > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_meeting_knows_where_it_has_one_solution),
        cmocka_unit_test(a_meeting_solves_its_equations),
        cmocka_unit_test(a_duel_knows_its_derivatives),
        cmocka_unit_test(a_duel_knows_how_far_a_corner_is),
        cmocka_unit_test(branches_of_duels_end_where_crawling_does),
        cmocka_unit_test(types_that_are_alike_tell_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
