/* csv.h - one field of a table of comma-separated values (RFC 4180). */
#pragma once
#include "base/buf.h"

/* The text, in quotes where it holds a comma, a quote or a line end. */
void csv_text(Buf *out, const char *text);
