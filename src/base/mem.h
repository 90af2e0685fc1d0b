/* mem.h - one owner for everything that a handle allocates.
 *
 * A Mem hands out zeroed memory and owns all of it: mem_close gives everything back at
 * once.  Small things that live as long as the handle come from its arena (`make`) and
 * are never freed piece by piece.  Large arrays that grow or end early come from
 * `mem_grow` and may be given back with `mem_drop`.
 *
 * No call answers NULL.  When the system has no more memory, or the limit is reached,
 * the Mem jumps to its trap with the reason (mem_fail); so does whoever finds that the
 * user wants to stop.  The public functions set the trap on entry (api/guard.h).  Between
 * trap and call nothing may be held that the Mem does not own.
 *
 * A Mem belongs to one thread; nothing is allocated inside a parallel region.
 */
#pragma once
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/tr.h"

typedef enum {
    FAIL_NONE,
    FAIL_NO_MEMORY, /* the system gave none */
    FAIL_TOO_LARGE, /* a limit of ours; `detail` says which */
    FAIL_STOPPED,   /* the user interrupted */
    FAIL_BUG,       /* an invariant of ours does not hold */
} Fail;

typedef struct MemBlock MemBlock;
typedef struct MemArray MemArray;
typedef struct MemForeign MemForeign;

typedef struct {
    char *at, *end;      /* the free part of the newest block */
    MemBlock *blocks;    /* newest first */
    MemArray *arrays;    /* the large arrays, newest first */
    MemArray *spare;     /* large arrays to be used again */
    MemForeign *foreign; /* what libraries allocated for us */
    int64_t used;        /* bytes taken from the system */
    int64_t limit;       /* the most we may take; 0 = no limit */
    int64_t peak;        /* the largest `used` so far */
    jmp_buf *trap; /* where to go when something runs out; set before the first call */
    Fail fail;     /* why we jumped */
    char detail[LANG_COUNT][256]; /* for FAIL_TOO_LARGE and FAIL_BUG, in every language */
} Mem;

/* make(M, Node) is one zeroed Node, make(M, double, n) an array of n of them. */
#define make(...)                      MAKE_PICK_(__VA_ARGS__, MAKE_MANY_, MAKE_ONE_, )(__VA_ARGS__)
#define MAKE_PICK_(a, b, c, pick, ...) pick
#define MAKE_ONE_(M, T)                ((T *)mem_arena((M), (int64_t)sizeof(T), 1))
#define MAKE_MANY_(M, T, n)            ((T *)mem_arena((M), (int64_t)sizeof(T), (n)))

/* `count` zeroed things of `size` bytes from the arena, aligned for any type. */
void *mem_arena(Mem *M, int64_t size, int64_t count);

/* A copy of a string of known length, ended by NUL. */
char *mem_text(Mem *M, const char *at, int64_t length);

/* Resizes `array` (NULL, or from mem_grow) to `count` elements of `size` bytes.  What is new
 * is zeroed.  The old address is void.  grow(M, array, n) takes the type from the pointer. */
void *mem_grow(Mem *M, void *array, int64_t size, int64_t count);
#define grow(M, array, n)                                                                  \
    ((__typeof__(array))mem_grow((M), (array), (int64_t)sizeof *(array), (n)))

/* Gives an array of mem_grow back now; NULL is fine. */
void mem_drop(Mem *M, void *array);

/* Makes M the owner of what a library allocated: `release` is called at mem_close, or before
 * that by mem_release.  It does not count towards the limit. */
void mem_adopt(Mem *M, void *what, void (*release)(void *what));
void mem_release(Mem *M, void *what);

/* Room for one more: doubles `array` when `used` has reached `room`, which it updates once the
 * array is there. */
#define need(M, array, used, room)                                                         \
    ((used) < (room) ? (void)0                                                             \
                     : (void)((array) = grow((M), (array), (room) ? 2 * (room) : 16),      \
                              (room) = (room) ? 2 * (room) : 16))

/* Jumps to the trap.  `detail` is printf-like, in English, and marked with N_ unless it tells
 * of a bug; NULL for none. */
_Noreturn void mem_fail(Mem *M, Fail why, const char *detail, ...)
    __attribute__((format(printf, 3, 4)));

/* Jumps with the reason that a part's Mem had, or a copy of it made before it was closed. */
_Noreturn void mem_fail_like(Mem *M, const Mem *part);

/* Frees all of it; the Mem is then as new. */
void mem_close(Mem *M);

/* The same, but large arrays are kept and counted, for mem_grow to hand out again: pages that the
 * system need not find and clear once more. */
void mem_empty(Mem *M);
