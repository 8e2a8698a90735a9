/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting for a child with a bound.
 */
#include "child.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"

int child_wait(pid_t child, unsigned milliseconds)
{
	int AUTO_CLOSE fd = (int)syscall(SYS_pidfd_open, child, 0);
	struct pollfd p = {fd, POLLIN, 0};
	int n = fd < 0 ? 0 : 1;

	while (n > 0 && (n = poll(&p, 1, (int)milliseconds)) < 0 && errno == EINTR)
		n = 1;
	if (n <= 0)
		kill(child, SIGKILL);
	waitpid(child, NULL, n > 0 ? 0 : WNOHANG);
	return n > 0 ? 0 : -1;
}
