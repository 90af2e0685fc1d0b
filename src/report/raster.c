#include "report/raster.h"

#include <cairo-pdf.h>
#include <cairo.h>
#include <librsvg/rsvg.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double POINTS_IN_A_PIXEL = 0.75;

typedef struct {
    double width, height; /* pixels of the SVG */
    double scale;         /* units of the surface in one */
} Size;

static cairo_status_t write_piece(void *file, const unsigned char *at, unsigned length)
{
    return fwrite(at, 1, length, file) == length ? CAIRO_STATUS_SUCCESS
                                                 : CAIRO_STATUS_WRITE_ERROR;
}

static cairo_surface_t *surface_for(RasterForm form, const Size *s, FILE *file)
{
    double width = s->width * s->scale, height = s->height * s->scale;
    return form == RASTER_PDF
               ? cairo_pdf_surface_create_for_stream(write_piece, file, width, height)
               : cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)ceil(width),
                                            (int)ceil(height));
}

static bool draw_on(cairo_surface_t *surface, RsvgHandle *picture, const Size *s)
{
    const RsvgRectangle whole = {.width = s->width, .height = s->height};
    cairo_t *pen = cairo_create(surface);
    cairo_scale(pen, s->scale, s->scale);
    bool is_drawn = rsvg_handle_render_document(picture, pen, &whole, NULL) &&
                    cairo_status(pen) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(pen);
    return is_drawn;
}

static bool draw(RsvgHandle *picture, RasterForm form, double scale, FILE *file)
{
    Size size = {.scale = form == RASTER_PDF ? POINTS_IN_A_PIXEL : scale};
    if (!rsvg_handle_get_intrinsic_size_in_pixels(picture, &size.width, &size.height))
        return false;
    cairo_surface_t *surface = surface_for(form, &size, file);
    bool is_done = draw_on(surface, picture, &size);
    if (is_done && form == RASTER_PNG)
        is_done = cairo_surface_write_to_png_stream(surface, write_piece, file) ==
                  CAIRO_STATUS_SUCCESS;
    cairo_surface_finish(surface);
    is_done = is_done && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(surface);
    return is_done;
}

bool raster_make(const char *svg, size_t svg_length, RasterForm form, double scale,
                 char **at, size_t *length)
{
    RsvgHandle *picture =
        rsvg_handle_new_from_data((const unsigned char *)svg, svg_length, NULL);
    *at = NULL;
    FILE *file = picture ? open_memstream(at, length) : NULL;
    bool is_drawn = file && draw(picture, form, scale, file);
    bool is_whole = file && fclose(file) == 0;
    if (picture)
        g_object_unref(picture);
    if (is_drawn && is_whole)
        return true;
    free(*at);
    *at = NULL;
    return false;
}
