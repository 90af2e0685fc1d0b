/* peer_test.c - Truce beside another solver.
 *
 *     peer_test FOLDER
 *
 * FOLDER/gambit.csv holds what Gambit found for the games that FOLDER/NAME.truce tell once
 * more: one question for each row, at one precision for all players.  SOURCE.txt there says how
 * the numbers were made and how good they are.  Every answer must be theirs.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "truce/truce.h"

enum { MOST_CHARACTERS = 512 };

/* Of the larger of 1 and the answer.  Gambit is within 1e-12 of its own equilibrium, Truce
 * promises 1e-9. */
#define TOLERANCE 1e-9

/* A row of the file; the texts lie in the line that was read. */
typedef struct {
    const char *model, *lambda, *question, *value;
} Row;

/* The model of the last row, which mostly is the next one's too. */
typedef struct {
    const char *folder;
    char name[MOST_CHARACTERS], lambda[MOST_CHARACTERS];
    truce_model *model;
    int compared, failed;
    double largest; /* difference */
} Peer;

/* No field holds a comma or a quote. */
static bool row_read(char *line, Row *row)
{
    char *rest = line;
    row->model = strsep(&rest, ",");
    row->lambda = strsep(&rest, ",");
    row->question = strsep(&rest, ",");
    row->value = strsep(&rest, ",");
    return rest;
}

static void fail(Peer *peer, const Row *row, const char *why)
{
    peer->failed++;
    printf("FAILED %s, lambda %s, %s: %s\n", row->model, row->lambda, row->question, why);
}

/* Opens the row's model at the row's precision, unless it is open. */
static bool peer_open(Peer *peer, const Row *row)
{
    if (!strcmp(peer->name, row->model) && !strcmp(peer->lambda, row->lambda))
        return true;
    char path[2 * MOST_CHARACTERS], set[2 * MOST_CHARACTERS];
    snprintf(path, sizeof path, "%s/%s.truce", peer->folder, row->model);
    snprintf(set, sizeof set, "lambda=%s", row->lambda);
    truce_free(peer->model);
    snprintf(peer->name, sizeof peer->name, "%s", row->model);
    snprintf(peer->lambda, sizeof peer->lambda, "%s", row->lambda);
    const char *const sets[] = {set, NULL};
    return truce_read(path, &(truce_options){.sets = sets}, &peer->model) == TRUCE_OK;
}

static void compare(Peer *peer, const Row *row)
{
    double answer;
    if (!peer_open(peer, row) ||
        truce_ask(peer->model, row->question, NULL, &answer) != TRUCE_OK) {
        const char *why = truce_message(peer->model);
        fail(peer, row, *why ? why : truce_diagnostics(peer->model, TRUCE_TEXT, false));
        return;
    }
    double expected = strtod(row->value, NULL);
    double difference = fabs(answer - expected) / fmax(1, fabs(expected));
    peer->compared++;
    peer->largest = fmax(peer->largest, difference);
    if (difference <= TOLERANCE)
        return;
    char why[MOST_CHARACTERS];
    snprintf(why, sizeof why, "%.15g instead of %.15g", answer, expected);
    fail(peer, row, why);
}

static void compare_all(Peer *peer, FILE *file)
{
    char line[MOST_CHARACTERS];
    bool is_head = true;
    while (fgets(line, sizeof line, file)) {
        Row row;
        if (!row_read(line, &row)) {
            peer->failed++;
            printf("FAILED a row without all its fields: %s\n", line);
        } else if (!is_head) {
            compare(peer, &row);
        }
        is_head = false;
    }
}

int main(int count, char **arguments)
{
    if (count != 2) {
        fprintf(stderr, "Usage: peer_test FOLDER\n");
        return 2;
    }
    Peer peer = {.folder = arguments[1]};
    char path[2 * MOST_CHARACTERS];
    snprintf(path, sizeof path, "%s/gambit.csv", peer.folder);
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        return 2;
    }
    compare_all(&peer, file);
    fclose(file);
    truce_free(peer.model);
    printf("%d answers compared, %d failed, largest difference %.1e\n", peer.compared,
           peer.failed, peer.largest);
    return peer.failed || !peer.compared;
}
