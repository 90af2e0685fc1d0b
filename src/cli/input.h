/* input.h - a file, read whole. */
#pragma once
#include <stddef.h>

typedef struct {
    char *at; /* ended by NUL, which `length` does not count; for free() */
    size_t length;
} Input;

/* Reads a file, or standard input for "-".  Returns 0 or the number of the error: EFBIG for
 * what is too long to be a model, EINTR when the reader wants to stop.  `input` is set only
 * when all went well. */
int input_read(const char *path, Input *input);
