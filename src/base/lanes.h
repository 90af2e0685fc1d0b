/* lanes.h - the same work for several sets of numbers, side by side.
 *
 * A lane is one solve among several of the same structure.  Arrays have lanes as their
 * innermost index, so that what is read to find a number (indices, bits, formulas) is read once
 * for all, and the numbers themselves lie together in vector registers.  No lane reads
 * another's numbers, and each has the digits that it would have alone.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* As many as fill the widest vector registers, and the most there can be.  The loops are written
 * for one lane and for this many; any number between gives the same digits, only slower. */
enum { LANES = 8 };

typedef uint32_t LaneSet; /* bit l: lane l */

static inline bool lane_is_in(LaneSet set, int32_t lane)
{
    return set >> lane & 1;
}

static inline LaneSet lane_alone(int32_t lane)
{
    return (LaneSet)1 << lane;
}

static inline LaneSet lanes_all(int32_t lanes)
{
    return ((LaneSet)1 << lanes) - 1;
}

/* The numbers of LANES lanes, wherever they lie: *eight(x). */
typedef double Lane8 __attribute__((vector_size(64), aligned(8), may_alias));

static inline Lane8 *eight(double *x)
{
    return (Lane8 *)x;
}

static inline const Lane8 *eight_of(const double *x)
{
    return (const Lane8 *)x;
}

/* Half as many. */
typedef double Lane4 __attribute__((vector_size(32), aligned(8), may_alias));

static inline Lane4 *four(double *x)
{
    return (Lane4 *)x;
}

static inline const Lane4 *four_of(const double *x)
{
    return (const Lane4 *)x;
}

/* Compiles a function once for each width of the machine's vector registers; which one runs is
 * found when the program starts.  For static functions: clang 14 gives others a name that no other
 * file knows.  The digits are the same: no operation is fused with another
 * (-ffp-contract=off), and each lane is computed by itself. */
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__SANITIZE_THREAD__)
#define ANY_WIDTH __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define ANY_WIDTH
#endif

/* A function that ANY_WIDTH ones take in, so that it is compiled with theirs. */
#define WITHIN static inline __attribute__((always_inline))
