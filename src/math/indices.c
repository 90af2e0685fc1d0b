#include "math/indices.h"

#include <math.h>
#include <string.h>

#include "math/random.h"
#include "math/sample.h"
#include "math/sobol_sequence.h"

static const double NORMAL_95 = 1.959963984540054;

/* Streams of the random numbers; those of the sequence are dimensions, all below. */
enum { ROWS_STREAM = 1000, START_STREAM, WAY_STREAM, ORDER_STREAM };

bool answers_vary(const double *answers, int64_t count)
{
    static const double ROUNDING = 1e-12;
    double lo = INFINITY, hi = -INFINITY;
    for (int64_t k = 0; k < count; k++) {
        lo = fmin(lo, answers[k]);
        hi = fmax(hi, answers[k]);
    }
    return hi - lo > ROUNDING * fmax(fabs(lo), fabs(hi));
}

/* The standard deviation of those that are numbers, as a half width. */
static double half_width(double *estimates, int64_t count)
{
    sample_sort(estimates, count);
    while (count > 0 && isnan(estimates[count - 1]))
        count--;
    return NORMAL_95 * sample_deviation(estimates, count);
}

/* ------------------------------------------------------------------ Sobol's indices */

void sobol_design(int32_t params, uint32_t row, uint64_t seed, double *points)
{
    const size_t bytes = sizeof *points * (size_t)params;
    double *a = points, *b = points + (int64_t)(params + 1) * params;
    for (int32_t p = 0; p < params; p++) {
        a[p] = sobol_coordinate(p, row, seed);
        b[p] = sobol_coordinate(params + p, row, seed);
    }
    for (int32_t i = 0; i < params; i++) {
        double *ab = points + (int64_t)(i + 1) * params;
        memcpy(ab, a, bytes);
        ab[i] = b[i];
    }
}

/* The rows with A and B; chosen[k] are those of a resample. */
typedef struct {
    const double *answers; /* [row][params + 2], centred */
    int32_t params;
    int64_t rows;
    int64_t *chosen; /* [rows] */
} SobolRows;

static const double *row_of(const SobolRows *r, int64_t k)
{
    return r->answers + r->chosen[k] * (r->params + 2);
}

/* Over A and B together; 0 when it is none but rounding. */
static double variance_of(const SobolRows *r)
{
    double sum = 0, squares = 0;
    for (int64_t k = 0; k < r->rows; k++) {
        const double *y = row_of(r, k);
        sum += y[0] + y[r->params + 1];
    }
    const double mean = sum / (double)(2 * r->rows);
    for (int64_t k = 0; k < r->rows; k++) {
        const double a = row_of(r, k)[0] - mean, b = row_of(r, k)[r->params + 1] - mean;
        squares += a * a + b * b;
    }
    return squares / (double)(2 * r->rows);
}

static SobolIndex estimate(const SobolRows *r, int32_t i, double variance)
{
    double first = 0, total = 0;
    int64_t used = 0;
    for (int64_t k = 0; k < r->rows; k++) {
        const double *y = row_of(r, k);
        const double a = y[0], ab = y[1 + i], b = y[r->params + 1];
        if (isnan(ab))
            continue;
        first += b * (ab - a);
        total += (a - ab) * (a - ab);
        used++;
    }
    if (used < 2 || !(variance > 0))
        return (SobolIndex){NAN, NAN, NAN, NAN, used};
    const double n = (double)used;
    return (SobolIndex){
        .S1 = first / n / variance, .ST = total / n / (2 * variance), .rows = used};
}

/* The answers less their mean, and the rows that have A and B. */
static SobolRows rows_of(Mem *M, const double *answers, int64_t rows, int32_t params)
{
    const int64_t size = rows * (params + 2);
    double *centred = make(M, double, size), sum = 0;
    int64_t numbers = 0;
    for (int64_t k = 0; k < size; k++)
        if (!isnan(answers[k])) {
            sum += answers[k];
            numbers++;
        }
    for (int64_t k = 0; k < size; k++)
        centred[k] = answers[k] - sum / (double)numbers;
    SobolRows r = {.answers = centred, .params = params};
    r.chosen = make(M, int64_t, rows);
    for (int64_t k = 0; k < rows; k++) {
        const double *y = centred + k * (params + 2);
        if (!isnan(y[0]) && !isnan(y[params + 1]))
            r.chosen[r.rows++] = k;
    }
    return r;
}

/* The same rows, drawn with replacement. */
static void choose_again(SobolRows *again, const SobolRows *r, uint64_t seed, int32_t times)
{
    const uint64_t first = (uint64_t)times * (uint64_t)r->rows;
    for (int64_t k = 0; k < r->rows; k++) {
        const uint64_t index = first + (uint64_t)k;
        again->chosen[k] =
            r->chosen[random_below(seed, ROWS_STREAM, index, (int32_t)r->rows)];
    }
}

/* Does the answer change among A and B? */
static bool rows_vary(Mem *M, const double *answers, const SobolRows *r)
{
    double *y = make(M, double, 2 * r->rows);
    for (int64_t k = 0; k < r->rows; k++) {
        const double *row = answers + r->chosen[k] * (r->params + 2);
        y[2 * k] = row[0];
        y[2 * k + 1] = row[r->params + 1];
    }
    return answers_vary(y, 2 * r->rows);
}

