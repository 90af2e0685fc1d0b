#include "cli/input.h"

#include "cli/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* No model is longer; a device without an end stops here. */
enum { LONGEST_INPUT = 1 << 28 };

static int read_all(int file, Input *input)
{
    size_t room = 0;
    for (;;) {
        if (input->length + 1 >= room) {
            room = room ? 2 * room : 1 << 16;
            char *wider = realloc(input->at, room);
            if (!wider)
                return ENOMEM;
            input->at = wider;
        }
        ssize_t got = read(file, input->at + input->length, room - input->length - 1);
        if (got < 0 && (errno != EINTR || interrupt_signal()))
            return errno;
        if (got > 0)
            input->length += (size_t)got;
        if (input->length > LONGEST_INPUT)
            return EFBIG;
        if (got == 0)
            return 0;
    }
}

int input_read(const char *path, Input *input)
{
    bool is_standard = !strcmp(path, "-");
    int file = is_standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno;
    Input text = {0};
    int error = read_all(file, &text);
    if (!is_standard)
        close(file);
    if (error) {
        free(text.at);
        return error;
    }
    text.at[text.length] = '\0';
    *input = text;
    return 0;
}
