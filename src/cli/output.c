#define _GNU_SOURCE /* asprintf */
#include "cli/output.h"

#include "cli/allocate.h"
#include "cli/interrupt.h"
#include "cli/words.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool output_has_place(const Output *out, truce_lang lang)
{
    if (!out->path || !strcmp(out->path, "-"))
        return true;
    struct stat now;
    char *copy = strdup(out->path);
    if (!copy)
        allocate_failed();
    int error = stat(out->path, &now) ? errno : 0;
    if (!error)
        error = S_ISREG(now.st_mode) && access(out->path, W_OK) ? errno : 0;
    else if (error == ENOENT)
        error = access(dirname(copy), W_OK | X_OK) ? errno : 0;
    free(copy);
    if (error)
        complain(lang, N_("cannot write `%s`: %s"), out->path, system_error(lang, error));
    return error == 0;
}

FILE *output_stream(Output *out)
{
    if (!out->stream)
        out->stream = open_memstream(&out->text, &out->length);
    if (!out->stream)
        allocate_failed();
    return out->stream;
}

/* Returns 0 or the number of the error, EINTR only when the reader wants to stop. */
static int write_all(int file, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t written = write(file, text, length);
        if (written < 0 && (errno != EINTR || interrupt_signal()))
            return errno;
        if (written > 0) {
            text += written;
            length -= (size_t)written;
        }
    }
    return 0;
}

static int write_and_close(int file, const char *text, size_t length, bool is_kept)
{
    int error = write_all(file, text, length);
    if (!error && is_kept && fsync(file))
        error = errno;
    if (close(file) && !error)
        error = errno;
    return error;
}

/* The permissions that a file made by this process has. */
static mode_t usual_mode(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static int replace_through(const char *temporary, int file, const char *path, mode_t mode,
                           const char *text, size_t length)
{
    int error = fchmod(file, mode) ? errno : 0;
    int failed = write_and_close(file, text, length, true);
    if (!error)
        error = failed;
    if (!error && rename(temporary, path))
        error = errno;
    if (error)
        unlink(temporary);
    return error;
}

int file_replace(const char *path, const char *text, size_t length)
{
    struct stat now;
    bool exists = stat(path, &now) == 0;
    if (exists && !S_ISREG(now.st_mode)) {
        int file = open(path, O_WRONLY | O_CLOEXEC);
        return file < 0 ? errno : write_and_close(file, text, length, false);
    }
    if (exists && access(path, W_OK))
        return errno;
    char *real = exists ? realpath(path, NULL) : NULL, *temporary;
    const char *target = real ? real : path;
    if (asprintf(&temporary, "%s.XXXXXX", target) < 0)
        allocate_failed();
    int file = mkostemp(temporary, O_CLOEXEC), error = errno;
    if (file >= 0)
        error = replace_through(temporary, file, target,
                                exists ? now.st_mode & 07777 : usual_mode(), text, length);
    free(temporary);
    free(real);
    return error;
}

bool output_deliver(Output *out, truce_lang lang)
{
    if (!out->stream)
        return true;
    bool is_whole = !ferror(out->stream) && fclose(out->stream) == 0;
    out->stream = NULL;
    if (!is_whole)
        allocate_failed();
    bool to_file = out->path && strcmp(out->path, "-") != 0;
    int error = to_file ? file_replace(out->path, out->text, out->length)
                        : write_all(STDOUT_FILENO, out->text, out->length);
    if (error == 0 || error == EPIPE)
        return true;
    if (to_file)
        complain(lang, N_("cannot write `%s`: %s"), out->path, system_error(lang, error));
    else if (error != EINTR)
        complain(lang, N_("cannot write to standard output: %s"),
                 system_error(lang, error));
    return false;
}

void output_free(Output *out)
{
    if (out->stream)
        fclose(out->stream);
    free(out->text);
}
