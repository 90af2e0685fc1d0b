#include "cli/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Fifteen digits hold every shorter decimal, without an exponent where there is room; only
 * subnormal numbers have fewer good ones. */
void number_text(double x, char text[NUMBER_TEXT])
{
    if (isnan(x) || x == 0) {
        strcpy(text, x == 0 ? "0" : "nan");
        return;
    }
    for (int digits = isnormal(x) ? 15 : 1; digits <= 17; digits++) {
        snprintf(text, NUMBER_TEXT, "%.*g", digits, x);
        if (strtod(text, NULL) == x)
            return;
    }
}

void csv_field(FILE *out, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text; text++)
        fprintf(out, *text == '"' ? "\"%c" : "%c", *text);
    fputc('"', out);
}

void json_string(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++)
        if (*text == '"' || *text == '\\')
            fprintf(out, "\\%c", *text);
        else if ((unsigned char)*text < ' ')
            fprintf(out, "\\u%04x", (unsigned)*text);
        else
            fputc(*text, out);
    fputc('"', out);
}
