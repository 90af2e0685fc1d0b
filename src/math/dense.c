#include "math/dense.h"

#include <math.h>

static int64_t cell(int32_t row, int32_t column, int32_t columns)
{
    return (int64_t)row * columns + column;
}

static void swap_rows(int32_t columns, double *restrict a, double *restrict b)
{
    for (int32_t c = 0; c < columns; c++) {
        const double kept = a[c];
        a[c] = b[c];
        b[c] = kept;
    }
}

static int32_t pivot_row(int32_t n, const double *A, int32_t k)
{
    int32_t best = k;
    for (int32_t r = k + 1; r < n; r++)
        if (fabs(A[cell(r, k, n)]) > fabs(A[cell(best, k, n)]))
            best = r;
    return best;
}

static void subtract(int32_t count, double factor, const double *restrict from,
                     double *restrict row)
{
    for (int32_t c = 0; c < count; c++)
        row[c] -= factor * from[c];
}

static void eliminate_below(int32_t n, double *restrict A, int32_t columns,
                            double *restrict B, int32_t k)
{
    const double inverse = 1 / A[cell(k, k, n)];
    for (int32_t r = k + 1; r < n; r++) {
        const double factor = A[cell(r, k, n)] * inverse;
        if (factor == 0)
            continue;
        subtract(n - k - 1, factor, A + cell(k, k + 1, n), A + cell(r, k + 1, n));
        subtract(columns, factor, B + cell(k, 0, columns), B + cell(r, 0, columns));
    }
}

static void substitute_back(int32_t n, const double *restrict A, int32_t columns,
                            double *restrict B)
{
    for (int32_t k = n - 1; k >= 0; k--) {
        double *row = B + cell(k, 0, columns);
        for (int32_t r = k + 1; r < n; r++)
            subtract(columns, A[cell(k, r, n)], B + cell(r, 0, columns), row);
        for (int32_t c = 0; c < columns; c++)
            row[c] /= A[cell(k, k, n)];
    }
}

static DenseDet det_times(DenseDet det, double pivot)
{
    int more = 0;
    det.part = frexp(det.part * pivot, &more);
    det.power += more;
    return det;
}

DenseDet dense_solve(int32_t n, double *restrict A, int32_t columns, double *restrict B)
{
    DenseDet det = {.part = 0.5, .power = 1};
    for (int32_t k = 0; k < n; k++) {
        const int32_t best = pivot_row(n, A, k);
        if (best != k) {
            swap_rows(n - k, A + cell(best, k, n), A + cell(k, k, n));
            swap_rows(columns, B + cell(best, 0, columns), B + cell(k, 0, columns));
            det.part = -det.part;
        }
        det = det_times(det, A[cell(k, k, n)]);
        if (!(fabs(det.part) > 0))
            return det;
        eliminate_below(n, A, columns, B, k);
    }
    substitute_back(n, A, columns, B);
    return det;
}

double dense_det_ratio(DenseDet a, DenseDet b)
{
    const int64_t power = a.power - b.power;
    const int most = 5000; /* more than any double's exponent */
    return ldexp(a.part / b.part, power > most ? most : power < -most ? -most : (int)power);
}
