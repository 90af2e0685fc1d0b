#include "cli/allocate.h"

#include "cli/command.h"
#include "cli/terminal.h"
#include "cli/words.h"

#include <stdlib.h>

void allocate_failed(void)
{
    complain(terminal_language(), N_("out of memory"));
    exit(EXIT_LIMIT);
}

void *allocate(size_t count, size_t size)
{
    void *room = calloc(count ? count : 1, size);
    if (!room)
        allocate_failed();
    return room;
}
