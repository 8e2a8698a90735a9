/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work on the host for a login program that may stand on its porch.
 */
#ifndef PAM_MODULE_ON_HOST_H
#define PAM_MODULE_ON_HOST_H

#include <stddef.h>

/*
 * helper_run() in the mount namespace of PID 1, from wherever the caller stands, for a few seconds at most:
 * it is the end of a session. Without root's rights nothing is done.
 */
void on_host_run(void (*work)(const void *data), const void *data);

/*
 * Run work(data) on the host in a process that nobody waits for: a child's child, so that it is the
 * host's process 1 that reaps it and the login program's wait(2) sees nothing. It holds none of the
 * login program's descriptors, and the kernel ends it after a few seconds. 0, or -1 with errno.
 */
int on_host_leave(void (*work)(const void *data), const void *data);

/*
 * Run a program in the host's mount and network namespace, with nothing but `fds` (as descriptors 3 and up),
 * at most so many milliseconds. What it printed, cut to size, stands in `said`. Its exit status, or -1 with
 * errno (ETIMEDOUT: it was killed).
 */
int on_host_program(const char *const argv[], const int *fds, int count, unsigned milliseconds, char *said,
	size_t size);

/* The same, but `said` is what it printed as errors. */
int on_host_command(const char *const argv[], const int *fds, int count, unsigned milliseconds, char *said,
	size_t size);

/*
 * Start a program in the same way that nobody waits for and nobody hears, as a child's child: process 1 of
 * the host reaps it. 0, or -1 with errno: it could not be forked. Whether it was found nobody tells.
 */
int on_host_start(const char *const argv[], const int *fds, int count);

#endif
