/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals and descriptors as a program of ours expects them.
 */
#include "base/inherited.h"

#include <fcntl.h>
#include <signal.h>

#include "base/signals.h"

int inherited_reset(void)
{
	if (signals_unblock() < 0 || signals_default(SIGCHLD) < 0 || signals_default(SIGALRM) < 0)
		return -1;
	for (int fd = 0; fd < 3; fd++)
		/* The lowest free number is this one: open(2). */
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd ? O_RDONLY : O_WRONLY) < 0)
			return -1;
	return 0;
}
