#include "math/branch.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Curves in the plane (x, t) through 0, followed with the determinant and with what stands in for
 * it where there is none. */
typedef struct {
    /* F; its derivatives into `by` */
    double (*f)(double x, double t, double gap, double by[2]);
    double gap;
    bool has_det;
    int told;
    double until; /* x that settles it */
    double by[2]; /* at the last point */
} Curve;

static double step(void *context, const double *row, double *z, double *tangent,
                   DenseDet *det)
{
    Curve *c = context;
    const double f = c->f(z[0], z[1], c->gap, c->by);
    const double part = c->by[0] * row[1] - c->by[1] * row[0];
    if (part == 0)
        return NAN;
    z[0] -= f * row[1] / part;
    z[1] += f * row[0] / part;
    tangent[0] = -c->by[1] / part;
    tangent[1] = c->by[0] / part;
    if (c->has_det)
        *det = (DenseDet){.part = part};
    return fabs(f / part) * hypot(row[0], row[1]);
}

/* by . u = 1, tangent . u = 0 */
static bool turn(void *context, const double *tangent, double *into)
{
    const Curve *c = context;
    const double part = c->by[0] * tangent[1] - c->by[1] * tangent[0];
    into[0] = tangent[1] / part;
    into[1] = -tangent[0] / part;
    return !c->has_det;
}

static bool told(void *context, const Branch *B)
{
    Curve *c = context;
    c->told++;
    return B->z[0] > c->until;
}

static const double axis[] = {0, 1};

static Course course_of(Curve *c, double floor, double top)
{
    return (Course){.context = c,
                    .step = step,
                    .turn = turn,
                    .is_settled = told,
                    .axis = axis,
                    .floor = floor,
                    .top = top,
                    .close = 1e-7,
                    .least_ratio = 0.5,
                    .most_steps = 1000,
                    .most_turns = 10};
}

/* t = y^3 - y + what makes it pass 0 at y = -1, where x = y + 1. */
static double cubic(double x, double t, double gap, double by[2])
{
    const double y = x - 1;
    (void)gap;
    by[0] = 3 * y * y - 1;
    by[1] = -1;
    return y * y * y - y - t;
}

/* x = 0, which another solution crosses at t = 1/2. */
static double pitchfork(double x, double t, double gap, double by[2])
{
    (void)gap;
    by[0] = t - 0.5 - 3 * x * x;
    by[1] = x;
    return x * (t - 0.5) - x * x * x;
}

/* x = t and x = 1 - t, which would meet at t = 1/2 but for a gap. */
static double crossing(double x, double t, double gap, double by[2])
{
    by[0] = 2 * x - 1;
    by[1] = 1 - 2 * t + gap;
    return (x - t) * (x - 1 + t) + gap * t;
}

static void a_branch_goes_through_its_turning_points(void **state)
{
    for (int has_det = 0; has_det < 2; has_det++) {
        Curve c = {.f = cubic, .has_det = has_det, .until = INFINITY};
        double room[2 * BRANCH_ROOM] = {0};
        Branch B = branch_begin(2, room);
        Course course = course_of(&c, -0.2, 1);
        assert_int_equal(branch_follow(&B, &course, 1), BRANCH_SANK);
        assert_int_equal(B.turns, 1);
        assert_true(B.z[1] == -0.2);
        assert_true(fabs(pow(B.z[0] - 1, 3) - (B.z[0] - 1) + 0.2) < 1e-12);
        assert_true(B.z[0] > 1 && B.z[0] < 1.3);
        /* further down, through the other turning point, and up to the plastic number */
        course.floor = -1;
        assert_int_equal(branch_follow(&B, &course, -1), BRANCH_ROSE);
        assert_int_equal(B.turns, 2);
        assert_true(B.z[1] == 1);
        assert_true(fabs(B.z[0] - 2.3247179572447461) < 1e-12);
        assert_int_equal(B.steps, c.told + 2);
    }
}

/* The cubic turns right above the top, t = 2 / sqrt(27). */
static void a_branch_that_peaks_above_the_top_arrives_before(void **state)
{
    for (int has_det = 0; has_det < 2; has_det++)
        for (double above = 1e-2; above > 1e-10; above /= 10) {
            Curve c = {.f = cubic, .has_det = has_det, .until = INFINITY};
            double room[2 * BRANCH_ROOM] = {0};
            Branch B = branch_begin(2, room);
            const Course course = course_of(&c, -1, 2 / sqrt(27) - above);
            assert_int_equal(branch_follow(&B, &course, 1), BRANCH_ROSE);
            assert_int_equal(B.turns, 0);
            assert_true(B.z[0] < 1 - sqrt(1.0 / 3));
        }
}

