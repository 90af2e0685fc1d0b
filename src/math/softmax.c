#include "math/logit_game.h"

#include <math.h>

#include "math/logit_lanes.h"
#include "math/real.h"

/* Worths that differ by less, of max(1, |best|), are equal to an exact agent. */
static const double TIE = 1e-12;

static double largest(int32_t n, const double *q)
{
    double best = q[0];
    for (int32_t a = 1; a < n; a++)
        if (q[a] > best)
            best = q[a];
    return best;
}

static double share_best(int32_t n, const double *q, double *p)
{
    const double best = largest(n, q);
    const double low = best - TIE * fmax(1, fabs(best));
    int32_t count = 0;
    for (int32_t a = 0; a < n; a++)
        count += q[a] >= low;
    for (int32_t a = 0; a < n; a++)
        p[a] = q[a] >= low ? 1.0 / count : 0;
    return best;
}

static double share_evenly(int32_t n, const double *q, double *p)
{
    double sum = 0;
    for (int32_t a = 0; a < n; a++)
        sum += q[a];
    for (int32_t a = 0; a < n; a++)
        p[a] = 1.0 / n;
    return sum / n;
}

/* The weight of the worse arm, the better one's being 1. */
static double weigh_two(const double *q, double lambda, double *p)
{
    const bool second = q[1] > q[0];
    const double weight = real_exp(-lambda * fabs(q[1] - q[0]));
    p[second] = 1 / (1 + weight);
    p[!second] = weight / (1 + weight);
    return weight;
}

/* The sum of the weights, the best arm's being 1. */
static double weigh(int32_t n, const double *q, double lambda, double *p)
{
    const double best = largest(n, q);
    double sum = 0;
    for (int32_t a = 0; a < n; a++) {
        p[a] = q[a] == best ? 1 : real_exp(lambda * (q[a] - best));
        sum += p[a];
    }
    for (int32_t a = 0; a < n; a++)
        p[a] /= sum;
    return sum;
}

void logit_choice(int32_t n, const double *q, double lambda, double *p)
{
    if (n < 2 || !(lambda > 0) || isinf(lambda))
        softmax(n, q, lambda, p);
    else if (n == 2)
        weigh_two(q, lambda, p);
    else
        weigh(n, q, lambda, p);
}

double softmax(int32_t n, const double *q, double lambda, double *p)
{
    if (n == 1) {
        const double only = q[0];
        p[0] = 1;
        return only;
    }
    if (lambda == 0)
        return share_evenly(n, q, p);
    if (isinf(lambda))
        return share_best(n, q, p);
    const double best = largest(n, q);
    if (n == 2)
        return best + real_log_1_plus(weigh_two(q, lambda, p)) / lambda;
    return best + real_log(weigh(n, q, lambda, p)) / lambda;
}

double entropy(const double *p, int32_t n)
{
    double h = 0;
    for (int32_t a = 0; a < n; a++)
        h -= real_p_log_p(p[a]);
    return h;
}

/* ------------------------------------------------------------------ lanes */

/* As weigh_two, of eight. */
WITHIN void choose_of_two(const double *restrict lambda, double *restrict p)
{
    double *restrict first = p, *restrict second = p + LANES;
    for (int32_t l = 0; l < LANES; l++) {
        const double q0 = first[l], q1 = second[l];
        const double weight = real_exp(-lambda[l] * fabs(q1 - q0));
        const double better = 1 / (1 + weight), worse = weight / (1 + weight);
        first[l] = q1 > q0 ? worse : better;
        second[l] = q1 > q0 ? better : worse;
    }
}

/* As weigh, of eight. */
WITHIN void choose_of_more(int32_t n, const double *restrict lambda, double *restrict p)
{
    double best[LANES], sum[LANES] = {0};
    for (int32_t l = 0; l < LANES; l++)
        best[l] = p[l];
    for (int32_t a = 1; a < n; a++)
        for (int32_t l = 0; l < LANES; l++) {
            const double q = p[a * LANES + l];
            best[l] = q > best[l] ? q : best[l];
        }
    for (int32_t a = 0; a < n; a++)
        for (int32_t l = 0; l < LANES; l++) {
            const double q = p[a * LANES + l];
            const double weight = real_exp(lambda[l] * (q - best[l]));
            p[a * LANES + l] = q == best[l] ? 1 : weight;
            sum[l] += p[a * LANES + l];
        }
    for (int32_t a = 0; a < n; a++)
        for (int32_t l = 0; l < LANES; l++)
            p[a * LANES + l] /= sum[l];
}

ANY_WIDTH static void choose_wide(int32_t n, const double *lambda, double *p)
{
    if (n == 2)
        choose_of_two(lambda, p);
    else
        choose_of_more(n, lambda, p);
}

ANY_WIDTH static void entropy_wide(int32_t n, const double *restrict p, double *restrict h)
{
    for (int32_t l = 0; l < LANES; l++)
        h[l] = 0;
    for (int32_t a = 0; a < n; a++)
        for (int32_t l = 0; l < LANES; l++)
            h[l] -= real_p_log_p(p[a * LANES + l]);
}

void logit_choice_lanes(int32_t n, const double *lambda, double *p)
{
    choose_wide(n, lambda, p);
}

void entropy_lanes(int32_t n, const double *p, double *h)
{
    entropy_wide(n, p, h);
}
