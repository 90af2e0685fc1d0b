/* raster.h - a figure as PNG or PDF, by librsvg and cairo.
 *
 * The fonts are those of the machine: without one for Chinese (Noto Sans CJK, for example)
 * Chinese text shows as boxes.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef enum { RASTER_PNG, RASTER_PDF } RasterForm;

/* Of the size that the SVG states: `scale` pixels of a PNG for one of the SVG's; the PDF's
 * letters stay letters.  Puts what the caller is to free() into `*at`; false when the
 * libraries fail, for want of memory. */
bool raster_make(const char *svg, size_t svg_length, RasterForm form, double scale,
                 char **at, size_t *length);
