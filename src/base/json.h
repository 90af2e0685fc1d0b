/* json.h - writing JSON (RFC 8259).
 *
 * A Json knows how deep it is, so that commas, line ends and brackets take care of
 * themselves.  Every value is given with its key within an object, and with NULL within an
 * array or at the top:
 *
 *     Json j = {.out = &buf, .lines = 1};
 *     json_object(&j, NULL);
 *     json_text(&j, "name", "us");
 *     json_end(&j);
 *
 * Items of the outermost `lines` levels stand on lines of their own, deeper ones on one line.
 */
#pragma once
#include "base/buf.h"

enum { JSON_DEEPEST = 32 };

typedef struct {
    Buf *out;
    int32_t lines;
    int32_t depth;
    uint32_t arrays; /* bit d: what is open at depth d is an array */
    bool has_items;  /* what is open holds something */
} Json;

void json_object(Json *j, const char *key);
void json_array(Json *j, const char *key);
void json_end(Json *j); /* closes the innermost; the last one ends with a line end */

/* NULL becomes null; bytes that are no UTF-8 become U+FFFD. */
void json_text(Json *j, const char *key, const char *text);
void json_number(Json *j, const char *key, double x); /* null when it is not finite */
void json_whole(Json *j, const char *key, int64_t x);
void json_truth(Json *j, const char *key, bool x);
void json_null(Json *j, const char *key);
void json_numbers(Json *j, const char *key, const double *x, int64_t count);
