/* letters.h - how wide text will stand in a figure (private to src/report).
 *
 * A figure is laid out before anybody knows the font of whoever will look at it.  Widths are
 * those of Helvetica with a little to spare, which holds for the usual fonts without
 * serifs; Chinese characters are as wide as they are high.
 */
#pragma once
#include "report/wrap.h"

/* In thousandths of the size; regular weight. */
int letters_units(const char *at, int64_t length);

/* In the unit of `size`. */
double letters_width(const char *text, double size, bool is_bold);

/* The text in lines of at most `width`, in the unit of `size`. */
TextLines letters_wrap(Mem *M, const char *text, double size, double width);

/* As much of the text as `width` holds, with an ellipsis where something is left out. */
const char *letters_cut(Mem *M, const char *text, double size, double width);
