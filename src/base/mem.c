#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { ALIGN = 16, FIRST_BLOCK = 16 << 10, LARGEST_BLOCK = 4 << 20, LARGE = 4 << 20 };

struct MemBlock {
    MemBlock *next;
    int64_t bytes;
};

/* Stands before an array's first byte; the arrays form a ring-less double list. */
struct MemArray {
    MemArray *next, *previous;
    int64_t bytes; /* with this header */
    int64_t room;  /* at least `bytes`: what was taken from the system */
};

_Static_assert(sizeof(struct MemArray) % ALIGN == 0, "arrays stay aligned");

static _Noreturn void jump(Mem *M)
{
    if (!M->trap)
        abort();
    longjmp(*M->trap, 1);
}

void mem_fail(Mem *M, Fail why, const char *detail, ...)
{
    M->fail = why;
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        M->detail[lang][0] = '\0';
        if (!detail)
            continue;
        va_list args;
        va_start(args, detail);
        vsnprintf(M->detail[lang], sizeof M->detail[lang], tr(lang, detail), args);
        va_end(args);
    }
    jump(M);
}

void mem_fail_like(Mem *M, const Mem *part)
{
    M->fail = part->fail;
    memcpy(M->detail, part->detail, sizeof M->detail);
    jump(M);
}

static void drop_spare(Mem *M)
{
    MemArray *a = M->spare;
    M->spare = a->next;
    M->used -= a->room;
    free(a);
}

static void take(Mem *M, int64_t bytes)
{
    while (M->limit && bytes > M->limit - M->used && M->spare)
        drop_spare(M);
    if (M->limit && bytes > M->limit - M->used)
        mem_fail(M, FAIL_TOO_LARGE, N_("%lld MiB of memory, the limit"),
                 (long long)(M->limit >> 20));
    M->used += bytes;
    if (M->used > M->peak)
        M->peak = M->used;
}

/* size * count rounded up to ALIGN, refused when no machine could hold it. */
static int64_t bytes_of(Mem *M, int64_t size, int64_t count)
{
    int64_t bytes;
    if (count < 0 || __builtin_mul_overflow(size, count, &bytes) || bytes > INT64_MAX / 4)
        mem_fail(M, FAIL_TOO_LARGE, N_("an array of %lld elements"), (long long)count);
    return (bytes + ALIGN - 1) / ALIGN * ALIGN;
}

static void new_block(Mem *M, int64_t bytes)
{
    int64_t last = M->blocks ? M->blocks->bytes : FIRST_BLOCK / 2;
    int64_t room = 2 * last < LARGEST_BLOCK ? 2 * last : LARGEST_BLOCK;
    int64_t header = (int64_t)sizeof(MemBlock);
    if (room < bytes + header)
        room = bytes + header;
    take(M, room);
    MemBlock *block = calloc(1, (size_t)room);
    if (!block) {
        M->used -= room;
        mem_fail(M, FAIL_NO_MEMORY, NULL);
    }
    *block = (MemBlock){.next = M->blocks, .bytes = room};
    M->blocks = block;
    M->at = (char *)block + header;
    M->end = (char *)block + room;
}

_Static_assert(sizeof(MemBlock) % ALIGN == 0, "what follows a block's header is aligned");

void *mem_arena(Mem *M, int64_t size, int64_t count)
{
    int64_t bytes = bytes_of(M, size, count);
    if (M->end - M->at < bytes || !M->at)
        new_block(M, bytes);
    void *result = M->at;
    M->at += bytes;
    return result;
}

char *mem_text(Mem *M, const char *at, int64_t length)
{
    char *copy = mem_arena(M, 1, length + 1);
    if (length > 0)
        memcpy(copy, at, (size_t)length);
    return copy;
}

static void unlink_array(Mem *M, MemArray *a)
{
    if (a->previous)
        a->previous->next = a->next;
    else
        M->arrays = a->next;
    if (a->next)
        a->next->previous = a->previous;
}

static void link_array(Mem *M, MemArray *a)
{
    a->previous = NULL;
    a->next = M->arrays;
    if (a->next)
        a->next->previous = a;
    M->arrays = a;
}

/* What is large is read all over the place: with pages of 2 MiB the machine finds it sooner,
 * and fetches it in fewer steps.  Not worth it for what grows: it moves. */
