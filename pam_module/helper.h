/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work for a login program that must not be done in its own process.
 */
#ifndef PAM_MODULE_HELPER_H
#define PAM_MODULE_HELPER_H

#include <stddef.h>
#include <stdint.h>

/*
 * Run work(data) in a child process and wait for its end, so many milliseconds at most: what is left of a
 * login, login_left(). The login program learns nothing of this child and keeps its credentials, signals
 * and directory; it shares what `share` says (clone(2): 0, or CLONE_FS for a working directory). The child is
 * a copy of a process without threads, with the login program's descriptors. 0; or -1 with errno (ETIMEDOUT:
 * it was killed, and may be there as long as a dead file system holds it).
 */
int helper_run(uint64_t share, unsigned milliseconds, void (*work)(const void *data), const void *data);

/*
 * The same in the mount namespace of PID 1, from wherever the caller stands, for a few seconds at most: it is
 * the end of a session. Without root's rights nothing is done.
 */
void helper_run_on_host(void (*work)(const void *data), const void *data);

/*
 * Run work(data) on the host in a process that nobody waits for: a child's child, so that it is the
 * host's process 1 that reaps it and the login program's wait(2) sees nothing. It holds none of the
 * login program's descriptors, and the kernel ends it after a few seconds. 0, or -1 with errno.
 */
int helper_leave(void (*work)(const void *data), const void *data);

/*
 * Run a program in the host's mount and network namespace, with nothing but `fds` (as descriptors 3 and up),
 * at most so many milliseconds. What it printed, cut to size, stands in `said`. Its exit status, or -1 with
 * errno (ETIMEDOUT: it was killed).
 */
int helper_program(const char *const argv[], const int *fds, int count, unsigned milliseconds, char *said,
	size_t size);

/*
 * Start a program in the same way that nobody waits for and nobody hears, as a child's child: process 1 of
 * the host reaps it. 0, or -1 with errno: it could not be forked. Whether it was found nobody tells.
 */
int helper_start(const char *const argv[], const int *fds, int count);

#endif
