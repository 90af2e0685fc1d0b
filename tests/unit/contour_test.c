#include "study/contour.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static Mem memory;

static int forget(void **state)
{
    mem_close(&memory);
    return 0;
}

enum { N = 41 };
static double xs[N], ys[N], zs[N * N];

static void fill(double (*f)(double x, double y))
{
    for (int k = 0; k < N; k++) {
        xs[k] = -2 + 4.0 * k / (N - 1);
        ys[k] = -1 + 2.0 * k / (N - 1);
    }
    for (int y = 0; y < N; y++)
        for (int x = 0; x < N; x++)
            zs[y * N + x] = f(xs[x], ys[y]);
}

static double plane(double x, double y)
{
    return x + 3 * y;
}

static double bowl(double x, double y)
{
    return x * x / 4 + y * y;
}

static double saddle(double x, double y)
{
    return x * y;
}

static Contour *contour(double level)
{
    return contour_find(&memory, xs, N, ys, N, zs, level);
}

/* Linear interpolation is exact on a plane. */
static void the_line_of_a_plane_is_straight(void **state)
{
    fill(plane);
    Contour *c = contour(0.37);
    assert_int_equal(c->line_count, 1);
    for (int32_t k = 0; k < c->point_count; k++)
        assert_true(fabs(plane(c->points[k].x, c->points[k].y) - 0.37) < 1e-12);
    ContourPoint a = c->points[0], b = c->points[c->point_count - 1];
    assert_true(fabs(a.y) == 1 || fabs(a.x) == 2);
    assert_true(fabs(b.y) == 1 || fabs(b.x) == 2);
}

/* Twice the enclosed area, by the shoelace formula. */
static double twice_area(const Contour *c)
{
    double sum = 0;
    for (int32_t k = 1; k < c->point_count; k++)
        sum += c->points[k - 1].x * c->points[k].y - c->points[k].x * c->points[k - 1].y;
    return fabs(sum);
}

static void a_closed_line_encloses_the_area_of_its_ellipse(void **state)
{
    fill(bowl);
    Contour *c = contour(0.49);
    assert_int_equal(c->line_count, 1);
    assert_true(c->points[0].x == c->points[c->point_count - 1].x);
    assert_true(c->points[0].y == c->points[c->point_count - 1].y);
    double ellipse = 3.14159265358979 * 1.4 * 0.7;
    assert_true(fabs(twice_area(c) / 2 - ellipse) < 0.005 * ellipse);
}

static void a_saddle_has_two_lines_that_do_not_meet(void **state)
{
    fill(saddle);
    Contour *c = contour(0.1);
    assert_int_equal(c->line_count, 2);
    for (int32_t k = 0; k < c->point_count; k++)
        assert_true(fabs(saddle(c->points[k].x, c->points[k].y) - 0.1) < 0.01);
}

/* One cell: the middle decides how the corners hang together. */
static void in_a_saddle_cell_the_middle_decides(void **state)
{
    const double ends[] = {0, 1};
    const double high[] = {1, 0, 0, 0.8}, low[] = {0.6, 0, 0, 0.6};
    Contour *c = contour_find(&memory, ends, 2, ends, 2, high, 0.4);
    assert_int_equal(c->line_count, 2);
    for (int32_t k = 0; k < c->point_count; k++) /* round the two low corners */
        assert_true(fabs(c->points[k].x - c->points[k].y) >= 0.4);
    c = contour_find(&memory, ends, 2, ends, 2, low, 0.4);
    assert_int_equal(c->line_count, 2);
    for (int32_t k = 0; k < c->point_count; k++) /* round the two high ones */
        assert_true(fabs(c->points[k].x + c->points[k].y - 1) >= 0.6);
}

static void what_has_no_value_is_left_out(void **state)
{
    fill(plane);
    for (int y = 0; y < N; y++)
        zs[y * N + N / 2] = NAN;
    Contour *c = contour(0);
    assert_int_equal(c->line_count, 2);
    fill(plane);
    for (int k = 0; k < N * N; k++)
        zs[k] = NAN;
    assert_int_equal(contour(0)->line_count, 0);
    fill(plane);
    assert_int_equal(contour(99)->line_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_line_of_a_plane_is_straight, forget),
        cmocka_unit_test_teardown(a_closed_line_encloses_the_area_of_its_ellipse, forget),
        cmocka_unit_test_teardown(a_saddle_has_two_lines_that_do_not_meet, forget),
        cmocka_unit_test_teardown(in_a_saddle_cell_the_middle_decides, forget),
        cmocka_unit_test_teardown(what_has_no_value_is_left_out, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
