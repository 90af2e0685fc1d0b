#include "cli/words.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void complain(truce_lang lang, const char *english, ...)
{
    va_list args;
    va_start(args, english);
    fputs("truce: ", stderr);
    vfprintf(stderr, tr(lang, english), args);
    fputc('\n', stderr);
    va_end(args);
}

const char *system_error(truce_lang lang, int error)
{
    switch (error) {
    case ENOENT:
        return tr(lang, "No such file or directory");
    case EACCES:
        return tr(lang, "Permission denied");
    case EISDIR:
        return tr(lang, "Is a directory");
    case ENOSPC:
        return tr(lang, "No space left on device");
    case EFBIG:
        return tr(lang, "File too large");
    default:
        return strerror(error);
    }
}

enum { LONGEST_WORD = 64 };

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* How many letters must be put in, left out, changed or swapped with their neighbour to make
 * a into b.  Row i of the table holds the distances from the first i letters of a. */
static int word_distance(const char *a, const char *b)
{
    int table[LONGEST_WORD + 1][LONGEST_WORD + 1];
    int rows = (int)strlen(a), columns = (int)strlen(b);
    for (int i = 0; i <= rows; i++)
        for (int j = 0; j <= columns; j++) {
            if (i == 0 || j == 0) {
                table[i][j] = i + j;
                continue;
            }
            int change = table[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            int nearest = least(change, 1 + least(table[i - 1][j], table[i][j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                nearest = least(nearest, table[i - 2][j - 2] + 1);
            table[i][j] = nearest;
        }
    return table[rows][columns];
}

void suggest(truce_lang lang, const char *word, const char *const *names, int count)
{
    size_t length = strlen(word);
    if (length > LONGEST_WORD)
        return;
    int most = length < 6 ? 1 : (int)length / 3;
    const char *nearest = NULL;
    for (int i = 0; i < count; i++) {
        if (strlen(names[i]) > LONGEST_WORD)
            continue;
        int distance = word_distance(word, names[i]);
        if (distance <= most) {
            nearest = names[i];
            most = distance - 1;
        }
    }
    if (nearest) {
        fprintf(stderr, tr(lang, "Did you mean `%s`?"), nearest);
        fputc('\n', stderr);
    }
}
