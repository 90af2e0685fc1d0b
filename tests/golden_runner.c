/* golden_runner - runs each folder's `cmd` and compares what comes out.
 *
 *     golden_runner [--accept] FOLDER...
 *
 * A folder holds `cmd` (for sh; $OUT is an empty folder to write to), `stdout`, and, when
 * they are not empty and 0, `stderr` and `status`.  The working folder is the caller's.
 * --accept writes what came out where it does not match. */
#include "runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    Mem *mem;
    const char *folder;
    bool accept, differs;
} Case;

static const char *path_in(Case *c, const char *file)
{
    return text_format(c->mem, "%s/%s", c->folder, file);
}

/* The file of what is usual, an empty text or status 0, may be missing. */
static void check(Case *c, const char *file, const char *usual, const char *actual)
{
    const char *path = path_in(c, file);
    const char *expected = runner_read(c->mem, path);
    if (runner_text_matches(c->mem, expected ? expected : usual, actual))
        return;
    c->differs = true;
    if (!c->accept) {
        printf("%s: differs\n", path);
        runner_print_difference(c->mem, expected ? expected : usual, actual);
    } else if (strcmp(actual, usual) == 0) {
        unlink(path);
    } else {
        runner_write(path, actual);
        printf("wrote %s\n", path);
    }
}

static bool passes(const char *folder, bool accept)
{
    Mem memory = {0};
    Case c = {.mem = &memory, .folder = folder, .accept = accept};
    const char *command = runner_read(c.mem, path_in(&c, "cmd"));
    if (!command) {
        printf("%s: there is no file cmd\n", folder);
        c.differs = true;
    } else {
        const char *scratch = runner_scratch(c.mem);
        setenv("OUT", scratch, 1);
        Ran ran = runner_run(c.mem, ".", command);
        runner_remove(c.mem, scratch);
        check(&c, "stdout", "", ran.out);
        check(&c, "stderr", "", ran.err);
        check(&c, "status", "0\n", text_format(c.mem, "%d\n", ran.status));
    }
    mem_close(&memory);
    return !c.differs || (accept && command);
}

int main(int count, char **arguments)
{
    int failed = 0;
    bool accept = count > 1 && strcmp(arguments[1], "--accept") == 0;
    for (int i = accept ? 2 : 1; i < count; i++)
        failed += !passes(arguments[i], accept);
    return failed > 0;
}
