/* crew.h - jobs handed out to threads.
 *
 * One more thread than work only watches: it is the caller's, so that the progress function is
 * called from the thread of the caller.  Which thread does which job is not known; a job
 * whose result does not depend on it gives the same digits however many there are.
 */
#pragma once
#include "base/work.h"

/* Does job k.  `w` is a Work of one thread without a Mem: the job gives it its own, and must
 * catch what that throws.  `thread` is from 0 to threads - 1; OpenMP's own number is 0 in every
 * job, as the caller's would be: what a job shares among threads has room for one. */
typedef void CrewJob(void *context, int32_t k, int32_t thread, Work *w);

/* Runs jobs 0 .. count - 1; false when the user asked to stop, with some jobs not done.  The
 * progress function is told `stage` (a text of the catalogue) and how many are done. */
bool crew_run(const Work *w, const char *stage, CrewJob *job, void *context, int32_t count);
