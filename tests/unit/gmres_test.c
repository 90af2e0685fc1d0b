#include "math/gmres.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "math/dense.h"

enum { MOST = 60 };

typedef struct {
    int32_t n;
    double A[MOST * MOST];
    bool is_scaled; /* by the diagonal */
    int products;
} Full;

static void times(void *context, const double *x, double *into)
{
    Full *f = context;
    f->products++;
    for (int32_t r = 0; r < f->n; r++) {
        into[r] = 0;
        for (int32_t c = 0; c < f->n; c++)
            into[r] += f->A[r * f->n + c] * x[c];
    }
}

static void nearly_solve(void *context, double *x)
{
    const Full *f = context;
    for (int32_t k = 0; k < f->n && f->is_scaled; k++)
        x[k] /= f->A[k * f->n + k];
}

static double draw(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (double)(*seed >> 11) * 0x1p-52 - 1;
}

static Full random_full(uint64_t seed, double diagonal)
{
    Full f = {.n = 1 + (int32_t)(seed * 7 % MOST), .is_scaled = seed % 2};
    for (int32_t r = 0; r < f.n; r++)
        for (int32_t c = 0; c < f.n; c++)
            f.A[r * f.n + c] = draw(&seed) + (r == c ? diagonal * (1 + r % 3) : 0);
    return f;
}

static double solve(Full *f, int32_t width, double *x)
{
    double *room = calloc((size_t)gmres_room(f->n, width), sizeof *room);
    Gmres g = {.n = f->n,
               .width = width,
               .times = times,
               .nearly_solve = nearly_solve,
               .context = f,
               .room = room};
    double rest = gmres_solve(&g, 1e-13, x);
    free(room);
    return rest;
}

static void solutions_are_those_of_elimination(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 80; seed++) {
        Full f = random_full(seed, 12);
        double x[MOST], y[MOST], copy[MOST * MOST];
        for (int32_t k = 0; k < f.n; k++)
            x[k] = y[k] = k - 3.5;
        memcpy(copy, f.A, sizeof copy);
        dense_solve(f.n, copy, 1, y);
        assert_true(solve(&f, seed % 3 ? 40 : 9, x) <= 1e-12); /* 9: with restarts */
        for (int32_t k = 0; k < f.n; k++)
            assert_true(fabs(x[k] - y[k]) <= 1e-10);
    }
}

/* In exact arithmetic n products are enough, whatever A. */
static void as_many_products_as_unknowns_do(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 80; seed++) {
        Full f = random_full(seed, 0.1);
        f.is_scaled = false;
        double x[MOST];
        for (int32_t k = 0; k < f.n; k++)
            x[k] = 1;
        assert_true(solve(&f, f.n, x) < 1e-7);
    }
}

static void a_near_system_saves_products(void **state)
{
    (void)state;
    Full f = random_full(8, 100);
    double x[MOST] = {1, 2}, y[MOST] = {1, 2};
    f.is_scaled = true;
    assert_true(f.n > 30 && solve(&f, 30, x) <= 1e-13);
    int with = f.products;
    f.is_scaled = false;
    f.products = 0;
    solve(&f, 30, y);
    assert_true(with < f.products);
}

static void what_has_no_solution_is_told(void **state)
{
    (void)state;
    Full f = {.n = 2, .A = {1, 1, 1, 1}};
    double x[] = {1, 0}, none[] = {0, 0};
    assert_true(!(solve(&f, 2, x) < 0.5));
    assert_true(solve(&f, 2, none) == 0 && none[0] == 0 && none[1] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(solutions_are_those_of_elimination),
        cmocka_unit_test(as_many_products_as_unknowns_do),
        cmocka_unit_test(a_near_system_saves_products),
        cmocka_unit_test(what_has_no_solution_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
