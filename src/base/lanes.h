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
 * file knows; and with names that are in no other file: what finds them is known to all files.
 * The digits are the same: no operation is fused with another (-ffp-contract=off), and each lane
 * is computed by itself. */
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__SANITIZE_THREAD__)
#define ANY_WIDTH __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define ANY_WIDTH
#endif

/* A function that ANY_WIDTH ones take in, so that it is compiled with theirs; but for sanitizers, whose checks
 * make what many have been taken into too large to compile in minutes. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TRUCE_CHECKED
#endif
#endif
#if defined(TRUCE_CHECKED) || defined(__SANITIZE_ADDRESS__)
#define WITHIN static inline
#else
#define WITHIN static inline __attribute__((always_inline))
#endif

/* What holds in LANES lanes: all bits, or none. */
typedef int64_t Truth8 __attribute__((vector_size(64)));

/* into = from, in the lanes where `is` holds. */
WITHIN void take_lanes(const Truth8 *is, const Lane8 *from, Lane8 *into)
{
    *into = (Lane8)((*is & (Truth8)*from) | (~*is & (Truth8)*into));
}

/* Where x < y and x <= y, in numbers; loops, since of vectors as such gcc 12 compares one lane after the other
 * in ANY_WIDTH functions. */
WITHIN void lanes_less(const Lane8 *x, const Lane8 *y, Truth8 *is)
{
    for (int32_t l = 0; l < LANES; l++)
        ((int64_t *)is)[l] = ((const double *)x)[l] < ((const double *)y)[l] ? -1 : 0;
}

WITHIN void lanes_up_to(const Lane8 *x, const Lane8 *y, Truth8 *is)
{
    for (int32_t l = 0; l < LANES; l++)
        ((int64_t *)is)[l] = ((const double *)x)[l] <= ((const double *)y)[l] ? -1 : 0;
}

/* Where x == y and x < y, in whole numbers; y is one. */
WITHIN void lanes_equal(const Truth8 *x, int64_t y, Truth8 *is)
{
    for (int32_t l = 0; l < LANES; l++)
        ((int64_t *)is)[l] = ((const int64_t *)x)[l] == y ? -1 : 0;
}

WITHIN void lanes_below(const Truth8 *x, int64_t y, Truth8 *is)
{
    for (int32_t l = 0; l < LANES; l++)
        ((int64_t *)is)[l] = ((const int64_t *)x)[l] < y ? -1 : 0;
}

/* Whether it holds in some lane. */
WITHIN bool lanes_any(const Truth8 *is)
{
    int64_t any = 0;
    for (int32_t l = 0; l < LANES; l++)
        any |= (*is)[l];
    return any != 0;
}

/* |x|. */
WITHIN void lanes_size(const Lane8 *x, Lane8 *size)
{
    *size = (Lane8)((Truth8)*x & INT64_MAX);
}

/* The same as expressions. */
#define LANE_LESS(x, y)  LANES_THAT(lanes_less, Lane8, x, Lane8, y, &)
#define LANE_UP_TO(x, y) LANES_THAT(lanes_up_to, Lane8, x, Lane8, y, &)
#define LANE_EQUAL(x, y) LANES_THAT(lanes_equal, Truth8, x, int64_t, y, )
#define LANE_BELOW(x, y) LANES_THAT(lanes_below, Truth8, x, int64_t, y, )
#define LANES_THAT(compare, X, x, Y, y, by)                                                \
    __extension__({                                                                        \
        const X x_ = (x);                                                                  \
        const Y y_ = (y);                                                                  \
        Truth8 is_;                                                                        \
        compare(&x_, by y_, &is_);                                                         \
        is_;                                                                               \
    })

/* One number in all lanes. */
#define LANE_ALL(x)   ((Lane8){0} + (x))
#define LANE_WHOLE(x) ((Truth8){0} + (x))

/* x where it is so, y elsewhere. */
#define LANE_PICK(is, x, y)       ((Lane8)LANE_PICK_WHOLE(is, (Truth8)(x), (Truth8)(y)))
#define LANE_PICK_WHOLE(is, x, y) (((is) & (x)) | (~(is) & (y)))

/* Four numbers that lie together. */
typedef double Four __attribute__((vector_size(32), aligned(8), may_alias));

/* The first and the second of each pair of numbers, of one and the other; then the first and the
 * second pair of each half. */
#define LANE_FIRSTS(x, y)       __builtin_shufflevector(x, y, 0, 8, 2, 10, 4, 12, 6, 14)
#define LANE_SECONDS(x, y)      __builtin_shufflevector(x, y, 1, 9, 3, 11, 5, 13, 7, 15)
#define LANE_FIRST_PAIRS(x, y)  __builtin_shufflevector(x, y, 0, 1, 8, 9, 4, 5, 12, 13)
#define LANE_SECOND_PAIRS(x, y) __builtin_shufflevector(x, y, 2, 3, 10, 11, 6, 7, 14, 15)
#define LANE_JOIN(x, y)         __builtin_shufflevector(x, y, 0, 1, 2, 3, 4, 5, 6, 7)

/* column [4] = the four numbers at row[l] of each lane l. */
WITHIN void lanes_from_rows(const double *const *row, Lane8 *column)
{
    const Four *const *four = (const Four *const *)row;
    const Lane8 a = LANE_JOIN(*four[0], *four[4]), b = LANE_JOIN(*four[1], *four[5]);
    const Lane8 c = LANE_JOIN(*four[2], *four[6]), d = LANE_JOIN(*four[3], *four[7]);
    const Lane8 even = LANE_FIRSTS(a, b), odd = LANE_SECONDS(a, b);
    const Lane8 more_even = LANE_FIRSTS(c, d), more_odd = LANE_SECONDS(c, d);
    column[0] = LANE_FIRST_PAIRS(even, more_even);
    column[1] = LANE_FIRST_PAIRS(odd, more_odd);
    column[2] = LANE_SECOND_PAIRS(even, more_even);
    column[3] = LANE_SECOND_PAIRS(odd, more_odd);
}

/* row [LANES] = the numbers of four columns in each lane. */
WITHIN void lanes_to_rows(const double *const *column, Four *row)
{
    const Lane8 a = *eight_of(column[0]), b = *eight_of(column[1]);
    const Lane8 c = *eight_of(column[2]), d = *eight_of(column[3]);
    const Lane8 even = LANE_FIRSTS(a, b), odd = LANE_SECONDS(a, b);
    const Lane8 more_even = LANE_FIRSTS(c, d), more_odd = LANE_SECONDS(c, d);
    const Lane8 half[4] = {
        LANE_FIRST_PAIRS(even, more_even), LANE_FIRST_PAIRS(odd, more_odd),
        LANE_SECOND_PAIRS(even, more_even), LANE_SECOND_PAIRS(odd, more_odd)};
    for (int32_t l = 0; l < 4; l++) {
        row[l] = __builtin_shufflevector(half[l], half[l], 0, 1, 2, 3);
        row[l + 4] = __builtin_shufflevector(half[l], half[l], 4, 5, 6, 7);
    }
}
