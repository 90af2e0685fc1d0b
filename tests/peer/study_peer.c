/* study_peer.c - what studies are made of, beside scipy and SALib.
 *
 *     study_peer FOLDER
 *
 * FOLDER/sobol_points.csv: points of Sobol's sequence, which must be the same to the bit.
 * FOLDER/indices.csv: answers of functions and the indices that SALib finds from them.
 * The scripts that made them lie beside them; SOURCE.txt says more.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "math/indices.h"
#include "math/sobol_sequence.h"

enum { MOST_CHARACTERS = 512, MOST_ANSWERS = 4096, MOST_INPUTS = 8 };
enum { TRAJECTORIES = 40, SEED = 9 }; /* as in indices.py */

/* Estimates from the same answers; and half widths, which rest on other resamples, of 200
 * and of 2000: their standard error is a twentieth. */
#define TOLERANCE          1e-10
#define TOLERANCE_OF_WIDTH 0.25

typedef struct {
    int compared, failed;
} Tally;

typedef struct {
    char *field[5];
} Row;

/* No field holds a comma or a quote. */
static bool row_read(char *line, Row *row)
{
    char *rest = line;
    for (int k = 0; k < 5; k++)
        row->field[k] = rest ? strsep(&rest, ",") : NULL;
    return row->field[3];
}

static FILE *table_open(const char *folder, const char *name, char *line)
{
    char path[2 * MOST_CHARACTERS];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    if (!file || !fgets(line, MOST_CHARACTERS, file)) {
        perror(path);
        exit(2);
    }
    return file;
}

/* ------------------------------------------------------------------ points */

static void compare_points(const char *folder, Tally *tally)
{
    char line[MOST_CHARACTERS];
    FILE *file = table_open(folder, "sobol_points.csv", line);
    while (fgets(line, sizeof line, file)) {
        Row row;
        if (!row_read(line, &row))
            break;
        const uint32_t point = (uint32_t)strtoul(row.field[0], NULL, 10);
        const int32_t dimension = (int32_t)strtol(row.field[1], NULL, 10);
        const uint32_t expected = (uint32_t)strtoul(row.field[2], NULL, 10);
        const uint32_t bits = sobol_bits(dimension, point);
        tally->compared++;
        if (bits == expected)
            continue;
        tally->failed++;
        printf("FAILED point %u, dimension %d: %u instead of %u\n", point, dimension, bits,
               expected);
    }
    fclose(file);
}

/* ------------------------------------------------------------------ functions */

typedef double Function(const double *x);

static double g_function(const double *x)
{
    static const double weights[] = {0, 1, 4.5, 9};
    double product = 1;
    for (int i = 0; i < 4; i++)
        product *= (fabs(4 * x[i] - 2) + weights[i]) / (1 + weights[i]);
    return product;
}

static double ishigami(const double *x)
{
    const double a = M_PI * (2 * x[0] - 1), b = M_PI * (2 * x[1] - 1),
                 c = M_PI * (2 * x[2] - 1);
    return sin(a) + 7 * sin(b) * sin(b) + 0.1 * pow(c, 4) * sin(a);
}

static double far(const double *x)
{
    return 1000 + x[0] + 2 * x[1] * x[2];
}

typedef struct {
    const char *name;
    Function *function;
    int32_t inputs;
} Known;

static const Known KNOWN[] = {
    {"g_function", g_function, 4}, {"ishigami", ishigami, 3}, {"far", far, 3}};

static const Known *known_find(const char *name)
{
    for (size_t k = 0; k < sizeof KNOWN / sizeof *KNOWN; k++)
        if (!strcmp(KNOWN[k].name, name))
            return &KNOWN[k];
    return NULL;
}

/* ------------------------------------------------------------------ indices */

/* What Truce finds of one function. */
typedef struct {
    const Known *known;
    double answers[MOST_ANSWERS];
    int32_t count;
    bool is_estimated;
    SobolIndex sobol[MOST_INPUTS];
    MorrisIndex morris[MOST_INPUTS];
} Found;

static void estimate_morris(Mem *M, Found *found)
{
    const int32_t inputs = found->known->inputs;
    double *y = make(M, double, (int64_t)(inputs + 1) * TRAJECTORIES);
    for (int32_t t = 0; t < TRAJECTORIES; t++) {
        double points[(MOST_INPUTS + 1) * MOST_INPUTS];
        int32_t moved[MOST_INPUTS];
        morris_design(inputs, (uint32_t)t, SEED, points, moved);
        for (int32_t k = 0; k <= inputs; k++)
            y[t * (inputs + 1) + k] = found->known->function(points + k * inputs);
    }
    morris_indices(M, y, TRAJECTORIES, inputs, SEED, found->morris);
}

static void estimate(Found *found)
{
    Mem M = {0};
    const int32_t inputs = found->known->inputs;
    sobol_indices(&M, found->answers, found->count / (inputs + 2), inputs, SEED,
                  found->sobol);
    estimate_morris(&M, found);
    mem_close(&M);
    found->is_estimated = true;
}

static double estimate_called(const Found *found, const char *kind, int32_t i)
{
    const SobolIndex *s = &found->sobol[i];
    const MorrisIndex *m = &found->morris[i];
    const struct {
        const char *kind;
        double value;
    } estimates[] = {{"S1", s->S1},
                     {"S1_conf", s->S1_conf},
                     {"ST", s->ST},
                     {"ST_conf", s->ST_conf},
                     {"mu", m->mu},
                     {"mu_star", m->mu_star},
                     {"mu_star_conf", m->mu_star_conf},
                     {"sigma", m->sigma}};
    for (size_t k = 0; k < sizeof estimates / sizeof *estimates; k++)
        if (!strcmp(estimates[k].kind, kind))
            return estimates[k].value;
    return NAN;
}

static void compare_row(Found *found, const Row *row, Tally *tally)
{
    const char *kind = row->field[1];
    const int32_t i = (int32_t)strtol(row->field[2], NULL, 10);
    const double expected = strtod(row->field[3], NULL);
    if (!found->is_estimated)
        estimate(found);
    const double value = estimate_called(found, kind, i);
    const double most = strstr(kind, "_conf") ? TOLERANCE_OF_WIDTH * expected : 0;
    tally->compared++;
    if (fabs(value - expected) <= most + TOLERANCE)
        return;
    tally->failed++;
    printf("FAILED %s of %s, input %d: %.12g instead of %.12g\n", kind, row->field[0], i,
           value, expected);
}

static void compare_indices(const char *folder, Tally *tally)
{
    char line[MOST_CHARACTERS];
    FILE *file = table_open(folder, "indices.csv", line);
    Found found = {0};
    while (fgets(line, sizeof line, file)) {
        Row row;
        if (!row_read(line, &row))
            break;
        if (!found.known || strcmp(found.known->name, row.field[0]) != 0)
            found = (Found){.known = known_find(row.field[0])};
        if (!strcmp(row.field[1], "answer"))
            found.answers[found.count++] = strtod(row.field[3], NULL);
        else
            compare_row(&found, &row, tally);
    }
    fclose(file);
}

int main(int count, char **arguments)
{
    if (count != 2) {
        fprintf(stderr, "Usage: study_peer FOLDER\n");
        return 2;
    }
    Tally points = {0}, indices = {0};
    compare_points(arguments[1], &points);
    compare_indices(arguments[1], &indices);
    printf("%d points compared, %d failed; %d indices compared, %d failed\n",
           points.compared, points.failed, indices.compared, indices.failed);
    return points.failed || !points.compared || indices.failed || !indices.compared;
}
