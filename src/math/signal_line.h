/* signal_line.h - for which priors a signalling game of two types (signal_pair.h) has one solution.
 *
 * Let c = l - (z_1 - z_0), l the log odds of the prior.  An arm's posterior l_a solves
 *
 *     h_a(l_a) = c,   h_a(y) = y - (x_a1(y) - x_a0(y)),
 *
 * and the prior of which that is the solution has the odds e^l = sum_a p_a0 e^{l_a} and
 * e^-l = sum_a p_a1 e^{-l_a}.  So one curve through (c, l) holds the solutions for all priors.  Where
 * the h_a rise they have one solution, and there
 *
 *     dl / dc = 1 + sum_a (p_a1 slope_a1 - p_a0 slope_a0) / (1 - slope_a1 + slope_a0).
 *
 * The c are cut into intervals, and each is good where bounds show that all h_a and l rise in it.  A
 * prior that no point over the other intervals has, is met in good ones alone.  Between two runs of
 * these the curve passes it by on one side: for some part of it is connected from c to c (the h_a go
 * from minus to plus infinity).  So it is met in one run, where l rises: once.
 *
 * The solution of such a prior is the end of the branch that begins at 0, wherever Newton's method
 * begins.
 */
#pragma once
#include "math/signal_pair.h"

/* is_sure[point] for the points of the lattice; false where this shows nothing.  For tame games. */
void line_find_sure(const SignalGame *g, bool *is_sure);
