/* number.h - numbers and texts for programs. */
#pragma once
#include <stdio.h>

/* The shortest decimal that reads back as x: "0.1", "1e-300", "3"; "nan", "inf", "-inf". */
enum { NUMBER_TEXT = 32 };
void number_text(double x, char text[NUMBER_TEXT]);

/* A field of CSV, in quotes where it needs them (RFC 4180). */
void csv_field(FILE *out, const char *text);

/* A string of JSON, with its quotes.  `text` is UTF-8. */
void json_string(FILE *out, const char *text);
