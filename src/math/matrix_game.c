#include "math/matrix_game.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "math/dense.h"

/* The program: max sum y  where  B y <= 1, y >= 0, B the payoffs brought to 1 .. 2, as a tableau of
 * what is outside the basis: [rows + 1][columns + 1], the last row the objective, the last column the right-hand
 * side.  Names: column j is j, the slack of row i is columns + i. */
typedef struct {
    const MatrixGame *game;
    int32_t wide;              /* columns + 1 */
    double *tableau;           /* [rows + 1][wide] */
    int32_t *inside, *outside; /* [rows], [columns]: names */
    double *system, *p, *q;    /* of the second solve */
    int32_t *row_at, *column_at;
} Program;

int64_t matrix_game_room(int32_t rows, int32_t columns)
{
    const int64_t least = rows < columns ? rows : columns;
    const int64_t names = 2 * ((int64_t)rows + columns);
    return ((int64_t)rows + 1) * (columns + 1) + (least + 1) * (least + 1) +
           2 * (least + 1) + rows + columns + names / 2 + 1;
}

static Program program_of(const MatrixGame *g, double *work)
{
    const int64_t least = g->rows < g->columns ? g->rows : g->columns;
    Program s = {.game = g, .wide = g->columns + 1, .tableau = work};
    s.system = s.tableau + (int64_t)(g->rows + 1) * s.wide;
    s.p = s.system + (least + 1) * (least + 3);
    s.q = s.p + g->rows;
    s.inside = (int32_t *)(s.q + g->columns);
    s.outside = s.inside + g->rows;
    s.row_at = s.outside + g->columns;
    s.column_at = s.row_at + g->rows;
    return s;
}

static double *line(const Program *s, int32_t row)
{
    return s->tableau + (int64_t)row * s->wide;
}

static void begin(Program *s, double least, double spread)
{
    const MatrixGame *g = s->game;
    for (int32_t i = 0; i < g->rows; i++) {
        const double *pay = g->pay + (int64_t)i * g->columns;
        for (int32_t j = 0; j < g->columns; j++)
            line(s, i)[j] = 1 + (pay[j] - least) / spread;
        line(s, i)[g->columns] = 1;
        s->inside[i] = g->columns + i;
    }
    for (int32_t j = 0; j < g->columns; j++) {
        line(s, g->rows)[j] = -1;
        s->outside[j] = j;
    }
    line(s, g->rows)[g->columns] = 0;
}

/* The steepest; or, so that nothing goes round in circles, the first by name (Bland 1977). */
static int32_t entering(const Program *s, bool is_careful)
{
    const double *objective = line(s, s->game->rows);
    int32_t best = -1;
    for (int32_t j = 0; j < s->game->columns; j++) {
        if (!(objective[j] < -1e-13))
            continue;
        if (best < 0 || (is_careful ? s->outside[j] < s->outside[best]
                                    : objective[j] < objective[best]))
            best = j;
    }
    return best;
}

static int32_t leaving(const Program *s, int32_t column)
{
    const int32_t last = s->game->columns;
    int32_t best = -1;
    double least = INFINITY;
    for (int32_t i = 0; i < s->game->rows; i++) {
        const double *row = line(s, i);
        if (!(row[column] > 1e-11))
            continue;
        const double ratio = row[last] / row[column];
        if (ratio < least || (!(ratio > least) && s->inside[i] < s->inside[best])) {
            least = ratio;
            best = i;
        }
    }
    return best;
}

static void pivot(Program *s, int32_t row, int32_t column)
{
    double *from = line(s, row);
    const double inverse = 1 / from[column];
    for (int32_t j = 0; j < s->wide; j++)
        from[j] = j == column ? inverse : from[j] * inverse;
    for (int32_t i = 0; i <= s->game->rows; i++) {
        double *to = line(s, i);
        const double factor = to[column];
        if (i == row || factor == 0)
            continue;
        for (int32_t j = 0; j < s->wide; j++)
            to[j] = j == column ? -factor * inverse : to[j] - factor * from[j];
    }
    const int32_t name = s->inside[row];
    s->inside[row] = s->outside[column];
    s->outside[column] = name;
}

/* To the best vertex, or for as long as is worth while. */
static void climb(Program *s)
{
    const int64_t size = (int64_t)s->game->rows + s->game->columns;
    for (int64_t k = 0; k < 50 * size; k++) {
        const int32_t column = entering(s, k > 4 * size);
        const int32_t row = column < 0 ? -1 : leaving(s, column);
        if (row < 0)
            return;
        pivot(s, row, column);
    }
}

/* Chances cannot be below 0, and sum to 1. */
static bool make_chances(int32_t n, double *p)
{
    double sum = 0;
    for (int32_t k = 0; k < n; k++)
        sum += p[k] = fmax(0, p[k]);
    for (int32_t k = 0; k < n; k++)
        p[k] /= sum;
    return sum > 0 && isfinite(sum);
}

