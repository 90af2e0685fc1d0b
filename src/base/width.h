/* width.h - how wide text stands on a terminal.
 *
 * Chinese characters are two columns wide, combining marks none, a tab four.  What a terminal
 * could not show, or might obey, is shown by a stand-in: a byte that is no UTF-8 and a mark
 * that turns the direction of writing by U+FFFD, a control character by its picture.
 */
#pragma once
#include "base/buf.h"

int text_width(const char *at, int64_t length);

/* The bytes of the first character of a text with length > 0; 1 for a byte that is no UTF-8. */
int32_t text_step(const char *at, int64_t length);

/* Adds the text as a terminal can show it. */
void buf_visible(Buf *b, const char *at, int64_t length);

/* Adds the text as UTF-8 that is valid, and changes nothing else. */
void buf_valid(Buf *b, const char *at, int64_t length);
