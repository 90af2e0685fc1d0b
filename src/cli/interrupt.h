/* interrupt.h - Ctrl-C.
 *
 * The first SIGINT or SIGTERM is noted, and whoever works or waits looks here; the second
 * ends the program at once.  A signal that was ignored at the start (nohup) stays ignored.
 * Writing to a closed pipe is an error of write(), not a signal.
 */
#pragma once

void interrupt_watch(void);

/* The signal that came, 0 when none did. */
int interrupt_signal(void);