static void read_vertex(const Program *s, double *p, double *q)
{
    const MatrixGame *g = s->game;
    memset(p, 0, sizeof *p * (size_t)g->rows);
    memset(q, 0, sizeof *q * (size_t)g->columns);
    for (int32_t i = 0; i < g->rows; i++)
        if (s->inside[i] < g->columns)
            q[s->inside[i]] = line(s, i)[g->columns];
    for (int32_t j = 0; j < g->columns; j++)
        if (s->outside[j] >= g->columns)
            p[s->outside[j] - g->columns] = line(s, g->rows)[j];
}

/* The mixture over `own` that makes the other's `their` arms equally good: its chances, then the value. */
static void equalize(const Program *s, int32_t n, bool of_rows, const int32_t *own,
                     const int32_t *their, double *chances)
{
    const MatrixGame *g = s->game;
    const int32_t wide = n + 1;
    double *right = s->system + (int64_t)wide * wide;
    for (int32_t e = 0; e < n; e++) {
        for (int32_t k = 0; k < n; k++)
            s->system[(int64_t)e * wide + k] =
                of_rows ? g->pay[(int64_t)own[k] * g->columns + their[e]]
                        : g->pay[(int64_t)their[e] * g->columns + own[k]];
        s->system[(int64_t)e * wide + n] = -1;
        right[e] = 0;
    }
    for (int32_t k = 0; k < n; k++)
        s->system[(int64_t)n * wide + k] = 1;
    s->system[(int64_t)n * wide + n] = 0;
    right[n] = 1;
    dense_solve(wide, s->system, 1, right);
    for (int32_t k = 0; k < n; k++)
        chances[own[k]] = right[k];
}

/* p and q once more, from the arms in the basis and the payoffs as they are. */
static bool solve_again(Program *s)
{
    const MatrixGame *g = s->game;
    int32_t rows = 0, columns = 0;
    for (int32_t j = 0; j < g->columns; j++)
        if (s->outside[j] >= g->columns)
            s->row_at[rows++] = s->outside[j] - g->columns;
    for (int32_t i = 0; i < g->rows; i++)
        if (s->inside[i] < g->columns)
            s->column_at[columns++] = s->inside[i];
    if (rows != columns || rows == 0)
        return false;
    memset(s->p, 0, sizeof *s->p * (size_t)g->rows);
    memset(s->q, 0, sizeof *s->q * (size_t)g->columns);
    equalize(s, rows, true, s->row_at, s->column_at, s->p);
    equalize(s, rows, false, s->column_at, s->row_at, s->q);
    return make_chances(g->rows, s->p) && make_chances(g->columns, s->q);
}

MatrixValue matrix_game_bracket(const MatrixGame *g, const double *p, const double *q)
{
    MatrixValue v = {INFINITY, -INFINITY};
    for (int32_t j = 0; j < g->columns; j++) {
        double sum = 0;
        for (int32_t i = 0; i < g->rows; i++)
            sum += p[i] * g->pay[(int64_t)i * g->columns + j];
        v.low = sum < v.low ? sum : v.low;
    }
    for (int32_t i = 0; i < g->rows; i++) {
        double sum = 0;
        for (int32_t j = 0; j < g->columns; j++)
            sum += q[j] * g->pay[(int64_t)i * g->columns + j];
        v.high = sum > v.high ? sum : v.high;
    }
    return v;
}

static void share_evenly(int32_t n, double *p)
{
    for (int32_t k = 0; k < n; k++)
        p[k] = 1.0 / n;
}

MatrixValue matrix_game_solve(const MatrixGame *g, double *p, double *q, double *work)
{
    double least = INFINITY, most = -INFINITY;
    bool is_finite = true;
    for (int64_t k = 0; k < (int64_t)g->rows * g->columns; k++) {
        is_finite = is_finite && isfinite(g->pay[k]);
        least = fmin(least, g->pay[k]);
        most = fmax(most, g->pay[k]);
    }
    share_evenly(g->rows, p);
    share_evenly(g->columns, q);
    if (!is_finite || !isfinite(most - least))
        return (MatrixValue){-INFINITY, INFINITY};
    if (!(most > least))
        return (MatrixValue){least, most};
    Program s = program_of(g, work);
    begin(&s, least, most - least);
    climb(&s);
    read_vertex(&s, p, q);
    if (!make_chances(g->rows, p))
        share_evenly(g->rows, p);
    if (!make_chances(g->columns, q))
        share_evenly(g->columns, q);
    MatrixValue found = matrix_game_bracket(g, p, q);
    if (!solve_again(&s))
        return found;
    const MatrixValue again = matrix_game_bracket(g, s.p, s.q);
    if (!(again.high - again.low < found.high - found.low))
        return found;
    memcpy(p, s.p, sizeof *p * (size_t)g->rows);
    memcpy(q, s.q, sizeof *q * (size_t)g->columns);
    return again;
}
