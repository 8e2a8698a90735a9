/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PID 1's own badness.
 */
#include "oom_score.h"

#include <fcntl.h>
#include <sys/prctl.h>

#include "base/fd.h"

void oom_score_set(const char *score)
{
	/* Not dumpable, /proc/self is root's of the host. */
	if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0)
		(void)fd_put(AT_FDCWD, "/proc/self/oom_score_adj", score);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