void sobol_indices(Mem *M, const double *answers, int64_t rows, int32_t params,
                   uint64_t seed, SobolIndex *out)
{
    const SobolRows r = rows_of(M, answers, rows, params);
    const double variance = rows_vary(M, answers, &r) ? variance_of(&r) : 0;
    for (int32_t i = 0; i < params; i++)
        out[i] = estimate(&r, i, variance);
    if (!(variance > 0))
        return;
    double *first = make(M, double, (int64_t)params *RESAMPLES);
    double *total = make(M, double, (int64_t)params *RESAMPLES);
    SobolRows again = r;
    again.chosen = make(M, int64_t, rows);
    for (int32_t k = 0; k < RESAMPLES; k++) {
        choose_again(&again, &r, seed, k);
        const double v = variance_of(&again);
        for (int32_t i = 0; i < params; i++) {
            const SobolIndex s = estimate(&again, i, v);
            first[(int64_t)i * RESAMPLES + k] = s.S1;
            total[(int64_t)i * RESAMPLES + k] = s.ST;
        }
    }
    for (int32_t i = 0; i < params; i++) {
        out[i].S1_conf = half_width(first + (int64_t)i * RESAMPLES, RESAMPLES);
        out[i].ST_conf = half_width(total + (int64_t)i * RESAMPLES, RESAMPLES);
    }
}

/* ------------------------------------------------------------------ Morris's effects */

static const double STEP = 2.0 / 3;

/* A random order, by exchanging from the end (Fisher and Yates). */
static void shuffle(int32_t n, uint64_t seed, uint64_t first, int32_t *order)
{
    for (int32_t k = 0; k < n; k++)
        order[k] = k;
    for (int32_t k = n - 1; k > 0; k--) {
        const int32_t other = random_below(seed, ORDER_STREAM, first + (uint64_t)k, k + 1);
        const int32_t kept = order[k];
        order[k] = order[other];
        order[other] = kept;
    }
}

static bool moves_up(uint64_t seed, uint64_t index)
{
    return random_below(seed, WAY_STREAM, index, 2);
}

void morris_design(int32_t params, uint32_t trajectory, uint64_t seed, double *points,
                   int32_t *moved)
{
    const uint64_t first = (uint64_t)trajectory * (uint64_t)params;
    for (int32_t p = 0; p < params; p++) {
        const uint64_t index = first + (uint64_t)p;
        const double low = random_below(seed, START_STREAM, index, 2) / 3.0;
        points[p] = moves_up(seed, index) ? low : low + STEP;
    }
    shuffle(params, seed, first, moved);
    for (int32_t k = 0; k < params; k++) {
        const double *before = points + (int64_t)k * params;
        double *after = points + (int64_t)(k + 1) * params;
        memcpy(after, before, sizeof *points * (size_t)params);
        const int32_t p = moved[k];
        after[p] += moves_up(seed, first + (uint64_t)p) ? STEP : -STEP;
    }
}

/* effects[param][trajectory] */
static double *effects_of(Mem *M, const double *answers, int64_t trajectories,
                          int32_t params, uint64_t seed)
{
    double *effects = make(M, double, (params * trajectories));
    int32_t *moved = make(M, int32_t, params);
    for (int64_t t = 0; t < trajectories; t++) {
        const double *y = answers + t * (params + 1);
        const uint64_t first = (uint64_t)t * (uint64_t)params;
        shuffle(params, seed, first, moved);
        for (int32_t k = 0; k < params; k++) {
            const int32_t p = moved[k];
            const double step = moves_up(seed, first + (uint64_t)p) ? STEP : -STEP;
            effects[p * trajectories + t] = (y[k + 1] - y[k]) / step;
        }
    }
    return effects;
}

static int64_t drop_missing(double *x, int64_t count)
{
    int64_t kept = 0;
    for (int64_t k = 0; k < count; k++)
        if (!isnan(x[k]))
            x[kept++] = x[k];
    return kept;
}

static double mean_again(const double *sizes, int64_t count, uint64_t seed, uint64_t first)
{
    double sum = 0;
    for (int64_t k = 0; k < count; k++)
        sum += sizes[random_below(seed, ROWS_STREAM, first + (uint64_t)k, (int32_t)count)];
    return sum / (double)count;
}

void morris_indices(Mem *M, const double *answers, int64_t trajectories, int32_t params,
                    uint64_t seed, MorrisIndex *out)
{
    double *effects = effects_of(M, answers, trajectories, params, seed);
    double *means = make(M, double, RESAMPLES);
    for (int32_t p = 0; p < params; p++) {
        double *x = effects + p * trajectories;
        const int64_t count = drop_missing(x, trajectories);
        out[p] = (MorrisIndex){.mu = sample_mean(x, count),
                               .sigma = sample_deviation(x, count),
                               .effects = count};
        for (int64_t k = 0; k < count; k++)
            x[k] = fabs(x[k]);
        out[p].mu_star = sample_mean(x, count);
        const uint64_t first = (uint64_t)p * RESAMPLES * (uint64_t)trajectories;
        for (int32_t k = 0; k < RESAMPLES; k++)
            means[k] =
                mean_again(x, count, seed, first + (uint64_t)k * (uint64_t)trajectories);
        out[p].mu_star_conf = count < 2 ? NAN : half_width(means, RESAMPLES);
    }
}