static void ask_for_large_pages(void *array, int64_t bytes)
{
    enum { PAGE = 4096 };
    if (bytes < LARGE)
        return;
    char *first = (char *)(((uintptr_t)array + PAGE - 1) / PAGE * PAGE);
    madvise(first, (size_t)((char *)array + bytes - first), MADV_HUGEPAGE);
}

/* Zeroed; NULL where the system has no more. */
static MemArray *new_array(Mem *M, int64_t bytes)
{
    take(M, bytes);
    MemArray *a = calloc(1, (size_t)bytes);
    if (!a) {
        M->used -= bytes;
        return NULL;
    }
    ask_for_large_pages(a, bytes);
    a->room = bytes;
    return a;
}

/* The smallest spare array that will do, zeroed.  NULL where there is none: then one of the spare
 * ones makes room for the larger one to come. */
static MemArray *spare_array(Mem *M, int64_t bytes)
{
    MemArray **best = NULL;
    for (MemArray **link = &M->spare; *link; link = &(*link)->next)
        if ((*link)->room >= bytes && (!best || (*link)->room < (*best)->room))
            best = link;
    if (!best && M->spare)
        drop_spare(M);
    if (!best)
        return NULL;
    MemArray *a = *best;
    *best = a->next;
    const int64_t room = a->room;
    memset(a, 0, (size_t)bytes);
    a->room = room;
    return a;
}

/* The array with room for so many bytes, what is new zeroed; NULL where the system has no more. */
static MemArray *resized(Mem *M, MemArray *old, int64_t bytes)
{
    const int64_t had = old->bytes, room = old->room;
    const bool stays = bytes >= had && bytes <= room; /* it was a spare one */
    if (bytes > room)
        take(M, bytes - room);
    unlink_array(M, old);
    MemArray *a = stays ? old : realloc(old, (size_t)bytes);
    if (!a) {
        link_array(M, old);
        if (bytes > room)
            M->used -= bytes - room;
        return NULL;
    }
    if (!stays)
        a->room = bytes;
    if (bytes < room && !stays)
        M->used -= room - bytes;
    if (bytes > had)
        memset((char *)a + had, 0, (size_t)(bytes - had));
    return a;
}

void *mem_grow(Mem *M, void *array, int64_t size, int64_t count)
{
    MemArray *a = array ? (MemArray *)array - 1 : NULL;
    int64_t bytes = bytes_of(M, size, count) + (int64_t)sizeof(MemArray);
    if (a)
        a = resized(M, a, bytes);
    else if (!(bytes >= LARGE && (a = spare_array(M, bytes))))
        a = new_array(M, bytes);
    if (!a)
        mem_fail(M, FAIL_NO_MEMORY, NULL);
    a->bytes = bytes;
    link_array(M, a);
    return a + 1;
}

void mem_drop(Mem *M, void *array)
{
    if (!array)
        return;
    MemArray *a = (MemArray *)array - 1;
    unlink_array(M, a);
    M->used -= a->room;
    free(a);
}

struct MemForeign {
    void *what; /* NULL = free for another */
    void (*release)(void *what);
    MemForeign *next;
};

void mem_adopt(Mem *M, void *what, void (*release)(void *what))
{
    MemForeign *f = M->foreign;
    while (f && f->what)
        f = f->next;
    if (!f) {
        f = make(M, MemForeign);
        f->next = M->foreign;
        M->foreign = f;
    }
    f->what = what;
    f->release = release;
}

void mem_release(Mem *M, void *what)
{
    for (MemForeign *f = M->foreign; f && what; f = f->next)
        if (f->what == what) {
            f->what = NULL;
            f->release(what);
            return;
        }
}

/* All but the large arrays, which become spare ones where they are kept. */
static void give_back(Mem *M, bool keep_large)
{
    for (MemForeign *f = M->foreign; f; f = f->next)
        if (f->what)
            f->release(f->what);
    while (M->blocks) {
        MemBlock *next = M->blocks->next;
        M->used -= M->blocks->bytes;
        free(M->blocks);
        M->blocks = next;
    }
    while (M->arrays) {
        MemArray *a = M->arrays;
        M->arrays = a->next;
        a->next = M->spare;
        M->spare = a;
        if (!keep_large || a->room < LARGE)
            drop_spare(M);
    }
    *M = (Mem){.limit = M->limit, .trap = M->trap, .spare = M->spare, .used = M->used};
}

void mem_empty(Mem *M)
{
    give_back(M, true);
}

void mem_close(Mem *M)
{
    give_back(M, false);
    while (M->spare)
        drop_spare(M);
}
