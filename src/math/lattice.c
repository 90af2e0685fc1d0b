#include "math/lattice.h"

#include <math.h>

#include "math/real.h"

int32_t lattice_count(int32_t values, int32_t steps)
{
    int64_t count = 1; /* steps + values - 1 over values - 1 */
    for (int32_t k = 1; k < values; k++) {
        count = count * (steps + k) / k;
        if (count > INT32_MAX)
            return INT32_MAX;
    }
    return (int32_t)count;
}

/* y in base steps + 1 */
static int32_t code_of(const Lattice *l, const int32_t *y)
{
    int32_t code = 0;
    for (int32_t j = 0; j < l->values - 1; j++)
        code = code * (l->steps + 1) + y[j];
    return code;
}

static void add_point(Lattice *l, const int32_t *y)
{
    double *b = l->point + (int64_t)l->count * l->values;
    for (int32_t k = 0; k < l->values; k++) {
        int32_t above = k == 0 ? l->steps : y[k - 1];
        int32_t below = k == l->values - 1 ? 0 : y[k];
        b[k] = (double)(above - below) / l->steps;
    }
    if (l->index)
        l->index[code_of(l, y)] = l->count;
    l->count++;
}

/* All y with steps >= y_1 >= y_2 >= ... >= 0, the last moving fastest. */
static void add_points(Lattice *l, int32_t *y, int32_t j)
{
    if (j == l->values - 1) {
        add_point(l, y);
        return;
    }
    int32_t most = j == 0 ? l->steps : y[j - 1];
    for (y[j] = 0; y[j] <= most; y[j]++)
        add_points(l, y, j + 1);
}

Lattice lattice_make(Mem *M, int32_t values, int32_t steps)
{
    Lattice l = {.values = values, .steps = steps};
    l.point = make(M, double, (int64_t)lattice_count(values, steps) * values);
    if (values > 2) {
        int64_t codes = 1;
        for (int32_t j = 0; j < values - 1; j++)
            codes *= steps + 1;
        l.index = make(M, int32_t, codes);
        for (int64_t k = 0; k < codes; k++)
            l.index[k] = -1;
    }
    int32_t y[LATTICE_VALUES] = {0};
    add_points(&l, y, 0);
    return l;
}

/* ------------------------------------------------------------------ rounding */

/* Two values: the weight is found from the smaller of the two beliefs, so that one that is
 * nearly 0 loses no digits. */
static void round_two(const Lattice *l, const double *b, Rounding *r)
{
    double n = l->steps;
    bool from_top = b[0] < b[1];
    double y = n * (from_top ? b[0] : b[1]), base = floor(y);
    if (base > n - 1)
        base = n - 1;
    double far = y - base;
    int32_t lower = (int32_t)base;
    if (from_top)
        lower = l->steps - 1 - lower;
    r->count = 2;
    r->at[0] = lower;
    r->at[1] = lower + 1;
    r->weight[0] = from_top ? far : 1 - far;
    r->weight[1] = from_top ? 1 - far : far;
    r->slope[0][0] = r->slope[1][1] = n / 2;
    r->slope[0][1] = r->slope[1][0] = -n / 2;
}

/* The order of the parts, the largest first, equal ones as they stand: so that the vertices
 * passed on the way keep y_1 >= y_2 >= ... */
static void sort_parts(const double *part, int32_t n, int32_t *order)
{
    for (int32_t j = 0; j < n; j++) {
        int32_t k = j;
        for (; k > 0 && part[order[k - 1]] < part[j]; k--)
            order[k] = order[k - 1];
        order[k] = j;
    }
}

/* y_j moves by `steps` with each b_k, k >= j + 1. */
static void add_slope(const Lattice *l, double *slope, int32_t j, double sign)
{
    for (int32_t k = j + 1; k < l->values; k++)
        slope[k] += sign * l->steps;
}

static void round_many(const Lattice *l, const double *b, Rounding *r)
{
    int32_t n = l->values - 1, y[LATTICE_VALUES], order[LATTICE_VALUES];
    double part[LATTICE_VALUES], sum = 0;
    for (int32_t j = n - 1; j >= 0; j--) {
        sum += b[j + 1];
        double at = fmin(sum, 1) * l->steps, base = floor(at);
        int32_t least = j + 1 < n ? y[j + 1] : 0;
        y[j] = (int32_t)base > l->steps - 1 ? l->steps - 1 : (int32_t)base;
        y[j] = y[j] < least ? least : y[j];
        part[j] = fmax(at - y[j], 0);
    }
    sort_parts(part, n, order);
    r->count = l->values;
    for (int32_t g = 0; g <= n; g++) {
        if (g > 0)
            y[order[g - 1]]++;
        r->at[g] = l->index[code_of(l, y)];
        r->weight[g] = (g > 0 ? part[order[g - 1]] : 1) - (g < n ? part[order[g]] : 0);
        for (int32_t k = 0; k < l->values; k++)
            r->slope[g][k] = 0;
        if (g > 0)
            add_slope(l, r->slope[g], order[g - 1], 1);
        if (g < n)
            add_slope(l, r->slope[g], order[g], -1);
    }
}

void lattice_round(const Lattice *l, const double *b, Rounding *r)
{
    if (l->values == 1)
        *r = lattice_stay(0);
    else if (l->values == 2)
        round_two(l, b, r);
    else
        round_many(l, b, r);
}

static void tilt_at_limit(const Lattice *l, const Rounding *r, int32_t k, double *tilted)
{
    int32_t open = 0;
    for (int32_t g = 0; g < r->count; g++)
        open += l->point[(int64_t)r->at[g] * l->values + k] > 0;
    for (int32_t g = 0; g < r->count; g++)
        tilted[g] =
            open && l->point[(int64_t)r->at[g] * l->values + k] > 0 ? 1.0 / open : 0;
}

double lattice_tilt(const Lattice *l, const Rounding *r, int32_t k, double belief,
                    double *tilted)
{
    double sum = 0;
    for (int32_t g = 0; g < r->count; g++) {
        tilted[g] = r->weight[g] * l->point[(int64_t)r->at[g] * l->values + k];
        sum += tilted[g];
    }
    if (sum > 0 && belief > 0)
        for (int32_t g = 0; g < r->count; g++)
            tilted[g] /= sum;
    else if (belief > 0 && r->count > 1)
        tilt_at_limit(l, r, k, tilted);
    else
        for (int32_t g = 0; g < r->count; g++)
            tilted[g] = r->weight[g];
    return sum;
}

double lattice_corner(int32_t steps, int32_t lower, double odds, double speed)
{
    int32_t next = lower + (speed > 0);
    if (next == 0 || next == steps || speed == 0)
        return INFINITY;
    double away = real_log(next / ((steps - next) * odds)) / speed;
    return away > 0 ? away : INFINITY;
}
