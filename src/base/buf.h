/* buf.h - text that grows.
 *
 * Zero is an empty buffer but for its Mem: Buf b = {.mem = M}.  `at` is NULL or ended by NUL.
 */
#pragma once
#include "base/mem.h"

typedef struct {
    Mem *mem;
    char *at;
    int64_t length, room; /* bytes */
} Buf;

void buf_add(Buf *b, const char *at, int64_t length);
void buf_puts(Buf *b, const char *text);
void buf_putc(Buf *b, char c);
void buf_printf(Buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_fill(Buf *b, char c, int64_t count); /* nothing when count <= 0 */

/* The text so far, "" when there is none; belongs to the Mem. */
const char *buf_text(const Buf *b);

/* The shortest decimal that reads back as x: "0.1", "1e-300", "3"; "nan", "inf", "-inf".
 * `digits` > 0 asks for that many significant digits at most instead. */
void buf_number(Buf *b, double x, int digits);

/* sprintf into the Mem's arena. */
char *text_format(Mem *M, const char *format, ...) __attribute__((format(printf, 2, 3)));