static void a_branch_goes_straight_on_where_another_crosses_it(void **state)
{
    for (int has_det = 0; has_det < 2; has_det++) {
        Curve c = {.f = pitchfork, .has_det = has_det, .until = INFINITY};
        double room[2 * BRANCH_ROOM] = {0};
        Branch B = branch_begin(2, room);
        const Course course = course_of(&c, 0, 1);
        assert_int_equal(branch_follow(&B, &course, 1), BRANCH_ROSE);
        assert_true(B.z[0] == 0 && B.z[1] == 1);
        assert_int_equal(B.turns, 0);
    }
}

static void a_branch_that_another_crosses_at_the_top_slides_there(void **state)
{
    for (int has_det = 0; has_det < 2; has_det++) {
        Curve c = {.f = pitchfork, .has_det = has_det, .until = INFINITY};
        double room[2][2 * BRANCH_ROOM] = {{0}};
        Branch B = branch_begin(2, room[0]);
        Course course = course_of(&c, 0, 0.5);
        assert_int_equal(branch_follow(&B, &course, 1), BRANCH_LOST);
        assert_true(B.z[1] > 0.499 && B.z[1] < 0.5);
        course.slides = true;
        B = branch_begin(2, room[1]);
        assert_int_equal(branch_follow(&B, &course, 1), BRANCH_ROSE);
        assert_true(B.z[0] == 0 && B.z[1] == 0.5);
    }
}

static void a_branch_is_not_left_where_another_is_near(void **state)
{
    static const double gaps[] = {1e-2, 1e-4, 1e-6, 1e-8};
    for (int k = 0; k < 2 * (int)(sizeof gaps / sizeof *gaps); k++) {
        const double gap = gaps[k / 2];
        Curve back = {.f = crossing, .gap = gap, .has_det = k % 2, .until = INFINITY};
        double room[2][2 * BRANCH_ROOM] = {{0}};
        Branch B = branch_begin(2, room[0]);
        const Course returns = course_of(&back, -0.01, 1);
        assert_int_equal(branch_follow(&B, &returns, 1), BRANCH_SANK);
        assert_int_equal(B.turns, 1);
        assert_true(fabs(B.z[0] - (1 + sqrt(1.02 * 1.02 + 0.04 * gap)) / 2) < 1e-10);
        Curve on = {.f = crossing, .gap = -gap, .has_det = k % 2, .until = INFINITY};
        B = branch_begin(2, room[1]);
        const Course goes_on = course_of(&on, -0.01, 1);
        assert_int_equal(branch_follow(&B, &goes_on, 1), BRANCH_ROSE);
        assert_int_equal(B.turns, 0);
        assert_true(fabs(B.z[0] - (1 - sqrt(1 + 4 * gap)) / 2) < 1e-10);
    }
}

static void a_branch_ends_where_it_is_to(void **state)
{
    Curve c = {.f = cubic, .has_det = true, .until = 0.3};
    double room[3][2 * BRANCH_ROOM] = {{0}};
    Branch B = branch_begin(2, room[0]);
    Course course = course_of(&c, -1, 1);
    assert_int_equal(branch_follow(&B, &course, 1), BRANCH_SETTLED);
    assert_true(B.z[0] > 0.3 && B.z[0] < 0.6);
    c.until = INFINITY;
    course.most_turns = 1;
    B = branch_begin(2, room[1]);
    assert_int_equal(branch_follow(&B, &course, 1), BRANCH_LOST);
    assert_int_equal(B.turns, 2);
    course.most_steps = 5;
    B = branch_begin(2, room[2]);
    assert_int_equal(branch_follow(&B, &course, 1), BRANCH_LOST);
    assert_int_equal(B.steps, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_branch_goes_through_its_turning_points),
        cmocka_unit_test(a_branch_that_peaks_above_the_top_arrives_before),
        cmocka_unit_test(a_branch_goes_straight_on_where_another_crosses_it),
        cmocka_unit_test(a_branch_that_another_crosses_at_the_top_slides_there),
        cmocka_unit_test(a_branch_is_not_left_where_another_is_near),
        cmocka_unit_test(a_branch_ends_where_it_is_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
