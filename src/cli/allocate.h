/* allocate.h - memory for the command's own small needs. */
#pragma once
#include <stddef.h>

/* `count` zeroed things of `size` bytes, for free().  When the system gives none, says so and
 * ends the program: it happens only while arguments are read or a result is put together,
 * when nothing is half-written. */
void *allocate(size_t count, size_t size);
_Noreturn void allocate_failed(void);
