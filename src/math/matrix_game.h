/* matrix_game.h - the value of a game in which two choose at once and one wins what the other
 * loses (von Neumann 1928).
 *
 * Dantzig's (1951) linear program for the one who picks the column, whose multipliers are the
 * other's chances, by the simplex method; then the equations of the arms in use are solved once
 * more from the payoffs themselves.  Whatever that went through, the two mixtures prove a
 * bracket of the value: the row is sure of `low` with p, the column of no more than `high` with q.
 *
 * Of several optimal mixtures the one at which the program ends is returned, a vertex.
 */
#pragma once
#include <stdint.h>

typedef struct {
    int32_t rows, columns;
    const double *pay; /* [rows][columns]: to who picks the row */
} MatrixGame;

typedef struct {
    double low, high; /* infinite where a payoff is not finite; p and q are even then */
} MatrixValue;

/* Doubles of workspace. */
int64_t matrix_game_room(int32_t rows, int32_t columns);

/* p [rows], q [columns]. */
MatrixValue matrix_game_solve(const MatrixGame *g, double *p, double *q, double *work);

/* min over columns of p' pay, and max over rows of pay q */
MatrixValue matrix_game_bracket(const MatrixGame *g, const double *p, const double *q);
