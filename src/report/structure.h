/* structure.h - what a period of the model does, and which states it reads and sets
 * (private to src/report).
 *
 * One row for each choice and each lottery that has a name, in the order of the program, and
 * for what happens by itself; then who is paid by what, and what is watched.  A body
 * belongs to the choice or lottery in whose arm it stands, or about which an `if` around it asks;
 * what an `if` reads, to all within.
 */
#pragma once
#include "lang/model.h"

typedef enum { ROW_CHOICE, ROW_CHANCE, ROW_CLOCK, ROW_PAY, ROW_MEASURE } RowKind;

typedef struct {
    RowKind kind;
    int32_t player;         /* who chooses or is paid; -1 = nobody */
    int32_t depth;          /* choices and lotteries around it */
    bool is_together;       /* chosen at the same time as the row before or after it */
    int32_t var, measure;   /* which choice, lottery or measure; -1 = none */
    uint64_t *reads, *sets; /* bits of states */
    uint64_t *events;       /* bits of declared events that happen in it */
} StructureRow;

typedef struct {
    StructureRow *rows;
    int32_t count, room;
} Structure;

Structure *structure_find(Mem *M, const Model *m);

bool row_touches(const StructureRow *row, int32_t state); /* reads or sets it */
